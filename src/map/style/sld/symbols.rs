//! From symbolizers to a symbol.

use roxmltree::Node as Xml;

use crate::style::foreign::{child, children};
use crate::style::{Casing, Color, Fill, Marker, MarkerShape, Pattern, Stroke, Symbol};

/// What the format takes where nothing is said.
const GREY: Color = Color::hex(0x0080_8080);

/// All text within a node, without outer blanks.
pub(super) fn text(node: Xml) -> String {
    let texts = node.descendants().filter(Xml::is_text).filter_map(|part| part.text());
    texts.collect::<String>().trim().to_owned()
}

/// The number that a node holds.
pub(super) fn number(node: Xml) -> Option<f64> {
    text(node).parse().ok().filter(|number: &f64| number.is_finite())
}

/// The parameters of a fill, a stroke or a font, in the form of either version.
pub(super) struct Parameters<'a, 'i>(Option<Xml<'a, 'i>>);

impl<'a, 'i> Parameters<'a, 'i> {
    pub(super) const fn of(node: Option<Xml<'a, 'i>>) -> Self {
        Self(node)
    }

    fn node(&self, name: &str) -> Option<Xml<'a, 'i>> {
        self.0?.children().find(|node| {
            matches!(node.tag_name().name(), "SvgParameter" | "CssParameter")
                && node.attribute("name") == Some(name)
        })
    }

    pub(super) fn text(&self, name: &str) -> Option<String> {
        self.node(name).map(text)
    }

    pub(super) fn number(&self, name: &str) -> Option<f64> {
        self.node(name).and_then(number)
    }

    /// A colour with the opacity beside it.
    pub(super) fn color(&self, name: &str) -> Option<Color> {
        let color: Color = self.text(name)?.parse().ok()?;
        Some(self.with_opacity(name, color))
    }

    fn with_opacity(&self, name: &str, color: Color) -> Color {
        let share = self.number(&format!("{name}-opacity")).unwrap_or(1.0).clamp(0.0, 1.0);
        color.with_alpha((f64::from(color.a) * share).round() as u8)
    }
}

/// What the symbolizers of one rule draw, from below.
#[derive(Default)]
pub(super) struct Parts {
    fill: Option<Fill>,
    lines: Vec<Stroke>,
    marker: Option<Marker>,
    /// The field that the size of the sign follows, and the number of its full size.
    pub(super) proportion: Option<(String, f64)>,
    /// Names of what has no counterpart.
    pub(super) left_out: Vec<String>,
}

impl Parts {
    /// Adds a symbolizer on top.
    pub(super) fn add(&mut self, symbolizer: Xml) {
        let is_pixels = |unit: &str| unit.ends_with("pixel");
        if symbolizer.attribute("uom").is_some_and(|unit| !is_pixels(unit)) {
            self.left_out.push("uom".to_owned());
        }
        match symbolizer.tag_name().name() {
            "PolygonSymbolizer" => {
                child(symbolizer, "Fill").into_iter().for_each(|fill| self.fill(fill));
                child(symbolizer, "Stroke").into_iter().for_each(|stroke| self.line(stroke));
            }
            "LineSymbolizer" => {
                child(symbolizer, "Stroke").into_iter().for_each(|stroke| self.line(stroke));
            }
            "PointSymbolizer" => {
                child(symbolizer, "Graphic").into_iter().for_each(|graphic| self.sign(graphic));
            }
            other => self.left_out.push(other.to_owned()),
        }
        for name in ["PerpendicularOffset", "Geometry", "Displacement"] {
            if child(symbolizer, name).is_some() {
                self.left_out.push(name.to_owned());
            }
        }
    }

    /// All together; the wider line below another is its casing.
    pub(super) fn symbol(mut self) -> Symbol {
        let stroke = self.lines.pop().map(|mut top| {
            if let Some(below) = self.lines.pop().filter(|below| below.width_px > top.width_px) {
                let extra_px = (below.width_px - top.width_px) / 2.0;
                top.casing = Some(Casing { color: below.color, extra_px });
            }
            top
        });
        Symbol { fill: self.fill, stroke, marker: self.marker }
    }

