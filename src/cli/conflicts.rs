//! `allpa conflicts --corridor LAYER --width D`.

use std::path::PathBuf;

use allpa_files::atlas::facts;
use allpa_geom::Meters;
use allpa_model::question::QuestionError;
use allpa_model::question::conflicts::{Corridor, Theme, UseMatrix, conflicts};
use allpa_text::UserMessage;
use clap::Args;

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
    /// Distancia a cada lado del eje
    #[arg(long, value_name = "D", value_parser = parse_distance)]
    width: Meters,
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
    #[arg(long, value_name = "CSV", requires = "land_use")]
    matrix: Option<PathBuf>,
}

impl Conflicts {
    pub fn run(&self, session: &Session) -> Outcome {
        let told = |error: QuestionError| session.question_error(&error);
        let line = session.filter(session.layer(&self.corridor)?, self.condition.as_deref())?;
        let shapes = line.geographic().map_err(|source| {
            told(QuestionError::Transform { layer: self.corridor.clone(), source })
        })?;
        let axis: geo::MultiLineString =
            (0..line.len()).flat_map(|row| shapes.lines(row)).collect();
        if axis.0.is_empty() {
            let layer = line.name().to_owned();
            return Err(told(QuestionError::WrongGeometry { layer, needed: "lines" }));
        }
        let read =
            |name: &Option<String>| name.as_ref().map(|name| session.layer(name)).transpose();
        let (units, zones, areas) = (read(&self.units)?, read(&self.zones)?, read(&self.areas)?);
        let units = units.as_ref().map(|units| session.theme(units, self.id.as_deref()));
        let matrix = self.matrix(session)?;
        let corridor = Corridor {
            axis: &axis,
            width: self.width,
            units: units.transpose()?,
            zones: zones.as_ref().map(Theme::of),
            areas: areas.as_ref().map(Theme::of),
            matrix: matrix.as_ref().map(|(matrix, code)| (matrix, code.as_str())),
        };
        let answer = conflicts(&corridor).map_err(told)?;
        session.warn_all(&answer.notes);
        session.answer(&answer.value.to_table())
    }

    /// The matrix and the code of the use asked for.
    fn matrix(&self, session: &Session) -> Result<Option<(UseMatrix, String)>, UserMessage> {
        let Some(land_use) = &self.land_use else { return Ok(None) };
        let texts = session.texts();
        let text = if let Some(path) = &self.matrix {
            std::fs::read_to_string(path)
                .map_err(|error| texts.read_error(&path.to_string_lossy(), &error.into()))?
        } else {
            session.warn(&texts.get("note-proposed-matrix"));
            facts::USE_MATRIX.to_owned()
        };
        let what = || texts.with("what-no-use", &[("name", land_use)]);
        let matrix = allpa_files::tables::use_matrix(&text).ok_or_else(|| UserMessage {
            what: what(),
            cause: texts.get("cause-no-matrix"),
            remedy: texts.get("remedy-matrix"),
        })?;
        let code = matrix.find_use(land_use).map(str::to_owned).ok_or_else(|| UserMessage {
            what: what(),
            cause: texts.get("cause-no-use"),
            remedy: texts.with("remedy-uses", &[("names", &matrix.uses().join(", "))]),
        })?;
        Ok(Some((matrix, code)))
    }
}
