//! `allpa recommends --zones LAYER [--at LON,LAT | --area LAYER] [--use NAME]`.

use allpa_geom::Coord;
use allpa_model::question::asked::{self, LayerRef, PROPOSED_MATRIX, Question, TableRef};
use clap::Args;

use super::ask;
use super::common::{Outcome, Session, parse_position};

/// Arguments of `recommends`.
#[derive(Debug, Args)]
pub struct Recommends {
    /// Capa de zonas (ZEE)
    #[arg(long, value_name = "CAPA")]
    zones: String,
    /// Un lugar
    #[arg(long, value_name = "LON,LAT", value_parser = parse_position, allow_hyphen_values = true, conflicts_with = "area")]
    at: Option<Coord>,
    /// Capa de polígonos que se toman juntos: un predio, una propuesta
    #[arg(long, value_name = "CAPA")]
    area: Option<String>,
    /// Cuáles de ellos, en la forma de WHERE de SQL
    #[arg(long = "where", value_name = "EXPR", requires = "area")]
    condition: Option<String>,
    /// Uso del que se pregunta; sin él, todos los de la matriz
    #[arg(long = "use", value_name = "USO")]
    land_use: Option<String>,
    /// Matriz de usos; sin ella, la propuesta del programa
    #[arg(long, value_name = "CSV", default_value = PROPOSED_MATRIX)]
    matrix: String,
    /// Otras capas que rigen allí: áreas protegidas, comunidades
    #[arg(long, value_name = "CAPA", num_args = 1..)]
    others: Vec<String>,
    /// Imprime la tabla por nivel (levels) o la de lo que rige con su fuerza (forces)
    #[arg(long, value_name = "TABLA", value_parser = ["recommendations", "levels", "forces"])]
    table: Option<String>,
}

impl Recommends {
    pub fn run(self, session: &Session) -> Outcome {
        let question = Question::Recommends(asked::Recommends {
            zones: ask::layer(Some(&self.zones)),
            place: self.at,
            area: Vec::new(),
            parcels: ask::layer(self.area.as_ref()),
            condition: self.condition.unwrap_or_default(),
            land_use: self.land_use,
            matrix: Some(TableRef(self.matrix)),
            others: self.others.into_iter().map(LayerRef).collect(),
        });
        session.ask_for(question, self.table.as_deref())
    }
}
