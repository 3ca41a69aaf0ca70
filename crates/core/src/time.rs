//! Instants are UTC milliseconds; days stay `NaiveDate`.

use std::fmt;

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use rusqlite::types::{FromSql, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An instant in UTC milliseconds since 1970. Crosses every border as RFC 3339 text.
///
/// Core never reads the clock: `now` is an argument of every use case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
#[cfg_attr(feature = "specta", derive(specta::Type), specta(transparent))]
pub struct Timestamp(#[cfg_attr(feature = "specta", specta(type = String))] i64);

/// Bitcoin mining hardware has no history before 2009 and no plans past 2100; an instant
/// outside is a typing error or a broken clock.
const EARLIEST: i64 = 1_230_768_000_000; // 2009-01-01T00:00:00Z
const LATEST: i64 = 4_102_444_800_000; // 2100-01-01T00:00:00Z

impl Timestamp {
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    pub const fn millis(self) -> i64 {
        self.0
    }

    pub fn to_datetime(self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.0).unwrap_or_default()
    }

    pub fn date(self) -> NaiveDate {
        self.to_datetime().date_naive()
    }

    /// Midnight UTC at the start of `day`.
    pub fn start_of(day: NaiveDate) -> Self {
        Self(
            day.and_time(chrono::NaiveTime::MIN)
                .and_utc()
                .timestamp_millis(),
        )
    }

    pub fn plus_millis(self, millis: i64) -> Self {
        Self(self.0.saturating_add(millis))
    }

    pub fn plus_days(self, days: f64) -> Self {
        self.plus_millis((days * 86_400_000.0).round() as i64)
    }

    pub fn days_since(self, earlier: Self) -> f64 {
        (self.0 - earlier.0) as f64 / 86_400_000.0
    }

    /// Whether the instant lies in the years a repair desk can mean (2009 to 2099).
    pub fn is_plausible(self) -> bool {
        (EARLIEST..LATEST).contains(&self.0)
    }

    /// Reads RFC 3339 (`2026-11-22T03:13:00Z`). `None` when it is something else.
    pub fn parse(text: &str) -> Option<Self> {
        let at = DateTime::parse_from_rfc3339(text.trim()).ok()?;
        Some(Self(at.timestamp_millis()))
    }
}

impl From<DateTime<Utc>> for Timestamp {
    fn from(at: DateTime<Utc>) -> Self {
        Self(at.timestamp_millis())
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            &self
                .to_datetime()
                .to_rfc3339_opts(SecondsFormat::Millis, true),
        )
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text)
            .ok_or_else(|| serde::de::Error::custom(format!("`{text}` is not an RFC 3339 instant")))
    }
}

impl ToSql for Timestamp {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::from(self.0))
    }
}

impl FromSql for Timestamp {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        value.as_i64().map(Self)
    }
}

/// Whether a day lies in the years a repair desk can mean.
pub fn is_plausible_day(day: NaiveDate) -> bool {
    Timestamp::start_of(day).is_plausible()
}

/// The range said in error messages about days.
pub const PLAUSIBLE_DAYS: &str = "a day between 2009-01-01 and 2099-12-31";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_crosses_as_rfc_3339_and_comes_back() {
        let at = Timestamp::from_millis(1_795_317_180_123);

        let text = at.to_string();

        assert_eq!(text, "2026-11-22T03:13:00.123Z");
        assert_eq!(Timestamp::parse(&text), Some(at));
    }

    #[test]
    fn the_years_0_and_9999_are_not_plausible() {
        for text in ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"] {
            assert!(!Timestamp::parse(text).unwrap().is_plausible(), "{text}");
        }
    }
}
