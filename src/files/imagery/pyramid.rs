//! A picture as a pyramid of blocks, and the part of it that a view needs.

use std::collections::HashMap;
use std::fmt::Debug;
use std::sync::Arc;

use allpa_geom::{Bounds, Coord};
use allpa_model::imagery::Patch;

use super::elevation;
use crate::import::bulkhead::contain;
use crate::import::{Progress, ReadError};

/// Bytes of decoded blocks that are kept for the next view; the least recently used go first.
const CACHE: usize = 32 << 20;

/// Pixels that are decoded for one view. A level that needs more gives way to a coarser one.
const DECODED: f64 = 40e6;

/// Longer side in pixels of a picture that is quickly drawn whole; a larger one needs an overview.
const OVERVIEW: u64 = 2048;

/// The whole picture in one resolution.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Level {
    /// Upper left corner of the first block, in the system of the picture.
    pub origin: Coord,
    /// Width and height of a pixel, both positive.
    pub pixel: [f64; 2],
    /// Width and height of the level in pixels.
    pub size: [u64; 2],
    /// Width and height of a block in pixels.
    pub block: [u64; 2],
}

/// A picture that is decoded block by block.
pub(super) trait Pyramid: Debug + Send {
    /// Its resolutions, the finest first; never none.
    fn levels(&self) -> &[Level];

    /// What it covers.
    fn bounds(&self) -> Bounds;

    /// The range of heights where the pixels are heights ([`elevation::bits`]) and no colours.
    fn heights(&self) -> Option<[f64; 2]> {
        None
    }

    /// The pixels of a block, row by row and premultiplied: as many as the level's blocks have,
    /// also at the borders. `None` where the picture has none.
    fn block(&mut self, level: usize, at: [u64; 2]) -> Result<Option<Pixels>, ReadError>;
}

/// Premultiplied colours, row by row from the upper left.
pub(super) type Pixels = Vec<[u8; 4]>;

type Block = Option<Arc<[[u8; 4]]>>;

/// Blocks decoded lately.
#[derive(Debug, Default)]
pub(super) struct Cache {
    blocks: HashMap<(usize, [u64; 2]), (u64, Block)>,
    clock: u64,
    bytes: usize,
}

impl Cache {
    /// The block, and whether it had to be given up as unreadable just now.
    fn get(&mut self, pyramid: &mut dyn Pyramid, level: usize, at: [u64; 2]) -> (Block, bool) {
        self.clock += 1;
        if let Some((used, block)) = self.blocks.get_mut(&(level, at)) {
            *used = self.clock;
            return (block.clone(), false);
        }
        let [width, height] = pyramid.levels()[level].block;
        let read = contain(|| pyramid.block(level, at));
        let is_unreadable = read.is_err();
        let pixels = read.ok().flatten();
        let block: Block =
            pixels.filter(|pixels| pixels.len() as u64 == width * height).map(Arc::from);
        self.bytes += size(&block);
        self.blocks.insert((level, at), (self.clock, block.clone()));
        while self.bytes > CACHE && self.blocks.len() > 1 {
            let oldest = self.blocks.iter().min_by_key(|(_, (used, _))| *used);
            let Some(oldest) = oldest.map(|(key, _)| *key) else { break };
            let gone = self.blocks.remove(&oldest);
            self.bytes -= gone.map_or(0, |(_, block)| size(&block));
        }
        (block, is_unreadable)
    }
}

fn size(block: &Block) -> usize {
    block.as_ref().map_or(0, |pixels| size_of_val(&**pixels))
}

