//! What is known before any stay is: published laws, calendars, the usual way through the stages.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use rustc_hash::FxHashMap;

use super::forest::{Feature, Path};
use super::rhythm::{Rhythm, rhythms};
use super::stays::{DAY_MS, NO_STAGE};
use crate::calendar::WorkCalendar;
use crate::error::{Error, Result};
use crate::log::{EventLog, Names, Outcome};
use crate::prior::{Lognormal, PriorRow, Priors};
use crate::stage::{Clock, Stage, WorksAt};

/// What is known before any case is.
#[derive(Debug, Clone, Copy, Default)]
pub struct Background<'a> {
    /// Published laws, for stages whose names are a ticket's or the priors' own.
    pub priors: Option<&'a Priors>,
    /// Days a case takes, for stages nobody has published anything about. Without it they are
    /// taken from the log itself.
    pub generic: Option<GenericPrior>,
    pub calendars: Calendars<'a>,
}

/// Whose working days the stages count. Without one, days are days of 24 hours.
#[derive(Debug, Clone, Copy, Default)]
pub struct Calendars<'a> {
    /// By the center's name in the log.
    pub centers: &'a [(String, Arc<WorkCalendar>)],
    /// Of the site that sends and gets back.
    pub site: Option<&'a Arc<WorkCalendar>>,
}

/// Days a case is thought to take when nothing is known of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GenericPrior {
    pub p50: f64,
    pub p95: f64,
}

impl GenericPrior {
    fn check(self) -> Result<Self> {
        let refuse = |field: &str, found, expected| {
            Err(Error::BadNumber {
                field: field.to_owned(),
                found,
                expected,
            })
        };
        if !(self.p50 > 0.0 && self.p50 <= 3650.0) {
            return refuse("prior P50", self.p50, "days, more than 0 and at most 3650");
        }
        if !(self.p95 > self.p50 && self.p95 <= 36_500.0) {
            return refuse("prior P95", self.p95, "days, more than the P50");
        }
        Ok(self)
    }
}

/// A law as known before any stay.
#[derive(Debug, Clone)]
pub(crate) struct RootLaw {
    pub(crate) law: Lognormal,
    /// Share of stays that are over at once.
    pub(crate) p0: f64,
    /// How far stays may move it, in ln days.
    pub(crate) most: f64,
    pub(crate) clock: Clock,
}

/// The roots of one stage: one per site type and segment, and one for what fits none.
#[derive(Debug, Clone, Default)]
struct Roots {
    stage: Option<Stage>,
    segment: Option<usize>,
    by: FxHashMap<(u32, u32), usize>,
    otherwise: usize,
}

/// A clock with its way back.
#[derive(Debug, Clone, Copy)]
pub(crate) enum StageClock<'k> {
    /// Days of 24 hours.
    Days,
    Calendar(&'k WorkCalendar),
    Rhythm(Rhythm),
}

impl StageClock<'_> {
    /// Days counted up to `at`, days since 1970 UTC, from an arbitrary zero.
    pub(crate) fn counted(&self, at: f64) -> f64 {
        match self {
            StageClock::Days => at,
            StageClock::Calendar(calendar) => calendar.worked(at),
            StageClock::Rhythm(rhythm) => rhythm.counted(at),
        }
    }

    /// The instant at which `days` more have been counted.
    pub(crate) fn after(&self, from: f64, days: f64) -> f64 {
        match self {
            StageClock::Days => from + days,
            StageClock::Calendar(calendar) => calendar.when(calendar.worked(from) + days).max(from),
            StageClock::Rhythm(rhythm) => rhythm.when(rhythm.counted(from) + days).max(from),
        }
    }
}

#[derive(Debug, Clone)]
pub(crate) struct Knowledge {
    roots: Vec<RootLaw>,
    direct: Vec<RootLaw>,
    /// Of a whole case.
    whole: RootLaw,
    of: Vec<Roots>,
    /// The attribute that tells the site type.
    site: Option<usize>,
    template: Vec<Vec<f64>>,
    /// By stage, then center.
    calendars: Vec<Vec<Option<Arc<WorkCalendar>>>>,
    /// The calendar of centers the log has not met.
    elsewhere: Vec<Option<Arc<WorkCalendar>>>,
    /// By stage, where no calendars are known, and of the closes.
    rhythms: Vec<Option<Rhythm>>,
    pub(crate) close_rhythm: Option<Rhythm>,
    stages: usize,
    /// Where a stay may lead, in the order of the stages' names: the order in which a log names
    /// them changes no draw.
    targets: Vec<u16>,
}

