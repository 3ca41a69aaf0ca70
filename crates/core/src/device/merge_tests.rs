//! Records made one and made two again, with whatever happens before, between and after.

use proptest::prelude::*;

use super::tests::add;
use super::*;
use crate::attachment::{AttachedTo, Staged};
use crate::journal::{Act, replay};
use crate::search::HitKind;
use crate::store::Store;
use crate::ticket::TicketRow;

const START: i64 = 1_790_000_000_000; // 2026-09-21

fn at(minutes: i64) -> Act {
    Act::new("Kim", Timestamp::from_millis(START + minutes * 60_000))
}

fn miner(store: &mut Store, serial: &str, facts: &DeviceFacts) -> DeviceId {
    add(store, DeviceKind::Miner, serial, facts).row.id
}

fn ticket(store: &mut Store, unit: DeviceId, act: &Act) -> TicketId {
    let draft = store
        .draft_rma(&crate::rma::RmaChanges::default(), act)
        .unwrap();
    store.add_to_rma(draft.row.id, &[unit], act).unwrap();
    store.device(unit).unwrap().tickets[0].id
}

fn photo(store: &mut Store, unit: DeviceId, bytes: &[u8], act: &Act) {
    let staged = Staged {
        hash: store.stage_file(bytes).unwrap(),
        name: format!("{}.txt", bytes.len()),
    };
    store
        .attach(AttachedTo::Device(unit), &[staged], act)
        .unwrap();
}

fn merge(store: &mut Store, keep: DeviceId, give: DeviceId, act: &Act) -> Merged {
    let facts = store.preview_merge(keep, give).unwrap().facts;
    store.merge_devices(keep, give, &facts, act).unwrap()
}

#[test]
fn two_records_become_one_with_all_they_had_and_split_again() {
    let mut store = Store::in_memory(&at(0)).unwrap();
    let nothing = DeviceFacts::default();
    let keep = miner(&mut store, "SMTTATUBDJAAI00A5", &nothing);
    let known = DeviceFacts {
        location: Some("C01-R02".into()),
        ..nothing.clone()
    };
    let give = miner(&mut store, "SMTTATUBDJAAI00A6", &known);
    let board = add(&mut store, DeviceKind::Hashboard, "BOARD-1", &nothing)
        .row
        .id;
    store.install(give, "HB0", board, &at(2)).unwrap();
    let came = ticket(&mut store, give, &at(3));
    photo(&mut store, give, b"one", &at(4));

    let merged = merge(&mut store, keep, give, &at(5));

    let passport = store.passport(give, &at(6)).unwrap();
    assert_eq!(passport.page.row.id, keep);
    assert_eq!(passport.asked_for.as_deref(), Some("D-000002"));
    assert_eq!(passport.page.identifiers.len(), 2);
    assert_eq!(
        passport.page.facts.location.as_deref(),
        Some("C01-R02"),
        "a gap is filled"
    );
    assert_eq!(passport.page.boards[0].board.id, board);
    assert_eq!(passport.merged[0].code, "D-000002");
    assert_eq!(
        store
            .attachments(AttachedTo::Device(keep))
            .unwrap()
            .own
            .len(),
        1
    );
    let hit = store.find("D-2", 5).unwrap().remove(0);
    assert_eq!(
        (hit.kind, hit.id, hit.matched.as_deref()),
        (HitKind::Device, keep.to_string(), Some("D-000002"))
    );
    assert!(
        store
            .change_device(give, &nothing, &at(6))
            .unwrap_err()
            .to_string()
            .contains("D-000001")
    );

    photo(&mut store, keep, b"later", &at(7));
    let preview = store.preview_split(give).unwrap();
    assert_eq!(preview.goes_back.tickets.len(), 1);
    assert_eq!(preview.goes_back.attachments, ["3.txt"]);
    assert_eq!(preview.stays.attachments, ["5.txt"]);
    store.split_device(give, &at(8)).unwrap();

    assert_eq!(store.device(give).unwrap().tickets[0].id, came);
    assert_eq!(store.device(give).unwrap().boards[0].board.id, board);
    assert_eq!(store.device(keep).unwrap().facts.location, None);
    assert_eq!(
        store
            .attachments(AttachedTo::Device(keep))
            .unwrap()
            .own
            .len(),
        1
    );
    assert!(
        store
            .undo(merged.action, &at(9))
            .unwrap_err()
            .to_string()
            .contains("already undone")
    );
    assert!(store.examine(&at(10)).unwrap().ok);
}

