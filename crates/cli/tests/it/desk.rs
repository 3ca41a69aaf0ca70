//! Every command once with meaning.

use std::io::Read;
use std::process::Stdio;

use crate::Shop;

#[test]
fn a_new_desk_has_the_shipped_centers_and_nothing_else() {
    let shop = Shop::empty();

    let out = shop.done(&["init", "--name", "Ridge Farm"]);

    assert!(out.contains("Ridge Farm"), "{out}");
    assert!(
        !shop
            .json(&["center", "list"])
            .as_array()
            .unwrap()
            .is_empty()
    );
    assert!(
        shop.json(&["ticket", "list"])
            .as_array()
            .unwrap()
            .is_empty()
    );
    assert_eq!(shop.done(&["export", "devices"]).lines().count(), 1);
}

#[test]
fn a_second_desk_is_not_set_up_over_the_first() {
    let shop = Shop::new();

    let why = shop.refused(&["init"]);

    assert!(why.contains("already there"), "{why}");
}

#[test]
fn a_command_without_a_desk_says_how_to_set_one_up() {
    let why = Shop::empty().refused(&["ticket", "list"]);

    assert!(why.contains("hashmend init"), "{why}");
}

#[test]
fn the_same_seed_makes_the_same_demo_and_the_doctor_finds_it_sound() {
    let (one, other) = (Shop::demo(), Shop::demo());

    let tickets = one.done(&["export", "tickets"]);

    assert_eq!(tickets.lines().count(), 25);
    let serials = |shop: &Shop| -> Vec<String> {
        shop.json(&["ticket", "list"])
            .as_array()
            .unwrap()
            .iter()
            .map(|ticket| ticket["serial"].to_string())
            .collect()
    };
    assert_eq!(serials(&one), serials(&other));
    let found = one.json(&["doctor"]);
    assert_eq!(found["ok"], true, "{found}");
    assert_eq!(one.json(&["doctor", "--rebuild"])["rebuilt"], true);
    assert_eq!(one.done(&["export", "tickets"]), tickets);
}

#[test]
fn the_demo_goes_when_told() {
    let shop = Shop::demo();

    shop.done(&["demo", "--remove"]);

    assert!(
        shop.json(&["ticket", "list"])
            .as_array()
            .unwrap()
            .is_empty()
    );
    assert_eq!(shop.json(&["doctor"])["ok"], true);
}

#[test]
fn a_ticket_is_moved_held_and_released_and_the_move_undone() {
    let shop = Shop::demo();
    let open = shop.json(&["ticket", "list", "--stage", "submitted"]);
    let number = open[0]["number"].as_str().unwrap();

    let moved = shop.json(&["ticket", "move", number, "--to", "authorized"]);
    shop.done(&[
        "ticket",
        "hold",
        number,
        "--reason",
        "customs-hold",
        "--note",
        "papers",
    ]);
    let page = shop.json(&["ticket", "show", number]);

    assert_eq!(page["row"]["stage"], "authorized");
    assert_eq!(page["row"]["hold"], "customs_hold");
    assert!(shop.done(&["ticket", "list", "--held"]).contains(number));
    shop.done(&["ticket", "release", number]);
    assert!(shop.json(&["ticket", "show", number])["row"]["hold"].is_null());
    let words = shop.done(&["ticket", "show", number]);
    assert!(
        words.contains("authorized since 2026-11-22 03:13"),
        "{words}"
    );
    shop.run(&["undo", moved["action"].as_str().unwrap()]);
    assert_eq!(shop.json(&["doctor"])["ok"], true);
}

#[test]
fn all_that_match_are_acted_on_and_the_act_is_undone() {
    let shop = Shop::demo();
    let waiting = ["ticket", "list", "--open", "--unassigned", "--limit", "0"];
    let before = shop.json(&waiting).as_array().unwrap().len();
    assert!(before > 1);

    let assign = ["ticket", "assign", "--matching", "--open", "--to", "Ana"];
    let given = shop.json(&assign);

    assert_eq!(given["done"], before);
    assert_eq!(shop.json(&waiting).as_array().unwrap().len(), 0);
    let hers = shop.json(&["ticket", "list", "--assignee", "Ana", "--limit", "0"]);
    assert_eq!(hers.as_array().unwrap().len(), before);
    shop.done(&["undo", given["action"].as_str().unwrap()]);
    assert_eq!(shop.json(&waiting).as_array().unwrap().len(), before);
    let number = hers[0]["number"].as_str().unwrap();
    let why = shop.refused(&["ticket", "release", number, "--open"]);
    assert!(why.contains("--matching"), "{why}");
    let old = shop.json(&["ticket", "list", "--age", "over-60", "--late", "--no-photo"]);
    assert!(old.is_array());
    assert_eq!(shop.json(&["doctor"])["ok"], true);
}

