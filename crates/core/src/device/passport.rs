//! A unit's passport: all that is known of it, on one page.

use chrono::{Days, NaiveDate};
use rusqlite::{Connection, OptionalExtension, params};
use serde::{Deserialize, Serialize};

use super::merge::{self, MergedRecord};
use super::{DeviceEvent, DevicePage, SlotStay, read};
use crate::catalog::{self, ClaimWindow};
use crate::error::Result;
use crate::id::{DeviceId, RmaId, TicketId};
use crate::journal::{Act, Event, Told};
use crate::repair::{self, UnitLook};
use crate::store::Store;
use crate::text_enum::text_enum;
use crate::ticket::{Stage, TestKind, TicketRow, number_text};
use crate::time::Timestamp;

const MOST_TESTS: u32 = 200;
const MOST_RMAS: u32 = 100;
const MOST_LINES: u32 = 300;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Passport {
    pub page: DevicePage,
    /// The code of the record that was asked for, when that is part of this one now.
    pub asked_for: Option<String>,
    /// The records that were merged into this one.
    pub merged: Vec<MergedRecord>,
    pub whereabouts: Whereabouts,
    pub windows: Vec<UnitWindow>,
    /// How often it came back inside the warranty on its repair.
    pub bounces: u32,
    /// What changed each stay in a slot, by its place in `page.boards` and `page.homes`.
    pub board_changes: Vec<StayChange>,
    pub home_changes: Vec<StayChange>,
    pub tests: Vec<UnitTest>,
    /// What was seen in its slots when it was packed, received and came back, newest first.
    pub looks: Vec<UnitLook>,
    pub rmas: Vec<UnitRma>,
    pub timeline: Vec<UnitLine>,
    /// There are older lines than those.
    pub more: bool,
}

/// The tickets under which a board went in and came out, where one was open then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct StayChange {
    pub put_in: Option<String>,
    pub taken_out: Option<String>,
}

