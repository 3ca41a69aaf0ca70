//! The tables as an event log, ticket after ticket.
//!
//! The small tables are held in memory; of the big ones only the tickets that teach and their stays
//! are read, so that what is held does not grow with the desk without end.

use std::collections::hash_map::Entry;

use chrono::{DateTime, Utc};
use hashmend_turnaround::{CleanSettings, CleaningReport, EventLog, EventLogBuilder, RawVisit};
use rusqlite::Connection;
use rustc_hash::{FxHashMap, FxHashSet};

use super::Returns;
use super::features::{Features, NAMES};
use crate::device::DeviceKind;
use crate::error::Result;
use crate::export::prior_stage;
use crate::id::{CenterId, LaneId, ModelId, RmaId, TicketId};
use crate::place::{Center, Lane, Mode, Region, rows as places};
use crate::ticket::{Disposition, Stage, WarrantyClass, number_text};
use crate::time::Timestamp;

pub(super) struct Read {
    pub log: EventLog,
    pub report: CleaningReport,
    pub tickets: u32,
    /// How many there are; more than were read when those are a sample.
    pub of: u32,
    pub from_demo: bool,
    pub returns: Returns,
}

struct Ticket {
    id: TicketId,
    number: i64,
    rma: Option<RmaId>,
    kind: Option<DeviceKind>,
    model: Option<ModelId>,
    center: Option<CenterId>,
    lane: Option<LaneId>,
    fault: Option<String>,
    warranty: WarrantyClass,
    level: u8,
    disposition: Option<Disposition>,
    closed_at: Option<Timestamp>,
}

struct Visit {
    seq: u32,
    stage: Stage,
    entered: Timestamp,
    left: Option<Timestamp>,
}

/// Units of one filing that came into a stage and out of it at the same instants.
type Shipment = (RmaId, Stage, Timestamp, Option<Timestamp>);

/// The small tables, and how many units the filings of these tickets have.
struct Known {
    models: FxHashMap<ModelId, (String, String)>,
    centers: FxHashMap<CenterId, Center>,
    modes: FxHashMap<LaneId, (Mode, Mode)>,
    /// The newest lane of a center, for tickets that name none.
    usual_modes: FxHashMap<CenterId, (Mode, Mode)>,
    units: FxHashMap<RmaId, u32>,
}

/// The tickets and their stays; of more than `most`, every so many-th, so that the sample has the
/// same mix of times, centers, open and closed as the whole.
pub(super) fn read(conn: &Connection, now: Timestamp, most: u32) -> Result<Read> {
    // Made-up tickets teach as long as there is nothing else to learn from.
    let from_demo = !conn.query_row(
        &format!("SELECT EXISTS (SELECT 1 FROM ticket AS t WHERE {SENT} AND NOT {MADE_UP})"),
        [],
        |row| row.get::<_, bool>(0),
    )?;
    let of: u32 = conn.query_row(
        &format!(
            "SELECT count(*) FROM ticket AS t WHERE {}",
            whose(from_demo)
        ),
        [],
        |row| row.get(0),
    )?;
    let every = of.div_ceil(most).max(1);
    let tickets = tickets(conn, from_demo, every)?;
    let known = Known::read(conn, &tickets)?;
    let shipments = shipments(conn, &tickets)?;
    let mut builder = EventLogBuilder::new(NAMES.map(str::to_owned).to_vec());
    let mut visits = conn.prepare(VISITS)?;
    let mut stays: Vec<Visit> = Vec::new();
    let (mut taken, mut returns) = (0, Returns::default());
    for ticket in &tickets {
        stays.clear();
        let mut rows = visits.query([ticket.id])?;
        while let Some(row) = rows.next()? {
            stays.push(visit(row)?);
        }
        if !add(&mut builder, ticket, &stays, &known, &shipments) {
            continue;
        }
        taken += 1;
        let center = ticket.center.and_then(|id| known.centers.get(&id));
        if let Some(center) = center
            && stays.last().is_some_and(|stay| is_back(ticket, stay))
        {
            match center.region {
                Region::Us => returns.us += 1,
                Region::Overseas => returns.overseas += 1,
            }
        }
    }
    let (log, report) = builder.finish(&CleanSettings {
        now: Some(now.to_datetime()),
        only_touched_since: None,
    });
    Ok(Read {
        log,
        report,
        tickets: taken,
        of: if every == 1 { taken } else { of },
        from_demo: from_demo && taken > 0,
        returns,
    })
}

fn is_back(ticket: &Ticket, last: &Visit) -> bool {
    matches!(last.stage, Stage::Delivered | Stage::Closed)
        && ticket.disposition != Some(Disposition::BerScrapped)
}