impl Level {
    /// First and last column (or row) of pixels that touch a window along an axis; `None` where
    /// they do not meet.
    fn range(&self, axis: usize, window: Bounds) -> Option<[u64; 2]> {
        let (from, to) = if axis == 0 {
            (window.min[0] - self.origin[0], window.max[0] - self.origin[0])
        } else {
            (self.origin[1] - window.max[1], self.origin[1] - window.min[1])
        };
        let last = self.size[axis].checked_sub(1)?;
        // One more on each side, for interpolation.
        let (from, to) = (from / self.pixel[axis] - 1.0, to / self.pixel[axis] + 1.0);
        if !(from <= last as f64 && to >= 0.0) {
            return None;
        }
        Some([from.max(0.0) as u64, (to as u64).min(last)])
    }

    /// Pixels that decoding the blocks of a window makes; finding a block takes as long as some.
    fn cost(&self, window: Bounds) -> f64 {
        const FINDING: u64 = 4096;
        let blocks = [0, 1].map(|axis| {
            self.range(axis, window).map_or(0.0, |[from, to]| {
                let block = self.block[axis];
                (to / block - from / block + 1) as f64
            })
        });
        blocks[0] * blocks[1] * (self.block[0] * self.block[1]).max(FINDING) as f64
    }
}

/// The part of a picture inside `window`, in pixels of about `pixel`, and the blocks that could
/// not be decoded. `None` where there is nothing.
pub(super) fn read(
    pyramid: &mut dyn Pyramid,
    cache: &mut Cache,
    window: Bounds,
    pixel: f64,
) -> Option<(Patch, usize)> {
    let number = choose(pyramid.levels(), window, pixel);
    let level = pyramid.levels()[number];
    let [columns, rows] = [level.range(0, window)?, level.range(1, window)?];
    // Levels lie a factor apart: pixels much finer than asked for are averaged while they come in.
    let step = ((pixel / level.pixel[0].max(level.pixel[1])) as u64).max(1);
    let [left, top] = [columns[0] / step, rows[0] / step];
    let width = (columns[1] / step - left + 1) as usize;
    let height = (rows[1] / step - top + 1) as usize;
    let mut cells = if step == 1 {
        Cells::Copied(vec![nothing(pyramid); width * height])
    } else {
        Cells::Averaged(Mean::new(pyramid, width * height))
    };
    let mut unreadable = 0;
    for block_row in rows[0] / level.block[1]..=rows[1] / level.block[1] {
        for block_column in columns[0] / level.block[0]..=columns[1] / level.block[0] {
            let at = [block_column, block_row];
            let (block, is_unreadable) = cache.get(pyramid, number, at);
            unreadable += usize::from(is_unreadable);
            let Some(block) = block else { continue };
            let [first_x, first_y] = [0, 1].map(|axis| at[axis] * level.block[axis]);
            let from_x = first_x.max(columns[0]);
            let last_x = (first_x + level.block[0] - 1).min(columns[1]);
            let last_y = (first_y + level.block[1] - 1).min(rows[1]);
            for y in first_y.max(rows[0])..=last_y {
                let line = (y / step - top) as usize * width;
                let row = &block[((y - first_y) * level.block[0]) as usize..];
                let row = &row[(from_x - first_x) as usize..=(last_x - first_x) as usize];
                match &mut cells {
                    Cells::Copied(pixels) => {
                        pixels[line + (from_x - left) as usize..][..row.len()].copy_from_slice(row);
                    }
                    Cells::Averaged(mean) => {
                        for (x, pixel) in (from_x..).zip(row) {
                            mean.add(line + (x / step - left) as usize, *pixel);
                        }
                    }
                }
            }
        }
    }
    let pixel = level.pixel.map(|side| side * step as f64);
    let origin =
        [level.origin[0] + left as f64 * pixel[0], level.origin[1] - top as f64 * pixel[1]];
    let pixels = match cells {
        Cells::Copied(pixels) => pixels,
        Cells::Averaged(mean) => mean.finish(),
    };
    Some((Patch { origin, pixel, width, height, pixels }, unreadable))
}

/// The pixel of a place that the picture lacks.
pub(super) fn nothing(pyramid: &dyn Pyramid) -> [u8; 4] {
    pyramid.heights().map_or([0; 4], |_| elevation::bits(f64::NAN))
}

