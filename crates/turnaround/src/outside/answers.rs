//! Answers: 19 quantiles of the days left, never crossed, never negative.

use std::io::{Read, Write};
use std::ops::ControlFlow;

use rayon::prelude::*;

use super::looks::Looks;
use super::questions::{BadQuestion, Question, QuestionSheet};
use crate::error::{Error, Result};
use crate::learn::Learned;

/// The chances quantiles are given for: .05, .10, ... .95.
pub const LEVELS: [f64; 19] = [
    0.05, 0.10, 0.15, 0.20, 0.25, 0.30, 0.35, 0.40, 0.45, 0.50, 0.55, 0.60, 0.65, 0.70, 0.75, 0.80,
    0.85, 0.90, 0.95,
];

/// Days left at [`LEVELS`].
pub type Quantiles = [f64; 19];

/// Questions answered at once.
const BATCH: usize = 4096;

/// Days left of the case a question is about; `names` are those of its attributes.
///
/// # Errors
/// Refuses what the engine refuses.
pub fn quantiles(learned: &Learned, names: &[String], question: &Question) -> Result<Quantiles> {
    let position = question.position(names);
    let left = learned.remaining(&position, question.asof)?;
    let mut least = 0.0f64;
    Ok(LEVELS.map(|level| {
        // Written with six decimals: compared as written, nothing crosses.
        let days = (left.quantile(level) * 1e6).round() / 1e6;
        least = least.max(days);
        least
    }))
}

/// `query_id,p05,p10,...,p95` as CSV.
#[derive(Debug)]
pub struct AnswerSheet<W: Write>(csv::Writer<W>);

impl<W: Write> AnswerSheet<W> {
    /// With its header; `more` are columns after the quantiles.
    ///
    /// # Errors
    /// `Unwritten`.
    pub fn new(output: W, more: &[&str]) -> Result<Self> {
        let mut csv = csv::Writer::from_writer(output);
        let levels = LEVELS.map(|level| format!("p{:02}", (level * 100.0).round()));
        let header = std::iter::once("query_id")
            .chain(levels.iter().map(String::as_str))
            .chain(more.iter().copied());
        csv.write_record(header)
            .map_err(|error| unwritten(&error))?;
        Ok(Self(csv))
    }

    /// # Errors
    /// `Unwritten`.
    pub fn write(&mut self, id: &str, quantiles: &Quantiles, more: &[&str]) -> Result<()> {
        let days = quantiles.map(|days| format!("{days:.6}"));
        let row = std::iter::once(id)
            .chain(days.iter().map(String::as_str))
            .chain(more.iter().copied());
        self.0.write_record(row).map_err(|error| unwritten(&error))
    }

    /// Everything written, and the output back.
    ///
    /// # Errors
    /// `Unwritten`.
    pub fn finish(self) -> Result<W> {
        self.0
            .into_inner()
            .map_err(|error| Error::Unwritten(error.error().to_string()))
    }
}

/// Answer a sheet in its order, a few thousand questions at a time; rows that are no question are
/// told to `bad`. `progress` hears how many are done. Answers how many there were.
///
/// # Errors
/// What stops reading, writing or the engine; `Cancelled` when `progress` breaks.
pub fn answer_all<W: Write>(
    looks: &Looks,
    sheet: &mut QuestionSheet<impl Read>,
    answers: &mut AnswerSheet<W>,
    bad: &mut dyn FnMut(BadQuestion),
    progress: &mut dyn FnMut(u64) -> ControlFlow<()>,
) -> Result<u64> {
    let (mut asked, mut answered) = (0, 0);
    let mut batch = Vec::with_capacity(BATCH);
    loop {
        batch.clear();
        let mut ended = false;
        while batch.len() < BATCH {
            match sheet.next()? {
                Some(Ok(question)) => batch.push(question),
                Some(Err(row)) => {
                    asked += 1;
                    bad(row);
                }
                None => {
                    ended = true;
                    break;
                }
            }
        }
        let names = sheet.attributes();
        let found: Vec<Result<Quantiles>> = batch
            .par_iter()
            .map(|question| match looks.at(question.asof) {
                Some(learned) => quantiles(learned, names, question),
                None => Err(Error::UnreadableLog("the log holds no row".to_owned())),
            })
            .collect();
        for (question, found) in batch.iter().zip(found) {
            match found {
                Ok(found) => {
                    answered += 1;
                    answers.write(&question.id, &found, &[])?;
                }
                Err(error) => bad(BadQuestion {
                    line: question.line,
                    id: question.id.clone(),
                    field: "row",
                    reason: format!("cannot be answered: {error}"),
                }),
            }
        }
        asked += batch.len() as u64;
        if progress(asked).is_break() {
            return Err(Error::Cancelled);
        }
        if ended {
            return Ok(answered);
        }
    }
}

fn unwritten(error: &csv::Error) -> Error {
    Error::Unwritten(error.to_string())
}
