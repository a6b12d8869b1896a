//! From the XML of QGIS to a style.

use std::collections::BTreeMap;

use roxmltree::Node;

use super::POINTS;
use super::write::{HIGHEST, LOWEST};
use crate::style::foreign::{ALL, ReadStyle, StyleError, child, children, faded};
use crate::style::{
    Case, Casing, Class, Color, Fill, LabelStyle, LayerStyle, Marker, MarkerShape, Pattern, Range,
    Rule, ScaleRange, Stroke, Symbol, Symbology, Weight,
};

/// Reads a QML document from its first element.
///
/// # Errors
/// [`StyleError`].
pub fn read(root: Node) -> Result<ReadStyle, StyleError> {
    let renderer = child(root, "renderer-v2").ok_or(StyleError::NoRenderer)?;
    let mut reader = Reader::default();
    let symbol = reader.renderer(renderer)?;
    let has_labels = root.attribute("labelsEnabled") != Some("0");
    let labeling = child(root, "labeling").filter(|_| has_labels);
    let opacity = child(root, "layerOpacity").and_then(|node| node.text()?.trim().parse().ok());
    let scales = (root.attribute("hasScaleBasedVisibilityFlag") == Some("1"))
        .then(|| range(root, "minScale", "maxScale"));
    reader.left_out.sort();
    reader.left_out.dedup();
    Ok(ReadStyle {
        style: LayerStyle { symbol, label: labeling.and_then(label), scales },
        opacity: opacity.filter(|share| (0.0..=1.0).contains(share)).unwrap_or(1.0),
        left_out: reader.left_out,
    })
}

fn range(node: Node, widest: &str, closest: &str) -> ScaleRange {
    let number = |name| node.attribute(name)?.parse::<f64>().ok().filter(|n| n.is_finite());
    let [widest, closest] = [widest, closest].map(|name| number(name).unwrap_or(0.0));
    // Zero stands for no limit.
    let widest = if widest > 0.0 { widest } else { f64::MAX };
    ScaleRange { closest, widest }
}

/// The field that the size of a sign follows, and the number of its full size.
type Proportion = Option<(String, f64)>;

#[derive(Default)]
struct Reader {
    left_out: Vec<String>,
}

