//! `allpa overlaps LAYER…`.

use allpa_model::question::asked::{self, LayerRef, Question};
use clap::Args;

use super::common::{Outcome, Session};

/// Arguments of `overlaps`.
#[derive(Debug, Args)]
pub struct Overlaps {
    /// Capas de polígonos
    #[arg(required = true, value_name = "CAPA")]
    layers: Vec<String>,
    /// Hectáreas compartidas desde las que un traslape cuenta
    #[arg(long, value_name = "HA", default_value_t = 1e-4)]
    least: f64,
    /// Matriz de capas en vez de la lista de pares
    #[arg(long)]
    matrix: bool,
}

impl Overlaps {
    pub fn run(self, session: &Session) -> Outcome {
        session.ask(Question::Overlaps(asked::Overlaps {
            layers: self.layers.into_iter().map(LayerRef).collect(),
            least: self.least,
            summary: self.matrix,
        }))
    }
}
