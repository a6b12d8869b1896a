//! DXF drawings: lines, polylines, polygons, points, circles and arcs, with their layer's name. A
//! drawing has no coordinate reference system.

use std::io::Cursor;

use ::dxf::Drawing;
use ::dxf::entities::{Entity, EntityType};
use allpa_geom::{Coord, ShapeKind, ShapesBuilder};
use allpa_model::{Column, ColumnData, LayerParts, Note, NoteKind, Provenance, TextColumn};

use super::{Imported, Progress, ReadError};

/// Reads every entity that has a place on a map.
pub(super) fn read(bytes: &[u8], progress: &dyn Progress) -> Result<Imported, ReadError> {
    let drawing = Drawing::load(&mut Cursor::new(bytes))
        .map_err(|error| ReadError::Invalid(error.to_string()))?;
    let mut shapes = ShapesBuilder::default();
    let mut columns = [TextColumn::default(), TextColumn::default(), TextColumn::default()];
    let mut unknown: Vec<String> = Vec::new();
    let mut has_curves = false;
    for entity in drawing.entities() {
        let row = shapes.len();
        if row.is_multiple_of(256) {
            progress.step(row as u64, 0)?;
        }
        let Some(shape) = shape(entity) else {
            let kind = name(&entity.specific);
            if !unknown.contains(&kind) {
                unknown.push(kind);
            }
            continue;
        };
        has_curves |= shape.is_curved;
        shapes.extend(shape.coords);
        shapes.end_ring();
        shapes.end_part();
        shapes.end_feature(shape.kind);
        let texts = [Some(entity.common.layer.as_str()), Some(shape.name), shape.text];
        for (column, text) in columns.iter_mut().zip(texts) {
            column.push(text);
        }
    }
    let mut notes: Vec<Note> =
        unknown.into_iter().map(|kind| Note::layer(NoteKind::UnknownKind { kind })).collect();
    if has_curves {
        notes.push(Note::layer(NoteKind::CurvesStroked));
    }
    let names = ["layer", "entity", "text"];
    let columns = names
        .iter()
        .zip(columns)
        .map(|(name, texts)| Column { name: (*name).to_owned(), data: ColumnData::Text(texts) });
    let columns = columns.collect();
    let provenance = Provenance { format: "DXF".into(), ..Provenance::default() };
    let shapes = shapes.finish();
    let parts = LayerParts { name: String::new(), shapes, columns, provenance, notes };
    Ok(Imported { parts, declared: None })
}

struct Shape<'a> {
    kind: ShapeKind,
    name: &'static str,
    coords: Vec<Coord>,
    text: Option<&'a str>,
    is_curved: bool,
}

/// Pieces of a full circle: the chord stays within 0.05 % of the radius.
const PIECES: usize = 96;

