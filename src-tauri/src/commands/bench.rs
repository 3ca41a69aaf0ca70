//! Doors to the `bench`, `finding`, `repair`, `part`, `test_run` and `labour` use cases.

use std::path::Path;

use hashmend_core::Timestamp;
use hashmend_core::bench::{BenchQueue, BenchUnit};
use hashmend_core::export::SheetFormat;
use hashmend_core::export::list::PartColumn;
use hashmend_core::finding::{ChipMark, FaultClass, LogRead, NewFinding};
use hashmend_core::id::{
    ActionId, AttachmentId, DeviceId, FindingId, LabourId, PartId, PartyId, RepairId, StockPlaceId,
    TestStartId, TicketId,
};
use hashmend_core::journal::Undone;
use hashmend_core::labour::{Activity, Labour, Span, TicketClock};
use hashmend_core::part::{
    Part, PartPage, PartQuery, PartRow, PartUse, StockAway, StockLine, StockPlace,
};
use hashmend_core::repair::{
    BoardDebt, BoardLoan, LoanQuery, NewRepair, NewSnapshot, SnapshotTaken,
};
use hashmend_core::test_run::{NewTestStart, RunningTest, TemplateQuery, TestTemplate};
use hashmend_core::ticket::{Acted, NewTestRun};
use tauri::State;

