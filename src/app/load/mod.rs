//! Reading layers in the background: the atlas at the start, files the user opens. Layers come in
//! one by one, ready to be shown.

mod plan;
mod work;

use std::cell::Cell;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, mpsc};
use std::time::{Duration, Instant};

use allpa_files::atlas::{Atlas, Entry};
use allpa_files::export::write_layer;
use allpa_files::plan_file::{Attached, Package, PlanFile, Since, is_changes, is_plan};
use allpa_files::remembered::Answers;
use allpa_map::Plane;
use allpa_map::SceneImagery;
use allpa_map::style::ThemeMode;
use allpa_model::plan::{Arrived, PlanLayer};
use allpa_model::question::join;
use allpa_model::role::Group;
use allpa_model::{Column, Layer};
use allpa_text::{Language, Texts, UserMessage};

use self::work::{Whence, Work};
use crate::import::{Choice, Origin, Pending};
use crate::job::Job;
use crate::join::Joining;
use crate::layers::{LayerId, LoadedLayer};
use crate::planning::OpenedPlan;
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
    /// A layer to be shown in the place of one that was read otherwise.
    Reread(LayerId, Box<LoadedLayer>),
    /// A layer that waits for the user's word.
    Ask(Box<Pending>),
    /// A table without positions, to be joined to a layer.
    Table(Box<Joining>),
    /// A picture of the ground, to be laid below the layers.
    Picture(Box<SceneImagery>),
    /// A plan that was opened, to take the place of the present one.
    Plan(Box<OpenedPlan>),
    /// Features of a layer of the plan, by their table; `None` when they cannot be read.
    PlanLayer(String, Option<Box<LoadedLayer>>),
    /// Changes of the plan that came from another office, by the name of their file, with the
    /// fingerprints of the tables here.
    Changes(String, Box<Package>, BTreeMap<String, String>),
    /// Changes that were decided on, who made them, and the features they bring.
    Brought(Arrived, String, Vec<(String, LoadedLayer)>, Vec<Attached>),
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
    plane: Plane,
    first_number: usize,
    title: String,
    references: Vec<Arc<Layer>>,
    /// The file of the plan that is open.
    plan: Option<PathBuf>,
    settings: Option<PathBuf>,
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
            plane: state.plane,
            first_number: state.layers.len(),
            title: state.texts.get("status-reading"),
            references: state.layers.limits(),
            plan: state.planning.file().map(PathBuf::from),
            settings: state.settings.clone(),
            unread: state.atlas.clone().map(|atlas| (atlas, unread_limits(state))),
        }
    }

    fn spawn(self, work: impl FnOnce(Work) + Send + 'static) -> std::io::Result<Loader> {
        let (sender, incoming) = mpsc::channel();
        let wake = self.ctx;
        let (language, mode, first_number) = (self.language, self.mode, self.first_number);
        let plane = self.plane;
        let (references, plan, settings) = (self.references, self.plan, self.settings);
        let job = Job::spawn(
            self.title,
            move || wake.request_repaint(),
            move |control| {
                let texts = Texts::new(language);
                let answers = Answers::in_folder(settings.as_deref());
                work(Work {
                    texts,
                    mode,
                    plane,
                    first_number,
                    references,
                    plan,
                    answers,
                    sender,
                    control,
                });
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
        let settings = reader.settings.clone();
        reader.spawn(move |work| {
            let (atlas, trouble) = Atlas::current(settings.as_deref());
            if let Some((path, error)) = trouble {
                work.fail(&path.to_string_lossy(), &error);
            }
            work.read_atlas(atlas);
        })
    }

    /// Makes the office's atlas of the files in a folder, has the window open with it from now on,
    /// and shows it.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn office_atlas(reader: Reader, folder: PathBuf, out: PathBuf) -> std::io::Result<Self> {
        let settings = reader.settings.clone();
        let reader = Self::titled(reader, "status-atlas");
        reader.spawn(move |work| work.build_atlas(settings.as_deref(), &folder, &out))
    }

    /// Reads one more layer of the atlas.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn layer(reader: Reader, atlas: Arc<Atlas>, number: usize) -> std::io::Result<Self> {
        reader.spawn(move |work| work.read_layers(&atlas, &[number]))
    }

    /// Makes an empty plan and opens it.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn new_plan(reader: Reader, path: PathBuf) -> std::io::Result<Self> {
        let reader = Self::titled(reader, "status-writing");
        reader.spawn(move |work| {
            let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            work.opened_plan(&path, PlanFile::create(&path, &stem));
        })
    }

    /// Reads the features of layers of a plan.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn plan_layers(
        reader: Reader,
        path: PathBuf,
        layers: Vec<PlanLayer>,
    ) -> std::io::Result<Self> {
        reader.spawn(move |work| work.plan_layers(&path, &layers))
    }

    /// Writes what changed in a plan for another office.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn saved_changes(
        reader: Reader,
        plan: PathBuf,
        since: Since,
        out: PathBuf,
    ) -> std::io::Result<Self> {
        let reader = Self::titled(reader, "status-writing");
        reader.spawn(move |work| work.save_changes(&plan, &since, &out))
    }

    /// Reads the features that changes of another office bring.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn brought(
        reader: Reader,
        plan: PathBuf,
        package: Box<Package>,
        arrived: Arrived,
        authors: String,
    ) -> std::io::Result<Self> {
        reader.spawn(move |work| work.bring(&plan, &package, arrived, authors))
    }

    /// Makes the layer of a pending import as the user has decided.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn accepted(reader: Reader, pending: Pending) -> std::io::Result<Self> {
        reader.spawn(move |mut work| {
            let answer = pending.answer();
            if let Err(error) = work.answers.remember(&pending.imported.parts, answer.clone()) {
                let message = work.texts.write_error("sources.json", &error);
                work.tell(Severity::Warning, message);
            }
            match pending.imported.into_layer(&answer.read_options()) {
                Ok(layer) => {
                    work.tell_notes(&layer);
                    let (origin, replaces) = (pending.origin, pending.replaces);
                    let whence = Whence::Answered { origin, answer, replaces };
                    work.ready(layer, work.first_number, whence);
                }
                Err(error) => work.fail(&pending.name, &error),
            }
        })
    }

    /// Reads a layer again and asks how.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn asked(
        reader: Reader,
        origin: Origin,
        replaces: Option<LayerId>,
        choice: Option<Choice>,
    ) -> std::io::Result<Self> {
        reader.spawn(move |work| work.ask(&origin, replaces, choice))
    }

    /// Joins a table to a layer as another layer of that name.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn joined(
        reader: Reader,
        layer: Arc<Layer>,
        table: Arc<[Column]>,
        keys: [String; 2],
        name: String,
    ) -> std::io::Result<Self> {
        reader.spawn(move |work| {
            match join(&layer, &table, Some(keys.each_ref().map(String::as_str))) {
                Ok(joined) => {
                    let layer = joined.layer.renamed(name);
                    work.ready(layer, work.first_number, Whence::Computed);
                }
                Err(error) => work.tell(Severity::Error, work.texts.question_error(&error)),
            }
        })
    }

    /// Puts a layer that `make` makes on the map.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn made(
        reader: Reader,
        make: impl FnOnce() -> Layer + Send + 'static,
    ) -> std::io::Result<Self> {
        reader.spawn(move |work| work.ready(make(), work.first_number, Whence::Computed))
    }

    /// Writes a layer, and says so when it is done.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn saved(
        reader: Reader,
        layer: impl FnOnce() -> Arc<Layer> + Send + 'static,
        path: PathBuf,
    ) -> std::io::Result<Self> {
        let reader = Self::titled(reader, "status-writing");
        reader.spawn(move |work| {
            let name = path.to_string_lossy();
            match write_layer(&layer(), &path) {
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
            let mut tables = Vec::new();
            // Changes are those of the plan opened with them.
            let (changes, files): (Vec<_>, Vec<_>) =
                files.into_iter().partition(|file| is_changes(file));
            for file in files.into_iter().chain(changes) {
                number += work.read_file(&file, number, &mut tables);
                if is_plan(&file) {
                    work.plan = Some(file);
                }
            }
            // Last, when the layers opened with them are there to be joined to.
            for table in tables {
                work.send(Incoming::Table(Box::new(table)));
            }
        })
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
