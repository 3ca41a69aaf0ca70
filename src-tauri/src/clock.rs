//! The one place that reads the clock.

use hashmend_core::Timestamp;

#[derive(Debug, Clone, Copy)]
pub struct Clock {
    /// Added to the system's clock: where a test's clock was told to start.
    shift_ms: i64,
}

impl Clock {
    /// The system's clock; with `may_shift`, started from `HASHMEND_NOW` when that is set.
    pub fn new(may_shift: bool) -> Self {
        let told = std::env::var("HASHMEND_NOW").ok().filter(|_| may_shift);
        let shift_ms = told
            .and_then(|text| Timestamp::parse(&text))
            .map_or(0, |start| start.millis() - system().millis());
        Self { shift_ms }
    }

    pub fn now(&self) -> Timestamp {
        system().plus_millis(self.shift_ms)
    }
}

#[allow(
    clippy::disallowed_methods,
    reason = "the door reads the clock so that core need not"
)]
fn system() -> Timestamp {
    chrono::Utc::now().into()
}
