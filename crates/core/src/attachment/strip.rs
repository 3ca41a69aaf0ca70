//! Photos without what the camera wrote beside the picture: where, when, with which device.
//!
//! The picture itself is not encoded anew. Which way up it is to be shown stays, as the one tag
//! it takes.

use std::panic::{AssertUnwindSafe, catch_unwind};

use image::metadata::Orientation;
use img_parts::jpeg::{Jpeg, JpegSegment, markers};
use img_parts::png::Png;
use img_parts::webp::{CHUNK_EXIF, CHUNK_XMP, WebP};
use img_parts::{Bytes, ImageEXIF};

/// What became of a file that is to leave.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Stripped {
    /// It had metadata and has none any more.
    Clean(Vec<u8>),
    /// It never had any, or is nothing that a camera makes.
    AsItWas(Vec<u8>),
    /// It may hold some that cannot be taken out; why.
    Cannot(String),
}

pub(super) fn without_metadata(media_type: &str, bytes: Vec<u8>) -> Stripped {
    let broken = || {
        Stripped::Cannot(
            "its parts cannot be told apart, so neither can a place it may say it was taken at; \
             save the original if you want it as it is"
                .into(),
        )
    };
    let clean: fn(Bytes) -> Option<Vec<u8>> = match media_type {
        "image/jpeg" => jpeg,
        "image/png" => png,
        "image/webp" => webp,
        // XMP is all that a GIF can say beside its frames, in a block of this name.
        "image/gif" if !holds(&bytes, b"XMP Data") => return Stripped::AsItWas(bytes),
        "image/bmp" => return Stripped::AsItWas(bytes),
        other
            if ["image/", "video/", "audio/"]
                .iter()
                .any(|kind| other.starts_with(kind)) =>
        {
            return Stripped::Cannot(format!(
                "a file of the kind {other} may say where it was taken, and only JPEG, PNG and WebP can be \
                 cleaned of that; save the original if you want it as it is"
            ));
        }
        _ => return Stripped::AsItWas(bytes),
    };
    let shared = Bytes::from(bytes);
    // Parsers of other people's bytes promise not to panic; an export must not depend on it.
    let cleaned = catch_unwind(AssertUnwindSafe(|| clean(shared.clone())))
        .ok()
        .flatten();
    match cleaned {
        None => broken(),
        Some(cleaned) if cleaned[..] == shared[..] => Stripped::AsItWas(cleaned),
        Some(cleaned) => Stripped::Clean(cleaned),
    }
}

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

/// The EXIF that says which way up and nothing else, where the camera was held askew.
fn upright(exif: Option<Bytes>) -> Option<Bytes> {
    let turned = Orientation::from_exif_chunk(&exif?)?;
    if turned == Orientation::NoTransforms {
        return None;
    }
    // Big-endian TIFF of one directory with one entry, tag 0x0112, of one 16-bit number.
    let mut tiff = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    tiff.push(turned.to_exif());
    tiff.extend([0; 6]);
    Some(tiff.into())
}

/// Keeps what a decoder needs: tables, frames, the colour profile, Adobe's colour transform.
fn jpeg(bytes: Bytes) -> Option<Vec<u8>> {
    let mut jpeg = Jpeg::from_bytes(bytes).ok()?;
    let upright = upright(jpeg.exif());
    let kept: Vec<JpegSegment> = jpeg.segments().iter().filter_map(kept_segment).collect();
    *jpeg.segments_mut() = kept;
    if upright.is_some() {
        jpeg.set_exif(upright);
    }
    let before_scan: usize = 2 + jpeg
        .segments()
        .iter()
        .take_while(|segment| segment.marker() != markers::SOS)
        .map(JpegSegment::len)
        .sum::<usize>();
    let whole = jpeg.encoder().bytes();
    let mut out = whole.get(..before_scan)?.to_vec();
    scans(whole.get(before_scan..)?, &mut out)?;
    Some(out)
}

fn kept_segment(segment: &JpegSegment) -> Option<JpegSegment> {
    let starts = |prefix: &[u8]| segment.contents().starts_with(prefix);
    match segment.marker() {
        // Its thumbnail may show more than the picture does.
        0xE0 if starts(b"JFIF\0") && segment.contents().len() > 14 => {
            let mut header = segment.contents()[..12].to_vec();
            header.extend([0, 0]);
            Some(JpegSegment::new_with_contents(0xE0, header.into()))
        }
        0xE0 if starts(b"JFIF\0") => Some(segment.clone()),
        0xE2 if starts(b"ICC_PROFILE\0") => Some(segment.clone()),
        0xEE if starts(b"Adobe") => Some(segment.clone()),
        0xE0..=0xEF | markers::COM => None,
        _ => Some(segment.clone()),
    }
}

/// From the first scan to the end of the image. Phones put more behind it: further pictures with
/// metadata of their own, a film.
fn scans(mut rest: &[u8], out: &mut Vec<u8>) -> Option<()> {
    loop {
        let next = rest
            .windows(2)
            .position(|pair| pair[0] == 0xFF && !matches!(pair[1], 0x00 | 0xFF | 0xD0..=0xD7));
        let Some(at) = next else {
            // The end is missing, as of a photo cut short; what there is of it stays.
            out.extend(rest);
            return Some(());
        };
        out.extend(&rest[..at]);
        let marker = rest[at + 1];
        if marker == markers::EOI {
            out.extend([0xFF, markers::EOI]);
            return Some(());
        }
        let length = usize::from(u16::from_be_bytes(
            rest.get(at + 2..at + 4)?.try_into().ok()?,
        ));
        let segment = rest.get(at..at + 2 + length.max(2))?;
        if !matches!(marker, 0xE0..=0xEF | markers::COM) {
            out.extend(segment);
        }
        rest = &rest[at + segment.len()..];
    }
}

/// Chunks that say how the picture looks (<https://www.w3.org/TR/png-3/#11Ancillary-chunks>).
const PNG_KEPT: &[&[u8; 4]] = &[
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB",
    b"cICP", b"mDCV", b"cLLI", b"bKGD", b"hIST", b"pHYs", b"acTL", b"fcTL", b"fdAT",
];

fn png(bytes: Bytes) -> Option<Vec<u8>> {
    let mut png = Png::from_bytes(bytes).ok()?;
    let upright = upright(png.exif());
    png.chunks_mut()
        .retain(|chunk| PNG_KEPT.contains(&&chunk.kind()));
    if upright.is_some() {
        png.set_exif(upright);
    }
    Some(png.encoder().bytes().to_vec())
}

fn webp(bytes: Bytes) -> Option<Vec<u8>> {
    let mut webp = WebP::from_bytes(bytes).ok()?;
    let upright = upright(webp.exif());
    let had_xmp = webp.has_chunk(CHUNK_XMP);
    let had_exif = webp.has_chunk(CHUNK_EXIF);
    let known: &[&[u8; 4]] = &[
        b"VP8X", b"VP8 ", b"VP8L", b"ALPH", b"ANIM", b"ANMF", b"ICCP", b"EXIF",
    ];
    webp.chunks_mut()
        .retain(|chunk| known.contains(&&chunk.id()));
    if had_exif || had_xmp {
        webp.set_exif(upright);
    }
    let mut out = webp.encoder().bytes().to_vec();
    // The flag that announces XMP: bit 2 of the first byte of VP8X, which comes first
    // (<https://developers.google.com/speed/webp/docs/riff_container#extended_file_format>).
    if had_xmp
        && out.get(12..16) == Some(b"VP8X")
        && let Some(flags) = out.get_mut(20)
    {
        *flags &= !0b100;
    }
    Some(out)
}
