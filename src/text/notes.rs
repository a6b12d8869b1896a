//! Notes of readers and questions, gathered so that a thousand alike take one line.

use allpa_geom::validity::Invalidity;
use allpa_model::{Note, NoteKind, Suspicion};

use crate::Texts;

/// Rows named before the rest is only counted.
const NAMED: usize = 5;

impl Texts {
    /// One line per kind of note, with the first rows it speaks of.
    pub fn notes<'a>(&self, notes: impl IntoIterator<Item = &'a Note>) -> Vec<String> {
        self.gathered(notes.into_iter().map(|note| (self.note(&note.kind), note.row)))
    }

    /// One line per text, with the first rows it is said of.
    pub(crate) fn gathered(
        &self,
        texts: impl Iterator<Item = (String, Option<usize>)>,
    ) -> Vec<String> {
        let mut groups: Vec<(String, Vec<usize>)> = Vec::new();
        for (text, row) in texts {
            let known = groups.iter().position(|(known, _)| *known == text);
            let at = known.unwrap_or_else(|| {
                groups.push((text, Vec::new()));
                groups.len() - 1
            });
            groups[at].1.extend(row);
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

    /// What a note says, in one sentence.
    pub fn note(&self, kind: &NoteKind) -> String {
        use NoteKind as Kind;
        let field = |key: &str, field: &str| self.with(key, &[("field", field)]);
        let rows = |key: &str, rows: usize| self.with(key, &[("rows", &rows.to_string())]);
        let get = |key: &str| self.get(key);
        match kind {
            Kind::NoGeometry => get("note-no-geometry"),
            Kind::Repaired { reason, .. } => {
                self.with("note-repaired", &[("reason", &self.invalidity(*reason))])
            }
            Kind::NotRepaired { reason } => {
                self.with("note-not-repaired", &[("reason", &self.invalidity(*reason))])
            }
            Kind::ZeroArea => get("note-zero-area"),
            Kind::RepeatedVertices => get("note-repeated-vertices"),
            Kind::RingClosed => get("note-ring-closed"),
            Kind::HoleByNesting => get("note-hole-by-nesting"),
            Kind::RingsReversed => get("note-rings-reversed"),
            Kind::TooFewPositions => get("note-too-few"),
            Kind::BadCoordinate { .. } => get("note-bad-coordinate"),
            Kind::FarCoordinate => get("note-far-coordinate"),
            Kind::ZeroPosition => get("note-zero-position"),
            Kind::CrossesAntimeridian => get("note-antimeridian"),
            Kind::CurvesStroked => get("note-curves"),
            Kind::MixedCollection { .. } => get("note-mixed-collection"),
            Kind::MixedGeometry => get("note-mixed-geometry"),
            Kind::HeightsDropped { features } => self.count("note-heights", *features),
            Kind::NoFeatures => get("note-no-features"),
            Kind::NoPositions => get("note-no-positions"),
            Kind::NoCrs => get("note-no-crs"),
            Kind::CrsUnreadable => get("note-crs-unreadable"),
            Kind::CrsNotFound(crs) => self.with("note-crs-not-found", &[("crs", &crs.to_string())]),
            Kind::CrsConflict { other } => {
                self.with("note-crs-conflict", &[("other", &other.to_string())])
            }
            Kind::DatumAssumed => get("note-datum-assumed"),
            Kind::SeveralZones => get("note-several-zones"),
            Kind::CrsObsolete { declared, used } => {
                let (declared, used) = (declared.to_string(), used.to_string());
                self.with("note-crs-obsolete", &[("declared", &declared), ("used", &used)])
            }
            Kind::CrsStated(crs) => {
                let values = [("crs", &*crs.to_string()), ("name", &*crs.name())];
                self.with("note-crs-stated", &values)
            }
            Kind::AxesExchanged => get("note-axes-exchanged"),
            Kind::SignsPutBack => get("note-signs-put-back"),
            Kind::DatumOperation { name } => self.with("note-datum-operation", &[("name", name)]),
            Kind::Encoding { name, declared_wrong } => {
                let key =
                    if *declared_wrong { "note-encoding-wrong" } else { "note-encoding-guessed" };
                self.with(key, &[("name", name)])
            }
            Kind::UndecodableText { field: name } => field("note-undecodable", name),
            Kind::MixedFieldTypes { field: name } => field("note-mixed-types", name),
            Kind::NumbersAsText { field: name } => field("note-numbers-as-text", name),
            Kind::ThousandsSeparator { field: name } => field("note-thousands", name),
            Kind::NotNumbers { field, cells } => {
                let values = [("field", &**field), ("cells", &*cells.to_string())];
                self.with("note-not-numbers", &values)
            }
            Kind::CodesPadded { field, codes } => {
                let values = [("field", &**field), ("codes", &*codes.to_string())];
                self.with("note-codes-padded", &values)
            }
            Kind::RepeatedKey { key } => self.with("note-repeated-key", &[("key", key)]),
            Kind::MissingPart { extension: "dbf" } => get("note-missing-dbf"),
            Kind::MissingPart { .. } => get("note-missing-shx"),
            Kind::HeaderSize => get("note-header-size"),
            Kind::RowCount { announced, found } => {
                let (announced, found) = (announced.to_string(), found.to_string());
                self.with("note-row-count", &[("announced", &announced), ("found", &found)])
            }
            Kind::RowsMissing { rows: count } => rows("note-rows-missing", *count),
            Kind::RowsExtra { rows: count } => rows("note-rows-extra", *count),
            Kind::RowsDeleted { rows: count } => rows("note-rows-deleted", *count),
            Kind::RaggedRow => get("note-ragged-row"),
            Kind::HeaderRow { row } => self.with("note-header-row", &[("row", &row.to_string())]),
            Kind::NoHeader => get("note-no-header"),
            Kind::HeaderRepeated => get("note-header-repeated"),
            Kind::CutShort => get("note-cut-short"),
            Kind::TrailingText => get("note-trailing"),
            Kind::NotListed { table } => self.with("note-not-listed", &[("table", table)]),
            Kind::GeometryColumn { used } => self.with("note-geometry-column", &[("used", used)]),
            Kind::LinkNotFollowed => get("note-link"),
            Kind::EntitiesIgnored => get("note-entities"),
            Kind::UnsafePath => get("note-unsafe-path"),
            Kind::NestedArchive => get("note-nested-archive"),
            Kind::UnknownKind { kind } => self.with("note-unknown-kind", &[("kind", kind)]),
            Kind::Suspicion(suspicion) => self.suspicion(suspicion),
        }
    }

    /// Why polygons are invalid, to stand inside a sentence.
    pub fn invalidity(&self, reason: Invalidity) -> String {
        self.get(match reason {
            Invalidity::TooFewPositions => "invalid-too-few",
            Invalidity::SelfIntersection => "invalid-self-intersection",
            Invalidity::NotFinite => "invalid-not-finite",
            Invalidity::HoleOutside => "invalid-hole-outside",
            Invalidity::RingsShareEdge => "invalid-rings-share-edge",
            Invalidity::RingsOverlap => "invalid-rings-overlap",
            Invalidity::PartsOverlap => "invalid-parts-overlap",
            Invalidity::PartsShareEdge => "invalid-parts-share-edge",
            Invalidity::InteriorCut => "invalid-interior-cut",
        })
    }

    fn suspicion(&self, suspicion: &Suspicion) -> String {
        let meters = |meters: f64| crate::grouped(meters, 0);
        match suspicion {
            Suspicion::NotDegrees => self.get("note-not-degrees"),
            Suspicion::LooksLikeDegrees => self.get("note-looks-like-degrees"),
            Suspicion::AxesSwapped => self.get("note-axes-swapped"),
            Suspicion::SignsLost => self.get("note-signs-lost"),
            Suspicion::FarFromPeru => self.get("note-far-from-peru"),
            Suspicion::WrongZone { zone } => {
                self.with("note-wrong-zone", &[("zone", &zone.to_string())])
            }
            Suspicion::Psad56 { east, north } => {
                let values = [("east", &*meters(*east)), ("north", &*meters(*north))];
                self.with("note-psad56", &values)
            }
        }
    }
}
