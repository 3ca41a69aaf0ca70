use chrono::NaiveDate;
use rusqlite::{Transaction, params};
use serde::{Deserialize, Serialize};

use super::{DecidedHow, Decision, QuoteLine, read};
use crate::error::Result;
use crate::id::{QuoteId, TicketId};
use crate::journal::{DomainEvent, Reversal, Stamp, Told};
use crate::people::Right;
use crate::ticket;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct QuoteMade {
    pub id: QuoteId,
    pub ticket_id: TicketId,
    pub version: u16,
    pub lines: Vec<QuoteLine>,
    pub total_cents: i32,
    pub currency: String,
    pub valid_until: NaiveDate,
    pub note: String,
}

/// Which quote, and what of it the history says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuoteName {
    pub id: QuoteId,
    pub ticket_id: TicketId,
    pub version: u16,
    pub total_cents: i32,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QuoteEvent {
    Made(Box<QuoteMade>),
    Unmade(Box<QuoteMade>),
    Sent(QuoteName),
    SendUndone(QuoteName),
    Decided {
        quote: QuoteName,
        decision: Decision,
        by: String,
        how: DecidedHow,
        why: String,
    },
    DecisionUndone {
        quote: QuoteName,
        decision: Decision,
        by: String,
        how: DecidedHow,
        why: String,
    },
}

impl QuoteEvent {
    fn ticket(&self) -> TicketId {
        match self {
            Self::Made(made) | Self::Unmade(made) => made.ticket_id,
            Self::Sent(quote)
            | Self::SendUndone(quote)
            | Self::Decided { quote, .. }
            | Self::DecisionUndone { quote, .. } => quote.ticket_id,
        }
    }
}

