//! From a model as people write it to a row of the catalog.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

const SHIPPED: &str = include_str!("../../../../data/models.csv");

/// A catalog row, as far as its name goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct CatalogModel {
    pub make: String,
    pub series: String,
    pub model: String,
}

/// What a written model is. Numbers are places in the list the index was made from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub enum ModelMatch {
    /// Written as the catalog writes it.
    Exact { model: u32 },
    /// The same once spacing, case, maker, hashrate and usual short forms are set aside.
    Normalised { model: u32 },
    /// It may be any of these; a person has to choose.
    Ambiguous { candidates: Vec<u32> },
    /// Not in the catalog; the nearest names, if any are near.
    Unknown { nearest: Vec<u32> },
}

impl ModelMatch {
    pub fn model(&self) -> Option<u32> {
        match self {
            Self::Exact { model } | Self::Normalised { model } => Some(*model),
            Self::Ambiguous { .. } | Self::Unknown { .. } => None,
        }
    }
}

/// The catalog, ready to be asked.
#[derive(Debug, Clone, Default)]
pub struct ModelIndex {
    models: Vec<CatalogModel>,
    /// Reduced name to the rows that bear it, one a maker: rows that differ only in spelling
    /// (`S19k Pro`, `S19K Pro`) are one model, the first.
    by_key: FxHashMap<String, Vec<u32>>,
    /// Reduced name without the maker's version (`M30S++ VH40` under `m30s++`), to all of them.
    by_family: FxHashMap<String, Vec<u32>>,
    by_name: FxHashMap<String, Vec<u32>>,
}

/// Candidates listed at most.
const LISTED: usize = 40;

/// How a maker may be named, and as the catalog names it.
const MAKERS: [(&str, &str); 30] = [
    ("antminer", "AntMiner"),
    ("bitmain", "AntMiner"),
    ("ant", "AntMiner"),
    ("蚂蚁", "AntMiner"),
    ("whatsminer", "WhatsMiner"),
    ("microbt", "WhatsMiner"),
    ("wm", "WhatsMiner"),
    ("神马", "WhatsMiner"),
    ("avalonminer", "AvalonMiner"),
    ("avalon", "AvalonMiner"),
    ("canaan", "AvalonMiner"),
    ("阿瓦隆", "AvalonMiner"),
    ("auradine", "Auradine"),
    ("teraflux", "Auradine"),
    ("bitaxe", "BitAxe"),
    ("braiins", "Braiins"),
    ("elphapex", "Elphapex"),
    ("epic", "ePIC"),
    ("goldshell", "Goldshell"),
    ("hammer", "Hammer"),
    ("iceriver", "IceRiver"),
    ("innosilicon", "Innosilicon"),
    ("luckyminer", "LuckyMiner"),
    ("volcminer", "VolcMiner"),
    ("bitdeer", "Bitdeer"),
    ("sealminer", "Bitdeer"),
    ("jasminer", "Jasminer"),
    ("ibelink", "iBeLink"),
    ("ebang", "Ebang"),
    ("ipollo", "iPollo"),
];

