//! Use cases on the desk as a whole.

use rusqlite::{OptionalExtension, params};
use serde::{Deserialize, Serialize};

use super::{DeskEvent, demo};
use crate::device::take_in::OnProgress;
use crate::error::{Error, Result};
use crate::id::DeskId;
use crate::journal::Act;
use crate::search::MOST_COUNTED;
use crate::store::Store;
use crate::store::bulk::FoundLater;
use crate::time::Timestamp;

/// What the window needs to know first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Desk {
    pub id: DeskId,
    pub name: String,
    pub path: String,
    /// No unit and no RMA yet: show the first start.
    pub is_empty: bool,
    /// Made-up data is in it.
    pub has_demo: bool,
    /// Numbers given out so far: how many units there ever were.
    pub devices: u32,
    /// Counted to 10,000.
    pub open_tickets: u32,
    /// The journal's last position: changed means lists may be stale.
    pub head: u32,
    /// When the estimator last learned from the tickets: changed means ranges may be stale.
    pub learned_at: Option<Timestamp>,
}

/// How much made-up data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct DemoSize {
    pub devices: u32,
    pub tickets: u32,
    pub seed: u32,
}

impl Default for DemoSize {
    fn default() -> Self {
        Self {
            devices: 1_200,
            tickets: 300,
            seed: 1,
        }
    }
}

/// The longest half-typed text kept: a paste of some 100,000 serials.
const LONGEST_SCRATCH: usize = 4 << 20;

impl Store {
    pub fn desk(&self) -> Result<Desk> {
        let path = self.path.display().to_string();
        let learned_at = self.lessons.as_ref().map(|lessons| lessons.learned_at);
        Ok(self.conn.query_row(
            "SELECT id, name, last_device,
                    NOT EXISTS (SELECT 1 FROM device) AND NOT EXISTS (SELECT 1 FROM rma),
                    EXISTS (SELECT 1 FROM party WHERE demo = 1),
                    (SELECT count(*) FROM (SELECT 1 FROM ticket WHERE closed_at IS NULL LIMIT ?1)),
                    (SELECT coalesce(max(position), 0) FROM event)
             FROM desk",
            [MOST_COUNTED],
            |row| {
                Ok(Desk {
                    id: row.get(0)?,
                    name: row.get(1)?,
                    path,
                    is_empty: row.get(3)?,
                    has_demo: row.get(4)?,
                    devices: row.get(2)?,
                    open_tickets: row.get(5)?,
                    head: row.get(6)?,
                    learned_at,
                })
            },
        )?)
    }

    pub fn rename_desk(&mut self, name: &str, act: &Act) -> Result<Desk> {
        let Some(name) = crate::ticket::text("name", name)? else {
            return Err(Error::invalid("name", "it is empty", "a name for the desk"));
        };
        let desk = self.desk()?;
        if desk.name != name {
            self.write(act, |w| {
                w.append(
                    desk.id,
                    DeskEvent::Renamed {
                        name,
                        was: desk.name,
                    },
                )
            })?;
        }
        self.desk()
    }

    pub fn setting(&self, key: &str) -> Result<Option<String>> {
        Ok(self
            .conn
            .prepare_cached("SELECT value FROM setting WHERE key = ?1")?
            .query_row([key], |row| row.get(0))
            .optional()?)
    }

    /// Set or (with `None`) clear a setting of the desk.
    pub fn change_setting(&mut self, key: &str, value: Option<&str>, act: &Act) -> Result<()> {
        let was = self.setting(key)?;
        if was.as_deref() == value {
            return Ok(());
        }
        if key.is_empty() || key.len() > 100 || value.is_some_and(|value| value.len() > 100_000) {
            return Err(Error::invalid(
                "setting",
                "its name or value is too long",
                "at most 100 and 100,000 bytes",
            ));
        }
        let desk = self.desk()?.id;
        self.write(act, |w| {
            w.append(
                desk,
                DeskEvent::SettingChanged {
                    key: key.to_owned(),
                    value: value.map(str::to_owned),
                    was,
                },
            )
        })
    }

    /// Half-typed text kept for after a crash; not part of the record.
    pub fn scratch(&self, key: &str) -> Result<Option<String>> {
        Ok(self
            .conn
            .prepare_cached("SELECT value FROM scratch WHERE key = ?1")?
            .query_row([key], |row| row.get(0))
            .optional()?)
    }

    /// Keep or (with `None`) drop half-typed text. Writes no event: it is nobody's statement yet.
    pub fn keep_scratch(&mut self, key: &str, value: Option<&str>, act: &Act) -> Result<()> {
        if key.is_empty()
            || key.len() > 100
            || value.is_some_and(|value| value.len() > LONGEST_SCRATCH)
        {
            return Err(Error::invalid(
                "text",
                "it is too long to keep",
                "at most 4 MB; import it as a file",
            ));
        }
        match value {
            Some(value) => self.conn.execute(
                "INSERT INTO scratch (key, value, at) VALUES (?1, ?2, ?3)
                 ON CONFLICT (key) DO UPDATE SET value = excluded.value, at = excluded.at",
                params![key, value, act.now],
            )?,
            None => self
                .conn
                .execute("DELETE FROM scratch WHERE key = ?1", [key])?,
        };
        Ok(())
    }

    /// Fill the desk with made-up customers, units and tickets, marked as such.
    ///
    /// The same size and seed make the same data. One action, all or nothing.
    ///
    /// # Errors
    /// `Refused` when made-up data is there already; `Cancelled`.
    pub fn make_demo(
        &mut self,
        size: DemoSize,
        act: &Act,
        progress: OnProgress<'_>,
    ) -> Result<Desk> {
        if size.tickets > size.devices {
            return Err(Error::invalid(
                "tickets",
                format!("{} for {} units", size.tickets, size.devices),
                "at most one ticket per unit",
            ));
        }
        if size.devices == 0 || size.devices > 2_000_000 {
            return Err(Error::invalid(
                "devices",
                size.devices.to_string(),
                "1 to 2,000,000",
            ));
        }
        if self.desk()?.has_demo {
            return Err(Error::Refused(
                "the demo fleet is there already; remove it first".into(),
            ));
        }
        self.write_long("demo", act, |w| {
            let later = FoundLater::of(w.tx)?;
            demo::make(w, size, progress)?;
            later.find(w.tx)
        })?;
        self.desk()
    }

    /// Remove the made-up customers and all that hangs on them; what is real stays.
    pub fn remove_demo(&mut self, act: &Act) -> Result<Desk> {
        let desk = self.desk()?;
        if !desk.has_demo {
            return Err(Error::Refused("there is no demo data".into()));
        }
        self.write(act, |w| w.append(desk.id, DeskEvent::DemoRemoved))?;
        self.desk()
    }
}
