//! The tools over the map: a strip of buttons, and beside it what the tool in the hand says.

use allpa_text::grouped;
use egui::{Align2, Area, Frame, Grid, Id, Rect, Response, RichText, Ui, vec2};

use super::{icon_button, quiet};
use crate::action::{Action, Card, ViewAction};
use crate::compare::CompareAction;
use crate::state::State;
use crate::theme::{self, icon};
use crate::tools::{Measured, Mode, Tool, ToolAction};
use crate::views::TravelAction;

/// Width of the strip with its margin, in points.
const STRIP: f32 = 56.0;

/// Draws the strip at the upper left of `map` (points).
pub fn tool_strip(ui: &mut Ui, map: Rect, state: &State, actions: &mut Vec<Action>) {
    let corner = map.left_top() + vec2(12.0, 12.0);
    Area::new(Id::unique("tools")).fixed_pos(corner).show(ui.ctx(), |ui| {
        Frame::popup(ui.style()).inner_margin(4.0).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 2.0;
            ui.vertical(|ui| buttons(ui, state, actions));
        });
    });
}

fn buttons(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let texts = &state.texts;
    for (tool, sign, key) in [
        (Tool::Explore, icon::HAND, "tool-explore"),
        (Tool::SelectBox, icon::SELECT_BOX, "tool-select-box"),
        (Tool::SelectOutline, icon::POLYGON, "tool-select-outline"),
        (Tool::Measure, icon::RULER, "tool-measure"),
    ] {
        let is_on = state.tools.tool == tool;
        if sign_button(ui, state, sign, &texts.get(key), is_on).clicked()
            && (!is_on || tool != Tool::Explore)
        {
            actions.push(Action::Tool(ToolAction::Choose(tool)));
        }
    }
    let is_card = |card| state.shows.cards && state.card == card;
    let is_on = is_card(Card::Select);
    if sign_button(ui, state, icon::FUNNEL, &texts.get("tool-select-by"), is_on).clicked() {
        actions.push(Action::View(ViewAction::OpenCard(Card::Select)));
    }
    ui.separator();
    let history = &state.views.history;
    for (can, sign, key, action) in [
        (history.can_go_back(), icon::LEFT, "view-back", TravelAction::Back),
        (history.can_go_forward(), icon::RIGHT, "view-forward", TravelAction::Forward),
    ] {
        let button =
            ui.add_enabled_ui(can, |ui| sign_button(ui, state, sign, &texts.get(key), false));
        if button.inner.clicked() {
            actions.push(Action::Travel(action));
        }
    }
    let is_on = is_card(Card::Views);
    if sign_button(ui, state, icon::BOOKMARK, &texts.get("view-saved"), is_on).clicked() {
        actions.push(Action::View(ViewAction::OpenCard(Card::Views)));
    }
    let is_on = state.compare.is_on;
    if sign_button(ui, state, icon::COMPARE, &texts.get("compare-tip"), is_on).clicked() {
        actions.push(Action::Compare(CompareAction::Toggle));
    }
    let is_on = state.views.overview;
    if sign_button(ui, state, icon::MAP, &texts.get("overview-tip"), is_on).clicked() {
        actions.push(Action::Travel(TravelAction::ToggleOverview));
    }
}

/// An icon that stays pressed while what it stands for is on.
fn sign_button(ui: &mut Ui, state: &State, sign: &str, tip: &str, is_on: bool) -> Response {
    let colors = theme::tokens(state.theme);
    let mut text = RichText::new(sign).size(18.0);
    if is_on {
        text = text.color(colors.on_accent);
    }
    let button = egui::Button::new(text).min_size(vec2(30.0, 28.0)).frame_when_inactive(is_on);
    let button = if is_on { button.fill(colors.accent) } else { button };
    let response = ui.add(button);
    response.widget_info(|| egui::WidgetInfo::selected(egui::Role::Button, true, is_on, tip));
    response.on_hover_text(tip)
}

/// Draws what the tool in the hand says, right of the strip.
pub fn tool_card(
    ui: &mut Ui,
    map: Rect,
    state: &State,
    pointer: Option<allpa_geom::Coord>,
    actions: &mut Vec<Action>,
) {
    if !state.tools.is_drawing() {
        return;
    }
    let corner = map.left_top() + vec2(STRIP + 8.0, 12.0);
    Area::new(Id::unique("tool-card")).fixed_pos(corner).show(ui.ctx(), |ui| {
        Frame::popup(ui.style()).show(ui, |ui| {
            ui.set_width(250.0);
            match state.tools.tool {
                Tool::Measure => measure(ui, state, pointer, actions),
                _ => outline(ui, state, actions),
            }
        });
    });
}

fn title(ui: &mut Ui, state: &State, key: &str, actions: &mut Vec<Action>) {
    ui.horizontal(|ui| {
        ui.label(RichText::new(state.texts.get(key)).family(theme::strong()));
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if icon_button(ui, icon::CLOSE, &state.texts.get("tool-close")).clicked() {
                actions.push(Action::Tool(ToolAction::Choose(state.tools.tool)));
            }
        });
    });
}

