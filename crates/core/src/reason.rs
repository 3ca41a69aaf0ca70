//! Why something was refused: in English for every reader, and as data for a screen that says it
//! in the reader's language.

use std::fmt;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::device::take_in::CannotTake;
use crate::estimate::WhyNot;
use crate::people::{AnyOf, Right, Role};
use crate::quote::QuoteState;
use crate::test_run::Measure;
use crate::ticket::{Stage, TestKind};

/// The refusals that people meet most. What is not among them is read in English.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Reason {
    OnHold,
    BackNeedsReason,
    FiledWithItsRma,
    NoCustomsOnThisLane,
    NoTransitAtOwnBench,
    NotCovered,
    NeedsDisposition,
    TestingFirst,
    NoPassedTest,
    NeedsPackage,
    ThereAlready,
    ClosedForGood,
    RepairHasBegun,
    OnlySubmittedIsRejected,
    GoesOnTo {
        from: Stage,
        next: Vec<Stage>,
    },
    HeldAlready,
    NotHeld,
    StageIsNotHeld {
        stage: Stage,
    },
    HasEnded {
        stage: Stage,
    },
    TestedAtTheBench {
        stage: Stage,
    },
    RepairedAtTheBench {
        stage: Stage,
    },
    /// The ticket's last passed run.
    TestIsOlderThanRepair,
    TestIsNotEnough {
        needed: TestKind,
    },
    TestTooShort {
        minutes: u32,
        needed: u32,
    },
    CheckNotPassed {
        measure: Measure,
        /// What was looked at; empty where something was measured.
        label: String,
        /// Or it was left out.
        was_made: bool,
    },
    TestRunsAlready,
    NotEnoughStock {
        part: String,
        place: String,
        there: i32,
        wanted: i32,
    },
    /// A customer's parts are for that customer's units, unless somebody agreed.
    OthersStock {
        part: String,
        owner: String,
    },
    /// Nobody's time runs that could be stopped.
    NoWorkRuns,
    WorksOnItAlready,
    /// Every center of the desk is somebody else's.
    NoBenchOfOurOwn,
    /// What was asked does not go with how far the quote has come.
    QuoteStands {
        state: QuoteState,
    },
    QuoteExpired {
        day: NaiveDate,
    },
    NothingChanges,
    /// The unit is.
    OnOpenTicket {
        number: String,
    },
    FiledAlready,
    /// The scanned unit has none.
    NoOpenTicket,
    /// Its open ticket belongs to another RMA than the one that is scanned.
    InAnotherRma {
        number: String,
        rma: Option<String>,
    },
    ScannedBefore {
        n: u32,
    },
    SiteOfAnotherCustomer {
        site: String,
    },
    UndoneAlready,
    NotAllowed {
        who: String,
        role: Role,
        right: Right,
        held_by: Vec<Role>,
    },
    NotSignedIn {
        right: Right,
    },
    WrongPin {
        name: String,
        /// Until the next try counts; 0: at once.
        seconds: u32,
    },
    TooManyWrongPins {
        name: String,
        wrong: u32,
        seconds: u32,
    },
    LastAdmin,
    FirstMustBeAdmin,
    RowCannotBeTaken {
        row: u32,
        why: CannotTake,
    },
    NoEstimate {
        why: WhyNot,
    },
    /// A draft has no estimate of its own.
    FreezeItsRma,
    PromiseOfAFiling,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = match self {
            Self::OnHold => "it is on hold; release it first",
            Self::BackNeedsReason => "going back needs a reason",
            Self::FiledWithItsRma => "it is filed with its RMA; submit the RMA",
            Self::NoCustomsOnThisLane => "a lane inside the US has no customs",
            Self::NoTransitAtOwnBench => "our own bench has no transit",
            Self::NotCovered => {
                "the repair is not covered: it needs warranty, the customer's approval, \
                 or a quote within the RMA's spend limit"
            }
            Self::NeedsDisposition => {
                "it needs a disposition: repaired, replaced, ntf, ber_returned, ber_scrapped or declined"
            }
            Self::TestingFirst => "a repaired unit goes through testing first",
            Self::NoPassedTest => "no passed test run is recorded for this attempt",
            Self::NeedsPackage => "it needs a package with its carrier and tracking number",
            Self::ThereAlready => "it is there already",
            Self::ClosedForGood => "it is closed; a unit that comes back opens a new ticket",
            Self::RepairHasBegun => "once repair has begun a ticket is not cancelled",
            Self::OnlySubmittedIsRejected => "only a submitted ticket is rejected",
            Self::GoesOnTo { from, next } => {
                let next: Vec<&str> = next.iter().map(|stage| stage.as_str()).collect();
                return write!(f, "from {from} it goes on to {}", next.join(" or "));
            }
            Self::HeldAlready => "it is on hold already; release it first",
            Self::NotHeld => "it is not on hold",
            Self::StageIsNotHeld { stage } => {
                return write!(f, "a {stage} ticket is not put on hold");
            }
            Self::HasEnded { stage } => return write!(f, "the ticket is {stage}"),
            Self::TestedAtTheBench { stage } => {
                return write!(f, "a test is recorded at the bench, the ticket is {stage}");
            }
            Self::RepairedAtTheBench { stage } => {
                return write!(
                    f,
                    "a repair is recorded at the bench, the ticket is {stage}"
                );
            }
            Self::TestIsOlderThanRepair => {
                "the passed test run is older than the last repair action; test it again"
            }
            Self::TestIsNotEnough { needed } => {
                return write!(
                    f,
                    "the run that passed is not enough for it: it needs {needed}"
                );
            }
            Self::TestTooShort { minutes, needed } => {
                return write!(
                    f,
                    "a run of {minutes} minutes has not passed: its template asks for {needed}"
                );
            }
            Self::CheckNotPassed {
                measure,
                label,
                was_made,
            } => {
                let check = if label.is_empty() {
                    measure.as_str()
                } else {
                    label
                };
                let how = if *was_made { "failed" } else { "was not made" };
                return write!(f, "a run has not passed whose check {how}: {check}");
            }
            Self::TestRunsAlready => "a test of it is running already; end that one first",
            Self::NotEnoughStock {
                part,
                place,
                there,
                wanted,
            } => {
                return write!(f, "of {part} at {place} there are {there}, not {wanted}");
            }
            Self::OthersStock { part, owner } => {
                return write!(
                    f,
                    "that {part} is {owner}'s: say who agreed that it goes into another's unit"
                );
            }
            Self::NoWorkRuns => "no work of yours is running",
            Self::WorksOnItAlready => "you are doing that on this unit already",
            Self::NoBenchOfOurOwn => {
                "no repair center of the desk is its own bench; add one under Centers"
            }
            Self::QuoteStands { state } => return write!(f, "the quote is {state}"),
            Self::QuoteExpired { day } => {
                return write!(f, "the quote was valid until {day}; make its next version");
            }
            Self::NothingChanges => "nothing changes",
            Self::OnOpenTicket { number } => {
                return write!(f, "the unit is already on the open ticket {number}");
            }
            Self::FiledAlready => "it is filed; cancel the ticket instead",
            Self::NoOpenTicket => "it has no open ticket",
            Self::InAnotherRma {
                number,
                rma: Some(rma),
            } => return write!(f, "its open ticket {number} is in {rma}"),
            Self::InAnotherRma { number, rma: None } => {
                return write!(f, "its open ticket {number} is in no RMA");
            }
            Self::ScannedBefore { n } => return write!(f, "it was scan {n} of this session"),
            Self::SiteOfAnotherCustomer { site } => {
                return write!(f, "{site} belongs to another customer");
            }
            Self::UndoneAlready => "this was already undone",
            Self::NotAllowed {
                who, role, right, ..
            } => {
                return write!(
                    f,
                    "{who} is {} and may not {}; {} may",
                    role.with_article(),
                    right.doing(),
                    AnyOf(right.held_by())
                );
            }
            Self::NotSignedIn { right } => {
                return write!(f, "nobody is signed in: sign in to {}", right.doing());
            }
            Self::WrongPin { name, seconds: 0 } => {
                return write!(f, "that is not {name}'s PIN");
            }
            Self::WrongPin { name, seconds } => {
                return write!(
                    f,
                    "that is not {name}'s PIN; try again in {}",
                    spoken(*seconds)
                );
            }
            Self::TooManyWrongPins {
                name,
                wrong,
                seconds,
            } => {
                return write!(
                    f,
                    "{wrong} wrong PINs in a row for {name}: try again in {}",
                    spoken(*seconds)
                );
            }
            Self::LastAdmin => {
                "the desk needs at least one admin, or nobody could add people or give them a role; \
                 make somebody else an admin first"
            }
            Self::FirstMustBeAdmin => {
                "the first person of a desk must be an admin, or nobody could add the next"
            }
            Self::RowCannotBeTaken { row, why } => {
                return write!(f, "row {row} cannot be taken: {why}");
            }
            Self::NoEstimate { why } => return write!(f, "there is no estimate: {why}"),
            Self::FreezeItsRma => "the ticket is not filed yet; freeze the estimate of its RMA",
            Self::PromiseOfAFiling => {
                "it is the promise of a filing and stands as long as the filing does"
            }
        };
        f.write_str(words)
    }
}

fn spoken(seconds: u32) -> String {
    match seconds {
        1 => "1 second".into(),
        2..=90 => format!("{seconds} seconds"),
        _ => format!("{} minutes", seconds.div_ceil(60)),
    }
}

/// Why one of many was left as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Why {
    /// In English.
    pub text: String,
    pub reason: Option<Reason>,
}

impl From<Reason> for Why {
    fn from(reason: Reason) -> Self {
        Self {
            text: reason.to_string(),
            reason: Some(reason),
        }
    }
}

impl From<String> for Why {
    fn from(text: String) -> Self {
        Self { text, reason: None }
    }
}

impl From<&str> for Why {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}
