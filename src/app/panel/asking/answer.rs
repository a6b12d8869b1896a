//! The answer of any question: its tables, what must be said beside it, where it comes from.

use allpa_model::question::QuestionError;
use allpa_model::question::asked::{NamedTable, Provenance, Question};
use allpa_model::question::cross::TOTAL;
use allpa_model::table::Cell;
use allpa_text::{grouped, rounded_area};
use egui::{Align, CollapsingHeader, Layout, Rect, RichText, ScrollArea, Sense, Ui, vec2};
use egui_extras::{Column, TableBuilder};

use super::super::{icon_button, notice, quiet};
use crate::action::{Action, FileAction, PlanAction, QuestionAction, TableSource, ViewAction};
use crate::asking::{Answered, layer_named};
use crate::state::State;
use crate::theme::{self, icon};

const ROW_HEIGHT: f32 = 22.0;
/// Columns of years.
const YEARS: [&str; 3] = ["year", "begins", "ends"];
/// Height of the table on the card; the table below the map takes what there is.
const CARD_HEIGHT: f32 = 320.0;

/// Draws what there is to say now: what is missing, why not, or the answer.
pub(super) fn show(ui: &mut Ui, state: &State, question: &Question, actions: &mut Vec<Action>) {
    let texts = &state.texts;
    if let Some(error) = &state.asking.error {
        if matches!(error, QuestionError::MissingInput { .. }) {
            quiet(ui, texts.get("question-incomplete"));
            return;
        }
        let message = texts.question_error(error);
        ui.label(RichText::new(message.what).color(theme::tokens(state.theme).danger));
        quiet(ui, format!("{} {}", message.cause, message.remedy));
        return;
    }
    let Some(answer) = &state.asking.answer else {
        if state.asking.is_pending() {
            ui.horizontal(|ui| {
                ui.spinner();
                quiet(ui, texts.get("question-answering"));
            });
        } else if !question.is_complete() {
            quiet(ui, texts.get("question-incomplete"));
        }
        return;
    };
    // What is only for reference or a demonstration says so beside its figures.
    for used in &answer.sheet.provenance.layers {
        if let Some(layer) = layer_named(&state.layers, &used.reference) {
            notice(ui, state, layer);
        }
    }
    ways_on(ui, state, answer, actions);
    tabs(ui, state, answer, actions);
    show_table(ui, state, answer, state.asking.table, CARD_HEIGHT, actions);
    for line in texts.sheet_notes(&answer.sheet) {
        quiet(ui, format!("{} {line}", icon::INFO));
    }
    provenance(ui, state, &answer.sheet.provenance);
}

fn tabs(ui: &mut Ui, state: &State, answer: &Answered, actions: &mut Vec<Action>) {
    let texts = &state.texts;
    ui.horizontal_wrapped(|ui| {
        for (number, table) in answer.sheet.found.tables.iter().enumerate() {
            let title = format!("{} ({})", texts.answer_table(table.name), table.table.rows.len());
            if ui.selectable_label(number == state.asking.table, title).clicked() {
                actions.push(Action::Question(QuestionAction::ShowTable(number)));
            }
        }
        if state.asking.is_pending() {
            ui.spinner();
        }
        if icon_button(ui, icon::TABLE, &texts.get("question-table-below")).clicked() {
            actions.push(Action::View(ViewAction::OpenTable(TableSource::Answer)));
        }
    });
}

