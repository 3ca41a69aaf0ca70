//! Use cases on models, symptoms, claim windows, money tables and priors.

use rusqlite::OptionalExtension;
use serde::{Deserialize, Serialize};

use super::{rows, shipped, window};
use crate::catalog::{
    CatalogEvent, ClaimWindow, DutyRate, FxRate, Hashprice, Model, Origin, PriorEdit, Symptom,
    maker_of,
};
use crate::check;
use crate::error::{Error, Result};
use crate::id::{ModelId, RowId};
use crate::journal::{Act, Writer};
use crate::place::rows::all;
use crate::serial::{PatternRow, Patterns};
use crate::store::Store;

/// A published stage prior with the user's edit beside it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct PriorRow {
    pub site_type: String,
    pub stage: String,
    pub segment: String,
    /// `business` or `calendar` days.
    pub clock: String,
    pub p50: f64,
    pub p95: f64,
    pub evidence: String,
    pub source: String,
    pub edit: Option<PriorEdit>,
}

/// The published priors; `hashmend_turnaround` reads the same text.
pub(crate) const PRIORS: &str = include_str!("../../../../data/priors.csv");

/// The headings under which a repaired unit comes back into the US.
pub(crate) const HTS_WARRANTY: &str = "9802.00.40";
pub(crate) const HTS_PAID: &str = "9802.00.50";

/// A serial format the user taught the desk.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct OwnFormat {
    pub id: RowId,
    pub format: PatternRow,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct SerialFormats {
    pub own: Vec<OwnFormat>,
    /// From `data/serial_patterns.csv`, each with its source.
    pub shipped: Vec<PatternRow>,
}

impl Store {
    /// Models whose maker, brand or name holds `text`, at most `limit`, by name.
    ///
    /// Words may stand in any order; names that begin with the text come first.
    pub fn models(&self, text: &str, limit: u32) -> Result<Vec<Model>> {
        let words: Vec<String> = text.split_whitespace().map(like).collect();
        let filter = (1..=words.len())
            .map(|i| {
                format!(
                    r"(maker || ' ' || series || ' ' || name) LIKE '%' || ?{i} || '%' ESCAPE '\'"
                )
            })
            .collect::<Vec<_>>()
            .join(" AND ");
        let filter = if filter.is_empty() { "1" } else { &filter };
        let start = words.len() + 1;
        let whole = like(text.trim());
        let mut args: Vec<&dyn rusqlite::ToSql> = words
            .iter()
            .map(|word| word as &dyn rusqlite::ToSql)
            .collect();
        args.push(&whole);
        args.push(&limit);
        all(
            &self.conn,
            &format!(
                r"{} WHERE {filter}
                 ORDER BY name LIKE ?{start} || '%' ESCAPE '\' DESC, name COLLATE NOCASE, maker, id
                 LIMIT ?{}",
                rows::MODEL,
                start + 1
            ),
            &args,
            rows::read_model,
        )
    }

    /// Add or change a model; a nil id is a new one.
    pub fn save_model(&mut self, model: &Model, act: &Act) -> Result<Model> {
        check_model(model)?;
        self.write(act, |w| {
            let mut is = model.clone();
            is.maker = maker_of(&is.maker).to_owned();
            is.name = is.name.trim().to_owned();
            is.origin = Origin::User;
            if let Some(other) = rows::find_model_named(w.tx, &is.maker, &is.name)?
                && other.id != is.id
            {
                return Err(Error::invalid(
                    "name",
                    format!("{} {} is in the catalog already", is.maker, is.name),
                    "change that model, or give another name",
                ));
            }
            if is.id.0.is_nil() {
                is.id = ModelId(w.new_id());
                w.append(is.id, CatalogEvent::ModelAdded(Box::new(is.clone())))?;
                return Ok(is);
            }
            let was =
                rows::find_model(w.tx, is.id)?.ok_or_else(|| Error::not_found("model", is.id))?;
            let same = Model {
                origin: was.origin,
                ..is.clone()
            };
            if same == was {
                return Ok(was);
            }
            w.append(
                is.id,
                CatalogEvent::ModelChanged {
                    is: Box::new(is.clone()),
                    was: Box::new(was),
                },
            )?;
            Ok(is)
        })
    }

