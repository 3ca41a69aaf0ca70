//! The stages chained by drawing many ways through them.
//!
//! Every draw belongs to a path, a stage and a visit, never to a center, so the same path has the
//! same luck everywhere and centers are compared in pairs. First visits and branches are drawn
//! evenly over the paths (a Latin hypercube: McKay, Beckman and Conover 1979); later visits of a
//! rework loop have streams of their own.

use crate::calendar::WorkCalendar;
use crate::hold::{Hold, HoldLuck};
use crate::normal;
use crate::prior::Lognormal;
use crate::stage::Stage;
use crate::stream::{Purpose, Root, shuffled, uniform};

const STAGES: usize = Stage::ALL.len();

/// A path that has visited this many stages goes home without another rework.
pub(crate) const VISIT_CAP: u32 = 60;

/// How a path ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ending {
    Repaired,
    NoTroubleFound,
    BeyondEconomicRepair,
    Declined,
}

impl Ending {
    pub(crate) fn comes_back(self) -> bool {
        match self {
            Ending::Repaired | Ending::NoTroubleFound | Ending::Declined => true,
            Ending::BeyondEconomicRepair => false,
        }
    }
}

/// A stage as this route and subject have it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Leg<'a> {
    pub(crate) law: Lognormal,
    /// Whose working days it counts; `None` for days of 24 hours.
    pub(crate) calendar: Option<&'a WorkCalendar>,
    /// Longer for a batch than for one unit, by this factor.
    pub(crate) stretch: f64,
    /// Share of units that enter it.
    pub(crate) p_occurs: f64,
}

/// Shares of units that leave the straight way.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Branches {
    pub(crate) rework: f64,
    pub(crate) ber: f64,
    pub(crate) ntf: f64,
    pub(crate) declined: f64,
}

/// All that is needed to draw one route.
#[derive(Debug)]
pub(crate) struct Plan<'a> {
    pub(crate) legs: [Option<Leg<'a>>; STAGES],
    pub(crate) branches: Branches,
    pub(crate) hold: Option<Hold>,
    /// Days since 1970 UTC.
    pub(crate) asof: f64,
    pub(crate) start: Stage,
    /// When the unit came into the first stage; `asof` for a new one.
    pub(crate) entered: f64,
    /// Whether the quantity makes the first unit back another day than the last.
    pub(crate) first_back: bool,
}

/// The luck of all paths, shared by all centers.
#[derive(Debug)]
pub(crate) struct Draws {
    root: Root,
    paths: usize,
    /// Standard normal values at the middles of as many even slices as there are paths.
    z: Vec<f64>,
    /// Which slice each path has, per stage.
    stay: Vec<Vec<u32>>,
    center: Vec<Vec<u32>>,
    verdict: Vec<u32>,
    quote: Vec<u32>,
    burn_in: Vec<u32>,
    hold: [Vec<u32>; 3],
}

/// What the paths of one route came to. Vectors have one entry per path.
#[derive(Debug)]
pub(crate) struct Paths {
    /// Days from asof to the close of the ticket (back on site, or written off).
    pub(crate) days: Vec<f64>,
    /// The same for the first unit of a batch; empty for a single unit.
    pub(crate) first_days: Vec<f64>,
    pub(crate) endings: Vec<Ending>,
    pub(crate) stages: Vec<StageStays>,
    pub(crate) held: usize,
    pub(crate) capped: usize,
}

/// Days a stage took, by path; NaN where a path did not enter it.
#[derive(Debug)]
pub(crate) struct StageStays {
    pub(crate) stage: Stage,
    /// Over all visits.
    pub(crate) days: Vec<f64>,
    /// Of the first visit, days from asof.
    pub(crate) starts: Vec<f64>,
    pub(crate) finishes: Vec<f64>,
}

