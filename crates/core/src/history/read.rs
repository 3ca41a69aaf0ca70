//! The event log, read and cleaned: cases with their stays in order.

use std::io::Read;
use std::ops::ControlFlow;

use chrono::{DateTime, NaiveDate, NaiveDateTime};
use csv::StringRecord;
use rustc_hash::FxHashMap;

use super::{Problems, shortened};
use crate::device::take_in::OnProgress;
use crate::error::{Error, Result};
use crate::export::ticket_stage;
use crate::ticket::Stage;
use crate::time::Timestamp;

/// An end before its start by no more than this is two clocks apart, not a wrong row.
const CLOCKS_APART_MS: i64 = 12 * 3_600_000;

/// One stay of a case.
#[derive(Debug, Clone)]
pub(super) struct Stay {
    pub line: u64,
    seq: i64,
    pub stage: Stage,
    pub from: Timestamp,
    pub until: Option<Timestamp>,
}

/// One case: a unit's way to repair and back.
#[derive(Debug, Default)]
pub(super) struct Case {
    pub id: String,
    /// Its first line.
    pub line: u64,
    pub center: String,
    pub opened_at: Option<Timestamp>,
    pub closed_at: Option<Timestamp>,
    pub promised_at: Option<Timestamp>,
    pub attributes: Attributes,
    /// In order, none empty of sense; empty when every row was faulty.
    pub stays: Vec<Stay>,
}

#[derive(Debug, Default)]
pub(super) struct Attributes {
    pub serial: String,
    pub component: String,
    pub maker: String,
    pub model: String,
    pub level: String,
    pub warranty: String,
    pub symptom: String,
    pub region: String,
    pub site: String,
    pub disposition: String,
}

#[derive(Debug, Default)]
pub(super) struct Log {
    pub rows: u32,
    pub cases: Vec<Case>,
    pub problems: Problems,
    pub notes: Vec<String>,
}

/// Where each column stands; `None`: not in this log.
#[derive(Debug)]
struct Columns {
    case_id: usize,
    stage: usize,
    started_at: usize,
    seq: Option<usize>,
    ended_at: Option<usize>,
    center: Option<usize>,
    case_opened_at: Option<usize>,
    case_closed_at: Option<usize>,
    promised_at: Option<usize>,
    attributes: [Option<usize>; 10],
}

const ATTRIBUTES: [&str; 10] = [
    "attr_serial",
    "attr_component",
    "attr_maker",
    "attr_model",
    "attr_level",
    "attr_warranty",
    "attr_symptom",
    "attr_region",
    "attr_site",
    "attr_disposition",
];

impl Columns {
    fn of(header: &StringRecord) -> Result<Self> {
        let find = |name: &str| {
            header.iter().position(|column| {
                column
                    .trim_start_matches('\u{feff}')
                    .trim()
                    .eq_ignore_ascii_case(name)
            })
        };
        let needed = |name: &str| {
            find(name).ok_or_else(|| {
                Error::Unreadable(format!(
                    "line 1: there is no column {name}; an event log has the columns case_id, seq, \
                     stage, started_at, ended_at, center, case_opened_at, case_closed_at, separated \
                     by commas"
                ))
            })
        };
        Ok(Self {
            case_id: needed("case_id")?,
            stage: needed("stage")?,
            started_at: needed("started_at")?,
            seq: find("seq"),
            ended_at: find("ended_at"),
            center: find("center"),
            case_opened_at: find("case_opened_at"),
            case_closed_at: find("case_closed_at"),
            promised_at: find("promised_at"),
            attributes: ATTRIBUTES.map(find),
        })
    }
}

/// How often what was put right.
#[derive(Debug, Default)]
struct Cleaned {
    ends_before_start: u64,
    ends_filled_in: u64,
    unknown_stages: Vec<(String, u64)>,
}

