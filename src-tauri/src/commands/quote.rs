//! Doors to the `quote` use cases.

use hashmend_core::id::{QuoteId, TicketId};
use hashmend_core::quote::{NewQuote, Quote, QuoteAnswer, QuoteDraft};
use hashmend_core::store::save_bytes;
use hashmend_core::ticket::Acted;
use hashmend_press::Language;
use std::path::Path;
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

/// The PDF of a version into a new file.
#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn save_quote_pdf(
    app: State<'_, App>,
    id: TicketId,
    version: u16,
    language: String,
    path: String,
) -> Answer<()> {
    let language = Language::of_tag(&language);
    let pdf = app
        .read_aside(|store, act| hashmend_press::quote(store, id, Some(version), language, act))?;
    Ok(save_bytes(Path::new(&path), &pdf)?)
}
