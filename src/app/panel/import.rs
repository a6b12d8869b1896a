//! The card that asks where a layer is: why, its first rows, the systems it could be in.

use allpa_files::import::{Correction, TextEncoding};
use allpa_geom::{Epsg, Helmert, PsadOperation};
use egui::{ComboBox, DragValue, Grid, RichText, ScrollArea, TextEdit, Ui};

use super::{primary_button, quiet};
use crate::action::{Action, ImportAction};
use crate::import::{Candidate, Choice, Pending, Reason, Sample};
use crate::state::State;
use crate::theme::{self, icon};

pub(super) fn show(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let texts = &state.texts;
    let Some(pending) = state.imports.first() else {
        quiet(ui, texts.get("import-none"));
        return;
    };
    let act = |action| Action::Import(action);
    let title = if pending.reasons.is_empty() { "import-title-again" } else { "import-title" };
    ui.heading(texts.get(title));
    ui.label(RichText::new(&pending.name).family(theme::strong()));
    let waiting = state.imports.len() - 1;
    if waiting > 0 {
        quiet(ui, texts.count("import-waiting", waiting));
    }
    let is_ready = !pending.preview.is_empty();
    let answer = answer(ui, state, "import-accept", is_ready);
    actions.extend(
        answer.map(|accepted| {
            act(if accepted { ImportAction::Accept } else { ImportAction::Discard })
        }),
    );
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        reasons(ui, state, pending);
        rows(ui, &pending.table);
        ui.add_space(6.0);
        columns(ui, state, pending, actions);
        ui.add_space(6.0);
        systems(ui, state, pending, actions);
        corrections(ui, state, pending, actions);
        if pending.is_psad56() {
            operations(ui, state, pending, actions);
        }
        ui.add_space(6.0);
        let preview = match pending.preview.len() {
            0 => texts.get("import-no-preview"),
            _ => texts.get("import-preview"),
        };
        quiet(ui, preview);
    });
}

/// The buttons of a card that asks, in sight however long it is: whether the user took one, and
/// which. The keyboard answers it too: Enter accepts, Tab goes through the rest.
pub(super) fn answer(ui: &mut Ui, state: &State, key: &str, is_ready: bool) -> Option<bool> {
    let texts = &state.texts;
    let mut answer = None;
    egui::Panel::bottom("import-buttons").show_separator_line(true).show(ui, |ui| {
        ui.add_space(4.0);
        ui.horizontal(|ui| {
            ui.add_enabled_ui(is_ready, |ui| {
                let accept = primary_button(ui, texts.get(key), state.theme);
                if is_ready && ui.memory(|memory| memory.focused().is_none()) {
                    accept.request_focus();
                }
                if accept.clicked() {
                    answer = Some(true);
                }
            });
            if ui.button(texts.get("import-discard")).clicked() {
                answer = Some(false);
            }
        });
    });
    answer
}

fn reasons(ui: &mut Ui, state: &State, pending: &Pending) {
    let color = theme::tokens(state.theme).warning;
    for kind in &pending.reasons {
        let text = state.texts.note(kind);
        let text = RichText::new(format!("{} {text}", icon::WARNING)).color(color);
        ui.add(egui::Label::new(text).wrap());
    }
}

/// The first rows, so that the user sees whether names and columns are right.
pub(super) fn rows(ui: &mut Ui, table: &Sample) {
    if table.columns.is_empty() {
        return;
    }
    ui.add_space(6.0);
    ScrollArea::horizontal().id_salt("import-rows").show(ui, |ui| {
        Grid::new("import-table").striped(true).min_col_width(60.0).show(ui, |ui| {
            for name in &table.columns {
                ui.label(RichText::new(name).small().family(theme::strong()));
            }
            ui.end_row();
            for row in &table.rows {
                for cell in row {
                    let short: String = cell.chars().take(24).collect();
                    ui.label(RichText::new(short).small());
                }
                ui.end_row();
            }
        });
    });
}

/// What the texts are in, and which columns name the features.
fn columns(ui: &mut Ui, state: &State, pending: &Pending, actions: &mut Vec<Action>) {
    let texts = &state.texts;
    let Choice { encoding, code, name, .. } = pending.choice;
    Grid::new("import-columns").num_columns(2).show(ui, |ui| {
        if pending.origin.has_open_encoding {
            let found = &pending.imported.parts.provenance.encoding;
            let automatic = texts.get("import-encoding-found");
            let shown = match encoding {
                Some(stated) => stated.name().to_owned(),
                None => format!("{found} ({automatic})"),
            };
            let usual = TextEncoding::USUAL.map(|usual| (usual.name().to_owned(), Some(usual)));
            let options = [(automatic, None)].into_iter().chain(usual);
            if let Some(encoding) = choose(ui, &texts.get("import-encoding"), &shown, options) {
                actions.push(Action::Import(ImportAction::SetEncoding(encoding)));
            }
        }
        let all = &pending.imported.parts.columns;
        let none = || texts.get("import-no-column");
        let title = |at: Option<usize>| at.map_or_else(none, |at| all[at].name.clone());
        let options = || std::iter::once(None).chain((0..all.len()).map(Some));
        let named = || options().map(|at| (title(at), at));
        if let Some(code) = choose(ui, &texts.get("import-code"), &title(code), named()) {
            actions.push(Action::Import(ImportAction::SetFields { code, name }));
        }
        if let Some(name) = choose(ui, &texts.get("import-name"), &title(name), named()) {
            actions.push(Action::Import(ImportAction::SetFields { code, name }));
        }
    });
}

