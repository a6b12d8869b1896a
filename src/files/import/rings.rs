//! Loose rings into polygons, for formats that do not say which ring is a hole of which.

use allpa_geom::{Bounds, Coord, ShapesBuilder, signed_area};
use allpa_model::NoteKind;

/// A closed ring with what its place among the others needs.
struct Ring {
    coords: Vec<Coord>,
    bounds: Bounds,
    area: f64,
}

/// Adds `rings` as the parts of the open feature. Clockwise rings are shells, the others holes of
/// the shell that holds them (ESRI whitepaper, July 1998). Where directions contradict the nesting,
/// the nesting decides and a note says so.
pub(super) fn push_polygons(
    rings: Vec<Vec<Coord>>,
    shapes: &mut ShapesBuilder,
) -> Option<NoteKind> {
    let rings: Vec<Ring> = rings.into_iter().filter_map(Ring::new).collect();
    let mut note = None;
    let is_reversed = !rings.is_empty() && rings.iter().all(|ring| ring.area > 0.0);
    if is_reversed {
        note = Some(NoteKind::RingsReversed);
    }
    let mut is_hole = |index: usize| {
        let by_direction = !is_reversed && rings[index].area > 0.0;
        let is_inside = !by_direction && depth(&rings, index) % 2 == 1;
        if is_inside {
            note = Some(NoteKind::HoleByNesting);
        }
        by_direction || is_inside
    };
    let (holes, shells): (Vec<usize>, Vec<usize>) =
        (0..rings.len()).partition(|&index| is_hole(index));
    let size = |shell: usize| rings[shell].area.abs();
    let home = |&hole: &usize| {
        let inside = shells.iter().copied().filter(|&shell| rings[shell].holds(&rings[hole]));
        // A hole that no shell holds is land drawn the wrong way round: a shell of its own.
        inside.min_by(|&a, &b| size(a).total_cmp(&size(b))).unwrap_or(hole)
    };
    let homes: Vec<usize> = holes.iter().map(home).collect();
    let strays: Vec<usize> = holes
        .iter()
        .zip(&homes)
        .filter(|(hole, home)| hole == home)
        .map(|(hole, _)| *hole)
        .collect();
    if !strays.is_empty() {
        note = Some(NoteKind::RingsReversed);
    }
    for shell in shells.iter().copied().chain(strays) {
        let own =
            holes.iter().zip(&homes).filter(|(hole, home)| **home == shell && **hole != shell);
        for ring in std::iter::once(shell).chain(own.map(|(hole, _)| *hole)) {
            shapes.extend(rings[ring].coords.iter().copied());
            shapes.end_ring();
        }
        shapes.end_part();
    }
    note
}

/// How many other rings hold ring `index`.
fn depth(rings: &[Ring], index: usize) -> usize {
    let others = rings.iter().enumerate().filter(|(other, _)| *other != index);
    others.filter(|(_, other)| other.holds(&rings[index])).count()
}

impl Ring {
    /// Closes the ring; `None` if it encloses nothing.
    fn new(mut coords: Vec<Coord>) -> Option<Self> {
        if coords.first() != coords.last() {
            coords.extend(coords.first().copied());
        }
        if coords.len() < 4 {
            return None;
        }
        let (bounds, area) = (Bounds::of(&coords)?, signed_area(&coords));
        Some(Self { coords, bounds, area })
    }

    /// Whether `other` lies inside, by a position of it that is not on this ring's border.
    fn holds(&self, other: &Self) -> bool {
        if !self.bounds.holds(&other.bounds) || self.area.abs() <= other.area.abs() {
            return false;
        }
        let is_free = |coord: &&Coord| !self.coords.contains(coord);
        let probe = other.coords.iter().find(is_free);
        probe.is_some_and(|&probe| self.encloses(probe))
    }

    /// Even-odd rule.
    fn encloses(&self, [x, y]: Coord) -> bool {
        let mut inside = false;
        for edge in self.coords.windows(2) {
            let (a, b) = (edge[0], edge[1]);
            if (a[1] > y) != (b[1] > y) && x < (b[0] - a[0]) * (y - a[1]) / (b[1] - a[1]) + a[0] {
                inside = !inside;
            }
        }
        inside
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use allpa_geom::ShapeKind;

    fn square(x: f64, y: f64, side: f64, is_clockwise: bool) -> Vec<Coord> {
        let mut ring = vec![[x, y], [x, y + side], [x + side, y + side], [x + side, y], [x, y]];
        if !is_clockwise {
            ring.reverse();
        }
        ring
    }

    fn check(rings: Vec<Vec<Coord>>, rings_of_parts: &[usize], note: Option<NoteKind>) {
        let mut builder = ShapesBuilder::default();
        assert_eq!(push_polygons(rings, &mut builder), note);
        builder.end_feature(ShapeKind::Polygon);
        let shapes = builder.finish();
        let counts: Vec<usize> = shapes.parts(0).map(|part| part.into_rings().count()).collect();
        assert_eq!(counts, rings_of_parts);
    }

    #[test]
    fn holes_go_to_the_smallest_shell_around_them() {
        let (island, lake) = (square(2.0, 2.0, 2.0, true), square(1.0, 1.0, 4.0, false));
        let land = square(0.0, 0.0, 9.0, true);
        check(vec![land.clone(), lake, island], &[2, 1], None);
        check(vec![land, square(20.0, 0.0, 1.0, true)], &[1, 1], None);
    }

    #[test]
    fn nesting_decides_where_directions_are_wrong() {
        let (land, lake) = (square(0.0, 0.0, 9.0, true), square(1.0, 1.0, 4.0, true));
        check(vec![land, lake], &[2], Some(NoteKind::HoleByNesting));
        let reversed = square(0.0, 0.0, 9.0, false);
        check(vec![reversed], &[1], Some(NoteKind::RingsReversed));
    }
}
