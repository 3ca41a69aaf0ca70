//! Asking where to send.

use chrono::NaiveDate;
use serde::Serialize;

use super::asked::{Asked, resolve};
use super::money::Money;
use super::score::{record, score};
use super::way::{Way, chosen_way, ways};
use super::weigh::{Scales, Weighed, break_even, rank, weigh};
use super::{
    Assumptions, Comparison, EstimateRecord, HashpriceBasis, Learning, NotAsked, Outlook, Question,
    Range, Remark, RouteAnswer, Subject, WhyNot, WouldChange, published,
};
use crate::catalog::rows as catalog;
use crate::check;
use crate::error::{Error, Result};
use crate::id::{CenterId, EstimateId, RmaId};
use crate::place::{self, CenterSheet};
use crate::reason::Reason;
use crate::rma::Frozen;
use crate::store::Store;
use crate::ticket::Stage;
use crate::time::Timestamp;

/// An estimate as it is kept: the route as shown, and for what.
#[derive(Debug, Serialize)]
struct FrozenBasis<'a> {
    subject: String,
    about: &'a Subject,
    quantity: u32,
    hashprice_usd_per_ph_day: f64,
    route: &'a RouteAnswer,
    notes: &'a [Remark],
    learning: &'a Learning,
}

impl Comparison {
    /// One of its routes as it is kept.
    pub(super) fn freeze(&self, route: &RouteAnswer, id: EstimateId) -> Result<Frozen> {
        let basis = FrozenBasis {
            subject: self.subject.to_string(),
            about: &self.subject,
            quantity: self.quantity,
            hashprice_usd_per_ph_day: self.hashprice_usd_per_ph_day,
            route,
            notes: &self.notes,
            learning: &self.learning,
        };
        Ok(Frozen {
            id,
            center_id: route.center_id,
            p50_days: route.range.p50,
            p80_days: route.range.p80,
            p95_days: route.range.p95,
            basis: place::rows::to_json(&basis)?,
        })
    }
}

impl Store {
    /// Every center that accepts the units of `question`, side by side.
    ///
    /// # Errors
    /// `NotFound` for what is asked about; `Refused` for an RMA without open units and for a
    /// ticket that is back; `Invalid` for an assumption that cannot be.
    pub fn where_to_send(
        &self,
        question: &Question,
        assumptions: &Assumptions,
        now: Timestamp,
    ) -> Result<Comparison> {
        check_assumptions(assumptions)?;
        let asked = resolve(&self.conn, question, now)?;
        let sheets = self.centers_for_estimates()?;
        let (ways, not_asked) = ways(&asked, sheets, asked.asof.date_naive());
        self.compare_ways(&asked, assumptions, ways, not_asked, now)
    }

    /// The chosen center's estimate for an RMA about to be submitted; `None` while no center is
    /// chosen or no lane leads there.
    pub fn estimate_to_freeze(&self, rma: RmaId, now: Timestamp) -> Result<Option<Frozen>> {
        let asked = resolve(&self.conn, &Question::Rma { id: rma }, now)?;
        let Some((center, _)) = asked.chosen else {
            return Ok(None);
        };
        let sheet = self.center(center)?;
        let Some(way) = chosen_way(&asked, sheet, asked.asof.date_naive()) else {
            return Ok(None);
        };
        let comparison =
            self.compare_ways(&asked, &Assumptions::default(), vec![way], Vec::new(), now)?;
        let Some(route) = comparison.routes.first() else {
            return Ok(None);
        };
        comparison.freeze(route, estimate_id(rma, now)).map(Some)
    }

