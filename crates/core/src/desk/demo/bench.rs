//! What happened at the made-up bench: what was found and done, parts, hours and quotes.
//!
//! Thrown with dice of its own for each ticket, so that more of it does not change which units
//! fail or when.

use super::Dice;
use crate::catalog::Model;
use crate::error::{Error, Result};
use crate::finding::{Component, Confidence, FaultClass, FindingEvent, FoundFinding, NewFinding};
use crate::id::{DeviceId, FindingId, LabourId, PartId, QuoteId, RepairId, StockPlaceId, TicketId};
use crate::journal::Writer;
use crate::labour::{Activity, LabourEvent, Span};
use crate::overlaid;
use crate::part::{MoveReason, Part, PartEvent, PartKind, StockMove, StockPlace};
use crate::quote::{
    DecidedHow, Decision, QuoteEvent, QuoteLine, QuoteLineKind, QuoteMade, QuoteName,
};
use crate::repair::{NewRepair, RepairCode, RepairDone, RepairEvent};
use crate::spread::SplitMix64;
use crate::test_run::Measured;
use crate::ticket::Stage;
use crate::time::Timestamp;

const PEOPLE: [&str; 3] = ["Ana (demo)", "Kofi (demo)", "Mei (demo)"];

struct Fault {
    class: &'static str,
    code: RepairCode,
    part: Option<PartKind>,
    weight: u32,
}

const fn fault(
    class: &'static str,
    code: RepairCode,
    part: Option<PartKind>,
    weight: u32,
) -> Fault {
    Fault {
        class,
        code,
        part,
        weight,
    }
}

/// How often is made up, after what repair shops say they see most.
#[rustfmt::skip]
const FAULTS: [Fault; 15] = [
    fault("hb_partial_chips", RepairCode::ReplaceChip, Some(PartKind::Chip), 17),
    fault("hb_zero_asic", RepairCode::ReplaceChip, Some(PartKind::Chip), 14),
    fault("fan_lost", RepairCode::ReplaceFan, Some(PartKind::Fan), 9),
    fault("hb_voltage_domain", RepairCode::ReplaceLdo, Some(PartKind::Ldo), 8),
    fault("psu_output", RepairCode::ReplacePsu, Some(PartKind::Psu), 7),
    fault("hb_temp_sensor", RepairCode::ReplaceSensor, Some(PartKind::Sensor), 6),
    fault("hb_missing", RepairCode::Reseat, None, 6),
    WEAKNESS,
    fault("psu_dead", RepairCode::ReplacePsu, Some(PartKind::Psu), 5),
    fault("hb_pic", RepairCode::ReplacePic, Some(PartKind::Pic), 4),
    fault("fan_speed", RepairCode::ReplaceFan, Some(PartKind::Fan), 4),
    fault("cb_storage", RepairCode::Flash, None, 4),
    fault("hb_connector", RepairCode::ReplaceConnector, Some(PartKind::Connector), 3),
    fault("fw_mismatch", RepairCode::Flash, None, 3),
    fault("hb_corroded", RepairCode::Clean, None, 3),
];

/// What one model has more of than others, as a bad lot of boards would: something to be noticed.
const WEAKNESS: Fault = fault(
    "hb_eeprom",
    RepairCode::ReplaceEeprom,
    Some(PartKind::Eeprom),
    5,
);
const WEAK_MODEL: &str = "S19j Pro";

const NO_FAULT: Fault = fault("no_fault", RepairCode::Other, None, 0);

/// Number, name, kind, models, cost and price in cents, days to get.
type DemoPart = (
    &'static str,
    &'static str,
    PartKind,
    &'static [&'static str],
    i32,
    i32,
    u16,
);

#[rustfmt::skip]
const PARTS: [DemoPart; 13] = [
    ("DEMO-BM1362", "ASIC chip BM1362", PartKind::Chip, &["S19j Pro"], 620, 1_900, 18),
    ("DEMO-BM1398", "ASIC chip BM1398", PartKind::Chip, &["S19 Pro"], 410, 1_500, 18),
    ("DEMO-BM1366", "ASIC chip BM1366", PartKind::Chip, &["S19 XP"], 780, 2_300, 21),
    ("DEMO-BM1368", "ASIC chip BM1368", PartKind::Chip, &["S21", "T21"], 940, 2_600, 21),
    ("DEMO-BM1370", "ASIC chip BM1370", PartKind::Chip, &["S21 Pro"], 1_150, 3_000, 28),
    ("DEMO-WM-CHIP", "ASIC chip for Whatsminer", PartKind::Chip, &["M30S++ VH40", "M50S VH30", "M60S VK30"], 700, 2_100, 24),
    ("DEMO-SENSOR", "Temperature sensor", PartKind::Sensor, &[], 55, 600, 9),
    ("DEMO-LDO", "LDO 1.8 V", PartKind::Ldo, &[], 40, 500, 9),
    ("DEMO-EEPROM", "EEPROM", PartKind::Eeprom, &[], 60, 700, 9),
    ("DEMO-PIC", "PIC microcontroller", PartKind::Pic, &[], 130, 900, 12),
    ("DEMO-CONN", "18-pin connector", PartKind::Connector, &[], 80, 800, 9),
    ("DEMO-FAN", "Fan 12 x 12 x 3.8 cm", PartKind::Fan, &[], 1_100, 2_400, 6),
    ("DEMO-PSU", "PSU", PartKind::Psu, &[], 6_800, 11_500, 15),
];

