use super::*;
use crate::review::asked::{Dimension, ReviewFilter};
use crate::review::facts::{Held, STAGES, place_of};
use crate::review::turnaround::TurnaroundGroup;
use crate::ticket::{HoldReason, Holder, TicketQuery};

fn whole(made: &Made) -> TurnaroundGroup {
    made.facts
        .turnaround(Dimension::Center, &ReviewFilter::default(), now())
        .whole
}

/// Back after 10, 20 and 30 days; away for 15 and 40; one cancelled.
fn five_and_one() -> Made {
    let mut made = Made::new();
    for away in [10.0, 20.0, 30.0] {
        let fact = made.back(100.0, away);
        made.add(fact);
    }
    for filed in [15.0, 40.0] {
        let fact = made.waiting(filed);
        made.add(fact);
    }
    let cancelled = Fact {
        stage: Stage::Cancelled,
        ..made.waiting(50.0)
    };
    made.add(cancelled);
    made
}

#[test]
fn open_tickets_hold_the_quantiles_up_and_cancelled_ones_are_counted_apart() {
    let group = whole(&five_and_one());

    // By hand: 4/5, then 2/3 of it, then 1/2 of that: 0.8, 0.533, 0.267.
    assert_eq!((group.units, group.open, group.ended), (5, 2, 1));
    assert_eq!(group.days.p50, Some(30.0));
    assert_eq!(group.days.p80, None, "no fifth of them was ever left");
}

#[test]
fn working_days_are_those_of_the_center() {
    let mut made = Made::new();
    // From Friday 2026-08-28 to Friday 2026-09-11 in the US: Labor Day between them.
    let fact = made.back(24.0, 14.0);
    made.add(fact);

    let group = whole(&made);

    assert_eq!(group.days.p50, Some(14.0));
    let worked = group.working.p50.unwrap();
    assert!((9.0..9.6).contains(&worked), "{worked}");
}

#[test]
fn the_time_of_a_hold_is_its_holders_and_the_rest_the_stages() {
    let mut made = Made::new();
    let mut fact = made.back(40.0, 12.0);
    let stay = |stage, days: u32| (place_of(stage).unwrap(), Span::of(days * 1440));
    for (place, span) in [
        stay(Stage::Queued, 6),
        stay(Stage::Repairing, 4),
        stay(Stage::FromCenter, 2),
    ] {
        fact.spans[place] = span;
    }
    fact.has_holds = true;
    let held = Held {
        stage: Stage::Repairing,
        reason: HoldReason::Parts,
        holder: Holder::Parts,
        from: at(-34.0),
        until: at(-31.0),
    };
    made.facts.put(fact, vec![held], None);

    let group = whole(&made);

    let days: Vec<(Holder, f64)> = group
        .held
        .iter()
        .map(|held| (held.holder, held.days))
        .collect();
    assert_eq!(
        days,
        [
            (Holder::Vendor, 7.0),
            (Holder::Carrier, 2.0),
            (Holder::Parts, 3.0)
        ]
    );
    assert_eq!((group.own_days, group.others_days), (Some(0.0), Some(12.0)));
}

#[test]
fn a_stage_counts_who_is_in_it_as_not_through() {
    let mut made = Made::new();
    let queued = place_of(Stage::Queued).unwrap();
    for days in [2, 4] {
        let mut fact = made.back(50.0, 20.0);
        fact.spans[queued] = Span::of(days * 1440);
        made.add(fact);
    }
    let fact = made.waiting(9.0);
    made.add(fact);

    let by = made
        .facts
        .turnaround(Dimension::Stage, &ReviewFilter::default(), now());

    assert_eq!(by.groups.len(), 1);
    let queue = &by.groups[0];
    assert_eq!(
        (queue.key.as_str(), queue.units, queue.open),
        ("queued", 3, 1)
    );
    assert_eq!((queue.days.p50, queue.days.p80), (Some(4.0), None));
    assert_eq!(queue.tickets.stages, [Stage::Queued]);
}

#[test]
fn curves_are_drawn_by_center_with_those_at_risk() {
    let mut made = five_and_one();
    let fact = made.back(60.0, 50.0);
    let overseas = made.facts.centers.place(Some(made.overseas));
    made.add(Fact {
        center: overseas,
        ..fact
    });

    let curves = made.facts.curves(&ReviewFilter::default(), now());

    assert_eq!(curves.len(), 2);
    assert_eq!((curves[0].center_id, curves[0].units), (made.us, 5));
    let away: Vec<f64> = curves[0].points.iter().map(|point| point.away).collect();
    assert!((away[1] - 0.8 * 2.0 / 3.0).abs() < 1e-12);
    let at_risk: Vec<u32> = curves[0].at_risk.iter().map(|at| at.units).collect();
    assert_eq!(at_risk[..4], [5, 4, 2, 0]);
    assert_eq!(curves[1].points.last().unwrap().away, 0.0);
}

