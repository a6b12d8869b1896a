//! Attributes of a table beside a layer, by a code or name both have.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use super::{QuestionError, field};
use crate::role::{Recognised, plain, recognise};
use crate::{Column, Layer, LayerParts, Value};

/// How the features of a layer and the rows of a table meet.
#[derive(Debug, Clone, PartialEq)]
pub struct Meeting {
    /// Fields that were compared: the layer's and the table's.
    pub keys: [String; 2],
    /// How much the fields' agreement means, from 0 to 1, by which two layers can be compared.
    pub strength: f64,
    /// Row of the table for each feature of the layer.
    pub rows: Vec<Option<usize>>,
    /// Rows of the table without a feature.
    pub without_feature: Vec<usize>,
    /// Rows left out because an earlier one has the same key.
    pub repeated: Vec<usize>,
}

impl Meeting {
    /// Features with a row in the table.
    pub fn met(&self) -> usize {
        self.rows.iter().flatten().count()
    }

    /// Features without a row in the table.
    pub fn without_row(&self) -> Vec<usize> {
        (0..self.rows.len()).filter(|feature| self.rows[*feature].is_none()).collect()
    }
}

/// A layer with the columns of a table, and how well they met.
#[derive(Debug)]
pub struct Joined {
    /// The layer; features without a row have no values in the table's columns.
    pub layer: Layer,
    /// How they met.
    pub meeting: Meeting,
}

/// Finds for each feature of `layer` the row of `table` where the values of the fields `keys`
/// agree; without them, of the fields whose agreement means most. Codes agree without their leading zeros,
/// names without case, accents and marks.
///
/// # Errors
/// [`QuestionError::UnknownField`]; [`QuestionError::NothingInCommon`] when no value agrees.
pub fn meet(
    layer: &Layer,
    table: &[Column],
    keys: Option<[&str; 2]>,
) -> Result<Meeting, QuestionError> {
    let nothing = || QuestionError::NothingInCommon { layer: layer.name().to_owned() };
    let (own, other) = match keys {
        Some([own, other]) => {
            let found = table.iter().find(|column| column.name.eq_ignore_ascii_case(other));
            let found = found.ok_or_else(|| QuestionError::UnknownField {
                layer: layer.name().to_owned(),
                field: other.to_owned(),
                known: table.iter().map(|column| column.name.clone()).collect(),
            })?;
            (field(layer, own)?, found)
        }
        None => best_pair(layer, table).ok_or_else(nothing)?,
    };
    let mut first: HashMap<String, usize> = HashMap::new();
    let mut repeated = Vec::new();
    let mut is_spent = vec![false; other.data.len()];
    for (row, is_spent) in is_spent.iter_mut().enumerate() {
        let key = key(other.value(row));
        if key.is_empty() {
            continue;
        }
        match first.entry(key) {
            Entry::Occupied(_) => {
                repeated.push(row);
                *is_spent = true;
            }
            Entry::Vacant(free) => drop(free.insert(row)),
        }
    }
    let rows: Vec<Option<usize>> =
        (0..layer.len()).map(|row| first.get(&key(own.value(row))).copied()).collect();
    if rows.iter().all(Option::is_none) {
        return Err(nothing());
    }
    rows.iter().flatten().for_each(|row| is_spent[*row] = true);
    let without_feature = (0..is_spent.len()).filter(|row| !is_spent[*row]).collect();
    let keys = [own.name.clone(), other.name.clone()];
    let strength = strength(layer, own, &distinct(own), &distinct(other));
    Ok(Meeting { keys, strength, rows, without_feature, repeated })
}

/// Joins `table` to `layer` as they [`meet`].
///
/// # Errors
/// Those of [`meet`].
pub fn join(
    layer: &Layer,
    table: &[Column],
    keys: Option<[&str; 2]>,
) -> Result<Joined, QuestionError> {
    let meeting = meet(layer, table, keys)?;
    let mut columns = layer.columns().to_vec();
    for column in table.iter().filter(|column| column.name != meeting.keys[1]) {
        let name = free_name(&column.name, &columns);
        columns.push(Column { name, data: column.data.take(&meeting.rows) });
    }
    let parts = LayerParts {
        name: layer.name().to_owned(),
        shapes: (**layer.shapes()).clone(),
        columns,
        provenance: layer.provenance().clone(),
        notes: Vec::new(),
    };
    let layer = Layer::new(parts, layer.crs(), layer.psad_operation());
    Ok(Joined { layer, meeting })
}

/// The fields whose agreement means most, the first of several alike.
fn best_pair<'a>(layer: &'a Layer, table: &'a [Column]) -> Option<(&'a Column, &'a Column)> {
    let of_table: Vec<_> = table.iter().map(|other| (other, distinct(other))).collect();
    let mut best = (0.0, None);
    for own in layer.columns() {
        let here = distinct(own);
        for (other, there) in &of_table {
            let strength = strength(layer, own, &here, there);
            if strength > best.0 {
                best = (strength, Some((own, *other)));
            }
        }
    }
    best.1
}

/// The share of the table's different values that the layer's field has. It counts in full for the
/// layer's own code or name, by half for other texts, and hardly at all for other numbers: counters
/// from 1 to n agree by chance.
fn strength(layer: &Layer, own: &Column, here: &HashSet<String>, there: &HashSet<String>) -> f64 {
    let Recognised { code, name, .. } = recognise(layer);
    let is_letterless = |key: &String| key.bytes().all(|byte| !byte.is_ascii_alphabetic());
    let weight =
        if [code, name].into_iter().flatten().any(|id| layer.columns()[id].name == own.name) {
            1.0
        } else if here.intersection(there).all(is_letterless) {
            0.01
        } else {
            0.5
        };
    weight * here.intersection(there).count() as f64 / there.len().max(1) as f64
}

