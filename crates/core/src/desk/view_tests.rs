//! Saved views, on a real desk in memory.

use super::view::{BuiltInView, ListName, Look, Looked};
use crate::device::DeviceQuery;
use crate::error::Code;
use crate::journal::{Act, replay};
use crate::store::Store;
use crate::ticket::{Stage, TicketQuery, TicketSort};
use crate::time::Timestamp;

fn by(actor: &str, hours: i64) -> Act {
    let at = Timestamp::from_millis(1_790_000_000_000 + hours * 3_600_000);
    Act::new(actor, at)
}

fn queued() -> Look {
    Look::Tickets(Looked {
        query: TicketQuery {
            stages: vec![Stage::Queued],
            untouched_days: Some(3),
            sort: TicketSort::Due,
            descending: false,
            after: Some("somewhere".into()),
            limit: 17,
            ..TicketQuery::default()
        },
        columns: vec!["number".into(), "stage".into()],
    })
}

#[test]
fn a_view_keeps_filters_sort_and_columns_but_no_place_in_the_list() {
    let mut store = Store::in_memory(&by("Kim", 0)).unwrap();

    store
        .save_view(None, " My queue ", false, &queued(), &by("Kim", 1))
        .unwrap();

    let views = store.views(ListName::Tickets, &by("Kim", 2)).unwrap();
    assert_eq!(views.len(), 1);
    assert_eq!(
        (&*views[0].name, views[0].owner.as_deref()),
        ("My queue", Some("Kim"))
    );
    assert!(views[0].unknown.is_empty());
    let Look::Tickets(looked) = &views[0].look else {
        panic!("{views:?}")
    };
    assert_eq!(looked.columns, ["number", "stage"]);
    assert_eq!(looked.query.stages, [Stage::Queued]);
    assert_eq!(looked.query.untouched_days, Some(3));
    assert_eq!(
        (looked.query.sort, looked.query.descending),
        (TicketSort::Due, false)
    );
    assert_eq!(
        (looked.query.after.as_deref(), looked.query.limit),
        (None, 100)
    );
    assert!(
        store
            .views(ListName::Fleet, &by("Kim", 2))
            .unwrap()
            .is_empty()
    );
}

#[test]
fn a_view_is_its_owners_unless_it_is_shared() {
    let mut store = Store::in_memory(&by("Kim", 0)).unwrap();
    let own = store
        .save_view(None, "Mine", false, &queued(), &by("Kim", 1))
        .unwrap();
    store
        .save_view(None, "Ours", true, &queued(), &by("Kim", 1))
        .unwrap();

    let seen = store.views(ListName::Tickets, &by("Ana", 2)).unwrap();
    let err = store.remove_view(own.id, &by("Ana", 2)).unwrap_err();

    assert_eq!(
        seen.iter().map(|view| &*view.name).collect::<Vec<_>>(),
        ["Ours"]
    );
    assert_eq!(err.code(), Code::NotFound);
}

#[test]
fn saving_renaming_and_removing_are_undone_and_replay_to_the_same() {
    let mut store = Store::in_memory(&by("Kim", 0)).unwrap();
    let kim = |hour| by("Kim", hour);
    let names = |store: &Store| -> Vec<String> {
        let views = store.views(ListName::Tickets, &by("Kim", 50)).unwrap();
        views.into_iter().map(|view| view.name).collect()
    };
    let saved = store
        .save_view(None, "Queue", true, &queued(), &kim(1))
        .unwrap();
    let renamed = store.rename_view(saved.id, "Bench queue", &kim(2)).unwrap();
    let early = store.undo(saved.action, &kim(3)).unwrap_err();
    let removed = store.remove_view(saved.id, &kim(4)).unwrap();
    assert!(names(&store).is_empty());

    store.undo(removed.action, &kim(5)).unwrap();
    assert_eq!(names(&store), ["Bench queue"]);
    store.undo(renamed.action, &kim(6)).unwrap();
    assert_eq!(names(&store), ["Queue"]);
    let tables = replay::digests(&store.conn).unwrap();
    store.write(&kim(7), |w| replay::rebuild(w.tx)).unwrap();
    assert_eq!(replay::digests(&store.conn).unwrap(), tables);
    store.undo(saved.action, &kim(8)).unwrap();
    assert!(names(&store).is_empty());

    assert!(early.to_string().contains("changed since"), "{early}");
}

#[test]
fn a_filter_of_a_later_version_is_named_and_not_lost() {
    let mut store = Store::in_memory(&by("Kim", 0)).unwrap();
    let look = Look::Fleet(Looked {
        query: DeviceQuery {
            status: Some("offline".into()),
            ..DeviceQuery::default()
        },
        columns: Vec::new(),
    });
    let saved = store
        .save_view(None, "Down", true, &look, &by("Kim", 1))
        .unwrap();
    let later =
        r#"{"query":{"status":"offline","mood":"bad","kind":"toaster"},"columns":["code"]}"#;
    store
        .conn
        .execute("UPDATE saved_view SET row = ?1", [later])
        .unwrap();

    let views = store
        .rename_view(saved.id, "Out", &by("Kim", 2))
        .unwrap()
        .views;

    assert_eq!(views[0].unknown, ["kind", "mood"]);
    let Look::Fleet(looked) = &views[0].look else {
        panic!("{views:?}")
    };
    assert_eq!(looked.query.status.as_deref(), Some("offline"));
    assert_eq!(looked.query.kind, None);
    let row: String = store
        .conn
        .query_row("SELECT row FROM saved_view", [], |row| row.get(0))
        .unwrap();
    assert_eq!(row, later);
}

#[test]
fn a_name_is_given_once_and_a_list_of_thousands_of_serials_is_no_view() {
    let mut store = Store::in_memory(&by("Kim", 0)).unwrap();
    store
        .save_view(None, "Queue", true, &queued(), &by("Kim", 1))
        .unwrap();
    let pasted = Look::Tickets(Looked {
        query: TicketQuery {
            serials: vec!["SMTTATUBDJAAI00A5".into(); 10_000],
            ..TicketQuery::default()
        },
        columns: Vec::new(),
    });

    for (name, look) in [("Queue", &queued()), ("", &queued()), ("Paste", &pasted)] {
        let err = store
            .save_view(None, name, true, look, &by("Kim", 2))
            .unwrap_err();
        assert_eq!(err.code(), Code::Invalid, "{name}");
    }
}

#[test]
fn every_built_in_view_asks_for_open_tickets() {
    let store = Store::in_memory(&by("Kim", 0)).unwrap();
    for &view in BuiltInView::ALL {
        let query = view.query();

        assert_eq!(query.open, Some(true), "{view}");
        assert_eq!(
            store.count_tickets(&query, by("Kim", 1).now).unwrap().count,
            0
        );
    }
}
