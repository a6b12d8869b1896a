//! The position of each row.

use std::str::FromStr as _;

use allpa_geom::{
    Coord, Epsg, PsadOperation, ShapeKind, Shapes, ShapesBuilder, Transformer, UtmZone,
};
use allpa_model::position::{
    Decimal, GridDatum, decimal_mark, parse_angle, parse_number, utm_system,
};
use allpa_model::role::plain;
use allpa_model::{Note, NoteKind};
use csv::StringRecord;

use super::header::Place;
use crate::import::ReadError;

/// Positions gathered row by row.
pub(super) struct Positions {
    place: Place,
    shapes: ShapesBuilder,
    /// Cells of rows in metres, read when the whole column tells how numbers are written.
    metres: Vec<[String; 4]>,
}

/// Shapes and the system they are in, as far as the table says.
pub(super) struct Placed {
    pub(super) shapes: Shapes,
    pub(super) crs: Option<Epsg>,
}

impl Positions {
    pub(super) fn new(place: Place) -> Self {
        Self { place, shapes: ShapesBuilder::default(), metres: Vec::new() }
    }

    /// Takes the position of row number `number`.
    pub(super) fn push(&mut self, row: &StringRecord, number: usize, notes: &mut Vec<Note>) {
        let cell = |column: usize| row.get(column).unwrap_or_default().trim();
        match self.place {
            Place::Nowhere => self.shapes.end_feature(ShapeKind::None),
            Place::Degrees { x, y } => {
                let position = [parse_angle(cell(x)), parse_angle(cell(y))];
                match position {
                    [Some(x), Some(y)] if x.abs() <= 180.0 && y.abs() <= 90.0 => {
                        push_point(&mut self.shapes, Some([x, y]));
                    }
                    _ => {
                        let found = format!("{}, {}", cell(x), cell(y));
                        notes.push(Note::feature(number, NoteKind::BadCoordinate { found }));
                        push_point(&mut self.shapes, None);
                    }
                }
            }
            Place::Metres { x, y, zone, datum } => {
                let optional = |column: Option<usize>| column.map(cell).unwrap_or_default();
                let cells = [cell(x), cell(y), optional(zone), optional(datum)];
                self.metres.push(cells.map(str::to_owned));
            }
            Place::Wkt(column) => match geometry(cell(column)) {
                Ok(Some(geometry)) => {
                    let left_out = self.shapes.push_geometry(&geometry);
                    if left_out > 0 {
                        notes.push(Note::feature(number, NoteKind::MixedCollection { left_out }));
                    }
                }
                Ok(None) => {
                    notes.push(Note::feature(number, NoteKind::NoGeometry));
                    self.shapes.end_feature(ShapeKind::None);
                }
                Err(found) => {
                    notes.push(Note::feature(number, NoteKind::BadCoordinate { found }));
                    self.shapes.end_feature(ShapeKind::None);
                }
            },
        }
    }

    pub(super) fn finish(mut self, notes: &mut Vec<Note>) -> Result<Placed, ReadError> {
        match self.place {
            Place::Metres { zone, .. } => self.finish_metres(zone.is_some(), notes),
            Place::Degrees { .. } => {
                Ok(Placed { shapes: self.shapes.finish(), crs: Some(Epsg::WGS84) })
            }
            Place::Nowhere => Ok(Placed { shapes: self.shapes.finish(), crs: None }),
            Place::Wkt(_) => {
                let shapes = self.shapes.finish();
                let is_degrees = shapes.bounds().is_none_or(|b| {
                    b.min[0] >= -180.0 && b.max[0] <= 180.0 && b.min[1] >= -90.0 && b.max[1] <= 90.0
                });
                Ok(Placed { shapes, crs: is_degrees.then_some(Epsg::WGS84) })
            }
        }
    }

