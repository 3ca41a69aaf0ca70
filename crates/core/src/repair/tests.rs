//! Repair actions, boards that change miners, loans and looks at slots, on a real desk in memory.

use std::collections::{HashMap, HashSet};

use proptest::prelude::*;

use super::*;
use crate::bench::fixture::{Shop, at};
use crate::finding::{ChipMark, Component};
use crate::id::ActionId;
use crate::part::PartUse;
use crate::ticket::Stage;

fn swap(slot: &str, put_in: DeviceId, exchange: bool) -> NewRepair {
    NewRepair {
        code: RepairCode::SwapBoard,
        slot: slot.into(),
        put_in: Some(put_in),
        exchange,
        ..NewRepair::default()
    }
}

/// What sits in a slot now, by serial.
fn sits(shop: &Shop, unit: DeviceId, slot: &str) -> Option<String> {
    shop.store
        .device(unit)
        .unwrap()
        .boards
        .into_iter()
        .find(|stay| stay.until.is_none() && stay.slot == slot)
        .and_then(|stay| stay.board.serial)
}

#[test]
fn a_replaced_chip_uses_its_part_and_is_marked_and_all_of_it_goes_back_together() {
    let mut shop = Shop::new();
    let chip = shop.part("CHIP-1398", 3);
    let unit = shop.miner("SMTTATUBDJAAI0001");
    let ticket = shop.ticket(unit, Stage::Repairing);
    let what = NewRepair {
        code: RepairCode::ReplaceChip,
        slot: "HB0".into(),
        chip: Some(14),
        parts: vec![PartUse {
            part_id: chip,
            place_id: shop.shelf,
            owner_id: None,
            quantity: 1,
        }],
        ..NewRepair::default()
    };

    shop.store.record_repair(ticket, &what, &at(5)).unwrap();
    let during = shop.store.bench_unit(unit, &at(6)).unwrap();
    let stock = shop.in_stock(chip);
    let repair = shop.store.repairs(ticket).unwrap().remove(0);
    shop.store.take_back_repair(repair.id, &at(7)).unwrap();

    assert_eq!(stock, 2);
    assert_eq!(during.slots[0].marks[0].mark, ChipMark::Replaced);
    assert_eq!(repair.parts[0].number, "CHIP-1398");
    assert_eq!(shop.in_stock(chip), 3);
    assert!(shop.store.repairs(ticket).unwrap().is_empty());
    let after = shop.store.bench_unit(unit, &at(8)).unwrap();
    assert!(after.slots[0].marks.is_empty());
    assert_eq!(
        shop.store.part(chip, at(9).now).unwrap().lines.len(),
        3,
        "taken back by a line, not by taking one out"
    );
    shop.replays();
}

#[test]
fn a_repair_is_recorded_at_the_bench_only() {
    let mut shop = Shop::new();
    let unit = shop.miner("SMTTATUBDJAAI0001");
    let ticket = shop.ticket(unit, Stage::Queued);
    let clean = NewRepair {
        code: RepairCode::Clean,
        component: Component::Miner,
        ..NewRepair::default()
    };

    let error = shop
        .store
        .record_repair(ticket, &clean, &at(5))
        .unwrap_err();

    assert!(
        error.to_string().contains("the ticket is queued"),
        "{error}"
    );
}

#[test]
fn boards_that_change_places_are_each_in_the_others_slot_and_go_back_on_undo() {
    let mut shop = Shop::new();
    let (unit, donor) = (
        shop.miner("SMTTATUBDJAAI0001"),
        shop.miner("SMTTATUBDJAAI0002"),
    );
    let bad = shop.board("HEMBOARD000000001", shop.farm);
    let good = shop.board("HEMBOARD000000002", shop.farm);
    shop.store.install(unit, "HB1", bad, &at(1)).unwrap();
    shop.store.install(donor, "HB2", good, &at(1)).unwrap();
    let ticket = shop.ticket(unit, Stage::Repairing);

    let swapped = shop
        .store
        .record_repair(ticket, &swap("HB1", good, true), &at(5))
        .unwrap();

    assert_eq!(
        sits(&shop, unit, "HB1").as_deref(),
        Some("HEMBOARD000000002")
    );
    assert_eq!(
        sits(&shop, donor, "HB2").as_deref(),
        Some("HEMBOARD000000001")
    );
    assert!(
        shop.store
            .board_loans(&LoanQuery::default())
            .unwrap()
            .is_empty(),
        "one farm's own boards"
    );
    shop.store.undo(swapped.action, &at(6)).unwrap();
    assert_eq!(
        sits(&shop, unit, "HB1").as_deref(),
        Some("HEMBOARD000000001")
    );
    assert_eq!(
        sits(&shop, donor, "HB2").as_deref(),
        Some("HEMBOARD000000002")
    );
    shop.replays();
}

