//! A network of lines: where they meet, and the least cost from one place to all others.
//!
//! Lines meet where they cross, where an end lies within the tolerance of another line, and where
//! positions lie within it of each other. What passes over or under another line is not told apart
//! from what meets it.

use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap};
use std::ops::Add;

use petgraph::algo::dijkstra;
use petgraph::graph::{NodeIndex, UnGraph};
use petgraph::unionfind::UnionFind;

use crate::{Bounds, Coord, Meters, SpatialIndex, distance, measure};

/// A stretch between two nodes.
#[derive(Debug, Clone, PartialEq)]
pub struct Edge {
    /// Number of the line it is part of, as given.
    pub line: usize,
    /// Nodes at its ends.
    pub nodes: [usize; 2],
    /// Its positions from the first node to the second.
    pub coords: Vec<Coord>,
    /// Geodesic length.
    pub length: Meters,
}

/// Where a stop is connected.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Access {
    /// Node.
    pub node: usize,
    /// How far the stop is from it.
    pub distance: Meters,
}

/// Nodes and edges.
#[derive(Debug, Clone, Default)]
pub struct Network {
    /// Positions of the nodes.
    pub nodes: Vec<Coord>,
    /// Edges.
    pub edges: Vec<Edge>,
    /// The node of each stop at the nearest position of a line; `None` when none is in reach.
    pub stops: Vec<Option<Access>>,
}

/// The least cost to a node, and from which source it comes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reached {
    /// Cost, in the unit of the costs given.
    pub cost: f64,
    /// Number of the source, as given.
    pub source: usize,
}

/// A segment of a line: number of the line, and of its first vertex.
#[derive(Debug, Clone, Copy)]
struct Segment {
    line: usize,
    vertex: usize,
}

impl Network {
    /// Puts `lines` together and connects `stops` to the nearest position of a line no farther than
    /// `reach`. Ends within `tolerance` of each other or of another line are one node.
    pub fn build(lines: &[Vec<Coord>], stops: &[Coord], tolerance: Meters, reach: Meters) -> Self {
        let tolerance = tolerance.value().max(0.01);
        let mut segments: Vec<Segment> = Vec::new();
        for (line, coords) in lines.iter().enumerate() {
            segments.extend((1..coords.len()).map(|v| Segment { line, vertex: v - 1 }));
        }
        let ends = |s: &Segment| [lines[s.line][s.vertex], lines[s.line][s.vertex + 1]];
        let index = SpatialIndex::from_bounds(segments.iter().map(|s| Bounds::of(&ends(s))));
        // Places where each line is to be cut: vertex and share of the segment after it.
        let mut cuts: Vec<Vec<f64>> = lines
            .iter()
            .map(|line| if line.len() > 1 { vec![0.0, (line.len() - 1) as f64] } else { vec![] })
            .collect();
        for (number, own) in segments.iter().enumerate() {
            let Some(window) = Bounds::of(&ends(own)) else { continue };
            for other in index.candidates(window).into_iter().filter(|&other| other > number) {
                let other = segments[other];
                let is_next = own.line == other.line && other.vertex.abs_diff(own.vertex) <= 1;
                if is_next {
                    continue;
                }
                if let Some([s, t]) = crossing(ends(own), ends(&other)) {
                    cuts[own.line].push(own.vertex as f64 + s);
                    cuts[other.line].push(other.vertex as f64 + t);
                }
            }
        }
        let search = Search { lines, segments: &segments, index: &index };
        for (line, coords) in lines.iter().enumerate().filter(|(_, line)| line.len() > 1) {
            for end in [coords[0], coords[coords.len() - 1]] {
                let near = search.within(end, tolerance);
                for (segment, share, _) in near.into_iter().filter(|(s, ..)| s.line != line) {
                    cuts[segment.line].push(segment.vertex as f64 + share);
                }
            }
        }
        let connect = |stop: &Coord| search.nearest(*stop, reach.value());
        let connections: Vec<_> = stops.iter().map(connect).collect();
        for (segment, share, _) in connections.iter().flatten() {
            cuts[segment.line].push(segment.vertex as f64 + share);
        }
        let mut network = Self::default();
        let mut nodes = Nodes::new(tolerance, lines);
        for (line, cuts) in cuts.iter_mut().enumerate() {
            cuts.sort_by(f64::total_cmp);
            cuts.dedup();
            network.add_line(line, &lines[line], cuts, &mut nodes);
        }
        network.stops = connections
            .into_iter()
            .map(|connection| {
                let (segment, share, distance) = connection?;
                let at = position(&lines[segment.line], segment.vertex as f64 + share);
                Some(Access { node: nodes.find(at)?, distance })
            })
            .collect();
        network.nodes = nodes.coords;
        network
    }