pub(super) fn read(
    source: impl Read,
    size: u64,
    now: Timestamp,
    progress: OnProgress<'_>,
) -> Result<Log> {
    let mut csv = csv::ReaderBuilder::new().flexible(true).from_reader(source);
    let columns = Columns::of(csv.headers().map_err(|error| unreadable(&error))?)?;
    let mut log = Log::default();
    let mut cleaned = Cleaned::default();
    let mut by_id: FxHashMap<String, usize> = FxHashMap::default();
    let mut record = StringRecord::new();
    loop {
        match csv.read_record(&mut record) {
            Ok(true) => {}
            Ok(false) => break,
            Err(error) => match error.kind() {
                csv::ErrorKind::Utf8 { pos, .. } => {
                    let line = pos.as_ref().map_or(0, csv::Position::line);
                    log.rows += 1;
                    log.problems.add(
                        line,
                        "",
                        "row",
                        "holds bytes that are no text; save the log as UTF-8",
                    );
                    continue;
                }
                _ => return Err(unreadable(&error)),
            },
        }
        let line = record.position().map_or(0, csv::Position::line);
        log.rows += 1;
        if log.rows % 5_000 == 0 {
            let done = record.position().map_or(0, csv::Position::byte);
            if let ControlFlow::Break(()) = progress(done / 2, size) {
                return Err(Error::Cancelled);
            }
        }
        take(
            &record,
            line,
            &columns,
            now,
            &mut by_id,
            &mut log,
            &mut cleaned,
        );
    }
    for case in &mut log.cases {
        put_in_order(case, &mut log.problems, &mut cleaned);
    }
    log.notes = cleaned.notes();
    Ok(log)
}

fn take(
    record: &StringRecord,
    line: u64,
    columns: &Columns,
    now: Timestamp,
    by_id: &mut FxHashMap<String, usize>,
    log: &mut Log,
    cleaned: &mut Cleaned,
) {
    let field = |column: Option<usize>| column.and_then(|i| record.get(i)).unwrap_or("").trim();
    let id = field(Some(columns.case_id));
    if id.is_empty() {
        let expected = "is empty; every row names the case that it belongs to";
        log.problems.add(line, "", "case_id", expected);
        return;
    }
    let index = *by_id.entry(id.to_owned()).or_insert_with(|| {
        let mut values = columns.attributes.map(|column| field(column).to_owned());
        let [
            serial,
            component,
            maker,
            model,
            level,
            warranty,
            symptom,
            region,
            site,
            disposition,
        ] = values.each_mut().map(std::mem::take);
        log.cases.push(Case {
            id: id.to_owned(),
            line,
            attributes: Attributes {
                serial,
                component,
                maker,
                model,
                level,
                warranty,
                symptom,
                region,
                site,
                disposition,
            },
            ..Case::default()
        });
        log.cases.len() - 1
    });
    let problems = &mut log.problems;
    let mut instant = |name: &'static str, text: &str| match when(text) {
        Ok(at) => Some(at),
        Err(why) => {
            problems.add(line, id, name, why);
            None
        }
    };
    let (Some(from), Some(until), Some(opened), Some(closed), Some(promised)) = (
        instant("started_at", field(Some(columns.started_at))),
        instant("ended_at", field(columns.ended_at)),
        instant("case_opened_at", field(columns.case_opened_at)),
        instant("case_closed_at", field(columns.case_closed_at)),
        instant("promised_at", field(columns.promised_at)),
    ) else {
        return;
    };
    let Some(from) = from else {
        problems.add(line, id, "started_at", "is empty; a stay has a beginning");
        return;
    };
    if from > now {
        let why = format!("{from} has not been yet; history ends today");
        problems.add(line, id, "started_at", why);
        return;
    }
    let until = match until {
        Some(until) if until < from && from.millis() - until.millis() > CLOCKS_APART_MS => {
            let why = format!("{until} is before started_at, {from}; the row is left out");
            problems.add(line, id, "ended_at", why);
            return;
        }
        Some(until) if until < from => {
            cleaned.ends_before_start += 1;
            Some(from)
        }
        // A stay that is said to end in the future is still going on.
        Some(until) if until > now => None,
        until => until,
    };
    let seq = field(columns.seq);
    let Ok(seq) = (if seq.is_empty() {
        Ok(line as i64)
    } else {
        seq.parse::<i64>()
    }) else {
        let why = format!(
            "`{}` is no number; the stays of a case are counted 1, 2, 3",
            shortened(seq)
        );
        problems.add(line, id, "seq", why);
        return;
    };
    let stage = field(Some(columns.stage));
    let Some(stage) = ticket_stage(stage) else {
        let stages = &mut cleaned.unknown_stages;
        match stages.iter().position(|(name, _)| name == stage) {
            Some(known) => stages[known].1 += 1,
            // A column of free text must not become a list of a million stages.
            None if stages.len() < 100 => stages.push((stage.to_owned(), 1)),
            None => {}
        }
        let why = format!("a ticket has no stage `{}`", shortened(stage));
        problems.add(line, id, "stage", why);
        return;
    };
    let case = &mut log.cases[index];
    let center = field(columns.center);
    if case.center.is_empty() {
        case.center = center.to_owned();
    }
    case.opened_at = case.opened_at.or(opened);
    case.closed_at = case.closed_at.or(closed.filter(|&closed| closed <= now));
    case.promised_at = case.promised_at.or(promised);
    case.stays.push(Stay {
        line,
        seq,
        stage,
        from,
        until,
    });
}

