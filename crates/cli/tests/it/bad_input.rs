//! Bad input, for the record: each gets a clear error, nothing is lost, nothing panics.

use std::process::Command;

use crate::Shop;

const LOG: &str =
    "case_id,seq,stage,started_at,ended_at,center,attr_serial,case_opened_at,case_closed_at\n";

#[test]
fn a_history_file_that_is_none_is_refused_with_what_is_missing() {
    let shop = Shop::new();
    for (name, bytes) in [
        ("empty.csv", Vec::new()),
        ("list.csv", b"serial,model\nX,S19\n".to_vec()),
        ("book.xlsx", b"PK\x03\x04\x00\x00rubbish".to_vec()),
        ("binary.csv", (0..=255).cycle().take(100_000).collect()),
        ("long.csv", vec![b'a'; 10_000_000]),
    ] {
        let path = shop.with(name, bytes);

        let why = shop.refused(&["import", "events", &path]);

        assert!(why.len() < 1_000, "{name}: {} characters", why.len());
    }
    assert!(
        shop.refused(&["import", "events", &shop.text("none.csv")])
            .contains("none.csv")
    );
    assert!(shop.refused(&["import", "events", &shop.text("")]).len() < 1_000);
    assert_eq!(shop.json(&["doctor"])["ok"], true);
}

#[test]
fn a_faulty_row_of_history_is_named_and_the_rest_brought_in() {
    let shop = Shop::new();
    let path = shop.with(
        "log.csv",
        format!(
            "{LOG}a,1,queue,0000-01-01T00:00:00Z,,X,AAA111,,\n\
             b,1,queue,9999-12-31T00:00:00Z,,X,BBB222,,\n\
             c,1,queue,2026-01-05T00:00:00Z,,X,CCC333,,\n\
             d,1,polishing,2026-01-05T00:00:00Z,,X,DDD444,,\n\
             e,1,queue,2026-01-05T00:00:00Z,,X,1.23E+15,,\n"
        ),
    );

    let brought = shop.json(&["import", "events", &path]);

    assert_eq!(brought["added"], 1, "{brought}");
    assert_eq!(brought["left_out"], 2);
    let problems = brought["problems"].to_string();
    for (line, field) in [
        (2, "started_at"),
        (3, "started_at"),
        (5, "stage"),
        (6, "attr_serial"),
    ] {
        assert!(
            brought["problems"]
                .as_array()
                .unwrap()
                .iter()
                .any(|problem| problem["line"] == line && problem["field"] == field),
            "{line} {field}: {problems}"
        );
    }
}

#[test]
fn a_formula_in_a_name_leaves_as_text() {
    let shop = Shop::new();
    let path = shop.with(
        "log.csv",
        format!("{LOG}a,1,queue,2026-01-05T00:00:00Z,,=cmd|'/C calc'!A0,,,\n"),
    );
    shop.done(&["import", "events", &path]);

    let csv = shop.done(&["export", "tickets"]);
    let json = shop.done(&["export", "tickets", "--format", "json"]);

    assert!(csv.contains(",'=cmd|'/C calc'!A0,"), "{csv}");
    assert!(json.contains("\"=cmd|'/C calc'!A0\""), "{json}");
}

#[test]
fn a_terminal_is_not_sent_what_a_name_would_have_it_obey() {
    let shop = Shop::new();
    let path = shop.with(
        "log.csv",
        format!("{LOG}a,1,queue,2026-01-05T00:00:00Z,,\x1b[31mred \u{202e}tfel,,,\n"),
    );
    shop.done(&["import", "events", &path]);

    let out = shop.done(&["ticket", "list"]);

    assert!(!out.contains('\x1b') && !out.contains('\u{202e}'), "{out}");
}

#[test]
fn a_million_times_the_same_row_is_one_stay() {
    let shop = Shop::new();
    let mut log = LOG.to_owned();
    log.push_str(&"a,1,queue,2026-01-05T00:00:00Z,,X,AAA111,,\n".repeat(100_000));
    let path = shop.with("log.csv", log);

    let brought = shop.json(&["import", "events", &path]);

    assert_eq!(brought["rows"], 100_000);
    assert_eq!(brought["added"], 1);
    assert_eq!(shop.done(&["export", "events"]).lines().count(), 2);
}

