//! `allpa neighbours --units LAYER`.

use allpa_model::question::asked::{self, Question};
use clap::Args;

use super::ask;
use super::common::{Outcome, Session};

/// Arguments of `neighbours`.
#[derive(Debug, Args)]
pub struct Neighbours {
    /// Capa de unidades
    #[arg(long, value_name = "CAPA")]
    units: String,
    /// Campo de --units con los códigos
    #[arg(long, value_name = "CAMPO")]
    id: Option<String>,
    /// Campo con la unidad mayor: el departamento de un distrito
    #[arg(long, value_name = "CAMPO")]
    larger: Option<String>,
    /// Solo los pares de unidades mayores distintas
    #[arg(long, requires = "larger")]
    across: bool,
    /// Capa de cuencas que ambas pueden compartir
    #[arg(long, value_name = "CAPA")]
    basins: Option<String>,
    /// Los vecinos de cada unidad en vez de los pares
    #[arg(long)]
    by_unit: bool,
}

impl Neighbours {
    pub fn run(self, session: &Session) -> Outcome {
        session.ask(Question::Neighbours(asked::Neighbours {
            units: ask::layer(Some(&self.units)),
            unit_field: self.id,
            larger: self.larger,
            across: self.across,
            basins: ask::layer(self.basins.as_ref()),
            summary: self.by_unit,
        }))
    }
}
