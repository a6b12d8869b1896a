//! Proposals that share a border: a change of one of its vertices goes through all of them.

use std::collections::BTreeMap;

use allpa_geom::{Coord, ShapeKind};

use super::{Drawn, Plan, Proposal, ProposalKey};

/// A change of one vertex, by where it lies.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum VertexChange {
    /// It goes elsewhere.
    Move {
        /// From here.
        from: Coord,
        /// To there.
        to: Coord,
    },
    /// It is put on the edge between two others.
    Insert {
        /// Ends of the edge.
        edge: [Coord; 2],
        /// Where.
        at: Coord,
    },
    /// It is taken away.
    Remove {
        /// From here.
        at: Coord,
    },
}

impl Drawn {
    /// The shape with that vertex changed wherever it has it; `None` where it stays as it is, or
    /// cannot spare the vertex.
    pub fn with_vertex(&self, change: VertexChange) -> Option<Self> {
        let mut shape = self.clone();
        let rings = self.rings();
        for (number, ring) in rings.into_iter().enumerate() {
            let is_closed = self.kind() == ShapeKind::Polygon;
            // Backwards: what is put in or taken away does not move what comes before it.
            match change {
                VertexChange::Move { from, to } => {
                    for at in (0..ring.len()).filter(|at| ring[*at] == from) {
                        shape.move_vertex(number, at, to);
                    }
                }
                VertexChange::Insert { edge: [a, b], at } => {
                    for after in (0..ring.len().saturating_sub(1)).rev() {
                        let pair = [ring[after], ring[after + 1]];
                        if pair == [a, b] || pair == [b, a] {
                            shape.insert_vertex(number, after, at);
                        }
                    }
                }
                VertexChange::Remove { at } => {
                    let own = ring.len() - usize::from(is_closed);
                    for vertex in (0..own).rev().filter(|vertex| ring[*vertex] == at) {
                        if !shape.remove_vertex(number, vertex) {
                            return None;
                        }
                    }
                }
            }
        }
        (shape != *self && shape.is_sound()).then_some(shape)
    }

    /// The vertices beside that one, wherever it is: two each time, in a fixed order, one where a
    /// line ends.
    fn around(&self, at: Coord) -> Vec<Vec<Coord>> {
        let is_closed = self.kind() == ShapeKind::Polygon;
        let mut all = Vec::new();
        for ring in self.rings() {
            let own = ring.len() - usize::from(is_closed);
            for vertex in (0..own).filter(|vertex| ring[*vertex] == at) {
                let before =
                    if is_closed { Some((vertex + own - 1) % own) } else { vertex.checked_sub(1) };
                let after = if is_closed { (vertex + 1) % own } else { vertex + 1 };
                let beside = [before, Some(after)].into_iter().flatten();
                let mut beside: Vec<Coord> =
                    beside.filter_map(|at| ring.get(at).copied()).collect();
                beside.sort_by(|a, b| a[0].total_cmp(&b[0]).then(a[1].total_cmp(&b[1])));
                all.push(beside);
            }
        }
        all
    }
}

