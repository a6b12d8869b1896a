//! Which symbol each feature gets: worked out once per layer and style.

use std::collections::HashMap;

use allpa_model::{Layer, Value};

use crate::style::{LayerStyle, Symbol, Symbology};

/// No symbol: the feature is not drawn.
const HIDDEN: u16 = u16::MAX;

/// The symbols of a style and, for each feature, which of them it gets.
#[derive(Debug, Clone, PartialEq)]
pub struct Classes {
    symbols: Vec<Symbol>,
    labels: Vec<String>,
    of_row: Vec<u16>,
    counts: Vec<usize>,
}

impl Classes {
    /// Classifies every feature of `layer`.
    pub fn resolve(layer: &Layer, style: &LayerStyle) -> Self {
        let rows = layer.len();
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
        Self { symbols, labels, of_row, counts }
    }

    /// The symbols in legend order; the one of all other values is last.
    pub fn symbols(&self) -> &[Symbol] {
        &self.symbols
    }

    /// Legend text of symbol `class`; empty for a single symbol and for all other values.
    pub fn label(&self, class: usize) -> &str {
        &self.labels[class]
    }

    /// Number of features with symbol `class`.
    pub fn count(&self, class: usize) -> usize {
        self.counts[class]
    }

    /// The symbol of feature `row`; `None` when it is not drawn.
    pub fn of_row(&self, row: usize) -> Option<usize> {
        self.of_row.get(row).filter(|&&class| class != HIDDEN).map(|&class| usize::from(class))
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
    use crate::style::{Class, Color, Fill, Range};
    use crate::testing::{layer_of_squares, text_column, with_columns};

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
