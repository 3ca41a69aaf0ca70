//! PINs: short secrets, kept as Argon2id, and the wait that makes guessing them slow.

use argon2::password_hash::phc::PasswordHash;
use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};

use crate::error::{Error, Result};
use crate::id::PersonId;
use crate::reason::Reason;
use crate::time::Timestamp;

const SHORTEST: usize = 4;
const MOST_DIGITS: usize = 12;
const LONGEST: usize = 128;

/// So many wrong PINs in a row cost nothing; each one after doubles the wait.
const FREE_TRIES: u32 = 5;
const FIRST_WAIT_MS: i64 = 30_000;
const LONGEST_WAIT_MS: i64 = 3_600_000;

/// How hard a PIN is to try: the crate's defaults are 19 MiB, two passes and one lane, as
/// <https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html> asks for.
pub(super) fn usual() -> Argon2<'static> {
    if cfg!(test) {
        // Tests sign hundreds of people in.
        argon2::Params::new(64, 1, 1, None)
            .map(|params| Argon2::new(Default::default(), Default::default(), params))
            .unwrap_or_default()
    } else {
        Argon2::default()
    }
}

/// The PIN as Argon2id, in PHC string format.
pub(super) fn hash(pin: &str, with: &Argon2<'_>) -> Result<String> {
    let pin = checked(pin)?;
    let hash: PasswordHash = with
        .hash_password(pin.as_bytes())
        .map_err(|error| Error::Refused(format!("the PIN could not be kept: {error}")))?;
    Ok(hash.to_string())
}

fn checked(pin: &str) -> Result<&str> {
    let pin = pin.trim();
    let length = pin.chars().count();
    let expected = "4 to 12 digits, or a word of 4 characters or more";
    let problem = if length < SHORTEST {
        format!("it has {length} characters")
    } else if pin.bytes().all(|b| b.is_ascii_digit()) && length > MOST_DIGITS {
        format!("it has {length} digits")
    } else if length > LONGEST {
        format!("it has {length} characters, over {LONGEST}")
    } else {
        return Ok(pin);
    };
    Err(Error::invalid("PIN", problem, expected))
}

pub(super) fn keep(conn: &Connection, person: PersonId, phc: &str) -> Result<()> {
    conn.execute(
        "INSERT INTO person_pin (person_id, phc) VALUES (?1, ?2)
         ON CONFLICT (person_id) DO UPDATE SET phc = excluded.phc, wrong = 0, wrong_at = NULL",
        params![person, phc],
    )?;
    Ok(())
}

/// Whether `pin` is the one of `person`, called `name`.
///
/// A try is counted before it is judged, so that many at once are no way around the wait.
pub(super) fn verify(
    conn: &mut Connection,
    person: PersonId,
    name: &str,
    pin: &str,
    now: Timestamp,
) -> Result<()> {
    let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let kept: Option<(String, u32, Option<Timestamp>)> = tx
        .prepare_cached("SELECT phc, wrong, wrong_at FROM person_pin WHERE person_id = ?1")?
        .query_row([person], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    let Some((phc, wrong, wrong_at)) = kept else {
        return Err(Error::Refused(format!(
            "{name} has no PIN yet; an admin can set one"
        )));
    };
    if let Some(last) = wrong_at {
        // A clock set back must not make the wait longer than it is.
        let waited = (now.millis() - last.millis()).max(0);
        if now < last {
            tx.execute(
                "UPDATE person_pin SET wrong_at = ?2 WHERE person_id = ?1",
                params![person, now],
            )?;
        }
        let left = wait_after(wrong) - waited;
        if left > 0 {
            tx.commit()?;
            return Err(Error::Because(Reason::TooManyWrongPins {
                name: name.to_owned(),
                wrong,
                seconds: seconds(left),
            }));
        }
    }
    let wrong = wrong.saturating_add(1);
    tx.execute(
        "UPDATE person_pin SET wrong = ?2, wrong_at = ?3 WHERE person_id = ?1",
        params![person, wrong, now],
    )?;
    tx.commit()?;
    let hash = PasswordHash::new(&phc).map_err(|_| {
        Error::Refused(format!(
            "the PIN of {name} cannot be read; an admin can set a new one"
        ))
    })?;
    if Argon2::default()
        .verify_password(pin.trim().as_bytes(), &hash)
        .is_err()
    {
        return Err(Error::Because(Reason::WrongPin {
            name: name.to_owned(),
            seconds: seconds(wait_after(wrong)),
        }));
    }
    conn.execute(
        "UPDATE person_pin SET wrong = 0, wrong_at = NULL WHERE person_id = ?1",
        [person],
    )?;
    Ok(())
}

/// How long to wait after so many wrong PINs in a row, in milliseconds.
fn wait_after(wrong: u32) -> i64 {
    match wrong.checked_sub(FREE_TRIES) {
        None => 0,
        Some(more) => FIRST_WAIT_MS
            .checked_shl(more)
            .filter(|&wait| wait >= FIRST_WAIT_MS)
            .map_or(LONGEST_WAIT_MS, |wait| wait.min(LONGEST_WAIT_MS)),
    }
}

fn seconds(millis: i64) -> u32 {
    u32::try_from((millis + 999) / 1_000).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_from_half_a_minute_to_an_hour() {
        let waits: Vec<i64> = (0..16).map(|wrong| wait_after(wrong) / 1_000).collect();

        assert_eq!(
            waits,
            [
                0, 0, 0, 0, 0, 30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600, 3600
            ]
        );
        assert_eq!(wait_after(u32::MAX), LONGEST_WAIT_MS);
    }

    #[test]
    fn short_and_endless_pins_are_refused_with_what_would_do() {
        for wrong in ["", "   ", "123", "1234567890123", &"a".repeat(129)] {
            let error = checked(wrong).unwrap_err().to_string();

            assert!(
                error.starts_with("PIN: ") && error.contains("4 to 12 digits"),
                "{error}"
            );
        }
        for right in [
            "1234",
            " 1234 ",
            "123456789012",
            "four",
            "корова",
            "长颈鹿车",
        ] {
            assert!(checked(right).is_ok(), "{right}");
        }
    }

    #[test]
    fn the_kept_form_says_argon2id_and_not_the_pin() {
        let hash = |pin| hash(pin, &Argon2::default()).unwrap();

        let kept = hash("482915");

        assert!(
            kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{kept}"
        );
        assert!(!kept.contains("482915"));
        assert_ne!(kept, hash("482915"), "each has its own salt");
    }
}
