//! What the estimator reads that ships with the program: holidays and priors.

use std::sync::{Arc, LazyLock};

use chrono::NaiveDate;
use hashmend_turnaround::{
    Clock, Closure, DayWeights, Evidence, HolidayTable, Hours, PriorKey, PriorRow, Priors,
    StageTime, WorkCalendar, WorkWeek,
};

use crate::catalog::{PRIORS, PriorEdit};
use crate::error::{Error, Result};
use crate::place;

type Read<T> = std::result::Result<T, hashmend_turnaround::Error>;

static HOLIDAYS: LazyLock<Read<HolidayTable>> = LazyLock::new(|| {
    HolidayTable::parse(
        include_str!("../../../../data/holidays.csv"),
        include_str!("../../../../data/make_up_days.csv"),
    )
});

static SHIPPED_PRIORS: LazyLock<Read<Priors>> = LazyLock::new(|| Priors::parse(PRIORS));

pub(crate) fn holidays() -> Result<&'static HolidayTable> {
    HOLIDAYS.as_ref().map_err(refused)
}

/// The published priors with the user's edits beside them.
pub(crate) fn priors(edits: &[PriorEdit]) -> Result<Priors> {
    let mut priors = SHIPPED_PRIORS.as_ref().map_err(refused)?.clone();
    for edit in edits {
        let shipped = priors
            .shipped()
            .iter()
            .find(|row| {
                (
                    row.key.site_type.as_str(),
                    row.key.stage.as_str(),
                    row.key.segment.as_str(),
                ) == (&edit.site_type, &edit.stage, &edit.segment)
            })
            .cloned();
        // An edit of a row that no longer ships changes nothing.
        let Some(shipped) = shipped else { continue };
        let Some(time) = shipped.time else { continue };
        let row = PriorRow {
            time: Some(StageTime {
                p50: edit.p50,
                p95: apart(edit.p50, edit.p95),
                ..time
            }),
            edited_by: Some(edit.edited_by.clone()),
            ..shipped
        };
        priors.edit(row).map_err(|error| refused(&error))?;
    }
    Ok(priors)
}

/// How unsure a lane's own figure leaves us: the spread the published legs have.
const LANE_TAU: f64 = 0.5;

/// `priors` with a leg as a lane's owner knows it, elapsed days.
pub(super) fn with_leg(
    priors: &mut Priors,
    site_type: &str,
    stage: &str,
    mode: &str,
    (p50, p95): (f64, f64),
) -> Result<()> {
    priors
        .edit(PriorRow {
            key: PriorKey {
                site_type: site_type.to_owned(),
                stage: stage.to_owned(),
                segment: mode.to_owned(),
            },
            time: Some(StageTime {
                clock: Clock::Calendar,
                p50,
                p95: apart(p50, p95),
                tau: LANE_TAU,
            }),
            p_occurs: None,
            worth_tickets: 10.0,
            evidence: Evidence::Medium,
            source_rows: "the lane's own figures".into(),
            valid_from: None,
            valid_to: None,
            edited_by: Some("lane".into()),
        })
        .map_err(|error| refused(&error))
}

/// The estimator wants some way between the likely and the bad case.
fn apart(p50: f64, p95: f64) -> f64 {
    p95.max(p50 * 1.001)
}

/// The working days of a place; `closures` beside its public holidays.
pub(crate) fn calendar(
    zone: &str,
    country: &str,
    closures: &[place::Closure],
    around: NaiveDate,
) -> Result<Arc<WorkCalendar>> {
    let hours = Hours {
        zone: zone.to_owned(),
        country: country.to_owned(),
        week: WorkWeek::MONDAY_TO_FRIDAY,
        closures: closures
            .iter()
            .map(|closure| Closure {
                from: closure.from_on,
                to: closure.to_on,
                reason: closure.note.clone(),
            })
            .collect(),
    };
    WorkCalendar::build(&hours, holidays()?, &DayWeights::default(), around)
        .map(Arc::new)
        .map_err(|error| refused(&error))
}

/// What the estimator refuses is told as it says it.
pub(crate) fn refused(error: &hashmend_turnaround::Error) -> Error {
    Error::Refused(error.to_string())
}
