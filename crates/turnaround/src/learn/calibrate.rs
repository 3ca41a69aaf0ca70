//! Looking back: forecasts as they would have been made at past dates, and what they teach about
//! the weights of paths and models and about ranges too narrow or too late.

use rayon::prelude::*;

use super::curve::Curve;
use super::grid::bin;
use super::knowledge::Knowledge;
use super::lanes::Lanes;
use super::probit::{FEWEST, Probit, Verdict};
use super::snapshot::{Snapshot, Spec};
use super::stays::{DAY_MS, Stay, stays};
use super::walk::{Stand, walk};
use crate::log::EventLog;
use crate::stream::Root as Luck;

/// Whether a case is yet to be opened or under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    New,
    Open,
}

/// What may be shown: the direct model, the chain, their pool, each as it is or recalibrated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Model {
    Direct,
    Chain,
    Pool,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Choice {
    pub(crate) model: Model,
    pub(crate) probit: Option<Probit>,
    /// Past forecasts it was judged on, recent ones counting more.
    pub(crate) forecasts: f64,
}

impl Choice {
    /// Without a record: the chain alone while there is hardly any history, then the even pool.
    pub(crate) fn unproven(closed: usize) -> Self {
        Self {
            model: if closed < ENOUGH_CLOSED {
                Model::Chain
            } else {
                Model::Pool
            },
            probit: None,
            forecasts: 0.0,
        }
    }

    pub(crate) fn apply(&self, direct: &Curve, chain: &Curve) -> Curve {
        let curve = match self.model {
            Model::Direct => direct.clone(),
            Model::Chain => chain.clone(),
            Model::Pool => pooled(direct, chain),
        };
        match &self.probit {
            Some(probit) => probit.apply(&curve),
            None => curve,
        }
    }
}

fn pooled(direct: &Curve, chain: &Curve) -> Curve {
    Curve::mixed([(0.5, direct), (0.5, chain)].into_iter())
}

/// What looking back has taught.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Calibration {
    pub(crate) new: Choice,
    pub(crate) open: Choice,
}

impl Calibration {
    /// Without looking back.
    pub(crate) fn unproven(log: &EventLog, asof: i64) -> Self {
        let cases = log.cases().iter();
        let closed = cases.filter(|case| case.closed <= asof).count();
        Self {
            new: Choice::unproven(closed),
            open: Choice::unproven(closed),
        }
    }

    pub(crate) fn choice(&self, kind: Kind) -> &Choice {
        match kind {
            Kind::New => &self.new,
            Kind::Open => &self.open,
        }
    }
}

const ENOUGH_CLOSED: usize = 30;
const DATES: usize = 8;
/// Past forecasts per date and kind.
const CASES_PER_DATE: usize = 100;
const FARTHEST_BACK_DAYS: f64 = 720.0;
const HALF_LIFE_DAYS: f64 = 120.0;
/// Another model must be better by this, in nats per forecast.
const BETTER_BY: f64 = 0.01;

/// One forecast of the past.
struct Past {
    kind: Kind,
    stay: Stay,
    at: i64,
    weight: f64,
}

struct Judged {
    kind: Kind,
    weight: f64,
    direct: Curve,
    chain: Curve,
    /// Days to the close, or as long as it has been open since.
    days: f64,
    ended: bool,
}

/// What looking back looks at.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scene<'a> {
    pub(crate) log: &'a EventLog,
    pub(crate) know: &'a Knowledge,
    pub(crate) lanes: &'a Lanes,
    pub(crate) spec: &'a Spec,
    pub(crate) asof: i64,
    /// Ways drawn per past forecast.
    pub(crate) paths: usize,
    pub(crate) seed: u32,
}

/// Make the forecasts of past dates again and see what came of them.
pub(crate) fn look_back(scene: &Scene) -> Calibration {
    let Scene {
        log,
        know,
        lanes,
        spec,
        asof,
        ..
    } = *scene;
    let mut closes: Vec<i64> = log
        .cases()
        .iter()
        .map(|case| case.closed)
        .filter(|closed| *closed <= asof)
        .collect();
    closes.sort_unstable();
    let unproven = Calibration::unproven(log, asof);
    let Some(from) = closes.get(ENOUGH_CLOSED) else {
        return unproven;
    };
    let span = ((asof - from) as f64 / DAY_MS).min(FARTHEST_BACK_DAYS);
    if span < 1.0 {
        return unproven;
    }
    let step = (span / (DATES + 1) as f64 * DAY_MS) as i64;
    let dates: Vec<i64> = (0..DATES)
        .map(|date| asof - step * (DATES - date) as i64)
        .collect();
    let held = lanes.held_cases(asof);
    let judged: Vec<Judged> = dates
        .par_iter()
        .flat_map(|date| {
            let snapshot = Snapshot::new(log, know, lanes, spec, *date);
            // What a hold did to a case says nothing about the ranges without one.
            let mut asked = ask(log, *date, step, asof);
            asked.retain(|past| !held.contains(&past.stay.case));
            asked
                .par_iter()
                .map(|past| judge(scene, past, &snapshot))
                .collect::<Vec<Judged>>()
        })
        .collect();
    let choose = |kind, otherwise| {
        let judged: Vec<&Judged> = judged.iter().filter(|past| past.kind == kind).collect();
        choose(&judged, otherwise)
    };
    Calibration {
        new: choose(Kind::New, unproven.new),
        open: choose(Kind::Open, unproven.open),
    }
}

