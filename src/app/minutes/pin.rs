//! Pins what the window shows: the map as a picture, the layers' fingerprints, the answer.

use std::collections::BTreeMap;
use std::sync::Arc;

use allpa_files::atlas::Atlas;
use allpa_files::plan_file::{signature, stored_fingerprint};
use allpa_geom::Meters;
use allpa_map::furniture::{LegendWords, legend};
use allpa_map::style::{LayerStyle, MapTheme, ThemeMode, answers};
use allpa_map::{
    Camera, ExportOptions, LegendPlace, Plane, PreparedLayer, Scene, SceneLayer, render_png,
};
use allpa_model::Layer;
use allpa_model::plan::{Pinned, PinnedAnswer, PinnedLayer};
use allpa_model::question::asked::{
    Conflicts, LayerRef, PROPOSED_MATRIX, Question, Shown, Sources, TableRef, answer,
};
use allpa_text::{Language, Texts};

use crate::asking::{Answered, PROGRAM, reference, shipped};
use crate::ink::ink_layer;
use crate::layers::{LayerId, MapLayer};
use crate::meeting::{LARGER, Stroke as InkStroke};
use crate::planning::{asked_name, asked_of_plan, name_in_plan};
use crate::state::State;

/// Pictures are not wider: paper shows no more.
const WIDEST_PX: f64 = 1_600.0;
/// A picture of so many pixels across has on A4 letters of 6 points around its map.
const READABLE_PX: f32 = 960.0;
/// Width of the marker on the picture, in logical pixels of large letters.
const INK_WIDTH: f32 = 2.4;

/// Everything that is pinned, as the window has it.
pub struct Request {
    language: Language,
    scene: Scene,
    camera: Camera,
    notices: Vec<String>,
    ink: Vec<InkStroke>,
    layers: Vec<(PinnedLayer, Arc<Layer>)>,
    asked: Option<AnswerOf>,
    /// What is known without work.
    pinned: Pinned,
}

/// The answer in view, and the names that the plan has for its layers.
struct AnswerOf {
    answer: Have,
    names: BTreeMap<LayerRef, LayerRef>,
    question: Question,
}

/// An answer that is there, or a question that has it.
enum Have {
    Answer(Arc<Answered>),
    Question(Box<Question>, Sources),
}

impl Request {
    /// What `state` shows on a screen with so many pixels to a point.
    pub fn of(state: &State, pixel_ratio: f32) -> Self {
        let shown = || state.layers.iter().filter(|layer| layer.visible);
        let dpi = allpa_map::REFERENCE_DPI * f64::from(pixel_ratio);
        let shrunk = (WIDEST_PX / f64::from(state.camera.size_px[0])).min(1.0);
        let camera = Camera {
            world_per_pixel: state.camera.world_per_pixel / shrunk,
            size_px: state.camera.size_px.map(|side| (f64::from(side) * shrunk).round() as u32),
            ..state.camera
        };
        let letters = if state.meeting.is_on() { LARGER } else { 1.0 };
        let mut scene = state.scene(pixel_ratio * shrunk as f32 * letters);
        scene.layers = scene.layers.into_iter().map(|layer| on_paper(state, layer)).collect();
        scene.theme = MapTheme::LIGHT;
        let asked = AnswerOf::of(state);
        let named = |layer: &MapLayer| {
            let name = name_in_plan(layer).unwrap_or_else(|| reference(layer));
            let (title, precision) = (state.title(layer.id), layer.loaded.precision);
            let fingerprint = String::new();
            let pinned = PinnedLayer { reference: name, title, fingerprint, precision };
            (pinned, Arc::clone(layer.layer()))
        };
        let used = asked.iter().flat_map(|asked| asked.names.values());
        let used: Vec<&LayerRef> = used.collect();
        let is_used = |layer: &MapLayer| used.contains(&&named(layer).0.reference);
        let is_pinned = |layer: &&MapLayer| layer.visible || is_used(layer);
        let notice = |layer: &MapLayer| layer.loaded.notice[state.language_index()].clone();
        let mut notices: Vec<String> = Vec::new();
        for notice in shown().map(notice) {
            if !notice.is_empty() && !notices.contains(&notice) {
                notices.push(notice);
            }
        }
        Self {
            language: state.texts.language(),
            scene,
            camera,
            notices,
            ink: if state.meeting.is_on() { state.meeting.ink.clone() } else { Vec::new() },
            layers: state.layers.iter().rev().filter(is_pinned).map(named).collect(),
            pinned: Pinned {
                time: signature().time,
                center: state.camera.visible_bounds().center(),
                scale: state.camera.scale_denominator(dpi),
                visible: shown().filter_map(name_in_plan).collect(),
                alternative: state.scenarios.working.clone(),
                picture: Vec::new(),
                layers: Vec::new(),
                answer: None,
            },
            asked,
        }
    }

