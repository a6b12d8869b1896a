//! What tools draw over the map: boxes, outlines, measured paths, a marked position, the divider.

use allpa_geom::Coord;
use egui::{Align2, Color32, FontId, Painter, Pos2, Rect, Shape, Stroke, StrokeKind, pos2, vec2};

use super::View;
use super::overlay::{handle, line};
use super::tools::Dragging;
use crate::state::State;
use crate::theme::{self, Tokens, icon};
use crate::tools::Tool;

/// Draws them all; the pointer is the vertex to come, where it has caught none.
pub(super) fn draw(
    painter: &Painter,
    map: &View,
    state: &State,
    dragging: Option<Dragging>,
    (pointer, snapped): (Option<Pos2>, Option<Coord>),
) {
    let colors = theme::tokens(state.theme);
    if let (Some(Dragging::Box { from, .. }), Some(to)) = (dragging, pointer) {
        let drawn = Rect::from_two_pos(from, to);
        painter.rect_filled(drawn, 0.0, colors.accent.gamma_multiply(0.15));
        painter.rect_stroke(drawn, 0.0, Stroke::new(1.5, colors.accent), StrokeKind::Inside);
    }
    let caught = snapped.map(|at| map.point(at));
    if let Some(at) = caught {
        painter.circle_stroke(at, 7.0, Stroke::new(2.0, colors.proposal));
    }
    let pointer = caught.or(pointer);
    match state.tools.tool {
        Tool::SelectOutline => path(painter, map, state, pointer, true, colors.accent),
        Tool::Measure => {
            let is_closed = state.tools.vertices.len() > 1;
            path(painter, map, state, pointer, is_closed, colors.proposal);
        }
        Tool::Explore | Tool::SelectBox => {}
    }
    if let Some(at) = state.views.marked {
        mark(painter, map.point(at), &colors);
    }
    if state.compare.is_on {
        divider(painter, map, state, &colors);
    }
}

/// A path with its vertices, the leg to the pointer, and the one that would close it.
fn path(
    painter: &Painter,
    map: &View,
    state: &State,
    pointer: Option<Pos2>,
    is_closed: bool,
    color: Color32,
) {
    let vertices: &[Coord] = &state.tools.vertices;
    let (Some(&first), Some(&last)) = (vertices.first(), vertices.last()) else { return };
    let pointer = pointer.filter(|_| !state.tools.is_finished);
    let points: Vec<Pos2> = vertices.iter().map(|at| map.point(*at)).chain(pointer).collect();
    if is_closed && points.len() > 2 {
        let ends = [points[points.len() - 1], points[0]];
        painter.extend(Shape::dashed_line(&ends, Stroke::new(1.2, color), 4.0, 5.0));
    }
    line(painter, map, vertices, Stroke::new(4.5, Color32::WHITE.gamma_multiply(0.8)));
    line(painter, map, vertices, Stroke::new(2.5, color));
    if let Some(pointer) = pointer {
        let ends = [map.point(last), pointer];
        painter.extend(Shape::dashed_line(&ends, Stroke::new(2.0, color), 6.0, 4.0));
    }
    for vertex in std::iter::once(&first).chain(&vertices[1..]) {
        handle(painter, map.point(*vertex), color);
    }
}

/// A position that was typed.
fn mark(painter: &Painter, at: Pos2, colors: &Tokens) {
    let arm = |from: egui::Vec2, to: egui::Vec2, stroke: Stroke| {
        painter.line_segment([at + from, at + to], stroke);
    };
    for stroke in [Stroke::new(5.0, Color32::WHITE), Stroke::new(2.0, colors.proposal)] {
        painter.circle_stroke(at, 9.0, stroke);
        for way in [vec2(1.0, 0.0), vec2(-1.0, 0.0), vec2(0.0, 1.0), vec2(0.0, -1.0)] {
            arm(way * 9.0, way * 17.0, stroke);
        }
    }
    painter.circle_filled(at, 2.0, colors.proposal);
}

/// The divider with its handle, and the names of both sides.
fn divider(painter: &Painter, map: &View, state: &State, colors: &Tokens) {
    let x = map.area.min.x + map.area.width() * state.compare.divider;
    let (top, bottom) = (pos2(x, map.area.min.y), pos2(x, map.area.max.y));
    painter.line_segment([top, bottom], Stroke::new(4.0, Color32::WHITE));
    painter.line_segment([top, bottom], Stroke::new(2.0, colors.accent));
    let middle = pos2(x, map.area.center().y);
    painter.circle(middle, 15.0, colors.accent, Stroke::new(2.0, Color32::WHITE));
    for (shift, sign) in [(-6.5, icon::LEFT), (6.5, icon::RIGHT)] {
        let at = middle + vec2(shift, 0.0);
        let font = FontId::proportional(12.0);
        painter.text(at, Align2::CENTER_CENTER, sign, font, colors.on_accent);
    }
    let side = |align: Align2, shift: f32, text: &str| {
        let at = pos2(x + shift, map.area.max.y - 20.0);
        let font = FontId::new(12.0, theme::strong());
        let galley = painter.layout_no_wrap(text.to_owned(), font, colors.on_accent);
        let place = align.anchor_size(at, galley.size());
        painter.rect_filled(place.expand2(vec2(6.0, 3.0)), 4.0, colors.accent);
        painter.galley(place.min, galley, colors.on_accent);
    };
    side(Align2::RIGHT_CENTER, -14.0, "A");
    side(Align2::LEFT_CENTER, 14.0, "B");
}
