//! Shapes beside, around and inside others.

use allpa_geom::buffer::BufferError;
use allpa_geom::offset::{Side, narrowed, parallel, widened};
use allpa_geom::{Coord, Meters};

use super::ReshapeError;
use crate::plan::Drawn;

/// Where a shape goes that is offset: a line to a side, a polygon outwards or inwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Offset {
    /// To the left of the line, looking along it.
    Left,
    /// To its right.
    Right,
    /// Around the polygon.
    Wider,
    /// Inside the polygon.
    Narrower,
}

impl Offset {
    /// The farthest that a shape can be offset, in metres.
    pub const MOST: f64 = 100_000.0;
}

impl Drawn {
    /// The line beside it, or what lies within or beyond a distance of its border, in true metres.
    ///
    /// # Errors
    /// [`ReshapeError::Kind`] for points and where the way is one of the other kind,
    /// [`ReshapeError::Distance`], [`ReshapeError::NothingLeft`].
    pub fn offset(&self, way: Offset, distance: Meters) -> Result<Self, ReshapeError> {
        if !(distance.value() > 0.0 && distance.value() <= Offset::MOST) {
            return Err(ReshapeError::Distance);
        }
        let refused = |_: BufferError| ReshapeError::Distance;
        match (self, way) {
            (Self::Line(lines), Offset::Left | Offset::Right) => {
                let side = if way == Offset::Left { Side::Left } else { Side::Right };
                let beside = |line: &Vec<Coord>| parallel(line, distance, side).map_err(refused);
                let lines: Result<Vec<_>, _> = lines.iter().map(beside).collect();
                let shape = Self::Line(lines?.concat());
                if shape.is_sound() { Ok(shape) } else { Err(ReshapeError::NothingLeft) }
            }
            (Self::Polygon(_), Offset::Wider | Offset::Narrower) => {
                let make = if way == Offset::Wider { widened } else { narrowed };
                let region = make(&self.region(), distance).map_err(refused)?;
                Self::of_region(&region).ok_or(ReshapeError::NothingLeft)
            }
            _ => Err(ReshapeError::Kind),
        }
    }

    /// The way that leads from the shape to a position, and how far it is; `None` for points.
    pub fn offset_to(&self, at: Coord) -> Option<(Offset, Meters)> {
        use geo::Intersects as _;
        let (side, distance) = allpa_geom::offset::beside(self.rings(), at)?;
        let way = match (self, side) {
            (Self::Point(_), _) => return None,
            (Self::Line(_), Side::Left) => Offset::Left,
            (Self::Line(_), Side::Right) => Offset::Right,
            (Self::Polygon(_), _) if self.region().intersects(&geo::Point::from(at)) => {
                Offset::Narrower
            }
            (Self::Polygon(_), _) => Offset::Wider,
        };
        Some((way, distance))
    }
}
