//! Serials that differ from another by what an eye or a finger gets wrong.
//!
//! Makers number units in sequence, so most neighbours in a fleet are one character apart and
//! right. What gives a slip away is standing alone: a serial with three or more neighbours one
//! character off sits in a series and is not warned about. A swap of characters that look the
//! same (O and 0) is warned about even there, unless the series itself counts through both.

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

/// Characters that are read or typed for one another, each group led by its digit.
/// Q and L are left out: they are confused in print with others than these, and each character
/// added to a group adds false warnings.
const CONFUSABLE: [&[u8]; 5] = [b"0O", b"1I", b"8B", b"5S", b"2Z"];

/// Neighbours one character off from which on a serial is part of a series.
const SERIES: u32 = 3;

/// In shorter codes one character is too much of the whole to say anything.
const SHORTEST: usize = 6;

/// Longer text is no serial ([`super::MAX_SERIAL_LENGTH`] is below it); it is not compared.
const LONGEST: usize = 96;

/// A serial that another one may have been meant by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Lookalike {
    /// The other serial.
    pub of: String,
    pub how: Difference,
    pub found: Whereabouts,
}

/// How two serials differ. Positions count from 1.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub enum Difference {
    /// Only in characters that look alike; all the places.
    Confusable { positions: Vec<u32> },
    /// Two neighbours swapped; the first of them.
    Transposed { position: u32 },
    /// One character is another.
    OneCharacter { position: u32 },
    /// This serial has one character more, at that place.
    ExtraCharacter { position: u32 },
    /// This serial lacks the other's character at that place.
    MissingCharacter { position: u32 },
}

/// Where the other serial is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "place", rename_all = "snake_case")]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub enum Whereabouts {
    /// At that place in the list the index was made from (the first, if it is there twice).
    InList {
        row: u32,
    },
    InFleet,
}

/// Compares a list of serials with itself and with a fleet that streams by.
///
/// Make it from the list, [`scan`](Self::scan) every serial of the fleet past it, then ask
/// [`finish`](Self::finish). Of the fleet only serials that may matter are kept, so memory is
/// bounded by the list in all but contrived cases.
#[derive(Debug)]
pub struct LookalikeIndex {
    pool: Pool,
    /// Per row of the list: its serial in the pool. `None` for rows without a usable serial.
    rows: Vec<Option<u32>>,
    sieve: Option<Sieve>,
}

impl LookalikeIndex {
    /// Takes the list in row order; give an empty string for a row without a serial, so that
    /// rows keep their places. Serials are expected in normal form.
    pub fn new<'a>(list: impl Iterator<Item = &'a str>) -> Self {
        let mut pool = Pool::default();
        let mut rows = Vec::new();
        for (serial, row) in list.zip(0u32..) {
            rows.push(pool.insert(serial, Some(row)));
        }
        pool.listed = pool.len();
        Self {
            pool,
            rows,
            sieve: None,
        }
    }

    /// Shows one serial of the fleet to the list.
    pub fn scan(&mut self, fleet_serial: &str) {
        let sieve = self.sieve.get_or_insert_with(|| Sieve::new(&self.pool));
        if sieve.may_matter(fleet_serial.as_bytes()) {
            self.pool.insert(fleet_serial, None);
        }
    }

    /// The look-alikes of each row, surest first, at most four a row; in the list's order.
    ///
    /// A serial that is itself in the fleet has none: it is known to be right. Equal serials are
    /// not look-alikes.
    pub fn finish(self) -> Vec<Vec<Lookalike>> {
        let found = Search::new(&self.pool).run();
        self.rows
            .iter()
            .map(|row| match row {
                Some(serial) => found.get(*serial as usize).cloned().unwrap_or_default(),
                None => Vec::new(),
            })
            .collect()
    }
}

/// Distinct serials: those of the list first, then those kept from the fleet.
#[derive(Debug, Default)]
struct Pool {
    bytes: Vec<u8>,
    /// Start of each serial in `bytes`, and its length.
    spans: Vec<(u32, u8)>,
    hashes: Vec<u64>,
    by_hash: FxHashMap<u64, u32>,
    /// First row of the list that holds it.
    first_row: Vec<Option<u32>>,
    in_fleet: Vec<bool>,
    listed: usize,
}

