//! Which shell holds a hole.
//!
//! The overlay engine looks for the edge below a hole; where rings touch in a corner it may take one
//! of a ring that only begins there.

use geo::{Area as _, LineString, MultiPolygon, Polygon};

use crate::Coord;
use crate::locate::{Pass, pass};

/// The region with every hole in the smallest shell that holds it. One that none holds, as a sliver
/// along a border may seem to rounding, stays where it is.
pub(super) fn in_their_shells(region: MultiPolygon) -> MultiPolygon {
    if region.0.len() < 2 {
        return region;
    }
    let homes: Vec<Vec<usize>> = region
        .iter()
        .enumerate()
        .map(|(own, polygon)| {
            let held = held(polygon.exterior(), polygon.interiors());
            let holes = polygon.interiors().iter().zip(held);
            let home =
                |(hole, held)| if held { own } else { smallest(&region, hole).unwrap_or(own) };
            holes.map(home).collect()
        })
        .collect();
    let (shells, holes): (Vec<LineString>, Vec<Vec<LineString>>) =
        region.into_iter().map(Polygon::into_inner).unzip();
    let mut polygons: Vec<Polygon> =
        shells.into_iter().map(|shell| Polygon::new(shell, Vec::new())).collect();
    for (hole, home) in holes.into_iter().flatten().zip(homes.into_iter().flatten()) {
        polygons[home].interiors_push(hole);
    }
    MultiPolygon(polygons)
}

/// The smallest of the shells that hold a hole.
fn smallest(region: &MultiPolygon, hole: &LineString) -> Option<usize> {
    let shells = region.iter().map(Polygon::exterior).enumerate();
    let around = shells.filter(|(_, shell)| held(shell, std::slice::from_ref(hole))[0]);
    let area = |shell: &LineString| Polygon::new(shell.clone(), Vec::new()).unsigned_area();
    let areas = around.map(|(number, shell)| (number, area(shell)));
    areas.min_by(|a, b| a.1.total_cmp(&b.1)).map(|(number, _)| number)
}

/// For each of the holes, whether the shell holds it. No ring crosses another.
fn held(shell: &LineString, holes: &[LineString]) -> Vec<bool> {
    let middles: Vec<Coord> = holes.iter().map(middle).collect();
    let mut by_height: Vec<usize> = (0..holes.len()).collect();
    by_height.sort_unstable_by(|a, b| middles[*a][1].total_cmp(&middles[*b][1]));
    let (mut held, mut touched) = (vec![false; holes.len()], vec![false; holes.len()]);
    for edge in shell.lines() {
        let (from, to): (Coord, Coord) = (edge.start.into(), edge.end.into());
        let first = by_height.partition_point(|hole| middles[*hole][1] < from[1].min(to[1]));
        for &hole in &by_height[first..] {
            if middles[hole][1] > from[1].max(to[1]) {
                break;
            }
            match pass(from, to, middles[hole]) {
                Pass::Right => held[hole] = !held[hole],
                Pass::On => touched[hole] = true,
                Pass::Elsewhere => {}
            }
        }
    }
    held.into_iter().zip(touched).map(|(held, touched)| held || touched).collect()
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
