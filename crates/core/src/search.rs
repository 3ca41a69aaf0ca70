//! What lists are asked and answered in, and the one find box.

use rusqlite::{Connection, ToSql};
use serde::{Deserialize, Serialize};

use crate::desk::view::ListName;
use crate::device::read as device;
use crate::error::{Error, Result};
use crate::id::DeviceId;
use crate::serial;
use crate::store::Store;
use crate::text_enum::text_enum;

/// Part of a long list, and how to go on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Page<T> {
    pub rows: Vec<T>,
    /// Hand it back as `after` for the next page; `None` at the end.
    pub next: Option<String>,
}

/// How many rows match, counted no further than a bound, so that the answer is always quick.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Count {
    pub count: u32,
    /// There are more than `count`.
    pub more: bool,
}

/// What is in use, for filters to choose from; at most 500 of each.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Choices {
    pub makers: Vec<String>,
    pub assignees: Vec<String>,
    pub boxes: Vec<String>,
    pub locations: Vec<String>,
    pub statuses: Vec<String>,
}

/// One thing the find box found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Hit {
    pub kind: HitKind,
    pub id: String,
    /// `T-000456`, `D-000123`, `RMA-2026-000123`, a name.
    pub label: String,
    /// What tells it from its neighbours: model, customer, stage.
    pub detail: String,
    /// The text that matched, when it is not the label: a serial, a MAC.
    pub matched: Option<String>,
}

text_enum! {
    HitKind { Ticket = "ticket", Device = "device", Rma = "rma", Model = "model", Center = "center", Customer = "customer" }
}

/// Longest page.
pub const MOST_ROWS: u32 = 1_000;
/// Counting stops here.
pub const MOST_COUNTED: u32 = 10_000;
/// A text in the find box stands for at most this many units; more is "type more of it".
pub const MOST_MATCHED: u32 = 1_000;
/// Characters at the end of a text that are looked up; the rest is compared.
const TELLING: usize = 6;
/// So long a text that is somebody's whole identifier is a scan, not a part of another.
const WHOLE: usize = 12;

/// Where a page ended: the sorted value of its last row (`None`: among those without one), the
/// id that breaks ties between equal names, and the row's number.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Cursor {
    pub value: Option<serde_json::Value>,
    pub tie: Option<String>,
    pub number: i64,
}

impl Cursor {
    pub fn read(text: Option<&str>) -> Result<Option<Self>> {
        text.map(|text| {
            serde_json::from_str(text).map_err(|_| {
                Error::invalid(
                    "after",
                    "it is not a place in this list",
                    "`next` of the page before",
                )
            })
        })
        .transpose()
    }

    pub fn write(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// A value to bind: SQL text never holds one.
pub(crate) type Bound = Box<dyn ToSql>;

/// Conditions joined by AND.
#[derive(Default)]
pub(crate) struct Conditions {
    pub all: Vec<Condition>,
    /// Columns that can have one value only.
    pub fixed: Vec<&'static str>,
}

pub(crate) struct Condition {
    /// With one `?` for each bound value.
    pub sql: String,
    pub bound: Vec<Bound>,
    pub way: Way,
}

/// How the rows that meet a condition are reached.
#[derive(Debug, Clone)]
pub(crate) enum Way {
    /// They are not; a row that is there is asked.
    Asked,
    /// It names one row.
    One,
    /// Through an index.
    Index(Lead),
}

/// An index that leads to the rows of a condition.
#[derive(Debug, Clone)]
pub(crate) struct Lead {
    pub index: &'static str,
    /// They come in the order of their numbers.
    pub in_order: bool,
    /// The index holds all that the other conditions ask: no row is fetched to be turned away.
    pub is_wide: bool,
    /// The condition as the index answers it, where that is another than to ask a row.
    pub sql: Option<&'static str>,
    /// Rows to count, where the table's own would take long.
    pub counted: Option<&'static str>,
}

impl Way {
    /// Rows of one value: within it an index holds them by number.
    pub const fn one(index: &'static str) -> Self {
        Self::Index(Lead {
            index,
            in_order: true,
            is_wide: false,
            sql: None,
            counted: None,
        })
    }

    /// Rows of several values or of a range.
    pub const fn many(index: &'static str) -> Self {
        Self::Index(Lead {
            index,
            in_order: false,
            is_wide: false,
            sql: None,
            counted: None,
        })
    }
}

impl Conditions {
    /// A condition that no index answers. It has one `?` for each bound value.
    pub fn ask(&mut self, sql: impl Into<String>, bound: impl IntoIterator<Item = Bound>) {
        self.add(Way::Asked, sql, bound);
    }

    pub fn add(
        &mut self,
        way: Way,
        sql: impl Into<String>,
        bound: impl IntoIterator<Item = Bound>,
    ) {
        self.all.push(Condition {
            sql: sql.into(),
            bound: bound.into_iter().collect(),
            way,
        });
    }

    /// That a column has this value, if one is given.
    pub fn equal<T: ToSql + 'static>(
        &mut self,
        column: &'static str,
        index: &'static str,
        value: Option<T>,
    ) {
        if let Some(value) = value {
            let bound: Bound = Box::new(value);
            self.add(Way::one(index), format!("t.{column} = ?"), [bound]);
            self.fixed.push(column);
        }
    }

    /// That a column has one of these values, if any are given.
    pub fn among<T: ToSql + Copy + 'static>(
        &mut self,
        column: &'static str,
        index: &'static str,
        values: &[T],
    ) {
        match values {
            [] => {}
            [value] => self.equal(column, index, Some(*value)),
            values => {
                let marks = vec!["?"; values.len()].join(", ");
                self.add(
                    Way::many(index),
                    format!("t.{column} IN ({marks})"),
                    values.iter().map(|&value| Box::new(value) as Bound),
                );
            }
        }
    }
}

