//! Tickets out of the tables: all at once, or those that the journal touched since.
//!
//! Both go the same way: the tickets in the order of their ids, and beside them what hangs on them
//! in the same order. For one ticket the same statements name it.

use rusqlite::{Connection, Row, Rows, ToSql};
use rustc_hash::FxHashSet;

use super::around::Around;
use super::facts::{
    Fact, Facts, Held, Promise, Quoted, Read, STAGES, Span, UNQUOTED, minute, place_of,
};
use crate::device::DeviceKind;
use crate::error::Result;
use crate::id::{RmaId, SubjectId, TicketId};
use crate::journal::Event;
use crate::place::rows::all;
use crate::store::{CACHE_KIB, Store};
use crate::ticket::{Disposition, HoldReason, Holder, Stage, TicketEvent};
use crate::time::Timestamp;

/// Reading walks through tables once; what it walked through need not stay in memory.
const READING_CACHE_KIB: i32 = 2_048;

/// From so many touched tickets on it is no slower to read all.
const MOST_TOUCHED: usize = 50_000;

macro_rules! tickets {
    ($which:literal) => {
        concat!(
            "SELECT t.id, t.number, t.rma_id,
                 (SELECT d.kind FROM device AS d WHERE d.id = t.device_id), t.model_id, t.customer_id, t.site_id,
                 t.center_id, t.lane_id, t.stage, t.stage_since, t.attempt, t.hold_reason, t.symptom_code,
                 t.warranty_class, t.level, t.quoted_cents, t.disposition,
                 (SELECT b.number FROM ticket AS b WHERE b.id = t.bounce_of), t.opened_at, t.closed_at,
                 t.promised_p50_at, t.promised_p80_at, t.serial, t.assignee
             FROM ticket AS t ",
            $which
        )
    };
}
const ALL_TICKETS: &str = tickets!("ORDER BY t.id");
const ONE_TICKET: &str = tickets!("WHERE t.id = ?1");
const VISITS: &str = "SELECT ticket_id, stage, entered_at, left_at FROM stage_visit";
const HOLDS: &str = "SELECT ticket_id, reason, holder, from_at, until_at FROM hold";
const TESTS: &str = "SELECT ticket_id, passed, rig FROM test_run";
const FINDINGS: &str =
    "SELECT ticket_id, fault_class, confidence FROM finding WHERE withdrawn_at IS NULL";
const REPAIRS: &str = "SELECT ticket_id, person FROM repair_action WHERE undone_at IS NULL";
const LABOUR: &str = "SELECT ticket_id, from_at, until_at FROM labour WHERE until_at IS NOT NULL";
const QUOTES: &str =
    "SELECT ticket_id, total_cents, currency, decision FROM quote WHERE sent_at IS NOT NULL";

/// Each with the index order that its rows of one ticket are wanted in.
fn beside(query: &str, then: &str, only: Option<TicketId>) -> String {
    let glue = if query.contains("WHERE") {
        "AND"
    } else {
        "WHERE"
    };
    // Two statements, not one with a condition that may be void: the second has to use the index.
    let which = only.map_or(String::new(), |_| format!("{glue} ticket_id = ?1"));
    format!("{query} {which} ORDER BY ticket_id, {then}")
}

/// Rows of one table in the order of their tickets.
struct Beside<'s, T> {
    rows: Rows<'s>,
    read: fn(&Row<'_>) -> rusqlite::Result<T>,
    ahead: Option<(TicketId, T)>,
}

impl<'s, T> Beside<'s, T> {
    fn new(rows: Rows<'s>, read: fn(&Row<'_>) -> rusqlite::Result<T>) -> Result<Self> {
        let mut beside = Self {
            rows,
            read,
            ahead: None,
        };
        beside.step()?;
        Ok(beside)
    }

    fn step(&mut self) -> Result<()> {
        self.ahead = match self.rows.next()? {
            Some(row) => Some((row.get(0)?, (self.read)(row)?)),
            None => None,
        };
        Ok(())
    }

    /// Those of `id`, which comes after all that were asked for before.
    fn of(&mut self, id: TicketId, into: &mut Vec<T>) -> Result<()> {
        into.clear();
        while let Some((at, _)) = &self.ahead {
            if *at > id {
                break;
            }
            if let Some((at, value)) = self.ahead.take()
                && at == id
            {
                into.push(value);
            }
            self.step()?;
        }
        Ok(())
    }
}

struct Stay {
    stage: Stage,
    entered: Timestamp,
    left: Option<Timestamp>,
}

