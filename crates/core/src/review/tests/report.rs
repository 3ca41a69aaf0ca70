use super::*;
use crate::export::SheetFormat;
use crate::review::define::View;
use crate::review::{Dimension, ReportAsked, ReportValue, ReviewFilter, ReviewReport};

fn figure(report: &ReviewReport, key: &str, row: usize, column: &str) -> ReportValue {
    let section = report
        .sections
        .iter()
        .find(|section| section.key == key)
        .unwrap();
    let at = section
        .columns
        .iter()
        .position(|known| known.key == column)
        .unwrap();
    section.rows[row][at].clone()
}

#[test]
fn a_scorecard_has_the_numbers_of_the_screen() {
    let store = demo(300);
    let facts = store.facts(now()).unwrap();
    let center_id = facts.curves(&ReviewFilter::default(), now())[0].center_id;
    let month = now().plus_days(-120.0).date();
    let asked = ReportAsked::Scorecard { center_id, month };

    let report = store.review_report(&facts, &asked, &act(0)).unwrap();

    let from = chrono::Datelike::with_day(&month, 1).unwrap();
    let to = from
        .checked_add_months(chrono::Months::new(1))
        .unwrap()
        .pred_opt()
        .unwrap();
    let only = ReviewFilter {
        center_id: Some(center_id),
        filed_from: Some(from),
        filed_to: Some(to),
        ..ReviewFilter::default()
    };
    let screen = facts.turnaround(Dimension::Stage, &only, now()).whole;
    assert!(screen.units > 0);
    assert_eq!(
        figure(&report, "turnaround.stage", 0, "p80_days"),
        screen
            .days
            .p80
            .map_or(ReportValue::None(()), ReportValue::Number)
    );
    let promises = facts.promises(&only, now()).whole;
    assert_eq!(
        figure(&report, "promise.kept", 0, "by_p80"),
        promises
            .by_p80
            .share
            .map_or(ReportValue::None(()), ReportValue::Number)
    );
    let money = facts.money(
        &ReviewFilter {
            center_id: Some(center_id),
            ..ReviewFilter::default()
        },
        from,
        to,
        now(),
    );
    assert_eq!(
        figure(&report, "money.unit", 0, "downtime_usd"),
        ReportValue::Number(money.whole.downtime_usd)
    );
    for section in &report.sections {
        assert!(!section.note.is_empty(), "{} is not defined", section.key);
        assert!(
            section
                .rows
                .iter()
                .all(|row| row.len() == section.columns.len()),
            "{}",
            section.key
        );
        assert!(
            section.key.len() <= 31,
            "{} is no name for a worksheet",
            section.key
        );
    }
}

#[test]
fn a_week_says_what_came_and_went_against_the_week_before() {
    let mut made = Made::new();
    for filed in [1.0, 9.0, 10.0] {
        let fact = made.waiting(filed);
        made.add(fact);
    }
    let day = now().plus_days(-2.0).date();

    let report = made
        .facts
        .report(&ReportAsked::Week { day }, now())
        .unwrap();

    assert_eq!(report.subtitle, "2026-W38");
    assert_eq!(
        figure(&report, "flow.weeks", 0, "arrived"),
        ReportValue::Number(1.0)
    );
    assert_eq!(
        figure(&report, "flow.weeks", 0, "arrived_before"),
        ReportValue::Number(2.0)
    );
    assert_eq!(
        figure(&report, "flow.weeks", 0, "open"),
        ReportValue::Number(3.0)
    );
}

#[test]
fn every_view_is_written_in_every_format_and_formulas_are_made_safe() {
    let store = demo(60);
    let mut facts = store.facts(now()).unwrap();
    for known in facts.around.centers.values_mut() {
        known.sheet.center.name = format!("=cmd {}", known.sheet.center.name);
    }
    for &view in View::ALL {
        let asked = ReportAsked::View {
            view,
            by: Dimension::Center,
            only: ReviewFilter::default(),
            from: now().plus_days(-90.0).date(),
            to: now().date(),
        };
        let report = store.review_report(&facts, &asked, &act(0)).unwrap();
        for &format in SheetFormat::ALL {
            let mut bytes = Vec::new();
            report.write(format, &mut bytes).unwrap();
            match format {
                SheetFormat::Json => {
                    let read: ReviewReport = serde_json::from_slice(&bytes).unwrap();
                    assert_eq!(read.sections.len(), report.sections.len());
                }
                SheetFormat::Csv => {
                    let text = String::from_utf8(bytes).unwrap();
                    assert!(
                        !text.contains("\n=cmd") && !text.contains(",=cmd"),
                        "{view}"
                    );
                }
                SheetFormat::Xlsx => assert!(bytes.starts_with(b"PK"), "{view}"),
            }
        }
        assert!(view == View::People || facts.report(&asked, now()).is_ok());
    }
}

#[test]
fn a_workbook_reads_back_as_the_numbers_of_the_report() {
    let store = demo(300);
    let facts = store.facts(now()).unwrap();
    let asked = ReportAsked::View {
        view: View::Turnaround,
        by: Dimension::Center,
        only: ReviewFilter::default(),
        from: now().plus_days(-90.0).date(),
        to: now().date(),
    };
    let report = store.review_report(&facts, &asked, &act(0)).unwrap();
    let mut bytes = Vec::new();
    report.write(SheetFormat::Xlsx, &mut bytes).unwrap();

    let mut book: calamine::Xlsx<_> =
        calamine::open_workbook_from_rs(std::io::Cursor::new(bytes)).unwrap();

    let mut compared = 0;
    for section in &report.sections {
        let sheet = calamine::Reader::worksheet_range(&mut book, &section.key).unwrap();
        for (line, row) in section.rows.iter().enumerate() {
            for (at, value) in row.iter().enumerate() {
                if let ReportValue::Number(number) = value {
                    let cell = sheet.get_value((line as u32 + 3, at as u32));
                    let read = cell.and_then(calamine::DataType::as_f64).unwrap();
                    assert!((read - number).abs() <= 1e-9 * number.abs(), "{number}");
                    compared += 1;
                }
            }
        }
    }
    assert!(compared > 50, "{compared}");
}
