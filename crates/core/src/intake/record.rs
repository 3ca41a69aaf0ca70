//! One row as typed values, with what is wrong beside what is right.

use std::borrow::Cow;

use chrono::NaiveDate;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::columns::{Field, Mapping};
use super::date::{DateProblem, parse_date};
use super::model_match::{ModelIndex, ModelMatch};
use super::sheet::{Row, Sheet};
use super::{FileProblem, Step, WATCH_EVERY, Watch, tell};
use crate::device::DeviceKind;
use crate::serial::{
    Mac, MacProblem, Normalised, Patterns, Recognised, SerialProblem, kind_from_words, normalise,
    normalise_mac,
};

/// Longest text kept of a cell; what is longer is cut, and the row says so.
const LONGEST_TEXT: usize = 2_000;

/// One unit of a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Record {
    /// Where the row begins in the file, counted from 1.
    pub line: u32,
    pub serial: SerialCell,
    /// From the part column, else from the serial's format; `None` leaves it to the caller.
    pub kind: Option<DeviceKind>,
    /// What the serial's format says; `None` is an unknown format, which is no fault.
    pub format: Option<Box<Recognised>>,
    pub mac: Option<Mac>,
    pub model: Option<NamedModel>,
    /// The miner's model where the row is a part.
    pub miner_model: Option<NamedModel>,
    pub board_serials: Vec<SlotSerial>,
    pub psu_serial: Option<Normalised>,
    pub control_board_serial: Option<Normalised>,
    pub parent_serial: Option<Normalised>,
    pub customer: Option<String>,
    pub site: Option<String>,
    pub location: Option<String>,
    pub status: Option<String>,
    pub note: Option<String>,
    pub symptom: Option<String>,
    pub purchased_on: Option<NaiveDate>,
    pub dispatched_on: Option<NaiveDate>,
    pub warranty_until: Option<NaiveDate>,
    pub asset_tag: Option<String>,
    pub slot: Option<String>,
    /// All but the unit's own serial, whose problem is in `serial`.
    pub problems: Vec<RowProblem>,
}

impl Record {
    /// The normal form of the unit's own serial, where there is one.
    pub fn normal_serial(&self) -> Option<&str> {
        match &self.serial {
            SerialCell::Read { serial } => Some(&serial.normal),
            SerialCell::Spoilt { .. } => None,
        }
    }
}

/// The unit's own serial, or why there is none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub enum SerialCell {
    Read { serial: Normalised },
    Spoilt { why: SerialProblem },
}

/// A model as written and what it was taken for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct NamedModel {
    pub written: String,
    pub found: ModelMatch,
}

/// A hashboard's serial and the slot its column names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct SlotSerial {
    pub slot: Option<u8>,
    pub serial: Normalised,
}

/// Something wrong with one cell. `Display` names the row, the field and what would be right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct RowProblem {
    pub line: u32,
    pub field: Field,
    pub trouble: CellTrouble,
}

impl std::fmt::Display for RowProblem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "row {}, {}: {}",
            self.line,
            self.field.label(),
            self.trouble
        )
    }
}

/// What is wrong with a cell. The row is read without it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub enum CellTrouble {
    #[error("{why}")]
    Serial { why: SerialProblem },
    #[error("{why}")]
    Mac { why: MacProblem },
    #[error("{why}")]
    Date { why: DateProblem },
    #[error("'{typed}' is no kind of unit; miner, hashboard, control board or PSU is expected")]
    Part { typed: String },
    #[error("{characters} characters; the first 2000 were kept")]
    TooLong { characters: u32 },
}

/// Turns rows into records. Keeps what it has looked up, so that a list of one model costs one
/// look.
#[derive(Debug)]
pub struct RecordReader<'a> {
    mapping: &'a Mapping,
    models: &'a ModelIndex,
    patterns: &'a Patterns,
    known_models: FxHashMap<(String, Option<String>), ModelMatch>,
}

