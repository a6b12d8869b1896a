//! The plan in the window: every change is a step, kept at once, and can be taken back.
//!
//! Changes of the plan go one way: an edit is recorded in the history, sent to the [`Writer`], and
//! then the layers on the map are made to [`follow`](follow::follow) the plan. Undo and redo take the
//! same way.

mod draft;
pub mod follow;
mod keeping;
mod look;
#[cfg(test)]
mod scale;
pub mod steps;
mod writer;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use allpa_files::plan_file::{
    Access, Attached, Brought, Commit, Loaded, PlanError, PlanFile, Recovered, Rows, Work,
    recoverable, signature,
};
use allpa_model::plan::{Edit, EditError, History, Plan, PlanLayer};

use crate::job::Job;
use crate::layers::{LayerId, LoadedLayer};

pub use keeping::{
    asked_name, asked_of_plan, asked_of_window, is_stale, kept_question, name_in_plan, view_of,
};
pub use writer::Told;
use writer::{Home, Writer};

/// What the user may do with the plan.
#[derive(Debug, Clone, PartialEq)]
pub enum PlanAction {
    /// Takes the last step back.
    Undo,
    /// Does the next step again.
    Redo,
    /// Goes back or forth until so many steps are done.
    GoTo(usize),
    /// Names the plan.
    Rename(String),
    /// Names a layer.
    RenameLayer(LayerId, String),
    /// Tries again to keep what could not be kept.
    Retry,
    /// Saves what the map shows as a view of this name.
    AddView(String),
    /// Shows a saved view.
    ShowView(allpa_model::plan::ViewKey),
    /// Takes a saved view away.
    RemoveView(allpa_model::plan::ViewKey),
    /// Keeps the question on the card with what answered it.
    KeepQuestion,
    /// Puts a kept question on the card.
    OpenQuestion(allpa_model::plan::QuestionKey),
    /// Lets go of a kept question.
    RemoveQuestion(allpa_model::plan::QuestionKey),
    /// Shows a proposal.
    ShowProposal(allpa_model::plan::ProposalKey),
    /// Takes a proposal away.
    RemoveProposal(allpa_model::plan::ProposalKey),
    /// Switches the warnings of a rule on or off.
    SetRule(allpa_model::question::rules::Rule, bool),
    /// Lays the sheets of a paper out like this.
    Arrange(allpa_page::Paper, allpa_page::Orientation, allpa_page::Arrangement),
    /// Goes on with work that was never named.
    Recover(PathBuf),
    /// Throws work away that was never named.
    Discard(PathBuf),
}

/// How far the disk is.
#[derive(Debug)]
pub enum Saving {
    /// There is no step to keep.
    Nothing,
    /// Steps are on their way.
    Underway,
    /// Every step is on the disk.
    Saved,
    /// A step could not be kept; it stays in memory.
    Failed(PlanError),
}

/// The plan and what keeps it.
pub struct Planning {
    /// The plan.
    pub plan: Plan,
    /// Its history.
    pub history: History,
    /// Where the user keeps it; `None` while it has no name.
    pub named: Option<PathBuf>,
    /// How far the disk is.
    pub saving: Saving,
    /// Work of earlier windows that was never named.
    pub recovered: Vec<Recovered>,
    /// What may be done with the file.
    pub access: Access,
    /// A layer whose look is being changed, not yet a step.
    pub styled: Option<LayerId>,
    /// An opacity that is being dragged, not yet a step.
    pub fading: Option<(LayerId, f32)>,
    /// Layers of the plan whose features must be read from its file.
    pub wanted: Vec<PlanLayer>,
    /// Layers of the atlas, by number, that the plan shows and nobody has read.
    pub wanted_atlas: Vec<usize>,
    /// Features of layers, by their tables: those on the map, and those a step back may need.
    data: BTreeMap<String, LoadedLayer>,
    /// Tables being read.
    reading: BTreeSet<String>,
    /// Tables that cannot be read.
    lost: BTreeSet<String>,
    /// Whether the map is still to show everything that comes in.
    is_fresh: bool,
    /// The file, named or not, once something is kept in it.
    file: Option<PathBuf>,
    settings: Option<PathBuf>,
    writer: Option<Writer>,
    waiting: usize,
    looking: Option<Job<Vec<Recovered>>>,
    closing: Vec<Job<()>>,
}

/// A plan as it was opened in the background.
#[derive(Debug)]
pub struct OpenedPlan {
    /// Its file.
    pub file: PlanFile,
    /// What it holds.
    pub loaded: Loaded,
}

