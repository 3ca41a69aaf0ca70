//! The letters: our own, and the computer's for what ours lack.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use typst::foundations::Bytes;
use typst::text::{Font, FontBook};
use typst_kit::fonts::{self, FontStore};

/// IBM Plex, under the SIL Open Font License 1.1: Latin, Cyrillic and Greek.
const OWN: [&[u8]; 3] = [
    include_bytes!("../fonts/IBMPlexSans-Regular.ttf"),
    include_bytes!("../fonts/IBMPlexSans-SemiBold.ttf"),
    include_bytes!("../fonts/IBMPlexMono-Regular.ttf"),
];

/// The fonts that a text needs, and the signs in it that none of them has.
pub(crate) fn for_text(text: &str) -> (&'static FontStore, BTreeSet<char>) {
    let own = own();
    let strange = lacking(own.book(), text.chars());
    if strange.is_empty() {
        return (own, strange);
    }
    let all = with_the_computers();
    let lacking = lacking(all.book(), strange.into_iter());
    (all, lacking)
}

fn own() -> &'static FontStore {
    static FONTS: OnceLock<FontStore> = OnceLock::new();
    FONTS.get_or_init(load_own)
}

/// Looking through the computer's fonts takes a moment, so only for a text that needs them.
fn with_the_computers() -> &'static FontStore {
    static FONTS: OnceLock<FontStore> = OnceLock::new();
    FONTS.get_or_init(|| {
        let mut store = load_own();
        store.extend(fonts::system());
        store
    })
}

fn load_own() -> FontStore {
    let mut store = FontStore::new();
    for bytes in OWN {
        store.extend(Font::iter(Bytes::new(bytes)).map(|font| {
            let info = font.info().clone();
            (font, info)
        }));
    }
    store
}

fn lacking(book: &FontBook, signs: impl Iterator<Item = char>) -> BTreeSet<char> {
    let mut lacking: BTreeSet<char> = signs
        .filter(|sign| !sign.is_whitespace() && !sign.is_control())
        .collect();
    for info in (0..).map_while(|at| book.info(at)) {
        if lacking.is_empty() {
            break;
        }
        lacking.retain(|sign| !info.coverage.contains(u32::from(*sign)));
    }
    lacking
}