impl<'a> RecordReader<'a> {
    pub fn new(mapping: &'a Mapping, models: &'a ModelIndex, patterns: &'a Patterns) -> Self {
        Self {
            mapping,
            models,
            patterns,
            known_models: FxHashMap::default(),
        }
    }

    /// Every row of the sheet, in order: as many records as rows.
    ///
    /// # Errors
    /// [`FileProblem::Cancelled`] only.
    pub fn read_all(
        &mut self,
        sheet: &Sheet,
        watch: Watch<'_>,
    ) -> Result<Vec<Record>, FileProblem> {
        let mut records = Vec::with_capacity(sheet.rows.len());
        for row in &sheet.rows {
            if records.len() % WATCH_EVERY == WATCH_EVERY - 1 {
                tell(watch, Step::Checking, records.len(), sheet.rows.len())?;
            }
            records.push(self.read(row));
        }
        tell(watch, Step::Checking, 1, 1)?;
        Ok(records)
    }

    /// One row.
    pub fn read(&mut self, row: &Row) -> Record {
        self.read_mended(row, &[])
    }

    /// One row with values put in by hand: each takes the place of the row's cells of that
    /// field, or stands for a column the list does not have.
    pub fn read_mended(&mut self, row: &Row, mended: &[(Field, &str)]) -> Record {
        let mut record = Record::empty(row.line);
        let mut model = None;
        let mut miner_model = None;
        let mapping = self.mapping;
        let is_mended = |field: Field| mended.iter().any(|(mended, _)| *mended == field);
        let of_row = mapping.columns.iter().filter_map(|column| {
            let field = column.field.filter(|field| !is_mended(*field))?;
            Some((field, column.slot, row.cell(column.index).trim()))
        });
        let by_hand = mended
            .iter()
            .map(|(field, value)| (*field, None, value.trim()));
        for (field, slot, cell) in of_row.chain(by_hand) {
            if field == Field::Serial {
                record.read_serial(cell);
                continue;
            }
            if cell.is_empty() {
                continue;
            }
            match field {
                Field::Serial => {}
                Field::Mac => record.read_mac(cell),
                Field::BoardSerial => {
                    if let Some(serial) = record.part_serial(field, cell) {
                        record.board_serials.push(SlotSerial { slot, serial });
                    }
                }
                Field::PsuSerial => record.psu_serial = record.part_serial(field, cell),
                Field::ControlBoardSerial => {
                    record.control_board_serial = record.part_serial(field, cell);
                }
                Field::ParentSerial => record.parent_serial = record.part_serial(field, cell),
                Field::Model => model = record.text(field, cell),
                Field::MinerModel => miner_model = record.text(field, cell),
                Field::Kind => record.read_kind(cell),
                Field::Customer => record.customer = record.text(field, cell),
                Field::Site => record.site = record.text(field, cell),
                Field::Location => record.location = record.text(field, cell),
                Field::Status => record.status = record.text(field, cell),
                Field::Symptom => record.symptom = record.text(field, cell),
                Field::Note => {
                    let more = record.text(field, cell);
                    record.note = match (record.note.take(), more) {
                        (Some(note), Some(more)) => Some(format!("{note}; {more}")),
                        (note, more) => note.or(more),
                    };
                }
                Field::PurchasedOn => record.purchased_on = record.date(field, cell, mapping),
                Field::DispatchedOn => record.dispatched_on = record.date(field, cell, mapping),
                Field::WarrantyUntil => record.warranty_until = record.date(field, cell, mapping),
                Field::AssetTag => record.asset_tag = record.text(field, cell),
                Field::Slot => record.slot = record.text(field, cell),
            }
        }
        record.format = record
            .normal_serial()
            .and_then(|normal| self.patterns.recognise(normal, record.kind))
            .map(Box::new);
        record.kind = record
            .kind
            .or(record.format.as_ref().map(|format| format.kind));
        let make = record.format.as_ref().map(|format| format.make.clone());
        record.model = model.map(|written| self.named(written, make.as_deref()));
        record.miner_model = miner_model.map(|written| self.named(written, make.as_deref()));
        record
    }

