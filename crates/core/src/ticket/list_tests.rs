//! The tickets list against a plain look through all rows: each filter, any of them together, in
//! every order, page by page; and acts on everything that matches.

use std::cmp::Ordering;
use std::collections::HashSet;
use std::ops::ControlFlow;

use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use super::bulk::{TicketAct, TicketSelection};
use super::*;
use crate::bulk::Selection;
use crate::desk::DemoSize;
use crate::error::{Code, Error};
use crate::id::{CenterId, ModelId, PartyId, SiteId};
use crate::journal::{Act, replay};
use crate::store::Store;

const START: i64 = 1_790_000_000_000; // 2026-09-21

fn at(hours: i64) -> Act {
    Act::new("Kim", Timestamp::from_millis(START + hours * 3_600_000))
}

fn on(_: u64, _: u64) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

/// A desk of some 260 tickets with everything on it that can be asked for.
struct Desk {
    store: Store,
    rows: Vec<TicketRow>,
    with_photo: HashSet<TicketId>,
    with_test: HashSet<TicketId>,
}

impl Desk {
    fn new() -> Self {
        let mut store = Store::in_memory(&at(0)).unwrap();
        let size = DemoSize {
            devices: 300,
            tickets: 260,
            seed: 5,
        };
        store.make_demo(size, &at(0), &mut on).unwrap();
        let all = rows(&store);
        let ids = |step: usize, skip: usize| -> TicketSelection {
            Selection::Ids(
                all.iter()
                    .skip(skip)
                    .step_by(step)
                    .map(|row| row.id)
                    .collect(),
            )
        };
        let mut act = |selection: TicketSelection, what: TicketAct, hour: i64| {
            store
                .act_on_tickets(&selection, &what, &at(hour), &mut on)
                .unwrap();
        };
        for (step, skip, who) in [(3, 0, "Ana"), (5, 1, "Bo"), (7, 2, "ana")] {
            let assignee = Some(who.to_owned());
            act(ids(step, skip), TicketAct::Assign { assignee }, 1);
        }
        for (step, skip, days) in [(4, 0, -3), (5, 1, 0), (6, 2, 4), (7, 3, 40)] {
            let day = at(0).now.plus_days(f64::from(days)).date();
            act(ids(step, skip), TicketAct::SetDue { due_on: Some(day) }, 2);
        }
        for (step, skip, label) in [(9, 0, "P-1"), (11, 1, "P-2")] {
            let label = Some(label.to_owned());
            act(ids(step, skip), TicketAct::SetBox { label }, 3);
        }
        let open: Vec<TicketId> = all
            .iter()
            .filter(|row| row.closed_at.is_none() && row.hold.is_none())
            .map(|row| row.id)
            .collect();
        for (n, reason) in [(0, HoldReason::Parts), (1, HoldReason::Payment)] {
            let part = open.iter().copied().skip(n).step_by(6).collect();
            let what = TicketAct::Hold {
                reason,
                holder: (n == 1).then_some(Holder::Us),
                note: String::new(),
            };
            act(Selection::Ids(part), what, 4);
        }
        // Photos, bounces and missing serials have use cases elsewhere; the list reads the tables.
        store
            .conn
            .execute_batch(
                "INSERT INTO attachment (id, subject, hash, name, media_type, size, note, added_at, added_by, removed_at)
                 SELECT randomblob(16), id, zeroblob(32), 'x', iif(number % 2, 'image/png', 'text/plain'), 1, '', 1, 'Kim',
                        iif(number % 5 = 0, 2, NULL) FROM ticket WHERE number % 3 = 0;
                 UPDATE ticket SET serial = NULL WHERE number % 17 = 0;
                 UPDATE ticket SET model_id = NULL WHERE number % 19 = 0;
                 UPDATE ticket SET promised_p80_at = promised_p80_at - 4000000000 WHERE number % 4 = 1;
                 UPDATE ticket SET bounce_of = (SELECT id FROM ticket AS b WHERE b.number = ticket.number - 1)
                 WHERE number % 13 = 0;",
            )
            .unwrap();
        let of = |sql: &str| -> HashSet<TicketId> {
            let mut statement = store.conn.prepare(sql).unwrap();
            let found = statement.query_map([], |row| row.get(0)).unwrap();
            found.map(|id| id.unwrap()).collect()
        };
        let with_photo = of(
            "SELECT subject FROM attachment WHERE removed_at IS NULL AND media_type = 'image/png'",
        );
        let with_test = of("SELECT ticket_id FROM test_run");
        Self {
            rows: rows(&store),
            with_photo,
            with_test,
            store,
        }
    }