    pub fn symptoms(&self) -> Result<Vec<Symptom>> {
        rows::symptoms(&self.conn)
    }

    pub fn add_symptom(&mut self, symptom: &Symptom, act: &Act) -> Result<Vec<Symptom>> {
        check::filled("label", &symptom.label)?;
        check::level("level", symptom.level)?;
        let code_is_plain = !symptom.code.is_empty()
            && symptom.code.len() <= 64
            && symptom
                .code
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
        if !code_is_plain {
            return Err(Error::invalid(
                "code",
                format!("`{}` is not a code", symptom.code),
                "small letters, digits and underscores, such as board_not_found",
            ));
        }
        self.write(act, |w| {
            if rows::symptoms(w.tx)?
                .iter()
                .any(|known| known.code == symptom.code)
            {
                return Err(Error::invalid(
                    "code",
                    format!("there is already a symptom {}", symptom.code),
                    "a code of its own",
                ));
            }
            let is = Symptom {
                origin: Origin::User,
                ..symptom.clone()
            };
            w.append(w.action, CatalogEvent::SymptomAdded(is))
        })?;
        self.symptoms()
    }

    /// By heading and country, newest first.
    /// The serial formats the desk recognises: the user's own come first when a serial fits two.
    pub fn serial_formats(&self) -> Result<SerialFormats> {
        let mut statement = self
            .conn
            .prepare_cached("SELECT id, row FROM serial_pattern ORDER BY id")?;
        let mut rows = statement.query([])?;
        let mut own = Vec::new();
        while let Some(row) = rows.next()? {
            let text: String = row.get(1)?;
            // One that cannot be read any more recognises nothing; it can still not be lost.
            if let Ok(format) = serde_json::from_str(&text) {
                own.push(OwnFormat {
                    id: row.get(0)?,
                    format,
                });
            }
        }
        Ok(SerialFormats {
            own,
            shipped: Patterns::shipped().rows().cloned().collect(),
        })
    }

    /// Teach the desk a serial format of one's own.
    ///
    /// # Errors
    /// `Invalid` with what is wrong with its pattern, length or date.
    pub fn add_serial_format(&mut self, format: &PatternRow, act: &Act) -> Result<SerialFormats> {
        check::filled("make", &format.make)?;
        check::filled("format", &format.format)?;
        let (_, problems) = Patterns::new(vec![format.clone()]);
        if let Some(problem) = problems.first() {
            return Err(Error::invalid(
                "serial format",
                problem.to_string(),
                "a regular expression over the whole serial in capitals, and its exact length",
            ));
        }
        let row = serde_json::to_string(format)
            .map_err(|error| Error::invalid("serial format", error.to_string(), "plain text"))?;
        self.write(act, |w| {
            let id = RowId(w.new_id());
            w.append(id, CatalogEvent::SerialPatternAdded { id, row })
        })?;
        self.serial_formats()
    }

    pub fn remove_serial_format(&mut self, id: RowId, act: &Act) -> Result<SerialFormats> {
        let row: Option<String> = self
            .conn
            .query_row(
                "SELECT row FROM serial_pattern WHERE id = ?1",
                [id],
                |row| row.get(0),
            )
            .optional()?;
        let Some(row) = row else {
            return Err(Error::not_found("serial format of your own", id));
        };
        self.write(act, |w| {
            w.append(id, CatalogEvent::SerialPatternRemoved { id, row })
        })?;
        self.serial_formats()
    }

    pub fn duty_rates(&self) -> Result<Vec<DutyRate>> {
        rows::duty_rates(&self.conn)
    }

