//! Pictures of tiny scenes, looked at pixel by pixel.

use allpa_geom::{Bounds, ShapeKind};

use super::*;
use crate::plane::Plane;
use crate::style::{
    Class, Color, Fill, LayerStyle, Marker, MarkerShape, Pattern, Stroke, Symbol, Symbology,
};
use crate::testing::{
    layer, layer_of_squares, rect, scene, shapes, single, text_column, with_columns,
};

const RED: Color = Color::hex(0x00C0_2020);
const BLUE: Color = Color::hex(0x0020_20C0);

fn camera(west: f64, south: f64, east: f64, north: f64) -> Camera {
    Camera::fit(
        Plane::Mercator,
        Bounds { min: [west, south], max: [east, north] },
        [200, 150],
        10.0,
    )
}

fn painted(scene: &Scene, camera: &Camera) -> Picture {
    paint(scene, camera, &|| false).expect("nobody cancels")
}

fn at(picture: &Picture, camera: &Camera, lonlat: [f64; 2]) -> [u8; 4] {
    let [x, y] = camera.to_screen(lonlat);
    picture.pixel(x as u32, y as u32)
}

fn filled(color: Color) -> LayerStyle {
    single(Symbol::area(Fill::solid(color), None))
}

#[test]
fn a_polygon_is_filled_and_its_hole_is_not() {
    let (shell, hole) = (rect(0., 0., 4., 4.), rect(1., 1., 2., 2.));
    let squares = layer(shapes(ShapeKind::Polygon, &[&[&shell, &hole]]));
    let scene = scene(vec![(squares, filled(RED))]);
    let camera = camera(0., 0., 4., 4.);
    let picture = painted(&scene, &camera);
    assert_eq!(at(&picture, &camera, [3.0, 3.0]), RED.premultiplied());
    assert_eq!(at(&picture, &camera, [1.5, 1.5]), scene.theme.canvas.premultiplied());
    assert_eq!(at(&picture, &camera, [4.5, 3.0]), scene.theme.canvas.premultiplied());
}

/// Squares of two classes side by side, at zooms where the border falls inside pixels.
#[test]
fn neighbours_of_two_classes_leave_no_crack() {
    let class = |value: &str| Class {
        value: value.into(),
        label: String::new(),
        symbol: Symbol::area(Fill::solid(RED), None),
    };
    let symbol = Symbology::Categorised {
        field: "zona".into(),
        classes: vec![class("a"), class("b")],
        other: None,
    };
    let style = LayerStyle { symbol, label: None, scales: None };
    for step in 0..40 {
        let values = text_column("zona", &[Some("a"), Some("b"), Some("a"), Some("b")]);
        let squares = with_columns(&layer_of_squares(4), vec![values]);
        let scene = scene(vec![(squares, style.clone())]);
        let view = camera(0.2, 0.2, 3.8, 0.8).zoom_at([100.0, 70.0], 1.0 + f64::from(step) * 0.07);
        let picture = painted(&scene, &view);
        for x in 0..200 {
            let lon = view.to_lonlat([f64::from(x), 75.0])[0];
            if (0.1..3.9).contains(&lon) {
                let pixel = picture.pixel(x, 75);
                let off = (0..4).map(|c| pixel[c].abs_diff(RED.premultiplied()[c])).max();
                assert!(off <= Some(1), "zoom {step}, pixel {x}: {pixel:?}");
            }
        }
    }
}

#[test]
fn a_hatch_lets_the_ground_through_and_a_solid_fill_does_not() {
    let camera = camera(0., 0., 1., 1.);
    let colours = |pattern| {
        let fill = Fill { color: RED, pattern, ground: None };
        let scene = scene(vec![(layer_of_squares(1), single(Symbol::area(fill, None)))]);
        let picture = painted(&scene, &camera);
        let mut found: Vec<[u8; 4]> = (60..140).map(|x| picture.pixel(x, 75)).collect();
        found.sort_unstable();
        found.dedup();
        found.len()
    };
    assert_eq!(colours(Pattern::Solid), 1);
    for pattern in [Pattern::Hatch45, Pattern::CrossHatch, Pattern::Dots] {
        assert!(colours(pattern) > 2, "{pattern:?}");
    }
}

#[test]
fn a_pan_by_whole_pixels_moves_the_picture_unchanged() {
    let fill = Fill { color: RED, pattern: Pattern::CrossHatch, ground: Some(BLUE) };
    let symbol = Symbol::area(fill, Some(Stroke::new(BLUE, 2.0)));
    let scene = scene(vec![(layer_of_squares(2), single(symbol))]);
    let view = camera(0., 0., 2., 1.);
    let before = painted(&scene, &view);
    let after = painted(&scene, &view.pan_by_px([7.0, 3.0]));
    for (x, y) in [(40, 40), (60, 75), (100, 90), (101, 75), (150, 60)] {
        let (a, b) = (before.pixel(x, y), after.pixel(x + 7, y + 3));
        let off = (0..4).map(|c| a[c].abs_diff(b[c])).max();
        assert!(off <= Some(2), "{x} {y}: {a:?} {b:?}");
    }
}

