//! The RMA list against a plain look through all RMAs, and lists written out.

use std::collections::HashSet;
use std::ops::ControlFlow;

use super::*;
use crate::bulk::Selection;
use crate::desk::DemoSize;
use crate::export::SheetFormat;
use crate::export::list::{RmaColumn, TicketColumn};
use crate::journal::Act;
use crate::store::Store;
use crate::ticket::bulk::TicketSelection;
use crate::ticket::{TicketQuery, TicketSort};

fn act() -> Act {
    Act::new("Kim", Timestamp::from_millis(1_790_000_000_000))
}

fn on(_: u64, _: u64) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

fn desk() -> (Store, Vec<RmaRow>) {
    let mut store = Store::in_memory(&act()).unwrap();
    let size = DemoSize {
        devices: 400,
        tickets: 400,
        seed: 4,
    };
    store.make_demo(size, &act(), &mut on).unwrap();
    for n in 0..4 {
        let changes = RmaChanges {
            vendor_rma_no: Some(format!("V-{n}")),
            ..RmaChanges::default()
        };
        store.draft_rma(&changes, &act()).unwrap();
    }
    let whole = RmaQuery {
        limit: 1_000,
        ..RmaQuery::default()
    };
    let rows = store.rmas(&whole, act().now).unwrap().rows;
    (store, rows)
}

fn listed(store: &Store, query: &RmaQuery) -> Vec<RmaId> {
    let mut query = RmaQuery {
        limit: 3,
        ..query.clone()
    };
    let mut ids = Vec::new();
    loop {
        let page = store.rmas(&query, act().now).unwrap();
        ids.extend(page.rows.iter().map(|row| row.id));
        query.after = page.next;
        if query.after.is_none() {
            return ids;
        }
    }
}

#[test]
fn each_filter_on_rmas_gives_what_a_look_through_all_of_them_gives() {
    let (store, rows) = desk();
    let all = RmaQuery::default;
    let row = rows[10].clone();
    let day = |at: Option<Timestamp>| at.map(|at| at.date());
    let (from, to) = (day(rows[20].submitted_at), day(rows[6].submitted_at));
    type Meets<'a> = Box<dyn Fn(&RmaRow) -> bool + 'a>;
    let filters: Vec<(&str, RmaQuery, Meets<'_>)> = vec![
        (
            "draft",
            RmaQuery {
                state: Some(RmaState::Draft),
                ..all()
            },
            Box::new(|row| row.state == RmaState::Draft),
        ),
        (
            "open",
            RmaQuery {
                state: Some(RmaState::Open),
                ..all()
            },
            Box::new(|row| row.state == RmaState::Open),
        ),
        (
            "closed",
            RmaQuery {
                state: Some(RmaState::Closed),
                ..all()
            },
            Box::new(|row| row.state == RmaState::Closed),
        ),
        (
            "customer",
            RmaQuery {
                customer_id: row.customer_id,
                ..all()
            },
            Box::new(|other| other.customer_id == row.customer_id),
        ),
        (
            "site",
            RmaQuery {
                site_id: row.site_id,
                ..all()
            },
            Box::new(|other| other.site_id == row.site_id),
        ),
        (
            "center",
            RmaQuery {
                center_id: row.center_id,
                ..all()
            },
            Box::new(|other| other.center_id == row.center_id),
        ),
        (
            "region",
            RmaQuery {
                region: Some(Region::Us),
                ..all()
            },
            Box::new(|row| row.region == Some(Region::Us)),
        ),
        (
            "filed between",
            RmaQuery {
                submitted_from: from,
                submitted_to: to,
                ..all()
            },
            Box::new(|row| {
                let filed = day(row.submitted_at);
                filed.is_some() && filed >= from && filed <= to
            }),
        ),
        (
            "vendor's number",
            RmaQuery {
                vendor_rma_no: Some(" V-2 ".into()),
                ..all()
            },
            Box::new(|row| row.vendor_rma_no.as_deref() == Some("V-2")),
        ),
        (
            "text",
            RmaQuery {
                text: "v-".into(),
                ..all()
            },
            Box::new(|row| row.vendor_rma_no.is_some()),
        ),
    ];

    for (name, query, meets) in filters {
        let expected: HashSet<RmaId> = rows
            .iter()
            .filter(|row| meets(row))
            .map(|row| row.id)
            .collect();
        assert!(!expected.is_empty(), "{name}");
        for &sort in RmaSort::ALL {
            for descending in [false, true] {
                let query = RmaQuery {
                    sort,
                    descending,
                    ..query.clone()
                };
                let listed = listed(&store, &query);
                assert_eq!(listed.len(), expected.len(), "{name} by {sort}");
                assert_eq!(
                    listed.into_iter().collect::<HashSet<_>>(),
                    expected,
                    "{name}"
                );
            }
        }
        let count = store.count_rmas(&query, act().now).unwrap();
        assert_eq!(count.count as usize, expected.len(), "{name}");
    }
}

