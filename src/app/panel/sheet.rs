//! The table of a corridor's answer: a block for each unit, its zones and areas below it.

use allpa_model::question::conflicts::{Level, Row, Subject};
use allpa_model::question::cross::{OVERLAP, RESIDUAL, TOTAL};
use allpa_text::{grouped, rounded_area};
use egui::{Align, Layout, RichText, Sense, Ui};
use egui_extras::{Column, TableBuilder};

use crate::action::{Action, ViewAction};
use crate::corridor::Answered;
use crate::state::State;
use crate::theme::{self, icon};

const ROW_HEIGHT: f32 = 22.0;
/// Space left for the foot of the card.
const FOOT: f32 = 130.0;

pub(super) fn show(ui: &mut Ui, state: &State, answer: &Answered, actions: &mut Vec<Action>) {
    let texts = &state.texts;
    let rows = &answer.sheet.rows;
    let height = (ui.available_height() - FOOT).max(120.0);
    let number = || Column::exact(62.0);
    TableBuilder::new(ui)
        .id_salt("sheet")
        .striped(false)
        .sense(Sense::click())
        .cell_layout(Layout::left_to_right(Align::Center))
        .max_scroll_height(height)
        .min_scrolled_height(height.min(rows.len() as f32 * (ROW_HEIGHT + 6.0)))
        .auto_shrink([false, true])
        .column(Column::remainder().at_least(100.0).clip(true))
        .column(number())
        .column(Column::exact(50.0))
        .column(Column::exact(46.0))
        .header(20.0, |mut header| {
            header.col(|ui| {
                ui.label(RichText::new(texts.get("sheet-what")).small().weak());
            });
            for unit in ["ha", "km", "%"] {
                header.col(|ui| right(ui, RichText::new(unit).small().weak()));
            }
        })
        .body(|body| {
            body.rows(ROW_HEIGHT, rows.len(), |mut line| {
                let row = &rows[line.index()];
                line.set_selected(is_selected(state, answer, row));
                line.col(|ui| what(ui, state, row));
                let style = |text: String| match row.subject {
                    Subject::Unit => RichText::new(text).family(theme::strong()),
                    _ => RichText::new(text),
                };
                line.col(|ui| right(ui, style(rounded_area(row.area.value()))));
                line.col(|ui| right(ui, style(grouped(row.length.value(), 1))));
                line.col(|ui| right(ui, style(grouped(row.percent.value(), 1))));
                let response = line.response().on_hover_ui(|ui| full(ui, state, row));
                if response.clicked()
                    && let (Some(layer), false) = (layer_of(answer, row), row.features.is_empty())
                {
                    let rows = row.features.clone();
                    actions.push(Action::View(ViewAction::Select { layer, rows }));
                }
            });
        });
}

fn layer_of(answer: &Answered, row: &Row) -> Option<crate::layers::LayerId> {
    answer.used[match row.subject {
        Subject::Unit => 0,
        Subject::Zone => 1,
        Subject::Area => 2,
    }]
}

fn is_selected(state: &State, answer: &Answered, row: &Row) -> bool {
    let Some((layer, rows)) = &state.selection else { return false };
    layer_of(answer, row) == Some(*layer) && !row.features.is_empty() && row.features == *rows
}

fn right(ui: &mut Ui, text: RichText) {
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        ui.add(egui::Label::new(text).extend());
    });
}

/// Name of the row, set in under its unit.
fn what(ui: &mut Ui, state: &State, row: &Row) {
    let name = name(state, row);
    match row.subject {
        Subject::Unit => {
            ui.add(egui::Label::new(RichText::new(name).family(theme::strong())).truncate());
        }
        Subject::Zone | Subject::Area => {
            ui.add_space(10.0);
            match (row.level, row.subject) {
                (Some(level), _) => ui.label(super::corridor::level_sign(level, state)),
                (None, Subject::Area) => ui.label(RichText::new(icon::POLYGON).weak()),
                (None, _) => ui.label(RichText::new(icon::STACK).weak()),
            };
            let text = RichText::new(name);
            let text = if row.features.is_empty() { text.weak() } else { text };
            ui.add(egui::Label::new(text).truncate());
        }
    }
}

fn name(state: &State, row: &Row) -> String {
    let texts = &state.texts;
    match (row.subject, row.unit.as_str(), row.name.as_str()) {
        (Subject::Unit, TOTAL, _) => texts.get("sheet-total"),
        (Subject::Unit, RESIDUAL, _) => texts.get("sheet-outside-units"),
        (Subject::Unit, unit, "") => unit.to_owned(),
        (Subject::Zone, _, RESIDUAL) => texts.get("sheet-outside-zones"),
        (Subject::Area, _, RESIDUAL) => texts.get("sheet-outside-areas"),
        (_, _, OVERLAP) => texts.get("sheet-overlap"),
        (_, _, "") => row.category.clone(),
        (_, _, name) => name.to_owned(),
    }
}

/// The whole row, figures in full.
fn full(ui: &mut Ui, state: &State, row: &Row) {
    let texts = &state.texts;
    ui.label(RichText::new(name(state, row)).family(theme::strong()));
    if !row.category.is_empty() {
        ui.label(&row.category);
    }
    ui.label(format!(
        "{} ha · {} km · {} %",
        grouped(row.area.value(), 4),
        grouped(row.length.value(), 4),
        grouped(row.percent.value(), 3)
    ));
    if let Some(level) = row.level {
        ui.horizontal(|ui| {
            ui.label(super::corridor::level_sign(level, state));
            ui.label(match level {
                Level::Recommended => texts.get("level-recommended"),
                Level::Restricted => texts.get("level-restricted"),
                Level::NotRecommended => texts.get("level-not-recommended"),
            });
        });
    }
}
