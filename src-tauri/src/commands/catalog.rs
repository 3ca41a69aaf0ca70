//! Doors to the `catalog` use cases.

use hashmend_core::catalog::{
    ClaimWindow, DutyRate, FxRate, Hashprice, Model, PriorRow, SerialFormats, Symptom,
};
use hashmend_core::id::RowId;
use hashmend_core::serial::PatternRow;
use tauri::State;

use crate::app::App;
use crate::error::Answer;

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn models(app: State<'_, App>, text: String, limit: u32) -> Answer<Vec<Model>> {
    Ok(app.read(|store, _act| store.models(&text, limit))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn save_model(app: State<'_, App>, model: Model) -> Answer<Model> {
    Ok(app.write(|store, act| store.save_model(&model, act))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn symptoms(app: State<'_, App>) -> Answer<Vec<Symptom>> {
    Ok(app.read(|store, _act| store.symptoms())?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn add_symptom(app: State<'_, App>, symptom: Symptom) -> Answer<Vec<Symptom>> {
    Ok(app.write(|store, act| store.add_symptom(&symptom, act))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn duty_rates(app: State<'_, App>) -> Answer<Vec<DutyRate>> {
    Ok(app.read(|store, _act| store.duty_rates())?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn set_duty(app: State<'_, App>, rate: DutyRate) -> Answer<Vec<DutyRate>> {
    Ok(app.write(|store, act| store.set_duty(&rate, act))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn remove_duty(app: State<'_, App>, id: RowId) -> Answer<Vec<DutyRate>> {
    Ok(app.write(|store, act| store.remove_duty(id, act))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn hashprices(app: State<'_, App>) -> Answer<Vec<Hashprice>> {
    Ok(app.read(|store, _act| store.hashprices())?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn set_hashprice(app: State<'_, App>, price: Hashprice) -> Answer<Vec<Hashprice>> {
    Ok(app.write(|store, act| store.set_hashprice(&price, act))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn remove_hashprice(app: State<'_, App>, id: RowId) -> Answer<Vec<Hashprice>> {
    Ok(app.write(|store, act| store.remove_hashprice(id, act))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn fx_rates(app: State<'_, App>) -> Answer<Vec<FxRate>> {
    Ok(app.read(|store, _act| store.fx_rates())?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn set_fx(app: State<'_, App>, rate: FxRate) -> Answer<Vec<FxRate>> {
    Ok(app.write(|store, act| store.set_fx(&rate, act))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn claim_windows(app: State<'_, App>) -> Answer<Vec<ClaimWindow>> {
    Ok(app.read(|store, _act| store.claim_windows())?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn edit_claim_window(
    app: State<'_, App>,
    maker: String,
    item: String,
    days: Option<u16>,
    note: String,
) -> Answer<Vec<ClaimWindow>> {
    Ok(app.write(|store, act| store.edit_claim_window(&maker, &item, days, &note, act))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn priors(app: State<'_, App>) -> Answer<Vec<PriorRow>> {
    Ok(app.read(|store, _act| store.priors())?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn edit_prior(
    app: State<'_, App>,
    site_type: String,
    stage: String,
    segment: String,
    days: Option<(f64, f64)>,
    note: String,
) -> Answer<Vec<PriorRow>> {
    Ok(app.write(|store, act| store.edit_prior(&site_type, &stage, &segment, days, &note, act))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn serial_formats(app: State<'_, App>) -> Answer<SerialFormats> {
    Ok(app.read(|store, _act| store.serial_formats())?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn add_serial_format(app: State<'_, App>, format: PatternRow) -> Answer<SerialFormats> {
    Ok(app.write(|store, act| store.add_serial_format(&format, act))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn remove_serial_format(app: State<'_, App>, id: RowId) -> Answer<SerialFormats> {
    Ok(app.write(|store, act| store.remove_serial_format(id, act))?)
}
