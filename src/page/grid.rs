//! The grid of coordinates over the map and along its frame.

use allpa_map::drawing::{Area, Mark, POINTS_PER_PIXEL};
use allpa_map::style::{Color, Stroke};
use allpa_map::{Camera, Plane};

use crate::FINENESS;

/// Lines lie at least so far apart, in millimetres.
const LEAST_MM: f32 = 35.0;

/// One line of the grid.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct GridLine {
    /// Where it meets the frame, in points: x of a line that stands, y of one that lies.
    pub at: f32,
    /// What it says: metres, or degrees with minutes.
    pub label: String,
}

/// The lines of a map.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Grid {
    /// Lines that stand: eastings or longitudes.
    pub standing: Vec<GridLine>,
    /// Lines that lie: northings or latitudes.
    pub lying: Vec<GridLine>,
}

impl Grid {
    /// The grid of what `camera` shows in `frame`: metres of the UTM zone, or degrees in Mercator,
    /// in both of which the lines run along the frame.
    pub fn of(camera: &Camera, frame: Area) -> Self {
        let world = camera.visible_world(0.0);
        let [low, high] = match camera.plane {
            Plane::Utm(_) => [world.min, world.max],
            Plane::Mercator => [world.min, world.max].map(|at| camera.plane.from_world(at)),
        };
        // The map has whole pixels, the frame up to half a pixel more or less.
        let points = camera.size_px.map(|side| side as f32 * POINTS_PER_PIXEL / FINENESS);
        let least = f64::from(crate::mm(LEAST_MM));
        let per_point = (high[0] - low[0]) / f64::from(points[0]);
        let step = match camera.plane {
            Plane::Utm(_) => round_up(per_point * least),
            Plane::Mercator => round_degrees(per_point * least),
        };
        let lines = |axis: usize| {
            let first = (low[axis] / step).ceil() as i64;
            let last = (high[axis] / step).floor() as i64;
            (first..=last)
                .map(|number| {
                    let value = number as f64 * step;
                    let mut place = camera.plane.from_world(camera.center);
                    let world = match camera.plane {
                        Plane::Utm(_) => [value, value],
                        Plane::Mercator => {
                            place[axis] = value;
                            camera.plane.to_world(place)
                        }
                    };
                    let share = (world[axis] - world_low(camera)[axis]) / extent(camera)[axis];
                    let at = if axis == 0 {
                        frame[0] + share as f32 * points[0]
                    } else {
                        frame[1] + (1.0 - share as f32) * points[1]
                    };
                    GridLine { at, label: label(camera.plane, axis, value, step) }
                })
                .collect()
        };
        Self { standing: lines(0), lying: lines(1) }
    }

    /// The lines over the map.
    pub fn marks(&self, frame: Area, color: Color) -> Vec<Mark> {
        let [left, top, right, bottom] = frame;
        let standing = self.standing.iter().map(|line| vec![[line.at, top], [line.at, bottom]]);
        let lying = self.lying.iter().map(|line| vec![[left, line.at], [right, line.at]]);
        let lines: Vec<_> = standing.chain(lying).collect();
        if lines.is_empty() {
            return Vec::new();
        }
        vec![Mark::Lines { lines, stroke: Stroke::new(color, 0.3) }]
    }
}

fn world_low(camera: &Camera) -> [f64; 2] {
    camera.visible_world(0.0).min
}

fn extent(camera: &Camera) -> [f64; 2] {
    let world = camera.visible_world(0.0);
    [world.width(), world.height()]
}

/// The next 1, 2 or 5 times a power of ten.
pub(crate) fn round_up(least: f64) -> f64 {
    let power = 10f64.powf(least.log10().floor());
    [1.0, 2.0, 5.0, 10.0]
        .map(|times| times * power)
        .into_iter()
        .find(|step| *step >= least * (1.0 - 1e-9))
        .unwrap_or(power * 10.0)
}

/// The next step of degrees, minutes or seconds that people count by.
fn round_degrees(least: f64) -> f64 {
    let seconds = [1.0, 2.0, 5.0, 10.0, 15.0, 30.0];
    let steps = seconds.map(|s| s / 3600.0).into_iter();
    let steps = steps.chain(seconds.map(|m| m / 60.0)).chain([1.0, 2.0, 5.0, 10.0, 15.0, 30.0]);
    steps.into_iter().find(|step| *step >= least).unwrap_or(30.0)
}

fn label(plane: Plane, axis: usize, value: f64, step: f64) -> String {
    match plane {
        Plane::Utm(_) => grouped(value.round() as i64),
        Plane::Mercator => {
            let half = match (axis, value < 0.0) {
                (0, true) => "O",
                (0, false) => "E",
                (_, true) => "S",
                (_, false) => "N",
            };
            let seconds = (value.abs() * 3600.0).round() as i64;
            let (degrees, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
            if step >= 1.0 {
                format!("{degrees}° {half}")
            } else if step >= 1.0 / 60.0 {
                format!("{degrees}°{minutes:02}′ {half}")
            } else {
                format!("{degrees}°{minutes:02}′{rest:02}″ {half}")
            }
        }
    }
}

/// Digits in groups of three.
pub(crate) fn grouped(number: i64) -> String {
    let digits = number.abs().to_string();
    let mut out = if number < 0 { String::from("−") } else { String::new() };
    for (i, digit) in digits.char_indices() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push('\u{2009}');
        }
        out.push(digit);
    }
    out
}
