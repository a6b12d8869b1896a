//! The selection: a bar over the map with its figures, and a card to select by attributes and by
//! location.

use allpa_text::grouped;
use egui::{Align2, Area, ComboBox, DragValue, Frame, Id, Rect, RichText, TextEdit, Ui, vec2};

use super::{Choice, icon_button, quiet};
use crate::action::{Action, Card, FileAction, TableSource, ViewAction};
use crate::layers::{LayerId, MapLayer};
use crate::selecting::{Form, RelationKind, SelectAction, candidates, layer_at_hand};
use crate::state::State;
use crate::theme::{self, icon};
use crate::tools::Mode;

/// The bar is no wider than this beside the tools, in points.
const WIDEST: f32 = 640.0;

/// Draws the bar at the top of `map` (points).
pub fn selection_bar(ui: &mut Ui, map: Rect, state: &State, actions: &mut Vec<Action>) {
    let Some((id, rows)) = &state.selection else { return };
    let Some(layer) = state.layers.get(*id) else { return };
    let texts = &state.texts;
    // Beside the tools, or below them where the map is narrow. Its right end stays where it is when
    // the figures come: the buttons there do not move away from the pointer.
    let is_narrow = map.width() < WIDEST;
    let (pivot, offset) = if is_narrow {
        (Align2::CENTER_TOP, vec2(0.0, super::tools::strip_size(map).y + 20.0))
    } else {
        (Align2::RIGHT_TOP, vec2(WIDEST / 2.0 - 12.0, 12.0))
    };
    let place = map.center_top() + offset;
    let area = Area::new(Id::unique("selection")).pivot(pivot).fixed_pos(place);
    area.show(ui.ctx(), |ui| {
        Frame::popup(ui.style()).show(ui, |ui| {
            let named = |ui: &mut Ui, actions: &mut Vec<Action>| {
                let count = texts.count("selection-count", rows.len());
                ui.label(RichText::new(count).family(theme::strong()));
                layer_menu(ui, state, layer, actions);
            };
            if is_narrow {
                ui.spacing_mut().item_spacing.x = 2.0;
                named(ui, actions);
                figures(ui, state);
                ui.horizontal(|ui| buttons(ui, state, *id, actions));
                return;
            }
            ui.horizontal(|ui| {
                named(ui, actions);
                figures(ui, state);
                ui.separator();
                buttons(ui, state, *id, actions);
            });
        });
    });
}

/// The layer that has the selection; of a selection by area another one can be chosen.
fn layer_menu(ui: &mut Ui, state: &State, layer: &MapLayer, actions: &mut Vec<Action>) {
    let title = shortened(&state.title(layer.id));
    if state.selecting.last_area.is_none() {
        ui.label(title);
        return;
    }
    ui.menu_button(title, |ui| {
        let scale = super::map_scale(ui, state);
        for other in candidates(state).filter(|layer| layer.is_drawn_at(scale)) {
            let is_chosen = other.id == layer.id;
            if ui.selectable_label(is_chosen, state.title(other.id)).clicked() {
                actions.push(Action::Select(SelectAction::AreaIn(other.id)));
                ui.close();
            }
        }
    })
    .response
    .on_hover_text(state.texts.get("selection-layer-tip"));
}

/// At most so many letters of a title stand in the bar.
const MOST_LETTERS: usize = 24;

fn shortened(title: &str) -> String {
    if title.chars().count() <= MOST_LETTERS {
        return title.to_owned();
    }
    title.chars().take(MOST_LETTERS - 1).chain(['…']).collect()
}

/// One label, empty until the figures are there: what stands beside it keeps its place in the
/// order of widgets.
fn figures(ui: &mut Ui, state: &State) {
    let texts = &state.texts;
    let figures = state.selecting.figures.unwrap_or_default();
    let area =
        figures.area.map(|area| (texts.hectares(area), format!("{} ha", grouped(area.value(), 4))));
    let length = figures.length.map(|length| {
        (texts.kilometers(length), format!("{} m", grouped(length.value() * 1000.0, 2)))
    });
    let (short, full): (Vec<String>, Vec<String>) = area.into_iter().chain(length).unzip();
    let label = ui.label(short.join(" · "));
    if !full.is_empty() {
        label.on_hover_text(full.join(" · "));
    }
}

fn buttons(ui: &mut Ui, state: &State, id: LayerId, actions: &mut Vec<Action>) {
    let open_table = ViewAction::OpenTable(TableSource::Layer(id));
    for (sign, key, action) in [
        (icon::CROSSHAIR, "selection-zoom", Action::Select(SelectAction::ZoomTo)),
        (icon::TABLE, "selection-table", Action::View(open_table)),
        (icon::SELECT_INVERSE, "selection-invert", Action::Select(SelectAction::Invert)),
        (icon::PLUS, "selection-keep", Action::Select(SelectAction::Keep)),
        (icon::DOWNLOAD, "selection-save", Action::File(FileAction::AskSaveSelection)),
        (icon::FUNNEL, "tool-select-by", Action::View(ViewAction::OpenCard(Card::Select))),
        (icon::CLOSE, "selection-clear", Action::Select(SelectAction::Clear)),
    ] {
        if icon_button(ui, sign, &state.texts.get(key)).clicked() {
            actions.push(action);
        }
    }
}

