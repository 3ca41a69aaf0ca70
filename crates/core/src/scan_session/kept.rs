//! The session's list, kept as scratch: one row per scan, so that the thousandth costs no more
//! than the first.

use rusqlite::{OptionalExtension, Transaction, params};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::{ScanCounts, ScanEntry, ScanSession, ScanSetting, ScanStep, ScanVerdict};
use crate::error::{Error, Result};
use crate::id::DeviceId;
use crate::journal::Act;
use crate::ticket::{self, TicketRow};
use crate::time::Timestamp;
use crate::{place, rma};

/// What the session is, without its list.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Heart {
    pub setting: ScanSetting,
    pub started_at: Timestamp,
    /// The number of the last scan.
    pub last: u32,
    pub counts: ScanCounts,
}

/// One actor's session in the file: several people may scan at several windows.
#[derive(Debug)]
pub(super) struct Notebook<'a> {
    tx: &'a Transaction<'a>,
    now: Timestamp,
    /// `scan/Kim/`.
    prefix: String,
}

impl<'a> Notebook<'a> {
    pub fn of(tx: &'a Transaction<'a>, act: &Act) -> Self {
        Self {
            tx,
            now: act.now,
            prefix: format!("scan/{}/", act.actor.replace('/', "_")),
        }
    }

    fn heart_key(&self) -> String {
        format!("{}session", self.prefix)
    }

    fn entry_key(&self, n: u32) -> String {
        format!("{}n{n:08}", self.prefix)
    }

    /// Units already scanned, by id.
    fn seen_prefix(&self) -> String {
        format!("{}unit/", self.prefix)
    }

    fn seen_key(&self, device: DeviceId) -> String {
        format!("{}{}", self.seen_prefix(), device.0.simple())
    }

    fn get<T: DeserializeOwned>(&self, key: &str) -> Result<Option<T>> {
        let text: Option<String> = self
            .tx
            .prepare_cached("SELECT value FROM scratch WHERE key = ?1")?
            .query_row([key], |row| row.get(0))
            .optional()?;
        // A list that a newer or older program wrote otherwise is begun anew, not stumbled over.
        Ok(text.and_then(|text| serde_json::from_str(&text).ok()))
    }

    fn put(&self, key: &str, value: &impl Serialize) -> Result<()> {
        let text = serde_json::to_string(value)
            .map_err(|error| Error::Unreadable(format!("a scan cannot be kept: {error}")))?;
        self.tx
            .prepare_cached(
                "INSERT INTO scratch (key, value, at) VALUES (?1, ?2, ?3)
                 ON CONFLICT (key) DO UPDATE SET value = excluded.value, at = excluded.at",
            )?
            .execute(params![key, text, self.now])?;
        Ok(())
    }

    pub fn find(&self) -> Result<Option<Heart>> {
        self.get(&self.heart_key())
    }

    pub fn heart(&self) -> Result<Heart> {
        self.find()?
            .ok_or_else(|| Error::Refused("the scan session has ended".into()))
    }

    pub fn set(&self, setting: &ScanSetting) -> Result<()> {
        let heart = match self.find()? {
            Some(heart) => Heart {
                setting: setting.clone(),
                ..heart
            },
            None => {
                self.clear()?;
                Heart {
                    setting: setting.clone(),
                    started_at: self.now,
                    last: 0,
                    counts: ScanCounts::default(),
                }
            }
        };
        self.put(&self.heart_key(), &heart)
    }

    pub fn clear(&self) -> Result<()> {
        self.tx.execute(
            "DELETE FROM scratch WHERE key >= ?1 AND key < ?2",
            params![self.prefix, past(&self.prefix)],
        )?;
        Ok(())
    }

    pub fn entry(&self, n: u32) -> Result<ScanEntry> {
        self.get(&self.entry_key(n))?
            .ok_or_else(|| Error::not_found("scan", n))
    }

    /// The scan that had this unit.
    pub fn seen(&self, device: DeviceId) -> Result<Option<u32>> {
        self.get(&self.seen_key(device))
    }

    pub fn add(&self, mut heart: Heart, entry: ScanEntry) -> Result<ScanStep> {
        heart.last = entry.n;
        *heart.counts.of(entry.verdict) += 1;
        self.note(&heart, entry)
    }

    pub fn replace(&self, mut heart: Heart, was: &ScanEntry, entry: ScanEntry) -> Result<ScanStep> {
        let counted = heart.counts.of(was.verdict);
        *counted = counted.saturating_sub(1);
        *heart.counts.of(entry.verdict) += 1;
        self.note(&heart, entry)
    }

