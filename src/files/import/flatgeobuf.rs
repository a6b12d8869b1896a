//! `FlatGeobuf` 3: features in the order of the file, straight into flat arrays.
//!
//! The crate reads and verifies the file's tables. Geometry and properties are taken from them
//! here, because the crate's own readers panic on counts that do not fit.

use allpa_geom::{Coord, Epsg, ShapeKind, ShapesBuilder};
use allpa_model::{
    Column, ColumnData, CrsSource, LayerParts, Note, NoteKind, Provenance, TextColumn,
};
use flatgeobuf::packed_r_tree::PackedRTree;
use flatgeobuf::{
    ColumnType, FallibleStreamingIterator as _, FgbReader, Geometry, GeometryType, Header,
};

use super::{Imported, Progress, ReadError, prj};

/// Reads every feature.
pub(super) fn read(bytes: &[u8], progress: &dyn Progress) -> Result<Imported, ReadError> {
    let damaged = |error: flatgeobuf::Error| ReadError::Invalid(error.to_string());
    let reader = FgbReader::open(bytes).map_err(damaged)?;
    let header = reader.header();
    let total = header.features_count();
    let mut fields = fields(&header);
    let kind = header.geometry_type();
    let (declared, has_crs) = declared(&header);
    let whole = whole_features(bytes, &header)?;
    let mut notes = Vec::new();
    if (whole.count as u64) < total || whole.end < bytes.len() {
        notes.push(Note::layer(NoteKind::CutShort));
    }
    if whole.count == 0 && total > 0 {
        return Err(ReadError::Truncated {
            expected: bytes.len() as u64 + 1,
            found: bytes.len() as u64,
        });
    }
    let reader = FgbReader::open(&bytes[..whole.end]).map_err(damaged)?;
    let mut features = reader.select_all_seq().map_err(damaged)?;
    let mut sink = Sink { shapes: ShapesBuilder::default(), notes, heights: 0 };
    for row in 0..whole.count {
        if row.is_multiple_of(256) {
            progress.step(row as u64, total)?;
        }
        let feature = match features.next() {
            Ok(Some(feature)) => feature,
            Ok(None) => break,
            Err(error) => {
                sink.damaged(row, &error.to_string());
                fields.iter_mut().for_each(|field| field.data.pad(row + 1));
                continue;
            }
        };
        let feature = feature.fbs_feature();
        if let Some(geometry) = feature.geometry() {
            sink.feature(row, kind, &geometry);
        } else {
            sink.notes.push(Note::feature(row, NoteKind::NoGeometry));
            sink.shapes.end_feature(ShapeKind::None);
        }
        let properties = feature.properties().map(|vector| vector.bytes()).unwrap_or_default();
        if read_properties(properties, &mut fields, row).is_none() {
            sink.notes.push(Note::feature(row, NoteKind::RaggedRow));
        }
        fields.iter_mut().for_each(|field| field.data.pad(row + 1));
    }
    let Sink { shapes, mut notes, heights } = sink;
    if heights > 0 {
        notes.push(Note::layer(NoteKind::HeightsDropped { features: heights }));
    }
    let crs_source = if has_crs { CrsSource::Declared } else { CrsSource::Unknown };
    let provenance = Provenance {
        format: "FlatGeobuf".into(),
        encoding: "UTF-8".into(),
        crs_source,
        ..Provenance::default()
    };
    let columns = fields.into_iter().map(|field| Column { name: field.name, data: field.data });
    let columns = columns.collect();
    let shapes = shapes.finish();
    let parts = LayerParts { name: String::new(), shapes, columns, provenance, notes };
    Ok(Imported { parts, declared })
}

fn declared(header: &Header) -> (Option<Epsg>, bool) {
    let Some(crs) = header.crs() else { return (None, false) };
    let is_epsg = crs.org().is_none_or(|org| org.eq_ignore_ascii_case("EPSG"));
    let code = u32::try_from(crs.code()).ok().filter(|code| *code > 0 && is_epsg);
    let epsg = code.map(Epsg::new).or_else(|| prj::epsg_from_wkt(crs.wkt()?));
    (epsg, epsg.is_some())
}

/// How many features lie whole in a file, and where the last one ends.
struct Whole {
    count: usize,
    end: usize,
}

