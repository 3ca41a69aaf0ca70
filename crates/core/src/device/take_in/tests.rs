//! Stories of lists taken in, on a real desk in memory.

use std::ops::ControlFlow;

use proptest::prelude::*;

use super::*;
use crate::device::{DeviceQuery, IdentifierKind};
use crate::error::{Code, Error};
use crate::journal::{Act, replay};
use crate::place::{Party, PartyKind, Site};
use crate::rma::RmaChanges;
use crate::store::Store;
use crate::time::Timestamp;

const START: i64 = 1_790_000_000_000; // 2026-09-21

fn at(hours: i64) -> Act {
    Act::new("Kim", Timestamp::from_millis(START + hours * 3_600_000))
}

fn on(_: u64, _: u64) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

fn desk() -> Store {
    Store::in_memory(&at(0)).unwrap()
}

/// Serials of the makers' form, no two near each other.
fn serial(n: usize) -> String {
    let mut x = (n as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mut out = String::from("SMTT");
    for _ in 0..13 {
        x ^= x >> 29;
        x = x.wrapping_mul(0xbf58_476d_1ce4_e5b9);
        out.push(char::from(
            b"ACDEFGHJKLMNPQRTUVWXY34679"[(x >> 40) as usize % 26],
        ));
    }
    out
}

fn farm(store: &mut Store, name: &str) -> (PartyId, SiteId) {
    let nil = uuid::Uuid::nil();
    let party = Party {
        id: PartyId(nil),
        kind: PartyKind::Farm,
        name: name.into(),
        country: Some("US".into()),
        demo: false,
    };
    let customer = store.save_party(&party, &at(0)).unwrap().party.id;
    let site = Site {
        id: SiteId(nil),
        party_id: customer,
        name: "Childress".into(),
        country: "US".into(),
        region: Some("TX".into()),
        zone: "America/Chicago".into(),
    };
    let site = store.save_site(&site, &at(0)).unwrap().sites[0].id;
    (customer, site)
}

fn paste(store: &Store, purpose: ListPurpose, text: &str) -> TakeIn {
    let source = ListSource::Text { text: text.into() };
    store
        .read_list(
            &source,
            purpose,
            None,
            &ListDefaults::default(),
            &at(1),
            &mut on,
        )
        .unwrap()
}

fn file(store: &Store, name: &str, bytes: &[u8]) -> crate::error::Result<TakeIn> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    let source = ListSource::File {
        path: path.display().to_string(),
    };
    let defaults = ListDefaults::default();
    store.read_list(
        &source,
        ListPurpose::Fleet,
        None,
        &defaults,
        &at(1),
        &mut on,
    )
}

fn take(store: &mut Store, list: &TakeIn, hour: i64) -> Taken {
    store.take_over(list, None, &at(hour), &mut on).unwrap()
}

fn fleet(store: &mut Store, text: &str) -> Taken {
    let list = paste(store, ListPurpose::Fleet, text);
    take(store, &list, 1)
}

fn rows(list: &TakeIn) -> Vec<TakenRow> {
    list.rows(None, 0, 1_000)
}

fn kinds(list: &TakeIn) -> Vec<VerdictKind> {
    rows(list).iter().map(|row| row.verdicts[0].kind).collect()
}

fn head(store: &Store) -> i64 {
    let sql = "SELECT max(position) FROM event";
    store.conn.query_row(sql, [], |row| row.get(0)).unwrap()
}

fn replays(store: &Store) {
    let before = replay::digests(&store.conn).unwrap();
    let mut copy = Store::in_memory(&at(0)).unwrap();
    let tx = copy.conn.transaction().unwrap();
    tx.pragma_update(None, "defer_foreign_keys", true).unwrap();
    for table in replay::TABLES {
        tx.execute(&format!("DELETE FROM {table}"), []).unwrap();
    }
    replay::apply_all(&store.conn, &tx).unwrap();
    assert_eq!(replay::digests(&tx).unwrap(), before);
}

fn file_rma(store: &mut Store, serials: &[&str]) -> RmaId {
    let rma = store
        .draft_rma(&RmaChanges::default(), &at(2))
        .unwrap()
        .row
        .id;
    let list = paste(store, ListPurpose::Rma, &serials.join("\n"));
    store.take_over(&list, Some(rma), &at(2), &mut on).unwrap();
    rma
}

