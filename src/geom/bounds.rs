//! Axis-parallel boxes.

/// A box in the coordinates of its shapes: `min` and `max` corners, both inclusive.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bounds {
    /// Lowest x (or longitude) and y (or latitude).
    pub min: [f64; 2],
    /// Highest x and y.
    pub max: [f64; 2],
}

impl Bounds {
    /// The box of `coords`, `None` when there are none.
    pub fn of<'a>(coords: impl IntoIterator<Item = &'a [f64; 2]>) -> Option<Self> {
        let mut coords = coords.into_iter();
        let first = *coords.next()?;
        let mut bounds = Self { min: first, max: first };
        for &coord in coords {
            bounds.include(coord);
        }
        Some(bounds)
    }

    /// Grows the box so that it holds `coord`.
    pub fn include(&mut self, coord: [f64; 2]) {
        for (axis, value) in coord.into_iter().enumerate() {
            self.min[axis] = self.min[axis].min(value);
            self.max[axis] = self.max[axis].max(value);
        }
    }

    /// The smallest box that holds both.
    #[must_use]
    pub fn union(mut self, other: Self) -> Self {
        self.include(other.min);
        self.include(other.max);
        self
    }

    /// Whether the boxes share at least a point.
    pub fn intersects(&self, other: &Self) -> bool {
        let meet = |axis| [self.min[axis] <= other.max[axis], other.min[axis] <= self.max[axis]];
        // Without branches: many boxes are compared one after the other.
        [meet(0), meet(1)] == [[true; 2]; 2]
    }

    /// Whether `other` lies inside, borders included.
    pub fn holds(&self, other: &Self) -> bool {
        self.contains(other.min) && self.contains(other.max)
    }

    /// Whether `coord` lies inside or on the edge.
    pub fn contains(&self, coord: [f64; 2]) -> bool {
        (0..2).all(|axis| self.min[axis] <= coord[axis] && coord[axis] <= self.max[axis])
    }

    /// The box grown by `margin` (same unit as the coordinates) on every side.
    #[must_use]
    pub fn grown(self, margin: [f64; 2]) -> Self {
        Self {
            min: [self.min[0] - margin[0], self.min[1] - margin[1]],
            max: [self.max[0] + margin[0], self.max[1] + margin[1]],
        }
    }

    /// Width.
    pub fn width(&self) -> f64 {
        self.max[0] - self.min[0]
    }

    /// Height.
    pub fn height(&self) -> f64 {
        self.max[1] - self.min[1]
    }

    /// The middle.
    pub fn center(&self) -> [f64; 2] {
        [f64::midpoint(self.min[0], self.max[0]), f64::midpoint(self.min[1], self.max[1])]
    }
}
