//! Views and questions as the plan keeps them.

use allpa_map::REFERENCE_DPI;
use allpa_model::plan::{KeptQuestion, QuestionKey, SavedView, ViewKey};
use allpa_model::question::asked::{Asked, LayerRef, Question};

use crate::asking::reference;
use crate::layers::{LayerId, Layers, MapLayer};
use crate::state::State;

/// The name by which the plan knows a layer on the map; `None` for what it does not keep.
pub fn name_in_plan(layer: &MapLayer) -> Option<LayerRef> {
    if layer.loaded.from_atlas {
        return Some(LayerRef(format!("atlas:{}", layer.layer().name())));
    }
    layer.key.map(|key| LayerRef(format!("plan:{}", key.0)))
}

/// What the map shows now, as a view.
pub fn view_of(state: &State, key: ViewKey, name: String, pixel_ratio: f32) -> SavedView {
    let shown = state.layers.iter().filter(|layer| layer.visible);
    let dpi = REFERENCE_DPI * f64::from(pixel_ratio);
    SavedView {
        key,
        name,
        center: state.camera.visible_bounds().center(),
        scale: state.camera.scale_denominator(dpi),
        visible: shown.filter_map(name_in_plan).collect(),
    }
}

impl State {
    /// Layers on the map that a view opens or closes the eye of.
    pub fn changed_by(&self, view: &SavedView) -> Vec<(LayerId, bool)> {
        self.eyes_changed_by(&view.visible)
    }

    /// Layers on the map whose eye is not as it was when just these were shown.
    pub fn eyes_changed_by(&self, visible: &[LayerRef]) -> Vec<(LayerId, bool)> {
        let wish = |layer: &MapLayer| {
            let shown = visible.contains(&name_in_plan(layer)?);
            (shown != layer.visible).then_some((layer.id, shown))
        };
        self.layers.iter().filter_map(wish).collect()
    }
}

/// The question on the card with what answered it; `None` while there is no answer.
pub fn kept_question(
    state: &State,
    key: QuestionKey,
    title: String,
    answered: String,
) -> Option<KeptQuestion> {
    let answer = state.asking.answer.as_ref()?;
    let provenance = &answer.sheet.provenance;
    let layers = &state.layers;
    let named = |name: &LayerRef| asked_name(layers, name).unwrap_or_else(|| name.clone()).0;
    let of_layers =
        provenance.layers.iter().map(|used| (named(&used.reference), &used.fingerprint));
    let of_tables =
        provenance.tables.iter().map(|used| (used.reference.0.clone(), &used.fingerprint));
    Some(KeptQuestion {
        key,
        title,
        asked: Asked::new(asked_of_plan(provenance.asked.question.clone(), layers)),
        program: provenance.program.clone(),
        answered,
        used: of_layers.chain(of_tables).map(|(name, print)| (name, print.clone())).collect(),
    })
}

/// The name by which the plan knows a layer that a question names in the window.
pub fn asked_name(layers: &Layers, name: &LayerRef) -> Option<LayerRef> {
    layers.iter().find(|layer| reference(layer) == *name).and_then(name_in_plan)
}

/// A question whose layers have the names of the window, with those of the plan.
pub fn asked_of_plan(mut question: Question, layers: &Layers) -> Question {
    question.rename_layers(|name| asked_name(layers, name));
    question
}

/// A question whose layers have the names of the plan, with those of the window.
pub fn asked_of_window(mut question: Question, layers: &Layers) -> Question {
    let in_window = |name: &LayerRef| {
        let layer = layers.iter().find(|layer| name_in_plan(layer).as_ref() == Some(name));
        layer.map(reference)
    };
    question.rename_layers(in_window);
    question
}

/// Whether the layers that a kept question was answered from are others now, as far as an answer
/// on the card tells.
pub fn is_stale(state: &State, kept: &KeptQuestion) -> bool {
    let Some(answer) = &state.asking.answer else { return false };
    let provenance = &answer.sheet.provenance;
    if asked_of_plan(provenance.asked.question.clone(), &state.layers) != kept.asked.question {
        return false;
    }
    provenance.layers.iter().any(|used| {
        let name = asked_name(&state.layers, &used.reference).map(|name| name.0);
        name.and_then(|name| kept.used.get(&name)).is_some_and(|known| *known != used.fingerprint)
    })
}
