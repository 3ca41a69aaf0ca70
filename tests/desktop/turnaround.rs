use hashmend_tests::{Outcome, button, heading, id, link, role, story, text, walk};
use serde_json::json;

#[test]
fn a_center_s_row_leads_to_its_tickets_and_back() -> Outcome {
    story("turnaround", |desk| {
        walk::start_with_demo(desk)?;
        walk::go_to(desk, "Turnaround")?;
        desk.wait_for(id("days-row"))?;
        walk::figures_are_here(desk)?;
        let said = desk.text_of(id("days-headline"))?;
        assert!(said.starts_with("Half are back in"), "{said}");

        desk.shot("turnaround")?;
        desk.click(link("MineHub NYC"))?;
        desk.wait_for(heading("Tickets"))?;
        desk.wait_for(text("T-0"))?;
        let listed = desk.shown_text()?;
        assert!(listed.contains("MineHub NYC"), "{listed}");

        desk.run("history.back()", &json!([]))?;
        desk.wait_for(id("days-row"))?;
        assert_eq!(desk.text_of(id("days-headline"))?, said);

        desk.click(role("tab", "Promises"))?;
        walk::figures_are_here(desk)?;
        let kept = desk.text_of(id("promises-headline"))?;
        assert!(kept.starts_with("The P80 was kept in"), "{kept}");

        desk.click(button("Report"))?;
        desk.wait_for(role("menuitem", "This view as XLSX"))?;
        desk.shot("promises").map(drop)
    })
}
