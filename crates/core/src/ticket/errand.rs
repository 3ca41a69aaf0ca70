//! Several changes of one ticket in one go: all of them or none.

use super::event::{TicketEvent, TicketFacts};
use super::guard::{self, Ruling};
use super::use_cases::move_one;
use super::{Disposition, HoldReason, Stage, apply, read};
use crate::error::Result;
use crate::id::{HoldId, TicketId};
use crate::journal::Writer;
use crate::reason::{Reason, Why};

/// What is wanted of a ticket; each part may be missing.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Errand {
    pub release: bool,
    pub box_label: Option<String>,
    pub to: Option<Stage>,
    pub disposition: Option<Disposition>,
    /// Why, where the way leads back.
    pub reason: Option<String>,
    pub hold: Option<(HoldReason, String)>,
}

/// Whether anything changed; `Err` says what stands in the way, and nothing was done.
///
/// A ticket that stands as wanted already is none the worse for it. All is ruled on before any
/// of it is written, so that a refusal leaves no half.
pub(crate) fn run(w: &mut Writer<'_>, id: TicketId, errand: &Errand) -> Result<Result<bool, Why>> {
    let mut ticket = read::standing(w.tx, id)?;
    if w.now() < ticket.stage_since {
        return Ok(Err("the clock stands before the ticket's last move".into()));
    }
    let held = apply::open_hold(w.tx, id)?;
    let released = held.filter(|_| errand.release);
    if let Some(hold) = released {
        let from = apply::hold(w.tx, hold)?.map(|hold| hold.from_at);
        if from.is_some_and(|from| w.now() < from) {
            return Ok(Err("the clock stands before the hold began".into()));
        }
        ticket.on_hold = false;
    }
    let mut step = None;
    if let Some(to) = errand.to.filter(|to| *to != ticket.stage) {
        let disposition = errand.disposition.or(ticket.disposition);
        match guard::rule(w.tx, &ticket, to, disposition, errand.reason.is_some())? {
            Ruling::MayNot(why) => return Ok(Err(why)),
            Ruling::May(way) => step = Some((to, way)),
        }
    }
    let stays = errand.hold.as_ref().filter(|_| !ticket.on_hold);
    let stage = step.map_or(ticket.stage, |(to, _)| to);
    if stays.is_some() && (stage.is_end() || stage == Stage::Draft) {
        return Ok(Err(Reason::StageIsNotHeld { stage }.into()));
    }
    let was = read::facts(w.tx, id)?;
    let boxed = errand
        .box_label
        .as_ref()
        .filter(|label| was.box_label.as_ref() != Some(label));
    if boxed.is_some() && ticket.stage.is_end() {
        return Ok(Err(Reason::HasEnded {
            stage: ticket.stage,
        }
        .into()));
    }

    if let Some(hold) = released {
        w.append(id, TicketEvent::Released { id, hold })?;
    }
    let boxes = boxed.is_some();
    if let Some(label) = boxed {
        let is = TicketFacts {
            box_label: Some(label.clone()),
            ..was.clone()
        };
        w.append(
            id,
            TicketEvent::Changed {
                id,
                is: Box::new(is),
                was: Box::new(was),
            },
        )?;
    }
    if let Some((to, way)) = step {
        move_one(
            w,
            &ticket,
            to,
            way,
            errand.disposition,
            errand.reason.clone(),
        )?;
    }
    if let Some((reason, note)) = stays {
        let hold = HoldId(w.new_id());
        w.append(
            id,
            TicketEvent::Held {
                id,
                hold,
                reason: *reason,
                holder: reason.usual_holder(),
                note: note.clone(),
            },
        )?;
    }
    Ok(Ok(released.is_some()
        || boxes
        || step.is_some()
        || stays.is_some()))
}
