//! Files attached, removed, shrunk, saved and swept, on a real desk.

use std::io::Read;
use std::ops::ControlFlow;
use std::path::Path;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use img_parts::ImageEXIF;
use proptest::prelude::*;

use super::strip::{Stripped, without_metadata};
use super::*;
use crate::device::{DeviceFacts, DeviceKind};
use crate::error::Code;
use crate::journal::{Act, replay};
use crate::store::Store;

const START: i64 = 1_790_000_000_000; // 2026-09-21

fn at(hours: i64) -> Act {
    Act::new("Kim", Timestamp::from_millis(START + hours * 3_600_000))
}

/// A picture with a left half unlike its right, so that turning it shows.
fn drawn(width: u32, height: u32) -> DynamicImage {
    RgbImage::from_fn(width, height, |x, y| {
        if x < width / 2 {
            Rgb([200, 30, (y % 200) as u8])
        } else {
            Rgb([20, (x % 200) as u8, 220])
        }
    })
    .into()
}

fn encoded(image: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    image.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// EXIF as a phone writes it: held on its side, made by a phone, at 51.5 degrees north.
fn exif_with_gps() -> Vec<u8> {
    let mut tiff = b"MM\0*\0\0\0\x08".to_vec();
    let entry = |tag: u16, kind: u16, count: u32, value: [u8; 4]| {
        [
            &tag.to_be_bytes()[..],
            &kind.to_be_bytes(),
            &count.to_be_bytes(),
            &value,
        ]
        .concat()
    };
    tiff.extend(3u16.to_be_bytes());
    tiff.extend(entry(0x010f, 2, 4, *b"Pho\0"));
    tiff.extend(entry(0x0112, 3, 1, [0, 6, 0, 0]));
    tiff.extend(entry(0x8825, 4, 1, 50u32.to_be_bytes()));
    tiff.extend([0; 4]);
    tiff.extend(2u16.to_be_bytes());
    tiff.extend(entry(0x0001, 2, 2, *b"N\0\0\0"));
    tiff.extend(entry(0x0002, 5, 3, 80u32.to_be_bytes()));
    tiff.extend([0; 4]);
    for (value, of) in [(51u32, 1u32), (30, 1), (2615, 100)] {
        tiff.extend(value.to_be_bytes());
        tiff.extend(of.to_be_bytes());
    }
    tiff
}

/// A phone's photo: EXIF with the place, XMP, a comment, and a second picture behind the first.
fn phone_photo() -> Vec<u8> {
    let plain = encoded(&drawn(640, 400), ImageFormat::Jpeg);
    let mut jpeg = img_parts::jpeg::Jpeg::from_bytes(plain.into()).unwrap();
    jpeg.set_exif(Some(exif_with_gps().into()));
    for (marker, text) in [
        (
            0xE1,
            &b"http://ns.adobe.com/xap/1.0/\0<exif:GPSLatitude>51,30N</exif:GPSLatitude>"[..],
        ),
        (0xFE, b"taken at GPS 51.5 N"),
    ] {
        let segment = img_parts::jpeg::JpegSegment::new_with_contents(marker, text.to_vec().into());
        jpeg.segments_mut().insert(1, segment);
    }
    let mut bytes = jpeg.encoder().bytes().to_vec();
    bytes.extend(b"\xff\xd8second picture with GPS\xff\xd9");
    bytes
}

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

fn unit(store: &mut Store, serial: &str) -> AttachedTo {
    let page = store
        .add_device(DeviceKind::Miner, serial, &DeviceFacts::default(), &at(1))
        .unwrap();
    AttachedTo::Device(page.row.id)
}

fn attach(store: &mut Store, to: AttachedTo, name: &str, bytes: &[u8]) -> Attached {
    let staged = stage(store, name, bytes);
    store.attach(to, &[staged], &at(2)).unwrap()
}

fn stage(store: &mut Store, name: &str, bytes: &[u8]) -> Staged {
    Staged {
        hash: store.stage_file(bytes).unwrap(),
        name: name.into(),
    }
}

fn contents(store: &Store) -> u32 {
    store
        .conn
        .query_row("SELECT count(*) FROM content", [], |row| row.get(0))
        .unwrap()
}

#[test]
fn the_same_bytes_on_two_units_are_kept_once() {
    let mut store = Store::in_memory(&at(0)).unwrap();
    let (first, second) = (unit(&mut store, "MINER-1"), unit(&mut store, "MINER-2"));
    let photo = phone_photo();

    attach(&mut store, first, "a.jpg", &photo);
    let added = attach(&mut store, second, "b.bin", &photo).added.remove(0);
    let again = stage(&mut store, "c.jpg", &photo);
    let refused = store.attach(second, &[again], &at(3)).unwrap_err();

    assert_eq!(contents(&store), 1);
    assert_eq!(
        (added.kind, added.media_type.as_str()),
        (FileKind::Photo, "image/jpeg")
    );
    assert_eq!(store.attachment_bytes(added.id).unwrap(), photo);
    assert_eq!(
        refused.to_string(),
        "c.jpg: the same file is attached already, as b.bin"
    );
}

#[test]
fn removing_a_file_is_taken_back_and_a_rebuild_leaves_its_bytes() {
    let mut store = Store::in_memory(&at(0)).unwrap();
    let miner = unit(&mut store, "MINER-1");
    let added = attach(&mut store, miner, "log.txt", b"chain 0: 0 of 76 chips")
        .added
        .remove(0);
    store
        .note_attachment(added.id, " before the repair ", &at(3))
        .unwrap();

    let removed = store.remove_attachment(added.id, &at(4)).unwrap();
    assert!(store.attachments(miner).unwrap().own.is_empty());
    store.undo(removed, &at(5)).unwrap();

    let before = replay::digests(&store.conn).unwrap();
    assert!(store.rebuild(&at(6)).unwrap().ok);
    assert_eq!(replay::digests(&store.conn).unwrap(), before);
    let back = store.attachments(miner).unwrap().own.remove(0);
    assert_eq!(
        (back.note.as_str(), back.added_by.as_str()),
        ("before the repair", "Kim")
    );
    assert_eq!(
        store.attachment_bytes(back.id).unwrap(),
        b"chain 0: 0 of 76 chips"
    );
}

#[test]
fn attaching_is_taken_back_and_the_taking_back_too() {
    let mut store = Store::in_memory(&at(0)).unwrap();
    let miner = unit(&mut store, "MINER-1");
    let attached = attach(&mut store, miner, "a.txt", b"one");

    let undone = store.undo(attached.action, &at(3)).unwrap();
    assert!(store.attachments(miner).unwrap().own.is_empty());
    store.undo(undone.action, &at(4)).unwrap();

    assert_eq!(store.attachments(miner).unwrap().own.len(), 1);
}

#[test]
fn a_file_too_large_or_one_too_many_is_refused_by_name_and_limit() {
    let mut store = Store::in_memory(&at(0)).unwrap();
    let miner = unit(&mut store, "MINER-1");
    let offered = |name: &str, size| Offered {
        name: name.into(),
        size,
    };
    let huge = vec![7; MOST_BYTES as usize + 1];

    let said = store
        .judge_files(miner, &[offered("film.mov", 2e9), offered("a.jpg", 5.0)])
        .unwrap();
    let staged = store.stage_file(&huge).unwrap_err();
    for n in 0..MOST_FILES {
        attach(
            &mut store,
            miner,
            &format!("{n}.txt"),
            format!("log {n}").as_bytes(),
        );
    }
    let full = store
        .judge_files(miner, &[offered("more.jpg", 5.0)])
        .unwrap();
    let more = stage(&mut store, "more.txt", b"more");
    let one_more = store.attach(miner, &[more], &at(3)).unwrap_err();

    assert_eq!(said.len(), 1);
    assert_eq!(said[0].name, "film.mov");
    assert!(
        said[0].why.contains("1907.3 MB") && said[0].why.contains("25 MB"),
        "{}",
        said[0].why
    );
    assert_eq!(
        staged.to_string(),
        "it has 25.0 MB; at most 25 MB a file can be attached"
    );
    assert!(full[0].why.contains("50 files"));
    assert!(
        one_more
            .to_string()
            .starts_with("more.txt: there are 50 files")
    );
    assert!(store.stage_file(b"").is_err());
}

#[test]
fn files_from_the_disk_come_as_one_action_with_the_bad_ones_named() {
    let mut store = Store::in_memory(&at(0)).unwrap();
    let miner = unit(&mut store, "MINER-1");
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    };
    let paths = [
        file("a.jpg", &phone_photo()),
        folder.path().to_owned(),
        folder.path().join("gone.jpg"),
        file("b.txt", b"b"),
    ];
    let mut seen = Vec::new();

    let attached = store
        .attach_paths(miner, &paths, &at(2), &mut |done, total| {
            seen.push((done, total));
            ControlFlow::Continue(())
        })
        .unwrap();
    let cancelled = store.attach_paths(miner, &paths, &at(2), &mut |_, _| ControlFlow::Break(()));

    assert_eq!(attached.added.len(), 2);
    assert_eq!(attached.refused.len(), 2);
    assert!(
        attached.refused[0].why.contains("folder"),
        "{:?}",
        attached.refused
    );
    assert_eq!(seen.last(), Some(&(4, 4)));
    assert_eq!(cancelled.unwrap_err().code(), Code::Cancelled);
    store.undo(attached.action, &at(3)).unwrap();
    assert!(store.attachments(miner).unwrap().own.is_empty());
}

