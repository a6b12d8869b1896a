//! Layers for the benchmarks, the same on every run.

use std::path::Path;

use allpa_geom::{Coord, Epsg, PsadOperation, ShapeKind, Shapes, ShapesBuilder};
use allpa_model::{Column, ColumnData, Layer, LayerParts};
use serde_json::Value;

/// How large a scene is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// A department's worth.
    S,
    /// A detailed country.
    M,
    /// The same with everything drawn that can be.
    Rich,
}

const WEST: f64 = -81.3;
const SOUTH: f64 = -18.3;

/// Districts with their names in `NOMBDIST`.
pub fn districts(size: Size) -> Layer {
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/data/admin/peru_distrital_simple.geojson");
    let (shapes, names) = read_polygons(&file, "NOMBDIST").unwrap_or_else(squares);
    let shapes = if size == Size::S { shapes } else { bent(&shapes, 0.0016) };
    named(shapes, "NOMBDIST", &names)
}

/// Hexagons over the country with one of 23 values in `zee`, in patches.
pub fn hexagons(size: Size) -> Layer {
    let across = if size == Size::S { 60 } else { 270 };
    let side = 12.6 / (f64::from(across) * 3f64.sqrt());
    let rows = (18.0 / (1.5 * side)) as i32;
    let mut builder = ShapesBuilder::default();
    let mut values = Vec::new();
    for row in 0..rows {
        for column in 0..across {
            let shift = f64::from(row % 2) * 0.5;
            let x = WEST + (f64::from(column) + shift) * side * 3f64.sqrt();
            let y = SOUTH + f64::from(row) * 1.5 * side;
            builder.extend((0..=6).map(|corner| {
                let (sin, cos) = (f64::from(corner % 6) * std::f64::consts::FRAC_PI_3).sin_cos();
                // Rounded, so that neighbours share their corners to the bit.
                [x + sin * side, y + cos * side].map(|value| (value * 1e7).round() / 1e7)
            }));
            builder.end_ring();
            builder.end_part();
            builder.end_feature(ShapeKind::Polygon);
            let patch = (x * 1.7).sin() * 5.0 + (y * 1.3).cos() * 5.0 + (x * y * 0.9).sin() * 2.0;
            values.push(((patch + 12.0) as u32 % 23).to_string());
        }
    }
    named(builder.finish(), "zee", &values)
}

/// 20 000 wandering lines of 25 vertices.
pub fn roads() -> Layer {
    let mut dice = Dice(7);
    let mut builder = ShapesBuilder::default();
    for _ in 0..20_000 {
        let mut at = dice.position();
        let mut heading = dice.next() * std::f64::consts::TAU;
        for _ in 0..25 {
            builder.push(at);
            heading += dice.next() - 0.5;
            at = [at[0] + heading.cos() * 0.01, at[1] + heading.sin() * 0.01];
        }
        builder.end_ring();
        builder.end_part();
        builder.end_feature(ShapeKind::Line);
    }
    named(builder.finish(), "", &[])
}

/// 100 000 points.
pub fn points() -> Layer {
    let mut dice = Dice(11);
    let mut builder = ShapesBuilder::default();
    for _ in 0..100_000 {
        builder.push(dice.position());
        builder.end_ring();
        builder.end_part();
        builder.end_feature(ShapeKind::Point);
    }
    named(builder.finish(), "", &[])
}

/// Reproducible numbers from 0 to 1.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963);
        (self.0 >> 11) as f64 / (1u64 << 53) as f64
    }

    fn position(&mut self) -> Coord {
        [WEST + self.next() * 12.6, SOUTH + self.next() * 18.0]
    }
}

fn named(shapes: Shapes, field: &str, values: &[String]) -> Layer {
    let data = ColumnData::Text(values.iter().map(|value| Some(value.as_str())).collect());
    let column = Column { name: field.to_owned(), data };
    let columns = if values.is_empty() { Vec::new() } else { vec![column] };
    let parts = LayerParts { shapes, columns, ..LayerParts::default() };
    Layer::new(parts, Epsg::WGS84, PsadOperation::default())
}

/// Every edge split into pieces of at most `step` degrees and bent by a field of position only,
/// so that shared borders stay shared.
fn bent(shapes: &Shapes, step: f64) -> Shapes {
    let bend = |[x, y]: Coord| {
        let wave = |length: f64, at: f64| (at * std::f64::consts::TAU / length).sin();
        [
            x + 0.010 * wave(0.20, y) + 0.0022 * wave(0.05, y + x) + 0.0005 * wave(0.013, y - x),
            y + 0.010 * wave(0.21, x) + 0.0022 * wave(0.06, x - y) + 0.0005 * wave(0.012, x + y),
        ]
    };
    let mut builder = ShapesBuilder::default();
    for row in 0..shapes.len() {
        for part in shapes.parts(row) {
            for ring in part.into_rings() {
                for edge in ring.windows(2) {
                    let (a, b) = (edge[0], edge[1]);
                    let is_turned = a > b;
                    let (low, high) = if is_turned { (b, a) } else { (a, b) };
                    let length = (b[0] - a[0]).hypot(b[1] - a[1]);
                    let pieces = (length / step).ceil().max(1.0) as u32;
                    builder.extend((0..pieces).map(|piece| {
                        let piece = if is_turned { pieces - piece } else { piece };
                        let share = f64::from(piece) / f64::from(pieces);
                        bend([0, 1].map(|axis| low[axis] + (high[axis] - low[axis]) * share))
                    }));
                }
                if let Some(&first) = builder.open_ring().first() {
                    builder.push(first);
                }
                builder.end_ring();
            }
            builder.end_part();
        }
        builder.end_feature(shapes.kind(row));
    }
    builder.finish()
}

/// 1 800 squares with a name.
fn squares() -> (Shapes, Vec<String>) {
    let mut builder = ShapesBuilder::default();
    let mut names = Vec::new();
    for cell in 0..1800 {
        let (x, y) = (WEST + f64::from(cell % 36) * 0.35, SOUTH + f64::from(cell / 36) * 0.36);
        let (east, north) = (x + 0.35, y + 0.36);
        builder.extend([[x, y], [east, y], [east, north], [x, north], [x, y]]);
        builder.end_ring();
        builder.end_part();
        builder.end_feature(ShapeKind::Polygon);
        names.push(format!("Distrito {cell}"));
    }
    (builder.finish(), names)
}

/// Polygons of a GeoJSON file and one of their fields; `None` when the file is not there.
fn read_polygons(path: &Path, field: &str) -> Option<(Shapes, Vec<String>)> {
    let json: Value = serde_json::from_str(&std::fs::read_to_string(path).ok()?).ok()?;
    let mut builder = ShapesBuilder::default();
    let mut names = Vec::new();
    for feature in json["features"].as_array()? {
        let coordinates = &feature["geometry"]["coordinates"];
        let polygons = match feature["geometry"]["type"].as_str() {
            Some("Polygon") => vec![coordinates.clone()],
            Some("MultiPolygon") => coordinates.as_array()?.clone(),
            _ => Vec::new(),
        };
        for polygon in polygons {
            for ring in polygon.as_array()? {
                let position = |value: &Value| Some([value[0].as_f64()?, value[1].as_f64()?]);
                builder.extend(ring.as_array()?.iter().filter_map(position));
                builder.end_ring();
            }
            builder.end_part();
        }
        builder.end_feature(ShapeKind::Polygon);
        names.push(feature["properties"][field].as_str().unwrap_or_default().to_owned());
    }
    Some((builder.finish(), names))
}