impl ModelIndex {
    /// The rows of `data/models.csv`, in file order.
    pub fn shipped() -> &'static Self {
        static INDEX: OnceLock<ModelIndex> = OnceLock::new();
        INDEX.get_or_init(|| {
            let mut reader = csv::Reader::from_reader(SHIPPED.as_bytes());
            Self::new(reader.deserialize::<CatalogModel>().flatten())
        })
    }

    pub fn new(models: impl IntoIterator<Item = CatalogModel>) -> Self {
        let mut index = Self {
            models: models.into_iter().collect(),
            ..Self::default()
        };
        for (model, at) in index.models.iter().zip(0u32..) {
            let key = reduce(&model.model).key;
            let named = index.by_key.entry(key.clone()).or_default();
            let same_make = |&known: &u32| index.models[known as usize].make == model.make;
            if !named.iter().any(same_make) {
                named.push(at);
                for name in [
                    model.model.clone(),
                    format!("{} {}", model.make, model.model),
                ] {
                    index
                        .by_name
                        .entry(name.to_lowercase())
                        .or_default()
                        .push(at);
                }
            }
            if let Some(family) = without_version(&key) {
                index
                    .by_family
                    .entry(family.to_string())
                    .or_default()
                    .push(at);
            }
        }
        index
    }

    pub fn model(&self, at: u32) -> Option<&CatalogModel> {
        self.models.get(at as usize)
    }

    /// What `text` names. `make`, as the catalog writes it, settles names two makers share; a
    /// maker named in the text itself counts before it.
    pub fn find(&self, text: &str, make: Option<&str>) -> ModelMatch {
        let text = text.trim();
        if text.is_empty() || text.len() > 200 {
            return ModelMatch::Unknown {
                nearest: Vec::new(),
            };
        }
        let written = reduce(text);
        let make = written.make.or(make);
        let of_make = |found: &[u32]| -> Vec<u32> {
            let fits = |at: &&u32| make.is_none_or(|make| self.models[**at as usize].make == make);
            let kept: Vec<u32> = found.iter().filter(fits).copied().collect();
            // A maker from elsewhere that has no such model may itself be the mistake.
            if kept.is_empty() && written.make.is_none() {
                found.to_vec()
            } else {
                kept
            }
        };
        if let Some(found) = self.by_name.get(&text.to_lowercase())
            && let [model] = of_make(found).as_slice()
        {
            return ModelMatch::Exact { model: *model };
        }
        for key in written.spellings() {
            if let Some(found) = self.by_key.get(key.as_str()) {
                match of_make(found).as_slice() {
                    [] => {}
                    [model] => return ModelMatch::Normalised { model: *model },
                    several => {
                        return ModelMatch::Ambiguous {
                            candidates: several.to_vec(),
                        };
                    }
                }
            }
            if let Some(found) = self.by_family.get(key.as_str()) {
                let mut candidates = of_make(found);
                candidates.truncate(LISTED);
                if !candidates.is_empty() {
                    return ModelMatch::Ambiguous { candidates };
                }
            }
        }
        ModelMatch::Unknown {
            nearest: self.nearest(&written.key, make),
        }
    }

    /// Names one slip away. Short names are too alike for that to mean anything.
    fn nearest(&self, key: &str, make: Option<&str>) -> Vec<u32> {
        if key.chars().count() < 4 || key.len() > 40 {
            return Vec::new();
        }
        let mut near: Vec<u32> = self
            .by_key
            .iter()
            .filter(|(name, _)| name.len().abs_diff(key.len()) <= 1)
            .filter(|(name, _)| strsim::osa_distance(name, key) == 1)
            .flat_map(|(_, found)| found.iter().copied())
            .filter(|&at| make.is_none_or(|make| self.models[at as usize].make == make))
            .collect();
        near.sort_unstable();
        near.truncate(6);
        near
    }
}

struct Reduced {
    /// Letters, digits and `+`, lower case, without maker, hashrate or filler.
    key: String,
    make: Option<&'static str>,
    /// The key without a bare number at the end, as in `S19 Pro 110`.
    shorter: Option<String>,
}

impl Reduced {
    /// What to look up, likeliest first.
    fn spellings(&self) -> Vec<String> {
        let mut spellings = vec![self.key.clone()];
        spellings.extend(self.shorter.clone());
        let avalon_number = self
            .key
            .strip_prefix('a')
            .filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
        // Canaan writes A1246, the catalog Avalon 1246.
        spellings.extend(avalon_number.map(str::to_string));
        spellings.retain(|key| !key.is_empty());
        spellings
    }
}

