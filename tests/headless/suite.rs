//! The engine against suites of cases in the XML format of JTS and GEOS: set operations,
//! predicates, validity. Our own cases are in `tests/data/geometry`; the environment variable
//! `ALLPA_GEOMETRY_SUITE` names a folder with more, such as `tests/xmltester/tests` of the source
//! of GEOS. What the engine does not offer (buffers on a plane, fixed precision, results that mix
//! dimensions) is counted as not applicable.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Instant;

use allpa_geom::overlay::{Operation, combine, union_all};
use allpa_geom::validity::{Checked, check};
use allpa_geom::{Epsg, PsadOperation, ShapesBuilder};
use allpa_model::question::{Relation, select};
use allpa_model::{Layer, LayerParts};
use geo::{
    Area as _, BoundingRect as _, Coord, CoordsIter as _, Geometry, LineString, MapCoords as _,
    MultiPolygon, Polygon,
};
use quick_xml::Reader;
use quick_xml::events::Event;
use wkt::TryFromWkt as _;

/// One case: its geometries as written, and what is asked of them.
#[derive(Debug, Default)]
struct Case {
    description: String,
    a: String,
    b: String,
    /// Whether the results are meant for coordinates rounded to a grid.
    is_rounded: bool,
    tests: Vec<Test>,
}

#[derive(Debug, Default)]
struct Test {
    operation: String,
    arguments: [String; 3],
    expected: String,
}

/// How a test came out.
enum Verdict {
    Passed,
    Failed(String),
    NotApplicable,
}

#[test]
fn our_own_cases_hold() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/geometry");
    let tally = run_folder(&folder);
    assert_eq!(tally.failures, Vec::<String>::new());
    assert_eq!(tally.not_applicable, BTreeMap::new(), "our cases ask for what there is");
    assert!(tally.passed >= 100, "{} tests", tally.passed);
}

/// `cargo test --test headless suites_of_others -- --nocapture` prints what fails.
#[test]
fn suites_of_others() {
    let Some(folder) = std::env::var_os("ALLPA_GEOMETRY_SUITE") else {
        eprintln!("skipped: ALLPA_GEOMETRY_SUITE names no folder");
        return;
    };
    let tally = run_folder(Path::new(&folder));
    eprintln!("{} passed, {} failed", tally.passed, tally.failures.len());
    eprintln!("not applicable: {:?}", tally.not_applicable);
    for (time, name) in &tally.slowest {
        eprintln!("{time:7.3} s {name}");
    }
    for failure in &tally.failures {
        eprintln!("{failure}");
    }
    assert!(tally.passed > 0);
}

#[derive(Default)]
struct Tally {
    passed: usize,
    failures: Vec<String>,
    /// By operation.
    not_applicable: BTreeMap<String, usize>,
    slowest: Vec<(f64, String)>,
}

fn run_folder(folder: &Path) -> Tally {
    let mut tally = Tally::default();
    let mut files: Vec<PathBuf> = Vec::new();
    gather(folder, &mut files);
    assert!(!files.is_empty(), "no cases in {}", folder.display());
    for file in files {
        let text = std::fs::read(&file).expect("a suite");
        for (number, case) in parse(&String::from_utf8_lossy(&text)).iter().enumerate() {
            for test in &case.tests {
                let name = file.file_name().unwrap_or_default().to_string_lossy();
                let name =
                    format!("{name} #{} {} ({})", number + 1, test.operation, case.description);
                let start = Instant::now();
                match judge(case, test) {
                    Verdict::Passed => tally.passed += 1,
                    Verdict::Failed(why) => tally.failures.push(format!("{name}: {why}")),
                    Verdict::NotApplicable => {
                        *tally.not_applicable.entry(test.operation.clone()).or_default() += 1;
                    }
                }
                tally.slowest.push((start.elapsed().as_secs_f64(), name));
            }
        }
    }
    tally.slowest.sort_by(|a, b| b.0.total_cmp(&a.0));
    tally.slowest.truncate(5);
    tally
}

fn gather(folder: &Path, files: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> =
        std::fs::read_dir(folder).expect("a folder").filter_map(|e| Some(e.ok()?.path())).collect();
    entries.sort();
    for entry in entries {
        if entry.is_dir() {
            gather(&entry, files);
        } else if entry.extension().is_some_and(|extension| extension == "xml") {
            files.push(entry);
        }
    }
}

