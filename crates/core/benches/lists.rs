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
use hashmend_core::ticket::{Stage, TicketQuery, TicketSort};

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
