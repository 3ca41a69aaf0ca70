//! Opening the desk, and finding what was named on the command line.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use hashmend_core::attachment::AttachedTo;
use hashmend_core::catalog::Model;
use hashmend_core::id::{DeviceId, PartyId, RmaId, SiteId, TicketId};
use hashmend_core::people::Person;
use hashmend_core::place::{CenterSheet, Site};
use hashmend_core::search::{Hit, HitKind};
use hashmend_core::{Act, Error, Store, Timestamp};

use crate::args::Common;
use crate::{Done, pin, refused};

/// As in the window's own configuration.
const IDENTIFIER: &str = "dev.hashmend.desk";
const FILE_NAME: &str = "desk.hashmend";

/// The desk that the command is about, and who acts on it when.
#[derive(Debug)]
pub struct Desk {
    pub path: PathBuf,
    pub act: Act,
}

/// The instant to go by.
pub fn instant(common: &Common) -> Timestamp {
    common.now.unwrap_or_else(now)
}

impl Desk {
    pub fn of(common: &Common) -> Done<Self> {
        let path = match &common.data {
            Some(path) => path.clone(),
            None => own_file().ok_or_else(|| {
                refused("this account has no folder for data; name the file with --data FILE")
            })?,
        };
        let mut desk = Self {
            path,
            act: Act::new(whoami(), instant(common)),
        };
        if let Some(name) = &common.person {
            let mut store = desk.open()?;
            let id = person(&store, name)?.id;
            let typed = pin::of_env_or_asked(pin::OWN, &format!("PIN of {name}: "))?;
            desk.act = Act::by(&store.sign_in(id, &typed, desk.act.now)?, desk.act.now);
        }
        Ok(desk)
    }

    pub fn open(&self) -> Done<Store> {
        if !self.path.exists() {
            return Err(refused(format!(
                "there is no desk at {}; set one up with `hashmend init`, or name another with --data FILE",
                self.path.display()
            )));
        }
        Ok(Store::open(&self.path, self.act.now)?)
    }

    /// The desk with what its own tickets teach about turnaround.
    pub fn open_taught(&self) -> Done<Store> {
        let mut store = self.open()?;
        let lessons = store.past(self.act.now)?.learn()?;
        store.use_lessons(Some(Arc::new(lessons)));
        Ok(store)
    }
}

#[allow(
    clippy::disallowed_methods,
    reason = "the door reads the clock so that core need not"
)]
fn now() -> Timestamp {
    chrono::Utc::now().into()
}

fn whoami() -> String {
    ["USER", "USERNAME", "LOGNAME"]
        .iter()
        .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()))
        .unwrap_or_else(|| "desk".into())
}

/// The file that the window opens.
fn own_file() -> Option<PathBuf> {
    let folder = std::env::var_os("HASHMEND_DATA_DIR")
        .filter(|folder| !folder.is_empty())
        .map(PathBuf::from)
        .or_else(|| Some(dirs::data_dir()?.join(IDENTIFIER)))?;
    Some(folder.join(FILE_NAME))
}

/// The one of `all` that `text` names: by id, by whole name, or by a part no other name has.
fn named<'a, T>(
    what: &'static str,
    text: &str,
    all: &'a [T],
    id: impl Fn(&T) -> String,
    name: impl Fn(&T) -> String,
) -> Done<&'a T> {
    let wanted = text.trim().to_lowercase();
    if let Some(found) = all
        .iter()
        .find(|it| id(it) == wanted || name(it).to_lowercase() == wanted)
    {
        return Ok(found);
    }
    let part: Vec<&T> = all
        .iter()
        .filter(|it| !wanted.is_empty() && name(it).to_lowercase().contains(&wanted))
        .collect();
    match part[..] {
        [one] => Ok(one),
        [] => Err(Error::not_found(what, text).into()),
        [..] => {
            let names: Vec<String> = part.iter().take(5).map(|it| name(it)).collect();
            Err(refused(format!(
                "more than one {what} is called so: {}; write the whole name",
                names.join("; ")
            )))
        }
    }
}

pub fn center(store: &Store, text: &str) -> Done<CenterSheet> {
    let all = store.centers()?;
    named(
        "center",
        text,
        &all,
        |it| it.center.id.to_string(),
        |it| it.center.name.clone(),
    )
    .cloned()
}

/// Those who work here before those who did.
pub fn person(store: &Store, text: &str) -> Done<Person> {
    let all = store.people()?.people;
    named(
        "person",
        text,
        &all,
        |it| it.id.to_string(),
        |it| it.name.clone(),
    )
    .cloned()
}

