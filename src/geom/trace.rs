//! The way along lines from one place on them to another, as a hand would trace it.

use std::collections::HashMap;

use petgraph::algo::dijkstra;
use petgraph::graph::{NodeIndex, UnGraph};

use crate::Coord;

/// A place on a line: on an edge or at one of its ends.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OnLine {
    /// Where (degrees).
    pub at: Coord,
    /// The ends of its edge; for a vertex both may be that vertex.
    pub edge: [Coord; 2],
}

/// The shortest ways from one place along lines that meet in common vertices.
#[derive(Debug)]
pub struct Trace {
    from: OnLine,
    nodes: HashMap<[u64; 2], NodeIndex>,
    graph: UnGraph<Coord, f64>,
    least: HashMap<NodeIndex, f64>,
    /// How much shorter a degree of longitude is than one of latitude.
    narrow: f64,
}

impl Trace {
    /// The ways from `from` along `lines`, one of which it lies on.
    pub fn new<'a>(lines: impl Iterator<Item = &'a [Coord]>, from: OnLine) -> Self {
        let narrow = from.at[1].to_radians().cos();
        let (nodes, graph, least) = (HashMap::new(), UnGraph::new_undirected(), HashMap::new());
        let mut trace = Self { from, nodes, graph, least, narrow };
        for line in lines {
            for edge in line.windows(2).filter(|edge| edge[0] != edge[1]) {
                trace.add_edge(edge[0], edge[1]);
            }
        }
        let start = trace.node(from.at);
        for end in from.edge.into_iter().filter(|end| *end != from.at) {
            trace.add_edge(from.at, end);
        }
        let least = dijkstra(&trace.graph, start, None, |edge| *edge.weight());
        trace.least = least.into_iter().collect();
        trace
    }

    /// Where it begins.
    pub fn from(&self) -> OnLine {
        self.from
    }

    /// The vertices on the way to another place on the lines and that place, without the beginning;
    /// `None` where no line leads there.
    pub fn to(&self, to: OnLine) -> Option<Vec<Coord>> {
        let same = self.from.edge == to.edge || self.from.edge == [to.edge[1], to.edge[0]];
        if same && self.from.edge[0] != self.from.edge[1] {
            return Some(vec![to.at]);
        }
        let ends = to.edge.into_iter().filter_map(|end| {
            let node = *self.nodes.get(&key(end))?;
            Some((node, self.least.get(&node)? + self.length(end, to.at)))
        });
        let (mut node, _) = ends.min_by(|a, b| a.1.total_cmp(&b.1))?;
        let mut way = vec![to.at];
        while self.graph[node] != self.from.at {
            if way.last() != Some(&self.graph[node]) {
                way.push(self.graph[node]);
            }
            let before = self.graph.neighbors(node).filter_map(|near| {
                let cost = self.least.get(&near)?;
                let length = self.length(self.graph[near], self.graph[node]);
                (*cost < self.least[&node]).then_some((near, cost + length))
            });
            node = before.min_by(|a, b| a.1.total_cmp(&b.1))?.0;
        }
        way.reverse();
        Some(way)
    }

    fn add_edge(&mut self, from: Coord, to: Coord) {
        let (a, b) = (self.node(from), self.node(to));
        self.graph.add_edge(a, b, self.length(from, to));
    }

    fn node(&mut self, at: Coord) -> NodeIndex {
        *self.nodes.entry(key(at)).or_insert_with(|| self.graph.add_node(at))
    }

    /// Comparable lengths of edges, in degrees of latitude.
    fn length(&self, from: Coord, to: Coord) -> f64 {
        ((to[0] - from[0]) * self.narrow).hypot(to[1] - from[1])
    }
}

/// Equal for equal positions; zero and minus zero are one coordinate.
fn key(at: Coord) -> [u64; 2] {
    at.map(|value| (value + 0.0).to_bits())
}

#[cfg(test)]
mod tests {
    use super::*;

    const RING: [Coord; 5] = [[0., 0.], [4., 0.], [4., 3.], [0., 3.], [0., 0.]];

    fn on(at: Coord, edge: [Coord; 2]) -> OnLine {
        OnLine { at, edge }
    }

    #[test]
    fn a_ring_is_followed_the_shorter_way_round() {
        let trace = Trace::new([&RING[..]].into_iter(), on([1., 0.], [RING[0], RING[1]]));
        let right = trace.to(on([4., 1.], [RING[1], RING[2]])).expect("a way");
        assert_eq!(right, [[4., 0.], [4., 1.]]);
        let left = trace.to(on([1., 3.], [RING[2], RING[3]])).expect("a way");
        assert_eq!(left, [[0., 0.], [0., 3.], [1., 3.]]);
        let straight = trace.to(on([2., 0.], [RING[1], RING[0]])).expect("a way");
        assert_eq!(straight, [[2., 0.]]);
    }

    #[test]
    fn lines_that_meet_in_a_vertex_lead_on_and_others_nowhere() {
        let stem = [[0., 0.], [1., 0.], [2., 0.]];
        let branch = [[1., 0.], [1., 1.], [1., 2.]];
        let island = [[5., 5.], [6., 5.]];
        let lines = [&stem[..], &branch[..], &island[..]];
        let trace = Trace::new(lines.into_iter(), on(stem[0], [stem[0]; 2]));
        assert_eq!(trace.to(on([1., 2.], [[1., 2.]; 2])), Some(branch.to_vec()));
        assert_eq!(
            trace.to(on([1., 0.5], [branch[0], branch[1]])),
            Some(vec![[1., 0.], [1., 0.5]])
        );
        assert_eq!(trace.to(on([5.5, 5.], island)), None);
        assert_eq!(trace.to(on(stem[0], [stem[0]; 2])), Some(vec![stem[0]]));
    }
}
