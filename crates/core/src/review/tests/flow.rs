use super::*;
use crate::review::asked::ReviewFilter;
use crate::ticket::{AgeBand, HoldReason};

#[test]
fn the_backlog_stands_in_bands_of_age_and_leads_to_its_tickets() {
    let mut made = Made::new();
    for days in [0.5, 3.9, 4.0, 14.5, 30.5, 61.0, 200.0] {
        let fact = made.waiting(days);
        made.add(fact);
    }
    let fact = made.waiting(20.0);
    made.add(Fact {
        hold: Some(HoldReason::Parts),
        stage: Stage::Repairing,
        ..fact
    });
    let fact = made.back(90.0, 30.0);
    made.add(fact);

    let flow = made.facts.flow(&ReviewFilter::default(), now());

    assert_eq!(flow.open, 8);
    let queued: Vec<u32> = flow.stages[0].bands.iter().map(|cell| cell.count).collect();
    assert_eq!(
        (flow.stages[0].key.as_str(), queued),
        ("queued", vec![2, 1, 1, 1, 0, 2])
    );
    assert_eq!(flow.stages[0].bands[5].tickets.age, Some(AgeBand::Over60));
    assert_eq!(
        (flow.holds[0].key.as_str(), flow.holds[0].count),
        ("parts", 1)
    );
}

#[test]
fn the_bands_count_what_the_list_behind_them_shows() {
    let store = demo(200);
    let facts = store.facts(now()).unwrap();

    let flow = facts.flow(&ReviewFilter::default(), now());

    for row in flow.stages.iter().chain(&flow.holds) {
        assert_eq!(
            store.count_tickets(&row.tickets, now()).unwrap().count,
            row.count,
            "{}",
            row.key
        );
        for cell in &row.bands {
            let listed = store.count_tickets(&cell.tickets, now()).unwrap().count;
            assert_eq!(listed, cell.count, "{} {}", row.key, cell.age);
        }
    }
    assert!(flow.open > 0);
    assert_eq!(
        flow.stages.iter().map(|row| row.count).sum::<u32>(),
        flow.open
    );
}

#[test]
fn arrivals_and_departures_lead_from_week_to_week() {
    let mut made = Made::new();
    // Now is a Monday, 13:33: four hours ago is this week, a day ago the last.
    for (filed, away) in [
        (0.1, None),
        (1.0, None),
        (8.0, Some(2.0)),
        (20.0, Some(19.95)),
    ] {
        let fact = match away {
            Some(away) => made.back(filed, away),
            None => made.waiting(filed),
        };
        made.add(fact);
    }

    let weeks = made.facts.flow(&ReviewFilter::default(), now()).weeks;

    assert_eq!(weeks.len(), 26);
    let last: Vec<(u32, u32, u32)> = weeks[22..]
        .iter()
        .map(|week| (week.arrived, week.departed, week.open))
        .collect();
    assert_eq!(last, [(1, 0, 1), (1, 0, 2), (1, 1, 2), (1, 1, 2)]);
    assert_eq!(weeks[25].week.to_string(), "2026-09-21");
}

#[test]
fn littles_law_holds_of_a_steady_flow() {
    let mut made = Made::new();
    // One a day, each away for 20 days: 20 are away at any time.
    for filed in 1..=200 {
        let filed = f64::from(filed);
        let fact = if filed > 20.0 {
            made.back(filed, 20.0)
        } else {
            made.waiting(filed)
        };
        made.add(fact);
    }

    let little = made
        .facts
        .flow(&ReviewFilter::default(), now())
        .little
        .unwrap();

    assert!((little.cycle_days - 20.0).abs() < 1e-6, "{little:?}");
    assert!((little.departures_per_day - 1.0).abs() < 0.02, "{little:?}");
    assert!((little.mean_open - 20.0).abs() < 0.3, "{little:?}");
    assert!((little.ratio - 1.0).abs() < 0.03, "{little:?}");
}

#[test]
fn who_waits_is_at_risk_as_those_before_who_waited_as_long() {
    let mut made = Made::new();
    // Of 40 in the queue half were back 10 days later, half after 30.
    for i in 0..40 {
        let mut fact = made.back(200.0, if i % 2 == 0 { 10.0 } else { 30.0 });
        let queued = crate::review::facts::place_of(Stage::Queued).unwrap();
        fact.spans[queued] = Span::of(5 * 1440);
        made.add(fact);
    }
    let mut open = |filed: f64, left: f64| {
        let fact = made.waiting(filed);
        made.add(Fact {
            p50: at(left - 1.0),
            p80: at(left),
            ..fact
        })
    };
    let fresh = open(0.0, 15.0);
    let waited = open(12.0, 15.0);
    let safe = open(12.0, 25.0);
    let beyond = open(35.0, 5.0);
    open(50.0, -3.0);

    let list = made.facts.flow(&ReviewFilter::default(), now()).at_risk;

    let chance = |number: u32| {
        let name = format!("T-{number:06}");
        list.rows
            .iter()
            .find(|row| row.ticket == name)
            .unwrap()
            .chance
    };
    assert_eq!((list.promised, list.passed), (4, 1));
    // Of 44 who waited ten days, the still open ones among them, 20 were back then.
    assert!((chance(fresh).unwrap() - 24.0 / 44.0).abs() < 1e-9);
    assert!(chance(waited).unwrap() > 0.9);
    assert!(chance(safe).unwrap() < 0.2, "{:?}", chance(safe));
    assert_eq!(
        chance(beyond),
        None,
        "none ever waited so long and came back"
    );
    assert_eq!(list.rows[0].ticket, format!("T-{beyond:06}"));
}

#[test]
fn a_centers_work_is_held_against_what_it_can_do() {
    let mut made = Made::new();
    let us = made.us;
    let sheet = &mut made.facts.around.centers.get_mut(&us).unwrap().sheet;
    sheet.capacities = vec![crate::place::Capacity {
        id: crate::id::RowId(uuid::Uuid::nil()),
        center_id: us,
        units_per_week: 4.0,
        valid_from: now().date(),
        source: String::new(),
    }];
    for stage in [
        Stage::Submitted,
        Stage::ToCenter,
        Stage::Queued,
        Stage::Repairing,
        Stage::Ready,
        Stage::FromCenter,
    ] {
        let fact = made.waiting(10.0);
        made.add(Fact { stage, ..fact });
    }
    let fact = made.back(30.0, 20.0);
    made.add(fact);

    let load = &made.facts.flow(&ReviewFilter::default(), now()).capacity[0];

    assert_eq!((load.on_the_way, load.queued, load.on_the_bench), (2, 1, 1));
    assert_eq!(load.weeks_of_work, Some(1.0));
    assert_eq!(load.made_per_week, 1.0 / 8.0);
}
