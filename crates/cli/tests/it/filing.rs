//! A list of devices brought in, and an RMA filed for some of them.

use crate::Shop;

/// The part columns that MiningOS exports.
const PARTS: &str = "part,model,miner model,serial num,mac,status,location,comment\n\
    miner,,S19 Pro,JYZZ12345678901AB,02:91:4A:7E:65:E6,,C1-R02,\n\
    miner,,S19 Pro,JYZZ12345678902CD,,broken,C1-R03,=cmd|'/C calc'!A0\n";

#[test]
fn a_list_is_brought_in_once_and_the_same_list_again_changes_nothing() {
    let shop = Shop::new();
    let list = shop.with("fleet.csv", PARTS);

    let dry = shop.json(&["import", "devices", &list, "--dry-run"]);
    let nothing_yet = shop.done(&["export", "devices"]);
    let first = shop.json(&["import", "devices", &list]);
    let fleet = shop.done(&["export", "devices"]);
    let second = shop.json(&["import", "devices", &list]);

    assert_eq!(nothing_yet.lines().count(), 1);
    assert!(dry["taken"].is_null());
    assert_eq!(first["taken"]["added"], 2, "{first}");
    assert_eq!(second["taken"]["added"], 0);
    assert_eq!(shop.done(&["export", "devices"]), fleet);
    assert!(fleet.contains("'=cmd|"), "{fleet}");
    assert_eq!(shop.json(&["doctor"])["ok"], true);
    shop.done(&["undo", first["taken"]["action"].as_str().unwrap()]);
    assert_eq!(shop.done(&["export", "devices"]).lines().count(), 1);
}

#[test]
fn an_exported_fleet_comes_in_elsewhere_as_it_was() {
    let shop = Shop::demo();
    let list = shop.text("out.csv");
    shop.done(&["export", "devices", "--out", &list]);
    let elsewhere = Shop::new();

    let taken = elsewhere.json(&["import", "devices", &list]);

    assert_eq!(taken["taken"]["added"], 60, "{taken}");
    let serials = |shop: &Shop| -> Vec<String> {
        let mut all: Vec<String> = shop
            .done(&["export", "devices"])
            .lines()
            .skip(1)
            .map(|line| {
                line.split(',')
                    .take(4)
                    .skip(1)
                    .collect::<Vec<_>>()
                    .join(",")
            })
            .collect();
        all.sort();
        all
    };
    assert_eq!(serials(&shop), serials(&elsewhere));
}

#[test]
fn an_rma_is_filed_for_a_pipe_of_serials_and_faulty_rows_left_out_one_by_one() {
    let shop = Shop::new();
    let list = shop.with("fleet.csv", PARTS);
    shop.done(&["import", "devices", &list]);

    let said = shop.run_with(
        &[
            "--json",
            "rma",
            "new",
            "--center",
            "ZeusBTC",
            "--serials",
            "-",
            "--model",
            "S19 Pro",
            "--symptom",
            "hashes slowly in the heat",
            "--warranty",
            "in",
        ],
        "JYZZ12345678901AB\nJYZZ77777777777XY\n1.2E+15\nJYZZ12345678901AB\n",
    );

    assert_eq!(said.code, 0, "{}", said.err);
    let filed: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!(filed["rma"]["units"], 2, "{filed}");
    assert_eq!(filed["rma"]["state"], "open");
    assert!(!filed["rma"]["promised_p80_at"].is_null());
    for ticket in filed["tickets"].as_array().unwrap() {
        assert_eq!(ticket["stage"], "submitted");
        assert_eq!(ticket["symptom"], "hashes slowly in the heat");
        assert_eq!(ticket["warranty_class"], "in_warranty");
    }
    assert!(said.err.contains("row 3"), "{}", said.err);
    assert!(said.err.contains("1 unit not known before"), "{}", said.err);
    let number = filed["rma"]["number"].as_str().unwrap();
    assert!(shop.done(&["rma", "list"]).contains(number));
    assert!(
        shop.done(&["rma", "show", number])
            .contains("JYZZ77777777777XY")
    );
    assert!(shop.json(&["estimate", "--rma", number])["routes"].is_array());
    assert_eq!(shop.json(&["doctor"])["ok"], true);
}

