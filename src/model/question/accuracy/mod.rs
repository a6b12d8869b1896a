//! How exact an area is: no figure is more exact than the map it was measured on.
//!
//! A line drawn at 1:n lies, in 95 of 100 places, within half a millimetre on the map of where it
//! should be, and places farther apart than the smallest thing drawn, 4 mm on the map, err on their
//! own. Then an outline of length L errs by an area whose standard deviation is σ √(d L), with σ the
//! error of a place and d that distance: the variance of the sum of its independent pieces
//! (Chrisman & Yandell 1988, Surveying and Mapping 48, 241-246, for corners that err on their own).

mod crossed;
mod outlines;

use allpa_geom::measure::lines_length;
use allpa_geom::{Hectares, Meters, rings};
use geo::{MultiLineString, MultiPolygon};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::table::{Cell, Table};

pub use crossed::{Side, add_cross_bands};
pub(super) use outlines::{Groups, Outlines};

/// Scale of the map that a layer was drawn for.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(try_from = "f64", into = "f64")]
pub struct MapScale(f64);

/// A number that is no scale of a map.
#[derive(Debug, Clone, Copy, PartialEq, Error)]
#[error("a map scale is between 1:100 and 1:20 000 000, not 1:{0}")]
pub struct NoMapScale(f64);

impl MapScale {
    /// *n* of the largest and of the smallest scale that make sense.
    pub const RANGE: [f64; 2] = [100.0, 20_000_000.0];
    /// The scales of zoning in Peru: macro, meso, micro (DS 087-2004-PCM).
    pub const OF_ZONING: [Self; 3] = [Self(250_000.0), Self(100_000.0), Self(25_000.0)];

    /// *n* of 1:*n*.
    pub const fn denominator(self) -> f64 {
        self.0
    }

    /// A line lies within this of its place in 95 of 100 places: half a millimetre on the map.
    pub fn line_error(self) -> Meters {
        Meters::new(0.5e-3 * self.0)
    }

    /// Side of the smallest thing drawn: 4 mm on the map, the rule of zoning studies.
    pub fn detail(self) -> Meters {
        Meters::new(4e-3 * self.0)
    }

    /// The smallest area drawn: 100 ha at 1:250 000.
    pub fn least_unit(self) -> Hectares {
        Hectares::from_square_meters(self.detail().value().powi(2))
    }
}

impl TryFrom<f64> for MapScale {
    type Error = NoMapScale;

    fn try_from(denominator: f64) -> Result<Self, NoMapScale> {
        let [least, most] = Self::RANGE;
        let is_scale = (least..=most).contains(&denominator);
        is_scale.then_some(Self(denominator)).ok_or(NoMapScale(denominator))
    }
}

impl From<MapScale> for f64 {
    fn from(scale: MapScale) -> Self {
        scale.0
    }
}

/// So much of an outline that comes from a map of one scale.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Border {
    /// Scale of the map.
    pub scale: MapScale,
    /// How long it is.
    pub length: Meters,
}

impl Border {
    /// Half of the range that holds the land along this border in 95 of 100 cases, in square metres.
    fn band(self) -> f64 {
        let length = self.length.value();
        // What is shorter than the detail errs as one.
        self.scale.line_error().value() * (length * self.scale.detail().value().min(length)).sqrt()
    }
}

/// An area with the range it lies in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Banded {
    /// The area as measured.
    pub area: Hectares,
    /// The true one lies within this of it in 95 of 100 cases.
    pub band: Hectares,
    /// Why it says little; `None` where it holds.
    pub doubt: Option<Doubt>,
}

/// Why an area says little.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doubt {
    /// It is not told from none.
    WithinBand,
    /// It is thinner than the error of a line: borders drawn twice.
    Thin,
    /// It is smaller than what its map draws.
    Small,
}

impl Doubt {
    /// Stable name.
    pub const fn key(self) -> &'static str {
        match self {
            Self::WithinBand => "within_band",
            Self::Thin => "thin",
            Self::Small => "small",
        }
    }
}

impl Banded {
    /// An area inside these borders, those without length left out.
    pub fn new(area: Hectares, borders: &[Border]) -> Self {
        let square_meters = borders.iter().map(|border| border.band().powi(2)).sum::<f64>().sqrt();
        let band = Hectares::from_square_meters(square_meters);
        let drawn = || borders.iter().filter(|border| border.length.value() > 0.0);
        let outline: f64 = drawn().map(|border| border.length.value()).sum();
        let coarsest = drawn().map(|border| border.scale).max_by(|a, b| a.0.total_cmp(&b.0));
        let doubt = coarsest.and_then(|scale| {
            if area <= band {
                Some(Doubt::WithinBand)
            } else if 2.0 * area.value() * 10_000.0 < scale.line_error().value() * outline {
                Some(Doubt::Thin)
            } else {
                (area < scale.least_unit()).then_some(Doubt::Small)
            }
        });
        Self { area, band, doubt }
    }

    /// An area and its outline on a map.
    pub fn within(area: Hectares, region: &MultiPolygon, scale: MapScale) -> Self {
        let outline: MultiLineString = rings(region).cloned().collect();
        let length = lines_length(&outline);
        Self::new(area, &[Border { scale, length }])
    }

    /// Area and band as they are to be said: the band with two digits, rounded up, and the area to
    /// the same place: 1 238.4 ± 84.2 ha are 1 238 ± 85 ha.
    pub fn rounded(self) -> [Hectares; 2] {
        let (area, band) = (self.area.value(), self.band.value());
        if band <= 0.0 {
            return [self.area, self.band];
        }
        let place = 10_f64.powi(band.log10().floor() as i32 - 1);
        let to = |value: f64| Hectares::new(value * place);
        [to((area / place).round()), to((band / place - 1e-9).ceil())]
    }
}

/// Adds what `banded` says of each row to a table: `rounded_ha`, `band_ha` and `doubt`.
pub(super) fn add_bands(table: &mut Table, banded: impl Fn(usize, &[Cell]) -> Option<Banded>) {
    table.columns.extend(["rounded_ha", "band_ha", "doubt"].map(String::from));
    for (number, row) in table.rows.iter_mut().enumerate() {
        let cells = banded(number, row).map_or([Cell::Empty, Cell::Empty, Cell::Empty], |banded| {
            let [area, band] = banded.rounded().map(|figure| figure.value().into());
            [area, band, banded.doubt.map_or(Cell::Empty, |doubt| doubt.key().into())]
        });
        row.extend(cells);
    }
}

#[cfg(test)]
mod tests;
