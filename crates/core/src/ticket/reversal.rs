//! What takes a ticket event back, or why nothing does any more.

use rusqlite::{Transaction, params};

use super::apply;
use super::event::{TicketEvent, TicketFacts};
use super::{Stage, read};
use crate::error::Result;
use crate::id::TicketId;
use crate::journal::{Reversal, Stamp};

pub(super) fn reversal(
    event: &TicketEvent,
    tx: &Transaction<'_>,
    stamp: &Stamp,
) -> Result<Reversal> {
    use TicketEvent::*;
    Ok(match event {
        Opened(opened) => {
            // Only a ticket nothing has happened to may go; its later events of the same action
            // are already taken back when this one is reached.
            if moved_on(tx, opened.id, 1)? {
                return Ok(Reversal::Kept(format!(
                    "T-{:06} has moved on since",
                    opened.number
                )));
            }
            let promised = tx
                .prepare_cached("SELECT 1 FROM estimate WHERE ticket_id = ?1")?
                .exists([opened.id])?;
            if promised {
                return Ok(Reversal::Kept(format!(
                    "an estimate is frozen for T-{:06}",
                    opened.number
                )));
            }
            if has_bench_work(tx, opened.id)? {
                return Ok(Reversal::Kept(format!(
                    "work at the bench is recorded on T-{:06}",
                    opened.number
                )));
            }
            Reversal::by(Removed(opened.clone()))
        }
        Removed(opened) => {
            let busy = tx
                .prepare_cached("SELECT 1 FROM ticket WHERE device_id = ?1 AND closed_at IS NULL")?
                .exists([opened.device_id])?;
            if busy {
                return Ok(Reversal::Kept(
                    "the unit is on another open ticket now".into(),
                ));
            }
            Reversal::by(Opened(opened.clone()))
        }
        Changed { id, is, was } => {
            let now = read::facts(tx, *id)?;
            match changed_back(&now, is, was) {
                Some(back) => Reversal::by(Changed {
                    id: *id,
                    is: Box::new(back),
                    was: Box::new(now),
                }),
                None => Reversal::Kept(format!(
                    "{} was changed again since",
                    read::number_text(read::standing(tx, *id)?.number)
                )),
            }
        }
        Assigned { id, is, was } => Reversal::by(Assigned {
            id: *id,
            is: *was,
            was: *is,
        }),
        Regrouped { id, is, was } => Reversal::by(Regrouped {
            id: *id,
            is: *was,
            was: *is,
        }),
        Moved {
            id,
            from,
            to,
            attempt,
            reason,
        } => {
            let last: (Stage, u16, crate::time::Timestamp) = tx
                .prepare_cached(
                    "SELECT stage, attempt, entered_at FROM stage_visit WHERE ticket_id = ?1 ORDER BY seq DESC LIMIT 1",
                )?
                .query_row([id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
            if last != (*to, *attempt, stamp.at) {
                return Ok(Reversal::Kept(moved_since(tx, *id)?));
            }
            if from_end_blocked(tx, *id, to.is_end())? {
                return Ok(Reversal::Kept(
                    "the unit is on another open ticket now".into(),
                ));
            }
            Reversal::by(MoveUndone {
                id: *id,
                from: *from,
                to: *to,
                attempt: *attempt,
                reason: reason.clone(),
                entered_at: stamp.at,
            })
        }
        MoveUndone {
            id,
            from,
            to,
            attempt,
            reason,
            ..
        } => {
            let (stage, _) = read::stands(tx, *id)?;
            if stage != *from {
                return Ok(Reversal::Kept("the ticket has moved on since".into()));
            }
            Reversal::by(Moved {
                id: *id,
                from: *from,
                to: *to,
                attempt: *attempt,
                reason: reason.clone(),
            })
        }
        Held { id, hold, .. } => match apply::hold(tx, *hold)? {
            Some(hold) => Reversal::by(HoldUndone { id: *id, hold }),
            None => Reversal::Kept("the hold is gone already".into()),
        },
        Released { id, hold } => {
            if apply::open_hold(tx, *id)?.is_some() {
                return Ok(Reversal::Kept(
                    "the ticket was put on hold again since".into(),
                ));
            }
            Reversal::by(ReleaseUndone {
                id: *id,
                hold: *hold,
            })
        }
        HoldUndone { id, hold } => {
            if apply::open_hold(tx, *id)?.is_some() {
                return Ok(Reversal::Kept(
                    "the ticket was put on hold again since".into(),
                ));
            }
            Reversal::by(Held {
                id: *id,
                hold: hold.id,
                reason: hold.reason,
                holder: hold.holder,
                note: hold.note.clone(),
            })
        }
        ReleaseUndone { id, hold } => Reversal::by(Released {
            id: *id,
            hold: *hold,
        }),
        Approved { id, was_quoted, .. } => Reversal::by(ApprovalUndone {
            id: *id,
            quoted_cents: *was_quoted,
        }),
        ApprovalUndone { .. } => Reversal::Kept("approve it again instead".into()),
        Disposed { id, is, was } => Reversal::by(Disposed {
            id: *id,
            is: *was,
            was: *is,
        }),
        Tested { id, run } => Reversal::by(TestUndone {
            id: *id,
            run: run.clone(),
        }),
        TestUndone { id, run } => Reversal::by(Tested {
            id: *id,
            run: run.clone(),
        }),
        Packed { id, package } => Reversal::by(PackingUndone {
            id: *id,
            package: package.clone(),
        }),
        PackingUndone { id, package } => Reversal::by(Packed {
            id: *id,
            package: package.clone(),
        }),
        // A note said is said; the timeline marks the action as undone.
        Noted { .. } => Reversal::Implied,
        Promised { id, is, was } => Reversal::by(Promised {
            id: *id,
            is: *was,
            was: *is,
        }),
    })
}

fn moved_since(tx: &Transaction<'_>, id: TicketId) -> Result<String> {
    let number = read::number_text(read::standing(tx, id)?.number);
    Ok(format!("{number} has moved on since"))
}

/// `now` with what a change made of it taken back, and what others changed since left alone.
/// `None` when the same fact was changed again.
fn changed_back(now: &TicketFacts, is: &TicketFacts, was: &TicketFacts) -> Option<TicketFacts> {
    let mut back = now.clone();
    macro_rules! each {
        ($($fact:ident),*) => {$(
            if is.$fact != was.$fact {
                if now.$fact != is.$fact {
                    return None;
                }
                back.$fact.clone_from(&was.$fact);
            }
        )*};
    }
    each!(
        symptom_code,
        symptom_text,
        warranty_class,
        warranty_reason,
        level,
        assignee,
        due_on,
        center_id,
        lane_id,
        quoted_cents,
        box_label
    );
    Some(back)
}

fn has_bench_work(tx: &Transaction<'_>, id: TicketId) -> Result<bool> {
    for table in [
        "finding",
        "repair_action",
        "chip_mark",
        "stock_move",
        "slot_snapshot",
        "test_start",
        "test_waiver",
        "labour",
        "quote",
    ] {
        if tx
            .prepare_cached(&format!("SELECT 1 FROM {table} WHERE ticket_id = ?1"))?
            .exists([id])?
        {
            return Ok(true);
        }
    }
    Ok(false)
}

fn moved_on(tx: &Transaction<'_>, id: TicketId, visits: u32) -> Result<bool> {
    let count: u32 = tx
        .prepare_cached("SELECT count(*) FROM stage_visit WHERE ticket_id = ?1")?
        .query_row([id], |row| row.get(0))?;
    Ok(count > visits)
}

/// Reopening a closed ticket must not put a unit on two benches.
fn from_end_blocked(tx: &Transaction<'_>, id: TicketId, was_end: bool) -> Result<bool> {
    if !was_end {
        return Ok(false);
    }
    Ok(tx
        .prepare_cached(
            "SELECT 1 FROM ticket AS other JOIN ticket AS this ON this.id = ?1
             WHERE other.device_id = this.device_id AND other.closed_at IS NULL AND other.id <> this.id",
        )?
        .exists(params![id])?)
}
