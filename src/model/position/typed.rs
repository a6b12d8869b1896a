//! A position typed by hand, in any of the spellings of maps, norms, receivers and this program.

use allpa_geom::{Coord, Epsg, PsadOperation, Transformer, UtmZone};

use super::spelling::{Degrees, Grid, degrees, grid, simplified, take_datum, without_labels};
use super::{GridDatum, is_near_peru, utm_system};

/// What a typed position may mean.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// Longitude and latitude in degrees on WGS 84; PSAD56 is taken there by EPSG:1208.
    pub at: Coord,
    /// The system of [`Reading::coord`].
    pub crs: Epsg,
    /// Longitude and latitude, or easting and northing, as read.
    pub coord: Coord,
    /// What was not written like this.
    pub doubt: Option<Doubt>,
}

/// What makes a reading one of several.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doubt {
    /// The zone is not written.
    NoZone,
    /// Another zone is written, and leads outside Peru.
    OtherZone,
    /// Longitude is written where latitude should be, or northing where easting should be.
    OtherOrder,
    /// The signs of west and south are not written.
    NoSigns,
    /// As written it lies far from Peru.
    FarFromPeru,
}

/// Zones of Peru.
const ZONES: std::ops::RangeInclusive<u8> = 17..=19;
/// Everything that `text` may mean as a position, the most probable first; empty when it is none.
///
/// Understood are degrees with decimals, minutes or seconds, with signs or letters of the winds in
/// Spanish or English, before or after; UTM with the zone before, after or not at all, with or
/// without `E` and `N`, with blanks, commas or points between thousands; and the datum before or
/// after.
pub fn read_typed(text: &str) -> Vec<Reading> {
    // The status bar writes degrees and grid coordinates of one position, with a dot between.
    let mut text = simplified(text.split('·').next().unwrap_or_default());
    let datum = take_datum(&mut text);
    let text = without_labels(&text);
    let readings = match degrees(&text) {
        Some(coord) => of_degrees(coord, datum),
        None => grid(&text).map(|grid| of_grid(&grid, datum)).unwrap_or_default(),
    };
    // A position that no system takes anywhere is none.
    readings
        .into_iter()
        .filter(|reading| reading.at.iter().all(|value| value.is_finite()))
        .collect()
}

/// As [`read_typed`], for degrees on WGS 84 alone, which need no operation: a table has many.
pub(super) fn read_degrees(text: &str) -> Vec<Reading> {
    let mut text = simplified(text);
    take_datum(&mut text);
    let typed = degrees(&without_labels(&text));
    typed.map(|typed| of_degrees(typed, GridDatum::Wgs84)).unwrap_or_default()
}

fn of_degrees(typed: Degrees, datum: GridDatum) -> Vec<Reading> {
    let crs = match datum {
        GridDatum::Wgs84 => Epsg::WGS84,
        GridDatum::Psad56 => Epsg::new(4248),
    };
    let Degrees { coord: [x, y], is_marked, is_signed } = typed;
    let reading = |coord, doubt| reading(crs, coord, doubt);
    if is_near_peru([x, y]) {
        return reading([x, y], None).into_iter().collect();
    }
    let mut others = Vec::new();
    if !is_signed {
        others.push(([-x.abs(), -y.abs()], Doubt::NoSigns));
    }
    if !is_marked {
        others.push(([y, x], Doubt::OtherOrder));
    }
    if !is_signed && !is_marked {
        others.push(([-y.abs(), -x.abs()], Doubt::NoSigns));
    }
    let mut found: Vec<Reading> = others
        .into_iter()
        .filter(|(coord, _)| is_near_peru(*coord))
        .filter_map(|(coord, doubt)| reading(coord, Some(doubt)))
        .collect();
    found.extend(reading([x, y], Some(Doubt::FarFromPeru)));
    found
}

