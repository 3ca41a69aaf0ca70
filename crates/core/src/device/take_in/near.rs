//! Look-alikes of single serials, after a row was mended: as the index over the whole list would
//! find them, but by asking for each possible slip.

use rusqlite::Connection;
use rustc_hash::FxHashSet;

use crate::error::Result;
use crate::serial::{Lookalike, LookalikeIndex};

/// What serials are written with; rarer signs are not what an eye takes for another.
const WRITTEN_WITH: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

/// Characters taken for one another.
const TWINS: [(u8, u8); 5] = [
    (b'0', b'O'),
    (b'1', b'I'),
    (b'8', b'B'),
    (b'5', b'S'),
    (b'2', b'Z'),
];

/// Places at which twins are exchanged together, at most: 2^8 spellings.
const MOST_TWINS: usize = 8;

/// Every serial that is one slip away from `serial`.
pub(super) fn slips(serial: &str) -> FxHashSet<String> {
    let mut slips = FxHashSet::default();
    if !serial.is_ascii() || !(6..=96).contains(&serial.len()) {
        return slips;
    }
    let bytes = serial.as_bytes();
    let mut add = |bytes: Vec<u8>| {
        slips.extend(String::from_utf8(bytes).ok());
    };
    for at in 0..bytes.len() {
        for &other in WRITTEN_WITH {
            let mut changed = bytes.to_vec();
            changed[at] = other;
            add(changed);
            let mut longer = bytes.to_vec();
            longer.insert(at, other);
            add(longer);
        }
        let mut shorter = bytes.to_vec();
        shorter.remove(at);
        add(shorter);
        if at + 1 < bytes.len() {
            let mut swapped = bytes.to_vec();
            swapped.swap(at, at + 1);
            add(swapped);
        }
    }
    for &other in WRITTEN_WITH {
        let mut longer = bytes.to_vec();
        longer.push(other);
        add(longer);
    }
    let places: Vec<usize> = (0..bytes.len())
        .filter(|&at| twin(bytes[at]).is_some())
        .take(MOST_TWINS)
        .collect();
    for chosen in 1u32..1 << places.len() {
        let mut changed = bytes.to_vec();
        for (bit, &at) in places.iter().enumerate() {
            if chosen >> bit & 1 == 1 {
                changed[at] = twin(bytes[at]).unwrap_or(bytes[at]);
            }
        }
        add(changed);
    }
    slips.remove(serial);
    slips
}

fn twin(byte: u8) -> Option<u8> {
    TWINS.iter().find_map(|&(a, b)| match byte {
        byte if byte == a => Some(b),
        byte if byte == b => Some(a),
        _ => None,
    })
}

/// The look-alikes of one serial. `listed` tells whether the list holds another; the rows of
/// those found there are the places in the second value.
pub(super) fn of_one<'a>(
    conn: &Connection,
    serial: &str,
    fleet_is_empty: bool,
    listed: impl Fn(&str) -> Option<&'a str>,
) -> Result<Vec<Lookalike>> {
    let slips = slips(serial);
    let neighbours: Vec<&str> = slips.iter().filter_map(|slip| listed(slip)).collect();
    let mut index = LookalikeIndex::new(std::iter::once(serial).chain(neighbours.iter().copied()));
    if !fleet_is_empty {
        let mut known = conn.prepare_cached(
            "SELECT 1 FROM device_identifier WHERE normal = ?1 AND kind = 'serial' LIMIT 1",
        )?;
        for slip in slips.iter().map(String::as_str).chain([serial]) {
            if known.exists([slip])? {
                index.scan(slip);
            }
        }
    }
    Ok(index.finish().into_iter().next().unwrap_or_default())
}

/// The look-alikes of every row of a list, the whole fleet streaming by.
pub(super) fn of_all<'a>(
    conn: &Connection,
    serials: impl Iterator<Item = &'a str>,
    fleet_is_empty: bool,
) -> Result<Vec<Vec<Lookalike>>> {
    let mut index = LookalikeIndex::new(serials);
    if !fleet_is_empty {
        let mut fleet =
            conn.prepare_cached("SELECT normal FROM device_identifier WHERE kind = 'serial'")?;
        let mut rows = fleet.query([])?;
        while let Some(row) = rows.next()? {
            index.scan(row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?);
        }
    }
    Ok(index.finish())
}
