//! `quote`: versions, sending, the PDF.

use hashmend_core::Error;
use hashmend_core::quote::Quote;
use hashmend_core::store::save_bytes;
use hashmend_press::Language;

use crate::args::Quotes;
use crate::desk::{self, Desk};
use crate::out::Out;
use crate::words::spoken;
use crate::{Done, refused};

pub fn run(desk: &Desk, what: &Quotes, out: &mut Out) -> Done {
    match what {
        Quotes::List { ticket } => {
            let store = desk.open()?;
            let quotes = store.quotes(desk::ticket(&store, ticket)?, &desk.act)?;
            out.answer(&quotes, |out| list(&quotes, out))
        }
        Quotes::Draft { ticket } => {
            let mut store = desk.open()?;
            let id = desk::ticket(&store, ticket)?;
            let draft = store.draft_quote(id, &desk.act)?;
            if draft.quote.lines.is_empty() {
                return Err(refused(format!(
                    "nothing of it has a price: {}",
                    draft.unpriced.join("; ")
                )));
            }
            store.make_quote(id, &draft.quote, &desk.act)?;
            let made = store.quotes(id, &desk.act)?;
            out.answer(&made.first(), |out| {
                list(made.get(..1).unwrap_or_default(), out)?;
                for missing in &draft.unpriced {
                    out.line(format!("left out, without a price: {missing}"))?;
                }
                Ok(())
            })
        }
        Quotes::Send { ticket } => {
            let mut store = desk.open()?;
            let id = desk::ticket(&store, ticket)?;
            let newest = store.quotes(id, &desk.act)?;
            let Some(quote) = newest.first() else {
                return Err(Error::not_found("quote of", ticket).into());
            };
            let acted = store.send_quote(quote.id, &desk.act)?;
            if let Some(no) = acted.refused.first() {
                return Err(refused(no.why.clone()));
            }
            let sent = store.quotes(id, &desk.act)?;
            out.answer(&sent.first(), |out| {
                list(sent.get(..1).unwrap_or_default(), out)
            })
        }
        Quotes::Pdf {
            ticket,
            version,
            language,
            out: path,
        } => {
            let store = desk.open()?;
            let id = desk::ticket(&store, ticket)?;
            let language = Language::of_tag(language);
            let pdf = hashmend_press::quote(&store, id, *version, language, &desk.act)?;
            save_bytes(path, &pdf)?;
            out.answer(&path, |out| {
                out.line(format!("saved to {}", path.display()))
            })
        }
    }
}

fn list(quotes: &[Quote], out: &mut Out) -> Done {
    if quotes.is_empty() {
        return out.line("nothing is quoted");
    }
    let rows: Vec<Vec<String>> = quotes
        .iter()
        .map(|quote| {
            vec![
                quote.version.to_string(),
                spoken(quote.state.as_str()),
                format!(
                    "{}.{:02} {}",
                    quote.total_cents / 100,
                    quote.total_cents % 100,
                    quote.currency
                ),
                quote.valid_until.to_string(),
                quote.decided_by.clone(),
            ]
        })
        .collect();
    out.table(
        &["version", "state", "total", "valid until", "answered by"],
        &rows,
    )
}
