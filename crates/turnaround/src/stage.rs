//! The stages of a ticket, who holds the unit in each, and the order of the way.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Where a unit is on its way to the center, through it, and back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    Submitted,
    Authorized,
    ToCenter,
    CustomsOut,
    Queued,
    Diagnosing,
    AwaitingApproval,
    Repairing,
    Testing,
    Ready,
    FromCenter,
    CustomsBack,
}

impl Stage {
    pub const ALL: [Stage; 12] = [
        Stage::Submitted,
        Stage::Authorized,
        Stage::ToCenter,
        Stage::CustomsOut,
        Stage::Queued,
        Stage::Diagnosing,
        Stage::AwaitingApproval,
        Stage::Repairing,
        Stage::Testing,
        Stage::Ready,
        Stage::FromCenter,
        Stage::CustomsBack,
    ];

    /// The name as the ticket stores it.
    pub fn name(self) -> &'static str {
        match self {
            Stage::Submitted => "submitted",
            Stage::Authorized => "authorized",
            Stage::ToCenter => "to_center",
            Stage::CustomsOut => "customs_out",
            Stage::Queued => "queued",
            Stage::Diagnosing => "diagnosing",
            Stage::AwaitingApproval => "awaiting_approval",
            Stage::Repairing => "repairing",
            Stage::Testing => "testing",
            Stage::Ready => "ready",
            Stage::FromCenter => "from_center",
            Stage::CustomsBack => "customs_back",
        }
    }

    /// The name the table of priors uses for the same stage.
    pub fn prior_name(self) -> &'static str {
        match self {
            Stage::Submitted => "approval",
            Stage::Authorized => "prepare",
            Stage::ToCenter => "outbound",
            Stage::CustomsOut => "customs_out",
            Stage::Queued => "queue",
            Stage::Diagnosing => "diagnose",
            Stage::AwaitingApproval => "quote",
            Stage::Repairing => "repair",
            Stage::Testing => "qa",
            Stage::Ready => "pack_back",
            Stage::FromCenter => "return",
            Stage::CustomsBack => "customs_return",
        }
    }

    /// Work at the bench: these stages stretch with the size of the batch.
    pub fn is_bench(self) -> bool {
        matches!(self, Stage::Diagnosing | Stage::Repairing | Stage::Testing)
    }

    /// Whose working days it counts, where it counts any.
    pub(crate) fn works_at(self) -> WorksAt {
        match self {
            Stage::Authorized | Stage::ToCenter | Stage::AwaitingApproval | Stage::CustomsBack => {
                WorksAt::Site
            }
            Stage::Submitted
            | Stage::CustomsOut
            | Stage::Queued
            | Stage::Diagnosing
            | Stage::Repairing
            | Stage::Testing
            | Stage::Ready
            | Stage::FromCenter => WorksAt::Center,
        }
    }

    pub(crate) fn index(self) -> usize {
        self as usize
    }
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The end of the way whose working days a stage counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum WorksAt {
    /// Where units are sent from and come back to.
    Site,
    Center,
}

/// Whose time a stage is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum Holder {
    Us,
    Vendor,
    Carrier,
    Customs,
    Customer,
}

/// Which clock a stage runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum Clock {
    /// Working days of a place, by its calendar.
    Business,
    /// Days of 24 hours.
    Calendar,
}
