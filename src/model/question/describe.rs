//! *Describir un polígono.* The corner table, sides, azimuths, perimeter and area of a polygon in
//! UTM, in one datum or both, and the *memoria descriptiva* that an ordinance prints.

use std::fmt::Write as _;

use allpa_geom::{
    Coord, Epsg, Hectares, Meters, PsadOperation, Transformer, UtmZone, measure, signed_area,
};
use geo::Polygon;

use super::QuestionError;
use crate::table::{Cell, Table};

/// One corner and the side that leaves it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Corner {
    /// Longitude and latitude in degrees on WGS 84.
    pub position: Coord,
    /// East and north in metres in UTM on WGS 84.
    pub utm: Coord,
    /// The same on PSAD56, where asked for.
    pub psad56: Option<Coord>,
    /// Plane length of the side to the next corner, in metres.
    pub side: f64,
    /// Grid azimuth of that side in degrees, clockwise from grid north.
    pub azimuth: f64,
    /// Geodesic length of that side.
    pub geodesic: Meters,
}

/// A polygon described.
#[derive(Debug, Clone, PartialEq)]
pub struct Described {
    /// Its name.
    pub name: String,
    /// Corners clockwise from the northernmost, the first not repeated.
    pub corners: Vec<Corner>,
    /// UTM zone of the coordinates.
    pub zone: UtmZone,
    /// Datum operation of the PSAD56 coordinates.
    pub operation: Option<PsadOperation>,
    /// Geodesic area, holes left out.
    pub area: Hectares,
    /// Area in the plane of the zone, holes left out.
    pub plane_area: Hectares,
    /// Geodesic perimeter of the outline.
    pub perimeter: Meters,
    /// Perimeter in the plane of the zone.
    pub plane_perimeter: f64,
    /// Holes, which the corners leave out.
    pub holes: usize,
    /// How far from its beginning the outline ends when it is drawn from lengths to a centimetre
    /// and azimuths to a second, in metres.
    pub closure: f64,
    /// Units or zones beside it: relation and name.
    pub neighbours: Vec<String>,
}

/// Describes `polygon` (degrees). The zone is the one of its first corner's middle unless given;
/// `psad` asks for the coordinates on PSAD56 as well.
///
/// # Errors
/// [`QuestionError::Transform`]; [`QuestionError::NoLength`] for fewer than three corners.
pub fn describe(
    name: &str,
    polygon: &Polygon,
    zone: Option<UtmZone>,
    psad: Option<PsadOperation>,
) -> Result<Described, QuestionError> {
    let ring = outline(polygon);
    if ring.len() < 3 {
        return Err(QuestionError::NoLength);
    }
    let count = ring.len() as f64;
    let middle =
        ring.iter().fold([0.0; 2], |sum, c| [sum[0] + c[0] / count, sum[1] + c[1] / count]);
    let zone = zone.unwrap_or_else(|| UtmZone::at(middle[0], middle[1]));
    let utm = placed(&ring, name, zone.wgs84(), PsadOperation::default())?;
    let psad56 = match psad {
        None => None,
        Some(psad) => Some(placed(&ring, name, psad56(zone), psad)?),
    };
    let next = |at: usize| (at + 1) % ring.len();
    let corner = |at: usize| {
        let (from, to) = (utm[at], utm[next(at)]);
        let (east, north) = (to[0] - from[0], to[1] - from[1]);
        Corner {
            position: ring[at],
            utm: from,
            psad56: psad56.as_ref().map(|coords| coords[at]),
            side: east.hypot(north),
            azimuth: east.atan2(north).to_degrees().rem_euclid(360.0),
            geodesic: measure::distance(ring[at], ring[next(at)]),
        }
    };
    let corners: Vec<Corner> = (0..ring.len()).map(corner).collect();
    let region = geo::MultiPolygon(vec![polygon.clone()]);
    let mut plane_area = signed_area(&closed(&utm)).abs();
    for hole in polygon.interiors() {
        let hole: Vec<Coord> = hole.0.iter().map(|c| [c.x, c.y]).collect();
        let hole = placed(&hole, name, zone.wgs84(), PsadOperation::default())?;
        plane_area -= signed_area(&hole).abs();
    }
    Ok(Described {
        name: name.to_owned(),
        zone,
        operation: psad,
        area: measure::polygons_area(&region),
        plane_area: Hectares::from_square_meters(plane_area),
        perimeter: corners.iter().map(|corner| corner.geodesic).sum(),
        plane_perimeter: corners.iter().map(|corner| corner.side).sum(),
        holes: polygon.interiors().len(),
        closure: closure(&corners),
        corners,
        neighbours: Vec::new(),
    })
}

