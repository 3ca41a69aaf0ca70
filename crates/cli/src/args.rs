//! What may be typed.

use std::path::PathBuf;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use clap::{Args, Parser, Subcommand, ValueEnum};
use hashmend_core::Timestamp;
use hashmend_core::device::DeviceKind;
use hashmend_core::finding::Component;
use hashmend_core::labour::Activity;
use hashmend_core::part::PartKind;
use hashmend_core::people::Role;
use hashmend_core::place::Region;
use hashmend_core::repair::RepairCode;
use hashmend_core::review::{Dimension, View};
use hashmend_core::ticket::{
    AgeBand, Disposition, HoldReason, Holder, Stage, TestKind, TicketSort, WarrantyClass,
};

/// A repair desk for Bitcoin miner fleets: devices, RMAs, tickets, and where to send.
#[derive(Debug, Parser)]
#[command(name = "hashmend", version, propagate_version = true)]
#[command(after_help = "Exit codes: 0 done, 1 refused with the reason on stderr, 2 wrong usage.")]
pub struct Cli {
    #[command(flatten)]
    pub common: Common,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Args)]
pub struct Diagnose {
    /// A log, a zip, gz or tar of logs, or - for what is piped in
    pub file: PathBuf,
    /// The unit's model, for how many boards and chips it should have [default: the log's word]
    #[arg(long)]
    pub model: Option<String>,
}

#[derive(Debug, Args)]
pub struct Dispute {
    /// D-000123 or a serial for a unit with all its tickets; T-000456 for one ticket
    pub of: String,
    /// The language of the PDF: en, zh, es or ru
    #[arg(long, default_value = "en")]
    pub language: String,
    /// The new ZIP
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
}

