use allpa_geom::{Epsg, ShapeKind};
use allpa_model::Value;

use super::*;

fn table(text: &str) -> Imported {
    read_delimited(text.as_bytes(), None, &()).expect("readable")
}

fn kinds(imported: &Imported) -> Vec<NoteKind> {
    imported.parts.notes.iter().map(|note| note.kind.clone()).collect()
}

#[test]
fn spanish_spreadsheets_are_read() {
    let imported = table("NOMBRE;ESTE;NORTE;ZONA;HA\nTarapoto;350.000,5;9.282.000,00;18S;1,5\n");
    assert_eq!(imported.declared, Some(Epsg::new(32718)));
    assert_eq!(imported.parts.shapes.feature_coords(0), [[350_000.5, 9_282_000.0]]);
    assert_eq!(imported.parts.columns[4].value(0), Value::Real(1.5));
    let parted = |field: &str| NoteKind::ThousandsSeparator { field: field.into() };
    assert_eq!(kinds(&imported), [NoteKind::DatumAssumed, parted("ESTE"), parted("NORTE")]);
}

#[test]
fn rows_of_two_zones_meet_in_degrees() {
    let imported =
        table("a;este;norte;zona\n1;281491.02;9332561.53;18\n2;220860.09;8269143.47;19 L\n");
    assert_eq!(imported.declared, Some(Epsg::WGS84));
    let [x, y] = imported.parts.shapes.feature_coords(1)[0];
    assert!((x + 71.60361).abs() < 1e-6 && (y + 15.64028).abs() < 1e-6, "{x} {y}");
    assert!(kinds(&imported).contains(&NoteKind::SeveralZones));
}

#[test]
fn metres_without_a_zone_have_no_system() {
    let imported = table("id,X,Y\n1,283058.1,9333089.2\n");
    assert_eq!(imported.declared, None);
    assert_eq!(imported.parts.shapes.kind(0), ShapeKind::Point);
}

#[test]
fn rows_without_position_keep_their_cells() {
    let imported = table("n,lon,lat\na,-76,-6\nb,s/d,\nTOTAL,,\n\n");
    let shapes = &imported.parts.shapes;
    assert_eq!([shapes.len(), shapes.coords().len()], [3, 1]);
    assert_eq!(imported.parts.columns[0].value(2), Value::Text("TOTAL"));
    assert_eq!(imported.parts.notes.len(), 2);
}

#[test]
fn a_table_without_positions_is_read_for_joins() {
    let imported = table("IDDIST,PEA\n010101,5\n220101,6\n");
    assert_eq!(kinds(&imported), [NoteKind::NoPositions]);
    assert_eq!(imported.parts.columns[0].value(0), Value::Text("010101"));
    assert_eq!(imported.parts.columns[1].value(1), Value::Integer(6));
}

#[test]
fn geometry_may_be_a_column_of_text() {
    let imported = table(
        "id;geom\n1;POLYGON ((0 0, 1 0, 1 1, 0 0))\n2;\"SRID=4326;POINT (1 2)\"\n3;\n4;POLYGON ((\n",
    );
    let kinds: Vec<ShapeKind> = (0..4).map(|row| imported.parts.shapes.kind(row)).collect();
    assert_eq!(kinds[0], ShapeKind::Polygon);
    assert_eq!(kinds[1], ShapeKind::Point);
    assert_eq!(kinds[2..], [ShapeKind::None, ShapeKind::None]);
}
