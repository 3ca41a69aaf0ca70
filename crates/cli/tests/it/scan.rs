//! Today, deadlines and scanning from a terminal.

use super::Shop;

#[test]
fn today_says_what_needs_a_person_and_deadlines_say_why() {
    let shop = Shop::demo();

    let today = shop.json(&["today"]);
    assert!(today["open"]["count"].as_u64().unwrap() > 0);
    assert!(shop.done(&["today"]).contains(':'));
    let kinds = shop.json(&["deadlines", "--days", "366"]);

    for kind in kinds.as_array().unwrap() {
        for row in kind["rows"].as_array().unwrap() {
            let source = row["rule"]["source"].as_str();
            assert!(
                source.is_none_or(|source| source.starts_with("http")),
                "{row}"
            );
        }
    }
}

#[test]
fn an_empty_desk_asks_for_nothing() {
    let shop = Shop::new();

    assert_eq!(shop.done(&["today"]), "nothing needs a person now\n");
    assert_eq!(
        shop.done(&["deadlines"]),
        "no deadline in the next 14 days\n"
    );
}

#[test]
fn scanning_puts_each_unit_on_the_shelf_and_names_what_it_does_not_know() {
    let shop = Shop::demo();
    let tickets = shop.json(&["ticket", "list", "--limit", "2"]);
    let serial = tickets[0]["serial"].as_str().unwrap();

    let said = shop.run_with(
        &["scan", "--location", "Shelf 3"],
        &format!("{serial}\n\n{serial}\nNOSUCH1234567890\n"),
    );

    assert_eq!(said.code, 1, "{}", said.err);
    let lines: Vec<&str> = said.out.lines().collect();
    assert!(lines[0].starts_with("good  "), "{}", said.out);
    assert!(lines[1].starts_with("duplicate  "), "{}", said.out);
    assert!(lines[2].starts_with("unknown  "), "{}", said.out);
    assert!(lines[3].starts_with("3 scans: 1 good"), "{}", said.out);
    let action = lines[0].rsplit(' ').next().unwrap();
    shop.done(&["undo", action]);
    let again = shop.run_with(&["scan", "--location", "Shelf 3"], &format!("{serial}\n"));
    assert_eq!(again.code, 0, "{}", again.err);
}
