//! A table of corners as it stands in a resolution, a field book or a spreadsheet: one corner a
//! line, the corners of one outline after the other, outlines parted by an empty line.

use allpa_geom::{Coord, Epsg, PsadOperation, Transformer, UtmZone};

use super::spelling::{grid, numbers, simplified, take_datum, take_zone, without_labels};
use super::typed::read_degrees;
use super::{GridDatum, is_near_peru, utm_system};

/// Systems that such tables are written in: the UTM zones of Peru on WGS 84 and on PSAD56, and
/// degrees on either.
pub const CORNER_SYSTEMS: [Epsg; 8] = [
    Epsg::new(32717),
    Epsg::new(32718),
    Epsg::new(32719),
    Epsg::new(24877),
    Epsg::new(24878),
    Epsg::new(24879),
    Epsg::WGS84,
    Epsg::new(4248),
];

/// A corner that was read.
#[derive(Debug, Clone, PartialEq)]
pub struct Corner {
    /// Its line in the text, from 1.
    pub line: usize,
    /// What stands before its numbers; empty for nothing.
    pub label: String,
    /// As written: easting and northing, or longitude and latitude.
    pub coord: Coord,
    /// Longitude and latitude on WGS 84.
    pub at: Coord,
}

/// A line that was not understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CornerFault {
    /// The line in the text, from 1.
    pub line: usize,
    /// What it says.
    pub text: String,
    /// Why it is no corner.
    pub cause: FaultCause,
}

/// Why a line is no corner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FaultCause {
    /// It has no two numbers that could be a position.
    NoPair,
    /// Its numbers are not metres of a UTM zone: a digit may be missing, or there is one too many.
    NotInGrid,
    /// Its numbers are no longitude and latitude.
    NotDegrees,
    /// The system takes it nowhere.
    Nowhere,
}

/// What makes a corner doubtful.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CornerDoubt {
    /// The way there and back is more than half of the whole outline: a digit may be wrong.
    Spike,
    /// It lies far from Peru.
    FarFromPeru,
    /// It repeats the corner before.
    Repeated,
}

/// What a table of corners says.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Corners {
    /// Outlines with their corners in order; the first is not repeated at the end.
    pub runs: Vec<Vec<Corner>>,
    /// Lines not understood.
    pub faults: Vec<CornerFault>,
    /// Corners by line that may be wrong.
    pub doubts: Vec<(usize, CornerDoubt)>,
}

/// Reads a table of corners that is written in `system`. Lines may hold a number or a name, the two
/// numbers in either order where these tell which is which, and other columns (side, length,
/// angle); parts of a line are parted by tabs, semicolons, bars, blanks or commas. A line without
/// digits is a heading, on every page once more; an empty line ends an outline.
pub fn read_corners(text: &str, system: Epsg) -> Corners {
    let way = Transformer::new(system, Epsg::WGS84, PsadOperation::default()).ok();
    let mut found = Corners::default();
    let mut run: Vec<Corner> = Vec::new();
    let mut runs: Vec<Vec<Corner>> = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let number = number + 1;
        if ends_outline(line) {
            runs.push(std::mem::take(&mut run));
            continue;
        }
        if is_heading(line) {
            continue;
        }
        let (label, coord) = match corner(line, system.is_geographic()) {
            Ok(read) => read,
            Err(cause) => {
                found.faults.push(CornerFault {
                    line: number,
                    text: line.trim().to_owned(),
                    cause,
                });
                continue;
            }
        };
        let at = way.as_ref().and_then(|way| way.convert(coord).ok());
        if let Some(at) = at.filter(|at| at.iter().all(|value| value.is_finite())) {
            run.push(Corner { line: number, label, coord, at });
        } else {
            let (text, cause) = (line.trim().to_owned(), FaultCause::Nowhere);
            found.faults.push(CornerFault { line: number, text, cause });
        }
    }
    runs.push(run);
    found.runs = runs.into_iter().filter(|run| !run.is_empty()).collect();
    for run in &mut found.runs {
        found.doubts.extend(doubts(run));
        // The first corner once more at the end closes the outline, and says nothing new.
        if run.len() > 3 && run.first().map(|corner| corner.coord) == run.last().map(|c| c.coord) {
            run.pop();
        }
        run.dedup_by(|b, a| a.coord == b.coord);
    }
    found.doubts.sort_unstable_by_key(|(line, _)| *line);
    found
}

