//! Long lists, read in *stretches*.
//!
//! Each stretch is one indexed query, and together, in order, they are the whole list. A page
//! takes from one stretch after the other until it is full, so no page costs more the further
//! down it is. Rows without a value in the sorted column come last.
//!
//! A list in one order narrowed by something else has two ways to be read: down the order, asking
//! each row, or through the index of the narrowest condition, sorting what is found. The first is
//! quick where many rows match, the second where few do. Which of them it is, is counted first,
//! as far as it matters (`way.rs`).

use rusqlite::types::FromSql;
use rusqlite::{Connection, Row, Statement, params_from_iter};

use crate::error::Result;
use crate::search::{Bound, Conditions, Count, Cursor, MOST_COUNTED, MOST_ROWS, Page};

mod way;
use way::Taken;

/// What a sort key is in SQL.
#[derive(Debug, Clone)]
pub(crate) enum Key {
    /// By the row's own number, which is the rowid.
    Number,
    /// A column of the table that always has a value.
    Filled {
        column: &'static str,
        index: &'static str,
    },
    /// A column of the table.
    Column {
        column: &'static str,
        index: &'static str,
    },
    /// A column of the table that holds one of a few words, in the order of the words.
    Word {
        column: &'static str,
        index: &'static str,
        words: Vec<&'static str>,
        may_be_absent: bool,
    },
    /// The name of what a column points to: walk the names in order, and the rows of each.
    Named {
        table: &'static str,
        foreign: &'static str,
        index: &'static str,
    },
}

impl Key {
    fn column(&self) -> Option<&'static str> {
        match self {
            Self::Number => None,
            Self::Filled { column, .. }
            | Self::Column { column, .. }
            | Self::Word { column, .. } => Some(column),
            Self::Named { foreign, .. } => Some(foreign),
        }
    }
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
#[derive(Debug, Clone)]
pub(crate) struct Asked<'a> {
    pub key: Key,
    pub descending: bool,
    pub after: Option<&'a str>,
    pub limit: u32,
}

impl Asked<'_> {
    fn way(&self) -> &'static str {
        if self.descending { "DESC" } else { "ASC" }
    }

    fn past(&self) -> &'static str {
        if self.descending { "<" } else { ">" }
    }
}

