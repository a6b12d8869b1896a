//! Pieces add up to the whole, and merge back into it.

use allpa_geom::Meters;
use proptest::prelude::*;

use super::*;

/// A star around a place, its reaches in degrees: any outline without crossings.
fn star(middle: Coord, reach: &[f64]) -> Vec<Coord> {
    let count = reach.len() as f64;
    let corner = |(at, reach): (usize, &f64)| {
        let angle = at as f64 / count * std::f64::consts::TAU;
        [middle[0] + reach * angle.cos(), middle[1] + reach * angle.sin()]
    };
    let mut ring: Vec<Coord> = reach.iter().enumerate().map(corner).collect();
    ring.push(ring[0]);
    ring
}

fn around(middle: Coord, by: f64, ring: &[Coord]) -> Vec<Coord> {
    ring.iter().map(|at| [0, 1].map(|i| middle[i] + (at[i] - middle[i]) * by)).collect()
}

fn area(shape: &Drawn) -> f64 {
    shape.area().expect("a polygon").value()
}

fn is_whole(shape: &Drawn) -> bool {
    use geo::Validation as _;
    shape.region().is_valid()
}

proptest! {
    #[test]
    fn pieces_of_a_polygon_add_up_and_merge_back(
        x in -80.0..-69.0, y in -18.0..-1.0,
        reach in prop::collection::vec(0.05..0.2, 3..30),
        line in prop::collection::vec((-0.15..0.15, -0.1..0.1), 0..4),
        turn in 0.0..3.1,
        has_hole in any::<bool>(),
    ) {
        let middle = [x, y];
        let ring = star(middle, &reach);
        let mut part = vec![ring.clone()];
        if has_hole {
            part.push(around(middle, 0.4, &ring));
        }
        let shape = Drawn::Polygon(vec![part]);
        let far = [0.5 * f64::cos(turn), 0.5 * f64::sin(turn)];
        let mut by = vec![[x - far[0], y - far[1]]];
        let mut inner: Vec<Coord> = line.iter().map(|(dx, dy)| [x + dx, y + dy]).collect();
        inner.sort_by(|a, b| (a[0] * far[0] + a[1] * far[1]).total_cmp(&(b[0] * far[0] + b[1] * far[1])));
        by.extend(inner);
        by.push([x + far[0], y + far[1]]);
        let pieces = match shape.split(&by) {
            Ok(pieces) => pieces,
            Err(error) => {
                prop_assert_eq!(error, ReshapeError::NotCut);
                return Ok(());
            }
        };
        prop_assert!(pieces.iter().all(is_whole));
        let sum: f64 = pieces.iter().map(area).sum();
        prop_assert!((sum - area(&shape)).abs() < 1e-5, "{} ha of {}", sum, area(&shape));
        let mut again = pieces[0].clone();
        for piece in &pieces[1..] {
            again = again.merged(piece).expect("polygons");
        }
        prop_assert!((area(&again) - area(&shape)).abs() < 1e-5, "{} ha of {}", area(&again), area(&shape));
    }

    #[test]
    fn what_is_taken_and_what_is_left_add_up(
        x in -80.0..-69.0, y in -18.0..-1.0,
        reach in prop::collection::vec(0.05..0.2, 3..20),
        other in prop::collection::vec(0.05..0.2, 3..20),
        dx in -0.3..0.3, dy in -0.3..0.3,
    ) {
        let shape = Drawn::Polygon(vec![vec![star([x, y], &reach)]]);
        let mask = Drawn::Polygon(vec![vec![star([x + dx, y + dy], &other)]]);
        let rest = match shape.without(&mask.region()) {
            Ok(rest) => rest,
            Err(error) => {
                prop_assert!(matches!(error, ReshapeError::Apart | ReshapeError::NothingLeft));
                return Ok(());
            }
        };
        let taken = combine(&shape.region(), &mask.region(), Operation::Intersection);
        let taken = split::settled(Drawn::of_region(&taken).expect("land"), &shape.region(), &mask.region());
        let sum = area(&rest) + area(&taken);
        prop_assert!((sum - area(&shape)).abs() < 1e-4, "{} ha of {}", sum, area(&shape));
        // The border is shared: nothing of the other is left in it but where edges bend.
        let over = combine(&rest.region(), &mask.region(), Operation::Intersection);
        let over = allpa_geom::measure::polygons_area(&over).value();
        prop_assert!(over < 1e-2, "{over} ha");
        prop_assert_eq!(rest.filled().has_holes(), false);
    }

    #[test]
    fn what_lies_inside_an_outline_and_the_rest_add_up(
        x in -80.0..-69.0, y in -18.0..-1.0,
        reach in prop::collection::vec(0.05..0.2, 3..20),
        outline in prop::collection::vec(0.05..0.2, 3..20),
        dx in -0.3..0.3, dy in -0.3..0.3,
    ) {
        let ring = star([x, y], &reach);
        let shape = Drawn::Polygon(vec![vec![ring.clone()]]);
        let outline = Drawn::Polygon(vec![vec![star([x + dx, y + dy], &outline)]]).region();
        let line = Drawn::Line(vec![ring]);
        match (shape.within(&outline), line.within(&outline)) {
            (Ok(inside), line_inside) => {
                prop_assert!(is_whole(&inside));
                let rest = shape.without(&outline).map_or(0.0, |rest| area(&rest));
                let sum = area(&inside) + rest;
                prop_assert!((sum - area(&shape)).abs() < 1e-4, "{} ha of {}", sum, area(&shape));
                // The border is shared: nothing sticks out but where edges bend.
                let over = combine(&inside.region(), &outline, Operation::Difference);
                let over = allpa_geom::measure::polygons_area(&over).value();
                prop_assert!(over < 1e-2, "{} ha", over);
                prop_assert_eq!(&inside.within(&outline).expect("inside"), &inside);
                if let Ok(line_inside) = line_inside {
                    let length = |one: &Drawn| one.length().expect("a line").value();
                    prop_assert!(length(&line_inside) <= length(&line) + 1e-6);
                }
            }
            (Err(error), line_inside) => {
                prop_assert_eq!(error, ReshapeError::Outside);
                prop_assert_eq!(line_inside, Err(ReshapeError::Outside));
            }
        }
    }

    #[test]
    fn pieces_of_a_line_add_up_and_join(
        x in -80.0..-69.0, y in -18.0..-1.0,
        steps in prop::collection::vec((0.01..0.1, -0.1..0.1), 1..20),
        at in 0.1..0.9,
    ) {
        let mut line = vec![[x, y]];
        for (dx, dy) in &steps {
            let [px, py] = line[line.len() - 1];
            line.push([px + dx, py + dy]);
        }
        let shape = Drawn::Line(vec![line.clone()]);
        let east = line[line.len() - 1][0];
        let cut = x + (east - x) * at;
        let pieces = shape.split(&[[cut, y - 5.0], [cut, y + 5.0]]).expect("it crosses");
        prop_assert_eq!(pieces.len(), 2);
        let length = |shape: &Drawn| shape.length().expect("a line").value();
        let sum: f64 = pieces.iter().map(length).sum();
        prop_assert!((sum - length(&shape)).abs() < 1e-6, "{} km of {}", sum, length(&shape));
        let again = pieces[0].merged(&pieces[1]).expect("lines");
        prop_assert!((length(&again) - length(&shape)).abs() < 1e-6);
        prop_assert_eq!(again.rings().len(), 1);
    }
}

