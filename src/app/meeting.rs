//! Meeting mode: the map fills the screen in large letters, views are stepped through, and what is
//! drawn with the marker stays on the ground. Nothing of it reaches the preferences, and the plan only
//! what the user keeps.

use std::sync::Arc;

use allpa_geom::Coord;
use allpa_map::style::{LabelStyle, LayerStyle};
use allpa_map::{Camera, Scene};

use crate::layers::LayerId;

/// How much larger signs and letters of the map are.
pub const LARGER: f32 = 2.2;

/// Smallest letters in a meeting, in pixels: they are read on 1024×768 from the last row.
pub const SMALLEST_PX: f32 = 24.0;

/// The map with no name smaller than [`SMALLEST_PX`], which is drawn [`LARGER`].
pub fn in_large_letters(mut scene: Scene) -> Scene {
    let least = SMALLEST_PX / LARGER;
    for layer in &mut scene.layers {
        let Some(label) = layer.style.label.as_ref().filter(|label| label.size_px < least) else {
            continue;
        };
        let label = Some(LabelStyle { size_px: least, ..label.clone() });
        let style = Arc::new(LayerStyle { label, ..LayerStyle::clone(&layer.style) });
        *layer = layer.clone().with_style(style, Arc::clone(&layer.classes));
    }
    scene
}

/// What the user wants of a meeting.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum MeetingAction {
    /// Begins the meeting, at this second of the window's clock.
    Enter(f64),
    /// Ends it; everything is as before.
    Leave,
    /// Ends what covers the map, else the meeting.
    Back,
    /// The view so many places on.
    Step(i64),
    /// Begins a stroke with the marker at a position (longitude, latitude).
    Touch(Coord),
    /// Goes on with it.
    Draw(Coord),
    /// Takes the last stroke away.
    Undo,
    /// Takes all strokes away.
    Clear,
    /// After the meeting: makes the strokes a layer of the plan.
    KeepInk,
    /// The colour of the marker, by number.
    Color(usize),
    /// Turns one of these on or off.
    Toggle(Part),
    /// Starts the clock anew, at this second of the window's clock.
    Clock(f64),
}

/// What can be turned on and off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The marker: the hand draws instead of moving the map.
    Marker,
    /// Light around the pointer only.
    Spotlight,
    /// Nothing on the screen.
    Blank,
    /// The map stays where it is.
    Frozen,
    /// The clock.
    Clock,
    /// The figures of the present answer.
    Figures,
    /// The legend.
    Legend,
    /// The keys.
    Help,
}

/// A stroke of the marker on the ground.
#[derive(Debug, Clone, PartialEq)]
pub struct Stroke {
    /// Number of its colour.
    pub color: usize,
    /// Longitudes and latitudes.
    pub points: Vec<Coord>,
}

/// How the window was before.
#[derive(Debug, Clone)]
pub struct Before {
    /// Where the map looked.
    pub camera: Camera,
    /// Which layers were shown.
    pub eyes: Vec<(LayerId, bool)>,
    /// The view shown last.
    pub view: Option<allpa_model::plan::ViewKey>,
    /// Whether the window filled the screen.
    pub is_full_screen: bool,
    /// How large its letters were.
    pub text_scale: f32,
}

/// A meeting.
#[derive(Debug, Clone, Default)]
pub struct Meeting {
    /// How the window was before; `None` while there is no meeting.
    pub before: Option<Before>,
    /// What was drawn; kept for the next meeting.
    pub ink: Vec<Stroke>,
    /// Number of the marker's colour.
    pub color: usize,
    /// When the clock was started.
    pub started: f64,
    on: Vec<Part>,
}

impl Meeting {
    /// Whether there is a meeting.
    pub fn is_on(&self) -> bool {
        self.before.is_some()
    }

    /// Whether a part is turned on.
    pub fn shows(&self, part: Part) -> bool {
        self.on.contains(&part)
    }

    /// Turns a part on or off.
    pub fn toggle(&mut self, part: Part) {
        if self.shows(part) {
            self.on.retain(|one| *one != part);
        } else {
            self.on.push(part);
        }
    }

    /// Begins with the legend and the figures.
    pub fn begin(&mut self, before: Before, now: f64) {
        self.before = Some(before);
        self.started = now;
        self.on = vec![Part::Legend, Part::Figures];
    }

    /// Turns off what lies over the map, the uppermost first; `false` when there is nothing.
    pub fn uncover(&mut self) -> bool {
        let over = [Part::Blank, Part::Help, Part::Spotlight];
        let found = over.into_iter().find(|part| self.shows(*part));
        if let Some(part) = found {
            self.toggle(part);
        }
        found.is_some()
    }

    /// Begins a stroke.
    pub fn touch(&mut self, at: Coord) {
        self.ink.push(Stroke { color: self.color, points: vec![at] });
    }

    /// Goes on with the last stroke.
    pub fn draw(&mut self, at: Coord) {
        if let Some(stroke) = self.ink.last_mut()
            && stroke.points.last() != Some(&at)
        {
            stroke.points.push(at);
        }
    }
}

#[cfg(test)]
mod tests {
    use allpa_map::drawing::{self, Mark, POINTS_PER_PIXEL};
    use allpa_map::style::{MapTheme, of_layer};
    use allpa_map::{Fonts, Plane, PreparedLayer, SceneLayer};
    use allpa_model::role::recognise;

    use super::*;
    use crate::theme;

    #[test]
    fn names_on_the_map_are_large_even_where_their_style_is_small() {
        let layer = Arc::new(allpa_files::atlas::builtin().read("departments", &()).expect("read"));
        let mut style = of_layer(&layer, &recognise(&layer), 0, &MapTheme::LIGHT);
        style.label.as_mut().expect("departments have names").size_px = 6.0;
        let prepared = PreparedLayer::new(layer, Plane::Mercator).expect("degrees");
        let layer = SceneLayer::new(0, "", Arc::new(prepared), Arc::new(style));
        let fonts = Fonts::new(theme::REGULAR.to_vec(), theme::SEMIBOLD.to_vec()).expect("sound");
        let scene = Scene::new(vec![layer], MapTheme::LIGHT).with_fonts(Arc::new(fonts));
        let bounds = scene.bounds().expect("somewhere");
        let camera = Camera::fit(Plane::Mercator, bounds, [1024, 768], 0.0);
        let smallest = |scene: Scene| {
            let marks = drawing::draw(&scene, &camera, [0.0; 2], drawing::Parts::default());
            let sizes = marks.iter().filter_map(|mark| match mark {
                Mark::Words(words) => Some(words.text.size / POINTS_PER_PIXEL * LARGER),
                _ => None,
            });
            sizes.min_by(f32::total_cmp).expect("there are names")
        };
        let scene = Scene { pixel_ratio: LARGER, ..scene };
        assert!(smallest(scene.clone()) < SMALLEST_PX);
        assert!(smallest(in_large_letters(scene)) >= SMALLEST_PX - 1e-3);
    }
}
