//! Ready styles for the layers of a regional plan.

use serde::{Deserialize, Serialize};

use allpa_geom::ShapeKind;

use super::{
    Case, Class, Color, Fill, LabelStyle, LayerStyle, MapTheme, Marker, MarkerShape, Pattern,
    ScaleRange, Stroke, Symbol, Symbology, Weight,
};

/// What a layer is in a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Departments.
    Departments,
    /// Provinces.
    Provinces,
    /// Districts.
    Districts,
    /// Proposed groups of departments.
    MacroRegions,
    /// Neighbouring countries and whatever else only gives context.
    Base,
    /// Protected areas of the nation (ANP).
    ProtectedNational,
    /// Regional conservation areas (ACR).
    ProtectedRegional,
    /// Private conservation areas (ACP).
    ProtectedPrivate,
    /// Conservation and recovery zones of a region (Zocre).
    ConservationRecovery,
    /// National roads.
    NationalRoads,
    /// Departmental roads.
    DepartmentalRoads,
    /// Local roads.
    LocalRoads,
    /// Rivers.
    Rivers,
    /// Lakes.
    Lakes,
    /// Capitals and other main towns.
    Towns,
    /// Villages and hamlets.
    Villages,
    /// Corridors along a surveyed course.
    Corridors,
    /// Corridors of which only the ends are certain.
    SchematicCorridors,
    /// Drainage basins.
    Basins,
    /// Mining: concessions and operations.
    Mining,
    /// What the user draws.
    Proposals,
    /// Anything else; the number picks the colour.
    Generic(u8),
}

/// Colours told apart under the common kinds of colour blindness (P. Tol, "muted", 2021), in an
/// order that keeps neighbours far from one another.
pub const PALETTE: [Color; 9] = [
    Color::hex(0x0033_2288),
    Color::hex(0x00CC_6677),
    Color::hex(0x0011_7733),
    Color::hex(0x00DD_CC77),
    Color::hex(0x0088_CCEE),
    Color::hex(0x0088_2255),
    Color::hex(0x0044_AA99),
    Color::hex(0x0099_9933),
    Color::hex(0x00AA_4499),
];

const PURPLE: Color = Color::hex(0x005B_4B6B);
const GREEN: Color = Color::hex(0x000B_6E2D);
const DEEP_WATER: Color = Color::hex(0x003F_83AB);
const EARTH: Color = Color::hex(0x008A_5A2B);

/// Colour `number` of [`PALETTE`], starting over at its end.
pub const fn palette(number: usize) -> Color {
    PALETTE[number % PALETTE.len()]
}

/// The look of a layer of this role and kind, without names.
pub fn style(role: Role, kind: ShapeKind, theme: &MapTheme) -> LayerStyle {
    LayerStyle { symbol: Symbology::Single(symbol(role, kind, theme)), label: None, scales: None }
}