/// Working days are counted as this many days where no calendar is known.
const DAYS_PER_WORKING_DAY: f64 = 1.4;

/// Stays may move a published law by this factor, either way.
const MOST_SHIFT: f64 = 4.0;

impl Knowledge {
    pub(crate) fn new(
        log: &EventLog,
        background: &Background,
        asof: DateTime<Utc>,
    ) -> Result<Self> {
        let on = asof.date_naive();
        let calendars = &background.calendars;
        let (rhythms, close_rhythm) = if calendars.centers.is_empty() && calendars.site.is_none() {
            rhythms(log, asof.timestamp_millis())
        } else {
            (vec![None; log.stages().len()], None)
        };
        let stages = log.stages().len();
        let named: Vec<Option<Stage>> = log.stages().iter().map(stage_of).collect();
        let column = |name: &str| log.attributes().iter().position(|known| known.name == name);
        let whole = whole_case(log, background)?;
        let mut knowledge = Self {
            roots: Vec::new(),
            direct: Vec::new(),
            whole: RootLaw {
                law: whole,
                p0: 0.0,
                most: libm::log(1000.0),
                clock: Clock::Calendar,
            },
            of: Vec::new(),
            site: column("site"),
            template: template(&named),
            calendars: Vec::new(),
            elsewhere: Vec::new(),
            targets: targets(log),
            rhythms,
            close_rhythm,
            stages,
        };
        let each = visits_per_case(log);
        // Stages of a log with one stage a case last as long as the case; of one with many they
        // differ widely.
        let apart = libm::log(each).min(1.0);
        let generic = Lognormal {
            tau: 0.3 + 0.7 * apart,
            ..whole
        };
        for (stage, named) in named.iter().enumerate() {
            let rows = match (named, background.priors) {
                (Some(stage), Some(priors)) => Some((*stage, priors)),
                _ => None,
            };
            knowledge.direct.push(RootLaw {
                law: generic,
                p0: 0.0,
                most: libm::log(1000.0),
                clock: Clock::Calendar,
            });
            knowledge.calendars.push(
                log.centers()
                    .iter()
                    .map(|center| calendar_of(*named, Some(center), &background.calendars))
                    .collect(),
            );
            knowledge
                .elsewhere
                .push(calendar_of(*named, None, &background.calendars));
            let Some((named, priors)) = rows else {
                knowledge.of.push(Roots {
                    otherwise: knowledge.roots.len(),
                    ..Roots::default()
                });
                knowledge.roots.push(RootLaw {
                    law: Lognormal {
                        m: generic.m - libm::log(each),
                        ..generic
                    },
                    p0: 0.0,
                    most: libm::log(1000.0),
                    clock: Clock::Calendar,
                });
                continue;
            };
            let has_calendar = knowledge.calendars[stage].iter().any(Option::is_some);
            let roots = knowledge.published(log, named, priors, has_calendar, on)?;
            knowledge.of.push(roots);
        }
        Ok(knowledge)
    }

    /// The published roots of a stage, one per site type and segment of the log.
    fn published(
        &mut self,
        log: &EventLog,
        stage: Stage,
        priors: &Priors,
        has_calendar: bool,
        on: NaiveDate,
    ) -> Result<Roots> {
        let attribute = |name: &str| log.attributes().iter().position(|known| known.name == name);
        let segment = segment_column(stage)
            .iter()
            .find_map(|name| attribute(name));
        let words = |column: Option<usize>| -> Vec<(u32, String)> {
            let mut words = vec![(u32::MAX, String::new())];
            if let Some(column) = column {
                let values: &Names = &log.attributes()[column].values;
                words.extend(
                    values
                        .iter()
                        .map(str::to_owned)
                        .enumerate()
                        .map(|(id, word)| (id as u32, word)),
                );
            }
            words
        };
        let mut by = FxHashMap::default();
        let mut otherwise = None;
        for (site_id, site) in words(self.site) {
            let site = if site == "us" { "us" } else { "overseas" };
            for (segment_id, word) in words(segment) {
                let segments = segments(stage, &word, site);
                let row = priors.find_near(site, stage, &segments, on)?;
                let Some(root) = root_law(row, has_calendar) else {
                    continue;
                };
                let index = self.roots.len();
                self.roots.push(root);
                by.insert((site_id, segment_id), index);
                if site_id == u32::MAX && segment_id == u32::MAX {
                    otherwise = Some(index);
                }
            }
        }
        Ok(Roots {
            stage: Some(stage),
            segment,
            otherwise: otherwise.unwrap_or(0),
            by,
        })
    }

