//! Levels of detail: the same features with coordinates snapped to a grid of half a pixel.
//!
//! Snapping looks at one coordinate at a time, so two features that share a border share it
//! afterwards too: no cracks and no overlaps appear between neighbours, whatever their order.

use std::sync::OnceLock;

use allpa_geom::{Bounds, ShapeKind, Shapes};
use rayon::prelude::*;

/// A position in grid cells.
pub(crate) type Cell = [i32; 2];

/// Rings smaller than this many cells are drawn without border: the border would be all one sees.
const SMALLEST_BORDERED: i32 = 6;

/// Rows that one thread snaps at a time.
const CHUNK: usize = 2048;

/// Features of one layer at one grid.
#[derive(Debug, Default)]
pub(crate) struct Level {
    /// Size of a grid cell in world metres, a power of two.
    pub cell: f64,
    /// Positions of all runs.
    pub coords: Vec<Cell>,
    /// Rings and lines in row order.
    pub runs: Vec<Run>,
    /// Points, by row.
    pub points: Vec<(u32, Cell)>,
    /// Polygons that fit in one cell, by row.
    pub dots: Vec<(u32, Cell)>,
    /// A bit for each position: the edge that starts there was already met in an earlier ring.
    repeated: OnceLock<Vec<u64>>,
}

/// One ring or line.
#[derive(Debug, Clone)]
pub(crate) struct Run {
    /// Feature it belongs to.
    pub row: u32,
    /// Its positions in [`Level::coords`].
    pub start: u32,
    /// End of its positions.
    pub end: u32,
    /// Whether it bounds an area. Shells run one way and holes the other.
    pub is_ring: bool,
    /// Whether it is large enough to be seen with a border.
    pub is_bordered: bool,
    /// Lowest corner.
    pub min: Cell,
    /// Highest corner.
    pub max: Cell,
}

/// The grid for a view: the power of two that is between a quarter and half a pixel.
pub(crate) fn cell_exponent(world_per_pixel: f64) -> i32 {
    world_per_pixel.log2().floor() as i32 - 1
}

impl Level {
    /// Snaps `rows` of `world` (world metres) to a grid of 2^`exponent` metres.
    pub fn build(world: &Shapes, rows: &[usize], exponent: i32) -> Self {
        let cell = f64::from(exponent).exp2();
        let parts: Vec<Self> = rows
            .par_chunks(CHUNK)
            .map(|rows| {
                let mut level = Self { cell, ..Self::default() };
                for &row in rows {
                    level.push_row(world, row);
                }
                level
            })
            .collect();
        let mut level = Self { cell, ..Self::default() };
        level.coords.reserve_exact(parts.iter().map(|part| part.coords.len()).sum());
        for part in parts {
            let shift = level.coords.len() as u32;
            level.coords.extend(part.coords);
            level.points.extend(part.points);
            level.dots.extend(part.dots);
            level.runs.extend(part.runs.into_iter().map(|run| Run {
                start: run.start + shift,
                end: run.end + shift,
                ..run
            }));
        }
        level
    }

    /// Whether the edge that starts at `position` is also the edge of an earlier ring. The first
    /// question takes about 0.1 µs a vertex of the level, and the answers are kept.
    pub fn is_repeated(&self, position: usize) -> bool {
        let repeated = self.repeated.get_or_init(|| self.repeated_edges());
        repeated[position / 64] >> (position % 64) & 1 == 1
    }

    /// Positions of a run.
    pub fn run_coords(&self, run: &Run) -> &[Cell] {
        &self.coords[run.start as usize..run.end as usize]
    }

    /// A box in world metres as cells, grown outwards.
    pub fn window(&self, bounds: Bounds) -> (Cell, Cell) {
        let low = bounds.min.map(|value| (value / self.cell).floor() as i32);
        (low, bounds.max.map(|value| (value / self.cell).ceil() as i32))
    }

    /// Bytes held, for the memory budget.
    pub fn byte_size(&self) -> usize {
        self.coords.len() * size_of::<Cell>()
            + self.runs.len() * size_of::<Run>()
            + (self.points.len() + self.dots.len()) * size_of::<(u32, Cell)>()
            + self.coords.len() / 8
    }