    fn named(&mut self, written: String, make: Option<&str>) -> NamedModel {
        let key = (written.clone(), make.map(str::to_string));
        let models = self.models;
        // A list where every row names another model must not be kept whole a second time.
        if self.known_models.len() > 10_000 {
            self.known_models.clear();
        }
        let found = self
            .known_models
            .entry(key)
            .or_insert_with(|| models.find(&written, make))
            .clone();
        NamedModel { written, found }
    }
}

impl Record {
    fn empty(line: u32) -> Self {
        Self {
            line,
            serial: SerialCell::Spoilt {
                why: SerialProblem::Missing,
            },
            kind: None,
            format: None,
            mac: None,
            model: None,
            miner_model: None,
            board_serials: Vec::new(),
            psu_serial: None,
            control_board_serial: None,
            parent_serial: None,
            customer: None,
            site: None,
            location: None,
            status: None,
            note: None,
            symptom: None,
            purchased_on: None,
            dispatched_on: None,
            warranty_until: None,
            asset_tag: None,
            slot: None,
            problems: Vec::new(),
        }
    }

    fn trouble(&mut self, field: Field, trouble: CellTrouble) {
        self.problems.push(RowProblem {
            line: self.line,
            field,
            trouble,
        });
    }

    fn read_serial(&mut self, cell: &str) {
        self.serial = match normalise(cell) {
            Ok(serial) => SerialCell::Read { serial },
            Err(why) => SerialCell::Spoilt { why },
        };
    }

    fn read_mac(&mut self, cell: &str) {
        match normalise_mac(cell) {
            Ok(mac) => self.mac = Some(mac),
            Err(MacProblem::Missing) => {}
            Err(why) => self.trouble(Field::Mac, CellTrouble::Mac { why }),
        }
    }

    /// A kind, also as the prefix of a part code (`HB-M31S-01`).
    fn read_kind(&mut self, cell: &str) {
        let prefix = cell.split(['-', '_']).next().unwrap_or_default();
        self.kind = kind_from_words(cell).or_else(|| kind_from_words(prefix));
        if self.kind.is_none() {
            self.trouble(
                Field::Kind,
                CellTrouble::Part {
                    typed: cell.chars().take(60).collect(),
                },
            );
        }
    }

    fn part_serial(&mut self, field: Field, cell: &str) -> Option<Normalised> {
        match normalise(cell) {
            Ok(serial) => Some(serial),
            Err(why) => {
                if !why.is_missing() {
                    self.trouble(field, CellTrouble::Serial { why });
                }
                None
            }
        }
    }

    fn date(&mut self, field: Field, cell: &str, mapping: &Mapping) -> Option<NaiveDate> {
        match parse_date(cell, mapping.date_order) {
            Ok(day) => Some(day),
            Err(why) => {
                self.trouble(field, CellTrouble::Date { why });
                None
            }
        }
    }

    fn text(&mut self, field: Field, cell: &str) -> Option<String> {
        let cell = unmarked(cell);
        if cell.len() <= LONGEST_TEXT {
            return Some(cell.into_owned());
        }
        let characters = cell.chars().count();
        if characters > LONGEST_TEXT {
            let characters = u32::try_from(characters).unwrap_or(u32::MAX);
            self.trouble(field, CellTrouble::TooLong { characters });
        }
        Some(cell.chars().take(LONGEST_TEXT).collect())
    }
}

