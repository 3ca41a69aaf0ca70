//! The PDF of a dispute pack.

use hashmend_core::attachment::{FileKind, Picture as Kept, thumbnail};
use hashmend_core::device::WindowKind;
use hashmend_core::dispute::{Custody, CustodyOf, Dispute, DisputedTicket, Soundness};
use hashmend_core::finding::FindingRow;
use hashmend_core::ticket::TestRun;
use hashmend_core::{Result, Store, Timestamp};
use hashmend_paper::{
    Block, Column, Fact, Language, LogLine, Picture, Report, Section, Sheet, Words, day, fill,
    instant,
};

use crate::{unset, words};

/// So many photos are shown; the originals are all in the ZIP.
const MOST_PHOTOS: usize = 60;

/// The PDF that says what is in a pack. Small pictures are made of the photos in it.
///
/// # Errors
/// When a photo can no longer be read from the desk.
pub fn dispute(store: &Store, dispute: &Dispute, language: Language) -> Result<Vec<u8>> {
    let all = words(language)?;
    let report = Report {
        sheet: Sheet {
            title: all.dispute.title.clone(),
            desk: dispute.desk.clone(),
            language,
            made_at: dispute.made_at.to_datetime(),
        },
        subtitle: subtitle(dispute, all),
        facts: facts(dispute, all),
        sections: vec![
            identifiers(dispute, all),
            warranty(dispute, all),
            tickets(dispute, all),
            custody(dispute, all),
            findings(dispute, all),
            repairs(dispute, all),
            tests(dispute, all),
            quotes(dispute, all, language),
            slots(dispute, all),
            photos(store, dispute, all)?,
            originals(dispute, all),
            journal(dispute, all),
        ],
    };
    let report = Report {
        sections: report
            .sections
            .into_iter()
            .filter(|section| !section.blocks.is_empty())
            .collect(),
        ..report
    };
    hashmend_paper::report(&report).map_err(unset)
}

fn at(instant_of: Timestamp) -> String {
    instant(instant_of.to_datetime())
}

fn text(value: Option<&String>) -> String {
    value.cloned().unwrap_or_default()
}

