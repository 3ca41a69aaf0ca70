//! Two worlds from a terminal.

use crate::Shop;

#[test]
fn a_scenario_is_listed_run_shown_changed_and_saved() {
    let shop = Shop::demo();

    let listed = shop.done(&["what-if"]);
    let worlds = shop.json(&["what-if", "Customs hold as in late 2024"]);
    let shown = shop.done(&["what-if", "Customs hold as in late 2024", "--show"]);
    std::fs::write(
        shop.path("longer.json"),
        shown
            .replace("Customs hold as in late 2024", "A longer hold")
            .replace("\"days\": 75", "\"days\": 150"),
    )
    .unwrap();
    let saved = shop.done(&["what-if", "--file", &shop.text("longer.json"), "--save"]);

    assert!(listed.contains("US plant ramps through 2026"), "{listed}");
    assert!(worlds["units"].as_u64().unwrap() > 0, "{worlds}");
    assert!(saved.contains("saved as \"A longer hold\""), "{saved}");
    assert!(shop.done(&["what-if"]).contains("A longer hold"));
}

#[test]
fn a_scenario_nobody_knows_and_a_file_that_is_none_are_refused() {
    let shop = Shop::demo();
    std::fs::write(shop.path("note.json"), "{}").unwrap();

    let unknown = shop.run(&["what-if", "World peace"]);
    let broken = shop.run(&["what-if", "--file", &shop.text("note.json")]);

    assert_eq!(unknown.code, 1);
    assert!(unknown.err.contains("World peace"), "{}", unknown.err);
    assert_eq!(broken.code, 1);
    assert!(broken.err.contains("note.json"), "{}", broken.err);
}
