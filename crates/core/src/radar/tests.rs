//! Deadlines on a real desk in memory.

use super::*;
use crate::device::{DeviceFacts, DeviceKind};
use crate::id::{CenterId, ModelId, PartyId, RowId, SiteId};
use crate::journal::replay;
use crate::place::{Closure, Party, PartyKind, Site};
use crate::rma::RmaChanges;
use crate::ticket::{Disposition, MoveNote, NewPackage, NewTestRun, TestKind, TicketChanges};
use crate::time::Timestamp;

pub(crate) const BITMAIN: &str = "Bitmain after-sales (China)";
pub(crate) const ICERIVER: &str = "IceRiver after-sales (China)";
pub(crate) const HONG_KONG: &str = "Bitcoin Mining Depot (Hong Kong)";
const STELLAR: &str = "Stellar Forge Mining (Bitmain-certified center)";

/// The instant at which it is noon in Childress on `day`.
pub(crate) fn noon(day: &str) -> Act {
    Act::new(
        "Kim",
        Timestamp::parse(&format!("{day}T18:00:00Z")).unwrap(),
    )
}

pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A desk with one customer, whose site is in Texas.
pub(crate) struct Shop {
    pub store: Store,
    pub customer: PartyId,
    pub site: SiteId,
    units: u32,
}

impl Shop {
    pub fn new() -> Self {
        let opened = noon("2026-01-01");
        let mut store = Store::in_memory(&opened).unwrap();
        let nil = uuid::Uuid::nil();
        let farm = Party {
            id: PartyId(nil),
            kind: PartyKind::Farm,
            name: "Prairie Hash".into(),
            country: Some("US".into()),
            demo: false,
        };
        let customer = store.save_party(&farm, &opened).unwrap().party.id;
        let site = Site {
            id: SiteId(nil),
            party_id: customer,
            name: "Childress".into(),
            country: "US".into(),
            region: Some("TX".into()),
            zone: "America/Chicago".into(),
        };
        let site = store.save_site(&site, &opened).unwrap().sites[0].id;
        Self {
            store,
            customer,
            site,
            units: 0,
        }
    }

    pub fn model(&self, maker: &str) -> ModelId {
        let models = self.store.models(maker, 1_000).unwrap();
        models.iter().find(|model| model.maker == maker).unwrap().id
    }

    pub fn center(&self, name: &str) -> CenterId {
        let sheets = self.store.centers().unwrap();
        sheets
            .iter()
            .find(|sheet| sheet.center.name == name)
            .unwrap()
            .center
            .id
    }

    pub fn unit(&mut self, maker: &str, facts: DeviceFacts) -> DeviceId {
        self.units += 1;
        let facts = DeviceFacts {
            model_id: Some(self.model(maker)),
            owner_id: Some(self.customer),
            site_id: Some(self.site),
            ..facts
        };
        let serial = format!("SMTTATUBDJAAI{:04}", self.units);
        self.store
            .add_device(DeviceKind::Miner, &serial, &facts, &noon("2026-01-02"))
            .unwrap()
            .row
            .id
    }

    pub fn drafted(&mut self, devices: &[DeviceId], center: &str, on: &str) -> RmaId {
        let changes = RmaChanges {
            customer_id: Some(self.customer),
            site_id: Some(self.site),
            center_id: Some(self.center(center)),
            ..RmaChanges::default()
        };
        let rma = self.store.draft_rma(&changes, &noon(on)).unwrap().row.id;
        self.store.add_to_rma(rma, devices, &noon(on)).unwrap();
        let tickets = self.tickets(rma);
        let symptom = TicketChanges {
            symptom_text: Some("one board missing".into()),
            ..TicketChanges::default()
        };
        self.store
            .change_tickets(&tickets, &symptom, &noon(on))
            .unwrap();
        rma
    }

    pub fn tickets(&self, rma: RmaId) -> Vec<TicketId> {
        let page = self.store.rma(rma).unwrap();
        page.tickets.iter().map(|row| row.id).collect()
    }

    pub fn filed(&mut self, maker: &str, center: &str, on: &str) -> TicketId {
        let device = self.unit(maker, DeviceFacts::default());
        self.filed_again(device, center, on)
    }

    pub fn filed_again(&mut self, device: DeviceId, center: &str, on: &str) -> TicketId {
        let rma = self.drafted(&[device], center, on);
        self.store.submit_rma(rma, &noon(on)).unwrap().tickets[0]
    }

    pub fn go(&mut self, id: TicketId, way: &[Stage], on: &str) {
        for &to in way {
            let note = MoveNote {
                reason: String::new(),
                disposition: (to == Stage::Ready).then_some(Disposition::Repaired),
            };
            self.store
                .move_tickets(&[id], to, &note, &noon(on))
                .unwrap();
        }
    }

