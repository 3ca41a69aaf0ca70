//! The curves against those of lifelines, kept in a file: it is run itself by `tests/judge`.

use std::path::Path;

use serde::Deserialize;

use crate::review::curve::Times;

#[derive(Deserialize)]
struct Oracle {
    sets: std::collections::BTreeMap<String, Set>,
}

#[derive(Deserialize)]
struct Set {
    /// Day, share left, and its band.
    steps: Vec<(f64, f64, f64, f64)>,
    p50: Option<f64>,
    p80: Option<f64>,
    p95: Option<f64>,
    p50_low: Option<f64>,
    p50_high: Option<f64>,
    at_risk: Vec<(u32, u32)>,
}

#[derive(Deserialize)]
struct Subject {
    t: f64,
    event: u8,
}

#[test]
fn curves_bands_quantiles_and_numbers_at_risk_are_those_of_lifelines() {
    let oracle: Oracle = serde_json::from_str(include_str!("lifelines.json")).unwrap();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../turnaround/tests/survival");
    for (name, set) in oracle.sets {
        let mut times = Times::default();
        let mut file = csv::Reader::from_path(folder.join(format!("{name}.csv"))).unwrap();
        for subject in file.deserialize::<Subject>() {
            let subject = subject.unwrap();
            times.push((subject.t * 1440.0).round() as u32, subject.event == 1);
        }

        let points = times.points(1_000_000);
        assert_eq!(points.len(), set.steps.len(), "{name}");
        for (point, (day, left, low, high)) in points.iter().zip(&set.steps) {
            assert_eq!(point.days, *day, "{name}");
            assert!((point.away - left).abs() < 1e-9, "{name} day {day}");
            assert!(
                (point.low - low).abs() < 1e-8,
                "{name} day {day}: {} {low}",
                point.low
            );
            assert!(
                (point.high - high).abs() < 1e-8,
                "{name} day {day}: {} {high}",
                point.high
            );
        }
        let quantiles = times.quantiles();
        assert_eq!(
            (quantiles.p50, quantiles.p80, quantiles.p95),
            (set.p50, set.p80, set.p95),
            "{name}"
        );
        let median = times.banded(0.5);
        assert_eq!(
            (median.low, median.days, median.high),
            (set.p50_low, set.p50, set.p50_high),
            "{name}"
        );
        let (days, units): (Vec<u32>, Vec<u32>) = set.at_risk.into_iter().unzip();
        let ours: Vec<u32> = times.at_risk(&days).iter().map(|at| at.units).collect();
        assert_eq!(ours, units, "{name}");
    }
}
