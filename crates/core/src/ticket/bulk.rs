//! One act on many tickets: named one by one, or everything that matches.

use chrono::NaiveDate;
use rusqlite::Connection;
use serde::{Deserialize, Serialize};

use super::use_cases::{change_one, hold_one, move_named, release_one, text};
use super::{HoldReason, Holder, MoveNote, Stage, TicketQuery, list, read};
use crate::bulk::{Bulk, MOST_SELECTED, Selection, bounded, on_each};
use crate::device::take_in::OnProgress;
use crate::error::{Error, Result};
use crate::id::{CenterId, LaneId, TicketId};
use crate::journal::Act;
use crate::reason::Reason;
use crate::store::Store;
use crate::time::{PLAUSIBLE_DAYS, Timestamp, is_plausible_day};

pub type TicketSelection = Selection<TicketId, TicketQuery>;

/// What is done to each ticket.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum TicketAct {
    Move {
        to: Stage,
        note: MoveNote,
    },
    Hold {
        reason: HoldReason,
        /// Whose time it is; `None`: as usual for the reason.
        holder: Option<Holder>,
        note: String,
    },
    Release,
    /// To somebody, or to nobody.
    Assign {
        assignee: Option<String>,
    },
    SetCenter {
        center_id: CenterId,
        lane_id: Option<LaneId>,
    },
    SetDue {
        due_on: Option<NaiveDate>,
    },
    /// Into a box or on a pallet, or out of it.
    SetBox {
        label: Option<String>,
    },
}

impl Store {
    /// Do one thing to many tickets as one action, which undo takes back as a whole.
    ///
    /// Tickets that may not are left as they are and reported.
    ///
    /// # Errors
    /// `Invalid` for none or more than 100,000 tickets; `Cancelled`, which leaves nothing.
    pub fn act_on_tickets(
        &mut self,
        selection: &TicketSelection,
        what: &TicketAct,
        act: &Act,
        progress: OnProgress<'_>,
    ) -> Result<Bulk> {
        let what = checked(&self.conn, what)?;
        self.write_long("bulk change", act, |w| {
            let ids = chosen(w.tx, selection, act.now)?;
            on_each(
                w,
                &ids,
                progress,
                |w, id| match &what {
                    TicketAct::Move { to, note } => {
                        let reason = text("reason", &note.reason)?;
                        move_named(w, id, *to, reason, note.disposition)
                    }
                    TicketAct::Hold {
                        reason,
                        holder,
                        note,
                    } => hold_one(w, id, *reason, *holder, note),
                    TicketAct::Release => release_one(w, id),
                    TicketAct::Assign { assignee } => change_one(w, id, |is| {
                        is.assignee.clone_from(assignee);
                        Ok(())
                    }),
                    TicketAct::SetCenter { center_id, lane_id } => {
                        let stage = read::standing(w.tx, id)?.stage;
                        if stage.is_end() {
                            return Ok(Err(Reason::HasEnded { stage }.into()));
                        }
                        change_one(w, id, |is| {
                            // A lane leads to one center: where that stays, so may the lane.
                            let kept = is.lane_id.filter(|_| is.center_id == Some(*center_id));
                            is.center_id = Some(*center_id);
                            is.lane_id = lane_id.or(kept);
                            Ok(())
                        })
                    }
                    TicketAct::SetDue { due_on } => change_one(w, id, |is| {
                        is.due_on = *due_on;
                        Ok(())
                    }),
                    TicketAct::SetBox { label } => change_one(w, id, |is| {
                        is.box_label.clone_from(label);
                        Ok(())
                    }),
                },
                |w, id| Ok((id.to_string(), super::use_cases::number(w.tx, id)?)),
            )
        })
    }
}

/// The tickets of a selection, by number.
pub(crate) fn chosen(
    conn: &Connection,
    selection: &TicketSelection,
    now: Timestamp,
) -> Result<Vec<TicketId>> {
    let ids = match selection {
        Selection::Ids(ids) => ids.clone(),
        Selection::Matching { query, except } => {
            let conditions = list::conditions(conn, query, now)?;
            let mut ids: Vec<TicketId> =
                list::LISTED.ids(conn, &conditions, MOST_SELECTED + 1 + except.len())?;
            let except: std::collections::HashSet<TicketId> = except.iter().copied().collect();
            ids.retain(|id| !except.contains(id));
            ids
        }
    };
    bounded("tickets", ids.len())?;
    Ok(ids)
}

/// The act with its texts as kept, if all it points to is there.
fn checked(conn: &Connection, what: &TicketAct) -> Result<TicketAct> {
    let words = |field: &'static str, words: &Option<String>| match words {
        Some(words) => text(field, words),
        None => Ok(None),
    };
    Ok(match what {
        TicketAct::Hold {
            reason,
            holder,
            note,
        } => TicketAct::Hold {
            reason: *reason,
            holder: *holder,
            note: text("note", note)?.unwrap_or_default(),
        },
        TicketAct::Assign { assignee } => TicketAct::Assign {
            assignee: words("assignee", assignee)?,
        },
        TicketAct::SetBox { label } => TicketAct::SetBox {
            label: words("box", label)?,
        },
        TicketAct::SetDue { due_on: Some(day) } if !is_plausible_day(*day) => {
            return Err(Error::invalid("due day", day.to_string(), PLAUSIBLE_DAYS));
        }
        TicketAct::SetCenter { center_id, lane_id } => {
            let known = conn
                .prepare_cached("SELECT 1 FROM center WHERE id = ?1")?
                .exists([center_id])?;
            if !known {
                return Err(Error::not_found("center", center_id));
            }
            if let Some(lane) = lane_id {
                let leads = conn
                    .prepare_cached("SELECT 1 FROM lane WHERE id = ?1 AND center_id = ?2")?
                    .exists(rusqlite::params![lane, center_id])?;
                if !leads {
                    return Err(Error::invalid(
                        "lane",
                        "it leads to another center",
                        "a lane of the chosen center, or none",
                    ));
                }
            }
            what.clone()
        }
        TicketAct::Move { .. } | TicketAct::Release | TicketAct::SetDue { .. } => what.clone(),
    })
}