#[derive(Debug, Subcommand)]
pub enum Quotes {
    /// The versions of a ticket's quote, with what each changed
    List {
        /// T-000456, 456 or id
        ticket: String,
    },
    /// Put a quote together from what was found and the price list, as its next version
    Draft {
        /// T-000456, 456 or id
        ticket: String,
    },
    /// Send the newest version: within the RMA's limit it is approved by that
    Send {
        /// T-000456, 456 or id
        ticket: String,
    },
    /// The PDF of a quote
    // `--version` is the quote's here, not the program's.
    #[command(disable_version_flag = true)]
    Pdf {
        /// T-000456, 456 or id
        ticket: String,
        /// Which version [default: the newest]
        #[arg(long)]
        version: Option<u16>,
        /// The language of the paper: en, zh, es or ru
        #[arg(long, default_value = "en")]
        language: String,
        /// The new file
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
}

#[derive(Debug, Args)]
pub struct Common {
    /// The desk's file [default: the app's own]
    #[arg(long, global = true, value_name = "FILE")]
    pub data: Option<PathBuf>,
    /// Who is acting, on a desk with people; the PIN comes from HASHMEND_PIN or is asked for
    #[arg(long = "as", global = true, value_name = "NAME")]
    pub person: Option<String>,
    /// Answer in JSON
    #[arg(long, global = true)]
    pub json: bool,
    /// The instant to go by, RFC 3339, instead of the computer's clock
    #[arg(long, global = true, hide = true, value_name = "INSTANT", value_parser = instant)]
    pub now: Option<Timestamp>,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Set up a new, empty desk
    Init {
        /// What the desk is called
        #[arg(long, default_value = "My repair desk")]
        name: String,
    },
    /// Fill the desk with a made-up fleet to look around in
    Demo(Demo),
    /// Bring in devices, or tickets' history
    #[command(subcommand)]
    Import(Import),
    /// File RMAs
    #[command(subcommand)]
    Rma(Rma),
    /// Work on tickets
    #[command(subcommand)]
    Ticket(Ticket),
    /// Work at the bench: the queue, a unit, findings, repairs, tests, time
    #[command(subcommand)]
    Bench(Bench),
    /// Quotes for the customer
    #[command(subcommand)]
    Quote(Quotes),
    /// All that is known of a unit, with its originals, for a denied warranty or a freight claim
    Dispute(Dispute),
    /// Parts and stock
    #[command(subcommand)]
    Part(Parts),
    /// What needs a person now, the most urgent first
    Today,
    /// Deadlines ahead and those that passed, with the rule each follows from
    Deadlines {
        /// How far to look ahead
        #[arg(long, default_value_t = 14)]
        days: u16,
    },
    /// Do the same to unit after unit: reads what a scanner types, a line each
    Scan(Scan),
    /// Read a miner's log, API answers or error codes and say what is wrong; needs no desk
    Diagnose(Diagnose),
    /// Where to send it: every center side by side, days and costs
    Estimate(Estimate),
    /// The open tickets as they are and in a scenario, side by side; without a name: the scenarios
    WhatIf(WhatIf),
    /// Replay a log's past without looking ahead, and score the estimates against what happened
    Backtest(Backtest),
    /// Answer questions about cases, in a file, from a log of past ones
    Forecast(Forecast),
    /// Repair centers
    #[command(subcommand)]
    Center(Center),
    /// Serial formats: those shipped, and your own
    #[command(subcommand)]
    Format(SerialFormat),
    /// Who works at the desk, and what each may do
    #[command(subcommand)]
    People(People),
    /// Photos and files on tickets, devices and RMAs
    #[command(subcommand)]
    Attach(Attach),
    /// Figures over many tickets: a center's month, what changed in a week, any view
    #[command(subcommand)]
    Report(Report),
    /// Find anything by a number, a name, or part of a serial, MAC or tag
    Find {
        text: String,
        /// At most so many
        #[arg(long, default_value_t = 50)]
        limit: u32,
    },
    /// Write out devices, tickets, or the tickets' stages as an event log
    Export(Export),
    /// Copy the desk while it is in use, and read the copy back
    Backup {
        /// Must not exist yet
        file: PathBuf,
    },
    /// Put a backup in the place of the desk, which is kept beside it
    Restore { file: PathBuf },
    /// Check that the file, the journal and the tables hold together
    Doctor {
        /// Fill the tables anew from the journal
        #[arg(long)]
        rebuild: bool,
        /// Take out files that nothing holds any more
        #[arg(long, conflicts_with = "rebuild")]
        sweep: bool,
    },
    /// Take back an action, by the id that it printed
    Undo { action: hashmend_core::id::ActionId },
}

#[derive(Debug, Args)]
pub struct Demo {
    #[arg(long, default_value_t = hashmend_core::desk::DemoSize::default().devices)]
    pub devices: u32,
    #[arg(long, default_value_t = hashmend_core::desk::DemoSize::default().tickets)]
    pub tickets: u32,
    /// The same seed makes the same fleet
    #[arg(long, default_value_t = hashmend_core::desk::DemoSize::default().seed)]
    pub seed: u32,
    /// Remove the made-up data instead; what is real stays
    #[arg(long, conflicts_with_all = ["devices", "tickets", "seed"])]
    pub remove: bool,
}

#[derive(Debug, Subcommand)]
pub enum Bench {
    /// What waits at the bench, by the day it is due
    Queue {
        /// Whose [default: yours]
        #[arg(long)]
        person: Option<String>,
    },
    /// A unit with its slots and what is recorded on its open ticket
    Unit {
        /// D-000123 or a serial; a board leads to the miner it sits in
        unit: String,
    },
    /// Record what was found
    Find {
        ticket: String,
        /// The fault class, such as hb_zero_asic
        #[arg(long)]
        class: String,
        /// miner, hashboard, control_board, psu, fan, …
        #[arg(long, default_value = "hashboard", value_parser = of_words::<Component>)]
        component: Component,
        /// HB0, CB, PSU, FAN2
        #[arg(long, default_value = "")]
        slot: String,
        /// Counted from 0
        #[arg(long)]
        chip: Option<u16>,
        #[arg(long, requires = "unit")]
        measured: Option<f64>,
        /// Of what was measured
        #[arg(long, default_value = "")]
        unit: String,
        #[arg(long, default_value = "")]
        note: String,
    },
    /// Record what was done, with the parts that it used
    Repair {
        ticket: String,
        /// reseat, clean, reflow, replace_chip, flash, swap_board, …
        #[arg(value_parser = of_words::<RepairCode>)]
        code: RepairCode,
        #[arg(long, default_value = "hashboard", value_parser = of_words::<Component>)]
        component: Component,
        #[arg(long, default_value = "")]
        slot: String,
        #[arg(long)]
        chip: Option<u16>,
        /// The board that goes into the slot
        #[arg(long)]
        board: Option<String>,
        /// A part's number, as CHIP-1398 or CHIP-1398x3
        #[arg(long)]
        part: Vec<String>,
        /// Where the parts lie [default: the first place]
        #[arg(long)]
        from: Option<String>,
        #[arg(long, default_value = "")]
        note: String,
    },
    /// Record how a test went
    Test {
        ticket: String,
        /// jig, full_machine, burn_in
        #[arg(value_parser = of_words::<TestKind>)]
        kind: TestKind,
        #[arg(long)]
        rig: String,
        #[arg(long)]
        minutes: u32,
        /// It did not pass
        #[arg(long)]
        failed: bool,
    },
    /// Let a unit go as repaired without the test it needs
    Waive {
        ticket: String,
        #[arg(long)]
        reason: String,
    },
    /// Begin to work on a unit; what you were doing ends with it
    Start {
        ticket: String,
        /// intake, clean, diagnose, repair, test, pack, other
        #[arg(value_parser = of_words::<Activity>)]
        activity: Activity,
    },
    /// Stop what you are doing
    Stop,
}

#[derive(Debug, Subcommand)]
pub enum Parts {
    List {
        /// Part of a number or name
        text: Option<String>,
        /// Only what is to be ordered
        #[arg(long)]
        low: bool,
    },
    Add {
        number: String,
        name: String,
        /// chip, sensor, ldo, pic, eeprom, connector, fan, psu, hashboard, …
        #[arg(long, default_value = "other", value_parser = of_words::<PartKind>)]
        kind: PartKind,
        /// At this many or fewer it is to be ordered
        #[arg(long, default_value_t = 0)]
        reorder_at: u32,
        /// Days from the order to the shelf
        #[arg(long)]
        lead_days: Option<u16>,
    },
    /// Put bought stock on its shelf
    Receive {
        number: String,
        quantity: u32,
        /// The place by its name; a new one is made
        #[arg(long)]
        place: String,
    },
}

#[derive(Debug, Subcommand)]
pub enum People {
    /// Everybody, those who retired last
    List,
    /// Add a person; the first must be an admin. Their PIN comes from HASHMEND_NEW_PIN or is asked for
    Add {
        name: String,
        /// operator, technician, manager, admin, viewer
        #[arg(long, value_parser = of_words::<Role>)]
        role: Role,
    },
    /// Give a person another role
    Role {
        name: String,
        /// operator, technician, manager, admin, viewer
        #[arg(value_parser = of_words::<Role>)]
        role: Role,
    },
    /// Call a person something else
    Rename { name: String, to: String },
    /// Somebody works here no longer; what they did keeps their name
    Retire { name: String },
    /// Somebody who had retired works here again
    Return { name: String },
    /// Set a PIN, from HASHMEND_NEW_PIN or asked for: one's own, or as an admin anybody's
    Pin { name: String },
    /// What each role may do
    Rights,
}

#[derive(Debug, Subcommand)]
pub enum Import {
    /// A list of devices: CSV, XLSX or plain text
    Devices(ImportDevices),
    /// Past repairs: an event log in CSV, one row per stay in a stage, or a sheet in CSV or XLSX,
    /// one row per repair with a column per date
    Events(ImportEvents),
}

#[derive(Debug, Args)]
pub struct ImportEvents {
    pub file: PathBuf,
    /// Say what would be done, and do nothing
    #[arg(long)]
    pub dry_run: bool,
    /// The field of each column of a sheet in order, empty for none:
    /// `case,serial,,received_on,returned_on`
    #[arg(long, value_name = "FIELDS")]
    pub columns: Option<String>,
    /// Write the rows left out to a CSV, with the reasons
    #[arg(long, value_name = "FILE")]
    pub left_out: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct ImportDevices {
    pub file: PathBuf,
    /// Give the verdicts, and do nothing
    #[arg(long)]
    pub dry_run: bool,
    /// The field of each column in order, empty for none: `serial,model,,mac`
    #[arg(long, value_name = "FIELDS")]
    pub columns: Option<String>,
    /// Whose they are, where the list does not say; by name or id
    #[arg(long)]
    pub customer: Option<String>,
    /// Where they stand, where the list does not say; by name or id
    #[arg(long)]
    pub site: Option<String>,
    /// What model they are, where the list does not say
    #[arg(long)]
    pub model: Option<String>,
}

#[derive(Debug, Subcommand)]
pub enum Rma {
    /// File an RMA for a list of serials; units not known yet are added
    New(RmaNew),
    /// RMAs, newest first
    List {
        #[arg(long, default_value_t = 100)]
        limit: u32,
    },
    /// One RMA with its units, by number or id
    Show { rma: String },
}

#[derive(Debug, Args)]
pub struct RmaNew {
    /// Where they go, by name or id
    #[arg(long)]
    pub center: String,
    /// A list of serials, or `-` for standard input
    #[arg(long, value_name = "FILE")]
    pub serials: PathBuf,
    /// Who files it, by name or id
    #[arg(long)]
    pub customer: Option<String>,
    /// Where the units are, by name or id
    #[arg(long)]
    pub site: Option<String>,
    /// What model they are, where neither the list nor the desk says
    #[arg(long)]
    pub model: Option<String>,
    /// What is wrong: a symptom's code, or free text
    #[arg(long)]
    pub symptom: Option<String>,
    #[arg(long, value_parser = warranty)]
    pub warranty: Option<WarrantyClass>,
    /// Repairs up to this need no approval, US dollars per unit
    #[arg(long, value_name = "DOLLARS", value_parser = dollars)]
    pub spend_limit: Option<i32>,
    /// The vendor's own RMA number
    #[arg(long, value_name = "NUMBER")]
    pub vendor_rma: Option<String>,
    #[arg(long)]
    pub note: Option<String>,
    /// Keep it as a draft instead of filing it
    #[arg(long)]
    pub draft: bool,
}

#[derive(Debug, Subcommand)]
pub enum Ticket {
    /// Tickets, newest first
    List(Box<TicketList>),
    /// One ticket with its stays, holds and history
    Show { ticket: String },
    /// Move tickets to a stage
    Move {
        #[command(flatten)]
        which: Box<Which>,
        #[arg(long, value_parser = of_words::<Stage>)]
        to: Stage,
        /// Why; needed when the way leads back
        #[arg(long, default_value = "")]
        reason: String,
        /// How it ended: repaired, replaced, ntf, ber_returned, ber_scrapped, declined
        #[arg(long, value_parser = of_words::<Disposition>)]
        disposition: Option<Disposition>,
    },
    /// Give tickets to somebody, or take them from everybody
    Assign {
        #[command(flatten)]
        which: Box<Which>,
        /// Who works on them
        #[arg(long, required_unless_present = "to_nobody")]
        to: Option<String>,
        #[arg(long, conflicts_with = "to")]
        to_nobody: bool,
    },
    /// Put tickets on hold
    Hold {
        #[command(flatten)]
        which: Box<Which>,
        #[arg(long, value_parser = of_words::<HoldReason>)]
        reason: HoldReason,
        /// Whose time it is [default: as usual for the reason]
        #[arg(long, value_parser = of_words::<Holder>)]
        holder: Option<Holder>,
        #[arg(long, default_value = "")]
        note: String,
    },
    /// Take tickets off hold
    Release {
        #[command(flatten)]
        which: Box<Which>,
    },
}

#[derive(Debug, Args)]
pub struct Scan {
    /// Move each unit's ticket here
    #[arg(long, value_parser = of_words::<Stage>)]
    pub stage: Option<Stage>,
    /// Why; needed when the way leads back
    #[arg(long, default_value = "")]
    pub reason: String,
    /// How it ended: repaired, replaced, ntf, ber_returned, ber_scrapped, declined
    #[arg(long, value_parser = of_words::<Disposition>)]
    pub disposition: Option<Disposition>,
    /// Put each ticket on hold
    #[arg(long, value_name = "REASON", value_parser = of_words::<HoldReason>, conflicts_with = "release")]
    pub hold: Option<HoldReason>,
    /// Take each ticket off hold
    #[arg(long)]
    pub release: bool,
    /// Where each unit is now: a shelf, a rack
    #[arg(long, default_value = "")]
    pub location: String,
    /// Which site each unit is at now, by name or id
    #[arg(long)]
    pub site: Option<String>,
    /// The box or pallet each unit goes into, as written on it
    #[arg(long = "box", value_name = "LABEL", default_value = "")]
    pub box_label: String,
    /// Only units of this RMA; says at the end which were not scanned
    #[arg(long)]
    pub rma: Option<String>,
}

/// Tickets named one by one, or all that the filters let through.
#[derive(Debug, Args)]
pub struct Which {
    /// By number or id
    #[arg(required_unless_present = "matching", conflicts_with = "matching")]
    pub tickets: Vec<String>,
    /// All that match the filters, instead of tickets by name
    #[arg(long)]
    pub matching: bool,
    #[command(flatten)]
    pub filters: TicketFilters,
}

#[derive(Debug, Args)]
pub struct TicketFilters {
    /// Part of a serial, MAC or tag, or a number
    #[arg(long)]
    pub text: Option<String>,
    /// A list of serials, or `-` for standard input
    #[arg(long, value_name = "FILE")]
    pub serials: Option<PathBuf>,
    #[arg(long, conflicts_with = "closed")]
    pub open: bool,
    #[arg(long)]
    pub closed: bool,
    /// Any of these stages
    #[arg(long, value_parser = of_words::<Stage>)]
    pub stage: Vec<Stage>,
    /// Only those on hold
    #[arg(long)]
    pub held: bool,
    /// On hold for any of these reasons
    #[arg(long, value_name = "REASON", value_parser = of_words::<HoldReason>)]
    pub hold: Vec<HoldReason>,
    /// On hold, and the time is theirs: us, customer, vendor, carrier, customs, parts
    #[arg(long, value_name = "HOLDER", value_parser = of_words::<Holder>)]
    pub held_by: Option<Holder>,
    /// By name or id
    #[arg(long)]
    pub center: Option<String>,
    /// us or overseas
    #[arg(long, value_parser = of_words::<Region>)]
    pub region: Option<Region>,
    /// By name or id
    #[arg(long)]
    pub customer: Option<String>,
    /// By name or id
    #[arg(long)]
    pub site: Option<String>,
    /// By number or id
    #[arg(long)]
    pub rma: Option<String>,
    #[arg(long)]
    pub maker: Option<String>,
    #[arg(long)]
    pub model: Option<String>,
    #[arg(long, conflicts_with = "unassigned")]
    pub assignee: Option<String>,
    /// Nobody's
    #[arg(long)]
    pub unassigned: bool,
    #[arg(long, value_parser = warranty)]
    pub warranty: Option<WarrantyClass>,
    /// By code
    #[arg(long)]
    pub symptom: Option<String>,
    /// Days since it was opened: 0-3, 4-7, 8-14, 15-30, 31-60, over-60
    #[arg(long, value_parser = as_written::<AgeBand>)]
    pub age: Option<AgeBand>,
    /// In its stage for so many days or more
    #[arg(long, value_name = "DAYS")]
    pub days_in_stage: Option<u32>,
    /// Due today or in the next so many days
    #[arg(long, value_name = "DAYS")]
    pub due_within: Option<u32>,
    /// Its due day has passed
    #[arg(long)]
    pub overdue: bool,
    /// The day by which four of five should be back has passed
    #[arg(long)]
    pub late: bool,
    /// Nothing was done to it for so many days or more
    #[arg(long, value_name = "DAYS")]
    pub untouched: Option<u32>,
    /// Back from a repair that did not hold
    #[arg(long)]
    pub bounced: bool,
    #[arg(long)]
    pub no_serial: bool,
    #[arg(long)]
    pub no_photo: bool,
    #[arg(long)]
    pub no_test: bool,
    /// In this box or on this pallet
    #[arg(long = "box", value_name = "LABEL")]
    pub box_label: Option<String>,
}

#[derive(Debug, Args)]
pub struct TicketList {
    #[command(flatten)]
    pub filters: TicketFilters,
    #[arg(long, value_parser = of_words::<TicketSort>, default_value = "number")]
    pub sort: TicketSort,
    /// The smallest first
    #[arg(long)]
    pub ascending: bool,
    /// At most so many; 0 for all
    #[arg(long, default_value_t = 100)]
    pub limit: u32,
}

#[derive(Debug, Subcommand)]
pub enum EstimateWhat {
    /// How the promises held: every filing freezes one, scored when its last unit is back
    Record {
        /// Of this center only, by name or id
        #[arg(long)]
        center: Option<String>,
    },
    /// Keep the estimate of one center for an RMA or a ticket as it is now
    Freeze {
        /// The RMA, by number or id
        #[arg(long, required_unless_present = "ticket")]
        rma: Option<String>,
        /// The ticket, by number or id
        #[arg(long, conflicts_with = "rma")]
        ticket: Option<String>,
        /// The center, by name or id
        #[arg(long)]
        center: String,
        #[arg(long, default_value = "")]
        note: String,
    },
    /// The estimates frozen, newest first
    Frozen,
}

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct Estimate {
    #[command(subcommand)]
    pub what: Option<EstimateWhat>,
    /// The model, by name
    #[arg(long, required_unless_present_any = ["rma", "ticket"])]
    pub model: Option<String>,
    /// miner, hashboard, control_board, psu
    #[arg(long, required_unless_present_any = ["rma", "ticket"], value_parser = component)]
    pub component: Option<DeviceKind>,
    #[arg(long, value_parser = warranty, default_value = "out")]
    pub warranty: WarrantyClass,
    /// 1 swap, 2 board, 3 chip
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u8).range(1..=3))]
    pub level: u8,
    /// The site it leaves from, by name or id
    #[arg(long, value_name = "SITE")]
    pub from: Option<String>,
    /// The day it is sent off [default: today]
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub on: Option<NaiveDate>,
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub qty: u32,
    /// Of this RMA, by number or id
    #[arg(long, conflicts_with_all = ["model", "component", "ticket"])]
    pub rma: Option<String>,
    /// Of this ticket, by number or id
    #[arg(long, conflicts_with_all = ["model", "component"])]
    pub ticket: Option<String>,
    /// US dollars per PH/s and day, instead of the desk's own figure
    #[arg(long, value_name = "DOLLARS")]
    pub hashprice: Option<f64>,
}

