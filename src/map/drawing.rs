//! A view as shapes instead of pixels: what paper is made from. Generalising, classes, order and
//! labels are those of the picture on the screen.

use crate::camera::Camera;
use crate::label::{self, Text};
use crate::raster::Picture;
use crate::raster::imagery;
use crate::raster::job::{LayerJob, Prepared};
pub use crate::raster::marker::outline;
use crate::scene::Scene;
use crate::style::{Color, Fill, Marker, Stroke};

/// Points of paper (1/72 inch) to a logical pixel.
pub const POINTS_PER_PIXEL: f32 = 0.75;

/// Left, top, right and bottom in points.
pub type Area = [f32; 4];

/// One thing drawn. Positions in points of the sheet, y downwards; widths and sizes in points too.
#[derive(Debug, Clone)]
pub enum Mark {
    /// Closed rings with their inside filled by the non-zero rule; patterns repeat by
    /// [`crate::style::Pattern`]'s sizes in logical pixels.
    Land {
        /// The rings, not closed by a repeated corner.
        rings: Vec<Vec<[f32; 2]>>,
        /// What covers the inside.
        fill: Fill,
    },
    /// Lines.
    Lines {
        /// Runs of positions.
        lines: Vec<Vec<[f32; 2]>>,
        /// Colour, width, dashes; its casing is a mark of its own.
        stroke: Stroke,
    },
    /// Point signs.
    Signs {
        /// Their middles.
        at: Vec<[f32; 2]>,
        /// The sign.
        marker: Marker,
    },
    /// A line of text.
    Words(Words),
    /// Pixels, premultiplied.
    Picture {
        /// The pixels.
        picture: Picture,
        /// Where they lie.
        area: Area,
    },
    /// What follows, up to the matching [`Mark::End`], belongs together.
    Begin(Group),
    /// Ends a group.
    End,
}

/// What the parts of a drawing are called beside its layers; a part without a name stands free.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Parts<'a> {
    /// The pictures below the layers.
    pub ground: &'a str,
    /// The names above them.
    pub names: &'a str,
}

/// Marks that belong together.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Group {
    /// Name for whoever takes the drawing apart.
    pub title: String,
    /// 0 invisible to 1 opaque.
    pub opacity: f32,
    /// Nothing shows outside.
    pub clip: Option<Area>,
}

/// A measured line of text.
#[derive(Debug, Clone)]
pub struct Words {
    /// The text with its letters' places.
    pub text: Text,
    /// Where its baseline starts.
    pub at: [f32; 2],
    /// Colour of the letters.
    pub color: Color,
    /// Colour around them, and how far it reaches.
    pub halo: Option<(Color, f32)>,
    /// Its turn around `at`, clockwise in radians.
    pub turn: f32,
}

/// The map of `scene` as `camera` sees it, its upper left corner at `corner` (points), in groups: its
/// layers by their titles, and what `parts` names. The camera has [`Scene::pixel_ratio`] pixels to a logical one: the more, the finer the lines. What is
/// selected is not marked.
pub fn draw(scene: &Scene, camera: &Camera, corner: [f32; 2], parts: Parts) -> Vec<Mark> {
    let sheet = Sheet { corner, scale: POINTS_PER_PIXEL / scene.pixel_ratio };
    let size = camera.size_px.map(|side| side as f32);
    let area = sheet.area([0.0, 0.0, size[0], size[1]]);
    let group =
        |title: &str, opacity| Mark::Begin(Group { title: title.to_owned(), opacity, clip: None });
    let mut marks =
        vec![Mark::Begin(Group { title: String::new(), opacity: 1.0, clip: Some(area) })];
    marks.push(Mark::Land { rings: vec![corners(area)], fill: Fill::solid(scene.theme.canvas) });
    if let Some(picture) = pictures(scene, camera) {
        marks.extend([group(parts.ground, 1.0), Mark::Picture { picture, area }, Mark::End]);
    }
    for layer in scene.visible_layers(camera) {
        let job = LayerJob::new(scene, layer, camera);
        marks.push(group(&layer.title, layer.opacity));
        sheet.layer(&job, camera, &mut marks);
        marks.push(Mark::End);
    }
    marks.push(group(parts.names, 1.0));
    for label in label::place(scene, camera) {
        let halo = label.halo.map(|(color, width)| (color, width * sheet.scale));
        let (color, scale) = (label.color, sheet.scale);
        marks.extend(label.lines.into_iter().map(|line| {
            let (text, at) = (line.text.scaled(scale), sheet.at(line.at));
            Mark::Words(Words { text, at, color, halo, turn: line.turn })
        }));
    }
    marks.extend([Mark::End, Mark::End]);
    marks
}

