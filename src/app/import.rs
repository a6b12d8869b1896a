//! Layers that wait for the user's word on where they are.

use std::path::PathBuf;
use std::sync::Arc;

use allpa_files::import::{
    Correction, Imported, Progress, ReadError, TextEncoding, guess_crs, open, sample,
};
use allpa_files::remembered::Answer;
use allpa_geom::{Bounds, Coord, Datum, Epsg, Meters, PsadOperation, Transformer, measure};
use allpa_model::health::{self, Shift};
use allpa_model::role::{Recognised, recognise_parts};
use allpa_model::{Column, Layer, Note, NoteKind, Suspicion, Value};

use crate::layers::LayerId;

/// What the user says of a layer that waits.
#[derive(Debug, Clone, PartialEq)]
pub enum ImportAction {
    /// Its system is this one.
    SetCrs(Option<Epsg>),
    /// The text of the field for another system, and what it means.
    SetOther(String, Option<Epsg>),
    /// Its positions are to be mended.
    SetCorrection(Option<Correction>),
    /// PSAD56 is taken to WGS 84 by this operation.
    SetOperation(PsadOperation),
    /// Its texts are in this encoding; `None` finds it out.
    SetEncoding(Option<TextEncoding>),
    /// These columns hold the codes and the names of its features.
    SetFields {
        /// The codes.
        code: Option<usize>,
        /// The names.
        name: Option<usize>,
    },
    /// Puts it on the map.
    Accept,
    /// Leaves it out.
    Discard,
}

/// Where a layer is read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The file or folder.
    pub path: PathBuf,
    /// The layer inside.
    pub layer: String,
    /// Whether the format leaves the encoding of the texts open.
    pub has_open_encoding: bool,
}

impl Origin {
    /// Reads the layer, its texts in the encoding stated.
    ///
    /// # Errors
    /// As reading any file.
    pub fn read(
        &self,
        encoding: Option<TextEncoding>,
        progress: &dyn Progress,
    ) -> Result<Imported, ReadError> {
        open(&self.path)?.in_encoding(encoding).read(Some(&self.layer), progress)
    }
}

/// A layer as read, with what could be meant.
#[derive(Debug)]
pub struct Pending {
    /// Where it was read from.
    pub origin: Origin,
    /// The layer on the map that is being read anew.
    pub replaces: Option<LayerId>,
    /// Name of the layer.
    pub name: String,
    /// The layer before its system is settled.
    pub imported: Imported,
    /// Why the user is asked.
    pub reasons: Vec<NoteKind>,
    /// Systems offered, best first.
    pub options: Vec<Candidate>,
    /// Names and values of the first rows.
    pub table: Sample,
    /// What is chosen so far.
    pub choice: Choice,
    /// Positions under that choice, in degrees; empty where it leads nowhere.
    pub preview: Vec<Coord>,
    sample: Vec<Coord>,
}

/// A system that could be meant.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Candidate {
    /// The system.
    pub crs: Epsg,
    /// What speaks for it.
    pub reason: Reason,
}

/// What speaks for a system.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Reason {
    /// The file declares it.
    Declared,
    /// The numbers would lie in Peru.
    InPeru,
    /// Features lie as far as this from those of the same name in a reference.
    Reference(Shift),
}

/// What the user has chosen.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// The system.
    pub crs: Option<Epsg>,
    /// Text of the field for another system.
    pub other: String,
    /// Mend of the positions.
    pub correction: Option<Correction>,
    /// Operation for PSAD56.
    pub psad: PsadOperation,
    /// Encoding of the texts; `None` finds it out.
    pub encoding: Option<TextEncoding>,
    /// Column that holds the codes.
    pub code: Option<usize>,
    /// Column that holds the names.
    pub name: Option<usize>,
}

/// The first rows of a layer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    /// Column names.
    pub columns: Vec<String>,
    /// Cells, row by row.
    pub rows: Vec<Vec<String>>,
}

/// Columns and rows that are shown.
const SHOWN: (usize, usize) = (4, 4);

impl Sample {
    /// Columns of words come first, and rows with letters beyond ASCII: they tell whether the
    /// encoding is right.
    pub fn of(columns: &[Column]) -> Self {
        let rows = columns.first().map_or(0, |column| column.data.len()).min(10_000);
        let has_letters = |column: &&Column| {
            let value = |row| matches!(column.value(row), Value::Text(text) if text.contains(char::is_alphabetic));
            (0..rows.min(50)).any(value)
        };
        let (worded, numbered): (Vec<&Column>, Vec<&Column>) =
            columns.iter().partition(has_letters);
        let columns: Vec<&Column> = worded.into_iter().chain(numbered).take(SHOWN.0).collect();
        let row = |row: usize| -> Vec<String> {
            columns.iter().map(|column| column.value(row).to_string()).collect()
        };
        let is_telling = |row: &usize| {
            let value = |value| matches!(value, Value::Text(text) if !text.is_ascii());
            columns.iter().any(|column| value(column.value(*row)))
        };
        let telling = (0..rows).filter(is_telling);
        let others = (0..rows).filter(|row| !is_telling(row));
        Self {
            columns: columns.iter().map(|column| column.name.clone()).collect(),
            rows: telling.chain(others).take(SHOWN.1).map(row).collect(),
        }
    }
}

