//! The ZIP: the PDF, the originals, the events, and the hashes of all of them.

use std::fs::File;
use std::io::Write;
use std::ops::ControlFlow;
use std::path::Path;

use rusqlite::{MAIN_DB, Row};
use serde::{Deserialize, Serialize};
use serde_json::json;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::gather::{Hashes, content_of, each_piece, hex, positions};
use super::{Dispute, Soundness};
use crate::attachment::FileKind;
use crate::device::take_in::OnProgress;
use crate::error::{Error, Result};
use crate::id::EventId;
use crate::store::{Store, write_file};
use crate::time::Timestamp;

/// How anybody computes a seal again.
const VERIFY: &str = "\
journal.jsonl holds one event of the desk's journal a line, in order. Every event of a desk, of this unit
or not, is chained to the one before it; `prev_hash` is that one's `hash`. To compute `hash` again:

  BLAKE3 over prev_hash (its 32 bytes, not the hex), then over each of these fields, each preceded by its
  length in bytes as a 64-bit little-endian number:
    position   64-bit little-endian
    id         16 bytes of the UUID
    desk       16 bytes of the UUID
    action     16 bytes of the UUID
    actor      UTF-8
    at         milliseconds since 1970-01-01 UTC, 64-bit little-endian (`at_ms`)
    subject    16 bytes of the UUID
    kind       UTF-8
    payload    UTF-8, exactly as it stands in `payload`

A line that was changed does not give its hash. The newest hash of the whole journal when this pack was made
is in manifest.json; a pack or a backup made later by the same desk holds the same events under the same hashes.

SHA256SUMS can be checked with `sha256sum -c SHA256SUMS`. The BLAKE3 of an original is what the event
`attachment.added` in journal.jsonl recorded when the file was attached.
";

/// What was packed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Packed {
    pub path: String,
    /// Originals in it.
    pub originals: u32,
    /// Names of originals that are not what was attached, or gone, and so are not in it.
    pub left_out: Vec<String>,
}

impl Store {
    /// Write `dispute`, with the PDF made of it, into a new ZIP.
    ///
    /// # Errors
    /// `Refused` when `path` exists; `Unreadable` when an original changed since it was gathered;
    /// `Cancelled`. Nothing is left at `path` then.
    pub fn write_dispute(
        &self,
        dispute: &Dispute,
        pdf: &[u8],
        path: &Path,
        progress: OnProgress<'_>,
    ) -> Result<Packed> {
        let snapshot = self.conn.unchecked_transaction()?;
        let mut packed = Packed {
            path: path.display().to_string(),
            ..Packed::default()
        };
        write_file(path, |file| {
            let mut pack = Pack {
                path,
                zip: ZipWriter::new(file),
                files: Vec::new(),
            };
            pack.put("dispute.pdf", CompressionMethod::Stored, pdf)?;
            let total = dispute.originals.len() as u64;
            for (done, original) in (0..).zip(&dispute.originals) {
                if progress(done, total) == ControlFlow::Break(()) {
                    return Err(Error::Cancelled);
                }
                let name = format!("{} of {}", original.file.name, original.file.label);
                if original.soundness != Soundness::Sound {
                    packed.left_out.push(name);
                    continue;
                }
                let Some(row) = content_of(&snapshot, original.file.id)?.1 else {
                    return Err(Error::Unreadable(format!("{name} is missing")));
                };
                let mut blob = snapshot.blob_open(MAIN_DB, "content", "bytes", row, true)?;
                // Photos are as small as they get.
                let method = match original.file.kind {
                    FileKind::Photo => CompressionMethod::Stored,
                    FileKind::Text | FileKind::Other => CompressionMethod::Deflated,
                };
                pack.start(&original.path, method)?;
                let mut hashes = Hashes::default();
                each_piece(&mut blob, |piece| pack.write(piece, &mut hashes))?;
                let blake3 = pack.end(&original.path, hashes);
                if blake3 != original.blake3 {
                    return Err(Error::Unreadable(format!(
                        "{name} is not what was attached; a backup may still have it"
                    )));
                }
                packed.originals += 1;
            }
            let mut hashes = Hashes::default();
            pack.start("journal.jsonl", CompressionMethod::Deflated)?;
            for position in positions(&snapshot, &dispute.page)? {
                if position <= dispute.head.position {
                    let line = snapshot
                        .prepare_cached(
                            "SELECT position, id, desk, action, actor, at, subject, kind, payload, prev_hash, hash
                             FROM event WHERE position = ?1",
                        )?
                        .query_row([position], sealed)?;
                    pack.write(format!("{line}\n").as_bytes(), &mut hashes)?;
                }
            }
            pack.end("journal.jsonl", hashes);
            pack.put("verify.txt", CompressionMethod::Deflated, VERIFY.as_bytes())?;
            pack.finish(dispute)?;
            let _ = progress(total, total);
            Ok(())
        })?;
        Ok(packed)
    }
}

