//! Finding the deadlines: one indexed range per maker's model, or per center, and kind.

use std::ops::ControlFlow;

use chrono::{Days, NaiveDate};
use rusqlite::{Connection, Row, ToSql};

use super::rules::{Giver, Rules, local_day, models_of};
use super::{DeadlineKind, DeadlineQuery, DeadlinesOfKind, FURTHEST, told};
use crate::catalog::{APPROVAL, DOA, PAYMENT, REPAIRED, TRACKING, warranty_items};
use crate::device::DeviceKind;
use crate::error::Result;
use crate::id::{CenterId, DeviceId, TicketId};
use crate::place::{CenterKind, CenterSheet};
use crate::search::{Count, MOST_ROWS};
use crate::ticket::Stage;
use crate::time::Timestamp;

/// Counting stops here, kind by kind; more than this many is work for a list, not for a day.
const MOST_COUNTED: u32 = 1_000;

/// A deadline before its unit and ticket are looked up.
#[derive(Debug, Clone)]
pub(super) struct Near<'a> {
    pub device: DeviceId,
    pub ticket: Option<TicketId>,
    pub day: NaiveDate,
    pub days_left: i32,
    /// The day counting began and by whose rule; `None`: the day was stated.
    pub rule: Option<(NaiveDate, Giver<'a>)>,
}

#[derive(Debug, Default)]
struct Found<'a> {
    near: Vec<Near<'a>>,
    count: u32,
    more: bool,
    passed: u32,
}

/// The open tickets whose due day has passed, the longest overdue first, and how many there are.
pub(crate) fn overdue(
    conn: &Connection,
    limit: u32,
    now: Timestamp,
) -> Result<(Count, Vec<TicketId>)> {
    let rules = Rules::read(conn)?;
    let look = Look {
        conn,
        rules: &rules,
        now,
        ahead: -1,
        limit: limit.clamp(1, MOST_ROWS) as usize,
        overdue: true,
    };
    let mut found = look.due()?;
    found.near.sort_by_key(|near| (near.days_left, near.ticket));
    let ids = found.near.iter().filter_map(|near| near.ticket);
    Ok((found.counted(), ids.take(look.limit).collect()))
}

/// All kinds asked for that have any; `overdue`: with what was due and is not done.
pub(crate) fn all(
    conn: &Connection,
    asked: &DeadlineQuery,
    overdue: bool,
    now: Timestamp,
) -> Result<Vec<DeadlinesOfKind>> {
    let rules = Rules::read(conn)?;
    let look = Look {
        conn,
        rules: &rules,
        now,
        ahead: i64::from(asked.days.min(FURTHEST)),
        limit: asked.limit.clamp(1, MOST_ROWS) as usize,
        overdue,
    };
    let mut kinds = Vec::new();
    for &kind in DeadlineKind::ALL {
        if !asked.kinds.is_empty() && !asked.kinds.contains(&kind) {
            continue;
        }
        let mut found = match kind {
            DeadlineKind::Due => look.due()?,
            DeadlineKind::Tracking => look.tracking()?,
            DeadlineKind::Approval => look.approval()?,
            DeadlineKind::Payment => look.payment()?,
            DeadlineKind::Doa => look.doa()?,
            DeadlineKind::SecondReturn => look.second_return()?,
            DeadlineKind::Warranty => look.warranty()?,
        };
        if found.count == 0 {
            continue;
        }
        found
            .near
            .sort_by_key(|near| (near.days_left, near.device, near.ticket));
        found.near.truncate(look.limit);
        kinds.push(DeadlinesOfKind {
            kind,
            count: found.counted(),
            passed: found.passed,
            rows: found
                .near
                .iter()
                .map(|near| told::deadline(conn, kind, near))
                .collect::<Result<_>>()?,
        });
    }
    Ok(kinds)
}

/// One look ahead from one instant.
struct Look<'a> {
    conn: &'a Connection,
    rules: &'a Rules,
    now: Timestamp,
    ahead: i64,
    limit: usize,
    /// With what was due and is not done.
    overdue: bool,
}

/// A row of any of the queries below: unit, ticket, what the counting starts from, the site's
/// zone, the center.
struct Read {
    device: DeviceId,
    ticket: Option<TicketId>,
    zone: Option<String>,
    center: Option<CenterId>,
}

impl Read {
    fn of(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            device: row.get(0)?,
            ticket: row.get(1)?,
            zone: row.get(3)?,
            center: row.get(4)?,
        })
    }
}

