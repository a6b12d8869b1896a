//! What the hand draws as a proposal: gestures, and what is shown over the map.

mod draw;
mod offset;

use allpa_geom::Coord;
use allpa_map::REFERENCE_DPI;
use allpa_model::plan::ProposalKey;
use egui::{Key, PointerButton, Pos2, Response, Ui};

use super::{CATCH, View};
use crate::action::{Action, Card, DraftAction};
use crate::drafting::{Catch, Follower, OffsetAction, Snap, Tool, snap};
use crate::state::State;

pub(super) use draw::draw;

/// What the map keeps of drawing between frames.
#[derive(Default)]
pub(super) struct DraftHand {
    /// What the pointer has caught.
    pub(super) caught: Option<Snap>,
    /// The way there along lines, where lines are followed and lead there.
    way: Vec<Coord>,
    follower: Follower,
    dragged: Option<(usize, usize)>,
    is_pulled: bool,
    /// Whether the cross of the keyboard places the vertex in hand.
    is_placing: bool,
}

impl DraftHand {
    /// Looks what the pointer catches while something is drawn or dragged.
    pub(super) fn look(&mut self, state: &State, map: &View, pointer: Option<Pos2>) {
        let is_moving = self.dragged.is_some() || self.is_placing;
        let is_busy = state.drafting.tool.is_some() || is_moving;
        // A vertex does not stick to where it was.
        let except = state.drafting.selected.filter(|_| is_moving).and_then(|key| {
            let kind = state.planning.plan.proposals.get(&key)?.shape.kind();
            let mut layers = state.layers.iter().filter(|layer| layer.loaded.is_proposals);
            layers.find(|layer| layer.layer().kind() == kind).map(|layer| layer.id)
        });
        let denominator = map.camera.scale_denominator(REFERENCE_DPI * f64::from(map.ratio));
        self.caught = pointer.filter(|_| is_busy).and_then(|at| {
            let (pixel, radius_px) = (map.pixel(at), f64::from(CATCH * 1.4 * map.ratio));
            let catch = Catch { camera: &map.camera, pixel, radius_px, denominator };
            snap(&state.layers, &catch, |layer| Some(layer.id) != except)
        });
        let drafting = &state.drafting;
        let is_line = drafting.tool.is_some_and(|tool| tool != Tool::Point);
        let last = drafting.coords.last().filter(|_| is_line && drafting.follows);
        self.way = match (last, self.caught) {
            (Some(&last), Some(to)) => {
                self.follower.way(&state.layers, &map.camera, denominator, last, to)
            }
            _ => Vec::new(),
        };
    }

    /// Says whether the keyboard's cross stands for the pointer: then it places the vertex in hand.
    pub(super) fn take_cross(&mut self, state: &State, is_shown: bool) {
        let drafting = &state.drafting;
        self.is_placing = is_shown
            && state.card == Card::Draft
            && drafting.edits_vertices()
            && drafting.vertex.is_some();
    }

    /// What the key that clicks does at a position, where drafting is meant: it adds a vertex, says
    /// where an offset is to lie, or places the vertex in hand.
    pub(super) fn clicked_by_key(&self, state: &State, position: Coord) -> Option<DraftAction> {
        if state.drafting.tool.is_some() {
            return Some(self.added(position));
        }
        if state.card == Card::Draft && state.drafting.offset.is_some() {
            return Some(DraftAction::Offset(OffsetAction::DragTo(position)));
        }
        let at = self.caught.map_or(position, |caught| caught.at);
        self.is_placing.then_some(DraftAction::MoveVertex(at))
    }

    /// What a click at a position adds.
    fn added(&self, position: Coord) -> DraftAction {
        if self.way.len() > 1 {
            return DraftAction::AddWay(self.way.clone());
        }
        DraftAction::Add(self.caught.map_or(position, |caught| caught.at))
    }

    /// Takes what the hand does; `true` when nobody else is meant.
    pub(super) fn gestures(
        &mut self,
        ui: &Ui,
        response: &Response,
        map: &View,
        state: &State,
        actions: &mut Vec<Action>,
    ) -> bool {
        if offset::gestures(&mut self.is_pulled, ui, response, map, state, actions) {
            return true;
        }
        let pointer = response.interact_pointer_pos();
        if response.drag_started_by(PointerButton::Primary) {
            let start = ui.input(|input| input.pointer.press_origin());
            self.dragged = start.and_then(|at| vertex_at(state, map, at));
        }
        if let (Some((ring, vertex)), Some(at)) = (self.dragged, pointer) {
            if response.dragged() {
                let to = self.caught.map_or_else(|| map.position(at), |caught| caught.at);
                actions.push(Action::Draft(DraftAction::Drag { ring, vertex, to }));
            }
            if response.drag_stopped() {
                self.dragged = None;
                actions.push(Action::Draft(DraftAction::Drop));
            }
            return true;
        }
        if response.drag_stopped() {
            self.dragged = None;
        }
        let Some(at) = pointer else { return false };
        if state.drafting.tool.is_some() {
            if response.double_clicked() {
                actions.push(Action::Draft(DraftAction::Finish));
            } else if response.clicked() {
                response.request_focus();
                actions.push(Action::Draft(self.added(map.position(at))));
            }
            return response.clicked() || response.double_clicked();
        }
        if let Some(action) = vertex_gesture(response, map, state, at) {
            response.request_focus();
            actions.push(Action::Draft(action));
            return true;
        }
        let is_free = state.card == Card::Draft && state.drafting.edits_vertices();
        let picks = is_free && response.clicked() && !response.double_clicked();
        if picks && let Some(key) = proposal_at(state, map, at) {
            response.request_focus();
            actions.push(Action::Draft(DraftAction::Select(Some(key))));
            return true;
        }
        false
    }
}

