//! The card of help: where to begin, lessons, short answers, keys, and what the program is.

mod about;
mod lesson;

use egui::{CollapsingHeader, Grid, Response, RichText, ScrollArea, TextEdit, Ui};

use super::{name_box, primary_button, quiet};
use crate::action::{Action, Card, FileAction, HelpAction, ViewAction};
use crate::help::{LESSONS, speaks_of, topics};
use crate::state::State;
use crate::theme::{self, icon};

pub use lesson::lesson_bar;

/// Keys, and the text that says what they do.
const KEYS: [(&str, &str); 23] = [
    ("F1", "key-help"),
    ("F6", "key-map"),
    ("Ctrl+K", "key-search"),
    ("Ctrl+O", "key-open"),
    ("Ctrl+N", "key-new"),
    ("Ctrl+Z / Ctrl+Y", "key-undo"),
    ("Ctrl+P", "key-print"),
    ("Ctrl+E", "key-export"),
    ("Ctrl+0 / Ctrl+J", "key-fit"),
    ("Alt+\u{2190} / Alt+\u{2192}", "key-travel"),
    ("\u{2190} \u{2191} \u{2192} \u{2193}, +, \u{2212}", "key-pan"),
    ("key-space-bar", "key-cross"),
    ("M", "key-measure"),
    ("B", "key-compare"),
    ("Ctrl+D", "key-keep-view"),
    ("1\u{2026}9", "key-views"),
    ("Esc", "key-back"),
    ("F9", "top-layers"),
    ("F10", "top-cards"),
    ("F11", "key-meeting"),
    ("Ctrl+Shift+A", "key-minutes"),
    ("key-shift-f11", "key-full"),
    ("Ctrl + / Ctrl \u{2212}", "key-text"),
];

/// Draws the card.
pub fn show(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let texts = &state.texts;
    let mut wanted = state.help.wanted.clone();
    let hint = texts.get("help-search");
    let field = TextEdit::singleline(&mut wanted)
        .hint_text(format!("{} {hint}", icon::SEARCH))
        .desired_width(f32::INFINITY);
    let response = ui.add(field);
    name_box(&response, &wanted, &hint);
    if response.changed() {
        actions.push(Action::Help(HelpAction::Search(wanted.clone())));
    }
    let wanted = wanted.trim();
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        if !wanted.is_empty() {
            found(ui, state, wanted, actions);
            return;
        }
        doors(ui, state, actions);
        lessons(ui, state, "", actions);
        let folded = |ui: &mut Ui, key: &str, body: &mut dyn FnMut(&mut Ui)| {
            CollapsingHeader::new(texts.get(key)).id_salt(key).show(ui, |ui| body(ui));
        };
        folded(ui, "help-topics", &mut |ui| _ = answers(ui, state, ""));
        folded(ui, "help-keys", &mut |ui| _ = keys(ui, state, ""));
        folded(ui, "about-computer", &mut |ui| about::computer(ui, state, actions));
        folded(ui, "about-data", &mut |ui| about::data(ui, state));
        folded(ui, "about-parts", &mut about::parts);
        ui.add_space(8.0);
        quiet(ui, texts.with("about-what", &[("version", env!("CARGO_PKG_VERSION"))]));
        quiet(ui, texts.get("about-licence"));
    });
}

/// The three ways in.
fn doors(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let texts = &state.texts;
    ui.heading(texts.get("help-begin"));
    let explained = |ui: &mut Ui, door: Response, tip: &str| {
        let tip = texts.get(tip);
        quiet(ui, &tip);
        door.on_hover_text(tip).clicked()
    };
    let look = format!("{} {}", icon::MAP, texts.get("door-look"));
    let door = primary_button(ui, look, state.theme);
    if explained(ui, door, "door-look-tip") {
        actions.push(Action::View(ViewAction::FitAll));
        actions.push(Action::View(ViewAction::OpenCard(Card::Questions)));
    }
    for (sign, key, tip, action) in [
        (icon::FOLDER_OPEN, "door-open", "door-open-tip", FileAction::AskOpen),
        (icon::STACK, "door-atlas", "door-atlas-tip", FileAction::AskBuildAtlas),
    ] {
        let door = ui.button(format!("{sign} {}", texts.get(key)));
        if explained(ui, door, tip) {
            actions.push(Action::File(action));
        }
    }
    ui.add_space(8.0);
}