/// Walks the sizes of the features, so that none is believed that does not fit.
fn whole_features(bytes: &[u8], header: &Header) -> Result<Whole, ReadError> {
    let size_at = |at: usize| {
        let size = bytes.get(at..at.checked_add(4)?)?;
        Some(u32::from_le_bytes(size.try_into().ok()?) as usize)
    };
    let cut = || ReadError::Truncated { expected: 12, found: bytes.len() as u64 };
    let header_size = size_at(8).ok_or_else(cut)?;
    let (count, node) = (header.features_count(), header.index_node_size());
    let index_size = match (usize::try_from(count), node) {
        // A count that the file has no room for is a lie, and the index's size with it.
        (Ok(count), 2..) if count > 0 => {
            if count > bytes.len() / 8 {
                return Err(cut());
            }
            PackedRTree::index_size(count, node)
        }
        _ => 0,
    };
    let mut end = 12 + header_size + index_size;
    let mut whole = Whole { count: 0, end: end.min(bytes.len()) };
    while let Some(next) = size_at(end).and_then(|size| (end + 4).checked_add(size)) {
        if next > bytes.len() {
            break;
        }
        end = next;
        whole = Whole { count: whole.count + 1, end };
    }
    Ok(whole)
}

/// Deeper collections are an attack, not a map.
const DEEPEST: u8 = 16;

struct Sink {
    shapes: ShapesBuilder,
    notes: Vec<Note>,
    heights: usize,
}

/// One point, line or polygon: its kind and its rings.
type Part = (ShapeKind, Vec<Vec<Coord>>);

impl Sink {
    fn damaged(&mut self, row: usize, found: &str) {
        self.notes.push(Note::feature(row, NoteKind::BadCoordinate { found: found.to_owned() }));
        self.shapes.end_feature(ShapeKind::None);
    }

    fn feature(&mut self, row: usize, declared: GeometryType, geometry: &Geometry) {
        let mut parts = Vec::new();
        if let Err(found) = collect(geometry, declared, 0, &mut parts) {
            return self.damaged(row, &found);
        }
        self.heights += usize::from(geometry.z().is_some() || geometry.m().is_some());
        let (kind, left_out) = self.shapes.extend_parts(parts);
        if kind == ShapeKind::None {
            self.notes.push(Note::feature(row, NoteKind::NoGeometry));
        }
        if left_out > 0 {
            self.notes.push(Note::feature(row, NoteKind::MixedCollection { left_out }));
        }
        self.shapes.end_feature(kind);
    }
}

/// Adds the parts of a geometry; `declared` is its type where it does not say so itself.
fn collect(
    geometry: &Geometry,
    declared: GeometryType,
    depth: u8,
    out: &mut Vec<Part>,
) -> Result<(), String> {
    if depth > DEEPEST {
        return Err("collections nested too deep".into());
    }
    let own = geometry.type_();
    let kind = if own == GeometryType::Unknown { declared } else { own };
    let members = |out: &mut Vec<Part>, kind| {
        let members = geometry.parts().into_iter().flatten();
        members.into_iter().try_for_each(|member| collect(&member, kind, depth + 1, out))
    };
    match kind {
        // An empty point is written as NaN, NaN.
        GeometryType::Point | GeometryType::MultiPoint if is_empty_point(geometry) => {}
        GeometryType::Point | GeometryType::MultiPoint => {
            let points = coords(geometry)?.into_iter();
            out.extend(points.map(|point| (ShapeKind::Point, vec![vec![point]])));
        }
        GeometryType::LineString | GeometryType::MultiLineString => {
            let lines = runs(geometry)?.into_iter().filter(|line| line.len() > 1);
            out.extend(lines.map(|line| (ShapeKind::Line, vec![line])));
        }
        GeometryType::Polygon => {
            let rings: Vec<Vec<Coord>> =
                runs(geometry)?.into_iter().filter(|ring| ring.len() > 3).collect();
            if !rings.is_empty() {
                out.push((ShapeKind::Polygon, rings));
            }
        }
        GeometryType::MultiPolygon => members(out, GeometryType::Polygon)?,
        GeometryType::GeometryCollection => members(out, GeometryType::Unknown)?,
        other => return Err(format!("geometry of type {other:?}")),
    }
    Ok(())
}

fn is_empty_point(geometry: &Geometry) -> bool {
    geometry.xy().is_some_and(|numbers| numbers.len() == 2 && numbers.get(0).is_nan())
}

