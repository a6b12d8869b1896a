//! Text cells into typed columns.

use allpa_model::role::plain;
use allpa_model::{Column, ColumnData, Note, NoteKind, TextColumn};

use allpa_model::position::{Decimal, decimal_mark, parse_number};

/// Names of columns that hold codes of places, with the widths INEI gives them: department,
/// province, district; and populated places.
const CODES: &[&str] = &[
    "ubigeo",
    "iddist",
    "idprov",
    "iddpto",
    "ccdd",
    "codubigeo",
    "ubigeodistrito",
    "codccpp",
    "idccpp",
    "coddist",
    "codprov",
    "coddpto",
];
const WIDTHS: &[usize] = &[2, 4, 6, 10];

/// The column as numbers if all its cells are, else as text. Codes stay text, with the zeros that
/// spreadsheets take away put back.
pub(in crate::import) fn column(name: &str, texts: TextColumn, notes: &mut Vec<Note>) -> Column {
    let column = |data| Column { name: name.to_owned(), data };
    let cells = || (0..texts.len()).filter_map(|row| texts.get(row)).map(str::trim);
    if CODES.contains(&plain(name).as_str()) {
        return column(ColumnData::Text(padded(name, &texts, notes)));
    }
    if cells().next().is_none() || cells().any(is_code) {
        return column(ColumnData::Text(texts));
    }
    let Some(mark) = decimal_mark(cells()) else {
        if are_written_numbers(&texts) {
            notes.push(Note::layer(NoteKind::NumbersAsText { field: name.to_owned() }));
        }
        return column(ColumnData::Text(texts));
    };
    let numbers: Vec<Option<f64>> = (0..texts.len())
        .map(|row| texts.get(row).and_then(|cell| parse_number(cell.trim(), mark)))
        .collect();
    // Whole numbers beyond 2^53 would change as doubles: they are codes of some kind.
    if numbers.iter().flatten().any(|n| n.abs() > 9_007_199_254_740_992.0) {
        return column(ColumnData::Text(texts));
    }
    let thousands = if mark == Decimal::Point { ',' } else { '.' };
    if cells().any(|cell| cell.contains(thousands)) {
        notes.push(Note::layer(NoteKind::ThousandsSeparator { field: name.to_owned() }));
    }
    let is_whole = !cells().any(|cell| cell.contains(['e', 'E']))
        && numbers.iter().flatten().all(|n| n.fract() == 0.0);
    column(if is_whole {
        ColumnData::Integer(numbers.iter().map(|n| n.map(|n| n as i64)).collect())
    } else {
        ColumnData::Real(numbers)
    })
}

/// Whether all texts are numbers with commas, as spreadsheets show them.
pub(in crate::import) fn are_written_numbers(texts: &TextColumn) -> bool {
    let cells = || (0..texts.len()).filter_map(|row| texts.get(row)).map(str::trim);
    let is_number = |cell: &str| {
        [Decimal::Point, Decimal::Comma].iter().any(|mark| parse_number(cell, *mark).is_some())
    };
    cells().next().is_some() && cells().all(is_number) && cells().any(|cell| cell.contains(','))
}

/// `010101` and `+51` are no numbers.
fn is_code(cell: &str) -> bool {
    let is_padded =
        cell.len() > 1 && cell.starts_with('0') && cell.bytes().all(|b| b.is_ascii_digit());
    is_padded || cell.starts_with('+')
}

/// Codes brought to the width of the widest, if that is one that INEI uses.
fn padded(name: &str, texts: &TextColumn, notes: &mut Vec<Note>) -> TextColumn {
    let is_digits = |code: &&str| code.bytes().all(|b| b.is_ascii_digit());
    let codes = (0..texts.len()).filter_map(|row| texts.get(row)).map(str::trim);
    let widest = codes.filter(is_digits).map(str::len).max().unwrap_or(0);
    // A column where every code lost its zero is one short.
    let width = WIDTHS.iter().copied().find(|width| *width == widest || *width == widest + 1);
    let Some(width) = width else { return texts.clone() };
    let mut changed = 0;
    let mut column = TextColumn::default();
    for row in 0..texts.len() {
        let code = texts.get(row).map(str::trim);
        match code {
            Some(code) if code.len() + 1 == width && is_digits(&code) => {
                changed += 1;
                column.push(Some(&format!("0{code}")));
            }
            code => column.push(code),
        }
    }
    if changed > 0 {
        let kind = NoteKind::CodesPadded { field: name.to_owned(), codes: changed };
        notes.push(Note::layer(kind));
    }
    column
}

#[cfg(test)]
mod tests {
    use super::*;
    use allpa_model::Value;

    fn values(name: &str, cells: &[&str]) -> (Vec<String>, bool, usize) {
        let texts = cells.iter().map(|cell| Some(*cell).filter(|cell| !cell.is_empty())).collect();
        let mut notes = Vec::new();
        let column = column(name, texts, &mut notes);
        let is_text = matches!(column.data, ColumnData::Text(_));
        let values = (0..cells.len()).map(|row| match column.value(row) {
            Value::Null => "-".to_owned(),
            value => value.to_string(),
        });
        (values.collect(), is_text, notes.len())
    }

    #[test]
    fn numbers_become_numbers_and_codes_stay_text() {
        let check = |name, cells: &[&str], expected: &[&str], is_text, notes| {
            let expected = expected.iter().map(|&text| text.to_owned()).collect();
            assert_eq!(values(name, cells), (expected, is_text, notes), "{name} {cells:?}");
        };
        check("ha", &["1,5", "", "2"], &["1.5", "-", "2"], false, 0);
        check("n", &["1", "12"], &["1", "12"], false, 0);
        check("ha", &["1,234", "2"], &["1,234", "2"], true, 1);
        check("nombre", &["a", "2"], &["a", "2"], true, 0);
        check("codigo", &["010101", "220101"], &["010101", "220101"], true, 0);
        check("UBIGEO", &["10101", "220101"], &["010101", "220101"], true, 1);
        check("CCDD", &["1", "22", ""], &["01", "22", "-"], true, 1);
    }
}
