//! Lists and single units, on a real desk in memory.

use super::*;
use crate::desk::view::ListName;
use crate::error::Code;
use crate::id::{PartyId, SiteId};
use crate::journal::{Act, replay};
use crate::store::Store;
use crate::stretch::{Asked, Listed};

const START: i64 = 1_790_000_000_000; // 2026-09-21

fn at(hours: i64) -> Act {
    Act::new("Kim", Timestamp::from_millis(START + hours * 3_600_000))
}

pub(super) fn add(
    store: &mut Store,
    kind: DeviceKind,
    serial: &str,
    facts: &DeviceFacts,
) -> DevicePage {
    store.add_device(kind, serial, facts, &at(1)).unwrap()
}

/// Steps of the plan that walk a whole table or sort it.
pub(crate) fn slow_steps(
    store: &Store,
    listed: &Listed,
    asked: Asked<'_>,
    conditions: &crate::search::Conditions,
) -> Vec<String> {
    let table = listed.table;
    let mut slow = Vec::new();
    for sql in listed.statements(&store.conn, &asked, conditions).unwrap() {
        let mut statement = store
            .conn
            .prepare(&format!("EXPLAIN QUERY PLAN {sql}"))
            .unwrap();
        let bound = conditions.all.iter().flat_map(|each| &each.bound);
        for (at, value) in bound.enumerate() {
            statement.raw_bind_parameter(at + 1, value).unwrap();
        }
        let mut plan: Vec<(i64, String)> = Vec::new();
        let mut rows = statement.raw_query();
        while let Some(row) = rows.next().unwrap() {
            plan.push((row.get(1).unwrap(), row.get(3).unwrap()));
        }
        // The outer query sorts the page it was given; only what is inside it matters.
        for (parent, step) in &plan {
            let walks =
                step == &format!("SCAN {table}") || step == "SCAN t" || step.contains("AUTOMATIC");
            let sorts = step.contains("TEMP B-TREE") && *parent != 0;
            let by_number = asked_by_number(&asked) && step == "SCAN t";
            if (walks && !by_number) || sorts {
                slow.push(format!("{step}\n   {sql}"));
            }
        }
    }
    slow
}

/// Walking the table backwards is the list by number itself.
fn asked_by_number(asked: &Asked<'_>) -> bool {
    matches!(asked.key, crate::stretch::Key::Number)
}

#[test]
fn every_single_filter_and_sort_of_units_comes_out_of_an_index() {
    let store = Store::in_memory(&at(0)).unwrap();
    let nil = uuid::Uuid::nil();
    let mut queries: Vec<DeviceQuery> = Vec::new();
    for &sort in DeviceSort::ALL {
        for descending in [true, false] {
            queries.push(DeviceQuery {
                sort,
                descending,
                ..DeviceQuery::default()
            });
        }
    }
    let all = DeviceQuery::default;
    queries.extend([
        DeviceQuery {
            kind: Some(DeviceKind::Psu),
            ..all()
        },
        DeviceQuery {
            model_id: Some(ModelId(nil)),
            ..all()
        },
        DeviceQuery {
            owner_id: Some(PartyId(nil)),
            ..all()
        },
        DeviceQuery {
            site_id: Some(SiteId(nil)),
            ..all()
        },
        DeviceQuery {
            status: Some("ok".into()),
            ..all()
        },
        DeviceQuery {
            text: "D-12".into(),
            ..all()
        },
    ]);

    for query in queries {
        let conditions = list::conditions(&store.conn, &query, at(0).now).unwrap();
        let slow = slow_steps(&store, &list::LISTED, list::asked(&query), &conditions);

        assert!(slow.is_empty(), "{query:?}\n{}", slow.join("\n"));
    }
}

#[test]
fn a_filter_on_units_never_walks_the_fleet_for_what_an_index_knows() {
    let store = Store::in_memory(&at(0)).unwrap();
    for column in ["kind", "model_id", "owner_id", "site_id", "status"] {
        let sql = format!(
            "EXPLAIN QUERY PLAN SELECT number FROM device AS t WHERE t.{column} = ?1 ORDER BY t.number DESC LIMIT 101"
        );
        let plan: String = store.conn.query_row(&sql, ["x"], |row| row.get(3)).unwrap();
        assert!(plan.starts_with("SEARCH t USING"), "{column}: {plan}");
    }
}

#[test]
fn pages_follow_each_other_without_gap_or_repeat_in_every_order() {
    let mut store = Store::in_memory(&at(0)).unwrap();
    let models = store.models("S19", 3).unwrap();
    for n in 0..25usize {
        let facts = DeviceFacts {
            model_id: (n % 4 != 0).then(|| models[n % 3].id),
            location: (n % 3 != 0).then(|| format!("A{}", n % 5)),
            ..DeviceFacts::default()
        };
        add(&mut store, DeviceKind::Miner, &format!("HM-{n:04}"), &facts);
    }
    for &sort in DeviceSort::ALL {
        for descending in [true, false] {
            let whole = DeviceQuery {
                sort,
                descending,
                limit: 1_000,
                ..DeviceQuery::default()
            };
            let whole: Vec<DeviceId> = store
                .devices(&whole, at(0).now)
                .unwrap()
                .rows
                .iter()
                .map(|row| row.id)
                .collect();
            assert_eq!(whole.len(), 25);
            let mut query = DeviceQuery {
                sort,
                descending,
                limit: 4,
                ..DeviceQuery::default()
            };
            let mut paged = Vec::new();
            loop {
                let page = store.devices(&query, at(0).now).unwrap();
                paged.extend(page.rows.iter().map(|row| row.id));
                query.after = page.next;
                if query.after.is_none() {
                    break;
                }
            }
            assert_eq!(paged, whole, "{sort} {descending}");
        }
    }
}