impl Pool {
    fn len(&self) -> usize {
        self.spans.len()
    }

    /// `row` is `None` for a serial of the fleet.
    fn insert(&mut self, serial: &str, row: Option<u32>) -> Option<u32> {
        let bytes = serial.as_bytes();
        let hash = hash_of(bytes);
        if let Some(at) = self.find(hash, bytes) {
            if row.is_none()
                && let Some(known) = self.in_fleet.get_mut(at as usize)
            {
                *known = true;
            }
            return Some(at);
        }
        let length = u8::try_from(bytes.len()).ok()?;
        let comparable = (SHORTEST..=LONGEST).contains(&bytes.len()) && serial.is_ascii();
        let start = u32::try_from(self.bytes.len()).ok()?;
        let at = u32::try_from(self.spans.len()).ok()?;
        if !comparable {
            return None;
        }
        self.bytes.extend_from_slice(bytes);
        self.spans.push((start, length));
        self.hashes.push(hash);
        self.first_row.push(row);
        self.in_fleet.push(row.is_none());
        self.by_hash.insert(hash, at);
        Some(at)
    }

    fn find(&self, hash: u64, bytes: &[u8]) -> Option<u32> {
        self.by_hash
            .get(&hash)
            .copied()
            .filter(|&at| self.serial(at) == bytes)
    }

    fn serial(&self, at: u32) -> &[u8] {
        let (start, length) = self.spans[at as usize];
        &self.bytes[start as usize..start as usize + usize::from(length)]
    }

    fn text(&self, at: u32) -> String {
        String::from_utf8_lossy(self.serial(at)).into_owned()
    }
}

// A polynomial hash in wrapping arithmetic: the hash of a serial with one character changed,
// swapped or left out follows from the whole one's in a step, where hashing anew takes a pass.
// Every match is compared in full afterwards, so a collision costs time, not truth.

const BASE: u64 = 0x9e37_79b9_7f4a_7c15;
const POWERS: [u64; LONGEST + 1] = {
    let mut powers = [1u64; LONGEST + 1];
    let mut i = 1;
    while i <= LONGEST {
        powers[i] = powers[i - 1].wrapping_mul(BASE);
        i += 1;
    }
    powers
};

/// Spreads a byte over 64 bits, so that small differences do not cancel out.
const SPREAD: [u64; 256] = {
    let mut spread = [0u64; 256];
    let mut i = 0;
    while i < 256 {
        let mut x = (i as u64 + 1).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        x ^= x >> 29;
        x = x.wrapping_mul(0x94d0_49bb_1331_11eb);
        x ^= x >> 32;
        spread[i] = x;
        i += 1;
    }
    spread
};

fn value(byte: u8) -> u64 {
    SPREAD[byte as usize]
}

fn hash_of(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .zip(POWERS.iter().cycle())
        .fold(0u64, |hash, (&byte, power)| {
            hash.wrapping_add(value(byte).wrapping_mul(*power))
        })
}

/// The hash without the character at `at`: equal for serials that differ only there.
fn wildcard(hash: u64, bytes: &[u8], at: usize) -> u64 {
    hash.wrapping_sub(value(bytes[at]).wrapping_mul(POWERS[at]))
}

fn transposed(hash: u64, bytes: &[u8], at: usize) -> u64 {
    let (a, b) = (value(bytes[at]), value(bytes[at + 1]));
    let step = POWERS[at].wrapping_sub(POWERS[at + 1]);
    hash.wrapping_add(b.wrapping_sub(a).wrapping_mul(step))
}

/// Calls `each` with the hash of the serial left when each character in turn is taken out.
fn deletions(bytes: &[u8], mut each: impl FnMut(usize, u64)) {
    // From the last character to the first: what follows the gap moves down one power.
    let mut hash = bytes.split_last().map_or(0, |(_, head)| hash_of(head));
    for at in (0..bytes.len()).rev() {
        each(at, hash);
        if at > 0 {
            let moved = value(bytes[at]).wrapping_sub(value(bytes[at - 1]));
            hash = hash.wrapping_add(moved.wrapping_mul(POWERS[at - 1]));
        }
    }
}

