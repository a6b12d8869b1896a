//! Redraws of a full-HD map, names included.
//!
//! *S* is the districts of Peru as published (27 859 vertices) with 5 000 zoning hexagons; *M* the
//! same districts split and bent to about a million vertices with 120 000 hexagons in 23 classes
//! and 20 000 thin roads; *rich* is *M* with a border around every hexagon, cased roads and
//! 100 000 points. Where the published districts are not at hand, a grid of squares stands in.

mod support;

use std::sync::{Arc, LazyLock};

use allpa_geom::Bounds;
use allpa_map::style::defaults::{self, Role};
use allpa_map::style::{Class, Fill, LayerStyle, MapTheme, Stroke, Symbol, Symbology};
use allpa_map::{
    Camera, Fonts, MOUSE_RADIUS_PX, Plane, PreparedLayer, Scene, SceneLayer, paint, pick,
};
use allpa_model::Layer;
use divan::{Bencher, black_box};
use support::Size;

fn main() {
    divan::main();
}

static SCENE_S: LazyLock<Scene> = LazyLock::new(|| scene(Size::S));
static SCENE_M: LazyLock<Scene> = LazyLock::new(|| scene(Size::M));
static SCENE_RICH: LazyLock<Scene> = LazyLock::new(|| scene(Size::Rich));

fn of(size: Size) -> &'static Scene {
    match size {
        Size::S => &SCENE_S,
        Size::M => &SCENE_M,
        Size::Rich => &SCENE_RICH,
    }
}

fn prepared(layer: Layer) -> Arc<PreparedLayer> {
    Arc::new(PreparedLayer::new(Arc::new(layer), Plane::Mercator).expect("geographic already"))
}

fn scene(size: Size) -> Scene {
    let theme = MapTheme::LIGHT;
    let class = |number: usize| Class {
        value: number.to_string(),
        label: number.to_string(),
        symbol: Symbol::area(
            Fill::solid(defaults::palette(number).mixed(theme.canvas, 0.3)),
            (size != Size::M).then(|| Stroke::new(theme.canvas.with_alpha(150), 0.6)),
        ),
    };
    let zoning = LayerStyle {
        symbol: Symbology::Categorised {
            field: "zee".into(),
            classes: (0..23).map(class).collect(),
            other: None,
        },
        label: None,
        scales: None,
    };
    let districts = support::districts(size);
    let kind = districts.kind();
    let mut named = defaults::style(Role::Districts, kind, &theme);
    let mut names = defaults::label(Role::Districts, "NOMBDIST", &theme);
    names.scales = None;
    named.label = Some(names);
    let mut layers = vec![(support::hexagons(size), zoning), (districts, named)];
    let mut add = |layer: Layer, role| {
        let style = defaults::style(role, layer.kind(), &theme);
        layers.push((layer, style));
    };
    match size {
        Size::S => {}
        Size::M => add(support::roads(), Role::LocalRoads),
        Size::Rich => {
            add(support::roads(), Role::DepartmentalRoads);
            add(support::points(), Role::Villages);
        }
    }
    let layers = (0u32..)
        .zip(layers)
        .map(|(id, (layer, style))| SceneLayer::new(id, "", prepared(layer), Arc::new(style)))
        .collect();
    let regular = include_bytes!("../../../assets/fonts/NotoSans-Regular.ttf").to_vec();
    let semi_bold = include_bytes!("../../../assets/fonts/NotoSans-SemiBold.ttf").to_vec();
    let fonts = Fonts::new(regular, semi_bold).expect("the fonts in the repository are sound");
    Scene::new(layers, theme).with_fonts(Arc::new(fonts))
}

fn peru() -> Camera {
    Camera::fit(
        Plane::Mercator,
        Bounds { min: [-81.4, -18.4], max: [-68.6, 0.0] },
        [1920, 1080],
        0.0,
    )
}

fn closer(factor: f64) -> Camera {
    peru().zoom_at([960.0, 540.0], factor)
}

/// Everything in view, levels of detail at hand.
#[divan::bench(args = [Size::S, Size::M, Size::Rich], sample_count = 20)]
fn redraw(bencher: Bencher, size: Size) {
    let (scene, camera) = (of(size), peru());
    paint(scene, &camera, &|| false);
    bencher.bench(|| paint(black_box(scene), &camera, &|| false));
}

/// The same without names.
#[divan::bench(args = [Size::S, Size::M], sample_count = 20)]
fn redraw_without_names(bencher: Bencher, size: Size) {
    let scene = Scene { fonts: None, ..of(size).clone() };
    let camera = peru();
    paint(&scene, &camera, &|| false);
    bencher.bench(|| paint(black_box(&scene), &camera, &|| false));
}

/// Part of the map, at 4, 16 and 64 times the full view.
#[divan::bench(args = [4.0, 16.0, 64.0], sample_count = 20)]
fn redraw_closer_m(bencher: Bencher, factor: f64) {
    let (scene, camera) = (of(Size::M), closer(factor));
    paint(scene, &camera, &|| false);
    bencher.bench(|| paint(black_box(scene), &camera, &|| false));
}

/// Preparing the districts, and the first picture of them at one zoom, levels still to be made.
#[divan::bench(args = [Size::S, Size::M], sample_count = 10)]
fn prepare_districts(bencher: Bencher, size: Size) {
    let layer = Arc::new(support::districts(size));
    bencher.bench(|| PreparedLayer::new(black_box(Arc::clone(&layer)), Plane::Mercator));
}

/// The first picture of a whole scene, levels of detail and label anchors still to be made.
#[divan::bench(args = [Size::S, Size::M], sample_count = 5)]
fn first_picture(bencher: Bencher, size: Size) {
    let base = of(size);
    let fresh = || {
        let mut scene = base.clone();
        for layer in &mut scene.layers {
            let copy = PreparedLayer::new(Arc::clone(layer.prepared.layer()), Plane::Mercator);
            layer.prepared = Arc::new(copy.expect("geographic already"));
        }
        scene
    };
    bencher.with_inputs(fresh).bench_values(|scene| paint(&scene, &peru(), &|| false));
}

/// What lies under the cursor.
#[divan::bench(args = [Size::S, Size::M])]
fn identify(bencher: Bencher, size: Size) {
    let (scene, camera) = (of(size), peru());
    bencher.bench(|| pick(scene, black_box(&camera), [1000.0, 560.0], MOUSE_RADIUS_PX));
}
