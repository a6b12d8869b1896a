//! Columns that find their type while values come in.

use std::collections::HashMap;

use allpa_model::{Column, ColumnData, Note, NoteKind, TextColumn};

use super::sheet;

/// One value of a source without a schema.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Loose<'a> {
    Null,
    Boolean(bool),
    Integer(i64),
    Real(f64),
    Text(&'a str),
}

/// Columns by name, grown row by row.
#[derive(Debug, Default)]
pub(super) struct LooseColumns {
    names: Vec<String>,
    data: Vec<LooseColumn>,
    by_name: HashMap<String, usize>,
    expected: usize,
    rows: usize,
}

#[derive(Debug, Default)]
struct LooseColumn {
    data: Option<ColumnData>,
    filled: usize,
    is_mixed: bool,
    is_repeated: bool,
}

impl LooseColumns {
    /// Position of the column `name`, made if new. Sources repeat their order, so the column after
    /// the last one asked for is tried first.
    pub(super) fn position(&mut self, name: &str) -> usize {
        if self.names.get(self.expected).is_some_and(|known| known == name) {
            self.expected += 1;
            return self.expected - 1;
        }
        let position = *self.by_name.entry(name.to_owned()).or_insert_with(|| {
            self.names.push(name.to_owned());
            self.data.push(LooseColumn::default());
            self.names.len() - 1
        });
        self.expected = position + 1;
        position
    }

    /// Sets the value of the open row in column `position`; the last one wins.
    pub(super) fn set(&mut self, position: usize, value: &Loose) {
        let row = self.rows;
        let column = &mut self.data[position];
        if column.filled > row {
            column.is_repeated = true;
            column.pop();
        }
        column.fill_to(row);
        column.push(value);
    }

    /// Closes the row: columns it did not mention get no value.
    pub(super) fn end_row(&mut self) {
        self.rows += 1;
        self.expected = 0;
    }

    /// Takes back what was set in the open row.
    pub(super) fn drop_open_row(&mut self) {
        let rows = self.rows;
        self.data.iter_mut().filter(|column| column.filled > rows).for_each(LooseColumn::pop);
        self.expected = 0;
    }

    /// Adds the rows of `next`; `false` where a column holds other types there, so that the texts
    /// of its values would no longer be known.
    pub(super) fn append(&mut self, next: Self) -> bool {
        let rows = self.rows + next.rows;
        for (name, mut column) in next.names.into_iter().zip(next.data) {
            column.fill_to(next.rows);
            let position = self.position(&name);
            let known = &mut self.data[position];
            known.fill_to(self.rows);
            if !known.append(column) {
                return false;
            }
        }
        self.rows = rows;
        self.expected = 0;
        true
    }

    /// The finished columns, and a note for each whose values had several types.
    pub(super) fn finish(mut self) -> (Vec<Column>, Vec<Note>) {
        let mut notes = Vec::new();
        let rows = self.rows;
        let finished = self.names.into_iter().zip(&mut self.data).map(|(name, column)| {
            column.fill_to(rows);
            if column.is_mixed {
                let kind = NoteKind::MixedFieldTypes { field: name.clone() };
                notes.push(Note { row: None, kind });
            }
            if column.is_repeated {
                notes.push(Note::layer(NoteKind::RepeatedKey { key: name.clone() }));
            }
            let data = column.data.take();
            if let Some(ColumnData::Text(texts)) = &data
                && !column.is_mixed
                && sheet::are_written_numbers(texts)
            {
                notes.push(Note::layer(NoteKind::NumbersAsText { field: name.clone() }));
            }
            let empty = || ColumnData::Text((0..rows).map(|_| None).collect());
            Column { name, data: data.unwrap_or_else(empty) }
        });
        let columns = finished.collect();
        (columns, notes)
    }
}

impl LooseColumn {
    fn fill_to(&mut self, row: usize) {
        if row <= self.filled {
            return;
        }
        if let Some(data) = &mut self.data {
            data.pad(row);
        }
        self.filled = row;
    }

    /// Adds the values of `next` where both have one type, or whole numbers meet decimals.
    fn append(&mut self, next: Self) -> bool {
        self.is_repeated |= next.is_repeated;
        let Some(data) = next.data else {
            self.fill_to(self.filled + next.filled);
            return true;
        };
        let sample = match &data {
            ColumnData::Text(_) => Loose::Text(""),
            ColumnData::Integer(_) => Loose::Integer(0),
            ColumnData::Real(_) => Loose::Real(0.0),
            ColumnData::Boolean(_) => Loose::Boolean(false),
        };
        self.adapt(&sample);
        self.filled += next.filled;
        match (&mut self.data, data) {
            (Some(ColumnData::Text(texts)), ColumnData::Text(more)) => texts.append(&more),
            (Some(ColumnData::Integer(v)), ColumnData::Integer(more)) => v.extend(more),
            (Some(ColumnData::Real(v)), ColumnData::Real(more)) => v.extend(more),
            #[expect(clippy::cast_precision_loss, reason = "attribute numbers stay below 2^53")]
            (Some(ColumnData::Real(v)), ColumnData::Integer(more)) => {
                v.extend(more.into_iter().map(|n| n.map(|n| n as f64)));
            }
            (Some(ColumnData::Boolean(v)), ColumnData::Boolean(more)) => v.extend(more),
            _ => return false,
        }
        !next.is_mixed && !self.is_mixed
    }

