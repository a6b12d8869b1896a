//! `allpa nearest FROM TO`.

use allpa_geom::Meters;
use allpa_model::question::asked::{self, Question};
use clap::Args;

use super::ask;
use super::common::{Outcome, Session, parse_distance};

/// Arguments of `nearest`.
#[derive(Debug, Args)]
pub struct Nearest {
    /// Capa de partida
    from: String,
    /// Capa de llegada
    to: String,
    /// Cuántas entidades por cada una
    #[arg(long, default_value_t = 1, value_name = "N")]
    k: usize,
    /// Distancia máxima
    #[arg(long, value_name = "D", value_parser = parse_distance)]
    max: Option<Meters>,
    /// Añade este campo de la capa de partida
    #[arg(long, value_name = "CAMPO")]
    id: Option<String>,
}

impl Nearest {
    pub fn run(self, session: &Session) -> Outcome {
        session.ask(Question::Nearest(asked::Nearest {
            from: ask::layer(Some(&self.from)),
            to: ask::layer(Some(&self.to)),
            count: self.k,
            max: self.max,
            id: self.id,
        }))
    }
}
