//! Figures over many tickets: where the days go, whether promises held, what comes back.
//!
//! [`Facts`] is a small table in memory, one row per filed ticket, read once and kept in step with
//! the journal ([`crate::Store::facts`], [`crate::Store::catch_up`]). Every figure is a pure
//! function of it and of `now`, and means what [`define`] says.

mod around;
mod asked;
mod curve;
pub mod define;
mod facts;
mod flow;
mod money;
mod people;
mod promise;
mod quality;
mod read;
mod report;
#[cfg(test)]
mod tests;
mod turnaround;

pub use asked::{Dimension, ReviewFilter};
pub use curve::{AtRisk, Banded, CurvePoint, Quantiles, Share};
pub use define::{Definition, View};
pub use facts::Facts;
pub use flow::{
    AtRiskList, AtRiskRow, BacklogCell, BacklogRow, CenterLoad, Flow, FlowWeek, Little,
};
pub use money::{MoneyFigures, MoneyRow, MoneySum, QuoteVariance, RepairOrReplace};
pub use people::{PeopleFigures, PersonFigures, PersonWeek, RigFigures};
pub use promise::{
    CenterLate, Forecaster, LateTest, Miss, PromiseCell, PromiseCheck, PromiseTally, Reliability,
    Scored,
};
pub use quality::{Cluster, Cohort, CohortShare, Pareto, ParetoBar, ParetoBy, Quality};
pub use report::{ReportAsked, ReportColumn, ReportSection, ReportValue, ReviewReport, Unit};
pub use turnaround::{
    CenterCurve, HeldShare, Trend, TrendEvent, TrendEventKind, TrendPoint, Turnaround,
    TurnaroundGroup,
};
