//! Whether what a run measured is within the limits of its template. Pure.

use serde::{Deserialize, Serialize};

use super::{Answer, Measure, Measured, TestCheck, TestTemplate};
use crate::error::{Error, Result};

/// One check of a run, with what it was held against.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct CheckResult {
    pub measure: Measure,
    pub label: String,
    pub value: Option<f64>,
    /// As applied: percent of what is expected is worked out.
    pub min: Option<f64>,
    pub max: Option<f64>,
    /// `None`: it was not measured, or what is expected is not known.
    pub passed: Option<bool>,
}

/// Each check of a template against what was measured and answered.
pub(crate) fn judge(
    template: &TestTemplate,
    measured: &Measured,
    answers: &[Answer],
) -> Vec<CheckResult> {
    template
        .checks
        .iter()
        .map(|check| one(check, measured, answers))
        .collect()
}

/// The first check that keeps a run from passing: one that failed, or was not made.
pub(crate) fn failed_check(results: &[CheckResult]) -> Option<&CheckResult> {
    results.iter().find(|result| result.passed != Some(true))
}

fn one(check: &TestCheck, measured: &Measured, answers: &[Answer]) -> CheckResult {
    if check.measure == Measure::Seen {
        let answer = answers.iter().find(|answer| answer.label == check.label);
        return CheckResult {
            measure: Measure::Seen,
            label: check.label.clone(),
            value: None,
            min: None,
            max: None,
            passed: answer.map(|answer| answer.yes),
        };
    }
    let (value, expected) = measured.of(check.measure);
    let limit = |limit: Option<f64>| match (limit, check.of_expected) {
        (Some(percent), true) => Some(expected.map(|expected| expected * percent / 100.0)),
        (Some(limit), false) => Some(Some(limit)),
        (None, _) => None,
    };
    let (min, max) = (limit(check.min), limit(check.max));
    let unknown = min == Some(None) || max == Some(None);
    let (min, max) = (min.flatten(), max.flatten());
    CheckResult {
        measure: check.measure,
        label: check.label.clone(),
        value,
        min,
        max,
        passed: match value {
            Some(_) if unknown => None,
            Some(value) => {
                Some(min.is_none_or(|min| value >= min) && max.is_none_or(|max| value <= max))
            }
            None => None,
        },
    }
}

impl Measured {
    /// What was measured, and what was expected of it.
    fn of(&self, measure: Measure) -> (Option<f64>, Option<f64>) {
        match measure {
            Measure::MeanThs => (self.mean_ths, self.expected_ths),
            Measure::ChipsFound => (
                self.chips_found.map(f64::from),
                self.chips_expected.map(f64::from),
            ),
            Measure::HwErrorPercent => (self.hw_error_percent, None),
            Measure::Watts => (self.watts, None),
            Measure::InletC => (self.inlet_c, None),
            Measure::BoardC => (self.board_c, None),
            Measure::ChipC => (self.chip_c, None),
            Measure::Seen => (None, None),
        }
    }
}

/// # Errors
/// `Invalid` names what cannot have been measured.
pub(crate) fn plausible(measured: &Measured) -> Result<()> {
    let within = |field: &'static str, value: Option<f64>, low: f64, high: f64| match value {
        Some(value) if !(low..=high).contains(&value) => Err(Error::invalid(
            field,
            value.to_string(),
            format!("from {low} to {high}"),
        )),
        _ => Ok(()),
    };
    within("expected hashrate", measured.expected_ths, 0.0, 100_000.0)?;
    within("mean hashrate", measured.mean_ths, 0.0, 100_000.0)?;
    within("hardware errors", measured.hw_error_percent, 0.0, 100.0)?;
    within("watts", measured.watts, 0.0, 100_000.0)?;
    within("inlet temperature", measured.inlet_c, -60.0, 150.0)?;
    within("board temperature", measured.board_c, -60.0, 250.0)?;
    within("chip temperature", measured.chip_c, -60.0, 250.0)?;
    for (field, chips) in [
        ("chips found", measured.chips_found),
        ("chips expected", measured.chips_expected),
    ] {
        if chips.is_some_and(|chips| chips > 10_000) {
            return Err(Error::invalid(
                field,
                chips.unwrap_or_default().to_string(),
                "at most 10000",
            ));
        }
    }
    crate::check::short("firmware", &measured.firmware)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Component;
    use crate::ticket::TestKind;

    fn template(checks: Vec<TestCheck>) -> TestTemplate {
        TestTemplate {
            code: "x".into(),
            name: "x".into(),
            kind: TestKind::FullMachine,
            component: Component::Miner,
            model: String::new(),
            minutes: 1,
            checks,
            source: "own".into(),
            is_own: false,
            is_shipped: false,
        }
    }

    fn hashrate() -> TestCheck {
        TestCheck {
            measure: Measure::MeanThs,
            label: String::new(),
            min: Some(95.0),
            max: None,
            of_expected: true,
        }
    }

    #[test]
    fn a_share_of_an_unknown_expectation_is_not_judged() {
        let measured = Measured {
            mean_ths: Some(99.0),
            ..Measured::default()
        };

        let results = judge(&template(vec![hashrate()]), &measured, &[]);

        assert_eq!(results[0].passed, None);
        assert!(failed_check(&results).is_some());
    }

    #[test]
    fn a_limit_itself_passes_and_a_hair_under_it_does_not() {
        for (mean, passed) in [(95.0, true), (94.99, false)] {
            let measured = Measured {
                expected_ths: Some(100.0),
                mean_ths: Some(mean),
                ..Measured::default()
            };

            let results = judge(&template(vec![hashrate()]), &measured, &[]);

            assert_eq!(results[0].passed, Some(passed), "{mean}");
            assert_eq!(results[0].min, Some(95.0));
        }
    }

    #[test]
    fn what_is_seen_needs_an_answer() {
        let seen = TestCheck {
            measure: Measure::Seen,
            label: "No corrosion".into(),
            min: None,
            max: None,
            of_expected: false,
        };
        let of = template(vec![seen]);

        let silent = judge(&of, &Measured::default(), &[]);
        let said = judge(
            &of,
            &Measured::default(),
            &[Answer {
                label: "No corrosion".into(),
                yes: true,
            }],
        );

        assert_eq!(silent[0].passed, None);
        assert_eq!(said[0].passed, Some(true));
    }
}
