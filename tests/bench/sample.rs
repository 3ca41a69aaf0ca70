//! Sorted figures.

use std::fmt;

/// Milliseconds or megabytes, of many goes.
#[derive(Debug, Clone, Default)]
pub struct Sample(Vec<f64>);

impl Sample {
    pub fn new(mut values: Vec<f64>) -> Self {
        values.sort_by(f64::total_cmp);
        Self(values)
    }

    pub fn add(&mut self, value: f64) {
        let at = self.0.partition_point(|each| *each < value);
        self.0.insert(at, value);
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// The value a share of all are at most.
    pub fn at(&self, share: f64) -> f64 {
        let last = self.0.len().saturating_sub(1);
        let place = (share * self.0.len() as f64).ceil() as usize;
        self.0
            .get(place.saturating_sub(1).min(last))
            .copied()
            .unwrap_or(f64::NAN)
    }

    pub fn median(&self) -> f64 {
        self.at(0.5)
    }

    pub fn above(&self, bound: f64) -> usize {
        self.0.len() - self.0.partition_point(|each| *each <= bound)
    }
}

impl fmt::Display for Sample {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:8.1} {:8.1} {:8.1} {:8.1}",
            self.at(0.0),
            self.median(),
            self.at(0.95),
            self.at(1.0)
        )
    }
}
