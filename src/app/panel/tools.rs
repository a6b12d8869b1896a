//! The tools over the map: a strip of buttons, and beside it what the tool in the hand says.

use allpa_text::grouped;
use egui::{Align2, Area, Frame, Grid, Id, Rect, Response, RichText, Ui, Vec2, vec2};

use super::{icon_button, quiet};
use crate::action::{Action, Card, ViewAction};
use crate::compare::CompareAction;
use crate::state::State;
use crate::theme::{self, icon};
use crate::tools::{Measured, Mode, Tool, ToolAction};
use crate::views::TravelAction;

/// Width of a column of the strip and of the strip's margins, in points.
const COLUMN: f32 = 32.0;
const MARGINS: f32 = 24.0;
/// Width of what the tool in the hand says, in points.
const CARD: f32 = 250.0;
/// Points at the left that the legend takes at most.
const LEGEND: f32 = 268.0;

/// Height of the map, in points, below which the strip stands in two columns: the legend lies under
/// it.
const ENOUGH_FOR_ONE: f32 = 640.0;
/// And below which it lies down in rows.
const ENOUGH_FOR_TWO: f32 = 420.0;
/// Height of a row of the strip, in points.
const LINE: f32 = 30.0;
/// Buttons of the strip.
const BUTTONS: usize = 10;

/// A button of the strip.
struct Sign {
    icon: &'static str,
    key: &'static str,
    is_on: bool,
    is_enabled: bool,
    action: Action,
}

/// Draws the strip at the upper left of `map` (points).
pub fn tool_strip(ui: &mut Ui, map: Rect, state: &State, actions: &mut Vec<Action>) {
    let corner = map.left_top() + vec2(12.0, 12.0);
    Area::new(Id::unique("tools")).fixed_pos(corner).show(ui.ctx(), |ui| {
        Frame::popup(ui.style()).inner_margin(4.0).show(ui, |ui| {
            let grid = Grid::new("tools").spacing([2.0, 2.0]).min_row_height(28.0);
            grid.min_col_width(30.0).show(ui, |ui| {
                for line in signs(state).chunks(columns(map)) {
                    for sign in line {
                        let tip = state.texts.get(sign.key);
                        let button = |ui: &mut Ui| {
                            sign_button(ui, state, sign.icon, &tip, sign.is_on).clicked()
                        };
                        if ui.add_enabled_ui(sign.is_enabled, button).inner {
                            actions.push(sign.action.clone());
                        }
                    }
                    ui.end_row();
                }
            });
        });
    });
}

fn columns(map: Rect) -> usize {
    if is_low(map) {
        return (((map.width() - MARGINS) / COLUMN) as usize).clamp(1, BUTTONS / 2);
    }
    if map.height() < ENOUGH_FOR_ONE { 2 } else { 1 }
}

/// Whether the map, in points, has little height, as on a small screen with large letters.
pub(super) fn is_low(map: Rect) -> bool {
    map.height() < ENOUGH_FOR_TWO
}

/// What the strip takes of the map from its upper left corner, in points.
pub(super) fn strip_size(map: Rect) -> Vec2 {
    let columns = columns(map);
    vec2(COLUMN * columns as f32 + MARGINS, LINE * BUTTONS.div_ceil(columns) as f32 + MARGINS)
}

fn signs(state: &State) -> [Sign; BUTTONS] {
    let is_card = |card| state.shows.cards && state.card == card;
    let tool = |tool, icon, key| {
        let is_on = state.tools.tool == tool;
        let action = Action::Tool(ToolAction::Choose(tool));
        Sign { icon, key, is_on, is_enabled: true, action }
    };
    let other = |icon, key, is_on, action| Sign { icon, key, is_on, is_enabled: true, action };
    let history = &state.views.history;
    let travel = |icon, key, is_enabled, action| Sign {
        icon,
        key,
        is_on: false,
        is_enabled,
        action: Action::Travel(action),
    };
    let open = |card| Action::View(ViewAction::OpenCard(card));
    let (back, forward) = (history.can_go_back(), history.can_go_forward());
    let overview = Action::Travel(TravelAction::ToggleOverview);
    let compare = Action::Compare(CompareAction::Toggle);
    [
        tool(Tool::Explore, icon::HAND, "tool-explore"),
        tool(Tool::Measure, icon::RULER, "tool-measure"),
        tool(Tool::SelectBox, icon::SELECT_BOX, "tool-select-box"),
        tool(Tool::SelectOutline, icon::POLYGON, "tool-select-outline"),
        other(icon::FUNNEL, "tool-select-by", is_card(Card::Select), open(Card::Select)),
        other(icon::BOOKMARK, "view-saved", is_card(Card::Views), open(Card::Views)),
        travel(icon::LEFT, "view-back", back, TravelAction::Back),
        travel(icon::RIGHT, "view-forward", forward, TravelAction::Forward),
        other(icon::COMPARE, "compare-tip", state.compare.is_on, compare),
        other(icon::MAP, "overview-tip", state.views.overview, overview),
    ]
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
    let strip = strip_size(map);
    // Below the bar of the selection, which may be as wide as the map.
    let top = if state.selection.is_some() { 60.0 } else { 12.0 };
    let is_narrow = map.width() < strip.x + CARD + 40.0;
    let beside = if is_narrow { vec2(12.0, strip.y + top - 4.0) } else { vec2(strip.x + 8.0, top) };
    let corner = map.left_top() + beside;
    Area::new(Id::unique("tool-card")).fixed_pos(corner).show(ui.ctx(), |ui| {
        Frame::popup(ui.style()).show(ui, |ui| {
            ui.set_width(CARD.min(map.width() - 48.0).max(160.0));
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
    ui.spacing_mut().interact_size.y = 16.0;
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
            line("measure-area", texts.get("measure-crosses"), texts.get("measure-crosses-tip"));
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
    let beside = if map.width() < 2.0 * LEGEND { 12.0 } else { LEGEND };
    let place = map.left_bottom() + vec2(beside, -44.0);
    let area = Area::new(Id::unique("compare")).pivot(Align2::LEFT_BOTTOM).fixed_pos(place);
    area.show(ui.ctx(), |ui| {
        Frame::popup(ui.style()).show(ui, |ui| {
            ui.horizontal(|ui| {
                let title = RichText::new(texts.get("compare-title")).family(theme::strong());
                ui.label(title).on_hover_text(texts.get("compare-how"));
                ui.label(RichText::new(icon::INFO)).on_hover_text(texts.get("compare-how"));
                ui.menu_button(texts.get("compare-right"), |ui| {
                    ui.set_min_width(240.0);
                    egui::ScrollArea::vertical().max_height(360.0).show(ui, |ui| {
                        sides(ui, state, actions);
                    });
                });
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
