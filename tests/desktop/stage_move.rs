use hashmend_tests::{Outcome, button, link, story, text, walk};

#[test]
fn a_stage_move_can_be_taken_back() -> Outcome {
    story("stage-move", |desk| {
        walk::start_with_demo(desk)?;
        walk::go_to(desk, "Tickets")?;
        desk.click(link("T-0"))?;
        desk.wait_for(button("Move to"))?;
        let offered = desk.text_of(button("Move to"))?;
        desk.shot("ticket")?;

        desk.click(button("Move to"))?;
        desk.wait_for(text("moved to"))?;
        desk.shot("ticket-moved")?;
        desk.click(button("Undo"))?;
        desk.wait_for(button(&offered))?;
        Ok(())
    })
}
