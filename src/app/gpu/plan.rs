//! What one frame draws, in which order, and the numbers each draw needs.

use allpa_map::mesh::{FillPart, LinePart, SignPart, pattern_phase};
use allpa_map::style::{Color, MarkerShape, Pattern, ScaleRange};
use allpa_map::{Camera, REFERENCE_DPI};
use bytemuck::{Pod, Zeroable};

use super::pipelines::LOOK_STRIDE;
use super::store::{Stock, Stored, StoredLayer};

/// How this view sees the mesh: `View` of the shader.
#[derive(Debug, Clone, Copy, Pod, Zeroable)]
#[repr(C)]
struct View {
    scale: f32,
    ratio: f32,
    shift: [f32; 2],
    size: [f32; 2],
    pattern: [f32; 2],
}

/// How one draw looks: `Look` of the shader.
#[derive(Debug, Clone, Copy, Default, Pod, Zeroable)]
#[repr(C)]
struct Look {
    ink: [f32; 4],
    ground: [f32; 4],
    rim: [f32; 4],
    size: [f32; 2],
    kind: u32,
    dashes: u32,
    dash: [f32; MOST_DASHES],
}

/// Lengths of dashes and gaps that the shader has room for.
const MOST_DASHES: usize = 16;

/// Pixels around a box within which antialiased edges and rounding stay.
const FRINGE_PX: f32 = 2.0;

/// Left, top, width, height in pixels.
pub type Scissor = [u32; 4];

/// Passes one after another. Numbers say where a look lies in [`Plan::looks`], in bytes.
pub struct Plan<'a> {
    /// Looks, [`LOOK_STRIDE`] bytes apart.
    pub looks: Vec<u8>,
    /// The passes.
    pub steps: Vec<Step<'a>>,
    view: View,
    /// *n* of the scale 1:*n*.
    denominator: f64,
}

/// One pass.
pub enum Step<'a> {
    /// Makes a picture clear.
    Clear(Onto),
    /// Fills the areas of a mesh, apart.
    Areas(&'a Stored, Vec<(&'a FillPart, u32, Scissor)>),
    /// Gathers the share that one look of lines has of each pixel, apart, and lays its colour over a
    /// picture.
    Lines(&'a Stored, &'a LinePart, u32, Scissor, Onto),
    /// Draws the signs of a mesh over a picture.
    Signs(&'a Stored, Vec<(&'a SignPart, u32)>, Onto),
    /// Lays the areas gathered last over a picture.
    LayAreas(u32, Onto),
    /// Lays the layer drawn apart over the map.
    LayApart(u32),
}

/// Which picture is drawn over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Onto {
    /// The map.
    Map,
    /// A layer of its own, laid over the map when it is whole.
    Apart,
}

impl<'a> Plan<'a> {
    /// What `camera` sees of `stock`, on a clear ground.
    pub fn new(stock: &'a Stock, camera: &Camera) -> Self {
        let view = View::new(stock, camera);
        let denominator = camera.scale_denominator(REFERENCE_DPI * f64::from(stock.pixel_ratio));
        let steps = vec![Step::Clear(Onto::Map)];
        let mut plan = Self { looks: Vec::new(), steps, view, denominator };
        let is_shown = |layer: &&StoredLayer| ScaleRange::allow(layer.scales, denominator);
        let shown: Vec<_> = stock.layers.iter().filter(is_shown).collect();
        for layer in &shown {
            plan.layer(&layer.main, layer.opacity);
        }
        for highlighted in shown.iter().filter_map(|layer| layer.highlighted.as_ref()) {
            plan.layer(highlighted, 1.0);
        }
        plan
    }

    /// The view as the shader reads it.
    pub fn view_bytes(&self) -> &[u8] {
        bytemuck::bytes_of(&self.view)
    }

    fn layer(&mut self, mesh: &'a Stored, opacity: f32) {
        let onto = if opacity < 1.0 { Onto::Apart } else { Onto::Map };
        if onto == Onto::Apart {
            self.steps.push(Step::Clear(onto));
        }
        let denominator = self.denominator;
        let mut fills = Vec::new();
        for part in mesh.fills.iter().filter(|part| ScaleRange::allow(part.scales, denominator)) {
            if let Some(scissor) = self.view.scissor(part.bounds, 1.0) {
                fills.push((part, self.look(Look::of_fill(part)), scissor));
            }
        }
        if !fills.is_empty() {
            self.steps.push(Step::Areas(mesh, fills));
            let whole = self.look(Look::of_opacity(1.0));
            self.steps.push(Step::LayAreas(whole, onto));
        }
        for part in mesh.lines.iter().filter(|part| ScaleRange::allow(part.scales, denominator)) {
            let look = Look::of_line(part, self.view.ratio);
            if let Some(scissor) = self.view.scissor(part.bounds, look.size[0]) {
                let look = self.look(look);
                self.steps.push(Step::Lines(mesh, part, look, scissor, onto));
            }
        }
        let ratio = self.view.ratio;
        let signs = mesh.signs.iter().filter(|part| ScaleRange::allow(part.scales, denominator));
        let signs: Vec<_> =
            signs.map(|part| (part, self.look(Look::of_sign(part, ratio)))).collect();
        if !signs.is_empty() {
            self.steps.push(Step::Signs(mesh, signs, onto));
        }
        if onto == Onto::Apart {
            let look = self.look(Look::of_opacity(opacity));
            self.steps.push(Step::LayApart(look));
        }
    }

