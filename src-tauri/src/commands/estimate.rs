//! Doors to the `estimate` use cases.

use hashmend_core::estimate::{Assumptions, Comparison, EstimateRecord, Outlook, Question};
use hashmend_core::id::CenterId;
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

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn outlook(app: State<'_, App>, question: Question) -> Answer<Outlook> {
    Ok(app.read(|store, act| store.outlook(&question, act.now))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn estimate_record(app: State<'_, App>, center: Option<CenterId>) -> Answer<EstimateRecord> {
    Ok(app.read(|store, act| store.estimate_record(center, act.now))?)
}
