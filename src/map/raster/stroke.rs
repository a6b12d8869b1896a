//! Lines as areas: one rectangle a segment, wedges at the turns, round ends.
//!
//! All pieces run the same way round, so that overlaps inside a line count once.

use super::coverage::Coverage;

/// Width in pixels from which gaps at turns and square ends can be seen.
const SHAPED_FROM_PX: f32 = 1.8;

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

    #[expect(clippy::float_cmp, reason = "a ring repeats its first position to the bit")]
    fn solid(&self, out: &mut Coverage, points: &[[f32; 2]]) {
        let mut before: Option<[f32; 2]> = None;
        let mut first = None;
        for pair in points.windows(2) {
            let (from, to) = (pair[0], pair[1]);
            let Some(normal) = self.normal(from, to) else { continue };
            out.polygon(&[
                add(from, normal, 1.0),
                add(to, normal, 1.0),
                add(to, normal, -1.0),
                add(from, normal, -1.0),
            ]);
            if let (Some(before), true) = (before, self.is_shaped) {
                self.turn(out, from, before, normal);
            }
            first.get_or_insert((from, normal));
            before = Some(normal);
        }
        let (Some((start, first)), Some(last), true) = (first, before, self.is_shaped) else {
            return;
        };
        let end = points[points.len() - 1];
        if start == points[0] && start == end && points.len() > 2 {
            self.turn(out, end, last, first);
        } else if self.dash.is_empty() {
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
            let length = (to[0] - from[0]).hypot(to[1] - from[1]);
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
        let length = dx.hypot(dy);
        (length > 1e-6).then(|| [-dy / length * self.half, dx / length * self.half])
    }

    /// Fills the wedge that opens between two segments on the outer side of a turn.
    fn turn(&self, out: &mut Coverage, at: [f32; 2], before: [f32; 2], after: [f32; 2]) {
        let cross = before[0] * after[1] - before[1] * after[0];
        let dot = before[0] * after[0] + before[1] * after[1];
        let (from, to) = if cross > 0.0 {
            ([-after[0], -after[1]], [-before[0], -before[1]])
        } else {
            (before, after)
        };
        let angle = cross.abs().atan2(dot);
        if angle > 0.05 {
            self.fan(out, at, from, to, angle);
        }
    }

    /// A half disc beyond the end of a line; `normal` is that of the segment arriving there.
    fn cap(&self, out: &mut Coverage, at: [f32; 2], normal: [f32; 2]) {
        self.fan(out, at, normal, [-normal[0], -normal[1]], std::f32::consts::PI);
    }

    /// A slice of the disc around `at` from `from` to `to`.
    fn fan(&self, out: &mut Coverage, at: [f32; 2], from: [f32; 2], to: [f32; 2], angle: f32) {
        let steps = (angle * self.half.sqrt() * 1.3).ceil().clamp(1.0, 16.0) as usize;
        let mut points = [[0.0; 2]; 18];
        points[0] = at;
        points[1] = add(at, from, 1.0);
        for (step, point) in points.iter_mut().enumerate().take(steps + 1).skip(2) {
            let turned = angle * (step - 1) as f32 / steps as f32;
            let (sin, cos) = (-turned).sin_cos();
            let spoke = [from[0] * cos - from[1] * sin, from[0] * sin + from[1] * cos];
            *point = add(at, spoke, 1.0);
        }
        points[steps + 1] = add(at, to, 1.0);
        out.polygon(&points[..steps + 2]);
    }
}

fn add(point: [f32; 2], vector: [f32; 2], times: f32) -> [f32; 2] {
    [point[0] + vector[0] * times, point[1] + vector[1] * times]
}
