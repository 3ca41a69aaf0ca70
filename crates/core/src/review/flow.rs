//! What is there, what comes and goes, what will be late, and who has too much to do.

use chrono::NaiveDate;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::asked::{ReviewFilter, date_of, monday};
use super::curve::Table;
use super::facts::{Fact, Facts, Minute, STAGES, Standing, instant, minute};
use super::promise::remaining;
use crate::id::CenterId;
use crate::place::Region;
use crate::ticket::{AgeBand, HoldReason, Stage, TicketQuery, number_text};
use crate::time::Timestamp;

/// Backlog and flow of the filter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Flow {
    /// Away now.
    pub open: u32,
    pub stages: Vec<BacklogRow>,
    pub holds: Vec<BacklogRow>,
    /// Week after week, the running one last.
    pub weeks: Vec<FlowWeek>,
    pub little: Option<Little>,
    pub at_risk: AtRiskList,
    pub capacity: Vec<CenterLoad>,
}

/// Tickets of one stage, or on hold for one reason, by age.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct BacklogRow {
    /// The stage's or the reason's word.
    pub key: String,
    pub count: u32,
    /// In the order of the age bands.
    pub bands: Vec<BacklogCell>,
    pub tickets: TicketQuery,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct BacklogCell {
    pub age: AgeBand,
    pub count: u32,
    pub tickets: TicketQuery,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct FlowWeek {
    /// Its Monday.
    pub week: NaiveDate,
    pub arrived: u32,
    pub departed: u32,
    /// Away at its end, or now.
    pub open: u32,
}

/// Little's law held against the last days.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Little {
    pub days: u32,
    /// L: away at any one time, on average.
    pub mean_open: f64,
    /// Lambda.
    pub departures_per_day: f64,
    /// W: of those that departed.
    pub cycle_days: f64,
    /// L over lambda W.
    pub ratio: f64,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct AtRiskList {
    /// Away, with a promised day ahead.
    pub promised: u32,
    /// Promised and already past.
    pub passed: u32,
    /// Of those ahead, how many will miss it, by their chances.
    pub expected_misses: f64,
    /// The likeliest first.
    pub rows: Vec<AtRiskRow>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct AtRiskRow {
    pub ticket: String,
    pub center: String,
    pub stage: Stage,
    pub days_in_stage: f64,
    pub promised_on: NaiveDate,
    /// The chance of missing that day; `None`: nothing like it has been seen.
    pub chance: Option<f64>,
    /// Returns the chance rests on.
    pub like_it: u32,
    pub tickets: TicketQuery,
}

/// What a center has to do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct CenterLoad {
    pub center_id: CenterId,
    pub center: String,
    pub region: Region,
    pub on_the_way: u32,
    pub queued: u32,
    pub on_the_bench: u32,
    /// As stated, in force today.
    pub units_per_week: Option<f64>,
    /// Made ready per week in the last eight.
    pub made_per_week: f64,
    /// Units there and on the way over what it can do in a week.
    pub weeks_of_work: Option<f64>,
    pub tickets: TicketQuery,
}

const WEEKS: u32 = 26;
const LITTLE_DAYS: u32 = 90;
const MOST_AT_RISK: usize = 100;
/// Chances are read off the newest so many.
const NEWEST: usize = 20_000;
const ENOUGH: u32 = 20;
const MADE_WEEKS: u32 = 8;

/// When a ticket left for good; 0 while it is away.
fn left(row: &Fact) -> Minute {
    match row.standing() {
        Standing::Back => row.back,
        Standing::Ended => row.since,
        Standing::Away => 0,
    }
}

impl Facts {
    /// Backlog and flow of the filter, as of `now`.
    pub fn flow(&self, only: &ReviewFilter, now: Timestamp) -> Flow {
        let at = minute(now);
        let mut stages = [[0u32; AgeBand::ALL.len()]; STAGES.len()];
        let mut holds = [[0u32; AgeBand::ALL.len()]; HoldReason::ALL.len()];
        let mut open = 0;
        let begin = at.saturating_sub(LITTLE_DAYS * 1440);
        let (mut there, mut departed, mut took) = (0u64, 0u32, 0u64);
        for row in self.rows_of(only) {
            let left = left(row);
            if left > 0 {
                if left > begin && left <= at {
                    departed += 1;
                    took += u64::from(left - row.opened.min(left));
                }
            } else {
                open += 1;
                let band = band(row, at);
                if let Some(place) = STAGES.iter().position(|stage| *stage == row.stage) {
                    stages[place][band] += 1;
                }
                if let Some(reason) = row.hold {
                    holds[reason as usize][band] += 1;
                }
            }
            let until = if left > 0 { left.min(at) } else { at };
            there += u64::from(until.saturating_sub(row.opened.max(begin)));
        }
        let away = TicketQuery {
            stages: STAGES.to_vec(),
            ..only.query()
        };
        Flow {
            open,
            stages: STAGES
                .iter()
                .zip(&stages)
                .map(|(stage, counts)| {
                    let of = TicketQuery {
                        stages: vec![*stage],
                        ..away.clone()
                    };
                    backlog(stage.as_str(), counts, of)
                })
                .filter(|row| row.count > 0)
                .collect(),
            holds: HoldReason::ALL
                .iter()
                .zip(&holds)
                .map(|(reason, counts)| {
                    let of = TicketQuery {
                        hold_reasons: vec![*reason],
                        ..away.clone()
                    };
                    backlog(reason.as_str(), counts, of)
                })
                .filter(|row| row.count > 0)
                .collect(),
            weeks: self.weeks(only, now),
            little: (departed > 0).then(|| {
                let days = f64::from(LITTLE_DAYS);
                let mean_open = there as f64 / 1440.0 / days;
                let departures_per_day = f64::from(departed) / days;
                let cycle_days = took as f64 / 1440.0 / f64::from(departed);
                Little {
                    days: LITTLE_DAYS,
                    mean_open,
                    departures_per_day,
                    cycle_days,
                    ratio: mean_open / (departures_per_day * cycle_days).max(1e-9),
                }
            }),
            at_risk: self.at_risk(only, at),
            capacity: self.capacity(only, now),
        }
    }

    /// Arrivals and departures of the last half year, week after week.
    pub(super) fn weeks(&self, only: &ReviewFilter, now: Timestamp) -> Vec<FlowWeek> {
        let first = (monday(minute(now)) / 7).saturating_sub(WEEKS - 1);
        let mut weeks = vec![(0u32, 0u32); WEEKS as usize];
        let mut open = 0;
        let place = |at: Minute| {
            (monday(at) / 7)
                .checked_sub(first)
                .map(|week| week as usize)
        };
        for row in self.rows_of(only) {
            let left = left(row);
            if let Some(week) = place(row.opened).and_then(|place| weeks.get_mut(place)) {
                week.0 += 1;
            }
            if left == 0 {
                open += 1;
            } else if let Some(week) = place(left).and_then(|place| weeks.get_mut(place)) {
                week.1 += 1;
            }
        }
        ends_of_weeks(&weeks, first, open)
    }

    /// The promised P80 of each ticket: its filing's, else its own.
    fn promised(&self) -> impl Fn(&Fact) -> Minute {
        let mut filings = vec![0; self.rmas.len()];
        for promise in &self.promises {
            filings[promise.rma as usize] = minute(promise.made.plus_days(promise.p80));
        }
        move |row| match filings.get(row.rma as usize) {
            Some(&promised) if row.rma > 0 && promised > 0 => promised,
            _ => row.p80,
        }
    }

    fn at_risk(&self, only: &ReviewFilter, now: Minute) -> AtRiskList {
        let promised = self.promised();
        let newest: Vec<&Fact> = self.rows[self.rows.len().saturating_sub(NEWEST)..]
            .iter()
            .collect();
        let mut curves = Curves {
            facts: self,
            newest: &newest,
            now,
            known: FxHashMap::default(),
        };
        let mut list = AtRiskList {
            promised: 0,
            passed: 0,
            expected_misses: 0.0,
            rows: Vec::new(),
        };
        let mut found: Vec<(Option<f64>, u32, &Fact, Minute)> = Vec::new();
        for row in self
            .rows_of(only)
            .filter(|row| row.standing() == Standing::Away)
        {
            let until = promised(row);
            if until == 0 {
                continue;
            }
            if until <= now {
                list.passed += 1;
                continue;
            }
            list.promised += 1;
            let (chance, like_it) = curves.chance(row, until);
            list.expected_misses += chance.unwrap_or(1.0);
            found.push((chance, like_it, row, until));
        }
        found.sort_by(|a, b| {
            let chance = |of: &Option<f64>| of.unwrap_or(2.0);
            let likeliest = chance(&b.0).total_cmp(&chance(&a.0));
            likeliest
                .then(a.3.cmp(&b.3))
                .then(a.2.number.cmp(&b.2.number))
        });
        found.truncate(MOST_AT_RISK);
        list.rows = found
            .into_iter()
            .map(|(chance, like_it, row, until)| AtRiskRow {
                ticket: number_text(row.number.into()),
                center: self.center_name(row.center).unwrap_or_default().to_owned(),
                stage: row.stage,
                days_in_stage: f64::from(now.saturating_sub(row.since)) / 1440.0,
                promised_on: instant(until).date(),
                chance,
                like_it,
                tickets: super::asked::named([row.number]),
            })
            .collect();
        list
    }

    fn capacity(&self, only: &ReviewFilter, now: Timestamp) -> Vec<CenterLoad> {
        let (at, today) = (minute(now), now.date());
        let since = at.saturating_sub(MADE_WEEKS * 7 * 1440);
        // On the way, in the queue, on the bench, made ready of late.
        let mut counts = vec![[0u32; 4]; self.centers.len()];
        for row in self.rows_of(only) {
            let count = &mut counts[usize::from(row.center)];
            count[3] += u32::from(row.repaired > since && row.repaired <= at);
            if row.standing() == Standing::Away {
                match row.stage {
                    Stage::Submitted | Stage::Authorized | Stage::ToCenter | Stage::CustomsOut => {
                        count[0] += 1;
                    }
                    Stage::Queued => count[1] += 1,
                    stage if stage.is_at_bench() && stage != Stage::Ready => count[2] += 1,
                    _ => {}
                }
            }
        }
        let mut loads: Vec<CenterLoad> = self
            .around
            .centers
            .values()
            .filter_map(|known| {
                let center = &known.sheet.center;
                if only.center_id.is_some_and(|wanted| wanted != center.id)
                    || only.region.is_some_and(|wanted| wanted != center.region)
                {
                    return None;
                }
                let place = self.centers.find(&center.id).unwrap_or(0);
                let [on_the_way, queued, on_the_bench, made] = match place {
                    0 => [0; 4],
                    place => counts[usize::from(place)],
                };
                let capacity = known.sheet.capacities.iter().rev();
                let capacity = capacity
                    .clone()
                    .find(|capacity| capacity.valid_from <= today)
                    .map(|capacity| capacity.units_per_week);
                let there = on_the_way + queued + on_the_bench;
                (there > 0 || capacity.is_some() && place > 0).then(|| CenterLoad {
                    center_id: center.id,
                    center: center.name.clone(),
                    region: center.region,
                    on_the_way,
                    queued,
                    on_the_bench,
                    units_per_week: capacity,
                    made_per_week: f64::from(made) / f64::from(MADE_WEEKS),
                    weeks_of_work: capacity.map(|capacity| f64::from(there) / capacity),
                    tickets: TicketQuery {
                        stages: STAGES[..9].to_vec(),
                        ..ReviewFilter {
                            center_id: Some(center.id),
                            ..only.clone()
                        }
                        .query()
                    },
                })
            })
            .collect();
        loads.sort_by(|a, b| {
            let most = |load: &CenterLoad| load.on_the_way + load.queued + load.on_the_bench;
            most(b).cmp(&most(a)).then_with(|| a.center.cmp(&b.center))
        });
        loads
    }
}

/// As the tickets list counts it.
fn band(row: &Fact, now: Minute) -> usize {
    let days = now.saturating_sub(row.drafted) / 1440;
    let within = AgeBand::ALL.iter().position(|band| {
        let (from, past) = band.days();
        days >= from && past.is_none_or(|past| days < past)
    });
    within.unwrap_or(0)
}

fn backlog(key: &str, counts: &[u32; AgeBand::ALL.len()], of: TicketQuery) -> BacklogRow {
    BacklogRow {
        key: key.to_owned(),
        count: counts.iter().sum(),
        bands: AgeBand::ALL
            .iter()
            .zip(counts)
            .map(|(&age, &count)| BacklogCell {
                age,
                count,
                tickets: TicketQuery {
                    age: Some(age),
                    ..of.clone()
                },
            })
            .collect(),
        tickets: of,
    }
}

/// How many were away at the end of each week, counted back from now.
fn ends_of_weeks(weeks: &[(u32, u32)], first: u32, open_now: u32) -> Vec<FlowWeek> {
    let mut open = i64::from(open_now);
    let mut ends: Vec<FlowWeek> = weeks
        .iter()
        .enumerate()
        .rev()
        .map(|(at, &(arrived, departed))| {
            // Mondays are seven days apart, and the first of 1970 was the fifth.
            let week = FlowWeek {
                week: date_of((first + at as u32) * 7 + 4),
                arrived,
                departed,
                open: open.max(0) as u32,
            };
            open += i64::from(departed) - i64::from(arrived);
            week
        })
        .collect();
    ends.reverse();
    ends
}

/// The curves chances are read off, each made when first asked for.
struct Curves<'a> {
    facts: &'a Facts,
    newest: &'a [&'a Fact],
    now: Minute,
    known: FxHashMap<(Scope, Stage), (Table, u32)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Scope {
    Center(u16),
    Region(Region),
    All,
}

