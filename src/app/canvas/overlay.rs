//! What is drawn over the map each frame: the corridor being asked about, what the pointer
//! touches, scale bar and north.

use allpa_geom::{Coord, rings};
use allpa_map::Hit;
use allpa_map::furniture::scale_bar;
use allpa_model::question::asked::Slot;
use egui::{
    Align2, Color32, FontId, Mesh, Painter, Pos2, Rect, Shape, Stroke, StrokeKind, pos2, vec2,
};

use super::View;
use crate::action::Card;
use crate::corridor::Source;
use crate::layers::LayerId;
use crate::state::State;
use crate::theme::{self, Tokens};

/// Outlines with more positions than this are not traced under the pointer.
const MOST_TRACED: usize = 40_000;

pub(super) fn draw(
    painter: &Painter,
    map: &View,
    state: &State,
    hovered: &[Hit],
    pointer: Option<Pos2>,
) {
    let colors = theme::tokens(state.theme);
    let is_drawing = state.corridor.is_drawing
        || state.asking.drawing.is_some()
        || state.drafting.is_drawing()
        || state.tools.is_drawing();
    if let Some(hit) = hovered.first().filter(|_| !is_drawing) {
        trace(painter, map, state, hit, Stroke::new(2.0, colors.accent));
    }
    zone(painter, map, state, &colors);
    axis(painter, map, state, &colors, pointer);
    asked(painter, map, state, &colors, pointer);
    preview(painter, map, state, &colors);
    marginalia(painter, map, state, &colors);
}

/// Outlines one feature.
fn trace(painter: &Painter, map: &View, state: &State, hit: &Hit, stroke: Stroke) {
    let Some(layer) = state.layers.get(LayerId(hit.layer)) else { return };
    let Ok(shapes) = layer.layer().geographic() else { return };
    if shapes.feature_coords(hit.row).len() > MOST_TRACED {
        return;
    }
    for ring in shapes.rings(hit.row) {
        if let [only] = ring {
            painter.circle_stroke(map.point(*only), 7.0, stroke);
        } else {
            line(painter, map, ring, stroke);
        }
    }
}

/// A line, vertices closer than a point left out.
pub(super) fn line(painter: &Painter, map: &View, coords: &[Coord], stroke: Stroke) {
    let mut points: Vec<Pos2> = Vec::with_capacity(coords.len().min(4096));
    for (i, &coord) in coords.iter().enumerate() {
        let point = map.point(coord);
        let is_end = i + 1 == coords.len();
        if is_end || points.last().is_none_or(|last| last.distance_sq(point) > 1.0) {
            points.push(point);
        }
    }
    painter.add(Shape::line(points, stroke));
}

/// The zone of influence of the last answer.
fn zone(painter: &Painter, map: &View, state: &State, colors: &Tokens) {
    let Some(answer) = &state.corridor.answer else { return };
    let fill = colors.proposal.gamma_multiply(0.18);
    let mut mesh = Mesh::default();
    for triangle in &answer.triangles {
        let first = mesh.vertices.len() as u32;
        for &corner in triangle {
            mesh.colored_vertex(map.point(corner), fill);
        }
        mesh.add_triangle(first, first + 1, first + 2);
    }
    painter.add(mesh);
    for ring in rings(&answer.sheet.zone) {
        let coords: Vec<Coord> = ring.0.iter().map(|c| [c.x, c.y]).collect();
        line(painter, map, &coords, Stroke::new(1.2, colors.proposal));
    }
}

/// The axis, and handles where the user may drag it.
fn axis(painter: &Painter, map: &View, state: &State, colors: &Tokens, pointer: Option<Pos2>) {
    let corridor = &state.corridor;
    for part in &corridor.inputs.axis {
        line(painter, map, part, Stroke::new(4.5, Color32::WHITE.gamma_multiply(0.8)));
        line(painter, map, part, Stroke::new(2.5, colors.proposal));
    }
    if corridor.inputs.source != Source::Drawn {
        return;
    }
    let Some(vertices) = corridor.inputs.axis.first() else { return };
    if let (true, Some(last), Some(pointer)) = (corridor.is_drawing, vertices.last(), pointer) {
        let dashes = Shape::dashed_line(
            &[map.point(*last), pointer],
            Stroke::new(2.0, colors.proposal),
            6.0,
            4.0,
        );
        painter.extend(dashes);
    }
    for &vertex in vertices {
        handle(painter, map.point(vertex), colors.proposal);
    }
}

