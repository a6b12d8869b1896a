//! Where everything read goes.

use allpa_geom::{Epsg, ShapeKind, ShapesBuilder};
use allpa_model::{CrsSource, LayerParts, Note, NoteKind, Provenance};
use serde_json::Value;

use super::geometry::Geometry;
use crate::import::columns::LooseColumns;
use crate::import::{Imported, Progress, ReadError};

/// Features, and what is to be said of them.
pub(super) struct Sink<'a> {
    pub(super) shapes: ShapesBuilder,
    pub(super) columns: LooseColumns,
    pub(super) notes: Vec<Note>,
    heights: usize,
    pub(super) crs: Crs,
    pub(super) not_geojson: Option<String>,
    /// Whether the last text read was a feature, so that more may follow.
    pub(super) is_sequence: bool,
    /// Whether the text goes on with another feature of the list, or its end.
    pub(super) is_between_features: bool,
    pub(super) progress: &'a dyn Progress,
    pub(super) is_cancelled: bool,
    pub(super) scratch: Geometry,
}

/// The system a text names.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Crs {
    Absent,
    Known(Epsg),
    Unknown,
}

impl<'a> Sink<'a> {
    /// Room for what `bytes` of text may hold.
    pub(super) fn new(bytes: usize, progress: &'a dyn Progress) -> Self {
        Self {
            shapes: ShapesBuilder::with_capacity(bytes / 48, bytes / 1024),
            columns: LooseColumns::default(),
            notes: Vec::new(),
            heights: 0,
            crs: Crs::Absent,
            not_geojson: None,
            is_sequence: false,
            is_between_features: false,
            progress,
            is_cancelled: false,
            scratch: Geometry::default(),
        }
    }

    fn note(&mut self, kind: NoteKind) {
        self.notes.push(Note { row: Some(self.shapes.len()), kind });
    }

    /// Closes a feature with the geometry gathered in the scratch space.
    pub(super) fn end_feature(&mut self) {
        let mut geometry = std::mem::take(&mut self.scratch);
        if geometry.has_height {
            self.heights += 1;
        }
        if geometry.is_absent() {
            self.note(NoteKind::NoGeometry);
            self.shapes.end_feature(ShapeKind::None);
        } else {
            let row = self.shapes.len();
            for kind in geometry.commit(&mut self.shapes) {
                self.notes.push(Note { row: Some(row), kind });
            }
        }
        geometry.clear();
        self.scratch = geometry;
        self.columns.end_row();
    }

    /// Drops what a collection says of itself where features say it of themselves.
    pub(super) fn drop_open(&mut self) {
        self.scratch.clear();
        self.columns.drop_open_row();
    }

    /// Adds what was read from the text that follows; `false` where a column would need to change
    /// its type.
    pub(super) fn append(&mut self, next: Self) -> bool {
        let row = self.shapes.len();
        self.shapes.append(next.shapes);
        self.notes.extend(
            next.notes
                .into_iter()
                .map(|note| Note { row: note.row.map(|at| at + row), kind: note.kind }),
        );
        self.heights += next.heights;
        if next.crs != Crs::Absent {
            self.crs = next.crs;
        }
        self.columns.append(next.columns)
    }

    /// The layer, its text having been in `encoding`.
    pub(super) fn finish(self, encoding: &str) -> Result<Imported, ReadError> {
        if let Some(what) = self.not_geojson {
            return Err(ReadError::Invalid(what));
        }
        let (columns, mixed) = self.columns.finish();
        let mut notes = self.notes;
        notes.extend(mixed);
        if self.heights > 0 {
            let kind = NoteKind::HeightsDropped { features: self.heights };
            notes.push(Note { row: None, kind });
        }
        if encoding != "UTF-8" {
            // The norm wants UTF-8; UTF-16 says by its mark what it is.
            let declared_wrong = !encoding.starts_with("UTF-");
            notes.push(Note::layer(NoteKind::Encoding { name: encoding.into(), declared_wrong }));
        }
        let (declared, crs_source) = match self.crs {
            Crs::Absent => (Some(Epsg::WGS84), CrsSource::Standard),
            Crs::Known(crs) => (Some(crs), CrsSource::Declared),
            Crs::Unknown => (None, CrsSource::Unknown),
        };
        let provenance = Provenance {
            format: "GeoJSON".into(),
            encoding: encoding.into(),
            crs_source,
            ..Provenance::default()
        };
        let shapes = self.shapes.finish();
        let parts = LayerParts { name: String::new(), shapes, columns, provenance, notes };
        Ok(Imported { parts, declared })
    }
}

impl Crs {
    /// What the `crs` member of the 2008 format says.
    pub(super) fn of_member(member: &Value) -> Self {
        if member.is_null() {
            return Self::Unknown;
        }
        let Some(name) = member.pointer("/properties/name").and_then(Value::as_str) else {
            return Self::Unknown;
        };
        if name.ends_with("CRS84") {
            return Self::Known(Epsg::WGS84);
        }
        let digits = name.rsplit(':').next().unwrap_or_default();
        match digits.parse() {
            Ok(code) if name.to_uppercase().contains("EPSG") => Self::Known(Epsg::new(code)),
            _ => Self::Unknown,
        }
    }
}
