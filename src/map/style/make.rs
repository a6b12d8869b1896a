//! Styles made from a layer's values: classes by value, by ranges of a number, sizes by a number.

use std::collections::BTreeMap;

use allpa_geom::ShapeKind;
use allpa_model::{Layer, Value};

use super::{Class, Color, Cut, Ramp, Range, Symbol, Symbology, bounds, defaults};

/// Most values that get a class of their own; the rest are the others.
pub const MOST_CLASSES: usize = 40;

/// `symbol` in another colour: the inside of areas, lines, points.
pub fn colored(symbol: &Symbol, kind: ShapeKind, color: Color) -> Symbol {
    let mut symbol = symbol.clone();
    let opaque = |old: Color| color.with_alpha(old.a);
    match kind {
        ShapeKind::Polygon => {
            if let Some(fill) = &mut symbol.fill {
                fill.color = opaque(fill.color);
                fill.ground = fill.ground.map(opaque);
            } else if let Some(stroke) = &mut symbol.stroke {
                stroke.color = opaque(stroke.color);
            }
        }
        ShapeKind::Line => {
            if let Some(stroke) = &mut symbol.stroke {
                stroke.color = opaque(stroke.color);
            }
        }
        ShapeKind::Point | ShapeKind::None => {
            if let Some(marker) = &mut symbol.marker {
                marker.color = opaque(marker.color);
            }
        }
    }
    symbol
}

/// The colour that tells a symbol from others of its kind; the counterpart of [`colored`].
pub fn color_of(symbol: &Symbol, kind: ShapeKind) -> Color {
    let line = symbol.stroke.as_ref().map(|stroke| stroke.color);
    let own = match kind {
        ShapeKind::Polygon => symbol.fill.map(|fill| fill.color).or(line),
        ShapeKind::Line => line,
        ShapeKind::Point | ShapeKind::None => symbol.marker.map(|marker| marker.color),
    };
    own.unwrap_or(Color::BLACK)
}

/// A class for each value of `field`, the most frequent first; at most [`MOST_CLASSES`]. Missing
/// and rarer values are drawn in grey.
pub fn categorised(layer: &Layer, field: &str, base: &Symbol) -> Symbology {
    let kind = layer.kind();
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    if let Some(column) = layer.column(field) {
        for value in (0..layer.len()).map(|row| column.value(row)).filter(|v| !v.is_null()) {
            *counts.entry(value.to_string()).or_default() += 1;
        }
    }
    counts.remove("");
    let mut values: Vec<(String, usize)> = counts.into_iter().collect();
    values.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    values.truncate(MOST_CLASSES);
    let class = |(number, (value, _)): (usize, (String, usize))| Class {
        label: value.clone(),
        value,
        symbol: colored(base, kind, defaults::palette(number)),
    };
    Symbology::Categorised {
        field: field.to_owned(),
        classes: values.into_iter().enumerate().map(class).collect(),
        other: Some(colored(base, kind, GREY)),
    }
}

/// Features without a value, or without one that has a class.
const GREY: Color = Color::hex(0x00B0_B4B6);

/// How numbers become classes of colours.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Classing {
    /// Where classes end.
    pub cut: Cut,
    /// How many there are at most.
    pub classes: usize,
    /// Colours from low to high.
    pub ramp: Ramp,
    /// Whether they run from high to low instead.
    pub is_reversed: bool,
}

/// Ranges of the numbers of `field`. `label` gives the text for a range from a number, included,
/// below another, both absent at an open end. `None` for a field without numbers.
pub fn graduated(
    layer: &Layer,
    field: &str,
    classing: Classing,
    base: &Symbol,
    label: impl Fn(Option<f64>, Option<f64>) -> String,
) -> Option<Symbology> {
    let kind = layer.kind();
    let numbers = numbers(layer, field);
    if numbers.is_empty() {
        return None;
    }
    let inner = bounds(numbers, classing.cut, classing.classes);
    let mut colors = classing.ramp.colors(inner.len() + 1);
    if classing.is_reversed {
        colors.reverse();
    }
    let lows = std::iter::once(None).chain(inner.iter().copied().map(Some));
    let highs = inner.iter().copied().map(Some).chain(std::iter::once(None));
    let range = |((from, below), color)| Range {
        below,
        label: label(from, below),
        symbol: colored(base, kind, color),
    };
    Some(Symbology::Graduated {
        field: field.to_owned(),
        breaks: lows.zip(highs).zip(colors).map(range).collect(),
        other: Some(colored(base, kind, GREY)),
    })
}

/// Signs whose area grows with the numbers of `field`, the largest as large as the marker of
/// `base`; `label` gives the text for a number. `None` where no number is above zero.
pub fn proportional(
    layer: &Layer,
    field: &str,
    base: &Symbol,
    label: impl Fn(f64) -> String,
) -> Option<Symbology> {
    let largest = numbers(layer, field).into_iter().fold(0.0, f64::max);
    if largest <= 0.0 {
        return None;
    }
    // A round number to start from: 1, 2 or 5 times a power of ten.
    let power = 10f64.powf(largest.log10().floor());
    let round = [5.0, 2.0, 1.0].map(|times| times * power);
    let top = round.into_iter().find(|round| *round <= largest).unwrap_or(largest);
    let explained = [1.0, 0.25, 0.05].map(|share| (top * share, label(top * share)));
    let (field, symbol) = (field.to_owned(), base.clone());
    Some(Symbology::Proportional { field, symbol, at: largest, explained: explained.into() })
}

fn numbers(layer: &Layer, field: &str) -> Vec<f64> {
    let Some(column) = layer.column(field) else { return Vec::new() };
    let number = |row| Value::as_number(&column.value(row)).filter(|number| number.is_finite());
    (0..layer.len()).filter_map(number).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::style::Fill;
    use crate::testing::{layer_of_squares, number_column, text_column, with_columns};

    fn base() -> Symbol {
        Symbol::area(Fill::solid(Color::BLACK.with_alpha(200)), None)
    }

    #[test]
    fn values_become_classes_the_most_frequent_first() {
        let column = text_column("z", &[Some("a"), Some("b"), Some("b"), None]);
        let layer = with_columns(&layer_of_squares(4), vec![column]);
        let Symbology::Categorised { classes, other, .. } = categorised(&layer, "z", &base())
        else {
            panic!("classes by value")
        };
        let values: Vec<&str> = classes.iter().map(|class| class.value.as_str()).collect();
        assert_eq!(values, ["b", "a"]);
        assert_eq!(color_of(&classes[0].symbol, ShapeKind::Polygon).a, 200, "as see-through");
        assert!(other.is_some());
    }

    #[test]
    fn ranges_meet_and_are_open_at_both_ends() {
        let column = number_column("n", &[Some(1.0), Some(2.0), Some(10.0), None]);
        let layer = with_columns(&layer_of_squares(4), vec![column]);
        let (cut, ramp) = (Cut::Natural, Ramp::Viridis);
        let classing = Classing { cut, classes: 2, ramp, is_reversed: false };
        let label = |from, below| format!("{from:?} {below:?}");
        let found = graduated(&layer, "n", classing, &base(), label).expect("numbers");
        let Symbology::Graduated { breaks, .. } = found else { panic!("ranges") };
        let labels: Vec<&str> = breaks.iter().map(|range| range.label.as_str()).collect();
        assert_eq!(labels, ["None Some(10.0)", "Some(10.0) None"]);
        assert!(graduated(&layer, "x", classing, &base(), label).is_none());
    }
}