fn parse(text: &str) -> Vec<Case> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = false;
    let (mut cases, mut case, mut test) = (Vec::new(), Case::default(), Test::default());
    let mut written = String::new();
    let mut is_rounded = false;
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag)) => {
                written.clear();
                let name = tag.name();
                if name.as_ref() == "case" {
                    case = Case::default();
                } else if name.as_ref() == "op" {
                    test = Test::default();
                    for attribute in tag.attributes().flatten() {
                        let value = attribute.value.to_lowercase();
                        match attribute.key.as_ref().to_lowercase().as_str() {
                            "name" => test.operation = value,
                            "arg1" => test.arguments[0] = value,
                            "arg2" => test.arguments[1] = value,
                            "arg3" => test.arguments[2] = value,
                            _ => {}
                        }
                    }
                }
            }
            Ok(Event::Empty(tag)) if tag.name().as_ref() == "precisionModel" => {
                is_rounded |= tag.attributes().flatten().any(|a| a.key.as_ref() == "scale");
            }
            Ok(Event::Text(piece)) => written.push_str(&piece),
            Ok(Event::End(tag)) => match tag.name().as_ref() {
                "desc" => {
                    case.description = written.split_whitespace().collect::<Vec<_>>().join(" ");
                }
                "a" => written.trim().clone_into(&mut case.a),
                "b" => written.trim().clone_into(&mut case.b),
                "op" => {
                    written.trim().clone_into(&mut test.expected);
                    case.tests.push(std::mem::take(&mut test));
                }
                "case" => {
                    case.is_rounded = is_rounded;
                    cases.push(std::mem::take(&mut case));
                }
                _ => {}
            },
            Ok(Event::Eof) | Err(_) => return cases,
            Ok(_) => {}
        }
    }
}

impl Case {
    fn geometry(&self, name: &str) -> Option<Geometry> {
        let text = if name == "b" { &self.b } else { &self.a };
        self.read(text)
    }

    /// A geometry of the case, shrunk by a power of two, which no digit is lost by, so that all of
    /// the case lies on the globe.
    fn read(&self, text: &str) -> Option<Geometry> {
        let read = |text: &str| match bytes(text) {
            Some(bytes) => binary(&mut bytes.as_slice()),
            None => Geometry::<f64>::try_from_wkt_str(text).ok(),
        };
        let corners = |text: &str| read(text).map(|g| g.coords_iter().collect::<Vec<_>>());
        let all = [&self.a, &self.b].into_iter().filter_map(|text| corners(text)).flatten();
        let largest = all.fold(1.0_f64, |most, c| most.max(c.x.abs()).max(c.y.abs()));
        let shrink = (largest / 64.0).log2().ceil().max(0.0).exp2();
        Some(read(text)?.map_coords(|c| Coord { x: c.x / shrink, y: c.y / shrink }))
    }
}

/// The bytes that a text writes in hexadecimal.
fn bytes(text: &str) -> Option<Vec<u8>> {
    let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    let text: Vec<u8> = text.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
    text.chunks(2).map(byte).collect()
}

/// A geometry in the binary form of OGC 06-103r4 (8.2), little-endian and in the plane as all of
/// the suites'.
fn binary(bytes: &mut &[u8]) -> Option<Geometry> {
    let ([1], rest) = bytes.split_first_chunk()? else { return None };
    *bytes = rest;
    let geometry = match number(bytes)? {
        1 => Geometry::Point(position(bytes)?.into()),
        2 => Geometry::LineString(line(bytes)?),
        3 => {
            let rings = number(bytes)?;
            let mut rings = (0..rings).map(|_| line(bytes)).collect::<Option<Vec<_>>>()?;
            let shell = if rings.is_empty() { LineString(vec![]) } else { rings.remove(0) };
            Geometry::Polygon(Polygon::new(shell, rings))
        }
        6 => {
            let count = number(bytes)?;
            let part = |_| binary(bytes).and_then(|part| Polygon::try_from(part).ok());
            Geometry::MultiPolygon(MultiPolygon((0..count).map(part).collect::<Option<_>>()?))
        }
        _ => return None,
    };
    Some(geometry)
}

fn number(bytes: &mut &[u8]) -> Option<u32> {
    let (number, rest) = bytes.split_first_chunk()?;
    *bytes = rest;
    Some(u32::from_le_bytes(*number))
}

