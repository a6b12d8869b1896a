//! The geometries of one layer in flat arrays.
//!
//! Four levels of offsets instead of a tree of vectors: a *feature* has parts, a *part* is one
//! point, one line or one polygon, a polygon part has *rings* (the first is the shell, the others
//! are holes), and a ring is a run of coordinates. Polygon rings repeat their first coordinate at
//! the end, as in Simple Features (OGC 06-103r4).

mod builder;

use geo::{Geometry, LineString, MultiLineString, MultiPoint, MultiPolygon, Point, Polygon};

use crate::Bounds;

pub use builder::ShapesBuilder;

/// One position: x and y, or longitude and latitude in degrees.
pub type Coord = [f64; 2];

/// The rings of all parts of a region, of each the shell before its holes.
pub fn rings(region: &MultiPolygon) -> impl Iterator<Item = &LineString> {
    region.iter().flat_map(|part| std::iter::once(part.exterior()).chain(part.interiors()))
}

/// What a feature is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum ShapeKind {
    /// No geometry: the feature has attributes only.
    #[default]
    None,
    /// One or several points.
    Point,
    /// One or several lines.
    Line,
    /// One or several polygons.
    Polygon,
}

/// Geometries of *n* features, immutable once built.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Shapes {
    coords: Vec<Coord>,
    ring_ends: Vec<u32>,
    part_ends: Vec<u32>,
    feature_ends: Vec<u32>,
    kinds: Vec<ShapeKind>,
}

impl Shapes {
    /// Number of features, those without geometry included.
    pub fn len(&self) -> usize {
        self.kinds.len()
    }

    /// Whether there are no features at all.
    pub fn is_empty(&self) -> bool {
        self.kinds.is_empty()
    }

    /// What feature `row` is made of.
    pub fn kind(&self, row: usize) -> ShapeKind {
        self.kinds[row]
    }

    /// The kind most features have; [`ShapeKind::None`] when none has a geometry.
    pub fn main_kind(&self) -> ShapeKind {
        let count = |kind| self.kinds.iter().filter(|&&k| k == kind).count();
        [ShapeKind::Point, ShapeKind::Line, ShapeKind::Polygon]
            .into_iter()
            .map(|kind| (count(kind), kind))
            .max_by_key(|(count, _)| *count)
            .filter(|(count, _)| *count > 0)
            .map_or(ShapeKind::None, |(_, kind)| kind)
    }

    /// All coordinates, in feature order.
    pub fn coords(&self) -> &[Coord] {
        &self.coords
    }

    /// The parts of feature `row`.
    pub fn parts(&self, row: usize) -> impl ExactSizeIterator<Item = Part<'_>> {
        range(&self.feature_ends, row).map(|part| {
            let rings = range(&self.part_ends, part);
            Part { shapes: self, rings }
        })
    }

    /// The rings of feature `row`, all parts together.
    pub fn rings(&self, row: usize) -> impl Iterator<Item = &[Coord]> {
        self.parts(row).flat_map(Part::into_rings)
    }

    /// The coordinates of feature `row`, all rings together.
    pub fn feature_coords(&self, row: usize) -> &[Coord] {
        let parts = range(&self.feature_ends, row);
        let rings = start(&self.part_ends, parts.start)..start(&self.part_ends, parts.end);
        &self.coords[start(&self.ring_ends, rings.start)..start(&self.ring_ends, rings.end)]
    }

    /// The box of feature `row`; `None` without geometry.
    pub fn feature_bounds(&self, row: usize) -> Option<Bounds> {
        Bounds::of(self.feature_coords(row))
    }

    /// The box of everything; `None` when there is no coordinate.
    pub fn bounds(&self) -> Option<Bounds> {
        Bounds::of(&self.coords)
    }

    /// The same features with every coordinate replaced.
    ///
    /// # Panics
    /// If `coords` does not have as many positions as [`Shapes::coords`].
    #[must_use]
    pub fn with_coords(&self, coords: Vec<Coord>) -> Self {
        assert_eq!(coords.len(), self.coords.len(), "one new position for each old one");
        Self {
            coords,
            ring_ends: self.ring_ends.clone(),
            part_ends: self.part_ends.clone(),
            feature_ends: self.feature_ends.clone(),
            kinds: self.kinds.clone(),
        }
    }

    /// Feature `row` as polygons, empty unless it is polygonal.
    pub fn polygons(&self, row: usize) -> MultiPolygon {
        if self.kinds[row] != ShapeKind::Polygon {
            return MultiPolygon(Vec::new());
        }
        self.parts(row).map(Part::to_polygon).collect()
    }

    /// Feature `row` as lines, empty unless it is a line.
    pub fn lines(&self, row: usize) -> MultiLineString {
        if self.kinds[row] != ShapeKind::Line {
            return MultiLineString(Vec::new());
        }
        MultiLineString(self.rings(row).map(line_string).collect())
    }

    /// Feature `row` as a `geo` geometry; single parts are not wrapped in a collection.
    pub fn geometry(&self, row: usize) -> Option<Geometry> {
        Some(match self.kinds[row] {
            ShapeKind::None => return None,
            ShapeKind::Point => {
                let points: Vec<Point> =
                    self.feature_coords(row).iter().map(|&c| Point::from(c)).collect();
                match points.as_slice() {
                    [point] => Geometry::Point(*point),
                    _ => Geometry::MultiPoint(MultiPoint(points)),
                }
            }
            ShapeKind::Line => {
                let mut lines = self.lines(row);
                match lines.0.len() {
                    1 => Geometry::LineString(lines.0.remove(0)),
                    _ => Geometry::MultiLineString(lines),
                }
            }
            ShapeKind::Polygon => {
                let mut polygons = self.polygons(row);
                match polygons.0.len() {
                    1 => Geometry::Polygon(polygons.0.remove(0)),
                    _ => Geometry::MultiPolygon(polygons),
                }
            }
        })
    }

    /// Bytes held, for memory budgets.
    pub fn byte_size(&self) -> usize {
        self.coords.len() * size_of::<Coord>()
            + (self.ring_ends.len() + self.part_ends.len() + self.feature_ends.len()) * 4
            + self.kinds.len()
    }
}

