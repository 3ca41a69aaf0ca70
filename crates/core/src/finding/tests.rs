//! Findings and chip marks, on a real desk in memory.

use super::*;
use crate::bench::fixture::{Shop, at};
use crate::ticket::Stage;

fn zero_asic(slot: &str) -> NewFinding {
    NewFinding {
        slot: slot.into(),
        fault_class: "hb_zero_asic".into(),
        ..NewFinding::default()
    }
}

#[test]
fn a_finding_stands_on_its_ticket_with_the_words_of_its_class_until_it_is_withdrawn() {
    let mut shop = Shop::new();
    let unit = shop.miner("SMTTATUBDJAAI0001");
    let ticket = shop.ticket(unit, Stage::Diagnosing);
    let what = NewFinding {
        domain: Some(3),
        measured: Some(0.12),
        unit: " V ".into(),
        ..zero_asic("hb1")
    };

    shop.store.record_findings(ticket, &[what], &at(5)).unwrap();
    let found = shop.store.findings(ticket).unwrap().remove(0);
    shop.store.withdraw_finding(found.id, &at(6)).unwrap();

    assert_eq!(found.what.slot, "HB1");
    assert_eq!(found.what.unit, "V");
    assert_eq!(found.label, "Board finds no chips");
    assert_eq!(found.person, "Kim");
    assert!(shop.store.findings(ticket).unwrap().is_empty());
    shop.replays();
}

#[test]
fn a_finding_on_a_known_board_goes_with_the_board() {
    let mut shop = Shop::new();
    let unit = shop.miner("SMTTATUBDJAAI0001");
    let board = shop.board("HEMBOARD000000001", shop.farm);
    shop.store.install(unit, "HB1", board, &at(1)).unwrap();
    let ticket = shop.ticket(unit, Stage::Diagnosing);

    shop.store
        .record_findings(ticket, &[zero_asic("HB1")], &at(5))
        .unwrap();

    let found = shop.store.findings(ticket).unwrap().remove(0);
    assert_eq!(found.device_id, board);
}

#[test]
fn a_finding_with_what_cannot_be_is_refused_by_field() {
    let mut shop = Shop::new();
    let unit = shop.miner("SMTTATUBDJAAI0001");
    let ticket = shop.ticket(unit, Stage::Diagnosing);
    let chip = |chip| NewFinding {
        chip: Some(chip),
        ..zero_asic("HB0")
    };
    let cases = [
        (
            NewFinding {
                fault_class: "gremlins".into(),
                ..zero_asic("HB0")
            },
            "fault class",
        ),
        (chip(114), "chip"),
        (
            NewFinding {
                component: Component::Psu,
                ..chip(3)
            },
            "chip",
        ),
        (
            NewFinding {
                measured: Some(0.3),
                ..zero_asic("HB0")
            },
            "unit",
        ),
        (zero_asic("HB 0; DROP"), "slot"),
    ];

    for (what, field) in cases {
        let error = shop
            .store
            .record_findings(ticket, &[what], &at(5))
            .unwrap_err();

        assert!(error.to_string().starts_with(field), "{error}");
    }
    shop.store
        .record_findings(ticket, &[chip(113)], &at(5))
        .unwrap();
}

#[test]
fn a_chip_is_hot_once_for_each_ticket_on_which_it_was_at_fault() {
    let mut shop = Shop::new();
    let unit = shop.miner("SMTTATUBDJAAI0001");
    let first = shop.ticket(unit, Stage::Diagnosing);
    let chip = NewFinding {
        chip: Some(14),
        ..zero_asic("HB0")
    };
    shop.store
        .record_findings(first, &[chip.clone(), chip.clone()], &at(5))
        .unwrap();
    shop.store
        .mark_chips(first, "HB0", &[14, 15], Some(ChipMark::Dead), &at(6))
        .unwrap();
    let elsewhere = shop.miner("SMTTATUBDJAAI0002");
    let second = shop.ticket(elsewhere, Stage::Diagnosing);
    shop.store.record_findings(second, &[chip], &at(7)).unwrap();

    let page = shop.store.bench_unit(unit, &at(8)).unwrap();

    let heat = |heat: &[ChipHeat]| -> Vec<(u16, u32)> {
        heat.iter().map(|chip| (chip.chip, chip.tickets)).collect()
    };
    assert_eq!(heat(&page.slots[0].heat), [(14, 1), (15, 1)]);
    assert_eq!(heat(&page.model_heat), [(14, 2), (15, 1)]);
    assert_eq!(page.slots[0].layout.as_ref().unwrap().domains, Some(38));
}

