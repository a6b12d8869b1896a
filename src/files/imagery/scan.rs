//! A PNG or JPEG with a world file: a scanned sheet, held in memory whole.

use std::fmt;
use std::path::Path;

use allpa_geom::{Bounds, Epsg};

use super::placement::Placement;
use super::pyramid::{Level, Pixels, Pyramid, overview};
use super::tiles::decode;
use crate::import::{Progress, ReadError};

/// Longest side in pixels that is decoded.
const LARGEST: u32 = 8_000;

/// Side of the blocks it is handed out in.
const BLOCK: u64 = 512;

pub(super) struct Scan {
    levels: Vec<Level>,
    bounds: Bounds,
    pixels: Pixels,
    overview: Pixels,
}

impl fmt::Debug for Scan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scan").field("levels", &self.levels).finish_non_exhaustive()
    }
}

/// Opens a file; the second is the system that a file beside it names.
pub(super) fn open(
    path: &Path,
    progress: &dyn Progress,
) -> Result<(Scan, Option<Epsg>), ReadError> {
    let placement = Placement::beside(path)?;
    let (size, pixels) = decode(&std::fs::read(path)?, LARGEST)?;
    let Placement { origin, pixel, crs } = placement;
    let levels = vec![Level { origin, pixel, size, block: [BLOCK; 2] }];
    let bounds = placement.bounds(size);
    let mut scan = Scan { levels, bounds, pixels, overview: Vec::new() };
    if let Some((level, pixels)) = overview(&mut scan, progress)? {
        scan.levels.push(level);
        scan.overview = pixels;
    }
    Ok((scan, crs))
}

impl Pyramid for Scan {
    fn levels(&self) -> &[Level] {
        &self.levels
    }

    fn bounds(&self) -> Bounds {
        self.bounds
    }

    fn block(&mut self, level: usize, at: [u64; 2]) -> Result<Option<Pixels>, ReadError> {
        if level > 0 {
            return Ok(Some(self.overview.clone()));
        }
        let [width, height] = self.levels[0].size;
        let [left, top] = at.map(|number| number * BLOCK);
        let columns = (width - left).min(BLOCK) as usize;
        let mut block = vec![[0; 4]; (BLOCK * BLOCK) as usize];
        for (y, row) in (top..height).zip(block.chunks_mut(BLOCK as usize)) {
            let line = &self.pixels[(y * width + left) as usize..];
            row[..columns].copy_from_slice(&line[..columns]);
        }
        Ok(Some(block))
    }
}
