//! The ticket's rules, on a real desk in memory.

use proptest::prelude::*;

use super::*;
use crate::device::{
    Claim, DeviceAdded, DeviceEvent, DeviceFacts, IdentifierKind, IdentifierSource,
};
use crate::error::{Code, Error};
use crate::journal::{Act, replay};
use crate::place::{Party, PartyKind, Site};
use crate::rma::{RmaChanges, SplitBy};
use crate::store::Store;

const START: i64 = 1_790_000_000_000; // 2026-09-21

fn at(hours: i64) -> Act {
    Act::new("Kim", Timestamp::from_millis(START + hours * 3_600_000))
}

/// A desk with one customer, its site, and units to file.
pub(super) struct Bench {
    pub store: Store,
    customer: PartyId,
    site: SiteId,
}

impl Bench {
    pub fn new() -> Self {
        let mut store = Store::in_memory(&at(0)).unwrap();
        let nil = uuid::Uuid::nil();
        let farm = store
            .save_party(
                &Party {
                    id: PartyId(nil),
                    kind: PartyKind::Farm,
                    name: "Prairie Hash".into(),
                    country: Some("US".into()),
                    demo: false,
                },
                &at(0),
            )
            .unwrap();
        let customer = farm.party.id;
        let site = store
            .save_site(
                &Site {
                    id: SiteId(nil),
                    party_id: customer,
                    name: "Childress".into(),
                    country: "US".into(),
                    region: Some("TX".into()),
                    zone: "America/Chicago".into(),
                },
                &at(0),
            )
            .unwrap()
            .sites[0]
            .id;
        Self {
            store,
            customer,
            site,
        }
    }

    fn unit(&mut self, serial: &str) -> DeviceId {
        self.store
            .write(&at(0), |w| {
                let id = DeviceId(w.new_id());
                let number =
                    w.tx.query_row("SELECT last_device + 1 FROM desk", [], |row| row.get(0))?;
                let added = DeviceAdded {
                    id,
                    number,
                    kind: DeviceKind::Miner,
                    facts: DeviceFacts::default(),
                    claims: vec![Claim {
                        kind: IdentifierKind::Serial,
                        typed: serial.into(),
                        normal: serial.into(),
                        source: IdentifierSource::Typed,
                    }],
                };
                w.append(id, DeviceEvent::Added(Box::new(added)))?;
                Ok(id)
            })
            .unwrap()
    }

    fn center(&self, region: &str) -> CenterId {
        self.store
            .centers()
            .unwrap()
            .into_iter()
            .find(|sheet| {
                sheet.center.region.as_str() == region
                    && sheet.center.kind != crate::place::CenterKind::InHouse
            })
            .unwrap()
            .center
            .id
    }

    /// A draft with `units` units and everything filled in.
    pub fn draft(&mut self, units: usize, region: &str) -> crate::rma::RmaPage {
        let devices: Vec<DeviceId> = (0..units)
            .map(|i| self.unit(&format!("SMTTATUBDJAAI{i:04}")))
            .collect();
        let changes = RmaChanges {
            customer_id: Some(self.customer),
            site_id: Some(self.site),
            center_id: Some(self.center(region)),
            ..RmaChanges::default()
        };
        let rma = self.store.draft_rma(&changes, &at(0)).unwrap().row.id;
        self.store.add_to_rma(rma, &devices, &at(0)).unwrap();
        let ids: Vec<TicketId> = self
            .store
            .rma(rma)
            .unwrap()
            .tickets
            .iter()
            .map(|row| row.id)
            .collect();
        let symptom = TicketChanges {
            symptom_text: Some("one board missing".into()),
            ..TicketChanges::default()
        };
        self.store.change_tickets(&ids, &symptom, &at(0)).unwrap();
        self.store.rma(rma).unwrap()
    }

    fn filed(&mut self, region: &str) -> TicketId {
        let rma = self.draft(1, region).row.id;
        self.store.submit_rma(rma, &at(1)).unwrap().tickets[0]
    }

    fn go(&mut self, id: TicketId, to: Stage, hour: i64) -> crate::Result<Acted> {
        let note = MoveNote {
            reason: String::new(),
            disposition: None,
        };
        self.store.move_tickets(&[id], to, &note, &at(hour))
    }

    fn walk(&mut self, id: TicketId, way: &[Stage]) {
        for (i, &to) in way.iter().enumerate() {
            self.go(id, to, 2 + i as i64).unwrap();
        }
    }
}

