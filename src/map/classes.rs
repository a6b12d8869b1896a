//! Which symbol each feature gets: worked out once per layer and style.

use std::collections::HashMap;

use allpa_model::expression::Condition;
use allpa_model::{Layer, Value};

use crate::style::{LayerStyle, Marker, ScaleRange, Symbol, Symbology};

/// No symbol: the feature is not drawn.
const HIDDEN: u16 = u16::MAX;

/// The symbols of a style and, for each feature, which of them it gets.
#[derive(Debug, Clone, PartialEq)]
pub struct Classes {
    symbols: Vec<Symbol>,
    labels: Vec<String>,
    /// Scales at which each symbol is drawn; always when absent.
    scales: Vec<Option<ScaleRange>>,
    of_row: Vec<u16>,
    counts: Vec<usize>,
    explained: Option<Vec<usize>>,
}

impl Classes {
    /// Classifies every feature of `layer`.
    pub fn resolve(layer: &Layer, style: &LayerStyle) -> Self {
        let rows = layer.len();
        let mut explained = None;
        let (mut symbols, mut labels, other, of_row) = match &style.symbol {
            Symbology::Single(symbol) => {
                (vec![symbol.clone()], vec![String::new()], &None, vec![0; rows])
            }
            Symbology::Categorised { field, classes, other } => {
                let mut values: HashMap<String, u16> = HashMap::new();
                for (id, class) in (0u16..).zip(classes) {
                    values.entry(folded(&class.value)).or_insert(id);
                }
                let class = |value: Value<'_>| values.get(&folded(&value.to_string())).copied();
                let of_row = classify(layer, field, classes.len(), class);
                let symbols = classes.iter().map(|class| class.symbol.clone()).collect();
                (symbols, classes.iter().map(|class| class.label.clone()).collect(), other, of_row)
            }
            Symbology::Graduated { field, breaks, other } => {
                let class = |value: Value<'_>| {
                    let number = value.as_number().filter(|number| number.is_finite())?;
                    let found = breaks.iter().position(|b| b.below.is_none_or(|end| number < end));
                    found.map(|id| id as u16)
                };
                let of_row = classify(layer, field, breaks.len(), class);
                let symbols = breaks.iter().map(|range| range.symbol.clone()).collect();
                (symbols, breaks.iter().map(|range| range.label.clone()).collect(), other, of_row)
            }
            Symbology::Proportional { field, symbol, at, explained: numbers } => {
                let sizes = Sizes::of(layer, field, symbol, *at);
                let mut labels = vec![String::new(); STEPS];
                let mut shown = Vec::new();
                for (number, label) in numbers {
                    let class = sizes.class(*number);
                    labels[class].clone_from(label);
                    shown.push(class);
                }
                explained = Some(shown);
                let class = |value: Value<'_>| Some(sizes.class(value.as_number()?) as u16);
                let of_row = classify(layer, field, STEPS, class);
                ((0..STEPS).map(|step| sizes.symbol(step)).collect(), labels, &None, of_row)
            }
            Symbology::Rules { rules, other } => {
                let mut of_row = vec![rules.len() as u16; rows];
                // The first that holds wins: written last.
                for (class, rule) in (0u16..).zip(rules).collect::<Vec<_>>().into_iter().rev() {
                    let condition = Condition::parse(&rule.condition);
                    let found = condition.map(|found| found.rows(layer)).unwrap_or_default();
                    found.into_iter().for_each(|row| of_row[row] = class);
                }
                let symbols = rules.iter().map(|rule| rule.symbol.clone()).collect();
                (symbols, rules.iter().map(|rule| rule.label.clone()).collect(), other, of_row)
            }
        };
        let mut of_row = of_row;
        if let Some(symbol) = other {
            symbols.push(symbol.clone());
            labels.push(String::new());
        } else {
            let hidden = symbols.len() as u16;
            of_row.iter_mut().filter(|class| **class >= hidden).for_each(|class| *class = HIDDEN);
        }
        let mut counts = vec![0; symbols.len()];
        for &class in &of_row {
            if let Some(count) = counts.get_mut(usize::from(class)) {
                *count += 1;
            }
        }
        let mut scales = vec![None; symbols.len()];
        if let Symbology::Rules { rules, .. } = &style.symbol {
            scales.iter_mut().zip(rules).for_each(|(scales, rule)| *scales = rule.scales);
        }
        Self { symbols, labels, scales, of_row, counts, explained }
    }

    /// The symbols in legend order; the one of all other values is last.
    pub fn symbols(&self) -> &[Symbol] {
        &self.symbols
    }

    /// Scales at which symbol `class` is drawn; always when absent.
    pub fn scales(&self, class: usize) -> Option<ScaleRange> {
        self.scales[class]
    }

    /// The symbol of feature `row` at 1:`denominator`; `None` when it is not drawn there.
    pub fn of_row_at(&self, row: usize, denominator: f64) -> Option<usize> {
        self.of_row(row).filter(|&class| ScaleRange::allow(self.scales[class], denominator))
    }

    /// Legend text of symbol `class`; empty for a single symbol and for all other values.
    pub fn label(&self, class: usize) -> &str {
        &self.labels[class]
    }

    /// Number of features with symbol `class`.
    pub fn count(&self, class: usize) -> usize {
        self.counts[class]
    }

    /// The classes that a legend shows at 1:`denominator`: those with features that are drawn
    /// there, or the sample sizes of proportional signs.
    pub fn explained(&self, denominator: f64) -> Vec<usize> {
        let is_drawn = |class: &usize| ScaleRange::allow(self.scales[*class], denominator);
        let with_features = || (0..self.symbols.len()).filter(|&class| self.counts[class] > 0);
        let explained = self.explained.clone().unwrap_or_else(|| with_features().collect());
        explained.into_iter().filter(is_drawn).collect()
    }

    /// The symbol of feature `row`; `None` when it is not drawn.
    pub fn of_row(&self, row: usize) -> Option<usize> {
        self.of_row.get(row).filter(|&&class| class != HIDDEN).map(|&class| usize::from(class))
    }
}