#[test]
fn every_kind_of_row_gets_its_verdict_and_says_what_would_be_right() {
    let mut store = desk();
    fleet(&mut store, &[serial(1), serial(2), serial(3)].join("\n"));
    file_rma(&mut store, &[&serial(2)]);
    let look_alike = serial(3).replacen('T', "I", 1);
    let text = format!(
        "serial,model,location\n{},S19,A1\n{},S19 Pro,A1\n{},S19 Pro,A2\n{look_alike},S19 Pro,A3\n\
         {},S19 Prq,A4\n{},S19 Pro,A5\n,S19 Pro,A6\n1.23457E+16,S19 Pro,A7\n",
        serial(10),
        serial(1),
        serial(2),
        serial(11),
        serial(10),
    );

    let list = paste(&store, ListPurpose::Rma, &text);

    use VerdictKind::*;
    assert_eq!(
        kinds(&list),
        [
            New,
            Known,
            AlreadyOpen,
            LookAlike,
            UnknownModel,
            DuplicateInList,
            MissingSerial,
            Unreadable
        ]
    );
    let taken: Vec<bool> = rows(&list).iter().map(|row| row.take).collect();
    assert_eq!(taken, [true, true, false, false, true, false, false, false]);
    for (row, words) in rows(&list).iter().zip([
        "not in the fleet yet",
        "in the fleet as D-000001",
        "already on the open ticket T-000001",
        "in the fleet",
        "S19 Prq",
        "the same serial as row 2",
        "type or scan",
        "spreadsheet",
    ]) {
        assert!(
            row.verdicts[0].said.to_string().contains(words),
            "{:?}",
            row.verdicts
        );
    }
    let summary = list.summary();
    assert_eq!((summary.rows, summary.to_take), (8, 3));
    assert_eq!(
        summary.counts.iter().map(|count| count.rows).sum::<u32>(),
        8
    );
}

#[test]
fn a_unit_back_inside_the_repair_warranty_is_a_second_return() {
    let mut store = desk();
    let model = store.models("S19 Pro", 50).unwrap();
    let model = model.iter().find(|model| model.name == "S19 Pro").unwrap();
    let text = format!("serial,model\n{},{}\n", serial(1), model.name);
    fleet(&mut store, &text);
    let device = store
        .devices(&DeviceQuery::default(), at(0).now)
        .unwrap()
        .rows[0]
        .id;
    store
        .write(&at(2), |w| {
            w.tx.execute_batch("PRAGMA defer_foreign_keys = on")?;
            w.tx.execute(
                "INSERT INTO ticket (number, id, device_id, stage, stage_since, symptom_text, warranty_class,
                 warranty_reason, level, disposition, opened_at, touched_at, closed_at)
                 VALUES (7, ?1, ?2, 'closed', ?3, '', 'in_warranty', '', 2, 'repaired', ?3, ?3, ?3)",
                rusqlite::params![TicketId(uuid::Uuid::from_u128(7)), device, w.now()],
            )?;
            Ok(())
        })
        .unwrap();

    let list = paste(&store, ListPurpose::Rma, &serial(1));

    let row = &rows(&list)[0];
    assert_eq!(row.verdicts[0].kind, VerdictKind::SecondReturn);
    assert!(
        row.verdicts[0].said.to_string().contains("T-000007"),
        "{:?}",
        row.verdicts
    );
    assert!(row.take);
}

#[test]
fn three_hundred_serials_with_planted_faults_are_told_apart_and_two_mended_in_place() {
    let mut store = desk();
    let mut lines: Vec<String> = (0..300).map(serial).collect();
    lines[10] = lines[9].clone();
    lines[50] = "1.23457E+16".into();
    lines[90] = String::from("see the other sheet!");
    lines[120] = format!(" \u{200b}{} ", serial(120).to_lowercase());
    lines[200] = serial(199).replacen('T', "7", 1);
    let rma = store
        .draft_rma(&RmaChanges::default(), &at(1))
        .unwrap()
        .row
        .id;
    let mut list = paste(&store, ListPurpose::Rma, &lines.join("\n"));
    let before = list.summary();
    assert_eq!(before.rows, 300);
    let faults = |list: &TakeIn| {
        rows(list)
            .iter()
            .filter(|row| !row.take)
            .map(|row| row.row)
            .collect::<Vec<_>>()
    };
    // Both of a pair that look alike wait for an eye on the labels.
    assert_eq!(faults(&list), [11, 51, 91, 200, 201]);

    store
        .fix_row(&mut list, 51, "serial", &serial(50), &at(1))
        .unwrap();
    store
        .fix_row(&mut list, 201, "serial", &serial(200), &at(1))
        .unwrap();

    assert_eq!(faults(&list), [11, 91]);
    let taken = store.take_over(&list, Some(rma), &at(1), &mut on).unwrap();
    assert_eq!((taken.added, taken.tickets, taken.left_out), (298, 298, 2));
    replays(&store);
}

