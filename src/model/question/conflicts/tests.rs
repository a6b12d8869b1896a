use allpa_geom::Meters;
use geo::LineString;
use proptest::prelude::*;

use super::*;
use crate::question::testing::boxes;

fn axis(corners: &[(f64, f64)]) -> MultiLineString {
    MultiLineString(vec![LineString::from(corners.to_vec())])
}

fn corridor<'a>(axis: &'a MultiLineString, layers: &'a [Layer; 3]) -> Corridor<'a> {
    let [units, zones, areas] = layers;
    Corridor {
        axis,
        width: Meters::new(2_000.0),
        units: Some(Theme::of(units)),
        zones: Some(Theme::of(zones)),
        areas: Some(Theme::of(areas)),
        matrix: None,
    }
}

/// Boxes from west to east, from `edges`.
fn side_by_side(edges: &[f64]) -> Vec<(f64, f64, &'static str)> {
    edges.windows(2).zip(NAMES).map(|(pair, name)| (pair[0], pair[1], name)).collect()
}

const NAMES: [&str; 6] = ["a", "b", "c", "d", "e", "f"];

/// One change of the axis, as hands make it.
#[derive(Debug, Clone)]
enum Edit {
    Move(usize, (f64, f64)),
    Insert(usize, (f64, f64)),
    /// At the end, the axis shrinks to a point and to nothing.
    Remove(usize),
    /// A corner falls on the one before it.
    Fold(usize),
    /// As it was at first.
    Back,
    Widen(f64),
}

/// Over the layers, far off them, and on the borders of their boxes.
fn place() -> impl Strategy<Value = (f64, f64)> {
    let border = (-4..30).prop_map(|tenth| f64::from(tenth) / 10.0);
    prop_oneof![
        4 => (0.0..2.5, 0.05..0.95_f64),
        1 => (-2.0..4.0, -1.0..2.0_f64),
        1 => (border, prop_oneof![Just(0.0), Just(0.5), Just(1.0)]),
    ]
}

fn edit() -> impl Strategy<Value = Edit> {
    prop_oneof![
        6 => (0..9_usize, place()).prop_map(|(corner, to)| Edit::Move(corner, to)),
        1 => (0..9_usize, place()).prop_map(|(corner, to)| Edit::Insert(corner, to)),
        2 => (0..9_usize).prop_map(Edit::Remove),
        1 => (0..9_usize).prop_map(Edit::Fold),
        1 => Just(Edit::Back),
        1 => (200.0..9_000.0).prop_map(Edit::Widen),
    ]
}

/// Boxes anywhere over the stretch: some overlap, some leave gaps, some are on top of each other.
fn scattered() -> impl Strategy<Value = Vec<(f64, f64, &'static str)>> {
    let one = (-2..24_i32, 1..9_i32).prop_map(|(west, width)| (west, west + width));
    prop::collection::vec(one, 1..6).prop_map(|boxes| {
        let tenths = |tenths: i32| f64::from(tenths) / 10.0;
        let named = boxes.into_iter().zip(NAMES);
        named.map(|((west, east), name)| (tenths(west), tenths(east), name)).collect()
    })
}

/// As [`scattered`], or side by side.
fn any_boxes() -> impl Strategy<Value = Vec<(f64, f64, &'static str)>> {
    let widths = prop::collection::vec(0.05..0.9_f64, 1..6);
    let in_a_row = (-0.3..0.5_f64, widths).prop_map(|(west, widths)| {
        let mut edges = vec![west];
        widths.iter().for_each(|width| edges.push(edges[edges.len() - 1] + width));
        side_by_side(&edges)
    });
    prop_oneof![in_a_row, scattered()]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    /// Whatever happens to the axis, over whatever layers: what the pieces that it left alone are
    /// remembered by makes the answer of a fresh computation, bit for bit.
    #[test]
    fn incremental_is_full(
        layers in (any_boxes(), any_boxes(), scattered()),
        first in prop::collection::vec(place(), 2..7),
        edits in prop::collection::vec(edit(), 1..12),
    ) {
        let layers = [
            boxes("coddist", &layers.0),
            boxes("zona", &layers.1),
            boxes("anp_codi", &layers.2),
        ];
        let (mut corners, mut width) = (first.clone(), 2_000.0);
        let mut memory = Memory::default();
        for edit in std::iter::once(Edit::Back).chain(edits) {
            let count = corners.len();
            match edit {
                Edit::Move(corner, to) if count > 0 => corners[corner % count] = to,
                Edit::Insert(corner, at) => corners.insert(corner % (count + 1), at),
                Edit::Remove(corner) if count > 0 => drop(corners.remove(corner % count)),
                Edit::Fold(corner) if count > 1 => {
                    let corner = 1 + corner % (count - 1);
                    corners[corner] = corners[corner - 1];
                }
                Edit::Back => corners.clone_from(&first),
                Edit::Widen(meters) => width = meters,
                _ => {}
            }
            let axis = axis(&corners);
            let corridor = Corridor { width: Meters::new(width), ..corridor(&axis, &layers) };
            let (after, afresh) = (conflicts_after(&corridor, &mut memory), conflicts(&corridor));
            match (after, afresh) {
                (Ok(after), Ok(afresh)) => prop_assert_eq!(after, afresh),
                (after, afresh) => {
                    prop_assert_eq!(format!("{after:?}"), format!("{afresh:?}"), "both or neither");
                }
            }
        }
    }
}

#[test]
fn units_and_what_lies_outside_add_up_to_the_corridor() {
    let layers = [
        boxes("coddist", &side_by_side(&[0.3, 0.9, 1.4])),
        boxes("zona", &side_by_side(&[0.0, 0.7, 2.0])),
        boxes("anp_codi", &[(0.5, 1.0, "x"), (0.8, 1.2, "y")]),
    ];
    let axis = axis(&[(0.1, 0.5), (1.9, 0.6)]);
    let with_units = corridor(&axis, &layers);
    let alone = Corridor { units: None, ..with_units.clone() };
    let [with_units, alone] =
        [&with_units, &alone].map(|corridor| conflicts(corridor).expect("an answer").value);
    let sum = |subject, name: Option<&str>| -> f64 {
        let fits = |row: &&Row| {
            row.unit != TOTAL && row.subject == subject && name.is_none_or(|n| row.name == n)
        };
        with_units.rows.iter().filter(fits).map(|row| row.area.value()).sum()
    };
    let whole = alone.total().expect("a total").area.value();
    assert!((sum(Subject::Unit, None) / whole - 1.0).abs() < 1e-7, "the units of {whole}");
    for row in alone.rows.iter().filter(|row| row.subject != Subject::Unit) {
        let parts = sum(row.subject, Some(&row.name));
        assert!((parts - row.area.value()).abs() < whole * 1e-6, "{parts} {row:?}");
    }
    let lengths: f64 = with_units
        .rows
        .iter()
        .filter(|row| row.subject == Subject::Unit && row.unit != TOTAL)
        .map(|row| row.length.value())
        .sum();
    let length = alone.total().expect("a total").length.value();
    assert!((lengths - length).abs() < 1e-3, "{lengths} of {length} km");
}
