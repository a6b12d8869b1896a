//! `allpa nearest FROM TO`.

use allpa_geom::Meters;
use allpa_model::question::nearest;
use clap::Args;

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
    pub fn run(&self, session: &Session) -> Outcome {
        let (from, to) = (session.layer(&self.from)?, session.layer(&self.to)?);
        let count = self.k.max(1);
        let table = nearest(&from, &to, count, self.max).map_err(|e| session.question_error(&e))?;
        session.answer(&session.with_field(table, &from, self.id.as_deref())?)
    }
}