#[test]
fn a_farms_board_in_anothers_miner_is_owed_until_it_is_made_good() {
    let mut shop = Shop::new();
    let unit = shop.miner("SMTTATUBDJAAI0001");
    let theirs = shop.board("HEMBOARD000000009", shop.other_farm);
    let ticket = shop.ticket(unit, Stage::Repairing);

    shop.store
        .record_repair(ticket, &swap("HB0", theirs, false), &at(5))
        .unwrap();
    let owed = shop.store.board_loans(&LoanQuery::default()).unwrap();
    let seen = shop.store.bench_unit(unit, &at(6)).unwrap().loans;
    let settled = shop
        .store
        .settle_loan(owed[0].repair_id, "paid 80 dollars", &at(7))
        .unwrap();

    assert_eq!(owed.len(), 1);
    assert_eq!(
        (owed[0].lent_by.as_str(), owed[0].lent_to.as_str()),
        ("Fjord Mining", "Prairie Hash")
    );
    assert_eq!(seen.len(), 1);
    assert!(
        shop.store
            .board_loans(&LoanQuery::default())
            .unwrap()
            .is_empty()
    );
    shop.store.undo(settled, &at(8)).unwrap();
    assert_eq!(
        shop.store.board_loans(&LoanQuery::default()).unwrap().len(),
        1
    );
    shop.replays();
}

#[test]
fn debts_are_counted_by_who_owes_whom_and_a_loan_made_good_stays_to_be_read() {
    let mut shop = Shop::new();
    let unit = shop.miner("SMTTATUBDJAAI0001");
    let ticket = shop.ticket(unit, Stage::Repairing);
    for (slot, serial) in [("HB0", "HEMBOARD000000001"), ("HB1", "HEMBOARD000000002")] {
        let theirs = shop.board(serial, shop.other_farm);
        shop.store
            .record_repair(ticket, &swap(slot, theirs, false), &at(5))
            .unwrap();
    }

    let debts = shop.store.board_debts().unwrap();
    let owed = shop.store.board_loans(&LoanQuery::default()).unwrap();
    shop.store
        .settle_loan(owed[0].repair_id, "board given back", &at(6))
        .unwrap();
    let all = LoanQuery {
        party: Some(shop.farm),
        with_settled: true,
    };
    let all = shop.store.board_loans(&all).unwrap();

    assert_eq!(debts.len(), 1);
    assert_eq!(
        (debts[0].lent_by_id, debts[0].lent_to_id, debts[0].boards),
        (shop.other_farm, shop.farm, 2)
    );
    assert_eq!(shop.store.board_debts().unwrap()[0].boards, 1);
    let settled: Vec<&str> = all.iter().map(|loan| loan.settled.as_str()).collect();
    assert_eq!(settled, ["", "board given back"]);
    assert_eq!(all[0].unit_id, unit);
    assert_eq!(shop.store.loans_of_unit(unit).unwrap().len(), 2);
}

#[test]
fn what_is_owed_is_read_by_its_index() {
    let shop = Shop::new();
    let plan = |sql: &str| -> Vec<String> {
        let mut statement = shop
            .store
            .conn
            .prepare(&format!("EXPLAIN QUERY PLAN {sql}"))
            .unwrap();
        let rows = statement.query_map([], |row| row.get(3)).unwrap();
        rows.collect::<rusqlite::Result<_>>().unwrap()
    };

    let owed = plan(&read::loans_sql(&read::loans_asked(&LoanQuery::default())));
    let debts = plan(read::DEBTS);

    assert!(owed[0].contains("repair_action_owed"), "{owed:#?}");
    let sorts = owed.iter().any(|step| step.contains("TEMP B-TREE"));
    assert!(!sorts, "{owed:#?}");
    assert!(debts[0].contains("repair_action_owed"), "{debts:#?}");
}

