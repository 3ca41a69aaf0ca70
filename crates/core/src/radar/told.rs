//! A deadline with all that a person needs to act on it.

use rusqlite::{Connection, params};

use super::find::Near;
use super::rules::Giver;
use super::{Advice, Deadline, DeadlineKind, DeadlineRule};
use crate::device::read::code_text;
use crate::error::Result;
use crate::ticket::{Stage, number_text};

pub(super) fn deadline(conn: &Connection, kind: DeadlineKind, near: &Near<'_>) -> Result<Deadline> {
    let mut statement = conn.prepare_cached(
        "SELECT d.number, coalesce(t.serial, d.serial), coalesce(m.name, d.model_text), coalesce(tp.name, p.name),
                coalesce(ts.name, s.name), d.location, d.warranty_from, t.number, t.stage, t.rma_id, r.number, c.name,
                (SELECT 1 FROM ticket AS o WHERE o.device_id = d.id AND o.closed_at IS NULL AND o.stage = 'draft')
         FROM device AS d
         LEFT JOIN device_model AS m ON m.id = d.model_id
         LEFT JOIN party AS p ON p.id = d.owner_id
         LEFT JOIN site AS s ON s.id = d.site_id
         LEFT JOIN ticket AS t ON t.id = ?2
         LEFT JOIN party AS tp ON tp.id = t.customer_id
         LEFT JOIN site AS ts ON ts.id = t.site_id
         LEFT JOIN rma AS r ON r.id = t.rma_id
         LEFT JOIN center AS c ON c.id = t.center_id
         WHERE d.id = ?1",
    )?;
    Ok(
        statement.query_row(params![near.device, near.ticket], |row| {
            let ticket: Option<i64> = row.get(7)?;
            let stage: Option<Stage> = row.get(8)?;
            let in_draft: Option<bool> = row.get(12)?;
            Ok(Deadline {
                kind,
                day: near.day,
                days_left: near.days_left,
                advice: advice(kind, in_draft == Some(true)),
                device_id: near.device,
                device: code_text(row.get(0)?),
                serial: row.get(1)?,
                model: row.get(2)?,
                customer: row.get(3)?,
                site: row.get(4)?,
                location: row.get(5)?,
                ticket_id: near.ticket,
                ticket: ticket.map(number_text),
                stage,
                rma_id: row.get(9)?,
                rma: row.get(10)?,
                center: row.get(11)?,
                rule: rule(near),
                stated_by: match (kind, near.rule) {
                    (DeadlineKind::Warranty, None) => row.get(6)?,
                    _ => None,
                },
            })
        })?,
    )
}

fn advice(kind: DeadlineKind, in_draft: bool) -> Advice {
    match kind {
        DeadlineKind::Due => Advice::Finish,
        DeadlineKind::Tracking => Advice::EnterTracking,
        DeadlineKind::Approval => Advice::AnswerQuote,
        DeadlineKind::Payment => Advice::PayQuote,
        DeadlineKind::Doa | DeadlineKind::SecondReturn | DeadlineKind::Warranty if in_draft => {
            Advice::SubmitDraft
        }
        DeadlineKind::Doa | DeadlineKind::SecondReturn | DeadlineKind::Warranty => {
            Advice::TestAndFile
        }
    }
}

fn rule(near: &Near<'_>) -> Option<DeadlineRule> {
    let (from, giver) = near.rule?;
    Some(match giver {
        Giver::Window(window) => DeadlineRule {
            whose: window.maker.clone(),
            by_center: window.by_center,
            days: giver.days(),
            business_days: window.business_days,
            from,
            source: window.source.clone(),
            note: window.note.clone(),
            edited: window.edited,
        },
        Giver::Center(sheet, days) => DeadlineRule {
            whose: sheet.center.name.clone(),
            by_center: true,
            days,
            business_days: false,
            from,
            source: sheet.center.source.clone(),
            note: String::new(),
            edited: !sheet.center.starter,
        },
    })
}