/// Without the apostrophe [`crate::sheet_cell::safe_cell`] puts before a formula, so that what
/// was exported comes back as it was.
fn unmarked(cell: &str) -> Cow<'_, str> {
    match cell.strip_prefix('\'') {
        Some(rest) if crate::sheet_cell::safe_cell(rest) != rest => Cow::Borrowed(rest),
        _ => Cow::Borrowed(cell),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::{Choices, read_file, read_paste};
    use proptest::prelude::*;
    use std::ops::ControlFlow;

    fn go(_: crate::intake::Progress) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }

    fn records(text: &str) -> Vec<Record> {
        let sheet = read_file(text.as_bytes(), &Choices::default(), &mut go).unwrap();
        records_of(&sheet)
    }

    fn records_of(sheet: &Sheet) -> Vec<Record> {
        let mapping = Mapping::suggest(sheet, ModelIndex::shipped());
        let mut reader = RecordReader::new(&mapping, ModelIndex::shipped(), Patterns::shipped());
        reader.read_all(sheet, &mut go).unwrap()
    }

    fn model_name(record: &Record) -> &str {
        let at = record.model.as_ref().unwrap().found.model().unwrap();
        &ModelIndex::shipped().model(at).unwrap().model
    }

    #[test]
    fn a_fleet_list_becomes_records() {
        let found = records(
            "Serial,Model,MAC,Customer,Warranty until,Comment\n\
             smttatubdjaai00a5 ,Antminer S19j Pro 104T,02:42:ac:11:00:02,Acme,2025-04-13,fine\n\
             MAM35P40JG24032629473366244H06416,M30S++ VH40,,Acme,,\n",
        );

        let first = &found[0];
        assert_eq!(first.line, 2);
        assert_eq!(first.normal_serial(), Some("SMTTATUBDJAAI00A5"));
        assert_eq!(model_name(first), "S19j Pro");
        assert_eq!(first.mac.as_ref().unwrap().normal, "0242AC110002");
        assert_eq!(first.kind, Some(DeviceKind::Miner));
        assert_eq!(first.warranty_until, NaiveDate::from_ymd_opt(2025, 4, 13));
        assert_eq!(first.problems, []);
        let made = found[1].format.as_ref().unwrap().likely_made_on;
        assert_eq!(made, NaiveDate::from_ymd_opt(2024, 3, 26));
    }

    #[test]
    fn miningos_parts_become_records_of_their_kind() {
        let found = records(
            "part,model,miner model,serial num,mac,status,location,comment\n\
             HB,M31S+,M31S+ VE20,HEM1EP9C400929K60003,,faulty,site.lab,no chips\n\
             psu,P221B,M31S+ VE20,1413C2335302222,,ok_repaired,workshop.lab,\n\
             CB-CB6-A-01,CB6,M31S+ VE20,X12345678,02:42:ac:11:00:02,faulty,vendor,\n",
        );

        let kinds: Vec<_> = found.iter().map(|record| record.kind).collect();
        let expected = [
            DeviceKind::Hashboard,
            DeviceKind::Psu,
            DeviceKind::ControlBoard,
        ]
        .map(Some);
        assert_eq!(kinds, expected);
        let miner = found[0].miner_model.as_ref().unwrap();
        let at = miner.found.model().unwrap();
        assert_eq!(ModelIndex::shipped().model(at).unwrap().model, "M31S+ VE20");
        assert_eq!(found[0].location.as_deref(), Some("site.lab"));
        assert!(found.iter().all(|record| record.problems.is_empty()));
    }

    #[test]
    fn one_bad_row_never_holds_up_the_rest() {
        let found = records(
            "serial,mac,part,purchase date,note\n\
             SMTTATUBDJAAI00A5,02:42:ac:11:00:02,miner,2025-04-13,ok\n\
             1.23457E+14,zz,toaster,9999-12-31,=1+1\n\
             \"'; DROP TABLE device;--\",,,0000-01-01,<b>x</b>\n\
             😀,2.42E+11,,13/13/2025,x\n\
             ,,,,nothing here\n\
             JYZZF1UBDHJHE01W0,,psu,,ok\n",
        );

        assert_eq!(found.len(), 6);
        let spoilt = |at: usize| match &found[at].serial {
            SerialCell::Spoilt { why } => why.clone(),
            SerialCell::Read { serial } => panic!("{serial:?}"),
        };
        assert!(matches!(
            spoilt(1),
            SerialProblem::ScientificNotation { .. }
        ));
        assert!(matches!(spoilt(2), SerialProblem::Unreadable { .. }));
        assert!(matches!(spoilt(3), SerialProblem::Unreadable { .. }));
        assert_eq!(spoilt(4), SerialProblem::Missing);
        let said: Vec<String> = found[1].problems.iter().map(ToString::to_string).collect();
        assert_eq!(said.len(), 3, "{said:?}");
        assert!(
            said[0].starts_with("row 3, MAC: 'zz' is not a MAC address"),
            "{said:?}"
        );
        assert!(said[1].starts_with("row 3, part: 'toaster'"), "{said:?}");
        assert!(said[2].contains("2009 to 2099"), "{said:?}");
        assert_eq!(found[5].normal_serial(), Some("JYZZF1UBDHJHE01W0"));
    }

    #[test]
    fn boards_go_with_their_slots() {
        let found = records(
            "sn,board 1 sn,board 2 sn,board 3 sn,psu sn\n\
             SMTTATUBDJAAI00A5,SMTTATUBDJAAI00B1,N/A,1.2E+11,1413C2335302222\n",
        );

        let boards: Vec<_> = found[0].board_serials.iter().map(|b| b.slot).collect();
        assert_eq!(boards, [Some(1)]);
        assert_eq!(found[0].problems.len(), 1);
        assert_eq!(
            found[0].psu_serial.as_ref().unwrap().normal,
            "1413C2335302222"
        );
    }

    #[test]
    fn dates_are_read_in_the_order_the_column_shows() {
        let found = records(
            "serial,warranty until\nSMTTATUBDJAAI00A5,03/04/2025\nJYZZF1UBDHJHE01W0,25/04/2025\n",
        );

        assert_eq!(found[0].warranty_until, NaiveDate::from_ymd_opt(2025, 4, 3));
    }

    #[test]
    fn an_exported_formula_comes_back_as_it_was() {
        let found = records("serial,note\nSMTTATUBDJAAI00A5,'=1+1\nJYZZF1UBDHJHE01W0,'tis dead\n");

        assert_eq!(found[0].note.as_deref(), Some("=1+1"));
        assert_eq!(found[1].note.as_deref(), Some("'tis dead"));
    }

    #[test]
    fn a_row_can_be_mended_in_place() {
        let sheet = read_paste("1.23457E+14\n", &mut go).unwrap();
        let mapping = Mapping::suggest(&sheet, ModelIndex::shipped());
        let mut reader = RecordReader::new(&mapping, ModelIndex::shipped(), Patterns::shipped());
        assert_eq!(reader.read(&sheet.rows[0]).normal_serial(), None);

        let by_hand = [
            (Field::Serial, "smttatubdjaai00a5"),
            (Field::Model, "S19j Pro"),
        ];
        let mended = reader.read_mended(&sheet.rows[0], &by_hand);

        assert_eq!(mended.normal_serial(), Some("SMTTATUBDJAAI00A5"));
        assert_eq!(model_name(&mended), "S19j Pro");
    }

    #[test]
    fn a_text_too_long_is_cut_and_said() {
        let found = records(&format!(
            "serial,note\nSMTTATUBDJAAI00A5,{}\n",
            "é".repeat(3_000)
        ));

        assert_eq!(found[0].note.as_ref().unwrap().chars().count(), 2_000);
        let trouble = &found[0].problems[0].trouble;
        assert_eq!(trouble, &CellTrouble::TooLong { characters: 3_000 });
    }

    proptest! {
        #[test]
        fn any_bytes_end_as_records_or_a_problem(
            bytes in proptest::collection::vec(any::<u8>(), 0..200),
            cells in proptest::collection::vec(any::<String>(), 0..12),
        ) {
            if let Ok(sheet) = read_file(&bytes, &Choices::default(), &mut go) {
                prop_assert_eq!(records_of(&sheet).len(), sheet.rows.len());
            }
            let text = format!("serial,mac,model,warranty,part,pcb sn 1\n{}", cells.join(","));
            if let Ok(sheet) = read_file(text.as_bytes(), &Choices::default(), &mut go) {
                prop_assert_eq!(records_of(&sheet).len(), sheet.rows.len());
            }
        }
    }
}