#[derive(Debug, Args)]
pub struct WhatIf {
    /// A scenario, by name
    pub name: Option<String>,
    /// A scenario out of a file, as `--show` writes it
    #[arg(long, conflicts_with = "name")]
    pub file: Option<PathBuf>,
    /// Print the scenario itself, to be kept, changed and shared
    #[arg(long)]
    pub show: bool,
    /// Save it among the desk's own
    #[arg(long, conflicts_with = "show")]
    pub save: bool,
}

/// Days a whole case is thought to take, where neither log nor shipped priors know its stages.
#[derive(Debug, Args)]
pub struct PriorDays {
    /// Days by which half of the cases have closed
    #[arg(long, value_name = "DAYS", requires = "prior_p95")]
    pub prior_p50: Option<f64>,
    /// Days by which 95 of 100 have
    #[arg(long, value_name = "DAYS", requires = "prior_p50")]
    pub prior_p95: Option<f64>,
}

#[derive(Debug, Args)]
pub struct Backtest {
    /// The event log: CSV, one row per stay of a case in a stage
    #[arg(long, value_name = "FILE")]
    pub events: PathBuf,
    /// The first date to go back to: 2026-01-31, or an instant
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub from: DateTime<Utc>,
    /// The last
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub to: DateTime<Utc>,
    /// From one date to the next: 7d, 12h, 2w
    #[arg(long, value_parser = step)]
    pub step: TimeDelta,
    /// At most so many new and so many open cases per date, drawn by the seed; 0 for all
    #[arg(long, default_value_t = 300)]
    pub cap: usize,
    #[arg(long, default_value_t = 0)]
    pub seed: u32,
    #[command(flatten)]
    pub prior: PriorDays,
    /// Where every question goes with its quantiles and what happened, as CSV
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
    /// Where the scores go, as JSON
    #[arg(long, value_name = "FILE")]
    pub metrics: PathBuf,
}