#[test]
fn an_rma_is_overdue_when_an_open_unit_of_it_is() {
    let (store, rows) = desk();
    let query = RmaQuery {
        overdue: true,
        ..RmaQuery::default()
    };

    let overdue: HashSet<RmaId> = listed(&store, &query).into_iter().collect();

    for row in &rows {
        let late = TicketQuery {
            rma_id: Some(row.id),
            promise_passed: true,
            ..TicketQuery::default()
        };
        let late = store.count_tickets(&late, act().now).unwrap().count;
        assert_eq!(overdue.contains(&row.id), late > 0, "{}", row.number);
        assert_eq!(row.slowest.is_some(), row.open_units > 0);
    }
}

#[test]
fn a_list_is_written_in_the_chosen_columns_and_in_its_own_order() {
    let (store, rows) = desk();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("late.csv");
    let query = TicketQuery {
        open: Some(true),
        sort: TicketSort::Serial,
        descending: false,
        ..TicketQuery::default()
    };
    let whole = TicketQuery {
        limit: 1_000,
        ..query.clone()
    };
    let shown = store.tickets(&whole, act().now).unwrap().rows;
    let selection = TicketSelection::Matching {
        query,
        except: vec![shown[0].id],
    };
    let columns = [
        TicketColumn::Serial,
        TicketColumn::Number,
        TicketColumn::AgeDays,
    ];
    let mut heard = 0;

    let written = store
        .export_tickets(
            &selection,
            &columns,
            SheetFormat::Csv,
            &path,
            act().now,
            &mut |_, _| {
                heard += 1;
                ControlFlow::Continue(())
            },
        )
        .unwrap();

    let text = std::fs::read_to_string(&path).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[0], "serial,number,age_days");
    assert_eq!(written as usize, shown.len() - 1);
    assert_eq!(lines.len(), shown.len());
    for (line, row) in lines[1..].iter().zip(&shown[1..]) {
        let start = format!("{},{},", row.serial.as_deref().unwrap_or(""), row.number);
        assert!(line.starts_with(&start), "{line}");
    }
    assert!(heard > 0);
    let again = store.export_tickets(
        &selection,
        &columns,
        SheetFormat::Csv,
        &path,
        act().now,
        &mut on,
    );
    assert!(again.unwrap_err().to_string().contains("already there"));

    let path = folder.path().join("rmas.xlsx");
    let two = Selection::Ids(vec![rows[3].id, rows[1].id]);
    let columns = [RmaColumn::Number, RmaColumn::SlowestStage];
    let written = store
        .export_rmas(&two, &columns, SheetFormat::Xlsx, &path, act().now, &mut on)
        .unwrap();
    assert_eq!(written, 2);
    let path = folder.path().join("stopped.csv");
    let stopped = store.export_rmas(
        &two,
        &columns,
        SheetFormat::Csv,
        &path,
        act().now,
        &mut |_, _| ControlFlow::Break(()),
    );
    assert_eq!(stopped.unwrap_err().code(), crate::error::Code::Cancelled);
    assert!(!path.exists());
}
