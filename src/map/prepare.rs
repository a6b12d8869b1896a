//! A layer made ready for drawing: world coordinates, boxes, levels of detail, label anchors.

use std::sync::{Arc, Mutex, PoisonError};

use allpa_geom::{
    Bounds, Coord, Memo, ShapeKind, Shapes, ShapesBuilder, SpatialIndex, TransformError,
};
use allpa_model::Layer;
use rayon::prelude::*;

use crate::generalise::{Level, cell_exponent};
use crate::label::Anchor;
use crate::plane::Plane;

/// Vertices on screen up to which a level is made for the view and thrown away.
const PASSING_VERTICES: usize = 100_000;

/// Bytes that the stored levels of one layer may hold; the least recently used go first.
const LEVEL_BUDGET: usize = 96 << 20;

/// A layer in metres of a plane with everything that does not depend on style or view.
///
/// Building one takes about 0.1 µs a vertex and belongs in a background job; afterwards it is
/// shared and never changes, save that levels of detail are made when first asked for and kept.
#[derive(Debug)]
pub struct PreparedLayer {
    layer: Arc<Layer>,
    plane: Plane,
    world: Shapes,
    boxes: Vec<Option<Bounds>>,
    bounds: Option<Bounds>,
    index: SpatialIndex,
    levels: Mutex<Vec<Stored>>,
    anchors: Memo<Vec<Option<Anchor>>>,
}

#[derive(Debug)]
struct Stored {
    exponent: i32,
    /// The part of the world it holds; all of it when absent.
    window: Option<Bounds>,
    level: Arc<Level>,
}

impl PreparedLayer {
    /// Prepares `layer` for maps in `plane`.
    ///
    /// # Errors
    /// [`TransformError`] when the layer's coordinates have no way to WGS 84.
    pub fn new(layer: Arc<Layer>, plane: Plane) -> Result<Self, TransformError> {
        let geographic = layer.geographic()?;
        let flat = |&at: &Coord| plane.to_world(at);
        let coords: Vec<Coord> = geographic.coords().par_iter().map(flat).collect();
        let is_finite = coords.par_iter().all(|coord| coord[0].is_finite() && coord[1].is_finite());
        let world = geographic.with_coords(coords);
        let world = if is_finite { world } else { without_broken(&world) };
        let boxes: Vec<Option<Bounds>> =
            (0..world.len()).into_par_iter().map(|row| world.feature_bounds(row)).collect();
        let bounds = boxes.iter().flatten().copied().reduce(Bounds::union);
        let index = SpatialIndex::from_bounds(boxes.iter().copied());
        Ok(Self {
            layer,
            plane,
            world,
            boxes,
            bounds,
            index,
            levels: Mutex::default(),
            anchors: Memo::new(),
        })
    }

    /// The layer this was made from.
    pub fn layer(&self) -> &Arc<Layer> {
        &self.layer
    }

    /// The plane it is prepared for.
    pub fn plane(&self) -> Plane {
        self.plane
    }

    /// Geometry in world metres.
    pub fn world(&self) -> &Shapes {
        &self.world
    }

    /// Box of everything in world metres; `None` without any geometry.
    pub fn world_bounds(&self) -> Option<Bounds> {
        self.bounds
    }

    /// Box of feature `row` in world metres.
    pub fn row_bounds(&self, row: usize) -> Option<Bounds> {
        self.boxes[row]
    }

    /// Rows whose box touches `window` (world metres), in row order.
    pub fn rows_in(&self, window: Bounds) -> Vec<usize> {
        match self.bounds {
            None => Vec::new(),
            Some(bounds) if !bounds.intersects(&window) => Vec::new(),
            Some(bounds) if window.contains(bounds.min) && window.contains(bounds.max) => {
                (0..self.world.len()).filter(|&row| self.boxes[row].is_some()).collect()
            }
            Some(_) => self.index.candidates(window),
        }
    }

    /// Where names go, one per feature, computed on first use and kept.
    pub(crate) fn anchors(&self) -> &[Option<Anchor>] {
        self.anchors.get_or_make(|| {
            let rows = (0..self.world.len()).into_par_iter();
            rows.map(|row| Anchor::of(&self.world, row, self.boxes[row]?)).collect()
        })
    }

    /// The features that touch `window` (world metres), generalised for the view. Features
    /// outside may be in the answer too.
    pub(crate) fn level(&self, window: Bounds, world_per_pixel: f64) -> Arc<Level> {
        let exponent = cell_exponent(world_per_pixel);
        if let Some(level) = self.stored(exponent, window) {
            return level;
        }
        let count = |rows: &[usize]| -> usize {
            rows.iter().map(|&row| self.world.feature_coords(row).len()).sum()
        };
        let all = self.world.coords().len();
        let rows = self.rows_in(window);
        let vertices = count(&rows);
        if vertices <= PASSING_VERTICES && vertices < all {
            return Arc::new(Level::build(&self.world, &rows, exponent));
        }
        // Half a window more on every side, so that pans find it ready.
        let wide = window.grown([window.width() / 2.0, window.height() / 2.0]);
        let rows = self.rows_in(wide);
        let (rows, window) = if count(&rows) < all / 2 {
            (rows, Some(wide))
        } else {
            ((0..self.world.len()).collect(), None)
        };
        let level = Arc::new(Level::build(&self.world, &rows, exponent));
        self.store(Stored { exponent, window, level: Arc::clone(&level) });
        level
    }

