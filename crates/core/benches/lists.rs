//! A desk of a million units and a million tickets: the first page, every filter, every sort, the
//! counts and the finds, each with its P95. The target is 30 ms on two cores.
//!
//! The desk is made once and kept in the target folder; `HASHMEND_BENCH_UNITS` makes another
//! size. Each line ends with the ratio to the bare statement.

#![allow(clippy::unwrap_used, reason = "a bench stops at the first surprise")]

mod common;

use std::path::Path;
use std::time::{Duration, Instant};

use hashmend_core::Store;
use hashmend_core::device::{DeviceKind, DeviceQuery, DeviceSort};
use hashmend_core::place::Region;
use hashmend_core::ticket::{AgeBand, Holder, Stage, TicketQuery, TicketSort, WarrantyClass};

use common::NOW;

const SAMPLES: usize = 40;

fn main() {
    // Cargo asks every bench for its tests too.
    if std::env::args().any(|arg| arg == "--test" || arg == "--list") {
        return;
    }
    let units: u32 = std::env::var("HASHMEND_BENCH_UNITS")
        .ok()
        .and_then(|units| units.parse().ok())
        .unwrap_or(1_000_000);
    let path = common::desk(Path::new(env!("CARGO_TARGET_TMPDIR")), units);
    let store = Store::open(&path, NOW).unwrap();
    let bare = rusqlite::Connection::open(&path).unwrap();
    bare.pragma_update(None, "cache_size", -65_536).unwrap();
    let mut bench = Bench {
        bare,
        worst: Duration::ZERO,
        filter: std::env::args().skip(1).find(|arg| !arg.starts_with('-')),
    };
    devices(&mut bench, &store);
    tickets(&mut bench, &store);
    standing_today(&mut bench, &store);
    together(&mut bench, &store);
    finds(&mut bench, &store);
    println!("the slowest P95 of all: {:.1} ms", millis(bench.worst));
}

struct Bench {
    bare: rusqlite::Connection,
    worst: Duration,
    filter: Option<String>,
}

impl Bench {
    fn run<T>(&mut self, name: &str, bare: &str, mut ask: impl FnMut() -> T) {
        if self
            .filter
            .as_ref()
            .is_some_and(|part| !name.contains(part))
        {
            return;
        }
        let ours = sampled(&mut ask);
        let mut statement = self.bare.prepare(bare).unwrap();
        let columns = statement.column_count();
        let theirs = sampled(&mut || {
            let mut rows = statement.query([]).unwrap();
            let mut read = 0;
            while let Some(row) = rows.next().unwrap() {
                for at in 0..columns {
                    read +=
                        usize::from(row.get_ref(at).unwrap() != rusqlite::types::ValueRef::Null);
                }
            }
            read
        });
        let [_, p50, p95] = ours;
        self.worst = self.worst.max(p95);
        println!(
            "{name:44} time: [{:.3} ms {:.3} ms {:.3} ms]  x{:.1} of the bare statement{}",
            millis(ours[0]),
            millis(p50),
            millis(p95),
            p95.as_secs_f64() / theirs[2].as_secs_f64().max(1e-6),
            if p95 > Duration::from_millis(30) {
                "  SLOW"
            } else {
                ""
            },
        );
    }
}

/// Least, P50 and P95.
fn sampled<T>(ask: &mut impl FnMut() -> T) -> [Duration; 3] {
    std::hint::black_box(ask());
    let mut took: Vec<Duration> = (0..SAMPLES)
        .map(|_| {
            let begun = Instant::now();
            std::hint::black_box(ask());
            begun.elapsed()
        })
        .collect();
    took.sort();
    [took[0], took[SAMPLES / 2], took[SAMPLES * 95 / 100]]
}

fn millis(took: Duration) -> f64 {
    took.as_secs_f64() * 1_000.0
}

fn hex(id: impl std::fmt::Display) -> String {
    id.to_string().replace('-', "")
}