fn shape(entity: &Entity) -> Option<Shape<'_>> {
    let plain = |kind, name, coords| Shape { kind, name, coords, text: None, is_curved: false };
    let shape = match &entity.specific {
        EntityType::Line(line) => {
            let coords = vec![[line.p1.x, line.p1.y], [line.p2.x, line.p2.y]];
            plain(ShapeKind::Line, "LINE", coords)
        }
        EntityType::LwPolyline(line) => {
            let mut coords: Vec<Coord> = line.vertices.iter().map(|v| [v.x, v.y]).collect();
            let is_curved = line.vertices.iter().any(|v| v.bulge != 0.0);
            let kind = close(&mut coords, line.is_closed());
            Shape { is_curved, ..plain(kind, "LWPOLYLINE", coords) }
        }
        EntityType::Polyline(line) => {
            let mut coords: Vec<Coord> =
                line.vertices().map(|v| [v.location.x, v.location.y]).collect();
            let is_curved = line.vertices().any(|v| v.bulge != 0.0);
            let kind = close(&mut coords, line.is_closed());
            Shape { is_curved, ..plain(kind, "POLYLINE", coords) }
        }
        EntityType::ModelPoint(point) => {
            plain(ShapeKind::Point, "POINT", vec![[point.location.x, point.location.y]])
        }
        EntityType::Text(text) => {
            let coords = vec![[text.location.x, text.location.y]];
            Shape { text: Some(&text.value), ..plain(ShapeKind::Point, "TEXT", coords) }
        }
        EntityType::MText(text) => {
            let coords = vec![[text.insertion_point.x, text.insertion_point.y]];
            Shape { text: Some(&text.text), ..plain(ShapeKind::Point, "MTEXT", coords) }
        }
        EntityType::Circle(circle) => {
            let centre = [circle.center.x, circle.center.y];
            let mut coords = arc(centre, circle.radius, 0.0, 360.0);
            coords.pop();
            let first = coords[0];
            coords.push(first);
            Shape { is_curved: true, ..plain(ShapeKind::Polygon, "CIRCLE", coords) }
        }
        EntityType::Arc(of) => {
            let centre = [of.center.x, of.center.y];
            let coords = arc(centre, of.radius, of.start_angle, of.end_angle);
            Shape { is_curved: true, ..plain(ShapeKind::Line, "ARC", coords) }
        }
        _ => return None,
    };
    let is_finite = shape.coords.iter().all(|c| c[0].is_finite() && c[1].is_finite());
    let least = match shape.kind {
        ShapeKind::Polygon => 4,
        ShapeKind::Line => 2,
        _ => 1,
    };
    (is_finite && shape.coords.len() >= least).then_some(shape)
}

/// A closed polyline with three corners is a polygon.
fn close(coords: &mut Vec<Coord>, is_closed: bool) -> ShapeKind {
    let is_ring = coords.len() > 3 && coords.first() == coords.last();
    if is_closed && coords.len() > 2 && !is_ring {
        let first = coords[0];
        coords.push(first);
        return ShapeKind::Polygon;
    }
    if is_ring && is_closed { ShapeKind::Polygon } else { ShapeKind::Line }
}

/// Positions along an arc from `start` to `end` degrees, counter-clockwise.
fn arc(centre: Coord, radius: f64, start: f64, end: f64) -> Vec<Coord> {
    let sweep = if end > start { end - start } else { end - start + 360.0 };
    let pieces = ((sweep / 360.0 * PIECES as f64).ceil() as usize).clamp(1, PIECES);
    (0..=pieces)
        .map(|piece| {
            let angle = (start + sweep * piece as f64 / pieces as f64).to_radians();
            [centre[0] + radius * angle.cos(), centre[1] + radius * angle.sin()]
        })
        .collect()
}

/// The name of a kind of entity, as the format spells it.
fn name(specific: &EntityType) -> String {
    let debug = format!("{specific:?}");
    debug.split(['(', ' ', '{']).next().unwrap_or_default().to_uppercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn closed_polylines_are_polygons() {
        let text = "  0\nSECTION\n  2\nENTITIES\n  0\nLINE\n  8\nVÍAS\n 10\n1\n 20\n2\n 11\n3\n 21\n4\n\
                    0\nLWPOLYLINE\n  8\nLOTE\n 90\n3\n 70\n1\n 10\n0\n 20\n0\n 10\n5\n 20\n0\n 10\n5\n 20\n5\n\
                    0\nCIRCLE\n  8\nLOTE\n 10\n0\n 20\n0\n 40\n2\n  0\nENDSEC\n  0\nEOF\n";
        let imported = read(text.as_bytes(), &()).expect("valid");
        let shapes = &imported.parts.shapes;
        let kinds: Vec<ShapeKind> = (0..shapes.len()).map(|row| shapes.kind(row)).collect();
        assert_eq!(kinds, [ShapeKind::Line, ShapeKind::Polygon, ShapeKind::Polygon]);
        assert_eq!(shapes.feature_coords(1).len(), 4);
        let area = allpa_geom::signed_area(shapes.feature_coords(2));
        assert!((area / (std::f64::consts::PI * 4.0) - 1.0).abs() < 0.001, "{area}");
    }
}