#[test]
fn an_illegal_move_is_refused_with_its_reason() {
    let shop = Shop::demo();
    let open = shop.json(&["ticket", "list", "--stage", "submitted"]);
    let number = open[0]["number"].as_str().unwrap();

    let why = shop.refused(&["ticket", "move", number, "--to", "repairing"]);

    assert!(why.contains("from submitted to repairing"), "{why}");
    assert_eq!(
        shop.json(&["ticket", "show", number])["row"]["stage"],
        "submitted"
    );
}

#[test]
fn an_estimate_sets_the_centers_side_by_side() {
    let shop = Shop::new();
    let asked = [
        "estimate",
        "--model",
        "S19 Pro",
        "--component",
        "hashboard",
        "--qty",
        "3",
    ];

    let answer = shop.json(&asked);
    let words = shop.done(&asked);

    let routes = answer["routes"].as_array().unwrap();
    assert!(routes.len() > 3);
    for route in routes {
        let days = |p: &str| route["range"][p].as_f64().unwrap();
        assert!(
            days("p50") <= days("p80") && days("p80") <= days("p95"),
            "{route}"
        );
    }
    assert!(words.contains("published priors, 0 own tickets"), "{words}");
    let break_even = &answer["break_even"];
    let between = ["center", "against"].map(|side| break_even[side].as_str());
    for center in between.into_iter().flatten() {
        assert!(words.contains(center), "{break_even}: {words}");
    }
    assert!(between.iter().all(Option::is_some), "{break_even}");
}

#[test]
fn a_model_that_several_are_called_by_is_asked_about() {
    let shop = Shop::new();

    let why = shop.refused(&["estimate", "--model", "S2", "--component", "miner"]);
    let none = shop.refused(&["estimate", "--model", "Abacus", "--component", "miner"]);

    assert!(why.contains("more than one model"), "{why}");
    assert!(none.contains("there is no model Abacus"), "{none}");
}

#[test]
fn a_serial_is_found_by_a_part_of_it() {
    let shop = Shop::demo();
    let serial = shop.json(&["ticket", "list", "--limit", "1"])[0]["serial"]
        .as_str()
        .unwrap()
        .to_owned();

    let hits = shop.json(&["find", &serial[4..]]);

    let found = hits.to_string();
    assert!(found.contains(&serial), "{found}");
}

#[test]
fn lists_are_exported_in_three_formats_with_as_many_rows() {
    let shop = Shop::demo();
    for (what, rows) in [("devices", 60), ("tickets", 24)] {
        assert_eq!(shop.done(&["export", what]).lines().count(), rows + 1);
        let json = shop.done(&["export", what, "--format", "json"]);
        let json: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!(json.as_array().unwrap().len(), rows);
        let book = shop.text(&format!("{what}.xlsx"));
        shop.done(&["export", what, "--format", "xlsx", "--out", &book]);
        assert!(crate::bytes(book.as_ref()).starts_with(b"PK"));
        assert!(
            shop.refused(&["export", what, "--out", &book])
                .contains("already there")
        );
    }
}

#[test]
fn tickets_history_goes_out_and_comes_in_elsewhere_the_same_and_once() {
    let shop = Shop::demo();
    let log = shop.text("events.csv");
    shop.done(&["export", "events", "--out", &log]);
    let elsewhere = Shop::new();

    let dry = elsewhere.json(&["import", "events", &log, "--dry-run"]);
    let nothing_yet = elsewhere.done(&["export", "events"]);
    let first = elsewhere.json(&["import", "events", &log]);
    let second = elsewhere.json(&["import", "events", &log]);
    let at_home = shop.json(&["import", "events", &log]);

    assert_eq!(nothing_yet.lines().count(), 1);
    assert_eq!(dry["added"], 24);
    assert_eq!(first["added"], 24, "{first}");
    assert_eq!(
        (&second["added"], &second["known"]),
        (&0.into(), &24.into())
    );
    assert_eq!(at_home["known"], 24);
    let stays = |text: &str| -> Vec<String> {
        let mut rows: Vec<String> = text
            .lines()
            .skip(1)
            .map(|line| {
                let cells: Vec<&str> = line.split(',').collect();
                // stage, from, to, center; serial and number of the case differ in place only.
                cells[2..6].join(",")
            })
            .collect();
        rows.sort();
        rows
    };
    let (was, is) = (
        stays(&shop.done(&["export", "events"])),
        stays(&elsewhere.done(&["export", "events"])),
    );
    assert_eq!(was, is);
    assert_eq!(elsewhere.json(&["doctor"])["ok"], true);
    elsewhere.done(&["undo", first["action"].as_str().unwrap()]);
    assert_eq!(elsewhere.done(&["export", "events"]).lines().count(), 1);
    assert_eq!(elsewhere.done(&["export", "devices"]).lines().count(), 1);
}

