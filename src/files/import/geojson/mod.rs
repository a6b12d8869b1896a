//! GeoJSON (RFC 7946), with the `crs` member of its 2008 predecessor, in one pass: positions go
//! straight into flat arrays and properties into typed columns.

mod geometry;
mod numbers;
mod properties;

use std::fmt;

use allpa_geom::{Epsg, ShapeKind, ShapesBuilder};
use allpa_model::{CrsSource, LayerParts, Note, NoteKind, Provenance};
use serde::de::{
    DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor,
};
use serde_json::Value;

use self::geometry::{Geometry, GeometrySeed};
use self::properties::PropertiesSeed;
use super::columns::LooseColumns;
use super::encoding::decode_file;
use super::{Imported, Progress, ReadError};

/// Reads a feature collection, a bare feature or geometry, or one feature after another
/// (newline-delimited, or with the record separators of RFC 8142).
pub(super) fn read(bytes: &[u8], progress: &dyn Progress) -> Result<Imported, ReadError> {
    let (text, encoding) = decode_file(bytes);
    let text = if text.starts_with(RECORD_SEPARATOR) {
        text.replace(RECORD_SEPARATOR, " ").into()
    } else {
        text
    };
    let mut sink = Sink::new(bytes.len(), progress);
    let mut outcome = read_texts(&mut sink, &text);
    if outcome.as_ref().is_err_and(|error| error.to_string().starts_with("number out of range")) {
        sink = Sink::new(bytes.len(), progress);
        outcome = read_texts(&mut sink, &numbers::without_infinite(&text));
    }
    if sink.is_cancelled {
        return Err(ReadError::Cancelled);
    }
    outcome.map_err(|error| syntax(&error, &text))?;
    if let Some(what) = sink.not_geojson {
        return Err(ReadError::Invalid(what));
    }
    let (columns, mixed) = sink.columns.finish();
    let mut notes = sink.notes;
    notes.extend(mixed);
    if sink.heights > 0 {
        let kind = NoteKind::HeightsDropped { features: sink.heights };
        notes.push(Note { row: None, kind });
    }
    if encoding != "UTF-8" {
        // The norm wants UTF-8; UTF-16 says by its mark what it is.
        let declared_wrong = !encoding.starts_with("UTF-");
        notes.push(Note::layer(NoteKind::Encoding { name: encoding.into(), declared_wrong }));
    }
    let declared = match sink.crs {
        Crs::Absent => Some(Epsg::WGS84),
        Crs::Known(crs) => Some(crs),
        Crs::Unknown => None,
    };
    let crs_source = match sink.crs {
        Crs::Absent => CrsSource::Standard,
        Crs::Known(_) => CrsSource::Declared,
        Crs::Unknown => CrsSource::Unknown,
    };
    let provenance = Provenance {
        format: "GeoJSON".into(),
        encoding: encoding.into(),
        crs_source,
        ..Provenance::default()
    };
    let shapes = sink.shapes.finish();
    let parts = LayerParts { name: String::new(), shapes, columns, provenance, notes };
    Ok(Imported { parts, declared })
}

/// Precedes each text of a sequence (RFC 8142).
const RECORD_SEPARATOR: char = '\u{1e}';

/// Reads one JSON text, and if that was a feature, all that follow.
fn read_texts(sink: &mut Sink, text: &str) -> Result<(), serde_json::Error> {
    let mut json = serde_json::Deserializer::from_str(text);
    loop {
        TopSeed(sink).deserialize(&mut json)?;
        if json.end().is_ok() {
            return Ok(());
        }
        if !sink.is_sequence {
            sink.notes.push(Note { row: None, kind: NoteKind::TrailingText });
            return Ok(());
        }
    }
}

fn syntax(error: &serde_json::Error, text: &str) -> ReadError {
    let (line, column) = (error.line(), error.column());
    if numbers::depth(text) > DEEPEST {
        return ReadError::TooDeep;
    }
    if error.is_eof() {
        if text.is_empty() {
            return ReadError::Empty;
        }
        let reason = "the text ends before its brackets are closed".to_owned();
        return ReadError::Syntax { line, column, reason };
    }
    let from = text.lines().nth(line.saturating_sub(1)).unwrap_or_default();
    let from = from.get(column.saturating_sub(1)..).unwrap_or_default().trim_start_matches('-');
    for word in ["NaN", "Infinity"] {
        if from.starts_with(word) {
            return ReadError::NotJson { line, column, word };
        }
    }
    let full = error.to_string();
    let reason = full.split(" at line ").next().unwrap_or(&full).to_owned();
    ReadError::Syntax { line, column, reason }
}

/// Brackets inside brackets that the parser follows.
const DEEPEST: usize = 127;

/// Where everything read goes.
struct Sink<'a> {
    shapes: ShapesBuilder,
    columns: LooseColumns,
    notes: Vec<Note>,
    heights: usize,
    crs: Crs,
    not_geojson: Option<String>,
    /// Whether the last text read was a feature, so that more may follow.
    is_sequence: bool,
    progress: &'a dyn Progress,
    is_cancelled: bool,
    scratch: Geometry,
}

