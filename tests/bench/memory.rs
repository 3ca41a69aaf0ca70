//! What a program and the web processes it started keep in memory.

use std::fs;
use std::path::Path;

/// Megabytes.
#[derive(Debug, Clone, Copy, Default)]
pub struct Memory {
    pub own: f64,
    /// The most it ever was.
    pub peak: f64,
    /// What draws the page, and what fetches for it: WebKit's, one each for every window.
    pub web: f64,
}

/// Of the process `pid`, which leads its own group.
pub fn of(pid: u32) -> Memory {
    let mut memory = Memory {
        own: field(pid, "VmRSS:"),
        peak: field(pid, "VmHWM:"),
        web: 0.0,
    };
    for entry in fs::read_dir("/proc").into_iter().flatten().flatten() {
        let name = entry.file_name();
        let Some(other) = name.to_str().and_then(|name| name.parse().ok()) else {
            continue;
        };
        if other != pid && group(&entry.path()) == Some(pid) {
            memory.web += field(other, "VmRSS:");
        }
    }
    memory
}

fn field(pid: u32, name: &str) -> f64 {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok());
    kilobytes.unwrap_or_default() / 1024.0
}

fn group(process: &Path) -> Option<u32> {
    let stat = fs::read_to_string(process.join("stat")).ok()?;
    // The program's name, in brackets, may itself hold spaces: fields count from behind it.
    stat.rsplit_once(')')?
        .1
        .split_whitespace()
        .nth(2)?
        .parse()
        .ok()
}
