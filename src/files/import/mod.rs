//! Readers. The content decides the format, the name only breaks ties.

pub(crate) mod archive;
pub(crate) mod bulkhead;
mod columns;
mod dbf;
mod dxf;
mod encoding;
mod error;
mod flatgeobuf;
mod format;
mod geojson;
mod geoparquet;
mod gpx;
mod kml;
mod ogr;
mod placing;
pub(crate) mod prj;
mod rings;
mod shapefile;
mod sheet;
mod source;
mod topojson;
pub(crate) mod wkb;

use self::placing::Reach;
use allpa_geom::{Datum, Epsg, PsadOperation, Transformer};
use allpa_model::{CrsSource, Layer, LayerParts, Note, NoteKind, Suspicion};

pub use allpa_model::{Cancelled, Progress};
pub use encoding::TextEncoding;
pub use error::ReadError;
pub use placing::{Correction, CrsGuess, guess_crs, sample};
pub use prj::epsg_from_wkt;
pub use source::{Source, open, split_layer_argument};

/// What the user states about a source.
#[derive(Debug, Clone, Copy, Default)]
pub struct ReadOptions {
    /// System of the coordinates, for a source that declares none.
    pub crs: Option<Epsg>,
    /// Whether `crs` may contradict what the source declares.
    pub override_crs: bool,
    /// Operation for PSAD56.
    pub psad: PsadOperation,
    /// Mend of the positions.
    pub correction: Option<Correction>,
}

/// A layer as read, before its system is settled.
#[derive(Debug)]
pub struct Imported {
    /// Features and facts.
    pub parts: LayerParts,
    /// System the source declares, or its format fixes.
    pub declared: Option<Epsg>,
}

impl Imported {
    /// Settles the system and makes the layer.
    ///
    /// # Errors
    /// [`ReadError::CrsUnknown`], [`ReadError::CrsContradicted`], [`ReadError::NotInPlace`],
    /// [`ReadError::NoCoordinates`].
    pub fn into_layer(mut self, options: &ReadOptions) -> Result<Layer, ReadError> {
        if self.is_bare_table() {
            let columns = self.parts.columns.iter().map(|column| column.name.clone()).collect();
            return Err(ReadError::NoCoordinates { columns });
        }
        let crs = self.settle(options)?;
        let crs = crs.ok_or_else(|| {
            let guesses = guess_crs(&self.parts.shapes).iter().map(|guess| guess.crs).collect();
            ReadError::CrsUnknown { guesses }
        })?;
        if let Some(doubt) = self.doubt() {
            return Err(ReadError::NotInPlace { crs, doubt });
        }
        Ok(Layer::new(self.parts, crs, options.psad))
    }

    /// Why the positions cannot be in the system declared or stated, once that is settled.
    pub fn doubt(&self) -> Option<Suspicion> {
        self.parts.notes.iter().find_map(|note| match note.kind {
            NoteKind::Suspicion(doubt @ (Suspicion::NotDegrees | Suspicion::LooksLikeDegrees)) => {
                Some(doubt)
            }
            _ => None,
        })
    }

    /// Takes the geometry from features that lie beyond `reach`.
    fn keep_within(&mut self, reach: Reach) {
        let shapes = std::mem::take(&mut self.parts.shapes);
        self.parts.shapes = placing::within(shapes, reach, &mut self.parts.notes);
    }

    /// Whether the user must say something before the layer is of use: its system, whether its
    /// positions are to be mended, or whether its columns were told right.
    pub fn needs_an_answer(&self, crs: Option<Epsg>) -> bool {
        let asks = |kind: &NoteKind| matches!(kind, NoteKind::Suspicion(_) | NoteKind::NoHeader);
        crs.is_none() || self.parts.notes.iter().any(|note| asks(&note.kind))
    }

    /// Whether it is a table to join, without positions of its own.
    pub fn is_bare_table(&self) -> bool {
        self.parts.notes.iter().any(|note| note.kind == NoteKind::NoPositions)
    }

    /// Corrects the positions as the user agreed, decides on the system as far as it is known, and
    /// notes what looks wrong with it.
    ///
    /// # Errors
    /// [`ReadError::CrsContradicted`].
    pub fn settle(&mut self, options: &ReadOptions) -> Result<Option<Epsg>, ReadError> {
        if let Some(correction) = options.correction {
            self.parts.shapes = correction.apply(&self.parts.shapes);
            self.parts.notes.push(Note::layer(correction.note()));
        }
        let crs = match (self.declared, options.crs) {
            (Some(declared), Some(stated)) if declared != stated && !options.override_crs => {
                return Err(ReadError::CrsContradicted { declared, stated });
            }
            (declared, Some(stated)) if declared != Some(stated) => {
                self.parts.provenance.crs_source = CrsSource::Stated;
                self.parts.notes.retain(|note| !is_about_crs(&note.kind));
                self.parts.notes.push(Note::layer(NoteKind::CrsStated(stated)));
                Some(stated)
            }
            (declared, _) => declared.map(|declared| {
                let used = placing::meant(declared, &self.parts.shapes);
                if used != declared {
                    let kind = NoteKind::CrsObsolete { declared, used };
                    self.parts.notes.push(Note::layer(kind));
                }
                used
            }),
        };
        let Some(crs) = crs else { return Ok(None) };
        if Transformer::new(crs, Epsg::WGS84, options.psad).is_err() {
            self.parts.notes.push(Note::layer(NoteKind::CrsNotFound(crs)));
            return Ok(None);
        }
        if crs.datum() == Datum::Psad56 {
            let kind = NoteKind::DatumOperation { name: options.psad.name() };
            self.parts.notes.push(Note::layer(kind));
        }
        let suspicion = placing::suspicion(&self.parts.shapes, crs, options.psad);
        let is_degrees = crs.is_geographic() && suspicion != Some(Suspicion::NotDegrees);
        if is_degrees {
            self.keep_within(Reach::Degrees);
        } else if !crs.is_geographic() {
            self.keep_within(Reach::Metres);
        }
        self.parts.notes.extend(placing::look_over(&self.parts.shapes, is_degrees));
        self.parts.notes.extend(suspicion.map(|doubt| Note::layer(NoteKind::Suspicion(doubt))));
        Ok(Some(crs))
    }
}

/// Whether the user's word on the system answers the note.
fn is_about_crs(kind: &NoteKind) -> bool {
    matches!(kind, NoteKind::NoCrs | NoteKind::CrsUnreadable | NoteKind::DatumAssumed)
}

/// Reads a `GeoJSON` text that is part of the program.
pub(crate) fn read_geojson(text: &str, progress: &dyn Progress) -> Result<Imported, ReadError> {
    geojson::read(text.as_bytes(), progress)
}
