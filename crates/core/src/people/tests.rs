//! The people of a desk, and what the journal takes from whom.

mod matrix;

use rusqlite::Connection;

use super::*;
use crate::device::{DeviceAdded, DeviceEvent, DeviceFacts, DeviceKind};
use crate::error::Code;
use crate::id::{DeviceId, RmaId, TicketId};
use crate::journal::Act;
use crate::rma::RmaChanges;
use crate::store::Store;
use crate::ticket::{Disposition, HoldReason, MoveNote, NewTestRun, Stage, TestKind};

const START: i64 = 1_790_000_000_000; // 2026-09-21
const PIN: &str = "4829";

fn at(minutes: i64) -> Timestamp {
    Timestamp::from_millis(START + minutes * 60_000)
}

/// Whoever sits at the computer, signed in as nobody.
fn account() -> Act {
    Act::new("wei", at(0))
}

fn new(name: &str, role: Role) -> NewPerson {
    NewPerson {
        name: name.into(),
        role,
        pin: PIN.into(),
    }
}

/// A desk with one person of each role, all with the same PIN.
pub(super) struct Shop {
    pub store: Store,
}

impl Shop {
    pub fn new() -> Self {
        let mut shop = Self {
            store: Store::in_memory(&account()).unwrap(),
        };
        shop.store
            .add_person(&new("Ada", Role::Admin), &account())
            .unwrap();
        let ada = shop.act("Ada");
        for (name, role) in [
            ("Olek", Role::Operator),
            ("Tao", Role::Technician),
            ("Mara", Role::Manager),
            ("Vic", Role::Viewer),
        ] {
            shop.store.add_person(&new(name, role), &ada).unwrap();
        }
        shop
    }

    pub fn id(&self, name: &str) -> PersonId {
        let people = self.store.people().unwrap().people;
        people.iter().find(|person| person.name == name).unwrap().id
    }

    /// Signed in with the PIN.
    pub fn act(&mut self, name: &str) -> Act {
        let id = self.id(name);
        Act::by(&self.store.sign_in(id, PIN, at(0)).unwrap(), at(0))
    }

    fn actor(&self, kind: &str) -> String {
        self.store
            .conn
            .query_row(
                "SELECT actor FROM event WHERE kind = ?1 ORDER BY position DESC LIMIT 1",
                [kind],
                |row| row.get(0),
            )
            .unwrap()
    }

    fn events(&self) -> u32 {
        self.store
            .conn
            .query_row("SELECT count(*) FROM event", [], |row| row.get(0))
            .unwrap()
    }

    /// A filed unit that waits at the bench.
    fn ticket(&mut self) -> TicketId {
        let olek = self.act("Olek");
        let unit = self
            .store
            .write(&olek, |w| {
                let id = DeviceId(w.new_id());
                let number =
                    w.tx.query_row("SELECT last_device + 1 FROM desk", [], |row| row.get(0))?;
                let added = DeviceAdded {
                    id,
                    number,
                    kind: DeviceKind::Miner,
                    facts: DeviceFacts::default(),
                    claims: Vec::new(),
                };
                w.append(id, DeviceEvent::Added(Box::new(added)))?;
                Ok(id)
            })
            .unwrap();
        let rma: RmaId = self
            .store
            .draft_rma(&RmaChanges::default(), &olek)
            .unwrap()
            .row
            .id;
        self.store.add_to_rma(rma, &[unit], &olek).unwrap();
        let ticket: TicketId = self
            .store
            .conn
            .query_row("SELECT id FROM ticket WHERE rma_id = ?1", [rma], |row| {
                row.get(0)
            })
            .unwrap();
        let mara = self.act("Mara");
        self.store
            .write(&mara, |w| {
                w.append(
                    ticket,
                    crate::ticket::TicketEvent::Moved {
                        id: ticket,
                        from: Stage::Draft,
                        to: Stage::Queued,
                        attempt: 1,
                        reason: None,
                    },
                )
            })
            .unwrap();
        ticket
    }

    fn stage(&self, id: TicketId) -> Stage {
        self.store.ticket(id, &account()).unwrap().row.stage
    }
}

#[test]
fn a_desk_without_people_lets_whoever_sits_at_it_do_everything() {
    let mut store = Store::in_memory(&account()).unwrap();

    store.rename_desk("Ridge Farm", &account()).unwrap();
    store.rebuild(&account()).unwrap();

    let here = store.at_the_desk(&account()).unwrap();
    assert!(!here.has_people && here.person.is_none());
    assert_eq!(here.rights, Right::ALL);
    assert_eq!(here.lock_after_minutes, None);
}