#[test]
fn a_unit_is_found_by_any_part_of_what_it_is_called() {
    let mut store = Store::in_memory(&at(0)).unwrap();
    let nothing = DeviceFacts::default();
    let wanted = add(&mut store, DeviceKind::Miner, "SMTTATUBDJAAI00A5", &nothing).row;
    add(&mut store, DeviceKind::Miner, "JYZZF1UBDHJHE01W0", &nothing);

    for text in ["SMTT", "smtt atub", "BDJAA", "00A5", "D-1", "d000001"] {
        let query = DeviceQuery {
            text: text.into(),
            ..DeviceQuery::default()
        };
        let rows = store.devices(&query, at(0).now).unwrap().rows;
        assert_eq!(
            rows.iter().map(|row| row.id).collect::<Vec<_>>(),
            [wanted.id],
            "{text}"
        );
        assert_eq!(store.count_devices(&query, at(0).now).unwrap().count, 1);
    }
}

#[test]
fn a_unit_is_changed_checked_and_changed_back() {
    let mut store = Store::in_memory(&at(0)).unwrap();
    let page = add(
        &mut store,
        DeviceKind::Miner,
        "SMTTATUBDJAAI00A5",
        &DeviceFacts::default(),
    );
    let id = page.row.id;
    let moved = DeviceFacts {
        location: Some(" C01-R02 ".into()),
        note: Some("  ".into()),
        ..page.facts.clone()
    };

    let changed = store.change_device(id, &moved, &at(2)).unwrap();
    assert_eq!(changed.facts.location.as_deref(), Some("C01-R02"));
    assert_eq!(changed.facts.note, None);

    for bad in [
        DeviceFacts {
            model_id: Some(ModelId(uuid::Uuid::nil())),
            ..DeviceFacts::default()
        },
        DeviceFacts {
            warranty_until: chrono::NaiveDate::from_ymd_opt(9999, 12, 31),
            ..DeviceFacts::default()
        },
        DeviceFacts {
            note: Some("x".repeat(1_000_000)),
            ..DeviceFacts::default()
        },
    ] {
        let refused = store.change_device(id, &bad, &at(3)).unwrap_err();
        assert!(
            matches!(refused.code(), Code::Invalid | Code::NotFound),
            "{refused}"
        );
    }
    assert_eq!(store.device(id).unwrap().facts, changed.facts);
}

#[test]
fn a_serial_the_fleet_has_is_not_added_twice() {
    let mut store = Store::in_memory(&at(0)).unwrap();
    let nothing = DeviceFacts::default();
    add(&mut store, DeviceKind::Miner, "SMTTATUBDJAAI00A5", &nothing);

    let again = store.add_device(DeviceKind::Miner, " smttatubdjaai00a5", &nothing, &at(2));
    let damaged = store.add_device(DeviceKind::Miner, "1.2E+17", &nothing, &at(2));

    assert!(again.unwrap_err().to_string().contains("D-000001"));
    assert_eq!(damaged.unwrap_err().code(), Code::Invalid);
}

#[test]
fn a_board_moves_between_miners_and_its_stays_are_kept() {
    let mut store = Store::in_memory(&at(0)).unwrap();
    let model = store.models("S19 Pro", 1).unwrap().remove(0).id;
    let miner = DeviceFacts {
        model_id: Some(model),
        ..DeviceFacts::default()
    };
    let nothing = DeviceFacts::default();
    let first = add(&mut store, DeviceKind::Miner, "MINER-1", &miner).row.id;
    let second = add(&mut store, DeviceKind::Miner, "MINER-2", &miner).row.id;
    let board = add(&mut store, DeviceKind::Hashboard, "BOARD-1", &nothing)
        .row
        .id;
    let other = add(&mut store, DeviceKind::Hashboard, "BOARD-2", &nothing)
        .row
        .id;

    store.install(first, "HB0", board, &at(2)).unwrap();
    store.install(second, "HB1", other, &at(3)).unwrap();
    let page = store.install(second, "HB1", board, &at(4)).unwrap();

    let now: Vec<DeviceId> = page
        .boards
        .iter()
        .filter(|stay| stay.until.is_none())
        .map(|stay| stay.board.id)
        .collect();
    assert_eq!(now, [board]);
    assert_eq!(store.device(board).unwrap().homes.len(), 2);
    assert!(store.install(first, "HB9", board, &at(5)).is_err());
    assert!(store.install(first, "PSU", board, &at(5)).is_err());
    assert!(store.install(board, "HB0", other, &at(5)).is_err());
    store.uninstall(board, &at(6)).unwrap();
    assert!(store.uninstall(board, &at(6)).is_err());
    let before = replay::digests(&store.conn).unwrap();
    store.write(&at(7), |w| replay::rebuild(w.tx)).unwrap();
    assert_eq!(replay::digests(&store.conn).unwrap(), before);
}

#[test]
fn pasted_serials_that_nothing_has_are_named() {
    let mut store = Store::in_memory(&at(0)).unwrap();
    let nothing = DeviceFacts::default();
    add(&mut store, DeviceKind::Miner, "SMTTATUBDJAAI00A5", &nothing);
    let pasted = [" smttatubdjaai00a5".to_owned(), "NOWHERE-1".to_owned()];

    let fleet = store.missing_serials(ListName::Fleet, &pasted).unwrap();
    let tickets = store.missing_serials(ListName::Tickets, &pasted).unwrap();

    assert_eq!(fleet, ["NOWHERE-1"]);
    // It is in the fleet, but was never on a ticket.
    assert_eq!(tickets, pasted);
    assert!(store.missing_serials(ListName::Rmas, &pasted).is_err());
}