fn devices(bench: &mut Bench, store: &Store) {
    let first = store.devices(&DeviceQuery::default(), NOW).unwrap();
    let row = first.rows[0].clone();
    let all = DeviceQuery::default();
    for sort in DeviceSort::ALL {
        for descending in [true, false] {
            let query = DeviceQuery {
                sort: *sort,
                descending,
                ..all.clone()
            };
            let column = match sort {
                DeviceSort::Added => "number",
                DeviceSort::Serial => "serial",
                DeviceSort::Model => "model_id",
                DeviceSort::Owner => "owner_id",
                DeviceSort::Site => "site_id",
                DeviceSort::Location => "location",
                DeviceSort::Status => "status",
                DeviceSort::Touched => "touched_at",
                DeviceSort::Warranty => "warranty_until",
            };
            let way = if descending { "DESC" } else { "ASC" };
            let name = format!("lists/units by {sort} {way}");
            let bare =
                format!("SELECT * FROM device ORDER BY {column} {way}, number {way} LIMIT 101");
            bench.run(&name, &bare, || store.devices(&query, NOW).unwrap());
        }
    }
    let open = "SELECT 1 FROM ticket AS o WHERE o.device_id = device.id AND o.closed_at IS NULL";
    let filters: Vec<(&str, DeviceQuery, String)> = vec![
        (
            "kind",
            DeviceQuery {
                kind: Some(DeviceKind::Miner),
                ..all.clone()
            },
            "kind = 'miner'".into(),
        ),
        (
            "a kind there is none of",
            DeviceQuery {
                kind: Some(DeviceKind::Psu),
                ..all.clone()
            },
            "kind = 'psu'".into(),
        ),
        (
            "model",
            DeviceQuery {
                model_id: row.model_id,
                ..all.clone()
            },
            format!("model_id = x'{}'", hex(row.model_id.unwrap())),
        ),
        (
            "owner",
            DeviceQuery {
                owner_id: row.owner_id,
                ..all.clone()
            },
            format!("owner_id = x'{}'", hex(row.owner_id.unwrap())),
        ),
        (
            "site",
            DeviceQuery {
                site_id: row.site_id,
                ..all.clone()
            },
            format!("site_id = x'{}'", hex(row.site_id.unwrap())),
        ),
        (
            "status",
            DeviceQuery {
                status: Some("offline".into()),
                ..all.clone()
            },
            "status = 'offline'".into(),
        ),
        (
            "with an open ticket",
            DeviceQuery {
                with_open_ticket: Some(true),
                ..all.clone()
            },
            format!("EXISTS ({open})"),
        ),
        (
            "without an open ticket",
            DeviceQuery {
                with_open_ticket: Some(false),
                ..all.clone()
            },
            format!("NOT EXISTS ({open})"),
        ),
    ];
    for (name, query, condition) in filters {
        let bare = format!("SELECT * FROM device WHERE {condition} ORDER BY number DESC LIMIT 101");
        bench.run(&format!("lists/units, {name}"), &bare, || {
            store.devices(&query, NOW).unwrap()
        });
        let bare =
            format!("SELECT count(*) FROM (SELECT 1 FROM device WHERE {condition} LIMIT 10001)");
        bench.run(&format!("lists/count of units, {name}"), &bare, || {
            store.count_devices(&query, NOW).unwrap()
        });
    }
    bench.run(
        "lists/count of units",
        "SELECT count(*) FROM (SELECT 1 FROM device LIMIT 10001)",
        || store.count_devices(&all, NOW).unwrap(),
    );
    let mut deep = all.clone();
    for _ in 0..20 {
        deep.after = store.devices(&deep, NOW).unwrap().next;
    }
    bench.run(
        "lists/units, page 21",
        "SELECT * FROM device ORDER BY number DESC LIMIT 101",
        || store.devices(&deep, NOW).unwrap(),
    );
    let page = row.id;
    let bare = format!("SELECT * FROM device WHERE id = x'{}'", hex(row.id));
    bench.run("lists/one unit's page", &bare, || {
        store.device(page).unwrap()
    });
}

