//! Workbooks: one sheet with typed cells, and one that says where they come from.

use allpa_model::table::{Cell, Table};
use allpa_model::{CrsSource, Layer};
use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};

use super::{WriteError, table};

/// Longest text that a cell of a spreadsheet holds.
const LONGEST_TEXT: usize = 32_767;

/// A table as a workbook of one sheet.
pub(super) fn of_table(table: &Table) -> Result<Vec<u8>, WriteError> {
    let mut book = Workbook::new();
    fill(book.add_worksheet(), "Datos", table)?;
    book.save_to_buffer().map_err(invalid)
}

/// An answer, with a sheet that says where its figures come from.
pub(super) fn of_answer(table: &Table, provenance: &Table) -> Result<Vec<u8>, WriteError> {
    let mut book = Workbook::new();
    fill(book.add_worksheet(), "Datos", table)?;
    fill(book.add_worksheet(), "Procedencia", provenance)?;
    book.save_to_buffer().map_err(invalid)
}

/// The attributes of a layer, with a sheet of sources.
pub(super) fn of_layer(layer: &Layer) -> Result<Vec<u8>, WriteError> {
    let mut book = Workbook::new();
    fill(book.add_worksheet(), "Datos", &table::of_layer(layer))?;
    fill(book.add_worksheet(), "Fuentes", &sources(layer))?;
    book.save_to_buffer().map_err(invalid)
}

fn invalid(error: XlsxError) -> WriteError {
    WriteError::Invalid(error.to_string())
}

fn fill(sheet: &mut Worksheet, name: &str, table: &Table) -> Result<(), WriteError> {
    let bold = Format::new().set_bold();
    sheet.set_name(name).map_err(invalid)?;
    for (column, title) in (0u16..).zip(&table.columns) {
        sheet.write_string_with_format(0, column, title, &bold).map_err(invalid)?;
    }
    for (row, cells) in (1u32..).zip(&table.rows) {
        for (column, cell) in (0u16..).zip(cells) {
            let written = match cell {
                Cell::Empty => continue,
                // Texts are never formulas here: a code keeps its zeros, a name its sign.
                Cell::Text(text) if text.chars().count() > LONGEST_TEXT => {
                    let problem = format!("row {row}: a text is longer than a cell can hold");
                    return Err(WriteError::Invalid(problem));
                }
                Cell::Text(text) => sheet.write_string(row, column, text),
                Cell::Integer(number) => sheet.write_number(row, column, *number as f64),
                Cell::Number(number) => sheet.write_number(row, column, *number),
            };
            written.map_err(invalid)?;
        }
    }
    sheet.set_freeze_panes(1, 0).map_err(invalid)?;
    sheet.autofit();
    Ok(())
}

fn sources(layer: &Layer) -> Table {
    let provenance = layer.provenance();
    let crs_source = match provenance.crs_source {
        CrsSource::Declared => "declarado por el archivo",
        CrsSource::Standard => "fijado por el formato",
        CrsSource::Stated => "indicado por el usuario",
        CrsSource::Unknown => "desconocido",
    };
    let mut table = Table::new(["dato", "valor"]);
    let system = format!("{} ({}), {crs_source}", layer.crs(), layer.crs().name());
    for (name, value) in [
        ("Capa", layer.name()),
        ("Archivo", &provenance.file),
        ("Formato", &provenance.format),
        ("Fuente", &provenance.source),
        ("Licencia", &provenance.licence),
        ("Fecha", &provenance.date),
        ("Sistema de coordenadas", &system),
        ("Codificación", &provenance.encoding),
    ] {
        if !value.is_empty() {
            table.push(vec![name.into(), value.into()]);
        }
    }
    table
}
