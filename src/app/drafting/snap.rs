//! Catching what lies under the pointer: vertices and crossings first, then edges, of the layers
//! shown.

use allpa_geom::{Bounds, Coord};
use allpa_map::Camera;
use geo::Line;
use geo::line_intersection::{LineIntersection, line_intersection};

use crate::layers::{LayerId, Layers, MapLayer};

/// What the pointer has caught.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Snap {
    /// The position (longitude, latitude).
    pub at: Coord,
    /// The layer it belongs to.
    pub layer: LayerId,
    /// What it is.
    pub kind: SnapKind,
    /// The ends of the edge it lies on; a vertex twice.
    pub edge: [Coord; 2],
}

/// What was caught.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SnapKind {
    /// A vertex, or a point.
    Vertex,
    /// Where two edges cross.
    Crossing,
    /// A place on an edge.
    Edge,
}

/// Where and how far something is caught.
pub struct Catch<'a> {
    /// The view.
    pub camera: &'a Camera,
    /// The pointer, in physical pixels.
    pub pixel: [f64; 2],
    /// How far it reaches.
    pub radius_px: f64,
    /// That of the map's scale: what is not drawn is not caught.
    pub denominator: f64,
}

/// How far away it is, in radii of the catch.
type Caught = (f64, Snap);

/// Positions looked at for one place of the pointer: a frame must not wait.
pub(super) const MOST: usize = 400_000;
/// Edges near the pointer among which crossings are looked for.
const MOST_CROSSING: usize = 100;

/// The nearest vertex or crossing of the layers drawn that are `wanted`, else the nearest place on
/// an edge.
pub fn snap(layers: &Layers, catch: &Catch, wanted: impl Fn(&MapLayer) -> bool) -> Option<Snap> {
    let Catch { camera, pixel, radius_px, denominator } = *catch;
    let corner = |dx: f64, dy: f64| camera.to_lonlat([pixel[0] + dx, pixel[1] + dy]);
    let (a, b) = (corner(-radius_px, radius_px), corner(radius_px, -radius_px));
    let window =
        Bounds { min: [a[0].min(b[0]), a[1].min(b[1])], max: [a[0].max(b[0]), a[1].max(b[1])] };
    let center = camera.to_lonlat(pixel);
    // In so small a window the map is flat: distances are in radii of the catch.
    let scale = [2.0 / (window.max[0] - window.min[0]), 2.0 / (window.max[1] - window.min[1])];
    let flat = |at: Coord| [(at[0] - center[0]) * scale[0], (at[1] - center[1]) * scale[1]];
    let (mut vertex, mut edge): (Option<Caught>, Option<Caught>) = (None, None);
    let better = |best: &mut Option<Caught>, snap: Snap| {
        let [x, y] = flat(snap.at);
        let far = x.hypot(y);
        let is_better = far <= 1.0 && best.is_none_or(|(known, _)| far < known);
        if is_better {
            *best = Some((far, snap));
        }
        far <= 1.0
    };
    let mut near: Vec<(LayerId, [Coord; 2])> = Vec::new();
    let mut looked = 0;
    let is_drawn = |layer: &&MapLayer| layer.visible && layer.is_drawn_at(denominator);
    let caught = layers.iter().rev().filter(is_drawn).filter(|layer| wanted(layer));
    for layer in caught {
        let (Ok(index), Ok(shapes)) = (layer.layer().index(), layer.layer().geographic()) else {
            continue;
        };
        let layer = layer.id;
        for row in index.candidates(window) {
            for ring in shapes.rings(row) {
                looked += ring.len();
                if looked > MOST {
                    return vertex.or(edge).map(|(_, snap)| snap);
                }
                for &at in ring {
                    let kind = SnapKind::Vertex;
                    better(&mut vertex, Snap { at, layer, kind, edge: [at; 2] });
                }
                for pair in ring.windows(2) {
                    let (at, ends) = (nearest(pair[0], pair[1], flat), [pair[0], pair[1]]);
                    let snap = Snap { at, layer, kind: SnapKind::Edge, edge: ends };
                    if better(&mut edge, snap) && near.len() < MOST_CROSSING {
                        near.push((layer, ends));
                    }
                }
            }
        }
    }
    for (number, &(layer, own)) in near.iter().enumerate() {
        for (_, other) in &near[number + 1..] {
            if let Some(at) = crossing(own, *other) {
                let kind = SnapKind::Crossing;
                better(&mut vertex, Snap { at, layer, kind, edge: own });
            }
        }
    }
    vertex.or(edge).map(|(_, snap)| snap)
}

