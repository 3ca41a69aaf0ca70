//! Made-up customers, units and tickets for looking around, marked as such and removable.
//!
//! What makes it demo is its customer: a party with the `demo` mark. Everything else hangs on
//! that. Model names are real; serials have the makers' formats but begin with `DEMO`.

use std::ops::ControlFlow;

mod bench;
mod remove;

use bench::{AtBench, Bench};
pub(super) use remove::remove;

use super::DemoSize;
use crate::catalog::{Model, WarrantyWhy};
use crate::device::take_in::OnProgress;
use crate::device::{
    Claim, DeviceAdded, DeviceEvent, DeviceFacts, DeviceKind, IdentifierKind, IdentifierSource,
};
use crate::error::{Error, Result};
use crate::id::{
    CenterId, DeviceId, HoldId, LaneId, PackageId, PartyId, RmaId, SiteId, TestRunId, TicketId,
};
use crate::journal::Writer;
use crate::place::{Party, PartyKind, PlaceEvent, Region, Site};
use crate::rma::{RmaDrafted, RmaEvent, RmaFacts, RmaStep};
use crate::spread::SplitMix64;
use crate::ticket::{
    Disposition, HoldReason, Package, Stage, TestKind, TestRun, TicketEvent, TicketFacts,
    TicketOpened, WarrantyClass,
};
use crate::time::Timestamp;

/// What is made up, thrown the same for the same seed on every machine.
struct Dice(SplitMix64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0.next()
    }

    fn below(&mut self, n: usize) -> usize {
        (self.roll() % n.max(1) as u64) as usize
    }

    fn share(&mut self) -> f64 {
        (self.roll() >> 11) as f64 / (1u64 << 53) as f64
    }

    fn one<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        if of.is_empty() {
            None
        } else {
            of.get(self.below(of.len()))
        }
    }

    /// Days with a long right tail: half under `median`.
    fn days(&mut self, median: f64) -> f64 {
        // The sum of four even spreads is near enough to a bell.
        let bell: f64 = (0..4).map(|_| self.share()).sum::<f64>() - 2.0;
        median * libm::exp(bell * 0.9)
    }
}

