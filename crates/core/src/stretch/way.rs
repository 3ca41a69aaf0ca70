//! Which way a narrowed list is read.

use rusqlite::{Connection, params_from_iter};

use super::{Key, Listed};
use crate::error::Result;
use crate::search::{Conditions, Lead, Way};

// Tests have small desks and are to go every way.
/// So few rows are gathered and sorted without a second thought.
const FEW: u64 = if cfg!(test) { 12 } else { 10_000 };
/// Counting stops here: beyond, one index is as wide as the other.
const WIDE: u64 = if cfg!(test) { 60 } else { 40_000 };

/// The way taken. Conditions go by their place.
pub(super) enum Taken {
    /// Down the order, through the index of a condition that has the same order.
    Walk(Option<usize>),
    /// Through the index of a condition, and sort.
    Gather(Option<usize>),
    /// Down the order for a while; if that does not fill the page, through the index.
    Either(Option<usize>),
}

impl Way {
    pub(super) fn index(&self) -> Option<&'static str> {
        self.lead().map(|lead| lead.index)
    }

    pub(super) fn sql(&self) -> Option<&'static str> {
        self.lead().and_then(|lead| lead.sql)
    }

    fn lead(&self) -> Option<&Lead> {
        match self {
            Self::Index(lead) => Some(lead),
            Self::Asked | Self::One => None,
        }
    }
}

impl Listed {
    pub(super) fn taken(
        &self,
        conn: &Connection,
        key: &Key,
        conditions: &Conditions,
    ) -> Result<Taken> {
        if conditions
            .all
            .iter()
            .any(|each| matches!(each.way, Way::One))
        {
            return Ok(Taken::Gather(None));
        }
        let leads = self.leads(conn, conditions)?;
        let Some(&(best, rows)) = leads.iter().min_by_key(|(_, rows)| *rows) else {
            return Ok(Taken::Walk(None));
        };
        let is_ordered = |at: usize| {
            conditions.all[at]
                .way
                .lead()
                .is_some_and(|lead| lead.in_order)
        };
        if matches!(key, Key::Number) {
            if is_ordered(best) {
                return Ok(Taken::Walk(Some(best)));
            }
            let ordered = leads
                .iter()
                .filter(|(at, _)| is_ordered(*at))
                .min_by_key(|(_, rows)| *rows);
            // An index with the order in it can stop when the page is full.
            if let Some(&(ordered, _)) = ordered.filter(|_| rows > FEW) {
                return Ok(Taken::Walk(Some(ordered)));
            }
        }
        Ok(if rows <= FEW {
            Taken::Gather(Some(best))
        } else {
            Taken::Either(Some(best))
        })
    }

    /// The condition that leads to the fewest rows.
    pub(super) fn narrowest(
        &self,
        conn: &Connection,
        conditions: &Conditions,
    ) -> Result<Option<usize>> {
        if conditions
            .all
            .iter()
            .any(|each| matches!(each.way, Way::One))
        {
            return Ok(None);
        }
        let leads = self.leads(conn, conditions)?;
        Ok(leads
            .iter()
            .min_by_key(|(_, rows)| *rows)
            .map(|(at, _)| *at))
    }

    /// The conditions that an index answers, each with what it costs to go through it: its rows,
    /// counted as far as that tells them apart.
    fn leads(&self, conn: &Connection, conditions: &Conditions) -> Result<Vec<(usize, u64)>> {
        let leading: Vec<(usize, &Lead)> = conditions
            .all
            .iter()
            .enumerate()
            .filter_map(|(at, each)| each.way.lead().map(|lead| (at, lead)))
            .collect();
        // Alone and in order it is taken however wide it is.
        if let [(at, lead)] = leading[..]
            && lead.in_order
        {
            return Ok(vec![(at, WIDE)]);
        }
        leading
            .into_iter()
            .map(|(at, lead)| {
                let rows = self.counted(conn, conditions, at, lead)?;
                // To turn a row away without fetching it takes a fraction of the time.
                Ok((at, if lead.is_wide { rows / 5 } else { rows }))
            })
            .collect()
    }

    fn counted(
        &self,
        conn: &Connection,
        conditions: &Conditions,
        at: usize,
        lead: &Lead,
    ) -> Result<u64> {
        let most = if lead.is_wide { WIDE * 5 } else { WIDE };
        let condition = &conditions.all[at];
        let rows = match lead.counted {
            Some(rows) => rows.to_owned(),
            None => format!(
                "SELECT 1 FROM {} AS t INDEXED BY {} WHERE {}",
                self.table,
                lead.index,
                lead.sql.unwrap_or(&condition.sql)
            ),
        };
        let sql = format!("SELECT count(*) FROM ({rows} LIMIT {most})");
        let rows: i64 = conn
            .prepare_cached(&sql)?
            .query_row(params_from_iter(&condition.bound), |row| row.get(0))?;
        Ok(rows as u64)
    }
}
