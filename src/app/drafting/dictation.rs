//! Corners that are dictated: a table pasted or typed, what it draws, and the way back to a table;
//! and single positions typed while something is drawn.

use allpa_geom::{Coord, Epsg, measure};
use allpa_model::plan::{Drawn, ProposalKey};
use allpa_model::position::{Corners, Leg, guess_system, read_corners, read_leg, read_typed};
use allpa_text::Texts;

use super::Tool;

/// What the user may do with a table of corners.
#[derive(Debug, Clone, PartialEq)]
pub enum DictationAction {
    /// Opens an empty table, or that of a proposal to change it.
    Open(Option<ProposalKey>),
    /// The table as it is now.
    Write(String),
    /// Says which system it is written in.
    SetSystem(Epsg),
    /// Says what it draws.
    SetTool(Tool),
    /// Shows what it draws on the map.
    Show,
    /// Makes a proposal of it, or changes the one it belongs to.
    Finish,
    /// Puts it away.
    Cancel,
}

/// A table of corners while it is written, and what it draws.
#[derive(Debug, Clone, PartialEq)]
pub struct Dictation {
    /// The proposal whose corners they are; `None` for a new one.
    pub of: Option<(ProposalKey, Drawn)>,
    /// What it draws.
    pub tool: Tool,
    /// The table as written.
    pub text: String,
    /// Its system.
    pub system: Epsg,
    /// Whether the user said so.
    pub is_system_chosen: bool,
    /// What was understood.
    pub corners: Corners,
    /// What it draws, once there are corners enough.
    pub shape: Option<Drawn>,
    /// Whether an outline crosses itself.
    pub crosses_itself: bool,
}

impl Dictation {
    /// An empty table.
    pub fn new(tool: Tool) -> Self {
        Self {
            of: None,
            tool,
            text: String::new(),
            system: Epsg::new(32718),
            is_system_chosen: false,
            corners: Corners::default(),
            shape: None,
            crosses_itself: false,
        }
    }

    /// Reads the table anew. `near` is where the map looks: it tells zones apart that are not named.
    pub fn read(&mut self, near: Coord) {
        if !self.is_system_chosen
            && let Some(system) = guess_system(&self.text, near)
        {
            self.system = system;
        }
        self.corners = read_corners(&self.text, self.system);
        let run = |run: &Vec<allpa_model::position::Corner>| -> Vec<Coord> {
            run.iter().map(|corner| corner.at).collect()
        };
        let runs: Vec<Vec<Coord>> = self.corners.runs.iter().map(run).collect();
        let shape = Drawn::of_corners(&runs, self.tool.shape_kind());
        self.shape = shape.map(|shape| match &self.of {
            Some((_, known)) => shape.settled_on(known),
            None => shape,
        });
        self.crosses_itself = self.tool == Tool::Polygon
            && self.shape.iter().flat_map(Drawn::rings).any(|ring| {
                let open = &ring[..ring.len() - 1];
                open.len() <= MOST_CHECKED && crate::tools::crosses_itself(open)
            });
    }

    /// Number of corners understood.
    pub fn count(&self) -> usize {
        self.corners.runs.iter().map(Vec::len).sum()
    }
}

/// Corners up to which an outline is checked at every letter that is typed.
const MOST_CHECKED: usize = 2_000;

/// The corners of a shape as a table for spreadsheets, parted by tabs: easting and northing in the
/// UTM zone of its middle, two decimals. [`Dictation::read`] draws the same of it.
pub fn corner_table(shape: &Drawn, texts: &Texts) -> Option<String> {
    let (zone, runs) = shape.corners()?;
    let columns = ["corner-number", "corner-east", "corner-north"].map(|key| texts.get(key));
    let mut text = format!("{}\n{}\n", zone.wgs84().name(), columns.join("\t"));
    for (at, run) in runs.iter().enumerate() {
        if at > 0 {
            text += "\n";
        }
        if run.is_hole {
            text += &texts.get("corner-hole");
            text += "\n";
        }
        let line = |(number, [east, north]): (usize, &Coord)| {
            format!("{}\t{east:.2}\t{north:.2}\n", number + 1)
        };
        text.extend(run.coords.iter().enumerate().map(line));
    }
    Some(text)
}