/// One symbol for a layer of this role and kind.
pub fn symbol(role: Role, kind: ShapeKind, theme: &MapTheme) -> Symbol {
    let tint = |color: Color| theme.adjusted(color);
    let line = |color: Color, width_px: f32| Stroke::new(tint(color), width_px);
    let outline = |color, width_px| Symbol::line(line(color, width_px));
    let washed = |color: Color, alpha: u8, width_px: f32| {
        Symbol::area(Fill::solid(tint(color).with_alpha(alpha)), Some(line(color, width_px)))
    };
    let hatched = |color: Color, pattern| Symbol {
        fill: Some(Fill {
            color: tint(color).with_alpha(150),
            pattern,
            ground: Some(tint(color).with_alpha(28)),
        }),
        ..outline(color, 1.4)
    };
    let road = |color, width_px| Symbol::line(line(color, width_px).cased(theme.casing, 1.2));
    let sign = |shape, color: Color, size_px| {
        let rim = theme.casing;
        Marker { shape, size_px, color, rim, rim_px: 1.2 }
    };
    let drawn = match role {
        Role::Departments => outline(PURPLE, 2.0),
        Role::Provinces => outline(Color::hex(0x0085_7896), 1.2),
        // Many and light: on a dark ground they would be all one sees.
        Role::Districts => {
            let alpha = if theme.mode == super::ThemeMode::Dark { 110 } else { 255 };
            Symbol::line(Stroke::new(tint(Color::hex(0x00A9_A1B3)).with_alpha(alpha), 0.7))
        }
        Role::MacroRegions => washed(PALETTE[0], 46, 3.0),
        Role::Base => Symbol::area(Fill::solid(theme.land), Some(Stroke::new(theme.line, 1.0))),
        Role::ProtectedNational => washed(GREEN, 70, 1.4),
        Role::ProtectedRegional => hatched(Color::hex(0x0023_7A3C), Pattern::Hatch45),
        Role::ProtectedPrivate => hatched(Color::hex(0x004C_7A12), Pattern::Dots),
        Role::ConservationRecovery => hatched(Color::hex(0x001B_7F6B), Pattern::CrossHatch),
        Role::NationalRoads => road(Color::hex(0x00B2_4A2E), 3.0),
        Role::DepartmentalRoads => road(theme.road, 2.0),
        Role::LocalRoads => Symbol::line(Stroke::new(theme.road.with_alpha(200), 1.0)),
        Role::Rivers => Symbol::line(line(DEEP_WATER, 1.1)),
        Role::Lakes => Symbol::area(Fill::solid(theme.water), Some(line(DEEP_WATER, 0.8))),
        Role::Corridors => road(theme.proposal, 3.2),
        Role::SchematicCorridors => Symbol::line(
            Stroke::new(theme.proposal, 3.2).dashed(&[9.0, 6.0]).cased(theme.casing, 1.2),
        ),
        Role::Basins => outline(DEEP_WATER, 1.4),
        Role::Mining => hatched(EARTH, Pattern::Hatch45),
        Role::Proposals => Symbol::area(
            Fill::solid(theme.proposal.with_alpha(46)),
            Some(Stroke::new(theme.proposal, 2.2)),
        ),
        Role::Towns | Role::Villages => Symbol::default(),
        Role::Generic(number) => {
            let color = palette(usize::from(number));
            match kind {
                ShapeKind::Line => outline(color, 1.8),
                _ => washed(color, 90, 1.2),
            }
        }
    };
    let marker = match role {
        Role::Towns => sign(MarkerShape::Square, theme.settlement, 7.0),
        Role::Villages => sign(MarkerShape::Circle, theme.settlement, 4.0),
        Role::Mining => sign(MarkerShape::Diamond, tint(EARTH), 8.0),
        Role::Proposals => sign(MarkerShape::Circle, theme.proposal, 9.0),
        Role::Generic(number) => sign(MarkerShape::Circle, tint(palette(usize::from(number))), 7.0),
        _ => sign(MarkerShape::Circle, theme.quiet, 7.0),
    };
    if kind == ShapeKind::Point { Symbol::point(marker) } else { drawn }
}

/// Names from `field` for a layer of this role.
pub fn label(role: Role, field: &str, theme: &MapTheme) -> LabelStyle {
    let dark = |color: Color| match theme.mode {
        super::ThemeMode::Light => color,
        super::ThemeMode::Dark => color.mixed(Color::WHITE, 0.72),
        super::ThemeMode::Contrast => color.mixed(Color::BLACK, 0.6),
    };
    let (size_px, weight, color, priority) = match role {
        Role::MacroRegions => (18.0, Weight::SemiBold, theme.ink, 95),
        Role::Departments => (15.0, Weight::SemiBold, dark(Color::hex(0x0040_324F)), 90),
        Role::Proposals | Role::Corridors | Role::SchematicCorridors => {
            (13.0, Weight::SemiBold, dark(Color::hex(0x0087_0F3B)), 85)
        }
        Role::Towns => (13.0, Weight::SemiBold, theme.ink, 80),
        Role::ProtectedNational
        | Role::ProtectedRegional
        | Role::ProtectedPrivate
        | Role::ConservationRecovery => (12.0, Weight::SemiBold, dark(Color::hex(0x0006_4A1E)), 70),
        Role::Provinces => (13.0, Weight::SemiBold, dark(Color::hex(0x004A_3F5C)), 60),
        Role::Rivers | Role::Lakes | Role::Basins => {
            (12.0, Weight::Regular, dark(Color::hex(0x0015_4766)), 50)
        }
        Role::Districts => (12.0, Weight::Regular, dark(Color::hex(0x0048_4055)), 40),
        Role::NationalRoads | Role::DepartmentalRoads | Role::LocalRoads => {
            (12.0, Weight::Regular, dark(Color::hex(0x0046_392B)), 35)
        }
        Role::Mining => (12.0, Weight::Regular, dark(Color::hex(0x0055_3210)), 30),
        Role::Villages => (12.0, Weight::Regular, theme.ink, 20),
        Role::Base | Role::Generic(_) => (12.0, Weight::Regular, theme.ink, 10),
    };
    let (case, spacing) = match role {
        Role::Departments | Role::MacroRegions => (Case::Upper, 0.06),
        Role::Provinces
        | Role::Districts
        | Role::Towns
        | Role::Villages
        | Role::Rivers
        | Role::Lakes
        | Role::Basins => (Case::Title, 0.0),
        _ => (Case::AsIs, 0.0),
    };
    let scales = match role {
        Role::Districts => Some(ScaleRange::up_to(2_500_000.0)),
        Role::Villages => Some(ScaleRange::up_to(750_000.0)),
        Role::Rivers => Some(ScaleRange::up_to(500_000.0)),
        Role::DepartmentalRoads => Some(ScaleRange::up_to(1_000_000.0)),
        Role::LocalRoads => Some(ScaleRange::up_to(300_000.0)),
        _ => None,
    };
    LabelStyle {
        field: field.to_owned(),
        size_px,
        weight,
        color,
        halo: Some(theme.halo.with_alpha(242)),
        halo_px: 1.8,
        case,
        spacing,
        priority,
        rank_field: None,
        scales,
    }
}

