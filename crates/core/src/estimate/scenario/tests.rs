//! Two worlds over the made-up fleet.

use std::ops::ControlFlow;

use super::*;
use crate::desk::DemoSize;
use crate::device::DeviceKind;
use crate::journal::Act;
use crate::place::CenterSheet;
use crate::store::Store;
use crate::ticket::WarrantyClass;

fn now() -> Timestamp {
    Timestamp::parse("2026-11-02T15:00:00Z").unwrap()
}

fn act() -> Act {
    Act::new("Ana", now())
}

fn desk() -> Store {
    let mut store = Store::in_memory(&act()).unwrap();
    let size = DemoSize {
        devices: 900,
        tickets: 400,
        seed: 5,
    };
    store
        .make_demo(size, &act(), &mut |_, _| ControlFlow::Continue(()))
        .unwrap();
    store
}

fn open(store: &Store, changes: &[Change]) -> TwoWorlds {
    store.two_worlds(&Fleet::Open, changes, now()).unwrap()
}

fn region_p80(worlds: &TwoWorlds, region: Region) -> Vec<(f64, f64)> {
    worlds
        .centers
        .iter()
        .filter(|center| center.region == region)
        .filter_map(|center| Some((center.today?.p80, center.then?.p80)))
        .collect()
}

fn hold(chance: f64) -> Change {
    Change::CustomsHold {
        lanes: Vec::new(),
        days: 75,
        chance,
        source: String::new(),
    }
}

fn sheet(store: &Store, wanted: impl Fn(&CenterSheet) -> bool) -> CenterSheet {
    store.centers().unwrap().into_iter().find(wanted).unwrap()
}

fn planned(center_id: CenterId, quantity: u32) -> Fleet {
    Fleet::Planned {
        what: WhatIf {
            model_id: None,
            component: DeviceKind::Miner,
            warranty_class: WarrantyClass::OutOfWarranty,
            level: 2,
            from_site: None,
            quantity,
            on: None,
        },
        center_id,
    }
}

#[test]
fn a_world_without_changes_is_todays() {
    let store = desk();

    let worlds = open(&store, &[]);

    assert!(worlds.units > 50, "{} units", worlds.units);
    assert_eq!(worlds.today, worlds.then);
    assert_eq!(worlds.touched, 0);
    assert!(worlds.back.iter().all(|by| by.today == by.then));
    let placed: f64 = worlds.centers.iter().map(|center| center.units_today).sum();
    assert!((placed - f64::from(worlds.units)).abs() < 1e-6);
}

#[test]
fn a_hold_that_never_comes_changes_nothing() {
    let worlds = open(&desk(), &[hold(0.0)]);

    assert_eq!(worlds.today, worlds.then);
}

#[test]
fn a_customs_hold_delays_what_crosses_the_border_and_nothing_else() {
    let worlds = open(&desk(), &[hold(1.0)]);

    for (today, then) in region_p80(&worlds, Region::Us) {
        assert_eq!(today, then);
    }
    let overseas = region_p80(&worlds, Region::Overseas);
    assert!(!overseas.is_empty());
    for (today, then) in overseas {
        assert!(then > today.max(70.0), "{today} then {then}");
    }
    assert!(worlds.then.cost.lost_hashing > worlds.today.cost.lost_hashing);
    assert!(worlds.then.phs_60 < worlds.today.phs_60);
}

#[test]
fn half_a_chance_of_a_hold_costs_half_as_much_on_the_mean() {
    let store = desk();
    let mean = |chance: f64| {
        let worlds = open(&store, &[hold(chance)]);
        worlds.then.cost.lost_hashing - worlds.today.cost.lost_hashing
    };

    let (half, whole) = (mean(0.5), mean(1.0));

    assert!(
        (half / whole - 0.5).abs() < 0.02,
        "half {half:.0} of {whole:.0}"
    );
}

#[test]
fn a_queue_twice_as_long_touches_only_its_center() {
    let store = desk();
    let center = open(&store, &[]).centers[0].center_id.unwrap();

    let worlds = open(
        &store,
        &[Change::Queue {
            center_ids: vec![center],
            times: 2.0,
        }],
    );

    for found in &worlds.centers {
        if found.center_id == Some(center) {
            assert!(found.then.unwrap().mean > found.today.unwrap().mean + 0.5);
        } else {
            assert_eq!(found.today, found.then, "{}", found.center);
        }
    }
}

#[test]
fn a_closure_in_the_way_delays() {
    let on = now().date();

    let worlds = open(
        &desk(),
        &[Change::Closure {
            center_ids: Vec::new(),
            from_on: on,
            to_on: on + chrono::Days::new(20),
        }],
    );

    let (today, then) = (worlds.today.days.unwrap(), worlds.then.days.unwrap());
    assert!(then.p50 > today.p50 + 2.0, "{today:?} then {then:?}");
}

