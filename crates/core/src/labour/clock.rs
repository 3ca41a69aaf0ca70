//! Whose time each hour of a ticket was: a stage's holder, but for the parts on hold.

use hashmend_turnaround::WorkCalendar;
use rusqlite::{Connection, params};

use super::{HeldHours, TicketClock, read};
use crate::error::Result;
use crate::estimate::published;
use crate::id::TicketId;
use crate::place::rows::{all, read_center, read_closure};
use crate::place::{CenterKind, Closure};
use crate::ticket::{self, Hold, Holder, Stage};
use crate::time::Timestamp;

/// Whose time a piece of a ticket's way was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Piece {
    holder: Holder,
    from: Timestamp,
    until: Timestamp,
}

/// A ticket's time as of `now`.
pub(crate) fn clock(conn: &Connection, id: TicketId, now: Timestamp) -> Result<TicketClock> {
    let (kind, calendar) = place(conn, id, now)?;
    let in_house = kind == Some(CenterKind::InHouse);
    let holds = ticket::holds(conn, id)?;
    let mut statement = conn.prepare_cached(
        "SELECT stage, entered_at, left_at FROM stage_visit WHERE ticket_id = ?1 ORDER BY seq",
    )?;
    let stays: Vec<(Stage, Timestamp, Option<Timestamp>)> = statement
        .query_map([id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
        .collect::<rusqlite::Result<_>>()?;
    let mut pieces = Vec::new();
    for (stage, entered, left) in &stays {
        let until = left.unwrap_or(if stage.is_end() {
            *entered
        } else {
            now.max(*entered)
        });
        cut(
            ticket::holder_of(*stage, in_house),
            (*entered, until),
            &holds,
            &mut pieces,
        );
    }
    let held_by: Vec<HeldHours> = Holder::ALL
        .iter()
        .filter_map(|&holder| {
            let of = |piece: &&Piece| piece.holder == holder;
            let elapsed_hours: f64 = pieces.iter().filter(of).map(Piece::hours).sum();
            let working_days = pieces
                .iter()
                .filter(of)
                .map(|piece| {
                    calendar
                        .working_days_between(piece.from.to_datetime(), piece.until.to_datetime())
                })
                .sum();
            (elapsed_hours > 0.0).then_some(HeldHours {
                holder,
                elapsed_hours,
                working_days,
            })
        })
        .collect();
    let now_held = stays
        .last()
        .filter(|(stage, _, left)| left.is_none() && !stage.is_end())
        .map(|(stage, ..)| {
            holds
                .iter()
                .find(|hold| hold.until_at.is_none())
                .map_or(ticket::holder_of(*stage, in_house), |hold| hold.holder)
        });
    let labour = read::minutes_on(conn, id, now)?;
    Ok(TicketClock {
        elapsed_hours: held_by.iter().map(|held| held.elapsed_hours).sum(),
        working_days: held_by.iter().map(|held| held.working_days).sum(),
        held_by,
        now: now_held,
        labour_minutes: labour.iter().map(|sum| sum.minutes).sum(),
        labour,
    })
}

impl Piece {
    fn hours(&self) -> f64 {
        (self.until.millis() - self.from.millis()) as f64 / 3_600_000.0
    }
}

/// Cut a stay at the holds that fall into it. Holds do not overlap: a ticket has one at a time.
fn cut(own: Holder, (from, until): (Timestamp, Timestamp), holds: &[Hold], into: &mut Vec<Piece>) {
    let mut at = from;
    let mut push = |holder, from: Timestamp, until: Timestamp| {
        if until > from {
            into.push(Piece {
                holder,
                from,
                until,
            });
        }
    };
    for hold in holds {
        let begins = hold.from_at.max(at);
        let ends = hold.until_at.unwrap_or(until).min(until);
        if ends > begins {
            push(own, at, begins);
            push(hold.holder, begins, ends);
            at = ends;
        }
    }
    push(own, at, until);
}

/// The working days of a ticket's center, else of its site, else of nowhere in particular.
fn place(
    conn: &Connection,
    id: TicketId,
    now: Timestamp,
) -> Result<(Option<CenterKind>, std::sync::Arc<WorkCalendar>)> {
    let center = all(
        conn,
        "SELECT c.row FROM ticket AS t JOIN center AS c ON c.id = t.center_id WHERE t.id = ?1",
        params![id],
        read_center,
    )?
    .pop();
    if let Some(center) = center {
        let closures: Vec<Closure> = all(
            conn,
            "SELECT id, center_id, from_on, to_on, note FROM closure WHERE center_id = ?1",
            params![center.id],
            read_closure,
        )?;
        let calendar = published::calendar(&center.zone, &center.country, &closures, now.date())?;
        return Ok((Some(center.kind), calendar));
    }
    let site: Option<(String, String)> = all(
        conn,
        "SELECT s.zone, s.country FROM ticket AS t JOIN site AS s ON s.id = t.site_id WHERE t.id = ?1",
        params![id],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?
    .pop();
    let (zone, country) = site.unwrap_or(("UTC".into(), "US".into()));
    Ok((None, published::calendar(&zone, &country, &[], now.date())?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::HoldId;
    use crate::ticket::HoldReason;

    fn at(hour: i64) -> Timestamp {
        Timestamp::from_millis(hour * 3_600_000)
    }

    fn hold(holder: Holder, from: i64, until: Option<i64>) -> Hold {
        Hold {
            id: HoldId(uuid::Uuid::nil()),
            reason: HoldReason::Parts,
            holder,
            note: String::new(),
            from_at: at(from),
            until_at: until.map(at),
        }
    }

    #[test]
    fn a_stay_is_cut_at_its_holds_and_no_hour_is_lost_or_counted_twice() {
        let holds = [
            hold(Holder::Customs, 0, Some(2)),
            hold(Holder::Parts, 3, Some(5)),
            hold(Holder::Customer, 8, None),
        ];
        let mut pieces = Vec::new();

        cut(Holder::Us, (at(1), at(10)), &holds, &mut pieces);

        let told: Vec<(Holder, f64)> = pieces
            .iter()
            .map(|piece| (piece.holder, piece.hours()))
            .collect();
        assert_eq!(
            told,
            [
                (Holder::Customs, 1.0),
                (Holder::Us, 1.0),
                (Holder::Parts, 2.0),
                (Holder::Us, 3.0),
                (Holder::Customer, 2.0),
            ]
        );
    }
}
