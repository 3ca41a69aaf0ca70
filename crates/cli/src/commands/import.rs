//! Bringing in devices and history.

use hashmend_core::Timestamp;
use hashmend_core::device::take_in::{
    ListDefaults, ListPurpose, ListSource, TakeIn, TakeInSummary, Taken, TakenRow, VerdictKind,
};
use hashmend_core::history::{BroughtIn, PastPreview, save_left_out};
use serde::Serialize;

use crate::args::{Import, ImportDevices, ImportEvents};
use crate::desk::{self, Desk};
use crate::out::{Out, progress, remark};
use crate::words::{count, spoken};
use crate::{Done, refused};

pub fn run(desk: &Desk, what: &Import, out: &mut Out) -> Done {
    match what {
        Import::Devices(asked) => devices(desk, asked, out),
        Import::Events(asked) => events(desk, asked, out),
    }
}

#[derive(Serialize)]
struct Answer<'a> {
    summary: &'a TakeInSummary,
    /// Rows that need a look.
    rows: &'a [TakenRow],
    taken: Option<&'a Taken>,
}

fn devices(desk: &Desk, asked: &ImportDevices, out: &mut Out) -> Done {
    let mut store = desk.open()?;
    let defaults = ListDefaults {
        owner_id: asked
            .customer
            .as_deref()
            .map(|text| desk::customer(&store, text))
            .transpose()?,
        site_id: asked
            .site
            .as_deref()
            .map(|text| desk::site(&store, text))
            .transpose()?,
        model_id: asked
            .model
            .as_deref()
            .map(|text| desk::model(&store, text).map(|model| model.id))
            .transpose()?,
        kind: None,
    };
    let columns = asked.columns.as_deref().map(fields);
    let source = ListSource::File {
        path: asked.file.display().to_string(),
    };
    let list = store.read_list(
        &source,
        ListPurpose::Fleet,
        columns.as_deref(),
        &defaults,
        &desk.act,
        &mut progress("reading"),
    )?;
    let summary = list.summary();
    let rows = doubtful(&list);
    let taken = if asked.dry_run {
        None
    } else {
        Some(store.take_over(&list, None, &desk.act, &mut progress("taking over"))?)
    };
    out.answer(
        &Answer {
            summary: &summary,
            rows: &rows,
            taken: taken.as_ref(),
        },
        |out| {
            say_columns(&summary, out)?;
            say_verdicts(&summary, &rows, out)?;
            match &taken {
                None => out.line(format!(
                    "dry run: {} of {} would be taken over",
                    summary.to_take,
                    count(summary.rows.into(), "row")
                )),
                Some(taken) => out.line(format!(
                    "{} added, {} changed, {} unchanged, {} left out; action {}",
                    taken.added, taken.changed, taken.unchanged, taken.left_out, taken.action
                )),
            }
        },
    )?;
    // A list that is in the fleet already is no failure: the same file twice changes nothing.
    let known = summary
        .counts
        .iter()
        .any(|counted| counted.kind == VerdictKind::Known && counted.rows > 0);
    match taken {
        Some(taken) if !known && taken.added + taken.changed + taken.unchanged == 0 => {
            Err(refused("no row could be taken over; see the verdicts"))
        }
        _ => Ok(()),
    }
}

/// Rows to look at, the first thousand.
pub fn doubtful(list: &TakeIn) -> Vec<TakenRow> {
    const MOST: usize = 1_000;
    let mut rows: Vec<TakenRow> = VerdictKind::ALL
        .iter()
        .filter(|kind| !matches!(kind, VerdictKind::New | VerdictKind::Known))
        .flat_map(|&kind| list.rows(Some(kind), 0, MOST as u32))
        .collect();
    rows.sort_by_key(|row| row.row);
    rows.dedup_by_key(|row| row.row);
    rows.truncate(MOST);
    rows
}

fn say_columns(summary: &TakeInSummary, out: &mut Out) -> Done {
    for column in summary
        .columns
        .iter()
        .filter(|column| !column.field.is_empty())
    {
        out.line(format!(
            "column \"{}\" is the {} ({})",
            column.header,
            spoken(&column.field),
            column.how
        ))?;
    }
    if let Some(before) = &summary.seen_before {
        out.line(before)?;
    }
    for note in &summary.notes {
        out.line(note)?;
    }
    Ok(())
}

