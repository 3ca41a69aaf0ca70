//! Saved views: a list's filters, sort and columns under a name.

use rusqlite::{Connection, OptionalExtension, Transaction, params};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::DeskEvent;
use crate::device::DeviceQuery;
use crate::error::{Error, Result};
use crate::id::{ActionId, ViewId};
use crate::journal::{Act, Reversal, Writer};
use crate::rma::RmaQuery;
use crate::store::Store;
use crate::text_enum::text_enum;
use crate::ticket::{Stage, TicketQuery};

text_enum! {
    ListName { Tickets = "tickets", Fleet = "fleet", Rmas = "rmas" }
}

/// How a list is looked at.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
#[allow(
    clippy::large_enum_variant,
    reason = "a desk holds a few, and each but for a moment"
)]
pub enum Look {
    Tickets(Looked<TicketQuery>),
    Fleet(Looked<DeviceQuery>),
    Rmas(Looked<RmaQuery>),
}

/// Filters and sort, and the columns by the names the screen gives them.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(default)]
pub struct Looked<Query> {
    pub query: Query,
    pub columns: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct SavedView {
    pub id: ViewId,
    pub name: String,
    /// Whose it is; `None`: everybody's.
    pub owner: Option<String>,
    pub look: Look,
    /// Filters of the view that this version does not know or cannot read. They are kept.
    pub unknown: Vec<String>,
}

/// What came of saving, renaming or removing a view.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ViewsChanged {
    /// Undo takes it back by this.
    pub action: ActionId,
    pub id: ViewId,
    /// Those of the list as they are now.
    pub views: Vec<SavedView>,
}

text_enum! {
    /// Views of the tickets that every desk has.
    BuiltInView {
        Overdue = "overdue",
        OnHold = "on_hold",
        AtTheBench = "at_the_bench",
        Nobodys = "nobodys",
        Untouched = "untouched",
    }
}

impl BuiltInView {
    pub fn query(self) -> TicketQuery {
        let open = TicketQuery {
            open: Some(true),
            ..TicketQuery::default()
        };
        match self {
            Self::Overdue => TicketQuery {
                overdue: true,
                ..open
            },
            Self::OnHold => TicketQuery {
                on_hold: Some(true),
                ..open
            },
            Self::AtTheBench => TicketQuery {
                stages: vec![Stage::Diagnosing, Stage::Repairing, Stage::Testing],
                ..open
            },
            Self::Nobodys => TicketQuery {
                unassigned: true,
                ..open
            },
            Self::Untouched => TicketQuery {
                untouched_days: Some(7),
                ..open
            },
        }
    }
}

/// A view as the journal has it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KeptView {
    pub list: ListName,
    pub name: String,
    pub owner: Option<String>,
    /// JSON of [`Looked`], with what a later version may have put beside.
    pub row: String,
}

/// Longer is no list of filters; a paste of some 2,000 serials fits.
const LONGEST_ROW: usize = 64 << 10;
const MOST_VIEWS: u32 = 200;

impl Store {
    /// The views of a list that `act.actor` has: everybody's and their own, by name.
    pub fn views(&self, list: ListName, act: &Act) -> Result<Vec<SavedView>> {
        views(&self.conn, list, &act.actor)
    }

    /// Save a new view, or with `id` put other filters and columns under a saved one.
    pub fn save_view(
        &mut self,
        id: Option<ViewId>,
        name: &str,
        shared: bool,
        look: &Look,
        act: &Act,
    ) -> Result<ViewsChanged> {
        let (list, row) = written(look)?;
        let name = checked_name(name)?;
        self.write(act, |w| {
            let view = KeptView {
                list,
                name,
                owner: (!shared).then(|| act.actor.clone()),
                row,
            };
            let was = match id {
                Some(id) => Some(own(w.tx, id, &act.actor)?),
                None => None,
            };
            let id = id.unwrap_or_else(|| ViewId(w.new_id()));
            must_be_free(w.tx, id, &view)?;
            if was.as_ref() != Some(&view) {
                w.append(id, DeskEvent::ViewSaved { id, view, was })?;
            }
            changed(w, id, list)
        })
    }