struct Hold {
    reason: HoldReason,
    holder: Holder,
    from: Timestamp,
    until: Option<Timestamp>,
}

impl Store {
    /// Read what the figures are made of, as of one moment of the file. `now` only says around
    /// which day working days are counted.
    pub fn facts(&self, now: Timestamp) -> Result<Facts> {
        self.cache(READING_CACHE_KIB)?;
        let read = self.read_facts(now);
        self.cache(CACHE_KIB)?;
        read
    }

    fn read_facts(&self, now: Timestamp) -> Result<Facts> {
        let tx = self.conn.unchecked_transaction()?;
        let mut facts = Facts::empty(Around::read(&tx, now)?);
        facts.position = head(&tx)?;
        let mut found = Vec::new();
        tickets(&tx, None, &mut facts, |read| {
            if !read.is_draft {
                found.push((read.fact, read.held, read.quoted));
            }
        })?;
        found.sort_unstable_by_key(|(fact, ..)| fact.number);
        facts.rows.reserve_exact(found.len());
        for (fact, held, quoted) in found {
            facts.put(fact, held, quoted);
        }
        facts.promises = promises(&tx, None, &mut facts)?;
        Ok(facts)
    }

    /// Bring `facts` up to the journal: only tickets touched since are read again. Whether
    /// anything had happened.
    pub fn catch_up(&self, facts: &mut Facts, now: Timestamp) -> Result<bool> {
        let tx = self.conn.unchecked_transaction()?;
        let head = head(&tx)?;
        let is_stale = (now.date() - facts.around.built_on).num_days().abs() > 180;
        if head == facts.position && !is_stale {
            return Ok(false);
        }
        let touched = if head < facts.position || is_stale {
            // Another desk lies at the same place.
            None
        } else {
            touched(&tx, facts.position)?
        };
        let Some(touched) = touched else {
            drop(tx);
            *facts = self.facts(now)?;
            return Ok(true);
        };
        if touched.around {
            facts.around = Around::read(&tx, now)?;
        }
        for id in &touched.tickets {
            let mut read = None;
            tickets(&tx, Some(*id), facts, |found| read = Some(found))?;
            match read {
                Some(read) if read.is_draft => facts.remove(read.fact.number),
                Some(read) => facts.put(read.fact, read.held, read.quoted),
                None => {}
            }
        }
        for number in &touched.gone {
            facts.remove(*number);
        }
        for rma in touched.rmas {
            let place = facts.rmas.place(Some(rma));
            facts.promises.retain(|promise| promise.rma != place);
            let found = promises(&tx, Some(rma), facts)?;
            facts.promises.extend(found);
        }
        facts
            .promises
            .sort_by_key(|promise| (promise.made, promise.id));
        facts.position = head;
        Ok(true)
    }
}

fn head(conn: &Connection) -> Result<i64> {
    Ok(conn
        .prepare_cached("SELECT coalesce(max(position), 0) FROM event")?
        .query_row([], |row| row.get(0))?)
}

/// What events after a position were about.
#[derive(Default)]
struct Touched {
    tickets: Vec<TicketId>,
    rmas: Vec<RmaId>,
    /// Numbers of tickets that are there no more.
    gone: Vec<u32>,
    around: bool,
}

