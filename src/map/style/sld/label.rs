//! Names on the map as text symbolizers, and back.

use std::fmt::Write as _;

use allpa_geom::ShapeKind;
use roxmltree::Node as Xml;

use super::filter::property;
use super::symbols::{Parameters, number, text};
use super::write::{fill_of, parameter};
use crate::style::foreign::{child, escaped};
use crate::style::{Case, Color, LabelStyle, Weight};

/// Functions that map servers know for the cases of letters.
const UPPER: &str = "strToUpperCase";
const TITLE: &str = "strCapitalize";

/// Writes a text symbolizer.
pub(super) fn write(out: &mut String, label: &LabelStyle, kind: ShapeKind) {
    let field = property(&label.field);
    let function = |name: &str| format!("<ogc:Function name=\"{name}\">{field}</ogc:Function>");
    let words = match label.case {
        Case::AsIs => field.clone(),
        Case::Upper => function(UPPER),
        Case::Title => function(TITLE),
    };
    writeln!(out, "<se:TextSymbolizer>\n<se:Label>{words}</se:Label>\n<se:Font>").ok();
    parameter(out, "font-family", "Noto Sans");
    parameter(out, "font-size", &label.size_px.to_string());
    let weight = if label.weight == Weight::SemiBold { "bold" } else { "normal" };
    parameter(out, "font-weight", weight);
    out.push_str("</se:Font>\n<se:LabelPlacement>\n");
    let anchor = |x: f64, y: f64| {
        format!(
            "<se:AnchorPoint>\n<se:AnchorPointX>{x}</se:AnchorPointX>\n\
             <se:AnchorPointY>{y}</se:AnchorPointY>\n</se:AnchorPoint>\n"
        )
    };
    match kind {
        ShapeKind::Line => out.push_str("<se:LinePlacement/>\n"),
        ShapeKind::Polygon => {
            let middle = anchor(0.5, 0.5);
            writeln!(out, "<se:PointPlacement>\n{middle}</se:PointPlacement>").ok();
        }
        ShapeKind::Point | ShapeKind::None => {
            // To the right of the sign.
            let (left, away) = (anchor(0.0, 0.5), f64::from(label.size_px) / 2.0);
            writeln!(
                out,
                "<se:PointPlacement>\n{left}<se:Displacement>\n\
                 <se:DisplacementX>{away}</se:DisplacementX>\n\
                 <se:DisplacementY>0</se:DisplacementY>\n</se:Displacement>\n</se:PointPlacement>"
            )
            .ok();
        }
    }
    out.push_str("</se:LabelPlacement>\n");
    if let Some(halo) = label.halo {
        let radius = label.halo_px;
        writeln!(out, "<se:Halo>\n<se:Radius><ogc:Literal>{radius}</ogc:Literal></se:Radius>").ok();
        fill_of(out, halo);
        out.push_str("</se:Halo>\n");
    }
    fill_of(out, label.color);
    let first = label.priority;
    let priority = label.rank_field.as_deref().map_or_else(
        || format!("<ogc:Literal>{first}</ogc:Literal>"),
        |field| {
            let field = property(field);
            format!("<ogc:Add>{field}<ogc:Literal>{first}</ogc:Literal></ogc:Add>")
        },
    );
    writeln!(out, "<se:Priority>{priority}</se:Priority>").ok();
    let mut option = |name: &str, value: &str| {
        let value = escaped(value);
        writeln!(out, "<se:VendorOption name=\"{name}\">{value}</se:VendorOption>").ok();
    };
    if kind == ShapeKind::Line {
        option("followLine", "true");
    }
    if label.spacing != 0.0 {
        let extra = f64::from(label.spacing) * f64::from(label.size_px);
        option("charSpacing", &extra.to_string());
    }
    out.push_str("</se:TextSymbolizer>\n");
}

/// Reads a text symbolizer; `None` when it names no field.
pub(super) fn read(symbolizer: Xml) -> Option<LabelStyle> {
    let words = child(symbolizer, "Label")?;
    let is_field = |node: &Xml| node.tag_name().name() == "PropertyName";
    let field_in = |node: Xml| node.descendants().find(is_field).map(text);
    let function = child(words, "Function").and_then(|node| node.attribute("name"));
    let font = Parameters::of(child(symbolizer, "Font"));
    let size_px = font.number("font-size").filter(|size| *size > 0.0).unwrap_or(10.0);
    let option = |name: &str| {
        let is_it = |node: &Xml| node.attribute("name") == Some(name);
        let options = symbolizer.children().filter(|n| n.tag_name().name() == "VendorOption");
        options.into_iter().find(is_it).and_then(number)
    };
    let halo = child(symbolizer, "Halo");
    let is_literal = |node: &Xml| node.tag_name().name() == "Literal";
    let priority = child(symbolizer, "Priority");
    let literal = priority.and_then(|node| node.descendants().find(is_literal).or(Some(node)));
    Some(LabelStyle {
        field: field_in(words).filter(|field| !field.is_empty())?,
        size_px: size_px as f32,
        weight: match font.text("font-weight").as_deref() {
            Some("bold") => Weight::SemiBold,
            _ => Weight::Regular,
        },
        color: Parameters::of(child(symbolizer, "Fill")).color("fill").unwrap_or(Color::BLACK),
        halo: halo
            .map(|halo| Parameters::of(child(halo, "Fill")).color("fill").unwrap_or(Color::WHITE)),
        halo_px: halo.map_or(0.0, |halo| child(halo, "Radius").and_then(number).unwrap_or(1.0))
            as f32,
        case: match function {
            Some(UPPER) => Case::Upper,
            Some(TITLE) => Case::Title,
            _ => Case::AsIs,
        },
        spacing: (option("charSpacing").unwrap_or(0.0) / size_px) as f32,
        priority: literal.and_then(number).unwrap_or(0.0) as i32,
        rank_field: priority.and_then(field_in),
        scales: None,
    })
}