#[derive(Clone, Copy)]
enum Crs {
    Absent,
    Known(Epsg),
    Unknown,
}

impl<'a> Sink<'a> {
    fn new(bytes: usize, progress: &'a dyn Progress) -> Self {
        Self {
            shapes: ShapesBuilder::with_capacity(bytes / 48, bytes / 1024),
            columns: LooseColumns::default(),
            notes: Vec::new(),
            heights: 0,
            crs: Crs::Absent,
            not_geojson: None,
            is_sequence: false,
            progress,
            is_cancelled: false,
            scratch: Geometry::default(),
        }
    }

    fn note(&mut self, kind: NoteKind) {
        self.notes.push(Note { row: Some(self.shapes.len()), kind });
    }

    /// Closes a feature with the geometry gathered in the scratch space.
    fn end_feature(&mut self) {
        let mut geometry = std::mem::take(&mut self.scratch);
        if geometry.has_height {
            self.heights += 1;
        }
        if geometry.is_absent() {
            self.note(NoteKind::NoGeometry);
            self.shapes.end_feature(ShapeKind::None);
        } else {
            let row = self.shapes.len();
            for kind in geometry.commit(&mut self.shapes) {
                self.notes.push(Note { row: Some(row), kind });
            }
        }
        geometry.clear();
        self.scratch = geometry;
        self.columns.end_row();
    }
}

/// The outermost object.
struct TopSeed<'s, 'a>(&'s mut Sink<'a>);

impl<'de> DeserializeSeed<'de> for TopSeed<'_, '_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for TopSeed<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a GeoJSON object")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<(), M::Error> {
        let sink = self.0;
        let mut kind = String::new();
        let mut has_features = false;
        let mut has_content = false;
        while let Some(key) = map.next_key::<std::borrow::Cow<str>>()? {
            match key.as_ref() {
                "type" => kind = map.next_value::<Value>()?.as_str().unwrap_or_default().into(),
                "features" => {
                    has_features = true;
                    map.next_value_seed(FeaturesSeed(sink))?;
                }
                "crs" => sink.crs = crs(&map.next_value::<Value>()?),
                "properties" => map.next_value_seed(PropertiesSeed(sink))?,
                "geometry" => {
                    has_content = true;
                    map.next_value_seed(GeometrySeed(&mut sink.scratch))?;
                }
                "coordinates" => {
                    has_content = true;
                    map.next_value_seed(geometry::CoordinatesSeed(&mut sink.scratch))?;
                }
                "geometries" => {
                    has_content = true;
                    map.next_value_seed(geometry::GeometriesSeed(&mut sink.scratch))?;
                }
                _ => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        if has_features {
            return Ok(());
        }
        sink.is_sequence = kind == "Feature";
        if has_content || sink.is_sequence {
            if kind != "Feature" {
                sink.scratch.set_kind(&kind);
            }
            sink.end_feature();
            return Ok(());
        }
        sink.not_geojson = Some(match kind.as_str() {
            "Topology" => "TopoJSON, not GeoJSON".into(),
            "" => "JSON, but not GeoJSON: it has no \"type\"".into(),
            other => format!("JSON of type {other}, but no features"),
        });
        Ok(())
    }
}

fn crs(member: &Value) -> Crs {
    if member.is_null() {
        return Crs::Unknown;
    }
    let Some(name) = member.pointer("/properties/name").and_then(Value::as_str) else {
        return Crs::Unknown;
    };
    if name.ends_with("CRS84") {
        return Crs::Known(Epsg::WGS84);
    }
    let digits = name.rsplit(':').next().unwrap_or_default();
    match digits.parse() {
        Ok(code) if name.to_uppercase().contains("EPSG") => Crs::Known(Epsg::new(code)),
        _ => Crs::Unknown,
    }
}

struct FeaturesSeed<'s, 'a>(&'s mut Sink<'a>);

impl<'de> DeserializeSeed<'de> for FeaturesSeed<'_, '_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for FeaturesSeed<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a list of features")
    }

    fn visit_seq<S: SeqAccess<'de>>(self, mut list: S) -> Result<(), S::Error> {
        let sink = self.0;
        while list.next_element_seed(FeatureSeed(sink))?.is_some() {
            if sink.shapes.len().is_multiple_of(256)
                && sink.progress.step(sink.shapes.len() as u64, 0).is_err()
            {
                sink.is_cancelled = true;
                return Err(S::Error::custom("cancelled"));
            }
        }
        Ok(())
    }
}

struct FeatureSeed<'s, 'a>(&'s mut Sink<'a>);

impl<'de> DeserializeSeed<'de> for FeatureSeed<'_, '_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for FeatureSeed<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a feature")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<(), M::Error> {
        let sink = self.0;
        while let Some(key) = map.next_key::<std::borrow::Cow<str>>()? {
            match key.as_ref() {
                "geometry" => map.next_value_seed(GeometrySeed(&mut sink.scratch))?,
                "properties" => map.next_value_seed(PropertiesSeed(sink))?,
                _ => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        sink.end_feature();
        Ok(())
    }
}

#[cfg(test)]
mod tests;
