//! `allpa change BEFORE AFTER --by FIELD`.

use allpa_geom::Meters;
use allpa_model::question::asked::{self, Question};
use clap::Args;

use super::ask;
use super::common::{Outcome, Session, parse_distance};

/// Arguments of `change`.
#[derive(Debug, Args)]
pub struct Change {
    /// Versión anterior
    before: String,
    /// Versión nueva
    after: String,
    /// Campo de la categoría; ANTES,DESPUÉS si el nombre cambió
    #[arg(long, value_name = "CAMPO")]
    by: String,
    /// Campo que nombra cada entidad en ambas versiones
    #[arg(long, value_name = "CAMPO")]
    key: Option<String>,
    /// Los linderos que se redibujaron dentro de esta distancia no cuentan como cambio
    #[arg(long, value_name = "D", value_parser = parse_distance, default_value = "10m")]
    tolerance: Meters,
    /// Imprime la lista de cambios (changes) o la de entidades (features)
    #[arg(long, value_name = "TABLA", value_parser = ["matrix", "changes", "features"])]
    table: Option<String>,
}

impl Change {
    pub fn run(self, session: &Session) -> Outcome {
        let (by, by_after) = match self.by.split_once(',') {
            Some((before, after)) => (before.to_owned(), Some(after.to_owned())),
            None => (self.by, None),
        };
        let question = Question::Change(asked::Change {
            before: ask::layer(Some(&self.before)),
            after: ask::layer(Some(&self.after)),
            by: Some(by),
            by_after,
            key: self.key,
            tolerance: self.tolerance,
            summary: false,
        });
        session.ask_for(question, self.table.as_deref())
    }
}
