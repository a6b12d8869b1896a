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
mod documents;
mod drafting;
mod exchange;
mod ficha;
pub mod gpu;
mod health;
mod help;
mod import;
mod ink;
mod job;
mod join;
mod layers;
mod listing;
mod load;
mod meeting;
mod minutes;
mod motion;
mod panel;
mod paper;
mod pictures;
mod plane;
mod planning;
mod preferences;
mod printing;
mod projects;
mod proof;
mod provenance;
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

use allpa_files::settings::Preferences;
use allpa_text::Language;

pub use dialog::{Dialogs, SystemDialogs};
pub use layers::usual_look;
pub use minutes::{MinutesOf, minutes_pages};
pub use paper::{SheetFacts, SheetView, map_sheet, page_error};
pub use provenance::provenance_table;
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
/// A graphics card draws it where there is one and the user does not mind; where that fails, and
/// everywhere else, OpenGL does, and the processor draws the map.
///
/// # Errors
/// When the system gives no window or no OpenGL.
pub fn run(files: Vec<PathBuf>, language: Option<Language>) -> Result<(), WindowError> {
    let settings = allpa_files::settings::settings_folder();
    let dialogs = Arc::new(SystemDialogs);
    let uses_card =
        settings.as_deref().is_none_or(|folder| Preferences::in_folder(folder).uses_card);
    let start =
        Start { files, language, atlas: true, settings, graphics: None, card: None, dialogs };
    let has_card = uses_card && gpu::Cards::for_windows().and_then(gpu::find).is_some();
    if !has_card {
        return Ok(open(options(), start)?);
    }
    let options = eframe::NativeOptions {
        renderer: eframe::Renderer::Wgpu,
        wgpu_options: gpu::window_options(),
        ..options()
    };
    let Err(failed) = open(options, start) else { return Ok(()) };
    eprintln!("allpa: {failed}");
    // A process opens windows once only: another one takes over.
    let again = std::env::current_exe().and_then(|program| {
        let arguments = std::env::args_os().skip(1);
        std::process::Command::new(program).args(arguments).env(gpu::CARDS, "none").status()
    });
    if again.is_ok_and(|status| status.success()) { Ok(()) } else { Err(failed.into()) }
}

fn open(options: eframe::NativeOptions, start: Start) -> eframe::Result {
    let create = move |creation: &eframe::CreationContext<'_>| {
        let state = creation.wgpu_render_state.as_ref();
        let card = state.map(gpu::WindowCard::new);
        let graphics = state.map(|state| gpu::name(&state.adapter)).or_else(|| opengl(creation));
        let start = Start { graphics, card, ..start };
        Ok(Box::new(Window::new(&creation.egui_ctx, start)) as Box<dyn eframe::App>)
    };
    eframe::run_native("Allpa", options, Box::new(create))
}

fn options() -> eframe::NativeOptions {
    let viewport = egui::ViewportBuilder::default()
        .with_title("Allpa")
        .with_app_id("allpa")
        .with_icon(icon())
        .with_inner_size([1280.0, 760.0])
        .with_min_inner_size([900.0, 560.0])
        .with_maximized(true);
    eframe::NativeOptions { viewport, renderer: eframe::Renderer::Glow, ..Default::default() }
}

/// Name of what draws with OpenGL, and its version.
fn opengl(creation: &eframe::CreationContext<'_>) -> Option<String> {
    use eframe::glow::HasContext as _;
    let version = creation.gl.as_ref()?.version();
    Some(format!("OpenGL {}.{} {}", version.major, version.minor, version.vendor_info))
}

/// The picture of the program in lists of windows.
fn icon() -> egui::IconData {
    const PNG: &[u8] = include_bytes!("../../assets/icons/allpa.png");
    eframe::icon_data::from_png_bytes(PNG).expect("a picture inside the program")
}
