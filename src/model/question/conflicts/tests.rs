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
    let names = ["a", "b", "c", "d"];
    edges.windows(2).zip(names).map(|(pair, name)| (pair[0], pair[1], name)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// A corner dragged about, over units that leave land outside and may overlap, zones side by
    /// side, and areas that overlap.
    #[test]
    fn what_is_remembered_changes_no_figure(
        moves in prop::collection::vec((0.2..1.8_f64, 0.1..0.9_f64), 1..5),
        overlap in prop_oneof![Just(0.0), Just(0.02)],
    ) {
        let mut units = side_by_side(&[0.3, 0.9, 1.4, 1.7]);
        units[1].1 += overlap;
        let layers = [
            boxes("coddist", &units),
            boxes("zona", &side_by_side(&[0.0, 0.7, 1.1, 2.0])),
            boxes("anp_codi", &[(0.5, 1.0, "x"), (0.8, 1.2, "y")]),
        ];
        let mut memory = Memory::default();
        for corner in moves {
            let axis = axis(&[(0.1, 0.5), (0.6, 0.4), corner, (1.9, 0.6)]);
            let corridor = corridor(&axis, &layers);
            let dragged = conflicts_after(&corridor, &mut memory).expect("an answer");
            prop_assert_eq!(&dragged, &conflicts(&corridor).expect("an answer"));
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