    fn finish_metres(
        &mut self,
        has_zone: bool,
        notes: &mut Vec<Note>,
    ) -> Result<Placed, ReadError> {
        let rows = std::mem::take(&mut self.metres);
        let mark = |axis: usize| {
            let is_number =
                |cell: &&str| cell.starts_with(|c: char| c.is_ascii_digit() || c == '-');
            let cells = rows.iter().map(|row| row[axis].as_str()).filter(is_number);
            decimal_mark(cells).unwrap_or(Decimal::Point)
        };
        let marks = [mark(0), mark(1)];
        let mut positions: Vec<Option<(Coord, Option<Epsg>)>> = Vec::with_capacity(rows.len());
        for (number, [x, y, zone, datum]) in rows.iter().enumerate() {
            let position = parse_number(x, marks[0]).zip(parse_number(y, marks[1]));
            let system = has_zone.then(|| system(zone, datum));
            match (position, system) {
                (Some((x, y)), None) => positions.push(Some(([x, y], None))),
                (Some((x, y)), Some(Some(crs))) => positions.push(Some(([x, y], Some(crs)))),
                _ => {
                    let found = format!("{x}, {y}, {zone}");
                    notes.push(Note::feature(number, NoteKind::BadCoordinate { found }));
                    positions.push(None);
                }
            }
        }
        let mut systems: Vec<Epsg> =
            positions.iter().flatten().filter_map(|(_, crs)| *crs).collect();
        systems.sort_unstable();
        systems.dedup();
        if has_zone && rows.iter().all(|[_, _, _, datum]| datum.is_empty()) {
            notes.push(Note::layer(NoteKind::DatumAssumed));
        }
        let crs = if let [only] = systems.as_slice() {
            Some(*only)
        } else if systems.is_empty() {
            None
        } else {
            notes.push(Note::layer(NoteKind::SeveralZones));
            for system in systems {
                project(&mut positions, system)?;
            }
            Some(Epsg::WGS84)
        };
        for position in positions {
            push_point(&mut self.shapes, position.map(|(coord, _)| coord));
        }
        Ok(Placed { shapes: std::mem::take(&mut self.shapes).finish(), crs })
    }
}

/// Takes the positions in `system` to WGS 84.
fn project(positions: &mut [Option<(Coord, Option<Epsg>)>], system: Epsg) -> Result<(), ReadError> {
    let way = Transformer::new(system, Epsg::WGS84, PsadOperation::default())
        .map_err(|error| ReadError::Invalid(error.to_string()))?;
    let own = positions.iter_mut().flatten().filter(|(_, crs)| *crs == Some(system));
    for (coord, crs) in own {
        if let Ok(degrees) = way.convert(*coord) {
            (*coord, *crs) = (degrees, Some(Epsg::WGS84));
        }
    }
    Ok(())
}

/// The UTM system of cells like `18`, `18S`, `18 L` and `PSAD56`. Peru lies south of the equator:
/// a letter is the band or `S` for south, and never moves a row to the north.
fn system(zone: &str, datum: &str) -> Option<Epsg> {
    let digits: String = zone.chars().filter(char::is_ascii_digit).collect();
    let number = u8::from_str(&digits).ok().filter(|zone| (1..=60).contains(zone))?;
    let datum = match plain(datum).as_str() {
        "psad56" | "psad" | "provisionalsudamericano1956" => GridDatum::Psad56,
        _ => GridDatum::Wgs84,
    };
    utm_system(UtmZone { number, south: true }, datum)
}

fn push_point(shapes: &mut ShapesBuilder, position: Option<Coord>) {
    match position {
        Some(coord) => {
            shapes.push(coord);
            shapes.end_ring();
            shapes.end_part();
            shapes.end_feature(ShapeKind::Point);
        }
        None => shapes.end_feature(ShapeKind::None),
    }
}

/// Well-known text, with the `SRID=n;` of its PostGIS dialect passed over.
fn geometry(text: &str) -> Result<Option<geo::Geometry>, String> {
    let text = match text.split_once(';') {
        Some((srid, text)) if srid.to_uppercase().starts_with("SRID=") => text,
        _ => text,
    };
    if text.is_empty() || text.to_uppercase().ends_with("EMPTY") {
        return Ok(None);
    }
    let short: String = text.chars().take(60).collect();
    let wkt = wkt::Wkt::<f64>::from_str(text).map_err(|error| format!("{short}: {error}"))?;
    geo::Geometry::try_from(wkt).map(Some).map_err(|error| format!("{short}: {error}"))
}