    fn add_line(&mut self, number: usize, line: &[Coord], cuts: &[f64], nodes: &mut Nodes) {
        for pair in cuts.windows(2) {
            let (from, to) = (pair[0], pair[1]);
            let inner = (from.floor() as usize + 1)..=(to.ceil() as usize).saturating_sub(1);
            let mut coords = vec![position(line, from)];
            coords.extend(inner.map(|vertex| line[vertex]));
            coords.push(position(line, to));
            let length = measure::line_length(&coords);
            let ends = [nodes.node(coords[0]), nodes.node(coords[coords.len() - 1])];
            // A piece that lies within one node is the rounding of a meeting.
            if ends[0] == ends[1] && length.value() <= 4.0 * nodes.tolerance {
                continue;
            }
            self.edges.push(Edge { line: number, nodes: ends, coords, length });
        }
    }

    /// Least costs from `sources`, each a node with the cost of getting there, to every node; edges
    /// without a cost are closed. Of sources equally near the first counts.
    ///
    /// `costs` has one cost for each edge, none of them negative.
    pub fn reach(
        &self,
        sources: &[Option<(usize, f64)>],
        costs: &[Option<f64>],
    ) -> Vec<Option<Reached>> {
        let mut graph: UnGraph<(), Way> = UnGraph::with_capacity(self.nodes.len() + 1, costs.len());
        let nodes: Vec<NodeIndex> = self.nodes.iter().map(|_| graph.add_node(())).collect();
        for (edge, cost) in self.edges.iter().zip(costs) {
            if let Some(cost) = *cost {
                let [from, to] = edge.nodes.map(|node| nodes[node]);
                graph.add_edge(from, to, Way { cost, source: None });
            }
        }
        // All sources are reached from one place, which leads to them and nowhere else.
        let start = graph.add_node(());
        for (source, reached) in sources.iter().enumerate() {
            if let Some((node, cost)) = *reached {
                graph.add_edge(start, nodes[node], Way { cost, source: Some(source) });
            }
        }
        let least = dijkstra(&graph, start, None, |edge| *edge.weight());
        let mut reached = vec![None; self.nodes.len()];
        for (node, way) in least {
            if let (Some(place), Some(source)) = (reached.get_mut(node.index()), way.source) {
                *place = Some(Reached { cost: way.cost, source });
            }
        }
        reached
    }

    /// Number of the connected part of each node, the parts in order of their length, the longest
    /// first.
    pub fn components(&self) -> Vec<usize> {
        let mut parts = UnionFind::new(self.nodes.len());
        for Edge { nodes: [from, to], .. } in &self.edges {
            parts.union(*from, *to);
        }
        let part = parts.into_labeling();
        let mut lengths: BTreeMap<usize, f64> = part.iter().map(|part| (*part, 0.0)).collect();
        for edge in &self.edges {
            *lengths.entry(part[edge.nodes[0]]).or_default() += edge.length.value();
        }
        let mut order: Vec<(usize, f64)> = lengths.into_iter().collect();
        order.sort_by(|a, b| b.1.total_cmp(&a.1));
        let rank: BTreeMap<usize, usize> =
            order.into_iter().enumerate().map(|(rank, (part, _))| (part, rank)).collect();
        part.into_iter().map(|part| rank[&part]).collect()
    }
}

/// A cost, and the source that it is counted from once the way has begun there.
#[derive(Debug, Clone, Copy, Default)]
struct Way {
    cost: f64,
    source: Option<usize>,
}

impl Add for Way {
    type Output = Self;

    fn add(self, next: Self) -> Self {
        Self { cost: self.cost + next.cost, source: self.source.or(next.source) }
    }
}

impl PartialOrd for Way {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cost.total_cmp(&other.cost).then(self.source.cmp(&other.source)))
    }
}

