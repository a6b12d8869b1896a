//! ESRI shapefiles (whitepaper of July 1998): `.shp` read in sequence, `.shx` not needed.

use std::path::{Path, PathBuf};

use allpa_geom::{Coord, ShapeKind, Shapes, ShapesBuilder};
use allpa_model::{Column, CrsSource, LayerParts, Note, NoteKind, Provenance};

use super::encoding::TextEncoding;
use super::{Imported, Progress, ReadError, dbf, prj, rings};

/// The bytes of a shapefile's parts.
#[derive(Debug, Default)]
pub(super) struct Files {
    pub(super) shp: Vec<u8>,
    pub(super) dbf: Option<Vec<u8>>,
    pub(super) prj: Option<Vec<u8>>,
    pub(super) cpg: Option<Vec<u8>>,
    /// Whether there is a `.shx`; it is not needed, but its absence tells of a partial copy.
    pub(super) has_shx: bool,
}

impl Files {
    /// Reads `path` and its companions, whatever the case of their extensions.
    pub(super) fn beside(path: &Path) -> Result<Self, ReadError> {
        let part = |extension: &str| -> Result<Option<Vec<u8>>, ReadError> {
            Ok(companion(path, extension).map(std::fs::read).transpose()?)
        };
        Ok(Self {
            shp: std::fs::read(path)?,
            dbf: part("dbf")?,
            prj: part("prj")?,
            cpg: part("cpg")?,
            has_shx: companion(path, "shx").is_some(),
        })
    }
}

/// The file of the same name with another extension.
fn companion(path: &Path, extension: &str) -> Option<PathBuf> {
    [extension.to_owned(), extension.to_uppercase()]
        .into_iter()
        .map(|extension| path.with_extension(extension))
        .find(|path| path.is_file())
}

/// Reads geometry, attributes and system; `encoding` is the user's word on the texts.
pub(super) fn read(
    files: &Files,
    encoding: Option<TextEncoding>,
    progress: &dyn Progress,
) -> Result<Imported, ReadError> {
    let (mut shapes, mut notes) = read_shp(&files.shp, progress)?;
    if !files.has_shx {
        notes.push(Note::layer(NoteKind::MissingPart { extension: "shx" }));
    }
    let cpg = files.cpg.as_ref().map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    let mut columns = Vec::new();
    let mut used = "";
    match files.dbf.as_ref().filter(|bytes| !bytes.is_empty()) {
        Some(bytes) => {
            let table = dbf::read(bytes, cpg.as_deref(), encoding, shapes.len())?;
            notes.extend(table.notes);
            used = table.encoding;
            columns = table.columns;
            let deleted: Vec<usize> =
                table.deleted.into_iter().filter(|row| *row < shapes.len()).collect();
            if !deleted.is_empty() {
                notes.push(Note::layer(NoteKind::RowsDeleted { rows: deleted.len() }));
                (shapes, columns) = without(&shapes, &columns, &deleted);
            }
        }
        None => {
            notes.push(Note::layer(NoteKind::MissingPart { extension: "dbf" }));
        }
    }
    let wkt = files.prj.as_ref().map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    let declared = wkt.as_deref().and_then(prj::epsg_from_wkt);
    if declared.is_none() && wkt.is_some_and(|text| !text.trim().is_empty()) {
        notes.push(Note::layer(NoteKind::CrsUnreadable));
    }
    let crs_source = if declared.is_some() { CrsSource::Declared } else { CrsSource::Unknown };
    let provenance = Provenance {
        format: "ESRI Shapefile".into(),
        encoding: used.into(),
        crs_source,
        ..Provenance::default()
    };
    let parts = LayerParts { name: String::new(), shapes, columns, provenance, notes };
    Ok(Imported { parts, declared })
}

fn without(shapes: &Shapes, columns: &[Column], deleted: &[usize]) -> (Shapes, Vec<Column>) {
    let kept: Vec<Option<usize>> =
        (0..shapes.len()).filter(|row| deleted.binary_search(row).is_err()).map(Some).collect();
    let mut builder = ShapesBuilder::with_capacity(shapes.coords().len(), kept.len());
    for row in kept.iter().flatten() {
        builder.push_feature(shapes, *row);
    }
    let take =
        |column: &Column| Column { name: column.name.clone(), data: column.data.take(&kept) };
    (builder.finish(), columns.iter().map(take).collect())
}

/// Little-endian numbers at a byte offset, `None` beyond the end.
struct Reader<'a>(&'a [u8]);

impl Reader<'_> {
    fn int(&self, at: usize) -> Option<i32> {
        Some(i32::from_le_bytes(self.0.get(at..at + 4)?.try_into().ok()?))
    }

    fn big(&self, at: usize) -> Option<i32> {
        Some(i32::from_be_bytes(self.0.get(at..at + 4)?.try_into().ok()?))
    }

    fn coords(&self, at: usize, count: usize) -> Option<impl Iterator<Item = Coord>> {
        let bytes = self.0.get(at..at.checked_add(count.checked_mul(16)?)?)?;
        let number = |bytes: &[u8]| f64::from_le_bytes(bytes.try_into().unwrap_or_default());
        Some(bytes.chunks_exact(16).map(move |pair| [number(&pair[..8]), number(&pair[8..])]))
    }
}

