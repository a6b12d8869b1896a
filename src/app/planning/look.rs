//! The looks of layers between the map and the plan.

use std::sync::Arc;

use allpa_map::Classes;
use allpa_map::style::{LayerStyle, MapTheme, qml};
use allpa_model::plan::KeptLook;

use crate::layers::{LayerId, LoadedLayer};
use crate::state::State;
use crate::styling::Styling;

/// The look of a layer as the plan keeps it.
pub(super) fn kept(loaded: &LoadedLayer) -> KeptLook {
    let chosen = loaded.chosen.as_ref();
    // Styles are plain data: they always have a form in JSON.
    let style = chosen.and_then(|style| serde_json::to_string(&**style).ok());
    let shown = chosen.unwrap_or(&loaded.scene.style);
    KeptLook { style, qml: qml::write(shown, loaded.layer.kind(), loaded.scene.opacity) }
}

/// Gives a layer on the map the look that the plan has for it.
pub(super) fn apply(state: &mut State, id: LayerId, look: Option<&KeptLook>) {
    let Some(layer) = state.layers.get(id) else { return };
    let wanted = look.and_then(|look| look.style.as_deref());
    // A look that this version does not know is left to the usual one.
    let wanted: Option<LayerStyle> = wanted.and_then(|text| serde_json::from_str(text).ok());
    if layer.loaded.chosen.as_deref() == wanted.as_ref() || state.planning.styled == Some(id) {
        return;
    }
    let is_chosen = wanted.is_some();
    let usual = || layer.loaded.usual_look(&MapTheme::of(state.theme));
    let style = wanted.map_or_else(usual, Arc::new);
    let classes = Classes::resolve(layer.layer(), &style);
    state.layers.set_style(id, style, classes, is_chosen);
    if state.styling.as_ref().is_some_and(|styling| styling.layer == id) {
        state.styling = state.layers.get(id).map(Styling::of);
    }
}
