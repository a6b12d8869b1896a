//! The map as a picture: drawn by a worker a little larger than the screen, moved at once when
//! the hand moves, redrawn behind it.

use std::sync::Arc;

use allpa_map::{Camera, Picture, Scene, paint};
use egui::{ColorImage, Context, Rect, TextureHandle, TextureOptions, pos2};

use crate::job::LatestWorker;

/// Pixels drawn beyond each edge, so that a short pan shows map and not paper.
const MARGIN_PX: u32 = 96;

/// Draws a scene, or a part of it, as a camera sees it.
type Draw = fn(&Scene, &Camera, &(dyn Fn() -> bool + Sync)) -> Option<Picture>;

/// The newest finished picture and the worker that makes the next.
pub struct MapPicture {
    draw: Draw,
    worker: Option<LatestWorker<Request, Option<Drawn>>>,
    shown: Option<Shown>,
    asked: Option<Key>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Key {
    camera: Camera,
    revision: u64,
}

struct Request {
    scene: Scene,
    key: Key,
}

struct Drawn {
    image: Arc<ColorImage>,
    key: Key,
}

struct Shown {
    texture: TextureHandle,
    key: Key,
}

impl Default for MapPicture {
    fn default() -> Self {
        Self::of(paint)
    }
}

impl MapPicture {
    /// No picture yet; `draw` makes them.
    pub fn of(draw: Draw) -> Self {
        Self { draw, worker: None, shown: None, asked: None }
    }

    /// Takes a finished picture in, and asks for one of `camera` unless it is shown or on its way;
    /// `revision` tells one scene from another, and `scene` is only made when needed.
    pub fn ask(
        &mut self,
        ctx: &Context,
        camera: Camera,
        revision: u64,
        scene: impl FnOnce() -> Scene,
    ) {
        self.poll(ctx);
        let size_px = camera.size_px.map(|side| side + 2 * MARGIN_PX);
        let key = Key { camera: Camera { size_px, ..camera }, revision };
        if self.asked == Some(key) {
            return;
        }
        self.asked = Some(key);
        let paint = self.draw;
        let draw = move |request| draw(paint, request);
        let request = Request { scene: scene(), key };
        LatestWorker::ask_in(&mut self.worker, "painter", ctx, draw, request);
    }

    fn poll(&mut self, ctx: &Context) {
        let Some(Ok(Some(drawn))) = self.worker.as_ref().and_then(LatestWorker::poll) else {
            return;
        };
        if let Some(shown) = &mut self.shown {
            shown.texture.set(drawn.image, TextureOptions::LINEAR);
            shown.key = drawn.key;
        } else {
            let texture = ctx.load_texture("map", drawn.image, TextureOptions::LINEAR);
            self.shown = Some(Shown { texture, key: drawn.key });
        }
    }

    /// Whether what is shown is what was asked for last.
    pub fn is_current(&self) -> bool {
        self.shown.as_ref().map(|shown| shown.key) == self.asked
    }

    /// Draws the newest picture where it belongs under `camera`, inside `area` (points).
    pub fn show(&self, painter: &egui::Painter, area: Rect, camera: &Camera) {
        let Some(shown) = &self.shown else { return };
        // Right after a change of plane the old picture stands for the new one.
        let from = shown.key.camera.in_plane(camera.plane);
        let window = from.visible_world(0.0);
        let corner = |world: [f64; 2]| {
            let [x, y] = camera.world_to_screen(world);
            let ratio = painter.pixels_per_point();
            pos2(area.min.x + x / ratio, area.min.y + y / ratio)
        };
        let place = Rect::from_two_pos(corner(window.min), corner(window.max));
        let whole = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
        painter.image(shown.texture.id(), place, whole, egui::Color32::WHITE);
    }
}

fn draw(paint: Draw, request: Request) -> Option<Drawn> {
    let picture = paint(&request.scene, &request.key.camera, &|| false)?;
    Some(Drawn { image: Arc::new(to_image(&picture)), key: request.key })
}

fn to_image(picture: &Picture) -> ColorImage {
    let size = [picture.width as usize, picture.height as usize];
    ColorImage::from_rgba_premultiplied(size, &picture.rgba)
}
