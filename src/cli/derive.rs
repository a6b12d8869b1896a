//! `allpa buffer LAYER` and `allpa dissolve LAYER`.

use allpa_geom::Meters;
use allpa_model::question::{buffer, dissolve};
use clap::Args;

use super::common::{Outcome, Session, parse_distance};

/// Arguments of `buffer`.
#[derive(Debug, Args)]
pub struct Buffer {
    /// Capa de entrada
    layer: String,
    /// Distancia a cada lado
    #[arg(long, value_name = "D", value_parser = parse_distance)]
    distance: Meters,
    /// Une todo en una sola entidad
    #[arg(long)]
    dissolve: bool,
}

impl Buffer {
    pub fn run(&self, session: &Session) -> Outcome {
        let layer = session.layer(&self.layer)?;
        let zones = buffer(&layer, self.distance, self.dissolve)
            .map_err(|error| session.question_error(&error))?;
        session.answer_layer(&zones)
    }
}

/// Arguments of `dissolve`.
#[derive(Debug, Args)]
pub struct Dissolve {
    /// Capa de polígonos
    layer: String,
    /// Campo por el que se une
    #[arg(long, value_name = "CAMPO")]
    by: Option<String>,
    /// Campos que se suman
    #[arg(long, value_name = "CAMPO", num_args = 1..)]
    sum: Vec<String>,
    /// Condición en la forma de WHERE de SQL
    #[arg(long = "where", value_name = "EXPR")]
    condition: Option<String>,
}

impl Dissolve {
    pub fn run(&self, session: &Session) -> Outcome {
        let layer = session.filter(session.layer(&self.layer)?, self.condition.as_deref())?;
        let sums: Vec<&str> = self.sum.iter().map(String::as_str).collect();
        let merged = dissolve(&layer, self.by.as_deref(), &sums)
            .map_err(|error| session.question_error(&error))?;
        session.warn_all(&merged.notes);
        session.answer_layer(&merged.value)
    }
}
