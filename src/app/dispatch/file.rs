//! Files in and out. Dialogs run off the window's thread: some systems answer late.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use allpa_files::export::{
    LAYER_FORMATS, TABLE_FORMATS, WriteError, write_answer, write_bytes, write_table,
};
use allpa_model::plan::Document;
use allpa_model::question::asked::{Asked, Found, Provenance, Sheet};
use allpa_model::table::Table;
use allpa_page::Format;
use allpa_text::{Texts, UserMessage};
use egui::Context;

use crate::action::FileAction;
use crate::asking::PROGRAM;
use crate::dialog::{DOCUMENTS, Dialogs, READABLE};
use crate::documents::DocumentAction;
use crate::job::{Crashed, Job};
use crate::load::Loader;
use crate::minutes;
use crate::paper::page_error;
use crate::printing::{self, PrintError, Printed};
use crate::reporting::{self, provenance_of};
use crate::state::Severity;
use crate::window::Window;

pub(super) fn carry_out(window: &mut Window, ctx: &Context, action: FileAction) {
    match action {
        FileAction::Open(mut files) => {
            // The plan that is open is not opened once more: it would stand in its own way.
            let whole = |path: &Path| path.canonicalize().ok();
            let open = window.state.planning.file().and_then(whole);
            files.retain(|path| open.is_none() || whole(path) != open);
            if !files.is_empty() {
                window.load(ctx, |reader| Loader::files(reader, files));
            }
        }
        FileAction::SaveLayer(id, path) => {
            let Some(layer) = window.state.layers.get(id) else { return };
            let layer = Arc::clone(layer.layer());
            let path = with_ending(path, "gpkg");
            window.load(ctx, |reader| Loader::saved(reader, move || layer, path));
        }
        FileAction::SaveSelection(path) => {
            let Some(layer) = super::select::selected_layer(&window.state) else { return };
            let path = with_ending(path, "gpkg");
            window.load(ctx, |reader| Loader::saved(reader, layer, path));
        }
        FileAction::ExportAnswer(path) => export_answer(window, &with_ending(path, "csv")),
        FileAction::ExportTable(path) => {
            let state = &window.state;
            let Some(answer) = &state.asking.answer else { return };
            let Some(named) = answer.sheet.found.tables.get(state.asking.table) else { return };
            let path = with_ending(path, "csv");
            let provenance = || provenance_of(state, &answer.sheet);
            let written = write_answer(&named.table, &path, provenance);
            tell_written(window, &path, written);
        }
        FileAction::ExportScenarios(path) => {
            let Some(Ok(table)) = &window.state.scenarios.compared else { return };
            let path = with_ending(path, "csv");
            let written = write_table(table, &path);
            tell_written(window, &path, written);
        }
        FileAction::Attach(key, paths) => {
            super::documents::carry_out(window, ctx, DocumentAction::Attach(key, paths));
        }
        FileAction::SaveDocument(document, path) => {
            super::documents::save(window, ctx, document, path);
        }
        FileAction::SaveQuestion(path) => {
            let Some(question) = window.state.asking.question.clone() else { return };
            let path = with_ending(path, "json");
            let written = write_bytes(&path, Asked::new(question).to_json().as_bytes());
            tell_written(window, &path, written);
        }
        FileAction::SaveStyle(path) => {
            let path = with_ending(path, "qml");
            let Some(text) = super::style::written(&window.state, &path) else { return };
            let written = write_bytes(&path, text.as_bytes());
            tell_written(window, &path, written);
        }
        FileAction::LoadStyle(path) => super::style::load(window, ctx, &path),
        FileAction::Print(path) => {
            let path = with_ending(path, "pdf");
            if let Err(error) = printing::start(&mut window.state, path, ctx) {
                window.tell_no_thread(error);
            }
        }
        FileAction::Report(path) => {
            let path = with_ending(path, "pdf");
            if let Err(error) = reporting::start(&mut window.state, path, ctx) {
                window.tell_no_thread(error);
            }
        }
        FileAction::Minutes(meeting, path) => {
            let path = with_ending(path, "pdf");
            if let Err(error) = reporting::start_minutes(&mut window.state, meeting, path, ctx) {
                window.tell_no_thread(error);
            }
        }
        FileAction::NewPlan(path) => {
            let path = with_ending(path, "gpkg");
            window.load(ctx, |reader| Loader::new_plan(reader, path));
        }
        FileAction::BuildAtlas { folder, out } => {
            let out = with_ending(out, "gpkg");
            window.load(ctx, |reader| Loader::office_atlas(reader, folder, out));
        }
        FileAction::SavePlan(path) => super::plan::save(window, ctx, with_ending(path, "gpkg")),
        FileAction::SaveChanges(path) => {
            super::exchange::save(window, ctx, with_ending(path, "allpa"));
        }
        FileAction::Cancel => {
            window.loaders.clear();
            window.state.planning.stop_reading();
        }
        question => ask_for(window, ctx, &question),
    }
}