fn tickets(bench: &mut Bench, store: &Store) {
    let all = TicketQuery::default();
    let first = store.tickets(&all, NOW).unwrap();
    let row = first.rows[0].clone();
    for sort in TicketSort::ALL {
        for descending in [true, false] {
            let query = TicketQuery {
                sort: *sort,
                descending,
                ..all.clone()
            };
            let column = match sort {
                TicketSort::Number => "number",
                TicketSort::Stage => "stage",
                TicketSort::Hold => "hold_reason",
                TicketSort::Assignee => "assignee",
                TicketSort::Due => "due_on",
                TicketSort::Box => "box",
                TicketSort::StageSince => "stage_since",
                TicketSort::Touched => "touched_at",
                TicketSort::Opened => "opened_at",
                TicketSort::Serial => "serial",
                TicketSort::Promise => "promised_p80_at",
                TicketSort::Model => "model_id",
                TicketSort::Customer => "customer_id",
                TicketSort::Center => "center_id",
            };
            let way = if descending { "DESC" } else { "ASC" };
            let bare =
                format!("SELECT * FROM ticket ORDER BY {column} {way}, number {way} LIMIT 101");
            bench.run(&format!("lists/tickets by {sort} {way}"), &bare, || {
                store.tickets(&query, NOW).unwrap()
            });
        }
    }
    let id = |column: &str, id: Option<String>| {
        id.map_or("0".into(), |id| format!("{column} = x'{id}'"))
    };
    let mut filters: Vec<(String, TicketQuery, String)> = vec![
        (
            "open".into(),
            TicketQuery {
                open: Some(true),
                ..all.clone()
            },
            "closed_at IS NULL".into(),
        ),
        (
            "closed".into(),
            TicketQuery {
                open: Some(false),
                ..all.clone()
            },
            "closed_at IS NOT NULL".into(),
        ),
        (
            "on hold".into(),
            TicketQuery {
                on_hold: Some(true),
                ..all.clone()
            },
            "hold_reason IS NOT NULL".into(),
        ),
        (
            "not on hold".into(),
            TicketQuery {
                on_hold: Some(false),
                ..all.clone()
            },
            "hold_reason IS NULL".into(),
        ),
        (
            "bounce".into(),
            TicketQuery {
                bounce: Some(true),
                ..all.clone()
            },
            "bounce_of IS NOT NULL".into(),
        ),
        (
            "no bounce".into(),
            TicketQuery {
                bounce: Some(false),
                ..all.clone()
            },
            "bounce_of IS NULL".into(),
        ),
        (
            "model".into(),
            TicketQuery {
                model_id: row.model_id,
                ..all.clone()
            },
            id("model_id", row.model_id.map(hex)),
        ),
        (
            "customer".into(),
            TicketQuery {
                customer_id: row.customer_id,
                ..all.clone()
            },
            id("customer_id", row.customer_id.map(hex)),
        ),
        (
            "center".into(),
            TicketQuery {
                center_id: row.center_id,
                ..all.clone()
            },
            id("center_id", row.center_id.map(hex)),
        ),
        (
            "warranty class".into(),
            TicketQuery {
                warranty_class: Some(row.warranty_class),
                ..all.clone()
            },
            format!("warranty_class = '{}'", row.warranty_class),
        ),
        (
            "rma".into(),
            TicketQuery {
                rma_id: row.rma_id,
                ..all.clone()
            },
            id("rma_id", row.rma_id.map(hex)),
        ),
        (
            "two stages".into(),
            TicketQuery {
                stages: vec![Stage::Queued, Stage::Diagnosing],
                ..all.clone()
            },
            "stage IN ('queued', 'diagnosing')".into(),
        ),
        (
            "somebody's".into(),
            TicketQuery {
                assignee: Some("nobody".into()),
                ..all.clone()
            },
            "assignee = 'nobody'".into(),
        ),
    ];
    for stage in Stage::ALL {
        let query = TicketQuery {
            stages: vec![*stage],
            ..all.clone()
        };
        filters.push((
            format!("stage {stage}"),
            query,
            format!("stage = '{stage}'"),
        ));
    }
    for (name, query, condition) in filters {
        let bare = format!("SELECT * FROM ticket WHERE {condition} ORDER BY number DESC LIMIT 101");
        bench.run(&format!("lists/tickets, {name}"), &bare, || {
            store.tickets(&query, NOW).unwrap()
        });
        let bare =
            format!("SELECT count(*) FROM (SELECT 1 FROM ticket WHERE {condition} LIMIT 10001)");
        bench.run(&format!("lists/count of tickets, {name}"), &bare, || {
            store.count_tickets(&query, NOW).unwrap()
        });
    }
}