#[test]
fn a_line_has_its_width_and_its_casing() {
    let line = layer(shapes(ShapeKind::Line, &[&[&[[0., 0.], [2., 0.]]]]));
    let stroke = Stroke::new(RED, 4.0).cased(BLUE, 3.0);
    let scene = scene(vec![(line, single(Symbol::line(stroke)))]);
    let camera = camera(0., -1., 2., 1.);
    let picture = painted(&scene, &camera);
    let column: Vec<[u8; 4]> = (60..90).map(|y| picture.pixel(100, y)).collect();
    let count = |color: Color| column.iter().filter(|&&p| p == color.premultiplied()).count();
    assert!((3..=4).contains(&count(RED)), "{}", count(RED));
    assert!((4..=6).contains(&count(BLUE)), "{}", count(BLUE));
}

#[test]
fn a_dashed_line_has_gaps() {
    let line = layer(shapes(ShapeKind::Line, &[&[&[[0., 0.], [2., 0.]]]]));
    let stroke = Stroke::new(RED, 4.0).dashed(&[10.0, 8.0]);
    let scene = scene(vec![(line, single(Symbol::line(stroke)))]);
    let picture = painted(&scene, &camera(0., -1., 2., 1.));
    let canvas = scene.theme.canvas.premultiplied();
    let row: Vec<bool> = (20..180).map(|x| picture.pixel(x, 75) == canvas).collect();
    let changes = row.windows(2).filter(|pair| pair[0] != pair[1]).count();
    assert!((14..=22).contains(&changes), "{changes}");
}

#[test]
fn markers_sit_on_their_point() {
    for shape in
        [MarkerShape::Circle, MarkerShape::Square, MarkerShape::Triangle, MarkerShape::Diamond]
    {
        let marker = Marker { shape, size_px: 12.0, color: RED, rim: BLUE, rim_px: 2.0 };
        let point = layer(shapes(ShapeKind::Point, &[&[&[[1., 1.]]]]));
        let scene = scene(vec![(point, single(Symbol::point(marker)))]);
        let camera = camera(0., 0., 2., 2.);
        let picture = painted(&scene, &camera);
        assert_eq!(at(&picture, &camera, [1., 1.]), RED.premultiplied(), "{shape:?}");
        assert_eq!(picture.pixel(10, 10), scene.theme.canvas.premultiplied());
    }
}

#[test]
fn opacity_applies_to_the_layer_as_a_whole() {
    let symbol = Symbol::area(Fill::solid(RED), Some(Stroke::new(RED, 6.0)));
    let mut scene = scene(vec![(layer_of_squares(2), single(symbol))]);
    scene.layers[0].opacity = 0.5;
    let camera = camera(0., 0., 2., 1.);
    let picture = painted(&scene, &camera);
    let inside = at(&picture, &camera, [0.5, 0.5]);
    assert_eq!(inside, at(&picture, &camera, [1.0, 0.5]), "the border does not show through");
    assert_ne!(inside, RED.premultiplied());
}

#[test]
fn the_selection_is_drawn_in_the_accent_colour() {
    let mut scene = scene(vec![(layer_of_squares(2), filled(Color::WHITE))]);
    let view = camera(0., 0., 2., 1.);
    let before = painted(&scene, &view);
    scene.layers[0].highlighted = [0usize, 99].as_slice().into();
    let after = painted(&scene, &view);
    assert_ne!(at(&before, &view, [0.5, 0.5]), at(&after, &view, [0.5, 0.5]));
    assert_eq!(at(&before, &view, [1.5, 0.5]), at(&after, &view, [1.5, 0.5]));
}

#[test]
fn the_same_scene_gives_the_same_bytes() {
    let symbol = Symbol::area(Fill::patterned(RED, Pattern::Dots), Some(Stroke::new(BLUE, 1.3)));
    let scene = scene(vec![(layer_of_squares(30), single(symbol))]);
    let camera = camera(0., 0., 30., 1.);
    assert_eq!(painted(&scene, &camera), painted(&scene, &camera));
}

#[test]
fn a_cancelled_picture_is_none() {
    let scene = scene(vec![(layer_of_squares(1), filled(RED))]);
    assert_eq!(paint(&scene, &camera(0., 0., 1., 1.), &|| true), None);
}
