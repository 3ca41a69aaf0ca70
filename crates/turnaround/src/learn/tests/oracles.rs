//! Figures computed elsewhere: `tests/oracles.json`, from lifelines, scipy and the papers.

use serde_json::Value;

use super::*;
use crate::learn::grid::{BINS, bin, edges};
use crate::learn::node::{Fate, ONE, Tally};
use crate::learn::root::Root;
use crate::prior::Lognormal;

fn oracles() -> Value {
    serde_json::from_str(include_str!("../../../tests/oracles.json")).unwrap()
}

fn figure(value: &Value) -> f64 {
    value.as_f64().unwrap()
}

/// Edges of our own instead of the grid's: what a node computes hangs on the bins' numbers alone.
struct Edges([f64; BINS + 1]);

impl Edges {
    /// An edge right after each of `times`, another right before it, and the rest spread out
    /// beyond the last.
    fn around(times: &[f64]) -> Self {
        let mut all = vec![0.0];
        for time in times {
            all.extend([time - 1e-7, time + 1e-7]);
        }
        let last = times.last().copied().unwrap_or(1.0);
        while all.len() < BINS + 1 {
            let step = all.len() as f64;
            all.push(last + step);
        }
        all.sort_by(f64::total_cmp);
        Self(all.try_into().unwrap())
    }

    fn bin(&self, t: f64) -> usize {
        self.0.partition_point(|edge| *edge <= t) - 1
    }

    /// P(T > t), t shortly before an edge.
    fn survival(&self, curve: &Curve, t: f64) -> f64 {
        curve.0[self.0.partition_point(|edge| *edge <= t)]
    }

    fn curve(&self, survival: impl Fn(f64) -> f64) -> Curve {
        Curve(self.0.map(survival))
    }
}

fn tally(times: &[f64], events: &[bool], bin: impl Fn(f64) -> usize) -> Tally {
    let mut tally = Tally::default();
    for (t, event) in times.iter().zip(events) {
        let fate = if *event { Fate::Ended } else { Fate::Open };
        tally.add(bin(*t), fate, ONE);
    }
    tally
}

/// Kaplan and Meier 1958, used by Susarla and Van Ryzin 1976.
const TIMES: [f64; 8] = [0.8, 1.0, 2.7, 3.1, 5.4, 7.0, 9.2, 12.1];
const EVENTS: [bool; 8] = [true, false, false, true, true, false, true, false];

#[test]
fn without_a_prior_a_node_is_kaplan_and_meiers_estimate() {
    let edges = Edges::around(&TIMES);
    let parent = edges.curve(|t| libm::exp(-0.12 * t));

    let curve = tally(&TIMES, &EVENTS, |t| edges.bin(t)).curve(&parent, 1e-9);

    for (t, survival) in TIMES
        .iter()
        .zip(oracles()["km1958"]["S"].as_array().unwrap())
    {
        let found = edges.survival(&curve, *t);
        assert!((found - figure(survival)).abs() < 5e-6, "{t}: {found}");
    }
}

#[test]
fn with_a_prior_a_node_is_susarla_and_van_ryzins_estimate() {
    let times: Vec<f64> = TIMES.into_iter().chain([15.0]).collect();
    let edges = Edges::around(&times);
    let parent = edges.curve(|t| libm::exp(-0.12 * t));
    for worth in [4.0, 8.0, 16.0] {
        let curve = tally(&TIMES, &EVENTS, |t| edges.bin(t)).curve(&parent, worth);

        let known = &oracles()["svr"][format!("B{worth}")];
        for (t, survival) in known.as_object().unwrap() {
            let found = edges.survival(&curve, t.parse().unwrap());
            assert!(
                (found - figure(survival)).abs() < 5e-6,
                "worth {worth}, {t}: {found} {survival}"
            );
        }
    }
}

#[test]
fn a_fine_grid_gives_the_fine_grid_figures() {
    let times: Vec<f64> = TIMES.into_iter().chain([15.0]).collect();
    let edges = Edges::around(&times);
    let parent = edges.curve(|t| libm::exp(-0.12 * t));

    let curve = tally(&TIMES, &EVENTS, |t| edges.bin(t)).curve(&parent, 8.0);

    for (t, survival) in oracles()["svr_grid_check_B8"].as_object().unwrap() {
        let found = edges.survival(&curve, t.parse().unwrap());
        assert!((found - figure(survival)).abs() < 1e-5, "{t}: {found}");
    }
}

#[test]
fn on_our_grid_a_node_is_susarla_and_van_ryzins_estimate_but_for_the_width_of_a_bin() {
    let parent = Curve(edges().map(|t| libm::exp(-0.12 * t)));
    for worth in [4.0, 8.0, 16.0] {
        let curve = tally(&TIMES, &EVENTS, bin).curve(&parent, worth);

        let known = &oracles()["svr"][format!("B{worth}")];
        for (t, survival) in known.as_object().unwrap() {
            let (t, survival): (f64, f64) = (t.parse().unwrap(), figure(survival));
            let (low, high) = (curve.0[bin(t) + 1], curve.0[bin(t)]);
            // A step in a bin is spread over it.
            assert!(
                low - 0.01 <= survival && survival <= high + 0.01,
                "worth {worth}, {t}: {survival} outside {low} to {high}"
            );
        }
    }
}

fn survival_data(name: &str) -> (Vec<f64>, Vec<bool>) {
    let text = match name {
        "waltons" => include_str!("../../../tests/survival/waltons.csv"),
        "lung" => include_str!("../../../tests/survival/lung.csv"),
        _ => include_str!("../../../tests/survival/gbsg2.csv"),
    };
    let rows = text.lines().skip(1).map(|line| {
        let (t, event) = line.split_once(',').unwrap();
        (t.parse::<f64>().unwrap(), event == "1")
    });
    rows.unzip()
}

