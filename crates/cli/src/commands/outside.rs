//! The estimator on files from outside: replay a log, answer questions. No desk is needed.

use std::fs::File;
use std::io::{BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use hashmend_turnaround::{
    AnswerSheet, Background, Backtest, BacktestSettings, CleaningReport, End, GenericPrior,
    History, Instants, LearnSettings, Looks, Priors, QuestionSheet, ReadSoFar, Scores, answer_all,
    backtest,
};
use serde_json::json;

use crate::args::{self, PriorDays};
use crate::out::{Out, progress, remark};
use crate::words::count;
use crate::{Done, Stop, refused};

/// What is published about the stages of a repair.
const PRIORS: &str = include_str!("../../../../data/priors.csv");

/// Rows said to be bad in words; further ones are counted.
const MOST_SAID: u64 = 20;

impl From<hashmend_turnaround::Error> for Stop {
    fn from(error: hashmend_turnaround::Error) -> Self {
        refused(error.to_string())
    }
}

fn generic(prior: &PriorDays) -> Option<GenericPrior> {
    Some(GenericPrior {
        p50: prior.prior_p50?,
        p95: prior.prior_p95?,
    })
}

fn learn_settings(seed: u32) -> LearnSettings {
    LearnSettings {
        seed,
        ..LearnSettings::default()
    }
}

pub fn forecast(asked: &args::Forecast, out: &mut Out) -> Done {
    let instants = within(&asked.queries, || {
        Instants::of(QuestionSheet::open(open(&asked.queries)?)?)
    })?;
    let history = read_history(&asked.events)?;
    let priors = Priors::parse(PRIORS)?;
    let background = Background {
        priors: Some(&priors),
        generic: generic(&asked.prior),
        ..Background::default()
    };
    let looks = Looks::new(
        &history,
        &instants,
        &background,
        &learn_settings(asked.seed),
    )?;
    drop(history);
    let report = &looks.report;
    say_cleaning(report);
    let mut answers = Written::new(&asked.out)?;
    let mut sheet = AnswerSheet::new(&mut answers.to, &[])?;
    let mut bad = 0;
    let mut shown = progress("answering");
    let answered = within(&asked.queries, || {
        answer_all(
            &looks,
            &mut QuestionSheet::open(open(&asked.queries)?)?,
            &mut sheet,
            &mut |row| {
                bad += 1;
                if bad <= MOST_SAID {
                    remark(row.to_string());
                }
            },
            &mut |done| shown(done, instants.rows.max(1)),
        )
    })?;
    sheet.finish()?;
    answers.finish()?;
    if bad > MOST_SAID {
        remark(format!("and {} more", count(bad - MOST_SAID, "bad row")));
    }
    out.answer(
        &json!({
            "out": asked.out.display().to_string(), "answered": answered, "not_answered": bad,
            "cases": report.cases, "closed": report.closed, "open": report.open,
        }),
        |out| {
            out.line(format!(
                "{} answered from {} ({} closed, {} open); written to {}",
                count(answered, "question"),
                count(report.cases.into(), "case"),
                report.closed,
                report.open,
                asked.out.display()
            ))
        },
    )?;
    if bad > 0 { Err(Stop::Partly) } else { Ok(()) }
}

pub fn replay(asked: &args::Backtest, out: &mut Out) -> Done {
    let history = read_history(&asked.events)?;
    let settings = BacktestSettings {
        from: asked.from,
        to: asked.to,
        step: asked.step,
        cap: (asked.cap > 0).then_some(asked.cap),
        seed: asked.seed,
    };
    let priors = Priors::parse(PRIORS)?;
    let background = Background {
        priors: Some(&priors),
        generic: generic(&asked.prior),
        ..Background::default()
    };
    let done = backtest(
        &history,
        &background,
        &settings,
        &learn_settings(asked.seed),
        &mut progress("replaying"),
    )?;
    write_replayed(&asked.out, &done)?;
    let metrics = done.metrics();
    let answer = json!({
        "from": asked.from, "to": asked.to, "step_days": asked.step.num_seconds() as f64 / 86_400.0,
        "cap": asked.cap, "seed": asked.seed,
        "dates": done.dates, "passed_over": done.passed_over,
        "metrics": metrics,
    });
    let mut file = Written::new(&asked.metrics)?;
    serde_json::to_writer_pretty(&mut file.to, &answer).map_err(std::io::Error::from)?;
    writeln!(file.to)?;
    file.finish()?;
    out.answer(&answer, |out| {
        out.line(format!(
            "{} at {}; {} passed over with fewer than 20 closed cases",
            count(metrics.asked, "question"),
            count(done.dates.len() as u64, "date"),
            count(done.passed_over.len() as u64, "date")
        ))?;
        if metrics.still_open + metrics.never_came_back > 0 {
            out.line(format!(
                "not scored: {} still open, {} that never came back",
                metrics.still_open, metrics.never_came_back
            ))?;
        }
        let all: Vec<(&str, &Scores)> = metrics
            .overall
            .iter()
            .map(|scores| ("all", scores))
            .chain(
                metrics
                    .by_kind
                    .iter()
                    .map(|(kind, scores)| (kind.as_str(), scores)),
            )
            .collect();
        if all.is_empty() {
            return out.line("no case asked about has finished: nothing to score");
        }
        let rows: Vec<Vec<String>> = all.iter().map(|(kind, scores)| row(kind, scores)).collect();
        out.table(
            &[
                "kind", "n", "MAE", "pinball", "50", "80", "95", "CRPS", "in P50", "in P80",
                "in P95", "PIT KS",
            ],
            &rows,
        )
    })
}

fn row(kind: &str, scores: &Scores) -> Vec<String> {
    let days = |days: f64| format!("{days:.3}");
    vec![
        kind.to_owned(),
        scores.n.to_string(),
        days(scores.mae),
        days(scores.pinball),
        days(scores.pinball_50),
        days(scores.pinball_80),
        days(scores.pinball_95),
        days(scores.crps),
        days(scores.coverage_50),
        days(scores.coverage_80),
        days(scores.coverage_95),
        days(scores.pit_ks),
    ]
}

fn write_replayed(path: &Path, done: &Backtest) -> Done {
    let mut file = Written::new(path)?;
    let mut sheet = AnswerSheet::new(
        &mut file.to,
        &[
            "asof",
            "case_id",
            "case_stage",
            "case_center",
            "ended",
            "days",
        ],
    )?;
    for past in &done.replayed {
        let ended = match past.end {
            End::After(_) => "came back",
            End::StillOpen => "still open",
            End::Otherwise => "never came back",
        };
        let days = past.days().map(|days| format!("{days:.6}"));
        sheet.write(
            &past.question.id,
            &past.quantiles,
            &[
                &past.question.asof.to_rfc3339(),
                &past.question.case,
                &past.question.stage,
                &past.question.center,
                ended,
                days.as_deref().unwrap_or(""),
            ],
        )?;
    }
    sheet.finish()?;
    file.finish()
}

fn read_history(path: &Path) -> Done<History> {
    let bytes = std::fs::metadata(path).map_or(0, |file| file.len());
    let mut shown = progress("reading");
    within(path, || {
        History::read(open(path)?, &mut |so_far: ReadSoFar| {
            shown(so_far.bytes, bytes.max(so_far.bytes))
        })
    })
}

fn say_cleaning(report: &CleaningReport) {
    for row in report.excluded.iter().take(MOST_SAID as usize) {
        remark(format!("line {}: {} {}", row.line, row.field, row.reason));
    }
    for warning in report.warnings() {
        remark(warning);
    }
}

fn open(path: &Path) -> hashmend_turnaround::Result<impl Read> {
    File::open(path).map_err(|error| {
        hashmend_turnaround::Error::UnreadableLog(format!("it cannot be opened: {error}"))
    })
}

/// A refusal with the name of the file in front.
fn within<T>(path: &Path, work: impl FnOnce() -> hashmend_turnaround::Result<T>) -> Done<T> {
    work().map_err(|error| refused(format!("{}: {error}", path.display())))
}

/// A file that is there whole or not at all.
struct Written {
    to: BufWriter<File>,
    part: PathBuf,
    path: PathBuf,
}

impl Written {
    fn new(path: &Path) -> Done<Self> {
        let mut part = path.as_os_str().to_owned();
        part.push(".part");
        let part = PathBuf::from(part);
        let file = File::create(&part)
            .map_err(|error| refused(format!("{} cannot be written: {error}", path.display())))?;
        Ok(Self {
            to: BufWriter::new(file),
            part,
            path: path.to_owned(),
        })
    }

    fn finish(mut self) -> Done {
        self.to.flush()?;
        std::fs::rename(&self.part, &self.path)?;
        Ok(())
    }
}
