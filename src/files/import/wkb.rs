//! Well-known binary (OGC 06-103r4, ISO 13249-3), straight into flat arrays.

use allpa_geom::{Coord, ShapeKind, ShapesBuilder};

/// What a blob held, apart from positions.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub(crate) kind: ShapeKind,
    pub(crate) has_height: bool,
    pub(crate) left_out: usize,
    pub(crate) has_curves: bool,
}

/// Adds the parts of one geometry to the open feature; nothing on error.
pub(crate) fn read(bytes: &[u8], shapes: &mut ShapesBuilder) -> Result<Found, String> {
    let mut parts = Vec::new();
    let mut found = Found::default();
    Cursor { bytes, at: 0, depth: 0 }.geometry(&mut parts, &mut found)?;
    (found.kind, found.left_out) = shapes.extend_parts(parts);
    Ok(found)
}

/// One point, line or polygon: its kind and its rings.
type Part = (ShapeKind, Vec<Vec<Coord>>);

struct Cursor<'a> {
    bytes: &'a [u8],
    at: usize,
    depth: u8,
}

/// Collections inside collections deeper than this are an attack, not a map.
const DEEPEST: u8 = 32;

impl Cursor<'_> {
    fn take<const N: usize>(&mut self) -> Result<[u8; N], String> {
        let end = self.at + N;
        let bytes = self.bytes.get(self.at..end).ok_or("the geometry is cut off")?;
        self.at = end;
        bytes.try_into().map_err(|_| "the geometry is cut off".to_owned())
    }

    fn int(&mut self, big: bool) -> Result<u32, String> {
        let bytes = self.take()?;
        Ok(if big { u32::from_be_bytes(bytes) } else { u32::from_le_bytes(bytes) })
    }

    /// A count of things that take at least `least` bytes each: more than fit is a lie.
    fn count(&mut self, big: bool, least: usize) -> Result<usize, String> {
        let count = self.int(big)? as usize;
        if count.saturating_mul(least) > self.bytes.len() - self.at {
            return Err(format!("{count} announced, which do not fit"));
        }
        Ok(count)
    }

    fn coord(&mut self, big: bool, width: usize) -> Result<Coord, String> {
        let mut numbers = [0.0; 4];
        for number in numbers.iter_mut().take(width) {
            let bytes = self.take()?;
            *number = if big { f64::from_be_bytes(bytes) } else { f64::from_le_bytes(bytes) };
        }
        Ok([numbers[0], numbers[1]])
    }

    fn run(&mut self, big: bool, width: usize) -> Result<Vec<Coord>, String> {
        let count = self.count(big, width * 8)?;
        let run: Vec<Coord> =
            (0..count).map(|_| self.coord(big, width)).collect::<Result<_, _>>()?;
        match run.iter().find(|c| !c[0].is_finite() || !c[1].is_finite()) {
            Some(bad) => Err(format!("{bad:?}")),
            None => Ok(run),
        }
    }

    /// The head of a geometry: which kind, in which byte order, with how many numbers a position.
    fn head(&mut self, found: &mut Found) -> Result<Head, String> {
        let [order] = self.take()?;
        let big = match order {
            0 => true,
            1 => false,
            other => return Err(format!("byte order {other}")),
        };
        let raw = self.int(big)?;
        // ISO adds 1000 for Z, 2000 for M, 3000 for both; EWKB sets high bits.
        let (iso, high) = ((raw & 0xffff) / 1000, raw >> 28);
        let (has_z, has_m) = (iso == 1 || iso == 3 || high & 8 != 0, iso >= 2 || high & 4 != 0);
        if high & 2 != 0 {
            self.int(big)?; // EWKB's own SRID: the table's rules
        }
        let width = 2 + usize::from(has_z) + usize::from(has_m);
        found.has_height |= width > 2;
        Ok(Head { kind: (raw & 0xffff) % 1000, big, width })
    }

    fn geometry(&mut self, parts: &mut Vec<Part>, found: &mut Found) -> Result<(), String> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err("collections nested too deep".into());
        }
        let head = self.head(found)?;
        let Head { kind, big, width } = head;
        match kind {
            1 => {
                let coord = self.coord(big, width)?;
                // An empty point is written as NaN, NaN.
                if coord[0].is_finite() && coord[1].is_finite() {
                    parts.push((ShapeKind::Point, vec![vec![coord]]));
                }
            }
            LINE | CIRCULAR | COMPOUND => {
                let run = self.curve(&head, found)?;
                if run.len() > 1 {
                    parts.push((ShapeKind::Line, vec![run]));
                }
            }
            3 | CURVE_POLYGON => {
                let count = self.count(big, 4)?;
                let mut rings = Vec::with_capacity(count);
                for _ in 0..count {
                    let ring = if kind == CURVE_POLYGON {
                        let head = self.head(found)?;
                        self.curve(&head, found)?
                    } else {
                        self.run(big, width)?
                    };
                    if ring.len() >= 4 {
                        rings.push(ring);
                    }
                }
                if !rings.is_empty() {
                    parts.push((ShapeKind::Polygon, rings));
                }
            }
            4..=7 | MULTI_CURVE | MULTI_SURFACE => {
                let count = self.count(big, 5)?;
                for _ in 0..count {
                    self.geometry(parts, found)?;
                }
            }
            other => return Err(format!("geometry type {other}")),
        }
        self.depth -= 1;
        Ok(())
    }

    /// The positions of a line, of arcs, or of both one after the other.
    fn curve(&mut self, head: &Head, found: &mut Found) -> Result<Vec<Coord>, String> {
        match head.kind {
            LINE => self.run(head.big, head.width),
            CIRCULAR => {
                found.has_curves = true;
                Ok(stroked(&self.run(head.big, head.width)?))
            }
            COMPOUND => {
                let count = self.count(head.big, 5)?;
                let mut whole: Vec<Coord> = Vec::new();
                for _ in 0..count {
                    let member = self.head(found)?;
                    if member.kind == COMPOUND {
                        return Err("a compound curve inside another".into());
                    }
                    let skip = usize::from(!whole.is_empty());
                    whole.extend(self.curve(&member, found)?.into_iter().skip(skip));
                }
                Ok(whole)
            }
            other => Err(format!("geometry type {other} in place of a curve")),
        }
    }
}