#[test]
fn marks_on_a_board_without_a_label_leave_with_it() {
    let mut shop = Shop::new();
    let unit = shop.miner("SMTTATUBDJAAI0001");
    let fresh = shop.board("HEMBOARD000000001", shop.farm);
    let ticket = shop.ticket(unit, Stage::Repairing);
    shop.store
        .mark_chips(ticket, "HB0", &[7], Some(ChipMark::Dead), &at(5))
        .unwrap();

    shop.store
        .record_repair(ticket, &swap("HB0", fresh, false), &at(6))
        .unwrap();

    let slot = shop.store.bench_unit(unit, &at(7)).unwrap().slots.remove(0);
    assert!(slot.marks.is_empty(), "{:?}", slot.marks);
    shop.replays();
}

#[test]
fn a_foreign_board_is_seen_at_the_dock() {
    let mut shop = Shop::new();
    let unit = shop.miner("SMTTATUBDJAAI0001");
    let own = shop.board("HEMBOARD000000001", shop.farm);
    shop.store.install(unit, "HB0", own, &at(1)).unwrap();
    let ticket = shop.ticket(unit, Stage::Queued);
    let look = |moment, seen: &[(&str, &str)]| NewSnapshot {
        moment,
        seen: seen
            .iter()
            .map(|(slot, serial)| SeenSlot {
                slot: (*slot).into(),
                serial: (*serial).into(),
                device_id: None,
            })
            .collect(),
        note: String::new(),
    };

    shop.store
        .record_slots(ticket, &look(Moment::Pack, &[]), &at(3))
        .unwrap();
    let taken = shop
        .store
        .record_slots(
            ticket,
            &look(Moment::Return, &[("hb0", "HEMBOARD000000777")]),
            &at(9),
        )
        .unwrap();

    let changes: Vec<(&str, SlotVerdict)> = taken[1]
        .changes
        .iter()
        .map(|change| (change.slot.as_str(), change.verdict))
        .collect();
    assert_eq!(changes, [("HB0", SlotVerdict::Foreign)]);
    assert!(!taken[1].changes[0].by_repair);
    let looks = shop.store.passport(unit, &at(10)).unwrap().looks;
    assert_eq!(looks.len(), 2);
    assert_eq!(looks[0].taken, taken[1]);
    shop.replays();
}

#[test]
fn a_label_read_on_arrival_puts_its_board_into_the_empty_slot_and_takes_none_from_elsewhere() {
    let mut shop = Shop::new();
    let unit = shop.miner("SMTTATUBDJAAI0001");
    let elsewhere = shop.miner("SMTTATUBDJAAI0002");
    let there = shop.board("HEMBOARD000000001", shop.farm);
    shop.store.install(elsewhere, "HB0", there, &at(1)).unwrap();
    let ticket = shop.ticket(unit, Stage::Queued);
    let read = |moment, slot: &str, serial: &str| NewSnapshot {
        moment,
        seen: vec![SeenSlot {
            slot: slot.into(),
            serial: serial.into(),
            device_id: None,
        }],
        note: String::new(),
    };
    let boards = |shop: &Shop| -> Vec<(String, Option<String>)> {
        let page = shop.store.device(unit).unwrap();
        let stays = page.boards.into_iter().filter(|stay| stay.until.is_none());
        stays.map(|stay| (stay.slot, stay.board.serial)).collect()
    };

    for (slot, serial) in [("HB0", "HEMBOARD000000001"), ("HB1", "HEMBOARD000000777")] {
        shop.store
            .record_slots(ticket, &read(Moment::Receive, slot, serial), &at(2))
            .unwrap();
    }
    shop.store
        .record_slots(
            ticket,
            &read(Moment::Return, "HB2", "HEMBOARD000000888"),
            &at(3),
        )
        .unwrap();

    let known = [("HB1".to_owned(), Some("HEMBOARD000000777".to_owned()))];
    assert_eq!(boards(&shop), known);
    shop.replays();
}