/// So many come with each delivery.
const DELIVERY: i32 = 24;

struct Stocked {
    part: Part,
    left: i32,
}

/// The shelf of the made-up bench, and who works there.
pub(super) struct Bench {
    place: StockPlace,
    stock: Vec<Stocked>,
    seed: u64,
}

#[derive(Clone)]
struct Found {
    id: FindingId,
    fault: &'static Fault,
    label: String,
    component: Component,
    slot: String,
}

/// A ticket at the bench, between two stages.
pub(super) struct AtBench<'a> {
    pub ticket: TicketId,
    pub number: i64,
    pub device: DeviceId,
    pub model: Option<&'a Model>,
    pub in_house: bool,
    pub ntf: bool,
    dice: Dice,
    found: Option<Found>,
    quotes: u16,
}

impl<'a> AtBench<'a> {
    pub(super) fn new(
        bench: &Bench,
        ticket: TicketId,
        number: i64,
        device: DeviceId,
        model: Option<&'a Model>,
    ) -> Self {
        let seed = bench.seed ^ (number as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        Self {
            ticket,
            number,
            device,
            model,
            in_house: false,
            ntf: false,
            dice: Dice(SplitMix64(seed)),
            found: None,
            quotes: 0,
        }
    }

    fn person(&self) -> &'static str {
        PEOPLE[(self.number % 3) as usize]
    }

    fn fault(&mut self) -> &'static Fault {
        if self.ntf {
            return &NO_FAULT;
        }
        let weak = self.model.is_some_and(|model| model.name == WEAK_MODEL);
        if weak && self.dice.share() < 0.2 {
            return &WEAKNESS;
        }
        let whole: u32 = FAULTS.iter().map(|fault| fault.weight).sum();
        let mut left = self.dice.below(whole as usize) as u32;
        FAULTS
            .iter()
            .find(|fault| {
                let is = left < fault.weight;
                left = left.saturating_sub(fault.weight);
                is
            })
            .unwrap_or(&FAULTS[0])
    }

    fn slot(&mut self, component: Component) -> String {
        let model = self.model;
        match component {
            Component::Hashboard => {
                let boards = model.and_then(|model| model.hashboards).unwrap_or(3);
                format!("HB{}", self.dice.below(usize::from(boards)))
            }
            Component::Fan => {
                let fans = model.and_then(|model| model.fans).unwrap_or(2);
                format!("FAN{}", self.dice.below(usize::from(fans)))
            }
            Component::Psu => "PSU".into(),
            Component::ControlBoard => "CB".into(),
            _ => String::new(),
        }
    }

    /// What a passed or failed run of this unit measured.
    pub(super) fn measured(&mut self, passed: bool) -> Measured {
        let expected = self.model.and_then(|model| model.hashrate_ths);
        let of_it = if passed {
            0.97 + 0.05 * self.dice.share()
        } else {
            0.66
        };
        let chips = self.model.and_then(|model| {
            Some(u32::from(model.chips_per_board?) * u32::from(model.hashboards?))
        });
        Measured {
            firmware: String::new(),
            expected_ths: expected,
            mean_ths: expected.map(|ths| (ths * of_it * 10.0).round() / 10.0),
            chips_found: chips.map(|all| if passed { all } else { all - all / 3 }),
            chips_expected: chips,
            hw_error_percent: Some((self.dice.share() * 50.0).round() / 100.0),
            watts: None,
            inlet_c: Some((210.0 + 60.0 * self.dice.share()).round() / 10.0),
            board_c: Some((580.0 + 80.0 * self.dice.share()).round() / 10.0),
            chip_c: Some((680.0 + 120.0 * self.dice.share()).round() / 10.0),
        }
    }

    pub(super) fn tester(&self) -> &'static str {
        PEOPLE[((self.number + 1) % 3) as usize]
    }
}

