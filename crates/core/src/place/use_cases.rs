//! Use cases on customers, sites, centers and lanes.

use rusqlite::Connection;
use rustc_hash::FxHashMap;

use super::event::{LANE_USES, first_use};
use super::rows::{self, all};
use crate::error::{Error, Result};
use crate::id::{CenterId, LaneId, PartyId, RowId, SiteId};
use crate::journal::Act;
use crate::place::{
    Capacity, Center, CenterSheet, Closure, Customer, Fee, Lane, Party, PlaceEvent, Site,
};
use crate::store::Store;

impl Store {
    /// Customers (farms and hosts) with their sites, by name.
    pub fn customers(&self) -> Result<Vec<Customer>> {
        let parties = all(
            &self.conn,
            &format!(
                "{} WHERE kind IN ('farm', 'host') ORDER BY name COLLATE NOCASE, id",
                rows::PARTY
            ),
            &[],
            rows::read_party,
        )?;
        let sites = all(
            &self.conn,
            &format!("{} ORDER BY name COLLATE NOCASE, id", rows::SITE),
            &[],
            rows::read_site,
        )?;
        let mut sites = grouped(sites, |site| site.party_id);
        Ok(parties
            .into_iter()
            .map(|party| Customer {
                sites: sites.remove(&party.id).unwrap_or_default(),
                party,
            })
            .collect())
    }

    pub fn party(&self, id: PartyId) -> Result<Party> {
        rows::find_party(&self.conn, id)?.ok_or_else(|| Error::not_found("party", id))
    }

    /// Add or change a party; a nil id is a new one.
    pub fn save_party(&mut self, party: &Party, act: &Act) -> Result<Customer> {
        party.check()?;
        let id = self.write(act, |w| {
            let mut is = party.clone();
            is.name = is.name.trim().to_owned();
            if is.id.0.is_nil() {
                is.id = PartyId(w.new_id());
                w.append(is.id, PlaceEvent::PartyAdded(is.clone()))?;
            } else {
                let was = rows::find_party(w.tx, is.id)?
                    .ok_or_else(|| Error::not_found("party", is.id))?;
                if was != is {
                    w.append(
                        is.id,
                        PlaceEvent::PartyChanged {
                            is: is.clone(),
                            was,
                        },
                    )?;
                }
            }
            Ok(is.id)
        })?;
        self.customer(id)
    }

    /// Add or change a site; a nil id is a new one.
    pub fn save_site(&mut self, site: &Site, act: &Act) -> Result<Customer> {
        site.check()?;
        self.write(act, |w| {
            if rows::find_party(w.tx, site.party_id)?.is_none() {
                return Err(Error::not_found("party", site.party_id));
            }
            let mut is = site.clone();
            is.name = is.name.trim().to_owned();
            if is.id.0.is_nil() {
                is.id = SiteId(w.new_id());
                return w.append(is.id, PlaceEvent::SiteAdded(is));
            }
            let was =
                rows::find_site(w.tx, is.id)?.ok_or_else(|| Error::not_found("site", is.id))?;
            if was == is {
                return Ok(());
            }
            w.append(is.id, PlaceEvent::SiteChanged { is, was })
        })?;
        self.customer(site.party_id)
    }

    fn customer(&self, id: PartyId) -> Result<Customer> {
        Ok(Customer {
            party: self.party(id)?,
            sites: all(
                &self.conn,
                &format!(
                    "{} WHERE party_id = ?1 ORDER BY name COLLATE NOCASE, id",
                    rows::SITE
                ),
                &[&id],
                rows::read_site,
            )?,
        })
    }

    /// Centers by name with fees, capacity, closures, lanes and their tickets' numbers.
    pub fn centers(&self) -> Result<Vec<CenterSheet>> {
        sheets(&self.conn, None)
    }

    /// The same centers for choosing one. Counting the tickets of each reads a large desk from
    /// end to end, which a list to choose from must not wait for.
    pub fn centers_to_choose(&self) -> Result<Vec<Center>> {
        rows::centers(&self.conn, None)
    }

    pub fn center(&self, id: CenterId) -> Result<CenterSheet> {
        sheets(&self.conn, Some(id))?
            .pop()
            .ok_or_else(|| Error::not_found("repair center", id))
    }