/// Name, state, time zone.
type DemoSite = (&'static str, &'static str, &'static str);

const CUSTOMERS: &[(&str, &[DemoSite])] = &[
    (
        "Demo: Prairie Hash",
        &[
            ("Childress 1", "TX", "America/Chicago"),
            ("Childress 2", "TX", "America/Chicago"),
        ],
    ),
    (
        "Demo: Rockdale Digital",
        &[("Rockdale", "TX", "America/Chicago")],
    ),
    (
        "Demo: Empire Hydro Mining",
        &[
            ("Massena", "NY", "America/New_York"),
            ("Niagara", "NY", "America/New_York"),
        ],
    ),
];

/// What a demo fleet is made of: real models, by how common they are on US farms.
const MODELS: &[(&str, &str, u32)] = &[
    ("Bitmain", "S19j Pro", 30),
    ("Bitmain", "S19 Pro", 16),
    ("Bitmain", "S21", 16),
    ("Bitmain", "S19 XP", 12),
    ("Bitmain", "T21", 6),
    ("Bitmain", "S21 Pro", 5),
    ("MicroBT", "M30S++ VH40", 6),
    ("MicroBT", "M50S VH30", 6),
    ("MicroBT", "M60S VK30", 3),
];

/// Farms, units and tickets of `size`, spread over the last fourteen months.
pub(super) fn make(w: &mut Writer<'_>, size: DemoSize, progress: OnProgress<'_>) -> Result<()> {
    let mut dice = Dice(SplitMix64(u64::from(size.seed) ^ 0x4841_5348));
    let farms = farms(w)?;
    let models = models(w)?;
    let total = u64::from(size.devices) + u64::from(size.tickets);
    let mut units = Vec::with_capacity(size.tickets as usize);
    let first: i64 =
        w.tx.query_row("SELECT last_device + 1 FROM desk", [], |row| row.get(0))?;
    let every = (size.devices / size.tickets.max(1)).max(1);
    for i in 0..size.devices {
        step(progress, u64::from(i), total)?;
        let farm = &farms[dice.below(farms.len())];
        let model = pick(&mut dice, &models);
        let id = DeviceId(w.new_id());
        let serial = serial(&mut dice, i, model);
        let at = w.now().plus_days(-430.0 + 10.0 * dice.share());
        let bought = at.date();
        let until = bought.checked_add_days(chrono::Days::new(180 + 185 * (dice.roll() % 2)));
        let added = DeviceAdded {
            id,
            number: first + i64::from(i),
            kind: DeviceKind::Miner,
            facts: DeviceFacts {
                model_id: model.map(|model| model.id),
                model_text: model.is_none().then(|| "S19".to_owned()),
                owner_id: Some(farm.party),
                site_id: Some(farm.site),
                location: Some(format!(
                    "C{:02}-R{:02}-{:02}",
                    dice.below(24) + 1,
                    dice.below(12) + 1,
                    dice.below(24) + 1
                )),
                status: None,
                warranty_until: until,
                warranty_from: Some("180 or 365 days from delivery (demo)".into()),
                dispatched_on: Some(bought),
                note: None,
            },
            claims: vec![
                claim(IdentifierKind::Serial, &serial),
                claim(
                    IdentifierKind::Mac,
                    &format!("02{:010X}", dice.roll() & 0xff_ffff_ffff),
                ),
            ],
        };
        w.append_at(id, DeviceEvent::Added(Box::new(added)), at)?;
        if i % every == 0 && units.len() < size.tickets as usize {
            units.push(Unit {
                id,
                serial,
                model,
                farm: *farm,
                until,
            });
        }
    }
    let mut bench = Bench::open(w, size.seed, w.now().plus_days(-425.0))?;
    tickets(w, &mut dice, &mut bench, &units, |done| {
        step(progress, u64::from(size.devices) + done, total)
    })
}

fn step(progress: OnProgress<'_>, done: u64, total: u64) -> Result<()> {
    if done.is_multiple_of(500)
        && let ControlFlow::Break(()) = progress(done, total)
    {
        return Err(Error::Cancelled);
    }
    Ok(())
}

#[derive(Clone, Copy)]
struct Farm {
    party: PartyId,
    site: SiteId,
}

fn farms(w: &mut Writer<'_>) -> Result<Vec<Farm>> {
    let mut farms = Vec::new();
    for (name, sites) in CUSTOMERS {
        let party = PartyId(w.new_id());
        w.append(
            party,
            PlaceEvent::PartyAdded(Party {
                id: party,
                kind: PartyKind::Farm,
                name: (*name).into(),
                country: Some("US".into()),
                demo: true,
            }),
        )?;
        for (name, region, zone) in *sites {
            let site = SiteId(w.new_id());
            w.append(
                site,
                PlaceEvent::SiteAdded(Site {
                    id: site,
                    party_id: party,
                    name: (*name).into(),
                    country: "US".into(),
                    region: Some((*region).into()),
                    zone: (*zone).into(),
                }),
            )?;
            farms.push(Farm { party, site });
        }
    }
    Ok(farms)
}

fn models(w: &Writer<'_>) -> Result<Vec<(Model, u32)>> {
    let mut found = Vec::new();
    for (maker, name, weight) in MODELS {
        let by_name = crate::catalog::find_model_named(w.tx, maker, name)?;
        found.extend(by_name.map(|model| (model, *weight)));
    }
    Ok(found)
}

fn pick<'a>(dice: &mut Dice, models: &'a [(Model, u32)]) -> Option<&'a Model> {
    let whole: u32 = models.iter().map(|(_, weight)| weight).sum();
    let mut left = dice.below(whole as usize) as u32;
    models.iter().find_map(|(model, weight)| {
        if left < *weight {
            return Some(model);
        }
        left -= weight;
        None
    })
}

const LETTERS: &[u8] = b"ACEFGHJKLMNPQRTUVWXY3479";

/// Like the maker's, and plainly not real: 17 characters for Antminer, 33 for Whatsminer.
fn serial(dice: &mut Dice, i: u32, model: Option<&Model>) -> String {
    let whatsminer = model.is_some_and(|model| model.maker == "MicroBT");
    let mut text = String::from("DEMO");
    if whatsminer {
        text.push_str("35P40J240326");
    }
    let length = if whatsminer { 33 } else { 17 };
    while text.len() < length - 7 {
        text.push(char::from(LETTERS[dice.below(LETTERS.len())]));
    }
    text.push_str(&format!("{i:07}"));
    text
}