fn test_run(passed: bool) -> NewTestRun {
    NewTestRun::plain(TestKind::FullMachine, "frame 2", 240, passed)
}

#[test]
fn a_filed_unit_goes_through_repair_and_home_again() {
    use Stage::*;
    let mut bench = Bench::new();
    let id = bench.filed("us");
    bench
        .store
        .approve_ticket(id, "Ana", Some(12_000), &at(1))
        .unwrap();
    bench.walk(
        id,
        &[Authorized, ToCenter, Queued, Diagnosing, Repairing, Testing],
    );
    bench
        .store
        .record_test(id, &test_run(true), &at(20))
        .unwrap();
    let ready = MoveNote {
        reason: String::new(),
        disposition: Some(Disposition::Repaired),
    };
    bench
        .store
        .move_tickets(&[id], Ready, &ready, &at(21))
        .unwrap();
    let parcel = NewPackage {
        carrier: "UPS".into(),
        tracking: "1Z999".into(),
        to_center: false,
    };
    bench.store.record_package(&[id], &parcel, &at(22)).unwrap();

    for (to, hour) in [(FromCenter, 23), (Delivered, 40), (Closed, 41)] {
        bench.go(id, to, hour).unwrap();
    }

    let page = bench.store.ticket(id, &at(100)).unwrap();
    assert_eq!(page.row.stage, Closed);
    assert_eq!(page.row.closed_at, Some(at(41).now));
    assert!(page.moves.is_empty(), "a closed ticket goes nowhere");
    let days: f64 = page.visits.iter().map(|visit| visit.days).sum();
    assert!((days - 41.0 / 24.0).abs() < 1e-9, "{days}");
}

#[test]
fn an_illegal_move_changes_nothing() {
    let mut bench = Bench::new();
    let id = bench.filed("us");
    let before = replay::digests(&bench.store.conn).unwrap();

    let err = bench.go(id, Stage::Testing, 5).unwrap_err();

    assert!(
        matches!(
            err,
            Error::IllegalMove {
                from: Stage::Submitted,
                to: Stage::Testing,
                ..
            }
        ),
        "{err}"
    );
    assert_eq!(replay::digests(&bench.store.conn).unwrap(), before);
}

#[test]
fn an_uncovered_repair_waits_for_a_yes_or_a_spend_limit() {
    use Stage::*;
    let mut bench = Bench::new();
    let id = bench.filed("us");
    bench.walk(id, &[Authorized, ToCenter, Queued, Diagnosing]);

    let refused = bench.go(id, Repairing, 10).unwrap_err();
    bench
        .store
        .change_rma(
            bench.store.ticket(id, &at(10)).unwrap().row.rma_id.unwrap(),
            &RmaChanges {
                spend_limit_cents: Some(Some(15_000)),
                ..RmaChanges::default()
            },
            &at(10),
        )
        .unwrap();
    let quote = TicketChanges {
        quoted_cents: Some(15_000),
        ..TicketChanges::default()
    };
    bench.store.change_tickets(&[id], &quote, &at(10)).unwrap();

    assert!(refused.to_string().contains("spend limit"), "{refused}");
    bench.go(id, Repairing, 11).unwrap();
}

#[test]
fn no_unit_is_ready_as_repaired_without_a_passed_test_of_this_attempt() {
    use Stage::*;
    let mut bench = Bench::new();
    let id = bench.filed("us");
    bench.store.approve_ticket(id, "Ana", None, &at(1)).unwrap();
    bench.walk(
        id,
        &[Authorized, ToCenter, Queued, Diagnosing, Repairing, Testing],
    );
    let ready = MoveNote {
        reason: String::new(),
        disposition: Some(Disposition::Repaired),
    };

    let untested = bench
        .store
        .move_tickets(&[id], Ready, &ready, &at(20))
        .unwrap_err();
    bench
        .store
        .record_test(id, &test_run(true), &at(21))
        .unwrap();
    bench.go(id, Diagnosing, 22).unwrap();
    bench.go(id, Repairing, 23).unwrap();
    bench.go(id, Testing, 24).unwrap();
    let stale = bench
        .store
        .move_tickets(&[id], Ready, &ready, &at(25))
        .unwrap_err();

    assert!(
        untested.to_string().contains("no passed test"),
        "{untested}"
    );
    assert!(
        stale.to_string().contains("no passed test"),
        "the pass was of attempt 1: {stale}"
    );
    assert_eq!(bench.store.ticket(id, &at(25)).unwrap().row.attempt, 2);
}