impl Reader {
    fn renderer(&mut self, renderer: Node) -> Result<Symbology, StyleError> {
        let symbols: BTreeMap<&str, (Symbol, Proportion)> =
            children(child(renderer, "symbols"), "symbol")
                .filter_map(|node| Some((node.attribute("name")?, self.symbol(node))))
                .collect();
        let of = |name: Option<&str>| {
            let found = name.and_then(|name| symbols.get(name));
            found.map(|(symbol, _)| symbol.clone()).unwrap_or_default()
        };
        let text = |node: Node, name: &str| node.attribute(name).unwrap_or_default().to_owned();
        let field = || unquoted(renderer.attribute("attr").unwrap_or_default());
        match renderer.attribute("type").unwrap_or_default() {
            "singleSymbol" => Ok(match symbols.get("0") {
                Some((symbol, Some((field, at)))) => Symbology::Proportional {
                    field: field.clone(),
                    symbol: symbol.clone(),
                    at: *at,
                    explained: vec![(*at, format!("{at}"))],
                },
                _ => Symbology::Single(of(Some("0"))),
            }),
            "categorizedSymbol" => {
                let mut other = None;
                let mut classes = Vec::new();
                for category in children(child(renderer, "categories"), "category") {
                    if category.attribute("render") == Some("false") {
                        continue;
                    }
                    let (value, symbol) =
                        (text(category, "value"), of(category.attribute("symbol")));
                    if value.is_empty() {
                        other = Some(symbol);
                    } else {
                        classes.push(Class { value, label: text(category, "label"), symbol });
                    }
                }
                Ok(Symbology::Categorised { field: field(), classes, other })
            }
            "graduatedSymbol" => {
                let number = |node: Node, name: &str| node.attribute(name)?.parse::<f64>().ok();
                let mut breaks: Vec<Range> = Vec::new();
                for one in children(child(renderer, "ranges"), "range") {
                    let Some(upper) = number(one, "upper") else { continue };
                    // QGIS counts the upper end in.
                    let below = (upper < HIGHEST).then(|| upper.next_up());
                    let symbol = of(one.attribute("symbol"));
                    breaks.push(Range { below, label: text(one, "label"), symbol });
                }
                breaks.sort_by(|a, b| {
                    let end = |range: &Range| range.below.unwrap_or(f64::INFINITY);
                    end(a).total_cmp(&end(b))
                });
                let lowest = children(child(renderer, "ranges"), "range")
                    .filter_map(|one| number(one, "lower"))
                    .fold(f64::INFINITY, f64::min);
                if lowest > LOWEST && lowest.is_finite() {
                    // What lies below all ranges is drawn there, and not here: our first is open.
                    self.left_out.push(format!("lower < {lowest}"));
                }
                let other = child(renderer, "source-symbol").and_then(|node| child(node, "symbol"));
                let other = other.map(|node| self.symbol(node).0);
                Ok(Symbology::Graduated { field: field(), breaks, other })
            }
            "RuleRenderer" => {
                let mut other = None;
                let mut rules = Vec::new();
                for rule in children(child(renderer, "rules"), "rule") {
                    let symbol = of(rule.attribute("symbol"));
                    match rule.attribute("filter") {
                        Some("ELSE") => other = Some(symbol),
                        filter => {
                            // Ours say what they were before those above them were taken out.
                            let own = rule.attribute("description").filter(|own| {
                                filter.is_some_and(|filter| filter.starts_with(&format!("({own})")))
                            });
                            let condition = own.or(filter).unwrap_or(ALL).to_owned();
                            let has_scales = ["scalemaxdenom", "scalemindenom"]
                                .into_iter()
                                .any(|name| rule.attribute(name).is_some_and(|at| at != "0"));
                            let scales =
                                has_scales.then(|| range(rule, "scalemaxdenom", "scalemindenom"));
                            let label = text(rule, "label");
                            rules.push(Rule { condition, label, symbol, scales });
                        }
                    }
                    if rule.children().any(|node| node.has_tag_name("rule")) {
                        self.left_out.push("rule > rule".to_owned());
                    }
                }
                Ok(Symbology::Rules { rules, other })
            }
            other => Err(StyleError::Renderer(other.to_owned())),
        }
    }

    /// A symbol, and the field and the number of its full size where its size follows a field.
    fn symbol(&mut self, node: Node) -> (Symbol, Proportion) {
        let mut symbol = Symbol::default();
        let mut proportion = None;
        let mut lines: Vec<Stroke> = Vec::new();
        let alpha = node.attribute("alpha").and_then(|a| a.parse::<f32>().ok()).unwrap_or(1.0);
        for layer in children(Some(node), "layer") {
            if layer.attribute("enabled") == Some("0") {
                continue;
            }
            let properties = Properties::of(layer);
            match layer.attribute("class").unwrap_or_default() {
                "SimpleFill" => {
                    let style = properties.text("style").unwrap_or("solid");
                    let color = properties.color("color");
                    if style != "no" {
                        let pattern = match style {
                            "b_diagonal" | "f_diagonal" => Pattern::Hatch45,
                            "diagonal_x" | "cross" => Pattern::CrossHatch,
                            "solid" => Pattern::Solid,
                            _ => Pattern::Dots,
                        };
                        symbol.fill = color.map(|color| match pattern {
                            Pattern::Solid => Fill::solid(color),
                            pattern => Fill { color, pattern, ground: None },
                        });
                    }
                    if properties.text("outline_style") != Some("no") {
                        lines.extend(properties.stroke("outline_color", "outline_width"));
                    }
                }
                "LinePatternFill" | "PointPatternFill" => {
                    self.pattern(layer, &properties, &mut symbol);
                }
                "SimpleLine" if properties.text("line_style") != Some("no") => {
                    lines.extend(properties.line());
                }
                "SimpleLine" => {}
                "SimpleMarker" => {
                    symbol.marker = properties.marker();
                    proportion = proportion.or_else(|| size_by_field(layer, &properties));
                }
                class => self.left_out.push(class.to_owned()),
            }
        }
        // The wider line below is the casing of the last one.
        if let Some(mut top) = lines.pop() {
            if let Some(below) = lines.pop().filter(|below| below.width_px > top.width_px) {
                let extra_px = (below.width_px - top.width_px) / 2.0;
                top.casing = Some(Casing { color: below.color, extra_px });
            }
            symbol.stroke = Some(top);
        }
        if alpha < 1.0 {
            faded(&mut symbol, alpha);
        }
        (symbol, proportion)
    }

