//! How much of each pixel an outline covers, by exact areas.
//!
//! Every edge adds its signed area to the pixels it crosses; a running sum along the row then
//! gives the coverage (the method of font-rs, R. Levien 2016). Two polygons drawn together that
//! share an edge cancel along it exactly: no seam can appear. Overlaps count once, provided all
//! shells run the same way.

/// Pixels for which one bit tells whether any edge touched them.
const BLOCK: usize = 16;

/// Sums below this are rounding noise.
const NOISE: f32 = 1.0 / 512.0;

/// A buffer of signed areas for one band of the picture.
#[derive(Debug)]
pub(crate) struct Coverage {
    width: usize,
    height: usize,
    stride: usize,
    words: usize,
    areas: Vec<f32>,
    touched: Vec<u64>,
    rows: std::ops::Range<usize>,
    scratch: Vec<u8>,
}

/// Coverage of a run of pixels, 0 to 255.
pub(crate) enum Span<'a> {
    /// The same for all of this many pixels.
    Even(u8, usize),
    /// One value each.
    Each(&'a [u8]),
}

impl Coverage {
    /// An empty buffer of this size in pixels.
    pub fn new(width: usize, height: usize) -> Self {
        let stride = (width + 2).next_multiple_of(BLOCK);
        let words = (stride / BLOCK).div_ceil(64);
        Self {
            width,
            height,
            stride,
            words,
            areas: vec![0.0; stride * height],
            touched: vec![0; words * height],
            rows: height..0,
            scratch: vec![0; stride],
        }
    }

    /// Uses the first `height` rows only, at most as many as the buffer was made with.
    pub fn limit_rows(&mut self, height: usize) {
        self.height = height.min(self.areas.len() / self.stride);
        self.rows = self.height..0;
    }

    /// Adds the closed outline of `points` (pixels of this band).
    pub fn polygon(&mut self, points: &[[f32; 2]]) {
        let Some(&last) = points.last() else { return };
        let mut from = last;
        for &to in points {
            self.edge(from, to);
            from = to;
        }
    }

    /// Adds one edge; what lies to its right is inside or outside by its direction.
    pub fn edge(&mut self, from: [f32; 2], to: [f32; 2]) {
        let (sign, top, bottom) = if from[1] < to[1] { (1.0, from, to) } else { (-1.0, to, from) };
        let height = self.height as f32;
        if bottom[1] <= 0.0 || top[1] >= height || top[1] >= bottom[1] {
            return;
        }
        let width = self.width as f32;
        let (left, right) = (top[0].min(bottom[0]), top[0].max(bottom[0]));
        if left >= width {
            return;
        }
        let row = top[1] as usize;
        if top[1] >= 0.0 && bottom[1] <= (row + 1) as f32 && left >= 0.0 && right <= width {
            // Most edges of a detailed map are this short.
            self.rows.start = self.rows.start.min(row);
            self.rows.end = self.rows.end.max(row + 1);
            return self.row_edge(row, (bottom[1] - top[1]) * sign, left, right);
        }
        let slope = (bottom[0] - top[0]) / (bottom[1] - top[1]);
        let at = |x: f32| top[1] + (x - top[0]) / slope;
        let (y0, y1) = (top[1].max(0.0), bottom[1].min(height));
        let x_at = |y: f32| if y >= bottom[1] { bottom[0] } else { top[0] + (y - top[1]) * slope };
        let (x0, x1) = (if y0 > top[1] { x_at(y0) } else { top[0] }, x_at(y1));
        if x0.min(x1) >= width {
            return;
        }
        if x0.max(x1) <= 0.0 {
            return self.steep(sign, [0.0, y0], [0.0, y1], 0.0);
        }
        if x0.min(x1) >= 0.0 && x0.max(x1) <= width {
            return self.steep(sign, [x0, y0], [x1, y1], slope);
        }
        // Cut where the edge leaves the band at its left or right side.
        let mut cuts = [at(0.0).clamp(y0, y1), at(width).clamp(y0, y1)];
        if cuts[0] > cuts[1] {
            cuts.swap(0, 1);
        }
        for (start, end) in [(y0, cuts[0]), (cuts[0], cuts[1]), (cuts[1], y1)] {
            if start < end {
                let middle = x_at(f32::midpoint(start, end));
                let clamped = |y: f32| x_at(y).clamp(0.0, width);
                if middle <= 0.0 {
                    self.steep(sign, [0.0, start], [0.0, end], 0.0);
                } else if middle < width {
                    let (a, b) = (clamped(start), clamped(end));
                    self.steep(sign, [a, start], [b, end], (b - a) / (end - start));
                }
            }
        }
    }

