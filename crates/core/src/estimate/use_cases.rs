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
}