/// The coarsest level that is as fine as asked for, unless that takes too much decoding: then the
/// finest that does not.
fn choose(levels: &[Level], window: Bounds, pixel: f64) -> usize {
    let is_fine = |level: &Level| level.pixel[0].max(level.pixel[1]) <= pixel * 1.01;
    let wanted = levels.iter().rposition(is_fine).unwrap_or(0);
    let affordable = (wanted..levels.len()).find(|&at| levels[at].cost(window) <= DECODED);
    affordable.unwrap_or(levels.len() - 1)
}

/// The whole picture small enough to be drawn from afar, from the coarsest level there is; `None`
/// where that level is small enough itself.
pub(super) fn overview(
    pyramid: &mut dyn Pyramid,
    progress: &dyn Progress,
) -> Result<Option<(Level, Pixels)>, ReadError> {
    let number = pyramid.levels().len() - 1;
    let level = pyramid.levels()[number];
    let longest = level.size[0].max(level.size[1]);
    if longest <= 2 * OVERVIEW {
        return Ok(None);
    }
    let factor = longest.div_ceil(OVERVIEW);
    let size = level.size.map(|side| side.div_ceil(factor));
    let mut mean = Mean::new(pyramid, (size[0] * size[1]) as usize);
    let [across, down] = [0, 1].map(|axis| level.size[axis].div_ceil(level.block[axis]));
    for block in 0..across * down {
        progress.step(block, across * down)?;
        let at = [block % across, block / across];
        // What cannot be read is missing here, and counted when it is to be seen.
        let Ok(Some(pixels)) = pyramid.block(number, at) else { continue };
        let [left, top] = [0, 1].map(|axis| at[axis] * level.block[axis]);
        let rows = (level.size[1] - top).min(level.block[1]);
        let columns = (level.size[0] - left).min(level.block[0]);
        for y in 0..rows {
            let line = (top + y) / factor * size[0];
            let row = &pixels[(y * level.block[0]) as usize..][..columns as usize];
            for (x, pixel) in (left..).zip(row) {
                mean.add((line + x / factor) as usize, *pixel);
            }
        }
    }
    let pixel = level.pixel.map(|side| side * factor as f64);
    Ok(Some((Level { origin: level.origin, pixel, size, block: size }, mean.finish())))
}

/// The pixels of a patch while they come in.
enum Cells {
    Copied(Pixels),
    Averaged(Mean),
}

/// Sums of colours or of heights, cell by cell.
#[derive(Debug)]
enum Mean {
    Colors(Vec<([u32; 4], u32)>),
    Heights(Vec<(f64, u32)>),
}

impl Mean {
    fn new(pyramid: &dyn Pyramid, cells: usize) -> Self {
        match pyramid.heights() {
            None => Self::Colors(vec![([0; 4], 0); cells]),
            Some(_) => Self::Heights(vec![(0.0, 0); cells]),
        }
    }

    fn add(&mut self, cell: usize, pixel: [u8; 4]) {
        match self {
            Self::Colors(sums) => {
                let (sum, count) = &mut sums[cell];
                for (sum, channel) in sum.iter_mut().zip(pixel) {
                    *sum += u32::from(channel);
                }
                *count += 1;
            }
            Self::Heights(sums) => {
                let height = elevation::height(pixel);
                if !height.is_nan() {
                    sums[cell].0 += height;
                    sums[cell].1 += 1;
                }
            }
        }
    }