/// Sizes of proportional signs; neighbours differ by less than a pixel at the usual sizes.
const STEPS: usize = 64;
/// No sign is smaller, in logical pixels: it would not be seen.
const SMALLEST_PX: f32 = 2.0;

/// Signs whose area grows with a number.
struct Sizes<'a> {
    symbol: &'a Symbol,
    /// Logical pixels for the square root of the number one.
    per_root: f64,
    /// The width of the largest sign.
    largest_px: f64,
}

impl<'a> Sizes<'a> {
    fn of(layer: &Layer, field: &str, symbol: &'a Symbol, at: f64) -> Self {
        let number = |row| layer.column(field)?.value(row).as_number().filter(|n| n.is_finite());
        let largest = (0..layer.len()).filter_map(number).fold(0.0, f64::max);
        let size_px = f64::from(symbol.marker.map_or(0.0, |marker| marker.size_px));
        let per_root = if at > 0.0 { size_px / at.sqrt() } else { 0.0 };
        Self { symbol, per_root, largest_px: per_root * largest.max(at).sqrt() }
    }

    fn class(&self, number: f64) -> usize {
        let share = self.per_root * number.max(0.0).sqrt() / self.largest_px;
        let step = (share * (STEPS - 1) as f64).round();
        if step.is_finite() { (step as usize).min(STEPS - 1) } else { 0 }
    }

    fn symbol(&self, step: usize) -> Symbol {
        let size_px = self.largest_px * step as f64 / (STEPS - 1) as f64;
        let sized =
            |marker: Marker| Marker { size_px: (size_px as f32).max(SMALLEST_PX), ..marker };
        Symbol { marker: self.symbol.marker.map(sized), ..self.symbol.clone() }
    }
}

