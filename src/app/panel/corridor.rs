//! The card of *¿Qué cruza este corredor?*: inputs above, the live table below.

use std::sync::Arc;

use allpa_geom::ShapeKind;
use allpa_model::question::conflicts::Level;
use allpa_text::{grouped, rounded_area};
use egui::{Align, DragValue, Layout, RichText, ScrollArea, Ui};

use super::{Choice, icon_button, primary_button, quiet};
use crate::action::{Action, CorridorAction, FileAction};
use crate::corridor::{Answered, Inputs, Source, WIDTHS};
use crate::layers::{LayerId, MapLayer};
use crate::state::State;
use crate::theme::{self, icon};

/// Width of the lists.
const WIDTH: f32 = 230.0;

pub(super) fn show(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let texts = &state.texts;
    let corridor = &state.corridor;
    ui.heading(texts.get("corridor-question"));
    axis(ui, state, actions);
    if corridor.is_drawing {
        quiet(ui, texts.get("corridor-drawing"));
    } else if !corridor.has_axis() {
        quiet(ui, texts.get("corridor-or-choose"));
    }
    inputs(ui, state, actions);
    ui.separator();
    if let Some(error) = &corridor.error {
        let message = texts.question_error(error);
        let colors = theme::tokens(state.theme);
        ui.label(RichText::new(message.what).color(colors.danger));
        quiet(ui, format!("{} {}", message.cause, message.remedy));
        return;
    }
    let Some(answer) = &corridor.answer else {
        quiet(ui, texts.get("corridor-no-answer"));
        return;
    };
    summary(ui, state, answer, actions);
    super::sheet::show(ui, state, answer, actions);
    foot(ui, state, answer);
}

fn axis(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let texts = &state.texts;
    let corridor = &state.corridor;
    ui.horizontal(|ui| {
        if corridor.has_axis() || corridor.is_drawing {
            let name = match &corridor.inputs.source {
                Source::Drawn => texts.get("corridor-drawn"),
                Source::Feature { name, stretches: 1 } => name.clone(),
                Source::Feature { name, stretches } => {
                    format!("{name} · {}", texts.count("ficha-stretches", *stretches))
                }
            };
            let room = ui.available_width() - 70.0;
            ui.label(icon::PATH);
            ui.scope(|ui| {
                ui.set_max_width(room);
                ui.add(egui::Label::new(RichText::new(name).family(theme::strong())).truncate());
            });
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                if icon_button(ui, icon::CLOSE, &texts.get("corridor-clear")).clicked() {
                    actions.push(Action::Corridor(CorridorAction::Clear));
                }
                if icon_button(ui, icon::PENCIL, &texts.get("corridor-draw")).clicked() {
                    actions.push(Action::Corridor(CorridorAction::StartDrawing));
                }
            });
        } else {
            let draw = format!("{} {}", icon::PENCIL, texts.get("corridor-draw"));
            if primary_button(ui, draw, state.theme).clicked() {
                actions.push(Action::Corridor(CorridorAction::StartDrawing));
            }
        }
    });
}

