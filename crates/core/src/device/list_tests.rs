//! The fleet list against a plain look through all units, and acts on everything that matches.

use std::collections::HashSet;
use std::ops::ControlFlow;

use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use super::bulk::{DeviceAct, DeviceSelection};
use super::*;
use crate::desk::DemoSize;
use crate::journal::{Act, replay};
use crate::store::Store;

const START: i64 = 1_790_000_000_000; // 2026-09-21

fn at(hours: i64) -> Act {
    Act::new("Kim", Timestamp::from_millis(START + hours * 3_600_000))
}

fn on(_: u64, _: u64) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

struct Fleet {
    store: Store,
    rows: Vec<DeviceRow>,
    with_photo: HashSet<DeviceId>,
}

impl Fleet {
    fn new() -> Self {
        let mut store = Store::in_memory(&at(0)).unwrap();
        let size = DemoSize {
            devices: 260,
            tickets: 200,
            seed: 5,
        };
        store.make_demo(size, &at(0), &mut on).unwrap();
        store
            .conn
            .execute_batch(
                "INSERT INTO attachment (id, subject, hash, name, media_type, size, note, added_at, added_by)
                 SELECT randomblob(16), id, zeroblob(32), 'x', 'image/png', 1, '', 1, 'Kim' FROM device WHERE number % 3 = 0;
                 UPDATE device SET serial = NULL WHERE number % 17 = 0;
                 UPDATE device SET status = iif(number % 2, 'offline', 'ok') WHERE number % 5 <> 0;
                 UPDATE device SET warranty_until = '2026-09-1' || (number % 10) WHERE number % 7 = 0;
                 UPDATE device SET warranty_until = '2026-10-1' || (number % 10) WHERE number % 7 = 1;
                 UPDATE device SET merged_into = (SELECT id FROM device WHERE number = 1) WHERE number % 23 = 2;
                 UPDATE ticket SET bounce_of = (SELECT id FROM ticket AS b WHERE b.number = ticket.number - 1)
                 WHERE number % 13 = 0;",
            )
            .unwrap();
        let ids = |sql: &str| -> Vec<DeviceId> {
            let mut statement = store.conn.prepare(sql).unwrap();
            let found = statement.query_map([], |row| row.get(0)).unwrap();
            found.map(|id| id.unwrap()).collect()
        };
        let rows = store
            .device_rows(&ids(
                "SELECT id FROM device WHERE merged_into IS NULL ORDER BY number",
            ))
            .unwrap();
        let with_photo = ids("SELECT subject FROM attachment").into_iter().collect();
        Self {
            rows,
            with_photo,
            store,
        }
    }

    fn expected(&self, query: &DeviceQuery, now: Timestamp) -> HashSet<DeviceId> {
        fn one<T: PartialEq>(wanted: &Option<T>, is: Option<&T>) -> bool {
            wanted.as_ref().is_none_or(|wanted| is == Some(wanted))
        }
        let today = now.date();
        let meets = |row: &&DeviceRow| {
            one(&query.kind, Some(&row.kind))
                && one(&query.maker, row.maker.as_ref())
                && one(&query.model_id, row.model_id.as_ref())
                && one(&query.owner_id, row.owner_id.as_ref())
                && one(&query.site_id, row.site_id.as_ref())
                && one(&query.location, row.location.as_ref())
                && one(&query.status, row.status.as_ref())
                && (!query.warranty_ended || row.warranty_until.is_some_and(|day| day < today))
                && query.warranty_within.is_none_or(|most| {
                    row.warranty_until.is_some_and(|day| {
                        day >= today && (day - today).num_days() <= i64::from(most)
                    })
                })
                && query
                    .with_open_ticket
                    .is_none_or(|open| open == row.open_ticket.is_some())
                && (!query.bounced || row.has_bounced)
                && (!query.without_serial || row.serial.is_none())
                && (!query.without_photo || !self.with_photo.contains(&row.id))
        };
        self.rows.iter().filter(meets).map(|row| row.id).collect()
    }

    fn filters(&self) -> Vec<(&'static str, DeviceQuery)> {
        let all = DeviceQuery::default;
        let row = &self.rows[40];
        vec![
            (
                "kind",
                DeviceQuery {
                    kind: Some(DeviceKind::Miner),
                    ..all()
                },
            ),
            (
                "no kind",
                DeviceQuery {
                    kind: Some(DeviceKind::Psu),
                    ..all()
                },
            ),
            (
                "maker",
                DeviceQuery {
                    maker: row.maker.clone(),
                    ..all()
                },
            ),
            (
                "model",
                DeviceQuery {
                    model_id: row.model_id,
                    ..all()
                },
            ),
            (
                "owner",
                DeviceQuery {
                    owner_id: row.owner_id,
                    ..all()
                },
            ),
            (
                "site",
                DeviceQuery {
                    site_id: row.site_id,
                    ..all()
                },
            ),
            (
                "location",
                DeviceQuery {
                    location: row.location.clone(),
                    ..all()
                },
            ),
            (
                "status",
                DeviceQuery {
                    status: Some("offline".into()),
                    ..all()
                },
            ),
            (
                "warranty ended",
                DeviceQuery {
                    warranty_ended: true,
                    ..all()
                },
            ),
            (
                "warranty ends",
                DeviceQuery {
                    warranty_within: Some(25),
                    ..all()
                },
            ),
            (
                "with a ticket",
                DeviceQuery {
                    with_open_ticket: Some(true),
                    ..all()
                },
            ),
            (
                "without a ticket",
                DeviceQuery {
                    with_open_ticket: Some(false),
                    ..all()
                },
            ),
            (
                "bounced",
                DeviceQuery {
                    bounced: true,
                    ..all()
                },
            ),
            (
                "no serial",
                DeviceQuery {
                    without_serial: true,
                    ..all()
                },
            ),
            (
                "no photo",
                DeviceQuery {
                    without_photo: true,
                    ..all()
                },
            ),
        ]
    }

