//! Files in and out. Dialogs run off the window's thread: some systems answer late.

use std::path::{Path, PathBuf};

use allpa_files::export::write_table;
use allpa_text::UserMessage;
use egui::Context;

use crate::action::FileAction;
use crate::job::Job;
use crate::load::Loader;
use crate::state::Severity;
use crate::window::Window;

/// Endings of files that can be opened.
const READABLE: [&str; 9] = ["geojson", "json", "shp", "gpkg", "csv", "tsv", "txt", "zip", "dbf"];

pub(super) fn carry_out(window: &mut Window, ctx: &Context, action: FileAction) {
    let texts = &window.state.texts;
    match action {
        FileAction::AskOpen => {
            let (title, kinds) = (texts.get("dialog-open"), texts.get("dialog-maps"));
            ask(window, ctx, move || {
                let dialog = rfd::FileDialog::new().set_title(title);
                let files = dialog.add_filter(kinds, &READABLE).pick_files()?;
                Some(FileAction::Open(files))
            });
        }
        FileAction::Open(files) => window.load(ctx, |reader| Loader::files(reader, files)),
        FileAction::AskExportAnswer => {
            if window.state.corridor.answer.is_none() {
                return;
            }
            let (title, name) = (texts.get("dialog-export"), texts.get("dialog-export-name"));
            ask(window, ctx, move || {
                let dialog = rfd::FileDialog::new().set_title(title).set_file_name(name);
                let path = dialog.add_filter("CSV", &["csv"]).save_file()?;
                Some(FileAction::ExportAnswer(path))
            });
        }
        FileAction::ExportAnswer(path) => export_answer(window, &with_ending(path)),
        FileAction::Cancel => window.loaders.clear(),
    }
}

/// Opens a dialog unless one is open.
fn ask(
    window: &mut Window,
    ctx: &Context,
    dialog: impl FnOnce() -> Option<FileAction> + Send + 'static,
) {
    if window.dialog.is_some() {
        return;
    }
    let ctx = ctx.clone();
    match Job::spawn("", move || ctx.request_repaint(), move |_| dialog()) {
        Ok(job) => window.dialog = Some(job),
        Err(error) => {
            let message = window.state.texts.read_error("", &error.into());
            window.tell(Severity::Error, message);
        }
    }
}

/// A table without ending becomes CSV.
fn with_ending(path: PathBuf) -> PathBuf {
    if path.extension().is_some() { path } else { path.with_extension("csv") }
}

fn export_answer(window: &mut Window, path: &Path) {
    let Some(answer) = window.state.corridor.answer.clone() else { return };
    let texts = &window.state.texts;
    let name = path.to_string_lossy();
    match write_table(&answer.sheet.to_table(), path) {
        Ok(()) => {
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
