//! `allpa check FILE`.

use allpa_files::import::{self, guess_crs, split_layer_argument};
use allpa_geom::{PsadOperation, ShapeKind};
use allpa_model::health::{self, Finding, Severity, Shift};
use allpa_model::role::Group;
use allpa_model::table::{Cell, Table};
use allpa_model::{Layer, LayerParts, Note, NoteKind};
use allpa_text::UserMessage;
use clap::Args;

use super::common::{Outcome, Session};

/// Arguments of `check`.
#[derive(Debug, Args)]
pub struct Check {
    /// Archivo, ARCHIVO:capa o atlas:capa
    file: String,
    /// Capa del contorno que la capa debe llenar
    #[arg(long)]
    outline: Option<String>,
    /// Capa de referencia para el datum, en lugar de los límites del atlas
    #[arg(long)]
    reference: Option<String>,
}

impl Check {
    pub fn run(&self, session: &Session) -> Outcome {
        let mut report = Report::new(session);
        let outline = self.outline.as_ref().map(|layer| session.layer(layer)).transpose()?;
        let references = self.references(session)?;
        if let Some(layer) = self.layer(session, &references, &mut report)? {
            report.layer(&layer, outline.as_ref(), &references)?;
        }
        session.answer(&report.table)
    }

    /// Reads the layer and reports what reading found; `None` when its system is not known.
    fn layer(
        &self,
        session: &Session,
        references: &[Layer],
        report: &mut Report,
    ) -> Result<Option<Layer>, UserMessage> {
        if self.file.starts_with("atlas:") {
            return session.layer(&self.file).map(Some);
        }
        let told = |error| session.texts().read_error(&self.file, &error);
        let (path, name) = split_layer_argument(&self.file);
        let mut imported = import::open(&path)
            .and_then(|source| source.read(name.as_deref(), &()))
            .map_err(told)?;
        let options = session.read_options();
        let crs = imported.settle(&options).map_err(told)?;
        report.notes(&imported.parts.notes);
        let Some(crs) = crs.filter(|_| imported.doubt().is_none()) else {
            report.guess(&imported.parts, references);
            return Ok(None);
        };
        Ok(Some(Layer::new(imported.parts, crs, options.psad)))
    }

    /// The layer to compare places with: the one named, else the limits of the atlas in use.
    fn references(&self, session: &Session) -> Result<Vec<Layer>, UserMessage> {
        if let Some(name) = &self.reference {
            return Ok(vec![session.layer(name)?]);
        }
        let layers = session.atlas().catalogue.layers.iter();
        let limits = layers.filter(|entry| entry.group == Group::Limits);
        Ok(limits.filter_map(|entry| session.atlas().read(&entry.id, &()).ok()).collect())
    }
}

/// Findings as they come.
struct Report<'a> {
    session: &'a Session,
    table: Table,
}

impl<'a> Report<'a> {
    fn new(session: &'a Session) -> Self {
        let columns = ["severity", "kind", "fid", "other_fid", "area_ha", "x", "y", "message"];
        Self { session, table: Table::new(columns) }
    }

    fn notes(&mut self, notes: &[Note]) {
        // Features without geometry are findings too, with a name of their own.
        for note in notes.iter().filter(|note| note.kind != NoteKind::NoGeometry) {
            let severity =
                if note.kind.is_information() { Severity::Information } else { Severity::Warning };
            let message = self.session.texts().notes(std::iter::once(note)).join(" ");
            self.row(severity, "reading", [note.row, None], &message);
        }
    }

    fn row(&mut self, severity: Severity, kind: &str, rows: [Option<usize>; 2], message: &str) {
        let mut cells = vec![severity_name(severity).into(), kind.into()];
        cells.extend(rows.map(optional));
        cells.extend([Cell::Empty, Cell::Empty, Cell::Empty, message.into()]);
        self.table.push(cells);
    }

    /// Says in which system the layer would lie in place.
    fn guess(&mut self, parts: &LayerParts, references: &[Layer]) {
        let guesses = guess_crs(&parts.shapes);
        let best = guesses.iter().filter_map(|guess| {
            let layer = Layer::new(parts.clone(), guess.crs, PsadOperation::default());
            let shift = health::shift_among(&layer, references)?;
            Some((guess.crs, shift))
        });
        let best =
            best.min_by(|(_, a), (_, b)| a.distance().value().total_cmp(&b.distance().value()));
        let texts = self.session.texts();
        let message = if let Some((crs, shift)) = best {
            let values = [
                ("crs", &*crs.to_string()),
                ("name", &*crs.name()),
                ("distance", &*texts.distance(shift.distance())),
                ("pairs", &*shift.pairs.to_string()),
            ];
            texts.with("finding-crs-by-reference", &values)
        } else {
            let names = guesses.iter().map(|guess| format!("{} ({})", guess.crs, guess.crs.name()));
            let names: Vec<String> = names.collect();
            texts.with("finding-crs-by-numbers", &[("names", &names.join(", "))])
        };
        self.row(Severity::Error, "crs_unknown", [None, None], &message);
    }

    fn layer(&mut self, layer: &Layer, outline: Option<&Layer>, references: &[Layer]) -> Outcome {
        let name = layer.name().to_owned();
        let told = |source| {
            let layer = name.clone();
            self.session
                .question_error(&allpa_model::question::QuestionError::Transform { layer, source })
        };
        let mut findings = health::features(layer).map_err(told)?;
        if layer.kind() == ShapeKind::Polygon {
            findings.extend(health::coverage(layer).map_err(told)?);
        }
        if let Some(outline) = outline {
            findings.extend(health::closure(layer, outline).map_err(told)?);
        }
        if let Some(shift) = health::shift_among(layer, references).filter(Shift::is_psad56) {
            findings.push(Finding::of_layer(health::FindingKind::DatumShift(shift)));
        }
        for finding in &findings {
            self.finding(finding);
        }
        Ok(())
    }

    fn finding(&mut self, finding: &Finding) {
        let kind = finding.kind;
        let message = self.session.texts().finding(finding);
        let mut cells = vec![severity_name(kind.severity()).into(), kind.name().into()];
        cells.extend([finding.row, finding.other].map(optional));
        cells.push(finding.area.map_or(Cell::Empty, |area| area.value().into()));
        let place = finding.place.map(|[x, y]| [x.into(), y.into()]);
        cells.extend(place.unwrap_or([Cell::Empty, Cell::Empty]));
        cells.push(message.into());
        self.table.push(cells);
    }
}

fn optional(row: Option<usize>) -> Cell {
    row.map_or(Cell::Empty, Cell::from)
}

fn severity_name(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Information => "information",
    }
}
