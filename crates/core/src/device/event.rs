use rusqlite::Transaction;
use serde::{Deserialize, Serialize};

use super::{Claim, DeviceFacts, DeviceKind};
use crate::error::Result;
use crate::id::DeviceId;
use crate::journal::{DomainEvent, Reversal, Stamp};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DeviceAdded {
    pub id: DeviceId,
    /// Shown as D-000123.
    pub number: i64,
    pub kind: DeviceKind,
    #[serde(flatten)]
    pub facts: DeviceFacts,
    pub claims: Vec<Claim>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeviceEvent {
    Added(Box<DeviceAdded>),
    Removed(Box<DeviceAdded>),
    Changed {
        id: DeviceId,
        is: Box<DeviceFacts>,
        was: Box<DeviceFacts>,
    },
    Claimed {
        id: DeviceId,
        claim: Claim,
    },
    /// The claim no longer holds from this instant on.
    ClaimEnded {
        id: DeviceId,
        claim: Claim,
    },
    Installed {
        parent: DeviceId,
        slot: String,
        child: DeviceId,
    },
    Uninstalled {
        parent: DeviceId,
        slot: String,
        child: DeviceId,
    },
    /// The end of an import: what it read and did.
    Imported {
        file_name: String,
        file_hash: String,
        rows: u32,
        added: u32,
        changed: u32,
        refused: u32,
    },
}

impl DomainEvent for DeviceEvent {
    fn kind(&self) -> &'static str {
        match self {
            Self::Added(_) => "device.added",
            Self::Removed(_) => "device.removed",
            Self::Changed { .. } => "device.changed",
            Self::Claimed { .. } => "device.claimed",
            Self::ClaimEnded { .. } => "device.claim_ended",
            Self::Installed { .. } => "device.installed",
            Self::Uninstalled { .. } => "device.uninstalled",
            Self::Imported { .. } => "device.imported",
        }
    }

    fn apply(&self, _tx: &Transaction<'_>, _stamp: &Stamp) -> Result<()> {
        Ok(())
    }

    fn reversal(&self, _tx: &Transaction<'_>, _stamp: &Stamp) -> Result<Reversal> {
        Ok(Reversal::Implied)
    }

    fn sentence(&self) -> String {
        String::new()
    }
}
