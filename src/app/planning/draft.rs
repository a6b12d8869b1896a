//! The edits of one step while they are put together.

use std::collections::BTreeMap;

use allpa_model::plan::{Edit, LayerKey, LayerSource, Plan, PlanLayer};

use super::Planning;
use crate::layers::{LayerId, Layers, MapLayer};

/// Edits of one step, and the drawing order they lead to.
pub(super) struct Draft {
    pub(super) edits: Vec<Edit>,
    order: Vec<LayerKey>,
    fresh: BTreeMap<LayerId, LayerKey>,
}

impl Draft {
    pub(super) fn new(plan: &Plan) -> Self {
        let order = plan.layers.iter().map(|layer| layer.key).collect();
        Self { edits: Vec::new(), order, fresh: BTreeMap::new() }
    }

    /// The place in the plan's order of a layer that lies where `id` lies on the map: above the
    /// nearest layer below it that the plan speaks of.
    pub(super) fn place(&self, layers: &Layers, id: LayerId) -> usize {
        let below = layers.iter().take_while(|layer| layer.id != id);
        let known = below.filter_map(|layer| self.known(layer)).collect::<Vec<_>>();
        let nearest = known.into_iter().rev().find_map(|key| self.at(key));
        nearest.map_or(0, |at| at + 1)
    }

    /// Where a layer of the plan lies in its order.
    pub(super) fn at(&self, key: LayerKey) -> Option<usize> {
        self.order.iter().position(|known| *known == key)
    }

    /// Number of layers that the plan speaks of.
    pub(super) fn len(&self) -> usize {
        self.order.len()
    }

    /// The number in the plan of a layer on the map, where it has one.
    pub(super) fn known(&self, layer: &MapLayer) -> Option<LayerKey> {
        layer.key.or_else(|| self.fresh.get(&layer.id).copied())
    }

    /// The number in the plan of a layer on the map; one of the atlas that the plan does not speak
    /// of yet is added as it is shown. `None` for what is shown without being kept.
    pub(super) fn list(
        &mut self,
        planning: &mut Planning,
        layers: &Layers,
        id: LayerId,
    ) -> Option<LayerKey> {
        let layer = layers.get(id)?;
        if let Some(key) = self.known(layer) {
            return Some(key);
        }
        if !layer.loaded.from_atlas {
            return None;
        }
        let key = LayerKey(planning.history.fresh_number());
        let of_plan = PlanLayer {
            key,
            source: LayerSource::Atlas(layer.layer().name().to_owned()),
            title: String::new(),
            group: layer.loaded.group,
            visible: layer.visible,
            opacity: layer.loaded.scene.opacity,
            precision: layer.loaded.precision,
            notice: String::new(),
            number: layer.loaded.number as u32,
            look: None,
        };
        let at = self.place(layers, id);
        self.order.insert(at, key);
        self.fresh.insert(id, key);
        self.edits.push(Edit::AddLayer { at, layer: Box::new(of_plan) });
        Some(key)
    }

    /// Opens or closes the eye of a layer; nothing where it is so already.
    pub(super) fn show(
        &mut self,
        planning: &mut Planning,
        layers: &Layers,
        id: LayerId,
        visible: bool,
    ) {
        if layers.get(id).is_none_or(|layer| layer.visible == visible) {
            return;
        }
        if let Some(layer) = self.list(planning, layers, id) {
            self.edits.push(Edit::ShowLayer { layer, visible });
        }
    }
}
