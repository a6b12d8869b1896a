//! `TopoJSON` 1.0: borders stored once as arcs, features that name them. Each object is a layer.

use std::collections::BTreeMap;

use allpa_geom::{Coord, Epsg, ShapeKind, ShapesBuilder};
use allpa_model::{CrsSource, LayerParts, Note, NoteKind, Provenance};
use serde::Deserialize;
use serde_json::Value;

use super::columns::{Loose, LooseColumns};
use super::encoding::decode_file;
use super::{Imported, Progress, ReadError};

#[derive(Deserialize)]
struct Topology {
    objects: BTreeMap<String, Object>,
    arcs: Vec<Vec<Vec<f64>>>,
    #[serde(default)]
    transform: Option<Transform>,
}

#[derive(Deserialize, Clone, Copy)]
struct Transform {
    scale: [f64; 2],
    translate: [f64; 2],
}

#[derive(Deserialize)]
struct Object {
    #[serde(rename = "type")]
    kind: Option<String>,
    #[serde(default)]
    arcs: Value,
    #[serde(default)]
    coordinates: Value,
    #[serde(default)]
    properties: Option<serde_json::Map<String, Value>>,
    #[serde(default)]
    geometries: Vec<Object>,
}

#[derive(Deserialize)]
struct Names {
    objects: serde_json::Map<String, Value>,
}

/// Names of the objects.
pub(super) fn layer_names(bytes: &[u8]) -> Result<Vec<String>, ReadError> {
    let (text, _) = decode_file(bytes);
    let names: Names = serde_json::from_str(&text).map_err(|error| syntax(&error))?;
    if names.objects.is_empty() {
        return Err(ReadError::Invalid("TopoJSON without objects".into()));
    }
    Ok(names.objects.into_iter().map(|(name, _)| name).collect())
}

fn syntax(error: &serde_json::Error) -> ReadError {
    let reason = error.to_string();
    ReadError::Syntax { line: error.line(), column: error.column(), reason }
}

/// Reads the features of object `layer`.
pub(super) fn read(
    bytes: &[u8],
    layer: &str,
    progress: &dyn Progress,
) -> Result<Imported, ReadError> {
    let (text, encoding) = decode_file(bytes);
    let mut topology: Topology = serde_json::from_str(&text).map_err(|error| syntax(&error))?;
    let object = topology.objects.remove(layer);
    let object = object.ok_or_else(|| ReadError::Invalid(format!("no object {layer}")))?;
    let world = World { arcs: arcs(&topology), transform: topology.transform };
    let members = match object.kind.as_deref() {
        Some("GeometryCollection") if object.properties.is_none() => object.geometries,
        _ => vec![object],
    };
    let mut shapes = ShapesBuilder::default();
    let mut columns = LooseColumns::default();
    let mut notes = Vec::new();
    for (row, member) in members.iter().enumerate() {
        if row % 256 == 0 {
            progress.step(row as u64, members.len() as u64)?;
        }
        match world.geometry(member) {
            Ok((ShapeKind::None, _)) => {
                notes.push(Note::feature(row, NoteKind::NoGeometry));
                shapes.end_feature(ShapeKind::None);
            }
            Ok((kind, parts)) => {
                for rings in parts {
                    for ring in rings {
                        shapes.extend(ring);
                        shapes.end_ring();
                    }
                    shapes.end_part();
                }
                shapes.end_feature(kind);
            }
            Err(found) => {
                notes.push(Note::feature(row, NoteKind::BadCoordinate { found }));
                shapes.end_feature(ShapeKind::None);
            }
        }
        for (name, value) in member.properties.iter().flatten() {
            let position = columns.position(name);
            let text: String;
            let value = match value {
                Value::Null => Loose::Null,
                Value::Bool(yes) => Loose::Boolean(*yes),
                Value::String(text) => Loose::Text(text),
                Value::Number(number) => match number.as_i64() {
                    Some(whole) => Loose::Integer(whole),
                    None => Loose::Real(number.as_f64().unwrap_or(f64::NAN)),
                },
                nested => {
                    text = nested.to_string();
                    Loose::Text(&text)
                }
            };
            columns.set(position, &value);
        }
        columns.end_row();
    }
    let (columns, mixed) = columns.finish();
    notes.extend(mixed);
    let provenance = Provenance {
        format: "TopoJSON".into(),
        encoding: encoding.into(),
        crs_source: CrsSource::Standard,
        ..Provenance::default()
    };
    let shapes = shapes.finish();
    let parts = LayerParts { name: String::new(), shapes, columns, provenance, notes };
    Ok(Imported { parts, declared: Some(Epsg::WGS84) })
}

