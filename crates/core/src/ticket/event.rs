use rusqlite::Transaction;
use serde::{Deserialize, Serialize};

use super::{Disposition, Hold, HoldReason, Holder, Package, Stage, TestRun, WarrantyClass};
use crate::error::Result;
use crate::id::{CenterId, DeviceId, HoldId, LaneId, ModelId, PartyId, RmaId, SiteId, TicketId};
use crate::journal::{DomainEvent, Reversal, Stamp};
use crate::time::Timestamp;

/// All that may be edited about a ticket, whole.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TicketFacts {
    pub symptom_code: Option<String>,
    pub symptom_text: String,
    pub warranty_class: WarrantyClass,
    pub warranty_reason: String,
    pub level: u8,
    pub assignee: Option<String>,
    pub due_on: Option<chrono::NaiveDate>,
    pub center_id: Option<CenterId>,
    pub lane_id: Option<LaneId>,
    pub quoted_cents: Option<i32>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TicketOpened {
    pub id: TicketId,
    /// Shown as T-000456.
    pub number: i64,
    pub rma_id: Option<RmaId>,
    pub device_id: DeviceId,
    pub serial: Option<String>,
    pub model_id: Option<ModelId>,
    pub customer_id: Option<PartyId>,
    pub site_id: Option<SiteId>,
    pub stage: Stage,
    pub bounce_of: Option<TicketId>,
    #[serde(flatten)]
    pub facts: TicketFacts,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TicketEvent {
    Opened(Box<TicketOpened>),
    /// A draft's unit taken out again.
    Removed(Box<TicketOpened>),
    Changed {
        id: TicketId,
        is: Box<TicketFacts>,
        was: Box<TicketFacts>,
    },
    Moved {
        id: TicketId,
        from: Stage,
        to: Stage,
        /// The attempt the new stay counts to.
        attempt: u16,
        reason: Option<String>,
    },
    /// The last move taken back: the stay it opened is gone, the one it ended goes on.
    MoveUndone {
        id: TicketId,
        from: Stage,
        to: Stage,
        attempt: u16,
        reason: Option<String>,
        entered_at: Timestamp,
    },
    Held {
        id: TicketId,
        hold: HoldId,
        reason: HoldReason,
        holder: Holder,
        note: String,
    },
    Released {
        id: TicketId,
        hold: HoldId,
    },
    HoldUndone {
        id: TicketId,
        hold: Hold,
    },
    ReleaseUndone {
        id: TicketId,
        hold: HoldId,
    },
    Approved {
        id: TicketId,
        by: String,
        quoted_cents: Option<i32>,
    },
    ApprovalUndone {
        id: TicketId,
    },
    Disposed {
        id: TicketId,
        is: Option<Disposition>,
        was: Option<Disposition>,
    },
    Tested {
        id: TicketId,
        run: TestRun,
    },
    TestUndone {
        id: TicketId,
        run: TestRun,
    },
    Packed {
        id: TicketId,
        package: Package,
    },
    PackingUndone {
        id: TicketId,
        package: Package,
    },
    Noted {
        id: TicketId,
        text: String,
    },
    /// The promise frozen with the filing, or taken back with it.
    Promised {
        id: TicketId,
        is: Option<(Timestamp, Timestamp)>,
        was: Option<(Timestamp, Timestamp)>,
    },
}

impl DomainEvent for TicketEvent {
    fn kind(&self) -> &'static str {
        match self {
            Self::Opened(_) => "ticket.opened",
            Self::Removed(_) => "ticket.removed",
            Self::Changed { .. } => "ticket.changed",
            Self::Moved { .. } => "ticket.moved",
            Self::MoveUndone { .. } => "ticket.move_undone",
            Self::Held { .. } => "ticket.held",
            Self::Released { .. } => "ticket.released",
            Self::HoldUndone { .. } => "ticket.hold_undone",
            Self::ReleaseUndone { .. } => "ticket.release_undone",
            Self::Approved { .. } => "ticket.approved",
            Self::ApprovalUndone { .. } => "ticket.approval_undone",
            Self::Disposed { .. } => "ticket.disposed",
            Self::Tested { .. } => "ticket.tested",
            Self::TestUndone { .. } => "ticket.test_undone",
            Self::Packed { .. } => "ticket.packed",
            Self::PackingUndone { .. } => "ticket.packing_undone",
            Self::Noted { .. } => "ticket.noted",
            Self::Promised { .. } => "ticket.promised",
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
