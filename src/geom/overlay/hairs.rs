//! Spikes that rounding leaves on the rings of a result.

use geo::{Coord, LineString};

use super::Point;

/// A closed ring without the hairs that stick out of it or reach into it: spikes narrower than
/// `width`, between two edges that rounding keeps from coinciding.
pub(super) fn without_hairs(corners: &[Point], width: f64) -> LineString {
    let mut ring: Vec<Point> = Vec::with_capacity(corners.len() + 1);
    for &corner in corners {
        ring.push(corner);
        trim(&mut ring, width);
    }
    // The hair may be where the ring begins.
    while ring.len() > 3 {
        let (last, count) = (ring[ring.len() - 1], ring.len());
        if is_tip(ring[count - 2], last, ring[0], width) {
            ring.pop();
        } else if is_tip(last, ring[0], ring[1], width) {
            ring.remove(0);
        } else {
            break;
        }
    }
    let mut ring: LineString = ring.into_iter().map(Coord::from).collect();
    ring.close();
    ring
}

/// Takes away the corner before the last as long as it is the tip of a hair.
fn trim(ring: &mut Vec<Point>, width: f64) {
    while let [.., before, tip, after] = ring[..]
        && is_tip(before, tip, after, width)
    {
        ring.remove(ring.len() - 2);
    }
}

/// Whether the path turns back on itself at `tip`.
fn is_tip(before: Point, tip: Point, after: Point, width: f64) -> bool {
    let (back, forth) =
        ([before[0] - tip[0], before[1] - tip[1]], [after[0] - tip[0], after[1] - tip[1]]);
    let dot = back[0] * forth[0] + back[1] * forth[1];
    if dot <= 0.0 {
        return false;
    }
    let longer = back[0].hypot(back[1]).max(forth[0].hypot(forth[1]));
    // The distance of the nearer end from the edge to the farther one.
    (back[0] * forth[1] - back[1] * forth[0]).abs() < width * longer
}