#[test]
fn the_first_person_must_be_an_admin() {
    let mut store = Store::in_memory(&account()).unwrap();

    let error = store
        .add_person(&new("Tao", Role::Technician), &account())
        .unwrap_err();

    assert!(error.to_string().contains("must be an admin"), "{error}");
    assert!(store.people().unwrap().people.is_empty());
}

#[test]
fn from_the_first_person_on_nobody_changes_anything_unsigned_but_all_may_read() {
    let mut shop = Shop::new();
    let before = shop.events();

    let error = shop.store.rename_desk("Mine now", &account()).unwrap_err();

    assert_eq!(error.code(), Code::NotSignedIn);
    assert_eq!(
        error.to_string(),
        "nobody is signed in: sign in to change the desk's settings"
    );
    assert_eq!(shop.events(), before);
    assert_eq!(shop.store.desk().unwrap().name, "Test desk");
    assert!(shop.store.examine(&account()).unwrap().ok);
    assert_eq!(
        shop.store.rebuild(&account()).unwrap_err().code(),
        Code::NotSignedIn
    );
}

#[test]
fn the_journal_shows_who_did_what_by_the_name_of_the_time() {
    let mut shop = Shop::new();
    let ticket = shop.ticket();
    let tao = shop.act("Tao");
    shop.store
        .note_ticket(ticket, "fan 2 is loud", &tao)
        .unwrap();
    let ada = shop.act("Ada");
    let id = shop.id("Tao");
    shop.store
        .change_person(id, "Tao Lin", Role::Technician, &ada)
        .unwrap();

    // Signed in before the renaming: the name is that of the table, not of the door.
    shop.store
        .note_ticket(ticket, "fan 2 replaced", &tao)
        .unwrap();

    let said: Vec<(String, String)> = shop
        .store
        .ticket(ticket, &account())
        .unwrap()
        .timeline
        .into_iter()
        .take(2)
        .map(|entry| (entry.actor, entry.text))
        .collect();
    assert_eq!(
        said,
        [
            ("Tao Lin".into(), "fan 2 replaced".into()),
            ("Tao".into(), "fan 2 is loud".into())
        ]
    );
}

#[test]
fn a_viewer_may_not_move_a_ticket_and_is_told_who_may() {
    let mut shop = Shop::new();
    let ticket = shop.ticket();
    let vic = shop.act("Vic");
    let before = shop.events();

    let error = shop
        .store
        .move_tickets(&[ticket], Stage::Diagnosing, &MoveNote::default(), &vic)
        .unwrap_err();

    assert_eq!(error.code(), Code::NotAllowed);
    assert_eq!(
        error.to_string(),
        "Vic is a viewer and may not move or test units at the bench; \
         a technician, a manager or an admin may"
    );
    assert_eq!(shop.stage(ticket), Stage::Queued);
    assert_eq!(shop.events(), before);
}

#[test]
fn the_bench_is_the_technicians_and_the_road_the_operators() {
    let mut shop = Shop::new();
    let ticket = shop.ticket();
    let (olek, tao) = (shop.act("Olek"), shop.act("Tao"));
    let go = |shop: &mut Shop, to, act: &Act| {
        shop.store
            .move_tickets(&[ticket], to, &MoveNote::default(), act)
    };

    assert_eq!(
        go(&mut shop, Stage::Diagnosing, &olek).unwrap_err().code(),
        Code::NotAllowed
    );
    go(&mut shop, Stage::Diagnosing, &tao).unwrap();
    let run = NewTestRun::plain(TestKind::ALL[0], "jig 2", 10, false);
    assert_eq!(
        shop.store
            .record_test(ticket, &run, &olek)
            .unwrap_err()
            .code(),
        Code::NotAllowed
    );
    shop.store.record_test(ticket, &run, &tao).unwrap();
    let scrap = MoveNote {
        disposition: Some(Disposition::BerScrapped),
        ..MoveNote::default()
    };
    let error = shop
        .store
        .move_tickets(&[ticket], Stage::Ready, &scrap, &tao)
        .unwrap_err();
    assert!(error.to_string().contains("write a unit off"), "{error}");
    assert_eq!(shop.stage(ticket), Stage::Diagnosing);
    let mara = shop.act("Mara");
    shop.store
        .move_tickets(&[ticket], Stage::Ready, &scrap, &mara)
        .unwrap();
    assert_eq!(
        go(&mut shop, Stage::Delivered, &tao).unwrap_err().code(),
        Code::NotAllowed
    );
    go(&mut shop, Stage::Delivered, &olek).unwrap();
}