/// What the question on the card is about, as drawn: places, lines and areas.
fn asked(painter: &Painter, map: &View, state: &State, colors: &Tokens, pointer: Option<Pos2>) {
    let Some(mut question) = state.asking.question.clone() else { return };
    let stroke = Stroke::new(2.5, colors.proposal);
    for input in question.inputs() {
        let is_drawing = state.asking.drawing == Some(input.key);
        let drawn: &[Coord] = match input.slot {
            Slot::Place { value: Some(at) } => {
                let point = map.point(*at);
                painter.circle(point, 6.0, colors.proposal, Stroke::new(2.0, Color32::WHITE));
                continue;
            }
            Slot::Axis { value } => {
                for part in value.iter() {
                    line(painter, map, part, Stroke::new(4.5, Color32::WHITE.gamma_multiply(0.8)));
                    line(painter, map, part, stroke);
                }
                value.last().map_or(&[], Vec::as_slice)
            }
            Slot::Area { value } => {
                let ring: Vec<Coord> = value.iter().chain(value.first()).copied().collect();
                line(painter, map, &ring, stroke);
                value
            }
            _ => continue,
        };
        if !is_drawing {
            continue;
        }
        if let (Some(last), Some(pointer)) = (drawn.last(), pointer) {
            let ends = [map.point(*last), pointer];
            painter.extend(Shape::dashed_line(&ends, Stroke::new(2.0, colors.proposal), 6.0, 4.0));
        }
        for &vertex in drawn {
            handle(painter, map.point(vertex), colors.proposal);
        }
    }
}

/// A square that marks a vertex.
pub(super) fn handle(painter: &Painter, at: Pos2, color: Color32) {
    let handle = Rect::from_center_size(at, vec2(9.0, 9.0));
    let stroke = Stroke::new(2.0, color);
    painter.rect(handle, 2.0, Color32::WHITE, stroke, StrokeKind::Inside);
}

/// Where the layer on the import card would lie: a position of each feature, or of many of them.
fn preview(painter: &Painter, map: &View, state: &State, colors: &Tokens) {
    let Some(pending) = state.imports.first().filter(|_| state.card == Card::Import) else {
        return;
    };
    for &coord in &pending.preview {
        let point = map.point(coord);
        painter.circle(point, 4.0, colors.proposal, Stroke::new(1.0, Color32::WHITE));
    }
}

/// Scale bar and north arrow at the lower right.
fn marginalia(painter: &Painter, map: &View, state: &State, colors: &Tokens) {
    let bar = scale_bar(&map.camera, f64::from(140.0 * map.ratio));
    let width = bar.px as f32 / map.ratio;
    let right = map.area.max - vec2(16.0, 16.0);
    let left = pos2(right.x - width, right.y);
    let paper = Rect::from_min_max(left - vec2(34.0, 26.0), right + vec2(8.0, 8.0));
    painter.rect_filled(paper, 6.0, theme::panel(state.theme).gamma_multiply(0.85));
    let ink = Stroke::new(1.5, colors.ink);
    painter.line(vec![left - vec2(0.0, 6.0), left, right, right - vec2(0.0, 6.0)], ink);
    let middle = pos2(f32::midpoint(left.x, right.x), right.y - 4.0);
    painter.text(middle, Align2::CENTER_BOTTOM, &bar.label, FontId::proportional(12.0), colors.ink);
    let tip = pos2(left.x - 20.0, right.y - 18.0);
    let arrow = vec![tip, tip + vec2(5.0, 12.0), tip + vec2(0.0, 9.0), tip + vec2(-5.0, 12.0)];
    painter.add(Shape::convex_polygon(arrow, colors.ink, Stroke::NONE));
    let below = tip + vec2(0.0, 13.0);
    painter.text(below, Align2::CENTER_TOP, "N", FontId::proportional(11.0), colors.ink);
}

/// The cross that stands for the pointer while the keyboard moves the map.
pub(super) fn cross(painter: &Painter, at: Pos2, colors: &Tokens) {
    for (width, color) in [(4.0, Color32::WHITE.gamma_multiply(0.8)), (2.0, colors.accent)] {
        for arm in [vec2(1.0, 0.0), vec2(-1.0, 0.0), vec2(0.0, 1.0), vec2(0.0, -1.0)] {
            painter.line_segment([at + arm * 4.0, at + arm * 14.0], Stroke::new(width, color));
        }
    }
}
