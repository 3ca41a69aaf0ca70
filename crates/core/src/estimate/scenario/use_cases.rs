use rusqlite::{Connection, OptionalExtension};

use super::cells::{self, Cell, Kind};
use super::run::{Ground, two_worlds};
use super::shipped::shipped;
use super::{Change, Fleet, SavedScenario, Scenario, TwoWorlds};
use crate::catalog::rows as catalog;
use crate::error::{Error, Result};
use crate::estimate::asked::{self, resolve};
use crate::estimate::money::Money;
use crate::estimate::way::lane_for;
use crate::estimate::{EstimateEvent, Question, WhyNot, published};
use crate::id::{ActionId, ScenarioId};
use crate::journal::Act;
use crate::place;
use crate::store::Store;
use crate::time::Timestamp;

/// No desk needs more by name, and a list has a bound.
const MOST_SAVED: usize = 100;

impl Store {
    /// `fleet` as things are and as they would be with `changes`.
    ///
    /// # Errors
    /// `Invalid` names the field of a change that cannot be; `NotFound` for a center.
    pub fn two_worlds(
        &self,
        fleet: &Fleet,
        changes: &[Change],
        now: Timestamp,
    ) -> Result<TwoWorlds> {
        if changes.len() > 20 {
            return Err(Error::invalid(
                "changes",
                changes.len().to_string(),
                "at most 20",
            ));
        }
        changes.iter().try_for_each(Change::check)?;
        let sheets = place::sheets_without_counts(&self.conn)?;
        let (cells, left_out, asof) = match fleet {
            Fleet::Open => {
                let (cells, left_out) = cells::open(&self.conn, &sheets, now)?;
                (cells, left_out, now.to_datetime())
            }
            Fleet::Planned { what, center_id } => {
                let question = Question::WhatIf { what: what.clone() };
                let asked = resolve(&self.conn, &question, now)?;
                let sheet = sheets
                    .iter()
                    .find(|sheet| sheet.center.id == *center_id)
                    .ok_or_else(|| Error::not_found("repair center", *center_id))?;
                let lane = lane_for(
                    sheet,
                    None,
                    asked.site_id,
                    &asked.country,
                    asked.asof.date_naive(),
                )
                .ok_or_else(|| {
                    asked::nothing_to_estimate(WhyNot::NoLaneTo {
                        country: asked.country.clone(),
                        center: sheet.center.name.clone(),
                    })
                })?;
                let cell = Cell {
                    kind: Kind {
                        component: asked.component,
                        level: asked.level,
                        warranty: asked.warranty,
                        maker: asked.maker.clone().unwrap_or_default(),
                        model: asked.model.clone().unwrap_or_default(),
                        fault: String::new(),
                    },
                    center_id: *center_id,
                    lane_id: lane.id,
                    country: asked.country.clone(),
                    zone: asked.zone.clone(),
                    standing: None,
                    units: asked.quantity,
                    phs: asked.phs_per_unit.unwrap_or(0.0) * f64::from(asked.quantity),
                    quoted_usd: 0.0,
                    quoted_units: 0,
                };
                (vec![cell], Vec::new(), asked.asof)
            }
        };
        let money = Money {
            duty: catalog::duty_rates(&self.conn)?,
            fx: catalog::fx_rates(&self.conn)?,
            hashprices: catalog::hashprices(&self.conn)?,
        };
        let priors = published::priors(&catalog::prior_edits(&self.conn)?)?;
        let hashprice_usd = money
            .hashprice_on(asof.date_naive())
            .map_or(0.0, |price| f64::from(price.cents_per_ph_day) / 100.0);
        let ground = Ground {
            sheets: &sheets,
            money: &money,
            priors: &priors,
            lessons: self.lessons.as_deref(),
            hashprice_usd,
            asof,
        };
        two_worlds(&ground, &cells, left_out, changes)
    }

    /// Those saved and those that ship, a saved one in the place of the shipped one it came from.
    pub fn scenarios(&self, now: Timestamp) -> Result<Vec<Scenario>> {
        let mut all = shipped(now.date());
        let mut statement = self.conn.prepare_cached(
            "SELECT value FROM setting WHERE key >= 'scenario:' AND key < 'scenario;' ORDER BY key LIMIT ?1",
        )?;
        let saved = statement.query_map([MOST_SAVED as i64], |row| row.get::<_, String>(0))?;
        for row in saved {
            let own = Scenario::read(&row?)?;
            match all.iter_mut().find(|known| known.id == own.id) {
                Some(known) => *known = own,
                None => all.push(own),
            }
        }
        Ok(all)
    }

    /// Save a scenario under its name, a new one where its id is nil.
    ///
    /// # Errors
    /// `Invalid` names the field that cannot be.
    pub fn save_scenario(&mut self, scenario: &Scenario, act: &Act) -> Result<SavedScenario> {
        scenario.check()?;
        let mut is = Scenario {
            shipped: false,
            name: scenario.name.trim().to_owned(),
            ..scenario.clone()
        };
        let was = saved(&self.conn, is.id)?;
        if was.is_none() && self.scenarios(act.now)?.len() >= MOST_SAVED {
            return Err(Error::Refused(format!(
                "{MOST_SAVED} scenarios are saved; remove one first"
            )));
        }
        let action = self.write(act, |w| {
            if is.id.0.is_nil() {
                is.id = ScenarioId(w.new_id());
            }
            w.append(
                is.id,
                EstimateEvent::ScenarioSet {
                    id: is.id,
                    is: Some(Box::new(is.clone())),
                    was: was.map(Box::new),
                },
            )?;
            Ok(w.action)
        })?;
        Ok(SavedScenario {
            scenario: is,
            action,
        })
    }

    /// Remove a saved scenario; one that ships is as it shipped again.
    pub fn remove_scenario(&mut self, id: ScenarioId, act: &Act) -> Result<ActionId> {
        let was = saved(&self.conn, id)?.ok_or_else(|| Error::not_found("scenario", id))?;
        self.write(act, |w| {
            w.append(
                id,
                EstimateEvent::ScenarioSet {
                    id,
                    is: None,
                    was: Some(Box::new(was)),
                },
            )?;
            Ok(w.action)
        })
    }
}

/// The desk's own of that id.
pub(in crate::estimate) fn saved(conn: &Connection, id: ScenarioId) -> Result<Option<Scenario>> {
    conn.prepare_cached("SELECT value FROM setting WHERE key = ?1")?
        .query_row([id.key()], |row| row.get::<_, String>(0))
        .optional()?
        .map(|row| Scenario::read(&row))
        .transpose()
}

impl ScenarioId {
    /// Where among the desk's settings it is kept.
    pub(crate) fn key(self) -> String {
        format!("scenario:{self}")
    }
}

impl Scenario {
    fn read(row: &str) -> Result<Self> {
        serde_json::from_str(row)
            .map_err(|error| Error::BrokenJournal(format!("a scenario cannot be read: {error}")))
    }
}