pub fn customer(store: &Store, text: &str) -> Done<PartyId> {
    let all = store.customers()?;
    named(
        "customer",
        text,
        &all,
        |it| it.party.id.to_string(),
        |it| it.party.name.clone(),
    )
    .map(|it| it.party.id)
}

pub fn site(store: &Store, text: &str) -> Done<SiteId> {
    let all: Vec<Site> = store
        .customers()?
        .into_iter()
        .flat_map(|customer| customer.sites)
        .collect();
    named(
        "site",
        text,
        &all,
        |it| it.id.to_string(),
        |it| it.name.clone(),
    )
    .map(|it| it.id)
}

pub fn model(store: &Store, text: &str) -> Done<Model> {
    let all = store.models(text, 1_000)?;
    // A name alone is enough where no other maker has it: "S19 Pro", "Bitmain S19 Pro".
    let whole = |it: &&Model| {
        let wanted = text.trim().to_lowercase();
        let name = it.name.to_lowercase();
        name == wanted || format!("{} {name}", it.maker.to_lowercase()) == wanted
    };
    let exact: Vec<&Model> = all.iter().filter(whole).collect();
    if let [one] = exact[..] {
        return Ok(one.clone());
    }
    named(
        "model",
        text,
        &all,
        |it| it.id.to_string(),
        |it| format!("{} {}", it.maker, it.name),
    )
    .cloned()
}

/// By `T-000456`, `456`, or id.
pub fn ticket(store: &Store, text: &str) -> Done<TicketId> {
    if let Ok(id) = text.parse() {
        return Ok(id);
    }
    let number = numbered("T-", text).ok_or_else(|| Error::not_found("ticket", text))?;
    hit(store, HitKind::Ticket, &number)?
        .and_then(|id| id.parse().ok())
        .ok_or_else(|| Error::not_found("ticket", text).into())
}

fn numbered(prefix: &str, text: &str) -> Option<String> {
    let text = text.trim().to_uppercase();
    let number: u64 = text.strip_prefix(prefix).unwrap_or(&text).parse().ok()?;
    Some(format!("{prefix}{number:06}"))
}

/// By `RMA-2026-000123` or id.
pub fn rma(store: &Store, text: &str) -> Done<RmaId> {
    if let Ok(id) = text.parse() {
        return Ok(id);
    }
    let number = text.trim().to_uppercase();
    hit(store, HitKind::Rma, &number)?
        .and_then(|id| id.parse().ok())
        .ok_or_else(|| Error::not_found("RMA", text).into())
}

/// The id of what has exactly this number.
fn hit(store: &Store, kind: HitKind, number: &str) -> Done<Option<String>> {
    Ok(store
        .find(number, 20)?
        .into_iter()
        .find(|hit| hit.kind == kind && hit.label == number)
        .map(|hit| hit.id))
}

/// What files can be attached to: `T-000456`, `RMA-2026-000123`, `D-000123` or a unit's serial.
pub fn attached_to(store: &Store, text: &str) -> Done<AttachedTo> {
    let wanted = text.trim().to_uppercase();
    if wanted.starts_with("RMA-") {
        return Ok(AttachedTo::Rma(rma(store, text)?));
    }
    if wanted.starts_with("T-") {
        return Ok(AttachedTo::Ticket(ticket(store, text)?));
    }
    device(store, text).map(AttachedTo::Device)
}

/// By `D-000123`, id, or a serial that only one unit has.
pub fn device(store: &Store, text: &str) -> Done<DeviceId> {
    if let Ok(id) = text.parse() {
        return Ok(id);
    }
    let hits = store.find(text, 20)?;
    let units: Vec<&Hit> = hits
        .iter()
        .filter(|hit| hit.kind == HitKind::Device)
        .collect();
    let wanted = text.trim().to_uppercase();
    let whole = |hit: &&&Hit| hit.label == wanted || hit.matched.as_deref() == Some(&wanted);
    let exact: Vec<&&Hit> = units.iter().filter(whole).collect();
    let found = match (&exact[..], &units[..]) {
        ([one], _) => one,
        ([], [one]) => one,
        ([], []) => return Err(Error::not_found("unit", text).into()),
        _ => {
            return Err(refused(format!(
                "more than one unit is called {text}; write more of it, or the code as D-000123"
            )));
        }
    };
    found
        .id
        .parse()
        .map_err(|_| Error::not_found("unit", text).into())
}

/// The text of a file, or of standard input for `-`.
pub fn is_stdin(path: &Path) -> bool {
    path == Path::new("-")
}
