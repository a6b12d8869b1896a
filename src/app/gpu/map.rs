//! The map of the window on the card: which meshes are at hand, and which are asked for.

use std::sync::Arc;

use allpa_map::mesh::is_same_detail;
use allpa_map::{Camera, Scene};
use egui::{Context, Rect, TextureId, pos2};

use super::plan::Plan;
use super::store::Stock;
use super::targets::Targets;
use super::{Gpu, frame};
use crate::job::LatestWorker;

/// Bytes that meshes may take on the card; those not used for longest go first.
const BUDGET: usize = 200 << 20;

/// Pixels around the screen for which meshes are made, as a share of its size: short pans find them.
const AROUND: f64 = 0.5;

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
    is_too_large: bool,
    worker: Option<LatestWorker<Request, Made>>,
    /// What is on the card, that used last at the end.
    held: Vec<Held>,
    asked: Option<Key>,
    shown: Option<Shown>,
}

/// Which meshes: those of a state of the scene, around a view.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Key {
    around: Camera,
    revision: u64,
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

struct Held {
    key: Key,
    stock: Arc<Stock>,
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
        let (held, is_too_large) = (Vec::new(), false);
        Self { card, is_too_large, worker: None, held, asked: None, shown: None }
    }

    /// Whether the card could not take the map.
    pub fn is_too_large(&self) -> bool {
        self.is_too_large
    }

    /// Asks for the meshes of a view unless they are at hand or on their way; `revision` tells one
    /// scene from another, and `scene` is only made when needed.
    pub fn ask(
        &mut self,
        ctx: &Context,
        camera: Camera,
        revision: u64,
        scene: impl FnOnce() -> Scene,
    ) {
        let serves = |key: &Key| is_same_detail(&key.around, &camera) && holds(&key.around, &camera);
        let is_ready = |key: &Key| key.revision == revision && serves(key);
        if let Some(held) = self.held.iter().find(|held| is_ready(&held.key)) {
            self.asked = Some(held.key);
            return;
        }
        if self.asked.as_ref().is_some_and(is_ready) {
            return;
        }
        // Around the same view, layers that did not change are taken over.
        let before = self.held.iter().rev().find(|held| serves(&held.key));
        let around = before.map_or_else(|| surroundings(&camera), |before| before.key.around);
        let before = before.map(|before| Arc::clone(&before.stock));
        let key = Key { around, revision };
        self.asked = Some(key);
        if self.worker.is_none() {
            let ctx = ctx.clone();
            let wake = move || ctx.request_repaint();
            self.worker = LatestWorker::spawn("mesher", wake, make).ok();
        }
        if let Some(worker) = &self.worker {
            worker.ask(Request { gpu: self.card.gpu.clone(), scene: scene(), key, before });
        }
    }

    /// Takes finished meshes in.
    pub fn poll(&mut self) {
        let Some(Ok(made)) = self.worker.as_ref().and_then(LatestWorker::poll) else { return };
        let Some(stock) = made.stock else {
            self.is_too_large = true;
            return;
        };
        self.held.retain(|held| held.key.revision == made.key.revision);
        self.held.push(Held { key: made.key, stock });
        let bytes = |held: &[Held]| held.iter().map(|held| held.stock.bytes()).sum::<usize>();
        while self.held.len() > 1 && bytes(&self.held) > BUDGET {
            self.held.remove(0);
        }
    }

    /// Whether what is shown is what was asked for last.
    pub fn is_current(&self) -> bool {
        self.shown.as_ref().map(|shown| shown.key) == self.asked
    }

    /// Draws the map as `camera` sees it into `area` (points) with the best meshes at hand.
    pub fn show(&mut self, painter: &egui::Painter, area: Rect, camera: &Camera) {
        let Some(best) = self.best(camera) else { return };
        let used = self.held.remove(best);
        let key = used.key;
        let is_drawn = |shown: &Shown| shown.camera == *camera && shown.key == key;
        if !self.shown.as_ref().is_some_and(is_drawn) {
            self.draw(&used.stock, camera, key);
        }
        self.held.push(used);
        if let Some(shown) = &self.shown {
            let whole = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
            painter.image(shown.texture, area, whole, egui::Color32::WHITE);
        }
    }

    /// The meshes to draw a view with: of the right detail if possible, else those that hold it, else
    /// those of the widest view.
    fn best(&self, camera: &Camera) -> Option<usize> {
        let rank = |held: &Held| {
            let around = &held.key.around;
            let is_whole = holds(around, camera);
            let off = (around.world_per_pixel / camera.world_per_pixel).log2().abs();
            let width = if is_whole { 0.0 } else { around.world_per_pixel };
            (around.plane == camera.plane, is_whole, -off.min(64.0), width)
        };
        let ranked = self.held.iter().enumerate().map(|(at, held)| (rank(held), at));
        ranked.max_by(|a, b| a.partial_cmp(b).unwrap_or(std::cmp::Ordering::Equal)).map(|(_, at)| at)
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

/// The view with room on every side.
fn surroundings(camera: &Camera) -> Camera {
    let size_px = camera.size_px.map(|side| (f64::from(side) * (1.0 + 2.0 * AROUND)) as u32);
    Camera { size_px, ..*camera }
}

/// Whether meshes around one view hold all of another.
fn holds(around: &Camera, camera: &Camera) -> bool {
    let (outer, inner) = (around.visible_world(0.0), camera.visible_world(0.0));
    around.plane == camera.plane && outer.contains(inner.min) && outer.contains(inner.max)
}
