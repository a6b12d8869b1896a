//! Everything the window knows. Panels read it; only `dispatch` changes it.

use std::path::PathBuf;
use std::sync::Arc;

use allpa_files::atlas::{Atlas, Entry};
use allpa_geom::{Bounds, Coord, Epsg, PsadOperation, Transformer, UtmZone};
use allpa_map::style::{MapTheme, ThemeMode};
use allpa_map::{Camera, Fonts, Hit, Plane, Scene, SceneLayer, pick};
use allpa_model::plan::STAGES;
use allpa_model::question::conflicts::UseMatrix;
use allpa_text::{Explained, Language, Texts, UserMessage};

use crate::action::{Card, TableSource};
use crate::asking::Asking;
use crate::canvas::CATCH;
use crate::compare::Compare;
use crate::corridor::CorridorQuestion;
use crate::documents::Documents;
use crate::drafting::Drafting;
use crate::exchange::Exchange;
use crate::ficha::Ficha;
use crate::health::HealthCheck;
use crate::help::Help;
use crate::import::Pending;
use crate::join::Joining;
use crate::layers::{LayerId, Layers, MapLayer, StageWords};
use crate::listing::Listing;
use crate::meeting::Meeting;
use crate::minutes::Minutes;
use crate::motion::Wishes;
use crate::pictures::Pictures;
use crate::planning::Planning;
use crate::printing::{Printing, Writing};
use crate::projects::ProjectsCard;
use crate::scenarios::Scenarios;
use crate::search::Search;
use crate::selecting::Selecting;
use crate::styling::Styling;
use crate::tools::Tools;
use crate::views::Views;
use crate::warnings::Warnings;

/// The state of the window.
pub struct State {
    /// Words.
    pub texts: Texts,
    /// Colours of window and map.
    pub theme: ThemeMode,
    /// Folder for what is remembered between runs; without one nothing is.
    pub settings: Option<PathBuf>,
    /// The plan and what keeps it.
    pub planning: Planning,
    /// Changes between offices.
    pub exchange: Exchange,
    /// What is being drawn, and edited.
    pub drafting: Drafting,
    /// Alternatives of the plan.
    pub scenarios: Scenarios,
    /// Photos and documents of proposals.
    pub documents: Documents,
    /// The register of its projects.
    pub projects: ProjectsCard,
    /// What is noticed about its proposals.
    pub warnings: Warnings,
    /// Layers.
    pub layers: Layers,
    /// Pictures of the ground below them.
    pub pictures: Pictures,
    /// Where the map looks from; its size is that of the map area in physical pixels.
    pub camera: Camera,
    /// The plane that the map is to be drawn on; the camera follows once the layers are ready.
    pub plane: Plane,
    /// Box to show as soon as the size of the map area is known.
    pub pending_fit: Option<Bounds>,
    /// What the right side shows.
    pub card: Card,
    /// The sheet of the last click.
    pub ficha: Option<Ficha>,
    /// Selected features; their rows go up.
    pub selection: Option<(LayerId, Vec<usize>)>,
    /// What is being selected, and the figures of what is.
    pub selecting: Selecting,
    /// The tool in the hand and what is drawn with it.
    pub tools: Tools,
    /// The attribute table.
    pub listing: Listing,
    /// Where the map has looked and where it may look again.
    pub views: Views,
    /// The comparison of two sets of layers.
    pub compare: Compare,
    /// Layers that wait for the user's word, the first one on the card.
    pub imports: Vec<Pending>,
    /// Tables that wait to be joined to a layer, the first one on the card.
    pub joins: Vec<Joining>,
    /// The check of a layer's health.
    pub health: Option<HealthCheck>,
    /// The layer whose look is being changed.
    pub styling: Option<Styling>,
    /// The map on paper.
    pub printing: Printing,
    /// The meeting.
    pub meeting: Meeting,
    /// Agreements that are written and looked at.
    pub minutes: Minutes,
    /// The answer as a document.
    pub reporting: Writing,
    /// The corridor question.
    pub corridor: CorridorQuestion,
    /// Any other question.
    pub asking: Asking,
    /// What each zone of the zoning recommends.
    pub matrix: Arc<UseMatrix>,
    /// What the table below lists.
    pub table: Option<TableSource>,
    /// The search box.
    pub search: Search,
    /// Messages, oldest first.
    pub messages: Vec<Message>,
    /// Which parts around the map are open.
    pub shows: Shows,
    /// Whether the window fills the screen.
    pub is_full_screen: bool,
    /// What draws the window, in the words of its driver.
    pub graphics: Option<String>,
    /// Whether the graphics card may draw the map, from the next start on.
    pub uses_card: bool,
    /// How much moves.
    pub motion: Wishes,
    /// Help, and the lesson under way.
    pub help: Help,
    /// Answers and sheets written to files so far.
    pub written: usize,
    /// Letters of the map.
    pub fonts: Option<Arc<Fonts>>,
    /// The atlas in use, once it is open.
    pub atlas: Option<Arc<Atlas>>,
    /// Layers of the atlas, by number, that nobody has asked to see: they are read when shown.
    pub unread: Vec<usize>,
    utm: Option<(UtmZone, Option<Transformer>)>,
}

