//! What ticket events do to the tables.

use rusqlite::{OptionalExtension, Transaction, params};

use super::event::{TicketEvent, TicketFacts, TicketOpened};
use super::{Hold, Stage, TestRun};
use crate::error::Result;
use crate::id::{HoldId, TicketId};
use crate::journal::Stamp;
use crate::time::Timestamp;

pub(super) fn apply(event: &TicketEvent, tx: &Transaction<'_>, stamp: &Stamp) -> Result<()> {
    let at = stamp.at;
    match event {
        TicketEvent::Opened(opened) => open(tx, opened, at),
        TicketEvent::Removed(opened) => remove(tx, opened.id),
        TicketEvent::Changed { id, is, .. } => set_facts(tx, *id, is, at),
        TicketEvent::Assigned {
            id,
            is: (customer, site),
            ..
        } => {
            tx.prepare_cached("UPDATE ticket SET customer_id = ?2, site_id = ?3 WHERE id = ?1")?
                .execute(params![id, customer, site])?;
            touch(tx, *id, at)
        }
        TicketEvent::Regrouped { id, is, .. } => {
            tx.execute(
                "UPDATE ticket SET rma_id = ?2 WHERE id = ?1",
                params![id, is],
            )?;
            touch(tx, *id, at)
        }
        TicketEvent::Moved {
            id,
            from,
            to,
            attempt,
            reason,
        } => {
            tx.prepare_cached(
                "UPDATE stage_visit SET left_at = ?2 WHERE ticket_id = ?1 AND left_at IS NULL",
            )?
            .execute(params![id, at])?;
            visit(tx, *id, *to, *attempt, at, reason.as_deref())?;
            stand(tx, *id, *to, at, *attempt, at)?;
            send_back(tx, *id, *from, *to)
        }
        TicketEvent::MoveUndone { id, from, to, .. } => {
            take_back_visit(tx, *id, *from, at)?;
            send_back(tx, *id, *from, *to)
        }
        TicketEvent::Held {
            id,
            hold,
            reason,
            holder,
            note,
        } => {
            tx.prepare_cached(
                "INSERT INTO hold (id, ticket_id, reason, holder, note, from_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?
            .execute(params![hold, id, reason, holder, note, at])?;
            show_hold(tx, *id, at)
        }
        TicketEvent::Released { id, hold } => {
            tx.prepare_cached("UPDATE hold SET until_at = ?2 WHERE id = ?1")?
                .execute(params![hold, at])?;
            show_hold(tx, *id, at)
        }
        TicketEvent::HoldUndone { id, hold } => {
            tx.prepare_cached("DELETE FROM hold WHERE id = ?1")?
                .execute([hold.id])?;
            show_hold(tx, *id, at)
        }
        TicketEvent::ReleaseUndone { id, hold } => {
            tx.prepare_cached("UPDATE hold SET until_at = NULL WHERE id = ?1")?
                .execute([hold])?;
            show_hold(tx, *id, at)
        }
        TicketEvent::Approved {
            id, quoted_cents, ..
        } => {
            tx.execute(
                "UPDATE ticket SET approved_at = ?2, quoted_cents = coalesce(?3, quoted_cents) WHERE id = ?1",
                params![id, at, quoted_cents],
            )?;
            touch(tx, *id, at)
        }
        TicketEvent::ApprovalUndone { id, quoted_cents } => {
            tx.execute(
                "UPDATE ticket SET approved_at = NULL, quoted_cents = ?2 WHERE id = ?1",
                params![id, quoted_cents],
            )?;
            touch(tx, *id, at)
        }
        TicketEvent::Disposed { id, is, .. } => {
            tx.prepare_cached("UPDATE ticket SET disposition = ?2 WHERE id = ?1")?
                .execute(params![id, is])?;
            touch(tx, *id, at)
        }
        TicketEvent::Tested { id, run } => {
            record_run(tx, *id, run, stamp)?;
            touch(tx, *id, at)
        }
        TicketEvent::TestUndone { id, run } => {
            tx.execute(
                "UPDATE test_start SET run_id = NULL WHERE run_id = ?1",
                [run.id],
            )?;
            tx.execute("DELETE FROM test_run WHERE id = ?1", [run.id])?;
            touch(tx, *id, at)
        }
        TicketEvent::Packed { id, package } => {
            tx.execute(
                "INSERT INTO package (id, ticket_id, carrier, tracking, direction, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                params![
                    package.id,
                    id,
                    package.carrier,
                    package.tracking,
                    if package.to_center { "to_center" } else { "from_center" },
                    package.at,
                ],
            )?;
            touch(tx, *id, at)
        }
        TicketEvent::PackingUndone { id, package } => {
            tx.execute("DELETE FROM package WHERE id = ?1", [package.id])?;
            touch(tx, *id, at)
        }
        TicketEvent::Noted { id, .. } => touch(tx, *id, at),
        TicketEvent::Promised { id, is, .. } => {
            tx.execute(
                "UPDATE ticket SET promised_p50_at = ?2, promised_p80_at = ?3 WHERE id = ?1",
                params![id, is.map(|(p50, _)| p50), is.map(|(_, p80)| p80)],
            )?;
            Ok(())
        }
    }
}

