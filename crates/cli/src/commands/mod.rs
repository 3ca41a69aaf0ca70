//! One function per command: resolve what was named, call the use case, say what came of it.

mod attach;
mod bench;
mod desk;
mod diagnose;
mod dispute;
mod estimate;
mod export;
mod format;
mod import;
mod outside;
mod people;
mod quote;
mod report;
mod rma;
mod scan;
mod scenario;
mod ticket;
mod today;

use hashmend_core::search::Hit;

use crate::Done;
use crate::args::{Center, Cli, Command};
use crate::desk::Desk;
use crate::out::Out;
use crate::words::{count, spoken};

pub fn run(cli: Cli) -> Done {
    let mut out = Out::new(cli.common.json);
    let done = obey(cli, &mut out);
    // What was said before a refusal is part of the answer.
    let flushed = out.flush();
    done.and(flushed)
}

fn obey(cli: Cli, out: &mut Out) -> Done {
    // Files from outside need no desk.
    let desk = || Desk::of(&cli.common);
    match cli.command {
        Command::Backtest(asked) => outside::replay(&asked, out),
        Command::Forecast(asked) => outside::forecast(&asked, out),
        Command::Diagnose(asked) => diagnose::run(&asked, &cli.common, out),
        Command::Init { name } => desk::init(&desk()?, &name, out),
        Command::Demo(demo) => desk::demo(&desk()?, &demo, out),
        Command::Import(what) => import::run(&desk()?, &what, out),
        Command::Rma(what) => rma::run(&desk()?, &what, out),
        Command::Ticket(what) => ticket::run(&desk()?, &what, out),
        Command::Bench(what) => bench::run(&desk()?, &what, out),
        Command::Quote(what) => quote::run(&desk()?, &what, out),
        Command::Dispute(what) => dispute::run(&desk()?, &what, out),
        Command::Part(what) => bench::parts(&desk()?, &what, out),
        Command::Today => today::today(&desk()?, out),
        Command::Deadlines { days } => today::deadlines(&desk()?, days, out),
        Command::Scan(asked) => scan::run(&desk()?, &asked, out),
        Command::Estimate(asked) => estimate::run(&desk()?, &asked, out),
        Command::WhatIf(asked) => scenario::run(&desk()?, &asked, out),
        Command::Center(Center::List) => centers(&desk()?, out),
        Command::Format(what) => format::run(&desk()?, &what, out),
        Command::People(what) => people::run(&desk()?, &what, out),
        Command::Report(what) => report::run(&desk()?, &what, out),
        Command::Find { text, limit } => find(&desk()?, &text, limit, out),
        Command::Export(what) => export::run(&desk()?, &what, out),
        Command::Backup { file } => desk::back_up(&desk()?, &file, out),
        Command::Restore { file } => desk::restore(&desk()?, &file, out),
        Command::Doctor { rebuild, sweep } => desk::doctor(&desk()?, rebuild, sweep, out),
        Command::Attach(what) => attach::run(&desk()?, &what, out),
        Command::Undo { action } => desk::undo(&desk()?, action, out),
    }
}

fn centers(desk: &Desk, out: &mut Out) -> Done {
    let sheets = desk.open()?.centers()?;
    out.answer(&sheets, |out| {
        let rows: Vec<Vec<String>> = sheets
            .iter()
            .map(|sheet| {
                let center = &sheet.center;
                let makers = match center.makers[..] {
                    [] => "any".to_owned(),
                    _ => center.makers.join(", "),
                };
                let levels: Vec<String> = center.levels.iter().map(u8::to_string).collect();
                vec![
                    center.name.clone(),
                    center.region.to_string(),
                    match &center.city {
                        Some(city) => format!("{city}, {}", center.country),
                        None => center.country.clone(),
                    },
                    makers,
                    levels.join(","),
                    if center.maker_warranty { "yes" } else { "no" }.into(),
                    sheet.open_tickets.to_string(),
                    if center.starter { "shipped" } else { "own" }.into(),
                ]
            })
            .collect();
        out.table(
            &[
                "center",
                "region",
                "where",
                "makers",
                "levels",
                "warranty repair",
                "open",
                "from",
            ],
            &rows,
        )
    })
}

fn find(desk: &Desk, text: &str, limit: u32, out: &mut Out) -> Done {
    let hits = desk.open()?.find(text, limit)?;
    out.answer(&hits, |out| {
        if hits.is_empty() {
            return out.line(format!("nothing is called or numbered {text}"));
        }
        let rows: Vec<Vec<String>> = hits
            .iter()
            .map(|hit: &Hit| {
                vec![
                    spoken(hit.kind.as_str()),
                    hit.label.clone(),
                    hit.matched.clone().unwrap_or_default(),
                    hit.detail.clone(),
                ]
            })
            .collect();
        out.table(&["kind", "name", "matched", "detail"], &rows)?;
        out.line(count(hits.len() as u64, "hit"))
    })
}