    /// What to expect of a ticket, an RMA or a center: the estimate for the center chosen, and
    /// what became of the promise made when it was filed.
    ///
    /// What is back, or was never sent anywhere, has no range and says why.
    ///
    /// # Errors
    /// `NotFound` for what is asked about.
    pub fn outlook(&self, question: &Question, now: Timestamp) -> Result<Outlook> {
        let mut outlook = Outlook {
            asked_at: now,
            subject: None,
            quantity: 0,
            route: None,
            why_not: None,
            notes: Vec::new(),
            score: score(&self.conn, question)?,
            learning: self.learning()?,
        };
        let asked = match resolve(&self.conn, question, now) {
            Ok(asked) => asked,
            Err(Error::Because(Reason::NoEstimate { why })) => {
                outlook.why_not = Some(why);
                return Ok(outlook);
            }
            Err(other) => return Err(other),
        };
        outlook.subject = Some(asked.subject.clone());
        outlook.quantity = asked.quantity;
        let Some((center, _)) = asked.chosen else {
            outlook.why_not = Some(WhyNot::NoCenterChosen);
            return Ok(outlook);
        };
        let sheet = self.center(center)?;
        let name = sheet.center.name.clone();
        let usual = Assumptions::default();
        let Some(compared) = self.to_chosen(&asked, sheet.clone(), &usual, now)? else {
            outlook.why_not = Some(WhyNot::NoLaneTo {
                country: asked.country,
                center: name,
            });
            return Ok(outlook);
        };
        outlook.why_not = compared.not_asked.into_iter().next().map(|not| not.why);
        outlook.notes = compared.notes;
        outlook.route = compared.routes.into_iter().next();
        if let Some(route) = &mut outlook.route {
            route.why.would_change = self.would_change(&asked, &sheet, route, now)?;
        }
        Ok(outlook)
    }

    /// How the promises of this desk held, as a whole and center by center; of one center if
    /// `only` is given.
    pub fn estimate_record(
        &self,
        only: Option<CenterId>,
        now: Timestamp,
    ) -> Result<EstimateRecord> {
        record(&self.conn, only, now)
    }

    /// The estimate for the chosen center alone; `None` where no lane leads there.
    fn to_chosen(
        &self,
        asked: &Asked,
        sheet: CenterSheet,
        assumptions: &Assumptions,
        now: Timestamp,
    ) -> Result<Option<Comparison>> {
        let Some(way) = chosen_way(asked, sheet, asked.asof.date_naive()) else {
            return Ok(None);
        };
        self.compare_ways(asked, assumptions, vec![way], Vec::new(), now)
            .map(Some)
    }

    /// What would bring the unit back sooner, by how much: the same estimate with one thing
    /// otherwise, drawn with the same luck.
    fn would_change(
        &self,
        asked: &Asked,
        sheet: &CenterSheet,
        route: &RouteAnswer,
        now: Timestamp,
    ) -> Result<Vec<WouldChange>> {
        let mut found = Vec::new();
        let otherwise = |asked: &Asked, assumptions: &Assumptions| -> Result<Option<Range>> {
            let compared = self.to_chosen(asked, sheet.clone(), assumptions, now)?;
            Ok(compared
                .and_then(|compared| compared.routes.into_iter().next())
                .map(|route| route.range))
        };
        if route.p_customs_hold >= 0.01 {
            let free = Assumptions {
                ignore_holds: true,
                ..Assumptions::default()
            };
            if let Some(range) = otherwise(asked, &free)?
                && let Some(days) = sooner(route.range.p95, range.p95)
            {
                found.push(WouldChange::NoHold { days });
            }
        }
        if let Some((stage, _)) = asked.standing
            && let Some(next) = next_stage(route, stage)
        {
            let moved = Asked {
                standing: Some((next, Timestamp::from(asked.asof))),
                ..asked.clone()
            };
            if let Some(range) = otherwise(&moved, &Assumptions::default())?
                && let Some(days) = sooner(route.range.p50, range.p50)
            {
                found.push(WouldChange::Through { stage, days });
            }
        }
        let quote = route
            .stages
            .iter()
            .find(|share| share.stage == Stage::AwaitingApproval);
        if let Some(days) = quote.and_then(|share| sooner(share.p50 * share.entered, 0.0)) {
            found.push(WouldChange::YesAtOnce { days });
        }
        for stage in &route.why.stages {
            let (Some(_), Some(days)) = (
                stage.own,
                sooner(stage.blended.p50, stage.published.p50 * 1.2),
            ) else {
                continue;
            };
            found.push(WouldChange::AsPublished {
                stage: stage.stage,
                days,
            });
        }
        Ok(found)
    }

    fn centers_for_estimates(&self) -> Result<Vec<CenterSheet>> {
        place::sheets_without_counts(&self.conn)
    }

