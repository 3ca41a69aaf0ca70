//! Doors to the `review` figures.

use std::path::Path;

use chrono::NaiveDate;
use hashmend_core::export::SheetFormat;
use hashmend_core::review::define::DEFINITIONS;
use hashmend_core::review::{
    CenterCurve, Definition, Dimension, Flow, MoneyFigures, PeopleFigures, PromiseCheck, Quality,
    ReportAsked, ReviewFilter, ReviewReport, Trend, Turnaround,
};
use hashmend_core::store::save_bytes;
use tauri::State;

use crate::app::App;
use crate::error::Answer;

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn review_turnaround(
    app: State<'_, App>,
    by: Dimension,
    only: ReviewFilter,
) -> Answer<Turnaround> {
    Ok(app.figures(|_, facts, act| Ok(facts.turnaround(by, &only, act.now)))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn review_curves(app: State<'_, App>, only: ReviewFilter) -> Answer<Vec<CenterCurve>> {
    Ok(app.figures(|_, facts, act| Ok(facts.curves(&only, act.now)))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn review_trend(app: State<'_, App>, only: ReviewFilter) -> Answer<Trend> {
    Ok(app.figures(|_, facts, act| Ok(facts.trend(&only, act.now)))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn review_promises(app: State<'_, App>, only: ReviewFilter) -> Answer<PromiseCheck> {
    Ok(app.figures(|_, facts, act| Ok(facts.promises(&only, act.now)))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn review_flow(app: State<'_, App>, only: ReviewFilter) -> Answer<Flow> {
    Ok(app.figures(|_, facts, act| Ok(facts.flow(&only, act.now)))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn review_quality(app: State<'_, App>, only: ReviewFilter) -> Answer<Quality> {
    Ok(app.figures(|_, facts, act| Ok(facts.quality(&only, act.now)))?)
}

/// For managers.
#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn review_people(
    app: State<'_, App>,
    only: ReviewFilter,
    from: NaiveDate,
    to: NaiveDate,
) -> Answer<PeopleFigures> {
    Ok(app.figures(|store, facts, act| store.people_figures(facts, &only, from, to, act))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn review_money(
    app: State<'_, App>,
    only: ReviewFilter,
    from: NaiveDate,
    to: NaiveDate,
) -> Answer<MoneyFigures> {
    Ok(app.figures(|_, facts, act| Ok(facts.money(&only, from, to, act.now)))?)
}

/// A report as data, for its page.
#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn review_report(app: State<'_, App>, asked: ReportAsked) -> Answer<ReviewReport> {
    Ok(app.figures(|store, facts, act| store.review_report(facts, &asked, act))?)
}

/// Write a report to a new file.
#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn save_review_report(
    app: State<'_, App>,
    asked: ReportAsked,
    format: SheetFormat,
    path: String,
) -> Answer<()> {
    let report = app.figures(|store, facts, act| store.review_report(facts, &asked, act))?;
    Ok(report.save(format, Path::new(&path))?)
}

/// Write a report to a new PDF.
#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn print_review_report(app: State<'_, App>, asked: ReportAsked, path: String) -> Answer<()> {
    let report = app.figures(|store, facts, act| store.review_report(facts, &asked, act))?;
    let pdf = app.read_aside(|store, _| hashmend_press::review(store, &report))?;
    Ok(save_bytes(Path::new(&path), &pdf)?)
}

/// What every figure means.
#[tauri::command]
#[cfg_attr(test, specta::specta)]
pub fn review_definitions() -> Vec<Definition> {
    DEFINITIONS.to_vec()
}