    fn meets(&self, row: &TicketRow, query: &TicketQuery, now: Timestamp) -> bool {
        fn one<T: PartialEq>(wanted: &Option<T>, is: Option<&T>) -> bool {
            wanted.as_ref().is_none_or(|wanted| is == Some(wanted))
        }
        fn any<T: PartialEq>(wanted: &[T], is: Option<&T>) -> bool {
            wanted.is_empty() || is.is_some_and(|is| wanted.contains(is))
        }
        let is_open = row.closed_at.is_none();
        let days = |since: Timestamp| now.days_since(since);
        let today = now.date();
        let within = |day: Option<NaiveDate>, days: u32| {
            day.is_some_and(|day| day >= today && (day - today).num_days() <= i64::from(days))
        };
        query.open.is_none_or(|open| open == is_open)
            && any(&query.stages, Some(&row.stage))
            && query.on_hold.is_none_or(|held| held == row.hold.is_some())
            && any(&query.hold_reasons, row.hold.as_ref())
            && one(&query.holder, row.holder.as_ref())
            && one(&query.rma_id, row.rma_id.as_ref())
            && one(&query.maker, row.maker.as_ref())
            && one(&query.model_id, row.model_id.as_ref())
            && one(&query.customer_id, row.customer_id.as_ref())
            && one(&query.site_id, row.site_id.as_ref())
            && one(&query.center_id, row.center_id.as_ref())
            && one(&query.region, row.region.as_ref())
            && one(&query.assignee, row.assignee.as_ref())
            && (!query.unassigned || row.assignee.is_none())
            && one(&query.warranty_class, Some(&row.warranty_class))
            && one(&query.symptom_code, row.symptom_code.as_ref())
            && query.age.is_none_or(|band| {
                let (from, past) = band.days();
                let age = days(row.opened_at);
                is_open && age >= f64::from(from) && past.is_none_or(|past| age < f64::from(past))
            })
            && query
                .days_in_stage
                .is_none_or(|least| is_open && days(row.stage_since) >= f64::from(least))
            && query
                .untouched_days
                .is_none_or(|least| is_open && days(row.touched_at) >= f64::from(least))
            && query
                .due_within
                .is_none_or(|most| is_open && within(row.due_on, most))
            && (!query.overdue || is_open && row.due_on.is_some_and(|due| due < today))
            && (!query.promise_passed
                || is_open && row.promised_p80_at.is_some_and(|promised| promised < now))
            && query.bounce.is_none_or(|bounce| bounce == row.is_bounce)
            && (!query.without_serial || row.serial.is_none())
            && (!query.without_photo || !self.with_photo.contains(&row.id))
            && (!query.without_test || !self.with_test.contains(&row.id))
            && one(&query.box_label, row.box_label.as_ref())
            && (query.serials.is_empty()
                || row
                    .serial
                    .as_ref()
                    .is_some_and(|serial| query.serials.contains(serial)))
    }