/// A JSON list of ids as hex, to be unpacked by [`DEVICES_IN`].
pub(crate) fn bound_ids(ids: &[DeviceId]) -> Bound {
    let hex: Vec<String> = ids.iter().map(|id| id.0.simple().to_string()).collect();
    Box::new(serde_json::to_string(&hex).unwrap_or_default())
}

/// `IN` over a bound list of ids.
pub(crate) const DEVICES_IN: &str = "IN (SELECT unhex(value) FROM json_each(?))";

/// Units with an identifier that starts with `text`, then those that hold it further in (from
/// three characters on), at most `limit`.
pub(crate) fn devices_matching(conn: &Connection, text: &str, limit: u32) -> Result<Vec<DeviceId>> {
    let text = comparable(text);
    let mut found: Vec<DeviceId> = Vec::new();
    if text.is_empty() {
        return Ok(found);
    }
    if let Some(number) = code_number(&text, 'D') {
        let mut by_number = conn.prepare_cached("SELECT id FROM device WHERE number = ?1")?;
        for id in by_number.query_map([number], |row| row.get(0))? {
            // A record that became part of another opens that one.
            found.push(device::survivor(conn, id?)?);
        }
    }
    let mut prefix = conn.prepare_cached(
        "SELECT device_id, normal FROM device_identifier
         WHERE normal >= ?1 AND normal < ?2 ORDER BY normal LIMIT ?3",
    )?;
    let past = format!("{text}\u{10ffff}");
    let mut is_whole = false;
    let mut starting = prefix.query(rusqlite::params![text, past, limit])?;
    while let Some(row) = starting.next()? {
        found.push(row.get(0)?);
        is_whole |= row
            .get_ref(1)?
            .as_bytes()
            .is_ok_and(|normal| normal == text.as_bytes());
    }
    let length = text.chars().count();
    // What was scanned whole is not looked for inside others.
    let is_scan = is_whole && length >= WHOLE;
    if length >= 3 && (found.len() as u32) < limit && !is_scan {
        let mut infix = conn.prepare_cached(
            "SELECT i.device_id FROM identifier_search AS f JOIN device_identifier AS i ON i.rowid = f.rowid
             WHERE f.normal MATCH ?1 AND instr(i.normal, ?2) ORDER BY f.rowid DESC LIMIT ?3",
        )?;
        // The end of a serial tells units apart; its beginning is common to a whole delivery,
        // and to look that up would be to read through all of it.
        let end: String = text.chars().skip(length.saturating_sub(TELLING)).collect();
        let phrase = format!("\"{}\"", end.replace('"', "\"\""));
        for id in infix.query_map(rusqlite::params![phrase, text, limit], |row| row.get(0))? {
            found.push(id?);
        }
    }
    let mut seen = std::collections::HashSet::new();
    found.retain(|id| seen.insert(*id));
    found.truncate(limit as usize);
    Ok(found)
}

/// Units with exactly one of these serials, MACs or tags, however they were typed.
pub(crate) fn devices_with_serials(conn: &Connection, serials: &[String]) -> Result<Vec<DeviceId>> {
    let mut exact =
        conn.prepare_cached("SELECT device_id FROM device_identifier WHERE normal = ?1")?;
    let mut found = Vec::new();
    for typed in serials {
        for id in exact.query_map([comparable(typed)], |row| row.get(0))? {
            found.push(id?);
        }
    }
    found.sort();
    found.dedup();
    Ok(found)
}

