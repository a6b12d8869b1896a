//! `allpa reconcile --areas LAYER --units LAYER`.

use allpa_model::question::asked::{self, Question};
use allpa_model::question::protected::PRIORITY;
use clap::Args;

use super::ask;
use super::common::{Outcome, Session};

/// Arguments of `reconcile`.
#[derive(Debug, Args)]
pub struct Reconcile {
    /// Capa de áreas protegidas
    #[arg(long, value_name = "CAPA")]
    areas: String,
    /// Capa de unidades dentro de las cuales cuenta el terreno
    #[arg(long, value_name = "CAPA")]
    units: String,
    /// Campo de --areas con el tipo
    #[arg(long = "type", value_name = "CAMPO")]
    kind: Option<String>,
    /// Campo de --areas con las hectáreas de la norma
    #[arg(long, value_name = "CAMPO")]
    legal: Option<String>,
    /// Tipos que reclaman primero el terreno, en orden
    #[arg(long, value_name = "TIPO,…", value_delimiter = ',', default_values = PRIORITY)]
    priority: Vec<String>,
    /// Cifra oficial con la que se compara, en hectáreas
    #[arg(long, value_name = "HA", default_value_t = 0.0)]
    stated: f64,
    /// Los pasos por tipo en vez de la cuenta
    #[arg(long)]
    by_type: bool,
}

impl Reconcile {
    pub fn run(self, session: &Session) -> Outcome {
        session.ask(Question::Reconcile(asked::Reconcile {
            areas: ask::layer(Some(&self.areas)),
            kind_field: self.kind,
            legal: self.legal,
            units: ask::layer(Some(&self.units)),
            priority: self.priority,
            stated: self.stated,
            summary: !self.by_type,
        }))
    }
}
