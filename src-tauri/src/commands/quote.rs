//! Doors to the `quote` use cases.

use hashmend_core::id::{QuoteId, TicketId};
use hashmend_core::quote::{NewQuote, Quote, QuoteAnswer, QuoteDraft};
use hashmend_core::ticket::Acted;
use tauri::State;

use crate::app::App;
use crate::error::Answer;

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn draft_quote(app: State<'_, App>, id: TicketId) -> Answer<QuoteDraft> {
    Ok(app.read(|store, act| store.draft_quote(id, act))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn quotes(app: State<'_, App>, id: TicketId) -> Answer<Vec<Quote>> {
    Ok(app.read(|store, act| store.quotes(id, act))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn make_quote(app: State<'_, App>, id: TicketId, quote: NewQuote) -> Answer<Acted> {
    Ok(app.write(|store, act| store.make_quote(id, &quote, act))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn send_quote(app: State<'_, App>, id: QuoteId) -> Answer<Acted> {
    Ok(app.write(|store, act| store.send_quote(id, act))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn answer_quote(app: State<'_, App>, id: QuoteId, answer: QuoteAnswer) -> Answer<Acted> {
    Ok(app.write(|store, act| store.answer_quote(id, &answer, act))?)
}
