//! Serials for the stories.

/// No character that is taken for another one: O, I, B, S, Z and their digits are left out.
const ALPHABET: &[u8; 20] = b"34679ACDEFGHJKLMNPQR";

/// The `n`th of a series of Antminer-shaped serials, no two of them near one another.
pub fn serial(n: u64) -> String {
    // Multiplying by a large odd number spreads neighbours over all places.
    let mut rest = (n + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let spread = (0..13).map(|_| {
        let place = (rest % 20) as usize;
        rest /= 20;
        char::from(ALPHABET[place])
    });
    "HMTT".chars().chain(spread).collect()
}

#[test]
fn no_two_serials_of_the_series_are_near_one_another() {
    let serials: Vec<String> = (0..400).map(serial).collect();

    for (i, one) in serials.iter().enumerate() {
        assert_eq!(one.len(), 17);
        for other in &serials[i + 1..] {
            let differing = one
                .chars()
                .zip(other.chars())
                .filter(|(a, b)| a != b)
                .count();
            assert!(differing > 3, "{one} and {other}");
        }
    }
}