    /// Does the work.
    pub fn pin(self) -> Pinned {
        let texts = Texts::new(self.language);
        let (mut scene, camera) = (self.scene, self.camera);
        let answer = self.asked.and_then(|asked| asked.pin(&texts, &mut scene, camera.plane));
        scene.layers.extend(ink(&texts, &self.ink, camera.plane));
        let words = LegendWords { other: texts.get("legend-other") };
        let options = ExportOptions {
            title: None,
            legend: Some(legend(&scene, &camera, &words)),
            legend_place: LegendPlace::Below,
            // On paper only the bar is true.
            scale: Some(String::new()),
            north: Some("N".into()),
            sources: Vec::new(),
            notices: vec![self.notices.join(" · ")],
            pixel_ratio: Some(camera.size_px[0] as f32 / READABLE_PX),
        };
        // An agreement without picture is still one; the card says that it has none.
        let picture = render_png(&scene, &camera, &options, &|| false).unwrap_or_default();
        let layers = self.layers.into_iter().map(|(pinned, layer)| {
            let fingerprint = stored_fingerprint(&layer);
            PinnedLayer { fingerprint, ..pinned }
        });
        Pinned { picture, layers: layers.collect(), answer, ..self.pinned }
    }
}

/// A layer as it is drawn on white paper, called what people call it.
fn on_paper(state: &State, layer: SceneLayer) -> SceneLayer {
    let known = state.layers.get(LayerId(layer.id));
    let title: Arc<str> = match known {
        Some(_) => state.title(LayerId(layer.id)).into(),
        None => state.texts.made(&layer.title).into(),
    };
    if state.theme == ThemeMode::Light {
        return SceneLayer { title, ..layer };
    }
    let style = match known {
        Some(known) => known.loaded.paper_look(),
        None => Arc::new(answers::style(layer.prepared.layer(), &MapTheme::LIGHT)),
    };
    SceneLayer::new(layer.id, title, Arc::clone(&layer.prepared), style)
        .with_opacity(layer.opacity)
        .with_highlighted(Arc::clone(&layer.highlighted))
}

impl AnswerOf {
    /// The answer on the card, else what the corridor crosses.
    fn of(state: &State) -> Option<Self> {
        let (question, answer) = if let Some(answer) = &state.asking.answer {
            let question = answer.sheet.provenance.asked.question.clone();
            (question, Have::Answer(Arc::clone(answer)))
        } else {
            let (question, sources) = corridor(state)?;
            (question.clone(), Have::Question(Box::new(question), sources))
        };
        let (layers, _) = question.needs();
        let in_plan = |name: LayerRef| Some((name.clone(), asked_name(&state.layers, &name)?));
        let names = layers.into_iter().filter_map(in_plan).collect();
        let question = asked_of_plan(question, &state.layers);
        Some(Self { answer, names, question })
    }

