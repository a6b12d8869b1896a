//! Chooses which names are written, and where.
//!
//! The order depends on layers and features only, and names just outside the picture take part,
//! so that a pan neither shuffles nor blinks what stays in view.

use std::collections::HashMap;

use allpa_geom::{Coord, ShapeKind};
use allpa_model::Column;

use super::Anchor;
use super::along::{Letter, letters, stations};
use super::anchor::{longest_line, seen};
use super::collide::{Box2, Taken};
use super::font::{CAP_HEIGHT, Fonts, Text};
use super::words::{cased, is_no_name, wrapped};
use crate::camera::Camera;
use crate::scene::{Scene, SceneLayer};
use crate::style::{Color, LabelStyle, ScaleRange};

/// Logical pixels around the picture within which names compete for room.
const MARGIN_PX: f64 = 160.0;

/// Free logical pixels kept around each name.
const PADDING_PX: f32 = 2.0;

/// Height of a line of text as a share of its size.
const LINE_HEIGHT: f32 = 1.15;

/// A name may always pass the inscribed circle of its polygon by this factor.
const OVERHANG: f32 = 1.5;

/// A name may fill this share of the width of a long polygon, up to twice [`OVERHANG`].
const FILLED_WIDTH: f32 = 0.9;

/// A name without room on its polygon may shrink by this factor and lose its letter spacing…
const SHRUNK: f32 = 0.8;

/// …down to this size in logical pixels.
const SMALLEST_PX: f32 = 12.0;

/// Points in view up to which names keep clear of the signs of a layer, if they can.
const MOST_OBSTACLES: usize = 400;

/// Distance in logical pixels within which the same name is not written twice for a layer of lines.
const REPEAT_PX: f32 = 320.0;

/// One name with its place.
#[derive(Debug)]
pub(crate) struct Label {
    pub lines: Vec<LabelLine>,
    pub color: Color,
    /// Halo colour and its width in physical pixels.
    pub halo: Option<(Color, f32)>,
    /// What it covers.
    pub area: Box2,
}

/// A line of text, or a single letter of one that follows a line of the map.
#[derive(Debug)]
pub(crate) struct LabelLine {
    pub text: Text,
    /// Where its baseline starts.
    pub at: [f32; 2],
    /// Its turn clockwise, in radians.
    pub turn: f32,
}

/// A name that would like a place.
struct Candidate<'a> {
    layer: usize,
    row: usize,
    anchor: Anchor,
    at: [f32; 2],
    /// Its symbol.
    class: usize,
    /// A line to follow, and the distance from its start in metres.
    course: Option<(&'a [Coord], f64)>,
    style: &'a LabelStyle,
    column: &'a Column,
    rank: f64,
}

/// Places the names of all visible layers.
pub(crate) fn place(scene: &Scene, camera: &Camera) -> Vec<Label> {
    let Some(fonts) = &scene.fonts else { return Vec::new() };
    let layers: Vec<&SceneLayer> = scene.visible_layers(camera).collect();
    let mut candidates = Vec::new();
    for (number, layer) in layers.iter().enumerate() {
        collect(scene, camera, number, layer, &mut candidates);
    }
    candidates.sort_by(|a, b| {
        let by_priority = b.style.priority.cmp(&a.style.priority);
        let by_rank = || b.rank.total_cmp(&a.rank);
        let by_order = || b.layer.cmp(&a.layer).then(a.row.cmp(&b.row));
        by_priority.then_with(by_rank).then_with(by_order)
    });
    let mut taken = Taken::default();
    scene.reserved.iter().for_each(|&area| taken.take(area));
    let [width, height] = camera.size_px.map(|pixels| pixels as f32);
    let within = scene.keeps_names_whole.then_some([0.0, 0.0, width, height]);
    let mut room = Room { taken, signs: signs(scene, camera, &layers), within };
    let mut written: HashMap<(usize, String), Vec<[f32; 2]>> = HashMap::new();
    let mut labels = Vec::new();
    for candidate in &candidates {
        let value = candidate.column.value(candidate.row).to_string();
        let words = value.trim();
        if is_no_name(words) {
            continue;
        }
        let words = cased(words, candidate.style.case);
        let is_line = candidate.course.is_some();
        if is_line {
            let key = (candidate.layer, words.clone());
            let near = |at: &[f32; 2]| {
                let far = (at[0] - candidate.at[0]).hypot(at[1] - candidate.at[1]);
                far < REPEAT_PX * scene.pixel_ratio
            };
            if written.get(&key).is_some_and(|places| places.iter().any(near)) {
                continue;
            }
        }
        let layer = layers[candidate.layer];
        if let Some(label) = settle(scene, camera, fonts, layer, candidate, &words, &mut room) {
            labels.push(label);
            if is_line {
                written.entry((candidate.layer, words)).or_default().push(candidate.at);
            }
        }
    }
    labels.retain(|label| {
        let [left, top, right, bottom] = label.area;
        right > 0.0 && bottom > 0.0 && left < width && top < height
    });
    labels
}

