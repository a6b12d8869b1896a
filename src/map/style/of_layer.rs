//! The look a layer gets when nobody has chosen one: by what it is about.

use allpa_geom::ShapeKind;
use allpa_model::Layer;
use allpa_model::expression::{Comparison, Literal, Node};
use allpa_model::role::{Recognised, Role};

use super::defaults::{self, Role as Look};
use super::{
    Class, Color, Fill, LayerStyle, MapTheme, Marker, MarkerShape, Pattern, Rule, ScaleRange,
    Stroke, Symbol, Symbology, ThemeMode, zee,
};

/// Most distinct values of a category column that still make a legend.
const MOST_CLASSES: usize = 12;

/// The look of `layer`, given what was recognised in it; `number` picks the colour where only the
/// order can. Names come from the recognised column.
pub fn of_layer(
    layer: &Layer,
    recognised: &Recognised,
    number: usize,
    theme: &MapTheme,
) -> LayerStyle {
    let kind = layer.kind();
    let look = look(recognised.role, kind, number);
    let mut style = match (recognised.role, recognised.category) {
        (Some(Role::Zoning), Some(category)) => {
            zee::style(&layer.columns()[category], |known| known.name_es.to_owned())
        }
        (Some(Role::ProtectedArea), Some(category)) if kind == ShapeKind::Point => {
            by_value(layer, category, |i| protected_point(i, theme))
                .unwrap_or_else(|| defaults::style(look, kind, theme))
        }
        (Some(Role::PopulatedPlace), Some(category)) => settlements(layer, category, theme),
        // Groupings overlap: what lies below them must be seen through all.
        (Some(Role::MacroRegion), _) => {
            let color = defaults::palette(number + 4);
            let fill =
                Fill { color: color.with_alpha(110), pattern: Pattern::Hatch45, ground: None };
            LayerStyle {
                symbol: Symbology::Single(Symbol::area(fill, Some(Stroke::new(color, 2.0)))),
                label: None,
                scales: None,
            }
        }
        _ => defaults::style(look, kind, theme),
    };
    let by_rules = matches!(style.symbol, Symbology::Rules { .. });
    // A road's name is that of its ends; on maps it goes by its code.
    let is_road = matches!(recognised.role, Some(Role::NationalRoad | Role::DepartmentalRoad));
    let code = recognised.code.filter(|_| is_road);
    if let Some(name) = code.or(recognised.name) {
        let mut label = defaults::label(look, &layer.columns()[name].name, theme);
        if by_rules {
            label.scales = None; // each rule has its own
        }
        label.rank_field = layer.column("poblacion").map(|column| column.name.clone());
        style.label = Some(label);
    }
    style.scales = scales(recognised.role, layer.len()).filter(|_| !by_rules);
    style
}

/// The look of what the planner draws, with its names from the column `nombre`.
pub fn of_proposals(layer: &Layer, theme: &MapTheme) -> LayerStyle {
    let mut style = defaults::style(Look::Proposals, layer.kind(), theme);
    if let (ShapeKind::Line, Symbology::Single(symbol)) = (layer.kind(), &mut style.symbol) {
        symbol.fill = None; // its swatch is a line too
    }
    style.label = Some(defaults::label(Look::Proposals, "nombre", theme));
    style
}

/// Dense layers appear where their features can be told apart.
fn scales(role: Option<Role>, features: usize) -> Option<ScaleRange> {
    match role {
        Some(Role::Street) => Some(ScaleRange::up_to(250_000.0)),
        Some(Role::District) => Some(ScaleRange::up_to(5_000_000.0)),
        Some(Role::Community | Role::MiningUnit | Role::EnvironmentalRisk) => {
            Some(ScaleRange::up_to(3_000_000.0))
        }
        Some(Role::LocalRoad) => Some(ScaleRange::up_to(2_500_000.0)),
        Some(Role::RoadPoint) => Some(ScaleRange::up_to(400_000.0)),
        Some(Role::PopulatedPlace) if features > 10_000 => Some(ScaleRange::up_to(1_500_000.0)),
        Some(Role::PopulatedPlace) if features > FEW_PLACES => Some(ScaleRange::up_to(4e6)),
        Some(Role::Indicator) if features > 200 => Some(ScaleRange::up_to(3_000_000.0)),
        Some(Role::River) if features > 500 => Some(ScaleRange::up_to(2_000_000.0)),
        _ => None,
    }
}

