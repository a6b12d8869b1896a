//! `allpa ask QUESTION.json`, and how every question is asked.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use allpa_app::ReportLayer;
use allpa_files::atlas::facts;
use allpa_files::{export, tables};
use allpa_map::Fonts;
use allpa_map::style::{MapTheme, of_layer};
use allpa_model::Layer;
use allpa_model::question::asked::{
    Asked, AskedError, LayerRef, Question, Sheet, Sources, TableRef, answer,
};
use allpa_model::role::recognise;
use allpa_model::table::Table;
use allpa_page::{Page, PageError, to_pdf};
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
        if session.is_document() {
            return session.document(asked.question);
        }
        let (sheet, sources) = session.answered(asked.question)?;
        if session.is_json() && session.out().is_none() && self.table.is_none() {
            let notes = session.texts().sheet_notes(&sheet);
            std::io::stdout().write_all(&export::sheet_to_json(&sheet, &notes)).ok();
            return Ok(());
        }
        session.answer_from(&sheet, &sources, self.table.as_deref())
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
        if self.is_document() {
            return self.document(question);
        }
        let (sheet, sources) = self.answered(question)?;
        self.answer_from(&sheet, &sources, table)
    }

    /// Prints a table of an answer, or writes it with its provenance where the format has room.
    fn answer_from(&self, sheet: &Sheet, sources: &Sources, table: Option<&str>) -> Outcome {
        let table = named(self, sheet, table)?;
        let Some(path) = self.out() else { return self.answer(table) };
        let provenance = || {
            let layers = self.report_layers(sheet, sources);
            allpa_app::provenance_table(self.texts(), sheet, &layers, &allpa_files::today())
        };
        let written = export::write_answer(table, path, provenance);
        written.map_err(|error| self.texts().write_error(&path.to_string_lossy(), &error))
    }

    /// Asks a question: reads what it names, warns of what the answer notes, and keeps the question
    /// where `--save` says.
    pub fn sheet(&self, question: Question) -> Result<Sheet, UserMessage> {
        Ok(self.answered(question)?.0)
    }

    /// The answer of a question with what it was found in.
    fn answered(&self, question: Question) -> Result<(Sheet, Sources), UserMessage> {
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
        Ok((sheet, sources))
    }

    /// Whether the answer is to be a document.
    pub fn is_document(&self) -> bool {
        let ending = self.out().and_then(|path| path.extension()?.to_str());
        ending.is_some_and(|ending| ending.eq_ignore_ascii_case("pdf"))
    }

    /// Asks a question and writes its whole answer as a document where `--out` says.
    fn document(&self, question: Question) -> Outcome {
        let (sheet, sources) = self.answered(question)?;
        let Some(path) = self.out() else { return Ok(()) };
        let layers = self.report_layers(&sheet, &sources);
        let today = allpa_files::today();
        self.write_pages(path, |fonts| {
            allpa_app::answer_pages(self.texts(), fonts, &sheet, &layers, &today)
        })
    }

    /// Writes pages that are drawn with the letters of the program as a PDF.
    pub fn write_pages(
        &self,
        path: &Path,
        pages: impl FnOnce(&Arc<Fonts>) -> Vec<Page>,
    ) -> Outcome {
        let failed = |error: &PageError| {
            let file = path.to_string_lossy();
            let what = self.texts().with("what-not-written", &[("file", &file)]);
            UserMessage { what, ..allpa_app::page_error(self.texts(), error) }
        };
        let fonts = Fonts::new(allpa_app::REGULAR.to_vec(), allpa_app::SEMIBOLD.to_vec());
        let fonts = Arc::new(fonts.map_err(|_| failed(&PageError::Font))?);
        let bytes = to_pdf(&pages(&fonts), &fonts).map_err(|error| failed(&error))?;
        self.write_bytes(&bytes, path)
    }

    /// The layers of an answer as documents show them.
    fn report_layers(&self, sheet: &Sheet, sources: &Sources) -> Vec<ReportLayer> {
        let used = sheet.provenance.layers.iter().enumerate();
        used.filter_map(|(number, used)| {
            let layer = sources.layers.get(&used.reference)?;
            Some(self.report_layer(&used.reference, layer, number))
        })
        .collect()
    }

    /// A layer as documents show it: one of the atlas says how far it can be trusted.
    fn report_layer(&self, reference: &LayerRef, layer: &Arc<Layer>, number: usize) -> ReportLayer {
        let theme = MapTheme::LIGHT;
        let id = reference.0.strip_prefix("atlas:");
        let entries = || self.atlas().catalogue.layers.iter();
        let entry = id.and_then(|id| entries().find(|entry| entry.id == id));
        let [title, notice] = entry.map_or([layer.name(), ""], |entry| self.words_of(entry));
        ReportLayer {
            reference: reference.clone(),
            layer: Arc::clone(layer),
            title: title.to_owned(),
            style: Arc::new(of_layer(layer, &recognise(layer), number, &theme)),
            precision: entry.map(|entry| entry.precision).unwrap_or_default(),
            notice: notice.to_owned(),
        }
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
