//! `allpa protected --areas LAYER --units LAYER`.

use allpa_model::question::conflicts::Theme;
use allpa_model::question::protected::{PRIORITY, protected};
use clap::Args;

use super::common::{Outcome, Session};

/// Arguments of `protected`.
#[derive(Debug, Args)]
pub struct Protected {
    /// Capa de áreas protegidas
    #[arg(long, value_name = "CAPA")]
    areas: String,
    /// Capa de unidades (distritos, provincias, departamentos)
    #[arg(long, value_name = "CAPA")]
    units: String,
    /// Tipos que reclaman primero el terreno, en orden
    #[arg(long, value_name = "TIPO,…", value_delimiter = ',', default_values = PRIORITY)]
    priority: Vec<String>,
    /// Campo de --areas con el tipo
    #[arg(long = "type", value_name = "CAMPO")]
    kind: Option<String>,
    /// Campo de --units que llena la columna unit
    #[arg(long, value_name = "CAMPO")]
    id: Option<String>,
}

impl Protected {
    pub fn run(&self, session: &Session) -> Outcome {
        let (areas, units) = (session.layer(&self.areas)?, session.layer(&self.units)?);
        let units = session.theme(&units, self.id.as_deref())?;
        let mut areas = Theme::of(&areas);
        if let Some(kind) = &self.kind {
            areas.fields.category = Some(session.column(areas.layer, kind)?);
        }
        let answer = protected(areas, units, &self.priority)
            .map_err(|error| session.question_error(&error))?;
        session.warn_all(&answer.notes);
        session.answer(&answer.value.to_table())
    }
}
