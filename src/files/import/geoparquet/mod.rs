//! `GeoParquet` 1.1 with geometry as WKB.

mod bounded;

use allpa_geom::{Epsg, ShapeKind, ShapesBuilder};
use allpa_model::{CrsSource, LayerParts, Note, NoteKind, Provenance};
use parquet::errors::ParquetError;
use parquet::file::reader::{FileReader as _, SerializedFileReader};
use parquet::record::Field;
use serde_json::Value;

use self::bounded::Bounded;
use super::columns::{Loose, LooseColumns};
use super::{Imported, Progress, ReadError, wkb};

/// Reads every row.
pub(super) fn read(bytes: &[u8], progress: &dyn Progress) -> Result<Imported, ReadError> {
    let damaged = |error: ParquetError| ReadError::Invalid(error.to_string());
    let bytes = Bounded(bytes::Bytes::copy_from_slice(bytes));
    let reader = SerializedFileReader::new(bytes).map_err(damaged)?;
    let facts = reader.metadata().file_metadata();
    let total = u64::try_from(facts.num_rows()).unwrap_or(0);
    let geo = facts.key_value_metadata().and_then(|pairs| {
        let own = pairs.iter().find(|pair| pair.key == "geo")?;
        serde_json::from_str::<Value>(own.value.as_deref()?).ok()
    });
    let geo = geo.ok_or_else(|| ReadError::Invalid("Parquet without geometry".into()))?;
    let column = geo.get("primary_column").and_then(Value::as_str).unwrap_or("geometry");
    let about = geo.pointer("/columns").and_then(|columns| columns.get(column));
    let encoding = about.and_then(|about| about.get("encoding")).and_then(Value::as_str);
    if encoding.is_some_and(|encoding| encoding != "WKB") {
        let kind = encoding.unwrap_or_default();
        return Err(ReadError::Invalid(format!("GeoParquet geometry as {kind}, not WKB")));
    }
    let (declared, crs_source) = crs(about.and_then(|about| about.get("crs")));
    let mut sink = Sink::default();
    for (row, record) in reader.get_row_iter(None).map_err(damaged)?.enumerate() {
        if row % 256 == 0 {
            progress.step(row as u64, total)?;
        }
        let record = record.map_err(damaged)?;
        let mut has_geometry = false;
        for (name, field) in record.get_column_iter() {
            if name == column {
                has_geometry = true;
                sink.geometry(row, field);
            } else {
                sink.value(name, field);
            }
        }
        if !has_geometry {
            sink.geometry(row, &Field::Null);
        }
        sink.columns.end_row();
    }
    let Sink { shapes, columns, mut notes, heights } = sink;
    if heights > 0 {
        notes.push(Note::layer(NoteKind::HeightsDropped { features: heights }));
    }
    let (columns, mixed) = columns.finish();
    notes.extend(mixed);
    let provenance = Provenance {
        format: "GeoParquet".into(),
        encoding: "UTF-8".into(),
        crs_source,
        ..Provenance::default()
    };
    let shapes = shapes.finish();
    let parts = LayerParts { name: String::new(), shapes, columns, provenance, notes };
    Ok(Imported { parts, declared })
}

/// The system: longitude and latitude on WGS 84 where none is given, undefined where it is null,
/// else by the identifier of its PROJJSON.
fn crs(member: Option<&Value>) -> (Option<Epsg>, CrsSource) {
    match member {
        None => (Some(Epsg::WGS84), CrsSource::Standard),
        Some(Value::Null) => (None, CrsSource::Unknown),
        Some(description) => {
            let id = description.get("id");
            let authority = id.and_then(|id| id.get("authority")).and_then(Value::as_str);
            let code = id.and_then(|id| id.get("code"));
            let epsg = match (authority, code) {
                (Some("OGC"), Some(code)) if code == "CRS84" => Some(Epsg::WGS84),
                (Some("EPSG"), Some(code)) => {
                    let code = code.as_u64().and_then(|code| u32::try_from(code).ok());
                    code.map(Epsg::new)
                }
                _ => None,
            };
            (epsg, if epsg.is_some() { CrsSource::Declared } else { CrsSource::Unknown })
        }
    }
}

#[derive(Default)]
struct Sink {
    shapes: ShapesBuilder,
    columns: LooseColumns,
    notes: Vec<Note>,
    heights: usize,
}

