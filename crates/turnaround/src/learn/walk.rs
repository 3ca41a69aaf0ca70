//! The stages chained: many ways from where a case stands to its close.

use rand_pcg::Pcg64Mcg;
use rustc_hash::FxHashMap;

use super::curve::Curve;
use super::grid::{BINS, edges};
use super::knowledge::{Knowledge, StageClock};
use super::lanes::Lanes;
use super::snapshot::{Days, Seen, Snapshot};
use super::stays::DAY_MS;
use crate::hold::{Hold, HoldLuck};
use crate::stream::{Root as Luck, shuffled, uniform};

/// A walk that has made this many visits goes home.
const VISIT_CAP: u32 = 60;

/// Where a case stands.
#[derive(Debug, Clone)]
pub(crate) struct Stand<'a> {
    pub(crate) stage: u16,
    pub(crate) center: u32,
    pub(crate) attributes: &'a [u32],
    /// Days from the opening of the case to the entry into the stage.
    pub(crate) age: f64,
    /// ms since 1970 UTC.
    pub(crate) entered: i64,
    pub(crate) asof: i64,
}

impl Stand<'_> {
    /// Days of 24 hours since the entry.
    pub(crate) fn elapsed(&self) -> f64 {
        (self.asof - self.entered).max(0) as f64 / DAY_MS
    }
}

/// Days from now to the close, one entry per path; whether the case came home.
#[derive(Debug)]
pub(crate) struct Walked {
    pub(crate) days: Vec<f64>,
    pub(crate) home: Vec<bool>,
}

impl Walked {
    /// P(days left > t) among cases that come home.
    pub(crate) fn curve(&self) -> Curve {
        let mut counts = [0u32; BINS + 1];
        let edges = edges();
        let mut all = 0u32;
        for (days, _) in self.days.iter().zip(&self.home).filter(|(_, home)| **home) {
            // Counted at the first edge at or beyond it.
            let edge = edges.partition_point(|edge| edge < days);
            counts[edge.min(BINS)] += u32::from(edge <= BINS);
            all += 1;
        }
        let all = f64::from(all.max(1));
        let mut over = 0u32;
        let mut values = [1.0; BINS + 1];
        for (value, count) in values.iter_mut().zip(counts) {
            over += count;
            *value = 1.0 - f64::from(over) / all;
        }
        values[0] = 1.0;
        Curve(values)
    }
}

struct Station<'a> {
    stay: Curve,
    clock: StageClock<'a>,
    hold: Option<Hold>,
    /// Running sums of the shares of turns, and where each leads.
    turns: Vec<(f64, u16)>,
}

/// Curves and turns of the stations met so far.
struct Stations<'a> {
    snapshot: &'a Snapshot,
    know: &'a Knowledge,
    lanes: &'a Lanes,
    stand: &'a Stand<'a>,
    met: FxHashMap<(u16, Option<u8>), usize>,
    all: Vec<Station<'a>>,
}

impl Stations<'_> {
    fn at(&mut self, stage: u16, age: f64) -> usize {
        let age = self.snapshot.ages.bin(stage, age);
        if let Some(known) = self.met.get(&(stage, age)) {
            return *known;
        }
        let seen = Seen {
            center: self.stand.center,
            attributes: self.stand.attributes,
            age,
        };
        let stay = self.snapshot.curve(Days::Stay, self.know, stage, &seen);
        let mut sum = 0.0;
        let shares = self.snapshot.turn_shares(stage, &seen);
        let turns = self
            .know
            .targets()
            .iter()
            .map(|to| {
                sum += shares[*to as usize];
                (sum, *to)
            })
            .collect();
        let root = self.know.root(stage, self.stand.attributes);
        let clock = self.know.clock(stage, self.stand.center, root);
        let hold = self
            .lanes
            .key(self.know, stage, self.stand.attributes)
            .and_then(|lane| self.lanes.p_hold(lane, self.stand.asof))
            .and_then(|p_hold| Hold::filtered(&self.lanes.prior, p_hold));
        self.all.push(Station {
            stay,
            clock,
            hold,
            turns,
        });
        self.met.insert((stage, age), self.all.len() - 1);
        self.all.len() - 1
    }
}

fn draws(rng: &mut Pcg64Mcg) -> HoldLuck {
    HoldLuck {
        caught: uniform(rng),
        length: uniform(rng),
        backlog: uniform(rng),
    }
}

/// Walk `paths` times from where the case stands.
pub(crate) fn walk(
    snapshot: &Snapshot,
    know: &Knowledge,
    lanes: &Lanes,
    stand: &Stand,
    luck: Luck,
    paths: usize,
) -> Walked {
    let mut stations = Stations {
        snapshot,
        know,
        lanes,
        stand,
        met: FxHashMap::default(),
        all: Vec::new(),
    };
    let slices = shuffled(paths, &mut luck.walk(usize::MAX, 0));
    let first = stations.at(stand.stage, stand.age);
    let left = {
        let root = &snapshot
            .stay_root(know.root(stand.stage, stand.attributes))
            .curve;
        let stay = &stations.all[first].stay;
        let root_index = know.root(stand.stage, stand.attributes);
        let elapsed = know.days_between(
            stand.stage,
            stand.center,
            root_index,
            stand.entered,
            stand.asof,
        );
        stay.left_after(elapsed)
            .or_else(|| root.left_after(elapsed))
            .unwrap_or_else(|| stay.clone())
    };
    let now = stand.asof as f64 / DAY_MS;
    let mut walked = Walked {
        days: Vec::with_capacity(paths),
        home: Vec::with_capacity(paths),
    };
    for (path, slice) in slices.into_iter().enumerate() {
        let u = (f64::from(slice) + 0.5) / paths as f64;
        let mut rng = luck.walk(path, 0);
        let caught = stations.all[first].hold.as_ref().and_then(|hold| {
            let elapsed = stand.elapsed();
            if elapsed > 0.0 {
                hold.clears_from_within(now, elapsed, 1.0, draws(&mut rng))
            } else {
                hold.clears(now, now, draws(&mut rng))
            }
        });
        let mut days = match caught {
            Some(cleared) => cleared - now,
            None => {
                stations.all[first]
                    .clock
                    .after(now, left.when_survival_is(u))
                    - now
            }
        };
        let (mut at, mut visits) = (first, 1u32);
        let home = loop {
            let mut rng = luck.walk(path, visits);
            let turn = uniform(&mut rng);
            let turns = &stations.all[at].turns;
            let at_turn = turns.partition_point(|(sum, _)| *sum <= turn);
            let to = turns[at_turn.min(turns.len() - 1)].1;
            if to == know.home() || visits >= VISIT_CAP {
                break true;
            }
            if to == know.lost() {
                break false;
            }
            at = stations.at(to, stand.age + stand.elapsed() + days);
            let station = &stations.all[at];
            let stay = station.stay.when_survival_is(uniform(&mut rng));
            let caught = station
                .hold
                .as_ref()
                .and_then(|hold| hold.clears(now + days, now, draws(&mut rng)));
            days = match caught {
                Some(cleared) => cleared - now,
                None => station.clock.after(now + days, stay) - now,
            };
            visits += 1;
        };
        walked.days.push(days);
        walked.home.push(home);
    }
    walked
}
