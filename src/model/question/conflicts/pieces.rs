//! The corridor cut by units, and what lies in each piece.

use std::collections::BTreeMap;
use std::iter::Sum;

use allpa_geom::overlay::{self, Operation, union_all};
use allpa_geom::share::Cutter;
use allpa_geom::{Hectares, Kilometers, measure};
use geo::{Area as _, MultiLineString, MultiPolygon};
use rayon::prelude::*;

use super::{Corridor, Theme};
use crate::question::QuestionError;
use crate::question::cross::Measured;

/// Share of a corridor, in square degrees, that is rounding.
const LEAST_FLAT_SHARE: f64 = 1e-10;
/// Land below a square metre is the rounding of an outline, not a finding.
const LEAST_HECTARES: f64 = 1e-4;
/// So is a millionth of the whole: a geodesic edge cut in two is not quite the edge it was.
const LEAST_SHARE: f64 = 1e-6;
const LEAST_KILOMETERS: f64 = 1e-3;

/// Land of a piece of this size that is rounding, in hectares.
pub(super) fn least(whole: Hectares) -> f64 {
    (whole.value() * LEAST_SHARE).max(LEAST_HECTARES)
}

/// The corridor inside one unit, outside all, or all of it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Piece {
    /// The unit's row.
    pub row: Option<usize>,
    pub region: MultiPolygon,
    pub axis: MultiLineString,
}

/// The corridor by units.
pub(super) struct Parts {
    /// One per unit, and what lies outside all; none when there are no units.
    pub pieces: Vec<Piece>,
    /// Whether no place and no stretch of the axis lies in two of them, so that the figures of the
    /// whole are the sums of theirs.
    pub add_up: bool,
}

/// Cuts the corridor by its units.
pub(super) fn by_units(corridor: &Corridor, whole: &Piece) -> Result<Parts, QuestionError> {
    let Some(units) = &corridor.units else {
        return Ok(Parts { pieces: Vec::new(), add_up: false });
    };
    let measured = Measured::of(units.layer)?;
    let mut cutter = Cutter::default();
    let regions = cutter.pieces(&whole.region, measured.regions(), |_| true);
    let overlapping = measured.surfaces.overlapping(measured.index);
    let is_plain = regions.iter().all(|(row, _)| !overlapping[*row]);
    let in_unit = |(row, region): (usize, MultiPolygon)| {
        let axis = cutter.clip_lines(&whole.axis, &measured.surfaces.polygons[row]);
        Piece { row: Some(row), region, axis }
    };
    let mut pieces: Vec<Piece> = regions.into_iter().map(in_unit).collect();
    // In degrees, areas of parts add up to the last digit.
    let flat: f64 = pieces.iter().map(|piece| piece.region.unsigned_area()).sum();
    let flat_whole = whole.region.unsigned_area();
    let inside_length: Kilometers = pieces.iter().map(|piece| length(&piece.axis)).sum();
    let outside_length = (length(&whole.axis) - inside_length).value();
    let add_up = is_plain && outside_length > -LEAST_KILOMETERS;
    if is_plain && flat >= flat_whole * (1.0 - LEAST_FLAT_SHARE) {
        return Ok(Parts { pieces, add_up });
    }
    let inside = union_all(pieces.iter().map(|piece| &piece.region));
    let outside = overlay::combine(&whole.region, &inside, Operation::Difference);
    if measure::polygons_area(&outside).value() > LEAST_HECTARES {
        let axis = if outside_length > LEAST_KILOMETERS {
            cutter.clip_lines(&whole.axis, &outside)
        } else {
            MultiLineString(Vec::new())
        };
        pieces.push(Piece { row: None, region: outside, axis });
    }
    Ok(Parts { pieces, add_up })
}

/// What the features of a theme cover of a piece.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Cover {
    /// By row of the layer, land and axis inside.
    pub shares: BTreeMap<usize, (Hectares, Kilometers)>,
    /// Land that any covers, each place once.
    pub once: Hectares,
    /// Axis that any covers, each stretch once.
    pub once_length: Kilometers,
}

impl Cover {
    fn of(piece: &Piece, theme: &Theme, cutter: &mut Cutter) -> Result<Self, QuestionError> {
        let measured = Measured::of(theme.layer)?;
        let covered = measured.covering(&piece.region, cutter);
        let mut cover = Self { once: covered.once, ..Self::default() };
        for (row, area) in covered.shares {
            let inside = cutter.clip_lines(&piece.axis, &measured.surfaces.polygons[row]);
            cover.shares.insert(row, (area, length(&inside)));
        }
        let (gross, gross_length) = cover.gross();
        cover.once_length = gross_length;
        if (gross - cover.once).value() > LEAST_HECTARES {
            let pieces = cutter.pieces(&piece.region, measured.regions(), |_| true);
            let union = union_all(pieces.iter().map(|(_, piece)| piece));
            cover.once_length = length(&cutter.clip_lines(&piece.axis, &union));
        }
        Ok(cover)
    }