/// The filters that ask how a ticket stands today, and those that look beside it.
fn standing_today(bench: &mut Bench, store: &Store) {
    let all = TicketQuery::default;
    let days = 86_400_000;
    let now = NOW.millis();
    let open = "closed_at IS NULL";
    let mut filters: Vec<(String, TicketQuery, String)> = vec![
        (
            "9 days in stage".into(),
            TicketQuery {
                days_in_stage: Some(9),
                ..all()
            },
            format!("{open} AND stage_since <= {}", now - 9 * days),
        ),
        (
            "untouched for 7 days".into(),
            TicketQuery {
                untouched_days: Some(7),
                ..all()
            },
            format!("{open} AND touched_at <= {}", now - 7 * days),
        ),
        (
            "promise passed".into(),
            TicketQuery {
                promise_passed: true,
                ..all()
            },
            format!("{open} AND promised_p80_at < {now}"),
        ),
        (
            "overdue".into(),
            TicketQuery {
                overdue: true,
                ..all()
            },
            format!("{open} AND due_on < '{}'", NOW.date()),
        ),
        (
            "nobody's".into(),
            TicketQuery {
                unassigned: true,
                ..all()
            },
            "assignee IS NULL".into(),
        ),
        (
            "in a box".into(),
            TicketQuery {
                box_label: Some("P-1".into()),
                ..all()
            },
            "box = 'P-1'".into(),
        ),
        (
            "overseas".into(),
            TicketQuery {
                region: Some(Region::Overseas),
                ..all()
            },
            "center_id IN (SELECT id FROM center WHERE region = 'overseas')".into(),
        ),
        (
            "Bitmain".into(),
            TicketQuery {
                maker: Some("Bitmain".into()),
                ..all()
            },
            "model_id IN (SELECT id FROM device_model WHERE maker = 'Bitmain')".into(),
        ),
        (
            "held by the customer".into(),
            TicketQuery {
                holder: Some(Holder::Customer),
                ..all()
            },
            "id IN (SELECT ticket_id FROM hold WHERE until_at IS NULL AND holder = 'customer')"
                .into(),
        ),
        (
            "no photo".into(),
            TicketQuery {
                without_photo: true,
                ..all()
            },
            "NOT EXISTS (SELECT 1 FROM attachment WHERE subject = ticket.id)".into(),
        ),
        (
            "no test".into(),
            TicketQuery {
                without_test: true,
                ..all()
            },
            "NOT EXISTS (SELECT 1 FROM test_run WHERE ticket_id = ticket.id)".into(),
        ),
    ];
    for &band in AgeBand::ALL {
        let (from, past) = band.days();
        let past = past.map_or(String::new(), |past| {
            format!(" AND opened_at > {}", now - i64::from(past) * days)
        });
        filters.push((
            format!("age {band}"),
            TicketQuery {
                age: Some(band),
                ..all()
            },
            format!(
                "{open} AND opened_at <= {}{past}",
                now - i64::from(from) * days
            ),
        ));
    }
    for (name, query, condition) in filters {
        narrowed(bench, store, &name, &query, &condition);
    }
}

