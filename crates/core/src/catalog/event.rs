use rusqlite::Transaction;
use serde::{Deserialize, Serialize};

use super::{DutyRate, FxRate, Hashprice, Model, PriorEdit, Symptom};
use crate::error::Result;
use crate::id::RowId;
use crate::journal::{DomainEvent, Reversal, Stamp};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CatalogEvent {
    ModelAdded(Box<Model>),
    ModelChanged {
        is: Box<Model>,
        was: Box<Model>,
    },
    ModelRemoved(Box<Model>),
    SymptomAdded(Symptom),
    SymptomRemoved(Symptom),
    /// The row is JSON as the `serial` module writes it.
    SerialPatternAdded {
        id: RowId,
        row: String,
    },
    SerialPatternRemoved {
        id: RowId,
        row: String,
    },
    MappingRemembered {
        fingerprint: String,
        mapping: String,
        was: Option<String>,
    },
    MappingForgotten {
        fingerprint: String,
        mapping: String,
    },
    WindowEdited {
        maker: String,
        item: String,
        days: Option<u16>,
        note: String,
        was: Option<(u16, String)>,
    },
    DutySet(DutyRate),
    DutyRemoved(DutyRate),
    HashpriceSet(Hashprice),
    HashpriceRemoved(Hashprice),
    FxSet(FxRate),
    FxRemoved(FxRate),
    PriorEdited {
        is: Option<PriorEdit>,
        was: Option<PriorEdit>,
    },
}

impl DomainEvent for CatalogEvent {
    fn kind(&self) -> &'static str {
        match self {
            Self::ModelAdded(_) => "catalog.model_added",
            Self::ModelChanged { .. } => "catalog.model_changed",
            Self::ModelRemoved(_) => "catalog.model_removed",
            Self::SymptomAdded(_) => "catalog.symptom_added",
            Self::SymptomRemoved(_) => "catalog.symptom_removed",
            Self::SerialPatternAdded { .. } => "catalog.serial_pattern_added",
            Self::SerialPatternRemoved { .. } => "catalog.serial_pattern_removed",
            Self::MappingRemembered { .. } => "catalog.mapping_remembered",
            Self::MappingForgotten { .. } => "catalog.mapping_forgotten",
            Self::WindowEdited { .. } => "catalog.window_edited",
            Self::DutySet(_) => "catalog.duty_set",
            Self::DutyRemoved(_) => "catalog.duty_removed",
            Self::HashpriceSet(_) => "catalog.hashprice_set",
            Self::HashpriceRemoved(_) => "catalog.hashprice_removed",
            Self::FxSet(_) => "catalog.fx_set",
            Self::FxRemoved(_) => "catalog.fx_removed",
            Self::PriorEdited { .. } => "catalog.prior_edited",
        }
    }

    fn apply(&self, _tx: &Transaction<'_>, _stamp: &Stamp) -> Result<()> {
        Ok(())
    }

    fn reversal(&self, _tx: &Transaction<'_>, _stamp: &Stamp) -> Result<Reversal> {
        Ok(Reversal::Implied)
    }

    fn sentence(&self) -> String {
        String::new()
    }
}
