//! A layer as triangles and stretches of line, for a painter on a graphics card.
//!
//! Positions are pixels of the view the mesh was made for, right and down from its middle; another
//! view moves and scales them. Polygons are not triangulated: every ring is cut into triangles along
//! its sequence of corners, inside or not, and the turns of all triangles over a place add up to
//! whether it lies inside. That is how the raster painter fills too, and two neighbours with the same
//! corners leave no crack.

use std::ops::Range;

use crate::camera::Camera;
use crate::generalise::{Run, cell_exponent};
use crate::raster::job::{LayerJob, Prepared};
use crate::raster::pattern;
use crate::scene::{Scene, SceneLayer};
use crate::style::{Fill, Marker, ScaleRange, Stroke};

/// One layer of a scene, or its selection, as a graphics card takes it.
#[derive(Debug, Default)]
pub struct Mesh {
    /// Corners of rings.
    pub corners: Vec<[f32; 2]>,
    /// Three corners for each triangle.
    pub triangles: Vec<u32>,
    /// Middles of polygons too small to draw.
    pub dots: Vec<[f32; 2]>,
    /// Pieces of lines and borders.
    pub pieces: Vec<Piece>,
    /// Places of signs.
    pub points: Vec<[f32; 2]>,
    /// What to fill, in order: each replaces what lies below.
    pub fills: Vec<FillPart>,
    /// What to draw with lines, in order.
    pub lines: Vec<LinePart>,
    /// What to draw with signs, in order.
    pub signs: Vec<SignPart>,
}

/// A straight piece of a line: x and y of both ends, and the length of the line before it.
pub type Piece = [f32; 5];

/// The polygons of one fill.
#[derive(Debug)]
pub struct FillPart {
    /// How their inside looks.
    pub fill: Fill,
    /// Scales at which they are drawn; always when absent.
    pub scales: Option<ScaleRange>,
    /// Part of [`Mesh::triangles`].
    pub triangles: Range<u32>,
    /// Part of [`Mesh::dots`].
    pub dots: Range<u32>,
    /// Box around them (left, top, right, bottom).
    pub bounds: [f32; 4],
}

/// The lines of one stroke. Its casing, if any, is a part of its own.
#[derive(Debug)]
pub struct LinePart {
    /// How they look; the casing is to be ignored.
    pub stroke: Stroke,
    /// Scales at which they are drawn; always when absent.
    pub scales: Option<ScaleRange>,
    /// Part of [`Mesh::pieces`].
    pub pieces: Range<u32>,
    /// Box around them (left, top, right, bottom).
    pub bounds: [f32; 4],
}

/// The points of one sign.
#[derive(Debug)]
pub struct SignPart {
    /// How they look.
    pub marker: Marker,
    /// Scales at which they are drawn; always when absent.
    pub scales: Option<ScaleRange>,
    /// Part of [`Mesh::points`].
    pub points: Range<u32>,
}

impl Mesh {
    /// The part of a layer that `camera` shows.
    pub fn of_layer(scene: &Scene, layer: &SceneLayer, camera: &Camera) -> Self {
        let job = LayerJob::at_any_scale(scene, layer, camera);
        Self::of_job(&job, camera, |class| layer.classes.scales(class))
    }

    /// The selected features of a layer; `None` without any.
    pub fn of_highlighted(scene: &Scene, layer: &SceneLayer, camera: &Camera) -> Option<Self> {
        let job = LayerJob::of_highlighted(scene, layer, camera)?;
        Some(Self::of_job(&job, camera, |_| None))
    }

    /// Bytes that a graphics card holds for it.
    pub fn byte_size(&self) -> usize {
        size_of_val(self.corners.as_slice())
            + size_of_val(self.triangles.as_slice())
            + size_of_val(self.dots.as_slice())
            + size_of_val(self.pieces.as_slice())
            + size_of_val(self.points.as_slice())
    }

    fn of_job(
        job: &LayerJob,
        camera: &Camera,
        scales: impl Fn(usize) -> Option<ScaleRange>,
    ) -> Self {
        let mut mesh = Self::default();
        let middle = camera.size_px.map(|side| side as f32 / 2.0);
        let place = |at: [f32; 2]| [at[0] - middle[0], at[1] - middle[1]];
        // The first class of the legend ends on top.
        let classes = || job.symbols.iter().enumerate().rev();
        for (class, prepared) in classes() {
            if let Some(fill) = prepared.symbol.fill {
                mesh.push_fill(job, prepared, fill, scales(class), place);
            }
        }
        mesh.push_lines(job, &scales, place);
        for (class, prepared) in classes() {
            let Some(marker) = prepared.symbol.marker else { continue };
            let start = mesh.points.len() as u32;
            mesh.points.extend(prepared.points.iter().map(|&at| place(at)));
            let points = start..mesh.points.len() as u32;
            if !points.is_empty() {
                mesh.signs.push(SignPart { marker, scales: scales(class), points });
            }
        }
        mesh
    }

