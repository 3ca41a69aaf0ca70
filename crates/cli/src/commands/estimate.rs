//! Where to send: the comparison in a terminal.

use hashmend_core::device::DeviceKind;
use hashmend_core::estimate::{Assumptions, Comparison, Question, RouteAnswer, WhatIf};

use crate::Done;
use crate::args::Estimate;
use crate::desk::{self, Desk};
use crate::out::Out;
use crate::words::{count, days, spoken, usd};

pub fn run(desk: &Desk, asked: &Estimate, out: &mut Out) -> Done {
    let store = desk.open()?;
    let question = if let Some(text) = &asked.rma {
        Question::Rma {
            id: desk::rma(&store, text)?,
        }
    } else if let Some(text) = &asked.ticket {
        Question::Ticket {
            id: desk::ticket(&store, text)?,
        }
    } else {
        Question::WhatIf {
            what: WhatIf {
                model_id: asked
                    .model
                    .as_deref()
                    .map(|text| desk::model(&store, text).map(|model| model.id))
                    .transpose()?,
                component: asked.component.unwrap_or(DeviceKind::Miner),
                warranty_class: asked.warranty,
                level: asked.level,
                from_site: asked
                    .from
                    .as_deref()
                    .map(|text| desk::site(&store, text))
                    .transpose()?,
                quantity: asked.qty,
                on: asked.on,
            },
        }
    };
    let assumptions = Assumptions {
        hashprice_usd_per_ph_day: asked.hashprice,
        ..Assumptions::default()
    };
    let answer = store.where_to_send(&question, &assumptions, desk.act.now)?;
    out.answer(&answer, |out| say(&answer, out))
}

fn say(answer: &Comparison, out: &mut Out) -> Done {
    out.line(format!(
        "{}, {}",
        answer.subject,
        count(answer.quantity.into(), "unit")
    ))?;
    out.line(format!(
        "hashprice ${:.2} per PH/s and day since {}: {}",
        answer.hashprice_usd_per_ph_day, answer.hashprice_from, answer.hashprice_source
    ))?;
    out.line("")?;
    let rows: Vec<Vec<String>> = answer
        .routes
        .iter()
        .map(|route| {
            vec![
                route.center.clone(),
                route.region.to_string(),
                format!("{} ({})", route.range.p50_on, days(route.range.p50)),
                format!("{} ({})", route.range.p80_on, days(route.range.p80)),
                format!("{} ({})", route.range.p95_on, days(route.range.p95)),
                usd(route.cost_p50.total),
                usd(route.cost_p80.total),
                format!("{:.0} %", route.p_cheapest * 100.0),
                format!("{:.0} %", route.p_first * 100.0),
            ]
        })
        .collect();
    out.table(
        &[
            "center",
            "region",
            "back as likely as not",
            "back 4 times in 5",
            "back 19 times in 20",
            "cost p50",
            "cost p80",
            "cheapest",
            "first",
        ],
        &rows,
    )?;
    out.line("days are door to door; costs are US dollars per unit, lost hashing included")?;
    for route in &answer.routes {
        out.line("")?;
        say_route(route, out)?;
    }
    if !answer.not_asked.is_empty() {
        out.line("")?;
    }
    for other in &answer.not_asked {
        out.line(format!("not in question: {}: {}", other.center, other.why))?;
    }
    out.line("")?;
    out.line(&answer.break_even)?;
    for note in &answer.notes {
        out.line(note)?;
    }
    Ok(())
}

fn say_route(route: &RouteAnswer, out: &mut Out) -> Done {
    out.line(format!(
        "{} ({}), out by {}, back by {}; rests on {}",
        route.center,
        route.region,
        spoken(route.mode_out.as_str()),
        spoken(route.mode_back.as_str()),
        route.basis.text
    ))?;
    let stages: Vec<Vec<String>> = route
        .stages
        .iter()
        .map(|stage| {
            vec![
                format!("  {}", spoken(stage.stage.as_str())),
                spoken(stage.holder.as_str()),
                format!("{:.0} %", stage.entered * 100.0),
                format!("{:.1}", stage.p50),
                format!("{:.1}", stage.p80),
                format!("{:.1}", stage.p95),
                stage.evidence.clone(),
            ]
        })
        .collect();
    out.table(
        &[
            "  stage", "held by", "entered", "p50", "p80", "p95", "evidence",
        ],
        &stages,
    )?;
    let cost = &route.cost_p50;
    out.line(format!(
        "  fee {}, freight {} out and {} back, brokerage {}, duty {}, lost hashing {}: {} at p50",
        usd(cost.fee),
        usd(cost.freight_out),
        usd(cost.freight_back),
        usd(cost.brokerage),
        usd(cost.duty),
        usd(cost.lost_hashing),
        usd(cost.total),
    ))?;
    if !route.fee_note.is_empty() {
        out.line(format!("  {}", route.fee_note))?;
    }
    if let Some(duty) = &route.duty {
        out.line(format!(
            "  duty: HTSUS {}, {} % of the repair value on {} ({})",
            duty.hts,
            duty.rate * 100.0,
            duty.on,
            duty.source
        ))?;
    }
    for warning in &route.warnings {
        out.line(format!("  note: {warning}"))?;
    }
    Ok(())
}