    /// Notes a look; where it lies.
    fn look(&mut self, look: Look) -> u32 {
        let at = self.looks.len();
        self.looks.extend(bytemuck::bytes_of(&look));
        self.looks.resize(at + LOOK_STRIDE as usize, 0);
        at as u32
    }
}

impl Look {
    fn of_fill(part: &FillPart) -> Self {
        let fill = part.fill;
        let kind = match fill.pattern {
            Pattern::Solid => 0,
            Pattern::Hatch45 => 1,
            Pattern::CrossHatch => 2,
            Pattern::Dots => 3,
        };
        let ground = fill.ground.filter(|_| fill.pattern != Pattern::Solid);
        let ground = ground.map_or([0.0; 4], floats);
        Self { ink: floats(fill.color), ground, kind, ..Self::default() }
    }

    fn of_line(part: &LinePart, ratio: f32) -> Self {
        let stroke = &part.stroke;
        let mut dash = [0.0; MOST_DASHES];
        let is_dashed = stroke.dash.len() >= 2 && stroke.dash.iter().sum::<f32>() * ratio > 0.5;
        let dashes = if is_dashed { (stroke.dash.len() & !1).min(MOST_DASHES) } else { 0 };
        for (to, from) in dash.iter_mut().zip(&stroke.dash[..dashes]) {
            *to = from.max(0.0) * ratio;
        }
        let size = [stroke.width_px.max(0.0) * ratio / 2.0, 0.0];
        Self { ink: floats(stroke.color), size, dashes: dashes as u32, dash, ..Self::default() }
    }

    fn of_sign(part: &SignPart, ratio: f32) -> Self {
        let marker = part.marker;
        let kind = match marker.shape {
            MarkerShape::Circle => 0,
            MarkerShape::Square => 1,
            MarkerShape::Triangle => 2,
            MarkerShape::Diamond => 3,
        };
        let size = [marker.size_px / 2.0, marker.rim_px].map(|length| length * ratio);
        let (ink, rim) = (floats(marker.color), floats(marker.rim));
        Self { ink, rim, size, kind, ..Self::default() }
    }

    fn of_opacity(opacity: f32) -> Self {
        Self { size: [opacity, 0.0], ..Self::default() }
    }
}

/// A colour as the shader takes it, premultiplied.
fn floats(color: Color) -> [f32; 4] {
    color.premultiplied().map(|channel| f32::from(channel) / 255.0)
}

impl View {
    fn new(stock: &Stock, camera: &Camera) -> Self {
        let from = &stock.camera;
        let scale = from.world_per_pixel / camera.world_per_pixel;
        let size = camera.size_px.map(|side| side as f32);
        let off = |axis: usize| (from.center[axis] - camera.center[axis]) / camera.world_per_pixel;
        let shift = [off(0) as f32 + size[0] / 2.0, size[1] / 2.0 - off(1) as f32];
        let pattern = pattern_phase(camera, stock.pixel_ratio);
        Self { scale: scale as f32, ratio: stock.pixel_ratio, shift, size, pattern }
    }

    /// The part of the picture that a box of the mesh and `reach` pixels around it touch: left, top,
    /// width, height; `None` outside.
    fn scissor(&self, bounds: [f32; 4], reach: f32) -> Option<[u32; 4]> {
        let reach = reach + FRINGE_PX;
        let end = |axis: usize, at: f32, off: f32| {
            let pixel = at * self.scale + self.shift[axis] + off;
            pixel.clamp(0.0, self.size[axis]) as u32
        };
        let (left, top) = (end(0, bounds[0], -reach), end(1, bounds[1], -reach));
        let (right, bottom) = (end(0, bounds[2], reach + 1.0), end(1, bounds[3], reach + 1.0));
        (right > left && bottom > top).then(|| [left, top, right - left, bottom - top])
    }
}
