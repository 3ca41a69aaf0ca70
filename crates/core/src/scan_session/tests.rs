//! Scanning unit after unit, on a real desk in memory.

use proptest::prelude::*;

use super::*;
use crate::device::DeviceFacts;
use crate::error::Code;
use crate::journal::replay;
use crate::radar::tests::{BITMAIN, Shop, noon};

const ON: &str = "2026-05-02";

/// A shop with one RMA of units that wait to be taken in at the bench.
struct Dock {
    shop: Shop,
    rma: RmaId,
    serials: Vec<String>,
}

impl Dock {
    fn with(units: usize) -> Self {
        let mut shop = Shop::new();
        let devices: Vec<DeviceId> = (0..units)
            .map(|_| shop.unit("Bitmain", DeviceFacts::default()))
            .collect();
        let rma = shop.drafted(&devices, BITMAIN, "2026-05-01");
        let filed = shop.store.submit_rma(rma, &noon("2026-05-01")).unwrap();
        for id in filed.tickets {
            shop.go(id, &[Stage::Authorized], "2026-05-01");
        }
        let serials = shop
            .store
            .rma(rma)
            .unwrap()
            .tickets
            .iter()
            .map(|row| row.serial.clone().unwrap())
            .collect();
        Self { shop, rma, serials }
    }

    /// Receive: to the center, the rack, the pallet.
    fn set(&mut self, bound: bool) -> ScanSession {
        let setting = ScanSetting {
            rma_id: bound.then_some(self.rma),
            stage: Some(Stage::ToCenter),
            location: "Dock 2".into(),
            box_label: "PALLET-7".into(),
            ..ScanSetting::default()
        };
        self.shop
            .store
            .set_scan_session(&setting, &noon(ON))
            .unwrap()
    }

    fn scan(&mut self, text: &str) -> ScanStep {
        self.shop.store.scan_step(text, &noon(ON)).unwrap()
    }

    fn stage(&self, at: usize) -> Stage {
        self.shop.store.rma(self.rma).unwrap().tickets[at].stage
    }

    fn digests(&self) -> Vec<(&'static str, [u8; 32])> {
        replay::digests(&self.shop.store.conn).unwrap()
    }
}