    /// Add or change a center; a nil id is a new one. Editing a starter makes it the user's own.
    pub fn save_center(&mut self, center: &Center, act: &Act) -> Result<CenterSheet> {
        center.check()?;
        let id = self.write(act, |w| {
            let mut is = center.clone();
            is.name = is.name.trim().to_owned();
            is.levels.sort_unstable();
            is.levels.dedup();
            if let Some(other) = rows::centers(w.tx, None)?.into_iter().find(|other| {
                other.id != is.id
                    && other.retired_on.is_none()
                    && other.name.to_lowercase() == is.name.to_lowercase()
            }) {
                return Err(Error::invalid(
                    "name",
                    format!("there is already a center {}", other.name),
                    "a name of its own, or change the other one",
                ));
            }
            if is.id.0.is_nil() {
                is.id = CenterId(w.new_id());
                is.starter = false;
                w.append(is.id, PlaceEvent::CenterAdded(Box::new(is.clone())))?;
                return Ok(is.id);
            }
            let was = find_center(w.tx, is.id)?;
            is.starter = was.starter;
            if is != was {
                is.starter = false;
                w.append(
                    is.id,
                    PlaceEvent::CenterChanged {
                        is: Box::new(is.clone()),
                        was: Box::new(was),
                    },
                )?;
            }
            Ok(is.id)
        })?;
        self.center(id)
    }

    /// Add or change a lane; a nil id is a new one. Editing a starter makes it the user's own.
    pub fn save_lane(&mut self, lane: &Lane, act: &Act) -> Result<CenterSheet> {
        self.write(act, |w| {
            lane.check(&find_center(w.tx, lane.center_id)?)?;
            if let Some(site) = lane.site_id
                && rows::find_site(w.tx, site)?.is_none()
            {
                return Err(Error::not_found("site", site));
            }
            let mut is = lane.clone();
            if is.id.0.is_nil() {
                is.id = LaneId(w.new_id());
                is.starter = false;
                return w.append(is.center_id, PlaceEvent::LaneAdded(Box::new(is)));
            }
            let was = find_lane(w.tx, is.id)?;
            if was.center_id != is.center_id {
                return Err(Error::invalid(
                    "center_id",
                    "a lane stays with its center",
                    "a new lane for the other center",
                ));
            }
            is.starter = was.starter;
            if is == was {
                return Ok(());
            }
            is.starter = false;
            w.append(
                is.center_id,
                PlaceEvent::LaneChanged {
                    is: Box::new(is),
                    was: Box::new(was),
                },
            )
        })?;
        self.center(lane.center_id)
    }

    /// # Errors
    /// `Refused` while RMAs or tickets go this way.
    pub fn remove_lane(&mut self, id: LaneId, act: &Act) -> Result<CenterSheet> {
        let center = self.write(act, |w| {
            let was = find_lane(w.tx, id)?;
            if let Some(why) = first_use(w.tx, LANE_USES, id)? {
                return Err(Error::Refused(format!("the lane cannot be removed: {why}")));
            }
            let center = was.center_id;
            w.append(center, PlaceEvent::LaneRemoved(Box::new(was)))?;
            Ok(center)
        })?;
        self.center(center)
    }

    /// Set a fee; a nil id is a new one. One of the same component, level and first day gives way.
    pub fn set_fee(&mut self, fee: &Fee, act: &Act) -> Result<CenterSheet> {
        fee.check()?;
        self.write(act, |w| {
            find_center(w.tx, fee.center_id)?;
            let mut is = fee.clone();
            let was = if is.id.0.is_nil() {
                all(
                    w.tx,
                    &format!(
                        "{} WHERE center_id = ?1 AND component = ?2 AND level = ?3 AND valid_from = ?4",
                        rows::FEE
                    ),
                    &[
                        &is.center_id,
                        &is.component,
                        &is.level,
                        &is.valid_from.to_string(),
                    ],
                    rows::read_fee,
                )?
            } else {
                let was =
                    rows::find_fee(w.tx, is.id)?.ok_or_else(|| Error::not_found("fee", is.id))?;
                vec![was]
            };
            for was in was {
                is.id = was.id;
                if was == is {
                    return Ok(());
                }
                w.append(was.center_id, PlaceEvent::FeeRemoved(was))?;
            }
            if is.id.0.is_nil() {
                is.id = RowId(w.new_id());
            }
            w.append(is.center_id, PlaceEvent::FeeSet(is))
        })?;
        self.center(fee.center_id)
    }