impl Default for Planning {
    fn default() -> Self {
        Self {
            plan: Plan::default(),
            history: History::default(),
            named: None,
            saving: Saving::Nothing,
            recovered: Vec::new(),
            access: Access::Write,
            styled: None,
            fading: None,
            wanted: Vec::new(),
            wanted_atlas: Vec::new(),
            data: BTreeMap::new(),
            reading: BTreeSet::new(),
            lost: BTreeSet::new(),
            is_fresh: false,
            file: None,
            settings: None,
            writer: None,
            waiting: 0,
            looking: None,
            closing: Vec::new(),
        }
    }
}

impl Planning {
    /// A plan without name, kept in the settings folder where there is one. Work left there by
    /// earlier windows is looked for in the background.
    pub fn start(settings: Option<&Path>, ctx: &egui::Context) -> Self {
        let looking = settings.map(Path::to_owned).and_then(|folder| {
            let wake = ctx.clone();
            let wake = move || wake.request_repaint();
            Job::spawn("", wake, move |_| recoverable(&folder)).ok()
        });
        Self { settings: settings.map(Path::to_owned), looking, ..Self::default() }
    }

    /// Takes an opened plan in the place of the present one, which is closed in the background.
    pub fn open(&mut self, opened: OpenedPlan, ctx: &egui::Context) {
        let OpenedPlan { file, loaded } = opened;
        if let Some(writer) = self.writer.take() {
            // It waits for the disk, and the window does not wait for it.
            self.closing.extend(Job::spawn("", || {}, move |_| drop(writer)).ok());
        }
        let path = file.path().to_owned();
        let is_unnamed = self.settings.as_ref().is_some_and(|folder| path.starts_with(folder));
        self.recovered.retain(|one| one.path != path);
        self.named = (!is_unnamed).then(|| path.clone());
        self.access = file.access().clone();
        self.file = Some(path);
        self.saving = Saving::Saved;
        self.waiting = 0;
        self.plan = loaded.plan;
        self.history = loaded.history;
        self.data.clear();
        self.reading.clear();
        self.lost.clear();
        self.is_fresh = true;
        self.wanted.clear();
        self.wanted_atlas.clear();
        self.styled = None;
        self.fading = None;
        self.begin_writing(Home::File(Box::new(file)), ctx);
    }

    fn begin_writing(&mut self, home: Home, ctx: &egui::Context) {
        let wake = ctx.clone();
        let started = Writer::start(home, self.settings.clone(), move || wake.request_repaint());
        match started {
            Ok(writer) => self.writer = Some(writer),
            Err(error) => self.saving = Saving::Failed(error.into()),
        }
    }

    /// The way to the disk, started when first needed; `None` where nothing can be kept.
    fn writer(&mut self, ctx: &egui::Context) -> Option<&Writer> {
        if self.writer.is_none() {
            let settings = self.settings.clone()?;
            self.begin_writing(Home::Unnamed { settings }, ctx);
        }
        self.writer.as_ref()
    }

    /// Does a step: all its edits or none, and keeps it.
    ///
    /// # Errors
    /// [`EditError`]; nothing has changed then.
    pub fn record(
        &mut self,
        edits: Vec<Edit>,
        label: String,
        data: Vec<(String, LoadedLayer)>,
        documents: Vec<Attached>,
        ctx: &egui::Context,
    ) -> Result<(), EditError> {
        let after = self.history.done();
        let step = self.history.record(&mut self.plan, edits, label, signature())?;
        let commit = Commit {
            rows: Rows::touched(&self.plan, &step.forward),
            work: Work::Done { step: Box::new(step.clone()), after },
            brought: Brought {
                layers: data.iter().map(|(table, l)| (table.clone(), l.layer.clone())).collect(),
                documents,
            },
            last_number: self.history.last_numbers().1,
        };
        self.data.extend(data);
        self.keep(commit, ctx);
        Ok(())
    }

    /// Takes a step back, or does the next one again; `false` when there is none.
    ///
    /// # Errors
    /// [`EditError`] when the plan was changed outside its history.
    pub fn step(&mut self, way: Way, ctx: &egui::Context) -> Result<bool, EditError> {
        let touched = match way {
            Way::Back => self.history.undo(&mut self.plan)?.map(|step| step.inverse.clone()),
            Way::Forth => self.history.redo(&mut self.plan)?.map(|step| step.forward.clone()),
        };
        let Some(touched) = touched else { return Ok(false) };
        let commit = Commit {
            rows: Rows::touched(&self.plan, &touched),
            work: Work::At(self.history.done()),
            brought: Brought::default(),
            last_number: self.history.last_numbers().1,
        };
        self.keep(commit, ctx);
        Ok(true)
    }