const LINE: u32 = 2;
const CIRCULAR: u32 = 8;
const COMPOUND: u32 = 9;
const CURVE_POLYGON: u32 = 10;
const MULTI_CURVE: u32 = 11;
const MULTI_SURFACE: u32 = 12;

struct Head {
    kind: u32,
    big: bool,
    width: usize,
}

/// Pieces of a full circle: its area comes out 5e-5 too small.
const PIECES: f64 = 360.0;

/// Straight pieces along the arcs of a circular string: each arc has a start, a position on it and
/// an end, which is the start of the next. Equal ends make a full circle.
fn stroked(controls: &[Coord]) -> Vec<Coord> {
    let mut run: Vec<Coord> = controls.first().copied().into_iter().collect();
    for arc in controls.windows(3).step_by(2) {
        let (start, middle, end) = (arc[0], arc[1], arc[2]);
        if let Some((centre, radius, from, sweep)) = circle(start, middle, end) {
            let pieces = (sweep.abs() / std::f64::consts::TAU * PIECES - 1e-9).ceil().max(1.0);
            run.extend((1..pieces as usize).map(|piece| {
                let angle = from + sweep * piece as f64 / pieces;
                [centre[0] + radius * angle.cos(), centre[1] + radius * angle.sin()]
            }));
        } else {
            run.push(middle);
        }
        run.push(end);
    }
    run
}

