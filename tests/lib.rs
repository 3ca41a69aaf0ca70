//! Harness for the tests that cross crates.
