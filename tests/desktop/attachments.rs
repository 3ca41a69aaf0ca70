use crate::merging::two_records;
use hashmend_tests::{Desk, Outcome, button, field, id, link, story, text, walk};
use serde_json::json;

/// Lets go of a drawn JPEG over the window, as a file manager would.
const DROP: &str = "
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [1200, 800];
    const pen = canvas.getContext('2d');
    pen.fillStyle = '#234';
    pen.fillRect(0, 0, 1200, 800);
    pen.fillStyle = '#e83';
    pen.fillRect(150, 150, 500, 300);
    const bytes = Uint8Array.from(atob(canvas.toDataURL('image/jpeg').split(',')[1]), (c) => c.charCodeAt(0));
    const data = new DataTransfer();
    data.items.add(new File([bytes], arguments[0], { type: 'image/jpeg' }));
    const over = new DragEvent('dragover', { dataTransfer: data, bubbles: true, cancelable: true });
    document.body.dispatchEvent(over);
    document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
    return over.defaultPrevented;
";

/// A unit with a ticket, and that ticket open.
fn file_a_ticket(desk: &Desk) -> Outcome {
    two_records(desk)?;
    desk.click(button("File RMA"))?;
    desk.wait_for(button("Continue"))?;
    open_the_ticket(desk)
}

fn open_the_ticket(desk: &Desk) -> Outcome {
    walk::go_to(desk, "Tickets")?;
    desk.click(link("T-000001"))?;
    desk.wait_for(id("ticket-page"))?;
    desk.wait_for(id("attachments")).map(drop)
}

#[test]
fn a_photo_dropped_on_a_ticket_shows_and_is_there_after_a_crash() -> Outcome {
    story("attachments", |desk| {
        file_a_ticket(desk)?;

        desk.run(DROP, &json!(["board.jpg"]))?;
        desk.wait_for(text("1 file attached"))?;
        desk.wait_for(id("thumbnail"))?;
        desk.shot("ticket-with-photo")?;
        desk.click(button("Look at board.jpg"))?;
        desk.wait_for(id("viewer-picture"))?;
        desk.fill(field("Note"), "burnt at chip 14")?;
        desk.click(button("Keep the note"))?;
        desk.shot("viewer")?;
        desk.keys("Escape")?;
        desk.wait_until_gone(id("viewer"))?;
        desk.wait_for(text("Attached board.jpg"))?;

        desk.crash()?;
        desk.start()?;
        open_the_ticket(desk)?;
        desk.wait_for(id("thumbnail"))?;
        desk.wait_for(text("burnt at chip 14"))?;
        Ok(())
    })
}

#[test]
fn the_same_photo_twice_is_said_and_a_removed_one_comes_back() -> Outcome {
    story("attachments-removed", |desk| {
        file_a_ticket(desk)?;
        desk.run(DROP, &json!(["board.jpg"]))?;
        desk.wait_for(id("thumbnail"))?;

        desk.run(DROP, &json!(["again.jpg"]))?;
        desk.wait_for(text("attached already, as board.jpg"))?;
        desk.click(button("Look at board.jpg"))?;
        desk.wait_for(id("viewer-picture"))?;
        desk.click(button("Remove"))?;
        desk.wait_for(text("board.jpg removed"))?;
        desk.wait_until_gone(id("thumbnail"))?;
        desk.click(button("Undo"))?;
        desk.wait_for(id("thumbnail"))?;
        Ok(())
    })
}
