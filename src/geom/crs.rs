//! Coordinate reference systems by their EPSG code.
//!
//! Codes and names: EPSG data set; the ones met in Peru are listed in `docs/crs.md`.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A coordinate reference system of the EPSG data set, by its code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Epsg(u32);

impl Epsg {
    /// WGS 84, longitude and latitude in degrees.
    pub const WGS84: Self = Self(4326);

    /// Wraps a code; whether PROJ knows it shows when a [`crate::Transformer`] is made.
    pub const fn new(code: u32) -> Self {
        Self(code)
    }

    /// The bare code.
    pub const fn code(self) -> u32 {
        self.0
    }

    /// Whether coordinates are longitude and latitude in degrees. The EPSG data set numbers
    /// geographic systems 4000 to 4999, Peru96 (5373) apart.
    pub const fn is_geographic(self) -> bool {
        matches!(self.0, 4000..=4999 | 5373)
    }

    /// The datum family, as far as it matters for joining layers.
    pub const fn datum(self) -> Datum {
        match self.0 {
            4248 | 24817..=24821 | 24877..=24882 | 24891..=24893 => Datum::Psad56,
            _ => Datum::Other,
        }
    }

    /// Zone and hemisphere when this is a UTM system met in South America.
    pub const fn utm_zone(self) -> Option<UtmZone> {
        let (number, south) = match self.0 {
            32601..=32660 => (self.0 - 32600, false),
            32701..=32760 => (self.0 - 32700, true),
            24817..=24821 => (self.0 - 24800, false),
            24877..=24882 => (self.0 - 24860, true),
            29187..=29195 => (self.0 - 29170, true),
            31977..=31985 => (self.0 - 31960, true),
            5387 => (18, true),
            5389 => (19, true),
            5839 => (17, true),
            _ => return None,
        };
        Some(UtmZone { number: number as u8, south })
    }

    /// A short name for people; the bare code where there is none.
    pub fn name(self) -> String {
        let datum = match self.0 {
            4326 => return "WGS 84".into(),
            4248 => return "PSAD56".into(),
            4618 => return "SAD69".into(),
            4674 => return "SIRGAS 2000".into(),
            5373 => return "Peru96".into(),
            3857 => return "Web Mercator".into(),
            5388 => return "Peru96 / UTM 17S (retirado)".into(),
            24891 => return "PSAD56 / Perú oeste".into(),
            24892 => return "PSAD56 / Perú centro".into(),
            24893 => return "PSAD56 / Perú este".into(),
            32601..=32760 => "WGS 84",
            24817..=24882 => "PSAD56",
            29187..=29195 => "SAD69",
            31977..=31985 => "SIRGAS 2000",
            5387 | 5389 | 5839 => "Peru96",
            code => return format!("EPSG:{code}"),
        };
        match self.utm_zone() {
            Some(zone) => format!("{datum} / UTM {zone}"),
            None => self.to_string(),
        }
    }
}

impl fmt::Display for Epsg {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EPSG:{}", self.0)
    }
}

impl FromStr for Epsg {
    type Err = std::num::ParseIntError;

    /// Accepts `EPSG:32718`, `epsg:32718` and `32718`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let code = text.trim();
        let code =
            code.get(..5).filter(|p| p.eq_ignore_ascii_case("epsg:")).map_or(code, |_| &code[5..]);
        code.parse().map(Self)
    }
}

/// Datum families that Peruvian layers mix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Datum {
    /// Provisional South American 1956: needs an explicit operation to reach WGS 84.
    Psad56,
    /// WGS 84, Peru96, SIRGAS 2000 (equal within a metre), or whatever PROJ knows how to shift.
    Other,
}

/// A zone of the Universal Transverse Mercator grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct UtmZone {
    /// 1 to 60, counted eastwards from 180° W.
    pub number: u8,
    /// Whether northings carry the southern false northing of 10 000 000 m.
    pub south: bool,
}

impl UtmZone {
    /// The zone that holds a position (degrees). Norway's and Svalbard's exceptions are ignored.
    pub fn at(longitude: f64, latitude: f64) -> Self {
        let number = ((longitude + 180.0) / 6.0).floor().clamp(0.0, 59.0) as u8 + 1;
        Self { number, south: latitude < 0.0 }
    }

    /// The WGS 84 system of this zone.
    pub const fn wgs84(self) -> Epsg {
        Epsg((if self.south { 32700 } else { 32600 }) + self.number as u32)
    }
}

impl fmt::Display for UtmZone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.number, if self.south { 'S' } else { 'N' })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_with_or_without_the_prefix() {
        for text in ["EPSG:32718", "epsg:32718", " 32718 "] {
            assert_eq!(text.parse(), Ok(Epsg::new(32718)), "{text}");
        }
        assert!("UTM18S".parse::<Epsg>().is_err());
    }

    #[test]
    fn zones_of_peru_are_named_as_planners_write_them() {
        assert_eq!(Epsg::new(24878).name(), "PSAD56 / UTM 18S");
        assert_eq!(Epsg::new(5839).name(), "Peru96 / UTM 17S");
        assert_eq!(UtmZone::at(-71.60361, -15.64028).to_string(), "19S");
        assert_eq!(UtmZone::at(-76.97, -6.03).wgs84(), Epsg::new(32718));
    }
}
