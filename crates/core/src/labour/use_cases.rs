//! Use cases on working time.

use super::{Activity, Labour, LabourEvent, Span, TicketClock, clock, read};
use crate::error::{Error, Result};
use crate::id::{ActionId, LabourId, TicketId};
use crate::journal::{Act, Writer};
use crate::reason::Reason;
use crate::store::Store;
use crate::ticket::{Acted, text};
use crate::time::Timestamp;

/// Nobody works longer at one go; a span that long was forgotten to be stopped.
const LONGEST_HOURS: i64 = 16;

impl Store {
    /// Begin to work on a unit. Whatever the same person was doing ends with it.
    pub fn start_work(
        &mut self,
        id: TicketId,
        activity: Activity,
        note: &str,
        act: &Act,
    ) -> Result<Acted> {
        let note = text("note", note)?.unwrap_or_default();
        self.on_each(&[id], act, |w, id| {
            let on = crate::ticket::at_bench(w.tx, id)?;
            if let Some(reason) = on.no_work() {
                return Ok(Err(reason.into()));
            }
            let person = w.act.actor.clone();
            if let Some((_, ticket, span)) = read::running(w.tx, &person)?
                && (ticket, span.activity) == (id, activity)
            {
                return Ok(Err(Reason::WorksOnItAlready.into()));
            }
            stop(w, &person)?;
            let started = LabourEvent::Started {
                id: LabourId(w.new_id()),
                ticket_id: id,
                person,
                span: Span {
                    activity,
                    note: note.clone(),
                    from_at: w.now(),
                    until_at: None,
                },
            };
            w.append(id, started)?;
            Ok(Ok(()))
        })
    }

    /// Stop what whoever acts is doing.
    ///
    /// # Errors
    /// `Refused` when nothing of theirs runs.
    pub fn stop_work(&mut self, act: &Act) -> Result<ActionId> {
        self.write(act, |w| {
            let person = w.act.actor.clone();
            if stop(w, &person)? {
                Ok(w.action)
            } else {
                Err(Error::Because(Reason::NoWorkRuns))
            }
        })
    }

    /// Set a span of work right afterwards; `reason` stands in the history.
    pub fn correct_work(
        &mut self,
        id: LabourId,
        is: &Span,
        reason: &str,
        act: &Act,
    ) -> Result<ActionId> {
        let Some(reason) = text("reason", reason)? else {
            return Err(Error::invalid(
                "reason",
                "it is empty",
                "why the time was wrong, such as: forgot to stop",
            ));
        };
        let is = Span {
            note: text("note", &is.note)?.unwrap_or_default(),
            ..is.clone()
        };
        let Some(until) = is.until_at else {
            return Err(Error::invalid(
                "end",
                "it is empty",
                "when the work ended; stop it to end it now",
            ));
        };
        if until < is.from_at || until > act.now {
            return Err(Error::invalid(
                "end",
                format!("{until} is before the beginning, or still to come"),
                "an end after the beginning, and no later than now",
            ));
        }
        if until.millis() - is.from_at.millis() > LONGEST_HOURS * 3_600_000 {
            return Err(Error::invalid(
                "end",
                format!("{until} is over {LONGEST_HOURS} hours after the beginning"),
                format!("at most {LONGEST_HOURS} hours at one go"),
            ));
        }
        self.write(act, |w| {
            let was = read::span(w.tx, id)?.ok_or_else(|| Error::not_found("work", id))?;
            let ticket_id =
                read::ticket_of(w.tx, id)?.ok_or_else(|| Error::not_found("work", id))?;
            if was == is {
                return Err(Error::Because(Reason::NothingChanges));
            }
            w.append(
                ticket_id,
                LabourEvent::Corrected {
                    id,
                    ticket_id,
                    is,
                    was,
                    reason,
                },
            )?;
            Ok(w.action)
        })
    }

    /// The work on a ticket, newest first.
    pub fn work_on(&self, id: TicketId, act: &Act) -> Result<Vec<Labour>> {
        read::of_ticket(&self.conn, id, act.now)
    }

    /// The work of a person since an instant, newest first.
    pub fn work_of(&self, person: &str, since: Timestamp, act: &Act) -> Result<Vec<Labour>> {
        read::of_person(&self.conn, person, since, act.now)
    }

    /// Whose time each hour of a ticket was, computed anew each time.
    pub fn ticket_clock(&self, id: TicketId, act: &Act) -> Result<TicketClock> {
        let tx = self.conn.unchecked_transaction()?;
        clock(&tx, id, act.now)
    }
}

/// End what a person is doing. Whether anything ran.
fn stop(w: &mut Writer<'_>, person: &str) -> Result<bool> {
    let Some((id, ticket_id, span)) = read::running(w.tx, person)? else {
        return Ok(false);
    };
    let until_at = w.now().max(span.from_at);
    w.append(
        ticket_id,
        LabourEvent::Stopped {
            id,
            ticket_id,
            activity: span.activity,
            from_at: span.from_at,
            until_at,
        },
    )?;
    Ok(true)
}
