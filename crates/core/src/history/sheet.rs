//! A plain sheet with one row per repair and a column per date, read as stays.
//!
//! A date says when one stage ended and the next began: `repaired` is the end of repairing and
//! the start of testing. A stay lasts to the next date of the row, so a stage whose date the sheet
//! does not have counts to the one before.

use chrono::{DateTime, NaiveTime, Utc};
use hashmend_turnaround::{
    CleanSettings, CleaningKind, CleaningReport, EventLog, EventLogBuilder, RawVisit, read_instant,
};
use rusqlite::{Connection, OptionalExtension};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::case::ATTRIBUTES;
use crate::catalog::CatalogEvent;
use crate::error::{Error, Result};
use crate::intake::{
    Confidence, DateOrder, Field, Row, Sheet, field_of, fingerprint, key, order_of, parse_date,
    samples,
};
use crate::journal::Writer;
use crate::text_enum::text_enum;
use crate::ticket::Stage;
use crate::time::Timestamp;

/// Rows between two words of progress.
const STRIDE: usize = 2_000;

/// Rows among which the header is looked for; titles and dates often stand above it.
const HEADER_WITHIN: usize = 12;

text_enum! {
    /// What a column of a sheet of past repairs can be. The dates come in the order of the way.
    PastField {
        Case = "case",
        Serial = "serial",
        Component = "component",
        Maker = "maker",
        Model = "model",
        Symptom = "symptom",
        Warranty = "warranty",
        Level = "level",
        Center = "center",
        Region = "region",
        Site = "site",
        /// How it ended: repaired, ntf, declined.
        Outcome = "outcome",
        RequestedOn = "requested_on",
        AuthorizedOn = "authorized_on",
        ShippedOn = "shipped_on",
        AtCustomsOn = "at_customs_on",
        ReceivedOn = "received_on",
        DiagnosisBegunOn = "diagnosis_begun_on",
        DiagnosedOn = "diagnosed_on",
        QuotedOn = "quoted_on",
        /// The quote approved, or the repair begun without one.
        ApprovedOn = "approved_on",
        RepairedOn = "repaired_on",
        TestedOn = "tested_on",
        ShippedBackOn = "shipped_back_on",
        AtCustomsBackOn = "at_customs_back_on",
        /// Back, or closed.
        ReturnedOn = "returned_on",
    }
}

impl PastField {
    /// The stage that begins on this day. A diagnosis made is followed by what the row says next.
    fn stage(self) -> Option<Stage> {
        Some(match self {
            Self::RequestedOn => Stage::Submitted,
            Self::AuthorizedOn => Stage::Authorized,
            Self::ShippedOn => Stage::ToCenter,
            Self::AtCustomsOn => Stage::CustomsOut,
            Self::ReceivedOn => Stage::Queued,
            Self::DiagnosisBegunOn | Self::DiagnosedOn => Stage::Diagnosing,
            Self::QuotedOn => Stage::AwaitingApproval,
            Self::ApprovedOn => Stage::Repairing,
            Self::RepairedOn => Stage::Testing,
            Self::TestedOn => Stage::Ready,
            Self::ShippedBackOn => Stage::FromCenter,
            Self::AtCustomsBackOn => Stage::CustomsBack,
            Self::Case
            | Self::Serial
            | Self::Component
            | Self::Maker
            | Self::Model
            | Self::Symptom
            | Self::Warranty
            | Self::Level
            | Self::Center
            | Self::Region
            | Self::Site
            | Self::Outcome
            | Self::ReturnedOn => return None,
        })
    }

    fn is_date(self) -> bool {
        self == Self::ReturnedOn || self.stage().is_some()
    }

    /// The field for one of the log's attributes.
    fn of_attribute(name: &str) -> Option<Self> {
        name.parse().ok()
    }
}

