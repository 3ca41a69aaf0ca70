//! Commands on the desk as a whole.

use std::path::Path;

use hashmend_core::Store;
use hashmend_core::desk::DemoSize;
use hashmend_core::id::ActionId;
use hashmend_core::store::BackedUp;

use crate::args::Demo;
use crate::desk::Desk;
use crate::out::{Out, progress, remark};
use crate::words::{count, grouped, spoken};
use crate::{Done, Stop};

pub fn init(desk: &Desk, name: &str, out: &mut Out) -> Done {
    let store = Store::create(&desk.path, name, &desk.act)?;
    let is = store.desk()?;
    out.answer(&is, |out| {
        out.line(format!("desk \"{name}\" set up at {}", desk.path.display()))
    })
}

pub fn demo(desk: &Desk, demo: &Demo, out: &mut Out) -> Done {
    let mut store = Store::open_or_create(&desk.path, "Demo desk", &desk.act)?;
    let is = if demo.remove {
        store.remove_demo(&desk.act)?
    } else {
        let size = DemoSize {
            devices: demo.devices,
            tickets: demo.tickets,
            seed: demo.seed,
        };
        store.make_demo(size, &desk.act, &mut progress("making the demo fleet"))?
    };
    out.answer(&is, |out| {
        out.line(format!(
            "{} {}: {}, {} open",
            desk.path.display(),
            if demo.remove {
                "is without demo data"
            } else {
                "holds a made-up fleet"
            },
            count(is.devices.into(), "device"),
            count(is.open_tickets.into(), "ticket"),
        ))
    })
}

pub fn back_up(desk: &Desk, file: &Path, out: &mut Out) -> Done {
    let made = desk.open()?.back_up(file, desk.act.now)?;
    out.answer(&made, |out| {
        out.line(format!(
            "backed up to {}: {}, {}, {} KiB, read back and sound",
            made.path,
            count(made.events.into(), "event"),
            files(&made),
            grouped(made.kib.into())
        ))
    })
}

pub fn restore(desk: &Desk, file: &Path, out: &mut Out) -> Done {
    let had = desk.path.exists();
    let restored = Store::restore(&desk.path, file, &desk.act)?;
    out.answer(&restored, |out| {
        out.line(format!(
            "{} is now the backup {}: {}, {}",
            restored.path,
            file.display(),
            count(restored.events.into(), "event"),
            files(&restored),
        ))?;
        if had {
            out.line("the desk as it was is kept beside it, named .before-restore-<time>")?;
        }
        Ok(())
    })
}

/// What attachments hold, with what of it is not what was attached.
fn files(made: &BackedUp) -> String {
    let files = count(made.files.into(), "attached file");
    match made.damaged_files {
        0 => files,
        damaged => format!("{files} ({damaged} damaged before: see `hashmend doctor`)"),
    }
}

pub fn doctor(desk: &Desk, rebuild: bool, sweep: bool, out: &mut Out) -> Done {
    let mut store = desk.open()?;
    let found = if rebuild {
        store.rebuild(&desk.act)?
    } else if sweep {
        store.sweep(&desk.act)?
    } else {
        store.examine(&desk.act)?
    };
    out.answer(&found, |out| {
        let rows: Vec<Vec<String>> = found
            .checks
            .iter()
            .map(|check| {
                vec![
                    if check.ok { "ok" } else { "BROKEN" }.into(),
                    spoken(&check.name),
                    check.text.clone(),
                ]
            })
            .collect();
        out.table(&["", "check", "found"], &rows)?;
        if found.rebuilt {
            out.line("the tables were filled anew from the journal")?;
        }
        if let Some(swept) = found.swept {
            out.line(format!(
                "{} taken out, {} KiB",
                count(swept.files.into(), "needless file"),
                grouped(swept.kib.into())
            ))?;
        }
        Ok(())
    })?;
    if found.ok {
        return Ok(());
    }
    remark("hashmend: the desk does not hold together; see the checks that are broken");
    Err(Stop::Partly)
}

pub fn undo(desk: &Desk, action: ActionId, out: &mut Out) -> Done {
    let undone = desk.open()?.undo(action, &desk.act)?;
    for kept in &undone.kept {
        remark(format!("kept: {}: {}", kept.what, kept.why));
    }
    out.answer(&undone, |out| {
        out.line(format!(
            "{} taken back, by action {}",
            count(undone.taken_back.into(), "event"),
            undone.action
        ))
    })
}