/// Stays by `seq`, each beginning no earlier than the one before; one left open before another
/// is ended where that one begins.
fn put_in_order(case: &mut Case, problems: &mut Problems, cleaned: &mut Cleaned) {
    case.stays.sort_by_key(|stay| (stay.seq, stay.line));
    let mut kept: Vec<Stay> = Vec::with_capacity(case.stays.len());
    for stay in case.stays.drain(..) {
        if let Some(last) = kept.last_mut() {
            if stay.from < last.from {
                let why = format!(
                    "{} is before the stay of line {} with a smaller seq; the row is left out",
                    stay.from, last.line
                );
                problems.add(stay.line, &case.id, "started_at", why);
                continue;
            }
            if last.until.is_none() {
                last.until = Some(stay.from);
                cleaned.ends_filled_in += 1;
            }
        }
        kept.push(stay);
    }
    case.stays = kept;
}

impl Cleaned {
    fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        if self.ends_before_start > 0 {
            notes.push(format!(
                "{} stays ended up to 12 hours before they began: taken as no time at all",
                self.ends_before_start
            ));
        }
        if self.ends_filled_in > 0 {
            notes.push(format!(
                "{} stays had no end: taken to end where the next one begins",
                self.ends_filled_in
            ));
        }
        for (stage, count) in &self.unknown_stages {
            notes.push(format!(
                "{count} stays in the stage `{}`, which tickets do not have, were left out",
                shortened(stage)
            ));
        }
        notes
    }
}