impl Pending {
    /// Looks at a layer that left in doubt what was `found` about it; `references` are the limits
    /// on the map.
    pub fn new(
        origin: Origin,
        imported: Imported,
        found: &[Note],
        references: &[Arc<Layer>],
    ) -> Self {
        let name = imported.parts.name.clone();
        let sample = sample(&imported.parts.shapes);
        let is_asked = |kind: &NoteKind| {
            matches!(
                kind,
                NoteKind::NoCrs
                    | NoteKind::CrsUnreadable
                    | NoteKind::CrsNotFound(_)
                    | NoteKind::NoHeader
                    | NoteKind::Suspicion(_)
            )
        };
        let notes = found.iter().map(|note| &note.kind);
        let reasons: Vec<NoteKind> = notes.filter(|kind| is_asked(kind)).cloned().collect();
        let correction = reasons.iter().find_map(|kind| match kind {
            NoteKind::Suspicion(Suspicion::AxesSwapped) => Some(Correction::SwapAxes),
            NoteKind::Suspicion(Suspicion::SignsLost) => Some(Correction::WestAndSouth),
            _ => None,
        });
        let options = candidates(&imported, &reasons, references);
        let crs = options.first().map(|candidate| candidate.crs);
        let psad = PsadOperation::default();
        let Recognised { code, name: named, .. } = recognise_parts(&imported.parts);
        let encoding = None;
        let other = String::new();
        let choice = Choice { crs, other, correction, psad, encoding, code, name: named };
        let table = Sample::of(&imported.parts.columns);
        let mut pending = Self {
            origin,
            replaces: None,
            name,
            imported,
            reasons,
            options,
            table,
            choice,
            preview: Vec::new(),
            sample,
        };
        pending.refresh();
        pending
    }

    /// Computes the preview of the choice.
    pub fn refresh(&mut self) {
        let correction = self.choice.correction;
        let mend = |coord: &Coord| correction.map_or(*coord, |correction| correction.of(*coord));
        let way = self.choice.crs.map(|crs| Transformer::new(crs, Epsg::WGS84, self.choice.psad));
        let Some(Ok(way)) = way else {
            self.preview.clear();
            return;
        };
        let placed = self.sample.iter().map(mend).filter_map(|coord| way.convert(coord).ok());
        let is_on_earth = |coord: &Coord| coord[0].abs() <= 360.0 && coord[1].abs() <= 90.0;
        self.preview = placed.filter(is_on_earth).collect();
    }

    /// The box of the preview.
    pub fn bounds(&self) -> Option<Bounds> {
        Bounds::of(&self.preview)
    }

    /// Whether the choice needs a datum operation.
    pub fn is_psad56(&self) -> bool {
        self.choice.crs.is_some_and(|crs| crs.datum() == Datum::Psad56)
    }

    /// How far `operation` puts the layer from where it would lie if its datum were WGS 84.
    pub fn datum_distance(&self, operation: PsadOperation) -> Option<Meters> {
        let crs = self.choice.crs.filter(|crs| crs.datum() == Datum::Psad56)?;
        let position = *self.sample.first()?;
        let naive = crs.utm_zone()?.wgs84();
        let place = |crs, operation| {
            Transformer::new(crs, Epsg::WGS84, operation).ok()?.convert(position).ok()
        };
        Some(measure::distance(place(crs, operation)?, place(naive, operation)?))
    }

    /// What the user says of the source, to be remembered.
    pub fn answer(&self) -> Answer {
        let Choice { crs, psad, correction, encoding, code, name, .. } = self.choice;
        let column = |at: usize| Some(self.imported.parts.columns.get(at)?.name.clone());
        Answer {
            crs,
            psad,
            correction,
            encoding: encoding.map(|encoding| encoding.name().to_owned()),
            code: code.and_then(column),
            name: name.and_then(column),
        }
    }
}

/// Systems that could be meant: what the file declares where that is possible, what the references
/// say, what the numbers allow.
fn candidates(
    imported: &Imported,
    reasons: &[NoteKind],
    references: &[Arc<Layer>],
) -> Vec<Candidate> {
    let zone = reasons.iter().find_map(|kind| match kind {
        NoteKind::Suspicion(Suspicion::WrongZone { zone }) => Some(zone.wgs84()),
        _ => None,
    });
    let shifted = reasons.iter().find_map(|kind| match kind {
        NoteKind::Suspicion(Suspicion::Psad56 { .. }) => {
            imported.declared.and_then(health::psad56_of)
        }
        _ => None,
    });
    let is_impossible = reasons.iter().any(|kind| {
        let doubt = Suspicion::NotDegrees;
        *kind == NoteKind::Suspicion(doubt)
            || *kind == NoteKind::Suspicion(Suspicion::LooksLikeDegrees)
            || matches!(kind, NoteKind::CrsNotFound(_))
    });
    let declared = imported.declared.filter(|_| !is_impossible);
    let guessed = guess_crs(&imported.parts.shapes);
    let guessed = guessed.iter().map(|guess| guess.crs);
    let mut systems: Vec<Epsg> = Vec::new();
    for crs in zone.into_iter().chain(shifted).chain(declared).chain(guessed) {
        if !systems.contains(&crs) {
            systems.push(crs);
        }
    }
    let mut candidates: Vec<Candidate> = systems
        .into_iter()
        .map(|crs| {
            let references = references.iter().map(AsRef::as_ref);
            let reason = match health::shift_if(&imported.parts, crs, references) {
                Some(shift) => Reason::Reference(shift),
                None if imported.declared == Some(crs) => Reason::Declared,
                None => Reason::InPeru,
            };
            Candidate { crs, reason }
        })
        .collect();
    // Where a reference speaks, the nearest comes first; the order among the others stays.
    candidates.sort_by(|a, b| match (a.reason, b.reason) {
        (Reason::Reference(a), Reason::Reference(b)) => {
            a.distance().value().total_cmp(&b.distance().value())
        }
        _ => std::cmp::Ordering::Equal,
    });
    candidates
}
