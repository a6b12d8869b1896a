//! Whether a layer lies shifted against another that shows the same places.
//!
//! Only a reference can tell: PSAD56 coordinates declared as WGS 84 lie some 220 m east and 375 m
//! north of their place in Peru, which looks right on any map of the country. Features are paired
//! by their codes or names, so that a generalised reference serves too.

use std::collections::HashMap;

use allpa_geom::{Bounds, Coord, Epsg, Meters, PsadOperation, TransformError, measure};

use crate::role::plain;
use crate::{ColumnData, Layer, LayerParts};

/// How far a layer lies from its reference.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shift {
    /// Median distance east.
    pub east: Meters,
    /// Median distance north.
    pub north: Meters,
    /// Half of the pairs lie within this of the median.
    pub spread: Meters,
    /// Pairs of features compared.
    pub pairs: usize,
}

/// Pairs needed before a median says something.
const LEAST_PAIRS: usize = 3;

/// Compares the centres of features that bear the same code or name. `None` when too few do.
///
/// # Errors
/// [`TransformError`] when one of the layers has no way to longitude and latitude.
pub fn shift(layer: &Layer, reference: &Layer) -> Result<Option<Shift>, TransformError> {
    let pairs = pairs(layer, reference)?;
    if pairs.len() < LEAST_PAIRS {
        return Ok(None);
    }
    let meters: Vec<[f64; 2]> = pairs.iter().map(|(here, there)| offset(*there, *here)).collect();
    let middle = [0, 1].map(|axis| median(meters.iter().map(|offset| offset[axis])));
    let spread = median(meters.iter().map(|o| (o[0] - middle[0]).hypot(o[1] - middle[1])));
    Ok(Some(Shift {
        east: Meters::new(middle[0]),
        north: Meters::new(middle[1]),
        spread: Meters::new(spread),
        pairs: pairs.len(),
    }))
}

/// The comparison with the reference that shows most of the layer's features, and among equals the
/// one whose pairs agree best.
pub fn shift_among<'a>(
    layer: &Layer,
    references: impl IntoIterator<Item = &'a Layer>,
) -> Option<Shift> {
    let shifts = references.into_iter().filter_map(|other| shift(layer, other).ok()?);
    shifts.max_by(|a, b| {
        let by_spread = b.spread.value().total_cmp(&a.spread.value());
        a.pairs.cmp(&b.pairs).then(by_spread)
    })
}

/// What [`shift_among`] says if `parts` were in `crs`.
pub fn shift_if<'a>(
    parts: &LayerParts,
    crs: Epsg,
    references: impl IntoIterator<Item = &'a Layer>,
) -> Option<Shift> {
    let mut references = references.into_iter().peekable();
    references.peek()?;
    shift_among(&Layer::new(parts.clone(), crs, PsadOperation::default()), references)
}

impl Shift {
    /// Whether it is the one that PSAD56 read as WGS 84 shows in Peru: some 220 m east and 375 m
    /// north, more or less with the place (EPSG:1208 over the country), and clear of its spread.
    pub fn is_psad56(&self) -> bool {
        let off = (self.east.value() - 220.0).hypot(self.north.value() - 375.0);
        off < 60.0 && self.spread.value() < 120.0
    }

    /// Length of the shift.
    pub fn distance(&self) -> Meters {
        Meters::new(self.east.value().hypot(self.north.value()))
    }
}

/// Metres east and north from `from` to `to` along the geodesic, good for some kilometres.
fn offset(from: Coord, to: Coord) -> [f64; 2] {
    let (distance, azimuth) = (measure::distance(from, to).value(), measure::azimuth(from, to));
    let (sin, cos) = azimuth.to_radians().sin_cos();
    [distance * sin, distance * cos]
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Centres of features of both layers that share a key; keys used twice in a layer say nothing.
fn pairs(layer: &Layer, reference: &Layer) -> Result<Vec<(Coord, Coord)>, TransformError> {
    let (here, there) = (layer.geographic()?, reference.geographic()?);
    let centre = |shapes: &allpa_geom::Shapes, row: usize| {
        let Bounds { min, max } = shapes.feature_bounds(row)?;
        Some([f64::midpoint(min[0], max[0]), f64::midpoint(min[1], max[1])])
    };
    let mut best: Vec<(usize, usize)> = Vec::new();
    let theirs: Vec<_> = reference.columns().iter().filter_map(|c| keys(&c.data)).collect();
    for own in layer.columns().iter().filter_map(|column| keys(&column.data)) {
        for other in &theirs {
            let mut matched: Vec<(usize, usize)> =
                own.iter().filter_map(|(key, row)| Some(((*row)?, (*other.get(key)?)?))).collect();
            if matched.len() > best.len() {
                matched.sort_unstable();
                best = matched;
            }
        }
    }
    let both = best.into_iter().filter_map(|(a, b)| centre(here, a).zip(centre(there, b)));
    Ok(both.collect())
}

/// Texts of a column in plain letters with their row; no row where two features share one. `None`
/// for columns that are no texts.
fn keys(data: &ColumnData) -> Option<HashMap<String, Option<usize>>> {
    let ColumnData::Text(texts) = data else { return None };
    let mut keys: HashMap<String, Option<usize>> = HashMap::new();
    for row in 0..texts.len() {
        let key = texts.get(row).map(plain).unwrap_or_default();
        if key.len() > 2 {
            keys.entry(key).and_modify(|row| *row = None).or_insert(Some(row));
        }
    }
    Some(keys)
}

/// PSAD56 systems by the WGS 84 system they are mistaken for.
pub fn psad56_of(crs: Epsg) -> Option<Epsg> {
    let zone = crs.utm_zone()?;
    (zone.south && (17..=22).contains(&zone.number))
        .then(|| Epsg::new(24860 + u32::from(zone.number)))
}
