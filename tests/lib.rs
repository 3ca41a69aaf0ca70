//! The harness of the tests that cross crates: the real window, driven over WebDriver.
//!
//! A [`Desk`] is one running Hashmend: its own virtual display, its own D-Bus session, its own
//! data folder, and a WebDriver session with the binary a person would start. Nothing is mocked.
//! It needs what `cargo xtask test` sets up: `Xvfb`, `dbus-daemon`, `WebKitWebDriver`,
//! `tauri-driver` and a built `hashmend-desk`; a missing one is a failure that names it, never a
//! skip.
//!
//! # How elements are found
//!
//! As a person with a screen reader would: by role and accessible name ([`button`], [`link`],
//! [`field`], [`heading`], [`row`], [`find::role`]), or by the [`text`] they show. A name matches
//! whole first, then as a beginning, then as a part, so a key hint inside a button does not hide
//! it. Only where a thing has no name of its own does it carry a `data-testid`, found by [`id`].
//! Style classes and element nesting are never relied on.
//!
//! # How time is spent
//!
//! Nothing sleeps for a fixed time. Every action first waits for its element, looking again every
//! 40 ms until [`PATIENCE`] is over; a step that runs out of patience says what it looked for and
//! leaves a picture of what was there instead.
//!
//! # What must not be set
//!
//! No `WEBKIT_*` variable reaches the app: with `WEBKIT_DISABLE_DMABUF_RENDERER` or
//! `WEBKIT_DISABLE_COMPOSITING_MODE` the screenshot call never returns.
#![cfg(target_os = "linux")]

#[path = "harness/browser.rs"]
mod browser;
#[path = "harness/desk.rs"]
mod desk;
#[path = "harness/find.rs"]
pub mod find;
#[path = "harness/look.rs"]
pub mod look;
#[path = "harness/process.rs"]
pub mod process;
#[path = "harness/trouble.rs"]
mod trouble;
#[path = "harness/walk.rs"]
pub mod walk;

pub use browser::{Browser, Element, PATIENCE, Place};
pub use desk::{Desk, artifacts, story};
pub use find::{Find, button, field, heading, id, link, role, row, text};
pub use trouble::{Outcome, Trouble};
