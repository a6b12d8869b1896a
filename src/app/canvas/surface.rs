//! What the map is drawn with: the graphics card where the window has one, else the processor.

use allpa_map::{Camera, Scene, paint_ground, paint_names};
use egui::{Context, Painter, Rect};

use super::MapPicture;
use crate::gpu::{GpuMap, WindowCard};

/// One map of the window.
#[derive(Default)]
pub struct Surface {
    picture: MapPicture,
    on_card: Option<OnCard>,
}

/// A map on the card, between the ground and the names that the processor draws.
struct OnCard {
    map: GpuMap,
    /// Nothing where the scene has no pictures.
    ground: Option<MapPicture>,
    names: MapPicture,
    /// The scene that was asked for last.
    revision: Option<u64>,
}

impl Surface {
    /// A map drawn by `card`.
    pub fn new(card: Option<&WindowCard>) -> Self {
        let on_card = |card| OnCard {
            map: GpuMap::new(card),
            ground: None,
            names: MapPicture::of(paint_names),
            revision: None,
        };
        Self { picture: MapPicture::default(), on_card: card.map(on_card) }
    }

    /// Takes in what was drawn or made for the card, and asks for `camera` unless that is shown or on
    /// its way; `revision` tells one scene from another.
    pub fn ask(&mut self, ctx: &Context, camera: Camera, revision: u64, scene: impl Fn() -> Scene) {
        if self.on_card.as_ref().is_some_and(|on_card| on_card.map.has_failed()) {
            self.on_card = None;
        }
        let Some(OnCard { map, ground, names, revision: last }) = &mut self.on_card else {
            self.picture.ask(ctx, camera, revision, scene);
            return;
        };
        if last.replace(revision) != Some(revision) {
            let known = ground.take();
            *ground = (!scene().imagery.is_empty())
                .then(|| known.unwrap_or_else(|| MapPicture::of(paint_ground)));
        }
        map.ask(ctx, camera, revision, &scene);
        if let Some(ground) = ground {
            ground.ask(ctx, camera, revision, &scene);
        }
        names.ask(ctx, camera, revision, scene);
    }

    /// Whether what is shown is what was asked for last.
    pub fn is_current(&self) -> bool {
        match &self.on_card {
            None => self.picture.is_current(),
            Some(OnCard { map, ground, names, .. }) => {
                let is_grounded = ground.as_ref().is_none_or(MapPicture::is_current);
                map.is_current() && names.is_current() && is_grounded
            }
        }
    }

    /// Draws the map where it belongs under `camera`, inside `area` (points).
    pub fn show(&mut self, painter: &Painter, area: Rect, camera: &Camera) {
        let Some(OnCard { map, ground, names, .. }) = &mut self.on_card else {
            self.picture.show(painter, area, camera);
            return;
        };
        if let Some(ground) = ground {
            ground.show(painter, area, camera);
        }
        map.show(painter, area, camera);
        names.show(painter, area, camera);
    }
}
