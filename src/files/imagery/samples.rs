//! From the samples of a TIFF to colours.

use std::io::{self, Read, Seek, SeekFrom};

use tiff::ColorType;
use tiff::decoder::DecodingResult;

use super::pyramid::Pixels;
use super::tiles::premultiplied;
use super::{ImageryTrouble, elevation};

/// How samples become colours.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Paint {
    /// Samples of a pixel in a decoded chunk.
    pub samples: usize,
    /// Bits of a sample.
    pub bits: u8,
    /// What the samples are.
    pub look: Look,
    /// Value that stands for nothing.
    pub nodata: Option<f64>,
    /// Values drawn as 0 and 255, for samples that are no bytes; one pair for all bands, so that
    /// colours keep their hue.
    pub stretch: Option<[f64; 2]>,
}

/// What the samples of a pixel are.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Look {
    /// The first is a shade of grey.
    Gray,
    /// The first three are red, green, blue; a fourth, where said, is opacity.
    Rgb {
        /// Whether there is a fourth.
        has_alpha: bool,
    },
    /// Luma and two differences, as JPEG has them.
    YCbCr,
    /// The first is a number in a table of colours.
    Palette(Vec<[u8; 3]>),
}

impl Paint {
    /// What the header says. `palette` is the table of colours of a picture that has one.
    pub fn new(
        color: ColorType,
        palette: Option<Vec<[u8; 3]>>,
        nodata: Option<f64>,
    ) -> Result<Self, ImageryTrouble> {
        let (samples, look) = match (color, palette) {
            (ColorType::Gray(_), Some(colors)) => (1, Look::Palette(colors)),
            (ColorType::Gray(_), None) => (1, Look::Gray),
            (ColorType::RGB(_), _) => (3, Look::Rgb { has_alpha: false }),
            (ColorType::RGBA(_), _) => (4, Look::Rgb { has_alpha: true }),
            (ColorType::YCbCr(8), _) => (3, Look::YCbCr),
            (ColorType::Multiband { num_samples, .. }, _) if num_samples >= 3 => {
                (usize::from(num_samples), Look::Rgb { has_alpha: false })
            }
            (ColorType::Multiband { num_samples, .. }, _) => (usize::from(num_samples), Look::Gray),
            (other, _) => return Err(ImageryTrouble::Pixels(format!("pixels as {other:?}"))),
        };
        Ok(Self { samples, bits: color.bit_depth(), look, nodata, stretch: None })
    }

    /// Samples that are drawn.
    pub fn used(&self) -> usize {
        match self.look {
            Look::Gray | Look::Palette(_) => 1,
            Look::Rgb { has_alpha: true } => 4,
            Look::Rgb { has_alpha: false } | Look::YCbCr => 3,
        }
    }

    /// Whether values must be stretched to be seen.
    pub fn needs_stretch(&self) -> bool {
        self.bits > 8
    }

    /// The colour of one pixel, its samples as bytes.
    fn color(&self, samples: [u8; 4]) -> [u8; 4] {
        match &self.look {
            Look::Gray => {
                let shade = match self.bits {
                    1 => samples[0] * 255,
                    2 => samples[0] * 85,
                    4 => samples[0] * 17,
                    _ => samples[0],
                };
                [shade, shade, shade, 255]
            }
            Look::Rgb { has_alpha: true } => premultiplied(samples),
            Look::Rgb { has_alpha: false } => [samples[0], samples[1], samples[2], 255],
            Look::YCbCr => {
                let [y, blue, red] = [0, 1, 2].map(|at| f32::from(samples[at]));
                let (blue, red) = (blue - 128.0, red - 128.0);
                let byte = |value: f32| value.round().clamp(0.0, 255.0) as u8;
                let green = y - 0.344_136 * blue - 0.714_136 * red;
                [byte(y + 1.402 * red), byte(green), byte(y + 1.772 * blue), 255]
            }
            Look::Palette(colors) => match colors.get(usize::from(samples[0])) {
                Some(&[r, g, b]) => [r, g, b, 255],
                None => [0; 4],
            },
        }
    }

