//! What the hand does on the map: look around, select, measure. What is being drawn lives here.

use allpa_geom::{Coord, Hectares, Meters, measure};

/// What a click or a drag on the map does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tool {
    /// Moves the map and tells what is there.
    #[default]
    Explore,
    /// Selects what a box touches.
    SelectBox,
    /// Selects what an outline touches.
    SelectOutline,
    /// Measures along clicks.
    Measure,
}

/// What the user wants of the tools.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ToolAction {
    /// Takes a tool up; the one in use is put down.
    Choose(Tool),
    /// Adds a vertex (longitude, latitude) to what is drawn.
    AddVertex(Coord),
    /// Takes the last vertex away.
    RemoveLast,
    /// Ends what is drawn; `mode` says what a selection does with the one there is.
    Finish(Mode),
}

/// What a selection does with the one there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mode {
    /// Takes its place.
    #[default]
    Replace,
    /// Joins it.
    Add,
    /// Is taken out of it.
    Subtract,
    /// Takes out what is in it, and joins the rest.
    Toggle,
}

/// The tool in use and what is drawn with it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Tools {
    /// The tool in use.
    pub tool: Tool,
    /// Vertices (longitude, latitude) of an outline or of what is measured.
    pub vertices: Vec<Coord>,
    /// What is measured is complete; it stays until the next click.
    pub is_finished: bool,
}

impl Tools {
    /// Whether clicks draw something.
    pub fn is_drawing(&self) -> bool {
        matches!(self.tool, Tool::SelectOutline | Tool::Measure)
    }

    /// Takes a tool up; the same one again puts it down.
    pub fn choose(&mut self, tool: Tool) {
        let tool = if self.tool == tool { Tool::Explore } else { tool };
        *self = Self { tool, ..Self::default() };
    }

    /// Adds a vertex; after a complete figure it begins another.
    pub fn add(&mut self, at: Coord) {
        if self.is_finished {
            self.vertices.clear();
            self.is_finished = false;
        }
        self.vertices.push(at);
    }

    /// One step back: the figure goes on, its last vertex goes, the tool is put down. `false` when
    /// there is nothing to step back from.
    pub fn step_back(&mut self) -> bool {
        if self.tool == Tool::Explore {
            return false;
        }
        if self.is_finished {
            self.is_finished = false;
        } else if self.vertices.pop().is_none() {
            self.tool = Tool::Explore;
        }
        true
    }

    /// What is measured, with the pointer as the vertex to come.
    pub fn measured(&self, pointer: Option<Coord>) -> Option<Measured> {
        let pointer = pointer.filter(|_| !self.is_finished);
        let path: Vec<Coord> = self.vertices.iter().copied().chain(pointer).collect();
        if self.tool == Tool::Measure { Measured::of(&path) } else { None }
    }
}

/// Geodesic figures of a path on WGS 84.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Measured {
    /// Length of the whole path.
    pub length: Meters,
    /// Length of its last leg.
    pub leg: Meters,
    /// Direction in which the last leg leaves, in degrees clockwise from north, 0 to 360.
    pub azimuth: f64,
    /// What the path encloses when its end is joined to its start.
    pub enclosed: Option<Enclosed>,
}

/// Area and border of a closed path.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Enclosed {
    /// Its area; `None` where it crosses itself and has none.
    pub area: Option<Hectares>,
    /// Length of its border.
    pub perimeter: Meters,
}

impl Measured {
    /// Measures a path of at least two different positions.
    pub fn of(path: &[Coord]) -> Option<Self> {
        let mut path = path.to_vec();
        path.dedup();
        let [.., from, to] = path[..] else { return None };
        let (length, leg) = (measure::line_length(&path), measure::distance(from, to));
        let azimuth = measure::azimuth(from, to).rem_euclid(360.0);
        let enclosed = (path.len() > 2).then(|| {
            let perimeter = length + measure::distance(to, path[0]);
            let area = (!crosses_itself(&path)).then(|| measure::outline_area(&path));
            Enclosed { area, perimeter }
        });
        Some(Self { length, leg, azimuth, enclosed })
    }
}

/// Whether two edges of the closed path that are not neighbours meet.
pub(crate) fn crosses_itself(path: &[Coord]) -> bool {
    use geo::Intersects as _;
    let count = path.len();
    let edge = |i: usize| {
        geo::Line::new(geo::Coord::from(path[i]), geo::Coord::from(path[(i + 1) % count]))
    };
    (0..count).any(|i| {
        (i + 2..count).filter(|j| (j + 1) % count != i).any(|j| edge(i).intersects(&edge(j)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One degree cell at the equator: 12 308 778 361.469 m² by GeographicLib's own test data; a
    /// degree along the equator is 111 319.490 793 m.
    #[test]
    fn a_cell_of_one_degree_has_the_published_figures() {
        let cell = [[0., 0.], [1., 0.], [1., 1.], [0., 1.]];
        let found = Measured::of(&cell).expect("a path");
        let enclosed = found.enclosed.expect("closed");
        let area = enclosed.area.expect("no crossing").value();
        assert!((area - 1_230_877.836_146_9).abs() < 1e-3, "{area}");
        let leg = Measured::of(&cell[..2]).expect("a leg");
        assert!((leg.length.value() - 111_319.490_793).abs() < 1e-4, "{leg:?}");
        assert!((leg.azimuth - 90.0).abs() < 1e-9);
        assert!((found.azimuth - 270.0).abs() < 0.01, "{}", found.azimuth);
        assert!(enclosed.perimeter > found.length);
    }

    #[test]
    fn a_path_that_crosses_itself_has_no_area() {
        let bow = [[0., 0.], [1., 1.], [1., 0.], [0., 1.]];
        let enclosed = Measured::of(&bow).and_then(|found| found.enclosed).expect("closed");
        assert_eq!(enclosed.area, None);
        assert_eq!(Measured::of(&[[0., 0.]]), None);
        assert_eq!(Measured::of(&[[0., 0.], [0., 0.]]), None, "a double click adds no leg");
    }

    #[test]
    fn steps_go_back_to_the_hand() {
        let mut tools = Tools::default();
        assert!(!tools.step_back());
        tools.choose(Tool::Measure);
        tools.add([0., 0.]);
        tools.add([1., 0.]);
        tools.is_finished = true;
        assert!(tools.step_back() && tools.vertices.len() == 2, "the figure goes on");
        assert!(tools.step_back() && tools.vertices.len() == 1);
        assert!(tools.step_back() && tools.tool == Tool::Measure);
        assert!(tools.step_back() && tools.tool == Tool::Explore);
        tools.choose(Tool::Measure);
        tools.is_finished = true;
        tools.add([2., 0.]);
        assert_eq!(tools.vertices, [[2., 0.]], "a click after the end begins anew");
    }
}
