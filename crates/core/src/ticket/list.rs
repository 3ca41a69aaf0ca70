//! The tickets list: any single filter or sort out of an index, page after page.

use rusqlite::{Connection, params_from_iter};

use super::read::{COLUMNS, JOINS, ticket_row};
use super::{TicketQuery, TicketRow, TicketSort};
use crate::error::Result;
use crate::search::{
    Bound, Conditions, Count, Cursor, DEVICES_IN, MOST_COUNTED, MOST_MATCHED, MOST_ROWS, Page,
    bound_ids, code_number, devices_matching, devices_with_serials,
};
use crate::store::Store;

/// What a sort key is in SQL.
enum Key {
    /// By the ticket's own number, which is the rowid.
    Number,
    /// A column of the ticket, indexed.
    Column(&'static str),
    /// The name of what a column points to: walk the names in order, and the tickets of each.
    Named {
        table: &'static str,
        foreign: &'static str,
    },
}

fn key(sort: TicketSort) -> Key {
    match sort {
        TicketSort::Number => Key::Number,
        TicketSort::StageSince => Key::Column("stage_since"),
        TicketSort::Touched => Key::Column("touched_at"),
        TicketSort::Opened => Key::Column("opened_at"),
        TicketSort::Serial => Key::Column("serial"),
        TicketSort::Promise => Key::Column("promised_p80_at"),
        TicketSort::Model => Key::Named {
            table: "device_model",
            foreign: "model_id",
        },
        TicketSort::Customer => Key::Named {
            table: "party",
            foreign: "customer_id",
        },
        TicketSort::Center => Key::Named {
            table: "center",
            foreign: "center_id",
        },
    }
}

impl Store {
    /// Tickets that match, one page of them.
    pub fn tickets(&self, query: &TicketQuery) -> Result<Page<TicketRow>> {
        let limit = query.limit.clamp(1, MOST_ROWS) as usize;
        let after = Cursor::read(query.after.as_deref())?;
        let list = List {
            conn: &self.conn,
            query,
            limit,
        };
        let mut rows = list.page(after.as_ref())?;
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = rows
            .last()
            .filter(|_| more)
            .map(|(_, cursor)| cursor.write());
        Ok(Page {
            rows: rows.into_iter().map(|(row, _)| row).collect(),
            next,
        })
    }

    /// How many tickets match, counted to 10,000.
    pub fn count_tickets(&self, query: &TicketQuery) -> Result<Count> {
        let conditions = conditions(&self.conn, query)?;
        let sql = format!(
            "SELECT count(*) FROM (SELECT 1 FROM ticket AS t {} LIMIT {})",
            conditions.clause(),
            MOST_COUNTED + 1
        );
        let count: u32 = self
            .conn
            .prepare_cached(&sql)?
            .query_row(params_from_iter(conditions.bound), |row| row.get(0))?;
        Ok(Count {
            count: count.min(MOST_COUNTED),
            more: count > MOST_COUNTED,
        })
    }
}

struct List<'a> {
    conn: &'a Connection,
    query: &'a TicketQuery,
    limit: usize,
}

type Found = (TicketRow, Cursor);

