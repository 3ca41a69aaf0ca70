//! Reading the catalog out of its tables.

use rusqlite::types::ToSql;
use rusqlite::{Connection, OptionalExtension, Row};

use super::{DutyRate, FxRate, Hashprice, Model, PriorEdit, Symptom};
use crate::error::Result;
use crate::id::{ModelId, RowId};
use crate::place::rows::{Day, all};

pub(super) const MODEL: &str = "SELECT id, maker, series, name, algorithm, hashboards, chips_per_board, fans, \
     hashrate_ths, efficiency_jth, source, origin FROM device_model";
const DUTY: &str =
    "SELECT id, hts, country, rate_ppm, valid_from, valid_to, note, source, origin FROM duty_rate";
const HASHPRICE: &str = "SELECT id, valid_from, cents_per_ph_day, source, origin FROM hashprice";
const FX: &str = "SELECT id, currency, usd_ppm, valid_from, source, origin FROM fx_rate";
const PRIOR_EDIT: &str =
    "SELECT site_type, stage, segment, p50, p95, note, edited_by, edited_at FROM prior_edit";

pub(crate) fn read_model(row: &Row<'_>) -> rusqlite::Result<Model> {
    Ok(Model {
        id: row.get(0)?,
        maker: row.get(1)?,
        series: row.get(2)?,
        name: row.get(3)?,
        algorithm: row.get(4)?,
        hashboards: row.get(5)?,
        chips_per_board: row.get(6)?,
        fans: row.get(7)?,
        hashrate_ths: row.get(8)?,
        efficiency_jth: row.get(9)?,
        source: row.get(10)?,
        origin: row.get(11)?,
    })
}

fn read_symptom(row: &Row<'_>) -> rusqlite::Result<Symptom> {
    Ok(Symptom {
        code: row.get(0)?,
        component: row.get(1)?,
        label: row.get(2)?,
        level: row.get(3)?,
        origin: row.get(4)?,
    })
}

fn read_duty(row: &Row<'_>) -> rusqlite::Result<DutyRate> {
    Ok(DutyRate {
        id: row.get(0)?,
        hts: row.get(1)?,
        country: row.get(2)?,
        rate_ppm: row.get(3)?,
        valid_from: row.get::<_, Day>(4)?.0,
        valid_to: row.get::<_, Option<Day>>(5)?.map(|day| day.0),
        note: row.get(6)?,
        source: row.get(7)?,
        origin: row.get(8)?,
    })
}

fn read_hashprice(row: &Row<'_>) -> rusqlite::Result<Hashprice> {
    Ok(Hashprice {
        id: row.get(0)?,
        valid_from: row.get::<_, Day>(1)?.0,
        cents_per_ph_day: row.get(2)?,
        source: row.get(3)?,
        origin: row.get(4)?,
    })
}

fn read_fx(row: &Row<'_>) -> rusqlite::Result<FxRate> {
    Ok(FxRate {
        id: row.get(0)?,
        currency: row.get(1)?,
        usd_ppm: row.get(2)?,
        valid_from: row.get::<_, Day>(3)?.0,
        source: row.get(4)?,
        origin: row.get(5)?,
    })
}

fn read_prior_edit(row: &Row<'_>) -> rusqlite::Result<PriorEdit> {
    Ok(PriorEdit {
        site_type: row.get(0)?,
        stage: row.get(1)?,
        segment: row.get(2)?,
        p50: row.get(3)?,
        p95: row.get(4)?,
        note: row.get(5)?,
        edited_by: row.get(6)?,
        edited_at: row.get(7)?,
    })
}

fn one<T>(
    conn: &Connection,
    query: &str,
    args: &[&dyn ToSql],
    read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
) -> Result<Option<T>> {
    Ok(conn
        .prepare_cached(query)?
        .query_row(args, read)
        .optional()?)
}

pub(crate) fn find_model(conn: &Connection, id: ModelId) -> Result<Option<Model>> {
    one(conn, &format!("{MODEL} WHERE id = ?1"), &[&id], read_model)
}

pub(crate) fn find_model_named(
    conn: &Connection,
    maker: &str,
    name: &str,
) -> Result<Option<Model>> {
    one(
        conn,
        &format!("{MODEL} WHERE maker = ?1 AND name = ?2"),
        &[&maker, &name],
        read_model,
    )
}

pub(super) fn find_duty(conn: &Connection, id: RowId) -> Result<Option<DutyRate>> {
    one(conn, &format!("{DUTY} WHERE id = ?1"), &[&id], read_duty)
}

pub(super) fn find_hashprice(conn: &Connection, id: RowId) -> Result<Option<Hashprice>> {
    one(
        conn,
        &format!("{HASHPRICE} WHERE id = ?1"),
        &[&id],
        read_hashprice,
    )
}

pub(super) fn find_fx(conn: &Connection, id: RowId) -> Result<Option<FxRate>> {
    one(conn, &format!("{FX} WHERE id = ?1"), &[&id], read_fx)
}

pub(super) fn find_window_edit(
    conn: &Connection,
    maker: &str,
    item: &str,
) -> Result<Option<(u16, String)>> {
    one(
        conn,
        "SELECT days, note FROM window_edit WHERE maker = ?1 AND item = ?2",
        &[&maker, &item],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

pub(super) fn find_prior_edit(
    conn: &Connection,
    site_type: &str,
    stage: &str,
    segment: &str,
) -> Result<Option<PriorEdit>> {
    one(
        conn,
        &format!("{PRIOR_EDIT} WHERE site_type = ?1 AND stage = ?2 AND segment = ?3"),
        &[&site_type, &stage, &segment],
        read_prior_edit,
    )
}

pub(crate) fn symptoms(conn: &Connection) -> Result<Vec<Symptom>> {
    all(
        conn,
        "SELECT code, component, label, level, origin FROM symptom
         ORDER BY CASE component WHEN 'miner' THEN 0 WHEN 'hashboard' THEN 1
             WHEN 'control_board' THEN 2 ELSE 3 END, label",
        &[],
        read_symptom,
    )
}

pub(crate) fn duty_rates(conn: &Connection) -> Result<Vec<DutyRate>> {
    all(
        conn,
        &format!("{DUTY} ORDER BY hts, country, valid_from DESC, origin DESC, id"),
        &[],
        read_duty,
    )
}

/// Newest first.
pub(crate) fn hashprices(conn: &Connection) -> Result<Vec<Hashprice>> {
    all(
        conn,
        &format!("{HASHPRICE} ORDER BY valid_from DESC, origin DESC, id"),
        &[],
        read_hashprice,
    )
}

pub(crate) fn fx_rates(conn: &Connection) -> Result<Vec<FxRate>> {
    all(
        conn,
        &format!("{FX} ORDER BY currency, valid_from DESC, origin DESC, id"),
        &[],
        read_fx,
    )
}

pub(crate) fn prior_edits(conn: &Connection) -> Result<Vec<PriorEdit>> {
    all(
        conn,
        &format!("{PRIOR_EDIT} ORDER BY site_type, stage, segment"),
        &[],
        read_prior_edit,
    )
}

pub(super) fn window_edits(conn: &Connection) -> Result<Vec<(String, String, u16, String)>> {
    all(
        conn,
        "SELECT maker, item, days, note FROM window_edit ORDER BY maker, item",
        &[],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)),
    )
}