/// A click takes a vertex in hand, a double click on an edge adds one.
fn vertex_gesture(response: &Response, map: &View, state: &State, at: Pos2) -> Option<DraftAction> {
    if response.double_clicked() {
        let (ring, after, at) = edge_at(state, map, at)?;
        return Some(DraftAction::InsertVertex { ring, after, at: Some(at) });
    }
    let vertex = vertex_at(state, map, at).filter(|_| response.clicked())?;
    Some(DraftAction::SelectVertex(Some(vertex)))
}

/// The edge of the proposal on the card under the pointer, away from its vertices, and the place
/// on it.
fn edge_at(state: &State, map: &View, at: Pos2) -> Option<(usize, usize, Coord)> {
    if vertex_at(state, map, at).is_some() || state.card != Card::Draft {
        return None;
    }
    let drafting = &state.drafting;
    let proposal = state.planning.plan.proposals.get(&drafting.selected?)?;
    if !drafting.edits_vertices() {
        return None;
    }
    for (ring, coords) in proposal.shape.rings().into_iter().enumerate() {
        for (after, pair) in coords.windows(2).enumerate() {
            let (a, b) = (map.point(pair[0]), map.point(pair[1]));
            let edge = b - a;
            let share = ((at - a).dot(edge) / edge.length_sq().max(1e-6)).clamp(0.0, 1.0);
            if (a + edge * share).distance(at) <= CATCH {
                let share = f64::from(share);
                let place = [0, 1].map(|i: usize| pair[0][i] + (pair[1][i] - pair[0][i]) * share);
                return Some((ring, after, place));
            }
        }
    }
    None
}

/// Keys while something is drawn, and for the proposal on the card.
pub(super) fn keys(input: &egui::InputState, state: &State, actions: &mut Vec<Action>) {
    offset::keys(input, state, actions);
    let erases = input.key_pressed(Key::Backspace) || input.key_pressed(Key::Delete);
    if state.drafting.tool.is_some() {
        if erases {
            actions.push(Action::Draft(DraftAction::RemoveLast));
        }
        if input.modifiers.is_none() && input.key_pressed(Key::T) {
            actions.push(Action::Draft(DraftAction::Follow(!state.drafting.follows)));
        }
        if input.key_pressed(Key::Enter) {
            actions.push(Action::Draft(DraftAction::Finish));
        }
    } else if let (Card::Draft, Some(key)) = (state.card, state.drafting.selected)
        && state.drafting.dictation.is_none()
        && state.drafting.offset.is_none()
    {
        match state.drafting.vertex {
            // A vertex in hand goes alone.
            Some(_) if erases => actions.push(Action::Draft(DraftAction::RemoveVertex)),
            Some((ring, after)) if input.key_pressed(Key::Insert) => {
                actions.push(Action::Draft(DraftAction::InsertVertex { ring, after, at: None }));
            }
            None if input.key_pressed(Key::Delete) => {
                actions.push(Action::Plan(crate::action::PlanAction::RemoveProposal(key)));
            }
            _ => {}
        }
    }
}

/// The vertex of the proposal on the card under the pointer.
fn vertex_at(state: &State, map: &View, at: Pos2) -> Option<(usize, usize)> {
    let drafting = &state.drafting;
    if state.card != Card::Draft || !drafting.edits_vertices() {
        return None;
    }
    let proposal = state.planning.plan.proposals.get(&state.drafting.selected?)?;
    for (ring, coords) in proposal.shape.rings().into_iter().enumerate() {
        let near = |coord: &Coord| map.point(*coord).distance(at) <= CATCH * 1.5;
        if let Some(vertex) = coords.iter().position(near) {
            return Some((ring, vertex));
        }
    }
    None
}

/// The proposal under the pointer.
fn proposal_at(state: &State, map: &View, at: Pos2) -> Option<ProposalKey> {
    for hit in state.hits(map.pixel(at), &map.camera, map.ratio) {
        let layer = state.layers.get(crate::layers::LayerId(hit.layer))?;
        if !layer.loaded.is_proposals {
            continue;
        }
        let kind = layer.layer().kind();
        let mut shown = state.scenarios.rows(&state.planning.plan, kind);
        return shown.nth(hit.row).map(|one| one.key);
    }
    None
}