/// The lessons that speak of `wanted`; whether there are any.
fn lessons(ui: &mut Ui, state: &State, wanted: &str, actions: &mut Vec<Action>) -> bool {
    let texts = &state.texts;
    let speaks = |(_, lesson): &(usize, &crate::help::Lesson)| {
        let said: Vec<String> = lesson.steps.iter().map(|step| texts.get(step.text)).collect();
        let mut said: Vec<&str> = said.iter().map(String::as_str).collect();
        let title = texts.get(lesson.title);
        said.push(&title);
        speaks_of(wanted, &said)
    };
    let mut listed = LESSONS.iter().enumerate().filter(speaks).peekable();
    if listed.peek().is_none() {
        return false;
    }
    ui.heading(texts.get("help-lessons"));
    for (number, lesson) in listed {
        let is_done = state.help.done.iter().any(|done| done == lesson.title);
        let sign = if is_done { icon::CHECK } else { icon::RIGHT };
        let title = format!("{sign} {}. {}", number + 1, texts.get(lesson.title));
        let button = ui.button(title);
        let tip = texts.count("lesson-steps", lesson.steps.len());
        if button.on_hover_text(tip).clicked() {
            actions.push(Action::Help(HelpAction::Start(number)));
        }
    }
    ui.add_space(8.0);
    true
}

/// Everything in the help that speaks of `wanted`.
fn found(ui: &mut Ui, state: &State, wanted: &str, actions: &mut Vec<Action>) {
    let texts = &state.texts;
    let mut is_any = answers(ui, state, wanted);
    is_any |= keys(ui, state, wanted);
    is_any |= lessons(ui, state, wanted, actions);
    let questions = crate::search::questions(wanted, texts);
    if !questions.is_empty() {
        is_any = true;
        ui.heading(texts.get("card-questions"));
        for question in questions {
            if ui.button(format!("{} {}", icon::QUESTION, texts.question(&question))).clicked() {
                actions.push(super::asking::open(question));
            }
        }
    }
    if !is_any {
        quiet(ui, texts.with("help-nothing", &[("text", wanted)]));
    }
}

/// Short answers that speak of `wanted`; whether there are any.
fn answers(ui: &mut Ui, state: &State, wanted: &str) -> bool {
    let found = topics(wanted, &state.texts);
    for (question, answer) in &found {
        ui.label(RichText::new(question).family(theme::strong()));
        ui.add(egui::Label::new(answer).wrap());
        ui.add_space(6.0);
    }
    !found.is_empty()
}

/// Keys that speak of `wanted`; whether there are any.
fn keys(ui: &mut Ui, state: &State, wanted: &str) -> bool {
    let texts = &state.texts;
    // Keys whose names differ from language to language are themselves keys of texts.
    let named =
        |keys: &str| if keys.starts_with("key-") { texts.get(keys) } else { keys.to_owned() };
    let listed = KEYS.iter().map(|(keys, does)| (named(keys), texts.get(does)));
    let listed: Vec<_> = listed.filter(|(keys, does)| speaks_of(wanted, &[keys, does])).collect();
    Grid::new("keys").num_columns(2).striped(true).show(ui, |ui| {
        for (keys, does) in &listed {
            ui.label(RichText::new(keys).family(theme::strong()));
            ui.add(egui::Label::new(does).wrap());
            ui.end_row();
        }
    });
    !listed.is_empty()
}
