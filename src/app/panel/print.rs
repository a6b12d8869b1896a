//! The card of the map on paper.

use allpa_page::{Orientation, Paper};
use egui::{ComboBox, DragValue, Grid, ScrollArea, TextEdit, Ui};

use super::{primary_button, quiet};
use crate::action::{Action, FileAction, ViewAction};
use crate::state::State;

/// Width of fields.
const WIDTH: f32 = 190.0;

pub(super) fn show(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let texts = &state.texts;
    let mut settings = state.printing.settings.clone();
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        ui.heading(texts.get("print-title"));
        quiet(ui, texts.get("print-about"));
        Grid::new("print").num_columns(2).min_col_width(96.0).show(ui, |ui| {
            for (key, text) in [
                ("print-heading", &mut settings.title),
                ("sheet-field-author", &mut settings.author),
                ("sheet-field-number", &mut settings.number),
            ] {
                let label = ui.label(texts.get(key));
                ui.add(TextEdit::singleline(text).desired_width(WIDTH)).labelled_by(label.id);
                ui.end_row();
            }
            let label = ui.label(texts.get("print-paper"));
            ComboBox::from_id_salt("paper")
                .width(WIDTH)
                .selected_text(settings.paper.name())
                .show_ui(ui, |ui| {
                    for paper in Paper::ALL {
                        ui.selectable_value(&mut settings.paper, paper, paper.name());
                    }
                })
                .response
                .labelled_by(label.id);
            ui.end_row();
            let label = ui.label(texts.get("print-orientation"));
            let name = |orientation| match orientation {
                None => texts.get("print-as-view"),
                Some(Orientation::Landscape) => texts.get("print-landscape"),
                Some(Orientation::Portrait) => texts.get("print-portrait"),
            };
            ComboBox::from_id_salt("orientation")
                .width(WIDTH)
                .selected_text(name(settings.orientation))
                .show_ui(ui, |ui| {
                    for one in [None, Some(Orientation::Landscape), Some(Orientation::Portrait)] {
                        ui.selectable_value(&mut settings.orientation, one, name(one));
                    }
                })
                .response
                .labelled_by(label.id);
            ui.end_row();
            let label = ui.label(texts.get("print-series"));
            let name = |series: Option<crate::layers::LayerId>| match series {
                None => texts.get("print-one-sheet"),
                Some(id) => state.title(id),
            };
            let combo = ComboBox::from_id_salt("series").width(WIDTH);
            combo
                .selected_text(name(settings.series))
                .show_ui(ui, |ui| {
                    ui.selectable_value(&mut settings.series, None, name(None));
                    for layer in state.layers.iter().rev() {
                        let id = Some(layer.id);
                        ui.selectable_value(&mut settings.series, id, name(id));
                    }
                })
                .response
                .on_hover_text(texts.get("print-series-tip"))
                .labelled_by(label.id);
            ui.end_row();
            ui.label(texts.get("map-scale"));
            ui.horizontal(|ui| {
                let mut is_fixed = settings.scale.is_some();
                if ui.checkbox(&mut is_fixed, texts.get("print-fixed-scale")).changed() {
                    let now = allpa_page::round_scale(super::map_scale(ui, state));
                    settings.scale = is_fixed.then_some(now);
                }
                if let Some(scale) = &mut settings.scale {
                    let drag = DragValue::new(scale).range(500.0..=50_000_000.0).speed(1_000.0);
                    ui.add(drag.prefix("1:").max_decimals(0));
                }
            });
            ui.end_row();
        });
        if settings != state.printing.settings {
            actions.push(Action::View(ViewAction::SetPrint(Box::new(settings))));
        }
        ui.add_space(6.0);
        ui.horizontal(|ui| {
            if primary_button(ui, texts.get("print-save"), state.theme).clicked() {
                actions.push(Action::File(FileAction::AskPrint));
            }
            if state.printing.writing.is_pending() {
                ui.spinner();
                quiet(ui, texts.get("print-making"));
            }
        });
    });
}
