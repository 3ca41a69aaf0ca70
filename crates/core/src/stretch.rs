//! Long lists, read in *stretches*.
//!
//! Each stretch is one indexed query, and together, in order, they are the whole list. A page
//! takes from one stretch after the other until it is full, so no page costs more the further
//! down it is. Rows without a value in the sorted column come last.

use rusqlite::types::FromSql;
use rusqlite::{Connection, Row, params_from_iter};

use crate::error::Result;
use crate::search::{Bound, Conditions, Count, Cursor, MOST_COUNTED, MOST_ROWS, Page};

/// What a sort key is in SQL.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Key {
    /// By the row's own number, which is the rowid.
    Number,
    /// A column of the table that always has a value, indexed.
    Filled(&'static str),
    /// A column of the table, indexed.
    Column(&'static str),
    /// A column of the table that holds one of a few words, in the order of the words.
    Word {
        column: &'static str,
        words: fn() -> Vec<&'static str>,
        may_be_absent: bool,
    },
    /// The name of what a column points to: walk the names in order, and the rows of each.
    Named {
        table: &'static str,
        foreign: &'static str,
    },
}

/// A table to be listed; `t` is its name in every condition.
#[derive(Debug)]
pub(crate) struct Listed {
    pub table: &'static str,
    /// Its rowid.
    pub number: &'static str,
    /// What a row is read from, in terms of `t` and the joins.
    pub columns: &'static str,
    pub joins: &'static str,
    /// How many columns that is.
    pub width: usize,
}

/// How a page is asked for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asked<'a> {
    pub key: Key,
    pub descending: bool,
    pub after: Option<&'a str>,
    pub limit: u32,
}

