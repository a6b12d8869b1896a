//! `allpa group --units LAYER --members CSV|CODES`.

use std::path::{Path, PathBuf};

use allpa_files::tables;
use allpa_model::question::group::{Group as Members, profiles, to_table};
use allpa_text::UserMessage;
use clap::Args;

use super::common::{Outcome, Session};

/// Arguments of `group`.
#[derive(Debug, Args)]
pub struct Group {
    /// Capa de unidades (departamentos, o distritos cuyos códigos empiezan con los de los miembros)
    #[arg(long, value_name = "CAPA")]
    units: String,
    /// Archivo CSV con grupos y miembros, o códigos separados por comas
    #[arg(long, value_name = "CSV|CÓDIGOS")]
    members: String,
    /// Archivo CSV con indicadores por ubigeo o nombre
    #[arg(long, value_name = "CSV")]
    indicators: Option<PathBuf>,
    /// Campo de --units con los códigos
    #[arg(long, value_name = "CAMPO")]
    id: Option<String>,
}

impl Group {
    pub fn run(&self, session: &Session) -> Outcome {
        let layer = session.layer(&self.units)?;
        let units = session.theme(&layer, self.id.as_deref())?;
        let path = Path::new(&self.members);
        let groups = if path.is_file() {
            let text = read(session, path)?;
            let columns = "group, members";
            tables::groups(&text).ok_or_else(|| without_columns(session, path, columns))?
        } else {
            let members = self.members.split([',', ';']).map(|code| code.trim().to_owned());
            vec![Members { name: self.members.clone(), members: members.collect() }]
        };
        let indicators = match &self.indicators {
            None => Vec::new(),
            Some(path) => tables::indicators(&read(session, path)?)
                .ok_or_else(|| without_columns(session, path, "indicator, value"))?,
        };
        let answer = profiles(units, &groups, &indicators)
            .map_err(|error| session.question_error(&error))?;
        session.warn_all(&answer.notes);
        for profile in answer.value.iter().filter(|profile| !profile.missing.is_empty()) {
            let missing = profile.missing.join(", ");
            let values = [("group", profile.name.as_str()), ("members", &missing)];
            session.warn(&session.texts().with("note-members-missing", &values));
        }
        let provenance = layer.provenance();
        let source =
            if provenance.source.is_empty() { &provenance.file } else { &provenance.source };
        session.answer(&to_table(&answer.value, source))
    }
}

fn read(session: &Session, path: &Path) -> Result<String, UserMessage> {
    std::fs::read_to_string(path)
        .map_err(|error| session.texts().read_error(&path.to_string_lossy(), &error.into()))
}

fn without_columns(session: &Session, path: &Path, columns: &str) -> UserMessage {
    let texts = session.texts();
    UserMessage {
        what: texts.with("what-not-read", &[("file", &path.to_string_lossy())]),
        cause: texts.with("cause-no-columns", &[("names", columns)]),
        remedy: texts.get("remedy-first-row"),
    }
}
