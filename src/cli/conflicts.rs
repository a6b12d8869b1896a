//! `allpa conflicts --corridor LAYER --width D`.

use allpa_geom::Meters;
use allpa_model::question::asked::{self, PROPOSED_MATRIX, Question, TableRef};
use clap::Args;

use super::ask;
use super::common::{Outcome, Session, parse_distance};

/// Arguments of `conflicts`.
#[derive(Debug, Args)]
pub struct Conflicts {
    /// Capa con la línea del corredor
    #[arg(long, value_name = "CAPA")]
    corridor: String,
    /// Qué entidades de ella, en la forma de WHERE de SQL; fid vale como campo
    #[arg(long = "where", value_name = "EXPR")]
    condition: Option<String>,
    /// Campo de --corridor que distingue alternativas, para compararlas
    #[arg(long, value_name = "CAMPO")]
    alternatives: Option<String>,
    /// Distancia a cada lado del eje; varias entre comas para compararlas
    #[arg(long, value_name = "D,…", value_parser = parse_distance, value_delimiter = ',', required = true)]
    width: Vec<Meters>,
    /// Capa de zonas (ZEE)
    #[arg(long, value_name = "CAPA")]
    zones: Option<String>,
    /// Capa de áreas protegidas
    #[arg(long, value_name = "CAPA")]
    areas: Option<String>,
    /// Capa de unidades (distritos)
    #[arg(long, value_name = "CAPA")]
    units: Option<String>,
    /// Campo de --units que llena la columna unit
    #[arg(long, value_name = "CAMPO")]
    id: Option<String>,
    /// Uso cuya recomendación se busca
    #[arg(long = "use", value_name = "USO")]
    land_use: Option<String>,
    /// Matriz de usos; sin ella, la propuesta del programa
    #[arg(long, value_name = "CSV", requires = "land_use", default_value = PROPOSED_MATRIX)]
    matrix: String,
}

impl Conflicts {
    pub fn run(self, session: &Session) -> Outcome {
        session.ask(Question::Conflicts(asked::Conflicts {
            axis: Vec::new(),
            corridor: ask::layer(Some(&self.corridor)),
            condition: self.condition.unwrap_or_default(),
            alternatives: self.alternatives,
            widths: self.width,
            units: ask::layer(self.units.as_ref()),
            unit_field: self.id,
            zones: ask::layer(self.zones.as_ref()),
            areas: ask::layer(self.areas.as_ref()),
            land_use: self.land_use,
            matrix: Some(TableRef(self.matrix)),
        }))
    }
}