    /// An edge wholly inside the band, from its upper to its lower end.
    fn steep(&mut self, sign: f32, top: [f32; 2], bottom: [f32; 2], slope: f32) {
        let first = top[1] as usize;
        let last = round_up(bottom[1]).min(self.height);
        self.rows.start = self.rows.start.min(first);
        self.rows.end = self.rows.end.max(last);
        let mut x = top[0];
        for row in first..last {
            let dy = bottom[1].min((row + 1) as f32) - top[1].max(row as f32);
            let next = if row + 1 == last { bottom[0] } else { x + slope * dy };
            self.row_edge(row, dy * sign, x.min(next), x.max(next));
            x = next;
        }
    }

    /// The part of an edge inside one row: signed height `d`, from `x0` on the left to `x1`.
    fn row_edge(&mut self, row: usize, d: f32, x0: f32, x1: f32) {
        let limit = self.width as f32;
        let (x0, x1) = (x0.clamp(0.0, limit), x1.clamp(0.0, limit));
        let left = x0 as usize;
        let right = round_up(x1);
        let areas = &mut self.areas[row * self.stride..(row + 1) * self.stride];
        let end = if right <= left + 1 {
            let share = f32::midpoint(x0, x1) - left as f32;
            areas[left] += d - d * share;
            areas[left + 1] += d * share;
            left + 1
        } else {
            let per_pixel = d / (x1 - x0);
            let into_first = 1.0 - (x0 - left as f32);
            let into_last = x1 - (right - 1) as f32;
            let first = 0.5 * per_pixel * into_first * into_first;
            let last = 0.5 * per_pixel * into_last * into_last;
            areas[left] += first;
            if right == left + 2 {
                areas[left + 1] += d - first - last;
            } else {
                let second = per_pixel * (into_first + 0.5);
                areas[left + 1] += second - first;
                for area in &mut areas[left + 2..right - 1] {
                    *area += per_pixel;
                }
                let before_last = second + (right - left - 3) as f32 * per_pixel;
                areas[right - 1] += d - before_last - last;
            }
            areas[right] += last;
            right
        };
        let words = &mut self.touched[row * self.words..(row + 1) * self.words];
        for block in left / BLOCK..=end / BLOCK {
            words[block / 64] |= 1 << (block % 64);
        }
    }