    /// The figures with the names of the plan. What a corridor covers is added to the map; the
    /// answer on the card is there already.
    fn pin(self, texts: &Texts, scene: &mut Scene, plane: Plane) -> Option<PinnedAnswer> {
        let mut pinned = match self.answer {
            Have::Answer(known) => PinnedAnswer::of(&known.sheet, texts.sheet_notes(&known.sheet)),
            Have::Question(question, sources) => {
                let sheet = answer(&question, &sources, PROGRAM, &()).ok()?;
                let made = sheet.found.shown.iter().filter_map(|shown| match shown {
                    Shown::Made(layer) => Some(layer),
                    Shown::Rows { .. } => None,
                });
                for layer in made {
                    let style = Arc::new(answers::style(layer, &scene.theme));
                    let title = texts.made(layer.name());
                    scene.layers.extend(drawn(scene.layers.len(), &title, layer, style, plane));
                }
                PinnedAnswer::of(&sheet, texts.sheet_notes(&sheet))
            }
        };
        let provenance = &mut pinned.provenance;
        provenance.asked.question = self.question;
        for used in &mut provenance.layers {
            if let Some(name) = self.names.get(&used.reference) {
                used.reference = name.clone();
            }
        }
        Some(pinned)
    }
}

/// The corridor as a question that can be asked again.
pub fn corridor(state: &State) -> Option<(Question, Sources)> {
    let corridor = &state.corridor;
    corridor.answer.as_ref()?;
    let inputs = &corridor.inputs;
    let chosen = [inputs.units, inputs.zones, inputs.areas].map(|id| state.layers.get(id?));
    let mut sources = Sources::default();
    for layer in chosen.into_iter().flatten() {
        sources.layers.insert(reference(layer), Arc::clone(layer.layer()));
    }
    let matrix = TableRef(PROPOSED_MATRIX.into());
    sources.tables.extend(shipped(&matrix).map(|table| (matrix.clone(), table)));
    let [units, zones, areas] = chosen.map(|layer| layer.map(reference));
    let question = Question::Conflicts(Conflicts {
        axis: inputs.axis.iter().filter(|line| line.len() > 1).cloned().collect(),
        widths: vec![Meters::new(inputs.width)],
        units,
        zones,
        areas,
        land_use: inputs.use_code.clone(),
        matrix: inputs.use_code.is_some().then_some(matrix),
        ..Conflicts::default()
    });
    Some((question, sources))
}

/// What the marker has drawn. Without title it is not in the legend.
fn ink(texts: &Texts, strokes: &[InkStroke], plane: Plane) -> Option<SceneLayer> {
    let (layer, style) = ink_layer(texts, strokes, INK_WIDTH)?;
    drawn(usize::MAX, "", &layer, style, plane)
}

fn drawn(
    number: usize,
    title: &str,
    layer: &Arc<Layer>,
    style: Arc<LayerStyle>,
    plane: Plane,
) -> Option<SceneLayer> {
    let prepared = PreparedLayer::new(Arc::clone(layer), plane).ok()?;
    Some(SceneLayer::new(number as u32, title, Arc::new(prepared), style))
}

/// The present fingerprints of layers, by the names that the plan has for them.
pub struct Prints {
    layers: BTreeMap<LayerRef, Arc<Layer>>,
    atlas: Option<Arc<Atlas>>,
}

impl Prints {
    /// Those on the map, and of the atlas in use.
    pub fn of(state: &State) -> Self {
        let named = |layer: &MapLayer| Some((name_in_plan(layer)?, Arc::clone(layer.layer())));
        let layers = state.layers.iter().filter_map(named).collect();
        Self { layers, atlas: state.atlas.clone() }
    }

    /// The fingerprint of a layer as a plan file holds it. One of the atlas that nobody has read is
    /// read for it.
    pub fn print(&self, name: &LayerRef) -> Option<String> {
        if let Some(layer) = self.layers.get(name) {
            return Some(stored_fingerprint(layer));
        }
        let id = name.0.strip_prefix("atlas:")?;
        let layer = self.atlas.as_ref()?.read(id, &()).ok()?;
        Some(stored_fingerprint(&layer))
    }
}
