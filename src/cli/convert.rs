//! `allpa convert IN OUT`.

use std::path::PathBuf;

use allpa_geom::overlay::Operation;
use allpa_geom::{Epsg, transform_shapes};
use allpa_model::question::{QuestionError, overlay};
use allpa_model::{Layer, LayerParts};
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
    /// Recorta con los polígonos de esta capa
    #[arg(long, value_name = "CAPA")]
    clip: Option<String>,
}

impl Convert {
    pub fn run(&self, session: &Session) -> Outcome {
        let told = |error: QuestionError| session.question_error(&error);
        let mut layer = session.filter(session.layer(&self.input)?, self.condition.as_deref())?;
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
            layer = transformed(&layer, to).map_err(told)?;
        }
        session.write(&layer, &self.output)
    }
}

/// The merged outline brings its count along; the clipped layer keeps its own fields only.
fn without_last_column(layer: Layer) -> Layer {
    let mut columns = layer.columns().to_vec();
    columns.pop();
    let parts = LayerParts {
        name: layer.name().to_owned(),
        shapes: (**layer.shapes()).clone(),
        columns,
        provenance: layer.provenance().clone(),
        notes: Vec::new(),
    };
    Layer::new(parts, layer.crs(), layer.psad_operation())
}

fn transformed(layer: &Layer, to: Epsg) -> Result<Layer, QuestionError> {
    let shapes = transform_shapes(layer.shapes(), layer.crs(), to, layer.psad_operation())
        .map_err(|source| QuestionError::Transform { layer: layer.name().to_owned(), source })?;
    let parts = LayerParts {
        name: layer.name().to_owned(),
        shapes,
        columns: layer.columns().to_vec(),
        provenance: layer.provenance().clone(),
        notes: Vec::new(),
    };
    Ok(Layer::new(parts, to, layer.psad_operation()))
}
