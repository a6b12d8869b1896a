//! `allpa measure LAYER`.

use allpa_geom::Epsg;
use allpa_model::question::{Measured, measure};
use clap::Args;

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
    pub fn run(&self, session: &Session) -> Outcome {
        let layer = session.filter(session.layer(&self.layer)?, self.condition.as_deref())?;
        let options =
            Measured { by: self.by.as_deref(), id: self.id.as_deref(), planar: self.planar };
        let answer = measure(&layer, options).map_err(|e| session.question_error(&e))?;
        session.warn_all(&answer.notes);
        session.answer(&answer.value)
    }
}