impl Bench {
    /// A shelf with a first delivery of each part, `at` the beginning.
    pub(super) fn open(w: &mut Writer<'_>, seed: u32, at: Timestamp) -> Result<Self> {
        let place = StockPlace {
            id: StockPlaceId(w.new_id()),
            name: "Demo shelf".into(),
            note: String::new(),
            retired: false,
        };
        w.append_at(place.id, PartEvent::PlaceAdded(place.clone()), at)?;
        let mut bench = Self {
            place,
            stock: Vec::with_capacity(PARTS.len()),
            seed: u64::from(seed) ^ 0x4245_4e43,
        };
        for (number, name, kind, fits, cost, price, lead) in PARTS {
            let part = Part {
                id: PartId(w.new_id()),
                number: number.into(),
                name: name.into(),
                kind,
                fits: fits.iter().map(|model| (*model).into()).collect(),
                supplier: "Demo Parts".into(),
                cost_cents: Some(cost),
                price_cents: Some(price),
                reorder_at: 10,
                lead_days: Some(lead),
                note: "Made up, as are its prices".into(),
                retired: false,
            };
            w.append_at(part.id, PartEvent::Added(Box::new(part.clone())), at)?;
            bench.stock.push(Stocked { part, left: 0 });
        }
        for at_part in 0..bench.stock.len() {
            bench.move_of(w, at_part, DELIVERY, None, at)?;
        }
        Ok(bench)
    }

    fn move_of(
        &mut self,
        w: &mut Writer<'_>,
        which: usize,
        quantity: i32,
        used: Option<(TicketId, RepairId)>,
        at: Timestamp,
    ) -> Result<()> {
        let stocked = &mut self.stock[which];
        stocked.left += quantity;
        let moved = StockMove {
            part_id: stocked.part.id,
            part: stocked.part.number.clone(),
            place_id: self.place.id,
            place: self.place.name.clone(),
            owner_id: None,
            quantity,
            reason: if used.is_some() {
                MoveReason::Used
            } else {
                MoveReason::Received
            },
            ticket_id: used.map(|(ticket, _)| ticket),
            repair_id: used.map(|(_, repair)| repair),
            device_id: None,
            reverses: None,
            note: String::new(),
        };
        w.append_at(stocked.part.id, PartEvent::Moved(Box::new(moved)), at)
    }

    fn part_for(&self, kind: PartKind, model: Option<&Model>) -> Option<usize> {
        let name = model.map_or("", |model| model.name.as_str());
        self.stock.iter().position(|stocked| {
            let fits = &stocked.part.fits;
            stocked.part.kind == kind && (fits.is_empty() || fits.iter().any(|fit| fit == name))
        })
    }

    /// What is written when the ticket leaves `stage`, where it was from `from` until `until`.
    pub(super) fn left(
        &mut self,
        w: &mut Writer<'_>,
        unit: &mut AtBench<'_>,
        stage: Stage,
        attempt: u16,
        from: Timestamp,
        until: Timestamp,
    ) -> Result<()> {
        match stage {
            Stage::Diagnosing => {
                self.found(w, unit, attempt, until)?;
                hours(w, unit, Activity::Diagnose, 35, from, until)
            }
            Stage::AwaitingApproval => self.quoted(w, unit, from, until),
            Stage::Repairing => {
                self.repaired(w, unit, attempt, until)?;
                hours(w, unit, Activity::Repair, 95, from, until)
            }
            Stage::Testing => hours(w, unit, Activity::Test, 25, from, until),
            _ => Ok(()),
        }
    }

    fn found(
        &self,
        w: &mut Writer<'_>,
        unit: &mut AtBench<'_>,
        attempt: u16,
        at: Timestamp,
    ) -> Result<()> {
        let fault = unit.fault();
        let class = overlaid::known::<FaultClass>(w.tx, fault.class)?
            .ok_or_else(|| Error::not_found("fault class", fault.class))?;
        let component = class.component.parse().unwrap_or(Component::Miner);
        let slot = unit.slot(component);
        let chips = unit.model.and_then(|model| model.chips_per_board);
        let chip = match (fault.code, chips) {
            (RepairCode::ReplaceChip, Some(chips)) => {
                Some(unit.dice.below(usize::from(chips)) as u16)
            }
            _ => None,
        };
        let measured = (fault.class == "hb_voltage_domain")
            .then(|| (30.0 * unit.dice.share()).round() / 100.0);
        let id = FindingId(w.new_id());
        let found = FoundFinding {
            id,
            ticket_id: unit.ticket,
            attempt,
            device_id: unit.device,
            model_id: unit.model.map(|model| model.id),
            label: class.label.clone(),
            what: NewFinding {
                component,
                slot: slot.clone(),
                fault_class: fault.class.into(),
                chip,
                measured,
                unit: if measured.is_some() {
                    "V".into()
                } else {
                    String::new()
                },
                confidence: if unit.dice.share() < 0.7 {
                    Confidence::Certain
                } else {
                    Confidence::Likely
                },
                ..NewFinding::default()
            },
        };
        unit.found = Some(Found {
            id,
            fault,
            label: class.label,
            component,
            slot,
        });
        w.append_at(unit.ticket, FindingEvent::Found(Box::new(found)), at)
    }

