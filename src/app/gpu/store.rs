//! Meshes in the memory of the card.

use std::sync::Arc;

use allpa_map::mesh::{FillPart, LinePart, Mesh, SignPart, layers_near};
use allpa_map::style::{MapTheme, ScaleRange};
use allpa_map::{Camera, Classes, PreparedLayer, Scene, SceneLayer};
use wgpu::util::{BufferInitDescriptor, DeviceExt as _};

use super::Gpu;

/// One mesh on the card, with what is drawn from it.
#[derive(Debug)]
pub struct Stored {
    /// Corners of rings.
    pub corners: Option<wgpu::Buffer>,
    /// Three corners for each triangle.
    pub triangles: Option<wgpu::Buffer>,
    /// Middles of tiny polygons.
    pub dots: Option<wgpu::Buffer>,
    /// Pieces of lines.
    pub pieces: Option<wgpu::Buffer>,
    /// Places of signs.
    pub points: Option<wgpu::Buffer>,
    /// What to fill.
    pub fills: Vec<FillPart>,
    /// What to draw with lines.
    pub lines: Vec<LinePart>,
    /// What to draw with signs.
    pub signs: Vec<SignPart>,
    bytes: usize,
}

/// A layer on the card, and its selection.
#[derive(Debug, Clone)]
pub struct StoredLayer {
    /// All of it.
    pub main: Arc<Stored>,
    /// What is selected.
    pub highlighted: Option<Arc<Stored>>,
    /// 0 to 1.
    pub opacity: f32,
    /// Scales at which it is drawn; always when absent.
    pub scales: Option<ScaleRange>,
    made_of: MadeOf,
}

/// What a mesh depends on, kept alive so that addresses tell one from another.
#[derive(Debug, Clone)]
struct MadeOf {
    prepared: Arc<PreparedLayer>,
    classes: Arc<Classes>,
    highlighted: Arc<[usize]>,
}

/// The layers of a scene around one view.
#[derive(Debug)]
pub struct Stock {
    /// The view whose pixels the meshes are in, larger than what is shown.
    pub camera: Camera,
    /// The layers, the lowest first.
    pub layers: Vec<StoredLayer>,
    /// Physical pixels for one logical pixel.
    pub pixel_ratio: f32,
    theme: MapTheme,
}

impl Stock {
    /// Makes the meshes of `scene` for `camera`; those of `before` that stayed the same are taken
    /// over. `None` when the card cannot hold them.
    pub fn new(gpu: &Gpu, scene: &Scene, camera: Camera, before: Option<&Self>) -> Option<Self> {
        let is_like = |before: &&Self| before.camera == camera && before.theme == scene.theme;
        let before = before.filter(is_like);
        let layers = layers_near(scene, &camera).map(|layer| {
            let known = before.into_iter().flat_map(|before| &before.layers);
            let mut known =
                known.filter(|known| Arc::ptr_eq(&known.made_of.prepared, &layer.prepared));
            StoredLayer::new(gpu, scene, layer, &camera, known.next())
        });
        let layers = layers.collect::<Option<_>>()?;
        // What was made goes over to the card here, not before the next frame.
        gpu.queue.submit([]);
        gpu.device.poll(wgpu::PollType::wait_indefinitely()).ok()?;
        Some(Self { camera, layers, pixel_ratio: scene.pixel_ratio, theme: scene.theme })
    }

    /// Bytes held on the card.
    pub fn bytes(&self) -> usize {
        let bytes = |layer: &StoredLayer| {
            layer.main.bytes + layer.highlighted.as_ref().map_or(0, |stored| stored.bytes)
        };
        self.layers.iter().map(bytes).sum()
    }
}

impl StoredLayer {
    fn new(
        gpu: &Gpu,
        scene: &Scene,
        layer: &SceneLayer,
        camera: &Camera,
        known: Option<&Self>,
    ) -> Option<Self> {
        let made_of = MadeOf {
            prepared: Arc::clone(&layer.prepared),
            classes: Arc::clone(&layer.classes),
            highlighted: Arc::clone(&layer.highlighted),
        };
        let main = match known {
            Some(known) if Arc::ptr_eq(&known.made_of.classes, &layer.classes) => {
                Arc::clone(&known.main)
            }
            _ => Arc::new(Stored::new(gpu, Mesh::of_layer(scene, layer, camera))?),
        };
        let highlighted = match known {
            Some(known) if Arc::ptr_eq(&known.made_of.highlighted, &layer.highlighted) => {
                known.highlighted.clone()
            }
            _ => match Mesh::of_highlighted(scene, layer, camera) {
                Some(mesh) => Some(Arc::new(Stored::new(gpu, mesh)?)),
                None => None,
            },
        };
        let (opacity, scales) = (layer.opacity, layer.style.scales);
        Some(Self { main, highlighted, opacity, scales, made_of })
    }
}

impl Stored {
    fn new(gpu: &Gpu, mesh: Mesh) -> Option<Self> {
        let largest = gpu.device.limits().max_buffer_size;
        let buffer = |contents: &[u8], usage| -> Option<Option<wgpu::Buffer>> {
            if contents.is_empty() {
                return Some(None);
            }
            let fits = contents.len() as u64 <= largest;
            let description = BufferInitDescriptor { label: Some("mesh"), contents, usage };
            fits.then(|| Some(gpu.device.create_buffer_init(&description)))
        };
        let bytes = mesh.byte_size();
        Some(Self {
            corners: buffer(bytemuck::cast_slice(&mesh.corners), wgpu::BufferUsages::VERTEX)?,
            triangles: buffer(bytemuck::cast_slice(&mesh.triangles), wgpu::BufferUsages::INDEX)?,
            dots: buffer(bytemuck::cast_slice(&mesh.dots), wgpu::BufferUsages::VERTEX)?,
            pieces: buffer(bytemuck::cast_slice(&mesh.pieces), wgpu::BufferUsages::VERTEX)?,
            points: buffer(bytemuck::cast_slice(&mesh.points), wgpu::BufferUsages::VERTEX)?,
            fills: mesh.fills,
            lines: mesh.lines,
            signs: mesh.signs,
            bytes,
        })
    }
}
