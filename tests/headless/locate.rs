//! Which district holds each point, against GEOS.

use crate::support::{data, reference, table};

#[test]
fn four_hundred_points_lie_in_their_districts() {
    let Some(data) = data() else { return };
    let points = "reference/questions/locate_points.csv";
    let found = table(&data, &["locate", "admin/districts_4326.gpkg", "--points", points]);
    let expected = reference(&data, "questions/locate_points.csv");
    assert_eq!(expected.len(), 400);
    let of_point = |wanted: &str| -> Vec<&str> {
        let rows = found.iter().filter(|row| row.text("point") == wanted);
        rows.map(|row| row.text("IDDIST")).collect()
    };
    for row in expected.iter() {
        assert_eq!(
            of_point(row.text("point")),
            [row.text("iddist")],
            "point {}",
            row.text("point")
        );
    }
}
