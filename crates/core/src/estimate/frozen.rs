//! Estimates kept as they were shown: by every filing, and by hand.

use chrono::NaiveDate;
use rusqlite::{Connection, OptionalExtension, Row, Transaction};
use serde::{Deserialize, Serialize};

use super::event::{ByHand, EstimateEvent};
use super::score::{self, Score};
use super::{Assumptions, Question, Subject, WhyNot};
use crate::error::{Error, Result};
use crate::id::{ActionId, CenterId, EstimateId, RmaId, SubjectId, TicketId};
use crate::journal::{Act, Writer};
use crate::place::Region;
use crate::place::rows::all;
use crate::reason::Reason;
use crate::rma::Frozen;
use crate::store::Store;
use crate::ticket::{Stage, text};
use crate::time::Timestamp;

/// An estimate as it was frozen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct FrozenEstimate {
    pub id: EstimateId,
    pub made_at: Timestamp,
    pub made_by: String,
    /// The promise of a filing; it goes only with the filing itself.
    pub by_filing: bool,
    pub note: String,
    /// Of this RMA or this ticket; of neither: a what-if.
    pub rma_id: Option<RmaId>,
    pub ticket_id: Option<TicketId>,
    /// `RMA-2026-000123`, `T-000007`; `None` for a what-if.
    pub number: Option<String>,
    pub center_id: CenterId,
    pub center: String,
    pub region: Region,
    /// What was assumed about the units, in English.
    pub subject: String,
    /// The same as data; `None` where an older version froze it.
    pub about: Option<Subject>,
    pub p50_days: f64,
    pub p80_days: f64,
    pub p95_days: f64,
    pub p50_on: NaiveDate,
    pub p80_on: NaiveDate,
    pub p95_on: NaiveDate,
    /// Likely cost per unit, US dollars, without what was not known then.
    pub usd_per_unit: Option<f64>,
    /// What came of it; `None` for a what-if.
    pub score: Option<Score>,
}

/// What was frozen, and by which action undo takes it back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct FrozenNow {
    pub action: ActionId,
    pub estimate: FrozenEstimate,
}

/// The most a list of frozen estimates shows.
const MOST: u32 = 200;

impl Store {
    /// Freeze what `question` is answered for one center, as of now.
    ///
    /// # Errors
    /// As [`Store::where_to_send`]; `Refused` for a center that was not estimated, and for a
    /// ticket that is not filed.
    pub fn freeze_estimate(
        &mut self,
        question: &Question,
        assumptions: &Assumptions,
        center: CenterId,
        note: &str,
        act: &Act,
    ) -> Result<FrozenNow> {
        let note = text("note", note)?.unwrap_or_default();
        let (rma_id, ticket_id) = match question {
            Question::Rma { id } => (Some(*id), None),
            Question::Ticket { id } => (None, Some(*id)),
            Question::WhatIf { .. } | Question::Center { .. } => (None, None),
        };
        let comparison = self.where_to_send(question, assumptions, act.now)?;
        let Some(route) = comparison
            .routes
            .iter()
            .find(|route| route.center_id == center)
        else {
            let why = comparison
                .not_asked
                .iter()
                .find(|not| not.center_id == center)
                .map_or(WhyNot::NotCompared, |not| not.why.clone());
            return Err(Error::Because(Reason::NoEstimate { why }));
        };
        let (center_name, frozen) = (route.center.clone(), |id| comparison.freeze(route, id));
        self.write(act, |w| {
            if let Some(ticket) = ticket_id
                && crate::ticket::opened(w.tx, ticket)?.stage == Stage::Draft
            {
                return Err(Error::Because(Reason::FreezeItsRma));
            }
            let id = EstimateId(w.new_id());
            let by_hand = ByHand {
                frozen: frozen(id)?,
                rma_id,
                ticket_id,
                center: center_name,
                made_at: w.now(),
                made_by: w.act.actor.clone(),
                note,
            };
            w.append(
                by_hand.about(),
                EstimateEvent::Frozen(Box::new(by_hand.clone())),
            )?;
            Ok(FrozenNow {
                action: w.action,
                estimate: one(w.tx, id)?,
            })
        })
    }

