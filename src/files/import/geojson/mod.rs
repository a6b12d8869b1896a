//! GeoJSON (RFC 7946), with the `crs` member of its 2008 predecessor, in one pass: positions go
//! straight into flat arrays and properties into typed columns. A large collection is cut between
//! its features and its pieces are read side by side; what does not fit the cuts is read as one.

mod collection;
mod geometry;
mod numbers;
mod pieces;
mod properties;
mod sink;

use std::fs::File;
use std::path::Path;

use allpa_model::{Note, NoteKind};
use serde::de::DeserializeSeed as _;

use self::collection::TopSeed;
use self::sink::Sink;
use super::encoding::decode_file;
use super::{Imported, Progress, ReadError};

/// Texts above this many bytes are read in pieces.
const LARGE: usize = 4 << 20;

/// Bytes of a piece: large beside a feature, small beside the file.
const PIECE: usize = 1 << 20;

/// Reads a file as [`read`] does, without holding all of its text where that can be avoided.
pub(super) fn read_file(path: &Path, progress: &dyn Progress) -> Result<Imported, ReadError> {
    let bytes = usize::try_from(std::fs::metadata(path)?.len()).unwrap_or(usize::MAX);
    if bytes > LARGE
        && let Some(outcome) = pieces::read(File::open(path)?, bytes, PIECE, progress)
    {
        return outcome;
    }
    read_as_one(&std::fs::read(path)?, progress)
}

/// Reads a feature collection, a bare feature or geometry, or one feature after another
/// (newline-delimited, or with the record separators of RFC 8142).
pub(super) fn read(bytes: &[u8], progress: &dyn Progress) -> Result<Imported, ReadError> {
    if bytes.len() > LARGE
        && let Some(outcome) = pieces::read(bytes, bytes.len(), PIECE, progress)
    {
        return outcome;
    }
    read_as_one(bytes, progress)
}

fn read_as_one(bytes: &[u8], progress: &dyn Progress) -> Result<Imported, ReadError> {
    let (text, encoding) = decode_file(bytes);
    let text = if text.starts_with(RECORD_SEPARATOR) {
        text.replace(RECORD_SEPARATOR, " ").into()
    } else {
        text
    };
    let mut sink = Sink::new(bytes.len(), progress);
    let mut outcome = read_texts(&mut sink, &text);
    if outcome.as_ref().is_err_and(|error| error.to_string().starts_with("number out of range")) {
        sink = Sink::new(bytes.len(), progress);
        outcome = read_texts(&mut sink, &numbers::without_infinite(&text));
    }
    if sink.is_cancelled {
        return Err(ReadError::Cancelled);
    }
    outcome.map_err(|error| syntax(&error, &text))?;
    sink.finish(encoding)
}

/// Precedes each text of a sequence (RFC 8142).
const RECORD_SEPARATOR: char = '\u{1e}';

/// Reads one JSON text, and if that was a feature, all that follow.
fn read_texts(sink: &mut Sink, text: &str) -> Result<(), serde_json::Error> {
    let mut json = serde_json::Deserializer::from_str(text);
    loop {
        TopSeed(sink).deserialize(&mut json)?;
        if json.end().is_ok() {
            return Ok(());
        }
        if !sink.is_sequence {
            sink.notes.push(Note { row: None, kind: NoteKind::TrailingText });
            return Ok(());
        }
    }
}

fn syntax(error: &serde_json::Error, text: &str) -> ReadError {
    let (line, column) = (error.line(), error.column());
    if numbers::depth(text) > DEEPEST {
        return ReadError::TooDeep;
    }
    if error.is_eof() {
        if text.is_empty() {
            return ReadError::Empty;
        }
        let reason = "the text ends before its brackets are closed".to_owned();
        return ReadError::Syntax { line, column, reason };
    }
    let from = text.lines().nth(line.saturating_sub(1)).unwrap_or_default();
    let from = from.get(column.saturating_sub(1)..).unwrap_or_default().trim_start_matches('-');
    for word in ["NaN", "Infinity"] {
        if from.starts_with(word) {
            return ReadError::NotJson { line, column, word };
        }
    }
    let full = error.to_string();
    let reason = full.split(" at line ").next().unwrap_or(&full).to_owned();
    ReadError::Syntax { line, column, reason }
}

/// Brackets inside brackets that the parser follows.
const DEEPEST: usize = 127;

#[cfg(test)]
mod tests;
