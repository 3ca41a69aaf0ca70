//! What a template sees: itself, the look, its values, its pictures. No file of the computer, no clock.

use serde::Serialize;
use serde_json::Value;
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};
use typst_kit::fonts::FontStore;
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, Timestamp};

use chrono::{DateTime, Datelike, Timelike, Utc};
use std::sync::OnceLock;

use crate::paper::Sheet;
use crate::{PaperError, fonts, words};

const TEMPLATES: [(&str, &str); 3] = [
    ("look.typ", include_str!("../templates/look.typ")),
    ("quote.typ", include_str!("../templates/quote.typ")),
    ("report.typ", include_str!("../templates/report.typ")),
];

/// Set `template` with `values`; the pictures are called `/picture-0`, `/picture-1`, … in order.
pub(crate) fn set(
    template: &'static str,
    sheet: &Sheet,
    values: &impl Serialize,
    pictures: &[&[u8]],
) -> Result<Vec<u8>, PaperError> {
    let mut paper = serde_json::to_value(values)?;
    clean(&mut paper);
    let words = words(sheet.language)?;
    let mut data = serde_json::json!({
        "paper": paper,
        "words": &words.page,
        "quote": &words.quote,
        "made_on": crate::day(sheet.made_at.date_naive()),
    });
    let (fonts, lacking) = fonts::for_text(&data.to_string());
    data["lacking"] = lacking
        .iter()
        .take(40)
        .map(|sign| format!("U+{:04X}", u32::from(*sign)))
        .collect();
    let world = Page {
        template,
        data: Bytes::new(serde_json::to_vec(&data)?),
        pictures: pictures
            .iter()
            .map(|bytes| Bytes::new(bytes.to_vec()))
            .collect(),
        fonts,
    };
    let set = typst::compile::<PagedDocument>(&world)
        .output
        .map_err(|errors| said(&errors))
        .and_then(|document| {
            let options = PdfOptions {
                ident: Smart::Custom(format!("{} {}", sheet.title, sheet.made_at.to_rfc3339())),
                creator: Smart::Custom(Some("Hashmend".into())),
                timestamp: stamp(sheet.made_at),
                ..PdfOptions::default()
            };
            typst_pdf::pdf(&document, &options).map_err(|errors| said(&errors))
        });
    // What was remembered of these pages will not come up again.
    typst::comemo::evict(0);
    set
}

/// Signs that are not to be seen, and those that turn the rest of a line around, are left out: a paper
/// says what it seems to say.
fn clean(value: &mut Value) {
    match value {
        Value::String(text) => {
            text.retain(|sign| {
                matches!(sign, '\n' | '\t')
                    || !(sign.is_control()
                        || matches!(sign, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}'))
            });
        }
        Value::Array(all) => all.iter_mut().for_each(clean),
        Value::Object(all) => all.values_mut().for_each(clean),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn said(errors: &[SourceDiagnostic]) -> PaperError {
    PaperError::Setting(
        errors
            .iter()
            .map(|error| error.message.as_str())
            .collect::<Vec<_>>()
            .join("; "),
    )
}

fn stamp(at: DateTime<Utc>) -> Option<Timestamp> {
    let two = |number: u32| u8::try_from(number).unwrap_or(0);
    Datetime::from_ymd_hms(
        at.year(),
        two(at.month()),
        two(at.day()),
        two(at.hour()),
        two(at.minute()),
        two(at.second()),
    )
    .map(Timestamp::new_utc)
}

struct Page {
    template: &'static str,
    data: Bytes,
    pictures: Vec<Bytes>,
    fonts: &'static FontStore,
}

fn id_of(path: &str) -> Option<FileId> {
    let path = VirtualPath::new(path).ok()?;
    Some(RootedPath::new(VirtualRoot::Project, path).intern())
}

fn library() -> &'static LazyHash<Library> {
    static LIBRARY: OnceLock<LazyHash<Library>> = OnceLock::new();
    LIBRARY.get_or_init(|| LazyHash::new(<Library as LibraryExt>::default()))
}

/// The templates as typst reads them, each once.
fn sources() -> &'static [(FileId, Source)] {
    static SOURCES: OnceLock<Vec<(FileId, Source)>> = OnceLock::new();
    SOURCES.get_or_init(|| {
        TEMPLATES
            .iter()
            .filter_map(|(name, text)| {
                let id = id_of(name)?;
                Some((id, Source::new(id, (*text).to_owned())))
            })
            .collect()
    })
}

impl World for Page {
    fn library(&self) -> &LazyHash<Library> {
        library()
    }

    fn book(&self) -> &LazyHash<FontBook> {
        self.fonts.book()
    }

    fn main(&self) -> FileId {
        sources()
            .iter()
            .map(|(id, _)| *id)
            .find(|id| id.get().vpath().get_without_slash() == self.template)
            .unwrap_or_else(|| sources()[0].0)
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        sources()
            .iter()
            .find(|(known, _)| *known == id)
            .map(|(_, source)| source.clone())
            .ok_or_else(|| missing(id))
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        let name = id.get().vpath().get_without_slash();
        if name == "data.json" {
            return Ok(self.data.clone());
        }
        name.strip_prefix("picture-")
            .and_then(|number| number.parse::<usize>().ok())
            .and_then(|number| self.pictures.get(number).cloned())
            .ok_or_else(|| missing(id))
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.font(index)
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}

fn missing(id: FileId) -> FileError {
    FileError::NotFound(id.get().vpath().get_without_slash().into())
}