/// Names as shops and farms write them, reduced to letters and digits. `date`, `on` and `at` are
/// taken off a header before it is looked up a second time.
const NAMES: &[(PastField, &[&str])] = &[
    (
        PastField::Case,
        &[
            "case",
            "caseid",
            "caseno",
            "casenumber",
            "ticket",
            "ticketid",
            "ticketno",
            "ticketnumber",
            "rma",
            "rmaid",
            "rmano",
            "rmanumber",
            "job",
            "jobno",
            "jobnumber",
            "workorder",
            "workordernumber",
            "repairid",
            "repairno",
            "repairnumber",
            "orderno",
            "ordernumber",
            "工单号",
            "维修单号",
            "rma号",
        ],
    ),
    (
        PastField::Maker,
        &[
            "maker",
            "make",
            "manufacturer",
            "brand",
            "vendor",
            "厂商",
            "品牌",
        ],
    ),
    (
        PastField::Warranty,
        &[
            "warranty",
            "inwarranty",
            "warrantystatus",
            "underwarranty",
            "warrantyclass",
            "保修",
        ],
    ),
    (PastField::Level, &["level", "repairlevel", "维修级别"]),
    (
        PastField::Center,
        &[
            "center",
            "centre",
            "repaircenter",
            "repaircentre",
            "servicecenter",
            "repairshop",
            "shop",
            "sentto",
            "shippedto",
            "repairedby",
            "repairer",
            "facility",
            "维修中心",
            "维修商",
        ],
    ),
    (PastField::Region, &["region", "usoverseas"]),
    (
        PastField::Outcome,
        &[
            "outcome",
            "disposition",
            "result",
            "repairresult",
            "resolution",
            "维修结果",
        ],
    ),
    (
        PastField::RequestedOn,
        &[
            "rmadate",
            "requested",
            "request",
            "rmarequested",
            "rmarequest",
            "submitted",
            "rmasubmitted",
            "opened",
            "caseopened",
            "ticketopened",
            "rmaopened",
            "rmacreated",
            "created",
            "filed",
            "rmafiled",
            "reported",
            "failed",
            "failure",
            "报修日期",
        ],
    ),
    (
        PastField::AuthorizedOn,
        &[
            "authorized",
            "authorised",
            "rmaauthorized",
            "rmaauthorised",
            "rmaapproved",
            "rmaissued",
            "rmaapproval",
            "rmaaccepted",
        ],
    ),
    (
        PastField::ShippedOn,
        &[
            "shipped",
            "ship",
            "shipment",
            "shippedout",
            "shipout",
            "sent",
            "sentout",
            "senttorepair",
            "shippedtocenter",
            "shippedtorepair",
            "shippedtoshop",
            "dispatched",
            "outbound",
            "outboundship",
            "发货",
            "发货日期",
            "寄出日期",
        ],
    ),
    (
        PastField::AtCustomsOn,
        &[
            "customs",
            "customsout",
            "customsentry",
            "incustoms",
            "arrivedcustoms",
            "importcustoms",
        ],
    ),
    (
        PastField::ReceivedOn,
        &[
            "received",
            "receipt",
            "receivedbycenter",
            "receivedatcenter",
            "receivedbyshop",
            "receivedatshop",
            "arrived",
            "arrival",
            "arrivedatcenter",
            "checkin",
            "checkedin",
            "intake",
            "收货",
            "收货日期",
            "签收日期",
        ],
    ),
    (
        PastField::DiagnosisBegunOn,
        &[
            "diagnosisstarted",
            "diagnosisstart",
            "diagnosisbegun",
            "diagnosing",
            "startofdiagnosis",
        ],
    ),
    (
        PastField::DiagnosedOn,
        &[
            "diagnosed",
            "diagnosis",
            "diagnosisdone",
            "diagnosisfinished",
            "diagnosiscompleted",
            "inspected",
            "inspection",
            "evaluated",
            "检测日期",
        ],
    ),
    (
        PastField::QuotedOn,
        &[
            "quoted",
            "quote",
            "quotesent",
            "quotation",
            "quotationsent",
            "estimatesent",
            "报价日期",
        ],
    ),
    (
        PastField::ApprovedOn,
        &[
            "approved",
            "approval",
            "quoteapproved",
            "quoteaccepted",
            "customerapproved",
            "repairstarted",
            "repairstart",
            "repairbegun",
            "startofrepair",
        ],
    ),
    (
        PastField::RepairedOn,
        &[
            "repaired",
            "repair",
            "repairdone",
            "repairfinished",
            "repaircompleted",
            "repairend",
            "fixed",
            "completed",
            "completion",
            "finished",
            "维修日期",
            "修好日期",
        ],
    ),
    (
        PastField::TestedOn,
        &[
            "tested",
            "test",
            "testdone",
            "testpassed",
            "testcompleted",
            "qa",
            "qapassed",
            "qadone",
            "qc",
            "qcpassed",
            "burnindone",
            "burnin",
            "测试日期",
        ],
    ),
    (
        PastField::ShippedBackOn,
        &[
            "shippedback",
            "shipback",
            "shipbackdate",
            "sentback",
            "returnshipped",
            "returnship",
            "returnshipment",
            "shippedreturn",
            "dispatchedback",
            "inboundship",
            "寄回日期",
            "返回日期",
        ],
    ),
    (
        PastField::AtCustomsBackOn,
        &["customsback", "customsreturn", "customsin", "returncustoms"],
    ),
    (
        PastField::ReturnedOn,
        &[
            "returned",
            "return",
            "closed",
            "close",
            "caseclosed",
            "ticketclosed",
            "rmaclosed",
            "returnedclosed",
            "receivedback",
            "back",
            "backinfleet",
            "delivered",
            "deliveredback",
            "returndelivered",
            "returnreceived",
            "结案日期",
        ],
    ),
];

