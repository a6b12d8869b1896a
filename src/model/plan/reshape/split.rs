//! Cutting along a drawn line: corners where it meets edges, then the faces between them.

use std::collections::BTreeMap;

use allpa_geom::{Coord, rings, signed_area};
use geo::{Contains as _, Intersects as _, LineString, MultiPolygon, Point, Polygon};

use super::on_geodesic;
use crate::plan::Drawn;

/// Degrees within which a place lies on an edge or a corner: a tenth of a millimetre. The hand
/// catches edges in doubles, which lie beside the edge by less.
const SAME: f64 = 1e-9;

type Edge = [Coord; 2];

/// Where two straight edges meet: the shares of both. Places within [`SAME`] of an end are the end.
fn meet([a, b]: Edge, [c, d]: Edge) -> Option<(f64, f64)> {
    let (u, v, w) = (minus(b, a), minus(d, c), minus(c, a));
    let cross = u[0] * v[1] - u[1] * v[0];
    let (long_u, long_v) = (u[0].hypot(u[1]), v[0].hypot(v[1]));
    if cross.abs() <= 1e-12 * long_u * long_v {
        return None;
    }
    let (t, s) = ((w[0] * v[1] - w[1] * v[0]) / cross, (w[0] * u[1] - w[1] * u[0]) / cross);
    let (slack_t, slack_s) = (SAME / long_u, SAME / long_v);
    let is_inside =
        (-slack_t..=1.0 + slack_t).contains(&t) && (-slack_s..=1.0 + slack_s).contains(&s);
    is_inside.then_some((t, s))
}

fn minus(a: Coord, b: Coord) -> Coord {
    [a[0] - b[0], a[1] - b[1]]
}

fn is_same(a: Coord, b: Coord) -> bool {
    (a[0] - b[0]).hypot(a[1] - b[1]) <= SAME
}

/// The corner where an edge of a shape and one of the drawn line meet: a corner that either has
/// there already, else a new one on the edge as it is measured.
fn corner(edge: Edge, drawn: Edge, s: f64) -> Coord {
    let [c, d] = drawn;
    let at = [c[0] + (d[0] - c[0]) * s, c[1] + (d[1] - c[1]) * s];
    // Corners of the shape stay; then those of the line, which the hand has put on the edge.
    let known = edge.into_iter().chain(drawn).find(|known| is_same(*known, at));
    known.unwrap_or_else(|| on_geodesic(edge, drawn, s))
}

/// Corners to put in: of each edge of the shape and of each of the drawn line, by share.
type Found = Vec<Vec<(f64, Coord)>>;

fn corners(edges: &[Edge], drawn: &[Edge]) -> (Found, Found) {
    let (mut on_edges, mut on_drawn) =
        (vec![Vec::new(); edges.len()], vec![Vec::new(); drawn.len()]);
    for (i, edge) in edges.iter().enumerate() {
        for (j, line) in drawn.iter().enumerate() {
            if let Some((t, s)) = meet(*edge, *line) {
                let at = corner(*edge, *line, s);
                on_edges[i].push((t, at));
                on_drawn[j].push((s, at));
            }
        }
    }
    for found in on_edges.iter_mut().chain(&mut on_drawn) {
        found.sort_by(|a, b| a.0.total_cmp(&b.0));
    }
    (on_edges, on_drawn)
}

/// Edges with the corners put in.
fn refined(edges: &[Edge], found: &Found) -> Vec<Edge> {
    let mut refined = Vec::new();
    for ([a, b], found) in edges.iter().zip(found) {
        let mut at = *a;
        for next in found.iter().map(|(_, at)| *at).chain([*b]) {
            if next != at {
                refined.push([at, next]);
                at = next;
            }
        }
    }
    refined
}

fn edges_of(run: &[Coord]) -> Vec<Edge> {
    run.windows(2).map(|pair| [pair[0], pair[1]]).filter(|[a, b]| a != b).collect()
}

/// The pieces of a line; the whole of it where the drawn one does not cross.
pub(super) fn line(run: &[Coord], by: &[Coord]) -> Vec<Vec<Coord>> {
    let edges = edges_of(run);
    let (found, _) = corners(&edges, &edges_of(by));
    let is_cut = |at: Coord| found.iter().flatten().any(|(_, known)| *known == at);
    let mut pieces = Vec::new();
    let mut piece: Vec<Coord> = run.first().copied().into_iter().collect();
    for [_, to] in refined(&edges, &found) {
        piece.push(to);
        if is_cut(to) {
            pieces.push(std::mem::replace(&mut piece, vec![to]));
        }
    }
    pieces.push(piece);
    pieces.retain(|piece| piece.len() > 1);
    pieces
}

