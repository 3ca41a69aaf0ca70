use hashmend_tests::find::role;
use hashmend_tests::look::Looks;
use hashmend_tests::{Outcome, button, field, heading, id, story, text, walk};

#[test]
fn a_cell_of_the_backlog_opens_its_tickets_and_back_is_the_backlog() -> Outcome {
    story("flow", |desk| {
        walk::start_with_demo(desk)?;
        walk::go_to(desk, "Turnaround")?;
        desk.click(role("tab", "Backlog and flow"))?;
        desk.wait_for(id("ages"))?;
        let count = desk.run(
            "const cell = document.querySelector('[data-testid=ages] td a'); const count = Number.parseInt(cell.innerText, 10); cell.click(); return count",
            &serde_json::json!([]),
        )?;
        desk.wait_for(heading("Tickets"))?;
        desk.wait_until(
            "the list has as many tickets as the cell said",
            &format!("return document.querySelector('main').innerText.includes('{count} ticket')"),
        )?;
        desk.run("history.back()", &serde_json::json!([]))?;
        desk.wait_for(id("ages"))?;
        let mut looks = Looks::new(desk, "views-b");
        for (theme, look) in [("Light", "light"), ("Dark", "dark")] {
            walk::wear(desk, theme)?;
            looks.wears(look);
            for tab in ["Backlog and flow", "Quality", "People and rigs", "Money"] {
                desk.click(role("tab", tab))?;
                desk.wait_for(id("headline"))?;
                looks.take(&tab.to_lowercase().replace(' ', "-"))?;
            }
        }
        looks.close().map(drop)
    })
}

#[test]
fn what_each_person_did_is_refused_to_a_technician() -> Outcome {
    const PIN: &str = "4829";
    story("people-figures", |desk| {
        walk::start_with_demo(desk)?;
        walk::go_to(desk, "Settings")?;
        desk.click(role("tab", "People"))?;
        for (name, wanted) in [("Ada", None), ("Tao", Some("Technician"))] {
            desk.fill(id("new-person-name"), name)?;
            if let Some(wanted) = wanted {
                desk.choose(field("Role"), wanted)?;
            }
            desk.fill(id("new-person-pin"), PIN)?;
            desk.keys("Enter")?;
            desk.wait_for(text(&format!("{name} is on the list")))?;
        }
        walk::go_to(desk, "Turnaround")?;
        desk.click(role("tab", "People and rigs"))?;
        desk.wait_for(role("radiogroup", "Period"))?;
        desk.keys("Control+u")?;
        desk.wait_for(role("dialog", "Switch person"))?;
        desk.click(button("Tao"))?;
        desk.wait_for(id("pin"))?;
        desk.type_text(PIN)?;
        desk.keys("Enter")?;
        desk.wait_for(id("refused"))?;
        desk.wait_until_gone(id("repairers"))
    })
}