    /// Hands out what is covered, row by row from the left, and empties the buffer.
    /// `emit` gets the row, the first pixel and the coverage from there on.
    pub fn drain(&mut self, mut emit: impl FnMut(usize, usize, Span<'_>)) {
        let rows = std::mem::replace(&mut self.rows, self.height..0);
        for row in rows {
            let words = row * self.words..(row + 1) * self.words;
            if self.touched[words.clone()].iter().all(|&word| word == 0) {
                continue;
            }
            let blocks = self.width.div_ceil(BLOCK);
            let mut sum = 0.0f32;
            let mut block = 0;
            while block < blocks {
                let is_touched = self.is_touched(row, block);
                let start = block;
                while block < blocks && self.is_touched(row, block) == is_touched {
                    block += 1;
                }
                let pixels = start * BLOCK..(block * BLOCK).min(self.width);
                if is_touched {
                    let areas = &mut self.areas[row * self.stride..][pixels.clone()];
                    let scratch = &mut self.scratch[..areas.len()];
                    for (area, out) in areas.iter_mut().zip(scratch.iter_mut()) {
                        sum += *area;
                        *area = 0.0;
                        *out = to_byte(sum);
                    }
                    emit(row, pixels.start, Span::Each(scratch));
                } else if sum.abs() > NOISE {
                    emit(row, pixels.start, Span::Even(to_byte(sum), pixels.len()));
                }
            }
            // The guard pixels right of the band.
            self.areas[row * self.stride + self.width..(row + 1) * self.stride].fill(0.0);
            self.touched[words].fill(0);
        }
    }

    fn is_touched(&self, row: usize, block: usize) -> bool {
        self.touched[row * self.words + block / 64] >> (block % 64) & 1 == 1
    }
}

/// The next whole number, without the call that `ceil` is on old processors.
fn round_up(value: f32) -> usize {
    let whole = value as usize;
    whole + usize::from((whole as f32) < value)
}

fn to_byte(sum: f32) -> u8 {
    (sum.abs().min(1.0) * 255.0 + 0.5) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(size: usize, polygons: &[&[[f32; 2]]]) -> Vec<u8> {
        let mut coverage = Coverage::new(size, size);
        for polygon in polygons {
            coverage.polygon(polygon);
        }
        let mut out = vec![0; size * size];
        coverage.drain(|row, x, span| match span {
            Span::Even(value, length) => out[row * size + x..][..length].fill(value),
            Span::Each(values) => out[row * size + x..][..values.len()].copy_from_slice(values),
        });
        assert!(coverage.areas.iter().all(|&area| area == 0.0), "the buffer is empty again");
        out
    }

    #[test]
    fn a_square_covers_its_pixels_and_half_of_its_edge() {
        let out = drawn(40, &[&[[2.5, 3.0], [30.0, 3.0], [30.0, 20.0], [2.5, 20.0]]]);
        assert_eq!(out[5 * 40 + 1..5 * 40 + 4], [0, 128, 255]);
        assert_eq!(out[5 * 40 + 29..5 * 40 + 31], [255, 0]);
        assert_eq!((out[2 * 40 + 10], out[3 * 40 + 10], out[20 * 40 + 10]), (0, 255, 0));
    }

    #[test]
    fn neighbours_drawn_together_show_no_seam() {
        let west: &[[f32; 2]] = &[[0.0, 0.0], [13.3, 0.0], [21.7, 40.0], [0.0, 40.0]];
        let east: &[[f32; 2]] = &[[13.3, 0.0], [40.0, 0.0], [40.0, 40.0], [21.7, 40.0]];
        assert!(drawn(40, &[west, east]).iter().all(|&value| value == 255));
    }

    #[test]
    fn what_lies_outside_on_the_left_still_counts() {
        let wide: &[[f32; 2]] = &[[-500.0, -100.0], [900.0, -120.0], [700.0, 800.0], [-90.0, 99.0]];
        assert!(drawn(40, &[wide]).iter().all(|&value| value == 255));
        let beside: &[[f32; 2]] = &[[-50.0, 1.0], [-3.0, 1.0], [-3.0, 9.0], [-50.0, 9.0]];
        assert!(drawn(40, &[beside]).iter().all(|&value| value == 0));
    }

    #[test]
    fn the_covered_sum_is_the_area_of_a_slanted_shape() {
        let triangle: &[[f32; 2]] = &[[1.3, 1.1], [37.2, 9.4], [12.6, 33.8]];
        let area: f32 = 0.5 * ((37.2 - 1.3) * (33.8 - 1.1) - (12.6 - 1.3) * (9.4 - 1.1f32)).abs();
        let sum: f32 = drawn(40, &[triangle]).iter().map(|&v| f32::from(v) / 255.0).sum();
        assert!((sum - area).abs() < 0.5, "{sum} against {area}");
    }
}
