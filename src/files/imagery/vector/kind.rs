//! What the features of a vector tile are, in the words of their makers: the name of the layer and
//! a class. The words of `OpenMapTiles`, Shortbread and OpenStreetMap are known, and the Spanish
//! ones beside them.

use tiny_skia::Color;

/// What a feature is, as far as the base cares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Water,
    Green,
    Building,
    MainRoad,
    Road,
    Path,
    Limit,
    Other,
}

impl Kind {
    /// By the words of the layer's name and of the class.
    pub fn of(layer: &str, class: &str) -> Self {
        let is_any = |text: &str, words: &[&str]| {
            let mut parts = text.split(|letter: char| !letter.is_alphanumeric());
            parts.any(|part| words.iter().any(|word| part.eq_ignore_ascii_case(word)))
        };
        let layer_or_class = |words| is_any(layer, words) || is_any(class, words);
        if is_any(layer, ROADS) {
            return match class {
                class if is_any(class, MAIN_ROADS) => Self::MainRoad,
                class if is_any(class, PATHS) => Self::Path,
                _ => Self::Road,
            };
        }
        match () {
            () if layer_or_class(WATER) => Self::Water,
            () if layer_or_class(LIMITS) => Self::Limit,
            () if layer_or_class(BUILDINGS) => Self::Building,
            () if layer_or_class(GREEN) => Self::Green,
            () => Self::Other,
        }
    }

    pub fn color(self) -> Color {
        let [r, g, b] = match self {
            Self::Water => [0x9C, 0xC6, 0xDE],
            Self::Green => [0xDC, 0xE8, 0xCF],
            Self::Building => [0xDD, 0xD6, 0xCC],
            Self::MainRoad | Self::Road | Self::Path => [0xB3, 0xA3, 0x92],
            Self::Limit => [0x9A, 0x93, 0x8C],
            Self::Other => [0xB8, 0xB4, 0xAC],
        };
        Color::from_rgba8(r, g, b, 255)
    }

    /// Width of its lines, in pixels.
    pub fn width(self) -> f32 {
        match self {
            Self::MainRoad => 2.4,
            Self::Water | Self::Road => 1.3,
            Self::Limit | Self::Other | Self::Building | Self::Green => 1.0,
            Self::Path => 0.7,
        }
    }

    /// Whether its areas are filled; others only have an outline.
    pub fn is_filled(self) -> bool {
        matches!(self, Self::Water | Self::Green | Self::Building)
    }
}

const ROADS: &[&str] = &[
    "road",
    "roads",
    "street",
    "streets",
    "transportation",
    "transport",
    "highway",
    "highways",
    "via",
    "vias",
    "vía",
    "vías",
    "camino",
    "caminos",
    "carretera",
    "carreteras",
    "calle",
    "calles",
];
const MAIN_ROADS: &[&str] = &["motorway", "trunk", "primary", "nacional"];
const PATHS: &[&str] = &["path", "track", "footway", "pedestrian", "steps", "sendero", "trocha"];
const WATER: &[&str] = &[
    "water",
    "waterway",
    "waterways",
    "ocean",
    "sea",
    "lake",
    "lakes",
    "river",
    "rivers",
    "stream",
    "agua",
    "rio",
    "rios",
    "río",
    "ríos",
    "lago",
    "lagos",
    "laguna",
    "lagunas",
    "mar",
    "quebrada",
    "quebradas",
    "hidrografia",
    "hidrografía",
];
const LIMITS: &[&str] =
    &["boundary", "boundaries", "admin", "limite", "limites", "límite", "límites", "frontera"];
const BUILDINGS: &[&str] = &["building", "buildings", "edificio", "edificios", "edificación"];
const GREEN: &[&str] = &[
    "landcover",
    "park",
    "parks",
    "forest",
    "wood",
    "grass",
    "meadow",
    "scrub",
    "wetland",
    "garden",
    "nature_reserve",
    "bosque",
    "bosques",
    "parque",
    "parques",
    "vegetacion",
    "vegetación",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_say_what_is_drawn() {
        assert_eq!(Kind::of("water_polygons", ""), Kind::Water);
        assert_eq!(Kind::of("rios", ""), Kind::Water);
        assert_eq!(Kind::of("territorio", ""), Kind::Other, "no river inside a word");
        assert_eq!(Kind::of("transportation", "primary"), Kind::MainRoad);
        assert_eq!(Kind::of("land", "forest"), Kind::Green);
        assert_eq!(Kind::of("landuse", "residential"), Kind::Other);
    }
}
