//! GPX 1.0 and 1.1: waypoints, tracks and routes as a layer each.

use allpa_geom::{Epsg, ShapeKind, ShapesBuilder};
use allpa_model::{Column, ColumnData, CrsSource, LayerParts, Note, NoteKind, Provenance};
use gpx::{Gpx, Waypoint};

use super::{Imported, ReadError};

const WAYPOINTS: &str = "waypoints";
const TRACKS: &str = "tracks";
const ROUTES: &str = "routes";

fn parse(bytes: &[u8]) -> Result<Gpx, ReadError> {
    gpx::read(bytes).map_err(|error| ReadError::Invalid(error.to_string()))
}

/// Names of the layers that have features.
pub(super) fn layer_names(bytes: &[u8]) -> Result<Vec<String>, ReadError> {
    let gpx = parse(bytes)?;
    let counts =
        [(WAYPOINTS, gpx.waypoints.len()), (TRACKS, gpx.tracks.len()), (ROUTES, gpx.routes.len())];
    let filled = counts.iter().filter(|(_, count)| *count > 0);
    let names: Vec<String> = filled.map(|(name, _)| (*name).to_owned()).collect();
    Ok(if names.is_empty() { vec![WAYPOINTS.to_owned()] } else { names })
}

/// Reads one of the three layers.
pub(super) fn read(bytes: &[u8], layer: &str) -> Result<Imported, ReadError> {
    let gpx = parse(bytes)?;
    let mut sink = Sink::default();
    match layer {
        TRACKS => {
            for track in &gpx.tracks {
                let segments = track.segments.iter().map(|segment| segment.points.as_slice());
                sink.lines(segments);
                sink.texts([&track.name, &track.description, &track.type_]);
            }
        }
        ROUTES => {
            for route in &gpx.routes {
                sink.lines(std::iter::once(route.points.as_slice()));
                sink.texts([&route.name, &route.description, &route.type_]);
            }
        }
        _ => {
            for point in &gpx.waypoints {
                let position = point.point();
                sink.heights += usize::from(point.elevation.is_some());
                sink.shapes.push([position.x(), position.y()]);
                sink.shapes.end_ring();
                sink.shapes.end_part();
                sink.shapes.end_feature(ShapeKind::Point);
                sink.texts([&point.name, &point.description, &point.type_]);
            }
        }
    }
    Ok(sink.finish())
}

#[derive(Default)]
struct Sink {
    shapes: ShapesBuilder,
    texts: [allpa_model::TextColumn; 3],
    notes: Vec<Note>,
    heights: usize,
}

impl Sink {
    /// Adds the segments of a track as the parts of one feature.
    fn lines<'a>(&mut self, segments: impl Iterator<Item = &'a [Waypoint]>) {
        let row = self.shapes.len();
        let mut has_height = false;
        for points in segments {
            if points.len() < 2 {
                self.notes.push(Note::feature(row, NoteKind::TooFewPositions));
                continue;
            }
            has_height |= points.iter().any(|point| point.elevation.is_some());
            self.shapes.extend(points.iter().map(|point| [point.point().x(), point.point().y()]));
            self.shapes.end_ring();
            self.shapes.end_part();
        }
        self.heights += usize::from(has_height);
        self.shapes.end_feature(ShapeKind::Line);
    }

    /// Name, description and type of the feature just closed.
    fn texts(&mut self, texts: [&Option<String>; 3]) {
        for (column, text) in self.texts.iter_mut().zip(texts) {
            column.push(text.as_deref());
        }
    }

    fn finish(mut self) -> Imported {
        if self.heights > 0 {
            self.notes.push(Note::layer(NoteKind::HeightsDropped { features: self.heights }));
        }
        let names = ["name", "desc", "type"];
        let columns = names.iter().zip(self.texts).map(|(name, texts)| Column {
            name: (*name).to_owned(),
            data: ColumnData::Text(texts),
        });
        let columns = columns.collect();
        let provenance = Provenance {
            format: "GPX".into(),
            encoding: "UTF-8".into(),
            crs_source: CrsSource::Standard,
            ..Provenance::default()
        };
        let shapes = self.shapes.finish();
        let notes = self.notes;
        let parts = LayerParts { name: String::new(), shapes, columns, provenance, notes };
        Imported { parts, declared: Some(Epsg::WGS84) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_is_a_layer() {
        let text = br#"<?xml version="1.0"?><gpx version="1.1" creator="t">
            <wpt lat="-6.5" lon="-76.4"><ele>300</ele><name>Hito</name></wpt>
            <trk><name>Ruta</name><trkseg><trkpt lat="-6" lon="-76"/><trkpt lat="-7" lon="-77"/></trkseg>
            <trkseg></trkseg></trk></gpx>"#;
        assert_eq!(layer_names(text).expect("valid"), [WAYPOINTS, TRACKS]);
        let points = read(text, WAYPOINTS).expect("valid");
        assert_eq!(points.parts.shapes.feature_coords(0), [[-76.4, -6.5]]);
        let tracks = read(text, TRACKS).expect("valid");
        assert_eq!(tracks.parts.shapes.kind(0), ShapeKind::Line);
        assert_eq!(tracks.parts.notes, [Note::feature(0, NoteKind::TooFewPositions)]);
    }
}