#[test]
fn of_many_tickets_those_that_are_not_theirs_are_reported_and_the_rest_move() {
    let mut shop = Shop::new();
    let (at_the_bench, on_the_road) = (shop.ticket(), shop.ticket());
    let (tao, olek) = (shop.act("Tao"), shop.act("Olek"));
    let back = MoveNote {
        reason: "wrong label".into(),
        ..MoveNote::default()
    };
    shop.store
        .move_tickets(&[at_the_bench], Stage::Diagnosing, &back, &tao)
        .unwrap();
    shop.store
        .move_tickets(&[on_the_road], Stage::Authorized, &back, &olek)
        .unwrap();

    let acted = shop
        .store
        .move_tickets(&[at_the_bench, on_the_road], Stage::Queued, &back, &tao)
        .unwrap();

    assert_eq!((acted.done, acted.refused.len()), (1, 1));
    assert_eq!(
        acted.refused[0].why,
        "Tao is a technician and may not move tickets before and after the bench; \
         an operator, a manager or an admin may"
    );
    assert_eq!(shop.stage(at_the_bench), Stage::Queued);
    assert_eq!(shop.stage(on_the_road), Stage::Authorized);
}

#[test]
fn an_undo_needs_the_right_of_what_it_takes_back() {
    let mut shop = Shop::new();
    let ticket = shop.ticket();
    let tao = shop.act("Tao");
    let held = shop
        .store
        .hold_tickets(&[ticket], HoldReason::ALL[0], None, "", &tao)
        .unwrap()
        .action;
    shop.store.release_tickets(&[ticket], &tao).unwrap();
    let moved = shop
        .store
        .move_tickets(&[ticket], Stage::Diagnosing, &MoveNote::default(), &tao)
        .unwrap()
        .action;
    let (vic, olek) = (shop.act("Vic"), shop.act("Olek"));
    let before = shop.events();

    assert_eq!(
        shop.store.undo(moved, &vic).unwrap_err().code(),
        Code::NotAllowed
    );
    assert_eq!(
        shop.store.undo(moved, &olek).unwrap_err().code(),
        Code::NotAllowed
    );

    assert_eq!(shop.events(), before);
    assert_eq!(shop.stage(ticket), Stage::Diagnosing);
    shop.store.undo(moved, &tao).unwrap();
    shop.store.undo(held, &olek).unwrap();
    assert_eq!(shop.actor("desk.undone"), "Olek");
}

#[test]
fn a_changed_role_counts_from_the_next_act_on_and_a_retired_person_acts_no_more() {
    let mut shop = Shop::new();
    let ticket = shop.ticket();
    let (ada, olek) = (shop.act("Ada"), shop.act("Olek"));
    let id = shop.id("Olek");

    shop.store
        .change_person(id, "Olek", Role::Viewer, &ada)
        .unwrap();
    let error = shop.store.note_ticket(ticket, "hello", &olek).unwrap_err();
    assert_eq!(error.code(), Code::NotAllowed);

    shop.store.retire_person(id, &ada).unwrap();
    let error = shop.store.note_ticket(ticket, "hello", &olek).unwrap_err();
    assert_eq!(error.code(), Code::NotSignedIn);
    let error = shop.store.sign_in(id, PIN, at(1)).unwrap_err();
    assert_eq!(error.to_string(), "Olek works here no longer");

    let back = shop.store.bring_back_person(id, &ada).unwrap();
    assert!(back.retired_at.is_none() && back.has_pin && back.role == Role::Viewer);
}

