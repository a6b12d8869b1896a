//! Answers the window gives while the hand moves, on real data: what lies under the pointer, and
//! the sheet of a corridor. Run with `cargo bench --bench answers`.

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use allpa_files::import::{ReadOptions, open};
use allpa_geom::{Bounds, Meters};
use allpa_map::style::{MapTheme, of_layer};
use allpa_map::{Camera, Plane, PreparedLayer, Scene, SceneLayer, pick};
use allpa_model::Layer;
use allpa_model::question::conflicts::{Corridor, Theme, conflicts};
use allpa_model::role::recognise;
use divan::Bencher;
use divan::counter::ItemsCount;

fn main() {
    if data().is_dir() {
        divan::main();
    } else {
        eprintln!("skipped: {} is missing", data().display());
    }
}

fn data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data")
}

fn layer(file: &str) -> Arc<Layer> {
    let source = open(&data().join(file)).expect("a known format");
    let imported = source.read(None, &()).expect("readable");
    Arc::new(imported.into_layer(&ReadOptions::default()).expect("a declared system"))
}

/// Districts in detail, protected areas and roads, as an office has them.
fn layers() -> &'static [Arc<Layer>] {
    static LAYERS: OnceLock<Vec<Arc<Layer>>> = OnceLock::new();
    LAYERS.get_or_init(|| {
        [
            "admin/districts_detailed_4326.gpkg",
            "admin/peru_departamental_simple.geojson",
            "conservation/anp-sernanp.geojson",
            "roads/red_vial_departamental_sanmartin.gpkg",
            "roads/red_vial_vecinal_sanmartin.gpkg",
            "places/centros_poblados_peru.csv",
        ]
        .map(layer)
        .into()
    })
}

/// What lies under the pointer, at a hundred places over San Martín.
#[divan::bench]
fn identify_under_the_pointer(bencher: Bencher) {
    let theme = MapTheme::LIGHT;
    let scene_layer = |(number, layer): (usize, &Arc<Layer>)| {
        let prepared =
            Arc::new(PreparedLayer::new(Arc::clone(layer), Plane::default()).expect("degrees"));
        let style = Arc::new(of_layer(layer, &recognise(layer), number, &theme));
        SceneLayer::new(number as u32, layer.name(), prepared, style)
    };
    let scene = Scene::new(layers().iter().enumerate().map(scene_layer).collect(), theme);
    let san_martin = Bounds { min: [-77.8, -8.8], max: [-75.4, -5.4] };
    let camera = Camera::fit(Plane::default(), san_martin, [1920, 1080], 24.0);
    let places: Vec<[f64; 2]> = (0..100)
        .map(|i| [f64::from(i % 10) * 100.0 + 500.0, f64::from(i / 10) * 90.0 + 90.0])
        .collect();
    bencher
        .counter(ItemsCount::new(places.len()))
        .bench(|| places.iter().map(|&at| pick(&scene, &camera, at, 7.0).len()).sum::<usize>());
}

/// The sheet of a corridor two kilometres to each side: a short road, a long one, and the longest
/// of the department with all its neighbours' districts in detail.
#[divan::bench(args = [104, 88, 65])]
fn corridor_sheet(bencher: Bencher, road: usize) {
    let [districts, _, areas, roads, ..] = layers() else { return };
    let axis = roads.geographic().expect("degrees").lines(road);
    let corridor = Corridor {
        axis: &axis,
        width: Meters::new(2000.0),
        units: Some(Theme::of(districts)),
        zones: None,
        areas: Some(Theme::of(areas)),
        matrix: None,
    };
    // Indices and repaired surfaces are made once, as in the window.
    conflicts(&corridor).expect("an answer");
    bencher.bench(|| conflicts(&corridor).expect("an answer").value.rows.len());
}

/// The health of every district, as `allpa check` looks at it.
#[divan::bench]
fn health_of_the_districts(bencher: Bencher) {
    use allpa_model::health;
    bencher.with_inputs(|| layer("admin/districts_4326.gpkg")).bench_values(|districts| {
        let features = health::features(&districts).expect("degrees").len();
        features + health::coverage(&districts).expect("degrees").len()
    });
}
