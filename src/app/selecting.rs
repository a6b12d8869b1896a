//! Selection of features: by an area on the map, by their attributes, by where they lie.

use std::sync::Arc;

use allpa_geom::{Enclosure, Hectares, Kilometers, Meters, ShapeKind, measure};
use allpa_map::{SceneLayer, touched};
use allpa_model::Layer;
use allpa_model::question::{QuestionError, Relation, rows_where, select, take_rows};
use egui::Context;

use crate::action::TableSource;
use crate::job::{Crashed, Job, LatestWorker};
use crate::layers::{LayerId, MapLayer};
use crate::state::State;
use crate::tools::Mode;

/// What the user wants of the selection.
#[derive(Debug, Clone, PartialEq)]
pub enum SelectAction {
    /// Selects what an area (world metres) touches.
    Area(Enclosure, Mode),
    /// Adds the feature under a physical pixel, or takes it out.
    TogglePixel([f64; 2]),
    /// Asks the last area of another layer.
    AreaIn(LayerId),
    /// The card selects from this layer from now on.
    InLayer(LayerId),
    /// What the card says.
    Change(Form),
    /// Selects those for which the condition on the card holds.
    ByCondition(Mode),
    /// Selects those that stand in the relation on the card.
    ByLocation(Mode),
    /// Selects every feature of the layer at hand.
    All,
    /// Selects those that are not, and no more those that are.
    Invert,
    /// Selects nothing.
    Clear,
    /// Shows what is selected.
    ZoomTo,
    /// Puts the selected features on the map as a layer of their own.
    Keep,
}

/// What the card of selections asks for.
#[derive(Debug, Clone, PartialEq)]
pub struct Form {
    /// Condition on attributes.
    pub condition: String,
    /// Relation to the other layer.
    pub relation: RelationKind,
    /// The other layer.
    pub other: Option<LayerId>,
    /// Distance for [`RelationKind::Near`], in metres.
    pub meters: f64,
    /// Only the selected features of the other layer count.
    pub only_selected: bool,
}

impl Default for Form {
    fn default() -> Self {
        let relation = RelationKind::Intersects;
        Self {
            condition: String::new(),
            relation,
            other: None,
            meters: 1000.0,
            only_selected: false,
        }
    }
}

/// A relation to another layer, its distance apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RelationKind {
    /// Shares a point.
    Intersects,
    /// Lies inside.
    Within,
    /// Holds one.
    Contains,
    /// Shares no point.
    Disjoint,
    /// Lies within a distance.
    Near,
}

impl RelationKind {
    /// All of them, in the order they are offered, with the key of their words.
    pub const ALL: [(Self, &'static str); 5] = [
        (Self::Intersects, "select-intersects"),
        (Self::Within, "select-within"),
        (Self::Contains, "select-contains"),
        (Self::Disjoint, "select-disjoint"),
        (Self::Near, "select-near"),
    ];

    fn with_distance(self, meters: f64) -> Relation {
        match self {
            Self::Intersects => Relation::Intersects,
            Self::Within => Relation::Within,
            Self::Contains => Relation::Contains,
            Self::Disjoint => Relation::Disjoint,
            Self::Near => Relation::WithinDistance(Meters::new(meters)),
        }
    }
}

/// Rows found by a job, and what they do with the selection.
pub struct Found {
    /// Whose rows.
    pub layer: LayerId,
    /// The rows, in order.
    pub rows: Vec<usize>,
    /// What they do with the selection.
    pub mode: Mode,
    /// The area they were found in.
    pub area: Option<Enclosure>,
}

/// What is being selected, and the figures of what is.
#[derive(Default)]
pub struct Selecting {
    /// The layer to select from that the card says; the one at hand when absent.
    pub chosen: Option<LayerId>,
    /// The area that the selection comes from, to be asked of another layer.
    pub last_area: Option<Enclosure>,
    /// What the card says.
    pub form: Form,
    /// Why nothing was selected, beside the card's form.
    pub error: Option<QuestionError>,
    /// Figures of the selection, once they are there.
    pub figures: Option<Figures>,
    job: Option<Job<Result<Option<Found>, QuestionError>>>,
    measured: Option<Measured>,
    worker: Option<LatestWorker<Measured, (Measured, Figures)>>,
}

/// A selection to be measured.
type Measured = (Arc<Layer>, Arc<[usize]>);

/// What is selected, measured on WGS 84.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Figures {
    /// Area of the selected polygons.
    pub area: Option<Hectares>,
    /// Length of the selected lines.
    pub length: Option<Kilometers>,
}