    pub(crate) fn stages(&self) -> usize {
        self.stages
    }

    pub(crate) fn roots(&self) -> &[RootLaw] {
        &self.roots
    }

    pub(crate) fn direct_roots(&self) -> &[RootLaw] {
        &self.direct
    }

    pub(crate) fn whole_case(&self) -> &RootLaw {
        &self.whole
    }

    /// All roots of a stage.
    pub(crate) fn roots_of(&self, stage: u16) -> impl Iterator<Item = usize> + '_ {
        let roots = &self.of[stage as usize];
        let mut all: Vec<usize> = roots.by.values().copied().collect();
        all.push(roots.otherwise);
        all.sort_unstable();
        all.dedup();
        all.into_iter()
    }

    /// Which of [`Knowledge::roots`] a stay belongs to.
    pub(crate) fn root(&self, stage: u16, attributes: &[u32]) -> usize {
        let roots = &self.of[stage as usize];
        if roots.by.is_empty() {
            return roots.otherwise;
        }
        let value = |column: Option<usize>| {
            column.map_or(u32::MAX, |column| {
                attributes.get(column).copied().unwrap_or(u32::MAX)
            })
        };
        let key = (value(self.site), value(roots.segment));
        // A word the log has not met belongs where no word does.
        [key, (key.0, u32::MAX), (u32::MAX, key.1)]
            .iter()
            .find_map(|key| roots.by.get(key))
            .copied()
            .unwrap_or(roots.otherwise)
    }

    pub(crate) fn direct_root(&self, stage: u16) -> usize {
        stage as usize
    }

    /// Our name for a stage of the log, if it is one of ours.
    pub(crate) fn stage(&self, stage: u16) -> Option<Stage> {
        self.of.get(stage as usize)?.stage
    }

    /// The clock by which stays of this stage and root are counted.
    pub(crate) fn clock(&self, stage: u16, center: u32, root: usize) -> StageClock<'_> {
        let stage = stage as usize;
        let calendar = match self.calendars[stage].get(center as usize) {
            Some(calendar) => calendar.as_deref(),
            None => self.elsewhere[stage].as_deref(),
        };
        match (self.roots[root].clock, calendar, self.rhythms[stage]) {
            (Clock::Business, Some(calendar), _) => StageClock::Calendar(calendar),
            (_, _, Some(rhythm)) => StageClock::Rhythm(rhythm),
            (Clock::Business | Clock::Calendar, _, None) => StageClock::Days,
        }
    }

    /// Days on the stage's clock between two instants (ms).
    pub(crate) fn days_between(
        &self,
        stage: u16,
        center: u32,
        root: usize,
        from: i64,
        to: i64,
    ) -> f64 {
        if to <= from {
            return 0.0;
        }
        let clock = self.clock(stage, center, root);
        let counted = |at: i64| clock.counted(at as f64 / DAY_MS);
        (counted(to) - counted(from)).max(0.0)
    }

    /// Days by the rhythm of the closes between two instants (ms).
    pub(crate) fn days_to_close(&self, from: i64, to: i64) -> f64 {
        let clock = self.close_clock();
        let counted = |at: i64| clock.counted(at as f64 / DAY_MS);
        (counted(to) - counted(from)).max(0.0)
    }

    pub(crate) fn close_clock(&self) -> StageClock<'_> {
        self.close_rhythm
            .map_or(StageClock::Days, StageClock::Rhythm)
    }

    /// The published law of a customs stage, in days of 24 hours.
    pub(crate) fn free_clearance(&self, stage: u16) -> Lognormal {
        let root = &self.roots[self.of[stage as usize].otherwise];
        let mut law = root.law;
        if root.clock == Clock::Business
            && self.calendars[stage as usize].iter().any(Option::is_some)
        {
            law.m += libm::log(DAYS_PER_WORKING_DAY);
        }
        law
    }

    /// Where a stay led: a stage, back home, or lost.
    pub(crate) fn turn(&self, next: u16, outcome: Outcome) -> u16 {
        if next != NO_STAGE {
            next
        } else if outcome.comes_back() {
            self.home()
        } else {
            self.lost()
        }
    }

    /// All targets of turns, in a lasting order.
    pub(crate) fn targets(&self) -> &[u16] {
        &self.targets
    }

    pub(crate) fn home(&self) -> u16 {
        self.stages as u16
    }

    pub(crate) fn lost(&self) -> u16 {
        self.stages as u16 + 1
    }

    /// The usual shares of turns from a stage; `None` where nobody has said.
    pub(crate) fn template(&self, stage: u16) -> Option<&[f64]> {
        let template = &self.template[stage as usize];
        (!template.is_empty()).then_some(template)
    }

    /// The hierarchies that stays are grouped in.
    pub(crate) fn paths(log: &EventLog) -> Vec<Path> {
        let column = |name: &str| {
            let found = log.attributes().iter().position(|known| known.name == name);
            found.map(|at| Feature::Attribute(at as u8))
        };
        let mut paths = vec![Path {
            first: Feature::Age,
            second: Some(Feature::Center),
        }];
        let ours = [
            (Some(Feature::Center), column("level")),
            (Some(Feature::Center), column("maker")),
            (column("fault"), column("maker")),
            (column("site"), column("warranty")),
        ];
        if column("site").is_some() && column("level").is_some() && column("warranty").is_some() {
            paths.extend(ours.into_iter().filter_map(|(first, second)| {
                Some(Path {
                    first: first?,
                    second: Some(second?),
                })
            }));
        } else {
            let most = log.attributes().len().min(u8::MAX as usize);
            paths.extend((0..most).map(|attribute| Path {
                first: Feature::Center,
                second: Some(Feature::Attribute(attribute as u8)),
            }));
        }
        paths
    }
}

