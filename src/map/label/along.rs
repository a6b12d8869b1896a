//! Names along a line: stations where they may stand, and letters that follow its turns.

use allpa_geom::{Bounds, Coord};

use super::anchor::distance;
use super::font::{CAP_HEIGHT, Text};
use crate::camera::Camera;

/// Distance in logical pixels between two stations, up to twice as much.
const APART_PX: f64 = 480.0;

/// Logical pixels that a station keeps from the ends of its line.
const ENDS_PX: f64 = 40.0;

/// Room between line and letters, as a share of their size.
const LIFT: f32 = 0.25;

/// Two neighbouring letters may turn this much against each other, in radians.
const SHARPEST: f32 = 0.5;

/// The ends of a name lie this share of its length apart at least.
const STRAIGHTEST: f32 = 0.8;

/// Line that is looked at, as a share of what the letters need: ironing makes it shorter.
const SPARE: f32 = 1.3;

/// A letter looks this share of its size to both sides for the way of the line.
const LOOK: f32 = 0.6;

/// One letter of a name: where its baseline starts, its turn clockwise in radians, and the box that
/// it covers in pixels.
pub(crate) struct Letter {
    pub at: [f32; 2],
    pub turn: f32,
    pub area: [f32; 4],
}

/// Places on a line where its name may stand, as distances from its start in metres: the middle, and
/// from there in steps that only change when the zoom doubles, so that a pan moves none of them.
/// `pixel` is the size of a logical pixel in metres.
pub(crate) fn stations(line: &[Coord], pixel: f64, window: Bounds) -> Vec<(f64, Coord)> {
    let length: f64 = line.windows(2).map(|pair| distance(pair[0], pair[1])).sum();
    let step = (APART_PX * pixel).log2().ceil().exp2();
    let margin = ENDS_PX * pixel;
    let middle = length / 2.0;
    // The first at or after the margin, counted from the middle.
    let mut next = middle - ((middle - margin) / step).floor().max(0.0) * step;
    let mut found = Vec::new();
    let mut done = 0.0;
    for pair in line.windows(2) {
        let piece = distance(pair[0], pair[1]);
        while next <= done + piece && (next <= length - margin || next <= middle) {
            let share = if piece > 0.0 { (next - done) / piece } else { 0.0 };
            let at = [0, 1].map(|axis| pair[0][axis] + (pair[1][axis] - pair[0][axis]) * share);
            if window.contains(at) {
                found.push((next, at));
            }
            next += step;
        }
        done += piece;
    }
    found
}

/// The letters of `text` above a line, in the middle around `station` (metres from its start);
/// `None` where it ends or turns too sharply. Bends that are smaller than a letter are ironed out.
pub(crate) fn letters(
    line: &[Coord],
    station: f64,
    text: &Text,
    camera: &Camera,
) -> Option<Vec<Letter>> {
    let look = text.size * LOOK;
    let wanted = text.width + 2.0 * look;
    let reach = f64::from(wanted / 2.0 * SPARE) * camera.world_per_pixel;
    let path = Path::of(line, [station - reach, station + reach], camera)?.ironed(text.size);
    let spare = (path.length() - wanted) / 2.0;
    let [begin, end] = [path.at(spare + look), path.at(spare + look + text.width)];
    if spare < 0.0 || apart(begin, end) < text.width * STRAIGHTEST {
        return None;
    }
    let lift = text.size * LIFT;
    let ends = text.glyphs.iter().skip(1).map(|glyph| glyph.x).chain([text.width]);
    let mut letters: Vec<Letter> = Vec::new();
    for (glyph, end) in text.glyphs.iter().zip(ends) {
        let advance = end - glyph.x;
        let middle = spare + look + glyph.x + advance / 2.0;
        let [before, after] = [path.at(middle - look), path.at(middle + look)];
        let turn = (after[1] - before[1]).atan2(after[0] - before[0]);
        // Never upside down, never bent so that letters run into each other.
        let is_bent = letters.last().is_some_and(|last| (turn - last.turn).abs() > SHARPEST);
        if is_bent || turn.abs() > 1.7 {
            return None;
        }
        let ahead = [turn.cos(), turn.sin()];
        let up = [ahead[1], -ahead[0]];
        let on = path.at(middle);
        let from = |along: f32, above: f32| {
            [0, 1].map(|axis| on[axis] + ahead[axis] * along + up[axis] * above)
        };
        let half = advance.max(text.size * CAP_HEIGHT) / 2.0;
        let [x, y] = from(0.0, lift + text.size * CAP_HEIGHT / 2.0);
        let area = [x - half, y - half, x + half, y + half];
        letters.push(Letter { at: from(-advance / 2.0, lift), turn, area });
    }
    Some(letters)
}