    pub fn rename_view(&mut self, id: ViewId, name: &str, act: &Act) -> Result<ViewsChanged> {
        let name = checked_name(name)?;
        self.write(act, |w| {
            let was = own(w.tx, id, &act.actor)?;
            let list = was.list;
            must_be_free(
                w.tx,
                id,
                &KeptView {
                    name: name.clone(),
                    ..was.clone()
                },
            )?;
            if was.name != name {
                let was = was.name;
                w.append(id, DeskEvent::ViewRenamed { id, name, was })?;
            }
            changed(w, id, list)
        })
    }

    pub fn remove_view(&mut self, id: ViewId, act: &Act) -> Result<ViewsChanged> {
        self.write(act, |w| {
            let view = own(w.tx, id, &act.actor)?;
            let list = view.list;
            w.append(id, DeskEvent::ViewRemoved { id, view })?;
            changed(w, id, list)
        })
    }
}

fn changed(w: &Writer<'_>, id: ViewId, list: ListName) -> Result<ViewsChanged> {
    Ok(ViewsChanged {
        action: w.action,
        id,
        views: views(w.tx, list, &w.act.actor)?,
    })
}

fn views(conn: &Connection, list: ListName, actor: &str) -> Result<Vec<SavedView>> {
    let mut statement = conn.prepare_cached(
        "SELECT id, name, owner, row FROM saved_view
         WHERE list = ?1 AND (owner IS NULL OR owner = ?2) ORDER BY name, id LIMIT ?3",
    )?;
    let mut rows = statement.query(params![list, actor, MOST_VIEWS])?;
    let mut views = Vec::new();
    while let Some(row) = rows.next()? {
        let text: String = row.get(3)?;
        let (look, unknown) = read(list, &text);
        views.push(SavedView {
            id: row.get(0)?,
            name: row.get(1)?,
            owner: row.get(2)?,
            look,
            unknown,
        });
    }
    Ok(views)
}

fn read(list: ListName, text: &str) -> (Look, Vec<String>) {
    match list {
        ListName::Tickets => {
            let (looked, unknown) = looked(text);
            (Look::Tickets(looked), unknown)
        }
        ListName::Fleet => {
            let (looked, unknown) = looked(text);
            (Look::Fleet(looked), unknown)
        }
        ListName::Rmas => {
            let (looked, unknown) = looked(text);
            (Look::Rmas(looked), unknown)
        }
    }
}

/// What of a view can be read, filter by filter, and the names of those that cannot.
fn looked<Query>(text: &str) -> (Looked<Query>, Vec<String>)
where
    Query: Default + Serialize + DeserializeOwned,
{
    let row: Value = serde_json::from_str(text).unwrap_or_default();
    let known = serde_json::to_value(Query::default()).unwrap_or_default();
    let mut read = Map::new();
    let mut unknown = Vec::new();
    for (name, value) in row["query"].as_object().into_iter().flatten() {
        let alone = Value::Object(Map::from_iter([(name.clone(), value.clone())]));
        if known.get(name).is_some() && serde_json::from_value::<Query>(alone).is_ok() {
            read.insert(name.clone(), value.clone());
        } else {
            unknown.push(name.clone());
        }
    }
    let columns = row["columns"].as_array().into_iter().flatten();
    let looked = Looked {
        query: serde_json::from_value(Value::Object(read)).unwrap_or_default(),
        columns: columns
            .filter_map(|column| column.as_str().map(str::to_owned))
            .collect(),
    };
    (looked, unknown)
}

/// The view as kept: only the filters that say something, and never a place in the list.
fn written(look: &Look) -> Result<(ListName, String)> {
    let (list, row) = match look {
        Look::Tickets(looked) => (ListName::Tickets, kept(looked)),
        Look::Fleet(looked) => (ListName::Fleet, kept(looked)),
        Look::Rmas(looked) => (ListName::Rmas, kept(looked)),
    };
    if row.len() > LONGEST_ROW {
        return Err(Error::invalid(
            "view",
            "it holds too much to be saved",
            "filters and columns; a long list of serials is pasted each time",
        ));
    }
    Ok((list, row))
}