/// Pictures of the ground at most so fine, in pixels to a logical one: paper shows no more.
const FINEST_PICTURE: f32 = 2.0;

/// The pictures below the layers as one.
fn pictures(scene: &Scene, camera: &Camera) -> Option<Picture> {
    if scene.imagery.is_empty() {
        return None;
    }
    let coarser = f64::from((scene.pixel_ratio / FINEST_PICTURE).max(1.0));
    let size_px = camera.size_px.map(|side| ((f64::from(side) / coarser).round() as u32).max(1));
    let world_per_pixel =
        camera.world_per_pixel * f64::from(camera.size_px[0]) / f64::from(size_px[0]);
    let camera = Camera { world_per_pixel, size_px, ..*camera };
    let [width, height] = size_px;
    let mut pixels = vec![[0; 4]; width as usize * height as usize];
    for picture in &scene.imagery {
        imagery::draw(picture, &camera, &mut pixels);
    }
    Some(Picture { width, height, rgba: pixels.into_flattened() })
}

/// From pixels of the view to points of the sheet.
struct Sheet {
    corner: [f32; 2],
    scale: f32,
}

/// Pixels around the view that lines may pass before they are cut.
const MARGIN_PX: f32 = 64.0;

impl Sheet {
    fn at(&self, [x, y]: [f32; 2]) -> [f32; 2] {
        [self.corner[0] + x * self.scale, self.corner[1] + y * self.scale]
    }

    fn area(&self, [left, top, right, bottom]: Area) -> Area {
        let ([left, top], [right, bottom]) = (self.at([left, top]), self.at([right, bottom]));
        [left, top, right, bottom]
    }

    /// Fills, then lines, then points; the first class of the legend ends on top.
    fn layer(&self, job: &LayerJob, camera: &Camera, marks: &mut Vec<Mark>) {
        let [width, height] = camera.size_px.map(|side| side as f32);
        let window = [-MARGIN_PX, -MARGIN_PX, width + MARGIN_PX, height + MARGIN_PX];
        for prepared in &job.symbols {
            let Some(fill) = prepared.symbol.fill else { continue };
            let rings = self.rings(job, prepared, window);
            if !rings.is_empty() {
                marks.push(Mark::Land { rings, fill });
            }
        }
        let lines: Vec<Option<Vec<Vec<[f32; 2]>>>> = job
            .symbols
            .iter()
            .map(|prepared| {
                let stroke = prepared.symbol.stroke.as_ref()?;
                // From points to a logical pixel and on to those of the view.
                let period = stroke.dash.iter().sum::<f32>() * POINTS_PER_PIXEL / self.scale;
                Some(self.lines(job, prepared, window, period)).filter(|lines| !lines.is_empty())
            })
            .collect();
        let drawn = || {
            let pairs = job.symbols.iter().zip(&lines).rev();
            pairs.filter_map(|(p, lines)| Some((p.symbol.stroke.as_ref()?, lines.as_ref()?)))
        };
        for (stroke, lines) in drawn() {
            if let Some(casing) = stroke.casing {
                let cased = Stroke::new(casing.color, stroke.full_width_px());
                marks.push(Mark::Lines { lines: lines.clone(), stroke: on_paper(&cased) });
            }
        }
        for (stroke, lines) in drawn() {
            marks.push(Mark::Lines { lines: lines.clone(), stroke: on_paper(stroke) });
        }
        for prepared in job.symbols.iter().rev() {
            let Some(marker) = prepared.symbol.marker else { continue };
            if !prepared.points.is_empty() {
                let at = prepared.points.iter().map(|&at| self.at(at)).collect();
                marks.push(Mark::Signs { at, marker: sign_on_paper(marker) });
            }
        }
    }

    fn rings(&self, job: &LayerJob, prepared: &Prepared, window: Area) -> Vec<Vec<[f32; 2]>> {
        let runs = prepared.runs.iter().map(|&id| &job.level.runs[id as usize]);
        let mut rings: Vec<Vec<[f32; 2]>> = Vec::new();
        for run in runs.filter(|run| run.is_ring) {
            let cells = job.level.run_coords(run);
            let ring = cells[..cells.len() - 1].iter().map(|&cell| job.projection.pixel(cell));
            let ring = clipped(ring.collect(), window);
            if ring.len() > 2 {
                rings.push(ring.into_iter().map(|at| self.at(at)).collect());
            }
        }
        for &dot in &prepared.dots {
            rings.push(LayerJob::dot_outline(dot, 0.0).map(|at| self.at(at)).to_vec());
        }
        rings
    }

