//! The lessons: what each step asks for, and how the window tells that it was done.

use allpa_geom::Coord;
use allpa_model::question::asked::Question;

use crate::action::{Card, TableSource};
use crate::drafting::Tool;
use crate::layers::LayerId;
use crate::state::State;

/// A lesson of at most five minutes on the built-in atlas.
#[derive(Debug)]
pub struct Lesson {
    /// Key of its title.
    pub title: &'static str,
    /// What is to be done, in order.
    pub steps: &'static [Step],
}

/// One thing to do.
#[derive(Debug)]
pub struct Step {
    /// Key of the words that ask for it.
    pub text: &'static str,
    /// Whether it was done, given how things stood when the step began.
    pub is_done: fn(&State, &Mark) -> bool,
}

/// How things stood when a step began.
#[derive(Debug)]
pub struct Mark {
    world_per_pixel: f64,
    ficha: Option<Coord>,
    shown: usize,
    selection: Option<(LayerId, usize, usize)>,
    question: Option<Question>,
    kept_questions: usize,
    width: f64,
    proposals: usize,
    name: String,
    undone: usize,
    views: usize,
    title: String,
    written: usize,
}

impl Mark {
    /// How things stand.
    pub fn of(state: &State) -> Self {
        let plan = &state.planning.plan;
        Self {
            world_per_pixel: state.camera.world_per_pixel,
            ficha: state.ficha.as_ref().map(|ficha| ficha.at),
            shown: shown(state),
            selection: selected(state),
            question: state.asking.question.clone(),
            kept_questions: plan.questions.len(),
            width: state.corridor.inputs.width,
            proposals: plan.proposals.len(),
            name: name(state),
            undone: undone(state),
            views: plan.views.len(),
            title: state.printing.settings.title.clone(),
            written: state.written,
        }
    }
}

/// Where the first lesson leads.
const MOYOBAMBA: Coord = [-76.974, -6.034];

/// The lessons, easiest first.
pub const LESSONS: [Lesson; 6] = [
    Lesson {
        title: "lesson-look",
        steps: &[
            Step {
                text: "lesson-look-search",
                is_done: |state, _| {
                    let size = state.camera.size_px.map(|side| f64::from(side) / 2.0);
                    let [x, y] = state.camera.to_lonlat(size);
                    (x - MOYOBAMBA[0]).abs() < 0.3 && (y - MOYOBAMBA[1]).abs() < 0.3
                },
            },
            Step {
                text: "lesson-look-closer",
                is_done: |state, mark| state.camera.world_per_pixel < mark.world_per_pixel * 0.7,
            },
            Step {
                text: "lesson-look-identify",
                is_done: |state, mark| {
                    state.ficha.as_ref().is_some_and(|ficha| mark.ficha != Some(ficha.at))
                },
            },
            Step {
                text: "lesson-look-all",
                is_done: |state, mark| state.camera.world_per_pixel > mark.world_per_pixel * 2.0,
            },
        ],
    },
    Lesson {
        title: "lesson-layers",
        steps: &[
            Step { text: "lesson-layers-eye", is_done: |state, mark| shown(state) != mark.shown },
            Step {
                text: "lesson-layers-table",
                is_done: |state, _| matches!(state.table, Some(TableSource::Layer(_))),
            },
            Step {
                text: "lesson-layers-filter",
                is_done: |state, _| match state.table {
                    Some(TableSource::Layer(id)) => {
                        !state.listing.settings(id).filter.trim().is_empty()
                    }
                    _ => false,
                },
            },
            Step {
                text: "lesson-layers-select",
                is_done: |state, mark| {
                    selected(state).is_some() && selected(state) != mark.selection
                },
            },
            Step { text: "lesson-layers-close", is_done: |state, _| state.table.is_none() },
        ],
    },
    Lesson {
        title: "lesson-ask",
        steps: &[
            Step {
                text: "lesson-ask-open",
                is_done: |state, _| {
                    state.card == Card::Questions
                        && state.asking.question.as_ref().is_some_and(|q| q.kind() == "recommends")
                },
            },
            Step {
                text: "lesson-ask-answer",
                is_done: |state, _| state.asking.answer.is_some() && !state.asking.is_pending(),
            },
            Step {
                text: "lesson-ask-change",
                is_done: |state, mark| {
                    state.asking.question.is_some() && state.asking.question != mark.question
                },
            },
            Step {
                text: "lesson-ask-keep",
                is_done: |state, mark| state.planning.plan.questions.len() > mark.kept_questions,
            },
        ],
    },
    Lesson {
        title: "lesson-corridor",
        steps: &[
            Step {
                text: "lesson-corridor-find",
                is_done: |state, _| state.card == Card::Ficha && state.ficha.is_some(),
            },
            Step {
                text: "lesson-corridor-use",
                is_done: |state, _| state.card == Card::Corridor && state.corridor.has_axis(),
            },
            Step {
                text: "lesson-corridor-width",
                is_done: |state, mark| state.corridor.inputs.width != mark.width,
            },
            Step {
                text: "lesson-corridor-export",
                is_done: |state, mark| state.written > mark.written,
            },
        ],
    },
    Lesson {
        title: "lesson-draw",
        steps: &[
            Step {
                text: "lesson-draw-tool",
                is_done: |state, _| state.drafting.tool == Some(Tool::Polygon),
            },
            Step {
                text: "lesson-draw-corners",
                is_done: |state, _| state.drafting.coords.len() >= 3,
            },
            Step {
                text: "lesson-draw-finish",
                is_done: |state, mark| state.planning.plan.proposals.len() > mark.proposals,
            },
            Step {
                text: "lesson-draw-name",
                is_done: |state, mark| name(state) != mark.name && !name(state).is_empty(),
            },
            Step { text: "lesson-draw-undo", is_done: |state, mark| undone(state) > mark.undone },
        ],
    },
    Lesson {
        title: "lesson-paper",
        steps: &[
            Step {
                text: "lesson-paper-view",
                is_done: |state, mark| state.planning.plan.views.len() > mark.views,
            },
            Step { text: "lesson-paper-open", is_done: |state, _| state.card == Card::Print },
            Step {
                text: "lesson-paper-title",
                is_done: |state, mark| state.printing.settings.title != mark.title,
            },
            Step { text: "lesson-paper-save", is_done: |state, mark| state.written > mark.written },
        ],
    },
];

/// Layers with an open eye.
fn shown(state: &State) -> usize {
    state.layers.iter().filter(|layer| layer.visible).count()
}

/// The layer of the selection, how much of it, and its first row.
fn selected(state: &State) -> Option<(LayerId, usize, usize)> {
    let (layer, rows) = state.selection.as_ref()?;
    Some((*layer, rows.len(), *rows.first()?))
}

/// Name of the proposal on the card.
fn name(state: &State) -> String {
    let key = state.drafting.selected;
    let proposal = key.and_then(|key| state.planning.plan.proposals.get(&key));
    proposal.map(|proposal| proposal.name.clone()).unwrap_or_default()
}

/// Steps of the history that were taken back.
fn undone(state: &State) -> usize {
    state.planning.history.steps().len() - state.planning.history.cursor()
}