fn position(bytes: &mut &[u8]) -> Option<Coord> {
    let (x, rest) = bytes.split_first_chunk()?;
    let (y, rest) = rest.split_first_chunk()?;
    *bytes = rest;
    Some(Coord { x: f64::from_le_bytes(*x), y: f64::from_le_bytes(*y) })
}

fn line(bytes: &mut &[u8]) -> Option<LineString> {
    let count = number(bytes)?;
    (0..count).map(|_| position(bytes)).collect::<Option<Vec<_>>>().map(LineString)
}

fn judge(case: &Case, test: &Test) -> Verdict {
    let [first, second, _] = &test.arguments;
    let Some(a) = case.geometry(first) else { return Verdict::NotApplicable };
    if case.is_rounded && !test.operation.starts_with("is") {
        return Verdict::NotApplicable;
    }
    let operation = test.operation.trim_end_matches("ng");
    match operation {
        "isvalid" => is_valid(&a, &test.expected),
        "overlayareatest" | "areatest" => with_polygons(&a, case.geometry(second), areas_add_up),
        "intersection" | "union" | "difference" | "symdifference" => {
            let Some(expected) = case.read(&test.expected) else { return Verdict::NotApplicable };
            let operation = match operation {
                "intersection" => Operation::Intersection,
                "union" => Operation::Union,
                "difference" => Operation::Difference,
                _ => Operation::SymmetricDifference,
            };
            if second.is_empty() {
                let Some(region) = as_polygons(&a).and_then(valid) else {
                    return Verdict::NotApplicable;
                };
                return is_same(&union_all([&region]), &polygons_in(&expected));
            }
            with_polygons(&a, case.geometry(second), |a, b| {
                is_same(&combine(a, b, operation), &polygons_in(&expected))
            })
        }
        "intersects" | "disjoint" | "within" | "contains" | "relate" => {
            let Some(b) = case.geometry(second) else { return Verdict::NotApplicable };
            relation(&a, &b, test)
        }
        _ => Verdict::NotApplicable,
    }
}

/// Applies `judge` if both are polygons, valid by the suite's own word elsewhere.
fn with_polygons(
    a: &Geometry,
    b: Option<Geometry>,
    judge: impl Fn(&MultiPolygon, &MultiPolygon) -> Verdict,
) -> Verdict {
    match (as_polygons(a), b.as_ref().and_then(as_polygons)) {
        (Some(a), Some(b)) => judge(&a, &b),
        _ => Verdict::NotApplicable,
    }
}

fn as_polygons(geometry: &Geometry) -> Option<MultiPolygon> {
    match geometry {
        Geometry::Polygon(polygon) if !polygon.exterior().0.is_empty() => {
            Some(MultiPolygon(vec![polygon.clone()]))
        }
        Geometry::MultiPolygon(polygons) => {
            // A layer has no empty parts.
            let is_full = |polygon: &&Polygon| !polygon.exterior().0.is_empty();
            let full: MultiPolygon = polygons.iter().filter(is_full).cloned().collect();
            (!full.0.is_empty()).then_some(full)
        }
        _ => None,
    }
}

/// The surfaces of a result that may hold lines and points too.
fn polygons_in(geometry: &Geometry) -> MultiPolygon {
    match geometry {
        Geometry::GeometryCollection(parts) => {
            MultiPolygon(parts.iter().flat_map(|part| polygons_in(part).0).collect())
        }
        other => as_polygons(other).unwrap_or(MultiPolygon(Vec::new())),
    }
}

/// A share of the larger area that rounding may take.
const TOLERANCE: f64 = 1e-9;

/// Square degrees that slivers of rounding may take, which set operations leave out: 0.01 m².
const CRUMBS: f64 = 1e-12;

fn is_same(found: &MultiPolygon, expected: &MultiPolygon) -> Verdict {
    let (is, wanted) = (found.unsigned_area(), expected.unsigned_area());
    let apart = combine(found, expected, Operation::SymmetricDifference).unsigned_area();
    let extent = expected.bounding_rect().or(found.bounding_rect());
    let scale = extent.map_or(1.0, |rect| (rect.width() * rect.height()).max(wanted));
    if apart <= TOLERANCE * scale.max(f64::MIN_POSITIVE) {
        return Verdict::Passed;
    }
    Verdict::Failed(format!("area {is} instead of {wanted}, {apart} differ"))
}

