//! Notes of readers and questions, gathered so that a thousand alike take one line.

use allpa_model::{Note, NoteKind};

use crate::Texts;

/// Rows named before the rest is only counted.
const NAMED: usize = 5;

impl Texts {
    /// One line per kind of note, with the first rows it speaks of.
    pub fn notes<'a>(&self, notes: impl IntoIterator<Item = &'a Note>) -> Vec<String> {
        let mut groups: Vec<(String, Vec<usize>)> = Vec::new();
        for note in notes {
            let text = self.note(&note.kind);
            let known = groups.iter().position(|(known, _)| *known == text);
            let at = known.unwrap_or_else(|| {
                groups.push((text, Vec::new()));
                groups.len() - 1
            });
            groups[at].1.extend(note.row);
        }
        groups.into_iter().map(|(text, rows)| self.with_rows(text, &rows)).collect()
    }

    fn with_rows(&self, text: String, rows: &[usize]) -> String {
        if rows.is_empty() {
            return text;
        }
        let mut names: Vec<String> = rows.iter().take(NAMED).map(ToString::to_string).collect();
        if rows.len() > NAMED {
            names.push("…".into());
        }
        let texts = self;
        let names = names.join(", ");
        format!("{text} {}", texts.count("note-rows", rows.len()).replace("ROWS", &names))
    }

    fn note(&self, kind: &NoteKind) -> String {
        let texts = self;
        match kind {
            NoteKind::NoGeometry => texts.get("note-no-geometry"),
            NoteKind::Repaired { .. } => texts.get("note-repaired"),
            NoteKind::NotRepaired { .. } => texts.get("note-not-repaired"),
            NoteKind::RingClosed => texts.get("note-ring-closed"),
            NoteKind::TooFewPositions => texts.get("note-too-few"),
            NoteKind::BadCoordinate { .. } => texts.get("note-bad-coordinate"),
            NoteKind::MixedCollection { .. } => texts.get("note-mixed-collection"),
            NoteKind::HeightsDropped { features } => texts.count("note-heights", *features),
            NoteKind::NoCrs => texts.get("note-no-crs"),
            NoteKind::Encoding { name, .. } => texts.with("note-encoding", &[("name", name)]),
            NoteKind::UndecodableText { field } => {
                texts.with("note-undecodable", &[("field", field)])
            }
            NoteKind::MixedFieldTypes { field } => {
                texts.with("note-mixed-types", &[("field", field)])
            }
            NoteKind::TrailingText => texts.get("note-trailing"),
            NoteKind::Other(text) => text.clone(),
        }
    }
}