/// A ticket's own name for a stage, or the priors'.
fn stage_of(name: &str) -> Option<Stage> {
    Stage::ALL
        .into_iter()
        .find(|stage| stage.name() == name || stage.prior_name() == name)
}

/// The attributes that may tell a stage's segment, best first.
fn segment_column(stage: Stage) -> &'static [&'static str] {
    match stage {
        Stage::Submitted | Stage::AwaitingApproval => &["warranty"],
        Stage::ToCenter => &["mode_out", "mode"],
        Stage::FromCenter => &["mode_back", "mode"],
        Stage::Queued => &["kind"],
        Stage::Repairing => &["level"],
        Stage::Authorized
        | Stage::CustomsOut
        | Stage::Diagnosing
        | Stage::Testing
        | Stage::Ready
        | Stage::CustomsBack => &[],
    }
}

/// The priors' words for a segment as the log words it, best first.
fn segments<'w>(stage: Stage, word: &'w str, site: &str) -> Vec<&'w str> {
    let usual = if site == "us" { "ground" } else { "express" };
    match stage {
        Stage::Submitted => match word {
            "in" | "warranty" | "in_warranty" => vec!["warranty"],
            _ => vec!["non_warranty", "warranty"],
        },
        Stage::ToCenter | Stage::FromCenter => vec![word, usual],
        Stage::CustomsOut => vec!["express"],
        Stage::Queued => match word {
            "independent" | "in_house" => vec!["independent"],
            _ => vec!["authorized"],
        },
        Stage::AwaitingApproval => vec!["non_warranty"],
        Stage::Repairing => match word {
            "L1" | "L3" => vec![word],
            _ => vec!["L2"],
        },
        Stage::CustomsBack => vec!["normal"],
        Stage::Authorized | Stage::Diagnosing | Stage::Testing | Stage::Ready => vec!["any"],
    }
}