/// Rows read from a walk down the order before the other way is taken.
const WALKED: usize = if cfg!(test) { 40 } else { 24_000 };
/// Rows of the first look.
const FIRST_WALK: usize = if cfg!(test) { 7 } else { 2_000 };

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
        // Where all have the same value there is nothing to sort by but the number.
        let is_flat = asked
            .key
            .column()
            .is_some_and(|column| conditions.fixed.contains(&column));
        let asked = Asked {
            key: if is_flat { Key::Number } else { asked.key },
            ..asked
        };
        // One row more than the limit tells whether there is a next page.
        let mut found = Found {
            wanted: limit + 1,
            rows: Vec::new(),
            read,
            width: self.width,
        };
        match self.taken(conn, &asked.key, conditions)? {
            Taken::Walk(index) => {
                for stretch in self.stretches(conn, &asked, after.as_ref())? {
                    if found.is_full() {
                        break;
                    }
                    self.walk(conn, &asked, conditions, &stretch, index, None, &mut found)?;
                }
            }
            Taken::Gather(lead) => {
                self.gather(conn, &asked, after.as_ref(), conditions, lead, &mut found)?;
            }
            Taken::Either(lead) => {
                if !self.look(conn, &asked, after.as_ref(), conditions, &mut found)? {
                    found.rows.clear();
                    self.gather(conn, &asked, after.as_ref(), conditions, lead, &mut found)?;
                }
            }
        }
        let mut found = found.rows;
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

    /// How many rows there are, counted to [`MOST_COUNTED`].
    pub fn count(&self, conn: &Connection, conditions: &Conditions) -> Result<Count> {
        let count = self.count_to(conn, conditions, u64::from(MOST_COUNTED) + 1)?;
        Ok(Count {
            count: (count as u32).min(MOST_COUNTED),
            more: count > u64::from(MOST_COUNTED),
        })
    }

    /// How many rows there are, however many.
    pub fn count_all(&self, conn: &Connection, conditions: &Conditions) -> Result<u64> {
        self.count_to(conn, conditions, u64::from(u32::MAX))
    }

    fn count_to(&self, conn: &Connection, conditions: &Conditions, most: u64) -> Result<u64> {
        let lead = self.narrowest(conn, conditions)?;
        let sql = format!(
            "SELECT count(*) FROM (SELECT 1 FROM {} LIMIT {most})",
            self.narrowed(conditions, lead, &[])
        );
        let count: i64 = conn
            .prepare_cached(&sql)?
            .query_row(params_from_iter(bound(conditions, &[])), |row| row.get(0))?;
        Ok(count as u64)
    }

    /// The ids of the rows, at most `limit`.
    pub fn ids<Id: FromSql>(
        &self,
        conn: &Connection,
        conditions: &Conditions,
        limit: usize,
    ) -> Result<Vec<Id>> {
        let lead = self.narrowest(conn, conditions)?;
        let sql = format!(
            "SELECT t.id FROM {} ORDER BY t.{} LIMIT {limit}",
            self.narrowed(conditions, lead, &[]),
            self.number
        );
        let mut statement = conn.prepare(&sql)?;
        let ids =
            statement.query_map(params_from_iter(bound(conditions, &[])), |row| row.get(0))?;
        Ok(ids.collect::<rusqlite::Result<_>>()?)
    }

    /// Go down the order, as long as that is likely to be worth it. Whether the page was filled,
    /// or the list read to its end.
    fn look<T>(
        &self,
        conn: &Connection,
        asked: &Asked<'_>,
        after: Option<&Cursor>,
        conditions: &Conditions,
        found: &mut Found<T>,
    ) -> Result<bool> {
        let mut left = WALKED;
        for stretch in self.stretches(conn, asked, after)? {
            let mut part = Part {
                from: 0,
                rows: FIRST_WALK,
            };
            loop {
                let read = self.rows_of(conn, asked, &stretch, part)?;
                self.walk(conn, asked, conditions, &stretch, None, Some(part), found)?;
                if found.is_full() {
                    return Ok(true);
                }
                if read < part.rows {
                    break;
                }
                left = left.saturating_sub(read);
                if left == 0 {
                    return Ok(false);
                }
                part.from += part.rows;
                part.rows = (part.rows * 3).min(left);
            }
        }
        Ok(true)
    }

    /// The rows of a stretch, or of a part of it, that meet the conditions.
    ///
    /// The page is found on narrow indexes first; only its rows are joined.
    #[allow(clippy::too_many_arguments, reason = "two callers, each with its own")]
    fn walk<T>(
        &self,
        conn: &Connection,
        asked: &Asked<'_>,
        conditions: &Conditions,
        stretch: &Stretch,
        index: Option<usize>,
        part: Option<Part>,
        found: &mut Found<T>,
    ) -> Result<()> {
        let sql = match part {
            None => self.walked(asked, conditions, stretch, index),
            Some(part) => self.looked(asked, conditions, stretch, part),
        };
        let mut statement = conn.prepare_cached(&sql)?;
        let wanted: Bound = Box::new((found.wanted - found.rows.len()) as i64);
        // A part is cut out of the stretch first, and its rows asked then.
        let values: Vec<&Bound> = match part {
            None => bound(conditions, &stretch.bound).collect(),
            Some(_) => stretch
                .bound
                .iter()
                .chain(conditions.all.iter().flat_map(|each| &each.bound))
                .collect(),
        };
        found.read(
            &mut statement,
            values.into_iter().chain([&wanted]),
            Some(stretch),
        )
    }

    fn walked(
        &self,
        asked: &Asked<'_>,
        conditions: &Conditions,
        stretch: &Stretch,
        index: Option<usize>,
    ) -> String {
        let (value, order) = self.order(asked, stretch);
        // Down the order itself, unless a condition's index has it too.
        let from = match index {
            Some(_) => self.narrowed(conditions, index, &stretch.sql),
            None => format!(
                "{} AS t {}{}",
                self.table,
                stretch.by(),
                clause(conditions, None, &stretch.sql)
            ),
        };
        self.joined(
            asked,
            &format!(
                "SELECT t.{number} AS number, {value} AS value, NULL AS tie FROM {from}
                 ORDER BY {order} LIMIT ?",
                number = self.number,
            ),
        )
    }

    fn looked(
        &self,
        asked: &Asked<'_>,
        conditions: &Conditions,
        stretch: &Stretch,
        part: Part,
    ) -> String {
        let number = self.number;
        self.joined(
            asked,
            &format!(
                "SELECT w.number AS number, w.value AS value, NULL AS tie FROM ({}) AS w
                 CROSS JOIN {} AS t ON t.{number} = w.number {} LIMIT ?",
                self.part(asked, stretch, part),
                self.table,
                clause(conditions, None, &[]),
            ),
        )
    }

    /// So many rows of a stretch, whatever they are.
    fn part(&self, asked: &Asked<'_>, stretch: &Stretch, part: Part) -> String {
        let (value, order) = self.order(asked, stretch);
        format!(
            "SELECT t.{number} AS number, {value} AS value FROM {table} AS t {by}{clause}
             ORDER BY {order} LIMIT {rows} OFFSET {from}",
            number = self.number,
            table = self.table,
            by = stretch.by(),
            clause = clause(&Conditions::default(), None, &stretch.sql),
            rows = part.rows,
            from = part.from,
        )
    }

    fn rows_of(
        &self,
        conn: &Connection,
        asked: &Asked<'_>,
        stretch: &Stretch,
        part: Part,
    ) -> Result<usize> {
        let sql = format!("SELECT count(*) FROM ({})", self.part(asked, stretch, part));
        let rows: i64 = conn
            .prepare_cached(&sql)?
            .query_row(params_from_iter(&stretch.bound), |row| row.get(0))?;
        Ok(rows as usize)
    }

    /// What the narrowest condition leads to, sorted.
    fn gather<T>(
        &self,
        conn: &Connection,
        asked: &Asked<'_>,
        after: Option<&Cursor>,
        conditions: &Conditions,
        lead: Option<usize>,
        found: &mut Found<T>,
    ) -> Result<()> {
        let (from_here, here) = self.sorted_after(asked, after);
        let sql = self.gathered(asked, conditions, lead, &from_here);
        let mut statement = conn.prepare_cached(&sql)?;
        let wanted: Bound = Box::new(found.wanted as i64);
        found.read(
            &mut statement,
            bound(conditions, &here).chain([&wanted]),
            None,
        )
    }

    fn gathered(
        &self,
        asked: &Asked<'_>,
        conditions: &Conditions,
        lead: Option<usize>,
        from_here: &[String],
    ) -> String {
        let Sorted { value, tie, ranks } = self.sorted(asked);
        let way = asked.way();
        let number = self.number;
        let ranks: String = ranks.iter().map(|rank| format!("{rank}, ")).collect();
        // The name is looked up beside: a join would let the planner begin with the names.
        self.joined(
            asked,
            &format!(
                "SELECT t.{number} AS number, {value} AS value, {tie} AS tie FROM {from}
                 ORDER BY {ranks}t.{number} {way} LIMIT ?",
                from = self.narrowed(conditions, lead, from_here),
            ),
        )
    }

    fn joined(&self, asked: &Asked<'_>, page: &str) -> String {
        let outer = match asked.key {
            // The words have an order of their own, which the page has already.
            Key::Word { .. } => String::new(),
            _ => format!(
                "ORDER BY page.value IS NULL, page.value {way}, page.tie {way}, page.number {way}",
                way = asked.way()
            ),
        };
        format!(
            "SELECT {columns}, t.{number}, page.value, page.tie FROM ({page}) AS page
             CROSS JOIN {table} AS t ON t.{number} = page.number {joins} {outer}",
            columns = self.columns,
            table = self.table,
            number = self.number,
            joins = self.joins,
        )
    }

    /// The table through the index of a condition, and all conditions.
    fn narrowed(&self, conditions: &Conditions, lead: Option<usize>, more: &[String]) -> String {
        let by = lead
            .and_then(|lead| conditions.all[lead].way.index())
            .map_or(String::new(), |index| format!("INDEXED BY {index} "));
        format!("{} AS t {by}{}", self.table, clause(conditions, lead, more))
    }

    fn order(&self, asked: &Asked<'_>, stretch: &Stretch) -> (String, String) {
        let way = asked.way();
        let number = self.number;
        match stretch.column {
            Some(column) => (
                format!("t.{column}"),
                format!("t.{column} {way}, t.{number} {way}"),
            ),
            None => ("NULL".to_owned(), format!("t.{number} {way}")),
        }
    }

    /// The sort key as it is when rows are gathered from all over.
    fn sorted(&self, asked: &Asked<'_>) -> Sorted {
        let way = asked.way();
        let by = |value: String| Sorted {
            ranks: vec![format!("{value} IS NULL"), format!("{value} {way}")],
            value,
            tie: "NULL".to_owned(),
        };
        match &asked.key {
            Key::Number => Sorted {
                value: "NULL".to_owned(),
                tie: "NULL".to_owned(),
                ranks: Vec::new(),
            },
            Key::Filled { column, .. } | Key::Column { column, .. } => by(format!("t.{column}")),
            Key::Word { column, words, .. } => {
                let rank = rank(column, words);
                Sorted {
                    value: format!("t.{column}"),
                    tie: "NULL".to_owned(),
                    ranks: vec![format!("t.{column} IS NULL"), format!("{rank} {way}")],
                }
            }
            Key::Named { table, foreign, .. } => {
                let name = named(table, foreign);
                Sorted {
                    ranks: vec![
                        format!("t.{foreign} IS NULL"),
                        format!("{name} {way}"),
                        format!("t.{foreign} {way}"),
                    ],
                    value: name,
                    tie: format!("t.{foreign}"),
                }
            }
        }
    }

    /// What lies past a cursor in that order.
    fn sorted_after(&self, asked: &Asked<'_>, after: Option<&Cursor>) -> (Vec<String>, Vec<Bound>) {
        let Some(cursor) = after else {
            return (Vec::new(), Vec::new());
        };
        let past = asked.past();
        let number = self.number;
        let here: Bound = Box::new(cursor.number);
        let Some(value) = cursor.value.clone() else {
            let sql = match asked.key.column() {
                Some(column) => format!("t.{column} IS NULL AND t.{number} {past} ?"),
                None => format!("t.{number} {past} ?"),
            };
            return (vec![sql], vec![here]);
        };
        let text = value.as_str().map(str::to_owned);
        let value: Bound = Box::new(sql_value(value));
        match &asked.key {
            Key::Number => (vec![format!("t.{number} {past} ?")], vec![here]),
            Key::Filled { column, .. } | Key::Column { column, .. } => (
                vec![format!(
                    "((t.{column}, t.{number}) {past} (?, ?) OR t.{column} IS NULL)"
                )],
                vec![value, here],
            ),
            Key::Word { column, words, .. } => {
                let at = words.iter().position(|word| Some(*word) == text.as_deref());
                let rank = rank(column, words);
                (
                    vec![format!(
                        "(({rank}, t.{number}) {past} (?, ?) OR t.{column} IS NULL)"
                    )],
                    vec![Box::new(at.map_or(-1, |at| at as i64)), here],
                )
            }
            Key::Named { table, foreign, .. } => (
                vec![format!(
                    "(({}, t.{foreign}, t.{number}) {past} (?, ?, ?) OR t.{foreign} IS NULL)",
                    named(table, foreign)
                )],
                vec![value, Box::new(cursor.tie_bytes()), here],
            ),
        }
    }

    fn stretches(
        &self,
        conn: &Connection,
        asked: &Asked<'_>,
        after: Option<&Cursor>,
    ) -> Result<Vec<Stretch>> {
        let past = asked.past();
        let way = asked.way();
        let value = |cursor: &Cursor| Box::new(cursor.value.clone().map(sql_value)) as Bound;
        let past_number = |stretch: &mut Stretch, cursor: &Cursor| {
            stretch.ask(
                format!("t.{} {past} ?", self.number),
                [Box::new(cursor.number) as Bound],
            );
        };
        let valueless = after.filter(|cursor| cursor.value.is_none());
        let without = |column: &str, index: &'static str| {
            let mut without = Stretch::by_number(Some(index));
            without.ask(format!("t.{column} IS NULL"), []);
            if let Some(cursor) = valueless {
                past_number(&mut without, cursor);
            }
            without
        };
        Ok(match &asked.key {
            Key::Number => {
                let mut stretch = Stretch::by_number(None);
                if let Some(cursor) = after {
                    past_number(&mut stretch, cursor);
                }
                vec![stretch]
            }
            Key::Column { column, index } if valueless.is_some() => vec![without(column, index)],
            Key::Filled { column, index } | Key::Column { column, index } => {
                let mut valued = Stretch {
                    column: Some(column),
                    ..Stretch::by_number(Some(index))
                };
                match after {
                    None => valued.ask(format!("t.{column} IS NOT NULL"), []),
                    Some(cursor) => valued.ask(
                        format!("(t.{column}, t.{}) {past} (?, ?)", self.number),
                        [value(cursor), Box::new(cursor.number) as Bound],
                    ),
                }
                match asked.key {
                    Key::Column { .. } => vec![valued, without(column, index)],
                    _ => vec![valued],
                }
            }
            Key::Word {
                column,
                index,
                words,
                may_be_absent,
            } => {
                let mut words = words.clone();
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
                    let mut stretch = Stretch::by_number(Some(index));
                    stretch.ask(format!("t.{column} = ?"), [Box::new(word) as Bound]);
                    if let Some(cursor) = after.filter(|_| reached == Some(word)) {
                        past_number(&mut stretch, cursor);
                    }
                    stretch.word = Some(word);
                    stretches.push(stretch);
                }
                if *may_be_absent {
                    stretches.push(without(column, index));
                }
                stretches
            }
            Key::Named { foreign, index, .. } if valueless.is_some() => {
                vec![without(foreign, index)]
            }
            Key::Named {
                table,
                foreign,
                index,
            } => {
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
                    let mut stretch = Stretch::by_number(Some(index));
                    stretch.ask(format!("t.{foreign} = ?"), [Box::new(id) as Bound]);
                    if let Some(cursor) = after.filter(|cursor| cursor.tie_bytes() == id) {
                        past_number(&mut stretch, cursor);
                    }
                    stretch.named = Some((name.get(0)?, uuid::Uuid::from_bytes(id)));
                    stretches.push(stretch);
                }
                stretches.push(without(foreign, index));
                stretches
            }
        })
    }

    /// The statements of the first page, for a look at their plans.
    #[cfg(test)]
    pub fn statements(
        &self,
        conn: &Connection,
        asked: &Asked<'_>,
        conditions: &Conditions,
    ) -> Result<Vec<String>> {
        let mut statements = match self.taken(conn, &asked.key, conditions)? {
            Taken::Walk(index) => self
                .stretches(conn, asked, None)?
                .iter()
                .map(|stretch| self.walked(asked, conditions, stretch, index))
                .collect(),
            Taken::Gather(lead) | Taken::Either(lead) => {
                vec![self.gathered(asked, conditions, lead, &[])]
            }
        };
        statements.dedup();
        Ok(statements)
    }
}

