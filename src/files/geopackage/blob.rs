//! Geometry as the cells of a feature table hold it: a `GeoPackage` header and ISO WKB.

use allpa_geom::{Coord, Epsg, ShapeKind, Shapes, ShapesBuilder};

use crate::import::wkb;

/// `GeoPackage` header with an XY envelope, then ISO WKB; `None` without geometry.
pub(crate) fn encode(shapes: &Shapes, row: usize, crs: Epsg) -> Option<Vec<u8>> {
    let bounds = shapes.feature_bounds(row)?;
    let mut out = Vec::with_capacity(64 + shapes.feature_coords(row).len() * 16);
    out.extend_from_slice(b"GP\0\x03");
    out.extend((crs.code() as i32).to_le_bytes());
    for number in [bounds.min[0], bounds.max[0], bounds.min[1], bounds.max[1]] {
        out.extend(number.to_le_bytes());
    }
    let head = |out: &mut Vec<u8>, kind: u32, count: Option<usize>| {
        out.push(1);
        out.extend(kind.to_le_bytes());
        if let Some(count) = count {
            out.extend((count as u32).to_le_bytes());
        }
    };
    let run = |out: &mut Vec<u8>, coords: &[Coord]| {
        out.extend((coords.len() as u32).to_le_bytes());
        coords.iter().flatten().for_each(|number| out.extend(number.to_le_bytes()));
    };
    let parts = shapes.parts(row);
    let (single, multi) = match shapes.kind(row) {
        ShapeKind::None => return None,
        ShapeKind::Point => (1, 4),
        ShapeKind::Line => (2, 5),
        ShapeKind::Polygon => (3, 6),
    };
    if single != 1 || parts.len() > 1 {
        head(&mut out, multi, Some(parts.len()));
    }
    for part in shapes.parts(row) {
        let mut rings = part.into_rings();
        match single {
            1 => {
                head(&mut out, 1, None);
                let coord = rings.next().map_or([f64::NAN; 2], |ring| ring[0]);
                coord.iter().for_each(|number| out.extend(number.to_le_bytes()));
            }
            2 => {
                head(&mut out, 2, None);
                rings.for_each(|ring| run(&mut out, ring));
            }
            _ => {
                head(&mut out, 3, Some(rings.len()));
                rings.for_each(|ring| run(&mut out, ring));
            }
        }
    }
    Some(out)
}

/// The `srs_id` of a geometry's own header.
pub(crate) fn srs_of(blob: &[u8]) -> Option<i64> {
    let bytes: [u8; 4] = blob.get(4..8)?.try_into().ok()?;
    let is_little = blob.get(3)? & 1 == 1;
    let srs = if is_little { i32::from_le_bytes(bytes) } else { i32::from_be_bytes(bytes) };
    Some(i64::from(srs))
}

/// The `GeoPackage` header: `GP`, version, flags, `srs_id`, an envelope of one of five sizes.
pub(crate) fn decode(blob: &[u8], shapes: &mut ShapesBuilder) -> Result<wkb::Found, String> {
    let [b'G', b'P', _, flags, ..] = blob else { return Err("no GeoPackage geometry".into()) };
    if flags & 0x10 != 0 {
        return Ok(wkb::Found::default()); // marked as empty
    }
    let envelope = match flags >> 1 & 7 {
        0 => 0,
        1 => 32,
        2 | 3 => 48,
        4 => 64,
        other => return Err(format!("envelope of kind {other}")),
    };
    wkb::read(blob.get(8 + envelope..).ok_or("the geometry is cut off")?, shapes)
}
