//! Why a unit is filed under a warranty class: as data, and as the English sentence a ticket keeps.

use std::fmt::{self, Display, Formatter};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A ticket keeps the sentence, for a person may write another; [`WarrantyWhy::read`] knows the
/// desk's own again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum WarrantyWhy {
    OnRepair {
        days: u16,
        /// The maker; `None`: the center that repaired it.
        maker: Option<String>,
        sent_back: NaiveDate,
        until: NaiveDate,
    },
    DoaWindow {
        maker: Option<String>,
        days: u16,
        dispatched: NaiveDate,
        until: NaiveDate,
    },
    Until {
        until: NaiveDate,
    },
    Ended {
        on: NaiveDate,
    },
    Inside {
        maker: Option<String>,
        days: u16,
        dispatched: NaiveDate,
        until: NaiveDate,
    },
    Outside {
        maker: Option<String>,
        days: u16,
        dispatched: NaiveDate,
    },
    NoLength {
        maker: Option<String>,
    },
    NoDate {
        days: u16,
    },
    NothingKnown,
    /// Read from a log of past repairs.
    FromLog {
        file: String,
        case: String,
    },
}

const MAKER: &str = "the maker";
const ITS_CENTER: &str = "its repair center";

impl Display for WarrantyWhy {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let named = |maker: &Option<String>| maker.clone().unwrap_or_else(|| MAKER.into());
        match self {
            Self::OnRepair {
                days,
                maker,
                sent_back,
                until,
            } => write!(
                f,
                "back inside the {days} days {} gives on a repair: sent back {sent_back}, covered until {until}",
                maker.as_deref().unwrap_or(ITS_CENTER)
            ),
            Self::DoaWindow {
                maker,
                days,
                dispatched,
                until,
            } => write!(
                f,
                "inside {}'s DOA window of {days} days: dispatched {dispatched}, claim until {until}",
                named(maker)
            ),
            Self::Until { until } => write!(f, "in warranty until {until}"),
            Self::Ended { on } => write!(f, "the warranty ended on {on}"),
            Self::Inside {
                maker,
                days,
                dispatched,
                until,
            } => write!(
                f,
                "{} publishes {days} days: dispatched {dispatched}, until {until}",
                named(maker)
            ),
            Self::Outside {
                maker,
                days,
                dispatched,
            } => write!(
                f,
                "{} publishes {days} days and it was dispatched {dispatched}",
                named(maker)
            ),
            Self::NoLength { maker } => {
                write!(f, "no warranty length is published for {}", named(maker))
            }
            Self::NoDate { days } => {
                write!(f, "no date known; published length is {days} days")
            }
            Self::NothingKnown => f.write_str("no date known, and no published length"),
            Self::FromLog { file, case } => write!(f, "from the log {file}, case {case}"),
        }
    }
}

impl WarrantyWhy {
    /// The desk's own sentence; `None` for what a person wrote.
    pub fn read(sentence: &str) -> Option<Self> {
        let named = |maker: &str| (maker != MAKER).then(|| maker.to_owned());
        if sentence == Self::NothingKnown.to_string() {
            return Some(Self::NothingKnown);
        }
        if let Some([days, giver, sent_back, until]) = parts(
            sentence,
            [
                "back inside the ",
                " days ",
                " gives on a repair: sent back ",
                ", covered until ",
            ],
        ) {
            return Some(Self::OnRepair {
                days: days.parse().ok()?,
                maker: (giver != ITS_CENTER).then(|| giver.to_owned()),
                sent_back: sent_back.parse().ok()?,
                until: until.parse().ok()?,
            });
        }
        if let Some([maker, days, dispatched, until]) = parts(
            sentence,
            [
                "inside ",
                "'s DOA window of ",
                " days: dispatched ",
                ", claim until ",
            ],
        ) {
            return Some(Self::DoaWindow {
                maker: named(maker),
                days: days.parse().ok()?,
                dispatched: dispatched.parse().ok()?,
                until: until.parse().ok()?,
            });
        }
        if let Some([until]) = parts(sentence, ["in warranty until "]) {
            return Some(Self::Until {
                until: until.parse().ok()?,
            });
        }
        if let Some([on]) = parts(sentence, ["the warranty ended on "]) {
            return Some(Self::Ended {
                on: on.parse().ok()?,
            });
        }
        if let Some([maker, days, dispatched, until]) = parts(
            sentence,
            ["", " publishes ", " days: dispatched ", ", until "],
        ) {
            return Some(Self::Inside {
                maker: named(maker),
                days: days.parse().ok()?,
                dispatched: dispatched.parse().ok()?,
                until: until.parse().ok()?,
            });
        }
        if let Some([maker, days, dispatched]) = parts(
            sentence,
            ["", " publishes ", " days and it was dispatched "],
        ) {
            return Some(Self::Outside {
                maker: named(maker),
                days: days.parse().ok()?,
                dispatched: dispatched.parse().ok()?,
            });
        }
        if let Some([maker]) = parts(sentence, ["no warranty length is published for "]) {
            return Some(Self::NoLength {
                maker: named(maker),
            });
        }
        if let Some([days]) = parts(sentence, ["no date known; published length is "]) {
            return Some(Self::NoDate {
                days: days.strip_suffix(" days")?.parse().ok()?,
            });
        }
        let [file, case] = parts(sentence, ["from the log ", ", case "])?;
        Some(Self::FromLog {
            file: file.to_owned(),
            case: case.to_owned(),
        })
    }
}

/// What stands between the fixed words, which begin with the first of them.
fn parts<'a, const N: usize>(sentence: &'a str, fixed: [&str; N]) -> Option<[&'a str; N]> {
    let mut found = [""; N];
    let mut rest = sentence.strip_prefix(fixed[0])?;
    for (part, next) in found.iter_mut().zip(&fixed[1..]) {
        let (before, after) = rest.split_once(next)?;
        *part = before;
        rest = after;
    }
    found[N - 1] = rest;
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_desk_knows_its_own_sentences_again_and_nobody_elses() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let (a, b) = (day("2026-01-02"), day("2026-07-01"));
        let maker = Some("Bitmain".to_owned());
        for why in [
            WarrantyWhy::OnRepair {
                days: 30,
                maker: None,
                sent_back: a,
                until: b,
            },
            WarrantyWhy::OnRepair {
                days: 30,
                maker: maker.clone(),
                sent_back: a,
                until: b,
            },
            WarrantyWhy::DoaWindow {
                maker: maker.clone(),
                days: 30,
                dispatched: a,
                until: b,
            },
            WarrantyWhy::Until { until: b },
            WarrantyWhy::Ended { on: a },
            WarrantyWhy::Inside {
                maker: None,
                days: 180,
                dispatched: a,
                until: b,
            },
            WarrantyWhy::Outside {
                maker: maker.clone(),
                days: 180,
                dispatched: a,
            },
            WarrantyWhy::NoLength { maker },
            WarrantyWhy::NoDate { days: 180 },
            WarrantyWhy::NothingKnown,
            WarrantyWhy::FromLog {
                file: "old, case.csv".into(),
                case: "17".into(),
            },
        ] {
            let read = WarrantyWhy::read(&why.to_string());
            if !matches!(why, WarrantyWhy::FromLog { .. }) {
                assert_eq!(read.as_ref(), Some(&why));
            }
            assert_eq!(read.unwrap().to_string(), why.to_string());
        }
        for written in ["", "as the customer says", "in warranty until spring"] {
            assert_eq!(WarrantyWhy::read(written), None, "{written}");
        }
    }
}
