//! `attach`: photos and files.

use std::path::{Path, PathBuf};

use hashmend_core::attachment::{Attachment, Metadata, RefusedFile};
use hashmend_core::id::AttachmentId;

use crate::args::Attach;
use crate::desk::{self, Desk};
use crate::out::{Out, progress, remark};
use crate::words::{count, grouped};
use crate::{Done, Stop};

pub fn run(desk: &Desk, what: &Attach, out: &mut Out) -> Done {
    match what {
        Attach::Add { to, files } => add(desk, to, files, out),
        Attach::List { to } => list(desk, to, out),
        Attach::Save {
            of,
            out: to,
            only,
            original,
        } => {
            let metadata = if *original {
                Metadata::Kept
            } else {
                Metadata::Removed
            };
            save(desk, of, to, *only, metadata, out)
        }
        Attach::Remove { id } => remove(desk, *id, out),
    }
}

fn add(desk: &Desk, to: &str, files: &[PathBuf], out: &mut Out) -> Done {
    let mut store = desk.open()?;
    let to = desk::attached_to(&store, to)?;
    let attached = store.attach_paths(to, files, &desk.act, &mut progress("attaching"))?;
    out.answer(&attached, |out| {
        table(&attached.added, out)?;
        out.line(format!(
            "{} attached, by action {}",
            count(attached.added.len() as u64, "file"),
            attached.action
        ))
    })?;
    left_out(&attached.refused)
}

fn list(desk: &Desk, to: &str, out: &mut Out) -> Done {
    let store = desk.open()?;
    let all = store.attachments(desk::attached_to(&store, to)?)?;
    out.answer(&all, |out| {
        let files: Vec<Attachment> = all.own.iter().chain(&all.of_tickets).cloned().collect();
        if files.is_empty() {
            return out.line("nothing is attached");
        }
        table(&files, out)?;
        if all.more {
            out.line("and more on its tickets")?;
        }
        Ok(())
    })
}

fn save(
    desk: &Desk,
    of: &str,
    to: &Path,
    only: Option<AttachmentId>,
    metadata: Metadata,
    out: &mut Out,
) -> Done {
    let store = desk.open()?;
    let of = desk::attached_to(&store, of)?;
    let saved = match only {
        Some(id) => store.save_attachment(id, to, metadata)?,
        None => store.save_attachments(of, to, metadata, &mut progress("saving"))?,
    };
    out.answer(&saved, |out| {
        let cleaned = match saved.cleaned {
            0 => String::new(),
            n => format!(
                ", {} without the place and time it had",
                count(n.into(), "photo")
            ),
        };
        out.line(format!(
            "{} saved to {}{cleaned}",
            count(saved.files.into(), "file"),
            saved.path
        ))
    })?;
    left_out(&saved.left_out)
}

fn remove(desk: &Desk, id: AttachmentId, out: &mut Out) -> Done {
    let action = desk.open()?.remove_attachment(id, &desk.act)?;
    out.answer(&action, |out| {
        out.line(format!("removed, by action {action}"))
    })
}

fn table(files: &[Attachment], out: &mut Out) -> Done {
    let rows: Vec<Vec<String>> = files
        .iter()
        .map(|file| {
            vec![
                file.id.to_string(),
                file.label.clone(),
                file.name.clone(),
                file.media_type.clone(),
                grouped(u64::from(file.size).div_ceil(1024)),
                file.added_at.to_string(),
                file.added_by.clone(),
                file.note.clone(),
            ]
        })
        .collect();
    out.table(
        &["id", "on", "name", "kind", "KiB", "added", "by", "note"],
        &rows,
    )
}

/// The rest was done; these were not, and a script should know.
fn left_out(files: &[RefusedFile]) -> Done {
    for file in files {
        remark(format!("left out: {}: {}", file.name, file.why));
    }
    if files.is_empty() {
        Ok(())
    } else {
        Err(Stop::Partly)
    }
}