#[test]
fn a_us_lane_has_no_customs_and_going_back_needs_a_reason() {
    use Stage::*;
    let mut bench = Bench::new();
    let id = bench.filed("us");
    bench.walk(id, &[Authorized, ToCenter]);

    let customs = bench.go(id, CustomsOut, 10).unwrap_err();
    let back = bench.go(id, Authorized, 10).unwrap_err();

    assert!(customs.to_string().contains("no customs"), "{customs}");
    assert!(back.to_string().contains("reason"), "{back}");
    let note = MoveNote {
        reason: "parcel came back".into(),
        disposition: None,
    };
    bench
        .store
        .move_tickets(&[id], Authorized, &note, &at(10))
        .unwrap();
}

#[test]
fn a_move_undone_leaves_no_trace_in_the_times() {
    let mut bench = Bench::new();
    let id = bench.filed("us");
    let before = bench.store.ticket(id, &at(50)).unwrap();
    let moved = bench.go(id, Stage::Authorized, 10).unwrap();

    bench.store.undo(moved.action, &at(11)).unwrap();

    let after = bench.store.ticket(id, &at(50)).unwrap();
    assert_eq!(after.visits, before.visits);
    assert_eq!(after.row.stage, Stage::Submitted);
    assert!(
        after.timeline.iter().any(|entry| entry.undone),
        "the timeline still tells of it"
    );
    let twice = bench.store.undo(moved.action, &at(12)).unwrap_err();
    assert_eq!(twice.code(), Code::Refused);
}

#[test]
fn a_held_ticket_stays_until_released_and_the_held_time_is_the_holders() {
    let mut bench = Bench::new();
    let id = bench.filed("us");
    bench
        .store
        .hold_tickets(&[id], HoldReason::CustomerReply, None, "", &at(25))
        .unwrap();

    let stuck = bench.go(id, Stage::Authorized, 30).unwrap_err();
    bench.store.release_tickets(&[id], &at(49)).unwrap();
    bench.go(id, Stage::Authorized, 73).unwrap();

    assert!(stuck.to_string().contains("hold"), "{stuck}");
    let page = bench.store.ticket(id, &at(73)).unwrap();
    let of = |holder| {
        page.held_by
            .iter()
            .find(|share| share.holder == holder)
            .map_or(0.0, |share| share.days)
    };
    assert!(
        (of(Holder::Customer) - 1.0).abs() < 1e-9,
        "{:?}",
        page.held_by
    );
    assert!(
        (of(Holder::Vendor) - 2.0).abs() < 1e-9,
        "{:?}",
        page.held_by
    );
}

#[test]
fn a_bulk_move_reports_the_refused_and_is_undone_as_one() {
    let mut bench = Bench::new();
    let rma = bench.draft(20, "us").row.id;
    let tickets = bench.store.submit_rma(rma, &at(1)).unwrap().tickets;
    bench
        .store
        .hold_tickets(&tickets[..3], HoldReason::Paperwork, None, "", &at(2))
        .unwrap();

    let acted = bench
        .store
        .move_tickets(&tickets, Stage::Authorized, &MoveNote::default(), &at(3))
        .unwrap();
    let undone = bench.store.undo(acted.action, &at(4)).unwrap();

    assert_eq!((acted.done, acted.refused.len()), (17, 3));
    assert_eq!(undone.taken_back, 17);
    let open = TicketQuery {
        stages: vec![Stage::Submitted],
        ..TicketQuery::default()
    };
    assert_eq!(
        bench.store.count_tickets(&open, at(0).now).unwrap().count,
        20
    );
}

#[test]
fn a_unit_is_on_one_open_ticket_at_a_time() {
    let mut bench = Bench::new();
    let rma = bench.draft(1, "us");
    let device = rma.tickets[0].device_id;

    let err = bench
        .store
        .add_to_rma(rma.row.id, &[device], &at(2))
        .unwrap_err();

    assert!(err.to_string().contains(&rma.tickets[0].number), "{err}");
}

#[test]
fn an_rma_says_what_is_missing_and_files_nothing_before() {
    let mut bench = Bench::new();
    let unit = bench.unit("SMTTATUBDJAAI00A5");
    let rma = bench
        .store
        .draft_rma(&RmaChanges::default(), &at(0))
        .unwrap()
        .row
        .id;
    bench.store.add_to_rma(rma, &[unit], &at(0)).unwrap();

    let err = bench.store.submit_rma(rma, &at(1)).unwrap_err();

    for part in ["symptom", "customer", "site", "where to send"] {
        assert!(err.to_string().contains(part), "{part} in {err}");
    }
    assert_eq!(bench.store.rma(rma).unwrap().missing.len(), 4);
}

