//! Promises kept: what was said against what happened, on the real log of shipments.

use std::error::Error;
use std::fs::File;
use std::ops::ControlFlow;

use chrono::TimeDelta;
use hashmend_turnaround::{
    Background, Backtest, BacktestSettings, GenericPrior, History, LEVELS, LearnSettings,
    QuestionKind, Replayed, backtest,
};

use crate::svg::{Picture, Plot};

pub fn picture() -> Result<String, Box<dyn Error>> {
    let replayed = replay()?;
    for (kind, scores) in &replayed.metrics().by_kind {
        println!("{kind:5} {scores}");
    }
    let mut picture = Picture::new(
        820.0,
        400.0,
        "Promises kept: real shipments, six years replayed without looking ahead",
        "For shipments just ordered and for those under way, the share that arrived within each \
         quantile lies close to the chance promised.",
    );
    for (nth, (kind, words)) in [
        (QuestionKind::New, "asked when the case is opened"),
        (QuestionKind::Open, "asked while it is under way"),
    ]
    .into_iter()
    .enumerate()
    {
        panel(
            &mut picture,
            80.0 + 392.0 * nth as f64,
            kind,
            words,
            &replayed.replayed,
        );
    }
    picture.text(
        80.0,
        386.0,
        "soft small",
        "across: chance promised; up: share that kept it; grey band: five in a hundred either way",
    );
    Ok(picture.finish())
}

fn panel(picture: &mut Picture, left: f64, kind: QuestionKind, words: &str, all: &[Replayed]) {
    let finished: Vec<(&Replayed, f64)> = all
        .iter()
        .filter(|past| past.question.kind == kind)
        .filter_map(|past| Some((past, past.days()?)))
        .collect();
    let plot = Plot {
        frame: [left, 78.0, left + 320.0, 338.0],
        x: (0.0, 1.0),
        y: (0.0, 1.0),
    };
    picture.text(
        left,
        58.0,
        "",
        &format!("{words} ({} answers)", finished.len()),
    );
    let corners = [
        (0.0, 0.0),
        (0.05, 0.0),
        (1.0, 0.95),
        (1.0, 1.0),
        (0.95, 1.0),
        (0.0, 0.05),
    ];
    picture.shape("even", &corners.map(|(x, y)| plot.at(x, y)));
    let ticks = [(0.0, "0"), (0.5, "50 %"), (0.8, "80 %"), (0.95, "95 %")];
    plot.scales(picture, &ticks, &ticks);
    picture.line("axis", plot.at(0.0, 0.0), plot.at(1.0, 1.0));
    for (nth, level) in LEVELS.into_iter().enumerate() {
        let kept = finished
            .iter()
            .filter(|(past, days)| *days <= past.quantiles[nth]);
        let share = kept.count() as f64 / finished.len().max(1) as f64;
        let at = plot.at(level, share);
        if [9, 15, 18].contains(&nth) {
            picture.dot("d-third", at, 6.0);
            let words = format!("P{:.0}: {:.1} %", 100.0 * level, 100.0 * share);
            picture.text(at.0 - 10.0, at.1 - 6.0, "small end", &words);
        } else {
            picture.dot("d-second", at, 3.0);
        }
    }
}

fn replay() -> Result<Backtest, Box<dyn Error>> {
    let log = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../data/turnaround/scms_shipments.csv"
    );
    let history = History::read(File::open(log)?, &mut |_| ControlFlow::Continue(()))?;
    // Its stage is none of ours: a broad guess of the whole way, as an outsider would make it.
    let background = Background {
        generic: Some(GenericPrior {
            p50: 90.0,
            p95: 300.0,
        }),
        ..Background::default()
    };
    let settings = BacktestSettings {
        from: "2009-01-01T00:00:00Z".parse()?,
        to: "2015-01-01T00:00:00Z".parse()?,
        step: TimeDelta::days(92),
        cap: Some(300),
        seed: 0,
    };
    let learn = LearnSettings::default();
    let replayed = backtest(&history, &background, &settings, &learn, &mut |_, _| {
        ControlFlow::Continue(())
    })?;
    Ok(replayed)
}