/// Where two edges cross between their ends.
fn crossing(one: [Coord; 2], other: [Coord; 2]) -> Option<Coord> {
    let [one, other] = [one, other].map(|[from, to]| Line::new(from, to));
    match line_intersection(one, other)? {
        LineIntersection::SinglePoint { intersection, is_proper: true } => {
            Some(intersection.into())
        }
        _ => None,
    }
}

/// The place on an edge nearest to the middle of the flat window.
fn nearest(a: Coord, b: Coord, flat: impl Fn(Coord) -> [f64; 2]) -> Coord {
    let ([ax, ay], [bx, by]) = (flat(a), flat(b));
    let (dx, dy) = (bx - ax, by - ay);
    let length = dx * dx + dy * dy;
    let share = if length > 0.0 { -(ax * dx + ay * dy) / length } else { 0.0 };
    let share = share.clamp(0.0, 1.0);
    [a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layers::LoadedLayer;
    use allpa_geom::{ShapeKind, ShapesBuilder};
    use allpa_map::style::MapTheme;
    use allpa_map::{Plane, PreparedLayer};
    use allpa_model::Layer;
    use allpa_model::role::recognise;
    use std::sync::Arc;

    #[test]
    fn vertices_are_caught_before_edges_and_hidden_layers_never() {
        let mut shapes = ShapesBuilder::default();
        shapes.extend([[-76.0, -6.0], [-75.0, -6.0]]);
        shapes.end_ring();
        shapes.end_part();
        shapes.end_feature(ShapeKind::Line);
        let layer = Arc::new(Layer::made("vía", shapes.finish(), Vec::new()));
        let prepared =
            Arc::new(PreparedLayer::new(Arc::clone(&layer), Plane::Mercator).expect("on Earth"));
        let title = ["vía".to_owned(), "road".to_owned()];
        let theme = MapTheme::LIGHT;
        let mut layers = Layers::default();
        let id = layers.add(LoadedLayer::new(prepared, recognise(&layer), 0, &theme, title, false));
        let bounds = Bounds { min: [-77.0, -7.0], max: [-74.0, -5.0] };
        let camera = Camera::fit(Plane::Mercator, bounds, [800, 600], 0.0);
        let pixel = |at: Coord| camera.to_screen(at).map(f64::from);
        let reach = Catch { camera: &camera, pixel: [0.0; 2], radius_px: 8.0, denominator: 1e6 };
        let catch = |layers: &Layers, at: Coord, up: f64| {
            let [x, y] = pixel(at);
            let catch = Catch { pixel: [x, y - up], ..reach };
            snap(layers, &catch, |_| true)
        };
        let vertex = catch(&layers, [-76.0, -6.0], 5.0).expect("a vertex");
        assert_eq!((vertex.at, vertex.kind, vertex.layer), ([-76.0, -6.0], SnapKind::Vertex, id));
        let edge = catch(&layers, [-75.5, -6.0], 5.0).expect("an edge");
        assert_eq!(edge.kind, SnapKind::Edge);
        assert!((edge.at[0] + 75.5).abs() < 1e-4 && (edge.at[1] + 6.0).abs() < 1e-9, "{edge:?}");
        assert_eq!(catch(&layers, [-75.5, -6.0], 9.0), None);
        let there = Catch { pixel: pixel([-76.0, -6.0]), ..reach };
        assert_eq!(snap(&layers, &there, |layer| layer.id != id), None);
        layers.set_visible(id, false);
        assert_eq!(catch(&layers, [-76.0, -6.0], 0.0), None);
    }

    #[test]
    fn edges_cross_between_their_ends_only() {
        let level = [[0.0, 1.0], [2.0, 1.0]];
        assert_eq!(crossing(level, [[1.0, 0.0], [1.0, 2.0]]), Some([1.0, 1.0]));
        assert_eq!(crossing(level, [[2.0, 1.0], [3.0, 5.0]]), None, "an end is a vertex");
        assert_eq!(crossing(level, [[0.0, 2.0], [2.0, 2.0]]), None);
    }
}
