//! The rows that a filter leaves: a condition, or words that stand in any column.

use std::fmt::Write as _;

use rayon::prelude::*;

use super::CHUNK;
use super::fold::{fold_into, folded};
use crate::expression::Condition;
use crate::question::{QuestionError, condition_for};
use crate::{Column, ColumnData, Layer, Value};

/// Which rows a table lists.
#[derive(Debug, Clone, PartialEq)]
pub enum Filter {
    /// All of them.
    All,
    /// Those in which each of these words stands in some column, without case and accents.
    Words(Vec<String>),
    /// Those for which a condition holds.
    Condition(Condition),
}

impl Filter {
    /// Reads what is typed: a condition if it has a comparison, else words.
    ///
    /// # Errors
    /// [`QuestionError::Condition`], [`QuestionError::UnknownField`].
    pub fn parse(text: &str, layer: &Layer) -> Result<Self, QuestionError> {
        if is_condition(text, layer) {
            return condition_for(layer, text).map(Self::Condition);
        }
        let words: Vec<String> = text.split_whitespace().map(folded).collect();
        Ok(if words.is_empty() { Self::All } else { Self::Words(words) })
    }

    /// The rows it leaves, in order.
    pub fn rows(&self, layer: &Layer) -> Vec<u32> {
        match self {
            Self::All => (0..layer.len() as u32).collect(),
            Self::Condition(condition) => {
                condition.rows(layer).into_iter().map(|row| row as u32).collect()
            }
            Self::Words(words) => with_words(layer, words),
        }
    }
}

/// Rows of `order`, in its order, that are among `rows`, which go up; `len` is the number of all.
pub fn kept(order: &[u32], rows: &[u32], len: usize) -> Vec<u32> {
    let mut is_kept = vec![false; len];
    rows.iter().for_each(|row| is_kept[*row as usize] = true);
    order.iter().copied().filter(|row| is_kept[*row as usize]).collect()
}

/// Whether `text` is meant as a condition: it has a comparison sign, or a word such as `LIKE` after
/// the name of a field.
fn is_condition(text: &str, layer: &Layer) -> bool {
    if text.contains(['=', '<', '>']) {
        return true;
    }
    let is = |word: &str, other: &str| word.eq_ignore_ascii_case(other);
    let mut words = text
        .split_whitespace()
        .map(|word| word.trim_start_matches('('))
        .skip_while(|word| is(word, "not"));
    let (Some(field), Some(verb)) = (words.next(), words.next()) else { return false };
    let is_field = field.starts_with('"') || is(field, "fid") || layer.column(field).is_some();
    is_field && ["like", "in", "is", "not"].iter().any(|known| is(verb, known))
}

fn with_words(layer: &Layer, words: &[String]) -> Vec<u32> {
    // Numbers hold no words.
    let has_number = words.iter().any(|word| word.contains(|c: char| c.is_ascii_digit()));
    let can_hold = |column: &&Column| {
        has_number || !matches!(column.data, ColumnData::Integer(_) | ColumnData::Real(_))
    };
    let columns: Vec<&Column> = layer.columns().iter().filter(can_hold).collect();
    let chunk = |chunk: usize| {
        let rows = chunk * CHUNK..((chunk + 1) * CHUNK).min(layer.len());
        let (mut line, mut number) = (String::new(), String::new());
        let mut found: Vec<u32> = Vec::new();
        for row in rows {
            line.clear();
            for column in &columns {
                match column.value(row) {
                    Value::Text(text) => fold_into(text, &mut line),
                    value => {
                        number.clear();
                        // Writing into a text never fails.
                        write!(number, "{value}").ok();
                        line.push_str(&number);
                    }
                }
                line.push('\n');
            }
            if words.iter().all(|word| line.contains(word.as_str())) {
                found.push(row as u32);
            }
        }
        found
    };
    let chunks: Vec<Vec<u32>> =
        (0..layer.len().div_ceil(CHUNK)).into_par_iter().map(chunk).collect();
    chunks.concat()
}

#[cfg(test)]
mod tests {
    use super::super::testing::{layer, texts};
    use super::*;

    fn places() -> Layer {
        layer(vec![
            ("NOMB", texts(&[Some("Cuñumbuqui"), Some("San José de Sisa"), None, Some("Lamas")])),
            ("DEP", texts(&[Some("SAN MARTÍN"), Some("San Martín"), Some("Loreto"), None])),
            ("ha", ColumnData::Real(vec![Some(10.5), Some(200.0), Some(5.0), None])),
        ])
    }

    fn check(text: &str, expected: &[u32]) {
        let filter = Filter::parse(text, &places()).expect("a filter");
        assert_eq!(filter.rows(&places()), expected, "{text}");
    }

    #[test]
    fn words_are_looked_for_in_every_column() {
        check("", &[0, 1, 2, 3]);
        check("  ", &[0, 1, 2, 3]);
        check("san martin", &[0, 1]);
        check("JOSE martín", &[1]);
        check("cunumbuqui", &[0]);
        check("10.5", &[0]);
        check("lamas loreto", &[]);
        check("sanjose", &[]);
    }

    #[test]
    fn what_compares_is_a_condition() {
        check("ha > 100", &[1]);
        check("DEP = 'San Martín'", &[1]);
        check("NOMB IS NULL", &[2]);
        check("not nomb like 'l%'", &[0, 1, 2]);
        check("(NOMB IN ('Lamas'))", &[3]);
        check("fid = 2", &[2]);
        check("san in", &[0, 1]);
    }

    #[test]
    fn a_slip_in_a_condition_is_told() {
        let error = |text| Filter::parse(text, &places()).expect_err("a slip");
        assert!(matches!(error("ha > "), QuestionError::Condition { .. }));
        assert!(matches!(error("area > 3"), QuestionError::UnknownField { .. }));
    }

    #[test]
    fn an_order_keeps_only_the_rows_there_are() {
        assert_eq!(kept(&[3, 1, 0, 2], &[0, 3], 4), [3, 0]);
        assert_eq!(kept(&[3, 1, 0, 2], &[], 4), [0; 0]);
    }
}