/// The different values of a column, as they are compared.
fn distinct(column: &Column) -> HashSet<String> {
    let keys = (0..column.data.len()).map(|row| key(column.value(row)));
    keys.filter(|key| !key.is_empty()).collect()
}

/// What two values are compared by.
fn key(value: Value) -> String {
    let text = value.to_string();
    let text = text.trim();
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        let bare = text.trim_start_matches('0');
        return if bare.is_empty() { "0".to_owned() } else { bare.to_owned() };
    }
    plain(text)
}

fn free_name(name: &str, taken: &[Column]) -> String {
    let is_free =
        |name: &String| taken.iter().all(|column| !column.name.eq_ignore_ascii_case(name));
    let numbered = (2..).map(|number| format!("{name}_{number}"));
    std::iter::once(name.to_owned()).chain(numbered).find(is_free).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ColumnData, TextColumn};
    use allpa_geom::{Epsg, PsadOperation, ShapeKind, ShapesBuilder};

    fn texts(name: &str, values: &[&str]) -> Column {
        let data = values.iter().map(|text| Some(*text)).collect::<TextColumn>();
        Column { name: name.to_owned(), data: ColumnData::Text(data) }
    }

    fn districts() -> Layer {
        let mut shapes = ShapesBuilder::default();
        for west in [-77.0, -76.0, -75.0] {
            shapes.extend([[west, -7.0], [west + 1.0, -7.0], [west, -6.0], [west, -7.0]]);
            shapes.end_ring();
            shapes.end_part();
            shapes.end_feature(ShapeKind::Polygon);
        }
        let columns = vec![
            texts("IDDIST", &["010101", "080108", "220101"]),
            texts("NOMBDIST", &["CHACHAPOYAS", "WANCHAQ", "MOYOBAMBA"]),
        ];
        let parts = LayerParts { shapes: shapes.finish(), columns, ..LayerParts::default() };
        Layer::new(parts, Epsg::WGS84, PsadOperation::default())
    }

    fn population(codes: Vec<Option<i64>>) -> Vec<Column> {
        let values = (0..codes.len()).map(|row| Some(row as i64 * 100)).collect();
        vec![
            Column { name: "ubigeo".into(), data: ColumnData::Integer(codes) },
            Column { name: "IDDIST".into(), data: ColumnData::Integer(values) },
        ]
    }

    #[test]
    fn codes_meet_without_their_zeros() {
        let table = population(vec![Some(220_101), Some(10_101), Some(99), Some(10_101)]);
        let joined = join(&districts(), &table, None).expect("codes agree");
        assert_eq!(joined.meeting.keys, ["IDDIST", "ubigeo"]);
        let column = joined.layer.column("IDDIST_2").expect("the table's own field");
        let values: Vec<Value> = (0..3).map(|row| column.value(row)).collect();
        assert_eq!(values, [Value::Integer(100), Value::Null, Value::Integer(0)]);
        let meeting = joined.meeting;
        assert_eq!((meeting.met(), meeting.without_row()), (2, vec![1]));
        assert_eq!((meeting.without_feature, meeting.repeated), (vec![2], vec![3]));
    }

    #[test]
    fn a_code_is_preferred_to_counters_that_agree_by_chance() {
        let mut parts = districts().into_parts();
        parts.columns.insert(0, texts("OBJECTID", &["1", "2", "3"]));
        let layer = Layer::new(parts, Epsg::WGS84, PsadOperation::default());
        let table = [texts("nro", &["1", "2", "3"]), texts("ubigeo", &["10101", "80108", "x"])];
        let meeting = meet(&layer, &table, None).expect("codes agree");
        assert_eq!(meeting.keys, ["IDDIST", "ubigeo"]);
    }

    #[test]
    fn rows_that_repeat_a_code_outweigh_numbers_that_agree_by_chance() {
        let mut parts = districts().into_parts();
        parts.columns.insert(0, texts("OBJECTID", &["1", "2", "3"]));
        let layer = Layer::new(parts, Epsg::WGS84, PsadOperation::default());
        let table = [
            texts("valor", &["1", "2", "3", "4"]),
            texts("ubigeo", &["220101", "220101", "220101", "220101"]),
        ];
        let meeting = meet(&layer, &table, None).expect("the code agrees");
        assert_eq!(meeting.keys, ["IDDIST", "ubigeo"]);
        assert_eq!(meeting.rows, [None, None, Some(0)]);
        assert!((meeting.strength - 1.0).abs() < 1e-12);
    }

    #[test]
    fn names_meet_without_accents_and_strangers_never() {
        let table = [texts("distrito", &["Chachapoyas ", "Moyobamba"])];
        let joined = join(&districts(), &table, Some(["nombdist", "DISTRITO"])).expect("names");
        assert_eq!(joined.meeting.without_row(), [1]);
        let other = [texts("x", &["Lima"])];
        let error = join(&districts(), &other, None).expect_err("nothing agrees");
        assert!(matches!(error, QuestionError::NothingInCommon { .. }));
        let error = join(&districts(), &other, Some(["nada", "x"])).expect_err("no field");
        assert!(matches!(error, QuestionError::UnknownField { .. }));
    }
}
