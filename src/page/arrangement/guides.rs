//! Lines that pieces hold onto while they are moved.

use crate::sheet::MARGIN_MM;

/// What is moved of a piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grip {
    /// All of it.
    Whole,
    /// Sides, of each axis: -1 the left or upper one, 1 the other, 0 none.
    Sides([i8; 2]),
}

/// Where lines hold what is moved, of each axis, in millimetres.
pub type Held = [Option<f32>; 2];

/// Lines of a sheet, in millimetres.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Guides {
    /// Those that stand, and those that lie.
    lines: [Vec<f32>; 2],
    /// Left, top, right and bottom of where pieces may be.
    room: [f32; 4],
}

impl Guides {
    /// Margins and middle of the paper, and edges and middles of the other pieces.
    pub fn of(paper_mm: [f32; 2], others: &[[f32; 4]]) -> Self {
        let [width, height] = paper_mm;
        let room = [MARGIN_MM, MARGIN_MM, width - MARGIN_MM, height - MARGIN_MM];
        let along = |axis: usize| {
            let all = others.iter().chain([&room]);
            all.flat_map(|area| {
                let [low, high] = [area[axis], area[axis + 2]];
                [low, f32::midpoint(low, high), high]
            })
            .collect()
        };
        Self { lines: [along(0), along(1)], room }
    }

    /// `area` with `grip` moved by so many millimetres, held by lines nearer than `reach`; it stays in
    /// its room and at least as large as `least`.
    pub fn moved(
        &self,
        area: [f32; 4],
        grip: Grip,
        by: [f32; 2],
        least: [f32; 2],
        reach: f32,
    ) -> ([f32; 4], Held) {
        let (mut moved, mut held) = (area, [None; 2]);
        for axis in [0, 1] {
            let (low, high) = (area[axis], area[axis + 2]);
            let (side, from) = match grip {
                Grip::Whole => (0, [low, f32::midpoint(low, high), high]),
                Grip::Sides(sides) if sides[axis] < 0 => (-1, [low; 3]),
                Grip::Sides(sides) if sides[axis] > 0 => (1, [high; 3]),
                Grip::Sides(_) => continue,
            };
            let nearest = self.nearest(axis, from.map(|at| at + by[axis]), reach);
            let way = by[axis] + nearest.map_or(0.0, |(off, _)| off);
            let [start, end] = [self.room[axis], self.room[axis + 2]];
            let kept = match side {
                0 => way.clamp(start.min(low) - low, (end - high).max(start.min(low) - low)),
                -1 => {
                    (low + way).clamp(start.min(low), (high - least[axis]).max(start.min(low)))
                        - low
                }
                _ => (high + way).clamp((low + least[axis]).min(end), end.max(high)) - high,
            };
            if side <= 0 {
                moved[axis] += kept;
            }
            if side >= 0 {
                moved[axis + 2] += kept;
            }
            held[axis] = nearest.map(|(_, line)| line).filter(|_| kept == way);
        }
        (moved, held)
    }

    /// How far the nearest line is from one of `places`, and that line.
    fn nearest(&self, axis: usize, places: [f32; 3], reach: f32) -> Option<(f32, f32)> {
        let pairs = self.lines[axis].iter().flat_map(|&line| places.map(|at| (line - at, line)));
        let near = pairs.filter(|(off, _)| off.abs() < reach);
        near.min_by(|a, b| a.0.abs().total_cmp(&b.0.abs()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const A4: [f32; 2] = [297.0, 210.0];
    const LEAST: [f32; 2] = [10.0, 10.0];

    #[test]
    fn what_comes_near_a_line_is_held_by_it() {
        let guides = Guides::of(A4, &[[100.0, 50.0, 150.0, 90.0]]);
        let piece = [20.0, 20.0, 40.0, 30.0];
        // Its right side comes to 99.2 of 100, its upper one to 8.4 of the margin at 8.
        let (moved, held) = guides.moved(piece, Grip::Whole, [59.2, -11.6], LEAST, 1.5);
        assert_eq!(moved, [80.0, 8.0, 100.0, 18.0]);
        assert_eq!(held, [Some(100.0), Some(8.0)]);
        let (moved, held) = guides.moved(piece, Grip::Whole, [50.0, 3.0], LEAST, 1.5);
        assert_eq!((moved, held), ([70.0, 23.0, 90.0, 33.0], [None, None]));
    }

    #[test]
    fn a_side_moves_alone_and_leaves_the_piece_large_enough() {
        let guides = Guides::of(A4, &[]);
        let piece = [20.0, 20.0, 60.0, 60.0];
        let (moved, _) = guides.moved(piece, Grip::Sides([1, 0]), [-100.0, 30.0], LEAST, 1.5);
        assert_eq!(moved, [20.0, 20.0, 30.0, 60.0]);
        let (moved, held) = guides.moved(piece, Grip::Sides([-1, -1]), [-40.0, 2.0], LEAST, 1.5);
        assert_eq!((moved, held), ([8.0, 22.0, 60.0, 60.0], [None, None]));
    }

    #[test]
    fn nothing_leaves_the_margins() {
        let guides = Guides::of(A4, &[]);
        let piece = [20.0, 20.0, 60.0, 60.0];
        let (moved, _) = guides.moved(piece, Grip::Whole, [900.0, -900.0], LEAST, 1.5);
        assert_eq!(moved, [249.0, 8.0, 289.0, 48.0]);
    }
}