    /// The mean of each cell; nothing where nothing came.
    fn finish(self) -> Pixels {
        let color = |(sum, count): ([u32; 4], u32)| {
            sum.map(|channel| ((channel + count / 2) / count.max(1)) as u8)
        };
        // Without a height it is NaN.
        let height = |(sum, count): (f64, u32)| elevation::bits(sum / f64::from(count));
        match self {
            Self::Colors(sums) => sums.into_iter().map(color).collect(),
            Self::Heights(sums) => sums.into_iter().map(height).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Blocks of one colour each: red is the column, green the row, blue the level.
    #[derive(Debug)]
    struct Chequered {
        levels: Vec<Level>,
        decoded: usize,
    }

    impl Chequered {
        fn new() -> Self {
            let level = |factor: u64| Level {
                origin: [100.0, 500.0],
                pixel: [factor as f64; 2],
                size: [400 / factor, 300 / factor],
                block: [50, 50],
            };
            Self { levels: vec![level(1), level(4)], decoded: 0 }
        }
    }

    impl Pyramid for Chequered {
        fn levels(&self) -> &[Level] {
            &self.levels
        }

        fn bounds(&self) -> Bounds {
            Bounds { min: [100.0, 200.0], max: [500.0, 500.0] }
        }

        fn block(&mut self, level: usize, at: [u64; 2]) -> Result<Option<Pixels>, ReadError> {
            self.decoded += 1;
            match at {
                [7, 0] => Ok(None),
                [7, 1] => Err(ReadError::Invalid("damaged".into())),
                [7, 2] => panic!("a decoder that gives up"),
                _ => Ok(Some(vec![[at[0] as u8, at[1] as u8, level as u8, 255]; 2500])),
            }
        }
    }

    fn window(min: Coord, max: Coord) -> Bounds {
        Bounds { min, max }
    }

    #[test]
    fn a_window_is_cut_from_the_blocks_it_touches() {
        let (mut pyramid, mut cache) = (Chequered::new(), Cache::default());
        let view = window([140.0, 440.0], [160.0, 460.0]);
        let (patch, _) = read(&mut pyramid, &mut cache, view, 1.0).expect("inside");
        assert_eq!(pyramid.decoded, 4);
        assert_eq!(patch.sample(patch.cell([141.0, 459.0])), [0, 0, 0, 255]);
        assert_eq!(patch.sample(patch.cell([159.0, 441.0])), [1, 1, 0, 255]);
        read(&mut pyramid, &mut cache, view, 1.0).expect("inside");
        assert_eq!(pyramid.decoded, 4, "the second time they are still there");
        assert!(read(&mut pyramid, &mut cache, window([0.0, 0.0], [50.0, 50.0]), 1.0).is_none());
    }

    #[test]
    fn the_level_follows_the_view_and_finer_pixels_are_averaged() {
        let (mut pyramid, mut cache) = (Chequered::new(), Cache::default());
        let all = pyramid.bounds();
        let (patch, _) = read(&mut pyramid, &mut cache, all, 5.0).expect("inside");
        assert_eq!((patch.width, patch.height, patch.pixel), (100, 75, [4.0, 4.0]));
        assert_eq!(patch.sample(patch.cell([120.0, 490.0])), [0, 0, 1, 255]);
        let (patch, _) = read(&mut pyramid, &mut cache, all, 3.0).expect("inside");
        assert_eq!(patch.pixel, [3.0, 3.0], "three pixels of the finer level make one");
        assert_eq!(patch.sample(patch.cell([120.0, 490.0])), [0, 0, 0, 255]);
    }

    #[test]
    fn blocks_that_cannot_be_decoded_are_counted_once_and_stay_clear() {
        let (mut pyramid, mut cache) = (Chequered::new(), Cache::default());
        let view = window([460.0, 360.0], [490.0, 490.0]);
        let (patch, unreadable) = read(&mut pyramid, &mut cache, view, 1.0).expect("inside");
        assert_eq!((unreadable, patch.sample(patch.cell([475.0, 425.0]))), (2, [0; 4]));
        let (_, unreadable) = read(&mut pyramid, &mut cache, view, 1.0).expect("inside");
        assert_eq!(unreadable, 0);
    }
}
