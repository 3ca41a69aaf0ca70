//! Dispute packs, on a real desk.

use std::collections::HashMap;
use std::io::Read;
use std::ops::ControlFlow;
use std::path::Path;

use sha2::{Digest, Sha256};

use super::*;
use crate::attachment::{AttachedTo, Staged};
use crate::bench::fixture::{Shop, at};
use crate::diagnose::LogLine;
use crate::error::Code;
use crate::finding::{FoundBy, NewFinding};
use crate::id::AttachmentId;
use crate::ticket::{NewPackage, NewTestRun, Stage, TestKind};

fn go_on(_done: u64, _total: u64) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

const PHOTO: &[u8] = b"\x89PNG\r\n\x1a\nnot much of a photo";
const LOG: &[u8] = b"Chain 1 only find 75 asic, will power off hash board 1\n";

fn attach(shop: &mut Shop, to: AttachedTo, name: &str, bytes: &[u8]) -> AttachmentId {
    let hash = shop.store.stage_file(bytes).unwrap();
    let staged = Staged {
        hash,
        name: name.into(),
    };
    shop.store.attach(to, &[staged], &at(3)).unwrap().added[0].id
}

/// A unit with a photo, a finding out of a log, a parcel, a failed and a passed run.
fn a_past() -> (Shop, DeviceId, TicketId) {
    let mut shop = Shop::new();
    let unit = shop.miner("SMTTATUBDJAAI0001");
    let ticket = shop.ticket(unit, Stage::Testing);
    attach(
        &mut shop,
        AttachedTo::Device(unit),
        "../board front.png",
        PHOTO,
    );
    attach(
        &mut shop,
        AttachedTo::Ticket(ticket),
        "board front.png",
        b"\x89PNG\r\n\x1a\nanother",
    );
    let log = attach(&mut shop, AttachedTo::Ticket(ticket), "kernel.log", LOG);
    let found = NewFinding {
        slot: "HB1".into(),
        fault_class: "hb_partial_chips".into(),
        found_by: FoundBy::Log,
        evidence_id: Some(log),
        lines: vec![LogLine {
            file: None,
            number: 1,
            text: String::from_utf8_lossy(LOG).trim().into(),
        }],
        ..NewFinding::default()
    };
    shop.store
        .record_findings(ticket, &[found], &at(6))
        .unwrap();
    let parcel = NewPackage {
        carrier: "DHL".into(),
        tracking: "JD014600003RU".into(),
        to_center: true,
    };
    shop.store
        .record_package(&[ticket], &parcel, &at(7))
        .unwrap();
    let run = NewTestRun::plain(TestKind::FullMachine, "rig 2", 240, true);
    shop.store.record_test(ticket, &run, &at(8)).unwrap();
    (shop, unit, ticket)
}

fn unzipped(path: &Path) -> HashMap<String, Vec<u8>> {
    let mut zip = zip::ZipArchive::new(std::fs::File::open(path).unwrap()).unwrap();
    (0..zip.len())
        .map(|at| {
            let mut file = zip.by_index(at).unwrap();
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).unwrap();
            (file.name().unwrap().into_owned(), bytes)
        })
        .collect()
}

/// All of a unit, packed into a file of a folder of its own.
fn packed(shop: &Shop, unit: DeviceId) -> (Dispute, Packed, HashMap<String, Vec<u8>>) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("pack.zip");
    let dispute = shop
        .store
        .dispute(DisputeOf::Device(unit), &at(9), &mut go_on)
        .unwrap();
    let packed = shop
        .store
        .write_dispute(&dispute, b"%PDF", &path, &mut go_on)
        .unwrap();
    (dispute, packed, unzipped(&path))
}

#[test]
fn a_pack_holds_the_originals_the_events_and_a_manifest_that_is_right() {
    let (shop, unit, _) = a_past();

    let (dispute, packed, files) = packed(&shop, unit);

    assert_eq!((packed.originals, packed.left_out.len()), (3, 0));
    let code = &dispute.page.row.code;
    assert_eq!(files[&format!("originals/{code}/board front.png")], PHOTO);
    assert_eq!(files["dispute.pdf"], b"%PDF");
    let manifest: serde_json::Value = serde_json::from_slice(&files["manifest.json"]).unwrap();
    let listed = manifest["files"].as_array().unwrap();
    // Every file but the manifest itself and the sums over it.
    assert_eq!(listed.len() + 2, files.len());
    for file in listed {
        let bytes = &files[file["path"].as_str().unwrap()];
        assert_eq!(file["bytes"], bytes.len());
        assert_eq!(file["blake3"], blake3::hash(bytes).to_hex().as_str());
        assert_eq!(file["sha256"], gather::hex(&Sha256::digest(bytes)));
    }
    let sums = String::from_utf8(files["SHA256SUMS"].clone()).unwrap();
    assert_eq!(sums.lines().count() + 1, files.len());
    assert!(sums.contains("  manifest.json\n"), "{sums}");
    assert_eq!(manifest["journal"]["hash"], dispute.head.hash);
}

