//! Photos of documents, decoded to be looked at: JPEG and PNG, upright, no larger than a screen.

use std::io::Cursor;

use image::{DynamicImage, ImageDecoder as _, ImageFormat, ImageReader, Limits};
use thiserror::Error;

use crate::import::ReadError;
use crate::import::bulkhead::contain;

/// Pixels of a photo, not premultiplied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Photo {
    /// Pixels from left to right.
    pub width: usize,
    /// Pixels from top to bottom.
    pub height: usize,
    /// Red, green, blue and opacity of each.
    pub rgba: Vec<u8>,
}

/// Why a photo cannot be shown.
#[derive(Debug, Error)]
pub enum PhotoError {
    /// It is neither JPEG nor PNG, whatever its name says.
    #[error("neither JPEG nor PNG")]
    OtherFormat,
    /// It is damaged, or larger than can be shown.
    #[error("{0}")]
    Damaged(String),
}

/// Longest side of what is shown.
const SIDE: u32 = 2048;
/// Longest side and most memory of what is decoded: a stranger's file decides neither.
const MOST_SIDE: u32 = 30_000;
const MOST_BYTES: u64 = 512 << 20;

/// Decodes a photo as it is to be seen: turned upright, made smaller where it is large.
///
/// # Errors
/// [`PhotoError`].
pub fn photo(bytes: &[u8]) -> Result<Photo, PhotoError> {
    let format = image::guess_format(bytes).map_err(|_| PhotoError::OtherFormat)?;
    if !matches!(format, ImageFormat::Jpeg | ImageFormat::Png) {
        return Err(PhotoError::OtherFormat);
    }
    let decode = || -> Result<DynamicImage, image::ImageError> {
        let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
        let mut limits = Limits::default();
        limits.max_image_width = Some(MOST_SIDE);
        limits.max_image_height = Some(MOST_SIDE);
        limits.max_alloc = Some(MOST_BYTES);
        reader.limits(limits);
        let mut decoder = reader.into_decoder()?;
        let orientation = decoder.orientation()?;
        let mut image = DynamicImage::from_decoder(decoder)?;
        if image.width().max(image.height()) > SIDE {
            image = image.thumbnail(SIDE, SIDE);
        }
        image.apply_orientation(orientation);
        Ok(image)
    };
    let image = contain(|| decode().map_err(|error| ReadError::Invalid(error.to_string())));
    let image = image.map_err(|error| PhotoError::Damaged(error.to_string()))?.to_rgba8();
    let (width, height) = (image.width() as usize, image.height() as usize);
    Ok(Photo { width, height, rgba: image.into_raw() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encoded(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
        let image = DynamicImage::ImageRgb8(image::RgbImage::from_pixel(
            width,
            height,
            image::Rgb([200, 30, 30]),
        ));
        let mut bytes = Cursor::new(Vec::new());
        image.write_to(&mut bytes, format).expect("encoded");
        bytes.into_inner()
    }

    #[test]
    fn photos_are_decoded_and_made_no_larger_than_a_screen() {
        for format in [ImageFormat::Jpeg, ImageFormat::Png] {
            let small = photo(&encoded(6, 4, format)).expect("a photo");
            assert_eq!((small.width, small.height, small.rgba.len()), (6, 4, 96));
            assert!(small.rgba[0].abs_diff(200) < 4 && small.rgba[3] == 255);
        }
        let large = photo(&encoded(4096, 1024, ImageFormat::Png)).expect("a photo");
        assert_eq!((large.width, large.height), (2048, 512));
    }

    #[test]
    fn what_is_no_photo_or_damaged_does_no_harm() {
        assert!(matches!(photo(b"#!/bin/sh\nrm -rf ."), Err(PhotoError::OtherFormat)));
        assert!(matches!(photo(b""), Err(PhotoError::OtherFormat)));
        let mut whole = encoded(64, 64, ImageFormat::Png);
        // A header that promises more pixels than memory holds.
        whole[16..24].copy_from_slice(&[0x7f, 0xff, 0xff, 0xff, 0x7f, 0xff, 0xff, 0xff]);
        assert!(matches!(photo(&whole), Err(PhotoError::Damaged(_))));
        let whole = encoded(64, 64, ImageFormat::Jpeg);
        for length in 1..whole.len() {
            photo(&whole[..length]).ok();
        }
    }
}