/// The name that a column points to.
fn named(table: &str, foreign: &str) -> String {
    format!("(SELECT n.name FROM {table} AS n WHERE n.id = t.{foreign})")
}

/// Where a word stands among the words.
fn rank(column: &str, words: &[&str]) -> String {
    let cases: String = words
        .iter()
        .enumerate()
        .map(|(at, word)| format!(" WHEN '{word}' THEN {at}"))
        .collect();
    format!("CASE t.{column}{cases} END")
}

/// All that is bound, in the order of the clause.
fn bound<'a>(conditions: &'a Conditions, more: &'a [Bound]) -> impl Iterator<Item = &'a Bound> {
    conditions
        .all
        .iter()
        .flat_map(|each| &each.bound)
        .chain(more)
}

/// `WHERE …`, or nothing. The leading condition is put as its index answers it.
fn clause(conditions: &Conditions, lead: Option<usize>, more: &[String]) -> String {
    let all: Vec<&str> = conditions
        .all
        .iter()
        .enumerate()
        .map(|(at, each)| match each.way.sql() {
            Some(sql) if lead == Some(at) => sql,
            _ => each.sql.as_str(),
        })
        .chain(more.iter().map(String::as_str))
        .collect();
    if all.is_empty() {
        String::new()
    } else {
        format!("WHERE {}", all.join(" AND "))
    }
}

