//! From a style to the XML of the OGC.

use std::fmt::Write as _;

use allpa_geom::ShapeKind;
use allpa_model::expression::{Comparison, Condition, Literal, Node};

use super::filter::{self, property};
use super::{both, label};
use crate::style::foreign::{self, escaped, faded};
use crate::style::{
    Color, Fill, LayerStyle, Marker, MarkerShape, Pattern, ScaleRange, Stroke, Symbol, Symbology,
};

/// `style` for features of `kind` as an SLD document for the layer `name`; `opacity` is that of the
/// layer, 0 to 1.
pub fn write(style: &LayerStyle, kind: ShapeKind, opacity: f32, name: &str) -> String {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <StyledLayerDescriptor xmlns=\"http://www.opengis.net/sld\" \
         xmlns:se=\"http://www.opengis.net/se\" xmlns:ogc=\"http://www.opengis.net/ogc\" \
         version=\"1.1.0\">\n",
    );
    let name = escaped(name);
    writeln!(out, "<NamedLayer>\n<se:Name>{name}</se:Name>\n<UserStyle>").ok();
    writeln!(out, "<se:Name>{name}</se:Name>\n<se:FeatureTypeStyle>").ok();
    let mut symbology = style.symbol.clone();
    if opacity < 1.0 {
        symbology.symbols_mut().into_iter().for_each(|symbol| faded(symbol, opacity));
    }
    rules(&mut out, &symbology, kind, style.scales);
    out.push_str("</se:FeatureTypeStyle>\n");
    if let Some(style_of_label) = &style.label {
        // Apart: a rule that holds for all would leave nothing to those for the rest.
        out.push_str("<se:FeatureTypeStyle>\n<se:Rule>\n");
        scales(&mut out, both(style_of_label.scales, style.scales));
        label::write(&mut out, style_of_label, kind);
        out.push_str("</se:Rule>\n</se:FeatureTypeStyle>\n");
    }
    out.push_str("</UserStyle>\n</NamedLayer>\n</StyledLayerDescriptor>\n");
    out
}

/// A style as [`crate::style::qml::write`] writes it, as an SLD document for the layer `name`;
/// `None` when it is none.
pub fn of_qml(qml: &str, name: &str) -> Option<String> {
    let found = foreign::read(qml).ok()?;
    let (_, rest) = qml.split_once("<layerGeometryType>")?;
    let kind = match rest.split_once('<')?.0 {
        "0" => ShapeKind::Point,
        "1" => ShapeKind::Line,
        _ => ShapeKind::Polygon,
    };
    Some(write(&found.style, kind, found.opacity, name))
}

/// Features of a rule.
enum Chosen {
    All,
    Those(Node<String>),
}

fn rules(out: &mut String, symbology: &Symbology, kind: ShapeKind, scales: Option<ScaleRange>) {
    let mut write = |label: &str, chosen: Chosen, scales: Option<ScaleRange>, symbol: &Symbol| {
        rule(out, (label, chosen, scales), |out| symbolizers(out, symbol, kind, None));
    };
    let compare = |field: &String, comparison, value| {
        let field = field.clone();
        Node::Compare { field, comparison, value }
    };
    match symbology {
        Symbology::Single(symbol) => write("", Chosen::All, scales, symbol),
        Symbology::Proportional { field, symbol, at, .. } => {
            let size = Some((field.as_str(), *at));
            rule(out, ("", Chosen::All, scales), |out| symbolizers(out, symbol, kind, size));
        }
        Symbology::Categorised { field, classes, other } => {
            let mut taken = Vec::new();
            for class in classes {
                let value = Literal::Text(class.value.clone());
                let those = compare(field, Comparison::Equal, value);
                if taken.contains(&those) {
                    continue; // the first has its features
                }
                taken.push(those.clone());
                write(&class.label, Chosen::Those(those), scales, &class.symbol);
            }
            if let Some(other) = other {
                write("", others(&taken, Some(field)), scales, other);
            }
        }
        Symbology::Graduated { field, breaks, other } => {
            let (mut lower, mut taken) = (None, Vec::new());
            for range in breaks {
                let ends = [
                    (Comparison::GreaterOrEqual, lower.map(Literal::Number)),
                    (Comparison::Less, range.below.map(Literal::Number)),
                ];
                let ends = ends.into_iter().filter_map(|(is, end)| Some(compare(field, is, end?)));
                // Without ends: whatever has a number.
                let those = filter::all(ends)
                    .unwrap_or_else(|| Node::Not(Box::new(Node::IsNull { field: field.clone() })));
                taken.push(those.clone());
                write(&range.label, Chosen::Those(those), scales, &range.symbol);
                lower = range.below;
            }
            if let Some(other) = other {
                write("", others(&taken, Some(field)), scales, other);
            }
        }
        Symbology::Rules { rules, other } => {
            // Programs draw every rule that holds: each must leave out what those before it take.
            let mut taken: Vec<Node<String>> = Vec::new();
            for rule in rules {
                // One that cannot be read holds for none.
                let Ok(condition) = Condition::parse(&rule.condition) else { continue };
                let own = condition.root().clone();
                let those = filter::all([own.clone()].into_iter().chain(none_of(&taken)));
                let those = those.map_or(Chosen::All, Chosen::Those);
                write(&rule.label, those, both(rule.scales, scales), &rule.symbol);
                taken.push(own);
            }
            if let Some(other) = other {
                write("", others(&taken, None), scales, other);
            }
        }
    }
}