    /// Set a duty rate of your own; it stands before the shipped ones. A nil id is a new row;
    /// one of yours for the same heading, country and first day gives way.
    pub fn set_duty(&mut self, rate: &DutyRate, act: &Act) -> Result<Vec<DutyRate>> {
        if rate.hts != HTS_WARRANTY && rate.hts != HTS_PAID {
            return Err(Error::invalid(
                "hts",
                format!("`{}` is not a heading for repairs", rate.hts),
                "9802.00.40 (warranty) or 9802.00.50 (other repair)",
            ));
        }
        if rate.country != "*" {
            check::country("country", &rate.country)?;
        }
        if rate.rate_ppm > 10_000_000 {
            return Err(Error::invalid(
                "rate_ppm",
                format!("{} %", f64::from(rate.rate_ppm) / 10_000.0),
                "at most 1000 %",
            ));
        }
        check::span("valid_to", rate.valid_from, rate.valid_to)?;
        check::short("note", &rate.note)?;
        check::short("source", &rate.source)?;
        self.write(act, |w| {
            let known = rows::duty_rates(w.tx)?;
            let mut is = DutyRate {
                origin: Origin::User,
                ..rate.clone()
            };
            let was = replaced(
                &known,
                is.id,
                "duty rate",
                |row| (row.id, row.origin),
                |row| {
                    (&row.hts, &row.country, row.valid_from)
                        == (&is.hts, &is.country, is.valid_from)
                },
            )?;
            set_row(
                w,
                was,
                &mut is,
                |row| &mut row.id,
                CatalogEvent::DutyRemoved,
                CatalogEvent::DutySet,
            )
        })?;
        self.duty_rates()
    }

    pub fn remove_duty(&mut self, id: RowId, act: &Act) -> Result<Vec<DutyRate>> {
        self.write(act, |w| {
            let was =
                rows::find_duty(w.tx, id)?.ok_or_else(|| Error::not_found("duty rate", id))?;
            w.append(id, CatalogEvent::DutyRemoved(was))
        })?;
        self.duty_rates()
    }

    /// Newest first.
    pub fn hashprices(&self) -> Result<Vec<Hashprice>> {
        rows::hashprices(&self.conn)
    }

    /// Set a hashprice of your own from a day on. A nil id is a new row; one of yours for the
    /// same day gives way.
    pub fn set_hashprice(&mut self, price: &Hashprice, act: &Act) -> Result<Vec<Hashprice>> {
        check::day("valid_from", price.valid_from)?;
        check::short("source", &price.source)?;
        if price.cents_per_ph_day > 100_000_000 {
            return Err(Error::invalid(
                "cents_per_ph_day",
                format!("{} USD", f64::from(price.cents_per_ph_day) / 100.0),
                "at most 1,000,000 USD per PH/s a day",
            ));
        }
        self.write(act, |w| {
            let known = rows::hashprices(w.tx)?;
            let mut is = Hashprice {
                origin: Origin::User,
                ..price.clone()
            };
            let was = replaced(
                &known,
                is.id,
                "hashprice",
                |row| (row.id, row.origin),
                |row| row.valid_from == is.valid_from,
            )?;
            set_row(
                w,
                was,
                &mut is,
                |row| &mut row.id,
                CatalogEvent::HashpriceRemoved,
                CatalogEvent::HashpriceSet,
            )
        })?;
        self.hashprices()
    }

    pub fn remove_hashprice(&mut self, id: RowId, act: &Act) -> Result<Vec<Hashprice>> {
        self.write(act, |w| {
            let was =
                rows::find_hashprice(w.tx, id)?.ok_or_else(|| Error::not_found("hashprice", id))?;
            w.append(id, CatalogEvent::HashpriceRemoved(was))
        })?;
        self.hashprices()
    }

    /// By currency, newest first.
    pub fn fx_rates(&self) -> Result<Vec<FxRate>> {
        rows::fx_rates(&self.conn)
    }

    /// Set an exchange rate of your own from a day on. A nil id is a new row; one of yours for
    /// the same currency and day gives way.
    pub fn set_fx(&mut self, rate: &FxRate, act: &Act) -> Result<Vec<FxRate>> {
        check::currency("currency", &rate.currency)?;
        check::day("valid_from", rate.valid_from)?;
        check::short("source", &rate.source)?;
        if rate.usd_ppm == 0 {
            return Err(Error::invalid(
                "usd_ppm",
                "it is 0",
                "US dollars for one unit, in millionths: 0.72 is 720000",
            ));
        }
        self.write(act, |w| {
            let known = rows::fx_rates(w.tx)?;
            let mut is = FxRate {
                origin: Origin::User,
                ..rate.clone()
            };
            let was = replaced(
                &known,
                is.id,
                "exchange rate",
                |row| (row.id, row.origin),
                |row| (&row.currency, row.valid_from) == (&is.currency, is.valid_from),
            )?;
            set_row(
                w,
                was,
                &mut is,
                |row| &mut row.id,
                CatalogEvent::FxRemoved,
                CatalogEvent::FxSet,
            )
        })?;
        self.fx_rates()
    }

