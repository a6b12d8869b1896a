//! The card of the map on paper.

use allpa_page::{Arrangement, Orientation, Paper, Piece, Place};
use egui::{Button, ComboBox, DragValue, Grid, Id, ScrollArea, TextEdit, Ui};

use super::{Choice, icon_button, primary_button, quiet};
use crate::action::{Action, FileAction, PlanAction, ViewAction};
use crate::layers::LayerId;
use crate::printing::{SeriesOf, arrangement_of, paper_of};
use crate::proof::{name, place, put};
use crate::state::State;
use crate::theme::icon;

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
            series_layer(ui, state, &mut settings.series, label.id);
            ui.end_row();
            if let Some(series) = &mut settings.series {
                series_parts(ui, state, series);
            }
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
        ui.add_space(6.0);
        arrange(ui, state, actions);
    });
}

/// The layer with a sheet for each of its features, or none.
fn series_layer(ui: &mut Ui, state: &State, series: &mut Option<SeriesOf>, label: Id) {
    let texts = &state.texts;
    let mut chosen = series.as_ref().map(|series| series.layer);
    let name = |layer: Option<LayerId>| match layer {
        None => texts.get("print-one-sheet"),
        Some(id) => state.title(id),
    };
    let combo = ComboBox::from_id_salt("series").width(WIDTH).selected_text(name(chosen));
    combo
        .show_ui(ui, |ui| {
            ui.selectable_value(&mut chosen, None, name(None));
            for layer in state.layers.iter().rev() {
                let id = Some(layer.id);
                ui.selectable_value(&mut chosen, id, name(id));
            }
        })
        .response
        .on_hover_text(texts.get("print-series-tip"))
        .labelled_by(label);
    if chosen != series.as_ref().map(|series| series.layer) {
        // Fields and conditions are those of one layer.
        let new = |layer| SeriesOf { layer, by: None, condition: String::new() };
        *series = chosen.map(new);
    }
}

/// Which features have a sheet, and which share one.
fn series_parts(ui: &mut Ui, state: &State, series: &mut SeriesOf) {
    let texts = &state.texts;
    let Some(layer) = state.layers.get(series.layer) else { return };
    let label = ui.label(texts.get("print-series-by"));
    let fields: Vec<(String, String)> =
        layer.layer().columns().iter().map(|c| (c.name.clone(), c.name.clone())).collect();
    let choice = Choice { salt: "series-by", width: WIDTH, label: label.id };
    let whole = texts.get("print-series-each");
    choice.show(ui, &whole, &fields, &mut series.by, true);
    ui.end_row();
    let label = ui.label(texts.get("print-series-where"));
    let edit = TextEdit::singleline(&mut series.condition).desired_width(WIDTH);
    let edit = edit.hint_text(texts.get("print-series-where-hint"));
    let tip = texts.get("print-series-where-tip");
    ui.add(edit).on_hover_text(tip).labelled_by(label.id);
    ui.end_row();
}

/// The pieces of the sheet: which show, which is chosen, and back to the template.
fn arrange(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let texts = &state.texts;
    let is_on = state.printing.is_laid_out;
    let (paper, arrangement) = (paper_of(state), arrangement_of(state));
    ui.horizontal(|ui| {
        let open = ui.add(Button::new(texts.get("layout-open")).selected(is_on));
        if open.on_hover_text(texts.get("layout-open-tip")).clicked() {
            actions.push(Action::View(ViewAction::LayOut(!is_on)));
        }
        let reset = Button::new(texts.get("layout-reset"));
        let reset = ui.add_enabled(!arrangement.is_empty(), reset);
        if reset.on_hover_text(texts.get("layout-reset-tip")).clicked() {
            let (paper, orientation) = paper;
            let template = Arrangement::new();
            actions.push(Action::Plan(PlanAction::Arrange(paper, orientation, template)));
        }
    });
    if !is_on {
        return;
    }
    for piece in Piece::ALL {
        let (name, place) = (name(texts, piece), place(&arrangement, piece));
        ui.horizontal(|ui| {
            let (sign, tip) = if place.hidden {
                (icon::EYE_CLOSED, "layout-show")
            } else {
                (icon::EYE, "layout-hide")
            };
            // A sheet without its map is none.
            let can_hide = piece != Piece::Map;
            ui.add_enabled_ui(can_hide, |ui| {
                let tip = texts.with(tip, &[("name", &name)]);
                if icon_button(ui, sign, &tip).clicked() {
                    let done = Place { hidden: !place.hidden, ..place };
                    actions.push(put(paper, &arrangement, piece, done));
                }
            });
            let is_chosen = state.printing.chosen == Some(piece);
            if ui.selectable_label(is_chosen, &name).clicked() && !place.hidden {
                actions.push(Action::View(ViewAction::ChoosePiece(Some(piece))));
            }
        });
    }
    quiet(ui, texts.get("layout-about"));
}