    /// The numbers of the whole list, as a plain look through all rows gives it.
    fn expected(&self, query: &TicketQuery, now: Timestamp) -> Vec<String> {
        let mut rows: Vec<&TicketRow> = self
            .rows
            .iter()
            .filter(|row| self.meets(row, query, now))
            .collect();
        fn last<T: Ord>(a: Option<T>, b: Option<T>, descending: bool) -> Ordering {
            match (a, b) {
                (None, None) => Ordering::Equal,
                (None, _) => Ordering::Greater,
                (_, None) => Ordering::Less,
                (a, b) if descending => b.cmp(&a),
                (a, b) => a.cmp(&b),
            }
        }
        let down = query.descending;
        rows.sort_by(|a, b| {
            let by_value = match query.sort {
                TicketSort::Number => Ordering::Equal,
                TicketSort::Stage => last(Some(a.stage), Some(b.stage), down),
                TicketSort::StageSince => last(Some(a.stage_since), Some(b.stage_since), down),
                TicketSort::Hold => last(a.hold, b.hold, down),
                TicketSort::Touched => last(Some(a.touched_at), Some(b.touched_at), down),
                TicketSort::Opened => last(Some(a.opened_at), Some(b.opened_at), down),
                TicketSort::Serial => last(a.serial.as_ref(), b.serial.as_ref(), down),
                TicketSort::Model => last(
                    a.model_id.map(|id| (&a.model, id)),
                    b.model_id.map(|id| (&b.model, id)),
                    down,
                ),
                TicketSort::Customer => last(
                    a.customer_id.map(|id| (&a.customer, id)),
                    b.customer_id.map(|id| (&b.customer, id)),
                    down,
                ),
                TicketSort::Center => last(
                    a.center_id.map(|id| (&a.center, id)),
                    b.center_id.map(|id| (&b.center, id)),
                    down,
                ),
                TicketSort::Assignee => last(a.assignee.as_ref(), b.assignee.as_ref(), down),
                TicketSort::Due => last(a.due_on, b.due_on, down),
                TicketSort::Promise => last(a.promised_p80_at, b.promised_p80_at, down),
                TicketSort::Box => last(a.box_label.as_ref(), b.box_label.as_ref(), down),
            };
            by_value.then_with(|| last(Some(&a.number), Some(&b.number), down))
        });
        rows.iter().map(|row| row.number.clone()).collect()
    }

    fn listed(&self, query: &TicketQuery, now: Timestamp) -> Vec<String> {
        let mut query = query.clone();
        let mut numbers = Vec::new();
        loop {
            let page = self.store.tickets(&query, now).unwrap();
            numbers.extend(page.rows.into_iter().map(|row| row.number));
            query.after = page.next;
            if query.after.is_none() {
                return numbers;
            }
        }
    }

