//! Working days: zones, clock changes, holidays, make-up days, closures.

use chrono::{Datelike, Duration, NaiveDate, Weekday};
use hashmend_turnaround::{DayWeights, Error, HolidayTable, LUNAR_NEW_YEAR, WorkCalendar};
use proptest::prelude::*;

use crate::shop::*;

#[test]
fn a_working_day_counts_one_and_a_weekend_little() {
    let texas = calendar(&hours("America/Chicago", "US"), "2026-03-02");

    let monday_to_monday =
        texas.working_days_between(at("2026-04-06T05:00:00Z"), at("2026-04-13T05:00:00Z"));

    assert!((monday_to_monday - 5.16).abs() < 1e-9, "{monday_to_monday}");
}

#[test]
fn the_day_the_clocks_change_counts_once() {
    let texas = calendar(&hours("America/Chicago", "US"), "2026-03-02");

    // 2026-03-08 has 23 hours and 2026-11-01 has 25; both are Sundays.
    let spring = texas.working_days_between(at("2026-03-08T06:00:00Z"), at("2026-03-09T05:00:00Z"));
    let autumn = texas.working_days_between(at("2026-11-01T05:00:00Z"), at("2026-11-02T06:00:00Z"));

    assert!((spring - 0.08).abs() < 1e-9, "{spring}");
    assert!((autumn - 0.08).abs() < 1e-9, "{autumn}");
}

#[test]
fn a_working_day_of_23_hours_counts_one() {
    // Egypt changes its clocks on the last Friday of April, at midnight.
    let cairo = calendar(&hours("Africa/Cairo", "EG"), "2026-03-02");

    let friday = cairo.working_days_between(at("2026-04-23T22:00:00Z"), at("2026-04-24T21:00:00Z"));

    assert!((friday - 1.0).abs() < 1e-9, "{friday}");
}

#[test]
fn a_day_a_zone_skipped_is_not_worked() {
    // Samoa went over the date line and had no 2011-12-30, a Friday.
    let apia = calendar(&hours("Pacific/Apia", "WS"), "2011-12-01");

    let thursday_to_saturday =
        apia.working_days_between(at("2011-12-29T10:00:00Z"), at("2011-12-31T10:00:00Z"));

    assert!(
        (thursday_to_saturday - 1.08).abs() < 1e-9,
        "{thursday_to_saturday}"
    );
}

#[test]
fn a_leap_day_is_a_day() {
    let texas = calendar(&hours("America/Chicago", "US"), "2028-02-01");

    // Tuesday 2028-02-29.
    let leap = texas.working_days_between(at("2028-02-29T06:00:00Z"), at("2028-03-01T06:00:00Z"));

    assert!((leap - 1.0).abs() < 1e-9, "{leap}");
}

#[test]
fn a_center_that_moves_zone_keeps_its_past_within_a_day() {
    let before = calendar(&hours("America/Chicago", "US"), "2026-03-02");
    let after = calendar(&hours("Asia/Kuala_Lumpur", "US"), "2026-03-02");
    let (from, to) = (at("2026-03-03T15:00:00Z"), at("2026-04-03T15:00:00Z"));

    let moved = before.working_days_between(from, to) - after.working_days_between(from, to);

    assert!(moved.abs() <= 1.0, "{moved}");
}

#[test]
fn us_federal_holidays_of_2026_are_off() {
    // The holidays package, US federal 2026 with observed days.
    let federal = [
        "2026-01-01",
        "2026-01-19",
        "2026-02-16",
        "2026-05-25",
        "2026-06-19",
        "2026-07-03",
        "2026-07-04",
        "2026-09-07",
        "2026-10-12",
        "2026-11-11",
        "2026-11-26",
        "2026-12-25",
    ];
    assert_eq!(holidays_of("US", 2026), federal.map(day));
}

