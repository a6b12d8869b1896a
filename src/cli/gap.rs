//! `allpa gap --places LAYER --roads LAYER --distance D`.

use allpa_geom::Meters;
use allpa_model::question::asked::{self, Question};
use clap::Args;

use super::ask;
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
    pub fn run(self, session: &Session) -> Outcome {
        session.ask(Question::Gap(asked::Gap {
            places: ask::layer(Some(&self.places)),
            roads: ask::layer(Some(&self.roads)),
            distance: self.distance,
            population: self.population,
            units: ask::layer(self.units.as_ref()),
            unit_field: self.id,
            summary: self.summary,
        }))
    }
}
