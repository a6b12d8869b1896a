//! `allpa strip --corridor LAYER`.

use allpa_geom::Meters;
use allpa_model::question::asked::{self, LayerRef, Question};
use clap::Args;

use super::ask;
use super::common::{Outcome, Session, parse_distance};

/// Arguments of `strip`.
#[derive(Debug, Args)]
pub struct Strip {
    /// Capa con la línea del corredor; sus tramos se unen
    #[arg(long, value_name = "CAPA")]
    corridor: String,
    /// Qué entidades de ella, en la forma de WHERE de SQL; fid vale como campo
    #[arg(long = "where", value_name = "EXPR")]
    condition: Option<String>,
    /// Capa de unidades (departamentos, distritos)
    #[arg(long, value_name = "CAPA")]
    units: Option<String>,
    /// Campo de --units con los códigos
    #[arg(long, value_name = "CAMPO")]
    id: Option<String>,
    /// Capa de zonas (ZEE)
    #[arg(long, value_name = "CAPA")]
    zones: Option<String>,
    /// Capa de áreas protegidas
    #[arg(long, value_name = "CAPA")]
    areas: Option<String>,
    /// Capa de lugares poblados
    #[arg(long, value_name = "CAPA")]
    places: Option<String>,
    /// Hasta qué distancia del eje cuentan los lugares
    #[arg(long, value_name = "D", value_parser = parse_distance, default_value = "5km")]
    within: Meters,
    /// Capas de líneas que el eje puede cruzar: ríos, vías
    #[arg(long, value_name = "CAPA", num_args = 1..)]
    crossings: Vec<String>,
    /// Imprime las unidades en orden (order) o los totales (summary)
    #[arg(long, value_name = "TABLA", value_parser = ["strip", "order", "summary"])]
    table: Option<String>,
}

impl Strip {
    pub fn run(self, session: &Session) -> Outcome {
        let question = Question::Strip(asked::Strip {
            axis: Vec::new(),
            corridor: ask::layer(Some(&self.corridor)),
            condition: self.condition.unwrap_or_default(),
            units: ask::layer(self.units.as_ref()),
            unit_field: self.id,
            zones: ask::layer(self.zones.as_ref()),
            areas: ask::layer(self.areas.as_ref()),
            places: ask::layer(self.places.as_ref()),
            distance: self.within,
            crossings: self.crossings.into_iter().map(LayerRef).collect(),
        });
        session.ask_for(question, self.table.as_deref())
    }
}
