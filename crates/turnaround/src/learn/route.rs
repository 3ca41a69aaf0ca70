//! What the chain of a route takes from the past: laws of its stages, shares of its branches, and
//! the direct days to set beside it.

use std::sync::OnceLock;

use chrono::{DateTime, TimeZone, Utc};

use super::Learned;
use super::branches::LearnedBranches;
use super::calibrate::{Choice, Kind, Model};
use super::curve::Curve;
use super::node::Tally;
use super::snapshot::{Days, Seen, fifth};
use super::stays::DAY_MS;
use super::walk::Stand;
use crate::explain::{Chosen, ModelUsed, OwnDays, PastCase, PublishedDays};
use crate::log::EventLog;
use crate::normal;
use crate::prior::Lognormal;
use crate::quantile::rounded;
use crate::route::{Route, Subject};
use crate::stage::Stage;

/// A route and a subject in the numbers of the log.
#[derive(Debug, Clone)]
pub(crate) struct Who {
    center: u32,
    attributes: Vec<u32>,
}

/// One stage as the past has it, by how old the ticket is when it comes in.
#[derive(Debug)]
pub(crate) struct LearnedLeg {
    ages: Option<[f64; 4]>,
    curves: Vec<Curve>,
    /// Stays at the middles of even slices, laid out on first use.
    tables: Vec<OnceLock<Vec<f64>>>,
}

impl LearnedLeg {
    /// Whether the age of the ticket matters.
    pub(crate) fn is_aged(&self) -> bool {
        self.ages.is_some()
    }

    fn at(&self, age: f64) -> usize {
        self.ages
            .as_ref()
            .map_or(0, |edges| fifth(edges, age).into())
    }

    /// The stay of the `slice`-th of `of` even slices.
    pub(crate) fn stay(&self, age: f64, slice: u32, of: usize) -> f64 {
        let at = self.at(age);
        let table = self.tables[at].get_or_init(|| self.curves[at].slices(of));
        table[slice as usize]
    }

    pub(crate) fn stay_at(&self, age: f64, u: f64) -> f64 {
        self.curves[self.at(age)].quantile(u)
    }

    /// Share of stays that outlast `elapsed`.
    pub(crate) fn survival(&self, age: f64, elapsed: f64) -> f64 {
        self.curves[self.at(age)].survival(elapsed)
    }

    /// What is left of a stay that has lasted `elapsed`; `None` where no stay is known that long.
    pub(crate) fn left(&self, age: f64, elapsed: f64, u: f64) -> Option<f64> {
        let curve = &self.curves[self.at(age)];
        let there = curve.survival(elapsed);
        (there >= 1e-6).then(|| (curve.when_survival_is(there * (1.0 - u)) - elapsed).max(0.0))
    }

    /// The law a new ticket meets, for showing.
    pub(crate) fn days(&self, p: f64) -> f64 {
        self.curves[0].quantile(p)
    }
}

impl Learned {
    pub(crate) fn who(&self, route: &Route, subject: &Subject) -> Who {
        let value = |name: &str| -> Option<&str> {
            Some(match name {
                "site" => route.region.site_type(),
                "kind" => route.kind.name(),
                "mode_out" => route.outbound.name(),
                "mode_back" => route.back.name(),
                "origin" => &route.center_calendar.country,
                _ => {
                    let mut features = subject.features.iter();
                    let found = features.find(|(known, _)| known == name)?;
                    found.1.as_str()
                }
            })
        };
        Who {
            center: self.log.centers().id(&route.center).unwrap_or(u32::MAX),
            attributes: self
                .log
                .attributes()
                .iter()
                .map(|attribute| {
                    value(&attribute.name)
                        .and_then(|value| attribute.values.id(value))
                        .unwrap_or(u32::MAX)
                })
                .collect(),
        }
    }

    fn stage_id(&self, stage: Stage) -> Option<u16> {
        (0..self.know.stages() as u16).find(|id| self.know.stage(*id) == Some(stage))
    }