impl Plan {
    /// The shapes that a change of a vertex of `of` leads to, its own and those of the proposals of
    /// the same kind and alternative that have the vertex, or the edge, too.
    pub fn changed_together(
        &self,
        of: ProposalKey,
        change: VertexChange,
    ) -> BTreeMap<ProposalKey, Drawn> {
        let Some(own) = self.proposals.get(&of) else { return BTreeMap::new() };
        let is_meant = |other: &&Proposal| {
            let is_like = other.shape.kind() == own.shape.kind()
                && other.alternative == own.alternative
                && own.shape.kind() != ShapeKind::Point;
            other.key == of || is_like
        };
        let meant: Vec<&Proposal> = self.proposals.values().filter(is_meant).collect();
        if let VertexChange::Remove { at } = change {
            // Where borders meet a vertex is held by more than two edges: without it there is a gap.
            let mut around = meant.iter().flat_map(|one| one.shape.around(at));
            let first = around.next();
            let is_shared_alike = around.all(|other| Some(other) == first);
            let is_spared = |one: &&Proposal| {
                one.shape.around(at).is_empty() || one.shape.with_vertex(change).is_some()
            };
            if !is_shared_alike || !meant.iter().all(is_spared) {
                return BTreeMap::new();
            }
        }
        let changed =
            meant.iter().filter_map(|one| Some((one.key, one.shape.with_vertex(change)?)));
        changed.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::{Edit, Facts, ProposalKind};
    use proptest::prelude::*;

    const SIDE: usize = 4;
    const CELL: f64 = 0.01;

    fn corner(x: usize, y: usize) -> Coord {
        [-76.0 + x as f64 * CELL, -6.0 + y as f64 * CELL]
    }

    /// Squares that cover a larger one, each corner of a square one vertex.
    fn coverage() -> Plan {
        let mut plan = Plan::default();
        for cell in 0..SIDE * SIDE {
            let (x, y) = (cell % SIDE, cell / SIDE);
            let ring = [(x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1), (x, y)];
            let ring = ring.map(|(x, y)| corner(x, y)).to_vec();
            let proposal = Proposal {
                key: ProposalKey(cell as u32),
                name: cell.to_string(),
                kind: ProposalKind::Other,
                note: String::new(),
                alternative: String::new(),
                facts: Facts::default(),
                shape: Drawn::Polygon(vec![vec![ring]]),
            };
            plan.proposals.insert(proposal.key, proposal);
        }
        plan
    }

    fn edges(plan: &Plan) -> Vec<[Coord; 2]> {
        let rings = |one: &Proposal| one.shape.rings().concat();
        let rings = plan.proposals.values().map(rings);
        rings
            .flat_map(|ring| ring.windows(2).map(|pair| [pair[0], pair[1]]).collect::<Vec<_>>())
            .collect()
    }

    /// Every edge is met by its neighbour's the other way round, but for one closed ring outside,
    /// and the areas add up to that of the ring.
    fn is_coverage(plan: &Plan) {
        let all = edges(plan);
        let is_outer = |edge: &&[Coord; 2]| !all.contains(&[edge[1], edge[0]]);
        let mut outer: Vec<[Coord; 2]> = all.iter().filter(is_outer).copied().collect();
        let mut ring = vec![outer[0][0], outer[0][1]];
        outer.remove(0);
        while let Some(next) = outer.iter().position(|edge| Some(&edge[0]) == ring.last()) {
            ring.push(outer.remove(next)[1]);
        }
        assert_eq!(outer, [] as [[Coord; 2]; 0], "one ring outside, no gap inside");
        assert_eq!(ring.first(), ring.last());
        let area = |shape: &Drawn| shape.area().expect("a polygon").value();
        let sum: f64 = plan.proposals.values().map(|one| area(&one.shape)).sum();
        let whole = area(&Drawn::Polygon(vec![vec![ring]]));
        assert!((sum - whole).abs() < 1e-6 * whole, "{sum} of {whole} ha");
    }

    proptest! {
        #[test]
        fn a_coverage_stays_one(
            gestures in prop::collection::vec((0_u8..4, any::<u16>(), any::<u8>(), -2e-3..2e-3, -2e-3..2e-3), 1..40),
        ) {
            let mut plan = coverage();
            for (what, which, place, east, north) in gestures {
                let key = ProposalKey(u32::from(which) % (SIDE * SIDE) as u32);
                let ring = plan.proposals[&key].shape.rings()[0].to_vec();
                let at = usize::from(place) % (ring.len() - 1);
                let change = match what {
                    0 | 1 => {
                        let to = [ring[at][0] + east * CELL, ring[at][1] + north * CELL];
                        VertexChange::Move { from: ring[at], to }
                    }
                    2 => {
                        let edge = [ring[at], ring[at + 1]];
                        let at = [0, 1].map(|axis: usize| f64::midpoint(edge[0][axis], edge[1][axis]));
                        VertexChange::Insert { edge, at }
                    }
                    _ => VertexChange::Remove { at: ring[at] },
                };
                let together = plan.changed_together(key, change);
                if what == 3 && !together.contains_key(&key) {
                    continue; // it cannot be spared
                }
                let edits: Vec<Edit> = together
                    .into_iter()
                    .map(|(key, shape)| {
                        let proposal = Proposal { shape, ..plan.proposals[&key].clone() };
                        Edit::ChangeProposal { proposal: Box::new(proposal) }
                    })
                    .collect();
                let before = plan.clone();
                let inverse = plan.apply_all(&edits).expect("the shapes are sound");
                let mut back = plan.clone();
                back.apply_all(&inverse).expect("one step");
                prop_assert_eq!(back, before);
                is_coverage(&plan);
            }
        }
    }

    #[test]
    fn other_alternatives_and_kinds_stay_where_they_are() {
        let mut plan = coverage();
        let shared = corner(1, 1);
        let other = plan.proposals.get_mut(&ProposalKey(1)).expect("a square");
        other.alternative = "B".to_owned();
        let site = ProposalKey(99);
        let square = plan.proposals[&ProposalKey(0)].clone();
        plan.proposals.insert(site, Proposal { key: site, shape: Drawn::Point(shared), ..square });
        let change = VertexChange::Move { from: shared, to: [-75.9, -5.9] };
        let changed = plan.changed_together(ProposalKey(0), change);
        let keys: Vec<u32> = changed.keys().map(|key| key.0).collect();
        assert_eq!(keys, [0, 4, 5]);
    }
}
