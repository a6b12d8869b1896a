//! `allpa indicators --units LAYER --table CSV --indicator NAME`.

use allpa_model::question::asked::{self, Question, TableRef};
use clap::Args;

use super::ask;
use super::common::{Outcome, Session};

/// Arguments of `indicators`.
#[derive(Debug, Args)]
pub struct Indicators {
    /// Capa de unidades
    #[arg(long, value_name = "CAPA")]
    units: String,
    /// Campo de --units con los códigos
    #[arg(long, value_name = "CAMPO")]
    id: Option<String>,
    /// Tabla con indicator, ubigeo o territory, period y value
    #[arg(long = "table", value_name = "CSV")]
    facts: String,
    /// Nombre del indicador
    #[arg(long, value_name = "NOMBRE")]
    indicator: String,
    /// Año o periodo
    #[arg(long, value_name = "AÑO")]
    year: Option<String>,
    /// Divide entre los habitantes o la superficie de cada unidad
    #[arg(long, value_name = "POR", value_parser = ["capita", "km2"])]
    per: Option<String>,
    /// Campo de --units con la población
    #[arg(long, value_name = "CAMPO", required_if_eq("per", "capita"))]
    population: Option<String>,
    /// Una columna por periodo en vez de la lista ordenada
    #[arg(long)]
    years: bool,
}

impl Indicators {
    pub fn run(self, session: &Session) -> Outcome {
        let question = Question::Indicators(asked::Indicators {
            units: ask::layer(Some(&self.units)),
            unit_field: self.id,
            table: Some(TableRef(self.facts)),
            indicator: Some(self.indicator),
            period: self.year,
            per: self.per,
            population: self.population,
        });
        session.ask_for(question, self.years.then_some("years"))
    }
}