#[test]
fn chinese_holidays_of_2026_are_off_and_their_weekends_worked() {
    // The holidays package, China 2026; make-up days by the State Council's notice of 2025-11-04
    // (https://politics.gmw.cn/2025-11/04/content_38391083.htm).
    let off = [
        "2026-01-01",
        "2026-01-02",
        "2026-02-16",
        "2026-02-17",
        "2026-02-18",
        "2026-02-19",
        "2026-02-20",
        "2026-02-23",
        "2026-04-05",
        "2026-04-06",
        "2026-05-01",
        "2026-05-02",
        "2026-05-04",
        "2026-05-05",
        "2026-06-19",
        "2026-09-25",
        "2026-10-01",
        "2026-10-02",
        "2026-10-03",
        "2026-10-05",
        "2026-10-06",
        "2026-10-07",
    ];
    assert_eq!(holidays_of("CN", 2026), off.map(day));

    let shenzhen = calendar(&hours("Asia/Shanghai", "CN"), "2026-03-02");
    for worked in [
        "2026-01-04",
        "2026-02-14",
        "2026-02-28",
        "2026-05-09",
        "2026-09-20",
        "2026-10-10",
    ] {
        let worked = day(worked);
        assert!(
            matches!(worked.weekday(), Weekday::Sat | Weekday::Sun),
            "{worked}"
        );
        assert!(shenzhen.is_working_day(worked), "{worked}");
        let start = worked.and_hms_opt(0, 0, 0).unwrap().and_utc() - Duration::hours(8);
        let worth = shenzhen.working_days_between(start, start + Duration::days(1));
        assert!((worth - 1.0).abs() < 1e-9, "{worked} is worth {worth}");
    }
    for off in ["2026-02-15", "2026-02-18", "2026-10-05"] {
        assert!(!shenzhen.is_working_day(day(off)), "{off}");
    }
}

#[test]
fn hong_kong_holidays_of_2026_are_off() {
    // The holidays package, Hong Kong 2026.
    let off = [
        "2026-01-01",
        "2026-02-17",
        "2026-02-18",
        "2026-02-19",
        "2026-04-05",
        "2026-04-06",
        "2026-04-07",
        "2026-05-01",
        "2026-05-24",
        "2026-05-25",
        "2026-06-19",
        "2026-07-01",
        "2026-09-26",
        "2026-10-01",
        "2026-10-18",
        "2026-10-19",
        "2026-12-25",
        "2026-12-26",
    ];
    assert_eq!(holidays_of("HK", 2026), off.map(day));
}

#[test]
fn every_make_up_day_pays_for_a_named_day_off() {
    let table = holidays();
    let named = table
        .of_country("CN")
        .iter()
        .filter_map(|holiday| holiday.name.split("substituted from ").nth(1))
        .map(|text| NaiveDate::parse_from_str(text.trim_end_matches(')'), "%m/%d/%Y").unwrap())
        .collect::<Vec<_>>();

    assert!(named.len() >= 26);
    for day in named {
        assert!(table.is_make_up_day("CN", day), "{day}");
    }
}

#[test]
fn lunar_new_year_is_where_the_chinese_table_has_it() {
    let table = holidays();
    for (year, month, date) in LUNAR_NEW_YEAR {
        let new_year = NaiveDate::from_ymd_opt(year, month, date).unwrap();
        let name = table
            .name_of("CN", new_year)
            .unwrap_or_else(|| panic!("{new_year}"));
        assert!(
            name.contains("Chinese New Year") && !name.contains("Eve"),
            "{new_year}: {name}"
        );
    }
}

#[test]
fn work_thins_out_around_lunar_new_year_only_if_asked() {
    let build = |lunar_new_year| {
        let weights = DayWeights {
            lunar_new_year,
            ..DayWeights::default()
        };
        WorkCalendar::build(
            &hours("Asia/Shanghai", "CN"),
            holidays(),
            &weights,
            day("2026-11-22"),
        )
        .unwrap()
    };
    // Monday 2027-02-01, five days before the new year.
    let worth = |calendar: &WorkCalendar| {
        calendar.working_days_between(at("2027-01-31T16:00:00Z"), at("2027-02-01T16:00:00Z"))
    };

    assert!((worth(&build(None)) - 1.0).abs() < 1e-9);
    assert!((worth(&build(Some(0.5))) - 0.5).abs() < 1e-9);
}

