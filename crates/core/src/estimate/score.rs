//! Promises held against what came of them: counted when asked, never stored.

use rusqlite::{Connection, OptionalExtension, Row};
use serde::{Deserialize, Serialize};

use super::Question;
use crate::error::Result;
use crate::id::{CenterId, EstimateId, RmaId};
use crate::place::rows::all;
use crate::text_enum::text_enum;
use crate::time::Timestamp;

text_enum! {
    /// The narrowest promise that was kept.
    KeptBy { Likely = "likely", Cautious = "cautious", Bad = "bad", Late = "late" }
}

/// One promise and what came of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Score {
    pub made_at: Timestamp,
    pub p50_at: Timestamp,
    pub p80_at: Timestamp,
    /// `None` for a promise of which only the two days are kept.
    pub p95_at: Option<Timestamp>,
    /// When the unit, or the last of the batch, was back; `None` while any is away.
    pub back_at: Option<Timestamp>,
    pub kept: Option<KeptBy>,
    /// Days later than the likely day; negative when earlier.
    pub days_off: Option<f64>,
    /// Where the outcome fell on the frozen curve, per cent: 5 to 95, as far as the curve goes.
    pub percentile: Option<f64>,
    /// Units that never come back are no test of a promise: all were scrapped or called off.
    pub never_back: bool,
}

/// How the desk's promises held.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct EstimateRecord {
    pub whole: Tally,
    /// The most promises first.
    pub centers: Vec<CenterTally>,
}

/// Promises that came due, counted.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Tally {
    /// Promises whose cautious day has passed.
    pub due: u32,
    pub back: u32,
    pub under_way: u32,
    /// Under way past the cautious day.
    pub overdue: u32,
    /// Of those whose day has passed, the share back by then; `None` before the first.
    pub by_p50: Option<f64>,
    pub by_p80: Option<f64>,
    pub by_p95: Option<f64>,
    /// Mean pinball loss of P50, P80 and P95, days: less is better.
    pub pinball_days: Option<f64>,
    /// Kept and judged, at P50, P80 and P95.
    #[serde(skip)]
    pub(crate) judged: [(u32, u32); 3],
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct CenterTally {
    pub center_id: CenterId,
    pub center: String,
    pub tally: Tally,
}

/// A promise as it was made, and how far its units are.
#[derive(Debug, Clone)]
pub(crate) struct Promise {
    pub center: Option<(CenterId, String)>,
    pub made_at: Timestamp,
    pub p50: f64,
    pub p80: f64,
    pub p95: Option<f64>,
    /// Units not back and not at an end.
    pub away: u32,
    /// The last return; `None` when none was.
    pub last_back: Option<Timestamp>,
}

/// When a ticket's unit was back: handed over, or closed with the unit in hand. Not an end
/// without a return.
const BACK_AT: &str = "CASE WHEN t.stage IN ('delivered', 'closed')
         AND (t.disposition IS NULL OR t.disposition <> 'ber_scrapped')
     THEN coalesce((SELECT max(v.entered_at) FROM stage_visit AS v
                    WHERE v.ticket_id = t.id AND v.stage = 'delivered'), t.closed_at) END";

const AWAY: &str = "t.closed_at IS NULL AND t.stage <> 'delivered'";

impl Promise {
    /// Days until the last unit was back.
    pub fn outcome(&self) -> Option<f64> {
        (self.away == 0)
            .then_some(self.last_back)
            .flatten()
            .map(|back| back.days_since(self.made_at))
    }

    /// Scrapped or called off to the last unit: no test of a promise.
    pub fn is_void(&self) -> bool {
        self.away == 0 && self.last_back.is_none()
    }

    pub fn is_overdue(&self, now: Timestamp) -> bool {
        self.away > 0 && now.days_since(self.made_at) > self.p80
    }

    fn score(&self, curve: Option<&[f64]>) -> Score {
        let at = |days: f64| self.made_at.plus_days(days);
        let outcome = self.outcome();
        Score {
            made_at: self.made_at,
            p50_at: at(self.p50),
            p80_at: at(self.p80),
            p95_at: self.p95.map(at),
            back_at: outcome.and(self.last_back),
            kept: outcome.map(|days| {
                if days <= self.p50 {
                    KeptBy::Likely
                } else if days <= self.p80 {
                    KeptBy::Cautious
                } else if self.p95.is_some_and(|p95| days <= p95) {
                    KeptBy::Bad
                } else {
                    KeptBy::Late
                }
            }),
            days_off: outcome.map(|days| days - self.p50),
            percentile: outcome.and_then(|days| percentile(curve?, days)),
            never_back: self.is_void(),
        }
    }
}

