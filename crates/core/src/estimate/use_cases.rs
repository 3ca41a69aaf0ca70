//! Asking where to send.

use super::{Assumptions, Comparison, Question};
use crate::error::{Result, unbuilt};
use crate::store::Store;
use crate::time::Timestamp;

impl Store {
    /// Every center that accepts the units of `question`, side by side.
    pub fn where_to_send(
        &self,
        _question: &Question,
        _assumptions: &Assumptions,
        _now: Timestamp,
    ) -> Result<Comparison> {
        unbuilt()
    }

    /// The chosen center's estimate for an RMA, as it is frozen with the filing.
    pub fn estimate_to_freeze(
        &self,
        _rma: crate::id::RmaId,
        _now: Timestamp,
    ) -> Result<Option<crate::rma::Frozen>> {
        Ok(None)
    }
}
