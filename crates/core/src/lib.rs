//! The repair desk without a window.

pub mod serial;
pub mod sheet_cell;