impl Draws {
    pub(crate) fn new(seed: u32, subject: &str, paths: usize) -> Self {
        let root = Root::new(seed, subject);
        let column = |purpose, stage| shuffled(paths, &mut root.column(purpose, stage));
        let per_stage = |purpose| {
            Stage::ALL
                .iter()
                .map(|stage| column(purpose, *stage))
                .collect()
        };
        Self {
            root,
            paths,
            z: (0..paths)
                .map(|i| normal::quantile(slice(i as u32, paths)))
                .collect(),
            stay: per_stage(Purpose::Stay),
            center: per_stage(Purpose::CenterSpread),
            verdict: column(Purpose::Verdict, Stage::Diagnosing),
            quote: column(Purpose::Quote, Stage::AwaitingApproval),
            burn_in: column(Purpose::BurnIn, Stage::Testing),
            hold: [
                Purpose::HoldCaught,
                Purpose::HoldLength,
                Purpose::HoldBacklog,
            ]
            .map(|purpose| column(purpose, Stage::CustomsBack)),
        }
    }

    fn hold_luck(&self, path: usize) -> HoldLuck {
        let [caught, length, backlog] = &self.hold;
        HoldLuck {
            caught: slice(caught[path], self.paths),
            length: slice(length[path], self.paths),
            backlog: slice(backlog[path], self.paths),
        }
    }
}

/// The middle of the i-th of n even slices of (0, 1).
fn slice(i: u32, n: usize) -> f64 {
    (f64::from(i) + 0.5) / n as f64
}

impl Plan<'_> {
    pub(crate) fn run(&self, draws: &Draws) -> Paths {
        let n = draws.paths;
        let mut paths = Paths {
            days: Vec::with_capacity(n),
            first_days: Vec::with_capacity(if self.first_back { n } else { 0 }),
            endings: Vec::with_capacity(n),
            stages: Stage::ALL
                .iter()
                .map(|stage| {
                    let size = self.legs[stage.index()].map_or(0, |_| n);
                    StageStays {
                        stage: *stage,
                        days: vec![f64::NAN; size],
                        starts: vec![f64::NAN; size],
                        finishes: vec![f64::NAN; size],
                    }
                })
                .collect(),
            held: 0,
            capped: 0,
        };
        for path in 0..n {
            let walk = Walk::new(self, draws, path).go();
            paths.days.push(walk.now - self.asof);
            paths.endings.push(walk.ending);
            paths.held += usize::from(walk.held);
            paths.capped += usize::from(walk.capped);
            for (stays, stay) in paths.stages.iter_mut().zip(&walk.stays) {
                if let Some(stay) = stay {
                    stays.days[path] = stay.days;
                    stays.starts[path] = stay.start - self.asof;
                    stays.finishes[path] = stay.finish - self.asof;
                }
            }
            if self.first_back {
                let first = Walk {
                    whole_batch: false,
                    ..Walk::new(self, draws, path)
                };
                // Goods sent early may run into a hold that the rest miss; back first is back first.
                let first = first.go().now.min(walk.now);
                paths.first_days.push(first - self.asof);
            }
        }
        paths
    }
}

/// One way through the stages; with the whole batch, or with its first unit.
struct Walk<'w> {
    plan: &'w Plan<'w>,
    draws: &'w Draws,
    path: usize,
    whole_batch: bool,
    /// Days since 1970 UTC.
    now: f64,
    ending: Ending,
    stays: [Option<Stay>; STAGES],
    /// How far this path's center is from the typical one, in ln days, per stage.
    center: [f64; STAGES],
    held: bool,
    capped: bool,
}

#[derive(Debug, Clone, Copy)]
struct Stay {
    visits: u32,
    days: f64,
    start: f64,
    finish: f64,
}

impl<'w> Walk<'w> {
    fn new(plan: &'w Plan<'w>, draws: &'w Draws, path: usize) -> Self {
        Self {
            plan,
            draws,
            path,
            whole_batch: true,
            now: plan.asof,
            ending: Ending::Repaired,
            stays: [None; STAGES],
            center: [0.0; STAGES],
            held: false,
            capped: false,
        }
    }

