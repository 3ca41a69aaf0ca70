//! What is known of a unit when it is sent, under the names the log and a question share.

use crate::catalog::maker_of;
use crate::device::DeviceKind;
use crate::place::Mode;
use crate::ticket::WarrantyClass;

/// In the order of [`Features::values`].
pub(crate) const NAMES: [&str; 12] = [
    "maker",
    "model",
    "component",
    "level",
    "warranty",
    "fault",
    "site",
    "kind",
    "mode_out",
    "mode_back",
    "quantity",
    "origin",
];

/// Blank where it is not known.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Features<'a> {
    pub maker: &'a str,
    pub model: &'a str,
    pub component: Option<DeviceKind>,
    pub level: u8,
    pub warranty: Option<WarrantyClass>,
    /// The symptom's code.
    pub fault: &'a str,
    /// The center's site type, `us` or `overseas`, and kind.
    pub site: &'a str,
    pub kind: &'a str,
    pub mode_out: Option<Mode>,
    pub mode_back: Option<Mode>,
    /// Units in the filing.
    pub units: u32,
    /// Country of the center.
    pub origin: &'a str,
}

impl<'a> Features<'a> {
    pub fn values(&self) -> [&'a str; NAMES.len()] {
        [
            maker_of(self.maker),
            self.model,
            self.component.map_or("", DeviceKind::as_str),
            match self.level {
                1 => "L1",
                2 => "L2",
                3 => "L3",
                _ => "",
            },
            match self.warranty {
                Some(class) if class.is_covered() => "in",
                Some(_) => "out",
                None => "",
            },
            self.fault,
            self.site,
            self.kind,
            self.mode_out.map_or("", leg),
            self.mode_back.map_or("", leg),
            match self.units {
                0 => "",
                1 => "1",
                2..=10 => "2-10",
                11..=50 => "11-50",
                _ => "51+",
            },
            self.origin,
        ]
    }
}

/// The estimator knows no transport within the house; such a ticket has no legs.
fn leg(mode: Mode) -> &'static str {
    match mode {
        Mode::InHouse | Mode::Ground => Mode::Ground.as_str(),
        Mode::Express | Mode::AirFreight | Mode::Sea => mode.as_str(),
    }
}
