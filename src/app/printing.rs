//! The map on paper: what the user asks for, and the job that makes it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use allpa_files::export::{WriteError, write_bytes};
use allpa_files::{atlas, today};
use allpa_geom::{Bounds, Coord, UtmZone};
use allpa_map::style::{MapTheme, of_layer};
use allpa_map::{Fonts, Plane, PreparedLayer, Scene, SceneImagery, SceneLayer};
use allpa_model::Layer;
use allpa_model::question::{QuestionError, field, rows_where, take_rows};
use allpa_model::role::recognise;
use allpa_page::{
    Arrangement, Arrangements, Extent, Format, Inset, MapSheet, Orientation, PageError, Paper,
    Piece, compose, encode, to_pdf,
};
use allpa_text::{Language, Texts};

use crate::job::{Control, Crashed, Job};
use crate::layers::{LayerId, MapLayer};
use crate::paper::{SheetFacts, SheetView, map_sheet};
use crate::series::{Series, series_pages, series_parts};
use crate::state::State;

/// What the user asks for.
#[derive(Debug, Clone, PartialEq)]
pub struct PrintSettings {
    /// Size of the paper.
    pub paper: Paper,
    /// Which side of it is up; by the shape of the view when absent.
    pub orientation: Option<Orientation>,
    /// *n* of the scale 1:*n*; the largest round one that shows the view when absent.
    pub scale: Option<f64>,
    /// Heading.
    pub title: String,
    /// Who makes it.
    pub author: String,
    /// Number of the map.
    pub number: String,
    /// The layer with a sheet for each of its features; one sheet of the view when absent.
    pub series: Option<SeriesOf>,
}

/// What a series has sheets of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeriesOf {
    /// The layer.
    pub layer: LayerId,
    /// The field with a sheet for each of its values; one for each feature when absent.
    pub by: Option<String>,
    /// Which features have a sheet, in the form of SQL's `WHERE`; all of them when empty.
    pub condition: String,
}

impl Default for PrintSettings {
    fn default() -> Self {
        Self {
            paper: Paper::A3,
            orientation: None,
            scale: None,
            title: String::new(),
            author: String::new(),
            number: String::new(),
            series: None,
        }
    }
}

/// The sheet being asked for and the one being made.
#[derive(Default)]
pub struct Printing {
    /// What the user asks for.
    pub settings: PrintSettings,
    /// The sheet being made.
    pub writing: Writing,
    /// Whether the sheet stands in the room of the map, to be laid out.
    pub is_laid_out: bool,
    /// The piece of it that was chosen.
    pub chosen: Option<Piece>,
}

/// The file that was to be written, and whether it was.
pub type Printed = (PathBuf, Result<(), PrintError>);

/// Why there is no sheet.
#[derive(Debug)]
pub enum PrintError {
    /// It could not be drawn.
    Page(PageError),
    /// It could not be written.
    Write(WriteError),
    /// Field or condition of the series mean nothing in its layer.
    Series(QuestionError),
    /// No feature of the layer of this name has a sheet.
    Empty(String),
}

/// Everything a sheet is made from.
pub(crate) struct Request {
    language: Language,
    layers: Vec<SceneLayer>,
    imagery: Vec<SceneImagery>,
    fonts: Option<Arc<Fonts>>,
    shown: Bounds,
    center: Coord,
    plane: Plane,
    settings: PrintSettings,
    arrangements: Arrangements,
    sources: Vec<String>,
    notices: Vec<String>,
    path: PathBuf,
    /// The layer of a series, and its name.
    series: Option<(Arc<Layer>, String)>,
}

/// A file on paper that is being made.
#[derive(Default)]
pub struct Writing(Option<Job<Printed>>);

impl Writing {
    /// Starts `work`, in place of any other.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(
        &mut self,
        title: String,
        ctx: &egui::Context,
        work: impl FnOnce(&Control) -> Printed + Send + 'static,
    ) -> std::io::Result<()> {
        let wake = ctx.clone();
        self.0 = Some(Job::spawn(title, move || wake.request_repaint(), work)?);
        Ok(())
    }

    /// Whether it is still being made.
    pub fn is_pending(&self) -> bool {
        self.0.is_some()
    }

    /// The file that was written, or why not, once it is known.
    ///
    /// # Errors
    /// [`Crashed`] when the work panicked.
    pub fn poll(&mut self) -> Result<Option<Printed>, Crashed> {
        let Some(outcome) = self.0.as_ref().and_then(Job::poll) else { return Ok(None) };
        self.0 = None;
        outcome.map(Some)
    }
}

