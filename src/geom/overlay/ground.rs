//! The grid that an operation works on, and what is too small to be land there.

use i_overlay::i_float::adapter::FloatPointAdapter;
use i_overlay::i_float::float::rect::FloatRect;

use super::Point;
use crate::Bounds;

pub(super) type Grid = FloatPointAdapter<Point, i64>;

/// Degrees or metres.
pub(super) struct Ground {
    /// The grid.
    pub grid: Grid,
    /// Area, in squares of the coordinates' unit, below which a polygon or a hole is a crumb of
    /// rounding, not land: about 12 cm².
    pub crumb: f64,
    /// Width below which a spike is a hair: about a micrometre.
    pub hair: f64,
}

/// Degrees that the fixed grid covers to each side of zero, and its points in a degree: doubles
/// from 1 up lie on it exactly, and all of it fits the engine's 61 bits.
const REACH: f64 = 400.0;
const POINTS_IN_A_DEGREE: f64 = (1u64 << 52) as f64;
/// Metres that the fixed grid of a plane covers to each side of zero, and its points in a metre:
/// doubles from 2^15 up lie on it exactly.
const PLANE_REACH: f64 = 25_000_000.0;
const POINTS_IN_A_METER: f64 = (1u64 << 36) as f64;

/// A grid of a billionth of the extent of closed paths. It stays the same while a corner moves a little:
/// its sides lie on multiples of an eighth of the extent, taken as a power of two.
pub(super) fn outline_grid(paths: &[Vec<Point>]) -> FloatPointAdapter<Point, i32> {
    let Some(Bounds { min, max }) = Bounds::of(paths.iter().flatten()) else {
        return FloatPointAdapter::with_iter_conservative([].iter());
    };
    let extent = (max[0] - min[0]).max(max[1] - min[1]).max(f64::EPSILON);
    let step = extent.log2().ceil().exp2() / 8.0;
    let [west, south] = min.map(|side| (side / step).floor() * step);
    let [east, north] = max.map(|side| (side / step).ceil() * step);
    FloatPointAdapter::new_conservative(FloatRect {
        min_x: west,
        max_x: east,
        min_y: south,
        max_y: north,
    })
}

impl Ground {
    /// The fixed grid of degrees or metres; one of its own for coordinates beyond both.
    pub fn of<I: Iterator<Item = Point>>(coords: impl Fn() -> I) -> Self {
        let far = coords().flatten().fold(0.0, |far: f64, value| far.max(value.abs()));
        let fixed = |reach: f64, points: f64| {
            let whole = FloatRect::new(-reach, reach, -reach, reach);
            whole.map(|whole| Grid::with_scale(whole, points)).ok()
        };
        let degrees = || (far <= REACH).then(|| fixed(REACH, POINTS_IN_A_DEGREE)).flatten();
        let meters = || fixed(PLANE_REACH, POINTS_IN_A_METER).filter(|_| far <= PLANE_REACH);
        if let Some(grid) = degrees() {
            return Self { grid, crumb: 1e-13, hair: 1e-11 };
        }
        let grid = meters().unwrap_or_else(|| {
            let coords: Vec<Point> = coords().collect();
            Grid::with_iter_conservative(coords.iter())
        });
        Self { grid, crumb: 1e-3, hair: 1e-6 }
    }
}