#[test]
fn what_cannot_be_one_unit_is_refused_with_the_reason() {
    let mut store = Store::in_memory(&at(0)).unwrap();
    let nothing = DeviceFacts::default();
    let model = DeviceFacts {
        model_id: Some(store.models("S19 Pro", 1).unwrap().remove(0).id),
        ..nothing.clone()
    };
    let (one, other) = (
        miner(&mut store, "MINER-1", &model),
        miner(&mut store, "MINER-2", &model),
    );
    let first = add(&mut store, DeviceKind::Hashboard, "BOARD-1", &nothing)
        .row
        .id;
    let second = add(&mut store, DeviceKind::Hashboard, "BOARD-2", &nothing)
        .row
        .id;
    let why = |store: &Store, keep, give| {
        store
            .preview_merge(keep, give)
            .unwrap()
            .refused
            .unwrap_or_default()
    };

    assert!(why(&store, one, one).contains("one record already"));
    assert!(why(&store, one, first).contains("not one unit"));
    store.install(one, "HB0", first, &at(2)).unwrap();
    store.install(other, "HB0", second, &at(2)).unwrap();
    assert!(why(&store, one, other).contains("slot HB0"));
    assert!(why(&store, first, second).contains("both sit in a slot"));
    store.uninstall(second, &at(3)).unwrap();
    ticket(&mut store, one, &at(4));
    ticket(&mut store, other, &at(4));
    let refused = store.merge_devices(one, other, &model, &at(5)).unwrap_err();
    assert!(
        refused.to_string().contains("both have an open ticket"),
        "{refused}"
    );
    merge(&mut store, first, second, &at(6));
    assert!(why(&store, second, first).contains("merged into D-000003 already"));
    assert!(
        store
            .split_device(one, &at(7))
            .unwrap_err()
            .to_string()
            .contains("of its own")
    );
}

#[test]
fn of_three_records_the_last_merge_is_split_first() {
    let mut store = Store::in_memory(&at(0)).unwrap();
    let nothing = DeviceFacts::default();
    let units = ["MINER-1", "MINER-2", "MINER-3"].map(|serial| miner(&mut store, serial, &nothing));
    merge(&mut store, units[1], units[2], &at(2));
    merge(&mut store, units[0], units[1], &at(3));

    let too_early = store.split_device(units[2], &at(4)).unwrap_err();
    let passport = store.passport(units[2], &at(5)).unwrap();

    assert!(
        too_early.to_string().contains("split those first"),
        "{too_early}"
    );
    assert_eq!(passport.page.row.id, units[0]);
    assert_eq!(passport.merged.len(), 2);
    store.split_device(units[1], &at(6)).unwrap();
    store.split_device(units[2], &at(7)).unwrap();
    for (unit, serial) in units.iter().zip(["MINER1", "MINER2", "MINER3"]) {
        let serials = store.device(*unit).unwrap().identifiers;
        assert_eq!(serials.len(), 1);
        assert_eq!(serials[0].normal.replace('-', ""), serial);
    }
}

#[test]
fn a_name_is_added_corrected_and_ended_with_its_past_kept() {
    let mut store = Store::in_memory(&at(0)).unwrap();
    let unit = miner(&mut store, "MINER-1", &DeviceFacts::default());

    store
        .add_identifier(unit, IdentifierKind::Mac, "02:42:ac:11:00:02", &at(2))
        .unwrap();
    let bad = store
        .add_identifier(unit, IdentifierKind::Mac, "02:42", &at(2))
        .unwrap_err();
    let normal = store.device(unit).unwrap().row.serial.unwrap();
    store
        .correct_identifier(unit, IdentifierKind::Serial, &normal, "MINER-7", &at(3))
        .unwrap();
    let ended = store
        .end_identifier(unit, IdentifierKind::Mac, "0242AC110002", &at(4))
        .unwrap();

    assert!(bad.to_string().contains("12 hex digits"), "{bad}");
    let page = store.device(unit).unwrap();
    assert_ne!(page.row.serial.as_ref(), Some(&normal));
    assert_eq!(
        page.identifiers
            .iter()
            .filter(|name| name.until.is_none())
            .count(),
        1
    );
    assert_eq!(page.identifiers.len(), 3);
    store.undo(ended, &at(5)).unwrap();
    assert!(
        store
            .device(unit)
            .unwrap()
            .identifiers
            .iter()
            .any(|name| name.kind == IdentifierKind::Mac && name.until.is_none())
    );
}

