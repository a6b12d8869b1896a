//! The attribute table: which rows it lists and in what order, found off the window's thread.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use allpa_model::Layer;
use allpa_model::listing::{Filter, Sort, SortBy, Statistics, kept, sorted, statistics};
use allpa_model::question::QuestionError;
use egui::Context;

use crate::job::{Crashed, Job, LatestWorker};
use crate::layers::{LayerId, Layers, MapLayer};

/// What the user wants of the attribute table.
#[derive(Debug, Clone, PartialEq)]
pub enum TableAction {
    /// Lists what this text leaves: words or a condition.
    Filter(String),
    /// Sorts by this, and by the same again the other way round.
    Sort(SortBy),
    /// Lists only what is selected, or everything.
    SetOnlySelected(bool),
    /// Shows or hides the column of this number.
    SetColumn(usize, bool),
    /// Shows what the values of a column amount to.
    Statistics(Option<usize>),
    /// A click on the line at this place of the list.
    Click(usize, Extend),
    /// Shows the line at this place on the map.
    Show(usize),
    /// Selects all lines of the list.
    SelectListed,
    /// Moves the cursor by so many lines, and selects there.
    Move(i64, Extend),
    /// Copies the selected lines, or all, as a spreadsheet takes them.
    Copy,
}

/// What a click does with the selection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extend {
    /// Selects this line alone.
    Only,
    /// Adds this line, or takes it out.
    Toggle,
    /// Selects from the last line clicked to this one.
    To,
}

/// How the table of one layer is shown.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Settings {
    /// What is typed in the filter.
    pub filter: String,
    /// Order; that of the file when absent.
    pub sort: Option<Sort>,
    /// Only what is selected.
    pub only_selected: bool,
    /// Numbers of columns not shown.
    pub hidden: BTreeSet<usize>,
}

/// The attribute table of the layer below the map.
#[derive(Default)]
pub struct Listing {
    settings: BTreeMap<LayerId, Settings>,
    /// What is listed now.
    pub listed: Option<Listed>,
    /// Column whose statistics are shown.
    pub column: Option<usize>,
    /// Row that a range is selected from.
    pub anchor: Option<u32>,
    /// Row of the keyboard.
    pub cursor: Option<u32>,
    /// Place in the list that must come into view; the number tells one wish from the next.
    pub reveal: (u64, usize),
    /// Selection that the list has shown last.
    seen: Option<Arc<[usize]>>,
    asked: Option<Key>,
    answered: Option<Key>,
    worker: Option<LatestWorker<Key, Answer>>,
    copying: Option<Job<String>>,
}

/// The rows of a list and what was found about them.
#[derive(Debug, Clone)]
pub struct Listed {
    /// Whose rows.
    pub layer: LayerId,
    /// Rows in the order of the list.
    pub order: Arc<[u32]>,
    /// Why the filter could not be read; the list is then the one before.
    pub error: Option<QuestionError>,
    /// Statistics of a column, over the selected rows of the list or all of them.
    pub statistics: Option<ColumnStatistics>,
}

/// Statistics of a column.
#[derive(Debug, Clone, PartialEq)]
pub struct ColumnStatistics {
    /// The column.
    pub column: usize,
    /// Only the selected rows were looked at.
    pub is_of_selection: bool,
    /// The figures.
    pub figures: Statistics,
}

/// Everything a list depends on.
#[derive(Clone)]
struct Key {
    id: LayerId,
    layer: Arc<Layer>,
    settings: Settings,
    column: Option<usize>,
    /// The selection, where the list depends on it.
    selected: Option<Arc<[usize]>>,
}

impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        let same = |a: &Option<Arc<[usize]>>, b: &Option<Arc<[usize]>>| match (a, b) {
            (Some(a), Some(b)) => Arc::ptr_eq(a, b),
            (None, None) => true,
            _ => false,
        };
        self.id == other.id
            && Arc::ptr_eq(&self.layer, &other.layer)
            && self.settings == other.settings
            && self.column == other.column
            && same(&self.selected, &other.selected)
    }
}

struct Answer {
    key: Key,
    order: Result<Arc<[u32]>, QuestionError>,
    statistics: Option<ColumnStatistics>,
}

impl Listing {
    /// How the table of that layer is shown.
    pub fn settings(&self, id: LayerId) -> Settings {
        self.settings.get(&id).cloned().unwrap_or_default()
    }