#[test]
fn mending_a_row_frees_the_one_that_repeated_it() {
    let store = desk();
    let text = [serial(1), serial(1), serial(1)].join("\n");
    let mut list = paste(&store, ListPurpose::Fleet, &text);
    assert_eq!(list.summary().to_take, 1);

    store
        .fix_row(&mut list, 1, "serial", &serial(9), &at(1))
        .unwrap();

    use VerdictKind::{DuplicateInList, New};
    assert_eq!(kinds(&list), [New, New, DuplicateInList]);
    assert_eq!(rows(&list)[2].verdicts[0].other.as_deref(), Some("2"));
}

#[test]
fn mending_finds_what_reading_anew_would_find() {
    let mut store = desk();
    let mut lines: Vec<String> = (0..60).map(serial).collect();
    fleet(
        &mut store,
        &(100..130).map(serial).collect::<Vec<_>>().join("\n"),
    );
    let mut list = paste(&store, ListPurpose::Rma, &lines.join("\n"));
    let slips = [
        (5, serial(6).replacen('T', "I", 1)),
        (7, serial(8)),
        (9, serial(110).replacen('T', "F", 1)),
        (5, serial(5)),
        (11, serial(112)),
        (20, format!("{}X", serial(21))),
    ];

    for (at_row, value) in slips {
        store
            .fix_row(&mut list, at_row as u32 + 1, "serial", &value, &at(1))
            .unwrap();
        lines[at_row] = value;
        let fresh = paste(&store, ListPurpose::Rma, &lines.join("\n"));
        assert_eq!(rows(&list), rows(&fresh));
    }
}

#[test]
fn what_can_never_be_taken_is_refused_with_the_reason() {
    let mut store = desk();
    fleet(&mut store, &serial(1));
    file_rma(&mut store, &[&serial(1)]);
    let text = format!("{}\n{}\n{}\n1.2E+20\n-\n", serial(1), serial(2), serial(2));
    let mut list = paste(&store, ListPurpose::Rma, &text);

    for (row, why) in [(1, "T-000001"), (3, "row 2"), (4, "spreadsheet")] {
        let refused = store.choose_row(&mut list, row, true).unwrap_err();

        assert_eq!(refused.code(), Code::Refused);
        assert!(refused.to_string().contains(why), "{refused}");
    }
    store.choose_row(&mut list, 2, false).unwrap();
    assert_eq!(list.summary().to_take, 0);
    store.choose_row(&mut list, 2, true).unwrap();
    assert_eq!(list.summary().to_take, 1);
}

#[test]
fn the_same_file_twice_changes_nothing_the_second_time() {
    let mut store = desk();
    farm(&mut store, "Prairie Hash");
    let text = format!(
        "serial,mac,model,customer,site,location,status,warranty until,note,pcb sn 1,pcb sn 2,psu sn\n\
         {},02:42:ac:11:00:02,S19 Pro,prairie hash,CHILDRESS,R1,ok,2027-01-01,fan loud,{},{},{}\n\
         {},,S19 Pro,Prairie Hash,Childress,R2,ok,2027-01-01,,,,\n",
        serial(1),
        serial(2),
        serial(3),
        serial(4),
        serial(5),
    );
    let first = file(&store, "fleet.csv", text.as_bytes()).unwrap();
    let taken = take(&mut store, &first, 1);
    assert_eq!((taken.added, taken.changed), (5, 0));
    let (events, tables) = (head(&store), replay::digests(&store.conn).unwrap());

    let second = file(&store, "fleet.csv", text.as_bytes()).unwrap();
    let again = take(&mut store, &second, 2);

    assert!(second.summary().seen_before.unwrap().contains("5 added"));
    assert_eq!((again.added, again.changed, again.unchanged), (0, 0, 0));
    assert_eq!(second.summary().to_take, 0);
    assert_eq!(head(&store), events);
    assert_eq!(replay::digests(&store.conn).unwrap(), tables);
    replays(&store);
}

