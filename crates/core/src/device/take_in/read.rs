//! From a file or a paste to a judged list, and mending it row by row.

use std::ops::ControlFlow;
use std::path::Path;

use rusqlite::{Connection, OptionalExtension};
use rustc_hash::{FxHashMap, FxHashSet};

use super::judge::{Judge, known_as};
use super::setting::Setting;
use super::stated::stated;
use super::{
    CannotTake, Entry, IdentifierSource, ListDefaults, ListPurpose, ListSource, OnProgress, TakeIn,
    near, words,
};
use crate::device::{DeviceKind, IdentifierKind};
use crate::error::{Error, Result};
use crate::id::ActionId;
use crate::intake::{
    Choices, Field, FileProblem, MAX_FILE_BYTES, ManualMapping, Mapping, Sheet, Source, read_file,
    read_paste,
};
use crate::journal::Act;
use crate::reason::Reason;
use crate::store::Store;
use crate::time::Timestamp;

/// Rows between two looks at whether the person has cancelled.
const TOLD_EVERY: usize = 2_048;

/// Neighbours judged again when a row is mended; a serial with more sits in a series, where one
/// more or less says nothing.
const MOST_NEIGHBOURS: usize = 64;

impl Store {
    /// Read a list and judge every row. `columns`: fields by column, when set by hand.
    ///
    /// # Errors
    /// `Unreadable` or `File` when there are no rows to be had; `Cancelled`; `Invalid` for a
    /// field nobody knows. What is wrong with one row is a verdict on that row.
    pub fn read_list(
        &self,
        source: &ListSource,
        purpose: ListPurpose,
        columns: Option<&[String]>,
        defaults: &ListDefaults,
        act: &Act,
        progress: OnProgress<'_>,
    ) -> Result<TakeIn> {
        let (name, kind, bytes) = opened(source)?;
        let expected = bytes.iter().filter(|&&byte| byte == b'\n').count() as u64 + 1;
        let mut watch = |step: crate::intake::Progress| {
            progress(expected * u64::from(step.permille) / 4_000, expected)
        };
        let sheet = match source {
            ListSource::Text { text } => read_paste(text, &mut watch),
            ListSource::File { .. } => read_file(&bytes, &Choices::default(), &mut watch),
        }
        .map_err(|problem| refused(&name, problem))?;
        let hash = blake3::hash(&bytes).to_hex().to_string();
        drop(bytes);

        // What is asked of the desk is asked at one instant.
        let tx = self.conn.unchecked_transaction()?;
        let setting = Setting::load(&tx, defaults)?;
        let (mapping, by_hand) = mapped(&tx, &sheet, &setting, columns)?;
        let lines_name_rows = sheet
            .rows
            .windows(2)
            .all(|pair| matches!(pair, [a, b] if a.line < b.line));
        let mut list = TakeIn {
            source: kind,
            purpose,
            seen_before: seen_before(&tx, &hash)?,
            notes: notes(&sheet, &mapping),
            name,
            hash,
            entries: Vec::with_capacity(sheet.rows.len()),
            by_serial: FxHashMap::default(),
            lines_name_rows,
            sheet,
            mapping,
            by_hand,
            setting,
        };
        list.judge_all(&tx, act.now, progress)?;
        Ok(list)
    }

    /// Put `value` into `field` (`serial`, `model`, …) of a row and judge again what that touches.
    pub fn fix_row(
        &self,
        list: &mut TakeIn,
        row: u32,
        field: &str,
        value: &str,
        act: &Act,
    ) -> Result<()> {
        let at = list
            .place(row)
            .ok_or_else(|| Error::not_found("row", row))?;
        let field = a_field(field)?;
        let tx = self.conn.unchecked_transaction()?;
        let mended = &mut list.entries[at].mended;
        mended.retain(|(known, _)| *known != field);
        mended.push((field, value.to_owned()));
        list.entries[at].chosen = None;
        list.judge_again(&tx, at, act.now)
    }

    /// Take a row over although warned, or leave it out.
    ///
    /// # Errors
    /// `Refused`, with the reason, for a row that can never be taken as it stands.
    pub fn choose_row(&self, list: &mut TakeIn, row: u32, take: bool) -> Result<()> {
        let at = list
            .place(row)
            .ok_or_else(|| Error::not_found("row", row))?;
        if take && list.never(&list.entries[at]) {
            let record = list.record(at, &mut list.reader());
            let why = list
                .findings(&list.entries[at])
                .iter()
                .find_map(|finding| words::cannot(finding, &record, list.purpose))
                .unwrap_or(CannotTake::NeedsSerial);
            return Err(Error::Because(Reason::RowCannotBeTaken { row, why }));
        }
        list.entries[at].chosen = Some(take);
        list.entries[at].ready = list.is_ready(&list.entries[at]);
        Ok(())
    }
}