impl Selecting {
    /// Starts a search for rows in place of the one under way.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(
        &mut self,
        ctx: &Context,
        search: impl FnOnce() -> Result<Option<Found>, QuestionError> + Send + 'static,
    ) -> std::io::Result<()> {
        let wake = ctx.clone();
        self.error = None;
        self.job = Some(Job::spawn("", move || wake.request_repaint(), move |_| search())?);
        Ok(())
    }

    /// Rows that the search has found, once.
    ///
    /// # Errors
    /// [`Crashed`] when the work panicked.
    pub fn take_found(&mut self) -> Result<Option<Found>, Crashed> {
        let Some(outcome) = self.job.as_ref().and_then(Job::poll) else { return Ok(None) };
        self.job = None;
        match outcome? {
            Ok(found) => Ok(found),
            Err(error) => {
                self.error = Some(error);
                Ok(None)
            }
        }
    }

    /// Measures the selection when it has changed. Before every frame.
    ///
    /// # Errors
    /// [`Crashed`] when the work panicked.
    pub fn measure(&mut self, ctx: &Context, selected: Option<&MapLayer>) -> Result<(), Crashed> {
        let same = |a: &Measured, b: &Measured| Arc::ptr_eq(&a.0, &b.0) && Arc::ptr_eq(&a.1, &b.1);
        let wanted = selected
            .filter(|layer| layer.loaded.precision.is_measurable())
            .map(|layer| (Arc::clone(layer.layer()), Arc::clone(&layer.loaded.scene.highlighted)));
        let is_known = match (&wanted, &self.measured) {
            (Some(wanted), Some(known)) => same(wanted, known),
            (None, None) => true,
            _ => false,
        };
        if !is_known {
            self.figures = None;
            if let Some(wanted) = &wanted {
                let answer = |of: Measured| {
                    let figures = Figures::of(&of.0, &of.1);
                    (of, figures)
                };
                LatestWorker::ask_in(&mut self.worker, "figures", ctx, answer, wanted.clone());
            }
            self.measured = wanted;
        }
        if let Some(answer) = self.worker.as_ref().and_then(LatestWorker::poll) {
            let (of, figures) = answer?;
            if self.measured.as_ref().is_some_and(|wanted| same(wanted, &of)) {
                self.figures = Some(figures);
            }
        }
        Ok(())
    }

    /// Forgets a search whose rows may be those of a layer that is gone or another one now.
    pub fn forget(&mut self) {
        self.job = None;
        self.last_area = None;
    }

    /// Whether something is on its way.
    pub fn is_pending(&self) -> bool {
        self.job.is_some() || self.measured.is_some() && self.figures.is_none()
    }
}

impl Figures {
    /// Measures rows of a layer.
    pub fn of(layer: &Layer, rows: &[usize]) -> Self {
        let Ok(shapes) = layer.geographic() else { return Self::default() };
        let of_kind = |kind| rows.iter().copied().filter(move |row| shapes.kind(*row) == kind);
        let has = |kind| of_kind(kind).next().is_some();
        let area = || of_kind(ShapeKind::Polygon).map(|row| measure::area(shapes, row)).sum();
        let length = || of_kind(ShapeKind::Line).map(|row| measure::length(shapes, row)).sum();
        Self {
            area: has(ShapeKind::Polygon).then(area),
            length: has(ShapeKind::Line).then(|| Meters::to_kilometers(length())),
        }
    }
}

/// The layer that selections are made in: the chosen one, that of the open table, the one that has
/// the selection, else the topmost on the map.
pub fn layer_at_hand(state: &State) -> Option<&MapLayer> {
    let of_table = match state.table {
        Some(TableSource::Layer(id)) => Some(id),
        _ => None,
    };
    let selected = state.selection.as_ref().map(|(id, _)| *id);
    let wanted = [state.selecting.chosen, of_table, selected].into_iter().flatten();
    let mut wanted = wanted.filter_map(|id| state.layers.get(id));
    wanted.next().or_else(|| candidates(state).next())
}

