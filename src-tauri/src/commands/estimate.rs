//! Doors to the `estimate` use cases.

use hashmend_core::estimate::{Assumptions, Comparison, Question};
use tauri::State;

use crate::app::App;
use crate::error::Answer;

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn where_to_send(
    app: State<'_, App>,
    question: Question,
    assumptions: Assumptions,
) -> Answer<Comparison> {
    Ok(app.read(|store, act| store.where_to_send(&question, &assumptions, act.now))?)
}