    /// As far as the bench, with the customer's yes, and home again on `on`.
    pub fn repaired(&mut self, id: TicketId, on: &str) {
        use Stage::*;
        self.store
            .approve_ticket(id, "Ana", Some(12_000), &noon(on))
            .unwrap();
        self.go(
            id,
            &[Authorized, Queued, Diagnosing, Repairing, Testing],
            on,
        );
        let run = NewTestRun::plain(TestKind::FullMachine, "frame 2", 240, true);
        self.store.record_test(id, &run, &noon(on)).unwrap();
        self.go(id, &[Ready], on);
        self.packed(id, false, on);
        self.go(id, &[FromCenter], on);
    }

    pub fn packed(&mut self, id: TicketId, to_center: bool, on: &str) {
        let parcel = NewPackage {
            carrier: "UPS".into(),
            tracking: "1Z999".into(),
            to_center,
        };
        self.store
            .record_package(&[id], &parcel, &noon(on))
            .unwrap();
    }

    fn radar(&self, on: &str) -> Vec<Deadline> {
        let kinds = self
            .store
            .deadlines(&DeadlineQuery::default(), &noon(on))
            .unwrap();
        kinds.into_iter().flat_map(|kind| kind.rows).collect()
    }

    /// Kind, last day and days left of all that the radar shows.
    fn seen(&self, on: &str) -> Vec<(DeadlineKind, NaiveDate, i32)> {
        let rows = self.radar(on);
        rows.iter()
            .map(|row| (row.kind, row.day, row.days_left))
            .collect()
    }
}

fn dispatched(on: &str) -> DeviceFacts {
    DeviceFacts {
        dispatched_on: Some(day(on)),
        // Far off, so that it does not speak here.
        warranty_until: Some(day("2028-01-01")),
        ..DeviceFacts::default()
    }
}

#[test]
fn the_doa_window_is_told_of_until_its_last_day_and_no_longer() {
    let mut shop = Shop::new();
    shop.unit("Bitmain", dispatched("2026-05-01"));

    assert_eq!(shop.seen("2026-05-16"), []);
    assert_eq!(
        shop.seen("2026-05-17"),
        [(DeadlineKind::Doa, day("2026-05-31"), 14)]
    );
    assert_eq!(
        shop.seen("2026-05-31"),
        [(DeadlineKind::Doa, day("2026-05-31"), 0)]
    );
    assert_eq!(shop.seen("2026-06-01"), []);
}

#[test]
fn a_deadline_says_whose_rule_it_is_and_where_it_is_published() {
    let mut shop = Shop::new();
    shop.unit("Bitmain", dispatched("2026-05-01"));

    let row = &shop.radar("2026-05-20")[0];

    let rule = row.rule.as_ref().unwrap();
    assert_eq!((rule.whose.as_str(), rule.days), ("Bitmain", 30));
    assert_eq!(rule.from, day("2026-05-01"));
    assert_eq!(rule.source, "https://bitmain.click/warranty-repair/");
    assert_eq!(row.advice, Advice::TestAndFile);
}

#[test]
fn a_window_as_edited_counts_and_says_so() {
    let mut shop = Shop::new();
    shop.unit("Bitmain", dispatched("2026-05-01"));
    shop.store
        .edit_claim_window(
            "Bitmain",
            "DOA window",
            Some(14),
            "contract",
            &noon("2026-05-02"),
        )
        .unwrap();

    let row = &shop.radar("2026-05-10")[0];

    assert_eq!(row.day, day("2026-05-15"));
    assert!(row.rule.as_ref().unwrap().edited);
}

#[test]
fn a_maker_who_publishes_no_window_has_no_deadline() {
    let mut shop = Shop::new();
    shop.unit("MicroBT", dispatched("2026-05-01"));
    shop.filed("MicroBT", "MicroBT after-sales (China)", "2026-05-01");

    for on in ["2026-05-05", "2026-05-20", "2026-05-31", "2026-07-10"] {
        assert_eq!(shop.seen(on), [], "{on}");
    }
}

#[test]
fn a_unit_in_a_draft_is_to_be_submitted_and_one_filed_is_off_the_radar() {
    let mut shop = Shop::new();
    let device = shop.unit("Bitmain", dispatched("2026-05-01"));
    let rma = shop.drafted(&[device], BITMAIN, "2026-05-10");

    let row = &shop.radar("2026-05-20")[0];

    assert_eq!(row.advice, Advice::SubmitDraft);
    assert_eq!(row.rma_id, Some(rma));
    shop.store.submit_rma(rma, &noon("2026-05-20")).unwrap();
    assert_eq!(shop.seen("2026-05-20"), []);
}