/// Tickets that wait for us at a stage, of one model or center, the longest waiting first.
fn awaited(of: &str, index: &str, anchor: &str, also: &str) -> String {
    format!(
        "SELECT t.device_id, t.id, {anchor}, s.zone, t.center_id
         FROM ticket AS t INDEXED BY {index} LEFT JOIN site AS s ON s.id = t.site_id
         WHERE t.{of} = ?1 AND t.stage = ?2
           AND t.stage IN ('submitted', 'authorized', 'to_center', 'awaiting_approval') {also}
         ORDER BY t.stage_since"
    )
}

/// Repairs sent back in a span of time, of one model or center, the earliest first.
fn sent_back(of: &str, index: &str) -> String {
    format!(
        "SELECT t.device_id, t.id, t.sent_back_at, s.zone, t.center_id
         FROM ticket AS t INDEXED BY {index} LEFT JOIN site AS s ON s.id = t.site_id
         WHERE t.{of} = ?1 AND t.sent_back_at >= ?2 AND t.sent_back_at < ?3
           AND t.disposition IN ('repaired', 'replaced')
           AND t.stage IN ('from_center', 'customs_back', 'delivered', 'closed')
           AND NOT EXISTS (SELECT 1 FROM ticket AS n WHERE n.device_id = t.device_id
                           AND n.opened_at > t.sent_back_at AND n.stage <> 'draft')
         ORDER BY t.sent_back_at"
    )
}

/// New units of one model sent off in a span of days, the earliest first.
fn dispatched(also: &str) -> String {
    format!(
        "SELECT d.id, o.id, d.dispatched_on, s.zone, o.center_id
         FROM device AS d INDEXED BY device_dispatched LEFT JOIN site AS s ON s.id = d.site_id
         LEFT JOIN ticket AS o ON o.device_id = d.id AND o.closed_at IS NULL
         WHERE d.model_id = ?1 AND d.dispatched_on >= ?2 AND d.dispatched_on <= ?3
           AND d.merged_into IS NULL AND coalesce(o.stage, 'draft') = 'draft' {also}
         ORDER BY d.dispatched_on"
    )
}

const DUE: &str = "
    SELECT t.device_id, t.id, t.due_on, s.zone, t.center_id
    FROM ticket AS t INDEXED BY ticket_open_due LEFT JOIN site AS s ON s.id = t.site_id
    WHERE t.closed_at IS NULL AND t.due_on IS NOT NULL AND t.due_on >= ?1 AND t.due_on <= ?2
    ORDER BY t.due_on";

const WARRANTY: &str = "
    SELECT d.id, o.id, d.warranty_until, s.zone, o.center_id
    FROM device AS d INDEXED BY device_warranty LEFT JOIN site AS s ON s.id = d.site_id
    LEFT JOIN ticket AS o ON o.device_id = d.id AND o.closed_at IS NULL
    WHERE d.warranty_until >= ?1 AND d.warranty_until <= ?2 AND d.merged_into IS NULL
      AND coalesce(o.stage, 'draft') = 'draft'
    ORDER BY d.warranty_until";

const FILED: &str = "coalesce((SELECT max(v.entered_at) FROM stage_visit AS v
    WHERE v.ticket_id = t.id AND v.stage = 'submitted'), t.stage_since)";

const NO_TRACKING: &str = "AND NOT EXISTS (SELECT 1 FROM package AS p
    WHERE p.ticket_id = t.id AND p.direction = 'to_center')";

const NEVER_FILED: &str = "AND NOT EXISTS (SELECT 1 FROM ticket AS n
    WHERE n.device_id = d.id AND n.stage <> 'draft')";

/// Every query of the radar, for the test of their plans.
#[cfg(test)]
pub(super) fn statements() -> Vec<String> {
    vec![
        awaited("model_id", "ticket_awaited", FILED, NO_TRACKING),
        awaited("model_id", "ticket_awaited", "t.stage_since", NOT_APPROVED),
        awaited(
            "center_id",
            "ticket_awaited_by",
            "t.stage_since",
            NOT_APPROVED,
        ),
        sent_back("model_id", "ticket_sent_back"),
        sent_back("center_id", "ticket_sent_back_by"),
        dispatched(NEVER_FILED),
        dispatched(UNSTATED),
        DUE.into(),
        WARRANTY.into(),
    ]
}

const NOT_APPROVED: &str = "AND t.approved_at IS NULL";
const UNSTATED: &str = "AND d.warranty_until IS NULL AND (d.kind = 'psu') = ?4";

impl<'a> Look<'a> {
    fn today(&self) -> NaiveDate {
        self.now.date()
    }

