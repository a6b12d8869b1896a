//! How the user likes the window, kept from one run to the next.

use std::path::Path;

use allpa_files::settings::Preferences;
use allpa_map::style::ThemeMode;
use allpa_text::Language;
use egui::Context;

use crate::state::State;

/// What was kept last.
#[derive(Debug, Default)]
pub struct Liking(Preferences);

impl Liking {
    /// What was liked when the program ended last; `stated` is a language asked for now.
    pub fn at_start(folder: Option<&Path>, stated: Option<Language>, ctx: &Context) -> Self {
        let mut liked = folder.map(Preferences::in_folder).unwrap_or_default();
        if let Some(language) = stated {
            liked.language = Some(language.code().to_owned());
        }
        ctx.set_zoom_factor(liked.text_scale);
        Self(liked)
    }

    /// The language liked, Spanish where none was ever chosen.
    pub fn language(&self) -> Language {
        let english = self.0.language.as_deref() == Some(Language::English.code());
        if english { Language::English } else { Language::Spanish }
    }

    /// The theme liked.
    pub fn theme(&self) -> ThemeMode {
        if self.0.is_dark { ThemeMode::Dark } else { ThemeMode::Light }
    }

    /// Keeps what has changed. Away from the frame: the folder may lie on a slow stick. One that
    /// cannot be written costs no more than choosing again.
    pub fn follow(&mut self, state: &State, ctx: &Context) {
        let now = Preferences {
            language: Some(state.texts.language().code().to_owned()),
            is_dark: state.theme == ThemeMode::Dark,
            text_scale: ctx.zoom_factor(),
        };
        if self.0 == now {
            return;
        }
        self.0 = now.clone();
        if let Some(folder) = state.settings.clone() {
            let keeping = std::thread::Builder::new().name("preferences".into());
            keeping.spawn(move || now.keep_in(&folder)).ok();
        }
    }
}