    /// Withdraw an estimate frozen by hand; undo freezes it again as it was.
    ///
    /// # Errors
    /// `Refused` for the promise of a filing.
    pub fn withdraw_estimate(&mut self, id: EstimateId, act: &Act) -> Result<ActionId> {
        self.write(act, |w| {
            let by_hand = by_hand(w.tx, id)?;
            w.append(by_hand.about(), EstimateEvent::Withdrawn(Box::new(by_hand)))?;
            Ok(w.action)
        })
    }

    /// Write why an estimate was frozen.
    ///
    /// # Errors
    /// `Refused` for the promise of a filing, whose RMA has a note of its own.
    pub fn note_estimate(&mut self, id: EstimateId, note: &str, act: &Act) -> Result<FrozenNow> {
        let is = text("note", note)?.unwrap_or_default();
        self.write(act, |w| {
            let by_hand = by_hand(w.tx, id)?;
            let was = by_hand.note.clone();
            if is != was {
                w.append(by_hand.about(), EstimateEvent::Noted { id, is, was })?;
            }
            Ok(FrozenNow {
                action: w.action,
                estimate: one(w.tx, id)?,
            })
        })
    }

    /// What was frozen of an RMA, or of a ticket and its RMA; without a question, all of the
    /// desk. Newest first, at most 200.
    pub fn frozen_estimates(&self, of: Option<&Question>) -> Result<Vec<FrozenEstimate>> {
        match of {
            None => list(&self.conn, "1", &[]),
            Some(Question::Rma { id }) => list(&self.conn, "e.rma_id = ?1", &[id]),
            Some(Question::Ticket { id }) => list(
                &self.conn,
                "e.ticket_id = ?1 OR e.rma_id = (SELECT rma_id FROM ticket WHERE id = ?1)",
                &[id],
            ),
            Some(Question::WhatIf { .. } | Question::Center { .. }) => {
                list(&self.conn, "e.rma_id IS NULL AND e.ticket_id IS NULL", &[])
            }
        }
    }
}

impl ByHand {
    /// Whose history it stands in.
    fn about(&self) -> SubjectId {
        match (self.rma_id, self.ticket_id) {
            (Some(rma), _) => rma.into(),
            (None, Some(ticket)) => ticket.into(),
            (None, None) => self.frozen.id.into(),
        }
    }
}

/// Withdraw what was frozen by hand of a draft that is thrown away, or of a ticket taken out of
/// one: nothing may point at what is gone.
pub(crate) fn withdraw_of(w: &mut Writer<'_>, of: SubjectId) -> Result<()> {
    let ids: Vec<EstimateId> = all(
        w.tx,
        "SELECT id FROM estimate WHERE rma_id = ?1 AND made_by IS NOT NULL
         UNION ALL SELECT id FROM estimate WHERE ticket_id = ?1 AND made_by IS NOT NULL",
        &[&of],
        |row| row.get(0),
    )?;
    for id in ids {
        let by_hand = by_hand(w.tx, id)?;
        w.append(of, EstimateEvent::Withdrawn(Box::new(by_hand)))?;
    }
    Ok(())
}

/// The note as it stands; `None` where the estimate is gone.
pub(super) fn note_of(tx: &Transaction<'_>, id: EstimateId) -> Result<Option<String>> {
    Ok(tx
        .prepare_cached("SELECT note FROM estimate WHERE id = ?1")?
        .query_row([id], |row| row.get(0))
        .optional()?)
}

