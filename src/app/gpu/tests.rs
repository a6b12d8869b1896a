//! The card draws what the processor draws.
//!
//! Without any driver, not even one that computes on the processor, these tests say that they were
//! skipped.

use std::sync::Arc;

use allpa_geom::{Bounds, Epsg, PsadOperation, ShapeKind, ShapesBuilder};
use allpa_map::style::{
    Class, Color, Fill, LayerStyle, MapTheme, Marker, MarkerShape, Pattern, Stroke, Symbol,
    Symbology,
};
use allpa_map::{Camera, Picture, Plane, PreparedLayer, Scene, SceneLayer, paint};
use allpa_model::{Column, ColumnData, Layer, LayerParts};

use super::{Cards, Gpu, Still};

const RED: Color = Color::hex(0x00C0_2020);
const BLUE: Color = Color::hex(0x0020_20C0);

fn card() -> Option<Gpu> {
    let found = Gpu::without_window(Cards::Any);
    if found.is_none() {
        eprintln!("skipped: no graphics driver");
    }
    found.map(|(gpu, _)| gpu)
}

/// Features of one part, each with a class `a` or `b` in turn.
fn layer(kind: ShapeKind, features: &[Vec<Vec<[f64; 2]>>], symbol: [Symbol; 2]) -> SceneLayer {
    let mut builder = ShapesBuilder::default();
    for rings in features {
        for ring in rings {
            builder.extend(ring.iter().copied());
            builder.end_ring();
        }
        builder.end_part();
        builder.end_feature(kind);
    }
    let values = (0..features.len()).map(|row| Some(["a", "b"][row % 2]));
    let parts = LayerParts {
        shapes: builder.finish(),
        columns: vec![Column { name: "class".into(), data: ColumnData::Text(values.collect()) }],
        ..LayerParts::default()
    };
    let layer = Layer::new(parts, Epsg::WGS84, PsadOperation::default());
    let prepared = PreparedLayer::new(Arc::new(layer), Plane::Mercator).expect("degrees");
    let class = |(value, symbol): (&str, Symbol)| Class {
        value: value.into(),
        label: String::new(),
        symbol,
    };
    let classes = ["a", "b"].into_iter().zip(symbol).map(class).collect();
    let symbol = Symbology::Categorised { field: "class".into(), classes, other: None };
    let style = LayerStyle { symbol, label: None, scales: None };
    SceneLayer::new(0, "", Arc::new(prepared), Arc::new(style))
}

/// Rings with many corners side by side, each with a hole.
fn fields() -> Vec<Vec<Vec<[f64; 2]>>> {
    let wave = |x: f64| (x * 3.0).sin() * 0.1;
    let field = |column: i32| {
        let west = f64::from(column);
        let side = |at: f64, ys: &[f64]| -> Vec<[f64; 2]> {
            ys.iter().map(|&y| [at + wave(y * 5.0), y]).collect()
        };
        let up: Vec<f64> = (0..=60).map(|step| f64::from(step) / 20.0).collect();
        let down: Vec<f64> = up.iter().rev().copied().collect();
        let mut shell = side(west, &down);
        shell.extend(side(west + 1.0, &up));
        shell.push(shell[0]);
        let hole = [[0.4, 1.0], [0.4, 2.0], [0.7, 2.0], [0.7, 1.0], [0.4, 1.0]];
        vec![shell, hole.map(|[x, y]| [west + x, y]).to_vec()]
    };
    (0..6).map(field).collect()
}

fn view() -> Camera {
    let bounds = Bounds { min: [0.3, 0.3], max: [5.5, 2.8] };
    Camera::fit(Plane::Mercator, bounds, [320, 200], 0.0)
}

/// Mean difference of the pixels, and the share of those that differ visibly.
fn difference(scene: &Scene, camera: &Camera, gpu: &Gpu) -> (f64, f64) {
    let wanted = paint(scene, camera, &|| false).expect("nobody cancels");
    let mut still = Still::new(gpu, camera.size_px);
    // Made for another view, as while the hand moves.
    still.make(scene, &camera.pan_by_px([31.5, -17.25])).expect("a small map");
    still.draw(camera);
    let drawn = still.read().expect("the card is there");
    compare(&wanted, &over(scene.theme.canvas, drawn))
}

fn over(canvas: Color, mut picture: Picture) -> Picture {
    let below = canvas.premultiplied();
    for pixel in picture.rgba.chunks_exact_mut(4) {
        let rest = u32::from(255 - pixel[3]);
        for channel in 0..4 {
            pixel[channel] += ((u32::from(below[channel]) * rest + 127) / 255) as u8;
        }
    }
    picture
}

