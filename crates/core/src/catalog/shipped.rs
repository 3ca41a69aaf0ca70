//! The catalog a new desk starts with: what `data/` holds, written as events.

use chrono::NaiveDate;
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::{CatalogEvent, DutyRate, FxRate, Hashprice, Model, Origin, Symptom, maker_of};
use crate::device::DeviceKind;
use crate::error::{Error, Result};
use crate::id::{CenterId, LaneId, ModelId, RowId};
use crate::journal::Writer;
use crate::place::{Capacity, Center, CenterKind, Fee, Lane, Mode, PlaceEvent, Region};

/// Append the shipped catalog: models, symptoms, starter centers with fees and lanes, duty,
/// hashprice and exchange rates. Holidays, priors and claim windows stay in the program.
pub fn ship(w: &mut Writer<'_>) -> Result<()> {
    ship_models(w)?;
    for row in read::<SymptomRow>(
        "symptoms.csv",
        include_str!("../../../../data/symptoms.csv"),
    )? {
        let symptom = Symptom {
            code: row.code,
            component: row.component,
            label: row.label,
            level: row.level,
            origin: Origin::Shipped,
        };
        w.append(w.action, CatalogEvent::SymptomAdded(symptom))?;
    }
    ship_money(w)?;
    ship_centers(w)
}

/// All rows of one shipped table.
///
/// # Errors
/// Names the file and the row that cannot be read.
pub(super) fn read<T: DeserializeOwned>(file: &str, text: &str) -> Result<Vec<T>> {
    csv::Reader::from_reader(text.as_bytes())
        .deserialize()
        .collect::<Result<_, _>>()
        .map_err(|error| Error::Unreadable(format!("{file}: {error}")))
}

#[derive(Debug, Deserialize)]
struct ModelRow {
    make: String,
    series: String,
    model: String,
    algorithm: Option<String>,
    hashboards: Option<u8>,
    chips_per_board: Option<u16>,
    fans: Option<u8>,
    nominal_hashrate_ths: Option<f64>,
    efficiency_j_th: Option<f64>,
    structure_source: String,
    spec_source: String,
}

#[derive(Debug, Deserialize)]
struct SymptomRow {
    code: String,
    component: DeviceKind,
    label: String,
    level: u8,
}

#[derive(Debug, Deserialize)]
struct DutyRow {
    hts: String,
    country: String,
    rate_percent: f64,
    valid_from: NaiveDate,
    valid_to: Option<NaiveDate>,
    note: String,
    source: String,
}

#[derive(Debug, Deserialize)]
struct HashpriceRow {
    valid_from: NaiveDate,
    usd_per_ph_day: f64,
    source: String,
}

#[derive(Debug, Deserialize)]
struct FxRow {
    currency: String,
    usd: f64,
    valid_from: NaiveDate,
    source: String,
}

#[derive(Debug, Deserialize)]
struct CenterRow {
    name: String,
    kind: CenterKind,
    region: Region,
    country: String,
    city: Option<String>,
    zone: String,
    makers: String,
    levels: String,
    accepts: String,
    maker_warranty: bool,
    repair_warranty_days: Option<u16>,
    quoted_low_days: Option<f64>,
    quoted_high_days: Option<f64>,
    units_per_week: Option<f64>,
    source: String,
    note: String,
}

#[derive(Debug, Deserialize)]
struct FeeRow {
    center: String,
    component: DeviceKind,
    levels: String,
    amount: f64,
    currency: String,
    valid_from: NaiveDate,
    source: String,
}

#[derive(Debug, Deserialize)]
struct LaneRow {
    center: String,
    from_country: String,
    mode_out: Mode,
    mode_back: Mode,
    freight_out_usd: f64,
    freight_back_usd: f64,
    brokerage_usd: f64,
    maker_pays_return: bool,
    valid_from: NaiveDate,
    source: String,
}

fn ship_models(w: &mut Writer<'_>) -> Result<()> {
    let mut seen = FxHashSet::default();
    for row in read::<ModelRow>("models.csv", include_str!("../../../../data/models.csv"))? {
        let maker = maker_of(&row.make).to_owned();
        // The list names one model twice; the first stands.
        if !seen.insert((maker.clone(), row.model.clone())) {
            continue;
        }
        // The brand stays findable: people search for "Antminer", invoices say "Bitmain".
        let series = if maker == row.make {
            row.series
        } else {
            format!("{} {}", row.make, row.series)
        };
        let source = [row.structure_source, row.spec_source]
            .into_iter()
            .filter(|text| !text.is_empty())
            .collect::<Vec<_>>()
            .join(" ; ");
        let model = Model {
            id: ModelId(w.new_id()),
            maker,
            series,
            name: row.model,
            algorithm: row.algorithm.filter(|text| !text.is_empty()),
            hashboards: row.hashboards,
            chips_per_board: row.chips_per_board,
            fans: row.fans,
            hashrate_ths: row.nominal_hashrate_ths,
            efficiency_jth: row.efficiency_j_th,
            source,
            origin: Origin::Shipped,
        };
        w.append(model.id, CatalogEvent::ModelAdded(Box::new(model)))?;
    }
    Ok(())
}

