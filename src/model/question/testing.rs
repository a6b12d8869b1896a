//! Small layers for tests of questions.

use allpa_geom::{Coord, Epsg, PsadOperation, ShapeKind, ShapesBuilder};

use crate::{Column, ColumnData, Layer, LayerParts, TextColumn};

/// Features of one kind, a run of positions each, with a text each.
pub(crate) fn layer(
    name: &str,
    field: &str,
    kind: ShapeKind,
    features: &[(&[Coord], &str)],
) -> Layer {
    let mut shapes = ShapesBuilder::default();
    for (coords, _) in features {
        shapes.extend(coords.iter().copied());
        shapes.end_ring();
        shapes.end_part();
        shapes.end_feature(kind);
    }
    let texts = features.iter().map(|(_, text)| Some(*text)).collect::<TextColumn>();
    let columns = vec![Column { name: field.to_owned(), data: ColumnData::Text(texts) }];
    let name = name.to_owned();
    let parts = LayerParts { name, shapes: shapes.finish(), columns, ..LayerParts::default() };
    Layer::new(parts, Epsg::WGS84, PsadOperation::default())
}

/// Boxes from the equator to one degree north, by west and east, with a text each.
pub(crate) fn boxes(field: &str, boxes: &[(f64, f64, &str)]) -> Layer {
    let corners: Vec<[Coord; 5]> = boxes
        .iter()
        .map(|&(west, east, _)| [[west, 0.], [east, 0.], [east, 1.], [west, 1.], [west, 0.]])
        .collect();
    let features: Vec<(&[Coord], &str)> =
        corners.iter().zip(boxes).map(|(ring, (.., text))| (&ring[..], *text)).collect();
    layer("boxes", field, ShapeKind::Polygon, &features)
}

/// Lines with a text each.
pub(crate) fn lines(field: &str, lines: &[(&[Coord], &str)]) -> Layer {
    layer("lines", field, ShapeKind::Line, lines)
}

/// Points with a text each.
pub(crate) fn points(field: &str, points: &[(Coord, &str)]) -> Layer {
    let features: Vec<(&[Coord], &str)> =
        points.iter().map(|(at, text)| (std::slice::from_ref(at), *text)).collect();
    layer("points", field, ShapeKind::Point, &features)
}