    /// A scan taken back: its unit may be scanned again.
    pub fn strike(&self, mut heart: Heart, mut entry: ScanEntry) -> Result<ScanStep> {
        entry.undone = true;
        heart.counts.good = heart.counts.good.saturating_sub(1);
        if let Some(device) = entry.device_id {
            self.tx.execute(
                "DELETE FROM scratch WHERE key = ?1",
                [self.seen_key(device)],
            )?;
        }
        self.note(&heart, entry)
    }

    fn note(&self, heart: &Heart, entry: ScanEntry) -> Result<ScanStep> {
        if entry.verdict == ScanVerdict::Good
            && !entry.undone
            && let Some(device) = entry.device_id
        {
            self.put(&self.seen_key(device), &entry.n)?;
        }
        self.put(&self.entry_key(entry.n), &entry)?;
        self.put(&self.heart_key(), heart)?;
        Ok(ScanStep {
            missing: self.missing(&heart.setting)?,
            counts: heart.counts,
            entry,
        })
    }

    /// Entries from the newest on, as many as wanted.
    fn newest(&self, limit: u32) -> Result<Vec<ScanEntry>> {
        let from = format!("{}n", self.prefix);
        let mut statement = self.tx.prepare_cached(
            "SELECT value FROM scratch WHERE key >= ?1 AND key < ?2 ORDER BY key DESC LIMIT ?3",
        )?;
        let mut rows = statement.query(params![from, past(&from), limit])?;
        let mut entries = Vec::new();
        while let Some(row) = rows.next()? {
            let text: String = row.get(0)?;
            entries.extend(serde_json::from_str(&text).ok());
        }
        Ok(entries)
    }

    /// Scans that stand, the newest first.
    pub fn standing(&self) -> Result<Vec<ScanEntry>> {
        let mut entries = self.newest(u32::MAX)?;
        entries.retain(|entry| entry.verdict == ScanVerdict::Good && !entry.undone);
        Ok(entries)
    }

    pub fn last_good(&self) -> Result<Option<ScanEntry>> {
        Ok(self.standing()?.into_iter().next())
    }

    pub fn unknown(&self) -> Result<Vec<String>> {
        let mut texts: Vec<String> = Vec::new();
        let entries = self.newest(u32::MAX)?;
        for entry in entries.into_iter().rev() {
            if entry.verdict == ScanVerdict::Unknown && !texts.contains(&entry.text) {
                texts.push(entry.text);
            }
        }
        Ok(texts)
    }

    pub fn session(&self, shown: u32) -> Result<Option<ScanSession>> {
        let Some(heart) = self.find()? else {
            return Ok(None);
        };
        let rma = match heart.setting.rma_id {
            Some(id) => Some(rma::number_of(self.tx, id)?),
            None => None,
        };
        let site = match heart.setting.site_id {
            Some(id) => place::rows::find_site(self.tx, id)?.map(|site| site.name),
            None => None,
        };
        Ok(Some(ScanSession {
            missing: self.missing(&heart.setting)?,
            setting: heart.setting,
            started_at: heart.started_at,
            rma,
            site,
            counts: heart.counts,
            entries: self.newest(shown)?,
        }))
    }

    pub fn there(&self, shown: u32) -> Result<ScanSession> {
        self.session(shown)?
            .ok_or_else(|| Error::Refused("the scan session has ended".into()))
    }

    /// Open tickets of the session's RMA whose unit was not scanned.
    const MISSING: &'static str = "t.rma_id = ?1 AND t.closed_at IS NULL
        AND NOT EXISTS (SELECT 1 FROM scratch AS k WHERE k.key = ?2 || lower(hex(t.device_id)))";

    fn missing(&self, setting: &ScanSetting) -> Result<Option<u32>> {
        let Some(rma) = setting.rma_id else {
            return Ok(None);
        };
        let count = self
            .tx
            .prepare_cached(&format!(
                "SELECT count(*) FROM ticket AS t WHERE {}",
                Self::MISSING
            ))?
            .query_row(params![rma, self.seen_prefix()], |row| row.get(0))?;
        Ok(Some(count))
    }

    pub fn missing_rows(&self) -> Result<Vec<TicketRow>> {
        let Some(rma) = self.find()?.and_then(|heart| heart.setting.rma_id) else {
            return Ok(Vec::new());
        };
        ticket::rows_where(
            self.tx,
            &format!("WHERE {} ORDER BY t.number LIMIT 1000", Self::MISSING),
            params![rma, self.seen_prefix()],
        )
    }
}

/// The first text after all that begin with `prefix`.
fn past(prefix: &str) -> String {
    format!("{prefix}\u{10ffff}")
}
