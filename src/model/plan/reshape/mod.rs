//! Shapes made of shapes: split, merged, with holes, without what another covers, inside an outline,
//! beside and around others.
//!
//! Borders that a drawn line makes are shared corner by corner by the pieces on both sides. Where it
//! meets an edge the new corner lies on that edge as it is measured, on the ellipsoid: areas and
//! lengths of the pieces add up to those of the whole.

mod confine;
mod offset;
mod split;
#[cfg(test)]
mod tests;

use allpa_geom::overlay::{Operation, combine};
use allpa_geom::{Coord, ShapeKind, measure};
use geo::{LineString, MultiPolygon, Polygon};
use thiserror::Error;

use super::Drawn;

pub use offset::Offset;

/// Why a shape stays as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ReshapeError {
    /// The line does not go through.
    #[error("the line does not cross the shape from side to side")]
    NotCut,
    /// The two do not meet.
    #[error("the two do not meet")]
    Apart,
    /// Nothing would be left.
    #[error("nothing is left of the shape")]
    NothingLeft,
    /// The two are not of a kind, or that kind has no such change.
    #[error("shapes of this kind cannot be changed like this")]
    Kind,
    /// A distance is not positive, or too far.
    #[error("the distance is not between 0 and 100 km")]
    Distance,
    /// Nothing of the shape lies inside the outline.
    #[error("nothing of the shape lies inside")]
    Outside,
}

impl Drawn {
    /// The pieces on both sides of a drawn line, the largest first; parts that it does not cross
    /// stay with that one.
    ///
    /// # Errors
    /// [`ReshapeError::NotCut`], [`ReshapeError::Kind`] for points.
    pub fn split(&self, by: &[Coord]) -> Result<Vec<Self>, ReshapeError> {
        let (mut pieces, whole): (Vec<Self>, Vec<Self>) = match self {
            Self::Point(_) => return Err(ReshapeError::Kind),
            Self::Line(lines) => {
                pieces(lines, |line| split::line(line, by), |line| Self::Line(vec![line]))
            }
            Self::Polygon(parts) => {
                pieces(parts, |part| split::part(part, by), |part| Self::Polygon(vec![part]))
            }
        };
        if pieces.len() < 2 || pieces.iter().any(|piece| !piece.is_sound()) {
            return Err(ReshapeError::NotCut);
        }
        pieces.sort_by(|a, b| b.size().total_cmp(&a.size()));
        for part in whole {
            pieces[0].join(part);
        }
        Ok(pieces)
    }

    /// Both as one shape: land that both cover counts once, lines whose ends meet are joined.
    ///
    /// # Errors
    /// [`ReshapeError::Kind`] unless both are lines or both polygons.
    pub fn merged(&self, other: &Self) -> Result<Self, ReshapeError> {
        match (self, other) {
            (Self::Line(a), Self::Line(b)) => {
                Ok(Self::Line(chained([a.clone(), b.clone()].concat())))
            }
            (Self::Polygon(_), Self::Polygon(_)) => {
                Self::of_region(&combine(&self.region(), &other.region(), Operation::Union))
                    .ok_or(ReshapeError::NothingLeft)
            }
            _ => Err(ReshapeError::Kind),
        }
    }

    /// What of it `other`, in longitudes and latitudes, does not cover. Corners of `other` become
    /// its own, bit for bit.
    ///
    /// # Errors
    /// [`ReshapeError::Kind`] unless it is a polygon, [`ReshapeError::Apart`],
    /// [`ReshapeError::NothingLeft`].
    pub fn without(&self, other: &MultiPolygon) -> Result<Self, ReshapeError> {
        if self.kind() != ShapeKind::Polygon {
            return Err(ReshapeError::Kind);
        }
        let own = self.region();
        if combine(&own, other, Operation::Intersection).0.is_empty() {
            return Err(ReshapeError::Apart);
        }
        let rest = combine(&own, other, Operation::Difference);
        let rest = Self::of_region(&rest).ok_or(ReshapeError::NothingLeft)?;
        Ok(split::settled(rest, &own, other))
    }

    /// Without its holes.
    #[must_use]
    pub fn filled(&self) -> Self {
        match self {
            Self::Polygon(parts) => Self::Polygon(
                parts.iter().map(|rings| rings[..1.min(rings.len())].to_vec()).collect(),
            ),
            other => other.clone(),
        }
    }

    /// Whether it has holes.
    pub fn has_holes(&self) -> bool {
        matches!(self, Self::Polygon(parts) if parts.iter().any(|rings| rings.len() > 1))
    }

    /// Its polygons; none for other kinds.
    pub fn region(&self) -> MultiPolygon {
        let Self::Polygon(parts) = self else { return MultiPolygon(Vec::new()) };
        let polygon = |rings: &Vec<Vec<Coord>>| {
            let mut rings = rings.iter().map(|ring| LineString::from(ring.clone()));
            Some(Polygon::new(rings.next()?, rings.collect()))
        };
        parts.iter().filter_map(polygon).collect()
    }

