//! `allpa protected --areas LAYER --units LAYER`.

use allpa_model::question::asked::{self, Question};
use allpa_model::question::protected::PRIORITY;
use clap::Args;

use super::ask;
use super::common::{Outcome, Session};

/// Arguments of `protected`.
#[derive(Debug, Args)]
pub struct Protected {
    /// Capa de áreas protegidas
    #[arg(long, value_name = "CAPA")]
    areas: String,
    /// Capa de unidades (distritos, provincias, departamentos)
    #[arg(long, value_name = "CAPA")]
    units: String,
    /// Tipos que reclaman primero el terreno, en orden
    #[arg(long, value_name = "TIPO,…", value_delimiter = ',', default_values = PRIORITY)]
    priority: Vec<String>,
    /// Campo de --areas con el tipo
    #[arg(long = "type", value_name = "CAMPO")]
    kind: Option<String>,
    /// Hectáreas protegidas año por año, por la fecha de las normas
    #[arg(long, requires = "date")]
    by_year: bool,
    /// Solo las áreas cuya norma es de este año o anterior
    #[arg(long, requires = "date", value_name = "AÑO")]
    until: Option<i32>,
    /// Campo de --areas con la fecha de la norma
    #[arg(long, value_name = "CAMPO")]
    date: Option<String>,
    /// Campo de --units que llena la columna unit
    #[arg(long, value_name = "CAMPO")]
    id: Option<String>,
}

impl Protected {
    pub fn run(self, session: &Session) -> Outcome {
        session.ask(Question::Protected(asked::Protected {
            areas: ask::layer(Some(&self.areas)),
            kind_field: self.kind,
            units: ask::layer(Some(&self.units)),
            unit_field: self.id,
            priority: self.priority,
            date_field: self.date,
            by_year: self.by_year,
            until: self.until.map(|year| year.to_string()),
        }))
    }
}
