//! Features that an area drawn on the map touches: exact, and only what the picture shows.

use allpa_geom::Enclosure;
use rayon::prelude::*;

use crate::scene::SceneLayer;

/// Rows of `layer` that share at least a point with `area` (world metres), in order. Features
/// without symbol are not on the map and never touched.
pub fn touched(layer: &SceneLayer, area: &Enclosure) -> Vec<usize> {
    let world = layer.prepared.world();
    let rows = layer.prepared.rows_in(area.bounds()).into_par_iter();
    rows.filter(|row| layer.classes.of_row(*row).is_some() && area.touches(world, *row)).collect()
}

#[cfg(test)]
mod tests {
    use allpa_geom::{Bounds, Coord, ShapeKind};

    use super::*;
    use crate::plane::Plane;
    use crate::style::{Color, Fill, LayerStyle, Marker, MarkerShape, Stroke, Symbol, Symbology};
    use crate::testing::{layer, layer_of_squares, rect, scene, shapes, single};

    const RED: Color = Color::hex(0x00C0_2020);

    fn of(layer: allpa_model::Layer, symbol: Symbol) -> SceneLayer {
        scene(vec![(layer, single(symbol))]).layers.remove(0)
    }

    fn area_symbol() -> Symbol {
        Symbol::area(Fill::solid(RED), None)
    }

    fn degrees(min: Coord, max: Coord) -> Enclosure {
        Enclosure::of_box(Bounds {
            min: Plane::Mercator.to_world(min),
            max: Plane::Mercator.to_world(max),
        })
    }

    fn outline(ring: &[Coord]) -> Enclosure {
        let ring: Vec<Coord> =
            ring.iter().map(|corner| Plane::Mercator.to_world(*corner)).collect();
        Enclosure::of_outline(&ring).expect("three corners")
    }

    /// Two squares of one degree side by side.
    #[test]
    fn what_shares_a_point_with_a_box_is_touched() {
        let squares = of(layer_of_squares(2), area_symbol());
        let all: Vec<usize> = (0..squares.prepared.layer().len()).collect();
        assert_eq!(touched(&squares, &degrees([-1.0, -1.0], [9.0, 9.0])), all);
        let inside = degrees([0.4, 0.4], [0.6, 0.6]);
        assert_eq!(touched(&squares, &inside).len(), 1, "a box inside a square touches it");
        assert_eq!(touched(&squares, &degrees([-2.0, -2.0], [-1.0, -1.0])), [0; 0]);
    }

    #[test]
    fn a_hole_is_outside_and_a_crossing_line_inside() {
        let (shell, hole) = (rect(0.0, 0.0, 4.0, 4.0), rect(1.0, 1.0, 3.0, 3.0));
        let ring = of(layer(shapes(ShapeKind::Polygon, &[&[&shell, &hole]])), area_symbol());
        assert_eq!(touched(&ring, &degrees([1.5, 1.5], [2.5, 2.5])), [0; 0]);
        assert_eq!(touched(&ring, &degrees([0.2, 0.2], [0.8, 0.8])), [0]);
        let line = layer(shapes(ShapeKind::Line, &[&[&[[0.0, 0.0], [4.0, 4.0]]]]));
        let line = of(line, Symbol::line(Stroke::new(RED, 1.0)));
        assert_eq!(touched(&line, &degrees([1.0, 0.5], [2.0, 3.0])), [0], "no vertex inside");
        assert_eq!(touched(&line, &degrees([0.0, 2.0], [1.0, 4.0])), [0; 0], "only its box");
    }

    #[test]
    fn an_outline_takes_what_lies_in_it_and_not_what_lies_in_its_box() {
        let marker =
            Marker { shape: MarkerShape::Circle, size_px: 6.0, color: RED, rim: RED, rim_px: 0.0 };
        let points: &[&[&[Coord]]] = &[&[&[[0.5, 3.0]]], &[&[[3.0, 0.5]]], &[&[[1.9, 1.9]]]];
        let points = of(layer(shapes(ShapeKind::Point, points)), Symbol::point(marker));
        let triangle = outline(&[[0.0, 0.0], [4.0, 0.0], [0.0, 4.0]]);
        assert_eq!(touched(&points, &triangle), [0, 1, 2]);
        let thin = outline(&[[0.0, 0.0], [4.0, 0.0], [4.0, 1.0]]);
        assert_eq!(touched(&points, &thin), [1]);
    }

    #[test]
    fn what_has_no_symbol_is_not_touched() {
        let symbol =
            Symbology::Categorised { field: "zona".into(), classes: Vec::new(), other: None };
        let style = LayerStyle { symbol, label: None, scales: None };
        let hidden = scene(vec![(layer_of_squares(2), style)]).layers.remove(0);
        assert_eq!(touched(&hidden, &degrees([-1.0, -1.0], [9.0, 9.0])), [0; 0]);
    }
}
