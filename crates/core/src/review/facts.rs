//! What the figures are made of: one small row per filed ticket, held in memory.
//!
//! A row holds what happened and no `now`, so that open tickets grow older without being read
//! again. Names and ids are interned; what few tickets have (holds, quotes) stands beside.

use std::hash::Hash;

use rustc_hash::FxHashMap;

use super::around::Around;
use crate::device::DeviceKind;
use crate::id::{CenterId, EstimateId, LaneId, ModelId, PartyId, RmaId, SiteId};
use crate::ticket::{Disposition, HoldReason, Holder, Stage, WarrantyClass};
use crate::time::Timestamp;

/// The stages a unit is away in, in the order of the way.
pub(super) const STAGES: [Stage; 12] = [
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

pub(super) fn place_of(stage: Stage) -> Option<usize> {
    STAGES.iter().position(|known| *known == stage)
}

/// Minutes since 1970; 0 stands for "not yet".
pub(super) type Minute = u32;

pub(super) fn minute(at: Timestamp) -> Minute {
    u32::try_from(at.millis().div_euclid(60_000)).unwrap_or(0)
}

pub(super) fn instant(at: Minute) -> Timestamp {
    Timestamp::from_millis(i64::from(at) * 60_000)
}

/// A number of minutes in two bytes: exact to 34 hours, beyond that to a quarter of a thousandth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Span(u16);

impl Span {
    pub fn of(minutes: u32) -> Self {
        let mut shift = (32 - minutes.leading_zeros()).saturating_sub(12);
        if shift == 0 {
            // Exponents 0 and 1 share the scale of whole minutes.
            return Self(minutes as u16);
        }
        let mut kept = (u64::from(minutes) + (1 << (shift - 1))) >> shift;
        if kept >= 4096 {
            kept >>= 1;
            shift += 1;
        }
        Self(((shift as u16 + 1) << 11) | (kept as u16 & 0x7ff))
    }

    /// In the order of the minutes.
    pub fn code(self) -> u16 {
        self.0
    }

    pub fn from_code(code: u16) -> Self {
        Self(code)
    }

    pub fn minutes(self) -> u32 {
        let (exponent, kept) = (u32::from(self.0 >> 11), u32::from(self.0 & 0x7ff));
        match exponent {
            0 => kept,
            // The last exponents stand for more minutes than there are.
            _ => (u64::from(2048 + kept) << (exponent - 1)).min(u64::from(u32::MAX >> 1)) as u32,
        }
    }
}

/// How a ticket stands, as turnaround sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// The unit is here again, repaired or not.
    Back,
    Away,
    /// Over without a return: rejected, cancelled, scrapped.
    Ended,
}

/// No quote.
pub(super) const UNQUOTED: u32 = u32::MAX;

/// One filed ticket. Places in [`Names`] are 0 where nothing is known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Fact {
    pub number: u32,
    /// Opened, perhaps as a draft: what the tickets list counts its age from.
    pub drafted: Minute,
    /// Filed: the first stay that is no draft.
    pub opened: Minute,
    pub back: Minute,
    /// In its stage since.
    pub since: Minute,
    /// Entered `ready` for the last time: the repair is done.
    pub repaired: Minute,
    /// Place in [`Facts::rmas`].
    pub rma: u32,
    /// The number of the ticket it bounced from; 0: no bounce.
    pub bounce_of: u32,
    pub p50: Minute,
    pub p80: Minute,
    pub quoted_cents: u32,
    pub center: u16,
    pub lane: u16,
    pub model: u16,
    pub customer: u16,
    pub site: u16,
    pub symptom: u16,
    pub fault: u16,
    pub person: u16,
    pub lot: u16,
    /// Of the last test.
    pub rig: u16,
    pub labour: Span,
    /// Ended stays, stage by stage.
    pub spans: [Span; STAGES.len()],
    pub stage: Stage,
    pub hold: Option<HoldReason>,
    pub disposition: Option<Disposition>,
    pub warranty: WarrantyClass,
    pub level: u8,
    pub kind: DeviceKind,
    pub attempt: u8,
    pub tests: u8,
    pub failed_tests: u8,
    pub has_holds: bool,
}