    fn pattern(&mut self, layer: Node, properties: &Properties, symbol: &mut Symbol) {
        let is_dots = layer.attribute("class") == Some("PointPatternFill");
        let sub = child(layer, "symbol").map(|node| self.symbol(node).0).unwrap_or_default();
        let of_sub = sub.stroke.map(|stroke| stroke.color).or(sub.marker.map(|m| m.color));
        let Some(color) = of_sub.or_else(|| properties.color("color")) else { return };
        let ground = match symbol.fill {
            Some(Fill { pattern: Pattern::Solid, color, .. }) => Some(color),
            Some(Fill { ground, .. }) => ground,
            None => None,
        };
        let is_second = symbol.fill.is_some_and(|fill| fill.pattern == Pattern::Hatch45);
        let pattern = match (is_dots, is_second) {
            (true, _) => Pattern::Dots,
            (false, true) => Pattern::CrossHatch,
            (false, false) => Pattern::Hatch45,
        };
        symbol.fill = Some(Fill { color, pattern, ground });
    }
}

/// The properties of a symbol layer, in the form of any version.
struct Properties<'a>(BTreeMap<&'a str, &'a str>);

impl<'a> Properties<'a> {
    fn of(layer: Node<'a, 'a>) -> Self {
        let old = children(Some(layer), "prop")
            .filter_map(|node| Some((node.attribute("k")?, node.attribute("v")?)));
        let new = children(child(layer, "Option"), "Option")
            .filter_map(|node| Some((node.attribute("name")?, node.attribute("value")?)));
        Self(old.chain(new).collect())
    }

    fn text(&self, name: &str) -> Option<&'a str> {
        self.0.get(name).copied()
    }

    /// `r,g,b,a`.
    fn color(&self, name: &str) -> Option<Color> {
        color(self.text(name)?)
    }

    /// A length in logical pixels.
    fn length(&self, name: &str) -> Option<f32> {
        let value: f64 = self.text(name)?.parse().ok()?;
        let unit = self.text(&format!("{name}_unit")).unwrap_or("MM");
        Some((value * pixels(unit)) as f32)
    }

    fn stroke(&self, color: &str, width: &str) -> Option<Stroke> {
        Some(Stroke::new(self.color(color)?, self.length(width)?))
    }

    fn line(&self) -> Option<Stroke> {
        let mut stroke = self.stroke("line_color", "line_width")?;
        let unit = pixels(self.text("customdash_unit").unwrap_or("MM"));
        let custom = self.text("customdash").filter(|_| self.text("use_custom_dash") == Some("1"));
        stroke.dash = match (custom, self.text("line_style")) {
            (Some(lengths), _) => {
                let lengths = lengths.split(';').map(|one| one.parse::<f64>().ok());
                let lengths: Option<Vec<f64>> = lengths.collect();
                lengths.unwrap_or_default().into_iter().map(|one| (one * unit) as f32).collect()
            }
            (None, Some("dash")) => [4.0, 2.0].map(|times| times * stroke.width_px).to_vec(),
            (None, Some("dot")) => [1.0, 2.0].map(|times| times * stroke.width_px).to_vec(),
            (None, Some("dash dot")) => {
                [4.0, 2.0, 1.0, 2.0].map(|times| times * stroke.width_px).to_vec()
            }
            _ => Vec::new(),
        };
        Some(stroke)
    }

    fn marker(&self) -> Option<Marker> {
        let shape = match self.text("name").unwrap_or("circle") {
            "square" | "rectangle" => MarkerShape::Square,
            "triangle" | "equilateral_triangle" => MarkerShape::Triangle,
            "diamond" => MarkerShape::Diamond,
            _ => MarkerShape::Circle,
        };
        let has_rim = self.text("outline_style") != Some("no");
        let rim_px = self.length("outline_width").filter(|_| has_rim).unwrap_or(0.0);
        let color = self.color("color")?;
        let rim = self.color("outline_color").unwrap_or(color);
        Some(Marker { shape, size_px: self.length("size")?, color, rim, rim_px })
    }
}

