//! From a style to the XML of QGIS.

use std::fmt::Write as _;

use allpa_geom::ShapeKind;

use super::POINTS;
use crate::style::foreign::escaped;
use crate::style::{
    Case, Color, Fill, LabelStyle, LayerStyle, Marker, MarkerShape, Pattern, ScaleRange, Stroke,
    Symbol, Symbology, Weight,
};

/// `style` for features of `kind` as a QML document; `opacity` is that of the layer, 0 to 1.
pub fn write(style: &LayerStyle, kind: ShapeKind, opacity: f32) -> String {
    let mut out = String::from("<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n");
    let scales = style.scales.map(scale_attributes).unwrap_or_default();
    let has_scales = u8::from(style.scales.is_some());
    let has_labels = u8::from(style.label.is_some());
    writeln!(
        out,
        "<qgis version=\"3.22.16\" styleCategories=\"Symbology|Labeling|Rendering\" \
         hasScaleBasedVisibilityFlag=\"{has_scales}\" labelsEnabled=\"{has_labels}\"{scales}>"
    )
    .ok();
    renderer(&mut out, &style.symbol, kind);
    if let Some(label) = &style.label {
        labeling(&mut out, label, kind);
    }
    writeln!(out, "<layerOpacity>{opacity}</layerOpacity>").ok();
    let number = match kind {
        ShapeKind::Point | ShapeKind::None => 0,
        ShapeKind::Line => 1,
        ShapeKind::Polygon => 2,
    };
    writeln!(out, "<layerGeometryType>{number}</layerGeometryType>\n</qgis>").ok();
    out
}

/// QGIS calls the widest view the minimum scale.
fn scale_attributes(range: ScaleRange) -> String {
    format!(" minScale=\"{}\" maxScale=\"{}\"", widest(range), range.closest)
}

fn renderer(out: &mut String, symbology: &Symbology, kind: ShapeKind) {
    let open = |out: &mut String, kind: &str, rest: &str| {
        writeln!(
            out,
            "<renderer-v2 type=\"{kind}\" symbollevels=\"0\" enableorderby=\"0\" \
             forceraster=\"0\"{rest}>"
        )
        .ok();
    };
    let attribute = |name: &str| format!(" attr=\"{}\"", escaped(name));
    match symbology {
        Symbology::Single(_) | Symbology::Proportional { .. } => open(out, "singleSymbol", ""),
        Symbology::Categorised { field, classes, other } => {
            open(out, "categorizedSymbol", &attribute(field));
            out.push_str("<categories>\n");
            for (number, class) in classes.iter().enumerate() {
                category(out, &class.value, &class.label, number);
            }
            if other.is_some() {
                category(out, "", "", classes.len());
            }
            out.push_str("</categories>\n");
        }
        Symbology::Graduated { field, breaks, .. } => {
            let method = " graduatedMethod=\"GraduatedColor\"";
            open(out, "graduatedSymbol", &(attribute(field) + method));
            out.push_str("<ranges>\n");
            let mut lower = LOWEST;
            for (number, range) in breaks.iter().enumerate() {
                // QGIS counts the upper end in: ours ends just before it.
                let upper = range.below.map_or(HIGHEST, f64::next_down);
                writeln!(
                    out,
                    "<range render=\"true\" symbol=\"{number}\" lower=\"{lower:?}\" \
                     upper=\"{upper:?}\" label=\"{}\"/>",
                    escaped(&range.label)
                )
                .ok();
                lower = range.below.unwrap_or(HIGHEST);
            }
            out.push_str("</ranges>\n");
        }
        Symbology::Rules { rules, other } => {
            open(out, "RuleRenderer", "");
            out.push_str("<rules key=\"{root}\">\n");
            // QGIS draws every rule that holds: each must leave out what those before it take.
            let mut taken: Vec<String> = Vec::new();
            for (number, rule) in rules.iter().enumerate() {
                let before = taken.iter().map(|one| format!(" AND NOT ({one})"));
                let filter = format!("({}){}", rule.condition, before.collect::<String>());
                writeln!(
                    out,
                    "<rule key=\"{{{number}}}\" symbol=\"{number}\" filter=\"{}\" \
                     description=\"{}\" label=\"{}\"{}/>",
                    escaped(&filter),
                    escaped(&rule.condition),
                    escaped(&rule.label),
                    rule.scales.map(rule_scales).unwrap_or_default(),
                )
                .ok();
                taken.push(rule.condition.clone());
            }
            if other.is_some() {
                let number = rules.len();
                writeln!(
                    out,
                    "<rule key=\"{{{number}}}\" symbol=\"{number}\" filter=\"ELSE\" label=\"\"/>"
                )
                .ok();
            }
            out.push_str("</rules>\n");
        }
    }
    out.push_str("<symbols>\n");
    let of_ranges = matches!(symbology, Symbology::Graduated { .. });
    let symbols = symbology.symbols();
    let count = symbols.len();
    for (number, one) in symbols.into_iter().enumerate() {
        let is_other = of_ranges && number + 1 == count && has_other(symbology);
        if !is_other {
            symbol(out, one, kind, &number.to_string(), proportion(symbology));
        }
    }
    out.push_str("</symbols>\n");
    if let Symbology::Graduated { other: Some(other), .. } = symbology {
        out.push_str("<source-symbol>\n");
        symbol(out, other, kind, "0", None);
        out.push_str("</source-symbol>\n");
    }
    out.push_str("</renderer-v2>\n");
}

