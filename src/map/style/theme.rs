//! Colours of the map itself: light, dark, and of high contrast.

use serde::{Deserialize, Serialize};

use super::Color;

/// Surroundings of the map.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ThemeMode {
    /// Dark signs on a light ground; safe for projectors and paper.
    #[default]
    Light,
    /// Light signs on a dark ground.
    Dark,
    /// Black on white, nothing faint: for weak eyes, sun on the screen and worn projectors.
    Contrast,
}

impl ThemeMode {
    /// How many there are.
    pub const COUNT: u64 = Self::Contrast as u64 + 1;
}

/// Colours that do not belong to any layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MapTheme {
    /// Which of them this is.
    pub mode: ThemeMode,
    /// Where there is nothing.
    pub canvas: Color,
    /// Ground of a country or region shown for context.
    pub land: Color,
    /// Seas, lakes and rivers.
    pub water: Color,
    /// Roads.
    pub road: Color,
    /// What shows on both sides of a road.
    pub casing: Color,
    /// Towns and villages.
    pub settlement: Color,
    /// Main text.
    pub ink: Color,
    /// Secondary text.
    pub quiet: Color,
    /// Thin lines between things.
    pub line: Color,
    /// Halo of labels.
    pub halo: Color,
    /// Paper of legends.
    pub panel: Color,
    /// Selection.
    pub accent: Color,
    /// What the user draws.
    pub proposal: Color,
}

impl MapTheme {
    /// The theme for light rooms, projectors and paper.
    pub const LIGHT: Self = Self {
        mode: ThemeMode::Light,
        canvas: Color::hex(0x00F4_F3EF),
        land: Color::hex(0x00FB_FAF6),
        water: Color::hex(0x009C_C6DE),
        road: Color::hex(0x007A_6A58),
        casing: Color::WHITE,
        settlement: Color::hex(0x003A_3A3A),
        ink: Color::hex(0x001D_2327),
        quiet: Color::hex(0x005A_646B),
        line: Color::hex(0x00DA_D8D0),
        halo: Color::WHITE,
        panel: Color::WHITE,
        accent: Color::hex(0x000B_6E69),
        proposal: Color::hex(0x00C2_255C),
    };

    /// The theme for dark rooms.
    pub const DARK: Self = Self {
        mode: ThemeMode::Dark,
        canvas: Color::hex(0x0015_181B),
        land: Color::hex(0x001F_2427),
        water: Color::hex(0x002F_5B73),
        road: Color::hex(0x00B3_A28C),
        casing: Color::hex(0x0015_181B),
        settlement: Color::hex(0x00E0_DCD4),
        ink: Color::hex(0x00E9_ECEE),
        quiet: Color::hex(0x009A_A4AB),
        line: Color::hex(0x0033_3B41),
        halo: Color::hex(0x0015_181B),
        panel: Color::hex(0x001C_2024),
        accent: Color::hex(0x004F_C3B8),
        proposal: Color::hex(0x00FF_7AA8),
    };

    /// The theme for weak eyes.
    pub const CONTRAST: Self = Self {
        mode: ThemeMode::Contrast,
        canvas: Color::WHITE,
        land: Color::WHITE,
        water: Color::hex(0x006F_B1DC),
        road: Color::hex(0x004A_3A28),
        casing: Color::WHITE,
        settlement: Color::BLACK,
        ink: Color::BLACK,
        quiet: Color::hex(0x0033_3333),
        line: Color::hex(0x0059_5959),
        halo: Color::WHITE,
        panel: Color::WHITE,
        accent: Color::hex(0x0000_4B47),
        proposal: Color::hex(0x009C_0F41),
    };

    /// The theme of a mode.
    pub const fn of(mode: ThemeMode) -> Self {
        match mode {
            ThemeMode::Light => Self::LIGHT,
            ThemeMode::Dark => Self::DARK,
            ThemeMode::Contrast => Self::CONTRAST,
        }
    }

    /// A colour meant for light ground, adjusted to this theme: lightened by a fifth when dark.
    pub fn adjusted(&self, color: Color) -> Color {
        match self.mode {
            ThemeMode::Light | ThemeMode::Contrast => color,
            ThemeMode::Dark => color.mixed(Color::WHITE.with_alpha(color.a), 0.2),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_stands_out_from_its_halo_and_canvas() {
        for (theme, least) in
            [(MapTheme::LIGHT, 4.5), (MapTheme::DARK, 4.5), (MapTheme::CONTRAST, 7.0)]
        {
            for text in [theme.ink, theme.quiet, theme.settlement] {
                assert!(text.contrast(theme.halo) >= least, "{:?} {text}", theme.mode);
                assert!(text.contrast(theme.canvas) >= least, "{:?} {text}", theme.mode);
            }
        }
    }
}