/// One point, line or polygon of a feature.
#[derive(Debug, Clone)]
pub struct Part<'a> {
    shapes: &'a Shapes,
    rings: std::ops::Range<usize>,
}

impl<'a> Part<'a> {
    /// Its rings: the shell and then the holes of a polygon, or the one run of a line or point.
    pub fn into_rings(self) -> impl ExactSizeIterator<Item = &'a [Coord]> {
        let shapes = self.shapes;
        self.rings.map(move |ring| &shapes.coords[range(&shapes.ring_ends, ring)])
    }

    /// This part as a `geo` polygon.
    pub fn to_polygon(self) -> Polygon {
        let mut rings = self.into_rings().map(line_string);
        let shell = rings.next().unwrap_or_else(|| LineString(Vec::new()));
        Polygon::new(shell, rings.collect())
    }
}

/// Area of a closed ring in the plane of its coordinates: positive when counter-clockwise.
pub fn signed_area(ring: &[Coord]) -> f64 {
    let [x0, y0] = ring.first().copied().unwrap_or_default();
    let cross = |pair: &[Coord]| {
        (pair[0][0] - x0) * (pair[1][1] - y0) - (pair[1][0] - x0) * (pair[0][1] - y0)
    };
    ring.windows(2).map(cross).sum::<f64>() / 2.0
}

fn line_string(ring: &[Coord]) -> LineString {
    ring.iter().map(|&coord| geo::Coord::from(coord)).collect()
}

fn start(ends: &[u32], item: usize) -> usize {
    if item == 0 { 0 } else { ends[item - 1] as usize }
}

fn range(ends: &[u32], item: usize) -> std::ops::Range<usize> {
    start(ends, item)..ends[item] as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square_with_hole() -> Shapes {
        let mut builder = ShapesBuilder::default();
        builder.extend([[0., 0.], [4., 0.], [4., 4.], [0., 4.], [0., 0.]]);
        builder.end_ring();
        builder.extend([[1., 1.], [1., 2.], [2., 2.], [2., 1.], [1., 1.]]);
        builder.end_ring();
        builder.end_part();
        builder.end_feature(ShapeKind::Polygon);
        builder.end_feature(ShapeKind::Polygon);
        builder.push([7., 8.]);
        builder.end_ring();
        builder.end_part();
        builder.end_feature(ShapeKind::Point);
        builder.finish()
    }

    #[test]
    fn a_feature_without_parts_has_no_geometry() {
        let shapes = square_with_hole();
        assert_eq!(shapes.len(), 3);
        assert_eq!(shapes.kind(1), ShapeKind::None);
        assert_eq!(shapes.feature_bounds(1), None);
        assert_eq!(shapes.geometry(1), None);
    }

    #[test]
    fn numbers_too_small_to_reckon_with_are_zero() {
        let mut builder = ShapesBuilder::default();
        builder.extend([[3.1e-319, -7.0], [-1e-200, 1e-100]]);
        builder.end_ring();
        builder.end_part();
        builder.end_feature(ShapeKind::Line);
        assert_eq!(builder.finish().coords(), [[0.0, -7.0], [0.0, 1e-100]]);
    }

    #[test]
    fn rings_come_back_as_they_went_in() {
        let shapes = square_with_hole();
        assert_eq!(shapes.polygons(0).0[0].interiors().len(), 1);
        assert_eq!(shapes.feature_coords(0).len(), 10);
        assert_eq!(shapes.feature_coords(2), [[7., 8.]]);
        assert_eq!(shapes.main_kind(), ShapeKind::Polygon);
    }

    #[test]
    fn a_geometry_survives_the_round_trip() {
        let shapes = square_with_hole();
        let mut builder = ShapesBuilder::default();
        for row in [0, 2] {
            assert_eq!(builder.push_geometry(&shapes.geometry(row).expect("has a shape")), 0);
        }
        let copy = builder.finish();
        assert_eq!(copy.geometry(0), shapes.geometry(0));
        assert_eq!(copy.geometry(1), shapes.geometry(2));
    }
}
