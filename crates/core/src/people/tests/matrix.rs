//! Every kind of event against every role, at the door itself; and the same table in words, in
//! `docs/people.md`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use super::*;
use crate::desk::DemoSize;
use crate::journal::Event;

/// Where the kinds of events are named.
const SOURCES: &[&str] = &[
    include_str!("../event.rs"),
    include_str!("../../desk/mod.rs"),
    include_str!("../../catalog/event.rs"),
    include_str!("../../place/event.rs"),
    include_str!("../../device/event.rs"),
    include_str!("../../rma/event.rs"),
    include_str!("../../ticket/event.rs"),
    include_str!("../../estimate/event.rs"),
    include_str!("../../attachment/event.rs"),
    include_str!("../../finding/event.rs"),
    include_str!("../../part/event.rs"),
    include_str!("../../repair/event.rs"),
    include_str!("../../test_run/event.rs"),
    include_str!("../../labour/event.rs"),
    include_str!("../../quote/event.rs"),
];

/// Payloads that a new demo desk has no sample of. `ID` is one id or another, `VIEW` a saved view.
const WRITTEN: &[(&str, &str)] = &[
    ("desk.renamed", r#"{"renamed":{"name":"A","was":"B"}}"#),
    (
        "desk.setting_changed",
        r#"{"setting_changed":{"key":"k","value":"v","was":null}}"#,
    ),
    ("desk.undone", r#"{"undone":{"action":"ID"}}"#),
    (
        "desk.view_saved",
        r#"{"view_saved":{"id":"ID","view":VIEW,"was":null}}"#,
    ),
    (
        "desk.view_renamed",
        r#"{"view_renamed":{"id":"ID","name":"A","was":"B"}}"#,
    ),
    (
        "desk.view_removed",
        r#"{"view_removed":{"id":"ID","view":VIEW}}"#,
    ),
    ("desk.demo_removed", r#""demo_removed""#),
    (
        "estimate.frozen",
        r#"{"frozen":{"id":"ID","center_id":"ID","p50_days":1.0,"p80_days":2.0,"p95_days":3.0,"basis":"{}","rma_id":null,"ticket_id":null,"center":"A","made_at":"2026-11-02T15:00:00.000Z","made_by":"Ana","note":""}}"#,
    ),
    (
        "estimate.withdrawn",
        r#"{"withdrawn":{"id":"ID","center_id":"ID","p50_days":1.0,"p80_days":2.0,"p95_days":3.0,"basis":"{}","rma_id":null,"ticket_id":null,"center":"A","made_at":"2026-11-02T15:00:00.000Z","made_by":"Ana","note":""}}"#,
    ),
    (
        "estimate.noted",
        r#"{"noted":{"id":"ID","is":"A","was":""}}"#,
    ),
    (
        "estimate.scenario_set",
        r#"{"scenario_set":{"id":"ID","is":{"id":"ID","name":"A","note":"","changes":[],"shipped":false},"was":null}}"#,
    ),
    (
        "people.added",
        r#"{"added":{"id":"ID","name":"Zed","role":"viewer"}}"#,
    ),
    (
        "people.changed",
        r#"{"changed":{"id":"ID","is":{"name":"Zed","role":"viewer"},"was":{"name":"Zed","role":"viewer"}}}"#,
    ),
    ("people.retired", r#"{"retired":{"id":"ID","name":"Zed"}}"#),
    (
        "people.returned",
        r#"{"returned":{"id":"ID","name":"Zed"}}"#,
    ),
    ("people.pin_set", r#"{"pin_set":{"id":"ID","name":"Zed"}}"#),
    (
        "catalog.serial_pattern_added",
        r#"{"serial_pattern_added":{"id":"ID","row":"{}"}}"#,
    ),
    (
        "catalog.serial_pattern_removed",
        r#"{"serial_pattern_removed":{"id":"ID","row":"{}"}}"#,
    ),
    (
        "catalog.mapping_remembered",
        r#"{"mapping_remembered":{"fingerprint":"f","mapping":"m","was":null}}"#,
    ),
    (
        "catalog.mapping_forgotten",
        r#"{"mapping_forgotten":{"fingerprint":"f","mapping":"m"}}"#,
    ),
    (
        "catalog.window_edited",
        r#"{"window_edited":{"maker":"Bitmain","item":"x","days":3,"note":"","was":null}}"#,
    ),
    (
        "catalog.prior_edited",
        r#"{"prior_edited":{"is":null,"was":null}}"#,
    ),
    (
        "place.closure_added",
        r#"{"closure_added":{"id":"ID","center_id":"ID","from_on":"2026-01-01","to_on":"2026-01-02","note":""}}"#,
    ),
    (
        "device.claimed",
        r#"{"claimed":{"id":"ID","claim":{"kind":"serial","typed":"A","normal":"A","source":"typed"}}}"#,
    ),
    (
        "device.claim_ended",
        r#"{"claim_ended":{"id":"ID","claim":{"kind":"serial","typed":"A","normal":"A","source":"typed"}}}"#,
    ),
    (
        "device.installed",
        r#"{"installed":{"parent":"ID","slot":"1","child":"ID"}}"#,
    ),
    (
        "device.uninstalled",
        r#"{"uninstalled":{"parent":"ID","slot":"1","child":"ID"}}"#,
    ),
    (
        "device.install_undone",
        r#"{"install_undone":{"parent":"ID","slot":"1","child":"ID"}}"#,
    ),
    (
        "device.uninstall_undone",
        r#"{"uninstall_undone":{"parent":"ID","slot":"1","child":"ID"}}"#,
    ),
    (
        "device.merged",
        r#"{"merged":{"into":"ID","from":"ID","code":"D-000002","moved":{"identifiers":[],"tickets":[],"stays":[],"attachments":[]}}}"#,
    ),
    (
        "device.split",
        r#"{"split":{"into":"ID","from":"ID","code":"D-000002","moved":{"identifiers":[],"tickets":[],"stays":[],"attachments":[]}}}"#,
    ),
    (
        "device.imported",
        r#"{"imported":{"file_name":"a","file_hash":"b","rows":1,"added":1,"changed":0,"refused":0}}"#,
    ),
    (
        "rma.submission_undone",
        r#"{"submission_undone":{"id":"ID","estimate":null}}"#,
    ),
    (
        "ticket.assigned",
        r#"{"assigned":{"id":"ID","is":[null,null],"was":[null,null]}}"#,
    ),
    (
        "ticket.regrouped",
        r#"{"regrouped":{"id":"ID","is":null,"was":null}}"#,
    ),
    (
        "ticket.move_undone",
        r#"{"move_undone":{"id":"ID","from":"queued","to":"diagnosing","attempt":1,"reason":null,"entered_at":"2026-01-01T00:00:00Z"}}"#,
    ),
    (
        "ticket.hold_undone",
        r#"{"hold_undone":{"id":"ID","hold":{"id":"ID","reason":"payment","holder":"customer","note":"","from_at":"2026-01-01T00:00:00Z","until_at":null}}}"#,
    ),
    (
        "ticket.release_undone",
        r#"{"release_undone":{"id":"ID","hold":"ID"}}"#,
    ),
    (
        "ticket.approved",
        r#"{"approved":{"id":"ID","by":"x","quoted_cents":1,"was_quoted":null}}"#,
    ),
    (
        "ticket.approval_undone",
        r#"{"approval_undone":{"id":"ID","quoted_cents":null}}"#,
    ),
    ("ticket.noted", r#"{"noted":{"id":"ID","text":"x"}}"#),
    (
        "attachment.added",
        r#"{"added":{"id":"ID","to":{"of":"ticket","id":"ID"},"hash":"00","name":"a.jpg","media_type":"image/jpeg","size":1}}"#,
    ),
    (
        "attachment.addition_undone",
        r#"{"addition_undone":{"id":"ID","name":"a.jpg"}}"#,
    ),
    (
        "attachment.removed",
        r#"{"removed":{"id":"ID","name":"a.jpg"}}"#,
    ),
    (
        "attachment.removal_undone",
        r#"{"removal_undone":{"id":"ID","name":"a.jpg"}}"#,
    ),
    (
        "attachment.noted",
        r#"{"noted":{"id":"ID","name":"a.jpg","is":"x","was":""}}"#,
    ),
    (
        "finding.found",
        r#"{"found":{"id":"ID","ticket_id":"ID","attempt":1,"device_id":"ID","model_id":null,"label":"A","what":{"component":"psu","fault_class":"psu_fan"}}}"#,
    ),
    (
        "finding.withdrawn",
        r#"{"withdrawn":{"id":"ID","ticket_id":"ID","attempt":1,"device_id":"ID","model_id":null,"label":"A","what":{"component":"psu","fault_class":"psu_fan"}}}"#,
    ),
    (
        "finding.chip_marked",
        r#"{"chip_marked":{"ticket_id":"ID","device_id":"ID","slot":"","model_id":null,"chip":3,"is":"dead","was":null}}"#,
    ),
    (
        "finding.mark_undone",
        r#"{"mark_undone":{"ticket_id":"ID","device_id":"ID","slot":"","model_id":null,"chip":3,"is":"dead","was":null}}"#,
    ),
    (
        "finding.class_set",
        r#"{"class_set":{"code":"x","is":null,"was":null}}"#,
    ),
    (
        "part.added",
        r#"{"added":{"id":"ID","number":"A","name":"A","kind":"chip","fits":[],"supplier":"","cost_cents":null,"price_cents":null,"reorder_at":0,"lead_days":null,"note":"","retired":false}}"#,
    ),
    (
        "part.changed",
        r#"{"changed":{"is":{"id":"ID","number":"A","name":"A","kind":"chip","fits":[],"supplier":"","cost_cents":null,"price_cents":null,"reorder_at":0,"lead_days":null,"note":"","retired":false},"was":{"id":"ID","number":"A","name":"A","kind":"chip","fits":[],"supplier":"","cost_cents":null,"price_cents":null,"reorder_at":0,"lead_days":null,"note":"","retired":false}}}"#,
    ),
    (
        "part.removed",
        r#"{"removed":{"id":"ID","number":"A","name":"A","kind":"chip","fits":[],"supplier":"","cost_cents":null,"price_cents":null,"reorder_at":0,"lead_days":null,"note":"","retired":false}}"#,
    ),
    (
        "part.place_added",
        r#"{"place_added":{"id":"ID","name":"A","note":"","retired":false}}"#,
    ),
    (
        "part.place_changed",
        r#"{"place_changed":{"is":{"id":"ID","name":"A","note":"","retired":false},"was":{"id":"ID","name":"A","note":"","retired":false}}}"#,
    ),
    (
        "part.place_removed",
        r#"{"place_removed":{"id":"ID","name":"A","note":"","retired":false}}"#,
    ),
    (
        "part.moved",
        r#"{"moved":{"part_id":"ID","part":"A","place_id":"ID","place":"A","owner_id":null,"quantity":1,"reason":"received","ticket_id":null,"repair_id":null,"device_id":null,"reverses":null,"note":""}}"#,
    ),
    (
        "repair.done",
        r#"{"done":{"id":"ID","ticket_id":"ID","attempt":1,"device_id":"ID","what":{"code":"clean"},"taken_out":null,"lent_by":null,"lent_to":null}}"#,
    ),
    (
        "repair.undone",
        r#"{"undone":{"id":"ID","ticket_id":"ID","attempt":1,"device_id":"ID","what":{"code":"clean"},"taken_out":null,"lent_by":null,"lent_to":null}}"#,
    ),
    (
        "repair.loan_settled",
        r#"{"loan_settled":{"id":"ID","how":"A"}}"#,
    ),
    (
        "repair.loan_reopened",
        r#"{"loan_reopened":{"id":"ID","how":"A"}}"#,
    ),
    (
        "repair.slots_seen",
        r#"{"slots_seen":{"id":"ID","ticket_id":"ID","device_id":"ID","moment":"pack","seen":[],"note":""}}"#,
    ),
    (
        "repair.slots_unseen",
        r#"{"slots_unseen":{"id":"ID","ticket_id":"ID","device_id":"ID","moment":"pack","seen":[],"note":""}}"#,
    ),
    (
        "test.started",
        r#"{"started":{"id":"ID","ticket_id":"ID","attempt":1,"kind":"burn_in","template":null,"rig":"A","minutes":5}}"#,
    ),
    (
        "test.start_undone",
        r#"{"start_undone":{"id":"ID","ticket_id":"ID","attempt":1,"kind":"burn_in","template":null,"rig":"A","minutes":5}}"#,
    ),
    (
        "test.ended",
        r#"{"ended":{"id":"ID","ticket_id":"ID","run":null}}"#,
    ),
    (
        "test.end_undone",
        r#"{"end_undone":{"id":"ID","ticket_id":"ID","run":null}}"#,
    ),
    (
        "test.waived",
        r#"{"waived":{"id":"ID","ticket_id":"ID","attempt":1,"reason":"A"}}"#,
    ),
    (
        "test.waiver_undone",
        r#"{"waiver_undone":{"id":"ID","ticket_id":"ID","attempt":1,"reason":"A"}}"#,
    ),
    (
        "test.template_set",
        r#"{"template_set":{"code":"x","is":null,"was":null}}"#,
    ),
    (
        "labour.started",
        r#"{"started":{"id":"ID","ticket_id":"ID","person":"A","span":{"activity":"repair","note":"","from_at":"2026-01-01T00:00:00Z","until_at":null}}}"#,
    ),
    (
        "labour.start_undone",
        r#"{"start_undone":{"id":"ID","ticket_id":"ID","person":"A","span":{"activity":"repair","note":"","from_at":"2026-01-01T00:00:00Z","until_at":null}}}"#,
    ),
    (
        "labour.stopped",
        r#"{"stopped":{"id":"ID","ticket_id":"ID","activity":"repair","from_at":"2026-01-01T00:00:00Z","until_at":"2026-01-01T01:00:00Z"}}"#,
    ),
    (
        "labour.stop_undone",
        r#"{"stop_undone":{"id":"ID","ticket_id":"ID","activity":"repair","from_at":"2026-01-01T00:00:00Z","until_at":"2026-01-01T01:00:00Z"}}"#,
    ),
    (
        "labour.corrected",
        r#"{"corrected":{"id":"ID","ticket_id":"ID","is":{"activity":"repair","note":"","from_at":"2026-01-01T00:00:00Z","until_at":null},"was":{"activity":"repair","note":"","from_at":"2026-01-01T00:00:00Z","until_at":null}}}"#,
    ),
    (
        "quote.made",
        r#"{"made":{"id":"ID","ticket_id":"ID","version":1,"lines":[],"total_cents":1,"currency":"USD","valid_until":"2026-12-01","note":""}}"#,
    ),
    (
        "quote.unmade",
        r#"{"unmade":{"id":"ID","ticket_id":"ID","version":1,"lines":[],"total_cents":1,"currency":"USD","valid_until":"2026-12-01","note":""}}"#,
    ),
    (
        "quote.sent",
        r#"{"sent":{"id":"ID","ticket_id":"ID","version":1,"total_cents":1}}"#,
    ),
    (
        "quote.send_undone",
        r#"{"send_undone":{"id":"ID","ticket_id":"ID","version":1,"total_cents":1}}"#,
    ),
    (
        "quote.decided",
        r#"{"decided":{"quote":{"id":"ID","ticket_id":"ID","version":1,"total_cents":1},"decision":"approved","by":"A","how":"email","why":""}}"#,
    ),
    (
        "quote.decision_undone",
        r#"{"decision_undone":{"quote":{"id":"ID","ticket_id":"ID","version":1,"total_cents":1},"decision":"approved","by":"A","how":"email","why":""}}"#,
    ),
];

/// Events that hold the same as another: the new kind, the old one, and how it is wrapped.
const LIKE: &[(&str, &str, bool)] = &[
    ("catalog.model_changed", "catalog.model_added", true),
    ("catalog.model_removed", "catalog.model_added", false),
    ("catalog.symptom_removed", "catalog.symptom_added", false),
    ("catalog.duty_removed", "catalog.duty_set", false),
    ("catalog.hashprice_removed", "catalog.hashprice_set", false),
    ("catalog.fx_removed", "catalog.fx_set", false),
    ("place.party_changed", "place.party_added", true),
    ("place.party_removed", "place.party_added", false),
    ("place.site_changed", "place.site_added", true),
    ("place.site_removed", "place.site_added", false),
    ("place.center_changed", "place.center_added", true),
    ("place.center_removed", "place.center_added", false),
    ("place.fee_removed", "place.fee_set", false),
    ("place.capacity_removed", "place.capacity_set", false),
    ("place.closure_removed", "place.closure_added", false),
    ("place.lane_changed", "place.lane_added", true),
    ("place.lane_removed", "place.lane_added", false),
    ("device.removed", "device.added", false),
    ("device.changed", "device.added", true),
    ("rma.changed", "rma.drafted", true),
    ("rma.discarded", "rma.drafted", false),
    ("ticket.removed", "ticket.opened", false),
    ("ticket.changed", "ticket.opened", true),
    ("ticket.test_undone", "ticket.tested", false),
    ("ticket.packing_undone", "ticket.packed", false),
];

/// Kinds whose right hangs on what they say: the payload, and what it is in words.
const FURTHER: &[(&str, &str, &str)] = &[
    (
        "ticket.moved",
        "to or from the bench",
        r#"{"moved":{"id":"ID","from":"queued","to":"diagnosing","attempt":1,"reason":null}}"#,
    ),
    (
        "ticket.moved",
        "elsewhere",
        r#"{"moved":{"id":"ID","from":"ready","to":"delivered","attempt":1,"reason":null}}"#,
    ),
    (
        "ticket.opened",
        "filed",
        r#"{"opened":{"id":"ID","number":7,"rma_id":"ID","device_id":"ID","serial":null,"model_id":null,"customer_id":null,"site_id":null,"stage":"draft","bounce_of":"ID","symptom_code":null,"symptom_text":"","warranty_class":"in_warranty","warranty_reason":"","level":2,"assignee":null,"due_on":null,"center_id":null,"lane_id":null,"quoted_cents":null,"box_label":null}}"#,
    ),
    (
        "ticket.opened",
        "at the bench, for a unit whose repair did not hold",
        r#"{"opened":{"id":"ID","number":7,"rma_id":null,"device_id":"ID","serial":null,"model_id":null,"customer_id":null,"site_id":null,"stage":"queued","bounce_of":"ID","symptom_code":null,"symptom_text":"","warranty_class":"second_return","warranty_reason":"","level":2,"assignee":null,"due_on":null,"center_id":null,"lane_id":null,"quoted_cents":null,"box_label":null}}"#,
    ),
    (
        "ticket.disposed",
        "repaired, replaced, no trouble found",
        r#"{"disposed":{"id":"ID","is":"repaired","was":null}}"#,
    ),
    (
        "ticket.disposed",
        "beyond economic repair, declined",
        r#"{"disposed":{"id":"ID","is":"declined","was":null}}"#,
    ),
    (
        "quote.decided",
        "by the customer",
        r#"{"decided":{"quote":{"id":"ID","ticket_id":"ID","version":1,"total_cents":1},"decision":"approved","by":"A","how":"email","why":""}}"#,
    ),
    (
        "quote.decided",
        "within the spend limit",
        r#"{"decided":{"quote":{"id":"ID","ticket_id":"ID","version":1,"total_cents":1},"decision":"approved","by":"A","how":"spend_limit","why":""}}"#,
    ),
    (
        "quote.decision_undone",
        "by the customer",
        r#"{"decision_undone":{"quote":{"id":"ID","ticket_id":"ID","version":1,"total_cents":1},"decision":"approved","by":"A","how":"email","why":""}}"#,
    ),
    (
        "quote.decision_undone",
        "within the spend limit",
        r#"{"decision_undone":{"quote":{"id":"ID","ticket_id":"ID","version":1,"total_cents":1},"decision":"approved","by":"A","how":"spend_limit","why":""}}"#,
    ),
    (
        "part.moved",
        "used up or harvested at the bench",
        r#"{"moved":{"part_id":"ID","part":"A","place_id":"ID","place":"A","owner_id":null,"quantity":1,"reason":"used","ticket_id":null,"repair_id":null,"device_id":null,"reverses":null,"note":""}}"#,
    ),
    (
        "part.moved",
        "bought, counted, carried or scrapped",
        r#"{"moved":{"part_id":"ID","part":"A","place_id":"ID","place":"A","owner_id":null,"quantity":1,"reason":"received","ticket_id":null,"repair_id":null,"device_id":null,"reverses":null,"note":""}}"#,
    ),
];

fn kinds() -> BTreeSet<String> {
    let named = regex::Regex::new(r#"=> "([a-z]+\.[a-z_]+)""#).unwrap();
    SOURCES
        .iter()
        .flat_map(|source| named.captures_iter(source))
        .map(|found| found[1].to_owned())
        .collect()
}

/// The variants of `facts` (an opened ticket, say) as an event that changes them.
fn wrapped(kind: &str, inner: &serde_json::Value, both: bool) -> String {
    let tag = kind.split_once('.').unwrap().1;
    let value = if both {
        serde_json::json!({ "id": inner["id"], "is": inner, "was": inner })
    } else {
        inner.clone()
    };
    serde_json::json!({ tag: value }).to_string()
}

/// One payload of every kind: what a demo desk wrote, and the rest by hand.
fn samples() -> BTreeMap<String, String> {
    let mut store = Store::in_memory(&account()).unwrap();
    let size = DemoSize {
        devices: 60,
        tickets: 24,
        seed: 1,
    };
    store
        .make_demo(size, &account(), &mut |_, _| {
            std::ops::ControlFlow::Continue(())
        })
        .unwrap();
    let mut found: BTreeMap<String, String> = store
        .conn
        .prepare("SELECT kind, max(payload) FROM event GROUP BY kind")
        .unwrap()
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap()
        .collect::<rusqlite::Result<_>>()
        .unwrap();
    for (kind, payload) in WRITTEN {
        found.insert((*kind).into(), with_id(payload));
    }
    for (kind, of, both) in LIKE {
        let (_, tag) = of.split_once('.').unwrap();
        let whole: serde_json::Value = serde_json::from_str(&found[*of]).unwrap();
        found.insert((*kind).into(), wrapped(kind, &whole[tag], *both));
    }
    found
}

fn with_id(payload: &str) -> String {
    let view = r#"{"list":"tickets","name":"A","owner":null,"row":"{}"}"#;
    payload
        .replace("VIEW", view)
        .replace("ID", "01a2013e-2660-76d0-972c-225bac39d5d8")
}

fn read(kind: &str, payload: &str) -> Event {
    Event::read(1, kind, payload).unwrap_or_else(|error| panic!("{kind}: {error}"))
}

#[test]
fn there_is_a_sample_of_every_kind_of_event() {
    let sampled: BTreeSet<String> = samples().into_keys().collect();

    let missing: Vec<String> = kinds().difference(&sampled).cloned().collect();

    assert!(missing.is_empty(), "add a sample of {missing:?}");
}

#[test]
fn the_journal_takes_each_event_from_those_who_hold_its_right_and_from_nobody_else() {
    let mut shop = Shop::new();
    let acts: Vec<(Option<Role>, Act)> = ["Olek", "Tao", "Mara", "Ada", "Vic"]
        .map(|name| {
            let act = shop.act(name);
            let role = person(&shop.store.conn, act.person().unwrap())
                .unwrap()
                .role;
            (Some(role), act)
        })
        .into_iter()
        .chain([(None, account())])
        .collect();
    let mut all: Vec<(String, String)> = samples().into_iter().collect();
    all.extend(
        FURTHER
            .iter()
            .map(|(kind, _, payload)| ((*kind).to_owned(), with_id(payload))),
    );

    for (kind, payload) in all {
        let event = read(&kind, &payload);
        let needed = event.needs();
        for (role, act) in &acts {
            // What the tables make of a sample is no matter here: nothing of it stays.
            let said = shop
                .store
                .write(act, |w| -> Result<()> {
                    let id = PersonId(w.new_id());
                    w.append(id, event.clone())?;
                    Err(Error::Cancelled)
                })
                .unwrap_err();
            let refused = matches!(said.code(), Code::NotAllowed | Code::NotSignedIn);
            let may = role.is_some_and(|role| role.may(needed));
            assert_eq!(refused, !may, "{kind} by {role:?}: {said}");
        }
        assert!(Role::Admin.may(needed), "{kind}");
        assert!(
            !Role::Viewer.may(needed) || needed == Right::OwnPin,
            "{kind}"
        );
    }
}

#[test]
fn a_desk_without_people_takes_every_event_from_anybody() {
    let mut store = Store::in_memory(&account()).unwrap();

    for (kind, payload) in samples() {
        let event = read(&kind, &payload);
        let said = store
            .write(&account(), |w| -> Result<()> {
                let id = PersonId(w.new_id());
                w.append(id, event)?;
                Err(Error::Cancelled)
            })
            .unwrap_err();
        assert!(
            !matches!(said.code(), Code::NotAllowed | Code::NotSignedIn),
            "{kind}: {said}"
        );
    }
}

/// `docs/people.md` is for people: what each role may do, written from the code.
#[test]
fn the_written_table_of_rights_is_the_one_in_force() {
    let mut by_right: BTreeMap<Right, Vec<String>> = BTreeMap::new();
    let several: BTreeSet<&str> = FURTHER.iter().map(|(kind, ..)| *kind).collect();
    for (kind, payload) in samples() {
        if !several.contains(kind.as_str()) {
            by_right
                .entry(read(&kind, &payload).needs())
                .or_default()
                .push(format!("`{kind}`"));
        }
    }
    for (kind, words, payload) in FURTHER {
        let needed = read(kind, &with_id(payload)).needs();
        by_right
            .entry(needed)
            .or_default()
            .push(format!("`{kind}` ({words})"));
    }
    let columns = [
        Role::Viewer,
        Role::Operator,
        Role::Technician,
        Role::Manager,
        Role::Admin,
    ];
    let mut page = String::from(
        "# Who may do what\n\n\
         Written by a test from `crates/core/src/people/right.rs`; edit that instead. A desk without\n\
         people lets whoever sits at it do everything. On a desk with people everybody may read\n\
         all but the figures of people, and the journal takes an event only from somebody whose role has the right that it needs. An undo\n\
         needs the right of what it takes back.\n\n| may |",
    );
    for role in columns {
        let _ = write!(page, " {role} |");
    }
    page.push_str("\n|---|---|---|---|---|---|\n");
    for right in Right::ALL {
        let _ = write!(page, "| {} |", right.doing());
        for role in columns {
            page.push_str(if role.may(*right) { " yes |" } else { " |" });
        }
        page.push('\n');
    }
    page.push_str("\n## Which event needs which right\n\n");
    for right in Right::ALL {
        let Some(kinds) = by_right.get(right) else {
            continue;
        };
        let _ = writeln!(page, "- **{}**: {}", right.doing(), kinds.join(", "));
    }
    page.push_str(
        "\nA changed ticket or unit needs more where the change touches what was filed: a ticket's center,\n\
         lane, warranty or due day, a unit's model, owner, site or warranty.\n",
    );
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/people.md");

    let written = std::fs::read_to_string(&path).unwrap_or_default();

    if written != page {
        std::fs::write(&path, &page).unwrap();
        panic!("docs/people.md was out of date and is now written anew");
    }
}
