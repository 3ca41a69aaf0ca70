//! What a comparison and an outlook say in sentences: as data, for a screen that says it in the
//! reader's language, and in English by `Display`.

use std::fmt::{self, Display, Formatter};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::device::DeviceKind;
use crate::place::Region;
use crate::text_enum::text_enum;
use crate::ticket::{Stage, WarrantyClass};

/// The units asked about, and what was taken for granted of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Subject {
    /// `RMA-2026-000123` or `T-000456`; `None` for a what-if and for what a center usually gets.
    pub number: Option<String>,
    pub quantity: u32,
    pub component: DeviceKind,
    /// Maker and model, where one is known.
    pub model: Option<String>,
    /// 1 swap, 2 board, 3 chip.
    pub level: u8,
    pub warranty: WarrantyClass,
    /// `None`: somewhere in the US.
    pub site: Option<String>,
}

impl Display for Subject {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if let Some(number) = &self.number {
            write!(f, "{number}: ")?;
        }
        let plural = if self.quantity == 1 { "" } else { "s" };
        write!(f, "{} {}{plural}", self.quantity, spoken(self.component))?;
        if let Some(model) = &self.model {
            write!(f, " ({model})")?;
        }
        write!(
            f,
            ", {}, {}, from {}",
            work(self.level),
            covered(self.warranty),
            self.site.as_deref().unwrap_or("the US")
        )
    }
}

/// What the other side's quote must do to win.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum BreakEven {
    /// `side` wins only if its quote is lower by more than `usd` a unit; between the best of each.
    Gap {
        side: Region,
        usd: f64,
        center: String,
        against: String,
    },
    OnlyUs,
    OnlyOverseas,
    NoCenter,
}

impl Display for BreakEven {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Gap {
                side,
                usd,
                center,
                against,
            } => {
                let side = match side {
                    Region::Us => "A US center",
                    Region::Overseas => "Overseas",
                };
                write!(
                    f,
                    "{side} wins only if its quote is lower by more than {} per unit ({center} against {against}).",
                    dollars(*usd)
                )
            }
            Self::OnlyUs => f.write_str(
                "Only US centers come into question, so there is no break-even with overseas.",
            ),
            Self::OnlyOverseas => f.write_str(
                "Only overseas centers come into question, so there is no break-even with the US.",
            ),
            Self::NoCenter => f.write_str("No center comes into question."),
        }
    }
}

/// Where the hashprice of a comparison comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum HashpriceBasis {
    Listed { from: NaiveDate, source: String },
    Assumed,
    Unknown,
}

impl Display for HashpriceBasis {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Listed { from, source } => write!(f, "since {from}: {source}"),
            Self::Assumed => f.write_str("your assumption"),
            Self::Unknown => f.write_str("none known"),
        }
    }
}

/// What the fee is, or why there is none known: the person may type a quote.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum FeeNote {
    YourQuote {
        usd: f64,
    },
    RepairWarranty,
    MakerPays,
    Listed {
        amount: f64,
        currency: String,
        /// Of a fee in another currency: US dollars for one of it, and who says so.
        rate: Option<(f64, String)>,
        /// A whole miner has none listed, so it is that of one hashboard.
        of_one_board: bool,
        source: String,
    },
    Unknown,
    NoExchangeRate {
        amount: f64,
        currency: String,
    },
}

impl Display for FeeNote {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::YourQuote { usd } => write!(f, "{} a unit, your quote", dollars(*usd)),
            Self::RepairWarranty => f.write_str("covered by the warranty on the repair"),
            Self::MakerPays => f.write_str("covered: the maker pays"),
            Self::Listed {
                amount,
                currency,
                rate,
                of_one_board,
                source,
            } => {
                write!(f, "{amount:.2} {currency}")?;
                if let Some((usd, who)) = rate {
                    write!(f, " at {usd} USD ({who})")?;
                }
                if *of_one_board {
                    f.write_str("; of one hashboard, a whole miner has none listed")?;
                }
                write!(f, "; {source}")
            }
            Self::Unknown => f.write_str("no fee is known; type the center's quote"),
            Self::NoExchangeRate { amount, currency } => write!(
                f,
                "the fee is {amount:.2} {currency}, and no exchange rate is known; add one in settings"
            ),
        }
    }
}

