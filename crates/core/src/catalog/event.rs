use rusqlite::{ToSql, Transaction, params};
use serde::{Deserialize, Serialize};

use super::{DutyRate, FxRate, Hashprice, Model, PriorEdit, Symptom, rows};
use crate::error::Result;
use crate::id::RowId;
use crate::journal::{DomainEvent, Reversal, Stamp};
use crate::people::Right;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CatalogEvent {
    ModelAdded(Box<Model>),
    ModelChanged {
        is: Box<Model>,
        was: Box<Model>,
    },
    ModelRemoved(Box<Model>),
    SymptomAdded(Symptom),
    SymptomRemoved(Symptom),
    /// The row is JSON as the `serial` module writes it.
    SerialPatternAdded {
        id: RowId,
        row: String,
    },
    SerialPatternRemoved {
        id: RowId,
        row: String,
    },
    MappingRemembered {
        fingerprint: String,
        mapping: String,
        was: Option<String>,
    },
    MappingForgotten {
        fingerprint: String,
        mapping: String,
    },
    WindowEdited {
        maker: String,
        item: String,
        days: Option<u16>,
        note: String,
        was: Option<(u16, String)>,
    },
    DutySet(DutyRate),
    DutyRemoved(DutyRate),
    HashpriceSet(Hashprice),
    HashpriceRemoved(Hashprice),
    FxSet(FxRate),
    FxRemoved(FxRate),
    PriorEdited {
        is: Option<PriorEdit>,
        was: Option<PriorEdit>,
    },
}

