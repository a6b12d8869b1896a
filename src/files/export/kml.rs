//! KML 2.3 (OGC 12-007r2): one placemark per feature, attributes as typed data of a schema.

use std::fmt::Write as _;

use allpa_geom::{Coord, ShapeKind, Shapes, signed_area};
use allpa_model::{FieldKind, Layer, Value};
use quick_xml::escape::escape;

use super::WriteError;

/// The whole layer as text; KML is in longitude and latitude by its norm.
pub(super) fn to_text(layer: &Layer) -> Result<String, WriteError> {
    let shapes = layer.geographic()?;
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <kml xmlns=\"http://www.opengis.net/kml/2.2\">\n<Document>\n",
    );
    let name = escape(layer.name());
    let _ = writeln!(out, "<name>{name}</name>\n<Schema name=\"{name}\" id=\"schema\">");
    for column in layer.columns() {
        let kind = match column.data.kind() {
            FieldKind::Text => "string",
            FieldKind::Integer => "int",
            FieldKind::Real => "double",
            FieldKind::Boolean => "bool",
        };
        let _ =
            writeln!(out, "<SimpleField type=\"{kind}\" name=\"{}\"/>", attribute(&column.name));
    }
    out.push_str("</Schema>\n");
    let title = layer.columns().iter().position(|column| column.name == "name");
    for row in 0..layer.len() {
        out.push_str("<Placemark>");
        if let Some(Value::Text(text)) = title.map(|at| layer.columns()[at].value(row)) {
            let _ = write!(out, "<name>{}</name>", element(text));
        }
        out.push_str("<ExtendedData><SchemaData schemaUrl=\"#schema\">");
        for (at, column) in layer.columns().iter().enumerate() {
            let value = column.value(row);
            if value.is_null() || Some(at) == title {
                continue;
            }
            let (name, text) = (attribute(&column.name), element(&value.to_string()));
            let _ = write!(out, "<SimpleData name=\"{name}\">{text}</SimpleData>");
        }
        out.push_str("</SchemaData></ExtendedData>");
        push_geometry(&mut out, shapes, row);
        out.push_str("</Placemark>\n");
    }
    out.push_str("</Document>\n</kml>\n");
    Ok(out)
}

/// Text between tags. XML 1.0 knows no control characters but tab and line ends.
fn element(text: &str) -> String {
    let is_known = |c: &char| !c.is_control() || matches!(c, '\t' | '\n');
    escape(text.chars().filter(is_known).collect::<String>()).replace('\r', "&#13;")
}

/// Text of an attribute, where line ends would become blanks.
fn attribute(text: &str) -> String {
    element(text).replace('\n', "&#10;").replace('\t', "&#9;")
}

fn push_geometry(out: &mut String, shapes: &Shapes, row: usize) {
    let is_multi = shapes.parts(row).len() > 1;
    if is_multi {
        out.push_str("<MultiGeometry>");
    }
    for part in shapes.parts(row) {
        let mut rings = part.into_rings();
        match shapes.kind(row) {
            ShapeKind::None => {}
            ShapeKind::Point => rings.for_each(|ring| {
                out.push_str("<Point>");
                push_run(out, &ring[..1], false);
                out.push_str("</Point>");
            }),
            ShapeKind::Line => rings.for_each(|ring| {
                out.push_str("<LineString><tessellate>1</tessellate>");
                push_run(out, ring, false);
                out.push_str("</LineString>");
            }),
            ShapeKind::Polygon => {
                out.push_str("<Polygon><tessellate>1</tessellate>");
                if let Some(shell) = rings.next() {
                    push_ring(out, "outerBoundaryIs", shell, signed_area(shell) < 0.0);
                }
                rings.for_each(|hole| {
                    push_ring(out, "innerBoundaryIs", hole, signed_area(hole) > 0.0);
                });
                out.push_str("</Polygon>");
            }
        }
    }
    if is_multi {
        out.push_str("</MultiGeometry>");
    }
}

fn push_ring(out: &mut String, tag: &str, ring: &[Coord], is_reversed: bool) {
    let _ = write!(out, "<{tag}><LinearRing>");
    push_run(out, ring, is_reversed);
    let _ = write!(out, "</LinearRing></{tag}>");
}

fn push_run(out: &mut String, run: &[Coord], is_reversed: bool) {
    out.push_str("<coordinates>");
    for at in 0..run.len() {
        let [x, y] = run[if is_reversed { run.len() - 1 - at } else { at }];
        let _ = write!(out, "{}{x},{y}", if at > 0 { " " } else { "" });
    }
    out.push_str("</coordinates>");
}
