//! `GeoTIFF`: strips or tiles, with overviews or without.

use std::fmt;
use std::fs::File;
use std::path::Path;

use allpa_geom::{Bounds, Epsg};
use tiff::decoder::{ChunkType, Decoder, DecodingResult, Limits};
use tiff::tags::{PlanarConfiguration, Tag};
use tiff::{TiffError, TiffResult};

use super::ImageryTrouble;
use super::placement::Placement;
use super::pyramid::{Level, Pixels, Pyramid, nothing, overview};
use super::samples::{Paint, Patched, stretch};
use crate::import::{Progress, ReadError};

/// Chunks that are looked at to find the range of values.
const LOOKED_AT: usize = 32;

/// Pixels of the largest block that is decoded: a sheet scanned at 400 dpi in one piece.
const LARGEST_BLOCK: u64 = 48 << 20;

/// Bytes of samples that are decoded at once.
const LARGEST_CHUNK: usize = 160 << 20;

/// A file with all its resolutions.
pub(super) struct GeoTiff {
    levels: Vec<Level>,
    pictures: Vec<Picture>,
    bounds: Bounds,
    paint: Paint,
    /// The coarsest level, where the file has none so coarse.
    overview: Pixels,
}

impl fmt::Debug for GeoTiff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GeoTiff").field("levels", &self.levels).finish_non_exhaustive()
    }
}

/// One resolution: a handle of its own, so that changing it costs nothing.
struct Picture {
    decoder: Decoder<Patched<File>>,
    /// Stored bytes of each chunk; none for a chunk that was never written.
    stored: Vec<u64>,
    chunks: [u64; 2],
    is_planar: bool,
}

/// Opens a file; the second is the system it declares.
pub(super) fn open(
    path: &Path,
    progress: &dyn Progress,
) -> Result<(GeoTiff, Option<Epsg>), ReadError> {
    let mut first = decoder(path, 0).map_err(broken)?;
    let placement = Placement::of_tiff(&mut first, path)?;
    let paint = paint(&mut first, path).map_err(broken)??;
    let (width, height) = first.dimensions().map_err(broken)?;
    let bounds = placement.bounds([u64::from(width), u64::from(height)]);
    let mut tiff =
        GeoTiff { levels: Vec::new(), pictures: Vec::new(), bounds, paint, overview: Vec::new() };
    for number in pictures(path).map_err(broken)? {
        let decoder = decoder(path, number).map_err(broken)?;
        let (picture, size, block) = Picture::new(decoder).map_err(broken)?;
        if block[0].saturating_mul(block[1]) > LARGEST_BLOCK {
            let [across, down] = block;
            return Err(ImageryTrouble::Pixels(format!("blocks of {across} × {down}")).into());
        }
        let pixel = [bounds.width() / size[0] as f64, bounds.height() / size[1] as f64];
        tiff.levels.push(Level { origin: placement.origin, pixel, size, block });
        tiff.pictures.push(picture);
    }
    if tiff.paint.needs_stretch() {
        tiff.paint.stretch = Some(tiff.find_stretch());
    }
    if let Some((level, pixels)) = overview(&mut tiff, progress)? {
        tiff.levels.push(level);
        tiff.overview = pixels;
    }
    Ok((tiff, placement.crs))
}

fn decoder(path: &Path, number: usize) -> TiffResult<Decoder<Patched<File>>> {
    let mut limits = Limits::default();
    limits.ifd_value_size = 16 << 20;
    limits.decoding_buffer_size = LARGEST_CHUNK;
    let mut decoder = Decoder::new(Patched::new(File::open(path)?)?)?.with_limits(limits);
    decoder.seek_to_image(number)?;
    Ok(decoder)
}

/// Numbers of the full picture and its overviews, the finest first.
fn pictures(path: &Path) -> TiffResult<Vec<usize>> {
    const MOST: usize = 32;
    const REDUCED: u32 = 1;
    let mut decoder = decoder(path, 0)?;
    let mut found = vec![(decoder.dimensions()?.0, 0)];
    for number in 1..MOST {
        if !decoder.more_images() {
            break;
        }
        decoder.next_image()?;
        // Other kinds are masks and further pages.
        if decoder.find_tag_unsigned(Tag::NewSubfileType)? == Some(REDUCED) {
            found.push((decoder.dimensions()?.0, number));
        }
    }
    found[1..].sort_by(|a, b| b.cmp(a));
    Ok(found.into_iter().map(|(_, number)| number).collect())
}

