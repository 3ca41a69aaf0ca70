use rusqlite::Transaction;
use serde::{Deserialize, Serialize};

use super::{Capacity, Center, Closure, Fee, Lane, Party, Site};
use crate::error::Result;
use crate::journal::{DomainEvent, Reversal, Stamp};

/// `…Changed` events hold both what is and what was, so that they can be taken back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlaceEvent {
    PartyAdded(Party),
    PartyChanged { is: Party, was: Party },
    PartyRemoved(Party),
    SiteAdded(Site),
    SiteChanged { is: Site, was: Site },
    SiteRemoved(Site),
    CenterAdded(Box<Center>),
    CenterChanged { is: Box<Center>, was: Box<Center> },
    CenterRemoved(Box<Center>),
    FeeSet(Fee),
    FeeRemoved(Fee),
    CapacitySet(Capacity),
    CapacityRemoved(Capacity),
    ClosureAdded(Closure),
    ClosureRemoved(Closure),
    LaneAdded(Box<Lane>),
    LaneChanged { is: Box<Lane>, was: Box<Lane> },
    LaneRemoved(Box<Lane>),
}

impl DomainEvent for PlaceEvent {
    fn kind(&self) -> &'static str {
        match self {
            Self::PartyAdded(_) => "place.party_added",
            Self::PartyChanged { .. } => "place.party_changed",
            Self::PartyRemoved(_) => "place.party_removed",
            Self::SiteAdded(_) => "place.site_added",
            Self::SiteChanged { .. } => "place.site_changed",
            Self::SiteRemoved(_) => "place.site_removed",
            Self::CenterAdded(_) => "place.center_added",
            Self::CenterChanged { .. } => "place.center_changed",
            Self::CenterRemoved(_) => "place.center_removed",
            Self::FeeSet(_) => "place.fee_set",
            Self::FeeRemoved(_) => "place.fee_removed",
            Self::CapacitySet(_) => "place.capacity_set",
            Self::CapacityRemoved(_) => "place.capacity_removed",
            Self::ClosureAdded(_) => "place.closure_added",
            Self::ClosureRemoved(_) => "place.closure_removed",
            Self::LaneAdded(_) => "place.lane_added",
            Self::LaneChanged { .. } => "place.lane_changed",
            Self::LaneRemoved(_) => "place.lane_removed",
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