    /// Warranty lengths and claim windows by maker and item: the user's where set, else as
    /// published.
    pub fn claim_windows(&self) -> Result<Vec<ClaimWindow>> {
        claim_windows(&self.conn)
    }

    /// `days` of `None` goes back to the published window.
    pub fn edit_claim_window(
        &mut self,
        maker: &str,
        item: &str,
        days: Option<u16>,
        note: &str,
        act: &Act,
    ) -> Result<Vec<ClaimWindow>> {
        check::filled("maker", maker)?;
        check::filled("item", item)?;
        check::short("note", note)?;
        if let Some(days) = days {
            check::number("days", f64::from(days), 0.0, 3_650.0)?;
        }
        let (maker, item) = (maker_of(maker), item.trim());
        self.write(act, |w| {
            let was = rows::find_window_edit(w.tx, maker, item)?;
            if was == days.map(|days| (days, note.to_owned())) {
                return Ok(());
            }
            w.append(
                w.action,
                CatalogEvent::WindowEdited {
                    maker: maker.to_owned(),
                    item: item.to_owned(),
                    days,
                    note: if days.is_some() {
                        note.to_owned()
                    } else {
                        String::new()
                    },
                    was,
                },
            )
        })?;
        self.claim_windows()
    }

    /// The published stage priors in their order, each with the user's edit.
    pub fn priors(&self) -> Result<Vec<PriorRow>> {
        let mut priors = published_priors()?;
        for edit in rows::prior_edits(&self.conn)? {
            if let Some(prior) = priors.iter_mut().find(|prior| {
                (&prior.site_type, &prior.stage, &prior.segment)
                    == (&edit.site_type, &edit.stage, &edit.segment)
            }) {
                prior.edit = Some(edit);
            }
        }
        Ok(priors)
    }

    /// `days` (P50, P95) of `None` goes back to the published prior.
    pub fn edit_prior(
        &mut self,
        site_type: &str,
        stage: &str,
        segment: &str,
        days: Option<(f64, f64)>,
        note: &str,
        act: &Act,
    ) -> Result<Vec<PriorRow>> {
        check::short("note", note)?;
        if let Some(days) = days {
            check::day_range("days", days)?;
        }
        let known = published_priors()?.iter().any(|prior| {
            (
                prior.site_type.as_str(),
                prior.stage.as_str(),
                prior.segment.as_str(),
            ) == (site_type, stage, segment)
        });
        if !known {
            return Err(Error::not_found(
                "prior",
                format!("{site_type}, {stage}, {segment}"),
            ));
        }
        self.write(act, |w| {
            let was = rows::find_prior_edit(w.tx, site_type, stage, segment)?;
            let is = days.map(|(p50, p95)| PriorEdit {
                site_type: site_type.to_owned(),
                stage: stage.to_owned(),
                segment: segment.to_owned(),
                p50,
                p95,
                note: note.to_owned(),
                edited_by: w.act.actor.clone(),
                edited_at: w.now(),
            });
            if was == is {
                return Ok(());
            }
            w.append(w.action, CatalogEvent::PriorEdited { is, was })
        })?;
        self.priors()
    }
}

/// `text` with what `LIKE` reads as a pattern made plain.
fn like(text: &str) -> String {
    text.replace('\\', r"\\")
        .replace('%', r"\%")
        .replace('_', r"\_")
}

fn check_model(model: &Model) -> Result<()> {
    check::filled("maker", &model.maker)?;
    check::filled("name", &model.name)?;
    check::short("series", &model.series)?;
    check::short("source", &model.source)?;
    for (field, value, most) in [
        ("hashrate_ths", model.hashrate_ths, 100_000.0),
        ("efficiency_jth", model.efficiency_jth, 1_000_000.0),
    ] {
        if let Some(value) = value {
            check::number(field, value, 0.0, most)?;
        }
    }
    if let Some(boards) = model.hashboards {
        check::number("hashboards", f64::from(boards), 0.0, 16.0)?;
    }
    Ok(())
}