/// Whether the ticket was ever sent off.
fn add(
    builder: &mut EventLogBuilder,
    ticket: &Ticket,
    stays: &[Visit],
    known: &Known,
    shipments: &FxHashMap<Shipment, u16>,
) -> bool {
    let mut opened: Option<Timestamp> = None;
    let mut closed: Option<Timestamp> = None;
    for stay in stays.iter().filter(|stay| stay.stage != Stage::Draft) {
        opened = Some(opened.map_or(stay.entered, |first| first.min(stay.entered)));
        // Back is when it is handed over; the paperwork of closing is nobody's turnaround.
        closed = match (
            stay.stage == Stage::Delivered || stay.stage.is_end(),
            closed,
        ) {
            (true, None) => Some(stay.entered),
            // A unit that was sent on again is not back yet.
            (false, Some(_)) => None,
            (_, closed) => closed,
        };
    }
    let Some(opened) = opened else {
        return false;
    };
    let (maker, model) = ticket
        .model
        .and_then(|id| known.models.get(&id))
        .map_or(("", ""), |(maker, name)| (maker, name));
    let center = ticket.center.and_then(|id| known.centers.get(&id));
    let modes = ticket
        .lane
        .and_then(|id| known.modes.get(&id))
        .or_else(|| known.usual_modes.get(&ticket.center?));
    let features = Features {
        maker,
        model,
        component: ticket.kind,
        level: ticket.level,
        warranty: Some(ticket.warranty),
        fault: ticket.fault.as_deref().unwrap_or_default(),
        site: center.map_or("", |center| center.region.as_str()),
        kind: center.map_or("", |center| center.kind.as_str()),
        origin: center.map_or("", |center| &center.country),
        mode_out: modes.map(|(out, _)| *out),
        mode_back: modes.map(|(_, back)| *back),
        units: ticket
            .rma
            .and_then(|rma| known.units.get(&rma).copied())
            .unwrap_or(1),
    };
    let values = features.values();
    let outcome = outcome(ticket, stays);
    let name = number_text(ticket.number);
    let instant = |at: Timestamp| -> DateTime<Utc> { at.to_datetime() };
    for stay in stays {
        let Some(stage) = prior_stage(stay.stage) else {
            continue;
        };
        let together = ticket
            .rma
            .and_then(|rma| shipments.get(&(rma, stay.stage, stay.entered, stay.left)))
            .copied()
            .unwrap_or(1);
        builder.add_together(
            RawVisit {
                line: ticket.number.unsigned_abs(),
                case_id: &name,
                seq: Some(stay.seq),
                stage,
                started_at: instant(stay.entered),
                ended_at: stay.left.map(instant),
                center: center.map_or("", |center| &center.name),
                attributes: &values,
                case_opened_at: Some(instant(opened)),
                case_closed_at: closed.map(instant),
                outcome,
            },
            together,
        );
    }
    true
}

/// The end of a ticket in the log's words; `None` while it has none.
fn outcome(ticket: &Ticket, stays: &[Visit]) -> Option<&'static str> {
    let last = stays.last()?.stage;
    Some(match (last, ticket.disposition) {
        (Stage::Rejected | Stage::Cancelled, _) => "cancelled",
        (_, Some(Disposition::Repaired)) => "repaired",
        (_, Some(Disposition::Replaced)) => "replaced",
        (_, Some(Disposition::Ntf)) => "ntf",
        (_, Some(Disposition::Declined)) => "declined",
        // Sent back as it was: the unit is here again, unrepaired.
        (_, Some(Disposition::BerReturned)) => "returned_unrepaired",
        (_, Some(Disposition::BerScrapped)) => "ber_scrapped",
        (_, None) => ticket.closed_at.map(|_| "repaired")?,
    })
}

/// Stages through which a filing goes as one shipment or one piece of paper.
fn is_shared(stage: Stage) -> bool {
    matches!(
        stage,
        Stage::Submitted
            | Stage::ToCenter
            | Stage::CustomsOut
            | Stage::AwaitingApproval
            | Stage::FromCenter
            | Stage::CustomsBack
    )
}

