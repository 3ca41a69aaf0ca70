//! Figures on a page: a center's month, what changed in a week, or any view as it stands.
//!
//! A report is plain values out of the very functions the screen asks; it adds no figure of its own.

use std::io::{Seek, Write};
use std::path::Path;

use chrono::{Datelike, Days, NaiveDate};
use rust_xlsxwriter::{Format, Workbook, XlsxError};
use serde::{Deserialize, Serialize};

use super::asked::{Dimension, ReviewFilter, last_of_month, month};
use super::curve::Share;
use super::define::{View, definition};
use super::facts::{Facts, minute};
use super::flow::Flow;
use super::money::MoneyFigures;
use super::people::PeopleFigures;
use super::promise::{PromiseCell, PromiseCheck, PromiseTally};
use super::quality::Quality;
use super::turnaround::{Turnaround, TurnaroundGroup};
use crate::error::{Error, Result};
use crate::export::SheetFormat;
use crate::id::CenterId;
use crate::journal::Act;
use crate::people::{Right, standing};
use crate::sheet_cell::safe_cell;
use crate::store::{Store, write_file};
use crate::text_enum::text_enum;
use crate::time::Timestamp;

/// What is put on the page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ReportAsked {
    /// A center's month, by any day of it.
    Scorecard {
        center_id: CenterId,
        month: NaiveDate,
    },
    /// What changed in the week of a day.
    Week { day: NaiveDate },
    /// A view as the screen shows it.
    View {
        view: View,
        by: Dimension,
        only: ReviewFilter,
        /// Of people and money.
        from: NaiveDate,
        to: NaiveDate,
    },
}