fn square(x: f64, y: f64, size: f64) -> Vec<Coord> {
    vec![[x, y], [x + size, y], [x + size, y + size], [x, y + size], [x, y]]
}

#[test]
fn lines_from_corner_to_corner_and_edge_to_edge_go_through() {
    let shape = Drawn::Polygon(vec![vec![square(-76.0, -6.0, 0.1)]]);
    for by in [
        vec![[-76.0, -6.0], [-75.9, -5.9]],
        // On the edge but for rounding, as the hand catches it.
        vec![[-76.0 + 1e-13, -5.95], [-75.9 - 1e-13, -5.97]],
        vec![[-76.1, -5.95], [-75.8, -5.95]],
        vec![[-76.1, -5.98], [-75.95, -5.98], [-75.95, -6.1]],
    ] {
        let pieces = shape.split(&by).unwrap_or_else(|error| panic!("{by:?}: {error}"));
        assert_eq!(pieces.len(), 2, "{by:?}");
        let sum: f64 = pieces.iter().map(area).sum();
        assert!((sum - area(&shape)).abs() < 1e-5, "{by:?}: {sum}");
        assert!(area(&pieces[0]) >= area(&pieces[1]));
    }
    for by in [
        vec![[-76.1, -5.95], [-75.95, -5.95]],
        vec![[-76.0, -6.0], [-75.9, -6.0]],
        vec![[-77.0, -5.95], [-76.1, -5.95]],
    ] {
        assert_eq!(shape.split(&by), Err(ReshapeError::NotCut), "{by:?}");
    }
    assert_eq!(Drawn::Point([0.0, 0.0]).split(&[[0.0, 0.0], [1.0, 0.0]]), Err(ReshapeError::Kind));
}