/// Settlements by the category of the census, largest first; `word` gives the legend text of a
/// category (`CIUDAD`, `VILLA`, `PUEBLO`, `CASERIO`, `ANEXO`).
pub fn places(field: &str, theme: &MapTheme, word: impl Fn(&str) -> String) -> LayerStyle {
    let sign = |shape, size_px| {
        let (color, rim) = (theme.settlement, theme.casing);
        Symbol::point(Marker { shape, size_px, color, rim, rim_px: 1.2 })
    };
    let classes = [
        ("CIUDAD", MarkerShape::Square, 9.0),
        ("VILLA", MarkerShape::Square, 7.0),
        ("PUEBLO", MarkerShape::Circle, 6.0),
        ("CASERIO", MarkerShape::Circle, 4.5),
        ("ANEXO", MarkerShape::Circle, 3.5),
    ];
    let classes = classes.map(|(value, shape, size_px)| Class {
        value: value.to_owned(),
        label: word(value),
        symbol: sign(shape, size_px),
    });
    let other = Some(sign(MarkerShape::Circle, 3.5));
    let symbol = Symbology::Categorised { field: field.to_owned(), classes: classes.into(), other };
    LayerStyle { symbol, label: None, scales: None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::style::vision::difference;
    use crate::style::{ThemeMode, zee};

    const ROLES: [Role; 22] = [
        Role::Departments,
        Role::Provinces,
        Role::Districts,
        Role::MacroRegions,
        Role::Base,
        Role::ProtectedNational,
        Role::ProtectedRegional,
        Role::ProtectedPrivate,
        Role::ConservationRecovery,
        Role::NationalRoads,
        Role::DepartmentalRoads,
        Role::LocalRoads,
        Role::Rivers,
        Role::Lakes,
        Role::Towns,
        Role::Villages,
        Role::Corridors,
        Role::SchematicCorridors,
        Role::Basins,
        Role::Mining,
        Role::Proposals,
        Role::Generic(3),
    ];

    #[test]
    fn every_name_stands_out_from_its_halo_on_any_zone() {
        for mode in [ThemeMode::Light, ThemeMode::Dark, ThemeMode::Contrast] {
            let theme = MapTheme::of(mode);
            for role in ROLES {
                let label = label(role, "name", &theme);
                let halo = label.halo.expect("a halo");
                for zone in zee::CATEGORIES {
                    let ground = theme.adjusted(zone.color);
                    let around = ground.mixed(halo.with_alpha(255), f32::from(halo.a) / 255.0);
                    let contrast = label.color.contrast(around);
                    // More than the 4.5 that text needs: thin letters lose some of it at their edges.
                    assert!(contrast >= 7.0, "{role:?} {mode:?} {}: {contrast}", zone.code);
                }
            }
        }
    }

    #[test]
    fn neighbours_in_the_palette_differ_for_the_colour_blind_too() {
        for kind in 0..3 {
            for (i, &a) in PALETTE.iter().enumerate() {
                let b = palette(i + 1);
                let difference = difference(a, b, kind);
                assert!(difference >= 12.0, "kind {kind}: {a} and {b} differ by {difference:.1}");
            }
        }
    }

    #[test]
    fn every_role_draws_something_for_every_kind() {
        for role in ROLES {
            for kind in [ShapeKind::Point, ShapeKind::Line, ShapeKind::Polygon] {
                let symbol = symbol(role, kind, &MapTheme::LIGHT);
                let is_place = matches!(role, Role::Towns | Role::Villages);
                let is_drawn = match kind {
                    ShapeKind::Point => symbol.marker.is_some(),
                    _ => symbol.fill.is_some() || symbol.stroke.is_some() || is_place,
                };
                assert!(is_drawn, "{role:?} {kind:?}");
            }
        }
    }
}