    /// One query for each filter that there is.
    fn filters(&self) -> Vec<(&'static str, TicketQuery)> {
        let all = TicketQuery::default;
        let row = &self.rows[40];
        let mut filters = vec![
            (
                "open",
                TicketQuery {
                    open: Some(true),
                    ..all()
                },
            ),
            (
                "closed",
                TicketQuery {
                    open: Some(false),
                    ..all()
                },
            ),
            (
                "stage",
                TicketQuery {
                    stages: vec![Stage::Queued],
                    ..all()
                },
            ),
            (
                "stages",
                TicketQuery {
                    stages: vec![Stage::Repairing, Stage::Closed],
                    ..all()
                },
            ),
            (
                "open stages",
                TicketQuery {
                    stages: vec![Stage::Repairing, Stage::Queued],
                    ..all()
                },
            ),
            (
                "held",
                TicketQuery {
                    on_hold: Some(true),
                    ..all()
                },
            ),
            (
                "not held",
                TicketQuery {
                    on_hold: Some(false),
                    ..all()
                },
            ),
            (
                "hold",
                TicketQuery {
                    hold_reasons: vec![HoldReason::Parts],
                    ..all()
                },
            ),
            (
                "holds",
                TicketQuery {
                    hold_reasons: vec![HoldReason::Parts, HoldReason::Payment],
                    ..all()
                },
            ),
            (
                "holder",
                TicketQuery {
                    holder: Some(Holder::Us),
                    ..all()
                },
            ),
            (
                "rma",
                TicketQuery {
                    rma_id: row.rma_id,
                    ..all()
                },
            ),
            (
                "maker",
                TicketQuery {
                    maker: row.maker.clone(),
                    ..all()
                },
            ),
            (
                "model",
                TicketQuery {
                    model_id: row.model_id,
                    ..all()
                },
            ),
            (
                "customer",
                TicketQuery {
                    customer_id: row.customer_id,
                    ..all()
                },
            ),
            (
                "site",
                TicketQuery {
                    site_id: row.site_id,
                    ..all()
                },
            ),
            (
                "center",
                TicketQuery {
                    center_id: row.center_id,
                    ..all()
                },
            ),
            (
                "region",
                TicketQuery {
                    region: Some(Region::Overseas),
                    ..all()
                },
            ),
            (
                "assignee",
                TicketQuery {
                    assignee: Some("Ana".into()),
                    ..all()
                },
            ),
            (
                "nobody's",
                TicketQuery {
                    unassigned: true,
                    ..all()
                },
            ),
            (
                "warranty",
                TicketQuery {
                    warranty_class: Some(row.warranty_class),
                    ..all()
                },
            ),
            (
                "symptom",
                TicketQuery {
                    symptom_code: row.symptom_code.clone(),
                    ..all()
                },
            ),
            (
                "days in stage",
                TicketQuery {
                    days_in_stage: Some(5),
                    ..all()
                },
            ),
            (
                "due within",
                TicketQuery {
                    due_within: Some(7),
                    ..all()
                },
            ),
            (
                "overdue",
                TicketQuery {
                    overdue: true,
                    ..all()
                },
            ),
            (
                "promise passed",
                TicketQuery {
                    promise_passed: true,
                    ..all()
                },
            ),
            (
                "untouched",
                TicketQuery {
                    untouched_days: Some(1),
                    ..all()
                },
            ),
            (
                "bounce",
                TicketQuery {
                    bounce: Some(true),
                    ..all()
                },
            ),
            (
                "no bounce",
                TicketQuery {
                    bounce: Some(false),
                    ..all()
                },
            ),
            (
                "no serial",
                TicketQuery {
                    without_serial: true,
                    ..all()
                },
            ),
            (
                "no photo",
                TicketQuery {
                    without_photo: true,
                    ..all()
                },
            ),
            (
                "no test",
                TicketQuery {
                    without_test: true,
                    ..all()
                },
            ),
            (
                "box",
                TicketQuery {
                    box_label: Some("P-1".into()),
                    ..all()
                },
            ),
            (
                "serials",
                TicketQuery {
                    serials: self
                        .rows
                        .iter()
                        .step_by(9)
                        .filter_map(|row| row.serial.clone())
                        .collect(),
                    ..all()
                },
            ),
        ];
        filters.extend(AgeBand::ALL.iter().map(|&band| {
            (
                "age",
                TicketQuery {
                    age: Some(band),
                    ..all()
                },
            )
        }));
        filters
    }
}

fn rows(store: &Store) -> Vec<TicketRow> {
    rows_where(&store.conn, "ORDER BY t.number", []).unwrap()
}

/// Later than the last thing done, so that what was not touched then is a day old by now.
fn now() -> Timestamp {
    at(5).now
}

#[test]
fn each_filter_alone_gives_what_a_look_through_all_rows_gives() {
    let desk = Desk::new();
    let mut empty = Vec::new();

    for (name, query) in desk.filters() {
        let expected = desk.expected(&query, now());
        let query = TicketQuery { limit: 7, ..query };

        assert_eq!(desk.listed(&query, now()), expected, "{name}");
        let count = desk.store.count_tickets(&query, now()).unwrap();
        assert_eq!(count.count as usize, expected.len(), "{name}");
        if expected.is_empty() {
            empty.push(name);
        }
    }

    assert!(empty.len() <= 2, "nothing to find by {empty:?}");
}

#[test]
fn any_filters_in_any_order_give_what_a_look_through_all_rows_gives() {
    let desk = Desk::new();
    let filters = desk.filters();
    let one_of = prop::sample::select(filters);
    let asked = (
        prop::collection::vec(one_of, 0..4),
        prop::sample::select(TicketSort::ALL.to_vec()),
        any::<bool>(),
        1u32..40,
    );
    let mut runner = TestRunner::new(ProptestConfig {
        cases: 400,
        ..ProptestConfig::default()
    });

    runner
        .run(&asked, |(parts, sort, descending, limit)| {
            let query = TicketQuery {
                sort,
                descending,
                limit,
                ..together(parts.into_iter().map(|(_, query)| query))
            };
            let expected = desk.expected(&query, now());
            prop_assert_eq!(desk.listed(&query, now()), expected.clone(), "{:?}", query);
            let count = desk.store.count_tickets(&query, now()).unwrap();
            prop_assert_eq!(count.count as usize, expected.len());
            Ok(())
        })
        .unwrap();
}

