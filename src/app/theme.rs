//! The window's colours, letters and spacing (`ARCHITECTURE.md`, section «Tokens»).

use std::sync::Arc;

use allpa_map::style::ThemeMode;
use egui::{
    Color32, Context, CornerRadius, FontData, FontDefinitions, FontFamily, FontId, Stroke,
    TextStyle, Visuals, vec2,
};

/// Letters of the interface and the map.
pub const REGULAR: &[u8] = include_bytes!("../../assets/fonts/NotoSans-Regular.ttf");
/// Letters of titles.
pub const SEMIBOLD: &[u8] = include_bytes!("../../assets/fonts/NotoSans-SemiBold.ttf");
const ICONS: &[u8] = include_bytes!("../../assets/icons/phosphor-used.ttf");

/// Signs of the icon font (Phosphor 2.1, MIT), each named after the picture it shows. The program
/// carries only these: after adding one, run `assets/icons/subset.sh`.
pub mod icon {
    pub const FOLDER_OPEN: &str = "\u{e256}";
    pub const SEARCH: &str = "\u{e30c}";
    pub const EYE: &str = "\u{e220}";
    pub const EYE_CLOSED: &str = "\u{e224}";
    pub const PLUS: &str = "\u{e3d4}";
    pub const CLOSE: &str = "\u{e4f6}";
    pub const TRASH: &str = "\u{e4a6}";
    pub const PENCIL: &str = "\u{e3b2}";
    pub const PATH: &str = "\u{e39c}";
    pub const DOWNLOAD: &str = "\u{e20c}";
    pub const WARNING: &str = "\u{e4e0}";
    pub const STACK: &str = "\u{e466}";
    pub const REREAD: &str = "\u{e038}";
    pub const TABLE: &str = "\u{e476}";
    pub const CROSSHAIR: &str = "\u{e1d6}";
    pub const FIT: &str = "\u{e0a6}";
    pub const UP: &str = "\u{e08e}";
    pub const DOWN: &str = "\u{e03e}";
    pub const QUESTION: &str = "\u{e3e8}";
    pub const POLYGON: &str = "\u{e6d0}";
    pub const INFO: &str = "\u{e2ce}";
    pub const MORE: &str = "\u{e208}";
    pub const CHECK: &str = "\u{e182}";
    pub const PALETTE: &str = "\u{e6c8}";
    pub const PRINTER: &str = "\u{e3dc}";
    pub const COPY: &str = "\u{e1ca}";
    pub const MAP: &str = "\u{e31a}";
    pub const RULER: &str = "\u{e6b8}";
    pub const SELECT_BOX: &str = "\u{e69a}";
    pub const SELECT_NONE: &str = "\u{e69e}";
    pub const SELECT_INVERSE: &str = "\u{e744}";
    pub const SELECT_ALL: &str = "\u{e746}";
    pub const LEFT: &str = "\u{e058}";
    pub const RIGHT: &str = "\u{e06c}";
    pub const BOOKMARK: &str = "\u{e0ea}";
    pub const COMPARE: &str = "\u{e870}";
    pub const SORTED_UP: &str = "\u{e13c}";
    pub const SORTED_DOWN: &str = "\u{e136}";
    pub const COLUMNS: &str = "\u{e546}";
    pub const CHART: &str = "\u{e150}";
    pub const HAND: &str = "\u{e298}";
    pub const FUNNEL: &str = "\u{e266}";
    pub const LETTERS: &str = "\u{e6ee}";
}

/// Colours the style of egui has no place for.
#[derive(Debug, Clone, Copy)]
pub struct Tokens {
    /// Behind the map.
    pub canvas: Color32,
    /// Raised surfaces.
    pub raised: Color32,
    /// Text.
    pub ink: Color32,
    /// Secondary text.
    pub quiet: Color32,
    /// Separators.
    pub line: Color32,
    /// Actions and selection.
    pub accent: Color32,
    /// Text on the accent.
    pub on_accent: Color32,
    /// What the user draws.
    pub proposal: Color32,
    /// Warnings.
    pub warning: Color32,
    /// Errors and «no recomendable».
    pub danger: Color32,
    /// «Recomendable».
    pub good: Color32,
}

