//! `allpa plan compare`: the alternatives of a plan side by side.

use std::path::PathBuf;

use allpa_files::plan_file::PlanFile;
use allpa_model::question::conflicts::Theme;
use allpa_model::question::scenarios::{Against, compare_scenarios};
use allpa_text::UserMessage;
use clap::Args;

use super::common::{Outcome, Session};

/// Arguments of `plan compare`.
#[derive(Debug, Args)]
pub struct Compare {
    /// Expediente
    file: PathBuf,
    /// Alternativas, separadas por comas; si no se indican, todas
    #[arg(long, value_delimiter = ',', value_name = "NOMBRE,…")]
    alternatives: Vec<String>,
    /// Áreas protegidas
    #[arg(long, value_name = "CAPA")]
    areas: Option<String>,
    /// Zonificación
    #[arg(long, value_name = "CAPA")]
    zones: Option<String>,
    /// Distritos u otras unidades
    #[arg(long, value_name = "CAPA")]
    units: Option<String>,
}

impl Compare {
    pub fn run(&self, session: &Session) -> Outcome {
        let texts = session.texts();
        let told = |error| texts.plan_error(&self.file.to_string_lossy(), &error);
        let plan = PlanFile::open_protected(&self.file).and_then(|file| file.load());
        let plan = plan.map_err(told)?.plan;
        let known = plan.alternatives();
        let names: Vec<&str> = if self.alternatives.is_empty() {
            known.clone()
        } else {
            self.alternatives.iter().map(String::as_str).collect()
        };
        let unknown: Vec<&str> =
            names.iter().filter(|name| !known.contains(name)).copied().collect();
        if names.is_empty() || !unknown.is_empty() {
            return Err(UserMessage {
                what: texts.get("what-no-alternative"),
                cause: if unknown.is_empty() {
                    texts.get("cause-no-alternatives")
                } else {
                    texts.with("cause-unknown-alternative", &[("names", &unknown.join(", "))])
                },
                remedy: texts.with("remedy-alternatives", &[("names", &known.join(", "))]),
            });
        }
        let read =
            |name: &Option<String>| name.as_ref().map(|name| session.layer(name)).transpose();
        let (areas, zones, units) = (read(&self.areas)?, read(&self.zones)?, read(&self.units)?);
        let against = Against {
            areas: areas.as_ref().map(Theme::of),
            zones: zones.as_ref().map(Theme::of),
            units: units.as_ref().map(Theme::of),
        };
        let compared = compare_scenarios(&plan, &names, &against);
        session.answer(&compared.map_err(|error| session.question_error(&error))?)
    }
}