/// Centre, radius, first angle and turn (radians, positive counter-clockwise) of the arc through
/// three positions; `None` when they lie on a line.
fn circle(a: Coord, b: Coord, c: Coord) -> Option<(Coord, f64, f64, f64)> {
    use std::f64::consts::TAU;
    let angle = |centre: Coord, at: Coord| (at[1] - centre[1]).atan2(at[0] - centre[0]);
    if a == c {
        let centre = [f64::midpoint(a[0], b[0]), f64::midpoint(a[1], b[1])];
        let radius = (a[0] - centre[0]).hypot(a[1] - centre[1]);
        return (radius > 0.0).then(|| (centre, radius, angle(centre, a), TAU));
    }
    let (bx, by, cx, cy) = (b[0] - a[0], b[1] - a[1], c[0] - a[0], c[1] - a[1]);
    let twice = 2.0 * (bx * cy - by * cx);
    if twice == 0.0 {
        return None;
    }
    let (b2, c2) = (bx * bx + by * by, cx * cx + cy * cy);
    let (x, y) = ((cy * b2 - by * c2) / twice, (bx * c2 - cx * b2) / twice);
    let centre = [a[0] + x, a[1] + y];
    let turn = |from: f64, to: f64| (to - from).rem_euclid(TAU);
    let (from, via, to) = (angle(centre, a), angle(centre, b), angle(centre, c));
    let sweep = turn(from, to);
    let sweep = if turn(from, via) <= sweep { sweep } else { sweep - TAU };
    Some((centre, x.hypot(y), from, sweep))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(kind: u32, numbers: &[f64]) -> Vec<u8> {
        let mut bytes = vec![1];
        bytes.extend(kind.to_le_bytes());
        numbers.iter().for_each(|n| bytes.extend(n.to_le_bytes()));
        bytes
    }

    #[test]
    fn heights_are_dropped_and_said() {
        let mut shapes = ShapesBuilder::default();
        let found = read(&point(1001, &[1.0, 2.0, 3.0]), &mut shapes).expect("a point");
        shapes.end_feature(found.kind);
        assert!(found.has_height);
        assert_eq!(shapes.finish().feature_coords(0), [[1.0, 2.0]]);
    }

    #[test]
    fn a_count_that_does_not_fit_is_an_error_and_not_an_allocation() {
        let mut bytes = vec![1];
        bytes.extend(2u32.to_le_bytes());
        bytes.extend(u32::MAX.to_le_bytes());
        assert!(read(&bytes, &mut ShapesBuilder::default()).is_err());
        assert!(read(&point(1, &[1.0]), &mut ShapesBuilder::default()).is_err());
        assert!(read(&[9], &mut ShapesBuilder::default()).is_err());
    }

    #[test]
    fn arcs_become_straight_pieces() {
        let mut bytes = vec![1];
        bytes.extend(10u32.to_le_bytes());
        bytes.extend(1u32.to_le_bytes());
        bytes.push(1);
        bytes.extend(8u32.to_le_bytes());
        bytes.extend(3u32.to_le_bytes());
        for number in [1.0f64, 0.0, -1.0, 0.0, 1.0, 0.0] {
            bytes.extend(number.to_le_bytes());
        }
        let mut shapes = ShapesBuilder::default();
        let found = read(&bytes, &mut shapes).expect("a circle");
        assert!(found.has_curves);
        shapes.end_feature(found.kind);
        let shapes = shapes.finish();
        let area = allpa_geom::signed_area(shapes.feature_coords(0));
        assert!((area / std::f64::consts::PI - 1.0).abs() < 1e-4, "{area}");
        let quarter = stroked(&[[1., 0.], [0.5f64.sqrt(), 0.5f64.sqrt()], [0., 1.]]);
        assert_eq!((quarter.len(), quarter[90]), (91, [0., 1.]));
        assert_eq!(stroked(&[[0., 0.], [1., 0.], [2., 0.]]).len(), 3);
    }
}
