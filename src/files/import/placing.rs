//! Where a layer's coordinates put it on Earth, and whether that can be meant.

use allpa_geom::{Coord, Epsg, PsadOperation, ShapeKind, Shapes, Transformer, UtmZone};
use allpa_model::position::is_near_peru;
use allpa_model::{Note, NoteKind, Suspicion};
use serde::{Deserialize, Serialize};

/// A mend of positions that the user agreed to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Correction {
    /// Latitude stands before longitude: change their places.
    SwapAxes,
    /// Signs were lost: everything lies west and south.
    WestAndSouth,
}

impl Correction {
    /// The shapes as they were meant.
    #[must_use]
    pub fn apply(self, shapes: &Shapes) -> Shapes {
        shapes.with_coords(shapes.coords().iter().map(|coord| self.of(*coord)).collect())
    }

    pub(super) fn note(self) -> NoteKind {
        match self {
            Self::SwapAxes => NoteKind::AxesExchanged,
            Self::WestAndSouth => NoteKind::SignsPutBack,
        }
    }

    /// One position as it was meant.
    #[must_use]
    pub fn of(self, [x, y]: Coord) -> Coord {
        match self {
            Self::SwapAxes => [y, x],
            Self::WestAndSouth => [-x.abs(), -y.abs()],
        }
    }
}

/// Positions looked at to judge a layer.
const SAMPLE: usize = 512;

/// Share of the positions that must lie in Peru for a guess to be offered.
const MOST: f64 = 0.9;

/// The first position of features spread over the whole layer.
pub fn sample(shapes: &Shapes) -> Vec<Coord> {
    let step = shapes.len().div_ceil(SAMPLE).max(1);
    let rows = (0..shapes.len()).step_by(step);
    rows.filter_map(|row| shapes.feature_coords(row).first().copied()).collect()
}

fn share_near_peru(coords: &[Coord]) -> f64 {
    coords.iter().filter(|coord| is_near_peru(**coord)).count() as f64 / coords.len() as f64
}

/// Positions of `crs` as degrees on WGS 84; none where that is not possible.
fn degrees(coords: &[Coord], crs: Epsg, psad: PsadOperation) -> Vec<Coord> {
    let Ok(way) = Transformer::new(crs, Epsg::WGS84, psad) else { return Vec::new() };
    coords.iter().filter_map(|coord| way.convert(*coord).ok()).collect()
}

/// Whether numbers can be degrees of longitude and latitude: most of them, since a single position
/// may be wrong.
fn looks_geographic(sample: &[Coord]) -> bool {
    let fits = sample.iter().filter(|[x, y]| x.abs() <= 360.0 && y.abs() <= 90.0).count();
    2 * fits > sample.len()
}

/// A system that would put a layer in its place, with what speaks for it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CrsGuess {
    /// The system.
    pub crs: Epsg,
    /// Share of the layer's positions that it puts in or near Peru, from 0 to 1.
    pub share: f64,
}

/// UTM systems of Peru, in the order they are offered: WGS 84 as the law says, then PSAD56.
const CANDIDATES: [u32; 6] = [32718, 32717, 32719, 24878, 24877, 24879];

/// Systems in which `shapes` lie in Peru, best first; empty when the numbers fit none.
pub fn guess_crs(shapes: &Shapes) -> Vec<CrsGuess> {
    let sample = sample(shapes);
    if sample.is_empty() {
        return Vec::new();
    }
    if looks_geographic(&sample) {
        let share = share_near_peru(&sample);
        return vec![CrsGuess { crs: Epsg::WGS84, share }];
    }
    let mut guesses: Vec<CrsGuess> = CANDIDATES
        .into_iter()
        .map(Epsg::new)
        .map(|crs| {
            let degrees = degrees(&sample, crs, PsadOperation::default());
            CrsGuess { crs, share: share_near_peru(&degrees) }
        })
        .filter(|guess| guess.share >= MOST)
        .collect();
    guesses.sort_by(|a, b| b.share.total_cmp(&a.share));
    guesses
}

