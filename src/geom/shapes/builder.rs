//! Filling [`Shapes`] in reading order.

use geo::{Geometry, LineString, MultiPolygon, Polygon};

use super::{Coord, ShapeKind, Shapes, start};

/// Fills [`Shapes`] in reading order: coordinates, then the end of the ring, part and feature.
#[derive(Debug, Default)]
pub struct ShapesBuilder(Shapes);

impl ShapesBuilder {
    /// Room for about this many coordinates and features.
    pub fn with_capacity(coords: usize, features: usize) -> Self {
        let mut shapes = Shapes::default();
        shapes.coords.reserve(coords);
        shapes.ring_ends.reserve(features);
        shapes.part_ends.reserve(features);
        shapes.feature_ends.reserve(features);
        shapes.kinds.reserve(features);
        Self(shapes)
    }

    /// Adds a position to the open ring.
    pub fn push(&mut self, coord: Coord) {
        self.0.coords.push(coord);
    }

    /// Adds positions to the open ring.
    pub fn extend(&mut self, coords: impl IntoIterator<Item = Coord>) {
        self.0.coords.extend(coords);
    }

    /// The positions of the open ring so far.
    pub fn open_ring(&self) -> &[Coord] {
        &self.0.coords[start(&self.0.ring_ends, self.0.ring_ends.len())..]
    }

    /// Drops the positions of the open ring.
    pub fn discard_ring(&mut self) {
        let from = start(&self.0.ring_ends, self.0.ring_ends.len());
        self.0.coords.truncate(from);
    }

    /// Closes the ring; an empty one leaves no trace.
    pub fn end_ring(&mut self) {
        if !self.open_ring().is_empty() {
            self.0.ring_ends.push(offset(self.0.coords.len()));
        }
    }

    /// Closes the part; one without rings leaves no trace.
    pub fn end_part(&mut self) {
        let rings = self.0.ring_ends.len();
        if rings > start(&self.0.part_ends, self.0.part_ends.len()) {
            self.0.part_ends.push(offset(rings));
        }
    }

    /// Closes the feature; one without parts becomes [`ShapeKind::None`].
    pub fn end_feature(&mut self, kind: ShapeKind) {
        let parts = self.0.part_ends.len();
        let is_empty = parts == start(&self.0.feature_ends, self.0.feature_ends.len());
        self.0.feature_ends.push(offset(parts));
        self.0.kinds.push(if is_empty { ShapeKind::None } else { kind });
    }

    /// Adds a whole `geo` geometry as one feature. Of a collection, the parts of highest
    /// dimension are kept; the return value tells how many others were left out.
    pub fn push_geometry(&mut self, geometry: &Geometry) -> usize {
        let mut flat = Vec::new();
        flatten(geometry, &mut flat);
        let (kind, left_out) = self.extend_parts(flat);
        self.end_feature(kind);
        left_out
    }

    /// Adds parts to the open feature, each with its rings: those of the highest dimension. Gives
    /// that kind, and how many of other kinds were left out.
    pub fn extend_parts(&mut self, parts: Vec<(ShapeKind, Vec<Vec<Coord>>)>) -> (ShapeKind, usize) {
        let kinds = parts.iter().map(|(kind, _)| *kind);
        let kind = kinds.max_by_key(|kind| *kind as u8).unwrap_or(ShapeKind::None);
        let mut left_out = 0;
        for (part_kind, rings) in parts {
            if part_kind != kind {
                left_out += 1;
                continue;
            }
            for ring in rings {
                self.extend(ring);
                self.end_ring();
            }
            self.end_part();
        }
        (kind, left_out)
    }

    /// Adds polygons as one feature.
    pub fn push_polygons(&mut self, polygons: &MultiPolygon) {
        for polygon in polygons {
            for ring in std::iter::once(polygon.exterior()).chain(polygon.interiors()) {
                self.extend(ring.0.iter().map(|c| [c.x, c.y]));
                self.end_ring();
            }
            self.end_part();
        }
        self.end_feature(ShapeKind::Polygon);
    }

    /// Copies feature `row` of `source`.
    pub fn push_feature(&mut self, source: &Shapes, row: usize) {
        for part in source.parts(row) {
            for ring in part.into_rings() {
                self.extend(ring.iter().copied());
                self.end_ring();
            }
            self.end_part();
        }
        self.end_feature(source.kind(row));
    }

    /// Adds the features of `next`, none of either being open.
    pub fn append(&mut self, next: Self) {
        let (rings, parts) = (self.0.ring_ends.len(), self.0.part_ends.len());
        let coords = self.0.coords.len();
        let shift = |ends: &mut Vec<u32>, more: &[u32], by: usize| {
            offset(by + more.last().map_or(0, |end| *end as usize));
            let by = offset(by);
            ends.extend(more.iter().map(|end| by + end));
        };
        shift(&mut self.0.ring_ends, &next.0.ring_ends, coords);
        shift(&mut self.0.part_ends, &next.0.part_ends, rings);
        shift(&mut self.0.feature_ends, &next.0.feature_ends, parts);
        self.0.coords.extend_from_slice(&next.0.coords);
        self.0.kinds.extend_from_slice(&next.0.kinds);
    }

    /// Number of finished features.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether no feature is finished yet.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The finished shapes. Coordinates of less than [`NOTHING`] are zero in them.
    pub fn finish(mut self) -> Shapes {
        self.0.coords.shrink_to_fit();
        let values = self.0.coords.as_flattened_mut();
        if values.iter().any(|value| *value != 0.0 && value.abs() < NOTHING) {
            values.iter_mut().filter(|value| value.abs() < NOTHING).for_each(|value| *value = 0.0);
        }
        self.0
    }
}

/// Where products of two coordinates would lose digits, so that predicates contradict each other;
/// only damaged files have such numbers.
const NOTHING: f64 = 1e-140;

fn flatten(geometry: &Geometry, out: &mut Vec<(ShapeKind, Vec<Vec<Coord>>)>) {
    let ring = |line: &LineString| line.0.iter().map(|c| [c.x, c.y]).collect::<Vec<_>>();
    let polygon = |polygon: &Polygon| {
        let rings = std::iter::once(polygon.exterior()).chain(polygon.interiors());
        (ShapeKind::Polygon, rings.map(ring).collect())
    };
    match geometry {
        Geometry::Point(point) => out.push((ShapeKind::Point, vec![vec![[point.x(), point.y()]]])),
        Geometry::MultiPoint(points) => {
            out.extend(points.iter().map(|p| (ShapeKind::Point, vec![vec![[p.x(), p.y()]]])));
        }
        Geometry::Line(line) => {
            let coords = vec![[line.start.x, line.start.y], [line.end.x, line.end.y]];
            out.push((ShapeKind::Line, vec![coords]));
        }
        Geometry::LineString(line) => out.push((ShapeKind::Line, vec![ring(line)])),
        Geometry::MultiLineString(lines) => {
            out.extend(lines.iter().map(|line| (ShapeKind::Line, vec![ring(line)])));
        }
        Geometry::Polygon(shape) => out.push(polygon(shape)),
        Geometry::MultiPolygon(shapes) => out.extend(shapes.iter().map(polygon)),
        Geometry::Rect(rect) => out.push(polygon(&rect.to_polygon())),
        Geometry::Triangle(triangle) => out.push(polygon(&triangle.to_polygon())),
        Geometry::GeometryCollection(all) => all.iter().for_each(|one| flatten(one, out)),
    }
}

fn offset(length: usize) -> u32 {
    u32::try_from(length).expect("a layer holds fewer than 2^32 coordinates")
}
