//! The order of rows by one column.

use rayon::prelude::*;

use super::CHUNK;
use super::fold::collate_into;
use crate::{ColumnData, Layer, TextColumn};

/// What rows are sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SortBy {
    /// Their number.
    Row,
    /// The values of the column with this number.
    Column(usize),
}

/// An order of rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sort {
    /// What rows are sorted by.
    pub by: SortBy,
    /// From the greatest to the least.
    pub descending: bool,
}

/// All rows of `layer` in that order: numbers as numbers, texts as Spanish sorts them without case
/// and accents, rows without a value last either way, equal ones by their number.
///
/// # Panics
/// If the layer has no such column.
pub fn sorted(layer: &Layer, sort: Sort) -> Vec<u32> {
    let Sort { by, descending } = sort;
    let column = match by {
        SortBy::Column(column) => &layer.columns()[column],
        SortBy::Row if descending => return (0..layer.len() as u32).rev().collect(),
        SortBy::Row => return (0..layer.len() as u32).collect(),
    };
    match &column.data {
        ColumnData::Text(texts) => by_texts(texts, descending),
        ColumnData::Integer(values) => by_keys(values, descending, |v| Some(integer_key(v))),
        ColumnData::Real(values) => by_keys(values, descending, real_key),
        ColumnData::Boolean(values) => by_keys(values, descending, |v| Some(u64::from(v))),
    }
}

/// A number that grows with `value`.
fn integer_key(value: i64) -> u64 {
    (value as u64) ^ (1 << 63)
}

/// A number that grows with `value`; what is no number counts as missing.
fn real_key(value: f64) -> Option<u64> {
    const SIGN: u64 = 1 << 63;
    // Adding zero makes one of the two zeros.
    let bits = (value + 0.0).to_bits();
    (!value.is_nan()).then_some(if bits & SIGN == 0 { bits | SIGN } else { !bits })
}

fn by_keys<T: Copy + Sync>(
    values: &[Option<T>],
    descending: bool,
    key: impl Fn(T) -> Option<u64> + Sync,
) -> Vec<u32> {
    let key = |value: &Option<T>| value.and_then(&key);
    let numbered = (0u32..).zip(values);
    let mut keys: Vec<(u64, u32)> = numbered
        .clone()
        .filter_map(|(row, value)| Some((key(value)?, row)))
        .map(|(key, row)| (if descending { !key } else { key }, row))
        .collect();
    keys.par_sort_unstable();
    let missing = numbered.filter(|(_, value)| key(value).is_none()).map(|(row, _)| row);
    keys.into_iter().map(|(_, row)| row).chain(missing).collect()
}

fn by_texts(texts: &TextColumn, descending: bool) -> Vec<u32> {
    let keys = Keys::of(texts);
    let mut rows: Vec<(u64, u32)> = (0..texts.len())
        .into_par_iter()
        .filter(|row| texts.get(*row).is_some())
        .map(|row| (letters(keys.get(row), 0, descending), row as u32))
        .collect();
    by_letters(&mut rows, &keys, 0, descending);
    let missing = (0..texts.len()).filter(|row| texts.get(*row).is_none()).map(|row| row as u32);
    rows.into_iter().map(|(_, row)| row).chain(missing).collect()
}

/// Letters compared at once.
const WORD: usize = 8;
/// Letters from which texts are compared one by one: few that are as long differ so late.
const DEEP: usize = 64;

/// Sorts rows by the letters beside them, those of `keys` from `depth` on, and rows alike in these
/// by the next ones: numbers are compared much faster than texts.
fn by_letters(rows: &mut [(u64, u32)], keys: &Keys, depth: usize, descending: bool) {
    rows.par_sort_unstable();
    let next = depth + WORD;
    rows.par_chunk_by_mut(|a, b| a.0 == b.0).for_each(|alike| {
        let goes_on = |(_, row): &(u64, u32)| keys.get(*row as usize).len() > next;
        if alike.len() < 2 || !alike.iter().any(goes_on) {
            return;
        }
        if next >= DEEP {
            alike.par_sort_unstable_by(|a, b| {
                let order = keys.get(a.1 as usize).cmp(keys.get(b.1 as usize));
                let order = if descending { order.reverse() } else { order };
                order.then(a.1.cmp(&b.1))
            });
            return;
        }
        for (word, row) in alike.iter_mut() {
            *word = letters(keys.get(*row as usize), next, descending);
        }
        by_letters(alike, keys, next, descending);
    });
}

