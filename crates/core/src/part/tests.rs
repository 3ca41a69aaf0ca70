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

    let page = shop.store.part(chip, at(9_000).now).unwrap();
    assert_eq!((page.row.in_stock, page.row.is_low), (3, false));
    assert_eq!(
        page.lines
            .iter()
            .map(|line| (line.reason, line.quantity))
            .collect::<Vec<_>>(),
        [(MoveReason::Counted, -2), (MoveReason::Received, 5)]
    );
    assert_eq!(page.row.levels[0].place, "Shelf A");
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
        .parts(
            &PartQuery {
                to_order: true,
                ..PartQuery::default()
            },
            at(2).now,
        )
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
    let unasked = shop
        .store
        .record_repair(ticket, &take(Some(shop.other_farm)), &at(6))
        .unwrap_err();
    let agreed = NewRepair {
        agreed: "Ingrid, by telephone".into(),
        ..take(Some(shop.other_farm))
    };
    shop.store.record_repair(ticket, &agreed, &at(7)).unwrap();

    assert!(ours.to_string().contains("there are 1, not 2"), "{ours}");
    assert!(unasked.to_string().contains("Fjord Mining's"), "{unasked}");
    let page = shop.store.part(chip, at(8).now).unwrap();
    assert_eq!((page.row.in_stock, page.row.of_customers), (1, 4));
    let line = &page.lines[0];
    assert_eq!(
        (line.owner.as_deref(), line.customer.as_deref()),
        (Some("Fjord Mining"), Some("Prairie Hash"))
    );
    assert_eq!(line.note, "Ingrid, by telephone");
    assert_eq!(page.lines[1].board_id, Some(board));
    let used = &shop.store.repairs(ticket).unwrap()[0].parts[0];
    assert_eq!(used.owner.as_deref(), Some("Fjord Mining"));
    shop.replays();
}

#[test]
fn what_is_harvested_from_a_customers_board_goes_into_that_customers_units_unasked() {
    let mut shop = Shop::new();
    let chip = shop.part("CHIP-1398", 0);
    let of = |quantity, owner_id| PartUse {
        part_id: chip,
        place_id: shop.shelf,
        owner_id,
        quantity,
    };
    let (harvest, mine) = ([of(6, None)], of(1, Some(shop.farm)));
    let board = shop.board("HEMBOARD000000001", shop.farm);
    let unit = shop.miner("SMTTATUBDJAAI0001");
    let ticket = shop.ticket(unit, Stage::Repairing);
    shop.store
        .harvest_parts(None, board, &harvest, "", &at(2))
        .unwrap();

    let reflow = NewRepair {
        code: RepairCode::Reflow,
        parts: vec![mine],
        ..NewRepair::default()
    };
    shop.store.record_repair(ticket, &reflow, &at(5)).unwrap();

    assert_eq!(
        shop.store.part(chip, at(6).now).unwrap().row.of_customers,
        5
    );
}

#[test]
fn what_was_used_and_put_back_is_no_pace_and_what_stands_says_when_to_order() {
    let mut shop = Shop::new();
    let chip = shop.part("CHIP-1398", 20);
    let slow = Part {
        id: chip,
        lead_days: Some(60),
        ..a_part("CHIP-1398")
    };
    shop.store.save_part(&slow, &at(0)).unwrap();
    let unit = shop.miner("SMTTATUBDJAAI0001");
    let ticket = shop.ticket(unit, Stage::Repairing);
    let reflow = |shop: &Shop, quantity| NewRepair {
        code: RepairCode::Reflow,
        parts: vec![PartUse {
            part_id: chip,
            place_id: shop.shelf,
            owner_id: None,
            quantity,
        }],
        ..NewRepair::default()
    };
    let day = 24 * 60;
    let (four, six) = (reflow(&shop, 4), reflow(&shop, 6));
    shop.store.record_repair(ticket, &four, &at(day)).unwrap();
    let back = shop
        .store
        .record_repair(ticket, &six, &at(2 * day))
        .unwrap();
    shop.store.undo(back.action, &at(3 * day)).unwrap();

    let now = at(56 * day).now;
    let row = shop.store.part(chip, now).unwrap().row;
    let later = shop.store.part(chip, at(90 * day).now).unwrap().row;

    let pace = row.pace.unwrap();
    assert_eq!((pace.used, pace.days, pace.lasts_days), (4, 56, 224));
    assert_eq!(
        pace.order_by,
        now.date().checked_add_days(chrono::Days::new(224 - 60))
    );
    assert!(!row.to_order, "{} are there", row.in_stock);
    assert_eq!(later.pace, None, "nothing of it was used these eight weeks");
}

#[test]
fn parts_are_sorted_and_narrowed_to_a_place_and_an_owner() {
    let mut shop = Shop::new();
    let few = shop.part("FEW", 1);
    shop.part("MANY", 50);
    let board = shop.board("HEMBOARD000000001", shop.farm);
    let harvest = [PartUse {
        part_id: few,
        place_id: shop.shelf,
        owner_id: None,
        quantity: 3,
    }];
    shop.store
        .harvest_parts(None, board, &harvest, "", &at(2))
        .unwrap();
    let numbers = |query: PartQuery| -> Vec<String> {
        let rows = shop.store.parts(&query, at(3).now).unwrap();
        rows.into_iter().map(|row| row.part.number).collect()
    };

    let most_first = numbers(PartQuery {
        sort: Some(PartSort::InStock),
        descending: true,
        ..PartQuery::default()
    });
    let needed_first = numbers(PartQuery {
        sort: Some(PartSort::Need),
        ..PartQuery::default()
    });
    let farms = numbers(PartQuery {
        owner: Some(shop.farm),
        ..PartQuery::default()
    });

    assert_eq!(most_first, ["MANY", "FEW"]);
    assert_eq!(needed_first, ["FEW", "MANY"]);
    assert_eq!(farms, ["FEW"]);
}

#[test]
fn a_part_its_levels_and_its_ledger_are_read_by_their_indexes() {
    let shop = Shop::new();
    let plan = |sql: &str| -> Vec<String> {
        let mut statement = shop
            .store
            .conn
            .prepare(&format!("EXPLAIN QUERY PLAN {sql}"))
            .unwrap();
        let rows = statement.raw_query().mapped(|row| row.get(3));
        rows.collect::<rusqlite::Result<_>>().unwrap()
    };

    let part = plan(&format!("{} WHERE p.id = :id", read::PARTS));
    let levels = plan(read::LEVELS);
    let lines = plan(read::LINES);

    for steps in [&part, &levels, &lines] {
        let walks = steps.iter().any(|step| step.starts_with("SCAN"));
        assert!(!walks, "{steps:#?}");
    }
    assert!(levels[0].contains("stock_move_level"), "{levels:#?}");
    assert!(lines[0].contains("stock_move_part"), "{lines:#?}");
    let sorts = lines.iter().any(|step| step.contains("TEMP B-TREE"));
    assert!(!sorts, "{lines:#?}");
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
            let page = shop.store.part(chip, at(9_000).now).unwrap();
            for level in &page.row.levels {
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
