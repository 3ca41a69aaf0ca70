//! Where to send: the comparison in a terminal.

use hashmend_core::device::DeviceKind;
use hashmend_core::estimate::{
    Assumptions, Comparison, EstimateRecord, FrozenEstimate, Mark, Question, RouteAnswer,
    StageClock, StageWhy, Tally, WhatIf, against_published,
};

use crate::Done;
use crate::args::{Estimate, EstimateWhat};
use crate::desk::{self, Desk};
use crate::out::Out;
use crate::words::{count, days, instant, spoken, usd};

pub fn run(desk: &Desk, asked: &Estimate, out: &mut Out) -> Done {
    match &asked.what {
        Some(EstimateWhat::Record { center }) => return record(desk, center.as_deref(), out),
        Some(EstimateWhat::Freeze {
            rma,
            ticket,
            center,
            note,
        }) => return freeze(desk, (rma.as_deref(), ticket.as_deref()), center, note, out),
        Some(EstimateWhat::Frozen) => {
            let all = desk.open()?.frozen_estimates(None)?;
            return out.answer(&all, |out| say_frozen(&all, out));
        }
        None => {}
    }
    let store = desk.open_taught()?;
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

fn freeze(
    desk: &Desk,
    of: (Option<&str>, Option<&str>),
    center: &str,
    note: &str,
    out: &mut Out,
) -> Done {
    let mut store = desk.open_taught()?;
    let question = match of {
        (Some(rma), _) => Question::Rma {
            id: desk::rma(&store, rma)?,
        },
        (None, ticket) => Question::Ticket {
            id: desk::ticket(&store, ticket.unwrap_or_default())?,
        },
    };
    let center = desk::center(&store, center)?.center.id;
    let usual = Assumptions::default();
    let frozen = store.freeze_estimate(&question, &usual, center, note, &desk.act)?;
    out.answer(&frozen, |out| {
        say_frozen(std::slice::from_ref(&frozen.estimate), out)
    })
}

fn say_frozen(all: &[FrozenEstimate], out: &mut Out) -> Done {
    let rows: Vec<Vec<String>> = all
        .iter()
        .map(|frozen| {
            vec![
                instant(frozen.made_at),
                frozen.made_by.clone(),
                frozen.number.clone().unwrap_or_else(|| "what-if".into()),
                frozen.center.clone(),
                frozen.p50_on.to_string(),
                frozen.p80_on.to_string(),
                frozen.p95_on.to_string(),
                frozen.note.clone(),
            ]
        })
        .collect();
    out.table(
        &[
            "when", "by", "for", "center", "likely", "80 %", "95 %", "note",
        ],
        &rows,
    )
}

fn record(desk: &Desk, center: Option<&str>, out: &mut Out) -> Done {
    let store = desk.open()?;
    let only = center
        .map(|text| desk::center(&store, text).map(|sheet| sheet.center.id))
        .transpose()?;
    let record = store.estimate_record(only, desk.act.now)?;
    out.answer(&record, |out| say_record(&record, out))
}

fn say_record(record: &EstimateRecord, out: &mut Out) -> Done {
    let whole = &record.whole;
    if whole.due == 0 {
        out.line(
            "no promise has come due yet; every filing freezes one, scored when its last unit is back",
        )?;
    }
    let share =
        |kept: Option<f64>| kept.map_or("-".into(), |kept| format!("{:.0} %", kept * 100.0));
    let row = |name: &str, tally: &Tally| {
        vec![
            name.to_owned(),
            tally.due.to_string(),
            share(tally.by_p50),
            share(tally.by_p80),
            share(tally.by_p95),
            tally
                .pinball_days
                .map_or("-".into(), |loss| format!("{loss:.2}")),
            tally.under_way.to_string(),
            tally.overdue.to_string(),
        ]
    };
    let mut rows = vec![row("all", whole)];
    rows.extend(
        record
            .centers
            .iter()
            .map(|center| row(&center.center, &center.tally)),
    );
    out.table(
        &[
            "center",
            "due",
            "by p50",
            "by p80",
            "by p95",
            "pinball days",
            "under way",
            "past p80",
        ],
        &rows,
    )
}

fn say(answer: &Comparison, out: &mut Out) -> Done {
    out.line(format!(
        "{}, {}",
        answer.subject,
        count(answer.quantity.into(), "unit")
    ))?;
    out.line(format!(
        "hashprice ${:.2} per PH/s and day, {}",
        answer.hashprice_usd_per_ph_day, answer.hashprice_basis
    ))?;
    out.line(answer.learning.to_string())?;
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
    out.line(answer.break_even.to_string())?;
    for note in &answer.notes {
        out.line(note.to_string())?;
    }
    Ok(())
}

fn say_why(route: &RouteAnswer, out: &mut Out) -> Done {
    let why = &route.why;
    let mark = |mark: Option<Mark>| match mark {
        Some(mark) => format!("{:.1} to {:.1}", mark.p50, mark.p80),
        None => "-".into(),
    };
    let row = |stage: &StageWhy| {
        vec![
            format!("  {}", spoken(stage.stage.as_str())),
            mark(Some(stage.published)),
            mark(stage.own),
            mark(Some(stage.blended)),
            match stage.clock {
                StageClock::Business => "working days",
                StageClock::Calendar => "days",
            }
            .into(),
            format!("{} and {}", stage.finished, stage.open),
            (stage.finished_everywhere + stage.open_everywhere).to_string(),
            format!("{:.0} %", stage.prior_share * 100.0),
            stage
                .against_published
                .map_or_else(String::new, against_published),
        ]
    };
    if why.stages.iter().any(|stage| stage.own.is_some()) {
        let rows: Vec<Vec<String>> = why.stages.iter().map(row).collect();
        out.table(
            &[
                "  p50 to p80",
                "published",
                "yours",
                "used",
                "of",
                "done and open",
                "at all centers",
                "published counts",
                "",
            ],
            &rows,
        )?;
    }
    out.line(format!("  {}", why.method))?;
    out.line(format!("  {}", why.recalibration))?;
    if let Some(customs) = &why.customs {
        out.line(format!("  {customs}"))?;
    }
    if let Some(caution) = &why.caution {
        out.line(format!("  {caution}"))?;
    }
    for otherwise in &why.would_change {
        out.line(format!("  {otherwise}"))?;
    }
    for near in &why.nearest {
        out.line(format!(
            "  like it: {} {} {}, closed on {}",
            near.number,
            if near.is_back {
                "took"
            } else {
                "was written off after"
            },
            days(near.days),
            near.closed_on,
        ))?;
    }
    out.line(format!(
        "  comes back repaired {:.0} %, no trouble found {:.0} %, beyond repair {:.0} %, quote declined {:.0} %",
        route.p_repaired * 100.0,
        route.p_ntf * 100.0,
        route.p_ber * 100.0,
        route.p_declined * 100.0,
    ))
}

fn say_route(route: &RouteAnswer, out: &mut Out) -> Done {
    out.line(format!(
        "{} ({}), out by {}, back by {}; rests on {}",
        route.center,
        route.region,
        spoken(route.mode_out.as_str()),
        spoken(route.mode_back.as_str()),
        route.basis
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
    say_why(route, out)?;
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
    out.line(format!("  {}", route.fee_note))?;
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