impl PartialEq for Way {
    fn eq(&self, other: &Self) -> bool {
        self.partial_cmp(other) == Some(Ordering::Equal)
    }
}

/// Finds segments near a position.
struct Search<'a> {
    lines: &'a [Vec<Coord>],
    segments: &'a [Segment],
    index: &'a SpatialIndex,
}

impl Search<'_> {
    fn edge(&self, number: usize) -> [Coord; 2] {
        let Segment { line, vertex } = self.segments[number];
        [self.lines[line][vertex], self.lines[line][vertex + 1]]
    }

    /// Segments within `meters` of a position, with the share of each at its nearest position.
    fn within(&self, at: Coord, meters: f64) -> Vec<(Segment, f64, Meters)> {
        let north = meters / 110_000.0;
        let east = north / at[1].to_radians().cos().max(0.01);
        let window = Bounds { min: at, max: at }.grown([east, north]);
        let near = self.index.candidates(window).into_iter().filter_map(|number| {
            let edge = std::iter::once((number, self.edge(number)));
            let (_, share, distance) = distance::nearest_edge(at, edge)?;
            (distance.value() <= meters).then(|| (self.segments[number], share, distance))
        });
        near.collect()
    }

    /// The nearest segment no farther than `reach`.
    fn nearest(&self, at: Coord, reach: f64) -> Option<(Segment, f64, Meters)> {
        let mut best: Option<(Segment, f64, Meters)> = None;
        for (number, degrees) in self.index.by_distance(at) {
            let limit = best.map_or(reach, |(.., distance)| distance.value());
            if distance::at_least(degrees, at[1]).value() > limit {
                break;
            }
            let edge = std::iter::once((number, self.edge(number)));
            let Some((_, share, distance)) = distance::nearest_edge(at, edge) else { continue };
            let is_nearer = best.is_none_or(|(.., known)| distance < known);
            if distance.value() <= reach && is_nearer {
                best = Some((self.segments[number], share, distance));
            }
        }
        best
    }
}

/// Nodes by place: positions within the tolerance of a node are that node.
struct Nodes {
    tolerance: f64,
    cell: [f64; 2],
    coords: Vec<Coord>,
    cells: HashMap<[i64; 2], Vec<usize>>,
}

impl Nodes {
    fn new(tolerance: f64, lines: &[Vec<Coord>]) -> Self {
        let farthest = lines.iter().flatten().map(|c| c[1].abs()).fold(0.0, f64::max);
        let north = tolerance / 110_000.0;
        let cell = [north / farthest.min(89.0).to_radians().cos(), north];
        Self { tolerance, cell, coords: Vec::new(), cells: HashMap::new() }
    }

    fn cell_of(&self, at: Coord) -> [i64; 2] {
        [(at[0] / self.cell[0]).floor() as i64, (at[1] / self.cell[1]).floor() as i64]
    }

    /// The nearest node within the tolerance.
    fn find(&self, at: Coord) -> Option<usize> {
        let [x, y] = self.cell_of(at);
        let around = (-1..=1).flat_map(|dx| (-1..=1).map(move |dy| [x + dx, y + dy]));
        let near = around.filter_map(|cell| self.cells.get(&cell)).flatten();
        let near = near.map(|&node| (measure::distance(self.coords[node], at).value(), node));
        let nearest = near.min_by(|a, b| a.0.total_cmp(&b.0));
        nearest.filter(|(meters, _)| *meters <= self.tolerance).map(|(_, node)| node)
    }

    fn node(&mut self, at: Coord) -> usize {
        if let Some(node) = self.find(at) {
            return node;
        }
        let node = self.coords.len();
        self.coords.push(at);
        self.cells.entry(self.cell_of(at)).or_default().push(node);
        node
    }
}

/// The position at a vertex number with a share of the segment after it.
fn position(line: &[Coord], at: f64) -> Coord {
    let vertex = (at.floor() as usize).min(line.len() - 1);
    let share = at - vertex as f64;
    let Some(&next) = line.get(vertex + 1) else { return line[vertex] };
    let from = line[vertex];
    [from[0] + share * (next[0] - from[0]), from[1] + share * (next[1] - from[1])]
}

