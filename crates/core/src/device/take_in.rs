//! Taking in a list of units: read, judge every row, let a person fix some, take over the rest.

use serde::{Deserialize, Serialize};

use super::{DeviceKind, IdentifierSource};
use crate::error::{Result, unbuilt};
use crate::id::{ActionId, DeviceId, ModelId, PartyId, RmaId, SiteId, TicketId};
use crate::journal::Act;
use crate::store::Store;
use crate::text_enum::text_enum;

text_enum! {
    VerdictKind {
        New = "new",
        Known = "known",
        DuplicateInList = "duplicate_in_list",
        LookAlike = "look_alike",
        UnknownModel = "unknown_model",
        AlreadyOpen = "already_open",
        SecondReturn = "second_return",
        MissingSerial = "missing_serial",
        Unreadable = "unreadable",
    }
}

/// What is said of one row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Verdict {
    pub kind: VerdictKind,
    /// The field it is about: `serial`, `model`, …
    pub field: String,
    /// One sentence: what is so and what would be right.
    pub text: String,
    /// The unit, ticket or row it points to.
    pub device_id: Option<DeviceId>,
    pub ticket_id: Option<TicketId>,
    pub other: Option<String>,
}

/// One row of the list as read, mended and judged.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct TakenRow {
    /// Counted from 1 as a person counts lines in the file or the paste.
    pub row: u32,
    pub serial_typed: String,
    /// Normalised; empty when there is none to use.
    pub serial: String,
    pub kind: DeviceKind,
    pub model_text: String,
    pub model_id: Option<ModelId>,
    pub model: Option<String>,
    pub mac: String,
    pub location: String,
    pub site_text: String,
    pub customer_text: String,
    pub status: String,
    pub note: String,
    pub symptom_text: String,
    /// The maker's serial format, in words; `None`: unknown format.
    pub format: Option<String>,
    /// The worst first; a row without trouble has one, `new` or `known`.
    pub verdicts: Vec<Verdict>,
    /// Whether it will be taken over as things stand.
    pub take: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct VerdictCount {
    pub kind: VerdictKind,
    pub rows: u32,
}

/// How one column is read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct ColumnUse {
    pub column: u32,
    pub header: String,
    /// The field it fills, or empty: not used.
    pub field: String,
    pub samples: Vec<String>,
    /// Remembered from last time, found by name, guessed from content, or set by hand.
    pub how: String,
}

/// The list as a whole.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct TakeInSummary {
    pub source_name: String,
    pub rows: u32,
    pub to_take: u32,
    pub counts: Vec<VerdictCount>,
    pub columns: Vec<ColumnUse>,
    pub fields: Vec<String>,
    /// When this very file was taken in before.
    pub seen_before: Option<String>,
    pub encoding: String,
    pub notes: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "from", rename_all = "snake_case")]
pub enum ListSource {
    Text { text: String },
    File { path: String },
}

text_enum! {
    /// What the list is for: it decides which rows are ready to be taken.
    ListPurpose { Fleet = "fleet", Rma = "rma" }
}

/// Who and where the units are, when the list does not say.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(default)]
pub struct ListDefaults {
    pub owner_id: Option<PartyId>,
    pub site_id: Option<SiteId>,
    pub model_id: Option<ModelId>,
    pub kind: Option<DeviceKind>,
}

/// What taking over did.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Taken {
    pub action: ActionId,
    pub added: u32,
    pub changed: u32,
    pub unchanged: u32,
    pub left_out: u32,
    /// The RMA the units went into.
    pub rma_id: Option<RmaId>,
    pub tickets: u32,
}

/// Progress of long work: how much of how much, in rows. Say `Break` to cancel.
pub type OnProgress<'a> = &'a mut dyn FnMut(u64, u64) -> std::ops::ControlFlow<()>;

/// A list being taken in. Lives outside the store until it is taken over.
#[derive(Debug)]
pub struct TakeIn {
    pub source: IdentifierSource,
    pub purpose: ListPurpose,
    rows: Vec<TakenRow>,
}

impl TakeIn {
    pub fn summary(&self) -> TakeInSummary {
        TakeInSummary {
            source_name: String::new(),
            rows: 0,
            to_take: 0,
            counts: Vec::new(),
            columns: Vec::new(),
            fields: Vec::new(),
            seen_before: None,
            encoding: String::new(),
            notes: Vec::new(),
        }
    }

    /// Rows `offset..offset+limit` of those with a verdict of `kind`, or of all.
    pub fn rows(&self, _kind: Option<VerdictKind>, _offset: u32, _limit: u32) -> Vec<TakenRow> {
        self.rows.clone()
    }
}

impl Store {
    /// Read a list and judge every row. `columns`: fields by column, when set by hand.
    pub fn read_list(
        &self,
        _source: &ListSource,
        _purpose: ListPurpose,
        _columns: Option<&[String]>,
        _defaults: &ListDefaults,
        _act: &Act,
        _progress: OnProgress<'_>,
    ) -> Result<TakeIn> {
        unbuilt()
    }

    /// Put `value` into `field` (`serial`, `model`, …) of a row and judge again what that touches.
    pub fn fix_row(
        &self,
        _list: &mut TakeIn,
        _row: u32,
        _field: &str,
        _value: &str,
        _act: &Act,
    ) -> Result<()> {
        unbuilt()
    }

    /// Take a row over although warned, or leave it out.
    pub fn choose_row(&self, _list: &mut TakeIn, _row: u32, _take: bool) -> Result<()> {
        unbuilt()
    }

    /// Take the chosen rows over as one action; into the draft `rma` when given.
    ///
    /// The same list twice changes nothing the second time.
    pub fn take_over(
        &mut self,
        _list: &TakeIn,
        _rma: Option<RmaId>,
        _act: &Act,
        _progress: OnProgress<'_>,
    ) -> Result<Taken> {
        unbuilt()
    }
}
