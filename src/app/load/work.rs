//! The loader's side of a reading: on its own thread, it reads, settles and prepares.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, mpsc};
use std::thread;

use allpa_files::atlas::{self, Atlas, Entry, LeftOut, Precision};
use allpa_files::export::WriteError;
use allpa_files::imagery::{ImageryTrouble, is_imagery, open_imagery};
use allpa_files::import::{
    Cancelled, Imported, Progress, ReadError, ReadOptions, open, split_layer_argument,
};
use allpa_files::plan_file::{self, PlanFile};
use allpa_files::remembered::{Answer, Answers};
use allpa_geom::PsadOperation;
use allpa_map::style::{MapTheme, ThemeMode};
use allpa_map::{Plane, PreparedLayer, SceneImagery};
use allpa_model::health::{Shift, shift_among};
use allpa_model::question::QuestionError;
use allpa_model::role::{Group, recognise};
use allpa_model::{Layer, Note, NoteKind, Suspicion};
use allpa_text::{Texts, UserMessage};

use super::Incoming;
use crate::import::{Choice, Origin, Pending};
use crate::job::Control;
use crate::join::Joining;
use crate::layers::{LayerId, LoadedLayer};
use crate::state::{Message, Severity};

/// What a reading needs, and where its results go.
pub(super) struct Work<'a> {
    pub(super) texts: Texts,
    pub(super) mode: ThemeMode,
    pub(super) plane: Plane,
    pub(super) first_number: usize,
    pub(super) references: Vec<Arc<Layer>>,
    /// The file of the plan that is open.
    pub(super) plan: Option<PathBuf>,
    /// How the user once said that sources are to be read.
    pub(super) answers: Answers,
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
                            Ok(layer) => self.ready(layer, number, Whence::Atlas(entry)),
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

    /// Sends the atlas, then its visible layers.
    pub(super) fn read_atlas(&self, atlas: Atlas) {
        let atlas = Arc::new(atlas);
        self.send(Incoming::Atlas(Arc::clone(&atlas)));
        let layers = atlas.catalogue.layers.iter().enumerate();
        let visible = layers.filter(|(_, entry)| entry.visible).map(|(number, _)| number);
        self.read_layers(&atlas, &visible.collect::<Vec<_>>());
    }

    /// Makes the office's atlas, chooses it, says what is in it and what is not, and reads it.
    pub(super) fn build_atlas(&self, settings: Option<&Path>, folder: &Path, out: &Path) {
        let name = out.to_string_lossy();
        let built = match atlas::build(folder, out, &ReadOptions::default(), self.control) {
            Ok(built) => built,
            Err(WriteError::Cancelled) => return,
            Err(error) => {
                let message = self.texts.write_error(&folder.to_string_lossy(), &error);
                return self.tell(Severity::Error, message);
            }
        };
        let (left_out, taken): (Vec<_>, Vec<_>) =
            built.iter().partition(|layer| matches!(layer.left_out, Some(LeftOut::Unreadable(_))));
        let files: BTreeSet<&str> = left_out.iter().map(|layer| layer.file.as_str()).collect();
        let cause = if files.is_empty() {
            String::new()
        } else {
            let files = files.into_iter().collect::<Vec<_>>().join(", ");
            self.texts.with("atlas-left-out", &[("files", &files)])
        };
        let remedy = match atlas::use_atlas(settings, Some(out)) {
            Ok(()) => self.texts.get("atlas-chosen"),
            Err(error) => self.texts.write_error("atlas.txt", &error).cause,
        };
        let kept = taken.iter().filter(|layer| layer.left_out.is_none()).count();
        let what = format!("{} {name}", self.texts.count("atlas-built", kept));
        let severity = if cause.is_empty() { Severity::Done } else { Severity::Warning };
        self.tell(severity, UserMessage { what, cause, remedy });
        match Atlas::open(out) {
            Ok(atlas) => self.read_atlas(atlas),
            Err(error) => self.fail(&name, &error),
        }
    }

    /// Reads every layer of a file; how many came in. Tables without positions go to `tables`.
    pub(super) fn read_file(&self, file: &Path, number: usize, tables: &mut Vec<Joining>) -> usize {
        let (path, layer) = if file.exists() {
            (file.to_owned(), None)
        } else {
            split_layer_argument(&file.to_string_lossy())
        };
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        if layer.is_none() && plan_file::is_plan(&path) {
            self.opened_plan(&path, PlanFile::open(&path));
            return 0;
        }
        if layer.is_none() && plan_file::is_changes(&path) {
            self.read_changes(&path, &name);
            return 0;
        }
        if is_imagery(&path) {
            self.read_picture(&path, &name);
            return 0;
        }
        let read = open(&path).and_then(|source| {
            let imported = match &layer {
                Some(layer) => vec![source.read(Some(layer), self.control)?],
                None => source.read_all(self.control)?,
            };
            Ok((source.has_open_encoding(), imported))
        });
        let (has_open_encoding, imported) = match read {
            Ok(read) => read,
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
            let origin =
                Origin { path: path.clone(), layer: layer.parts.name.clone(), has_open_encoding };
            if let Some(answer) = self.answers.of(&layer.parts).cloned() {
                match as_answered(&origin, layer, &answer, self.control) {
                    Ok(layer) => {
                        self.tell_remembered(&layer);
                        let whence = Whence::Answered { origin, answer, replaces: None };
                        self.ready(layer, number + count, whence);
                        count += 1;
                    }
                    // The file has changed since: the user is asked again.
                    Err(_) => self.ask(&origin, None, None),
                }
                continue;
            }
            match self.settle(&origin, layer) {
                Ok(layer) => {
                    self.tell_notes(&layer);
                    self.ready(layer, number + count, Whence::File(origin));
                    count += 1;
                }
                Err(Unsettled::Asked(pending)) => self.send(Incoming::Ask(pending)),
                Err(Unsettled::Refused(error)) => self.fail(&name, &error),
            }
        }
        count
    }

    /// Opens a picture of the ground.
    fn read_picture(&self, path: &Path, name: &str) {
        let placed = open_imagery(path, None, self.control).and_then(|picture| {
            let picture = SceneImagery::new(0, Arc::new(picture), PsadOperation::default());
            picture.ok_or(ReadError::Imagery(ImageryTrouble::NoSystem))
        });
        match placed {
            Ok(picture) => self.send(Incoming::Picture(Box::new(picture))),
            Err(error) => self.fail(name, &error),
        }
    }

    /// Reads a layer and asks how it is to be read, whatever is known of it. It takes the place of
    /// the layer `replaces`; what was chosen before stays chosen.
    pub(super) fn ask(&self, origin: &Origin, replaces: Option<LayerId>, choice: Option<Choice>) {
        let encoding = choice.as_ref().and_then(|choice| choice.encoding);
        match origin.read(encoding, self.control) {
            Ok(mut imported) => {
                let (found, _) = look_over(&mut imported);
                let mut pending = self.pending(origin, imported, &found);
                pending.replaces = replaces;
                if let Some(choice) = choice {
                    pending.choice = choice;
                    pending.refresh();
                }
                self.send(Incoming::Ask(pending));
            }
            Err(error) => self.fail(&origin.layer, &error),
        }
    }

    /// Makes the layer, unless the user must say first where it is.
    fn settle(&self, origin: &Origin, mut imported: Imported) -> Result<Layer, Unsettled> {
        let (found, is_asked) = look_over(&mut imported);
        if is_asked {
            return Err(Unsettled::Asked(self.pending(origin, imported, &found)));
        }
        let layer = imported.into_layer(&ReadOptions::default())?;
        let references = self.references.iter().map(AsRef::as_ref);
        let Some(shift) = shift_among(&layer, references).filter(Shift::is_psad56) else {
            return Ok(layer);
        };
        let (east, north) = (shift.east.value(), shift.north.value());
        let doubt = NoteKind::Suspicion(Suspicion::Psad56 { east, north });
        let declared = Some(layer.crs());
        let imported = Imported { parts: layer.into_parts(), declared };
        Err(Unsettled::Asked(self.pending(origin, imported, &[Note::layer(doubt)])))
    }

    fn pending(&self, origin: &Origin, imported: Imported, found: &[Note]) -> Box<Pending> {
        Box::new(Pending::new(origin.clone(), imported, found, &self.references))
    }

    /// Says that a layer was read as the user once said.
    fn tell_remembered(&self, layer: &Layer) {
        let message = UserMessage {
            what: self.texts.with("import-remembered", &[("name", layer.name())]),
            cause: self.texts.with("layer-crs", &[("name", &layer.crs().name())]),
            remedy: self.texts.get("import-remembered-remedy"),
        };
        self.tell(Severity::Done, message);
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
    pub(super) fn ready(&self, layer: Layer, number: usize, whence: Whence) {
        let layer = Arc::new(layer);
        let name = layer.name().to_owned();
        let prepared = match PreparedLayer::new(Arc::clone(&layer), self.plane) {
            Ok(prepared) => Arc::new(prepared),
            Err(source) => {
                let error = QuestionError::Transform { layer: name, source };
                return self.tell(Severity::Error, self.texts.question_error(&error));
            }
        };
        let mut recognised = recognise(&layer);
        let entry = if let Whence::Atlas(entry) = whence { Some(entry) } else { None };
        if let Whence::Answered { answer, .. } = &whence {
            let column = |name: &Option<String>| {
                layer.columns().iter().position(|column| Some(&column.name) == name.as_ref())
            };
            recognised.code = column(&answer.code);
            recognised.name = column(&answer.name);
        }
        let pair = |of: fn(&Entry) -> [&String; 2]| entry.map(|e| of(e).map(String::clone));
        let loaded = LoadedLayer::new(
            prepared,
            recognised,
            number,
            &MapTheme::of(self.mode),
            pair(|entry| [&entry.title_es, &entry.title_en]).unwrap_or([name.clone(), name]),
            entry.is_some(),
        );
        let (origin, replaces) = match whence {
            Whence::Atlas(_) | Whence::Computed => (None, None),
            Whence::File(origin) => (Some(origin), None),
            Whence::Answered { origin, replaces, .. } => (Some(origin), replaces),
        };
        let loaded = Box::new(LoadedLayer {
            group: entry.map_or(opened_group(&loaded), |entry| entry.group),
            precision: entry.map_or(Precision::Measured, |entry| entry.precision),
            notice: pair(|entry| [&entry.notice_es, &entry.notice_en]).unwrap_or_default(),
            origin,
            ..loaded
        });
        self.send(match replaces {
            Some(id) => Incoming::Reread(id, loaded),
            None => Incoming::Layer(loaded),
        });
    }
}

