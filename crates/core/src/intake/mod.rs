//! Lists of units from outside.