/// Draws the table of that number of an answer; a row leads to its place on the map where it has one.
pub(in crate::panel) fn show_table(
    ui: &mut Ui,
    state: &State,
    answer: &Answered,
    number: usize,
    height: f32,
    actions: &mut Vec<Action>,
) {
    let Some(named) = answer.sheet.found.tables.get(number) else { return };
    let (table, looks) = (&named.table, &answer.columns[number]);
    if table.rows.is_empty() {
        quiet(ui, state.texts.get("question-no-rows"));
        return;
    }
    ScrollArea::horizontal().id_salt(named.name).show(ui, |ui| {
        let mut builder = TableBuilder::new(ui)
            .id_salt(("answer", named.name))
            .striped(true)
            .resizable(true)
            .sense(Sense::click())
            .cell_layout(Layout::left_to_right(Align::Center))
            .max_scroll_height(height)
            .min_scrolled_height(height.min((table.rows.len() + 1) as f32 * (ROW_HEIGHT + 6.0)))
            .auto_shrink([true, true]);
        for look in looks {
            let width = if look.is_number { 74.0 } else { 104.0 };
            builder = builder.column(Column::initial(width).at_least(40.0).clip(true));
        }
        builder
            .header(20.0, |mut header| {
                for (name, look) in table.columns.iter().zip(looks) {
                    header.col(|ui| {
                        let text = RichText::new(state.texts.column(name)).small().weak();
                        side(ui, look.is_number, text);
                    });
                }
            })
            .body(|body| {
                body.rows(ROW_HEIGHT, table.rows.len(), |mut line| {
                    let number = line.index();
                    let row = &table.rows[number];
                    let is_sum = row.iter().any(|cell| matches!(cell, Cell::Text(t) if t == TOTAL));
                    for (at, cell) in row.iter().enumerate() {
                        line.col(|ui| {
                            show_cell(
                                ui,
                                state,
                                &table.columns[at],
                                cell,
                                looks[at].largest,
                                is_sum,
                            );
                        });
                    }
                    if line.response().clicked()
                        && let Some(action) = way(state, answer, named, row)
                    {
                        actions.push(action);
                    }
                });
            });
    });
}

fn show_cell(
    ui: &mut Ui,
    state: &State,
    column: &str,
    cell: &Cell,
    largest: Option<f64>,
    is_sum: bool,
) {
    let strong = |text: String| {
        let text = RichText::new(text);
        if is_sum { text.family(theme::strong()) } else { text }
    };
    match cell {
        Cell::Empty => {}
        Cell::Text(text) => {
            let shown = state.texts.answer_cell(column, text);
            ui.add(egui::Label::new(strong(shown)).truncate());
        }
        Cell::Integer(_) | Cell::Number(_) => {
            let value = cell.number().unwrap_or_default();
            if let (Some(largest), false) = (largest, is_sum) {
                let area = ui.max_rect();
                let share = (value / largest).clamp(0.0, 1.0) as f32;
                let bar = Rect::from_min_size(area.min, vec2(area.width() * share, area.height()));
                let color = theme::tokens(state.theme).accent.gamma_multiply(0.16);
                ui.painter().rect_filled(bar.shrink2(vec2(0.0, 2.0)), 2.0, color);
            }
            let response = ui
                .with_layout(Layout::right_to_left(Align::Center), |ui| {
                    ui.add(egui::Label::new(strong(rounded(column, cell, value))).extend())
                })
                .inner;
            response.on_hover_text(cell.to_string());
        }
    }
}

fn rounded(column: &str, cell: &Cell, value: f64) -> String {
    match cell {
        // A row's number or a year is no quantity.
        Cell::Integer(_)
            if column == "fid" || column.ends_with("_fid") || YEARS.contains(&column) =>
        {
            cell.to_string()
        }
        Cell::Integer(_) => grouped(value, 0),
        _ if column.ends_with("_ha") => rounded_area(value),
        _ if column.starts_with("percent") => grouped(value, 1),
        _ if column.ends_with("_m") => grouped(value, usize::from(value.abs() < 100.0)),
        _ if column.ends_with("_km") => grouped(value, if value.abs() < 100.0 { 2 } else { 1 }),
        _ if value.fract() == 0.0 && value.abs() < 1e15 => grouped(value, 0),
        _ if value.abs() >= 1_000.0 => grouped(value, 0),
        _ => grouped(value, 2),
    }
}