impl DomainEvent for CatalogEvent {
    fn kind(&self) -> &'static str {
        match self {
            Self::ModelAdded(_) => "catalog.model_added",
            Self::ModelChanged { .. } => "catalog.model_changed",
            Self::ModelRemoved(_) => "catalog.model_removed",
            Self::SymptomAdded(_) => "catalog.symptom_added",
            Self::SymptomRemoved(_) => "catalog.symptom_removed",
            Self::SerialPatternAdded { .. } => "catalog.serial_pattern_added",
            Self::SerialPatternRemoved { .. } => "catalog.serial_pattern_removed",
            Self::MappingRemembered { .. } => "catalog.mapping_remembered",
            Self::MappingForgotten { .. } => "catalog.mapping_forgotten",
            Self::WindowEdited { .. } => "catalog.window_edited",
            Self::DutySet(_) => "catalog.duty_set",
            Self::DutyRemoved(_) => "catalog.duty_removed",
            Self::HashpriceSet(_) => "catalog.hashprice_set",
            Self::HashpriceRemoved(_) => "catalog.hashprice_removed",
            Self::FxSet(_) => "catalog.fx_set",
            Self::FxRemoved(_) => "catalog.fx_removed",
            Self::PriorEdited { .. } => "catalog.prior_edited",
        }
    }

    fn needs(&self) -> Right {
        match self {
            Self::ModelAdded(_)
            | Self::ModelChanged { .. }
            | Self::ModelRemoved(_)
            | Self::SymptomAdded(_)
            | Self::SymptomRemoved(_)
            | Self::SerialPatternAdded { .. }
            | Self::SerialPatternRemoved { .. }
            | Self::WindowEdited { .. }
            | Self::DutySet(_)
            | Self::DutyRemoved(_)
            | Self::HashpriceSet(_)
            | Self::HashpriceRemoved(_)
            | Self::FxSet(_)
            | Self::FxRemoved(_)
            | Self::PriorEdited { .. } => Right::Catalog,
            // Remembered by the way, when a list is taken in.
            Self::MappingRemembered { .. } | Self::MappingForgotten { .. } => Right::Work,
        }
    }

    fn apply(&self, tx: &Transaction<'_>, _stamp: &Stamp) -> Result<()> {
        match self {
            Self::ModelAdded(model) | Self::ModelChanged { is: model, .. } => put_model(tx, model),
            Self::ModelRemoved(model) => drop_row(tx, "device_model", model.id),
            Self::SymptomAdded(symptom) => {
                tx.prepare_cached(
                    "INSERT INTO symptom (code, component, label, level, origin) VALUES (?1, ?2, ?3, ?4, ?5)
                     ON CONFLICT (code) DO UPDATE SET component = excluded.component,
                         label = excluded.label, level = excluded.level, origin = excluded.origin",
                )?
                .execute(params![
                    symptom.code,
                    symptom.component,
                    symptom.label,
                    symptom.level,
                    symptom.origin
                ])?;
                Ok(())
            }
            Self::SymptomRemoved(symptom) => {
                tx.execute("DELETE FROM symptom WHERE code = ?1", [&symptom.code])?;
                Ok(())
            }
            Self::SerialPatternAdded { id, row } => {
                tx.prepare_cached(
                    "INSERT INTO serial_pattern (id, row) VALUES (?1, ?2)
                     ON CONFLICT (id) DO UPDATE SET row = excluded.row",
                )?
                .execute(params![id, row])?;
                Ok(())
            }
            Self::SerialPatternRemoved { id, .. } => drop_row(tx, "serial_pattern", *id),
            Self::MappingRemembered {
                fingerprint,
                mapping,
                ..
            } => {
                tx.prepare_cached(
                    "INSERT INTO column_mapping (fingerprint, mapping) VALUES (?1, ?2)
                     ON CONFLICT (fingerprint) DO UPDATE SET mapping = excluded.mapping",
                )?
                .execute([fingerprint, mapping])?;
                Ok(())
            }
            Self::MappingForgotten { fingerprint, .. } => {
                tx.execute(
                    "DELETE FROM column_mapping WHERE fingerprint = ?1",
                    [fingerprint],
                )?;
                Ok(())
            }
            Self::WindowEdited {
                maker,
                item,
                days: Some(days),
                note,
                ..
            } => {
                tx.prepare_cached(
                    "INSERT INTO window_edit (maker, item, days, note) VALUES (?1, ?2, ?3, ?4)
                     ON CONFLICT (maker, item) DO UPDATE SET days = excluded.days, note = excluded.note",
                )?
                .execute(params![maker, item, days, note])?;
                Ok(())
            }
            Self::WindowEdited {
                maker,
                item,
                days: None,
                ..
            } => {
                tx.execute(
                    "DELETE FROM window_edit WHERE maker = ?1 AND item = ?2",
                    [maker, item],
                )?;
                Ok(())
            }
            Self::DutySet(rate) => put_duty(tx, rate),
            Self::DutyRemoved(rate) => drop_row(tx, "duty_rate", rate.id),
            Self::HashpriceSet(price) => {
                tx.prepare_cached(
                    "INSERT INTO hashprice (id, valid_from, cents_per_ph_day, source, origin)
                     VALUES (?1, ?2, ?3, ?4, ?5)
                     ON CONFLICT (id) DO UPDATE SET valid_from = excluded.valid_from,
                         cents_per_ph_day = excluded.cents_per_ph_day, source = excluded.source,
                         origin = excluded.origin",
                )?
                .execute(params![
                    price.id,
                    price.valid_from.to_string(),
                    price.cents_per_ph_day,
                    price.source,
                    price.origin
                ])?;
                Ok(())
            }
            Self::HashpriceRemoved(price) => drop_row(tx, "hashprice", price.id),
            Self::FxSet(rate) => {
                tx.prepare_cached(
                    "INSERT INTO fx_rate (id, currency, usd_ppm, valid_from, source, origin)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                     ON CONFLICT (id) DO UPDATE SET currency = excluded.currency,
                         usd_ppm = excluded.usd_ppm, valid_from = excluded.valid_from,
                         source = excluded.source, origin = excluded.origin",
                )?
                .execute(params![
                    rate.id,
                    rate.currency,
                    rate.usd_ppm,
                    rate.valid_from.to_string(),
                    rate.source,
                    rate.origin
                ])?;
                Ok(())
            }
            Self::FxRemoved(rate) => drop_row(tx, "fx_rate", rate.id),
            Self::PriorEdited { is: Some(edit), .. } => put_prior_edit(tx, edit),
            Self::PriorEdited {
                is: None,
                was: Some(was),
            } => {
                tx.execute(
                    "DELETE FROM prior_edit WHERE site_type = ?1 AND stage = ?2 AND segment = ?3",
                    [&was.site_type, &was.stage, &was.segment],
                )?;
                Ok(())
            }
            Self::PriorEdited {
                is: None,
                was: None,
            } => Ok(()),
        }
    }

    fn reversal(&self, tx: &Transaction<'_>, _stamp: &Stamp) -> Result<Reversal> {
        Ok(match self {
            Self::ModelAdded(is) => match rows::find_model(tx, is.id)? {
                Some(now) if now == **is => {
                    let used = tx
                        .prepare_cached(
                            "SELECT 1 FROM device WHERE model_id = ?1
                             UNION ALL SELECT 1 FROM ticket WHERE model_id = ?1",
                        )?
                        .exists([is.id])?;
                    if used {
                        Reversal::Kept(format!("units are {} {}", is.maker, is.name))
                    } else {
                        Reversal::by(Self::ModelRemoved(is.clone()))
                    }
                }
                _ => changed_since(&is.name),
            },
            Self::ModelChanged { is, was } => match rows::find_model(tx, is.id)? {
                Some(now) if now == **is => Reversal::by(Self::ModelChanged {
                    is: was.clone(),
                    was: is.clone(),
                }),
                _ => changed_since(&is.name),
            },
            Self::ModelRemoved(was) => Reversal::by(Self::ModelAdded(was.clone())),
            Self::SymptomAdded(is) => {
                let used = tx
                    .prepare_cached("SELECT 1 FROM ticket WHERE symptom_code = ?1")?
                    .exists([&is.code])?;
                if used {
                    Reversal::Kept(format!("tickets have the symptom {}", is.label))
                } else {
                    Reversal::by(Self::SymptomRemoved(is.clone()))
                }
            }
            Self::SymptomRemoved(was) => Reversal::by(Self::SymptomAdded(was.clone())),
            Self::SerialPatternAdded { id, row } => Reversal::by(Self::SerialPatternRemoved {
                id: *id,
                row: row.clone(),
            }),
            Self::SerialPatternRemoved { id, row } => Reversal::by(Self::SerialPatternAdded {
                id: *id,
                row: row.clone(),
            }),
            Self::MappingRemembered {
                fingerprint,
                mapping,
                was,
            } => Reversal::by(match was {
                Some(was) => Self::MappingRemembered {
                    fingerprint: fingerprint.clone(),
                    mapping: was.clone(),
                    was: Some(mapping.clone()),
                },
                None => Self::MappingForgotten {
                    fingerprint: fingerprint.clone(),
                    mapping: mapping.clone(),
                },
            }),
            Self::MappingForgotten {
                fingerprint,
                mapping,
            } => Reversal::by(Self::MappingRemembered {
                fingerprint: fingerprint.clone(),
                mapping: mapping.clone(),
                was: None,
            }),
            Self::WindowEdited {
                maker,
                item,
                days,
                note,
                was,
            } => {
                let is = days.map(|days| (days, note.clone()));
                if rows::find_window_edit(tx, maker, item)? != is {
                    return Ok(changed_since(&format!("{maker}'s {item}")));
                }
                Reversal::by(Self::WindowEdited {
                    maker: maker.clone(),
                    item: item.clone(),
                    days: was.as_ref().map(|(days, _)| *days),
                    note: was
                        .as_ref()
                        .map(|(_, note)| note.clone())
                        .unwrap_or_default(),
                    was: is,
                })
            }
            Self::DutySet(is) => match rows::find_duty(tx, is.id)? {
                Some(now) if now == *is => Reversal::by(Self::DutyRemoved(is.clone())),
                _ => changed_since("the duty rate"),
            },
            Self::DutyRemoved(was) => Reversal::by(Self::DutySet(was.clone())),
            Self::HashpriceSet(is) => match rows::find_hashprice(tx, is.id)? {
                Some(now) if now == *is => Reversal::by(Self::HashpriceRemoved(is.clone())),
                _ => changed_since("the hashprice"),
            },
            Self::HashpriceRemoved(was) => Reversal::by(Self::HashpriceSet(was.clone())),
            Self::FxSet(is) => match rows::find_fx(tx, is.id)? {
                Some(now) if now == *is => Reversal::by(Self::FxRemoved(is.clone())),
                _ => changed_since("the exchange rate"),
            },
            Self::FxRemoved(was) => Reversal::by(Self::FxSet(was.clone())),
            Self::PriorEdited { is, was } => {
                let Some(key) = is.as_ref().or(was.as_ref()) else {
                    return Ok(Reversal::Implied);
                };
                let now = rows::find_prior_edit(tx, &key.site_type, &key.stage, &key.segment)?;
                if now != *is {
                    return Ok(changed_since("the prior"));
                }
                Reversal::by(Self::PriorEdited {
                    is: was.clone(),
                    was: is.clone(),
                })
            }
        })
    }

    fn sentence(&self) -> String {
        match self {
            Self::ModelAdded(model) => format!("Model {} {} added", model.maker, model.name),
            Self::ModelChanged { is, .. } => format!("Model {} {} changed", is.maker, is.name),
            Self::ModelRemoved(model) => format!("Model {} {} removed", model.maker, model.name),
            Self::SymptomAdded(symptom) => format!("Symptom \"{}\" added", symptom.label),
            Self::SymptomRemoved(symptom) => format!("Symptom \"{}\" removed", symptom.label),
            Self::SerialPatternAdded { .. } => "A serial format was added".into(),
            Self::SerialPatternRemoved { .. } => "A serial format was removed".into(),
            Self::MappingRemembered { .. } => {
                "The columns of a kind of sheet were remembered".into()
            }
            Self::MappingForgotten { .. } => "The columns of a kind of sheet were forgotten".into(),
            Self::WindowEdited {
                maker,
                item,
                days: Some(days),
                ..
            } => format!("{maker}, {item}: set to {days} days"),
            Self::WindowEdited { maker, item, .. } => {
                format!("{maker}, {item}: back to what is published")
            }
            Self::DutySet(rate) => format!(
                "Duty of {} % set for {} under {} from {}",
                percent(rate),
                whereabouts(rate),
                rate.hts,
                rate.valid_from
            ),
            Self::DutyRemoved(rate) => format!(
                "Duty of {} % for {} under {} from {} removed",
                percent(rate),
                whereabouts(rate),
                rate.hts,
                rate.valid_from
            ),
            Self::HashpriceSet(price) => format!(
                "Hashprice set to {:.2} USD per PH/s a day from {}",
                f64::from(price.cents_per_ph_day) / 100.0,
                price.valid_from
            ),
            Self::HashpriceRemoved(price) => {
                format!("Hashprice from {} removed", price.valid_from)
            }
            Self::FxSet(rate) => format!(
                "1 {} set to {} USD from {}",
                rate.currency,
                f64::from(rate.usd_ppm) / 1e6,
                rate.valid_from
            ),
            Self::FxRemoved(rate) => format!(
                "Exchange rate of {} from {} removed",
                rate.currency, rate.valid_from
            ),
            Self::PriorEdited { is: Some(edit), .. } => format!(
                "Prior for {} ({}, {}) set to {} days, bad case {}",
                edit.stage, edit.site_type, edit.segment, edit.p50, edit.p95
            ),
            Self::PriorEdited {
                is: None,
                was: Some(was),
            } => format!(
                "Prior for {} ({}, {}) back to the published one",
                was.stage, was.site_type, was.segment
            ),
            Self::PriorEdited {
                is: None,
                was: None,
            } => "A prior was left as it is".into(),
        }
    }
}

