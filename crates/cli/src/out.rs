//! Where answers go: stdout, as tables for people or JSON for programs; progress to stderr.

use std::io::{BufWriter, IsTerminal, Stdout, Write};
use std::ops::ControlFlow;

use serde::Serialize;

use crate::Done;
use crate::words::plain;

#[derive(Debug)]
pub struct Out {
    pub json: bool,
    to: BufWriter<Stdout>,
}

impl Out {
    pub fn new(json: bool) -> Self {
        Self {
            json,
            to: BufWriter::new(std::io::stdout()),
        }
    }

    pub fn line(&mut self, text: impl AsRef<str>) -> Done {
        writeln!(self.to, "{}", plain(text.as_ref()))?;
        Ok(())
    }

    pub fn json(&mut self, answer: &impl Serialize) -> Done {
        serde_json::to_writer_pretty(&mut self.to, answer).map_err(std::io::Error::from)?;
        writeln!(self.to)?;
        Ok(())
    }

    /// The answer as JSON when asked for, else in words.
    pub fn answer(
        &mut self,
        answer: &impl Serialize,
        words: impl FnOnce(&mut Self) -> Done,
    ) -> Done {
        if self.json {
            self.json(answer)
        } else {
            words(self)
        }
    }

    /// Columns as wide as their widest cell; figures to the right.
    pub fn table(&mut self, head: &[&str], rows: &[Vec<String>]) -> Done {
        let width = |text: &str| text.chars().count();
        let rows: Vec<Vec<String>> = rows
            .iter()
            .map(|row| {
                row.iter()
                    .map(|cell| plain(cell).replace('\n', " "))
                    .collect()
            })
            .collect();
        let widths: Vec<usize> = head
            .iter()
            .enumerate()
            .map(|(i, head)| {
                rows.iter()
                    .filter_map(|row| row.get(i))
                    .map(|cell| width(cell))
                    .fold(width(head), usize::max)
            })
            .collect();
        let head: Vec<String> = head.iter().map(|cell| cell.to_uppercase()).collect();
        for row in std::iter::once(&head).chain(&rows) {
            let mut line = String::new();
            for (cell, &wide) in row.iter().zip(&widths) {
                let gap = wide.saturating_sub(width(cell));
                let figure = cell
                    .trim_start_matches(['$', '-'])
                    .starts_with(|c: char| c.is_ascii_digit())
                    && cell
                        .bytes()
                        .all(|b| b.is_ascii_digit() || b"$-.,".contains(&b))
                    && !cell.contains(|c| c == '-' && cell.matches('-').count() > 1);
                if figure {
                    line.extend(std::iter::repeat_n(' ', gap));
                    line.push_str(cell);
                } else {
                    line.push_str(cell);
                    line.extend(std::iter::repeat_n(' ', gap));
                }
                line.push_str("  ");
            }
            writeln!(self.to, "{}", line.trim_end())?;
        }
        Ok(())
    }

    pub fn raw(&mut self) -> &mut impl Write {
        &mut self.to
    }

    pub fn flush(&mut self) -> Done {
        self.to.flush()?;
        Ok(())
    }
}

/// A remark that is not the answer: to stderr, so that the answer can be piped on.
pub fn remark(text: impl AsRef<str>) {
    let _ = writeln!(std::io::stderr(), "{}", plain(text.as_ref()));
}

/// Progress in rows, on stderr when that is a terminal; nothing otherwise.
pub fn progress(what: &'static str) -> impl FnMut(u64, u64) -> ControlFlow<()> {
    let shown = std::io::stderr().is_terminal();
    let mut last = u64::MAX;
    move |done, total| {
        let percent = (done * 100).checked_div(total).unwrap_or(0);
        if shown && percent != last {
            last = percent;
            let end = if done >= total { "\n" } else { "" };
            let _ = write!(std::io::stderr(), "\r{what} {percent} %{end}");
        }
        ControlFlow::Continue(())
    }
}
