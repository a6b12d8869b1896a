//! How a layer is drawn.

use std::path::Path;

use allpa_map::Classes;
use allpa_map::style::foreign::{self, StyleError};
use allpa_map::style::{MapTheme, qml, sld};
use allpa_text::UserMessage;
use egui::Context;

use crate::action::{Card, StyleAction};
use crate::job::Crashed;
use crate::layers::LayerId;
use crate::state::{Severity, State};
use crate::styling::Styling;
use crate::window::Window;

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
            state.planning.styled = Some(id);
            state.styling = state.layers.get(id).map(Styling::of);
        }
        StyleAction::Close => close(state),
    }
}

/// The look on the card as a style of the OGC where `path` ends in `.sld`, of QGIS otherwise.
pub(super) fn written(state: &State, path: &Path) -> Option<String> {
    let styling = state.styling.as_ref()?;
    let layer = state.layers.get(styling.layer)?;
    let (kind, opacity) = (layer.layer().kind(), layer.loaded.scene.opacity);
    Some(if path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("sld")) {
        sld::write(&styling.style, kind, opacity, &state.title(styling.layer))
    } else {
        qml::write(&styling.style, kind, opacity)
    })
}

/// Gives the look in a style of QGIS or of the OGC to the layer on the card, and tells what of it has no
/// counterpart.
pub(super) fn load(window: &mut Window, ctx: &Context, path: &Path) {
    let texts = &window.state.texts;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let failed = |cause: String| UserMessage {
        what: texts.with("style-not-read", &[("file", &name)]),
        cause,
        remedy: texts.get("style-not-read-remedy"),
    };
    let found = match std::fs::read_to_string(path) {
        Err(error) => Err(texts.read_error(&name, &error.into())),
        Ok(text) => foreign::read(&text).map_err(|error| {
            failed(match error {
                StyleError::Xml(reason) => texts.with("style-no-xml", &[("reason", &reason)]),
                StyleError::NoRenderer => texts.get("style-no-renderer"),
                StyleError::Renderer(name) => texts.with("style-no-way", &[("name", &name)]),
            })
        }),
    };
    match found {
        Err(message) => window.tell(Severity::Error, message),
        Ok(read) => {
            if !read.left_out.is_empty() {
                let names = read.left_out.join(", ");
                let message = UserMessage {
                    what: texts.with("style-read-in-part", &[("file", &name)]),
                    cause: texts.with("style-left-out", &[("names", &names)]),
                    remedy: String::new(),
                };
                window.tell(Severity::Warning, message);
            }
            let state = &mut window.state;
            if let Some(layer) = state.styling.as_ref().map(|styling| styling.layer) {
                state.layers.set_opacity(layer, read.opacity);
            }
            carry_out(state, ctx, StyleAction::Change(Box::new(read.style)));
        }
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
        state.planning.styled = Some(styling.layer);
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
