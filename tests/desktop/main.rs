//! Journeys through the real window, one file per story.
#![cfg(target_os = "linux")]

mod screens;
mod serials;
mod where_to_send;
