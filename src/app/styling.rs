//! How a layer is drawn, while the user changes it.

use std::sync::Arc;

use allpa_geom::ShapeKind;
use allpa_map::style::make::{self, Classing};
use allpa_map::style::{
    Color, Cut, Fill, LayerStyle, MapTheme, Marker, MarkerShape, Ramp, Rule, Stroke, Symbol,
    Symbology, defaults,
};
use allpa_map::{Classes, PreparedLayer};
use allpa_text::grouped;

use crate::job::{Crashed, LatestWorker};
use crate::layers::{LayerId, MapLayer};

/// Changes of how a layer is drawn.
#[derive(Debug, Clone, PartialEq)]
pub enum StyleAction {
    /// Puts the look of a layer on the card.
    Open(LayerId),
    /// The look is this one now.
    Change(Box<LayerStyle>),
    /// The look is to be worked out from the layer's values.
    Make(Making),
    /// Goes back to the look the layer has by what it is about.
    Reset,
    /// Takes the look off the card.
    Close,
}

/// The layer whose look is being changed.
pub struct Styling {
    /// The layer.
    pub layer: LayerId,
    /// Its look as the user left it.
    pub style: LayerStyle,
    /// How numbers become classes of colours.
    pub classing: Classing,
    /// The field that cannot be used as was asked: it holds no numbers.
    pub unfit: Option<String>,
    revision: u64,
    taken: u64,
    worker: Option<LatestWorker<Request, Response>>,
}

/// A way to give features their symbols, to be worked out from the values of a field.
#[derive(Debug, Clone, PartialEq)]
pub enum Making {
    /// One symbol for all.
    Single,
    /// A class for each value of a field.
    Categorised(String),
    /// Ranges of the numbers of a field.
    Graduated(String, Classing),
    /// Signs whose area grows with the numbers of a field.
    Proportional(String),
    /// Rules, the first one empty.
    Rules,
}

/// A look, given or to be worked out.
enum Wanted {
    Style(Box<LayerStyle>),
    Made(Making),
}

struct Request {
    revision: u64,
    prepared: Arc<PreparedLayer>,
    style: LayerStyle,
    wanted: Wanted,
    theme: MapTheme,
}

/// The revision asked for; the look and its classes, or the field that does not fit.
type Response = (u64, Result<(LayerStyle, Classes), String>);

impl Styling {
    /// Starts from the look that `layer` has.
    pub fn of(layer: &MapLayer) -> Self {
        let style = (*layer.loaded.scene.style).clone();
        let classes = match &style.symbol {
            Symbology::Graduated { breaks, .. } => breaks.len(),
            _ => 5,
        };
        let classing =
            Classing { cut: Cut::default(), classes, ramp: Ramp::default(), is_reversed: false };
        Self { layer: layer.id, style, classing, unfit: None, revision: 0, taken: 0, worker: None }
    }

    /// Whether a change is still to be seen on the map.
    pub fn is_pending(&self) -> bool {
        self.worker.is_some() && self.taken < self.revision
    }

    /// Takes a look over; the map follows.
    pub fn change(
        &mut self,
        style: LayerStyle,
        layer: &MapLayer,
        theme: MapTheme,
        ctx: &egui::Context,
    ) {
        self.style = style.clone();
        self.ask(Wanted::Style(Box::new(style)), layer, theme, ctx);
    }

    /// Works a look out from the layer's values; form and map follow.
    pub fn make(&mut self, making: Making, layer: &MapLayer, theme: MapTheme, ctx: &egui::Context) {
        if let Making::Graduated(_, classing) = &making {
            self.classing = *classing;
        }
        self.ask(Wanted::Made(making), layer, theme, ctx);
    }

    fn ask(&mut self, wanted: Wanted, layer: &MapLayer, theme: MapTheme, ctx: &egui::Context) {
        self.revision += 1;
        let prepared = Arc::clone(&layer.loaded.scene.prepared);
        let (revision, style) = (self.revision, self.style.clone());
        let request = Request { revision, prepared, style, wanted, theme };
        LatestWorker::ask_in(&mut self.worker, "style", ctx, work, request);
    }