    fn go(mut self) -> Self {
        let mut total_visits = 0;
        let mut next = Some(self.plan.start);
        while let Some(stage) = next {
            next = following(stage);
            let Some(leg) = &self.plan.legs[stage.index()] else {
                continue;
            };
            let visit = self.stays[stage.index()].map_or(0, |stay| stay.visits);
            let underway = total_visits == 0 && self.plan.entered < self.plan.asof;
            if !underway && self.skips(leg, stage, visit) {
                continue;
            }
            total_visits += 1;
            let finish = if underway {
                self.finish_underway(leg, stage)
            } else {
                self.finish(leg, stage, visit)
            };
            self.record(stage, finish);
            match self.branch(stage, visit, total_visits) {
                Turn::Straight => {}
                Turn::To(stage) => next = Some(stage),
                Turn::End => next = None,
            }
        }
        self
    }

    fn skips(&self, leg: &Leg, stage: Stage, visit: u32) -> bool {
        leg.p_occurs < 1.0 && self.uniform(Purpose::Skip, stage, visit) >= leg.p_occurs
    }

    fn record(&mut self, stage: Stage, finish: f64) {
        let days = finish - self.now;
        match &mut self.stays[stage.index()] {
            Some(stay) => {
                stay.visits += 1;
                stay.days += days;
            }
            first => {
                *first = Some(Stay {
                    visits: 1,
                    days,
                    start: self.now,
                    finish,
                });
            }
        }
        self.now = finish;
    }

    /// When a stage entered now is finished.
    fn finish(&mut self, leg: &Leg, stage: Stage, visit: u32) -> f64 {
        if stage == Stage::CustomsBack
            && let Some(hold) = &self.plan.hold
            && let Some(cleared) =
                hold.clears(self.now, self.plan.asof, self.draws.hold_luck(self.path))
        {
            self.held = true;
            return cleared;
        }
        let ln_days = if visit == 0 {
            let z = self.draws.z[self.draws.stay[stage.index()][self.path] as usize];
            self.first_stay(leg, stage, z)
        } else {
            let z = normal::quantile(self.uniform(Purpose::Stay, stage, visit));
            leg.law.m + self.center[stage.index()] + leg.law.s * z
        };
        leg.after(self.now, libm::exp(ln_days) * self.stretch(leg))
    }

    /// ln days of the first stay, at `z` of its predictive law. What so long a stay says of the
    /// center is kept for the next.
    fn first_stay(&mut self, leg: &Leg, stage: Stage, z: f64) -> f64 {
        let law = leg.law;
        let sd = law.predictive_sd();
        let off = sd * z;
        // The center given the stay: normal, by the usual conjugate step.
        let (part, own) = (
            law.tau / sd,
            self.draws.z[self.draws.center[stage.index()][self.path] as usize],
        );
        self.center[stage.index()] = off * part * part + law.s * part * own;
        law.m + off
    }

    /// When the stage the unit has been in for a while is finished, given that it is not yet.
    fn finish_underway(&mut self, leg: &Leg, stage: Stage) -> f64 {
        let (draws, law) = (self.draws, leg.law);
        let stretch = self.stretch(leg);
        let elapsed = leg.days_between(self.plan.entered, self.now) / stretch;
        if stage == Stage::CustomsBack
            && let Some(hold) = &self.plan.hold
        {
            let luck = draws.hold_luck(self.path);
            let days = self.now - self.plan.entered;
            if let Some(cleared) =
                hold.clears_from_within(self.now, days, law.survival(elapsed), luck)
            {
                self.held = true;
                return cleared;
            }
        }
        let u = slice(draws.stay[stage.index()][self.path], draws.paths);
        let z = law.z_given_elapsed(elapsed, u);
        let left = (libm::exp(self.first_stay(leg, stage, z)) - elapsed).max(0.0);
        leg.after(self.now, left * stretch)
    }