fn read_shp(bytes: &[u8], progress: &dyn Progress) -> Result<(Shapes, Vec<Note>), ReadError> {
    let found = bytes.len() as u64;
    if bytes.is_empty() {
        return Err(ReadError::Empty);
    }
    if bytes.len() < 100 {
        return Err(ReadError::Truncated { expected: 100, found });
    }
    let reader = Reader(bytes);
    let announced = reader.big(24).and_then(|words| u64::try_from(words).ok()).unwrap_or(0) * 2;
    let file_kind = reader.int(32).unwrap_or(0);
    if file_kind == MULTIPATCH {
        return Err(ReadError::Invalid("MultiPatch (3D)".into()));
    }
    let mut shapes = ShapesBuilder::with_capacity(bytes.len() / 16, bytes.len() / 1024);
    let mut notes = Vec::new();
    let mut heights = 0;
    let mut at = 100;
    while at + 8 <= bytes.len() {
        let row = shapes.len();
        let words = reader.big(at + 4).and_then(|words| usize::try_from(words).ok());
        let end = words.and_then(|words| words.checked_mul(2)?.checked_add(at + 8));
        let Some((record, end)) = end.and_then(|end| Some((bytes.get(at + 8..end)?, end))) else {
            // Where the next record begins cannot be known any more.
            let found = "a record longer than the file".to_owned();
            notes.push(Note::feature(row, NoteKind::BadCoordinate { found }));
            shapes.end_feature(ShapeKind::None);
            notes.push(Note::layer(NoteKind::CutShort));
            break;
        };
        match read_record(record, file_kind, &mut shapes) {
            Ok(Record { kind: ShapeKind::None, .. }) => {
                notes.push(Note::feature(row, NoteKind::NoGeometry));
                shapes.end_feature(ShapeKind::None);
            }
            Ok(read) => {
                heights += usize::from(read.has_height);
                notes.extend(read.note.map(|kind| Note::feature(row, kind)));
                shapes.end_feature(read.kind);
            }
            Err(found) => {
                shapes.discard_ring();
                notes.push(Note::feature(row, NoteKind::BadCoordinate { found }));
                shapes.end_feature(ShapeKind::None);
            }
        }
        if row.is_multiple_of(256) {
            progress.step(end as u64, found)?;
        }
        at = end;
    }
    let is_cut = notes.iter().any(|note| note.kind == NoteKind::CutShort);
    if announced != found && !is_cut {
        notes.push(Note::layer(NoteKind::HeaderSize));
    }
    if heights > 0 {
        notes.push(Note::layer(NoteKind::HeightsDropped { features: heights }));
    }
    Ok((shapes.finish(), notes))
}

/// Shape type of 3D surfaces.
const MULTIPATCH: i32 = 31;

/// What one record held, apart from positions.
struct Record {
    kind: ShapeKind,
    has_height: bool,
    note: Option<NoteKind>,
}

/// Adds the parts of one record and tells what it is; nothing is added on error.
fn read_record(
    record: &[u8],
    file_kind: i32,
    shapes: &mut ShapesBuilder,
) -> Result<Record, String> {
    let reader = Reader(record);
    let cut = || "the record is shorter than it says".to_owned();
    let code = reader.int(0).ok_or_else(cut)?;
    if code != 0 && code != file_kind {
        return Err(format!("shape type {code} in a file of type {file_kind}"));
    }
    let mut note = None;
    let kind = match code {
        0 => ShapeKind::None,
        1 | 11 | 21 => {
            let coord = reader.coords(4, 1).and_then(|mut coords| coords.next()).ok_or_else(cut)?;
            check(&[coord])?;
            shapes.push(coord);
            shapes.end_ring();
            shapes.end_part();
            ShapeKind::Point
        }
        8 | 18 | 28 => {
            let count = reader.int(36).and_then(|n| usize::try_from(n).ok()).ok_or_else(cut)?;
            let coords: Vec<Coord> = reader.coords(40, count).ok_or_else(cut)?.collect();
            check(&coords)?;
            for coord in coords {
                shapes.push(coord);
                shapes.end_ring();
                shapes.end_part();
            }
            ShapeKind::Point
        }
        3 | 13 | 23 => {
            let lines = parts(&reader).ok_or_else(cut)?;
            for line in &lines {
                check(line)?;
            }
            for line in lines {
                shapes.extend(line);
                shapes.end_ring();
                shapes.end_part();
            }
            ShapeKind::Line
        }
        5 | 15 | 25 => {
            let rings = parts(&reader).ok_or_else(cut)?;
            for ring in &rings {
                check(ring)?;
            }
            note = rings::push_polygons(rings, shapes);
            ShapeKind::Polygon
        }
        other => return Err(format!("shape type {other}")),
    };
    Ok(Record { kind, has_height: code > 10, note })
}

fn check(coords: &[Coord]) -> Result<(), String> {
    match coords.iter().find(|c| !c[0].is_finite() || !c[1].is_finite()) {
        Some(bad) => Err(format!("{bad:?}")),
        None => Ok(()),
    }
}

/// The runs of positions of a line or polygon record; `None` if its counts contradict its size.
fn parts(reader: &Reader) -> Option<Vec<Vec<Coord>>> {
    let count = |at| reader.int(at).and_then(|n| usize::try_from(n).ok());
    let (parts, points) = (count(36)?, count(40)?);
    let first = 44usize.checked_add(parts.checked_mul(4)?)?;
    let coords: Vec<Coord> = reader.coords(first, points)?.collect();
    let mut starts: Vec<usize> =
        (0..parts).map(|part| count(44 + 4 * part)).collect::<Option<_>>()?;
    starts.push(points);
    let run = |pair: &[usize]| coords.get(pair[0]..pair[1]).map(<[Coord]>::to_vec);
    starts.windows(2).map(run).collect()
}