fn open(tx: &Transaction<'_>, opened: &TicketOpened, at: Timestamp) -> Result<()> {
    let facts = &opened.facts;
    tx.prepare_cached(
        "INSERT INTO ticket (number, id, rma_id, device_id, serial, model_id, customer_id, site_id, center_id,
         lane_id, stage, stage_since, symptom_code, symptom_text, warranty_class, warranty_reason, level,
         assignee, quoted_cents, bounce_of, due_on, opened_at, touched_at, box)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20,
         ?21, ?12, ?12, ?22)",
    )?
    .execute(params![
        opened.number,
        opened.id,
        opened.rma_id,
        opened.device_id,
        opened.serial,
        opened.model_id,
        opened.customer_id,
        opened.site_id,
        facts.center_id,
        facts.lane_id,
        opened.stage,
        at,
        facts.symptom_code,
        facts.symptom_text,
        facts.warranty_class,
        facts.warranty_reason,
        facts.level,
        facts.assignee,
        facts.quoted_cents,
        opened.bounce_of,
        facts.due_on,
        facts.box_label,
    ])?;
    visit(tx, opened.id, opened.stage, 1, at, None)?;
    tx.prepare_cached("UPDATE desk SET last_ticket = max(last_ticket, ?1)")?
        .execute([opened.number])?;
    Ok(())
}

fn record_run(tx: &Transaction<'_>, id: TicketId, run: &TestRun, stamp: &Stamp) -> Result<()> {
    let measured = &run.measured;
    tx.prepare_cached(
        "INSERT INTO test_run (id, ticket_id, attempt, kind, rig, minutes, passed, note, at, template, person,
         device_id, slot, firmware, expected_ths, mean_ths, chips_found, chips_expected, hw_error_percent, watts,
         inlet_c, board_c, chip_c, checks, evidence_id)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21,
         ?22, ?23, ?24, ?25)",
    )?
    .execute(params![
        run.id,
        id,
        run.attempt,
        run.kind,
        run.rig,
        run.minutes,
        run.passed,
        run.note,
        run.at,
        run.template,
        stamp.actor,
        run.device_id,
        run.slot,
        measured.firmware,
        measured.expected_ths,
        measured.mean_ths,
        measured.chips_found,
        measured.chips_expected,
        measured.hw_error_percent,
        measured.watts,
        measured.inlet_c,
        measured.board_c,
        measured.chip_c,
        crate::place::rows::to_json(&run.checks)?,
        run.evidence_id,
    ])?;
    Ok(())
}

fn remove(tx: &Transaction<'_>, id: TicketId) -> Result<()> {
    for sql in [
        "DELETE FROM stage_visit WHERE ticket_id = ?1",
        "DELETE FROM hold WHERE ticket_id = ?1",
        "DELETE FROM test_run WHERE ticket_id = ?1",
        "DELETE FROM package WHERE ticket_id = ?1",
        "DELETE FROM ticket WHERE id = ?1",
    ] {
        tx.prepare_cached(sql)?.execute([id])?;
    }
    Ok(())
}

fn set_facts(tx: &Transaction<'_>, id: TicketId, facts: &TicketFacts, at: Timestamp) -> Result<()> {
    tx.prepare_cached(
        "UPDATE ticket SET symptom_code = ?2, symptom_text = ?3, warranty_class = ?4, warranty_reason = ?5,
         level = ?6, assignee = ?7, due_on = ?8, center_id = ?9, lane_id = ?10, quoted_cents = ?11, box = ?12,
         touched_at = max(touched_at, ?13)
         WHERE id = ?1",
    )?
    .execute(params![
        id,
        facts.symptom_code,
        facts.symptom_text,
        facts.warranty_class,
        facts.warranty_reason,
        facts.level,
        facts.assignee,
        facts.due_on,
        facts.center_id,
        facts.lane_id,
        facts.quoted_cents,
        facts.box_label,
        at,
    ])?;
    Ok(())
}