#[test]
fn a_passport_says_where_a_unit_is_and_what_can_be_claimed() {
    let mut store = Store::in_memory(&at(0)).unwrap();
    let facts = DeviceFacts {
        model_id: Some(store.models("S19 Pro", 1).unwrap().remove(0).id),
        location: Some("C01-R02".into()),
        dispatched_on: chrono::NaiveDate::from_ymd_opt(2026, 9, 11),
        ..DeviceFacts::default()
    };
    let unit = miner(&mut store, "MINER-1", &facts);
    let board = add(
        &mut store,
        DeviceKind::Hashboard,
        "BOARD-1",
        &DeviceFacts::default(),
    )
    .row
    .id;
    store.install(unit, "HB1", board, &at(2)).unwrap();

    let passport = store.passport(unit, &at(3)).unwrap();
    let inside = store.passport(board, &at(3)).unwrap();

    assert_eq!(passport.whereabouts.spot, Spot::Site);
    assert_eq!(passport.whereabouts.location.as_deref(), Some("C01-R02"));
    let doa = passport
        .windows
        .iter()
        .find(|window| window.kind == WindowKind::Doa)
        .unwrap();
    assert_eq!(doa.days_left, Some(i32::from(doa.days.unwrap()) - 10));
    assert!(
        doa.source
            .as_ref()
            .is_some_and(|source| source.starts_with("http"))
    );
    let home = inside.whereabouts.inside.unwrap();
    assert_eq!((home.id, home.slot.as_str()), (unit, "HB1"));
    assert!(
        inside
            .timeline
            .iter()
            .any(|line| line.other.as_ref().is_some_and(|other| other.id == unit))
    );
    let ticket = ticket(&mut store, unit, &at(4));
    let passport = store.passport(unit, &at(5)).unwrap();
    assert_eq!(passport.page.tickets[0].id, ticket);
    assert!(passport.timeline.iter().any(|line| line.ticket.is_some()));
}

/// Something that happens at the desk. Units and boards are named by place in a list.
#[derive(Debug, Clone)]
enum Step {
    Name(usize, u8),
    EndName(usize),
    Install(usize, u8, usize),
    Uninstall(usize),
    OpenTicket(usize),
    CancelTicket(usize),
    Photo(usize, u8),
    Merge(usize, usize),
    Split(usize),
    UndoLast,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let unit = 0usize..4;
    let step = prop_oneof![
        (unit.clone(), any::<u8>()).prop_map(|(unit, n)| Step::Name(unit, n % 6)),
        unit.clone().prop_map(Step::EndName),
        (unit.clone(), 0u8..3, 0usize..3)
            .prop_map(|(unit, slot, board)| Step::Install(unit, slot, board)),
        (0usize..3).prop_map(Step::Uninstall),
        unit.clone().prop_map(Step::OpenTicket),
        unit.clone().prop_map(Step::CancelTicket),
        (unit.clone(), any::<u8>()).prop_map(|(unit, n)| Step::Photo(unit, n % 20)),
        (unit.clone(), unit.clone()).prop_map(|(keep, give)| Step::Merge(keep, give)),
        unit.prop_map(Step::Split),
        Just(Step::UndoLast),
    ];
    proptest::collection::vec(step, 1..40)
}

/// All rows that must never be lost, whoever they hang on.
fn holdings(store: &Store) -> (i64, i64, i64, i64) {
    let count = |sql: &str| store.conn.query_row(sql, [], |row| row.get(0)).unwrap();
    (
        count("SELECT count(*) FROM device_identifier"),
        count("SELECT count(*) FROM ticket"),
        count("SELECT count(*) FROM installation"),
        count("SELECT count(*) FROM attachment"),
    )
}