/// Starts making the sheet of what `state` shows, in `path`.
///
/// # Errors
/// When the system gives no thread.
pub fn start(state: &mut State, path: PathBuf, ctx: &egui::Context) -> std::io::Result<()> {
    let request = Request::of(state, path);
    let title = state.texts.get("print-making");
    state.printing.writing.start(title, ctx, move |control| {
        let path = request.path.clone();
        (path, make(request, control))
    })
}

/// The paper and which side of it is up, as asked for or as the view is shaped.
pub fn paper_of(state: &State) -> (Paper, Orientation) {
    let settings = &state.printing.settings;
    (settings.paper, settings.orientation.unwrap_or_else(|| usual(state.camera.visible_bounds())))
}

/// What was done to the template of that paper in the plan.
pub fn arrangement_of(state: &State) -> Arrangement {
    let (paper, orientation) = paper_of(state);
    Arrangements::read(&state.planning.plan.sheets).of(paper, orientation)
}

fn usual(shown: Bounds) -> Orientation {
    if shown.height() > shown.width() { Orientation::Portrait } else { Orientation::Landscape }
}

impl Request {
    /// What the window shows, to be written to `path`.
    pub(crate) fn of(state: &State, path: PathBuf) -> Self {
        let shown = state.camera.visible_bounds();
        let middle = state.camera.size_px.map(|side| f64::from(side) / 2.0);
        let center = state.camera.to_lonlat(middle);
        let language = state.language_index();
        let visible: Vec<&MapLayer> = state.layers.iter().filter(|layer| layer.visible).collect();
        let mut sources: Vec<String> = Vec::new();
        let mut notices: Vec<String> = Vec::new();
        for layer in &visible {
            let provenance = layer.layer().provenance();
            let source = [&provenance.source, &provenance.file];
            let source = source.into_iter().find(|text| !text.is_empty());
            sources.extend(source.filter(|text| !sources.contains(text)).cloned());
            let notice = &layer.loaded.notice[language];
            if !notice.is_empty() {
                notices.push(format!("{}: {notice}", state.title(layer.id)));
            }
        }
        let mut layers = state.layers.scene();
        for (layer, title) in layers.iter_mut().zip(state.legend_titles(&visible)) {
            layer.title = title.into();
            layer.highlighted = Arc::from(Vec::new());
        }
        if let Some(answer) = &state.asking.answer {
            layers.extend(answer.made.iter().cloned());
        }
        Self {
            language: state.texts.language(),
            layers,
            imagery: state.pictures.scene(),
            fonts: state.fonts.clone(),
            shown,
            center,
            // A sheet has metres along its frame.
            plane: match state.camera.plane {
                Plane::Mercator => Plane::Utm(UtmZone::at(center[0], center[1])),
                plane @ Plane::Utm(_) => plane,
            },
            settings: state.printing.settings.clone(),
            arrangements: Arrangements::read(&state.planning.plan.sheets),
            sources,
            notices,
            path,
            series: state.printing.settings.series.as_ref().and_then(|series| {
                let layer = state.layers.get(series.layer)?;
                Some((Arc::clone(layer.layer()), state.title(series.layer)))
            }),
        }
    }
}

impl Request {
    /// The layers from the bottom up, and the plane that a sheet is drawn on.
    pub(crate) fn layers(&self) -> (&[SceneLayer], Plane) {
        (&self.layers, self.plane)
    }

    /// The letters.
    pub(crate) fn fonts(&self) -> Option<&Arc<Fonts>> {
        self.fonts.as_ref()
    }

    /// What `then` makes of the one sheet asked for, with `layers` ready for its plane. It is laid out
    /// as the plan says, or as `arrangement` does.
    pub(crate) fn laid_out<T>(
        &self,
        texts: &Texts,
        fonts: &Arc<Fonts>,
        layers: Vec<SceneLayer>,
        around: &Scene,
        arrangement: Option<Arrangement>,
        then: impl FnOnce(&MapSheet) -> T,
    ) -> T {
        let scene = Scene { imagery: self.imagery.clone(), ..Scene::new(layers, MapTheme::LIGHT) };
        let scene = scene.with_fonts(Arc::clone(fonts));
        let inset = Inset { scene: around, bounds: PERU };
        let settings = &self.settings;
        let view = SheetView {
            paper: settings.paper,
            orientation: settings.orientation.unwrap_or_else(|| usual(self.shown)),
            plane: self.plane,
            extent: match settings.scale {
                Some(denominator) => Extent::Scale { center: self.center, denominator },
                None => Extent::Fit(self.shown),
            },
        };
        let title = settings.title.trim();
        let facts = SheetFacts {
            title: if title.is_empty() { texts.get("sheet-title") } else { title.to_owned() },
            author: settings.author.trim().to_owned(),
            number: settings.number.trim().to_owned(),
            date: today(),
            sources: self.sources.clone(),
            notices: self.notices.clone(),
        };
        let arrangement =
            arrangement.unwrap_or_else(|| self.arrangements.of(view.paper, view.orientation));
        then(&map_sheet(texts, &scene, Some(inset), view, &facts, arrangement))
    }
}

