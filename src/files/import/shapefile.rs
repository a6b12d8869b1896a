//! ESRI shapefiles (whitepaper of July 1998): `.shp` read in sequence, `.shx` not needed.

use std::path::{Path, PathBuf};

use allpa_geom::{Coord, ShapeKind, Shapes, ShapesBuilder, signed_area};
use allpa_model::{Column, CrsSource, LayerParts, Note, NoteKind, Provenance};

use super::{Imported, Progress, ReadError, dbf, prj};

/// The bytes of a shapefile's parts.
#[derive(Debug, Default)]
pub(super) struct Files {
    pub(super) shp: Vec<u8>,
    pub(super) dbf: Option<Vec<u8>>,
    pub(super) prj: Option<Vec<u8>>,
    pub(super) cpg: Option<Vec<u8>>,
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

/// Reads geometry, attributes, encoding and system.
pub(super) fn read(files: &Files, progress: &dyn Progress) -> Result<Imported, ReadError> {
    let (mut shapes, mut notes) = read_shp(&files.shp, progress)?;
    let cpg = files.cpg.as_ref().map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    let mut columns = Vec::new();
    let mut encoding = "";
    match files.dbf.as_ref().filter(|bytes| !bytes.is_empty()) {
        Some(bytes) => {
            let table = dbf::read(bytes, cpg.as_deref(), shapes.len())?;
            notes.extend(table.notes);
            encoding = table.encoding;
            columns = table.columns;
            let deleted: Vec<usize> =
                table.deleted.into_iter().filter(|row| *row < shapes.len()).collect();
            if !deleted.is_empty() {
                let text = format!("{} rows marked as deleted are left out", deleted.len());
                notes.push(Note { row: None, kind: NoteKind::Other(text) });
                (shapes, columns) = without(&shapes, &columns, &deleted);
            }
        }
        None => {
            notes.push(Note { row: None, kind: NoteKind::Other("no .dbf: no attributes".into()) });
        }
    }
    let wkt = files.prj.as_ref().map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    let declared = wkt.as_deref().and_then(prj::epsg_from_wkt);
    let crs_source = if declared.is_some() { CrsSource::Declared } else { CrsSource::Unknown };
    let provenance = Provenance {
        format: "ESRI Shapefile".into(),
        encoding: encoding.into(),
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
    if bytes.len() < 100 {
        return Err(ReadError::Truncated { expected: 100, found });
    }
    let reader = Reader(bytes);
    let announced = reader.big(24).and_then(|words| u64::try_from(words).ok()).unwrap_or(0) * 2;
    if reader.int(32) == Some(31) {
        return Err(ReadError::Invalid("a MultiPatch shapefile (3D surfaces) is not read".into()));
    }
    if announced > found {
        return Err(ReadError::Truncated { expected: announced, found });
    }
    let mut shapes = ShapesBuilder::with_capacity(bytes.len() / 16, bytes.len() / 1024);
    let mut notes = Vec::new();
    if announced < found {
        let text = "the header announces fewer bytes than the file has: the file's size counts";
        notes.push(Note { row: None, kind: NoteKind::Other(text.into()) });
    }
    let mut heights = 0;
    let mut at = 100;
    while at + 8 <= bytes.len() {
        let row = shapes.len();
        let words = reader.big(at + 4).and_then(|words| usize::try_from(words).ok());
        let length = words.and_then(|words| words.checked_mul(2));
        let Some(end) = length.and_then(|length| (at + 8).checked_add(length)) else {
            return Err(ReadError::Invalid(format!("record {row} has no length")));
        };
        let Some(record) = bytes.get(at + 8..end) else {
            return Err(ReadError::Truncated { expected: end as u64, found });
        };
        match read_record(record, &mut shapes) {
            Ok(ShapeKind::None) => {
                notes.push(Note { row: Some(row), kind: NoteKind::NoGeometry });
                shapes.end_feature(ShapeKind::None);
            }
            Ok(kind) => {
                heights += usize::from(matches!(Reader(record).int(0), Some(11..=18)));
                shapes.end_feature(kind);
            }
            Err(found) => {
                shapes.discard_ring();
                notes.push(Note { row: Some(row), kind: NoteKind::BadCoordinate { found } });
                shapes.end_feature(ShapeKind::None);
            }
        }
        if row.is_multiple_of(256) {
            progress.step(end as u64, found)?;
        }
        at = end;
    }
    if heights > 0 {
        notes.push(Note { row: None, kind: NoteKind::HeightsDropped { features: heights } });
    }
    Ok((shapes.finish(), notes))
}

/// Adds the parts of one record and tells what it is; nothing is added on error.
fn read_record(record: &[u8], shapes: &mut ShapesBuilder) -> Result<ShapeKind, String> {
    let reader = Reader(record);
    let cut = || "the record is shorter than it says".to_owned();
    match reader.int(0).ok_or_else(cut)? {
        0 => Ok(ShapeKind::None),
        1 | 11 | 21 => {
            let coord = reader.coords(4, 1).and_then(|mut coords| coords.next()).ok_or_else(cut)?;
            check(&[coord])?;
            shapes.push(coord);
            shapes.end_ring();
            shapes.end_part();
            Ok(ShapeKind::Point)
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
            Ok(ShapeKind::Point)
        }
        3 | 13 | 23 => {
            for line in parts(&reader).ok_or_else(cut)? {
                check(&line)?;
                shapes.extend(line);
                shapes.end_ring();
                shapes.end_part();
            }
            Ok(ShapeKind::Line)
        }
        5 | 15 | 25 => {
            let rings = parts(&reader).ok_or_else(cut)?;
            for ring in &rings {
                check(ring)?;
            }
            push_polygons(rings, shapes);
            Ok(ShapeKind::Polygon)
        }
        other => Err(format!("shape type {other}")),
    }
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

/// Groups rings into polygons: clockwise rings are shells, the others holes of the shell that
/// holds them. When no ring is clockwise the direction says nothing, and nesting alone decides.
fn push_polygons(rings: Vec<Vec<Coord>>, shapes: &mut ShapesBuilder) {
    let rings: Vec<Vec<Coord>> =
        rings.into_iter().map(closed).filter(|ring| ring.len() >= 4).collect();
    let by_direction = rings.iter().any(|ring| signed_area(ring) < 0.0);
    let is_hole = |&index: &usize| {
        if by_direction { signed_area(&rings[index]) > 0.0 } else { depth(&rings, index) % 2 == 1 }
    };
    let (holes, shells): (Vec<usize>, Vec<usize>) = (0..rings.len()).partition(is_hole);
    let size = |shell: usize| signed_area(&rings[shell]).abs();
    let home = |&hole: &usize| {
        let inside = shells.iter().copied().filter(|&shell| holds(&rings[shell], rings[hole][0]));
        // A hole that no shell holds is land drawn the wrong way round: a shell of its own.
        inside.min_by(|&a, &b| size(a).total_cmp(&size(b))).unwrap_or(hole)
    };
    let homes: Vec<usize> = holes.iter().map(home).collect();
    let strays =
        holes.iter().zip(&homes).filter(|(hole, home)| hole == home).map(|(hole, _)| *hole);
    for shell in shells.iter().copied().chain(strays) {
        let own =
            holes.iter().zip(&homes).filter(|(hole, home)| **home == shell && **hole != shell);
        for ring in std::iter::once(shell).chain(own.map(|(hole, _)| *hole)) {
            shapes.extend(rings[ring].iter().copied());
            shapes.end_ring();
        }
        shapes.end_part();
    }
}

fn closed(mut ring: Vec<Coord>) -> Vec<Coord> {
    if ring.first() != ring.last() {
        ring.extend(ring.first().copied());
    }
    ring
}

fn depth(rings: &[Vec<Coord>], index: usize) -> usize {
    let probe = rings[index][0];
    (0..rings.len()).filter(|other| *other != index && holds(&rings[*other], probe)).count()
}

fn holds(ring: &[Coord], [x, y]: Coord) -> bool {
    let mut inside = false;
    for edge in ring.windows(2) {
        let (a, b) = (edge[0], edge[1]);
        if (a[1] > y) != (b[1] > y) && x < (b[0] - a[0]) * (y - a[1]) / (b[1] - a[1]) + a[0] {
            inside = !inside;
        }
    }
    inside
}