pub fn say_verdicts(summary: &TakeInSummary, rows: &[TakenRow], out: &mut Out) -> Done {
    const SHOWN: usize = 20;
    for counted in &summary.counts {
        out.line(format!(
            "{}: {}",
            spoken(counted.kind.as_str()),
            count(counted.rows.into(), "row")
        ))?;
    }
    for row in rows.iter().take(SHOWN) {
        for verdict in row
            .verdicts
            .iter()
            .filter(|verdict| !matches!(verdict.kind, VerdictKind::New | VerdictKind::Known))
        {
            out.line(format!(
                "  row {}, {}: {}",
                row.row,
                spoken(&verdict.field),
                verdict.said
            ))?;
        }
    }
    if rows.len() > SHOWN {
        out.line(format!(
            "  and {} more; --json lists them",
            count((rows.len() - SHOWN) as u64, "row")
        ))?;
    }
    Ok(())
}

/// `serial,model,,mac` as fields.
fn fields(columns: &str) -> Vec<String> {
    columns
        .split(',')
        .map(|field| field.trim().to_owned())
        .collect()
}

#[derive(Serialize)]
struct PastAnswer<'a> {
    #[serde(flatten)]
    brought: &'a BroughtIn,
    preview: &'a PastPreview,
}

fn events(desk: &Desk, asked: &ImportEvents, out: &mut Out) -> Done {
    let mut store = desk.open()?;
    let columns = asked.columns.as_deref().map(fields);
    let source = ListSource::File {
        path: asked.file.display().to_string(),
    };
    let past = store.read_past(
        &source,
        columns.as_deref(),
        &desk.act,
        &mut progress("reading"),
    )?;
    let preview = store.preview_past(&past, &mut progress("looking"))?;
    let brought =
        store.bring_in_past(&past, asked.dry_run, &desk.act, &mut progress("importing"))?;
    if let Some(path) = &asked.left_out {
        save_left_out(&brought.problems, path)?;
    }
    out.answer(
        &PastAnswer {
            brought: &brought,
            preview: &preview,
        },
        |out| {
            say_past(&preview, out)?;
            say_brought(&brought, asked.dry_run, out)
        },
    )?;
    if brought.rows > 0 && brought.added + brought.known + brought.grown == 0 {
        remark("hashmend: no case could be brought in; see the problems");
        return Err(crate::Stop::Partly);
    }
    Ok(())
}

fn say_past(preview: &PastPreview, out: &mut Out) -> Done {
    let day = |at: Option<Timestamp>| at.map_or_else(String::new, |at| at.date().to_string());
    out.line(format!(
        "{}, {}: {}, {} closed and {} open, from {} to {} ({})",
        if preview.is_sheet {
            "a sheet of repairs"
        } else {
            "an event log"
        },
        count(preview.rows.into(), "row"),
        count(preview.cases.into(), "case"),
        preview.closed,
        preview.open,
        day(preview.from_at),
        day(preview.until_at),
        count(preview.months.into(), "month"),
    ))?;
    for column in &preview.columns {
        if let Some(field) = column.field {
            out.line(format!(
                "column \"{}\" is the {} ({})",
                column.header,
                spoken(field.as_str()),
                column.how
            ))?;
        }
    }
    for stage in &preview.stages {
        let of_ours = match stage.stage {
            Some(ours) => spoken(ours.as_str()),
            None => "no stage of a ticket, left out".to_owned(),
        };
        out.line(format!(
            "stage {}: {} ({of_ours})",
            stage.name,
            count(stage.stays.into(), "stay")
        ))?;
    }
    for center in &preview.centers {
        let known = if center.known { "" } else { ", new" };
        out.line(format!(
            "center {}: {}{known}",
            center.name,
            count(center.cases.into(), "case")
        ))?;
    }
    for warning in &preview.warnings {
        out.line(format!("warning: {warning}"))?;
    }
    Ok(())
}

fn say_brought(brought: &BroughtIn, dry_run: bool, out: &mut Out) -> Done {
    const SHOWN: usize = 20;
    out.line(format!(
        "{} read, {}: {} {}, {} grown, {} known already, {} left out",
        count(brought.rows.into(), "row"),
        count(brought.cases.into(), "case"),
        brought.added,
        if dry_run { "would be added" } else { "added" },
        brought.grown,
        brought.known,
        brought.left_out
    ))?;
    for problem in brought.problems.iter().take(SHOWN) {
        out.line(format!("  {problem}"))?;
    }
    if brought.problem_count as usize > SHOWN {
        out.line(format!(
            "  and {} more; --left-out writes them to a file",
            count(u64::from(brought.problem_count) - SHOWN as u64, "problem")
        ))?;
    }
    for note in &brought.notes {
        out.line(note)?;
    }
    if let Some(action) = brought.action {
        out.line(format!("action {action}"))?;
    }
    Ok(())
}
