use hashmend_tests::{Outcome, story, walk};

#[test]
fn an_empty_desk_shows_every_screen_in_both_looks() -> Outcome {
    story("screens-empty", |desk| {
        walk::every_screen(desk, "screens/empty")?;
        Ok(())
    })
}

#[test]
fn a_demo_desk_shows_every_screen_and_record_in_both_looks() -> Outcome {
    story("screens-demo", |desk| {
        walk::start_with_demo(desk)?;

        walk::every_screen(desk, "screens/demo")?;
        walk::records(desk, "screens/demo")?;
        Ok(())
    })
}