#[test]
fn filing_freezes_a_promise_and_undo_withdraws_it() {
    let mut bench = Bench::new();
    let rma = bench.draft(3, "overseas").row.id;

    let submitted = bench.store.submit_rma(rma, &at(1)).unwrap();
    let promised = bench
        .store
        .ticket(submitted.tickets[0], &at(1))
        .unwrap()
        .row;
    bench.store.undo(submitted.action, &at(2)).unwrap();

    assert!(promised.promised_p50_at.unwrap() < promised.promised_p80_at.unwrap());
    let page = bench.store.rma(rma).unwrap();
    assert_eq!(page.row.submitted_at, None);
    assert!(
        page.tickets
            .iter()
            .all(|row| row.stage == Stage::Draft && row.promised_p80_at.is_none())
    );
}

#[test]
fn a_discarded_draft_comes_back_whole() {
    let mut bench = Bench::new();
    let before = bench.draft(4, "us");

    let discarded = bench.store.discard_rma(before.row.id, &at(1)).unwrap();
    assert!(bench.store.rma(before.row.id).is_err());
    bench.store.undo(discarded.action, &at(2)).unwrap();

    let after = bench.store.rma(before.row.id).unwrap();
    let numbers = |page: &crate::rma::RmaPage| {
        page.tickets
            .iter()
            .map(|row| row.number.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(numbers(&after), numbers(&before));
    assert_eq!(after.tickets[0].symptom, "one board missing");
}

#[test]
fn a_draft_splits_by_center_into_rmas_of_their_own() {
    let mut bench = Bench::new();
    let page = bench.draft(4, "us");
    let far = bench.center("overseas");
    let to = TicketChanges {
        center_id: Some(far),
        ..TicketChanges::default()
    };
    let ids: Vec<TicketId> = page.tickets.iter().map(|row| row.id).collect();
    bench.store.change_tickets(&ids[2..], &to, &at(1)).unwrap();

    let parts = bench
        .store
        .split_rma(page.row.id, SplitBy::Center, &at(2))
        .unwrap();

    assert_eq!(
        parts.iter().map(|row| row.units).collect::<Vec<_>>(),
        [2, 2]
    );
    assert_eq!(parts[1].center_id, Some(far));
    assert_ne!(parts[0].number, parts[1].number);
}

#[test]
fn every_page_of_every_order_together_is_the_whole_list_once() {
    let mut bench = Bench::new();
    let rma = bench.draft(23, "us").row.id;
    let tickets = bench.store.submit_rma(rma, &at(1)).unwrap().tickets;
    bench
        .store
        .move_tickets(
            &tickets[5..9],
            Stage::Authorized,
            &MoveNote::default(),
            &at(2),
        )
        .unwrap();
    for &sort in TicketSort::ALL {
        for descending in [false, true] {
            let mut query = TicketQuery {
                sort,
                descending,
                limit: 4,
                ..TicketQuery::default()
            };
            let mut seen = Vec::new();
            loop {
                let page = bench.store.tickets(&query, at(0).now).unwrap();
                seen.extend(page.rows.into_iter().map(|row| row.id));
                match page.next {
                    Some(next) => query.after = Some(next),
                    None => break,
                }
            }

            let mut unique = seen.clone();
            unique.sort();
            unique.dedup();
            assert_eq!(
                (seen.len(), unique.len()),
                (23, 23),
                "{sort} descending {descending}"
            );
        }
    }
}

/// One thing a person might try on a ticket, sensible or not.
#[derive(Debug, Clone)]
enum Try {
    Move(Stage, Option<Disposition>, bool),
    Hold(HoldReason),
    Release,
    Test(bool),
    Approve,
    Pack,
    UndoLast,
}

fn anything() -> impl Strategy<Value = Try> {
    let stage = prop::sample::select(Stage::ALL.to_vec());
    let disposition = prop::option::of(prop::sample::select(Disposition::ALL.to_vec()));
    prop_oneof![
        8 => (stage, disposition, any::<bool>()).prop_map(|(to, is, reason)| Try::Move(to, is, reason)),
        1 => prop::sample::select(HoldReason::ALL.to_vec()).prop_map(Try::Hold),
        1 => Just(Try::Release),
        1 => any::<bool>().prop_map(Try::Test),
        1 => Just(Try::Approve),
        1 => Just(Try::Pack),
        1 => Just(Try::UndoLast),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_tried_times_add_up_and_replay_equals_the_tables(
        tries in prop::collection::vec(anything(), 1..60),
        overseas in any::<bool>(),
    ) {
        let mut bench = Bench::new();
        let id = bench.filed(if overseas { "overseas" } else { "us" });
        let mut last = None;
        let mut hour = 2;
        for what in tries {
            hour += 7;
            let act = at(hour);
            let before = replay::digests(&bench.store.conn).unwrap();
            let done = match what {
                Try::Move(to, disposition, reason) => {
                    let reason = if reason { "because".into() } else { String::new() };
                    bench.store.move_tickets(&[id], to, &MoveNote { reason, disposition }, &act).map(|acted| acted.action)
                }
                Try::Hold(reason) => bench.store.hold_tickets(&[id], reason, None, "", &act).map(|acted| acted.action),
                Try::Release => bench.store.release_tickets(&[id], &act).map(|acted| acted.action),
                Try::Test(passed) => bench.store.record_test(id, &test_run(passed), &act).map(|acted| acted.action),
                Try::Approve => bench.store.approve_ticket(id, "Ana", None, &act).map(|acted| acted.action),
                Try::Pack => {
                    let parcel = NewPackage { carrier: "DHL".into(), tracking: "1".into(), to_center: false };
                    bench.store.record_package(&[id], &parcel, &act).map(|acted| acted.action)
                }
                Try::UndoLast => match last {
                    Some(action) => bench.store.undo(action, &act).map(|undone| undone.action),
                    None => continue,
                },
            };
            match done {
                Ok(action) => last = Some(action),
                Err(_) => prop_assert_eq!(replay::digests(&bench.store.conn).unwrap(), before, "a refusal changed something"),
            }
        }

        let page = bench.store.ticket(id, &at(hour + 5)).unwrap();
        let end = page.row.closed_at.unwrap_or(at(hour + 5).now);
        let elapsed = end.days_since(page.row.opened_at);
        let stays: f64 = page.visits.iter().map(|visit| visit.days).sum();
        let shares: f64 = page.held_by.iter().map(|share| share.days).sum();
        prop_assert!((stays - elapsed).abs() < 1e-9, "stays {stays} of {elapsed}");
        prop_assert!((shares - elapsed).abs() < 1e-9, "shares {shares} of {elapsed}");
        let before = replay::digests(&bench.store.conn).unwrap();
        bench.store.write(&at(hour + 6), |w| replay::rebuild(w.tx)).unwrap();
        prop_assert_eq!(replay::digests(&bench.store.conn).unwrap(), before);
        prop_assert_eq!(crate::journal::verify(&bench.store.conn).unwrap(), None);
    }
}

#[test]
fn every_single_filter_and_sort_of_tickets_comes_out_of_an_index() {
    let store = Store::in_memory(&at(0)).unwrap();
    let nil = uuid::Uuid::nil();
    let mut queries: Vec<TicketQuery> = Vec::new();
    for &sort in TicketSort::ALL {
        for descending in [true, false] {
            queries.push(TicketQuery {
                sort,
                descending,
                ..TicketQuery::default()
            });
        }
    }
    let all = TicketQuery::default;
    queries.extend([
        TicketQuery {
            open: Some(true),
            ..all()
        },
        TicketQuery {
            on_hold: Some(true),
            ..all()
        },
        TicketQuery {
            bounce: Some(true),
            ..all()
        },
        TicketQuery {
            stages: vec![Stage::Queued],
            ..all()
        },
        TicketQuery {
            rma_id: Some(RmaId(nil)),
            ..all()
        },
        TicketQuery {
            model_id: Some(crate::id::ModelId(nil)),
            ..all()
        },
        TicketQuery {
            customer_id: Some(PartyId(nil)),
            ..all()
        },
        TicketQuery {
            site_id: Some(SiteId(nil)),
            ..all()
        },
        TicketQuery {
            center_id: Some(CenterId(nil)),
            ..all()
        },
        TicketQuery {
            assignee: Some("Kim".into()),
            ..all()
        },
        TicketQuery {
            text: "T-12".into(),
            ..all()
        },
    ]);

    for query in queries {
        let conditions = list::conditions(&store.conn, &query, at(0).now).unwrap();
        let slow = crate::device::tests::slow_steps(
            &store,
            &list::LISTED,
            list::asked(&query),
            &conditions,
        );

        assert!(slow.is_empty(), "{query:?}\n{}", slow.join("\n"));
    }
}