    fn quoted(
        &self,
        w: &mut Writer<'_>,
        unit: &mut AtBench<'_>,
        from: Timestamp,
        until: Timestamp,
    ) -> Result<()> {
        let Some(found) = unit.found.clone() else {
            return Ok(());
        };
        let part = found
            .fault
            .part
            .and_then(|kind| self.part_for(kind, unit.model));
        let mut lines = vec![QuoteLine {
            kind: QuoteLineKind::Fee,
            text: format!("Repair: {}", found.label),
            quantity: 1,
            unit_cents: 14_500 + 500 * unit.dice.below(18) as i32,
            part_id: None,
            finding_id: Some(found.id),
            source: String::new(),
        }];
        if let Some(stocked) = part.map(|which| &self.stock[which]) {
            lines.push(QuoteLine {
                kind: QuoteLineKind::Part,
                text: format!("{} {}", stocked.part.number, stocked.part.name),
                quantity: 1,
                unit_cents: stocked.part.price_cents.unwrap_or(0),
                part_id: Some(stocked.part.id),
                finding_id: None,
                source: String::new(),
            });
        }
        unit.quotes += 1;
        let made = QuoteMade {
            id: QuoteId(w.new_id()),
            ticket_id: unit.ticket,
            version: unit.quotes,
            total_cents: crate::quote::total(&lines).unwrap_or(0),
            lines,
            currency: "USD".into(),
            valid_until: from.plus_days(10.0).date(),
            note: String::new(),
        };
        let name = QuoteName {
            id: made.id,
            ticket_id: made.ticket_id,
            version: made.version,
            total_cents: made.total_cents,
        };
        w.append_at(unit.ticket, QuoteEvent::Made(Box::new(made)), from)?;
        w.append_at(unit.ticket, QuoteEvent::Sent(name.clone()), from)?;
        w.append_at(
            unit.ticket,
            QuoteEvent::Decided {
                quote: name,
                decision: Decision::Approved,
                by: "Farm manager (demo)".into(),
                how: DecidedHow::Email,
                why: String::new(),
            },
            until,
        )
    }

    fn repaired(
        &mut self,
        w: &mut Writer<'_>,
        unit: &mut AtBench<'_>,
        attempt: u16,
        at: Timestamp,
    ) -> Result<()> {
        let Some(found) = unit.found.clone() else {
            return Ok(());
        };
        let id = RepairId(w.new_id());
        let done = RepairDone {
            id,
            ticket_id: unit.ticket,
            attempt,
            device_id: unit.device,
            what: NewRepair {
                code: found.fault.code,
                component: found.component,
                slot: found.slot,
                finding_id: Some(found.id),
                ..NewRepair::default()
            },
            taken_out: None,
            lent_by: None,
            lent_to: None,
        };
        w.append_at(unit.ticket, RepairEvent::Done(Box::new(done)), at)?;
        // Only our own bench takes from our own shelf.
        let part = found.fault.part.filter(|_| unit.in_house);
        if let Some(which) = part.and_then(|kind| self.part_for(kind, unit.model)) {
            if self.stock[which].left <= 4 {
                self.move_of(w, which, DELIVERY, None, at)?;
            }
            self.move_of(w, which, -1, Some((unit.ticket, id)), at)?;
        }
        Ok(())
    }
}

/// The work of one person within a stay, some `typical` minutes of it.
fn hours(
    w: &mut Writer<'_>,
    unit: &mut AtBench<'_>,
    activity: Activity,
    typical: u32,
    from: Timestamp,
    until: Timestamp,
) -> Result<()> {
    if !unit.in_house {
        return Ok(());
    }
    let minutes = f64::from(typical) * (0.6 + 0.9 * unit.dice.share());
    let until_at = from.plus_days(minutes.round() / (24.0 * 60.0)).min(until);
    let id = LabourId(w.new_id());
    let person = match activity {
        Activity::Test => unit.tester(),
        _ => unit.person(),
    };
    w.append_at(
        unit.ticket,
        LabourEvent::Started {
            id,
            ticket_id: unit.ticket,
            person: person.into(),
            span: Span {
                activity,
                note: String::new(),
                from_at: from,
                until_at: None,
            },
        },
        from,
    )?;
    w.append_at(
        unit.ticket,
        LabourEvent::Stopped {
            id,
            ticket_id: unit.ticket,
            activity,
            from_at: from,
            until_at,
        },
        until_at,
    )
}
