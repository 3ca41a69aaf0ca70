use crate::{Outcome, Trouble};
use rustix::process::{Pid, Signal, kill_process, kill_process_group};
use std::cell::RefCell;
use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};
use std::{fs, thread};

/// A child with everything it started; all of it ends when this is dropped.
#[derive(Debug)]
pub struct Group(Child);

impl Group {
    /// Start `command` in a process group of its own.
    pub fn start(command: &mut Command) -> Outcome<Self> {
        let program = command.get_program().to_string_lossy().into_owned();
        command
            .process_group(0)
            .spawn()
            .map(Self)
            .map_err(|error| Trouble::new(format!("cannot start {program}: {error}")))
    }

    /// Start `command` and read the first line it prints, by which it says that it is ready.
    pub fn start_and_read(command: &mut Command) -> Outcome<(Self, String)> {
        let mut group = Self::start(command.stdout(Stdio::piped()))?;
        let mut line = String::new();
        if let Some(stdout) = group.0.stdout.take() {
            BufReader::new(stdout).read_line(&mut line)?;
        }
        if line.is_empty() {
            let program = command.get_program().to_string_lossy();
            return Err(Trouble::new(format!("{program} ended before it was ready")));
        }
        Ok((group, line.trim().to_owned()))
    }

    /// The member of this group that runs `binary`, if there is one.
    pub fn find_member(&self, binary: &Path) -> Option<i32> {
        let group = self.0.id().to_string();
        fs::read_dir("/proc").ok()?.flatten().find_map(|entry| {
            let pid = entry.file_name().to_str()?.parse().ok()?;
            let stat = fs::read_to_string(entry.path().join("stat")).ok()?;
            // The program name, in brackets, may itself hold spaces: fields count from behind it.
            let mut fields = stat.rsplit_once(')')?.1.split_whitespace();
            let (state, pgrp) = (fields.next()?, fields.nth(1)?);
            let runs_it = fs::read_link(entry.path().join("exe")).is_ok_and(|exe| exe == binary);
            (state != "Z" && pgrp == group && runs_it).then_some(pid)
        })
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        // Already gone is as good as ended.
        let _ = kill_process_group(Pid::from_child(&self.0), Signal::KILL);
        let _ = self.0.wait();
    }
}

/// A program started as a person would, with what it says on its error stream.
#[derive(Debug)]
pub struct Started {
    group: Group,
    pub at: Instant,
    says: Receiver<(Instant, String)>,
    said: RefCell<Vec<(Instant, String)>>,
}

impl Started {
    pub fn new(command: &mut Command) -> Outcome<Self> {
        let at = Instant::now();
        let mut group = Group::start(command.stderr(Stdio::piped()))?;
        let (heard, says) = mpsc::channel();
        if let Some(stderr) = group.0.stderr.take() {
            // Ends with the program, whose stream it reads.
            thread::spawn(move || {
                for line in BufReader::new(stderr).lines().map_while(Result::ok) {
                    if heard.send((Instant::now(), line)).is_err() {
                        return;
                    }
                }
            });
        }
        Ok(Self {
            group,
            at,
            says,
            said: RefCell::default(),
        })
    }

    pub fn pid(&self) -> u32 {
        self.group.0.id()
    }

    /// When it said this, counted from its start; `None` when it ended or was silent for too long.
    pub fn hears(&self, what: &str, patience: Duration) -> Option<Duration> {
        let deadline = Instant::now() + patience;
        let mut looked = 0;
        loop {
            let mut said = self.said.borrow_mut();
            if let Some((at, _)) = said[looked..].iter().find(|(_, line)| line.contains(what)) {
                return Some(at.duration_since(self.at));
            }
            looked = said.len();
            let left = deadline.saturating_duration_since(Instant::now());
            said.push(self.says.recv_timeout(left).ok()?);
        }
    }

    /// Wait until it ends by itself: whether it was content.
    pub fn ends(&mut self, patience: Duration) -> Outcome<bool> {
        let child = &mut self.group.0;
        let ended = wait_until("the program ends", patience, || {
            child.try_wait().ok().flatten()
        })?;
        Ok(ended.success())
    }
}

/// End a process as a power cut would: no signal it could catch.
pub fn kill_hard(pid: i32) -> Outcome {
    let pid = Pid::from_raw(pid).ok_or_else(|| Trouble::new("no such process"))?;
    Ok(kill_process(pid, Signal::KILL)?)
}

/// Ask again and again until `probe` has an answer or `patience` is over.
pub fn wait_until<T>(
    what: &str,
    patience: Duration,
    mut probe: impl FnMut() -> Option<T>,
) -> Outcome<T> {
    let deadline = Instant::now() + patience;
    loop {
        if let Some(answer) = probe() {
            return Ok(answer);
        }
        if Instant::now() > deadline {
            let seconds = patience.as_secs();
            return Err(Trouble::new(format!("{what}: not within {seconds} s")));
        }
        thread::sleep(Duration::from_millis(20));
    }
}
