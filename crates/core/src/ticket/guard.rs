//! What must be so before a ticket may go on. The stage table says which way; this says when.

use rusqlite::Transaction;

use super::read::{self, Standing};
use super::stage::{Stage, Step};
use super::{Disposition, MoveOption};
use crate::error::Result;
use crate::id::TicketId;

/// Whether a move may be made, and what it takes along.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Ruling {
    May(Step),
    MayNot(String),
}

/// Rule on `ticket` going to `to`, with the disposition it has or is given with the move.
pub(super) fn rule(
    tx: &Transaction<'_>,
    ticket: &Standing,
    to: Stage,
    disposition: Option<Disposition>,
    has_reason: bool,
) -> Result<Ruling> {
    let from = ticket.stage;
    let Some(step) = from.step_to(to) else {
        return Ok(Ruling::MayNot(never(from, to)));
    };
    let may_not = |why: &str| Ok(Ruling::MayNot(why.to_owned()));
    if ticket.on_hold && step != Step::Exit {
        return may_not("it is on hold; release it first");
    }
    if step == Step::Back && !has_reason {
        return may_not("going back needs a reason");
    }
    if step != Step::Forward {
        return Ok(Ruling::May(step));
    }
    match to {
        Stage::Submitted if ticket.rma.is_some() => {
            return may_not("it is filed with its RMA; submit the RMA");
        }
        Stage::CustomsOut | Stage::CustomsBack if ticket.is_domestic => {
            return may_not("a lane inside the US has no customs");
        }
        Stage::ToCenter | Stage::FromCenter if ticket.is_in_house => {
            return may_not("our own bench has no transit");
        }
        Stage::Repairing if !ticket.may_spend() => {
            return may_not(
                "the repair is not covered: it needs warranty, the customer's approval, \
                 or a quote within the RMA's spend limit",
            );
        }
        Stage::Ready => match disposition {
            None => {
                return may_not(
                    "it needs a disposition: repaired, replaced, ntf, ber_returned, ber_scrapped or declined",
                );
            }
            Some(Disposition::Repaired) if from != Stage::Testing => {
                return may_not("a repaired unit goes through testing first");
            }
            Some(Disposition::Repaired) if !read::passed_a_test(tx, ticket.id, ticket.attempt)? => {
                return may_not("no passed test run is recorded for this attempt");
            }
            Some(_) => {}
        },
        Stage::FromCenter if !read::has_return_package(tx, ticket.id)? => {
            return may_not("it needs a package with its carrier and tracking number");
        }
        _ => {}
    }
    Ok(Ruling::May(step))
}

fn never(from: Stage, to: Stage) -> String {
    if from == to {
        return "it is there already".into();
    }
    if from.is_end() {
        return "it is closed; a unit that comes back opens a new ticket".into();
    }
    if to == Stage::Cancelled {
        return "once repair has begun a ticket is not cancelled".into();
    }
    if to == Stage::Rejected {
        return "only a submitted ticket is rejected".into();
    }
    let next: Vec<&str> = Stage::ALL
        .iter()
        .filter(|&&next| from.step_to(next) == Some(Step::Forward))
        .map(|next| next.as_str())
        .collect();
    format!("from {from} it goes on to {}", next.join(" or "))
}

/// Where the ticket might go, the likely next stage first.
pub(super) fn options(tx: &Transaction<'_>, id: TicketId) -> Result<Vec<MoveOption>> {
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
        let (allowed, missing) = match ruling {
            Ruling::May(_) => (true, String::new()),
            Ruling::MayNot(why) => (false, why),
        };
        options.push(MoveOption {
            to,
            allowed,
            missing,
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
