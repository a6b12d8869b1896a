//! `allpa check FILE`.

use allpa_files::import::{guess_crs, split_layer_argument};
use allpa_model::health::{self, Expected, Finding, Severity};
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
    /// Denominador de la escala; los polígonos menores que 4 × 4 mm en ella se señalan
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    scale: Option<u32>,
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
            let expected = Expected { outline: outline.as_ref(), scale: self.scale.map(f64::from) };
            report.layer(&layer, expected, &references)?;
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
        let mut imported = session
            .open(&path)
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
        let best = guesses
            .iter()
            .filter_map(|guess| Some((guess.crs, health::shift_if(parts, guess.crs, references)?)));
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

    fn layer(&mut self, layer: &Layer, expected: Expected, references: &[Layer]) -> Outcome {
        let name = layer.name().to_owned();
        let told = |source| {
            let layer = name.clone();
            self.session
                .question_error(&allpa_model::question::QuestionError::Transform { layer, source })
        };
        let findings = health::examine(layer, expected, references).map_err(told)?;
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