/// How one column of a sheet of past repairs is read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct PastColumn {
    pub column: u32,
    pub header: String,
    /// `None`: not read.
    pub field: Option<PastField>,
    pub samples: Vec<String>,
    /// Remembered from last time, found by name, or set by hand.
    pub how: String,
}

/// Which column is what, for one shape of sheet.
#[derive(Debug)]
pub(super) struct SheetMapping {
    pub columns: Vec<PastColumn>,
    /// The same for every sheet with the same header.
    fingerprint: String,
    /// The columns were set by hand now, and are to be remembered.
    by_hand: bool,
    date_order: Option<DateOrder>,
    /// Rows above the first repair: the header, when the sheet's reader did not know it for one.
    skipped: usize,
}

impl SheetMapping {
    /// The columns as set by hand, else as remembered, else as found.
    ///
    /// # Errors
    /// `Invalid` for a field that there is not.
    pub fn of(conn: &Connection, sheet: &Sheet, by_hand: Option<&[String]>) -> Result<Self> {
        let (header, skipped) = header(sheet);
        let mut columns: Vec<PastColumn> = (0..sheet.width)
            .map(|column| PastColumn {
                column,
                header: header.get(column as usize).cloned().unwrap_or_default(),
                field: None,
                samples: samples(sheet, column),
                how: String::new(),
            })
            .collect();
        if skipped > 0 {
            for column in &mut columns {
                column.samples.retain(|sample| *sample != column.header);
            }
        }
        let shape = match skipped {
            0 => fingerprint(sheet),
            _ => header
                .iter()
                .map(|name| key(name))
                .collect::<Vec<_>>()
                .join("|"),
        };
        let mut mapping = Self {
            columns,
            fingerprint: format!("past repairs {shape}"),
            by_hand: by_hand.is_some(),
            date_order: None,
            skipped,
        };
        let remembered: Option<String> = conn
            .prepare_cached("SELECT mapping FROM column_mapping WHERE fingerprint = ?1")?
            .query_row([&mapping.fingerprint], |row| row.get(0))
            .optional()?;
        // What was remembered in a form not known any more is as good as forgotten.
        let remembered: Option<Vec<Option<PastField>>> =
            remembered.and_then(|mapping| serde_json::from_str(&mapping).ok());
        if let Some(fields) = by_hand {
            mapping.set(&read_fields(fields, mapping.columns.len())?, "set by hand");
        } else if let Some(fields) = remembered {
            mapping.set(&fields, "remembered from last time");
        } else {
            mapping.find(sheet);
        }
        mapping.date_order = mapping
            .columns
            .iter()
            .filter(|column| column.field.is_some_and(PastField::is_date))
            .find_map(|column| order_of(sheet.rows.iter().map(|row| row.cell(column.column))));
        Ok(mapping)
    }

    fn set(&mut self, fields: &[Option<PastField>], how: &str) {
        for (column, field) in self.columns.iter_mut().zip(fields) {
            column.field = *field;
            column.how = match field {
                Some(_) => how.to_owned(),
                None => String::new(),
            };
        }
    }

