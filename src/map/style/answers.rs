//! The look of geometry that an answer made.

use allpa_geom::ShapeKind;
use allpa_model::Layer;

use super::make::{self, Classing};
use super::{
    Class, Color, Cut, Fill, LayerStyle, MapTheme, Marker, MarkerShape, Pattern, Ramp, Stroke,
    Symbol, Symbology,
};

/// Fields by whose number features are shaded, the first that is there.
const SHADED_BY: [&str; 2] = ["value", "minutes"];

/// Fields that hold a level of the use matrix.
const LEVELS: [&str; 2] = ["recommendation", "level"];

/// Classes of a shaded field.
const CLASSES: usize = 5;

/// Shaded by its figures where it has some, in the colour of proposals otherwise.
pub fn style(layer: &Layer, theme: &MapTheme) -> LayerStyle {
    let kind = layer.kind();
    let with_levels = LEVELS.iter().find(|field| layer.column(field).is_some());
    let shaded = SHADED_BY.iter().find_map(|field| graduated(layer, field, theme));
    let symbol = match (with_levels, shaded) {
        (Some(field), _) => by_level(field, kind, theme),
        (None, Some(symbology)) => symbology,
        (None, None) => Symbology::Single(plain(kind, theme.proposal, theme)),
    };
    LayerStyle { symbol, label: None, scales: None }
}

/// The look of features that an answer speaks of, above all others.
pub fn marked(layer: &Layer, theme: &MapTheme) -> LayerStyle {
    let symbol = Symbology::Single(plain(layer.kind(), theme.proposal, theme));
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

/// Classes with as many features each; `None` for a field without numbers.
fn graduated(layer: &Layer, field: &str, theme: &MapTheme) -> Option<Symbology> {
    let classing = Classing {
        cut: Cut::Quantile,
        classes: CLASSES,
        ramp: Ramp::YellowGreenBlue,
        is_reversed: false,
    };
    let open =
        |value: f64| format!("{value:.4}").trim_end_matches('0').trim_end_matches('.').to_owned();
    let label = |from: Option<f64>, below: Option<f64>| match (from, below) {
        (None, Some(below)) => format!("< {}", open(below)),
        (Some(from), Some(below)) => format!("{} – {}", open(from), open(below)),
        (Some(from), None) => format!("≥ {}", open(from)),
        (None, None) => field.to_owned(),
    };
    make::graduated(layer, field, classing, &shaded(layer.kind(), theme), label)
}

fn shaded(kind: ShapeKind, theme: &MapTheme) -> Symbol {
    let color = Color::BLACK;
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