#[test]
fn marks_are_changed_taken_off_and_undone_and_the_journal_says_the_same() {
    let mut shop = Shop::new();
    let unit = shop.miner("SMTTATUBDJAAI0001");
    let ticket = shop.ticket(unit, Stage::Repairing);
    let marks = |shop: &Shop| -> Vec<(u16, ChipMark)> {
        let page = shop.store.bench_unit(unit, &at(100)).unwrap();
        page.slots[0]
            .marks
            .iter()
            .map(|mark| (mark.chip, mark.mark))
            .collect()
    };
    shop.store
        .mark_chips(ticket, "HB0", &[1, 2], Some(ChipMark::Weak), &at(5))
        .unwrap();
    let replaced = shop
        .store
        .mark_chips(ticket, "HB0", &[2], Some(ChipMark::Replaced), &at(6))
        .unwrap();
    assert_eq!(marks(&shop), [(1, ChipMark::Weak), (2, ChipMark::Replaced)]);

    let undone = shop.store.undo(replaced.action, &at(7)).unwrap();
    assert_eq!(marks(&shop), [(1, ChipMark::Weak), (2, ChipMark::Weak)]);
    shop.store.undo(undone.action, &at(8)).unwrap();
    assert_eq!(marks(&shop), [(1, ChipMark::Weak), (2, ChipMark::Replaced)]);
    shop.store
        .mark_chips(ticket, "HB0", &[1], None, &at(9))
        .unwrap();

    assert_eq!(marks(&shop), [(2, ChipMark::Replaced)]);
    shop.replays();
}

#[test]
fn a_class_of_the_desks_own_shadows_the_shipped_one_and_gives_way_again() {
    let mut shop = Shop::new();
    let label = |shop: &Shop| {
        shop.store
            .fault_classes()
            .unwrap()
            .into_iter()
            .find(|class| class.code == "hb_burnt")
            .unwrap()
            .label
    };
    let shipped = label(&shop);
    let own = FaultClass {
        code: "hb_burnt".into(),
        component: "hashboard".into(),
        label: "Toast".into(),
        level: Some(3),
        action: String::new(),
        source: String::new(),
        retired: false,
        is_own: false,
        is_shipped: false,
    };

    shop.store.set_fault_class(&own, &at(1)).unwrap();
    let shadowed = label(&shop);
    shop.store.remove_fault_class("hb_burnt", &at(2)).unwrap();

    assert_eq!(shadowed, "Toast");
    assert_eq!(label(&shop), shipped);
    shop.replays();
}

#[test]
fn the_heat_of_a_board_and_of_a_model_comes_out_of_indexes() {
    let shop = Shop::new();
    for sql in [read::HEAT_OF_BOARD, read::HEAT_OF_MODEL] {
        let plan: Vec<String> = shop
            .store
            .conn
            .prepare(&format!("EXPLAIN QUERY PLAN {sql}"))
            .unwrap()
            .query_map(
                rusqlite::params_from_iter(vec![
                    rusqlite::types::Null;
                    if sql.contains("?2") { 2 } else { 1 }
                ]),
                |row| row.get(3),
            )
            .unwrap()
            .collect::<rusqlite::Result<_>>()
            .unwrap();

        assert!(
            plan.iter().all(
                |step| !step.starts_with("SCAN finding") && !step.starts_with("SCAN chip_mark")
            ),
            "{plan:#?}"
        );
    }
}

#[test]
fn what_an_attached_log_says_is_recorded_with_the_lines_that_prove_it() {
    let mut shop = Shop::new();
    let unit = shop.miner("SMTTATUBDJAAI0001");
    let ticket = shop.ticket(unit, Stage::Diagnosing);
    let log = "2024-01-01 00:00:01 driver-btm-api.c:check_asic_number_with_power_on: Chain[0]: find 114 asic, times 0\n\
               2024-01-01 00:00:02 driver-btm-api.c:check_asic_number_with_power_on: Chain[1]: find 0 asic, times 0\n\
               2024-01-01 00:00:03 driver-btm-api.c:check_asic_number_with_power_on: Chain[1]: find 0 asic, times 1\n\
               2024-01-01 00:00:04 driver-btm-api.c:check_asic_number_with_power_on: Chain[1]: find 0 asic, times 2\n";
    let hash = shop.store.stage_file(log.as_bytes()).unwrap();
    let staged = crate::attachment::Staged {
        hash,
        name: "kern.log".into(),
    };
    let to = crate::attachment::AttachedTo::Ticket(ticket);
    let file = shop
        .store
        .attach(to, &[staged], &at(4))
        .unwrap()
        .added
        .remove(0)
        .id;

    let read = shop.store.read_log(ticket, file, &at(5)).unwrap();
    let at_board = (0..)
        .zip(&read.proposed)
        .find(|(_, found)| found.slot == "HB1")
        .map(|(n, _)| n)
        .unwrap_or_else(|| panic!("{:#?}", read.proposed));
    shop.store
        .record_log(ticket, file, &[at_board], &at(6))
        .unwrap();
    let beyond = shop
        .store
        .record_log(ticket, file, &[99], &at(7))
        .unwrap_err();

    let found = shop.store.findings(ticket).unwrap().remove(0);
    assert_eq!(found.what.fault_class, "hb_zero_asic");
    assert_eq!(found.what.found_by, FoundBy::Log);
    assert_eq!(found.what.evidence_id, Some(file));
    assert!(
        found.what.lines[0].text.contains("find 0 asic"),
        "{found:#?}"
    );
    assert!(beyond.to_string().starts_with("finding"), "{beyond}");
    shop.replays();
}