/// What looks wrong with positions in `crs`.
pub(super) fn suspicion(shapes: &Shapes, crs: Epsg, psad: PsadOperation) -> Option<Suspicion> {
    let sample = sample(shapes);
    if sample.is_empty() {
        return None;
    }
    match (crs.is_geographic(), looks_geographic(&sample)) {
        (true, false) => return Some(Suspicion::NotDegrees),
        (false, true) => return Some(Suspicion::LooksLikeDegrees),
        _ => {}
    }
    let placed = degrees(&sample, crs, psad);
    if share_near_peru(&placed) > 0.0 {
        return None;
    }
    let lies_well = |correction: Correction| {
        let mended: Vec<Coord> = sample.iter().map(|coord| correction.of(*coord)).collect();
        share_near_peru(&mended) >= MOST
    };
    if crs.is_geographic() {
        if lies_well(Correction::SwapAxes) {
            return Some(Suspicion::AxesSwapped);
        }
        if lies_well(Correction::WestAndSouth) {
            return Some(Suspicion::SignsLost);
        }
    }
    let zone = crs.utm_zone().and_then(|declared| other_zone(&sample, declared));
    Some(zone.map_or(Suspicion::FarFromPeru, |zone| Suspicion::WrongZone { zone }))
}

/// The zone of Peru next to the declared one that puts the layer in the country.
fn other_zone(sample: &[Coord], declared: UtmZone) -> Option<UtmZone> {
    let mut zones = [17, 18, 19].map(|number| UtmZone { number, south: true });
    zones.sort_by_key(|zone| zone.number.abs_diff(declared.number));
    zones.into_iter().filter(|zone| *zone != declared).find(|zone| {
        let placed = degrees(sample, zone.wgs84(), PsadOperation::default());
        share_near_peru(&placed) >= MOST
    })
}

/// The Peru96 system of zone 17 was published without its false northing and withdrawn for 5839:
/// northings of millions are the latter's.
pub(super) fn meant(declared: Epsg, shapes: &Shapes) -> Epsg {
    const WITHOUT_FALSE_NORTHING: Epsg = Epsg::new(5388);
    let is_high = || sample(shapes).iter().any(|[_, y]| *y > 5_000_000.0);
    if declared == WITHOUT_FALSE_NORTHING && is_high() { Epsg::new(5839) } else { declared }
}

/// How far from zero positions can lie, by the kind of their system.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Reach {
    /// Nobody said which system: no number of the Earth is larger.
    Any,
    /// Longitudes and latitudes.
    Degrees,
    /// Metres on a map of the Earth, 40 000 km around.
    Metres,
}

impl Reach {
    fn limits(self) -> Coord {
        match self {
            Self::Any => [1e9, 1e9],
            Self::Degrees => [360.0, 90.0],
            Self::Metres => [4e7, 4e7],
        }
    }
}

/// Features with a position beyond `reach` lose their geometry, and a note says so.
pub(super) fn within(shapes: Shapes, reach: Reach, notes: &mut Vec<Note>) -> Shapes {
    let [x, y] = reach.limits();
    let is_far = |coord: &Coord| coord[0].abs() > x || coord[1].abs() > y;
    if !shapes.coords().iter().any(is_far) {
        return shapes;
    }
    let mut builder = allpa_geom::ShapesBuilder::default();
    for row in 0..shapes.len() {
        if shapes.feature_coords(row).iter().any(is_far) {
            notes.push(Note::feature(row, NoteKind::FarCoordinate));
            builder.end_feature(ShapeKind::None);
        } else {
            builder.push_feature(&shapes, row);
        }
    }
    builder.finish()
}

/// Notes on geometry that every format shares; `is_degrees` where coordinates are longitudes and
/// latitudes.
pub(super) fn look_over(shapes: &Shapes, is_degrees: bool) -> Vec<Note> {
    let mut notes = Vec::new();
    if shapes.is_empty() {
        notes.push(Note::layer(NoteKind::NoFeatures));
    }
    let kinds = [ShapeKind::Point, ShapeKind::Line, ShapeKind::Polygon];
    let present = |kind: &&ShapeKind| (0..shapes.len()).any(|row| shapes.kind(row) == **kind);
    if kinds.iter().filter(present).count() > 1 {
        notes.push(Note::layer(NoteKind::MixedGeometry));
    }
    if !is_degrees {
        return notes;
    }
    for row in 0..shapes.len() {
        match (shapes.kind(row), shapes.feature_coords(row)) {
            (ShapeKind::Point, [[0.0, 0.0]]) => {
                notes.push(Note::feature(row, NoteKind::ZeroPosition));
            }
            (ShapeKind::Polygon | ShapeKind::Line, _) if crosses_antimeridian(shapes, row) => {
                notes.push(Note::feature(row, NoteKind::CrossesAntimeridian));
            }
            _ => {}
        }
    }
    notes
}