    /// The lines near `window`. Each begins where dashes do that repeat after `period` pixels from
    /// the start of the whole line, as on the screen.
    fn lines(
        &self,
        job: &LayerJob,
        prepared: &Prepared,
        window: Area,
        period: f32,
    ) -> Vec<Vec<[f32; 2]>> {
        let mut lines = Vec::new();
        for run in prepared.runs.iter().map(|&id| &job.level.runs[id as usize]) {
            let cells = job.level.run_coords(run);
            for stretch in job.stroked(run) {
                let points: Vec<[f32; 2]> =
                    cells[stretch].iter().map(|&cell| job.projection.pixel(cell)).collect();
                let mut open: Vec<[f32; 2]> = Vec::new();
                let mut along = 0.0;
                for (number, pair) in points.windows(2).enumerate() {
                    if touches(pair, window) {
                        if open.is_empty() {
                            let before = stepped_back(&points[..=number], along, period);
                            open.extend(before.into_iter().map(|at| self.at(at)));
                        }
                        open.push(self.at(pair[1]));
                    } else if !open.is_empty() {
                        lines.push(std::mem::take(&mut open));
                    }
                    along += length(pair[0], pair[1]);
                }
                if !open.is_empty() {
                    lines.push(open);
                }
            }
        }
        lines
    }
}

/// The end of `points`, from the last place before it that lies a multiple of `period` from their
/// start; `along` is their length.
fn stepped_back(points: &[[f32; 2]], along: f64, period: f32) -> Vec<[f32; 2]> {
    let mut left = if period > 0.0 { along % f64::from(period) } else { 0.0 };
    let mut back: Vec<[f32; 2]> = points.last().copied().into_iter().collect();
    for pair in points.windows(2).rev() {
        if left <= 0.0 {
            break;
        }
        let piece = length(pair[0], pair[1]);
        let share = if piece > left { (left / piece) as f32 } else { 1.0 };
        back.push([0, 1].map(|axis| pair[1][axis] + (pair[0][axis] - pair[1][axis]) * share));
        left -= piece;
    }
    back.reverse();
    back
}

fn length(a: [f32; 2], b: [f32; 2]) -> f64 {
    f64::from(b[0] - a[0]).hypot(f64::from(b[1] - a[1]))
}

/// Widths in points instead of logical pixels.
pub fn on_paper(stroke: &Stroke) -> Stroke {
    Stroke {
        color: stroke.color,
        width_px: stroke.width_px * POINTS_PER_PIXEL,
        dash: stroke.dash.iter().map(|length| length * POINTS_PER_PIXEL).collect(),
        casing: None,
    }
}

/// Sizes in points instead of logical pixels.
pub fn sign_on_paper(marker: Marker) -> Marker {
    let (size_px, rim_px) = (marker.size_px * POINTS_PER_PIXEL, marker.rim_px * POINTS_PER_PIXEL);
    Marker { size_px, rim_px, ..marker }
}

/// The corners of a box.
pub fn corners([left, top, right, bottom]: Area) -> Vec<[f32; 2]> {
    vec![[left, top], [left, bottom], [right, bottom], [right, top]]
}

/// Whether the box around an edge meets `window`.
fn touches(edge: &[[f32; 2]], [left, top, right, bottom]: Area) -> bool {
    let ([ax, ay], [bx, by]) = (edge[0], edge[1]);
    ax.min(bx) <= right && ax.max(bx) >= left && ay.min(by) <= bottom && ay.max(by) >= top
}

/// The part of a ring inside `window` (Sutherland and Hodgman 1974). Where the ring leaves and
/// comes back, the parts hang together along the window's side, out of sight.
fn clipped(mut ring: Vec<[f32; 2]>, [left, top, right, bottom]: Area) -> Vec<[f32; 2]> {
    let inside = |[x, y]: [f32; 2]| x >= left && x <= right && y >= top && y <= bottom;
    if ring.iter().all(|&at| inside(at)) {
        return ring;
    }
    // Axis, where the side lies, and which way is in.
    for (axis, limit, sign) in [(0, left, 1.0), (0, right, -1.0), (1, top, 1.0), (1, bottom, -1.0)]
    {
        let depth = |at: [f32; 2]| (at[axis] - limit) * sign;
        let mut kept = Vec::with_capacity(ring.len() + 4);
        for (number, &to) in ring.iter().enumerate() {
            let from = ring[(number + ring.len() - 1) % ring.len()];
            let (before, now) = (depth(from), depth(to));
            if (before < 0.0) != (now < 0.0) {
                let share = before / (before - now);
                let mut cut = [0, 1].map(|axis| from[axis] + share * (to[axis] - from[axis]));
                cut[axis] = limit;
                kept.push(cut);
            }
            if now >= 0.0 {
                kept.push(to);
            }
        }
        ring = kept;
    }
    ring
}