/// That none of `taken` holds.
fn none_of(taken: &[Node<String>]) -> impl Iterator<Item = Node<String>> {
    taken.iter().map(|one| Node::Not(Box::new(one.clone())))
}

/// Features that `taken` leave, and those without a value in `field`, for which programs call no
/// comparison true or false. Said in full: `ElseFilter` would also take what a rule has at other
/// scales, and QGIS 3.22 draws it for all.
fn others(taken: &[Node<String>], field: Option<&String>) -> Chosen {
    let Some(none) = filter::all(none_of(taken)) else { return Chosen::All };
    Chosen::Those(match field {
        Some(field) => {
            let missing = Node::IsNull { field: field.clone() };
            Node::Or(Box::new(missing), Box::new(none))
        }
        None => none,
    })
}

fn rule(
    out: &mut String,
    (label, chosen, range): (&str, Chosen, Option<ScaleRange>),
    symbolizers: impl FnOnce(&mut String),
) {
    let label = escaped(label);
    writeln!(
        out,
        "<se:Rule>\n<se:Name>{label}</se:Name>\n\
         <se:Description><se:Title>{label}</se:Title></se:Description>"
    )
    .ok();
    match chosen {
        Chosen::All => {}
        Chosen::Those(condition) => {
            out.push_str("<ogc:Filter>\n");
            filter::write(out, &condition);
            out.push_str("</ogc:Filter>\n");
        }
    }
    scales(out, range);
    symbolizers(out);
    out.push_str("</se:Rule>\n");
}

fn scales(out: &mut String, range: Option<ScaleRange>) {
    let Some(range) = range else { return };
    if range.closest > 0.0 {
        let closest = range.closest;
        writeln!(out, "<se:MinScaleDenominator>{closest}</se:MinScaleDenominator>").ok();
    }
    if range.widest < f64::MAX {
        let widest = range.widest;
        writeln!(out, "<se:MaxScaleDenominator>{widest}</se:MaxScaleDenominator>").ok();
    }
}

fn symbolizers(
    out: &mut String,
    symbol: &Symbol,
    kind: ShapeKind,
    proportion: Option<(&str, f64)>,
) {
    let before = out.len();
    match kind {
        ShapeKind::Point | ShapeKind::None => {
            if let Some(marker) = symbol.marker {
                sign(out, marker, proportion);
            }
        }
        ShapeKind::Line => symbol.stroke.iter().for_each(|stroke| lines(out, stroke)),
        ShapeKind::Polygon => area(out, symbol),
    }
    if out.len() == before {
        // A rule draws something, be it nothing.
        let name = match kind {
            ShapeKind::Point | ShapeKind::None => "Point",
            ShapeKind::Line => "Line",
            ShapeKind::Polygon => "Polygon",
        };
        writeln!(out, "<se:{name}Symbolizer/>").ok();
    }
}

/// Side of a square of a pattern, thickness of its lines and width of its dots, in logical pixels:
/// as on the screen.
const SQUARE: f64 = 9.0;
const HATCH: f32 = 1.6;
const DOT: f64 = 2.7;

fn area(out: &mut String, symbol: &Symbol) {
    let mut border = symbol.stroke.as_ref();
    if let Some(Fill { color, pattern, ground }) = symbol.fill {
        let even = if pattern == Pattern::Solid { Some(color) } else { ground };
        if let Some(even) = even {
            out.push_str("<se:PolygonSymbolizer>\n");
            fill_of(out, even);
            // The form that every program knows.
            let plain = |border: &&Stroke| border.dash.is_empty() && border.casing.is_none();
            if let Some(plain) = border.filter(plain).filter(|_| pattern == Pattern::Solid) {
                stroke_of(out, plain);
                border = None;
            }
            out.push_str("</se:PolygonSymbolizer>\n");
        }
        if pattern != Pattern::Solid {
            pattern_of(out, color, pattern);
        }
    }
    border.into_iter().for_each(|border| lines(out, border));
}