#[test]
fn another_programs_file_is_refused_untouched_by_every_command() {
    for bytes in [
        &b""[..],
        b"serial,model\n",
        b"SQLite format 3\0 and no more",
    ] {
        let shop = Shop::empty();
        shop.with("desk.hashmend", bytes);
        for args in [
            &["ticket", "list"][..],
            &["doctor", "--rebuild"],
            &["demo"],
            &["export", "devices"],
        ] {
            let why = shop.refused(args);

            assert!(why.contains("is not a Hashmend file"), "{why}");
            assert!(crate::bytes(&shop.file()) == bytes);
        }
        assert!(shop.refused(&["init"]).contains("already there"));
    }
}

#[test]
fn a_backup_that_is_none_is_not_restored() {
    let shop = Shop::demo();
    let before = shop.done(&["export", "tickets"]);
    let other = shop.with("photo.jpg", [0xff, 0xd8, 0xff, 0xe0]);

    let why = shop.refused(&["restore", &other]);
    let onto_itself = shop.refused(&["restore", &shop.text("desk.hashmend")]);

    assert!(why.contains("is not a Hashmend file"), "{why}");
    assert!(onto_itself.contains("the desk itself"), "{onto_itself}");
    assert_eq!(shop.done(&["export", "tickets"]), before);
}

/// Runs the program as somebody who may not write, even where the tests run as root.
#[cfg(unix)]
#[test]
fn a_read_only_file_or_folder_is_named() {
    use std::fs::{Permissions, copy, set_permissions};
    use std::os::unix::fs::PermissionsExt;
    use std::os::unix::process::CommandExt;

    let shop = Shop::new();
    let program = shop.path("hashmend");
    copy(env!("CARGO_BIN_EXE_hashmend"), &program).unwrap();
    set_permissions(&program, Permissions::from_mode(0o755)).unwrap();
    let is_root = Command::new("id")
        .arg("-u")
        .output()
        .is_ok_and(|id| id.stdout == b"0\n");
    let run = |args: &[&str]| {
        let mut command = Command::new(&program);
        command.arg("--data").arg(shop.file()).args(args);
        if is_root {
            command.uid(65_534).gid(65_534);
        }
        crate::said(command.output().unwrap())
    };

    for (file, folder) in [(0o444, 0o777), (0o666, 0o555), (0o444, 0o555)] {
        set_permissions(shop.file(), Permissions::from_mode(file)).unwrap();
        set_permissions(shop.folder.path(), Permissions::from_mode(folder)).unwrap();

        let said = run(&["demo"]);

        assert_eq!(said.code, 1, "{}", said.err);
        assert!(
            said.err.contains("read-only"),
            "{file:o} {folder:o}: {}",
            said.err
        );
    }
    set_permissions(shop.file(), Permissions::from_mode(0o000)).unwrap();
    assert_eq!(run(&["ticket", "list"]).code, 1);
    set_permissions(shop.folder.path(), Permissions::from_mode(0o755)).unwrap();
}

/// A small disk of its own, where the tests may make one.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_named_and_the_desk_is_as_it_was() {
    let shop = Shop::empty();
    let disk = shop.path("disk");
    std::fs::create_dir(&disk).unwrap();
    let mounted = Command::new("mount")
        .args(["-t", "tmpfs", "-o", "size=6m", "tmpfs"])
        .arg(&disk)
        .output()
        .is_ok_and(|mount| mount.status.success());
    if !mounted {
        return;
    }
    let file = disk.join("desk.hashmend");
    let run = |args: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_hashmend"));
        command.arg("--data").arg(&file).args(args);
        crate::said(command.output().unwrap())
    };

    let made = run(&["init"]);
    let filled = run(&["demo", "--devices", "5000", "--tickets", "0"]);
    let list = run(&["export", "devices"]);
    let doctor = run(&["doctor"]);
    Command::new("umount").arg(&disk).output().unwrap();

    assert_eq!(made.code, 0, "{}", made.err);
    assert_eq!(filled.code, 1);
    assert!(filled.err.contains("disk is full"), "{}", filled.err);
    assert_eq!(list.out.lines().count(), 1, "{}", list.err);
    assert_eq!(doctor.code, 0, "{}{}", doctor.out, doctor.err);
}