#[test]
fn a_warranty_ends_as_stated_or_as_published_from_the_dispatch() {
    let mut shop = Shop::new();
    let stated = DeviceFacts {
        warranty_until: Some(day("2026-06-10")),
        warranty_from: Some("the maker's page".into()),
        ..DeviceFacts::default()
    };
    shop.unit("Bitmain", stated);
    let published = DeviceFacts {
        // MicroBT: 180 days.
        dispatched_on: Some(day("2025-12-10")),
        ..DeviceFacts::default()
    };
    shop.unit("MicroBT", published);

    let rows = shop.radar("2026-06-01");

    assert_eq!(rows.len(), 2, "{rows:#?}");
    assert_eq!(rows[0].day, day("2026-06-08"));
    assert_eq!(rows[0].rule.as_ref().unwrap().whose, "MicroBT");
    assert_eq!(rows[1].day, day("2026-06-10"));
    assert_eq!(rows[1].stated_by.as_deref(), Some("the maker's page"));
}

#[test]
fn a_second_return_is_counted_from_the_day_the_repair_was_sent_back() {
    let mut shop = Shop::new();
    let id = shop.filed("Bitmain", BITMAIN, "2026-03-01");
    shop.repaired(id, "2026-04-10");
    shop.go(id, &[Stage::Delivered, Stage::Closed], "2026-04-20");

    // Bitmain's sheet gives 30 days on its repairs: until 10 May.
    assert_eq!(shop.seen("2026-04-25"), []);
    assert_eq!(
        shop.seen("2026-05-01"),
        [(DeadlineKind::SecondReturn, day("2026-05-10"), 9)]
    );
    assert_eq!(shop.seen("2026-05-11"), []);
}

#[test]
fn the_center_that_repaired_it_gives_its_own_days_and_our_bench_none() {
    let mut shop = Shop::new();
    let far = shop.filed("Bitmain", HONG_KONG, "2026-03-01");
    shop.repaired(far, "2026-04-10");
    let own = shop.filed("Bitmain", "Own bench", "2026-03-01");
    shop.store
        .approve_ticket(own, "Ana", Some(1_000), &noon("2026-03-02"))
        .unwrap();

    let rows = shop.radar("2026-07-01");

    assert_eq!(rows.len(), 1, "{rows:#?}");
    let rule = rows[0].rule.as_ref().unwrap();
    assert_eq!((rule.whose.as_str(), rule.days), (HONG_KONG, 90));
    assert_eq!(rows[0].day, day("2026-07-09"));
}

#[test]
fn a_unit_filed_again_has_no_second_return_left_to_claim() {
    let mut shop = Shop::new();
    let device = shop.unit("Bitmain", DeviceFacts::default());
    let first = shop.filed_again(device, BITMAIN, "2026-03-01");
    shop.repaired(first, "2026-04-10");
    shop.go(first, &[Stage::Delivered, Stage::Closed], "2026-04-20");

    let second = shop.filed_again(device, BITMAIN, "2026-05-02");

    assert_eq!(shop.seen("2026-05-03"), []);
    let row = shop.store.ticket(second, &noon("2026-05-03")).unwrap().row;
    assert!(row.is_bounce);
}

#[test]
fn a_tracking_number_is_due_a_week_after_filing_and_stays_due_until_it_is_there() {
    let mut shop = Shop::new();
    let id = shop.filed("IceRiver", ICERIVER, "2026-05-01");
    shop.go(id, &[Stage::Authorized], "2026-05-04");

    assert_eq!(
        shop.seen("2026-05-05"),
        [(DeadlineKind::Tracking, day("2026-05-08"), 3)]
    );
    assert_eq!(
        shop.seen("2026-05-20"),
        [(DeadlineKind::Tracking, day("2026-05-08"), -12)]
    );
    shop.packed(id, true, "2026-05-20");
    assert_eq!(shop.seen("2026-05-20"), []);
}

#[test]
fn the_makers_rule_does_not_bind_at_somebody_elses_bench() {
    let mut shop = Shop::new();
    shop.filed("IceRiver", "BitHouse", "2026-05-01");

    assert_eq!(shop.seen("2026-05-05"), []);
}

#[test]
fn a_quote_is_to_be_paid_in_the_makers_days_and_answered_in_the_centers_working_days() {
    use Stage::*;
    let mut shop = Shop::new();
    let way = [Authorized, Queued, Diagnosing, AwaitingApproval];
    let iceriver = shop.filed("IceRiver", ICERIVER, "2026-05-01");
    shop.go(iceriver, &way, "2026-05-04");
    shop.packed(iceriver, true, "2026-05-02");
    let stellar = shop.filed("Bitmain", STELLAR, "2026-05-01");
    // A Friday, and Memorial Day is among the ten working days that follow.
    shop.go(stellar, &way, "2026-05-15");

    let seen = shop.seen("2026-05-26");

    assert_eq!(
        seen,
        [
            (DeadlineKind::Approval, day("2026-06-01"), 6),
            (DeadlineKind::Payment, day("2026-06-08"), 13),
        ]
    );
    shop.store
        .approve_ticket(stellar, "Ana", Some(12_000), &noon("2026-05-26"))
        .unwrap();
    assert_eq!(shop.seen("2026-05-26").len(), 1);
}

