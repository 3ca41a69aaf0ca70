//! Turnaround estimates: stays in, days out.
//!
//! Pure: no file, no database, no clock, no chance without a seed. The same input gives the same
//! bytes on every platform.
//!
//! - [`Priors`] say what is published about each stage; [`Priors::parse`] reads the shipped table.
//! - [`HolidayTable`] and [`WorkCalendar`] count the working days of a place.
//! - [`forecast`] draws one [`Route`] for one [`Subject`]: quantiles, dates, stages, outcomes.
//! - [`compare`] does so for several and adds money: cost by part, chance to be cheapest or first,
//!   and break-evens.
//! - [`Learned::fit`] learns from a log of cases, closed and open; [`Learned::remaining`] answers
//!   for a case of any log, [`Known`] brings it into [`forecast`] and [`compare`].
//! - [`read_event_log`] takes in the history of past cases, cleaned, as an [`EventLog`].
//! - [`backtest`] replays a log without looking ahead and scores it; [`answer_all`] answers
//!   questions from outside.
//!
//! No log of miner repairs is public, so every figure starts from thin priors and says so in its
//! [`Basis`].

mod calendar;
mod chain;
mod cost;
mod error;
mod explain;
mod forecast;
mod hold;
mod learn;
mod log;
mod normal;
mod outside;
mod prior;
mod quantile;
mod route;
mod stage;
mod stream;
mod table;

pub use calendar::{
    Closure, DayWeights, Holiday, HolidayTable, Hours, LUNAR_NEW_YEAR, WorkCalendar, WorkWeek,
};
pub use cost::{
    BreakEven, Candidate, Charges, ComparedRoute, Comparison, CostPart, CostRange, Hashing,
    RouteCost, T_CAP_DAYS, compare, cost,
};
pub use error::{Error, Result};
pub use explain::{
    Chosen, Explanation, ModelUsed, OwnDays, PastCase, PublishedDays, StageExplained,
};
pub use forecast::{
    ASSUMED_CAPACITY, Basis, BasisKind, DayPoint, Forecast, Known, Outcomes, PathDays,
    QuantileDays, Range, StageForecast, Trip, TripDays, Warning, fleet, forecast, holder,
};
pub use learn::{
    Background, Calendars, GenericPrior, LaneHold, LearnSettings, Learned, Left, Position,
    Remaining, To,
};
pub use log::{
    Attribute, Case, CleanSettings, CleaningCount, CleaningKind, CleaningReport, EventLog,
    EventLogBuilder, ExcludedRow, Names, Outcome, RawVisit, ReadSoFar, Visit, read_event_log,
    read_instant,
};
pub use outside::{
    AnswerSheet, Backtest, BacktestSettings, BadQuestion, End, History, Instants, LEVELS, Looks,
    Metrics, Quantiles, Question, QuestionKind, QuestionSheet, Replayed, Scores, answer_all,
    backtest, quantiles,
};
pub use prior::{Evidence, PriorKey, PriorRow, Priors, StageTime};
pub use route::{
    CenterKind, CenterSpread, DatesBy, HoldPrior, HoldScenario, Mode, Region, RepairLevel, Route,
    Settings, Standing, Subject, Warranty,
};
pub use stage::{Clock, Holder, Stage};
