//! Commands on tickets.

use hashmend_core::Store;
use hashmend_core::id::TicketId;
use hashmend_core::ticket::{Acted, MoveNote, TicketPage, TicketQuery, TicketRow};

use crate::args::{Ticket, TicketList};
use crate::desk::{self, Desk};
use crate::out::{Out, remark};
use crate::words::{count, days, instant, spoken};
use crate::{Done, Stop};

pub fn run(desk: &Desk, what: &Ticket, out: &mut Out) -> Done {
    match what {
        Ticket::List(asked) => list(desk, asked, out),
        Ticket::Show { ticket } => show(desk, ticket, out),
        Ticket::Move {
            tickets,
            to,
            reason,
            disposition,
        } => {
            let note = MoveNote {
                reason: reason.clone(),
                disposition: *disposition,
            };
            act(desk, tickets, out, |store, ids| {
                store.move_tickets(ids, *to, &note, &desk.act)
            })
        }
        Ticket::Hold {
            tickets,
            reason,
            holder,
            note,
        } => act(desk, tickets, out, |store, ids| {
            store.hold_tickets(ids, *reason, *holder, note, &desk.act)
        }),
        Ticket::Release { tickets } => act(desk, tickets, out, |store, ids| {
            store.release_tickets(ids, &desk.act)
        }),
    }
}

fn act(
    desk: &Desk,
    tickets: &[String],
    out: &mut Out,
    work: impl FnOnce(&mut Store, &[TicketId]) -> hashmend_core::Result<Acted>,
) -> Done {
    let mut store = desk.open()?;
    let ids = tickets
        .iter()
        .map(|text| desk::ticket(&store, text))
        .collect::<Done<Vec<_>>>()?;
    let acted = work(&mut store, &ids)?;
    for refused in &acted.refused {
        remark(format!("hashmend: {}: {}", refused.number, refused.why));
    }
    out.answer(&acted, |out| {
        if acted.done == 0 {
            return Ok(());
        }
        out.line(format!(
            "{} done; action {}",
            count(acted.done.into(), "ticket"),
            acted.action
        ))
    })?;
    if acted.refused.is_empty() {
        Ok(())
    } else {
        Err(Stop::Partly)
    }
}

pub const HEAD: &[&str] = &[
    "ticket", "serial", "model", "stage", "since", "hold", "center", "promised",
];

pub fn row_of(row: &TicketRow) -> Vec<String> {
    vec![
        row.number.clone(),
        row.serial.clone().unwrap_or_default(),
        row.model.clone().unwrap_or_default(),
        spoken(row.stage.as_str()),
        instant(row.stage_since),
        row.hold
            .map(|hold| spoken(hold.as_str()))
            .unwrap_or_default(),
        row.center.clone().unwrap_or_default(),
        row.promised_p80_at
            .map(|at| at.date().to_string())
            .unwrap_or_default(),
    ]
}

fn list(desk: &Desk, asked: &TicketList, out: &mut Out) -> Done {
    const PAGE: u32 = 500;
    let store = desk.open()?;
    let mut query = TicketQuery {
        text: asked.text.clone().unwrap_or_default(),
        open: match (asked.open, asked.closed) {
            (true, _) => Some(true),
            (_, true) => Some(false),
            _ => None,
        },
        stages: asked.stage.clone(),
        on_hold: asked.held.then_some(true),
        rma_id: asked
            .rma
            .as_deref()
            .map(|text| desk::rma(&store, text))
            .transpose()?,
        model_id: asked
            .model
            .as_deref()
            .map(|text| desk::model(&store, text).map(|model| model.id))
            .transpose()?,
        customer_id: asked
            .customer
            .as_deref()
            .map(|text| desk::customer(&store, text))
            .transpose()?,
        center_id: asked
            .center
            .as_deref()
            .map(|text| desk::center(&store, text).map(|sheet| sheet.center.id))
            .transpose()?,
        sort: asked.sort,
        descending: !asked.ascending,
        ..TicketQuery::default()
    };
    let wanted = match asked.limit {
        0 => usize::MAX,
        n => n as usize,
    };
    let mut rows: Vec<TicketRow> = Vec::new();
    let more = loop {
        query.limit = (wanted - rows.len()).min(PAGE as usize) as u32;
        let page = store.tickets(&query, desk.act.now)?;
        rows.extend(page.rows);
        match page.next {
            Some(next) if rows.len() < wanted => query.after = Some(next),
            next => break next.is_some(),
        }
    };
    out.answer(&rows, |out| {
        let cells: Vec<Vec<String>> = rows.iter().map(row_of).collect();
        out.table(HEAD, &cells)?;
        out.line(if more {
            format!(
                "the first {}; --limit 0 for all",
                count(rows.len() as u64, "ticket")
            )
        } else {
            count(rows.len() as u64, "ticket")
        })
    })
}

fn show(desk: &Desk, text: &str, out: &mut Out) -> Done {
    let store = desk.open()?;
    let page: TicketPage = store.ticket(desk::ticket(&store, text)?, &desk.act)?;
    out.answer(&page, |out| say(&page, out))
}

fn say(page: &TicketPage, out: &mut Out) -> Done {
    let row = &page.row;
    out.line(format!(
        "{}: {} {}, {} since {}{}",
        row.number,
        row.model.as_deref().unwrap_or("unknown model"),
        row.serial.as_deref().unwrap_or("without a serial"),
        spoken(row.stage.as_str()),
        instant(row.stage_since),
        match row.hold {
            Some(hold) => format!(", on hold for {}", spoken(hold.as_str())),
            None => String::new(),
        }
    ))?;
    for (what, name) in [
        ("rma", &row.rma),
        ("customer", &row.customer),
        ("site", &row.site),
        ("center", &row.center),
    ] {
        if let Some(name) = name {
            out.line(format!("{what}: {name}"))?;
        }
    }
    out.line(format!(
        "symptom: {}; {}: {}",
        row.symptom,
        spoken(row.warranty_class.as_str()),
        row.warranty_reason
    ))?;
    if let (Some(p50), Some(p80)) = (row.promised_p50_at, row.promised_p80_at) {
        out.line(format!(
            "promised: {} as likely as not, {} four times in five",
            p50.date(),
            p80.date()
        ))?;
    }
    let visits: Vec<Vec<String>> = page
        .visits
        .iter()
        .map(|visit| {
            vec![
                spoken(visit.stage.as_str()),
                instant(visit.entered_at),
                visit.left_at.map(instant).unwrap_or_else(|| "now".into()),
                days(visit.days),
                if visit.held_days > 0.0 {
                    days(visit.held_days)
                } else {
                    String::new()
                },
                visit.reason.clone().unwrap_or_default(),
            ]
        })
        .collect();
    out.line("")?;
    out.table(
        &["stage", "from", "to", "time", "of it held", "why"],
        &visits,
    )?;
    let next: Vec<String> = page
        .moves
        .iter()
        .filter(|option| option.allowed && !option.is_back)
        .map(|option| spoken(option.to.as_str()))
        .collect();
    if !next.is_empty() {
        out.line(format!("may go to: {}", next.join(", ")))?;
    }
    out.line("")?;
    for entry in &page.timeline {
        out.line(format!(
            "{}  {}: {}{}",
            instant(entry.at),
            entry.actor,
            entry.text,
            if entry.undone { " (undone)" } else { "" }
        ))?;
    }
    Ok(())
}
