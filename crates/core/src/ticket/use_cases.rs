//! Use cases on tickets.

use rusqlite::Connection;

use super::event::{TicketEvent, TicketFacts};
use super::guard::{self, Ruling};
use super::stage::Step;
use super::{
    Acted, HoldReason, Holder, MoveNote, NewPackage, NewTestRun, Package, RefusedTicket, Stage,
    TestKind, TestRun, TicketChanges, TicketPage, read,
};
use crate::catalog;
use crate::error::{Error, Result};
use crate::finding;
use crate::id::{HoldId, PackageId, TestRunId, TicketId};
use crate::journal::{Act, Writer, timeline};
use crate::overlaid;
use crate::reason::{Reason, Why};
use crate::store::Store;
use crate::test_run::TestTemplate;
use crate::test_run::{self, Measured};
use crate::time::{PLAUSIBLE_DAYS, is_plausible_day};

/// The most tickets one act may touch.
pub const MOST_AT_ONCE: usize = 100_000;

/// The longest free text kept.
const LONGEST_TEXT: usize = 4_000;

impl Store {
    /// Everything about one ticket, times as of `act.now`.
    pub fn ticket(&self, id: TicketId, act: &Act) -> Result<TicketPage> {
        let tx = self.conn.unchecked_transaction()?;
        let row = read::row_of(&tx, id)?;
        let standing = read::standing(&tx, id)?;
        let facts = read::facts(&tx, id)?;
        let holds = read::holds(&tx, id)?;
        let (visits, held_by) = read::stays(&tx, id, &holds, standing.is_in_house, act.now)?;
        let bounce_of: Option<TicketId> =
            tx.query_row("SELECT bounce_of FROM ticket WHERE id = ?1", [id], |row| {
                row.get(0)
            })?;
        let site_id = tx.query_row("SELECT site_id FROM ticket WHERE id = ?1", [id], |row| {
            row.get(0)
        })?;
        Ok(TicketPage {
            lane_id: facts.lane_id,
            site_id,
            quoted_cents: standing.quoted_cents,
            approved_at: standing.approved_at,
            spend_limit_cents: standing.spend_limit_cents,
            bounce_of: bounce_of
                .map(|earlier| read::row_of(&tx, earlier))
                .transpose()?,
            visits,
            holds,
            held_by,
            tests: read::tests(&tx, id)?,
            packages: read::packages(&tx, id)?,
            moves: guard::options(&tx, id)?,
            timeline: timeline(&tx, id.into(), 500)?,
            earlier: read::rows_where(
                &tx,
                "WHERE t.device_id = ?1 AND t.id <> ?2 ORDER BY t.opened_at DESC LIMIT 50",
                (row.device_id, id),
            )?,
            row,
        })
    }

    /// Move one or many tickets; those that may not are left as they are and reported.
    ///
    /// # Errors
    /// `IllegalMove` when none may.
    pub fn move_tickets(
        &mut self,
        ids: &[TicketId],
        to: Stage,
        note: &MoveNote,
        act: &Act,
    ) -> Result<Acted> {
        let reason = text("reason", &note.reason)?;
        self.on_each(ids, act, |w, id| {
            move_named(w, id, to, reason.clone(), note.disposition)
        })
        .map_err(|error| match error {
            Error::Refused(_) | Error::Because(_) if ids.len() == 1 => {
                let why = Why {
                    text: error.to_string(),
                    reason: error.reason(),
                };
                match read::stands(&self.conn, ids[0]) {
                    Ok((from, _)) => Error::IllegalMove { from, to, why },
                    Err(_) => error,
                }
            }
            other => other,
        })
    }

    /// Put tickets on hold; `holder` is whose time it is, by default the reason's usual.
    pub fn hold_tickets(
        &mut self,
        ids: &[TicketId],
        reason: HoldReason,
        holder: Option<Holder>,
        note: &str,
        act: &Act,
    ) -> Result<Acted> {
        let note = text("note", note)?.unwrap_or_default();
        self.on_each(ids, act, |w, id| hold_one(w, id, reason, holder, &note))
    }

    pub fn release_tickets(&mut self, ids: &[TicketId], act: &Act) -> Result<Acted> {
        self.on_each(ids, act, release_one)
    }