/// The row that a set replaces: the user's of this id, or the user's for the same thing and day.
/// A shipped row is never replaced: the user's comes to stand beside it.
fn replaced<T: Clone>(
    known: &[T],
    id: RowId,
    what: &'static str,
    row_of: impl Fn(&T) -> (RowId, Origin),
    same: impl Fn(&T) -> bool,
) -> Result<Option<T>> {
    if !id.0.is_nil() {
        let row = known
            .iter()
            .find(|row| row_of(row).0 == id)
            .ok_or_else(|| Error::not_found(what, id))?;
        if row_of(row).1 == Origin::User {
            return Ok(Some(row.clone()));
        }
    }
    let own = known
        .iter()
        .find(|row| row_of(row).1 == Origin::User && same(row));
    Ok(own.cloned())
}

/// Append `is` in the place of `was`; nothing when they say the same.
fn set_row<T: Clone + PartialEq>(
    w: &mut Writer<'_>,
    was: Option<T>,
    is: &mut T,
    id: impl Fn(&mut T) -> &mut RowId,
    removed: impl Fn(T) -> CatalogEvent,
    set: impl Fn(T) -> CatalogEvent,
) -> Result<()> {
    let row = match was {
        Some(mut was) => {
            let row = *id(&mut was);
            *id(is) = row;
            if *is == was {
                return Ok(());
            }
            w.append(row, removed(was))?;
            row
        }
        None => {
            let row = RowId(w.new_id());
            *id(is) = row;
            row
        }
    };
    w.append(row, set(is.clone()))
}

#[derive(Debug, Deserialize)]
struct PublishedPrior {
    site_type: String,
    stage: String,
    segment: String,
    clock: String,
    p50: String,
    p95: String,
    evidence: String,
    source_rows: String,
}

/// The published priors that are times; the share of reworks in the same file is not one.
fn published_priors() -> Result<Vec<PriorRow>> {
    Ok(shipped::read::<PublishedPrior>("priors.csv", PRIORS)?
        .into_iter()
        .filter_map(|row| {
            let (Ok(p50), Ok(p95)) = (row.p50.parse(), row.p95.parse()) else {
                return None;
            };
            Some(PriorRow {
                site_type: row.site_type,
                stage: row.stage,
                segment: row.segment,
                clock: row.clock,
                p50,
                p95,
                evidence: row.evidence,
                source: row.source_rows,
                edit: None,
            })
        })
        .collect())
}