/// Asks which file is meant; what is not there to be written asks nothing.
fn ask_for(window: &mut Window, ctx: &Context, question: &FileAction) {
    let texts = &window.state.texts;
    match question {
        FileAction::AskOpen => {
            let (title, kinds) = (texts.get("dialog-open"), texts.get("dialog-maps"));
            ask(window, ctx, move |dialogs| {
                Some(FileAction::Open(dialogs.open(&title, &kinds, &READABLE)?))
            });
        }
        FileAction::AskExportAnswer => {
            if window.state.corridor.answer.is_none() {
                return;
            }
            let (title, name) = (texts.get("dialog-export"), texts.get("dialog-export-name"));
            ask(window, ctx, move |dialogs| {
                Some(FileAction::ExportAnswer(dialogs.save(&title, &name, &TABLE_FORMATS)?))
            });
        }
        &FileAction::AskSaveLayer(id) => {
            let title = texts.get("dialog-save-layer");
            let name = format!("{}.gpkg", window.state.title(id).replace(['/', '\\', ':'], "-"));
            ask(window, ctx, move |dialogs| {
                Some(FileAction::SaveLayer(id, dialogs.save(&title, &name, &LAYER_FORMATS)?))
            });
        }
        FileAction::AskSaveSelection => {
            let Some((id, _)) = &window.state.selection else { return };
            let title = texts.get("dialog-save-layer");
            let name = texts.with("selection-name", &[("name", &window.state.title(*id))]);
            let name = format!("{}.gpkg", name.replace(['/', '\\', ':'], "-"));
            ask(window, ctx, move |dialogs| {
                Some(FileAction::SaveSelection(dialogs.save(&title, &name, &LAYER_FORMATS)?))
            });
        }
        FileAction::AskExportTable => {
            let (Some(question), Some(_)) =
                (&window.state.asking.question, &window.state.asking.answer)
            else {
                return;
            };
            let (title, name) = (texts.get("dialog-export"), format!("{}.csv", question.kind()));
            ask(window, ctx, move |dialogs| {
                Some(FileAction::ExportTable(dialogs.save(&title, &name, &TABLE_FORMATS)?))
            });
        }
        FileAction::AskReport => ask_report(window, ctx),
        FileAction::AskSaveQuestion => {
            let Some(question) = &window.state.asking.question else { return };
            let (title, name) =
                (texts.get("dialog-save-question"), format!("{}.json", question.kind()));
            ask(window, ctx, move |dialogs| {
                Some(FileAction::SaveQuestion(dialogs.save(&title, &name, &["json"])?))
            });
        }
        FileAction::AskSaveStyle => {
            let Some(styling) = &window.state.styling else { return };
            let title = texts.get("style-save");
            let name = window.state.title(styling.layer).replace(['/', '\\', ':'], "-");
            let name = format!("{name}.qml");
            ask(window, ctx, move |dialogs| {
                Some(FileAction::SaveStyle(dialogs.save(&title, &name, &["qml", "sld"])?))
            });
        }
        FileAction::AskLoadStyle => {
            let title = texts.get("style-load");
            ask(window, ctx, move |dialogs| {
                let files = dialogs.open(&title, "QML, SLD", &["qml", "sld"])?;
                Some(FileAction::LoadStyle(files.into_iter().next()?))
            });
        }
        FileAction::AskPrint => {
            let title = texts.get("print-save");
            let heading = window.state.printing.settings.title.trim();
            let name =
                if heading.is_empty() { texts.get("sheet-title") } else { heading.to_owned() };
            let name = format!("{}.pdf", name.replace(['/', '\\', ':'], "-"));
            ask(window, ctx, move |dialogs| {
                Some(FileAction::Print(dialogs.save(&title, &name, &Format::ENDINGS)?))
            });
        }
        other => ask_for_work(window, ctx, other),
    }
}

