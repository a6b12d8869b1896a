//! What the values of a column amount to.

use std::collections::HashMap;

use rayon::prelude::*;

use crate::{ColumnData, Layer, Value};

/// Classes that a histogram has at most.
const MOST_CLASSES: usize = 20;
/// Values that are counted one by one: the most frequent ones.
const MOST_FREQUENT: usize = 12;

/// What the values of a column amount to, over some rows.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Statistics {
    /// Rows looked at.
    pub rows: usize,
    /// Rows without a value, or with a text of blanks.
    pub empty: usize,
    /// Different values.
    pub distinct: usize,
    /// What the numbers amount to; `None` for a column of other values, or when there are none.
    pub numbers: Option<Numbers>,
    /// The most frequent values of a column without numbers, with how often they stand there.
    pub frequent: Vec<(String, usize)>,
}

/// What numbers amount to.
#[derive(Debug, Clone, PartialEq)]
pub struct Numbers {
    /// Sum.
    pub sum: f64,
    /// Arithmetic mean.
    pub mean: f64,
    /// The value in the middle; between the two in the middle of an even count.
    pub median: f64,
    /// Least.
    pub min: f64,
    /// Greatest.
    pub max: f64,
    /// How they are spread.
    pub histogram: Histogram,
}

/// How many numbers fall into classes of one width.
#[derive(Debug, Clone, PartialEq)]
pub struct Histogram {
    /// Where the first class begins.
    pub from: f64,
    /// Where the last class ends, which belongs to it.
    pub to: f64,
    /// Numbers in each class.
    pub counts: Vec<usize>,
}

/// Looks at `rows` of column number `column`.
///
/// # Panics
/// If the layer has no such column or row.
pub fn statistics(layer: &Layer, column: usize, rows: &[u32]) -> Statistics {
    let column = &layer.columns()[column];
    if matches!(column.data, ColumnData::Integer(_) | ColumnData::Real(_)) {
        let number = |row: &u32| column.value(*row as usize).as_number();
        let mut values: Vec<f64> = rows.par_iter().filter_map(number).collect();
        values.retain(|value| !value.is_nan());
        values.par_sort_unstable_by(f64::total_cmp);
        return of_numbers(rows.len(), &values);
    }
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for &row in rows {
        let text = match column.value(row as usize) {
            Value::Text(text) => text.trim(),
            Value::Boolean(true) => "true",
            Value::Boolean(false) => "false",
            _ => "",
        };
        if !text.is_empty() {
            *counts.entry(text).or_default() += 1;
        }
    }
    let distinct = counts.len();
    let filled: usize = counts.values().sum();
    let mut frequent: Vec<(&str, usize)> = counts.into_iter().collect();
    frequent.sort_unstable_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    frequent.truncate(MOST_FREQUENT);
    Statistics {
        rows: rows.len(),
        empty: rows.len() - filled,
        distinct,
        numbers: None,
        frequent: frequent.into_iter().map(|(text, count)| (text.to_owned(), count)).collect(),
    }
}

/// `values` go up.
fn of_numbers(rows: usize, values: &[f64]) -> Statistics {
    let distinct = usize::from(!values.is_empty())
        + values.windows(2).filter(|pair| pair[0] != pair[1]).count();
    let numbers = values.first().zip(values.last()).map(|(&min, &max)| {
        let sum = sum(values);
        let middle = values.len() / 2;
        let median = if values.len() % 2 == 1 {
            values[middle]
        } else {
            f64::midpoint(values[middle - 1], values[middle])
        };
        let histogram = histogram(values, min, max);
        Numbers { sum, mean: sum / values.len() as f64, median, min, max, histogram }
    });
    Statistics { rows, empty: rows - values.len(), distinct, numbers, frequent: Vec::new() }
}

