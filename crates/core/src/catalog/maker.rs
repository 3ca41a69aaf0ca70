//! Who makes what is sold under which brand.

/// Brand as the model list writes it, then the maker as the desk does.
const BRANDS: &[(&str, &str)] = &[
    ("AntMiner", "Bitmain"),
    ("WhatsMiner", "MicroBT"),
    ("AvalonMiner", "Canaan"),
    ("Avalon", "Canaan"),
    ("SEALMINER", "Bitdeer"),
    ("Teraflux", "Auradine"),
    ("BitAxe", "BitAxe"),
];

/// The maker behind a brand or a maker's name, in the desk's spelling: `antminer` and `BITMAIN`
/// are Bitmain. A name nobody knows comes back as it was, trimmed.
pub fn maker_of(text: &str) -> &str {
    let text = text.trim();
    BRANDS
        .iter()
        .find(|(brand, maker)| text.eq_ignore_ascii_case(brand) || text.eq_ignore_ascii_case(maker))
        .map_or(text, |(_, maker)| maker)
}

/// The brand a maker's miners carry, where it differs from the maker's name.
pub fn brand_of(maker: &str) -> Option<&'static str> {
    BRANDS
        .iter()
        .find(|(brand, known)| known.eq_ignore_ascii_case(maker) && brand != known)
        .map(|(brand, _)| *brand)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_brand_leads_to_its_maker() {
        assert_eq!(maker_of(" antminer "), "Bitmain");
        assert_eq!(maker_of("BITMAIN"), "Bitmain");
        assert_eq!(maker_of("WhatsMiner"), "MicroBT");
        assert_eq!(maker_of("Somebody"), "Somebody");
        assert_eq!(brand_of("Canaan"), Some("AvalonMiner"));
        assert_eq!(brand_of("IceRiver"), None);
    }
}
