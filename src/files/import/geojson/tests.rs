use super::*;
use allpa_geom::{Epsg, ShapeKind};
use allpa_model::Value as Cell;

fn features(text: &str) -> Imported {
    read(text.as_bytes(), &()).expect("readable")
}

#[test]
fn every_kind_of_geometry_is_read() {
    let imported = features(
        r#"{"type":"FeatureCollection","features":[
        {"type":"Feature","properties":{"a":"01","n":1},"geometry":{"type":"Point","coordinates":[1,2,3]}},
        {"type":"Feature","properties":{"a":null,"n":2.5},"geometry":{"coordinates":[[1,2],[3,4]],"type":"LineString"}},
        {"type":"Feature","properties":null,"geometry":{"type":"MultiPolygon","coordinates":[[[[0,0],[1,0],[1,1],[0,0]]]]}},
        {"type":"Feature","properties":{"a":"x"},"geometry":null},
        {"type":"Feature","properties":{},"geometry":{"type":"MultiPoint","coordinates":[[1,2],[3,4]]}}]}"#,
    );
    let shapes = &imported.parts.shapes;
    let kinds: Vec<_> = (0..5).map(|row| shapes.kind(row)).collect();
    use ShapeKind::{Line, None, Point, Polygon};
    assert_eq!(kinds, [Point, Line, Polygon, None, Point]);
    assert_eq!(shapes.parts(4).len(), 2);
    let columns = &imported.parts.columns;
    assert_eq!(columns[0].value(0), Cell::Text("01"));
    assert_eq!(columns[1].value(0), Cell::Real(1.0));
    assert_eq!(columns[0].value(4), Cell::Null);
    let kinds: Vec<_> = imported.parts.notes.iter().map(|note| &note.kind).collect();
    assert!(kinds.contains(&&NoteKind::NoGeometry), "{kinds:?}");
    assert!(kinds.contains(&&NoteKind::HeightsDropped { features: 1 }), "{kinds:?}");
}

#[test]
fn bad_coordinates_keep_the_row_and_say_so() {
    let imported = features(
        r#"{"type":"FeatureCollection","features":[
        {"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":["1","2"]}},
        {"type":"Feature","properties":{},"geometry":{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1]]]}}]}"#,
    );
    assert_eq!(imported.parts.shapes.len(), 2);
    assert_eq!(imported.parts.shapes.kind(0), ShapeKind::None);
    assert_eq!(imported.parts.shapes.feature_coords(1).len(), 4);
    assert_eq!(imported.parts.notes.len(), 2);
}

#[test]
fn the_system_is_that_of_the_norm_unless_the_file_names_one() {
    let bare = features(r#"{"type":"Point","coordinates":[1,2]}"#);
    assert_eq!((bare.declared, bare.parts.shapes.len()), (Some(Epsg::WGS84), 1));
    let old = features(
        r#"{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::32718"}},"features":[]}"#,
    );
    assert_eq!(old.declared, Some(Epsg::new(32718)));
}

#[test]
fn features_may_follow_one_another() {
    let one = |n: u32| {
        format!(
            r#"{{"type":"Feature","properties":{{"n":{n}}},"geometry":{{"type":"Point","coordinates":[{n},2]}}}}"#
        )
    };
    for text in [
        format!("{}\n{}\n\n{}\n", one(1), one(2), one(3)),
        format!("\u{1e}{}\n\u{1e}{}\n\u{1e}{}\n", one(1), one(2), one(3)),
    ] {
        let imported = features(&text);
        assert_eq!(imported.parts.shapes.len(), 3, "{text}");
        assert_eq!(imported.parts.columns[0].value(2).as_number(), Some(3.0));
    }
    let odd = features(r#"{"type":"FeatureCollection","features":[]} the end"#);
    assert_eq!(odd.parts.notes, [Note { row: None, kind: NoteKind::TrailingText }]);
}

#[test]
fn a_cut_text_tells_its_line() {
    let error = read(b"{\"type\":\"FeatureCollection\",\n\"features\":[{", &()).expect_err("cut");
    assert!(matches!(error, ReadError::Syntax { line: 2, .. }), "{error}");
    let error = read(br#"{"a":1}"#, &()).expect_err("not GeoJSON");
    assert!(matches!(error, ReadError::Invalid(_)), "{error}");
}

#[test]
fn what_a_collection_says_of_itself_is_no_feature() {
    let own = r#""properties":{"n":7,"own":1},"geometry":{"type":"Point","coordinates":[9,9]}"#;
    let feature = r#"{"type":"Feature","properties":{"n":1},"geometry":{"type":"Point","coordinates":[1,2]}}"#;
    for text in [
        format!(r#"{{{own},"features":[{feature}]}}"#),
        format!(r#"{{"features":[{feature}],{own}}}"#),
    ] {
        let imported = features(&text);
        assert_eq!(imported.parts.shapes.coords(), [[1.0, 2.0]]);
        assert_eq!(imported.parts.columns[0].data.len(), 1);
        assert_eq!(imported.parts.columns[0].value(0).as_number(), Some(1.0));
        assert_eq!(imported.parts.notes, []);
    }
}
