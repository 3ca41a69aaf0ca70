//! A selection of a list written out in chosen columns, in the list's own order.

use std::io::{BufWriter, Write};
use std::ops::ControlFlow;
use std::path::Path;

use rusqlite::Connection;

use super::SheetFormat;
use super::sheet::{Cell, SheetWriter};
use crate::bulk::{Selection, go_on};
use crate::device::bulk::DeviceSelection;
use crate::device::take_in::OnProgress;
use crate::device::{DeviceQuery, DeviceRow};
use crate::error::{Error, Result};
use crate::id::RmaId;
use crate::part::{PartQuery, PartRow};
use crate::rma::{RmaQuery, RmaRow};
use crate::search::{MOST_ROWS, Page};
use crate::store::{Store, write_file};
use crate::text_enum::text_enum;
use crate::ticket::bulk::TicketSelection;
use crate::ticket::{TicketQuery, TicketRow};
use crate::time::Timestamp;

pub type RmaSelection = Selection<RmaId, RmaQuery>;

text_enum! {
    TicketColumn {
        Number = "number",
        Stage = "stage",
        Hold = "hold",
        Holder = "holder",
        Serial = "serial",
        Component = "component",
        Maker = "maker",
        Model = "model",
        Customer = "customer",
        Site = "site",
        Rma = "rma",
        Center = "center",
        Region = "region",
        Assignee = "assignee",
        Symptom = "symptom",
        Warranty = "warranty",
        Level = "level",
        Disposition = "disposition",
        AgeDays = "age_days",
        StageDays = "stage_days",
        OpenedAt = "opened_at",
        StageSinceAt = "stage_since_at",
        TouchedAt = "touched_at",
        ClosedAt = "closed_at",
        DueOn = "due_on",
        ExpectedP50At = "expected_p50_at",
        ExpectedP80At = "expected_p80_at",
        Box = "box",
        Bounce = "bounce",
    }
}

text_enum! {
    DeviceColumn {
        Code = "code",
        Kind = "kind",
        Serial = "serial",
        Maker = "maker",
        Model = "model",
        Owner = "owner",
        Site = "site",
        Location = "location",
        Status = "status",
        WarrantyUntil = "warranty_until",
        OpenTicket = "open_ticket",
        Stage = "stage",
        Bounced = "bounced",
        AddedAt = "added_at",
        TouchedAt = "touched_at",
    }
}

text_enum! {
    RmaColumn {
        Number = "number",
        State = "state",
        Customer = "customer",
        Site = "site",
        Center = "center",
        Region = "region",
        VendorRmaNo = "vendor_rma_no",
        Units = "units",
        OpenUnits = "open_units",
        SlowestStage = "slowest_stage",
        AgeDays = "age_days",
        SubmittedAt = "submitted_at",
        ExpectedP50At = "expected_p50_at",
        ExpectedP80At = "expected_p80_at",
        TouchedAt = "touched_at",
    }
}

text_enum! {
    PartColumn {
        Number = "number",
        Name = "name",
        Kind = "kind",
        InStock = "in_stock",
        OfCustomers = "of_customers",
        Places = "places",
        ReorderAt = "reorder_at",
        LeadDays = "lead_days",
        Used = "used",
        UsedInDays = "used_in_days",
        LastsDays = "lasts_days",
        OrderBy = "order_by",
        ToOrder = "to_order",
        Supplier = "supplier",
        CostCents = "cost_cents",
        PriceCents = "price_cents",
        Fits = "fits",
        Note = "note",
    }
}

fn whole_days(from: Timestamp, to: Timestamp) -> Cell<'static> {
    Cell::Whole(to.days_since(from).max(0.0) as i64)
}

fn text(words: Option<&str>) -> Cell<'_> {
    words.map_or(Cell::Empty, |words| Cell::Text(words.into()))
}

fn word(word: Option<impl ToString>) -> Cell<'static> {
    word.map_or(Cell::Empty, |word| Cell::Word(word.to_string()))
}