impl TakeIn {
    fn judge_all(
        &mut self,
        conn: &Connection,
        now: Timestamp,
        progress: OnProgress<'_>,
    ) -> Result<()> {
        let fleet_is_empty = is_empty(conn)?;
        let total = self.sheet.rows.len();
        let mut unknown_names: FxHashMap<(Field, String), u32> = FxHashMap::default();
        {
            let judge = Judge {
                conn,
                setting: &self.setting,
                now,
                fleet_is_empty,
            };
            let mut reader = crate::intake::RecordReader::new(
                &self.mapping,
                &self.setting.models.index,
                &self.setting.patterns,
            );
            for (row, at) in self.sheet.rows.iter().zip(0u32..) {
                if (at as usize).is_multiple_of(TOLD_EVERY) {
                    // A quarter is the reading, a quarter the comparing of serials.
                    let done = total as u64 / 4 + u64::from(at) / 2;
                    tell(progress, done, total as u64)?;
                }
                let record = reader.read(row);
                let says = stated(&record, &self.setting, self.source, self.purpose);
                for doubt in &says.doubts {
                    let name = match doubt {
                        super::stated::Doubt::Customer => (Field::Customer, &record.customer),
                        super::stated::Doubt::Site => (Field::Site, &record.site),
                        super::stated::Doubt::Model | super::stated::Doubt::Slot => continue,
                    };
                    if let (field, Some(name)) = name
                        && unknown_names.len() < 1_000
                    {
                        *unknown_names.entry((field, name.clone())).or_default() += 1;
                    }
                }
                let serial: Option<Box<str>> = record.normal_serial().map(Into::into);
                if let Some(serial) = &serial {
                    match self.by_serial.get_mut(serial) {
                        Some(rows) => rows.push(at),
                        None => {
                            self.by_serial.insert(serial.clone(), vec![at]);
                        }
                    }
                }
                self.entries.push(Entry {
                    own: judge.row(&record, &says)?,
                    serial,
                    has_mac: record.mac.is_some(),
                    ..Entry::default()
                });
            }
        }
        self.notes.extend(names_note(unknown_names));
        tell(progress, total as u64 * 3 / 4, total as u64)?;
        let near = near::of_all(
            conn,
            self.entries
                .iter()
                .map(|entry| entry.serial.as_deref().unwrap_or_default()),
            fleet_is_empty,
        )?;
        for (at, near) in near.into_iter().enumerate() {
            self.set_near(conn, at, near)?;
        }
        for at in 0..self.entries.len() {
            let first = self.entries[at]
                .serial
                .as_ref()
                .and_then(|serial| self.by_serial.get(serial))
                .and_then(|rows| rows.first());
            self.entries[at].repeats = first.copied().filter(|&first| first as usize != at);
            self.entries[at].ready = self.is_ready(&self.entries[at]);
        }
        tell(progress, total as u64, total as u64)
    }

    fn set_near(
        &mut self,
        conn: &Connection,
        at: usize,
        near: Vec<crate::serial::Lookalike>,
    ) -> Result<()> {
        let mut kept = Vec::new();
        if self.entries[at].is_new() {
            for near in near {
                if near.found != crate::serial::Whereabouts::InFleet {
                    kept.push((near, None));
                } else if let Some(known) =
                    known_as(conn, IdentifierKind::Serial, &near.of, DeviceKind::Miner)?
                {
                    // One that nothing is called by any more is no hint.
                    kept.push((near, Some(known.id)));
                }
            }
        }
        self.entries[at].near = kept;
        Ok(())
    }

    /// Judges one mended row again, and the rows that stood in relation to it.
    fn judge_again(&mut self, conn: &Connection, at: usize, now: Timestamp) -> Result<()> {
        let fleet_is_empty = is_empty(conn)?;
        let record = self.record(at, &mut self.reader());
        let says = stated(&record, &self.setting, self.source, self.purpose);
        let judge = Judge {
            conn,
            setting: &self.setting,
            now,
            fleet_is_empty,
        };
        let own = judge.row(&record, &says)?;
        let old = self.entries[at].serial.take();
        let new: Option<Box<str>> = record.normal_serial().map(Into::into);
        self.entries[at].own = own;
        self.entries[at].has_mac = record.mac.is_some();
        self.entries[at].serial = new.clone();
        if old != new {
            self.move_serial(at, old.as_deref(), new.as_deref());
            let mut touched: FxHashSet<String> = FxHashSet::default();
            for serial in [&old, &new].into_iter().flatten() {
                let neighbours = near::slips(serial)
                    .into_iter()
                    .filter(|slip| self.by_serial.contains_key(slip.as_str()));
                touched.extend(neighbours.take(MOST_NEIGHBOURS));
            }
            touched.extend(new.as_deref().map(str::to_owned));
            for serial in touched {
                self.compare(conn, &serial, fleet_is_empty)?;
            }
            if new.is_none() {
                self.entries[at].near = Vec::new();
                self.entries[at].repeats = None;
            }
        }
        self.entries[at].ready = self.is_ready(&self.entries[at]);
        Ok(())
    }