/// The outline without its closing position and repeated corners, clockwise from the northernmost
/// corner.
fn outline(polygon: &Polygon) -> Vec<Coord> {
    let mut ring: Vec<Coord> = polygon.exterior().0.iter().map(|c| [c.x, c.y]).collect();
    ring.dedup();
    if ring.len() > 1 && ring.first() == ring.last() {
        ring.pop();
    }
    if signed_area(&closed(&ring)) > 0.0 {
        ring.reverse();
    }
    let north = (0..ring.len()).max_by(|&a, &b| ring[a][1].total_cmp(&ring[b][1])).unwrap_or(0);
    ring.rotate_left(north);
    ring
}

fn closed(ring: &[Coord]) -> Vec<Coord> {
    ring.iter().chain(ring.first()).copied().collect()
}

fn placed(
    ring: &[Coord],
    name: &str,
    to: Epsg,
    psad: PsadOperation,
) -> Result<Vec<Coord>, QuestionError> {
    let failed = |source| QuestionError::Transform { layer: name.to_owned(), source };
    let transformer = Transformer::new(Epsg::WGS84, to, psad).map_err(failed)?;
    let mut coords = ring.to_vec();
    transformer.apply(&mut coords).map_err(failed)?;
    Ok(coords)
}

/// The system of a zone on PSAD56 (EPSG 24877 to 24882 in the south, 24817 to 24821 in the north).
fn psad56(zone: UtmZone) -> Epsg {
    Epsg::new(if zone.south { 24_860 } else { 24_800 } + u32::from(zone.number))
}

fn closure(corners: &[Corner]) -> f64 {
    let (mut east, mut north) = (0.0, 0.0);
    for corner in corners {
        let side = (corner.side * 100.0).round() / 100.0;
        let azimuth = ((corner.azimuth * 3600.0).round() / 3600.0).to_radians();
        east += side * azimuth.sin();
        north += side * azimuth.cos();
    }
    f64::hypot(east, north)
}

/// `123°04'05"`.
fn dms(degrees: f64) -> String {
    let seconds = (degrees * 3600.0).round() as i64;
    let (d, m, s) = (seconds / 3600 % 360, seconds / 60 % 60, seconds % 60);
    format!("{d}°{m:02}'{s:02}\"")
}

impl Described {
    /// Columns `corner, east_m, north_m, lon, lat, to, side_m, azimuth, azimuth_deg,
    /// geodesic_m`, with `east_psad56_m, north_psad56_m` after the position where asked for.
    pub fn to_corners(&self) -> Table {
        let has_both = self.operation.is_some();
        let psad = ["east_psad56_m", "north_psad56_m"].into_iter().filter(|_| has_both);
        let first = ["corner", "east_m", "north_m", "lon", "lat"];
        let last = ["to", "side_m", "azimuth", "azimuth_deg", "geodesic_m"];
        let mut table = Table::new(first.into_iter().chain(psad).chain(last));
        for (at, corner) in self.corners.iter().enumerate() {
            let mut cells: Vec<Cell> = vec![
                (at + 1).into(),
                corner.utm[0].into(),
                corner.utm[1].into(),
                corner.position[0].into(),
                corner.position[1].into(),
            ];
            cells.extend(corner.psad56.into_iter().flatten().map(Cell::Number));
            cells.extend([
                ((at + 1) % self.corners.len() + 1).into(),
                corner.side.into(),
                dms(corner.azimuth).into(),
                corner.azimuth.into(),
                corner.geodesic.value().into(),
            ]);
            table.push(cells);
        }
        table
    }

    /// Columns `figure, value, unit`.
    pub fn to_summary(&self) -> Table {
        let mut table = Table::new(["figure", "value", "unit"]);
        let rows = [
            ("area", self.area.value(), "ha"),
            ("plane_area", self.plane_area.value(), "ha"),
            ("perimeter", self.perimeter.value(), "m"),
            ("plane_perimeter", self.plane_perimeter, "m"),
            ("closure", self.closure, "m"),
        ];
        table.push(vec!["zone".into(), self.zone.to_string().into(), "UTM".into()]);
        table.push(vec!["corners".into(), self.corners.len().into(), "".into()]);
        table.push(vec!["holes".into(), self.holes.into(), "".into()]);
        for (name, value, unit) in rows {
            table.push(vec![name.into(), value.into(), unit.into()]);
        }
        table
    }

