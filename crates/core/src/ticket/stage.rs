//! The ticket's way: which stage may follow which, and why not.

use crate::text_enum::text_enum;

text_enum! {
    Stage {
        Draft = "draft",
        Submitted = "submitted",
        Authorized = "authorized",
        ToCenter = "to_center",
        CustomsOut = "customs_out",
        Queued = "queued",
        Diagnosing = "diagnosing",
        AwaitingApproval = "awaiting_approval",
        Repairing = "repairing",
        Testing = "testing",
        Ready = "ready",
        FromCenter = "from_center",
        CustomsBack = "customs_back",
        Delivered = "delivered",
        Closed = "closed",
        Rejected = "rejected",
        Cancelled = "cancelled",
    }
}

/// How one stage follows another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Along the way; stages in between are skipped, which is simply not entering them.
    Forward,
    /// testing > diagnosing: a failed test; the next attempt begins.
    FailedTest,
    /// To an earlier stage: needs a reason.
    Back,
    /// Out of the way for good.
    Exit,
}

impl Stage {
    /// The main way in order; the exits are not on it.
    pub const WAY: [Stage; 15] = [
        Stage::Draft,
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
        Stage::Delivered,
        Stage::Closed,
    ];

    /// Where a technician has it in hands, up to the moment it is ready to leave.
    pub fn is_at_bench(self) -> bool {
        matches!(
            self,
            Stage::Diagnosing
                | Stage::AwaitingApproval
                | Stage::Repairing
                | Stage::Testing
                | Stage::Ready
        )
    }

    pub fn is_end(self) -> bool {
        matches!(self, Self::Closed | Self::Rejected | Self::Cancelled)
    }

    fn place(self) -> Option<usize> {
        Self::WAY.iter().position(|&stage| stage == self)
    }

    /// How `to` follows from here, or `None` when it never may. Guards that look at the ticket
    /// (approval, disposition, package) come on top of this.
    pub fn step_to(self, to: Stage) -> Option<Step> {
        use Stage::*;
        if self == to || self.is_end() || to == Draft {
            return None;
        }
        match to {
            Rejected => return (self == Submitted).then_some(Step::Exit),
            Cancelled => return (self.place()? < Repairing.place()?).then_some(Step::Exit),
            _ => {}
        }
        let (here, there) = (self.place()?, to.place()?);
        if there < here {
            return Some(if (self, to) == (Testing, Diagnosing) {
                Step::FailedTest
            } else {
                Step::Back
            });
        }
        let may_skip_to = match self {
            // A draft is filed, nothing else.
            Draft => to == Submitted,
            // The vendor authorises first; an in-house bench skips the transit to its queue.
            Submitted => to == Authorized,
            Authorized => matches!(to, ToCenter | Queued),
            ToCenter => matches!(to, CustomsOut | Queued),
            CustomsOut => to == Queued,
            Queued => to == Diagnosing,
            // Straight to ready: nothing found, or beyond economic repair.
            Diagnosing => matches!(to, AwaitingApproval | Repairing | Ready),
            // Declined: returned unrepaired.
            AwaitingApproval => matches!(to, Repairing | Ready),
            Repairing => to == Testing,
            Testing => to == Ready,
            // In-house: handed over at the bench.
            Ready => matches!(to, FromCenter | Delivered),
            FromCenter => matches!(to, CustomsBack | Delivered),
            CustomsBack => to == Delivered,
            Delivered => to == Closed,
            Closed | Rejected | Cancelled => false,
        };
        may_skip_to.then_some(Step::Forward)
    }
}
