use geo::{Area as _, Rect, coord, wkt};
use proptest::prelude::*;

use super::*;
use crate::overlay::{combine, enclosed, union_all};

fn index(regions: &[MultiPolygon]) -> SpatialIndex {
    SpatialIndex::from_bounds(regions.iter().map(bounds))
}

/// Areas by row, in square metres of a plane.
fn areas(region: &MultiPolygon, others: &[MultiPolygon]) -> Vec<(usize, f64)> {
    let index = index(others);
    let others = Regions { polygons: others, index: &index };
    let whole = |row: usize| Hectares::from_square_meters(others.polygons[row].unsigned_area());
    let found = Cutter::default().areas(region, others, Surface::Plane, whole);
    found.into_iter().map(|(row, area)| (row, area.value() * 1e4)).collect()
}

fn cell(x: f64, y: f64) -> MultiPolygon {
    Rect::new(coord! { x: x, y: y }, coord! { x: x + 10.0, y: y + 10.0 }).to_polygon().into()
}

/// A chess board of `count` × `count` cells.
fn board(count: u32) -> Vec<MultiPolygon> {
    let cells =
        (0..count * count).map(|i| cell(f64::from(i % count) * 10.0, f64::from(i / count) * 10.0));
    cells.collect()
}

#[test]
fn cells_inside_count_whole_and_those_on_the_border_in_part() {
    let region: MultiPolygon = wkt! { POLYGON((5. 5., 95. 5., 95. 95., 5. 95., 5. 5.),
    (42. 42., 42. 58., 58. 58., 58. 42., 42. 42.)) }
    .into();
    let found = areas(&region, &board(10));
    assert_eq!(found.len(), 100);
    let total: f64 = found.iter().map(|(_, area)| area).sum();
    assert!((total - region.unsigned_area()).abs() < 1e-9, "{total}");
    assert_eq!(found[0], (0, 25.0));
    assert_eq!(found[11], (11, 100.0));
    assert_eq!(found[44], (44, 100.0 - 64.0));
}

#[test]
fn a_shared_border_is_no_shared_land() {
    let board = board(4);
    let found = areas(&board[5], &board);
    assert_eq!(found, [(5, 100.0)]);
}

#[test]
fn pieces_are_those_of_the_general_algorithm() {
    let region: MultiPolygon = wkt! { POLYGON((3. 3., 33. 12., 28. 37., 11. 21., 3. 3.)) }.into();
    let board = board(4);
    let index = index(&board);
    let others = Regions { polygons: &board, index: &index };
    for (row, piece) in Cutter::default().pieces(&region, others, |_| true) {
        let expected = combine(&region, &board[row], Operation::Intersection);
        assert!((piece.unsigned_area() - expected.unsigned_area()).abs() < 1e-12);
        assert_eq!(piece.0.len(), expected.0.len());
    }
}

/// Valid regions with holes, corners on a coarse grid so that borders often touch and coincide.
fn any_region() -> impl Strategy<Value = MultiPolygon> {
    let ring = proptest::collection::vec((0..12_u32, 0..12_u32), 3..9);
    proptest::collection::vec(ring, 1..4).prop_map(|rings| {
        let rings: Vec<MultiPolygon> = rings
            .iter()
            .map(|ring| {
                let corner = |&(x, y): &(u32, u32)| (f64::from(x) * 700.7, f64::from(y) * 700.7);
                let mut line: LineString = ring.iter().map(corner).collect();
                line.close();
                enclosed(&line)
            })
            .collect();
        union_all(&rings)
    })
}

fn shared(a: &MultiPolygon, b: &MultiPolygon) -> f64 {
    areas(a, std::slice::from_ref(b)).first().map_or(0.0, |(_, area)| *area)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn shared_and_other_land_make_the_whole(a in any_region(), b in any_region()) {
        let outside = combine(&a, &b, Operation::Difference).unsigned_area();
        let whole = a.unsigned_area();
        let inside = shared(&a, &b);
        prop_assert!((inside + outside - whole).abs() <= 1e-9 * whole, "{inside} {outside} {whole}");
        prop_assert!((shared(&a, &b) - shared(&b, &a)).abs() <= 1e-9 * whole);
    }

    #[test]
    fn cells_of_a_board_share_all_of_a_region(a in any_region(), shift in 0.0..3_000.0_f64) {
        let cells: Vec<MultiPolygon> = (0..36)
            .map(|i| {
                let [x, y] = [f64::from(i % 6), f64::from(i / 6)].map(|n| n * 2_100.0 - shift);
                Rect::new(coord! { x: x, y: y }, coord! { x: x + 2_100.0, y: y + 2_100.0 })
                    .to_polygon()
                    .into()
            })
            .collect();
        let total: f64 = areas(&a, &cells).iter().map(|(_, area)| area).sum();
        let covered = combine(&a, &union_all(&cells), Operation::Intersection).unsigned_area();
        prop_assert!((total - covered).abs() <= 1e-9 * covered.max(1.0), "{total} {covered}");
    }

    #[test]
    fn a_union_stays_what_it_is_in_any_order(
        (regions, order) in proptest::collection::vec(any_region(), 1..6)
            .prop_flat_map(|regions| (Just(regions.clone()), Just(regions).prop_shuffle())),
    ) {
        let once = union_all(&regions);
        let area = once.unsigned_area();
        let again = union_all([&once, &once]).unsigned_area();
        prop_assert!((again - area).abs() <= 1e-9 * area);
        let shuffled = union_all(&order);
        let other = combine(&once, &shuffled, Operation::SymmetricDifference).unsigned_area();
        prop_assert!(other <= 1e-9 * area, "{area} {other}");
    }

    #[test]
    fn a_difference_shares_nothing_with_what_was_taken(a in any_region(), b in any_region()) {
        let rest = combine(&a, &b, Operation::Difference);
        let both = shared(&rest, &b);
        prop_assert!(both <= 1e-9 * a.unsigned_area(), "{both} {rest:?}");
    }
}
