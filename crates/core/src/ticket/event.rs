use rusqlite::Transaction;
use serde::{Deserialize, Serialize};

use super::{Disposition, Hold, HoldReason, Holder, Package, Stage, TestRun, WarrantyClass};
use super::{apply, read, reversal};
use crate::error::Result;
use crate::id::{CenterId, DeviceId, HoldId, LaneId, ModelId, PartyId, RmaId, SiteId, TicketId};
use crate::journal::{self, DomainEvent, Reversal, Stamp, Told};
use crate::people::Right;
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
    /// Absent in journals from before there were boxes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub box_label: Option<String>,
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
    /// Another customer or site: the unit's RMA was given one.
    Assigned {
        id: TicketId,
        is: (Option<PartyId>, Option<SiteId>),
        was: (Option<PartyId>, Option<SiteId>),
    },
    /// Into another RMA: a draft was split.
    Regrouped {
        id: TicketId,
        is: Option<RmaId>,
        was: Option<RmaId>,
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
        was_quoted: Option<i32>,
    },
    /// `quoted_cents` is what had been quoted before the approval.
    ApprovalUndone {
        id: TicketId,
        quoted_cents: Option<i32>,
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
            Self::Assigned { .. } => "ticket.assigned",
            Self::Regrouped { .. } => "ticket.regrouped",
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

    fn needs(&self) -> Right {
        match self {
            // Nothing is filed with anybody: it stands at the bench, and the repair before it was ours.
            Self::Opened(opened) | Self::Removed(opened)
                if opened.bounce_of.is_some() && opened.rma_id.is_none() =>
            {
                Right::TakeBack
            }
            Self::Opened(_)
            | Self::Removed(_)
            | Self::Assigned { .. }
            | Self::Regrouped { .. }
            | Self::Promised { .. } => Right::File,
            Self::Changed { is, was, .. } => {
                let filed = |facts: &TicketFacts| {
                    (
                        facts.warranty_class,
                        facts.warranty_reason.clone(),
                        facts.due_on,
                        facts.center_id,
                        facts.lane_id,
                    )
                };
                if filed(is) == filed(was) {
                    Right::Details
                } else {
                    Right::File
                }
            }
            Self::Moved { from, to, .. } | Self::MoveUndone { from, to, .. } => to_move(*from, *to),
            Self::Held { .. }
            | Self::Released { .. }
            | Self::HoldUndone { .. }
            | Self::ReleaseUndone { .. } => Right::Hold,
            Self::Approved { .. } | Self::ApprovalUndone { .. } => Right::Approve,
            Self::Disposed { is, was, .. } => {
                let ends =
                    |it: &Option<Disposition>| it.is_some_and(Disposition::is_without_repair);
                if ends(is) || ends(was) {
                    Right::WriteOff
                } else {
                    Right::Bench
                }
            }
            Self::Tested { .. } | Self::TestUndone { .. } => Right::Bench,
            Self::Packed { .. } | Self::PackingUndone { .. } => Right::Pack,
            Self::Noted { .. } => Right::Note,
        }
    }

    fn apply(&self, tx: &Transaction<'_>, stamp: &Stamp) -> Result<()> {
        apply::apply(self, tx, stamp)
    }

    fn reversal(&self, tx: &Transaction<'_>, stamp: &Stamp) -> Result<Reversal> {
        reversal::reversal(self, tx, stamp)
    }

    fn told(&self) -> Option<Told> {
        Some(match self {
            Self::Opened(opened) => Told::TicketOpened {
                number: read::number_text(opened.number),
            },
            Self::Removed(opened) => Told::TicketRemoved {
                number: read::number_text(opened.number),
            },
            Self::Changed { is, was, .. } => Told::TicketChanged {
                parts: changes(is, was),
            },
            Self::Assigned { .. } => Told::TicketAssigned,
            Self::Regrouped { .. } => Told::TicketRegrouped,
            Self::Moved {
                from,
                to,
                attempt,
                reason,
                ..
            } => Told::TicketMoved {
                from: *from,
                to: *to,
                attempt: *attempt,
                reason: reason.clone(),
            },
            Self::MoveUndone { from, to, .. } => Told::TicketMoveUndone {
                from: *from,
                to: *to,
            },
            Self::Held {
                reason,
                holder,
                note,
                ..
            } => Told::TicketHeld {
                reason: *reason,
                holder: *holder,
                note: note.clone(),
            },
            Self::Released { .. } => Told::TicketReleased,
            Self::HoldUndone { .. } => Told::TicketHoldUndone,
            Self::ReleaseUndone { .. } => Told::TicketReleaseUndone,
            Self::Approved {
                by, quoted_cents, ..
            } => Told::TicketApproved {
                by: by.clone(),
                cents: *quoted_cents,
            },
            Self::ApprovalUndone { .. } => Told::TicketApprovalUndone,
            Self::Disposed { is, .. } => Told::TicketDisposed { disposition: *is },
            Self::Tested { run, .. } => Told::TicketTested {
                passed: run.passed,
                test: run.kind,
                minutes: run.minutes,
                rig: run.rig.clone(),
            },
            Self::TestUndone { .. } => Told::TicketTestUndone,
            Self::Packed { package, .. } => Told::TicketPacked {
                carrier: package.carrier.clone(),
                tracking: package.tracking.clone(),
            },
            Self::PackingUndone { .. } => Told::TicketPackingUndone,
            Self::Noted { text, .. } => Told::TicketNoted { text: text.clone() },
            Self::Promised {
                is: Some((likely, cautious)),
                ..
            } => Told::TicketPromised {
                likely: likely.date(),
                cautious: cautious.date(),
            },
            Self::Promised { is: None, .. } => Told::TicketPromiseWithdrawn,
        })
    }

    fn sentence(&self) -> String {
        match self {
            Self::Opened(opened) => format!("T-{:06} opened", opened.number),
            Self::Removed(opened) => format!("T-{:06} taken out of the draft", opened.number),
            Self::Changed { is, was, .. } => changed_sentence(is, was),
            Self::Assigned { .. } => "Customer or site set".into(),
            Self::Regrouped { .. } => "Moved to another RMA".into(),
            Self::Moved {
                from,
                to,
                attempt,
                reason,
                ..
            } => {
                let again = if *attempt > 1 {
                    format!(", attempt {attempt}")
                } else {
                    String::new()
                };
                match reason {
                    Some(reason) => format!("{from} to {to}{again}: {reason}"),
                    None => format!("{from} to {to}{again}"),
                }
            }
            Self::MoveUndone { from, to, .. } => format!("Move from {from} to {to} taken back"),
            Self::Held {
                reason,
                holder,
                note,
                ..
            } if note.is_empty() => {
                format!("On hold: {reason}; the time is the {holder}'s")
            }
            Self::Held {
                reason,
                holder,
                note,
                ..
            } => {
                format!("On hold: {reason}; the time is the {holder}'s. {note}")
            }
            Self::Released { .. } => "Hold released".into(),
            Self::HoldUndone { .. } => "Hold taken back".into(),
            Self::ReleaseUndone { .. } => "Release taken back; on hold again".into(),
            Self::Approved {
                by,
                quoted_cents: Some(cents),
                ..
            } => {
                format!("{by} approved ${}.{:02}", cents / 100, cents % 100)
            }
            Self::Approved { by, .. } => format!("{by} approved"),
            Self::ApprovalUndone { .. } => "Approval taken back".into(),
            Self::Disposed { is: Some(is), .. } => format!("Disposition: {is}"),
            Self::Disposed { is: None, .. } => "Disposition cleared".into(),
            Self::Tested { run, .. } => {
                let verdict = if run.passed { "passed" } else { "failed" };
                format!(
                    "Test {verdict}: {}, {} min on {}",
                    run.kind, run.minutes, run.rig
                )
            }
            Self::TestUndone { .. } => "Test record taken back".into(),
            Self::Packed { package, .. } => {
                format!("Packed: {} {}", package.carrier, package.tracking)
            }
            Self::PackingUndone { .. } => "Package record taken back".into(),
            Self::Noted { text, .. } => text.clone(),
            Self::Promised {
                is: Some((p50, p80)),
                ..
            } => {
                format!("Promised: likely {}, 80 % by {}", p50.date(), p80.date())
            }
            Self::Promised { is: None, .. } => "Promise withdrawn".into(),
        }
    }
}

