//! The loader's side of a reading: on its own thread, it reads, settles and prepares.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, mpsc};
use std::thread;

use allpa_files::atlas::{Atlas, Entry, Precision};
use allpa_files::import::{
    Cancelled, Imported, Progress, ReadError, ReadOptions, open, split_layer_argument,
};
use allpa_map::PreparedLayer;
use allpa_map::style::{MapTheme, ThemeMode};
use allpa_model::health::{Shift, shift_among};
use allpa_model::question::QuestionError;
use allpa_model::role::{Group, recognise};
use allpa_model::{Layer, Note, NoteKind, Suspicion};
use allpa_text::{Texts, UserMessage};

use super::Incoming;
use crate::import::Pending;
use crate::job::Control;
use crate::join::Joining;
use crate::layers::LoadedLayer;
use crate::state::{Message, Severity};

/// What a reading needs, and where its results go.
pub(super) struct Work<'a> {
    pub(super) texts: Texts,
    pub(super) mode: ThemeMode,
    pub(super) first_number: usize,
    pub(super) references: Vec<Arc<Layer>>,
    pub(super) sender: mpsc::Sender<Incoming>,
    pub(super) control: &'a Control,
}

/// Why a file gave no layer yet.
enum Unsettled {
    Asked(Box<Pending>),
    Refused(ReadError),
}

impl From<ReadError> for Unsettled {
    fn from(error: ReadError) -> Self {
        Self::Refused(error)
    }
}

/// Stops when the job is stopped, and leaves the share done to whoever counts the layers.
struct Stop<'a>(&'a Control);

impl Progress for Stop<'_> {
    fn step(&self, _: u64, _: u64) -> Result<(), Cancelled> {
        self.0.check()
    }
}

