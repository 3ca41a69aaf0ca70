use hashmend_tests::{Outcome, button, field, role, story, text, walk};

#[test]
fn a_customs_hold_is_put_beside_today_made_longer_saved_and_taken_back() -> Outcome {
    story("what-if", |desk| {
        walk::start_with_demo(desk)?;
        walk::go_to(desk, "Turnaround")?;
        desk.click(role("tab", "What if"))?;

        desk.wait_for(text("days later, and it is"))?;
        desk.shot("what-if")?;
        let held_75 = desk.shown_text()?;
        assert!(held_75.contains("Lost hashing"), "{held_75}");

        desk.fill(field("Held for"), "150")?;
        desk.fill(field("Name"), "A longer hold")?;
        desk.click(button("Save"))?;
        desk.wait_for(text("“A longer hold” saved"))?;
        desk.shot("what-if-saved")?;
        let saved = desk.at_the_terminal(&["what-if"])?;
        assert!(saved.contains("A longer hold"), "{saved}");

        desk.click(button("Undo"))?;
        desk.wait_for(text("Taken back"))?;
        let undone = desk.at_the_terminal(&["what-if"])?;
        assert!(undone.contains("Customs hold as in late 2024"), "{undone}");

        walk::wear(desk, "Dark")?;
        desk.shot("what-if-dark").map(drop)
    })
}