    fn pop(&mut self) {
        match &mut self.data {
            None => {}
            Some(ColumnData::Text(texts)) => texts.pop(),
            Some(ColumnData::Integer(v)) => drop(v.pop()),
            Some(ColumnData::Real(v)) => drop(v.pop()),
            Some(ColumnData::Boolean(v)) => drop(v.pop()),
        }
        self.filled -= 1;
    }

    fn push(&mut self, value: &Loose) {
        self.adapt(value);
        self.filled += 1;
        #[expect(clippy::cast_precision_loss, reason = "whole numbers beyond 2^53 become text")]
        match (&mut self.data, value) {
            (None, _) => {}
            (Some(ColumnData::Text(texts)), Loose::Text(text)) => texts.push(Some(text)),
            (Some(ColumnData::Text(texts)), Loose::Null) => texts.push(None),
            (Some(ColumnData::Text(texts)), other) => texts.push(Some(&other.text())),
            (Some(ColumnData::Integer(v)), Loose::Integer(n)) => v.push(Some(*n)),
            (Some(ColumnData::Integer(v)), _) => v.push(None),
            (Some(ColumnData::Real(v)), Loose::Real(n)) => v.push(Some(*n)),
            (Some(ColumnData::Real(v)), Loose::Integer(n)) => v.push(Some(*n as f64)),
            (Some(ColumnData::Real(v)), _) => v.push(None),
            (Some(ColumnData::Boolean(v)), Loose::Boolean(yes)) => v.push(Some(*yes)),
            (Some(ColumnData::Boolean(v)), _) => v.push(None),
        }
    }

    /// Widens the column's type so that it can hold `value`.
    fn adapt(&mut self, value: &Loose) {
        let nulls = self.filled;
        let fits = match (&self.data, value) {
            (_, Loose::Null)
            | (Some(ColumnData::Text(_)), Loose::Text(_))
            | (Some(ColumnData::Integer(_) | ColumnData::Real(_)), Loose::Integer(_))
            | (Some(ColumnData::Real(_)), Loose::Real(_))
            | (Some(ColumnData::Boolean(_)), Loose::Boolean(_)) => return,
            (None, _) => true,
            _ => false,
        };
        if fits {
            self.data = Some(match value {
                Loose::Text(_) | Loose::Null => {
                    ColumnData::Text((0..nulls).map(|_| None).collect())
                }
                Loose::Integer(_) => ColumnData::Integer(vec![None; nulls]),
                Loose::Real(_) => ColumnData::Real(vec![None; nulls]),
                Loose::Boolean(_) => ColumnData::Boolean(vec![None; nulls]),
            });
            return;
        }
        let old = self.data.take();
        self.data = match (old, value) {
            #[expect(clippy::cast_precision_loss, reason = "attribute numbers stay below 2^53")]
            (Some(ColumnData::Integer(v)), Loose::Real(_)) => {
                Some(ColumnData::Real(v.into_iter().map(|n| n.map(|n| n as f64)).collect()))
            }
            (Some(text @ ColumnData::Text(_)), _) => {
                self.is_mixed = true;
                Some(text)
            }
            (Some(other), _) => {
                self.is_mixed = true;
                Some(ColumnData::Text(as_text(other)))
            }
            (None, _) => None,
        };
    }
}

fn as_text(data: ColumnData) -> TextColumn {
    let column = Column { name: String::new(), data };
    let mut texts = TextColumn::default();
    for row in 0..column.data.len() {
        let value = column.value(row);
        if value.is_null() {
            texts.push(None);
        } else {
            texts.push(Some(&value.to_string()));
        }
    }
    texts
}

impl Loose<'_> {
    fn text(&self) -> String {
        match self {
            Self::Null => String::new(),
            Self::Boolean(yes) => yes.to_string(),
            Self::Integer(number) => number.to_string(),
            Self::Real(number) => number.to_string(),
            Self::Text(text) => (*text).to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_widens_and_says_so() {
        let mut columns = LooseColumns::default();
        for value in [Loose::Integer(1), Loose::Null, Loose::Real(2.5), Loose::Text("x")] {
            let n = columns.position("n");
            columns.set(n, &value);
            columns.end_row();
        }
        let late = columns.position("tarde");
        columns.set(late, &Loose::Boolean(true));
        columns.end_row();
        let (finished, notes) = columns.finish();
        let texts: Vec<String> = (0..5).map(|row| finished[0].value(row).to_string()).collect();
        assert_eq!(texts, ["1", "", "2.5", "x", ""]);
        assert_eq!(finished[1].value(4), allpa_model::Value::Boolean(true));
        assert_eq!(finished[1].data.len(), 5);
        assert_eq!(notes.len(), 1);
    }
}