#[derive(Debug, Args)]
pub struct Forecast {
    /// The event log: CSV, one row per stay of a case in a stage
    #[arg(long, value_name = "FILE")]
    pub events: PathBuf,
    /// The questions: CSV, one row per case and instant
    #[arg(long, value_name = "FILE")]
    pub queries: PathBuf,
    #[command(flatten)]
    pub prior: PriorDays,
    #[arg(long, default_value_t = 0)]
    pub seed: u32,
    /// Where the answers go, as CSV: days left at 5, 10, ... 95 %
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
}

#[derive(Debug, Subcommand)]
pub enum Center {
    /// Repair centers with what they take
    List,
}

#[derive(Debug, Subcommand)]
pub enum SerialFormat {
    /// Every format the desk recognises
    List,
    /// Teach it one more
    Add {
        /// The maker
        #[arg(long)]
        make: String,
        /// miner, hashboard, control_board or psu
        #[arg(long, default_value = "miner")]
        kind: DeviceKind,
        /// What to call it
        #[arg(long)]
        name: String,
        /// Regular expression the whole serial matches, in capitals, without spaces
        #[arg(long)]
        pattern: String,
        /// Exact number of characters
        #[arg(long)]
        length: u8,
        #[arg(long)]
        example: Option<String>,
    },
    /// Forget one of your own, by the id that the list shows
    Remove { id: String },
}

