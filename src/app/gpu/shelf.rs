//! Which meshes are at hand, and which of them serve a view best.

use std::cmp::Ordering;
use std::sync::Arc;

use allpa_map::Camera;
use allpa_map::mesh::is_same_detail;

use super::store::Stock;

/// Bytes that meshes may take on the card; those not used for longest go first.
const BUDGET: usize = 200 << 20;

/// Room around the screen for which meshes are made, as a share of its size: short pans find them.
const AROUND: f64 = 0.5;

/// Which meshes: those of a state of the scene, around a view.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Key {
    /// The view, larger than the screen.
    pub around: Camera,
    /// Tells one state of the scene from another.
    pub revision: u64,
}

/// Meshes on the card, those used last at the end.
#[derive(Debug, Default)]
pub struct Shelf {
    held: Vec<(Key, Arc<Stock>)>,
}

impl Key {
    /// Whether these meshes are all that a view of the scene needs.
    pub fn serves(&self, camera: &Camera, revision: u64) -> bool {
        self.revision == revision && suits(&self.around, camera)
    }
}

impl Shelf {
    /// The meshes that are all a view needs.
    pub fn ready(&self, camera: &Camera, revision: u64) -> Option<Key> {
        self.held.iter().map(|held| held.0).find(|key| key.serves(camera, revision))
    }

    /// What to make for a view, and what may be taken over from: around the same view, layers that
    /// did not change stay.
    pub fn wanted(&self, camera: &Camera, revision: u64) -> (Key, Option<Arc<Stock>>) {
        match self.held.iter().rev().find(|(key, _)| suits(&key.around, camera)) {
            Some((key, stock)) => (Key { around: key.around, revision }, Some(Arc::clone(stock))),
            None => (Key { around: surroundings(camera), revision }, None),
        }
    }

    /// Takes meshes in; those of other states of the scene are let go.
    pub fn put(&mut self, key: Key, stock: Arc<Stock>) {
        self.held.retain(|(held, _)| held.revision == key.revision && *held != key);
        self.held.push((key, stock));
        while self.held.len() > 1 && self.bytes() > BUDGET {
            self.held.remove(0);
        }
    }

    /// The best meshes at hand for a view: of the right detail if possible, else those that hold it,
    /// else those of the widest view.
    pub fn best(&mut self, camera: &Camera) -> Option<(Key, Arc<Stock>)> {
        let rank = |key: &Key| {
            let around = &key.around;
            let is_whole = holds(around, camera);
            let off = (around.world_per_pixel / camera.world_per_pixel).log2().abs();
            let width = if is_whole { 0.0 } else { around.world_per_pixel };
            (around.plane == camera.plane, is_whole, width, -off)
        };
        let ranked = self.held.iter().enumerate().map(|(at, (key, _))| (rank(key), at));
        let best = ranked.max_by(|a, b| a.partial_cmp(b).unwrap_or(Ordering::Equal));
        let used = self.held.remove(best?.1);
        let answer = (used.0, Arc::clone(&used.1));
        self.held.push(used);
        Some(answer)
    }

    /// Bytes held on the card.
    pub fn bytes(&self) -> usize {
        self.held.iter().map(|(_, stock)| stock.bytes()).sum()
    }
}

/// The view with room on every side.
fn surroundings(camera: &Camera) -> Camera {
    let size_px = camera.size_px.map(|side| (f64::from(side) * (1.0 + 2.0 * AROUND)) as u32);
    Camera { size_px, ..*camera }
}

fn suits(around: &Camera, camera: &Camera) -> bool {
    is_same_detail(around, camera) && holds(around, camera)
}

/// Whether meshes around one view hold all of another.
fn holds(around: &Camera, camera: &Camera) -> bool {
    let (outer, inner) = (around.visible_world(0.0), camera.visible_world(0.0));
    around.plane == camera.plane && outer.contains(inner.min) && outer.contains(inner.max)
}