    /// Polygons as a shape; `None` when there are none.
    pub fn of_region(region: &MultiPolygon) -> Option<Self> {
        let ring = |line: &LineString| line.0.iter().map(|at| [at.x, at.y]).collect::<Vec<Coord>>();
        let part = |polygon: &Polygon| {
            std::iter::once(polygon.exterior()).chain(polygon.interiors()).map(ring).collect()
        };
        let shape = Self::Polygon(region.iter().map(part).collect());
        shape.is_sound().then_some(shape)
    }

    /// Adds a vertex after another one of the [`Drawn::rings`]; nothing where there is none.
    pub fn insert_vertex(&mut self, ring: usize, after: usize, at: Coord) {
        if let Some(run) = self.run_mut(ring).filter(|run| after + 1 < run.len()) {
            run.insert(after + 1, at);
        }
    }

    /// Takes a vertex away; whether it could be spared.
    pub fn remove_vertex(&mut self, ring: usize, vertex: usize) -> bool {
        let least = if self.kind() == ShapeKind::Polygon { 5 } else { 3 };
        let is_ring = least == 5;
        let Some(run) = self.run_mut(ring).filter(|run| run.len() >= least && vertex < run.len())
        else {
            return false;
        };
        if is_ring && (vertex == 0 || vertex + 1 == run.len()) {
            run.pop();
            run.remove(0);
            run.extend(run.first().copied());
        } else {
            run.remove(vertex);
        }
        true
    }

    fn run_mut(&mut self, ring: usize) -> Option<&mut Vec<Coord>> {
        match self {
            Self::Point(_) => None,
            Self::Line(lines) => lines.get_mut(ring),
            Self::Polygon(parts) => parts.iter_mut().flatten().nth(ring),
        }
    }

    fn size(&self) -> f64 {
        self.area()
            .map(allpa_geom::Hectares::value)
            .or(self.length().map(allpa_geom::Kilometers::value))
            .unwrap_or(0.0)
    }

    fn join(&mut self, other: Self) {
        match (self, other) {
            (Self::Line(own), Self::Line(more)) => own.extend(more),
            (Self::Polygon(own), Self::Polygon(more)) => own.extend(more),
            _ => {}
        }
    }
}

/// Parts that are cut, piece by piece, and those that stay whole, each as a shape of its own.
fn pieces<T: Clone>(
    parts: &[T],
    cut: impl Fn(&T) -> Vec<T>,
    one: impl Fn(T) -> Drawn,
) -> (Vec<Drawn>, Vec<Drawn>) {
    let (cut, whole): (Vec<_>, Vec<_>) = parts.iter().map(cut).partition(|found| found.len() > 1);
    let shapes = |found: Vec<Vec<T>>| found.concat().into_iter().map(&one).collect();
    (shapes(cut), shapes(whole))
}

/// Lines with those joined whose ends meet.
fn chained(mut lines: Vec<Vec<Coord>>) -> Vec<Vec<Coord>> {
    let mut done: Vec<Vec<Coord>> = Vec::new();
    while let Some(mut line) = lines.pop() {
        while let Some(at) = lines.iter().position(|other| touches(&line, other)) {
            let mut other = lines.remove(at);
            if line.first() == other.first() || line.first() == other.last() {
                line.reverse();
            }
            if line.last() == other.last() {
                other.reverse();
            }
            line.extend(other.into_iter().skip(1));
        }
        done.push(line);
    }
    done.reverse();
    done
}

fn touches(a: &[Coord], b: &[Coord]) -> bool {
    let ends = |line: &[Coord]| [line.first().copied(), line.last().copied()];
    ends(a).iter().any(|end| ends(b).contains(end))
}

/// The place on the straight edge `c`–`d` near the share `start` of it that lies on the shortest
/// way from `a` to `b`.
fn on_geodesic([a, b]: [Coord; 2], [c, d]: [Coord; 2], start: f64) -> Coord {
    let place = |s: f64| [c[0] + (d[0] - c[0]) * s, c[1] + (d[1] - c[1]) * s];
    let towards = measure::azimuth(a, b);
    // Metres beside the way.
    let off = |s: f64| {
        let at = place(s);
        (measure::azimuth(a, at) - towards).to_radians().sin() * measure::distance(a, at).value()
    };
    let (mut s, mut t) = (start, start + 1e-6);
    let (mut off_s, mut off_t) = (off(s), off(t));
    for _ in 0..8 {
        if off_t.abs() < 1e-7 || off_t == off_s {
            break;
        }
        let next = t - off_t * (t - s) / (off_t - off_s);
        (s, off_s) = (t, off_t);
        (t, off_t) = (next, off(next));
    }
    // An edge nearly along the other gives no better place.
    let moved = measure::distance(place(start), place(t)).value();
    if t.is_finite() && off_t.abs() < 1e-3 && moved < 100.0 { place(t) } else { place(start) }
}