#[test]
fn a_sheet_of_past_repairs_is_looked_at_then_brought_in_with_what_was_left_out_in_a_file() {
    let shop = Shop::new();
    let sheet = shop.with(
        "past.csv",
        "SN,Job,Received,Repaired,Came home\n\
         AAA111,J1,2026-01-02,2026-01-09,2026-01-20\n\
         BBB222,J2,2026-01-12,2026-01-09,\n",
    );
    let left_out = shop.text("left-out.csv");

    let said = shop.done(&["import", "events", &sheet, "--dry-run"]);
    let columns = "serial,case,received_on,repaired_on,returned_on";
    let args = [
        "import",
        "events",
        &sheet,
        "--columns",
        columns,
        "--left-out",
        &left_out,
    ];
    let brought = shop.json(&args);

    assert!(said.contains("column \"SN\" is the serial"), "{said}");
    assert!(said.contains("taken to be open still"), "{said}");
    assert!(said.contains("1 would be added"), "{said}");
    assert_eq!(
        (&brought["added"], &brought["preview"]["closed"]),
        (&1.into(), &1.into())
    );
    assert_eq!(brought["preview"]["closed_only"], true);
    let csv = std::fs::read_to_string(&left_out).unwrap();
    assert!(csv.contains("3,J2 BBB222,Repaired,"), "{csv}");
    let tickets = shop.done(&["ticket", "list"]);
    assert!(
        tickets.contains("T-000001") && !tickets.contains("T-000002"),
        "{tickets}"
    );
}

#[test]
fn a_backup_is_restored_and_the_desk_kept_beside_it() {
    let shop = Shop::demo();
    let copy = shop.text("copy.hashmend");
    let before = shop.done(&["export", "tickets"]);

    let made = shop.json(&["backup", &copy]);
    shop.done(&["demo", "--remove"]);
    shop.done(&["restore", &copy]);

    assert!(made["events"].as_u64().unwrap() > 100);
    assert_eq!(shop.done(&["export", "tickets"]), before);
    assert!(
        shop.path("desk.hashmend.before-restore-20261122T031300")
            .exists()
    );
    assert!(shop.refused(&["backup", &copy]).contains("already there"));
}

#[test]
fn wrong_usage_is_code_2() {
    let shop = Shop::new();
    for wrong in [
        &["ticket", "move", "T-1", "--to", "polishing"][..],
        &["estimate", "--model", "S19 Pro"],
        &[
            "estimate",
            "--model",
            "S19 Pro",
            "--component",
            "miner",
            "--on",
            "9999-12-31",
        ],
        &[
            "estimate",
            "--model",
            "S19 Pro",
            "--component",
            "miner",
            "--qty",
            "0",
        ],
        &[
            "rma",
            "new",
            "--center",
            "X",
            "--serials",
            "-",
            "--spend-limit",
            "-5",
        ],
        &["export", "everything"],
        &["export", "devices", "--format", "pdf"],
        &["nonsense"],
        &[],
    ] {
        assert_eq!(shop.run(wrong).code, 2, "{wrong:?}");
    }
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let shop = Shop::demo();
    let mut child = shop
        .command(&["export", "events", "--format", "json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();

    let mut out = child.stdout.take().unwrap();
    out.read_exact(&mut [0; 10]).unwrap();
    drop(out);
    let mut err = String::new();
    child
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut err)
        .unwrap();

    assert_eq!(child.wait().unwrap().code(), Some(0), "{err}");
    assert_eq!(err, "");
}

#[test]
fn without_data_the_apps_own_file_is_used() {
    let shop = Shop::empty();
    let own = |args: &[&str]| {
        std::process::Command::new(env!("CARGO_BIN_EXE_hashmend"))
            .args(args)
            .env_remove("HASHMEND_DATA_DIR")
            .env("HOME", shop.folder.path())
            .env("XDG_DATA_HOME", shop.path("data"))
            .output()
            .unwrap()
    };

    assert!(own(&["init"]).status.success());

    if cfg!(target_os = "linux") {
        assert!(shop.path("data/dev.hashmend.desk/desk.hashmend").exists());
    }
    assert!(own(&["ticket", "list"]).status.success());
}
