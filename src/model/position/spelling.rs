//! The spellings of a position: from a text to two numbers and what is written beside them.

use allpa_geom::{Coord, UtmZone};

use super::GridDatum;
use super::number::{Decimal, parse_angle, parse_number};

/// Metres east that a zone has at most, neighbours' strips included.
const EASTINGS: std::ops::RangeInclusive<f64> = 50_000.0..=950_000.0;
/// Metres north that a zone of the south has in Peru and well around it.
const NORTHINGS: std::ops::RangeInclusive<f64> = 1_000_000.0..=10_000_000.0;

/// Capital letters, plain blanks, signs of one kind.
pub(super) fn simplified(text: &str) -> String {
    let letter = |letter: char| match letter {
        '−' | '–' => '-',
        '´' | '`' | '‘' => '\'',
        '“' => '"',
        '=' | ':' | '(' | ')' | '[' | ']' => ' ',
        c if c.is_whitespace() => ' ',
        c => c,
    };
    text.trim().to_uppercase().chars().map(letter).collect()
}

/// Takes the name of a datum out of `text`.
pub(super) fn take_datum(text: &mut String) -> GridDatum {
    const NAMES: [(&str, GridDatum); 12] = [
        ("PSAD56", GridDatum::Psad56),
        ("PSAD 56", GridDatum::Psad56),
        ("PSAD-56", GridDatum::Psad56),
        ("PSAD", GridDatum::Psad56),
        ("LA CANOA", GridDatum::Psad56),
        ("WGS84", GridDatum::Wgs84),
        ("WGS 84", GridDatum::Wgs84),
        ("WGS-84", GridDatum::Wgs84),
        ("SIRGAS2000", GridDatum::Wgs84),
        ("SIRGAS 2000", GridDatum::Wgs84),
        ("SIRGAS", GridDatum::Wgs84),
        ("PERU96", GridDatum::Wgs84),
    ];
    for (name, datum) in NAMES {
        if let Some(at) = text.find(name) {
            text.replace_range(at..at + name.len(), " ");
            return datum;
        }
    }
    GridDatum::Wgs84
}

/// The same text with words for winds and axes as letters, and without those that say nothing.
pub(super) fn without_labels(text: &str) -> String {
    let word = |word: &str| -> String {
        let bare = word.trim_matches(['.', ',', '/', '|', '-']);
        match bare {
            "SUR" | "SOUTH" => "S".into(),
            "NORTE" | "NORTH" | "NORTHING" | "MN" => "N".into(),
            "ESTE" | "EAST" | "EASTING" | "ME" => "E".into(),
            "OESTE" | "WEST" => "O".into(),
            "UTM" | "DATUM" | "COORDENADAS" | "COORDINATES" | "M" | "METROS" | "" => String::new(),
            "LATITUD" | "LATITUDE" => "LAT".into(),
            "LONGITUD" | "LONGITUDE" | "LONG" | "LNG" => "LON".into(),
            "HUSO" | "ZONE" => "ZONA".into(),
            _ => word.into(),
        }
    };
    let words = text.split(' ').map(word).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

/// Which axis a part of the text says it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Axis {
    Longitude,
    Latitude,
}

/// Longitude and latitude as written.
pub(super) struct Degrees {
    pub(super) coord: Coord,
    /// Letters or words say which angle is which.
    pub(super) is_marked: bool,
    /// Letters or signs say which side of the equator and of Greenwich is meant.
    pub(super) is_signed: bool,
}

