//! Shapes kept inside an outline.

use allpa_geom::overlay::{Operation, clip_lines, combine};
use allpa_geom::{Coord, measure};
use geo::{Intersects as _, MultiPolygon, Point};

use super::{ReshapeError, chained, split};
use crate::plan::Drawn;

/// Metres that cutting and joining a line may change of its length by rounding alone.
const ROUNDING: f64 = 1e-3;

impl Drawn {
    /// What of it lies inside `outline`, in longitudes and latitudes, its border included. Corners
    /// of the outline become its own, bit for bit; what lies inside as a whole stays as it is.
    ///
    /// # Errors
    /// [`ReshapeError::Outside`].
    pub fn within(&self, outline: &MultiPolygon) -> Result<Self, ReshapeError> {
        match self {
            Self::Point(at) if outline.intersects(&Point::from(*at)) => Ok(self.clone()),
            Self::Point(_) => Err(ReshapeError::Outside),
            Self::Line(lines) => {
                let inside = clip_lines(&self.lines(), outline);
                let of = |line: &geo::LineString| -> Vec<Coord> {
                    line.0.iter().map(|at| [at.x, at.y]).collect()
                };
                let inside = chained(inside.iter().map(of).collect());
                let length = |lines: &[Vec<Coord>]| -> f64 {
                    lines.iter().map(|line| measure::line_length(line).value()).sum()
                };
                let (own, left) = (length(lines), length(&inside));
                let shape = Self::Line(inside);
                match shape.is_sound() && left > 0.0 {
                    true if (own - left).abs() < ROUNDING => Ok(self.clone()),
                    true => Ok(shape),
                    false => Err(ReshapeError::Outside),
                }
            }
            Self::Polygon(_) => {
                let own = self.region();
                if combine(&own, outline, Operation::Difference).0.is_empty() {
                    return Ok(self.clone());
                }
                let inside = combine(&own, outline, Operation::Intersection);
                let inside = Self::of_region(&inside).ok_or(ReshapeError::Outside)?;
                Ok(split::settled(inside, &own, outline))
            }
        }
    }
}