impl Sink {
    fn geometry(&mut self, row: usize, field: &Field) {
        let read = match field {
            Field::Bytes(bytes) => wkb::read(bytes.data(), &mut self.shapes),
            Field::Null => Ok(wkb::Found::default()),
            _ => Err("the geometry is no blob".to_owned()),
        };
        let kind = match read {
            Ok(found) => {
                self.heights += usize::from(found.has_height);
                if found.left_out > 0 {
                    let left_out = found.left_out;
                    self.notes.push(Note::feature(row, NoteKind::MixedCollection { left_out }));
                }
                if found.kind == ShapeKind::None {
                    self.notes.push(Note::feature(row, NoteKind::NoGeometry));
                }
                found.kind
            }
            Err(found) => {
                self.notes.push(Note::feature(row, NoteKind::BadCoordinate { found }));
                ShapeKind::None
            }
        };
        self.shapes.end_feature(kind);
    }

    fn value(&mut self, name: &str, field: &Field) {
        let at = self.columns.position(name);
        let text: String;
        let value = match field {
            Field::Null => Loose::Null,
            Field::Bool(yes) => Loose::Boolean(*yes),
            Field::Byte(n) => Loose::Integer(i64::from(*n)),
            Field::Short(n) => Loose::Integer(i64::from(*n)),
            Field::Int(n) => Loose::Integer(i64::from(*n)),
            Field::Long(n) => Loose::Integer(*n),
            Field::UByte(n) => Loose::Integer(i64::from(*n)),
            Field::UShort(n) => Loose::Integer(i64::from(*n)),
            Field::UInt(n) => Loose::Integer(i64::from(*n)),
            Field::ULong(n) if i64::try_from(*n).is_ok() => Loose::Integer(n.cast_signed()),
            Field::Float(n) => Loose::Real(f64::from(*n)),
            Field::Double(n) => Loose::Real(*n),
            Field::Str(own) => Loose::Text(own),
            // The box that covers a geometry, and other groups, are bookkeeping.
            Field::Group(_) if name == "bbox" => return,
            other => {
                text = other.to_string();
                Loose::Text(&text)
            }
        };
        self.columns.set(at, &value);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use parquet::data_type::{ByteArray, ByteArrayType, Int64Type};
    use parquet::file::metadata::KeyValue;
    use parquet::file::properties::WriterProperties;
    use parquet::file::writer::SerializedFileWriter;
    use parquet::schema::parser::parse_message_type;

    use super::*;

    fn point(x: f64, y: f64) -> ByteArray {
        let mut wkb = vec![1, 1, 0, 0, 0];
        wkb.extend(x.to_le_bytes());
        wkb.extend(y.to_le_bytes());
        wkb.into()
    }

    fn file(geo: &str) -> Vec<u8> {
        let schema = "message m { required int64 n; optional binary geometry; }";
        let schema = Arc::new(parse_message_type(schema).expect("a schema"));
        let key = KeyValue::new("geo".to_owned(), geo.to_owned());
        let properties =
            WriterProperties::builder().set_key_value_metadata(Some(vec![key])).build();
        let mut bytes = Vec::new();
        let mut writer =
            SerializedFileWriter::new(&mut bytes, schema, Arc::new(properties)).expect("a writer");
        let mut group = writer.next_row_group().expect("a group");
        let mut column = group.next_column().expect("readable").expect("n");
        column.typed::<Int64Type>().write_batch(&[7, 8], None, None).expect("written");
        column.close().expect("closed");
        let mut column = group.next_column().expect("readable").expect("geometry");
        let values = [point(350_000.0, 9_282_000.0)];
        column.typed::<ByteArrayType>().write_batch(&values, Some(&[1, 0]), None).expect("written");
        column.close().expect("closed");
        group.close().expect("closed");
        writer.close().expect("closed");
        bytes
    }

    #[test]
    fn rows_and_system_are_read() {
        let crs = r#"{"id":{"authority":"EPSG","code":32718}}"#;
        let geo = format!(
            r#"{{"primary_column":"geometry","columns":{{"geometry":{{"encoding":"WKB","crs":{crs}}}}}}}"#
        );
        let imported = read(&file(&geo), &()).expect("valid");
        assert_eq!(imported.declared, Some(Epsg::new(32718)));
        assert_eq!(imported.parts.shapes.feature_coords(0), [[350_000.0, 9_282_000.0]]);
        assert_eq!(imported.parts.columns[0].value(1).as_number(), Some(8.0));
        assert_eq!(imported.parts.notes, [Note::feature(1, NoteKind::NoGeometry)]);
        let bare = read(&file("{}"), &()).expect("the norm's defaults");
        assert_eq!(bare.declared, Some(Epsg::WGS84));
        assert!(matches!(read(b"PAR1PAR1", &()), Err(ReadError::Invalid(_))));
    }
}