#[test]
fn a_photo_leaves_without_its_place_and_still_the_right_way_up() {
    let photo = phone_photo();
    assert!(holds(&photo, &exif_with_gps()));

    let Stripped::Clean(clean) = without_metadata("image/jpeg", photo.clone()) else {
        panic!("it had metadata");
    };

    for trace in [
        &b"GPS"[..],
        b"Pho\0",
        b"xap",
        b"second picture",
        b"\x88\x25",
    ] {
        assert!(!holds(&clean, trace), "{}", String::from_utf8_lossy(trace));
    }
    let shown = |bytes: &[u8]| image::load_from_memory(bytes).unwrap().to_rgb8();
    assert_eq!(
        shown(&clean),
        shown(&photo),
        "the picture itself is as it was"
    );
    // Held on its side: 640 by 400 is shown 160 by 256.
    let small = shown(&thumbnail(&clean).unwrap());
    assert_eq!((small.width(), small.height()), (160, 256));
    assert_eq!(small, shown(&thumbnail(&photo).unwrap()));
    assert!(matches!(
        without_metadata("image/jpeg", clean),
        Stripped::AsItWas(_)
    ));
}

#[test]
fn png_and_webp_leave_without_theirs_too() {
    let picture = drawn(300, 200);
    let mut png =
        img_parts::png::Png::from_bytes(encoded(&picture, ImageFormat::Png).into()).unwrap();
    png.set_exif(Some(exif_with_gps().into()));
    let comment =
        img_parts::png::PngChunk::new(*b"tEXt", b"Comment\0at GPS 51.5 N"[..].to_vec().into());
    png.chunks_mut().insert(1, comment);
    let mut webp =
        img_parts::webp::WebP::from_bytes(encoded(&picture, ImageFormat::WebP).into()).unwrap();
    webp.set_exif(Some(exif_with_gps().into()));

    for (media, bytes) in [
        ("image/png", png.encoder().bytes().to_vec()),
        ("image/webp", webp.encoder().bytes().to_vec()),
    ] {
        let Stripped::Clean(clean) = without_metadata(media, bytes.clone()) else {
            panic!("{media} had metadata");
        };

        for trace in [&b"GPS"[..], b"Pho\0", b"\x88\x25\0\x04"] {
            assert!(
                !holds(&clean, trace),
                "{media} {}",
                String::from_utf8_lossy(trace)
            );
        }
        let shown = |bytes: &[u8]| image::load_from_memory(bytes).unwrap().to_rgba8();
        assert_eq!(shown(&clean), shown(&bytes), "{media}");
        let small = image::load_from_memory(&thumbnail(&clean).unwrap()).unwrap();
        assert!(small.height() > small.width(), "{media} is turned");
    }
}