    fn push_fill(
        &mut self,
        job: &LayerJob,
        prepared: &Prepared,
        fill: Fill,
        scales: Option<ScaleRange>,
        place: impl Fn([f32; 2]) -> [f32; 2],
    ) {
        let (first_triangle, first_dot) = (self.triangles.len() as u32, self.dots.len() as u32);
        let mut bounds = NOTHING;
        let runs = prepared.runs.iter().map(|&id| &job.level.runs[id as usize]);
        for run in runs.filter(|run| run.is_ring) {
            let first = self.corners.len() as u32;
            // The last corner repeats the first.
            let ring = job.level.run_coords(run);
            let corners = ring[..ring.len() - 1].iter();
            self.corners.extend(corners.map(|&cell| place(job.projection.pixel(cell))));
            for corner in &self.corners[first as usize..] {
                grow(&mut bounds, *corner);
            }
            halve(first, self.corners.len() as u32 - 1, &mut self.triangles);
        }
        for &dot in &prepared.dots {
            let dot = place(dot);
            grow(&mut bounds, dot);
            self.dots.push(dot);
        }
        let triangles = first_triangle..self.triangles.len() as u32;
        let dots = first_dot..self.dots.len() as u32;
        if !triangles.is_empty() || !dots.is_empty() {
            self.fills.push(FillPart { fill, scales, triangles, dots, bounds });
        }
    }

    /// Lines with their casings below them all; neighbours in the legend that look the same are one.
    fn push_lines(
        &mut self,
        job: &LayerJob,
        scales: impl Fn(usize) -> Option<ScaleRange>,
        place: impl Fn([f32; 2]) -> [f32; 2],
    ) {
        let mut parts: Vec<LinePart> = Vec::new();
        for (class, prepared) in job.symbols.iter().enumerate().rev() {
            let Some(stroke) = &prepared.symbol.stroke else { continue };
            let scales = scales(class);
            let start = self.pieces.len() as u32;
            let mut bounds = NOTHING;
            for &id in &prepared.runs {
                self.push_run(job, &job.level.runs[id as usize], &mut bounds, &place);
            }
            let pieces = start..self.pieces.len() as u32;
            match parts.last_mut() {
                _ if pieces.is_empty() => {}
                Some(last) if last.stroke == *stroke && last.scales == scales => {
                    last.pieces.end = pieces.end;
                    grow(&mut last.bounds, [bounds[0], bounds[1]]);
                    grow(&mut last.bounds, [bounds[2], bounds[3]]);
                }
                _ => parts.push(LinePart { stroke: stroke.clone(), scales, pieces, bounds }),
            }
        }
        let casing = |part: &LinePart| {
            let casing = part.stroke.casing?;
            let stroke = Stroke::new(casing.color, part.stroke.full_width_px());
            let (scales, pieces, bounds) = (part.scales, part.pieces.clone(), part.bounds);
            Some(LinePart { stroke, scales, pieces, bounds })
        };
        self.lines = parts.iter().filter_map(casing).collect();
        self.lines.extend(parts);
    }

    fn push_run(
        &mut self,
        job: &LayerJob,
        run: &Run,
        bounds: &mut [f32; 4],
        place: impl Fn([f32; 2]) -> [f32; 2],
    ) {
        let coords = job.level.run_coords(run);
        for stretch in job.stroked(run) {
            let points = coords[stretch].iter().map(|&cell| place(job.projection.pixel(cell)));
            let mut along = 0.0;
            for pair in straightened(points).windows(2) {
                let [from, to] = [pair[0], pair[1]];
                self.pieces.push([from[0], from[1], to[0], to[1], along]);
                along += (to[0] - from[0]).hypot(to[1] - from[1]);
                grow(bounds, from);
                grow(bounds, to);
            }
        }
    }
}

/// Pixels that a line may be moved for the sake of fewer pieces.
const STRAIGHT_PX: f32 = 0.2;

/// Corners that are looked back upon: the longest straight of them is one piece.
const MOST_STRAIGHT: usize = 24;

/// Triangles between the corners `first` to `last` of a ring: one with the corner halfway, and so on
/// with both halves. Most are small, and few cover the same pixels.
fn halve(first: u32, last: u32, triangles: &mut Vec<u32>) {
    if last > first + 1 {
        let middle = first.midpoint(last);
        triangles.extend([first, middle, last]);
        halve(first, middle, triangles);
        halve(middle, last, triangles);
    }
}