impl TicketColumn {
    fn cell(self, row: &TicketRow, now: Timestamp) -> Cell<'_> {
        let until = row.closed_at.unwrap_or(now);
        match self {
            Self::Number => Cell::Word(row.number.clone()),
            Self::Stage => word(Some(row.stage)),
            Self::Hold => word(row.hold),
            Self::Holder => word(row.holder),
            Self::Serial => text(row.serial.as_deref()),
            Self::Component => word(Some(row.component)),
            Self::Maker => text(row.maker.as_deref()),
            Self::Model => text(row.model.as_deref()),
            Self::Customer => text(row.customer.as_deref()),
            Self::Site => text(row.site.as_deref()),
            Self::Rma => text(row.rma.as_deref()),
            Self::Center => text(row.center.as_deref()),
            Self::Region => word(row.region),
            Self::Assignee => text(row.assignee.as_deref()),
            Self::Symptom => text(Some(&row.symptom)),
            Self::Warranty => word(Some(row.warranty_class)),
            Self::Level => Cell::Whole(row.level.into()),
            Self::Disposition => word(row.disposition),
            Self::AgeDays => whole_days(row.opened_at, until),
            Self::StageDays => whole_days(row.stage_since, until),
            Self::OpenedAt => word(Some(row.opened_at)),
            Self::StageSinceAt => word(Some(row.stage_since)),
            Self::TouchedAt => word(Some(row.touched_at)),
            Self::ClosedAt => word(row.closed_at),
            Self::DueOn => word(row.due_on),
            Self::ExpectedP50At => word(row.promised_p50_at),
            Self::ExpectedP80At => word(row.promised_p80_at),
            Self::Box => text(row.box_label.as_deref()),
            Self::Bounce => word(row.is_bounce.then_some("yes")),
        }
    }
}

impl DeviceColumn {
    fn cell(self, row: &DeviceRow) -> Cell<'_> {
        let open = row.open_ticket.as_ref();
        match self {
            Self::Code => Cell::Word(row.code.clone()),
            Self::Kind => word(Some(row.kind)),
            Self::Serial => text(row.serial.as_deref()),
            Self::Maker => text(row.maker.as_deref()),
            Self::Model => text(row.model.as_deref()),
            Self::Owner => text(row.owner.as_deref()),
            Self::Site => text(row.site.as_deref()),
            Self::Location => text(row.location.as_deref()),
            Self::Status => text(row.status.as_deref()),
            Self::WarrantyUntil => word(row.warranty_until),
            Self::OpenTicket => word(open.map(|open| &open.number)),
            Self::Stage => word(open.map(|open| open.stage)),
            Self::Bounced => word(row.has_bounced.then_some("yes")),
            Self::AddedAt => word(Some(row.added_at)),
            Self::TouchedAt => word(Some(row.touched_at)),
        }
    }
}

impl RmaColumn {
    fn cell(self, row: &RmaRow, now: Timestamp) -> Cell<'_> {
        match self {
            Self::Number => text(Some(&row.number)),
            Self::State => word(Some(row.state)),
            Self::Customer => text(row.customer.as_deref()),
            Self::Site => text(row.site.as_deref()),
            Self::Center => text(row.center.as_deref()),
            Self::Region => word(row.region),
            Self::VendorRmaNo => text(row.vendor_rma_no.as_deref()),
            Self::Units => Cell::Whole(row.units.into()),
            Self::OpenUnits => Cell::Whole(row.open_units.into()),
            Self::SlowestStage => word(row.slowest),
            Self::AgeDays => row
                .submitted_at
                .map_or(Cell::Empty, |filed| whole_days(filed, now)),
            Self::SubmittedAt => word(row.submitted_at),
            Self::ExpectedP50At => word(row.promised_p50_at),
            Self::ExpectedP80At => word(row.promised_p80_at),
            Self::TouchedAt => word(Some(row.touched_at)),
        }
    }
}

impl PartColumn {
    fn cell(self, row: &PartRow) -> Cell<'_> {
        let part = &row.part;
        let pace = row.pace.as_ref();
        let whole = |n: Option<i64>| n.map_or(Cell::Empty, Cell::Whole);
        match self {
            Self::Number => text(Some(&part.number)),
            Self::Name => text(Some(&part.name)),
            Self::Kind => word(Some(part.kind)),
            Self::InStock => Cell::Whole(row.in_stock.into()),
            Self::OfCustomers => Cell::Whole(row.of_customers.into()),
            Self::Places => Cell::Text(places(row).into()),
            Self::ReorderAt => Cell::Whole(part.reorder_at.into()),
            Self::LeadDays => whole(part.lead_days.map(i64::from)),
            Self::Used => whole(pace.map(|pace| pace.used.into())),
            Self::UsedInDays => whole(pace.map(|pace| pace.days.into())),
            Self::LastsDays => whole(pace.map(|pace| pace.lasts_days.into())),
            Self::OrderBy => word(pace.and_then(|pace| pace.order_by)),
            Self::ToOrder => word(row.to_order.then_some("yes")),
            Self::Supplier => text(Some(&part.supplier)),
            Self::CostCents => whole(part.cost_cents.map(i64::from)),
            Self::PriceCents => whole(part.price_cents.map(i64::from)),
            Self::Fits => Cell::Text(part.fits.join("; ").into()),
            Self::Note => text(Some(&part.note)),
        }
    }
}