impl Curves<'_> {
    /// The chance that `row` is not back by `until`, and how many returns say so.
    fn chance(&mut self, row: &Fact, until: Minute) -> (Option<f64>, u32) {
        let waited = self.now.saturating_sub(row.since);
        let wanted = until.saturating_sub(row.since);
        let region = self.facts.region(row.center).map(Scope::Region);
        let scopes = [Some(Scope::Center(row.center)), region, Some(Scope::All)];
        for scope in scopes.into_iter().flatten() {
            let (table, ended) = self.curve(scope, row.stage);
            let still = table.survival(waited);
            if *ended >= ENOUGH && still > 0.0 && table.reaches(waited) {
                return (Some(table.survival(wanted) / still), *ended);
            }
        }
        (None, 0)
    }

    fn curve(&mut self, scope: Scope, stage: Stage) -> &(Table, u32) {
        let (facts, newest, now) = (self.facts, self.newest, self.now);
        self.known.entry((scope, stage)).or_insert_with(|| {
            let of: Vec<&Fact> = newest
                .iter()
                .copied()
                .filter(|row| match scope {
                    Scope::Center(center) => row.center == center,
                    Scope::Region(region) => facts.region(row.center) == Some(region),
                    Scope::All => true,
                })
                .collect();
            let mut times = remaining(&of, stage, now);
            let ended = times.len() - times.open();
            (Table::of(&mut times), ended)
        })
    }
}
