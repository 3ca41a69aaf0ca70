//! Commands at the bench: the queue, a unit, and what is recorded on its ticket.

use hashmend_core::bench::{BenchUnit, QueueRow};
use hashmend_core::finding::NewFinding;
use hashmend_core::id::{PartId, StockPlaceId};
use hashmend_core::part::{Part, PartPage, PartQuery, PartUse, StockPlace};
use hashmend_core::repair::NewRepair;
use hashmend_core::ticket::{Acted, NewTestRun};
use hashmend_core::{Error, Store};

use crate::Done;
use crate::args::{Bench, Parts};
use crate::desk::{self, Desk};
use crate::out::Out;
use crate::words::{count, instant, spoken};

pub fn run(desk: &Desk, what: &Bench, out: &mut Out) -> Done {
    match what {
        Bench::Queue { person } => queue(desk, person.as_deref(), out),
        Bench::Unit { unit } => {
            let store = desk.open()?;
            let id = desk::device(&store, unit)?;
            let page = store.bench_unit(id, &desk.act)?;
            out.answer(&page, |out| show(&page, out))
        }
        Bench::Find {
            ticket,
            class,
            component,
            slot,
            chip,
            measured,
            unit,
            note,
        } => {
            let found = NewFinding {
                component: *component,
                slot: slot.clone(),
                fault_class: class.clone(),
                chip: *chip,
                measured: *measured,
                unit: unit.clone(),
                note: note.clone(),
                ..NewFinding::default()
            };
            let mut store = desk.open()?;
            let id = desk::ticket(&store, ticket)?;
            done(&store.record_findings(id, &[found], &desk.act)?, out)
        }
        Bench::Repair {
            ticket,
            code,
            component,
            slot,
            chip,
            board,
            part,
            from,
            note,
        } => {
            let mut store = desk.open()?;
            let id = desk::ticket(&store, ticket)?;
            let put_in = board
                .as_deref()
                .map(|board| desk::device(&store, board))
                .transpose()?;
            let parts = part
                .iter()
                .map(|text| used(&store, desk, text, from.as_deref()))
                .collect::<Done<Vec<_>>>()?;
            let what = NewRepair {
                code: *code,
                component: *component,
                slot: slot.clone(),
                chip: *chip,
                put_in,
                parts,
                note: note.clone(),
                ..NewRepair::default()
            };
            done(&store.record_repair(id, &what, &desk.act)?, out)
        }
        Bench::Test {
            ticket,
            kind,
            rig,
            minutes,
            failed,
        } => {
            let mut store = desk.open()?;
            let id = desk::ticket(&store, ticket)?;
            let run = NewTestRun::plain(*kind, rig, *minutes, !failed);
            done(&store.record_test(id, &run, &desk.act)?, out)
        }
        Bench::Waive { ticket, reason } => {
            let mut store = desk.open()?;
            let id = desk::ticket(&store, ticket)?;
            done(&store.waive_test(id, reason, &desk.act)?, out)
        }
        Bench::Start { ticket, activity } => {
            let mut store = desk.open()?;
            let id = desk::ticket(&store, ticket)?;
            done(&store.start_work(id, *activity, "", &desk.act)?, out)
        }
        Bench::Stop => {
            let action = desk.open()?.stop_work(&desk.act)?;
            out.answer(&action, |out| out.line(format!("stopped; action {action}")))
        }
    }
}

pub fn parts(desk: &Desk, what: &Parts, out: &mut Out) -> Done {
    match what {
        Parts::List { text, low } => {
            let query = PartQuery {
                text: text.clone().unwrap_or_default(),
                to_order: *low,
                ..PartQuery::default()
            };
            let rows = desk.open()?.parts(&query, desk.act.now)?;
            out.answer(&rows, |out| {
                let table: Vec<Vec<String>> = rows
                    .iter()
                    .map(|row| {
                        vec![
                            row.part.number.clone(),
                            row.part.name.clone(),
                            row.in_stock.to_string(),
                            row.part.reorder_at.to_string(),
                            row.part
                                .lead_days
                                .map_or_else(String::new, |days| days.to_string()),
                            row.pace
                                .as_ref()
                                .and_then(|pace| pace.order_by)
                                .map_or_else(String::new, |day| day.to_string()),
                        ]
                    })
                    .collect();
                out.table(
                    &[
                        "number",
                        "name",
                        "in stock",
                        "reorder at",
                        "lead days",
                        "order by",
                    ],
                    &table,
                )
            })
        }
        Parts::Add {
            number,
            name,
            kind,
            reorder_at,
            lead_days,
        } => {
            let part = Part {
                id: PartId(uuid::Uuid::nil()),
                number: number.clone(),
                name: name.clone(),
                kind: *kind,
                fits: Vec::new(),
                supplier: String::new(),
                cost_cents: None,
                price_cents: None,
                reorder_at: *reorder_at,
                lead_days: *lead_days,
                note: String::new(),
                retired: false,
            };
            let row = desk.open()?.save_part(&part, &desk.act)?;
            out.answer(&row, |out| out.line(format!("{} added", row.part.number)))
        }
        Parts::Receive {
            number,
            quantity,
            place,
        } => {
            let mut store = desk.open()?;
            let part = numbered(&store, desk, number)?.row.part.id;
            let place = place_or_new(&mut store, desk, place)?;
            let action = store.receive_stock(part, place, *quantity, "", &desk.act)?;
            out.answer(&action, |out| {
                out.line(format!(
                    "{} received; action {action}",
                    count(u64::from(*quantity), number)
                ))
            })
        }
    }
}