/// The inputs, folded to a line each.
fn inputs(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let texts = &state.texts;
    let Inputs { width, units, zones, areas, use_code, .. } = &state.corridor.inputs;
    egui::Grid::new("inputs").num_columns(2).min_col_width(96.0).show(ui, |ui| {
        let label = ui.label(texts.get("corridor-width"));
        let mut shown = *width;
        let drag = DragValue::new(&mut shown).range(WIDTHS[0]..=WIDTHS[1]).speed(20.0).suffix(" m");
        let response = ui.add(drag.max_decimals(0)).labelled_by(label.id);
        if response.on_hover_text(texts.get("corridor-width-tip")).changed() {
            actions.push(Action::Corridor(CorridorAction::SetWidth(shown)));
        }
        ui.end_row();
        let layers = measurable(state);
        let none = texts.get("corridor-none");
        let ask: [(_, _, fn(_) -> _); 3] = [
            ("corridor-units", units, CorridorAction::SetUnits),
            ("corridor-zones", zones, CorridorAction::SetZones),
            ("corridor-areas", areas, CorridorAction::SetAreas),
        ];
        for (key, chosen, action) in ask {
            let label = ui.label(texts.get(key));
            let list = Choice { salt: key, width: WIDTH, label: label.id };
            let mut picked = *chosen;
            if list.show(ui, &none, &layers, &mut picked, true) {
                actions.push(Action::Corridor(action(picked)));
            }
            ui.end_row();
        }
        let label = ui.label(texts.get("corridor-use"));
        let name = |code: &str| state.matrix.use_name(code).unwrap_or(code).to_owned();
        let uses = state.matrix.uses().into_iter().map(|code| (code.to_owned(), name(code)));
        let uses: Vec<(String, String)> = uses.collect();
        let list = Choice { salt: "use", width: WIDTH, label: label.id };
        let mut picked = use_code.clone();
        if list.show(ui, &texts.get("corridor-no-use"), &uses, &mut picked, true) {
            actions.push(Action::Corridor(CorridorAction::SetUse(picked)));
        }
        ui.end_row();
    });
}

/// The polygon layers that may be measured, topmost first.
fn measurable(state: &State) -> Vec<(LayerId, String)> {
    let fits = |layer: &&MapLayer| {
        layer.layer().kind() == ShapeKind::Polygon && layer.loaded.precision.is_measurable()
    };
    let layers = state.layers.iter().rev().filter(fits);
    layers.map(|layer| (layer.id, state.title(layer.id))).collect()
}

/// The two figures of the whole corridor, and the way to keep the answer.
fn summary(ui: &mut Ui, state: &State, answer: &Arc<Answered>, actions: &mut Vec<Action>) {
    let texts = &state.texts;
    let total = answer.sheet.total();
    ui.horizontal(|ui| {
        let figure = |ui: &mut Ui, value: String, unit: &str| {
            ui.label(RichText::new(value).family(theme::strong()).size(17.0));
            ui.label(RichText::new(unit).small().weak());
        };
        figure(ui, rounded_area(total.map_or(0.0, |row| row.area.value())), "ha");
        figure(ui, grouped(answer.length.to_kilometers().value(), 1), "km");
        if state.corridor.is_pending() {
            ui.spinner();
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let export = format!("{} {}", icon::DOWNLOAD, texts.get("corridor-export"));
            if ui.button(export).on_hover_text(texts.get("corridor-export-tip")).clicked() {
                actions.push(Action::File(FileAction::AskExportAnswer));
            }
        });
    });
}

/// What the figures rest on.
fn foot(ui: &mut Ui, state: &State, answer: &Answered) {
    let texts = &state.texts;
    ui.separator();
    ScrollArea::vertical().id_salt("foot").max_height(110.0).show(ui, |ui| {
        let width = texts.distance(answer.width);
        quiet(ui, texts.with("corridor-how", &[("width", &width)]));
        for id in answer.used.into_iter().flatten() {
            let Some(layer) = state.layers.get(id) else { continue };
            let source = &layer.layer().provenance().source;
            let title = state.title(id);
            if !source.is_empty() {
                quiet(ui, format!("{title}: {source}"));
            }
            super::notice(ui, state, layer);
        }
        if state.corridor.inputs.use_code.is_some() {
            quiet(ui, texts.get("note-proposed-matrix"));
        }
        for line in texts.notes(answer.notes.iter().map(|(_, note)| note)) {
            quiet(ui, line);
        }
    });
}

/// The sign and colour of a recommendation.
pub(super) fn level_sign(level: Level, state: &State) -> RichText {
    let colors = theme::tokens(state.theme);
    let (sign, color) = match level {
        Level::Recommended => ("●", colors.good),
        Level::Restricted => ("◐", colors.warning),
        Level::NotRecommended => ("○", colors.danger),
    };
    RichText::new(sign).color(color)
}