const FOLDED: [u8; 256] = {
    let mut folded = [0u8; 256];
    let mut i = 0;
    while i < 256 {
        folded[i] = i as u8;
        i += 1;
    }
    let mut group = 0;
    while group < CONFUSABLE.len() {
        let members = CONFUSABLE[group];
        let mut member = 0;
        while member < members.len() {
            folded[members[member] as usize] = members[0];
            member += 1;
        }
        group += 1;
    }
    folded
};

fn fold(byte: u8) -> u8 {
    FOLDED[byte as usize]
}

fn fold_hash(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .zip(POWERS.iter().cycle())
        .fold(0u64, |hash, (&byte, power)| {
            hash.wrapping_add(value(fold(byte)).wrapping_mul(*power))
        })
}

/// Bits set for what the list's serials look like; a serial of the fleet that meets none of them
/// cannot be near any, and is let go without being kept.
#[derive(Debug)]
struct Sieve {
    /// Bit n: some serial of the list has n characters.
    lengths: u128,
    exact: Bits,
    folded: Bits,
    wildcards: Bits,
    shortened: Bits,
}

impl Sieve {
    fn new(pool: &Pool) -> Self {
        let characters = pool.bytes.len();
        let mut sieve = Self {
            lengths: 0,
            exact: Bits::for_keys(pool.len()),
            folded: Bits::for_keys(pool.len()),
            wildcards: Bits::for_keys(characters),
            shortened: Bits::for_keys(characters),
        };
        for at in 0..pool.len() {
            let bytes = pool.serial(at as u32);
            let hash = pool.hashes[at];
            sieve.lengths |= 1 << bytes.len();
            sieve.exact.set(hash);
            sieve.folded.set(fold_hash(bytes));
            for i in 0..bytes.len() {
                sieve
                    .wildcards
                    .set(wildcard(hash, bytes, i).wrapping_add(i as u64));
            }
            deletions(bytes, |_, hash| sieve.shortened.set(hash));
        }
        sieve
    }

    fn may_matter(&self, bytes: &[u8]) -> bool {
        let length = bytes.len();
        if !(SHORTEST..=LONGEST).contains(&length) {
            return false;
        }
        let same = self.lengths >> length & 1 == 1;
        let longer = self.lengths >> (length + 1) & 1 == 1;
        let shorter = self.lengths >> (length - 1) & 1 == 1;
        if !(same || longer || shorter) {
            return false;
        }
        let hash = hash_of(bytes);
        if same {
            if self.exact.has(hash) || self.folded.has(fold_hash(bytes)) {
                return true;
            }
            let near = (0..length).any(|i| {
                self.wildcards
                    .has(wildcard(hash, bytes, i).wrapping_add(i as u64))
            });
            if near || (0..length - 1).any(|i| self.exact.has(transposed(hash, bytes, i))) {
                return true;
            }
        }
        if longer && self.shortened.has(hash) {
            return true;
        }
        let mut hit = false;
        if shorter {
            deletions(bytes, |_, hash| hit |= self.exact.has(hash));
        }
        hit
    }
}

/// A Bloom filter with two probes.
#[derive(Debug)]
struct Bits {
    words: Vec<u64>,
    mask: u64,
}

impl Bits {
    /// About 32 bits a key, up to 8 MB: past that more of the fleet is kept than need be.
    fn for_keys(keys: usize) -> Self {
        let bits = (keys.max(64) * 32).next_power_of_two().min(1 << 26);
        Self {
            words: vec![0; bits / 64],
            mask: bits as u64 - 1,
        }
    }

    fn probes(&self, key: u64) -> (u64, u64) {
        let mixed = (key ^ (key >> 32)).wrapping_mul(0xd6e8_feb8_6659_fd93);
        (
            (mixed >> 32) & self.mask,
            (mixed ^ (mixed >> 27)) & self.mask,
        )
    }

    fn set(&mut self, key: u64) {
        let (a, b) = self.probes(key);
        self.words[(a / 64) as usize] |= 1 << (a % 64);
        self.words[(b / 64) as usize] |= 1 << (b % 64);
    }

    fn has(&self, key: u64) -> bool {
        let (a, b) = self.probes(key);
        self.words[(a / 64) as usize] >> (a % 64) & 1 == 1
            && self.words[(b / 64) as usize] >> (b % 64) & 1 == 1
    }
}

