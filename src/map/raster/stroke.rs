//! Lines as areas: a rectangle for each segment, wedges at the turns, round ends.
//!
//! All pieces run the same way round, so that overlaps inside a line count once. Where two pieces
//! meet, the edges they share would cancel and are left out.

use super::coverage::Coverage;

/// Width in pixels from which gaps at turns and square ends can be seen.
const SHAPED_FROM_PX: f32 = 1.8;

/// Distance in pixels by which an arc may be cut short.
const FLATNESS_PX: f32 = 0.1;

/// A line to draw: its width and dashes in physical pixels.
#[derive(Debug, Clone)]
pub(crate) struct Pen {
    half: f32,
    dash: Vec<f32>,
    is_shaped: bool,
}

impl Pen {
    pub fn new(width_px: f32, dash: &[f32]) -> Self {
        let dash: Vec<f32> = dash.iter().map(|length| length.max(0.0)).collect();
        let is_dashed = dash.len() >= 2 && dash.iter().sum::<f32>() > 0.5;
        Self {
            half: width_px.max(0.0) / 2.0,
            dash: if is_dashed { dash } else { Vec::new() },
            is_shaped: width_px >= SHAPED_FROM_PX,
        }
    }

    /// Adds the line through `points`.
    pub fn draw(&self, out: &mut Coverage, points: &[[f32; 2]]) {
        if self.dash.is_empty() {
            self.solid(out, points);
        } else {
            self.dashed(out, points);
        }
    }

    fn solid(&self, out: &mut Coverage, points: &[[f32; 2]]) {
        let mut first: Option<([f32; 2], [f32; 2])> = None;
        let mut last: Option<([f32; 2], [f32; 2])> = None;
        for pair in points.windows(2) {
            let (from, to) = (pair[0], pair[1]);
            let Some(normal) = self.normal(from, to) else { continue };
            out.edge(add(from, normal, 1.0), add(to, normal, 1.0));
            out.edge(add(to, normal, -1.0), add(from, normal, -1.0));
            if let Some((_, before)) = last {
                self.turn(out, from, before, normal);
            }
            first.get_or_insert((from, normal));
            last = Some((to, normal));
        }
        let (Some((start, first)), Some((end, last))) = (first, last) else { return };
        if is_same(start, end) {
            self.turn(out, end, last, first);
        } else {
            self.cap(out, end, last);
            self.cap(out, start, [-first[0], -first[1]]);
        }
    }

    fn dashed(&self, out: &mut Coverage, points: &[[f32; 2]]) {
        let mut piece: Vec<[f32; 2]> = Vec::new();
        let (mut step, mut left) = (0, self.dash[0]);
        piece.extend(points.first());
        for pair in points.windows(2) {
            let (from, to) = (pair[0], pair[1]);
            let [dx, dy] = [to[0] - from[0], to[1] - from[1]];
            let length = (dx * dx + dy * dy).sqrt();
            let mut done = 0.0;
            while length - done > left {
                done += left;
                let share = done / length;
                let at = [from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share];
                if step % 2 == 0 {
                    piece.push(at);
                    self.solid(out, &piece);
                }
                piece.clear();
                piece.push(at);
                step = (step + 1) % (self.dash.len() & !1);
                left = self.dash[step].max(0.05);
            }
            left -= length - done;
            if step % 2 == 0 {
                piece.push(to);
            }
        }
        if step % 2 == 0 {
            self.solid(out, &piece);
        }
    }

    /// Half a width to the side of a segment; `None` for one without length.
    fn normal(&self, from: [f32; 2], to: [f32; 2]) -> Option<[f32; 2]> {
        let (dx, dy) = (to[0] - from[0], to[1] - from[1]);
        let length = (dx * dx + dy * dy).sqrt();
        let scale = self.half / length;
        (length > 1e-6).then(|| [-dy * scale, dx * scale])
    }

    /// Joins two segments: round on the outer side of the turn, through the middle on the inner.
    fn turn(&self, out: &mut Coverage, at: [f32; 2], before: [f32; 2], after: [f32; 2]) {
        let right = [add(at, before, 1.0), add(at, after, 1.0)];
        let left = [add(at, after, -1.0), add(at, before, -1.0)];
        if !self.is_shaped {
            out.edge(right[0], right[1]);
            out.edge(left[0], left[1]);
        } else if before[0] * after[1] > before[1] * after[0] {
            out.edge(right[0], at);
            out.edge(at, right[1]);
            self.arc(out, at, [-after[0], -after[1]], [-before[0], -before[1]]);
        } else {
            out.edge(left[0], at);
            out.edge(at, left[1]);
            self.arc(out, at, before, after);
        }
    }

    /// Ends a line: round, or straight where that could not be seen. `normal` is that of the
    /// segment arriving here.
    fn cap(&self, out: &mut Coverage, at: [f32; 2], normal: [f32; 2]) {
        let opposite = [-normal[0], -normal[1]];
        if self.is_shaped && self.dash.is_empty() {
            let ahead = [normal[1], -normal[0]];
            self.arc(out, at, normal, ahead);
            self.arc(out, at, ahead, opposite);
        } else {
            out.edge(add(at, normal, 1.0), add(at, opposite, 1.0));
        }
    }

    /// An arc around `at` between two spokes less than half a turn apart.
    fn arc(&self, out: &mut Coverage, at: [f32; 2], from: [f32; 2], to: [f32; 2]) {
        let sum = [from[0] + to[0], from[1] + to[1]];
        let length = (sum[0] * sum[0] + sum[1] * sum[1]).sqrt();
        if self.half - length / 2.0 <= FLATNESS_PX || length < 1e-3 {
            out.edge(add(at, from, 1.0), add(at, to, 1.0));
        } else {
            let middle = [sum[0] * self.half / length, sum[1] * self.half / length];
            self.arc(out, at, from, middle);
            self.arc(out, at, middle, to);
        }
    }
}

/// Whether a ring is closed: it repeats its first position to the bit.
fn is_same(a: [f32; 2], b: [f32; 2]) -> bool {
    a.map(f32::to_bits) == b.map(f32::to_bits)
}

fn add(point: [f32; 2], vector: [f32; 2], times: f32) -> [f32; 2] {
    [point[0] + vector[0] * times, point[1] + vector[1] * times]
}
