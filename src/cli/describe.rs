//! `allpa describe LAYER`.

use std::io::Write as _;

use allpa_model::question::asked::{self, Question};
use clap::Args;

use super::ask;
use super::common::{Outcome, Session};

/// Arguments of `describe`.
#[derive(Debug, Args)]
pub struct Describe {
    /// Capa de polígonos
    layer: String,
    /// Cuáles de ellos, en la forma de WHERE de SQL
    #[arg(long = "where", value_name = "EXPR")]
    condition: Option<String>,
    /// Añade las coordenadas en PSAD56
    #[arg(long)]
    both_datums: bool,
    /// Capa de las colindancias
    #[arg(long, value_name = "CAPA")]
    beside: Option<String>,
    /// Las medidas del polígono en vez de sus vértices
    #[arg(long, conflicts_with = "text")]
    summary: bool,
    /// La memoria descriptiva
    #[arg(long)]
    text: bool,
}

impl Describe {
    pub fn run(self, session: &Session) -> Outcome {
        let question = Question::Describe(asked::Describe {
            area: Vec::new(),
            parcels: ask::layer(Some(&self.layer)),
            condition: self.condition.unwrap_or_default(),
            title: String::new(),
            both_datums: self.both_datums,
            beside: ask::layer(self.beside.as_ref()),
        });
        if !self.text {
            return session.ask_for(question, self.summary.then_some("summary"));
        }
        let sheet = session.sheet(question)?;
        let lines = sheet.table("text").map(|table| &table.rows);
        let lines: Vec<String> =
            lines.into_iter().flatten().map(|row| row[0].to_string() + "\n").collect();
        let Some(path) = session.out() else {
            std::io::stdout().write_all(lines.concat().as_bytes()).ok();
            return Ok(());
        };
        session.write_bytes(lines.concat().as_bytes(), path)
    }
}