/// Zero stands for no limit.
fn rule_scales(range: ScaleRange) -> String {
    format!(" scalemaxdenom=\"{}\" scalemindenom=\"{}\"", widest(range), range.closest)
}

/// Ends of an open range: QGIS knows none.
pub(super) const LOWEST: f64 = -1e300;
pub(super) const HIGHEST: f64 = 1e300;

fn has_other(symbology: &Symbology) -> bool {
    matches!(symbology, Symbology::Graduated { other: Some(_), .. })
}

/// The field and the number of a proportional sign's full size.
fn proportion(symbology: &Symbology) -> Option<(&str, f64)> {
    match symbology {
        Symbology::Proportional { field, at, .. } => Some((field, *at)),
        _ => None,
    }
}

fn category(out: &mut String, value: &str, label: &str, symbol: usize) {
    writeln!(
        out,
        "<category render=\"true\" symbol=\"{symbol}\" type=\"string\" value=\"{}\" \
         label=\"{}\"/>",
        escaped(value),
        escaped(label)
    )
    .ok();
}

fn symbol(
    out: &mut String,
    symbol: &Symbol,
    kind: ShapeKind,
    name: &str,
    proportion: Option<(&str, f64)>,
) {
    let of_kind = match kind {
        ShapeKind::Point | ShapeKind::None => "marker",
        ShapeKind::Line => "line",
        ShapeKind::Polygon => "fill",
    };
    writeln!(
        out,
        "<symbol type=\"{of_kind}\" name=\"{name}\" alpha=\"1\" clip_to_extent=\"1\" \
         force_rhr=\"0\">"
    )
    .ok();
    match kind {
        ShapeKind::Point | ShapeKind::None => {
            if let Some(marker) = symbol.marker {
                sign(out, marker, proportion);
            }
        }
        ShapeKind::Line => {
            if let Some(stroke) = &symbol.stroke {
                if let Some(casing) = stroke.casing {
                    line(out, &Stroke::new(casing.color, stroke.full_width_px()));
                }
                line(out, stroke);
            }
        }
        ShapeKind::Polygon => area(out, symbol),
    }
    out.push_str("</symbol>\n");
}

/// One layer of a symbol with its properties.
fn layer(out: &mut String, class: &str, properties: &[(&str, String)], sub: &str, data: &str) {
    writeln!(out, "<layer class=\"{class}\" enabled=\"1\" locked=\"0\" pass=\"0\">").ok();
    out.push_str("<Option type=\"Map\">\n");
    for (name, value) in properties {
        let value = escaped(value);
        writeln!(out, "<Option type=\"QString\" name=\"{name}\" value=\"{value}\"/>").ok();
    }
    out.push_str("</Option>\n");
    // Older versions read these.
    for (name, value) in properties {
        writeln!(out, "<prop k=\"{name}\" v=\"{}\"/>", escaped(value)).ok();
    }
    out.push_str(data);
    out.push_str(sub);
    out.push_str("</layer>\n");
}

fn rgba(color: Color) -> String {
    format!("{},{},{},{}", color.r, color.g, color.b, color.a)
}

fn points(pixels: f32) -> String {
    format!("{}", f64::from(pixels) * POINTS)
}