/// `Shelf A: 12; Drawer (Fjord Mining): 4`.
fn places(row: &PartRow) -> String {
    let each: Vec<String> = row
        .levels
        .iter()
        .map(|level| match &level.owner {
            Some(owner) => format!("{} ({owner}): {}", level.place, level.quantity),
            None => format!("{}: {}", level.place, level.quantity),
        })
        .collect();
    each.join("; ")
}

impl Store {
    /// As [`Store::export_tickets`], for the parts that a query finds, in its order.
    pub fn export_parts(
        &self,
        query: &PartQuery,
        columns: &[PartColumn],
        format: SheetFormat,
        path: &Path,
        now: Timestamp,
    ) -> Result<u64> {
        let out = Out {
            name: "parts",
            columns,
            format,
            path,
        };
        let mut rows = Some(self.parts(query, now)?);
        let total = rows.as_ref().map_or(0, |rows| rows.len() as u64);
        out.write(
            total,
            &mut |_, _| ControlFlow::Continue(()),
            || Ok(rows.take()),
            |column, row| column.cell(row),
        )
    }

    /// Write chosen tickets to a new file at `path`, which appears whole or not at all; the number
    /// of rows. Texts that a spreadsheet would run as a formula are made safe in CSV and XLSX.
    ///
    /// # Errors
    /// `Refused` when `path` exists already, `File` when it cannot be written, `Cancelled`.
    pub fn export_tickets(
        &self,
        selection: &TicketSelection,
        columns: &[TicketColumn],
        format: SheetFormat,
        path: &Path,
        now: Timestamp,
        progress: OnProgress<'_>,
    ) -> Result<u64> {
        let out = Out {
            name: "tickets",
            columns,
            format,
            path,
        };
        out.write_selection(
            &self.conn,
            selection,
            progress,
            |query| self.count_all_tickets(query, now),
            |ids| self.ticket_rows(ids),
            |query, after| {
                let query = TicketQuery {
                    after,
                    limit: MOST_ROWS,
                    ..query.clone()
                };
                self.tickets(&query, now)
            },
            |row| row.id,
            |column, row| column.cell(row, now),
        )
    }

    /// As [`Store::export_tickets`], for units.
    pub fn export_devices(
        &self,
        selection: &DeviceSelection,
        columns: &[DeviceColumn],
        format: SheetFormat,
        path: &Path,
        now: Timestamp,
        progress: OnProgress<'_>,
    ) -> Result<u64> {
        let out = Out {
            name: "devices",
            columns,
            format,
            path,
        };
        out.write_selection(
            &self.conn,
            selection,
            progress,
            |query| self.count_all_devices(query, now),
            |ids| self.device_rows(ids),
            |query, after| {
                let query = DeviceQuery {
                    after,
                    limit: MOST_ROWS,
                    ..query.clone()
                };
                self.devices(&query, now)
            },
            |row| row.id,
            |column, row| column.cell(row),
        )
    }

    /// As [`Store::export_tickets`], for RMAs.
    pub fn export_rmas(
        &self,
        selection: &RmaSelection,
        columns: &[RmaColumn],
        format: SheetFormat,
        path: &Path,
        now: Timestamp,
        progress: OnProgress<'_>,
    ) -> Result<u64> {
        let out = Out {
            name: "rmas",
            columns,
            format,
            path,
        };
        out.write_selection(
            &self.conn,
            selection,
            progress,
            |query| self.count_all_rmas(query, now),
            |ids| self.rma_rows(ids),
            |query, after| {
                let query = RmaQuery {
                    after,
                    limit: MOST_ROWS,
                    ..query.clone()
                };
                self.rmas(&query, now)
            },
            |row| row.id,
            |column, row| column.cell(row, now),
        )
    }
}

