//! Tables of facts that offices bring as CSV.

use allpa_model::question::conflicts::UseMatrix;

/// Reads a use matrix: columns `zone_code`, `use_code`, `level`, and `zone_name` and `use_es`
/// where there are. `None` when a column is missing or no row has a known level.
pub fn use_matrix(text: &str) -> Option<UseMatrix> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let header = reader.headers().ok()?.clone();
    let header: Vec<&str> = header.iter().collect();
    let records: Vec<csv::StringRecord> = reader.records().filter_map(Result::ok).collect();
    let rows = records.iter().map(|record| record.iter().collect());
    let (matrix, _) = UseMatrix::from_rows(&header, rows)?;
    (!matrix.uses().is_empty()).then_some(matrix)
}
