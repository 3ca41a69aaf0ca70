//! Doors to the `estimate` use cases.

use hashmend_core::estimate::{
    Assumptions, Change, Comparison, EstimateRecord, Fleet, FrozenEstimate, FrozenNow, Outlook,
    Question, SavedScenario, Scenario, TwoWorlds,
};
use hashmend_core::id::{ActionId, CenterId, EstimateId, ScenarioId};
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

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn freeze_estimate(
    app: State<'_, App>,
    question: Question,
    assumptions: Assumptions,
    center: CenterId,
    note: String,
) -> Answer<FrozenNow> {
    Ok(app.write(|store, act| store.freeze_estimate(&question, &assumptions, center, &note, act))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn withdraw_estimate(app: State<'_, App>, id: EstimateId) -> Answer<ActionId> {
    Ok(app.write(|store, act| store.withdraw_estimate(id, act))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn note_estimate(app: State<'_, App>, id: EstimateId, note: String) -> Answer<FrozenNow> {
    Ok(app.write(|store, act| store.note_estimate(id, &note, act))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn frozen_estimates(
    app: State<'_, App>,
    question: Option<Question>,
) -> Answer<Vec<FrozenEstimate>> {
    Ok(app.read(|store, _act| store.frozen_estimates(question.as_ref()))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn two_worlds(app: State<'_, App>, fleet: Fleet, changes: Vec<Change>) -> Answer<TwoWorlds> {
    Ok(app.read(|store, act| store.two_worlds(&fleet, &changes, act.now))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn scenarios(app: State<'_, App>) -> Answer<Vec<Scenario>> {
    Ok(app.read(|store, act| store.scenarios(act.now))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn save_scenario(app: State<'_, App>, scenario: Scenario) -> Answer<SavedScenario> {
    Ok(app.write(|store, act| store.save_scenario(&scenario, act))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn remove_scenario(app: State<'_, App>, id: ScenarioId) -> Answer<ActionId> {
    Ok(app.write(|store, act| store.remove_scenario(id, act))?)
}