use crate::app::App;
use crate::error::Answer;

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn bench_unit(app: State<'_, App>, id: DeviceId) -> Answer<BenchUnit> {
    Ok(app.read(|store, act| store.bench_unit(id, act))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn take_to_bench(app: State<'_, App>, id: DeviceId, symptom: String) -> Answer<Acted> {
    Ok(app.write(|store, act| store.take_to_bench(id, &symptom, act))?)
}

/// What waits for `person`; for whoever is signed in where nobody is named.
#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn bench_queue(app: State<'_, App>, person: Option<String>) -> Answer<BenchQueue> {
    Ok(app.read(|store, act| store.bench_queue(person.as_deref().unwrap_or(&act.actor), act))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn record_findings(app: State<'_, App>, id: TicketId, found: Vec<NewFinding>) -> Answer<Acted> {
    Ok(app.write(|store, act| store.record_findings(id, &found, act))?)
}

/// Reads an attached log; nothing is recorded.
#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn read_log(app: State<'_, App>, id: TicketId, log: AttachmentId) -> Answer<LogRead> {
    Ok(app.read(|store, act| store.read_log(id, log, act))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn record_log(
    app: State<'_, App>,
    id: TicketId,
    log: AttachmentId,
    chosen: Vec<u32>,
) -> Answer<Acted> {
    Ok(app.write(|store, act| store.record_log(id, log, &chosen, act))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn withdraw_finding(app: State<'_, App>, id: FindingId) -> Answer<ActionId> {
    Ok(app.write(|store, act| store.withdraw_finding(id, act))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn mark_chips(
    app: State<'_, App>,
    id: TicketId,
    slot: String,
    chips: Vec<u16>,
    mark: Option<ChipMark>,
) -> Answer<Acted> {
    Ok(app.write(|store, act| store.mark_chips(id, &slot, &chips, mark, act))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn fault_classes(app: State<'_, App>) -> Answer<Vec<FaultClass>> {
    Ok(app.read(|store, _act| store.fault_classes())?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn set_fault_class(app: State<'_, App>, fault: FaultClass) -> Answer<ActionId> {
    Ok(app.write(|store, act| store.set_fault_class(&fault, act))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn remove_fault_class(app: State<'_, App>, code: String) -> Answer<ActionId> {
    Ok(app.write(|store, act| store.remove_fault_class(&code, act))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn record_repair(app: State<'_, App>, id: TicketId, what: NewRepair) -> Answer<Acted> {
    Ok(app.write(|store, act| store.record_repair(id, &what, act))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn take_back_repair(app: State<'_, App>, id: RepairId) -> Answer<Undone> {
    Ok(app.write(|store, act| store.take_back_repair(id, act))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn board_loans(app: State<'_, App>, query: LoanQuery) -> Answer<Vec<BoardLoan>> {
    Ok(app.read(|store, _act| store.board_loans(&query))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn board_debts(app: State<'_, App>) -> Answer<Vec<BoardDebt>> {
    Ok(app.read(|store, _act| store.board_debts())?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn loans_of_unit(app: State<'_, App>, id: DeviceId) -> Answer<Vec<BoardLoan>> {
    Ok(app.read(|store, _act| store.loans_of_unit(id))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn settle_loan(app: State<'_, App>, id: RepairId, how: String) -> Answer<ActionId> {
    Ok(app.write(|store, act| store.settle_loan(id, &how, act))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn record_slots(
    app: State<'_, App>,
    id: TicketId,
    look: NewSnapshot,
) -> Answer<Vec<SnapshotTaken>> {
    Ok(app.write(|store, act| store.record_slots(id, &look, act))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn parts(app: State<'_, App>, query: PartQuery) -> Answer<Vec<PartRow>> {
    Ok(app.read(|store, act| store.parts(&query, act.now))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn part(app: State<'_, App>, id: PartId) -> Answer<PartPage> {
    Ok(app.read(|store, act| store.part(id, act.now))?)
}

/// The lines of a part's ledger before one of them, newest first.
#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn stock_lines(app: State<'_, App>, id: PartId, before: i32) -> Answer<Vec<StockLine>> {
    Ok(app.read(|store, _act| store.stock_lines(id, before))?)
}

/// Write the parts that a query finds to a new file; the number of rows.
#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn export_parts(
    app: State<'_, App>,
    query: PartQuery,
    columns: Vec<PartColumn>,
    format: SheetFormat,
    path: String,
) -> Answer<u32> {
    let rows = app.read_aside(|store, act| {
        store.export_parts(&query, &columns, format, Path::new(&path), act.now)
    })?;
    Ok(rows as u32)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn part_numbered(app: State<'_, App>, number: String) -> Answer<Option<PartPage>> {
    Ok(app.read(|store, act| store.part_numbered(&number, act.now))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn save_part(app: State<'_, App>, part: Part) -> Answer<PartRow> {
    Ok(app.write(|store, act| store.save_part(&part, act))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn stock_places(app: State<'_, App>) -> Answer<Vec<StockPlace>> {
    Ok(app.read(|store, _act| store.stock_places())?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn save_stock_place(app: State<'_, App>, place: StockPlace) -> Answer<StockPlace> {
    Ok(app.write(|store, act| store.save_stock_place(&place, act))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn receive_stock(
    app: State<'_, App>,
    part: PartId,
    place: StockPlaceId,
    quantity: u32,
    note: String,
) -> Answer<ActionId> {
    Ok(app.write(|store, act| store.receive_stock(part, place, quantity, &note, act))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn count_stock(
    app: State<'_, App>,
    part: PartId,
    place: StockPlaceId,
    owner: Option<PartyId>,
    counted: u32,
    note: String,
) -> Answer<ActionId> {
    Ok(app.write(|store, act| store.count_stock(part, place, owner, counted, &note, act))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn move_stock(
    app: State<'_, App>,
    what: PartUse,
    to: StockAway,
    note: String,
) -> Answer<ActionId> {
    Ok(app.write(|store, act| store.move_stock(&what, to, &note, act))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn harvest_parts(
    app: State<'_, App>,
    ticket: Option<TicketId>,
    board: DeviceId,
    parts: Vec<PartUse>,
    note: String,
) -> Answer<ActionId> {
    Ok(app.write(|store, act| store.harvest_parts(ticket, board, &parts, &note, act))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn test_templates(app: State<'_, App>, query: TemplateQuery) -> Answer<Vec<TestTemplate>> {
    Ok(app.read(|store, _act| store.test_templates(&query))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn set_test_template(app: State<'_, App>, template: TestTemplate) -> Answer<ActionId> {
    Ok(app.write(|store, act| store.set_test_template(&template, act))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn remove_test_template(app: State<'_, App>, code: String) -> Answer<ActionId> {
    Ok(app.write(|store, act| store.remove_test_template(&code, act))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn start_test(app: State<'_, App>, id: TicketId, start: NewTestStart) -> Answer<Acted> {
    Ok(app.write(|store, act| store.start_test(id, &start, act))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn end_test(app: State<'_, App>, id: TestStartId, run: Option<NewTestRun>) -> Answer<Acted> {
    Ok(app.write(|store, act| store.end_test(id, run.as_ref(), act))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn running_tests(app: State<'_, App>) -> Answer<Vec<RunningTest>> {
    Ok(app.read(|store, act| store.running_tests(act))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn waive_test(app: State<'_, App>, id: TicketId, reason: String) -> Answer<Acted> {
    Ok(app.write(|store, act| store.waive_test(id, &reason, act))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn start_work(
    app: State<'_, App>,
    id: TicketId,
    activity: Activity,
    note: String,
) -> Answer<Acted> {
    Ok(app.write(|store, act| store.start_work(id, activity, &note, act))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn stop_work(app: State<'_, App>) -> Answer<ActionId> {
    Ok(app.write(|store, act| store.stop_work(act))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn correct_work(
    app: State<'_, App>,
    id: LabourId,
    is: Span,
    reason: String,
) -> Answer<ActionId> {
    Ok(app.write(|store, act| store.correct_work(id, &is, &reason, act))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn work_of(app: State<'_, App>, person: String, since: Timestamp) -> Answer<Vec<Labour>> {
    Ok(app.read(|store, act| store.work_of(&person, since, act))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn work_on(app: State<'_, App>, id: TicketId) -> Answer<Vec<Labour>> {
    Ok(app.read(|store, act| store.work_on(id, act))?)
}

#[tauri::command(async)]
#[cfg_attr(test, specta::specta)]
pub fn ticket_clock(app: State<'_, App>, id: TicketId) -> Answer<TicketClock> {
    Ok(app.read(|store, act| store.ticket_clock(id, act))?)
}
