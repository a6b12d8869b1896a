//! Where a table begins, and which of its columns hold the position.

use allpa_model::role::plain;
use csv::StringRecord;

use allpa_model::position::{Decimal, parse_angle, parse_number};

/// Names of columns in the order they are trusted, as [`plain`] spells them.
const LONGITUDE: &[&str] =
    &["longitude", "longitud", "lon", "long", "lng", "coordlon", "xgeo", "longdec", "xlon"];
const LATITUDE: &[&str] = &["latitude", "latitud", "lat", "coordlat", "ygeo", "latdec", "ylat"];
const EAST: &[&str] = &[
    "este",
    "easting",
    "x",
    "coordx",
    "xcoord",
    "utmeste",
    "esteutm",
    "utmx",
    "xutm",
    "coordeste",
];
const NORTH: &[&str] = &[
    "norte",
    "northing",
    "y",
    "coordy",
    "ycoord",
    "utmnorte",
    "norteutm",
    "utmy",
    "yutm",
    "coordnorte",
];
const ZONE: &[&str] = &["zona", "zonautm", "utmzona", "zone", "utmzone", "huso", "husoutm"];
const DATUM: &[&str] = &["datum"];
const WKT: &[&str] = &["wkt", "geom", "geometry", "geometria", "thegeom", "shape", "wktgeom"];

/// What the rows of a table begin with, and where its positions are.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Layout {
    /// Names of the columns.
    pub(super) names: Vec<String>,
    /// Rows before the data: titles and the header itself.
    pub(super) skip: usize,
    /// Row of the header from 1, where there is one.
    pub(super) header: Option<usize>,
    /// Where the position is.
    pub(super) place: Place,
}

/// The columns of the position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Longitude and latitude in degrees.
    Degrees { x: usize, y: usize },
    /// East and north in metres, with the column of the UTM zone and that of the datum if any.
    Metres { x: usize, y: usize, zone: Option<usize>, datum: Option<usize> },
    /// Geometry as well-known text.
    Wkt(usize),
    /// There is none.
    Nowhere,
}

/// Rows among which the header is sought.
const TITLE_ROWS: usize = 30;

/// Reads the first rows of a table.
pub(super) fn layout(sample: &[StringRecord]) -> Layout {
    let widest = sample.iter().map(filled).max().unwrap_or(0);
    let named = sample.iter().take(TITLE_ROWS).enumerate().find_map(|(row, record)| {
        let place = by_names(record, sample.get(row + 1))?;
        Some((row, place))
    });
    if let Some((row, place)) = named {
        let names = names(&sample[row]);
        return Layout { names, skip: row + 1, header: Some(row + 1), place };
    }
    let has_numbers = |record: &StringRecord| record.iter().any(is_number);
    // Without known names the header is the first full row of words, if one stands above numbers.
    let is_header = |record: &&StringRecord| filled(record) == widest && !has_numbers(record);
    let header = sample.iter().take(TITLE_ROWS).position(|record| is_header(&record));
    let first = header.map_or(0, |row| row + 1);
    let names = match header {
        Some(row) => names(&sample[row]),
        None => (1..=widest).map(|column| format!("col_{column}")).collect(),
    };
    let place = by_numbers(&sample[first.min(sample.len())..]);
    // Names nobody knows say that the columns mean something else; only no names leave it open.
    let place = if header.is_some() { Place::Nowhere } else { place };
    Layout { names, skip: first, header: header.map(|row| row + 1), place }
}

fn filled(record: &StringRecord) -> usize {
    record.iter().filter(|cell| !cell.trim().is_empty()).count()
}

fn is_number(cell: &str) -> bool {
    [Decimal::Point, Decimal::Comma].iter().any(|mark| parse_number(cell, *mark).is_some())
}

/// Column names, told apart where a table uses one twice.
fn names(record: &StringRecord) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for (column, cell) in record.iter().enumerate() {
        let own = match cell.trim() {
            "" => format!("col_{}", column + 1),
            own => own.to_owned(),
        };
        let copies = (2..).map(|copy| format!("{own}_{copy}"));
        let free = std::iter::once(own.clone()).chain(copies).find(|name| !names.contains(name));
        names.push(free.unwrap_or(own));
    }
    names
}

