//! Journeys through the real window, one file per story.
#![cfg(target_os = "linux")]

mod attachments;
mod bench;
mod crash;
mod filing_by_keys;
mod first_start;
mod flow;
mod frame;
mod keyboard;
mod language;
mod lists;
mod merging;
mod parts;
mod past_repairs;
mod paste_and_file;
mod people;
mod scanning;
mod screens;
mod serials;
mod stage_move;
mod turnaround;
mod what_if;
mod where_to_send;
