//! What lies under the cursor: exact, and only what the picture shows.

use allpa_geom::{Bounds, Coord, ShapeKind, Shapes};

use crate::camera::Camera;
use crate::label::squared_distance;
use crate::scene::{Scene, SceneLayer};
use crate::style::Symbol;

/// Reach in logical pixels that suits a mouse.
pub const MOUSE_RADIUS_PX: f64 = 6.0;

/// Polygons narrower than this many pixels are hit within the reach like points.
const SMALL_POLYGON_PX: f64 = 4.0;

/// A feature under the cursor.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hit {
    /// [`SceneLayer::id`] of its layer.
    pub layer: u32,
    /// Its row.
    pub row: usize,
    /// Pixels from the cursor to it; 0 inside a polygon.
    pub distance_px: f64,
}

/// Features within `radius_px` physical pixels of `screen`, the topmost layer first.
///
/// Lines and points are hit within the radius or anywhere on their sign; polygons inside, whether
/// filled or only outlined, and not in their holes. Within a layer the nearest comes first, and
/// among polygons the smallest. Features without symbol and layers hidden at this scale are never
/// hit.
pub fn pick(scene: &Scene, camera: &Camera, screen: [f64; 2], radius_px: f64) -> Vec<Hit> {
    let layers: Vec<&SceneLayer> = scene.visible_layers(camera).collect();
    layers
        .into_iter()
        .rev()
        .flat_map(|layer| in_layer(scene, layer, camera, screen, radius_px))
        .collect()
}

fn in_layer(
    scene: &Scene,
    layer: &SceneLayer,
    camera: &Camera,
    screen: [f64; 2],
    radius_px: f64,
) -> Vec<Hit> {
    let at = camera.screen_to_world(screen);
    let ratio = f64::from(scene.pixel_ratio);
    let symbols = layer.classes.symbols();
    let denominator = scene.denominator(camera);
    let widest = symbols.iter().map(|symbol| reach(symbol) * ratio).fold(radius_px, f64::max);
    let margin = widest * camera.world_per_pixel;
    let window = Bounds { min: at, max: at }.grown([margin, margin]);
    let world = layer.prepared.world();
    let mut hits: Vec<(Hit, f64)> = Vec::new();
    for row in layer.prepared.rows_in(window) {
        let Some(class) = layer.classes.of_row_at(row, denominator) else { continue };
        let Some(bounds) = layer.prepared.row_bounds(row) else { continue };
        let symbol = &symbols[class];
        let radius = (reach(symbol) * ratio).max(radius_px);
        let distance = distance(world, row, symbol, at, bounds, camera.world_per_pixel);
        if let Some(distance_px) = distance.filter(|&distance| distance <= radius) {
            let size = bounds.width() * bounds.height();
            hits.push((Hit { layer: layer.id, row, distance_px }, size));
        }
    }
    hits.sort_by(|(a, a_size), (b, b_size)| {
        let by_distance = a.distance_px.total_cmp(&b.distance_px);
        by_distance.then(a_size.total_cmp(b_size)).then(a.row.cmp(&b.row))
    });
    hits.into_iter().map(|(hit, _)| hit).collect()
}

/// Pixels from `at` to feature `row`; `None` when it is not drawn or not touched at all.
fn distance(
    world: &Shapes,
    row: usize,
    symbol: &Symbol,
    at: Coord,
    bounds: Bounds,
    world_per_pixel: f64,
) -> Option<f64> {
    let meters = match world.kind(row) {
        ShapeKind::None => return None,
        ShapeKind::Point => {
            symbol.marker?;
            let points = world.feature_coords(row).iter();
            points.map(|&point| squared_distance(at, point, point)).fold(f64::MAX, f64::min).sqrt()
        }
        ShapeKind::Line => {
            symbol.stroke.as_ref()?;
            nearest_edge(world, row, at)
        }
        ShapeKind::Polygon => {
            if symbol.fill.is_none() && symbol.stroke.is_none() {
                return None;
            }
            let is_small = bounds.width().max(bounds.height()) < SMALL_POLYGON_PX * world_per_pixel;
            match (is_inside(world, row, at), is_small) {
                (true, _) => 0.0,
                (false, true) => nearest_edge(world, row, at),
                (false, false) => return None,
            }
        }
    };
    Some(meters / world_per_pixel)
}