#[test]
fn boards_named_in_a_miners_row_sit_in_its_slots() {
    let mut store = desk();
    let text = format!(
        "serial,model,pcb sn 1,pcb sn 2,psu sn\n{},S19 Pro,{},{},{}\n",
        serial(1),
        serial(2),
        serial(3),
        serial(4)
    );

    fleet(&mut store, &text);

    let miner = store
        .devices(
            &DeviceQuery {
                serials: vec![serial(1)],
                ..DeviceQuery::default()
            },
            at(0).now,
        )
        .unwrap()
        .rows
        .remove(0);
    let page = store.device(miner.id).unwrap();
    assert_eq!(page.slots, ["HB0", "HB1", "HB2", "CB", "PSU"]);
    let slots: Vec<(&str, DeviceKind)> = page
        .boards
        .iter()
        .map(|stay| (stay.slot.as_str(), stay.board.kind))
        .collect();
    use DeviceKind::{Hashboard, Psu};
    assert_eq!(
        slots,
        [("HB0", Hashboard), ("HB1", Hashboard), ("PSU", Psu)]
    );
    assert!(
        page.identifiers[0]
            .format
            .as_deref()
            .unwrap()
            .contains("AntMiner")
    );
}

#[test]
fn an_inventory_of_parts_needs_no_help() {
    let mut store = desk();
    let text = format!(
        "part,model,miner model,serial num,mac,status,location,comment\n\
         hashboard,,S19 Pro,{},,ok,Shelf 1,\n\
         PSU,APW12,S19 Pro,{},,broken,Shelf 2,smells\n\
         controller,,S19 Pro,{},02:42:ac:11:00:09,ok,Shelf 3,\n",
        serial(1),
        serial(2),
        serial(3)
    );

    let list = file(&store, "inventory.csv", text.as_bytes()).unwrap();

    use DeviceKind::{ControlBoard, Hashboard, Psu};
    let kinds: Vec<DeviceKind> = rows(&list).iter().map(|row| row.kind).collect();
    assert_eq!(kinds, [Hashboard, Psu, ControlBoard]);
    assert_eq!(rows(&list)[1].note, "smells");
    assert!(
        rows(&list)
            .iter()
            .all(|row| row.model_id.is_some() && row.take)
    );
    assert_eq!(take(&mut store, &list, 1).added, 3);
}

#[test]
fn a_customer_nobody_knows_is_said_and_not_invented() {
    let mut store = desk();
    let (known, _) = farm(&mut store, "Prairie Hash");
    let text = format!(
        "serial,customer\n{},Somebody Else\n{},PRAIRIE  hash\n",
        serial(1),
        serial(2)
    );

    let list = paste(&store, ListPurpose::Fleet, &text);
    let notes = list.summary().notes;
    take(&mut store, &list, 1);

    assert!(
        notes.iter().any(|note| note.contains("Somebody Else")),
        "{notes:?}"
    );
    assert_eq!(store.customers().unwrap().len(), 1);
    let mut owners: Vec<Option<PartyId>> = store
        .devices(&DeviceQuery::default(), at(0).now)
        .unwrap()
        .rows
        .iter()
        .map(|row| row.owner_id)
        .collect();
    owners.sort();
    assert_eq!(owners, [None, Some(known)]);
}

#[test]
fn defaults_fill_gaps_and_change_nothing_known() {
    let mut store = desk();
    let (mine, site) = farm(&mut store, "Mine");
    let (other, _) = farm(&mut store, "Other");
    fleet(
        &mut store,
        &format!("serial,customer\n{},Other\n", serial(1)),
    );
    let defaults = ListDefaults {
        owner_id: Some(mine),
        site_id: Some(site),
        ..ListDefaults::default()
    };
    let source = ListSource::Text {
        text: [serial(1), serial(2)].join("\n"),
    };

    let list = store
        .read_list(&source, ListPurpose::Rma, None, &defaults, &at(1), &mut on)
        .unwrap();
    take(&mut store, &list, 1);

    let rows = store
        .devices(&DeviceQuery::default(), at(0).now)
        .unwrap()
        .rows;
    assert_eq!((rows[1].owner_id, rows[1].site_id), (Some(other), None));
    assert_eq!(
        (rows[0].owner_id, rows[0].site_id),
        (Some(mine), Some(site))
    );
}

