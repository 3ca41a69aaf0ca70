//! A customs hold: the lane is open or held, and goods that arrive while it is held wait.

use chrono::NaiveTime;

use crate::calendar::{WorkCalendar, epoch_days, instant};
use crate::error::{Error, Result, not_negative};
use crate::normal;
use crate::prior::Lognormal;
use crate::route::{HoldPrior, HoldScenario};

/// A scenario made ready for drawing; times are days since 1970 UTC.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Hold {
    release: Release,
    affected_share: f64,
    backlog: Lognormal,
}

#[derive(Debug, Clone, Copy)]
enum Release {
    /// Two-state chain per day.
    Regime {
        p_now: f64,
        p_long_run: f64,
        /// ln of what is left of today's knowledge after a day.
        ln_memory: f64,
        ln_stays_held: f64,
        own_stay_counts: bool,
    },
    On(f64),
}

impl Release {
    /// A lane that is held today with a chance of `p_now`; without it, as often as in the long
    /// run, which a shipment's own stay then speaks for or against.
    fn regime(prior: &HoldPrior, p_now: Option<f64>) -> Self {
        let (starts, ends) = (1.0 / prior.mean_days_between, 1.0 / prior.mean_days_long);
        let p_long_run = starts / (starts + ends);
        Release::Regime {
            p_now: p_now.unwrap_or(p_long_run),
            p_long_run,
            ln_memory: libm::log((1.0 - starts - ends).max(1e-9)),
            ln_stays_held: libm::log((1.0 - ends).max(1e-9)),
            own_stay_counts: p_now.is_none(),
        }
    }
}

/// Luck of one path at customs, each uniform in (0, 1).
#[derive(Debug, Clone, Copy)]
pub(crate) struct HoldLuck {
    pub(crate) caught: f64,
    pub(crate) length: f64,
    pub(crate) backlog: f64,
}

impl Hold {
    /// `None` if the scenario leaves the lane open for good.
    pub(crate) fn new(
        scenario: HoldScenario,
        prior: &HoldPrior,
        calendar: &WorkCalendar,
        asof: f64,
    ) -> Result<Option<Self>> {
        check(prior)?;
        let release = match scenario {
            HoldScenario::None => return Ok(None),
            HoldScenario::PriorFrequency => Release::regime(prior, None),
            HoldScenario::AsFiltered { p_hold } => {
                if not_negative("P(hold)", p_hold)? > 1.0 {
                    return Err(Error::BadNumber {
                        field: "P(hold)".to_owned(),
                        found: p_hold,
                        expected: "a probability, 0 to 1",
                    });
                }
                Release::regime(prior, Some(p_hold))
            }
            HoldScenario::AssumeHoldUntil { released_on } => {
                // Released on the morning of the day, where the goods clear.
                let noon =
                    released_on.and_time(NaiveTime::MIN).and_utc() + chrono::Duration::hours(12);
                let released = epoch_days(noon);
                if released <= asof || calendar.local_day(instant(asof)) >= released_on {
                    return Ok(None);
                }
                Release::On(released)
            }
        };
        Ok(Some(Self {
            release,
            affected_share: prior.affected_share,
            backlog: backlog(prior),
        }))
    }

    /// A lane that is on hold today with a chance of `p_hold`; `None` for figures out of range.
    pub(crate) fn filtered(prior: &HoldPrior, p_hold: f64) -> Option<Self> {
        check(prior).ok()?;
        Some(Self {
            release: Release::regime(prior, Some(p_hold)),
            affected_share: prior.affected_share,
            backlog: backlog(prior),
        })
    }

    /// When a shipment that comes into customs at `at` clears, if a hold catches it.
    pub(crate) fn clears(&self, at: f64, asof: f64, luck: HoldLuck) -> Option<f64> {
        let p = match self.release {
            Release::On(released) => f64::from(u8::from(at < released)),
            Release::Regime {
                p_now,
                p_long_run,
                ln_memory,
                ..
            } => p_long_run + (p_now - p_long_run) * libm::exp((at - asof) * ln_memory),
        };
        self.clears_if(p * self.affected_share, at, luck)
    }

    /// When a shipment that has been in customs for `days` clears, if it is held.
    ///
    /// `still_there` is the share of free shipments that would be in customs as long as this one.
    pub(crate) fn clears_from_within(
        &self,
        asof: f64,
        days: f64,
        still_there: f64,
        luck: HoldLuck,
    ) -> Option<f64> {
        let p = match self.release {
            Release::On(_) => self.affected_share,
            Release::Regime {
                p_now,
                own_stay_counts,
                ..
            } => {
                let prior = p_now * self.affected_share;
                if own_stay_counts {
                    // A held shipment clears at 3 % of the free pace, at least 0.2 % a day.
                    let free = -libm::log(still_there.max(1e-300));
                    let held = libm::exp(-(0.03 * free).max(0.002 * days));
                    prior * held / (prior * held + (1.0 - prior) * still_there)
                } else {
                    prior
                }
            }
        };
        self.clears_if(p, asof, luck)
    }

    fn clears_if(&self, p: f64, at: f64, luck: HoldLuck) -> Option<f64> {
        if luck.caught >= p {
            return None;
        }
        let released = match self.release {
            Release::On(released) => released,
            Release::Regime { ln_stays_held, .. } => {
                at + (libm::log(luck.length) / ln_stays_held).ceil()
            }
        };
        let backlog = libm::exp(self.backlog.m + self.backlog.s * normal::quantile(luck.backlog));
        Some(released + backlog)
    }
}

fn backlog(prior: &HoldPrior) -> Lognormal {
    Lognormal {
        m: libm::log(prior.backlog_p50),
        s: libm::log(prior.backlog_p95 / prior.backlog_p50) / 1.645,
        tau: 0.0,
    }
}

fn check(prior: &HoldPrior) -> Result<()> {
    let refuse = |field: &str, found, expected| {
        Err(Error::BadNumber {
            field: field.to_owned(),
            found,
            expected,
        })
    };
    for (field, days) in [
        ("days between holds", prior.mean_days_between),
        ("days a hold lasts", prior.mean_days_long),
    ] {
        if !(2.0..=1e6).contains(&days) {
            return refuse(field, days, "days, 2 to 1000000");
        }
    }
    if !(0.0..=1.0).contains(&prior.affected_share) {
        return refuse(
            "share of shipments held",
            prior.affected_share,
            "a share, 0 to 1",
        );
    }
    if !(prior.backlog_p50 > 0.0 && prior.backlog_p50 <= 3650.0) {
        return refuse(
            "backlog P50",
            prior.backlog_p50,
            "days, more than 0 and at most 3650",
        );
    }
    if !(prior.backlog_p95 > prior.backlog_p50 && prior.backlog_p95 <= 36_500.0) {
        return refuse("backlog P95", prior.backlog_p95, "days, more than the P50");
    }
    Ok(())
}