/// Places beside a station where the name of a line is tried, in lengths of the name.
const SHIFTS: [f64; 7] = [0.0, -0.5, 0.5, -1.0, 1.0, -1.5, 1.5];

/// Longest line of the name of a point, in sizes of its letters.
const WIDEST_OF_POINT: f32 = 13.0;

/// Share of the view that an area fills to be named in it, though its middle is elsewhere.
const FILLS_VIEW: f64 = 0.08;

/// What is taken on the screen.
struct Room {
    /// By names and the signs they belong to: never again.
    taken: Taken,
    /// By signs: better not.
    signs: Taken,
    /// The picture, where no name may cross its edge.
    within: Option<Box2>,
}

impl Room {
    /// The first corner whose area is free, if possible of signs too.
    fn choose(&self, corners: &[[f32; 2]], area: impl Fn([f32; 2]) -> Box2) -> Option<[f32; 2]> {
        let is_free = |corner: &[f32; 2]| {
            let area = area(*corner);
            self.taken.is_free(area) && self.is_within(area)
        };
        let free = || corners.iter().copied().filter(is_free);
        free().find(|&corner| self.signs.is_free(area(corner))).or_else(|| free().next())
    }

    /// Whether nothing else was written where these letters are to be.
    fn is_free(&self, letters: &[Letter]) -> bool {
        letters.iter().all(|one| self.taken.is_free(one.area) && self.is_within(one.area))
    }

    fn is_within(&self, [left, top, right, bottom]: Box2) -> bool {
        self.within
            .is_none_or(|[x0, y0, x1, y1]| left >= x0 && top >= y0 && right <= x1 && bottom <= y1)
    }
}

/// The signs of all layers with few points in view.
fn signs(scene: &Scene, camera: &Camera, layers: &[&SceneLayer]) -> Taken {
    let mut signs = Taken::default();
    let window = camera.visible_world(MARGIN_PX * f64::from(scene.pixel_ratio));
    let denominator = scene.denominator(camera);
    for layer in layers.iter().filter(|l| l.prepared.layer().kind() == ShapeKind::Point) {
        let rows = layer.prepared.rows_in(window);
        if rows.len() > MOST_OBSTACLES {
            continue;
        }
        for row in rows {
            let Some(class) = layer.classes.of_row_at(row, denominator) else { continue };
            let Some(reach) = sign_reach(scene, layer, class) else { continue };
            for &point in layer.prepared.world().feature_coords(row) {
                let [x, y] = camera.world_to_screen(point);
                signs.take([x - reach, y - reach, x + reach, y + reach]);
            }
        }
    }
    signs
}

/// Pixels from the middle of a symbol's sign to its edge; `None` when it has no sign.
fn sign_reach(scene: &Scene, layer: &SceneLayer, class: usize) -> Option<f32> {
    let marker = layer.classes.symbols()[class].marker?;
    Some((marker.size_px / 2.0 + marker.rim_px) * scene.pixel_ratio)
}