/// Why there is no estimate, of a center or at all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum WhyNot {
    Retired {
        on: NaiveDate,
    },
    OtherMakers {
        makers: Vec<String>,
        maker: String,
    },
    NotThisComponent {
        component: DeviceKind,
    },
    NotThisLevel {
        level: u8,
    },
    NoMakerWarranty,
    NoRepairWarranty,
    /// The unit has left for another center, or from it.
    OnItsWay {
        center: Option<String>,
    },
    NoLane {
        country: String,
        on: NaiveDate,
    },
    NoLaneTo {
        country: String,
        center: String,
    },
    NoCenterChosen,
    NoUnitsAway {
        number: String,
    },
    NothingToEstimate {
        number: String,
        stage: Stage,
    },
    NotCompared,
    /// In the estimator's own English words.
    Other {
        text: String,
    },
}

impl Display for WhyNot {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Retired { on } => write!(f, "retired on {on}"),
            Self::OtherMakers { makers, maker } => {
                write!(f, "it repairs {}, not {maker}", makers.join(", "))
            }
            Self::NotThisComponent { component } => {
                write!(f, "it does not take a {}", spoken(*component))
            }
            Self::NotThisLevel { level } => write!(f, "it does not do {}", work(*level)),
            Self::NoMakerWarranty => f.write_str("it does not repair under the maker's warranty"),
            Self::NoRepairWarranty => f.write_str("no warranty on its own repairs is known"),
            Self::OnItsWay { center } => write!(
                f,
                "the unit is already on its way to or from {}",
                center.as_deref().unwrap_or("another center")
            ),
            Self::NoLane { country, on } => {
                write!(
                    f,
                    "there is no lane from {country} on {on}; add one to the center"
                )
            }
            Self::NoLaneTo { country, center } => write!(
                f,
                "There is no lane from {country} to {center}; add one to the center."
            ),
            Self::NoCenterChosen => f.write_str("No center is chosen yet."),
            Self::NoUnitsAway { number } => write!(f, "{number} has no units away"),
            Self::NothingToEstimate { number, stage } => {
                write!(f, "{number} is {stage}; there is nothing to estimate")
            }
            Self::NotCompared => f.write_str("it was not compared"),
            Self::Other { text } => f.write_str(text),
        }
    }
}

/// What was assumed, left out or is to be minded; of a comparison or of one center in it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Remark {
    /// So many of the units are something else; all are estimated as this.
    OtherComponents {
        units: u32,
        of: u32,
        component: DeviceKind,
    },
    OtherLevels {
        units: u32,
        of: u32,
        level: u8,
    },
    OtherWarranties {
        units: u32,
        of: u32,
        warranty: WarrantyClass,
    },
    NoHashrate {
        units: u32,
        of: u32,
    },
    WholeMinerStill,
    NoSite,
    NoCenterSet,
    FurtherOn {
        units: u32,
        of: u32,
        stage: Stage,
    },
    OldHashprice {
        from: NaiveDate,
    },
    NoHashprice,
    SomeWithoutFee {
        centers: u32,
        of: u32,
    },
    NoneWithFee,
    /// A batch is back with its last unit, and no wait is counted beyond 400 days.
    BatchWaits,
    MakerUnknown {
        makers: Vec<String>,
    },
    SeaDamp,
    /// The person chose the center; this speaks against it.
    ChosenThough {
        why: WhyNot,
    },
    DutyNotInTables {
        country: String,
    },
    NoDutyRate {
        country: String,
    },
    DutyUndeclared,
    DutyWithoutFee,
    FeeLeftOut,
    OnTime {
        by: NaiveDate,
        chance: f64,
    },
    NoHolidays {
        country: String,
    },
    HolidaysEnd {
        country: String,
        until: NaiveDate,
    },
    MakeUpDaysEnd {
        country: String,
        until: NaiveDate,
    },
    /// Nothing is published for the stage there; the figure of another is used.
    PriorBorrowed {
        stage: String,
        segment: String,
        site: String,
        from_stage: String,
        from_segment: String,
        from_site: String,
    },
    CapacityAssumed {
        center: String,
        units: u32,
    },
    ReworkCapped {
        percent: f64,
        stages: u32,
    },
    HoldReleased,
}

