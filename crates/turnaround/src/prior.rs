//! What is published about each stage before any ticket of our own is known.
//!
//! Every row keeps its evidence and its sources. A user's edit stands beside the shipped row,
//! never over it, so the shipped figure can always be shown and restored.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::normal;
use crate::stage::{Clock, Stage};
use crate::table::{Row, Table};

/// How good the sources of a row are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum Evidence {
    /// Several sources agree.
    Solid,
    /// One credible source.
    Medium,
    /// Thin or assumed.
    Thin,
}

/// Where a row applies.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct PriorKey {
    /// `us`, `overseas`, later their children.
    pub site_type: String,
    /// The prior's own word: `approval`, `queue`, ..., or a branch: `rework`, `ber`, `ntf`, `declined`.
    pub stage: String,
    /// `warranty`, `L2`, `express`, ...; `any` fits all.
    pub segment: String,
}

/// The published time of one stage: lognormal by its median and P95, in days of its clock.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct StageTime {
    pub clock: Clock,
    pub p50: f64,
    pub p95: f64,
    /// Standard deviation of ln(median) from center to center.
    pub tau: f64,
}

impl StageTime {
    /// The law of the stage at one center: ln T ~ N(m, s^2), and `tau` between centers.
    pub(crate) fn law(&self) -> Lognormal {
        Lognormal {
            m: libm::log(self.p50),
            // 1.645 is the normal P95 as the method states it; the table is read back with the same.
            s: libm::log(self.p95 / self.p50) / 1.645,
            tau: self.tau,
        }
    }
}

/// ln T ~ N(m, s^2) at one center, ln median ~ N(m, tau^2) over centers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Lognormal {
    pub(crate) m: f64,
    pub(crate) s: f64,
    pub(crate) tau: f64,
}

impl Lognormal {
    /// Spread of a new center's stay before any of its stays is known.
    pub(crate) fn predictive_sd(&self) -> f64 {
        (self.s * self.s + self.tau * self.tau).sqrt()
    }

    /// P(T > t).
    pub(crate) fn survival(&self, t: f64) -> f64 {
        if t <= 0.0 {
            return 1.0;
        }
        normal::survival((libm::log(t) - self.m) / self.predictive_sd())
    }

    /// The standardised ln T at which a share `u` of the stays that outlast `elapsed` has ended.
    pub(crate) fn z_given_elapsed(&self, elapsed: f64, u: f64) -> f64 {
        // Through the survival: 1 - F keeps its digits when the stay has outlasted nearly all.
        -normal::quantile((1.0 - u) * self.survival(elapsed))
    }
}

/// One row of the table of priors.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct PriorRow {
    pub key: PriorKey,
    /// `None` for a branch, which takes no time.
    pub time: Option<StageTime>,
    /// Share of units that enter the stage, or take the branch. `None` where the row does not say.
    pub p_occurs: Option<f64>,
    /// Worth of the row in tickets, when tickets of our own are known.
    pub worth_tickets: f64,
    pub evidence: Evidence,
    pub source_rows: String,
    pub valid_from: Option<NaiveDate>,
    pub valid_to: Option<NaiveDate>,
    /// Who edited the shipped value; `None` for a shipped row.
    pub edited_by: Option<String>,
}

/// The shipped rows and the user's edits beside them.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Priors {
    shipped: Vec<PriorRow>,
    edits: Vec<PriorRow>,
}

const COLUMNS: [&str; 11] = [
    "site_type",
    "stage",
    "segment",
    "clock",
    "p50",
    "p95",
    "tau",
    "c0",
    "p_occurs",
    "evidence",
    "source_rows",
];

pub(crate) const BRANCHES: [&str; 4] = ["rework", "ber", "ntf", "declined"];

impl Priors {
    /// Read the shipped table (columns as in `data/priors.csv`).
    ///
    /// # Errors
    /// Names the first row and column that cannot be read, or the row given twice.
    pub fn parse(text: &str) -> Result<Self> {
        let mut shipped: Vec<PriorRow> = Vec::new();
        for row in Table::read("priors", text, &COLUMNS)? {
            let row = row?;
            let prior = read(&row)?;
            if shipped.iter().any(|seen| same_place_and_time(seen, &prior)) {
                return Err(row.bad("segment", "each site type, stage and segment once"));
            }
            shipped.push(prior);
        }
        Ok(Self {
            shipped,
            edits: Vec::new(),
        })
    }

    /// Set a user's row beside the shipped one; a later edit of the same place replaces an earlier.
    ///
    /// # Errors
    /// A median, P95, tau or share that no stage can have.
    pub fn edit(&mut self, row: PriorRow) -> Result<()> {
        check(&row)?;
        self.edits.retain(|edit| !same_place_and_time(edit, &row));
        self.edits.push(row);
        Ok(())
    }

    /// Take back the edits of a place, so that the shipped row is in force again.
    pub fn restore(&mut self, key: &PriorKey) {
        self.edits.retain(|edit| edit.key != *key);
    }

    /// All shipped rows.
    pub fn shipped(&self) -> &[PriorRow] {
        &self.shipped
    }

    /// All edits.
    pub fn edits(&self) -> &[PriorRow] {
        &self.edits
    }