/// As [`Store::claim_windows`], inside a write that does more.
pub(crate) fn claim_windows(conn: &rusqlite::Connection) -> Result<Vec<ClaimWindow>> {
    let mut windows = window::published()?;
    for (maker, item, days, note) in rows::window_edits(conn)? {
        match windows
            .iter_mut()
            .find(|window| window.maker == maker && window.item == item)
        {
            Some(window) => {
                window.days = Some(days);
                window.edited = true;
                if !note.is_empty() {
                    window.note = note;
                }
            }
            None => windows.push(ClaimWindow {
                maker,
                item,
                days: Some(days),
                published_days: None,
                basis: "your own".into(),
                note,
                source: String::new(),
                edited: true,
                by_center: false,
                business_days: false,
            }),
        }
    }
    windows.sort_by(|a, b| (&a.maker, &a.item).cmp(&(&b.maker, &b.item)));
    Ok(windows)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::device::DeviceKind;
    use crate::journal::replay;
    use crate::time::Timestamp;

    fn act() -> Act {
        Act::new("Ana", Timestamp::parse("2026-11-22T04:00:00Z").unwrap())
    }

    fn store() -> Store {
        Store::in_memory(&act()).unwrap()
    }

    fn day(text: &str) -> chrono::NaiveDate {
        text.parse().unwrap()
    }

    fn last_action(store: &Store) -> crate::id::ActionId {
        store
            .conn
            .query_row(
                "SELECT action FROM event ORDER BY position DESC LIMIT 1",
                [],
                |row| row.get(0),
            )
            .unwrap()
    }

    #[test]
    fn a_new_desk_has_the_shipped_catalog() {
        let store = store();

        assert_eq!(store.models("", 1_000).unwrap().len(), 513);
        assert!(store.symptoms().unwrap().len() >= 40);
        assert!(store.centers().unwrap().len() >= 10);
        assert!(store.duty_rates().unwrap().len() >= 40);
        assert_eq!(store.hashprices().unwrap()[0].cents_per_ph_day, 3_800);
        assert!(store.priors().unwrap().len() >= 29);
        let tx = store.conn.unchecked_transaction().unwrap();
        let before = replay::digests(&tx).unwrap();
        replay::rebuild(&tx).unwrap();
        assert_eq!(replay::digests(&tx).unwrap(), before);
    }

    #[test]
    fn every_shipped_center_and_lane_would_pass_as_typed() {
        for sheet in store().centers().unwrap() {
            sheet.center.check().unwrap();
            assert!(!sheet.center.source.is_empty());
            assert!(!sheet.center.note.is_empty());
            assert_eq!(sheet.lanes.len(), 1, "{}", sheet.center.name);
            for lane in &sheet.lanes {
                lane.check(&sheet.center).unwrap();
            }
            for fee in &sheet.fees {
                fee.check().unwrap();
            }
        }
    }

    #[test]
    fn a_serial_format_of_ones_own_is_recognised_until_it_is_taken_back() {
        let mut store = Store::in_memory(&act()).unwrap();
        let format = PatternRow {
            make: "Auradine".into(),
            kind: DeviceKind::Miner,
            format: "Teraflux label".into(),
            length: 9,
            pattern: "TF[0-9]{7}".into(),
            date_from: None,
            date_format: None,
            example: Some("TF0001234".into()),
            confidence: None,
            note: None,
            source: None,
        };

        let formats = store.add_serial_format(&format, &act()).unwrap();
        let broken = PatternRow {
            pattern: "TF[0-9".into(),
            ..format.clone()
        };
        let refused = store.add_serial_format(&broken, &act()).unwrap_err();
        let after = store
            .remove_serial_format(formats.own[0].id, &act())
            .unwrap();

        assert_eq!(formats.own[0].format, format);
        assert!(formats.shipped.len() > 2);
        assert!(
            refused.to_string().contains("regular expression"),
            "{refused}"
        );
        assert!(after.own.is_empty());
    }

    #[test]
    fn a_model_is_found_by_maker_brand_or_name() {
        let store = store();

        for text in ["bitmain s19j pro", "antminer s19j", "S19J PRO"] {
            let found = store.models(text, 5).unwrap();
            assert!(
                found.iter().any(|model| model.name == "S19j Pro"),
                "{text}: {found:?}"
            );
        }
        assert!(store.models("100%_", 5).unwrap().is_empty());
    }

    #[test]
    fn each_edit_and_its_undo_leave_the_tables_as_they_were() {
        let edits: Vec<fn(&mut Store) -> Result<()>> = vec![
            |store| {
                let shipped = store.models("S19 Pro", 1)?.remove(0);
                let changed = Model {
                    fans: Some(9),
                    ..shipped
                };
                store.save_model(&changed, &act()).map(drop)
            },
            |store| {
                let shipped = store.models("S19 Pro", 1)?.remove(0);
                let new = Model {
                    id: ModelId(Uuid::nil()),
                    name: "S99".into(),
                    ..shipped
                };
                store.save_model(&new, &act()).map(drop)
            },
            |store| {
                let symptom = Symptom {
                    code: "smells_burnt".into(),
                    component: DeviceKind::Psu,
                    label: "Smells burnt".into(),
                    level: 2,
                    origin: Origin::User,
                };
                store.add_symptom(&symptom, &act()).map(drop)
            },
            |store| {
                let mut rate = store.duty_rates()?.remove(0);
                rate.rate_ppm += 1;
                store.set_duty(&rate, &act()).map(drop)
            },
            |store| {
                let id = store.duty_rates()?.remove(3).id;
                store.remove_duty(id, &act()).map(drop)
            },
            |store| {
                let mut price = store.hashprices()?.remove(0);
                price.cents_per_ph_day += 100;
                store.set_hashprice(&price, &act()).map(drop)
            },
            |store| {
                let id = store.hashprices()?.remove(0).id;
                store.remove_hashprice(id, &act()).map(drop)
            },
            |store| {
                let mut rate = store.fx_rates()?.remove(0);
                rate.usd_ppm += 1;
                store.set_fx(&rate, &act()).map(drop)
            },
            |store| {
                store
                    .edit_claim_window("antminer", "new miners", Some(365), "contract", &act())
                    .map(drop)
            },
            |store| {
                store
                    .edit_prior("us", "queue", "independent", Some((2.0, 9.0)), "", &act())
                    .map(drop)
            },
        ];
        for (i, edit) in edits.iter().enumerate() {
            for (j, second) in edits.iter().enumerate() {
                let mut store = store();
                edit(&mut store).unwrap();
                let first = last_action(&store);
                let before = replay::digests(&store.conn).unwrap();
                if second(&mut store).is_err() || last_action(&store) == first {
                    // The same thing said twice is one thing.
                    continue;
                }
                assert_ne!(replay::digests(&store.conn).unwrap(), before, "{i} {j}");
                let action = last_action(&store);

                store.undo(action, &act()).unwrap();

                let after = replay::digests(&store.conn).unwrap();
                let differ: Vec<_> = before
                    .iter()
                    .zip(&after)
                    .filter(|(a, b)| a != b)
                    .map(|(a, _)| a.0)
                    .filter(|table| *table != "undone")
                    .collect();
                assert!(differ.is_empty(), "{i} {j}: {differ:?}");
            }
        }
    }

    #[test]
    fn an_own_rate_stands_beside_the_shipped_one() {
        let mut store = store();
        let shipped = store.hashprices().unwrap().remove(0);

        let own = Hashprice {
            cents_per_ph_day: 4_200,
            source: "desk".into(),
            ..shipped.clone()
        };
        let prices = store.set_hashprice(&own, &act()).unwrap();

        assert_eq!(prices[0].cents_per_ph_day, 4_200);
        assert_eq!(prices[0].origin, Origin::User);
        assert_eq!(prices[1], shipped);
    }

    #[test]
    fn what_cannot_be_is_refused_with_its_field() {
        let mut store = store();
        let duty = store.duty_rates().unwrap().remove(0);
        let fx = store.fx_rates().unwrap().remove(0);
        let model = store.models("S19", 1).unwrap().remove(0);
        let refused: Vec<(&str, Result<()>)> = vec![
            (
                "hts",
                store
                    .set_duty(
                        &DutyRate {
                            hts: "8543.70".into(),
                            ..duty.clone()
                        },
                        &act(),
                    )
                    .map(drop),
            ),
            (
                "country",
                store
                    .set_duty(
                        &DutyRate {
                            country: "China".into(),
                            ..duty.clone()
                        },
                        &act(),
                    )
                    .map(drop),
            ),
            (
                "rate_ppm",
                store
                    .set_duty(
                        &DutyRate {
                            rate_ppm: u32::MAX,
                            ..duty.clone()
                        },
                        &act(),
                    )
                    .map(drop),
            ),
            (
                "valid_to",
                store
                    .set_duty(
                        &DutyRate {
                            valid_to: Some(day("2010-01-01")),
                            ..duty
                        },
                        &act(),
                    )
                    .map(drop),
            ),
            (
                "usd_ppm",
                store
                    .set_fx(
                        &FxRate {
                            usd_ppm: 0,
                            ..fx.clone()
                        },
                        &act(),
                    )
                    .map(drop),
            ),
            (
                "currency",
                store
                    .set_fx(
                        &FxRate {
                            currency: "dollar".into(),
                            ..fx
                        },
                        &act(),
                    )
                    .map(drop),
            ),
            (
                "hashrate_ths",
                store
                    .save_model(
                        &Model {
                            hashrate_ths: Some(f64::NAN),
                            ..model.clone()
                        },
                        &act(),
                    )
                    .map(drop),
            ),
            (
                "name",
                store
                    .save_model(
                        &Model {
                            id: ModelId(Uuid::nil()),
                            ..model
                        },
                        &act(),
                    )
                    .map(drop),
            ),
            (
                "days",
                store
                    .edit_prior("us", "queue", "independent", Some((9.0, 2.0)), "", &act())
                    .map(drop),
            ),
        ];

        for (name, result) in refused {
            match result {
                Err(Error::Invalid { field, .. }) => assert_eq!(field, name),
                other => panic!("{name}: {other:?}"),
            }
        }
        assert!(matches!(
            store.edit_prior("us", "lunch", "any", None, "", &act()),
            Err(Error::NotFound { .. })
        ));
    }
}
