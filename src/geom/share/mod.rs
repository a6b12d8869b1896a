//! What one region shares with each of many others: areas, or the pieces themselves.
//!
//! The others are halved again and again, and the region is narrowed to the box of each half: where
//! its border does not come near, all of them are inside or none, and near the border few edges are
//! left to look at. A region of v corners and n others cost v log n, and the pieces along the border.

mod meet;
mod rings;

use geo::{BoundingRect as _, CoordsIter as _, LineString, MultiLineString, MultiPolygon};
use rayon::prelude::*;

use crate::measure::Surface;
use crate::overlay::{self, Operation};
use crate::{Bounds, Hectares, SpatialIndex};
use meet::Meeting;
use rings::{Range, Rings, Window};

/// Valid regions and the index of their boxes.
#[derive(Debug, Clone, Copy)]
pub struct Regions<'a> {
    /// The regions, one per row.
    pub polygons: &'a [MultiPolygon],
    /// Their boxes by row.
    pub index: &'a SpatialIndex,
}

/// By row of `a`, the rows of `b` that share land with it and how much; each layer with the areas
/// of its regions. A row counts by itself: what overlaps within a layer is counted for each.
///
/// # Accuracy
/// As [`Cutter::areas`].
pub fn shared_areas(
    a: (Regions, &[Hectares]),
    b: (Regions, &[Hectares]),
    surface: Surface,
) -> Vec<Vec<(usize, Hectares)>> {
    let corners = |of: Regions| {
        of.polygons.iter().map(MultiPolygon::coords_count).sum::<usize>() / of.polygons.len().max(1)
    };
    // The larger regions are those that are narrowed; what two share does not depend on which.
    let is_turned = corners(b.0) > corners(a.0);
    let (large, small) = if is_turned { (b, a) } else { (a, b) };
    let whole = |row: usize| small.1[row];
    let found: Vec<Vec<(usize, Hectares)>> = large
        .0
        .polygons
        .par_iter()
        .map_init(Cutter::default, |cutter, region| cutter.areas(region, small.0, surface, whole))
        .collect();
    if !is_turned {
        return found;
    }
    let mut by_small = vec![Vec::new(); small.0.polygons.len()];
    for (row, shares) in found.into_iter().enumerate() {
        for (other, area) in shares {
            by_small[other].push((row, area));
        }
    }
    by_small
}

/// Hectares below which a share is rounding along a border, not land: 10 cm².
const CRUMB: f64 = 1e-7;

/// Cuts regions; keeps its room for work from one to the next.
#[derive(Debug, Default)]
pub struct Cutter {
    rings: Rings,
    meeting: Meeting,
}

/// A row of the others and its box.
#[derive(Debug, Clone, Copy)]
struct Item {
    row: usize,
    bounds: Bounds,
}

/// How a row lies to the region.
enum Lie {
    /// Inside.
    Inside,
    /// Across its border, or beside it: the rings of the region as seen from the row's box.
    Across(Range),
}

impl Cutter {
    /// The area that `region` shares with each of `others`, in row order; `whole` gives the area of
    /// a row that lies inside. Rows that share nothing are left out.
    ///
    /// # Accuracy
    /// Rounding of the coordinates, and on the ellipsoid that of [`crate::measure`].
    pub fn areas(
        &mut self,
        region: &MultiPolygon,
        others: Regions,
        surface: Surface,
        whole: impl Fn(usize) -> Hectares,
    ) -> Vec<(usize, Hectares)> {
        let Some(window) = bounds(region) else { return Vec::new() };
        let mut found = Vec::new();
        self.cut(region, others.index, |_| true, &mut |cutter, item, lie| {
            let area = match lie {
                Lie::Inside => whole(item.row),
                Lie::Across(mine) => {
                    let other = &others.polygons[item.row];
                    let square_meters = cutter.shared(mine, other, window, surface);
                    Hectares::from_square_meters(square_meters)
                }
            };
            if area.value() > CRUMB {
                found.push((item.row, area));
            }
        });
        found.sort_unstable_by_key(|(row, _)| *row);
        found
    }

    /// Square metres that the rings `mine`, of a region inside `window`, share with `other`.
    fn shared(
        &mut self,
        mine: Range,
        other: &MultiPolygon,
        window: Bounds,
        surface: Surface,
    ) -> f64 {
        let count = self.rings.len();
        let theirs = self.rings.push_region(other, window);
        let area = self.meeting.area(&self.rings, mine, theirs, surface);
        self.rings.truncate(count);
        area
    }

