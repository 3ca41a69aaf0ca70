//! Which centers come into question, and by which lane.

use chrono::NaiveDate;

use super::asked::Asked;
use super::{NotAsked, Remark, WhyNot};
use crate::catalog::maker_of;
use crate::device::DeviceKind;
use crate::id::{LaneId, SiteId};
use crate::place::{CenterSheet, Lane, Mode};
use crate::ticket::{Stage, WarrantyClass};
use crate::time::Timestamp;

/// One center and the lane to it.
#[derive(Debug)]
pub(super) struct Way {
    pub sheet: CenterSheet,
    pub lane: Lane,
    /// Where an open ticket stands on this very way.
    pub standing: Option<(Stage, Timestamp)>,
    pub warnings: Vec<Remark>,
}

/// The centers that may be asked, and those that may not, with why.
pub(super) fn ways(
    asked: &Asked,
    sheets: Vec<CenterSheet>,
    on: NaiveDate,
) -> (Vec<Way>, Vec<NotAsked>) {
    let mut ways = Vec::new();
    let mut not_asked = Vec::new();
    let own_name = asked.chosen.and_then(|(id, _)| {
        let own = sheets.iter().find(|sheet| sheet.center.id == id)?;
        Some(own.center.name.clone())
    });
    for sheet in sheets {
        let own = asked
            .chosen
            .filter(|(center, _)| *center == sheet.center.id);
        let already_there = asked.has_left && own.is_some();
        let why_not = if asked.has_left && own.is_none() {
            Some(WhyNot::OnItsWay {
                center: own_name.clone(),
            })
        } else if already_there {
            None
        } else {
            refuses_these(&sheet, asked, on)
        };
        let found = match why_not {
            Some(why) => Err(why),
            None => lane(&sheet, asked, own.and_then(|(_, lane)| lane), on).ok_or_else(|| {
                WhyNot::NoLane {
                    country: asked.country.clone(),
                    on,
                }
            }),
        };
        match found {
            Ok(lane) => {
                let lane = lane.clone();
                ways.push(way(sheet, lane, asked, own.is_some()));
            }
            Err(why) => not_asked.push(NotAsked {
                center_id: sheet.center.id,
                center: sheet.center.name,
                why,
            }),
        }
    }
    (ways, not_asked)
}

/// The chosen center's way, whatever speaks against the center: the person chose it.
pub(super) fn chosen_way(asked: &Asked, sheet: CenterSheet, on: NaiveDate) -> Option<Way> {
    let chosen = asked.chosen.and_then(|(_, lane)| lane);
    let lane = lane(&sheet, asked, chosen, on)?.clone();
    let why = refuses_these(&sheet, asked, on);
    let mut way = way(sheet, lane, asked, true);
    way.warnings
        .extend(why.map(|why| Remark::ChosenThough { why }));
    Some(way)
}

fn way(sheet: CenterSheet, lane: Lane, asked: &Asked, own: bool) -> Way {
    let mut warnings = Vec::new();
    if asked.maker.is_none() && !sheet.center.makers.is_empty() {
        warnings.push(Remark::MakerUnknown {
            makers: sheet.center.makers.clone(),
        });
    }
    if lane.mode_back == Mode::Sea || lane.mode_out == Mode::Sea {
        warnings.push(Remark::SeaDamp);
    }
    Way {
        standing: asked.standing.filter(|_| own),
        sheet,
        lane,
        warnings,
    }
}

fn refuses_these(sheet: &CenterSheet, asked: &Asked, on: NaiveDate) -> Option<WhyNot> {
    let maker = asked.maker.as_deref();
    refuses(
        sheet,
        maker,
        asked.component,
        asked.level,
        asked.warranty,
        on,
    )
}

/// Why a center does not take these units; `None`: it does.
pub(super) fn refuses(
    sheet: &CenterSheet,
    maker: Option<&str>,
    component: DeviceKind,
    level: u8,
    warranty: WarrantyClass,
    on: NaiveDate,
) -> Option<WhyNot> {
    let center = &sheet.center;
    if let Some(day) = center.retired_on.filter(|day| *day <= on) {
        return Some(WhyNot::Retired { on: day });
    }
    if let Some(maker) = maker
        && !center.makers.is_empty()
        && !center
            .makers
            .iter()
            .any(|known| maker_of(known).eq_ignore_ascii_case(maker_of(maker)))
    {
        return Some(WhyNot::OtherMakers {
            makers: center.makers.clone(),
            maker: maker.to_owned(),
        });
    }
    if !center.accepts.contains(&component) {
        return Some(WhyNot::NotThisComponent { component });
    }
    if !center.levels.contains(&level) {
        return Some(WhyNot::NotThisLevel { level });
    }
    match warranty {
        WarrantyClass::InWarranty | WarrantyClass::Doa if !center.maker_warranty => {
            Some(WhyNot::NoMakerWarranty)
        }
        WarrantyClass::SecondReturn
            if !center.maker_warranty && center.repair_warranty_days.is_none() =>
        {
            Some(WhyNot::NoRepairWarranty)
        }
        _ => None,
    }
}

/// The lane in force on the day: the one chosen, else one of the site's own, else one of the
/// country's; the newest of several.
fn lane<'a>(
    sheet: &'a CenterSheet,
    asked: &Asked,
    chosen: Option<LaneId>,
    on: NaiveDate,
) -> Option<&'a Lane> {
    lane_for(sheet, chosen, asked.site_id, &asked.country, on)
}

/// As [`lane`], of units at a site of a country.
pub(super) fn lane_for<'a>(
    sheet: &'a CenterSheet,
    chosen: Option<LaneId>,
    site: Option<SiteId>,
    country: &str,
    on: NaiveDate,
) -> Option<&'a Lane> {
    if let Some(lane) = sheet.lanes.iter().find(|lane| Some(lane.id) == chosen) {
        return Some(lane);
    }
    sheet
        .lanes
        .iter()
        .filter(|lane| lane.valid_from <= on && lane.valid_to.is_none_or(|last| on <= last))
        .filter(|lane| match lane.site_id {
            Some(own) => site == Some(own),
            None => lane.from_country == country,
        })
        .max_by_key(|lane| (lane.site_id.is_some(), lane.valid_from))
}
