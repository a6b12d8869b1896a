//! What the hand does on the map with a tool: boxes, outlines, measuring, the divider of a
//! comparison, back and forward.

use allpa_geom::{Bounds, Coord, Enclosure};
use allpa_map::Hit;
use egui::{CursorIcon, Key, Modifiers, PointerButton, Pos2, Rect, Response, Ui};

use super::{CATCH, View};
use crate::action::Action;
use crate::compare::CompareAction;
use crate::layers::LayerId;
use crate::selecting::SelectAction;
use crate::state::State;
use crate::tools::{Mode, Tool, ToolAction};
use crate::views::TravelAction;

/// Points from the divider within which it is caught.
const DIVIDER: f32 = 7.0;
/// Points that a box must have to be meant.
const SMALLEST_BOX: f32 = 3.0;

/// Vertices of a feature that are looked at for snapping.
const MOST_SNAPPED: usize = 100_000;

/// What the hand has in this frame.
pub(super) struct Hand<'a> {
    /// What a drag is doing.
    pub(super) dragging: &'a mut Option<Dragging>,
    /// The vertex that the pointer has caught.
    pub(super) snapped: Option<Coord>,
}

/// What a drag with a tool is doing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Dragging {
    /// Draws a box from this point; it selects, or is shown.
    Box { from: Pos2, selects: bool },
    /// Moves the divider of a comparison.
    Divider,
}

/// Collects what a tool does; `true` when the hand is the tool's in this frame.
pub(super) fn gestures(
    Hand { dragging, snapped }: Hand,
    ui: &Ui,
    response: &Response,
    map: &View,
    state: &State,
    actions: &mut Vec<Action>,
) -> bool {
    travel(ui, response, actions);
    let modifiers = ui.input(|input| input.modifiers);
    if response.drag_started_by(PointerButton::Primary) {
        let origin = ui.input(|input| input.pointer.press_origin());
        let is_panning = ui.input(|input| input.key_down(Key::Space));
        *dragging = origin.filter(|_| !is_panning).and_then(|at| begun(at, map, state, modifiers));
    }
    let pointer = response.interact_pointer_pos();
    if let (Some(drag), Some(at)) = (*dragging, pointer) {
        match drag {
            Dragging::Divider => {
                let share = (at.x - map.area.min.x) / map.area.width();
                actions.push(Action::Compare(CompareAction::SetDivider(share)));
            }
            Dragging::Box { from, selects } if response.drag_stopped() => {
                let drawn = Rect::from_two_pos(from, at);
                if drawn.size().max_elem() >= SMALLEST_BOX {
                    actions.push(boxed(drawn, selects, map, modifiers));
                }
            }
            Dragging::Box { .. } => {}
        }
        if response.drag_stopped() {
            *dragging = None;
        }
        return true;
    }
    cursor(ui, response, map, state);
    if !is_in_hand(state) {
        return with_click(response, map, modifiers, actions);
    }
    let Some(at) = pointer else { return false };
    if response.double_clicked() {
        actions.push(Action::Tool(ToolAction::Finish(mode(modifiers))));
    } else if response.clicked() {
        response.request_focus();
        let at = snapped.unwrap_or_else(|| map.position(at));
        actions.push(Action::Tool(ToolAction::AddVertex(at)));
    } else {
        return false;
    }
    true
}

/// Whether a click is a tool's: what is being drawn for a question comes first.
pub(super) fn is_in_hand(state: &State) -> bool {
    state.tools.is_drawing() && !state.corridor.is_drawing && state.asking.drawing.is_none()
}

/// The vertex of a feature under the pointer that measuring catches; none while Alt is held.
pub(super) fn snap(ui: &Ui, map: &View, state: &State, hits: &[Hit], at: Pos2) -> Option<Coord> {
    if state.tools.tool != Tool::Measure || ui.input(|input| input.modifiers.alt) {
        return None;
    }
    let of_layers = hits.iter().filter_map(|hit| {
        let shapes = state.layers.get(LayerId(hit.layer))?.layer().geographic().ok()?;
        let coords = shapes.feature_coords(hit.row);
        (coords.len() <= MOST_SNAPPED).then_some(coords)
    });
    let own = state.tools.vertices.iter().filter(|_| !state.tools.is_finished);
    let near = of_layers.flatten().chain(own).filter_map(|&coord| {
        let distance = map.point(coord).distance(at);
        (distance <= CATCH).then_some((distance, coord))
    });
    near.min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, coord)| coord)
}