    fn push_row(&mut self, world: &Shapes, row: usize) {
        let (id, kind) = (row as u32, world.kind(row));
        if kind == ShapeKind::None {
            return;
        }
        if kind == ShapeKind::Point {
            let points = world.feature_coords(row).iter().map(|&c| (id, snap(c, self.cell)));
            self.points.extend(points);
            return;
        }
        let runs_before = self.runs.len();
        let mut first = None;
        for part in world.parts(row) {
            for (position, ring) in part.into_rings().enumerate() {
                first = first.or_else(|| ring.first().copied());
                let is_kept = match kind {
                    ShapeKind::Polygon => self.push_ring(id, ring, position == 0),
                    _ => self.push_line(id, ring),
                };
                if !is_kept && position == 0 {
                    break; // the holes of a shell too small to see
                }
            }
        }
        if let (true, ShapeKind::Polygon, Some(first)) =
            (self.runs.len() == runs_before, kind, first)
        {
            self.dots.push((id, snap(first, self.cell)));
        }
    }

    fn push_snapped(&mut self, ring: &[[f64; 2]]) -> usize {
        let start = self.coords.len();
        let mut last = None;
        for &coord in ring {
            let cell = snap(coord, self.cell);
            if last != Some(cell) {
                self.coords.push(cell);
                last = Some(cell);
            }
        }
        start
    }

    fn push_line(&mut self, row: u32, line: &[[f64; 2]]) -> bool {
        let start = self.push_snapped(line);
        if self.coords.len() - start < 2 {
            self.coords.truncate(start);
            return false;
        }
        self.push_run(row, start, false);
        true
    }

    fn push_ring(&mut self, row: u32, ring: &[[f64; 2]], is_shell: bool) -> bool {
        let start = self.push_snapped(ring);
        if self.coords.last() != self.coords.get(start) {
            self.coords.push(self.coords[start]); // left open by its source
        }
        if self.coords.len() - start < 4 {
            self.coords.truncate(start);
            return false;
        }
        if (doubled_area(&self.coords[start..]) > 0) != is_shell {
            self.coords[start..].reverse();
        }
        self.push_run(row, start, true);
        true
    }

    fn push_run(&mut self, row: u32, start: usize, is_ring: bool) {
        let coords = &self.coords[start..];
        let (mut min, mut max) = (coords[0], coords[0]);
        for cell in coords {
            for axis in 0..2 {
                min[axis] = min[axis].min(cell[axis]);
                max[axis] = max[axis].max(cell[axis]);
            }
        }
        let is_bordered =
            max[0].saturating_sub(min[0]).max(max[1].saturating_sub(min[1])) >= SMALLEST_BORDERED;
        let (start, end) = (start as u32, self.coords.len() as u32);
        self.runs.push(Run { row, start, end, is_ring, is_bordered, min, max });
    }

    /// Notes the edges met before, so that the border of two neighbours is stroked once.
    ///
    /// Edges are told apart by a 64-bit hash: among ten million edges the chance that two
    /// different ones agree, which would leave one of them out, is 3 in a million.
    fn repeated_edges(&self) -> Vec<u64> {
        let mut repeated = vec![0; self.coords.len().div_ceil(64)];
        let rings = || self.runs.iter().filter(|run| run.is_ring && run.is_bordered);
        let edges: usize = rings().map(|run| (run.end - run.start - 1) as usize).sum();
        if rings().nth(1).is_none() {
            return repeated;
        }
        let mut seen = vec![0u64; (edges * 2).next_power_of_two().max(16)];
        let mask = seen.len() - 1;
        for run in rings() {
            for position in run.start as usize..run.end as usize - 1 {
                let hash = edge_hash(self.coords[position], self.coords[position + 1]);
                let mut slot = (hash >> 20) as usize & mask;
                while seen[slot] != 0 && seen[slot] != hash {
                    slot = (slot + 1) & mask;
                }
                if seen[slot] == hash {
                    repeated[position / 64] |= 1 << (position % 64);
                }
                seen[slot] = hash;
            }
        }
        repeated
    }
}

/// The nearest grid position. Adding 1.5·2⁵² leaves the rounded number in the low bits.
fn snap(coord: [f64; 2], cell: f64) -> Cell {
    const ROUNDER: f64 = 6_755_399_441_055_744.0;
    coord.map(|value| (value / cell + ROUNDER).to_bits() as u32 as i32)
}

fn doubled_area(ring: &[Cell]) -> i64 {
    let origin = ring[0].map(i64::from);
    ring.windows(2)
        .map(|pair| {
            let [a, b] = [pair[0], pair[1]]
                .map(|cell| [i64::from(cell[0]) - origin[0], i64::from(cell[1]) - origin[1]]);
            a[0].wrapping_mul(b[1]).wrapping_sub(b[0].wrapping_mul(a[1]))
        })
        .fold(0, i64::wrapping_add)
}