#[test]
fn us_and_overseas_stand_side_by_side_month_after_month_with_what_happened() {
    let mut made = Made::new();
    let overseas = made.facts.centers.place(Some(made.overseas));
    for (filed, away, center) in [(200.0, 30.0, 0), (200.0, 60.0, overseas), (20.0, 10.0, 0)] {
        let fact = made.back(filed, away);
        let center = if center == 0 { fact.center } else { center };
        made.add(Fact { center, ..fact });
    }
    let mut held = made.waiting(100.0);
    held.has_holds = true;
    let hold = |from: f64, until: f64| Held {
        stage: Stage::CustomsOut,
        reason: HoldReason::CustomsHold,
        holder: Holder::Customs,
        from: at(from),
        until: at(until),
    };
    made.facts
        .put(held, vec![hold(-90.0, -80.0), hold(-80.5, -60.0)], None);

    let trend = made.facts.trend(&ReviewFilter::default(), now());

    assert_eq!(trend.points.len(), 4);
    assert_eq!(trend.points[0].p50.days, Some(30.0));
    assert_eq!(
        (trend.points[1].region, trend.points[1].p50.days),
        (Region::Overseas, Some(60.0))
    );
    let customs: Vec<_> = trend
        .events
        .iter()
        .filter(|event| event.kind == crate::review::TrendEventKind::CustomsHold)
        .collect();
    assert_eq!(customs.len(), 1, "{customs:?}");
    assert_eq!((customs[0].to - customs[0].from).num_days(), 30);
    assert!(trend.events.iter().all(|event| event.from <= event.to));
}

#[test]
fn every_group_leads_to_its_own_tickets() {
    let store = demo(150);
    store
        .conn
        .execute_batch(
            "INSERT INTO finding (id, ticket_id, attempt, device_id, slot, component, fault_class, unit, confidence,
                 found_by, person, note, lines, at)
             SELECT randomblob(16), id, 1, device_id, '', 'hashboard',
                 iif(number % 2, 'hb_zero_asic', 'hb_missing'), '', iif(number % 3, 'likely', 'certain'), 'person',
                 'Kim', '', '[]', opened_at + number
             FROM ticket WHERE number % 5 < 2;",
        )
        .unwrap();
    let facts = store.facts(now()).unwrap();

    for &by in Dimension::ALL {
        let answer = facts.turnaround(by, &ReviewFilter::default(), now());
        assert!(!answer.groups.is_empty(), "{by}");
        for group in answer.groups.iter().filter(|group| !group.key.is_empty()) {
            let found = store.count_tickets(&group.tickets, now()).unwrap().count;
            let counted = if by == Dimension::Stage {
                group.open
            } else {
                group.units + group.ended
            };
            assert_eq!(found, counted, "{by} {}", group.label);
        }
    }
    let named = TicketQuery {
        numbers: vec![3, 7, 9_999],
        ..TicketQuery::default()
    };
    let page = store.tickets(&named, now()).unwrap();
    let numbers: Vec<&str> = page.rows.iter().map(|row| row.number.as_str()).collect();
    assert_eq!(numbers, ["T-000007", "T-000003"]);
}

#[test]
fn whose_time_it_was_is_what_the_tickets_own_clock_says() {
    let store = demo(120);
    let facts = store.facts(now()).unwrap();

    for row in facts.rows.iter().filter(|row| row.back > 0) {
        let id: crate::id::TicketId = store
            .conn
            .query_row(
                "SELECT id FROM ticket WHERE number = ?1",
                [row.number],
                |row| row.get(0),
            )
            .unwrap();
        let held_when_back: bool = store
            .conn
            .query_row(
                "SELECT EXISTS (SELECT 1 FROM hold WHERE ticket_id = ?1 AND from_at / 60000 >= ?2)",
                rusqlite::params![id, row.back],
                |row| row.get(0),
            )
            .unwrap();
        if held_when_back {
            continue;
        }
        let clock = store.ticket_clock(id, &act(0)).unwrap();
        for &holder in Holder::ALL {
            let mut minutes = 0;
            facts.hold_times(row, at(0.0), |_, whose, of| {
                minutes += if whose == holder { of } else { 0 };
            });
            let told = clock.held_by.iter().find(|held| held.holder == holder);
            let mut hours = told.map_or(0.0, |held| held.elapsed_hours);
            if holder == Holder::Us {
                // Between delivery and closing a unit is back: nobody waits for it any more.
                let delivered: f64 = store
                    .conn
                    .query_row(
                        "SELECT coalesce(sum(coalesce(left_at, ?2) - entered_at), 0) / 3600000.0 FROM stage_visit
                         WHERE ticket_id = ?1 AND stage = 'delivered'",
                        rusqlite::params![id, now()],
                        |row| row.get(0),
                    )
                    .unwrap();
                hours -= delivered;
            }
            let off = (f64::from(minutes) / 60.0 - hours).abs();
            assert!(
                off < 0.3 + hours * 1e-3,
                "T-{} {holder}: {off} of {hours} h",
                row.number
            );
        }
    }
    assert_eq!(STAGES.len(), 12);
}
