//! GeoJSON after RFC 7946: WGS 84, shells counter-clockwise, one feature per line.

use std::fmt::Write as _;

use allpa_geom::{Coord, ShapeKind, Shapes, signed_area};
use allpa_model::{Layer, Value};

use super::WriteError;

/// The whole layer as text.
///
/// # Errors
/// [`WriteError::Transform`] when the layer has no way to WGS 84.
pub fn to_text(layer: &Layer) -> Result<String, WriteError> {
    let shapes = layer.geographic()?;
    let mut out = String::with_capacity(shapes.coords().len() * 36 + layer.len() * 128);
    out.push_str("{\"type\":\"FeatureCollection\",\"name\":");
    push_string(&mut out, layer.name());
    out.push_str(",\"features\":[\n");
    for row in 0..layer.len() {
        if row > 0 {
            out.push_str(",\n");
        }
        out.push_str("{\"type\":\"Feature\",\"properties\":{");
        for (i, column) in layer.columns().iter().enumerate() {
            if i > 0 {
                out.push(',');
            }
            push_string(&mut out, &column.name);
            out.push(':');
            push_value(&mut out, column.value(row));
        }
        out.push_str("},\"geometry\":");
        push_geometry(&mut out, shapes, row);
        out.push('}');
    }
    out.push_str("\n]}\n");
    Ok(out)
}

fn push_string(out: &mut String, text: &str) {
    // Serialising a string to JSON cannot fail.
    out.push_str(&serde_json::to_string(text).unwrap_or_default());
}

fn push_value(out: &mut String, value: Value) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Text(text) => push_string(out, text),
        // JSON has no NaN and no infinity.
        Value::Real(number) if !number.is_finite() => out.push_str("null"),
        other => drop(write!(out, "{other}")),
    }
}

fn push_geometry(out: &mut String, shapes: &Shapes, row: usize) {
    let parts = shapes.parts(row).len();
    let name = match (shapes.kind(row), parts) {
        (ShapeKind::None, _) => {
            out.push_str("null");
            return;
        }
        (ShapeKind::Point, 1) => "Point",
        (ShapeKind::Point, _) => "MultiPoint",
        (ShapeKind::Line, 1) => "LineString",
        (ShapeKind::Line, _) => "MultiLineString",
        (ShapeKind::Polygon, 1) => "Polygon",
        (ShapeKind::Polygon, _) => "MultiPolygon",
    };
    let _ = write!(out, "{{\"type\":\"{name}\",\"coordinates\":");
    let is_multi = parts > 1;
    if is_multi {
        out.push('[');
    }
    for (i, part) in shapes.parts(row).enumerate() {
        if i > 0 {
            out.push(',');
        }
        let rings = part.into_rings();
        match shapes.kind(row) {
            ShapeKind::Polygon => {
                out.push('[');
                for (j, ring) in rings.enumerate() {
                    if j > 0 {
                        out.push(',');
                    }
                    push_run(out, ring, (signed_area(ring) < 0.0) == (j == 0));
                }
                out.push(']');
            }
            ShapeKind::Line => rings.for_each(|ring| push_run(out, ring, false)),
            _ => rings.for_each(|ring| push_coord(out, ring[0])),
        }
    }
    if is_multi {
        out.push(']');
    }
    out.push('}');
}

fn push_run(out: &mut String, run: &[Coord], is_reversed: bool) {
    out.push('[');
    for i in 0..run.len() {
        if i > 0 {
            out.push(',');
        }
        push_coord(out, run[if is_reversed { run.len() - 1 - i } else { i }]);
    }
    out.push(']');
}

/// The shortest digits that read back as the same number.
fn push_coord(out: &mut String, [x, y]: Coord) {
    let _ = write!(out, "[{x},{y}]");
}
