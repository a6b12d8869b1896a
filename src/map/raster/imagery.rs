//! Pictures of the ground, turned from their own system into that of the map.

use allpa_geom::{Bounds, Coord, Epsg, PsadOperation, Transformer};
use allpa_model::imagery::Patch;
use rayon::prelude::*;

use super::surface::over;
use crate::camera::Camera;
use crate::scene::SceneImagery;

/// Pixels between the positions that are computed; those between are interpolated.
const STEP: usize = 16;

/// Opacity of a picture that hides the ground.
const OPAQUE: u32 = 256;

/// The part of a picture that a view shows, and where its pixels come from.
struct Warp {
    patch: Patch,
    opacity: u32,
    /// Cells of the patch, `columns` to a row, `STEP` pixels of the map apart.
    grid: Vec<Option<[f64; 2]>>,
    columns: usize,
}

/// Draws `imagery` over `pixels`, the picture that `camera` sees.
pub(crate) fn draw(imagery: &SceneImagery, camera: &Camera, pixels: &mut [[u8; 4]]) {
    let Some(warp) = Warp::new(imagery, camera) else { return };
    let width = camera.size_px[0] as usize;
    pixels.par_chunks_mut(width).enumerate().for_each(|(row, line)| warp.draw_row(row, line));
}

impl Warp {
    fn new(imagery: &SceneImagery, camera: &Camera) -> Option<Self> {
        let [width, height] = camera.size_px.map(|side| side as usize);
        let [columns, rows] = [width, height].map(|side| side.div_ceil(STEP) + 1);
        let source = &imagery.source;
        let way = Transformer::new(Epsg::WGS84, source.crs(), imagery.psad).ok()?;
        // Far outside, a system may give positions that lie inside again.
        let cell = camera.world_per_pixel * STEP as f64;
        let near = camera.plane.world_bounds(imagery.bounds).grown([cell, cell]);
        let position = |row: usize, column: usize| {
            let pixel = [(column * STEP) as f64, (row * STEP) as f64];
            let world = camera.screen_to_world(pixel);
            near.contains(world).then(|| way.convert(camera.plane.from_world(world)).ok()).flatten()
        };
        let grid: Vec<Option<Coord>> = (0..rows)
            .flat_map(|row| (0..columns).map(move |column| (row, column)))
            .map(|(row, column)| position(row, column))
            .collect();
        let window = grid.iter().flatten().fold(None, |window: Option<Bounds>, &at| {
            let point = Bounds { min: at, max: at };
            Some(window.map_or(point, |window| window.union(point)))
        })?;
        let pixel = pixel_size(&grid, columns)?;
        let patch = source.read(clipped(window, source.bounds())?, pixel, imagery.heights)?;
        let opacity = (imagery.opacity.clamp(0.0, 1.0) * OPAQUE as f32) as u32;
        let grid = grid.into_iter().map(|at| at.map(|at| patch.cell(at))).collect();
        Some(Self { patch, opacity, grid, columns })
    }

    fn draw_row(&self, row: usize, line: &mut [[u8; 4]]) {
        let (cell_row, down) = (row / STEP, ((row % STEP) as f64 + 0.5) / STEP as f64);
        for (cell, line) in line.chunks_mut(STEP).enumerate() {
            let corner = cell_row * self.columns + cell;
            let [Some(a), Some(b), Some(c), Some(d)] =
                [0, 1, self.columns, self.columns + 1].map(|offset| self.grid[corner + offset])
            else {
                continue;
            };
            let left = between(a, c, down);
            let right = between(b, d, down);
            let step = [0, 1].map(|axis| (right[axis] - left[axis]) / STEP as f64);
            for (x, pixel) in line.iter_mut().enumerate() {
                let along = x as f64 + 0.5;
                let at = [left[0] + step[0] * along, left[1] + step[1] * along];
                let color = self.patch.sample(at);
                if color[3] == 255 && self.opacity == OPAQUE {
                    *pixel = color;
                } else if color[3] > 0 {
                    let faint = |channel| ((u32::from(channel) * self.opacity) >> 8) as u8;
                    *pixel = over(color.map(faint), *pixel);
                }
            }
        }
    }
}

/// The position at a share of the way from one to another.
fn between(from: Coord, to: Coord, share: f64) -> Coord {
    [from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share]
}

/// Smallest distance on the picture that one pixel of the map covers.
fn pixel_size(grid: &[Option<Coord>], columns: usize) -> Option<f64> {
    let steps = grid.chunks(columns).flat_map(|row| row.windows(2)).filter_map(|pair| {
        let (from, to) = (pair[0]?, pair[1]?);
        Some((to[0] - from[0]).hypot(to[1] - from[1]) / STEP as f64)
    });
    steps.filter(|step| *step > 0.0).min_by(f64::total_cmp)
}

/// What two boxes share.
fn clipped(a: Bounds, b: Bounds) -> Option<Bounds> {
    let min = [a.min[0].max(b.min[0]), a.min[1].max(b.min[1])];
    let max = [a.max[0].min(b.max[0]), a.max[1].min(b.max[1])];
    (min[0] < max[0] && min[1] < max[1]).then_some(Bounds { min, max })
}