/// One serial's nearness to others, as far as it is told apart from a series.
#[derive(Debug, Clone, Default)]
struct Nearness {
    one_off: u32,
    /// The first neighbours one character off: other serial, position.
    one_off_of: [Option<(u32, u8)>; SERIES as usize - 1],
    /// Bit n: at place n the series it sits in counts through its character and the twin.
    counted: u128,
}

struct Search<'a> {
    pool: &'a Pool,
    near: Vec<Nearness>,
    sure: FxHashMap<u32, Vec<(u32, Difference)>>,
    loose: FxHashMap<u32, Vec<(u32, Difference)>>,
}

/// Comparisons made inside one group of serials that fold to the same: a bound for lists made
/// to be slow, far above what any real one needs.
const GROUP_LIMIT: usize = 16;

/// Most look-alikes listed for one row.
const SHOWN: usize = 4;

impl<'a> Search<'a> {
    fn new(pool: &'a Pool) -> Self {
        Self {
            pool,
            near: vec![Nearness::default(); pool.listed],
            sure: FxHashMap::default(),
            loose: FxHashMap::default(),
        }
    }

    /// Look-alikes per listed serial of the pool.
    fn run(mut self) -> Vec<Vec<Lookalike>> {
        let mut by_length: Vec<Vec<u32>> = vec![Vec::new(); LONGEST + 1];
        for at in 0..self.pool.len() as u32 {
            by_length[self.pool.serial(at).len()].push(at);
        }
        for (length, serials) in by_length.iter().enumerate() {
            if serials.first().is_some_and(|&at| self.is_listed(at)) && serials.len() > 1 {
                self.compare_one_off(length, serials);
                self.compare_folded(serials);
                self.compare_transposed(serials);
            }
        }
        for pair in by_length.windows(2) {
            if let [short, long] = pair
                && !short.is_empty()
                && !long.is_empty()
            {
                self.compare_lengths(long);
            }
        }
        self.tell()
    }

    fn is_listed(&self, at: u32) -> bool {
        (at as usize) < self.pool.listed
    }

    /// Listed and not already known to be right.
    fn is_asked(&self, at: u32) -> bool {
        self.is_listed(at) && !self.pool.in_fleet[at as usize]
    }

    /// Groups serials that agree everywhere but at one place, place by place.
    fn compare_one_off(&mut self, length: usize, serials: &[u32]) {
        // Sorting one word a serial is several times faster than sorting pairs: the upper part
        // of the key leads, the place in `serials` rides in the lower bits.
        let index_bits = usize::BITS - (serials.len() - 1).leading_zeros();
        let index_mask = (1u64 << index_bits) - 1;
        let mut keys: Vec<u64> = Vec::with_capacity(serials.len());
        let mut group: Vec<u32> = Vec::new();
        for place in 0..length {
            keys.clear();
            keys.extend(serials.iter().zip(0u64..).map(|(&at, i)| {
                let key = wildcard(self.pool.hashes[at as usize], self.pool.serial(at), place);
                // Multiplying lets every bit of the key reach the upper part.
                (key.wrapping_mul(0xff51_afd7_ed55_8ccd) & !index_mask) | i
            }));
            keys.sort_unstable();
            for same in keys.chunk_by(|a, b| a & !index_mask == b & !index_mask) {
                if same.len() < 2 {
                    continue;
                }
                group.clear();
                group.extend(same.iter().map(|key| serials[(key & index_mask) as usize]));
                self.note_group(place, &group);
            }
        }
    }

