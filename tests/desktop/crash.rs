use crate::serials::serial;
use hashmend_tests::{Outcome, button, field, id, link, story, text, walk};

#[test]
fn a_draft_survives_the_app_being_killed() -> Outcome {
    story("crash", |desk| {
        let serials: Vec<String> = (0..12).map(serial).collect();
        desk.click(link("New RMA"))?;
        desk.paste(field("Serials"), &serials.join("\n"))?;
        desk.wait_for(button("New 12"))?;
        desk.click(id("take-over"))?;
        desk.wait_for(text("12 units added"))?;
        desk.click(button("Continue"))?;
        desk.fill(field("Note to the center"), "Two of them smell burnt.")?;
        desk.wait_for(text("Saved as a draft"))?;

        desk.crash()?;
        desk.start()?;

        walk::go_to(desk, "RMAs")?;
        desk.click(link("RMA-20"))?;
        desk.wait_for(field("Note to the center"))?;
        assert_eq!(
            desk.value_of(field("Note to the center"))?,
            "Two of them smell burnt."
        );
        desk.click(button("Units"))?;
        desk.wait_for(text(&serials[0]))?;
        desk.shot("draft-after-crash").map(drop)
    })
}
