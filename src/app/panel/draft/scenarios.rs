//! The alternatives: which is worked on, what can be done with it, and all side by side.

use allpa_model::question::cross::{RESIDUAL, TOTAL};
use allpa_model::table::{Cell, Table};
use allpa_text::grouped;
use egui::{CollapsingHeader, Grid, RichText, ScrollArea, Ui};

use super::super::plan::field;
use super::super::{Choice, quiet};
use crate::action::{Action, FileAction};
use crate::scenarios::ScenarioAction;
use crate::state::State;
use crate::theme::{self, icon};

/// Draws the part of the card.
pub(super) fn show(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let texts = &state.texts;
    let names = state.scenarios.names(&state.planning.plan);
    let title = RichText::new(format!("{} ({})", texts.get("scenario-title"), names.len()));
    let header = CollapsingHeader::new(title.family(theme::strong())).id_salt("scenarios");
    header.default_open(true).show(ui, |ui| {
        let mut push = |action| actions.push(Action::Scenario(action));
        let working = state.scenarios.working.as_deref();
        let all = texts.get("scenario-all");
        let label = quiet(ui, texts.get("scenario-work"));
        let list = Choice { salt: "scenario", width: ui.available_width(), label: label.id };
        let items: Vec<_> = names.iter().map(|name| (name.clone(), name.clone())).collect();
        let mut chosen = working.map(str::to_owned);
        if list.show(ui, &all, &items, &mut chosen, true) {
            push(ScenarioAction::Work(chosen));
        }
        ui.horizontal_wrapped(|ui| {
            if ui.button(format!("{} {}", icon::PLUS, texts.get("scenario-new"))).clicked() {
                push(ScenarioAction::New);
            }
            let Some(name) = working else { return };
            let fork = format!("{} {}", icon::COPY, texts.get("scenario-fork"));
            if ui.button(fork).on_hover_text(texts.get("scenario-fork-tip")).clicked() {
                push(ScenarioAction::Fork(name.to_owned()));
            }
            if ui.button(format!("{} {}", icon::TRASH, texts.get("scenario-delete"))).clicked() {
                push(ScenarioAction::Delete(name.to_owned()));
            }
        });
        if let Some(name) = working {
            let label = texts.get("scenario-rename");
            quiet(ui, &label);
            if let Some(to) = field(ui, &format!("scenario {name}"), name, &label) {
                push(ScenarioAction::Rename(name.to_owned(), to));
            }
            let mut is_pale = !state.scenarios.hides_others;
            if ui.checkbox(&mut is_pale, texts.get("scenario-pale")).clicked() {
                push(ScenarioAction::SetPale(is_pale));
            }
        }
        if state.planning.plan.alternatives().len() > 1 {
            compared(ui, state, actions);
        }
    });
}

/// All alternatives side by side.
fn compared(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let texts = &state.texts;
    ui.horizontal(|ui| {
        let compare = format!("{} {}", icon::COMPARE, texts.get("scenario-compare"));
        if ui.button(compare).on_hover_text(texts.get("scenario-compare-tip")).clicked() {
            actions.push(Action::Scenario(ScenarioAction::Compare));
        }
        if matches!(state.scenarios.compared, Some(Ok(_)))
            && ui.button(texts.get("scenario-export")).clicked()
        {
            actions.push(Action::File(FileAction::AskExportScenarios));
        }
        if state.scenarios.is_pending() {
            ui.spinner();
        }
    });
    match &state.scenarios.compared {
        Some(Ok(table)) => figures(ui, state, table),
        Some(Err(error)) => {
            let message = texts.question_error(error);
            quiet(ui, format!("{} {} {}", message.what, message.cause, message.remedy));
        }
        None => {}
    }
}

fn figures(ui: &mut Ui, state: &State, table: &Table) {
    let texts = &state.texts;
    ScrollArea::horizontal().id_salt("scenario-figures").show(ui, |ui| {
        Grid::new("scenario-figures").striped(true).num_columns(table.columns.len() - 1).show(
            ui,
            |ui| {
                ui.label("");
                ui.label("");
                for name in &table.columns[3..] {
                    ui.label(RichText::new(name).family(theme::strong()));
                }
                ui.end_row();
                let mut last = String::new();
                for row in &table.rows {
                    let topic = row[0].to_string();
                    let key = match topic.as_str() {
                        "proposals" => "scenario-proposals",
                        "cost" => "scenario-cost",
                        "land" => "scenario-land",
                        "length" => "scenario-length",
                        "protected" => "scenario-protected",
                        "zone" => "scenario-zone",
                        "unit" => "scenario-unit",
                        _ => "scenario-units",
                    };
                    let unit = row[2].to_string();
                    ui.label(if topic == last { String::new() } else { texts.get(key) });
                    let item = row[1].to_string();
                    let item = match item.as_str() {
                        TOTAL => texts.get("scenario-total"),
                        RESIDUAL => texts.get("scenario-residual"),
                        _ => item,
                    };
                    ui.label(if unit.is_empty() { item } else { format!("{item} ({unit})") });
                    for cell in &row[3..] {
                        let text = match cell {
                            Cell::Number(number) => grouped(*number, 2),
                            other => other.to_string(),
                        };
                        ui.label(text);
                    }
                    ui.end_row();
                    last = topic;
                }
            },
        );
    });
}
