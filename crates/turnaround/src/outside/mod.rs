//! The estimator judged from outside: questions in, quantiles out, the past replayed and scored.
//!
//! Pure like the rest: reads from any `Read`, writes to any `Write`. The learning is that of the
//! app; nothing here knows better.

mod answers;
mod backtest;
mod history;
mod looks;
mod metrics;
mod questions;

pub use answers::{AnswerSheet, LEVELS, Quantiles, answer_all, quantiles};
pub use backtest::{Backtest, BacktestSettings, End, Replayed, backtest};
pub use history::History;
pub use looks::Looks;
pub use metrics::{Metrics, Scores};
pub use questions::{BadQuestion, Instants, Question, QuestionKind, QuestionSheet};