    fn fill(&mut self, fill: Xml) {
        let Some(graphic) = child(fill, "GraphicFill").and_then(|node| child(node, "Graphic"))
        else {
            self.fill = Some(Fill::solid(even(fill)));
            return;
        };
        let Some(mark) = child(graphic, "Mark") else {
            self.left_out.push("ExternalGraphic".to_owned());
            self.fill = self.fill.or(Some(Fill::solid(GREY)));
            return;
        };
        let lines = child(mark, "Stroke").map(|node| stroke(node).color);
        let color = child(mark, "Fill").map(even).or(lines).unwrap_or(GREY);
        let ground = match self.fill {
            Some(Fill { pattern: Pattern::Solid, color, .. }) => Some(color),
            Some(Fill { ground, .. }) => ground,
            None => None,
        };
        let name = child(mark, "WellKnownName").map(text).unwrap_or_default().to_lowercase();
        let is_second = self.fill.is_some_and(|fill| fill.pattern == Pattern::Hatch45);
        let pattern = match name.trim_start_matches("shape://") {
            "slash" | "backslash" | "horline" | "vertline" if is_second => Pattern::CrossHatch,
            "slash" | "backslash" | "horline" | "vertline" => Pattern::Hatch45,
            "x" | "times" | "cross" | "plus" => Pattern::CrossHatch,
            _ => Pattern::Dots,
        };
        self.fill = Some(Fill { color, pattern, ground });
    }

    fn line(&mut self, node: Xml) {
        if child(node, "GraphicStroke").is_some() {
            // Signs along the line: drawn as the line.
            self.left_out.push("GraphicStroke".to_owned());
        }
        self.lines.push(stroke(node));
    }

    fn sign(&mut self, graphic: Xml) {
        let mark = child(graphic, "Mark");
        if child(graphic, "ExternalGraphic").is_some() {
            self.left_out.push("ExternalGraphic".to_owned());
        }
        let name = mark.and_then(|mark| child(mark, "WellKnownName")).map(text);
        let turned = child(graphic, "Rotation").and_then(number).unwrap_or(0.0);
        let shape = match name.unwrap_or_default().to_lowercase().as_str() {
            "circle" => MarkerShape::Circle,
            "triangle" | "equilateral_triangle" => MarkerShape::Triangle,
            "diamond" => MarkerShape::Diamond,
            "" | "square" | "rectangle" if (turned.abs() % 90.0 - 45.0).abs() < 1.0 => {
                MarkerShape::Diamond
            }
            "" | "square" | "rectangle" => MarkerShape::Square,
            other => {
                self.left_out.push(other.to_owned());
                MarkerShape::Circle
            }
        };
        let size = child(graphic, "Size");
        let fixed = size.map_or(Some(6.0), number);
        let follows = size.filter(|_| fixed.is_none()).and_then(growing);
        if fixed.is_none() && follows.is_none() {
            self.left_out.push("Size".to_owned());
        }
        let full = fixed.or(follows.as_ref().map(|(full, ..)| *full)).unwrap_or(6.0);
        let rim = mark.and_then(|mark| child(mark, "Stroke")).map(stroke);
        let color = mark
            .and_then(|mark| child(mark, "Fill"))
            .map_or_else(|| if rim.is_some() { GREY.with_alpha(0) } else { GREY }, even);
        let share = child(graphic, "Opacity").and_then(number).unwrap_or(1.0).clamp(0.0, 1.0);
        let faded = |color: Color| color.with_alpha((f64::from(color.a) * share).round() as u8);
        self.marker = Some(Marker {
            shape,
            size_px: full as f32,
            color: faded(color),
            rim: faded(rim.as_ref().map_or(color, |rim| rim.color)),
            rim_px: rim.map_or(0.0, |rim| rim.width_px),
        });
        self.proportion = follows.map(|(_, field, at)| (field, at));
    }
}

fn even(fill: Xml) -> Color {
    let parameters = Parameters::of(Some(fill));
    parameters.color("fill").unwrap_or_else(|| parameters.with_opacity("fill", GREY))
}

fn stroke(node: Xml) -> Stroke {
    let parameters = Parameters::of(Some(node));
    let plain = || parameters.with_opacity("stroke", Color::BLACK);
    let color = parameters.color("stroke").unwrap_or_else(plain);
    let width = parameters.number("stroke-width").filter(|width| *width >= 0.0).unwrap_or(1.0);
    let dashes = parameters.text("stroke-dasharray").unwrap_or_default();
    let lengths: Option<Vec<f32>> = dashes
        .split([' ', ','])
        .filter(|length| !length.is_empty())
        .map(|length| length.parse().ok().filter(|length: &f32| (0.0..1e6).contains(length)))
        .collect();
    let dash = lengths.filter(|all| all.iter().sum::<f32>() > 0.0).unwrap_or_default();
    Stroke { dash, ..Stroke::new(color, width as f32) }
}

/// `full * sqrt(field / at)`, as we write it.
fn growing(size: Xml) -> Option<(f64, String, f64)> {
    let product = child(size, "Mul")?;
    let full = child(product, "Literal").and_then(number)?;
    let root = children(Some(product), "Function").find(|f| f.attribute("name") == Some("sqrt"))?;
    let share = child(root, "Div")?;
    let field = child(share, "PropertyName").map(text).filter(|field| !field.is_empty())?;
    let at = child(share, "Literal").and_then(number).filter(|at| *at > 0.0)?;
    Some((full, field, at))
}
