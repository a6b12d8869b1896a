//! Patterns as shapes in the square that they repeat, as large as on the screen.

use allpa_map::style::Pattern;

/// Side of the square, in points.
pub(crate) const SIDE: f32 = 9.0 * 0.75;
/// Thickness of hatch lines in points.
pub(crate) const HATCH: f32 = 1.6 * 0.75;
/// Radius of dots in points.
pub(crate) const DOT: f32 = 1.35 * 0.75;

/// What a square of the pattern holds.
#[derive(Debug, Default)]
pub(crate) struct Square {
    /// Hatch lines. They pass the square's sides, so that the next square goes on with them.
    pub lines: Vec<Vec<[f32; 2]>>,
    /// Middles of dots.
    pub dots: Vec<[f32; 2]>,
}

impl Square {
    /// Nothing for an even fill.
    pub fn of(pattern: Pattern) -> Self {
        let (low, high) = (-1.0, SIDE + 1.0);
        let shifted = |from: f32, to: f32| {
            [-SIDE, 0.0, SIDE].map(|shift| vec![[shift + low, from], [shift + high, to]]).to_vec()
        };
        let dots = [SIDE / 4.0, SIDE * 0.75].map(|at| [at, at]).to_vec();
        match pattern {
            Pattern::Solid => Self::default(),
            Pattern::Hatch45 => Self { lines: shifted(high, low), ..Self::default() },
            Pattern::CrossHatch => {
                let lines = [shifted(high, low), shifted(low, high)].concat();
                Self { lines, ..Self::default() }
            }
            Pattern::Dots => Self { dots, ..Self::default() },
        }
    }
}
