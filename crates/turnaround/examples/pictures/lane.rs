//! A customs lane: the chance that it is held, day by day, beside the hold there was; and how late
//! holds are seen, over many lanes.

use std::error::Error;

use hashmend_turnaround::{Background, LearnSettings, Learned, Priors};

use crate::luck::{Luck, OneStay, after, log_of};
use crate::svg::{Picture, Plot};

const FROM: u32 = 10;
const DAYS: u32 = 330;
const LANES: u32 = 60;
const HOLD: (f64, f64) = (130.0, 205.0);
const SEEN: f64 = 0.9;

struct Shipment {
    stay: OneStay,
    held: bool,
}

/// What is known of holds before any shipment is.
struct Watch {
    priors: Priors,
}

pub fn picture() -> Result<String, Box<dyn Error>> {
    let watch = Watch::new()?;
    let shipments = shipments(&mut Luck::new(2), 1.5, Spacing::Even, 0.85);
    // Each day knows only what had happened by then.
    let p_hold = (FROM..DAYS)
        .map(|day| Ok((f64::from(day), watch.p_hold(&shipments, f64::from(day))?)))
        .collect::<Result<Vec<(f64, f64)>, Box<dyn Error>>>()?;

    let mut picture = Picture::new(
        820.0,
        380.0,
        "A customs lane: how likely it is held, as its own shipments tell",
        "The chance of a hold rises some two weeks after its start, stays near one, and falls when \
         goods clear again. Below, each shipment from its arrival in customs to its release.",
    );
    let plot = Plot {
        frame: [64.0, 64.0, 796.0, 194.0],
        x: (0.0, f64::from(DAYS)),
        y: (0.0, 1.0),
    };
    let below = Plot {
        frame: [64.0, 210.0, 796.0, 326.0],
        x: plot.x,
        y: (shipments.len() as f64, -1.0),
    };
    picture.area("band", plot.at(HOLD.0, 1.0), below.at(HOLD.1, below.y.0));
    plot.scales(
        &mut picture,
        &[],
        &[(0.0, "0"), (0.5, "0.5"), (SEEN, "0.9")],
    );
    let days = [
        (0.0, "day 0"),
        (60.0, "60"),
        (120.0, "120"),
        (180.0, "180"),
        (240.0, "240"),
        (300.0, "300"),
    ];
    below.scales(&mut picture, &days, &[]);
    for (nth, shipment) in shipments.iter().enumerate() {
        let class = if shipment.held { "held" } else { "free" };
        let OneStay { from, to } = shipment.stay;
        let to = to.max(from + 1.5).min(f64::from(DAYS));
        let y = nth as f64;
        picture.line(class, below.at(from, y), below.at(to, y));
    }
    plot.curve(&mut picture, "used", &p_hold);
    let (middle, top) = plot.at((HOLD.0 + HOLD.1) / 2.0, 1.0);
    picture.text(middle, top - 8.0, "soft small mid", "the hold there was");
    let seen = p_hold.iter().find(|(day, p)| *day >= HOLD.0 && *p > SEEN);
    if let Some((day, _)) = seen {
        let words = format!("above 0.9 after {:.0} days", day - HOLD.0);
        let (x, y) = plot.at(HOLD.0, 0.7);
        picture.text(x - 10.0, y, "small end", &words);
    }
    picture.text(
        64.0,
        364.0,
        "soft small",
        "above: chance that the lane is held; below: shipments in customs, those caught in orange; \
         simulated",
    );
    Ok(picture.finish())
}

/// How a lane was watched.
struct Watched {
    /// Days from the start of the hold until it was seen; `None`: missed.
    seen: Option<f64>,
    /// Days from its end until it was thought over.
    over: f64,
    false_alarm: bool,
}