/// Adds the features of one layer whose name might have room.
fn collect<'a>(
    scene: &Scene,
    camera: &Camera,
    number: usize,
    layer: &'a SceneLayer,
    out: &mut Vec<Candidate<'a>>,
) {
    let Some(style) = &layer.style.label else { return };
    let denominator = scene.denominator(camera);
    if !ScaleRange::allow(style.scales, denominator) {
        return;
    }
    let Some(column) = layer.prepared.layer().column(&style.field) else { return };
    let rank_column =
        style.rank_field.as_ref().and_then(|field| layer.prepared.layer().column(field));
    let anchors = layer.prepared.anchors();
    let size = style.size_px * scene.pixel_ratio;
    let pixel = camera.world_per_pixel * f64::from(scene.pixel_ratio);
    let window = camera.visible_world(MARGIN_PX * f64::from(scene.pixel_ratio));
    let view = camera.visible_world(0.0);
    for row in layer.prepared.rows_in(window) {
        let Some(mut anchor) = anchors[row] else { continue };
        let may_fill = anchor.width >= view.width() * FILLS_VIEW;
        if anchor.kind == ShapeKind::Polygon && may_fill && !view.contains(anchor.at) {
            // An area that fills the view is named where it is seen.
            anchor = seen(layer.prepared.world(), row, view, FILLS_VIEW).unwrap_or(anchor);
        }
        let room = (anchor.radius / camera.world_per_pixel) as f32;
        if anchor.kind != ShapeKind::Point && room * 2.0 < size {
            continue;
        }
        let Some(class) = layer.classes.of_row_at(row, denominator) else { continue };
        let rank = match rank_column {
            Some(column) => column.value(row).as_number().unwrap_or(f64::NEG_INFINITY),
            // Of signs the first of the legend goes first.
            None if anchor.kind == ShapeKind::Point => -(class as f64),
            None => anchor.radius,
        };
        let mut push = |at: Coord, course| {
            let (layer, at) = (number, camera.world_to_screen(at));
            out.push(Candidate { layer, row, anchor, at, class, course, style, column, rank });
        };
        if anchor.kind == ShapeKind::Line {
            let line = longest_line(layer.prepared.world(), row).unwrap_or_default();
            for (station, at) in stations(line, pixel, window) {
                push(at, Some((line, station)));
            }
        } else if window.contains(anchor.at) {
            push(anchor.at, None);
        }
    }
}