fn by_names(header: &StringRecord, below: Option<&StringRecord>) -> Option<Place> {
    let plain: Vec<String> = header.iter().map(plain).collect();
    let find =
        |known: &[&str]| known.iter().find_map(|known| plain.iter().position(|name| name == known));
    let sample = |column: usize| below.and_then(|row| row.get(column)).unwrap_or_default();
    if let Some(column) = find(WKT).filter(|&column| looks_like_wkt(sample(column))) {
        return Some(Place::Wkt(column));
    }
    if let (Some(x), Some(y)) = (find(LONGITUDE), find(LATITUDE)) {
        return Some(Place::Degrees { x, y });
    }
    let (x, y) = (find(EAST)?, find(NORTH)?);
    let is_angle = |column: usize, most: f64| {
        let cell = sample(column);
        !cell.trim().is_empty() && parse_angle(cell).is_some_and(|angle| angle.abs() <= most)
    };
    if is_angle(x, 180.0) && is_angle(y, 180.0) {
        return Some(Place::Degrees { x, y });
    }
    Some(Place::Metres { x, y, zone: find(ZONE), datum: find(DATUM) })
}

fn looks_like_wkt(cell: &str) -> bool {
    let cell = cell.trim_start().to_uppercase();
    ["POINT", "LINESTRING", "POLYGON", "MULTI", "GEOMETRYCOLLECTION", "SRID="]
        .iter()
        .any(|word| cell.starts_with(word))
}

/// Columns whose numbers could be a place in Peru: the only way to read a table without header.
fn by_numbers(rows: &[StringRecord]) -> Place {
    let width = rows.iter().map(StringRecord::len).max().unwrap_or(0);
    let fits = |column: usize, low: f64, high: f64| {
        let mut cells = rows.iter().filter_map(|row| row.get(column)).peekable();
        cells.peek().is_some()
            && cells.all(|cell| {
                let number = parse_angle(cell).filter(|_| cell.contains(['.', ',', '°']));
                number.is_some_and(|number| number > low && number < high)
            })
    };
    let metres = |column: usize, low: f64, high: f64| {
        let mut cells = rows.iter().filter_map(|row| row.get(column)).peekable();
        cells.peek().is_some()
            && cells.all(|cell| {
                [Decimal::Point, Decimal::Comma]
                    .iter()
                    .filter_map(|mark| parse_number(cell, *mark))
                    .any(|number| number > low && number < high)
            })
    };
    let find = |test: &dyn Fn(usize) -> bool| (0..width).find(|&column| test(column));
    let lon = find(&|column| fits(column, -82.0, -68.0));
    let lat = find(&|column| fits(column, -19.0, 1.0) && Some(column) != lon);
    if let (Some(x), Some(y)) = (lon, lat) {
        return Place::Degrees { x, y };
    }
    let east = find(&|column| metres(column, 100_000.0, 1_000_000.0));
    let north = find(&|column| metres(column, 7_900_000.0, 10_000_000.0));
    match (east, north) {
        (Some(x), Some(y)) => Place::Metres { x, y, zone: None, datum: None },
        _ => Place::Nowhere,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(rows: &[&[&str]], skip: usize, header: Option<usize>, place: Place) {
        let sample: Vec<StringRecord> =
            rows.iter().map(|row| row.iter().copied().collect()).collect();
        let found = layout(&sample);
        assert_eq!((found.skip, found.header, found.place), (skip, header, place), "{rows:?}");
    }

    #[test]
    fn the_header_is_found_below_titles() {
        let titled: &[&[&str]] =
            &[&["GOBIERNO"], &["", ""], &["id", "Longitud", "LATITUD"], &["1", "-76", "-6"]];
        check(titled, 3, Some(3), Place::Degrees { x: 1, y: 2 });
        check(&[&["NOMBRE", "HA"], &["a", "1"]], 1, Some(1), Place::Nowhere);
    }

    #[test]
    fn positions_are_told_by_name_and_by_number() {
        let metres = |zone| Place::Metres { x: 0, y: 1, zone, datum: None };
        check(
            &[&["ESTE", "NORTE", "ZONA"], &["350000", "9282000", "18"]],
            1,
            Some(1),
            metres(Some(2)),
        );
        check(&[&["X", "Y"], &["283058,1", "9333089,2"]], 1, Some(1), metres(None));
        check(&[&["X", "Y"], &["-76,5", "-6,1"]], 1, Some(1), Place::Degrees { x: 0, y: 1 });
        check(&[&["1", "a", "-76.9", "-6.1"]], 0, None, Place::Degrees { x: 2, y: 3 });
        check(&[&["id", "geom"], &["1", "POINT (1 2)"]], 1, Some(1), Place::Wkt(1));
    }

    #[test]
    fn equal_names_are_told_apart() {
        let sample = [StringRecord::from(vec!["a", "a", "", "lon", "lat"])];
        assert_eq!(layout(&sample).names, ["a", "a_2", "col_3", "lon", "lat"]);
    }
}
