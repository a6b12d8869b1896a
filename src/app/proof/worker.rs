//! The sheet as it prints, drawn by a worker.

use std::sync::Arc;

use allpa_map::{Camera, Plane, PreparedLayer, Scene, SceneLayer};
use allpa_model::Layer;
use allpa_page::{Arrangement, Piece, compose_pieces, to_picture};
use allpa_text::{Language, Texts};
use egui::{ColorImage, Context, TextureHandle, TextureOptions};

use crate::job::LatestWorker;
use crate::printing::{PrintSettings, Request, surroundings};
use crate::state::State;

/// What one picture of the sheet differs from another in.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Key {
    revision: u64,
    camera: Camera,
    settings: PrintSettings,
    language: Language,
    arrangement: Arrangement,
    width_px: u32,
}

struct Asked {
    key: Key,
    sheet: Request,
}

struct Drawn {
    key: Key,
    image: Arc<ColorImage>,
    pieces: Vec<(Piece, [f32; 4])>,
}

/// The newest picture of the sheet.
pub(super) struct Shown {
    pub texture: TextureHandle,
    /// Where its pieces stand, in millimetres, those on top last.
    pub pieces: Vec<(Piece, [f32; 4])>,
    key: Key,
}

/// The sheet as it prints.
#[derive(Default)]
pub(super) struct Proof {
    worker: Option<LatestWorker<Asked, Option<Drawn>>>,
    asked: Option<Key>,
    pub shown: Option<Shown>,
}

impl Proof {
    /// Takes a finished picture in, and asks for one laid out like this unless it is shown or on its
    /// way.
    pub fn ask(&mut self, ctx: &Context, state: &State, arrangement: Arrangement, width_px: u32) {
        self.poll(ctx);
        let key = Key {
            revision: state.revision(),
            camera: state.camera,
            settings: state.printing.settings.clone(),
            language: state.texts.language(),
            arrangement,
            width_px,
        };
        if self.asked.as_ref() == Some(&key) {
            return;
        }
        self.asked = Some(key.clone());
        let mut bench = Bench::default();
        let draw = move |asked| bench.draw(asked);
        let sheet = Request::of(state, std::path::PathBuf::new());
        LatestWorker::ask_in(&mut self.worker, "proof", ctx, draw, Asked { key, sheet });
    }

    fn poll(&mut self, ctx: &Context) {
        let Some(Ok(Some(drawn))) = self.worker.as_ref().and_then(LatestWorker::poll) else {
            return;
        };
        let Drawn { key, image, pieces } = drawn;
        if let Some(shown) = &mut self.shown {
            shown.texture.set(image, TextureOptions::LINEAR);
            (shown.key, shown.pieces) = (key, pieces);
        } else {
            let texture = ctx.load_texture("proof", image, TextureOptions::LINEAR);
            self.shown = Some(Shown { texture, pieces, key });
        }
    }

    /// Whether the picture is the one asked for last.
    pub fn is_current(&self) -> bool {
        self.shown.as_ref().map(|shown| &shown.key) == self.asked.as_ref()
    }
}

/// What the worker keeps from one picture to the next.
#[derive(Default)]
struct Bench {
    around: Option<Scene>,
    ready: Vec<(Plane, Arc<PreparedLayer>)>,
}

impl Bench {
    fn draw(&mut self, Asked { key, sheet }: Asked) -> Option<Drawn> {
        let texts = Texts::new(key.language);
        let fonts = Arc::clone(sheet.fonts()?);
        let (layers, plane) = sheet.layers();
        let layers = self.ready(layers, plane);
        let around = self.around.get_or_insert_with(surroundings);
        let arrangement = Some(key.arrangement.clone());
        let (page, pieces) =
            sheet.laid_out(&texts, &fonts, layers, around, arrangement, compose_pieces);
        let picture = to_picture(&page, &fonts, key.width_px)?;
        let size = [picture.width as usize, picture.height as usize];
        let image = Arc::new(ColorImage::from_rgba_premultiplied(size, &picture.rgba));
        let mm = |area: [f32; 4]| area.map(|side| side * 25.4 / 72.0);
        let pieces = pieces.into_iter().map(|(piece, area)| (piece, mm(area))).collect();
        Some(Drawn { key, image, pieces })
    }

    /// Layers for the plane of the sheet; those of the last picture are ready.
    fn ready(&mut self, layers: &[SceneLayer], plane: Plane) -> Vec<SceneLayer> {
        let known = std::mem::take(&mut self.ready);
        let mut ready = Vec::new();
        for layer in layers {
            let data: &Arc<Layer> = layer.prepared.layer();
            let is_same = |(own, prepared): &&(Plane, Arc<PreparedLayer>)| {
                *own == plane && Arc::ptr_eq(prepared.layer(), data)
            };
            let prepared = match known.iter().find(is_same) {
                Some((_, prepared)) => Arc::clone(prepared),
                None => match PreparedLayer::new(Arc::clone(data), plane) {
                    Ok(prepared) => Arc::new(prepared),
                    Err(_) => continue, // it has no way to that plane, and is not printed either
                },
            };
            self.ready.push((plane, Arc::clone(&prepared)));
            ready.push(layer.clone().with_prepared(prepared));
        }
        ready
    }
}