fn pattern_of(out: &mut String, color: Color, pattern: Pattern) {
    let (name, size, margin) = match pattern {
        Pattern::CrossHatch => ("x", SQUARE, None),
        Pattern::Dots => ("circle", DOT, Some((SQUARE - DOT) / 2.0)),
        Pattern::Solid | Pattern::Hatch45 => ("shape://slash", SQUARE, None),
    };
    out.push_str("<se:PolygonSymbolizer>\n<se:Fill>\n<se:GraphicFill>\n<se:Graphic>\n");
    writeln!(out, "<se:Mark>\n<se:WellKnownName>{name}</se:WellKnownName>").ok();
    if pattern == Pattern::Hatch45 {
        stroke_of(out, &Stroke::new(color, HATCH));
    } else {
        fill_of(out, color);
        if pattern == Pattern::CrossHatch {
            stroke_of(out, &Stroke::new(color, HATCH / 4.0)); // some programs draw its lines only
        }
    }
    writeln!(out, "</se:Mark>\n<se:Size>{size}</se:Size>\n</se:Graphic>").ok();
    out.push_str("</se:GraphicFill>\n</se:Fill>\n");
    if let Some(margin) = margin {
        let option = "<se:VendorOption name=\"graphic-margin\">";
        writeln!(out, "{option}{margin}</se:VendorOption>").ok();
    }
    out.push_str("</se:PolygonSymbolizer>\n");
}

fn lines(out: &mut String, stroke: &Stroke) {
    let casing = stroke.casing.map(|casing| Stroke::new(casing.color, stroke.full_width_px()));
    for line in casing.iter().chain([stroke]) {
        out.push_str("<se:LineSymbolizer>\n");
        stroke_of(out, line);
        out.push_str("</se:LineSymbolizer>\n");
    }
}

fn sign(out: &mut String, marker: Marker, proportion: Option<(&str, f64)>) {
    let name = match marker.shape {
        MarkerShape::Circle => "circle",
        MarkerShape::Square => "square",
        MarkerShape::Triangle => "triangle",
        MarkerShape::Diamond => "diamond",
    };
    out.push_str("<se:PointSymbolizer>\n<se:Graphic>\n<se:Mark>\n");
    writeln!(out, "<se:WellKnownName>{name}</se:WellKnownName>").ok();
    fill_of(out, marker.color);
    if marker.rim_px > 0.0 {
        stroke_of(out, &Stroke::new(marker.rim, marker.rim_px));
    }
    let full = marker.size_px;
    let size = proportion.map_or_else(
        || full.to_string(),
        |(field, at)| {
            format!(
                "<ogc:Mul><ogc:Literal>{full}</ogc:Literal><ogc:Function name=\"sqrt\"><ogc:Div>\
                 {}<ogc:Literal>{at}</ogc:Literal></ogc:Div></ogc:Function></ogc:Mul>",
                property(field)
            )
        },
    );
    writeln!(out, "</se:Mark>\n<se:Size>{size}</se:Size>\n</se:Graphic>").ok();
    out.push_str("</se:PointSymbolizer>\n");
}

pub(super) fn parameter(out: &mut String, name: &str, value: &str) {
    writeln!(out, "<se:SvgParameter name=\"{name}\">{value}</se:SvgParameter>").ok();
}

pub(super) fn fill_of(out: &mut String, color: Color) {
    out.push_str("<se:Fill>\n");
    colored(out, "fill", color);
    out.push_str("</se:Fill>\n");
}

fn stroke_of(out: &mut String, stroke: &Stroke) {
    out.push_str("<se:Stroke>\n");
    colored(out, "stroke", stroke.color);
    parameter(out, "stroke-width", &stroke.width_px.to_string());
    parameter(out, "stroke-linejoin", "round");
    if stroke.dash.is_empty() {
        parameter(out, "stroke-linecap", "round");
    } else {
        parameter(out, "stroke-linecap", "butt");
        let lengths: Vec<String> = stroke.dash.iter().map(f32::to_string).collect();
        parameter(out, "stroke-dasharray", &lengths.join(" "));
    }
    out.push_str("</se:Stroke>\n");
}

/// A colour and, where it lets something through, its opacity.
fn colored(out: &mut String, name: &str, color: Color) {
    parameter(out, name, &Color { a: 255, ..color }.to_string().to_lowercase());
    if color.a < 255 {
        let share = format!("{:.4}", f64::from(color.a) / 255.0);
        parameter(out, &format!("{name}-opacity"), &share);
    }
}