#[test]
fn an_import_is_undone_as_a_whole() {
    let mut store = desk();
    fleet(&mut store, &format!("serial,location\n{},A1\n", serial(1)));
    let before = replay::digests(&store.conn).unwrap();
    let text = format!(
        "serial,location,model,pcb sn 1\n{},B7,S19 Pro,{}\n{},B8,S19 Pro,{}\n",
        serial(1),
        serial(3),
        serial(2),
        serial(4)
    );
    let taken = fleet(&mut store, &text);
    assert_eq!((taken.added, taken.changed), (3, 1));

    let undone = store.undo(taken.action, &at(3)).unwrap();

    assert_eq!(undone.kept, []);
    let rows = store
        .devices(&DeviceQuery::default(), at(0).now)
        .unwrap()
        .rows;
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0].location.as_deref(), Some("A1"));
    let after = replay::digests(&store.conn).unwrap();
    let differ: Vec<&str> = before
        .iter()
        .zip(&after)
        .filter(|(a, b)| a != b)
        .map(|(a, _)| a.0)
        .collect();
    // The numbers stay given out and the unit was touched; the batch stays known.
    assert_eq!(differ, ["undone", "import_batch", "device", "desk"]);
    replays(&store);
}

#[test]
fn what_got_a_ticket_since_is_kept_by_the_undo_and_reported() {
    let mut store = desk();
    let taken = fleet(&mut store, &[serial(1), serial(2)].join("\n"));
    file_rma(&mut store, &[&serial(2)]);

    let undone = store.undo(taken.action, &at(3)).unwrap();

    assert_eq!((undone.taken_back, undone.kept.len()), (1, 1));
    assert!(undone.kept[0].why.contains("ticket"), "{:?}", undone.kept);
    let rows = store
        .devices(&DeviceQuery::default(), at(0).now)
        .unwrap()
        .rows;
    assert_eq!(rows[0].serial, Some(serial(2)));
    replays(&store);
}

#[test]
fn columns_set_by_hand_are_found_again_next_time() {
    let mut store = desk();
    let text = format!("serial;bay\n{};A1\n{};A2\n", serial(1), serial(2));
    let source = ListSource::Text { text };
    let columns = ["serial".to_owned(), "note".to_owned()];
    let defaults = ListDefaults::default();
    let list = store
        .read_list(
            &source,
            ListPurpose::Fleet,
            Some(&columns),
            &defaults,
            &at(1),
            &mut on,
        )
        .unwrap();
    take(&mut store, &list, 1);

    let next = format!("serial;bay\n{};A3\n{};A4\n", serial(3), serial(4));
    let list = paste(&store, ListPurpose::Fleet, &next);

    let columns = list.summary().columns;
    assert_eq!(columns[1].field, "note");
    assert_eq!(columns[1].how, "remembered from last time");
    assert_eq!(rows(&list)[0].note, "A3");
}

#[test]
fn a_unit_with_only_a_mac_is_taken_when_a_person_says_so() {
    let mut store = desk();
    let text = "serial,mac\n,02:42:ac:11:00:02\n";
    let mut list = paste(&store, ListPurpose::Fleet, text);
    assert_eq!(kinds(&list), [VerdictKind::MissingSerial]);
    assert_eq!(list.summary().to_take, 0);

    store.choose_row(&mut list, 2, true).unwrap();
    take(&mut store, &list, 1);

    let row = store
        .devices(&DeviceQuery::default(), at(0).now)
        .unwrap()
        .rows
        .remove(0);
    assert_eq!(row.serial, None);
    let page = store.device(row.id).unwrap();
    assert_eq!(page.identifiers[0].kind, IdentifierKind::Mac);
    assert_eq!(
        rows(&paste(&store, ListPurpose::Fleet, text))[0]
            .verdicts
            .len(),
        2
    );
}

#[test]
fn a_cancelled_import_leaves_nothing() {
    let mut store = desk();
    let list = paste(&store, ListPurpose::Fleet, &serial(1));
    let before = head(&store);

    let cancelled = store.take_over(&list, None, &at(1), &mut |_, _| ControlFlow::Break(()));

    assert!(matches!(cancelled, Err(Error::Cancelled)));
    assert_eq!(head(&store), before);
    let source = ListSource::Text { text: serial(1) };
    let read = store.read_list(
        &source,
        ListPurpose::Fleet,
        None,
        &ListDefaults::default(),
        &at(1),
        &mut |_, _| ControlFlow::Break(()),
    );
    assert!(matches!(read, Err(Error::Cancelled)));
}