fn visit(
    tx: &Transaction<'_>,
    id: TicketId,
    stage: Stage,
    attempt: u16,
    at: Timestamp,
    reason: Option<&str>,
) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO stage_visit (ticket_id, seq, stage, attempt, entered_at, reason)
         VALUES (?1, (SELECT coalesce(max(seq), 0) + 1 FROM stage_visit WHERE ticket_id = ?1), ?2, ?3, ?4, ?5)",
    )?
    .execute(params![id, stage, attempt, at, reason])?;
    Ok(())
}

/// Put the ticket itself where its last visit is.
fn stand(
    tx: &Transaction<'_>,
    id: TicketId,
    stage: Stage,
    since: Timestamp,
    attempt: u16,
    at: Timestamp,
) -> Result<()> {
    tx.prepare_cached(
        "UPDATE ticket SET stage = ?2, stage_since = ?3, attempt = ?4,
         closed_at = CASE WHEN ?5 THEN ?3 END, touched_at = max(touched_at, ?6) WHERE id = ?1",
    )?
    .execute(params![id, stage, since, attempt, stage.is_end(), at])?;
    Ok(())
}

/// Drop the last visit and let the one before it go on, as if the move had never been.
fn take_back_visit(
    tx: &Transaction<'_>,
    id: TicketId,
    back_in: Stage,
    at: Timestamp,
) -> Result<()> {
    tx.prepare_cached(
        "DELETE FROM stage_visit WHERE ticket_id = ?1
         AND seq = (SELECT max(seq) FROM stage_visit WHERE ticket_id = ?1)",
    )?
    .execute([id])?;
    tx.prepare_cached(
        "UPDATE stage_visit SET left_at = NULL WHERE ticket_id = ?1
         AND seq = (SELECT max(seq) FROM stage_visit WHERE ticket_id = ?1)",
    )?
    .execute([id])?;
    let last: Option<(Timestamp, u16)> = tx
        .prepare_cached(
            "SELECT entered_at, attempt FROM stage_visit WHERE ticket_id = ?1 AND left_at IS NULL",
        )?
        .query_row([id], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    if let Some((since, attempt)) = last {
        stand(tx, id, back_in, since, attempt, at)?;
    }
    Ok(())
}

/// Note when the unit was last sent back, if the move is one that says so: the way back begins
/// as it leaves the center, and on our own bench with the closing.
fn send_back(tx: &Transaction<'_>, id: TicketId, from: Stage, to: Stage) -> Result<()> {
    let tells = |stage| matches!(stage, Stage::FromCenter | Stage::Closed);
    if tells(from) || tells(to) {
        tx.prepare_cached(
            "UPDATE ticket SET sent_back_at = coalesce(
               (SELECT max(entered_at) FROM stage_visit WHERE ticket_id = ?1 AND stage = 'from_center'),
               CASE WHEN stage = 'closed' THEN closed_at END)
             WHERE id = ?1",
        )?
        .execute([id])?;
    }
    Ok(())
}

fn show_hold(tx: &Transaction<'_>, id: TicketId, at: Timestamp) -> Result<()> {
    tx.prepare_cached(
        "UPDATE ticket SET touched_at = max(touched_at, ?2), (hold_reason, hold_since) =
           (SELECT max(reason), max(from_at) FROM hold WHERE ticket_id = ?1 AND until_at IS NULL)
         WHERE id = ?1",
    )?
    .execute(params![id, at])?;
    Ok(())
}

pub(crate) fn touch(tx: &Transaction<'_>, id: TicketId, at: Timestamp) -> Result<()> {
    tx.prepare_cached("UPDATE ticket SET touched_at = max(touched_at, ?2) WHERE id = ?1")?
        .execute(params![id, at])?;
    Ok(())
}

/// The hold a ticket is under now.
pub(super) fn open_hold(tx: &Transaction<'_>, id: TicketId) -> Result<Option<HoldId>> {
    Ok(tx
        .prepare_cached("SELECT id FROM hold WHERE ticket_id = ?1 AND until_at IS NULL")?
        .query_row([id], |row| row.get(0))
        .optional()?)
}

pub(super) fn hold(tx: &Transaction<'_>, id: HoldId) -> Result<Option<Hold>> {
    Ok(tx
        .prepare_cached(
            "SELECT id, reason, holder, note, from_at, until_at FROM hold WHERE id = ?1",
        )?
        .query_row([id], super::read::hold)
        .optional()?)
}
