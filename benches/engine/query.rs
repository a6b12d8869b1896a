//! Index, identify, rectangles, nearest.

use allpa_geom::{Bounds, Coord, SpatialIndex};

use crate::data::Plain;
use crate::report::timed;

const QUERIES: usize = 10_000;

pub fn run(size: &str) {
    for layer in ["zee", "districts"] {
        let Plain { shapes, .. } = Plain::utm(size, layer);
        let bounds = shapes.bounds().expect("features");
        let items = |_: &SpatialIndex| format!("\"items\":{}", shapes.len());
        timed(&format!("index-build-{layer}"), size, 5, || SpatialIndex::build(&shapes), items);
        let index = SpatialIndex::build(&shapes);
        let places = spread(bounds);
        let hits = |hits: &usize| format!("\"hits\":{hits}");
        let identify = || places.iter().map(|&at| index.holders(&shapes, at).len()).sum();
        timed(&format!("pip10k-{layer}-bulk"), size, 5, identify, hits);
        let reach = (bounds.width() * bounds.height()).sqrt() * 0.01;
        let window = |at: Coord| Bounds { min: at, max: at }.grown([reach; 2]);
        // Pairs of question and row in no order, as the peers give.
        let rectangles = || {
            let mut pairs: Vec<[usize; 2]> = Vec::new();
            for (number, &at) in places.iter().enumerate() {
                index.visit(window(at), |row, _| pairs.push([number, row]));
            }
            std::hint::black_box(pairs).len()
        };
        timed(&format!("rect10k-{layer}-bulk"), size, 5, rectangles, hits);
    }
    let Plain { shapes, .. } = Plain::utm(size, "points");
    let items = |_: &SpatialIndex| format!("\"items\":{}", shapes.len());
    timed("index-build-points", size, 5, || SpatialIndex::build(&shapes), items);
    let index = SpatialIndex::build(&shapes);
    let places = spread(shapes.bounds().expect("features"));
    let sum = |sum: &usize| format!("\"s\":{sum}");
    let nearest = |count: usize| {
        let rows =
            |&at: &Coord| index.by_distance(at).take(count).map(|(row, _)| row).sum::<usize>();
        places.iter().map(rows).sum::<usize>()
    };
    timed("nearest1-10k-points", size, 5, || nearest(1), sum);
    timed("knn10-10k-points", size, 5, || nearest(10), sum);
}

/// Positions that fill the box evenly (Weyl).
fn spread(bounds: Bounds) -> Vec<Coord> {
    let share = |at: usize, root: f64| (at as f64 * root.sqrt()).fract();
    let place = |at: usize| {
        [
            bounds.min[0] + bounds.width() * share(at, 2.0),
            bounds.min[1] + bounds.height() * share(at, 3.0),
        ]
    };
    (0..QUERIES).map(place).collect()
}
