//! What a test must hold: `data/test_templates.csv`, and the desk's own.

use std::sync::LazyLock;

use rusqlite::Connection;
use serde::{Deserialize, Serialize};

use super::{Measure, TemplateQuery};
use crate::error::Result;
use crate::finding::Component;
use crate::overlaid::{self, Overlaid};
use crate::ticket::TestKind;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct TestTemplate {
    pub code: String,
    pub name: String,
    pub kind: TestKind,
    pub component: Component,
    /// The model it is for; empty: any.
    pub model: String,
    /// A shorter run has not passed.
    pub minutes: u32,
    pub checks: Vec<TestCheck>,
    /// Who says so, or that it is the desk's own default.
    pub source: String,
    #[serde(default)]
    pub is_own: bool,
    /// Whether one ships under its code: then the desk's own can be taken out for it.
    #[serde(default)]
    pub is_shipped: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct TestCheck {
    pub measure: Measure,
    /// For what is seen: what is asked. Empty otherwise.
    pub label: String,
    pub min: Option<f64>,
    pub max: Option<f64>,
    /// Whether the limits are percent of what is expected.
    pub of_expected: bool,
}

#[derive(Debug, Deserialize)]
struct Row {
    code: String,
    name: String,
    kind: TestKind,
    component: Component,
    model: String,
    minutes: u32,
    checks: String,
    source: String,
}

static SHIPPED: LazyLock<Vec<TestTemplate>> = LazyLock::new(|| {
    csv::Reader::from_reader(include_str!("../../../../data/test_templates.csv").as_bytes())
        .deserialize()
        .filter_map(|row: std::result::Result<Row, _>| row.ok().and_then(template))
        .collect()
});

fn template(row: Row) -> Option<TestTemplate> {
    Some(TestTemplate {
        checks: row.checks.split(';').map(check).collect::<Option<_>>()?,
        code: row.code,
        name: row.name,
        kind: row.kind,
        component: row.component,
        model: row.model,
        minutes: row.minutes,
        source: row.source,
        is_own: false,
        is_shipped: false,
    })
}

/// `mean_ths>=95%`, `chip_c<=95`, or `seen:No corrosion`.
fn check(text: &str) -> Option<TestCheck> {
    let text = text.trim();
    if let Some(label) = text.strip_prefix("seen:") {
        return Some(TestCheck {
            measure: Measure::Seen,
            label: label.trim().to_owned(),
            min: None,
            max: None,
            of_expected: false,
        });
    }
    let (is_min, (measure, limit)) = match text.split_once(">=") {
        Some(parts) => (true, parts),
        None => (false, text.split_once("<=")?),
    };
    let number = limit.trim_end_matches('%');
    let value: f64 = number.trim().parse().ok()?;
    Some(TestCheck {
        measure: measure.trim().parse().ok()?,
        label: String::new(),
        min: is_min.then_some(value),
        max: (!is_min).then_some(value),
        of_expected: number.len() < limit.len(),
    })
}

impl Overlaid for TestTemplate {
    const WHAT: &'static str = "a test template";
    const OWN: &'static str = "SELECT row FROM test_template ORDER BY code";
    const OWN_BY_CODE: &'static str = "SELECT row FROM test_template WHERE code = ?1";

    fn shipped() -> &'static [Self] {
        &SHIPPED
    }

    fn code(&self) -> &str {
        &self.code
    }

    fn mark_shipped(&mut self) {
        self.is_shipped = true;
    }
}

/// The templates in force that suit, those for the very model first.
pub(super) fn all(conn: &Connection, query: &TemplateQuery) -> Result<Vec<TestTemplate>> {
    let mut templates: Vec<TestTemplate> = overlaid::all(conn)?;
    templates.retain(|template| {
        query.component.is_none_or(|of| of == template.component)
            && query.kind.is_none_or(|kind| kind == template.kind)
            && query.model.as_ref().is_none_or(|model| {
                template.model.is_empty() || template.model.eq_ignore_ascii_case(model)
            })
    });
    templates.sort_by_key(|template| template.model.is_empty());
    Ok(templates)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shipped_template_can_be_read_and_says_where_it_comes_from() {
        let rows: Vec<Row> = csv::Reader::from_reader(
            include_str!("../../../../data/test_templates.csv").as_bytes(),
        )
        .deserialize()
        .collect::<Result<_, _>>()
        .unwrap();

        for row in rows {
            let code = row.code.clone();
            let template = template(row).unwrap_or_else(|| panic!("{code}: its checks"));
            assert!(!template.source.is_empty(), "{code}");
            assert!(template.minutes > 0, "{code}");
        }
    }

    #[test]
    fn a_limit_in_percent_is_of_what_is_expected() {
        let share = check("mean_ths>=95%").unwrap();
        let heat = check(" chip_c<=95").unwrap();

        assert_eq!((share.min, share.of_expected), (Some(95.0), true));
        assert_eq!((heat.max, heat.of_expected), (Some(95.0), false));
        assert!(check("volts>=3").is_none());
    }
}
