//! Reading layers in the background: the atlas at the start, files the user opens. Layers come in
//! one by one, ready to be shown.

use std::cell::Cell;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use allpa_files::atlas::{Atlas, Entry, Precision};
use allpa_files::export::write_layer;
use allpa_files::import::{
    Cancelled, Imported, Progress, ReadError, ReadOptions, open, split_layer_argument,
};
use allpa_map::PreparedLayer;
use allpa_map::style::{MapTheme, ThemeMode};
use allpa_model::health::{Shift, shift_among};
use allpa_model::question::QuestionError;
use allpa_model::role::{Group, recognise};
use allpa_model::{Layer, Note, NoteKind, Suspicion};
use allpa_text::{Language, Texts, UserMessage};

use crate::import::Pending;
use crate::job::{Control, Job};
use crate::layers::LoadedLayer;
use crate::state::{Message, Severity, State};

/// What a loader sends to the window.
#[derive(Debug)]
pub enum Incoming {
    /// The atlas whose visible layers are being read.
    Atlas(Arc<Atlas>),
    /// The layer of the atlas with this number could not be read.
    Unread(usize),
    /// A layer ready to be shown.
    Layer(Box<LoadedLayer>),
    /// A layer that waits for the user's word.
    Ask(Box<Pending>),
    /// Something the user must know.
    Message(Message),
}

/// A reading under way.
#[derive(Debug)]
pub struct Loader {
    /// The work.
    pub job: Job<()>,
    incoming: mpsc::Receiver<Incoming>,
    shown: Cell<Option<Instant>>,
}

/// Layers that come in within so short a time are shown together: each time the map is drawn anew.
const TOGETHER: Duration = Duration::from_millis(300);

/// What a loader must know of the window.
#[derive(Debug)]
pub struct Reader {
    ctx: egui::Context,
    language: Language,
    mode: ThemeMode,
    first_number: usize,
    title: String,
    references: Vec<Arc<Layer>>,
    /// The atlas and the limits in it that nobody has asked to see.
    unread: Option<(Arc<Atlas>, Vec<String>)>,
}

impl Reader {
    /// Looks at the window as it is now.
    pub fn new(ctx: &egui::Context, state: &State) -> Self {
        Self {
            ctx: ctx.clone(),
            language: state.texts.language(),
            mode: state.theme,
            first_number: state.layers.len(),
            title: state.texts.get("status-reading"),
            references: state.layers.limits(),
            unread: state.atlas.clone().map(|atlas| (atlas, unread_limits(state))),
        }
    }

    fn spawn(self, work: impl FnOnce(Work) + Send + 'static) -> std::io::Result<Loader> {
        let (sender, incoming) = mpsc::channel();
        let wake = self.ctx;
        let (language, mode, first_number) = (self.language, self.mode, self.first_number);
        let references = self.references;
        let job = Job::spawn(
            self.title,
            move || wake.request_repaint(),
            move |control| {
                let texts = Texts::new(language);
                work(Work { texts, mode, first_number, references, sender, control });
            },
        )?;
        Ok(Loader { job, incoming, shown: Cell::new(None) })
    }
}

impl Loader {
    /// What has come in, now and then; everything once the work `is_done`.
    pub fn take(&self, is_done: bool) -> Vec<Incoming> {
        let began = self.shown.get().unwrap_or_else(Instant::now);
        self.shown.set(Some(began));
        if !is_done && began.elapsed() < TOGETHER {
            return Vec::new();
        }
        self.shown.set(Some(Instant::now()));
        self.incoming.try_iter().collect()
    }