    fn note_group(&mut self, place: usize, group: &[u32]) {
        let Some(&first) = group.first() else { return };
        let model = self.pool.serial(first);
        let agrees = |at: u32| {
            let other = self.pool.serial(at);
            other[..place] == model[..place] && other[place + 1..] == model[place + 1..]
        };
        // Holder of each character at this place, and the series' run of digits and of letters.
        let mut holder = [u32::MAX; 128];
        let mut distinct = 0u32;
        for &at in group {
            let byte = self.pool.serial(at)[place];
            if agrees(at) && holder[usize::from(byte)] == u32::MAX {
                holder[usize::from(byte)] = at;
                distinct += 1;
            }
        }
        for &at in group {
            if !self.is_asked(at) || !agrees(at) {
                continue;
            }
            let own = self.pool.serial(at)[place];
            for &twin in confusable_with(own) {
                let other = holder[usize::from(twin)];
                if counts_through_both(&holder, own, twin) {
                    self.near[at as usize].counted |= 1 << place;
                } else if other != u32::MAX {
                    let positions = vec![place as u32 + 1];
                    self.sure_of(at, other, Difference::Confusable { positions });
                }
            }
            let near = &mut self.near[at as usize];
            near.one_off = near.one_off.saturating_add(distinct - 1);
            if near.one_off >= SERIES {
                continue;
            }
            for (byte, &other) in holder.iter().enumerate() {
                if other != u32::MAX
                    && byte != usize::from(own)
                    && let Some(free) = near.one_off_of.iter_mut().find(|slot| slot.is_none())
                {
                    *free = Some((other, place as u8));
                }
            }
        }
    }

    /// Serials that are the same once look-alike characters are, but differ in several places.
    fn compare_folded(&mut self, serials: &[u32]) {
        let mut keys: Vec<(u64, u32)> = serials
            .iter()
            .map(|&at| (fold_hash(self.pool.serial(at)), at))
            .collect();
        keys.sort_unstable();
        for group in keys.chunk_by(|a, b| a.0 == b.0) {
            if group.len() < 2 {
                continue;
            }
            for &(_, at) in group {
                if !self.is_asked(at) {
                    continue;
                }
                let mine = self.pool.serial(at);
                let mut found = Vec::new();
                for &(_, other) in group
                    .iter()
                    .filter(|(_, other)| *other != at)
                    .take(GROUP_LIMIT)
                {
                    let theirs = self.pool.serial(other);
                    if mine.iter().zip(theirs).any(|(&a, &b)| fold(a) != fold(b)) {
                        continue;
                    }
                    let positions: Vec<u32> = mine
                        .iter()
                        .zip(theirs)
                        .zip(1u32..)
                        .filter_map(|((a, b), position)| (a != b).then_some(position))
                        .collect();
                    // A single place was weighed against its series already; several are right
                    // where the series counts at each, as 00B8 and 008B in a hex count.
                    let counted = self.near[at as usize].counted;
                    let all_counted = positions.iter().all(|p| counted >> (p - 1) & 1 == 1);
                    if positions.len() > 1 && !all_counted {
                        found.push((other, Difference::Confusable { positions }));
                    }
                }
                for (other, how) in found {
                    self.sure_of(at, other, how);
                }
            }
        }
    }

    fn compare_transposed(&mut self, serials: &[u32]) {
        for &at in serials {
            if !self.is_listed(at) {
                break;
            }
            if !self.is_asked(at) {
                continue;
            }
            let mine = self.pool.serial(at);
            let hash = self.pool.hashes[at as usize];
            for place in 0..mine.len() - 1 {
                if mine[place] == mine[place + 1] {
                    continue;
                }
                let Some(&other) = self.pool.by_hash.get(&transposed(hash, mine, place)) else {
                    continue;
                };
                let theirs = self.pool.serial(other);
                let swapped = theirs.len() == mine.len()
                    && theirs[..place] == mine[..place]
                    && theirs[place] == mine[place + 1]
                    && theirs[place + 1] == mine[place]
                    && theirs[place + 2..] == mine[place + 2..];
                if swapped {
                    let position = place as u32 + 1;
                    self.maybe(at, other, Difference::Transposed { position });
                }
            }
        }
    }

    /// `long` serials against those one character shorter.
    fn compare_lengths(&mut self, long: &[u32]) {
        for &at in long {
            let mine = self.pool.serial(at);
            let mut shorter = Vec::new();
            deletions(mine, |place, hash| {
                if let Some(&other) = self.pool.by_hash.get(&hash) {
                    shorter.push((place, other));
                }
            });
            // In a run such as 000 each place gives the same; the first is enough.
            shorter.sort_unstable_by_key(|&(place, other)| (other, place));
            shorter.dedup_by_key(|&mut (_, other)| other);
            for (place, other) in shorter {
                let theirs = self.pool.serial(other);
                let one_less = theirs.len() + 1 == mine.len()
                    && theirs[..place] == mine[..place]
                    && theirs[place..] == mine[place + 1..];
                if !one_less {
                    continue;
                }
                let position = place as u32 + 1;
                if self.is_asked(at) {
                    self.maybe(at, other, Difference::ExtraCharacter { position });
                }
                if self.is_asked(other) {
                    self.maybe(other, at, Difference::MissingCharacter { position });
                }
            }
        }
    }

