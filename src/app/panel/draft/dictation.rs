//! The table of corners: its text, its system, what it draws and what of it was not understood.

use allpa_geom::Epsg;
use allpa_model::plan::Drawn;
use allpa_model::position::{CORNER_SYSTEMS, CornerDoubt, FaultCause};
use egui::{Label, RichText, ScrollArea, TextEdit, Ui};

use super::super::plan::measured;
use super::super::{Choice, name_box, primary_button, quiet};
use crate::action::{Action, DraftAction};
use crate::drafting::{Dictation, DictationAction, Tool};
use crate::state::State;
use crate::theme::{self, icon};

/// Lines not understood that are listed at most.
const MOST_LISTED: usize = 50;

/// Draws the table and what it comes to.
pub(super) fn show(ui: &mut Ui, state: &State, table: &Dictation, actions: &mut Vec<Action>) {
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        let mut push = |action| actions.push(Action::Draft(DraftAction::Dictate(action)));
        let texts = &state.texts;
        let name = table.of.as_ref().and_then(|(key, _)| state.planning.plan.proposals.get(key));
        if let Some(proposal) = name {
            ui.label(RichText::new(&proposal.name).family(theme::strong()));
        }
        quiet(ui, texts.get("dictation-explained"));
        if let Some(text) = paper(ui, table, &texts.get("dictation-table")) {
            push(DictationAction::Write(text));
        }
        if let Some(system) = systems(ui, state, table) {
            push(DictationAction::SetSystem(system));
        }
        if table.of.is_none() {
            ui.horizontal_wrapped(|ui| {
                for (tool, key) in [
                    (Tool::Polygon, "draft-polygon"),
                    (Tool::Line, "draft-line"),
                    (Tool::Point, "draft-point"),
                ] {
                    if ui.radio(table.tool == tool, texts.get(key)).clicked() {
                        push(DictationAction::SetTool(tool));
                    }
                }
            });
        }
        ui.add_space(4.0);
        figures(ui, state, table);
        ui.horizontal(|ui| {
            let key = if table.of.is_some() { "dictation-change" } else { "dictation-finish" };
            ui.add_enabled_ui(table.shape.is_some(), |ui| {
                if primary_button(ui, texts.get(key), state.theme).clicked() {
                    push(DictationAction::Finish);
                }
                if ui.button(texts.get("draft-zoom")).clicked() {
                    push(DictationAction::Show);
                }
            });
            if ui.button(texts.get("draft-cancel")).clicked() {
                push(DictationAction::Cancel);
            }
        });
        troubles(ui, state, table);
    });
}

/// The text itself; what it is now, where it has changed.
fn paper(ui: &mut Ui, table: &Dictation, label: &str) -> Option<String> {
    let mut text = table.text.clone();
    let changed = ScrollArea::vertical().max_height(190.0).id_salt("dictation").show(ui, |ui| {
        let edit = TextEdit::multiline(&mut text)
            .hint_text(
                "1\t281491.00\t9332561.00\n2\t282491.00\t9332561.00\n3\t282491.00\t9333561.00",
            )
            .desired_rows(8)
            .desired_width(f32::INFINITY);
        let response = ui.add(edit);
        name_box(&response, &text, label);
        response.changed()
    });
    changed.inner.then_some(text)
}

/// The system of the table; another one, where it is chosen.
fn systems(ui: &mut Ui, state: &State, table: &Dictation) -> Option<Epsg> {
    let texts = &state.texts;
    let name = |system: Epsg| {
        if system.is_geographic() {
            texts.with("dictation-degrees", &[("name", &system.name())])
        } else {
            system.name()
        }
    };
    let label = quiet(ui, texts.get("dictation-system"));
    let list = Choice { salt: "dictation-system", width: ui.available_width(), label: label.id };
    let items: Vec<_> = CORNER_SYSTEMS.iter().map(|&system| (system, name(system))).collect();
    let mut chosen = Some(table.system);
    let is_changed = list.show(ui, "", &items, &mut chosen, false);
    if !table.is_system_chosen && table.count() > 0 {
        quiet(ui, texts.get("dictation-guessed"));
    }
    chosen.filter(|_| is_changed)
}

/// Area and perimeter, or length, and how many corners there are.
fn figures(ui: &mut Ui, state: &State, table: &Dictation) {
    let texts = &state.texts;
    if let Some(shape) = &table.shape {
        ui.label(RichText::new(measured(state, shape)).size(20.0).family(theme::strong()));
        if let Some(around) = shape.perimeter() {
            quiet(ui, texts.with("dictation-perimeter", &[("length", &texts.distance(around))]));
        }
    }
    if table.count() > 0 {
        let parts = table.shape.as_ref().map_or(1, |shape| match shape {
            Drawn::Point(_) => 1,
            Drawn::Line(lines) => lines.len(),
            Drawn::Polygon(parts) => parts.iter().map(Vec::len).sum(),
        });
        let corners = texts.count("dictation-corners", table.count());
        let more = if parts > 1 { texts.count("dictation-runs", parts) } else { String::new() };
        quiet(ui, format!("{corners} {more}"));
    }
}

/// Lines not understood, corners in doubt, an outline that crosses itself.
fn troubles(ui: &mut Ui, state: &State, table: &Dictation) {
    let texts = &state.texts;
    let colors = theme::tokens(state.theme);
    let tell = |ui: &mut Ui, text: String, color| {
        let text = RichText::new(format!("{} {text}", icon::WARNING)).color(color);
        ui.add(Label::new(text).wrap());
    };
    if table.crosses_itself {
        tell(ui, texts.get("dictation-crosses"), colors.danger);
    }
    for (line, doubt) in table.corners.doubts.iter().take(MOST_LISTED) {
        let key = match doubt {
            CornerDoubt::Spike => "dictation-spike",
            CornerDoubt::FarFromPeru => "dictation-far",
            CornerDoubt::Repeated => "dictation-repeated",
        };
        tell(ui, texts.with(key, &[("line", &line.to_string())]), colors.warning);
    }
    let faults = &table.corners.faults;
    for fault in faults.iter().take(MOST_LISTED) {
        let cause = texts.get(match fault.cause {
            FaultCause::NoPair => "dictation-no-pair",
            FaultCause::NotInGrid => "dictation-not-in-grid",
            FaultCause::NotDegrees => "dictation-not-degrees",
            FaultCause::Nowhere => "dictation-nowhere",
        });
        let text: String = fault.text.chars().take(40).collect();
        let line = fault.line.to_string();
        let values = [("line", line.as_str()), ("text", text.as_str()), ("cause", cause.as_str())];
        tell(ui, texts.with("dictation-fault", &values), colors.danger);
    }
    if faults.len() > MOST_LISTED {
        quiet(ui, texts.count("dictation-more-faults", faults.len() - MOST_LISTED));
    }
}
