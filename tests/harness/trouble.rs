use std::fmt;

/// What a step of a story gives: a value, or the sentence that says what went wrong.
pub type Outcome<T = ()> = Result<T, Trouble>;

/// What went wrong, in one sentence.
///
/// Not a `std::error::Error`, so that `?` can take any error that is one.
pub struct Trouble(String);

impl Trouble {
    pub fn new(sentence: impl Into<String>) -> Self {
        Self(sentence.into())
    }
}

impl<E: std::error::Error> From<E> for Trouble {
    fn from(error: E) -> Self {
        Self(error.to_string())
    }
}

// The test runner prints a failed test's error with `{:?}`.
impl fmt::Debug for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
