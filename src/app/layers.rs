//! The layers on the map, from bottom to top, with how each is shown.

mod planned;

use std::cmp::Reverse;
use std::sync::Arc;

use allpa_files::atlas::Precision;
use allpa_geom::{Bounds, ShapeKind};
use allpa_map::style::{LayerStyle, MapTheme, ScaleRange, of_layer, of_proposals, of_stages};
use allpa_map::{Classes, Hit, PreparedLayer, SceneLayer};
use allpa_model::Layer;
use allpa_model::plan::{LayerKey, STAGES, TableSource};
use allpa_model::role::{Group, Recognised, Role};

use crate::import::Origin;

pub use planned::Look;

/// Number of a layer in the window, never reused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LayerId(pub u32);

/// A layer ready to be shown: read, recognised and prepared in a job.
#[derive(Debug, Clone)]
pub struct LoadedLayer {
    /// The data.
    pub layer: Arc<Layer>,
    /// Title in Spanish and English.
    pub title: [String; 2],
    /// Group of the layer tree.
    pub group: Group,
    /// What it is about and which columns name its features.
    pub recognised: Recognised,
    /// How far it can be trusted.
    pub precision: Precision,
    /// What legends and sheets must say of it, in Spanish and English; empty for nothing.
    pub notice: [String; 2],
    /// Whether it came with the atlas.
    pub from_atlas: bool,
    /// The file it was read from; `None` for the atlas and for answers.
    pub origin: Option<Origin>,
    /// The table of the plan that keeps its features; `None` for the atlas and for what is shown
    /// without being kept.
    pub kept: Option<TableSource>,
    /// Whether it shows the proposals of the plan.
    pub is_proposals: bool,
    /// The words of stages, where proposals are coloured by them.
    pub stages: Option<StageWords>,
    /// Its place among the layers read together; colours follow it.
    pub number: usize,
    /// Its drawing.
    pub scene: SceneLayer,
    /// The look that the user chose, whatever the theme.
    pub chosen: Option<Arc<LayerStyle>>,
}

impl LoadedLayer {
    /// A layer with the look of what it is about, fully trusted and shown.
    pub fn new(
        prepared: Arc<PreparedLayer>,
        recognised: Recognised,
        number: usize,
        theme: &MapTheme,
        title: [String; 2],
        from_atlas: bool,
    ) -> Self {
        let layer = Arc::clone(prepared.layer());
        let style = usual_look(&layer, &recognised, number, theme, from_atlas);
        Self {
            scene: SceneLayer::new(0, title[0].as_str(), prepared, style),
            layer,
            title,
            group: recognised.group,
            recognised,
            precision: Precision::Measured,
            notice: Default::default(),
            from_atlas,
            origin: None,
            kept: None,
            is_proposals: false,
            stages: None,
            number,
            chosen: None,
        }
    }

    /// The proposals of one kind of shape.
    pub fn of_proposals(
        prepared: Arc<PreparedLayer>,
        recognised: Recognised,
        theme: &MapTheme,
        title: [String; 2],
        stages: Option<StageWords>,
    ) -> Self {
        let mut loaded = Self::new(prepared, recognised, 0, theme, title, false);
        loaded.group = Group::Proposals;
        (loaded.is_proposals, loaded.stages) = (true, stages);
        loaded.restyle(theme);
        loaded
    }

    /// The look that the layer has by what it is about.
    pub fn usual_look(&self, theme: &MapTheme) -> Arc<LayerStyle> {
        match &self.stages {
            Some(words) => Arc::new(of_stages(&self.layer, theme, words)),
            None if self.is_proposals => Arc::new(of_proposals(&self.layer, theme)),
            None => usual_look(&self.layer, &self.recognised, self.number, theme, self.from_atlas),
        }
    }

    /// The look on white paper: the one that was chosen, else the usual one.
    pub fn paper_look(&self) -> Arc<LayerStyle> {
        let usual = || self.usual_look(&MapTheme::LIGHT);
        self.chosen.clone().unwrap_or_else(usual)
    }

