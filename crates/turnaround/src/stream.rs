//! Random numbers that depend on what they are for, never on the order they were asked in.

use rand_pcg::Pcg64Mcg;
use rand_pcg::rand_core::Rng;

use crate::stage::Stage;

/// What a draw of one unit on one path is for. A name keeps its number for ever: frozen
/// estimates are checked by drawing them again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u64)]
pub(crate) enum Purpose {
    Stay = 1,
    CenterSpread = 2,
    Verdict = 3,
    Quote = 4,
    BurnIn = 5,
    Skip = 6,
    HoldCaught = 7,
    HoldLength = 8,
    HoldBacklog = 9,
    Walk = 10,
}

/// The root of all draws for one seed and one subject (ticket, RMA or what-if).
#[derive(Debug, Clone, Copy)]
pub(crate) struct Root(u64);

impl Root {
    pub(crate) fn new(seed: u32, subject: &str) -> Self {
        // FNV-1a: stable for ever, and the mixing below makes up for its weak spread.
        let hash = subject
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
                (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
            });
        Self(mix(hash ^ mix(u64::from(seed))))
    }

    /// The stream for a whole column of draws, one per path.
    pub(crate) fn column(self, purpose: Purpose, stage: Stage) -> Pcg64Mcg {
        self.seeded([purpose as u64, stage.index() as u64, u64::MAX, 0])
    }

    /// The stream for one later visit of one path.
    pub(crate) fn visit(self, purpose: Purpose, stage: Stage, path: usize, visit: u32) -> Pcg64Mcg {
        self.seeded([
            purpose as u64,
            stage.index() as u64,
            path as u64,
            u64::from(visit),
        ])
    }

    /// The stream for one step of a walk through stages that have no names of ours.
    pub(crate) fn walk(self, path: usize, visit: u32) -> Pcg64Mcg {
        self.seeded([Purpose::Walk as u64, path as u64, u64::from(visit), 0])
    }

    fn seeded(self, parts: [u64; 4]) -> Pcg64Mcg {
        let key = parts.iter().fold(self.0, |key, part| {
            mix(key ^ part.wrapping_mul(0x9e37_79b9_7f4a_7c15))
        });
        Pcg64Mcg::new((u128::from(key) << 64) | u128::from(mix(key)))
    }
}

/// A draw from the open interval (0, 1).
pub(crate) fn uniform(rng: &mut Pcg64Mcg) -> f64 {
    ((rng.next_u64() >> 11) as f64 + 0.5) / (1_u64 << 53) as f64
}

/// The numbers 0..n in a random order (Fisher and Yates).
pub(crate) fn shuffled(n: usize, rng: &mut Pcg64Mcg) -> Vec<u32> {
    let mut order: Vec<u32> = (0..n as u32).collect();
    for i in (1..n).rev() {
        let j = ((u128::from(rng.next_u64()) * (i as u128 + 1)) >> 64) as usize;
        order.swap(i, j);
    }
    order
}

/// The finaliser of splitmix64 (Steele, Lea and Flood 2014).
fn mix(mut z: u64) -> u64 {
    z = z.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_and_subject_draw_the_same_numbers() {
        let draw = |seed, subject| {
            uniform(&mut Root::new(seed, subject).visit(Purpose::Stay, Stage::Repairing, 7, 2))
        };

        assert_eq!(
            draw(1, "RMA-2026-000123").to_bits(),
            draw(1, "RMA-2026-000123").to_bits()
        );
        assert_ne!(draw(1, "RMA-2026-000123"), draw(2, "RMA-2026-000123"));
        assert_ne!(draw(1, "RMA-2026-000123"), draw(1, "RMA-2026-000124"));
    }

    #[test]
    fn a_shuffle_keeps_every_number_once() {
        let mut order = shuffled(
            4000,
            &mut Root::new(3, "T-000456").column(Purpose::Stay, Stage::Queued),
        );
        assert_ne!(order[..10], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);

        order.sort_unstable();

        assert!(
            order
                .iter()
                .enumerate()
                .all(|(i, value)| i == *value as usize)
        );
    }
}