/// Part of an identifier as it would stand in the file: `aa:bb:cc` finds the MAC `AABBCC…`.
pub(crate) fn comparable(text: &str) -> String {
    let whole = serial::normalise(text).map_or_else(
        |_| text.split_whitespace().collect::<String>().to_uppercase(),
        |normalised| normalised.normal,
    );
    whole.replace(':', "")
}

/// The number in `T-000456`, `T456`, `t-456`.
pub(crate) fn code_number(text: &str, letter: char) -> Option<i64> {
    let rest = text
        .trim()
        .strip_prefix([letter, letter.to_ascii_lowercase()])?;
    let digits = rest.strip_prefix('-').unwrap_or(rest);
    if digits.is_empty() || digits.len() > 12 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    digits.parse().ok()
}

impl Store {
    /// What the filters of the lists can be set to.
    pub fn list_choices(&self) -> Result<Choices> {
        Ok(Choices {
            makers: self.in_use("device_model", "maker")?,
            assignees: self.in_use("ticket", "assignee")?,
            boxes: self.in_use("ticket", "box")?,
            locations: self.in_use("device", "location")?,
            statuses: self.in_use("device", "status")?,
        })
    }

    /// Of pasted serials those that no unit has; in the list of tickets also those of units that
    /// were never on a ticket. As typed, in their order.
    ///
    /// # Errors
    /// `Invalid` for the list of RMAs, which has no serials.
    pub fn missing_serials(&self, list: ListName, serials: &[String]) -> Result<Vec<String>> {
        let listed = match list {
            ListName::Fleet => "d.merged_into IS NULL",
            ListName::Tickets => "EXISTS (SELECT 1 FROM ticket AS t WHERE t.device_id = d.id)",
            ListName::Rmas => {
                return Err(Error::invalid(
                    "list",
                    "RMAs have no serials",
                    "the fleet or the tickets",
                ));
            }
        };
        let mut exact = self.conn.prepare_cached(&format!(
            "SELECT 1 FROM device_identifier AS i JOIN device AS d ON d.id = i.device_id
             WHERE i.normal = ?1 AND {listed} LIMIT 1"
        ))?;
        let mut missing = Vec::new();
        for typed in serials {
            if !exact.exists([comparable(typed)])? {
                missing.push(typed.clone());
            }
        }
        Ok(missing)
    }