    /// The same layer as another theme draws it; a look that was chosen stays.
    fn restyle(&mut self, theme: &MapTheme) {
        if self.chosen.is_some() {
            return;
        }
        let style = self.usual_look(theme);
        let old = &self.scene;
        let prepared = Arc::clone(&old.prepared);
        self.scene = SceneLayer::new(old.id, Arc::clone(&old.title), prepared, style)
            .with_opacity(old.opacity)
            .with_highlighted(Arc::clone(&old.highlighted));
    }

    /// Sorts layers so that nothing hides under a filled area; among equals the atlas lies under
    /// what the user opened.
    fn order(&self) -> ((u8, Reverse<Group>), bool, usize) {
        (drawing_order(&self.layer, self.group), !self.from_atlas, self.number)
    }
}

/// From the bottom of the map up: ground, areas, outlines of limits, lines, points; among equals the
/// groups from the top down.
pub fn drawing_order(layer: &Layer, group: Group) -> (u8, Reverse<Group>) {
    let rank = match (layer.kind(), group) {
        (ShapeKind::Polygon, Group::Base) => 0,
        (ShapeKind::Polygon, Group::Limits) => 2,
        (ShapeKind::Polygon, _) => 1,
        (ShapeKind::Line, _) => 3,
        (ShapeKind::Point | ShapeKind::None, _) => 4,
    };
    (rank, Reverse(group))
}

/// How a layer is drawn. Dense layers of the atlas appear where their features can be told apart;
/// what the user opened is seen at every scale.
/// The look that a layer has by what it is about; those of the user are drawn at every scale.
pub fn usual_look(
    layer: &Layer,
    recognised: &Recognised,
    number: usize,
    theme: &MapTheme,
    from_atlas: bool,
) -> Arc<LayerStyle> {
    let style = of_layer(layer, recognised, number, theme);
    let scales = style.scales.filter(|_| from_atlas);
    Arc::new(LayerStyle { scales, ..style })
}

/// The stages in the language of the window, in the order of [`STAGES`].
pub type StageWords = Arc<[String; STAGES.len()]>;

/// A layer on the map.
#[derive(Debug, Clone)]
pub struct MapLayer {
    /// Its number.
    pub id: LayerId,
    /// What was loaded; `scene` carries the current opacity.
    pub loaded: LoadedLayer,
    /// Whether the eye is open.
    pub visible: bool,
    /// Its number in the plan, where the plan says something of it.
    pub key: Option<LayerKey>,
}

impl MapLayer {
    /// The data.
    pub fn layer(&self) -> &Arc<Layer> {
        &self.loaded.layer
    }

    /// Whether it is drawn at the scale 1:`denominator`.
    pub fn is_drawn_at(&self, denominator: f64) -> bool {
        ScaleRange::allow(self.loaded.scene.style.scales, denominator)
    }

    /// Name of feature `row` for people: its name column, else its code, else its number.
    pub fn feature_name(&self, row: usize) -> String {
        let Recognised { name, code, .. } = self.loaded.recognised;
        let text = |column: Option<usize>| {
            let value = self.layer().columns()[column?].value(row).to_string();
            (!value.is_empty()).then_some(value)
        };
        text(name)
            .or_else(|| text(code))
            .unwrap_or_else(|| format!("{} {row}", self.layer().name()))
    }
}

impl MapLayer {
    /// All rows with the code of `row`: the stretches of one road. Only `row` without a code.
    pub fn stretches(&self, row: usize) -> Vec<usize> {
        let Some(column) = self.loaded.recognised.code else { return vec![row] };
        let column = &self.layer().columns()[column];
        let code = column.value(row).to_string();
        if code.is_empty() {
            return vec![row];
        }
        (0..self.layer().len()).filter(|&other| column.value(other).to_string() == code).collect()
    }
}