    pub fn remove_fee(&mut self, id: RowId, act: &Act) -> Result<CenterSheet> {
        let center = self.write(act, |w| {
            let was = rows::find_fee(w.tx, id)?.ok_or_else(|| Error::not_found("fee", id))?;
            let center = was.center_id;
            w.append(center, PlaceEvent::FeeRemoved(was))?;
            Ok(center)
        })?;
        self.center(center)
    }

    /// Set what a center gets through from a day on; a nil id is a new row, one of the same day
    /// gives way.
    pub fn set_capacity(&mut self, capacity: &Capacity, act: &Act) -> Result<CenterSheet> {
        capacity.check()?;
        self.write(act, |w| {
            find_center(w.tx, capacity.center_id)?;
            let mut is = capacity.clone();
            let was = if is.id.0.is_nil() {
                all(
                    w.tx,
                    &format!(
                        "{} WHERE center_id = ?1 AND valid_from = ?2",
                        rows::CAPACITY
                    ),
                    &[&is.center_id, &is.valid_from.to_string()],
                    rows::read_capacity,
                )?
            } else {
                let was = rows::find_capacity(w.tx, is.id)?
                    .ok_or_else(|| Error::not_found("capacity", is.id))?;
                vec![was]
            };
            for was in was {
                is.id = was.id;
                if was == is {
                    return Ok(());
                }
                w.append(was.center_id, PlaceEvent::CapacityRemoved(was))?;
            }
            if is.id.0.is_nil() {
                is.id = RowId(w.new_id());
            }
            w.append(is.center_id, PlaceEvent::CapacitySet(is))
        })?;
        self.center(capacity.center_id)
    }

    pub fn remove_capacity(&mut self, id: RowId, act: &Act) -> Result<CenterSheet> {
        let center = self.write(act, |w| {
            let was =
                rows::find_capacity(w.tx, id)?.ok_or_else(|| Error::not_found("capacity", id))?;
            let center = was.center_id;
            w.append(center, PlaceEvent::CapacityRemoved(was))?;
            Ok(center)
        })?;
        self.center(center)
    }

    /// Days a center is shut; a nil id is a new closure, another id changes that one.
    pub fn add_closure(&mut self, closure: &Closure, act: &Act) -> Result<CenterSheet> {
        closure.check()?;
        self.write(act, |w| {
            find_center(w.tx, closure.center_id)?;
            let mut is = closure.clone();
            if is.id.0.is_nil() {
                is.id = RowId(w.new_id());
            } else {
                let was = rows::find_closure(w.tx, is.id)?
                    .ok_or_else(|| Error::not_found("closure", is.id))?;
                if was == is {
                    return Ok(());
                }
                w.append(was.center_id, PlaceEvent::ClosureRemoved(was))?;
            }
            w.append(is.center_id, PlaceEvent::ClosureAdded(is))
        })?;
        self.center(closure.center_id)
    }

    pub fn remove_closure(&mut self, id: RowId, act: &Act) -> Result<CenterSheet> {
        let center = self.write(act, |w| {
            let was =
                rows::find_closure(w.tx, id)?.ok_or_else(|| Error::not_found("closure", id))?;
            let center = was.center_id;
            w.append(center, PlaceEvent::ClosureRemoved(was))?;
            Ok(center)
        })?;
        self.center(center)
    }
}

fn find_center(conn: &Connection, id: CenterId) -> Result<Center> {
    rows::find_center(conn, id)?.ok_or_else(|| Error::not_found("repair center", id))
}

fn find_lane(conn: &Connection, id: LaneId) -> Result<Lane> {
    rows::find_lane(conn, id)?.ok_or_else(|| Error::not_found("lane", id))
}

fn grouped<T, K: std::hash::Hash + Eq>(
    rows: Vec<T>,
    key: impl Fn(&T) -> K,
) -> FxHashMap<K, Vec<T>> {
    let mut groups: FxHashMap<K, Vec<T>> = FxHashMap::default();
    for row in rows {
        groups.entry(key(&row)).or_default().push(row);
    }
    groups
}

