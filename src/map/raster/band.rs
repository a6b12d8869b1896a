//! Draws layers into one band of the picture.

use super::coverage::Coverage;
use super::job::{LayerJob, Prepared};
use super::pattern::Tile;
use super::stroke::Pen;
use super::surface::{Group, Surface};
use crate::camera::Camera;
use crate::generalise::Run;
use crate::scene::Scene;
use crate::style::{Color, Fill, Stroke};

/// Buffers that a thread uses for one band after another.
#[derive(Debug)]
pub(crate) struct Painter {
    width: usize,
    coverage: Coverage,
    group: Group,
    points: Vec<[f32; 2]>,
}

/// The rows of the picture that a band has.
#[derive(Debug, Clone, Copy)]
struct Rows {
    top: f32,
    height: f32,
}

impl Painter {
    pub fn new(width: usize, rows: usize) -> Self {
        Self {
            width,
            coverage: Coverage::new(width, rows),
            group: Group::new(width, rows),
            points: Vec::new(),
        }
    }

    /// Draws one layer into `band`, whose first row is row `top` of the picture.
    pub fn paint(
        &mut self,
        job: &LayerJob,
        scene: &Scene,
        camera: &Camera,
        top: usize,
        band: &mut [[u8; 4]],
    ) {
        let height = band.len() / self.width;
        self.coverage.limit_rows(height);
        let rows = Rows { top: top as f32, height: height as f32 };
        let ratio = scene.pixel_ratio;
        let mut target = Surface { width: self.width, pixels: band };
        let fills = job.symbols.iter().filter(|s| s.symbol.fill.is_some() && s.has_areas());
        let is_grouped = job.opacity < 255 || fills.clone().nth(1).is_some();
        for prepared in fills {
            let Some(fill) = prepared.symbol.fill else { continue };
            let tile = Tile::new(fill.pattern, ratio, camera, top);
            self.add_areas(job, prepared, rows);
            if is_grouped {
                gather(&mut self.coverage, &mut self.group, fill, tile.as_ref());
            } else {
                cover(&mut self.coverage, &mut target, fill, tile.as_ref());
            }
        }
        if is_grouped && job.opacity == 255 {
            self.group.drain(&mut target, 255);
        }
        if job.opacity == 255 {
            self.paint_signs(job, ratio, rows, &mut target);
        } else {
            let mut group = std::mem::replace(&mut self.group, Group::new(0, 0));
            self.paint_signs(job, ratio, rows, &mut group.surface());
            group.drain(&mut target, job.opacity);
            self.group = group;
        }
    }

    /// Lines and then points; the first class of the legend ends on top.
    fn paint_signs(&mut self, job: &LayerJob, ratio: f32, rows: Rows, target: &mut Surface<'_>) {
        for prepared in job.symbols.iter().rev() {
            let Some(stroke) = &prepared.symbol.stroke else { continue };
            if let Some(casing) = stroke.casing {
                let width = stroke.width_px + 2.0 * casing.extra_px;
                let cased = Stroke::new(casing.color, width);
                self.paint_lines(job, prepared, &cased, ratio, rows, target);
            }
        }
        for prepared in job.symbols.iter().rev() {
            if let Some(stroke) = &prepared.symbol.stroke {
                self.paint_lines(job, prepared, stroke, ratio, rows, target);
            }
        }
        for prepared in job.symbols.iter().rev() {
            let Some(sprite) = &prepared.sprite else { continue };
            let reach = sprite.reach();
            for &[x, y] in &prepared.points {
                let y = y - rows.top;
                if y > -reach && y < rows.height + reach {
                    sprite.place(target, [x, y]);
                }
            }
        }
    }

    fn add_areas(&mut self, job: &LayerJob, prepared: &Prepared, rows: Rows) {
        for &id in &prepared.runs {
            let run = &job.level.runs[id as usize];
            if run.is_ring && rows.meets(job, run, 0.0) {
                self.project(job, run, rows);
                for pair in self.points.windows(2) {
                    self.coverage.edge(pair[0], pair[1]);
                }
            }
        }
        for &dot in &prepared.dots {
            if dot[1] > rows.top - 2.0 && dot[1] < rows.top + rows.height + 2.0 {
                self.coverage.polygon(&LayerJob::dot_outline(dot, rows.top));
            }
        }
    }

    fn paint_lines(
        &mut self,
        job: &LayerJob,
        prepared: &Prepared,
        stroke: &Stroke,
        ratio: f32,
        rows: Rows,
        target: &mut Surface<'_>,
    ) {
        let width = stroke.width_px * ratio;
        let dash: Vec<f32> = stroke.dash.iter().map(|length| length * ratio).collect();
        let pen = Pen::new(width, &dash);
        for &id in &prepared.runs {
            let run = &job.level.runs[id as usize];
            if !rows.meets(job, run, width) {
                continue;
            }
            self.project(job, run, rows);
            for stretch in job.stroked(run) {
                pen.draw(&mut self.coverage, &self.points[stretch]);
            }
        }
        let color = stroke.color.premultiplied();
        self.coverage.drain(|row, x, span| target.cover(row, x, &span, color));
    }

    /// The positions of a run in pixels of the band.
    fn project(&mut self, job: &LayerJob, run: &Run, rows: Rows) {
        self.points.clear();
        self.points.extend(job.level.run_coords(run).iter().map(|&cell| {
            let [x, y] = job.projection.pixel(cell);
            [x, y - rows.top]
        }));
    }
}

impl Prepared {
    fn has_areas(&self) -> bool {
        !self.runs.is_empty() || !self.dots.is_empty()
    }
}

impl Rows {
    /// Whether a run with lines of `width` pixels reaches into the band.
    fn meets(self, job: &LayerJob, run: &Run, width: f32) -> bool {
        let (above, below) = (job.projection.pixel(run.max)[1], job.projection.pixel(run.min)[1]);
        above - width < self.top + self.height && below + width > self.top
    }
}

fn ground_and_ink(fill: Fill) -> (Option<Color>, Option<Color>) {
    match fill.pattern {
        crate::style::Pattern::Solid => (Some(fill.color), None),
        _ => (fill.ground, Some(fill.color)),
    }
}

fn gather(coverage: &mut Coverage, group: &mut Group, fill: Fill, tile: Option<&Tile>) {
    let (ground, ink) = ground_and_ink(fill);
    let ground = ground.map_or([0; 4], Color::premultiplied);
    let ink = tile.zip(ink.map(Color::premultiplied));
    coverage.drain(|row, x, span| group.fill(row, x, &span, ground, ink));
}

/// Lays a fill over `target` wherever `coverage` says, and empties it.
pub(crate) fn cover(
    coverage: &mut Coverage,
    target: &mut Surface<'_>,
    fill: Fill,
    tile: Option<&Tile>,
) {
    let (ground, ink) = ground_and_ink(fill);
    coverage.drain(|row, x, span| {
        if let Some(ground) = ground {
            target.cover(row, x, &span, ground.premultiplied());
        }
        if let (Some(ink), Some(tile)) = (ink, tile) {
            target.cover_pattern(row, x, &span, ink.premultiplied(), tile);
        }
    });
}
