//! `allpa group --units LAYER --members CSV|CODES`.

use std::path::Path;

use allpa_model::question::asked::{self, LayerRef, Question, TableRef};
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
    /// Pone los grupos lado a lado
    #[arg(long)]
    compare: bool,
    /// Grupos de la tabla que cuentan, uno por opción
    #[arg(long, value_name = "GRUPO")]
    only: Vec<String>,
    /// Campo de --units con la población
    #[arg(long, value_name = "CAMPO", requires = "compare")]
    population: Option<String>,
    /// Capas de vías cuyos kilómetros se comparan
    #[arg(long, value_name = "CAPA", num_args = 1.., requires = "compare")]
    roads: Vec<String>,
    /// Capa de áreas protegidas cuya parte se compara
    #[arg(long, value_name = "CAPA", requires = "compare")]
    areas: Option<String>,
    /// Campo de --units con los códigos
    #[arg(long, value_name = "CAMPO")]
    id: Option<String>,
}

impl Group {
    pub fn run(self, session: &Session) -> Outcome {
        let is_table = Path::new(&self.members).is_file() || self.members.starts_with("atlas:");
        let codes = self.members.split([',', ';']).map(|code| code.trim().to_owned());
        session.ask(Question::Group(asked::Group {
            units: ask::layer(Some(&self.units)),
            unit_field: self.id,
            members: if is_table { Vec::new() } else { codes.collect() },
            groups: is_table.then(|| TableRef(self.members.clone())),
            only: self.only,
            indicators: self.indicators.map(TableRef),
            population: self.population,
            roads: self.roads.into_iter().map(LayerRef).collect(),
            areas: ask::layer(self.areas.as_ref()),
            compare: self.compare,
        }))
    }
}