    fn keep(&mut self, commit: Commit, ctx: &egui::Context) {
        if let Some(writer) = self.writer(ctx) {
            writer.keep(commit);
            self.waiting += 1;
            if !matches!(self.saving, Saving::Failed(_)) {
                self.saving = Saving::Underway;
            }
        }
    }

    /// Tries again to keep what waits.
    pub fn retry(&mut self) {
        if let Some(writer) = &self.writer {
            self.saving = Saving::Underway;
            writer.retry();
        }
    }

    /// Writes a copy; a plan without name, or one that cannot be kept where it lies, moves there.
    pub fn save_copy(&mut self, path: PathBuf, ctx: &egui::Context) {
        let moves = self.named.is_none()
            || self.access != Access::Write
            || matches!(self.saving, Saving::Failed(_));
        if let Some(writer) = self.writer(ctx) {
            if moves {
                writer.settle(path);
            } else {
                writer.copy(path);
            }
            self.waiting += 1;
        }
    }

    /// Takes in what the writer has told, and what earlier windows left behind; gives what the user
    /// must hear of. A step that cannot be kept shows in [`Planning::saving`].
    pub fn poll(&mut self) -> Vec<Told> {
        self.closing.retain(|job| job.poll().is_none());
        if let Some(outcome) = self.looking.as_ref().and_then(Job::poll) {
            self.looking = None;
            self.recovered = outcome.unwrap_or_default();
        }
        let told = self.writer.as_ref().map(Writer::poll).unwrap_or_default();
        told.into_iter().filter_map(|word| self.hear(word)).collect()
    }

    fn hear(&mut self, word: Told) -> Option<Told> {
        match word {
            Told::Kept(path) => {
                self.file = Some(path);
                self.waiting = self.waiting.saturating_sub(1);
                self.saving = if self.waiting == 0 { Saving::Saved } else { Saving::Underway };
                return None;
            }
            Told::Failed(error) => {
                self.saving = Saving::Failed(error);
                return None;
            }
            Told::Mended(_) => {}
            Told::Copied(..) => self.waiting = self.waiting.saturating_sub(1),
            Told::Settled(ref path, ref settled) => {
                self.waiting = self.waiting.saturating_sub(1);
                if settled.is_ok() {
                    self.named = Some(path.clone());
                    self.file = Some(path.clone());
                    self.access = Access::Write;
                    self.saving = Saving::Saved;
                }
            }
            Told::Retreated => {
                self.named = None;
                self.access = Access::Write;
            }
        }
        Some(word)
    }

    /// Whether the disk is still to catch up, and nothing stands in its way.
    pub fn is_pending(&self) -> bool {
        let is_stuck = matches!(self.saving, Saving::Failed(_));
        self.looking.is_some()
            || !self.closing.is_empty()
            || !self.reading.is_empty()
            || (self.waiting > 0 && !is_stuck)
    }

    /// The plan's name, else its file's; `None` while it has neither.
    pub fn name(&self) -> Option<String> {
        let of_file = || Some(self.named.as_ref()?.file_stem()?.to_string_lossy().into_owned());
        match self.plan.title.trim() {
            "" => of_file(),
            title => Some(title.to_owned()),
        }
    }

    /// The file, named or not, once something is kept in it.
    pub fn file(&self) -> Option<&Path> {
        self.file.as_deref()
    }

    /// Features of a table that have come in, or cannot be read.
    pub fn receive(&mut self, table: String, loaded: Option<LoadedLayer>) {
        self.reading.remove(&table);
        match loaded {
            Some(loaded) => drop(self.data.insert(table, loaded)),
            None => drop(self.lost.insert(table)),
        }
    }

    /// Nothing more is read: the user has stopped it.
    pub fn stop_reading(&mut self) {
        self.lost.append(&mut self.reading);
    }

    /// Whether the map is to show what just came in: while a plan that was opened is being read.
    pub fn shows_what_comes(&mut self) -> bool {
        let is_fresh = self.is_fresh;
        self.is_fresh &= !self.reading.is_empty();
        is_fresh
    }

    /// Layers to be read from the plan's file now.
    pub fn take_wanted(&mut self) -> Vec<PlanLayer> {
        std::mem::take(&mut self.wanted)
    }
}

/// Which way through the history.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// Undo.
    Back,
    /// Redo.
    Forth,
}
