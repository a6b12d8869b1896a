//! The look of geometry that an answer made.

use allpa_geom::ShapeKind;
use allpa_model::{Layer, Value};

use super::{
    Class, Color, Fill, LayerStyle, MapTheme, Marker, MarkerShape, Pattern, Range, Stroke, Symbol,
    Symbology,
};

/// Fields by whose number features are shaded, the first that is there.
const SHADED_BY: [&str; 2] = ["value", "minutes"];

/// Fields that hold a level of the use matrix.
const LEVELS: [&str; 2] = ["recommendation", "level"];

/// Light to dark, told apart with every kind of colour blindness (`YlGnBu` of `ColorBrewer`, 5 classes).
const SHADES: [u32; 5] = [0x00FF_FFCC, 0x00A1_DAB4, 0x0041_B6C4, 0x002C_7FB8, 0x0025_3494];

/// Shaded by its figures where it has some, in the colour of proposals otherwise.
pub fn style(layer: &Layer, theme: &MapTheme) -> LayerStyle {
    let kind = layer.kind();
    let with_levels = LEVELS.iter().find(|field| layer.column(field).is_some());
    let shaded = SHADED_BY.iter().find_map(|field| graduated(layer, field, kind, theme));
    let symbol = match (with_levels, shaded) {
        (Some(field), _) => by_level(field, kind, theme),
        (None, Some(symbology)) => symbology,
        (None, None) => Symbology::Single(plain(kind, theme.proposal, theme)),
    };
    LayerStyle { symbol, label: None, scales: None }
}

fn plain(kind: ShapeKind, color: Color, theme: &MapTheme) -> Symbol {
    match kind {
        ShapeKind::Polygon => Symbol::area(
            Fill::solid(color.with_alpha(60)),
            Some(Stroke::new(color, 1.6).cased(theme.casing.with_alpha(160), 1.0)),
        ),
        ShapeKind::Line => Symbol::line(Stroke::new(color, 3.0).cased(theme.casing, 1.0)),
        ShapeKind::Point | ShapeKind::None => point(color, theme),
    }
}

fn point(color: Color, theme: &MapTheme) -> Symbol {
    let (rim, rim_px) = (theme.casing, 1.2);
    Symbol::point(Marker { shape: MarkerShape::Circle, size_px: 7.0, color, rim, rim_px })
}

/// Three levels, each with a pattern of its own so that colour is not all that tells them apart.
fn by_level(field: &str, kind: ShapeKind, theme: &MapTheme) -> Symbology {
    let levels = [
        (["R", "recomendable"], 0x002E_7D32, Pattern::Solid),
        (["RR", "recomendable con restricciones"], 0x00B7_791F, Pattern::Hatch45),
        (["NR", "no recomendable"], 0x00B4_2318, Pattern::CrossHatch),
    ];
    let class = |(values, color, pattern): ([&str; 2], u32, Pattern)| {
        let color = theme.adjusted(Color::hex(color));
        let symbol = match (kind, pattern) {
            (ShapeKind::Polygon, Pattern::Solid) => {
                Symbol::area(Fill::solid(color.with_alpha(110)), Some(Stroke::new(color, 1.0)))
            }
            (ShapeKind::Polygon, pattern) => {
                Symbol::area(Fill::patterned(color, pattern), Some(Stroke::new(color, 1.0)))
            }
            _ => plain(kind, color, theme),
        };
        values.map(|value| Class {
            value: value.into(),
            label: values[1].into(),
            symbol: symbol.clone(),
        })
    };
    Symbology::Categorised {
        field: field.to_owned(),
        classes: levels.into_iter().flat_map(class).collect(),
        other: Some(plain(kind, theme.quiet, theme)),
    }
}

/// Classes with as many features each (quantiles); `None` for a field without numbers.
fn graduated(layer: &Layer, field: &str, kind: ShapeKind, theme: &MapTheme) -> Option<Symbology> {
    let column = layer.column(field)?;
    let number = |row| Value::as_number(&column.value(row)).filter(|number| number.is_finite());
    let mut numbers: Vec<f64> = (0..layer.len()).filter_map(number).collect();
    if numbers.is_empty() {
        return None;
    }
    numbers.sort_unstable_by(f64::total_cmp);
    let end = |class: usize| numbers[(class * numbers.len() / SHADES.len()).min(numbers.len() - 1)];
    let mut ends: Vec<f64> = (1..SHADES.len()).map(end).collect();
    ends.dedup();
    let count = ends.len() + 1;
    let shade = |class: usize| {
        let at = if count == 1 { 2 } else { class * (SHADES.len() - 1) / (count - 1) };
        shaded(kind, Color::hex(SHADES[at]), theme)
    };
    let open =
        |value: f64| format!("{value:.4}").trim_end_matches('0').trim_end_matches('.').to_owned();
    let range = |class: usize| {
        let (from, below) = (class.checked_sub(1).map(|before| ends[before]), ends.get(class));
        let label = match (from, below) {
            (None, Some(below)) => format!("< {}", open(*below)),
            (Some(from), Some(below)) => format!("{} – {}", open(from), open(*below)),
            (Some(from), None) => format!("≥ {}", open(from)),
            (None, None) => open(numbers[0]),
        };
        Range { below: below.copied(), label, symbol: shade(class) }
    };
    let breaks = (0..count).map(range).collect();
    let other = Some(plain(kind, theme.quiet, theme));
    Some(Symbology::Graduated { field: field.to_owned(), breaks, other })
}

fn shaded(kind: ShapeKind, color: Color, theme: &MapTheme) -> Symbol {
    match kind {
        ShapeKind::Polygon => {
            Symbol::area(Fill::solid(color.with_alpha(215)), Some(Stroke::new(theme.casing, 0.8)))
        }
        ShapeKind::Line => Symbol::line(Stroke::new(color, 3.0).cased(theme.settlement, 0.8)),
        ShapeKind::Point | ShapeKind::None => point(color, theme),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classes::Classes;
    use crate::testing::{layer_of_squares, text_column, with_columns};
    use allpa_model::{Column, ColumnData};

    #[test]
    fn figures_fall_into_classes_of_as_many_features() {
        let numbers = (0..100).map(|n| Some(f64::from(n))).collect();
        let value = Column { name: "value".into(), data: ColumnData::Real(numbers) };
        let layer = with_columns(&layer_of_squares(100), vec![value]);
        let classes = Classes::resolve(&layer, &style(&layer, &MapTheme::LIGHT));
        let counts: Vec<usize> = (0..5).map(|class| classes.count(class)).collect();
        assert_eq!(counts, [20; 5]);
    }

    #[test]
    fn one_figure_makes_one_class() {
        let value = Column { name: "value".into(), data: ColumnData::Real(vec![Some(3.0); 4]) };
        let layer = with_columns(&layer_of_squares(4), vec![value]);
        let classes = Classes::resolve(&layer, &style(&layer, &MapTheme::LIGHT));
        assert!((0..4).all(|row| classes.of_row(row).is_some()));
    }

    #[test]
    fn levels_are_told_by_code_and_by_name() {
        let names = [Some("R"), Some("no recomendable"), Some("x"), None];
        let layer = with_columns(&layer_of_squares(4), vec![text_column("level", &names)]);
        let classes = Classes::resolve(&layer, &style(&layer, &MapTheme::LIGHT));
        assert_eq!(classes.label(classes.of_row(0).expect("a class")), "recomendable");
        assert_eq!(classes.label(classes.of_row(1).expect("a class")), "no recomendable");
        assert_eq!(classes.of_row(2), classes.of_row(3));
    }
}