/// Where `days` lies on a curve of P5, P10 … P95, straight between them.
fn percentile(curve: &[f64], days: f64) -> Option<f64> {
    let (first, last) = (*curve.first()?, *curve.last()?);
    if days <= first {
        return Some(5.0);
    }
    if days >= last {
        return Some(5.0 * curve.len() as f64);
    }
    let above = curve.partition_point(|point| *point <= days);
    let (low, high) = (*curve.get(above - 1)?, *curve.get(above)?);
    let part = if high > low {
        (days - low) / (high - low)
    } else {
        0.0
    };
    Some(5.0 * (above as f64 + part))
}

/// The newest promise of an RMA or a ticket, and its curve where it was kept.
pub(super) fn score(conn: &Connection, question: &Question) -> Result<Option<Score>> {
    let (rma, tickets, own) = match question {
        Question::Rma { id } => (Some(*id), "t.rma_id = ?1", None),
        Question::Ticket { id } => {
            let rma: Option<Option<RmaId>> = conn
                .prepare_cached("SELECT rma_id FROM ticket WHERE id = ?1")?
                .query_row([id], |row| row.get(0))
                .optional()?;
            (rma.flatten(), "t.id = ?1", Some(id))
        }
        Question::WhatIf { .. } | Question::Center { .. } => return Ok(None),
    };
    let subject: &dyn rusqlite::ToSql = match (&rma, &own) {
        (_, Some(ticket)) => *ticket,
        (Some(rma), None) => rma,
        (None, None) => return Ok(None),
    };
    let (away, last_back): (u32, Option<Timestamp>) = conn
        .prepare_cached(&format!(
            "SELECT coalesce(sum({AWAY}), 0), max({BACK_AT}) FROM ticket AS t
             WHERE {tickets} AND t.stage <> 'draft'"
        ))?
        .query_row([subject], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let frozen = match rma {
        Some(rma) => conn
            .prepare_cached(
                "SELECT made_at, p50_days, p80_days, p95_days, json_extract(basis, '$.route.range.curve')
                 FROM estimate WHERE rma_id = ?1 AND made_by IS NULL ORDER BY made_at DESC, id DESC LIMIT 1",
            )?
            .query_row([rma], |row| {
                let promise = Promise {
                    center: None,
                    made_at: row.get(0)?,
                    p50: row.get(1)?,
                    p80: row.get(2)?,
                    p95: Some(row.get(3)?),
                    away,
                    last_back,
                };
                Ok((promise, row.get::<_, Option<String>>(4)?))
            })
            .optional()?,
        None => None,
    };
    if let Some((promise, curve)) = frozen {
        // A curve that cannot be read leaves the three days, which stand in columns.
        let curve: Option<Vec<f64>> = curve.and_then(|text| serde_json::from_str(&text).ok());
        return Ok(Some(promise.score(curve.as_deref())));
    }
    let promised: Option<(Timestamp, Option<Timestamp>, Option<Timestamp>)> = conn
        .prepare_cached(&format!(
            "SELECT min(t.opened_at), max(t.promised_p50_at), max(t.promised_p80_at)
             FROM ticket AS t WHERE {tickets} HAVING count(*) > 0"
        ))?
        .query_row([subject], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    let Some((made_at, Some(p50), Some(p80))) = promised else {
        return Ok(None);
    };
    let promise = Promise {
        center: None,
        made_at,
        p50: p50.days_since(made_at),
        p80: p80.days_since(made_at),
        p95: None,
        away,
        last_back,
    };
    Ok(Some(promise.score(None)))
}

/// What came of one frozen estimate; `None` for a what-if.
pub(super) fn of_estimate(conn: &Connection, id: EstimateId) -> Result<Option<Score>> {
    let found = conn
        .prepare_cached(&format!(
            "SELECT e.made_at, e.p50_days, e.p80_days, e.p95_days,
                 json_extract(e.basis, '$.route.range.curve'),
                 coalesce(sum({AWAY}), 0), max({BACK_AT})
             FROM estimate AS e
             JOIN ticket AS t ON t.id IN
                 (SELECT e.ticket_id UNION ALL SELECT u.id FROM ticket AS u WHERE u.rma_id = e.rma_id)
             WHERE e.id = ?1 AND t.stage <> 'draft' GROUP BY e.id"
        ))?
        .query_row([id], |row| {
            let promise = Promise {
                center: None,
                made_at: row.get(0)?,
                p50: row.get(1)?,
                p80: row.get(2)?,
                p95: Some(row.get(3)?),
                away: row.get(5)?,
                last_back: row.get(6)?,
            };
            Ok((promise, row.get::<_, Option<String>>(4)?))
        })
        .optional()?;
    Ok(found.map(|(promise, curve)| {
        let curve: Option<Vec<f64>> = curve.and_then(|text| serde_json::from_str(&text).ok());
        promise.score(curve.as_deref())
    }))
}

/// All promises of the desk against what came of them; of one center if `only` is given.
///
/// One promise is one filing, judged by its last unit; what was frozen by hand beside it is not
/// counted a second time. Tickets filed without a kept estimate but
/// with two days promised count one by one; a single day is a vendor's word, not ours to be
/// scored.
pub(super) fn record(
    conn: &Connection,
    only: Option<CenterId>,
    now: Timestamp,
) -> Result<EstimateRecord> {
    let mut promises = all(
        conn,
        &format!(
            "SELECT e.center_id, c.name, e.made_at, e.p50_days, e.p80_days, e.p95_days,
                 coalesce(sum({AWAY}), 0), max({BACK_AT})
             FROM estimate AS e
             JOIN center AS c ON c.id = e.center_id
             JOIN ticket AS t ON t.rma_id = e.rma_id AND t.stage <> 'draft'
             WHERE e.made_by IS NULL AND (?1 IS NULL OR e.center_id = ?1)
             GROUP BY e.id ORDER BY e.made_at, e.id"
        ),
        &[&only],
        promise,
    )?;
    promises.extend(all(
        conn,
        &format!(
            "SELECT t.center_id, c.name, t.opened_at,
                 (t.promised_p50_at - t.opened_at) / 86400000.0,
                 (t.promised_p80_at - t.opened_at) / 86400000.0, NULL,
                 {AWAY}, {BACK_AT}
             FROM ticket AS t LEFT JOIN center AS c ON c.id = t.center_id
             WHERE t.promised_p80_at > t.promised_p50_at
               AND (?1 IS NULL OR t.center_id = ?1)
               AND NOT EXISTS (SELECT 1 FROM estimate AS e
                   WHERE e.rma_id = t.rma_id AND e.made_by IS NULL)
             ORDER BY t.number"
        ),
        &[&only],
        promise,
    )?);
    let mut centers: Vec<(CenterId, String, Vec<&Promise>)> = Vec::new();
    for promise in &promises {
        let Some((id, name)) = &promise.center else {
            continue;
        };
        match centers.iter_mut().find(|(known, _, _)| known == id) {
            Some((_, _, of_center)) => of_center.push(promise),
            None => centers.push((*id, name.clone(), vec![promise])),
        }
    }
    centers.sort_by(|a, b| b.2.len().cmp(&a.2.len()).then_with(|| a.1.cmp(&b.1)));
    Ok(EstimateRecord {
        whole: tally(promises.iter(), now),
        centers: centers
            .into_iter()
            .map(|(center_id, center, promises)| CenterTally {
                center_id,
                center,
                tally: tally(promises.into_iter(), now),
            })
            .collect(),
    })
}

fn promise(row: &Row<'_>) -> rusqlite::Result<Promise> {
    let id: Option<CenterId> = row.get(0)?;
    let name: Option<String> = row.get(1)?;
    Ok(Promise {
        center: id.zip(name),
        made_at: row.get(2)?,
        p50: row.get(3)?,
        p80: row.get(4)?,
        p95: row.get(5)?,
        away: row.get(6)?,
        last_back: row.get(7)?,
    })
}

/// A promise is judged at a day once that day has passed, returned or not: counting those back
/// early before their day would flatter the record.
pub(crate) fn tally<'a>(promises: impl Iterator<Item = &'a Promise>, now: Timestamp) -> Tally {
    let mut tally = Tally::default();
    let (mut kept, mut judged) = ([0u32; 3], [0u32; 3]);
    let (mut loss, mut lost) = (0.0, 0u32);
    for promise in promises {
        let outcome = promise.outcome();
        if promise.is_void() {
            continue;
        }
        tally.back += u32::from(outcome.is_some());
        tally.under_way += u32::from(outcome.is_none());
        tally.overdue += u32::from(promise.is_overdue(now));
        let passed = now.days_since(promise.made_at);
        for (at, promised) in [Some(promise.p50), Some(promise.p80), promise.p95]
            .into_iter()
            .enumerate()
        {
            if let Some(promised) = promised.filter(|promised| *promised <= passed) {
                judged[at] += 1;
                kept[at] += u32::from(outcome.is_some_and(|days| days <= promised));
            }
        }
        if let Some(p95) = promise.p95.filter(|p95| *p95 <= passed) {
            // Still away counts as back today, the least it can cost.
            let days = outcome.unwrap_or(passed);
            let points = [(0.5, promise.p50), (0.8, promise.p80), (0.95, p95)];
            loss += points
                .map(|(q, at)| pinball(q, at, days))
                .iter()
                .sum::<f64>()
                / 3.0;
            lost += 1;
        }
    }
    let share = |at: usize| (judged[at] > 0).then(|| f64::from(kept[at]) / f64::from(judged[at]));
    tally.judged = std::array::from_fn(|at| (kept[at], judged[at]));
    tally.due = judged[1];
    tally.by_p50 = share(0);
    tally.by_p80 = share(1);
    tally.by_p95 = share(2);
    tally.pinball_days = (lost > 0).then(|| loss / f64::from(lost));
    tally
}

/// Koenker and Bassett 1978: what a quantile costs that was `at` when `was` came.
pub(crate) fn pinball(q: f64, at: f64, was: f64) -> f64 {
    let off = was - at;
    (q * off).max((q - 1.0) * off)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::id::TicketId;
    use crate::journal::Act;
    use crate::store::Store;

    const MADE: i64 = 1_790_000_000_000;

    fn after(days: f64) -> Timestamp {
        Timestamp::from_millis(MADE).plus_days(days)
    }

    /// A desk with RMAs promised back in 20, 30 and 50 days.
    struct Desk {
        store: Store,
        center: CenterId,
        units: u128,
    }

    impl Desk {
        fn new() -> Self {
            let store = Store::in_memory(&Act::new("Ana", after(0.0))).unwrap();
            let center = store.centers().unwrap()[0].center.id;
            Self {
                store,
                center,
                units: 0,
            }
        }

        /// One filing whose units were back after so many days; `None`: still away.
        fn promise(&mut self, number: u128, units: &[Option<f64>]) -> RmaId {
            let rma = RmaId(Uuid::from_u128(number));
            let conn = &self.store.conn;
            conn.execute(
                "INSERT INTO rma (seq, id, number, center_id, services, note, step, drafted_at, touched_at)
                 VALUES (?1, ?2, ?3, ?4, '[]', '', 'units', ?5, ?5)",
                rusqlite::params![number as i64, rma, format!("RMA-{number}"), self.center, MADE],
            )
            .unwrap();
            let curve: Vec<f64> = (1..20).map(|step| f64::from(step) * 2.0).collect();
            conn.execute(
                "INSERT INTO estimate (id, rma_id, center_id, made_at, p50_days, p80_days, p95_days, basis)
                 VALUES (?1, ?2, ?3, ?4, 20, 30, 50, ?5)",
                rusqlite::params![
                    Uuid::from_u128(number).as_bytes(),
                    rma,
                    self.center,
                    MADE,
                    serde_json::json!({ "route": { "range": { "curve": curve } } }).to_string()
                ],
            )
            .unwrap();
            for back in units {
                self.ticket(Some(rma), *back, "repaired");
            }
            rma
        }

        fn ticket(&mut self, rma: Option<RmaId>, back: Option<f64>, disposition: &str) -> TicketId {
            self.units += 1;
            let (device, id) = (
                Uuid::from_u128(1_000 + self.units),
                TicketId(Uuid::from_u128(1_000_000 + self.units)),
            );
            let conn = &self.store.conn;
            conn.execute(
                "INSERT INTO device (number, id, kind, added_at, touched_at) VALUES (?1, ?2, 'hashboard', 1, 1)",
                rusqlite::params![self.units as i64, device.as_bytes()],
            )
            .unwrap();
            let closed = back.map(|days| after(days + 1.0));
            conn.execute(
                "INSERT INTO ticket (number, id, rma_id, device_id, center_id, stage, stage_since, symptom_text,
                     warranty_class, warranty_reason, level, opened_at, touched_at, closed_at, disposition)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, '', 'in_warranty', '', 2, ?7, ?7, ?8, ?9)",
                rusqlite::params![
                    self.units as i64,
                    id,
                    rma,
                    device.as_bytes(),
                    self.center,
                    if back.is_some() { "closed" } else { "queued" },
                    MADE,
                    closed,
                    back.map(|_| disposition),
                ],
            )
            .unwrap();
            if let Some(days) = back.filter(|_| disposition != "ber_scrapped") {
                conn.execute(
                    "INSERT INTO stage_visit (ticket_id, seq, stage, attempt, entered_at, left_at)
                     VALUES (?1, 1, 'delivered', 1, ?2, ?3)",
                    rusqlite::params![id, after(days), closed],
                )
                .unwrap();
            }
            id
        }

        fn score(&self, rma: RmaId) -> Score {
            score(&self.store.conn, &Question::Rma { id: rma })
                .unwrap()
                .unwrap()
        }
    }

    #[test]
    fn a_batch_is_scored_by_its_last_unit() {
        let mut desk = Desk::new();
        let rma = desk.promise(1, &[Some(12.0), Some(25.0)]);

        let score = desk.score(rma);

        assert_eq!(score.back_at, Some(after(25.0)));
        assert_eq!(score.kept, Some(KeptBy::Cautious));
        assert_eq!(score.days_off, Some(5.0));
        // The frozen curve has P60 at 24 days and P65 at 26.
        assert_eq!(score.percentile, Some(62.5));
    }

    #[test]
    fn a_ticket_of_the_batch_is_held_against_the_same_promise() {
        let mut desk = Desk::new();
        let rma = desk.promise(1, &[Some(60.0)]);
        let early = desk.ticket(Some(rma), Some(2.0), "repaired");

        let score = score(&desk.store.conn, &Question::Ticket { id: early })
            .unwrap()
            .unwrap();

        assert_eq!(score.kept, Some(KeptBy::Likely));
        assert_eq!(score.percentile, Some(5.0));
        assert_eq!(desk.score(rma).kept, Some(KeptBy::Late));
        assert_eq!(desk.score(rma).percentile, Some(95.0));
    }

    #[test]
    fn a_promise_is_not_scored_while_a_unit_is_away() {
        let mut desk = Desk::new();
        let rma = desk.promise(1, &[Some(12.0), None]);

        let score = desk.score(rma);

        assert_eq!((score.back_at, score.kept), (None, None));
        assert!(!score.never_back);
    }

    #[test]
    fn a_scrapped_unit_is_no_test_of_a_promise() {
        let mut desk = Desk::new();
        let rma = desk.promise(1, &[]);
        desk.ticket(Some(rma), Some(9.0), "ber_scrapped");

        let record = record(&desk.store.conn, None, after(90.0)).unwrap();

        assert!(desk.score(rma).never_back);
        assert_eq!(record.whole, Tally::default());
    }

    #[test]
    fn a_record_counts_only_days_that_have_passed_whether_units_are_back_or_not() {
        let mut desk = Desk::new();
        desk.promise(1, &[Some(10.0)]);
        desk.promise(2, &[Some(25.0)]);
        desk.promise(3, &[None]);
        desk.promise(4, &[None]);

        let early = record(&desk.store.conn, None, after(21.0)).unwrap().whole;
        let late = record(&desk.store.conn, None, after(60.0)).unwrap();

        assert_eq!((early.due, early.overdue), (0, 0));
        assert_eq!((early.by_p50, early.by_p80), (Some(0.25), None));
        assert_eq!((late.whole.due, late.whole.overdue), (4, 2));
        assert_eq!(late.whole.by_p80, Some(0.5));
        assert_eq!(late.whole.by_p95, Some(0.5));
        assert!(late.whole.pinball_days.unwrap() > 0.0);
        assert_eq!(late.centers.len(), 1);
        assert_eq!(late.centers[0].tally, late.whole);
    }

    #[test]
    fn two_promised_days_without_a_curve_are_scored_too_and_a_vendors_single_day_is_not() {
        let mut desk = Desk::new();
        let ours = desk.ticket(None, Some(15.0), "repaired");
        let theirs = desk.ticket(None, Some(15.0), "repaired");
        for (id, p50, p80) in [(ours, 20.0, 30.0), (theirs, 10.0, 10.0)] {
            desk.store
                .conn
                .execute(
                    "UPDATE ticket SET promised_p50_at = ?2, promised_p80_at = ?3 WHERE id = ?1",
                    rusqlite::params![id, after(p50), after(p80)],
                )
                .unwrap();
        }

        let record = record(&desk.store.conn, None, after(90.0)).unwrap().whole;

        assert_eq!((record.due, record.by_p80), (1, Some(1.0)));
        assert_eq!((record.by_p95, record.pinball_days), (None, None));
    }

    #[test]
    fn pinball_costs_being_late_more_the_higher_the_quantile() {
        assert_eq!(pinball(0.5, 10.0, 14.0), 2.0);
        assert!((pinball(0.95, 10.0, 14.0) - 3.8).abs() < 1e-12);
        assert!((pinball(0.95, 14.0, 10.0) - 0.2).abs() < 1e-12);
    }
}