    /// By name; a column of dates that holds none is left unread. Where two claim one field, the
    /// better known gets it, then the first.
    fn find(&mut self, sheet: &Sheet) {
        let mut claims: Vec<(Confidence, usize, PastField)> = self
            .columns
            .iter()
            .enumerate()
            .filter_map(|(at, column)| {
                let (field, how) = named(&column.header)?;
                let fits = !field.is_date() || holds_dates(sheet, column.column, self.skipped);
                fits.then_some((how, at, field))
            })
            .collect();
        claims.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        for (how, at, field) in claims {
            if self
                .columns
                .iter()
                .any(|column| column.field == Some(field))
            {
                continue;
            }
            self.columns[at].field = Some(field);
            self.columns[at].how = match how {
                Confidence::SimilarName => "found by a similar name".to_owned(),
                Confidence::Content | Confidence::Name | Confidence::Manual => {
                    "found by name".to_owned()
                }
            };
        }
    }

    fn column(&self, field: PastField) -> Option<&PastColumn> {
        self.columns
            .iter()
            .find(|column| column.field == Some(field))
    }

    /// What a person should see about the columns before the sheet is brought in.
    pub fn warnings(&self) -> Vec<String> {
        let mut warnings = Vec::new();
        let has = |field| self.column(field).is_some();
        if !has(PastField::Case) && !has(PastField::Serial) {
            warnings.push(
                "No column is the case or the serial, so repairs cannot be told apart. Say which \
                 column it is."
                    .to_owned(),
            );
        }
        if !PastField::ALL
            .iter()
            .any(|&field| field.stage().is_some() && has(field))
        {
            warnings.push(
                "No column says when a stage began. Say which column holds which date.".to_owned(),
            );
        }
        if !has(PastField::ReturnedOn) {
            warnings.push(
                "No column says when a unit was back, so every repair is taken to be open still. \
                 Set the column with the last date to Returned or closed."
                    .to_owned(),
            );
        }
        let bench_begins = [
            PastField::DiagnosisBegunOn,
            PastField::DiagnosedOn,
            PastField::QuotedOn,
            PastField::ApprovedOn,
        ];
        if has(PastField::ReceivedOn) && !bench_begins.into_iter().any(has) {
            warnings.push(
                "No column says when diagnosis or repair began, so all the time from receipt to \
                 the next date counts as waiting in the queue."
                    .to_owned(),
            );
        }
        if !has(PastField::Center) {
            warnings.push(
                "No column names the repair center; a center learns nothing from these repairs."
                    .to_owned(),
            );
        }
        warnings
    }

    /// The rows as a log.
    pub fn read(
        &self,
        sheet: &Sheet,
        now: Timestamp,
        progress: &mut dyn FnMut(u64) -> Result<()>,
    ) -> Result<(EventLog, CleaningReport)> {
        let mut builder = EventLogBuilder::new(ATTRIBUTES.map(str::to_owned).to_vec());
        let mut seen: FxHashMap<String, u32> = FxHashMap::default();
        for (at, row) in sheet.rows.iter().skip(self.skipped).enumerate() {
            if at % STRIDE == 0 {
                progress(at as u64)?;
            }
            if let Err(refusal) = self.take(row, &mut builder, &mut seen) {
                builder.exclude(
                    refusal.kind,
                    row.line.into(),
                    &refusal.case,
                    &refusal.field,
                    || refusal.reason,
                );
            }
        }
        Ok(builder.finish(&CleanSettings {
            now: Some(now.to_datetime()),
            only_touched_since: None,
        }))
    }