#[test]
fn a_hole_is_cut_filled_and_cut_through() {
    let shape = Drawn::Polygon(vec![vec![square(-76.0, -6.0, 0.1)]]);
    let hole = Drawn::Polygon(vec![vec![square(-75.97, -5.97, 0.03)]]);
    let ring = shape.without(&hole.region()).expect("land is left");
    assert!(ring.has_holes() && (area(&ring) + area(&hole) - area(&shape)).abs() < 1e-6);
    assert_eq!(area(&ring.filled()), area(&shape));
    // Through the hole: two pieces without one.
    let pieces = ring.split(&[[-76.1, -5.95], [-75.8, -5.95]]).expect("through");
    assert!(pieces.len() == 2 && pieces.iter().all(|piece| !piece.has_holes()));
    // Beside it: the hole stays in one.
    let pieces = ring.split(&[[-76.1, -5.91], [-75.8, -5.91]]).expect("beside");
    assert_eq!(pieces.iter().filter(|piece| piece.has_holes()).count(), 1);
    assert_eq!(hole.without(&shape.region()), Err(ReshapeError::NothingLeft));
    let far = Drawn::Polygon(vec![vec![square(-70.0, -6.0, 0.1)]]);
    assert_eq!(shape.without(&far.region()), Err(ReshapeError::Apart));
    // Parts that the line does not cross stay with the larger piece.
    let both = shape.merged(&far).expect("polygons");
    let pieces = both.split(&[[-76.1, -5.95], [-75.8, -5.95]]).expect("through one");
    assert_eq!(pieces.iter().map(|piece| piece.rings().len()).collect::<Vec<_>>(), [2, 1]);
}

#[test]
fn vertices_are_added_and_taken_away() {
    let mut shape = Drawn::Polygon(vec![vec![square(-76.0, -6.0, 0.1)]]);
    shape.insert_vertex(0, 3, [-76.05, -5.95]);
    assert_eq!(shape.rings()[0][4], [-76.05, -5.95]);
    assert!(shape.remove_vertex(0, 0) && shape.is_sound());
    assert_eq!(shape.rings()[0].len(), 5);
    assert!(shape.remove_vertex(0, 1) && shape.is_sound());
    assert!(!shape.remove_vertex(0, 1), "a triangle keeps its corners");
    let mut line = Drawn::Line(vec![vec![[0.0, 0.0], [1.0, 0.0]]]);
    assert!(!line.remove_vertex(0, 0));
    line.insert_vertex(0, 0, [0.5, 0.5]);
    assert!(line.remove_vertex(0, 0));
    assert_eq!(line.rings()[0], [[0.5, 0.5], [1.0, 0.0]]);
}

