//! Where the bytes come from: a file, memory or a pipe; plain, packed, or several in an archive.

use std::fs::File;
use std::io::{self, Cursor, Read, Seek, SeekFrom, Write};
use std::ops::ControlFlow;
use std::path::Path;

use encoding_rs::{CoderResult, Decoder, UTF_16BE, UTF_16LE};
use flate2::read::MultiGzDecoder;
use zip::ZipArchive;

use super::lines::LineCutter;
use super::reader::Reader;
use super::tar;
use crate::error::{Error, Result};
use crate::intake::{Progress, Step, Watch};

/// What is to be read.
#[expect(missing_debug_implementations, reason = "a stream has nothing to show")]
pub enum Source<'a> {
    File(&'a Path),
    Bytes(&'a [u8]),
    Stream(&'a mut dyn Read),
}

/// Read at once.
const CHUNK: usize = 256 * 1024;
/// Unpacked bytes read of an archive. A small file can be packed so as to unpack without end.
const MOST_UNPACKED: u64 = 4 << 30;
const MOST_FILES: usize = 10_000;
/// A zip that comes through a pipe is put down first: its table of contents is at its end.
const MOST_SPOOLED: u64 = 1 << 30;

const ZIP: &[u8] = b"PK\x03\x04";
const GZIP: &[u8] = &[0x1f, 0x8b];

/// Packed in ways that are named, not read.
const NOT_OPENED: [(&[u8], &str); 5] = [
    (b"\xfd7zXZ\0", "xz"),
    (b"7z\xbc\xaf\x27\x1c", "7-Zip"),
    (b"Rar!\x1a\x07", "RAR"),
    (b"\x28\xb5\x2f\xfd", "Zstandard"),
    (b"BZh", "bzip2"),
];

trait Seekable: Read + Seek {}
impl<T: Read + Seek> Seekable for T {}

/// Hand all lines of `source` to `reader`.
pub(super) fn feed(source: Source<'_>, reader: &mut Reader, watch: Watch<'_>) -> Result<()> {
    match source {
        Source::Bytes(bytes) => {
            let mut look = Looking::new(watch, Some(bytes.len() as u64));
            seekable(
                &mut Cursor::new(bytes),
                Path::new("the input"),
                reader,
                &mut look,
            )
        }
        Source::File(path) => {
            let mut file = File::open(path).map_err(|error| Error::file(path, error))?;
            let length = file.metadata().map_err(|error| Error::file(path, error))?;
            if length.is_dir() {
                return Err(Error::Unreadable(format!(
                    "{} is a folder; give a log, or a zip of logs",
                    path.display()
                )));
            }
            let mut look = Looking::new(watch, Some(length.len()).filter(|n| *n > 0));
            seekable(&mut file, path, reader, &mut look)
        }
        Source::Stream(stream) => {
            let path = Path::new("the input");
            let mut look = Looking::new(watch, None);
            let head = head(stream).map_err(|error| Error::file(path, error))?;
            piped(&head, stream, path, reader, &mut look)
        }
    }
}

fn seekable(
    from: &mut dyn Seekable,
    path: &Path,
    reader: &mut Reader,
    look: &mut Looking<'_>,
) -> Result<()> {
    let failed = |error| Error::file(path, error);
    let head = head(from).map_err(failed)?;
    // A pipe that was given a name cannot go back.
    if from.seek(SeekFrom::Start(0)).is_err() {
        return piped(&head, from, path, reader, look);
    }
    if head.starts_with(ZIP) {
        archive(from, path, reader, look)
    } else {
        one(&head, from, None, path, reader, look)
    }
}

/// What cannot go back: the head that was read of it comes first again.
fn piped(
    head: &[u8],
    rest: impl Read,
    path: &Path,
    reader: &mut Reader,
    look: &mut Looking<'_>,
) -> Result<()> {
    let mut whole = Cursor::new(head).chain(rest);
    if head.starts_with(ZIP) {
        let mut file = spool(&mut whole, path)?;
        return archive(&mut file, path, reader, look);
    }
    one(head, &mut whole, None, path, reader, look)
}

fn spool(from: &mut dyn Read, path: &Path) -> Result<File> {
    let failed = |error| Error::file(path, error);
    let mut file = tempfile::tempfile().map_err(failed)?;
    let length = io::copy(&mut from.take(MOST_SPOOLED + 1), &mut file).map_err(failed)?;
    if length > MOST_SPOOLED {
        return Err(Error::Unreadable(
            "a zip of more than 1 GB is not read from a pipe; give the file".into(),
        ));
    }
    file.flush().map_err(failed)?;
    Ok(file)
}

/// The first bytes, as many as it takes to tell what it is.
fn head(from: &mut (impl Read + ?Sized)) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    from.take(512).read_to_end(&mut head)?;
    Ok(head)
}

/// Hands bytes on in blocks of one size, however they arrive: where a packed stream is damaged, what
/// was unpacked of the last block is lost, so it is small, and the same for a file and a pipe.
struct Blocks<R> {
    from: R,
    block: [u8; 64],
    held: std::ops::Range<usize>,
}

impl<R: Read> Blocks<R> {
    fn of(from: R) -> Self {
        Self {
            from,
            block: [0; 64],
            held: 0..0,
        }
    }
}

impl<R: Read> Read for Blocks<R> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        if self.held.is_empty() {
            let mut filled = 0;
            while filled < self.block.len() {
                match self.from.read(&mut self.block[filled..]) {
                    Ok(0) => break,
                    Ok(count) => filled += count,
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                    Err(error) => return Err(error),
                }
            }
            self.held = 0..filled;
        }
        let count = self.held.len().min(to.len());
        to[..count].copy_from_slice(&self.block[self.held.start..self.held.start + count]);
        self.held.start += count;
        Ok(count)
    }
}