/// What was typed for the next vertex.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Typed {
    /// A bearing and a length from the last vertex.
    Leg(Leg, Coord),
    /// A position.
    Position(Coord),
}

impl Typed {
    /// Reads what was typed; `last` is the vertex before. `None` for what is neither.
    pub fn read(text: &str, last: Option<Coord>) -> Option<Self> {
        let upper = text.to_uppercase();
        let leg = last.and_then(|from| {
            let leg = read_leg(text).ok()?;
            Some(Self::Leg(leg, measure::destination(from, leg.azimuth, leg.distance)))
        });
        let names_it = ["AZ", "ACIMUT", "RUMBO", "BEARING"].iter().any(|word| upper.contains(word));
        let has_unit = upper.trim_end_matches(['.', ' ']).ends_with(['M', 'S'])
            && !upper.trim().ends_with("18S");
        if (names_it || has_unit) && leg.is_some() {
            return leg;
        }
        let position = read_typed(text).into_iter().next();
        let is_sure = position.as_ref().is_some_and(|reading| reading.doubt.is_none());
        let position = position.map(|reading| Self::Position(reading.at));
        if is_sure { position } else { leg.or(position) }
    }

    /// Where it leads.
    pub fn at(self) -> Coord {
        match self {
            Self::Leg(_, at) | Self::Position(at) => at,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use allpa_text::Language;

    #[test]
    fn a_table_draws_and_is_copied_in_both_languages() {
        let mut dictation = Dictation::new(Tool::Polygon);
        dictation.text =
            "1 281491 9332561\n2 282491 9332561\n3 282491 9333561\n4 281491 9333561".into();
        dictation.read([-76.9, -6.0]);
        let shape = dictation.shape.clone().expect("four corners");
        // 100 ha of the grid; the ground is a little smaller where the scale is above one.
        let area = shape.area().expect("a polygon").value();
        assert!((area - 100.0).abs() < 0.1, "{area}");
        for language in [Language::Spanish, Language::English] {
            let table = corner_table(&shape, &Texts::new(language)).expect("a zone");
            let mut again = Dictation::new(Tool::Polygon);
            again.text = table.clone();
            again.read([-70.0, -15.0]);
            assert_eq!((again.count(), again.corners.faults.len()), (4, 0), "{table}");
            assert_eq!(again.system, Epsg::new(32718));
            let again = again.shape.expect("the same corners");
            for (a, b) in again.rings()[0].iter().zip(shape.rings()[0]) {
                assert!(measure::distance(*a, *b).value() < 0.0075);
            }
        }
        dictation.text =
            "1 281491 9332561\n2 282491 9333561\n3 282491 9332561\n4 281491 9333561".into();
        dictation.read([-76.9, -6.0]);
        assert!(dictation.crosses_itself);
    }

    #[test]
    fn legs_and_positions_are_told_apart() {
        let last = Some([-76.97, -6.03]);
        let leg = |text: &str| matches!(Typed::read(text, last), Some(Typed::Leg(..)));
        for text in ["N 35°20' E 120 m", "azimut 35.3, 120", "35.3 120", "S 12°30' O 76 m", "NE 50"]
        {
            assert!(leg(text), "{text}");
            assert!(!matches!(Typed::read(text, None), Some(Typed::Leg(..))), "{text}");
        }
        for text in ["-6.0347, -76.9742", "18S 281491 9332561", "281491 9332561 18S"] {
            assert!(matches!(Typed::read(text, last), Some(Typed::Position(_))), "{text}");
        }
        assert_eq!(Typed::read("hola", last), None);
        let at = Typed::read("azimut 90, 1 km", last).expect("a leg").at();
        let far = measure::distance([-76.97, -6.03], at).value();
        assert!((far - 1000.0).abs() < 1e-6 && at[0] > -76.97, "{at:?}");
    }
}