    fn take(
        &self,
        row: &Row,
        builder: &mut EventLogBuilder,
        seen: &mut FxHashMap<String, u32>,
    ) -> Result<(), Refusal> {
        let text = |field| {
            let column = self.column(field);
            column.map_or("", |column| row.cell(column.column).trim())
        };
        let named = [text(PastField::Case), text(PastField::Serial)].join(" ");
        let named = named.trim();
        let refusal = |kind, field: &str, reason: String| Refusal {
            kind,
            case: named.to_owned(),
            field: field.to_owned(),
            reason,
        };
        let mut dates: Vec<(PastField, &str, DateTime<Utc>)> = Vec::new();
        for &field in PastField::ALL.iter().filter(|field| field.is_date()) {
            let Some(column) = self.column(field) else {
                continue;
            };
            let cell = row.cell(column.column).trim();
            if is_blank(cell) {
                continue;
            }
            let at = self
                .instant(cell)
                .map_err(|reason| refusal(CleaningKind::UnreadableDate, &column.header, reason))?;
            if let Some((_, header, last)) = dates.last()
                && at < *last
            {
                let reason = format!(
                    "{} is before {header}, {}; the dates of a repair run forwards",
                    at.date_naive(),
                    last.date_naive()
                );
                return Err(refusal(CleaningKind::OutOfOrder, &column.header, reason));
            }
            dates.push((field, &column.header, at));
        }
        let returned = dates
            .pop_if(|(field, ..)| *field == PastField::ReturnedOn)
            .map(|(.., at)| at);
        let Some(&(_, header, opened)) = dates.first() else {
            let reason = "there is no date at which a stage began".to_owned();
            return Err(refusal(CleaningKind::MissingValue, "row", reason));
        };
        // Without a number of its own a repair is known by its unit and the day it began.
        let case = match (named, text(PastField::Case)) {
            ("", _) => {
                let reason = "there is neither a case nor a serial".to_owned();
                return Err(refusal(CleaningKind::MissingValue, "row", reason));
            }
            (serial, "") => format!("{serial} {}", opened.date_naive()),
            (both, _) => both.to_owned(),
        };
        if let Some(first) = seen.get(&case) {
            let reason = format!("is the same repair as line {first}");
            return Err(refusal(CleaningKind::DuplicateRow, header, reason));
        }
        seen.insert(case.clone(), row.line);
        let attributes = ATTRIBUTES.map(|name| match PastField::of_attribute(name) {
            Some(field) => text(field),
            None => "",
        });
        for (nth, &(field, _, at)) in dates.iter().enumerate() {
            let next = dates.get(nth + 1).map(|(field, ..)| *field);
            let Some(stage) = stage_after(field, next) else {
                continue;
            };
            builder.add(RawVisit {
                line: row.line.into(),
                case_id: &case,
                seq: u32::try_from(nth + 1).ok(),
                stage: stage.as_str(),
                started_at: at,
                ended_at: dates.get(nth + 1).map(|(.., at)| *at).or(returned),
                center: text(PastField::Center),
                attributes: &attributes,
                case_opened_at: Some(opened),
                case_closed_at: returned,
                outcome: Some(text(PastField::Outcome)).filter(|word| !is_blank(word)),
            });
        }
        Ok(())
    }

    fn instant(&self, cell: &str) -> Result<DateTime<Utc>, String> {
        if let Ok(Some(at)) = read_instant(cell) {
            return Ok(at);
        }
        parse_date(cell, self.date_order)
            .map(|day| day.and_time(NaiveTime::MIN).and_utc())
            .map_err(|problem| problem.to_string())
    }

    pub fn remember(&self, w: &mut Writer<'_>) -> Result<()> {
        if !self.by_hand {
            return Ok(());
        }
        let fields: Vec<Option<PastField>> =
            self.columns.iter().map(|column| column.field).collect();
        let mapping = serde_json::to_string(&fields).map_err(|error| {
            Error::Refused(format!("the columns cannot be remembered ({error})"))
        })?;
        let was: Option<String> =
            w.tx.prepare_cached("SELECT mapping FROM column_mapping WHERE fingerprint = ?1")?
                .query_row([&self.fingerprint], |row| row.get(0))
                .optional()?;
        if was.as_ref() == Some(&mapping) {
            return Ok(());
        }
        w.append(
            w.action,
            CatalogEvent::MappingRemembered {
                fingerprint: self.fingerprint.clone(),
                mapping,
                was,
            },
        )
    }
}

struct Refusal {
    kind: CleaningKind,
    case: String,
    field: String,
    reason: String,
}

/// The stage that begins on a date, `next` being the row's next one. After a diagnosis a quote is
/// written, an answer awaited or the repair begun; only the next date can tell which.
fn stage_after(field: PastField, next: Option<PastField>) -> Option<Stage> {
    match (field, next) {
        (PastField::DiagnosedOn, None | Some(PastField::QuotedOn)) => Some(Stage::Diagnosing),
        (PastField::DiagnosedOn, Some(PastField::ApprovedOn)) => Some(Stage::AwaitingApproval),
        (PastField::DiagnosedOn, Some(PastField::ShippedBackOn)) => Some(Stage::Ready),
        (PastField::DiagnosedOn, Some(_)) => Some(Stage::Repairing),
        (field, _) => field.stage(),
    }
}