#[test]
fn what_cannot_be_cleaned_stays_unless_the_original_is_asked_for() {
    let mut store = Store::in_memory(&at(0)).unwrap();
    let miner = unit(&mut store, "MINER-1");
    let heic = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic with GPS".to_vec();
    attach(&mut store, miner, "phone.heic", &heic);
    attach(&mut store, miner, "photo.jpg", &phone_photo());
    let twin = attach(
        &mut store,
        miner,
        "PHOTO.jpg",
        &encoded(&drawn(9, 9), ImageFormat::Jpeg),
    );
    let folder = tempfile::tempdir().unwrap();
    let go_on = &mut |_: u64, _: u64| ControlFlow::Continue(());

    let clean = store
        .save_attachments(miner, &folder.path().join("out"), Metadata::Removed, go_on)
        .unwrap();
    let whole = store
        .save_attachments(miner, &folder.path().join("all.zip"), Metadata::Kept, go_on)
        .unwrap();
    let one = store.save_attachment(
        twin.added[0].id,
        &folder.path().join("out/photo.jpg"),
        Metadata::Kept,
    );

    assert_eq!(
        (clean.files, clean.cleaned, clean.left_out.len()),
        (2, 1, 1)
    );
    assert!(clean.left_out[0].why.contains("heif") || clean.left_out[0].why.contains("heic"));
    assert!(!holds(
        &std::fs::read(folder.path().join("out/photo.jpg")).unwrap(),
        b"GPS"
    ));
    assert!(folder.path().join("out/PHOTO (2).jpg").exists());
    assert_eq!((whole.files, whole.cleaned), (3, 0));
    let mut zip =
        zip::ZipArchive::new(std::fs::File::open(folder.path().join("all.zip")).unwrap()).unwrap();
    let mut bytes = Vec::new();
    zip.by_name("phone.heic")
        .unwrap()
        .read_to_end(&mut bytes)
        .unwrap();
    assert_eq!(bytes, heic);
    assert_eq!(
        one.unwrap_err().code(),
        Code::Refused,
        "nothing is replaced"
    );
}