    /// Reads the atlas in use.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn atlas(reader: Reader) -> std::io::Result<Self> {
        reader.spawn(|work| {
            let (atlas, trouble) = Atlas::current();
            if let Some((path, error)) = trouble {
                work.fail(&path.to_string_lossy(), &error);
            }
            let atlas = Arc::new(atlas);
            work.send(Incoming::Atlas(Arc::clone(&atlas)));
            let layers = atlas.catalogue.layers.iter().enumerate();
            let visible = layers.filter(|(_, entry)| entry.visible).map(|(number, _)| number);
            work.read_layers(&atlas, &visible.collect::<Vec<_>>());
        })
    }

    /// Reads one more layer of the atlas.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn layer(reader: Reader, atlas: Arc<Atlas>, number: usize) -> std::io::Result<Self> {
        reader.spawn(move |work| work.read_layers(&atlas, &[number]))
    }

    /// Makes the layer of a pending import as the user has decided.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn accepted(reader: Reader, pending: Pending) -> std::io::Result<Self> {
        reader.spawn(move |work| {
            let options = pending.read_options();
            match pending.imported.into_layer(&options) {
                Ok(layer) => {
                    work.tell_notes(&layer);
                    work.ready(layer, work.first_number, None);
                }
                Err(error) => work.fail(&pending.name, &error),
            }
        })
    }

    /// Writes a layer, and says so when it is done.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn saved(reader: Reader, layer: Arc<Layer>, path: PathBuf) -> std::io::Result<Self> {
        let reader = Self::titled(reader, "status-writing");
        reader.spawn(move |work| {
            let name = path.to_string_lossy();
            match write_layer(&layer, &path) {
                Ok(report) => {
                    let what = work.texts.with("export-done", &[("file", &name)]);
                    let cause = work.texts.write_report(&report).join("\n");
                    let severity =
                        if cause.is_empty() { Severity::Done } else { Severity::Warning };
                    work.tell(severity, UserMessage { what, cause, remedy: String::new() });
                }
                Err(error) => {
                    work.tell(Severity::Error, work.texts.write_error(&name, &error));
                }
            }
        })
    }

    fn titled(reader: Reader, key: &str) -> Reader {
        let title = Texts::new(reader.language).get(key);
        Reader { title, ..reader }
    }

    /// Reads files, every layer of each; `FILE:layer` reads one.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn files(mut reader: Reader, files: Vec<PathBuf>) -> std::io::Result<Self> {
        let unread = reader.unread.take();
        reader.spawn(move |mut work| {
            let mut number = work.first_number;
            work.references.extend(unread.iter().flat_map(read_limits));
            for file in files {
                number += work.read_file(&file, number);
            }
        })
    }
}

/// The loader's side of a reading.
struct Work<'a> {
    texts: Texts,
    mode: ThemeMode,
    first_number: usize,
    references: Vec<Arc<Layer>>,
    sender: mpsc::Sender<Incoming>,
    control: &'a Control,
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

/// The limits of the atlas that nobody has asked to see.
fn unread_limits(state: &State) -> Vec<String> {
    let is_limit = |entry: &&Entry| entry.group == Group::Limits && entry.precision.is_measurable();
    let entries = state.unread().map(|(_, entry)| entry);
    entries.filter(is_limit).map(|entry| entry.id.clone()).collect()
}

/// Reads them; one that cannot be read is no reference, and says so when it is shown.
fn read_limits((atlas, names): &(Arc<Atlas>, Vec<String>)) -> Vec<Arc<Layer>> {
    names.iter().filter_map(|id| atlas.read(id, &()).ok()).map(Arc::new).collect()
}

impl Work<'_> {
    fn send(&self, incoming: Incoming) {
        self.sender.send(incoming).ok(); // the window is closing when nobody listens
    }

    fn tell(&self, severity: Severity, message: UserMessage) {
        self.send(Incoming::Message(Message::new(severity, message)));
    }

    fn fail(&self, name: &str, error: &ReadError) {
        if !matches!(error, ReadError::Cancelled) {
            self.tell(Severity::Error, self.texts.read_error(name, error));
        }
    }

    /// Reads layers of the atlas by their numbers, on all cores. Plain threads and not rayon tasks:
    /// preparing a layer fills its indices with rayon, and a task that waits for such an index
    /// could be asked to fill it.
    fn read_layers(&self, atlas: &Atlas, numbers: &[usize]) {
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

    /// Reads every layer of a file; how many came in.
    fn read_file(&self, file: &std::path::Path, number: usize) -> usize {
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
        let is_asked = !imported.is_bare_table()
            && imported.settle(&options).is_ok_and(|crs| imported.needs_an_answer(crs));
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
    fn tell_notes(&self, layer: &Layer) {
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
    fn ready(&self, layer: Layer, number: usize, entry: Option<&Entry>) {
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