/// The pieces of a polygon, each a shell and its holes; itself where the line does not go through.
pub(super) fn part(rings: &[Vec<Coord>], by: &[Coord]) -> Vec<Vec<Vec<Coord>>> {
    let own = rings.to_vec();
    let oriented = rings.iter().enumerate().map(|(at, ring)| {
        let mut ring = ring.clone();
        // Land lies on the left of every edge.
        if (signed_area(&ring) > 0.0) != (at == 0) {
            ring.reverse();
        }
        edges_of(&ring)
    });
    let edges: Vec<Edge> = oriented.flatten().collect();
    let drawn = edges_of(by);
    let (on_edges, on_drawn) = corners(&edges, &drawn);
    let mut border = refined(&edges, &on_edges);
    let mut own_rings = rings.iter().map(|ring| LineString::from(ring.clone()));
    let Some(shell) = own_rings.next() else { return vec![own] };
    let land = Polygon::new(shell, own_rings.collect());
    let is_new = |[a, b]: &Edge| {
        let middle = Point::new(f64::midpoint(a[0], b[0]), f64::midpoint(a[1], b[1]));
        !border.contains(&[*a, *b]) && !border.contains(&[*b, *a]) && land.contains(&middle)
    };
    let mut chords: Vec<Edge> = refined(&drawn, &on_drawn).into_iter().filter(is_new).collect();
    without_ends(&mut chords, &border);
    if chords.is_empty() {
        return vec![own];
    }
    border.extend(chords.iter().flat_map(|[a, b]| [[*a, *b], [*b, *a]]));
    let (mut shells, mut holes) = (Vec::new(), Vec::new());
    for ring in faces(&border) {
        if signed_area(&ring) > 0.0 { shells.push(vec![ring]) } else { holes.push(ring) }
    }
    if shells.len() < 2 {
        return vec![own];
    }
    for hole in holes {
        let is_around = |shell: &&mut Vec<Vec<Coord>>| {
            let shell = Polygon::new(LineString::from(shell[0].clone()), Vec::new());
            hole.iter().all(|at| shell.intersects(&Point::from(*at)))
        };
        if let Some(shell) = shells.iter_mut().find(is_around) {
            shell.push(hole);
        }
    }
    shells
}

type Key = [u64; 2];

fn key(at: Coord) -> Key {
    at.map(f64::to_bits)
}

/// Takes away what ends inside: it parts nothing.
fn without_ends(chords: &mut Vec<Edge>, border: &[Edge]) {
    loop {
        let mut degrees: BTreeMap<Key, usize> = BTreeMap::new();
        for at in chords.iter().chain(border).flatten() {
            *degrees.entry(key(*at)).or_default() += 1;
        }
        let before = chords.len();
        chords.retain(|edge| edge.iter().all(|at| degrees[&key(*at)] > 1));
        if chords.len() == before {
            return;
        }
    }
}

/// Closed ways along directed edges, each turning as far left as it can: what lies on the left.
fn faces(edges: &[Edge]) -> Vec<Vec<Coord>> {
    let mut leaving: BTreeMap<Key, Vec<usize>> = BTreeMap::new();
    for (number, [from, _]) in edges.iter().enumerate() {
        leaving.entry(key(*from)).or_default().push(number);
    }
    let angle = |from: Coord, to: Coord| (to[1] - from[1]).atan2(to[0] - from[0]);
    let mut is_used = vec![false; edges.len()];
    let mut rings = Vec::new();
    for start in 0..edges.len() {
        if is_used[start] {
            continue;
        }
        let mut ring = vec![edges[start][0]];
        let mut number = start;
        while !is_used[number] {
            is_used[number] = true;
            let [from, to] = edges[number];
            ring.push(to);
            let back = angle(to, from);
            let turn = |next: usize| {
                let turn = angle(to, edges[next][1]) - back;
                if turn <= 0.0 { turn + std::f64::consts::TAU } else { turn }
            };
            // Straight back is the last choice, whatever rounding says.
            let is_onward = |next: usize| edges[next][1] != from;
            let next = leaving.get(&key(to)).into_iter().flatten().copied();
            let next = next.max_by(|a, b| {
                is_onward(*a).cmp(&is_onward(*b)).then(turn(*a).total_cmp(&turn(*b)))
            });
            number = next.unwrap_or(start);
        }
        if ring.first() == ring.last() && ring.len() > 3 {
            rings.push(ring);
        }
    }
    rings
}

/// A difference with its new corners, where edges of `own` meet those of `other`, moved onto the
/// edges of `own` as they are measured.
pub(super) fn settled(rest: Drawn, own: &MultiPolygon, other: &MultiPolygon) -> Drawn {
    let edges = |region: &MultiPolygon| -> Vec<Edge> {
        rings(region)
            .flat_map(|line| line.lines().map(|l| [[l.start.x, l.start.y], [l.end.x, l.end.y]]))
            .collect()
    };
    let (own, other) = (edges(own), edges(other));
    let known: std::collections::BTreeSet<Key> =
        own.iter().chain(&other).map(|edge| key(edge[0])).collect();
    let Drawn::Polygon(mut parts) = rest else { return rest };
    for at in parts.iter_mut().flatten().flatten().filter(|at| !known.contains(&key(**at))) {
        let near = |edge: &&Edge| share(**edge, *at).is_some();
        if let (Some(edge), Some(line)) = (own.iter().find(near), other.iter().find(near)) {
            let s = share(*line, *at).unwrap_or_default();
            *at = on_geodesic(*edge, *line, s);
        }
    }
    Drawn::Polygon(parts)
}

/// The share of an edge at which a place lies on it.
fn share([a, b]: Edge, at: Coord) -> Option<f64> {
    let (u, w) = (minus(b, a), minus(at, a));
    let long = u[0].hypot(u[1]);
    let (along, beside) = ((u[0] * w[0] + u[1] * w[1]) / long, (u[0] * w[1] - u[1] * w[0]) / long);
    (beside.abs() <= SAME && (-SAME..=long + SAME).contains(&along)).then_some(along / long)
}
