//! How a layer is drawn.

use allpa_map::Classes;
use allpa_map::style::MapTheme;
use egui::Context;

use crate::action::{Card, StyleAction};
use crate::job::Crashed;
use crate::layers::LayerId;
use crate::state::State;
use crate::styling::Styling;

pub(super) fn carry_out(state: &mut State, ctx: &Context, action: StyleAction) {
    let theme = MapTheme::of(state.theme);
    match action {
        StyleAction::Open(id) => {
            let Some(layer) = state.layers.get(id) else { return };
            state.styling = Some(Styling::of(layer));
            state.card = Card::Style;
            state.shows.cards = true;
        }
        StyleAction::Change(style) => {
            let Some(styling) = &mut state.styling else { return };
            let Some(layer) = state.layers.get(styling.layer) else { return };
            styling.change(*style, layer, theme, ctx);
        }
        StyleAction::Make(making) => {
            let Some(styling) = &mut state.styling else { return };
            let Some(layer) = state.layers.get(styling.layer) else { return };
            styling.make(making, layer, theme, ctx);
        }
        StyleAction::Reset => {
            let Some(id) = state.styling.as_ref().map(|styling| styling.layer) else { return };
            let Some(layer) = state.layers.get(id) else { return };
            let style = layer.loaded.usual_look(&theme);
            let classes = Classes::resolve(layer.layer(), &style);
            state.layers.set_style(id, style, classes, false);
            state.styling = state.layers.get(id).map(Styling::of);
        }
        StyleAction::Close => close(state),
    }
}

/// Takes a look in that was worked out.
///
/// # Errors
/// [`Crashed`] when the work panicked.
pub fn receive(state: &mut State) -> Result<(), Crashed> {
    let Some(styling) = &mut state.styling else { return Ok(()) };
    if let Some((style, classes)) = styling.poll()? {
        state.layers.set_style(styling.layer, style, classes, true);
    }
    Ok(())
}

/// Lets go of a layer that is gone or another one now.
pub(super) fn forget_layer(state: &mut State, id: LayerId) {
    if state.styling.as_ref().is_some_and(|styling| styling.layer == id) {
        close(state);
    }
}

fn close(state: &mut State) {
    state.styling = None;
    if state.card == Card::Style {
        state.card = Card::Questions;
    }
}