    /// Changes how the table of that layer is shown.
    pub fn settings_mut(&mut self, id: LayerId) -> &mut Settings {
        self.settings.entry(id).or_default()
    }

    /// The list of that layer, if it is there.
    pub fn of(&self, id: LayerId) -> Option<&Listed> {
        self.listed.as_ref().filter(|listed| listed.layer == id)
    }

    /// Forgets what was known of a layer that is gone or another one now.
    pub fn forget(&mut self, id: LayerId) {
        self.settings.remove(&id);
        self.asked = None;
        if self.listed.as_ref().is_some_and(|listed| listed.layer == id) {
            self.listed = None;
        }
    }

    /// Asks for the list of `open` if it is not there, takes in what was found, and brings a
    /// selection made on the map into view. Before every frame.
    ///
    /// # Errors
    /// [`Crashed`] when the work panicked.
    pub fn update(
        &mut self,
        ctx: &Context,
        layers: &Layers,
        open: Option<LayerId>,
    ) -> Result<(), Crashed> {
        let outcome = self.receive(ctx, layers);
        let Some(layer) = open.and_then(|id| layers.get(id)) else {
            self.asked = None;
            return outcome;
        };
        self.ask(ctx, layer);
        let selected = &layer.loaded.scene.highlighted;
        let is_listed = self.of(layer.id).is_some();
        if is_listed && !self.seen.as_ref().is_some_and(|seen| Arc::ptr_eq(seen, selected)) {
            self.seen = Some(Arc::clone(selected));
            self.show_first(layer.id, selected);
        }
        outcome
    }

    /// Marks a selection as made in the table: it stays where it is.
    pub fn saw(&mut self, layer: &MapLayer) {
        self.seen = Some(Arc::clone(&layer.loaded.scene.highlighted));
    }

    /// Copies text that a job makes to the clipboard once it is there.
    pub fn copy(&mut self, job: Job<String>) {
        self.copying = Some(job);
    }

    /// Whether something is on its way.
    pub fn is_pending(&self) -> bool {
        self.copying.is_some() || self.asked.is_some() && self.asked != self.answered
    }

    fn receive(&mut self, ctx: &Context, layers: &Layers) -> Result<(), Crashed> {
        match self.copying.as_ref().and_then(Job::poll) {
            Some(Ok(text)) => {
                ctx.copy_text(text);
                self.copying = None;
            }
            Some(Err(crashed)) => {
                self.copying = None;
                return Err(crashed);
            }
            None => {}
        }
        let Some(answer) = self.worker.as_ref().and_then(LatestWorker::poll) else { return Ok(()) };
        let Answer { key, order, statistics } = answer?;
        let id = key.id;
        let is_there = layers.get(id).is_some_and(|layer| Arc::ptr_eq(layer.layer(), &key.layer));
        self.answered = Some(key);
        if !is_there {
            return Ok(());
        }
        let before = self.listed.take().filter(|listed| listed.layer == id);
        let (order, error) = match order {
            Ok(order) => (order, None),
            Err(error) => (before.map(|listed| listed.order).unwrap_or_default(), Some(error)),
        };
        self.listed = Some(Listed { layer: id, order, error, statistics });
        Ok(())
    }

    fn ask(&mut self, ctx: &Context, layer: &MapLayer) {
        let settings = self.settings(layer.id);
        let column = self.column.filter(|column| *column < layer.layer().columns().len());
        let needs_selection = settings.only_selected || column.is_some();
        let selected = needs_selection.then(|| Arc::clone(&layer.loaded.scene.highlighted));
        let key = Key {
            id: layer.id,
            layer: Arc::clone(layer.layer()),
            // Which columns are shown changes no row.
            settings: Settings { hidden: BTreeSet::new(), ..settings },
            column,
            selected,
        };
        if self.asked.as_ref() == Some(&key) {
            return;
        }
        let mut cache = Cache::default();
        let answer = move |key: Key| cache.answer(&key);
        if LatestWorker::ask_in(&mut self.worker, "table", ctx, answer, key.clone()) {
            self.asked = Some(key);
        }
    }

    fn show_first(&mut self, id: LayerId, selected: &[usize]) {
        let Some(&first) = selected.first() else { return };
        let Some(listed) = self.of(id) else { return };
        let Some(place) = listed.order.iter().position(|row| *row as usize == first) else {
            return;
        };
        self.reveal = (self.reveal.0 + 1, place);
        self.cursor = Some(first as u32);
        self.anchor = self.cursor;
    }
}