fn figure(value: f64) -> String {
    let text = format!("{value:.3}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Leaves out what is empty and joins the rest.
fn joined(parts: &[&str], by: &str) -> String {
    let some: Vec<&str> = parts
        .iter()
        .copied()
        .filter(|part| !part.is_empty())
        .collect();
    some.join(by)
}

fn table(columns: Vec<Column>, rows: Vec<Vec<String>>, empty: &str) -> Block {
    Block::Table {
        columns,
        rows,
        total: Vec::new(),
        empty: empty.into(),
    }
}

fn model(dispute: &Dispute) -> String {
    let row = &dispute.page.row;
    joined(&[&text(row.maker.as_ref()), &text(row.model.as_ref())], " ")
}

fn subtitle(dispute: &Dispute, all: &Words) -> String {
    let row = &dispute.page.row;
    let only = dispute.only.as_ref().map_or_else(String::new, |ticket| {
        fill(&all.dispute.only_ticket, &[("ticket", ticket)])
    });
    joined(
        &[
            &model(dispute),
            &text(row.serial.as_ref()),
            &row.code,
            &only,
        ],
        " · ",
    )
}

fn facts(dispute: &Dispute, all: &Words) -> Vec<Fact> {
    let words = &all.dispute;
    let row = &dispute.page.row;
    let facts = vec![
        Fact::new(&words.code, &row.code),
        Fact::new(&words.kind, all.trade("kinds", row.kind.as_str())),
        Fact::new(&words.model, model(dispute)),
        Fact::mono(&words.serial, text(row.serial.as_ref())),
        Fact::new(&words.owner, text(row.owner.as_ref())),
        Fact::new(&words.site, text(row.site.as_ref())),
        Fact::new(&words.made_by, &dispute.made_by),
        Fact::new(&words.made_at, at(dispute.made_at)),
        Fact::new(&words.journal_head, dispute.head.position.to_string()),
        Fact::mono(&words.head_hash, &dispute.head.hash),
    ];
    facts
        .into_iter()
        .filter(|fact| !fact.value.is_empty())
        .collect()
}

fn identifiers(dispute: &Dispute, all: &Words) -> Section {
    let words = &all.dispute;
    let rows = dispute
        .page
        .identifiers
        .iter()
        .map(|each| {
            vec![
                all.trade("identifierKinds", each.kind.as_str()).to_owned(),
                each.typed.clone(),
                all.trade("sources", each.source.as_str()).to_owned(),
                at(each.from),
                each.until.map_or_else(|| words.now.clone(), at),
            ]
        })
        .collect();
    Section {
        heading: words.identifiers.clone(),
        blocks: vec![table(
            vec![
                Column::new(&words.kind),
                Column::mono(&words.identifier).wide(1),
                Column::new(&words.source),
                Column::new(&words.from),
                Column::new(&words.until),
            ],
            rows,
            "",
        )],
    }
}

fn warranty(dispute: &Dispute, all: &Words) -> Section {
    let words = &all.dispute;
    let mut blocks = Vec::new();
    if let Some(day_of) = dispute.page.facts.dispatched_on {
        blocks.push(Block::Facts {
            facts: vec![Fact::new(&words.dispatched, day(day_of))],
        });
    }
    let classes = dispute
        .tickets
        .iter()
        .map(|ticket| {
            vec![
                ticket.row.number.clone(),
                all.trade("warranty", ticket.row.warranty_class.as_str())
                    .to_owned(),
                ticket.row.warranty_reason.clone(),
            ]
        })
        .collect::<Vec<_>>();
    if !classes.is_empty() {
        blocks.push(table(
            vec![
                Column::new(&words.ticket),
                Column::new(&words.class),
                Column::new(&words.why).wide(1),
            ],
            classes,
            "",
        ));
    }
    if !dispute.windows.is_empty() {
        let rows = dispute
            .windows
            .iter()
            .map(|window| {
                let kind = match window.kind {
                    WindowKind::Warranty => &words.window_warranty,
                    WindowKind::Doa => &words.window_doa,
                    WindowKind::SecondReturn => &words.window_second_return,
                };
                vec![
                    kind.clone(),
                    window.from.map_or_else(String::new, day),
                    window.until.map_or_else(String::new, day),
                    joined(
                        &[&text(window.rule.as_ref()), &text(window.source.as_ref())],
                        " · ",
                    ),
                ]
            })
            .collect();
        blocks.push(table(
            vec![
                Column::new(&words.warranty),
                Column::new(&words.from),
                Column::new(&words.until),
                Column::new(&words.rule).wide(1),
            ],
            rows,
            "",
        ));
    }
    Section {
        heading: words.warranty.clone(),
        blocks,
    }
}

fn tickets(dispute: &Dispute, all: &Words) -> Section {
    let words = &all.dispute;
    let rows: Vec<Vec<String>> = dispute
        .tickets
        .iter()
        .map(|DisputedTicket { row, .. }| {
            let outcome = match row.disposition {
                Some(disposition) => all.trade("dispositions", disposition.as_str()),
                None => all.trade("stages", row.stage.as_str()),
            };
            vec![
                row.number.clone(),
                text(row.rma.as_ref()),
                row.symptom.clone(),
                text(row.center.as_ref()),
                day(row.opened_at.date()),
                row.closed_at
                    .map_or_else(String::new, |closed| day(closed.date())),
                outcome.to_owned(),
            ]
        })
        .collect();
    Section {
        heading: words.tickets.clone(),
        blocks: some_table(
            vec![
                Column::new(&words.ticket),
                Column::new(&words.rma),
                Column::new(&words.symptom).wide(2),
                Column::new(&words.center).wide(1),
                Column::new(&words.opened),
                Column::new(&words.closed),
                Column::new(&words.outcome),
            ],
            rows,
        ),
    }
}

/// None where there is nothing to show.
fn some_table(columns: Vec<Column>, rows: Vec<Vec<String>>) -> Vec<Block> {
    if rows.is_empty() {
        Vec::new()
    } else {
        vec![table(columns, rows, "")]
    }
}

fn custody(dispute: &Dispute, all: &Words) -> Section {
    let words = &all.dispute;
    let row_of = |number: &str, each: &Custody| {
        let what = match &each.what {
            CustodyOf::Stage { stage, reason } => joined(
                &[
                    all.trade("stages", stage.as_str()),
                    reason.as_deref().unwrap_or_default(),
                ],
                ": ",
            ),
            CustodyOf::Hold { reason, note } => joined(
                &[
                    &fill(
                        &words.hold,
                        &[("reason", all.trade("holds", reason.as_str()))],
                    ),
                    note,
                ],
                ": ",
            ),
            CustodyOf::Package {
                carrier,
                tracking,
                to_center,
            } => fill(
                if *to_center {
                    &words.sent_to_center
                } else {
                    &words.sent_back
                },
                &[("carrier", carrier), ("tracking", tracking)],
            ),
        };
        vec![
            number.to_owned(),
            at(each.from),
            each.until.map_or_else(String::new, at),
            what,
            each.holder.map_or_else(String::new, |holder| {
                all.trade("holders", holder.as_str()).to_owned()
            }),
            each.person.clone(),
        ]
    };
    let rows = dispute
        .tickets
        .iter()
        .flat_map(|ticket| {
            ticket
                .custody
                .iter()
                .map(|each| row_of(&ticket.row.number, each))
        })
        .collect();
    Section {
        heading: words.custody.clone(),
        blocks: some_table(
            vec![
                Column::new(&words.ticket),
                Column::new(&words.from),
                Column::new(&words.until),
                Column::new(&words.stage).wide(1),
                Column::new(&words.holder),
                Column::new(&words.person),
            ],
            rows,
        ),
    }
}

fn place(found: &FindingRow) -> String {
    let part = |name: &str, number: Option<u16>| {
        number.map_or_else(String::new, |number| format!("{name} {number}"))
    };
    let what = &found.what;
    joined(
        &[
            &what.slot,
            &part("chain", what.chain),
            &part("domain", what.domain),
            &part("chip", what.chip),
        ],
        " ",
    )
}

fn findings(dispute: &Dispute, all: &Words) -> Section {
    let words = &all.dispute;
    let each = || dispute.tickets.iter().flat_map(|ticket| &ticket.findings);
    let rows: Vec<Vec<String>> = each()
        .map(|found| {
            let what = &found.what;
            let measured = what.measured.map_or_else(String::new, |value| {
                joined(&[&figure(value), &what.unit], " ")
            });
            vec![
                found.ticket.clone(),
                at(found.at),
                joined(
                    &[
                        all.trade("components", what.component.as_str()),
                        &place(found),
                    ],
                    ", ",
                ),
                joined(&[&found.label, &what.note], ": "),
                measured,
                all.trade("confidences", what.confidence.as_str())
                    .to_owned(),
                found.person.clone(),
            ]
        })
        .collect();
    let mut blocks = vec![table(
        vec![
            Column::new(&words.ticket),
            Column::new(&words.at),
            Column::new(&words.place).wide(1),
            Column::new(&words.finding).wide(2),
            Column::figures(&words.measured),
            Column::new(&words.certainty),
            Column::new(&words.person),
        ],
        rows,
        &words.no_findings,
    )];
    blocks.extend(
        each()
            .filter(|found| !found.what.lines.is_empty())
            .map(|found| {
                let file = found.what.evidence_id.and_then(|id| {
                    let original = dispute.originals.iter().find(|each| each.file.id == id)?;
                    Some(original.file.name.clone())
                });
                let title = joined(&[&found.label, &place(found)], ", ");
                Block::Lines {
                    caption: fill(
                        &words.lines_of,
                        &[
                            ("finding", &title),
                            ("file", file.as_deref().unwrap_or(&words.pasted_log)),
                        ],
                    ),
                    lines: found
                        .what
                        .lines
                        .iter()
                        .map(|line| LogLine {
                            number: line.number.into(),
                            text: line.text.clone(),
                        })
                        .collect(),
                }
            }),
    );
    Section {
        heading: words.findings.clone(),
        blocks,
    }
}

fn repairs(dispute: &Dispute, all: &Words) -> Section {
    let words = &all.dispute;
    let rows = dispute
        .tickets
        .iter()
        .flat_map(|ticket| &ticket.repairs)
        .map(|repair| {
            let chip = repair
                .chip
                .map_or_else(String::new, |chip| format!("chip {chip}"));
            let parts: Vec<String> = repair
                .parts
                .iter()
                .map(|part| format!("{} × {}", part.quantity.unsigned_abs(), part.number))
                .collect();
            let swapped: Vec<String> = [("−", &repair.taken_out), ("+", &repair.put_in)]
                .into_iter()
                .filter_map(|(sign, board)| {
                    let board = board.as_ref()?;
                    let name = board.serial.as_ref().unwrap_or(&board.code);
                    Some(format!("{sign} {name}"))
                })
                .collect();
            vec![
                repair.ticket.clone(),
                at(repair.at),
                all.trade("repairs", repair.code.as_str()).to_owned(),
                joined(
                    &[
                        all.trade("components", repair.component.as_str()),
                        &joined(&[&repair.slot, &chip], " "),
                    ],
                    ", ",
                ),
                joined(&[&parts.join(", "), &swapped.join(", ")], "; "),
                repair.note.clone(),
                repair.person.clone(),
            ]
        })
        .collect();
    Section {
        heading: words.repairs.clone(),
        blocks: vec![table(
            vec![
                Column::new(&words.ticket),
                Column::new(&words.at),
                Column::new(&words.repair),
                Column::new(&words.place).wide(1),
                Column::new(&words.parts).wide(1),
                Column::new(&words.note).wide(1),
                Column::new(&words.person),
            ],
            rows,
            &words.no_repairs,
        )],
    }
}

/// What a run measured, in words and units.
fn measured(run: &TestRun, all: &Words) -> String {
    let words = &all.dispute;
    let is = &run.measured;
    let name = |key| all.trade("measures", key);
    let beside = |value: String, expected: Option<String>| match expected {
        Some(expected) => format!("{value} ({} {expected})", words.expected),
        None => value,
    };
    let plain = |key, value: Option<f64>, unit: &str| {
        value.map(|value| format!("{} {} {unit}", name(key), figure(value)))
    };
    let said = [
        is.mean_ths.map(|mean| {
            beside(
                format!("{} {} TH/s", name("mean_ths"), figure(mean)),
                is.expected_ths.map(figure),
            )
        }),
        is.chips_found.map(|found| {
            beside(
                format!("{} {found}", name("chips_found")),
                is.chips_expected.map(|chips| chips.to_string()),
            )
        }),
        plain("hw_error_percent", is.hw_error_percent, "%"),
        plain("watts", is.watts, "W"),
        plain("inlet_c", is.inlet_c, "°C"),
        plain("board_c", is.board_c, "°C"),
        plain("chip_c", is.chip_c, "°C"),
    ];
    let said: Vec<String> = said.into_iter().flatten().collect();
    joined(&[&said.join(", "), &run.note], "; ")
}

fn tests(dispute: &Dispute, all: &Words) -> Section {
    let words = &all.dispute;
    let rows = dispute
        .tickets
        .iter()
        .flat_map(|ticket| {
            ticket.tests.iter().map(|run| {
                vec![
                    ticket.row.number.clone(),
                    at(run.at),
                    joined(&[all.trade("tests", run.kind.as_str()), &run.slot], ", "),
                    joined(&[&run.rig, &run.measured.firmware], ", "),
                    run.minutes.to_string(),
                    measured(run, all),
                    if run.passed {
                        words.passed.clone()
                    } else {
                        words.failed.clone()
                    },
                    run.person.clone(),
                ]
            })
        })
        .collect();
    Section {
        heading: words.tests.clone(),
        blocks: vec![table(
            vec![
                Column::new(&words.ticket),
                Column::new(&words.at),
                Column::new(&words.test),
                Column::new(&words.rig).wide(2),
                Column::figures(&words.minutes),
                Column::new(&words.measured).wide(4),
                Column::new(&words.result),
                Column::new(&words.person),
            ],
            rows,
            &words.no_tests,
        )],
    }
}

fn quotes(dispute: &Dispute, all: &Words, language: Language) -> Section {
    let words = &all.dispute;
    let rows = dispute
        .tickets
        .iter()
        .flat_map(|ticket| {
            ticket.quotes.iter().rev().map(|quote| {
                let how = quote
                    .decided_how
                    .map_or("", |how| all.trade("decidedHows", how.as_str()));
                vec![
                    ticket.row.number.clone(),
                    quote.version.to_string(),
                    all.trade("quoteStates", quote.state.as_str()).to_owned(),
                    hashmend_paper::money(i64::from(quote.total_cents), language),
                    joined(
                        &[
                            &quote.decided_by,
                            how,
                            &quote.decided_at.map_or_else(String::new, at),
                            &quote.why,
                        ],
                        ", ",
                    ),
                ]
            })
        })
        .collect();
    Section {
        heading: words.quotes.clone(),
        blocks: some_table(
            vec![
                Column::new(&words.ticket),
                Column::figures(&words.quote),
                Column::new(&words.state),
                Column::figures(&words.total),
                Column::new(&words.answer).wide(1),
            ],
            rows,
        ),
    }
}

fn slots(dispute: &Dispute, all: &Words) -> Section {
    let words = &all.dispute;
    let rows = dispute
        .page
        .boards
        .iter()
        .map(|stay| {
            vec![
                stay.slot.clone(),
                all.trade("kinds", stay.board.kind.as_str()).to_owned(),
                stay.board
                    .serial
                    .clone()
                    .unwrap_or_else(|| stay.board.code.clone()),
                at(stay.from),
                stay.until.map_or_else(|| words.now.clone(), at),
            ]
        })
        .collect();
    Section {
        heading: words.slots.clone(),
        blocks: some_table(
            vec![
                Column::new(&words.slot),
                Column::new(&words.board),
                Column::mono(&words.serial).wide(1),
                Column::new(&words.from),
                Column::new(&words.until),
            ],
            rows,
        ),
    }
}

fn photos(store: &Store, dispute: &Dispute, all: &Words) -> Result<Section> {
    let words = &all.dispute;
    let photos = || {
        dispute
            .originals
            .iter()
            .filter(|each| each.file.kind == FileKind::Photo && each.soundness == Soundness::Sound)
    };
    let mut pictures = Vec::new();
    for photo in photos().take(MOST_PHOTOS) {
        // Made one after the other: each may need a quarter of a gigabyte while it is.
        let jpeg = match store.picture(photo.file.id)? {
            Kept::Made(jpeg) => jpeg,
            Kept::ToMake { bytes, .. } => thumbnail(&bytes).unwrap_or_default(),
        };
        if !jpeg.is_empty() {
            let file = &photo.file;
            pictures.push(Picture {
                bytes: jpeg,
                caption: joined(
                    &[
                        &file.label,
                        &file.name,
                        &file.note,
                        &file.added_by,
                        &at(file.added_at),
                    ],
                    " · ",
                ),
                alt: joined(&[&file.note, &file.name], ", "),
                across: false,
            });
        }
    }
    let more = photos().count().saturating_sub(MOST_PHOTOS);
    let mut blocks = Vec::new();
    if pictures.is_empty() {
        blocks.push(Block::Note {
            text: words.no_photos.clone(),
        });
    } else {
        blocks.push(Block::Pictures { pictures });
    }
    if more > 0 {
        blocks.push(Block::Note {
            text: fill(&words.photos_more, &[("count", &more.to_string())]),
        });
    }
    Ok(Section {
        heading: words.photos.clone(),
        blocks,
    })
}

fn originals(dispute: &Dispute, all: &Words) -> Section {
    let words = &all.dispute;
    let rows = dispute
        .originals
        .iter()
        .map(|each| {
            let state = match each.soundness {
                Soundness::Sound => &words.sound,
                Soundness::Damaged => &words.damaged,
                Soundness::Missing => &words.missing,
            };
            vec![
                each.path.clone(),
                each.file.size.to_string(),
                joined(&[&each.file.added_by, &at(each.file.added_at)], ", "),
                state.clone(),
                each.blake3.clone(),
            ]
        })
        .collect();
    Section {
        heading: words.files.clone(),
        blocks: vec![
            table(
                vec![
                    Column::new(&words.file).wide(2),
                    Column::figures(&words.bytes),
                    Column::new(&words.added).wide(1),
                    Column::new(&words.state),
                    Column::mono("BLAKE3").wide(2),
                ],
                rows,
                &words.no_files,
            ),
            Block::Note {
                text: words.files_note.clone(),
            },
        ],
    }
}

fn journal(dispute: &Dispute, all: &Words) -> Section {
    let words = &all.dispute;
    let rows = dispute
        .events
        .iter()
        .map(|event| {
            vec![
                event.position.to_string(),
                at(event.at),
                event.actor.clone(),
                event.text.clone(),
                event.hash.clone(),
            ]
        })
        .collect();
    let mut blocks = vec![
        Block::Note {
            text: words.journal_note.clone(),
        },
        table(
            vec![
                Column::figures(&words.position),
                Column::new(&words.at),
                Column::new(&words.actor),
                Column::new(&words.event).wide(2),
                Column::mono(&words.hash).wide(2),
            ],
            rows,
            "",
        ),
    ];
    if dispute.more_events > 0 {
        blocks.push(Block::Note {
            text: fill(
                &words.journal_more,
                &[("count", &dispute.more_events.to_string())],
            ),
        });
    }
    Section {
        heading: words.journal.clone(),
        blocks,
    }
}