    fn move_serial(&mut self, at: usize, old: Option<&str>, new: Option<&str>) {
        let place = at as u32;
        if let Some(old) = old
            && let Some(rows) = self.by_serial.get_mut(old)
        {
            rows.retain(|&row| row != place);
            if rows.is_empty() {
                self.by_serial.remove(old);
            }
        }
        if let Some(new) = new {
            let rows = self.by_serial.entry(new.into()).or_default();
            let before = rows.partition_point(|&row| row < place);
            rows.insert(before, place);
        }
        for serial in [old, new].into_iter().flatten() {
            let rows = self.by_serial.get(serial).cloned().unwrap_or_default();
            for &row in &rows {
                let first = rows.first().copied().filter(|&first| first != row);
                let row = row as usize;
                self.entries[row].repeats = first;
                self.entries[row].ready = self.is_ready(&self.entries[row]);
            }
        }
    }

    /// Looks for the look-alikes of one serial of the list anew.
    fn compare(&mut self, conn: &Connection, serial: &str, fleet_is_empty: bool) -> Result<()> {
        let found = near::of_one(conn, serial, fleet_is_empty, |other| {
            self.by_serial.get_key_value(other).map(|(key, _)| &**key)
        })?;
        let rows = self.by_serial.get(serial).cloned().unwrap_or_default();
        for row in rows {
            let row = row as usize;
            self.set_near(conn, row, found.clone())?;
            self.entries[row].ready = self.is_ready(&self.entries[row]);
        }
        Ok(())
    }
}

pub(super) fn tell(progress: OnProgress<'_>, done: u64, total: u64) -> Result<()> {
    match progress(done, total) {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(()) => Err(Error::Cancelled),
    }
}

pub(super) fn is_empty(conn: &Connection) -> Result<bool> {
    Ok(conn
        .prepare_cached("SELECT NOT EXISTS (SELECT 1 FROM device_identifier)")?
        .query_row([], |row| row.get(0))?)
}

fn a_field(word: &str) -> Result<Field> {
    word.parse().map_err(|_| {
        let known: Vec<&str> = Field::ALL.iter().map(|field| field.as_str()).collect();
        Error::invalid(
            "field",
            format!("`{word}` is not one a list has"),
            format!("one of {}", known.join(", ")),
        )
    })
}

fn opened(source: &ListSource) -> Result<(String, IdentifierSource, Vec<u8>)> {
    match source {
        ListSource::Text { text } => Ok((
            "pasted text".into(),
            IdentifierSource::Paste,
            text.clone().into_bytes(),
        )),
        ListSource::File { path } => {
            let path = Path::new(path);
            let name = path.file_name().map_or_else(
                || path.display().to_string(),
                |name| name.to_string_lossy().into_owned(),
            );
            Ok((name, IdentifierSource::File, read_bytes(path)?))
        }
    }
}

/// The bytes of a plain file of a size that can be a list.
fn read_bytes(path: &Path) -> Result<Vec<u8>> {
    let cannot = |source: std::io::Error| {
        use std::io::ErrorKind;
        let words = match source.kind() {
            ErrorKind::NotFound => "there is no such file".to_owned(),
            ErrorKind::PermissionDenied => {
                "you are not allowed to read it, or another program holds it".to_owned()
            }
            _ => format!("it cannot be read ({source}); is another program holding it?"),
        };
        Error::file(path, std::io::Error::new(source.kind(), words))
    };
    let about = std::fs::metadata(path).map_err(cannot)?;
    if !about.is_file() {
        let what = if about.is_dir() {
            "this is a folder; choose the CSV or XLSX file in it"
        } else {
            "this is not a plain file; a CSV or XLSX file is expected"
        };
        return Err(Error::file(path, std::io::Error::other(what)));
    }
    if about.len() > MAX_FILE_BYTES {
        let megabytes = |bytes: u64| u32::try_from(bytes.div_ceil(1 << 20)).unwrap_or(u32::MAX);
        let problem = FileProblem::TooLarge {
            megabytes: megabytes(about.len()),
            limit: megabytes(MAX_FILE_BYTES),
        };
        return Err(refused(&path.display().to_string(), problem));
    }
    std::fs::read(path).map_err(cannot)
}

