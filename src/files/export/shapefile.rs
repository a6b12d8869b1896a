//! ESRI shapefiles: texts in UTF-8 with a `.cpg`, the system in a `.prj`, names cut to ten letters.

use std::fs::File;
use std::io::BufWriter;
use std::path::Path;

use allpa_geom::{Bounds, Coord, ShapeKind, Shapes, signed_area};
use allpa_model::{Column, ColumnData, FieldKind, Layer, Value};
use dbase::{FieldName, FieldValue, Record, TableWriterBuilder, UnicodeLossy};

use super::{WriteError, WriteReport, folder};

/// Longest text a field can hold.
const LONGEST_TEXT: usize = 254;

/// Writes the four files and reports renamed fields.
pub(super) fn write(layer: &Layer, path: &Path) -> Result<WriteReport, WriteError> {
    let shapes = layer.shapes();
    let kind = layer.kind();
    let is_mixed = |row: usize| shapes.kind(row) != kind && shapes.kind(row) != ShapeKind::None;
    if (0..layer.len()).any(is_mixed) {
        let text = "a shapefile holds one kind of geometry, this layer has several";
        return Err(WriteError::Invalid(text.into()));
    }
    let names = short_names(layer);
    let mut table = TableWriterBuilder::with_encoding(UnicodeLossy);
    for (column, name) in layer.columns().iter().zip(&names) {
        let name = FieldName::try_from(name.as_str())
            .map_err(|_| WriteError::Invalid(format!("field name {name}")))?;
        table = match column.data.kind() {
            FieldKind::Text => {
                let longest = (0..layer.len()).map(|row| column.value(row).to_string().len()).max();
                let length = longest.unwrap_or(1).clamp(1, LONGEST_TEXT) as u8;
                table.add_character_field(name, length)
            }
            FieldKind::Integer => table.add_numeric_field(name, 18, 0),
            FieldKind::Real => {
                let (width, decimals) = real_size(column);
                table.add_numeric_field(name, width, decimals)
            }
            FieldKind::Boolean => table.add_logical_field(name),
        };
    }
    let home = tempfile::TempDir::new_in(folder(path))?;
    let stem = path.file_stem().unwrap_or_default();
    let temporary = home.path().join(stem).with_extension("shp");
    {
        let dbf = File::create(temporary.with_extension("dbf"))?;
        let mut table = table.build_with_dest(BufWriter::new(dbf));
        for row in 0..layer.len() {
            let mut record = Record::default();
            for (column, name) in layer.columns().iter().zip(&names) {
                record.insert(name.clone(), field_value(column.data.kind(), column.value(row)));
            }
            table.write_record(&record).map_err(invalid)?;
        }
        table.finalize().map_err(invalid)?;
    }
    let (shp, shx) = encode(shapes, kind);
    std::fs::write(&temporary, shp)?;
    std::fs::write(temporary.with_extension("shx"), shx)?;
    let definition = allpa_geom::wkt_esri(layer.crs()).unwrap_or_default();
    std::fs::write(temporary.with_extension("prj"), definition)?;
    std::fs::write(temporary.with_extension("cpg"), "UTF-8")?;
    // The main file last: while it is missing nobody takes the others for a shapefile.
    for extension in ["dbf", "shx", "prj", "cpg", "shp"] {
        std::fs::rename(temporary.with_extension(extension), path.with_extension(extension))?;
    }
    let renamed = layer.columns().iter().zip(names).filter(|(column, name)| column.name != *name);
    let renamed = renamed.map(|(column, name)| (column.name.clone(), name)).collect();
    let cut = layer.columns().iter().map(|column| (column.name.clone(), too_long(column)));
    let cut = cut.filter(|(_, texts)| *texts > 0).collect();
    Ok(WriteReport { renamed, cut, ..WriteReport::default() })
}

/// Width and decimals that hold every number of the column with all its digits, as far as a field
/// does.
fn real_size(column: &Column) -> (u8, u8) {
    let (mut whole, mut decimals) = (1, 1);
    for row in 0..column.data.len() {
        let text = column.value(row).to_string();
        let (before, after) = text.split_once('.').unwrap_or((&text, ""));
        whole = whole.max(before.len());
        decimals = decimals.max(after.len());
    }
    let decimals = decimals.min(MOST_DECIMALS);
    let width = (whole + 1 + decimals).min(WIDEST_NUMBER);
    (width as u8, decimals as u8)
}

/// As GDAL writes them.
const MOST_DECIMALS: usize = 15;
const WIDEST_NUMBER: usize = 32;

fn too_long(column: &Column) -> usize {
    let ColumnData::Text(texts) = &column.data else { return 0 };
    let lengths = (0..texts.len()).filter_map(|row| texts.get(row)).map(str::len);
    lengths.filter(|length| *length > LONGEST_TEXT).count()
}