/// Which parts around the map are open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shows {
    /// The layer tree.
    pub layers: bool,
    /// The cards.
    pub cards: bool,
    /// The legend.
    pub legend: bool,
}

/// Something the user must know.
#[derive(Debug, Clone, PartialEq)]
pub struct Message {
    /// How serious it is.
    pub severity: Severity,
    /// What happened.
    pub what: String,
    /// Why.
    pub cause: String,
    /// What to do.
    pub remedy: String,
}

impl Message {
    /// A message of that weight.
    pub fn new(severity: Severity, UserMessage { what, cause, remedy }: UserMessage) -> Self {
        Self { severity, what, cause, remedy }
    }
}

/// How serious a message is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// Something was repaired or left out; work goes on.
    Warning,
    /// Something asked for did not happen.
    Error,
    /// Something asked for did happen, elsewhere.
    Done,
}

/// What the map shows before any layer is there: Peru.
const PERU: Bounds = Bounds { min: [-81.5, -18.5], max: [-68.5, 0.2] };

impl State {
    /// An empty window.
    pub fn new(language: Language, theme: ThemeMode) -> Self {
        Self {
            texts: Texts::new(language),
            theme,
            settings: None,
            planning: Planning::default(),
            exchange: Exchange::default(),
            drafting: Drafting::default(),
            scenarios: Scenarios::default(),
            documents: Documents::default(),
            projects: ProjectsCard::default(),
            warnings: Warnings::default(),
            layers: Layers::default(),
            pictures: Pictures::default(),
            camera: Camera::fit(Plane::default(), PERU, [800, 600], 20.0),
            plane: Plane::default(),
            pending_fit: Some(PERU),
            card: Card::default(),
            ficha: None,
            selection: None,
            selecting: Selecting::default(),
            tools: Tools::default(),
            listing: Listing::default(),
            views: Views::default(),
            compare: Compare::default(),
            imports: Vec::new(),
            joins: Vec::new(),
            health: None,
            styling: None,
            printing: Printing::default(),
            reporting: Writing::default(),
            meeting: Meeting::default(),
            minutes: Minutes::default(),
            corridor: CorridorQuestion::default(),
            asking: Asking::default(),
            matrix: Arc::default(),
            table: None,
            search: Search::default(),
            messages: Vec::new(),
            shows: Shows { layers: true, cards: true, legend: true },
            is_full_screen: false,
            graphics: None,
            uses_card: true,
            motion: Wishes::default(),
            help: Help::default(),
            written: 0,
            fonts: None,
            atlas: None,
            unread: Vec::new(),
            utm: None,
        }
    }

    /// Grows with every change of what is drawn, the theme apart.
    pub fn revision(&self) -> u64 {
        self.layers.revision() + self.pictures.revision() + self.asking.shown_revision
    }

    /// Whether the sheet stands in the room of the map, to be laid out.
    pub fn is_laying_out(&self) -> bool {
        self.printing.is_laid_out && self.card == Card::Print && self.shows.cards
    }

    /// What to draw now.
    pub fn scene(&self, pixel_ratio: f32) -> Scene {
        self.scene_of(self.layers.scene(), pixel_ratio)
    }

