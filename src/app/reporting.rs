//! The answer on the card as a document: the job that writes it.

use std::path::PathBuf;
use std::sync::Arc;

use allpa_files::today;
use allpa_map::style::{MapTheme, ThemeMode};
use allpa_page::to_pdf;
use allpa_text::Texts;

use crate::asking::layer_named;
use crate::printing::{PrintError, write};
use crate::report::{ReportLayer, answer_pages};
use crate::state::State;

/// Starts writing the answer on the card to `path`; nothing where there is none.
///
/// # Errors
/// When the system gives no thread.
pub fn start(state: &mut State, path: PathBuf, ctx: &egui::Context) -> std::io::Result<()> {
    let (Some(answer), Some(fonts)) = (state.asking.answer.clone(), state.fonts.clone()) else {
        return Ok(());
    };
    let layers = layers(state, &answer.sheet);
    let language = state.texts.language();
    let title = state.texts.get("dialog-report");
    state.reporting.start(title, ctx, move |_| {
        let texts = Texts::new(language);
        let pages = answer_pages(&texts, &fonts, &answer.sheet, &layers, &today());
        let bytes = to_pdf(&pages, &fonts).map_err(PrintError::Page);
        let written = bytes.and_then(|bytes| write(&path, &bytes));
        (path, written)
    })
}

/// The layers of an answer as they look on white paper.
fn layers(state: &State, sheet: &allpa_model::question::asked::Sheet) -> Vec<ReportLayer> {
    let theme = MapTheme::of(ThemeMode::Light);
    let used = sheet.provenance.layers.iter();
    used.filter_map(|used| {
        let layer = layer_named(&state.layers, &used.reference)?;
        let style = match &layer.loaded.chosen {
            Some(chosen) => Arc::clone(chosen),
            None => layer.loaded.usual_look(&theme),
        };
        Some(ReportLayer {
            reference: used.reference.clone(),
            layer: Arc::clone(layer.layer()),
            title: state.title(layer.id),
            style,
            precision: layer.loaded.precision,
            notice: layer.loaded.notice[state.language_index()].clone(),
        })
    })
    .collect()
}
