//! From a scene to pixels, on the processor.
//!
//! The picture is cut into horizontal bands that threads draw independently. In each band the
//! layers follow one another from bottom to top; within a layer all fills come before all lines
//! and these before all points.

pub(crate) mod band;
pub(crate) mod coverage;
pub(crate) mod imagery;
pub(crate) mod job;
pub(crate) mod marker;
pub(crate) mod pattern;
pub(crate) mod stroke;
pub(crate) mod surface;

use rayon::prelude::*;

use crate::camera::Camera;
use crate::label;
use crate::scene::{Scene, SceneLayer};
use band::Painter;
use job::LayerJob;

/// Rows of a band: low enough for its buffers to stay in the second-level cache, high enough for
/// few features to lie in two of them.
const BAND_ROWS: usize = 64;

/// A finished picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Width in physical pixels.
    pub width: u32,
    /// Height in physical pixels.
    pub height: u32,
    /// Red, green, blue, opacity of each pixel from the upper left, colours premultiplied.
    pub rgba: Vec<u8>,
}

impl Picture {
    fn of(pixels: Vec<[u8; 4]>, camera: &Camera) -> Self {
        let [width, height] = camera.size_px;
        Self { width, height, rgba: pixels.into_flattened() }
    }

    /// The four channels of a pixel.
    ///
    /// # Panics
    /// If the pixel is outside.
    pub fn pixel(&self, x: u32, y: u32) -> [u8; 4] {
        let start = (y as usize * self.width as usize + x as usize) * 4;
        let channels = &self.rgba[start..start + 4];
        [channels[0], channels[1], channels[2], channels[3]]
    }
}

/// Draws `scene` as `camera` sees it: the same bytes for the same input.
///
/// `cancel` is asked between bands; once it says so the answer is `None`.
pub fn paint(
    scene: &Scene,
    camera: &Camera,
    cancel: &(dyn Fn() -> bool + Sync),
) -> Option<Picture> {
    let mut pixels = filled(camera, scene.theme.canvas.premultiplied());
    draw_ground(scene, camera, &mut pixels, cancel)?;
    let draw_layers = || draw_layers(scene, camera, &mut pixels, cancel);
    let (drawn, labels) = rayon::join(draw_layers, || label::place(scene, camera));
    drawn?;
    if cancel() {
        return None;
    }
    label::draw(scene, &labels, &mut pixels, camera.size_px[0] as usize);
    Some(Picture::of(pixels, camera))
}

/// Draws only the paper and the pictures of the ground: what lies below all layers.
pub fn paint_ground(
    scene: &Scene,
    camera: &Camera,
    cancel: &(dyn Fn() -> bool + Sync),
) -> Option<Picture> {
    let mut pixels = filled(camera, scene.theme.canvas.premultiplied());
    draw_ground(scene, camera, &mut pixels, cancel)?;
    Some(Picture::of(pixels, camera))
}

/// Draws only the names: what lies above all layers, on a clear picture.
pub fn paint_names(
    scene: &Scene,
    camera: &Camera,
    cancel: &(dyn Fn() -> bool + Sync),
) -> Option<Picture> {
    let mut pixels = filled(camera, [0; 4]);
    let labels = label::place(scene, camera);
    if cancel() {
        return None;
    }
    label::draw(scene, &labels, &mut pixels, camera.size_px[0] as usize);
    Some(Picture::of(pixels, camera))
}

fn filled(camera: &Camera, color: [u8; 4]) -> Vec<[u8; 4]> {
    vec![color; camera.size_px[0] as usize * camera.size_px[1] as usize]
}

fn draw_ground(
    scene: &Scene,
    camera: &Camera,
    pixels: &mut [[u8; 4]],
    cancel: &(dyn Fn() -> bool + Sync),
) -> Option<()> {
    if pixels.is_empty() {
        return Some(());
    }
    for imagery in &scene.imagery {
        imagery::draw(imagery, camera, pixels);
        if cancel() {
            return None;
        }
    }
    Some(())
}

fn draw_layers(
    scene: &Scene,
    camera: &Camera,
    pixels: &mut [[u8; 4]],
    cancel: &(dyn Fn() -> bool + Sync),
) -> Option<()> {
    let layers: Vec<_> = scene.visible_layers(camera).collect();
    let job = |layer: &&SceneLayer| (!cancel()).then(|| LayerJob::new(scene, layer, camera));
    let mut jobs: Vec<LayerJob> = layers.par_iter().map(job).collect::<Option<_>>()?;
    jobs.extend(layers.iter().filter_map(|layer| LayerJob::of_highlighted(scene, layer, camera)));
    if pixels.is_empty() {
        return Some(());
    }
    let width = camera.size_px[0] as usize;
    pixels.par_chunks_mut(width * BAND_ROWS).enumerate().for_each_init(
        || Painter::new(width, BAND_ROWS),
        |painter, (number, band)| {
            for job in &jobs {
                if cancel() {
                    return;
                }
                painter.paint(job, scene, camera, number * BAND_ROWS, band);
            }
        },
    );
    Some(())
}

#[cfg(test)]
mod tests;
