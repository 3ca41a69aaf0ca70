//! What if: the open tickets in two worlds, in a terminal.

use std::fs;

use hashmend_core::estimate::{DaysBack, Fleet, Scenario, TwoWorlds};

use crate::args::WhatIf;
use crate::desk::Desk;
use crate::out::Out;
use crate::words::{count, usd};
use crate::{Done, refused};

/// No scenario is longer; what is, is another file.
const LONGEST: u64 = 1_000_000;

pub fn run(desk: &Desk, asked: &WhatIf, out: &mut Out) -> Done {
    let mut store = desk.open_taught()?;
    let known = store.scenarios(desk.act.now)?;
    let scenario = match (&asked.name, &asked.file) {
        (_, Some(file)) => read(file)?,
        (Some(name), None) => known
            .into_iter()
            .find(|scenario| scenario.name.eq_ignore_ascii_case(name.trim()))
            .ok_or_else(|| {
                refused(format!(
                    "no scenario is called \"{name}\"; `hashmend what-if` lists them"
                ))
            })?,
        (None, None) => {
            return out.answer(&known, |out| {
                for scenario in &known {
                    out.line(format!("{}\n  {}", scenario.name, scenario.note))?;
                }
                Ok(())
            });
        }
    };
    if asked.show {
        return out.json(&scenario);
    }
    if asked.save {
        let saved = store.save_scenario(&scenario, &desk.act)?;
        out.line(format!("saved as \"{}\"", saved.scenario.name))?;
    }
    let worlds = store.two_worlds(&Fleet::Open, &scenario.changes, desk.act.now)?;
    out.answer(&worlds, |out| say(&scenario, &worlds, out))
}

fn read(file: &std::path::Path) -> Done<Scenario> {
    let failed = |what: String| refused(format!("{}: {what}", file.display()));
    let long = fs::metadata(file)
        .map_err(|error| failed(error.to_string()))?
        .len();
    if long > LONGEST {
        return Err(failed(format!("{long} bytes are no scenario")));
    }
    let text = fs::read_to_string(file).map_err(|error| failed(error.to_string()))?;
    serde_json::from_str(&text).map_err(|error| failed(error.to_string()))
}

fn say(scenario: &Scenario, worlds: &TwoWorlds, out: &mut Out) -> Done {
    out.line(format!(
        "{}: {} open, {} touched",
        scenario.name,
        count(worlds.units.into(), "unit"),
        worlds.touched
    ))?;
    let (today, then) = (&worlds.today, &worlds.then);
    let figures = |name: &str, of: &dyn Fn(&DaysBack) -> f64| {
        let day = |days: &Option<DaysBack>| {
            days.as_ref()
                .map_or("-".into(), |d| format!("{:.1}", of(d)))
        };
        vec![name.to_owned(), day(&today.days), day(&then.days)]
    };
    let money = |name: &str, a: f64, b: f64| vec![name.to_owned(), usd(a), usd(b)];
    let hashing =
        |name: &str, a: f64, b: f64| vec![name.to_owned(), format!("{a:.1}"), format!("{b:.1}")];
    let rows = vec![
        figures("days, likely", &|days| days.p50),
        figures("days, 80 %", &|days| days.p80),
        figures("days, 95 %", &|days| days.p95),
        money(
            "lost hashing",
            today.cost.lost_hashing,
            then.cost.lost_hashing,
        ),
        money("fees", today.cost.fee, then.cost.fee),
        money("freight", today.cost.freight, then.cost.freight),
        money("duty", today.cost.duty, then.cost.duty),
        money("in all", today.cost.total, then.cost.total),
        hashing("PH/s back in 30 days", today.phs_30, then.phs_30),
        hashing("PH/s back in 60 days", today.phs_60, then.phs_60),
        hashing("PH/s back in 90 days", today.phs_90, then.phs_90),
    ];
    out.table(&["", "as it is", "then"], &rows)?;
    let p80 = |days: &Option<DaysBack>| {
        days.as_ref()
            .map_or("-".into(), |days| format!("{:.1}", days.p80))
    };
    let rows: Vec<Vec<String>> = worlds
        .centers
        .iter()
        .map(|center| {
            vec![
                center.center.clone(),
                format!("{:.0}", center.units_today),
                format!("{:.0}", center.units_then),
                p80(&center.today),
                p80(&center.then),
            ]
        })
        .collect();
    out.table(
        &["center", "units", "units then", "80 % days", "then"],
        &rows,
    )?;
    for left in &worlds.left_out {
        out.line(format!("{} left out: {}", left.units, left.why))?;
    }
    Ok(())
}
