//! One stage: what is published, what the desk's own tickets say, and what is used of both.

use std::error::Error;
use std::sync::Arc;

use hashmend_turnaround::{
    Background, Calendars, CenterKind, DayWeights, Forecast, HolidayTable, Hours, Known,
    LearnSettings, Learned, Mode, Priors, Region, RepairLevel, Route, Settings, Stage, Standing,
    Subject, Warranty, WorkCalendar, WorkWeek, forecast,
};

use crate::luck::{Luck, OneStay, after, log_of};
use crate::svg::{Picture, Plot};

const TODAY: f64 = 120.0;
const CENTER: &str = "Center A";

pub fn picture() -> Result<String, Box<dyn Error>> {
    let priors = Priors::parse(include_str!("../../../../data/priors.csv"))?;
    let calendar = even_week()?;
    let ask = |known: Known| {
        forecast(
            known,
            &route(&calendar),
            &units(),
            after(TODAY),
            &Settings::default(),
        )
    };
    let published = ask(Known::from(&priors))?;
    let mut luck = Luck::new(11);
    let tickets: Vec<OneStay> = (0..300)
        .map(|_| {
            let days = luck.days(9.0, 0.38);
            let from = (TODAY - days) * luck.uniform();
            OneStay {
                from,
                to: from + days,
            }
        })
        .collect();

    let mut picture = Picture::new(
        820.0,
        330.0,
        "One stage, the way back: the more tickets, the less the published figure counts",
        "Three panels with 3, 30 and 300 tickets. The curve used starts near the published one \
         and ends on the desk's own history, which is slower.",
    );
    for (nth, count) in [3, 30, 300].into_iter().enumerate() {
        let learned = learn(&tickets[..count], &priors, &calendar)?;
        let used = ask(Known {
            priors: &priors,
            learned: Some(&learned),
        })?;
        let left = 64.0 + 252.0 * nth as f64;
        let plot = Plot {
            frame: [left, 84.0, left + 220.0, 260.0],
            x: (0.0, 24.0),
            y: (0.0, 1.0),
        };
        let share = [(0.0, "0"), (0.5, "50 %"), (0.8, "80 %"), (1.0, "100 %")];
        let days = [
            (0.0, "0"),
            (6.0, "6"),
            (12.0, "12"),
            (18.0, "18"),
            (24.0, "24"),
        ];
        plot.scales(
            &mut picture,
            &days,
            if nth == 0 {
                &share
            } else {
                &[(0.0, ""), (0.5, ""), (0.8, ""), (1.0, "")]
            },
        );
        plot.curve(&mut picture, "published", &curve_of(&published));
        plot.curve(&mut picture, "own", &steps_of(&tickets[..count]));
        plot.curve(&mut picture, "used", &curve_of(&used));
        picture.text(left, 62.0, "", &format!("{count} finished tickets"));
        if let Some(own) = used
            .explanation
            .stages
            .iter()
            .find(|told| told.stage == Stage::FromCenter)
            .and_then(|told| told.own.as_ref())
        {
            let words = format!(
                "what was known before counts {:.0} %",
                100.0 * own.prior_share
            );
            picture.text(left, 78.0, "soft small", &words);
        }
    }
    for (x, class, words) in [
        (64.0, "published", "published"),
        (190.0, "own", "own tickets"),
        (330.0, "used", "used"),
    ] {
        picture.line(class, (x, 308.0), (x + 28.0, 308.0));
        picture.text(x + 36.0, 312.0, "", words);
    }
    picture.text(
        800.0,
        312.0,
        "soft small end",
        "share back, by days in the stage; simulated tickets",
    );
    Ok(picture.finish())
}

fn learn(
    tickets: &[OneStay],
    priors: &Priors,
    calendar: &Arc<WorkCalendar>,
) -> Result<Learned, Box<dyn Error>> {
    let told = [("site", "us"), ("mode_back", "ground")];
    let log = log_of(tickets, "from_center", CENTER, &told, TODAY);
    let background = Background {
        priors: Some(priors),
        generic: None,
        calendars: Calendars {
            centers: &[(CENTER.to_owned(), Arc::clone(calendar))],
            site: Some(calendar),
        },
    };
    let settings = LearnSettings {
        look_back: false,
        ..LearnSettings::default()
    };
    Ok(Learned::fit(log, &background, after(TODAY), &settings)?)
}

/// Every day five sevenths of a working day: no steps from weekends in the picture.
fn even_week() -> Result<Arc<WorkCalendar>, Box<dyn Error>> {
    let hours = Hours {
        zone: "UTC".to_owned(),
        country: "US".to_owned(),
        week: WorkWeek {
            weights: [5.0 / 7.0; 7],
        },
        closures: Vec::new(),
    };
    let built = WorkCalendar::build(
        &hours,
        &HolidayTable::default(),
        &DayWeights::default(),
        after(TODAY).date_naive(),
    );
    Ok(Arc::new(built?))
}

fn route(calendar: &Arc<WorkCalendar>) -> Route {
    Route {
        center: CENTER.to_owned(),
        region: Region::Us,
        kind: CenterKind::Authorized,
        outbound: Mode::Ground,
        back: Mode::Ground,
        capacity: None,
        center_calendar: Arc::clone(calendar),
        site_calendar: Arc::clone(calendar),
    }
}

/// Two units that have just been handed to the carrier: all that is left is the stage itself.
fn units() -> Subject {
    Subject {
        key: "picture".to_owned(),
        warranty: Warranty::In,
        level: RepairLevel::L2,
        quantity: 2,
        standing: Some(Standing {
            stage: Stage::FromCenter,
            entered_at: after(TODAY),
            opened_at: after(TODAY),
        }),
        features: Vec::new(),
        needed_by: None,
    }
}

fn curve_of(forecast: &Forecast) -> Vec<(f64, f64)> {
    let quantiles = forecast.quantiles.iter();
    let shares = quantiles.map(|at| (at.days, f64::from(at.percent) / 100.0));
    std::iter::once((0.0, 0.0)).chain(shares).collect()
}

fn steps_of(tickets: &[OneStay]) -> Vec<(f64, f64)> {
    let mut days: Vec<f64> = tickets.iter().map(|stay| stay.to - stay.from).collect();
    days.sort_unstable_by(f64::total_cmp);
    let all = days.len() as f64;
    let mut steps = vec![(0.0, 0.0)];
    for (nth, days) in days.into_iter().enumerate() {
        steps.extend([(days, nth as f64 / all), (days, (nth + 1) as f64 / all)]);
    }
    steps.push((1000.0, 1.0));
    steps
}