    /// The *memoria descriptiva* in Spanish, as ordinances print it.
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        let title = if self.name.is_empty() { "polígono" } else { &self.name };
        writeln!(text, "MEMORIA DESCRIPTIVA: {title}\n").ok();
        writeln!(
            text,
            "Sistema de coordenadas: UTM, zona {}, datum WGS 84 ({}).",
            self.zone,
            self.zone.wgs84()
        )
        .ok();
        if let Some(operation) = self.operation {
            let name = operation.name();
            writeln!(text, "Coordenadas PSAD56 con la operación de datum {name}.").ok();
        }
        writeln!(
            text,
            "Área: {:.4} ha (geodésica); {:.4} ha en el plano UTM. Perímetro: {:.2} m \
             (geodésico); {:.2} m en el plano UTM.\n",
            self.area.value(),
            self.plane_area.value(),
            self.perimeter.value(),
            self.plane_perimeter
        )
        .ok();
        let last = self.corners.len();
        for (at, corner) in self.corners.iter().enumerate() {
            let next = if at + 1 == last { 1 } else { at + 2 };
            let [east, north] = corner.utm;
            write!(
                text,
                "{} vértice {}, de coordenadas E {east:.2} m, N {north:.2} m",
                if at == 0 { "Se inicia en el" } else { "Del" },
                at + 1
            )
            .ok();
            if let Some([east, north]) = corner.psad56 {
                write!(text, " (PSAD56: E {east:.2} m, N {north:.2} m)").ok();
            }
            writeln!(
                text,
                ", se sigue en línea recta con azimut {} y una distancia de {:.2} m hasta el \
                 vértice {next}{}",
                dms(corner.azimuth),
                corner.side,
                if at + 1 == last { ", donde se cierra el polígono." } else { "." }
            )
            .ok();
        }
        if !self.neighbours.is_empty() {
            writeln!(text, "\nColindancias: {}.", self.neighbours.join("; ")).ok();
        }
        if self.holes > 0 {
            writeln!(text, "\nEl área descuenta {} vacíos interiores.", self.holes).ok();
        }
        writeln!(
            text,
            "\nError de cierre con distancias al centímetro y azimuts al segundo: {:.3} m.",
            self.closure
        )
        .ok();
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::{LineString, coord};

    /// A square of a kilometre in UTM 18S, taken to degrees.
    fn square() -> Polygon {
        let corners = [
            [300_000.0, 9_300_000.0],
            [301_000.0, 9_300_000.0],
            [301_000.0, 9_301_000.0],
            [300_000.0, 9_301_000.0],
        ];
        let back = Transformer::new(Epsg::new(32_718), Epsg::WGS84, PsadOperation::default());
        let back = back.expect("known");
        let degrees = |c: &Coord| back.convert(*c).expect("in its zone");
        let ring: LineString =
            corners.iter().map(degrees).map(|c| coord! { x: c[0], y: c[1] }).collect();
        Polygon::new(ring, Vec::new())
    }

    #[test]
    fn a_square_of_utm_has_its_sides_and_azimuths() {
        let found = describe("Predio", &square(), None, Some(PsadOperation::default()));
        let found = found.expect("a square");
        assert_eq!(found.zone.to_string(), "18S");
        assert_eq!(found.corners.len(), 4);
        for (corner, azimuth) in found.corners.iter().zip([90.0, 180.0, 270.0, 0.0]) {
            assert!((corner.side - 1000.0).abs() < 1e-3, "{}", corner.side);
            let off = (corner.azimuth - azimuth + 180.0).rem_euclid(360.0) - 180.0;
            assert!(off.abs() < 1e-5, "{} {azimuth}", corner.azimuth);
            // PSAD56 lies some 220 m east and 370 m north of WGS 84 in Peru.
            let [east, north] = corner.psad56.expect("asked for");
            assert!((east - corner.utm[0] - 225.0).abs() < 60.0, "{east}");
            assert!((north - corner.utm[1] - 370.0).abs() < 60.0, "{north}");
        }
        assert!((found.plane_area.value() - 100.0).abs() < 1e-6);
        assert!((found.plane_perimeter - 4000.0).abs() < 1e-3);
        assert!(found.closure < 0.03, "{}", found.closure);
        let text = found.to_text();
        assert!(text.contains("zona 18S") && text.contains("1000.00 m"), "{text}");
        assert!(text.contains("90°00'00\""), "{text}");
    }

    /// The corners printed, to a centimetre, give the polygon back.
    #[test]
    fn the_corner_table_gives_the_polygon_back() {
        let found = describe("", &square(), None, None).expect("a square");
        let back = Transformer::new(found.zone.wgs84(), Epsg::WGS84, PsadOperation::default());
        let back = back.expect("known");
        for corner in &found.corners {
            let printed = corner.utm.map(|meters| (meters * 100.0).round() / 100.0);
            let position = back.convert(printed).expect("in its zone");
            assert!(measure::distance(position, corner.position).value() < 0.01);
        }
    }
}
