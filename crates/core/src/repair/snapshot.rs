//! Slots as they were seen, and what is different: a foreign board is seen at once.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Moment;
use crate::id::DeviceId;
use crate::text_enum::text_enum;
use crate::time::Timestamp;

/// What was in one slot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct SeenSlot {
    /// `HB0`, `CB`, `PSU`.
    pub slot: String,
    /// As read off the label; empty: nothing there, or nothing to read.
    pub serial: String,
    /// The unit that is called so; filled in.
    #[serde(default)]
    pub device_id: Option<DeviceId>,
}

/// A look at a unit's slots as entered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct NewSnapshot {
    pub moment: Moment,
    /// What was read; empty: the slots are as the desk has them.
    pub seen: Vec<SeenSlot>,
    pub note: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct SlotSnapshot {
    pub moment: Moment,
    pub seen: Vec<SeenSlot>,
    pub note: String,
    pub person: String,
    pub at: Timestamp,
}

text_enum! {
    /// How a slot differs from the time before.
    SlotVerdict {
        Same = "same",
        /// The board of another slot of this unit.
        Moved = "moved",
        /// A board that was in no slot of this unit before.
        Foreign = "foreign",
        /// It was there and nothing is now.
        Gone = "gone",
        /// Empty before, and its board is one that was here already or cannot be read.
        Filled = "filled",
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct SlotChange {
    pub slot: String,
    pub before: String,
    pub after: String,
    pub verdict: SlotVerdict,
    /// A repair on this ticket put it there: it is foreign, and no surprise.
    pub by_repair: bool,
}

/// How `after` differs from `before`, slot by slot. Slots that are empty in both are left out.
/// `put_in`: the boards that repairs put into the unit meanwhile.
pub(super) fn changes(
    before: &[SeenSlot],
    after: &[SeenSlot],
    put_in: &[DeviceId],
) -> Vec<SlotChange> {
    let mut slots: BTreeMap<&str, (Option<&SeenSlot>, Option<&SeenSlot>)> = BTreeMap::new();
    for seen in before {
        slots.entry(&seen.slot).or_default().0 = Some(seen);
    }
    for seen in after {
        slots.entry(&seen.slot).or_default().1 = Some(seen);
    }
    let name = |seen: Option<&SeenSlot>| seen.map_or("", |seen| seen.serial.as_str()).to_owned();
    slots
        .into_iter()
        .filter_map(|(slot, (was, is))| {
            let filled = |seen: Option<&SeenSlot>| seen.is_some_and(SeenSlot::is_filled);
            let verdict = match (filled(was), filled(is)) {
                (false, false) => return None,
                (true, false) => SlotVerdict::Gone,
                (true, true) if was.zip(is).is_some_and(|(was, is)| was.is_same(is)) => {
                    SlotVerdict::Same
                }
                (had, true) => match is {
                    Some(is) if before.iter().any(|other| other.is_same(is)) => {
                        if had {
                            SlotVerdict::Moved
                        } else {
                            SlotVerdict::Filled
                        }
                    }
                    _ => SlotVerdict::Foreign,
                },
            };
            Some(SlotChange {
                slot: slot.to_owned(),
                before: name(was),
                after: name(is),
                verdict,
                by_repair: verdict == SlotVerdict::Foreign
                    && is
                        .and_then(|is| is.device_id)
                        .is_some_and(|id| put_in.contains(&id)),
            })
        })
        .collect()
}

impl SeenSlot {
    fn is_filled(&self) -> bool {
        !self.serial.is_empty() || self.device_id.is_some()
    }

    /// The same board: by its unit where both are known, else by its label.
    fn is_same(&self, other: &Self) -> bool {
        match (self.device_id, other.device_id) {
            (Some(a), Some(b)) => a == b,
            _ => !self.serial.is_empty() && self.serial == other.serial,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(slots: &[(&str, &str)]) -> Vec<SeenSlot> {
        slots
            .iter()
            .map(|(slot, serial)| SeenSlot {
                slot: (*slot).into(),
                serial: (*serial).into(),
                device_id: None,
            })
            .collect()
    }

    #[test]
    fn a_foreign_board_is_told_from_one_that_only_changed_its_slot() {
        let packed = seen(&[("HB0", "A"), ("HB1", "B"), ("HB2", "C"), ("CB", "K")]);
        let back = seen(&[
            ("HB0", "B"),
            ("HB1", "A"),
            ("HB2", "X"),
            ("CB", ""),
            ("PSU", ""),
        ]);

        let verdicts: Vec<(String, SlotVerdict)> = changes(&packed, &back, &[])
            .into_iter()
            .map(|change| (change.slot, change.verdict))
            .collect();

        assert_eq!(
            verdicts,
            [
                ("CB".into(), SlotVerdict::Gone),
                ("HB0".into(), SlotVerdict::Moved),
                ("HB1".into(), SlotVerdict::Moved),
                ("HB2".into(), SlotVerdict::Foreign),
            ]
        );
    }

    #[test]
    fn nothing_differs_between_two_looks_at_the_same_boards() {
        let packed = seen(&[("HB0", "A"), ("HB1", "")]);

        let changes = changes(&packed, &packed, &[]);

        assert_eq!(changes.len(), 1);
        assert_eq!(changes[0].verdict, SlotVerdict::Same);
    }
}
