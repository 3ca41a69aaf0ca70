//! Attachments saved outside the desk.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::Write;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::strip::{Stripped, without_metadata};
use super::{AttachedTo, Attachment, FileKind, Metadata, RefusedFile, Saved, read};
use crate::device::take_in::OnProgress;
use crate::error::{Error, Result};
use crate::id::AttachmentId;
use crate::store::{Store, write_file};

impl Store {
    /// Write one attachment to `path`, which must not exist yet.
    ///
    /// # Errors
    /// `Refused` when its metadata is to be removed and cannot be.
    pub fn save_attachment(
        &self,
        id: AttachmentId,
        path: &Path,
        metadata: Metadata,
    ) -> Result<Saved> {
        let found = read::find(&self.conn, id)?;
        let (bytes, cleaned) = match self.leaving(&found, metadata)? {
            Ok(leaving) => leaving,
            Err(why) => return Err(Error::Refused(format!("{}: {why}", found.name))),
        };
        write_file(path, |mut file| {
            file.write_all(&bytes)
                .map_err(|source| Error::file(path, source))
        })?;
        Ok(Saved {
            path: path.display().to_string(),
            files: 1,
            cleaned: u32::from(cleaned),
            left_out: Vec::new(),
        })
    }

    /// Write all files of a ticket, unit or RMA, those of its tickets included: into a new ZIP
    /// where `path` ends in `.zip`, else into the folder `path`. Nothing there is replaced.
    ///
    /// # Errors
    /// `Refused` when there is nothing to save; `Cancelled`.
    pub fn save_attachments(
        &self,
        of: AttachedTo,
        path: &Path,
        metadata: Metadata,
        progress: OnProgress<'_>,
    ) -> Result<Saved> {
        let snapshot = self.conn.unchecked_transaction()?;
        let label = read::label(&snapshot, of)?;
        let own = read::own(&snapshot, of)?;
        let beside = read::of_tickets(&snapshot, of, u32::MAX)?;
        if own.is_empty() && beside.is_empty() {
            return Err(Error::Refused(format!("nothing is attached to {label}")));
        }
        let files: Vec<(Option<String>, Attachment)> = own
            .into_iter()
            .map(|file| (None, file))
            .chain(
                beside
                    .into_iter()
                    .map(|file| (Some(file.label.clone()), file)),
            )
            .collect();
        let is_zip = path
            .extension()
            .is_some_and(|ending| ending.eq_ignore_ascii_case("zip"));
        if is_zip {
            let mut saved = None;
            write_file(path, |file| {
                let mut zip = Zip {
                    path,
                    writer: ZipWriter::new(file),
                };
                saved = Some(self.save_into(&mut zip, &files, metadata, progress)?);
                zip.writer
                    .finish()
                    .map(drop)
                    .map_err(|error| cannot_zip(path, error))
            })?;
            return Ok(Saved {
                path: path.display().to_string(),
                ..saved.unwrap_or_default()
            });
        }
        let saved = self.save_into(&mut Folder(path), &files, metadata, progress)?;
        Ok(Saved {
            path: path.display().to_string(),
            ..saved
        })
    }

    fn save_into(
        &self,
        to: &mut dyn Shelf,
        files: &[(Option<String>, Attachment)],
        metadata: Metadata,
        progress: OnProgress<'_>,
    ) -> Result<Saved> {
        let mut saved = Saved::default();
        let mut taken = HashSet::new();
        let total = files.len() as u64;
        for (done, (folder, file)) in (0..).zip(files) {
            if progress(done, total) == ControlFlow::Break(()) {
                return Err(Error::Cancelled);
            }
            let leaving = match self.leaving(file, metadata) {
                Ok(leaving) => leaving,
                Err(Error::Unreadable(why)) => Err(why),
                Err(error) => return Err(error),
            };
            match leaving {
                Ok((bytes, cleaned)) => {
                    let name = (1..)
                        .map(|n| place(folder.as_deref(), &file.name, n))
                        .find(|name| !to.has(name) && taken.insert(name.to_lowercase()))
                        .unwrap_or_default();
                    to.put(&name, file.kind, &bytes)?;
                    saved.files += 1;
                    saved.cleaned += u32::from(cleaned);
                }
                Err(why) => saved.left_out.push(RefusedFile {
                    name: file.name.clone(),
                    why,
                }),
            }
        }
        let _ = progress(total, total);
        Ok(saved)
    }

    /// The bytes as they may leave, and whether something was taken out of them; or why they may not.
    fn leaving(
        &self,
        file: &Attachment,
        metadata: Metadata,
    ) -> Result<std::result::Result<(Vec<u8>, bool), String>> {
        let bytes = read::bytes(&self.conn, file.id)?;
        if metadata == Metadata::Kept {
            return Ok(Ok((bytes, false)));
        }
        Ok(match without_metadata(&file.media_type, bytes) {
            Stripped::Clean(bytes) => Ok((bytes, true)),
            Stripped::AsItWas(bytes) => Ok((bytes, false)),
            Stripped::Cannot(why) => Err(why),
        })
    }
}

/// `T-000456/board.jpg`, and `T-000456/board (2).jpg` for the second of that name.
pub(crate) fn place(folder: Option<&str>, name: &str, n: u32) -> String {
    let name = match (n, name.rsplit_once('.')) {
        (1, _) => name.to_owned(),
        (n, Some((stem, ending))) => format!("{stem} ({n}).{ending}"),
        (n, None) => format!("{name} ({n})"),
    };
    match folder {
        Some(folder) => format!("{folder}/{name}"),
        None => name,
    }
}

/// Where files go.
trait Shelf {
    fn has(&self, name: &str) -> bool;
    fn put(&mut self, name: &str, kind: FileKind, bytes: &[u8]) -> Result<()>;
}

struct Folder<'a>(&'a Path);

impl Shelf for Folder<'_> {
    fn has(&self, name: &str) -> bool {
        self.0.join(name).exists()
    }

    fn put(&mut self, name: &str, _kind: FileKind, bytes: &[u8]) -> Result<()> {
        let path: PathBuf = self.0.join(name);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(|source| Error::file(folder, source))?;
        }
        write_file(&path, |mut file| {
            file.write_all(bytes)
                .map_err(|source| Error::file(&path, source))
        })
    }
}

struct Zip<'a> {
    path: &'a Path,
    writer: ZipWriter<File>,
}

impl Shelf for Zip<'_> {
    fn has(&self, _name: &str) -> bool {
        false
    }

    fn put(&mut self, name: &str, kind: FileKind, bytes: &[u8]) -> Result<()> {
        // Photos are as small as they get.
        let method = match kind {
            FileKind::Photo => CompressionMethod::Stored,
            FileKind::Text | FileKind::Other => CompressionMethod::Deflated,
        };
        let options = SimpleFileOptions::default().compression_method(method);
        self.writer
            .start_file(name, options)
            .map_err(|error| cannot_zip(self.path, error))?;
        self.writer
            .write_all(bytes)
            .map_err(|source| Error::file(self.path, source))
    }
}

fn cannot_zip(path: &Path, error: zip::result::ZipError) -> Error {
    Error::file(path, std::io::Error::other(error))
}