impl Display for Remark {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let differ = |f: &mut Formatter<'_>, units: &u32, of: &u32, taken: &str| {
            write!(
                f,
                "{units} of {of} units differ; all are estimated as {taken}."
            )
        };
        match self {
            Self::OtherComponents {
                units,
                of,
                component,
            } => differ(f, units, of, spoken(*component)),
            Self::OtherLevels { units, of, level } => differ(f, units, of, work(*level)),
            Self::OtherWarranties {
                units,
                of,
                warranty,
            } => differ(f, units, of, covered(*warranty)),
            Self::NoHashrate { units, of } => write!(
                f,
                "No source gives the hashrate of {units} of {of} units; their lost hashing is left out. \
                 Set the model's hashrate to count it."
            ),
            Self::WholeMinerStill => f.write_str(
                "Without its control board or PSU the whole miner stands still, and is counted so.",
            ),
            Self::NoSite => {
                f.write_str("No site is given; a US site in Central time is assumed.")
            }
            Self::NoCenterSet => f
                .write_str("No center is set on the ticket, so its time so far is not counted."),
            Self::FurtherOn { units, of, stage } => write!(
                f,
                "{units} of {of} units are further on; the range is for the last, which is still {}.",
                spoken_stage(*stage)
            ),
            Self::OldHashprice { from } => write!(
                f,
                "The newest hashprice is from {from}; set today's for a truer cost of waiting."
            ),
            Self::NoHashprice => f
                .write_str("No hashprice is known for that day; lost hashing counts nothing."),
            Self::SomeWithoutFee { centers, of } => write!(
                f,
                "{centers} of {of} centers have no known fee: they are not counted among the cheapest. Type their quotes."
            ),
            Self::NoneWithFee => f
                .write_str("No fee is known; the cost compared is freight, duty and waiting."),
            Self::BatchWaits => f.write_str(
                "Every unit is taken to wait for the last one of its batch; waits beyond 400 days are counted as 400.",
            ),
            Self::MakerUnknown { makers } => write!(
                f,
                "It repairs {}; the units' maker is not known.",
                makers.join(", ")
            ),
            Self::SeaDamp => f.write_str("Some centers refuse sea freight for the damp."),
            Self::ChosenThough { why } => write!(f, "{why}"),
            Self::DutyNotInTables { country } => {
                write!(f, "Duty into {country} is not in the tables and is left out.")
            }
            Self::NoDutyRate { country } => {
                write!(f, "No duty rate is known for {country}; duty is left out.")
            }
            Self::DutyUndeclared => f.write_str(
                "Duty falls on the repair value the maker declares, which is not known; none is counted.",
            ),
            Self::DutyWithoutFee => f
                .write_str("Duty is a share of the fee, which is not known; none is counted."),
            Self::FeeLeftOut => {
                f.write_str("The totals leave the repair fee out: none is known.")
            }
            Self::OnTime { by, chance } => {
                write!(f, "Back by {by}: {:.0} % of the time.", chance * 100.0)
            }
            Self::NoHolidays { country } => write!(
                f,
                "No holidays of {country} are known; only weekends are counted off."
            ),
            Self::HolidaysEnd { country, until } => write!(
                f,
                "The holidays of {country} are known to {until}; after that only weekends are counted off."
            ),
            Self::MakeUpDaysEnd { country, until } => write!(
                f,
                "The weekends worked in {country} to make up for holidays are published to {until}."
            ),
            Self::PriorBorrowed {
                stage,
                segment,
                site,
                from_stage,
                from_segment,
                from_site,
            } => write!(
                f,
                "Nothing is published for {stage} by {segment} at {site} sites; \
                 {from_stage} by {from_segment} at {from_site} sites is used."
            ),
            Self::CapacityAssumed { center, units } => write!(
                f,
                "Nobody has said how many units {center} takes at once; {units} are assumed."
            ),
            Self::ReworkCapped { percent, stages } => write!(
                f,
                "{percent:.1} % of paths were cut off after {stages} stages of rework."
            ),
            Self::HoldReleased => f.write_str(
                "The hold assumed is released before the estimate is dated; none is counted.",
            ),
        }
    }
}

/// Whose customs are meant: countries the units come back from and to, and their maker.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct CustomsLane {
    pub from: String,
    pub to: String,
    pub maker: Option<String>,
}

