//! What a file is, told from its bytes, and what it may be called.

use super::FileKind;

/// As many bytes as telling kinds apart takes.
pub(super) const TELLING: usize = 8 * 1024;

/// The media type of a file that begins with `head`. Its name is not asked: names lie.
pub(super) fn media_type(head: &[u8]) -> &'static str {
    if let Some(found) = infer::get(head) {
        return found.mime_type();
    }
    let is_text = match std::str::from_utf8(head) {
        Ok(_) => true,
        // Cut within a character.
        Err(error) => error.error_len().is_none(),
    };
    if is_text && !head.contains(&0) {
        "text/plain"
    } else {
        "application/octet-stream"
    }
}

pub(super) fn kind_of(media_type: &str) -> FileKind {
    match media_type {
        "image/jpeg" | "image/png" | "image/webp" | "image/gif" => FileKind::Photo,
        text if text.starts_with("text/") => FileKind::Text,
        _ => FileKind::Other,
    }
}

const LONGEST_NAME: usize = 120;
const LONGEST_ENDING: usize = 12;

/// `name` as it may stand in a list and on any disk: without folders, without characters that
/// Windows forbids, that are not seen, or that turn the order of the others round.
pub(crate) fn clean_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let safe: String = last
        .chars()
        .filter(|&c| !c.is_control() && !is_unseen(c))
        .map(|c| if "<>:\"|?*".contains(c) { '_' } else { c })
        .collect();
    let safe = safe
        .trim_matches(|c: char| c.is_whitespace() || c == '.')
        .to_owned();
    let (stem, ending) = match safe.rsplit_once('.') {
        Some((stem, ending)) if ending.chars().count() <= LONGEST_ENDING => {
            (stem.to_owned(), format!(".{ending}"))
        }
        _ => (safe, String::new()),
    };
    let room = LONGEST_NAME - ending.chars().count();
    let stem: String = stem.chars().take(room).collect();
    match stem.trim_end() {
        "" => format!("file{ending}"),
        stem if is_reserved(stem) => format!("_{stem}{ending}"),
        stem => format!("{stem}{ending}"),
    }
}

/// Marks of direction and of zero width, by which `photo_gpj.exe` reads as `photo_exe.jpg`.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// Names of devices on Windows:
/// <https://learn.microsoft.com/en-us/windows/win32/fileio/naming-a-file>
fn is_reserved(stem: &str) -> bool {
    let first = stem
        .split('.')
        .next()
        .unwrap_or_default()
        .to_ascii_uppercase();
    matches!(first.as_str(), "CON" | "PRN" | "AUX" | "NUL")
        || ["COM", "LPT"].iter().any(|port| {
            first
                .strip_prefix(port)
                .is_some_and(|n| n.len() == 1 && n.bytes().all(|b| b.is_ascii_digit()))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_leaves_its_folders_and_its_tricks_behind() {
        for (given, kept) in [
            ("IMG_0042.jpg", "IMG_0042.jpg"),
            ("C:\\Users\\Wei\\board.png", "board.png"),
            ("../../etc/passwd", "passwd"),
            ("a<b>:c?.log", "a_b__c_.log"),
            ("photo\u{202e}gpj.exe", "photogpj.exe"),
            ("nul.txt", "_nul.txt"),
            ("COM1", "_COM1"),
            ("  .hidden. ", "hidden"),
            ("tab\tnew\nline.txt", "tabnewline.txt"),
            ("", "file"),
            ("...", "file"),
            (".png", "png"),
            ("热板 3.jpg", "热板 3.jpg"),
        ] {
            assert_eq!(clean_name(given), kept, "{given:?}");
        }
        let long = clean_name(&format!("{}.jpeg", "x".repeat(500)));
        assert_eq!(long.chars().count(), LONGEST_NAME);
        assert!(long.ends_with(".jpeg"));
    }

    #[test]
    fn the_bytes_say_what_a_file_is_whatever_its_name_says() {
        for (head, media) in [
            (&b"\xff\xd8\xff\xe0\0\x10JFIF"[..], "image/jpeg"),
            (b"\x89PNG\r\n\x1a\n", "image/png"),
            (b"%PDF-1.7", "application/pdf"),
            (b"2026-11-22 chain 0: 0 of 76 chips", "text/plain"),
            ("热板".as_bytes(), "text/plain"),
            (&"热板".as_bytes()[..5], "text/plain"),
            (b"\0\x01\x02\xfe", "application/octet-stream"),
        ] {
            assert_eq!(media_type(head), media);
        }
    }
}