fn coords(geometry: &Geometry) -> Result<Vec<Coord>, String> {
    let Some(numbers) = geometry.xy() else { return Ok(Vec::new()) };
    let mut coords = Vec::with_capacity(numbers.len() / 2);
    for at in 0..numbers.len() / 2 {
        coords.push([numbers.get(2 * at), numbers.get(2 * at + 1)]);
    }
    match coords.iter().find(|c| !c[0].is_finite() || !c[1].is_finite()) {
        Some(bad) => Err(format!("{bad:?}")),
        None => Ok(coords),
    }
}

/// The coordinates cut at the ends the geometry names.
fn runs(geometry: &Geometry) -> Result<Vec<Vec<Coord>>, String> {
    let coords = coords(geometry)?;
    let Some(ends) = geometry.ends().filter(|ends| !ends.is_empty()) else {
        return Ok(vec![coords]);
    };
    let mut start = 0;
    ends.iter()
        .map(|end| {
            let end = end as usize;
            let run = coords.get(start..end).ok_or("its rings end outside it")?;
            start = end;
            Ok(run.to_vec())
        })
        .collect()
}

struct Field {
    name: String,
    kind: ColumnType,
    data: ColumnData,
}

fn fields(header: &Header) -> Vec<Field> {
    let columns = header.columns().into_iter().flatten();
    columns
        .map(|column| {
            let kind = column.type_();
            let data = match kind {
                ColumnType::Bool => ColumnData::Boolean(Vec::new()),
                ColumnType::Float | ColumnType::Double => ColumnData::Real(Vec::new()),
                ColumnType::String
                | ColumnType::Json
                | ColumnType::DateTime
                | ColumnType::Binary
                | ColumnType::ULong => ColumnData::Text(TextColumn::default()),
                _ => ColumnData::Integer(Vec::new()),
            };
            Field { name: column.name().to_owned(), kind, data }
        })
        .collect()
}

/// Reads the values of one feature: column numbers, each with a value of its column's type. `None`
/// if they run out of bytes, or name a column that is not there or twice.
fn read_properties(mut bytes: &[u8], fields: &mut [Field], row: usize) -> Option<()> {
    fn take<'a>(bytes: &mut &'a [u8], count: usize) -> Option<&'a [u8]> {
        let (head, rest) = bytes.split_at_checked(count)?;
        *bytes = rest;
        Some(head)
    }
    fn number<const N: usize>(bytes: &mut &[u8]) -> Option<[u8; N]> {
        take(bytes, N)?.try_into().ok()
    }
    while !bytes.is_empty() {
        let column = u16::from_le_bytes(number(&mut bytes)?);
        let field = fields.get_mut(usize::from(column))?;
        field.data.pad(row);
        if field.data.len() > row {
            return None; // the column stands there twice
        }
        let bytes = &mut bytes;
        match (&mut field.data, field.kind) {
            (ColumnData::Boolean(v), _) => v.push(Some(number::<1>(bytes)?[0] != 0)),
            (ColumnData::Real(v), ColumnType::Float) => {
                v.push(Some(f64::from(f32::from_le_bytes(number(bytes)?))));
            }
            (ColumnData::Real(v), _) => v.push(Some(f64::from_le_bytes(number(bytes)?))),
            (ColumnData::Integer(v), kind) => v.push(Some(match kind {
                ColumnType::Byte => i64::from(i8::from_le_bytes(number(bytes)?)),
                ColumnType::UByte => i64::from(number::<1>(bytes)?[0]),
                ColumnType::Short => i64::from(i16::from_le_bytes(number(bytes)?)),
                ColumnType::UShort => i64::from(u16::from_le_bytes(number(bytes)?)),
                ColumnType::Int => i64::from(i32::from_le_bytes(number(bytes)?)),
                ColumnType::UInt => i64::from(u32::from_le_bytes(number(bytes)?)),
                _ => i64::from_le_bytes(number(bytes)?),
            })),
            (ColumnData::Text(texts), ColumnType::ULong) => {
                texts.push(Some(&u64::from_le_bytes(number(bytes)?).to_string()));
            }
            (ColumnData::Text(texts), kind) => {
                let length = u32::from_le_bytes(number(bytes)?) as usize;
                let text = take(bytes, length)?;
                if kind == ColumnType::Binary {
                    texts.push(None);
                } else {
                    texts.push(Some(&String::from_utf8_lossy(text)));
                }
            }
        }
    }
    Some(())
}