fn changed_since(what: &str) -> Reversal {
    Reversal::Kept(format!("{what} was changed since"))
}

fn percent(rate: &DutyRate) -> f64 {
    f64::from(rate.rate_ppm) / 10_000.0
}

fn whereabouts(rate: &DutyRate) -> &str {
    if rate.country == "*" {
        "any other country"
    } else {
        &rate.country
    }
}

fn drop_row(tx: &Transaction<'_>, table: &'static str, id: impl ToSql) -> Result<()> {
    tx.prepare_cached(&format!("DELETE FROM {table} WHERE id = ?1"))?
        .execute([id])?;
    Ok(())
}

fn put_model(tx: &Transaction<'_>, model: &Model) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO device_model (id, maker, series, name, algorithm, hashboards, chips_per_board,
             fans, hashrate_ths, efficiency_jth, source, origin)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
         ON CONFLICT (id) DO UPDATE SET maker = excluded.maker, series = excluded.series,
             name = excluded.name, algorithm = excluded.algorithm, hashboards = excluded.hashboards,
             chips_per_board = excluded.chips_per_board, fans = excluded.fans,
             hashrate_ths = excluded.hashrate_ths, efficiency_jth = excluded.efficiency_jth,
             source = excluded.source, origin = excluded.origin",
    )?
    .execute(params![
        model.id,
        model.maker,
        model.series,
        model.name,
        model.algorithm,
        model.hashboards,
        model.chips_per_board,
        model.fans,
        model.hashrate_ths,
        model.efficiency_jth,
        model.source,
        model.origin
    ])?;
    Ok(())
}

