use super::*;
use crate::id::EstimateId;
use crate::review::asked::ReviewFilter;
use crate::review::facts::{Promise, STAGES, place_of};
use crate::review::promise::{Forecaster, PromiseCheck, binomial_at_most};

fn check(made: &Made) -> PromiseCheck {
    made.facts.promises(&ReviewFilter::default(), now())
}

/// A filing of one unit promised back in 20, 30 and 50 days, `filed` days ago.
fn promise(made: &mut Made, filed: f64, back_after: Option<f64>) -> u32 {
    let fact = match back_after {
        Some(days) => made.back(filed, days),
        None => made.waiting(filed),
    };
    let number = fact.number;
    let rma = made
        .facts
        .rmas
        .place(Some(crate::id::RmaId(uuid::Uuid::from_u128(number.into()))));
    made.facts.promises.push(Promise {
        id: EstimateId(uuid::Uuid::from_u128(number.into())),
        rma,
        center: fact.center,
        made: now().plus_days(-filed),
        p50: 20.0,
        p80: 30.0,
        p95: 50.0,
        curve: (1..=19).map(|at| at as f32 * 2.0).collect(),
    });
    made.add(Fact { rma, ..fact })
}

#[test]
fn a_promise_is_judged_once_its_day_has_passed_and_who_is_still_out_has_missed_it() {
    let mut made = Made::new();
    promise(&mut made, 100.0, Some(15.0)); // kept all three
    promise(&mut made, 100.0, Some(40.0)); // P95 only
    promise(&mut made, 35.0, None); // P50 and P80 are missed for certain, P95 is open
    promise(&mut made, 10.0, Some(5.0)); // early, and no day has passed

    let told = check(&made).whole;

    assert_eq!(told.promises, 4);
    assert_eq!(told.overdue, 1);
    assert_eq!((told.by_p50.hits, told.by_p50.of), (1, 3));
    assert_eq!((told.by_p80.hits, told.by_p80.of), (1, 3));
    assert_eq!((told.by_p95.hits, told.by_p95.of), (2, 2));
    // 15 - 20, 40 - 20, at least 35 - 20.
    assert_eq!(told.bias_days, Some(15.0));
    // Pinball of 15: 2.5, 3, 1.75; of 40: 10, 8, 0.5.
    let by_hand = ((2.5 + 3.0 + 1.75) / 3.0 + (10.0 + 8.0 + 0.5) / 3.0) / 2.0;
    assert!((told.pinball_days.unwrap() - by_hand).abs() < 1e-9);
}

#[test]
fn a_filing_is_judged_by_its_last_unit() {
    let mut made = Made::new();
    promise(&mut made, 100.0, Some(10.0));
    let rma = made.facts.rows[0].rma;
    let second = made.back(100.0, 45.0);
    made.add(Fact { rma, ..second });

    let told = check(&made);

    assert_eq!((told.whole.by_p80.hits, told.whole.by_p80.of), (0, 1));
    assert_eq!(told.worst.len(), 1);
    assert_eq!(
        (told.worst[0].ticket.as_str(), told.worst[0].units),
        ("T-000002", 2)
    );
    assert_eq!(told.worst[0].days_late, 15.0);
    assert_eq!(told.worst[0].tickets.numbers, [1, 2]);
}

#[test]
fn the_worst_misses_name_the_stage_that_took_too_long() {
    let mut made = Made::new();
    let queued = place_of(Stage::Queued).unwrap();
    for away in [10.0, 11.0, 12.0, 60.0] {
        promise(&mut made, 100.0, Some(away));
        let row = made.facts.rows.last_mut().unwrap();
        row.spans[queued] = Span::of(if away > 50.0 { 40 } else { 4 } * 1440);
        row.spans[queued + 3] = Span::of(2 * 1440);
    }

    let worst = check(&made).worst;

    assert_eq!(worst.len(), 1);
    assert_eq!(worst[0].stage, Some(Stage::Queued));
    assert!((worst[0].stage_days_over.unwrap() - 36.0).abs() < 0.02);
    assert_eq!(STAGES[queued + 3], Stage::Repairing);
}

