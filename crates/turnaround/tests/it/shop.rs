//! Builders: a farm in Texas, a US center, a center in Shenzhen, and what is sent to them.

use std::sync::{Arc, LazyLock};

use chrono::{DateTime, NaiveDate, Utc};
use hashmend_turnaround::{
    CenterKind, Closure, DayWeights, HolidayTable, Hours, Mode, PriorRow, Priors, Region,
    RepairLevel, Route, Settings, Stage, Standing, Subject, Warranty, WorkCalendar, WorkWeek,
};

pub fn priors() -> Priors {
    Priors::parse(include_str!("../../../../data/priors.csv")).unwrap()
}

pub fn holidays() -> &'static HolidayTable {
    static TABLE: LazyLock<HolidayTable> = LazyLock::new(|| {
        HolidayTable::parse(
            include_str!("../../../../data/holidays.csv"),
            include_str!("../../../../data/make_up_days.csv"),
        )
        .unwrap()
    });
    &TABLE
}

pub fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub fn hours(zone: &str, country: &str) -> Hours {
    Hours {
        zone: zone.to_owned(),
        country: country.to_owned(),
        week: WorkWeek::MONDAY_TO_FRIDAY,
        closures: Vec::new(),
    }
}

pub fn closure(from: &str, to: &str) -> Closure {
    Closure {
        from: day(from),
        to: day(to),
        reason: "stock-taking".to_owned(),
    }
}

pub fn calendar(hours: &Hours, around: &str) -> Arc<WorkCalendar> {
    let built = WorkCalendar::build(hours, holidays(), &DayWeights::default(), day(around));
    Arc::new(built.unwrap())
}

/// A calendar on which every day is worth 5/7 of a working day: business days times 1.4, as the
/// published table of totals has it.
pub fn even_calendar(zone: &str, country: &str) -> Arc<WorkCalendar> {
    let hours = Hours {
        week: WorkWeek {
            weights: [5.0 / 7.0; 7],
        },
        ..hours(zone, country)
    };
    let built = WorkCalendar::build(
        &hours,
        &HolidayTable::default(),
        &DayWeights::default(),
        day("2026-03-02"),
    );
    Arc::new(built.unwrap())
}

pub fn us_route(around: &str) -> Route {
    let texas = calendar(&hours("America/Chicago", "US"), around);
    Route {
        center: "Dallas".to_owned(),
        region: Region::Us,
        kind: CenterKind::Authorized,
        outbound: Mode::Ground,
        back: Mode::Ground,
        capacity: None,
        center_calendar: texas.clone(),
        site_calendar: texas,
    }
}

pub fn shenzhen_route(around: &str) -> Route {
    Route {
        center: "Shenzhen".to_owned(),
        region: Region::Overseas,
        outbound: Mode::Express,
        back: Mode::Express,
        center_calendar: calendar(&hours("Asia/Shanghai", "CN"), around),
        ..us_route(around)
    }
}

pub fn in_house(around: &str) -> Route {
    Route {
        center: "Our bench".to_owned(),
        kind: CenterKind::InHouse,
        ..us_route(around)
    }
}

pub fn unit() -> Subject {
    Subject {
        features: Vec::new(),
        key: "RMA-2026-000123".to_owned(),
        warranty: Warranty::In,
        level: RepairLevel::L2,
        quantity: 1,
        standing: None,
        needed_by: None,
    }
}

pub fn units(quantity: u32) -> Subject {
    Subject { quantity, ..unit() }
}

pub fn unit_in(stage: Stage, entered_at: &str) -> Subject {
    Subject {
        standing: Some(Standing {
            stage,
            entered_at: at(entered_at),
            opened_at: at(entered_at),
        }),
        ..unit()
    }
}

pub fn settings() -> Settings {
    Settings::default()
}

/// The shipped priors with one row changed as the user would.
pub fn edited(
    site_type: &str,
    stage: &str,
    segment: &str,
    change: impl Fn(&mut PriorRow),
) -> Priors {
    let mut priors = priors();
    edit(&mut priors, site_type, stage, segment, change);
    priors
}

pub fn edit(
    priors: &mut Priors,
    site_type: &str,
    stage: &str,
    segment: &str,
    change: impl Fn(&mut PriorRow),
) {
    let mut row = priors
        .find(site_type, stage, segment, day("2026-03-02"))
        .unwrap()
        .clone();
    change(&mut row);
    row.edited_by = Some("test".to_owned());
    priors.edit(row).unwrap();
}