#[test]
fn what_was_found_tested_and_carried_is_gathered_with_who_wrote_it_down() {
    let (shop, unit, ticket) = a_past();

    let all = shop
        .store
        .dispute(DisputeOf::Device(unit), &at(9), &mut go_on)
        .unwrap();

    let only = &all.tickets[0];
    assert_eq!(only.row.id, ticket);
    assert_eq!(only.findings[0].what.lines[0].number, 1);
    assert_eq!((only.tests.len(), only.tests[0].passed), (1, true));
    assert!(only.custody.iter().all(|each| each.person == "Kim"));
    assert!(only.custody.iter().any(|each| matches!(
        &each.what,
        CustodyOf::Package { tracking, .. } if tracking == "JD014600003RU"
    )));
    assert!(all.events.iter().any(|event| event.kind == "ticket.tested"));
    assert!(
        all.originals
            .iter()
            .all(|each| each.soundness == Soundness::Sound && each.blake3.len() == 64)
    );
}

#[test]
fn every_event_in_a_pack_gives_its_hash_as_verify_txt_says() {
    let (shop, unit, _) = a_past();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("pack.zip");
    let dispute = shop
        .store
        .dispute(DisputeOf::Device(unit), &at(9), &mut go_on)
        .unwrap();
    shop.store
        .write_dispute(&dispute, b"%PDF", &path, &mut go_on)
        .unwrap();

    let lines = String::from_utf8(unzipped(&path)["journal.jsonl"].clone()).unwrap();

    let bytes_of = |hex: &str| -> Vec<u8> {
        (0..hex.len())
            .step_by(2)
            .map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap())
            .collect()
    };
    assert!(lines.lines().count() > 8);
    for line in lines.lines() {
        let event: serde_json::Value = serde_json::from_str(line).unwrap();
        let text = |key: &str| event[key].as_str().unwrap().to_owned();
        let id = |key: &str| {
            uuid::Uuid::parse_str(&text(key))
                .unwrap()
                .into_bytes()
                .to_vec()
        };
        let number = |key: &str| event[key].as_i64().unwrap().to_le_bytes().to_vec();
        let mut hasher = blake3::Hasher::new();
        hasher.update(&bytes_of(&text("prev_hash")));
        for field in [
            number("position"),
            id("id"),
            id("desk"),
            id("action"),
            text("actor").into_bytes(),
            number("at_ms"),
            id("subject"),
            text("kind").into_bytes(),
            text("payload").into_bytes(),
        ] {
            hasher.update(&(field.len() as u64).to_le_bytes());
            hasher.update(&field);
        }
        assert_eq!(hasher.finalize().to_hex().as_str(), text("hash"));
    }
}

#[test]
fn an_original_that_is_not_what_was_attached_is_named_and_left_out() {
    let (shop, unit, _) = a_past();
    shop.store
        .conn
        .execute(
            "UPDATE content SET bytes = ?1 WHERE bytes = ?2",
            [b"another photo".as_slice(), PHOTO],
        )
        .unwrap();

    let (dispute, packed, _) = packed(&shop, unit);

    assert_eq!(packed.originals, 2);
    assert!(
        packed.left_out[0].starts_with("board front.png of D-"),
        "{packed:?}"
    );
    let damaged: Vec<Soundness> = dispute
        .originals
        .iter()
        .map(|each| each.soundness)
        .filter(|each| *each != Soundness::Sound)
        .collect();
    assert_eq!(damaged, [Soundness::Damaged]);
}

#[test]
fn an_original_that_changes_while_it_is_packed_leaves_no_pack_behind() {
    let (shop, unit, _) = a_past();
    let dispute = shop
        .store
        .dispute(DisputeOf::Device(unit), &at(9), &mut go_on)
        .unwrap();
    shop.store
        .conn
        .execute(
            "UPDATE content SET bytes = ?1 WHERE bytes = ?2",
            [b"x".as_slice(), LOG],
        )
        .unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("pack.zip");

    let error = shop
        .store
        .write_dispute(&dispute, b"%PDF", &path, &mut go_on)
        .unwrap_err();

    assert!(error.to_string().contains("kernel.log"), "{error}");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn a_pack_of_one_ticket_leaves_the_others_out_and_can_be_cancelled() {
    let (mut shop, unit, ticket) = a_past();
    let other = shop.miner("SMTTATUBDJAAI0002");
    let elsewhere = shop.ticket(other, Stage::Queued);
    attach(&mut shop, AttachedTo::Ticket(elsewhere), "other.png", PHOTO);

    let one = shop
        .store
        .dispute(DisputeOf::Ticket(ticket), &at(9), &mut go_on)
        .unwrap();
    let cancelled = shop
        .store
        .dispute(DisputeOf::Device(unit), &at(9), &mut |_, _| {
            ControlFlow::Break(())
        })
        .unwrap_err();

    assert_eq!(
        one.only.as_deref(),
        Some(one.tickets[0].row.number.as_str())
    );
    assert_eq!(one.originals.len(), 3);
    assert_eq!(cancelled.code(), Code::Cancelled);
}