/// The system that a table of corners is most probably written in: degrees or metres as its
/// numbers are, datum and zone as it names them; a zone that is not named is the one whose
/// corners lie in Peru and nearest to `near`.
pub fn guess_system(text: &str, near: Coord) -> Option<Epsg> {
    let mut named = simplified(text);
    let datum = take_datum(&mut named);
    let count = |is_geographic: bool| {
        let lines = text.lines().filter(|line| !is_heading(line));
        lines.filter_map(move |line| corner(line, is_geographic).ok()).map(|(_, coord)| coord)
    };
    let in_grid: Vec<Coord> = count(false).collect();
    let in_degrees = count(true).count();
    if in_grid.is_empty() && in_degrees == 0 {
        return None;
    }
    if in_degrees > in_grid.len() {
        return Some(if datum == GridDatum::Psad56 { Epsg::new(4248) } else { Epsg::WGS84 });
    }
    let zone = text.lines().find_map(named_zone).or_else(|| text.lines().find_map(zone_beside));
    let zone = zone.filter(|zone| (17..=19).contains(&zone.number));
    if let Some(zone) = zone {
        return utm_system(UtmZone { number: zone.number, south: true }, datum);
    }
    let far = |system: &Epsg| {
        let way = Transformer::new(*system, Epsg::WGS84, PsadOperation::default()).ok();
        let at = way.and_then(|way| way.convert(in_grid[0]).ok()).unwrap_or([f64::INFINITY; 2]);
        let outside = if is_near_peru(at) { 0.0 } else { 1e3 };
        outside + (at[0] - near[0]).hypot(at[1] - near[1])
    };
    let zones = (17..=19).filter_map(|number| utm_system(UtmZone { number, south: true }, datum));
    zones.min_by(|a, b| far(a).total_cmp(&far(b)))
}

/// An empty line, or one that begins another part.
fn ends_outline(line: &str) -> bool {
    let text = simplified(line);
    let first = text.split(' ').next().unwrap_or_default();
    text.is_empty() || ["PARTE", "PART", "HUECO", "HOLE"].contains(&first)
}

/// A line that names datum and zone, or columns, and holds no corner.
fn is_heading(line: &str) -> bool {
    let mut text = simplified(line);
    take_datum(&mut text);
    let has_digits = |text: &str| text.contains(|c: char| c.is_ascii_digit());
    if !has_digits(&text) {
        return true;
    }
    let Some((_, rest)) = without_zone(&text) else { return false };
    !has_digits(&rest)
}

/// The zone that a heading names: `ZONA 18`, `UTM 18S`.
fn named_zone(line: &str) -> Option<UtmZone> {
    let mut text = simplified(line);
    take_datum(&mut text);
    without_zone(&text).map(|(zone, _)| zone)
}

/// The zone that stands beside a corner with its letter: `18L 281491 9332561`.
fn zone_beside(line: &str) -> Option<UtmZone> {
    let text = simplified(line);
    let words = [text.split(' ').next(), text.split(' ').next_back()];
    let is_zone =
        |word: &&str| word.len() == 3 && word.ends_with(|c: char| c.is_ascii_alphabetic());
    let number =
        words.into_iter().flatten().filter(is_zone).find_map(|word| word[..2].parse().ok());
    number.map(|number| UtmZone { number, south: true })
}

fn without_zone(text: &str) -> Option<(UtmZone, String)> {
    let names_it = ["ZONA", "HUSO", "ZONE", "UTM"].iter().any(|word| text.contains(word));
    if !names_it {
        return None;
    }
    let text = without_labels(&text.replace('/', " "));
    let (zone, rest) = take_zone(&text);
    zone.map(|zone| (zone, rest))
}

