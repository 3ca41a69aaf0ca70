use hashmend_tests::{Outcome, button, field, id, story, text, walk};

#[test]
fn us_and_overseas_centers_stand_side_by_side_with_dates_and_costs() -> Outcome {
    story("where-to-send", |desk| {
        walk::go_to(desk, "Where to send")?;

        desk.pick(field("Model"), "S19 Pro", "S19 Pro")?;
        desk.wait_for(text("1 hashboard (Bitmain S19 Pro)"))?;
        desk.wait_for(text("published priors, 0 own tickets"))?;

        let shown = desk.shown_text()?;
        for each in ["US", "Overseas", "Back first", "Lost hashing"] {
            assert!(shown.contains(each), "'{each}' is missing in: {shown}");
        }
        assert!(desk.count("compare-row")? > 2, "few centers in: {shown}");
        assert!(!desk.text_of(id("break-even"))?.is_empty());
        desk.shot("where-to-send")?;

        desk.click(button("ZeusBTC"))?;
        desk.wait_for(text("HTSUS 9802.00.50"))?;
        desk.shot("where-to-send-details").map(drop)
    })
}