fn take(store: &mut Store, step: &Step, units: &[DeviceId], boards: &[DeviceId], act: &Act) {
    // Refusals are part of the story: what matters is that nothing is lost by them.
    match step {
        Step::Name(unit, n) => drop(store.add_identifier(
            units[*unit],
            IdentifierKind::AssetTag,
            &format!("TAG-{n}"),
            act,
        )),
        Step::EndName(unit) => {
            let page = store.device(units[*unit]).unwrap();
            if let Some(name) = page.identifiers.iter().find(|name| name.until.is_none()) {
                drop(store.end_identifier(page.row.id, name.kind, &name.normal, act));
            }
        }
        Step::Install(unit, slot, board) => {
            drop(store.install(units[*unit], &format!("HB{slot}"), boards[*board], act))
        }
        Step::Uninstall(board) => drop(store.uninstall(boards[*board], act)),
        Step::OpenTicket(unit) => {
            if let Ok(draft) = store.draft_rma(&crate::rma::RmaChanges::default(), act) {
                drop(store.add_to_rma(draft.row.id, &[units[*unit]], act));
            }
        }
        Step::CancelTicket(unit) => {
            let open: Option<TicketRow> = store
                .device(units[*unit])
                .unwrap()
                .tickets
                .into_iter()
                .find(|ticket| ticket.closed_at.is_none());
            if let Some(open) = open {
                drop(store.move_tickets(
                    &[open.id],
                    crate::ticket::Stage::Cancelled,
                    &crate::ticket::MoveNote::default(),
                    act,
                ));
            }
        }
        Step::Photo(unit, n) => {
            let staged = Staged {
                hash: store.stage_file(&vec![*n; 1 + usize::from(*n)]).unwrap(),
                name: "a.bin".into(),
            };
            drop(store.attach(AttachedTo::Device(units[*unit]), &[staged], act));
        }
        Step::Merge(keep, give) => {
            if let Ok(preview) = store.preview_merge(units[*keep], units[*give]) {
                let merged = store.merge_devices(units[*keep], units[*give], &preview.facts, act);
                assert_eq!(
                    merged.is_ok(),
                    preview.refused.is_none(),
                    "{merged:?} {:?}",
                    preview.refused
                );
            }
        }
        Step::Split(unit) => {
            if let Ok(preview) = store.preview_split(units[*unit]) {
                let split = store.split_device(units[*unit], act);
                assert_eq!(split.is_ok(), preview.refused.is_none(), "{split:?}");
            }
        }
        Step::UndoLast => {
            let last = store
                .conn
                .query_row(
                    "SELECT action FROM event ORDER BY position DESC LIMIT 1",
                    [],
                    |row| row.get(0),
                )
                .unwrap();
            drop(store.undo(last, act));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn whatever_is_merged_and_split_nothing_is_lost_and_a_rebuild_agrees(steps in steps()) {
        let mut store = Store::in_memory(&at(0)).unwrap();
        let model = DeviceFacts {
            model_id: Some(store.models("S19 Pro", 1).unwrap().remove(0).id),
            ..DeviceFacts::default()
        };
        let units = ["MINER-A1", "MINER-B2", "MINER-C3", "MINER-D4"].map(|serial| miner(&mut store, serial, &model));
        let boards = ["BOARD-A1", "BOARD-B2", "BOARD-C3"]
            .map(|serial| add(&mut store, DeviceKind::Hashboard, serial, &DeviceFacts::default()).row.id);
        for (n, step) in (0..).zip(&steps) {
            let before = holdings(&store);
            take(&mut store, step, &units, &boards, &at(10 + n));
            let after = holdings(&store);
            if matches!(step, Step::Merge(..) | Step::Split(_)) {
                prop_assert_eq!(before, after, "{:?}", step);
            }
        }
        // A merged record holds nothing itself: all it had is with the one that stands for it.
        for unit in units {
            if read::merged_into(&store.conn, unit).unwrap().is_some() {
                let left = merge::belongings(&store.conn, unit).unwrap();
                prop_assert!(left.identifiers.is_empty() && left.stays.is_empty() && left.attachments.is_empty());
            }
            store.passport(unit, &at(9_000)).unwrap();
        }
        let examined = store.examine(&at(9_001)).unwrap();
        prop_assert!(examined.ok, "{:?}", examined.checks);
        let tables = replay::digests(&store.conn).unwrap();
        store.write(&at(9_002), |w| replay::rebuild(w.tx)).unwrap();
        prop_assert_eq!(replay::digests(&store.conn).unwrap(), tables);
    }
}