/// Asks where the plan, its changes, the minutes of a meeting, the comparison of its alternatives or the
/// office's atlas are to lie.
fn ask_for_work(window: &mut Window, ctx: &Context, question: &FileAction) {
    let texts = &window.state.texts;
    match question {
        FileAction::AskExportScenarios => {
            let (title, name) = (texts.get("dialog-export"), texts.get("scenario-file"));
            ask(window, ctx, move |dialogs| {
                Some(FileAction::ExportScenarios(dialogs.save(&title, &name, &TABLE_FORMATS)?))
            });
        }
        &FileAction::AskAttach(key) => {
            let (title, kinds) = (texts.get("documents-attach"), texts.get("documents-kinds"));
            ask(window, ctx, move |dialogs| {
                Some(FileAction::Attach(key, dialogs.open(&title, &kinds, &DOCUMENTS)?))
            });
        }
        FileAction::AskSaveDocument(document) => {
            let name = Document::clean_name(&document.name);
            let title = texts.with("documents-save", &[("name", &name)]);
            let document = document.clone();
            ask(window, ctx, move |dialogs| {
                Some(FileAction::SaveDocument(document, dialogs.save(&title, &name, &[])?))
            });
        }
        &FileAction::AskMinutes(meeting) => {
            let (title, name) = (texts.get("dialog-minutes"), texts.get("minutes-file"));
            ask(window, ctx, move |dialogs| {
                let endings = ["pdf", "csv", "xlsx", "json"];
                Some(FileAction::Minutes(meeting, dialogs.save(&title, &name, &endings)?))
            });
        }
        FileAction::AskSaveChanges => {
            let (title, name) = (texts.get("exchange-save"), texts.get("exchange-file"));
            ask(window, ctx, move |dialogs| {
                Some(FileAction::SaveChanges(dialogs.save(&title, &name, &["allpa"])?))
            });
        }
        FileAction::AskOpenChanges => {
            let (title, kinds) = (texts.get("exchange-bring"), texts.get("exchange-kind"));
            ask(window, ctx, move |dialogs| {
                Some(FileAction::Open(dialogs.open(&title, &kinds, &["allpa"])?))
            });
        }
        FileAction::AskBuildAtlas => {
            let (which, to) = (texts.get("dialog-atlas-folder"), texts.get("dialog-atlas-save"));
            ask(window, ctx, move |dialogs| {
                let folder = dialogs.folder(&which)?;
                let out = dialogs.save(&to, "atlas.gpkg", &["gpkg"])?;
                Some(FileAction::BuildAtlas { folder, out })
            });
        }
        FileAction::AskNewPlan => {
            let (title, name) = (texts.get("dialog-new-plan"), texts.get("dialog-plan-name"));
            ask(window, ctx, move |dialogs| {
                Some(FileAction::NewPlan(dialogs.save(&title, &name, &["gpkg"])?))
            });
        }
        FileAction::AskSavePlan => {
            let title = texts.get("dialog-save-plan");
            let named = window.state.planning.plan.title.trim().replace(['/', '\\', ':'], "-");
            let name = if named.is_empty() {
                texts.get("dialog-plan-name")
            } else {
                format!("{named}.gpkg")
            };
            ask(window, ctx, move |dialogs| {
                Some(FileAction::SavePlan(dialogs.save(&title, &name, &["gpkg"])?))
            });
        }
        _ => {}
    }
}

