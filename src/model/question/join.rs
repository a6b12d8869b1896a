//! Attributes of a table beside a layer, by a code or name both have.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::{QuestionError, field};
use crate::role::plain;
use crate::{Column, Layer, LayerParts, Value};

/// A layer with the columns of a table, and how well they met.
#[derive(Debug)]
pub struct Joined {
    /// The layer; features without a row have no values in the table's columns.
    pub layer: Layer,
    /// Fields that were compared: the layer's and the table's.
    pub keys: [String; 2],
    /// Features without a row in the table.
    pub without_row: Vec<usize>,
    /// Rows of the table without a feature.
    pub without_feature: Vec<usize>,
    /// Rows left out because an earlier one has the same key.
    pub repeated: Vec<usize>,
}

/// Joins `table` to `layer` where the values of the fields `keys` agree; without them, where most
/// do. Codes agree without their leading zeros, names without case, accents and marks.
///
/// # Errors
/// [`QuestionError::UnknownField`]; [`QuestionError::NothingInCommon`] when no value agrees.
pub fn join(
    layer: &Layer,
    table: &[Column],
    keys: Option<[&str; 2]>,
) -> Result<Joined, QuestionError> {
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
    let mut rows: HashMap<String, usize> = HashMap::new();
    let mut repeated = Vec::new();
    for row in 0..other.data.len() {
        let key = key(other.value(row));
        if key.is_empty() {
            continue;
        }
        match rows.entry(key) {
            Entry::Occupied(_) => repeated.push(row),
            Entry::Vacant(free) => drop(free.insert(row)),
        }
    }
    let met: Vec<Option<usize>> =
        (0..layer.len()).map(|row| rows.get(&key(own.value(row))).copied()).collect();
    if met.iter().all(Option::is_none) {
        return Err(nothing());
    }
    let mut is_used = vec![false; other.data.len()];
    met.iter().flatten().for_each(|row| is_used[*row] = true);
    let without_feature =
        (0..is_used.len()).filter(|row| !is_used[*row] && !repeated.contains(row)).collect();
    let mut columns = layer.columns().to_vec();
    for column in table.iter().filter(|column| column.name != other.name) {
        let name = free_name(&column.name, &columns);
        columns.push(Column { name, data: column.data.take(&met) });
    }
    let parts = LayerParts {
        name: layer.name().to_owned(),
        shapes: (**layer.shapes()).clone(),
        columns,
        provenance: layer.provenance().clone(),
        notes: Vec::new(),
    };
    let keys = [own.name.clone(), other.name.clone()];
    let without_row = (0..met.len()).filter(|row| met[*row].is_none()).collect();
    let layer = Layer::new(parts, layer.crs(), layer.psad_operation());
    Ok(Joined { layer, keys, without_row, without_feature, repeated })
}

/// The pair of fields with most values in common.
fn best_pair<'a>(layer: &'a Layer, table: &'a [Column]) -> Option<(&'a Column, &'a Column)> {
    let values = |column: &Column| -> HashMap<String, usize> {
        let keys = (0..column.data.len()).map(|row| key(column.value(row)));
        keys.filter(|key| !key.is_empty()).enumerate().map(|(row, key)| (key, row)).collect()
    };
    let of_table: Vec<_> = table.iter().map(|column| (column, values(column))).collect();
    let mut best: Option<(usize, (&Column, &Column))> = None;
    for own in layer.columns() {
        let here = values(own);
        for (other, there) in &of_table {
            let common = here.keys().filter(|key| there.contains_key(*key)).count();
            if common > best.map_or(0, |(most, _)| most) {
                best = Some((common, (own, other)));
            }
        }
    }
    best.map(|(_, pair)| pair)
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
        (0..3).for_each(|_| shapes.end_feature(ShapeKind::None));
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
        assert_eq!(joined.keys, ["IDDIST", "ubigeo"]);
        let column = joined.layer.column("IDDIST_2").expect("the table's own field");
        let values: Vec<Value> = (0..3).map(|row| column.value(row)).collect();
        assert_eq!(values, [Value::Integer(100), Value::Null, Value::Integer(0)]);
        assert_eq!(joined.without_row, [1]);
        assert_eq!((joined.without_feature, joined.repeated), (vec![2], vec![3]));
    }

    #[test]
    fn names_meet_without_accents_and_strangers_never() {
        let table = [texts("distrito", &["Chachapoyas ", "Moyobamba"])];
        let joined = join(&districts(), &table, Some(["nombdist", "DISTRITO"])).expect("names");
        assert_eq!(joined.without_row, [1]);
        let other = [texts("x", &["Lima"])];
        let error = join(&districts(), &other, None).expect_err("nothing agrees");
        assert!(matches!(error, QuestionError::NothingInCommon { .. }));
        let error = join(&districts(), &other, Some(["nada", "x"])).expect_err("no field");
        assert!(matches!(error, QuestionError::UnknownField { .. }));
    }
}
