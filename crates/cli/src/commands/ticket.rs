//! Commands on tickets.

use hashmend_core::bulk::Selection;
use hashmend_core::id::TicketId;
use hashmend_core::ticket::bulk::TicketAct;
use hashmend_core::ticket::{Acted, MoveNote, TicketChanges, TicketPage, TicketQuery, TicketRow};
use hashmend_core::{Error, Store};

use crate::args::{Ticket, TicketFilters, TicketList, Which};
use crate::desk::{self, Desk};
use crate::out::{Out, progress, remark};
use crate::words::{count, days, instant, spoken};
use crate::{Done, Stop, refused};

pub fn run(desk: &Desk, what: &Ticket, out: &mut Out) -> Done {
    match what {
        Ticket::List(asked) => list(desk, asked, out),
        Ticket::Show { ticket } => show(desk, ticket, out),
        Ticket::Move {
            which,
            to,
            reason,
            disposition,
        } => {
            let note = MoveNote {
                reason: reason.clone(),
                disposition: *disposition,
            };
            act(desk, which, &TicketAct::Move { to: *to, note }, out)
        }
        Ticket::Assign { which, to, .. } => {
            let assignee = to.clone();
            act(desk, which, &TicketAct::Assign { assignee }, out)
        }
        Ticket::Hold {
            which,
            reason,
            holder,
            note,
        } => {
            let hold = TicketAct::Hold {
                reason: *reason,
                holder: *holder,
                note: note.clone(),
            };
            act(desk, which, &hold, out)
        }
        Ticket::Release { which } => act(desk, which, &TicketAct::Release, out),
    }
}

/// Refusals said one by one; more are counted by their reasons.
const MOST_SAID: u32 = 20;

fn act(desk: &Desk, which: &Which, what: &TicketAct, out: &mut Out) -> Done {
    let mut store = desk.open()?;
    let query = asked_for(&store, &which.filters)?;
    if which.matching {
        return act_on_all(&mut store, desk, query, what, out);
    }
    if query != TicketQuery::default() {
        return Err(refused(
            "filters are for all that match: add --matching, or name the tickets and leave the filters out",
        ));
    }
    let ids = which
        .tickets
        .iter()
        .map(|text| desk::ticket(&store, text))
        .collect::<Done<Vec<_>>>()?;
    let acted = act_on_named(&mut store, desk, &ids, what)?;
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

fn act_on_named(store: &mut Store, desk: &Desk, ids: &[TicketId], what: &TicketAct) -> Done<Acted> {
    let act = &desk.act;
    Ok(match what {
        TicketAct::Move { to, note } => store.move_tickets(ids, *to, note, act)?,
        TicketAct::Hold {
            reason,
            holder,
            note,
        } => store.hold_tickets(ids, *reason, *holder, note, act)?,
        TicketAct::Release => store.release_tickets(ids, act)?,
        TicketAct::Assign { assignee } => {
            let changes = TicketChanges {
                assignee: Some(assignee.clone().unwrap_or_default()),
                ..TicketChanges::default()
            };
            store.change_tickets(ids, &changes, act)?
        }
        TicketAct::SetCenter { center_id, lane_id } => {
            let changes = TicketChanges {
                center_id: Some(*center_id),
                lane_id: *lane_id,
                ..TicketChanges::default()
            };
            store.change_tickets(ids, &changes, act)?
        }
        TicketAct::SetDue { due_on } => {
            let changes = TicketChanges {
                due_on: *due_on,
                ..TicketChanges::default()
            };
            store.change_tickets(ids, &changes, act)?
        }
        TicketAct::SetBox { label } => {
            let changes = TicketChanges {
                box_label: Some(label.clone().unwrap_or_default()),
                ..TicketChanges::default()
            };
            store.change_tickets(ids, &changes, act)?
        }
    })
}

fn act_on_all(
    store: &mut Store,
    desk: &Desk,
    query: TicketQuery,
    what: &TicketAct,
    out: &mut Out,
) -> Done {
    let all = Selection::Matching {
        query,
        except: Vec::new(),
    };
    let report = store
        .act_on_tickets(&all, what, &desk.act, &mut progress("tickets"))?
        .report();
    if report.refused <= MOST_SAID {
        for refused in &report.listed {
            remark(format!("hashmend: {}: {}", refused.number, refused.why));
        }
    } else {
        for reason in &report.reasons {
            let tickets = count(reason.count.into(), "ticket");
            remark(format!("hashmend: {tickets}: {}", reason.why));
        }
    }
    out.answer(&report, |out| match report.action {
        Some(action) => out.line(format!(
            "{} done; action {action}",
            count(report.done.into(), "ticket"),
        )),
        None => Ok(()),
    })?;
    if report.refused == 0 {
        Ok(())
    } else {
        Err(Stop::Partly)
    }
}

/// What the filters of the command line ask for.
fn asked_for(store: &Store, asked: &TicketFilters) -> Done<TicketQuery> {
    let serials = match &asked.serials {
        None => Vec::new(),
        Some(path) => {
            let text = if desk::is_stdin(path) {
                std::io::read_to_string(std::io::stdin())?
            } else {
                std::fs::read_to_string(path).map_err(|source| Error::file(path, source))?
            };
            text.split_whitespace().map(str::to_owned).collect()
        }
    };
    Ok(TicketQuery {
        text: asked.text.clone().unwrap_or_default(),
        serials,
        open: match (asked.open, asked.closed) {
            (true, _) => Some(true),
            (_, true) => Some(false),
            _ => None,
        },
        stages: asked.stage.clone(),
        on_hold: asked.held.then_some(true),
        hold_reasons: asked.hold.clone(),
        holder: asked.held_by,
        rma_id: found(&asked.rma, |text| desk::rma(store, text))?,
        maker: asked.maker.clone(),
        model_id: found(&asked.model, |text| Ok(desk::model(store, text)?.id))?,
        customer_id: found(&asked.customer, |text| desk::customer(store, text))?,
        site_id: found(&asked.site, |text| desk::site(store, text))?,
        center_id: found(&asked.center, |text| {
            Ok(desk::center(store, text)?.center.id)
        })?,
        region: asked.region,
        assignee: asked.assignee.clone(),
        unassigned: asked.unassigned,
        warranty_class: asked.warranty,
        symptom_code: asked.symptom.clone(),
        age: asked.age,
        days_in_stage: asked.days_in_stage,
        due_within: asked.due_within,
        overdue: asked.overdue,
        promise_passed: asked.late,
        untouched_days: asked.untouched,
        bounce: asked.bounced.then_some(true),
        without_serial: asked.no_serial,
        without_photo: asked.no_photo,
        without_test: asked.no_test,
        box_label: asked.box_label.clone(),
        ..TicketQuery::default()
    })
}

fn found<T>(text: &Option<String>, find: impl FnOnce(&str) -> Done<T>) -> Done<Option<T>> {
    text.as_deref().map(find).transpose()
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
        sort: asked.sort,
        descending: !asked.ascending,
        ..asked_for(&store, &asked.filters)?
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