text_enum! {
    /// Where a unit is, as its ticket and its site say.
    Spot {
        Site = "site",
        ToCenter = "to_center",
        Center = "center",
        FromCenter = "from_center",
        Unknown = "unknown",
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Whereabouts {
    pub spot: Spot,
    pub site: Option<String>,
    pub location: Option<String>,
    pub center: Option<String>,
    pub stage: Option<Stage>,
    pub ticket: Option<String>,
    /// The box or pallet it travels in.
    pub in_box: Option<String>,
    /// Carrier and tracking number on the way.
    pub tracking: Option<String>,
    pub since: Option<Timestamp>,
    /// The miner a component sits in, whose whereabouts these are.
    pub inside: Option<Inside>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Inside {
    pub id: DeviceId,
    pub code: String,
    pub serial: Option<String>,
    pub slot: String,
}

text_enum! {
    WindowKind { Warranty = "warranty", Doa = "doa", SecondReturn = "second_return" }
}

/// A window in which something can be claimed, open or past.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct UnitWindow {
    pub kind: WindowKind,
    /// Where it begins: the dispatch, the way back from the repair; `None` when only its end is stated.
    pub from: Option<NaiveDate>,
    /// The last day; `None` when the day it begins with is not known.
    pub until: Option<NaiveDate>,
    /// Days from today to `until`; negative when it is over.
    pub days_left: Option<i32>,
    /// Its length, when it follows from a rule.
    pub days: Option<u16>,
    /// Whose rule it is, or who stated the date.
    pub rule: Option<String>,
    /// Where the rule is published.
    pub source: Option<String>,
    /// The repair it follows: `T-000456`.
    pub ticket: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct UnitTest {
    pub ticket: String,
    pub kind: TestKind,
    pub rig: String,
    pub minutes: u32,
    pub passed: bool,
    pub note: String,
    pub at: Timestamp,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct UnitRma {
    pub id: RmaId,
    pub number: String,
    pub center: Option<String>,
    pub drafted_at: Timestamp,
    pub submitted_at: Option<Timestamp>,
}

/// One line of all that ever happened to a unit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct UnitLine {
    pub position: i32,
    pub at: Timestamp,
    pub actor: String,
    /// `ticket.moved`, `device.installed`, …
    pub kind: String,
    pub text: String,
    /// The same as data, for a sentence in another language.
    pub told: Option<Told>,
    pub undone: bool,
    /// The ticket it happened on.
    pub ticket: Option<String>,
    /// The board or miner it is about, when that is another unit.
    pub other: Option<OtherUnit>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct OtherUnit {
    pub id: DeviceId,
    /// Its serial, else its code.
    pub name: String,
}

impl Store {
    /// All that is known of a unit. A record merged into another gives that one's passport.
    pub fn passport(&self, id: DeviceId, act: &Act) -> Result<Passport> {
        let tx = self.conn.unchecked_transaction()?;
        let open = read::survivor(&tx, id)?;
        let page = read::page(&tx, open)?;
        let merged = merge::merged_records(&tx, open)?;
        let tickets = &page.tickets;
        let change = |stay: &SlotStay, of: &[TicketRow]| StayChange {
            put_in: open_at(of, stay.from),
            taken_out: stay.until.and_then(|until| open_at(of, until)),
        };
        let board_changes = page
            .boards
            .iter()
            .map(|stay| change(stay, tickets))
            .collect();
        let mut home_changes = Vec::new();
        for stay in &page.homes {
            let own = change(stay, tickets);
            home_changes.push(if own.put_in.is_some() && own.taken_out.is_some() {
                own
            } else {
                let miner = change(stay, &read::tickets_of(&tx, stay.board.id)?);
                StayChange {
                    put_in: own.put_in.or(miner.put_in),
                    taken_out: own.taken_out.or(miner.taken_out),
                }
            });
        }
        let mut subjects: Vec<DeviceId> = vec![open];
        subjects.extend(merged.iter().map(|record| record.id));
        let (timeline, more) = timeline(&tx, &subjects, open, &page)?;
        Ok(Passport {
            asked_for: if open == id {
                None
            } else {
                Some(read::code(&tx, id)?)
            },
            whereabouts: whereabouts(&tx, &page)?,
            windows: windows(&tx, &page, act.now.date())?,
            bounces: page
                .tickets
                .iter()
                .filter(|ticket| ticket.is_bounce)
                .count() as u32,
            board_changes,
            home_changes,
            tests: tests(&tx, open)?,
            looks: repair::looks_at(&tx, open)?,
            rmas: rmas(&tx, open)?,
            timeline,
            more,
            merged,
            page,
        })
    }
}

fn open_at(tickets: &[TicketRow], at: Timestamp) -> Option<String> {
    tickets
        .iter()
        .find(|ticket| ticket.opened_at <= at && ticket.closed_at.is_none_or(|closed| at <= closed))
        .map(|ticket| ticket.number.clone())
}

fn whereabouts(conn: &Connection, page: &DevicePage) -> Result<Whereabouts> {
    if let Some(home) = page.homes.iter().find(|home| home.until.is_none())
        && page.row.open_ticket.is_none()
    {
        let miner = read::page(conn, home.board.id)?;
        return Ok(Whereabouts {
            inside: Some(Inside {
                id: home.board.id,
                code: home.board.code.clone(),
                serial: home.board.serial.clone(),
                slot: home.slot.clone(),
            }),
            ..spot_of(conn, &miner)?
        });
    }
    spot_of(conn, page)
}

fn spot_of(conn: &Connection, page: &DevicePage) -> Result<Whereabouts> {
    let site = page.row.site.clone();
    let location = page.row.location.clone();
    let at_home = if site.is_some() || location.is_some() {
        Spot::Site
    } else {
        Spot::Unknown
    };
    let Some(ticket) = page
        .tickets
        .iter()
        .find(|ticket| ticket.closed_at.is_none())
    else {
        return Ok(Whereabouts {
            spot: at_home,
            site,
            location,
            center: None,
            stage: None,
            ticket: None,
            in_box: None,
            tracking: None,
            since: None,
            inside: None,
        });
    };
    let spot = match ticket.stage {
        Stage::Draft
        | Stage::Submitted
        | Stage::Authorized
        | Stage::Delivered
        | Stage::Closed
        | Stage::Rejected
        | Stage::Cancelled => at_home,
        Stage::ToCenter | Stage::CustomsOut => Spot::ToCenter,
        Stage::FromCenter | Stage::CustomsBack => Spot::FromCenter,
        Stage::Queued
        | Stage::Diagnosing
        | Stage::AwaitingApproval
        | Stage::Repairing
        | Stage::Testing
        | Stage::Ready => Spot::Center,
    };
    let (in_box, tracking) = conn
        .prepare_cached(
            "SELECT box, (SELECT trim(carrier || ' ' || tracking) FROM package AS p WHERE p.ticket_id = t.id
                          AND p.direction = ?2 ORDER BY p.at DESC LIMIT 1)
             FROM ticket AS t WHERE t.id = ?1",
        )?
        .query_row(
            params![ticket.id, if spot == Spot::FromCenter { "from_center" } else { "to_center" }],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?;
    let travels = matches!(spot, Spot::ToCenter | Spot::FromCenter);
    Ok(Whereabouts {
        spot,
        site: ticket.site.clone().or(site),
        location,
        center: ticket.center.clone(),
        stage: Some(ticket.stage),
        ticket: Some(ticket.number.clone()),
        in_box,
        tracking: if travels { tracking } else { None },
        since: Some(ticket.stage_since),
        inside: None,
    })
}

/// Warranty, DOA and second return, as far as anything is known of each.
pub(crate) fn windows(
    conn: &Connection,
    page: &DevicePage,
    today: NaiveDate,
) -> Result<Vec<UnitWindow>> {
    let rules = catalog::claim_windows(conn)?;
    let maker = page.row.maker.as_deref().map(catalog::maker_of);
    let rule = |items: &[&str]| -> Option<&ClaimWindow> {
        items.iter().find_map(|item| {
            rules.iter().find(|rule| {
                rule.item == *item
                    && rule.days.is_some()
                    && maker.is_some_and(|maker| rule.maker.eq_ignore_ascii_case(maker))
            })
        })
    };
    let dispatched = page.facts.dispatched_on;
    let by_rule = |kind, from: Option<NaiveDate>, rule: &ClaimWindow| {
        let days = rule.days.unwrap_or(0);
        let until = from.and_then(|from| from.checked_add_days(Days::new(u64::from(days))));
        UnitWindow {
            kind,
            from,
            until,
            days_left: left(until, today),
            days: rule.days,
            rule: Some(format!("{}, {}", rule.maker, rule.item)),
            source: Some(rule.source.clone()).filter(|source| !source.is_empty()),
            ticket: None,
        }
    };
    let mut found = Vec::new();
    if let Some(until) = page.facts.warranty_until {
        found.push(UnitWindow {
            kind: WindowKind::Warranty,
            from: None,
            until: Some(until),
            days_left: left(Some(until), today),
            days: None,
            rule: page.facts.warranty_from.clone(),
            source: None,
            ticket: None,
        });
    } else if let Some(rule) = rule(catalog::warranty_items(page.row.kind)) {
        found.push(by_rule(WindowKind::Warranty, dispatched, rule));
    }
    if let Some(rule) = rule(&[catalog::DOA]) {
        found.push(by_rule(WindowKind::Doa, dispatched, rule));
    }
    if let Some(repair) = crate::rma::earlier_repair(conn, page.row.id)? {
        let from = Some(repair.shipped_at.date());
        let published = rule(&[catalog::REPAIRED]);
        let window = match (given_by_center(conn, repair.ticket)?, published) {
            (Some(days), _) => {
                let until = from.and_then(|from| from.checked_add_days(Days::new(u64::from(days))));
                Some(UnitWindow {
                    kind: WindowKind::SecondReturn,
                    from,
                    until,
                    days_left: left(until, today),
                    days: Some(days),
                    rule: page
                        .tickets
                        .iter()
                        .find(|ticket| ticket.id == repair.ticket)
                        .and_then(|ticket| ticket.center.clone()),
                    source: None,
                    ticket: None,
                })
            }
            (None, Some(rule)) => Some(by_rule(WindowKind::SecondReturn, from, rule)),
            (None, None) => None,
        };
        found.extend(window.map(|window| UnitWindow {
            ticket: Some(number_text(repair.number)),
            ..window
        }));
    }
    Ok(found)
}

/// What the center that did a repair gives on its own work.
fn given_by_center(conn: &Connection, ticket: TicketId) -> Result<Option<u16>> {
    Ok(conn
        .prepare_cached(
            "SELECT c.row ->> 'repair_warranty_days' FROM ticket AS t JOIN center AS c ON c.id = t.center_id
             WHERE t.id = ?1",
        )?
        .query_row([ticket], |row| row.get(0))
        .optional()?
        .flatten())
}

fn left(until: Option<NaiveDate>, today: NaiveDate) -> Option<i32> {
    until.map(|until| until.signed_duration_since(today).num_days() as i32)
}

fn tests(conn: &Connection, id: DeviceId) -> Result<Vec<UnitTest>> {
    let mut statement = conn.prepare_cached(
        "SELECT t.number, r.kind, r.rig, r.minutes, r.passed, r.note, r.at
         FROM ticket AS t JOIN test_run AS r ON r.ticket_id = t.id
         WHERE t.device_id = ?1 ORDER BY r.at DESC, r.id DESC LIMIT ?2",
    )?;
    let rows = statement.query_map(params![id, MOST_TESTS], |row| {
        Ok(UnitTest {
            ticket: number_text(row.get(0)?),
            kind: row.get(1)?,
            rig: row.get(2)?,
            minutes: row.get(3)?,
            passed: row.get(4)?,
            note: row.get(5)?,
            at: row.get(6)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn rmas(conn: &Connection, id: DeviceId) -> Result<Vec<UnitRma>> {
    let mut statement = conn.prepare_cached(
        "SELECT DISTINCT r.id, r.number, c.name, r.drafted_at, r.submitted_at
         FROM ticket AS t JOIN rma AS r ON r.id = t.rma_id LEFT JOIN center AS c ON c.id = r.center_id
         WHERE t.device_id = ?1 ORDER BY r.drafted_at DESC LIMIT ?2",
    )?;
    let rows = statement.query_map(params![id, MOST_RMAS], |row| {
        Ok(UnitRma {
            id: row.get(0)?,
            number: row.get(1)?,
            center: row.get(2)?,
            drafted_at: row.get(3)?,
            submitted_at: row.get(4)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// What the journal says of the unit, of the records that became part of it, of its tickets, and
/// of the miners it sat in as far as that was about it.
fn timeline(
    conn: &Connection,
    records: &[DeviceId],
    open: DeviceId,
    page: &DevicePage,
) -> Result<(Vec<UnitLine>, bool)> {
    let mut subjects: Vec<String> = records.iter().map(|id| id.0.simple().to_string()).collect();
    subjects.extend(
        page.tickets
            .iter()
            .map(|ticket| ticket.id.0.simple().to_string()),
    );
    let own = subjects.len();
    subjects.extend(
        page.homes
            .iter()
            .map(|home| home.board.id.0.simple().to_string()),
    );
    let own: Vec<String> = subjects[..own].to_vec();
    let mut statement = conn.prepare_cached(
        "SELECT e.position, e.at, e.actor, e.kind, e.payload, u.action IS NOT NULL, e.subject, t.number
         FROM event AS e LEFT JOIN undone AS u ON u.action = e.action LEFT JOIN ticket AS t ON t.id = e.subject
         WHERE e.subject IN (SELECT unhex(value) FROM json_each(?1))
           AND (e.subject IN (SELECT unhex(value) FROM json_each(?2))
                OR e.kind IN ('device.installed', 'device.uninstalled', 'device.install_undone', 'device.uninstall_undone'))
         ORDER BY e.position DESC",
    )?;
    let json = |ids: &[String]| serde_json::to_string(ids).unwrap_or_default();
    let mut rows = statement.query(params![json(&subjects), json(&own)])?;
    let mut lines: Vec<UnitLine> = Vec::new();
    while let Some(row) = rows.next()? {
        if lines.len() == MOST_LINES as usize {
            return Ok((in_order(lines), true));
        }
        let position: i64 = row.get(0)?;
        let kind: String = row.get(3)?;
        let payload: String = row.get(4)?;
        let event = Event::read(position, &kind, &payload)?;
        let other = match &event {
            Event::Device(
                DeviceEvent::Installed { parent, child, .. }
                | DeviceEvent::Uninstalled { parent, child, .. }
                | DeviceEvent::InstallUndone { parent, child, .. }
                | DeviceEvent::UninstallUndone { parent, child, .. },
            ) => {
                let (own_child, own_parent) = (records.contains(child), records.contains(parent));
                if !own_child && !own_parent {
                    // Another board of a miner it sat in.
                    continue;
                }
                other_unit(conn, if own_child { *parent } else { *child })?
            }
            Event::Device(DeviceEvent::Merged { from, .. } | DeviceEvent::Split { from, .. })
                if *from != open =>
            {
                other_unit(conn, *from)?
            }
            _ => None,
        };
        lines.push(UnitLine {
            position: position as i32,
            at: row.get(1)?,
            actor: row.get(2)?,
            kind,
            text: event.sentence(),
            told: event.told(),
            undone: row.get(5)?,
            ticket: row.get::<_, Option<i64>>(7)?.map(number_text),
            other,
        });
    }
    Ok((in_order(lines), false))
}

/// Newest first by when it happened: what was brought in later may have happened earlier.
fn in_order(mut lines: Vec<UnitLine>) -> Vec<UnitLine> {
    lines.sort_by_key(|line| std::cmp::Reverse((line.at, line.position)));
    lines
}

fn other_unit(conn: &Connection, id: DeviceId) -> Result<Option<OtherUnit>> {
    Ok(conn
        .prepare_cached(
            "SELECT coalesce(serial, printf('D-%06d', number)) FROM device WHERE id = ?1",
        )?
        .query_row([id], |row| row.get(0))
        .optional()?
        .map(|name| OtherUnit { id, name }))
}
