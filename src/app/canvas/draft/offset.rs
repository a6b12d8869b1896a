//! An offset that is pulled with the hand, and the outline that drawings are kept inside of.

use allpa_geom::Coord;
use allpa_model::plan::Drawn;
use egui::{Color32, Key, Painter, PointerButton, Pos2, Response, Shape, Stroke, vec2};

use super::super::overlay::line;
use super::super::{CATCH, View};
use super::draw::tell;
use crate::action::{Action, Card, DraftAction};
use crate::drafting::{OffsetAction, Offsetting};
use crate::state::State;
use crate::theme::Tokens;

/// Outlines with more positions than this are not drawn over the map.
const MOST_TRACED: usize = 40_000;

/// The offset that the card shows.
fn shown(state: &State) -> Option<&Offsetting> {
    state.drafting.offset.as_ref().filter(|_| state.card == Card::Draft)
}

/// Takes what the hand does while something is offset; `true` when nobody else is meant. The shape
/// and its preview can be pulled, and a click says where it is to lie.
pub(super) fn gestures(
    is_pulled: &mut bool,
    ui: &egui::Ui,
    response: &Response,
    map: &View,
    state: &State,
    actions: &mut Vec<Action>,
) -> bool {
    let Some(offset) = shown(state) else {
        *is_pulled = false;
        return false;
    };
    if response.drag_started_by(PointerButton::Primary) {
        let start = ui.input(|input| input.pointer.press_origin());
        let proposal = state.planning.plan.proposals.get(&offset.of);
        let own = proposal.map(|proposal| &proposal.shape);
        let preview = offset.preview.as_ref().and_then(|made| made.as_ref().ok());
        let mut shapes = own.into_iter().chain(preview);
        *is_pulled = start.is_some_and(|at| shapes.any(|shape| is_near(map, shape, at)));
    }
    let is_meant = *is_pulled && (response.dragged() || response.drag_stopped());
    if let Some(at) = response.interact_pointer_pos().filter(|_| is_meant || response.clicked()) {
        response.request_focus();
        let to = OffsetAction::DragTo(map.position(at));
        actions.push(Action::Draft(DraftAction::Offset(to)));
    }
    if response.drag_stopped() {
        *is_pulled = false;
    }
    is_meant || response.clicked() || response.double_clicked()
}

/// Keys while something is offset.
pub(super) fn keys(input: &egui::InputState, state: &State, actions: &mut Vec<Action>) {
    if shown(state).is_some() && input.key_pressed(Key::Enter) {
        actions.push(Action::Draft(DraftAction::Offset(OffsetAction::Finish)));
    }
}

fn is_near(map: &View, shape: &Drawn, at: Pos2) -> bool {
    let is_near = |edge: &[Coord]| {
        let (a, b) = (map.point(edge[0]), map.point(edge[1]));
        let along = b - a;
        let share = ((at - a).dot(along) / along.length_sq().max(1e-6)).clamp(0.0, 1.0);
        (a + along * share).distance(at) <= CATCH * 1.5
    };
    shape.rings().into_iter().any(|ring| ring.windows(2).any(is_near))
}

/// Draws what the proposal would be, and its size beside the pointer while it is pulled.
pub(super) fn draw(
    painter: &Painter,
    map: &View,
    state: &State,
    pulled_at: Option<Pos2>,
    colors: &Tokens,
) {
    let Some(offset) = shown(state) else { return };
    let Some(Ok(shape)) = &offset.preview else { return };
    for ring in shape.rings() {
        line(painter, map, ring, Stroke::new(4.5, Color32::WHITE.gamma_multiply(0.8)));
        let points: Vec<Pos2> = ring.iter().map(|at| map.point(*at)).collect();
        painter.extend(Shape::dashed_line(&points, Stroke::new(2.5, colors.accent), 8.0, 4.0));
    }
    if let Some(at) = pulled_at {
        let meters = format!("{} m", allpa_text::grouped(offset.meters, 1));
        tell(painter, at + vec2(16.0, 18.0), &meters, colors);
    }
}

/// Draws the outline while the card is open.
pub(super) fn draw_outline(painter: &Painter, map: &View, state: &State, colors: &Tokens) {
    let Some(outline) = state.drafting.outline.as_ref().filter(|_| state.card == Card::Draft)
    else {
        return;
    };
    if outline.rings.iter().map(Vec::len).sum::<usize>() > MOST_TRACED {
        return;
    }
    for ring in &*outline.rings {
        line(painter, map, ring, Stroke::new(2.0, colors.accent));
    }
}