/// The arcs as positions. Quantised ones are steps from their predecessor.
fn arcs(topology: &Topology) -> Vec<Vec<Coord>> {
    let arc = |arc: &Vec<Vec<f64>>| {
        let mut at = [0.0, 0.0];
        let positions = arc.iter().filter_map(|p| Some([*p.first()?, *p.get(1)?]));
        positions
            .map(|p| match topology.transform {
                None => p,
                Some(transform) => {
                    at = [at[0] + p[0], at[1] + p[1]];
                    transform.apply(at)
                }
            })
            .collect()
    };
    topology.arcs.iter().map(arc).collect()
}

impl Transform {
    fn apply(self, [x, y]: Coord) -> Coord {
        [x * self.scale[0] + self.translate[0], y * self.scale[1] + self.translate[1]]
    }
}

struct World {
    arcs: Vec<Vec<Coord>>,
    transform: Option<Transform>,
}

/// Parts, each of rings.
type Parts = Vec<Vec<Vec<Coord>>>;

impl World {
    fn geometry(&self, object: &Object) -> Result<(ShapeKind, Parts), String> {
        let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
        Ok(match object.kind.as_deref() {
            None => (ShapeKind::None, Vec::new()),
            Some("Point") => {
                (ShapeKind::Point, vec![vec![vec![self.position(&object.coordinates)?]]])
            }
            Some("MultiPoint") => {
                let points = list(&object.coordinates);
                let points = points.iter().map(|p| Ok(vec![vec![self.position(p)?]]));
                (ShapeKind::Point, points.collect::<Result<_, String>>()?)
            }
            Some("LineString") => (ShapeKind::Line, vec![vec![self.line(&object.arcs)?]]),
            Some("MultiLineString") => {
                let lines = list(&object.arcs);
                let lines = lines.iter().map(|line| Ok(vec![self.line(line)?]));
                (ShapeKind::Line, lines.collect::<Result<_, String>>()?)
            }
            Some("Polygon") => (ShapeKind::Polygon, vec![self.rings(&object.arcs)?]),
            Some("MultiPolygon") => {
                let polygons = list(&object.arcs);
                let polygons = polygons.iter().map(|polygon| self.rings(polygon));
                (ShapeKind::Polygon, polygons.collect::<Result<_, String>>()?)
            }
            Some(other) => return Err(format!("geometry of type {other}")),
        })
    }

    fn position(&self, value: &Value) -> Result<Coord, String> {
        let number = |at: usize| value.get(at).and_then(Value::as_f64);
        let position = number(0).zip(number(1)).ok_or_else(|| format!("{value}"))?;
        let coord = [position.0, position.1];
        Ok(self.transform.map_or(coord, |transform| transform.apply(coord)))
    }

    fn rings(&self, value: &Value) -> Result<Vec<Vec<Coord>>, String> {
        let rings = value.as_array().ok_or("a polygon without rings")?;
        rings.iter().map(|ring| self.line(ring)).collect()
    }

    /// Arcs one after another; the first position of each repeats the last of its predecessor.
    /// Number -1 - n is arc n backwards.
    fn line(&self, value: &Value) -> Result<Vec<Coord>, String> {
        let numbers = value.as_array().ok_or("a line without arcs")?;
        let mut line: Vec<Coord> = Vec::new();
        for number in numbers {
            let number = number.as_i64().ok_or_else(|| format!("arc {number}"))?;
            let index = usize::try_from(if number < 0 { !number } else { number });
            let arc = index.ok().and_then(|index| self.arcs.get(index));
            let arc = arc.ok_or_else(|| format!("arc {number}"))?;
            let skip = usize::from(!line.is_empty());
            if number < 0 {
                line.extend(arc.iter().rev().skip(skip));
            } else {
                line.extend(arc.iter().skip(skip));
            }
        }
        Ok(line)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arcs_are_joined_and_turned() {
        let text = br#"{"type":"Topology","transform":{"scale":[0.5,0.5],"translate":[10,20]},
            "arcs":[[[0,0],[2,0],[0,2]],[[0,0],[0,2],[2,0]]],
            "objects":{"zonas":{"type":"GeometryCollection","geometries":[
              {"type":"Polygon","arcs":[[0,-2]],"properties":{"n":1}},
              {"type":"Point","coordinates":[2,2],"properties":{"n":2}},
              {"type":"Polygon","arcs":[[9]]}]}}}"#;
        assert_eq!(layer_names(text).expect("valid"), ["zonas"]);
        let imported = read(text, "zonas", &()).expect("valid");
        let shapes = &imported.parts.shapes;
        assert_eq!(
            shapes.feature_coords(0),
            [[10., 20.], [11., 20.], [11., 21.], [10., 21.], [10., 20.]]
        );
        assert_eq!(shapes.feature_coords(1), [[11., 21.]]);
        assert_eq!(imported.parts.columns[0].value(1).as_number(), Some(2.0));
        assert_eq!(imported.parts.notes.len(), 1);
    }
}