#[test]
fn a_board_that_a_repair_put_in_is_foreign_and_no_surprise() {
    let mut shop = Shop::new();
    let unit = shop.miner("SMTTATUBDJAAI0001");
    let own = shop.board("HEMBOARD000000001", shop.farm);
    let other = shop.board("HEMBOARD000000002", shop.farm);
    shop.store.install(unit, "HB0", own, &at(1)).unwrap();
    let ticket = shop.ticket(unit, Stage::Repairing);
    let look = |moment| NewSnapshot {
        moment,
        seen: Vec::new(),
        note: String::new(),
    };

    shop.store
        .record_slots(ticket, &look(Moment::Receive), &at(5))
        .unwrap();
    shop.store
        .record_repair(ticket, &swap("HB0", other, false), &at(6))
        .unwrap();
    let taken = shop
        .store
        .record_slots(ticket, &look(Moment::AfterRepair), &at(7))
        .unwrap();

    let change = &taken[1].changes[0];
    assert_eq!(change.verdict, SlotVerdict::Foreign);
    assert!(change.by_repair);
}

/// One thing a person might do with boards, sensible or not.
#[derive(Debug, Clone)]
enum Try {
    Swap {
        unit: usize,
        slot: usize,
        board: usize,
        exchange: bool,
    },
    TakeOut {
        unit: usize,
        slot: usize,
    },
    Install {
        unit: usize,
        slot: usize,
        board: usize,
    },
    Undo(prop::sample::Index),
}

fn anything() -> impl Strategy<Value = Try> {
    prop_oneof![
        4 => (0..3usize, 0..3usize, 0..5usize, any::<bool>())
            .prop_map(|(unit, slot, board, exchange)| Try::Swap { unit, slot, board, exchange }),
        1 => (0..3usize, 0..3usize).prop_map(|(unit, slot)| Try::TakeOut { unit, slot }),
        2 => (0..3usize, 0..3usize, 0..5usize).prop_map(|(unit, slot, board)| Try::Install { unit, slot, board }),
        2 => any::<prop::sample::Index>().prop_map(Try::Undo),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, ..ProptestConfig::default() })]

    #[test]
    fn no_board_is_ever_in_two_slots_and_a_replay_equals_the_tables(
        tries in prop::collection::vec(anything(), 1..40),
    ) {
        let mut shop = Shop::new();
        let units: Vec<DeviceId> = (0..3).map(|n| shop.miner(&format!("SMTTATUBDJAAI000{n}"))).collect();
        let boards: Vec<DeviceId> = (0..5).map(|n| {
            let owner = if n % 2 == 0 { shop.farm } else { shop.other_farm };
            shop.board(&format!("HEMBOARD00000000{n}"), owner)
        }).collect();
        let tickets: Vec<TicketId> = units.iter().map(|&unit| shop.ticket(unit, Stage::Repairing)).collect();
        let mut actions: Vec<ActionId> = Vec::new();
        for (minute, what) in (10..).zip(tries) {
            let act = at(minute);
            let done = match what {
                Try::Swap { unit, slot, board, exchange } => {
                    let what = swap(&format!("HB{slot}"), boards[board], exchange);
                    shop.store.record_repair(tickets[unit], &what, &act).map(|acted| acted.action)
                }
                Try::TakeOut { unit, slot } => {
                    let what = NewRepair { put_in: None, ..swap(&format!("HB{slot}"), boards[0], false) };
                    shop.store.record_repair(tickets[unit], &what, &act).map(|acted| acted.action)
                }
                Try::Install { unit, slot, board } => shop.store
                    .install(units[unit], &format!("HB{slot}"), boards[board], &act)
                    .and_then(|_| shop.store.last_action().ok_or(crate::Error::Cancelled)),
                Try::Undo(index) => {
                    if actions.is_empty() { continue; }
                    shop.store.undo(*index.get(&actions), &act).map(|undone| undone.action)
                }
            };
            actions.extend(done.ok());
            let mut places = HashSet::new();
            let mut homes: HashMap<DeviceId, usize> = HashMap::new();
            for &unit in &units {
                for stay in shop.store.device(unit).unwrap().boards {
                    if stay.until.is_none() {
                        prop_assert!(places.insert((unit, stay.slot.clone())), "two boards in {}", stay.slot);
                        *homes.entry(stay.board.id).or_default() += 1;
                    }
                }
            }
            prop_assert!(homes.values().all(|&n| n == 1), "a board in two slots");
        }
        shop.replays();
    }
}
