//! What the hand draws as a proposal: gestures, and what is shown over the map.

use allpa_geom::Coord;
use allpa_map::REFERENCE_DPI;
use allpa_model::plan::{Drawn, ProposalKey};
use egui::{
    Align2, Color32, FontId, Key, Painter, PointerButton, Pos2, Response, Shape, Stroke, Ui, vec2,
};

use super::overlay::{handle, line};
use super::{CATCH, View};
use crate::action::{Action, Card, DraftAction};
use crate::drafting::{Catch, Dictation, Follower, Snap, SnapKind, Tool, snap};
use crate::state::State;
use crate::theme::Tokens;

/// Corners of a table that are marked on the map at most.
const MOST_MARKED: usize = 1_000;

/// What the map keeps of drawing between frames.
#[derive(Default)]
pub(super) struct DraftHand {
    /// What the pointer has caught.
    pub(super) caught: Option<Snap>,
    /// The way there along lines, where lines are followed and lead there.
    way: Vec<Coord>,
    follower: Follower,
    dragged: Option<(usize, usize)>,
}

impl DraftHand {
    /// Looks what the pointer catches while something is drawn or dragged.
    pub(super) fn look(&mut self, state: &State, map: &View, pointer: Option<Pos2>) {
        let is_busy = state.drafting.tool.is_some() || self.dragged.is_some();
        // A vertex does not stick to where it was.
        let except = self.dragged.and_then(|_| {
            let key = state.drafting.selected?;
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

    /// What a click at a position adds.
    pub(super) fn added(&self, position: Coord) -> DraftAction {
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
        let is_free = state.card == Card::Draft && state.drafting.dictation.is_none();
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
    if drafting.dictation.is_some() || drafting.tool.is_some() {
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
    if state.card != Card::Draft || drafting.tool.is_some() || drafting.dictation.is_some() {
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

/// Draws what is being drawn, the proposal on the card with its handles, and what is caught.
pub(super) fn draw(
    painter: &Painter,
    map: &View,
    state: &State,
    hand: &DraftHand,
    colors: &Tokens,
    pointer: Option<Pos2>,
) {
    others(painter, map, state, colors);
    let dictation = state.drafting.dictation.as_ref().filter(|_| state.card == Card::Draft);
    if let Some(dictation) = dictation {
        dictated(painter, map, dictation, colors);
    } else if state.card == Card::Draft && state.drafting.tool.is_none() {
        edited(painter, map, state, colors);
    }
    if state.drafting.cut.is_some() {
        edited(painter, map, state, colors);
    }
    let Some(tool) = state.drafting.tool else {
        if hand.dragged.is_some() {
            caught(painter, map, state, hand.caught, colors);
        }
        return;
    };
    let next = hand.caught.map(|caught| caught.at).or(pointer.map(|at| map.position(at)));
    let next = if hand.way.is_empty() { Vec::from_iter(next) } else { hand.way.clone() };
    let coords = &state.drafting.coords;
    let stroke = Stroke::new(2.5, colors.proposal);
    line(painter, map, coords, Stroke::new(4.5, Color32::WHITE.gamma_multiply(0.8)));
    line(painter, map, coords, stroke);
    let mut dashed: Vec<Pos2> = Vec::new();
    if !next.is_empty() {
        dashed.extend(coords.last().into_iter().chain(&next).map(|at| map.point(*at)));
        let first = coords.first().filter(|_| tool == Tool::Polygon && coords.len() > 1);
        dashed.extend(first.map(|at| map.point(*at)));
    }
    painter.extend(Shape::dashed_line(&dashed, Stroke::new(2.0, colors.proposal), 6.0, 4.0));
    for &vertex in coords {
        handle(painter, map.point(vertex), colors.proposal);
    }
    if let Some(typed) = state.drafting.typed() {
        let at = map.point(typed.at());
        if let Some(from) = coords.last() {
            painter.line_segment([map.point(*from), at], Stroke::new(2.0, colors.accent));
        }
        handle(painter, at, colors.accent);
    }
    caught(painter, map, state, hand.caught, colors);
    if let (Some(shape), Some(at)) = (state.drafting.shape(&next), pointer) {
        tell(painter, at + vec2(16.0, 18.0), &measured(state, &shape), colors);
    }
}

/// Proposals of the alternatives that nobody works on, pale and dashed.
fn others(painter: &Painter, map: &View, state: &State, colors: &Tokens) {
    if state.scenarios.working.is_none() || state.scenarios.hides_others {
        return;
    }
    let view = map.camera.visible_bounds();
    let stroke = Stroke::new(1.5, colors.quiet.gamma_multiply(0.7));
    let all = state.planning.plan.proposals.values();
    for proposal in all.filter(|one| !state.scenarios.is_at_work(one)).take(MOST_MARKED) {
        let bounds = proposal.shape.bounds();
        if !bounds.is_some_and(|bounds| bounds.intersects(&view)) {
            continue;
        }
        for ring in proposal.shape.rings() {
            if let [at] = ring {
                painter.circle_stroke(map.point(*at), 5.0, stroke);
            }
            let points: Vec<Pos2> = ring.iter().map(|at| map.point(*at)).collect();
            painter.extend(Shape::dashed_line(&points, stroke, 5.0, 4.0));
        }
    }
}

/// What a table of corners draws, each corner with what it is called there.
fn dictated(painter: &Painter, map: &View, dictation: &Dictation, colors: &Tokens) {
    for ring in dictation.shape.iter().flat_map(Drawn::rings) {
        line(painter, map, ring, Stroke::new(4.5, Color32::WHITE.gamma_multiply(0.8)));
        line(painter, map, ring, Stroke::new(2.5, colors.proposal));
    }
    let corners = dictation.corners.runs.iter().flatten();
    let mut last: Option<Pos2> = None;
    for corner in corners.take(MOST_MARKED) {
        let at = map.point(corner.at);
        let is_doubtful = dictation.corners.doubts.iter().any(|(line, _)| *line == corner.line);
        let color = if is_doubtful { colors.danger } else { colors.proposal };
        handle(painter, at, color);
        // Names that would lie on each other say nothing.
        if !corner.label.is_empty() && last.is_none_or(|last| last.distance(at) > 24.0) {
            tell(painter, at + vec2(8.0, -24.0), &corner.label, colors);
            last = Some(at);
        }
    }
}

/// The proposal on the card, as it is dragged, with its handles.
fn edited(painter: &Painter, map: &View, state: &State, colors: &Tokens) {
    let Some(key) = state.drafting.selected else { return };
    let known = state.planning.plan.proposals.get(&key).map(|proposal| &proposal.shape);
    let dragged = &state.drafting.dragged;
    for ring in dragged.iter().filter(|(other, _)| **other != key).flat_map(|(_, one)| one.rings())
    {
        line(painter, map, ring, Stroke::new(2.0, colors.proposal));
    }
    let Some(shape) = dragged.get(&key).or(known) else { return };
    for ring in shape.rings() {
        line(painter, map, ring, Stroke::new(3.0, colors.proposal));
        let is_closed = ring.len() > 1 && ring.first() == ring.last();
        for &vertex in &ring[usize::from(is_closed)..] {
            handle(painter, map.point(vertex), colors.proposal);
        }
    }
    let chosen = state.drafting.vertex.filter(|_| dragged.is_empty());
    if let Some(at) = chosen.and_then(|(ring, at)| shape.rings().get(ring)?.get(at).copied()) {
        painter.circle_stroke(map.point(at), 10.0, Stroke::new(2.5, colors.accent));
    }
    if let (Some(dragged), Some(at)) = (dragged.get(&key), painter.ctx().pointer_latest_pos()) {
        tell(painter, at + vec2(16.0, 18.0), &measured(state, dragged), colors);
    }
}

/// Marks what the pointer has caught, with the name of its layer.
fn caught(painter: &Painter, map: &View, state: &State, snap: Option<Snap>, colors: &Tokens) {
    let Some(snap) = snap else { return };
    let at = map.point(snap.at);
    let stroke = Stroke::new(2.0, colors.accent);
    match snap.kind {
        SnapKind::Vertex => {
            let square = egui::Rect::from_center_size(at, vec2(14.0, 14.0));
            painter.rect_stroke(square, 0.0, stroke, egui::StrokeKind::Middle);
        }
        SnapKind::Crossing => {
            let corner = |x: f32, y: f32| at + vec2(x, y);
            let diamond =
                vec![corner(0.0, -9.0), corner(9.0, 0.0), corner(0.0, 9.0), corner(-9.0, 0.0)];
            painter.add(Shape::closed_line(diamond, stroke));
        }
        SnapKind::Edge => {
            let cross = [vec2(-6.0, -6.0), vec2(6.0, 6.0), vec2(-6.0, 6.0), vec2(6.0, -6.0)];
            painter.line_segment([at + cross[0], at + cross[1]], stroke);
            painter.line_segment([at + cross[2], at + cross[3]], stroke);
        }
    }
    let key = match snap.kind {
        SnapKind::Vertex => "draft-vertex-of",
        SnapKind::Crossing => "draft-crossing-of",
        SnapKind::Edge => "draft-edge-of",
    };
    let name = state.title(snap.layer);
    tell(painter, at + vec2(16.0, -30.0), &state.texts.with(key, &[("name", &name)]), colors);
}

/// Area and perimeter, or length, of a shape.
fn measured(state: &State, shape: &Drawn) -> String {
    let texts = &state.texts;
    let sizes = [
        shape.area().map(|area| texts.hectares(area)),
        shape.length().map(|length| texts.kilometers(length)),
    ];
    sizes.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// A few words on paper, beside the pointer.
fn tell(painter: &Painter, at: Pos2, text: &str, colors: &Tokens) {
    if text.is_empty() {
        return;
    }
    let words = painter.layout_no_wrap(text.to_owned(), FontId::proportional(13.0), colors.ink);
    let paper = Align2::LEFT_TOP.anchor_size(at, words.size()).expand(4.0);
    painter.rect_filled(paper, 4.0, colors.raised);
    painter.rect_stroke(paper, 4.0, Stroke::new(1.0, colors.line), egui::StrokeKind::Inside);
    painter.galley(at, words, colors.ink);
}
