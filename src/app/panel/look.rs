//! How the window looks: colours, size of letters, motion, language.

use allpa_files::settings::TEXT_SCALES;
use allpa_map::style::ThemeMode;
use egui::{Button, Ui};

use super::{icon_menu, staying};
use crate::action::{Action, ViewAction};
use crate::motion::Motion;
use crate::state::State;
use crate::theme::icon;

/// What a press on the buttons for the size of letters adds.
const STEP: f32 = 0.1;

/// Draws the button of the menu.
pub(super) fn menu(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let tip = state.texts.get("look-tip");
    icon_menu(ui, icon::LETTERS, &tip, staying(), |ui| choices(ui, state, actions));
}

/// Draws what can be chosen.
pub(super) fn choices(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let texts = &state.texts;
    for (mode, key) in [
        (ThemeMode::Light, "top-light"),
        (ThemeMode::Dark, "top-dark"),
        (ThemeMode::Contrast, "look-contrast"),
    ] {
        if ui.radio(state.theme == mode, texts.get(key)).clicked() {
            actions.push(Action::View(ViewAction::SetTheme(mode)));
        }
    }
    ui.separator();
    letters(ui, state, actions);
    ui.separator();
    let mut is_less = state.motion.motion() == Motion::Reduced;
    let less = ui.checkbox(&mut is_less, texts.get("look-motion"));
    if less.on_hover_text(texts.get("look-motion-tip")).changed() {
        let motion = if is_less { Motion::Reduced } else { Motion::Full };
        actions.push(Action::View(ViewAction::SetMotion(motion)));
    }
}

fn letters(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let texts = &state.texts;
    let [least, most] = TEXT_SCALES;
    let scale = ui.ctx().zoom_factor();
    ui.label(texts.get("key-text"));
    ui.horizontal(|ui| {
        for (sign, key, by) in [("A−", "look-smaller", -STEP), ("A+", "look-larger", STEP)] {
            let wanted = ((scale + by) / STEP).round() * STEP;
            let is_within = (least - 0.01..=most + 0.01).contains(&wanted);
            let tip = texts.get(key);
            let button = ui.add_enabled(is_within, Button::new(sign));
            button.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, is_within, &tip));
            if button.on_hover_text(tip).clicked() {
                actions.push(Action::View(ViewAction::SetTextScale(wanted.clamp(least, most))));
            }
        }
        ui.label(format!("{:.0} %", scale * 100.0));
        let usual = super::icon_button(ui, icon::REREAD, &texts.get("look-usual"));
        if usual.clicked() {
            actions.push(Action::View(ViewAction::SetTextScale(1.0)));
        }
    });
}
