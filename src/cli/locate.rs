//! `allpa locate LAYER --points CSV|LON,LAT`.

use allpa_geom::Coord;
use allpa_model::question::locate::locate;
use allpa_text::UserMessage;
use clap::Args;

use super::common::{Outcome, Session};

/// Arguments of `locate`.
#[derive(Debug, Args)]
pub struct Locate {
    /// Capa de polígonos
    layer: String,
    /// CSV con longitud y latitud, o LON,LAT
    #[arg(long, value_name = "CSV|LON,LAT", allow_hyphen_values = true)]
    points: String,
    /// Campo que debe estar en la respuesta, que trae todos
    #[arg(long, value_name = "CAMPO")]
    id: Option<String>,
}

impl Locate {
    pub fn run(&self, session: &Session) -> Outcome {
        let layer = session.layer(&self.layer)?;
        session.has_field(&layer, self.id.as_deref())?;
        let positions = self.positions(session)?;
        let table = locate(&layer, &positions).map_err(|e| session.question_error(&e))?;
        session.answer(&table)
    }

    fn positions(&self, session: &Session) -> Result<Vec<Coord>, UserMessage> {
        let numbers: Vec<f64> =
            self.points.split(',').filter_map(|n| n.trim().parse().ok()).collect();
        if let (&[lon, lat], 2) = (numbers.as_slice(), self.points.split(',').count()) {
            return Ok(vec![[lon, lat]]);
        }
        let layer = session.layer(&self.points)?;
        let shapes = layer.geographic().map_err(|source| {
            let layer = self.points.clone();
            session
                .question_error(&allpa_model::question::QuestionError::Transform { layer, source })
        })?;
        // A row without a position keeps its number and lies nowhere.
        let position = |row| shapes.feature_coords(row).first().copied();
        Ok((0..layer.len()).map(|row| position(row).unwrap_or([f64::NAN; 2])).collect())
    }
}