#[test]
fn a_retired_class_is_chosen_by_nobody_but_still_read_out_of_logs_and_goes_back_to_the_shipped_one()
{
    let mut shop = Shop::new();
    let unit = shop.miner("SMTTATUBDJAAI0001");
    let ticket = shop.ticket(unit, Stage::Diagnosing);
    let shipped = shop.store.fault_classes().unwrap().remove(0);
    let own = FaultClass {
        label: "Ours".into(),
        retired: true,
        ..shipped.clone()
    };
    let found = |found_by| NewFinding {
        component: shipped.component.parse().unwrap(),
        fault_class: shipped.code.clone(),
        found_by,
        ..NewFinding::default()
    };

    shop.store.set_fault_class(&own, &at(5)).unwrap();
    let by_hand = shop
        .store
        .record_findings(ticket, &[found(FoundBy::Person)], &at(6))
        .unwrap_err();
    shop.store
        .record_findings(ticket, &[found(FoundBy::Log)], &at(7))
        .unwrap();
    let set = shop.store.fault_classes().unwrap().remove(0);
    shop.store
        .remove_fault_class(&shipped.code, &at(8))
        .unwrap();

    assert!(by_hand.to_string().starts_with("fault class"), "{by_hand}");
    assert!(set.is_own && set.is_shipped && set.retired);
    assert_eq!(shop.store.fault_classes().unwrap().remove(0), shipped);
    shop.replays();
}

#[test]
fn a_photo_on_a_finding_is_among_its_tickets_files_and_told_in_its_history() {
    use crate::attachment::{AttachedTo, Staged};
    let mut shop = Shop::new();
    let unit = shop.miner("SMTTATUBDJAAI0001");
    let ticket = shop.ticket(unit, Stage::Diagnosing);
    shop.store
        .record_findings(ticket, &[zero_asic("HB1")], &at(5))
        .unwrap();
    let finding = shop.store.findings(ticket).unwrap().remove(0).id;
    let to = AttachedTo::Finding(finding);
    let staged = Staged {
        hash: shop.store.stage_file(b"a photo of a burnt board").unwrap(),
        name: "burnt.jpg".into(),
    };

    let attached = shop.store.attach(to, &[staged], &at(6)).unwrap();

    let number = shop.store.ticket(ticket, &at(7)).unwrap().row.number;
    let (photo, room) = (attached.added[0].clone(), 49);
    assert_eq!((photo.to, &photo.label), (to, &number));
    let of_ticket = shop.store.attachments(AttachedTo::Ticket(ticket)).unwrap();
    assert_eq!(
        (of_ticket.own.as_slice(), of_ticket.room),
        ([photo.clone()].as_slice(), room)
    );
    let of_unit = shop.store.attachments(AttachedTo::Device(unit)).unwrap();
    assert_eq!(of_unit.of_tickets, std::slice::from_ref(&photo));
    let bench = shop.store.bench_unit(unit, &at(7)).unwrap().ticket.unwrap();
    assert_eq!(bench.photos, std::slice::from_ref(&photo));
    let told = shop.store.ticket(ticket, &at(7)).unwrap().timeline;
    assert!(told.iter().any(|line| line.text == "Attached burnt.jpg"));

    // A finding that is withdrawn leaves its photo with the ticket.
    shop.store.withdraw_finding(finding, &at(8)).unwrap();
    assert_eq!(
        shop.store
            .attachments(AttachedTo::Ticket(ticket))
            .unwrap()
            .own
            .len(),
        1
    );
    shop.store.remove_attachment(photo.id, &at(9)).unwrap();
    assert!(shop.store.attachments(to).unwrap().own.is_empty());
    shop.replays();
    let nobodys = AttachedTo::Finding(crate::id::FindingId(uuid::Uuid::nil()));
    assert!(shop.store.attachments(nobodys).is_err());
}

#[test]
fn the_files_of_a_tickets_findings_come_out_of_an_index() {
    let shop = Shop::new();
    let plan: Vec<String> = shop
        .store
        .conn
        .prepare(
            "EXPLAIN QUERY PLAN SELECT a.id FROM ticket AS of CROSS JOIN attachment AS a ON a.subject IN
             (SELECT of.id UNION ALL SELECT id FROM finding WHERE ticket_id = of.id)
             WHERE of.device_id = x'00'",
        )
        .unwrap()
        .query_map([], |row| row.get(3))
        .unwrap()
        .collect::<rusqlite::Result<_>>()
        .unwrap();

    assert!(
        plan.iter().any(|step| step.contains("SEARCH a USING"))
            && !plan
                .iter()
                .any(|step| step.starts_with("SCAN a") || step.starts_with("SCAN finding")),
        "{plan:#?}"
    );
}
