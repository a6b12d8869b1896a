//! What one layer contributes to a picture: generalised features sorted by symbol.

use std::ops::Range;
use std::sync::Arc;

use super::marker::Sprite;
use crate::camera::Camera;
use crate::generalise::{Cell, Level, Run};
use crate::scene::{Scene, SceneLayer};
use crate::style::{Fill, Marker, Stroke, Symbol};

/// Side in pixels of the square that stands for a polygon too small to draw.
const DOT_PX: f32 = 0.8;

/// Pixels around the picture from which signs and thick lines may reach in.
const MARGIN_PX: f64 = 40.0;

/// The features of one layer ready to be drawn, in any band.
#[derive(Debug)]
pub(crate) struct LayerJob {
    pub level: Arc<Level>,
    pub projection: Projection,
    pub symbols: Vec<Prepared>,
    pub opacity: u8,
    /// Whether every polygon has the same border, so that shared edges are drawn once.
    pub has_one_border: bool,
}

/// One symbol with the features it is for.
#[derive(Debug)]
pub(crate) struct Prepared {
    pub symbol: Symbol,
    pub sprite: Option<Sprite>,
    /// Indices of runs in the level.
    pub runs: Vec<u32>,
    /// Places of markers, in pixels.
    pub points: Vec<[f32; 2]>,
    /// Places of polygons too small to draw, in pixels.
    pub dots: Vec<[f32; 2]>,
}

/// From grid cells to pixels of the whole picture.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Projection {
    scale: f64,
    shift: [f64; 2],
}

impl Projection {
    pub fn new(camera: &Camera, cell: f64) -> Self {
        let shift = [0, 1].map(|axis| {
            let sign = if axis == 0 { -1.0 } else { 1.0 };
            sign * camera.center[axis] / camera.world_per_pixel
                + f64::from(camera.size_px[axis]) / 2.0
        });
        Self { scale: cell / camera.world_per_pixel, shift }
    }

    pub fn pixel(&self, cell: Cell) -> [f32; 2] {
        [
            (f64::from(cell[0]) * self.scale + self.shift[0]) as f32,
            (self.shift[1] - f64::from(cell[1]) * self.scale) as f32,
        ]
    }
}

impl LayerJob {
    /// The visible features of a layer, at the scale of the view.
    pub fn new(scene: &Scene, layer: &SceneLayer, camera: &Camera) -> Self {
        let denominator = scene.denominator(camera);
        Self::of(scene, layer, camera, |row| layer.classes.of_row_at(row, denominator))
    }

    /// The features of a layer in the view, also those that are drawn at other scales only.
    pub fn at_any_scale(scene: &Scene, layer: &SceneLayer, camera: &Camera) -> Self {
        Self::of(scene, layer, camera, |row| layer.classes.of_row(row))
    }

    fn of(
        scene: &Scene,
        layer: &SceneLayer,
        camera: &Camera,
        class: impl Fn(usize) -> Option<usize>,
    ) -> Self {
        let window = camera.visible_world(MARGIN_PX);
        let level = layer.prepared.level(window, camera.world_per_pixel);
        let symbols = layer.classes.symbols();
        let job = Self::empty(scene, camera, level, symbols, layer.opacity);
        job.filled(camera, class)
    }

    /// The selected features of a layer in the accent colour; `None` when there are none.
    pub fn of_highlighted(scene: &Scene, layer: &SceneLayer, camera: &Camera) -> Option<Self> {
        let rows: Vec<usize> = layer
            .highlighted
            .iter()
            .copied()
            .filter(|&row| row < layer.prepared.layer().len() && layer.prepared.is_drawable(row))
            .collect();
        if rows.is_empty() {
            return None;
        }
        let level = Arc::new(layer.prepared.level_of_rows(&rows, camera.world_per_pixel));
        let (accent, halo) = (scene.theme.accent, scene.theme.halo);
        let symbol = Symbol {
            fill: Some(Fill::solid(accent.with_alpha(56))),
            stroke: Some(Stroke::new(accent, 2.5).cased(halo, 1.5)),
            marker: Some(Marker {
                shape: crate::style::MarkerShape::Circle,
                size_px: 11.0,
                color: accent,
                rim: halo,
                rim_px: 2.0,
            }),
        };
        let job = Self::empty(scene, camera, level, &[symbol], 1.0);
        Some(job.filled(camera, |_| Some(0)))
    }

    fn empty(
        scene: &Scene,
        camera: &Camera,
        level: Arc<Level>,
        symbols: &[Symbol],
        opacity: f32,
    ) -> Self {
        let has_one_border = symbols.windows(2).all(|pair| pair[0].stroke == pair[1].stroke);
        let projection = Projection::new(camera, level.cell);
        let has_points = !level.points.is_empty();
        let symbols = symbols.iter().map(|symbol| Prepared {
            symbol: symbol.clone(),
            sprite: symbol
                .marker
                .filter(|_| has_points)
                .map(|marker| Sprite::new(&marker, scene.pixel_ratio)),
            runs: Vec::new(),
            points: Vec::new(),
            dots: Vec::new(),
        });
        let symbols = symbols.collect();
        let opacity = (opacity * 255.0).round() as u8;
        Self { level, projection, symbols, opacity, has_one_border }
    }

    fn filled(mut self, camera: &Camera, class: impl Fn(usize) -> Option<usize>) -> Self {
        let level = Arc::clone(&self.level);
        let (low, high) = level.window(camera.visible_world(MARGIN_PX));
        let is_inside = |min: Cell, max: Cell| {
            min[0] <= high[0] && min[1] <= high[1] && low[0] <= max[0] && low[1] <= max[1]
        };
        for (id, run) in (0u32..).zip(&level.runs) {
            if is_inside(run.min, run.max)
                && let Some(class) = class(run.row as usize)
            {
                self.symbols[class].runs.push(id);
            }
        }
        let projection = self.projection;
        for &(row, cell) in &level.points {
            if is_inside(cell, cell)
                && let Some(class) = class(row as usize)
            {
                self.symbols[class].points.push(projection.pixel(cell));
            }
        }
        for &(row, cell) in &level.dots {
            if is_inside(cell, cell)
                && let Some(class) = class(row as usize)
            {
                self.symbols[class].dots.push(projection.pixel(cell));
            }
        }
        self
    }

    /// The stretches of a run that are drawn as lines: none of a ring too small for a border, and of
    /// borders that features share, each once.
    pub fn stroked(&self, run: &Run) -> Vec<Range<usize>> {
        let count = (run.end - run.start) as usize;
        let mut stretches = Vec::new();
        if run.is_ring && !run.is_bordered {
            return stretches;
        }
        let start = run.start as usize;
        let is_shared = |edge: &usize| {
            run.is_ring && self.has_one_border && self.level.is_repeated(start + edge)
        };
        let mut from = 0;
        for edge in (0..count - 1).filter(is_shared) {
            if edge > from {
                stretches.push(from..edge + 1);
            }
            from = edge + 1;
        }
        if from + 1 < count {
            stretches.push(from..count);
        }
        stretches
    }

    /// Corners of the square that stands for a polygon too small to draw.
    pub fn dot_outline(at: [f32; 2], top: f32) -> [[f32; 2]; 4] {
        let half = DOT_PX / 2.0;
        let [x, y] = [at[0], at[1] - top];
        [[x - half, y - half], [x - half, y + half], [x + half, y + half], [x + half, y - half]]
    }
}