/// The names of the columns, and how many rows of the sheet stand above the first repair.
fn header(sheet: &Sheet) -> (Vec<String>, usize) {
    if let Some(names) = &sheet.header {
        return (names.clone(), 0);
    }
    // The sheet's reader knows lists of units; a row of dates' names may be none to it.
    let best = sheet
        .rows
        .iter()
        .take(HEADER_WITHIN)
        .enumerate()
        .map(|(at, row)| (row.cells().filter(|cell| named(cell).is_some()).count(), at))
        .max_by_key(|&(known, at)| (known, std::cmp::Reverse(at)));
    match best {
        Some((known, at)) if known >= 2 => {
            let names = sheet.rows[at].cells();
            (names.map(|name| name.trim().to_owned()).collect(), at + 1)
        }
        _ => (Vec::new(), 0),
    }
}

/// The field a header names, and how surely.
pub(super) fn named(header: &str) -> Option<(PastField, Confidence)> {
    let key = key(header);
    if key.is_empty() || header.chars().count() > 60 {
        return None;
    }
    let exact = |key: &str| {
        let found = NAMES.iter().find(|(_, names)| names.contains(&key));
        found.map(|(field, _)| (*field, Confidence::Name))
    };
    if let Some(found) = exact(&key) {
        return Some(found);
    }
    let unit = field_of(header).and_then(|(field, how)| {
        let field = match field {
            Field::Serial => PastField::Serial,
            Field::Model => PastField::Model,
            Field::Kind => PastField::Component,
            Field::Site | Field::Location => PastField::Site,
            Field::Symptom => PastField::Symptom,
            _ => return None,
        };
        Some((field, how))
    });
    if let Some((field, Confidence::Name)) = unit {
        return Some((field, Confidence::Name));
    }
    let bare = key.replace("date", "");
    let bare = bare.trim_end_matches("utc");
    let bare = bare
        .strip_suffix("on")
        .or_else(|| bare.strip_suffix("at"))
        .unwrap_or(bare);
    if let Some(found) = exact(bare) {
        return Some(found);
    }
    // The longest name in it: `shipped back to us` is not `shipped`.
    let similar = NAMES
        .iter()
        .flat_map(|(field, names)| names.iter().map(move |name| (*field, *name)))
        .filter(|(_, name)| name.len() >= 6 && key.contains(name))
        .max_by_key(|(_, name)| name.len());
    similar
        .map(|(field, _)| (field, Confidence::SimilarName))
        .or(unit)
}

/// Whether most of what a column holds are dates; an empty one may be.
fn holds_dates(sheet: &Sheet, column: u32, skipped: usize) -> bool {
    let order = order_of(sheet.rows.iter().skip(skipped).map(|row| row.cell(column)));
    let (mut dates, mut others) = (0, 0);
    let cells = sheet.rows.iter().skip(skipped).take(200);
    for cell in cells.map(|row| row.cell(column).trim()) {
        if is_blank(cell) {
            continue;
        }
        // One that could be two days is still a date.
        let order = order.unwrap_or(DateOrder::DayFirst);
        if read_instant(cell).is_ok() || parse_date(cell, Some(order)).is_ok() {
            dates += 1;
        } else {
            others += 1;
        }
    }
    dates >= others
}

/// What people write for no date.
fn is_blank(cell: &str) -> bool {
    matches!(
        cell.to_ascii_lowercase().as_str(),
        "" | "-" | "--" | "–" | "—" | "n/a" | "na" | "none" | "null" | "tbd" | "open" | "pending"
    )
}

fn read_fields(words: &[String], columns: usize) -> Result<Vec<Option<PastField>>> {
    if words.len() > columns {
        return Err(Error::invalid(
            "columns",
            format!("{} are named", words.len()),
            format!("at most {columns}, as many as the sheet has"),
        ));
    }
    words
        .iter()
        .map(|word| match word.as_str() {
            "" => Ok(None),
            word => word.parse().map(Some).map_err(|_| {
                let known: Vec<&str> = PastField::ALL.iter().map(|field| field.as_str()).collect();
                Error::invalid(
                    "field",
                    format!("`{word}` is not one a sheet of past repairs has"),
                    format!("one of {}", known.join(", ")),
                )
            }),
        })
        .collect()
}
