//! The map of the window on the card: which meshes are at hand, and which are asked for.

use std::sync::Arc;

use allpa_map::{Camera, Scene};
use egui::{Context, Rect, TextureId, pos2};

use super::plan::Plan;
use super::shelf::{Key, Shelf};
use super::store::Stock;
use super::targets::Targets;
use super::{Gpu, frame};
use crate::job::{Crashed, LatestWorker};

/// The card that draws the window.
#[derive(Clone)]
pub struct WindowCard {
    gpu: Gpu,
    textures: Arc<egui::mutex::RwLock<eframe::egui_wgpu::Renderer>>,
}

impl WindowCard {
    /// The card behind a window.
    pub fn new(state: &eframe::egui_wgpu::RenderState) -> Self {
        let gpu = Gpu::new(state.device.clone(), state.queue.clone());
        Self { gpu, textures: Arc::clone(&state.renderer) }
    }
}

/// What the card holds of one map.
pub struct GpuMap {
    card: WindowCard,
    has_failed: bool,
    worker: Option<LatestWorker<Request, Made>>,
    shelf: Shelf,
    asked: Option<Key>,
    shown: Option<Shown>,
}

struct Request {
    gpu: Gpu,
    scene: Scene,
    key: Key,
    before: Option<Arc<Stock>>,
}

struct Made {
    key: Key,
    stock: Option<Arc<Stock>>,
}

struct Shown {
    targets: Targets,
    texture: TextureId,
    camera: Camera,
    key: Key,
}

impl GpuMap {
    /// Nothing yet.
    pub fn new(card: &WindowCard) -> Self {
        let card = card.clone();
        let (shelf, has_failed) = (Shelf::default(), false);
        Self { card, has_failed, worker: None, shelf, asked: None, shown: None }
    }

    /// Whether the card could not take the map: too large for it, or the card is gone.
    pub fn has_failed(&self) -> bool {
        self.has_failed
    }

    /// Takes finished meshes in, and asks for those of a view unless they are at hand or on their way;
    /// `revision` tells one scene from another, and `scene` is only made when needed.
    pub fn ask(
        &mut self,
        ctx: &Context,
        camera: Camera,
        revision: u64,
        scene: impl FnOnce() -> Scene,
    ) {
        self.poll();
        if let Some(ready) = self.shelf.ready(&camera, revision) {
            self.asked = Some(ready);
            return;
        }
        if self.asked.is_some_and(|asked| asked.serves(&camera, revision)) {
            return;
        }
        let (key, before) = self.shelf.wanted(&camera, revision);
        self.asked = Some(key);
        let request = Request { gpu: self.card.gpu.clone(), scene: scene(), key, before };
        LatestWorker::ask_in(&mut self.worker, "mesher", ctx, make, request);
    }

    fn poll(&mut self) {
        match self.worker.as_ref().and_then(LatestWorker::poll) {
            Some(Ok(Made { key, stock: Some(stock) })) => self.shelf.put(key, stock),
            Some(Ok(Made { stock: None, .. }) | Err(Crashed)) => self.has_failed = true,
            None => {}
        }
    }

    /// Whether what is shown is what was asked for last.
    pub fn is_current(&self) -> bool {
        self.shown.as_ref().map(|shown| shown.key) == self.asked
    }

    /// Draws the map as `camera` sees it into `area` (points) with the best meshes at hand.
    pub fn show(&mut self, painter: &egui::Painter, area: Rect, camera: &Camera) {
        let Some((key, stock)) = self.shelf.best(camera) else { return };
        let is_drawn = |shown: &Shown| shown.camera == *camera && shown.key == key;
        if !self.shown.as_ref().is_some_and(is_drawn) {
            self.draw(&stock, camera, key);
        }
        if let Some(shown) = &self.shown {
            let whole = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
            painter.image(shown.texture, area, whole, egui::Color32::WHITE);
        }
    }

    fn draw(&mut self, stock: &Stock, camera: &Camera, key: Key) {
        let size_px = camera.size_px;
        let fits = |shown: &Shown| shown.targets.size_px() == size_px;
        if !self.shown.as_ref().is_some_and(fits) {
            let targets = Targets::new(&self.card.gpu, size_px);
            let mut textures = self.card.textures.write();
            if let Some(old) = self.shown.take() {
                textures.free_texture(&old.texture);
            }
            let (device, filter) = (&self.card.gpu.device, wgpu::FilterMode::Nearest);
            let texture = textures.register_native_texture(device, &targets.map_view, filter);
            self.shown = Some(Shown { targets, texture, camera: *camera, key });
        }
        if let Some(shown) = &mut self.shown {
            frame::draw(&self.card.gpu, &shown.targets, &Plan::new(stock, camera));
            (shown.camera, shown.key) = (*camera, key);
        }
    }
}

fn make(request: Request) -> Made {
    let Request { gpu, scene, key, before } = request;
    let stock = Stock::new(&gpu, &scene, key.around, before.as_deref()).map(Arc::new);
    Made { key, stock }
}
