use hashmend_tests::{Outcome, row, story, text, walk};

#[test]
fn the_first_start_offers_a_demo_fleet_in_one_click() -> Outcome {
    story("first-start", |desk| {
        desk.wait_for(text("demo fleet"))?;
        desk.shot("first-start")?;

        walk::start_with_demo(desk)?;

        walk::go_to(desk, "Fleet")?;
        desk.wait_for(row("Demo:"))?;
        walk::go_to(desk, "Tickets")?;
        desk.wait_for(text("T-0"))?;
        desk.shot("demo-tickets").map(drop)
    })
}