fn by_hand(tx: &Transaction<'_>, id: EstimateId) -> Result<ByHand> {
    let found = tx
        .prepare_cached(
            "SELECT e.rma_id, e.ticket_id, e.center_id, c.name, e.made_at, e.made_by, e.note,
                 e.p50_days, e.p80_days, e.p95_days, e.basis
             FROM estimate AS e JOIN center AS c ON c.id = e.center_id WHERE e.id = ?1",
        )?
        .query_row([id], |row| {
            let made_by: Option<String> = row.get(5)?;
            Ok((
                made_by.is_some(),
                ByHand {
                    rma_id: row.get(0)?,
                    ticket_id: row.get(1)?,
                    center: row.get(3)?,
                    made_at: row.get(4)?,
                    made_by: made_by.unwrap_or_default(),
                    note: row.get(6)?,
                    frozen: Frozen {
                        id,
                        center_id: row.get(2)?,
                        p50_days: row.get(7)?,
                        p80_days: row.get(8)?,
                        p95_days: row.get(9)?,
                        basis: row.get(10)?,
                    },
                },
            ))
        })
        .optional()?;
    match found {
        None => Err(Error::not_found("estimate", id)),
        Some((true, by_hand)) => Ok(by_hand),
        Some((false, _)) => Err(Error::Because(Reason::PromiseOfAFiling)),
    }
}

fn one(conn: &Connection, id: EstimateId) -> Result<FrozenEstimate> {
    list(conn, "e.id = ?1", &[&id])?
        .pop()
        .ok_or_else(|| Error::not_found("estimate", id))
}

fn list(
    conn: &Connection,
    which: &str,
    args: &[&dyn rusqlite::ToSql],
) -> Result<Vec<FrozenEstimate>> {
    let mut found = all(
        conn,
        // A filing's actor stands in its event, not in a column.
        &format!(
            "SELECT e.id, e.made_at,
                 coalesce(e.made_by, (SELECT v.actor FROM event AS v
                     WHERE v.subject = e.rma_id AND v.kind = 'rma.submitted' AND v.at = e.made_at
                     ORDER BY v.position DESC LIMIT 1), ''),
                 e.made_by IS NULL, e.note, e.rma_id, e.ticket_id,
                 coalesce(r.number, printf('T-%06d', t.number)), e.center_id, c.name, c.region,
                 e.p50_days, e.p80_days, e.p95_days,
                 json_extract(e.basis, '$.subject'), json_extract(e.basis, '$.route.range.p50_on'),
                 json_extract(e.basis, '$.route.range.p80_on'), json_extract(e.basis, '$.route.range.p95_on'),
                 json_extract(e.basis, '$.route.cost_p50.total'),
                 json_extract(e.basis, '$.about')
             FROM estimate AS e
             JOIN center AS c ON c.id = e.center_id
             LEFT JOIN rma AS r ON r.id = e.rma_id
             LEFT JOIN ticket AS t ON t.id = e.ticket_id
             WHERE {which} ORDER BY e.made_at DESC, e.id DESC LIMIT {MOST}"
        ),
        args,
        row,
    )?;
    for estimate in &mut found {
        estimate.score = score::of_estimate(conn, estimate.id)?;
    }
    Ok(found)
}