/// A line of a form with a list to choose from; what was chosen just now.
pub(super) fn choose<T>(
    ui: &mut Ui,
    label: &str,
    shown: &str,
    options: impl Iterator<Item = (String, T)>,
) -> Option<T> {
    let name = ui.label(label);
    let mut chosen = None;
    let combo = ComboBox::from_id_salt(label).selected_text(shown).width(190.0);
    let response = combo.show_ui(ui, |ui| {
        for (text, option) in options {
            if ui.selectable_label(text == shown, text).clicked() {
                chosen = Some(option);
            }
        }
    });
    response.response.labelled_by(name.id);
    ui.end_row();
    chosen
}

fn systems(ui: &mut Ui, state: &State, pending: &Pending, actions: &mut Vec<Action>) {
    let texts = &state.texts;
    let choice = &pending.choice;
    ui.label(RichText::new(texts.get("import-system")).family(theme::strong()));
    for candidate in &pending.options {
        let crs = candidate.crs;
        let name = format!("{} · {crs}", crs.name());
        if ui.radio(choice.crs == Some(crs), name).clicked() {
            actions.push(Action::Import(ImportAction::SetCrs(Some(crs))));
        }
        ui.indent(crs.code(), |ui| quiet(ui, reason(state, candidate)));
    }
    ui.horizontal(|ui| {
        let label = ui.label(texts.get("import-other"));
        let mut text = choice.other.clone();
        let field = TextEdit::singleline(&mut text).hint_text("EPSG:32718").desired_width(110.0);
        if ui.add(field).labelled_by(label.id).changed() {
            let crs = text.parse::<Epsg>().ok();
            actions.push(Action::Import(ImportAction::SetOther(text, crs)));
        }
        let is_other = choice.crs.is_some_and(|crs| pending.options.iter().all(|o| o.crs != crs));
        if let Some(crs) = choice.crs.filter(|_| is_other) {
            quiet(ui, crs.name());
        }
    });
}

fn reason(state: &State, candidate: &Candidate) -> String {
    let texts = &state.texts;
    match candidate.reason {
        Reason::Declared => texts.get("import-reason-declared"),
        Reason::InPeru => texts.get("import-reason-in-peru"),
        Reason::Reference(shift) => {
            let values = [
                ("distance", &*texts.distance(shift.distance())),
                ("pairs", &*shift.pairs.to_string()),
            ];
            texts.with("import-reason-reference", &values)
        }
    }
}

fn corrections(ui: &mut Ui, state: &State, pending: &Pending, actions: &mut Vec<Action>) {
    let texts = &state.texts;
    let is_geographic = pending.choice.crs.is_some_and(Epsg::is_geographic);
    if !is_geographic && pending.choice.correction.is_none() {
        return;
    }
    ui.add_space(6.0);
    ui.label(RichText::new(texts.get("import-correction")).family(theme::strong()));
    for (correction, key) in [
        (None, "import-as-they-are"),
        (Some(Correction::SwapAxes), "import-swap-axes"),
        (Some(Correction::WestAndSouth), "import-west-south"),
    ] {
        if ui.radio(pending.choice.correction == correction, texts.get(key)).clicked() {
            actions.push(Action::Import(ImportAction::SetCorrection(correction)));
        }
    }
}

/// The datum operation, with how far each moves the layer.
fn operations(ui: &mut Ui, state: &State, pending: &Pending, actions: &mut Vec<Action>) {
    let texts = &state.texts;
    let chosen = pending.choice.psad;
    ui.add_space(6.0);
    ui.label(RichText::new(texts.get("import-operation")).family(theme::strong()));
    let custom = match chosen {
        PsadOperation::Custom(helmert) => helmert,
        _ => PsadOperation::Peru1208.helmert(),
    };
    for (operation, key) in [
        (PsadOperation::Peru1208, "import-operation-1208"),
        (PsadOperation::Mean1201, "import-operation-1201"),
        (PsadOperation::Custom(custom), "import-operation-custom"),
    ] {
        let is_chosen = match operation {
            PsadOperation::Custom(_) => matches!(chosen, PsadOperation::Custom(_)),
            _ => chosen == operation,
        };
        if ui.radio(is_chosen, texts.get(key)).clicked() {
            actions.push(Action::Import(ImportAction::SetOperation(operation)));
        }
        if let Some(distance) = pending.datum_distance(operation) {
            let moved = texts.with("import-moves", &[("distance", &texts.distance(distance))]);
            ui.indent(key, |ui| quiet(ui, moved));
        }
    }
    if let PsadOperation::Custom(Helmert { dx, dy, dz }) = chosen {
        let mut values = [dx, dy, dz];
        let mut is_changed = false;
        ui.horizontal(|ui| {
            for (value, name) in values.iter_mut().zip(["dX ", "dY ", "dZ "]) {
                let field = DragValue::new(value).prefix(name).suffix(" m").range(-2000.0..=2000.0);
                is_changed |= ui.add(field).changed();
            }
        });
        if is_changed {
            let [dx, dy, dz] = values;
            let operation = PsadOperation::Custom(Helmert { dx, dy, dz });
            actions.push(Action::Import(ImportAction::SetOperation(operation)));
        }
    }
}