#[test]
fn what_lies_inside_stays_as_it_is_and_takes_the_corners_of_the_outline() {
    let outline = Drawn::Polygon(vec![vec![square(-76.0, -6.0, 0.1)]]).region();
    let inside = Drawn::Polygon(vec![vec![square(-75.98, -5.98, 0.05)]]);
    assert_eq!(inside.within(&outline), Ok(inside.clone()), "bit for bit");
    let over = Drawn::Polygon(vec![vec![square(-75.95, -5.95, 0.1)]]);
    let cut = over.within(&outline).expect("a part of it");
    assert!(cut.rings()[0].contains(&[-75.9, -5.9]), "a corner of the outline: {cut:?}");
    let line = Drawn::Line(vec![vec![[-76.05, -5.95], [-75.95, -5.95], [-75.85, -5.95]]]);
    let cut = line.within(&outline).expect("a part of it");
    let [first, middle, last] = cut.rings()[0] else { panic!("one piece: {cut:?}") };
    assert!((first[0] + 76.0).abs() < 1e-12 && (last[0] + 75.9).abs() < 1e-12, "{cut:?}");
    assert_eq!(*middle, [-75.95, -5.95]);
    let short = Drawn::Line(vec![vec![[-75.95, -5.95], [-75.94, -5.96], [-75.93, -5.95]]]);
    assert_eq!(short.within(&outline), Ok(short.clone()));
    for (at, is_inside) in
        [([-75.95, -5.95], true), ([-76.0, -5.95], true), ([-76.1, -5.95], false)]
    {
        assert_eq!(Drawn::Point(at).within(&outline).is_ok(), is_inside);
    }
    let far = Drawn::Line(vec![vec![[-70.0, -5.0], [-69.0, -5.0]]]);
    assert_eq!(far.within(&outline), Err(ReshapeError::Outside));
}

#[test]
fn an_offset_goes_the_way_of_its_kind() {
    let polygon = Drawn::Polygon(vec![vec![square(-76.0, -6.0, 0.1)]]);
    let line = Drawn::Line(vec![vec![[-76.0, -6.0], [-75.9, -6.0]]]);
    let meters = Meters::new;
    let wider = polygon.offset(Offset::Wider, meters(500.0)).expect("a polygon");
    let narrower = polygon.offset(Offset::Narrower, meters(500.0)).expect("a polygon");
    // Perimeter times distance, and the corners: four quarters of a circle, four squares.
    let perimeter: f64 =
        polygon.rings().iter().map(|ring| allpa_geom::measure::line_length(ring).value()).sum();
    let strip = perimeter * 500.0 / 1e4;
    let corners = 500.0 * 500.0 / 1e4;
    let more = area(&wider) - area(&polygon) - strip - std::f64::consts::PI * corners;
    let less = area(&polygon) - area(&narrower) - strip + 4.0 * corners;
    assert!(more.abs() < 0.002 * strip && less.abs() < 0.002 * strip, "{more} {less} of {strip}");
    assert_eq!(narrower.rings()[0].len(), 5, "corners stay corners: {narrower:?}");
    let left = line.offset(Offset::Left, meters(500.0)).expect("a line");
    assert!(left.rings()[0].iter().all(|at| at[1] > -6.0));
    assert_eq!(line.offset(Offset::Wider, meters(1.0)), Err(ReshapeError::Kind));
    assert_eq!(polygon.offset(Offset::Left, meters(1.0)), Err(ReshapeError::Kind));
    assert_eq!(Drawn::Point([0.0; 2]).offset(Offset::Left, meters(1.0)), Err(ReshapeError::Kind));
    for distance in [0.0, 100_001.0] {
        assert_eq!(line.offset(Offset::Left, meters(distance)), Err(ReshapeError::Distance));
    }
    let gone = polygon.offset(Offset::Narrower, meters(20_000.0));
    assert_eq!(gone, Err(ReshapeError::NothingLeft));
    let way = |shape: &Drawn, at| shape.offset_to(at).map(|(way, _)| way);
    assert_eq!(way(&line, [-75.95, -5.9]), Some(Offset::Left));
    assert_eq!(way(&line, [-75.95, -6.1]), Some(Offset::Right));
    assert_eq!(way(&polygon, [-75.95, -5.95]), Some(Offset::Narrower));
    assert_eq!(way(&polygon, [-75.8, -5.95]), Some(Offset::Wider));
    assert_eq!(Drawn::Point([0.0; 2]).offset_to([1.0, 1.0]), None);
}
