//! What stands on the pages, read back by another program's eyes.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use chrono::{DateTime, Utc};
use hashmend_paper::*;

fn at() -> DateTime<Utc> {
    "2026-03-01T09:30:00Z".parse().unwrap()
}

fn sheet(title: &str, language: Language) -> Sheet {
    Sheet {
        title: title.into(),
        desk: "Prairie Repair".into(),
        language,
        made_at: at(),
    }
}

/// The text of each page.
fn read(pdf: &[u8]) -> Vec<String> {
    let document = lopdf::Document::load_mem(pdf).unwrap();
    document
        .get_pages()
        .keys()
        .map(|page| document.extract_text(&[*page]).unwrap())
        .collect()
}

/// Without the breaks that a line's width makes.
fn run_together(text: &str) -> String {
    text.split_whitespace().collect()
}

fn a_quote(language: Language) -> QuotePaper {
    QuotePaper {
        sheet: sheet("Quote", language),
        number: "T-000456, version 2".into(),
        addressee: vec!["Prairie Hash LLC".into(), "Amarillo 2".into()],
        facts: vec![
            Fact::new("Unit", "Antminer S19 Pro"),
            Fact::mono("Serial", "SMTTATUBDJAAI0001"),
        ],
        lines: vec![
            QuoteLine {
                text: "Hashboard HB1, level 3: some chips are missing".into(),
                quantity: "1".into(),
                unit: "$90.00".into(),
                sum: "$90.00".into(),
            },
            QuoteLine {
                text: "BM1398 chip".into(),
                quantity: "3".into(),
                unit: "$25.00".into(),
                sum: "$75.00".into(),
            },
        ],
        total: "$165.00".into(),
        beside_total: vec!["Valid until 2026-03-11".into()],
        note: "The fans are worn too.".into(),
        terms: vec!["The repair waits for your answer.".into()],
        changes_title: "Changed since version 1".into(),
        changes: vec!["Added: BM1398 chip, $75.00".into()],
        answer: String::new(),
    }
}

fn a_table(rows: usize) -> Block {
    Block::Table {
        columns: vec![
            Column::figures("No."),
            Column::new("What happened").wide(2),
            Column::mono("Its hash").wide(3),
        ],
        rows: (1..=rows)
            .map(|row| {
                vec![
                    row.to_string(),
                    format!("event {row}"),
                    format!("{row:064x}"),
                ]
            })
            .collect(),
        total: Vec::new(),
        empty: "nothing".into(),
    }
}

fn a_report(language: Language, blocks: Vec<Block>) -> Report {
    Report {
        sheet: sheet("Dispute pack", language),
        subtitle: "Antminer S19 Pro · SMTTATUBDJAAI0001".into(),
        facts: vec![Fact::new("Owner", "Prairie Hash LLC")],
        sections: vec![Section {
            heading: "Journal".into(),
            blocks,
        }],
    }
}

/// Where `PAPER_PAGES` names a folder the pages are kept there, to be looked at.
fn keep(name: &str, pdf: &[u8]) {
    if let Some(folder) = std::env::var_os("PAPER_PAGES") {
        std::fs::write(std::path::Path::new(&folder).join(name), pdf).unwrap();
    }
}

#[test]
fn a_quote_says_what_it_is_for_what_it_comes_to_and_until_when() {
    let pdf = quote(&a_quote(Language::En)).unwrap();

    keep("quote.pdf", &pdf);
    let pages = read(&pdf);
    assert_eq!(pages.len(), 1);
    let text = run_together(&pages[0]);
    for said in [
        "Quote",
        "T-000456,version2",
        "PrairieHashLLC",
        "SMTTATUBDJAAI0001",
        "HashboardHB1,level3",
        "$75.00",
        "$165.00",
        "Validuntil2026-03-11",
        "PrairieRepair",
        "2026-03-01",
        "Page1of1",
    ] {
        assert!(text.contains(said), "{said} is not in {text}");
    }
}

#[test]
fn a_quote_with_nothing_in_it_is_a_page_all_the_same() {
    let empty = QuotePaper {
        sheet: sheet("Quote", Language::En),
        number: String::new(),
        addressee: Vec::new(),
        facts: Vec::new(),
        lines: Vec::new(),
        total: "$0.00".into(),
        beside_total: Vec::new(),
        note: String::new(),
        terms: Vec::new(),
        changes_title: String::new(),
        changes: Vec::new(),
        answer: String::new(),
    };

    let pdf = quote(&empty).unwrap();

    keep("empty.pdf", &pdf);
    assert!(run_together(&read(&pdf)[0]).contains("Nothingisquoted."));
}

