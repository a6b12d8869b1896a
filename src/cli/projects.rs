//! `allpa plan projects`: the register of investment projects of a plan, and what they come to.

use std::path::{Path, PathBuf};

use allpa_files::plan_file::PlanFile;
use allpa_geom::{Meters, ShapeKind};
use allpa_model::plan::{Plan, as_layer};
use allpa_model::question::asked::{self, LayerRef, Question};
use allpa_model::role::Role;
use allpa_text::UserMessage;
use clap::{Args, ValueEnum};

use super::common::{Outcome, Session, parse_distance};

/// Arguments of `plan projects`.
#[derive(Debug, Args)]
pub struct Projects {
    /// Expediente
    file: PathBuf,
    /// Totales en vez del registro: por provincia, etapa, corredor o fuente de financiamiento
    #[arg(long, value_enum, value_name = "CRITERIO")]
    by: Option<By>,
    /// Provincias u otras unidades en que se cuentan; si no se indican, las provincias del expediente
    #[arg(long, value_name = "CAPA")]
    units: Option<String>,
    /// Campo de --units que llena la columna unit
    #[arg(long, value_name = "CAMPO")]
    id: Option<String>,
    /// Hasta qué distancia un proyecto se cuenta con un corredor
    #[arg(long, value_name = "D", value_parser = parse_distance, default_value = "5km")]
    distance: Meters,
    /// Solo esta alternativa, con lo que no es de ninguna; si no se indica, todas
    #[arg(long, value_name = "NOMBRE")]
    alternative: Option<String>,
}

/// What projects are counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum By {
    Province,
    Stage,
    Corridor,
    Source,
}

impl Projects {
    pub fn run(&self, session: &Session) -> Outcome {
        let texts = session.texts();
        let told = |error| texts.plan_error(&self.file.to_string_lossy(), &error);
        let file = PlanFile::open_protected(&self.file).map_err(told)?;
        let plan = file.load().map_err(told)?.plan;
        let kinds = [ShapeKind::Polygon, ShapeKind::Line, ShapeKind::Point];
        let layers = kinds.iter().filter_map(|kind| as_layer(plan.proposals.values(), *kind));
        let proposals: Vec<LayerRef> =
            layers.map(|layer| of_plan(&self.file, layer.name())).collect();
        let known = plan.alternatives();
        if let Some(name) = self.alternative.as_deref().filter(|name| !known.contains(name)) {
            return Err(UserMessage {
                what: texts.get("what-no-projects"),
                cause: texts.with("cause-unknown-alternative", &[("names", name)]),
                remedy: texts.with("remedy-alternatives", &[("names", &known.join(", "))]),
            });
        }
        let units = match &self.units {
            Some(units) => Some(LayerRef(units.clone())),
            None => provinces(&file, &plan).map(|table| of_plan(&self.file, &table)),
        };
        if units.is_none() && self.by == Some(By::Province) {
            return Err(UserMessage {
                what: texts.get("what-no-projects"),
                cause: texts.get("cause-no-provinces"),
                remedy: texts.get("remedy-no-provinces"),
            });
        }
        let table = self.by.map(|by| match by {
            By::Province => "by_unit",
            By::Stage => "by_stage",
            By::Corridor => "by_corridor",
            By::Source => "by_source",
        });
        let (unit_field, reach) = (self.id.clone(), self.distance);
        let alternative = self.alternative.clone().unwrap_or_default();
        let asked = asked::Projects { proposals, alternative, units, unit_field, reach };
        session.ask_for(Question::Projects(asked), table)
    }
}

/// A table of the plan as any layer is named.
fn of_plan(file: &Path, table: &str) -> LayerRef {
    LayerRef(format!("{}:{table}", file.to_string_lossy()))
}

/// The table of the plan that holds provinces.
fn provinces(file: &PlanFile, plan: &Plan) -> Option<String> {
    let is_provinces = |table: &&allpa_model::plan::TableSource| {
        let layer = plan.layers.iter().find(|layer| layer.table() == Some(table));
        let features = layer.and_then(|layer| file.features(layer, &()).ok().flatten());
        features.is_some_and(|own| table.recognise(&own).role == Some(Role::Province))
    };
    let tables = plan.layers.iter().filter_map(|layer| layer.table());
    tables.rev().find(is_provinces).map(|table| table.table.clone())
}
