//! `allpa overlay A B`.

use allpa_geom::overlay::Operation;
use allpa_model::question::{cross_table, overlay};
use clap::{Args, ValueEnum};

use super::common::{Outcome, Session};

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
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Op {
    Intersection,
    Union,
    Difference,
    Symdiff,
}

impl Overlay {
    pub fn run(&self, session: &Session) -> Outcome {
        let (a, b) = (session.layer(&self.a)?, session.layer(&self.b)?);
        let told = |error| session.question_error(&error);
        let Some(by) = &self.by else {
            let operation = match self.op {
                Op::Intersection => Operation::Intersection,
                Op::Union => Operation::Union,
                Op::Difference => Operation::Difference,
                Op::Symdiff => Operation::SymmetricDifference,
            };
            let answer = overlay(&a, &b, operation).map_err(told)?;
            session.warn_all(&answer.notes);
            return session.answer_layer(&answer.value);
        };
        let (of_a, of_b) = by.split_once(',').unwrap_or((by, by));
        let of_a = of_a.trim().trim_start_matches("a.");
        let of_b = of_b.trim().trim_start_matches("b.");
        let answer = cross_table(&a, of_a, &b, of_b).map_err(told)?;
        session.warn_all(&answer.notes);
        let table =
            if self.totals { answer.value.to_table_with_totals() } else { answer.value.to_table() };
        session.answer(&table)
    }
}