/// Finds room for one name and takes it.
fn settle(
    scene: &Scene,
    camera: &Camera,
    fonts: &Fonts,
    layer: &SceneLayer,
    candidate: &Candidate<'_>,
    words: &str,
    free: &mut Room,
) -> Option<Label> {
    if let Some(course) = candidate.course {
        return follow(scene, camera, fonts, candidate.style, course, words, free);
    }
    let style = candidate.style;
    let full = style.size_px * scene.pixel_ratio;
    let room = (candidate.anchor.radius / camera.world_per_pixel) as f32 * 2.0;
    let set = |size: f32, spacing: f32| -> Option<Vec<Text>> {
        let measure = |words: &str| fonts.text(words, style.weight, size, spacing);
        match candidate.anchor.kind {
            ShapeKind::Polygon => {
                let width = (candidate.anchor.width / camera.world_per_pixel) as f32;
                let widest = (width * FILLED_WIDTH).clamp(room * OVERHANG, room * OVERHANG * 2.0);
                wrapped(words, widest, &measure)
                    .filter(|lines| size * LINE_HEIGHT * lines.len() as f32 <= room * 1.2)
            }
            _ => wrapped(words, size * WIDEST_OF_POINT, &measure)
                .or_else(|| Some(vec![measure(words)])),
        }
    };
    let small = (full * SHRUNK).max(SMALLEST_PX * scene.pixel_ratio).min(full);
    let lines = set(full, style.spacing).or_else(|| set(small, 0.0))?;
    let size = lines[0].size;
    let width = lines.iter().map(|line| line.width).fold(0.0, f32::max);
    let height = size * LINE_HEIGHT * lines.len() as f32;
    let mut sign = None;
    let corners = if candidate.anchor.kind == ShapeKind::Point {
        let reach = sign_reach(scene, layer, candidate.class).unwrap_or(0.0);
        let [x, y] = candidate.at;
        sign = Some([x - reach, y - reach, x + reach, y + reach]);
        let gap = reach + 3.0 * scene.pixel_ratio;
        vec![
            [x + gap, y - height / 2.0],
            [x - gap - width, y - height / 2.0],
            [x - width / 2.0, y - gap - height],
            [x - width / 2.0, y + gap],
        ]
    } else {
        let [x, y] = [candidate.at[0] - width / 2.0, candidate.at[1] - height / 2.0];
        let is_wide = candidate.anchor.kind == ShapeKind::Polygon && room > height * 2.5;
        let step = if is_wide { height * 0.9 } else { 0.0 };
        vec![[x, y], [x, y - step], [x, y + step]]
    };
    let pad = PADDING_PX * scene.pixel_ratio;
    let area = |[x, y]: [f32; 2]| [x - pad, y - pad, x + width + pad, y + height + pad];
    let corner = free.choose(&corners, area)?;
    free.taken.take(area(corner));
    if let Some(sign) = sign {
        free.taken.take(sign);
    }
    let drop = size * f32::midpoint(LINE_HEIGHT, CAP_HEIGHT);
    let lines = lines.into_iter().enumerate().map(|(number, text)| {
        let left = if candidate.anchor.kind == ShapeKind::Point {
            corner[0]
        } else {
            corner[0] + (width - text.width) / 2.0
        };
        let at = [left, corner[1] + drop + size * LINE_HEIGHT * number as f32];
        LabelLine { text, at, turn: 0.0 }
    });
    Some(Label::new(scene, style, lines.collect(), area(corner)))
}

/// Writes one name along its line, where it has the room.
fn follow(
    scene: &Scene,
    camera: &Camera,
    fonts: &Fonts,
    style: &LabelStyle,
    (line, station): (&[Coord], f64),
    words: &str,
    free: &mut Room,
) -> Option<Label> {
    let size = style.size_px * scene.pixel_ratio;
    let text = fonts.text(words, style.weight, size, style.spacing);
    let aside = f64::from(text.width) * camera.world_per_pixel;
    let shifts = SHIFTS
        .into_iter()
        .filter_map(|shift| letters(line, station + shift * aside, &text, camera));
    // Better across signs than not at all.
    let mut across_signs = None;
    let clear = shifts.filter(|placed| free.is_free(placed)).find_map(|placed| {
        let is_clear = placed.iter().all(|letter| free.signs.is_free(letter.area));
        if is_clear {
            Some(placed)
        } else {
            across_signs.get_or_insert(placed);
            None
        }
    });
    let placed = clear.or(across_signs)?;
    placed.iter().for_each(|letter| free.taken.take(letter.area));
    let area = placed
        .iter()
        .map(|letter| letter.area)
        .reduce(|a, b| [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])])?;
    let letter = |(word, letter): (char, Letter)| {
        let text = fonts.text(word.encode_utf8(&mut [0; 4]), style.weight, size, 0.0);
        LabelLine { text, at: letter.at, turn: letter.turn }
    };
    let lines = words.chars().zip(placed).map(letter).collect();
    Some(Label::new(scene, style, lines, area))
}

impl Label {
    fn new(scene: &Scene, style: &LabelStyle, lines: Vec<LabelLine>, area: Box2) -> Self {
        let halo = style.halo.map(|color| (color, style.halo_px * scene.pixel_ratio));
        Self { lines, color: style.color, halo, area }
    }
}
