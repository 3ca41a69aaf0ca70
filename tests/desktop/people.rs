use hashmend_tests::find::role;
use hashmend_tests::{Desk, Outcome, button, field, id, link, story, text, walk};

const PIN: &str = "4829";

/// Add a person under Settings; the first becomes the admin and is signed in at once.
fn add(desk: &Desk, name: &str, wanted: Option<&str>) -> Outcome {
    desk.fill(id("new-person-name"), name)?;
    if let Some(wanted) = wanted {
        desk.choose(field("Role"), wanted)?;
    }
    desk.fill(id("new-person-pin"), PIN)?;
    desk.keys("Enter")?;
    desk.wait_for(text(&format!("{name} is on the list")))
        .map(drop)
}

fn give_pin(desk: &Desk, name: &str, pin: &str) -> Outcome {
    desk.click(button(name))?;
    desk.wait_for(id("pin"))?;
    desk.type_text(pin)?;
    desk.keys("Enter")
}

fn switch_to(desk: &Desk, name: &str) -> Outcome {
    desk.keys("Control+u")?;
    desk.wait_for(role("dialog", "Switch person"))?;
    give_pin(desk, name, PIN)?;
    desk.wait_until_gone(role("dialog", "Switch person"))?;
    desk.wait_for(button(&format!("{name},"))).map(drop)
}

#[test]
fn each_does_what_their_role_may_and_the_history_says_who() -> Outcome {
    story("people", |desk| {
        walk::start_with_demo(desk)?;
        walk::go_to(desk, "Settings")?;
        desk.click(role("tab", "People"))?;
        desk.wait_for(text("Nobody is on the list"))?;
        desk.shot("people-none")?;
        add(desk, "Ada", None)?;
        add(desk, "Vic", Some("Viewer"))?;
        add(desk, "Tao", Some("Manager"))?;
        desk.shot("people-settings")?;

        // A viewer moves a ticket by key: the sentence, and nothing changed.
        walk::go_to(desk, "Tickets")?;
        desk.click(link("T-0"))?;
        desk.wait_for(id("ticket-page"))?;
        let offered = desk.text_of(id("move-next"))?;
        switch_to(desk, "Vic")?;
        desk.keys("m")?;
        desk.wait_for(role("dialog", "Move"))?;
        desk.keys("Enter")?;
        desk.wait_for(text("Vic"))?;
        desk.wait_for(text("may not"))?;
        desk.shot("people-refused")?;
        assert_eq!(desk.text_of(id("move-next"))?, offered);

        // The other person takes over on the same screen, and their name stands in the history.
        switch_to(desk, "Tao")?;
        desk.wait_for(id("ticket-page"))?;
        desk.click(id("move-next"))?;
        desk.wait_for(text("moved to"))?;
        desk.wait_for(text("Tao ·"))?;

        // Locked: nothing under it is reached, a wrong PIN is told, the right one gives the screen back.
        desk.keys("Control+l")?;
        desk.wait_for(id("sign-in"))?;
        desk.shot("people-locked")?;
        desk.keys("g")?;
        desk.keys("f")?;
        give_pin(desk, "Tao", "0000")?;
        desk.wait_for(text("not the PIN of Tao"))?;
        desk.type_text(PIN)?;
        desk.keys("Enter")?;
        desk.wait_until_gone(id("sign-in"))?;
        desk.wait_for(id("ticket-page"))?;
        Ok(())
    })
}

#[test]
fn a_desk_with_people_asks_for_a_pin_when_it_starts_again() -> Outcome {
    story("people-restart", |desk| {
        walk::start_with_demo(desk)?;
        walk::go_to(desk, "Settings")?;
        desk.click(role("tab", "People"))?;
        add(desk, "Ada", None)?;

        desk.crash()?;
        desk.start()?;

        desk.wait_for(id("sign-in"))?;
        // Alone on the list: only the PIN is asked for.
        desk.wait_for(id("pin"))?;
        desk.type_text(PIN)?;
        desk.keys("Enter")?;
        desk.wait_until_gone(id("sign-in"))?;
        desk.wait_for(button("Ada,")).map(drop)
    })
}
