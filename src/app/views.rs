//! Where the map has looked and where it may look again: back and forward, overview, and which of
//! the plan's views is shown.

use allpa_geom::Bounds;
use allpa_map::Camera;
use allpa_model::plan::ViewKey;

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
    /// Shows the view at this place among those the plan keeps.
    Show(usize),
    /// Shows the view so many places on.
    Step(i64),
    /// Opens or closes the overview.
    ToggleOverview,
}

/// The views of the window.
#[derive(Debug, Default)]
pub struct Views {
    /// The view of the plan that was shown last.
    pub current: Option<ViewKey>,
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
type Place = Camera;

fn place(camera: &Camera) -> Place {
    Camera { size_px: [0, 0], ..*camera }
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

    /// The view there, in the plane and the size of the map as it is now.
    fn camera(&mut self, camera: &Camera) -> Option<Camera> {
        let kept = self.rested.get_mut(self.at)?;
        let found = Camera { size_px: camera.size_px, ..*kept };
        if found.plane == camera.plane {
            return Some(found);
        }
        let found = found.in_plane(camera.plane);
        *kept = place(&found);
        Some(found)
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
    use allpa_geom::UtmZone;
    use allpa_map::Plane;

    fn camera(x: f64) -> Camera {
        let plane = Plane::Mercator;
        Camera { plane, center: [x, 0.0], world_per_pixel: 10.0, size_px: [100, 100] }
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

    #[test]
    fn a_view_of_another_plane_is_come_back_to_in_the_one_at_hand() {
        let lima = Plane::Mercator.to_world([-77.0, -12.0]);
        let there = Camera { center: lima, ..camera(0.0) };
        let mut history = History::default();
        history.note(&there, 0.0);
        history.note(&there, 1.0);
        let utm = Plane::Utm(UtmZone { number: 18, south: true });
        let elsewhere = Camera { center: [lima[0] + 9e4, lima[1]], ..there }.in_plane(utm);
        let back = history.back(&elsewhere).expect("a view");
        assert_eq!(back.plane, utm);
        let [x, y] = utm.from_world(back.center);
        assert!((x + 77.0).abs() < 1e-6 && (y + 12.0).abs() < 1e-6, "{x} {y}");
        history.note(&back, 2.0);
        assert!(history.can_go_forward(), "coming back is no new view");
    }
}