/// The bytes of `.shp` and `.shx` (ESRI whitepaper, July 1998).
fn encode(shapes: &Shapes, kind: ShapeKind) -> (Vec<u8>, Vec<u8>) {
    let is_multi = kind == ShapeKind::Point && (0..shapes.len()).any(|r| shapes.parts(r).len() > 1);
    let code: i32 = match kind {
        ShapeKind::None => 0,
        ShapeKind::Point if is_multi => 8,
        ShapeKind::Point => 1,
        ShapeKind::Line => 3,
        ShapeKind::Polygon => 5,
    };
    let (mut shp, mut shx) = (vec![0; 100], vec![0; 100]);
    for row in 0..shapes.len() {
        let content = record(shapes, row, code);
        let words = |bytes: usize| (bytes as i32 / 2).to_be_bytes();
        shx.extend(words(shp.len()));
        shx.extend(words(content.len()));
        shp.extend((row as i32 + 1).to_be_bytes());
        shp.extend(words(content.len()));
        shp.extend(content);
    }
    for file in [&mut shp, &mut shx] {
        let words = file.len() as i32 / 2;
        file[0..4].copy_from_slice(&9994i32.to_be_bytes());
        file[24..28].copy_from_slice(&words.to_be_bytes());
        file[28..32].copy_from_slice(&1000i32.to_le_bytes());
        file[32..36].copy_from_slice(&code.to_le_bytes());
        let bounds = shapes.bounds().map_or([0.0; 4], sides);
        for (i, side) in bounds.into_iter().enumerate() {
            file[36 + 8 * i..44 + 8 * i].copy_from_slice(&side.to_le_bytes());
        }
    }
    (shp, shx)
}

fn sides(bounds: Bounds) -> [f64; 4] {
    [bounds.min[0], bounds.min[1], bounds.max[0], bounds.max[1]]
}

fn record(shapes: &Shapes, row: usize, code: i32) -> Vec<u8> {
    let Some(bounds) = shapes.feature_bounds(row) else { return 0i32.to_le_bytes().to_vec() };
    let mut out = code.to_le_bytes().to_vec();
    let push = |out: &mut Vec<u8>, coord: Coord| {
        coord.iter().for_each(|number| out.extend(number.to_le_bytes()));
    };
    let coords = shapes.feature_coords(row);
    if code == 1 {
        push(&mut out, coords[0]);
        return out;
    }
    sides(bounds).iter().for_each(|side| out.extend(side.to_le_bytes()));
    if code != 8 {
        out.extend((shapes.rings(row).count() as i32).to_le_bytes());
    }
    out.extend((coords.len() as i32).to_le_bytes());
    if code == 8 {
        coords.iter().for_each(|&coord| push(&mut out, coord));
        return out;
    }
    let mut start = 0;
    for ring in shapes.rings(row) {
        out.extend((start as i32).to_le_bytes());
        start += ring.len();
    }
    for part in shapes.parts(row) {
        for (i, ring) in part.into_rings().enumerate() {
            // Shells run clockwise and holes counter-clockwise: against RFC 7946.
            let is_turned = code == 5 && (signed_area(ring) > 0.0) == (i == 0);
            if is_turned {
                ring.iter().rev().for_each(|&coord| push(&mut out, coord));
            } else {
                ring.iter().for_each(|&coord| push(&mut out, coord));
            }
        }
    }
    out
}

fn field_value(kind: FieldKind, value: Value) -> FieldValue {
    match kind {
        FieldKind::Text => {
            let text = (!value.is_null()).then(|| cut(&value.to_string()).to_owned());
            FieldValue::Character(text)
        }
        FieldKind::Integer | FieldKind::Real => {
            FieldValue::Numeric(value.as_number().filter(|n| n.is_finite()))
        }
        FieldKind::Boolean => FieldValue::Logical(match value {
            Value::Boolean(yes) => Some(yes),
            _ => None,
        }),
    }
}

/// As many whole letters as fit.
fn cut(text: &str) -> &str {
    let mut end = text.len().min(LONGEST_TEXT);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// Field names of at most ten bytes, all different.
fn short_names(layer: &Layer) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for column in layer.columns() {
        let fits = |limit: usize| {
            let mut end = column.name.len().min(limit);
            while !column.name.is_char_boundary(end) {
                end -= 1;
            }
            column.name[..end].to_owned()
        };
        let mut name = fits(10);
        let mut number = 1;
        while names.iter().any(|other| other.eq_ignore_ascii_case(&name)) {
            let suffix = format!("_{number}");
            name = format!("{}{suffix}", fits(10 - suffix.len()));
            number += 1;
        }
        names.push(name);
    }
    names
}

fn invalid(error: dbase::Error) -> WriteError {
    match error.kind() {
        dbase::ErrorKind::IoError(below) => {
            std::io::Error::new(below.kind(), below.to_string()).into()
        }
        _ => WriteError::Invalid(error.to_string()),
    }
}