/// Reads degrees; the parts may be parted at any blank, comma or other sign.
pub(super) fn degrees(text: &str) -> Option<Degrees> {
    let lat = text.find("LAT");
    let lon = text.find("LON");
    let labelled = lat.zip(lon);
    let bare = text.replace("LAT", " ").replace("LON", " ");
    splits(&bare).into_iter().find_map(|(left, right)| {
        let (first, first_axis) = angle(left)?;
        let (second, second_axis) = angle(right)?;
        let mut axes = [first_axis, second_axis];
        if let Some((lat, lon)) = labelled {
            let (latitude, longitude) = (Some(Axis::Latitude), Some(Axis::Longitude));
            axes = if lat < lon { [latitude, longitude] } else { [longitude, latitude] };
        }
        let is_turned = match axes {
            [Some(Axis::Latitude), Some(Axis::Longitude)] | [None, None] => false,
            [Some(Axis::Longitude), Some(Axis::Latitude)] => true,
            // One wind alone, or the same axis twice, is no position.
            _ => return None,
        };
        let [y, x] = if is_turned { [second, first] } else { [first, second] };
        // Degrees beyond a right angle can only be a longitude.
        let is_marked = axes[0].is_some();
        let (x, y) = if !is_marked && y.abs() > 90.0 { (y, x) } else { (x, y) };
        let is_signed = is_marked && labelled.is_none() || first < 0.0 || second < 0.0;
        let is_on_earth = x.abs() <= 180.0 && y.abs() <= 90.0;
        is_on_earth.then_some(Degrees { coord: [x, y], is_marked, is_signed })
    })
}

/// An angle with the axis its letter names.
fn angle(part: &str) -> Option<(f64, Option<Axis>)> {
    let letters: Vec<char> = part.chars().filter(char::is_ascii_alphabetic).collect();
    let axis = match letters.as_slice() {
        [] => None,
        ['N' | 'S'] => Some(Axis::Latitude),
        ['E' | 'O' | 'W'] => Some(Axis::Longitude),
        _ => return None,
    };
    // A sign inside would be the sign of another angle.
    if part.trim_start().chars().skip(1).any(|letter| matches!(letter, '-' | '+')) {
        return None;
    }
    let value = parse_angle(part)?;
    (value.abs() <= 180.0).then_some((value, axis))
}

/// Ways to part a text in two: at signs that nothing else uses, at every blank, at every comma,
/// which may be a decimal mark, and before and behind every letter.
fn splits(text: &str) -> Vec<(&str, &str)> {
    let text = text.trim();
    let is_parting = |letter: char| matches!(letter, ';' | '/' | '|' | ' ' | ',');
    let cut = |from: usize, to: usize| {
        let left = text[..from].trim_matches(is_parting);
        let right = text[to..].trim_matches(is_parting);
        (!left.is_empty() && !right.is_empty()).then_some((left, right))
    };
    let at_signs = |signs: &'static str| {
        let found = text.char_indices().filter(move |(_, sign)| signs.contains(*sign));
        found.map(|(at, sign)| (at, at + sign.len_utf8()))
    };
    let letters = text.char_indices().filter(|(_, letter)| letter.is_ascii_alphabetic());
    let at_letters = letters.flat_map(|(at, _)| [(at + 1, at + 1), (at, at)]);
    let places = at_signs(";/|").chain(at_signs(" ")).chain(at_signs(",")).chain(at_letters);
    places.filter_map(|(from, to)| cut(from, to)).collect()
}

/// Easting and northing, and the zone where it is written.
pub(super) struct Grid {
    pub(super) coord: Coord,
    pub(super) zone: Option<UtmZone>,
    /// Northing is written before easting, without letters.
    pub(super) is_turned: bool,
}

pub(super) fn grid(text: &str) -> Option<Grid> {
    let (zone, rest) = take_zone(text);
    let readings = [(zone, rest.as_str()), (None, text)];
    readings.into_iter().find_map(|(zone, rest)| {
        let (coord, is_turned) = labelled(rest).or_else(|| bare(rest))?;
        Some(Grid { coord, zone, is_turned })
    })
}