/// `None`: so much that all has to be read.
fn touched(conn: &Connection, since: i64) -> Result<Option<Touched>> {
    let mut touched = Touched::default();
    let mut subjects: FxHashSet<SubjectId> = FxHashSet::default();
    let mut statement = conn
        .prepare_cached("SELECT kind, subject, payload, position FROM event WHERE position > ?1")?;
    let mut rows = statement.query([since])?;
    while let Some(row) = rows.next()? {
        let kind: String = row.get(0)?;
        let subject: uuid::Uuid = row.get::<_, TicketId>(1)?.0;
        match kind.split('.').next().unwrap_or_default() {
            "place" | "catalog" => touched.around = true,
            // A class of faults has got another name.
            "finding" if kind == "finding.class_set" => touched.around = true,
            // Whole customers go; nothing says which tickets were theirs.
            "desk" if kind == "desk.demo_removed" => return Ok(None),
            _ => {}
        }
        if kind == "ticket.removed" {
            let payload: String = row.get(2)?;
            if let Event::Ticket(TicketEvent::Removed(opened)) =
                Event::read(row.get(3)?, &kind, &payload)?
            {
                touched.gone.push(opened.number as u32);
            }
        }
        subjects.insert(SubjectId(subject));
        if subjects.len() > MOST_TOUCHED {
            return Ok(None);
        }
    }
    let mut tickets: FxHashSet<TicketId> = FxHashSet::default();
    for SubjectId(id) in subjects {
        // What the subject is, its id does not say; asked in the order of how common each is.
        if exists(conn, "SELECT 1 FROM ticket WHERE id = ?1", &TicketId(id))? {
            tickets.insert(TicketId(id));
        } else if exists(conn, "SELECT 1 FROM rma WHERE id = ?1", &RmaId(id))? {
            touched.rmas.push(RmaId(id));
            tickets.extend(ids(
                conn,
                "SELECT id FROM ticket WHERE rma_id = ?1",
                &RmaId(id),
            )?);
        } else {
            // A unit merged into another takes its tickets along; its kind is theirs.
            tickets.extend(ids(
                conn,
                "SELECT id FROM ticket WHERE device_id = ?1",
                &TicketId(id),
            )?);
            touched.rmas.extend(all(
                conn,
                "SELECT rma_id FROM estimate WHERE id = ?1 AND rma_id IS NOT NULL",
                &[&TicketId(id)],
                |row| row.get::<_, RmaId>(0),
            )?);
        }
    }
    if tickets.len() > MOST_TOUCHED {
        return Ok(None);
    }
    // A removed ticket that undo brought back is there.
    let mut there: FxHashSet<u32> = FxHashSet::default();
    for number in &touched.gone {
        if exists(conn, "SELECT 1 FROM ticket WHERE number = ?1", number)? {
            there.insert(*number);
        }
    }
    touched.gone.retain(|number| !there.contains(number));
    // Bounces name the number of the ticket they came from, which never changes.
    touched.tickets.extend(tickets);
    touched.tickets.sort_unstable();
    Ok(Some(touched))
}

fn exists(conn: &Connection, query: &str, id: &dyn ToSql) -> Result<bool> {
    Ok(conn.prepare_cached(query)?.exists([id])?)
}

fn ids(conn: &Connection, query: &str, id: &dyn ToSql) -> Result<Vec<TicketId>> {
    all(conn, query, &[id], |row| row.get(0))
}

/// Hands every ticket, or the one asked for, to `take`.
fn tickets(
    conn: &Connection,
    only: Option<TicketId>,
    facts: &mut Facts,
    mut take: impl FnMut(Read),
) -> Result<()> {
    let by = |query: &str, then: &str| conn.prepare_cached(&beside(query, then, only));
    let mut visits = by(VISITS, "seq")?;
    let mut holds = by(HOLDS, "from_at")?;
    let mut tests = by(TESTS, "at")?;
    let mut findings = by(FINDINGS, "at, id")?;
    let mut repairs = by(REPAIRS, "at, id")?;
    let mut labour = by(LABOUR, "from_at")?;
    let mut quotes = by(QUOTES, "version")?;
    macro_rules! rows {
        ($of:ident, $read:expr) => {
            Beside::new($of.query(rusqlite::params_from_iter(only.iter()))?, $read)?
        };
    }
    let mut visits = rows!(visits, |row| Ok(Stay {
        stage: row.get(1)?,
        entered: row.get(2)?,
        left: row.get(3)?,
    }));
    let mut holds = rows!(holds, |row| Ok(Hold {
        reason: row.get(1)?,
        holder: row.get(2)?,
        from: row.get(3)?,
        until: row.get(4)?,
    }));
    let mut tests = rows!(tests, |row| Ok((
        row.get::<_, bool>(1)?,
        row.get::<_, String>(2)?
    )));
    let mut findings = rows!(findings, |row| {
        let confidence: crate::finding::Confidence = row.get(2)?;
        Ok((row.get::<_, String>(1)?, confidence))
    });
    let mut repairs = rows!(repairs, |row| row.get::<_, String>(1));
    let mut labour = rows!(labour, |row| {
        let (from, until): (Timestamp, Timestamp) = (row.get(1)?, row.get(2)?);
        Ok(until.millis() - from.millis())
    });
    let mut quotes = rows!(quotes, |row| {
        let decision: Option<String> = row.get(3)?;
        Ok((
            row.get::<_, u32>(1)?,
            row.get::<_, String>(2)?,
            decision.as_deref() == Some("approved"),
        ))
    });
    let (mut stays, mut held, mut runs, mut found, mut done, mut worked, mut quoted) = (
        Vec::new(),
        Vec::new(),
        Vec::new(),
        Vec::new(),
        Vec::new(),
        Vec::new(),
        Vec::new(),
    );
    let mut statement = conn.prepare_cached(match only {
        None => ALL_TICKETS,
        Some(_) => ONE_TICKET,
    })?;
    let mut rows = statement.query(rusqlite::params_from_iter(only.iter()))?;
    while let Some(row) = rows.next()? {
        let id: TicketId = row.get(0)?;
        visits.of(id, &mut stays)?;
        holds.of(id, &mut held)?;
        tests.of(id, &mut runs)?;
        findings.of(id, &mut found)?;
        repairs.of(id, &mut done)?;
        labour.of(id, &mut worked)?;
        quotes.of(id, &mut quoted)?;
        let mut fact = fact(row, facts, &stays)?;
        let pieces = pieces(&stays, &held);
        fact.has_holds = !pieces.is_empty();
        fact.tests = runs.len().min(255) as u8;
        fact.failed_tests = runs.iter().filter(|(passed, _)| !passed).count().min(255) as u8;
        let rig = runs
            .last()
            .map(|(_, rig)| rig)
            .filter(|rig| !rig.is_empty());
        fact.rig = facts.rigs.place(rig.cloned());
        // The surest, of these the newest: they come in the order of time.
        let surest = found.iter().map(|(_, confidence)| *confidence).min();
        let class = found
            .iter()
            .rev()
            .find(|(_, confidence)| Some(*confidence) == surest);
        fact.fault = facts.faults.place(class.map(|(class, _)| class.clone()));
        if let Some(person) = done.last().filter(|person| !person.is_empty()) {
            fact.person = facts.people.place(Some(person.clone()));
        }
        let millis: i64 = worked.iter().sum();
        fact.labour = Span::of((millis / 60_000).max(0) as u32);
        let quoted = quoted
            .first()
            .zip(quoted.last())
            .map(|(first, last)| Quoted {
                first_cents: first.0,
                last_cents: last.0,
                versions: quoted.len() as u16,
                approved: last.2,
                currency: facts.currencies.place(Some(last.1.clone())),
            });
        take(Read {
            is_draft: fact.stage == Stage::Draft,
            fact,
            held: pieces,
            quoted,
        });
    }
    Ok(())
}

