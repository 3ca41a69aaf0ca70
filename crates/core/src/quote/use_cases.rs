//! Use cases on quotes.

use super::{
    DecidedHow, Decision, NewQuote, Quote, QuoteAnswer, QuoteDraft, QuoteEvent, QuoteMade,
    QuoteName, QuoteState, draft, read, total,
};
use crate::check;
use crate::error::{Error, Result};
use crate::id::{QuoteId, TicketId};
use crate::journal::{Act, Writer};
use crate::reason::Reason;
use crate::store::Store;
use crate::ticket::{Acted, Stage, TicketEvent, change_one, move_named, standing, text};

const MOST_LINES: usize = 100;

impl Store {
    /// What a quote would say: the fees of what was found and the parts used. Writes nothing.
    pub fn draft_quote(&self, id: TicketId, act: &Act) -> Result<QuoteDraft> {
        let tx = self.conn.unchecked_transaction()?;
        draft::draft(&tx, id, act.now.date())
    }

    /// The quotes of a ticket, the newest first.
    pub fn quotes(&self, id: TicketId, act: &Act) -> Result<Vec<Quote>> {
        let tx = self.conn.unchecked_transaction()?;
        read::of_ticket(&tx, id, act.now.date())
    }

    /// Make a quote, or its next version: the ones before it no longer stand.
    pub fn make_quote(&mut self, id: TicketId, quote: &NewQuote, act: &Act) -> Result<Acted> {
        let (lines, total_cents) = checked(quote, act)?;
        let note = text("note", &quote.note)?.unwrap_or_default();
        self.on_each(&[id], act, |w, id| {
            let on = crate::ticket::at_bench(w.tx, id)?;
            if let Some(reason) = on.no_work() {
                return Ok(Err(reason.into()));
            }
            for part in lines.iter().filter_map(|line| line.part_id) {
                if crate::part::find_part(w.tx, part)?.is_none() {
                    return Err(Error::not_found("part", part));
                }
            }
            let known = crate::finding::of_ticket(w.tx, id)?;
            for finding in lines.iter().filter_map(|line| line.finding_id) {
                if !known.iter().any(|found| found.id == finding) {
                    return Err(Error::not_found("finding of this ticket", finding));
                }
            }
            let made = QuoteMade {
                id: QuoteId(w.new_id()),
                ticket_id: id,
                version: read::latest(w.tx, id)? + 1,
                lines: lines.clone(),
                total_cents,
                currency: "USD".into(),
                valid_until: quote.valid_until,
                note: note.clone(),
            };
            w.append(id, QuoteEvent::Made(Box::new(made)))?;
            Ok(Ok(()))
        })
    }

    /// Send a quote to the customer. Within the RMA's spend limit it is approved by that and work goes
    /// on; otherwise the unit waits for the answer, and the time is the customer's.
    pub fn send_quote(&mut self, id: QuoteId, act: &Act) -> Result<Acted> {
        let ticket_id =
            read::ticket_of(&self.conn, id)?.ok_or_else(|| Error::not_found("quote", id))?;
        self.on_each(&[ticket_id], act, |w, ticket_id| {
            let quote = find(w, ticket_id, id)?;
            match quote.state {
                QuoteState::Draft => {}
                state => return Ok(Err(Reason::QuoteStands { state }.into())),
            }
            if quote.valid_until < w.now().date() {
                return Ok(Err(Reason::QuoteExpired {
                    day: quote.valid_until,
                }
                .into()));
            }
            w.append(ticket_id, QuoteEvent::Sent(quote.name()))?;
            // One that was quoted so already is left alone.
            let _same = change_one(w, ticket_id, |facts| {
                facts.quoted_cents = Some(quote.total_cents);
                Ok(())
            })?;
            let stands = standing(w.tx, ticket_id)?;
            if stands
                .spend_limit_cents
                .is_some_and(|limit| quote.total_cents <= limit)
            {
                w.append(
                    ticket_id,
                    QuoteEvent::Decided {
                        quote: quote.name(),
                        decision: Decision::Approved,
                        by: "RMA".into(),
                        how: DecidedHow::SpendLimit,
                        why: String::new(),
                    },
                )?;
            } else if stands.stage == Stage::Diagnosing && !stands.may_spend() {
                return move_named(w, ticket_id, Stage::AwaitingApproval, None, None);
            }
            Ok(Ok(()))
        })
    }

