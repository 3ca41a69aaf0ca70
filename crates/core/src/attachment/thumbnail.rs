//! Small pictures of photos.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use image::codecs::jpeg::JpegEncoder;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageReader, Limits, Rgb, RgbImage};

/// The longer side, in pixels.
const SIDE: u32 = 256;
const QUALITY: u8 = 80;
/// No camera makes more; a file that claims to is a bomb.
const MOST_PIXELS_A_SIDE: u32 = 24_000;
/// What one photo may need while it is decoded: 64 megapixels in four bytes each.
const MOST_MEMORY: u64 = 256 * 1024 * 1024;

/// The small picture of an attachment, or what it is to be made of.
#[derive(Debug)]
pub enum Picture {
    /// A JPEG; empty where none can be made.
    Made(Vec<u8>),
    /// These bytes are to be given to [`thumbnail`], and what it makes to
    /// [`crate::Store::keep_thumbnail`].
    ToMake { hash: String, bytes: Vec<u8> },
}

/// A JPEG of at most 256 pixels a side, the right way up; `None` when the bytes are no photo
/// that can be read.
///
/// Slow (a tenth of a second for a large photo) and hungry: call it off the window's thread, and
/// one at a time.
pub fn thumbnail(bytes: &[u8]) -> Option<Vec<u8>> {
    // Decoders of other people's bytes promise not to panic; a photo must not depend on it.
    catch_unwind(AssertUnwindSafe(|| make(bytes)))
        .ok()
        .flatten()
}

fn make(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut reader = ImageReader::new(Cursor::new(bytes))
        .with_guessed_format()
        .ok()?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(MOST_PIXELS_A_SIDE);
    limits.max_image_height = Some(MOST_PIXELS_A_SIDE);
    limits.max_alloc = Some(MOST_MEMORY);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().ok()?;
    if decoder.total_bytes() > MOST_MEMORY {
        return None;
    }
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let image = DynamicImage::from_decoder(decoder).ok()?;
    let mut small = if image.width() > SIDE || image.height() > SIDE {
        image.thumbnail(SIDE, SIDE)
    } else {
        image
    };
    small.apply_orientation(orientation);
    let mut jpeg = Vec::new();
    JpegEncoder::new_with_quality(&mut jpeg, QUALITY)
        .encode_image(&on_white(&small))
        .ok()?;
    Some(jpeg)
}

/// JPEG knows no transparency.
fn on_white(image: &DynamicImage) -> RgbImage {
    if !image.color().has_alpha() {
        return image.to_rgb8();
    }
    let image = image.to_rgba8();
    RgbImage::from_fn(image.width(), image.height(), |x, y| {
        let [r, g, b, a] = image.get_pixel(x, y).0.map(u16::from);
        Rgb([r, g, b].map(|c| ((c * a + 255 * (255 - a)) / 255) as u8))
    })
}