/// The fields that the queries set, laid over one another.
fn together(queries: impl Iterator<Item = TicketQuery>) -> TicketQuery {
    let usual = serde_json::to_value(TicketQuery::default()).unwrap();
    let mut all = usual.clone();
    for query in queries {
        let query = serde_json::to_value(query).unwrap();
        for (name, value) in query.as_object().unwrap() {
            if usual[name] != *value {
                all[name] = value.clone();
            }
        }
    }
    serde_json::from_value(all).unwrap()
}

#[test]
fn every_filter_is_reached_through_an_index() {
    let store = Store::in_memory(&at(0)).unwrap();
    let nil = uuid::Uuid::nil();
    let all = TicketQuery::default;
    let filters = [
        TicketQuery {
            hold_reasons: vec![HoldReason::Parts],
            ..all()
        },
        TicketQuery {
            holder: Some(Holder::Us),
            ..all()
        },
        TicketQuery {
            maker: Some("Bitmain".into()),
            ..all()
        },
        TicketQuery {
            region: Some(Region::Us),
            ..all()
        },
        TicketQuery {
            unassigned: true,
            ..all()
        },
        TicketQuery {
            warranty_class: Some(WarrantyClass::Doa),
            ..all()
        },
        TicketQuery {
            symptom_code: Some("x".into()),
            ..all()
        },
        TicketQuery {
            age: Some(AgeBand::To7),
            ..all()
        },
        TicketQuery {
            days_in_stage: Some(3),
            ..all()
        },
        TicketQuery {
            due_within: Some(3),
            ..all()
        },
        TicketQuery {
            overdue: true,
            ..all()
        },
        TicketQuery {
            promise_passed: true,
            ..all()
        },
        TicketQuery {
            untouched_days: Some(3),
            ..all()
        },
        TicketQuery {
            without_serial: true,
            ..all()
        },
        TicketQuery {
            box_label: Some("P".into()),
            ..all()
        },
        TicketQuery {
            model_id: Some(ModelId(nil)),
            open: Some(true),
            ..all()
        },
        TicketQuery {
            customer_id: Some(PartyId(nil)),
            site_id: Some(SiteId(nil)),
            ..all()
        },
        TicketQuery {
            center_id: Some(CenterId(nil)),
            overdue: true,
            ..all()
        },
    ];

    for query in filters {
        let conditions = list::conditions(&store.conn, &query, now()).unwrap();
        let asked = list::asked(&query);
        for sql in list::LISTED
            .statements(&store.conn, &asked, &conditions)
            .unwrap()
        {
            let mut statement = store
                .conn
                .prepare(&format!("EXPLAIN QUERY PLAN {sql}"))
                .unwrap();
            let mut plan = Vec::new();
            let mut steps = statement.raw_query();
            while let Some(step) = steps.next().unwrap() {
                plan.push(step.get::<_, String>(3).unwrap());
            }
            let walks = |step: &&String| step.as_str() == "SCAN t" || step.contains("AUTOMATIC");
            assert_eq!(
                plan.iter().find(walks),
                None,
                "{query:?}\n{sql}\n{}",
                plan.join("\n")
            );
        }
    }
}

/// 500 submitted tickets, 7 of them on hold.
fn five_hundred() -> (Store, Vec<TicketId>) {
    let mut bench = super::tests::Bench::new();
    let rma = bench.draft(500, "us").row.id;
    let ids = bench.store.submit_rma(rma, &at(1)).unwrap().tickets;
    let mut store = bench.store;
    let hold = TicketAct::Hold {
        reason: HoldReason::Paperwork,
        holder: None,
        note: String::new(),
    };
    let seven = Selection::Ids(ids[..7].to_vec());
    store
        .act_on_tickets(&seven, &hold, &at(2), &mut on)
        .unwrap();
    (store, ids)
}

