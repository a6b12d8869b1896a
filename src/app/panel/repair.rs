//! The part of the health card that mends a layer: which remedies, what they change, keep or take
//! back.

use allpa_geom::ShapeKind;
use allpa_model::health::FindingKind;
use allpa_text::grouped;
use egui::{CollapsingHeader, DragValue, RichText, ScrollArea, Ui};

use super::{primary_button, quiet};
use crate::action::{Action, FileAction, HealthAction, ViewAction};
use crate::health::HealthCheck;
use crate::repair::{RepairChoice, Shown};
use crate::state::State;
use crate::theme;

pub(super) fn show(ui: &mut Ui, state: &State, check: &HealthCheck, actions: &mut Vec<Action>) {
    let texts = &state.texts;
    let Some(layer) = state.layers.get(check.layer) else { return };
    if layer.layer().kind() != ShapeKind::Polygon {
        return;
    }
    CollapsingHeader::new(texts.get("repair-title")).default_open(true).show(ui, |ui| {
        if let Some(shown) = &check.repairing.shown {
            changes(ui, state, check, shown, actions);
        }
        if check.repairing.shown.as_ref().is_none_or(|shown| shown.is_kept) {
            remedies(ui, state, check, actions);
        }
    });
}

/// The remedies, with how many findings each is for.
fn remedies(ui: &mut Ui, state: &State, check: &HealthCheck, actions: &mut Vec<Action>) {
    let texts = &state.texts;
    let findings = check.report.iter().flatten().flatten();
    let count = |is_meant: fn(&FindingKind) -> bool| {
        findings.clone().filter(|finding| is_meant(&finding.kind)).count()
    };
    let mut choice = check.repairing.choice.clone();
    let RepairChoice { valid, duplicates, coverage, .. } = &mut choice;
    let mut has_any = false;
    let is_sliver =
        |kind: &FindingKind| matches!(kind, FindingKind::OverlapSliver | FindingKind::GapSliver);
    for (is_on, key, tip, count) in [
        (
            valid,
            "repair-valid",
            "repair-valid-tip",
            count(|kind| matches!(kind, FindingKind::Repaired(_))),
        ),
        (
            duplicates,
            "repair-duplicates",
            "repair-duplicates-tip",
            count(|kind| *kind == FindingKind::Duplicate),
        ),
        (coverage, "repair-coverage", "repair-coverage-tip", count(is_sliver)),
    ] {
        let text = format!("{} ({})", texts.get(key), grouped(count as f64, 0));
        let mut is_shown_on = *is_on && count > 0;
        has_any |= is_shown_on;
        // A remedy that nothing calls for is not offered; the wish stays for the next layer.
        ui.add_enabled_ui(count > 0, |ui| {
            if ui.checkbox(&mut is_shown_on, text).on_hover_text(texts.get(tip)).changed() {
                *is_on = is_shown_on;
            }
        });
    }
    if choice.coverage {
        ui.indent("repair-width", |ui| {
            let label = texts.get("repair-width");
            let field = DragValue::new(&mut choice.width).suffix(" m").range(0.1..=1000.0);
            ui.horizontal(|ui| {
                let label = ui.label(label);
                ui.add(field).labelled_by(label.id);
            });
        });
    }
    dissolve(ui, state, check, &mut choice);
    has_any |= choice.dissolve.is_some();
    if choice != check.repairing.choice {
        actions.push(Action::Health(HealthAction::ChooseRepairs(choice)));
    }
    ui.horizontal(|ui| {
        ui.add_enabled_ui(has_any && !check.repairing.is_pending(), |ui| {
            if primary_button(ui, texts.get("repair-preview"), state.theme).clicked() {
                actions.push(Action::Health(HealthAction::Preview));
            }
        });
        if check.repairing.is_pending() {
            ui.spinner();
        }
    });
}

/// Merging by the column that holds codes, where the layer has one.
fn dissolve(ui: &mut Ui, state: &State, check: &HealthCheck, choice: &mut RepairChoice) {
    let Some(layer) = state.layers.get(check.layer) else { return };
    let Some(column) = layer.loaded.recognised.code else { return };
    let name = &layer.layer().columns()[column].name;
    let mut is_on = choice.dissolve.is_some();
    let text = state.texts.with("repair-dissolve", &[("field", name)]);
    if ui.checkbox(&mut is_on, text).on_hover_text(state.texts.get("repair-dissolve-tip")).changed()
    {
        choice.dissolve = is_on.then(|| name.clone());
    }
}

/// What the remedies changed, each change a way to its place.
fn changes(
    ui: &mut Ui,
    state: &State,
    check: &HealthCheck,
    shown: &Shown,
    actions: &mut Vec<Action>,
) {
    let texts = &state.texts;
    let told = &shown.told;
    let summary = texts.repair_summary(&told.changes, told.before, told.after);
    ui.label(RichText::new(summary).family(theme::strong()));
    quiet(ui, texts.get(if shown.is_kept { "repair-kept" } else { "repair-preview-shown" }));
    const ROW: f32 = 20.0;
    let list = ScrollArea::vertical().id_salt("repair-changes").max_height(8.0 * ROW);
    list.show_rows(ui, ROW, told.changes.len(), |ui, range| {
        for change in &told.changes[range] {
            let feature = name(state, shown, change.row);
            let hectares = texts.hectares(change.change);
            let what = texts.get(match change.repair {
                "valid" => "repair-did-valid",
                "duplicates" => "repair-did-duplicates",
                "dissolve" => "repair-did-dissolve",
                _ => "repair-did-coverage",
            });
            let text = RichText::new(format!("{feature} · {what} · {hectares}")).small();
            let place = egui::Button::new(text).frame(false);
            if ui.add(place.truncate()).clicked()
                && let Some(at) = change.place
            {
                let (layer, rows) = (check.layer, Vec::new());
                actions.push(Action::View(ViewAction::ShowPlace { at, layer, rows }));
            }
        }
    });
    ui.horizontal(|ui| {
        let mut button = |ui: &mut Ui, key: &str, action: Action| {
            if ui.button(texts.get(key)).clicked() {
                actions.push(action);
            }
        };
        if shown.is_kept {
            button(ui, "layer-save", Action::File(FileAction::AskSaveLayer(check.layer)));
            button(ui, "repair-take-back", Action::Health(HealthAction::TakeBack));
        } else {
            if primary_button(ui, texts.get("repair-keep"), state.theme).clicked() {
                actions.push(Action::Health(HealthAction::Keep));
            }
            if ui.button(texts.get("repair-discard")).clicked() {
                actions.push(Action::Health(HealthAction::TakeBack));
            }
        }
    });
}

/// Name of a feature of the layer as it was.
fn name(state: &State, shown: &Shown, row: usize) -> String {
    let recognised = &shown.original.recognised;
    let text = |column: Option<usize>| {
        let value = shown.original.layer.columns()[column?].value(row).to_string();
        (!value.is_empty()).then_some(value)
    };
    let number = || state.texts.with("repair-feature", &[("row", &row.to_string())]);
    text(recognised.name).or_else(|| text(recognised.code)).unwrap_or_else(number)
}