    /// The colours of a chunk of `width` columns. `planes` are its decoded samples: one with all of
    /// a pixel in turn, or, where it `is_planar`, one for each that is drawn.
    pub fn colors(&self, planes: &[DecodingResult], width: usize, is_planar: bool) -> Pixels {
        let step = if is_planar { 1 } else { self.samples };
        let bytes: Vec<Vec<u8>> =
            planes.iter().map(|plane| self.bytes(plane, width * step)).collect();
        let count = bytes.iter().map(|plane| plane.len() / step).min().unwrap_or(0);
        let place = |pixel: usize, sample: usize| {
            if is_planar { (sample, pixel) } else { (0, pixel * step + sample) }
        };
        // Opacity is no value: the first three tell whether there is one.
        let telling = self.used().min(3);
        let may_lack = self.nodata.is_some() || self.bits > 8;
        let lacks = |pixel: usize| {
            (0..telling).all(|sample| {
                let (plane, at) = place(pixel, sample);
                let value = self.value(&planes[plane], &bytes[plane], at);
                value.is_nan() || Some(value) == self.nodata
            })
        };
        let color = |pixel: usize| {
            if may_lack && lacks(pixel) {
                return [0; 4];
            }
            let mut own = [0; 4];
            for (sample, own) in own.iter_mut().enumerate().take(self.used()) {
                let (plane, at) = place(pixel, sample);
                *own = bytes[plane][at];
            }
            self.color(own)
        };
        (0..count).map(color).collect()
    }

    /// Whether a pixel is one value, not a colour: most likely a height.
    pub fn is_one_value(&self) -> bool {
        self.look == Look::Gray && self.samples == 1 && self.needs_stretch()
    }

    /// The values of a chunk of which each pixel is one, as heights.
    pub fn heights(&self, planes: &[DecodingResult]) -> Pixels {
        let value = |chunk, at| match number(chunk, at) {
            value if Some(value) == self.nodata => f64::NAN,
            value => value,
        };
        let bits = |chunk| (0..len(chunk)).map(move |at| elevation::bits(value(chunk, at)));
        planes.iter().take(1).flat_map(bits).collect()
    }

    /// Adds some of a chunk's values to those by which the range is found.
    pub fn look_at(&self, chunk: &DecodingResult, values: &mut Vec<f64>) {
        const FEW: usize = 50_000;
        let step = (len(chunk) / FEW).max(1);
        let some = (0..len(chunk)).step_by(step).map(|at| number(chunk, at));
        values.extend(some.filter(|value| value.is_finite() && Some(*value) != self.nodata));
    }

    /// Samples as bytes: as they are, unpacked, or stretched.
    fn bytes(&self, chunk: &DecodingResult, row: usize) -> Vec<u8> {
        match (chunk, self.stretch) {
            (DecodingResult::U8(bytes), None) if self.bits == 8 => bytes.clone(),
            (DecodingResult::U8(packed), None) => unpacked(packed, self.bits, row),
            (_, stretch) => {
                let [low, high] = stretch.unwrap_or([0.0, 255.0]);
                let scale = 255.0 / (high - low);
                let byte = |at| ((number(chunk, at) - low) * scale).round().clamp(0.0, 255.0) as u8;
                (0..len(chunk)).map(byte).collect()
            }
        }
    }

    /// The value of a sample, for comparison with `nodata`.
    fn value(&self, chunk: &DecodingResult, bytes: &[u8], at: usize) -> f64 {
        if self.bits <= 8 { f64::from(bytes[at]) } else { number(chunk, at) }
    }
}

/// Values drawn as 0 and 255: the second and the ninety-eighth percentile.
pub(super) fn stretch(mut values: Vec<f64>) -> [f64; 2] {
    values.sort_by(f64::total_cmp);
    let at = |share: f64| values.get(((values.len() as f64 - 1.0) * share) as usize).copied();
    match (at(0.02), at(0.98)) {
        (Some(low), Some(high)) if low < high => [low, high],
        (Some(low), _) => [low - 1.0, low + 1.0],
        _ => [0.0, 1.0],
    }
}

/// Samples of less than a byte; each row of `row` samples starts at a byte.
fn unpacked(packed: &[u8], bits: u8, row: usize) -> Vec<u8> {
    let bits = usize::from(bits.max(1));
    let of_byte = 8 / bits;
    let mask = (0xFF_u16 >> (8 - bits)) as u8;
    let rows = packed.chunks(row.div_ceil(of_byte).max(1));
    let sample = |line: &[u8], at: usize| {
        let shift = 8 - bits * (at % of_byte + 1);
        line.get(at / of_byte).map_or(0, |byte| byte >> shift & mask)
    };
    rows.flat_map(|line| (0..row).map(move |at| sample(line, at))).collect()
}