/// All layers, from bottom to top. Every change moves `revision` on.
#[derive(Debug, Default)]
pub struct Layers {
    items: Vec<MapLayer>,
    next: u32,
    revision: u64,
    content_revision: u64,
    names_revision: u64,
}

impl Layers {
    /// The data of the layers of limits that may be measured: the places others are compared with.
    pub fn limits(&self) -> Vec<Arc<Layer>> {
        let is_limit = |layer: &&MapLayer| {
            layer.loaded.group == Group::Limits && layer.loaded.precision.is_measurable()
        };
        self.iter().filter(is_limit).map(|layer| Arc::clone(layer.layer())).collect()
    }

    /// From bottom to top.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &MapLayer> {
        self.items.iter()
    }

    /// Number of layers.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether the map is empty.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Grows with every change of what is drawn.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// Grows when a layer comes or goes.
    pub fn content_revision(&self) -> u64 {
        self.content_revision
    }

    /// Grows when a layer comes or goes whose names can be searched. Proposals change with every
    /// gesture, and are listed on their card.
    pub fn names_revision(&self) -> u64 {
        self.names_revision
    }

    /// The layer of that number.
    pub fn get(&self, id: LayerId) -> Option<&MapLayer> {
        self.items.iter().find(|layer| layer.id == id)
    }

    /// The layer about `role` that answers measure unless told otherwise: the topmost shown, else
    /// the topmost.
    pub fn measurable(&self, role: Role) -> Option<&MapLayer> {
        let fits = |layer: &&MapLayer| {
            layer.loaded.recognised.role == Some(role) && layer.loaded.precision.is_measurable()
        };
        let mut fitting = self.items.iter().rev().filter(fits);
        fitting.clone().find(|layer| layer.visible).or_else(|| fitting.next())
    }

    /// Whether a layer is ground for the others: areas of the base, such as neighbours and lakes.
    pub fn is_ground(&self, id: LayerId) -> bool {
        self.get(id).is_some_and(|layer| {
            layer.loaded.group == Group::Base && layer.layer().kind() == ShapeKind::Polygon
        })
    }

    /// Sorts hits as people mean them: points, then lines, then areas from small to large.
    pub fn sort_by_size(&self, hits: &mut [Hit]) {
        let size = |hit: &Hit| {
            let shapes = self.get(LayerId(hit.layer))?.layer().geographic().ok()?;
            let extent = shapes.feature_bounds(hit.row)?;
            let rank = match shapes.kind(hit.row) {
                ShapeKind::Point => 0,
                ShapeKind::Line => 1,
                ShapeKind::Polygon | ShapeKind::None => 2,
            };
            Some((rank, if rank == 2 { extent.width() * extent.height() } else { 0.0 }))
        };
        hits.sort_by(|a, b| {
            let (a, b) = (size(a).unwrap_or((3, 0.0)), size(b).unwrap_or((3, 0.0)));
            a.0.cmp(&b.0).then(a.1.total_cmp(&b.1))
        });
    }

    /// Puts a layer where it hides nothing and returns its number.
    pub fn add(&mut self, loaded: LoadedLayer) -> LayerId {
        let id = LayerId(self.next);
        self.next += 1;
        self.revision += 1;
        self.content_revision += 1;
        self.names_revision += u64::from(!loaded.is_proposals);
        let mut layer = MapLayer { id, visible: true, key: None, loaded };
        layer.loaded.scene.id = id.0;
        let order = layer.loaded.order();
        let place = self.items.iter().position(|other| other.loaded.order() > order);
        self.items.insert(place.unwrap_or(self.items.len()), layer);
        id
    }

    /// Puts other data in the place of a layer, with its number, opacity and eye; what it was.
    pub fn replace(&mut self, id: LayerId, mut loaded: LoadedLayer) -> Option<LoadedLayer> {
        let layer = self.items.iter_mut().find(|layer| layer.id == id)?;
        self.revision += 1;
        self.content_revision += 1;
        self.names_revision += u64::from(!loaded.is_proposals);
        loaded.scene.id = id.0;
        loaded.scene.opacity = layer.loaded.scene.opacity;
        Some(std::mem::replace(&mut layer.loaded, loaded))
    }

    /// Opens or closes the eye.
    pub fn set_visible(&mut self, id: LayerId, visible: bool) {
        self.change(id, |layer| layer.visible = visible);
    }

    /// Sets opacity, 0 to 1.
    pub fn set_opacity(&mut self, id: LayerId, opacity: f32) {
        self.change(id, |layer| layer.loaded.scene.opacity = opacity.clamp(0.0, 1.0));
    }

    /// Gives a layer another look, `chosen` by the user or the usual one; `classes` are those of its
    /// features under it.
    pub fn set_style(
        &mut self,
        id: LayerId,
        style: Arc<LayerStyle>,
        classes: Classes,
        chosen: bool,
    ) {
        self.change(id, |layer| {
            let loaded = &mut layer.loaded;
            loaded.chosen = chosen.then(|| Arc::clone(&style));
            loaded.scene = loaded.scene.clone().with_style(style, Arc::new(classes));
        });
    }

    /// Puts a layer on another plane.
    pub fn set_prepared(&mut self, id: LayerId, prepared: Arc<PreparedLayer>) {
        self.change(id, |layer| {
            layer.loaded.scene = layer.loaded.scene.clone().with_prepared(prepared);
        });
    }

    /// Marks features of one layer as selected and clears all other selections.
    pub fn highlight(&mut self, id: Option<LayerId>, rows: &[usize]) {
        for layer in &mut self.items {
            let rows = if Some(layer.id) == id { rows } else { &[] };
            if *layer.loaded.scene.highlighted != *rows {
                layer.loaded.scene.highlighted = Arc::from(rows);
                self.revision += 1;
            }
        }
    }

    /// Draws every layer as `theme` does.
    pub fn restyle(&mut self, theme: &MapTheme) {
        self.items.iter_mut().for_each(|layer| layer.loaded.restyle(theme));
        self.revision += 1;
    }

    /// Takes a layer off the map.
    pub fn remove(&mut self, id: LayerId) {
        self.items.retain(|layer| layer.id != id);
        self.revision += 1;
        self.content_revision += 1;
        self.names_revision += 1;
    }

    /// Moves a layer so that it lies just above (`true`) or below another one; it joins the
    /// other's group.
    pub fn move_beside(&mut self, id: LayerId, other: LayerId, place: Place) {
        let Some(from) = self.items.iter().position(|layer| layer.id == id) else { return };
        if id == other || self.get(other).is_none() {
            return;
        }
        let mut layer = self.items.remove(from);
        let at = self.items.iter().position(|l| l.id == other).unwrap_or(self.items.len());
        if let Some(other) = self.items.get(at) {
            layer.loaded.group = other.loaded.group;
        }
        self.items.insert(if place == Place::Above { at + 1 } else { at }, layer);
        self.revision += 1;
    }

    /// What to draw, from bottom to top.
    pub fn scene(&self) -> Vec<SceneLayer> {
        self.items.iter().filter(|l| l.visible).map(|l| l.loaded.scene.clone()).collect()
    }

    /// Box of a layer in degrees.
    pub fn bounds(&self, id: LayerId) -> Option<Bounds> {
        self.get(id)?.layer().geographic().ok()?.bounds()
    }

    fn change(&mut self, id: LayerId, change: impl FnOnce(&mut MapLayer)) {
        if let Some(layer) = self.items.iter_mut().find(|layer| layer.id == id) {
            change(layer);
            self.revision += 1;
        }
    }
}

/// Where a dragged layer lands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Just above the other in drawing order.
    Above,
    /// Just below.
    Below,
}