impl Fact {
    pub fn standing(&self) -> Standing {
        if self.back > 0 {
            Standing::Back
        } else if self.stage.is_end() || self.stage == Stage::Delivered {
            Standing::Ended
        } else {
            Standing::Away
        }
    }

    /// Minutes away so far or in all.
    pub fn away(&self, now: Minute) -> u32 {
        let until = if self.back > 0 { self.back } else { now };
        until.saturating_sub(self.opened)
    }

    pub fn is_repaired(&self) -> bool {
        self.disposition == Some(Disposition::Repaired)
    }

    /// Minutes in a stage: ended stays, and the one that goes on.
    pub fn in_stage(&self, place: usize, now: Minute) -> u32 {
        let here = if STAGES[place] == self.stage {
            now.saturating_sub(self.since)
        } else {
            0
        };
        self.spans[place].minutes() + here
    }

    pub fn was_in(&self, place: usize) -> bool {
        self.spans[place] != Span::default() || STAGES[place] == self.stage
    }
}

/// Part of a stay that was on hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Held {
    pub stage: Stage,
    pub reason: HoldReason,
    pub holder: Holder,
    pub from: Minute,
    /// 0: it goes on.
    pub until: Minute,
}

/// What was quoted for a ticket first and last, cents of one currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Quoted {
    pub first_cents: u32,
    pub last_cents: u32,
    pub versions: u16,
    pub approved: bool,
    pub currency: u16,
}

/// An estimate frozen when an RMA was filed.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Promise {
    pub id: EstimateId,
    pub rma: u32,
    pub center: u16,
    pub made: Timestamp,
    pub p50: f64,
    pub p80: f64,
    pub p95: f64,
    /// Days at P5, P10 … P95, as frozen; empty where it was not kept.
    pub curve: Vec<f32>,
}

/// Ids or words by their place, from 1 on; 0 is "none".
#[derive(Debug)]
pub(super) struct Names<K> {
    keys: Vec<K>,
    places: FxHashMap<K, u16>,
}

impl<K> Default for Names<K> {
    fn default() -> Self {
        Self {
            keys: Vec::new(),
            places: FxHashMap::default(),
        }
    }
}

impl<K: Clone + Eq + Hash> Names<K> {
    /// The place of `key`, given to it now if it is new. More than 65,535 different ones share
    /// the place of none.
    pub fn place(&mut self, key: Option<K>) -> u16 {
        let Some(key) = key else { return 0 };
        if let Some(place) = self.places.get(&key) {
            return *place;
        }
        let Ok(place) = u16::try_from(self.keys.len() + 1) else {
            return 0;
        };
        self.keys.push(key.clone());
        self.places.insert(key, place);
        place
    }

    pub fn find(&self, key: &K) -> Option<u16> {
        self.places.get(key).copied()
    }

    pub fn key(&self, place: u16) -> Option<&K> {
        self.keys.get(usize::from(place).checked_sub(1)?)
    }

    /// One more than the highest place.
    pub fn len(&self) -> usize {
        self.keys.len() + 1
    }
}

/// All filed tickets of the desk, and what their figures need to know of its places and prices.
#[derive(Debug)]
pub struct Facts {
    /// By number.
    pub(super) rows: Vec<Fact>,
    pub(super) holds: FxHashMap<u32, Box<[Held]>>,
    pub(super) quotes: FxHashMap<u32, Quoted>,
    /// By instant made.
    pub(super) promises: Vec<Promise>,
    pub(super) centers: Names<CenterId>,
    pub(super) lanes: Names<LaneId>,
    pub(super) models: Names<ModelId>,
    pub(super) customers: Names<PartyId>,
    pub(super) sites: Names<SiteId>,
    pub(super) symptoms: Names<String>,
    pub(super) faults: Names<String>,
    pub(super) people: Names<String>,
    pub(super) lots: Names<String>,
    pub(super) rigs: Names<String>,
    pub(super) currencies: Names<String>,
    pub(super) rmas: Rmas,
    pub(super) around: Around,
    /// The journal's last event that is in it.
    pub(super) position: i64,
}

/// RMAs by their place, from 1 on.
#[derive(Debug, Default)]
pub(super) struct Rmas {
    places: FxHashMap<RmaId, u32>,
}

