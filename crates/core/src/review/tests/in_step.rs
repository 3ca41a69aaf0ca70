//! The table kept in step against the table read anew.

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use rustc_hash::FxHashMap;

use super::*;
use crate::bulk::Selection;
use crate::id::TicketId;
use crate::review::facts::{Held, Promise, Quoted};
use crate::ticket::bulk::TicketAct;
use crate::ticket::{HoldReason, MoveNote, NewTestRun, TestKind};

/// A table in words that do not hang on the order in which it met them.
fn told(facts: &Facts) -> Vec<String> {
    let mut rows: Vec<String> = facts
        .rows
        .iter()
        .map(|row| {
            let blank = Fact {
                rma: 0,
                center: 0,
                lane: 0,
                model: 0,
                customer: 0,
                site: 0,
                symptom: 0,
                fault: 0,
                person: 0,
                lot: 0,
                rig: 0,
                ..*row
            };
            let held: &[Held] = facts.held(row);
            let quoted: Option<&Quoted> = facts.quotes.get(&row.number);
            format!(
                "{blank:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {held:?} {:?} {:?}",
                facts.centers.key(row.center),
                facts.lanes.key(row.lane),
                facts.models.key(row.model),
                facts.customers.key(row.customer),
                facts.sites.key(row.site),
                facts.symptoms.key(row.symptom),
                facts.faults.key(row.fault),
                facts.people.key(row.person),
                facts.rigs.key(row.rig),
                quoted.map(|quoted| Quoted {
                    currency: 0,
                    ..*quoted
                }),
            )
        })
        .collect();
    // The same filing stands for the same tickets.
    let mut filings: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
    for row in &facts.rows {
        filings.entry(row.rma).or_default().push(row.number);
    }
    for promise in &facts.promises {
        let Promise {
            id,
            made,
            p50,
            p80,
            p95,
            ..
        } = promise;
        let tickets = filings.get(&promise.rma);
        rows.push(format!("{id} {made} {p50} {p80} {p95} {tickets:?}"));
    }
    rows
}

#[derive(Debug, Clone)]
enum Deed {
    Move(usize, Stage),
    Hold(usize),
    Release(usize),
    Assign(usize, bool),
    Center(usize, usize),
    Test(usize, bool),
    Find(usize),
    Work(usize),
    Undo,
    Draft(usize),
    File,
    Discard,
    RenameCenter,
}

fn deeds() -> impl Strategy<Value = Vec<Deed>> {
    let one = prop_oneof![
        4 => (0..40usize, 0..Stage::ALL.len()).prop_map(|(n, to)| Deed::Move(n, Stage::ALL[to])),
        1 => (0..40usize).prop_map(Deed::Hold),
        1 => (0..40usize).prop_map(Deed::Release),
        1 => (0..40usize, any::<bool>()).prop_map(|(n, on)| Deed::Assign(n, on)),
        1 => (0..40usize, 0..5usize).prop_map(|(n, to)| Deed::Center(n, to)),
        1 => (0..40usize, any::<bool>()).prop_map(|(n, ok)| Deed::Test(n, ok)),
        1 => (0..40usize).prop_map(Deed::Find),
        1 => (0..40usize).prop_map(Deed::Work),
        3 => Just(Deed::Undo),
        1 => (0..20usize).prop_map(Deed::Draft),
        1 => Just(Deed::File),
        1 => Just(Deed::Discard),
        1 => Just(Deed::RenameCenter),
    ];
    prop::collection::vec(one, 1..24)
}

