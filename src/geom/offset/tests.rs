//! Beside closed forms, beside GEOS, and at the true distance by `GeographicLib`.

use geo::{Area as _, Validation as _};
use proptest::prelude::*;

use super::*;

fn total(lines: &[Vec<Coord>]) -> f64 {
    lines.iter().map(|line| measure::line_length(line).value()).sum()
}

fn region(corners: &[Coord]) -> MultiPolygon {
    MultiPolygon(vec![Polygon::new(LineString::from(corners.to_vec()), Vec::new())])
}

const ZIGZAG: &[Coord] =
    &[[-76.5, -6.5], [-76.45, -6.48], [-76.44, -6.52], [-76.40, -6.50], [-76.38, -6.55]];
const BEND: &[Coord] = &[[-72.03, -16.0], [-72.0, -16.0], [-72.0, -15.98]];
const NORTH: &[Coord] = &[[10.0, 60.0], [10.05, 60.02], [10.08, 60.0]];
const FORK: &[Coord] = &[[-76.5, -6.5], [-76.49, -6.45], [-76.487, -6.5]];

/// Lengths by GEOS 3.14.1 (`shapely.offset_curve`, round, 64 chords a quarter) in azimuthal
/// equidistant planes around the lines, measured back on the ellipsoid by pyproj 3.7.2.
#[test]
fn parallels_are_as_long_as_those_of_geos() {
    for (line, meters, left, right) in [
        (ZIGZAG, 150.0, 21_548.0, 21_016.7),
        (ZIGZAG, 600.0, 21_938.3, 19_812.8),
        (BEND, 150.0, 5_124.2, 5_659.8),
        (BEND, 600.0, 4_224.3, 6_366.6),
        (NORTH, 150.0, 6_596.5, 6_047.7),
        (NORTH, 600.0, 7_316.1, 5_121.0),
        (FORK, 150.0, 11_611.0, 8_860.1),
        (FORK, 600.0, 12_908.8, 1_904.9),
    ] {
        for (side, expected) in [(Side::Left, left), (Side::Right, right)] {
            let found = parallel(line, Meters::new(meters), side).expect("a line");
            assert_eq!(found.len(), 1, "{side:?} {meters}: {found:?}");
            let length = total(&found);
            let off = (length - expected).abs();
            assert!(off < 0.004 * meters + 0.0002 * expected, "{side:?} {meters}: {length}");
        }
    }
}

/// Areas by GEOS 3.14.1 (`shapely.buffer`, 64 chords a quarter), likewise.
#[test]
fn outlines_are_as_large_as_those_of_geos() {
    let ell = region(&[
        [-76.5, -6.5],
        [-76.46, -6.5],
        [-76.46, -6.48],
        [-76.48, -6.48],
        [-76.48, -6.46],
        [-76.5, -6.46],
        [-76.5, -6.5],
    ]);
    let neck = region(&[
        [-72.05, -16.05],
        [-72.03, -16.05],
        [-72.03, -16.041],
        [-72.01, -16.041],
        [-72.01, -16.05],
        [-71.99, -16.05],
        [-71.99, -16.03],
        [-72.01, -16.03],
        [-72.01, -16.039],
        [-72.03, -16.039],
        [-72.03, -16.03],
        [-72.05, -16.03],
        [-72.05, -16.05],
    ]);
    for (shape, meters, wider, narrower, parts) in [
        (&ell, 150.0, 1_739.918, 1_211.935, 1),
        (&ell, 600.0, 2_635.012, 557.860, 1),
        (&neck, 150.0, 1_318.636, 704.816, 2),
        (&neck, 600.0, 2_351.997, 190.684, 2),
    ] {
        let distance = Meters::new(meters);
        let around = widened(shape, distance).expect("a polygon");
        let inside = narrowed(shape, distance).expect("a polygon");
        assert_eq!((around.0.len(), inside.0.len()), (1, parts));
        for (found, expected) in [(around, wider), (inside, narrower)] {
            let hectares = measure::polygons_area(&found).value();
            // The border may lie within 0.3 % of the distance beside its place.
            let border = measure::lines_length(&MultiLineString(
                found.iter().map(|one| one.exterior().clone()).collect(),
            ));
            let off = 0.003 * meters * border.value() / 10_000.0;
            assert!((hectares - expected).abs() < off, "{meters}: {hectares} of {expected}");
            assert!(found.is_valid());
        }
    }
}

