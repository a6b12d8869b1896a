//! Two sets of layers of one place, side by side under a divider or one after the other.

use std::collections::BTreeSet;

use allpa_map::SceneLayer;

use crate::layers::{LayerId, Layers};

/// What the user wants of the comparison.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum CompareAction {
    /// Opens or closes it.
    Toggle,
    /// Puts the divider at this share of the map's width.
    SetDivider(f32),
    /// Shows or hides a layer on the right side.
    SetVisible(LayerId, bool),
    /// The right side shows what the left one does.
    Reset,
}

/// The comparison of the map with itself under other layers.
#[derive(Debug)]
pub struct Compare {
    /// Whether the divider is on the map.
    pub is_on: bool,
    /// Where it is, as a share of the map's width.
    pub divider: f32,
    /// Layers whose eye on the right side is not that of the left one.
    pub changed: BTreeSet<LayerId>,
    /// Grows with every change of `changed`.
    pub revision: u64,
}

impl Default for Compare {
    fn default() -> Self {
        Self { is_on: false, divider: 0.5, changed: BTreeSet::new(), revision: 0 }
    }
}

impl Compare {
    /// Opens it; what differs at first is the topmost layer that fills areas, hidden on the right.
    pub fn open(&mut self, layers: &Layers) {
        self.is_on = true;
        self.divider = 0.5;
        self.changed.retain(|id| layers.get(*id).is_some());
        if self.changed.is_empty() {
            let is_area = |layer: &&crate::layers::MapLayer| {
                layer.visible
                    && layer.layer().kind() == allpa_geom::ShapeKind::Polygon
                    && !layer.loaded.scene.classes.symbols().iter().all(|s| s.fill.is_none())
            };
            let shown = || layers.iter().rev().filter(|layer| layer.visible);
            let first = shown().find(is_area).or_else(|| shown().next());
            self.changed.extend(first.map(|layer| layer.id));
        }
        self.revision += 1;
    }

    /// Whether the right side shows a layer.
    pub fn shows(&self, id: LayerId, is_left: bool) -> bool {
        is_left != self.changed.contains(&id)
    }

    /// What the right side draws, from bottom to top.
    pub fn scene(&self, layers: &Layers) -> Vec<SceneLayer> {
        let shown = layers.iter().filter(|layer| self.shows(layer.id, layer.visible));
        shown.map(|layer| layer.loaded.scene.clone()).collect()
    }
}