/// A line without corners that nobody would see.
fn straightened(points: impl Iterator<Item = [f32; 2]>) -> Vec<[f32; 2]> {
    let mut kept: Vec<[f32; 2]> = Vec::new();
    let mut passed: Vec<[f32; 2]> = Vec::with_capacity(MOST_STRAIGHT);
    for point in points {
        let Some(&from) = kept.last() else {
            kept.push(point);
            continue;
        };
        let is_straight =
            passed.len() < MOST_STRAIGHT && passed.iter().all(|&at| is_between(at, from, point));
        if !is_straight && let Some(&last) = passed.last() {
            kept.push(last);
            passed.clear();
        }
        passed.push(point);
    }
    kept.extend(passed.last());
    kept
}

/// Whether a point lies on the way between two others.
fn is_between(at: [f32; 2], from: [f32; 2], to: [f32; 2]) -> bool {
    let way = [to[0] - from[0], to[1] - from[1]];
    let off = [at[0] - from[0], at[1] - from[1]];
    let squared = way[0] * way[0] + way[1] * way[1];
    let ahead = off[0] * way[0] + off[1] * way[1];
    let aside = off[0] * way[1] - off[1] * way[0];
    (0.0..=squared).contains(&ahead) && aside * aside <= squared * STRAIGHT_PX * STRAIGHT_PX
}

/// The layers that any view of half to twice `camera`'s scale shows, the lowest first.
pub fn layers_near<'a>(
    scene: &'a Scene,
    camera: &Camera,
) -> impl Iterator<Item = &'a SceneLayer> + use<'a> {
    let (plane, denominator) = (camera.plane, scene.denominator(camera));
    scene.layers.iter().filter(move |layer| {
        let near = |scales: ScaleRange| {
            scales.closest <= denominator * 2.0 && scales.widest >= denominator / 2.0
        };
        layer.opacity > 0.0
            && layer.prepared.plane() == plane
            && layer.style.scales.is_none_or(near)
    })
}

/// Where hatches and dots begin in a view: column and row of their square on its first pixel.
pub fn pattern_phase(camera: &Camera, pixel_ratio: f32) -> [f32; 2] {
    pattern::phase(camera, pixel_ratio).map(|at| at as f32)
}

/// Whether two views need meshes of the same detail.
pub fn is_same_detail(a: &Camera, b: &Camera) -> bool {
    cell_exponent(a.world_per_pixel) == cell_exponent(b.world_per_pixel)
}

const NOTHING: [f32; 4] = [f32::INFINITY, f32::INFINITY, f32::NEG_INFINITY, f32::NEG_INFINITY];

fn grow(bounds: &mut [f32; 4], at: [f32; 2]) {
    bounds[0] = bounds[0].min(at[0]);
    bounds[1] = bounds[1].min(at[1]);
    bounds[2] = bounds[2].max(at[0]);
    bounds[3] = bounds[3].max(at[1]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ring_becomes_triangles_that_add_up_to_it() {
        let corners = 101;
        let mut triangles = Vec::new();
        halve(0, corners - 1, &mut triangles);
        assert_eq!(triangles.len() as u32, (corners - 2) * 3);
        let at = |corner: u32| {
            let angle = f64::from(corner) / f64::from(corners) * std::f64::consts::TAU;
            let far = 10.0 + 3.0 * (angle * 7.0).sin();
            [far * angle.cos(), far * angle.sin()]
        };
        let cross = |a: [f64; 2], b: [f64; 2]| a[0] * b[1] - a[1] * b[0];
        let ring: f64 = (0..corners).map(|c| cross(at(c), at((c + 1) % corners))).sum();
        let area = |t: &[u32]| {
            let [a, b, c] = [at(t[0]), at(t[1]), at(t[2])];
            cross(a, b) + cross(b, c) + cross(c, a)
        };
        let sum: f64 = triangles.chunks(3).map(area).sum();
        assert!((sum - ring).abs() < 1e-9, "{sum} {ring}");
    }

    #[test]
    fn a_straightened_line_stays_within_a_fifth_of_a_pixel() {
        let line: Vec<[f32; 2]> = (0..2000)
            .map(|step| {
                let x = step as f32 * 0.4;
                [x, (x * 0.05).sin() * 40.0 + if step % 2 == 0 { 0.1 } else { 0.0 }]
            })
            .collect();
        let kept = straightened(line.iter().copied());
        assert!(kept.len() * 4 < line.len(), "{}", kept.len());
        assert_eq!((kept.first(), kept.last()), (line.first(), line.last()));
        for &at in &line {
            let near = kept.windows(2).any(|pair| is_between(at, pair[0], pair[1]));
            assert!(near || kept.contains(&at), "{at:?}");
        }
        let back = [[0.0, 0.0], [10.0, 0.0], [5.0, 0.0]];
        assert_eq!(straightened(back.into_iter()), back, "a line that turns back keeps its end");
    }
}