/// The label and the position of a line, in metres or in degrees.
fn corner(line: &str, is_geographic: bool) -> Result<(String, Coord), FaultCause> {
    let line = line.trim();
    let tidy = |label: &str| {
        label.trim_matches([' ', '.', ',', ';', ':', '-', ')']).replace(['\t', ';', '|'], " ")
    };
    for cells in splits(line) {
        if let Some((at, coord)) = pair(&cells, is_geographic, is_near_peru) {
            return Ok((cells[..at].first().map(|cell| tidy(cell)).unwrap_or_default(), coord));
        }
    }
    // Letters of the axes, blanks between thousands, degrees with blanks: as anyone types them.
    if let Some((label, rest)) = before_degrees(line).filter(|_| is_geographic) {
        if let Some(coord) = typed(rest, true) {
            return Ok((tidy(label), coord));
        }
    } else if let Some(coord) = typed(line, is_geographic) {
        return Ok((String::new(), coord));
    }
    if let Some((label, rest)) = line.split_once([' ', '\t', ';', ',', ')'])
        && let Some(coord) = typed(rest, is_geographic)
    {
        return Ok((tidy(label), coord));
    }
    for cells in splits(line) {
        if let Some((at, coord)) = pair(&cells, is_geographic, |_| true) {
            return Ok((cells[..at].first().map(|cell| tidy(cell)).unwrap_or_default(), coord));
        }
    }
    // A number of the corner is no part of its position.
    let digits = |cell: &str| cell.chars().filter(char::is_ascii_digit).count();
    let is_number = |cell: &str| digits(cell) > if is_geographic { 1 } else { 3 };
    let has_two =
        splits(line).iter().any(|cells| cells.iter().filter(|cell| is_number(cell)).count() > 1);
    Err(match (has_two, is_geographic) {
        (false, _) => FaultCause::NoPair,
        (true, false) => FaultCause::NotInGrid,
        (true, true) => FaultCause::NotDegrees,
    })
}

/// A line with marks of degrees, cut before the first angle.
fn before_degrees(line: &str) -> Option<(&str, &str)> {
    let mark = line.find(['°', 'º'])?;
    let number = line[..mark].trim_end();
    let number = number.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ','));
    let number = number.trim_end_matches(['-', '−', '+']);
    // The letter of the wind, or the word for the axis, may stand before the angle.
    let axis = number.trim_end_matches([' ', '\t', ':']);
    let word = axis.rsplit([' ', '\t', ';']).next().unwrap_or_default();
    let names_axis = ["N", "S", "E", "O", "W"].contains(&word.to_uppercase().as_str())
        || word.to_uppercase().starts_with("LAT")
        || word.to_uppercase().starts_with("LON");
    let cut = if names_axis { axis.len() - word.len() } else { number.len() };
    Some(line.split_at(cut))
}

/// A position as it would be typed in the search box.
fn typed(text: &str, is_geographic: bool) -> Option<Coord> {
    if is_geographic {
        return read_degrees(text).first().map(|reading| reading.coord);
    }
    let mut text = simplified(text);
    take_datum(&mut text);
    grid(&without_labels(&text)).map(|grid| grid.coord)
}

/// Ways to part a line in cells, the surest first.
fn splits(line: &str) -> Vec<Vec<&str>> {
    let cells = |sign: &str| -> Vec<&str> {
        line.split(sign).map(str::trim).filter(|cell| !cell.is_empty()).collect()
    };
    let signs = ["\t", ";", "|", "  "].into_iter().filter(|sign| line.contains(sign));
    let mut ways: Vec<Vec<&str>> = signs.map(cells).collect();
    // Blanks and commas may stand inside of angles.
    if !line.contains(['°', 'º', '\'', '"']) {
        ways.push(line.split_whitespace().collect());
        ways.push(cells(","));
    }
    ways
}

/// The first two neighbouring cells that are a position, and where they stand; degrees only where
/// `is_meant`, since a number before a corner could be an angle too.
fn pair(
    cells: &[&str],
    is_geographic: bool,
    is_meant: impl Fn(Coord) -> bool,
) -> Option<(usize, Coord)> {
    let mut all = cells.windows(2).enumerate();
    if !is_geographic {
        let in_meters = |cell: &str| {
            let cell = simplified(cell);
            cell.trim_matches(|c: char| c.is_ascii_alphabetic() || c == ' ').to_owned()
        };
        return all.find_map(|(at, pair)| {
            let [a, b] = [in_meters(pair[0]), in_meters(pair[1])];
            numbers(&a, &b).or_else(|| numbers(&b, &a)).map(|coord| (at, coord))
        });
    }
    let is_angle = |cell: &&str| cell.contains(['.', ',', '°', 'º', '\'', '"', '’', ':', ' ']);
    all.filter(|(_, pair)| pair.iter().all(&is_angle)).find_map(|(at, pair)| {
        let readings = read_degrees(&format!("{}; {}", pair[0], pair[1]));
        let reading = readings.into_iter().find(|one| is_meant(one.at))?;
        Some((at, reading.coord))
    })
}