#[test]
fn a_centers_closure_is_no_working_day() {
    use Stage::*;
    let mut shop = Shop::new();
    let center_id = shop.center(STELLAR);
    let stellar = shop.filed("Bitmain", STELLAR, "2026-05-01");
    shop.go(
        stellar,
        &[Authorized, Queued, Diagnosing, AwaitingApproval],
        "2026-05-15",
    );
    let closure = Closure {
        id: RowId(uuid::Uuid::nil()),
        center_id,
        from_on: day("2026-05-18"),
        to_on: day("2026-05-19"),
        note: "moving".into(),
    };
    shop.store
        .add_closure(&closure, &noon("2026-05-16"))
        .unwrap();

    assert_eq!(
        shop.seen("2026-05-26")[0],
        (DeadlineKind::Approval, day("2026-06-03"), 8)
    );
}

#[test]
fn the_day_is_the_sites_and_not_the_computers() {
    let mut shop = Shop::new();
    let id = shop.filed("MicroBT", "MicroBT after-sales (China)", "2026-05-01");
    let due = TicketChanges {
        due_on: Some(day("2026-05-10")),
        ..TicketChanges::default()
    };
    shop.store
        .change_tickets(&[id], &due, &noon("2026-05-02"))
        .unwrap();
    // Four in the morning in London, eleven at night in Texas.
    let late = Act::new("Kim", Timestamp::parse("2026-05-11T04:00:00Z").unwrap());

    let kinds = shop
        .store
        .deadlines(&DeadlineQuery::default(), &late)
        .unwrap();

    assert_eq!(kinds[0].rows[0].days_left, 0);
    assert_eq!(kinds[0].passed, 0);
    let later = Act::new("Kim", Timestamp::parse("2026-05-11T05:00:00Z").unwrap());
    let kinds = shop
        .store
        .deadlines(&DeadlineQuery::default(), &later)
        .unwrap();
    assert_eq!(kinds[0].rows[0].days_left, -1);
    assert_eq!(kinds[0].passed, 1);
}

#[test]
fn the_nearest_are_shown_and_all_are_counted() {
    let mut shop = Shop::new();
    for n in 0..12 {
        shop.unit("Bitmain", dispatched(&format!("2026-05-{:02}", 12 - n)));
    }
    let few = DeadlineQuery {
        limit: 3,
        ..DeadlineQuery::default()
    };

    let kinds = shop.store.deadlines(&few, &noon("2026-05-31")).unwrap();

    assert_eq!(
        kinds[0].count,
        Count {
            count: 12,
            more: false
        }
    );
    let days: Vec<_> = kinds[0].rows.iter().map(|row| row.day).collect();
    assert_eq!(
        days,
        [day("2026-05-31"), day("2026-06-01"), day("2026-06-02")]
    );
}

#[test]
fn no_query_of_the_radar_walks_a_table_or_sorts() {
    let shop = Shop::new();
    for sql in super::find::statements() {
        let mut statement = shop
            .store
            .conn
            .prepare(&format!("EXPLAIN QUERY PLAN {sql}"))
            .unwrap();
        let mut rows = statement.raw_query();
        while let Some(row) = rows.next().unwrap() {
            let step: String = row.get(3).unwrap();
            assert!(
                !step.starts_with("SCAN") && !step.contains("B-TREE"),
                "{step}\n{sql}"
            );
        }
    }
}

#[test]
fn when_a_repair_was_sent_back_is_the_same_after_a_replay_and_an_undo() {
    let mut shop = Shop::new();
    let id = shop.filed("Bitmain", BITMAIN, "2026-03-01");
    shop.repaired(id, "2026-04-10");
    let sent = |shop: &Shop| -> Option<Timestamp> {
        shop.store
            .conn
            .query_row(
                "SELECT sent_back_at FROM ticket WHERE id = ?1",
                [id],
                |row| row.get(0),
            )
            .unwrap()
    };
    assert_eq!(sent(&shop), Some(noon("2026-04-10").now));
    let last = shop.store.ticket(id, &noon("2026-04-11")).unwrap().timeline[0].action;

    shop.store.undo(last, &noon("2026-04-11")).unwrap();

    assert_eq!(sent(&shop), None);
    let before = replay::digests(&shop.store.conn).unwrap();
    shop.store
        .write(&noon("2026-04-12"), |w| replay::rebuild(w.tx))
        .unwrap();
    assert_eq!(replay::digests(&shop.store.conn).unwrap(), before);
}
