//! Parts and stock, on a real desk in memory.

use proptest::prelude::*;

use super::*;
use crate::bench::fixture::{Shop, a_part, at};
use crate::device::DeviceKind;
use crate::error::Code;
use crate::id::ActionId;
use crate::repair::{NewRepair, RepairCode};
use crate::ticket::Stage;

#[test]
fn stock_is_the_sum_of_its_moves_and_says_who_has_it() {
    let mut shop = Shop::new();
    let chip = shop.part("CHIP-1398", 5);
    let shelf = shop.shelf;

    shop.store
        .count_stock(chip, shelf, None, 3, "two were bent", &at(2))
        .unwrap();

    let page = shop.store.part(chip).unwrap();
    assert_eq!((page.row.in_stock, page.row.is_low), (3, false));
    assert_eq!(
        page.lines
            .iter()
            .map(|line| (line.reason, line.quantity))
            .collect::<Vec<_>>(),
        [(MoveReason::Counted, -2), (MoveReason::Received, 5)]
    );
    assert_eq!(page.levels[0].place, "Shelf A");
    shop.replays();
}

#[test]
fn what_runs_low_is_listed_by_how_long_it_takes_to_come() {
    let mut shop = Shop::new();
    shop.part("CHIP-1398", 2);
    shop.part("PLENTY", 50);
    let slow = Part {
        lead_days: Some(60),
        ..a_part("PIC")
    };
    shop.store.save_part(&slow, &at(1)).unwrap();

    let low = shop
        .store
        .parts(&PartQuery {
            low: true,
            ..PartQuery::default()
        })
        .unwrap();

    let numbers: Vec<&str> = low.iter().map(|row| row.part.number.as_str()).collect();
    assert_eq!(numbers, ["PIC", "CHIP-1398"]);
}

#[test]
fn two_parts_do_not_share_a_number_in_whatever_case() {
    let mut shop = Shop::new();
    shop.part("CHIP-1398", 0);

    let error = shop
        .store
        .save_part(&a_part("chip-1398"), &at(1))
        .unwrap_err();

    assert_eq!(error.code(), Code::Invalid);
    assert!(error.to_string().starts_with("number"), "{error}");
}

#[test]
fn what_is_harvested_stays_the_boards_owners() {
    let mut shop = Shop::new();
    let chip = shop.part("CHIP-1398", 1);
    let shelf = shop.shelf;
    let board = shop.board("HEMBOARD000000001", shop.other_farm);
    let unit = shop.miner("SMTTATUBDJAAI0001");
    let ticket = shop.ticket(unit, Stage::Repairing);
    let take = |owner_id| NewRepair {
        code: RepairCode::ReplaceChip,
        slot: "HB0".into(),
        chip: Some(4),
        parts: vec![PartUse {
            part_id: chip,
            place_id: shelf,
            owner_id,
            quantity: 2,
        }],
        ..NewRepair::default()
    };
    let harvest = [PartUse {
        part_id: chip,
        place_id: shelf,
        owner_id: None,
        quantity: 6,
    }];
    shop.store
        .harvest_parts(None, board, &harvest, "", &at(2))
        .unwrap();

    let ours = shop
        .store
        .record_repair(ticket, &take(None), &at(5))
        .unwrap_err();
    shop.store
        .record_repair(ticket, &take(Some(shop.other_farm)), &at(6))
        .unwrap();

    assert!(ours.to_string().contains("there are 1, not 2"), "{ours}");
    let page = shop.store.part(chip).unwrap();
    assert_eq!((page.row.in_stock, page.row.of_customers), (1, 4));
    let used = &shop.store.repairs(ticket).unwrap()[0].parts[0];
    assert_eq!(used.owner.as_deref(), Some("Fjord Mining"));
    shop.replays();
}

#[test]
fn stock_that_was_used_up_since_cannot_be_unreceived() {
    let mut shop = Shop::new();
    let chip = shop.part("CHIP-1398", 0);
    let shelf = shop.shelf;
    let received = shop
        .store
        .receive_stock(chip, shelf, 3, "", &at(1))
        .unwrap();
    let what = PartUse {
        part_id: chip,
        place_id: shelf,
        owner_id: None,
        quantity: 2,
    };
    shop.store
        .move_stock(&what, StockAway::Scrap, "", &at(2))
        .unwrap();

    let error = shop.store.undo(received, &at(3)).unwrap_err();

    assert!(error.to_string().contains("only 1 are left"), "{error}");
    assert_eq!(shop.in_stock(chip), 1);
}

