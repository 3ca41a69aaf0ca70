//! Figures over many tickets.

use std::io::{IsTerminal, Write};
use std::path::Path;

use chrono::Days;
use hashmend_core::Store;
use hashmend_core::export::SheetFormat;
use hashmend_core::review::define::DEFINITIONS;
use hashmend_core::review::{ReportAsked, ReportValue, ReviewFilter, ReviewReport, Unit};
use hashmend_core::store::save_bytes;
use serde_json::json;

use crate::args::{Report, ReportFormat, ReportOf, ReportTo};
use crate::desk::{self, Desk};
use crate::out::Out;
use crate::{Done, refused};

pub fn run(desk: &Desk, asked: &Report, out: &mut Out) -> Done {
    if let Report::Definitions = asked {
        return definitions(out);
    }
    let store = desk.open()?;
    let facts = store.facts(desk.act.now)?;
    let (asked, to) = match asked {
        Report::Scorecard { center, month, to } => {
            let center_id = desk::center(&store, center)?.center.id;
            (
                ReportAsked::Scorecard {
                    center_id,
                    month: *month,
                },
                to,
            )
        }
        Report::Week { week, to } => (ReportAsked::Week { day: *week }, to),
        Report::View { view, of, to } => {
            let today = desk.act.now.date();
            let first = today.checked_sub_days(Days::new(90)).unwrap_or(today);
            let asked = ReportAsked::View {
                view: *view,
                by: of.by,
                only: filter(&store, of)?,
                from: of.from.unwrap_or(first),
                to: of.to_day.unwrap_or(today),
            };
            (asked, to)
        }
        Report::Curves { of } => {
            return out.json(&facts.curves(&filter(&store, of)?, desk.act.now));
        }
        Report::Definitions => return Ok(()),
    };
    let report = store.review_report(&facts, &asked, &desk.act)?;
    say(&store, &report, to, out)
}

fn filter(store: &Store, of: &ReportOf) -> Done<ReviewFilter> {
    let center = of.center.as_ref().map(|name| desk::center(store, name));
    let model = of.model.as_ref().map(|name| desk::model(store, name));
    Ok(ReviewFilter {
        center_id: center.transpose()?.map(|sheet| sheet.center.id),
        region: of.region,
        maker: of.maker.clone(),
        model_id: model.transpose()?.map(|model| model.id),
        filed_from: of.filed_from,
        filed_to: of.filed_to,
        ..ReviewFilter::default()
    })
}

fn say(store: &Store, report: &ReviewReport, to: &ReportTo, out: &mut Out) -> Done {
    let format = match (to.format, &to.out) {
        (Some(ReportFormat::Pdf), _) => return print(store, report, to, out),
        (Some(ReportFormat::Csv), _) => SheetFormat::Csv,
        (Some(ReportFormat::Xlsx), _) => SheetFormat::Xlsx,
        (Some(ReportFormat::Json), _) => SheetFormat::Json,
        (None, Some(_)) => {
            return Err(refused(
                "say in which format to write, with --format pdf, csv, xlsx or json",
            ));
        }
        (None, None) if out.json => SheetFormat::Json,
        (None, None) => return tables(report, out),
    };
    let Some(path) = &to.out else {
        if format == SheetFormat::Xlsx && std::io::stdout().is_terminal() {
            return Err(refused(
                "a workbook is no text; name a file with --out FILE",
            ));
        }
        return Ok(report.write(format, out.raw())?);
    };
    report.save(format, path)?;
    written(report, path, out)
}

fn print(store: &Store, report: &ReviewReport, to: &ReportTo, out: &mut Out) -> Done {
    let pdf = hashmend_press::review(store, report)?;
    let Some(path) = &to.out else {
        if std::io::stdout().is_terminal() {
            return Err(refused("a PDF is no text; name a file with --out FILE"));
        }
        return Ok(out.raw().write_all(&pdf)?);
    };
    save_bytes(path, &pdf)?;
    written(report, path, out)
}

fn written(report: &ReviewReport, path: &Path, out: &mut Out) -> Done {
    out.answer(&json!({ "path": path.display().to_string() }), |out| {
        out.line(format!("{} written to {}", report.title, path.display()))
    })
}

fn tables(report: &ReviewReport, out: &mut Out) -> Done {
    out.line(format!("{}, {}", report.title, report.subtitle))?;
    for section in &report.sections {
        out.line("")?;
        out.line(&section.heading)?;
        if section.rows.is_empty() {
            out.line("  nothing yet")?;
            continue;
        }
        let head: Vec<String> = section
            .columns
            .iter()
            .map(|column| column.key.replace('_', " "))
            .collect();
        let head: Vec<&str> = head.iter().map(String::as_str).collect();
        let rows: Vec<Vec<String>> = section
            .rows
            .iter()
            .map(|row| {
                row.iter()
                    .zip(&section.columns)
                    .map(|(cell, column)| match (cell, column.unit) {
                        (ReportValue::None(()), Unit::Text | Unit::Day) => String::new(),
                        (ReportValue::None(()), _) => "-".into(),
                        (cell, unit) => cell.shown(unit),
                    })
                    .collect()
            })
            .collect();
        out.table(&head, &rows)?;
    }
    Ok(())
}

fn definitions(out: &mut Out) -> Done {
    out.answer(&DEFINITIONS, |out| {
        for figure in DEFINITIONS {
            out.line(format!("{} ({})", figure.name, figure.unit))?;
            out.line(format!("  {}", figure.formula))?;
            out.line(format!("  Of: {}", figure.population))?;
            if !figure.note.is_empty() {
                out.line(format!("  {}", figure.note))?;
            }
            out.line("")?;
        }
        Ok(())
    })
}