fn area(out: &mut String, symbol: &Symbol) {
    let border = |color: Color, width: f32, style: &str| {
        vec![
            ("outline_color", rgba(color)),
            ("outline_style", style.to_owned()),
            ("outline_width", points(width)),
            ("outline_width_unit", "Point".to_owned()),
            ("joinstyle", "round".to_owned()),
        ]
    };
    let no_border = || border(Color::BLACK, 0.0, "no");
    if let Some(fill) = symbol.fill {
        let ground = if fill.pattern == Pattern::Solid { Some(fill.color) } else { fill.ground };
        if let Some(ground) = ground {
            let mut properties = no_border();
            properties.extend([("color", rgba(ground)), ("style", "solid".to_owned())]);
            layer(out, "SimpleFill", &properties, "", "");
        }
        pattern(out, fill);
    }
    if let Some(stroke) = &symbol.stroke {
        if let Some(casing) = stroke.casing {
            line(out, &Stroke::new(casing.color, stroke.full_width_px()));
        }
        line(out, stroke);
    }
    if symbol.fill.is_none() && symbol.stroke.is_none() {
        let mut properties = no_border();
        properties.extend([("color", rgba(Color::BLACK)), ("style", "no".to_owned())]);
        layer(out, "SimpleFill", &properties, "", "");
    }
}

/// Distance between two hatch lines, their thickness and the radius of dots, in logical pixels: as
/// on the screen.
const HATCH: (f64, f32) = (9.0 * std::f64::consts::FRAC_1_SQRT_2, 1.6);
const DOTS: (f64, f32) = (9.0, 1.35);

fn pattern(out: &mut String, fill: Fill) {
    let angles: &[u32] = match fill.pattern {
        Pattern::Solid => return,
        Pattern::Hatch45 => &[45],
        Pattern::CrossHatch => &[45, 135],
        Pattern::Dots => {
            let (step, radius) = DOTS;
            let step = format!("{}", step * POINTS);
            let properties = [
                ("distance_x", step.clone()),
                ("distance_x_unit", "Point".to_owned()),
                ("distance_y", format!("{}", DOTS.0 * POINTS / 2.0)),
                ("distance_y_unit", "Point".to_owned()),
                ("displacement_x", format!("{}", DOTS.0 * POINTS / 2.0)),
                ("displacement_x_unit", "Point".to_owned()),
            ];
            let mut sub = String::from(
                "<symbol type=\"marker\" name=\"@0@0\" alpha=\"1\" clip_to_extent=\"1\" \
                 force_rhr=\"0\">\n",
            );
            let (color, shape) = (fill.color, MarkerShape::Circle);
            let dot = Marker { shape, size_px: 2.0 * radius, color, rim: color, rim_px: 0.0 };
            sign(&mut sub, dot, None);
            sub.push_str("</symbol>\n");
            return layer(out, "PointPatternFill", &properties, &sub, "");
        }
    };
    for angle in angles {
        let properties = [
            ("angle", angle.to_string()),
            ("color", rgba(fill.color)),
            ("distance", format!("{}", HATCH.0 * POINTS)),
            ("distance_unit", "Point".to_owned()),
            ("line_width", points(HATCH.1)),
            ("line_width_unit", "Point".to_owned()),
        ];
        let mut sub = String::from(
            "<symbol type=\"line\" name=\"@0@0\" alpha=\"1\" clip_to_extent=\"1\" \
             force_rhr=\"0\">\n",
        );
        line(&mut sub, &Stroke::new(fill.color, HATCH.1));
        sub.push_str("</symbol>\n");
        layer(out, "LinePatternFill", &properties, &sub, "");
    }
}

fn line(out: &mut String, stroke: &Stroke) {
    let dash: Vec<String> = stroke.dash.iter().map(|length| points(*length)).collect();
    let cap = if dash.is_empty() { "round" } else { "flat" };
    let properties = [
        ("line_color", rgba(stroke.color)),
        ("line_style", "solid".to_owned()),
        ("line_width", points(stroke.width_px)),
        ("line_width_unit", "Point".to_owned()),
        ("capstyle", cap.to_owned()),
        ("joinstyle", "round".to_owned()),
        ("use_custom_dash", u8::from(!dash.is_empty()).to_string()),
        ("customdash", if dash.is_empty() { "5;2".to_owned() } else { dash.join(";") }),
        ("customdash_unit", "Point".to_owned()),
    ];
    layer(out, "SimpleLine", &properties, "", "");
}