fn ship_money(w: &mut Writer<'_>) -> Result<()> {
    for row in read::<DutyRow>(
        "duty_rates.csv",
        include_str!("../../../../data/duty_rates.csv"),
    )? {
        for hts in row.hts.split(';') {
            for country in row.country.split(';') {
                let rate = DutyRate {
                    id: RowId(w.new_id()),
                    hts: hts.to_owned(),
                    country: country.to_owned(),
                    rate_ppm: (row.rate_percent * 10_000.0).round() as u32,
                    valid_from: row.valid_from,
                    valid_to: row.valid_to,
                    note: row.note.clone(),
                    source: row.source.clone(),
                    origin: Origin::Shipped,
                };
                w.append(rate.id, CatalogEvent::DutySet(rate))?;
            }
        }
    }
    for row in read::<HashpriceRow>(
        "hashprice.csv",
        include_str!("../../../../data/hashprice.csv"),
    )? {
        let price = Hashprice {
            id: RowId(w.new_id()),
            valid_from: row.valid_from,
            cents_per_ph_day: (row.usd_per_ph_day * 100.0).round() as u32,
            source: row.source,
            origin: Origin::Shipped,
        };
        w.append(price.id, CatalogEvent::HashpriceSet(price))?;
    }
    for row in read::<FxRow>("fx.csv", include_str!("../../../../data/fx.csv"))? {
        let rate = FxRate {
            id: RowId(w.new_id()),
            currency: row.currency,
            usd_ppm: (row.usd * 1e6).round() as u32,
            valid_from: row.valid_from,
            source: row.source,
            origin: Origin::Shipped,
        };
        w.append(rate.id, CatalogEvent::FxSet(rate))?;
    }
    Ok(())
}

fn ship_centers(w: &mut Writer<'_>) -> Result<()> {
    let mut ids: FxHashMap<String, CenterId> = FxHashMap::default();
    for row in read::<CenterRow>("centers.csv", include_str!("../../../../data/centers.csv"))? {
        let id = CenterId(w.new_id());
        ids.insert(row.name.clone(), id);
        let center = Center {
            id,
            name: row.name,
            kind: row.kind,
            region: row.region,
            country: row.country,
            city: row.city.filter(|city| !city.is_empty()),
            zone: row.zone,
            makers: list(&row.makers)?,
            levels: list(&row.levels)?,
            accepts: list(&row.accepts)?,
            maker_warranty: row.maker_warranty,
            repair_warranty_days: row.repair_warranty_days,
            quoted_days: row.quoted_low_days.zip(row.quoted_high_days),
            starter: true,
            source: row.source.clone(),
            note: row.note,
            retired_on: None,
        };
        w.append(id, PlaceEvent::CenterAdded(Box::new(center)))?;
        if let Some(units_per_week) = row.units_per_week {
            let capacity = Capacity {
                id: RowId(w.new_id()),
                center_id: id,
                units_per_week,
                valid_from: STARTERS_FROM,
                source: row.source,
            };
            w.append(id, PlaceEvent::CapacitySet(capacity))?;
        }
    }
    let center = |name: &str| {
        ids.get(name)
            .copied()
            .ok_or_else(|| Error::Unreadable(format!("centers.csv has no center {name}")))
    };
    for row in read::<FeeRow>("fees.csv", include_str!("../../../../data/fees.csv"))? {
        let center_id = center(&row.center)?;
        for level in list(&row.levels)? {
            let fee = Fee {
                id: RowId(w.new_id()),
                center_id,
                component: row.component,
                level,
                amount_cents: cents(row.amount),
                currency: row.currency.clone(),
                valid_from: row.valid_from,
                source: row.source.clone(),
            };
            w.append(center_id, PlaceEvent::FeeSet(fee))?;
        }
    }
    for row in read::<LaneRow>("lanes.csv", include_str!("../../../../data/lanes.csv"))? {
        let center_id = center(&row.center)?;
        let lane = Lane {
            id: LaneId(w.new_id()),
            center_id,
            site_id: None,
            from_country: row.from_country,
            mode_out: row.mode_out,
            mode_back: row.mode_back,
            transit_out: None,
            transit_back: None,
            freight_out_cents: cents(row.freight_out_usd),
            freight_back_cents: cents(row.freight_back_usd),
            brokerage_cents: cents(row.brokerage_usd),
            maker_pays_return: row.maker_pays_return,
            hold_chance: None,
            valid_from: row.valid_from,
            valid_to: None,
            starter: true,
            source: row.source,
        };
        w.append(center_id, PlaceEvent::LaneAdded(Box::new(lane)))?;
    }
    Ok(())
}

/// Published figures without a date of their own stand from here on.
const STARTERS_FROM: NaiveDate = match NaiveDate::from_ymd_opt(2023, 1, 1) {
    Some(day) => day,
    None => NaiveDate::MIN,
};

fn cents(amount: f64) -> i32 {
    (amount * 100.0).round() as i32
}

/// A cell of values set apart by semicolons; empty: none.
fn list<T: std::str::FromStr>(cell: &str) -> Result<Vec<T>>
where
    T::Err: std::fmt::Display,
{
    cell.split(';')
        .filter(|part| !part.is_empty())
        .map(|part| {
            part.parse()
                .map_err(|error| Error::Unreadable(format!("`{part}`: {error}")))
        })
        .collect()
}
