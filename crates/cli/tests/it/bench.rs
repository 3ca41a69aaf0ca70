//! A unit from its fault to ready, from a terminal.

use serde_json::Value;

use super::Shop;

/// Enough tickets that some wait in the queue.
fn busy() -> Shop {
    let shop = Shop::empty();
    shop.done(&[
        "demo",
        "--devices",
        "600",
        "--tickets",
        "600",
        "--seed",
        "7",
    ]);
    shop
}

/// A ticket that is being repaired.
fn at_bench(shop: &Shop) -> String {
    let rows = shop.json(&["ticket", "list", "--stage", "repairing", "--limit", "50"]);
    let free = |row: &&Value| row["hold"].is_null();
    let row = rows.as_array().unwrap().iter().find(free).unwrap();
    row["number"].as_str().unwrap().to_owned()
}

#[test]
fn a_unit_goes_from_its_fault_to_ready_and_the_part_off_the_shelf() {
    let shop = busy();
    let ticket = at_bench(&shop);
    shop.done(&[
        "part",
        "add",
        "CHIP-1398",
        "BM1398 chip",
        "--kind",
        "chip",
        "--reorder-at",
        "2",
    ]);
    shop.done(&["part", "receive", "CHIP-1398", "5", "--place", "Shelf A"]);

    shop.done(&["bench", "start", &ticket, "repair"]);
    shop.done(&[
        "bench",
        "find",
        &ticket,
        "--class",
        "hb_zero_asic",
        "--slot",
        "HB0",
    ]);
    shop.done(&[
        "bench",
        "repair",
        &ticket,
        "replace-chip",
        "--slot",
        "HB0",
        "--chip",
        "3",
        "--part",
        "CHIP-1398x4",
    ]);
    shop.done(&["ticket", "move", &ticket, "--to", "testing"]);
    shop.done(&[
        "bench",
        "test",
        &ticket,
        "jig",
        "--rig",
        "jig 2",
        "--minutes",
        "10",
    ]);
    let ready = [
        "ticket",
        "move",
        &ticket,
        "--to",
        "ready",
        "--disposition",
        "repaired",
    ];
    let jig = shop.refused(&ready);
    shop.done(&[
        "bench",
        "test",
        &ticket,
        "full-machine",
        "--rig",
        "frame 1",
        "--minutes",
        "240",
    ]);
    shop.done(&ready);
    shop.done(&["bench", "stop"]);

    assert!(jig.contains("not enough"), "{jig}");
    let low = shop.json(&["part", "list", "--low"]);
    let mut low = low.as_array().unwrap().iter();
    let chip = low
        .find(|row| row["part"]["number"] == "CHIP-1398")
        .unwrap();
    assert_eq!(chip["in_stock"], 1);
    let unit = shop.json(&["bench", "unit", &device_of(&shop, &ticket)]);
    let ticket_of_it = &unit["ticket"];
    let has = |list: &str, is: &dyn Fn(&Value) -> bool| {
        ticket_of_it[list].as_array().unwrap().iter().any(is)
    };
    assert!(has("findings", &|found| found["what"]["slot"] == "HB0"));
    assert!(has("repairs", &|done| done["parts"][0]["quantity"] == 4));
    assert!(ticket_of_it["tests"].as_array().unwrap().len() >= 2);
    assert!(
        shop.done(&["bench", "unit", &device_of(&shop, &ticket)])
            .contains("found ")
    );
    assert!(shop.json(&["bench", "queue"])["mine"].is_array());
}

#[test]
fn what_the_bench_does_not_know_is_refused_by_name() {
    let shop = busy();
    let ticket = at_bench(&shop);

    let class = shop.refused(&["bench", "find", &ticket, "--class", "gremlins"]);
    let part = shop.refused(&["bench", "repair", &ticket, "reflow", "--part", "NOSUCH"]);
    let waived = shop.refused(&["bench", "waive", &ticket, "--reason", "in a hurry"]);
    let idle = shop.refused(&["bench", "stop"]);

    assert!(class.contains("gremlins"), "{class}");
    assert!(
        part.contains("NOSUCH") || part.contains("stock place"),
        "{part}"
    );
    assert!(waived.contains("testing first"), "{waived}");
    assert!(idle.contains("no work"), "{idle}");
}

fn device_of(shop: &Shop, ticket: &str) -> String {
    let page = shop.json(&["ticket", "show", ticket]);
    let id = |page: &Value| page["row"]["device_id"].as_str().unwrap().to_owned();
    id(&page)
}