/// Prints how late holds are seen on 60 lanes each of two, one and a quarter shipment a week.
pub fn lateness() -> Result<(), Box<dyn Error>> {
    println!("caught  a week  seen P50  P90  missed  false alarms a year  over P50");
    for affected in [0.85, 0.6] {
        for per_week in [2.0, 1.0, 0.25] {
            let lanes = (0..LANES)
                .map(|lane| watched(lane, per_week, affected))
                .collect::<Result<Vec<Watched>, Box<dyn Error>>>()?;
            let mut seen: Vec<f64> = lanes.iter().filter_map(|lane| lane.seen).collect();
            let mut over: Vec<f64> = lanes.iter().map(|lane| lane.over).collect();
            let alarms = lanes.iter().filter(|lane| lane.false_alarm).count();
            let years = f64::from(LANES) * (HOLD.0 - f64::from(FROM)) / 365.0;
            println!(
                "{affected:6}  {per_week:6}  {:8}  {:3}  {:6}  {:19.2}  {:8}",
                nth_of(&mut seen, 0.5),
                nth_of(&mut seen, 0.9),
                lanes.iter().filter(|lane| lane.seen.is_none()).count(),
                alarms as f64 / years,
                nth_of(&mut over, 0.5),
            );
        }
    }
    Ok(())
}

fn watched(lane: u32, per_week: f64, affected: f64) -> Result<Watched, Box<dyn Error>> {
    let watch = Watch::new()?;
    let mut luck = Luck::new(u128::from(100 + lane));
    let shipments = shipments(&mut luck, per_week, Spacing::Random, affected);
    let p_hold = (FROM..DAYS)
        .map(|day| Ok((f64::from(day), watch.p_hold(&shipments, f64::from(day))?)))
        .collect::<Result<Vec<(f64, f64)>, Box<dyn Error>>>()?;
    let first = |after: f64, wanted: fn(f64) -> bool| {
        let mut days = p_hold.iter().filter(|(day, _)| *day >= after);
        days.find(|(_, p)| wanted(*p)).map(|(day, _)| *day)
    };
    let seen = first(HOLD.0, |p| p > SEEN).filter(|day| *day < HOLD.1);
    Ok(Watched {
        seen: seen.map(|day| day - HOLD.0),
        over: first(HOLD.1, |p| p < 0.5).unwrap_or(f64::from(DAYS)) - HOLD.1,
        false_alarm: first(f64::from(FROM), |p| p > SEEN).is_some_and(|day| day < HOLD.0),
    })
}

fn nth_of(days: &mut [f64], share: f64) -> f64 {
    days.sort_unstable_by(f64::total_cmp);
    let nth = (days.len() as f64 * share) as usize;
    days.get(nth).copied().unwrap_or(f64::NAN)
}

impl Watch {
    fn new() -> Result<Self, Box<dyn Error>> {
        let priors = Priors::parse(include_str!("../../../../data/priors.csv"))?;
        Ok(Self { priors })
    }

    /// The chance that the lane is held, as it looks on `day`.
    fn p_hold(&self, shipments: &[Shipment], day: f64) -> Result<f64, Box<dyn Error>> {
        let told = [("site", "overseas"), ("maker", "bitmain")];
        let stays = shipments.iter().map(|shipment| &shipment.stay);
        let log = log_of(stays, "customs_back", "Center B", &told, day);
        let background = Background {
            priors: Some(&self.priors),
            ..Background::default()
        };
        let settings = LearnSettings {
            look_back: false,
            ..LearnSettings::default()
        };
        let learned = Learned::fit(log, &background, after(day), &settings)?;
        Ok(learned.holds().first().map_or(0.0, |lane| lane.p_hold))
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Spacing {
    /// Some days more or less apart.
    Even,
    /// As they come (Poisson).
    Random,
}

/// Shipments in customs; a hold catches its share until it is lifted and the backlog is through.
fn shipments(luck: &mut Luck, per_week: f64, spacing: Spacing, affected: f64) -> Vec<Shipment> {
    let mut at = 0.0;
    let mut shipments = Vec::new();
    loop {
        at += 7.0 / per_week
            * match spacing {
                Spacing::Even => 0.5 + luck.uniform(),
                Spacing::Random => -libm::log(luck.uniform()),
            };
        if at >= f64::from(DAYS) {
            return shipments;
        }
        // As published: 1.5 working days, 8 at the P95; the backlog 6 and 20 days.
        let (usual, backlog, caught) = (luck.days(2.1, 1.02), luck.days(6.0, 0.73), luck.uniform());
        let held = (HOLD.0..HOLD.1).contains(&at) && caught < affected;
        let to = if held { HOLD.1 + backlog } else { at + usual };
        shipments.push(Shipment {
            stay: OneStay { from: at, to },
            held,
        });
    }
}
