//! Test templates, tests that run by themselves, and letting a unit go without one.
//!
//! The run itself is an event of its ticket; what a run must hold to pass is judged here.

use serde::{Deserialize, Serialize};

use crate::finding::Component;
use crate::id::{DeviceId, TestStartId, TicketId};
use crate::text_enum::text_enum;
use crate::ticket::TestKind;
use crate::time::Timestamp;

mod event;
mod judge;
mod read;
mod template;
#[cfg(test)]
mod tests;
mod use_cases;

pub use event::{TestEvent, TestStarted};
pub use judge::CheckResult;
pub(crate) use judge::{failed_check, judge, plausible};
pub(crate) use read::{Proof, proof, running};
pub use template::{TestCheck, TestTemplate};

text_enum! {
    /// What of a run a check looks at.
    Measure {
        MeanThs = "mean_ths",
        ChipsFound = "chips_found",
        HwErrorPercent = "hw_error_percent",
        Watts = "watts",
        InletC = "inlet_c",
        BoardC = "board_c",
        ChipC = "chip_c",
        /// Looked at or listened to by a person, who says yes or no.
        Seen = "seen",
    }
}

/// What a run measured. Whatever was not, is left out.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(default)]
pub struct Measured {
    pub firmware: String,
    pub expected_ths: Option<f64>,
    pub mean_ths: Option<f64>,
    pub chips_found: Option<u32>,
    pub chips_expected: Option<u32>,
    pub hw_error_percent: Option<f64>,
    pub watts: Option<f64>,
    pub inlet_c: Option<f64>,
    pub board_c: Option<f64>,
    pub chip_c: Option<f64>,
}

/// What a person answered to a check of a template that is seen, not measured.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Answer {
    pub label: String,
    pub yes: bool,
}

/// A test to be started that runs by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct NewTestStart {
    pub kind: TestKind,
    pub template: Option<String>,
    pub rig: String,
    /// How long it is to run.
    pub minutes: u32,
}

/// A test that runs by itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct RunningTest {
    pub id: TestStartId,
    pub ticket_id: TicketId,
    /// `T-000456`.
    pub ticket: String,
    pub device_id: DeviceId,
    pub serial: Option<String>,
    pub model: Option<String>,
    pub kind: TestKind,
    pub template: Option<String>,
    pub rig: String,
    pub minutes: u32,
    pub person: String,
    pub started_at: Timestamp,
    pub ends_at: Timestamp,
    /// Minutes that are left; 0: it may be judged.
    pub minutes_left: u32,
}

/// The templates that suit a component and a model, those for the very model first.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(default)]
pub struct TemplateQuery {
    pub component: Option<Component>,
    pub model: Option<String>,
    pub kind: Option<TestKind>,
}
