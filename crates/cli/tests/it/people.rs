use super::*;

impl Shop {
    fn as_person(&self, name: &str, pin: &str, args: &[&str]) -> Said {
        let mut command = self.command(args);
        command.args(["--as", name]).env("HASHMEND_PIN", pin);
        said(command.output().unwrap())
    }

    fn add(&self, by: Option<&str>, name: &str, role: &str) -> Said {
        let mut command = self.command(&["people", "add", name, "--role", role]);
        command.env("HASHMEND_NEW_PIN", "4829");
        if let Some(by) = by {
            command.args(["--as", by]).env("HASHMEND_PIN", "4829");
        }
        said(command.output().unwrap())
    }
}

#[test]
fn a_desk_with_people_asks_who_is_acting_and_keeps_to_what_they_may() {
    let shop = Shop::demo();
    assert_eq!(shop.add(None, "Ada", "admin").code, 0);
    assert_eq!(shop.add(Some("ada"), "Vic", "viewer").code, 0);
    assert_eq!(shop.add(Some("Ada"), "Olek", "operator").code, 0);
    let hold = ["ticket", "hold", "T-000024", "--reason", "payment"];

    let unsigned = shop.refused(&hold);
    assert!(
        unsigned.contains("nobody is signed in") && unsigned.contains("--as NAME"),
        "{unsigned}"
    );

    let viewer = shop.as_person("Vic", "4829", &hold);
    assert_eq!(viewer.code, 1);
    assert!(
        viewer.err.contains("Vic is a viewer and may not"),
        "{}",
        viewer.err
    );

    let wrong = shop.as_person("Olek", "0000", &hold);
    assert!(
        wrong.err.contains("that is not Olek's PIN"),
        "{}",
        wrong.err
    );

    let held = shop.as_person("Olek", "4829", &hold);
    assert_eq!(held.code, 0, "{}", held.err);
    let shown = shop.done(&["ticket", "show", "T-000024"]);
    assert!(shown.contains("Olek"), "{shown}");
}

#[test]
fn a_pin_is_read_from_a_pipe_and_a_missing_one_is_asked_for_in_words() {
    let shop = Shop::new();
    shop.add(None, "Ada", "admin");

    let piped = shop.run_with(&["--as", "Ada", "people", "role", "Ada", "admin"], "4829\n");
    assert_eq!(piped.code, 0, "{}", piped.err);

    let nothing = shop.run_with(&["--as", "Ada", "people", "list"], "");
    assert_eq!(nothing.code, 1);
    assert!(nothing.err.contains("HASHMEND_PIN"), "{}", nothing.err);
}

#[test]
fn wrong_pins_make_the_next_run_wait_too() {
    let shop = Shop::new();
    shop.add(None, "Ada", "admin");
    for _ in 0..5 {
        assert_eq!(shop.as_person("Ada", "0000", &["people", "list"]).code, 1);
    }

    let waiting = shop.as_person("Ada", "4829", &["people", "list"]);

    assert_eq!(waiting.code, 1);
    assert!(
        waiting.err.contains("try again in 30 seconds"),
        "{}",
        waiting.err
    );
}

#[test]
fn people_are_listed_renamed_retired_and_brought_back() {
    let shop = Shop::new();
    assert!(shop.done(&["people", "list"]).contains("may do everything"));
    shop.add(None, "Ada", "admin");
    shop.add(Some("Ada"), "Tao", "technician");
    let ada = |args: &[&str]| {
        let said = shop.as_person("Ada", "4829", args);
        assert_eq!(said.code, 0, "{}", said.err);
        said.out
    };

    ada(&["people", "rename", "Tao", "Tao Lin"]);
    ada(&["people", "role", "Tao Lin", "manager"]);
    assert!(ada(&["people", "retire", "Tao Lin"]).contains("retired 2026-11-22"));
    assert!(ada(&["people", "return", "Tao Lin"]).contains("works here"));
    assert!(shop.done(&["people", "rights"]).contains("approve repairs"));

    let last = shop.as_person("Ada", "4829", &["people", "retire", "Ada"]);
    assert!(last.err.contains("at least one admin"), "{}", last.err);
}