fn refused(name: &str, problem: FileProblem) -> Error {
    match problem {
        FileProblem::Cancelled => Error::Cancelled,
        problem => Error::Unreadable(format!("{name}: {problem}")),
    }
}

/// The columns as set by hand, else as remembered, else as found; and whether by hand.
fn mapped(
    conn: &Connection,
    sheet: &Sheet,
    setting: &Setting,
    columns: Option<&[String]>,
) -> Result<(Mapping, bool)> {
    let found = Mapping::suggest(sheet, &setting.models.index);
    if let Some(columns) = columns {
        if columns.len() > found.columns.len() {
            return Err(Error::invalid(
                "columns",
                format!("{} are named", columns.len()),
                format!("at most {}, as many as the list has", found.columns.len()),
            ));
        }
        let fields = columns
            .iter()
            .map(|word| match word.as_str() {
                "" => Ok(None),
                word => a_field(word).map(Some),
            })
            .collect::<Result<Vec<_>>>()?;
        return Ok((found.with_fields(&fields), true));
    }
    let remembered: Option<String> = conn
        .prepare_cached("SELECT mapping FROM column_mapping WHERE fingerprint = ?1")?
        .query_row([&found.fingerprint], |row| row.get(0))
        .optional()?;
    // What was remembered in a form not known any more is as good as forgotten.
    let manual: Option<ManualMapping> =
        remembered.and_then(|mapping| serde_json::from_str(&mapping).ok());
    Ok(match manual {
        Some(manual) => (found.with_manual(&manual), false),
        None => (found, false),
    })
}

fn seen_before(conn: &Connection, hash: &str) -> Result<Option<String>> {
    let seen = conn
        .prepare_cached(
            "SELECT b.action, b.at, b.added, b.changed, u.action IS NOT NULL FROM import_batch AS b
             LEFT JOIN undone AS u ON u.action = b.action
             WHERE b.file_hash = ?1 ORDER BY b.at DESC, b.rowid DESC LIMIT 1",
        )?
        .query_row([hash.as_bytes()], |row| {
            Ok((
                row.get::<_, ActionId>(0)?,
                row.get::<_, Timestamp>(1)?,
                row.get::<_, u32>(2)?,
                row.get::<_, u32>(3)?,
                row.get::<_, bool>(4)?,
            ))
        })
        .optional()?;
    Ok(seen.map(|(_, at, added, changed, undone)| {
        let after = if undone { ", and undone since" } else { "" };
        format!(
            "this very list was taken in on {}: {added} added, {changed} changed{after}",
            at.date()
        )
    }))
}

fn notes(sheet: &Sheet, mapping: &Mapping) -> Vec<String> {
    let mut notes = Vec::new();
    let left = &sheet.left_out;
    let rows = |count: u32, what: &str| match count {
        1 => format!("1 {what} row was left out"),
        count => format!("{count} {what} rows were left out"),
    };
    if !mapping.identifies_units() {
        notes.push("no column holds serials or MACs; say which one does".to_owned());
    }
    if left.blank_rows > 0 {
        notes.push(rows(left.blank_rows, "blank"));
    }
    if left.repeated_headers > 0 {
        notes.push(rows(left.repeated_headers, "repeated header"));
    }
    if let Some(first) = left.above_header.first() {
        let first: String = first.chars().take(80).collect();
        notes.push(format!("above the header and not read: {first}"));
    }
    if let Some(first) = left.broken_quotes.first() {
        notes.push(format!(
            "{} lines have quotation marks that do not match up, the first is line {first}; each \
             was read as it stands",
            left.broken_quotes.len()
        ));
    }
    if let Source::Workbook { others, .. } = &sheet.source
        && !others.is_empty()
    {
        notes.push(format!("other sheets, not read: {}", others.join(", ")));
    }
    notes
}

/// One line for each kind of name the desk does not know.
fn names_note(unknown: FxHashMap<(Field, String), u32>) -> Vec<String> {
    let mut notes = Vec::new();
    for field in [Field::Customer, Field::Site] {
        let mut names: Vec<(&str, u32)> = unknown
            .iter()
            .filter(|((of, _), _)| *of == field)
            .map(|((_, name), rows)| (name.as_str(), *rows))
            .collect();
        if names.is_empty() {
            continue;
        }
        names.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
        let shown: Vec<String> = names
            .iter()
            .take(4)
            .map(|(name, rows)| {
                let name: String = name.chars().take(60).collect();
                format!("'{name}' ({rows} rows)")
            })
            .collect();
        let more = match names.len().saturating_sub(shown.len()) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        notes.push(format!(
            "no {} is named {}{more}; add it, or choose one for the whole list",
            field.label(),
            shown.join(", ")
        ));
    }
    notes
}
