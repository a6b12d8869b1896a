//! Delimited text: comma, semicolon, tab or bar.

use super::read_rows;
use crate::import::encoding::{self, TextEncoding, decode_table};
use crate::import::{Imported, Progress, ReadError};

/// Delimiters in the order they are tried.
const DELIMITERS: [u8; 4] = [b';', b'\t', b',', b'|'];

/// Reads a table from text in the encoding `stated`, else in the one it shows.
pub(in crate::import) fn read(
    bytes: &[u8],
    stated: Option<TextEncoding>,
    progress: &dyn Progress,
) -> Result<Imported, ReadError> {
    let (text, encoding) = decode_table(bytes, stated);
    if text.trim().is_empty() {
        return Err(ReadError::Empty);
    }
    let head = text.bytes().take(4096);
    if head.clone().filter(|byte| *byte == 0).count() > 0 {
        return Err(ReadError::UnknownFormat { looks_like: Some("binary data") });
    }
    let reader = csv::ReaderBuilder::new()
        .delimiter(delimiter(&text))
        .flexible(true)
        .has_headers(false)
        .from_reader(text.as_bytes());
    let rows = reader.into_records().map(|record| record.map_err(syntax));
    let mut imported = read_rows(rows, "CSV", encoding, progress)?;
    if stated.is_none() {
        imported.parts.notes.extend(encoding::guessed(bytes, encoding));
    }
    Ok(imported)
}

/// The delimiter that parts most rows into the same number of cells, more than one.
fn delimiter(text: &str) -> u8 {
    let cells = |delimiter: u8| {
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .flexible(true)
            .has_headers(false)
            .from_reader(text.as_bytes());
        let widths: Vec<usize> =
            reader.records().take(20).flatten().map(|record| record.len()).collect();
        let widest = widths.iter().copied().max().unwrap_or(1);
        let alike = widths.iter().filter(|width| **width == widest).count();
        (widest > 1, alike, widest)
    };
    // The first of equals wins: a semicolon is never a decimal mark, a comma often is.
    DELIMITERS.into_iter().rev().max_by_key(|delimiter| cells(*delimiter)).unwrap_or(b',')
}

fn syntax(error: csv::Error) -> ReadError {
    let line = error.position().map_or(1, |position| position.line() as usize);
    ReadError::Syntax { line, column: 1, reason: error.to_string() }
}