    fn compare_ways(
        &self,
        asked: &Asked,
        assumptions: &Assumptions,
        ways: Vec<Way>,
        mut not_asked: Vec<NotAsked>,
        now: Timestamp,
    ) -> Result<Comparison> {
        let on = asked.asof.date_naive();
        let money = Money {
            duty: catalog::duty_rates(&self.conn)?,
            fx: catalog::fx_rates(&self.conn)?,
            hashprices: catalog::hashprices(&self.conn)?,
        };
        let priors = published::priors(&catalog::prior_edits(&self.conn)?)?;
        let mut notes = asked.notes.clone();
        let (hashprice_usd, hashprice_basis) = hashprice(&money, assumptions, on, &mut notes);
        let scales = Scales {
            asked,
            assumptions,
            money: &money,
            priors: &priors,
            site_calendar: published::calendar(&asked.zone, &asked.country, &[], on)?,
            hashprice_usd,
            lessons: self.lessons.as_deref(),
            on,
        };
        let mut weighed = weigh(&scales, ways, &mut not_asked)?;
        rank(&mut weighed);
        let break_even = break_even(&weighed);
        say_what_is_missing(&weighed, &mut notes);
        let routes: Vec<RouteAnswer> = weighed.into_iter().map(|way| way.answer).collect();
        Ok(Comparison {
            asked_at: now,
            subject: asked.subject.clone(),
            quantity: asked.quantity,
            phs_per_unit: asked.phs_per_unit,
            hashprice_usd_per_ph_day: hashprice_usd,
            hashprice_basis,
            routes,
            not_asked,
            break_even,
            notes,
            learning: self.learning()?,
        })
    }
}

/// The whole days between; `None` for less than one.
fn sooner(now: f64, otherwise: f64) -> Option<u32> {
    let days = (now - otherwise).round();
    (days >= 1.0).then_some(days as u32)
}

/// Where a unit goes from `stage` as a rule.
fn next_stage(route: &RouteAnswer, stage: Stage) -> Option<Stage> {
    let at = |wanted: Stage| Stage::WAY.iter().position(|known| *known == wanted);
    let here = at(stage)?;
    route
        .stages
        .iter()
        .filter(|share| share.entered >= 0.5)
        .map(|share| share.stage)
        .find(|next| at(*next).is_some_and(|there| there > here))
}

fn check_assumptions(assumptions: &Assumptions) -> Result<()> {
    for quoted in &assumptions.quotes {
        check::number("usd_per_unit", quoted.usd_per_unit, 0.0, 1_000_000.0)?;
    }
    if let Some(price) = assumptions.hashprice_usd_per_ph_day {
        check::number("hashprice_usd_per_ph_day", price, 0.0, 1_000_000.0)?;
    }
    if let Some(day) = assumptions.hold_until {
        check::day("hold_until", day)?;
    }
    match assumptions.deadline {
        Some(day) => check::day("deadline", day),
        None => Ok(()),
    }
}

/// A hashprice older than this is told to be.
const STALE_HASHPRICE_DAYS: i64 = 30;

fn hashprice(
    money: &Money,
    assumptions: &Assumptions,
    on: NaiveDate,
    notes: &mut Vec<Remark>,
) -> (f64, HashpriceBasis) {
    if let Some(usd) = assumptions.hashprice_usd_per_ph_day {
        return (usd, HashpriceBasis::Assumed);
    }
    match money.hashprice_on(on) {
        Some(price) => {
            if (on - price.valid_from).num_days() > STALE_HASHPRICE_DAYS {
                notes.push(Remark::OldHashprice {
                    from: price.valid_from,
                });
            }
            (
                f64::from(price.cents_per_ph_day) / 100.0,
                HashpriceBasis::Listed {
                    from: price.valid_from,
                    source: price.source.clone(),
                },
            )
        }
        None => {
            notes.push(Remark::NoHashprice);
            (0.0, HashpriceBasis::Unknown)
        }
    }
}

fn say_what_is_missing(weighed: &[Weighed], notes: &mut Vec<Remark>) {
    let unpriced = weighed.iter().filter(|way| !way.answer.fee_known).count();
    if unpriced > 0 && unpriced < weighed.len() {
        notes.push(Remark::SomeWithoutFee {
            centers: unpriced as u32,
            of: weighed.len() as u32,
        });
    } else if unpriced > 0 {
        notes.push(Remark::NoneWithFee);
    }
    if !weighed.is_empty() {
        notes.push(Remark::BatchWaits);
    }
}

