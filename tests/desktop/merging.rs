use crate::serials::serial;
use hashmend_tests::{Desk, Outcome, button, field, heading, id, link, story, text, walk};

/// Two records of what is one miner: its label was read twice, once wrongly. The first of them is open.
pub fn two_records(desk: &Desk) -> Outcome {
    desk.click(link("Fleet"))?;
    desk.click(link("Import a list"))?;
    let rows = format!(
        "serial\tmodel\tlocation\n{}\tAntminer S19 Pro\tC01-R02\n{}\tAntminer S19 Pro\tC07-R01\n",
        serial(1),
        serial(2)
    );
    desk.paste(field("Serials"), &rows)?;
    desk.wait_for(text("All 2 rows are ready"))?;
    desk.click(id("take-over"))?;
    desk.wait_for(text("2 units added"))?;
    desk.click(link("D-000001"))?;
    desk.wait_for(heading("Names it goes by")).map(drop)
}

#[test]
fn two_records_are_merged_and_split_again_from_the_page() -> Outcome {
    story("merging", |desk| {
        two_records(desk)?;
        desk.shot("unit")?;

        desk.keys("m")?;
        desk.paste(field("The other record"), &serial(2))?;
        desk.wait_for(id("merge-preview"))?;
        desk.shot("merge-preview")?;
        desk.click(id("merge-confirm"))?;
        desk.wait_for(text("D-000002 was merged into this"))?;
        desk.shot("unit-merged")?;

        desk.click(id("split"))?;
        desk.wait_for(id("split-preview"))?;
        desk.shot("split-preview")?;
        desk.click(id("split-confirm"))?;
        desk.wait_until_gone(text("D-000002 was merged into this"))?;
        desk.click(button("Undo"))?;
        desk.wait_for(text("D-000002 was merged into this"))?;
        Ok(())
    })
}

#[test]
fn a_unit_page_is_a_passport_in_both_looks() -> Outcome {
    story("passport", |desk| {
        walk::start_with_demo(desk)?;
        walk::go_to(desk, "Fleet")?;
        desk.click(link("D-0"))?;
        desk.wait_for(id("unit-page"))?;
        desk.wait_for(id("whereabouts"))?;
        desk.shot("passport-light")?;
        walk::wear(desk, "Dark")?;
        desk.shot("passport-dark")?;
        Ok(())
    })
}
