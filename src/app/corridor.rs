//! State of the question *¿Qué cruza este corredor?* in the window.

use std::sync::Arc;

use allpa_geom::{Coord, Meters, measure};
use allpa_model::question::QuestionError;
use allpa_model::question::conflicts::{
    Corridor, Memory, Sheet, Theme, UseMatrix, conflicts_after,
};
use allpa_model::role::Role;
use allpa_model::{Layer, Note};
use geo::{Coord as GeoCoord, LineString, MultiLineString, MultiPolygon, TriangulateEarcut as _};

use crate::job::{Crashed, LatestWorker};
use crate::layers::{LayerId, Layers};

/// Changes of the corridor question.
#[derive(Debug, Clone, PartialEq)]
pub enum CorridorAction {
    /// Starts drawing an axis.
    StartDrawing,
    /// Adds a vertex (longitude, latitude).
    AddVertex(Coord),
    /// Takes the last vertex away.
    RemoveLastVertex,
    /// Ends the drawing.
    FinishDrawing,
    /// Moves a vertex while it is dragged.
    MoveVertex {
        /// Which.
        index: usize,
        /// Where to.
        to: Coord,
    },
    /// Takes a line feature as the axis.
    UseFeature {
        /// Its layer.
        layer: LayerId,
        /// Its row.
        row: usize,
        /// With all stretches of the same road.
        whole: bool,
    },
    /// Distance to each side, in metres.
    SetWidth(f64),
    /// Units the sheet is split by.
    SetUnits(Option<LayerId>),
    /// Zones.
    SetZones(Option<LayerId>),
    /// Protected areas.
    SetAreas(Option<LayerId>),
    /// Use whose recommendation is looked up.
    SetUse(Option<String>),
    /// Forgets axis and answer.
    Clear,
}

/// Where the axis comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// The user drew it.
    Drawn,
    /// A feature of a layer.
    Feature {
        /// Its name.
        name: String,
        /// Of how many features the road consists.
        stretches: usize,
    },
}

/// Inputs of the question.
#[derive(Debug, Clone, PartialEq)]
pub struct Inputs {
    /// Axis in longitude and latitude; one line per part.
    pub axis: Vec<Vec<Coord>>,
    /// Where the axis comes from.
    pub source: Source,
    /// Distance to each side in metres.
    pub width: f64,
    /// Units, zones and areas.
    pub units: Option<LayerId>,
    /// Zones.
    pub zones: Option<LayerId>,
    /// Protected areas.
    pub areas: Option<LayerId>,
    /// Code of the use whose recommendation is looked up.
    pub use_code: Option<String>,
}

/// The question as the window holds it.
pub struct CorridorQuestion {
    /// Inputs.
    pub inputs: Inputs,
    /// Whether clicks on the map add vertices.
    pub is_drawing: bool,
    /// The last answer; kept while a newer one is on its way.
    pub answer: Option<Arc<Answered>>,
    /// Why there is no answer.
    pub error: Option<QuestionError>,
    /// Grows with every change of the inputs.
    pub revision: u64,
    answered: u64,
    worker: Option<LatestWorker<Request, Response>>,
}

/// A complete answer with what it was made from.
#[derive(Debug)]
pub struct Answered {
    /// The figures.
    pub sheet: Sheet,
    /// The zone of influence as triangles of longitude and latitude, ready to be filled.
    pub triangles: Vec<[Coord; 3]>,
    /// Length of the axis.
    pub length: Meters,
    /// Distance to each side.
    pub width: Meters,
    /// Layers used: the one the units, zones and areas come from.
    pub used: [Option<LayerId>; 3],
    /// Repairs made on the way, with their layers.
    pub notes: Vec<(String, Note)>,
}

/// The revision that was asked for, and its answer.
type Response = (u64, Result<Answered, QuestionError>);

struct Request {
    revision: u64,
    axis: MultiLineString,
    width: Meters,
    layers: [Option<(LayerId, Arc<Layer>)>; 3],
    matrix: Option<(Arc<UseMatrix>, String)>,
}

/// Narrowest and widest distance offered, in metres.
pub const WIDTHS: [f64; 2] = [50.0, 20_000.0];

impl Default for CorridorQuestion {
    fn default() -> Self {
        let inputs = Inputs {
            axis: Vec::new(),
            source: Source::Drawn,
            width: 2_000.0,
            units: None,
            zones: None,
            areas: None,
            use_code: None,
        };
        Self {
            inputs,
            is_drawing: false,
            answer: None,
            error: None,
            revision: 0,
            answered: 0,
            worker: None,
        }
    }
}

impl CorridorQuestion {
    /// Whether a newer answer is on its way.
    pub fn is_pending(&self) -> bool {
        self.worker.is_some() && self.answered < self.revision
    }

