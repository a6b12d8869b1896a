//! Findings about the polygons of a layer together: overlaps, gaps, and what an outline holds.

use allpa_geom::coverage::{Piece, gaps, neighbours, overlaps, width};
use allpa_geom::overlay::{Operation, combine, union_all};
use allpa_geom::{Hectares, Meters, TransformError, measure};
use geo::InteriorPoint as _;

use super::{CRUMB, Finding, FindingKind, SLIVER_WIDTH};
use crate::Layer;

/// Overlaps between features and gaps among them.
///
/// # Errors
/// [`TransformError`] when the layer has no way to longitude and latitude.
pub fn coverage(layer: &Layer) -> Result<Vec<Finding>, TransformError> {
    let regions = &layer.surfaces()?.polygons;
    let index = layer.index()?;
    let by_width = |piece: Piece, wide, narrow| {
        let is_narrow = width(&piece.polygon).value() < SLIVER_WIDTH;
        finding(if is_narrow { narrow } else { wide }, piece)
    };
    let shared = overlaps(regions, index)
        .into_iter()
        .filter_map(|piece| by_width(piece, FindingKind::Overlap, FindingKind::OverlapSliver));
    let free = gaps(regions, index, Meters::new(SLIVER_WIDTH));
    let free = free
        .into_iter()
        .filter_map(|piece| by_width(piece, FindingKind::Gap, FindingKind::GapSliver));
    Ok(shared.chain(free).collect())
}

/// Land of `layer` outside `outline`, and land of `outline` that `layer` leaves free.
///
/// # Errors
/// [`TransformError`] when one of the layers has no way to longitude and latitude.
pub fn closure(layer: &Layer, outline: &Layer) -> Result<Vec<Finding>, TransformError> {
    let regions = &layer.surfaces()?.polygons;
    let whole = union_all(regions);
    let outline = union_all(&outline.surfaces()?.polygons);
    let outside = combine(&whole, &outline, Operation::Difference);
    let free = combine(&outline, &whole, Operation::Difference);
    let index = layer.index()?;
    let outside = outside.into_iter().filter_map(|polygon| {
        let rows = [neighbours(&polygon, regions, index)[0], None];
        finding(FindingKind::OutsideOutline, Piece { polygon, rows })
    });
    let free = free.into_iter().filter_map(|polygon| {
        finding(FindingKind::NotCovered, Piece { polygon, rows: [None, None] })
    });
    Ok(outside.chain(free).collect())
}

/// A finding about a piece of land, if it is more than a crumb.
fn finding(kind: FindingKind, piece: Piece) -> Option<Finding> {
    let place = piece.polygon.interior_point().map(|point| [point.x(), point.y()]);
    let [row, other] = piece.rows;
    let area: Hectares = measure::polygons_area(&piece.polygon.into());
    (area.value() > CRUMB).then_some(Finding { kind, row, other, area: Some(area), place })
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::layer::LayerParts;
    use allpa_geom::{Epsg, PsadOperation, ShapeKind, ShapesBuilder};

    /// A layer of boxes: west, south, east, north.
    pub fn layer(boxes: &[[f64; 4]]) -> Layer {
        let mut shapes = ShapesBuilder::default();
        for &[x0, y0, x1, y1] in boxes {
            shapes.extend([[x0, y0], [x1, y0], [x1, y1], [x0, y1], [x0, y0]]);
            shapes.end_ring();
            shapes.end_part();
            shapes.end_feature(ShapeKind::Polygon);
        }
        let parts = LayerParts { shapes: shapes.finish(), ..LayerParts::default() };
        Layer::new(parts, Epsg::WGS84, PsadOperation::default())
    }

    fn check(boxes: &[[f64; 4]], expected: &[(FindingKind, [Option<usize>; 2])]) {
        let findings = coverage(&layer(boxes)).expect("degrees");
        let found: Vec<_> = findings.iter().map(|f| (f.kind, [f.row, f.other])).collect();
        assert_eq!(found, expected, "{findings:?}");
    }

    const TEN_METERS: f64 = 1e-4;

    #[test]
    fn a_clean_coverage_has_no_findings() {
        check(&[[0., 0., 1., 1.], [1., 0., 2., 1.], [0., 1., 2., 2.]], &[]);
        // Corners that only touch, and a bay wider than a drawing error.
        check(&[[0., 0., 1., 1.], [1., 1., 2., 2.]], &[]);
        check(&[[0., 0., 1., 1.], [1.01, 0., 2., 1.]], &[]);
    }

    #[test]
    fn overlaps_and_gaps_are_told_by_their_width() {
        let both = |kind| (kind, [Some(0), Some(1)]);
        check(&[[0., 0., 1., 1.], [0.9, 0., 2., 1.]], &[both(FindingKind::Overlap)]);
        check(
            &[[0., 0., 1., 1.], [1. - TEN_METERS, 0., 2., 1.]],
            &[both(FindingKind::OverlapSliver)],
        );
        check(&[[0., 0., 1., 1.], [1. + TEN_METERS, 0., 2., 1.]], &[both(FindingKind::GapSliver)]);
        let ring = [[0., 0., 3., 1.], [0., 2., 3., 3.], [0., 1., 1., 2.], [2., 1., 3., 2.]];
        check(&ring, &[both(FindingKind::Gap)]);
    }

    #[test]
    fn a_layer_closes_against_its_outline() {
        let outline = layer(&[[0., 0., 2., 1.]]);
        let findings = closure(&layer(&[[0., 0., 1.5, 1.1]]), &outline).expect("degrees");
        let found: Vec<_> = findings.iter().map(|f| (f.kind, f.row)).collect();
        assert_eq!(
            found,
            [(FindingKind::OutsideOutline, Some(0)), (FindingKind::NotCovered, None)]
        );
        let same = closure(&outline, &outline).expect("degrees");
        assert_eq!(same, []);
    }
}
