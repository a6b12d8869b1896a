//! Both corpora of bad input: every row behaves as its table says.

use std::ops::RangeInclusive;
use std::path::Path;

use allpa_files::import::{Imported, ReadError, ReadOptions, open};
use allpa_model::health::{self, Finding, FindingKind};
use allpa_model::{Layer, NoteKind};
use allpa_text::{Language, Texts};

use crate::support::data;

/// What came of one file.
enum Outcome {
    Refused(String),
    Loaded(Vec<Loaded>),
}

struct Loaded {
    features: usize,
    with_geometry: usize,
    notes: Vec<NoteKind>,
    findings: Vec<Finding>,
    /// Whether the layer waits for the user: its system, its columns or its header.
    asks: bool,
    words: String,
    areas: Vec<f64>,
}

fn load(path: &Path) -> Outcome {
    let layers = open(path).and_then(|source| source.read_all(&()));
    match layers {
        Ok(layers) => Outcome::Loaded(layers.into_iter().map(look).collect()),
        Err(error) => Outcome::Refused(told(&error)),
    }
}

/// The message in both languages.
fn told(error: &ReadError) -> String {
    let line = |language| Texts::new(language).read_error("archivo", error).line();
    format!("{} {}", line(Language::Spanish), line(Language::English)).to_lowercase()
}

fn look(mut imported: Imported) -> Loaded {
    let options = ReadOptions::default();
    let crs = imported.settle(&options).expect("nothing is stated");
    let shapes = &imported.parts.shapes;
    let features = shapes.len();
    let with_geometry = (0..features).filter(|row| shapes.feature_bounds(*row).is_some()).count();
    let notes = std::mem::take(&mut imported.parts.notes);
    let format = imported.parts.provenance.format.to_lowercase();
    let kinds: Vec<NoteKind> = notes.iter().map(|note| note.kind.clone()).collect();
    let doubts = kinds.iter().any(|kind| {
        matches!(
            kind,
            NoteKind::Suspicion(_)
                | NoteKind::NoHeader
                | NoteKind::HeaderRow { .. }
                | NoteKind::NoPositions
        )
    });
    let is_placed = crs.filter(|_| !doubts);
    let layer = is_placed.map(|crs| Layer::new(imported.parts, crs, options.psad));
    let findings = layer.as_ref().map(|layer| health::features(layer).expect("placed"));
    let findings = findings.unwrap_or_default();
    let surfaces = layer.as_ref().map(|layer| layer.surfaces().expect("placed"));
    let areas = surfaces.map(|surfaces| surfaces.areas.iter().map(|area| area.value()).collect());
    let words = |language| {
        let texts = Texts::new(language);
        let mut lines = texts.notes(&notes);
        lines.extend(texts.findings(&findings));
        lines.join(" ").to_lowercase()
    };
    let words = format!("{format} {} {}", words(Language::Spanish), words(Language::English));
    let asks = doubts || crs.is_none();
    Loaded {
        features,
        with_geometry,
        notes: kinds,
        findings,
        asks,
        words,
        areas: areas.unwrap_or_default(),
    }
}

impl Loaded {
    fn warns(&self) -> bool {
        let is_told = |finding: &Finding| finding.kind != FindingKind::NoGeometry;
        self.notes.iter().any(|kind| !kind.is_information()) || self.findings.iter().any(is_told)
    }
}

/// `10`, `9-10`, `10+10` (the sum), `0 or 6`.
fn counts(text: &str) -> Vec<RangeInclusive<usize>> {
    let number = |text: &str| text.trim().parse::<usize>().expect("a count");
    let one = |text: &str| {
        let sum: usize = text.split('+').filter(|part| !part.contains('-')).map(number).sum();
        text.split_once('-').map_or(sum..=sum, |(low, high)| number(low)..=number(high))
    };
    text.split(" or ").map(one).collect()
}

/// Rows where the table allows to refuse what it would rather see loaded, or the other way round,
/// with the words that allow it.
const EITHER: &[&str] = &[
    "or reject",
    "or load",
    "is fine",
    "reading from memory",
    "decode it",
    "or open one level",
    "name the format",
];

#[test]
fn the_first_corpus_behaves_as_stated() {
    let Some(folder) = data().map(|data| data.join("malformed")) else { return };
    let mut wrong = Vec::new();
    let mut table = csv::Reader::from_path(folder.join("EXPECTED.csv")).expect("the table");
    for record in table.records() {
        let record = record.expect("a row");
        let (file, verdict, features, advice) = (&record[0], &record[3], &record[4], &record[5]);
        let either = EITHER.iter().any(|words| advice.contains(words));
        let complaint = match (load(&folder.join(file)), verdict) {
            (Outcome::Refused(_), "reject") => None,
            (Outcome::Refused(_), _) if either => None,
            (Outcome::Refused(why), _) => Some(format!("refused: {why}")),
            (Outcome::Loaded(layers), "reject") => {
                let warns = layers.iter().any(Loaded::warns) || either;
                (!either || !warns).then(|| "loaded".to_owned())
            }
            (Outcome::Loaded(layers), verdict) => judge(&layers, verdict, features, advice),
        };
        wrong.extend(
            complaint.map(|complaint| format!("{file} ({verdict}, {features}): {complaint}")),
        );
    }
    assert!(wrong.is_empty(), "{} rows:\n{}", wrong.len(), wrong.join("\n"));
}