fn reduce(text: &str) -> Reduced {
    let lower = text
        .to_lowercase()
        .replace("(family)", " ")
        .replace("plus", "+");
    let mut make = None;
    let mut words: Vec<String> = Vec::new();
    let spaced: String = lower
        .chars()
        .map(|c| {
            if c.is_alphanumeric() || matches!(c, '+' | '.') {
                c
            } else {
                ' '
            }
        })
        .collect();
    for word in spaced.split_whitespace() {
        let word = word.trim_matches('.');
        if let Some((rest, maker)) = split_maker(word) {
            make = make.or(Some(maker));
            if !rest.is_empty() {
                words.push(rest.to_string());
            }
        } else if !is_filler(word) {
            words.push(short_form(word).to_string());
        }
    }
    // `104 TH/s` came apart into a number and a unit; the unit takes its number along.
    while let Some(at) = words.iter().position(|word| is_unit(word)) {
        let number = at
            .checked_sub(1)
            .filter(|&before| is_number(&words[before]));
        words.drain(number.unwrap_or(at)..=at);
    }
    words.retain(|word| !is_rating(word));
    let shorter = (words.len() > 1 && words.last().is_some_and(|word| is_number(word)))
        .then(|| words[..words.len() - 1].concat());
    let mut key = words.concat().replace('.', "");
    // `S19hyd` without a space, and `S19j Pro+ Hyd.`.
    if key.ends_with("hyd") {
        key.push_str("ro");
    }
    if let Some(cut) = rating_at_end(&key) {
        key.truncate(cut);
    }
    Reduced { key, make, shorter }
}

/// A word that is a maker, or begins with one: `antminers19`.
fn split_maker(word: &str) -> Option<(&str, &'static str)> {
    let (_, maker) = MAKERS.iter().find(|(name, _)| *name == word).or_else(|| {
        MAKERS
            .iter()
            .find(|(name, _)| name.len() >= 6 && word.starts_with(name))
    })?;
    let rest = MAKERS
        .iter()
        .find(|(name, _)| word.starts_with(name) && (*name == word || name.len() >= 6))
        .map_or("", |(name, _)| &word[name.len()..]);
    Some((rest, maker))
}

fn is_filler(word: &str) -> bool {
    matches!(
        word,
        "miner" | "asic" | "bitcoin" | "btc" | "model" | "machine" | "unit" | "air" | "s" | "矿机"
    )
}

fn short_form(word: &str) -> &str {
    match word {
        "hyd" | "hydro" | "hydra" | "水冷" => "hydro",
        "imm" | "immersion" => "immersion",
        other => other,
    }
}

fn is_number(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit() || b == b'.')
}

fn is_unit(word: &str) -> bool {
    matches!(
        word,
        "t" | "th"
            | "ths"
            | "gh"
            | "ghs"
            | "ph"
            | "phs"
            | "mh"
            | "mhs"
            | "w"
            | "watt"
            | "watts"
            | "kw"
            | "j"
    )
}

/// `104t`, `110th`, `3250w`, `29.5j`: a rating, not a name. `v10` or `m30s` are names.
fn is_rating(word: &str) -> bool {
    let unit_from = word
        .find(|c: char| !(c.is_ascii_digit() || c == '.'))
        .unwrap_or(word.len());
    unit_from > 0 && (is_unit(&word[unit_from..]) || matches!(&word[unit_from..], "m" | "g" | "k"))
}

/// Where a rating glued to the name begins: `s19jpro104t`.
fn rating_at_end(key: &str) -> Option<usize> {
    let letters = key.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let unit = &key[letters.len()..];
    if !matches!(unit, "t" | "th" | "ths") {
        return None;
    }
    let name = letters.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = letters.len() - name.len();
    let after_word = name.ends_with(|c: char| c.is_ascii_alphabetic() || c == '+');
    (digits >= 2 && after_word && name.len() >= 3).then_some(name.len())
}