fn sealed(row: &Row<'_>) -> rusqlite::Result<serde_json::Value> {
    let id = |column: usize| -> rusqlite::Result<String> {
        Ok(row.get::<_, EventId>(column)?.0.to_string())
    };
    Ok(json!({
        "position": row.get::<_, i64>(0)?,
        "id": id(1)?,
        "desk": id(2)?,
        "action": id(3)?,
        "actor": row.get::<_, String>(4)?,
        "at_ms": row.get::<_, Timestamp>(5)?.millis(),
        "subject": id(6)?,
        "kind": row.get::<_, String>(7)?,
        "payload": row.get::<_, String>(8)?,
        "prev_hash": hex(&row.get::<_, [u8; 32]>(9)?),
        "hash": hex(&row.get::<_, [u8; 32]>(10)?),
    }))
}

struct Listed {
    path: String,
    bytes: u64,
    blake3: String,
    sha256: String,
}

/// A ZIP being written, and what is in it so far.
struct Pack<'a> {
    path: &'a Path,
    zip: ZipWriter<File>,
    files: Vec<Listed>,
}

impl Pack<'_> {
    fn cannot(&self, error: impl Into<std::io::Error>) -> Error {
        Error::file(self.path, error.into())
    }

    fn start(&mut self, name: &str, method: CompressionMethod) -> Result<()> {
        let options = SimpleFileOptions::default().compression_method(method);
        self.zip
            .start_file(name, options)
            .map_err(|error| Error::file(self.path, std::io::Error::other(error)))
    }

    fn write(&mut self, piece: &[u8], hashes: &mut Hashes) -> Result<()> {
        hashes.take(piece);
        self.zip
            .write_all(piece)
            .map_err(|error| self.cannot(error))
    }

    /// The BLAKE3 of what was written under this name.
    fn end(&mut self, name: &str, hashes: Hashes) -> String {
        let bytes = hashes.bytes;
        let (blake3, sha256) = hashes.done();
        self.files.push(Listed {
            path: name.into(),
            bytes,
            blake3: blake3.clone(),
            sha256,
        });
        blake3
    }

    fn put(&mut self, name: &str, method: CompressionMethod, bytes: &[u8]) -> Result<()> {
        let mut hashes = Hashes::default();
        self.start(name, method)?;
        self.write(bytes, &mut hashes)?;
        self.end(name, hashes);
        Ok(())
    }

    fn finish(mut self, dispute: &Dispute) -> Result<()> {
        let files: Vec<serde_json::Value> = self
            .files
            .iter()
            .map(|file| {
                json!({ "path": file.path, "bytes": file.bytes, "blake3": file.blake3, "sha256": file.sha256 })
            })
            .collect();
        let manifest = json!({
            "desk": dispute.desk,
            "unit": dispute.page.row.code,
            "serial": dispute.page.row.serial,
            "ticket": dispute.only,
            "made_by": dispute.made_by,
            "made_at": dispute.made_at,
            "journal": dispute.head,
            "files": files,
        });
        let manifest = serde_json::to_vec_pretty(&manifest)
            .map_err(|error| Error::file(self.path, error.into()))?;
        self.put("manifest.json", CompressionMethod::Deflated, &manifest)?;
        let sums: String = self
            .files
            .iter()
            .map(|file| format!("{}  {}\n", file.sha256, file.path))
            .collect();
        self.put("SHA256SUMS", CompressionMethod::Deflated, sums.as_bytes())?;
        let path = self.path;
        self.zip
            .finish()
            .map(drop)
            .map_err(|error| Error::file(path, std::io::Error::other(error)))
    }
}
