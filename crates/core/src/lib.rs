//! The repair desk without a window.
//!
//! [`Store`] owns the file. A use case is a method on it; a write is one closure in one
//! transaction that appends events to the [`journal`] and lets the tables follow. `now` and the
//! actor are arguments ([`Act`]): nothing here reads a clock.
//!
//! A walk: [`store`] opens, migrates, backs up and examines the file. [`device`] knows units and
//! their serials ([`serial`]), and takes in lists of them ([`intake`]). [`rma`] files batches,
//! [`ticket`] carries one unit through its stages. [`place`] knows customers, sites, repair
//! centers and lanes; [`catalog`] models, symptoms, duty and hashprice. [`estimate`] asks the
//! `hashmend-turnaround` crate where a unit should go. [`export`] writes lists out, [`history`]
//! brings past tickets in. At the bench, [`finding`] is what
//! is wrong, [`repair`] what was done, [`part`] what it used, [`test_run`] what proves it, [`labour`]
//! whose time it took, [`quote`] what it is to cost, and [`bench`] all of that on one page. [`attachment`] keeps photos and files. [`people`] says who works here
//! and may do what.

pub mod attachment;
pub mod bench;
pub mod bulk;
pub mod catalog;
mod check;
pub mod desk;
pub mod device;
pub mod diagnose;
pub mod dispute;
pub mod error;
pub mod estimate;
pub mod export;
pub mod finding;
pub mod history;
pub mod id;
pub mod intake;
pub mod journal;
pub mod labour;
pub mod learn;
mod overlaid;
pub mod part;
pub mod people;
pub mod place;
pub mod quote;
pub mod radar;
mod reason;
pub mod repair;
pub mod review;
pub mod rma;
pub mod scan_session;
pub mod search;
pub mod serial;
pub mod sheet_cell;
mod spread;
pub mod store;
mod stretch;
pub mod test_run;
mod text_enum;
pub mod ticket;
pub mod time;
pub mod today;

pub use error::{Code, Error, Result};
pub use journal::Act;
pub use reason::{Reason, Why};
pub use store::Store;
pub use time::Timestamp;