/// Logical pixels to a unit of QGIS; those of the map have no size on paper.
fn pixels(unit: &str) -> f64 {
    match unit {
        "Point" => 1.0 / POINTS,
        "Pixel" => 1.0,
        "Inch" => 96.0,
        _ => 96.0 / 25.4,
    }
}

fn color(text: &str) -> Option<Color> {
    // Later versions add the colour in another form behind the four numbers.
    let mut channels = text.split(',').map(|one| one.trim().parse::<u8>().ok());
    let mut next = || channels.next().flatten();
    let (r, g, b) = (next()?, next()?, next()?);
    Some(Color { r, g, b, a: next().unwrap_or(255) })
}

/// `size * sqrt("field" / number)`, as we write it.
fn size_by_field(layer: Node, properties: &Properties) -> Proportion {
    let is_expression = |node: &Node| node.attribute("name") == Some("expression");
    let data = child(layer, "data_defined_properties")?;
    let expression = data.descendants().find(is_expression)?.attribute("value")?;
    properties.text("size")?;
    let inside = expression.split_once("sqrt(")?.1.strip_suffix(')')?;
    let (field, at) = inside.rsplit_once('/')?;
    Some((unquoted(field.trim()), at.trim().parse().ok().filter(|at| *at > 0.0)?))
}

/// A field's name as an expression quotes it.
fn unquoted(name: &str) -> String {
    let inside = name.trim().strip_prefix('"').and_then(|name| name.strip_suffix('"'));
    inside.map_or_else(|| name.trim().to_owned(), |name| name.replace("\"\"", "\""))
}

fn label(labeling: Node) -> Option<LabelStyle> {
    let settings = child(labeling, "settings")?;
    let text = child(settings, "text-style")?;
    let number = |node: Node, name: &str| node.attribute(name)?.parse::<f64>().ok();
    let size_unit = pixels(text.attribute("fontSizeUnit").unwrap_or("Point"));
    let size_px = (number(text, "fontSize")? * size_unit) as f32;
    let buffer =
        child(text, "text-buffer").filter(|node| node.attribute("bufferDraw") == Some("1"));
    let halo = buffer.and_then(|node| {
        let opacity = number(node, "bufferOpacity").unwrap_or(1.0);
        Some(color(node.attribute("bufferColor")?)?.with_alpha((opacity * 255.0).round() as u8))
    });
    let halo_px = buffer.and_then(|node| {
        let unit = pixels(node.attribute("bufferSizeUnits").unwrap_or("MM"));
        Some((number(node, "bufferSize")? * unit) as f32)
    });
    let spacing = number(text, "fontLetterSpacing").unwrap_or(0.0) / POINTS;
    let rendering = child(settings, "rendering");
    let scales = rendering
        .filter(|node| node.attribute("scaleVisibility") == Some("1"))
        .map(|node| range(node, "scaleMax", "scaleMin"));
    let priority = child(settings, "placement").and_then(|node| number(node, "priority"));
    Some(LabelStyle {
        field: unquoted(text.attribute("fieldName")?),
        size_px,
        weight: match number(text, "fontWeight") {
            Some(weight) if weight > 56.0 => Weight::SemiBold,
            _ => Weight::Regular,
        },
        color: color(text.attribute("textColor")?)?,
        halo,
        halo_px: halo_px.unwrap_or(0.0),
        case: match text.attribute("capitalization") {
            Some("1") => Case::Upper,
            Some("1004") => Case::Title,
            _ => Case::AsIs,
        },
        spacing: if size_px > 0.0 { spacing as f32 / size_px } else { 0.0 },
        priority: priority.map_or(0, |priority| priority as i32 * 10),
        rank_field: None,
        scales,
    })
}