/// How many units of a filing made each of its shared stays together; those of one are left out.
fn shipments(conn: &Connection, tickets: &[Ticket]) -> Result<FxHashMap<Shipment, u16>> {
    let mut shipments: FxHashMap<Shipment, u16> = FxHashMap::default();
    let batches = batches(tickets);
    if batches.is_empty() {
        return Ok(shipments);
    }
    let mut visits = conn.prepare(VISITS)?;
    for ticket in tickets {
        let Some(rma) = ticket.rma.filter(|rma| batches.contains(rma)) else {
            continue;
        };
        let mut rows = visits.query([ticket.id])?;
        while let Some(row) = rows.next()? {
            let stay = visit(row)?;
            if is_shared(stay.stage) {
                let units = shipments
                    .entry((rma, stay.stage, stay.entered, stay.left))
                    .or_insert(0);
                *units = units.saturating_add(1);
            }
        }
    }
    shipments.retain(|_, units| *units > 1);
    Ok(shipments)
}

fn batches(tickets: &[Ticket]) -> FxHashSet<RmaId> {
    let mut seen = FxHashSet::default();
    tickets
        .iter()
        .filter_map(|ticket| ticket.rma)
        .filter(|rma| !seen.insert(*rma))
        .collect()
}

const VISITS: &str = "SELECT seq, stage, entered_at, left_at FROM stage_visit
     WHERE ticket_id = ?1 ORDER BY seq";

const SENT: &str = "t.stage <> 'draft'";
const MADE_UP: &str = "EXISTS (SELECT 1 FROM party AS p WHERE p.id = t.customer_id AND p.demo = 1)";

fn whose(from_demo: bool) -> String {
    if from_demo {
        SENT.into()
    } else {
        format!("{SENT} AND NOT {MADE_UP}")
    }
}

fn visit(row: &rusqlite::Row<'_>) -> rusqlite::Result<Visit> {
    Ok(Visit {
        seq: row.get(0)?,
        stage: row.get(1)?,
        entered: row.get(2)?,
        left: row.get(3)?,
    })
}

/// In the order of their ids. Each is looked up by its number: a sample of a million need not
/// read the million.
fn tickets(conn: &Connection, from_demo: bool, every: u32) -> Result<Vec<Ticket>> {
    let mut tickets = places::all(
        conn,
        &format!(
            "WITH RECURSIVE n (number) AS (
                 SELECT ?1 UNION ALL SELECT number + ?1 FROM n
                 WHERE number + ?1 <= (SELECT max(number) FROM ticket)
             )
             SELECT t.id, t.number, t.rma_id, (SELECT kind FROM device AS d WHERE d.id = t.device_id),
                 t.model_id, t.center_id, t.lane_id, t.symptom_code, t.warranty_class, t.level,
                 t.disposition, t.closed_at
             FROM n CROSS JOIN ticket AS t ON t.number = n.number WHERE {}",
            whose(from_demo)
        ),
        &[&every],
        |row| {
            Ok(Ticket {
                id: row.get(0)?,
                number: row.get(1)?,
                rma: row.get(2)?,
                kind: row.get(3)?,
                model: row.get(4)?,
                center: row.get(5)?,
                lane: row.get(6)?,
                fault: row.get(7)?,
                warranty: row.get(8)?,
                level: row.get(9)?,
                disposition: row.get(10)?,
                closed_at: row.get(11)?,
            })
        },
    )?;
    tickets.sort_unstable_by_key(|ticket| ticket.id);
    Ok(tickets)
}

impl Known {
    fn read(conn: &Connection, tickets: &[Ticket]) -> Result<Self> {
        let models = places::all(
            conn,
            "SELECT id, maker, name FROM device_model",
            &[],
            |row| Ok((row.get(0)?, (row.get(1)?, row.get(2)?))),
        )?;
        let centers: Vec<Center> =
            places::all(conn, "SELECT row FROM center", &[], places::read_center)?;
        let lanes: Vec<Lane> = places::all(
            conn,
            "SELECT row FROM lane ORDER BY valid_from, id",
            &[],
            places::read_lane,
        )?;
        let mut units: FxHashMap<RmaId, u32> = FxHashMap::default();
        let mut count = conn.prepare("SELECT count(*) FROM ticket WHERE rma_id = ?1")?;
        for rma in tickets.iter().filter_map(|ticket| ticket.rma) {
            if let Entry::Vacant(place) = units.entry(rma) {
                place.insert(count.query_row([rma], |row| row.get(0))?);
            }
        }
        Ok(Self {
            models: models.into_iter().collect(),
            centers: centers
                .into_iter()
                .map(|center| (center.id, center))
                .collect(),
            modes: lanes
                .iter()
                .map(|lane| (lane.id, (lane.mode_out, lane.mode_back)))
                .collect(),
            usual_modes: lanes
                .iter()
                .map(|lane| (lane.center_id, (lane.mode_out, lane.mode_back)))
                .collect(),
            units,
        })
    }
}