/// Where a layer comes from.
pub(super) enum Whence<'e> {
    /// The atlas.
    Atlas(&'e Entry),
    /// A file that says how it is to be read.
    File(Origin),
    /// A file, as the user said; in the place of a layer that was read otherwise.
    Answered { origin: Origin, answer: Answer, replaces: Option<LayerId> },
    /// Other layers.
    Computed,
}

/// What settling would find out about a layer, and whether the user must be asked. The layer stays
/// as it was read, but for positions that no system allows.
fn look_over(imported: &mut Imported) -> (Vec<Note>, bool) {
    let as_read = (imported.parts.notes.clone(), imported.parts.provenance.crs_source);
    let settled = imported.settle(&ReadOptions::default());
    let is_asked = settled.is_ok_and(|crs| imported.needs_an_answer(crs));
    let found = std::mem::replace(&mut imported.parts.notes, as_read.0);
    imported.parts.provenance.crs_source = as_read.1;
    let is_lost = |note: &&Note| matches!(note.kind, NoteKind::FarCoordinate);
    let lost = found.iter().filter(is_lost).filter(|note| !imported.parts.notes.contains(note));
    let lost: Vec<Note> = lost.cloned().collect();
    imported.parts.notes.extend(lost);
    (found, is_asked)
}

/// The layer as the user once said that it is to be read.
fn as_answered(
    origin: &Origin,
    imported: Imported,
    answer: &Answer,
    progress: &dyn Progress,
) -> Result<Layer, ReadError> {
    let imported = match answer.encoding() {
        None => imported,
        stated => origin.read(stated, progress)?,
    };
    imported.into_layer(&answer.read_options())
}

/// Group of a layer the user opened: what nothing is known of lies on top, in sight.
fn opened_group(loaded: &LoadedLayer) -> Group {
    if loaded.recognised.role.is_some() { loaded.recognised.group } else { Group::Proposals }
}
