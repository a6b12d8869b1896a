//! Well-known binary (OGC 06-103r4, ISO 13249-3), straight into flat arrays.

use allpa_geom::{Coord, ShapeKind, ShapesBuilder};

/// What a blob held, apart from positions.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) kind: ShapeKind,
    pub(super) has_height: bool,
    pub(super) left_out: usize,
}

/// Adds the parts of one geometry to the open feature. On error parts may have been added: the
/// caller closes the feature as [`ShapeKind::None`] only if it starts a new builder, so the blob
/// is first walked without writing.
pub(super) fn read(bytes: &[u8], shapes: &mut ShapesBuilder) -> Result<Found, String> {
    let mut kinds = Vec::new();
    let mut walk = Cursor { bytes, at: 0, depth: 0 };
    let mut found = Found::default();
    walk.geometry(&mut |part| kinds.push(part.kind), &mut found)?;
    let Some(kind) = kinds.iter().copied().max_by_key(|kind| *kind as u8) else { return Ok(found) };
    found.kind = kind;
    found.left_out = kinds.iter().filter(|other| **other != kind).count();
    let mut cursor = Cursor { bytes, at: 0, depth: 0 };
    let mut write = |part: Part| {
        if part.kind != kind {
            return;
        }
        for ring in part.rings {
            shapes.extend(ring);
            shapes.end_ring();
        }
        shapes.end_part();
    };
    cursor.geometry(&mut write, &mut Found::default())?;
    Ok(found)
}

/// One point, line or polygon.
struct Part {
    kind: ShapeKind,
    rings: Vec<Vec<Coord>>,
}

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

    fn geometry(&mut self, emit: &mut dyn FnMut(Part), found: &mut Found) -> Result<(), String> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err("collections nested too deep".into());
        }
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
        match (raw & 0xffff) % 1000 {
            1 => {
                let coord = self.coord(big, width)?;
                // An empty point is written as NaN, NaN.
                if coord[0].is_finite() && coord[1].is_finite() {
                    emit(Part { kind: ShapeKind::Point, rings: vec![vec![coord]] });
                }
            }
            2 => {
                let run = self.run(big, width)?;
                if run.len() > 1 {
                    emit(Part { kind: ShapeKind::Line, rings: vec![run] });
                }
            }
            3 => {
                let count = self.count(big, 4)?;
                let mut rings = Vec::with_capacity(count);
                for _ in 0..count {
                    let ring = self.run(big, width)?;
                    if ring.len() >= 4 {
                        rings.push(ring);
                    }
                }
                if !rings.is_empty() {
                    emit(Part { kind: ShapeKind::Polygon, rings });
                }
            }
            4..=7 => {
                let count = self.count(big, 5)?;
                for _ in 0..count {
                    self.geometry(emit, found)?;
                }
            }
            other => return Err(format!("geometry type {other} (curves are not read)")),
        }
        self.depth -= 1;
        Ok(())
    }
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
}
