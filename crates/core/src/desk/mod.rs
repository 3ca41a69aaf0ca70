//! The desk itself: its name, its settings, and what belongs to no other part.

mod demo;
#[cfg(test)]
mod tests;
mod use_cases;
pub mod view;
#[cfg(test)]
mod view_tests;

pub use use_cases::{DemoSize, Desk};

use rusqlite::{Transaction, params};
use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::id::{ActionId, DeskId, ViewId};
use crate::journal::{DomainEvent, Reversal, Stamp};
use crate::people::Right;
use view::KeptView;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeskEvent {
    Founded {
        id: DeskId,
        name: String,
    },
    Renamed {
        name: String,
        was: String,
    },
    SettingChanged {
        key: String,
        value: Option<String>,
        was: Option<String>,
    },
    Undone {
        action: ActionId,
    },
    ViewSaved {
        id: ViewId,
        view: KeptView,
        was: Option<KeptView>,
    },
    ViewRenamed {
        id: ViewId,
        name: String,
        was: String,
    },
    ViewRemoved {
        id: ViewId,
        view: KeptView,
    },
    /// All made-up customers and what hangs on them were removed.
    DemoRemoved,
}

impl DomainEvent for DeskEvent {
    fn kind(&self) -> &'static str {
        match self {
            Self::Founded { .. } => "desk.founded",
            Self::Renamed { .. } => "desk.renamed",
            Self::SettingChanged { .. } => "desk.setting_changed",
            Self::Undone { .. } => "desk.undone",
            Self::ViewSaved { .. } => "desk.view_saved",
            Self::ViewRenamed { .. } => "desk.view_renamed",
            Self::ViewRemoved { .. } => "desk.view_removed",
            Self::DemoRemoved => "desk.demo_removed",
        }
    }

    fn needs(&self) -> Right {
        match self {
            Self::Founded { .. }
            | Self::Renamed { .. }
            | Self::SettingChanged { .. }
            | Self::DemoRemoved => Right::Settings,
            // What it takes back needs its own right, event by event.
            Self::Undone { .. } => Right::Work,
            Self::ViewSaved { .. } | Self::ViewRenamed { .. } | Self::ViewRemoved { .. } => {
                Right::Work
            }
        }
    }

    fn apply(&self, tx: &Transaction<'_>, stamp: &Stamp) -> Result<()> {
        match self {
            Self::Founded { id, name } => {
                tx.execute(
                    "INSERT INTO desk (id, name, created_at) VALUES (?1, ?2, ?3)",
                    params![id, name, stamp.at],
                )?;
            }
            Self::Renamed { name, .. } => {
                tx.execute("UPDATE desk SET name = ?1", [name])?;
            }
            Self::SettingChanged {
                key,
                value: Some(value),
                ..
            } => {
                tx.execute(
                    "INSERT INTO setting (key, value) VALUES (?1, ?2)
                     ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                    [key, value],
                )?;
            }
            Self::SettingChanged {
                key, value: None, ..
            } => {
                tx.execute("DELETE FROM setting WHERE key = ?1", [key])?;
            }
            Self::Undone { action } => {
                tx.execute(
                    "INSERT INTO undone (action, by_action) VALUES (?1, ?2)",
                    params![action, stamp.action],
                )?;
            }
            Self::ViewSaved { id, view, .. } => view::keep(tx, *id, view)?,
            Self::ViewRenamed { id, name, .. } => view::rename(tx, *id, name)?,
            Self::ViewRemoved { id, .. } => view::drop(tx, *id)?,
            Self::DemoRemoved => demo::remove(tx)?,
        }
        Ok(())
    }

    fn reversal(&self, tx: &Transaction<'_>, _stamp: &Stamp) -> Result<Reversal> {
        Ok(match self {
            Self::Founded { .. } => Reversal::Kept("a desk is not unmade".into()),
            Self::Renamed { name, was } => Reversal::by(Self::Renamed {
                name: was.clone(),
                was: name.clone(),
            }),
            Self::SettingChanged { key, value, was } => Reversal::by(Self::SettingChanged {
                key: key.clone(),
                value: was.clone(),
                was: value.clone(),
            }),
            Self::ViewSaved { id, view, was } => view::unsave(tx, *id, view, was.as_ref())?,
            Self::ViewRenamed { id, name, was } => view::unname(tx, *id, name, was)?,
            Self::ViewRemoved { id, view } => Reversal::by(Self::ViewSaved {
                id: *id,
                view: view.clone(),
                was: None,
            }),
            Self::Undone { .. } => Reversal::Implied,
            Self::DemoRemoved => Reversal::Kept("make a new demo fleet instead".into()),
        })
    }

    fn sentence(&self) -> String {
        match self {
            Self::Founded { name, .. } => format!("Desk \"{name}\" set up"),
            Self::Renamed { name, .. } => format!("Desk renamed to \"{name}\""),
            Self::SettingChanged { key, .. } => format!("Setting {key} changed"),
            Self::ViewSaved { view, .. } => format!("View \"{}\" saved", view.name),
            Self::ViewRenamed { name, was, .. } => {
                format!("View \"{was}\" renamed to \"{name}\"")
            }
            Self::ViewRemoved { view, .. } => format!("View \"{}\" removed", view.name),
            Self::Undone { .. } => "An action was undone".into(),
            Self::DemoRemoved => "Demo data removed".into(),
        }
    }
}
