//! Delimited text with a position in two columns.

use allpa_geom::{Epsg, ShapeKind, ShapesBuilder};
use allpa_model::role::plain;
use allpa_model::{
    Column, ColumnData, CrsSource, LayerParts, Note, NoteKind, Provenance, TextColumn,
};

use super::encoding::decode_file;
use super::{Imported, Progress, ReadError};

const LONGITUDE: &[&str] = &["longitude", "longitud", "lon", "long", "lng", "x", "este", "coordx"];
const LATITUDE: &[&str] = &["latitude", "latitud", "lat", "y", "norte", "coordy"];

/// Reads points; the delimiter is the one of `,`, `;`, tab that the header uses most.
pub(super) fn read(bytes: &[u8], progress: &dyn Progress) -> Result<Imported, ReadError> {
    let (text, encoding) = decode_file(bytes);
    let header = text.lines().next().unwrap_or_default();
    let delimiter = [b',', b';', b'\t']
        .into_iter()
        .max_by_key(|mark| header.bytes().filter(|byte| byte == mark).count())
        .unwrap_or(b',');
    let mut reader =
        csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(text.as_bytes());
    let names: Vec<String> =
        reader.headers().map_err(syntax)?.iter().map(|name| name.trim().to_owned()).collect();
    let place = |known: &[&str]| {
        known.iter().find_map(|known| names.iter().position(|name| plain(name) == *known))
    };
    let (Some(x), Some(y)) = (place(LONGITUDE), place(LATITUDE)) else {
        return Err(ReadError::NoCoordinates { columns: names });
    };
    let mut shapes = ShapesBuilder::default();
    let mut columns: Vec<TextColumn> = vec![TextColumn::default(); names.len()];
    let mut notes = Vec::new();
    for record in reader.records() {
        let record = record.map_err(syntax)?;
        let row = shapes.len();
        if row % 1024 == 0 {
            progress.step(row as u64, 0)?;
        }
        let number = |at: usize| {
            let cell = record.get(at).unwrap_or_default().trim().replace(',', ".");
            cell.parse::<f64>().ok().filter(|number| number.is_finite())
        };
        if let (Some(x), Some(y)) = (number(x), number(y)) {
            shapes.push([x, y]);
            shapes.end_ring();
            shapes.end_part();
            shapes.end_feature(ShapeKind::Point);
        } else {
            let found = format!("{:?}, {:?}", record.get(x), record.get(y));
            notes.push(Note { row: Some(row), kind: NoteKind::BadCoordinate { found } });
            shapes.end_feature(ShapeKind::None);
        }
        for (at, column) in columns.iter_mut().enumerate() {
            column.push(record.get(at).filter(|cell| !cell.is_empty()));
        }
    }
    let shapes = shapes.finish();
    let is_degrees = shapes.bounds().is_none_or(|b| {
        b.min[0] >= -180.0 && b.max[0] <= 180.0 && b.min[1] >= -90.0 && b.max[1] <= 90.0
    });
    let declared = is_degrees.then_some(Epsg::WGS84);
    let provenance = Provenance {
        format: "CSV".into(),
        encoding: encoding.into(),
        crs_source: if is_degrees { CrsSource::Standard } else { CrsSource::Unknown },
        ..Provenance::default()
    };
    let named = names.into_iter().zip(columns);
    let columns = named.map(|(name, texts)| Column { name, data: ColumnData::Text(texts) });
    let columns = columns.collect();
    let parts = LayerParts { name: String::new(), shapes, columns, provenance, notes };
    Ok(Imported { parts, declared })
}

fn syntax(error: csv::Error) -> ReadError {
    let line = error.position().map_or(1, |position| position.line() as usize);
    ReadError::Syntax { line, column: 1, reason: error.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_are_found_by_the_names_of_their_columns() {
        let text = b"NOMBRE;ESTE;NORTE\nTarapoto;350000,5;9282000\nX;;\n";
        let imported = read(text, &()).expect("readable");
        assert_eq!(imported.declared, None);
        assert_eq!(imported.parts.shapes.feature_coords(0), [[350_000.5, 9_282_000.0]]);
        assert_eq!(imported.parts.notes.len(), 1);
        let degrees = read(b"lat,lon,n\n-6.5,-76.4,a\n", &()).expect("readable");
        assert_eq!(degrees.declared, Some(Epsg::WGS84));
    }

    #[test]
    fn a_table_without_positions_is_refused_by_name() {
        let error = read(b"a,b\n1,2\n", &()).expect_err("no positions");
        assert!(matches!(error, ReadError::NoCoordinates { columns } if columns == ["a", "b"]));
    }
}
