//! A line by its bearing and its length, as deeds and field books write it.

use allpa_geom::Meters;

use super::number::{Decimal, parse_angle, parse_number};
use super::spelling::simplified;

/// A straight line from a place that is known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Leg {
    /// Degrees clockwise from true north, from 0 to below 360.
    pub azimuth: f64,
    /// Its length.
    pub distance: Meters,
}

/// Why a text is no line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LegFault {
    /// There is no bearing in it.
    NoBearing,
    /// There is no length above zero in it.
    NoDistance,
    /// An azimuth beyond 360 degrees, or a bearing from north or south beyond 90.
    TooWide,
}

/// The winds and their azimuths.
const WINDS: [(&str, f64); 11] = [
    ("NE", 45.0),
    ("SE", 135.0),
    ("SO", 225.0),
    ("SW", 225.0),
    ("NO", 315.0),
    ("NW", 315.0),
    ("N", 0.0),
    ("E", 90.0),
    ("S", 180.0),
    ("O", 270.0),
    ("W", 270.0),
];

/// Reads `N 35°20' E 120 m`, `azimut 35.3, 120`, `35°20'10" 1.2 km`, `NE 50`: a bearing, then a
/// length in metres unless kilometres are written.
///
/// # Errors
/// [`LegFault`].
pub fn read_leg(text: &str) -> Result<Leg, LegFault> {
    let text = simplified(text);
    let (text, unit) = without_unit(&text);
    let is_of_number = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',');
    let bearing = text.trim_end_matches(is_of_number);
    let mut length = &text[bearing.len()..];
    let mut bearing = bearing;
    // `35.3,120`: nothing but a comma parts the two.
    if bearing.trim().is_empty()
        && let Some((before, after)) = text.rsplit_once([',', ';'])
    {
        (bearing, length) = (before, after);
    }
    let length = length.trim_matches([',', ';', ' ']);
    let length =
        [Decimal::Point, Decimal::Comma].iter().find_map(|mark| parse_number(length, *mark));
    let distance = length.filter(|length| *length > 0.0).ok_or(LegFault::NoDistance)? * unit;
    let azimuth = azimuth(bearing)?;
    Ok(Leg { azimuth, distance: Meters::new(distance) })
}

/// The text without a unit at its end, and the metres of that unit.
fn without_unit(text: &str) -> (&str, f64) {
    let text = text.trim_end_matches([' ', '.', ';', ',']);
    for (unit, meters) in [
        ("KM", 1000.0),
        ("KILOMETROS", 1000.0),
        ("METROS", 1.0),
        ("MTS", 1.0),
        ("MT", 1.0),
        ("M", 1.0),
    ] {
        let rest = text.strip_suffix(unit);
        if let Some(rest) =
            rest.filter(|rest| rest.ends_with(|c: char| c.is_ascii_digit() || c == ' '))
        {
            return (rest.trim_end(), meters);
        }
    }
    (text, 1.0)
}

fn azimuth(text: &str) -> Result<f64, LegFault> {
    let mut text = text.to_owned();
    for word in
        ["AZIMUTH", "AZIMUT", "ACIMUT", "RUMBO", "BEARING", "AZ.", "AZ", "DISTANCIA", "DIST"]
    {
        text = text.replace(word, " ");
    }
    for (word, wind) in [
        ("NORTE", "N"),
        ("NORTH", "N"),
        ("SUR", "S"),
        ("SOUTH", "S"),
        ("OESTE", "O"),
        ("WEST", "O"),
        ("ESTE", "E"),
        ("EAST", "E"),
    ] {
        text = text.replace(word, wind);
    }
    let text = text.trim_matches([' ', ',', ';', '.', '-']);
    let bare: String = text.chars().filter(|c| *c != ' ').collect();
    if let Some((_, azimuth)) = WINDS.iter().find(|(wind, _)| *wind == bare) {
        return Ok(*azimuth);
    }
    let from = text.chars().next().filter(|c| matches!(c, 'N' | 'S'));
    let towards = text.chars().last().filter(|c| matches!(c, 'E' | 'O' | 'W'));
    let (Some(from), Some(towards)) = (from, towards) else {
        let angle = parse_angle(text).ok_or(LegFault::NoBearing)?;
        // Letters of the winds would turn the sign: one alone is no bearing.
        if text.contains(|c: char| c.is_ascii_alphabetic()) {
            return Err(LegFault::NoBearing);
        }
        return if (0.0..=360.0).contains(&angle) {
            Ok(angle % 360.0)
        } else {
            Err(LegFault::TooWide)
        };
    };
    let angle = parse_angle(&text[1..text.len() - 1]).ok_or(LegFault::NoBearing)?;
    if !(0.0..=90.0).contains(&angle) {
        return Err(LegFault::TooWide);
    }
    let azimuth = match (from, towards) {
        ('N', 'E') => angle,
        ('N', _) => 360.0 - angle,
        (_, 'E') => 180.0 - angle,
        _ => 180.0 + angle,
    };
    Ok(azimuth % 360.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, azimuth: f64, meters: f64) {
        let leg = read_leg(text).unwrap_or_else(|fault| panic!("{text}: {fault:?}"));
        let found = (leg.azimuth, leg.distance.value());
        assert!((found.0 - azimuth).abs() < 1e-9, "{text}: {found:?}");
        assert!((found.1 - meters).abs() < 1e-9, "{text}: {found:?}");
    }

    #[test]
    fn bearings_and_lengths_are_read_in_many_spellings() {
        let third = 35.0 + 20.0 / 60.0;
        for text in [
            "N 35°20' E 120 m",
            "N35°20'E 120",
            "N 35º20’ E, 120.00 m",
            "N 35 20 E 120",
            "norte 35°20' este 120 metros",
            "azimut 35°20' 120",
            "Az. 35°20', 120 m",
            "acimut: 35°20'00\" distancia: 120 m",
        ] {
            check(text, third, 120.0);
        }
        check("azimut 35.3, 120", 35.3, 120.0);
        check("azimut 35,3; 120,5", 35.3, 120.5);
        check("35.3,120", 35.3, 120.0);
        check("S 45° O 1.2 km", 225.0, 1200.0);
        check("S 10°30' E 1,250.75 m", 169.5, 1250.75);
        check("N 10° W 3", 350.0, 3.0);
        check("NO 50", 315.0, 50.0);
        check("E 50 m", 90.0, 50.0);
        check("360 10", 0.0, 10.0);
    }

    #[test]
    fn what_is_no_line_is_told() {
        let check = |text: &str, fault| assert_eq!(read_leg(text), Err(fault), "{text}");
        check("", LegFault::NoDistance);
        check("azimut 35", LegFault::NoBearing);
        check("N 35 E", LegFault::NoDistance);
        check("120", LegFault::NoBearing);
        check("N 95 E 10", LegFault::TooWide);
        check("azimut 361 10", LegFault::TooWide);
        check("hasta el río 10", LegFault::NoBearing);
        check("N 35 E 0", LegFault::NoDistance);
    }
}
