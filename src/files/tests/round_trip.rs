//! What is written and read again is the same layer, in every format that holds it.

use allpa_files::export::write_layer;
use allpa_files::import::{ReadOptions, open};
use allpa_geom::{Coord, Epsg, PsadOperation, ShapeKind, Shapes, ShapesBuilder, signed_area};
use allpa_model::{Column, ColumnData, Layer, LayerParts, Value};
use proptest::prelude::*;

/// Lower left corner and size of a part; a feature is a list of them.
type Part = (f64, f64, f64);

fn position() -> impl Strategy<Value = (f64, f64)> {
    (-81.0..-69.0, -18.0..0.0)
}

fn parts() -> impl Strategy<Value = Vec<Part>> {
    prop::collection::vec((position(), 0.01..0.1).prop_map(|((x, y), size)| (x, y, size)), 0..3)
}

fn text() -> impl Strategy<Value = Option<String>> {
    prop::option::of("[A-ZÑÁÉa-zñáé=&<\"'.,;-]([A-Za-zñ0-9 ,;\"'<>&]{0,20}[a-zñ])?")
}

prop_compose! {
    fn layer(kind: ShapeKind)(
        rows in prop::collection::vec((parts(), text(), any::<Option<i32>>(), any::<Option<(i32, u8)>>(), any::<Option<bool>>()), 1..6),
        first in (position(), 0.01..0.1),
        is_projected in any::<bool>(),
    ) -> Layer {
        let crs = if is_projected { Epsg::new(32718) } else { Epsg::WGS84 };
        let mut shapes = ShapesBuilder::default();
        for (row, (parts, ..)) in rows.iter().enumerate() {
            // The first feature always has a geometry: a layer of nothing has no kind.
            let own = [(first.0.0, first.0.1, first.1)];
            let parts = if row == 0 { &own[..] } else { parts };
            push(&mut shapes, kind, parts, is_projected);
        }
        let column = |name: &str, data| Column { name: name.to_owned(), data };
        let columns = vec![
            column("TEXTO", ColumnData::Text(rows.iter().map(|row| row.1.as_deref()).collect())),
            column("ENTERO", ColumnData::Integer(rows.iter().map(|row| row.2.map(i64::from)).collect())),
            column("REAL", ColumnData::Real(
                rows.iter().map(|row| row.3.map(|(n, k)| f64::from(n) / f64::from(u16::from(k) + 3))).collect(),
            )),
            column("SI_NO", ColumnData::Boolean(rows.iter().map(|row| row.4).collect())),
        ];
        let shapes = shapes.finish();
        let parts = LayerParts { name: "capa".into(), shapes, columns, ..LayerParts::default() };
        Layer::new(parts, crs, PsadOperation::default())
    }
}

fn push(shapes: &mut ShapesBuilder, kind: ShapeKind, parts: &[Part], is_projected: bool) {
    let place = |x: f64, y: f64| {
        if is_projected { [(x + 75.0) * 1e5 + 5e5, y * 1.1e5 + 1e7] } else { [x, y] }
    };
    let square = |x: f64, y: f64, s: f64| {
        [[x, y], [x + s, y], [x + s, y + s], [x, y + s], [x, y]].map(|[x, y]| place(x, y))
    };
    for (number, &(x, y, size)) in parts.iter().enumerate() {
        // Parts lie apart, so that no ring of one is a hole of another.
        let x = x + number as f64;
        match kind {
            ShapeKind::Point => shapes.push(place(x, y)),
            ShapeKind::Line => shapes.extend([place(x, y), place(x + size, y), place(x, y - size)]),
            _ => {
                shapes.extend(square(x, y, size));
                shapes.end_ring();
                let mut hole = square(x + size / 4.0, y + size / 4.0, size / 2.0);
                hole.reverse();
                shapes.extend(hole);
            }
        }
        shapes.end_ring();
        shapes.end_part();
    }
    shapes.end_feature(kind);
}

/// Rings as sets of positions in one direction: formats disagree on which way shells run.
fn rings(shapes: &Shapes, row: usize) -> Vec<Vec<Vec<Coord>>> {
    let ring = |ring: &[Coord]| {
        let mut ring = ring.to_vec();
        if shapes.kind(row) == ShapeKind::Polygon && signed_area(&ring) < 0.0 {
            ring.reverse();
        }
        ring
    };
    shapes.parts(row).map(|part| part.into_rings().map(ring).collect()).collect()
}

/// Values that mean the same: a whole number may come back without its decimals.
fn same(a: Value, b: Value) -> bool {
    match (a.as_number(), b.as_number()) {
        (Some(a), Some(b)) => a == b,
        _ => a == b || (a.to_string() == b.to_string() && !a.is_null() && !b.is_null()),
    }
}

fn check(layer: &Layer, extension: &str) -> Result<(), TestCaseError> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("capa").with_extension(extension);
    write_layer(layer, &path).map_err(|error| TestCaseError::fail(error.to_string()))?;
    let source = open(&path).map_err(|error| TestCaseError::fail(error.to_string()))?;
    let name = source.layers()[0].clone();
    let copy = source
        .read(Some(&name), &())
        .and_then(|imported| imported.into_layer(&ReadOptions::default()))
        .map_err(|error| TestCaseError::fail(error.to_string()))?;
    prop_assert_eq!(copy.crs(), layer.crs());
    prop_assert_eq!(copy.len(), layer.len());
    for row in 0..layer.len() {
        prop_assert_eq!(copy.shapes().kind(row), layer.shapes().kind(row));
        prop_assert_eq!(rings(copy.shapes(), row), rings(layer.shapes(), row));
        for column in layer.columns() {
            let other = copy.column(&column.name);
            let (before, after) = (column.value(row), other.map_or(Value::Null, |c| c.value(row)));
            prop_assert!(same(before, after), "{}: {before:?}, {after:?}", &column.name);
        }
    }
    Ok(())
}

fn kinds() -> impl Strategy<Value = ShapeKind> {
    prop::sample::select(vec![ShapeKind::Point, ShapeKind::Line, ShapeKind::Polygon])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn formats_with_a_system_of_their_own(layer in kinds().prop_flat_map(layer)) {
        for extension in ["gpkg", "shp", "fgb"] {
            check(&layer, extension)?;
        }
    }

    #[test]
    fn formats_in_degrees(layer in kinds().prop_flat_map(layer)) {
        prop_assume!(layer.crs() == Epsg::WGS84);
        for extension in ["geojson", "kml"] {
            check(&layer, extension)?;
        }
    }

    #[test]
    fn tables_of_points(layer in layer(ShapeKind::Point)) {
        let is_single = (0..layer.len()).all(|row| layer.shapes().parts(row).len() < 2);
        // A row with nothing in it is no row of a table.
        let is_filled = (0..layer.len()).all(|row| {
            let has_value = layer.columns().iter().any(|column| !column.value(row).is_null());
            has_value || layer.shapes().kind(row) == ShapeKind::Point
        });
        prop_assume!(layer.crs() == Epsg::WGS84 && is_single && is_filled);
        for extension in ["csv", "xlsx"] {
            check(&layer, extension)?;
        }
    }
}
