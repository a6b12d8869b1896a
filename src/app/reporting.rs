//! The answer on the card and the minutes of a meeting as documents: the jobs that write them.

use std::path::PathBuf;
use std::sync::Arc;

use allpa_files::export::{TABLE_FORMATS, write_table};
use allpa_files::{local_today, today};
use allpa_model::plan::MeetingKey;
use allpa_model::question::asked::Sheet;
use allpa_model::table::Table;
use allpa_page::to_pdf;
use allpa_text::Texts;

use crate::asking::layer_named;
use crate::minutes::{MinutesOf, Prints, minutes_pages};
use crate::printing::{PrintError, write};
use crate::provenance::provenance_table;
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

/// Starts writing the minutes of a meeting to `path`: as a table where its ending is one of a table,
/// else as a document; nothing where there is no such meeting.
///
/// # Errors
/// When the system gives no thread.
pub fn start_minutes(
    state: &mut State,
    key: MeetingKey,
    path: PathBuf,
    ctx: &egui::Context,
) -> std::io::Result<()> {
    let planning = &state.planning;
    let meeting = planning.plan.meetings.get(&key).cloned();
    let (Some(fonts), Some(meeting)) = (state.fonts.clone(), meeting) else { return Ok(()) };
    let (plan, prints, name) = (planning.plan.clone(), Prints::of(state), planning.name());
    let name = name.unwrap_or_else(|| state.texts.get("plan-unnamed"));
    let language = state.texts.language();
    let title = state.texts.get("dialog-minutes");
    state.reporting.start(title, ctx, move |_| {
        let changed = plan.changed_since(&|layer| prints.print(layer));
        let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
        if TABLE_FORMATS.iter().any(|known| known.eq_ignore_ascii_case(ending)) {
            let table = plan.minutes_table(Some(key), &changed);
            let written = write_table(&table, &path).map_err(PrintError::Write);
            return (path, written);
        }
        let (plan, meeting, changed, date) = (&plan, &meeting, &changed, local_today());
        let minutes = MinutesOf { plan, meeting, changed, name, date };
        let pages = minutes_pages(&Texts::new(language), &fonts, &minutes);
        let bytes = to_pdf(&pages, &fonts).map_err(PrintError::Page);
        let written = bytes.and_then(|bytes| write(&path, &bytes));
        (path, written)
    })
}

/// Where the figures of an answer come from, a fact in each row.
pub fn provenance_of(state: &State, sheet: &Sheet) -> Table {
    provenance_table(&state.texts, sheet, &layers(state, sheet), &today())
}

/// The layers of an answer as they look on white paper.
fn layers(state: &State, sheet: &Sheet) -> Vec<ReportLayer> {
    let used = sheet.provenance.layers.iter();
    used.filter_map(|used| {
        let layer = layer_named(&state.layers, &used.reference)?;
        Some(ReportLayer {
            reference: used.reference.clone(),
            layer: Arc::clone(layer.layer()),
            title: state.title(layer.id),
            style: layer.loaded.paper_look(),
            precision: layer.loaded.precision,
            notice: layer.loaded.notice[state.language_index()].clone(),
        })
    })
    .collect()
}