const DATA: [&str; 3] = ["waltons", "lung", "gbsg2"];

#[test]
fn a_node_follows_the_kaplan_meier_curves_of_lifelines() {
    for name in DATA {
        let (times, events) = survival_data(name);
        let known = &oracles()[name];
        assert_eq!(known["n"].as_u64(), Some(times.len() as u64));
        // Edges right after the times asked about, the rest after every so many times.
        let asked: Vec<f64> = known["km"]
            .as_object()
            .unwrap()
            .keys()
            .map(|t| t.parse().unwrap())
            .collect();
        let mut cuts: Vec<f64> = asked.iter().map(|t| t + 1e-6).collect();
        let mut distinct = times.clone();
        distinct.sort_by(f64::total_cmp);
        distinct.dedup();
        let every = distinct.len().div_ceil(BINS - cuts.len() - 2);
        cuts.extend(distinct.iter().step_by(every).map(|t| t + 1e-6));
        cuts.push(0.0);
        while cuts.len() < BINS + 1 {
            cuts.push(1e5 + cuts.len() as f64);
        }
        cuts.sort_by(f64::total_cmp);
        let edges = Edges(cuts.try_into().unwrap());
        let parent = edges.curve(|t| libm::exp(-t / 1e4));

        let curve = tally(&times, &events, |t| edges.bin(t)).curve(&parent, 1e-9);

        for (t, survival) in known["km"].as_object().unwrap() {
            let found = edges.survival(&curve, t.parse().unwrap());
            // Stays seen no further at the instant at which others end count half.
            assert!(
                (found - figure(survival)).abs() < 4e-3,
                "{name}, {t}: {found} {survival}"
            );
        }
        let median = figure(&known["median"]);
        let at = curve.0.partition_point(|survival| *survival > 0.5);
        assert!(
            edges.0[at - 1] <= median && median <= edges.0[at],
            "{name}: the median {median} is not between {} and {}",
            edges.0[at - 1],
            edges.0[at]
        );
    }
}

/// Where a root whose law is off by a factor of two ends up, in ln days.
fn root_of(times: &[f64], events: &[bool], mu: f64, sigma: f64) -> f64 {
    let law = Lognormal {
        m: mu + std::f64::consts::LN_2,
        s: sigma,
        tau: 5.0,
    };
    let tally = tally(times, events, bin);
    law.m + Root::new(&law, 0.0, &tally, 10.0, 10.0).delta
}

#[test]
fn a_root_moves_to_the_median_of_the_repair_times_of_von_alven() {
    let known = &oracles()["von_alven_repair_hours"];
    let times: Vec<f64> = known["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(figure)
        .collect();
    let (mu, sigma) = (figure(&known["mu"]), figure(&known["sigma"]));

    let found = root_of(&times, &vec![true; times.len()], mu, sigma);

    assert!((found - mu).abs() < 0.05, "{found} {mu}");
}

#[test]
fn a_root_moves_to_the_lognormal_that_lifelines_fits_as_far_as_closed_stays_back_it() {
    for name in DATA {
        let (times, events) = survival_data(name);
        let fitted = &oracles()[name]["lognormal"];
        // Tenths of a day: the longest lies beyond the grid.
        let times: Vec<f64> = times.iter().map(|t| t / 10.0).collect();
        let mu = figure(&fitted["mu"]) - libm::log(10.0);

        let found = root_of(&times, &events, mu, figure(&fitted["sigma"]));

        // Open stays are trusted less where few have closed: it stays on the short side.
        let open = 1.0 - events.iter().filter(|event| **event).count() as f64 / times.len() as f64;
        assert!(
            found < mu + 0.08 && found > mu - 0.08 - open,
            "{name}: {found} {mu}"
        );
    }
}

#[test]
fn a_lognormal_stay_of_15_days_has_the_conditional_quantiles_left() {
    let known = &oracles()["lognormal_conditional"];
    let law = Curve::lognormal(figure(&known["mu"]), figure(&known["sigma"]), 0.0);

    let left = law.left_after(figure(&known["elapsed"])).unwrap();

    for (p, name) in [(0.5, "P50_rem"), (0.8, "P80_rem"), (0.95, "P95_rem")] {
        let (found, published) = (left.quantile(p), figure(&known[name]));
        assert!(
            (found / published - 1.0).abs() < 0.005,
            "{name}: {found} {published}"
        );
    }
}

#[test]
fn three_exponential_stages_in_a_row_take_erlangs_quantiles() {
    let rate = figure(&oracles()["erlang3_sum"]["rate"]);
    let cases: Vec<Told> = (0..6000)
        .map(|case| {
            let stay = |visit| -libm::log(chance(11, case, visit)) / rate;
            let stays = [("a", stay(0)), ("b", stay(1)), ("bench", stay(2))];
            let length: f64 = stays.iter().map(|(_, days)| days).sum();
            told(length + 0.5, &stays, true)
        })
        .collect();
    let position = Position {
        case: "asked",
        opened: now(),
        stage: "a",
        entered: now(),
        center: "Ridge",
        attributes: vec![],
    };

    let left = learned(&cases).remaining(&position, now()).unwrap();

    for (p, name) in [(0.5, "P50"), (0.8, "P80"), (0.95, "P95")] {
        let (found, exact) = (left.quantile(p), figure(&oracles()["erlang3_sum"][name]));
        assert!(
            (found / exact - 1.0).abs() < 0.04,
            "{name}: {found} {exact}"
        );
    }
}