fn of_grid(grid: &Grid, datum: GridDatum) -> Vec<Reading> {
    let read = |number: u8, south: bool, doubt| {
        let crs = utm_system(UtmZone { number, south }, datum)?;
        reading(crs, grid.coord, doubt)
    };
    let is_near = |reading: &Reading| is_near_peru(reading.at);
    let order = grid.is_turned.then_some(Doubt::OtherOrder);
    let Some(UtmZone { number, south }) = grid.zone else {
        let all: Vec<Reading> =
            ZONES.filter_map(|zone| read(zone, true, Some(Doubt::NoZone))).collect();
        let near: Vec<Reading> = all.iter().filter(|reading| is_near(reading)).cloned().collect();
        return if near.is_empty() { all } else { near };
    };
    let as_written = read(number, south, order);
    if as_written.as_ref().is_some_and(is_near) {
        return as_written.into_iter().collect();
    }
    let mut found: Vec<Reading> = ZONES
        .filter(|zone| zone.abs_diff(number) <= 1 && (*zone, true) != (number, south))
        .filter_map(|zone| read(zone, true, Some(Doubt::OtherZone)))
        .filter(is_near)
        .collect();
    found.extend(as_written.map(|reading| Reading { doubt: Some(Doubt::FarFromPeru), ..reading }));
    found
}