    /// The row in force on a day: the edit if there is one, else the shipped row; for the segment
    /// itself, else for `any`.
    pub fn find(
        &self,
        site_type: &str,
        stage: &str,
        segment: &str,
        on: NaiveDate,
    ) -> Option<&PriorRow> {
        let row = |segment: &str| {
            self.edits.iter().rev().chain(&self.shipped).find(|row| {
                row.key.site_type == site_type
                    && row.key.stage == stage
                    && row.key.segment == segment
                    && row.valid_from.is_none_or(|from| from <= on)
                    && row.valid_to.is_none_or(|to| on <= to)
            })
        };
        row(segment).or_else(|| row("any"))
    }

    /// The row of a stage for any of `segments` (best first) at the site type, else elsewhere.
    pub(crate) fn find_near(
        &self,
        site_type: &str,
        stage: Stage,
        segments: &[&str],
        on: NaiveDate,
    ) -> Result<&PriorRow> {
        let elsewhere = if site_type == "us" { "overseas" } else { "us" };
        // Goods move both ways at much the same pace.
        let other_way = match stage {
            Stage::ToCenter => Stage::FromCenter,
            Stage::FromCenter => Stage::ToCenter,
            other => other,
        };
        let mut places = [
            (site_type, stage),
            (site_type, other_way),
            (elsewhere, stage),
        ]
        .into_iter();
        places
            .find_map(|(site_type, stage)| {
                segments
                    .iter()
                    .find_map(|segment| self.find(site_type, stage.prior_name(), segment, on))
            })
            .filter(|row| row.time.is_some())
            .ok_or_else(|| Error::NoPrior {
                site_type: site_type.to_owned(),
                stage: stage.prior_name().to_owned(),
            })
    }

    /// The share of units that take a branch; the other site type's where this one has none.
    pub(crate) fn branch(&self, site_type: &str, branch: &str, on: NaiveDate) -> Result<f64> {
        [site_type, "us", "overseas"]
            .iter()
            .find_map(|site_type| self.find(site_type, branch, "any", on)?.p_occurs)
            .ok_or_else(|| Error::NoPrior {
                site_type: site_type.to_owned(),
                stage: branch.to_owned(),
            })
    }
}

fn same_place_and_time(a: &PriorRow, b: &PriorRow) -> bool {
    a.key == b.key && a.valid_from == b.valid_from
}

fn read(row: &Row) -> Result<PriorRow> {
    let key = PriorKey {
        site_type: name(row, "site_type")?,
        stage: name(row, "stage")?,
        segment: name(row, "segment")?,
    };
    let branch = BRANCHES.contains(&key.stage.as_str());
    let time = if branch {
        None
    } else {
        Some(StageTime {
            clock: match row.text("clock") {
                "business" => Clock::Business,
                "calendar" => Clock::Calendar,
                _ => return Err(row.bad("clock", "business or calendar")),
            },
            p50: row.number("p50", "days, more than 0")?,
            p95: row.number("p95", "days, more than p50")?,
            tau: row.number("tau", "0 or more")?,
        })
    };
    let prior = PriorRow {
        key,
        time,
        p_occurs: match row.text("p_occurs") {
            "-" => None,
            _ => Some(row.number("p_occurs", "a share from 0 to 1, or -")?),
        },
        worth_tickets: row.number("c0", "tickets, more than 0")?,
        evidence: match row.text("evidence") {
            "S" => Evidence::Solid,
            "M" => Evidence::Medium,
            "T" => Evidence::Thin,
            _ => return Err(row.bad("evidence", "S, M or T")),
        },
        source_rows: row.text("source_rows").to_owned(),
        valid_from: row.optional_day("valid_from")?,
        valid_to: row.optional_day("valid_to")?,
        edited_by: Some(row.text("edited_by"))
            .filter(|by| !by.is_empty())
            .map(str::to_owned),
    };
    match check(&prior) {
        Ok(()) => Ok(prior),
        Err(Error::BadNumber {
            field, expected, ..
        }) => Err(row.bad(
            match field.as_str() {
                "p50" => "p50",
                "p95" => "p95",
                "tau" => "tau",
                "c0" => "c0",
                _ => "p_occurs",
            },
            expected,
        )),
        Err(other) => Err(other),
    }
}

fn name(row: &Row, column: &'static str) -> Result<String> {
    let text = row.text(column);
    if text.is_empty() {
        return Err(row.bad(column, "a name"));
    }
    Ok(text.to_owned())
}

fn check(row: &PriorRow) -> Result<()> {
    let refuse = |field: &str, found, expected| {
        Err(Error::BadNumber {
            field: field.to_owned(),
            found,
            expected,
        })
    };
    if let Some(time) = row.time {
        // Longer than any stay: the logarithms below stay far from their ends.
        if !(time.p50 > 0.0 && time.p50 <= 3650.0) {
            return refuse("p50", time.p50, "days, more than 0 and at most 3650");
        }
        if !(time.p95 > time.p50 && time.p95 <= 36_500.0) {
            return refuse("p95", time.p95, "days, more than p50 and at most 36500");
        }
        if !(0.0..=3.0).contains(&time.tau) {
            return refuse("tau", time.tau, "0 to 3");
        }
    } else if row.p_occurs.is_none() {
        return refuse("p_occurs", f64::NAN, "a share from 0 to 1");
    }
    if let Some(share) = row.p_occurs
        && !(0.0..=1.0).contains(&share)
    {
        return refuse("p_occurs", share, "a share from 0 to 1");
    }
    if !(row.worth_tickets > 0.0 && row.worth_tickets.is_finite()) {
        return refuse("c0", row.worth_tickets, "tickets, more than 0");
    }
    Ok(())
}
