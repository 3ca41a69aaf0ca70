//! The stages chained by drawing many ways through them.
//!
//! Every draw belongs to a path, a stage and a visit, never to a center, so the same path has the
//! same luck everywhere and centers are compared in pairs. First visits and branches are drawn
//! evenly over the paths (a Latin hypercube: McKay, Beckman and Conover 1979); later visits of a
//! rework loop have streams of their own.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;

use crate::calendar::WorkCalendar;
use crate::hold::{Hold, HoldLuck};
use crate::learn::LearnedLeg;
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
#[derive(Debug, Clone)]
pub(crate) struct Leg<'a> {
    pub(crate) law: Lognormal,
    /// The stage as the past has it, in place of the published law.
    pub(crate) learned: Option<Arc<LearnedLeg>>,
    /// Days of the first stay of one unit, per path.
    pub(crate) stays: Arc<[f64]>,
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
    /// When the ticket was opened; `asof` for a new one.
    pub(crate) opened: f64,
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
    pub(crate) held: Vec<bool>,
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

/// First stays laid out by path, each law of a stage once: centers without a history share theirs.
#[derive(Debug, Default)]
pub(crate) struct LaidOut(BTreeMap<(Stage, [u64; 2]), Arc<[f64]>>);

impl LaidOut {
    pub(crate) fn stays(&mut self, stage: Stage, law: Lognormal, draws: &Draws) -> Arc<[f64]> {
        let sd = law.predictive_sd();
        let stays = self
            .0
            .entry((stage, [law.m.to_bits(), sd.to_bits()]))
            .or_insert_with(|| {
                let slices = draws.stay[stage.index()].iter();
                slices
                    .map(|slice| libm::exp(law.m + sd * draws.z[*slice as usize]))
                    .collect()
            });
        Arc::clone(stays)
    }
}

impl Draws {
    pub(crate) fn new(seed: u32, subject: &str, paths: usize) -> Self {
        let root = Root::new(seed, subject);
        let column = |purpose, stage| shuffled(paths, &mut root.column(purpose, stage));
        let per_stage = |purpose| {
            Stage::ALL
                .into_par_iter()
                .map(|stage| column(purpose, stage))
                .collect()
        };
        Self {
            root,
            paths,
            z: (0..paths)
                .into_par_iter()
                .with_min_len(500)
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

/// Parts the paths of one route are drawn in, side by side.
const PARTS: usize = 8;

impl Paths {
    fn followed_by(mut self, next: Paths) -> Paths {
        self.days.extend(next.days);
        self.first_days.extend(next.first_days);
        self.endings.extend(next.endings);
        self.held.extend(next.held);
        self.capped += next.capped;
        for (stays, next) in self.stages.iter_mut().zip(next.stages) {
            stays.days.extend(next.days);
            stays.starts.extend(next.starts);
            stays.finishes.extend(next.finishes);
        }
        self
    }
}

impl Plan<'_> {
    pub(crate) fn run(&self, draws: &Draws) -> Paths {
        // Paths draw nothing from each other: however they are parted, they are the same.
        let part = draws.paths.div_ceil(PARTS).max(1);
        let parts: Vec<Paths> = (0..draws.paths)
            .step_by(part)
            .collect::<Vec<usize>>()
            .into_par_iter()
            .map(|from| self.run_part(draws, from..(from + part).min(draws.paths)))
            .collect();
        parts
            .into_iter()
            .reduce(Paths::followed_by)
            .unwrap_or_else(|| self.run_part(draws, 0..0))
    }

    /// All paths on this thread, where many plans run side by side.
    pub(crate) fn run_alone(&self, draws: &Draws) -> Paths {
        self.run_part(draws, 0..draws.paths)
    }

    fn run_part(&self, draws: &Draws, part: Range<usize>) -> Paths {
        let n = part.len();
        let mut paths = Paths {
            days: Vec::with_capacity(n),
            first_days: Vec::with_capacity(if self.first_back { n } else { 0 }),
            endings: Vec::with_capacity(n),
            stages: Stage::ALL
                .iter()
                .map(|stage| {
                    let size = if self.legs[stage.index()].is_some() {
                        n
                    } else {
                        0
                    };
                    StageStays {
                        stage: *stage,
                        days: vec![f64::NAN; size],
                        starts: vec![f64::NAN; size],
                        finishes: vec![f64::NAN; size],
                    }
                })
                .collect(),
            held: Vec::with_capacity(n),
            capped: 0,
        };
        for (at, path) in part.enumerate() {
            let mut walk = Walk::new(self, draws, path, Of::Batch);
            walk.go(self.start);
            let end = walk.clock.now();
            paths.days.push(end - self.asof);
            paths.endings.push(walk.ending);
            paths.held.push(walk.held);
            paths.capped += usize::from(walk.capped);
            for (stays, stay) in paths.stages.iter_mut().zip(&walk.stays) {
                if let Some(stay) = stay {
                    stays.days[at] = stay.days;
                    stays.starts[at] = stay.start - self.asof;
                    stays.finishes[at] = stay.finish - self.asof;
                }
            }
            if self.first_back {
                // Goods sent early may run into a hold that the rest miss; back first is back first.
                let first = self.first_unit(draws, path, &walk).min(end);
                paths.first_days.push(first - self.asof);
            }
        }
        paths
    }

    /// When the first unit of the batch is back, days since 1970 UTC.
    fn first_unit(&self, draws: &Draws, path: usize, batch: &Walk) -> f64 {
        let mut first = Walk::new(self, draws, path, Of::FirstUnit);
        // Up to the bench it goes with the rest.
        match batch.stays[Stage::Diagnosing.index()] {
            Some(bench) if self.start < Stage::Diagnosing => {
                first.clock = WalkClock::at(bench.start);
                first.total_visits = 1;
                first.go(Stage::Diagnosing);
            }
            _ => first.go(self.start),
        }
        first.clock.now()
    }
}

/// Whose way a walk is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Of {
    /// The batch, stage by stage, until its last unit is back.
    Batch,
    /// Its first unit, as if alone; only the end matters.
    FirstUnit,
}

/// One way through the stages.
struct Walk<'w> {
    plan: &'w Plan<'w>,
    draws: &'w Draws,
    path: usize,
    of: Of,
    clock: WalkClock<'w>,
    ending: Ending,
    stays: [Option<Stay>; STAGES],
    visits: [u32; STAGES],
    total_visits: u32,
    /// Where in its law the stay under way at asof ends, if one is.
    underway_z: Option<(Stage, f64)>,
    held: bool,
    capped: bool,
}