/// An id that the same estimate gets again: of the RMA and the moment.
fn estimate_id(rma: RmaId, now: Timestamp) -> EstimateId {
    let hash = blake3::hash(format!("estimate {rma} {}", now.millis()).as_bytes());
    let mut bytes = [0u8; 10];
    bytes.copy_from_slice(&hash.as_bytes()[..10]);
    EstimateId(
        uuid::Builder::from_unix_timestamp_millis(now.millis().max(0) as u64, &bytes).into_uuid(),
    )
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::device::DeviceKind;
    use crate::error::Error;
    use crate::estimate::{Quoted, Rest, RestKind, WhatIf};
    use crate::id::{CenterId, ModelId, TicketId};
    use crate::journal::Act;
    use crate::place::{Lane, Region};
    use crate::ticket::WarrantyClass;

    fn now() -> Timestamp {
        Timestamp::parse("2026-11-02T15:00:00Z").unwrap()
    }

    fn act() -> Act {
        Act::new("Ana", now())
    }

    fn desk() -> Store {
        Store::in_memory(&act()).unwrap()
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn what_if() -> WhatIf {
        WhatIf {
            model_id: None,
            component: DeviceKind::Hashboard,
            warranty_class: WarrantyClass::OutOfWarranty,
            level: 2,
            from_site: None,
            quantity: 1,
            on: None,
        }
    }

    /// A swap, which a small shop does too.
    fn swap() -> WhatIf {
        WhatIf {
            level: 1,
            ..what_if()
        }
    }

    fn model(store: &Store, name: &str) -> ModelId {
        let found = store.models(name, 20).unwrap();
        found.iter().find(|model| model.name == name).unwrap().id
    }

    fn ask(store: &Store, what: WhatIf) -> Comparison {
        store
            .where_to_send(&Question::WhatIf { what }, &Assumptions::default(), now())
            .unwrap()
    }

    fn route<'a>(comparison: &'a Comparison, center: &str) -> &'a RouteAnswer {
        comparison
            .routes
            .iter()
            .find(|route| route.center.starts_with(center))
            .unwrap_or_else(|| panic!("{center} was not asked: {:?}", comparison.not_asked))
    }

    fn center(store: &Store, name: &str) -> CenterSheet {
        store
            .centers()
            .unwrap()
            .into_iter()
            .find(|sheet| sheet.center.name.starts_with(name))
            .unwrap()
    }

    /// An RMA of `units` S19j Pro hashboards, in the tables as the events would put it.
    fn rma(store: &Store, units: i64, center: Option<CenterId>) -> (RmaId, Vec<TicketId>) {
        let model = model(store, "S19 Pro");
        let id = RmaId(Uuid::from_u128(1));
        store
            .conn
            .execute(
                "INSERT INTO rma (seq, id, number, center_id, services, note, step, drafted_at, touched_at)
                 VALUES (1, ?1, 'RMA-2026-000001', ?2, '[]', '', 'units', 1, 1)",
                rusqlite::params![id, center],
            )
            .unwrap();
        let tickets = (0..units)
            .map(|i| {
                let device = Uuid::from_u128(1_000 + i as u128);
                let ticket = TicketId(Uuid::from_u128(1_000_000 + i as u128));
                store
                    .conn
                    .execute(
                        "INSERT INTO device (number, id, kind, model_id, added_at, touched_at)
                         VALUES (?1, ?2, 'hashboard', ?3, 1, 1)",
                        rusqlite::params![i + 1, device.as_bytes(), model],
                    )
                    .unwrap();
                store
                    .conn
                    .execute(
                        "INSERT INTO ticket (number, id, rma_id, device_id, center_id, stage, stage_since,
                             symptom_text, warranty_class, warranty_reason, level, opened_at, touched_at)
                         VALUES (?1, ?2, ?3, ?4, ?5, 'draft', ?6, '', 'out_of_warranty', '', 2, ?6, ?6)",
                        rusqlite::params![i + 1, ticket, id, device.as_bytes(), center, now()],
                    )
                    .unwrap();
                ticket
            })
            .collect();
        (id, tickets)
    }

    fn put_in_stage(store: &Store, ticket: TicketId, stage: Stage, since: Timestamp) {
        store
            .conn
            .execute(
                "UPDATE ticket SET stage = ?2, stage_since = ?3 WHERE id = ?1",
                rusqlite::params![ticket, stage, since],
            )
            .unwrap();
    }

    #[test]
    fn centers_stand_side_by_side_with_ranges_and_costs_that_add_up() {
        let store = desk();
        let what = WhatIf {
            model_id: Some(model(&store, "S19 Pro")),
            ..what_if()
        };

        let comparison = ask(&store, what.clone());

        assert!(comparison.routes.len() >= 8, "{:?}", comparison.not_asked);
        assert!(comparison.routes.iter().any(|r| r.region == Region::Us));
        for route in &comparison.routes {
            assert!(route.range.p50 <= route.range.p80 && route.range.p80 <= route.range.p95);
            assert_eq!(route.range.curve.len(), 19);
            for cost in [&route.cost_p50, &route.cost_p80, &route.cost_mean] {
                let sum = cost.fee
                    + cost.freight_out
                    + cost.freight_back
                    + cost.brokerage
                    + cost.duty
                    + cost.lost_hashing;
                assert!((sum - cost.total).abs() < 1e-9);
                assert!(cost.lost_hashing > 0.0);
            }
            assert_eq!(route.basis.to_string(), "published priors, 0 own tickets");
            let ends = route.p_repaired + route.p_ntf + route.p_ber + route.p_declined;
            assert!((ends - 1.0).abs() < 1e-3, "{ends}");
        }
        let first: f64 = comparison.routes.iter().map(|route| route.p_first).sum();
        let cheapest: f64 = comparison.routes.iter().map(|route| route.p_cheapest).sum();
        assert!((first - 1.0).abs() < 1e-9 && (cheapest - 1.0).abs() < 1e-9);
        assert!(
            comparison
                .routes
                .windows(2)
                .all(|pair| pair[0].range.p80 <= pair[1].range.p80)
        );
        assert_eq!(ask(&store, what), comparison);
    }

    #[test]
    fn a_center_that_does_not_come_into_question_says_why() {
        let store = desk();
        let what = WhatIf {
            model_id: Some(model(&store, "S19 Pro")),
            warranty_class: WarrantyClass::InWarranty,
            ..what_if()
        };

        let comparison = ask(&store, what);

        let why = |name: &str| {
            let center = comparison
                .not_asked
                .iter()
                .find(|center| center.center.starts_with(name))
                .unwrap();
            center.why.to_string()
        };
        assert!(why("Own bench").contains("board work"));
        assert!(why("MicroBT").contains("not Bitmain"));
        assert!(why("BitHouse").contains("warranty"));
        let maker = route(&comparison, "Bitmain after-sales");
        assert_eq!(maker.cost_mean.fee, 0.0);
        assert_eq!(maker.cost_mean.freight_back, 0.0);
        assert_eq!(maker.duty.as_ref().unwrap().hts, "9802.00.40");
    }

    #[test]
    fn duty_is_that_of_the_day_of_reimport_not_of_the_question() {
        let store = desk();
        let rate = |on: &str, center: &str| {
            let what = WhatIf {
                on: Some(day(on)),
                ..what_if()
            };
            let comparison = ask(&store, what);
            let duty = route(&comparison, center).duty.clone().unwrap();
            (duty.rate, duty.on)
        };

        let (before, on) = rate("2026-05-01", "ZeusBTC");
        assert_eq!(before, 0.376);
        assert!(on < day("2026-07-25"));
        // Sent in July while the surcharge stands, back when it is over.
        let (after, on) = rate("2026-07-10", "ZeusBTC");
        assert_eq!(after, 0.276);
        assert!(on > day("2026-07-24"));
        assert_eq!(rate("2026-07-10", "Canada").0, 0.0);
        assert_eq!(rate("2026-09-01", "Bitcoin Mining").0, 0.026);
    }

    #[test]
    fn a_fee_in_another_currency_is_counted_in_dollars_and_an_unknown_one_is_said() {
        let store = desk();

        let comparison = ask(&store, what_if());

        let montreal = route(&comparison, "Canada BTC");
        assert!(montreal.fee_known);
        assert!((montreal.cost_p50.fee - 72.0).abs() < 1e-9);
        let zeus = route(&comparison, "ZeusBTC");
        assert!(!zeus.fee_known);
        assert_eq!(zeus.cost_p50.fee, 0.0);
        assert_eq!(zeus.p_cheapest, 0.0);
        assert!(zeus.warnings.contains(&Remark::FeeLeftOut));
    }

    #[test]
    fn a_quote_stands_before_the_list() {
        let store = desk();
        let zeus = center(&store, "ZeusBTC").center.id;
        let assumptions = Assumptions {
            quotes: vec![Quoted {
                center_id: zeus,
                usd_per_unit: 80.0,
            }],
            ..Assumptions::default()
        };

        let question = Question::WhatIf { what: what_if() };
        let comparison = store.where_to_send(&question, &assumptions, now()).unwrap();

        let zeus = route(&comparison, "ZeusBTC");
        assert!(zeus.fee_known);
        assert_eq!(zeus.cost_p50.fee, 80.0);
        assert!((zeus.cost_p50.duty - 80.0 * 0.276).abs() < 1e-9);
    }

    #[test]
    fn an_unknown_hashrate_is_said_and_counts_nothing() {
        let store = desk();

        let comparison = ask(&store, what_if());

        assert_eq!(comparison.phs_per_unit, None);
        assert!(
            comparison
                .notes
                .iter()
                .any(|note| matches!(note, Remark::NoHashrate { .. }))
        );
        assert_eq!(comparison.routes[0].cost_p80.lost_hashing, 0.0);
    }

    #[test]
    fn a_week_of_us_holidays_makes_a_us_center_slower() {
        let store = desk();
        let p50 = |on: &str| {
            let what = WhatIf {
                on: Some(day(on)),
                ..swap()
            };
            route(&ask(&store, what), "MineHub").range.p50
        };

        // Thanksgiving, Christmas and New Year's Day lie in the second.
        assert!(p50("2026-11-23") > p50("2026-09-14"));
    }

    #[test]
    fn a_closure_makes_its_center_slower() {
        let mut store = desk();
        let before = route(&ask(&store, swap()), "MineHub").range.p50;
        let closure = crate::place::Closure {
            id: crate::id::RowId(Uuid::nil()),
            center_id: center(&store, "MineHub").center.id,
            from_on: day("2026-11-09"),
            to_on: day("2026-11-29"),
            note: "moving house".into(),
        };
        store.add_closure(&closure, &act()).unwrap();

        let after = ask(&store, swap());
        let after = route(&after, "MineHub");

        let shut: Vec<&Rest> = after
            .rests
            .iter()
            .filter(|rest| rest.kind == RestKind::Closure)
            .collect();
        assert!(after.range.p50 > before + 7.0, "{before} {after:?}");
        assert_eq!(shut.len(), 1, "{:?}", after.rests);
        assert_eq!(shut[0].name, "moving house");
        assert_eq!(shut[0].to_on, day("2026-11-29"));
        assert!(!shut[0].crossed_by.is_empty(), "nothing waits for it");
    }

    #[test]
    fn a_lanes_own_legs_and_hold_chance_are_used() {
        let mut store = desk();
        let lane = center(&store, "ZeusBTC").lanes.remove(0);
        let before = route(&ask(&store, what_if()), "ZeusBTC").clone();
        let slow = Lane {
            transit_out: Some((40.0, 60.0)),
            hold_chance: Some(0.5),
            ..lane
        };
        store.save_lane(&slow, &act()).unwrap();

        let comparison = ask(&store, what_if());

        let after = route(&comparison, "ZeusBTC");
        assert!(after.range.p50 > before.range.p50 + 20.0);
        assert!(after.p_customs_hold > 0.3, "{}", after.p_customs_hold);
        let first: f64 = comparison.routes.iter().map(|route| route.p_first).sum();
        assert!((first - 1.0).abs() < 1e-9);
    }

    #[test]
    fn an_edited_prior_is_used_and_said() {
        let mut store = desk();
        let before = route(&ask(&store, swap()), "MineHub").range.p50;
        store
            .edit_prior("us", "queue", "independent", Some((30.0, 60.0)), "", &act())
            .unwrap();

        let comparison = ask(&store, swap());

        let after = route(&comparison, "MineHub");
        assert!(after.range.p50 > before + 20.0);
        assert!(
            after.basis.to_string().contains("set by you"),
            "{}",
            after.basis
        );
    }

    #[test]
    fn an_rma_is_asked_about_as_one_batch() {
        let store = desk();
        let (id, _) = rma(&store, 300, None);

        let comparison = store
            .where_to_send(&Question::Rma { id }, &Assumptions::default(), now())
            .unwrap();

        assert_eq!(comparison.quantity, 300);
        assert!(
            comparison.subject.to_string().contains("Bitmain S19 Pro"),
            "{}",
            comparison.subject
        );
        // 110 TH/s over three boards.
        assert!((comparison.phs_per_unit.unwrap() - 0.11 / 3.0).abs() < 1e-9);
        let route = &comparison.routes[0];
        assert!(route.first_back.p50 < route.range.p50);
    }

    #[test]
    fn an_open_ticket_counts_the_time_it_has_waited() {
        let store = desk();
        let shop = center(&store, "MineHub").center.id;
        let (_, tickets) = rma(&store, 1, Some(shop));
        let ask = |at: Timestamp| {
            let question = Question::Ticket { id: tickets[0] };
            store
                .where_to_send(&question, &Assumptions::default(), at)
                .unwrap()
        };
        put_in_stage(&store, tickets[0], Stage::Queued, now());

        let fresh = ask(now());
        let later = ask(now().plus_days(21.0));

        assert_eq!(fresh.routes.len(), 1);
        assert!(
            fresh
                .not_asked
                .iter()
                .all(|center| center.why.to_string().contains("MineHub"))
        );
        // The longer it waits, the later the day it is back.
        assert!(later.routes[0].range.p50 + 21.0 > fresh.routes[0].range.p50);
        assert!(
            fresh.routes[0]
                .stages
                .iter()
                .all(|share| share.stage != Stage::ToCenter)
        );
    }

    #[test]
    fn a_batch_under_way_stands_where_its_last_unit_stands_and_counts_the_wait() {
        let store = desk();
        let shop = center(&store, "MineHub").center.id;
        let (id, tickets) = rma(&store, 3, Some(shop));
        put_in_stage(&store, tickets[0], Stage::Testing, now());
        put_in_stage(&store, tickets[1], Stage::Queued, now());
        put_in_stage(&store, tickets[2], Stage::Delivered, now());
        let ask = |at: Timestamp| store.outlook(&Question::Rma { id }, at).unwrap();

        let fresh = ask(now());
        let later = ask(now().plus_days(21.0));

        assert_eq!(fresh.quantity, 2, "{:?}", fresh.subject);
        assert!(
            fresh
                .notes
                .iter()
                .any(|note| note.to_string().contains("1 of 2 units are further on")),
            "{:?}",
            fresh.notes
        );
        let route = fresh.route.unwrap();
        assert!(
            route
                .stages
                .iter()
                .all(|share| share.stage != Stage::ToCenter)
        );
        assert!(
            route
                .stages
                .iter()
                .any(|share| share.stage == Stage::Queued)
        );
        assert!(later.route.unwrap().range.p50 + 21.0 > route.range.p50);
        assert!(
            route.why.would_change.iter().any(|it| matches!(
                it,
                WouldChange::Through {
                    stage: Stage::Queued,
                    ..
                }
            )),
            "{:?}",
            route.why.would_change
        );
    }

    #[test]
    fn an_outlook_without_a_range_says_why() {
        let store = desk();
        let (id, tickets) = rma(&store, 1, None);

        let unchosen = store.outlook(&Question::Rma { id }, now()).unwrap();
        put_in_stage(&store, tickets[0], Stage::Delivered, now());
        let back = store.outlook(&Question::Rma { id }, now()).unwrap();

        assert_eq!(unchosen.why_not, Some(WhyNot::NoCenterChosen));
        assert!(unchosen.route.is_none());
        assert!(matches!(back.why_not, Some(WhyNot::NoUnitsAway { .. })));
    }

    #[test]
    fn a_center_without_tickets_is_asked_about_with_what_it_takes() {
        let store = desk();
        let shop = center(&store, "MineHub").center.id;

        let new = store
            .outlook(&Question::Center { id: shop }, now())
            .unwrap();
        let (_, tickets) = rma(&store, 2, Some(shop));
        put_in_stage(&store, tickets[0], Stage::Queued, now());
        let used = store
            .outlook(&Question::Center { id: shop }, now())
            .unwrap();

        assert!(new.route.is_some(), "{:?}", new.why_not);
        let subject = used.subject.unwrap().to_string();
        assert!(subject.contains("S19 Pro"), "{subject}");
        assert_eq!(used.quantity, 1);
    }

    #[test]
    fn a_range_on_published_figures_says_that_nobody_has_tested_it() {
        let store = desk();

        let comparison = ask(&store, what_if());

        for route in &comparison.routes {
            let why = &route.why;
            assert!(why.caution.as_ref().unwrap().back == 0);
            assert_eq!(why.stages.len(), route.stages.len());
            for stage in &why.stages {
                // Centers differ: without tickets of it, wider than the typical center's.
                assert!((stage.published.p50 - stage.blended.p50).abs() < 1e-3);
                assert!(stage.published.p80 <= stage.blended.p80);
                assert_eq!((stage.own, stage.prior_share), (None, 1.0));
            }
            let widest: Vec<f64> = why.widest.iter().map(|wide| wide.share).collect();
            assert!(widest.is_sorted_by(|a, b| a >= b) && widest.len() == 3);
        }
    }

    #[test]
    fn a_chosen_center_is_frozen_and_none_is_not() {
        let store = desk();
        let (id, _) = rma(&store, 3, None);
        assert_eq!(store.estimate_to_freeze(id, now()).unwrap(), None);
        let shop = center(&store, "MineHub").center.id;
        store
            .conn
            .execute("UPDATE rma SET center_id = ?1", [shop])
            .unwrap();

        let frozen = store.estimate_to_freeze(id, now()).unwrap().unwrap();

        assert_eq!(frozen.center_id, shop);
        assert!(frozen.p50_days <= frozen.p80_days && frozen.p80_days <= frozen.p95_days);
        let basis: serde_json::Value = serde_json::from_str(&frozen.basis).unwrap();
        assert_eq!(basis["route"]["center"], "MineHub NYC");
        assert_eq!(store.estimate_to_freeze(id, now()).unwrap(), Some(frozen));
    }

    #[test]
    fn what_cannot_be_is_refused_with_its_field() {
        let store = desk();
        let id = center(&store, "MineHub").center.id;
        let ask = |what: WhatIf, assumptions: Assumptions| {
            store.where_to_send(&Question::WhatIf { what }, &assumptions, now())
        };
        let cases = [
            (
                "level",
                ask(
                    WhatIf {
                        level: 4,
                        ..what_if()
                    },
                    Assumptions::default(),
                ),
            ),
            (
                "quantity",
                ask(
                    WhatIf {
                        quantity: 0,
                        ..what_if()
                    },
                    Assumptions::default(),
                ),
            ),
            (
                "quantity",
                ask(
                    WhatIf {
                        quantity: u32::MAX,
                        ..what_if()
                    },
                    Assumptions::default(),
                ),
            ),
            (
                "on",
                ask(
                    WhatIf {
                        on: Some(day("1980-01-01")),
                        ..what_if()
                    },
                    Assumptions::default(),
                ),
            ),
            (
                "usd_per_unit",
                ask(
                    what_if(),
                    Assumptions {
                        quotes: vec![Quoted {
                            center_id: id,
                            usd_per_unit: f64::NAN,
                        }],
                        ..Assumptions::default()
                    },
                ),
            ),
            (
                "hashprice_usd_per_ph_day",
                ask(
                    what_if(),
                    Assumptions {
                        hashprice_usd_per_ph_day: Some(-1.0),
                        ..Assumptions::default()
                    },
                ),
            ),
        ];

        for (name, result) in cases {
            match result {
                Err(Error::Invalid { field, .. }) => assert_eq!(field, name),
                other => panic!("{name}: {other:?}"),
            }
        }
        let question = Question::Rma {
            id: RmaId(Uuid::from_u128(9)),
        };
        assert!(matches!(
            store.where_to_send(&question, &Assumptions::default(), now()),
            Err(Error::NotFound { .. })
        ));
    }
}
