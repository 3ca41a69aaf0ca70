//! Long lists, read in *stretches*.
//!
//! Each stretch is one indexed query, and together, in order, they are the whole list. A page
//! takes from one stretch after the other until it is full, so no page costs more the further
//! down it is. Rows without a value in the sorted column come last.

use rusqlite::{Connection, Row, params_from_iter};

use crate::error::Result;
use crate::search::{Bound, Conditions, Count, Cursor, MOST_COUNTED, MOST_ROWS, Page};

/// What a sort key is in SQL.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Key {
    /// By the row's own number, which is the rowid.
    Number,
    /// A column of the table, indexed.
    Column(&'static str),
    /// The name of what a column points to: walk the names in order, and the rows of each.
    Named {
        table: &'static str,
        foreign: &'static str,
    },
}

/// A table to be listed: its `number` is the rowid, `t` its name in every condition.
#[derive(Debug)]
pub(crate) struct Listed {
    pub table: &'static str,
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
        for stretch in self.stretches(asked, after.as_ref()) {
            // One row more than the limit tells whether there is a next page.
            if found.len() > limit {
                break;
            }
            let wanted = limit + 1 - found.len();
            let sql = self.sql(&stretch, conditions, asked.descending, wanted);
            let mut statement = conn.prepare_cached(&sql)?;
            let bound = conditions.bound.iter().chain(&stretch.conditions.bound);
            let mut rows = statement.query(params_from_iter(bound))?;
            while let Some(row) = rows.next()? {
                found.push((read(row)?, self.cursor(row)?));
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

    /// How many rows there are, counted to [`MOST_COUNTED`].
    pub fn count(&self, conn: &Connection, conditions: &Conditions) -> Result<Count> {
        let sql = format!(
            "SELECT count(*) FROM (SELECT 1 FROM {} AS t {} LIMIT {})",
            self.table,
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
    pub fn statements(&self, asked: Asked<'_>, conditions: &Conditions) -> Vec<String> {
        self.stretches(asked, None)
            .iter()
            .map(|stretch| self.sql(stretch, conditions, asked.descending, 101))
            .collect()
    }

    fn stretches(&self, asked: Asked<'_>, after: Option<&Cursor>) -> Vec<Stretch> {
        let past = if asked.descending { "<" } else { ">" };
        let way = if asked.descending { "DESC" } else { "ASC" };
        let value = |cursor: &Cursor| Box::new(cursor.value.clone().map(sql_value)) as Bound;
        let number = |cursor: &Cursor| Box::new(cursor.number) as Bound;
        let table = format!("{} AS t", self.table);
        let plain = || Stretch::new(&table, "NULL", "NULL", format!("t.number {way}"));
        match asked.key {
            Key::Number => {
                let mut stretch = plain();
                if let Some(after) = after {
                    stretch.add(format!("t.number {past} ?"), [number(after)]);
                }
                vec![stretch]
            }
            Key::Column(column) => {
                let order = format!("t.{column} {way}, t.number {way}");
                let mut valued = Stretch::new(&table, format!("t.{column}"), "NULL", order);
                let mut without = plain();
                without.add(format!("t.{column} IS NULL"), []);
                match after {
                    None => {
                        valued.add(format!("t.{column} IS NOT NULL"), []);
                        vec![valued, without]
                    }
                    Some(cursor) if cursor.value.is_none() => {
                        without.add(format!("t.number {past} ?"), [number(cursor)]);
                        vec![without]
                    }
                    Some(cursor) => {
                        valued.add(
                            format!("(t.{column}, t.number) {past} (?, ?)"),
                            [value(cursor), number(cursor)],
                        );
                        vec![valued, without]
                    }
                }
            }
            Key::Named {
                table: names,
                foreign,
            } => {
                // CROSS JOIN fixes the order of the loops: names outside, their rows inside.
                let named = format!("{names} AS n CROSS JOIN {table} ON t.{foreign} = n.id");
                let order = format!("n.name {way}, n.id {way}, t.number {way}");
                let mut rest = Stretch::new(named, "n.name", "n.id", order);
                let mut without = plain();
                without.add(format!("t.{foreign} IS NULL"), []);
                match after {
                    None => vec![rest, without],
                    Some(cursor) if cursor.value.is_none() => {
                        without.add(format!("t.number {past} ?"), [number(cursor)]);
                        vec![without]
                    }
                    Some(cursor) => {
                        let tie = || {
                            let id = cursor
                                .tie
                                .as_deref()
                                .and_then(|tie| uuid::Uuid::parse_str(tie).ok());
                            Box::new(id.unwrap_or_default().into_bytes().to_vec()) as Bound
                        };
                        let mut same = Stretch::new(
                            format!("{table} JOIN {names} AS n ON n.id = t.{foreign}"),
                            "n.name",
                            "n.id",
                            format!("t.number {way}"),
                        );
                        same.add(format!("t.{foreign} = ?"), [tie()]);
                        same.add(format!("t.number {past} ?"), [number(cursor)]);
                        rest.add(
                            format!("(n.name, n.id) {past} (?, ?)"),
                            [value(cursor), tie()],
                        );
                        vec![same, rest, without]
                    }
                }
            }
        }
    }

    /// The page is found on the narrow index first; only its rows are joined.
    fn sql(
        &self,
        stretch: &Stretch,
        conditions: &Conditions,
        descending: bool,
        limit: usize,
    ) -> String {
        let way = if descending { "DESC" } else { "ASC" };
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
        format!(
            "SELECT {columns}, t.number, page.value, page.tie FROM (
                SELECT t.number AS number, {value} AS value, {tie} AS tie FROM {from} {clause}
                ORDER BY {order} LIMIT {limit}
             ) AS page JOIN {table} AS t ON t.number = page.number {joins}
             ORDER BY page.value {way}, page.tie {way}, page.number {way}",
            columns = self.columns,
            value = stretch.value,
            tie = stretch.tie,
            from = stretch.from,
            order = stretch.order,
            table = self.table,
            joins = self.joins,
        )
    }

    fn cursor(&self, row: &Row<'_>) -> Result<Cursor> {
        let value: rusqlite::types::Value = row.get(self.width + 1)?;
        let tie: Option<[u8; 16]> = row.get(self.width + 2)?;
        Ok(Cursor {
            number: row.get(self.width)?,
            value: match value {
                rusqlite::types::Value::Integer(n) => Some(n.into()),
                rusqlite::types::Value::Text(text) => Some(text.into()),
                _ => None,
            },
            tie: tie.map(|id| uuid::Uuid::from_bytes(id).to_string()),
        })
    }
}

struct Stretch {
    from: String,
    value: String,
    tie: String,
    order: String,
    conditions: Conditions,
}

impl Stretch {
    fn new(
        from: impl Into<String>,
        value: impl Into<String>,
        tie: impl Into<String>,
        order: String,
    ) -> Self {
        Self {
            from: from.into(),
            value: value.into(),
            tie: tie.into(),
            order,
            conditions: Conditions::default(),
        }
    }

    fn add(&mut self, condition: String, bound: impl IntoIterator<Item = Bound>) {
        self.conditions.add(condition, bound);
    }
}

fn sql_value(value: serde_json::Value) -> rusqlite::types::Value {
    match value {
        serde_json::Value::Number(n) => n.as_i64().unwrap_or_default().into(),
        serde_json::Value::String(text) => text.into(),
        _ => rusqlite::types::Value::Null,
    }
}
