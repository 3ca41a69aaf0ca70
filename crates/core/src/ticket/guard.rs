//! What must be so before a ticket may go on. The stage table says which way; this says when.

use rusqlite::Connection;

use super::event::to_move;
use super::read::{self, Standing};
use super::stage::{Stage, Step};
use super::{Disposition, MoveOption};
use crate::error::Result;
use crate::id::TicketId;
use crate::reason::{Reason, Why};
use crate::test_run::{Proof, proof};

/// Whether a move may be made, and what it takes along.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Ruling {
    May(Step),
    MayNot(Why),
}

/// Rule on `ticket` going to `to`, with the disposition it has or is given with the move.
pub(super) fn rule(
    tx: &Connection,
    ticket: &Standing,
    to: Stage,
    disposition: Option<Disposition>,
    has_reason: bool,
) -> Result<Ruling> {
    let from = ticket.stage;
    let Some(step) = from.step_to(to) else {
        return Ok(Ruling::MayNot(never(from, to).into()));
    };
    let may_not = |why: Reason| Ok(Ruling::MayNot(why.into()));
    if ticket.on_hold && step != Step::Exit {
        return may_not(Reason::OnHold);
    }
    if step == Step::Back && !has_reason {
        return may_not(Reason::BackNeedsReason);
    }
    if step != Step::Forward {
        return Ok(Ruling::May(step));
    }
    match to {
        Stage::Submitted if ticket.rma.is_some() => {
            return may_not(Reason::FiledWithItsRma);
        }
        Stage::CustomsOut | Stage::CustomsBack if ticket.is_domestic => {
            return may_not(Reason::NoCustomsOnThisLane);
        }
        Stage::ToCenter | Stage::FromCenter if ticket.is_in_house => {
            return may_not(Reason::NoTransitAtOwnBench);
        }
        Stage::Repairing if !ticket.may_spend() => {
            return may_not(Reason::NotCovered);
        }
        Stage::Ready => match disposition {
            None => {
                return may_not(Reason::NeedsDisposition);
            }
            Some(Disposition::Repaired) if from != Stage::Testing => {
                return may_not(Reason::TestingFirst);
            }
            Some(Disposition::Repaired) => match proof(tx, ticket.id, ticket.attempt)? {
                Proof::Proved => {}
                Proof::None => return may_not(Reason::NoPassedTest),
                Proof::Stale => return may_not(Reason::TestIsOlderThanRepair),
                Proof::Short(needed) => return may_not(Reason::TestIsNotEnough { needed }),
            },
            Some(_) => {}
        },
        Stage::FromCenter if !read::has_return_package(tx, ticket.id)? => {
            return may_not(Reason::NeedsPackage);
        }
        _ => {}
    }
    Ok(Ruling::May(step))
}

fn never(from: Stage, to: Stage) -> Reason {
    if from == to {
        return Reason::ThereAlready;
    }
    if from.is_end() {
        return Reason::ClosedForGood;
    }
    if to == Stage::Cancelled {
        return Reason::RepairHasBegun;
    }
    if to == Stage::Rejected {
        return Reason::OnlySubmittedIsRejected;
    }
    let next = Stage::ALL
        .iter()
        .copied()
        .filter(|&next| from.step_to(next) == Some(Step::Forward))
        .collect();
    Reason::GoesOnTo { from, next }
}

/// Where the ticket might go, the likely next stage first.
pub(crate) fn options(tx: &Connection, id: TicketId) -> Result<Vec<MoveOption>> {
    let ticket = read::standing(tx, id)?;
    let mut options = Vec::new();
    for &to in Stage::ALL {
        let Some(step) = ticket.stage.step_to(to) else {
            continue;
        };
        // A disposition and a reason come with the move; what is listed is what else is missing.
        let given = ticket.disposition.or(match ticket.stage {
            Stage::Testing => Some(Disposition::Repaired),
            _ => Some(Disposition::Ntf),
        });
        let ruling = rule(tx, &ticket, to, given, true)?;
        if to == Stage::Submitted && ticket.rma.is_some() {
            continue;
        }
        // A way that this lane does not have is not offered at all.
        let pointless = match to {
            Stage::CustomsOut | Stage::CustomsBack => ticket.is_domestic,
            Stage::ToCenter | Stage::FromCenter => ticket.is_in_house,
            _ => false,
        };
        if pointless {
            continue;
        }
        let (allowed, missing, reason) = match ruling {
            Ruling::May(_) => (true, String::new(), None),
            Ruling::MayNot(why) => (false, why.text, why.reason),
        };
        options.push(MoveOption {
            to,
            allowed,
            missing,
            reason,
            right: Some(to_move(ticket.stage, to)),
            needs_reason: step == Step::Back,
            is_back: matches!(step, Step::Back | Step::FailedTest),
        });
    }
    let place = |stage: Stage| {
        Stage::ALL
            .iter()
            .position(|&s| s == stage)
            .unwrap_or(usize::MAX)
    };
    let here = place(ticket.stage);
    options.sort_by_key(|option| {
        let there = place(option.to);
        let group = if option.to.is_end() && option.to != Stage::Closed {
            2
        } else {
            u8::from(there < here)
        };
        (
            group,
            if group == 1 {
                usize::MAX - there
            } else {
                there
            },
        )
    });
    Ok(options)
}