#[derive(Debug, Clone, Copy)]
struct Stay {
    days: f64,
    start: f64,
    finish: f64,
}

impl<'w> Walk<'w> {
    fn new(plan: &'w Plan<'w>, draws: &'w Draws, path: usize, of: Of) -> Self {
        Self {
            plan,
            draws,
            path,
            of,
            clock: WalkClock::at(plan.asof),
            ending: Ending::Repaired,
            stays: [None; STAGES],
            visits: [0; STAGES],
            total_visits: 0,
            underway_z: None,
            held: false,
            capped: false,
        }
    }

    fn go(&mut self, from: Stage) {
        let plan = self.plan;
        let mut next = Some(from);
        while let Some(stage) = next {
            next = following(stage);
            let Some(leg) = &plan.legs[stage.index()] else {
                continue;
            };
            let visit = self.visits[stage.index()];
            let underway = self.total_visits == 0 && plan.entered < plan.asof;
            if !underway && self.skips(leg, stage, visit) {
                continue;
            }
            self.total_visits += 1;
            self.visits[stage.index()] += 1;
            match self.of {
                Of::Batch => {
                    let start = self.clock.now();
                    self.stay(leg, stage, visit, underway);
                    self.record(stage, start);
                }
                Of::FirstUnit => self.stay(leg, stage, visit, underway),
            }
            match self.branch(stage, visit) {
                Turn::Straight => {}
                Turn::To(stage) => next = Some(stage),
                Turn::End => next = None,
            }
        }
    }

    fn skips(&self, leg: &Leg, stage: Stage, visit: u32) -> bool {
        leg.p_occurs < 1.0 && self.uniform(Purpose::Skip, stage, visit) >= leg.p_occurs
    }

    fn record(&mut self, stage: Stage, start: f64) {
        let finish = self.clock.now();
        match &mut self.stays[stage.index()] {
            Some(stay) => stay.days += finish - start,
            first => {
                *first = Some(Stay {
                    days: finish - start,
                    start,
                    finish,
                });
            }
        }
    }

    fn stay(&mut self, leg: &Leg<'w>, stage: Stage, visit: u32, underway: bool) {
        if underway {
            self.finish_stay(leg, stage);
        } else {
            self.whole_stay(leg, stage, visit);
        }
    }

