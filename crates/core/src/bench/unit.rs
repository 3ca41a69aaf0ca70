//! All that is known of the unit on the bench.

use chrono::NaiveDate;
use rusqlite::{Connection, OptionalExtension};

use super::{BenchSlot, BenchTicket, BenchUnit, LastTime, TakeIn, cohort};
use crate::catalog::{self, Model};
use crate::device::read as devices;
use crate::device::{DeviceKind, DevicePage};
use crate::error::{Error, Result};
use crate::finding::{self, Component};
use crate::id::{CenterId, DeviceId, TicketId};
use crate::journal::Act;
use crate::people::Right;
use crate::reason::Reason;
use crate::store::Store;
use crate::ticket::{self, Acted, TicketRow};
use crate::time::Timestamp;
use crate::{attachment, labour, part, quote, repair, rma, test_run};

/// Findings and repairs of the past that one slot shows.
const MOST_PAST: usize = 20;

impl Store {
    /// Open a ticket for a unit that was brought to our own bench. Inside the warranty on its last
    /// repair it is a bounce, linked to that.
    ///
    /// # Errors
    /// `Refused` when it has an open ticket already, or the desk no bench of its own.
    pub fn take_to_bench(&mut self, id: DeviceId, symptom: &str, act: &Act) -> Result<Acted> {
        let symptom = ticket::text("symptom", symptom)?.unwrap_or_default();
        self.write(act, |w| {
            let device = devices::survivor(w.tx, id)?;
            let Some(bench) = own_bench(w.tx)? else {
                return Err(Error::Because(Reason::NoBenchOfOurOwn));
            };
            let opened = rma::open_at_bench(w, device, bench)?;
            if !symptom.is_empty() {
                // It is new, so there is nothing that could refuse it.
                let _set = ticket::change_one(w, opened, |facts| {
                    facts.symptom_text.clone_from(&symptom);
                    Ok(())
                })?;
            }
            Ok(Acted {
                action: w.action,
                done: 1,
                refused: Vec::new(),
            })
        })
    }

    /// One unit with its slots, its open ticket and its past. A board that sits in a miner with an
    /// open ticket, and has none of its own, leads to that miner.
    pub fn bench_unit(&self, id: DeviceId, act: &Act) -> Result<BenchUnit> {
        let tx = self.conn.unchecked_transaction()?;
        let scanned = devices::survivor(&tx, id)?;
        let (unit, scanned_slot) = on_bench(&tx, scanned)?;
        let page = devices::page(&tx, unit)?;
        let open = page
            .tickets
            .iter()
            .find(|row| row.closed_at.is_none())
            .cloned();
        let model = match page.row.model_id {
            Some(id) => catalog::rows::find_model(&tx, id)?,
            None => None,
        };
        let model_heat = match &model {
            Some(model) => finding::heat_of_model(&tx, model.id)?,
            None => Vec::new(),
        };
        let open_id = open
            .as_ref()
            .map_or(TicketId(uuid::Uuid::nil()), |row| row.id);
        let past: Vec<TicketRow> = page
            .tickets
            .iter()
            .filter(|row| row.id != open_id)
            .cloned()
            .collect();
        let ticket = open
            .map(|row| bench_ticket(&tx, row, act.now))
            .transpose()?;
        let take_in = match &ticket {
            None => take_in(&tx, unit, act.now.date())?,
            Some(_) => None,
        };
        let bounced = ticket.as_ref().and_then(|ticket| ticket.bounce_of.clone());
        Ok(BenchUnit {
            last_time: bounced
                .or_else(|| {
                    take_in
                        .as_ref()
                        .and_then(|take_in| take_in.bounce_of.clone())
                })
                .or_else(|| past.first().cloned())
                .map(|row| last_time(&tx, row))
                .transpose()?,
            slots: slots(&tx, &page, model.as_ref(), open_id)?,
            loans: repair::loans_of_unit(&tx, unit)?,
            past,
            ticket,
            take_in,
            unit: page.row,
            model,
            scanned_slot,
            model_heat,
        })
    }
}

fn own_bench(conn: &Connection) -> Result<Option<CenterId>> {
    Ok(conn
        .prepare_cached(
            "SELECT id FROM center WHERE row ->> 'kind' = 'in_house' AND retired_on IS NULL ORDER BY id LIMIT 1",
        )?
        .query_row([], |row| row.get(0))
        .optional()?)
}

fn take_in(conn: &Connection, unit: DeviceId, today: NaiveDate) -> Result<Option<TakeIn>> {
    if own_bench(conn)?.is_none() {
        return Ok(None);
    }
    let bounce_of = rma::would_bounce(conn, unit, today)?
        .map(|earlier| ticket::row_of(conn, earlier))
        .transpose()?;
    Ok(Some(TakeIn {
        right: if bounce_of.is_some() {
            Right::TakeBack
        } else {
            Right::File
        },
        bounce_of,
    }))
}