    /// The different values of an indexed column, each found by one step down the index.
    fn in_use(&self, table: &str, column: &str) -> Result<Vec<String>> {
        let mut statement = self.conn.prepare_cached(&format!(
            "WITH RECURSIVE used (value) AS (
                SELECT min({column}) FROM {table} WHERE {column} IS NOT NULL
                UNION ALL
                SELECT (SELECT min({column}) FROM {table} WHERE {column} > value) FROM used
                WHERE value IS NOT NULL
             ) SELECT value FROM used WHERE value IS NOT NULL LIMIT 500"
        ))?;
        let values = statement.query_map([], |row| row.get(0))?;
        Ok(values.collect::<rusqlite::Result<_>>()?)
    }

    /// Anything by a number, a name, or part of a serial, MAC or tag; at most `limit`.
    pub fn find(&self, text: &str, limit: u32) -> Result<Vec<Hit>> {
        let text = text.trim();
        let limit = limit.clamp(1, 100);
        if text.is_empty() || text.len() > 200 {
            return Ok(Vec::new());
        }
        let mut hits = Vec::new();
        self.find_numbers(text, limit, &mut hits)?;
        self.find_units(text, limit, &mut hits)?;
        self.find_names(text, limit, &mut hits)?;
        hits.truncate(limit as usize);
        Ok(hits)
    }

    fn find_numbers(&self, text: &str, limit: u32, hits: &mut Vec<Hit>) -> Result<()> {
        let bare = text
            .bytes()
            .all(|b| b.is_ascii_digit())
            .then(|| text.parse().ok())
            .flatten();
        if let Some(number) = code_number(text, 'T').or(bare.filter(|_| text.len() <= 9)) {
            let rows = crate::ticket::rows_where(&self.conn, "WHERE t.number = ?1", [number])?;
            hits.extend(rows.into_iter().map(ticket_hit));
        }
        let upper = text.to_ascii_uppercase();
        let mut by_number = self.conn.prepare_cached(
            "SELECT r.id, r.number, p.name, r.submitted_at IS NULL FROM rma AS r
             LEFT JOIN party AS p ON p.id = r.customer_id
             WHERE r.number >= ?1 AND r.number < ?2 ORDER BY r.number DESC LIMIT ?3",
        )?;
        let full = if upper.starts_with("RMA") {
            upper
        } else {
            format!("RMA-{upper}")
        };
        if full.len() > 4 {
            let found = by_number.query_map(
                rusqlite::params![full, format!("{full}\u{10ffff}"), limit.min(5)],
                |row| {
                    let draft = if row.get(3)? { "draft" } else { "filed" };
                    let customer: Option<String> = row.get(2)?;
                    Ok(Hit {
                        kind: HitKind::Rma,
                        id: row.get::<_, crate::id::RmaId>(0)?.to_string(),
                        label: row.get(1)?,
                        detail: customer
                            .map_or(draft.to_owned(), |customer| format!("{customer}, {draft}")),
                        matched: None,
                    })
                },
            )?;
            for hit in found {
                hits.push(hit?);
            }
        }
        Ok(())
    }

    fn find_units(&self, text: &str, limit: u32, hits: &mut Vec<Hit>) -> Result<()> {
        let wanted = comparable(text);
        let asked = code_number(text, 'D').map(device::code_text);
        let mut unit = self.conn.prepare_cached(
            "SELECT d.number, d.serial, coalesce(m.name, d.model_text, d.kind), p.name,
                    (SELECT normal FROM device_identifier AS i WHERE i.device_id = d.id AND instr(i.normal, ?2) LIMIT 1)
             FROM device AS d LEFT JOIN device_model AS m ON m.id = d.model_id
             LEFT JOIN party AS p ON p.id = d.owner_id WHERE d.id = ?1",
        )?;
        for id in devices_matching(&self.conn, text, limit)? {
            let mut rows = unit.query(rusqlite::params![id, wanted])?;
            if let Some(row) = rows.next()? {
                let serial: Option<String> = row.get(1)?;
                let owner: Option<String> = row.get(3)?;
                let model: String = row.get(2)?;
                let code = device::code_text(row.get(0)?);
                let matched: Option<String> = row.get(4)?;
                // The code of a record that is part of this one now is what was looked for.
                let merged = asked.clone().filter(|asked| *asked != code);
                hits.push(Hit {
                    kind: HitKind::Device,
                    id: id.to_string(),
                    label: serial.clone().unwrap_or(code),
                    detail: owner.map_or(model.clone(), |owner| format!("{model}, {owner}")),
                    matched: merged.or(matched.filter(|matched| Some(matched) != serial.as_ref())),
                });
            }
            let open = crate::ticket::rows_where(
                &self.conn,
                "WHERE t.device_id = ?1 AND t.closed_at IS NULL LIMIT 1",
                [id],
            )?;
            hits.extend(open.into_iter().map(ticket_hit));
            if hits.len() as u32 >= limit {
                break;
            }
        }
        Ok(())
    }

    /// Models, centers and customers are few enough to look through.
    fn find_names(&self, text: &str, limit: u32, hits: &mut Vec<Hit>) -> Result<()> {
        let like = format!(
            "%{}%",
            text.replace('\\', "\\\\")
                .replace('%', "\\%")
                .replace('_', "\\_")
        );
        for (kind, sql) in [
            (
                HitKind::Center,
                "SELECT id, name, country FROM center WHERE name LIKE ?1 ESCAPE '\\' ORDER BY name LIMIT ?2",
            ),
            (
                HitKind::Customer,
                "SELECT id, name, coalesce(country, '') FROM party WHERE kind IN ('farm', 'host')
                 AND name LIKE ?1 ESCAPE '\\' ORDER BY name LIMIT ?2",
            ),
            (
                HitKind::Model,
                "SELECT id, name, maker FROM device_model WHERE name LIKE ?1 ESCAPE '\\'
                 OR maker || ' ' || name LIKE ?1 ESCAPE '\\' ORDER BY name LIMIT ?2",
            ),
        ] {
            let mut statement = self.conn.prepare_cached(sql)?;
            let found = statement.query_map(rusqlite::params![like, limit.min(8)], |row| {
                Ok(Hit {
                    kind,
                    id: row.get::<_, crate::id::PartyId>(0)?.to_string(),
                    label: row.get(1)?,
                    detail: row.get(2)?,
                    matched: None,
                })
            })?;
            for hit in found {
                hits.push(hit?);
            }
        }
        Ok(())
    }
}

fn ticket_hit(row: crate::ticket::TicketRow) -> Hit {
    let model = row.model.unwrap_or_else(|| row.component.to_string());
    Hit {
        kind: HitKind::Ticket,
        id: row.id.to_string(),
        label: row.number,
        detail: format!("{model}, {}", row.stage),
        matched: row.serial,
    }
}