    /// Whether the axis has a length.
    pub fn has_axis(&self) -> bool {
        self.inputs.axis.iter().any(|line| line.len() > 1)
    }

    /// Fills empty inputs with the topmost fitting layers, and drops layers that are gone.
    pub fn choose_layers(&mut self, layers: &Layers) {
        let zoning = layers.measurable(Role::Zoning);
        let inputs = &mut self.inputs;
        for (input, default) in [
            (&mut inputs.units, layers.measurable(Role::District)),
            (&mut inputs.zones, zoning),
            (&mut inputs.areas, layers.measurable(Role::ProtectedArea)),
        ] {
            *input = input.filter(|id| layers.get(*id).is_some()).or(default.map(|layer| layer.id));
        }
    }

    /// Asks again with the present inputs; the answer comes through [`CorridorQuestion::poll`].
    pub fn ask(&mut self, layers: &Layers, matrix: &Arc<UseMatrix>, ctx: &egui::Context) {
        self.revision += 1;
        if !self.has_axis() {
            self.answer = None;
            self.answered = self.revision;
            return;
        }
        let inputs = &self.inputs;
        let line =
            |line: &Vec<Coord>| line.iter().map(|&c| GeoCoord::from(c)).collect::<LineString>();
        let lines = inputs.axis.iter().filter(|line| line.len() > 1).map(line);
        let chosen = [inputs.units, inputs.zones, inputs.areas].map(|id| layers.get(id?));
        let request = Request {
            revision: self.revision,
            axis: MultiLineString(lines.collect()),
            width: Meters::new(inputs.width.clamp(WIDTHS[0], WIDTHS[1])),
            layers: chosen.map(|layer| layer.map(|layer| (layer.id, Arc::clone(layer.layer())))),
            matrix: inputs.use_code.clone().map(|code| (Arc::clone(matrix), code)),
        };
        let mut before = Before::default();
        let work = move |request| answer(request, &mut before);
        LatestWorker::ask_in(&mut self.worker, "corridor", ctx, work, request);
    }

    /// Takes a finished answer in; `true` if there was one.
    pub fn poll(&mut self) -> Result<bool, Crashed> {
        let Some(outcome) = self.worker.as_ref().and_then(LatestWorker::poll) else {
            return Ok(false);
        };
        let (revision, result) = outcome?;
        self.answered = revision;
        match result {
            Ok(answer) => {
                self.answer = Some(Arc::new(answer));
                self.error = None;
            }
            Err(error) => {
                self.answer = None;
                self.error = Some(error);
            }
        }
        Ok(true)
    }
}

/// What is known from the last request.
#[derive(Default)]
struct Before {
    layers: [Option<(LayerId, Arc<Layer>)>; 3],
    memory: Memory,
}

impl Before {
    /// What is known over these layers.
    fn over(&mut self, layers: &[Option<(LayerId, Arc<Layer>)>; 3]) -> &mut Memory {
        let is_same = self.layers.iter().zip(layers).all(|(old, new)| match (old, new) {
            (Some((_, old)), Some((_, new))) => Arc::ptr_eq(old, new),
            (old, new) => old.is_none() && new.is_none(),
        });
        if !is_same {
            *self = Self { layers: layers.clone(), memory: Memory::default() };
        }
        &mut self.memory
    }
}

fn answer(request: Request, before: &mut Before) -> Response {
    let layers = &request.layers;
    let theme = |i: usize| layers[i].as_ref().map(|(_, layer)| Theme::of(layer));
    let corridor = Corridor {
        axis: &request.axis,
        width: request.width,
        units: theme(0),
        zones: theme(1),
        areas: theme(2),
        matrix: request.matrix.as_ref().map(|(matrix, code)| (&**matrix, code.as_str())),
    };
    let result = conflicts_after(&corridor, before.over(layers)).map(|answer| Answered {
        triangles: triangles(&answer.value.zone),
        length: length(&request.axis),
        width: request.width,
        used: layers.each_ref().map(|layer| layer.as_ref().map(|(id, _)| *id)),
        sheet: answer.value,
        notes: answer.notes,
    });
    (request.revision, result)
}

fn length(axis: &MultiLineString) -> Meters {
    let line = |line: &LineString| {
        let coords: Vec<Coord> = line.0.iter().map(|c| [c.x, c.y]).collect();
        measure::line_length(&coords)
    };
    axis.iter().map(line).sum()
}

fn triangles(zone: &MultiPolygon) -> Vec<[Coord; 3]> {
    let corners = |triangle: geo::Triangle| triangle.to_array().map(|c| [c.x, c.y]);
    zone.iter().flat_map(|polygon| polygon.earcut_triangles_iter().map(corners)).collect()
}
