//! Figures on paper: the tables of a report, with what each means below it.
//!
//! In English whatever the window speaks, as the definitions are.

use hashmend_core::review::{ReportColumn, ReportSection, ReportValue, ReviewReport, Unit};
use hashmend_core::{Result, Store};
use hashmend_paper::{Block, Column, Language, Report, Section, Sheet};

use crate::unset;

/// The PDF of a report.
///
/// # Errors
/// When the desk's name cannot be read.
pub fn review(store: &Store, report: &ReviewReport) -> Result<Vec<u8>> {
    let desk = store.desk()?.name;
    hashmend_paper::report(&paper(report, desk)).map_err(unset)
}

fn paper(report: &ReviewReport, desk: String) -> Report {
    Report {
        sheet: Sheet {
            title: report.title.clone(),
            desk,
            language: Language::En,
            made_at: report.made_at.to_datetime(),
        },
        subtitle: report.subtitle.clone(),
        facts: Vec::new(),
        sections: report.sections.iter().map(section).collect(),
    }
}

fn section(section: &ReportSection) -> Section {
    let folded = folded(&section.columns);
    let columns = folded
        .iter()
        .map(|&(at, _)| {
            let column = &section.columns[at];
            let label = label(&column.key);
            match column.unit {
                Unit::Text | Unit::Day => Column::new(label),
                _ => Column::figures(label),
            }
        })
        .collect();
    let rows = section
        .rows
        .iter()
        .enumerate()
        .map(|(line, row)| {
            folded
                .iter()
                .map(|&(at, wide)| cell(&section.columns[at], &row[at..at + wide], line, at))
                .collect()
        })
        .collect();
    Section {
        heading: section.heading.clone(),
        blocks: vec![
            Block::Table {
                columns,
                rows,
                total: Vec::new(),
                empty: "Nothing yet.".into(),
            },
            Block::Note {
                text: section.note.clone(),
            },
        ],
    }
}

/// The columns by where each begins and how many of the report's it takes: a share, its interval
/// and of how many stand in one.
fn folded(columns: &[ReportColumn]) -> Vec<(usize, usize)> {
    let mut folded = Vec::new();
    let mut at = 0;
    while at < columns.len() {
        let is_interval = columns[at].unit == Unit::Share
            && columns.get(at + 1..at + 4).is_some_and(|next| {
                next.iter()
                    .zip(["low", "high", "of"])
                    .all(|(column, end)| column.key.ends_with(end))
            });
        let wide = if is_interval { 4 } else { 1 };
        folded.push((at, wide));
        at += wide;
    }
    folded
}

/// `p80_working_days` as it is read: `P80 working days`; `usd_per_ths` is `USD per TH/s`.
fn label(key: &str) -> String {
    let words: Vec<&str> = key
        .split('_')
        .map(|word| match word {
            "usd" => "USD",
            "ths" => "TH/s",
            "ntf" => "NTF",
            word => word,
        })
        .collect();
    let mut label = words.join(" ");
    if let Some(first) = label.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    label
}

/// Whether a column holds what somebody chose to be called.
fn is_name(key: &str) -> bool {
    matches!(
        key,
        "person" | "rig" | "center" | "customer" | "site" | "model"
    )
}

/// `awaiting_approval` as it is read.
fn plain(text: String) -> String {
    let is_key = !text.is_empty()
        && text
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    if is_key { label(&text) } else { text }
}

fn cell(column: &ReportColumn, values: &[ReportValue], line: usize, at: usize) -> String {
    if let [share, low, high, of] = values {
        return match share {
            ReportValue::Number(_) => format!(
                "{} ({} to {}) of {}",
                share.shown(Unit::Share),
                low.shown(Unit::Share),
                high.shown(Unit::Share),
                of.shown(Unit::Count)
            ),
            _ => format!("none of {}", of.shown(Unit::Count)),
        };
    }
    match values.first() {
        // The first row is of all, others without a name are of what is not known.
        Some(ReportValue::None(())) if at == 0 && column.unit == Unit::Text => {
            if line == 0 { "All" } else { "Not known" }.into()
        }
        Some(ReportValue::None(())) if !matches!(column.unit, Unit::Text | Unit::Day) => "-".into(),
        Some(value) if is_name(&column.key) => value.shown(column.unit),
        Some(value) => plain(value.shown(column.unit)),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_read_as_words_and_names_stay() {
        assert_eq!(label("usd_per_ths"), "USD per TH/s");
        assert_eq!(plain("awaiting_approval".into()), "Awaiting approval");
        assert_eq!(plain("ZeusBTC".into()), "ZeusBTC");
    }
}