#[test]
fn a_long_table_repeats_its_header_and_breaks_what_is_too_long_without_a_change() {
    let pdf = report(&a_report(Language::En, vec![a_table(120)])).unwrap();

    keep("table.pdf", &pdf);
    let pages = read(&pdf);
    assert!(pages.len() > 2, "{} pages", pages.len());
    for (at, page) in pages.iter().enumerate() {
        let text = run_together(page);
        assert!(text.contains("Itshash"), "page {} has no header", at + 1);
        assert!(text.contains(&format!("Page{}of{}", at + 1, pages.len())));
    }
    let all: String = pages.iter().map(|page| run_together(page)).collect();
    for row in [1, 60, 120] {
        assert!(
            all.contains(&format!("{row:064x}")),
            "the hash of row {row}"
        );
    }
}

#[test]
fn what_somebody_typed_is_never_markup() {
    let typed = "#read(\"/etc/passwd\") *bold* _x_ $a$ @b <c> [d] \\ // e /* f */ = g `h`";
    let mut paper = a_quote(Language::En);
    paper.lines[0].text = typed.into();
    paper.note = typed.into();
    paper.addressee = vec![typed.into()];

    let pdf = quote(&paper).unwrap();

    keep("typed.pdf", &pdf);
    let text = run_together(&read(&pdf)[0]);
    assert_eq!(
        text.matches(&run_together(typed)).count(),
        3,
        "{text} lacks {typed}"
    );
}

#[test]
fn signs_that_hide_or_turn_text_around_are_left_out() {
    let mut paper = a_quote(Language::En);
    paper.note = "total \u{202e}00.1$\u{202c} or\u{0} $1".into();

    let pdf = quote(&paper).unwrap();

    assert!(run_together(&read(&pdf)[0]).contains("total00.1$or$1"));
}

#[test]
fn the_same_values_at_the_same_instant_give_the_same_bytes() {
    let once = report(&a_report(Language::En, vec![a_table(3)])).unwrap();
    let twice = report(&a_report(Language::En, vec![a_table(3)])).unwrap();

    assert!(once == twice);
}

#[test]
fn pages_number_themselves_in_the_readers_language() {
    for (language, said) in [(Language::Es, "Página1de1"), (Language::Ru, "Страница1из1")]
    {
        let pdf = quote(&a_quote(language)).unwrap();
        let text = run_together(&read(&pdf)[0]);
        assert!(text.contains(said), "{said} is not in {text}");
    }
}

#[test]
fn chinese_is_set_where_the_computer_has_letters_for_it_and_named_where_not() {
    let mut paper = a_quote(Language::Zh);
    paper.addressee = vec!["草原算力有限公司".into()];
    paper.note = "风扇也磨损了，建议一并更换。".into();

    let pdf = quote(&paper).unwrap();

    keep("chinese.pdf", &pdf);
    let text = run_together(&read(&pdf)[0]);
    assert!(
        text.contains("草原算力有限公司") || text.contains("U+8349"),
        "{text}"
    );
}

#[test]
fn pictures_lines_and_facts_stand_in_their_order() {
    let square = |colour: &str| {
        Picture {
        bytes: format!(
            "<svg xmlns='http://www.w3.org/2000/svg' width='60' height='40'><rect width='60' height='40' fill='{colour}'/></svg>"
        )
        .into_bytes(),
        caption: format!("a {colour} photo with a long name 20260301_093000_board-front.jpg"),
        alt: colour.into(),
        across: false,
    }
    };
    let chart = Picture {
        across: true,
        caption: String::new(),
        ..square("teal")
    };
    let blocks = vec![
        Block::Facts {
            facts: vec![Fact::new("Class", "Out of warranty")],
        },
        Block::Pictures {
            pictures: vec![square("grey"), square("red"), square("green"), square("blue")],
        },
        Block::Lines {
            caption: "Some chips are missing: lines of kernel.log".into(),
            lines: vec![LogLine {
                number: 10_412,
                text: "2026-02-27 04:11:09 driver-btm-chain.c:1234:check_asic_number: Chain 1 only find 75 asic, expect 114, will power off hash board 1".into(),
            }],
        },
        Block::Pictures {
            pictures: vec![chart],
        },
        Block::Note {
            text: "Older entries are left out.".into(),
        },
        Block::Text {
            text: "As read from the unit.".into(),
        },
    ];

    let pdf = report(&a_report(Language::En, blocks)).unwrap();

    keep("pictures.pdf", &pdf);
    let text = run_together(&read(&pdf).concat());
    for said in [
        "Outofwarranty",
        "10412",
        "onlyfind75asic",
        "aredphoto",
        "Olderentries",
    ] {
        assert!(text.contains(said), "{said} is not in {text}");
    }
}

#[test]
fn a_picture_that_is_none_is_an_error_in_words() {
    let broken = Picture {
        bytes: b"\xff\xd8\xff not a photo".to_vec(),
        caption: String::new(),
        alt: String::new(),
        across: false,
    };

    let error = report(&a_report(
        Language::En,
        vec![Block::Pictures {
            pictures: vec![broken],
        }],
    ))
    .unwrap_err();

    assert!(
        error.to_string().starts_with("the page cannot be set"),
        "{error}"
    );
}