#[test]
fn a_tariff_changes_the_duty_and_not_the_days() {
    let worlds = open(
        &desk(),
        &[Change::Tariff {
            country: None,
            from: now().date(),
            rate_ppm: 2_000_000,
            source: String::new(),
        }],
    );

    assert_eq!(worlds.today.days, worlds.then.days);
    assert!(worlds.then.cost.duty > 1.5 * worlds.today.cost.duty);
    let more = worlds.then.cost.duty - worlds.today.cost.duty;
    let total = worlds.then.cost.total - worlds.today.cost.total;
    assert!((more - total).abs() < 1e-6);
}

#[test]
fn what_has_not_left_goes_elsewhere_by_the_share_asked_for() {
    let store = desk();
    let from = sheet(&store, |sheet| {
        sheet.center.region == Region::Overseas && sheet.center.accepts.contains(&DeviceKind::Miner)
    });
    let to = sheet(&store, |sheet| {
        sheet.center.region == Region::Us
            && sheet.center.accepts.contains(&DeviceKind::Miner)
            && sheet.center.levels.contains(&2)
            && sheet.lanes.iter().any(|lane| lane.from_country == "US")
    });

    let worlds = store
        .two_worlds(
            &planned(from.center.id, 40),
            &[Change::Shift {
                from: from.center.id,
                to: to.center.id,
                share: 0.25,
            }],
            now(),
        )
        .unwrap();

    let units = |id| {
        worlds
            .centers
            .iter()
            .find(|center| center.center_id == Some(id))
            .map_or(0.0, |center| center.units_then)
    };
    assert_eq!(units(from.center.id), 30.0);
    assert_eq!(units(to.center.id), 10.0);
    assert_eq!(worlds.touched, 10);
}

#[test]
fn a_new_center_takes_no_more_than_it_has_room_for() {
    let store = desk();
    let from = sheet(&store, |sheet| {
        sheet.center.region == Region::Overseas && sheet.center.accepts.contains(&DeviceKind::Miner)
    });
    let plant = |per_week: f64| Change::NewCenter {
        name: "US plant".into(),
        makers: Vec::new(),
        from: now().date(),
        per_week_at_first: per_week,
        per_week_when_full: per_week,
        full_on: now().date(),
        fee_usd: None,
        freight_usd: 30.0,
        source: String::new(),
    };
    let moved = |per_week: f64| {
        let worlds = store
            .two_worlds(&planned(from.center.id, 100), &[plant(per_week)], now())
            .unwrap();
        worlds
            .centers
            .iter()
            .find(|center| center.center_id.is_none())
            .map_or(0.0, |center| center.units_then)
    };

    assert!((moved(10.0) - 40.0).abs() < 1e-6, "four weeks at ten");
    assert!((moved(1_000.0) - 100.0).abs() < 1e-6);
    assert_eq!(moved(0.0), 0.0);
}

#[test]
fn both_scenarios_that_ship_run_and_say_what_they_assume() {
    let store = desk();

    let all = store.scenarios(now()).unwrap();

    assert_eq!(all.len(), 2);
    for scenario in all {
        scenario.check().unwrap();
        assert!(scenario.note.contains("assum"), "{}", scenario.note);
        let worlds = open(&store, &scenario.changes);
        assert!(worlds.touched > 0, "{}", scenario.name);
    }
}

#[test]
fn a_scenario_is_saved_over_the_shipped_one_and_taken_back() {
    let mut store = desk();
    let mut own = store.scenarios(now()).unwrap().remove(0);
    own.name = "A longer hold".into();

    let saved = store.save_scenario(&own, &act()).unwrap();
    let named: Vec<String> = store
        .scenarios(now())
        .unwrap()
        .into_iter()
        .map(|scenario| scenario.name)
        .collect();
    store.undo(saved.action, &act()).unwrap();

    assert_eq!(named, ["A longer hold", "US plant ramps through 2026"]);
    assert!(store.scenarios(now()).unwrap()[0].shipped);
}

#[test]
fn what_cannot_be_is_named_by_its_field() {
    let store = desk();
    let refused = |change: Change| {
        store
            .two_worlds(&Fleet::Open, &[change], now())
            .unwrap_err()
            .to_string()
    };

    assert!(refused(hold(1.5)).contains("chance"));
    assert!(
        refused(Change::Queue {
            center_ids: Vec::new(),
            times: 0.0
        })
        .contains("times")
    );
}

#[test]
fn the_open_tickets_are_walked_by_their_own_index() {
    let store = Store::in_memory(&act()).unwrap();

    let plan: Vec<String> = store
        .conn
        .prepare(&format!("EXPLAIN QUERY PLAN {}", super::cells::OPEN))
        .unwrap()
        .query_map([], |row| row.get(3))
        .unwrap()
        .collect::<rusqlite::Result<_>>()
        .unwrap();

    assert!(
        plan.iter()
            .all(|step| !step.starts_with("SCAN ticket") || step.contains("ticket_open")),
        "{plan:?}"
    );
}
