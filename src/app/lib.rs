//! Allpa's window.
//!
//! Data flows one way: [`State`](state::State) is read by the canvas and the panels, which collect
//! [`Action`](action::Action)s; [`Window`] carries those out and starts jobs, whose results come
//! back before the next frame. Nothing slow runs on the window's thread.

mod action;
mod asking;
mod canvas;
mod compare;
mod corridor;
mod dialog;
mod dispatch;
mod drafting;
mod exchange;
mod ficha;
mod health;
mod help;
mod import;
mod job;
mod join;
mod layers;
mod listing;
mod load;
mod meeting;
mod panel;
mod paper;
mod pictures;
mod plane;
mod planning;
mod preferences;
mod printing;
mod repair;
mod report;
mod reporting;
mod scenarios;
mod search;
mod selecting;
mod series;
mod state;
mod styling;
mod theme;
mod tools;
mod views;
mod warnings;
mod window;

use std::path::PathBuf;
use std::sync::Arc;

use allpa_text::Language;

pub use dialog::{Dialogs, SystemDialogs};
pub use paper::{SheetFacts, SheetView, map_sheet};
pub use report::{ReportLayer, answer_pages};
pub use series::{Series, SeriesPart, series_pages, series_parts};
pub use theme::{REGULAR, SEMIBOLD};
pub use window::{Start, Window};

/// The window could not be opened.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct WindowError(#[from] eframe::Error);

/// Opens the window and returns when it is closed.
///
/// # Errors
/// When the system gives no window or no OpenGL.
pub fn run(files: Vec<PathBuf>, language: Option<Language>) -> Result<(), WindowError> {
    let viewport = egui::ViewportBuilder::default()
        .with_title("Allpa")
        .with_app_id("allpa")
        .with_icon(icon())
        .with_inner_size([1280.0, 760.0])
        .with_min_inner_size([900.0, 560.0])
        .with_maximized(true);
    let options = eframe::NativeOptions { viewport, ..Default::default() };
    let settings = allpa_files::settings::settings_folder();
    let dialogs = Arc::new(SystemDialogs);
    let start = Start { files, language, atlas: true, settings, graphics: None, dialogs };
    eframe::run_native(
        "Allpa",
        options,
        Box::new(move |creation| {
            let start = Start { graphics: graphics(creation), ..start };
            Ok(Box::new(Window::new(&creation.egui_ctx, start)))
        }),
    )?;
    Ok(())
}

/// Name of the graphics card, or of what stands in for one, and the version of OpenGL.
fn graphics(creation: &eframe::CreationContext<'_>) -> Option<String> {
    use eframe::glow::HasContext as _;
    let version = creation.gl.as_ref()?.version();
    Some(format!("OpenGL {}.{} {}", version.major, version.minor, version.vendor_info))
}

/// The picture of the program in lists of windows.
fn icon() -> egui::IconData {
    const PNG: &[u8] = include_bytes!("../../assets/icons/allpa.png");
    eframe::icon_data::from_png_bytes(PNG).expect("a picture inside the program")
}