/// Tokens of a theme.
pub fn tokens(mode: ThemeMode) -> Tokens {
    let rgb = |hex: u32| {
        Color32::from_rgb((hex >> 16) as u8, (hex >> 8 & 0xff) as u8, (hex & 0xff) as u8)
    };
    match mode {
        ThemeMode::Light => Tokens {
            canvas: rgb(0x00F4_F3EF),
            raised: rgb(0x00FA_FAF7),
            ink: rgb(0x001D_2327),
            quiet: rgb(0x005A_646B),
            line: rgb(0x00DA_D8D0),
            accent: rgb(0x000B_6E69),
            on_accent: rgb(0x00FF_FFFF),
            proposal: rgb(0x00C2_255C),
            warning: rgb(0x008A_5A00),
            danger: rgb(0x00B4_2318),
            good: rgb(0x002E_7D32),
        },
        ThemeMode::Dark => Tokens {
            canvas: rgb(0x0015_181B),
            raised: rgb(0x0024_2A2F),
            ink: rgb(0x00E9_ECEE),
            quiet: rgb(0x009A_A4AB),
            line: rgb(0x0033_3B41),
            accent: rgb(0x004F_C3B8),
            on_accent: rgb(0x000B_1A19),
            proposal: rgb(0x00FF_7AA8),
            warning: rgb(0x00F0_C36D),
            danger: rgb(0x00FF_8A80),
            good: rgb(0x0081_C784),
        },
        ThemeMode::Contrast => Tokens {
            canvas: rgb(0x00FF_FFFF),
            raised: rgb(0x00FF_FFFF),
            ink: rgb(0x0000_0000),
            quiet: rgb(0x0033_3333),
            line: rgb(0x0033_3333),
            accent: rgb(0x0000_4B47),
            on_accent: rgb(0x00FF_FFFF),
            proposal: rgb(0x009C_0F41),
            warning: rgb(0x005C_3A00),
            danger: rgb(0x008F_0E06),
            good: rgb(0x0010_4F14),
        },
    }
}

/// What panels and paper over the map are made of.
pub fn panel(mode: ThemeMode) -> Color32 {
    match mode {
        ThemeMode::Light | ThemeMode::Contrast => Color32::WHITE,
        ThemeMode::Dark => Color32::from_rgb(0x1C, 0x20, 0x24),
    }
}

/// Loads letters and icons. Once, at the start.
pub fn install_fonts(ctx: &Context) {
    let mut fonts = FontDefinitions::empty();
    let mut add = |name: &str, bytes: &'static [u8]| {
        fonts.font_data.insert(name.to_owned(), Arc::new(FontData::from_static(bytes)));
    };
    add("regular", REGULAR);
    add("semibold", SEMIBOLD);
    add("icons", ICONS);
    let family = |first: &str| [first, "icons"].map(str::to_owned).to_vec();
    fonts.families.insert(FontFamily::Proportional, family("regular"));
    fonts.families.insert(FontFamily::Monospace, family("regular"));
    fonts.families.insert(strong(), family("semibold"));
    ctx.set_fonts(fonts);
}

/// The family of titles.
pub fn strong() -> FontFamily {
    FontFamily::Name("strong".into())
}

