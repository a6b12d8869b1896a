//! The bar on top: name, search, language, looks.

use allpa_model::position::{Doubt, Reading};
use allpa_text::grouped;
use egui::{Align, Key, Layout, Panel, RichText, ScrollArea, TextEdit, Ui};

use super::{icon_button, icon_menu, staying};
use crate::action::{Action, Card, FileAction, ViewAction};
use crate::state::State;
use crate::theme::{self, icon};
use crate::views::TravelAction;

/// Draws the bar on top. In a narrow window what is used less often goes into a menu.
pub fn top_bar(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let is_narrow = super::is_narrow(ui.ctx());
    Panel::top("top").exact_size(44.0).show(ui, |ui| {
        ui.horizontal_centered(|ui| {
            if !is_narrow {
                let name = RichText::new("Allpa").family(theme::strong()).size(18.0);
                ui.label(name.color(theme::tokens(state.theme).accent));
            }
            super::plan::menu(ui, state, actions);
            if !is_narrow {
                ui.separator();
            }
            open_button(ui, state, actions);
            // First what stands at the right: the box takes what is left.
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                if is_narrow {
                    rest_menu(ui, state, actions);
                } else {
                    sign(
                        ui,
                        state,
                        icon::INFO,
                        "top-help",
                        ViewAction::OpenCard(Card::Help),
                        actions,
                    );
                    super::look::menu(ui, state, actions);
                    language_button(ui, state, actions);
                    meeting_button(ui, state, actions);
                    for (icon, key, action) in others() {
                        sign(ui, state, icon, key, action, actions);
                    }
                }
                let cards = ViewAction::ToggleCards;
                sign(ui, state, icon::QUESTION, "top-cards", cards, actions);
                sign(ui, state, icon::STACK, "top-layers", ViewAction::ToggleLayers, actions);
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    search_box(ui, state, actions);
                });
            });
        });
    });
}

/// What stands in the bar or in its menu.
fn others() -> [(&'static str, &'static str, ViewAction); 2] {
    let print = ViewAction::OpenCard(Card::Print);
    [(icon::PRINTER, "top-print", print), (icon::FIT, "top-fit", ViewAction::FitAll)]
}

fn sign(
    ui: &mut Ui,
    state: &State,
    icon: &str,
    key: &str,
    action: ViewAction,
    actions: &mut Vec<Action>,
) {
    if icon_button(ui, icon, &state.texts.get(key)).clicked() {
        actions.push(Action::View(action));
    }
}

fn open_button(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let texts = &state.texts;
    let is_clicked = if super::is_narrow(ui.ctx()) {
        icon_button(ui, icon::FOLDER_OPEN, &texts.get("top-open-tip")).clicked()
    } else {
        let words = format!("{} {}", icon::FOLDER_OPEN, texts.get("top-open"));
        ui.button(words).on_hover_text(texts.get("top-open-tip")).clicked()
    };
    if is_clicked {
        actions.push(Action::File(FileAction::AskOpen));
    }
}

fn language_button(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let texts = &state.texts;
    let other = ui.button(texts.get("top-language"));
    if other.on_hover_text(texts.get("top-language-tip")).clicked() {
        actions.push(Action::View(ViewAction::SwitchLanguage));
    }
}

fn meeting_button(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let texts = &state.texts;
    let meeting = ui.button(texts.get("top-meeting"));
    if meeting.on_hover_text(texts.get("top-meeting-tip")).clicked() {
        let now = ui.input(|input| input.time);
        actions.push(Action::Meeting(crate::meeting::MeetingAction::Enter(now)));
    }
}

/// What finds no room in a narrow bar.
fn rest_menu(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let texts = &state.texts;
    let tip = texts.get("top-more");
    icon_menu(ui, icon::MORE, &tip, staying(), |ui| {
        let most = ui.ctx().content_rect().height() - 60.0;
        ScrollArea::vertical().max_height(most).show(ui, |ui| {
            let help = (icon::INFO, "top-help", ViewAction::OpenCard(Card::Help));
            for (icon, key, action) in std::iter::once(help).chain(others()) {
                if ui.button(format!("{icon} {}", texts.get(key))).clicked() {
                    actions.push(Action::View(action));
                    ui.close();
                }
            }
            ui.horizontal(|ui| {
                meeting_button(ui, state, actions);
                language_button(ui, state, actions);
            });
            ui.separator();
            super::look::choices(ui, state, actions);
        });
    });
}

fn search_box(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let texts = &state.texts;
    let mut text = state.search.text.clone();
    let width = (ui.available_width() - 12.0).clamp(80.0, 420.0);
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
            super::scrolled(ui, |ui| results(ui, state, actions));
        });
}

/// What was found for the text in the box.
fn results(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let texts = &state.texts;
    let search = &state.search;
    for reading in &search.positions {
        position_line(ui, state, reading, actions);
    }
    for question in &search.questions {
        let text = format!("{} {}", icon::QUESTION, texts.question(question));
        if ui.button(text).clicked() {
            actions.push(super::asking::open(question.clone()));
            actions.push(Action::View(ViewAction::Search(String::new())));
        }
    }
    if search.found.is_empty() && search.questions.is_empty() && search.positions.is_empty() {
        ui.label(texts.with("search-none", &[("text", &search.text)]));
        return;
    }
    for one in &search.found {
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
