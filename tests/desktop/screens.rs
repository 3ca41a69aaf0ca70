use hashmend_tests::{Outcome, story, walk};

#[test]
fn axe_finds_nothing_on_any_screen_of_an_empty_desk_in_both_looks() -> Outcome {
    story("screens-empty", |desk| {
        walk::every_screen(desk, "screens/empty")?;
        Ok(())
    })
}

#[test]
fn axe_finds_nothing_on_any_screen_or_record_of_a_demo_desk_in_both_looks() -> Outcome {
    story("screens-demo", |desk| {
        walk::start_with_demo(desk)?;

        walk::every_screen(desk, "screens/demo")?;
        walk::records(desk, "screens/demo")?;
        Ok(())
    })
}

#[test]
fn axe_finds_nothing_where_people_come_and_go() -> Outcome {
    story("screens-people", |desk| {
        walk::people(desk, "screens/people")?;
        Ok(())
    })
}

#[test]
fn at_twice_the_size_nothing_is_out_of_reach() -> Outcome {
    story("screens-zoomed", |desk| {
        walk::start_with_demo(desk)?;
        desk.zoom_to_twice_of_1280_by_720()?;

        walk::every_screen_zoomed_in(desk, "screens/zoomed")?;
        Ok(())
    })
}