    fn sure_of(&mut self, at: u32, other: u32, how: Difference) {
        let found = self.sure.entry(at).or_default();
        if found.len() < SHOWN {
            found.push((other, how));
        }
    }

    fn maybe(&mut self, at: u32, other: u32, how: Difference) {
        let found = self.loose.entry(at).or_default();
        if found.len() < SHOWN {
            found.push((other, how));
        }
    }

    fn tell(mut self) -> Vec<Vec<Lookalike>> {
        let mut told = Vec::with_capacity(self.pool.listed);
        for at in 0..self.pool.listed as u32 {
            let mut found = self.sure.remove(&at).unwrap_or_default();
            let near = &self.near[at as usize];
            if near.one_off < SERIES {
                found.extend(self.loose.remove(&at).unwrap_or_default());
                for &(other, place) in near.one_off_of.iter().flatten() {
                    let position = u32::from(place) + 1;
                    if found.iter().all(|(known, _)| *known != other) {
                        found.push((other, Difference::OneCharacter { position }));
                    }
                }
            }
            found.sort_by(|a, b| a.1.cmp(&b.1));
            found.truncate(SHOWN);
            told.push(
                found
                    .into_iter()
                    .map(|(other, how)| self.lookalike(other, how))
                    .collect(),
            );
        }
        told
    }

    fn lookalike(&self, other: u32, how: Difference) -> Lookalike {
        // A serial that is in both is named as the fleet's: that one is on record.
        let found = match self.pool.first_row[other as usize] {
            Some(row) if !self.pool.in_fleet[other as usize] => Whereabouts::InList { row },
            _ => Whereabouts::InFleet,
        };
        Lookalike {
            of: self.pool.text(other),
            how,
            found,
        }
    }
}

fn confusable_with(byte: u8) -> &'static [u8] {
    match byte {
        b'0' => b"O",
        b'O' => b"0",
        b'1' => b"I",
        b'I' => b"1",
        b'8' => b"B",
        b'B' => b"8",
        b'5' => b"S",
        b'S' => b"5",
        b'2' => b"Z",
        b'Z' => b"2",
        _ => b"",
    }
}

