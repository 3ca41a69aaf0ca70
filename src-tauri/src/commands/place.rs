//! Doors to the `place` use cases.

use hashmend_core::id::{CenterId, LaneId, RowId};
use hashmend_core::place::{
    Capacity, Center, CenterSheet, Closure, Customer, Fee, Lane, Party, Site,
};
use tauri::State;

use crate::app::App;
use crate::error::Answer;

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn customers(app: State<'_, App>) -> Answer<Vec<Customer>> {
    Ok(app.read(|store, _act| store.customers())?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn save_party(app: State<'_, App>, party: Party) -> Answer<Customer> {
    Ok(app.write(|store, act| store.save_party(&party, act))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn save_site(app: State<'_, App>, site: Site) -> Answer<Customer> {
    Ok(app.write(|store, act| store.save_site(&site, act))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn centers(app: State<'_, App>) -> Answer<Vec<CenterSheet>> {
    Ok(app.read(|store, _act| store.centers())?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn centers_to_choose(app: State<'_, App>) -> Answer<Vec<Center>> {
    Ok(app.read(|store, _act| store.centers_to_choose())?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn center(app: State<'_, App>, id: CenterId) -> Answer<CenterSheet> {
    Ok(app.read(|store, _act| store.center(id))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn save_center(app: State<'_, App>, center: Center) -> Answer<CenterSheet> {
    Ok(app.write(|store, act| store.save_center(&center, act))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn save_lane(app: State<'_, App>, lane: Lane) -> Answer<CenterSheet> {
    Ok(app.write(|store, act| store.save_lane(&lane, act))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn remove_lane(app: State<'_, App>, id: LaneId) -> Answer<CenterSheet> {
    Ok(app.write(|store, act| store.remove_lane(id, act))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn set_fee(app: State<'_, App>, fee: Fee) -> Answer<CenterSheet> {
    Ok(app.write(|store, act| store.set_fee(&fee, act))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn remove_fee(app: State<'_, App>, id: RowId) -> Answer<CenterSheet> {
    Ok(app.write(|store, act| store.remove_fee(id, act))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn set_capacity(app: State<'_, App>, capacity: Capacity) -> Answer<CenterSheet> {
    Ok(app.write(|store, act| store.set_capacity(&capacity, act))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn remove_capacity(app: State<'_, App>, id: RowId) -> Answer<CenterSheet> {
    Ok(app.write(|store, act| store.remove_capacity(id, act))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn add_closure(app: State<'_, App>, closure: Closure) -> Answer<CenterSheet> {
    Ok(app.write(|store, act| store.add_closure(&closure, act))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn remove_closure(app: State<'_, App>, id: RowId) -> Answer<CenterSheet> {
    Ok(app.write(|store, act| store.remove_closure(id, act))?)
}