fn len(chunk: &DecodingResult) -> usize {
    match chunk {
        DecodingResult::U8(all) => all.len(),
        DecodingResult::U16(all) => all.len(),
        DecodingResult::U32(all) => all.len(),
        DecodingResult::U64(all) => all.len(),
        DecodingResult::I8(all) => all.len(),
        DecodingResult::I16(all) => all.len(),
        DecodingResult::I32(all) => all.len(),
        DecodingResult::I64(all) => all.len(),
        DecodingResult::F16(all) => all.len(),
        DecodingResult::F32(all) => all.len(),
        DecodingResult::F64(all) => all.len(),
    }
}

fn number(chunk: &DecodingResult, at: usize) -> f64 {
    match chunk {
        DecodingResult::U8(all) => f64::from(all[at]),
        DecodingResult::U16(all) => f64::from(all[at]),
        DecodingResult::U32(all) => f64::from(all[at]),
        DecodingResult::U64(all) => all[at] as f64,
        DecodingResult::I8(all) => f64::from(all[at]),
        DecodingResult::I16(all) => f64::from(all[at]),
        DecodingResult::I32(all) => f64::from(all[at]),
        DecodingResult::I64(all) => all[at] as f64,
        DecodingResult::F16(all) => all[at].to_f64(),
        DecodingResult::F32(all) => f64::from(all[at]),
        DecodingResult::F64(all) => all[at],
    }
}

/// A TIFF whose pictures with a table of colours look like shades of grey to the decoder, which
/// refuses them else; their numbers are looked up in [`Look::Palette`].
#[derive(Debug)]
pub(super) struct Patched<R> {
    inner: R,
    position: u64,
    /// Places of the bytes that say *palette*, and are read as *black is zero*.
    places: Vec<u64>,
}

impl<R: Read + Seek> Patched<R> {
    pub fn new(mut inner: R) -> io::Result<Self> {
        // A header that makes no sense is the decoder's to complain about.
        let places = palette_flags(&mut inner).unwrap_or_default();
        inner.rewind()?;
        Ok(Self { inner, position: 0, places })
    }

    /// Whether any picture in the file has a table of colours.
    pub fn has_palette(&self) -> bool {
        !self.places.is_empty()
    }
}

impl<R: Read> Read for Patched<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        for place in &self.places {
            let at = place.checked_sub(self.position).and_then(|at| usize::try_from(at).ok());
            if let Some(at) = at.filter(|at| *at < count) {
                const BLACK_IS_ZERO: u8 = 1;
                buffer[at] = BLACK_IS_ZERO;
            }
        }
        self.position += count as u64;
        Ok(count)
    }
}

impl<R: Seek> Seek for Patched<R> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.position = self.inner.seek(to)?;
        Ok(self.position)
    }
}

/// Where the directories of a TIFF (classic or big) say that pixels are numbers of a palette.
fn palette_flags(file: &mut (impl Read + Seek)) -> io::Result<Vec<u64>> {
    const MOST_DIRECTORIES: usize = 64;
    const MOST_ENTRIES: u64 = 4096;
    const PHOTOMETRIC: u64 = 262;
    const PALETTE: u64 = 3;
    let is_little = number_at::<2>(file, 0, true)? == 0x4949;
    let is_big = number_at::<2>(file, 2, is_little)? == 43;
    let mut flags = Vec::new();
    let mut next = if is_big {
        number_at::<8>(file, 8, is_little)?
    } else {
        number_at::<4>(file, 4, is_little)?
    };
    for _ in 0..MOST_DIRECTORIES {
        if next == 0 {
            break;
        }
        let (count, first, size) = if is_big {
            (number_at::<8>(file, next, is_little)?, next.saturating_add(8), 20)
        } else {
            (number_at::<2>(file, next, is_little)?, next.saturating_add(2), 12)
        };
        let count = count.min(MOST_ENTRIES);
        for entry in (0..count).map(|number| first.saturating_add(number * size)) {
            if number_at::<2>(file, entry, is_little)? == PHOTOMETRIC {
                let value = entry.saturating_add(if is_big { 12 } else { 8 });
                if number_at::<2>(file, value, is_little)? == PALETTE {
                    flags.push(value.saturating_add(u64::from(!is_little)));
                }
                break;
            }
        }
        let end = first.saturating_add(count * size);
        next = if is_big {
            number_at::<8>(file, end, is_little)?
        } else {
            number_at::<4>(file, end, is_little)?
        };
    }
    Ok(flags)
}

fn number_at<const N: usize>(
    file: &mut (impl Read + Seek),
    at: u64,
    is_little: bool,
) -> io::Result<u64> {
    file.seek(SeekFrom::Start(at))?;
    let mut bytes = [0; N];
    file.read_exact(&mut bytes)?;
    if !is_little {
        bytes.reverse();
    }
    Ok(bytes.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte)))
}
