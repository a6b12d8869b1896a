//! How a layer is drawn: plain data, saved with the plan.

pub mod answers;
mod breaks;
mod color;
pub mod defaults;
pub mod foreign;
pub mod make;
mod of_layer;
pub mod qml;
mod ramp;
pub mod sld;
mod stages;
#[cfg(test)]
mod strategies;
mod theme;
#[cfg(test)]
mod vision;
pub mod zee;

use serde::{Deserialize, Serialize};

pub use breaks::{Cut, bounds};
pub use color::{Color, ColorError};
pub use of_layer::{of_layer, of_proposals};
pub use ramp::Ramp;
pub use stages::of_stages;
pub use theme::{MapTheme, ThemeMode};

/// Everything that decides the look of one layer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LayerStyle {
    /// What each feature is drawn with.
    pub symbol: Symbology,
    /// Names on the map, if any.
    #[serde(default)]
    pub label: Option<LabelStyle>,
    /// Scales at which the layer is drawn; always when absent.
    #[serde(default)]
    pub scales: Option<ScaleRange>,
}

/// Scale denominators (*n* of 1:*n*), both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ScaleRange {
    /// Closest view: lowest denominator.
    pub closest: f64,
    /// Widest view: highest denominator.
    pub widest: f64,
}

impl ScaleRange {
    /// Drawn from any closer view up to 1:`widest`.
    pub const fn up_to(widest: f64) -> Self {
        Self { closest: 0.0, widest }
    }

    /// Whether something with these scales is drawn at 1:`denominator`: always without any.
    pub fn allow(scales: Option<Self>, denominator: f64) -> bool {
        scales.is_none_or(|scales| scales.contains(denominator))
    }

    /// Whether 1:`denominator` is inside.
    pub fn contains(&self, denominator: f64) -> bool {
        (self.closest..=self.widest).contains(&denominator)
    }
}

/// How features get their symbol.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Symbology {
    /// One symbol for all.
    Single(Symbol),
    /// A symbol for each value of a field, in legend order. Earlier classes lie on top.
    Categorised {
        /// Field whose value decides.
        field: String,
        /// The classes.
        classes: Vec<Class>,
        /// Symbol of every other value; those features are not drawn when absent.
        other: Option<Symbol>,
    },
    /// A symbol for each range of a numeric field, in legend order.
    Graduated {
        /// Field whose number decides.
        field: String,
        /// The ranges, in growing order.
        breaks: Vec<Range>,
        /// Symbol of features without a number or outside all ranges.
        other: Option<Symbol>,
    },
    /// Point signs whose area grows with a numeric field.
    Proportional {
        /// Field whose number decides.
        field: String,
        /// The sign of the number `at`; others have the area in proportion.
        symbol: Symbol,
        /// A number above zero.
        at: f64,
        /// Numbers that the legend shows, with their texts in the user's language.
        explained: Vec<(f64, String)>,
    },
    /// The symbol of the first rule that holds, in legend order.
    Rules {
        /// The rules.
        rules: Vec<Rule>,
        /// Symbol of features for which none holds; those are not drawn when absent.
        other: Option<Symbol>,
    },
}

impl Symbology {
    /// Every symbol, that of all other features last.
    pub fn symbols(&self) -> Vec<&Symbol> {
        let (mut symbols, other): (Vec<&Symbol>, _) = match self {
            Self::Single(symbol) | Self::Proportional { symbol, .. } => (vec![symbol], &None),
            Self::Categorised { classes, other, .. } => {
                (classes.iter().map(|class| &class.symbol).collect(), other)
            }
            Self::Graduated { breaks, other, .. } => {
                (breaks.iter().map(|range| &range.symbol).collect(), other)
            }
            Self::Rules { rules, other } => {
                (rules.iter().map(|rule| &rule.symbol).collect(), other)
            }
        };
        symbols.extend(other);
        symbols
    }

    /// As [`Symbology::symbols`], to be changed.
    pub fn symbols_mut(&mut self) -> Vec<&mut Symbol> {
        let (mut symbols, other): (Vec<&mut Symbol>, _) = match self {
            Self::Single(symbol) | Self::Proportional { symbol, .. } => return vec![symbol],
            Self::Categorised { classes, other, .. } => {
                (classes.iter_mut().map(|class| &mut class.symbol).collect(), other)
            }
            Self::Graduated { breaks, other, .. } => {
                (breaks.iter_mut().map(|range| &mut range.symbol).collect(), other)
            }
            Self::Rules { rules, other } => {
                (rules.iter_mut().map(|rule| &mut rule.symbol).collect(), other)
            }
        };
        symbols.extend(other);
        symbols
    }

    /// The field that decides, where one does.
    pub fn field(&self) -> Option<&str> {
        match self {
            Self::Categorised { field, .. }
            | Self::Graduated { field, .. }
            | Self::Proportional { field, .. } => Some(field),
            Self::Single(_) | Self::Rules { .. } => None,
        }
    }
}

/// Features for which a condition holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Rule {
    /// The condition, in the form of SQL's `WHERE` ([`allpa_model::expression`]). One that cannot be
    /// read holds for none.
    pub condition: String,
    /// Legend text, already in the user's language.
    pub label: String,
    /// What they are drawn with.
    pub symbol: Symbol,
    /// Scales at which they are drawn; always when absent. A feature whose rule does not hold at a
    /// scale is not tried by those below it.
    #[serde(default)]
    pub scales: Option<ScaleRange>,
}

/// Features with one value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Class {
    /// The value, compared without regard to case, accents or outer blanks.
    pub value: String,
    /// Legend text, already in the user's language.
    pub label: String,
    /// What they are drawn with.
    pub symbol: Symbol,
}