fn archive(
    mut from: &mut dyn Seekable,
    path: &Path,
    reader: &mut Reader,
    look: &mut Looking<'_>,
) -> Result<()> {
    from.seek(SeekFrom::Start(0))
        .map_err(|error| Error::file(path, error))?;
    let mut archive = ZipArchive::new(&mut from)
        .map_err(|error| Error::Unreadable(format!("{}: {error}", path.display())))?;
    look.is_packed();
    let mut names: Vec<(usize, String)> = (0..archive.len())
        .filter_map(|at| Some((at, archive.name_for_index(at)?.ok()?.into_owned())))
        .filter(|(_, name)| !name.ends_with('/') && !name.starts_with("__MACOSX/"))
        .collect();
    if names.len() > MOST_FILES {
        reader.leave_out("further files", "more than 10,000 in one archive");
        names.truncate(MOST_FILES);
    }
    // Rotated logs: the oldest has the highest number, and what came first is read first.
    names.sort_by(|(_, a), (_, b)| by_age(a).cmp(&by_age(b)));
    for (at, name) in names {
        let mut file = match archive.by_index(at) {
            Ok(file) => file,
            Err(error) => {
                reader.leave_out(&name, &error.to_string());
                continue;
            }
        };
        let head = match head(&mut file) {
            Ok(head) => head,
            Err(error) => {
                reader.leave_out(&name, &error.to_string());
                continue;
            }
        };
        if head.starts_with(ZIP) {
            reader.leave_out(&name, "an archive in the archive");
            continue;
        }
        if !is_text(&head) {
            reader.leave_out(&name, "not text");
            continue;
        }
        let mut whole = Cursor::new(head.clone()).chain(file);
        let shown = Path::new(&name);
        match one(&head, &mut whole, Some(name.clone()), shown, reader, look) {
            Ok(()) => {}
            Err(Error::Cancelled) => return Err(Error::Cancelled),
            Err(error) => reader.leave_out(&name, &error.to_string()),
        }
        if look.unpacked > MOST_UNPACKED {
            reader.leave_out("the rest", "more than 4 GB unpacked");
            break;
        }
    }
    Ok(())
}

/// `miner.log.2` comes before `miner.log.1`, and both before `miner.log`.
fn by_age(name: &str) -> (&str, std::cmp::Reverse<u32>) {
    let plain = name.strip_suffix(".gz").unwrap_or(name);
    match plain.rsplit_once('.') {
        Some((stem, number)) if number.len() <= 4 => match number.parse() {
            Ok(number) => (stem, std::cmp::Reverse(number)),
            Err(_) => (plain, std::cmp::Reverse(0)),
        },
        _ => (plain, std::cmp::Reverse(0)),
    }
}

fn is_text(head: &[u8]) -> bool {
    let packed = head.starts_with(GZIP);
    let wide = head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff");
    packed || wide || head.iter().filter(|byte| **byte == 0).count() <= head.len() / 10
}

/// One log, packed with gzip or not.
fn one(
    head: &[u8],
    from: &mut dyn Read,
    name: Option<String>,
    path: &Path,
    reader: &mut Reader,
    look: &mut Looking<'_>,
) -> Result<()> {
    if let Some((_, kind)) = NOT_OPENED.iter().find(|(start, _)| head.starts_with(start)) {
        return Err(Error::Unreadable(format!(
            "{} is packed with {kind}, which is not read; unpack it, or pack it as zip or gzip",
            path.display()
        )));
    }
    if head.starts_with(GZIP) {
        look.is_packed();
        let mut unpacked = MultiGzDecoder::new(Blocks::of(from));
        let mut within = Vec::new();
        // What cannot be unpacked is told when the lines are read; what came before it counts.
        let _ = (&mut unpacked).take(512).read_to_end(&mut within);
        let mut whole = Cursor::new(within.clone()).chain(unpacked);
        return if tar::is_tar(&within) {
            tarred(&mut whole, path, reader, look)
        } else {
            lines(&mut whole, name, path, reader, look)
        };
    }
    if tar::is_tar(head) {
        tarred(from, path, reader, look)
    } else {
        lines(from, name, path, reader, look)
    }
}