fn fact(row: &Row<'_>, facts: &mut Facts, stays: &[Stay]) -> Result<Fact> {
    let stage: Stage = row.get(9)?;
    let disposition: Option<Disposition> = row.get(17)?;
    let opened_at: Timestamp = row.get(19)?;
    let closed_at: Option<Timestamp> = row.get(20)?;
    let instant =
        |column| -> Result<u32> { Ok(row.get::<_, Option<Timestamp>>(column)?.map_or(0, minute)) };
    let kind: Option<DeviceKind> = row.get(3)?;
    let kind = kind.unwrap_or(DeviceKind::Miner);
    let serial: Option<String> = row.get(23)?;
    let filed = stays.iter().find(|stay| stay.stage != Stage::Draft);
    let last = |wanted: Stage| {
        let entered = stays
            .iter()
            .filter(|stay| stay.stage == wanted)
            .map(|stay| stay.entered);
        entered.max()
    };
    let is_back = matches!(stage, Stage::Delivered | Stage::Closed)
        && disposition != Some(Disposition::BerScrapped);
    let mut millis = [0i64; STAGES.len()];
    for stay in stays {
        if let (Some(place), Some(left)) = (place_of(stay.stage), stay.left) {
            millis[place] += left.millis() - stay.entered.millis();
        }
    }
    Ok(Fact {
        number: row.get(1)?,
        drafted: minute(opened_at),
        opened: minute(filed.map_or(opened_at, |stay| stay.entered)),
        back: if is_back {
            last(Stage::Delivered).or(closed_at).map_or(0, minute)
        } else {
            0
        },
        since: instant(10)?,
        repaired: last(Stage::Ready).map_or(0, minute),
        rma: facts.rmas.place(row.get(2)?),
        bounce_of: row.get::<_, Option<u32>>(18)?.unwrap_or(0),
        p50: instant(21)?,
        p80: instant(22)?,
        quoted_cents: row.get::<_, Option<u32>>(16)?.unwrap_or(UNQUOTED),
        center: facts.centers.place(row.get(7)?),
        lane: facts.lanes.place(row.get(8)?),
        model: facts.models.place(row.get(4)?),
        customer: facts.customers.place(row.get(5)?),
        site: facts.sites.place(row.get(6)?),
        symptom: facts.symptoms.place(row.get(13)?),
        fault: 0,
        rig: 0,
        // Whoever repaired it last; nobody noted, whose it is.
        person: facts.people.place(row.get(24)?),
        lot: facts.lots.place(lot(kind, serial.as_deref())),
        labour: Span::default(),
        spans: millis.map(|millis| Span::of((millis / 60_000).max(0) as u32)),
        stage,
        hold: row.get(12)?,
        disposition,
        warranty: row.get(14)?,
        level: row.get(15)?,
        kind,
        attempt: row.get::<_, u16>(11)?.min(255) as u8,
        tests: 0,
        failed_tests: 0,
        has_holds: false,
    })
}