/// Whether serials that differ only at this place count through letters and digits alike, with
/// this letter inside the run: then ...0B and ...08 are two units, not one and a slip.
fn counts_through_both(holder: &[u32; 128], own: u8, twin: u8) -> bool {
    let (letter, digit) = if own.is_ascii_alphabetic() {
        (own, twin)
    } else {
        (twin, own)
    };
    let held = |byte: &u8| holder[usize::from(*byte)] != u32::MAX;
    let below = (b'A'..letter).any(|byte| held(&byte));
    let above = (letter + 1..=b'Z').any(|byte| held(&byte));
    let other_digits = (b'0'..=b'9')
        .filter(|&byte| byte != digit && held(&byte))
        .count();
    below && above && other_digits >= 2
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn lookalikes(list: &[&str], fleet: &[&str]) -> Vec<Vec<Lookalike>> {
        let mut index = LookalikeIndex::new(list.iter().copied());
        for serial in fleet {
            index.scan(serial);
        }
        index.finish()
    }

    fn only(found: &[Lookalike]) -> (&str, &Difference, Whereabouts) {
        assert_eq!(found.len(), 1, "{found:?}");
        (found[0].of.as_str(), &found[0].how, found[0].found)
    }

    /// Plain serials far from each other, as many as asked for.
    fn scattered(count: u64, seed: u64) -> Vec<String> {
        const LETTERS: &[u8] = b"ACDEFGHJKLMNPQRTUVWXY34679";
        (0..count)
            .map(|i| {
                let mut x = (i + 1 + seed * 1_000_003).wrapping_mul(0x9e37_79b9_7f4a_7c15);
                let tail = (0..13).map(|_| {
                    x ^= x << 13;
                    x ^= x >> 7;
                    x ^= x << 17;
                    char::from(LETTERS[(x % 26) as usize])
                });
                format!("SMTT{}", tail.collect::<String>())
            })
            .collect()
    }

    #[test]
    fn a_letter_read_for_a_digit_is_warned_about() {
        for (typed, real, position) in [
            ("SMTTATUBDJAAIO0A5", "SMTTATUBDJAAI00A5", 14),
            ("SMTTATUBDJAA100A5", "SMTTATUBDJAAI00A5", 13),
            ("SMTTATU8DJAAI00A5", "SMTTATUBDJAAI00A5", 8),
            ("5MTTATUBDJAAI00A5", "SMTTATUBDJAAI00A5", 1),
        ] {
            let found = lookalikes(&[typed], &[real]);

            let how = &Difference::Confusable {
                positions: vec![position],
            };
            assert_eq!(only(&found[0]), (real, how, Whereabouts::InFleet));
        }
    }

    #[test]
    fn several_letters_read_for_digits_are_one_warning() {
        let found = lookalikes(&["SMTTATUBDJAA1OOAS"], &["SMTTATUBDJAAI00A5"]);

        let how = &Difference::Confusable {
            positions: vec![13, 14, 15, 17],
        };
        assert_eq!(
            only(&found[0]),
            ("SMTTATUBDJAAI00A5", how, Whereabouts::InFleet)
        );
    }

    #[test]
    fn a_slip_of_the_finger_is_warned_about() {
        for (typed, how) in [
            (
                "SMTTATUBDJAAI00A7",
                Difference::OneCharacter { position: 17 },
            ),
            ("SMTTAUTBDJAAI00A5", Difference::Transposed { position: 6 }),
            (
                "SMTTATUBDJAAI00A55",
                Difference::ExtraCharacter { position: 17 },
            ),
            (
                "SMTTATBDJAAI00A5",
                Difference::MissingCharacter { position: 7 },
            ),
            (
                "MTTATUBDJAAI00A5",
                Difference::MissingCharacter { position: 1 },
            ),
        ] {
            let found = lookalikes(&[typed], &["SMTTATUBDJAAI00A5"]);

            assert_eq!(
                only(&found[0]),
                ("SMTTATUBDJAAI00A5", &how, Whereabouts::InFleet)
            );
        }
    }

    #[test]
    fn look_alikes_inside_the_list_point_at_each_other() {
        let found = lookalikes(&["SMTTATUBDJAAI00A5", "", "SMTTATUBDJAAIO0A5"], &[]);

        assert_eq!(only(&found[0]).2, Whereabouts::InList { row: 2 });
        assert_eq!(found[1], []);
        assert_eq!(only(&found[2]).2, Whereabouts::InList { row: 0 });
    }

    #[test]
    fn equal_serials_are_no_look_alikes() {
        let found = lookalikes(
            &["SMTTATUBDJAAI00A5", "SMTTATUBDJAAI00A5"],
            &["SMTTATUBDJAAI00A5"],
        );

        assert_eq!(found, [vec![], vec![]]);
    }

    #[test]
    fn a_serial_on_record_is_not_doubted() {
        let found = lookalikes(
            &["SMTTATUBDJAAI00A5"],
            &["SMTTATUBDJAAI00A5", "SMTTATUBDJAAIO0A5"],
        );

        assert_eq!(found, [vec![]]);
    }

    #[test]
    fn a_series_is_not_warned_about_but_a_slip_beside_it_is() {
        let batch: Vec<String> = (0..200).map(|i| format!("SMTTATUBDJAAI{i:04}")).collect();
        let mut list: Vec<&str> = batch.iter().map(String::as_str).collect();
        list.push("SMTTATXBDJAAI0017");

        let found = lookalikes(&list, &[]);

        let warned: Vec<usize> = (0..list.len())
            .filter(|&row| !found[row].is_empty())
            .collect();
        assert_eq!(warned, [200]);
        assert_eq!(only(&found[200]).0, "SMTTATUBDJAAI0017");
    }

    #[test]
    fn a_series_in_the_fleet_counts_as_one() {
        let fleet: Vec<String> = (0..50).map(|i| format!("SMTTATUBDJAAI{i:04}")).collect();
        let fleet: Vec<&str> = fleet.iter().map(String::as_str).collect();

        let found = lookalikes(&["SMTTATUBDJAAI0050", "SMTTATUBDJAAIOO17"], &fleet);

        assert_eq!(found[0], []);
        let how = &Difference::Confusable {
            positions: vec![14, 15],
        };
        assert_eq!(
            only(&found[1]),
            ("SMTTATUBDJAAI0017", how, Whereabouts::InFleet)
        );
    }

    #[test]
    fn a_series_that_counts_in_hex_is_not_confused_with_itself() {
        let batch: Vec<String> = (0..0x200)
            .map(|i| format!("SMTTATUBDJAAI{i:04X}"))
            .collect();
        let list: Vec<&str> = batch.iter().map(String::as_str).collect();

        let found = lookalikes(&list, &[]);

        assert!(found.iter().all(Vec::is_empty));
    }

    #[test]
    fn a_letter_beyond_what_the_series_counts_to_is_warned_about() {
        let fleet: Vec<String> = (0..0x200)
            .map(|i| format!("SMTTATUBDJAAI{i:04X}"))
            .collect();
        let fleet: Vec<&str> = fleet.iter().map(String::as_str).collect();

        let found = lookalikes(&["SMTTATUBDJAAI00AO"], &fleet);

        assert_eq!(found[0][0].of, "SMTTATUBDJAAI00A0");
        assert!(matches!(found[0][0].how, Difference::Confusable { .. }));
    }

    #[test]
    fn short_codes_and_odd_text_are_left_alone() {
        let long = "A".repeat(200);
        let list = ["A1", "A2", "", "שלום12", "שלום13", long.as_str()];

        assert!(
            lookalikes(&list, &["A3", "שלום14", "A0"])
                .iter()
                .all(Vec::is_empty)
        );
    }

    #[test]
    fn every_planted_slip_is_found_in_a_large_fleet() {
        let fleet = scattered(5_000, 1);
        let typed: Vec<String> = fleet[..100]
            .iter()
            .zip(0usize..)
            .map(|(serial, i)| {
                let mut bytes = serial.clone().into_bytes();
                bytes[i % 17] = if bytes[i % 17] == b'A' { b'C' } else { b'A' };
                String::from_utf8(bytes).unwrap()
            })
            .collect();
        let list: Vec<&str> = typed.iter().map(String::as_str).collect();
        let mut index = LookalikeIndex::new(list.iter().copied());
        fleet.iter().for_each(|serial| index.scan(serial));

        let found = index.finish();

        for (row, real) in fleet[..100].iter().enumerate() {
            assert_eq!(only(&found[row]).0, real);
        }
    }

    /// What the index must find, worked out by comparing each pair in full.
    fn differs_once(a: &str, b: &str) -> bool {
        a != b && strsim::osa_distance(a, b) == 1
    }

    proptest! {
        #[test]
        fn a_lone_near_duplicate_is_always_found_and_nothing_else(
            list in proptest::collection::vec("[A-C0]{6,8}", 1..6),
            fleet in proptest::collection::vec("[A-C0]{6,8}", 0..6),
        ) {
            let list: Vec<&str> = list.iter().map(String::as_str).collect();
            let fleet: Vec<&str> = fleet.iter().map(String::as_str).collect();

            let found = lookalikes(&list, &fleet);

            for (serial, found) in list.iter().zip(&found) {
                let all = list.iter().chain(&fleet);
                for lookalike in found {
                    prop_assert!(differs_once(serial, &lookalike.of), "{} {:?}", serial, lookalike);
                }
                let mut near: Vec<&str> = all.filter(|o| differs_once(serial, o)).copied().collect();
                near.sort_unstable();
                near.dedup();
                if near.len() < 3 && !fleet.contains(serial) {
                    prop_assert_eq!(found.len(), near.len(), "{} {:?} {:?}", serial, near, found);
                }
            }
        }

        #[test]
        fn any_text_is_compared_without_panic(
            list in proptest::collection::vec(any::<String>(), 0..8),
            fleet in proptest::collection::vec(any::<String>(), 0..8),
        ) {
            let list: Vec<&str> = list.iter().map(String::as_str).collect();
            let fleet: Vec<&str> = fleet.iter().map(String::as_str).collect();
            prop_assert_eq!(lookalikes(&list, &fleet).len(), list.len());
        }
    }
}