#[test]
fn a_scan_moves_the_ticket_boxes_it_and_puts_the_unit_where_the_session_says() {
    let mut dock = Dock::with(2);
    dock.set(true);
    let serial = dock.serials[0].clone();

    let step = dock.scan(&format!("  {} ", serial.to_lowercase()));

    assert_eq!(step.entry.verdict, ScanVerdict::Good);
    assert_eq!(
        (step.entry.from, step.entry.to),
        (Some(Stage::Authorized), Some(Stage::ToCenter))
    );
    assert_eq!(step.missing, Some(1));
    assert_eq!(dock.stage(0), Stage::ToCenter);
    let device = dock
        .shop
        .store
        .device(step.entry.device_id.unwrap())
        .unwrap();
    assert_eq!(device.row.location.as_deref(), Some("Dock 2"));
    let boxed: Option<String> = dock
        .shop
        .store
        .conn
        .query_row(
            "SELECT box FROM ticket WHERE id = ?1",
            [step.entry.ticket_id],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(boxed.as_deref(), Some("PALLET-7"));
}

#[test]
fn each_kind_of_scan_gets_its_verdict_and_only_good_ones_change_anything() {
    let mut dock = Dock::with(2);
    let stranger = dock.shop.filed("Bitmain", BITMAIN, "2026-05-01");
    let stranger = dock.shop.store.ticket(stranger, &noon(ON)).unwrap().row;
    dock.set(true);
    let first = dock.serials[0].clone();
    dock.scan(&first);
    let before = dock.digests();

    let again = dock.scan(&first);
    let unknown = dock.scan("SMTTATUBDJZZZ9999");
    let wrong = dock.scan(stranger.serial.as_deref().unwrap());

    assert_eq!(again.entry.verdict, ScanVerdict::Duplicate);
    assert_eq!(unknown.entry.verdict, ScanVerdict::Unknown);
    assert_eq!(wrong.entry.verdict, ScanVerdict::WrongRma);
    assert!(wrong.entry.why.unwrap().contains("RMA-2026-000002"));
    assert_eq!(dock.digests(), before);
    assert_eq!(
        wrong.counts,
        ScanCounts {
            good: 1,
            duplicate: 1,
            unknown: 1,
            wrong_rma: 1,
            ..ScanCounts::default()
        }
    );
}

#[test]
fn a_unit_the_rules_refuse_is_left_whole_as_it_was() {
    let mut dock = Dock::with(1);
    let setting = ScanSetting {
        stage: Some(Stage::Delivered),
        location: "Dock 2".into(),
        ..ScanSetting::default()
    };
    dock.shop
        .store
        .set_scan_session(&setting, &noon(ON))
        .unwrap();
    let serial = dock.serials[0].clone();
    let before = dock.digests();

    let step = dock.scan(&serial);

    assert_eq!(step.entry.verdict, ScanVerdict::Refused);
    assert!(step.entry.why.unwrap().contains("goes on to"));
    assert_eq!(dock.digests(), before);
    // It may be scanned again once the reason is gone.
    dock.set(false);
    assert_eq!(dock.scan(&serial).entry.verdict, ScanVerdict::Good);
}

#[test]
fn a_unit_that_stands_as_wanted_already_is_good_and_writes_nothing() {
    let mut dock = Dock::with(1);
    let serial = dock.serials[0].clone();
    dock.set(true);
    dock.scan(&serial);
    dock.shop.store.end_scan_session(&noon(ON)).unwrap();
    dock.set(true);
    let before = dock.digests();

    let step = dock.scan(&serial);

    assert_eq!(step.entry.verdict, ScanVerdict::Good);
    assert_eq!(step.entry.action, None);
    assert_eq!(step.missing, Some(0));
    assert_eq!(dock.digests(), before);
}

#[test]
fn a_serial_that_two_units_carry_is_chosen_by_the_person() {
    let mut dock = Dock::with(1);
    let serial = dock.serials[0].clone();
    let board = dock
        .shop
        .store
        .add_device(
            crate::device::DeviceKind::Hashboard,
            &serial,
            &DeviceFacts::default(),
            &noon(ON),
        )
        .unwrap()
        .row;
    let setting = ScanSetting {
        location: "Shelf 3".into(),
        ..ScanSetting::default()
    };
    dock.shop
        .store
        .set_scan_session(&setting, &noon(ON))
        .unwrap();

    let asked = dock.scan(&serial);
    assert_eq!(asked.entry.verdict, ScanVerdict::Ambiguous);
    assert_eq!(asked.entry.candidates.len(), 2);
    let chosen = dock
        .shop
        .store
        .choose_scan(asked.entry.n, board.id, &noon(ON))
        .unwrap();

    assert_eq!(chosen.entry.verdict, ScanVerdict::Good);
    assert_eq!(chosen.entry.n, asked.entry.n);
    assert_eq!((chosen.counts.good, chosen.counts.ambiguous), (1, 0));
    let page = dock.shop.store.device(board.id).unwrap();
    assert_eq!(page.row.location.as_deref(), Some("Shelf 3"));
}

#[test]
fn of_two_units_with_one_serial_the_one_in_the_rma_is_meant() {
    let mut dock = Dock::with(1);
    let serial = dock.serials[0].clone();
    dock.shop
        .store
        .add_device(
            crate::device::DeviceKind::Hashboard,
            &serial,
            &DeviceFacts::default(),
            &noon(ON),
        )
        .unwrap();
    dock.set(true);

    assert_eq!(dock.scan(&serial).entry.verdict, ScanVerdict::Good);
}

#[test]
fn holding_and_releasing_by_scan() {
    let mut dock = Dock::with(1);
    let serial = dock.serials[0].clone();
    let hold = ScanSetting {
        hold: Some(HoldReason::Parts),
        hold_note: "fans on order".into(),
        ..ScanSetting::default()
    };
    dock.shop.store.set_scan_session(&hold, &noon(ON)).unwrap();
    dock.scan(&serial);
    let row = dock.shop.store.rma(dock.rma).unwrap().tickets[0].clone();
    assert_eq!(row.hold, Some(HoldReason::Parts));
    dock.shop.store.end_scan_session(&noon(ON)).unwrap();
    let on = ScanSetting {
        release: true,
        stage: Some(Stage::ToCenter),
        ..ScanSetting::default()
    };
    dock.shop.store.set_scan_session(&on, &noon(ON)).unwrap();

    dock.scan(&serial);

    let row = dock.shop.store.rma(dock.rma).unwrap().tickets[0].clone();
    assert_eq!((row.hold, row.stage), (None, Stage::ToCenter));
}

#[test]
fn undo_takes_back_the_last_good_scan_and_lets_it_be_scanned_again() {
    let mut dock = Dock::with(2);
    let (first, second) = (dock.serials[0].clone(), dock.serials[1].clone());
    dock.set(true);
    dock.scan(&first);
    dock.scan(&second);
    dock.scan("SMTTATUBDJZZZ9999");

    let undone = dock.shop.store.undo_scan(None, &noon(ON)).unwrap();

    assert_eq!(undone.entry.text, second);
    assert!(undone.entry.undone);
    assert_eq!((undone.counts.good, undone.missing), (1, Some(1)));
    assert_eq!(dock.stage(1), Stage::Authorized);
    assert_eq!(dock.stage(0), Stage::ToCenter);
    assert_eq!(dock.scan(&second).entry.verdict, ScanVerdict::Good);
}

#[test]
fn undoing_all_takes_back_what_still_can_be_and_names_the_rest() {
    let mut dock = Dock::with(3);
    dock.set(true);
    for serial in dock.serials.clone() {
        dock.scan(&serial);
    }
    let second = dock.shop.store.rma(dock.rma).unwrap().tickets[1].id;
    dock.shop.go(second, &[Stage::Queued], ON);

    let undone = dock.shop.store.undo_scan_session(&noon(ON)).unwrap();

    // The second moved on: its place and box are taken back, its stage is not.
    assert_eq!(undone.taken_back, 3);
    assert_eq!(undone.kept.len(), 1);
    assert_eq!(undone.session.counts.good, 0);
    assert_eq!(dock.stage(0), Stage::Authorized);
    assert_eq!(dock.stage(1), Stage::Queued);
    assert_eq!(dock.stage(2), Stage::Authorized);
}

#[test]
fn the_session_is_there_again_after_a_restart_and_gone_when_ended() {
    let mut dock = Dock::with(1);
    dock.set(true);
    let serial = dock.serials[0].clone();
    dock.scan(&serial);
    dock.scan("SMTTATUBDJZZZ9999");
    dock.scan("SMTTATUBDJZZZ9999");

    let session = dock.shop.store.scan_session(&noon("2026-05-03")).unwrap();

    let session = session.unwrap();
    assert_eq!(session.rma.as_deref(), Some("RMA-2026-000001"));
    let verdicts: Vec<_> = session.entries.iter().map(|entry| entry.verdict).collect();
    assert_eq!(
        verdicts,
        [
            ScanVerdict::Unknown,
            ScanVerdict::Unknown,
            ScanVerdict::Good
        ]
    );
    assert_eq!(
        dock.shop.store.unknown_scans(&noon(ON)).unwrap(),
        ["SMTTATUBDJZZZ9999"]
    );
    dock.shop.store.end_scan_session(&noon(ON)).unwrap();
    assert_eq!(dock.shop.store.scan_session(&noon(ON)).unwrap(), None);
    let left: u32 = dock
        .shop
        .store
        .conn
        .query_row(
            "SELECT count(*) FROM scratch WHERE key LIKE 'scan/%'",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(left, 0);
}

#[test]
fn each_person_has_a_session_of_their_own() {
    let mut dock = Dock::with(1);
    dock.set(true);
    let other = Act::new("Ana", noon(ON).now);

    assert_eq!(dock.shop.store.scan_session(&other).unwrap(), None);
    let err = dock.shop.store.scan_step("ABC12345", &other).unwrap_err();
    assert_eq!(err.code(), Code::Refused);
}

#[test]
fn what_is_missing_at_the_end_is_listed() {
    let mut dock = Dock::with(3);
    dock.set(true);
    let second = dock.serials[1].clone();
    dock.scan(&second);

    let missing = dock.shop.store.missing_scans(&noon(ON)).unwrap();

    let serials: Vec<_> = missing
        .iter()
        .map(|row| row.serial.clone().unwrap())
        .collect();
    assert_eq!(serials, [dock.serials[0].clone(), dock.serials[2].clone()]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Whatever is scanned, chosen and undone: the counts are those of the list, no unit is good
    /// twice, and what is missing is what was not scanned.
    #[test]
    fn the_counts_always_agree_with_the_list(moves in prop::collection::vec(0usize..8, 1..40)) {
        let mut dock = Dock::with(4);
        dock.set(true);
        for step in moves {
            match step {
                0..=3 => { let serial = dock.serials[step].clone(); dock.scan(&serial); }
                4 => { dock.scan("SMTTATUBDJZZZ9999"); }
                5 | 6 => { let _ = dock.shop.store.undo_scan(None, &noon(ON)); }
                _ => { dock.shop.store.undo_scan_session(&noon(ON)).unwrap(); }
            }
            let session = dock.shop.store.scan_session(&noon(ON)).unwrap().unwrap();
            let good: Vec<_> = session.entries.iter()
                .filter(|entry| entry.verdict == ScanVerdict::Good && !entry.undone).collect();
            let mut units: Vec<_> = good.iter().map(|entry| entry.device_id).collect();
            units.sort();
            units.dedup();
            prop_assert_eq!(units.len(), good.len());
            prop_assert_eq!(session.counts.good as usize, good.len());
            prop_assert_eq!(session.missing, Some(4 - good.len() as u32));
            let moved = dock.shop.store.rma(dock.rma).unwrap().tickets.iter()
                .filter(|row| row.stage == Stage::ToCenter).count();
            prop_assert_eq!(moved, good.len());
        }
    }
}