fn done(acted: &Acted, out: &mut Out) -> Done {
    out.answer(acted, |out| {
        out.line(format!("done; action {}", acted.action))
    })
}

fn queue(desk: &Desk, person: Option<&str>, out: &mut Out) -> Done {
    let store = desk.open()?;
    let queue = store.bench_queue(person.unwrap_or(&desk.act.actor), &desk.act)?;
    out.answer(&queue, |out| {
        for (title, rows) in [
            ("mine", &queue.mine),
            ("nobody's", &queue.free),
            ("on hold", &queue.held),
        ] {
            if rows.is_empty() {
                continue;
            }
            out.line(title)?;
            out.table(
                &["ticket", "serial", "model", "stage", "due", "risk"],
                &rows.iter().map(row_of).collect::<Vec<_>>(),
            )?;
        }
        for test in &queue.running {
            out.line(format!(
                "{} runs {} on {}: {} left",
                test.ticket,
                spoken(test.kind.as_str()),
                test.rig,
                count(test.minutes_left.into(), "minute")
            ))?;
        }
        Ok(())
    })
}

fn row_of(row: &QueueRow) -> Vec<String> {
    vec![
        row.ticket.number.clone(),
        row.ticket.serial.clone().unwrap_or_default(),
        row.ticket.model.clone().unwrap_or_default(),
        spoken(row.ticket.stage.as_str()),
        row.due.map_or_else(String::new, |due| due.to_string()),
        spoken(row.risk.as_str()),
    ]
}

fn show(page: &BenchUnit, out: &mut Out) -> Done {
    out.line(format!(
        "{} {}",
        page.unit.code,
        page.unit.serial.as_deref().unwrap_or("no serial")
    ))?;
    let slots: Vec<Vec<String>> = page
        .slots
        .iter()
        .map(|slot| {
            vec![
                slot.slot.clone(),
                slot.component.to_string(),
                slot.board
                    .as_ref()
                    .and_then(|board| board.serial.clone())
                    .unwrap_or_default(),
                slot.layout
                    .as_ref()
                    .map_or_else(String::new, |layout| layout.chips.to_string()),
                slot.marks.len().to_string(),
            ]
        })
        .collect();
    out.table(&["slot", "component", "board", "chips", "marked"], &slots)?;
    let Some(ticket) = &page.ticket else {
        return out.line("no open ticket");
    };
    out.line(format!(
        "{}: {} since {}",
        ticket.row.number,
        spoken(ticket.row.stage.as_str()),
        instant(ticket.row.stage_since)
    ))?;
    for found in &ticket.findings {
        out.line(format!("found {} {}", found.label, found.what.slot))?;
    }
    for repair in &ticket.repairs {
        out.line(format!(
            "did {} {}",
            spoken(repair.code.as_str()),
            repair.slot
        ))?;
    }
    for test in &ticket.tests {
        let verdict = if test.passed { "passed" } else { "failed" };
        out.line(format!(
            "test {verdict}: {} on {}",
            spoken(test.kind.as_str()),
            test.rig
        ))?;
    }
    Ok(())
}

/// `CHIP-1398` or `CHIP-1398x3`, from a place by its name.
fn used(store: &Store, desk: &Desk, text: &str, from: Option<&str>) -> Done<PartUse> {
    let (number, quantity) = match text.rsplit_once('x') {
        Some((number, quantity)) if quantity.parse::<u32>().is_ok() => {
            (number, quantity.parse().unwrap_or(1))
        }
        _ => (text, 1),
    };
    let part = numbered(store, desk, number)?;
    let own = part
        .row
        .levels
        .iter()
        .filter(|level| level.owner_id.is_none());
    let fullest = own
        .max_by_key(|level| level.quantity)
        .map(|level| level.place_id);
    let places = store.stock_places()?;
    let place = match from {
        Some(name) => places
            .iter()
            .find(|place| place.name.eq_ignore_ascii_case(name)),
        // Where most of it lies.
        None => fullest
            .and_then(|id| places.iter().find(|place| place.id == id))
            .or_else(|| places.iter().find(|place| !place.retired)),
    };
    Ok(PartUse {
        part_id: part.row.part.id,
        place_id: place
            .ok_or_else(|| Error::not_found("stock place", from.unwrap_or("at all")))?
            .id,
        owner_id: None,
        quantity,
    })
}

fn numbered(store: &Store, desk: &Desk, number: &str) -> Done<PartPage> {
    Ok(store
        .part_numbered(number, desk.act.now)?
        .ok_or_else(|| Error::not_found("part", number))?)
}

fn place_or_new(store: &mut Store, desk: &Desk, name: &str) -> Done<StockPlaceId> {
    if let Some(place) = store
        .stock_places()?
        .into_iter()
        .find(|place| place.name.eq_ignore_ascii_case(name))
    {
        return Ok(place.id);
    }
    let place = StockPlace {
        id: StockPlaceId(uuid::Uuid::nil()),
        name: name.to_owned(),
        note: String::new(),
        retired: false,
    };
    Ok(store.save_stock_place(&place, &desk.act)?.id)
}