#[test]
fn the_last_admin_stays_one_however_it_is_tried() {
    let mut shop = Shop::new();
    let ada = shop.act("Ada");
    let id = shop.id("Ada");
    let says = "needs at least one admin";

    let error = shop.store.retire_person(id, &ada).unwrap_err();
    assert!(error.to_string().contains(says), "{error}");
    let error = shop
        .store
        .change_person(id, "Ada", Role::Manager, &ada)
        .unwrap_err();
    assert!(error.to_string().contains(says), "{error}");

    // Mara was made an admin and Ada retired: taking back Mara's promotion would leave none.
    let mara = shop.id("Mara");
    shop.store
        .change_person(mara, "Mara", Role::Admin, &ada)
        .unwrap();
    let promoted = shop
        .store
        .conn
        .query_row(
            "SELECT action FROM event WHERE kind = 'people.changed' ORDER BY position DESC LIMIT 1",
            [],
            |row| row.get(0),
        )
        .unwrap();
    shop.store.retire_person(id, &ada).unwrap();
    let act = shop.act("Mara");
    let error = shop.store.undo(promoted, &act).unwrap_err();
    assert!(error.to_string().contains(says), "{error}");
    assert_eq!(person(&shop.store.conn, mara).unwrap().role, Role::Admin);
}

#[test]
fn only_an_admin_adds_and_changes_people() {
    let mut shop = Shop::new();
    let mara = shop.act("Mara");
    let olek = shop.id("Olek");

    let refusals = [
        shop.store
            .add_person(&new("Zed", Role::Viewer), &mara)
            .unwrap_err(),
        shop.store
            .change_person(olek, "Olek", Role::Admin, &mara)
            .unwrap_err(),
        shop.store.retire_person(olek, &mara).unwrap_err(),
        shop.store.set_pin(olek, "0000", &mara).unwrap_err(),
    ];

    for error in refusals {
        assert_eq!(error.code(), Code::NotAllowed, "{error}");
    }
    assert!(shop.store.sign_in(olek, PIN, at(0)).is_ok());
}

#[test]
fn names_differ_in_more_than_case_in_any_script() {
    let mut shop = Shop::new();
    let ada = shop.act("Ada");
    shop.store
        .add_person(&new("Ольга", Role::Viewer), &ada)
        .unwrap();

    for taken in ["ada", " ADA ", "ольга", "ОЛЬГА"] {
        let error = shop
            .store
            .add_person(&new(taken, Role::Viewer), &ada)
            .unwrap_err();
        assert!(error.to_string().contains("is here already"), "{error}");
    }
    for wrong in ["", "  ", "a\u{7}b", &"x".repeat(61)] {
        let error = shop
            .store
            .add_person(&new(wrong, Role::Viewer), &ada)
            .unwrap_err();
        assert!(error.to_string().starts_with("name: "), "{error}");
    }
    let id = shop.id("Ada");
    shop.store
        .change_person(id, "ADA", Role::Admin, &ada)
        .unwrap();
}

#[test]
fn a_wrong_pin_is_refused_and_after_five_makes_even_the_right_one_wait() {
    let mut shop = Shop::new();
    let tao = shop.id("Tao");
    let try_at = |shop: &mut Shop, pin: &str, seconds: i64| {
        let now = at(0).plus_millis(seconds * 1_000);
        shop.store
            .sign_in(tao, pin, now)
            .map_err(|error| error.to_string())
    };

    for _ in 0..4 {
        assert_eq!(
            try_at(&mut shop, "0000", 0).unwrap_err(),
            "that is not Tao's PIN"
        );
    }
    assert_eq!(
        try_at(&mut shop, "0000", 0).unwrap_err(),
        "that is not Tao's PIN; try again in 30 seconds"
    );
    assert_eq!(
        try_at(&mut shop, PIN, 10).unwrap_err(),
        "5 wrong PINs in a row for Tao: try again in 20 seconds"
    );
    // A sixth doubles it; a clock set back gains nothing and costs no more than the wait.
    assert!(
        try_at(&mut shop, "0000", 31)
            .unwrap_err()
            .contains("60 seconds")
    );
    assert!(
        try_at(&mut shop, PIN, -5_000)
            .unwrap_err()
            .contains("60 seconds")
    );
    assert!(
        try_at(&mut shop, PIN, -4_941)
            .unwrap_err()
            .contains("1 second")
    );
    assert!(try_at(&mut shop, PIN, -4_940).is_ok());
    assert_eq!(
        try_at(&mut shop, "0000", 200).unwrap_err(),
        "that is not Tao's PIN"
    );
    let olek = shop.id("Olek");
    assert!(
        shop.store.sign_in(olek, PIN, at(0)).is_ok(),
        "nobody else waits"
    );
}