impl Rmas {
    pub fn place(&mut self, id: Option<RmaId>) -> u32 {
        let next = self.places.len() as u32 + 1;
        id.map_or(0, |id| *self.places.entry(id).or_insert(next))
    }

    pub fn len(&self) -> usize {
        self.places.len() + 1
    }
}

impl Facts {
    pub(super) fn empty(around: Around) -> Self {
        Self {
            rows: Vec::new(),
            holds: FxHashMap::default(),
            quotes: FxHashMap::default(),
            promises: Vec::new(),
            centers: Names::default(),
            lanes: Names::default(),
            models: Names::default(),
            customers: Names::default(),
            sites: Names::default(),
            symptoms: Names::default(),
            faults: Names::default(),
            people: Names::default(),
            lots: Names::default(),
            rigs: Names::default(),
            currencies: Names::default(),
            rmas: Rmas::default(),
            around,
            position: 0,
        }
    }

    /// Filed tickets.
    pub fn tickets(&self) -> usize {
        self.rows.len()
    }

    pub fn position(&self) -> i64 {
        self.position
    }

    /// Bytes held per ticket, what stands beside the rows included.
    pub fn bytes_per_ticket(&self) -> f64 {
        let rows = self.rows.capacity() * size_of::<Fact>();
        let holds: usize = self
            .holds
            .values()
            .map(|held| size_of::<(u32, Box<[Held]>)>() + held.len() * size_of::<Held>())
            .sum();
        let quotes = self.quotes.capacity() * size_of::<(u32, Quoted)>();
        let promises: usize = self
            .promises
            .iter()
            .map(|promise| size_of::<Promise>() + promise.curve.len() * 4)
            .sum();
        let rmas = self.rmas.places.capacity() * size_of::<(RmaId, u32)>();
        (rows + holds + quotes + promises + rmas) as f64 / self.rows.len().max(1) as f64
    }

    pub(super) fn held(&self, fact: &Fact) -> &[Held] {
        if fact.has_holds {
            self.holds.get(&fact.number).map_or(&[], |held| held)
        } else {
            &[]
        }
    }

    /// Put a ticket as it stands now in the place of what was known of it.
    pub(super) fn put(&mut self, fact: Fact, held: Vec<Held>, quoted: Option<Quoted>) {
        let number = fact.number;
        match self.rows.last() {
            Some(last) if last.number < number => self.rows.push(fact),
            None => self.rows.push(fact),
            Some(_) => match self.rows.binary_search_by_key(&number, |row| row.number) {
                Ok(at) => self.rows[at] = fact,
                Err(at) => self.rows.insert(at, fact),
            },
        }
        if held.is_empty() {
            self.holds.remove(&number);
        } else {
            self.holds.insert(number, held.into_boxed_slice());
        }
        match quoted {
            Some(quoted) => {
                self.quotes.insert(number, quoted);
            }
            None => {
                self.quotes.remove(&number);
            }
        }
    }

    /// It is a draft again, or gone.
    pub(super) fn remove(&mut self, number: u32) {
        if let Ok(at) = self.rows.binary_search_by_key(&number, |row| row.number) {
            self.rows.remove(at);
        }
        self.holds.remove(&number);
        self.quotes.remove(&number);
    }
}

/// A ticket on its way into the table.
pub(super) struct Read {
    pub fact: Fact,
    pub held: Vec<Held>,
    pub quoted: Option<Quoted>,
    /// A draft is no fact yet.
    pub is_draft: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_takes_at_most_a_hundred_bytes() {
        assert!(size_of::<Fact>() <= 100, "{}", size_of::<Fact>());
    }

    #[test]
    fn minutes_in_two_bytes_are_exact_to_34_hours_and_near_beyond() {
        for minutes in (0..2048).chain([2049, 4095, 4097, 43_201, 525_961, 5_259_600]) {
            let kept = Span::of(minutes).minutes();
            let off = f64::from(kept.abs_diff(minutes)) / f64::from(minutes.max(1));
            assert!(off <= 1.0 / 4096.0, "{minutes} kept as {kept}");
            assert!(
                minutes >= 2048 || kept == minutes,
                "{minutes} kept as {kept}"
            );
        }
        assert!((1..9_999).all(|at| Span::of(at).minutes() >= Span::of(at - 1).minutes()));
    }
}
