//! The sheet of a corridor while one corner of its axis is dragged: what the window does for each
//! position of the pointer.

use std::path::{Path, PathBuf};
use std::time::Instant;

use allpa_geom::Meters;
use allpa_model::Layer;
use allpa_model::question::conflicts::{Corridor, Memory, Theme, conflicts, conflicts_after};
use geo::{Coord, LineString, MultiLineString};

use crate::data::{layer, path};
use crate::report::line;

/// Positions of the pointer.
const POSITIONS: usize = 600;

pub fn run(size: &str) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let real = |file: &str| -> PathBuf { root.join("../shared/data").join(file) };
    let areas = layer(&real("conservation/anp-sernanp.geojson"));
    let [units, zones] = if size == "real" {
        let units = layer(&real("admin/districts_detailed_4326.gpkg"));
        [units, layer(&root.join("maps/zee_demo.geojson"))]
    } else {
        ["districts", "zee"].map(|name| layer(&path(size, &format!("{name}.gpkg"))))
    };
    let roads = layer(&real("roads/red_vial_departamental_sanmartin.gpkg"));
    let shapes = roads.geographic().expect("degrees");
    let longest = shapes.lines(65);
    replay("corridor-drag road", size, &longest, [&units, &zones, &areas]);
    replay("corridor-drag drawn", size, &drawn(), [&units, &zones, &areas]);
}

/// A line as a hand draws it: Yurimaguas, Tarapoto, Moyobamba, Rioja, some corners between.
fn drawn() -> MultiLineString {
    let corners = [
        (-76.11, -5.90),
        (-76.23, -6.13),
        (-76.30, -6.33),
        (-76.37, -6.49),
        (-76.52, -6.42),
        (-76.69, -6.31),
        (-76.84, -6.16),
        (-76.97, -6.04),
        (-77.16, -6.06),
        (-77.33, -5.94),
    ];
    MultiLineString(vec![LineString::from(corners.to_vec())])
}

/// Drags the middle corner around: each position in turn, a sheet for each.
fn replay(workload: &str, size: &str, axis: &MultiLineString, layers: [&Layer; 3]) {
    let [units, zones, areas] = layers;
    let mut axis = axis.clone();
    let longest = (0..axis.0.len()).max_by_key(|line| axis.0[*line].0.len()).expect("a line");
    let middle = axis.0[longest].0.len() / 2;
    let home = axis.0[longest].0[middle];
    let mut times = Vec::with_capacity(POSITIONS);
    let mut hectares = 0.0;
    let mut memory = Memory::default();
    for position in 0..=POSITIONS {
        let turn = position as f64 / POSITIONS as f64 * std::f64::consts::TAU;
        // Some five kilometres to each side.
        let shift = Coord { x: 0.045 * (2.0 * turn).sin(), y: 0.045 * (3.0 * turn).sin() };
        axis.0[longest].0[middle] = home + shift;
        let corridor = Corridor {
            axis: &axis,
            width: Meters::new(2_000.0),
            units: Some(Theme::of(units)),
            zones: Some(Theme::of(zones)),
            areas: Some(Theme::of(areas)),
            matrix: None,
        };
        let start = Instant::now();
        let sheet = conflicts_after(&corridor, &mut memory).expect("an answer").value;
        // The first makes what the layers keep.
        if position > 0 {
            times.push(start.elapsed().as_secs_f64() * 1e3);
        }
        if position == POSITIONS {
            assert_eq!(sheet, conflicts(&corridor).expect("an answer").value, "as asked afresh");
        }
        hectares = sheet.total().map_or(0.0, |row| row.area.value());
    }
    times.sort_by(f64::total_cmp);
    let at = |percent: usize| times[(times.len() * percent / 100).min(times.len() - 1)];
    let check = format!(
        "\"p50_ms\":{:.2},\"p95_ms\":{:.2},\"p99_ms\":{:.2},\"ha\":{hectares:.3}",
        at(50),
        at(95),
        at(99)
    );
    line(workload, size, times.clone(), &check);
}