/// A wide line in no single plane, and a straight one along the equator: closed forms.
#[test]
fn a_straight_line_has_a_straight_parallel_at_any_width() {
    let equator = [[-79.0, 0.0], [-67.0, 0.0]];
    for (side, sign) in [(Side::Left, 1.0), (Side::Right, -1.0)] {
        let found = parallel(&equator, Meters::new(2_000.0), side).expect("a line");
        assert_eq!(found.len(), 1);
        let (first, last) = (found[0][0], found[0][found[0].len() - 1]);
        assert!((first[0] + 79.0).abs() < 1e-4 && (last[0] + 67.0).abs() < 1e-4, "{first:?}");
        for [_, latitude] in &found[0] {
            // A degree of latitude there is 110 574.4 m.
            assert!((latitude * sign * 110_574.4 - 2_000.0).abs() < 4.0, "{latitude}");
        }
    }
    let back: Vec<Coord> = equator.into_iter().rev().collect();
    let found = parallel(&back, Meters::new(2_000.0), Side::Left).expect("a line");
    assert!(found[0][0][0] > -67.1 && found[0][0][1] < 0.0, "along the line, left of it");
}

#[test]
fn a_ring_has_one_closed_parallel_on_each_side_and_none_too_far_inside() {
    let ring = [[-76.5, -6.5], [-76.46, -6.5], [-76.46, -6.46], [-76.5, -6.46], [-76.5, -6.5]];
    for (side, meters, closed) in
        [(Side::Left, 500.0, 1), (Side::Right, 500.0, 1), (Side::Left, 2_500.0, 0)]
    {
        let found = parallel(&ring, Meters::new(meters), side).expect("a line");
        assert_eq!(found.len(), closed, "{side:?} {meters}");
        assert!(found.iter().all(|run| run.first() == run.last()));
    }
    let inside = narrowed(&region(&ring), Meters::new(2_500.0)).expect("a polygon");
    assert!(inside.0.is_empty());
}

#[test]
fn a_distance_must_be_positive() {
    let refused = parallel(ZIGZAG, Meters::new(0.0), Side::Left);
    assert_eq!(refused, Err(BufferError::Distance));
}

#[test]
fn a_pointer_beside_a_line_says_side_and_distance() {
    let (side, distance) = beside([BEND], [-72.015, -15.999]).expect("a line");
    assert_eq!(side, Side::Left);
    assert!((distance.value() - 110.6).abs() < 0.2, "{distance:?}");
    let (side, _) = beside([BEND], [-71.99, -15.99]).expect("a line");
    assert_eq!(side, Side::Right);
    assert_eq!(beside([&BEND[..1]], [-71.99, -15.99]), None);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    /// Whatever turns a line makes, its parallels lie at the distance by geodesics, on their side
    /// of it, and no position on them is nearer to any part of it.
    #[test]
    fn every_position_of_a_parallel_lies_at_the_distance(
        latitude in prop_oneof![-18.0..-1.0, 50.0..60.0],
        steps in prop::collection::vec((-0.02..0.05_f64, -0.03..0.03_f64), 1..40),
        meters in 30.0..1_500.0_f64,
        is_left in any::<bool>(),
    ) {
        let mut at = [-75.0, latitude];
        let mut line = vec![at];
        for (x, y) in steps {
            at = [at[0] + x, at[1] + y];
            line.push(at);
        }
        let side = if is_left { Side::Left } else { Side::Right };
        for run in parallel(&line, Meters::new(meters), side).expect("a line") {
            for pair in run.windows(2) {
                for share in [0.0, 0.5] {
                    let place =
                        [0, 1].map(|axis: usize| pair[0][axis] + share * (pair[1][axis] - pair[0][axis]));
                    let edges = line.windows(2).map(|edge| [edge[0], edge[1]]).enumerate();
                    let (.., far) = crate::distance::nearest_edge(place, edges).expect("edges");
                    let off = (far.value() / meters - 1.0).abs();
                    prop_assert!(off < 0.004, "{place:?}: {far:?} of {meters}");
                }
            }
        }
    }

    /// Narrowing takes from a polygon what widening adds to what lies around it.
    #[test]
    fn what_is_narrowed_lies_inside_and_what_is_widened_outside(
        reach in prop::collection::vec(0.01..0.06_f64, 3..24),
        meters in 30.0..2_000.0_f64,
    ) {
        let count = reach.len() as f64;
        let corner = |(at, reach): (usize, &f64)| {
            let angle = at as f64 / count * std::f64::consts::TAU;
            [-76.0 + reach * angle.cos(), -6.0 + reach * angle.sin()]
        };
        let mut ring: Vec<Coord> = reach.iter().enumerate().map(corner).collect();
        ring.push(ring[0]);
        let (own, distance) = (region(&ring), Meters::new(meters));
        let inside = narrowed(&own, distance).expect("a polygon");
        let around = widened(&own, distance).expect("a polygon");
        prop_assert!(combine(&inside, &own, Operation::Difference).unsigned_area() < 1e-15);
        prop_assert!(combine(&own, &around, Operation::Difference).unsigned_area() < 1e-15);
        let border: Vec<&[Coord]> = vec![&ring];
        for at in inside.iter().chain(&around).flat_map(|one| one.exterior().points()) {
            let (_, far) = beside(border.iter().copied(), [at.x(), at.y()]).expect("a border");
            prop_assert!((far.value() / meters - 1.0).abs() < 0.004, "{at:?}: {far:?} of {meters}");
        }
    }
}