/// What a picture covers, in degrees: the box of its border. `None` where its system leads nowhere.
pub(crate) fn geographic_bounds(bounds: Bounds, crs: Epsg, psad: PsadOperation) -> Option<Bounds> {
    let way = Transformer::new(crs, Epsg::WGS84, psad).ok()?;
    const PARTS: u32 = 16;
    let [low, high] = [bounds.min, bounds.max];
    let border = (0..=PARTS).flat_map(|part| {
        let at = between(low, high, f64::from(part) / f64::from(PARTS));
        [[at[0], low[1]], [at[0], high[1]], [low[0], at[1]], [high[0], at[1]]]
    });
    let positions = border.filter_map(|at| way.convert(at).ok());
    positions.map(|at| Bounds { min: at, max: at }).reduce(Bounds::union)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use allpa_geom::UtmZone;
    use allpa_model::Provenance;
    use allpa_model::imagery::{Elevation, Imagery};

    use super::*;
    use crate::plane::Plane;

    /// A picture whose red and green tell the position, 100 m to the pixel.
    #[derive(Debug)]
    struct Graded(Bounds, Provenance);

    const ZONE: Epsg = Epsg::new(32718);

    impl Imagery for Graded {
        fn provenance(&self) -> &Provenance {
            &self.1
        }

        fn crs(&self) -> Epsg {
            ZONE
        }

        fn bounds(&self) -> Bounds {
            self.0
        }

        fn has_heights(&self) -> bool {
            false
        }

        fn read(&self, _: Bounds, _: f64, _: Elevation) -> Option<Patch> {
            let (width, height) = (250, 250);
            let pixels = (0..width * height)
                .map(|at| [(at % width) as u8, (at / width) as u8, 0, 255])
                .collect();
            let origin = [self.0.min[0], self.0.max[1]];
            Some(Patch { origin, pixel: [100.0, 100.0], width, height, pixels })
        }

        fn unreadable_blocks(&self) -> usize {
            0
        }
    }

    fn graded() -> SceneImagery {
        let bounds = Bounds { min: [300_000.0, 9_275_000.0], max: [325_000.0, 9_300_000.0] };
        let source = Arc::new(Graded(bounds, Provenance::default()));
        SceneImagery::new(1, source, PsadOperation::default()).expect("a known system")
    }

    #[test]
    fn every_pixel_of_the_map_has_the_colour_of_its_place() {
        let imagery = graded();
        let way = Transformer::new(Epsg::WGS84, ZONE, PsadOperation::default()).expect("known");
        for plane in [Plane::Mercator, Plane::Utm(UtmZone { number: 18, south: true })] {
            every_pixel_of(plane, &imagery, &way);
        }
    }

    fn every_pixel_of(plane: Plane, imagery: &SceneImagery, way: &Transformer) {
        let camera = Camera::fit(plane, imagery.bounds, [300, 300], 10.0);
        let mut pixels = vec![[9, 9, 9, 255]; 300 * 300];
        draw(imagery, &camera, &mut pixels);
        let mut inside = 0;
        for (at, pixel) in pixels.iter().enumerate() {
            let centre = [(at % 300) as f64 + 0.5, (at / 300) as f64 + 0.5];
            let place = way.convert(camera.to_lonlat(centre)).expect("near the zone");
            let column = (place[0] - 300_000.0) / 100.0;
            let row = (9_300_000.0 - place[1]) / 100.0;
            if (1.0..249.0).contains(&column) && (1.0..249.0).contains(&row) {
                inside += 1;
                let expected = [column - 0.5, row - 0.5];
                for (channel, expected) in pixel.iter().zip(expected) {
                    let error = (f64::from(*channel) - expected).abs();
                    assert!(error < 0.6, "{pixel:?} for {expected} at {centre:?}");
                }
            } else if !(-1.0..251.0).contains(&column) || !(-1.0..251.0).contains(&row) {
                assert_eq!(*pixel, [9, 9, 9, 255], "{centre:?} is outside");
            }
        }
        assert!(inside > 70_000, "{inside}");
    }

    #[test]
    fn a_faint_picture_lets_the_ground_through() {
        let imagery = graded().with_opacity(0.5);
        let plane = Plane::Mercator;
        let center = plane.to_world(imagery.bounds.center());
        let camera = Camera { plane, center, world_per_pixel: 100.0, size_px: [3, 3] };
        let mut pixels = vec![[0, 0, 200, 255]; 9];
        draw(&imagery, &camera, &mut pixels);
        let [red, green, blue, opacity] = pixels[4];
        assert!(red.abs_diff(62) <= 1 && green.abs_diff(62) <= 1, "{red} {green}");
        assert_eq!((blue, opacity), (100, 255));
    }

    #[test]
    fn the_other_side_of_the_world_shows_nothing() {
        let plane = Plane::Mercator;
        let center = plane.to_world([105.0, 6.4]);
        let camera = Camera { plane, center, world_per_pixel: 50_000.0, size_px: [90, 60] };
        let mut pixels = vec![[9, 9, 9, 255]; 90 * 60];
        draw(&graded(), &camera, &mut pixels);
        assert!(pixels.iter().all(|pixel| *pixel == [9, 9, 9, 255]));
    }
}