/// Centers with all that hangs on them, all or one, in as many queries as there are tables.
fn sheets(conn: &Connection, only: Option<CenterId>) -> Result<Vec<CenterSheet>> {
    // Each count walks one index; asking for both at once would read every ticket's row.
    let all_tickets = ticket_counts(
        conn,
        "SELECT center_id, count(*) FROM ticket
         WHERE center_id IS NOT NULL AND (?1 IS NULL OR center_id = ?1) GROUP BY center_id",
        only,
    )?;
    // Of all centers the open tickets' own index has it all; of one, they are few.
    let open_tickets = ticket_counts(
        conn,
        match only {
            None => {
                "SELECT center_id, count(*) FROM ticket INDEXED BY ticket_open_work
                 WHERE closed_at IS NULL AND center_id IS NOT NULL AND ?1 IS NULL GROUP BY center_id"
            }
            Some(_) => {
                "SELECT center_id, count(*) FROM ticket
                 WHERE closed_at IS NULL AND center_id = ?1 GROUP BY center_id"
            }
        },
        only,
    )?;
    let mut sheets = bare_sheets(conn, only)?;
    for sheet in &mut sheets {
        let id = sheet.center.id;
        sheet.open_tickets = open_tickets.get(&id).copied().unwrap_or_default();
        let ever = all_tickets.get(&id).copied().unwrap_or_default();
        sheet.closed_tickets = ever.saturating_sub(sheet.open_tickets);
    }
    Ok(sheets)
}

/// All centers with what an estimate asks of them; their tickets are not counted.
pub(crate) fn sheets_without_counts(conn: &Connection) -> Result<Vec<CenterSheet>> {
    bare_sheets(conn, None)
}

fn bare_sheets(conn: &Connection, only: Option<CenterId>) -> Result<Vec<CenterSheet>> {
    let mut fees = grouped(
        all(
            conn,
            &format!(
                "{} WHERE ?1 IS NULL OR center_id = ?1 ORDER BY component, level, valid_from, id",
                rows::FEE
            ),
            &[&only],
            rows::read_fee,
        )?,
        |fee| fee.center_id,
    );
    let mut capacities = grouped(
        all(
            conn,
            &format!(
                "{} WHERE ?1 IS NULL OR center_id = ?1 ORDER BY valid_from, id",
                rows::CAPACITY
            ),
            &[&only],
            rows::read_capacity,
        )?,
        |capacity| capacity.center_id,
    );
    let mut closures = grouped(
        all(
            conn,
            &format!(
                "{} WHERE ?1 IS NULL OR center_id = ?1 ORDER BY from_on, id",
                rows::CLOSURE
            ),
            &[&only],
            rows::read_closure,
        )?,
        |closure| closure.center_id,
    );
    let mut lanes = grouped(
        all(
            conn,
            "SELECT row FROM lane WHERE ?1 IS NULL OR center_id = ?1 ORDER BY valid_from, id",
            &[&only],
            rows::read_lane,
        )?,
        |lane| lane.center_id,
    );
    Ok(rows::centers(conn, only)?
        .into_iter()
        .map(|center| {
            let id = center.id;
            CenterSheet {
                center,
                fees: fees.remove(&id).unwrap_or_default(),
                capacities: capacities.remove(&id).unwrap_or_default(),
                closures: closures.remove(&id).unwrap_or_default(),
                lanes: lanes.remove(&id).unwrap_or_default(),
                open_tickets: 0,
                closed_tickets: 0,
            }
        })
        .collect())
}