/// Takes the zone out of the text: `ZONA 18`, `18L` or `18 S` at either end, `18` before the rest.
pub(super) fn take_zone(text: &str) -> (Option<UtmZone>, String) {
    let words: Vec<&str> = text.split(' ').collect();
    let rest = |from: usize, count: usize| {
        let kept =
            words.iter().enumerate().filter(|(place, _)| !(from..from + count).contains(place));
        kept.map(|(_, word)| *word).collect::<Vec<_>>().join(" ")
    };
    let letter = |place: usize| {
        let mut letters = words.get(place)?.chars();
        let letter = letters.next().filter(char::is_ascii_alphabetic)?;
        letters.next().is_none().then_some(letter)
    };
    if let Some(place) = words.iter().position(|word| *word == "ZONA")
        && let Some(zone) = words.get(place + 1).and_then(|word| zone_of(word))
    {
        // A letter behind belongs to the zone where nothing follows that it could mark.
        let has_letter = letter(place + 2).is_some_and(|_| {
            !words.get(place + 3).is_some_and(|next| next.starts_with(|c: char| c.is_ascii_digit()))
                || !is_axis_letter(letter(place + 2))
        });
        let south = letter(place + 2).filter(|_| has_letter).map_or(zone.south, is_southern);
        return (Some(UtmZone { south, ..zone }), rest(place, if has_letter { 3 } else { 2 }));
    }
    let last = words.len().saturating_sub(1);
    for place in [0, last] {
        let word = words[place];
        if word.ends_with(|c: char| c.is_ascii_alphabetic())
            && let Some(zone) = zone_of(word)
        {
            return (Some(zone), rest(place, 1));
        }
    }
    // `18 S …` and `… 18 S`: the letter stands alone.
    for place in [0, last.saturating_sub(1)] {
        if let (Some(zone), Some(band)) = (zone_of(words[place]), letter(place + 1))
            && !(is_axis_letter(Some(band)) && place == 0 && band != 'N')
        {
            return (Some(UtmZone { south: is_southern(band), ..zone }), rest(place, 2));
        }
    }
    if words.len() > 2
        && let Some(zone) = zone_of(words[0])
    {
        return (Some(zone), rest(0, 1));
    }
    (None, text.to_owned())
}

fn is_axis_letter(letter: Option<char>) -> bool {
    matches!(letter, Some('E' | 'N' | 'X' | 'Y'))
}

/// `18`, `18L`, `18S`, `Z18`: without a letter it lies south of the equator, as Peru does.
fn zone_of(word: &str) -> Option<UtmZone> {
    let word = word.trim_matches([',', ';', '.']);
    let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let band = &word[digits.len()..];
    let number: u8 = digits.parse().ok().filter(|zone| (1..=60).contains(zone))?;
    if digits.len() > 2 || digits.starts_with('+') {
        return None;
    }
    let mut letters = band.chars();
    let south = letters.next().is_none_or(is_southern);
    letters.next().is_none().then_some(UtmZone { number, south })
}

/// Bands C to M lie south of the equator, and so does what people mean by `S`.
fn is_southern(band: char) -> bool {
    band <= 'M' || band == 'S'
}

/// Easting and northing marked by letters, before or after the numbers.
fn labelled(text: &str) -> Option<(Coord, bool)> {
    let place = |letters: [char; 2]| text.find(letters);
    let (east, north) = (place(['E', 'X'])?, place(['N', 'Y'])?);
    let is_before = text.trim_start().starts_with(|c: char| c.is_ascii_alphabetic());
    let (first, second) = (east.min(north), east.max(north));
    let parts = if is_before {
        [&text[first + 1..second], &text[second + 1..]]
    } else {
        [&text[..first], &text[first + 1..second]]
    };
    let [one, other] = parts.map(|part| part.trim_matches([' ', ',', ';', 'M', '.']));
    let (east, north) = if east < north { (one, other) } else { (other, one) };
    numbers(east, north).map(|coord| (coord, false))
}

/// Easting and northing in this order or the other.
fn bare(text: &str) -> Option<(Coord, bool)> {
    let text = text.replace('M', " ");
    splits(&text).into_iter().find_map(|(left, right)| {
        let straight = numbers(left, right).map(|coord| (coord, false));
        straight.or_else(|| numbers(right, left).map(|coord| (coord, true)))
    })
}

pub(super) fn numbers(east: &str, north: &str) -> Option<Coord> {
    [Decimal::Point, Decimal::Comma].into_iter().find_map(|mark| {
        let coord = [parse_number(east, mark)?, parse_number(north, mark)?];
        let is_in_range = EASTINGS.contains(&coord[0]) && NORTHINGS.contains(&coord[1]);
        is_in_range.then_some(coord)
    })
}