/// Shares of two segments at which they cross or touch; parallel ones do not.
fn crossing([a, b]: [Coord; 2], [c, d]: [Coord; 2]) -> Option<[f64; 2]> {
    let (u, v, w) =
        ([b[0] - a[0], b[1] - a[1]], [d[0] - c[0], d[1] - c[1]], [c[0] - a[0], c[1] - a[1]]);
    let cross = |p: Coord, q: Coord| p[0] * q[1] - p[1] * q[0];
    let denominator = cross(u, v);
    if denominator == 0.0 {
        // A common end of two segments in line still is a meeting.
        return [(a, 0.0), (b, 1.0)].into_iter().find_map(|(own, s)| {
            [(c, 0.0), (d, 1.0)].into_iter().find(|(other, _)| *other == own).map(|(_, t)| [s, t])
        });
    }
    let shares = [cross(w, v) / denominator, cross(w, u) / denominator];
    let is_in = shares.iter().all(|share| (-1e-9..=1.0 + 1e-9).contains(share));
    is_in.then(|| shares.map(|share| share.clamp(0.0, 1.0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A ladder on the equator: rails along 0° and 0.1° N from 0° to 0.3° E, whose first rung is
    /// 5 m short, whose second crosses both, and an island.
    fn ladder(stops: &[Coord]) -> Network {
        let lines = [
            vec![[0.0, 0.0], [0.3, 0.0]],
            vec![[0.3, 0.1], [0.0, 0.1]],
            vec![[0.1, 0.000_045], [0.1, 0.1]],
            vec![[0.2, -0.05], [0.2, 0.15]],
            vec![[1.0, 0.0], [1.1, 0.0]],
        ];
        Network::build(&lines, stops, Meters::new(10.0), Meters::new(2_000.0))
    }

    fn costs(network: &Network) -> Vec<Option<f64>> {
        network.edges.iter().map(|edge| Some(edge.length.value())).collect()
    }

    #[test]
    fn lines_meet_where_they_cross_and_where_ends_come_near() {
        let network = ladder(&[]);
        // Rails 3 edges each, first rung 1, second 3, island 1.
        assert_eq!((network.nodes.len(), network.edges.len()), (12, 11));
        let parts = network.components();
        assert_eq!(parts.iter().filter(|part| **part == 1).count(), 2, "the island is smaller");
        let whole: f64 = network.edges.iter().map(|edge| edge.length.value()).sum();
        let expected = 0.7 * 111_319.490_8 + 0.3 * 110_574.3;
        assert!((whole - expected).abs() < 20.0, "{whole} {expected}");
    }

    #[test]
    fn the_least_way_goes_over_the_nearest_rung() {
        let stops = [[0.0, 0.0], [0.0, 0.101], [1.05, 0.0], [5.0, 5.0]];
        let network = ladder(&stops);
        assert!(network.stops[3].is_none(), "too far from any line");
        let node = |stop: usize| network.stops[stop].expect("in reach").node;
        let reached = network.reach(&[Some((node(0), 0.0))], &costs(&network));
        let far = reached[node(1)].expect("connected").cost;
        let expected = 0.2 * 111_319.490_8 + 0.1 * 110_574.3;
        assert!((far - expected).abs() < 20.0, "{far} {expected}");
        assert!(reached[node(2)].is_none(), "an island");
        let access = network.stops[1].expect("in reach").distance.value();
        assert!((access - 110.57).abs() < 0.1, "{access}");
    }

    #[test]
    fn a_closed_edge_is_gone_round_and_the_nearer_source_wins() {
        let network = ladder(&[[0.0, 0.0], [0.0, 0.1], [0.3, 0.1]]);
        let node = |stop: usize| network.stops[stop].expect("in reach").node;
        let mut open = costs(&network);
        let rung = network.edges.iter().position(|edge| edge.line == 2).expect("the first rung");
        open[rung] = None;
        let reached = network.reach(&[Some((node(0), 0.0))], &open);
        let far = reached[node(1)].expect("round").cost;
        let expected = 0.4 * 111_319.490_8 + 0.1 * 110_574.3;
        assert!((far - expected).abs() < 20.0, "{far} {expected}");
        let sources = [Some((node(0), 0.0)), Some((node(2), 0.0))];
        let reached = network.reach(&sources, &open);
        assert_eq!(reached[node(1)].map(|r| r.source), Some(1));
    }
}