    /// The list page by page; the same list on one page must be the same.
    fn listed(&self, query: &DeviceQuery) -> Vec<DeviceId> {
        let whole = DeviceQuery {
            limit: 1_000,
            ..query.clone()
        };
        let whole: Vec<DeviceId> = ids(&self.store.devices(&whole, at(5).now).unwrap().rows);
        let mut query = query.clone();
        let mut paged = Vec::new();
        loop {
            let page = self.store.devices(&query, at(5).now).unwrap();
            paged.extend(ids(&page.rows));
            query.after = page.next;
            if query.after.is_none() {
                assert_eq!(paged, whole);
                return paged;
            }
        }
    }
}

fn ids(rows: &[DeviceRow]) -> Vec<DeviceId> {
    rows.iter().map(|row| row.id).collect()
}

#[test]
fn any_filters_on_units_give_what_a_look_through_all_of_them_gives() {
    let fleet = Fleet::new();
    for (name, query) in fleet.filters() {
        let listed = fleet.listed(&DeviceQuery {
            limit: 7,
            ..query.clone()
        });
        let expected = fleet.expected(&query, at(5).now);
        assert_eq!(listed.len(), expected.len(), "{name}");
        assert_eq!(
            listed.into_iter().collect::<HashSet<_>>(),
            expected,
            "{name}"
        );
        assert_eq!(expected.is_empty(), name == "no kind", "{name}");
    }
    let one_of = prop::sample::select(fleet.filters());
    let asked = (
        prop::collection::vec(one_of, 0..4),
        prop::sample::select(DeviceSort::ALL.to_vec()),
        any::<bool>(),
        1u32..40,
    );
    let mut runner = TestRunner::new(ProptestConfig {
        cases: 150,
        ..ProptestConfig::default()
    });

    runner
        .run(&asked, |(parts, sort, descending, limit)| {
            let usual = serde_json::to_value(DeviceQuery::default()).unwrap();
            let mut all = usual.clone();
            for (_, part) in parts {
                let part = serde_json::to_value(part).unwrap();
                for (name, value) in part.as_object().unwrap() {
                    if usual[name] != *value {
                        all[name] = value.clone();
                    }
                }
            }
            let query = DeviceQuery {
                sort,
                descending,
                limit,
                ..serde_json::from_value(all).unwrap()
            };
            let expected = fleet.expected(&query, at(5).now);
            let listed = fleet.listed(&query);
            prop_assert_eq!(listed.len(), expected.len(), "{:?}", query);
            prop_assert_eq!(listed.into_iter().collect::<HashSet<_>>(), expected);
            let count = fleet.store.count_devices(&query, at(5).now).unwrap();
            prop_assert_eq!(
                count.count as usize,
                fleet.expected(&query, at(5).now).len()
            );
            Ok(())
        })
        .unwrap();
}

#[test]
fn a_change_of_many_units_reports_the_refused_and_is_undone_as_one() {
    let mut store = Store::in_memory(&at(0)).unwrap();
    let size = DemoSize {
        devices: 120,
        tickets: 10,
        seed: 5,
    };
    store.make_demo(size, &at(0), &mut on).unwrap();
    let all = DeviceSelection::Matching {
        query: DeviceQuery::default(),
        except: Vec::new(),
    };
    let there = DeviceAct::SetLocation {
        location: Some("Rack 9".into()),
    };
    let first = store.devices(&DeviceQuery::default(), at(1).now).unwrap();
    let seven = DeviceSelection::Ids(ids(&first.rows[..7]));
    store
        .act_on_devices(&seven, &there, &at(1), &mut on)
        .unwrap();
    let places = |store: &Store| -> Vec<(String, Option<String>)> {
        let query = DeviceQuery {
            limit: 1_000,
            ..DeviceQuery::default()
        };
        let rows = store.devices(&query, at(9).now).unwrap().rows;
        rows.into_iter()
            .map(|row| (row.code, row.location))
            .collect()
    };
    let before = places(&store);

    let came = store
        .act_on_devices(&all, &there, &at(2), &mut on)
        .unwrap()
        .report();

    assert_eq!((came.done, came.refused), (113, 7));
    assert_eq!(came.reasons[0].why, "nothing changes");
    store.undo(came.action.unwrap(), &at(3)).unwrap();
    assert_eq!(places(&store), before);
    store.write(&at(3), |w| replay::rebuild(w.tx)).unwrap();
    assert_eq!(places(&store), before);
    let retire = DeviceAct::SetStatus {
        status: Some("retired".into()),
    };
    let err = store
        .act_on_devices(&all, &retire, &at(4), &mut |done, _| {
            if done >= 100 {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        })
        .unwrap_err();
    assert_eq!(err.code(), crate::error::Code::Cancelled);
    let retired = DeviceQuery {
        status: Some("retired".into()),
        ..DeviceQuery::default()
    };
    assert_eq!(store.count_devices(&retired, at(5).now).unwrap().count, 0);
}