impl Work<'_> {
    pub(super) fn send(&self, incoming: Incoming) {
        self.sender.send(incoming).ok(); // the window is closing when nobody listens
    }

    pub(super) fn tell(&self, severity: Severity, message: UserMessage) {
        self.send(Incoming::Message(Message::new(severity, message)));
    }

    pub(super) fn fail(&self, name: &str, error: &ReadError) {
        if !matches!(error, ReadError::Cancelled) {
            self.tell(Severity::Error, self.texts.read_error(name, error));
        }
    }

    /// Reads layers of the atlas by their numbers, on all cores. Plain threads and not rayon tasks:
    /// preparing a layer fills its indices with rayon, and a task that waits for such an index
    /// could be asked to fill it.
    pub(super) fn read_layers(&self, atlas: &Atlas, numbers: &[usize]) {
        let (next, done) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let cores = thread::available_parallelism().map_or(2, usize::from);
        thread::scope(|scope| {
            for _ in 0..cores.min(numbers.len()) {
                scope.spawn(|| {
                    while let Some(&number) = numbers.get(next.fetch_add(1, Relaxed)) {
                        let entry = &atlas.catalogue.layers[number];
                        match atlas.read(&entry.id, &Stop(self.control)) {
                            Ok(layer) => self.ready(layer, number, Some(entry)),
                            Err(error) => {
                                self.fail(&entry.title_es, &error);
                                self.send(Incoming::Unread(number));
                            }
                        }
                        let done = done.fetch_add(1, Relaxed) + 1;
                        self.control.step(done as u64, numbers.len() as u64).ok();
                    }
                });
            }
        });
    }

    /// Reads every layer of a file; how many came in. Tables without positions go to `tables`.
    pub(super) fn read_file(&self, file: &Path, number: usize, tables: &mut Vec<Joining>) -> usize {
        let (path, layer) = if file.exists() {
            (file.to_owned(), None)
        } else {
            split_layer_argument(&file.to_string_lossy())
        };
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        let imported = open(&path).and_then(|source| match &layer {
            Some(layer) => Ok(vec![source.read(Some(layer), self.control)?]),
            None => source.read_all(self.control),
        });
        let imported = match imported {
            Ok(imported) => imported,
            Err(error) => {
                self.fail(&name, &error);
                return 0;
            }
        };
        let mut count = 0;
        for layer in imported {
            if layer.is_bare_table() {
                tables.push(Joining::new(layer));
                continue;
            }
            match self.settle(layer) {
                Ok(layer) => {
                    self.tell_notes(&layer);
                    self.ready(layer, number + count, None);
                    count += 1;
                }
                Err(Unsettled::Asked(pending)) => self.send(Incoming::Ask(pending)),
                Err(Unsettled::Refused(error)) => self.fail(&name, &error),
            }
        }
        count
    }

    /// Makes the layer, unless the user must say first where it is.
    fn settle(&self, mut imported: Imported) -> Result<Layer, Unsettled> {
        let options = ReadOptions::default();
        let as_read = (imported.parts.notes.clone(), imported.parts.provenance.crs_source);
        let is_asked = imported.settle(&options).is_ok_and(|crs| imported.needs_an_answer(crs));
        let found = std::mem::replace(&mut imported.parts.notes, as_read.0);
        imported.parts.provenance.crs_source = as_read.1;
        if is_asked {
            return Err(Unsettled::Asked(self.pending(imported, &found)));
        }
        let layer = imported.into_layer(&options)?;
        let references = self.references.iter().map(AsRef::as_ref);
        let Some(shift) = shift_among(&layer, references).filter(Shift::is_psad56) else {
            return Ok(layer);
        };
        let (east, north) = (shift.east.value(), shift.north.value());
        let doubt = NoteKind::Suspicion(Suspicion::Psad56 { east, north });
        let declared = Some(layer.crs());
        let imported = Imported { parts: layer.into_parts(), declared };
        Err(Unsettled::Asked(self.pending(imported, &[Note::layer(doubt)])))
    }

    fn pending(&self, imported: Imported, found: &[Note]) -> Box<Pending> {
        Box::new(Pending::new(imported, found, &self.references))
    }

    /// Notes about single features; what a reader found out about the whole file is no warning.
    pub(super) fn tell_notes(&self, layer: &Layer) {
        let is_told = |note: &&Note| !note.kind.is_information();
        let notes: Vec<_> = layer.notes().iter().filter(is_told).collect();
        if notes.is_empty() {
            return;
        }
        let name = layer.name();
        let message = UserMessage {
            what: self.texts.with("read-with-notes", &[("name", name)]),
            cause: self.texts.notes(notes).join("\n"),
            remedy: String::new(),
        };
        self.tell(Severity::Warning, message);
    }

    /// Prepares a layer for the map and sends it.
    pub(super) fn ready(&self, layer: Layer, number: usize, entry: Option<&Entry>) {
        let layer = Arc::new(layer);
        let name = layer.name().to_owned();
        let prepared = match PreparedLayer::new(Arc::clone(&layer)) {
            Ok(prepared) => Arc::new(prepared),
            Err(source) => {
                let error = QuestionError::Transform { layer: name, source };
                return self.tell(Severity::Error, self.texts.question_error(&error));
            }
        };
        let recognised = recognise(&layer);
        let pair = |of: fn(&Entry) -> [&String; 2]| entry.map(|e| of(e).map(String::clone));
        let loaded = LoadedLayer::new(
            prepared,
            recognised,
            number,
            &MapTheme::of(self.mode),
            pair(|entry| [&entry.title_es, &entry.title_en]).unwrap_or([name.clone(), name]),
            entry.is_some(),
        );
        let loaded = LoadedLayer {
            group: entry.map_or(opened_group(&loaded), |entry| entry.group),
            precision: entry.map_or(Precision::Measured, |entry| entry.precision),
            notice: pair(|entry| [&entry.notice_es, &entry.notice_en]).unwrap_or_default(),
            ..loaded
        };
        self.send(Incoming::Layer(Box::new(loaded)));
    }
}

/// Group of a layer the user opened: what nothing is known of lies on top, in sight.
fn opened_group(loaded: &LoadedLayer) -> Group {
    if loaded.recognised.role.is_some() { loaded.recognised.group } else { Group::Proposals }
}