/// The letters of a text from `depth` on as a number that grows with them, or falls.
fn letters(key: &[u8], depth: usize, descending: bool) -> u64 {
    let rest = key.get(depth..).unwrap_or_default();
    let mut word = [0; WORD];
    let count = rest.len().min(WORD);
    word[..count].copy_from_slice(&rest[..count]);
    let word = u64::from_be_bytes(word);
    if descending { !word } else { word }
}

/// The bytes by which the texts of a column are sorted, in chunks made side by side.
struct Keys(Vec<KeysOfChunk>);

#[derive(Default)]
struct KeysOfChunk {
    bytes: Vec<u8>,
    ends: Vec<usize>,
}

impl Keys {
    fn of(texts: &TextColumn) -> Self {
        let chunk = |chunk: usize| {
            let mut keys = KeysOfChunk::default();
            for row in chunk * CHUNK..((chunk + 1) * CHUNK).min(texts.len()) {
                collate_into(texts.get(row).unwrap_or_default(), &mut keys.bytes);
                keys.ends.push(keys.bytes.len());
            }
            keys
        };
        Self((0..texts.len().div_ceil(CHUNK)).into_par_iter().map(chunk).collect())
    }

    fn get(&self, row: usize) -> &[u8] {
        let chunk = &self.0[row / CHUNK];
        let row = row % CHUNK;
        let start = if row == 0 { 0 } else { chunk.ends[row - 1] };
        &chunk.bytes[start..chunk.ends[row]]
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{layer, texts};
    use super::*;

    fn check(data: ColumnData, up: &[u32], down: &[u32]) {
        let layer = layer(vec![("a", data)]);
        let sort = |descending| sorted(&layer, Sort { by: SortBy::Column(0), descending });
        assert_eq!(sort(false), up);
        assert_eq!(sort(true), down);
    }

    #[test]
    fn numbers_are_sorted_as_numbers_and_missing_ones_come_last() {
        check(
            ColumnData::Integer(vec![Some(10), Some(9), None, Some(-3), Some(9)]),
            &[3, 1, 4, 0, 2],
            &[0, 1, 4, 3, 2],
        );
        let reals = [Some(2.5), Some(-1.0), Some(f64::NAN), Some(f64::NEG_INFINITY), Some(10.0)];
        check(ColumnData::Real(reals.to_vec()), &[3, 1, 0, 4, 2], &[4, 0, 1, 3, 2]);
        check(ColumnData::Real(vec![Some(0.0), Some(-0.0)]), &[0, 1], &[0, 1]);
        check(ColumnData::Boolean(vec![Some(true), None, Some(false)]), &[2, 0, 1], &[0, 2, 1]);
    }

    #[test]
    fn texts_are_sorted_as_in_a_spanish_dictionary() {
        check(
            texts(&[Some("Ñaña"), Some("Nuñoa"), None, Some("Áncash"), Some("ancash"), Some("O")]),
            &[3, 4, 1, 0, 5, 2],
            &[5, 0, 1, 3, 4, 2],
        );
        // Alike in the first eight letters, or in many more.
        check(texts(&[Some("San Martín B"), Some("San Martin a")]), &[1, 0], &[0, 1]);
        let long = "Zona de protección y conservación ecológica ".repeat(3);
        let [b, a] = ["b", "A"].map(|end| format!("{long}{end}"));
        let short = Some(long.as_str());
        check(
            texts(&[Some(&b), short, Some(&a), short, Some(&a)]),
            &[1, 3, 2, 4, 0],
            &[0, 2, 4, 1, 3],
        );
    }

    #[test]
    fn every_row_comes_once_however_many_there_are() {
        let values: Vec<Option<i64>> = (0..40_000).map(|i| Some(i * 7_919 % 40_000)).collect();
        let named: Vec<String> = values.iter().flatten().map(|v| format!("x{v:05}")).collect();
        let text = named.iter().map(|name| Some(name.as_str())).collect();
        let layer = layer(vec![("n", ColumnData::Integer(values)), ("t", ColumnData::Text(text))]);
        let by = |column| sorted(&layer, Sort { by: SortBy::Column(column), descending: false });
        assert_eq!(by(0), by(1));
        assert!(by(0).windows(2).all(|pair| named[pair[0] as usize] < named[pair[1] as usize]));
    }
}