/// `m30s++` of `m30s++vh40`: a Whatsminer name without its version.
fn without_version(key: &str) -> Option<&str> {
    let version = key
        .rfind('v')
        .filter(|&at| at >= 3 && key.starts_with('m'))?;
    let rest = &key[version + 1..];
    let version_like = rest.len() >= 2 && rest.bytes().any(|b| b.is_ascii_digit());
    version_like.then(|| &key[..version])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn name(found: &ModelMatch) -> String {
        let index = ModelIndex::shipped();
        match found.model().and_then(|at| index.model(at)) {
            Some(model) => format!("{} {}", model.make, model.model),
            None => format!("{found:?}"),
        }
    }

    fn find(text: &str) -> ModelMatch {
        ModelIndex::shipped().find(text, None)
    }

    #[test]
    fn models_are_found_as_people_write_them() {
        for (text, expected) in [
            ("Antminer S19j Pro 104T", "AntMiner S19j Pro"),
            ("s19jpro", "AntMiner S19j Pro"),
            ("S19JPRO104T", "AntMiner S19j Pro"),
            ("Bitmain Antminer S19j Pro (104 TH/s)", "AntMiner S19j Pro"),
            ("S19 Pro 110", "AntMiner S19 Pro"),
            ("antminer_s21", "AntMiner S21"),
            ("S21 200T", "AntMiner S21"),
            ("S19 XP Hyd", "AntMiner S19 XP Hydro"),
            ("S19 XP Hyd. 255T", "AntMiner S19 XP Hydro"),
            ("S21+ Hyd", "AntMiner S21+ Hydro"),
            ("S19k Pro", "AntMiner S19k Pro"),
            ("M30S++ VH40", "WhatsMiner M30S++ VH40"),
            ("M30S++_VH40", "WhatsMiner M30S++ VH40"),
            ("Whatsminer M50S_VH30", "WhatsMiner M50S VH30"),
            ("MicroBT M50S-VH30 128T", "WhatsMiner M50S VH30"),
            ("M30S plus plus VH40", "WhatsMiner M30S++ VH40"),
            ("M60S", "WhatsMiner M60S (family)"),
            ("Avalon 1246", "AvalonMiner Avalon 1246"),
            ("Canaan A1246", "AvalonMiner Avalon 1246"),
            ("A1166 Pro", "AvalonMiner Avalon 1166 Pro"),
            ("IceRiver KS5", "IceRiver KS5"),
            ("t21", "AntMiner T21"),
            ("L7 9500M", "AntMiner L7"),
        ] {
            assert_eq!(name(&find(text)), expected, "{text}");
        }
    }

    #[test]
    fn a_name_written_as_in_the_catalog_is_exact() {
        for text in ["S19j Pro", "AntMiner S19j Pro", "antminer s19j pro"] {
            assert!(matches!(find(text), ModelMatch::Exact { .. }), "{text}");
        }
        assert!(matches!(find("S19jPro"), ModelMatch::Normalised { .. }));
    }

    #[test]
    fn every_catalog_name_is_found_as_itself() {
        let index = ModelIndex::shipped();
        assert!(index.models.len() > 500);

        for model in &index.models {
            let found = index.find(&format!("{} {}", model.make, model.model), None);

            let found = index.model(found.model().unwrap()).unwrap();
            assert_eq!(found.make, model.make);
            assert_eq!(found.model.to_lowercase(), model.model.to_lowercase());
        }
    }

    #[test]
    fn a_name_two_makers_share_is_settled_by_the_maker() {
        assert!(
            matches!(find("KS5"), ModelMatch::Ambiguous { .. }),
            "{:?}",
            find("KS5")
        );

        let told = ModelIndex::shipped().find("KS5", Some("IceRiver"));

        assert_eq!(name(&told), "IceRiver KS5");
    }

    #[test]
    fn a_model_without_its_version_lists_the_versions() {
        let ModelMatch::Ambiguous { candidates } = find("Whatsminer M33S++") else {
            panic!("{:?}", find("M33S++"))
        };

        assert_eq!(candidates.len(), 3);
    }

    #[test]
    fn an_unknown_model_is_unknown_with_near_names() {
        let ModelMatch::Unknown { nearest } = find("S19j Por") else {
            panic!()
        };
        let near: Vec<&str> = nearest
            .iter()
            .map(|&at| ModelIndex::shipped().model(at).unwrap().model.as_str())
            .collect();
        assert!(near.contains(&"S19j Pro"), "{near:?}");
        for text in ["toaster", "", "???", "=cmd|'/C calc'!A0", "S99"] {
            assert!(matches!(find(text), ModelMatch::Unknown { .. }), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_matched_or_not_without_panic(text in any::<String>(), near in "[A-Za-z0-9+_ ./()-]{0,30}") {
            let _ = (find(&text), find(&near));
        }
    }
}