/// A sort key: what the cursor remembers, and what is sorted by.
struct Sorted {
    value: String,
    tie: String,
    ranks: Vec<String>,
}

#[derive(Clone, Copy)]
struct Part {
    from: usize,
    rows: usize,
}

/// The rows of a page so far, each with its place.
struct Found<T> {
    wanted: usize,
    rows: Vec<(T, Cursor)>,
    read: fn(&Row<'_>) -> rusqlite::Result<T>,
    width: usize,
}

impl<T> Found<T> {
    fn is_full(&self) -> bool {
        self.rows.len() >= self.wanted
    }

    fn read<'a>(
        &mut self,
        statement: &mut Statement<'_>,
        bound: impl Iterator<Item = &'a Bound>,
        stretch: Option<&Stretch>,
    ) -> Result<()> {
        let mut rows = statement.query(params_from_iter(bound))?;
        while let Some(row) = rows.next()? {
            let cursor = self.cursor(row, stretch)?;
            self.rows.push(((self.read)(row)?, cursor));
        }
        Ok(())
    }

    fn cursor(&self, row: &Row<'_>, stretch: Option<&Stretch>) -> Result<Cursor> {
        let number = row.get(self.width)?;
        if let Some((name, id)) = stretch.and_then(|stretch| stretch.named.as_ref()) {
            return Ok(Cursor {
                number,
                value: Some(name.clone().into()),
                tie: Some(id.to_string()),
            });
        }
        if let Some(word) = stretch.and_then(|stretch| stretch.word) {
            return Ok(Cursor {
                number,
                value: Some(word.into()),
                tie: None,
            });
        }
        let value: rusqlite::types::Value = row.get(self.width + 1)?;
        let tie: Option<[u8; 16]> = row.get(self.width + 2)?;
        Ok(Cursor {
            number,
            value: match value {
                rusqlite::types::Value::Integer(n) => Some(n.into()),
                rusqlite::types::Value::Text(text) => Some(text.into()),
                _ => None,
            },
            tie: tie.map(|id| uuid::Uuid::from_bytes(id).to_string()),
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
    /// The index it goes down; `None`: the table's own order.
    index: Option<&'static str>,
    /// The name that all its rows share.
    named: Option<(String, uuid::Uuid)>,
    /// The word likewise.
    word: Option<&'static str>,
    sql: Vec<String>,
    bound: Vec<Bound>,
}

impl Stretch {
    fn by_number(index: Option<&'static str>) -> Self {
        Self {
            column: None,
            index,
            named: None,
            word: None,
            sql: Vec::new(),
            bound: Vec::new(),
        }
    }

    fn ask(&mut self, sql: String, bound: impl IntoIterator<Item = Bound>) {
        self.sql.push(sql);
        self.bound.extend(bound);
    }

    fn by(&self) -> String {
        match self.index {
            Some(index) => format!("INDEXED BY {index} "),
            None => "NOT INDEXED ".to_owned(),
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