    /// The parts of `region` that those of `others` cover whose row is `wanted`, in row order; rows
    /// that only touch it are left out.
    pub fn pieces(
        &mut self,
        region: &MultiPolygon,
        others: Regions,
        wanted: impl Fn(usize) -> bool,
    ) -> Vec<(usize, MultiPolygon)> {
        let Some(window) = bounds(region) else { return Vec::new() };
        let mut found = Vec::new();
        self.cut(region, others.index, wanted, &mut |cutter, item, lie| {
            let other = &others.polygons[item.row];
            let piece = match lie {
                Lie::Inside => other.clone(),
                Lie::Across(mine) => {
                    let count = cutter.rings.len();
                    let theirs = cutter.rings.push_region(other, window);
                    let rings = &cutter.rings;
                    let (mine, theirs) = (rings.slices(mine), rings.slices(theirs));
                    let piece = overlay::combine_rings(mine, theirs, Operation::Intersection);
                    cutter.rings.truncate(count);
                    piece
                }
            };
            if !piece.0.is_empty() {
                found.push((item.row, piece));
            }
        });
        found.sort_unstable_by_key(|(row, _)| *row);
        found
    }

    /// The stretches of `lines` inside `region`, its border included.
    pub fn clip_lines(
        &mut self,
        lines: &MultiLineString,
        region: &MultiPolygon,
    ) -> MultiLineString {
        let nothing = || MultiLineString(Vec::new());
        let (Some(land), Some(rect)) = (bounds(region), lines.bounding_rect()) else {
            return nothing();
        };
        let land = Window::new(land);
        let edges = || lines.iter().flat_map(LineString::lines);
        if !edges().any(|edge| land.is_touched(edge.start.into(), edge.end.into())) {
            return nothing();
        }
        self.rings.clear();
        let window = Bounds { min: rect.min().into(), max: rect.max().into() };
        let rings = self.rings.push_region(region, window);
        overlay::clip_lines_by_rings(lines, self.rings.slices(rings))
    }

    fn cut(
        &mut self,
        region: &MultiPolygon,
        index: &SpatialIndex,
        wanted: impl Fn(usize) -> bool,
        found: &mut impl FnMut(&mut Self, Item, Lie),
    ) {
        let Some(window) = bounds(region) else { return };
        let mut items = Vec::new();
        index.visit(window, |row, bounds| {
            if wanted(row) {
                items.push(Item { row, bounds });
            }
        });
        let Some(around) = around(&items) else { return };
        self.rings.clear();
        let rings = self.rings.push_region(region, around);
        self.descend(rings, around, &mut items, found);
    }

    /// `rings`: those of the region as seen from `around`, the box around `items`.
    fn descend(
        &mut self,
        rings: Range,
        around: Bounds,
        items: &mut [Item],
        found: &mut impl FnMut(&mut Self, Item, Lie),
    ) {
        if rings.is_empty() {
            return;
        }
        let window = Window::new(around);
        let is_touched = self.rings.slices(rings.clone()).any(|ring| {
            let [first, .., last] = *ring else { return false };
            window.is_touched(last, first)
                || ring.windows(2).any(|pair| window.is_touched(pair[0], pair[1]))
        });
        if !is_touched {
            if self.rings.hold(rings, around.center()) {
                items.iter().for_each(|&item| found(self, item, Lie::Inside));
            }
            return;
        }
        if let [item] = *items {
            found(self, item, Lie::Across(rings));
            return;
        }
        let axis = usize::from(around.height() > around.width());
        let middle = items.len() / 2;
        items.select_nth_unstable_by(middle, |a, b| {
            let [a, b] = [a, b].map(|item| item.bounds.min[axis] + item.bounds.max[axis]);
            a.total_cmp(&b)
        });
        let count = self.rings.len();
        let (low, high) = items.split_at_mut(middle);
        for half in [low, high] {
            let Some(around) = self::around(half) else { continue };
            let narrowed = self.rings.push_narrowed(rings.clone(), around);
            self.descend(narrowed, around, half, found);
            self.rings.truncate(count);
        }
    }
}

fn bounds(region: &MultiPolygon) -> Option<Bounds> {
    let rect = region.bounding_rect()?;
    Some(Bounds { min: rect.min().into(), max: rect.max().into() })
}

fn around(items: &[Item]) -> Option<Bounds> {
    items.iter().map(|item| item.bounds).reduce(Bounds::union)
}

#[cfg(test)]
mod tests;
