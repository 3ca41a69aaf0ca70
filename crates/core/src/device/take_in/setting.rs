//! What rows are read against: the catalog, the customers, the serial formats, the claim windows.

use rusqlite::Connection;
use rustc_hash::FxHashMap;

use super::ListDefaults;
use crate::catalog::{self, ClaimWindow};
use crate::device::read;
use crate::error::Result;
use crate::id::{ModelId, PartyId, SiteId};
use crate::intake::{CatalogModel, ModelIndex, NamedModel};
use crate::serial::Patterns;

#[derive(Debug)]
pub(super) struct Setting {
    pub models: Models,
    pub places: Places,
    pub patterns: Patterns,
    pub windows: Vec<ClaimWindow>,
    pub defaults: ListDefaults,
}

impl Setting {
    pub fn load(conn: &Connection, defaults: &ListDefaults) -> Result<Self> {
        Ok(Self {
            models: Models::load(conn)?,
            places: Places::load(conn)?,
            patterns: read::patterns(conn)?,
            windows: catalog::claim_windows(conn)?,
            defaults: defaults.clone(),
        })
    }
}

#[derive(Debug)]
pub(super) struct Models {
    pub index: ModelIndex,
    rows: Vec<ModelName>,
    by_id: FxHashMap<ModelId, usize>,
}

#[derive(Debug)]
pub(super) struct ModelName {
    pub id: ModelId,
    pub maker: String,
    pub name: String,
}

impl Models {
    fn load(conn: &Connection) -> Result<Self> {
        let mut statement =
            conn.prepare_cached("SELECT id, maker, name, series FROM device_model ORDER BY rowid")?;
        let mut rows = Vec::new();
        let mut names = Vec::new();
        let found = statement.query_map([], |row| {
            let model = ModelName {
                id: row.get(0)?,
                maker: row.get(1)?,
                name: row.get(2)?,
            };
            Ok((model, row.get::<_, String>(3)?))
        })?;
        for model in found {
            let (model, series) = model?;
            names.push(CatalogModel {
                // Serial formats and lists go by the brand.
                make: catalog::brand_of(&model.maker)
                    .unwrap_or(&model.maker)
                    .to_owned(),
                series,
                model: model.name.clone(),
            });
            rows.push(model);
        }
        let by_id = rows
            .iter()
            .zip(0..)
            .map(|(model, at)| (model.id, at))
            .collect();
        Ok(Self {
            index: ModelIndex::new(names),
            rows,
            by_id,
        })
    }

    pub fn named(&self, at: u32) -> Option<&ModelName> {
        self.rows.get(at as usize)
    }

    pub fn of(&self, id: ModelId) -> Option<&ModelName> {
        self.by_id.get(&id).and_then(|&at| self.rows.get(at))
    }

    pub fn matched(&self, named: Option<&NamedModel>) -> Option<ModelId> {
        let at = named?.found.model()?;
        self.named(at).map(|model| model.id)
    }
}

/// Customers and sites by name, whatever the case.
#[derive(Debug)]
pub(super) struct Places {
    parties: FxHashMap<String, PartyId>,
    sites: FxHashMap<String, Vec<(SiteId, PartyId)>>,
}

impl Places {
    fn load(conn: &Connection) -> Result<Self> {
        let mut places = Self {
            parties: FxHashMap::default(),
            sites: FxHashMap::default(),
        };
        // Where two share a name, a farm or host is meant before a maker or carrier.
        let mut statement = conn.prepare_cached(
            "SELECT name, id FROM party ORDER BY kind NOT IN ('farm', 'host'), id",
        )?;
        let found = statement.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get(1)?)))?;
        for party in found {
            let (name, id) = party?;
            places.parties.entry(folded(&name)).or_insert(id);
        }
        let mut statement =
            conn.prepare_cached("SELECT name, id, party_id FROM site ORDER BY id")?;
        let found = statement.query_map([], |row| {
            Ok((row.get::<_, String>(0)?, row.get(1)?, row.get(2)?))
        })?;
        for site in found {
            let (name, id, party) = site?;
            places
                .sites
                .entry(folded(&name))
                .or_default()
                .push((id, party));
        }
        Ok(places)
    }

    pub fn party(&self, name: &str) -> Option<PartyId> {
        self.parties.get(&folded(name)).copied()
    }

    /// The owner's site of that name; without an owner, the only one that has it.
    pub fn site(&self, name: &str, owner: Option<PartyId>) -> Option<(SiteId, PartyId)> {
        let named = self.sites.get(&folded(name))?;
        match (owner, named.as_slice()) {
            (Some(owner), sites) => sites.iter().find(|(_, party)| *party == owner).copied(),
            (None, [only]) => Some(*only),
            (None, _) => None,
        }
    }
}

fn folded(name: &str) -> String {
    name.split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .to_lowercase()
}
