//! Which shell holds a hole.
//!
//! The overlay engine looks for the edge below a hole; where rings touch in a corner it may take one
//! of a ring that only begins there.

use geo::{Area as _, LineString, MultiPolygon, Polygon};

use crate::Coord;
use crate::locate::{Pass, pass};

/// The region with every hole in the smallest shell that holds it; a hole in none is left out.
pub(super) fn in_their_shells(region: MultiPolygon) -> MultiPolygon {
    if region.0.len() < 2 {
        return region;
    }
    let mut strays = Vec::new();
    let mut polygons: Vec<Polygon> = Vec::with_capacity(region.0.len());
    for polygon in region {
        let (shell, holes) = polygon.into_inner();
        let held = held(&shell, &holes);
        let (inside, outside): (Vec<_>, Vec<_>) =
            holes.into_iter().zip(held).partition(|(_, held)| *held);
        strays.extend(outside.into_iter().map(|(hole, _)| hole));
        polygons.push(Polygon::new(shell, inside.into_iter().map(|(hole, _)| hole).collect()));
    }
    for stray in strays {
        let hole = std::slice::from_ref(&stray);
        let around = polygons.iter_mut().filter(|polygon| held(polygon.exterior(), hole)[0]);
        let size = |polygon: &&mut Polygon| polygon.unsigned_area();
        if let Some(polygon) = around.min_by(|a, b| size(a).total_cmp(&size(b))) {
            polygon.interiors_push(stray);
        }
    }
    MultiPolygon(polygons)
}

/// For each of the holes, whether the shell holds it. No ring crosses another.
fn held(shell: &LineString, holes: &[LineString]) -> Vec<bool> {
    let middles: Vec<Coord> = holes.iter().map(middle).collect();
    let mut by_height: Vec<usize> = (0..holes.len()).collect();
    by_height.sort_unstable_by(|a, b| middles[*a][1].total_cmp(&middles[*b][1]));
    let mut held = vec![false; holes.len()];
    for edge in shell.lines() {
        let (from, to): (Coord, Coord) = (edge.start.into(), edge.end.into());
        let first = by_height.partition_point(|hole| middles[*hole][1] < from[1].min(to[1]));
        for &hole in &by_height[first..] {
            if middles[hole][1] > from[1].max(to[1]) {
                break;
            }
            if matches!(pass(from, to, middles[hole]), Pass::Right) {
                held[hole] = !held[hole];
            }
        }
    }
    held
}

/// The middle of the longest edge: rings touch in corners.
fn middle(ring: &LineString) -> Coord {
    let length = |edge: &geo::Line| edge.dx().hypot(edge.dy());
    let longest = ring.lines().max_by(|a, b| length(a).total_cmp(&length(b)));
    longest.map_or([f64::NAN; 2], |edge| ((edge.start + edge.end) / 2.0).into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::overlay::{Operation, combine, enclosed, union_all};

    /// Found by a property test: the engine gave a polygon the hole of another.
    #[test]
    fn a_hole_lies_in_its_shell_where_rings_touch_in_points() {
        let star = |corners: &[(f64, f64)]| {
            let mut ring = LineString::from(corners.to_vec());
            ring.close();
            enclosed(&ring)
        };
        let stars = [
            star(&[(0.0, 5.0), (7.0, 6.0), (0.0, 3.0), (3.0, 0.0), (5.0, 8.0)]),
            star(&[(8.0, 5.0), (5.0, 9.0), (0.0, 2.0), (6.0, 7.0)]),
            star(&[(2.0, 0.0), (1.0, 4.0), (11.0, 9.0), (6.0, 0.0), (0.0, 4.0), (11.0, 9.0)]),
        ];
        let union = union_all(&stars);
        let everywhere = star(&[(-1.0, -1.0), (12.0, -1.0), (12.0, 12.0), (-1.0, 12.0)]);
        let outside = combine(&everywhere, &union, Operation::Difference).unsigned_area();
        let sum = union.unsigned_area() + outside;
        assert!((sum - 169.0).abs() < 1e-9, "{sum}");
        for polygon in &union {
            assert!(held(polygon.exterior(), polygon.interiors()).iter().all(|held| *held));
        }
    }
}