    /// Exactly these rows, generalised for the view.
    pub(crate) fn level_of_rows(&self, rows: &[usize], world_per_pixel: f64) -> Level {
        Level::build(&self.world, rows, cell_exponent(world_per_pixel))
    }

    /// Whether feature `row` has a geometry.
    pub(crate) fn is_drawable(&self, row: usize) -> bool {
        self.world.kind(row) != ShapeKind::None
    }

    fn stored(&self, exponent: i32, window: Bounds) -> Option<Arc<Level>> {
        let mut levels = self.levels.lock().unwrap_or_else(PoisonError::into_inner);
        let found = levels.iter().position(|stored| stored.serves(exponent, window))?;
        let stored = levels.remove(found);
        let level = Arc::clone(&stored.level);
        levels.push(stored);
        Some(level)
    }

    fn store(&self, new: Stored) {
        let mut levels = self.levels.lock().unwrap_or_else(PoisonError::into_inner);
        // What the new one holds too is not needed any more.
        levels.retain(|old| {
            old.exponent != new.exponent
                || new.window.is_some_and(|new| old.window.is_none_or(|old| !holds(new, old)))
        });
        levels.push(new);
        let held = |levels: &[Stored]| levels.iter().map(|s| s.level.byte_size()).sum::<usize>();
        while levels.len() > 1 && held(&levels) > LEVEL_BUDGET {
            levels.remove(0);
        }
    }
}

impl Stored {
    fn serves(&self, exponent: i32, window: Bounds) -> bool {
        self.exponent == exponent && self.window.is_none_or(|own| holds(own, window))
    }
}

fn holds(outer: Bounds, inner: Bounds) -> bool {
    outer.contains(inner.min) && outer.contains(inner.max)
}

/// The same features without positions that are not numbers.
fn without_broken(world: &Shapes) -> Shapes {
    let mut builder = ShapesBuilder::with_capacity(world.coords().len(), world.len());
    for row in 0..world.len() {
        for part in world.parts(row) {
            for ring in part.into_rings() {
                let is_whole = |c: &&Coord| c[0].is_finite() && c[1].is_finite();
                builder.extend(ring.iter().filter(is_whole).copied());
                builder.end_ring();
            }
            builder.end_part();
        }
        builder.end_feature(world.kind(row));
    }
    builder.finish()
}

#[cfg(test)]
mod tests {
    use allpa_geom::UtmZone;

    use super::*;
    use crate::testing::{layer, layer_of_squares, shapes};

    fn prepared(layer: Layer) -> PreparedLayer {
        PreparedLayer::new(Arc::new(layer), Plane::Mercator).unwrap()
    }

    #[test]
    fn positions_that_the_plane_cannot_show_are_left_out() {
        // A quarter of the globe from the middle of zone 18: there the projection has no value.
        let far: &[[f64; 2]] = &[[15.0, 0.0], [105.0, 0.0]];
        let partly: &[[f64; 2]] = &[[-75.0, 1.0], [15.0, 0.0], [-74.0, 1.0]];
        let lines = layer(shapes(ShapeKind::Line, &[&[far], &[partly]]));
        let zone = Plane::Utm(UtmZone { number: 18, south: true });
        let layer = PreparedLayer::new(Arc::new(lines), zone).unwrap();
        assert!(layer.world().coords().iter().flatten().all(|value| value.is_finite()));
        assert!(layer.row_bounds(0).is_none_or(|b| b.min[0].is_finite()));
        assert!(layer.row_bounds(1).is_some());
    }

    #[test]
    fn positions_that_are_no_numbers_are_told() {
        let line: &[[f64; 2]] = &[[f64::NAN, 0.0], [1.0, f64::INFINITY]];
        let line = layer(shapes(ShapeKind::Line, &[&[line]]));
        assert!(PreparedLayer::new(Arc::new(line), Plane::Mercator).is_err());
    }

    #[test]
    fn levels_are_kept_and_shared() {
        let layer = prepared(layer_of_squares(3));
        let window = layer.world_bounds().unwrap();
        let first = layer.level(window, 100.0);
        assert!(Arc::ptr_eq(&first, &layer.level(window, 120.0)), "one level per power of two");
        assert!(!Arc::ptr_eq(&first, &layer.level(window, 60.0)));
    }

    #[test]
    fn rows_outside_the_window_are_left_out() {
        let layer = prepared(layer_of_squares(9));
        let window = layer.row_bounds(4).unwrap().grown([-1.0, -1.0]);
        assert_eq!(layer.rows_in(window), [4]);
    }
}