fn row(row: &Row<'_>) -> rusqlite::Result<FrozenEstimate> {
    let made_at: Timestamp = row.get(1)?;
    let (p50_days, p80_days, p95_days) = (row.get(11)?, row.get(12)?, row.get(13)?);
    // What an older version kept may lack the day; the days from then are always there.
    let on = |column: usize, days: f64| -> rusqlite::Result<NaiveDate> {
        let day: Option<String> = row.get(column)?;
        Ok(day
            .and_then(|day| day.parse().ok())
            .unwrap_or_else(|| made_at.plus_days(days).date()))
    };
    let ticket_id: Option<TicketId> = row.get(6)?;
    let rma_id: Option<RmaId> = row.get(5)?;
    Ok(FrozenEstimate {
        id: row.get(0)?,
        made_at,
        made_by: row.get(2)?,
        by_filing: row.get(3)?,
        note: row.get(4)?,
        rma_id,
        ticket_id,
        number: if rma_id.is_some() || ticket_id.is_some() {
            row.get(7)?
        } else {
            None
        },
        center_id: row.get(8)?,
        center: row.get(9)?,
        region: row.get(10)?,
        subject: row.get::<_, Option<String>>(14)?.unwrap_or_default(),
        about: row
            .get::<_, Option<String>>(19)?
            .and_then(|about| serde_json::from_str(&about).ok()),
        p50_days,
        p80_days,
        p95_days,
        p50_on: on(15, p50_days)?,
        p80_on: on(16, p80_days)?,
        p95_on: on(17, p95_days)?,
        usd_per_unit: row.get(18)?,
        score: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::device::DeviceKind;
    use crate::estimate::WhatIf;
    use crate::ticket::WarrantyClass;

    fn act() -> Act {
        Act::new("Ana", Timestamp::parse("2026-11-02T15:00:00Z").unwrap())
    }

    fn swap() -> Question {
        Question::WhatIf {
            what: WhatIf {
                model_id: None,
                component: DeviceKind::Hashboard,
                warranty_class: WarrantyClass::OutOfWarranty,
                level: 1,
                from_site: None,
                quantity: 3,
                on: None,
            },
        }
    }

    fn usual() -> Assumptions {
        Assumptions::default()
    }

    /// A desk, and a center that answers a swap.
    fn desk() -> (Store, CenterId) {
        let store = Store::in_memory(&act()).unwrap();
        let compared = store.where_to_send(&swap(), &usual(), act().now).unwrap();
        (store, compared.routes[0].center_id)
    }

    #[test]
    fn what_is_frozen_is_listed_as_it_was_shown_with_time_and_by_whom() {
        let (mut store, center) = desk();
        let shown = store.where_to_send(&swap(), &usual(), act().now).unwrap();

        let frozen = store
            .freeze_estimate(&swap(), &usual(), center, " for the budget ", &act())
            .unwrap()
            .estimate;

        assert_eq!(frozen.made_by, "Ana");
        assert_eq!(frozen.made_at, act().now);
        assert_eq!(frozen.note, "for the budget");
        assert_eq!(frozen.p80_on, shown.routes[0].range.p80_on);
        assert_eq!(frozen.subject, shown.subject.to_string());
        assert_eq!(frozen.about, Some(shown.subject.clone()));
        assert!(!frozen.by_filing && frozen.number.is_none() && frozen.score.is_none());
        assert_eq!(store.frozen_estimates(None).unwrap(), vec![frozen.clone()]);
        assert_eq!(store.frozen_estimates(Some(&swap())).unwrap(), vec![frozen]);
    }

    #[test]
    fn freezing_is_undone_as_a_whole_and_withdrawing_too() {
        let (mut store, center) = desk();
        let frozen = store
            .freeze_estimate(&swap(), &usual(), center, "", &act())
            .unwrap();

        store.undo(frozen.action, &act()).unwrap();
        assert_eq!(store.frozen_estimates(None).unwrap(), Vec::new());

        let again = store
            .freeze_estimate(&swap(), &usual(), center, "", &act())
            .unwrap();
        store
            .note_estimate(again.estimate.id, "asked by Ben", &act())
            .unwrap();
        let withdrawn = store.withdraw_estimate(again.estimate.id, &act()).unwrap();
        store.undo(withdrawn, &act()).unwrap();

        let back = store.frozen_estimates(None).unwrap();
        assert_eq!(back[0].note, "asked by Ben");
        assert_eq!(back[0].made_at, again.estimate.made_at);
        assert!(store.examine(&act()).unwrap().ok);
    }

    #[test]
    fn a_center_that_was_ruled_out_is_not_frozen() {
        let (mut store, _) = desk();
        let nobody = CenterId(uuid::Uuid::from_u128(7));

        let err = store
            .freeze_estimate(&swap(), &usual(), nobody, "", &act())
            .unwrap_err();

        assert!(
            matches!(err, Error::Because(Reason::NoEstimate { .. })),
            "{err}"
        );
    }
}