#[test]
fn several_serials_on_a_line_are_numbered_through() {
    let store = desk();
    let text = format!("{}, {}\n{}\n", serial(1), serial(2), serial(3));

    let list = paste(&store, ListPurpose::Fleet, &text);

    let numbers: Vec<u32> = rows(&list).iter().map(|row| row.row).collect();
    assert_eq!(numbers, [1, 2, 3]);
}

#[test]
fn the_same_list_is_read_alike_from_every_kind_of_file() {
    let store = desk();
    let comma = format!(
        "Serial,Model,Location\n{},S19 Pro,A1\n{},S19 Pro,A2\n",
        serial(1),
        serial(2)
    );
    let semicolon = comma.replace(',', ";");
    let utf16: Vec<u8> = [0xff, 0xfe]
        .into_iter()
        .chain(semicolon.encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (line, text) in comma.lines().enumerate() {
        sheet.write_row(line as u32, 0, text.split(',')).unwrap();
    }
    let workbook = book.save_to_buffer().unwrap();
    let expected = rows(&file(&store, "a.csv", comma.as_bytes()).unwrap());
    assert_eq!(expected.len(), 2);
    assert!(
        expected
            .iter()
            .all(|row| row.take && row.model_id.is_some())
    );

    for (name, bytes) in [
        ("b.csv", semicolon.as_bytes()),
        ("c.txt", utf16.as_slice()),
        ("d.xlsx", workbook.as_slice()),
        ("misnamed.csv", workbook.as_slice()),
    ] {
        assert_eq!(
            rows(&file(&store, name, bytes).unwrap()),
            expected,
            "{name}"
        );
    }
}

#[test]
fn a_file_that_is_no_list_is_refused_with_what_would_be_right() {
    let store = desk();
    let endless = "A".repeat(10_000_000);
    let binary: Vec<u8> = (0..4_000u32).map(|n| (n * 37 % 251) as u8).collect();
    for (name, bytes, words) in [
        ("empty.csv", b"".as_slice(), "nothing in it"),
        ("endless.csv", endless.as_bytes(), "characters long"),
        ("rubbish.bin", &binary, "binary"),
        ("photo.png", b"\x89PNG\r\n\x1a\n0000", "looks like"),
        ("scan.pdf", b"%PDF-1.7\n%\xe2\xe3", "looks like"),
    ] {
        let refused = file(&store, name, bytes).unwrap_err();

        assert_eq!(refused.code(), Code::Unreadable, "{name}");
        let said = refused.to_string();
        assert!(said.contains(words) && said.contains(name), "{said}");
    }
    let folder = tempfile::tempdir().unwrap();
    for (path, words) in [
        (folder.path().display().to_string(), "folder"),
        (
            folder.path().join("gone.csv").display().to_string(),
            "no such file",
        ),
        ("/dev/null".to_owned(), "plain file"),
    ] {
        let source = ListSource::File { path };
        let defaults = ListDefaults::default();
        let refused = store
            .read_list(
                &source,
                ListPurpose::Fleet,
                None,
                &defaults,
                &at(1),
                &mut on,
            )
            .unwrap_err();
        assert!(refused.to_string().contains(words), "{refused}");
    }
}

#[test]
fn hostile_cells_are_verdicts_or_plain_text() {
    let mut store = desk();
    let text = format!(
        "serial,model,location,warranty until,note\n\
         '); DROP TABLE device;--,S19 Pro,A1,2027-01-01,\n\
         <script>alert(1)</script>,S19 Pro,A2,2027-01-01,\n\
         =cmd|' /C calc'!A0,S19 Pro,A3,2027-01-01,\n\
         \u{1f600}\u{1f600}\u{1f600},S19 Pro,A4,2027-01-01,\n\
         \u{202e}CBA{},S19 Pro,\"A\n5\",2027-01-01,\n\
         {},S19 Pro,A6,0000-01-01,\"=HYPERLINK(\"\"x\"\")\"\n\
         {},S19 Pro,A7,9999-12-31,'); DROP TABLE device;--\n",
        serial(1),
        serial(2),
        serial(3)
    );

    let list = paste(&store, ListPurpose::Fleet, &text);
    let read = rows(&list);
    take(&mut store, &list, 1);

    assert_eq!(read.len(), 7);
    assert!(read.iter().take(4).all(|row| !row.take), "{read:#?}");
    assert_eq!(read[5].verdicts[0].field, "warranty_until");
    assert_eq!(read[6].verdicts[0].field, "warranty_until");
    let taken = store
        .devices(&DeviceQuery::default(), at(0).now)
        .unwrap()
        .rows;
    assert!(
        taken
            .iter()
            .all(|row| row.warranty_until.is_none() || row.location.as_deref() == Some("A\n5"))
    );
    replays(&store);
}

#[test]
fn many_rows_of_one_serial_are_one_unit() {
    let mut store = desk();
    let text = format!("serial\n{}", format!("{}\n", serial(1)).repeat(20_000));

    let mut list = paste(&store, ListPurpose::Fleet, &text);
    assert_eq!(list.summary().to_take, 1);
    store
        .fix_row(&mut list, 2, "serial", &serial(2), &at(1))
        .unwrap();

    assert_eq!(list.summary().to_take, 2);
    assert_eq!(take(&mut store, &list, 1).added, 2);
}

#[test]
fn a_first_fleet_of_many_units_leaves_every_index_in_place() {
    let indexes = |store: &Store| -> Vec<String> {
        let sql =
            "SELECT sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL ORDER BY name";
        let mut statement = store.conn.prepare(sql).unwrap();
        let rows = statement.query_map([], |row| row.get(0)).unwrap();
        rows.collect::<rusqlite::Result<_>>().unwrap()
    };
    let mut store = desk();
    let before = indexes(&store);
    let mut text = String::from("serial,pcb sn 1\n");
    for n in 0..2_000 {
        text.push_str(&format!("{},{}\n", serial(n), serial(n + 10_000)));
    }
    let list = paste(&store, ListPurpose::Fleet, &text);

    let cancelled = store.take_over(&list, None, &at(1), &mut |done, total| {
        if done == total {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    });
    assert!(matches!(cancelled, Err(Error::Cancelled)));
    assert_eq!(indexes(&store), before);
    let taken = take(&mut store, &list, 1);

    assert_eq!(taken.added, 4_000);
    assert_eq!(indexes(&store), before);
    let healthy: String = store
        .conn
        .query_row("PRAGMA integrity_check", [], |row| row.get(0))
        .unwrap();
    assert_eq!(healthy, "ok");
    let again = paste(&store, ListPurpose::Fleet, &text);
    assert_eq!(again.summary().to_take, 0);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_bytes_are_a_list_or_a_clear_error(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let store = desk();
        if let Ok(mut list) = file(&store, "any.csv", &bytes) {
            let shown = rows(&list);
            for row in shown.iter().take(5) {
                let _ = store.choose_row(&mut list, row.row, true);
                let _ = store.fix_row(&mut list, row.row, "serial", "ABC-1", &at(1));
            }
        }
    }

    #[test]
    fn any_table_can_be_taken_and_undone_and_replays(
        cells in proptest::collection::vec(("[A-D]{6}[0-3O]{2}", "(S19|S19 Pro|M30S|)", "[A-C]?", "([A-D]{6}[0-3]{2})?"), 1..12),
        undo in proptest::collection::vec(any::<bool>(), 3),
    ) {
        let mut store = desk();
        for (part, undo) in cells.chunks(4).zip(undo) {
            let mut text = String::from("serial,model,location,pcb sn 1\n");
            for (serial, model, location, board) in part {
                text.push_str(&format!("{serial},{model},{location},{board}\n"));
            }
            let mut list = paste(&store, ListPurpose::Fleet, &text);
            for row in rows(&list) {
                let _ = store.choose_row(&mut list, row.row, true);
            }
            let before = replay::digests(&store.conn).unwrap();
            let taken = take(&mut store, &list, 2);
            if taken.added + taken.changed > 0 && undo {
                let undone = store.undo(taken.action, &at(3)).unwrap();
                prop_assert_eq!(undone.kept, vec![]);
                let after = replay::digests(&store.conn).unwrap();
                for (a, b) in before.iter().zip(&after) {
                    if ["installation"].contains(&a.0) {
                        prop_assert_eq!(a, b);
                    }
                }
            }
        }
        replays(&store);
    }
}
