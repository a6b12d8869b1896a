//! Pictures of the ground below the layers, from bottom to top, with how each is shown.

use allpa_map::SceneImagery;
use allpa_model::Provenance;
use allpa_model::imagery::Elevation;

/// Changes of the pictures below the layers.
#[derive(Debug, Clone, PartialEq)]
pub enum PictureAction {
    /// Opens or closes the eye.
    SetVisible(u32, bool),
    /// Sets opacity, 0 to 1.
    SetOpacity(u32, f32),
    /// Says how heights are shown.
    SetHeights(u32, Elevation),
    /// Moves a picture above the next one.
    Raise(u32),
    /// Takes a picture off the map; its file stays.
    Remove(u32),
    /// Shows all of a picture.
    ZoomTo(u32),
}

/// A picture on the map.
#[derive(Debug, Clone)]
pub struct BasePicture {
    /// Its drawing; the number in it is never reused.
    pub scene: SceneImagery,
    /// Whether the eye is open.
    pub visible: bool,
}

impl BasePicture {
    /// Where it comes from.
    pub fn provenance(&self) -> &Provenance {
        self.scene.source.provenance()
    }
}

/// All pictures, from bottom to top. Every change moves `revision` on.
#[derive(Debug, Default)]
pub struct Pictures {
    items: Vec<BasePicture>,
    next: u32,
    revision: u64,
}

impl Pictures {
    /// From bottom to top.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &BasePicture> {
        self.items.iter()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Grows with every change of what is drawn.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// The picture of that number.
    pub fn get(&self, id: u32) -> Option<&BasePicture> {
        self.items.iter().find(|picture| picture.scene.id == id)
    }

    /// Lays a picture on top of the others.
    pub fn add(&mut self, scene: SceneImagery) {
        let scene = SceneImagery { id: self.next, ..scene };
        self.items.push(BasePicture { scene, visible: true });
        self.next += 1;
        self.revision += 1;
    }

    /// Opens or closes the eye.
    pub fn set_visible(&mut self, id: u32, visible: bool) {
        self.change(id, |picture| picture.visible = visible);
    }

    /// Sets opacity, 0 to 1.
    pub fn set_opacity(&mut self, id: u32, opacity: f32) {
        self.change(id, |picture| picture.scene = picture.scene.clone().with_opacity(opacity));
    }

    /// Says how heights are shown.
    pub fn set_heights(&mut self, id: u32, heights: Elevation) {
        self.change(id, |picture| picture.scene.heights = heights);
    }

    /// Moves a picture above the next one.
    pub fn raise(&mut self, id: u32) {
        let at = self.items.iter().position(|picture| picture.scene.id == id);
        if let Some(at) = at.filter(|at| at + 1 < self.items.len()) {
            self.items.swap(at, at + 1);
            self.revision += 1;
        }
    }

    /// Takes a picture off the map.
    pub fn remove(&mut self, id: u32) {
        self.items.retain(|picture| picture.scene.id != id);
        self.revision += 1;
    }

    /// What to draw, from bottom to top.
    pub fn scene(&self) -> Vec<SceneImagery> {
        self.items.iter().filter(|p| p.visible).map(|p| p.scene.clone()).collect()
    }

    fn change(&mut self, id: u32, change: impl FnOnce(&mut BasePicture)) {
        if let Some(picture) = self.items.iter_mut().find(|picture| picture.scene.id == id) {
            change(picture);
            self.revision += 1;
        }
    }
}
