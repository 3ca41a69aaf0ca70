//! Whole logs of public formats, healthy ones among them, and what they must come to.
//!
//! `NAME.log` lies in `crates/core/tests/diagnose`, beside it `NAME.expect`: the model if the caller
//! names one, the verdict, and every finding by role, class and board.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::*;

struct Case {
    name: String,
    bytes: Vec<u8>,
    model: Option<String>,
    verdict: String,
    findings: Vec<String>,
}

fn cases() -> Vec<Case> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/diagnose");
    let mut logs: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|kind| kind == "log"))
        .collect();
    logs.sort();
    logs.iter()
        .map(|log| {
            let expected = std::fs::read_to_string(log.with_extension("expect")).unwrap();
            let mut case = Case {
                name: log.file_stem().unwrap().to_str().unwrap().to_owned(),
                bytes: std::fs::read(log).unwrap(),
                model: None,
                verdict: String::new(),
                findings: Vec::new(),
            };
            for line in expected.lines().filter(|line| !line.starts_with('#')) {
                if let Some(model) = line.strip_prefix("model: ") {
                    case.model = Some(model.to_owned());
                } else if let Some(verdict) = line.strip_prefix("verdict: ") {
                    case.verdict = verdict.to_owned();
                } else {
                    case.findings.push(line.to_owned());
                }
            }
            case
        })
        .collect()
}

#[derive(Debug, Default, Clone, Copy)]
struct Score {
    right: u32,
    /// Found where it is not.
    false_alarms: u32,
    missed: u32,
}

#[test]
fn every_log_of_the_corpus_comes_to_its_findings_and_healthy_ones_to_none() {
    let mut wrong = Vec::new();
    let mut scores: BTreeMap<String, Score> = BTreeMap::new();
    let cases = cases();
    assert!(cases.len() >= 60, "{} cases", cases.len());

    for case in &cases {
        let diagnosis = diagnose(&case.bytes, case.model.as_deref());
        let found = found(&diagnosis);
        let verdict = serde_json::to_value(diagnosis.verdict).unwrap();
        if found != case.findings || verdict != case.verdict.as_str() {
            wrong.push(format!(
                "{}: {verdict} {found:?}, not {} {:?}",
                case.name, case.verdict, case.findings
            ));
        }
        let class = |line: &String| line.split(' ').nth(1).unwrap().to_owned();
        let mut left = case.findings.clone();
        for one in &found {
            let score = scores.entry(class(one)).or_default();
            match left.iter().position(|expected| expected == one) {
                Some(at) => {
                    left.remove(at);
                    score.right += 1;
                }
                None => score.false_alarms += 1,
            }
        }
        for missed in &left {
            scores.entry(class(missed)).or_default().missed += 1;
        }
        for finding in &diagnosis.findings {
            assert!(!finding.lines.is_empty(), "{}: no proof", case.name);
            assert!(!finding.action.is_empty(), "{}: no action", case.name);
        }
    }

    println!(
        "{:<22} {:>5} {:>9} {:>7}",
        "class", "cases", "precision", "recall"
    );
    for (class, score) in &scores {
        let share = |of: u32| match score.right + of {
            0 => 1.0,
            all => f64::from(score.right) / f64::from(all),
        };
        println!(
            "{class:<22} {:>5} {:>9.2} {:>7.2}",
            score.right + score.missed,
            share(score.false_alarms),
            share(score.missed)
        );
    }
    println!("{} logs", cases.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_line_that_proves_a_finding_stands_in_the_log_under_its_number() {
    for case in cases() {
        let Ok(text) = std::str::from_utf8(&case.bytes) else {
            continue;
        };
        let lines: Vec<&str> = text.lines().collect();

        let diagnosis = diagnose(&case.bytes, case.model.as_deref());

        for line in diagnosis.findings.iter().flat_map(|finding| &finding.lines) {
            let at = lines[line.number as usize - 1].trim_end_matches('\r');
            let shown = line.text.trim_matches(['…', ' ']);
            assert!(at.contains(shown), "{}: {line:?}", case.name);
        }
    }
}
