//! Attributes of placemarks: the schema's types where there is one, else what the texts are.

use std::collections::HashMap;

use allpa_model::{Column, ColumnData, FieldKind, Note, TextColumn};

use crate::import::sheet::typed_column;

/// Texts of the placemarks by the names of their fields.
#[derive(Default)]
pub(super) struct Fields {
    names: Vec<String>,
    columns: Vec<TextColumn>,
    kinds: HashMap<String, FieldKind>,
    rows: usize,
}

impl Fields {
    /// Takes the type a schema gives a field; its fields come first, in its order.
    pub(super) fn declare(&mut self, name: String, kind: &str) {
        let kind = match kind.rsplit(':').next().unwrap_or_default() {
            "int" | "uint" | "short" | "ushort" => FieldKind::Integer,
            "float" | "double" => FieldKind::Real,
            "bool" => FieldKind::Boolean,
            _ => FieldKind::Text,
        };
        if !self.names.contains(&name) {
            self.names.push(name.clone());
            self.columns.push(TextColumn::default());
        }
        self.kinds.insert(name, kind);
    }

    /// Sets the value of the open row; the first one stays.
    pub(super) fn set(&mut self, name: &str, text: &str) {
        if name.is_empty() || text.is_empty() {
            return;
        }
        let known = self.names.iter().position(|known| known == name);
        let at = known.unwrap_or_else(|| {
            self.names.push(name.to_owned());
            self.columns.push(TextColumn::default());
            self.names.len() - 1
        });
        let column = &mut self.columns[at];
        if column.len() <= self.rows {
            (column.len()..self.rows).for_each(|_| column.push(None));
            column.push(Some(text));
        }
    }

    pub(super) fn end_row(&mut self) {
        self.rows += 1;
    }

    pub(super) fn finish(mut self, notes: &mut Vec<Note>) -> Vec<Column> {
        let rows = self.rows;
        let own = ["name", "description", "folder"];
        let named = self.names.into_iter().zip(&mut self.columns);
        named
            .map(|(name, column)| {
                (column.len()..rows).for_each(|_| column.push(None));
                let texts = std::mem::take(column);
                let declared = self.kinds.get(&name).copied();
                let kind = declared.or(own.contains(&name.as_str()).then_some(FieldKind::Text));
                match kind.and_then(|kind| of_kind(&texts, kind)) {
                    Some(data) => Column { name, data },
                    None => typed_column(&name, texts, notes),
                }
            })
            .collect()
    }
}

/// Texts as the type a schema declares; `None` if one of them is not of that type.
fn of_kind(texts: &TextColumn, kind: FieldKind) -> Option<ColumnData> {
    fn parsed<T: std::str::FromStr>(texts: &TextColumn) -> Option<Vec<Option<T>>> {
        let cell = |row| match texts.get(row) {
            None => Some(None),
            Some(text) => text.parse().ok().map(Some),
        };
        (0..texts.len()).map(cell).collect()
    }
    Some(match kind {
        FieldKind::Text => ColumnData::Text(texts.clone()),
        FieldKind::Integer => ColumnData::Integer(parsed(texts)?),
        FieldKind::Real => ColumnData::Real(parsed(texts)?),
        FieldKind::Boolean => ColumnData::Boolean(parsed(texts)?),
    })
}