/// Dots per inch of a sheet in pixels.
const PRINT_DPI: f32 = 300.0;

/// What the small map shows.
pub(crate) const PERU: Bounds = Bounds { min: [-81.5, -18.5], max: [-68.5, 0.2] };

fn make(request: Request, control: &Control) -> Result<(), PrintError> {
    let texts = Texts::new(request.language);
    if request.series.is_some() {
        return make_series(request, &texts, control);
    }
    let Some(fonts) = &request.fonts else { return Err(PrintError::Page(PageError::Font)) };
    let mut layers = Vec::new();
    for layer in &request.layers {
        if control.check().is_err() {
            return Ok(());
        }
        let data = Arc::clone(layer.prepared.layer());
        // It is on the map: it has its way to WGS 84.
        let prepared = PreparedLayer::new(data, request.plane);
        layers.extend(prepared.map(|prepared| layer.clone().with_prepared(Arc::new(prepared))));
    }
    let page = request.laid_out(&texts, fonts, layers, &surroundings(), None, compose);
    let format = Format::of(&request.path).unwrap_or(Format::Pdf);
    let bytes = encode(&page, fonts, format, PRINT_DPI).map_err(PrintError::Page)?;
    write(&request.path, &bytes)
}

/// A sheet for each feature of a layer, behind an index.
fn make_series(request: Request, texts: &Texts, control: &Control) -> Result<(), PrintError> {
    let Some(fonts) = request.fonts else { return Err(PrintError::Page(PageError::Font)) };
    let Some((layer, name)) = request.series else { return Ok(()) };
    let settings = request.settings;
    let Some(asked) = &settings.series else { return Ok(()) };
    let rows = rows_where(&layer, &asked.condition).map_err(PrintError::Series)?;
    let layer = if rows.len() == layer.len() { layer } else { Arc::new(take_rows(&layer, &rows)) };
    let by = asked.by.as_deref().map(|by| field(&layer, by)).transpose();
    let parts = series_parts(&layer, by.map_err(PrintError::Series)?);
    if parts.is_empty() {
        return Err(PrintError::Empty(name));
    }
    let title = settings.title.trim();
    let series = Series {
        layer: &layer,
        parts,
        layers: request.layers,
        imagery: request.imagery,
        paper: settings.paper,
        orientation: settings.orientation,
        scale: settings.scale,
        facts: SheetFacts {
            title: if title.is_empty() {
                texts.with("series-title", &[("layer", &name)])
            } else {
                title.to_owned()
            },
            author: settings.author.trim().to_owned(),
            number: settings.number.trim().to_owned(),
            date: today(),
            sources: request.sources,
            notices: request.notices,
        },
        arrangements: request.arrangements,
    };
    // Whoever takes it back waits for no file.
    let Ok(pages) = series_pages(texts, &fonts, &series, control) else { return Ok(()) };
    let bytes = to_pdf(&pages, &fonts).map_err(PrintError::Page)?;
    write(&request.path.with_extension("pdf"), &bytes)
}

/// Writes a file on paper.
///
/// # Errors
/// [`PrintError::Write`].
pub(crate) fn write(path: &Path, bytes: &[u8]) -> Result<(), PrintError> {
    write_bytes(path, bytes).map_err(PrintError::Write)
}

/// The departments and their neighbours, from the built-in atlas.
pub(crate) fn surroundings() -> Scene {
    let theme = MapTheme::LIGHT;
    let atlas = atlas::builtin();
    let layers = (0u32..).zip(["neighbours", "departments"]).filter_map(|(number, name)| {
        let layer = Arc::new(atlas.read(name, &()).ok()?);
        let style = of_layer(&layer, &recognise(&layer), number as usize, &theme);
        let prepared = PreparedLayer::new(layer, Plane::Mercator).ok()?;
        Some(SceneLayer::new(number, "", Arc::new(prepared), Arc::new(style)))
    });
    Scene::new(layers.collect(), theme)
}