fn nearest_edge(world: &Shapes, row: usize, at: Coord) -> f64 {
    let edges = world.rings(row).flat_map(|ring| ring.windows(2));
    edges.map(|edge| squared_distance(at, edge[0], edge[1])).fold(f64::MAX, f64::min).sqrt()
}

/// Even-odd rule over all rings: holes are outside.
fn is_inside(world: &Shapes, row: usize, at: Coord) -> bool {
    let crosses = |edge: &&[Coord]| {
        let (a, b) = (edge[0], edge[1]);
        (a[1] > at[1]) != (b[1] > at[1])
            && at[0] < (b[0] - a[0]) * (at[1] - a[1]) / (b[1] - a[1]) + a[0]
    };
    world.rings(row).flat_map(|ring| ring.windows(2)).filter(crosses).count() % 2 == 1
}

/// Logical pixels that a sign or line reaches from its position.
fn reach(symbol: &Symbol) -> f64 {
    let marker = symbol.marker.map_or(0.0, |marker| marker.size_px / 2.0 + marker.rim_px);
    let stroke = symbol.stroke.as_ref().map_or(0.0, |stroke| stroke.full_width_px() / 2.0);
    f64::from(marker.max(stroke))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plane::Plane;
    use crate::raster::paint;
    use crate::style::{Color, Fill, Marker, MarkerShape, ScaleRange, Stroke};
    use crate::testing::{layer, layer_of_squares, rect, scene, shapes, single};

    const RED: Color = Color::hex(0x00C0_2020);

    fn camera() -> Camera {
        Camera::fit(Plane::Mercator, Bounds { min: [0.0, 0.0], max: [4.0, 3.0] }, [160, 120], 10.0)
    }

    fn rows(scene: &Scene, lonlat: [f64; 2]) -> Vec<(u32, usize)> {
        let screen = camera().to_screen(lonlat).map(f64::from);
        let hits = pick(scene, &camera(), screen, MOUSE_RADIUS_PX);
        hits.iter().map(|hit| (hit.layer, hit.row)).collect()
    }

    #[test]
    fn a_pixel_is_coloured_where_and_only_where_there_is_a_hit() {
        let (shell, hole) = (rect(0.3, 0.2, 3.7, 2.6), rect(1.1, 1.1, 2.2, 2.1));
        let polygon = layer(shapes(ShapeKind::Polygon, &[&[&shell, &hole]]));
        let scene = scene(vec![(polygon, single(Symbol::area(Fill::solid(RED), None)))]);
        let picture = paint(&scene, &camera(), &|| false).unwrap();
        let canvas = scene.theme.canvas.premultiplied();
        for y in 0..120 {
            for x in 0..160 {
                let middle = [f64::from(x) + 0.5, f64::from(y) + 0.5];
                let is_hit = !pick(&scene, &camera(), middle, MOUSE_RADIUS_PX).is_empty();
                match picture.pixel(x, y) {
                    pixel if pixel == canvas => assert!(!is_hit, "{x} {y}"),
                    pixel if pixel == RED.premultiplied() => assert!(is_hit, "{x} {y}"),
                    _on_the_edge => {}
                }
            }
        }
    }

    #[test]
    fn the_topmost_layer_comes_first_and_points_are_hit_nearby() {
        let marker =
            Marker { shape: MarkerShape::Circle, size_px: 6.0, color: RED, rim: RED, rim_px: 0.0 };
        let points = layer(shapes(ShapeKind::Point, &[&[&[[1.5, 0.5]]], &[&[[1.4, 0.5]]]]));
        let line = layer(shapes(ShapeKind::Line, &[&[&[[0.0, 0.52], [4.0, 0.52]]]]));
        let scene = scene(vec![
            (layer_of_squares(4), single(Symbol::line(Stroke::new(RED, 1.0)))),
            (line, single(Symbol::line(Stroke::new(RED, 1.0)))),
            (points, single(Symbol::point(marker))),
        ]);
        assert_eq!(rows(&scene, [1.5, 0.5]), [(2, 0), (2, 1), (1, 0), (0, 1)]);
        assert_eq!(rows(&scene, [1.5, 0.9]), [(0, 1)]);
        assert_eq!(rows(&scene, [1.5, 2.5]), []);
    }

    #[test]
    fn a_layer_hidden_at_this_scale_is_not_hit() {
        let mut style = single(Symbol::area(Fill::solid(RED), None));
        style.scales = Some(ScaleRange::up_to(1000.0));
        assert_eq!(rows(&scene(vec![(layer_of_squares(4), style)]), [1.5, 0.5]), []);
    }
}