/// The rows of a selection, a thousand at a time.
struct Pages<'a, Id, Query> {
    selection: &'a Selection<Id, Query>,
    /// Of the ids, how many were read.
    read: usize,
    after: Option<String>,
    is_over: bool,
}

impl<'a, Id: PartialEq, Query> Pages<'a, Id, Query> {
    fn of(selection: &'a Selection<Id, Query>) -> Self {
        Self {
            selection,
            read: 0,
            after: None,
            is_over: false,
        }
    }

    fn next<Row>(
        &mut self,
        named: impl FnOnce(&[Id]) -> Result<Vec<Row>>,
        matching: impl FnOnce(&Query, Option<String>) -> Result<Page<Row>>,
        id: impl Fn(&Row) -> Id,
    ) -> Result<Option<Vec<Row>>> {
        if self.is_over {
            return Ok(None);
        }
        match self.selection {
            Selection::Ids(ids) => {
                let part = &ids[self.read..ids.len().min(self.read + MOST_ROWS as usize)];
                self.read += part.len();
                self.is_over = self.read == ids.len();
                named(part).map(Some)
            }
            Selection::Matching { query, except } => {
                let Page { mut rows, next } = matching(query, self.after.take())?;
                rows.retain(|row| !except.contains(&id(row)));
                self.is_over = next.is_none();
                self.after = next;
                Ok(Some(rows))
            }
        }
    }
}

struct Out<'a, Column> {
    name: &'static str,
    columns: &'a [Column],
    format: SheetFormat,
    path: &'a Path,
}

impl<Column: Copy + ToString> Out<'_, Column> {
    /// Every row of a selection: `named` reads those chosen one by one, `matching` a page of all
    /// that match.
    #[allow(
        clippy::too_many_arguments,
        reason = "what tells the three lists apart"
    )]
    fn write_selection<Id: PartialEq, Query, Row>(
        &self,
        conn: &Connection,
        selection: &Selection<Id, Query>,
        progress: OnProgress<'_>,
        count: impl FnOnce(&Query) -> Result<u64>,
        named: impl Fn(&[Id]) -> Result<Vec<Row>>,
        matching: impl Fn(&Query, Option<String>) -> Result<Page<Row>>,
        id: impl Fn(&Row) -> Id,
        cell: impl for<'r> Fn(Column, &'r Row) -> Cell<'r>,
    ) -> Result<u64> {
        // One state of the desk from the first row to the last.
        let _snapshot = conn.unchecked_transaction()?;
        let total = match selection {
            Selection::Ids(ids) => ids.len() as u64,
            Selection::Matching { query, except } => {
                count(query)?.saturating_sub(except.len() as u64)
            }
        };
        let mut pages = Pages::of(selection);
        self.write(total, progress, || pages.next(&named, &matching, &id), cell)
    }

    fn write<Row>(
        &self,
        total: u64,
        progress: OnProgress<'_>,
        mut next: impl FnMut() -> Result<Option<Vec<Row>>>,
        cell: impl for<'r> Fn(Column, &'r Row) -> Cell<'r>,
    ) -> Result<u64> {
        if self.columns.is_empty() {
            return Err(Error::invalid(
                "columns",
                "none is chosen",
                "at least one column",
            ));
        }
        let headers: Vec<String> = self.columns.iter().map(ToString::to_string).collect();
        let mut written = 0;
        write_file(self.path, |file| {
            let mut to = BufWriter::new(file);
            let mut sheet = SheetWriter::new(self.format, self.name, &headers, &mut to)?;
            while let Some(rows) = next()? {
                go_on(progress(written, total.max(written)))?;
                for row in &rows {
                    let cells: Vec<Cell<'_>> = self
                        .columns
                        .iter()
                        .map(|&column| cell(column, row))
                        .collect();
                    sheet.row(&cells)?;
                    written += 1;
                }
            }
            sheet.finish()?;
            to.flush().map_err(|source| Error::file(self.path, source))
        })
        .map_err(|error| match error {
            Error::File { source, .. } => Error::file(self.path, source),
            other => other,
        })?;
        // Once all is written there is nothing left to cancel.
        let _ = progress(written, written);
        Ok(written)
    }
}
