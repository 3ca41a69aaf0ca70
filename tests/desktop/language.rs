use hashmend_tests::{
    Desk, Find, Outcome, Place, Trouble, field, heading, id, link, row, story, walk,
};
use serde_json::json;

/// What the window says in one language.
struct Spoken {
    itself: &'static str,
    settings: &'static str,
    tickets: &'static str,
    /// The word for so many tickets.
    counted: fn(u64) -> &'static str,
    picture: &'static str,
}

const SPOKEN: [Spoken; 4] = [
    Spoken {
        itself: "Русский",
        settings: "Настройки",
        tickets: "Заявки",
        counted: |count| match (count % 100, count % 10) {
            (11..=14, _) => "заявок",
            (_, 1) => "заявка",
            (_, 2..=4) => "заявки",
            _ => "заявок",
        },
        picture: "tickets-ru",
    },
    Spoken {
        itself: "简体中文",
        settings: "设置",
        tickets: "工单",
        counted: |_| "张工单",
        picture: "tickets-zh",
    },
    Spoken {
        itself: "Español",
        settings: "Ajustes",
        tickets: "Tickets",
        counted: |count| if count == 1 { "ticket" } else { "tickets" },
        picture: "tickets-es",
    },
    Spoken {
        itself: "English",
        settings: "Settings",
        tickets: "Tickets",
        counted: |count| if count == 1 { "ticket" } else { "tickets" },
        picture: "tickets-en",
    },
];

#[test]
fn the_window_speaks_the_language_that_was_chosen_and_speaks_it_again_after_a_restart() -> Outcome {
    story("language", |desk| {
        walk::start_with_demo(desk)?;
        walk::go_to(desk, "Settings")?;
        desk.choose(field("Language"), "Español")?;
        desk.wait_for(heading("Ajustes"))?;

        for spoken in &SPOKEN {
            by_the_palette(desk, spoken.itself)?;
            walk::go_to(desk, spoken.settings)?;
            walk::go_to(desk, spoken.tickets)?;

            desk.wait_for(link("T-0"))?;
            let (count, word) = counted(desk)?;
            assert_eq!(
                word,
                (spoken.counted)(count),
                "{} of {count}",
                spoken.itself
            );
            desk.shot(spoken.picture)?;
        }

        by_the_palette(desk, "Русский")?;
        desk.wait_for(link("Настройки"))?;
        in_russian(desk)?;

        desk.crash()?;
        desk.start()?;
        desk.wait_for(link("Настройки")).map(drop)
    })
}

fn by_the_palette(desk: &Desk, language: &str) -> Outcome {
    desk.keys("Control+k")?;
    desk.type_text(language)?;
    desk.click(Find::Role("option", language))
}

/// The count beside the heading, and the word behind it.
fn counted(desk: &Desk) -> Outcome<(u64, String)> {
    let beside = "return document.querySelector('h1 ~ .note')?.textContent ?? ''";
    let note = desk.run(beside, &json!([]))?;
    let note = note.as_str().unwrap_or_default();
    let (count, word) = note
        .split_once(' ')
        .ok_or_else(|| Trouble::new(format!("no count stands beside the heading: '{note}'")))?;
    let count = count
        .parse()
        .map_err(|_| Trouble::new(format!("no number begins '{note}'")))?;
    Ok((count, word.to_owned()))
}

/// The screens with the most words on them, in a small window, for the record.
fn in_russian(desk: &Desk) -> Outcome {
    desk.put(Place {
        x: 0,
        y: 0,
        width: 1280,
        height: 720,
    })?;
    walk::go_to(desk, "Настройки")?;
    desk.shot("settings-ru")?;
    walk::go_to(desk, "Куда отправить")?;
    desk.pick(field("Модель"), "S19 Pro", "S19 Pro")?;
    desk.wait_for(id("compare-row"))?;
    desk.keys("Escape")?;
    desk.shot("where-to-send-ru")?;
    walk::go_to(desk, "Заявки")?;
    desk.shot("tickets-small-ru")?;
    desk.click(link("Новый RMA"))?;
    desk.paste(field("Серийные номера"), "DEMOX1\nDEMOX2\nDEMOX2\n")?;
    desk.wait_for(row("DEMOX2"))?;
    desk.shot("new-rma-ru").map(drop)
}