#[derive(Debug, Subcommand)]
pub enum Attach {
    /// Attach files to a ticket, device or RMA
    Add {
        /// By number: T-000456, D-000123, RMA-2026-000123; or a device's serial
        to: String,
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
    /// What is attached
    List { to: String },
    /// Save all that is attached: photos without place and time
    Save {
        of: String,
        /// A folder, or a new file that ends in .zip
        #[arg(long, short, value_name = "PATH")]
        out: PathBuf,
        /// Only this one, by its id; `--out` then names the file
        #[arg(long, value_name = "ID")]
        only: Option<hashmend_core::id::AttachmentId>,
        /// Photos as they were attached, with all that the camera wrote into them
        #[arg(long)]
        original: bool,
    },
    /// Take one off, by its id
    Remove { id: hashmend_core::id::AttachmentId },
}

#[derive(Debug, Subcommand)]
pub enum Report {
    /// A center's month on a page
    Scorecard {
        /// By name or part of it
        #[arg(long)]
        center: String,
        /// 2026-10
        #[arg(long, value_parser = month)]
        month: NaiveDate,
        #[command(flatten)]
        to: ReportTo,
    },
    /// What changed in a week, against the week before
    Week {
        /// 2026-W40
        #[arg(long, value_parser = week)]
        week: NaiveDate,
        #[command(flatten)]
        to: ReportTo,
    },
    /// A view as the screen shows it
    View {
        #[arg(value_parser = of_words::<View>)]
        view: View,
        #[command(flatten)]
        of: ReportOf,
        #[command(flatten)]
        to: ReportTo,
    },
    /// How many units are still away after how many days, by center; as JSON with its bands
    Curves {
        #[command(flatten)]
        of: ReportOf,
    },
    /// What every figure means
    Definitions,
}

#[derive(Debug, Args)]
pub struct ReportTo {
    /// Without it a terminal is shown tables
    #[arg(long, value_enum)]
    pub format: Option<ReportFormat>,
    /// Write here instead of to standard output
    #[arg(long, short, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct ReportOf {
    /// What turnaround is put side by side by
    #[arg(long, default_value = "center", value_parser = of_words::<Dimension>)]
    pub by: Dimension,
    #[arg(long)]
    pub center: Option<String>,
    #[arg(long, value_parser = of_words::<Region>)]
    pub region: Option<Region>,
    #[arg(long)]
    pub maker: Option<String>,
    #[arg(long)]
    pub model: Option<String>,
    /// Filed on this day or later
    #[arg(long)]
    pub filed_from: Option<NaiveDate>,
    /// Filed on this day or earlier
    #[arg(long)]
    pub filed_to: Option<NaiveDate>,
    /// Of people and money: the first day [default: 90 days ago]
    #[arg(long)]
    pub from: Option<NaiveDate>,
    /// Of people and money: the last day [default: today]
    #[arg(long = "to")]
    pub to_day: Option<NaiveDate>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ReportFormat {
    Pdf,
    Csv,
    Xlsx,
    Json,
}

/// The first day of `2026-10`.
fn month(text: &str) -> Result<NaiveDate, String> {
    format!("{text}-01")
        .parse()
        .map_err(|_| "a month looks like 2026-10".into())
}

/// The Monday of `2026-W40`.
fn week(text: &str) -> Result<NaiveDate, String> {
    NaiveDate::parse_from_str(&format!("{text}-1"), "%G-W%V-%u")
        .map_err(|_| "a week looks like 2026-W40".into())
}

#[derive(Debug, Args)]
pub struct Export {
    #[arg(value_enum)]
    pub what: What,
    #[arg(long, value_enum, default_value = "csv")]
    pub format: Format,
    /// Write here instead of to standard output
    #[arg(long, short, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum What {
    Devices,
    Tickets,
    Events,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    Csv,
    Xlsx,
    Json,
}

fn instant(text: &str) -> Result<Timestamp, String> {
    Timestamp::parse(text).ok_or_else(|| "an instant looks like 2026-11-22T03:13:00Z".into())
}

fn date(text: &str) -> Result<DateTime<Utc>, String> {
    hashmend_turnaround::read_instant(text)?
        .ok_or_else(|| "a date looks like 2026-01-31 or 2026-01-31T12:00:00Z".into())
}

/// `7d`, `12h`, `2w`.
fn step(text: &str) -> Result<TimeDelta, String> {
    let wrong = || format!("`{text}` is no step; write it as 7d, 12h or 2w");
    let unit = text.chars().last().ok_or_else(wrong)?;
    let hours = match unit {
        'h' => 1,
        'd' => 24,
        'w' => 24 * 7,
        _ => return Err(wrong()),
    };
    let number: i64 = text[..text.len() - unit.len_utf8()]
        .parse()
        .map_err(|_| wrong())?;
    number
        .checked_mul(hours)
        .filter(|hours| (1..=24 * 36_500).contains(hours))
        .map(TimeDelta::hours)
        .ok_or_else(|| format!("`{text}` is no step; it is 1h to 36500d"))
}

fn day(text: &str) -> Result<NaiveDate, String> {
    text.parse()
        .ok()
        .filter(|day| hashmend_core::time::is_plausible_day(*day))
        .ok_or_else(|| {
            format!(
                "write {} as YYYY-MM-DD",
                hashmend_core::time::PLAUSIBLE_DAYS
            )
        })
}

/// The words of an enum, and the same with hyphens for fingers used to them.
fn of_words<T: std::str::FromStr<Err = hashmend_core::Error>>(text: &str) -> Result<T, String> {
    as_written(&text.replace('-', "_"))
}

fn as_written<T: std::str::FromStr<Err = hashmend_core::Error>>(text: &str) -> Result<T, String> {
    text.parse().map_err(|error| match error {
        hashmend_core::Error::Invalid {
            problem, expected, ..
        } => format!("{problem}; it is {expected}"),
        other => other.to_string(),
    })
}

fn component(text: &str) -> Result<DeviceKind, String> {
    match text {
        "board" => Ok(DeviceKind::Hashboard),
        _ => of_words(text),
    }
}

fn warranty(text: &str) -> Result<WarrantyClass, String> {
    match text {
        "in" => Ok(WarrantyClass::InWarranty),
        "out" => Ok(WarrantyClass::OutOfWarranty),
        _ => of_words(text)
            .map_err(|_| format!("`{text}` is not one; it is in, out, doa or second_return")),
    }
}

/// US dollars as cents.
fn dollars(text: &str) -> Result<i32, String> {
    let expected = "an amount of 0 or more, such as 250 or 99.50";
    let (whole, cents) = text.split_once('.').unwrap_or((text, ""));
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(cents) || cents.len() > 2 {
        return Err(format!("`{text}` is not {expected}"));
    }
    format!("{whole}{cents:0<2}")
        .parse()
        .map_err(|_| format!("{text} is too much; at most 21,000,000"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        use clap::CommandFactory;

        Cli::command().debug_assert();
    }

    #[test]
    fn negative_and_broken_amounts_are_told_apart_from_money() {
        assert_eq!(dollars("99.5"), Ok(9950));
        assert_eq!(dollars("250"), Ok(25_000));
        for wrong in ["-5", "", "1.234", "1e9", "99999999999", ".", "5,00", "NaN"] {
            assert!(dollars(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn steps_are_whole_hours_days_or_weeks() {
        assert_eq!(step("7d"), Ok(TimeDelta::days(7)));
        assert_eq!(step("12h"), Ok(TimeDelta::hours(12)));
        assert_eq!(step("2w"), Ok(TimeDelta::days(14)));
        for wrong in [
            "",
            "d",
            "7",
            "0d",
            "-7d",
            "7.5d",
            "7m",
            "7\u{00e9}",
            "99999999999999999d",
        ] {
            assert!(step(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn days_of_the_years_0_and_9999_are_refused() {
        assert!(day("2026-11-22").is_ok());
        for wrong in ["0000-01-01", "9999-12-31", "2026-02-30", "22.11.2026", ""] {
            assert!(day(wrong).is_err(), "{wrong}");
        }
    }
}
