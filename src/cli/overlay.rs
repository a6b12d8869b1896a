//! `allpa overlay A B`.

use allpa_geom::overlay::Operation;
use allpa_model::question::accuracy::MapScale;
use allpa_model::question::asked::{self, Question};
use allpa_model::question::overlay;
use clap::{Args, ValueEnum};

use super::ask;
use super::common::{Outcome, Session, parse_map_scale};

/// Arguments of `overlay`.
#[derive(Debug, Args)]
pub struct Overlay {
    /// Primera capa
    a: String,
    /// Segunda capa
    b: String,
    /// Operación
    #[arg(long, value_enum, default_value = "intersection")]
    op: Op,
    /// Tabla cruzada por un campo de cada capa: a.CAMPO,b.CAMPO
    #[arg(long, value_name = "A.CAMPO,B.CAMPO")]
    by: Option<String>,
    /// Añade totales, residuos y traslapes
    #[arg(long, requires = "by")]
    totals: bool,
    /// Escala del mapa de A, 25000 por 1:25 000: añade el rango de cada área
    #[arg(long, value_name = "N", requires = "by", value_parser = parse_map_scale)]
    a_scale: Option<MapScale>,
    /// Escala del mapa de B
    #[arg(long, value_name = "N", requires = "by", value_parser = parse_map_scale)]
    b_scale: Option<MapScale>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Op {
    Intersection,
    Union,
    Difference,
    Symdiff,
}

impl Overlay {
    pub fn run(self, session: &Session) -> Outcome {
        if let Some(by) = &self.by {
            let (of_a, of_b) = by.split_once(',').unwrap_or((by, by));
            return session.ask(Question::Cross(asked::Cross {
                a: ask::layer(Some(&self.a)),
                a_field: Some(of_a.trim().trim_start_matches("a.").to_owned()),
                b: ask::layer(Some(&self.b)),
                b_field: Some(of_b.trim().trim_start_matches("b.").to_owned()),
                totals: self.totals,
                a_scale: self.a_scale,
                b_scale: self.b_scale,
            }));
        }
        let (a, b) = (session.layer(&self.a)?, session.layer(&self.b)?);
        let operation = match self.op {
            Op::Intersection => Operation::Intersection,
            Op::Union => Operation::Union,
            Op::Difference => Operation::Difference,
            Op::Symdiff => Operation::SymmetricDifference,
        };
        let answer = overlay(&a, &b, operation).map_err(|error| session.question_error(&error))?;
        session.warn_all(&answer.notes);
        session.answer_layer(&answer.value)
    }
}
