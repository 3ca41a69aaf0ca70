//! One act on many units: named one by one, or everything that matches.

use rusqlite::Connection;
use serde::{Deserialize, Serialize};

use super::event::DeviceEvent;
use super::use_cases::checked;
use super::{DeviceQuery, list, read};
use crate::bulk::{Bulk, MOST_SELECTED, Selection, bounded, on_each};
use crate::device::take_in::OnProgress;
use crate::error::{Error, Result};
use crate::id::{DeviceId, PartyId, SiteId};
use crate::journal::Act;
use crate::store::Store;
use crate::time::Timestamp;

pub type DeviceSelection = Selection<DeviceId, DeviceQuery>;

/// What is done to each unit; `None` clears.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum DeviceAct {
    SetStatus { status: Option<String> },
    SetLocation { location: Option<String> },
    SetSite { site_id: Option<SiteId> },
    SetOwner { owner_id: Option<PartyId> },
}

impl Store {
    /// Do one thing to many units as one action, which undo takes back as a whole.
    ///
    /// # Errors
    /// `Invalid` for none or more than 100,000 units; `Cancelled`, which leaves nothing.
    pub fn act_on_devices(
        &mut self,
        selection: &DeviceSelection,
        what: &DeviceAct,
        act: &Act,
        progress: OnProgress<'_>,
    ) -> Result<Bulk> {
        self.write_long("bulk change", act, |w| {
            let ids = chosen(w.tx, selection, act.now)?;
            on_each(
                w,
                &ids,
                progress,
                |w, id| {
                    let was = read::facts(w.tx, id)?;
                    let mut is = was.clone();
                    match what {
                        DeviceAct::SetStatus { status } => is.status.clone_from(status),
                        DeviceAct::SetLocation { location } => is.location.clone_from(location),
                        DeviceAct::SetSite { site_id } => is.site_id = *site_id,
                        DeviceAct::SetOwner { owner_id } => is.owner_id = *owner_id,
                    }
                    let is = match checked(w, &is) {
                        Ok(is) => is,
                        Err(Error::Invalid { problem, .. }) => return Ok(Err(problem.into())),
                        Err(error) => return Err(error),
                    };
                    if is == was {
                        return Ok(Err(crate::reason::Reason::NothingChanges.into()));
                    }
                    w.append(
                        id,
                        DeviceEvent::Changed {
                            id,
                            is: Box::new(is),
                            was: Box::new(was),
                        },
                    )?;
                    Ok(Ok(()))
                },
                |w, id| Ok((id.to_string(), read::code_of(w.tx, id)?)),
            )
        })
    }
}

/// The units of a selection, by number.
pub(crate) fn chosen(
    conn: &Connection,
    selection: &DeviceSelection,
    now: Timestamp,
) -> Result<Vec<DeviceId>> {
    let ids = match selection {
        Selection::Ids(ids) => ids.clone(),
        Selection::Matching { query, except } => {
            let conditions = list::conditions(conn, query, now)?;
            let mut ids: Vec<DeviceId> =
                list::LISTED.ids(conn, &conditions, MOST_SELECTED + 1 + except.len())?;
            let except: std::collections::HashSet<DeviceId> = except.iter().copied().collect();
            ids.retain(|id| !except.contains(id));
            ids
        }
    };
    bounded("units", ids.len())?;
    Ok(ids)
}