/// The same for both directions of an edge, never 0.
fn edge_hash(a: Cell, b: Cell) -> u64 {
    let key = |cell: Cell| u64::from(cell[0] as u32) << 32 | u64::from(cell[1] as u32);
    let (low, high) = if key(a) < key(b) { (key(a), key(b)) } else { (key(b), key(a)) };
    let mut hash = low.wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(29) ^ high;
    hash = (hash ^ (hash >> 32)).wrapping_mul(0xD6E8_FEB8_6659_FD93);
    hash = (hash ^ (hash >> 29)).wrapping_mul(0xA3AA_ACD6_7A1F_1E2D);
    (hash ^ (hash >> 32)) | 1
}

#[cfg(test)]
mod tests {
    use allpa_geom::ShapesBuilder;

    use super::*;

    fn polygons(rings: &[&[[f64; 2]]]) -> Shapes {
        let mut builder = ShapesBuilder::default();
        for ring in rings {
            builder.extend(ring.iter().copied());
            builder.end_ring();
            builder.end_part();
            builder.end_feature(ShapeKind::Polygon);
        }
        builder.finish()
    }

    /// Two fields either side of a crooked border, drawn in opposite directions.
    fn neighbours() -> Shapes {
        let crooked: Vec<[f64; 2]> =
            (0..=400).map(|i| [50.0 + (f64::from(i) * 0.7).sin() * 9.0, f64::from(i)]).collect();
        let mut west = vec![[0.0, 0.0]];
        west.extend(&crooked);
        west.extend([[0.0, 400.0], [0.0, 0.0]]);
        let mut east: Vec<[f64; 2]> = crooked.iter().rev().copied().collect();
        east.extend([[100.0, 0.0], [100.0, 400.0], *crooked.last().unwrap()]);
        polygons(&[&west, &east])
    }

    #[test]
    fn a_shared_border_stays_shared() {
        for exponent in -2..5 {
            let level = Level::build(&neighbours(), &[0, 1], exponent);
            let edges = |run: &Run| -> Vec<(Cell, Cell)> {
                let coords = level.run_coords(run);
                coords.windows(2).map(|p| (p[0].min(p[1]), p[0].max(p[1]))).collect()
            };
            let (west, east) = (edges(&level.runs[0]), edges(&level.runs[1]));
            let limit = (95.0 / level.cell) as i32;
            let inner = |list: &[(Cell, Cell)]| {
                let mut inner: Vec<_> = list
                    .iter()
                    .copied()
                    .filter(|(a, b)| a[0] > 0 && b[0] > 0 && a[0] < limit && b[0] < limit)
                    .collect();
                inner.sort_unstable();
                inner
            };
            assert_eq!(inner(&west), inner(&east), "cells of 2^{exponent} m");
            assert!(!inner(&west).is_empty());
        }
    }

    #[test]
    fn a_shared_border_is_stroked_once() {
        let level = Level::build(&neighbours(), &[0, 1], 0);
        let repeated = |run: &Run| {
            (run.start as usize..run.end as usize - 1).filter(|&p| level.is_repeated(p)).count()
        };
        assert_eq!(repeated(&level.runs[0]), 0);
        assert!(repeated(&level.runs[1]) >= 300);
    }

    #[test]
    fn shells_and_holes_run_opposite_ways() {
        let mut builder = ShapesBuilder::default();
        for ring in [
            [[0., 0.], [0., 90.], [90., 90.], [90., 0.], [0., 0.]],
            [[20., 20.], [20., 50.], [50., 50.], [50., 20.], [20., 20.]],
        ] {
            builder.extend(ring);
            builder.end_ring();
        }
        builder.end_part();
        builder.end_feature(ShapeKind::Polygon);
        let level = Level::build(&builder.finish(), &[0], 0);
        let area = |run: &Run| doubled_area(level.run_coords(run));
        assert_eq!((area(&level.runs[0]), area(&level.runs[1])), (16_200, -1800));
    }

    #[test]
    fn a_feature_smaller_than_a_cell_becomes_a_dot() {
        let tiny = polygons(&[&[[5.1, 5.1], [5.2, 5.1], [5.2, 5.2], [5.1, 5.1]]]);
        let level = Level::build(&tiny, &[0], 3);
        assert_eq!((level.runs.len(), level.dots.as_slice()), (0, &[(0, [1, 1])][..]));
    }
}