fn claim(kind: IdentifierKind, text: &str) -> Claim {
    Claim {
        kind,
        typed: text.into(),
        normal: text.into(),
        source: IdentifierSource::Demo,
    }
}

struct Unit<'a> {
    id: DeviceId,
    serial: String,
    model: Option<&'a Model>,
    farm: Farm,
    until: Option<chrono::NaiveDate>,
}

impl Unit<'_> {
    fn maker(&self) -> &str {
        self.model.map_or("", |model| &model.maker)
    }
}

struct Destination {
    /// Empty: any make.
    makers: Vec<String>,
    center: CenterId,
    lane: Option<LaneId>,
    region: Region,
    in_house: bool,
}

/// RMAs of up to sixty units, filed through the year; the youngest are still on their way.
fn tickets(
    w: &mut Writer<'_>,
    dice: &mut Dice,
    bench: &mut Bench,
    units: &[Unit<'_>],
    mut progress: impl FnMut(u64) -> Result<()>,
) -> Result<()> {
    let centers = destinations(w)?;
    let symptoms: Vec<(String, u8)> =
        w.tx.prepare("SELECT code, level FROM symptom WHERE component = 'miner' ORDER BY code")?
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<rusqlite::Result<_>>()?;
    let mut number: i64 =
        w.tx.query_row("SELECT last_ticket FROM desk", [], |row| row.get(0))?;
    let mut seq: i64 =
        w.tx.query_row("SELECT last_rma FROM desk", [], |row| row.get(0))?;
    let most = (units.len() / 12).max(3);
    let mut waiting = by_farm(units);
    let mut done = 0u64;
    while !waiting.is_empty() {
        let want = dice
            .one(&[3, 8, 12, 20, 40, 60])
            .copied()
            .unwrap_or(8)
            .min(most);
        let turn = dice.below(waiting.len());
        let farm = &mut waiting[turn];
        let batch: Vec<&Unit<'_>> = farm.split_off(farm.len().saturating_sub(want));
        if farm.is_empty() {
            waiting.swap_remove(turn);
        }
        let Some(first) = batch.first() else { continue };
        let farm = first.farm;
        let share = (done + batch.len() as u64) as f64 / units.len() as f64;
        // More of late than a year ago: a farm grows, and a fleet ages.
        let filed = w
            .now()
            .plus_days(-400.0 * libm::pow(1.0 - share, 1.6) - 1.0 - 2.0 * dice.share());
        let fits: Vec<&Destination> = centers
            .iter()
            .filter(|to| {
                to.makers.is_empty() || to.makers.iter().any(|maker| maker == first.maker())
            })
            .collect();
        let to = dice.one(&fits).copied();
        seq += 1;
        let rma = RmaId(w.new_id());
        let facts = RmaFacts {
            customer_id: Some(farm.party),
            site_id: Some(farm.site),
            center_id: to.map(|to| to.center),
            lane_id: to.and_then(|to| to.lane),
            vendor_rma_no: None,
            spend_limit_cents: Some(15_000),
            services: vec!["diagnose".into(), "repair".into()],
            note: String::new(),
            step: RmaStep::Review,
        };
        let name = format!("RMA-{}-{seq:06}", filed.to_datetime().format("%Y"));
        w.append_at(
            rma,
            RmaEvent::Drafted(Box::new(RmaDrafted {
                id: rma,
                seq,
                number: name,
                facts,
            })),
            filed,
        )?;
        w.append_at(
            rma,
            RmaEvent::Submitted {
                id: rma,
                estimate: None,
            },
            filed,
        )?;
        for unit in batch {
            progress(done)?;
            done += 1;
            number += 1;
            let symptom = dice.one(&symptoms).cloned();
            one(
                w,
                dice,
                bench,
                unit,
                Filing {
                    rma,
                    number,
                    filed,
                    to,
                    symptom,
                },
            )?;
        }
    }
    Ok(())
}

/// The units of each site and maker: one filing comes from one place, and goes to a center that
/// repairs the make.
fn by_farm<'a, 'm>(units: &'a [Unit<'m>]) -> Vec<Vec<&'a Unit<'m>>> {
    let mut farms: Vec<Vec<&Unit<'_>>> = Vec::new();
    for unit in units {
        let same =
            |other: &&Unit<'_>| other.farm.site == unit.farm.site && other.maker() == unit.maker();
        match farms.iter_mut().find(|farm| farm.first().is_some_and(same)) {
            Some(farm) => farm.push(unit),
            None => farms.push(vec![unit]),
        }
    }
    farms
}