    /// The stage as the past has it; `None` where no stay in it is known.
    pub(crate) fn leg(&self, stage: Stage, who: &Who) -> Option<LearnedLeg> {
        let id = self.stage_id(stage)?;
        if !self.snapshot.knows(&self.know, id) {
            return None;
        }
        let ages = self.snapshot.ages.edges(id);
        let bins = if ages.is_some() { 6 } else { 1 };
        let curves: Vec<Curve> = (0..bins)
            .map(|bin| {
                let seen = Seen {
                    center: who.center,
                    attributes: &who.attributes,
                    age: ages.map(|_| bin),
                };
                self.snapshot.curve(Days::Stay, &self.know, id, &seen)
            })
            .collect();
        Some(LearnedLeg {
            ages,
            tables: curves.iter().map(|_| OnceLock::new()).collect(),
            curves,
        })
    }

    /// Taken and possible turns of each branch, at centers of a site type.
    pub(crate) fn branches(&self, site_type: &str) -> LearnedBranches {
        let mut attributes = self.log.attributes().iter();
        let site = attributes.find(|known| known.name == "site");
        let id = site.and_then(|site| site.values.id(site_type));
        self.branches.of(id.unwrap_or(u32::MAX))
    }

    /// Whether the lane of this route is held, as its shipments tell.
    pub(crate) fn p_hold(&self, who: &Who) -> Option<f64> {
        let stage = self.stage_id(Stage::CustomsBack)?;
        let key = self.lanes.key(&self.know, stage, &who.attributes)?;
        self.lanes.p_hold(key, self.asof)
    }

    /// Days to the close by the direct model, for a ticket where `standing` says, or a new one.
    pub(crate) fn direct(
        &self,
        who: &Who,
        stage: Stage,
        opened: DateTime<Utc>,
        entered: DateTime<Utc>,
        asof: DateTime<Utc>,
    ) -> Option<(Curve, Choice)> {
        let id = self.stage_id(stage)?;
        if !self.snapshot.knows(&self.know, id) {
            return None;
        }
        let stand = Stand {
            stage: id,
            center: who.center,
            attributes: &who.attributes,
            age: (entered - opened).num_milliseconds().max(0) as f64 / DAY_MS,
            entered: entered.timestamp_millis(),
            asof: asof.timestamp_millis(),
        };
        let kind = if entered == asof && opened == asof {
            Kind::New
        } else {
            Kind::Open
        };
        let choice = *self.calibration.choice(kind);
        Some((self.snapshot.direct(&self.know, &stand), choice))
    }

    /// What the past says of a stage at this center, against what is published.
    pub(crate) fn own_days(
        &self,
        stage: Stage,
        who: &Who,
        published: &Lognormal,
    ) -> Option<OwnDays> {
        let id = self.stage_id(stage)?;
        let counted = self.snapshot.heads(id, who.center);
        let everywhere = self.snapshot.heads_everywhere(id);
        let root_index = self.know.root(id, &who.attributes);
        let tally = self.snapshot.stay_tally(root_index);
        if tally.ended() + tally.open() <= 0.0 && everywhere.finished + everywhere.open == 0 {
            return None;
        }
        let here = self.snapshot.center_tally(id, who.center);
        let used: &Tally = match here {
            Some(here) if here.ended() > 0.0 => here,
            _ => tally,
        };
        let hardly = Curve::lognormal(published.m, published.predictive_sd(), 0.0);
        let own = used.curve(&hardly, 1e-6);
        let tickets = used.ended() + used.open();
        let worth = self.spec.worth;
        let at = |ms: Option<i64>| ms.and_then(|ms| Utc.timestamp_millis_opt(ms).single());
        Some(OwnDays {
            p50_days: (used.ended() > 0.0).then(|| rounded(own.quantile(0.5))),
            p80_days: (used.ended() > 0.0).then(|| rounded(own.quantile(0.8))),
            finished: counted.finished,
            open: counted.open,
            finished_everywhere: everywhere.finished,
            open_everywhere: everywhere.open,
            prior_share: rounded(worth / (tickets + worth)),
            slower_than_published: rounded(libm::exp(self.snapshot.stay_root(root_index).delta)),
            oldest: at(everywhere.oldest),
            newest: at(everywhere.newest),
        })
    }

