//! Typed attribute columns.

use std::fmt;

/// One attribute of a layer.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// Field name as the source spells it.
    pub name: String,
    /// One value per feature.
    pub data: ColumnData,
}

/// The values of a column; a missing value is `None`.
#[derive(Debug, Clone, PartialEq)]
pub enum ColumnData {
    /// Text, codes included: a ubigeo keeps its leading zero.
    Text(TextColumn),
    /// Whole numbers.
    Integer(Vec<Option<i64>>),
    /// Numbers with decimals.
    Real(Vec<Option<f64>>),
    /// Yes or no.
    Boolean(Vec<Option<bool>>),
}

/// The type of a column, for schemas and writers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    /// Text.
    Text,
    /// Whole numbers.
    Integer,
    /// Numbers with decimals.
    Real,
    /// Yes or no.
    Boolean,
}

/// One value of a column.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Value<'a> {
    /// No value.
    Null,
    /// Text.
    Text(&'a str),
    /// Whole number.
    Integer(i64),
    /// Number with decimals.
    Real(f64),
    /// Yes or no.
    Boolean(bool),
}

impl Value<'_> {
    /// The number, when it is one.
    pub fn as_number(&self) -> Option<f64> {
        match *self {
            #[expect(clippy::cast_precision_loss, reason = "attribute counts stay below 2^53")]
            Self::Integer(number) => Some(number as f64),
            Self::Real(number) => Some(number),
            _ => None,
        }
    }

    /// Whether there is no value.
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }
}

/// Plain text with a decimal point, nothing for a missing value: the form CSV and labels need.
impl fmt::Display for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => Ok(()),
            Self::Text(text) => f.write_str(text),
            Self::Integer(number) => write!(f, "{number}"),
            Self::Real(number) => write!(f, "{number}"),
            Self::Boolean(yes) => write!(f, "{yes}"),
        }
    }
}

impl Column {
    /// The value of feature `row`.
    pub fn value(&self, row: usize) -> Value<'_> {
        match &self.data {
            ColumnData::Text(texts) => texts.get(row).map_or(Value::Null, Value::Text),
            ColumnData::Integer(numbers) => numbers[row].map_or(Value::Null, Value::Integer),
            ColumnData::Real(numbers) => numbers[row].map_or(Value::Null, Value::Real),
            ColumnData::Boolean(flags) => flags[row].map_or(Value::Null, Value::Boolean),
        }
    }
}

impl ColumnData {
    /// Number of values.
    pub fn len(&self) -> usize {
        match self {
            Self::Text(texts) => texts.len(),
            Self::Integer(numbers) => numbers.len(),
            Self::Real(numbers) => numbers.len(),
            Self::Boolean(flags) => flags.len(),
        }
    }

    /// Whether there are no values.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Type of the values.
    pub fn kind(&self) -> FieldKind {
        match self {
            Self::Text(_) => FieldKind::Text,
            Self::Integer(_) => FieldKind::Integer,
            Self::Real(_) => FieldKind::Real,
            Self::Boolean(_) => FieldKind::Boolean,
        }
    }

    /// The values of `rows`, in that order; a missing value where there is no row.
    #[must_use]
    pub fn take(&self, rows: &[Option<usize>]) -> Self {
        fn pick<T: Copy>(values: &[Option<T>], rows: &[Option<usize>]) -> Vec<Option<T>> {
            rows.iter().map(|row| row.and_then(|row| values[row])).collect()
        }
        match self {
            Self::Text(texts) => {
                Self::Text(rows.iter().map(|row| row.and_then(|row| texts.get(row))).collect())
            }
            Self::Integer(numbers) => Self::Integer(pick(numbers, rows)),
            Self::Real(numbers) => Self::Real(pick(numbers, rows)),
            Self::Boolean(flags) => Self::Boolean(pick(flags, rows)),
        }
    }

    /// Adds missing values up to `rows`.
    pub fn pad(&mut self, rows: usize) {
        match self {
            Self::Text(texts) => (texts.len()..rows).for_each(|_| texts.push(None)),
            Self::Integer(numbers) => numbers.resize(rows, None),
            Self::Real(numbers) => numbers.resize(rows, None),
            Self::Boolean(flags) => flags.resize(rows, None),
        }
    }

    /// Gives back room kept for more features: a layer does not grow.
    pub(super) fn shrink(&mut self) {
        match self {
            Self::Text(texts) => texts.shrink(),
            Self::Integer(numbers) => numbers.shrink_to_fit(),
            Self::Real(numbers) => numbers.shrink_to_fit(),
            Self::Boolean(flags) => flags.shrink_to_fit(),
        }
    }
}

/// Texts of one column in one buffer.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TextColumn {
    buffer: String,
    ends: Vec<u32>,
    present: Vec<bool>,
}

impl TextColumn {
    /// Adds the text of the next feature.
    ///
    /// # Panics
    /// If the column's texts together pass 4 GiB.
    pub fn push(&mut self, text: Option<&str>) {
        self.buffer.push_str(text.unwrap_or_default());
        self.ends
            .push(u32::try_from(self.buffer.len()).expect("a column holds under 4 GiB of text"));
        self.present.push(text.is_some());
    }

    /// Adds the texts of `next`.
    ///
    /// # Panics
    /// If the column's texts together pass 4 GiB.
    pub fn append(&mut self, next: &Self) {
        let start = self.buffer.len();
        u32::try_from(start + next.buffer.len()).expect("a column holds under 4 GiB of text");
        #[expect(clippy::cast_possible_truncation, reason = "checked above for the longest")]
        self.ends.extend(next.ends.iter().map(|end| start as u32 + end));
        self.buffer.push_str(&next.buffer);
        self.present.extend_from_slice(&next.present);
    }

    /// Takes the text of the last feature away.
    pub fn pop(&mut self) {
        self.ends.pop();
        self.present.pop();
        self.buffer.truncate(self.ends.last().map_or(0, |end| *end as usize));
    }

    /// Gives back room kept for more features.
    fn shrink(&mut self) {
        self.buffer.shrink_to_fit();
        self.ends.shrink_to_fit();
        self.present.shrink_to_fit();
    }

    /// The text of feature `row`.
    pub fn get(&self, row: usize) -> Option<&str> {
        let start = if row == 0 { 0 } else { self.ends[row - 1] as usize };
        self.present[row].then(|| &self.buffer[start..self.ends[row] as usize])
    }

    /// Number of features.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are no features.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }
}

impl<'a> FromIterator<Option<&'a str>> for TextColumn {
    fn from_iter<I: IntoIterator<Item = Option<&'a str>>>(texts: I) -> Self {
        let mut column = Self::default();
        texts.into_iter().for_each(|text| column.push(text));
        column
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_text_differs_from_an_empty_one() {
        let texts: TextColumn = [Some("Ñ"), None, Some(""), Some("010101")].into_iter().collect();
        assert_eq!(texts.get(0), Some("Ñ"));
        assert_eq!(texts.get(1), None);
        assert_eq!(texts.get(2), Some(""));
        assert_eq!(texts.get(3), Some("010101"));
    }

    #[test]
    fn taking_rows_keeps_their_order() {
        let data = ColumnData::Integer(vec![Some(1), None, Some(3)]);
        assert_eq!(
            data.take(&[Some(2), None, Some(0)]),
            ColumnData::Integer(vec![Some(3), None, Some(1)])
        );
    }
}