/// Two or three filters at once in orders that have nothing to do with them; most of all those
/// that many rows meet one by one, and few or none together.
fn together(bench: &mut Bench, store: &Store) {
    let all = TicketQuery::default;
    let row = store.tickets(&all(), NOW).unwrap().rows.remove(0);
    let combinations = [
        (
            "open, customer, by serial",
            TicketQuery {
                open: Some(true),
                customer_id: row.customer_id,
                sort: TicketSort::Serial,
                ..all()
            },
        ),
        (
            "open, oldest first",
            TicketQuery {
                open: Some(true),
                sort: TicketSort::Opened,
                descending: false,
                ..all()
            },
        ),
        (
            "open, by stage, last first",
            TicketQuery {
                open: Some(true),
                sort: TicketSort::Stage,
                ..all()
            },
        ),
        (
            "over 60 days, untouched, by center",
            TicketQuery {
                age: Some(AgeBand::Over60),
                untouched_days: Some(7),
                sort: TicketSort::Center,
                ..all()
            },
        ),
        (
            "0-3 days and 30 in stage: none",
            TicketQuery {
                age: Some(AgeBand::To3),
                days_in_stage: Some(30),
                sort: TicketSort::Customer,
                ..all()
            },
        ),
        (
            "queued, overseas, promise passed",
            TicketQuery {
                stages: vec![Stage::Queued],
                region: Some(Region::Overseas),
                promise_passed: true,
                sort: TicketSort::Promise,
                ..all()
            },
        ),
        (
            "closed, model and customer, by due",
            TicketQuery {
                open: Some(false),
                model_id: row.model_id,
                customer_id: row.customer_id,
                sort: TicketSort::Due,
                ..all()
            },
        ),
        (
            "closed and on hold: none",
            TicketQuery {
                open: Some(false),
                on_hold: Some(true),
                ..all()
            },
        ),
        (
            "closed and queued: none, by serial",
            TicketQuery {
                open: Some(false),
                stages: vec![Stage::Queued],
                sort: TicketSort::Serial,
                ..all()
            },
        ),
        (
            "warranty, Bitmain, overseas, by touched",
            TicketQuery {
                warranty_class: Some(WarrantyClass::InWarranty),
                maker: Some("Bitmain".into()),
                region: Some(Region::Overseas),
                sort: TicketSort::Touched,
                ..all()
            },
        ),
        (
            "Bitmain and MicroBT's center: none",
            TicketQuery {
                maker: Some("Canaan".into()),
                model_id: row.model_id,
                sort: TicketSort::Serial,
                ..all()
            },
        ),
        (
            "cancelled, no photo, bounced: none",
            TicketQuery {
                stages: vec![Stage::Cancelled, Stage::Closed],
                without_photo: true,
                bounce: Some(true),
                sort: TicketSort::Model,
                ..all()
            },
        ),
        (
            "closed, no test, by customer",
            TicketQuery {
                open: Some(false),
                without_test: true,
                sort: TicketSort::Customer,
                ..all()
            },
        ),
    ];
    for (name, query) in combinations {
        narrowed(bench, store, name, &query, "number < 1000");
    }
    let all = DeviceQuery::default;
    let unit = store.devices(&all(), NOW).unwrap().rows.remove(0);
    let combinations = [
        (
            "model, owner, offline, by location",
            DeviceQuery {
                model_id: unit.model_id,
                owner_id: unit.owner_id,
                status: Some("offline".into()),
                sort: DeviceSort::Location,
                ..all()
            },
        ),
        (
            "with a ticket, warranty ended, by serial",
            DeviceQuery {
                with_open_ticket: Some(true),
                warranty_ended: true,
                sort: DeviceSort::Serial,
                ..all()
            },
        ),
        (
            "bounced, no photo, by owner",
            DeviceQuery {
                bounced: true,
                without_photo: true,
                sort: DeviceSort::Owner,
                ..all()
            },
        ),
        (
            "site and no serial: none",
            DeviceQuery {
                site_id: unit.site_id,
                without_serial: true,
                ..all()
            },
        ),
    ];
    for (name, query) in combinations {
        let bare = "SELECT * FROM device WHERE number < 1000 ORDER BY number DESC LIMIT 101";
        bench.run(&format!("lists/units together, {name}"), bare, || {
            store.devices(&query, NOW).unwrap()
        });
        bench.run(
            &format!("lists/count of units together, {name}"),
            bare,
            || store.count_devices(&query, NOW).unwrap(),
        );
    }
}

fn narrowed(bench: &mut Bench, store: &Store, name: &str, query: &TicketQuery, condition: &str) {
    let bare = format!("SELECT * FROM ticket WHERE {condition} ORDER BY number DESC LIMIT 101");
    bench.run(&format!("lists/tickets, {name}"), &bare, || {
        store.tickets(query, NOW).unwrap()
    });
    let bare = format!("SELECT count(*) FROM (SELECT 1 FROM ticket WHERE {condition} LIMIT 10001)");
    bench.run(&format!("lists/count of tickets, {name}"), &bare, || {
        store.count_tickets(query, NOW).unwrap()
    });
}

fn finds(bench: &mut Bench, store: &Store) {
    let row = store
        .devices(&DeviceQuery::default(), NOW)
        .unwrap()
        .rows
        .remove(0);
    let serial = row.serial.unwrap();
    let parts = [
        ("a whole serial", serial.clone()),
        ("a long prefix", serial[..serial.len() - 4].to_owned()),
        ("a prefix all share", serial[..4].to_owned()),
        ("a middle of six", serial[5..11].to_owned()),
        ("a middle of three", serial[6..9].to_owned()),
        ("nothing there is", "QQQQQQQQQ".to_owned()),
    ];
    for (name, text) in parts {
        let bare = format!("SELECT * FROM device_identifier WHERE normal GLOB '{text}*' LIMIT 20");
        bench.run(&format!("lists/find {name}"), &bare, || {
            store.find(&text, 20).unwrap()
        });
        let query = DeviceQuery {
            text: text.clone(),
            ..DeviceQuery::default()
        };
        bench.run(&format!("lists/units, text {name}"), &bare, || {
            store.devices(&query, NOW).unwrap()
        });
    }
}