/// The serial of a loose board without its running number, the last five characters.
///
/// Boards in miners have no ticket of their own, and miners no lot that their serial tells.
fn lot(kind: DeviceKind, serial: Option<&str>) -> Option<String> {
    let serial = serial.filter(|_| kind == DeviceKind::Hashboard)?;
    let cut = serial.char_indices().rev().nth(4)?.0;
    (cut >= 5).then(|| serial[..cut].to_owned())
}

/// The held parts of the stays a unit is away in.
fn pieces(stays: &[Stay], holds: &[Hold]) -> Vec<Held> {
    let mut pieces = Vec::new();
    for stay in stays.iter().filter(|stay| place_of(stay.stage).is_some()) {
        for hold in holds {
            let from = hold.from.max(stay.entered);
            let until = match (hold.until, stay.left) {
                (Some(until), Some(left)) => Some(until.min(left)),
                (until, left) => until.or(left),
            };
            if until.is_none_or(|until| until > from) {
                pieces.push(Held {
                    stage: stay.stage,
                    reason: hold.reason,
                    holder: hold.holder,
                    from: minute(from),
                    until: until.map_or(0, minute),
                });
            }
        }
    }
    pieces
}

/// What filings promised: an estimate frozen by hand beside one is not counted a second time.
fn promises(conn: &Connection, of: Option<RmaId>, facts: &mut Facts) -> Result<Vec<Promise>> {
    let mut statement = conn.prepare_cached(
        "SELECT id, rma_id, center_id, made_at, p50_days, p80_days, p95_days,
             json_extract(basis, '$.route.range.curve')
         FROM estimate
         WHERE made_by IS NULL AND rma_id IS NOT NULL AND (?1 IS NULL OR rma_id = ?1)
         ORDER BY made_at, id",
    )?;
    let mut rows = statement.query([of])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let curve: Option<String> = row.get(7)?;
        found.push(Promise {
            id: row.get(0)?,
            rma: facts.rmas.place(row.get(1)?),
            center: facts.centers.place(Some(row.get(2)?)),
            made: row.get(3)?,
            p50: row.get(4)?,
            p80: row.get(5)?,
            p95: row.get(6)?,
            curve: curve
                .and_then(|curve| serde_json::from_str(&curve).ok())
                .unwrap_or_default(),
        });
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::Act;

    fn plan(conn: &Connection, query: &str) -> Vec<String> {
        let mut statement = conn
            .prepare(&format!("EXPLAIN QUERY PLAN {query}"))
            .unwrap();
        let rows = statement.query_map([], |row| row.get(3)).unwrap();
        rows.collect::<rusqlite::Result<_>>().unwrap()
    }

    #[test]
    fn all_tickets_are_read_in_the_order_of_their_indexes_and_one_by_looking_it_up() {
        let act = Act::new("Kim", Timestamp::from_millis(1_790_000_000_000));
        let store = Store::in_memory(&act).unwrap();
        let beside_it = [
            (VISITS, "seq"),
            (HOLDS, "from_at"),
            (TESTS, "at"),
            (FINDINGS, "at, id"),
            (REPAIRS, "at, id"),
            (LABOUR, "from_at"),
            (QUOTES, "version"),
        ];
        for (query, then) in beside_it {
            let all = plan(&store.conn, &beside(query, then, None)).join("; ");
            assert!(!all.contains("TEMP B-TREE FOR ORDER BY"), "{query}: {all}");
            let one = beside(query, then, Some(TicketId(uuid::Uuid::nil()))).replace("?1", "x''");
            let one = plan(&store.conn, &one).join("; ");
            assert!(one.starts_with("SEARCH"), "{query}: {one}");
        }
        let all = plan(&store.conn, ALL_TICKETS).join("; ");
        assert!(!all.contains("TEMP B-TREE"), "{all}");
        let one = plan(&store.conn, &ONE_TICKET.replace("?1", "x''"));
        assert!(one.iter().all(|step| !step.starts_with("SCAN")), "{one:?}");
    }
}
