//! Shapes and the corners they are made of: what a table of corners draws, and the way back.

use allpa_geom::{Coord, Epsg, Meters, PsadOperation, ShapeKind, Transformer, UtmZone, measure};
use geo::{Contains as _, LineString, Polygon};

use super::Drawn;

/// One outline of a shape as a table of corners.
#[derive(Debug, Clone, PartialEq)]
pub struct CornerRun {
    /// Whether it goes around a hole.
    pub is_hole: bool,
    /// Eastings and northings; a ring's first corner is not repeated.
    pub coords: Vec<Coord>,
}

impl Drawn {
    /// The shape of that kind whose corners these are, one run per line or ring; a ring inside
    /// another is its hole. Runs too short to be one are joined to one run; `None` when there are
    /// too few corners.
    pub fn of_corners(runs: &[Vec<Coord>], kind: ShapeKind) -> Option<Self> {
        let least = match kind {
            ShapeKind::None => return None,
            ShapeKind::Point => 1,
            ShapeKind::Line => 2,
            ShapeKind::Polygon => 3,
        };
        // Empty lines between all rows part nothing.
        let runs = if runs.iter().any(|run| run.len() < least) {
            vec![runs.concat()]
        } else {
            runs.to_vec()
        };
        let shape = match kind {
            ShapeKind::None | ShapeKind::Point => Self::Point(*runs.first()?.first()?),
            ShapeKind::Line => Self::Line(runs),
            ShapeKind::Polygon => Self::Polygon(nested(runs)),
        };
        shape.is_sound().then_some(shape)
    }

    /// Its corners in metres of the UTM zone in the middle of it, on WGS 84; `None` where there is
    /// no way there.
    pub fn corners(&self) -> Option<(UtmZone, Vec<CornerRun>)> {
        let [x, y] = self.bounds()?.center();
        let zone = UtmZone::at(x, y);
        let way = Transformer::new(Epsg::WGS84, zone.wgs84(), PsadOperation::default()).ok()?;
        let mut runs = Vec::new();
        let mut push = |ring: &[Coord], is_hole: bool| {
            let is_closed = ring.len() > 1 && ring.first() == ring.last();
            let mut coords = ring[..ring.len() - usize::from(is_closed)].to_vec();
            way.apply(&mut coords).ok()?;
            runs.push(CornerRun { is_hole, coords });
            Some(())
        };
        match self {
            Self::Polygon(parts) => {
                for rings in parts {
                    for (at, ring) in rings.iter().enumerate() {
                        push(ring, at > 0)?;
                    }
                }
            }
            Self::Line(lines) => lines.iter().try_for_each(|line| push(line, false))?,
            Self::Point(_) => self.rings().into_iter().try_for_each(|ring| push(ring, false))?,
        }
        Some((zone, runs))
    }

    /// Length of all its rings; `None` for what has none.
    pub fn perimeter(&self) -> Option<Meters> {
        let Self::Polygon(parts) = self else { return None };
        Some(parts.iter().flatten().map(|ring| measure::line_length(ring)).sum())
    }

    /// The same shape with every vertex that lies within a centimetre of one of `other` put there:
    /// a table holds centimetres, and what was not changed in it stays bit for bit.
    #[must_use]
    pub fn settled_on(mut self, other: &Self) -> Self {
        let known: Vec<Coord> = other.rings().concat();
        // A hundred thousandth of a degree is a metre: few enough to look at one by one.
        let settle = |at: &mut Coord| {
            let near = known
                .iter()
                .filter(|one| (one[0] - at[0]).abs() < 1e-6 && (one[1] - at[1]).abs() < 1e-6);
            let nearest = near.map(|one| (measure::distance(*one, *at).value(), *one));
            let nearest = nearest.min_by(|a, b| a.0.total_cmp(&b.0));
            if let Some((_, one)) = nearest.filter(|(far, _)| *far < 0.01) {
                *at = one;
            }
        };
        match &mut self {
            Self::Point(at) => settle(at),
            Self::Line(lines) => lines.iter_mut().flatten().for_each(settle),
            Self::Polygon(parts) => parts.iter_mut().flatten().flatten().for_each(settle),
        }
        self
    }
}