/// What the worker keeps from one list to the next.
#[derive(Default)]
struct Cache {
    layer: Option<Arc<Layer>>,
    sort: Option<Sort>,
    sorted: Arc<[u32]>,
    filter: Option<String>,
    filtered: Arc<[u32]>,
}

impl Cache {
    fn answer(&mut self, key: &Key) -> Answer {
        let order = self.order(key);
        let statistics = key.column.zip(order.as_ref().ok()).map(|(column, order)| {
            let selected: Vec<u32> =
                key.selected.iter().flat_map(|rows| rows.iter()).map(|row| *row as u32).collect();
            let chosen = kept(order, &selected, key.layer.len());
            let is_of_selection = !chosen.is_empty();
            let rows = if is_of_selection { &chosen[..] } else { &order[..] };
            let figures = statistics(&key.layer, column, rows);
            ColumnStatistics { column, is_of_selection, figures }
        });
        Answer { key: key.clone(), order, statistics }
    }

    /// Sorting and filtering are kept apart: either is done again only when it changes.
    fn order(&mut self, key: &Key) -> Result<Arc<[u32]>, QuestionError> {
        let Key { layer, settings, selected, .. } = key;
        if !self.layer.as_ref().is_some_and(|known| Arc::ptr_eq(known, layer)) {
            *self = Self { layer: Some(Arc::clone(layer)), ..Self::default() };
        }
        let sort = settings.sort.unwrap_or(Sort { by: SortBy::Row, descending: false });
        if self.sort != Some(sort) {
            self.sorted = sorted(layer, sort).into();
            self.sort = Some(sort);
            self.filter = None;
        }
        if self.filter.as_ref() != Some(&settings.filter) {
            self.filtered = match Filter::parse(&settings.filter, layer)? {
                Filter::All => Arc::clone(&self.sorted),
                filter => kept(&self.sorted, &filter.rows(layer), layer.len()).into(),
            };
            self.filter = Some(settings.filter.clone());
        }
        if settings.only_selected {
            let rows = selected.iter().flat_map(|rows| rows.iter()).map(|row| *row as u32);
            return Ok(kept(&self.filtered, &rows.collect::<Vec<_>>(), layer.len()).into());
        }
        Ok(Arc::clone(&self.filtered))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use allpa_geom::{ShapeKind, ShapesBuilder};
    use allpa_model::{Column, ColumnData};

    fn key(settings: Settings, selected: &[usize]) -> Key {
        let mut shapes = ShapesBuilder::default();
        (0..4).for_each(|_| shapes.end_feature(ShapeKind::None));
        let values = vec![Some(3.0), None, Some(1.0), Some(2.0)];
        let column = Column { name: "ha".into(), data: ColumnData::Real(values) };
        let layer = Arc::new(Layer::made("t", shapes.finish(), vec![column]));
        let selected = Some(Arc::from(selected));
        Key { id: LayerId(1), layer, settings, column: Some(0), selected }
    }

    #[test]
    fn a_list_is_sorted_filtered_and_cut_to_the_selection() {
        let sort = Some(Sort { by: SortBy::Column(0), descending: true });
        let mut cache = Cache::default();
        let mut key = key(Settings { sort, ..Settings::default() }, &[2, 3]);
        let mut order = |key: &Key| cache.answer(key).order.map(|order| order.to_vec());
        assert_eq!(order(&key), Ok(vec![0, 3, 2, 1]));
        key.settings.filter = "ha < 3".into();
        assert_eq!(order(&key), Ok(vec![3, 2]));
        key.settings.filter = "ha <".into();
        assert!(order(&key).is_err());
        key.settings.filter = "ha > 1".into();
        assert_eq!(order(&key), Ok(vec![0, 3]), "a slip leaves nothing behind");
        key.settings.only_selected = true;
        assert_eq!(order(&key), Ok(vec![3]));
    }

    #[test]
    fn statistics_are_of_the_selection_where_it_is_listed() {
        let mut cache = Cache::default();
        let some = cache.answer(&key(Settings::default(), &[2, 3])).statistics.expect("asked");
        assert!(some.is_of_selection);
        assert_eq!(some.figures.numbers.expect("numbers").sum, 3.0);
        let all = cache.answer(&key(Settings::default(), &[])).statistics.expect("asked");
        assert_eq!((all.is_of_selection, all.figures.rows, all.figures.empty), (false, 4, 1));
    }
}
