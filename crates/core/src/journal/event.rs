//! One line of the journal, typed.

use rusqlite::{Row, Transaction};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::Told;
use crate::attachment::AttachmentEvent;
use crate::catalog::CatalogEvent;
use crate::desk::DeskEvent;
use crate::device::DeviceEvent;
use crate::error::{Error, Result};
use crate::estimate::EstimateEvent;
use crate::finding::FindingEvent;
use crate::id::{ActionId, DeskId, EventId, SubjectId};
use crate::labour::LabourEvent;
use crate::part::PartEvent;
use crate::people::{PeopleEvent, Right};
use crate::place::PlaceEvent;
use crate::quote::QuoteEvent;
use crate::repair::RepairEvent;
use crate::rma::RmaEvent;
use crate::test_run::TestEvent;
use crate::ticket::TicketEvent;
use crate::time::Timestamp;

/// Everything about an event but what it says.
#[derive(Debug, Clone)]
pub struct Stamp {
    pub position: i64,
    pub id: EventId,
    pub desk: DeskId,
    pub action: ActionId,
    pub actor: String,
    /// When it happened; the id carries when it was written down.
    pub at: Timestamp,
    pub subject: SubjectId,
}

impl Stamp {
    /// From the columns `position, id, desk, action, actor, at, subject` in that order.
    pub(super) fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self {
            position: row.get(0)?,
            id: row.get(1)?,
            desk: row.get(2)?,
            action: row.get(3)?,
            actor: row.get(4)?,
            at: row.get(5)?,
            subject: SubjectId(row.get::<_, EventId>(6)?.0),
        })
    }
}

/// What happened, by the part of the desk that it happened to.
///
/// Each domain's enum is externally tagged in snake case; its tag, after the domain's name, is
/// the `kind` column (`ticket.moved`) and the payload holds only what the variant holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    Desk(DeskEvent),
    People(PeopleEvent),
    Catalog(CatalogEvent),
    Place(PlaceEvent),
    Device(DeviceEvent),
    Rma(RmaEvent),
    Ticket(TicketEvent),
    Estimate(EstimateEvent),
    Attachment(AttachmentEvent),
    Finding(FindingEvent),
    Part(PartEvent),
    Repair(RepairEvent),
    Test(TestEvent),
    Labour(LabourEvent),
    Quote(QuoteEvent),
}

/// A domain's events: their names, their effect on the tables, and what takes them back.
pub trait DomainEvent: Serialize + DeserializeOwned {
    fn kind(&self) -> &'static str;

    /// What whoever appends it must be allowed to do. A match without a wildcard, so that a new
    /// event cannot forget it.
    fn needs(&self) -> Right;

    /// Make the tables say what the event says. Uses the event and the tables only.
    fn apply(&self, tx: &Transaction<'_>, stamp: &Stamp) -> Result<()>;

    /// The event that takes this one back, given how the tables stand now.
    fn reversal(&self, tx: &Transaction<'_>, stamp: &Stamp) -> Result<Reversal>;

    /// The event as one plain sentence. `name` looks up what an id is called.
    fn sentence(&self) -> String;

    /// The sentence as data, where a record's own history can show it.
    fn told(&self) -> Option<Told> {
        None
    }
}

/// How an event can be taken back.
#[derive(Debug)]
pub enum Reversal {
    By(Box<Event>),
    /// Another event of the same action takes this one along.
    Implied,
    /// It cannot be, any more; why.
    Kept(String),
}

impl Reversal {
    pub fn by(event: impl Into<Event>) -> Self {
        Self::By(Box::new(event.into()))
    }
}

macro_rules! domains {
    ($($prefix:literal => $variant:ident($inner:ty)),* $(,)?) => {
        $(impl From<$inner> for Event {
            fn from(event: $inner) -> Self {
                Self::$variant(event)
            }
        })*

        impl Event {
            pub fn kind(&self) -> &'static str {
                match self { $(Self::$variant(event) => event.kind()),* }
            }

            pub fn needs(&self) -> Right {
                match self { $(Self::$variant(event) => event.needs()),* }
            }

            pub(crate) fn payload(&self) -> String {
                // Serialising plain data into memory has no way to fail; were one ever to
                // appear, an empty payload would be refused when read back.
                match self { $(Self::$variant(event) => serde_json::to_string(event).unwrap_or_default()),* }
            }

            pub(crate) fn apply(&self, tx: &Transaction<'_>, stamp: &Stamp) -> Result<()> {
                match self { $(Self::$variant(event) => event.apply(tx, stamp)),* }
            }

            pub(crate) fn reversal(&self, tx: &Transaction<'_>, stamp: &Stamp) -> Result<Reversal> {
                match self { $(Self::$variant(event) => event.reversal(tx, stamp)),* }
            }

            pub fn sentence(&self) -> String {
                match self { $(Self::$variant(event) => event.sentence()),* }
            }

            pub fn told(&self) -> Option<Told> {
                match self { $(Self::$variant(event) => event.told()),* }
            }

            pub(crate) fn read(position: i64, kind: &str, payload: &str) -> Result<Self> {
                let domain = kind.split_once('.').map_or(kind, |(domain, _)| domain);
                let event = match domain {
                    $($prefix => serde_json::from_str(payload).map(Self::$variant),)*
                    _ => return Err(Error::BrokenJournal(format!("event {position} is of the unknown kind {kind}"))),
                };
                event.map_err(|error| Error::BrokenJournal(format!("event {position} ({kind}) cannot be read: {error}")))
            }
        }
    };
}

domains! {
    "desk" => Desk(DeskEvent),
    "people" => People(PeopleEvent),
    "catalog" => Catalog(CatalogEvent),
    "place" => Place(PlaceEvent),
    "device" => Device(DeviceEvent),
    "rma" => Rma(RmaEvent),
    "ticket" => Ticket(TicketEvent),
    "estimate" => Estimate(EstimateEvent),
    "attachment" => Attachment(AttachmentEvent),
    "finding" => Finding(FindingEvent),
    "part" => Part(PartEvent),
    "repair" => Repair(RepairEvent),
    "test" => Test(TestEvent),
    "labour" => Labour(LabourEvent),
    "quote" => Quote(QuoteEvent),
}