impl DomainEvent for QuoteEvent {
    fn kind(&self) -> &'static str {
        match self {
            Self::Made(_) => "quote.made",
            Self::Unmade(_) => "quote.unmade",
            Self::Sent(_) => "quote.sent",
            Self::SendUndone(_) => "quote.send_undone",
            Self::Decided { .. } => "quote.decided",
            Self::DecisionUndone { .. } => "quote.decision_undone",
        }
    }

    fn needs(&self) -> Right {
        match self {
            Self::Made(_) | Self::Unmade(_) | Self::Sent(_) | Self::SendUndone(_) => Right::Details,
            // What the RMA lets us spend unasked needs nobody's yes.
            Self::Decided { how, .. } | Self::DecisionUndone { how, .. } => match how {
                DecidedHow::SpendLimit => Right::Details,
                DecidedHow::Email
                | DecidedHow::Phone
                | DecidedHow::Message
                | DecidedHow::Portal
                | DecidedHow::InPerson
                | DecidedHow::Letter => Right::Approve,
            },
        }
    }

    fn apply(&self, tx: &Transaction<'_>, stamp: &Stamp) -> Result<()> {
        match self {
            Self::Made(made) => {
                tx.prepare_cached(
                    "INSERT INTO quote (id, ticket_id, version, total_cents, currency, valid_until, note, made_by,
                     made_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
                )?
                .execute(params![
                    made.id,
                    made.ticket_id,
                    made.version,
                    made.total_cents,
                    made.currency,
                    made.valid_until,
                    made.note,
                    stamp.actor,
                    stamp.at
                ])?;
                let mut insert = tx.prepare_cached(
                    "INSERT INTO quote_line (quote_id, seq, kind, text, quantity, unit_cents, part_id, finding_id,
                     source) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
                )?;
                for (seq, line) in (0i64..).zip(&made.lines) {
                    insert.execute(params![
                        made.id,
                        seq,
                        line.kind,
                        line.text,
                        line.quantity,
                        line.unit_cents,
                        line.part_id,
                        line.finding_id,
                        line.source
                    ])?;
                }
            }
            Self::Unmade(made) => {
                tx.execute("DELETE FROM quote_line WHERE quote_id = ?1", [made.id])?;
                tx.execute("DELETE FROM quote WHERE id = ?1", [made.id])?;
            }
            Self::Sent(quote) => {
                tx.prepare_cached("UPDATE quote SET sent_at = ?2 WHERE id = ?1")?
                    .execute(params![quote.id, stamp.at])?;
            }
            Self::SendUndone(quote) => {
                tx.execute("UPDATE quote SET sent_at = NULL WHERE id = ?1", [quote.id])?;
            }
            Self::Decided {
                quote,
                decision,
                by,
                how,
                why,
            } => {
                tx.prepare_cached(
                    "UPDATE quote SET decision = ?2, decided_at = ?3, decided_by = ?4, decided_how = ?5, why = ?6
                     WHERE id = ?1",
                )?
                .execute(params![quote.id, decision, stamp.at, by, how, why])?;
            }
            Self::DecisionUndone { quote, .. } => {
                tx.execute(
                    "UPDATE quote SET decision = NULL, decided_at = NULL, decided_by = '', decided_how = '', why = ''
                     WHERE id = ?1",
                    [quote.id],
                )?;
            }
        }
        ticket::touch(tx, self.ticket(), stamp.at)
    }

    fn reversal(&self, tx: &Transaction<'_>, _stamp: &Stamp) -> Result<Reversal> {
        Ok(match self {
            Self::Made(made) => {
                let Some(stands) = read::stands(tx, made.id)? else {
                    return Ok(Reversal::Kept("the quote is gone already".into()));
                };
                if stands.sent {
                    return Ok(Reversal::Kept("the quote was sent since".into()));
                }
                if read::latest(tx, made.ticket_id)? > made.version {
                    return Ok(Reversal::Kept("a later version was made since".into()));
                }
                Reversal::by(Self::Unmade(made.clone()))
            }
            Self::Unmade(made) => {
                if read::latest(tx, made.ticket_id)? >= made.version {
                    return Ok(Reversal::Kept("another version was made since".into()));
                }
                Reversal::by(Self::Made(made.clone()))
            }
            Self::Sent(quote) => {
                if read::stands(tx, quote.id)?.is_none_or(|stands| stands.decided) {
                    return Ok(Reversal::Kept("the customer answered since".into()));
                }
                Reversal::by(Self::SendUndone(quote.clone()))
            }
            Self::SendUndone(quote) => {
                if read::stands(tx, quote.id)?.is_none_or(|stands| stands.sent) {
                    return Ok(Reversal::Kept("the quote was sent again since".into()));
                }
                Reversal::by(Self::Sent(quote.clone()))
            }
            Self::Decided {
                quote,
                decision,
                by,
                how,
                why,
            } => {
                if read::stands(tx, quote.id)?.is_none_or(|stands| !stands.decided) {
                    return Ok(Reversal::Kept("the answer was taken back already".into()));
                }
                Reversal::by(Self::DecisionUndone {
                    quote: quote.clone(),
                    decision: *decision,
                    by: by.clone(),
                    how: *how,
                    why: why.clone(),
                })
            }
            Self::DecisionUndone {
                quote,
                decision,
                by,
                how,
                why,
            } => {
                if read::stands(tx, quote.id)?.is_none_or(|stands| stands.decided || !stands.sent) {
                    return Ok(Reversal::Kept(
                        "the quote was answered or taken back since".into(),
                    ));
                }
                Reversal::by(Self::Decided {
                    quote: quote.clone(),
                    decision: *decision,
                    by: by.clone(),
                    how: *how,
                    why: why.clone(),
                })
            }
        })
    }

    fn told(&self) -> Option<Told> {
        Some(match self {
            Self::Made(made) => Told::QuoteMade {
                version: made.version,
                cents: made.total_cents,
                valid_until: made.valid_until,
            },
            Self::Unmade(made) => Told::QuoteUnmade {
                version: made.version,
            },
            Self::Sent(quote) => Told::QuoteSent {
                version: quote.version,
                cents: quote.total_cents,
            },
            Self::SendUndone(quote) => Told::QuoteSendUndone {
                version: quote.version,
            },
            Self::Decided {
                quote,
                decision,
                by,
                how,
                why,
            } => Told::QuoteDecided {
                version: quote.version,
                cents: quote.total_cents,
                decision: *decision,
                by: by.clone(),
                how: *how,
                why: why.clone(),
            },
            Self::DecisionUndone { quote, .. } => Told::QuoteDecisionUndone {
                version: quote.version,
            },
        })
    }

    fn sentence(&self) -> String {
        let money = |cents: i32| format!("${}.{:02}", cents / 100, cents % 100);
        match self {
            Self::Made(made) => format!(
                "Quote {} made: {}, valid until {}",
                made.version,
                money(made.total_cents),
                made.valid_until
            ),
            Self::Unmade(made) => format!("Quote {} taken back", made.version),
            Self::Sent(quote) => {
                format!("Quote {} sent: {}", quote.version, money(quote.total_cents))
            }
            Self::SendUndone(quote) => format!("Sending of quote {} taken back", quote.version),
            Self::Decided {
                quote,
                decision,
                by,
                how,
                why,
            } => {
                let why = if why.is_empty() {
                    String::new()
                } else {
                    format!(": {why}")
                };
                format!("Quote {} {decision} by {by} ({how}){why}", quote.version)
            }
            Self::DecisionUndone { quote, .. } => {
                format!("Answer to quote {} taken back", quote.version)
            }
        }
    }
}