/// The logs of a tar.
fn tarred(
    from: &mut dyn Read,
    path: &Path,
    reader: &mut Reader,
    look: &mut Looking<'_>,
) -> Result<()> {
    let failed = |error| Error::file(path, error);
    for count in 0.. {
        let (name, size) = match tar::header(from).map_err(failed)? {
            tar::Header::End => break,
            tar::Header::Other(size) => {
                tar::skip(from, size, 0).map_err(failed)?;
                continue;
            }
            tar::Header::File(entry) => (entry.name, entry.size),
        };
        if count >= MOST_FILES || (look.packed && look.unpacked > MOST_UNPACKED) {
            reader.leave_out("the rest", "more than 10,000 files, or 4 GB unpacked");
            break;
        }
        let mut file = from.take(size);
        let head = head(&mut file).map_err(failed)?;
        if head.starts_with(GZIP) || head.starts_with(ZIP) || !is_text(&head) {
            reader.leave_out(&name, "not text");
        } else {
            let mut whole = Cursor::new(head).chain(&mut file);
            let shown = name.clone();
            lines(&mut whole, Some(name), Path::new(&shown), reader, look)?;
        }
        let read = size - file.limit();
        tar::skip(from, size, read).map_err(failed)?;
    }
    Ok(())
}

fn lines(
    from: &mut dyn Read,
    name: Option<String>,
    path: &Path,
    reader: &mut Reader,
    look: &mut Looking<'_>,
) -> Result<()> {
    let mut chunk = vec![0; CHUNK];
    let mut cutter = LineCutter::default();
    let mut wide = None;
    let mut first = true;
    let mut stopped = None;
    reader.open_file(name);
    loop {
        let count = match from.read(&mut chunk) {
            Ok(count) => count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => {
                // What came before the damage still counts.
                stopped = Some(error);
                0
            }
        };
        let mut bytes = &chunk[..count];
        if first && count > 0 {
            first = false;
            if let Some(rest) = bytes.strip_prefix(b"\xef\xbb\xbf") {
                bytes = rest;
            } else if bytes.starts_with(b"\xff\xfe") {
                wide = Some(Wide::new(UTF_16LE.new_decoder_with_bom_removal()));
            } else if bytes.starts_with(b"\xfe\xff") {
                wide = Some(Wide::new(UTF_16BE.new_decoder_with_bom_removal()));
            }
        }
        let mut each = |number, line: &[u8]| reader.line(number, line);
        match &mut wide {
            Some(wide) => wide.push(bytes, count == 0, |text| cutter.push(text, &mut each)),
            None => cutter.push(bytes, &mut each),
        }
        look.on(count)?;
        if count == 0 {
            break;
        }
        if look.packed && look.unpacked > MOST_UNPACKED {
            reader.leave_out(
                &path.display().to_string(),
                "the rest: more than 4 GB unpacked",
            );
            break;
        }
    }
    let last = cutter.finish(&mut |number, line| reader.line(number, line));
    reader.close_file(last);
    match stopped {
        None => Ok(()),
        Some(error) if last > 0 => {
            reader.leave_out(&path.display().to_string(), &format!("the rest: {error}"));
            Ok(())
        }
        Some(error) => Err(Error::file(path, error)),
    }
}

/// UTF-16, as Windows saves what is pasted into it.
struct Wide {
    decoder: Decoder,
    text: Vec<u8>,
}

impl Wide {
    fn new(decoder: Decoder) -> Self {
        Self {
            decoder,
            text: vec![0; CHUNK],
        }
    }

    fn push(&mut self, mut bytes: &[u8], last: bool, mut each: impl FnMut(&[u8])) {
        loop {
            let (result, read, written, _) =
                self.decoder.decode_to_utf8(bytes, &mut self.text, last);
            each(&self.text[..written]);
            bytes = &bytes[read..];
            if result == CoderResult::InputEmpty {
                return;
            }
        }
    }
}

/// How far the reading is, for whoever watches.
struct Looking<'a> {
    watch: Watch<'a>,
    /// Bytes to come, where that is known.
    total: Option<u64>,
    packed: bool,
    unpacked: u64,
    told: u64,
}

/// Bytes between two looks at the watch.
const WATCH_EVERY: u64 = 1 << 20;

impl<'a> Looking<'a> {
    fn new(watch: Watch<'a>, total: Option<u64>) -> Self {
        Self {
            watch,
            total,
            packed: false,
            unpacked: 0,
            told: 0,
        }
    }

    /// How much there is to read is not known any more.
    fn is_packed(&mut self) {
        self.packed = true;
        self.total = None;
    }

    fn on(&mut self, count: usize) -> Result<()> {
        self.unpacked += count as u64;
        if self.unpacked - self.told < WATCH_EVERY && count > 0 {
            return Ok(());
        }
        self.told = self.unpacked;
        let permille = match self.total {
            Some(total) => (self.unpacked * 1000)
                .checked_div(total)
                .unwrap_or(1000)
                .min(1000),
            None => 0,
        };
        let progress = Progress {
            step: Step::Reading,
            permille: u32::try_from(permille).unwrap_or(1000),
        };
        match (self.watch)(progress) {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => Err(Error::Cancelled),
        }
    }
}
