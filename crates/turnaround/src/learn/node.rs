//! One group of stays: what was counted, and the curve that follows from it and its parent's.

use super::curve::Curve;
use super::grid::BINS;

/// A weight in units of 2^-24. Sums of whole numbers do not depend on the order of the rows, and
/// what was added can be taken away without a trace.
pub(crate) type Weight = u64;

pub(crate) const ONE: Weight = 1 << 24;

pub(crate) fn to_weight(share: f64) -> Weight {
    (share * ONE as f64).round() as Weight
}

pub(crate) fn from_weight(weight: Weight) -> f64 {
    weight as f64 / ONE as f64
}

/// What is known of one stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    Ended,
    /// Still going on, or seen no further (right-censored).
    Open,
}

/// Weighted stays by bin, the empty bins left out.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Tally {
    cells: Vec<Cell>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Cell {
    bin: u8,
    ended: Weight,
    open: Weight,
    /// Stays that came into view at this length (left truncation).
    late: Weight,
}

impl Tally {
    pub(crate) fn add(&mut self, bin: usize, fate: Fate, weight: Weight) {
        let cell = self.cell(bin);
        match fate {
            Fate::Ended => cell.ended += weight,
            Fate::Open => cell.open += weight,
        }
    }

    pub(crate) fn add_late(&mut self, bin: usize, weight: Weight) {
        self.cell(bin).late += weight;
    }

    pub(crate) fn add_all(&mut self, other: &Tally) {
        for cell in &other.cells {
            let own = self.cell(cell.bin as usize);
            own.ended += cell.ended;
            own.open += cell.open;
            own.late += cell.late;
        }
    }

    /// Take back what [`Tally::add`] added.
    pub(crate) fn remove(&mut self, bin: usize, fate: Fate, weight: Weight) {
        let at = self
            .cells
            .partition_point(|cell| usize::from(cell.bin) < bin);
        let Some(cell) = self
            .cells
            .get_mut(at)
            .filter(|cell| usize::from(cell.bin) == bin)
        else {
            return;
        };
        let sum = match fate {
            Fate::Ended => &mut cell.ended,
            Fate::Open => &mut cell.open,
        };
        *sum = sum.saturating_sub(weight);
        if cell.ended == 0 && cell.open == 0 && cell.late == 0 {
            self.cells.remove(at);
        }
    }

    fn cell(&mut self, bin: usize) -> &mut Cell {
        let bin = bin as u8;
        let at = self.cells.partition_point(|cell| cell.bin < bin);
        if self.cells.get(at).is_none_or(|cell| cell.bin != bin) {
            self.cells.insert(
                at,
                Cell {
                    bin,
                    ..Cell::default()
                },
            );
        }
        &mut self.cells[at]
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    pub(crate) fn ended(&self) -> f64 {
        from_weight(self.cells.iter().map(|cell| cell.ended).sum())
    }

    pub(crate) fn open(&self) -> f64 {
        from_weight(self.cells.iter().map(|cell| cell.open).sum())
    }

    /// Per bin: ended, open.
    pub(crate) fn by_bin(&self) -> impl Iterator<Item = (usize, f64, f64)> + '_ {
        self.cells.iter().map(|cell| {
            (
                cell.bin as usize,
                from_weight(cell.ended),
                from_weight(cell.open),
            )
        })
    }

    /// The curve of this group: the posterior mean of a Dirichlet process whose base curve is the
    /// `parent`'s, worth `worth` stays (Susarla and Van Ryzin 1976), on the grid.
    ///
    /// In bin j, d stays end, m are seen no further (counted half), and n are at risk; with
    /// f the parent's mass: h_j = (d_j + worth f_j) / (n_j + worth S_j). Beyond the last stay it
    /// follows the parent's hazard.
    pub(crate) fn curve(&self, parent: &Curve, worth: f64) -> Curve {
        if self.cells.is_empty() {
            return parent.clone();
        }
        let mut ended = [0.0; BINS];
        let mut at_risk = [0.0; BINS];
        let (mut later, mut later_late) = (0.0, 0.0);
        let mut cells = self.cells.iter().rev().peekable();
        for bin in (0..BINS).rev() {
            let (mut d, mut m, mut e) = (0.0, 0.0, 0.0);
            if let Some(cell) = cells.next_if(|cell| cell.bin as usize == bin) {
                d = from_weight(cell.ended);
                m = from_weight(cell.open);
                e = from_weight(cell.late);
            }
            ended[bin] = d;
            later += d + m;
            at_risk[bin] = (later - m / 2.0 - later_late - e / 2.0).max(0.0);
            later_late += e;
        }
        let mut values = [1.0; BINS + 1];
        for bin in 0..BINS {
            let mass = parent.mass(bin);
            let below = at_risk[bin] + worth * parent.0[bin];
            let hazard = if below > 0.0 {
                ((ended[bin] + worth * mass) / below).clamp(0.0, 1.0)
            } else {
                0.0
            };
            values[bin + 1] = values[bin] * (1.0 - hazard);
        }
        Curve(values)
    }
}