impl Display for CustomsLane {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{} to {}", self.from, self.to)?;
        match &self.maker {
            Some(maker) => write!(f, ", {maker}"),
            None => Ok(()),
        }
    }
}

/// Where the customs filter stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Customs {
    Assumed {
        lane: CustomsLane,
        until: NaiveDate,
    },
    /// By the desk's own shipments the lane is on hold with this chance.
    Seen {
        lane: CustomsLane,
        chance: f64,
    },
    Unseen {
        lane: CustomsLane,
    },
}

impl Display for Customs {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Assumed { lane, until } => {
                write!(f, "You assume a hold on {lane} until {until}.")
            }
            Self::Seen { lane, chance } => {
                let said = match chance {
                    0.5.. => "A hold is likely",
                    0.1.. => "A hold is possible",
                    _ => "No hold is seen",
                };
                write!(
                    f,
                    "{said} on {lane}: {:.0} in 100, by your own shipments. \
                     A hold may be seen two to four weeks late.",
                    chance * 100.0
                )
            }
            Self::Unseen { lane } => write!(
                f,
                "None of your shipments has come back on {lane}, so holds are taken at their published frequency."
            ),
        }
    }
}

/// What would make the range another, and by how many days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum WouldChange {
    /// The day at 95 % would be earlier.
    NoHold { days: u32 },
    /// Were it through the stage it stands in, the likely day would be earlier.
    Through { stage: Stage, days: u32 },
    /// Saying yes to the quote at once.
    YesAtOnce { days: u32 },
    /// A stage of one's own as fast as published.
    AsPublished { stage: Stage, days: u32 },
}

impl Display for WouldChange {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let spoken_days = |days: u32| match days {
            1 => "a day".to_owned(),
            days => format!("{days} days"),
        };
        match self {
            Self::NoHold { days } => write!(
                f,
                "Without a customs hold the day at 95 % would be {} earlier.",
                spoken_days(*days)
            ),
            Self::Through { stage, days } => write!(
                f,
                "If it were through “{}” now, the likely day would be {} earlier.",
                spoken_stage(*stage),
                spoken_days(*days)
            ),
            Self::YesAtOnce { days } => write!(
                f,
                "Saying yes to the quote at once would save about {}.",
                spoken_days(*days)
            ),
            Self::AsPublished { stage, days } => write!(
                f,
                "“{}” as fast as published would save about {}.",
                spoken_stage(*stage),
                spoken_days(*days)
            ),
        }
    }
}

text_enum! {
    /// Which way of estimating was used.
    EstimatedBy {
        /// Published times end to end, rework and holds at their usual frequency.
        Published = "published",
        /// Stages end to end; of a batch, so without the whole time of single tickets.
        Batch = "batch",
        Stages = "stages",
        Whole = "whole",
        Half = "half",
    }
}

/// Which way of estimating is used and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Method {
    pub by: EstimatedBy,
    /// It foretold so many past tickets best.
    pub tried_on: Option<u32>,
    /// The stages are shown so many per cent longer (shorter: negative), to add up to it.
    pub stretched_percent: Option<i32>,
}

impl Default for Method {
    fn default() -> Self {
        Self {
            by: EstimatedBy::Published,
            tried_on: None,
            stretched_percent: None,
        }
    }
}

impl Display for Method {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self.by {
            EstimatedBy::Published => {
                "The stages' published times laid end to end, with rework and customs holds at their usual frequency."
            }
            EstimatedBy::Batch => {
                "The stages laid end to end, each as your tickets and the published figures have it. \
                 A batch is back with its last unit, so the whole time of single tickets is left out."
            }
            EstimatedBy::Stages => {
                "The stages laid end to end, each as your tickets and the published figures have it."
            }
            EstimatedBy::Whole => {
                "The whole time of past tickets that stood where this one stands."
            }
            EstimatedBy::Half => {
                "Half the stages laid end to end, half the whole time of past tickets that stood where this one stands."
            }
        })?;
        if let Some(tickets) = self.tried_on {
            write!(
                f,
                " Of the ways tried on {tickets} past tickets, this foretold them best."
            )?;
        }
        if let Some(percent) = self.stretched_percent {
            write!(
                f,
                " The stages are shown {} % {}, so that they add up to it.",
                percent.abs(),
                if percent > 0 { "longer" } else { "shorter" }
            )?;
        }
        Ok(())
    }
}