#[test]
fn everybody_may_set_their_own_pin_and_an_admin_anybodys() {
    let mut shop = Shop::new();
    let vic = shop.id("Vic");
    let act = shop.act("Vic");

    shop.store.set_pin(vic, "giraffe", &act).unwrap();

    assert!(shop.store.sign_in(vic, PIN, at(1)).is_err());
    shop.store.sign_in(vic, "giraffe", at(1)).unwrap();
    let ada = shop.act("Ada");
    for _ in 0..5 {
        shop.store.sign_in(vic, "0000", at(2)).unwrap_err();
    }
    shop.store.set_pin(vic, "77777", &ada).unwrap();
    shop.store.sign_in(vic, "77777", at(2)).unwrap();
    assert!(shop.store.set_pin(vic, "12", &ada).is_err());
}

#[test]
fn no_pin_and_no_hash_of_one_stands_in_the_journal() {
    let mut shop = Shop::new();
    let ada = shop.act("Ada");
    let secret = "739155118264";
    let id = shop
        .store
        .add_person(
            &NewPerson {
                pin: secret.into(),
                ..new("Zoe", Role::Viewer)
            },
            &ada,
        )
        .unwrap()
        .id;
    shop.store.set_pin(id, secret, &ada).unwrap();

    let whole: String = shop
        .store
        .conn
        .query_row(
            "SELECT group_concat(kind || actor || payload || hex(subject), char(10)) FROM event",
            [],
            |row| row.get(0),
        )
        .unwrap();

    assert!(whole.contains("people.pin_set"));
    assert!(!whole.contains(secret) && !whole.contains("argon2"));
    assert!(!format!("{:?}", new("Zoe", Role::Viewer)).contains(PIN));
}

#[test]
fn a_rebuild_keeps_people_and_their_pins() {
    let mut shop = Shop::new();
    let ada = shop.act("Ada");
    let before = shop.store.people().unwrap();

    let examination = shop.store.rebuild(&ada).unwrap();

    assert!(examination.ok, "{:#?}", examination.checks);
    assert_eq!(shop.store.people().unwrap(), before);
    shop.act("Vic");
}

#[test]
fn the_desk_locks_after_a_while_unless_it_is_ones_own_or_told_not_to() {
    let mut shop = Shop::new();
    let ada = shop.act("Ada");
    let lock = |shop: &Shop| {
        shop.store
            .at_the_desk(&account())
            .unwrap()
            .lock_after_minutes
    };

    assert_eq!(lock(&shop), Some(15));
    shop.store
        .change_setting(LOCK_SETTING, Some("3"), &ada)
        .unwrap();
    assert_eq!(lock(&shop), Some(3));
    shop.store
        .change_setting(LOCK_SETTING, Some("0"), &ada)
        .unwrap();
    assert_eq!(lock(&shop), None);
    shop.store.change_setting(LOCK_SETTING, None, &ada).unwrap();
    for name in ["Olek", "Tao", "Mara", "Vic"] {
        let id = shop.id(name);
        shop.store.retire_person(id, &ada).unwrap();
    }
    assert_eq!(lock(&shop), None);
}

#[test]
fn only_an_admin_puts_a_backup_in_the_place_of_a_desk_with_people() {
    let folder = tempfile::tempdir().unwrap();
    let (path, copy) = (
        folder.path().join("desk.hashmend"),
        folder.path().join("copy"),
    );
    let mut store = Store::create(&path, "Ridge Farm", &account()).unwrap();
    let ada = store
        .add_person(&new("Ada", Role::Admin), &account())
        .unwrap()
        .id;
    let ada = Act::by(&store.sign_in(ada, PIN, at(0)).unwrap(), at(0));
    let mara = store
        .add_person(&new("Mara", Role::Manager), &ada)
        .unwrap()
        .id;
    let mara = Act::by(&store.sign_in(mara, PIN, at(0)).unwrap(), at(0));
    store.back_up(&copy, at(0)).unwrap();
    drop(store);

    assert_eq!(
        Store::restore(&path, &copy, &account()).unwrap_err().code(),
        Code::NotSignedIn
    );
    assert_eq!(
        Store::restore(&path, &copy, &mara).unwrap_err().code(),
        Code::NotAllowed
    );
    Store::restore(&path, &copy, &ada).unwrap();

    // What is too damaged to say who may is replaced by whoever can.
    std::fs::write(&path, "no database at all").unwrap();
    Store::restore(&path, &copy, &account()).unwrap();
    let restored = Connection::open(&path).unwrap();
    assert!(has_people(&restored).unwrap());
}
