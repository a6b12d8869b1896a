//! The borders of many regions, without those that two of them share.

use geo::{MultiPolygon, Winding as _};
use rayon::prelude::*;

use super::{Point, corners, rings};

/// Corners of regions that are looked at together first: their borders fit a processor's cache.
const GROUP: usize = 50_000;

/// Directed edges with their regions on the left. An edge that meets its reverse goes, and so does
/// the reverse: what is left winds around every place as often as all of them did.
#[derive(Debug, Default)]
pub(super) struct Borders {
    edges: Vec<[Point; 2]>,
    is_left: Vec<bool>,
    places: Vec<Place>,
    /// The edge before the one that went last: a shared border goes edge by edge.
    next: usize,
}

/// Where an edge is found by the hash of its ends.
#[derive(Debug, Clone, Copy, Default)]
struct Place {
    /// Part of the hash.
    tag: u32,
    /// Number of the edge, plus one; zero for an empty place.
    number: u32,
}

impl Borders {
    /// The borders of valid regions.
    pub(super) fn of(regions: &[&MultiPolygon]) -> Self {
        let corners: Vec<usize> = regions.iter().map(|region| corners(region)).collect();
        let mut groups = Vec::new();
        let (mut begin, mut count) = (0, 0);
        for (number, more) in corners.iter().enumerate() {
            count += more;
            if count > GROUP || number + 1 == regions.len() {
                groups.push((begin..number + 1, count));
                (begin, count) = (number + 1, 0);
            }
        }
        let mut parts: Vec<Self> = groups
            .into_par_iter()
            .map(|(group, count)| {
                let mut borders = Self::with_capacity(count);
                regions[group].iter().for_each(|region| borders.add(region));
                borders
            })
            .collect();
        if parts.len() == 1 {
            return parts.remove(0);
        }
        let mut all = Self::with_capacity(parts.iter().map(|part| part.edges.len()).sum());
        for part in parts {
            for (&edge, is_left) in part.edges.iter().zip(part.is_left) {
                if is_left {
                    all.add_edge(edge);
                }
            }
        }
        all
    }

    /// Room for this many edges.
    fn with_capacity(count: usize) -> Self {
        let places = vec![Place::default(); (count * 2).next_power_of_two()];
        let edges = Vec::with_capacity(count);
        Self { edges, is_left: Vec::with_capacity(count), places, next: usize::MAX }
    }

    /// Adds a valid region.
    fn add(&mut self, region: &MultiPolygon) {
        for polygon in region {
            // Shells turn left and holes right, so that what one region leaves open another may
            // fill.
            for (number, ring) in rings(polygon).enumerate() {
                if ring.is_ccw() == (number == 0) {
                    let pairs = ring.0.windows(2);
                    pairs.for_each(|pair| self.add_edge([pair[0].into(), pair[1].into()]));
                } else {
                    let pairs = ring.0.windows(2).rev();
                    pairs.for_each(|pair| self.add_edge([pair[1].into(), pair[0].into()]));
                }
            }
        }
    }

    fn add_edge(&mut self, edge: [Point; 2]) {
        if edge[0] == edge[1] || self.goes_with(self.next, edge) {
            return;
        }
        let mask = self.places.len() - 1;
        let hash = hash(edge);
        let tag = (hash >> 32) as u32;
        let mut at = hash as usize & mask;
        while self.places[at].number > 0 {
            let place = self.places[at];
            if place.tag == tag && self.goes_with(place.number as usize - 1, edge) {
                return;
            }
            at = (at + 1) & mask;
        }
        self.edges.push(edge);
        self.is_left.push(true);
        self.places[at] = Place { tag, number: self.edges.len() as u32 };
    }

    /// Takes away the edge of that number if it is left and the reverse of this one.
    fn goes_with(&mut self, number: usize, [from, to]: [Point; 2]) -> bool {
        let goes = self.edges.get(number).is_some_and(|other| *other == [to, from])
            && self.is_left[number];
        if goes {
            self.is_left[number] = false;
            self.next = number.wrapping_sub(1);
        }
        goes
    }

    /// Closed paths of the edges left; at a corner where several pass, any may follow any.
    pub(super) fn paths(mut self) -> Vec<Vec<Point>> {
        let mut left = self.is_left.iter();
        self.edges.retain(|_| left.next().copied().unwrap_or_default());
        let edges = self.edges;
        // Edges by where they begin, chained: the table is used anew.
        let size = (edges.len() * 2).next_power_of_two();
        let mut heads = vec![u32::MAX; size];
        let mut next = vec![u32::MAX; edges.len()];
        let bucket = |at: Point| hash([at, at]) as usize & (size - 1);
        for (number, [from, _]) in edges.iter().enumerate().rev() {
            let head = &mut heads[bucket(*from)];
            next[number] = *head;
            *head = number as u32;
        }
        let mut take = |at: Point| -> Option<Point> {
            let mut before = None;
            let mut number = heads[bucket(at)];
            while number != u32::MAX {
                let [from, to] = edges[number as usize];
                let after = next[number as usize];
                if from == at {
                    match before {
                        Some(before) => next[before as usize] = after,
                        None => heads[bucket(at)] = after,
                    }
                    return Some(to);
                }
                before = Some(number);
                number = after;
            }
            None
        };
        let mut paths = Vec::new();
        for &[start, _] in &edges {
            let mut path = Vec::new();
            let mut at = start;
            while let Some(to) = take(at) {
                path.push(at);
                at = to;
                if at == start {
                    break;
                }
            }
            if path.len() > 2 {
                paths.push(path);
            }
        }
        paths
    }
}

/// The same for an edge and its reverse.
fn hash([a, b]: [Point; 2]) -> u64 {
    const ODD: u64 = 0x9E37_79B9_7F4A_7C15;
    // Zero and minus zero are one coordinate.
    let bits = |value: f64| (value + 0.0).to_bits();
    let of = |[x, y]: Point| {
        let mixed = bits(x).wrapping_mul(ODD) ^ bits(y).rotate_left(32);
        (mixed ^ (mixed >> 29)).wrapping_mul(ODD)
    };
    let sum = of(a).wrapping_add(of(b));
    (sum ^ (sum >> 32)).wrapping_mul(ODD).rotate_left(32)
}