    /// Land and axis, counted for every feature that covers them.
    pub fn gross(&self) -> (Hectares, Kilometers) {
        let areas = self.shares.values().map(|(area, _)| *area);
        (areas.sum(), self.shares.values().map(|(_, length)| *length).sum())
    }

    fn add(&mut self, other: &Self) {
        for (row, (area, length)) in &other.shares {
            let share = self.shares.entry(*row).or_default();
            share.0 += *area;
            share.1 += *length;
        }
        self.once += other.once;
        self.once_length += other.once_length;
    }
}

/// The figures of a piece.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Measures {
    pub area: Hectares,
    pub length: Kilometers,
    pub zones: Option<Cover>,
    pub areas: Option<Cover>,
}

impl Measures {
    fn of(corridor: &Corridor, piece: &Piece, cutter: &mut Cutter) -> Result<Self, QuestionError> {
        let mut cover = |theme: &Option<Theme>| {
            theme.as_ref().map(|theme| Cover::of(piece, theme, cutter)).transpose()
        };
        Ok(Self {
            zones: cover(&corridor.zones)?,
            areas: cover(&corridor.areas)?,
            area: measure::polygons_area(&piece.region),
            length: length(&piece.axis),
        })
    }
}

impl<'a> Sum<&'a Measures> for Measures {
    fn sum<I: Iterator<Item = &'a Measures>>(all: I) -> Self {
        let add = |sum: &mut Option<Cover>, other: &Option<Cover>| {
            if let Some(other) = other {
                sum.get_or_insert_default().add(other);
            }
        };
        all.fold(Self::default(), |mut sum, piece| {
            sum.area += piece.area;
            sum.length += piece.length;
            add(&mut sum.zones, &piece.zones);
            add(&mut sum.areas, &piece.areas);
            sum
        })
    }
}

/// The pieces of the last corridor with their figures. Of an axis that is dragged by one corner
/// most pieces stay as they were.
#[derive(Debug, Default)]
pub struct Memory {
    known: Vec<(Piece, Measures)>,
}

impl Memory {
    /// The figures of every piece by its unit's row, in the order given.
    pub(super) fn measure(
        &mut self,
        corridor: &Corridor,
        pieces: Vec<Piece>,
    ) -> Result<Vec<(Option<usize>, Measures)>, QuestionError> {
        // Made once here; each task would make them for itself.
        for theme in [&corridor.zones, &corridor.areas].into_iter().flatten() {
            let measured = Measured::of(theme.layer)?;
            measured.surfaces.overlapping(measured.index);
        }
        let known = std::mem::take(&mut self.known);
        let figures = |cutter: &mut Cutter, piece: Piece| {
            let figures = match known.iter().find(|(known, _)| *known == piece) {
                Some((_, figures)) => figures.clone(),
                None => Measures::of(corridor, &piece, cutter)?,
            };
            Ok((piece, figures))
        };
        let measured: Result<Vec<_>, QuestionError> =
            pieces.into_par_iter().map_init(Cutter::default, figures).collect();
        self.known = measured?;
        Ok(self.known.iter().map(|(piece, figures)| (piece.row, figures.clone())).collect())
    }
}

fn length(lines: &MultiLineString) -> Kilometers {
    measure::lines_length(lines).to_kilometers()
}

#[cfg(test)]
mod tests {
    use allpa_geom::Meters;
    use geo::LineString;

    use super::*;
    use crate::question::conflicts::{Subject, conflicts_after};
    use crate::question::testing::boxes;

    /// What is known of every piece is marked: figures that come back marked were not found anew.
    #[test]
    fn only_pieces_that_the_moved_corner_touches_are_measured_again() {
        let units =
            boxes("coddist", &[(0., 1., "a"), (1., 1.8, "b"), (1.8, 3., "c"), (3., 4., "d")]);
        let mut named = Theme::of(&units);
        named.fields.code = Some(0);
        let mut memory = Memory::default();
        let ask = |corner: (f64, f64), memory: &mut Memory| {
            let corners = vec![(0.2, 0.52), (1.5, 0.56), (2.2, 0.51), corner, (3.8, 0.52)];
            let axis = MultiLineString(vec![LineString::from(corners)]);
            let corridor = Corridor {
                axis: &axis,
                width: Meters::new(2_000.0),
                units: Some(named.clone()),
                zones: None,
                areas: None,
                matrix: None,
            };
            let sheet = conflicts_after(&corridor, memory).expect("an answer").value;
            let rows = sheet.rows.into_iter().filter(|row| row.subject == Subject::Unit);
            rows.map(|row| (row.unit, row.area.value())).collect::<BTreeMap<String, f64>>()
        };
        let before = ask((2.7, 0.55), &mut memory);
        for (_, figures) in &mut memory.known {
            figures.area = Hectares::new(1.0);
        }
        let after = ask((2.7, 0.6), &mut memory);
        assert_eq!([after["a"], after["b"]], [1.0; 2], "far from the corner");
        assert!(after["c"] > before["c"], "{before:?} {after:?}");
        assert!(after["d"] > 1.0, "the edge after the corner leads there");
    }
}
