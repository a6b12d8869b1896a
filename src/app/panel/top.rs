//! The bar on top: name, search, language, theme.

use allpa_model::position::{Doubt, Reading};
use allpa_text::grouped;
use egui::{Align, Key, Layout, Panel, RichText, TextEdit, Ui};

use super::icon_button;
use crate::action::{Action, Card, FileAction, ViewAction};
use crate::state::State;
use crate::theme::{self, icon};
use crate::views::TravelAction;

/// Draws the bar on top.
pub fn top_bar(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let texts = &state.texts;
    Panel::top("top").exact_size(44.0).show(ui, |ui| {
        ui.horizontal_centered(|ui| {
            ui.label(
                RichText::new("Allpa")
                    .family(theme::strong())
                    .size(18.0)
                    .color(theme::tokens(state.theme).accent),
            );
            super::plan::menu(ui, state, actions);
            ui.separator();
            let open = format!("{} {}", icon::FOLDER_OPEN, texts.get("top-open"));
            if ui.button(open).on_hover_text(texts.get("top-open-tip")).clicked() {
                actions.push(Action::File(FileAction::AskOpen));
            }
            search_box(ui, state, actions);
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                if icon_button(ui, icon::INFO, &texts.get("top-help")).clicked() {
                    actions.push(Action::View(ViewAction::OpenCard(Card::Help)));
                }
                let (sign, tip) = match state.theme {
                    allpa_map::style::ThemeMode::Light => (icon::MOON, "top-dark"),
                    allpa_map::style::ThemeMode::Dark => (icon::SUN, "top-light"),
                };
                if icon_button(ui, sign, &texts.get(tip)).clicked() {
                    actions.push(Action::View(ViewAction::SwitchTheme));
                }
                let other = texts.get("top-language");
                if ui.button(other).on_hover_text(texts.get("top-language-tip")).clicked() {
                    actions.push(Action::View(ViewAction::SwitchLanguage));
                }
                let meeting = ui.button(texts.get("top-meeting"));
                if meeting.on_hover_text(texts.get("top-meeting-tip")).clicked() {
                    let now = ui.input(|input| input.time);
                    actions.push(Action::Meeting(crate::meeting::MeetingAction::Enter(now)));
                }
                if icon_button(ui, icon::PRINTER, &texts.get("top-print")).clicked() {
                    actions.push(Action::View(ViewAction::OpenCard(Card::Print)));
                }
                if icon_button(ui, icon::FIT, &texts.get("top-fit")).clicked() {
                    actions.push(Action::View(ViewAction::FitAll));
                }
                if icon_button(ui, icon::QUESTION, &texts.get("top-cards")).clicked() {
                    actions.push(Action::View(ViewAction::ToggleCards));
                }
                if icon_button(ui, icon::STACK, &texts.get("top-layers")).clicked() {
                    actions.push(Action::View(ViewAction::ToggleLayers));
                }
            });
        });
    });
}

fn search_box(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let texts = &state.texts;
    let mut text = state.search.text.clone();
    let width = (ui.available_width() - 260.0).clamp(160.0, 420.0);
    let edit = TextEdit::singleline(&mut text)
        .id_salt("search")
        .hint_text(format!("{} {}", icon::SEARCH, texts.get("top-search")))
        .desired_width(width);
    let response = ui.add(edit);
    let wanted = ui.input_mut(|input| {
        input.consume_key(egui::Modifiers::COMMAND, Key::K)
            || input.consume_key(egui::Modifiers::COMMAND, Key::F)
    });
    if wanted {
        response.request_focus();
    }
    if response.changed() {
        actions.push(Action::View(ViewAction::Search(text.clone())));
    }
    let found = &state.search.found;
    if text.is_empty() {
        return;
    }
    let positions = &state.search.positions;
    if response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter)) {
        // A name that is also numbers is first of all a name.
        if let Some(first) = found.first() {
            let (layer, row) = (first.layer, first.row);
            actions.push(Action::View(ViewAction::ShowFeature { layer, row }));
        } else if let Some(first) = positions.first() {
            actions.push(Action::Travel(TravelAction::ShowPosition(first.at)));
        }
    }
    egui::Popup::from_response(&response)
        .open(true)
        .width(width.max(300.0))
        .close_behavior(egui::PopupCloseBehavior::IgnoreClicks)
        .show(|ui| {
            for reading in positions {
                position_line(ui, state, reading, actions);
            }
            for question in &state.search.questions {
                let text = format!("{} {}", icon::QUESTION, texts.question(question));
                if ui.button(text).clicked() {
                    actions.push(super::asking::open(question.clone()));
                    actions.push(Action::View(ViewAction::Search(String::new())));
                }
            }
            if found.is_empty() && state.search.questions.is_empty() && positions.is_empty() {
                ui.label(texts.with("search-none", &[("text", &text)]));
                return;
            }
            for one in found {
                let title = state.title(one.layer);
                let line = ui.horizontal(|ui| {
                    let clicked = ui.button(&one.name).clicked();
                    ui.label(RichText::new(title).small().weak());
                    clicked
                });
                if line.inner {
                    let (layer, row) = (one.layer, one.row);
                    actions.push(Action::View(ViewAction::ShowFeature { layer, row }));
                }
            }
        });
}

/// What a typed position means: where it leads, in which system, and what is in doubt.
fn position_line(ui: &mut Ui, state: &State, reading: &Reading, actions: &mut Vec<Action>) {
    let texts = &state.texts;
    let [x, y] = reading.coord;
    let text = if reading.crs.is_geographic() {
        super::status::degrees(reading.coord)
    } else {
        format!("{} E {} N", grouped(x, 0), grouped(y, 0))
    };
    let text = format!("{} {} · {text}", icon::CROSSHAIR, reading.crs.name());
    ui.horizontal(|ui| {
        let button = ui.button(text).on_hover_text(super::status::degrees(reading.at));
        if button.clicked() {
            actions.push(Action::Travel(TravelAction::ShowPosition(reading.at)));
        }
        let doubt = reading.doubt.map(|doubt| match doubt {
            Doubt::NoZone => texts.get("position-no-zone"),
            Doubt::OtherZone => texts.get("position-other-zone"),
            Doubt::OtherOrder => texts.get("position-other-order"),
            Doubt::NoSigns => texts.get("position-no-signs"),
            Doubt::FarFromPeru => texts.get("position-far"),
        });
        let note = doubt.unwrap_or_else(|| texts.get("position-go"));
        ui.label(RichText::new(note).small().weak());
    });
}