#[test]
fn a_small_picture_is_made_once_and_a_broken_photo_has_none() {
    let mut store = Store::in_memory(&at(0)).unwrap();
    let miner = unit(&mut store, "MINER-1");
    let photo = attach(&mut store, miner, "a.jpg", &phone_photo())
        .added
        .remove(0)
        .id;
    let broken = attach(&mut store, miner, "b.jpg", b"\xff\xd8\xff\xe0 not a photo")
        .added
        .remove(0)
        .id;

    for id in [photo, broken] {
        let Picture::ToMake { hash, bytes } = store.picture(id).unwrap() else {
            panic!("nobody made it yet");
        };
        store
            .keep_thumbnail(&hash, thumbnail(&bytes).as_deref())
            .unwrap();
    }

    assert!(
        matches!(store.picture(photo).unwrap(), Picture::Made(jpeg) if jpeg.starts_with(b"\xff\xd8"))
    );
    assert!(matches!(store.picture(broken).unwrap(), Picture::Made(none) if none.is_empty()));
}

#[test]
fn a_photo_that_claims_to_be_enormous_is_not_drawn() {
    let mut bomb = encoded(&drawn(8, 8), ImageFormat::Png);
    // Width and height stand in the first chunk, whose checksum follows.
    bomb[16..24].copy_from_slice(&[0, 1, 0x86, 0xA0, 0, 1, 0x86, 0xA0]);
    let mut png = img_parts::png::Png::from_bytes(bomb.clone().into());
    if let Ok(png) = &mut png {
        let header = png.chunks()[0].contents().clone();
        png.chunks_mut()[0] = img_parts::png::PngChunk::new(*b"IHDR", header);
        bomb = png.clone().encoder().bytes().to_vec();
    }

    assert_eq!(thumbnail(&bomb), None);
}

#[test]
fn the_doctor_finds_what_is_missing_changed_or_needless_and_sweeps() {
    let mut store = Store::in_memory(&at(0)).unwrap();
    let miner = unit(&mut store, "MINER-1");
    attach(&mut store, miner, "kept.txt", b"kept");
    let removed = attach(&mut store, miner, "removed.txt", b"removed")
        .added
        .remove(0)
        .id;
    let removal = store.remove_attachment(removed, &at(3)).unwrap();
    store.stage_file(b"never attached").unwrap();
    let check = |examination: crate::store::Examination| {
        examination
            .checks
            .into_iter()
            .find(|check| check.name == "contents")
            .unwrap()
    };

    let before = check(store.examine(&at(4)).unwrap());
    let soon = store.sweep(&at(5)).unwrap();
    let late = store.sweep(&at(24 * 40)).unwrap();
    let undone = store.undo(removal, &at(24 * 41)).unwrap_err();

    assert!(
        before.ok && before.text.contains("1 more"),
        "{}",
        before.text
    );
    assert_eq!(soon.swept, Some(Swept { files: 1, kib: 1 }));
    assert_eq!(late.swept, Some(Swept { files: 1, kib: 1 }));
    assert!(late.ok);
    assert!(undone.to_string().contains("swept"), "{undone}");
    store
        .conn
        .execute("UPDATE content SET bytes = x'00'", [])
        .unwrap();
    let changed = check(store.examine(&at(25 * 41)).unwrap());
    store.conn.execute("DELETE FROM content", []).unwrap();
    let missing = check(store.examine(&at(25 * 41)).unwrap());
    assert!(
        !changed.ok
            && changed
                .text
                .contains("kept.txt of D-000001 is not what was attached"),
        "{}",
        changed.text
    );
    assert!(
        !missing.ok && missing.text.contains("is missing"),
        "{}",
        missing.text
    );
}

