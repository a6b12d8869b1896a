//! Coordinates in the systems of Peru, against PROJ with the operation that Peru uses.

use std::collections::BTreeMap;

use allpa_geom::{Epsg, PsadOperation, Transformer};

use crate::support::{data, reference};

/// The system the reference is read from: its degrees are rounded, its metres are not.
const KNOWN: u32 = 32_718;

#[test]
fn two_thousand_positions_fall_where_they_should() {
    let Some(data) = data() else { return };
    let expected = reference(&data, "transforms.csv");
    let mut systems: BTreeMap<u32, BTreeMap<&str, [f64; 2]>> = BTreeMap::new();
    for row in expected.iter() {
        let of_system = systems.entry(row.number("epsg") as u32).or_default();
        of_system.insert(row.text("id"), [row.number("x"), row.number("y")]);
    }
    assert_eq!(systems.values().map(BTreeMap::len).sum::<usize>(), 2000);
    for (&code, positions) in &systems {
        let (from, to) = (Epsg::new(KNOWN), Epsg::new(code));
        let way = Transformer::new(from, to, PsadOperation::default()).expect("PROJ knows both");
        let is_psad = (24_877..=24_879).contains(&code);
        let tolerance = if is_psad { 0.01 } else { 0.001 };
        let worst = positions.iter().map(|(id, wanted)| {
            let found = way.convert(systems[&KNOWN][id]).expect("a position in Peru");
            (found[0] - wanted[0]).hypot(found[1] - wanted[1])
        });
        let worst = worst.fold(0.0, f64::max);
        assert!(worst < tolerance, "EPSG:{code}: {worst} m");
    }
}
