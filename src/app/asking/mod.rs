//! A question on its card: its inputs, and its answer made anew while they change.

mod look;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use allpa_files::atlas::facts;
use allpa_geom::Coord;
use allpa_map::style::{LayerStyle, MapTheme, answers};
use allpa_map::{Plane, PreparedLayer, SceneLayer};
use allpa_model::question::QuestionError;
use allpa_model::question::asked::{
    Known, LayerRef, Question, Sheet, Shown, Slot, Sources, TableRef, answer,
};
use allpa_model::table::Table;
use allpa_model::{Cancelled, Progress};

use crate::job::{Crashed, LatestWorker};
use crate::layers::{LayerId, Layers, MapLayer};

pub use look::ColumnLook;

/// Changes of the question on the card.
#[derive(Debug, Clone, PartialEq)]
pub enum QuestionAction {
    /// Puts a question on the card.
    Open(Box<Question>),
    /// Its inputs are these now.
    Change(Box<Question>),
    /// Takes it off the card.
    Close,
    /// Clicks on the map fill the input of this key, or do so no more.
    Draw(&'static str),
    /// Empties the input of this key.
    Clear(&'static str),
    /// A position for the input being filled (longitude, latitude).
    AddPosition(Coord),
    /// Takes the last position away.
    RemoveLastPosition,
    /// The input is complete.
    FinishDrawing,
    /// Fills the input of this key with what is selected.
    UseSelection(&'static str),
    /// Which table of the answer is shown.
    ShowTable(usize),
    /// Shows and selects the features that a row of the answer names.
    ShowRows {
        /// Their layer.
        layer: LayerId,
        /// Their rows.
        rows: Vec<usize>,
    },
    /// Puts what the answer made on the map as layers of their own.
    KeepMade,
}

/// The question on the card.
pub struct Asking {
    /// The question with its inputs; `None` while none is chosen.
    pub question: Option<Question>,
    /// Key of the input that clicks on the map fill.
    pub drawing: Option<&'static str>,
    /// The last answer; kept while a newer one is on its way.
    pub answer: Option<Arc<Answered>>,
    /// Why there is no answer.
    pub error: Option<QuestionError>,
    /// Which of its tables is shown.
    pub table: usize,
    /// Grows with everything the answer shows on the map.
    pub shown_revision: u64,
    /// Content of the layers the inputs were last filled from.
    pub layers_revision: u64,
    revision: Arc<AtomicU64>,
    answered: u64,
    worker: Option<LatestWorker<Request, Response>>,
}

/// An answer ready to be shown.
#[derive(Debug)]
pub struct Answered {
    /// The figures and where they come from.
    pub sheet: Sheet,
    /// Features of layers on the map that the answer speaks of.
    pub rows: Vec<(LayerId, Arc<[usize]>)>,
    /// Geometry that the answer made, drawn in the theme it was answered in.
    pub made: Vec<SceneLayer>,
    /// How the columns of its tables are drawn, table by table.
    pub columns: Vec<Vec<ColumnLook>>,
}

/// How what an answer shows is drawn.
#[derive(Debug, Clone, Copy)]
pub struct Look {
    /// Colours of the map.
    pub theme: MapTheme,
    /// Plane of the map.
    pub plane: Plane,
}

struct Request {
    revision: u64,
    question: Question,
    sources: Sources,
    ids: Vec<(LayerRef, LayerId)>,
    look: Look,
}

type Response = (u64, Result<Answered, QuestionError>);

/// Numbers of scene layers that answers made: beyond those of the layers on the map.
pub const FIRST_MADE: u32 = u32::MAX - 1_000;

impl Default for Asking {
    fn default() -> Self {
        Self {
            question: None,
            drawing: None,
            answer: None,
            error: None,
            table: 0,
            shown_revision: 0,
            layers_revision: 0,
            revision: Arc::new(AtomicU64::new(0)),
            answered: 0,
            worker: None,
        }
    }
}

impl Asking {
    /// Whether a newer answer is on its way.
    pub fn is_pending(&self) -> bool {
        self.worker.is_some() && self.answered < self.revision.load(Relaxed)
    }

    /// Puts a question on the card, its empty inputs filled from the layers on the map.
    pub fn open(&mut self, mut question: Question, layers: &Layers) {
        question.fill(&known(layers));
        self.drawing = None;
        self.forget_answer();
        self.question = Some(question);
        self.table = 0;
    }

    /// Takes the question off the card and its answer off the map.
    pub fn close(&mut self) {
        self.question = None;
        self.drawing = None;
        self.forget_answer();
        self.overtake();
    }

    /// Takes the answer off the card and the map.
    fn forget_answer(&mut self) {
        self.error = None;
        self.shown_revision += u64::from(self.answer.take().is_some());
    }

    /// Makes every answer on its way one that nobody waits for, and gives the number of the next.
    fn overtake(&mut self) -> u64 {
        let revision = self.revision.fetch_add(1, Relaxed) + 1;
        self.answered = self.answered.max(revision - 1);
        revision
    }

    /// Lets go of layers that are gone, and asks again if the question named one of them.
    pub fn layers_changed(&mut self, layers: &Layers, look: Look, ctx: &egui::Context) {
        self.layers_revision = layers.content_revision();
        let Some(question) = &mut self.question else { return };
        let before = question.clone();
        question.fill(&known(layers));
        let is_answered = self.answer.is_some() || self.error.is_some();
        if *question != before || !is_answered {
            self.ask(layers, look, ctx);
        }
    }

    /// Asks with the present inputs; the answer comes through [`Asking::poll`].
    pub fn ask(&mut self, layers: &Layers, look: Look, ctx: &egui::Context) {
        let Some(question) = self.question.clone() else { return };
        let revision = self.overtake();
        if !question.is_complete() {
            self.answered = revision;
            self.forget_answer();
            return;
        }
        let (needed, tables) = question.needs();
        let mut sources = Sources::default();
        let mut ids = Vec::new();
        for layer in layers.iter() {
            let name = reference(layer);
            if needed.contains(&name) {
                sources.layers.insert(name.clone(), Arc::clone(layer.layer()));
                ids.push((name, layer.id));
            }
        }
        sources.tables =
            tables.into_iter().filter_map(|name| Some((name.clone(), shipped(&name)?))).collect();
        let latest = Arc::clone(&self.revision);
        let work = move |request: Request| respond(request, &latest);
        let request = Request { revision, question, sources, ids, look };
        LatestWorker::ask_in(&mut self.worker, "question", ctx, work, request);
    }

    /// Takes a finished answer in.
    ///
    /// # Errors
    /// [`Crashed`] when the work panicked.
    pub fn poll(&mut self) -> Result<(), Crashed> {
        let Some(outcome) = self.worker.as_ref().and_then(LatestWorker::poll) else {
            return Ok(());
        };
        let Ok((revision, result)) = outcome else {
            self.answered = self.revision.load(Relaxed);
            return Err(Crashed);
        };
        if revision < self.revision.load(Relaxed) {
            return Ok(());
        }
        self.answered = revision;
        self.shown_revision += 1;
        match result {
            Ok(answered) => {
                self.table = self.table.min(answered.sheet.found.tables.len().saturating_sub(1));
                self.answer = Some(Arc::new(answered));
                self.error = None;
            }
            Err(error) => {
                self.answer = None;
                self.error = Some(error);
            }
        }
        Ok(())
    }

    /// Adds a position to the input that is being drawn; `true` when it is complete by that.
    pub fn add_position(&mut self, at: Coord) -> bool {
        let Some(slot) = self.drawn_slot() else { return false };
        match slot {
            Slot::Place { value } => {
                *value = Some(at);
                true
            }
            Slot::Axis { value } => {
                if value.is_empty() {
                    value.push(Vec::new());
                }
                // A double click gives the same position twice.
                if let Some(line) = value.last_mut()
                    && line.last() != Some(&at)
                {
                    line.push(at);
                }
                false
            }
            Slot::Area { value } => {
                if value.last() != Some(&at) {
                    value.push(at);
                }
                false
            }
            _ => false,
        }
    }

    /// Takes the last position away.
    pub fn remove_last_position(&mut self) {
        match self.drawn_slot() {
            Some(Slot::Axis { value }) => drop(value.last_mut().and_then(Vec::pop)),
            Some(Slot::Area { value }) => drop(value.pop()),
            _ => {}
        }
    }

    /// Empties an input that is drawn on the map.
    pub fn clear_drawing(&mut self, key: &str) {
        let Some(question) = &mut self.question else { return };
        for input in question.inputs().into_iter().filter(|input| input.key == key) {
            match input.slot {
                Slot::Place { value } => *value = None,
                Slot::Axis { value } => value.clear(),
                Slot::Area { value } => value.clear(),
                _ => {}
            }
        }
    }

    /// The input that is being drawn.
    fn drawn_slot(&mut self) -> Option<Slot<'_>> {
        let key = self.drawing?;
        let inputs = self.question.as_mut()?.inputs();
        inputs.into_iter().find(|input| input.key == key).map(|input| input.slot)
    }
}

/// The layers on the map, topmost first and hidden ones last, as questions name them.
pub fn known(layers: &Layers) -> Vec<Known> {
    let named = |layer: &MapLayer| Known {
        name: reference(layer),
        layer: Arc::clone(layer.layer()),
        precision: layer.loaded.precision,
    };
    let (shown, hidden): (Vec<_>, Vec<_>) = layers.iter().rev().partition(|layer| layer.visible);
    shown.into_iter().chain(hidden).map(named).collect()
}

/// The name by which a question knows a layer: that by which the command line reads it, where it
/// comes from a file or the atlas.
pub fn reference(layer: &MapLayer) -> LayerRef {
    let name = layer.layer().name();
    LayerRef(match (&layer.loaded.origin, layer.key) {
        (Some(origin), _) => format!("{}:{}", origin.path.display(), origin.layer),
        (None, _) if layer.loaded.from_atlas => format!("atlas:{name}"),
        (None, _) if layer.loaded.is_proposals => format!("plan:{name}"),
        (None, Some(key)) => format!("plan:{}", key.0),
        (None, None) => format!("{name} #{}", layer.id.0),
    })
}

/// The layer that a question names.
pub fn layer_named<'a>(layers: &'a Layers, name: &LayerRef) -> Option<&'a MapLayer> {
    layers.iter().find(|layer| reference(layer) == *name)
}

