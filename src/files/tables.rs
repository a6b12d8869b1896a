//! Tables of facts that offices bring as CSV.

use allpa_model::table::{Cell, Table};

/// Reads a table from CSV: the first row holds the names. Every cell is text without blanks around
/// it; a row that is too short ends in empty cells, one that is too long is cut.
pub fn read(text: &str) -> Table {
    let text = text.trim_start_matches('\u{feff}');
    let separator = separator(text);
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .delimiter(separator)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let header: Vec<String> =
        reader.headers().map(|names| names.iter().map(str::to_owned).collect()).unwrap_or_default();
    let width = header.len();
    let mut table = Table::new(header);
    for record in reader.records().filter_map(Result::ok) {
        let cell = |at: usize| match record.get(at) {
            None | Some("") => Cell::Empty,
            Some(text) => Cell::Text(text.to_owned()),
        };
        table.push((0..width).map(cell).collect());
    }
    table
}

/// Spreadsheets in Spanish write semicolons: the mark that the first row has more of.
fn separator(text: &str) -> u8 {
    let first = text.lines().next().unwrap_or_default();
    let count = |mark: char| first.chars().filter(|c| *c == mark).count();
    if count(';') > count(',') { b';' } else { b',' }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_any_length_fit_the_header() {
        for text in [
            "\u{feff}group;members\nSur;4\nNorte\nx;y;z\n",
            "group,members\nSur, 4\nNorte\nx,y,z\n",
        ] {
            let table = read(text);
            assert_eq!(table.columns, ["group", "members"]);
            assert_eq!(table.rows[0], ["Sur".into(), "4".into()]);
            assert_eq!(table.rows[1][1], Cell::Empty);
            assert_eq!(table.rows[2].len(), 2);
        }
    }
}
