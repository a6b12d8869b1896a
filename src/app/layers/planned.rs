//! Layers as the plan has them: their look, where they are kept, their order.

use std::sync::Arc;

use allpa_map::style::MapTheme;
use allpa_model::plan::{LayerKey, TableSource};
use allpa_model::role::Group;

use super::{LayerId, Layers, MapLayer, StageWords};

/// How a layer is shown, as the plan says.
#[derive(Debug, Clone, PartialEq)]
pub struct Look {
    /// Its number in the plan.
    pub key: Option<LayerKey>,
    /// Whether the eye is open.
    pub visible: bool,
    /// 0 invisible to 1 opaque.
    pub opacity: f32,
    /// Group of the layer tree.
    pub group: Group,
    /// Its name in Spanish and English.
    pub title: [String; 2],
}

impl Layers {
    /// Shows a layer as the plan says.
    pub fn set_look(&mut self, id: LayerId, look: Look) {
        let Some(layer) = self.items.iter_mut().find(|layer| layer.id == id) else { return };
        let loaded = &layer.loaded;
        let now = Look {
            key: layer.key,
            visible: layer.visible,
            opacity: loaded.scene.opacity,
            group: loaded.group,
            title: loaded.title.clone(),
        };
        if now == look {
            return;
        }
        layer.key = look.key;
        layer.visible = look.visible;
        layer.loaded.scene.opacity = look.opacity;
        layer.loaded.scene.title = Arc::from(look.title[0].as_str());
        layer.loaded.group = look.group;
        layer.loaded.title = look.title;
        self.revision += 1;
    }

    /// Colours the proposals by their stages, or as all proposals are.
    pub fn color_stages(&mut self, words: Option<&StageWords>, theme: &MapTheme) {
        for layer in self.items.iter_mut().filter(|layer| layer.loaded.is_proposals) {
            if layer.loaded.stages.as_ref() != words {
                layer.loaded.stages = words.cloned();
                layer.loaded.restyle(theme);
                self.revision += 1;
            }
        }
    }

    /// Notes where the plan keeps a layer.
    pub fn set_kept(&mut self, id: LayerId, key: LayerKey, kept: Option<TableSource>) {
        if let Some(layer) = self.items.iter_mut().find(|layer| layer.id == id) {
            layer.key = Some(key);
            layer.loaded.kept = kept;
        }
    }

    /// Puts these layers in this order, from bottom to top, and the others where they hide nothing.
    pub fn arrange(&mut self, order: &[LayerId]) {
        let before: Vec<LayerId> = self.items.iter().map(|layer| layer.id).collect();
        let place = |layer: &MapLayer| order.iter().position(|id| *id == layer.id);
        let (mut listed, mut others): (Vec<MapLayer>, Vec<MapLayer>) =
            std::mem::take(&mut self.items).into_iter().partition(|layer| place(layer).is_some());
        listed.sort_by_key(place);
        others.sort_by_key(|layer| layer.loaded.order());
        for layer in others {
            let order = layer.loaded.order();
            let at = listed.iter().position(|other| other.loaded.order() > order);
            listed.insert(at.unwrap_or(listed.len()), layer);
        }
        self.items = listed;
        if !self.items.iter().map(|layer| layer.id).eq(before) {
            self.revision += 1;
        }
    }
}
