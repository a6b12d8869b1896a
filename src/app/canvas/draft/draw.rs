//! What is shown over the map of what is drawn, and of the proposal on the card.

use allpa_model::plan::Drawn;
use egui::{Align2, Color32, FontId, Painter, Pos2, Shape, Stroke, vec2};

use super::super::View;
use super::super::overlay::{handle, line};
use super::{DraftHand, offset};
use crate::action::Card;
use crate::drafting::{Dictation, Snap, SnapKind, Tool};
use crate::state::State;
use crate::theme::Tokens;

/// Corners of a table that are marked on the map at most.
const MOST_MARKED: usize = 1_000;

/// Draws what is being drawn, the proposal on the card with its handles, and what is caught.
pub(in super::super) fn draw(
    painter: &Painter,
    map: &View,
    state: &State,
    hand: &DraftHand,
    colors: &Tokens,
    pointer: Option<Pos2>,
) {
    others(painter, map, state, colors);
    offset::draw_outline(painter, map, state, colors);
    let dictation = state.drafting.dictation.as_ref().filter(|_| state.card == Card::Draft);
    if let Some(dictation) = dictation {
        dictated(painter, map, dictation, colors);
    } else if state.card == Card::Draft && state.drafting.tool.is_none() {
        edited(painter, map, state, colors);
    }
    if state.drafting.cut.is_some() {
        edited(painter, map, state, colors);
    }
    offset::draw(painter, map, state, pointer.filter(|_| hand.is_pulled), colors);
    let Some(tool) = state.drafting.tool else {
        if hand.dragged.is_some() || hand.is_placing {
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
    typed(painter, map, state, colors);
    caught(painter, map, state, hand.caught, colors);
    if let (Some(shape), Some(at)) = (state.drafting.shape(&next), pointer) {
        tell(painter, at + vec2(16.0, 18.0), &measured(state, &shape), colors);
    }
}

/// Where what is typed leads.
fn typed(painter: &Painter, map: &View, state: &State, colors: &Tokens) {
    let plan = &state.planning.plan;
    let Some(typed) = state.drafting.typed(plan) else { return };
    let at = map.point(typed.at());
    if let Some(from) = state.drafting.last(plan) {
        painter.line_segment([map.point(from), at], Stroke::new(2.0, colors.accent));
    }
    handle(painter, at, colors.accent);
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
        typed(painter, map, state, colors);
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
pub(super) fn tell(painter: &Painter, at: Pos2, text: &str, colors: &Tokens) {
    if text.is_empty() {
        return;
    }
    let words = painter.layout_no_wrap(text.to_owned(), FontId::proportional(13.0), colors.ink);
    let paper = Align2::LEFT_TOP.anchor_size(at, words.size()).expand(4.0);
    painter.rect_filled(paper, 4.0, colors.raised);
    painter.rect_stroke(paper, 4.0, Stroke::new(1.0, colors.line), egui::StrokeKind::Inside);
    painter.galley(at, words, colors.ink);
}
