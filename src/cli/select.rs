//! `allpa select LAYER --intersects|--within|--contains|--disjoint|--dwithin LAYER`.

use allpa_geom::Meters;
use allpa_model::question::{Relation, select, take_rows};
use allpa_model::table::Table;
use clap::Args;

use super::common::{Outcome, Session, parse_distance};

/// Arguments of `select`.
#[derive(Debug, Args)]
pub struct Select {
    /// Capa de la que se elige
    layer: String,
    #[command(flatten)]
    relation: Against,
    /// Distancia para --dwithin
    #[arg(long, value_parser = parse_distance, requires = "dwithin")]
    distance: Option<Meters>,
    /// Campo que debe estar en la respuesta, que trae todos
    #[arg(long, value_name = "CAMPO")]
    id: Option<String>,
}

#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
struct Against {
    /// Comparte algún punto con esta capa
    #[arg(long, value_name = "CAPA")]
    intersects: Option<String>,
    /// Está dentro de una entidad de esta capa
    #[arg(long, value_name = "CAPA")]
    within: Option<String>,
    /// Contiene una entidad de esta capa
    #[arg(long, value_name = "CAPA")]
    contains: Option<String>,
    /// No comparte ningún punto con esta capa
    #[arg(long, value_name = "CAPA")]
    disjoint: Option<String>,
    /// Está a --distance o menos de esta capa
    #[arg(long, value_name = "CAPA", requires = "distance")]
    dwithin: Option<String>,
}

impl Select {
    pub fn run(&self, session: &Session) -> Outcome {
        let layer = session.layer(&self.layer)?;
        session.has_field(&layer, self.id.as_deref())?;
        let against = &self.relation;
        let choices = [
            (&against.intersects, Relation::Intersects),
            (&against.within, Relation::Within),
            (&against.contains, Relation::Contains),
            (&against.disjoint, Relation::Disjoint),
            (&against.dwithin, Relation::WithinDistance(self.distance.unwrap_or_default())),
        ];
        let chosen = choices
            .into_iter()
            .find_map(|(name, relation)| name.as_ref().map(|name| (name, relation)));
        let Some((name, relation)) = chosen else { return Ok(()) };
        let other = session.layer(name)?;
        let rows = select(&layer, relation, &other).map_err(|e| session.question_error(&e))?;
        if session.out().is_some() && !is_table(session) {
            return session.answer_layer(&take_rows(&layer, &rows));
        }
        let names = layer.columns().iter().map(|column| column.name.clone());
        let mut table = Table::new(std::iter::once("fid".to_owned()).chain(names));
        for row in rows {
            let values = layer.columns().iter().map(|column| column.value(row).into());
            table.push(std::iter::once(row.into()).chain(values).collect());
        }
        session.answer(&table)
    }
}

fn is_table(session: &Session) -> bool {
    let extension = session.out().and_then(|path| path.extension());
    extension.is_some_and(|extension| extension.eq_ignore_ascii_case("csv"))
}
