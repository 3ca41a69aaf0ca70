//! The estimator from outside, on the tables that ship.

#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod calendar;
mod cost;
mod door_to_door;
mod edges;
mod laws;
mod oracles;
mod outside;
mod real_log;
mod shop;
