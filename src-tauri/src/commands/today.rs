//! Doors to the `today` and `radar` use cases.

use hashmend_core::radar::{DeadlineQuery, DeadlinesOfKind};
use hashmend_core::today::{Today, TodayQuery};
use tauri::State;

use crate::app::App;
use crate::error::Answer;

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn today(app: State<'_, App>, asked: TodayQuery) -> Answer<Today> {
    Ok(app.read(|store, act| store.today(&asked, act))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn deadlines(app: State<'_, App>, asked: DeadlineQuery) -> Answer<Vec<DeadlinesOfKind>> {
    Ok(app.read(|store, act| store.deadlines(&asked, act))?)
}