#[test]
fn the_frozen_curve_is_held_against_the_days_that_came() {
    let mut made = Made::new();
    for away in [3.0, 13.0, 23.0, 33.0] {
        promise(&mut made, 100.0, Some(away));
    }

    let points = check(&made).reliability;

    assert_eq!(points.len(), 19);
    // P50 was day 20: two of four were back by then.
    assert!((points[9].promised - 0.5).abs() < 1e-12);
    assert_eq!(points[9].kept.share, Some(0.5));
    assert_eq!(points[18].kept.share, Some(1.0));
}

#[test]
fn a_center_that_keeps_too_few_is_late_and_one_of_few_promises_is_not() {
    let mut made = Made::new();
    for i in 0..20 {
        promise(&mut made, 100.0, Some(if i < 8 { 20.0 } else { 40.0 }));
    }
    let overseas = made.facts.centers.place(Some(made.overseas));
    promise(&mut made, 100.0, Some(60.0));
    made.facts.promises.last_mut().unwrap().center = overseas;
    made.facts.rows.last_mut().unwrap().center = overseas;

    let late = check(&made).late;

    // 8 of 20 at 0.8: 0.0001017, twice that after Holm; 0 of 1: 0.2.
    let us = late
        .iter()
        .find(|center| center.center_id == made.us)
        .unwrap()
        .ours
        .unwrap();
    assert!((us.p / 2.0 - 1.0173e-4).abs() < 1e-7, "{us:?}");
    assert!(us.is_late);
    let other = late
        .iter()
        .find(|center| center.center_id == made.overseas)
        .unwrap()
        .ours
        .unwrap();
    assert!((other.p - 0.2).abs() < 1e-12 && !other.is_late);
    assert!((binomial_at_most(2, 3, 0.5) - 0.875).abs() < 1e-12);
}

#[test]
fn the_desk_is_scored_on_the_same_promises_as_its_baselines() {
    let mut made = Made::new();
    // Five returns of 10 days before any promise: the own median is 10, its P95 too.
    for _ in 0..5 {
        let fact = made.back(300.0, 10.0);
        made.add(fact);
    }
    promise(&mut made, 100.0, Some(20.0));

    let scores = check(&made).scores;

    let loss = |who| scores.iter().find(|scored| scored.who == who).unwrap();
    // Ours: 0, 2, 1.5. Own median: 5, 8, 9.5.
    assert!((loss(Forecaster::Desk).pinball_days - 3.5 / 3.0).abs() < 1e-9);
    assert!((loss(Forecaster::OwnMedian).pinball_days - 22.5 / 3.0).abs() < 1e-9);
    let published = loss(Forecaster::Published).pinball_days;
    let by_hand = (0.5 * 7.1 + 0.2 * 12.1 + 0.05 * 17.6) / 3.0;
    assert!((published - by_hand).abs() < 1e-9, "{published} {by_hand}");
    assert!(loss(Forecaster::Desk).crps_days.is_some());
    assert!(scores.iter().all(|scored| scored.promises == 1));
}

#[test]
fn the_check_and_the_record_on_where_to_send_are_one() {
    let store = demo(150);
    // A filing with a kept estimate beside those with two promised days.
    let center = store.centers().unwrap()[0].center.id;
    store
        .conn
        .execute(
            "INSERT INTO estimate (id, rma_id, center_id, made_at, p50_days, p80_days, p95_days, basis)
             SELECT id, id, ?1, submitted_at, 30, 45, 70, '{}' FROM rma WHERE seq % 2 = 0 AND submitted_at IS NOT NULL",
            [center],
        )
        .unwrap();
    let record = store.estimate_record(None, now()).unwrap();

    let facts = store.facts(now()).unwrap();
    let check = facts.promises(&ReviewFilter::default(), now());

    assert_eq!(
        check.whole.promises,
        record.whole.back + record.whole.under_way
    );
    assert_eq!(check.whole.overdue, record.whole.overdue);
    assert_eq!(check.whole.by_p50.share, record.whole.by_p50);
    assert_eq!(check.whole.by_p80.share, record.whole.by_p80);
    assert_eq!(check.whole.by_p95.share, record.whole.by_p95);
    let (ours, theirs) = (
        check.whole.pinball_days.unwrap(),
        record.whole.pinball_days.unwrap(),
    );
    assert!((ours - theirs).abs() < 1e-3, "{ours} {theirs}");
}
