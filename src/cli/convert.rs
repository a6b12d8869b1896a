//! `allpa convert IN OUT`.

use std::path::PathBuf;

use allpa_files::import::split_layer_argument;
use allpa_geom::overlay::Operation;
use allpa_geom::{Epsg, Meters, transform_shapes};
use allpa_model::health::{Repair, SLIVER_WIDTH, repair};
use allpa_model::question::{QuestionError, join, overlay};
use allpa_model::table::{Cell, Table};
use allpa_model::{Layer, LayerParts};
use allpa_text::UserMessage;
use clap::Args;

use super::common::{Outcome, Session};

/// Arguments of `convert`.
#[derive(Debug, Args)]
pub struct Convert {
    /// Capa de entrada
    input: String,
    /// Archivo de salida; su extensión decide el formato
    output: PathBuf,
    /// Sistema de salida
    #[arg(long, value_name = "EPSG:n")]
    to: Option<Epsg>,
    /// Condición en la forma de WHERE de SQL
    #[arg(long = "where", value_name = "EXPR")]
    condition: Option<String>,
    /// Une las columnas de esta tabla o capa
    #[arg(long, value_name = "TABLA")]
    join: Option<String>,
    /// Campos que deben coincidir; si faltan, los que más coinciden
    #[arg(long, value_name = "CAMPO=CAMPO", value_parser = parse_pair, requires = "join")]
    on: Option<[String; 2]>,
    /// Remedios separados por comas: valid, duplicates, dissolve=CAMPO, coverage[=METROS]; la tabla
    /// de cambios va a la salida
    #[arg(long, value_name = "LISTA", value_delimiter = ',', value_parser = parse_repair)]
    repair: Vec<Repair>,
    /// Recorta con los polígonos de esta capa
    #[arg(long, value_name = "CAPA")]
    clip: Option<String>,
}

impl Convert {
    pub fn run(&self, session: &Session) -> Outcome {
        let told = |error: QuestionError| session.question_error(&error);
        let mut layer = session.filter(session.layer(&self.input)?, self.condition.as_deref())?;
        if let Some(table) = &self.join {
            layer = self.joined(session, &layer, table)?;
        }
        if !self.repair.is_empty() {
            layer = self.repaired(session, &layer)?;
        }
        if let Some(clip) = &self.clip {
            let outline = session.layer(clip)?;
            let merged = allpa_model::question::dissolve(&outline, None, &[]).map_err(told)?;
            session.warn_all(&merged.notes);
            let name = layer.name().to_owned();
            let clipped = overlay(&layer, &merged.value, Operation::Intersection).map_err(told)?;
            session.warn_all(&clipped.notes);
            layer = without_last_column(clipped.value).renamed(name);
        }
        if let Some(to) = self.to {
            layer = transformed(layer, to).map_err(told)?;
        }
        session.write(&layer, &self.output)
    }

    /// The layer with its faults mended, every change told with its hectares.
    fn repaired(&self, session: &Session, layer: &Layer) -> Result<Layer, UserMessage> {
        let repaired =
            repair(layer, &self.repair).map_err(|error| session.question_error(&error))?;
        let mut table = Table::new(["repair", "fid", "other_fid", "change_ha", "x", "y"]);
        for change in &repaired.changes {
            let place = change.place.map(|[x, y]| [x.into(), y.into()]);
            let [x, y] = place.unwrap_or([Cell::Empty, Cell::Empty]);
            let other = change.other.map_or(Cell::Empty, Cell::from);
            let hectares = change.change.value().into();
            table.push(vec![change.repair.into(), change.row.into(), other, hectares, x, y]);
        }
        let summary =
            session.texts().repair_summary(&repaired.changes, repaired.before, repaired.after);
        session.warn(&summary);
        session.answer(&table)?;
        Ok(repaired.layer)
    }

    /// The layer with the columns of a table, which needs no positions of its own.
    fn joined(&self, session: &Session, layer: &Layer, table: &str) -> Result<Layer, UserMessage> {
        let told = |error| session.texts().read_error(table, &error);
        let (path, name) = split_layer_argument(table);
        let source = session.open(&path).map_err(told)?;
        let table = source.read(name.as_deref(), &()).map_err(told)?;
        let keys = self.on.as_ref().map(|[own, other]| [own.as_str(), other.as_str()]);
        let joined = join(layer, &table.parts.columns, keys)
            .map_err(|error| session.question_error(&error))?;
        session.warn(&session.texts().meeting(&joined.meeting));
        Ok(joined.layer)
    }
}

/// `valid`, `duplicates`, `dissolve=FIELD`, `coverage` or `coverage=METRES`.
fn parse_repair(text: &str) -> Result<Repair, String> {
    let (name, value) = text.split_once('=').map_or((text, None), |(name, v)| (name, Some(v)));
    match (name, value) {
        ("valid", None) => Ok(Repair::MakeValid),
        ("duplicates", None) => Ok(Repair::DropDuplicates),
        ("dissolve", Some(by)) if !by.is_empty() => Ok(Repair::Dissolve { by: by.to_owned() }),
        ("coverage", width) => {
            let width = width.map_or(Ok(SLIVER_WIDTH), str::parse).map_err(|_| "METROS")?;
            if !(0.0..=1000.0).contains(&width) {
                return Err("0 ≤ METROS ≤ 1000".into());
            }
            Ok(Repair::CloseCoverage { width: Meters::new(width) })
        }
        _ => Err("valid, duplicates, dissolve=CAMPO, coverage[=METROS]".into()),
    }
}

/// `A=B`.
fn parse_pair(text: &str) -> Result<[String; 2], String> {
    match text.split_once('=') {
        Some((a, b)) if !a.is_empty() && !b.is_empty() => Ok([a.to_owned(), b.to_owned()]),
        _ => Err("CAMPO=CAMPO".into()),
    }
}

/// The merged outline brings its count along; the clipped layer keeps its own fields only.
fn without_last_column(layer: Layer) -> Layer {
    let (crs, psad) = (layer.crs(), layer.psad_operation());
    let mut parts = layer.into_parts();
    parts.columns.pop();
    Layer::new(parts, crs, psad)
}

fn transformed(layer: Layer, to: Epsg) -> Result<Layer, QuestionError> {
    let (from, psad) = (layer.crs(), layer.psad_operation());
    let parts = layer.into_parts();
    let shapes = transform_shapes(&parts.shapes, from, to, psad)
        .map_err(|source| QuestionError::Transform { layer: parts.name.clone(), source })?;
    Ok(Layer::new(LayerParts { shapes, ..parts }, to, psad))
}
