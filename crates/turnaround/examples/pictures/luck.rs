//! Simulated days, the same on every platform.

use chrono::{DateTime, TimeDelta, Utc};
use hashmend_turnaround::{CleanSettings, EventLog, EventLogBuilder, RawVisit};
use rand_pcg::Pcg64Mcg;
use rand_pcg::rand_core::Rng;

pub struct Luck(Pcg64Mcg);

impl Luck {
    pub fn new(seed: u128) -> Self {
        Self(Pcg64Mcg::new(seed))
    }

    /// In (0, 1).
    pub fn uniform(&mut self) -> f64 {
        ((self.0.next_u64() >> 11) as f64 + 0.5) / (1_u64 << 53) as f64
    }

    /// Box and Muller 1958.
    fn normal(&mut self) -> f64 {
        let (u, v) = (self.uniform(), self.uniform());
        (-2.0 * libm::log(u)).sqrt() * libm::cos(std::f64::consts::TAU * v)
    }

    /// Lognormal days by their median and the spread of their logarithm.
    pub fn days(&mut self, median: f64, spread: f64) -> f64 {
        median * libm::exp(spread * self.normal())
    }
}

/// A stay in one stage that is a case of its own, days since the start of the simulation.
pub struct OneStay {
    pub from: f64,
    pub to: f64,
}

pub fn start() -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::days(20_454)
}

pub fn after(days: f64) -> DateTime<Utc> {
    start() + TimeDelta::milliseconds((days * 86_400_000.0) as i64)
}

/// The stays as a log, as it looks on the day `asof`.
pub fn log_of<'s>(
    stays: impl IntoIterator<Item = &'s OneStay>,
    stage: &str,
    center: &str,
    attributes: &[(&str, &str)],
    asof: f64,
) -> EventLog {
    let names = attributes.iter().map(|(name, _)| (*name).to_owned());
    let values: Vec<&str> = attributes.iter().map(|(_, value)| *value).collect();
    let mut builder = EventLogBuilder::new(names.collect());
    for (nth, stay) in stays
        .into_iter()
        .enumerate()
        .filter(|(_, stay)| stay.from <= asof)
    {
        let ended = (stay.to <= asof).then(|| after(stay.to));
        builder.add(RawVisit {
            line: nth as u64 + 2,
            case_id: &format!("T-{nth:04}"),
            seq: Some(0),
            stage,
            started_at: after(stay.from),
            ended_at: ended,
            center,
            attributes: &values,
            case_opened_at: Some(after(stay.from)),
            case_closed_at: ended,
            outcome: None,
        });
    }
    builder.finish(&CleanSettings::default()).0
}
