use crate::serials::serial;
use hashmend_tests::{Outcome, button, heading, id, story, text};

#[test]
fn an_rma_is_filed_from_start_to_end_without_a_mouse() -> Outcome {
    story("filing-by-keys", |desk| {
        desk.wait_for(heading(""))?;
        desk.keys("n")?;
        desk.wait_for_focus("Serials")?;
        let rows = format!(
            "serial\tmodel\n{}\tAntminer S19 Pro\n{}\tAntminer S19 Pro\n1.98765E+16\tAntminer S19 Pro\n",
            serial(1),
            serial(2)
        );
        desk.paste_here(&rows)?;

        // The one damaged row is found and mended in its place.
        desk.wait_for(button("Unreadable 1"))?;
        desk.keys("F8")?;
        desk.keys("F2")?;
        desk.wait_for_focus("Serial of this row")?;
        desk.keys("Control+a")?;
        desk.type_text(&serial(3))?;
        desk.keys("Enter")?;
        desk.wait_for(text("All 3 rows are ready"))?;
        desk.keys("Control+Enter")?;

        // The symptom of all of them at once.
        desk.wait_for_focus("Symptom")?;
        desk.keys("Enter")?;
        desk.wait_for(hashmend_tests::role("option", "Hashrate at one third"))?;
        desk.type_text("Hash")?;
        desk.keys("Enter")?;
        desk.wait_for_focus("Symptom: Hash")?;
        desk.wait_until_gone(text("No symptom"))?;
        desk.keys("Control+Enter")?;

        desk.wait_for_focus("Customer name")?;
        desk.type_text("Prairie Hash LLC")?;
        desk.keys("Tab")?;
        desk.wait_for_focus("Site name")?;
        desk.type_text("Abilene 2")?;
        desk.keys("Control+Enter")?;

        // The second center of the list, and its estimate frozen on the way.
        desk.wait_for_focus("compare-name")?;
        desk.keys("Down")?;
        desk.keys("Right")?;
        desk.wait_for(id("compare-row"))?;
        desk.keys(" ")?;
        desk.wait_for(text("Goes to"))?;
        desk.keys("e")?;
        desk.wait_for(id("frozen-row"))?;
        desk.shot("keys-center")?;
        desk.keys("Control+Enter")?;

        desk.wait_for(text("Filing freezes the estimate as the promise"))?;
        desk.keys("Control+Enter")?;
        desk.wait_for(text("RMA-2026-000001 filed, 3 units"))?;
        desk.wait_for(heading("RMA-2026-000001"))?;
        desk.shot("keys-filed").map(drop)
    })
}
