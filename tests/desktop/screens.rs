use hashmend_tests::{Outcome, story, walk};

#[test]
fn an_empty_desk_shows_every_screen_in_both_looks() -> Outcome {
    story("screens-empty", |desk| {
        walk::every_screen(desk, "screens/empty")?;
        Ok(())
    })
}
