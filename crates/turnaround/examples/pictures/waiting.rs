//! An open ticket: what is left of the wait, the longer it has lasted.

use std::error::Error;

use hashmend_turnaround::{Background, LearnSettings, Learned, Position, Priors};

use crate::luck::{Luck, OneStay, after, log_of};
use crate::svg::{Picture, Plot};

const TODAY: f64 = 400.0;

pub fn picture() -> Result<String, Box<dyn Error>> {
    let priors = Priors::parse(include_str!("../../../../data/priors.csv"))?;
    let mut luck = Luck::new(5);
    // Four in five wait for the bench only, one in five for parts.
    let tickets: Vec<OneStay> = (0..400)
        .map(|_| {
            let from = TODAY * luck.uniform();
            let days = if luck.uniform() < 0.8 {
                luck.days(8.0, 0.5)
            } else {
                luck.days(45.0, 0.4)
            };
            OneStay {
                from,
                to: from + days,
            }
        })
        .collect();
    let told = [("site", "us"), ("kind", "authorized")];
    let log = log_of(&tickets, "queued", "Center A", &told, TODAY);
    let background = Background {
        priors: Some(&priors),
        ..Background::default()
    };
    let learned = Learned::fit(log, &background, after(TODAY), &LearnSettings::default())?;

    let mut picture = Picture::new(
        820.0,
        340.0,
        "A ticket that waits: what is left on day 0, 10 and 30",
        "Three curves of the chance that the ticket is still waiting, by days from today. After 30 \
         days of waiting the curve falls slowest.",
    );
    let plot = Plot {
        frame: [64.0, 56.0, 520.0, 284.0],
        x: (0.0, 80.0),
        y: (0.0, 1.0),
    };
    let days = [
        (0.0, "today"),
        (20.0, "20 days"),
        (40.0, "40"),
        (60.0, "60"),
        (80.0, "80"),
    ];
    let share = [(0.0, "0"), (0.2, "20 %"), (0.5, "50 %"), (1.0, "100 %")];
    plot.scales(&mut picture, &days, &share);
    for (nth, (elapsed, class)) in [(0.0, "first"), (10.0, "second"), (30.0, "third")]
        .into_iter()
        .enumerate()
    {
        let entered = after(TODAY - elapsed);
        let position = Position {
            case: "picture",
            opened: entered,
            stage: "queued",
            entered,
            center: "Center A",
            attributes: told.to_vec(),
        };
        let left = learned.remaining(&position, after(TODAY))?;
        let points: Vec<(f64, f64)> = (0..=160)
            .map(|half| f64::from(half) / 2.0)
            .map(|days| (days, 1.0 - left.chance_by(days)))
            .collect();
        plot.curve(&mut picture, class, &points);
        let [likely, cautious] = [0.5, 0.8].map(|chance| left.quantile(chance));
        let dot = format!("d-{class}");
        picture.dot(&dot, plot.at(likely, 0.5), 4.5);
        picture.dot(&dot, plot.at(cautious, 0.2), 4.5);
        let y = 96.0 + 60.0 * nth as f64;
        picture.line(class, (548.0, y - 5.0), (576.0, y - 5.0));
        let told = match elapsed as u32 {
            0 => "just come in".to_owned(),
            waited => format!("has waited {waited} days"),
        };
        picture.text(586.0, y, "", &told);
        let words = format!("likely {likely:.0}, cautious {cautious:.0} days more");
        picture.text(586.0, y + 18.0, "soft", &words);
    }
    picture.text(64.0, 324.0, "soft small", "chance that it is still waiting; dots: likely (P50) and cautious (P80); simulated tickets, one in five waits for parts");
    Ok(picture.finish())
}