fn recent(at: i64, asof: i64) -> f64 {
    libm::exp2(-((asof - at) as f64 / DAY_MS) / HALF_LIFE_DAYS)
}

/// Every n-th, so that at most `most` are left.
fn thinned<T>(all: Vec<T>, most: usize) -> Vec<T> {
    let every = all.len().div_ceil(most).max(1);
    all.into_iter().step_by(every).collect()
}

/// The forecasts of one date: of cases under way, and of those opened until the next.
fn ask(log: &EventLog, date: i64, step: i64, asof: i64) -> Vec<Past> {
    let lost = |stay: &Stay| stay.closed <= asof && !stay.outcome.comes_back();
    let (mut open, mut new): (Vec<Stay>, Vec<Stay>) = (Vec::new(), Vec::new());
    for stay in stays(log).filter(|stay| !lost(stay)) {
        if stay.start <= date && stay.left > date {
            open.push(stay);
        } else if stay.first && stay.start > date && stay.start <= (date + step).min(asof) {
            new.push(stay);
        }
    }
    let mut asked = Vec::new();
    for (kind, mut stays) in [(Kind::Open, open), (Kind::New, new)] {
        // Whichever order the log is in, the same ones are asked about.
        stays.sort_by_key(|stay| (stay.start, log.case_name(stay.case as usize)));
        asked.extend(thinned(stays, CASES_PER_DATE).into_iter().map(|stay| {
            let at = if kind == Kind::New { stay.start } else { date };
            Past {
                kind,
                stay,
                at,
                weight: recent(at, asof),
            }
        }));
    }
    asked
}

/// Likelihood of the outcome: the mass of its bin, or what is left beyond an age.
fn likelihood(curve: &Curve, days: f64, ended: bool) -> f64 {
    if ended {
        curve.mass(bin(days)).max(1e-5)
    } else {
        curve.survival(days).max(1e-4)
    }
}

fn judge(scene: &Scene, past: &Past, snapshot: &Snapshot) -> Judged {
    let Scene {
        log,
        know,
        lanes,
        asof,
        ..
    } = *scene;
    let stay = &past.stay;
    let stand = Stand {
        stage: stay.stage,
        center: u32::from(stay.center),
        attributes: log.profile(stay.profile),
        age: stay.age(),
        entered: stay.start,
        asof: past.at,
    };
    let luck = Luck::new(scene.seed, log.case_name(stay.case as usize));
    let direct = snapshot.direct(know, &stand);
    let chain = walk(snapshot, know, lanes, &stand, luck, scene.paths).curve();
    Judged {
        kind: past.kind,
        weight: past.weight,
        direct,
        chain,
        days: (stay.closed.min(asof) - past.at).max(0) as f64 / DAY_MS,
        ended: stay.closed <= asof,
    }
}

fn choose(judged: &[&Judged], otherwise: Choice) -> Choice {
    let forecasts: f64 = judged.iter().map(|past| past.weight).sum();
    if forecasts < FEWEST {
        return Choice {
            forecasts,
            ..otherwise
        };
    }
    let score = |choice: &Choice| {
        let sum: f64 = judged
            .iter()
            .map(|past| {
                let curve = choice.apply(&past.direct, &past.chain);
                past.weight * libm::log(likelihood(&curve, past.days, past.ended))
            })
            .sum();
        sum / forecasts
    };
    let with = |model| {
        let plain = Choice {
            model,
            probit: None,
            forecasts,
        };
        let verdicts: Vec<Verdict> = judged
            .iter()
            .map(|past| Verdict {
                u: 1.0 - plain.apply(&past.direct, &past.chain).survival(past.days),
                ended: past.ended,
                weight: past.weight,
            })
            .collect();
        let mended = Choice {
            probit: Probit::fit(&verdicts),
            ..plain
        };
        [plain, mended]
    };
    let [pool, mended] = with(Model::Pool);
    let mut best = (score(&pool), pool);
    let others = [mended]
        .into_iter()
        .chain(with(Model::Direct))
        .chain(with(Model::Chain));
    let bar = best.0 + BETTER_BY;
    for other in others {
        let score = score(&other);
        if score > bar && score > best.0 {
            best = (score, other);
        }
    }
    best.1
}