    /// What to draw of these layers, with what the answer shows.
    pub fn scene_of(&self, mut layers: Vec<SceneLayer>, pixel_ratio: f32) -> Scene {
        if let Some(answer) = &self.asking.answer {
            answer.show_on(&mut layers);
        }
        let scene = Scene::new(layers, MapTheme::of(self.theme));
        let scene = match &self.fonts {
            Some(fonts) => scene.with_fonts(Arc::clone(fonts)),
            None => scene,
        };
        Scene { pixel_ratio, imagery: self.pictures.scene(), ..scene }
    }

    /// Features of the layers under a physical pixel, as people mean them: points, then lines,
    /// then areas from small to large. What an answer shows is not among them.
    pub fn hits(&self, pixel: [f64; 2], camera: &Camera, pixel_ratio: f32) -> Vec<Hit> {
        let divider = f64::from(self.compare.divider) * f64::from(camera.size_px[0]);
        let is_right = self.compare.is_on && pixel[0] > divider;
        let layers = if is_right { self.compare.scene(&self.layers) } else { self.layers.scene() };
        let scene = Scene::new(layers, MapTheme::of(self.theme));
        let scene = Scene { pixel_ratio, ..scene };
        let mut hits = pick(&scene, camera, pixel, f64::from(CATCH * pixel_ratio));
        self.layers.sort_by_size(&mut hits);
        hits
    }

    /// Easting and northing of a position in the UTM zone it lies in, WGS 84.
    pub fn utm(&mut self, at: Coord) -> Option<(UtmZone, Coord)> {
        let zone = UtmZone::at(at[0], at[1]);
        if self.utm.as_ref().is_none_or(|(known, _)| *known != zone) {
            let way = Transformer::new(Epsg::WGS84, zone.wgs84(), PsadOperation::default());
            self.utm = Some((zone, way.ok()));
        }
        let (_, way) = self.utm.as_ref()?;
        Some((zone, way.as_ref()?.convert(at).ok()?))
    }

    /// Takes the atlas in; what it does not show at first stays unread.
    pub fn set_atlas(&mut self, atlas: Arc<Atlas>) {
        let layers = atlas.catalogue.layers.iter().enumerate();
        self.unread =
            layers.filter(|(_, entry)| !entry.visible).map(|(number, _)| number).collect();
        self.atlas = Some(atlas);
    }

    /// Layers of the atlas not read yet, with their numbers, topmost first.
    pub fn unread(&self) -> impl Iterator<Item = (usize, &Entry)> {
        let entry =
            |&number: &usize| Some((number, self.atlas.as_ref()?.catalogue.layers.get(number)?));
        self.unread.iter().rev().filter_map(entry)
    }

    /// Title of a layer in the language of the window.
    pub fn title(&self, id: LayerId) -> String {
        let titles = self.layers.get(id).map(|layer| &layer.loaded.title);
        titles.map(|titles| titles[self.language_index()].clone()).unwrap_or_default()
    }

    /// How legends call these layers.
    pub fn legend_titles(&self, layers: &[&MapLayer]) -> Vec<String> {
        let language = self.language_index();
        let explained: Vec<Explained<'_>> = layers
            .iter()
            .map(|layer| Explained {
                title: &layer.loaded.title[language],
                layer: &layer.loaded.layer,
                role: layer.loaded.recognised.role,
            })
            .collect();
        self.texts.legend_titles(&explained)
    }

    /// The words of stages, where proposals are coloured by them.
    pub fn stage_words(&self) -> Option<StageWords> {
        let words = || Arc::new(STAGES.map(|stage| self.texts.stage(stage)));
        self.projects.colors_stages.then(words)
    }

    /// What the selected polygons are called, one by its own name; `None` where none are.
    pub fn selected_land(&self) -> Option<String> {
        let (id, rows) = self.selection.as_ref()?;
        let layer = self.layers.get(*id)?;
        if layer.layer().kind() != allpa_geom::ShapeKind::Polygon || rows.is_empty() {
            return None;
        }
        let mut all = rows.iter();
        let first = all.next().copied()?;
        if rows.len() == 1 {
            return Some(layer.feature_name(first));
        }
        let values = [("name", self.title(*id)), ("count", rows.len().to_string())];
        let values = values.each_ref().map(|(key, value)| (*key, value.as_str()));
        Some(self.texts.with("reshape-subtract-selection", &values))
    }

    /// 0 for Spanish and Quechua, 1 for English: the place in pairs of texts that come with data.
    pub fn language_index(&self) -> usize {
        self.texts.language().pick(0, 1)
    }
}
