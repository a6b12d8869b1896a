//! `allpa measure LAYER`.

use allpa_geom::Epsg;
use allpa_model::question::asked::{self, Question};
use clap::Args;

use super::ask;
use super::common::{Outcome, Session};

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
        }))
    }
}