    /// Change the facts of one or many tickets. `Some` sets, `None` leaves.
    pub fn change_tickets(
        &mut self,
        ids: &[TicketId],
        changes: &TicketChanges,
        act: &Act,
    ) -> Result<Acted> {
        check(changes)?;
        let unknown_symptom = match &changes.symptom_code {
            Some(code) if !code.is_empty() => {
                let known = self
                    .conn
                    .prepare_cached("SELECT 1 FROM symptom WHERE code = ?1")?
                    .exists([code])?;
                (!known).then(|| format!("there is no symptom {code}"))
            }
            _ => None,
        };
        self.on_each(ids, act, |w, id| {
            change_one(w, id, |is| {
                if let Some(why) = &unknown_symptom {
                    return Err(why.clone().into());
                }
                if let Some(code) = &changes.symptom_code {
                    is.symptom_code = Some(code.clone()).filter(|code| !code.is_empty());
                }
                set(&mut is.symptom_text, changes.symptom_text.clone());
                set(&mut is.warranty_class, changes.warranty_class);
                set(&mut is.warranty_reason, changes.warranty_reason.clone());
                set(&mut is.level, changes.level);
                if let Some(assignee) = &changes.assignee {
                    is.assignee = Some(assignee.trim().to_owned()).filter(|name| !name.is_empty());
                }
                is.due_on = changes.due_on.or(is.due_on);
                if changes.center_id.is_some() {
                    is.center_id = changes.center_id;
                    is.lane_id = changes.lane_id;
                }
                is.quoted_cents = changes.quoted_cents.or(is.quoted_cents);
                if let Some(label) = &changes.box_label {
                    is.box_label = Some(label.trim().to_owned()).filter(|label| !label.is_empty());
                }
                Ok(())
            })
        })
    }

    /// The customer said yes, by whom and to how much.
    pub fn approve_ticket(
        &mut self,
        id: TicketId,
        by: &str,
        quoted_cents: Option<i32>,
        act: &Act,
    ) -> Result<Acted> {
        let Some(by) = text("by", by)? else {
            return Err(Error::invalid(
                "by",
                "nobody is named",
                "the name of who approved",
            ));
        };
        not_negative("quoted amount", quoted_cents)?;
        self.on_each(&[id], act, |w, id| {
            let ticket = read::standing(w.tx, id)?;
            if ticket.stage.is_end() {
                return Ok(Err(Reason::HasEnded {
                    stage: ticket.stage,
                }
                .into()));
            }
            let was_quoted = ticket.quoted_cents;
            w.append(
                id,
                TicketEvent::Approved {
                    id,
                    by: by.clone(),
                    quoted_cents,
                    was_quoted,
                },
            )?;
            Ok(Ok(()))
        })
    }

    /// Record how a test went.
    ///
    /// # Errors
    /// `Refused` for a run that passed although its template says otherwise.
    pub fn record_test(&mut self, id: TicketId, run: &NewTestRun, act: &Act) -> Result<Acted> {
        self.on_each(&[id], act, |w, id| Ok(record_run(w, id, run)?.map(|_| ())))
    }

    pub fn record_package(
        &mut self,
        ids: &[TicketId],
        package: &NewPackage,
        act: &Act,
    ) -> Result<Acted> {
        let carrier = text("carrier", &package.carrier)?.unwrap_or_default();
        let Some(tracking) = text("tracking", &package.tracking)? else {
            return Err(Error::invalid(
                "tracking",
                "it is empty",
                "the carrier's tracking number",
            ));
        };
        self.on_each(ids, act, |w, id| {
            let ticket = read::standing(w.tx, id)?;
            if ticket.stage.is_end() {
                return Ok(Err(Reason::HasEnded {
                    stage: ticket.stage,
                }
                .into()));
            }
            let package = Package {
                id: PackageId(w.new_id()),
                carrier: carrier.clone(),
                tracking: tracking.clone(),
                to_center: package.to_center,
                at: w.now(),
            };
            w.append(id, TicketEvent::Packed { id, package })?;
            Ok(Ok(()))
        })
    }