fn sign(out: &mut String, marker: Marker, proportion: Option<(&str, f64)>) {
    let name = match marker.shape {
        MarkerShape::Circle => "circle",
        MarkerShape::Square => "square",
        MarkerShape::Triangle => "triangle",
        MarkerShape::Diamond => "diamond",
    };
    let properties = [
        ("color", rgba(marker.color)),
        ("name", name.to_owned()),
        ("outline_color", rgba(marker.rim)),
        ("outline_style", if marker.rim_px > 0.0 { "solid" } else { "no" }.to_owned()),
        ("outline_width", points(marker.rim_px)),
        ("outline_width_unit", "Point".to_owned()),
        ("size", points(marker.size_px)),
        ("size_unit", "Point".to_owned()),
        ("scale_method", "diameter".to_owned()),
    ];
    let data = proportion.map_or_else(String::new, |(field, at)| {
        let full = f64::from(marker.size_px) * POINTS;
        let expression = format!("{full} * sqrt(\"{field}\" / {at:?})");
        format!(
            "<data_defined_properties><Option type=\"Map\"><Option type=\"QString\" \
             name=\"name\" value=\"\"/><Option type=\"Map\" name=\"properties\"><Option \
             type=\"Map\" name=\"size\"><Option type=\"bool\" name=\"active\" value=\"true\"/>\
             <Option type=\"QString\" name=\"expression\" value=\"{}\"/><Option type=\"int\" \
             name=\"type\" value=\"3\"/></Option></Option><Option type=\"QString\" \
             name=\"type\" value=\"collection\"/></Option></data_defined_properties>\n",
            escaped(&expression)
        )
    });
    layer(out, "SimpleMarker", &properties, "", &data);
}

/// Zero stands for no limit.
fn widest(range: ScaleRange) -> f64 {
    if range.widest < f64::MAX { range.widest } else { 0.0 }
}

fn labeling(out: &mut String, label: &LabelStyle, kind: ShapeKind) {
    let weight = if label.weight == Weight::SemiBold { 63 } else { 50 };
    let capitals = match label.case {
        Case::AsIs => 0,
        Case::Upper => 1,
        // QgsStringUtils::TitleCase.
        Case::Title => 1004,
    };
    let (halo, has_halo) = label.halo.map_or((Color::WHITE, 0), |color| (color, 1));
    let placement = match kind {
        // Curved, above the line; whichever way is up.
        ShapeKind::Line => "placement=\"3\" placementFlags=\"10\" dist=\"0.5\"",
        ShapeKind::Polygon => "placement=\"1\"",
        ShapeKind::Point | ShapeKind::None => "placement=\"6\" dist=\"1\"",
    };
    let scales = label.scales.map_or_else(String::new, |range| {
        format!(
            " scaleVisibility=\"1\" scaleMin=\"{}\" scaleMax=\"{}\"",
            range.closest,
            widest(range)
        )
    });
    writeln!(
        out,
        "<labeling type=\"simple\">\n<settings calloutType=\"simple\">\n<text-style \
         fieldName=\"{}\" isExpression=\"0\" fontFamily=\"Noto Sans\" fontSize=\"{}\" \
         fontSizeUnit=\"Point\" fontWeight=\"{weight}\" capitalization=\"{capitals}\" \
         textColor=\"{}\" textOpacity=\"1\" fontLetterSpacing=\"{}\">\n<text-buffer \
         bufferDraw=\"{has_halo}\" bufferSize=\"{}\" bufferSizeUnits=\"Point\" \
         bufferColor=\"{}\" bufferOpacity=\"{}\"/>\n</text-style>\n<placement \
         {placement} priority=\"{}\"/>\n<rendering{scales} obstacle=\"1\" obstacleType=\"1\"/>\n\
         </settings>\n</labeling>",
        escaped(&label.field),
        points(label.size_px),
        rgba(label.color),
        f64::from(label.spacing * label.size_px) * POINTS,
        points(label.halo_px),
        rgba(Color { a: 255, ..halo }),
        f64::from(halo.a) / 255.0,
        (label.priority / 10).clamp(0, 10),
    )
    .ok();
}
