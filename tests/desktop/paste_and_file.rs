use crate::serials::serial;
use hashmend_tests::{Desk, Outcome, button, field, heading, id, link, story, text, walk};

const MODEL: &str = "Antminer S19 Pro";

/// Three hundred rows, six of them with a planted fault.
fn three_hundred_rows() -> String {
    let mut rows: Vec<String> = (0..300)
        .map(|n| format!("{}\t{MODEL}", serial(n)))
        .collect();
    // The same unit twice.
    rows[40] = rows[7].clone();
    // A letter for the digit it looks like, and a slip of one key.
    rows[80] = format!(
        "{}\t{MODEL}",
        serial(9).replacen('3', "E", 1).replacen('4', "A", 1)
    );
    rows[120] = format!("{}X\t{MODEL}", &serial(11)[..16]);
    // What a spreadsheet makes of a long number.
    rows[160] = format!("1.98765E+16\t{MODEL}");
    rows[200] = format!("\t{MODEL}");
    rows[240] = format!("{}\tAntminer Q99 Turbo", serial(240));
    format!("serial\tmodel\n{}\n", rows.join("\n"))
}

/// Mend the one row of a verdict by typing its serial where it stands.
fn mend(desk: &Desk, verdict: &str, right: &str) -> Outcome {
    desk.click(button(verdict))?;
    desk.click(id("verdict-row"))?;
    desk.keys("F2")?;
    desk.wait_for(field("Serial of this row"))?;
    desk.keys("Control+a")?;
    desk.type_text(right)?;
    desk.keys("Enter")
}

#[test]
fn three_hundred_pasted_serials_are_mended_in_place_and_filed() -> Outcome {
    story("paste-and-file", |desk| {
        desk.click(link("New RMA"))?;
        desk.paste(field("Serials"), &three_hundred_rows())?;

        for verdict in [
            "Duplicate 1",
            "Look-alike 4",
            "Unreadable 1",
            "No serial 1",
            "Unknown model 1",
        ] {
            desk.wait_for(button(verdict))?;
        }
        desk.shot("paste-verdicts")?;
        mend(desk, "Unreadable 1", &serial(160))?;
        desk.wait_until_gone(button("Unreadable 1"))?;
        mend(desk, "No serial 1", &serial(200))?;
        desk.wait_until_gone(button("No serial 1"))?;
        desk.click(button("All 300"))?;
        // Left out: the duplicate, and both of each pair that is hard to tell apart.
        desk.wait_for(text("295 of 300 rows are ready"))?;
        desk.shot("paste-mended")?;

        desk.click(id("take-over"))?;
        desk.choose(field("Symptom"), "Hashrate at one third")?;
        desk.click(button("Continue"))?;
        desk.fill(field("Customer name"), "Prairie Hash LLC")?;
        desk.fill(field("Site name"), "Abilene 2")?;
        desk.click(button("Continue"))?;
        desk.click(id("compare-choose"))?;
        desk.wait_for(text("Goes to"))?;
        desk.shot("file-center")?;
        desk.click(button("Continue"))?;
        desk.wait_for(text("Filing freezes the estimate as the promise"))?;
        desk.shot("file-review")?;
        desk.click(button("File RMA for 295 units"))?;
        desk.wait_for(text("RMA-2026-000001 filed, 295 units"))?;
        desk.wait_for(heading("RMA-2026-000001"))?;
        desk.shot("file-done")?;

        walk::go_to(desk, "Tickets")?;
        desk.wait_for(text("T-000295"))?;
        Ok(())
    })
}
