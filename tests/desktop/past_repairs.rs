use hashmend_tests::{Outcome, button, field, heading, id, link, story, text, walk};

/// A sheet as a shop keeps it, with one repair whose dates run backwards.
fn a_shops_sheet() -> String {
    let mut sheet = String::from(
        "RMA #\tSerial Number\tModel\tRepair center\tRMA date\tShipped\tReceived\tRepaired\tShipped back\tReturned\n",
    );
    for n in 1..=12 {
        sheet.push_str(&format!(
            "R-{n:03}\tSHOP{n:05}\tAntminer S19\tPlains Board Shop\t2026-01-{n:02}\t2026-01-{:02}\t2026-01-{:02}\t2026-02-{n:02}\t2026-02-{:02}\t2026-02-{:02}\n",
            n + 2, n + 6, n + 1, n + 6
        ));
    }
    sheet.push_str(
        "R-013\tSHOP00013\tAntminer S19\tPlains Board Shop\t2026-03-09\t2026-03-02\t\t\t\t\n",
    );
    sheet
}

#[test]
fn a_shops_sheet_is_looked_through_brought_in_and_taken_back() -> Outcome {
    story("past-repairs", |desk| {
        walk::go_to(desk, "Tickets")?;
        desk.click(link("Bring past repairs"))?;
        desk.wait_for(heading("Bring past repairs"))?;
        desk.paste(field("Past repairs"), &a_shops_sheet())?;

        desk.wait_for(id("past-preview"))?;
        desk.wait_for(text("12 closed, 0 open"))?;
        desk.wait_for(text("How was it exported?"))?;
        desk.wait_for(text("the dates of a repair run forwards"))?;
        for look in ["Light", "Dark"] {
            walk::wear(desk, look)?;
            desk.shot(&format!("preview-{}", look.to_lowercase()))?;
        }

        desk.click(id("bring-in"))?;
        desk.wait_for(text("12 repairs brought in"))?;
        desk.wait_for(text("T-000012"))?;
        desk.shot("brought-in")?;
        desk.click(button("Undo"))?;
        desk.wait_for(text("Taken back"))?;
        desk.wait_until_gone(text("T-000012"))
    })
}