/// One thing a person might do with stock, sensible or not.
#[derive(Debug, Clone)]
enum Try {
    Receive(u32),
    Count(u32),
    Carry(u32, bool),
    Scrap(u32),
    Use(u32),
    Harvest(u32),
    TakeBackRepair,
    Undo(prop::sample::Index),
}

fn anything() -> impl Strategy<Value = Try> {
    prop_oneof![
        2 => (0..9u32).prop_map(Try::Receive),
        1 => (0..9u32).prop_map(Try::Count),
        1 => (0..5u32, any::<bool>()).prop_map(|(n, there)| Try::Carry(n, there)),
        1 => (0..5u32).prop_map(Try::Scrap),
        3 => (0..5u32).prop_map(Try::Use),
        1 => (0..5u32).prop_map(Try::Harvest),
        1 => Just(Try::TakeBackRepair),
        3 => any::<prop::sample::Index>().prop_map(Try::Undo),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn stock_is_never_negative_nor_taken_twice_and_a_replay_equals_the_tables(
        tries in prop::collection::vec(anything(), 1..40),
    ) {
        let mut shop = Shop::new();
        let chip = shop.part("CHIP-1398", 4);
        let shelf = shop.shelf;
        let drawer = shop.store.save_stock_place(&StockPlace {
            id: crate::id::StockPlaceId(uuid::Uuid::nil()), name: "Drawer".into(), note: String::new(), retired: false,
        }, &at(0)).unwrap().id;
        let unit = shop.miner("SMTTATUBDJAAI0001");
        let ticket = shop.ticket(unit, Stage::Repairing);
        let board = shop.unit(DeviceKind::Hashboard, "HEMBOARD000000001", shop.other_farm);
        let of = |quantity, place_id| PartUse { part_id: chip, place_id, owner_id: None, quantity };
        let mut actions: Vec<ActionId> = Vec::new();
        for (minute, what) in (10..).zip(tries) {
            let act = at(minute);
            let done = match what {
                Try::Receive(n) => shop.store.receive_stock(chip, shelf, n, "", &act),
                Try::Count(n) => shop.store.count_stock(chip, shelf, None, n, "", &act),
                Try::Carry(n, there) => {
                    let (from, to) = if there { (shelf, drawer) } else { (drawer, shelf) };
                    shop.store.move_stock(&of(n, from), StockAway::To { place_id: to }, "", &act)
                }
                Try::Scrap(n) => shop.store.move_stock(&of(n, shelf), StockAway::Scrap, "", &act),
                Try::Use(n) => {
                    let repair = NewRepair { code: RepairCode::Reflow, parts: vec![of(n, shelf)], ..NewRepair::default() };
                    shop.store.record_repair(ticket, &repair, &act).map(|acted| acted.action)
                }
                Try::Harvest(n) => shop.store.harvest_parts(Some(ticket), board, &[of(n, shelf)], "", &act),
                Try::TakeBackRepair => match shop.store.repairs(ticket).unwrap().first() {
                    Some(repair) => shop.store.take_back_repair(repair.id, &act).map(|undone| undone.action),
                    None => continue,
                },
                Try::Undo(index) => {
                    if actions.is_empty() { continue; }
                    shop.store.undo(*index.get(&actions), &act).map(|undone| undone.action)
                }
            };
            actions.extend(done.ok());
            let page = shop.store.part(chip).unwrap();
            for level in &page.levels {
                prop_assert!(level.quantity >= 0, "{level:?} after {what:?}");
            }
            let standing: i32 = shop.store.repairs(ticket).unwrap().iter()
                .flat_map(|repair| &repair.parts).map(|part| part.quantity).sum();
            let used: i32 = page.lines.iter().filter(|line| line.reason == MoveReason::Used).map(|line| -line.quantity).sum();
            prop_assert_eq!(standing, used, "what stands as used is what left the shelf");
        }
        shop.replays();
    }
}