/// Sets colours, sizes and spacing.
pub fn apply(ctx: &Context, mode: ThemeMode) {
    let colors = tokens(mode);
    let (egui_theme, mut visuals) = match mode {
        ThemeMode::Light | ThemeMode::Contrast => (egui::Theme::Light, Visuals::light()),
        ThemeMode::Dark => (egui::Theme::Dark, Visuals::dark()),
    };
    let panel = panel(mode);
    visuals.panel_fill = panel;
    visuals.window_fill = panel;
    visuals.extreme_bg_color = colors.raised;
    visuals.faint_bg_color = colors.raised;
    visuals.weak_text_color = Some(colors.quiet);
    visuals.hyperlink_color = colors.accent;
    visuals.warn_fg_color = colors.warning;
    visuals.error_fg_color = colors.danger;
    visuals.selection.bg_fill = colors.accent.gamma_multiply(0.22);
    visuals.selection.stroke = Stroke::new(1.0, colors.ink);
    visuals.window_stroke = Stroke::new(1.0, colors.line);
    visuals.slider_trailing_fill = true;
    let radius = CornerRadius::same(6);
    visuals.window_corner_radius = radius;
    visuals.menu_corner_radius = radius;
    let widgets = &mut visuals.widgets;
    widgets.noninteractive.bg_stroke = Stroke::new(1.0, colors.line);
    widgets.noninteractive.fg_stroke = Stroke::new(1.0, colors.ink);
    widgets.inactive.fg_stroke = Stroke::new(1.0, colors.ink);
    widgets.inactive.bg_stroke = Stroke::new(1.0, colors.line);
    widgets.inactive.weak_bg_fill = colors.raised;
    // Signs in ink stand on it.
    widgets.inactive.bg_fill = match mode {
        ThemeMode::Light | ThemeMode::Dark => colors.line,
        ThemeMode::Contrast => Color32::from_gray(0x8F),
    };
    widgets.hovered.fg_stroke = Stroke::new(1.0, colors.ink);
    widgets.hovered.bg_stroke = Stroke::new(1.0, colors.accent);
    widgets.hovered.weak_bg_fill = colors.accent.gamma_multiply(0.12);
    widgets.active.fg_stroke = Stroke::new(1.0, colors.ink);
    widgets.active.bg_stroke = Stroke::new(1.5, colors.accent);
    widgets.active.weak_bg_fill = colors.accent.gamma_multiply(0.22);
    for state in [&mut widgets.inactive, &mut widgets.hovered, &mut widgets.active] {
        state.corner_radius = radius;
        state.expansion = 0.0;
    }
    ctx.set_theme(egui_theme);
    ctx.set_visuals_of(egui_theme, visuals);
    ctx.all_styles_mut(|style| {
        style.text_styles = [
            (TextStyle::Heading, FontId::new(17.0, strong())),
            (TextStyle::Body, FontId::new(14.0, FontFamily::Proportional)),
            (TextStyle::Button, FontId::new(14.0, FontFamily::Proportional)),
            (TextStyle::Small, FontId::new(12.0, FontFamily::Proportional)),
            (TextStyle::Monospace, FontId::new(13.0, FontFamily::Monospace)),
        ]
        .into();
        style.spacing.item_spacing = vec2(8.0, 6.0);
        style.spacing.button_padding = vec2(8.0, 4.0);
        style.spacing.interact_size.y = 26.0;
        style.spacing.scroll =
            egui::style::ScrollStyle { bar_width: 8.0, ..egui::style::ScrollStyle::solid() };
        style.interaction.selectable_labels = false;
    });
}

#[cfg(test)]
mod tests {
    use allpa_map::style::Color;

    use super::*;

    #[test]
    fn the_font_of_icons_has_every_sign() {
        let ctx = Context::default();
        install_fonts(&ctx);
        // Fonts are there from the second frame on.
        for _ in 0..2 {
            ctx.run_ui(egui::RawInput::default(), |_| {}).textures_delta.clear();
        }
        let named = include_str!("theme.rs").lines().filter(|line| line.contains("pub const"));
        let signs: Vec<char> = named
            .filter_map(|line| line.split_once("\\u{")?.1.split_once('}'))
            .filter_map(|(code, _)| char::from_u32(u32::from_str_radix(code, 16).ok()?))
            .collect();
        assert!(signs.len() > 40, "{signs:?}");
        for sign in signs {
            let is_there =
                ctx.fonts_mut(|fonts| fonts.has_glyph(&FontId::proportional(14.0), sign));
            assert!(is_there, "{sign:?}: run assets/icons/subset.sh");
        }
    }

    #[test]
    fn words_and_signs_stand_out_from_what_lies_behind_them() {
        let color = |c: Color32| Color { r: c.r(), g: c.g(), b: c.b(), a: 255 };
        for (mode, least) in
            [(ThemeMode::Light, 4.5), (ThemeMode::Dark, 4.5), (ThemeMode::Contrast, 7.0)]
        {
            let t = tokens(mode);
            for ground in [panel(mode), t.raised, t.canvas] {
                for words in [t.ink, t.quiet, t.accent, t.warning, t.danger, t.good] {
                    let contrast = color(words).contrast(color(ground));
                    assert!(contrast >= least, "{mode:?}: {words:?} on {ground:?}: {contrast:.2}");
                }
            }
            let filled = color(t.on_accent).contrast(color(t.accent));
            assert!(filled >= least, "{mode:?}: a filled button: {filled:.2}");
        }
        let edge = tokens(ThemeMode::Contrast).line;
        assert!(color(edge).contrast(Color::WHITE) >= 7.0, "edges of controls too");
    }
}
