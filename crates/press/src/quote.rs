//! The quote that a customer is sent.

use hashmend_core::id::TicketId;
use hashmend_core::quote::{DecidedHow, Decision, Quote, QuoteChange, QuoteState};
use hashmend_core::ticket::TicketPage;
use hashmend_core::{Act, Error, Result, Store, Timestamp};
use hashmend_paper::{Fact, Language, QuoteLine, QuotePaper, Sheet, Words, day, fill, instant};

use crate::{unset, words};

/// The PDF of a version of a ticket's quote; of the newest where none is named.
///
/// # Errors
/// `NotFound` when the ticket has no such quote.
pub fn quote(
    store: &Store,
    ticket: TicketId,
    version: Option<u16>,
    language: Language,
    act: &Act,
) -> Result<Vec<u8>> {
    let page = store.ticket(ticket, act)?;
    let quotes = store.quotes(ticket, act)?;
    let found = match version {
        Some(version) => quotes.iter().find(|quote| quote.version == version),
        None => quotes.first(),
    };
    let Some(quote) = found else {
        let name = match version {
            Some(version) => format!("version {version} of {}", page.row.number),
            None => format!("of {}; make one first", page.row.number),
        };
        return Err(Error::NotFound {
            what: "quote",
            name,
        });
    };
    let made_at = act.now;
    let desk = store.desk()?.name;
    let paper = paper(&page, quote, desk, language, words(language)?, made_at);
    hashmend_paper::quote(&paper).map_err(unset)
}

fn paper(
    page: &TicketPage,
    quote: &Quote,
    desk: String,
    language: Language,
    all: &Words,
    made_at: Timestamp,
) -> QuotePaper {
    let words = &all.quote;
    let row = &page.row;
    let money = |cents: i32| hashmend_paper::money(i64::from(cents), language);
    let version = quote.version.to_string();
    let model = [row.maker.as_deref(), row.model.as_deref()];
    let model: Vec<&str> = model.into_iter().flatten().collect();
    let mut facts = vec![Fact::new(&words.ticket, &row.number)];
    if let Some(rma) = &row.rma {
        facts.push(Fact::new(&words.rma, rma));
    }
    if !model.is_empty() {
        facts.push(Fact::new(&words.unit, model.join(" ")));
    }
    if let Some(serial) = &row.serial {
        facts.push(Fact::mono(&words.serial, serial));
    }
    if let Some(center) = &row.center {
        facts.push(Fact::new(&words.center, center));
    }
    facts.push(Fact::new(
        &words.warranty,
        all.trade("warranty", row.warranty_class.as_str()),
    ));
    if !row.symptom.is_empty() {
        facts.push(Fact::new(&words.symptom, &row.symptom));
    }
    QuotePaper {
        sheet: Sheet {
            title: words.title.clone(),
            desk,
            language,
            made_at: made_at.to_datetime(),
        },
        number: fill(
            &words.version,
            &[("ticket", &row.number), ("version", &version)],
        ),
        addressee: [&row.customer, &row.site]
            .into_iter()
            .flatten()
            .cloned()
            .collect(),
        facts,
        lines: quote
            .lines
            .iter()
            .map(|line| QuoteLine {
                text: line.text.clone(),
                quantity: line.quantity.to_string(),
                unit: money(line.unit_cents),
                sum: money(line.cents()),
            })
            .collect(),
        total: money(quote.total_cents),
        beside_total: vec![fill(
            &words.valid_until,
            &[("day", &day(quote.valid_until))],
        )],
        note: quote.note.clone(),
        terms: terms(page, quote, all, &money),
        changes_title: fill(
            &words.changes,
            &[("version", &quote.version.saturating_sub(1).to_string())],
        ),
        changes: changes(quote, all, &money),
        answer: answer(quote, all),
    }
}

fn changes(quote: &Quote, all: &Words, money: &dyn Fn(i32) -> String) -> Vec<String> {
    let words = &all.quote;
    if quote.version > 1 && quote.changes.is_empty() {
        return vec![words.unchanged.clone()];
    }
    quote
        .changes
        .iter()
        .map(|change| match change {
            QuoteChange::Added { text, cents } => {
                fill(&words.added, &[("text", text), ("sum", &money(*cents))])
            }
            QuoteChange::LeftOut { text, cents } => {
                fill(&words.left_out, &[("text", text), ("sum", &money(*cents))])
            }
            QuoteChange::Priced {
                text,
                was_cents,
                is_cents,
            } => fill(
                &words.changed,
                &[
                    ("text", text),
                    ("old", &money(*was_cents)),
                    ("new", &money(*is_cents)),
                ],
            ),
            QuoteChange::Total {
                was_cents,
                is_cents,
            } => fill(
                &words.total_changed,
                &[("old", &money(*was_cents)), ("new", &money(*is_cents))],
            ),
            QuoteChange::ValidUntil { was, is } => fill(
                &words.valid_changed,
                &[("old", &day(*was)), ("new", &day(*is))],
            ),
        })
        .collect()
}

/// What the customer must know: whether work goes on without an answer.
fn terms(
    page: &TicketPage,
    quote: &Quote,
    all: &Words,
    money: &dyn Fn(i32) -> String,
) -> Vec<String> {
    let words = &all.quote;
    match quote.state {
        QuoteState::Draft | QuoteState::Sent => {}
        QuoteState::Approved
        | QuoteState::Declined
        | QuoteState::Expired
        | QuoteState::Replaced => return Vec::new(),
    }
    if page.row.warranty_class.is_covered() {
        return vec![words.covered.clone()];
    }
    vec![match page.spend_limit_cents {
        Some(limit) if quote.total_cents <= limit => {
            fill(&words.under_limit, &[("limit", &money(limit))])
        }
        Some(limit) => fill(&words.over_limit, &[("limit", &money(limit))]),
        None => words.waits.clone(),
    }]
}

fn answer(quote: &Quote, all: &Words) -> String {
    let words = &all.quote;
    let at = quote
        .decided_at
        .map_or_else(String::new, |at| instant(at.to_datetime()));
    let how = quote
        .decided_how
        .map_or("", |how| all.trade("decidedHows", how.as_str()));
    let values = [("by", quote.decided_by.as_str()), ("how", how), ("at", &at)];
    match (quote.decision, quote.decided_how) {
        (Some(Decision::Approved), Some(DecidedHow::SpendLimit)) => {
            fill(&words.approved_by_limit, &values)
        }
        (Some(Decision::Approved), _) => fill(&words.approved, &values),
        (Some(Decision::Declined), _) => fill(&words.declined, &values),
        (None, _) => match quote.state {
            QuoteState::Replaced => words.replaced.clone(),
            QuoteState::Expired => fill(&words.expired, &[("day", &day(quote.valid_until))]),
            QuoteState::Draft | QuoteState::Sent | QuoteState::Approved | QuoteState::Declined => {
                String::new()
            }
        },
    }
}