fn authorize() -> TicketAct {
    TicketAct::Move {
        to: Stage::Authorized,
        note: MoveNote::default(),
    }
}

fn submitted(except: Vec<TicketId>) -> TicketSelection {
    Selection::Matching {
        query: TicketQuery {
            stages: vec![Stage::Submitted],
            ..TicketQuery::default()
        },
        except,
    }
}

#[test]
fn a_change_of_500_leaves_the_7_that_may_not_and_is_undone_as_one() {
    let (mut store, ids) = five_hundred();
    let stages = |store: &Store| -> Vec<(String, Stage, Timestamp)> {
        rows(store)
            .into_iter()
            .map(|row| (row.number, row.stage, row.stage_since))
            .collect()
    };
    let before = stages(&store);
    let mut heard = Vec::new();

    let bulk = store
        .act_on_tickets(
            &submitted(Vec::new()),
            &authorize(),
            &at(3),
            &mut |done, all| {
                heard.push((done, all));
                ControlFlow::Continue(())
            },
        )
        .unwrap();

    let report = bulk.report();
    assert_eq!((report.done, report.refused), (493, 7));
    assert_eq!(report.reasons.len(), 1);
    assert_eq!(report.reasons[0].count, 7);
    assert!(report.reasons[0].why.contains("hold"), "{report:?}");
    assert!(
        report
            .listed
            .iter()
            .all(|refused| refused.number.starts_with("T-"))
    );
    assert_eq!(heard.last(), Some(&(500, 500)));
    assert_eq!(
        store.ticket(ids[10], &at(3)).unwrap().row.stage,
        Stage::Authorized
    );

    let undone = store.undo(report.action.unwrap(), &at(4)).unwrap();

    assert_eq!((undone.taken_back, undone.kept_in_all), (493, 0));
    assert_eq!(stages(&store), before);
    let tables = replay::digests(&store.conn).unwrap();
    store.write(&at(5), |w| replay::rebuild(w.tx)).unwrap();
    assert_eq!(replay::digests(&store.conn).unwrap(), tables);
}

#[test]
fn undo_of_a_change_of_many_says_what_it_had_to_leave() {
    let (mut store, ids) = five_hundred();
    let some = Selection::Ids(ids[7..27].to_vec());
    let bulk = store
        .act_on_tickets(&some, &authorize(), &at(3), &mut on)
        .unwrap();
    let on_the_way = MoveNote::default();
    store
        .move_tickets(&ids[7..9], Stage::Queued, &on_the_way, &at(4))
        .unwrap();

    let undone = store.undo(bulk.action.unwrap(), &at(5)).unwrap();

    assert_eq!((undone.taken_back, undone.kept_in_all), (18, 2));
    assert!(undone.kept[0].why.contains("moved on since"), "{undone:?}");
    assert_eq!(
        store.ticket(ids[7], &at(5)).unwrap().row.stage,
        Stage::Queued
    );
}

#[test]
fn undo_of_an_assignment_leaves_what_others_set_since() {
    let (mut store, ids) = five_hundred();
    let assign = TicketAct::Assign {
        assignee: Some("Ana".into()),
    };
    let due_on = NaiveDate::from_ymd_opt(2026, 10, 1);
    let bulk = store
        .act_on_tickets(&Selection::Ids(ids[..3].to_vec()), &assign, &at(3), &mut on)
        .unwrap();
    let due = TicketAct::SetDue { due_on };
    store
        .act_on_tickets(&Selection::Ids(vec![ids[0]]), &due, &at(4), &mut on)
        .unwrap();
    let other = TicketAct::Assign {
        assignee: Some("Bo".into()),
    };
    store
        .act_on_tickets(&Selection::Ids(vec![ids[1]]), &other, &at(4), &mut on)
        .unwrap();

    let undone = store.undo(bulk.action.unwrap(), &at(5)).unwrap();

    assert_eq!((undone.taken_back, undone.kept_in_all), (2, 1));
    let row = |id| store.ticket(id, &at(5)).unwrap().row;
    assert_eq!((row(ids[0]).assignee, row(ids[0]).due_on), (None, due_on));
    assert_eq!(row(ids[1]).assignee.as_deref(), Some("Bo"));
    assert_eq!(row(ids[2]).assignee, None);
}