#[test]
fn a_draft_is_kept_when_asked_for() {
    let shop = Shop::demo();
    let device = &shop.done(&["export", "devices", "--format", "json"]);
    let devices: serde_json::Value = serde_json::from_str(device).unwrap();
    let free = devices
        .as_array()
        .unwrap()
        .iter()
        .find(|device| device["open_ticket"].is_null())
        .unwrap();
    let list = shop.with("serials.txt", free["serial"].as_str().unwrap());

    let filed = shop.json(&[
        "rma",
        "new",
        "--center",
        "ZeusBTC",
        "--serials",
        &list,
        "--draft",
    ]);

    assert_eq!(filed["rma"]["state"], "draft");
    assert_eq!(filed["rma"]["customer"], free["owner"]);
    assert_eq!(filed["rma"]["site"], free["site"]);
}

#[test]
fn nothing_is_drafted_when_no_row_can_be_filed() {
    let shop = Shop::demo();
    let open = shop.json(&["ticket", "list", "--open", "--limit", "1"]);
    let before = shop.done(&["rma", "list"]);
    for (name, bytes) in [
        ("open.txt", open[0]["serial"].as_str().unwrap().to_owned()),
        ("damaged.txt", "1.2E+15\n3.4E+14\n".to_owned()),
        ("empty.txt", String::new()),
    ] {
        let list = shop.with(name, bytes);

        let said = shop.run(&["rma", "new", "--center", "ZeusBTC", "--serials", &list]);

        assert_eq!(said.code, 1, "{name}: {}", said.out);
        assert_eq!(shop.done(&["rma", "list"]), before, "{name}");
    }
    let why = shop.refused(&["rma", "new", "--center", "Nowhere", "--serials", "x"]);
    assert!(why.contains("there is no center Nowhere"), "{why}");
}

#[test]
fn a_device_list_that_is_none_is_refused() {
    let shop = Shop::new();
    for (name, bytes) in [
        ("empty.csv", Vec::new()),
        ("binary.csv", (0..=255).cycle().take(100_000).collect()),
        ("long.csv", vec![b'a'; 10_000_000]),
        ("rubbish.xlsx", b"PK\x03\x04\x00\x00rubbish".to_vec()),
    ] {
        let path = shop.with(name, bytes);

        let why = shop.refused(&["import", "devices", &path]);

        assert!(why.contains(name) && why.len() < 1_000, "{why}");
    }
    assert_eq!(shop.done(&["export", "devices"]).lines().count(), 1);
}

#[test]
fn hostile_serials_are_judged_and_never_obeyed() {
    let shop = Shop::new();
    let list = shop.with(
        "fleet.csv",
        "serial,model\n\
         \"Robert'); DROP TABLE device;--\",S19 Pro\n\
         <script>alert(1)</script>,S19 Pro\n\
         =cmd|'/C calc'!A0,S19 Pro\n\
         \u{1f525}\u{1f525},S19 Pro\n\
         \u{202e}ABC123,S19 Pro\n\
         \"AB\"\"CD\",S19 Pro\n\
         JYZZ12345678901AB,S19 Pro\n",
    );

    let taken = shop.json(&["import", "devices", &list]);

    assert!(taken["taken"]["added"].as_u64().unwrap() >= 1, "{taken}");
    assert_eq!(shop.json(&["doctor"])["ok"], true);
    let csv = shop.done(&["export", "devices"]);
    assert!(!csv.contains(",=cmd"), "{csv}");
    assert!(!csv.contains('\u{202e}'), "{csv}");
}

#[test]
fn a_long_list_of_one_unit_is_one_unit() {
    let shop = Shop::new();
    let mut list = "serial,model\n".to_owned();
    list.push_str(&"JYZZ12345678901AB,S19 Pro\n".repeat(50_000));
    let path = shop.with("fleet.csv", list);

    let taken = shop.json(&["import", "devices", &path]);

    assert_eq!(taken["taken"]["added"], 1);
    assert_eq!(taken["taken"]["left_out"], 49_999);
    assert_eq!(taken["rows"].as_array().unwrap().len(), 1_000);
}
