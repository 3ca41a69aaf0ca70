//! Use cases on attachments.

use std::fs::File;
use std::io::Read;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OptionalExtension, params};

use super::{
    Attached, AttachedTo, Attachment, AttachmentAdded, AttachmentEvent, Attachments, MOST_BYTES,
    MOST_FILES, Offered, Picture, RefusedFile, Staged, kind, read,
};
use crate::device::take_in::OnProgress;
use crate::error::{Error, Result};
use crate::id::{ActionId, AttachmentId};
use crate::journal::Act;
use crate::store::Store;

const LONGEST_NOTE: usize = 2_000;

impl Store {
    pub fn attachments(&self, to: AttachedTo) -> Result<Attachments> {
        let tx = self.conn.unchecked_transaction()?;
        read::label(&tx, to)?;
        read::all(&tx, to)
    }

    pub fn attachment(&self, id: AttachmentId) -> Result<Attachment> {
        read::find(&self.conn, id)
    }

    /// The bytes as they were attached.
    pub fn attachment_bytes(&self, id: AttachmentId) -> Result<Vec<u8>> {
        read::bytes(&self.conn, id)
    }

    /// Which of the offered files would be refused, and why: asked before any of them is read.
    pub fn judge_files(&self, to: AttachedTo, offered: &[Offered]) -> Result<Vec<RefusedFile>> {
        read::label(&self.conn, to)?;
        let mut room = MOST_FILES.saturating_sub(read::count(&self.conn, to)?);
        let mut refused = Vec::new();
        for file in offered {
            let why = match unfit(file.size) {
                Some(why) => Some(why),
                None if room == 0 => Some(no_room()),
                None => {
                    room -= 1;
                    None
                }
            };
            refused.extend(why.map(|why| RefusedFile {
                name: kind::clean_name(&file.name),
                why,
            }));
        }
        Ok(refused)
    }

    /// Put a file's bytes into the desk, to be attached by the hash this gives with
    /// [`Store::attach`].
    ///
    /// Writes no event: until it is attached it is nobody's statement, and a sweep takes it out.
    ///
    /// # Errors
    /// `Refused` for a file that is empty or too large.
    pub fn stage_file(&mut self, bytes: &[u8]) -> Result<String> {
        if let Some(why) = unfit(bytes.len() as f64) {
            return Err(Error::Refused(why));
        }
        let hash = blake3::hash(bytes);
        self.conn
            .prepare_cached(
                "INSERT INTO content (hash, bytes) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
            )?
            .execute(params![hash.as_bytes(), bytes])?;
        Ok(hash.to_hex().to_string())
    }

    /// Attach files whose bytes were staged, as one action.
    ///
    /// # Errors
    /// `Refused` with the first reason when none of them can be.
    pub fn attach(&mut self, to: AttachedTo, files: &[Staged], act: &Act) -> Result<Attached> {
        self.attach_but(to, files, Vec::new(), act)
    }

    /// Attach files from the disk, as one action. Progress is in files.
    ///
    /// # Errors
    /// As [`Store::attach`]; `Cancelled`, with none of them attached.
    pub fn attach_paths(
        &mut self,
        to: AttachedTo,
        paths: &[PathBuf],
        act: &Act,
        progress: OnProgress<'_>,
    ) -> Result<Attached> {
        read::label(&self.conn, to)?;
        let mut staged = Vec::new();
        let mut refused = Vec::new();
        let total = paths.len() as u64;
        for (done, path) in (0..).zip(paths) {
            if progress(done, total) == ControlFlow::Break(()) {
                return Err(Error::Cancelled);
            }
            let name = path
                .file_name()
                .map_or_else(String::new, |name| name.to_string_lossy().into_owned());
            match read_file(path).and_then(|bytes| self.stage_file(&bytes)) {
                Ok(hash) => staged.push(Staged { hash, name }),
                // What is wrong with the desk is wrong for every file.
                Err(error @ (Error::DiskFull | Error::Busy { .. } | Error::Database(_))) => {
                    return Err(error);
                }
                Err(error) => refused.push(RefusedFile {
                    name: kind::clean_name(&name),
                    why: error.to_string(),
                }),
            }
        }
        let attached = self.attach_but(to, &staged, refused, act)?;
        let _ = progress(total, total);
        Ok(attached)
    }

    fn attach_but(
        &mut self,
        to: AttachedTo,
        files: &[Staged],
        mut refused: Vec<RefusedFile>,
        act: &Act,
    ) -> Result<Attached> {
        self.write(act, |w| {
            read::label(w.tx, to)?;
            let about = read::told_of(w.tx, to)?;
            let mut room = MOST_FILES.saturating_sub(read::count(w.tx, to)?);
            let mut added = Vec::new();
            for file in files {
                let name = kind::clean_name(&file.name);
                match may_attach(w.tx, to, file, room)? {
                    Ok((hash, size, media_type)) => {
                        let id = AttachmentId(w.new_id());
                        let event = AttachmentAdded {
                            id,
                            to,
                            hash: hash.to_hex().to_string(),
                            name,
                            media_type: media_type.to_owned(),
                            size,
                        };
                        w.append(about, AttachmentEvent::Added(Box::new(event)))?;
                        room -= 1;
                        added.push(read::find(w.tx, id)?);
                    }
                    Err(why) => refused.push(RefusedFile { name, why }),
                }
            }
            match refused.first() {
                Some(first) if added.is_empty() => {
                    Err(Error::Refused(format!("{}: {}", first.name, first.why)))
                }
                None if added.is_empty() => Err(Error::invalid(
                    "files",
                    "none is chosen",
                    "at least one file",
                )),
                _ => Ok(Attached {
                    action: w.action,
                    added,
                    refused,
                }),
            }
        })
    }