fn destinations(w: &Writer<'_>) -> Result<Vec<Destination>> {
    Ok(w.tx
        .prepare(
            "SELECT c.id, (SELECT l.id FROM lane AS l WHERE l.center_id = c.id ORDER BY l.id LIMIT 1), c.region,
                    c.row ->> 'kind' = 'in_house', c.row ->> 'makers'
             FROM center AS c WHERE c.retired_on IS NULL ORDER BY c.id",
        )?
        .query_map([], |row| {
            Ok(Destination { center: row.get(0)?, lane: row.get(1)?, region: row.get(2)?, in_house: row.get(3)?,
                makers: serde_json::from_str(&row.get::<_, String>(4)?).unwrap_or_default(),
            })
        })?
        .collect::<rusqlite::Result<_>>()?)
}

struct Filing<'a> {
    rma: RmaId,
    number: i64,
    filed: Timestamp,
    to: Option<&'a Destination>,
    symptom: Option<(String, u8)>,
}

/// One ticket walked along its way until it is closed or today is reached.
fn one(
    w: &mut Writer<'_>,
    dice: &mut Dice,
    bench: &mut Bench,
    unit: &Unit<'_>,
    filing: Filing<'_>,
) -> Result<()> {
    let now = w.now();
    let id = TicketId(w.new_id());
    let covered = unit.until.is_some_and(|until| filing.filed.date() <= until);
    let level = filing.symptom.as_ref().map_or(2, |(_, level)| *level);
    let opened = TicketOpened {
        id,
        number: filing.number,
        rma_id: Some(filing.rma),
        device_id: unit.id,
        serial: Some(unit.serial.clone()),
        model_id: unit.model.map(|model| model.id),
        customer_id: Some(unit.farm.party),
        site_id: Some(unit.farm.site),
        stage: Stage::Submitted,
        bounce_of: None,
        facts: TicketFacts {
            symptom_code: filing.symptom.map(|(code, _)| code),
            symptom_text: String::new(),
            warranty_class: if covered {
                WarrantyClass::InWarranty
            } else {
                WarrantyClass::OutOfWarranty
            },
            warranty_reason: unit.until.map_or_else(String::new, |until| {
                if covered {
                    WarrantyWhy::Until { until }.to_string()
                } else {
                    WarrantyWhy::Ended { on: until }.to_string()
                }
            }),
            level,
            assignee: None,
            due_on: None,
            center_id: filing.to.map(|to| to.center),
            lane_id: filing.to.and_then(|to| to.lane),
            quoted_cents: (!covered).then_some(12_000),
            box_label: None,
        },
    };
    w.append_at(id, TicketEvent::Opened(Box::new(opened)), filing.filed)?;
    let overseas = filing.to.is_some_and(|to| to.region == Region::Overseas);
    let in_house = filing.to.is_some_and(|to| to.in_house);
    let p50 = if overseas { 44.0 } else { 33.0 };
    let promise = (
        filing.filed.plus_days(p50),
        filing.filed.plus_days(p50 * 1.45),
    );
    w.append_at(
        id,
        TicketEvent::Promised {
            id,
            is: Some(promise),
            was: None,
        },
        filing.filed,
    )?;
    let mut at = filing.filed;
    let mut stage = Stage::Submitted;
    let mut attempt = 1;
    let ntf = dice.share() < 0.08;
    let mut fails = dice.share() < 0.1;
    let mut work = AtBench::new(bench, id, filing.number, unit.id, unit.model);
    work.in_house = in_house;
    work.ntf = ntf;
    while let Some(next) = after(stage, overseas, in_house, covered, ntf, fails) {
        let stay = dice.days(typical(stage, overseas, level));
        if now.days_since(at) > 4.0 && dice.share() < 0.04 && stage != Stage::Submitted {
            hold(w, dice, id, at, stay, now)?;
        }
        let leaves = at.plus_days(stay);
        if leaves > now {
            break;
        }
        if stage == Stage::Testing {
            let run = TestRun {
                id: TestRunId(w.new_id()),
                attempt,
                kind: TestKind::FullMachine,
                rig: "frame 2".into(),
                minutes: 240,
                passed: !fails,
                note: String::new(),
                at: leaves,
                template: None,
                slot: String::new(),
                device_id: None,
                measured: work.measured(!fails),
                checks: Vec::new(),
                evidence_id: None,
                person: if in_house {
                    work.tester().into()
                } else {
                    String::new()
                },
            };
            w.append_at(id, TicketEvent::Tested { id, run }, leaves)?;
        }
        bench.left(w, &mut work, stage, attempt, at, leaves)?;
        if next == Stage::Ready {
            let is = Some(if ntf {
                Disposition::Ntf
            } else {
                Disposition::Repaired
            });
            w.append_at(id, TicketEvent::Disposed { id, is, was: None }, leaves)?;
        }
        if next == Stage::FromCenter {
            let package = Package {
                id: PackageId(w.new_id()),
                carrier: "Demo Freight".into(),
                tracking: format!("DEMO{:09}", dice.roll() % 1_000_000_000),
                to_center: false,
                at: leaves,
            };
            w.append_at(id, TicketEvent::Packed { id, package }, leaves)?;
        }
        if (stage, next) == (Stage::Testing, Stage::Diagnosing) {
            attempt += 1;
            fails = false;
        }
        w.append_at(
            id,
            TicketEvent::Moved {
                id,
                from: stage,
                to: next,
                attempt,
                reason: None,
            },
            leaves,
        )?;
        at = leaves;
        stage = next;
    }
    Ok(())
}