/// The region as areas are measured on it.
fn valid(region: MultiPolygon) -> Option<MultiPolygon> {
    match check(region) {
        Checked::Valid(polygons) | Checked::Repaired { polygons, .. } => Some(polygons),
        Checked::Broken { .. } => None,
    }
}

/// What each has, what they share and what they have together add up.
fn areas_add_up(a: &MultiPolygon, b: &MultiPolygon) -> Verdict {
    let (Some(a), Some(b)) = (valid(a.clone()), valid(b.clone())) else {
        return Verdict::Failed("beyond repair".into());
    };
    let area = |operation| combine(&a, &b, operation).unsigned_area();
    let (in_a, in_b) = (a.unsigned_area(), b.unsigned_area());
    let shared = area(Operation::Intersection);
    let scale = in_a.max(in_b);
    let sums = [
        ("A = A∩B + A∖B", in_a, shared + area(Operation::Difference)),
        ("A∪B = A + B − A∩B", area(Operation::Union), in_a + in_b - shared),
        ("A△B = A∪B − A∩B", area(Operation::SymmetricDifference), in_a + in_b - 2.0 * shared),
        ("⋃{A,B} = A∪B", union_all([&a, &b]).unsigned_area(), in_a + in_b - shared),
    ];
    let least = TOLERANCE * scale + CRUMBS;
    let broken = sums.iter().find(|(_, left, right)| (left - right).abs() > least);
    broken.map_or(Verdict::Passed, |(law, left, right)| {
        Verdict::Failed(format!("{law}: {left} against {right}"))
    })
}

fn is_valid(geometry: &Geometry, expected: &str) -> Verdict {
    let Some(polygons) = as_polygons(geometry) else { return Verdict::NotApplicable };
    let (found, repaired) = match check(polygons) {
        Checked::Valid(polygons) => (true, Some(polygons)),
        Checked::Repaired { polygons, .. } => (false, Some(polygons)),
        Checked::Broken { .. } => (false, None),
    };
    if found.to_string() != expected.to_lowercase() {
        return Verdict::Failed(format!("valid: {found}"));
    }
    match repaired.map(check) {
        None | Some(Checked::Valid(_)) => Verdict::Passed,
        Some(_) => Verdict::Failed("still invalid after the repair".into()),
    }
}

fn layer(geometry: &Geometry) -> Option<Layer> {
    let mut shapes = ShapesBuilder::default();
    // A layer keeps one kind of a mixed collection.
    let left_out = shapes.push_geometry(geometry);
    let parts = LayerParts { shapes: shapes.finish(), ..LayerParts::default() };
    (left_out == 0).then(|| Layer::new(parts, Epsg::WGS84, PsadOperation::default()))
}

/// Our four relations, asked directly or read from the matrix of a `relate`.
fn relation(a: &Geometry, b: &Geometry, test: &Test) -> Verdict {
    let (Some(of_a), Some(of_b)) = (layer(a), layer(b)) else { return Verdict::NotApplicable };
    if of_a.shapes().geometry(0).is_none() || of_b.shapes().geometry(0).is_none() {
        // Features without geometry stand in no relation.
        return Verdict::NotApplicable;
    }
    let is_true = test.expected.eq_ignore_ascii_case("true");
    let matrix = test.arguments[2].as_bytes();
    let wanted: Vec<(Relation, bool)> = match test.operation.as_str() {
        "intersects" => vec![(Relation::Intersects, is_true)],
        "disjoint" => vec![(Relation::Disjoint, is_true)],
        "within" => vec![(Relation::Within, is_true)],
        "contains" => vec![(Relation::Contains, is_true)],
        _ if is_true && matrix.len() == 9 && matrix.iter().all(|m| b"f012".contains(m)) => {
            let meets = |at: usize| matrix[at] != b'f';
            let intersects = [0, 1, 3, 4].into_iter().any(meets);
            vec![
                (Relation::Intersects, intersects),
                (Relation::Disjoint, !intersects),
                (Relation::Within, meets(0) && !meets(2) && !meets(5)),
                (Relation::Contains, meets(0) && !meets(6) && !meets(7)),
            ]
        }
        _ => return Verdict::NotApplicable,
    };
    let differs = wanted.into_iter().find_map(|(relation, wanted)| {
        let found = select(&of_a, relation, &of_b).is_ok_and(|rows| rows == [0]);
        (found != wanted).then(|| format!("{relation:?}: {found}"))
    });
    differs.map_or(Verdict::Passed, Verdict::Failed)
}