impl List<'_> {
    /// One row more than the limit, when there is one.
    fn page(&self, after: Option<&Cursor>) -> Result<Vec<Found>> {
        let mut rows = Vec::new();
        for stretch in self.stretches(after) {
            if rows.len() > self.limit {
                break;
            }
            self.read(stretch, &mut rows)?;
        }
        Ok(rows)
    }

    fn stretches(&self, after: Option<&Cursor>) -> Vec<Stretch> {
        let desc = self.query.descending;
        let past = if desc { "<" } else { ">" };
        let way = if desc { "DESC" } else { "ASC" };
        let value = |cursor: &Cursor| Box::new(cursor.value.clone().map(sql_value)) as Bound;
        let number = |cursor: &Cursor| Box::new(cursor.number) as Bound;
        match key(self.query.sort) {
            Key::Number => {
                let mut stretch =
                    Stretch::new("ticket AS t", "NULL", "NULL", format!("t.number {way}"));
                if let Some(after) = after {
                    stretch.add(format!("t.number {past} ?"), [number(after)]);
                }
                vec![stretch]
            }
            Key::Column(column) => {
                let order = format!("t.{column} {way}, t.number {way}");
                let mut valued = Stretch::new("ticket AS t", format!("t.{column}"), "NULL", order);
                let mut without =
                    Stretch::new("ticket AS t", "NULL", "NULL", format!("t.number {way}"));
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
            Key::Named { table, foreign } => {
                // CROSS JOIN fixes the order of the loops: names outside, their tickets inside.
                let named = format!("{table} AS n CROSS JOIN ticket AS t ON t.{foreign} = n.id");
                let order = format!("n.name {way}, n.id {way}, t.number {way}");
                let mut rest = Stretch::new(named, "n.name", "n.id", order);
                let mut without =
                    Stretch::new("ticket AS t", "NULL", "NULL", format!("t.number {way}"));
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
                            format!("ticket AS t JOIN {table} AS n ON n.id = t.{foreign}"),
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

    fn read(&self, stretch: Stretch, rows: &mut Vec<Found>) -> Result<()> {
        let mut conditions = conditions(self.conn, self.query)?;
        conditions.sql.extend(stretch.conditions.sql);
        conditions.bound.extend(stretch.conditions.bound);
        // The page is found on the narrow index first; only its rows are joined.
        let sql = format!(
            "SELECT {COLUMNS}, t.number, page.value, page.tie FROM (
                SELECT t.number AS number, {value} AS value, {tie} AS tie FROM {from} {clause}
                ORDER BY {order} LIMIT {limit}
             ) AS page JOIN ticket AS t ON t.number = page.number {JOINS}
             ORDER BY page.value {way}, page.tie {way}, page.number {way}",
            way = if self.query.descending { "DESC" } else { "ASC" },
            value = stretch.value,
            tie = stretch.tie,
            from = stretch.from,
            clause = conditions.clause(),
            order = stretch.order,
            limit = self.limit + 1 - rows.len(),
        );
        let mut statement = self.conn.prepare_cached(&sql)?;
        let mut found = statement.query(params_from_iter(conditions.bound))?;
        while let Some(row) = found.next()? {
            let value: rusqlite::types::Value = row.get(34)?;
            let tie: Option<[u8; 16]> = row.get(35)?;
            let cursor = Cursor {
                number: row.get(33)?,
                value: match value {
                    rusqlite::types::Value::Integer(n) => Some(n.into()),
                    rusqlite::types::Value::Text(text) => Some(text.into()),
                    _ => None,
                },
                tie: tie.map(|id| uuid::Uuid::from_bytes(id).to_string()),
            };
            rows.push((ticket_row(row)?, cursor));
        }
        Ok(())
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

fn conditions(conn: &Connection, query: &TicketQuery) -> Result<Conditions> {
    let mut all = Conditions::default();
    let text = query.text.trim();
    if !text.is_empty() {
        match code_number(text, 'T') {
            Some(number) => all.add("t.number = ?", [Box::new(number) as Bound]),
            None => {
                let devices = devices_matching(conn, text, MOST_MATCHED)?;
                all.add(format!("t.device_id {DEVICES_IN}"), [bound_ids(&devices)]);
            }
        }
    }
    if !query.serials.is_empty() {
        let devices = devices_with_serials(conn, &query.serials)?;
        all.add(format!("t.device_id {DEVICES_IN}"), [bound_ids(&devices)]);
    }
    match query.open {
        Some(true) => all.add("t.closed_at IS NULL", []),
        Some(false) => all.add("t.closed_at IS NOT NULL", []),
        None => {}
    }
    match query.on_hold {
        Some(true) => all.add("t.hold_reason IS NOT NULL", []),
        Some(false) => all.add("t.hold_reason IS NULL", []),
        None => {}
    }
    match query.bounce {
        Some(true) => all.add("t.bounce_of IS NOT NULL", []),
        Some(false) => all.add("t.bounce_of IS NULL", []),
        None => {}
    }
    match query.stages.as_slice() {
        [] => {}
        [stage] => all.equal("t.stage", Some(*stage)),
        stages => {
            let marks = vec!["?"; stages.len()].join(", ");
            all.add(
                format!("t.stage IN ({marks})"),
                stages.iter().map(|&stage| Box::new(stage) as Bound),
            );
        }
    }
    all.equal("t.hold_reason", query.hold_reason);
    all.equal("t.rma_id", query.rma_id);
    all.equal("t.model_id", query.model_id);
    all.equal("t.customer_id", query.customer_id);
    all.equal("t.site_id", query.site_id);
    all.equal("t.center_id", query.center_id);
    all.equal("t.assignee", query.assignee.clone());
    all.equal("t.warranty_class", query.warranty_class);
    Ok(all)
}