    /// Takes a look in that is ready for the map.
    ///
    /// # Errors
    /// [`Crashed`] when the work panicked.
    pub fn poll(&mut self) -> Result<Option<(Arc<LayerStyle>, Classes)>, Crashed> {
        let Some(outcome) = self.worker.as_ref().and_then(LatestWorker::poll) else {
            return Ok(None);
        };
        let Ok((revision, result)) = outcome else {
            self.taken = self.revision;
            return Err(Crashed);
        };
        self.taken = revision;
        match result {
            Ok((style, classes)) => {
                self.unfit = None;
                // What the user changed meanwhile is newer.
                if revision == self.revision {
                    self.style = style.clone();
                }
                Ok(Some((Arc::new(style), classes)))
            }
            Err(field) => {
                self.unfit = Some(field);
                Ok(None)
            }
        }
    }
}

fn work(request: Request) -> Response {
    let layer = request.prepared.layer();
    let style = match request.wanted {
        Wanted::Style(style) => Some(*style),
        Wanted::Made(making) => {
            let field = match &making {
                Making::Single | Making::Rules => String::new(),
                Making::Categorised(field)
                | Making::Graduated(field, _)
                | Making::Proportional(field) => field.clone(),
            };
            let base = base(&request.style.symbol, layer.kind(), &request.theme);
            let symbol = match making {
                Making::Single => Some(Symbology::Single(base)),
                Making::Categorised(field) => Some(make::categorised(layer, &field, &base)),
                Making::Graduated(field, classing) => {
                    make::graduated(layer, &field, classing, &base, range)
                }
                Making::Proportional(field) => {
                    make::proportional(layer, &field, &largest(base, &request.theme), short)
                }
                Making::Rules => {
                    Some(Symbology::Rules { rules: vec![rule(base.clone())], other: Some(base) })
                }
            };
            let Some(symbol) = symbol else { return (request.revision, Err(field)) };
            Some(LayerStyle { symbol, ..request.style })
        }
    };
    let style = style.expect("given or made");
    let classes = Classes::resolve(layer, &style);
    (request.revision, Ok((style, classes)))
}

/// A rule to be filled in.
pub fn rule(symbol: Symbol) -> Rule {
    Rule { condition: String::new(), label: String::new(), symbol, scales: None }
}

/// The symbol that classes vary: the first there is, with something of its own to colour.
fn base(symbology: &Symbology, kind: ShapeKind, theme: &MapTheme) -> Symbol {
    let mut symbol = symbology.symbols().first().copied().cloned().unwrap_or_default();
    match kind {
        ShapeKind::Polygon => {
            symbol.fill.get_or_insert(Fill::solid(defaults::palette(0).with_alpha(200)));
        }
        ShapeKind::Line => {
            symbol.stroke.get_or_insert(Stroke::new(theme.road, 2.0));
        }
        ShapeKind::Point | ShapeKind::None => {
            symbol.marker.get_or_insert(marker(theme));
        }
    }
    symbol
}

fn marker(theme: &MapTheme) -> Marker {
    let (color, rim) = (theme.accent, theme.casing);
    Marker { shape: MarkerShape::Circle, size_px: 8.0, color, rim, rim_px: 1.2 }
}

/// Width of the largest proportional sign, in logical pixels.
const LARGEST_PX: f32 = 36.0;

/// A sign large enough that a tenth of its area is still seen, and see-through where signs meet.
fn largest(symbol: Symbol, theme: &MapTheme) -> Symbol {
    let marker = symbol.marker.unwrap_or_else(|| marker(theme));
    let color = Color { a: 190, ..marker.color };
    Symbol::point(Marker { size_px: marker.size_px.max(LARGEST_PX), color, ..marker })
}

/// A range of numbers.
fn range(from: Option<f64>, below: Option<f64>) -> String {
    match (from, below) {
        (None, Some(below)) => format!("< {}", short(below)),
        (Some(from), Some(below)) => format!("{} – {}", short(from), short(below)),
        (Some(from), None) => format!("≥ {}", short(from)),
        (None, None) => String::new(),
    }
}

/// A number with as many decimals as tell classes apart.
fn short(number: f64) -> String {
    let decimals = if number.fract() == 0.0 || number.abs() >= 1_000.0 {
        0
    } else if number.abs() >= 10.0 {
        1
    } else {
        3
    };
    grouped(number, decimals)
}
