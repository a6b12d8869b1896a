//! Where the map has looked and where it may look again: back and forward, saved views, overview.

use allpa_geom::Bounds;
use allpa_map::Camera;

use crate::layers::LayerId;

/// What the user wants of the views.
#[derive(Debug, Clone, PartialEq)]
pub enum TravelAction {
    /// To the view before.
    Back,
    /// To the view after.
    Forward,
    /// Shows this box (longitude, latitude).
    ShowBox(Bounds),
    /// Brings this position (longitude, latitude) to the middle.
    Center([f64; 2]),
    /// Shows a position that was typed.
    ShowPosition([f64; 2]),
    /// Keeps what the map shows.
    Save,
    /// Shows a saved view.
    Show(usize),
    /// Shows the saved view so many places on.
    Step(i64),
    /// Names a saved view.
    Rename(usize, String),
    /// Takes a saved view's place for what the map shows.
    Update(usize),
    /// Forgets a saved view.
    Remove(usize),
    /// Opens or closes the overview.
    ToggleOverview,
}

/// What the map showed, kept to be shown again.
#[derive(Debug, Clone, PartialEq)]
pub struct SavedView {
    /// Its name.
    pub name: String,
    /// What was on screen (longitude, latitude).
    pub extent: Bounds,
    /// Layers that were visible, from the bottom up.
    pub visible: Vec<LayerId>,
}

/// The views of the window.
#[derive(Debug, Default)]
pub struct Views {
    /// Saved views, in the order they are stepped through.
    pub saved: Vec<SavedView>,
    /// The one shown last.
    pub current: Option<usize>,
    /// Whether the overview is open.
    pub overview: bool,
    /// A position that was typed, marked on the map (longitude, latitude).
    pub marked: Option<[f64; 2]>,
    /// Where the map has looked.
    pub history: History,
}

/// Seconds that the map must rest for a view to count.
const REST: f64 = 0.5;
/// Views kept.
const MOST: usize = 200;

/// Where the map has looked.
#[derive(Debug, Default)]
pub struct History {
    rested: Vec<Place>,
    /// The place among them where the map is.
    at: usize,
    moving: Option<(Place, f64)>,
}

/// A view, the size of the window apart.
type Place = ([f64; 2], f64);

fn place(camera: &Camera) -> Place {
    (camera.center, camera.world_per_pixel)
}

impl History {
    /// Takes note of where the map looks at `now` seconds; how long until it must be told again.
    pub fn note(&mut self, camera: &Camera, now: f64) -> Option<f64> {
        let here = place(camera);
        if self.rested.get(self.at) == Some(&here) {
            self.moving = None;
            return None;
        }
        match self.moving {
            Some((known, since)) if known == here => {
                if now - since >= REST {
                    self.rest(here);
                    return None;
                }
                Some(REST - (now - since))
            }
            _ => {
                self.moving = Some((here, now));
                Some(REST)
            }
        }
    }

    /// The view before; what the map shows now can be come back to.
    pub fn back(&mut self, camera: &Camera) -> Option<Camera> {
        self.settle(camera);
        self.at = self.at.checked_sub(1)?;
        self.camera(camera)
    }

    /// The view after.
    pub fn forward(&mut self, camera: &Camera) -> Option<Camera> {
        self.settle(camera);
        if self.at + 1 >= self.rested.len() {
            return None;
        }
        self.at += 1;
        self.camera(camera)
    }

    /// Whether there is a view before.
    pub fn can_go_back(&self) -> bool {
        self.at > 0 || self.moving.is_some() && !self.rested.is_empty()
    }

    /// Whether there is a view after.
    pub fn can_go_forward(&self) -> bool {
        self.moving.is_none() && self.at + 1 < self.rested.len()
    }

    fn camera(&self, camera: &Camera) -> Option<Camera> {
        let (center, world_per_pixel) = *self.rested.get(self.at)?;
        Some(Camera { center, world_per_pixel, ..*camera })
    }

    /// Counts the view even if it has not rested.
    fn settle(&mut self, camera: &Camera) {
        let here = place(camera);
        if self.rested.get(self.at) != Some(&here) {
            self.rest(here);
        }
    }

    fn rest(&mut self, here: Place) {
        self.moving = None;
        self.rested.truncate(self.at + 1);
        self.rested.push(here);
        if self.rested.len() > MOST {
            self.rested.remove(0);
        }
        self.at = self.rested.len() - 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use allpa_map::Plane;

    fn camera(x: f64) -> Camera {
        Camera {
            plane: Plane::Mercator,
            center: [x, 0.0],
            world_per_pixel: 10.0,
            size_px: [100, 100],
        }
    }

    #[test]
    fn only_views_that_rest_are_come_back_to() {
        let mut history = History::default();
        history.note(&camera(0.0), 0.0);
        history.note(&camera(0.0), 1.0);
        // A drag: many places, the last one rests.
        for step in 1..=10 {
            history.note(&camera(f64::from(step)), 1.0 + f64::from(step) * 0.02);
        }
        assert!(history.note(&camera(10.0), 1.3).is_some(), "not yet");
        assert_eq!(history.note(&camera(10.0), 2.0), None);
        assert_eq!(history.back(&camera(10.0)), Some(camera(0.0)));
        assert_eq!(history.back(&camera(0.0)), None);
        assert_eq!(history.forward(&camera(0.0)), Some(camera(10.0)));
        assert_eq!(history.forward(&camera(10.0)), None);
    }

    #[test]
    fn a_new_view_ends_the_way_forward() {
        let mut history = History::default();
        for (x, now) in [(0.0, 0.0), (0.0, 1.0), (1.0, 2.0), (1.0, 3.0)] {
            history.note(&camera(x), now);
        }
        // From a view that has not rested yet, back leads to the last one that has.
        history.note(&camera(2.0), 3.1);
        assert!(history.can_go_back());
        assert_eq!(history.back(&camera(2.0)), Some(camera(1.0)));
        assert!(history.can_go_forward());
        history.note(&camera(5.0), 4.0);
        history.note(&camera(5.0), 5.0);
        assert!(!history.can_go_forward());
        assert_eq!(history.back(&camera(5.0)), Some(camera(1.0)));
    }

    #[test]
    fn the_size_of_the_window_is_that_of_now() {
        let mut history = History::default();
        history.note(&camera(0.0), 0.0);
        history.note(&camera(0.0), 1.0);
        let wide = Camera { size_px: [300, 200], ..camera(4.0) };
        assert_eq!(history.back(&wide).map(|camera| camera.size_px), Some([300, 200]));
    }
}