/// Whether an edge goes more than half way round: it is meant to go the short way.
fn crosses_antimeridian(shapes: &Shapes, row: usize) -> bool {
    let bounds = shapes.feature_bounds(row);
    bounds.is_some_and(|b| b.max[0] - b.min[0] > 180.0)
        && shapes
            .rings(row)
            .any(|ring| ring.windows(2).any(|edge| (edge[0][0] - edge[1][0]).abs() > 180.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use allpa_geom::ShapesBuilder;

    fn points(coords: &[Coord]) -> Shapes {
        let mut builder = ShapesBuilder::default();
        for &coord in coords {
            builder.push(coord);
            builder.end_ring();
            builder.end_part();
            builder.end_feature(ShapeKind::Point);
        }
        builder.finish()
    }

    #[test]
    fn the_line_around_peru_holds_all_of_it() {
        let mut notes = Vec::new();
        let atlas = crate::atlas::builtin();
        let departments = atlas.read("departments", &()).expect("built in");
        let outside = departments.shapes().coords().iter().filter(|c| !is_near_peru(**c)).count();
        assert_eq!(outside, 0);
        for far in [[-83.0, -6.0], [-77.0, -17.0], [-67.0, -10.0], [-76.0, 2.0], [77.0, 6.0]] {
            assert!(!is_near_peru(far), "{far:?}");
        }
        let far = within(points(&[[1e300, 0.0], [0.0, 91.0]]), Reach::Degrees, &mut notes);
        assert_eq!([far.kind(0), far.kind(1), far.kind(1)], [ShapeKind::None; 3]);
        assert_eq!(notes.len(), 2);
    }

    #[test]
    fn misplaced_layers_are_suspected() {
        let check = |coords: &[Coord], crs: u32, expected: Option<Suspicion>| {
            let found = suspicion(&points(coords), Epsg::new(crs), PsadOperation::default());
            assert_eq!(found, expected, "{coords:?} in {crs}");
        };
        let zone = |number| UtmZone { number, south: true };
        check(&[[-76.4, -6.5]], 4326, None);
        check(&[[-6.5, -76.4]], 4326, Some(Suspicion::AxesSwapped));
        check(&[[76.4, 6.5]], 4326, Some(Suspicion::SignsLost));
        check(&[[76.4, -6.5]], 4326, Some(Suspicion::SignsLost));
        check(&[[2.3, 48.8]], 4326, Some(Suspicion::FarFromPeru));
        check(&[[350_000.0, 9_282_000.0]], 4326, Some(Suspicion::NotDegrees));
        check(&[[-76.4, -6.5]], 32718, Some(Suspicion::LooksLikeDegrees));
        check(&[[350_000.0, 9_282_000.0]], 32718, None);
        check(&[[350_000.0, 9_282_000.0]], 32717, Some(Suspicion::WrongZone { zone: zone(18) }));
    }

    #[test]
    fn systems_are_guessed_by_where_they_lead() {
        let codes = |coords: &[Coord]| -> Vec<u32> {
            guess_crs(&points(coords)).iter().map(|guess| guess.crs.code()).collect()
        };
        assert_eq!(codes(&[[-76.4, -6.5]]), [4326]);
        // Tarapoto's numbers: in zone 17 they would lie in the sea.
        assert_eq!(codes(&[[350_000.0, 9_282_000.0]]), [32718, 32719, 24878, 24879]);
        assert_eq!(codes(&[[5.0e6, 1.0]]), [0; 0]);
    }

    #[test]
    fn the_withdrawn_system_is_read_as_its_successor() {
        let high = points(&[[280_000.0, 9_300_000.0]]);
        assert_eq!(meant(Epsg::new(5388), &high), Epsg::new(5839));
        assert_eq!(meant(Epsg::new(5388), &points(&[[280_000.0, -700_000.0]])), Epsg::new(5388));
    }
}
