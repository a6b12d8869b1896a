//! Tables as CSV and JSON.

use std::path::Path;

use allpa_model::Layer;
use allpa_model::question::asked::Sheet;
use allpa_model::table::{Cell, Table};
use serde_json::{Map, Value};

use super::{WriteError, write_bytes, xlsx};
use crate::names::extension;

/// UTF-8, comma, decimal point, line feed, with a header.
pub fn to_csv(table: &Table) -> Vec<u8> {
    let mut writer =
        csv::WriterBuilder::new().terminator(csv::Terminator::Any(b'\n')).from_writer(Vec::new());
    // Writing to memory cannot fail, and rows are as long as the header.
    writer.write_record(&table.columns).ok();
    for row in &table.rows {
        writer.write_record(row.iter().map(harmless)).ok();
    }
    writer.into_inner().unwrap_or_default()
}

/// The text of a cell, with an apostrophe before what a spreadsheet would take for a formula.
fn harmless(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) if is_formula(text) => format!("'{text}"),
        other => other.to_string(),
    }
}

/// Whether a spreadsheet would compute a text. Signed numbers are none.
pub(crate) fn is_formula(text: &str) -> bool {
    text.starts_with(['=', '@', '\t', '\r'])
        || (text.starts_with(['+', '-']) && text.parse::<f64>().is_err() && text.len() > 1)
}

/// The whole answer of a question: `tables` by name with a list of objects each, `notes`
/// in words, `remarks` and `provenance`.
pub fn sheet_to_json(sheet: &Sheet, notes: &[String]) -> Vec<u8> {
    let tables = sheet.found.tables.iter();
    let tables: Map<_, _> =
        tables.map(|named| (named.name.to_owned(), objects(&named.table))).collect();
    let document = serde_json::json!({
        "tables": tables,
        "notes": notes,
        "remarks": sheet.found.remarks,
        "provenance": sheet.provenance,
    });
    pretty(&document)
}

/// A list of objects, one per row, keys in column order.
pub fn to_json(table: &Table) -> Vec<u8> {
    pretty(&objects(table))
}

fn objects(table: &Table) -> Value {
    let cell = |cell: &Cell| match cell {
        Cell::Empty => Value::Null,
        Cell::Text(text) => Value::from(text.as_str()),
        Cell::Integer(number) => Value::from(*number),
        Cell::Number(number) => Value::from(*number),
    };
    let object = |row: &Vec<Cell>| {
        let pairs = table.columns.iter().cloned().zip(row.iter().map(cell));
        Value::Object(pairs.collect::<Map<_, _>>())
    };
    Value::Array(table.rows.iter().map(object).collect())
}

fn pretty(value: &Value) -> Vec<u8> {
    let mut text = serde_json::to_vec_pretty(value).unwrap_or_default();
    text.push(b'\n');
    text
}

/// Extensions of the formats that tables are written in.
pub const TABLE_FORMATS: [&str; 3] = ["csv", "xlsx", "json"];

/// Writes a table in the format of the extension of `path`.
///
/// # Errors
/// [`WriteError::UnknownFormat`], [`WriteError::Io`].
pub fn write_table(table: &Table, path: &Path) -> Result<(), WriteError> {
    match extension(path).as_str() {
        "csv" => write_bytes(path, &to_csv(table)),
        "json" => write_bytes(path, &to_json(table)),
        "xlsx" => write_bytes(path, &xlsx::of_table(table)?),
        other => Err(WriteError::UnknownFormat {
            extension: other.to_owned(),
            known: TABLE_FORMATS.to_vec(),
        }),
    }
}

/// Writes a table that answers in the format of the extension of `path`; a workbook takes the table
/// of its provenance in, which is made only then.
///
/// # Errors
/// As [`write_table`].
pub fn write_answer(
    table: &Table,
    path: &Path,
    provenance: impl FnOnce() -> Table,
) -> Result<(), WriteError> {
    match extension(path).as_str() {
        "xlsx" => write_bytes(path, &xlsx::of_answer(table, &provenance())?),
        _ => write_table(table, path),
    }
}

/// The attributes of a layer, with `lon` and `lat` for points.
pub(super) fn of_layer(layer: &Layer) -> Table {
    let shapes = layer.geographic().ok();
    let is_points = layer.kind() == allpa_geom::ShapeKind::Point;
    let positions = shapes.filter(|_| is_points);
    let names = layer.columns().iter().map(|column| column.name.clone());
    let extra = positions.iter().flat_map(|_| ["lon".to_owned(), "lat".to_owned()]);
    let mut table = Table::new(names.chain(extra));
    for row in 0..layer.len() {
        let mut cells: Vec<Cell> =
            layer.columns().iter().map(|column| column.value(row).into()).collect();
        if let Some(shapes) = positions {
            match shapes.feature_coords(row).first() {
                Some(&[lon, lat]) => cells.extend([Cell::Number(lon), Cell::Number(lat)]),
                None => cells.extend([Cell::Empty, Cell::Empty]),
            }
        }
        table.push(cells);
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_with_commas_are_quoted_and_numbers_keep_their_digits() {
        let mut table = Table::new(["a", "b"]);
        table.push(vec!["x, y".into(), 0.1.into()]);
        table.push(vec![Cell::Empty, 3usize.into()]);
        assert_eq!(to_csv(&table), b"a,b\n\"x, y\",0.1\n,3\n");
        let json: Value = serde_json::from_slice(&to_json(&table)).expect("valid");
        assert_eq!(json[1]["b"], 3);
    }
}
