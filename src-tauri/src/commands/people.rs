//! Doors to the people of the desk.

use hashmend_core::id::PersonId;
use hashmend_core::people::{AtTheDesk, NewPerson, People, Role};
use tauri::State;

use crate::app::App;
use crate::error::Answer;

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn people(app: State<'_, App>) -> Answer<People> {
    Ok(app.read(|store, _act| store.people())?)
}

/// Who is at the desk, and what they may do.
#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn signed_in(app: State<'_, App>) -> Answer<AtTheDesk> {
    Ok(app.read(|store, act| store.at_the_desk(act))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn sign_in(app: State<'_, App>, person: PersonId, pin: String) -> Answer<AtTheDesk> {
    app.sign_in(person, &pin)?;
    Ok(app.read(|store, act| store.at_the_desk(act))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn sign_out(app: State<'_, App>) -> Answer<AtTheDesk> {
    app.sign_out();
    Ok(app.read(|store, act| store.at_the_desk(act))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn add_person(app: State<'_, App>, person: NewPerson) -> Answer<People> {
    Ok(app.write(|store, act| {
        store.add_person(&person, act)?;
        store.people()
    })?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn change_person(
    app: State<'_, App>,
    id: PersonId,
    name: String,
    role: Role,
) -> Answer<People> {
    Ok(app.write(|store, act| {
        store.change_person(id, &name, role, act)?;
        store.people()
    })?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn retire_person(app: State<'_, App>, id: PersonId) -> Answer<People> {
    Ok(app.write(|store, act| {
        store.retire_person(id, act)?;
        store.people()
    })?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn bring_back_person(app: State<'_, App>, id: PersonId) -> Answer<People> {
    Ok(app.write(|store, act| {
        store.bring_back_person(id, act)?;
        store.people()
    })?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn set_pin(app: State<'_, App>, id: PersonId, pin: String) -> Answer<People> {
    Ok(app.write(|store, act| {
        store.set_pin(id, &pin, act)?;
        store.people()
    })?)
}