/// Features whose number is below `below` and not in an earlier range.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Range {
    /// Upper end, not included; absent in an open last range.
    pub below: Option<f64>,
    /// Legend text, already in the user's language.
    pub label: String,
    /// What they are drawn with.
    pub symbol: Symbol,
}

/// What one feature is drawn with. Polygons use fill and stroke, lines the stroke, points the
/// marker. All sizes are in logical pixels (96 per inch).
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Symbol {
    /// Inside of polygons.
    #[serde(default)]
    pub fill: Option<Fill>,
    /// Lines and polygon borders.
    #[serde(default)]
    pub stroke: Option<Stroke>,
    /// Points.
    #[serde(default)]
    pub marker: Option<Marker>,
}

impl Symbol {
    /// A filled polygon with a border.
    pub fn area(fill: Fill, stroke: Option<Stroke>) -> Self {
        Self { fill: Some(fill), stroke, marker: None }
    }

    /// A line, or a polygon without fill.
    pub fn line(stroke: Stroke) -> Self {
        Self { stroke: Some(stroke), ..Self::default() }
    }

    /// A point.
    pub fn point(marker: Marker) -> Self {
        Self { marker: Some(marker), ..Self::default() }
    }
}

/// Inside of a polygon.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Fill {
    /// Colour of the whole inside, or of the pattern's strokes.
    pub color: Color,
    /// What covers the inside.
    #[serde(default)]
    pub pattern: Pattern,
    /// Colour under the pattern; nothing when absent. Ignored by [`Pattern::Solid`].
    #[serde(default)]
    pub ground: Option<Color>,
}

impl Fill {
    /// One even colour.
    pub const fn solid(color: Color) -> Self {
        Self { color, pattern: Pattern::Solid, ground: None }
    }

    /// A pattern over a lighter ground of the same colour.
    pub const fn patterned(color: Color, pattern: Pattern) -> Self {
        Self { color, pattern, ground: Some(color.with_alpha(70)) }
    }
}

/// How a fill covers the inside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pattern {
    /// Evenly.
    #[default]
    Solid,
    /// Lines rising to the right at 45°.
    Hatch45,
    /// Lines at 45° both ways.
    CrossHatch,
    /// Dots on a staggered grid.
    Dots,
}

/// A line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Stroke {
    /// Colour.
    pub color: Color,
    /// Width in logical pixels.
    pub width_px: f32,
    /// Lengths of dash, gap, dash, gap … in logical pixels; a continuous line when empty.
    #[serde(default)]
    pub dash: Vec<f32>,
    /// A second, wider line below this one.
    #[serde(default)]
    pub casing: Option<Casing>,
}

impl Stroke {
    /// A continuous line without casing.
    pub const fn new(color: Color, width_px: f32) -> Self {
        Self { color, width_px, dash: Vec::new(), casing: None }
    }

    /// The same line, dashed.
    #[must_use]
    pub fn dashed(mut self, dash: &[f32]) -> Self {
        self.dash = dash.to_vec();
        self
    }

    /// The same line with `extra_px` of `color` showing on each side.
    #[must_use]
    pub fn cased(mut self, color: Color, extra_px: f32) -> Self {
        self.casing = Some(Casing { color, extra_px });
        self
    }

    /// Width with the casing, in logical pixels.
    pub fn full_width_px(&self) -> f32 {
        self.width_px + self.casing.as_ref().map_or(0.0, |casing| 2.0 * casing.extra_px)
    }
}

/// What shows on both sides of a line.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Casing {
    /// Colour.
    pub color: Color,
    /// Width on each side in logical pixels.
    pub extra_px: f32,
}

/// A point sign.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Marker {
    /// Outline of the sign.
    pub shape: MarkerShape,
    /// Width and height in logical pixels, without the rim.
    pub size_px: f32,
    /// Colour of the inside.
    pub color: Color,
    /// Colour of the rim.
    pub rim: Color,
    /// Width of the rim in logical pixels; 0 for none.
    pub rim_px: f32,
}

/// Outlines of point signs; shape tells kinds apart where colour cannot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MarkerShape {
    /// A disc.
    Circle,
    /// A square.
    Square,
    /// A triangle, point up.
    Triangle,
    /// A square on its corner.
    Diamond,
}

/// How names are written.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LabelStyle {
    /// Field that holds the text.
    pub field: String,
    /// Height of the letters' em in logical pixels.
    pub size_px: f32,
    /// Thickness of the letters.
    #[serde(default)]
    pub weight: Weight,
    /// Colour of the letters.
    pub color: Color,
    /// Colour around the letters, for contrast with whatever lies below.
    pub halo: Option<Color>,
    /// Width of the halo in logical pixels.
    pub halo_px: f32,
    /// Whether the text is written in capitals.
    #[serde(default)]
    pub case: Case,
    /// Extra space between letters, as a share of the size.
    #[serde(default)]
    pub spacing: f32,
    /// Layers with a higher number are placed first.
    #[serde(default)]
    pub priority: i32,
    /// Numeric field by which features of this layer are placed, highest first; by size of the
    /// shape when absent.
    #[serde(default)]
    pub rank_field: Option<String>,
    /// Scales at which names are written; always when absent.
    #[serde(default)]
    pub scales: Option<ScaleRange>,
}

/// Thickness of letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Weight {
    /// Regular.
    #[default]
    Regular,
    /// Semi-bold.
    SemiBold,
}

/// Letter case of a label.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Case {
    /// As the data has it.
    #[default]
    AsIs,
    /// All capitals.
    Upper,
    /// `SAN MARTÍN DE PORRES` becomes `San Martín de Porres`; texts not all in capitals stay.
    Title,
}
