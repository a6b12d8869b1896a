//! The table below the map: the attributes of a layer or an answer, only the rows in view.

use egui::{Align, Layout, Panel, RichText, Sense, Ui};
use egui_extras::{Column, TableBuilder};

use super::icon_button;
use crate::action::{Action, TableSource, ViewAction};
use crate::layers::LayerId;
use crate::state::State;
use crate::theme::{self, icon};

/// Columns shown: a table with more is cut, and says so.
const MOST_COLUMNS: usize = 40;

/// Draws the table of a layer or of the answer on the card.
pub fn table_panel(ui: &mut Ui, state: &State, source: TableSource, actions: &mut Vec<Action>) {
    match source {
        TableSource::Layer(id) => of_layer(ui, state, id, actions),
        TableSource::Answer => of_answer(ui, state, actions),
    }
}

fn of_answer(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let (Some(answer), Some(question)) = (&state.asking.answer, &state.asking.question) else {
        return;
    };
    let Some(table) = answer.sheet.found.tables.get(state.asking.table) else { return };
    let texts = &state.texts;
    let panel = Panel::bottom("table").resizable(true).default_size(220.0);
    panel.size_range(120.0..=500.0).show(ui, |ui| {
        ui.horizontal(|ui| {
            ui.label(RichText::new(texts.question(question)).family(theme::strong()));
            ui.label(RichText::new(texts.answer_table(table.name)).small().weak());
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                if icon_button(ui, icon::CLOSE, &texts.get("table-close")).clicked() {
                    actions.push(Action::View(ViewAction::CloseTable));
                }
            });
        });
        let height = ui.available_height();
        super::asking::answer_table(ui, state, answer, state.asking.table, height, actions);
    });
}

fn of_layer(ui: &mut Ui, state: &State, id: LayerId, actions: &mut Vec<Action>) {
    let Some(layer) = state.layers.get(id) else { return };
    let texts = &state.texts;
    let data = layer.layer();
    let selected = match &state.selection {
        Some((selected, rows)) if *selected == id => rows.as_slice(),
        _ => &[],
    };
    Panel::bottom("table").resizable(true).default_size(220.0).size_range(120.0..=500.0).show(
        ui,
        |ui| {
            ui.horizontal(|ui| {
                ui.label(RichText::new(state.title(id)).family(theme::strong()));
                ui.label(RichText::new(texts.count("layer-features", data.len())).small().weak());
                if data.columns().len() > MOST_COLUMNS {
                    let hidden = data.columns().len() - MOST_COLUMNS;
                    ui.label(RichText::new(texts.count("table-hidden", hidden)).small().weak());
                }
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    if icon_button(ui, icon::CLOSE, &texts.get("table-close")).clicked() {
                        actions.push(Action::View(ViewAction::CloseTable));
                    }
                });
            });
            let columns = &data.columns()[..data.columns().len().min(MOST_COLUMNS)];
            egui::ScrollArea::horizontal().show(ui, |ui| {
                TableBuilder::new(ui)
                    .id_salt(("table", id))
                    .striped(true)
                    .resizable(true)
                    .sense(Sense::click())
                    .column(Column::auto().at_least(48.0))
                    .columns(Column::initial(130.0).at_least(60.0).clip(true), columns.len())
                    .header(22.0, |mut header| {
                        header.col(|ui| {
                            ui.label(RichText::new("fid").small().weak());
                        });
                        for column in columns {
                            header.col(|ui| {
                                ui.label(
                                    RichText::new(&column.name).small().family(theme::strong()),
                                );
                            });
                        }
                    })
                    .body(|body| {
                        body.rows(20.0, data.len(), |mut line| {
                            let row = line.index();
                            line.set_selected(selected.contains(&row));
                            line.col(|ui| {
                                ui.label(RichText::new(row.to_string()).small().weak());
                            });
                            for column in columns {
                                let value = column.value(row);
                                let is_number = value.as_number().is_some();
                                let text = RichText::new(value.to_string()).small();
                                line.col(|ui| {
                                    if is_number {
                                        ui.with_layout(
                                            Layout::right_to_left(Align::Center),
                                            |ui| {
                                                ui.label(text);
                                            },
                                        );
                                    } else {
                                        ui.add(egui::Label::new(text).truncate());
                                    }
                                });
                            }
                            if line.response().clicked() {
                                let show = ViewAction::ShowFeature { layer: id, row };
                                actions.push(Action::View(show));
                            }
                        });
                    });
            });
        },
    );
}
