//! The real program, over a real file: every command once with meaning, and bad input.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod attach;
mod bad_input;
mod bench;
mod desk;
mod diagnose;
mod filing;
mod killed;
mod outside;
mod people;
mod report;
mod scan;
mod scenario;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// A folder with a desk file in it, and the program to run over it.
struct Shop {
    folder: TempDir,
}

/// What a run of the program came to.
struct Said {
    code: i32,
    out: String,
    err: String,
}

impl Shop {
    /// No desk yet.
    fn empty() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    /// A new desk.
    fn new() -> Self {
        let shop = Self::empty();
        shop.done(&["init", "--name", "Ridge Farm"]);
        shop
    }

    /// A desk with a small made-up fleet.
    fn demo() -> Self {
        let shop = Self::empty();
        shop.done(&["demo", "--devices", "60", "--tickets", "24", "--seed", "7"]);
        shop
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("desk.hashmend")
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn text(&self, name: &str) -> String {
        self.path(name).display().to_string()
    }

    /// A file in the shop's folder, by its whole name.
    fn with(&self, name: &str, bytes: impl AsRef<[u8]>) -> String {
        std::fs::write(self.path(name), bytes).unwrap();
        self.text(name)
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_hashmend"));
        command
            .args(["--now", "2026-11-22T03:13:00Z"])
            .arg("--data")
            .arg(self.file())
            .args(args)
            .env("USER", "wei");
        command
    }

    fn run(&self, args: &[&str]) -> Said {
        said(self.command(args).output().unwrap())
    }

    fn run_with(&self, args: &[&str], input: &str) -> Said {
        let mut child = self
            .command(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdin = child.stdin.take().unwrap();
        stdin.write_all(input.as_bytes()).unwrap();
        drop(stdin);
        said(child.wait_with_output().unwrap())
    }

    /// Runs what must succeed; its stdout.
    fn done(&self, args: &[&str]) -> String {
        let said = self.run(args);
        assert_eq!(said.code, 0, "{args:?}: {}", said.err);
        said.out
    }

    fn json(&self, args: &[&str]) -> Value {
        let mut all = vec!["--json"];
        all.extend(args);
        serde_json::from_str(&self.done(&all)).unwrap()
    }

    /// Runs what must be refused in a sentence; that sentence.
    fn refused(&self, args: &[&str]) -> String {
        let said = self.run(args);
        assert_eq!(said.code, 1, "{args:?}: {} {}", said.out, said.err);
        assert!(said.err.starts_with("hashmend: "), "{}", said.err);
        assert!(!said.err.contains("panicked"), "{}", said.err);
        said.err
    }
}

fn said(output: Output) -> Said {
    Said {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

fn bytes(path: &Path) -> Vec<u8> {
    std::fs::read(path).unwrap()
}
