//! What a place must be before it is written down.

use super::{Capacity, Center, CenterKind, Closure, Fee, Lane, Mode, Party, Region, Site};
use crate::check;
use crate::error::{Error, Result};

impl Party {
    pub(super) fn check(&self) -> Result<()> {
        check::filled("name", &self.name)?;
        match &self.country {
            Some(code) => check::country("country", code),
            None => Ok(()),
        }
    }
}

impl Site {
    pub(super) fn check(&self) -> Result<()> {
        check::filled("name", &self.name)?;
        check::country("country", &self.country)?;
        check::zone("zone", &self.zone)?;
        check::short("region", self.region.as_deref().unwrap_or_default())
    }
}

impl Center {
    pub(crate) fn check(&self) -> Result<()> {
        check::filled("name", &self.name)?;
        check::country("country", &self.country)?;
        check::zone("zone", &self.zone)?;
        check::short("city", self.city.as_deref().unwrap_or_default())?;
        check::short("source", &self.source)?;
        check::short("note", &self.note)?;
        if (self.region == Region::Us) != (self.country == "US") {
            return Err(Error::invalid(
                "region",
                format!("it is {} and the country is {}", self.region, self.country),
                "us for a center in the US, overseas for any other",
            ));
        }
        if self.levels.is_empty() {
            return Err(Error::invalid(
                "levels",
                "none is given",
                "at least one of 1 (swap), 2 (board), 3 (chip)",
            ));
        }
        for level in &self.levels {
            check::level("levels", *level)?;
        }
        if self.accepts.is_empty() {
            return Err(Error::invalid(
                "accepts",
                "nothing may be sent there",
                "at least one of miner, hashboard, control_board, psu",
            ));
        }
        for maker in &self.makers {
            check::filled("makers", maker)?;
        }
        if let Some(days) = self.repair_warranty_days {
            check::number("repair_warranty_days", f64::from(days), 0.0, 3_650.0)?;
        }
        if let Some(days) = self.quoted_days {
            // "From an hour" is a quote too, so only the order matters here.
            check::number("quoted_days", days.0, 0.0, 1_500.0)?;
            check::number("quoted_days", days.1, 0.0, 1_500.0)?;
            if days.1 < days.0 {
                return Err(Error::invalid(
                    "quoted_days",
                    format!("{} to {} days", days.0, days.1),
                    "the shorter figure first",
                ));
            }
        }
        match self.retired_on {
            Some(day) => check::day("retired_on", day),
            None => Ok(()),
        }
    }
}

impl Fee {
    pub(crate) fn check(&self) -> Result<()> {
        check::level("level", self.level)?;
        check::cents("amount_cents", self.amount_cents)?;
        check::currency("currency", &self.currency)?;
        check::day("valid_from", self.valid_from)?;
        check::short("source", &self.source)
    }
}

impl Capacity {
    pub(crate) fn check(&self) -> Result<()> {
        check::number("units_per_week", self.units_per_week, 0.01, 1_000_000.0)?;
        check::day("valid_from", self.valid_from)?;
        check::short("source", &self.source)
    }
}

impl Closure {
    pub(super) fn check(&self) -> Result<()> {
        check::span("to_on", self.from_on, Some(self.to_on))?;
        check::short("note", &self.note)
    }
}

impl Lane {
    pub(crate) fn check(&self, center: &Center) -> Result<()> {
        check::country("from_country", &self.from_country)?;
        for (field, days) in [
            ("transit_out", self.transit_out),
            ("transit_back", self.transit_back),
        ] {
            if let Some(days) = days {
                check::day_range(field, days)?;
            }
        }
        check::cents("freight_out_cents", self.freight_out_cents)?;
        check::cents("freight_back_cents", self.freight_back_cents)?;
        check::cents("brokerage_cents", self.brokerage_cents)?;
        if let Some(chance) = self.hold_chance {
            check::number("hold_chance", chance, 0.0, 1.0)?;
        }
        check::span("valid_to", self.valid_from, self.valid_to)?;
        check::short("source", &self.source)?;
        let in_house = center.kind == CenterKind::InHouse;
        for (field, mode) in [("mode_out", self.mode_out), ("mode_back", self.mode_back)] {
            if (mode == Mode::InHouse) != in_house {
                return Err(Error::invalid(
                    field,
                    format!("{mode} does not fit {}", center.name),
                    if in_house {
                        "in_house for your own bench"
                    } else {
                        "ground, express, air_freight or sea"
                    },
                ));
            }
        }
        Ok(())
    }
}
