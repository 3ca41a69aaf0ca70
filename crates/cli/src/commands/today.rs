//! What needs a person now, and the deadlines behind it.

use chrono::NaiveDate;
use hashmend_core::radar::{Deadline, DeadlineQuery, DeadlinesOfKind};
use hashmend_core::search::Count;
use hashmend_core::ticket::TicketRow;
use hashmend_core::today::{Today, TodayQuery};

use super::ticket;
use crate::Done;
use crate::desk::Desk;
use crate::out::Out;
use crate::words::{count, days, grouped, spoken};

pub fn today(desk: &Desk, out: &mut Out) -> Done {
    let today = desk.open()?.today(&TodayQuery::default(), &desk.act)?;
    out.answer(&today, |out| say(&today, out))
}

fn say(today: &Today, out: &mut Out) -> Done {
    let piles: [(&str, &Count, &[TicketRow]); 6] = [
        ("yours", &today.mine.count, &today.mine.rows),
        ("overdue", &today.overdue.count, &today.overdue.rows),
        (
            "past what was promised",
            &today.promise_passed.count,
            &today.promise_passed.rows,
        ),
        ("at risk", &today.at_risk.count, &today.at_risk.rows),
        ("untouched", &today.untouched.count, &today.untouched.rows),
        ("back, not checked", &today.back.count, &today.back.rows),
    ];
    let mut quiet = true;
    for (name, of, rows) in piles {
        if of.count == 0 {
            continue;
        }
        quiet = false;
        head(out, name, of)?;
        let cells: Vec<Vec<String>> = rows.iter().map(ticket::row_of).collect();
        out.table(ticket::HEAD, &cells)?;
        out.line("")?;
    }
    for held in &today.held {
        quiet = false;
        out.line(format!(
            "on hold, the time is the {}'s: {}, the oldest for {}",
            held.holder,
            figure(&held.count),
            days(today.at.days_since(held.oldest))
        ))?;
    }
    if !today.held.is_empty() {
        out.line("")?;
    }
    if !today.deadlines.is_empty() {
        quiet = false;
        tell(&today.deadlines, out)?;
    }
    if today.drafts.count.count > 0 {
        quiet = false;
        head(out, "drafts left lying", &today.drafts.count)?;
        let cells: Vec<Vec<String>> = today
            .drafts
            .rows
            .iter()
            .map(|rma| {
                vec![
                    rma.number.clone(),
                    rma.customer.clone().unwrap_or_default(),
                    count(rma.units.into(), "unit"),
                    days(today.at.days_since(rma.touched_at)),
                ]
            })
            .collect();
        out.table(&["rma", "customer", "units", "untouched for"], &cells)?;
    }
    if quiet {
        out.line("nothing needs a person now")?;
    }
    Ok(())
}

pub fn deadlines(desk: &Desk, ahead: u16, out: &mut Out) -> Done {
    let asked = DeadlineQuery {
        days: ahead,
        ..DeadlineQuery::default()
    };
    let kinds = desk.open()?.deadlines(&asked, &desk.act)?;
    out.answer(&kinds, |out| {
        if kinds.is_empty() {
            return out.line(format!(
                "no deadline in the next {}",
                count(ahead.into(), "day")
            ));
        }
        tell(&kinds, out)
    })
}

fn tell(kinds: &[DeadlinesOfKind], out: &mut Out) -> Done {
    for of in kinds {
        head(out, &spoken(of.kind.as_str()), &of.count)?;
        let cells: Vec<Vec<String>> = of.rows.iter().map(line).collect();
        out.table(
            &["day", "left", "unit", "ticket", "rule", "what to do"],
            &cells,
        )?;
        out.line("")?;
    }
    Ok(())
}

fn line(row: &Deadline) -> Vec<String> {
    vec![
        row.day.to_string(),
        match row.days_left {
            0 => "today".into(),
            left if left < 0 => format!("{} late", count(left.unsigned_abs().into(), "day")),
            left => count(left.unsigned_abs().into(), "day"),
        },
        row.serial.clone().unwrap_or_else(|| row.device.clone()),
        row.ticket.clone().unwrap_or_default(),
        rule(row),
        spoken(row.advice.as_str()),
    ]
}

fn rule(row: &Deadline) -> String {
    let Some(rule) = &row.rule else {
        return row
            .stated_by
            .clone()
            .unwrap_or_else(|| "set by hand".into());
    };
    let kind = if rule.business_days {
        "working day"
    } else {
        "day"
    };
    let from: NaiveDate = rule.from;
    let edited = if rule.edited { ", edited" } else { "" };
    format!(
        "{}: {} from {from}{edited}",
        rule.whose,
        count(rule.days.into(), kind)
    )
}

fn head(out: &mut Out, name: &str, of: &Count) -> Done {
    out.line(format!("{name}: {}", figure(of)))
}

fn figure(of: &Count) -> String {
    let more = if of.more { "+" } else { "" };
    format!("{}{more}", grouped(of.count.into()))
}
