//! How the user likes the window, kept from one run to the next.

use std::path::Path;
use std::thread::JoinHandle;

use allpa_files::settings::{Preferences, TEXT_SCALES};
use allpa_map::style::ThemeMode;
use allpa_text::Language;
use egui::Context;

use crate::motion::Motion;
use crate::state::State;

/// What was kept last.
#[derive(Debug, Default)]
pub struct Liking {
    kept: Preferences,
    /// What is being kept at the moment.
    keeping: Option<JoinHandle<()>>,
}

impl Liking {
    /// What was liked when the program ended last; `stated` is a language asked for now.
    pub fn at_start(folder: Option<&Path>, stated: Option<Language>, ctx: &Context) -> Self {
        let mut liked = folder.map(Preferences::in_folder).unwrap_or_default();
        if let Some(language) = stated {
            liked.language = Some(language.code().to_owned());
        }
        ctx.set_zoom_factor(liked.text_scale);
        Self { kept: liked, keeping: None }
    }

    /// The language liked, Spanish where none was ever chosen.
    pub fn language(&self) -> Language {
        self.kept.language.as_deref().and_then(Language::of_code).unwrap_or_default()
    }

    /// Lessons that were done.
    pub fn lessons(&self) -> Vec<String> {
        self.kept.lessons.clone()
    }

    /// Whether the graphics card may draw the map.
    pub fn uses_card(&self) -> bool {
        self.kept.uses_card
    }

    /// Whether the map colours proposals by their stages.
    pub fn colors_stages(&self) -> bool {
        self.kept.colors_stages
    }

    /// The theme liked.
    pub fn theme(&self) -> ThemeMode {
        self.kept.theme
    }

    /// What was said about motion.
    pub fn motion(&self) -> Option<Motion> {
        let chosen = |less| if less { Motion::Reduced } else { Motion::Full };
        self.kept.less_motion.map(chosen)
    }

    /// Keeps what has changed. Away from the frame: the folder may lie on a slow stick. One that
    /// cannot be written costs no more than choosing again.
    pub fn follow(&mut self, state: &State, ctx: &Context) {
        // The keys for the size of letters know no such limits.
        let [least, most] = TEXT_SCALES;
        ctx.set_zoom_factor(ctx.zoom_factor().clamp(least, most));
        // In a meeting letters may be larger than what is liked.
        let meeting = state.meeting.before.as_ref();
        let now = Preferences {
            language: Some(state.texts.language().code().to_owned()),
            theme: state.theme,
            less_motion: state.motion.stated.map(|motion| motion == Motion::Reduced),
            text_scale: meeting.map_or(ctx.zoom_factor(), |before| before.text_scale),
            lessons: state.help.done.clone(),
            uses_card: state.uses_card,
            colors_stages: state.projects.colors_stages,
        };
        // One at a time: the last word is the one that stays.
        let is_busy = self.keeping.as_ref().is_some_and(|keeping| !keeping.is_finished());
        if self.kept == now || is_busy {
            return;
        }
        self.kept = now.clone();
        if let Some(folder) = state.settings.clone() {
            let keeping = std::thread::Builder::new().name("preferences".into());
            let keep = move || drop(now.keep_in(&folder));
            self.keeping = keeping.spawn(keep).ok();
        }
    }
}

impl Drop for Liking {
    fn drop(&mut self) {
        if let Some(keeping) = self.keeping.take() {
            keeping.join().ok();
        }
    }
}