    pub fn note_ticket(&mut self, id: TicketId, note: &str, act: &Act) -> Result<Acted> {
        let Some(note) = text("note", note)? else {
            return Err(Error::invalid("note", "it is empty", "some words"));
        };
        self.on_each(&[id], act, |w, id| {
            read::standing(w.tx, id)?;
            w.append(
                id,
                TicketEvent::Noted {
                    id,
                    text: note.clone(),
                },
            )?;
            Ok(Ok(()))
        })
    }

    /// Do `work` on each ticket as one action. `Ok(Err(why))` leaves that ticket as it is.
    ///
    /// Refused as a whole, with the first reason, when no ticket lets it.
    pub(crate) fn on_each(
        &mut self,
        ids: &[TicketId],
        act: &Act,
        mut work: impl FnMut(&mut Writer<'_>, TicketId) -> Result<Result<(), Why>>,
    ) -> Result<Acted> {
        if ids.is_empty() {
            return Err(Error::invalid(
                "tickets",
                "none is chosen",
                "at least one ticket",
            ));
        }
        if ids.len() > MOST_AT_ONCE {
            return Err(Error::invalid(
                "tickets",
                format!("{} are chosen", ids.len()),
                format!("at most {MOST_AT_ONCE} at once"),
            ));
        }
        self.write(act, |w| {
            let mut acted = Acted {
                action: w.action,
                done: 0,
                refused: Vec::new(),
            };
            let mut not_allowed = None;
            for &id in ids {
                let before = w.position();
                let why = match work(w, id) {
                    Ok(Ok(())) => {
                        acted.done += 1;
                        continue;
                    }
                    Ok(Err(why)) => why,
                    // Others of them may well be this person's to do.
                    Err(error @ Error::NotAllowed { .. }) if w.position() == before => {
                        let why = Why {
                            text: error.to_string(),
                            reason: error.reason(),
                        };
                        not_allowed.get_or_insert(error);
                        why
                    }
                    Err(error) => return Err(error),
                };
                acted.refused.push(RefusedTicket {
                    id,
                    number: number(w.tx, id)?,
                    why: why.text,
                    reason: why.reason,
                });
            }
            match (acted.refused.first(), not_allowed) {
                (Some(_), Some(error)) if acted.done == 0 => Err(error),
                (Some(refused), None) if acted.done == 0 => Err(Why {
                    text: refused.why.clone(),
                    reason: refused.reason.clone(),
                }
                .into()),
                _ => Ok(acted),
            }
        })
    }
}

/// Record a run, if it may be called what it is called.
pub(crate) fn record_run(
    w: &mut Writer<'_>,
    id: TicketId,
    run: &NewTestRun,
) -> Result<Result<TestRunId, Why>> {
    let note = text("note", &run.note)?.unwrap_or_default();
    let Some(rig) = text("rig", &run.rig)? else {
        return Err(Error::invalid(
            "rig",
            "no rig is named",
            "the test rig, such as `jig 2` or `S19 test frame`",
        ));
    };
    if run.minutes > 60 * 24 * 31 {
        return Err(Error::invalid(
            "minutes",
            format!("{} is over a month", run.minutes),
            "how long the test ran",
        ));
    }
    test_run::plausible(&run.measured)?;
    if let Some(evidence) = run.evidence_id
        && !crate::attachment::stands(w.tx, evidence)?
    {
        return Err(Error::not_found("attachment", evidence));
    }
    let on = read::at_bench(w.tx, id)?;
    if !matches!(
        on.stage,
        Stage::Diagnosing | Stage::Repairing | Stage::Testing
    ) {
        return Ok(Err(Reason::TestedAtTheBench { stage: on.stage }.into()));
    }
    let slot = finding::slot_name(&run.slot)?;
    let device_id = if slot.is_empty() {
        None
    } else {
        Some(finding::board_at(w.tx, on.device_id, &slot)?)
            .filter(|board| board.slot.is_empty())
            .map(|board| board.device_id)
    };
    let measured = expected(w.tx, &on, run.kind, &run.measured)?;
    let checks = match &run.template {
        Some(code) => {
            let template = overlaid::known::<TestTemplate>(w.tx, code)?
                .ok_or_else(|| Error::not_found("test template", code))?;
            let checks = test_run::judge(&template, &measured, &run.answers);
            if run.passed && run.minutes < template.minutes {
                return Ok(Err(Reason::TestTooShort {
                    minutes: run.minutes,
                    needed: template.minutes,
                }
                .into()));
            }
            if run.passed
                && let Some(failed) = test_run::failed_check(&checks)
            {
                return Ok(Err(Reason::CheckNotPassed {
                    measure: failed.measure,
                    label: failed.label.clone(),
                    was_made: failed.passed.is_some(),
                }
                .into()));
            }
            checks
        }
        None => Vec::new(),
    };
    let run = TestRun {
        id: TestRunId(w.new_id()),
        attempt: on.attempt,
        kind: run.kind,
        rig,
        minutes: run.minutes,
        passed: run.passed,
        note,
        at: w.now(),
        template: run.template.clone(),
        slot,
        device_id,
        measured,
        checks,
        evidence_id: run.evidence_id,
        person: String::new(),
    };
    let run_id = run.id;
    w.append(id, TicketEvent::Tested { id, run })?;
    Ok(Ok(run_id))
}

/// What was measured, with what the model lets expect where nothing else was said. A jig holds one
/// board, the others the whole machine.
fn expected(
    conn: &Connection,
    on: &read::AtBench,
    kind: TestKind,
    measured: &Measured,
) -> Result<Measured> {
    let mut is = measured.clone();
    is.firmware = is.firmware.trim().to_owned();
    let model = match on.model_id {
        Some(id) => catalog::rows::find_model(conn, id)?,
        None => None,
    };
    if let Some(model) = model {
        let whole = kind != TestKind::Jig;
        let boards = if whole {
            model.hashboards.map(u32::from)
        } else {
            Some(1)
        };
        if is.mean_ths.is_some() && is.expected_ths.is_none() && whole {
            is.expected_ths = model.hashrate_ths;
        }
        if is.chips_found.is_some() && is.chips_expected.is_none() {
            is.chips_expected = boards
                .zip(model.chips_per_board)
                .map(|(boards, chips)| boards * u32::from(chips));
        }
    }
    Ok(is)
}

/// Move one ticket if the rules let it.
pub(crate) fn move_named(
    w: &mut Writer<'_>,
    id: TicketId,
    to: Stage,
    reason: Option<String>,
    disposition: Option<super::Disposition>,
) -> Result<Result<(), Why>> {
    let ticket = read::standing(w.tx, id)?;
    if w.now() < ticket.stage_since {
        return Ok(Err(format!(
            "the clock says {}, before the ticket's last move at {}",
            w.now(),
            ticket.stage_since
        )
        .into()));
    }
    let ends_as = disposition.or(ticket.disposition);
    match guard::rule(w.tx, &ticket, to, ends_as, reason.is_some())? {
        Ruling::MayNot(why) => Ok(Err(why)),
        Ruling::May(step) => {
            move_one(w, &ticket, to, step, disposition, reason)?;
            Ok(Ok(()))
        }
    }
}

pub(super) fn hold_one(
    w: &mut Writer<'_>,
    id: TicketId,
    reason: HoldReason,
    holder: Option<Holder>,
    note: &str,
) -> Result<Result<(), Why>> {
    let ticket = read::standing(w.tx, id)?;
    if ticket.on_hold {
        return Ok(Err(Reason::HeldAlready.into()));
    }
    if ticket.stage.is_end() || ticket.stage == Stage::Draft {
        return Ok(Err(Reason::StageIsNotHeld {
            stage: ticket.stage,
        }
        .into()));
    }
    if w.now() < ticket.stage_since {
        return Ok(Err("the clock stands before the ticket's last move".into()));
    }
    let hold = HoldId(w.new_id());
    let holder = holder.unwrap_or(reason.usual_holder());
    w.append(
        id,
        TicketEvent::Held {
            id,
            hold,
            reason,
            holder,
            note: note.to_owned(),
        },
    )?;
    Ok(Ok(()))
}

pub(super) fn release_one(w: &mut Writer<'_>, id: TicketId) -> Result<Result<(), Why>> {
    let Some(hold) = super::apply::open_hold(w.tx, id)? else {
        return Ok(Err(Reason::NotHeld.into()));
    };
    let from = super::apply::hold(w.tx, hold)?.map(|hold| hold.from_at);
    if from.is_some_and(|from| w.now() < from) {
        return Ok(Err("the clock stands before the hold began".into()));
    }
    w.append(id, TicketEvent::Released { id, hold })?;
    Ok(Ok(()))
}

/// Change the facts of one ticket as `change` says.
pub(crate) fn change_one(
    w: &mut Writer<'_>,
    id: TicketId,
    change: impl FnOnce(&mut TicketFacts) -> Result<(), Why>,
) -> Result<Result<(), Why>> {
    let was = read::facts(w.tx, id)?;
    let mut is = was.clone();
    if let Err(why) = change(&mut is) {
        return Ok(Err(why));
    }
    if is == was {
        return Ok(Err(Reason::NothingChanges.into()));
    }
    w.append(
        id,
        TicketEvent::Changed {
            id,
            is: Box::new(is),
            was: Box::new(was),
        },
    )?;
    Ok(Ok(()))
}

/// Move a ticket that the rules let move. Stepping back before `ready` takes the disposition with it.
pub(crate) fn move_one(
    w: &mut Writer<'_>,
    ticket: &read::Standing,
    to: Stage,
    step: Step,
    disposition: Option<super::Disposition>,
    reason: Option<String>,
) -> Result<()> {
    let id = ticket.id;
    // Asked before anything is written: what comes with the move must not stay without it.
    w.demand(super::event::to_move(ticket.stage, to))?;
    let back = matches!(step, Step::Back | Step::FailedTest);
    let is = if back {
        None
    } else {
        disposition.or(ticket.disposition)
    };
    let clears = back
        && Stage::WAY.iter().position(|&s| s == to)
            < Stage::WAY.iter().position(|&s| s == Stage::Ready);
    if (clears || !back) && is != ticket.disposition {
        w.append(
            id,
            TicketEvent::Disposed {
                id,
                is,
                was: ticket.disposition,
            },
        )?;
    }
    if ticket.on_hold
        && let Some(hold) = super::apply::open_hold(w.tx, id)?
    {
        w.append(id, TicketEvent::Released { id, hold })?;
    }
    let attempt = ticket.attempt + u16::from(step == Step::FailedTest);
    w.append(
        id,
        TicketEvent::Moved {
            id,
            from: ticket.stage,
            to,
            attempt,
            reason,
        },
    )
}

pub(super) fn number(conn: &Connection, id: TicketId) -> Result<String> {
    Ok(read::number_text(read::standing(conn, id)?.number))
}

fn set<T>(field: &mut T, value: Option<T>) {
    if let Some(value) = value {
        *field = value;
    }
}

fn check(changes: &TicketChanges) -> Result<()> {
    if let Some(level) = changes.level
        && !(1..=3).contains(&level)
    {
        return Err(Error::invalid(
            "repair level",
            format!("{level}"),
            "1 (swap), 2 (board) or 3 (chip)",
        ));
    }
    if let Some(day) = changes.due_on
        && !is_plausible_day(day)
    {
        return Err(Error::invalid("due day", day.to_string(), PLAUSIBLE_DAYS));
    }
    for words in [
        &changes.symptom_text,
        &changes.warranty_reason,
        &changes.assignee,
        &changes.box_label,
    ]
    .into_iter()
    .flatten()
    {
        text("text", words)?;
    }
    not_negative("quoted amount", changes.quoted_cents)
}

pub(crate) fn not_negative(field: &'static str, cents: Option<i32>) -> Result<()> {
    match cents {
        Some(cents) if cents < 0 => Err(Error::invalid(
            field,
            format!("{} is negative", f64::from(cents) / 100.0),
            "zero or more",
        )),
        _ => Ok(()),
    }
}

/// Free text as kept: trimmed; `None` when nothing is left.
pub(crate) fn text(field: &'static str, words: &str) -> Result<Option<String>> {
    let words = words.trim();
    if words.len() > LONGEST_TEXT {
        return Err(Error::invalid(
            field,
            format!("it is {} characters long", words.chars().count()),
            format!("at most {LONGEST_TEXT} characters; attach a file for more"),
        ));
    }
    Ok(Some(words.to_owned()).filter(|words| !words.is_empty()))
}