    /// A day so far from today in UTC; a day more on either side covers every zone.
    fn day(&self, from_now: i64) -> NaiveDate {
        let by = Days::new(from_now.unsigned_abs());
        let day = if from_now < 0 {
            self.today().checked_sub_days(by)
        } else {
            self.today().checked_add_days(by)
        };
        day.unwrap_or(self.today())
    }

    fn due(&self) -> Result<Found<'a>> {
        let mut found = Found::default();
        let first = if self.overdue {
            NaiveDate::MIN
        } else {
            self.day(-1)
        };
        self.read(
            DUE,
            &[&first, &self.day(self.ahead + 1)],
            &mut found,
            DeadlineKind::Due,
            |row, _| Ok(Some((row.get(2)?, None))),
        )?;
        Ok(found)
    }

    fn tracking(&self) -> Result<Found<'a>> {
        let mut found = Found::default();
        let sql = awaited("model_id", "ticket_awaited", FILED, NO_TRACKING);
        for window in self.rules.of_makers(TRACKING) {
            for model in models_of(self.conn, &window.maker)? {
                for stage in [Stage::Submitted, Stage::Authorized, Stage::ToCenter] {
                    self.read(
                        &sql,
                        &[&model, &stage],
                        &mut found,
                        DeadlineKind::Tracking,
                        |row, read| self.at_the_makers(row, read, Giver::Window(window)),
                    )?;
                }
            }
        }
        Ok(found)
    }

    fn payment(&self) -> Result<Found<'a>> {
        let mut found = Found::default();
        let sql = awaited("model_id", "ticket_awaited", "t.stage_since", NOT_APPROVED);
        for window in self.rules.of_makers(PAYMENT) {
            for model in models_of(self.conn, &window.maker)? {
                self.read(
                    &sql,
                    &[&model, &Stage::AwaitingApproval],
                    &mut found,
                    DeadlineKind::Payment,
                    |row, read| self.at_the_makers(row, read, Giver::Window(window)),
                )?;
            }
        }
        Ok(found)
    }

    fn approval(&self) -> Result<Found<'a>> {
        let mut found = Found::default();
        let sql = awaited(
            "center_id",
            "ticket_awaited_by",
            "t.stage_since",
            NOT_APPROVED,
        );
        for (sheet, window) in self.rules.of_centers(APPROVAL) {
            self.read(
                &sql,
                &[&sheet.center.id, &Stage::AwaitingApproval],
                &mut found,
                DeadlineKind::Approval,
                |row, read| self.counted(row, read, Giver::Window(window)),
            )?;
        }
        Ok(found)
    }

    fn doa(&self) -> Result<Found<'a>> {
        let mut found = Found::default();
        let sql = dispatched(NEVER_FILED);
        for window in self.rules.of_makers(DOA) {
            let giver = Giver::Window(window);
            let (first, last) = self.span(giver);
            for model in models_of(self.conn, &window.maker)? {
                self.read(
                    &sql,
                    &[&model, &first, &last],
                    &mut found,
                    DeadlineKind::Doa,
                    |row, _| counted_from(row.get(2)?, giver, None),
                )?;
            }
        }
        Ok(found)
    }

    fn warranty(&self) -> Result<Found<'a>> {
        let mut found = Found::default();
        self.read(
            WARRANTY,
            &[&self.day(-1), &self.day(self.ahead + 1)],
            &mut found,
            DeadlineKind::Warranty,
            |row, _| Ok(Some((row.get(2)?, None))),
        )?;
        let sql = dispatched(UNSTATED);
        for maker in self.rules.makers() {
            for kind in [DeviceKind::Psu, DeviceKind::Miner] {
                let Some(window) = self.rules.of_maker(maker, warranty_items(kind)) else {
                    continue;
                };
                let giver = Giver::Window(window);
                let (first, last) = self.span(giver);
                for model in models_of(self.conn, maker)? {
                    self.read(
                        &sql,
                        &[&model, &first, &last, &(kind == DeviceKind::Psu)],
                        &mut found,
                        DeadlineKind::Warranty,
                        |row, _| counted_from(row.get(2)?, giver, None),
                    )?;
                }
            }
        }
        Ok(found)
    }

    fn second_return(&self) -> Result<Found<'a>> {
        let mut found = Found::default();
        let sql = sent_back("center_id", "ticket_sent_back_by");
        for (sheet, days) in self.rules.repairers() {
            let giver = Giver::Center(sheet, days);
            let (first, last) = self.instants(giver);
            self.read(
                &sql,
                &[&sheet.center.id, &first, &last],
                &mut found,
                DeadlineKind::SecondReturn,
                |row, read| self.counted(row, read, giver),
            )?;
        }
        let sql = sent_back("model_id", "ticket_sent_back");
        for window in self.rules.of_makers(REPAIRED) {
            let giver = Giver::Window(window);
            let (first, last) = self.instants(giver);
            for model in models_of(self.conn, &window.maker)? {
                self.read(
                    &sql,
                    &[&model, &first, &last],
                    &mut found,
                    DeadlineKind::SecondReturn,
                    |row, read| {
                        // A center's own word goes before the maker's, and our own bench gives none.
                        let center = self.rules.center(read.center).map(|sheet| &sheet.center);
                        let other = center.is_some_and(|center| {
                            center.repair_warranty_days.is_some()
                                || center.kind == CenterKind::InHouse
                        });
                        if other {
                            return Ok(None);
                        }
                        self.counted(row, read, giver)
                    },
                )?;
            }
        }
        Ok(found)
    }

    /// First and last day on which a window may have begun that ends in the time looked at.
    fn span(&self, giver: Giver<'_>) -> (NaiveDate, NaiveDate) {
        let days = i64::from(giver.days());
        (
            self.day(-1 - giver.longest()),
            self.day(self.ahead + 1 - days),
        )
    }

    fn instants(&self, giver: Giver<'_>) -> (Timestamp, Timestamp) {
        let (first, last) = self.span(giver);
        let after = last.succ_opt().unwrap_or(last);
        (Timestamp::start_of(first), Timestamp::start_of(after))
    }

    /// The day of a window that began at an instant, by the calendar of the unit's site.
    fn counted(&self, row: &Row<'_>, read: &Read, giver: Giver<'a>) -> Result<Option<Day<'a>>> {
        let from = local_day(row.get(2)?, read.zone.as_deref());
        counted_from(from, giver, self.rules.center(read.center))
    }

    /// As [`Look::counted`], where the maker's rule binds only at the maker's own service.
    fn at_the_makers(
        &self,
        row: &Row<'_>,
        read: &Read,
        giver: Giver<'a>,
    ) -> Result<Option<Day<'a>>> {
        if self.rules.kind_of(read.center) != Some(CenterKind::Authorized) {
            return Ok(None);
        }
        self.counted(row, read, giver)
    }

    /// Take what one query finds: all into the count, the nearest few for showing.
    ///
    /// The rows of a query come by their day, so its first few are the nearest it has.
    fn read(
        &self,
        sql: &str,
        params: &[&dyn ToSql],
        found: &mut Found<'a>,
        kind: DeadlineKind,
        day_of: impl Fn(&Row<'_>, &Read) -> Result<Option<Day<'a>>>,
    ) -> Result<()> {
        let mut statement = self.conn.prepare_cached(sql)?;
        let mut rows = statement.query(params)?;
        let mut taken = 0;
        while let Some(row) = rows.next()? {
            let read = Read::of(row)?;
            let Some((day, rule)) = day_of(row, &read)? else {
                continue;
            };
            let today = local_day(self.now, read.zone.as_deref());
            let days_left = (day - today).num_days();
            let tells_passed = match kind {
                DeadlineKind::Due => self.overdue,
                other => other.outlives_its_day(),
            };
            if days_left > self.ahead || (days_left < 0 && !tells_passed) {
                continue;
            }
            let near = Near {
                device: read.device,
                ticket: read.ticket,
                day,
                days_left: days_left as i32,
                rule,
            };
            if let ControlFlow::Break(()) = found.take(near, &mut taken, self.limit) {
                break;
            }
        }
        Ok(())
    }
}

/// A last day, and how it follows if it was not stated.
type Day<'a> = (NaiveDate, Option<(NaiveDate, Giver<'a>)>);

fn counted_from<'a>(
    from: NaiveDate,
    giver: Giver<'a>,
    center: Option<&CenterSheet>,
) -> Result<Option<Day<'a>>> {
    Ok(Some((giver.last_day(from, center)?, Some((from, giver)))))
}

impl<'a> Found<'a> {
    fn counted(&self) -> Count {
        Count {
            count: self.count,
            more: self.more,
        }
    }

    fn take(&mut self, near: Near<'a>, taken: &mut usize, limit: usize) -> ControlFlow<()> {
        if self.count < MOST_COUNTED {
            self.count += 1;
            self.passed += u32::from(near.days_left < 0);
        } else {
            self.more = true;
            if *taken >= limit {
                return ControlFlow::Break(());
            }
        }
        if *taken < limit {
            self.near.push(near);
            *taken += 1;
        }
        ControlFlow::Continue(())
    }
}