/// The bench's are the stages that a unit enters there, and the way back into its queue.
pub(super) fn to_move(from: Stage, to: Stage) -> Right {
    if to.is_at_bench() || (from.is_at_bench() && to == Stage::Queued) {
        Right::Bench
    } else {
        Right::Move
    }
}

/// Names what changed, so that the timeline says more than "changed".
fn changed_sentence(is: &TicketFacts, was: &TicketFacts) -> String {
    let parts: Vec<String> = changes(is, was)
        .into_iter()
        .map(|changed| match changed {
            journal::Changed::Symptom { text } => format!("symptom {text}"),
            journal::Changed::Warranty { class } => format!("warranty {class}"),
            journal::Changed::Level { level } => format!("repair level {level}"),
            journal::Changed::Assignee { name } => {
                format!("assigned to {}", name.as_deref().unwrap_or("nobody"))
            }
            journal::Changed::Due { day } => {
                day.map_or("no due day".into(), |day| format!("due {day}"))
            }
            journal::Changed::Center => "repair center".into(),
            journal::Changed::Quote => "quote".into(),
            journal::Changed::Box { label } => {
                label.map_or("no box".into(), |label| format!("box {label}"))
            }
        })
        .collect();
    if parts.is_empty() {
        "Details changed".into()
    } else {
        format!("Set {}", parts.join(", "))
    }
}

fn changes(is: &TicketFacts, was: &TicketFacts) -> Vec<journal::Changed> {
    use journal::Changed;
    let mut parts = Vec::new();
    if is.symptom_code != was.symptom_code || is.symptom_text != was.symptom_text {
        let text = is.symptom_code.as_ref().unwrap_or(&is.symptom_text).clone();
        parts.push(Changed::Symptom { text });
    }
    if is.warranty_class != was.warranty_class {
        let class = is.warranty_class;
        parts.push(Changed::Warranty { class });
    }
    if is.level != was.level {
        parts.push(Changed::Level { level: is.level });
    }
    if is.assignee != was.assignee {
        let name = is.assignee.clone();
        parts.push(Changed::Assignee { name });
    }
    if is.due_on != was.due_on {
        parts.push(Changed::Due { day: is.due_on });
    }
    if is.center_id != was.center_id || is.lane_id != was.lane_id {
        parts.push(Changed::Center);
    }
    if is.quoted_cents != was.quoted_cents {
        parts.push(Changed::Quote);
    }
    if is.box_label != was.box_label {
        let label = is.box_label.clone();
        parts.push(Changed::Box { label });
    }
    parts
}