fn outline(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    title(ui, state, "tool-select-outline-title", actions);
    quiet(ui, state.texts.get("tool-select-outline-how"));
    if state.tools.vertices.len() > 2 {
        let text = state.texts.get("tool-finish");
        if super::primary_button(ui, text, state.theme).clicked() {
            actions.push(Action::Tool(ToolAction::Finish(Mode::Replace)));
        }
    }
}

fn measure(
    ui: &mut Ui,
    state: &State,
    pointer: Option<allpa_geom::Coord>,
    actions: &mut Vec<Action>,
) {
    let texts = &state.texts;
    title(ui, state, "tool-measure-title", actions);
    let Some(found) = state.tools.measured(pointer) else {
        quiet(ui, texts.get("tool-measure-how"));
        return;
    };
    Grid::new("measured").num_columns(2).spacing([16.0, 4.0]).show(ui, |ui| {
        figures(ui, state, &found);
    });
    if !state.tools.is_finished {
        quiet(ui, texts.get("tool-measure-how"));
    }
}

fn figures(ui: &mut Ui, state: &State, found: &Measured) {
    let texts = &state.texts;
    let mut line = |key: &str, value: String, full: String| {
        ui.label(RichText::new(texts.get(key)).small());
        let value = RichText::new(value).family(theme::strong());
        ui.label(value).on_hover_text(full);
        ui.end_row();
    };
    let meters = |length: allpa_geom::Meters| format!("{} m", grouped(length.value(), 3));
    line("measure-length", texts.distance(found.length), meters(found.length));
    line("measure-leg", texts.distance(found.leg), meters(found.leg));
    let azimuth = format!("{}°", grouped(found.azimuth, 1));
    line("measure-azimuth", azimuth, degrees_minutes(found.azimuth));
    let Some(enclosed) = found.enclosed else { return };
    match enclosed.area {
        Some(area) => {
            let square = grouped(area.value() * 10_000.0, 1);
            let full = format!("{} ha · {square} m²", grouped(area.value(), 6));
            line("measure-area", texts.hectares(area), full);
        }
        None => {
            line("measure-area", texts.get("measure-crosses"), texts.get("measure-crosses-tip"))
        }
    }
    line("measure-perimeter", texts.distance(enclosed.perimeter), meters(enclosed.perimeter));
}

/// `123° 27' 36.0"`.
fn degrees_minutes(degrees: f64) -> String {
    let tenths = (degrees * 36_000.0).round() as u64;
    let (whole, rest) = (tenths / 36_000, tenths % 36_000);
    format!("{whole}° {:02}' {:04.1}\"", rest / 600, (rest % 600) as f64 / 10.0)
}

/// Draws the bar of the comparison at the bottom of `map` (points).
pub fn compare_bar(ui: &mut Ui, map: Rect, state: &State, actions: &mut Vec<Action>) {
    if !state.compare.is_on {
        return;
    }
    let texts = &state.texts;
    let place = map.center_bottom() - vec2(0.0, 44.0);
    let area = Area::new(Id::unique("compare")).pivot(Align2::CENTER_BOTTOM).fixed_pos(place);
    area.show(ui.ctx(), |ui| {
        Frame::popup(ui.style()).show(ui, |ui| {
            ui.horizontal(|ui| {
                ui.label(RichText::new(texts.get("compare-title")).family(theme::strong()));
                ui.menu_button(texts.get("compare-right"), |ui| {
                    ui.set_min_width(240.0);
                    egui::ScrollArea::vertical().max_height(360.0).show(ui, |ui| {
                        sides(ui, state, actions);
                    });
                });
                ui.label(RichText::new(texts.get("compare-how")).small().weak());
                if icon_button(ui, icon::CLOSE, &texts.get("compare-close")).clicked() {
                    actions.push(Action::Compare(CompareAction::Toggle));
                }
            });
        });
    });
}

/// Which layers the right side shows.
fn sides(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    for layer in state.layers.iter().rev() {
        let mut shown = state.compare.shows(layer.id, layer.visible);
        if ui.checkbox(&mut shown, state.title(layer.id)).changed() {
            actions.push(Action::Compare(CompareAction::SetVisible(layer.id, shown)));
        }
    }
    ui.separator();
    if ui.button(state.texts.get("compare-reset")).clicked() {
        actions.push(Action::Compare(CompareAction::Reset));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_azimuth_is_written_in_minutes_and_seconds() {
        assert_eq!(degrees_minutes(123.46), "123° 27' 36.0\"");
        assert_eq!(degrees_minutes(0.0), "0° 00' 00.0\"");
        assert_eq!(degrees_minutes(59.999_999), "60° 00' 00.0\"");
    }
}
