//! A small GeoJSON reader for benchmarks: polygons, lines and points with flat attributes.

use std::path::Path;
use std::sync::Arc;

use allpa_geom::{Coord, Epsg, PsadOperation, ShapeKind, ShapesBuilder};
use allpa_map::PreparedLayer;
use allpa_model::{Column, ColumnData, Layer, LayerParts};
use serde_json::Value;

/// Reads a file of features in longitude, latitude; `None` when it is not there.
pub fn read(path: &Path, fields: &[&str]) -> Option<Arc<PreparedLayer>> {
    let text = std::fs::read_to_string(path).ok()?;
    let json: Value = serde_json::from_str(&text).ok()?;
    let features = json["features"].as_array()?;
    let mut builder = ShapesBuilder::default();
    for feature in features {
        push(&mut builder, &feature["geometry"]);
    }
    let columns = fields.iter().map(|field| Column {
        name: (*field).to_owned(),
        data: ColumnData::Text(
            features.iter().map(|feature| feature["properties"][*field].as_str()).collect(),
        ),
    });
    let columns = columns.collect();
    let parts = LayerParts { shapes: builder.finish(), columns, ..LayerParts::default() };
    let layer = Layer::new(parts, Epsg::WGS84, PsadOperation::default());
    PreparedLayer::new(Arc::new(layer)).ok().map(Arc::new)
}

fn push(builder: &mut ShapesBuilder, geometry: &Value) {
    let coordinates = &geometry["coordinates"];
    let all = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let kind = geometry["type"].as_str().unwrap_or_default();
    let parts: Vec<Vec<Value>> = match kind {
        "Point" => vec![vec![Value::Array(vec![coordinates.clone()])]],
        "LineString" => vec![vec![coordinates.clone()]],
        "MultiLineString" => all(coordinates).into_iter().map(|line| vec![line]).collect(),
        "Polygon" => vec![all(coordinates)],
        "MultiPolygon" => all(coordinates).iter().map(all).collect(),
        _ => Vec::new(),
    };
    for part in parts {
        for ring in part {
            builder.extend(all(&ring).iter().map(position));
            builder.end_ring();
        }
        builder.end_part();
    }
    builder.end_feature(match kind {
        "Point" => ShapeKind::Point,
        "LineString" | "MultiLineString" => ShapeKind::Line,
        _ => ShapeKind::Polygon,
    });
}

fn position(value: &Value) -> Coord {
    [value[0].as_f64().unwrap_or_default(), value[1].as_f64().unwrap_or_default()]
}
