//! `allpa gap --places LAYER --roads LAYER --distance D`.

use allpa_geom::Meters;
use allpa_model::question::gap::{Gap as Question, gap};
use clap::Args;

use super::common::{Outcome, Session, parse_distance};

/// Arguments of `gap`.
#[derive(Debug, Args)]
pub struct Gap {
    /// Capa de lugares poblados
    #[arg(long, value_name = "CAPA")]
    places: String,
    /// Capa de vías
    #[arg(long, value_name = "CAPA")]
    roads: String,
    /// Distancia desde la que un lugar queda lejos
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

impl Gap {
    pub fn run(&self, session: &Session) -> Outcome {
        let (places, roads) = (session.layer(&self.places)?, session.layer(&self.roads)?);
        let units = self.units.as_ref().map(|name| session.layer(name)).transpose()?;
        let units = units.as_ref().map(|units| session.theme(units, self.id.as_deref()));
        let question = Question {
            places: &places,
            roads: &roads,
            distance: self.distance,
            population: self.population.as_deref(),
            units: units.transpose()?,
        };
        let answer = gap(&question).map_err(|error| session.question_error(&error))?;
        session.warn_all(&answer.notes);
        let answer = answer.value;
        session.answer(&if self.summary { answer.to_summary() } else { answer.to_table() })
    }
}
