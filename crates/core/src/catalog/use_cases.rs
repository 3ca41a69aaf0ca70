//! Use cases on models, symptoms, claim windows, money tables and priors.

use serde::{Deserialize, Serialize};

use crate::catalog::{ClaimWindow, DutyRate, FxRate, Hashprice, Model, PriorEdit, Symptom};
use crate::error::{Result, unbuilt};
use crate::id::RowId;
use crate::journal::Act;
use crate::store::Store;

/// A published stage prior with the user's edit beside it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct PriorRow {
    pub site_type: String,
    pub stage: String,
    pub segment: String,
    /// `business` or `calendar` days.
    pub clock: String,
    pub p50: f64,
    pub p95: f64,
    pub evidence: String,
    pub source: String,
    pub edit: Option<PriorEdit>,
}

impl Store {
    /// Models whose maker or name holds `text`, at most `limit`, by name.
    pub fn models(&self, _text: &str, _limit: u32) -> Result<Vec<Model>> {
        unbuilt()
    }

    /// Add or change a model; a nil id is a new one.
    pub fn save_model(&mut self, _model: &Model, _act: &Act) -> Result<Model> {
        unbuilt()
    }

    pub fn symptoms(&self) -> Result<Vec<Symptom>> {
        unbuilt()
    }

    pub fn add_symptom(&mut self, _symptom: &Symptom, _act: &Act) -> Result<Vec<Symptom>> {
        unbuilt()
    }

    pub fn duty_rates(&self) -> Result<Vec<DutyRate>> {
        unbuilt()
    }

    pub fn set_duty(&mut self, _rate: &DutyRate, _act: &Act) -> Result<Vec<DutyRate>> {
        unbuilt()
    }

    pub fn remove_duty(&mut self, _id: RowId, _act: &Act) -> Result<Vec<DutyRate>> {
        unbuilt()
    }

    pub fn hashprices(&self) -> Result<Vec<Hashprice>> {
        unbuilt()
    }

    pub fn set_hashprice(&mut self, _price: &Hashprice, _act: &Act) -> Result<Vec<Hashprice>> {
        unbuilt()
    }

    pub fn remove_hashprice(&mut self, _id: RowId, _act: &Act) -> Result<Vec<Hashprice>> {
        unbuilt()
    }

    pub fn fx_rates(&self) -> Result<Vec<FxRate>> {
        unbuilt()
    }

    pub fn set_fx(&mut self, _rate: &FxRate, _act: &Act) -> Result<Vec<FxRate>> {
        unbuilt()
    }

    pub fn claim_windows(&self) -> Result<Vec<ClaimWindow>> {
        unbuilt()
    }

    /// `days` of `None` goes back to the published window.
    pub fn edit_claim_window(
        &mut self,
        _maker: &str,
        _item: &str,
        _days: Option<u16>,
        _note: &str,
        _act: &Act,
    ) -> Result<Vec<ClaimWindow>> {
        unbuilt()
    }

    pub fn priors(&self) -> Result<Vec<PriorRow>> {
        unbuilt()
    }

    /// `days` (P50, P95) of `None` goes back to the published prior.
    pub fn edit_prior(
        &mut self,
        _site_type: &str,
        _stage: &str,
        _segment: &str,
        _days: Option<(f64, f64)>,
        _note: &str,
        _act: &Act,
    ) -> Result<Vec<PriorRow>> {
        unbuilt()
    }
}
