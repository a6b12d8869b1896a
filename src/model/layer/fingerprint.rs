//! What tells whether two layers are the same: a hash of geometry and attributes.

use allpa_geom::Shapes;
use sha2::{Digest as _, Sha256};

use super::column::{Column, Value};

/// SHA-256 in lower-case hexadecimal of the kinds, parts and coordinates of `shapes`, bit for bit,
/// in system number `crs`, and of the names and values of `columns`. The order of the features
/// counts, the name of the layer does not.
pub(super) fn of(crs: u32, shapes: &Shapes, columns: &[Column]) -> String {
    let mut hash = Sha256::new();
    let mut buffer = Vec::new();
    hash.update(crs.to_le_bytes());
    for row in 0..shapes.len() {
        buffer.clear();
        buffer.push(shapes.kind(row) as u8);
        for part in shapes.parts(row) {
            let rings = part.into_rings();
            buffer.extend((rings.len() as u64).to_le_bytes());
            for ring in rings {
                buffer.extend((ring.len() as u64).to_le_bytes());
                buffer.extend(ring.iter().flatten().flat_map(|number| number.to_le_bytes()));
            }
        }
        hash.update(&buffer);
    }
    for column in columns {
        buffer.clear();
        push_text(&mut buffer, &column.name);
        for row in 0..column.data.len() {
            push_value(&mut buffer, column.value(row));
        }
        hash.update(&buffer);
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

fn push_text(buffer: &mut Vec<u8>, text: &str) {
    buffer.extend((text.len() as u64).to_le_bytes());
    buffer.extend(text.as_bytes());
}

/// One byte for the kind, so that a missing value is no empty text and 1 is no `true`.
fn push_value(buffer: &mut Vec<u8>, value: Value) {
    match value {
        Value::Null => buffer.push(0),
        Value::Text(text) => {
            buffer.push(1);
            push_text(buffer, text);
        }
        Value::Integer(number) => {
            buffer.push(2);
            buffer.extend(number.to_le_bytes());
        }
        Value::Real(number) => {
            buffer.push(3);
            buffer.extend(number.to_le_bytes());
        }
        Value::Boolean(yes) => buffer.extend([4, u8::from(yes)]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ColumnData, TextColumn};
    use allpa_geom::{ShapeKind, ShapesBuilder};

    fn point(x: f64) -> Shapes {
        let mut shapes = ShapesBuilder::default();
        shapes.push([x, -6.0]);
        shapes.end_ring();
        shapes.end_part();
        shapes.end_feature(ShapeKind::Point);
        shapes.finish()
    }

    fn column(name: &str, text: Option<&str>) -> Column {
        let data = ColumnData::Text([text].into_iter().collect::<TextColumn>());
        Column { name: name.to_owned(), data }
    }

    #[test]
    fn any_change_shows_and_none_does_not() {
        let base = of(4326, &point(-76.0), &[column("a", Some(""))]);
        assert_eq!(base.len(), 64);
        assert_eq!(base, of(4326, &point(-76.0), &[column("a", Some(""))]));
        let others = [
            of(4326, &point(-76.000_000_1), &[column("a", Some(""))]),
            of(32718, &point(-76.0), &[column("a", Some(""))]),
            of(4326, &point(-76.0), &[column("a", None)]),
            of(4326, &point(-76.0), &[column("b", Some(""))]),
            of(4326, &point(-76.0), &[]),
        ];
        assert!(others.iter().all(|other| *other != base));
    }
}