#[test]
fn a_cancelled_change_leaves_nothing() {
    let (mut store, _) = five_hundred();
    let before = replay::digests(&store.conn).unwrap();

    let err = store
        .act_on_tickets(
            &submitted(Vec::new()),
            &authorize(),
            &at(3),
            &mut |done, _| {
                if done >= 200 {
                    ControlFlow::Break(())
                } else {
                    ControlFlow::Continue(())
                }
            },
        )
        .unwrap_err();

    assert!(matches!(err, Error::Cancelled), "{err}");
    assert_eq!(replay::digests(&store.conn).unwrap(), before);
    assert_eq!(crate::journal::verify(&store.conn).unwrap(), None);
}

#[test]
fn all_that_match_but_a_few_are_acted_on() {
    let (mut store, ids) = five_hundred();
    let box_it = TicketAct::SetBox {
        label: Some(" P-9 ".into()),
    };
    let but_three = submitted(ids[..3].to_vec());

    let bulk = store
        .act_on_tickets(&but_three, &box_it, &at(3), &mut on)
        .unwrap();

    let boxed = TicketQuery {
        box_label: Some("P-9".into()),
        ..TicketQuery::default()
    };
    assert_eq!(store.count_tickets(&boxed, now()).unwrap().count, bulk.done);
    assert_eq!(store.ticket(ids[0], &at(3)).unwrap().row.box_label, None);
}

#[test]
fn none_and_too_many_are_refused_with_what_would_be_right() {
    let (mut store, ids) = five_hundred();
    let nobody = Selection::Matching {
        query: TicketQuery {
            assignee: Some("nobody at all".into()),
            ..TicketQuery::default()
        },
        except: Vec::new(),
    };
    let too_many = Selection::Ids(vec![ids[0]; 100_001]);

    let none = store
        .act_on_tickets(&nobody, &TicketAct::Release, &at(3), &mut on)
        .unwrap_err();
    let many = store
        .act_on_tickets(&too_many, &TicketAct::Release, &at(3), &mut on)
        .unwrap_err();

    assert_eq!((none.code(), many.code()), (Code::Invalid, Code::Invalid));
    assert!(many.to_string().contains("at most 100,000"), "{many}");
}

#[test]
fn a_lane_to_another_center_is_refused_before_anything_is_done() {
    let (mut store, ids) = five_hundred();
    let centers = store.centers().unwrap();
    let lane = centers
        .iter()
        .find_map(|sheet| sheet.lanes.first())
        .unwrap()
        .clone();
    let other = centers
        .iter()
        .find(|sheet| sheet.center.id != lane.center_id)
        .unwrap();
    let what = TicketAct::SetCenter {
        center_id: other.center.id,
        lane_id: Some(lane.id),
    };

    let err = store
        .act_on_tickets(&Selection::Ids(ids), &what, &at(3), &mut on)
        .unwrap_err();

    assert!(err.to_string().contains("another center"), "{err}");
}

#[test]
fn a_center_set_again_without_a_lane_keeps_its_lane_and_another_center_drops_it() {
    let (mut store, ids) = five_hundred();
    let centers = store.centers().unwrap();
    let lane = centers
        .iter()
        .find_map(|sheet| sheet.lanes.first())
        .unwrap()
        .clone();
    let other = centers
        .iter()
        .map(|sheet| sheet.center.id)
        .find(|center| *center != lane.center_id)
        .unwrap();
    let few = Selection::Ids(ids[..3].to_vec());
    let mut set = |center_id, lane_id| {
        let what = TicketAct::SetCenter { center_id, lane_id };
        store.act_on_tickets(&few, &what, &at(3), &mut on).unwrap();
        let page = store.ticket(ids[0], &at(4)).unwrap();
        page.lane_id
    };

    assert_eq!(set(lane.center_id, Some(lane.id)), Some(lane.id));
    assert_eq!(set(lane.center_id, None), Some(lane.id));
    assert_eq!(set(other, None), None);
}