fn reading(crs: Epsg, coord: Coord, doubt: Option<Doubt>) -> Option<Reading> {
    let way = Transformer::new(crs, Epsg::WGS84, PsadOperation::default()).ok()?;
    Some(Reading { at: way.convert(coord).ok()?, crs, coord, doubt })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One place near Moyobamba, in the spellings people use.
    const PLACE: Coord = [-76.9742, -6.0347];

    fn only(text: &str) -> Reading {
        let readings = read_typed(text);
        assert_eq!(readings.len(), 1, "{text}: {readings:?}");
        readings.into_iter().next().expect("counted")
    }

    fn metres(a: Coord, b: Coord) -> f64 {
        allpa_geom::measure::distance(a, b).value()
    }

    #[test]
    fn degrees_are_read_in_many_spellings() {
        for text in [
            "-6.0347, -76.9742",
            "-6.0347 -76.9742",
            "-6.0347,-76.9742",
            "−6.0347, −76.9742",
            "(-6.0347, -76.9742)",
            "-6,0347; -76,9742",
            "-6,0347 -76,9742",
            "-6,0347, -76,9742",
            "6.0347° S 76.9742° O",
            "6.0347S 76.9742W",
            "6.0347 S, 76.9742 O",
            "S 6.0347 W 76.9742",
            "S6.0347, O76.9742",
            "6°02'05\"S 76°58'27\"O",
            "6° 2' 5\" S, 76° 58' 27\" W",
            "6°02'05\"S76°58'27\"O",
            "6º02’05” S 76º58’27” O",
            "6 02 05 S 76 58 27 O",
            "-6 02 05 -76 58 27",
            "6:02:05S 76:58:27W",
            "6° 02.083' S 76° 58.45' O",
            "Lat -6.0347 Long -76.9742",
            "lat: -6.0347, lon: -76.9742",
            "lon=-76.9742 lat=-6.0347",
            "Latitud 6°02'05\" Sur, Longitud 76°58'27\" Oeste",
            "76.9742 O, 6.0347 S",
            "WGS84 -6.0347 -76.9742",
            "6.03470° S 76.97420° O · UTM 18S 281 491 E 9 332 562 N",
        ] {
            let reading = only(text);
            assert_eq!((reading.crs, reading.doubt), (Epsg::WGS84, None), "{text}");
            assert!(metres(reading.at, PLACE) < 10.0, "{text}: {reading:?}");
        }
    }

    #[test]
    fn grid_coordinates_are_read_in_many_spellings() {
        for text in [
            "18L 281491 9332561",
            "18S 281491 9332561",
            "18 S 281491 9332561",
            "18 281491 9332561",
            "18l 281491 9332561",
            "281491 9332561 18S",
            "281491 9332561 18 S",
            "281491, 9332561, 18L",
            "E 281491 N 9332561 zona 18",
            "N 9332561 E 281491 zona 18",
            "zona 18 E 281491 N 9332561",
            "Zona 18 S 281491 9332561",
            "281491E 9332561N 18S",
            "281491mE 9332561mN 18S",
            "UTM 18S 281 491 E 9 332 561 N",
            "18S 281\u{2009}491 9\u{2009}332\u{2009}561",
            "18S 281,491 9,332,561",
            "18S 281.491,00 9.332.561,00",
            "18S 281491.00, 9332561.00",
            "18S 281491,00 9332561,00",
            "X=281491 Y=9332561 zona 18L",
            "Este: 281491 m, Norte: 9332561 m, Zona 18 S",
            "WGS 84 / UTM zone 18S: 281491; 9332561",
        ] {
            let reading = only(text);
            assert_eq!((reading.crs, reading.doubt), (Epsg::new(32718), None), "{text}");
            assert_eq!(reading.coord, [281_491.0, 9_332_561.0], "{text}");
            assert!(metres(reading.at, PLACE) < 10.0, "{text}: {reading:?}");
        }
    }

    #[test]
    fn psad56_is_shifted_by_the_operation_for_peru() {
        for text in [
            "PSAD56 18L 281715 9332929",
            "18S 281715 9332929 PSAD56",
            "PSAD-56 UTM zona 18 E 281715 N 9332929",
        ] {
            let reading = only(text);
            assert_eq!((reading.crs, reading.doubt), (Epsg::new(24878), None), "{text}");
            let moved = only("18S 281715 9332929").at;
            let shift = metres(reading.at, moved);
            assert!((400.0..470.0).contains(&shift), "{text}: {shift} m");
        }
        assert_eq!(only("PSAD56 -6.0314 -76.9722").crs, Epsg::new(4248));
    }

    #[test]
    fn a_missing_zone_offers_those_that_lie_in_peru() {
        let readings = read_typed("500000 8500000");
        let zones: Vec<u32> = readings.iter().map(|reading| reading.crs.code()).collect();
        assert_eq!(zones, [32718, 32719], "zone 17 is at sea");
        assert!(readings.iter().all(|reading| reading.doubt == Some(Doubt::NoZone)));
    }

    #[test]
    fn a_zone_wrong_by_one_is_noticed_outside_peru() {
        let readings = read_typed("17S 281491 9332561");
        assert_eq!(readings.len(), 2);
        assert_eq!(
            (readings[0].crs, readings[0].doubt),
            (Epsg::new(32718), Some(Doubt::OtherZone))
        );
        assert_eq!(
            (readings[1].crs, readings[1].doubt),
            (Epsg::new(32717), Some(Doubt::FarFromPeru))
        );
    }

    #[test]
    fn lost_signs_and_other_orders_are_noticed() {
        let doubts = |text: &str| read_typed(text).iter().map(|r| r.doubt).collect::<Vec<_>>();
        let (signs, order) = (Some(Doubt::NoSigns), Some(Doubt::OtherOrder));
        assert_eq!(doubts("6.0347 76.9742"), [signs, Some(Doubt::FarFromPeru)]);
        assert_eq!(doubts("-76.9742, -6.0347"), [order, Some(Doubt::FarFromPeru)]);
        assert_eq!(doubts("18S 9332561 281491"), [order]);
        assert_eq!(doubts("48.8566, 2.3522"), [Some(Doubt::FarFromPeru)]);
    }

    #[test]
    fn names_and_numbers_alone_are_no_position() {
        for text in
            ["", "Moyobamba", "San Martín", "PE-5N", "220501", "km 45", "12 %", "E", "18S", "N 5"]
        {
            assert_eq!(read_typed(text), [], "{text}");
        }
    }
}