#[test]
fn a_typed_closure_stops_the_bench() {
    let mut shut = hours("America/Chicago", "US");
    shut.closures.push(closure("2026-03-09", "2026-03-13"));
    let (open, shut) = (
        calendar(&hours("America/Chicago", "US"), "2026-03-02"),
        calendar(&shut, "2026-03-02"),
    );
    let from = at("2026-03-06T15:00:00Z");

    assert!(
        shut.after_working_days(from, 2.0) > open.after_working_days(from, 2.0) + Duration::days(6)
    );
    assert_eq!(shut.next_working_day(day("2026-03-09")), day("2026-03-16"));
}

#[test]
fn nonsense_is_refused_by_name() {
    let build = |hours| {
        WorkCalendar::build(
            &hours,
            holidays(),
            &DayWeights::default(),
            day("2026-03-02"),
        )
    };

    let err = build(hours("America/Dallas", "US")).unwrap_err();
    assert!(err.to_string().contains("America/Dallas"), "{err}");

    let mut reversed = hours("America/Chicago", "US");
    reversed.closures.push(closure("2026-03-13", "2026-03-09"));
    assert!(matches!(
        build(reversed),
        Err(Error::ClosureReversed { .. })
    ));

    let mut never = hours("America/Chicago", "US");
    never.week.weights[2] = f64::NAN;
    assert!(matches!(build(never), Err(Error::BadNumber { .. })));

    for year in ["0001-01-01", "9999-12-31"] {
        let built = WorkCalendar::build(
            &hours("America/Chicago", "US"),
            holidays(),
            &DayWeights::default(),
            day(year),
        );
        assert!(matches!(built, Err(Error::DayOutOfRange { .. })), "{year}");
    }
}

#[test]
fn a_bad_holiday_row_is_named() {
    let err = HolidayTable::parse("country,date,name\nUS,2026-01-01,x\nUS,2026-02-30,y\n", "")
        .unwrap_err();
    assert_eq!(
        err.to_string(),
        r#"holidays, row 3: date is "2026-02-30"; expected a day such as 2026-02-17"#
    );

    let err = HolidayTable::parse("country,name\nUS,x\n", "").unwrap_err();
    assert_eq!(err.to_string(), r#"holidays: column "date" is missing"#);
}

proptest! {
    #[test]
    fn counting_there_and_back_is_the_same_instant(
        zone in prop::sample::select(vec!["America/Chicago", "Asia/Shanghai", "Pacific/Chatham", "Africa/Cairo"]),
        minutes in 0_i64..4_000_000,
        days in 0.0_f64..900.0,
    ) {
        let place = calendar(&hours(zone, "CN"), "2026-03-02");
        let from = at("2023-01-01T00:00:00Z") + Duration::minutes(minutes);

        let to = place.after_working_days(from, days);

        prop_assert!((place.working_days_between(from, to) - days).abs() < 1e-6);
        prop_assert!(to + Duration::milliseconds(1) >= from);
    }

    #[test]
    fn later_is_never_fewer_working_days(a in 0_i64..6_000_000, b in 0_i64..6_000_000) {
        let place = calendar(&hours("America/Chicago", "US"), "2026-03-02");
        let zero = at("2020-01-01T00:00:00Z");
        let (a, b) = (zero + Duration::minutes(a.min(b)), zero + Duration::minutes(a.max(b)));

        prop_assert!(place.working_days_between(a, b) >= 0.0);
    }

    #[test]
    fn no_text_makes_the_tables_panic(text in ".{0,300}", more in "(country|date|name|,|\n|\"|CN|2026-01-0[1-9]){0,40}") {
        let _ = HolidayTable::parse(&text, &more);
        let _ = HolidayTable::parse(&more, &text);
        let _ = hashmend_turnaround::Priors::parse(&text);
    }
}

fn holidays_of(country: &str, year: i32) -> Vec<NaiveDate> {
    holidays()
        .of_country(country)
        .iter()
        .map(|holiday| holiday.on)
        .filter(|day| day.year() == year)
        .collect()
}