fn put_duty(tx: &Transaction<'_>, rate: &DutyRate) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO duty_rate (id, hts, country, rate_ppm, valid_from, valid_to, note, source, origin)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
         ON CONFLICT (id) DO UPDATE SET hts = excluded.hts, country = excluded.country,
             rate_ppm = excluded.rate_ppm, valid_from = excluded.valid_from,
             valid_to = excluded.valid_to, note = excluded.note, source = excluded.source,
             origin = excluded.origin",
    )?
    .execute(params![
        rate.id,
        rate.hts,
        rate.country,
        rate.rate_ppm,
        rate.valid_from.to_string(),
        rate.valid_to.map(|day| day.to_string()),
        rate.note,
        rate.source,
        rate.origin
    ])?;
    Ok(())
}

fn put_prior_edit(tx: &Transaction<'_>, edit: &PriorEdit) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO prior_edit (site_type, stage, segment, p50, p95, note, edited_by, edited_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
         ON CONFLICT (site_type, stage, segment) DO UPDATE SET p50 = excluded.p50,
             p95 = excluded.p95, note = excluded.note, edited_by = excluded.edited_by,
             edited_at = excluded.edited_at",
    )?
    .execute(params![
        edit.site_type,
        edit.stage,
        edit.segment,
        edit.p50,
        edit.p95,
        edit.note,
        edit.edited_by,
        edit.edited_at
    ])?;
    Ok(())
}
