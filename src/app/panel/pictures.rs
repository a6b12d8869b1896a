//! The pictures at the foot of the layer tree.

use allpa_map::SceneImagery;
use allpa_model::imagery::Elevation;
use egui::{Color32, Label, RichText, Sense, Shape, Slider, Stroke, Ui, vec2};

use super::icon_button;
use crate::action::{Action, PictureAction};
use crate::pictures::BasePicture;
use crate::state::State;
use crate::theme::{self, icon};

/// One line for each picture, the topmost first.
pub(super) fn pictures(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    for picture in state.pictures.iter().rev() {
        ui.push_id(("picture", picture.scene.id), |ui| line(ui, picture, state, actions));
    }
}

fn line(ui: &mut Ui, picture: &BasePicture, state: &State, actions: &mut Vec<Action>) {
    let texts = &state.texts;
    let id = picture.scene.id;
    let title = &picture.provenance().file;
    let line = ui.horizontal(|ui| {
        let (sign, tip) = if picture.visible {
            (icon::EYE, "layer-hide")
        } else {
            (icon::EYE_CLOSED, "layer-show")
        };
        if icon_button(ui, sign, &texts.with(tip, &[("name", title)])).clicked() {
            actions.push(Action::Picture(PictureAction::SetVisible(id, !picture.visible)));
        }
        swatch(ui);
        let name = RichText::new(title);
        let name = if picture.visible { name } else { name.weak() };
        let response = ui.add(Label::new(name).wrap().sense(Sense::click()));
        response.on_hover_text(tooltip(&picture.scene, state))
    });
    let response = line.inner;
    response.context_menu(|ui| menu(ui, picture, state, actions));
    if response.double_clicked() {
        actions.push(Action::Picture(PictureAction::ZoomTo(id)));
    }
}

fn tooltip(picture: &SceneImagery, state: &State) -> String {
    let texts = &state.texts;
    let source = &picture.source;
    let mut lines = vec![
        texts.with("picture-kind", &[("format", &source.provenance().format)]),
        texts.with("layer-crs", &[("name", &source.crs().name())]),
    ];
    let unreadable = source.unreadable_blocks();
    if unreadable > 0 {
        lines.push(texts.count("picture-unreadable", unreadable));
    }
    lines.join("\n")
}

fn menu(ui: &mut Ui, picture: &BasePicture, state: &State, actions: &mut Vec<Action>) {
    let texts = &state.texts;
    let id = picture.scene.id;
    ui.set_min_width(220.0);
    ui.label(RichText::new(&picture.provenance().file).family(theme::strong()));
    let mut opacity = picture.scene.opacity;
    let slider =
        Slider::new(&mut opacity, 0.0..=1.0).show_value(false).text(texts.get("layer-opacity"));
    if ui.add(slider).changed() {
        actions.push(Action::Picture(PictureAction::SetOpacity(id, opacity)));
    }
    if picture.scene.source.has_heights() {
        let mut is_relief = picture.scene.heights == Elevation::Relief;
        let switch = ui.checkbox(&mut is_relief, texts.get("picture-relief"));
        if switch.on_hover_text(texts.get("picture-relief-tip")).changed() {
            let heights = if is_relief { Elevation::Relief } else { Elevation::Grey };
            actions.push(Action::Picture(PictureAction::SetHeights(id, heights)));
        }
    }
    ui.separator();
    let mut item = |sign: &str, key: &str, action: PictureAction| {
        if ui.button(format!("{sign} {}", texts.get(key))).clicked() {
            actions.push(Action::Picture(action));
            ui.close();
        }
    };
    item(icon::FIT, "layer-zoom", PictureAction::ZoomTo(id));
    if state.pictures.iter().next_back().is_some_and(|top| top.scene.id != id) {
        item(icon::UP, "layer-up", PictureAction::Raise(id));
    }
    item(icon::TRASH, "layer-remove", PictureAction::Remove(id));
}

/// A small landscape, as tall and wide as the swatches of layers.
fn swatch(ui: &mut Ui) {
    let (rect, _) = ui.allocate_exact_size(vec2(18.0, 14.0), Sense::hover());
    let painter = ui.painter();
    painter.rect_filled(rect, 2.0, Color32::from_rgb(0x9C, 0xC5, 0xDE));
    let at = |x: f32, y: f32| rect.min + vec2(x, y);
    for (left, peak, right, green) in [
        (at(1.0, 13.0), at(7.0, 4.0), at(13.0, 13.0), Color32::from_rgb(0x4E, 0x7D, 0x4A)),
        (at(8.0, 13.0), at(13.0, 7.0), at(17.0, 13.0), Color32::from_rgb(0x38, 0x62, 0x3C)),
    ] {
        painter.add(Shape::convex_polygon(vec![left, peak, right], green, Stroke::NONE));
    }
}