fn judge(layers: &[Loaded], verdict: &str, features: &str, advice: &str) -> Option<String> {
    let rows: usize = layers.iter().map(|layer| layer.features).sum();
    let whole: usize = layers.iter().map(|layer| layer.with_geometry).sum();
    let expected = counts(features);
    let fits = expected.iter().any(|range| range.contains(&rows) || range.contains(&whole));
    // One more row is a total, or a case that the count of the table leaves out.
    let fits = fits || expected.iter().any(|range| range.contains(&(rows - 1)) && whole < rows);
    if !fits {
        return Some(format!("{rows} rows, {whole} with geometry"));
    }
    let notes: Vec<&NoteKind> = layers.iter().flat_map(|layer| &layer.notes).collect();
    let warns = layers.iter().any(Loaded::warns);
    let is_right = match verdict {
        // A mixed collection cannot be kept whole in one feature, and the loss is told.
        "load" => !warns || is_told_loss(&notes) || advice.contains("say so"),
        "warn" | "repair" => warns || layers.iter().any(|layer| !layer.findings.is_empty()),
        "ask" => layers.iter().all(|layer| layer.asks),
        other => panic!("verdict {other}"),
    };
    (!is_right).then(|| format!("notes {notes:?}"))
}

fn is_told_loss(notes: &[&NoteKind]) -> bool {
    notes.iter().filter(|kind| !kind.is_information()).all(|kind| {
        matches!(
            kind,
            NoteKind::MixedCollection { .. }
                | NoteKind::NumbersAsText { .. }
                | NoteKind::NoGeometry
        )
    })
}

#[test]
fn the_second_corpus_behaves_as_stated() {
    let Some(folder) = data().map(|data| data.join("malformed")) else { return };
    let mut wrong = Vec::new();
    let mut table =
        csv::Reader::from_path(folder.join("EXPECTED_districts.csv")).expect("the table");
    for record in table.records() {
        let record = record.expect("a row");
        let (file, outcome, features, warning) = (&record[0], &record[2], &record[3], &record[4]);
        let expected = counts(features);
        let complaint = match load(&folder.join(file)) {
            Outcome::Refused(why) => {
                let may_refuse =
                    outcome == "reject" || expected.iter().any(|range| range.contains(&0));
                (!may_refuse || !says(&why, warning)).then(|| format!("refused: {why}"))
            }
            Outcome::Loaded(layers) => {
                let rows: usize = layers.iter().map(|layer| layer.features).sum();
                let whole: usize = layers.iter().map(|layer| layer.with_geometry).sum();
                let words: String = layers.iter().map(|layer| layer.words.as_str()).collect();
                let fits =
                    expected.iter().any(|range| range.contains(&rows) || range.contains(&whole));
                let is_right = outcome != "reject" && fits && says(&words, warning);
                (!is_right).then(|| format!("{rows} rows, {whole} with geometry, said: {words}"))
            }
        };
        wrong
            .extend(complaint.map(|complaint| {
                format!("{file} ({outcome}, {features}, {warning}): {complaint}")
            }));
    }
    assert!(wrong.is_empty(), "{} rows:\n{}", wrong.len(), wrong.join("\n"));
}

/// Whether a message holds a telling word of what it must warn about. What only a coverage or a
/// reference can tell is `check`'s, and tested there.
fn says(words: &str, warning: &str) -> bool {
    const OF_CHECK: &[&str] = &["solapes y vacíos", "parece PSAD56"];
    let telling =
        warning.split([' ', ',', ':', '/', '(', ')']).filter(|word| word.chars().count() > 3);
    warning.is_empty()
        || OF_CHECK.iter().any(|of_check| warning.contains(of_check))
        || telling.map(str::to_lowercase).any(|word| words.contains(&word))
}

#[test]
fn areas_of_mended_polygons_are_those_of_the_second_engine() {
    let Some(data) = data() else { return };
    let (folder, reference) = (data.join("malformed"), data.join("reference"));
    let mut wrong = Vec::new();
    let mut table =
        csv::Reader::from_path(reference.join("malformed_areas.csv")).expect("the table");
    for record in table.records() {
        let record = record.expect("a row");
        let (file, row) = (&record[0], record[1].parse::<usize>().expect("a row number"));
        let Ok(expected) = record[6].parse::<f64>() else { continue };
        let Outcome::Loaded(layers) = load(&folder.join(file)) else { continue };
        let Some(area) = layers[0].areas.get(row) else { continue };
        // The reference counts without the features of unknown kinds, which stay as rows here.
        if layers[0].with_geometry < layers[0].features {
            continue;
        }
        if (area - expected).abs() > 1e-6 * expected.max(1.0) {
            wrong.push(format!("{file} {row}: {area} ha, not {expected}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