/// A class for each feature, `other` where `class` finds none or the field is missing.
fn classify(
    layer: &Layer,
    field: &str,
    other: usize,
    class: impl Fn(Value<'_>) -> Option<u16>,
) -> Vec<u16> {
    let other = other as u16;
    let Some(column) = layer.column(field) else { return vec![other; layer.len()] };
    let mut known: HashMap<&str, u16> = HashMap::new();
    (0..layer.len())
        .map(|row| match column.value(row) {
            // Texts repeat: each is compared once.
            Value::Text(text) => {
                *known.entry(text).or_insert_with(|| class(Value::Text(text)).unwrap_or(other))
            }
            value => class(value).unwrap_or(other),
        })
        .collect()
}

/// Text in the form in which values are compared: no case, accents or outer blanks.
pub(crate) fn folded(text: &str) -> String {
    text.trim().chars().flat_map(char::to_lowercase).map(without_accent).collect()
}

fn without_accent(letter: char) -> char {
    match letter {
        'á' | 'à' | 'ä' | 'â' => 'a',
        'é' | 'è' | 'ë' | 'ê' => 'e',
        'í' | 'ì' | 'ï' | 'î' => 'i',
        'ó' | 'ò' | 'ö' | 'ô' => 'o',
        'ú' | 'ù' | 'ü' | 'û' => 'u',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::style::{Class, Color, Fill, MarkerShape, Range, Rule};
    use crate::testing::{layer_of_squares, number_column, text_column, with_columns};

    fn filled(color: u32) -> Symbol {
        Symbol::area(Fill::solid(Color::hex(color)), None)
    }

    fn style(symbol: Symbology) -> LayerStyle {
        LayerStyle { symbol, label: None, scales: None }
    }

    #[test]
    fn values_match_without_case_and_accents() {
        let names = [Some("  PRODUCCIÓN"), Some("Niño"), Some("nino"), None];
        let layer = with_columns(&layer_of_squares(4), vec![text_column("zona", &names)]);
        let class =
            |value: &str| Class { value: value.into(), label: value.into(), symbol: filled(0) };
        let classes = vec![class("producción"), class("NIÑO")];
        let field = "zona".to_owned();
        let categorised = style(Symbology::Categorised { field, classes, other: None });
        let found = Classes::resolve(&layer, &categorised);
        let of_rows: Vec<_> = (0..4).map(|row| found.of_row(row)).collect();
        assert_eq!(of_rows, [Some(0), Some(1), None, None]);
        assert_eq!((found.count(0), found.count(1)), (1, 1));
    }

    #[test]
    fn the_area_of_a_proportional_sign_grows_with_its_number() {
        let column = number_column("n", &[Some(100.0), Some(25.0), Some(-3.0), None]);
        let layer = with_columns(&layer_of_squares(4), vec![column]);
        let marker = Marker {
            shape: MarkerShape::Circle,
            size_px: 40.0,
            color: Color::BLACK,
            rim: Color::WHITE,
            rim_px: 1.0,
        };
        let found = Classes::resolve(
            &layer,
            &style(Symbology::Proportional {
                field: "n".into(),
                symbol: Symbol::point(marker),
                at: 100.0,
                explained: vec![(100.0, "100".into()), (25.0, "25".into())],
            }),
        );
        let size = |row| found.symbols()[found.of_row(row)?].marker.map(|marker| marker.size_px);
        assert_eq!(size(0), Some(40.0));
        assert!((size(1).expect("a sign") - 20.0).abs() < 40.0 / 63.0);
        assert_eq!(size(2), Some(SMALLEST_PX));
        assert_eq!(size(3), None, "no number, no sign");
        let shown: Vec<&str> =
            found.explained(1e6).iter().map(|&class| found.label(class)).collect();
        assert_eq!(shown, ["100", "25"]);
    }

    #[test]
    fn the_first_rule_that_holds_decides() {
        let column = number_column("n", &[Some(1.0), Some(5.0), Some(9.0), None]);
        let layer = with_columns(&layer_of_squares(4), vec![column]);
        let rule = |condition: &str| Rule {
            condition: condition.into(),
            label: condition.into(),
            symbol: filled(1),
            scales: None,
        };
        let rules = vec![rule("n > 8"), rule("n > 4"), rule("n >"), rule("n IS NULL")];
        let mut limited = rules.clone();
        limited[1].scales = Some(ScaleRange::up_to(50_000.0));
        let found = Classes::resolve(&layer, &style(Symbology::Rules { rules, other: None }));
        let of_rows: Vec<_> = (0..4).map(|row| found.of_row(row)).collect();
        assert_eq!(of_rows, [None, Some(1), Some(0), Some(3)]);
        let rules = Symbology::Rules { rules: limited, other: None };
        let found = Classes::resolve(&layer, &style(rules));
        let at = |scale: f64| (0..4).map(|row| found.of_row_at(row, scale)).collect::<Vec<_>>();
        assert_eq!(at(50_000.0), [None, Some(1), Some(0), Some(3)]);
        assert_eq!(at(50_001.0), [None, None, Some(0), Some(3)]);
    }

    #[test]
    fn a_missing_field_puts_all_features_in_the_other_class() {
        let graduated = style(Symbology::Graduated {
            field: "nada".into(),
            breaks: vec![Range { below: None, label: String::new(), symbol: filled(1) }],
            other: Some(filled(2)),
        });
        let found = Classes::resolve(&layer_of_squares(2), &graduated);
        assert_eq!(found.of_row(1), Some(1));
        assert_eq!(found.symbols()[1], filled(2));
    }
}
