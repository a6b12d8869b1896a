//! `allpa measure LAYER`.

use allpa_geom::Epsg;
use allpa_model::question::accuracy::MapScale;
use allpa_model::question::asked::{self, Question};
use clap::Args;

use super::ask;
use super::common::{Outcome, Session, parse_map_scale};

/// Arguments of `measure`.
#[derive(Debug, Args)]
pub struct Measure {
    /// Capa de polígonos o líneas
    layer: String,
    /// Suma por los valores de este campo
    #[arg(long, value_name = "CAMPO")]
    by: Option<String>,
    /// Añade este campo
    #[arg(long, value_name = "CAMPO")]
    id: Option<String>,
    /// Añade la cifra en el plano de este sistema
    #[arg(long, value_name = "EPSG:n")]
    planar: Option<Epsg>,
    /// Escala del mapa de la capa, 250000 por 1:250 000: añade el rango de cada área
    #[arg(long, value_name = "N", value_parser = parse_map_scale)]
    scale: Option<MapScale>,
    /// Condición en la forma de WHERE de SQL
    #[arg(long = "where", value_name = "EXPR")]
    condition: Option<String>,
}

impl Measure {
    pub fn run(self, session: &Session) -> Outcome {
        session.ask(Question::Measure(asked::Measure {
            layer: ask::layer(Some(&self.layer)),
            condition: self.condition.unwrap_or_default(),
            by: self.by,
            id: self.id,
            planar: self.planar,
            scale: self.scale,
        }))
    }
}