/// What is refused is refused: only what came of it counts here.
fn perform(store: &mut Store, deed: &Deed, hour: i64) {
    let act = act(hour);
    // An undo may have taken all of them back.
    let id = |store: &Store, n: usize| -> Option<TicketId> {
        store
            .conn
            .query_row(
                "SELECT id FROM ticket ORDER BY number LIMIT 1 OFFSET ?1",
                [n as u32],
                |row| row.get(0),
            )
            .ok()
    };
    let on_one = |store: &mut Store, n: usize, what: TicketAct| {
        let ids = Selection::Ids(id(store, n).into_iter().collect());
        let _ = store.act_on_tickets(&ids, &what, &act, &mut |_, _| ControlFlow::Continue(()));
    };
    match deed {
        Deed::Move(n, to) => {
            let note = MoveNote {
                reason: "so".into(),
                disposition: Some(Disposition::Ntf),
            };
            on_one(store, *n, TicketAct::Move { to: *to, note });
        }
        Deed::Hold(n) => on_one(
            store,
            *n,
            TicketAct::Hold {
                reason: HoldReason::Parts,
                holder: None,
                note: String::new(),
            },
        ),
        Deed::Release(n) => on_one(store, *n, TicketAct::Release),
        Deed::Assign(n, on) => on_one(
            store,
            *n,
            TicketAct::Assign {
                assignee: on.then(|| "Ana".to_owned()),
            },
        ),
        Deed::Center(n, to) => {
            let center_id = store.centers().unwrap()[*to].center.id;
            on_one(
                store,
                *n,
                TicketAct::SetCenter {
                    center_id,
                    lane_id: None,
                },
            );
        }
        Deed::Test(n, ok) => {
            let run = NewTestRun::plain(TestKind::Jig, "jig 1", 5, *ok);
            if let Some(id) = id(store, *n) {
                let _ = store.record_test(id, &run, &act);
            }
        }
        Deed::Find(n) => {
            let Some(id) = id(store, *n) else { return };
            let found = crate::finding::NewFinding {
                fault_class: "hb_zero_asic".into(),
                ..Default::default()
            };
            let _ = store.record_findings(id, &[found], &act);
        }
        Deed::Work(n) => {
            let Some(id) = id(store, *n) else { return };
            let _ = store.start_work(id, crate::labour::Activity::Repair, "", &act);
        }
        Deed::Undo => {
            let last = store.last_action();
            if let Some(action) = last {
                let _ = store.undo(action, &act);
            }
        }
        Deed::Draft(n) => {
            let device: Option<crate::id::DeviceId> = store
                .conn
                .query_row(
                    "SELECT id FROM device WHERE NOT EXISTS (SELECT 1 FROM ticket WHERE device_id = device.id)
                     ORDER BY number LIMIT 1 OFFSET ?1",
                    [*n as u32],
                    |row| row.get(0),
                )
                .ok();
            let Some(device) = device else { return };
            if let Ok(rma) = store.draft_rma(&crate::rma::RmaChanges::default(), &act) {
                let _ = store.add_to_rma(rma.row.id, &[device], &act);
            }
        }
        Deed::File | Deed::Discard => {
            let draft: Option<crate::id::RmaId> = store
                .conn
                .query_row(
                    "SELECT id FROM rma WHERE submitted_at IS NULL LIMIT 1",
                    [],
                    |row| row.get(0),
                )
                .ok();
            if let Some(rma) = draft {
                if matches!(deed, Deed::File) {
                    let _ = store.submit_rma(rma, &act);
                } else {
                    let _ = store.discard_rma(rma, &act);
                }
            }
        }
        Deed::RenameCenter => {
            let mut center = store.centers().unwrap()[0].center.clone();
            center.name = format!("Center of hour {hour}");
            store.save_center(&center, &act).unwrap();
        }
    }
}

#[test]
fn kept_in_step_it_is_what_it_is_when_read_anew() {
    let mut runner = TestRunner::new(Config {
        cases: 24,
        ..Config::default()
    });
    runner
        .run(&deeds(), |deeds| {
            let mut store = demo(40);
            let mut kept = store.facts(now()).unwrap();
            for (hour, deed) in (1..).zip(&deeds) {
                perform(&mut store, deed, hour);
                if hour % 3 == 0 {
                    store.catch_up(&mut kept, now()).unwrap();
                }
            }
            store.catch_up(&mut kept, now()).unwrap();
            let anew = store.facts(now()).unwrap();
            prop_assert_eq!(told(&kept), told(&anew));
            prop_assert_eq!(kept.position, anew.position);
            let names = |facts: &Facts| -> Vec<String> {
                let mut names: Vec<String> = facts
                    .around
                    .centers
                    .values()
                    .map(|known| known.sheet.center.name.clone())
                    .collect();
                names.sort();
                names
            };
            prop_assert_eq!(names(&kept), names(&anew));
            Ok(())
        })
        .unwrap();
}

#[test]
fn a_demo_taken_off_again_leaves_no_fact() {
    let mut store = demo(30);
    let mut kept = store.facts(now()).unwrap();
    assert_eq!(kept.tickets(), 30);

    store.remove_demo(&act(1)).unwrap();

    assert!(store.catch_up(&mut kept, now()).unwrap());
    assert_eq!(kept.tickets(), 0);
    assert!(!store.catch_up(&mut kept, now()).unwrap());
}

#[test]
fn what_is_back_is_what_the_promises_are_scored_by() {
    let store = demo(150);
    let facts = store.facts(now()).unwrap();

    let scored = store.estimate_record(None, now()).unwrap().whole;
    let of = facts.rows.iter().filter(|row| row.p80 > row.p50);
    let (back, away): (Vec<&Fact>, Vec<&Fact>) = of.partition(|row| row.back > 0);

    assert_eq!(back.len() as u32, scored.back);
    assert_eq!(away.len() as u32, scored.under_way);
    let kept = back.iter().filter(|row| row.back <= row.p80).count();
    let due = facts
        .rows
        .iter()
        .filter(|row| row.p80 > 0 && row.p80 <= at(0.0))
        .count();
    let share = facts
        .rows
        .iter()
        .filter(|row| row.p80 <= at(0.0) && row.back > 0 && row.back <= row.p80)
        .count() as f64
        / due as f64;
    assert!((scored.by_p80.unwrap() - share).abs() < 1e-9 && kept > 0);
}