/// An instant as logs write it; `Ok(None)` for an empty field.
fn when(text: &str) -> std::result::Result<Option<Timestamp>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    let utc = |at: NaiveDateTime| Timestamp::from(at.and_utc());
    let read = DateTime::parse_from_rfc3339(text)
        .map(|at| Timestamp::from_millis(at.timestamp_millis()))
        .or_else(|_| NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S%.f").map(utc))
        .or_else(|_| NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f").map(utc))
        .or_else(|_| text.parse::<NaiveDate>().map(Timestamp::start_of));
    match read {
        Ok(at) if at.is_plausible() => Ok(Some(at)),
        Ok(_) => Err(format!(
            "`{}` is out of the years that miners have; {} is expected",
            shortened(text),
            crate::time::PLAUSIBLE_DAYS
        )),
        Err(_) => Err(format!(
            "`{}` is no instant; write it as 2026-11-22T03:13:00Z",
            shortened(text)
        )),
    }
}

fn unreadable(error: &csv::Error) -> Error {
    Error::Unreadable(match error.kind() {
        csv::ErrorKind::Utf8 { .. } => {
            "this is no text in UTF-8; an event log is a CSV file with a header".into()
        }
        _ => format!("this cannot be read as CSV: {error}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn log_of(text: &str) -> Log {
        let now = Timestamp::parse("2026-11-22T03:13:00Z").unwrap();
        read(text.as_bytes(), text.len() as u64, now, &mut |_, _| {
            ControlFlow::Continue(())
        })
        .unwrap()
    }

    const HEAD: &str =
        "case_id,seq,stage,started_at,ended_at,center,case_opened_at,case_closed_at\n";

    #[test]
    fn rows_of_a_case_are_put_in_order_wherever_they_stand() {
        let log = log_of(&format!(
            "{HEAD}a,2,queue,2026-01-05T00:00:00Z,,X,,\n\
             b,1,queue,2026-01-01T00:00:00Z,,X,,\n\
             a,1,approval,2026-01-01T00:00:00Z,,X,,\n"
        ));

        let a = &log.cases[0];
        let stages: Vec<_> = a.stays.iter().map(|stay| stay.stage).collect();
        assert_eq!(stages, [Stage::Submitted, Stage::Queued]);
        assert_eq!(a.stays[0].until, Some(a.stays[1].from));
        assert_eq!(log.cases.len(), 2);
    }

    #[test]
    fn a_wrong_row_is_named_by_line_and_field_and_the_rest_goes_on() {
        let cases = [
            ("a,1,queue,0000-01-01T00:00:00Z,,X,,", "started_at"),
            ("a,1,queue,9999-12-31T00:00:00Z,,X,,", "started_at"),
            ("a,1,queue,yesterday,,X,,", "started_at"),
            ("a,1,queue,,,X,,", "started_at"),
            ("a,1,queue,2026-12-24T00:00:00Z,,X,,", "started_at"),
            (
                "a,1,queue,2026-01-05T00:00:00Z,2026-01-01T00:00:00Z,X,,",
                "ended_at",
            ),
            ("a,1,polishing,2026-01-05T00:00:00Z,,X,,", "stage"),
            ("a,one,queue,2026-01-05T00:00:00Z,,X,,", "seq"),
            (",1,queue,2026-01-05T00:00:00Z,,X,,", "case_id"),
            ("a", "started_at"),
        ];
        for (row, field) in cases {
            let log = log_of(&format!(
                "{HEAD}{row}\nb,1,queue,2026-01-01T00:00:00Z,,X,,\n"
            ));

            assert_eq!(log.problems.count, 1, "{row}");
            assert_eq!(log.problems.kept[0].line, 2, "{row}");
            assert_eq!(log.problems.kept[0].field, field, "{row}");
            assert_eq!(log.cases.last().unwrap().stays.len(), 1, "{row}");
        }
    }

    #[test]
    fn an_end_shortly_before_its_start_is_no_time_at_all() {
        let log = log_of(&format!(
            "{HEAD}a,1,queue,2026-01-05T12:00:00Z,2026-01-05T00:00:00Z,X,,\n"
        ));

        let stay = &log.cases[0].stays[0];
        assert_eq!(stay.until, Some(stay.from));
        assert_eq!(log.problems.count, 0);
        assert_eq!(log.notes.len(), 1);
    }

    #[test]
    fn a_file_that_is_no_log_is_refused_with_what_is_missing() {
        let now = Timestamp::parse("2026-11-22T03:13:00Z").unwrap();
        for bytes in [
            &b""[..],
            b"serial,model\nX,S19\n",
            b"\xff\xfe\x00\x01",
            &[0; 100],
        ] {
            let error = read(bytes, 0, now, &mut |_, _| ControlFlow::Continue(())).unwrap_err();

            assert!(matches!(error, Error::Unreadable(_)), "{error}");
        }
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(rows in proptest::collection::vec(any::<u8>(), 0..400)) {
            let now = Timestamp::parse("2026-11-22T03:13:00Z").unwrap();
            let mut bytes = HEAD.as_bytes().to_vec();
            bytes.extend(rows);

            let _ = read(&bytes[..], 0, now, &mut |_, _| ControlFlow::Continue(()));
        }

        #[test]
        fn stays_never_begin_before_the_one_before(
            starts in proptest::collection::vec((0i64..20, 0u32..400), 1..20)
        ) {
            let mut text = HEAD.to_owned();
            for (seq, day) in starts {
                let at = Timestamp::parse("2025-01-01T00:00:00Z").unwrap().plus_days(day.into());
                text.push_str(&format!("a,{seq},queue,{at},,X,,\n"));
            }

            let log = log_of(&text);

            prop_assert!(log.cases[0].stays.is_sorted_by_key(|stay| stay.from));
        }
    }
}