/// What past estimates taught about the width of the range.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Recalibration {
    #[default]
    Unjudged,
    Mended {
        /// Past tickets came later than foretold, or sooner.
        came: Option<Came>,
        /// They scattered so many per cent more than foretold (less: negative).
        scattered_percent: Option<i32>,
    },
    TooFew {
        needed: u32,
        made: u32,
    },
    Fitting,
}

text_enum! {
    Came { Later = "later", Sooner = "sooner" }
}

impl Display for Recalibration {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unjudged => f.write_str("Not adjusted by past estimates."),
            Self::Mended {
                came,
                scattered_percent,
            } => {
                let came = came.map(|came| format!("came {came} than foretold"));
                let scattered = scattered_percent.map(|percent| {
                    format!(
                        "scattered {} % {} than foretold",
                        percent.abs(),
                        if percent > 0 { "more" } else { "less" }
                    )
                });
                let both: Vec<String> = came.into_iter().chain(scattered).collect();
                write!(
                    f,
                    "Past tickets {}; this range is mended by that.",
                    both.join(" and ")
                )
            }
            Self::TooFew { needed, made } => write!(
                f,
                "Not adjusted: it takes {needed} past estimates to learn from, and {made} could be made."
            ),
            Self::Fitting => {
                f.write_str("Not adjusted: past estimates were as wide as what came of them.")
            }
        }
    }
}

/// Nobody publishes logs of miner repairs, so only the desk's own returns can test a figure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Caution {
    pub region: Region,
    /// Tickets of such centers that are back.
    pub back: u32,
    pub needed: u32,
}

impl Display for Caution {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let site = match self.region {
            Region::Us => "US",
            Region::Overseas => "overseas",
        };
        write!(
            f,
            "No log of miner repairs is public, and only {} of your {site} tickets are back: \
             until {} are, the range is untested.",
            self.back, self.needed
        )
    }
}

text_enum! {
    /// What a past ticket shares with the one asked about.
    Alike {
        Center = "center",
        Maker = "maker",
        Model = "model",
        Component = "component",
        Level = "level",
        Warranty = "warranty",
        Fault = "fault",
    }
}

/// A factor on the published time, in words.
pub fn against_published(factor: f64) -> String {
    match factor {
        1.05.. => format!("{factor:.1} times slower than published"),
        0.95.. => "as fast as published".into(),
        _ => format!("{:.1} times faster than published", 1.0 / factor.max(0.01)),
    }
}

pub(super) fn spoken(component: DeviceKind) -> &'static str {
    match component {
        DeviceKind::Miner => "miner",
        DeviceKind::Hashboard => "hashboard",
        DeviceKind::ControlBoard => "control board",
        DeviceKind::Psu => "PSU",
    }
}

fn work(level: u8) -> &'static str {
    match level {
        1 => "swap work",
        2 => "board work",
        _ => "chip work",
    }
}

fn covered(warranty: WarrantyClass) -> &'static str {
    match warranty {
        WarrantyClass::InWarranty => "in warranty",
        WarrantyClass::OutOfWarranty => "out of warranty",
        WarrantyClass::Doa => "dead on arrival",
        WarrantyClass::SecondReturn => "back inside the repair's warranty",
    }
}

fn spoken_stage(stage: Stage) -> String {
    stage.as_str().replace('_', " ")
}

fn dollars(amount: f64) -> String {
    format!("${amount:.2}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_factor_is_said_in_the_direction_a_person_thinks() {
        assert_eq!(against_published(1.42), "1.4 times slower than published");
        assert_eq!(against_published(1.02), "as fast as published");
        assert_eq!(against_published(0.5), "2.0 times faster than published");
    }

    #[test]
    fn units_are_named_with_all_that_was_taken_for_granted() {
        let subject = Subject {
            number: Some("T-000456".into()),
            quantity: 2,
            component: DeviceKind::Psu,
            model: Some("Bitmain APW12".into()),
            level: 2,
            warranty: WarrantyClass::Doa,
            site: None,
        };

        assert_eq!(
            subject.to_string(),
            "T-000456: 2 PSUs (Bitmain APW12), board work, dead on arrival, from the US"
        );
    }
}