    /// Take an attachment off. Its bytes stay for thirty days, so that undo brings it back.
    pub fn remove_attachment(&mut self, id: AttachmentId, act: &Act) -> Result<ActionId> {
        self.write(act, |w| {
            let found = read::find(w.tx, id)?;
            w.append(
                read::told_of(w.tx, found.to)?,
                AttachmentEvent::Removed {
                    id,
                    name: found.name,
                },
            )?;
            Ok(w.action)
        })
    }

    pub fn note_attachment(
        &mut self,
        id: AttachmentId,
        note: &str,
        act: &Act,
    ) -> Result<Attachment> {
        let note = note.trim();
        if note.chars().count() > LONGEST_NOTE {
            return Err(Error::invalid(
                "note",
                format!("it has {} characters", note.chars().count()),
                format!("at most {LONGEST_NOTE}"),
            ));
        }
        self.write(act, |w| {
            let found = read::find(w.tx, id)?;
            if found.note != note {
                w.append(
                    read::told_of(w.tx, found.to)?,
                    AttachmentEvent::Noted {
                        id,
                        name: found.name,
                        is: note.to_owned(),
                        was: found.note,
                    },
                )?;
            }
            read::find(w.tx, id)
        })
    }

    /// The small picture of an attachment, or the bytes to make it of.
    pub fn picture(&self, id: AttachmentId) -> Result<Picture> {
        let kept = self
            .conn
            .prepare_cached(
                "SELECT c.hash, c.thumbnail, a.media_type FROM attachment AS a JOIN content AS c ON c.hash = a.hash
                 WHERE a.id = ?1",
            )?
            .query_row([id], |row| {
                Ok((row.get::<_, [u8; 32]>(0)?, row.get::<_, Option<Vec<u8>>>(1)?, row.get::<_, String>(2)?))
            })
            .optional()?;
        Ok(match kept {
            None => Picture::Made(Vec::new()),
            Some((_, Some(made), _)) => Picture::Made(made),
            Some((_, None, media_type)) if kind::kind_of(&media_type) != super::FileKind::Photo => {
                Picture::Made(Vec::new())
            }
            Some((hash, None, _)) => Picture::ToMake {
                hash: blake3::Hash::from_bytes(hash).to_hex().to_string(),
                bytes: read::bytes(&self.conn, id)?,
            },
        })
    }

    /// Keep the small picture of a content; `None` where none can be made, so that nobody tries again.
    pub fn keep_thumbnail(&mut self, hash: &str, made: Option<&[u8]>) -> Result<()> {
        if let Ok(hash) = blake3::Hash::from_hex(hash) {
            self.conn
                .prepare_cached("UPDATE content SET thumbnail = ?2 WHERE hash = ?1")?
                .execute(params![hash.as_bytes(), made.unwrap_or_default()])?;
        }
        Ok(())
    }
}

/// Hash, size and kind of a staged file that may be attached, or why it may not.
type May = std::result::Result<(blake3::Hash, u32, &'static str), String>;

fn may_attach(conn: &Connection, to: AttachedTo, file: &Staged, room: u32) -> Result<May> {
    if room == 0 {
        return Ok(Err(no_room()));
    }
    let gone = || {
        Ok(Err(
            "its bytes are not in the desk any more; attach it again".into(),
        ))
    };
    let Ok(hash) = blake3::Hash::from_hex(&file.hash) else {
        return gone();
    };
    let Some((size, head)) = read::head(conn, &hash)? else {
        return gone();
    };
    if let Some(name) = read::same(conn, to, &hash)? {
        return Ok(Err(format!("the same file is attached already, as {name}")));
    }
    Ok(Ok((hash, size, kind::media_type(&head))))
}

fn unfit(size: f64) -> Option<String> {
    if size < 1.0 {
        return Some("it is empty".into());
    }
    (size > f64::from(MOST_BYTES)).then(|| {
        format!(
            "it has {:.1} MB; at most {} MB a file can be attached",
            size / 1_048_576.0,
            MOST_BYTES / (1024 * 1024)
        )
    })
}

fn no_room() -> String {
    format!("there are {MOST_FILES} files already, which is the most; remove one first")
}

/// The bytes of a file, read no further than the limit: a path may lead to a disk or a pipe.
fn read_file(path: &Path) -> Result<Vec<u8>> {
    let about = std::fs::metadata(path).map_err(|source| Error::file(path, source))?;
    if about.is_dir() {
        return Err(Error::Refused(
            "it is a folder; attach the files in it".into(),
        ));
    }
    if let Some(why) = unfit(about.len() as f64) {
        return Err(Error::Refused(why));
    }
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(u64::from(MOST_BYTES) + 1).read_to_end(&mut bytes))
        .map_err(|source| Error::file(path, source))?;
    Ok(bytes)
}