/// Asks where to write the answer on the card as a document.
fn ask_report(window: &mut Window, ctx: &Context) {
    let asking = &window.state.asking;
    let (Some(question), Some(_)) = (&asking.question, &asking.answer) else { return };
    let title = window.state.texts.get("dialog-report");
    let name = format!("{}.pdf", question.kind());
    ask(window, ctx, move |dialogs| {
        Some(FileAction::Report(dialogs.save(&title, &name, &["pdf"])?))
    });
}

/// Tells of a sheet or a document that is finished.
pub fn receive_print(window: &mut Window) -> Result<(), Crashed> {
    if let Some(printed) = window.state.printing.writing.poll()? {
        tell_printed(window, printed);
    }
    if let Some(printed) = window.state.reporting.poll()? {
        tell_printed(window, printed);
    }
    Ok(())
}

fn tell_printed(window: &mut Window, (path, outcome): Printed) {
    match outcome {
        Ok(()) => tell_written(window, &path, Ok(())),
        Err(PrintError::Write(error)) => tell_written(window, &path, Err(error)),
        Err(error) => {
            let message = unprinted(&window.state.texts, &error);
            window.tell(Severity::Error, message);
        }
    }
}

/// Why there is no map on paper.
fn unprinted(texts: &Texts, error: &PrintError) -> UserMessage {
    let [cause, remedy] = match error {
        PrintError::Series(error) => {
            let UserMessage { cause, remedy, .. } = texts.question_error(error);
            [cause, remedy]
        }
        PrintError::Empty(layer) => {
            let cause = texts.with("cause-series-empty", &[("layer", layer)]);
            [cause, texts.get("print-series-empty-remedy")]
        }
        PrintError::Page(error) => return page_error(texts, error),
        PrintError::Write(error) => [error.to_string(), String::new()],
    };
    UserMessage { what: texts.get("what-no-map"), cause, remedy }
}

/// Opens a dialog unless one is open.
fn ask(
    window: &mut Window,
    ctx: &Context,
    dialog: impl FnOnce(&dyn Dialogs) -> Option<FileAction> + Send + 'static,
) {
    if window.dialog.is_some() {
        return;
    }
    let (ctx, dialogs) = (ctx.clone(), Arc::clone(&window.dialogs));
    match Job::spawn("", move || ctx.request_repaint(), move |_| dialog(&*dialogs)) {
        Ok(job) => window.dialog = Some(job),
        Err(error) => window.tell_no_thread(error),
    }
}

/// A name without ending gets the usual one.
fn with_ending(path: PathBuf, usual: &str) -> PathBuf {
    if path.extension().is_some() { path } else { path.with_extension(usual) }
}

fn export_answer(window: &mut Window, path: &Path) {
    let Some(answer) = window.state.corridor.answer.clone() else { return };
    let table = answer.sheet.to_table();
    let provenance = || match minutes::corridor(&window.state) {
        Some((question, sources)) => {
            let provenance = Provenance::of(&question, &sources, PROGRAM);
            let found = Found { notes: answer.notes.clone(), ..Found::default() };
            provenance_of(&window.state, &Sheet { found, provenance })
        }
        None => Table::default(),
    };
    let written = write_answer(&table, path, provenance);
    tell_written(window, path, written);
}

/// Says that a file was written, or why not.
pub(super) fn tell_written(window: &mut Window, path: &Path, written: Result<(), WriteError>) {
    let texts = &window.state.texts;
    let name = path.to_string_lossy();
    match written {
        Ok(()) => {
            window.state.written += 1;
            let message = UserMessage {
                what: texts.with("export-done", &[("file", &name)]),
                cause: String::new(),
                remedy: String::new(),
            };
            window.tell(Severity::Done, message);
        }
        Err(error) => {
            let message = texts.write_error(&name, &error);
            window.tell(Severity::Error, message);
        }
    }
}