fn ticket_counts(
    conn: &Connection,
    query: &str,
    only: Option<CenterId>,
) -> Result<FxHashMap<CenterId, u32>> {
    Ok(
        all(conn, query, &[&only], |row| Ok((row.get(0)?, row.get(1)?)))?
            .into_iter()
            .collect(),
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;
    use crate::device::DeviceKind;
    use crate::journal::replay;
    use crate::place::{CenterKind, Mode, PartyKind, Region};
    use crate::time::Timestamp;

    fn act() -> Act {
        Act::new("Ana", Timestamp::parse("2026-11-22T04:00:00Z").unwrap())
    }

    fn day(text: &str) -> chrono::NaiveDate {
        text.parse().unwrap()
    }

    fn farm() -> Party {
        Party {
            id: PartyId(Uuid::nil()),
            kind: PartyKind::Farm,
            name: "Red Mesa".into(),
            country: Some("US".into()),
            demo: false,
        }
    }

    fn site(party_id: PartyId) -> Site {
        Site {
            id: SiteId(Uuid::nil()),
            party_id,
            name: "Hall 1".into(),
            country: "US".into(),
            region: Some("TX".into()),
            zone: "America/Chicago".into(),
        }
    }

    fn shop() -> Center {
        Center {
            id: CenterId(Uuid::nil()),
            name: "Plains Repair".into(),
            kind: CenterKind::Independent,
            region: Region::Us,
            country: "US".into(),
            city: None,
            zone: "America/Chicago".into(),
            makers: vec![],
            levels: vec![2, 1, 2],
            accepts: vec![DeviceKind::Hashboard],
            maker_warranty: false,
            repair_warranty_days: Some(90),
            quoted_days: Some((3.0, 5.0)),
            starter: false,
            source: "call".into(),
            note: String::new(),
            retired_on: None,
        }
    }

    fn lane(center_id: CenterId) -> Lane {
        Lane {
            id: LaneId(Uuid::nil()),
            center_id,
            site_id: None,
            from_country: "US".into(),
            mode_out: Mode::Ground,
            mode_back: Mode::Ground,
            transit_out: Some((2.0, 4.0)),
            transit_back: None,
            freight_out_cents: 4_000,
            freight_back_cents: 4_000,
            brokerage_cents: 0,
            maker_pays_return: false,
            hold_chance: None,
            valid_from: day("2026-01-01"),
            valid_to: None,
            starter: false,
            source: "carrier".into(),
        }
    }

    fn fee(center_id: CenterId) -> Fee {
        Fee {
            id: RowId(Uuid::nil()),
            center_id,
            component: DeviceKind::Hashboard,
            level: 2,
            amount_cents: 8_500,
            currency: "USD".into(),
            valid_from: day("2026-01-01"),
            source: "price list".into(),
        }
    }

    fn capacity(center_id: CenterId) -> Capacity {
        Capacity {
            id: RowId(Uuid::nil()),
            center_id,
            units_per_week: 40.0,
            valid_from: day("2026-01-01"),
            source: "call".into(),
        }
    }

    fn closure(center_id: CenterId) -> Closure {
        Closure {
            id: RowId(Uuid::nil()),
            center_id,
            from_on: day("2026-12-24"),
            to_on: day("2027-01-02"),
            note: "holidays".into(),
        }
    }

    fn last_action(store: &Store) -> crate::id::ActionId {
        store
            .conn
            .query_row(
                "SELECT action FROM event ORDER BY position DESC LIMIT 1",
                [],
                |row| row.get(0),
            )
            .unwrap()
    }

    /// One edit of the `kind`-th kind on whatever is there, `n` making it different.
    fn edit(store: &mut Store, kind: u8, n: u8) -> Result<()> {
        let sheet = store.center(store.centers()?.remove(usize::from(n) % 12).center.id)?;
        let center = sheet.center.id;
        match kind {
            0 => store.save_party(&farm(), &act()).map(drop),
            1 => match store.customers()?.first() {
                Some(customer) => store.save_site(&site(customer.party.id), &act()).map(drop),
                None => Ok(()),
            },
            2 => match store.customers()?.pop() {
                Some(customer) => {
                    let changed = Party {
                        name: format!("Farm {n}"),
                        ..customer.party
                    };
                    store.save_party(&changed, &act()).map(drop)
                }
                None => Ok(()),
            },
            3 => {
                let new = Center {
                    name: format!("Shop {n}"),
                    ..shop()
                };
                store.save_center(&new, &act()).map(drop)
            }
            4 => {
                let changed = Center {
                    note: format!("Seen {n}"),
                    ..sheet.center
                };
                store.save_center(&changed, &act()).map(drop)
            }
            5 => {
                let new = Fee {
                    amount_cents: i32::from(n),
                    level: n % 3 + 1,
                    ..fee(center)
                };
                store.set_fee(&new, &act()).map(drop)
            }
            6 => match sheet.fees.first() {
                Some(fee) => store.remove_fee(fee.id, &act()).map(drop),
                None => Ok(()),
            },
            7 => {
                let new = Capacity {
                    units_per_week: f64::from(n) + 1.0,
                    ..capacity(center)
                };
                store.set_capacity(&new, &act()).map(drop)
            }
            8 => store.add_closure(&closure(center), &act()).map(drop),
            9 => match sheet.closures.first() {
                Some(closure) => store.remove_closure(closure.id, &act()).map(drop),
                None => Ok(()),
            },
            10 => match sheet.lanes.first() {
                Some(lane) => {
                    let changed = Lane {
                        freight_out_cents: i32::from(n) * 100,
                        ..lane.clone()
                    };
                    store.save_lane(&changed, &act()).map(drop)
                }
                None => Ok(()),
            },
            11 => match sheet.lanes.first() {
                Some(lane) => store.remove_lane(lane.id, &act()).map(drop),
                None => Ok(()),
            },
            _ => match sheet.capacities.first() {
                Some(capacity) => store.remove_capacity(capacity.id, &act()).map(drop),
                None => Ok(()),
            },
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

        #[test]
        fn each_edit_and_its_undo_leave_the_tables_as_they_were(
            edits in prop::collection::vec((0u8..13, any::<u8>()), 1..10),
        ) {
            let mut store = Store::in_memory(&act()).unwrap();
            for (kind, n) in edits {
                let before = replay::digests(&store.conn).unwrap();
                let last = last_action(&store);
                if edit(&mut store, kind, n).is_err() || last_action(&store) == last {
                    prop_assert_eq!(&replay::digests(&store.conn).unwrap(), &before);
                    continue;
                }
                let action = last_action(&store);
                let text: Vec<String> = crate::place::rows::all(
                    &store.conn,
                    "SELECT kind FROM event WHERE action = ?1",
                    &[&action],
                    |row| row.get(0),
                ).unwrap();
                store.undo(action, &act()).unwrap();
                let after = replay::digests(&store.conn).unwrap();
                for (a, b) in before.iter().zip(&after).filter(|(a, _)| a.0 != "undone") {
                    prop_assert_eq!(a, b, "{:?}", text);
                }
                // Once more, so that the next edit meets it.
                edit(&mut store, kind, n).unwrap();
            }
            let now = replay::digests(&store.conn).unwrap();
            store.write(&act(), |w| replay::rebuild(w.tx)).unwrap();
            prop_assert_eq!(replay::digests(&store.conn).unwrap(), now);
        }
    }

    #[test]
    fn a_center_with_tickets_is_not_undone() {
        let mut store = Store::in_memory(&act()).unwrap();
        let center = store.save_center(&shop(), &act()).unwrap().center;
        let action = last_action(&store);
        store.save_lane(&lane(center.id), &act()).unwrap();

        let error = store.undo(action, &act()).unwrap_err();

        assert!(error.to_string().contains("lanes"), "{error}");
        assert_eq!(center.levels, [1, 2]);
        store.center(center.id).unwrap();
    }

    #[test]
    fn an_edited_starter_becomes_the_users_own() {
        let mut store = Store::in_memory(&act()).unwrap();
        let starter = store.centers().unwrap().remove(2).center;
        assert!(starter.starter);

        let same = store.save_center(&starter, &act()).unwrap().center;
        let edited = Center {
            repair_warranty_days: Some(14),
            ..starter
        };
        let own = store.save_center(&edited, &act()).unwrap().center;

        assert!(same.starter);
        assert!(!own.starter);
    }

    #[test]
    fn a_fee_of_the_same_day_gives_way() {
        let mut store = Store::in_memory(&act()).unwrap();
        let id = store.save_center(&shop(), &act()).unwrap().center.id;
        store.set_fee(&fee(id), &act()).unwrap();

        let dearer = Fee {
            amount_cents: 9_900,
            ..fee(id)
        };
        let sheet = store.set_fee(&dearer, &act()).unwrap();

        assert_eq!(sheet.fees.len(), 1);
        assert_eq!(sheet.fees[0].amount_cents, 9_900);
    }

    #[test]
    fn what_cannot_be_is_refused_with_its_field() {
        let mut store = Store::in_memory(&act()).unwrap();
        let party = store.save_party(&farm(), &act()).unwrap().party;
        let center = store.save_center(&shop(), &act()).unwrap().center;
        let id = center.id;
        let cases: Vec<(&str, Result<()>)> = vec![
            (
                "name",
                store
                    .save_party(
                        &Party {
                            name: " ".into(),
                            ..farm()
                        },
                        &act(),
                    )
                    .map(drop),
            ),
            (
                "country",
                store
                    .save_party(
                        &Party {
                            country: Some("USA".into()),
                            ..farm()
                        },
                        &act(),
                    )
                    .map(drop),
            ),
            (
                "zone",
                store
                    .save_site(
                        &Site {
                            zone: "CST6".into(),
                            ..site(party.id)
                        },
                        &act(),
                    )
                    .map(drop),
            ),
            ("name", store.save_center(&shop(), &act()).map(drop)),
            (
                "region",
                store
                    .save_center(
                        &Center {
                            country: "CA".into(),
                            name: "X".into(),
                            ..shop()
                        },
                        &act(),
                    )
                    .map(drop),
            ),
            (
                "levels",
                store
                    .save_center(
                        &Center {
                            levels: vec![],
                            name: "X".into(),
                            ..shop()
                        },
                        &act(),
                    )
                    .map(drop),
            ),
            (
                "levels",
                store
                    .save_center(
                        &Center {
                            levels: vec![7],
                            name: "X".into(),
                            ..shop()
                        },
                        &act(),
                    )
                    .map(drop),
            ),
            (
                "accepts",
                store
                    .save_center(
                        &Center {
                            accepts: vec![],
                            name: "X".into(),
                            ..shop()
                        },
                        &act(),
                    )
                    .map(drop),
            ),
            (
                "quoted_days",
                store
                    .save_center(
                        &Center {
                            quoted_days: Some((5.0, f64::NAN)),
                            name: "X".into(),
                            ..shop()
                        },
                        &act(),
                    )
                    .map(drop),
            ),
            (
                "level",
                store
                    .set_fee(
                        &Fee {
                            level: 0,
                            ..fee(id)
                        },
                        &act(),
                    )
                    .map(drop),
            ),
            (
                "amount_cents",
                store
                    .set_fee(
                        &Fee {
                            amount_cents: -1,
                            ..fee(id)
                        },
                        &act(),
                    )
                    .map(drop),
            ),
            (
                "valid_from",
                store
                    .set_fee(
                        &Fee {
                            valid_from: day("1990-01-01"),
                            ..fee(id)
                        },
                        &act(),
                    )
                    .map(drop),
            ),
            (
                "units_per_week",
                store
                    .set_capacity(
                        &Capacity {
                            units_per_week: 0.0,
                            ..capacity(id)
                        },
                        &act(),
                    )
                    .map(drop),
            ),
            (
                "units_per_week",
                store
                    .set_capacity(
                        &Capacity {
                            units_per_week: f64::INFINITY,
                            ..capacity(id)
                        },
                        &act(),
                    )
                    .map(drop),
            ),
            (
                "to_on",
                store
                    .add_closure(
                        &Closure {
                            to_on: day("2026-01-01"),
                            ..closure(id)
                        },
                        &act(),
                    )
                    .map(drop),
            ),
            (
                "transit_out",
                store
                    .save_lane(
                        &Lane {
                            transit_out: Some((4.0, 2.0)),
                            ..lane(id)
                        },
                        &act(),
                    )
                    .map(drop),
            ),
            (
                "hold_chance",
                store
                    .save_lane(
                        &Lane {
                            hold_chance: Some(1.5),
                            ..lane(id)
                        },
                        &act(),
                    )
                    .map(drop),
            ),
            (
                "mode_back",
                store
                    .save_lane(
                        &Lane {
                            mode_back: Mode::InHouse,
                            ..lane(id)
                        },
                        &act(),
                    )
                    .map(drop),
            ),
            (
                "freight_back_cents",
                store
                    .save_lane(
                        &Lane {
                            freight_back_cents: -5,
                            ..lane(id)
                        },
                        &act(),
                    )
                    .map(drop),
            ),
        ];

        for (name, result) in cases {
            match result {
                Err(Error::Invalid { field, .. }) => assert_eq!(field, name),
                other => panic!("{name}: {other:?}"),
            }
        }
        assert!(matches!(
            store.save_site(&site(PartyId(Uuid::nil())), &act()),
            Err(Error::NotFound { .. })
        ));
    }
}
