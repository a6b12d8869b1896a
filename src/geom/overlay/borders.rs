//! The borders of many regions, without those that two of them share.

use geo::{Coord, MultiPolygon, Winding as _};

use super::{Point, rings};

/// Directed edges with their regions on the left. An edge that meets its reverse goes, and so does
/// the reverse: what is left winds around every place as often as all of them did.
#[derive(Debug, Default)]
pub(super) struct Borders {
    edges: Vec<[Point; 2]>,
    is_left: Vec<bool>,
    /// Numbers of edges by the hash of their ends, plus one; zero for an empty place.
    places: Vec<u32>,
}

impl Borders {
    /// Room for this many edges.
    pub(super) fn with_capacity(count: usize) -> Self {
        let places = vec![0; (count * 2).next_power_of_two()];
        let edges = Vec::with_capacity(count);
        Self { edges, is_left: Vec::with_capacity(count), places }
    }

    /// Adds a valid region.
    pub(super) fn add(&mut self, region: &MultiPolygon) {
        for polygon in region {
            // Shells turn left and holes right, so that what one region leaves open another may
            // fill.
            for (number, ring) in rings(polygon).enumerate() {
                let turns_left = ring.is_ccw() == (number == 0);
                for line in ring.lines() {
                    let (from, to) =
                        if turns_left { (line.start, line.end) } else { (line.end, line.start) };
                    self.add_edge(from, to);
                }
            }
        }
    }

    fn add_edge(&mut self, from: Coord, to: Coord) {
        if from == to {
            return;
        }
        let edge: [Point; 2] = [from.into(), to.into()];
        let mask = self.places.len() - 1;
        let mut place = hash(edge) as usize & mask;
        loop {
            let Some(number) = (self.places[place] as usize).checked_sub(1) else { break };
            let [other_from, other_to] = self.edges[number];
            if self.is_left[number] && other_from == edge[1] && other_to == edge[0] {
                self.is_left[number] = false;
                return;
            }
            place = (place + 1) & mask;
        }
        self.edges.push(edge);
        self.is_left.push(true);
        self.places[place] = self.edges.len() as u32;
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
    (sum ^ (sum >> 32)).wrapping_mul(ODD) >> 20
}