    fn whole_stay(&mut self, leg: &Leg<'w>, stage: Stage, visit: u32) {
        if stage == Stage::CustomsBack
            && let Some(hold) = &self.plan.hold
        {
            let luck = self.draws.hold_luck(self.path);
            if let Some(cleared) = hold.clears(self.clock.now(), self.plan.asof, luck) {
                self.held = true;
                self.clock = WalkClock::at(cleared);
                return;
            }
        }
        let days = if let Some(learned) = &leg.learned {
            let age = if learned.is_aged() {
                self.clock.now() - self.plan.opened
            } else {
                0.0
            };
            if visit == 0 {
                let slice = self.draws.stay[stage.index()][self.path];
                learned.stay(age, slice, self.draws.paths)
            } else {
                learned.stay_at(age, self.uniform(Purpose::Stay, stage, visit))
            }
        } else if visit == 0 {
            leg.stays[self.path]
        } else {
            let z = normal::quantile(self.uniform(Purpose::Stay, stage, visit));
            libm::exp(leg.law.m + self.center(leg, stage) + leg.law.s * z)
        };
        self.clock.pass(leg.calendar, days * self.stretch(leg));
    }

    /// What is left of the stay the unit has been in for a while.
    fn finish_stay(&mut self, leg: &Leg<'w>, stage: Stage) {
        let (draws, law, plan) = (self.draws, leg.law, self.plan);
        let stretch = self.stretch(leg);
        let elapsed = leg.days_between(plan.entered, plan.asof) / stretch;
        if stage == Stage::CustomsBack
            && let Some(hold) = &plan.hold
        {
            let luck = draws.hold_luck(self.path);
            let days = plan.asof - plan.entered;
            let still_there = match &leg.learned {
                Some(learned) => learned.survival(plan.entered - plan.opened, elapsed),
                None => law.survival(elapsed),
            };
            if let Some(cleared) = hold.clears_from_within(plan.asof, days, still_there, luck) {
                self.held = true;
                self.clock = WalkClock::at(cleared);
                return;
            }
        }
        let u = slice(draws.stay[stage.index()][self.path], draws.paths);
        let known = leg
            .learned
            .as_ref()
            .and_then(|learned| learned.left(plan.entered - plan.opened, elapsed, u));
        if let Some(left) = known {
            self.clock.pass(leg.calendar, left * stretch);
            return;
        }
        let z = law.z_given_elapsed(elapsed, u);
        self.underway_z = Some((stage, z));
        let left = (libm::exp(law.m + law.predictive_sd() * z) - elapsed).max(0.0);
        self.clock.pass(leg.calendar, left * stretch);
    }

    /// How far this path's center is from the typical one, in ln days, given its first stay there
    /// (normal, by the usual conjugate step).
    fn center(&self, leg: &Leg, stage: Stage) -> f64 {
        let (law, draws) = (leg.law, self.draws);
        let first = match self.underway_z {
            Some((underway, z)) if underway == stage => z,
            _ => draws.z[draws.stay[stage.index()][self.path] as usize],
        };
        let own = draws.z[draws.center[stage.index()][self.path] as usize];
        let sd = law.predictive_sd();
        (law.tau * law.tau * first + law.s * law.tau * own) / sd
    }

    fn branch(&mut self, stage: Stage, visit: u32) -> Turn {
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
                if self.total_visits >= VISIT_CAP {
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
        match self.of {
            Of::Batch => leg.stretch,
            Of::FirstUnit => 1.0,
        }
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

/// The time on a walk. Stages in a row that count the same working days are counted in those, and
/// an instant is made of them only when one is asked for.
#[derive(Debug, Clone, Copy)]
struct WalkClock<'w> {
    /// Days since 1970 UTC; behind, if `counted` is ahead of it.
    at: f64,
    counted: Option<Counted<'w>>,
}

#[derive(Debug, Clone, Copy)]
struct Counted<'w> {
    calendar: &'w WorkCalendar,
    worked: f64,
    ahead: bool,
}

impl<'w> WalkClock<'w> {
    fn at(instant: f64) -> Self {
        Self {
            at: instant,
            counted: None,
        }
    }

    fn now(&mut self) -> f64 {
        if let Some(counted) = &mut self.counted
            && counted.ahead
        {
            counted.ahead = false;
            // The way there and back may lose the last bits; time never runs backwards.
            self.at = counted.calendar.when(counted.worked).max(self.at);
        }
        self.at
    }

    fn pass(&mut self, calendar: Option<&'w WorkCalendar>, days: f64) {
        let Some(calendar) = calendar else {
            *self = Self::at(self.now() + days);
            return;
        };
        let worked = match self.counted {
            Some(counted) if std::ptr::eq(counted.calendar, calendar) => counted.worked,
            _ => calendar.worked(self.now()),
        };
        self.counted = Some(Counted {
            calendar,
            worked: worked + days,
            ahead: true,
        });
    }
}

impl Leg<'_> {
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
