use rusqlite::{Transaction, params};
use serde::{Deserialize, Serialize};

use super::{AttachedTo, read};
use crate::error::{Error, Result};
use crate::id::{AttachmentId, SubjectId};
use crate::journal::{DomainEvent, Reversal, Stamp, Told};
use crate::people::Right;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AttachmentAdded {
    pub id: AttachmentId,
    pub to: AttachedTo,
    /// BLAKE3 of the bytes, in hex.
    pub hash: String,
    pub name: String,
    pub media_type: String,
    pub size: u32,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AttachmentEvent {
    Added(Box<AttachmentAdded>),
    /// It was attached by mistake: what takes `Added` back, for everybody who may attach.
    AdditionUndone {
        id: AttachmentId,
        name: String,
    },
    Removed {
        id: AttachmentId,
        name: String,
    },
    /// It stands again: what takes `Removed` and `AdditionUndone` back.
    RemovalUndone {
        id: AttachmentId,
        name: String,
    },
    Noted {
        id: AttachmentId,
        name: String,
        is: String,
        was: String,
    },
}

impl DomainEvent for AttachmentEvent {
    fn kind(&self) -> &'static str {
        match self {
            Self::Added(_) => "attachment.added",
            Self::AdditionUndone { .. } => "attachment.addition_undone",
            Self::Removed { .. } => "attachment.removed",
            Self::RemovalUndone { .. } => "attachment.removal_undone",
            Self::Noted { .. } => "attachment.noted",
        }
    }

    fn needs(&self) -> Right {
        match self {
            Self::Added(_) | Self::AdditionUndone { .. } | Self::RemovalUndone { .. } => {
                Right::Attach
            }
            Self::Removed { .. } => Right::RemoveAttachment,
            Self::Noted { .. } => Right::Note,
        }
    }

    fn apply(&self, tx: &Transaction<'_>, stamp: &Stamp) -> Result<()> {
        match self {
            Self::Added(added) => {
                let hash = blake3::Hash::from_hex(&added.hash)
                    .map_err(|_| Error::BrokenJournal(format!("`{}` is no hash", added.hash)))?;
                tx.prepare_cached(
                    "INSERT INTO attachment (id, subject, hash, name, media_type, size, note, added_at, added_by)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, '', ?7, ?8)",
                )?
                .execute(params![
                    added.id,
                    // A finding's file is told in the history of its ticket, which the event is about.
                    SubjectId::from(added.to),
                    hash.as_bytes(),
                    added.name,
                    added.media_type,
                    added.size,
                    stamp.at,
                    stamp.actor,
                ])?;
            }
            Self::Removed { id, .. } | Self::AdditionUndone { id, .. } => {
                tx.prepare_cached("UPDATE attachment SET removed_at = ?2 WHERE id = ?1")?
                    .execute(params![id, stamp.at])?;
            }
            Self::RemovalUndone { id, .. } => {
                tx.prepare_cached("UPDATE attachment SET removed_at = NULL WHERE id = ?1")?
                    .execute([id])?;
            }
            Self::Noted { id, is, .. } => {
                tx.prepare_cached("UPDATE attachment SET note = ?2 WHERE id = ?1")?
                    .execute(params![id, is])?;
            }
        }
        // Whatever it is, a photo of it is work on it.
        for sql in [
            "UPDATE ticket SET touched_at = ?2 WHERE id = ?1",
            "UPDATE device SET touched_at = ?2 WHERE id = ?1",
            "UPDATE rma SET touched_at = ?2 WHERE id = ?1",
        ] {
            if tx
                .prepare_cached(sql)?
                .execute(params![stamp.subject, stamp.at])?
                > 0
            {
                break;
            }
        }
        Ok(())
    }

    fn reversal(&self, tx: &Transaction<'_>, _stamp: &Stamp) -> Result<Reversal> {
        Ok(match self {
            Self::Added(added) => {
                if !read::stands(tx, added.id)? {
                    return Ok(Reversal::Kept("it was removed since".into()));
                }
                Reversal::by(Self::AdditionUndone {
                    id: added.id,
                    name: added.name.clone(),
                })
            }
            Self::Removed { id, name } | Self::AdditionUndone { id, name } => {
                if read::stands(tx, *id)? {
                    return Ok(Reversal::Kept("it is there again".into()));
                }
                if !read::has_content(tx, *id)? {
                    return Ok(Reversal::Kept(
                        "what it held was swept away since; attach the file again".into(),
                    ));
                }
                Reversal::by(Self::RemovalUndone {
                    id: *id,
                    name: name.clone(),
                })
            }
            Self::RemovalUndone { id, name } => {
                if !read::stands(tx, *id)? {
                    return Ok(Reversal::Kept("it was removed again since".into()));
                }
                Reversal::by(Self::Removed {
                    id: *id,
                    name: name.clone(),
                })
            }
            Self::Noted { id, name, is, was } => {
                if read::note(tx, *id)?.as_ref() != Some(is) {
                    return Ok(Reversal::Kept("the note was changed since".into()));
                }
                Reversal::by(Self::Noted {
                    id: *id,
                    name: name.clone(),
                    is: was.clone(),
                    was: is.clone(),
                })
            }
        })
    }

    fn told(&self) -> Option<Told> {
        Some(match self {
            Self::Added(added) => Told::AttachmentAdded {
                name: added.name.clone(),
            },
            Self::AdditionUndone { name, .. } => {
                Told::AttachmentAdditionUndone { name: name.clone() }
            }
            Self::Removed { name, .. } => Told::AttachmentRemoved { name: name.clone() },
            Self::RemovalUndone { name, .. } => {
                Told::AttachmentRemovalUndone { name: name.clone() }
            }
            Self::Noted { name, is, .. } => Told::AttachmentNoted {
                name: name.clone(),
                note: is.clone(),
            },
        })
    }

    fn sentence(&self) -> String {
        match self {
            Self::Added(added) => format!("Attached {}", added.name),
            Self::AdditionUndone { name, .. } => format!("Attachment {name} taken back"),
            Self::Removed { name, .. } => format!("Attachment {name} removed"),
            Self::RemovalUndone { name, .. } => format!("Attachment {name} put back"),
            Self::Noted { name, is, .. } if is.is_empty() => {
                format!("Note on {name} cleared")
            }
            Self::Noted { name, is, .. } => format!("Note on {name}: {is}"),
        }
    }
}