fn look(role: Option<Role>, kind: ShapeKind, number: usize) -> Look {
    match role {
        Some(Role::Department) => Look::Departments,
        Some(Role::Province) => Look::Provinces,
        Some(Role::District) => Look::Districts,
        Some(Role::MacroRegion) => Look::MacroRegions,
        Some(Role::ProtectedArea | Role::ReservedZone) => Look::ProtectedNational,
        Some(Role::RegionalConservationArea) => Look::ProtectedRegional,
        Some(Role::PrivateConservationArea) => Look::ProtectedPrivate,
        Some(Role::BufferZone | Role::IndigenousReserve) => Look::ConservationRecovery,
        Some(Role::NationalRoad) => Look::NationalRoads,
        Some(Role::DepartmentalRoad) => Look::DepartmentalRoads,
        Some(Role::LocalRoad | Role::Street) => Look::LocalRoads,
        Some(Role::Corridor) => Look::SchematicCorridors,
        Some(Role::River) => Look::Rivers,
        Some(Role::Lake) => Look::Lakes,
        Some(Role::Basin) => Look::Basins,
        Some(Role::Capital) => Look::Towns,
        Some(Role::PopulatedPlace | Role::RoadPoint) => Look::Villages,
        Some(Role::MiningUnit | Role::MiningConcession | Role::IllegalMining) => Look::Mining,
        Some(Role::Neighbour | Role::Grid) => Look::Base,
        Some(Role::Zoning | Role::Community | Role::EnvironmentalRisk) => {
            Look::Generic(number as u8)
        }
        Some(Role::Volcano | Role::Indicator) | None => match kind {
            ShapeKind::None => Look::Base,
            _ => Look::Generic(number as u8),
        },
    }
}

fn protected_point(number: usize, theme: &MapTheme) -> Symbol {
    let shapes =
        [MarkerShape::Diamond, MarkerShape::Triangle, MarkerShape::Square, MarkerShape::Circle];
    let colors = [0x000B_6E2D, 0x005B_8C1F, 0x002F_7F86, 0x0077_6A12].map(Color::hex);
    // The fifth has the first shape in another colour.
    let color = colors[(number + number / 4) % 4];
    let color = match theme.mode {
        ThemeMode::Light | ThemeMode::Contrast => color,
        ThemeMode::Dark => color.mixed(Color::WHITE, 0.4),
    };
    let (rim, rim_px) = (theme.casing, 1.2);
    Symbol::point(Marker { shape: shapes[number % 4], size_px: 10.0, color, rim, rim_px })
}

/// Settlements by their category: the higher its rank, the larger the sign.
/// Widest scales for capitals of departments, provinces and districts, and for other places.
const WIDEST: [Option<f64>; 4] = [None, Some(4e6), Some(1.2e6), Some(750_000.0)];

/// Places that a map at any scale has room for.
const FEW_PLACES: usize = 300;

fn settlements(layer: &Layer, category: usize, theme: &MapTheme) -> LayerStyle {
    let rank = |value: &str| {
        let value = value.to_lowercase();
        ["departamento", "provincia", "distrito"]
            .iter()
            .position(|part| value.contains(part))
            .unwrap_or(match value.as_str() {
                "ciudad" | "urban" | "urbano" => 2,
                _ => 3,
            })
    };
    let sign = |rank: usize| {
        let (shape, size_px) = match rank {
            0 => (MarkerShape::Square, 9.0),
            1 => (MarkerShape::Square, 6.5),
            2 => (MarkerShape::Circle, 5.0),
            _ => (MarkerShape::Circle, 3.5),
        };
        let (color, rim) = (theme.settlement, theme.casing);
        Symbol::point(Marker { shape, size_px, color, rim, rim_px: 1.2 })
    };
    let column = &layer.columns()[category];
    let mut values = distinct(layer, category);
    values.sort_by_key(|value| rank(value));
    if values.len() > MOST_CLASSES {
        return defaults::style(Look::Villages, ShapeKind::Point, theme);
    }
    let rule = |value: String| {
        let rank = rank(&value);
        let is_it = Node::Compare {
            field: column.name.clone(),
            comparison: Comparison::Equal,
            value: Literal::Text(value.clone()),
        };
        Rule {
            condition: is_it.to_string(),
            label: value,
            symbol: sign(rank),
            // Of a whole country only the capitals that matter at that scale.
            scales: WIDEST[rank].filter(|_| layer.len() > FEW_PLACES).map(ScaleRange::up_to),
        }
    };
    let rules = values.into_iter().map(rule).collect();
    let symbol = Symbology::Rules { rules, other: Some(sign(3)) };
    LayerStyle { symbol, label: None, scales: None }
}

/// One class per value, or nothing when there are too many.
fn by_value(
    layer: &Layer,
    category: usize,
    symbol: impl Fn(usize) -> Symbol,
) -> Option<LayerStyle> {
    let values = distinct(layer, category);
    if values.is_empty() || values.len() > MOST_CLASSES {
        return None;
    }
    let class =
        |(i, value): (usize, String)| Class { label: value.clone(), value, symbol: symbol(i) };
    let classes: Vec<Class> = values.into_iter().enumerate().map(class).collect();
    let other = Some(symbol(classes.len()));
    let field = layer.columns()[category].name.clone();
    Some(LayerStyle {
        symbol: Symbology::Categorised { field, classes, other },
        label: None,
        scales: None,
    })
}

fn distinct(layer: &Layer, column: usize) -> Vec<String> {
    let column = &layer.columns()[column];
    let mut values: Vec<String> = (0..layer.len())
        .map(|row| column.value(row).to_string())
        .filter(|value| !value.is_empty())
        .collect();
    values.sort_unstable();
    values.dedup();
    values
}
