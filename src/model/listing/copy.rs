//! Rows as a spreadsheet takes them from the clipboard.

use std::fmt::Write as _;

use crate::{Layer, Value};

/// Rows of some columns, parted by tabs and line ends, the names of the columns first. A text with
/// a tab, a line end or a quote stands in quotes, as spreadsheets copy them.
///
/// # Panics
/// If the layer has no such column or row.
pub fn tab_separated(layer: &Layer, columns: &[usize], rows: &[u32]) -> String {
    let mut out = String::new();
    for (place, &column) in columns.iter().enumerate() {
        out.push_str(if place == 0 { "" } else { "\t" });
        push_text(&mut out, &layer.columns()[column].name);
    }
    out.push('\n');
    for &row in rows {
        for (place, &column) in columns.iter().enumerate() {
            out.push_str(if place == 0 { "" } else { "\t" });
            match layer.columns()[column].value(row as usize) {
                Value::Text(text) => push_text(&mut out, text),
                // Writing into a text never fails.
                value => drop(write!(out, "{value}")),
            }
        }
        out.push('\n');
    }
    out
}

fn push_text(out: &mut String, text: &str) {
    if text.contains(['\t', '\n', '\r', '"']) {
        out.push('"');
        out.push_str(&text.replace('"', "\"\""));
        out.push('"');
    } else {
        out.push_str(text);
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{layer, texts};
    use super::*;
    use crate::ColumnData;

    #[test]
    fn rows_are_parted_by_tabs_under_the_names_of_their_columns() {
        let layer = layer(vec![
            ("nombre", texts(&[Some("Ñandú\t\"A\""), None, Some("010101")])),
            ("oculta", ColumnData::Boolean(vec![None; 3])),
            ("ha", ColumnData::Real(vec![Some(1.5), Some(2.0), None])),
        ]);
        let text = tab_separated(&layer, &[0, 2], &[2, 0, 1]);
        assert_eq!(text, "nombre\tha\n010101\t\n\"Ñandú\t\"\"A\"\"\"\t1.5\n\t2\n");
    }
}
