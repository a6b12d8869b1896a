//! `allpa served --corridor LAYER --places LAYER --roads LAYER --distance D`.

use allpa_geom::Meters;
use allpa_model::question::asked::{self, Question};
use clap::Args;

use super::ask;
use super::common::{Outcome, Session, parse_distance};

/// Arguments of `served`.
#[derive(Debug, Args)]
pub struct Served {
    /// Capa con el tramo nuevo
    #[arg(long, value_name = "CAPA")]
    corridor: String,
    /// Qué entidades de ella, en la forma de WHERE de SQL
    #[arg(long = "where", value_name = "EXPR")]
    condition: Option<String>,
    /// Capa de lugares poblados
    #[arg(long, value_name = "CAPA")]
    places: String,
    /// Capa de las vías que ya existen
    #[arg(long, value_name = "CAPA")]
    roads: String,
    /// Hasta qué distancia una vía sirve a un lugar
    #[arg(long, value_name = "D", value_parser = parse_distance)]
    distance: Meters,
    /// Campo de --places con la población
    #[arg(long, value_name = "CAMPO")]
    population: Option<String>,
    /// Capa de unidades (distritos) en que se cuentan los lugares
    #[arg(long, value_name = "CAPA")]
    units: Option<String>,
    /// Campo de --units que llena la columna unit
    #[arg(long, value_name = "CAMPO")]
    id: Option<String>,
    /// Totales por unidad en vez de los lugares
    #[arg(long)]
    summary: bool,
}

impl Served {
    pub fn run(self, session: &Session) -> Outcome {
        let question = Question::Served(asked::Served {
            axis: Vec::new(),
            corridor: ask::layer(Some(&self.corridor)),
            condition: self.condition.unwrap_or_default(),
            places: ask::layer(Some(&self.places)),
            roads: ask::layer(Some(&self.roads)),
            distance: self.distance,
            population: self.population,
            units: ask::layer(self.units.as_ref()),
            unit_field: self.id,
        });
        session.ask_for(question, self.summary.then_some("summary"))
    }
}
