//! A quote out of what was found: the center's fee for each place at fault, and the parts used.

use chrono::{Days, NaiveDate};
use rusqlite::Connection;

use super::{NewQuote, QuoteDraft, QuoteLine, QuoteLineKind, total};
use crate::device::DeviceKind;
use crate::error::Result;
use crate::estimate;
use crate::finding::FaultClass;
use crate::finding::{self, Component, FindingRow};
use crate::id::{CenterId, TicketId};
use crate::overlaid;
use crate::{part, ticket};

/// How long a quote stands when nobody says otherwise: what hosts wait before they store a unit
/// (<https://helpdesk.stellarforgemining.com/support/solutions/articles/151000167338>).
const VALID_DAYS: u64 = 10;

pub(super) fn draft(conn: &Connection, id: TicketId, today: NaiveDate) -> Result<QuoteDraft> {
    let row = ticket::row_of(conn, id)?;
    let spend_limit_cents = match row.rma_id {
        Some(rma) => conn
            .prepare_cached("SELECT spend_limit_cents FROM rma WHERE id = ?1")?
            .query_row([rma], |row| row.get(0))?,
        None => None,
    };
    let mut lines = Vec::new();
    let mut unpriced = Vec::new();
    for place in places(conn, id, row.component)? {
        let level = place.level.unwrap_or(row.level);
        let text = place.text(level);
        match priced(conn, row.center_id, place.component, level, today)? {
            Ok((cents, source)) => lines.push(QuoteLine {
                kind: QuoteLineKind::Fee,
                text,
                quantity: 1,
                unit_cents: cents,
                part_id: None,
                finding_id: place.finding.as_ref().map(|finding| finding.id),
                source,
            }),
            Err(why) => unpriced.push(format!("{text}: {why}")),
        }
    }
    for used in part::used_on(conn, id)? {
        match used.price_cents {
            Some(cents) => lines.push(QuoteLine {
                kind: QuoteLineKind::Part,
                text: format!("{} {}", used.number, used.name),
                quantity: used.quantity.unsigned_abs(),
                unit_cents: cents,
                part_id: Some(used.part_id),
                finding_id: None,
                source: String::new(),
            }),
            None => unpriced.push(format!("{} {}: it has no price", used.number, used.name)),
        }
    }
    Ok(QuoteDraft {
        total_cents: total(&lines).unwrap_or(i32::MAX),
        quote: NewQuote {
            lines,
            valid_until: today + Days::new(VALID_DAYS),
            note: String::new(),
        },
        spend_limit_cents,
        unpriced,
    })
}

/// A component at fault, with the finding that asks for the deepest repair.
struct Place {
    component: DeviceKind,
    slot: String,
    level: Option<u8>,
    finding: Option<FindingRow>,
}

impl Place {
    fn text(&self, level: u8) -> String {
        let slot = if self.slot.is_empty() {
            String::new()
        } else {
            format!(" {}", self.slot)
        };
        let found = self
            .finding
            .as_ref()
            .map_or_else(String::new, |finding| format!(": {}", finding.label));
        format!("{}{slot}, level {level}{found}", self.component)
    }
}

/// The components at fault, each slot once. Without a finding it is the unit as it came.
fn places(conn: &Connection, id: TicketId, unit: DeviceKind) -> Result<Vec<Place>> {
    let mut places: Vec<Place> = Vec::new();
    for found in finding::of_ticket(conn, id)? {
        let component = match found.what.component {
            Component::Hashboard => DeviceKind::Hashboard,
            Component::ControlBoard => DeviceKind::ControlBoard,
            Component::Psu => DeviceKind::Psu,
            Component::Miner | Component::Fan | Component::Cable | Component::Cooling => {
                DeviceKind::Miner
            }
            // Nothing to mend on the unit.
            Component::Firmware
            | Component::Network
            | Component::Pool
            | Component::Environment
            | Component::Tool => continue,
        };
        let level = overlaid::known::<FaultClass>(conn, &found.what.fault_class)?
            .and_then(|class| class.level);
        match places
            .iter_mut()
            .find(|place| (place.component, &place.slot) == (component, &found.what.slot))
        {
            Some(place) if level > place.level => {
                place.level = level;
                place.finding = Some(found);
            }
            Some(_) => {}
            None => places.push(Place {
                component,
                slot: found.what.slot.clone(),
                level,
                finding: Some(found),
            }),
        }
    }
    if places.is_empty() {
        places.push(Place {
            component: unit,
            slot: String::new(),
            level: None,
            finding: None,
        });
    }
    Ok(places)
}

type Priced = std::result::Result<(i32, String), String>;

fn priced(
    conn: &Connection,
    center: Option<CenterId>,
    component: DeviceKind,
    level: u8,
    on: NaiveDate,
) -> Result<Priced> {
    match center {
        Some(center) => estimate::listed_fee(conn, center, component, level, on),
        None => Ok(Err("it has no repair center, and so no price list".into())),
    }
}