fn last_time(conn: &Connection, row: TicketRow) -> Result<LastTime> {
    Ok(LastTime {
        findings: finding::of_ticket(conn, row.id)?,
        repairs: repair::of_ticket(conn, row.id)?,
        tests: ticket::tests(conn, row.id)?,
        row,
    })
}

/// The unit that is worked on when `scanned` is scanned.
fn on_bench(conn: &Connection, scanned: DeviceId) -> Result<(DeviceId, Option<String>)> {
    let row = devices::row_of(conn, scanned)?;
    if row.kind == DeviceKind::Miner || row.open_ticket.is_some() {
        return Ok((scanned, None));
    }
    if let Some((miner, slot)) = devices::home(conn, scanned)?
        && devices::row_of(conn, miner)?.open_ticket.is_some()
    {
        return Ok((miner, Some(slot)));
    }
    Ok((scanned, None))
}

fn bench_ticket(conn: &Connection, row: TicketRow, now: Timestamp) -> Result<BenchTicket> {
    let id = row.id;
    let bounce_of: Option<TicketId> =
        conn.query_row("SELECT bounce_of FROM ticket WHERE id = ?1", [id], |row| {
            row.get(0)
        })?;
    Ok(BenchTicket {
        bounce_of: bounce_of
            .map(|earlier| ticket::row_of(conn, earlier))
            .transpose()?,
        cohort: cohort::of_ticket(conn, id)?,
        moves: ticket::options(conn, id)?,
        findings: finding::of_ticket(conn, id)?,
        photos: attachment::on_findings(conn, id)?,
        repairs: repair::of_ticket(conn, id)?,
        parts: part::used_on(conn, id)?,
        tests: ticket::tests(conn, id)?,
        running: test_run::running(conn, Some(id), now)?.pop(),
        snapshots: repair::snapshots(conn, id)?,
        quotes: quote::of_ticket(conn, id, now.date())?,
        work: labour::of_ticket(conn, id, now)?,
        clock: labour::clock(conn, id, now)?,
        row,
    })
}

fn slots(
    conn: &Connection,
    page: &DevicePage,
    model: Option<&Model>,
    open: TicketId,
) -> Result<Vec<BenchSlot>> {
    let unit = page.row.id;
    let alone = match page.row.kind {
        DeviceKind::Miner => None,
        DeviceKind::Hashboard => Some(Component::Hashboard),
        DeviceKind::ControlBoard => Some(Component::ControlBoard),
        DeviceKind::Psu => Some(Component::Psu),
    };
    let mut places: Vec<(String, Component)> = Vec::new();
    match alone {
        Some(component) => places.push((String::new(), component)),
        None => {
            // Boards that sit in slots the model is not known to have are there all the same.
            let more = page
                .boards
                .iter()
                .filter(|stay| stay.until.is_none() && !page.slots.contains(&stay.slot))
                .map(|stay| stay.slot.clone());
            for slot in more.chain(page.slots.iter().cloned()) {
                let component = component_of(&slot);
                places.push((slot, component));
            }
            places.sort_by_key(|(_, component)| *component);
            let fans = model.and_then(|model| model.fans).unwrap_or(0);
            places.extend((0..fans).map(|n| (format!("FAN{n}"), Component::Fan)));
        }
    }
    places
        .into_iter()
        .map(|(slot, component)| {
            let stay = page
                .boards
                .iter()
                .find(|stay| stay.until.is_none() && stay.slot == slot);
            let board = finding::board_at(conn, unit, &slot)?;
            let is_hashboard = component == Component::Hashboard;
            let mut past_findings = if is_hashboard || stay.is_some() {
                finding::past_of_board(conn, &board, open)?
            } else {
                Vec::new()
            };
            past_findings.truncate(MOST_PAST);
            let mut past_repairs = if board.slot.is_empty() && !slot.is_empty() || alone.is_some() {
                repair::of_device(conn, board.device_id, open)?
            } else {
                Vec::new()
            };
            past_repairs.truncate(MOST_PAST);
            Ok(BenchSlot {
                board: stay.map(|stay| stay.board.clone()),
                since: stay.map(|stay| stay.from),
                layout: if is_hashboard {
                    board.layout(conn, page.row.model_id)?
                } else {
                    None
                },
                marks: if is_hashboard {
                    finding::marks_of(conn, &board)?
                } else {
                    Vec::new()
                },
                heat: if is_hashboard {
                    finding::heat_of_board(conn, &board)?
                } else {
                    Vec::new()
                },
                past_findings,
                past_repairs,
                slot,
                component,
            })
        })
        .collect()
}

fn component_of(slot: &str) -> Component {
    if slot.starts_with("HB") {
        Component::Hashboard
    } else if slot.starts_with("CB") {
        Component::ControlBoard
    } else if slot.starts_with("PSU") {
        Component::Psu
    } else {
        Component::Miner
    }
}