text_enum! {
    /// How the values of a column are to be read and written.
    Unit {
        Text = "text",
        Count = "count",
        Days = "days",
        Share = "share",
        Usd = "usd",
        Number = "number",
        Day = "day",
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(untagged)]
pub enum ReportValue {
    Text(String),
    Number(f64),
    /// Not known, or too few to say.
    None(()),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ReviewReport {
    pub title: String,
    pub subtitle: String,
    pub made_at: Timestamp,
    pub sections: Vec<ReportSection>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ReportSection {
    /// Of the definition that says what it means.
    pub key: String,
    pub heading: String,
    pub columns: Vec<ReportColumn>,
    pub rows: Vec<Vec<ReportValue>>,
    /// Formula and population.
    pub note: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ReportColumn {
    pub key: String,
    pub unit: Unit,
}

impl Facts {
    /// A report on what all may see.
    ///
    /// # Errors
    /// `NotFound` for a center that is not there; `Refused` for the figures of people, which
    /// [`Store::review_report`] knows who may see.
    pub fn report(&self, asked: &ReportAsked, now: Timestamp) -> Result<ReviewReport> {
        let (title, subtitle, sections) = match asked {
            ReportAsked::Scorecard { center_id, month } => {
                let known = self.around.centers.get(center_id);
                let known = known.ok_or_else(|| Error::not_found("center", center_id))?;
                (
                    format!("{}: scorecard", known.sheet.center.name),
                    month.format("%Y-%m").to_string(),
                    self.scorecard(*center_id, *month, now),
                )
            }
            ReportAsked::Week { day } => {
                let week = day.iso_week();
                (
                    "What changed".to_owned(),
                    format!("{}-W{:02}", week.year(), week.week()),
                    self.week(*day, now),
                )
            }
            ReportAsked::View {
                view,
                by,
                only,
                from,
                to,
            } => (
                format!("Figures: {view}"),
                now.date().to_string(),
                match view {
                    View::Turnaround => vec![turnaround(&self.turnaround(*by, only, now))],
                    View::Promise => promises(&self.promises(only, now)),
                    View::Flow => flow(&self.flow(only, now)),
                    View::Quality => quality(&self.quality(only, now)),
                    View::Money => money(&self.money(only, *from, *to, now)),
                    View::People => {
                        return Err(Error::Refused(
                            "the figures of people are for managers".into(),
                        ));
                    }
                },
            ),
        };
        Ok(ReviewReport {
            title,
            subtitle,
            made_at: now,
            sections,
        })
    }

    fn scorecard(&self, center: CenterId, day: NaiveDate, now: Timestamp) -> Vec<ReportSection> {
        let from = day.with_day(1).unwrap_or(day);
        let to = last_of_month(month(minute(Timestamp::start_of(from))));
        let all = ReviewFilter {
            center_id: Some(center),
            ..ReviewFilter::default()
        };
        let filed = ReviewFilter {
            filed_from: Some(from),
            filed_to: Some(to),
            ..all.clone()
        };
        let mut sections = vec![turnaround(&self.turnaround(Dimension::Stage, &filed, now))];
        sections.extend(promises(&self.promises(&filed, now)));
        sections.extend(flow(&self.flow(&all, now)));
        let mut quality_of = self.quality(&filed, now);
        // The cohort of a month is of those delivered in it, whenever they were filed.
        quality_of.cohorts = self.quality(&all, now).cohorts;
        quality_of.cohorts.retain(|cohort| cohort.month == from);
        sections.extend(quality(&quality_of));
        sections.extend(money(&self.money(&all, from, to, now)));
        sections
    }

    fn week(&self, day: NaiveDate, now: Timestamp) -> Vec<ReportSection> {
        let monday = day.week(chrono::Weekday::Mon).first_day();
        let before = monday.checked_sub_days(Days::new(7)).unwrap_or(monday);
        let filed = ReviewFilter {
            filed_from: Some(monday),
            filed_to: monday.checked_add_days(Days::new(6)),
            ..ReviewFilter::default()
        };
        let mut rows = Vec::new();
        let mut centers: Vec<(&str, CenterId)> = self
            .around
            .centers
            .values()
            .filter(|known| self.centers.find(&known.sheet.center.id).is_some())
            .map(|known| (known.sheet.center.name.as_str(), known.sheet.center.id))
            .collect();
        centers.sort_unstable();
        let whole = [(ALL, None)];
        let each = centers.iter().map(|(name, id)| (*name, Some(*id)));
        for (name, center_id) in whole.into_iter().chain(each) {
            let only = ReviewFilter {
                center_id,
                ..ReviewFilter::default()
            };
            let weeks = self.weeks(&only, now);
            let of = |monday| weeks.iter().find(|week| week.week == monday);
            let figure = |value: Option<u32>| number(value.map(f64::from));
            let (this, last) = (of(monday), of(before));
            rows.push(vec![
                text(name),
                figure(this.map(|week| week.arrived)),
                figure(last.map(|week| week.arrived)),
                figure(this.map(|week| week.departed)),
                figure(last.map(|week| week.departed)),
                figure(this.map(|week| week.open)),
                figure(last.map(|week| week.open)),
            ]);
        }
        let mut sections = vec![section(
            "flow.weeks",
            &[
                ("center", Unit::Text),
                ("arrived", Unit::Count),
                ("arrived_before", Unit::Count),
                ("departed", Unit::Count),
                ("departed_before", Unit::Count),
                ("open", Unit::Count),
                ("open_before", Unit::Count),
            ],
            rows,
        )];
        sections.push(turnaround(&self.turnaround(Dimension::Center, &filed, now)));
        let all = ReviewFilter::default();
        sections.extend(
            promises(&self.promises(&all, now))
                .into_iter()
                .filter(|section| matches!(section.key.as_str(), "promise.worst" | "promise.late")),
        );
        sections.extend(
            flow(&self.flow(&all, now))
                .into_iter()
                .filter(|section| matches!(section.key.as_str(), "flow.at_risk" | "flow.capacity")),
        );
        sections.extend(
            quality(&self.quality(&all, now))
                .into_iter()
                .filter(|section| section.key == "quality.cluster"),
        );
        sections
    }
}

impl Store {
    /// A report, on people too for those who may see them.
    ///
    /// # Errors
    /// As [`Facts::report`]; `NotAllowed`, `NotSignedIn`.
    pub fn review_report(
        &self,
        facts: &Facts,
        asked: &ReportAsked,
        act: &Act,
    ) -> Result<ReviewReport> {
        if let ReportAsked::View {
            view: View::People,
            only,
            from,
            to,
            ..
        } = asked
        {
            standing(&self.conn, act.person())?.demand(Right::SeePeople)?;
            return Ok(ReviewReport {
                title: "Figures: people".into(),
                subtitle: format!("{from} to {to}"),
                made_at: act.now,
                sections: people(&facts.people_figures(only, *from, *to)),
            });
        }
        facts.report(asked, act.now)
    }
}

/// The row of all together.
const ALL: &str = "all";

fn turnaround(of: &Turnaround) -> ReportSection {
    let row = |group: &TurnaroundGroup, label: &str| {
        vec![
            text(label),
            count(group.units),
            count(group.open),
            count(group.ended),
            number(group.days.p50),
            number(group.days.p80),
            number(group.days.p95),
            number(group.working.p50),
            number(group.working.p80),
            number(group.own_days),
            number(group.others_days),
        ]
    };
    let key = match of.by {
        Dimension::Stage => "turnaround.stage",
        _ => "turnaround.days",
    };
    section(
        key,
        &[
            (of.by.as_str(), Unit::Text),
            ("units", Unit::Count),
            ("open", Unit::Count),
            ("ended", Unit::Count),
            ("p50_days", Unit::Days),
            ("p80_days", Unit::Days),
            ("p95_days", Unit::Days),
            ("p50_working_days", Unit::Days),
            ("p80_working_days", Unit::Days),
            ("own_days", Unit::Days),
            ("others_days", Unit::Days),
        ],
        std::iter::once(row(&of.whole, ALL))
            .chain(of.groups.iter().map(|group| row(group, &group.label)))
            .collect(),
    )
}

fn promises(of: &PromiseCheck) -> Vec<ReportSection> {
    let row = |center: &str, month: Option<NaiveDate>, tally: &PromiseTally| {
        let mut row = vec![
            text(center),
            day(month),
            count(tally.promises),
            count(tally.overdue),
        ];
        for kept in [tally.by_p50, tally.by_p80, tally.by_p95] {
            row.extend(share(kept));
        }
        row.extend([number(tally.bias_days), number(tally.pinball_days)]);
        row
    };
    let of_cell = |cell: &PromiseCell| row(&cell.center, cell.month, &cell.tally);
    let mut columns = vec![
        ("center", Unit::Text),
        ("month", Unit::Day),
        ("promises", Unit::Count),
        ("overdue", Unit::Count),
    ];
    for (kept, low, high, judged) in [
        ("by_p50", "by_p50_low", "by_p50_high", "by_p50_of"),
        ("by_p80", "by_p80_low", "by_p80_high", "by_p80_of"),
        ("by_p95", "by_p95_low", "by_p95_high", "by_p95_of"),
    ] {
        columns.extend([
            (kept, Unit::Share),
            (low, Unit::Share),
            (high, Unit::Share),
            (judged, Unit::Count),
        ]);
    }
    columns.extend([("bias_days", Unit::Days), ("pinball_days", Unit::Days)]);
    vec![
        section(
            "promise.kept",
            &columns,
            std::iter::once(row(ALL, None, &of.whole))
                .chain(of.centers.iter().map(of_cell))
                .chain(of.months.iter().map(of_cell))
                .collect(),
        ),
        section(
            "promise.reliability",
            &[
                ("promised", Unit::Share),
                ("kept", Unit::Share),
                ("low", Unit::Share),
                ("high", Unit::Share),
                ("of", Unit::Count),
            ],
            of.reliability
                .iter()
                .map(|point| {
                    std::iter::once(some(point.promised))
                        .chain(share(point.kept))
                        .collect()
                })
                .collect(),
        ),
        section(
            "promise.worst",
            &[
                ("ticket", Unit::Text),
                ("center", Unit::Text),
                ("promised_on", Unit::Day),
                ("back_on", Unit::Day),
                ("days_late", Unit::Days),
                ("stage", Unit::Text),
                ("stage_days_over", Unit::Days),
            ],
            of.worst
                .iter()
                .map(|miss| {
                    vec![
                        text(&miss.ticket),
                        text(&miss.center),
                        day(Some(miss.promised_on)),
                        day(miss.back_on),
                        some(miss.days_late),
                        text(miss.stage.map_or("", |stage| stage.as_str())),
                        number(miss.stage_days_over),
                    ]
                })
                .collect(),
        ),
        section(
            "promise.late",
            &[
                ("center", Unit::Text),
                ("kept", Unit::Share),
                ("of", Unit::Count),
                ("p", Unit::Number),
                ("is_late", Unit::Text),
                ("quoted_days", Unit::Days),
                ("quote_kept", Unit::Share),
                ("quote_of", Unit::Count),
                ("quote_p", Unit::Number),
                ("quote_is_late", Unit::Text),
            ],
            of.late
                .iter()
                .map(|center| {
                    let mut row = vec![text(&center.center)];
                    for (test, between) in [
                        (center.ours, None),
                        (center.quoted, Some(center.quoted_days)),
                    ] {
                        row.extend(between.map(number));
                        row.extend([
                            number(test.and_then(|test| test.kept.share)),
                            number(test.map(|test| f64::from(test.kept.of))),
                            number(test.map(|test| test.p)),
                            text(if test.is_some_and(|test| test.is_late) {
                                "late"
                            } else {
                                ""
                            }),
                        ]);
                    }
                    row
                })
                .collect(),
        ),
        section(
            "promise.score",
            &[
                ("who", Unit::Text),
                ("promises", Unit::Count),
                ("pinball_days", Unit::Days),
                ("crps_days", Unit::Days),
            ],
            of.scores
                .iter()
                .map(|scored| {
                    vec![
                        text(scored.who.as_str()),
                        count(scored.promises),
                        some(scored.pinball_days),
                        number(scored.crps_days),
                    ]
                })
                .collect(),
        ),
    ]
}

fn flow(of: &Flow) -> Vec<ReportSection> {
    let bands = |of: &super::flow::BacklogRow, kind: &str| {
        let mut row = vec![text(kind), text(&of.key), count(of.count)];
        row.extend(of.bands.iter().map(|cell| count(cell.count)));
        row
    };
    let mut columns = vec![
        ("of", Unit::Text),
        ("key", Unit::Text),
        ("tickets", Unit::Count),
    ];
    columns.extend(
        crate::ticket::AgeBand::ALL
            .iter()
            .map(|band| (band.as_str(), Unit::Count)),
    );
    let little = of.little.map(|little| {
        vec![
            some(little.mean_open),
            some(little.departures_per_day),
            some(little.cycle_days),
            some(little.ratio),
        ]
    });
    vec![
        section(
            "flow.bands",
            &columns,
            of.stages
                .iter()
                .map(|row| bands(row, "stage"))
                .chain(of.holds.iter().map(|row| bands(row, "hold")))
                .collect(),
        ),
        section(
            "flow.weeks",
            &[
                ("week", Unit::Day),
                ("arrived", Unit::Count),
                ("departed", Unit::Count),
                ("open", Unit::Count),
            ],
            of.weeks
                .iter()
                .map(|week| {
                    vec![
                        day(Some(week.week)),
                        count(week.arrived),
                        count(week.departed),
                        count(week.open),
                    ]
                })
                .collect(),
        ),
        section(
            "flow.little",
            &[
                ("mean_open", Unit::Number),
                ("departures_per_day", Unit::Number),
                ("cycle_days", Unit::Days),
                ("ratio", Unit::Number),
            ],
            little.into_iter().collect(),
        ),
        section(
            "flow.at_risk",
            &[
                ("ticket", Unit::Text),
                ("center", Unit::Text),
                ("stage", Unit::Text),
                ("days_in_stage", Unit::Days),
                ("promised_on", Unit::Day),
                ("chance", Unit::Share),
            ],
            of.at_risk
                .rows
                .iter()
                .map(|row| {
                    vec![
                        text(&row.ticket),
                        text(&row.center),
                        text(row.stage.as_str()),
                        some(row.days_in_stage),
                        day(Some(row.promised_on)),
                        number(row.chance),
                    ]
                })
                .collect(),
        ),
        section(
            "flow.capacity",
            &[
                ("center", Unit::Text),
                ("on_the_way", Unit::Count),
                ("queued", Unit::Count),
                ("on_the_bench", Unit::Count),
                ("units_per_week", Unit::Number),
                ("made_per_week", Unit::Number),
                ("weeks_of_work", Unit::Number),
            ],
            of.capacity
                .iter()
                .map(|load| {
                    vec![
                        text(&load.center),
                        count(load.on_the_way),
                        count(load.queued),
                        count(load.on_the_bench),
                        number(load.units_per_week),
                        some(load.made_per_week),
                        number(load.weeks_of_work),
                    ]
                })
                .collect(),
        ),
    ]
}

fn quality(of: &Quality) -> Vec<ReportSection> {
    let shares = [
        ("quality.first_time", of.first_time),
        ("quality.ntf", of.ntf),
        ("quality.retest", of.retest),
    ];
    let mut sections = vec![section(
        "quality.bounce",
        &[
            ("month", Unit::Day),
            ("units", Unit::Count),
            ("within_days", Unit::Count),
            ("bounced", Unit::Share),
            ("low", Unit::Share),
            ("high", Unit::Share),
            ("of", Unit::Count),
            ("complete", Unit::Text),
        ],
        of.cohorts
            .iter()
            .flat_map(|cohort| cohort.bounced.iter().map(move |of| (cohort, of)))
            .map(|(cohort, of)| {
                let mut row = vec![day(Some(cohort.month)), count(cohort.units), count(of.days)];
                row.extend(share(of.share));
                row.push(text(if of.is_complete { "yes" } else { "not yet" }));
                row
            })
            .collect(),
    )];
    for (key, of) in shares {
        sections.push(section(
            key,
            &[
                ("share", Unit::Share),
                ("low", Unit::Share),
                ("high", Unit::Share),
                ("of", Unit::Count),
            ],
            vec![share(of).to_vec()],
        ));
    }
    sections.push(section(
        "quality.pareto",
        &[
            ("by", Unit::Text),
            ("label", Unit::Text),
            ("tickets", Unit::Count),
            ("running_share", Unit::Share),
        ],
        of.paretos
            .iter()
            .flat_map(|pareto| pareto.bars.iter().map(move |bar| (pareto.by, bar)))
            .map(|(by, bar)| {
                vec![
                    text(by.as_str()),
                    text(&bar.label),
                    count(bar.count),
                    some(bar.running_share),
                ]
            })
            .collect(),
    ));
    sections.push(section(
        "quality.cluster",
        &[
            ("model", Unit::Text),
            ("fault", Unit::Text),
            ("units", Unit::Count),
            ("open", Unit::Count),
            ("expected", Unit::Number),
            ("p", Unit::Number),
            ("filings", Unit::Count),
        ],
        of.clusters
            .iter()
            .map(|cluster| {
                vec![
                    text(&cluster.model),
                    text(&cluster.fault_label),
                    count(cluster.units),
                    count(cluster.open),
                    some(cluster.expected),
                    some(cluster.p),
                    count(cluster.filings),
                ]
            })
            .collect(),
    ));
    sections
}

fn people(of: &PeopleFigures) -> Vec<ReportSection> {
    let passes = |of: Share| {
        let [passed, low, high, of] = share(of);
        [passed, low, high, of]
    };
    let person = of.people.iter().map(|person| {
        let mut row = vec![
            text(&person.person),
            count(person.units),
            count(person.minutes),
            number(person.minutes_per_unit),
        ];
        row.extend(passes(person.first_pass));
        row
    });
    let rig = of.rigs.iter().map(|rig| {
        let mut row = vec![text(&rig.rig), count(rig.units)];
        row.extend(passes(rig.first_pass));
        row
    });
    let shares = [
        ("first_pass", Unit::Share),
        ("low", Unit::Share),
        ("high", Unit::Share),
        ("of", Unit::Count),
    ];
    let with = |own: &[(&'static str, Unit)]| [own, &shares[..]].concat();
    vec![
        section(
            "people.repairs",
            &with(&[
                ("person", Unit::Text),
                ("units", Unit::Count),
                ("minutes", Unit::Count),
                ("minutes_per_unit", Unit::Number),
            ]),
            person.collect(),
        ),
        section(
            "people.rigs",
            &with(&[("rig", Unit::Text), ("units", Unit::Count)]),
            rig.collect(),
        ),
    ]
}

fn money(of: &MoneyFigures) -> Vec<ReportSection> {
    let sums = std::iter::once((ALL, &of.whole))
        .chain(of.centers.iter().map(|row| (row.center.as_str(), &row.sum)))
        .map(|(center, sum)| {
            vec![
                text(center),
                count(sum.units),
                some(sum.repair_usd),
                some(sum.freight_usd),
                number(sum.usd_per_unit),
                some(sum.recovered_ths),
                number(sum.usd_per_ths),
                some(sum.downtime_usd),
                count(sum.downtime_miners),
            ]
        });
    let quotes = &of.quotes;
    vec![
        section(
            "money.unit",
            &[
                ("center", Unit::Text),
                ("units", Unit::Count),
                ("repair_usd", Unit::Usd),
                ("freight_usd", Unit::Usd),
                ("usd_per_unit", Unit::Usd),
                ("recovered_ths", Unit::Number),
                ("usd_per_ths", Unit::Usd),
                ("downtime_usd", Unit::Usd),
                ("downtime_miners", Unit::Count),
            ],
            sums.collect(),
        ),
        section(
            "money.variance",
            &[
                ("quoted", Unit::Count),
                ("changed", Unit::Count),
                ("mean_change", Unit::Share),
                ("first_usd", Unit::Usd),
                ("last_usd", Unit::Usd),
            ],
            vec![vec![
                count(quotes.quoted),
                count(quotes.changed),
                number(quotes.mean_change),
                some(quotes.first_usd),
                some(quotes.last_usd),
            ]],
        ),
        section(
            "money.replace",
            &[
                ("model", Unit::Text),
                ("units", Unit::Count),
                ("usd_per_unit", Unit::Usd),
                ("p50_days", Unit::Days),
                ("usd_per_day", Unit::Usd),
                ("pays_back_days", Unit::Days),
                ("replace_below_usd_per_ths", Unit::Usd),
            ],
            of.models
                .iter()
                .map(|model| {
                    vec![
                        text(&model.model),
                        count(model.units),
                        some(model.usd_per_unit),
                        number(model.p50_days),
                        some(model.usd_per_day),
                        number(model.pays_back_days),
                        some(model.replace_below_usd_per_ths),
                    ]
                })
                .collect(),
        ),
    ]
}

fn section(key: &str, columns: &[(&str, Unit)], rows: Vec<Vec<ReportValue>>) -> ReportSection {
    let defined = definition(key);
    ReportSection {
        key: key.to_owned(),
        heading: defined.map_or(key, |figure| figure.name).to_owned(),
        columns: columns
            .iter()
            .map(|(key, unit)| ReportColumn {
                key: (*key).to_owned(),
                unit: *unit,
            })
            .collect(),
        rows,
        note: defined.map_or_else(String::new, |figure| {
            format!("{} Of: {}", figure.formula, figure.population)
        }),
    }
}

fn text(text: &str) -> ReportValue {
    if text.is_empty() {
        ReportValue::None(())
    } else {
        ReportValue::Text(text.to_owned())
    }
}

fn some(number: f64) -> ReportValue {
    ReportValue::Number(number)
}

fn number(number: Option<f64>) -> ReportValue {
    number.map_or(ReportValue::None(()), ReportValue::Number)
}

fn count(count: u32) -> ReportValue {
    ReportValue::Number(count.into())
}

fn day(day: Option<NaiveDate>) -> ReportValue {
    day.map_or(ReportValue::None(()), |day| {
        ReportValue::Text(day.to_string())
    })
}

fn share(of: Share) -> [ReportValue; 4] {
    [
        number(of.share),
        number(of.low),
        number(of.high),
        count(of.of),
    ]
}

impl ReportValue {
    /// As a person reads it.
    pub fn shown(&self, unit: Unit) -> String {
        match self {
            Self::None(()) => String::new(),
            Self::Text(text) => text.clone(),
            Self::Number(number) => match unit {
                Unit::Count => format!("{number:.0}"),
                Unit::Days => format!("{number:.1}"),
                Unit::Share => format!("{:.1} %", number * 100.0),
                Unit::Usd => format!("{number:.2}"),
                Unit::Text | Unit::Number | Unit::Day if number.abs() < 0.001 && *number != 0.0 => {
                    format!("{number:.1e}")
                }
                Unit::Text | Unit::Number | Unit::Day => format!("{number:.3}"),
            },
        }
    }
}

impl ReviewReport {
    /// Write the report out; what a spreadsheet would run as a formula is made safe.
    ///
    /// # Errors
    /// `File` when `to` cannot be written.
    pub fn write(&self, format: SheetFormat, to: &mut (impl Write + ?Sized)) -> Result<()> {
        match format {
            SheetFormat::Json => {
                serde_json::to_writer_pretty(&mut *to, self).map_err(|error| io(error.into()))?;
                to.write_all(b"\n").map_err(io)
            }
            SheetFormat::Csv => self.write_csv(to),
            SheetFormat::Xlsx => self.write_workbook(to),
        }
    }

    /// As [`ReviewReport::write`], into a new file that appears whole or not at all.
    ///
    /// # Errors
    /// `Refused` when `path` exists already.
    pub fn save(&self, format: SheetFormat, path: &Path) -> Result<()> {
        write_file(path, |mut file| self.write(format, &mut file))
    }

    /// One table after another, each under its heading, an empty line between.
    fn write_csv(&self, to: &mut (impl Write + ?Sized)) -> Result<()> {
        let mut csv = csv::WriterBuilder::new().flexible(true).from_writer(to);
        let mut row = |cells: Vec<String>| -> Result<()> {
            csv.write_record(cells)
                .map_err(|error| match error.into_kind() {
                    csv::ErrorKind::Io(source) => io(source),
                    other => Error::Unreadable(format!("the report cannot be written: {other:?}")),
                })
        };
        row(vec![
            self.title.clone(),
            self.subtitle.clone(),
            self.made_at.to_string(),
        ])?;
        for section in &self.sections {
            row(vec![String::new()])?;
            row(vec![section.key.clone(), section.heading.clone()])?;
            row(section
                .columns
                .iter()
                .map(|column| column.key.clone())
                .collect())?;
            for cells in &section.rows {
                row(cells
                    .iter()
                    .map(|cell| match cell {
                        ReportValue::Text(text) => safe_cell(text).into_owned(),
                        ReportValue::Number(number) => number.to_string(),
                        ReportValue::None(()) => String::new(),
                    })
                    .collect())?;
            }
        }
        csv.flush().map_err(io)
    }

    /// A worksheet for each section.
    fn write_workbook(&self, to: &mut (impl Write + ?Sized)) -> Result<()> {
        let mut book = Workbook::new();
        let (bold, percent) = (
            Format::new().set_bold(),
            Format::new().set_num_format("0.0%"),
        );
        for section in &self.sections {
            let sheet = book.add_worksheet();
            // A sheet's name takes 31 characters, and no colon.
            sheet.set_name(&section.key).map_err(workbook)?;
            let about = format!("{} - {}, {}", section.heading, self.title, self.subtitle);
            sheet
                .write_string_with_format(0, 0, about, &bold)
                .map_err(workbook)?;
            sheet.write_string(1, 0, &section.note).map_err(workbook)?;
            for (at, column) in (0..).zip(&section.columns) {
                sheet
                    .write_string_with_format(2, at, &column.key, &bold)
                    .map_err(workbook)?;
            }
            for (line, cells) in (3..).zip(&section.rows) {
                for (at, (cell, column)) in (0..).zip(cells.iter().zip(&section.columns)) {
                    match cell {
                        ReportValue::None(()) => {}
                        ReportValue::Text(text) => {
                            sheet
                                .write_string(line, at, safe_cell(text))
                                .map_err(workbook)?;
                        }
                        ReportValue::Number(number) if column.unit == Unit::Share => {
                            sheet
                                .write_number_with_format(line, at, *number, &percent)
                                .map_err(workbook)?;
                        }
                        ReportValue::Number(number) => {
                            sheet.write_number(line, at, *number).map_err(workbook)?;
                        }
                    }
                }
            }
        }
        // A workbook's end is written back into its beginning, which a pipe cannot do.
        let mut spool = tempfile::tempfile().map_err(io)?;
        book.save_to_writer(&mut spool).map_err(workbook)?;
        spool
            .rewind()
            .and_then(|()| std::io::copy(&mut spool, to))
            .map(|_| ())
            .map_err(io)
    }
}

fn io(source: std::io::Error) -> Error {
    match source.kind() {
        std::io::ErrorKind::StorageFull => Error::DiskFull,
        _ => Error::file("the report", source),
    }
}

fn workbook(error: XlsxError) -> Error {
    match error {
        XlsxError::IoError(source) => io(source),
        other => Error::Unreadable(format!("the workbook cannot be written: {other}")),
    }
}