    /// Record the customer's answer to the quote that was sent last.
    pub fn answer_quote(&mut self, id: QuoteId, answer: &QuoteAnswer, act: &Act) -> Result<Acted> {
        let Some(by) = text("by", &answer.by)? else {
            return Err(Error::invalid(
                "by",
                "nobody is named",
                "who answered, on the customer's side",
            ));
        };
        let why = text("why", &answer.why)?.unwrap_or_default();
        if answer.how == DecidedHow::SpendLimit {
            return Err(Error::invalid(
                "how",
                "the spend limit answers by itself",
                "how the customer answered",
            ));
        }
        let ticket_id =
            read::ticket_of(&self.conn, id)?.ok_or_else(|| Error::not_found("quote", id))?;
        self.on_each(&[ticket_id], act, |w, ticket_id| {
            let quote = find(w, ticket_id, id)?;
            let approves = answer.decision == Decision::Approved;
            match quote.state {
                QuoteState::Sent => {}
                // Declined late is declined all the same.
                QuoteState::Expired if !approves => {}
                QuoteState::Expired => {
                    return Ok(Err(Reason::QuoteExpired {
                        day: quote.valid_until,
                    }
                    .into()));
                }
                state => return Ok(Err(Reason::QuoteStands { state }.into())),
            }
            w.append(
                ticket_id,
                QuoteEvent::Decided {
                    quote: quote.name(),
                    decision: answer.decision,
                    by: by.clone(),
                    how: answer.how,
                    why: why.clone(),
                },
            )?;
            if approves {
                let was_quoted = standing(w.tx, ticket_id)?.quoted_cents;
                w.append(
                    ticket_id,
                    TicketEvent::Approved {
                        id: ticket_id,
                        by: by.clone(),
                        quoted_cents: Some(quote.total_cents),
                        was_quoted,
                    },
                )?;
            }
            Ok(Ok(()))
        })
    }
}

impl Quote {
    fn name(&self) -> QuoteName {
        QuoteName {
            id: self.id,
            ticket_id: self.ticket_id,
            version: self.version,
            total_cents: self.total_cents,
        }
    }
}

fn find(w: &Writer<'_>, ticket: TicketId, id: QuoteId) -> Result<Quote> {
    read::of_ticket(w.tx, ticket, w.now().date())?
        .into_iter()
        .find(|quote| quote.id == id)
        .ok_or_else(|| Error::not_found("quote", id))
}

fn checked(quote: &NewQuote, act: &Act) -> Result<(Vec<super::QuoteLine>, i32)> {
    if quote.lines.is_empty() || quote.lines.len() > MOST_LINES {
        return Err(Error::invalid(
            "lines",
            format!("{} are given", quote.lines.len()),
            format!("1 to {MOST_LINES}"),
        ));
    }
    check::day("valid until", quote.valid_until)?;
    if quote.valid_until < act.now.date() {
        return Err(Error::invalid(
            "valid until",
            format!("{} has passed", quote.valid_until),
            "today or later",
        ));
    }
    let mut lines = Vec::with_capacity(quote.lines.len());
    for (n, line) in (1..).zip(&quote.lines) {
        check::filled("line", &line.text).map_err(|_| {
            Error::invalid("line", format!("line {n} says nothing"), "what it is for")
        })?;
        if line.quantity == 0 || line.quantity > 100_000 {
            return Err(Error::invalid(
                "quantity",
                format!("line {n} has {}", line.quantity),
                "1 to 100000",
            ));
        }
        lines.push(super::QuoteLine {
            text: line.text.trim().to_owned(),
            source: line.source.trim().to_owned(),
            ..line.clone()
        });
    }
    match total(&lines) {
        Some(cents) if cents >= 0 => Ok((lines, cents)),
        Some(_) => Err(Error::invalid(
            "total",
            "the discounts are more than the rest",
            "a total of zero or more",
        )),
        None => Err(Error::invalid(
            "total",
            "it is over twenty million dollars",
            "prices in dollars of one unit",
        )),
    }
}
