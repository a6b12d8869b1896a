//! `allpa locate LAYER --points CSV|LON,LAT`.

use allpa_model::question::asked::{self, Question};
use clap::Args;

use super::ask;
use super::common::{Outcome, Session, parse_position};

/// Arguments of `locate`.
#[derive(Debug, Args)]
pub struct Locate {
    /// Capa de polígonos
    layer: String,
    /// CSV con longitud y latitud, o LON,LAT
    #[arg(long, value_name = "CSV|LON,LAT", allow_hyphen_values = true)]
    points: String,
    /// Campo que debe estar en la respuesta, que trae todos
    #[arg(long, value_name = "CAMPO")]
    id: Option<String>,
}

impl Locate {
    pub fn run(self, session: &Session) -> Outcome {
        let place = parse_position(&self.points).ok();
        session.ask(Question::Locate(asked::Locate {
            layer: ask::layer(Some(&self.layer)),
            points: if place.is_some() { None } else { ask::layer(Some(&self.points)) },
            place,
            id: self.id,
        }))
    }
}
