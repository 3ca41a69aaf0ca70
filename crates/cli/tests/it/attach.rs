//! Photos and files from a terminal.

use crate::Shop;

#[test]
fn a_log_is_attached_listed_saved_removed_and_brought_back() {
    let shop = Shop::demo();
    let log = shop.with("miner.log", "chain 0: found 0 of 76 chips");

    let added = shop.json(&["attach", "add", "T-1", &log]);
    let id = added["added"][0]["id"].as_str().unwrap().to_owned();
    let listed = shop.done(&["attach", "list", "T-000001"]);
    let folder = shop.text("out");
    shop.done(&["attach", "save", "T-000001", "--out", &folder]);
    let removed: String = serde_json::from_value(shop.json(&["attach", "remove", &id])).unwrap();
    let without = shop.done(&["attach", "list", "T-000001"]);
    shop.done(&["undo", &removed]);

    assert!(
        listed.contains("miner.log") && listed.contains("text/plain"),
        "{listed}"
    );
    let saved = std::fs::read_to_string(shop.path("out").join("miner.log")).unwrap();
    assert!(saved.contains("0 of 76"), "{saved}");
    assert!(without.contains("nothing is attached"), "{without}");
    assert!(
        shop.done(&["attach", "list", "T-000001"])
            .contains("miner.log")
    );
    assert!(shop.done(&["doctor"]).contains("1 attachments"));
}

#[test]
fn what_cannot_be_attached_is_named_and_the_rest_is_done() {
    let shop = Shop::demo();
    let (good, empty) = (shop.with("a.txt", "a"), shop.with("empty.txt", ""));

    let said = shop.run(&["attach", "add", "T-000001", &good, &empty]);
    let nowhere = shop.refused(&["attach", "add", "T-999999", &good]);

    assert_eq!(said.code, 1);
    assert!(said.err.contains("empty.txt: it is empty"), "{}", said.err);
    assert!(said.out.contains("1 file attached"), "{}", said.out);
    assert!(nowhere.contains("no ticket"), "{nowhere}");
}

#[test]
fn the_doctor_sweeps_when_told_to() {
    let shop = Shop::demo();

    let said = shop.done(&["doctor", "--sweep"]);

    assert!(said.contains("0 needless files taken out"), "{said}");
}