#[test]
fn a_backup_holds_the_photos_and_a_restore_brings_them() {
    let folder = tempfile::tempdir().unwrap();
    let (desk, copy) = (
        folder.path().join("desk.hashmend"),
        folder.path().join("copy.hashmend"),
    );
    let mut store = Store::create(&desk, "Desk", &at(0)).unwrap();
    let miner = unit(&mut store, "MINER-1");
    let photo = attach(&mut store, miner, "a.jpg", &phone_photo())
        .added
        .remove(0)
        .id;

    let made = store.back_up(&copy, at(3).now).unwrap();
    store.remove_attachment(photo, &at(4)).unwrap();
    drop(store);
    let restored = Store::restore(&desk, &copy, &at(5)).unwrap();

    assert_eq!((made.files, made.damaged_files, restored.files), (1, 0, 1));
    let store = Store::open(&desk, at(6).now).unwrap();
    assert_eq!(store.attachment_bytes(photo).unwrap(), phone_photo());
    assert!(store.attachment(photo).is_ok());
}

#[test]
fn files_are_found_by_an_index() {
    let store = Store::in_memory(&at(0)).unwrap();
    for (sql, index) in [
        (
            "SELECT * FROM attachment WHERE subject = ?1 AND removed_at IS NULL ORDER BY added_at",
            "attachment_subject",
        ),
        (
            "SELECT 1 FROM attachment AS a WHERE a.hash = ?1",
            "attachment_hash",
        ),
    ] {
        let plan: String = store
            .conn
            .query_row(&format!("EXPLAIN QUERY PLAN {sql}"), [[0u8; 16]], |row| {
                row.get(3)
            })
            .unwrap();
        assert!(plan.contains(index), "{plan}");
    }
}

#[test]
fn attaching_to_what_is_not_there_is_refused() {
    let mut store = Store::in_memory(&at(0)).unwrap();
    let nobody = AttachedTo::Ticket(TicketId(uuid::Uuid::nil()));
    let staged = stage(&mut store, "a.txt", b"a");

    assert_eq!(
        store.attach(nobody, &[staged], &at(1)).unwrap_err().code(),
        Code::NotFound
    );
    assert_eq!(
        store.attachments(nobody).unwrap_err().code(),
        Code::NotFound
    );
    assert!(
        store
            .attach_paths(nobody, &[Path::new("/").into()], &at(1), &mut |_, _| {
                ControlFlow::Continue(())
            })
            .is_err()
    );
}

/// A photo of one of the kinds that are drawn, damaged in some way.
fn damaged() -> impl Strategy<Value = Vec<u8>> {
    let formats = prop_oneof![
        Just(ImageFormat::Jpeg),
        Just(ImageFormat::Png),
        Just(ImageFormat::WebP),
        Just(ImageFormat::Gif)
    ];
    let damage = proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..12);
    (formats, 0.0..=1.0f64, damage).prop_map(|(format, part, damage)| {
        let mut bytes = match format {
            ImageFormat::Jpeg => phone_photo(),
            format => encoded(&drawn(40, 30), format),
        };
        bytes.truncate((bytes.len() as f64 * part) as usize);
        for (at, byte) in damage {
            if !bytes.is_empty() {
                let at = at.index(bytes.len());
                bytes[at] = byte;
            }
        }
        bytes
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn no_bytes_whatever_make_the_desk_panic(bytes in prop_oneof![damaged(), proptest::collection::vec(any::<u8>(), 0..400)]) {
        let media = kind::media_type(&bytes);
        let _ = thumbnail(&bytes);
        for media in [media, "image/jpeg", "image/png", "image/webp", "image/gif"] {
            if let Stripped::Clean(clean) = without_metadata(media, bytes.clone()) {
                prop_assert!(media != "image/jpeg" || !holds(&clean, &exif_with_gps()));
            }
        }
    }
}