/// A click with Ctrl adds what is there to the selection, or takes it out.
fn with_click(
    response: &Response,
    map: &View,
    modifiers: Modifiers,
    actions: &mut Vec<Action>,
) -> bool {
    let Some(at) = response.interact_pointer_pos() else { return false };
    let is_toggle = modifiers.command && response.clicked();
    if is_toggle {
        response.request_focus();
        actions.push(Action::Select(SelectAction::TogglePixel(map.pixel(at))));
    }
    is_toggle
}

/// What a drag that begins at `at` does, if it is not the map's.
fn begun(at: Pos2, map: &View, state: &State, modifiers: Modifiers) -> Option<Dragging> {
    if near_divider(at, map, state) {
        return Some(Dragging::Divider);
    }
    let is_tool = state.tools.tool == Tool::SelectBox;
    let selects = is_tool || modifiers.command;
    (selects || modifiers.shift).then_some(Dragging::Box { from: at, selects })
}

fn near_divider(at: Pos2, map: &View, state: &State) -> bool {
    let x = map.area.min.x + map.area.width() * state.compare.divider;
    state.compare.is_on && (at.x - x).abs() <= DIVIDER
}

fn boxed(drawn: Rect, selects: bool, map: &View, modifiers: Modifiers) -> Action {
    let corner = |at: Pos2| map.camera.screen_to_world(map.pixel(at));
    // On screen y grows downwards.
    let (low, high) = (corner(drawn.left_bottom()), corner(drawn.right_top()));
    if selects {
        let area = Enclosure::of_box(Bounds { min: low, max: high });
        return Action::Select(SelectAction::Area(area, mode(modifiers)));
    }
    let [min, max] = [drawn.left_bottom(), drawn.right_top()].map(|at| map.position(at));
    Action::Travel(TravelAction::ShowBox(Bounds { min, max }))
}

/// Shift adds, Alt subtracts.
pub(super) fn mode(modifiers: Modifiers) -> Mode {
    match (modifiers.shift, modifiers.alt) {
        (true, _) => Mode::Add,
        (_, true) => Mode::Subtract,
        _ => Mode::Replace,
    }
}

fn cursor(ui: &Ui, response: &Response, map: &View, state: &State) {
    let Some(at) = response.hover_pos() else { return };
    if near_divider(at, map, state) {
        ui.ctx().set_cursor_icon(CursorIcon::ResizeHorizontal);
    } else if state.tools.tool != Tool::Explore {
        ui.ctx().set_cursor_icon(CursorIcon::Crosshair);
    }
}

/// The two buttons at the thumb.
fn travel(ui: &Ui, response: &Response, actions: &mut Vec<Action>) {
    if response.hover_pos().is_none() {
        return;
    }
    ui.input(|input| {
        for (button, action) in [
            (PointerButton::Extra1, TravelAction::Back),
            (PointerButton::Extra2, TravelAction::Forward),
        ] {
            if input.pointer.button_pressed(button) {
                actions.push(Action::Travel(action));
            }
        }
    });
}

/// Keys that the map listens to while it has the hand.
pub(super) fn keys(ui: &Ui, state: &State, actions: &mut Vec<Action>) {
    ui.input(|input| {
        if state.tools.is_drawing() {
            if input.key_pressed(Key::Backspace) || input.key_pressed(Key::Delete) {
                actions.push(Action::Tool(ToolAction::RemoveLast));
            }
            if input.key_pressed(Key::Enter) {
                actions.push(Action::Tool(ToolAction::Finish(mode(input.modifiers))));
            }
        }
        if input.modifiers.is_none() && input.key_pressed(Key::M) {
            actions.push(Action::Tool(ToolAction::Choose(Tool::Measure)));
        }
        if input.modifiers.command && input.key_pressed(Key::A) {
            let all = if input.modifiers.shift { SelectAction::Clear } else { SelectAction::All };
            actions.push(Action::Select(all));
        }
        if !state.planning.plan.views.is_empty() && input.modifiers.is_none() {
            for (key, by) in [(Key::PageUp, -1), (Key::PageDown, 1)] {
                if input.key_pressed(key) {
                    actions.push(Action::Travel(TravelAction::Step(by)));
                }
            }
            let digits = [
                Key::Num1,
                Key::Num2,
                Key::Num3,
                Key::Num4,
                Key::Num5,
                Key::Num6,
                Key::Num7,
                Key::Num8,
                Key::Num9,
            ];
            for (number, key) in digits.into_iter().enumerate() {
                if input.key_pressed(key) {
                    actions.push(Action::Travel(TravelAction::Show(number)));
                }
            }
        }
    });
}
