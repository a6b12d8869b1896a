//! `allpa ask QUESTION.json`, and how every question is asked.

use std::io::Write as _;
use std::path::PathBuf;
use std::sync::Arc;

use allpa_files::atlas::facts;
use allpa_files::{export, tables};
use allpa_model::question::asked::{
    Asked, AskedError, LayerRef, Question, Sheet, Sources, TableRef, answer,
};
use allpa_model::table::Table;
use allpa_text::UserMessage;
use clap::Args;

use super::common::{Outcome, Session};

/// Arguments of `ask`.
#[derive(Debug, Args)]
pub struct Ask {
    /// Archivo con la pregunta, como lo escribe --save
    question: PathBuf,
    /// Qué tabla de la respuesta se imprime, si no es la principal
    #[arg(long, value_name = "NOMBRE")]
    table: Option<String>,
}

impl Ask {
    pub fn run(&self, session: &Session) -> Outcome {
        let file = self.question.to_string_lossy();
        let text = std::fs::read_to_string(&self.question)
            .map_err(|error| session.texts().read_error(&file, &error.into()))?;
        let asked = Asked::from_json(&text).map_err(|error| unreadable(session, &file, &error))?;
        let sheet = session.sheet(asked.question)?;
        if session.is_json() && session.out().is_none() && self.table.is_none() {
            let notes = session.texts().sheet_notes(&sheet);
            std::io::stdout().write_all(&export::sheet_to_json(&sheet, &notes)).ok();
            return Ok(());
        }
        session.answer(named(session, &sheet, self.table.as_deref())?)
    }
}

/// The table asked for by its name, the main one without.
fn named<'a>(
    session: &Session,
    sheet: &'a Sheet,
    name: Option<&str>,
) -> Result<&'a Table, UserMessage> {
    let Some(name) = name else { return Ok(sheet.main()) };
    sheet.table(name).ok_or_else(|| {
        let texts = session.texts();
        let known: Vec<&str> = sheet.found.tables.iter().map(|table| table.name).collect();
        UserMessage {
            what: texts.get("what-no-answer"),
            cause: texts.with("cause-no-table", &[("name", name)]),
            remedy: texts.with("remedy-known-fields", &[("names", &known.join(", "))]),
        }
    })
}

fn unreadable(session: &Session, file: &str, error: &AskedError) -> UserMessage {
    let texts = session.texts();
    let (cause, remedy) = match error {
        AskedError::NewerVersion { .. } => {
            (texts.get("cause-newer-question"), texts.get("remedy-newer-program"))
        }
        AskedError::Syntax(reason) => {
            (texts.with("cause-invalid", &[("reason", reason)]), texts.get("remedy-save-question"))
        }
    };
    UserMessage { what: texts.with("what-not-read", &[("file", file)]), cause, remedy }
}

impl Session {
    /// Asks a question and prints the table that answers.
    pub fn ask(&self, question: Question) -> Outcome {
        self.ask_for(question, None)
    }

    /// Asks a question and prints the table of that name, the main one without a name.
    pub fn ask_for(&self, question: Question, table: Option<&str>) -> Outcome {
        let sheet = self.sheet(question)?;
        self.answer(named(self, &sheet, table)?)
    }

    /// Asks a question: reads what it names, warns of what the answer notes, and keeps the question
    /// where `--save` says.
    pub fn sheet(&self, question: Question) -> Result<Sheet, UserMessage> {
        let sources = self.sources(&question)?;
        let program = concat!("allpa ", env!("CARGO_PKG_VERSION"));
        let sheet = answer(&question, &sources, program, &())
            .map_err(|error| self.question_error(&error))?;
        for line in self.texts().sheet_notes(&sheet) {
            self.warn(&line);
        }
        if let Some(path) = self.save() {
            self.write_bytes(Asked::new(question).to_json().as_bytes(), path)?;
        }
        Ok(sheet)
    }

    /// Reads the layers and tables that a question names.
    fn sources(&self, question: &Question) -> Result<Sources, UserMessage> {
        let (layers, tables) = question.needs();
        let mut sources = Sources::default();
        for reference in layers {
            let layer = Arc::new(self.layer(&reference.0)?);
            sources.layers.insert(reference, layer);
        }
        for reference in tables {
            let table = self.table(&reference)?;
            sources.tables.insert(reference, table);
        }
        Ok(sources)
    }

    fn table(&self, reference: &TableRef) -> Result<Arc<Table>, UserMessage> {
        let name = &reference.0;
        if let Some(fact) = name.strip_prefix("atlas:") {
            return facts::table(fact).ok_or_else(|| {
                let names: Vec<&str> = facts::names().collect();
                let values = [("wanted", fact), ("names", &names.join(", "))];
                let texts = self.texts();
                UserMessage {
                    what: texts.with("what-not-read", &[("file", name)]),
                    cause: texts.with("cause-no-such-layer", &values),
                    remedy: texts.get("remedy-name-layer"),
                }
            });
        }
        let text = std::fs::read_to_string(name)
            .map_err(|error| self.texts().read_error(name, &error.into()))?;
        Ok(Arc::new(tables::read(&text)))
    }
}

/// The reference of a layer argument.
pub fn layer(argument: Option<&String>) -> Option<LayerRef> {
    argument.map(|argument| LayerRef(argument.clone()))
}