    pub(crate) fn published_days(law: &Lognormal) -> PublishedDays {
        PublishedDays {
            p50_days: rounded(libm::exp(law.m)),
            p80_days: rounded(libm::exp(law.m + law.s * normal::quantile(0.8))),
        }
    }

    /// Closed and open cases that went through this center.
    pub(crate) fn cases_at(&self, who: &Who) -> (u32, u32) {
        self.snapshot.cases_at(who.center)
    }

    /// The latest closed cases most like this one: at the same center, then alike in most features.
    pub(crate) fn nearest(&self, who: &Who, most: usize) -> Vec<PastCase> {
        let mut found: Vec<(u32, i64, u32)> = self
            .latest
            .iter()
            .filter_map(|index| {
                let case = self.log.cases().get(*index as usize)?;
                let last = self.log.visits_of(case).last()?;
                let alike = self
                    .log
                    .profile(last.profile)
                    .iter()
                    .zip(&who.attributes)
                    .filter(|(a, b)| a == b && **a != 0)
                    .count() as u32;
                let same = u32::from(u32::from(last.center) == who.center);
                Some((alike + 100 * same, case.closed, *index))
            })
            .collect();
        found.sort_unstable_by(|a, b| b.cmp(a));
        found.truncate(most);
        found
            .into_iter()
            .filter_map(|(_, _, index)| {
                let case = self.log.cases().get(index as usize)?;
                let last = self.log.visits_of(case).last()?;
                let alike = self
                    .log
                    .attributes()
                    .iter()
                    .enumerate()
                    .filter(|(at, _)| {
                        let own = self.log.profile(last.profile).get(*at);
                        own == who.attributes.get(*at) && own != Some(&0)
                    })
                    .map(|(_, attribute)| attribute.name.clone())
                    .collect();
                Some(PastCase {
                    case: self.log.case_name(index as usize).to_owned(),
                    center: self.log.centers().name(last.center.into()).to_owned(),
                    days: rounded((case.closed - case.opened) as f64 / DAY_MS),
                    closed_at: Utc.timestamp_millis_opt(case.closed).single()?,
                    outcome: case.outcome,
                    alike,
                })
            })
            .collect()
    }

    /// How many cases are closed and how many open.
    pub fn cases(&self) -> (u32, u32) {
        let cases = self.log.cases();
        let closed = cases
            .iter()
            .filter(|case| case.closed != EventLog::OPEN)
            .count();
        (closed as u32, (cases.len() - closed) as u32)
    }

    /// Every customs lane with its chance to be held: maker, origin, P(hold).
    pub fn holds(&self) -> Vec<LaneHold> {
        let word = |name: &str, id: u32| -> String {
            let mut attributes = self.log.attributes().iter();
            let attribute = attributes.find(|known| known.name == name);
            attribute
                .map_or("", |known| known.values.name(id))
                .to_owned()
        };
        self.lanes
            .today()
            .into_iter()
            .map(|(key, p_hold)| LaneHold {
                maker: word("maker", key.maker),
                origin: word("origin", key.origin),
                p_hold,
            })
            .collect()
    }
}

/// A customs lane and its chance to be held.
#[derive(Debug, Clone, PartialEq)]
pub struct LaneHold {
    pub maker: String,
    /// Where its goods come from; empty where the log does not say.
    pub origin: String,
    pub p_hold: f64,
}

/// What was chosen, for showing.
pub(crate) fn chosen(choice: &Choice) -> Chosen {
    Chosen {
        model: match choice.model {
            Model::Direct => ModelUsed::Direct,
            Model::Chain => ModelUsed::Chain,
            Model::Pool => ModelUsed::Pool,
        },
        later_by: choice.probit.map(|probit| rounded(probit.a)),
        wider_by: choice.probit.map(|probit| rounded(1.0 / probit.b)),
        judged_on: rounded(choice.forecasts),
    }
}
