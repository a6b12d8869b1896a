//! What the columns of an answer look like, found once for each answer.

use allpa_model::question::cross::{OVERLAP, TOTAL};
use allpa_model::table::{Cell, Table};

/// How one column is drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ColumnLook {
    /// Whether it holds numbers.
    pub is_number: bool,
    /// The largest figure, where rows are compared by a bar behind theirs.
    pub largest: Option<f64>,
}

/// Columns of figures whose rows are compared.
const COMPARED: [&str; 8] = [
    "area_ha",
    "percent",
    "value",
    "population",
    "length_km",
    "minutes",
    "farther_population",
    "shared_km",
];

/// The look of every column of `table`.
pub(super) fn of(table: &Table) -> Vec<ColumnLook> {
    let look = |(at, name): (usize, &String)| {
        let first = table.rows.iter().map(|row| &row[at]).find(|cell| **cell != Cell::Empty);
        ColumnLook {
            is_number: first.is_some_and(|cell| cell.number().is_some()),
            largest: if COMPARED.contains(&name.as_str()) { largest(table, at) } else { None },
        }
    };
    table.columns.iter().enumerate().map(look).collect()
}

/// The largest figure of a column; sums do not count.
fn largest(table: &Table, at: usize) -> Option<f64> {
    let is_part = |row: &&Vec<Cell>| {
        !row.iter().any(|cell| matches!(cell, Cell::Text(t) if t == TOTAL || t == OVERLAP))
    };
    let numbers = table.rows.iter().filter(is_part).filter_map(|row| row[at].number());
    let largest = numbers.fold(0.0, f64::max);
    (largest > 0.0).then_some(largest)
}
