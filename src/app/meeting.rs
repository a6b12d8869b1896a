//! Meeting mode: the map fills the screen in large letters, views are stepped through, and what is
//! drawn with the marker stays on the ground. Nothing of it reaches the plan or the preferences.

use allpa_geom::Coord;
use allpa_map::Camera;

use crate::layers::LayerId;

/// How much larger signs and letters of the map are.
pub const LARGER: f32 = 2.2;

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