impl Listed {
    pub fn page<T>(
        &self,
        conn: &Connection,
        asked: Asked<'_>,
        conditions: &Conditions,
        read: fn(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Page<T>> {
        let limit = asked.limit.clamp(1, MOST_ROWS) as usize;
        let after = Cursor::read(asked.after)?;
        let mut found: Vec<(T, Cursor)> = Vec::new();
        for stretch in self.stretches(conn, asked, after.as_ref())? {
            // One row more than the limit tells whether there is a next page.
            if found.len() > limit {
                break;
            }
            let wanted = (limit + 1 - found.len()) as i64;
            let mut statement = conn.prepare_cached(&self.sql(&stretch, conditions, asked))?;
            let bound = conditions.bound.iter().chain(&stretch.conditions.bound);
            let mut rows = statement.query(params_from_iter(
                bound.chain([&(Box::new(wanted) as Bound)]),
            ))?;
            while let Some(row) = rows.next()? {
                found.push((read(row)?, self.cursor(row, &stretch)?));
            }
        }
        let more = found.len() > limit;
        found.truncate(limit);
        let next = found
            .last()
            .filter(|_| more)
            .map(|(_, cursor)| cursor.write());
        Ok(Page {
            rows: found.into_iter().map(|(row, _)| row).collect(),
            next,
        })
    }

    /// The rows with these ids, in the order of the ids; those that are gone are left out.
    pub fn rows<Id: ToString, T>(
        &self,
        conn: &Connection,
        ids: &[Id],
        read: fn(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>> {
        let ids: Vec<String> = ids
            .iter()
            .map(|id| id.to_string().replace('-', ""))
            .collect();
        let sql = format!(
            "SELECT {} FROM json_each(?1) AS wanted CROSS JOIN {} AS t ON t.id = unhex(wanted.value) {}
             ORDER BY wanted.key",
            self.columns, self.table, self.joins
        );
        let mut statement = conn.prepare_cached(&sql)?;
        let ids = serde_json::to_string(&ids).unwrap_or_default();
        let rows = statement.query_map([ids], read)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// How many rows there are, however many.
    pub fn count_all(&self, conn: &Connection, conditions: &Conditions) -> Result<u64> {
        let sql = format!(
            "SELECT count(*) FROM {} AS t {}",
            self.table,
            conditions.clause()
        );
        let count: u32 = conn
            .prepare_cached(&sql)?
            .query_row(params_from_iter(&conditions.bound), |row| row.get(0))?;
        Ok(count.into())
    }

    /// The ids of the rows, by number, at most `limit`.
    pub fn ids<Id: FromSql>(
        &self,
        conn: &Connection,
        conditions: &Conditions,
        limit: usize,
    ) -> Result<Vec<Id>> {
        let sql = format!(
            "SELECT t.id FROM {} AS t {} ORDER BY t.{} LIMIT {limit}",
            self.table,
            conditions.clause(),
            self.number
        );
        let mut statement = conn.prepare(&sql)?;
        let ids = statement.query_map(params_from_iter(&conditions.bound), |row| row.get(0))?;
        Ok(ids.collect::<rusqlite::Result<_>>()?)
    }

    /// How many rows there are, counted to [`MOST_COUNTED`].
    pub fn count(&self, conn: &Connection, conditions: &Conditions) -> Result<Count> {
        self.count_from(conn, &format!("{} AS t", self.table), conditions)
    }

    /// As [`Listed::count`], where another table leads to the rows sooner.
    pub fn count_from(
        &self,
        conn: &Connection,
        from: &str,
        conditions: &Conditions,
    ) -> Result<Count> {
        let sql = format!(
            "SELECT count(*) FROM (SELECT 1 FROM {from} {} LIMIT {})",
            conditions.clause(),
            MOST_COUNTED + 1
        );
        let count: u32 = conn
            .prepare_cached(&sql)?
            .query_row(params_from_iter(&conditions.bound), |row| row.get(0))?;
        Ok(Count {
            count: count.min(MOST_COUNTED),
            more: count > MOST_COUNTED,
        })
    }

    /// The statements of the first page, for a look at their plans.
    #[cfg(test)]
    pub fn statements(
        &self,
        conn: &Connection,
        asked: Asked<'_>,
        conditions: &Conditions,
    ) -> Result<Vec<String>> {
        let stretches = self.stretches(conn, asked, None)?;
        let mut statements: Vec<String> = stretches
            .iter()
            .map(|stretch| self.sql(stretch, conditions, asked))
            .collect();
        statements.dedup();
        Ok(statements)
    }

    fn stretches(
        &self,
        conn: &Connection,
        asked: Asked<'_>,
        after: Option<&Cursor>,
    ) -> Result<Vec<Stretch>> {
        let past = if asked.descending { "<" } else { ">" };
        let way = if asked.descending { "DESC" } else { "ASC" };
        let value = |cursor: &Cursor| Box::new(cursor.value.clone().map(sql_value)) as Bound;
        let past_number = |stretch: &mut Stretch, cursor: &Cursor| {
            let number = Box::new(cursor.number) as Bound;
            stretch
                .conditions
                .add(format!("t.{} {past} ?", self.number), [number]);
        };
        let valueless = after.filter(|cursor| cursor.value.is_none());
        let without = |column: &str| {
            let mut without = Stretch::by_number();
            without.conditions.add(format!("t.{column} IS NULL"), []);
            if let Some(cursor) = valueless {
                past_number(&mut without, cursor);
            }
            without
        };
        Ok(match asked.key {
            Key::Number => {
                let mut stretch = Stretch::by_number();
                if let Some(cursor) = after {
                    past_number(&mut stretch, cursor);
                }
                vec![stretch]
            }
            Key::Column(column) if valueless.is_some() => vec![without(column)],
            Key::Filled(column) | Key::Column(column) => {
                let mut valued = Stretch {
                    column: Some(column),
                    ..Stretch::by_number()
                };
                match after {
                    None => valued.conditions.add(format!("t.{column} IS NOT NULL"), []),
                    Some(cursor) => valued.conditions.add(
                        format!("(t.{column}, t.{}) {past} (?, ?)", self.number),
                        [value(cursor), Box::new(cursor.number) as Bound],
                    ),
                }
                match asked.key {
                    Key::Column(_) => vec![valued, without(column)],
                    _ => vec![valued],
                }
            }
            Key::Word {
                column,
                words,
                may_be_absent,
            } => {
                let mut words = words();
                if asked.descending {
                    words.reverse();
                }
                let reached = after.and_then(|cursor| cursor.value.as_ref()?.as_str());
                let skipped = match reached {
                    Some(word) => words.iter().position(|known| *known == word),
                    None if valueless.is_some() => Some(words.len()),
                    None => None,
                };
                let mut stretches = Vec::new();
                for &word in words.iter().skip(skipped.unwrap_or(0)) {
                    let mut stretch = Stretch::by_number();
                    stretch
                        .conditions
                        .add(format!("t.{column} = ?"), [Box::new(word) as Bound]);
                    if let Some(cursor) = after.filter(|_| reached == Some(word)) {
                        past_number(&mut stretch, cursor);
                    }
                    stretch.word = Some(word);
                    stretches.push(stretch);
                }
                if may_be_absent {
                    stretches.push(without(column));
                }
                stretches
            }
            Key::Named { foreign, .. } if valueless.is_some() => vec![without(foreign)],
            Key::Named { table, foreign } => {
                // Name by name, so that within each the rows come by number out of the index.
                // Most models of the catalog no unit has.
                let used = format!(
                    "WHERE EXISTS (SELECT 1 FROM {} AS t WHERE t.{foreign} = n.id)",
                    self.table
                );
                let (from, bound) = match after {
                    None => (used, Vec::new()),
                    Some(cursor) => (
                        format!("{used} AND (n.name, n.id) {past}= (?, ?)"),
                        vec![value(cursor), Box::new(cursor.tie_bytes()) as Bound],
                    ),
                };
                let mut names = conn.prepare_cached(&format!(
                    "SELECT n.name, n.id FROM {table} AS n {from} ORDER BY n.name {way}, n.id {way}"
                ))?;
                let mut names = names.query(params_from_iter(bound))?;
                let mut stretches = Vec::new();
                while let Some(name) = names.next()? {
                    let id: [u8; 16] = name.get(1)?;
                    let mut stretch = Stretch::by_number();
                    stretch
                        .conditions
                        .add(format!("t.{foreign} = ?"), [Box::new(id) as Bound]);
                    if let Some(cursor) = after.filter(|cursor| cursor.tie_bytes() == id) {
                        past_number(&mut stretch, cursor);
                    }
                    stretch.named = Some((name.get(0)?, uuid::Uuid::from_bytes(id)));
                    stretches.push(stretch);
                }
                stretches.push(without(foreign));
                stretches
            }
        })
    }

    /// The page is found on the narrow index first; only its rows are joined.
    fn sql(&self, stretch: &Stretch, conditions: &Conditions, asked: Asked<'_>) -> String {
        let way = if asked.descending { "DESC" } else { "ASC" };
        let all: Vec<&str> = conditions
            .sql
            .iter()
            .chain(&stretch.conditions.sql)
            .map(String::as_str)
            .collect();
        let clause = if all.is_empty() {
            String::new()
        } else {
            format!("WHERE {}", all.join(" AND "))
        };
        let number = self.number;
        let (value, order) = match stretch.column {
            Some(column) => (
                format!("t.{column}"),
                format!("t.{column} {way}, t.{number} {way}"),
            ),
            None => ("NULL".to_owned(), format!("t.{number} {way}")),
        };
        format!(
            "SELECT {columns}, t.{number}, page.value FROM (
                SELECT t.{number} AS number, {value} AS value FROM {table} AS t {clause}
                ORDER BY {order} LIMIT ?
             ) AS page JOIN {table} AS t ON t.{number} = page.number {joins}
             ORDER BY page.value {way}, page.number {way}",
            columns = self.columns,
            table = self.table,
            joins = self.joins,
        )
    }

    fn cursor(&self, row: &Row<'_>, stretch: &Stretch) -> Result<Cursor> {
        let number = row.get(self.width)?;
        if let Some((name, id)) = &stretch.named {
            return Ok(Cursor {
                number,
                value: Some(name.clone().into()),
                tie: Some(id.to_string()),
            });
        }
        if let Some(word) = stretch.word {
            return Ok(Cursor {
                number,
                value: Some(word.into()),
                tie: None,
            });
        }
        let value: rusqlite::types::Value = row.get(self.width + 1)?;
        Ok(Cursor {
            number,
            value: match value {
                rusqlite::types::Value::Integer(n) => Some(n.into()),
                rusqlite::types::Value::Text(text) => Some(text.into()),
                _ => None,
            },
            tie: None,
        })
    }
}

impl Cursor {
    fn tie_bytes(&self) -> [u8; 16] {
        let id = self
            .tie
            .as_deref()
            .and_then(|tie| uuid::Uuid::parse_str(tie).ok());
        id.unwrap_or_default().into_bytes()
    }
}

/// One indexed query: rows by number, or by a column and then by number.
struct Stretch {
    column: Option<&'static str>,
    /// The name that all its rows share.
    named: Option<(String, uuid::Uuid)>,
    /// The word likewise.
    word: Option<&'static str>,
    conditions: Conditions,
}

impl Stretch {
    fn by_number() -> Self {
        Self {
            column: None,
            named: None,
            word: None,
            conditions: Conditions::default(),
        }
    }
}

fn sql_value(value: serde_json::Value) -> rusqlite::types::Value {
    match value {
        serde_json::Value::Number(n) => n.as_i64().unwrap_or_default().into(),
        serde_json::Value::String(text) => text.into(),
        _ => rusqlite::types::Value::Null,
    }
}