fn paint(
    decoder: &mut Decoder<Patched<File>>,
    path: &Path,
) -> TiffResult<Result<Paint, ImageryTrouble>> {
    let has_palette = Patched::new(File::open(path)?)?.has_palette();
    let colors = if has_palette { decoder.find_tag_unsigned_vec(Tag::ColorMap)? } else { None };
    let palette = colors.map(|colors: Vec<u16>| {
        let count = colors.len() / 3;
        let byte = |value: u16| (value >> 8) as u8;
        (0..count).map(|at| [0, 1, 2].map(|band| byte(colors[band * count + at]))).collect()
    });
    let nodata = decoder.get_tag_ascii_string(Tag::GdalNodata).ok();
    let nodata = nodata.and_then(|text| text.trim_matches(['\0', ' ']).parse().ok());
    Ok(Paint::new(decoder.colortype()?, palette, nodata))
}

impl Picture {
    /// The picture that is current in `decoder`, with its size and that of its chunks.
    fn new(mut decoder: Decoder<Patched<File>>) -> TiffResult<(Self, [u64; 2], [u64; 2])> {
        let size = decoder.dimensions()?;
        let size = [u64::from(size.0), u64::from(size.1)];
        let (width, height) = decoder.chunk_dimensions();
        let block = [u64::from(width).max(1), u64::from(height).clamp(1, size[1].max(1))];
        let counts = match decoder.get_chunk_type() {
            ChunkType::Tile => Tag::TileByteCounts,
            ChunkType::Strip => Tag::StripByteCounts,
        };
        let stored = decoder.find_tag_unsigned_vec(counts)?.unwrap_or_default();
        let planar = decoder.find_tag_unsigned(Tag::PlanarConfiguration)?;
        let is_planar = planar == Some(PlanarConfiguration::Planar.to_u16());
        let chunks = [0, 1].map(|axis| size[axis].div_ceil(block[axis]));
        Ok((Self { decoder, stored, chunks, is_planar }, size, block))
    }

    /// The samples of a chunk, one plane or each that is drawn, and its width; `None` where nothing
    /// was written.
    fn chunk(
        &mut self,
        at: [u64; 2],
        planes: usize,
    ) -> TiffResult<Option<(Vec<DecodingResult>, usize)>> {
        let first = at[1] * self.chunks[0] + at[0];
        let planes = if self.is_planar { planes as u64 } else { 1 };
        let mut read = Vec::new();
        let mut width = 0;
        for plane in 0..planes {
            let chunk = first + plane * self.chunks[0] * self.chunks[1];
            if self.stored.get(chunk as usize).is_none_or(|bytes| *bytes == 0) {
                return Ok(None);
            }
            let chunk = u32::try_from(chunk)?;
            width = self.decoder.chunk_data_dimensions(chunk).0 as usize;
            read.push(self.decoder.read_chunk(chunk)?);
        }
        Ok(Some((read, width)))
    }
}

impl GeoTiff {
    /// The range of values of a sample of chunks, from the coarsest level.
    fn find_stretch(&mut self) -> [f64; 2] {
        let planes = self.paint.used();
        let Some(picture) = self.pictures.last_mut() else { return [0.0, 1.0] };
        let [across, down] = picture.chunks;
        let step = ((across * down) as usize / LOOKED_AT).max(1);
        let looked_at = (0..across * down).step_by(step).take(LOOKED_AT);
        let chunks = looked_at.filter_map(|chunk| {
            picture.chunk([chunk % across, chunk / across], planes).ok().flatten()
        });
        let mut values = Vec::new();
        for (planes, _) in chunks {
            planes.iter().for_each(|plane| self.paint.look_at(plane, &mut values));
        }
        stretch(values)
    }
}

impl Pyramid for GeoTiff {
    fn levels(&self) -> &[Level] {
        &self.levels
    }

    fn bounds(&self) -> Bounds {
        self.bounds
    }

    fn heights(&self) -> Option<[f64; 2]> {
        self.paint.stretch.filter(|_| self.paint.is_one_value())
    }

    fn block(&mut self, level: usize, at: [u64; 2]) -> Result<Option<Pixels>, ReadError> {
        let has_heights = self.heights().is_some();
        let Some(picture) = self.pictures.get_mut(level) else {
            return Ok(Some(self.overview.clone()));
        };
        let Some((planes, width)) = picture.chunk(at, self.paint.used()).map_err(broken)? else {
            return Ok(None);
        };
        let colors = if has_heights {
            self.paint.heights(&planes)
        } else {
            self.paint.colors(&planes, width, picture.is_planar)
        };
        let [across, down] = self.levels[level].block;
        if width as u64 == across && colors.len() as u64 == across * down {
            return Ok(Some(colors));
        }
        let mut block = vec![nothing(self); (across * down) as usize];
        for (row, colors) in block.chunks_mut(across as usize).zip(colors.chunks(width.max(1))) {
            row[..colors.len()].copy_from_slice(colors);
        }
        Ok(Some(block))
    }
}

fn broken(error: TiffError) -> ReadError {
    match error {
        TiffError::UnsupportedError(what) => ImageryTrouble::Pixels(what.to_string()).into(),
        TiffError::IoError(error) => ReadError::Io(error),
        other => ReadError::Invalid(other.to_string()),
    }
}