/// Rings as polygons: one inside an earlier shell is its hole.
fn nested(runs: Vec<Vec<Coord>>) -> Vec<Vec<Vec<Coord>>> {
    let mut parts: Vec<(Polygon, Vec<Vec<Coord>>)> = Vec::new();
    for mut ring in runs {
        ring.extend(ring.first().copied());
        let line = LineString::from(ring.clone());
        let shell = parts.iter_mut().find(|(shell, _)| line.coords().all(|at| shell.contains(at)));
        match shell {
            Some((_, rings)) => rings.push(ring),
            None => parts.push((Polygon::new(line, Vec::new()), vec![ring])),
        }
    }
    parts.into_iter().map(|(_, rings)| rings).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::position::{guess_system, read_corners};
    use proptest::prelude::*;
    use std::fmt::Write as _;

    /// As the window copies it: a heading, then a corner a line with two decimals.
    fn table(shape: &Drawn) -> String {
        let (zone, runs) = shape.corners().expect("a zone");
        let mut text = format!("{}\nVértice\tEste (m)\tNorte (m)\n", zone.wgs84().name());
        for run in runs {
            for (number, [x, y]) in run.coords.iter().enumerate() {
                writeln!(text, "{}\t{x:.2}\t{y:.2}", number + 1).expect("memory");
            }
            text += "\n";
        }
        text
    }

    fn read(text: &str, kind: ShapeKind) -> Drawn {
        let system = guess_system(text, [-75.0, -10.0]).expect("the zone is named");
        let found = read_corners(text, system);
        assert_eq!(found.faults, []);
        let runs: Vec<Vec<Coord>> =
            found.runs.iter().map(|run| run.iter().map(|corner| corner.at).collect()).collect();
        Drawn::of_corners(&runs, kind).expect("enough corners")
    }

    fn worst(a: &Drawn, b: &Drawn) -> f64 {
        let (a, b) = (a.rings(), b.rings());
        assert_eq!(
            a.iter().map(|r| r.len()).collect::<Vec<_>>(),
            b.iter().map(|r| r.len()).collect::<Vec<_>>()
        );
        let pairs = a.concat().into_iter().zip(b.concat());
        pairs.map(|(a, b)| measure::distance(a, b).value()).fold(0.0, f64::max)
    }

    proptest! {
        #[test]
        fn what_is_copied_and_pasted_is_the_same_to_the_centimetre(
            middle in (-80.0..-69.0, -18.0..-1.0),
            radius in 0.01..0.2,
            reach in prop::collection::vec(0.3..1.0, 4..40),
        ) {
            let count = reach.len() as f64;
            let mut ring: Vec<Coord> = reach.iter().enumerate().map(|(at, reach)| {
                let angle = at as f64 / count * std::f64::consts::TAU;
                [middle.0 + radius * reach * angle.cos(), middle.1 + radius * reach * angle.sin()]
            }).collect();
            let line = Drawn::Line(vec![ring.clone()]);
            ring.push(ring[0]);
            let hole: Vec<Coord> = ring.iter().map(|[x, y]| {
                [middle.0 + (x - middle.0) * 0.4, middle.1 + (y - middle.1) * 0.4]
            }).collect();
            let beside: Vec<Coord> = ring.iter().map(|[x, y]| [x + 0.5, *y]).collect();
            let polygon = Drawn::Polygon(vec![vec![ring, hole], vec![beside]]);
            for shape in [line, polygon] {
                let again = read(&table(&shape), shape.kind());
                // Half a centimetre each way, seen across.
                prop_assert!(worst(&shape, &again) < 0.0075, "{}", worst(&shape, &again));
                prop_assert_eq!(&again.settled_on(&shape), &shape);
            }
        }
    }

    #[test]
    fn short_runs_are_one_outline() {
        let rows = [[-76.0, -6.0], [-75.9, -6.0], [-75.9, -5.9]].map(|at| vec![at]);
        let shape = Drawn::of_corners(&rows, ShapeKind::Polygon).expect("three corners");
        assert_eq!(shape.rings()[0].len(), 4);
        assert_eq!(Drawn::of_corners(&rows[..2], ShapeKind::Polygon), None);
        assert_eq!(Drawn::of_corners(&rows[..1], ShapeKind::Point), Some(Drawn::Point(rows[0][0])));
        // A square of 0.1° at the equator: twice 11.132 km and twice 11.057 km.
        let square = [[0.0, 0.0], [0.1, 0.0], [0.1, 0.1], [0.0, 0.1]].to_vec();
        let square = Drawn::of_corners(&[square], ShapeKind::Polygon).expect("four corners");
        let around = square.perimeter().expect("rings").value();
        assert!((around - 44_378.7).abs() < 1.0, "{around}");
    }
}