fn root_law(row: &PriorRow, has_calendar: bool) -> Option<RootLaw> {
    let time = row.time?;
    let mut law = time.law();
    if time.clock == Clock::Business && !has_calendar {
        law.m += libm::log(DAYS_PER_WORKING_DAY);
    }
    Some(RootLaw {
        law,
        p0: 0.0,
        most: libm::log(MOST_SHIFT),
        clock: time.clock,
    })
}

fn calendar_of(
    stage: Option<Stage>,
    center: Option<&str>,
    calendars: &Calendars,
) -> Option<Arc<WorkCalendar>> {
    let stage = stage?;
    let at_center = || {
        let center = center?;
        let found = calendars.centers.iter().find(|(name, _)| name == center);
        found.map(|(_, calendar)| Arc::clone(calendar))
    };
    match stage.works_at() {
        WorksAt::Site => calendars.site.map(Arc::clone),
        WorksAt::Center => at_center(),
    }
}

/// From each stage mostly to the next of ours that the log has; from the bench's test now and
/// then back to repair. Stages that are not ours have none.
fn template(named: &[Option<Stage>]) -> Vec<Vec<f64>> {
    let home = named.len();
    let at = |wanted: Stage| named.iter().position(|stage| *stage == Some(wanted));
    named
        .iter()
        .map(|stage| {
            let Some(stage) = *stage else {
                return Vec::new();
            };
            let mut shares = vec![0.0; home + 2];
            let later = Stage::ALL.into_iter().filter(|next| *next > stage);
            let next: Vec<usize> = later.filter_map(at).take(2).collect();
            // Some stages are passed over: customs at home, the quote under warranty.
            match next.as_slice() {
                [] => shares[home] = 1.0,
                [next] => {
                    shares[*next] = 0.8;
                    shares[home] = 0.2;
                }
                [next, after, ..] => {
                    shares[*next] = 0.7;
                    shares[*after] = 0.3;
                }
            }
            if stage == Stage::Testing
                && let Some(repair) = at(Stage::Repairing)
            {
                shares.iter_mut().for_each(|share| *share *= 0.92);
                shares[repair] += 0.08;
            }
            shares
        })
        .collect()
}

fn targets(log: &EventLog) -> Vec<u16> {
    let stages = log.stages();
    let mut targets: Vec<u16> = (0..stages.len() as u16).collect();
    targets.sort_by_key(|stage| stages.name(u32::from(*stage)));
    targets.extend([stages.len() as u16, stages.len() as u16 + 1]);
    targets
}

fn visits_per_case(log: &EventLog) -> f64 {
    let closed = log
        .cases()
        .iter()
        .filter(|case| case.closed != EventLog::OPEN);
    let (cases, visits) = closed.fold((0.0, 0.0), |(cases, visits), case| {
        (cases + 1.0, visits + f64::from(case.visits))
    });
    if cases > 0.0 {
        f64::max(visits / cases, 1.0)
    } else {
        1.0
    }
}

/// The law of a whole case: as given, else as the log's own closed cases have it, wide.
fn whole_case(log: &EventLog, background: &Background) -> Result<Lognormal> {
    let GenericPrior { p50, p95 } = match background.generic {
        Some(prior) => prior.check()?,
        None => from_closed(log),
    };
    Ok(Lognormal {
        m: libm::log(p50),
        s: libm::log(p95 / p50) / 1.645,
        tau: 0.3,
    })
}

/// P50 and P95 of the closed cases of the log; of few, those of a typical repair abroad.
fn from_closed(log: &EventLog) -> GenericPrior {
    let mut days: Vec<f64> = log
        .cases()
        .iter()
        .filter(|case| case.closed != EventLog::OPEN)
        .map(|case| (case.closed - case.opened) as f64 / DAY_MS)
        .filter(|days| *days > 0.0)
        .collect();
    if days.len() < 5 {
        return GenericPrior {
            p50: 41.0,
            p95: 82.0,
        };
    }
    days.sort_unstable_by(f64::total_cmp);
    let at = |share: f64| days[((days.len() - 1) as f64 * share) as usize];
    let p50 = at(0.5).clamp(0.02, 3650.0);
    GenericPrior {
        p50,
        p95: at(0.95).clamp(p50 * 1.5, 36_500.0),
    }
}
