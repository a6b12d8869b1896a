//! Tables with a position in each row: delimited text and workbooks.
//!
//! A table is read in one pass. Its first rows tell where it begins and which columns hold the
//! position ([`header`]); then every row gives a point or a geometry, and every cell goes into a
//! text column, which becomes numbers at the end if all its cells are.

mod cells;
mod delimited;
mod header;
mod position;
mod workbook;

use allpa_model::role::plain;
use allpa_model::{CrsSource, LayerParts, Note, NoteKind, Provenance, TextColumn};
use csv::StringRecord;

use self::header::{Layout, Place};
use self::position::Positions;
use super::{Imported, Progress, ReadError};
use crate::export::is_formula;

pub(super) use cells::{are_written_numbers, column as typed_column};
pub(super) use delimited::read as read_delimited;
pub(super) use workbook::{read as read_workbook, sheet_names};

/// Rows looked at to find the header and the columns of the position.
const SAMPLE_ROWS: usize = 64;

/// Reads the rows of a table.
fn read_rows(
    mut rows: impl Iterator<Item = Result<StringRecord, ReadError>>,
    format: &str,
    encoding: &str,
    progress: &dyn Progress,
) -> Result<Imported, ReadError> {
    let sample: Vec<StringRecord> = rows.by_ref().take(SAMPLE_ROWS).collect::<Result<_, _>>()?;
    if sample.is_empty() {
        return Err(ReadError::Empty);
    }
    let layout = header::layout(&sample);
    let mut notes = layout_notes(&layout);
    let mut table = Table::new(&layout);
    let rest = sample.into_iter().map(Ok).chain(rows).skip(layout.skip);
    for (number, row) in rest.enumerate() {
        if number % 1024 == 0 {
            progress.step(number as u64, 0)?;
        }
        table.push(&row?);
    }
    let provenance =
        Provenance { format: format.into(), encoding: encoding.into(), ..Provenance::default() };
    table.finish(provenance, &mut notes)
}

fn layout_notes(layout: &Layout) -> Vec<Note> {
    match (layout.header, layout.place) {
        (_, Place::Nowhere) => vec![Note::layer(NoteKind::NoPositions)],
        (None, _) => vec![Note::layer(NoteKind::NoHeader)],
        (Some(1), _) => Vec::new(),
        (Some(row), _) => vec![Note::layer(NoteKind::HeaderRow { row })],
    }
}

/// What the rows give, as they come.
struct Table<'a> {
    layout: &'a Layout,
    positions: Positions,
    columns: Vec<TextColumn>,
    notes: Vec<Note>,
    rows: usize,
}

impl<'a> Table<'a> {
    fn new(layout: &'a Layout) -> Self {
        Self {
            layout,
            positions: Positions::new(layout.place),
            columns: vec![TextColumn::default(); layout.names.len()],
            notes: Vec::new(),
            rows: 0,
        }
    }

    fn push(&mut self, row: &StringRecord) {
        let mut cells = row.iter().enumerate();
        if cells.clone().all(|(_, cell)| cell.trim().is_empty()) {
            return; // spreadsheets leave empty rows below a table
        }
        let names = &self.layout.names;
        let is_name = |(column, cell): (usize, &str)| {
            names.get(column).is_some_and(|name| plain(name) == plain(cell))
        };
        if self.layout.header.is_some() && row.len() == names.len() && cells.all(is_name) {
            self.notes.push(Note::layer(NoteKind::HeaderRepeated));
            return;
        }
        let surplus = row.iter().skip(names.len()).any(|cell| !cell.trim().is_empty());
        if surplus || row.len() < names.len() {
            self.notes.push(Note::feature(self.rows, NoteKind::RaggedRow));
        }
        self.positions.push(row, self.rows, &mut self.notes);
        for (column, texts) in self.columns.iter_mut().enumerate() {
            let cell = row.get(column).filter(|cell| !cell.trim().is_empty());
            // The apostrophe that keeps spreadsheets from computing a text is no part of it.
            let bare =
                cell.and_then(|cell| cell.strip_prefix('\'')).filter(|bare| is_formula(bare));
            texts.push(bare.or(cell));
        }
        self.rows += 1;
    }

    fn finish(self, provenance: Provenance, notes: &mut Vec<Note>) -> Result<Imported, ReadError> {
        notes.extend(self.notes);
        let placed = self.positions.finish(notes)?;
        let mut columns = Vec::with_capacity(self.columns.len());
        for (name, texts) in self.layout.names.iter().zip(self.columns) {
            columns.push(cells::column(name, texts, notes));
        }
        let crs_source =
            if placed.crs.is_some() { CrsSource::Standard } else { CrsSource::Unknown };
        let provenance = Provenance { crs_source, ..provenance };
        let notes = std::mem::take(notes);
        let parts =
            LayerParts { name: String::new(), shapes: placed.shapes, columns, provenance, notes };
        Ok(Imported { parts, declared: placed.crs })
    }
}

#[cfg(test)]
mod tests;