fn kept<Query: Default + Serialize>(looked: &Looked<Query>) -> String {
    let usual = serde_json::to_value(Query::default()).unwrap_or_default();
    let mut query = serde_json::to_value(&looked.query).unwrap_or_default();
    if let Some(query) = query.as_object_mut() {
        query.retain(|name, value| {
            !matches!(name.as_str(), "after" | "limit") && usual.get(name) != Some(value)
        });
    }
    serde_json::json!({ "query": query, "columns": looked.columns }).to_string()
}

fn checked_name(name: &str) -> Result<String> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > 60 {
        return Err(Error::invalid(
            "name",
            format!("it has {} characters", name.chars().count()),
            "1 to 60",
        ));
    }
    Ok(name.to_owned())
}

/// The view as it stands, if it is everybody's or this person's.
fn own(conn: &Connection, id: ViewId, actor: &str) -> Result<KeptView> {
    find(conn, id)?
        .filter(|view| view.owner.as_deref().is_none_or(|owner| owner == actor))
        .ok_or_else(|| Error::not_found("view", id))
}

fn must_be_free(conn: &Connection, id: ViewId, view: &KeptView) -> Result<()> {
    let taken = conn
        .prepare_cached(
            "SELECT 1 FROM saved_view WHERE list = ?1 AND name = ?2 AND owner IS ?3 AND id <> ?4",
        )?
        .exists(params![view.list, view.name, view.owner, id])?;
    if taken {
        return Err(Error::invalid(
            "name",
            format!("there is a view called {} already", view.name),
            "another name",
        ));
    }
    Ok(())
}

fn find(conn: &Connection, id: ViewId) -> Result<Option<KeptView>> {
    Ok(conn
        .prepare_cached("SELECT list, name, owner, row FROM saved_view WHERE id = ?1")?
        .query_row([id], |row| {
            Ok(KeptView {
                list: row.get(0)?,
                name: row.get(1)?,
                owner: row.get(2)?,
                row: row.get(3)?,
            })
        })
        .optional()?)
}

/// What `desk.view_…` events do to the table.
pub(super) fn keep(tx: &Transaction<'_>, id: ViewId, view: &KeptView) -> Result<()> {
    tx.execute(
        "INSERT INTO saved_view (id, list, name, owner, row) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (id) DO UPDATE SET list = excluded.list, name = excluded.name,
         owner = excluded.owner, row = excluded.row",
        params![id, view.list, view.name, view.owner, view.row],
    )?;
    Ok(())
}

pub(super) fn rename(tx: &Transaction<'_>, id: ViewId, name: &str) -> Result<()> {
    tx.execute(
        "UPDATE saved_view SET name = ?2 WHERE id = ?1",
        params![id, name],
    )?;
    Ok(())
}

pub(super) fn drop(tx: &Transaction<'_>, id: ViewId) -> Result<()> {
    tx.execute("DELETE FROM saved_view WHERE id = ?1", [id])?;
    Ok(())
}

pub(super) fn unsave(
    tx: &Transaction<'_>,
    id: ViewId,
    view: &KeptView,
    was: Option<&KeptView>,
) -> Result<Reversal> {
    if find(tx, id)?.as_ref() != Some(view) {
        return Ok(changed_since());
    }
    Ok(Reversal::by(match was {
        None => DeskEvent::ViewRemoved {
            id,
            view: view.clone(),
        },
        Some(was) => DeskEvent::ViewSaved {
            id,
            view: was.clone(),
            was: Some(view.clone()),
        },
    }))
}

pub(super) fn unname(tx: &Transaction<'_>, id: ViewId, name: &str, was: &str) -> Result<Reversal> {
    if find(tx, id)?.is_none_or(|view| view.name != name) {
        return Ok(changed_since());
    }
    Ok(Reversal::by(DeskEvent::ViewRenamed {
        id,
        name: was.to_owned(),
        was: name.to_owned(),
    }))
}

fn changed_since() -> Reversal {
    Reversal::Kept("the view was changed since".into())
}