/// A hold inside a stay; one that would outlast today is still open.
fn hold(
    w: &mut Writer<'_>,
    dice: &mut Dice,
    id: TicketId,
    at: Timestamp,
    stay: f64,
    now: Timestamp,
) -> Result<()> {
    let reason = *dice
        .one(&[
            HoldReason::Parts,
            HoldReason::CustomerReply,
            HoldReason::VendorReply,
            HoldReason::Payment,
        ])
        .unwrap_or(&HoldReason::Parts);
    let from = at.plus_days(stay * 0.2);
    let until = at.plus_days(stay * 0.8);
    if from > now {
        return Ok(());
    }
    let hold = HoldId(w.new_id());
    let holder = reason.usual_holder();
    w.append_at(
        id,
        TicketEvent::Held {
            id,
            hold,
            reason,
            holder,
            note: String::new(),
        },
        from,
    )?;
    if until <= now {
        w.append_at(id, TicketEvent::Released { id, hold }, until)?;
    }
    Ok(())
}

fn after(
    stage: Stage,
    overseas: bool,
    in_house: bool,
    covered: bool,
    ntf: bool,
    fails: bool,
) -> Option<Stage> {
    use Stage::*;
    Some(match stage {
        Submitted => Authorized,
        Authorized if in_house => Queued,
        Authorized => ToCenter,
        ToCenter if overseas => CustomsOut,
        ToCenter | CustomsOut => Queued,
        Queued => Diagnosing,
        Diagnosing if ntf => Ready,
        Diagnosing if covered => Repairing,
        Diagnosing => AwaitingApproval,
        AwaitingApproval => Repairing,
        Repairing => Testing,
        Testing if fails => Diagnosing,
        Testing => Ready,
        Ready if in_house => Delivered,
        Ready => FromCenter,
        FromCenter if overseas => CustomsBack,
        FromCenter | CustomsBack => Delivered,
        Delivered => Closed,
        Draft | Closed | Rejected | Cancelled => return None,
    })
}

/// Typical days in a stage, after the published priors.
fn typical(stage: Stage, overseas: bool, level: u8) -> f64 {
    use Stage::*;
    match stage {
        Submitted => 1.6,
        Authorized => 1.2,
        ToCenter | FromCenter => {
            if overseas {
                6.0
            } else {
                4.2
            }
        }
        CustomsOut | CustomsBack => 2.1,
        Queued => 6.0,
        Diagnosing => 2.0,
        AwaitingApproval => 2.8,
        Repairing => 1.5 * f64::from(level) + 1.0,
        Testing => 1.4,
        Ready => 0.7,
        Delivered => 0.5,
        Draft | Closed | Rejected | Cancelled => 0.0,
    }
}
