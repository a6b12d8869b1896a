//! `allpa group --units LAYER --members CSV|CODES`.

use std::path::Path;

use allpa_model::question::asked::{self, Question, TableRef};
use clap::Args;

use super::ask;
use super::common::{Outcome, Session};

/// Arguments of `group`.
#[derive(Debug, Args)]
pub struct Group {
    /// Capa de unidades (departamentos, o distritos cuyos códigos empiezan con los de los miembros)
    #[arg(long, value_name = "CAPA")]
    units: String,
    /// Archivo CSV con grupos y miembros, o códigos separados por comas
    #[arg(long, value_name = "CSV|CÓDIGOS")]
    members: String,
    /// Archivo CSV con indicadores por ubigeo o nombre
    #[arg(long, value_name = "CSV")]
    indicators: Option<String>,
    /// Campo de --units con los códigos
    #[arg(long, value_name = "CAMPO")]
    id: Option<String>,
}

impl Group {
    pub fn run(self, session: &Session) -> Outcome {
        let is_table = Path::new(&self.members).is_file() || self.members.starts_with("atlas:");
        let codes = self.members.split([',', ';']).map(|code| code.trim().to_owned());
        session.ask(Question::Group(asked::Group {
            units: ask::layer(&self.units),
            unit_field: self.id,
            members: if is_table { Vec::new() } else { codes.collect() },
            groups: is_table.then(|| TableRef(self.members.clone())),
            indicators: self.indicators.map(TableRef),
        }))
    }
}