    fn branch(&mut self, stage: Stage, visit: u32, total_visits: u32) -> Turn {
        let (branches, draws) = (&self.plan.branches, self.draws);
        match stage {
            Stage::Diagnosing => {
                let luck = slice(draws.verdict[self.path], draws.paths);
                if luck < branches.ber {
                    self.ending = Ending::BeyondEconomicRepair;
                    Turn::End
                } else if luck < branches.ber + branches.ntf {
                    self.ending = Ending::NoTroubleFound;
                    Turn::To(Stage::Testing)
                } else {
                    Turn::Straight
                }
            }
            Stage::AwaitingApproval => {
                if slice(draws.quote[self.path], draws.paths) < branches.declined {
                    self.ending = Ending::Declined;
                    return Turn::To(Stage::Ready);
                }
                Turn::Straight
            }
            Stage::Testing => {
                let luck = if visit == 0 {
                    slice(draws.burn_in[self.path], draws.paths)
                } else {
                    self.uniform(Purpose::BurnIn, stage, visit)
                };
                if luck >= branches.rework {
                    return Turn::Straight;
                }
                if total_visits >= VISIT_CAP {
                    self.capped = true;
                    return Turn::Straight;
                }
                // A unit that fails its burn-in had a fault after all.
                self.ending = Ending::Repaired;
                Turn::To(Stage::Repairing)
            }
            Stage::Submitted
            | Stage::Authorized
            | Stage::ToCenter
            | Stage::CustomsOut
            | Stage::Queued
            | Stage::Repairing
            | Stage::Ready
            | Stage::FromCenter
            | Stage::CustomsBack => Turn::Straight,
        }
    }

    fn stretch(&self, leg: &Leg) -> f64 {
        if self.whole_batch { leg.stretch } else { 1.0 }
    }

    fn uniform(&self, purpose: Purpose, stage: Stage, visit: u32) -> f64 {
        uniform(&mut self.draws.root.visit(purpose, stage, self.path, visit))
    }
}

enum Turn {
    Straight,
    To(Stage),
    End,
}

impl Leg<'_> {
    /// The instant `days` of this leg's clock after `at`.
    fn after(&self, at: f64, days: f64) -> f64 {
        match self.calendar {
            // The way there and back may lose the last bits; time never runs backwards.
            Some(calendar) => calendar.when(calendar.worked(at) + days).max(at),
            None => at + days,
        }
    }

    fn days_between(&self, from: f64, to: f64) -> f64 {
        match self.calendar {
            Some(calendar) => calendar.worked(to) - calendar.worked(from),
            None => to - from,
        }
    }
}

/// The next stage on the straight way.
fn following(stage: Stage) -> Option<Stage> {
    Stage::ALL.get(stage.index() + 1).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quantile::of_unsorted;

    #[test]
    fn even_slices_of_three_stages_add_up_to_the_erlang_law() {
        // Erlang(3, 0.5), scipy: P50, P80, P95.
        let published = [5.348_121, 8.558_06, 12.591_587];
        let n = 40_000;
        let draws = Draws::new(1, "Erlang", n);
        let exponential = |stage: Stage, path: usize| {
            -libm::log(1.0 - slice(draws.stay[stage.index()][path], n)) / 0.5
        };

        let mut sums: Vec<f64> = (0..n)
            .map(|path| {
                [Stage::Diagnosing, Stage::Repairing, Stage::Testing]
                    .map(|stage| exponential(stage, path))
                    .iter()
                    .sum()
            })
            .collect();

        let found = of_unsorted(&mut sums, [0.5, 0.8, 0.95]);
        for (found, published) in found.iter().zip(published) {
            assert!(
                (found / published - 1.0).abs() < 0.01,
                "{found} {published}"
            );
        }
    }
}