/// A table that the program carries.
pub fn shipped(name: &TableRef) -> Option<Arc<Table>> {
    facts::table(name.0.strip_prefix("atlas:")?)
}

/// Stops an answer that a newer question has overtaken.
struct Overtaken<'a> {
    latest: &'a AtomicU64,
    revision: u64,
}

impl Progress for Overtaken<'_> {
    fn step(&self, _: u64, _: u64) -> Result<(), Cancelled> {
        if self.latest.load(Relaxed) == self.revision { Ok(()) } else { Err(Cancelled) }
    }
}

/// Name and version of the program, as answers state it.
pub const PROGRAM: &str = concat!("Allpa ", env!("CARGO_PKG_VERSION"));

fn respond(request: Request, latest: &AtomicU64) -> Response {
    let revision = request.revision;
    let progress = Overtaken { latest, revision };
    let sheet = answer(&request.question, &request.sources, PROGRAM, &progress);
    (revision, sheet.and_then(|sheet| shown(sheet, &request)))
}

/// Prepares what the answer shows.
fn shown(sheet: Sheet, request: &Request) -> Result<Answered, QuestionError> {
    let (mut rows, mut made) = (Vec::new(), Vec::new());
    for one in &sheet.found.shown {
        match one {
            Shown::Rows { layer, rows: of_layer } => {
                // Where all features of a layer answer, marking them all says nothing.
                let all = request.sources.layers.get(layer).map(|layer| layer.len());
                if all == Some(of_layer.len()) && of_layer.len() > 1 {
                    continue;
                }
                let id = request.ids.iter().find(|(name, _)| name == layer).map(|(_, id)| *id);
                rows.extend(id.map(|id| (id, Arc::from(of_layer.as_slice()))));
            }
            Shown::Made(layer) => {
                let prepared = PreparedLayer::new(Arc::clone(layer), request.look.plane).map_err(
                    |source| QuestionError::Transform { layer: layer.name().to_owned(), source },
                )?;
                let style: Arc<LayerStyle> = Arc::new(answers::style(layer, &request.look.theme));
                let id = FIRST_MADE + made.len() as u32;
                made.push(SceneLayer::new(id, layer.name(), Arc::new(prepared), style));
            }
        }
    }
    let columns = sheet.found.tables.iter().map(|table| look::of(&table.table)).collect();
    Ok(Answered { sheet, rows, made, columns })
}

impl Answered {
    /// Adds what the answer shows to the layers drawn: its own geometry on top, and the features it
    /// speaks of beside those selected.
    pub fn show_on(&self, layers: &mut Vec<SceneLayer>) {
        for (id, rows) in &self.rows {
            if let Some(layer) = layers.iter_mut().find(|layer| layer.id == id.0) {
                let selected = layer.highlighted.iter().chain(rows.iter()).copied();
                layer.highlighted = selected.collect();
            }
        }
        layers.extend(self.made.iter().cloned());
    }
}