fn side(ui: &mut Ui, is_number: bool, text: RichText) {
    if is_number {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.add(egui::Label::new(text).truncate());
        });
    } else {
        ui.add(egui::Label::new(text).truncate());
    }
}

/// Where a row leads: to the features that it names.
fn way(state: &State, answer: &Answered, named: &NamedTable, row: &[Cell]) -> Option<Action> {
    let cell = |name: &str| {
        let at = named.table.columns.iter().position(|column| column == name)?;
        row.get(at)
    };
    let (layer, rows) = if let Some(naming) = &named.naming {
        let layer = layer_named(&state.layers, &naming.layer)?;
        let (value, field) = (cell(naming.column)?, layer.layer().column(&naming.field)?);
        let value = value.to_string();
        let is_named = |row: &usize| field.value(*row).to_string() == value;
        (layer, (0..layer.layer().len()).filter(is_named).collect::<Vec<usize>>())
    } else {
        let Cell::Integer(fid) = *cell("fid")? else { return None };
        let layer = layer_named(&state.layers, &answer.sheet.provenance.layers.first()?.reference)?;
        (
            layer,
            usize::try_from(fid)
                .ok()
                .filter(|fid| *fid < layer.layer().len())
                .into_iter()
                .collect(),
        )
    };
    let layer = layer.id;
    (!rows.is_empty()).then_some(Action::Question(QuestionAction::ShowRows { layer, rows }))
}

/// What can be done with the answer.
fn ways_on(ui: &mut Ui, state: &State, answer: &Answered, actions: &mut Vec<Action>) {
    let texts = &state.texts;
    ui.horizontal_wrapped(|ui| {
        let export = format!("{} {}", icon::DOWNLOAD, texts.get("corridor-export"));
        if ui.button(export).on_hover_text(texts.get("question-export-tip")).clicked() {
            actions.push(Action::File(FileAction::AskExportTable));
        }
        let paper = format!("{} {}", icon::PRINTER, texts.get("report-save"));
        if ui.button(paper).on_hover_text(texts.get("report-save-tip")).clicked() {
            actions.push(Action::File(FileAction::AskReport));
        }
        if state.reporting.is_pending() {
            ui.spinner();
        }
        let save = texts.get("question-save");
        if ui.button(save).on_hover_text(texts.get("question-save-tip")).clicked() {
            actions.push(Action::File(FileAction::AskSaveQuestion));
        }
        let keep = format!("{} {}", icon::FOLDER_OPEN, texts.get("question-to-plan"));
        if ui.button(keep).on_hover_text(texts.get("question-to-plan-tip")).clicked() {
            actions.push(Action::Plan(PlanAction::KeepQuestion));
        }
        if !answer.made.is_empty() {
            let keep = format!("{} {}", icon::STACK, texts.get("question-keep"));
            if ui.button(keep).on_hover_text(texts.get("question-keep-tip")).clicked() {
                actions.push(Action::Question(QuestionAction::KeepMade));
            }
        }
    });
}

/// Layers, dates and systems behind the figures, folded.
fn provenance(ui: &mut Ui, state: &State, provenance: &Provenance) {
    let texts = &state.texts;
    let title = texts.get("question-provenance");
    CollapsingHeader::new(RichText::new(title).small()).id_salt("provenance").show(ui, |ui| {
        for used in &provenance.layers {
            let print = used.fingerprint.get(..12).unwrap_or(&used.fingerprint);
            let parts = [
                used.name.as_str(),
                &used.file,
                &used.source,
                &used.date,
                &used.crs.name(),
                used.datum_operation.as_deref().unwrap_or_default(),
                print,
            ];
            let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
            quiet(ui, parts.join(" · "));
        }
        for used in &provenance.tables {
            let print = used.fingerprint.get(..12).unwrap_or(&used.fingerprint);
            let name = used.reference.0.trim_start_matches("atlas:");
            quiet(ui, format!("{} · {print}", texts.option(name)));
        }
        quiet(ui, &provenance.program);
    });
}
