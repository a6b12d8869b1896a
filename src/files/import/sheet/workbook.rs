//! Workbooks of spreadsheets: XLSX, XLS, ODS.

use std::io::Cursor;

use calamine::{Data, Range, Reader as _, Sheets, open_workbook_auto_from_rs};
use csv::StringRecord;

use super::read_rows;
use crate::import::{Imported, Progress, ReadError};

/// Names of the sheets that have cells.
pub(in crate::import) fn sheet_names(bytes: &[u8]) -> Result<Vec<String>, ReadError> {
    let mut book = open(bytes)?;
    let names = book.sheet_names();
    let filled = names
        .into_iter()
        .filter(|name| book.worksheet_range(name).is_ok_and(|range| !range.is_empty()));
    let filled: Vec<String> = filled.collect();
    if filled.is_empty() {
        return Err(ReadError::Empty);
    }
    Ok(filled)
}

/// Reads the table of one sheet.
pub(in crate::import) fn read(
    bytes: &[u8],
    sheet: &str,
    progress: &dyn Progress,
) -> Result<Imported, ReadError> {
    let range = open(bytes)?.worksheet_range(sheet).map_err(damaged)?;
    let rows = rows(&range).map(Ok);
    read_rows(rows, "XLSX", "UTF-8", progress)
}

fn open(bytes: &[u8]) -> Result<Sheets<Cursor<&[u8]>>, ReadError> {
    open_workbook_auto_from_rs(Cursor::new(bytes)).map_err(damaged)
}

fn damaged(error: calamine::Error) -> ReadError {
    ReadError::Invalid(error.to_string())
}

/// Rows from the top of the sheet, so that they count as the user sees them.
fn rows(range: &Range<Data>) -> impl Iterator<Item = StringRecord> + '_ {
    let above = range.start().map_or(0, |(row, _)| row as usize);
    let empty = std::iter::repeat_n(StringRecord::new(), above);
    empty.chain(range.rows().map(|row| row.iter().map(text).collect()))
}

fn text(cell: &Data) -> String {
    match cell {
        Data::Empty | Data::Error(_) => String::new(),
        other => other.to_string(),
    }
}