/// Layers that features are selected from, the topmost first; the ground below the others last.
pub fn candidates(state: &State) -> impl Iterator<Item = &MapLayer> {
    let visible = || state.layers.iter().rev().filter(|layer| layer.visible);
    let is_ground = |layer: &&MapLayer| state.layers.is_ground(layer.id);
    visible().filter(move |layer| !is_ground(layer)).chain(visible().filter(is_ground))
}

/// The search for what an area touches: in `layer`, else in the layer at hand if one was pointed
/// out, else in the topmost that has something there and is drawn at the scale 1:`denominator`.
pub fn in_area(
    state: &State,
    layer: Option<&MapLayer>,
    area: Enclosure,
    denominator: f64,
    mode: Mode,
) -> impl FnOnce() -> Result<Option<Found>, QuestionError> + Send + 'static {
    let is_pointed_out = state.selecting.chosen.is_some()
        || matches!(state.table, Some(TableSource::Layer(_)))
        || mode != Mode::Replace && state.selection.is_some();
    // What is not on the map cannot be meant by an area on it.
    let at_hand = || layer_at_hand(state).filter(|layer| is_pointed_out && layer.visible);
    let layers: Vec<&MapLayer> = match layer.or_else(at_hand) {
        Some(layer) => vec![layer],
        None => candidates(state).filter(|layer| layer.is_drawn_at(denominator)).collect(),
    };
    let scenes: Vec<(LayerId, SceneLayer)> =
        layers.iter().map(|layer| (layer.id, layer.loaded.scene.clone())).collect();
    move || {
        let mut found = scenes.iter().map(|(id, scene)| (*id, touched(scene, &area)));
        let found = found.find(|(_, rows)| !rows.is_empty());
        // An area with nothing in it selects nothing.
        let found = found.or_else(|| scenes.first().map(|(id, _)| (*id, Vec::new())));
        Ok(found.map(|(layer, rows)| Found { layer, rows, mode, area: Some(area) }))
    }
}

/// The search for what a condition holds of.
pub fn by_condition(
    layer: &MapLayer,
    condition: String,
    mode: Mode,
) -> impl FnOnce() -> Result<Option<Found>, QuestionError> + Send + 'static {
    let (id, layer) = (layer.id, Arc::clone(layer.layer()));
    move || Ok(Some(Found { layer: id, rows: rows_where(&layer, &condition)?, mode, area: None }))
}

/// The search for what stands in a relation to another layer.
pub fn by_location(
    layer: &MapLayer,
    other: &MapLayer,
    form: &Form,
    mode: Mode,
) -> impl FnOnce() -> Result<Option<Found>, QuestionError> + Send + 'static {
    let relation = form.relation.with_distance(form.meters);
    let only = form.only_selected.then(|| Arc::clone(&other.loaded.scene.highlighted));
    let (id, layer, other) = (layer.id, Arc::clone(layer.layer()), Arc::clone(other.layer()));
    move || {
        let rows = match only {
            Some(rows) => select(&layer, relation, &take_rows(&other, &rows))?,
            None => select(&layer, relation, &other)?,
        };
        Ok(Some(Found { layer: id, rows, mode, area: None }))
    }
}

/// Rows that are selected when `found` meets those that were; both go up.
pub fn combined(before: &[usize], found: Vec<usize>, mode: Mode) -> Vec<usize> {
    let holds = |rows: &[usize], row: &usize| rows.binary_search(row).is_ok();
    let mut rows: Vec<usize> = match mode {
        Mode::Replace => found,
        Mode::Add => before.iter().copied().chain(found).collect(),
        Mode::Subtract => before.iter().copied().filter(|row| !holds(&found, row)).collect(),
        Mode::Toggle => {
            let kept = before.iter().filter(|row| !holds(&found, row));
            let new = found.iter().filter(|row| !holds(before, row));
            kept.chain(new).copied().collect()
        }
    };
    rows.sort_unstable();
    rows.dedup();
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn selections_are_combined() {
        let check = |mode, expected: &[usize]| {
            assert_eq!(combined(&[1, 3, 5], vec![2, 3], mode), expected, "{mode:?}");
        };
        check(Mode::Replace, &[2, 3]);
        check(Mode::Add, &[1, 2, 3, 5]);
        check(Mode::Subtract, &[1, 5]);
        check(Mode::Toggle, &[1, 2, 5]);
    }
}
