use super::*;
use crate::review::asked::ReviewFilter;
use crate::review::quality::{ParetoBy, Quality};

/// Month, units, and of each horizon the hits, those watched, and whether all were.
type Told = (String, u32, Vec<(u32, u32, bool)>);

fn quality(made: &Made) -> Quality {
    made.facts.quality(&ReviewFilter::default(), now())
}

/// The unit of ticket `of` comes back `after` days after its return.
fn bounce(made: &mut Made, of: u32, after: f64) {
    let row = made
        .facts
        .rows
        .iter()
        .find(|row| row.number == of)
        .copied()
        .unwrap();
    let fact = made.waiting(0.0);
    let opened = row.back + (after * 1440.0) as u32;
    made.add(Fact {
        opened,
        drafted: opened,
        bounce_of: of,
        ..fact
    });
}

#[test]
fn a_cohort_counts_above_and_below_only_who_was_watched_so_long() {
    let mut made = Made::new();
    // Delivered 95, 50 and 20 days ago: 2026-06-18, 08-02, 09-01; and one on 08-05.
    let old = {
        let fact = made.back(115.0, 20.0);
        made.add(fact)
    };
    let mid = {
        let fact = made.back(70.0, 20.0);
        made.add(fact)
    };
    let fact = made.back(67.0, 20.0);
    made.add(fact);
    let new = {
        let fact = made.back(40.0, 20.0);
        made.add(fact)
    };
    bounce(&mut made, old, 45.0);
    bounce(&mut made, mid, 10.0);
    bounce(&mut made, new, 5.0);

    let cohorts = quality(&made).cohorts;

    let told: Vec<Told> = cohorts
        .iter()
        .map(|cohort| {
            let shares = cohort.bounced.iter();
            let shares = shares.map(|at| (at.share.hits, at.share.of, at.is_complete));
            (cohort.month.to_string(), cohort.units, shares.collect())
        })
        .collect();
    assert_eq!(
        told,
        [
            (
                "2026-06-01".to_owned(),
                1,
                vec![(0, 1, true), (1, 1, true), (1, 1, false)]
            ),
            (
                "2026-08-01".to_owned(),
                2,
                vec![(1, 2, false), (0, 0, false), (0, 0, false)]
            ),
            // Back already, and yet in no ratio: nobody else of its day has been watched so long.
            (
                "2026-09-01".to_owned(),
                1,
                vec![(0, 0, false), (0, 0, false), (0, 0, false)]
            ),
        ]
    );
    assert_eq!(cohorts[1].tickets.numbers, [mid, 6]);
}

#[test]
fn first_time_fixes_ntf_and_retests_are_shares_of_their_own_tickets() {
    let mut made = Made::new();
    let fact = made.back(100.0, 20.0);
    made.add(fact);
    let fact = made.back(100.0, 20.0);
    made.add(Fact {
        attempt: 2,
        failed_tests: 1,
        tests: 2,
        ..fact
    });
    let came_back = {
        let fact = made.back(100.0, 20.0);
        made.add(fact)
    };
    bounce(&mut made, came_back, 12.0);
    let fact = made.back(100.0, 20.0);
    made.add(Fact {
        disposition: Some(Disposition::Ntf),
        tests: 0,
        ..fact
    });

    let told = quality(&made);

    assert_eq!((told.first_time.hits, told.first_time.of), (1, 3));
    assert_eq!((told.ntf.hits, told.ntf.of), (1, 4));
    assert_eq!((told.retest.hits, told.retest.of), (1, 3));
}

#[test]
fn a_pareto_begins_with_the_most_and_runs_up_to_all() {
    let mut made = Made::new();
    for (lot, many) in [("BOARD-LOT-A", 3), ("BOARD-LOT-B", 1)] {
        let lot = made.facts.lots.place(Some(lot.to_owned()));
        for _ in 0..many {
            let fact = made.waiting(5.0);
            made.add(Fact {
                lot,
                kind: DeviceKind::Hashboard,
                ..fact
            });
        }
    }
    let fact = made.waiting(5.0);
    made.add(fact);

    let paretos = quality(&made).paretos;

    let lots = paretos
        .iter()
        .find(|pareto| pareto.by == ParetoBy::BoardLot)
        .unwrap();
    assert_eq!(lots.tickets, 4, "a miner has no lot");
    assert_eq!(
        (lots.bars[0].label.as_str(), lots.bars[0].count),
        ("BOARD-LOT-A", 3)
    );
    assert_eq!(lots.bars[1].running_share, 1.0);
    let kinds = paretos
        .iter()
        .find(|pareto| pareto.by == ParetoBy::Component)
        .unwrap();
    assert_eq!(
        (kinds.bars[0].label.as_str(), kinds.bars[0].count),
        ("hashboard", 4)
    );
}

#[test]
fn one_model_failing_in_one_way_is_proposed_and_an_even_spread_is_not() {
    let mut made = Made::new();
    let model = |made: &mut Made, n: u128| {
        made.facts
            .models
            .place(Some(crate::id::ModelId(uuid::Uuid::from_u128(n))))
    };
    let fault = |made: &mut Made, code: &str| made.facts.faults.place(Some(code.to_owned()));
    let (a, b) = (model(&mut made, 1), model(&mut made, 2));
    let (x, y) = (
        fault(&mut made, "hb_zero_asic"),
        fault(&mut made, "psu_dead"),
    );
    let mut add = |model, fault, many: u32, stage| {
        for _ in 0..many {
            let fact = made.waiting(30.0);
            made.add(Fact {
                model,
                fault,
                stage,
                ..fact
            });
        }
    };
    add(a, x, 14, Stage::Queued);
    add(a, x, 1, Stage::Cancelled);
    add(a, y, 2, Stage::Queued);
    add(b, x, 4, Stage::Queued);
    add(b, y, 29, Stage::Queued);

    let told = quality(&made);

    let mut found: Vec<(u32, u32, &str)> = told
        .clusters
        .iter()
        .map(|cluster| (cluster.units, cluster.open, cluster.fault.as_str()))
        .collect();
    found.sort_unstable();
    assert_eq!(found, [(15, 14, "hb_zero_asic"), (29, 29, "psu_dead")]);
    assert_eq!(told.pairs_looked_at, 2);
    let mut of = told.clusters.iter();
    let first = of.find(|cluster| cluster.fault == "hb_zero_asic").unwrap();
    assert!((first.expected - 17.0 * 19.0 / 50.0).abs() < 1e-9 && first.p < 1e-4);
    assert_eq!(first.to_do.numbers.len(), 14);

    let mut even = Made::new();
    for n in 0..60 {
        let model = model(&mut even, n % 3);
        let fault = fault(&mut even, ["x", "y"][(n / 3 % 2) as usize]);
        let fact = even.waiting(30.0);
        even.add(Fact {
            model,
            fault,
            ..fact
        });
    }
    assert_eq!(quality(&even).clusters, []);
}