/// The sum with what rounding loses carried along (Neumaier 1974, doi:10.1002/zamm.19740540106).
fn sum(values: &[f64]) -> f64 {
    let (mut sum, mut lost) = (0.0_f64, 0.0_f64);
    for &value in values {
        let next = sum + value;
        lost += if sum.abs() >= value.abs() { (sum - next) + value } else { (value - next) + sum };
        sum = next;
    }
    // Infinite values make the loss meaningless.
    if lost.is_finite() { sum + lost } else { sum }
}

/// As many classes as Sturges (1926) would take, all of one width.
fn histogram(values: &[f64], from: f64, to: f64) -> Histogram {
    let width = to - from;
    if !(width.is_finite() && width > 0.0) {
        return Histogram { from, to, counts: vec![values.len()] };
    }
    let classes = ((values.len() as f64).log2().ceil() as usize + 1).clamp(1, MOST_CLASSES);
    let mut counts = vec![0; classes];
    for value in values {
        let class = ((value - from) / width * classes as f64) as usize;
        counts[class.min(classes - 1)] += 1;
    }
    Histogram { from, to, counts }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{layer, texts};
    use super::*;

    #[test]
    fn numbers_are_summed_up() {
        let values = vec![Some(4.0), None, Some(1.0), Some(2.0), Some(4.0), Some(f64::NAN)];
        let layer = layer(vec![("a", ColumnData::Real(values))]);
        let found = statistics(&layer, 0, &[0, 1, 2, 3, 4, 5]);
        assert_eq!((found.rows, found.empty, found.distinct), (6, 2, 3));
        let numbers = found.numbers.expect("numbers");
        assert_eq!((numbers.sum, numbers.mean, numbers.median), (11.0, 2.75, 3.0));
        assert_eq!((numbers.min, numbers.max), (1.0, 4.0));
        // Classes of one: [1, 2), [2, 3), [3, 4].
        assert_eq!(numbers.histogram, Histogram { from: 1.0, to: 4.0, counts: vec![1, 1, 2] });
        let some = statistics(&layer, 0, &[2, 3]).numbers.expect("numbers");
        assert_eq!((some.sum, some.median), (3.0, 1.5));
    }

    /// 1 to n: n (n + 1) / 2, and the middle.
    #[test]
    fn the_sum_of_a_series_is_the_closed_form() {
        let n = 100_001_i64;
        let layer = layer(vec![("a", ColumnData::Integer((1..=n).map(Some).collect()))]);
        let rows: Vec<u32> = (0..n as u32).collect();
        let numbers = statistics(&layer, 0, &rows).numbers.expect("numbers");
        assert_eq!(numbers.sum, (n * (n + 1) / 2) as f64);
        assert_eq!(numbers.median, f64::midpoint(n as f64, 1.0));
        assert_eq!(numbers.histogram.counts.iter().sum::<usize>(), n as usize);
    }

    #[test]
    fn small_values_are_not_lost_beside_large_ones() {
        assert_eq!(sum(&[1.0, 1e100, 1.0, -1e100]), 2.0);
        assert_eq!(sum(&[f64::INFINITY, 1.0]), f64::INFINITY);
    }

    #[test]
    fn texts_are_counted() {
        let names = [Some("b"), Some("a"), Some(" b "), None, Some("  "), Some("c")];
        let layer = layer(vec![("a", texts(&names))]);
        let found = statistics(&layer, 0, &[0, 1, 2, 3, 4, 5]);
        assert_eq!((found.rows, found.empty, found.distinct), (6, 2, 3));
        assert_eq!(found.frequent, [("b".into(), 2), ("a".into(), 1), ("c".into(), 1)]);
        assert_eq!(found.numbers, None);
    }

    #[test]
    fn equal_values_make_one_class_and_no_rows_none() {
        let layer = layer(vec![("a", ColumnData::Integer(vec![Some(5), Some(5)]))]);
        let numbers = statistics(&layer, 0, &[0, 1]).numbers.expect("numbers");
        assert_eq!(numbers.histogram.counts, [2]);
        assert_eq!(statistics(&layer, 0, &[]), Statistics::default());
    }
}
