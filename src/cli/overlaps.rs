//! `allpa overlaps LAYER…`.

use allpa_model::question::accuracy::MapScale;
use allpa_model::question::asked::{self, LayerRef, Question};
use clap::Args;

use super::common::{Outcome, Session, parse_map_scale};

/// Arguments of `overlaps`.
#[derive(Debug, Args)]
pub struct Overlaps {
    /// Capas de polígonos
    #[arg(required = true, value_name = "CAPA")]
    layers: Vec<String>,
    /// Hectáreas compartidas desde las que un traslape cuenta
    #[arg(long, value_name = "HA", default_value_t = 1e-4)]
    least: f64,
    /// Escala de los mapas, 250000 por 1:250 000, la menor de ellas: añade el rango de cada área
    #[arg(long, value_name = "N", value_parser = parse_map_scale)]
    scale: Option<MapScale>,
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
            scale: self.scale,
        }))
    }
}