fn apart(a: [f32; 2], b: [f32; 2]) -> f32 {
    (b[0] - a[0]).hypot(b[1] - a[1])
}

/// Places to each side that a bend is averaged over.
const IRON: usize = 3;

/// A part of a line in pixels, from left to right.
struct Path {
    points: Vec<[f32; 2]>,
    /// Pixels from the start to each point.
    along: Vec<f32>,
}

impl Path {
    /// The part between two distances from the start of a line (metres), as far as there is one.
    fn of(line: &[Coord], [from, to]: [f64; 2], camera: &Camera) -> Option<Self> {
        let from = from.max(0.0);
        let mut points: Vec<[f32; 2]> = Vec::new();
        let mut done = 0.0;
        for pair in line.windows(2) {
            let piece = distance(pair[0], pair[1]);
            let (begin, end) = (done, done + piece);
            done = end;
            if piece <= 0.0 || end < from || begin > to {
                continue;
            }
            let at = |wanted: f64| {
                let share = ((wanted - begin) / piece).clamp(0.0, 1.0);
                let world =
                    [0, 1].map(|axis| pair[0][axis] + (pair[1][axis] - pair[0][axis]) * share);
                camera.world_to_screen(world)
            };
            if points.is_empty() {
                points.push(at(from));
            }
            points.push(at(to));
        }
        if points.len() < 2 {
            return None;
        }
        if points.last()?[0] < points.first()?[0] {
            points.reverse();
        }
        Some(Self::through(points))
    }

    fn through(points: Vec<[f32; 2]>) -> Self {
        let (mut along, mut done) = (vec![0.0], 0.0);
        for pair in points.windows(2) {
            done += apart(pair[0], pair[1]);
            along.push(done);
        }
        Self { points, along }
    }

    /// The same without bends smaller than letters of this size: each place is the mean of those
    /// around it.
    fn ironed(&self, size: f32) -> Self {
        let step = size * 0.4;
        let count = (self.length() / step).ceil().max(1.0) as usize;
        let at = |number: usize| self.at(self.length() * number as f32 / count as f32);
        let mean = |middle: usize| {
            let around = IRON.min(middle).min(count - middle);
            let places = (middle - around..=middle + around).map(at);
            let sum = places.fold([0.0, 0.0], |sum, at| [sum[0] + at[0], sum[1] + at[1]]);
            sum.map(|sum: f32| sum / (2 * around + 1) as f32)
        };
        Self::through((0..=count).map(mean).collect())
    }

    fn length(&self) -> f32 {
        self.along.last().copied().unwrap_or(0.0)
    }

    /// The point so many pixels from the start.
    fn at(&self, wanted: f32) -> [f32; 2] {
        let last = self.points.len() - 1;
        let end = self.along.partition_point(|&along| along < wanted).clamp(1, last);
        let (a, b) = (self.points[end - 1], self.points[end]);
        let piece = self.along[end] - self.along[end - 1];
        let share = if piece > 0.0 { (wanted - self.along[end - 1]) / piece } else { 0.0 };
        let share = share.clamp(0.0, 1.0);
        [a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share]
    }
}