/// Draws the card.
pub(super) fn show(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let texts = &state.texts;
    ui.heading(texts.get("select-title"));
    let Some(layer) = layer_at_hand(state) else {
        quiet(ui, texts.get("select-no-layer"));
        return;
    };
    let selecting = &state.selecting;
    ui.horizontal(|ui| {
        let label = ui.label(texts.get("select-from"));
        if let Some(id) = layer_choice(ui, state, ("select-from", label.id), Some(layer.id), None) {
            actions.push(Action::Select(SelectAction::InLayer(id)));
        }
    });
    ui.horizontal_wrapped(|ui| {
        for (sign, key, action) in [
            (icon::SELECT_ALL, "select-all", SelectAction::All),
            (icon::SELECT_INVERSE, "select-invert", SelectAction::Invert),
            (icon::SELECT_NONE, "select-none", SelectAction::Clear),
        ] {
            if ui.button(format!("{sign} {}", texts.get(key))).clicked() {
                actions.push(Action::Select(action));
            }
        }
    });
    ui.add_space(8.0);
    ui.separator();
    let mut form = selecting.form.clone();
    by_condition(ui, state, &mut form, actions);
    ui.add_space(8.0);
    ui.separator();
    by_location(ui, state, layer, &mut form, actions);
    if form != selecting.form {
        actions.push(Action::Select(SelectAction::Change(form)));
    }
    if let Some(error) = &selecting.error {
        let message = texts.question_error(error);
        ui.label(RichText::new(message.what).color(theme::tokens(state.theme).danger));
        quiet(ui, format!("{} {}", message.cause, message.remedy));
    }
    if selecting.is_pending() {
        ui.horizontal(|ui| {
            ui.spinner();
            quiet(ui, texts.get("select-looking"));
        });
    }
    quiet(ui, texts.get("select-how"));
}

fn by_condition(ui: &mut Ui, state: &State, form: &mut Form, actions: &mut Vec<Action>) {
    let texts = &state.texts;
    ui.label(RichText::new(texts.get("select-by-condition")).family(theme::strong()));
    let edit = TextEdit::singleline(&mut form.condition)
        .id_salt("select-condition")
        .hint_text("NOMBDEP = 'SAN MARTIN' AND area_ha > 100")
        .desired_width(f32::INFINITY);
    let response = ui.add(edit);
    super::name_box(&response, &form.condition, &texts.get("select-by-condition"));
    let is_entered = response.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
    if is_entered {
        actions.push(Action::Select(SelectAction::Change(form.clone())));
        actions.push(Action::Select(SelectAction::ByCondition(Mode::Replace)));
    }
    modes(ui, state, "condition", !form.condition.trim().is_empty(), |mode| {
        actions.push(Action::Select(SelectAction::ByCondition(mode)));
    });
}

fn by_location(
    ui: &mut Ui,
    state: &State,
    layer: &MapLayer,
    form: &mut Form,
    actions: &mut Vec<Action>,
) {
    let texts = &state.texts;
    ui.label(RichText::new(texts.get("select-by-location")).family(theme::strong()));
    let key = |kind: RelationKind| {
        RelationKind::ALL.iter().find(|(known, _)| *known == kind).map_or("", |(_, key)| key)
    };
    ui.horizontal_wrapped(|ui| {
        let label = ui.label(texts.get("select-that"));
        let list = ComboBox::from_id_salt("relation").selected_text(texts.get(key(form.relation)));
        let shown = list.show_ui(ui, |ui| {
            for (kind, key) in RelationKind::ALL {
                ui.selectable_value(&mut form.relation, kind, texts.get(key));
            }
        });
        shown.response.labelled_by(label.id);
        if form.relation == RelationKind::Near {
            let drag = DragValue::new(&mut form.meters).range(0.0..=500_000.0).speed(10.0);
            ui.add(drag.suffix(" m")).labelled_by(label.id);
        }
    });
    ui.horizontal(|ui| {
        let label = ui.label(texts.get("select-of"));
        let names = ("select-of", label.id);
        if let Some(id) = layer_choice(ui, state, names, form.other, Some(layer.id)) {
            form.other = Some(id);
        }
    });
    ui.checkbox(&mut form.only_selected, texts.get("select-only-selected"));
    modes(ui, state, "location", form.other.is_some(), |mode| {
        actions.push(Action::Select(SelectAction::ByLocation(mode)));
    });
}

/// Buttons for what the rows found do with the selection.
fn modes(ui: &mut Ui, state: &State, salt: &str, can: bool, mut chosen: impl FnMut(Mode)) {
    let texts = &state.texts;
    ui.push_id(salt, |ui| {
        ui.horizontal(|ui| {
            ui.add_enabled_ui(can, |ui| {
                if super::primary_button(ui, texts.get("select-do"), state.theme).clicked() {
                    chosen(Mode::Replace);
                }
                let has_selection = state.selection.is_some();
                ui.add_enabled_ui(has_selection, |ui| {
                    if ui.button(texts.get("select-add")).clicked() {
                        chosen(Mode::Add);
                    }
                    if ui.button(texts.get("select-subtract")).clicked() {
                        chosen(Mode::Subtract);
                    }
                });
            });
        });
    });
}

/// A list of the layers on the map, `without` one; the one that was picked.
fn layer_choice(
    ui: &mut Ui,
    state: &State,
    (salt, label): (&str, egui::Id),
    mut chosen: Option<LayerId>,
    without: Option<LayerId>,
) -> Option<LayerId> {
    let none = state.texts.get("select-no-other");
    let others = state.layers.iter().rev().filter(|layer| Some(layer.id) != without);
    let others: Vec<_> = others.map(|layer| (layer.id, state.title(layer.id))).collect();
    let list = Choice { salt, width: ui.available_width().min(230.0), label };
    list.show(ui, &none, &others, &mut chosen, false).then_some(chosen).flatten()
}