fn compare(a: &Picture, b: &Picture) -> (f64, f64) {
    assert_eq!((a.width, a.height), (b.width, b.height));
    let (mut sum, mut visible) = (0.0, 0);
    for (a, b) in a.rgba.chunks_exact(4).zip(b.rgba.chunks_exact(4)) {
        let off = a.iter().zip(b).map(|(a, b)| a.abs_diff(*b)).max().unwrap_or(0);
        sum += f64::from(off);
        visible += usize::from(off > 64);
    }
    let pixels = f64::from(a.width * a.height);
    (sum / pixels, visible as f64 / pixels)
}

fn check(layers: Vec<SceneLayer>) {
    let Some(gpu) = card() else { return };
    let scene = Scene::new(layers, MapTheme::LIGHT);
    let near = [1.0, 1.3, 2.7].map(|factor| view().zoom_at([140.0, 90.0], factor));
    for camera in near {
        let (mean, visible) = difference(&scene, &camera, &gpu);
        // Edges have four samples here and exact coverage there.
        assert!(mean < 2.0 && visible < 0.01, "mean {mean}, visible {visible}");
    }
}

fn border() -> Stroke {
    Stroke::new(Color::hex(0x0030_3030), 1.2)
}

#[test]
fn areas_with_holes_and_borders_look_the_same() {
    let symbol = |color| Symbol::area(Fill::solid(color), Some(border()));
    check(vec![layer(ShapeKind::Polygon, &fields(), [symbol(RED), symbol(BLUE)])]);
}

#[test]
fn patterns_look_the_same() {
    let symbol = |pattern| Symbol::area(Fill::patterned(RED, pattern), None);
    let patterns = [symbol(Pattern::Hatch45), symbol(Pattern::Dots)];
    check(vec![layer(ShapeKind::Polygon, &fields(), patterns)]);
}

#[test]
fn lines_with_casings_and_dashes_look_the_same() {
    let lines: Vec<_> = fields().into_iter().map(|rings| vec![rings[0][..61].to_vec()]).collect();
    let cased = Symbol::line(Stroke::new(RED, 3.0).cased(BLUE, 2.0));
    let thin = Symbol::line(Stroke::new(BLUE, 0.6));
    check(vec![layer(ShapeKind::Line, &lines, [cased, thin])]);
    let straight = [vec![vec![[0.0, 1.5], [6.0, 1.5]]]];
    let dashed = Symbol::line(Stroke::new(RED, 4.0).dashed(&[12.0, 8.0]));
    check(vec![layer(ShapeKind::Line, &straight, [dashed.clone(), dashed])]);
}

#[test]
fn signs_look_the_same() {
    let points: Vec<_> = (0..30)
        .map(|at| vec![vec![[f64::from(at % 6) + 0.31, f64::from(at / 6) * 0.6 + 0.2]]])
        .collect();
    let symbol =
        |shape| Symbol::point(Marker { shape, size_px: 14.0, color: RED, rim: BLUE, rim_px: 2.0 });
    for shapes in
        [[MarkerShape::Circle, MarkerShape::Square], [MarkerShape::Triangle, MarkerShape::Diamond]]
    {
        check(vec![layer(ShapeKind::Point, &points, shapes.map(symbol))]);
    }
}

#[test]
fn opacity_and_selection_look_the_same() {
    let symbol = |color| Symbol::area(Fill::solid(color), Some(Stroke::new(RED, 5.0)));
    let below = layer(ShapeKind::Polygon, &fields(), [symbol(BLUE), symbol(RED)]);
    let above = layer(ShapeKind::Polygon, &fields(), [symbol(RED), symbol(BLUE)]);
    let above = above.with_opacity(0.4).with_highlighted([1usize, 4]);
    check(vec![below, above]);
}

/// Two classes of the same colour: whatever shows between them is a crack.
#[test]
fn neighbours_leave_no_crack() {
    let Some(gpu) = card() else { return };
    let symbol = || Symbol::area(Fill::solid(RED), None);
    let solid: Vec<_> = fields().into_iter().map(|rings| vec![rings[0].clone()]).collect();
    let scene =
        Scene::new(vec![layer(ShapeKind::Polygon, &solid, [symbol(), symbol()])], MapTheme::LIGHT);
    let mut still = Still::new(&gpu, view().size_px);
    for step in 0..12 {
        let camera = view().zoom_at([160.0, 100.0], 1.2 + f64::from(step) * 0.13);
        still.make(&scene, &camera).expect("a small map");
        still.draw(&camera);
        let drawn = still.read().expect("the card is there");
        let full = drawn.rgba.chunks_exact(4).filter(|pixel| *pixel == RED.premultiplied());
        assert_eq!(full.count(), 320 * 200, "step {step}");
    }
}