/// What is doubtful about the corners of one outline.
fn doubts(run: &[Corner]) -> Vec<(usize, CornerDoubt)> {
    let mut found = Vec::new();
    let far = |corner: &&Corner| !is_near_peru(corner.at);
    found.extend(run.iter().filter(far).map(|corner| (corner.line, CornerDoubt::FarFromPeru)));
    let pairs = run.windows(2).filter(|pair| pair[0].coord == pair[1].coord);
    found.extend(pairs.map(|pair| (pair[1].line, CornerDoubt::Repeated)));
    let count = run.len();
    if count < 4 {
        return found;
    }
    let side = |a: usize, b: usize| {
        allpa_geom::measure::distance(run[a % count].at, run[b % count].at).value()
    };
    let around: f64 = (0..count).map(|at| side(at, at + 1)).sum();
    for (at, corner) in run.iter().enumerate() {
        let before = at + count - 1;
        let detour = side(before, at) + side(at, at + 1) - side(before, at + 1);
        if detour > around / 2.0 {
            found.push((corner.line, CornerDoubt::Spike));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const UTM18: Epsg = Epsg::new(32718);
    /// Near Moyobamba.
    const NEAR: Coord = [-76.97, -6.03];

    fn square(text: &str) -> Corners {
        let system = guess_system(text, NEAR).unwrap_or_else(|| panic!("no system for {text}"));
        read_corners(text, system)
    }

    fn coords(found: &Corners) -> Vec<Coord> {
        found.runs.iter().flatten().map(|corner| corner.coord).collect()
    }

    const SQUARE: [Coord; 3] =
        [[281_491.5, 9_332_561.25], [282_491.5, 9_332_561.25], [282_491.5, 9_333_561.25]];

    #[test]
    fn tables_in_metres_are_read_as_offices_write_them() {
        for text in [
            "1\t281491.50\t9332561.25\n2\t282491.50\t9332561.25\n3\t282491.50\t9333561.25",
            "Vértice;Este;Norte\nV1;281491,50;9332561,25\nV2;282491,50;9332561,25\nV3;282491,50;9333561,25",
            "P-1  281,491.50  9,332,561.25\nP-2  282,491.50  9,332,561.25\nP-3  282,491.50  9,333,561.25",
            "1 281491.5 9332561.25\r\n2 282491.5 9332561.25\r\n3 282491.5 9333561.25\r\n",
            "281491.5,9332561.25\n282491.5,9332561.25\n282491.5,9333561.25",
            "1,281491.5,9332561.25\n2,282491.5,9332561.25\n3,282491.5,9333561.25",
            "9332561.25 281491.5\n9332561.25 282491.5\n9333561.25 282491.5",
            "E 281491.5 N 9332561.25\nE 282491.5 N 9332561.25\nE 282491.5 N 9333561.25",
            "1) 281 491.50 9 332 561.25\n2) 282 491.50 9 332 561.25\n3) 282 491.50 9 333 561.25",
            "VERTICE\tLADO\tDISTANCIA\tANGULO\tESTE\tNORTE\nA\tA-B\t1000.00\t90°0'0\"\t281491.50\t9332561.25\nB\tB-C\t1000.00\t90°0'0\"\t282491.50\t9332561.25\nC\tC-A\t1414.21\t45°0'0\"\t282491.50\t9333561.25",
        ] {
            let found = square(text);
            assert_eq!(coords(&found), SQUARE, "{text}\n{found:?}");
            assert_eq!((found.faults.len(), found.doubts.len()), (0, 0), "{found:?}");
        }
        let found = square("V-1\t281491.50\t9332561.25\nV-2\t282491.50\t9332561.25");
        let labels: Vec<&str> = found.runs[0].iter().map(|corner| corner.label.as_str()).collect();
        assert_eq!(labels, ["V-1", "V-2"]);
    }

    #[test]
    fn tables_in_degrees_are_read_too() {
        let wanted = [[-76.9742, -6.0347], [-76.9642, -6.0347]];
        for text in [
            "1\t-76.9742\t-6.0347\n2\t-76.9642\t-6.0347",
            "-76.9742 -6.0347\n-76.9642 -6.0347",
            "1 -76,9742 -6,0347\n2 -76,9642 -6,0347",
            "A;-6.0347;-76.9742\nB;-6.0347;-76.9642",
            "1,-76.9742,-6.0347\n2,-76.9642,-6.0347",
            "1 6°02'04.92\" S 76°58'27.12\" O\n2 6°02'04.92\" S 76°57'51.12\" O",
            "1\t76° 58' 27.12\" O\t6° 02' 04.92\" S\n2\t76° 57' 51.12\" O\t6° 02' 04.92\" S",
            "1 S 6° 2.082' O 76° 58.452'\n2 S 6° 2.082' O 76° 57.852'",
            "1 76.9742 6.0347\n2 76.9642 6.0347",
        ] {
            let found = square(text);
            assert!(found.faults.is_empty(), "{text}\n{found:?}");
            let found = coords(&found);
            assert_eq!(found.len(), 2, "{text}\n{found:?}");
            for (found, wanted) in found.iter().zip(wanted) {
                let off = (found[0] - wanted[0]).abs().max((found[1] - wanted[1]).abs());
                assert!(off < 1e-9, "{text}: {found:?}");
            }
        }
    }

    #[test]
    fn the_system_is_the_one_named_or_the_nearest() {
        let check = |text: &str, near, code| {
            assert_eq!(guess_system(text, near).map(Epsg::code), code, "{text}");
        };
        let line = "1 281491.5 9332561.25";
        check(line, NEAR, Some(32718));
        check(line, [-70.9, -6.0], Some(32719));
        check(&format!("Datum PSAD56 Zona 17 Sur\n{line}"), NEAR, Some(24877));
        check(
            &format!("WGS 84 / UTM 19S\nVértice\tEste (m)\tNorte (m)\n{line}"),
            NEAR,
            Some(32719),
        );
        check("18L 500000 8500000", [-70.0, -13.0], Some(32718));
        check("-76.9 -6.1", NEAR, Some(4326));
        check("PSAD56\n-76.9 -6.1", NEAR, Some(4248));
        check("hola", NEAR, None);
    }

    #[test]
    fn lines_not_understood_are_named_with_their_cause() {
        let text = "Este Norte\n1 281491 9332561\n2 28249 9332561\n3 282491\n4 282491 9333561";
        let found = read_corners(text, UTM18);
        let told: Vec<(usize, FaultCause)> =
            found.faults.iter().map(|fault| (fault.line, fault.cause)).collect();
        assert_eq!(told, [(3, FaultCause::NotInGrid), (4, FaultCause::NoPair)]);
        let lines: Vec<usize> = found.runs[0].iter().map(|corner| corner.line).collect();
        assert_eq!(lines, [2, 5]);
        let found = read_corners("1 -76.9 -6.1\n2 sur 6.1", Epsg::WGS84);
        assert_eq!(found.faults.len(), 1);
    }

    #[test]
    fn a_wrong_digit_and_a_repeated_corner_are_noticed() {
        let rows = |wrong: &str| {
            let rows =
                ["281491 9332561", "282491 9332561", wrong, "282491 9334561", "281491 9334561"];
            rows.join("\n") + "\n281491 9332561"
        };
        let well = read_corners(&rows("282591 9333561"), UTM18);
        assert_eq!((well.runs[0].len(), well.doubts.as_slice()), (5, &[][..]), "it is closed once");
        for wrong in ["289591 9333561", "282591 9383561", "222591 9333561"] {
            let found = read_corners(&rows(wrong), UTM18);
            assert_eq!(found.doubts, [(3, CornerDoubt::Spike)], "{wrong}");
        }
        let twice = read_corners("281491 9332561\n281491 9332561\n282491 9332561", UTM18);
        assert_eq!((twice.runs[0].len(), twice.doubts.len()), (2, 1));
        let abroad = read_corners("281491 5332561", UTM18);
        assert_eq!(abroad.doubts, [(1, CornerDoubt::FarFromPeru)]);
    }

    #[test]
    fn an_empty_line_begins_another_outline_and_headings_do_not() {
        let text = "1 281491 9332561\nESTE NORTE\n2 282491 9332561\n\n1 291491 9332561\n";
        let found = read_corners(text, UTM18);
        assert_eq!(found.runs.iter().map(Vec::len).collect::<Vec<_>>(), [2, 1]);
    }
}
