//! The sheet of a position: every feature there, with attributes, figures and source.

use allpa_geom::ShapeKind;
use egui::{CollapsingHeader, Grid, RichText, Ui};

use super::{icon_button, quiet};
use crate::action::{Action, CorridorAction, ViewAction};
use crate::ficha::{Figure, Section};
use crate::layers::MapLayer;
use crate::state::State;
use crate::theme::{self, icon};

/// Attributes shown before the rest is folded.
const SHOWN: usize = 8;

pub(super) fn show(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let texts = &state.texts;
    let Some(ficha) = &state.ficha else {
        ui.heading(texts.get("ficha-title"));
        quiet(ui, texts.get("ficha-empty"));
        return;
    };
    let [lon, lat] = ficha.at;
    ui.heading(texts.get("ficha-title"));
    quiet(ui, super::status::degrees([lon, lat]));
    if ficha.sections.is_empty() {
        quiet(ui, texts.get("ficha-nothing"));
    }
    for (number, section) in ficha.sections.iter().enumerate() {
        let Some(layer) = state.layers.get(section.layer) else { continue };
        ui.separator();
        ui.push_id(number, |ui| show_section(ui, state, layer, section, actions));
    }
}

fn show_section(
    ui: &mut Ui,
    state: &State,
    layer: &MapLayer,
    section: &Section,
    actions: &mut Vec<Action>,
) {
    let texts = &state.texts;
    let (id, row) = (section.layer, section.row);
    quiet(ui, state.title(id));
    ui.horizontal(|ui| {
        let name = RichText::new(&section.name).family(theme::strong()).size(15.0);
        let room = ui.available_width() - 34.0;
        ui.scope(|ui| {
            ui.set_max_width(room);
            ui.add(egui::Label::new(name).wrap());
        });
        if icon_button(ui, icon::CROSSHAIR, &texts.with("ficha-zoom", &[("name", &section.name)]))
            .clicked()
        {
            actions.push(Action::View(ViewAction::ShowFeature { layer: id, row }));
        }
    });
    match section.figure {
        Some(Figure::Area(area)) => figure(ui, &texts.get("ficha-area"), texts.hectares(area)),
        Some(Figure::Length(length)) => {
            figure(ui, &texts.get("ficha-length"), texts.kilometers(length));
        }
        None => {}
    }
    let (first, rest) = section.attributes.split_at(section.attributes.len().min(SHOWN));
    attributes(ui, "first", first);
    if !rest.is_empty() {
        let more = RichText::new(texts.count("ficha-more", rest.len())).small();
        CollapsingHeader::new(more).id_salt("more").show(ui, |ui| attributes(ui, "rest", rest));
    }
    if layer.layer().kind() == ShapeKind::Line {
        let ask = format!("{} {}", icon::PATH, texts.get("corridor-question"));
        let mut whole = ui.button(ask).clicked().then_some(true);
        if section.stretches > 1 {
            ui.horizontal(|ui| {
                let count = texts.count("ficha-stretches", section.stretches);
                ui.label(RichText::new(count).small().weak());
                if ui.link(RichText::new(texts.get("ficha-this-stretch")).small()).clicked() {
                    whole = Some(false);
                }
            });
        }
        if let Some(whole) = whole {
            let action = CorridorAction::UseFeature { layer: id, row, whole };
            actions.push(Action::Corridor(action));
        }
    }
    source(ui, state, layer);
}

fn figure(ui: &mut Ui, label: &str, value: String) {
    ui.horizontal(|ui| {
        ui.label(label);
        ui.label(RichText::new(value).family(theme::strong()));
    });
}

fn attributes(ui: &mut Ui, salt: &str, pairs: &[(String, String)]) {
    ui.scope(|ui| {
        ui.spacing_mut().interact_size.y = 16.0;
        let widest = ui.available_width() * 0.6;
        let grid = Grid::new(salt).num_columns(2).striped(true).spacing([12.0, 4.0]);
        grid.max_col_width(widest).show(ui, |ui| {
            for (name, value) in pairs {
                ui.add(egui::Label::new(RichText::new(name).small().weak()).truncate());
                let value = egui::Label::new(RichText::new(value).small()).wrap();
                ui.add(value.selectable(true));
                ui.end_row();
            }
        });
    });
}

/// Where the section comes from and what must be said of it.
fn source(ui: &mut Ui, state: &State, layer: &MapLayer) {
    let provenance = layer.layer().provenance();
    let parts = [&provenance.source, &provenance.date, &provenance.licence];
    let parts: Vec<&str> =
        parts.into_iter().map(String::as_str).filter(|s| !s.is_empty()).collect();
    if !parts.is_empty() {
        quiet(ui, state.texts.with("ficha-source", &[("text", &parts.join(" · "))]));
    }
    super::notice(ui, state, layer);
}
