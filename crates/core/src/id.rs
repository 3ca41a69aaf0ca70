//! Typed UUIDv7 ids: a ticket's id cannot be handed to a function that wants a device's.

use std::fmt;
use std::str::FromStr;

use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::spread::SplitMix64;
use crate::time::Timestamp;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "specta", derive(specta::Type))]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(text).map(Self)
            }
        }

        impl ToSql for $name {
            fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
                Ok(ToSqlOutput::Borrowed(ValueRef::Blob(self.0.as_bytes())))
            }
        }

        impl FromSql for $name {
            fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
                Uuid::from_slice(value.as_blob()?)
                    .map(Self)
                    .map_err(|error| FromSqlError::Other(Box::new(error)))
            }
        }
    )*};
}

ids! {
    /// The desk whose journal this is: one SQLite file, one desk.
    DeskId,
    /// One line of the journal.
    EventId,
    /// Everything that one act of a person changed; what undo takes back as a whole.
    ActionId,
    PersonId,
    PartyId,
    SiteId,
    CenterId,
    LaneId,
    ModelId,
    /// Ours, and the only key of a unit: serials, MACs and tags are dated claims about it.
    DeviceId,
    RmaId,
    TicketId,
    HoldId,
    EstimateId,
    PackageId,
    TestRunId,
    /// A test that runs by itself.
    TestStartId,
    TestWaiverId,
    FindingId,
    PartId,
    StockPlaceId,
    RepairId,
    SnapshotId,
    LabourId,
    QuoteId,
    ViewId,
    ScenarioId,
    AttachmentId,
    /// A dated row of a table the user may edit: duty, hashprice, fee, closure, prior.
    RowId,
}

/// What an event is about: the id of a ticket, device, RMA, center … without its type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SubjectId(pub Uuid);

macro_rules! subjects {
    ($($name:ident),*) => {$(
        impl From<$name> for SubjectId {
            fn from(id: $name) -> Self {
                Self(id.0)
            }
        }
    )*};
}
subjects!(
    DeskId,
    ActionId,
    PersonId,
    PartyId,
    SiteId,
    CenterId,
    LaneId,
    ModelId,
    DeviceId,
    RmaId,
    TicketId,
    EstimateId,
    RowId,
    ViewId,
    ScenarioId,
    PartId,
    StockPlaceId,
    FindingId
);

impl ToSql for SubjectId {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(ValueRef::Blob(self.0.as_bytes())))
    }
}

/// Makes UUIDv7 ids that sort in the order they were made.
///
/// The clock is an argument and the randomness is seeded, so a demo or a test with the same
/// seed makes the same ids. Two ids of one millisecond differ in a counter of 42 bits.
#[derive(Debug)]
pub struct IdSource {
    random: SplitMix64,
    last_ms: u64,
    counter: u64,
}

impl IdSource {
    /// Ids that no other process will make: seeded from the operating system.
    pub fn from_entropy() -> Self {
        // `Uuid::now_v7` reads the clock; v4 only asks for random bytes.
        Self::from_seed(Uuid::new_v4().as_u64_pair().0)
    }

    pub fn from_seed(seed: u64) -> Self {
        Self {
            random: SplitMix64(seed),
            last_ms: 0,
            counter: 0,
        }
    }

    pub fn next(&mut self, now: Timestamp) -> Uuid {
        let ms = now.millis().max(0) as u64;
        if ms > self.last_ms {
            self.last_ms = ms;
            self.counter = self.random.next() >> 23 & 0x1ff_ffff_ffff;
        } else {
            self.counter += 1;
        }
        // A clock set back must not make ids that sort before those already given out.
        let mut bytes = [0u8; 10];
        bytes[0] = (self.counter >> 38) as u8 & 0x0f;
        bytes[1] = (self.counter >> 30) as u8;
        bytes[2] = (self.counter >> 24) as u8 & 0x3f;
        bytes[3] = (self.counter >> 16) as u8;
        bytes[4] = (self.counter >> 8) as u8;
        bytes[5] = self.counter as u8;
        bytes[6..].copy_from_slice(&self.random.next().to_le_bytes()[..4]);
        uuid::Builder::from_unix_timestamp_millis(self.last_ms, &bytes).into_uuid()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_one_millisecond_sort_in_the_order_they_were_made() {
        let mut ids = IdSource::from_seed(7);
        let made: Vec<Uuid> = (0..10_000)
            .map(|i| ids.next(Timestamp::from_millis(1_700_000_000_000 + i / 5000)))
            .collect();

        let mut sorted = made.clone();
        sorted.sort();
        sorted.dedup();

        assert_eq!(made, sorted);
        assert!(made.iter().all(|id| id.get_version_num() == 7));
    }

    #[test]
    fn a_clock_set_back_does_not_make_older_ids() {
        let mut ids = IdSource::from_seed(7);

        let first = ids.next(Timestamp::from_millis(2_000));
        let second = ids.next(Timestamp::from_millis(1_000));

        assert!(second > first);
    }
}
