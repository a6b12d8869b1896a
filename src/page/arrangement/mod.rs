//! Sheets laid out by hand: which pieces stand elsewhere than the template puts them, and which are
//! hidden.

mod guides;

use std::collections::BTreeMap;

use allpa_map::drawing::Area;
use serde::{Deserialize, Serialize};

use crate::{Orientation, POINTS_PER_MM, Paper};

pub use guides::{Grip, Guides, Held};

/// A piece of a sheet that can be moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Piece {
    /// The map with its frame.
    Map,
    /// The heading.
    Title,
    /// The arrow to the north.
    North,
    /// Number and bar of the scale.
    Scale,
    /// The legend.
    Legend,
    /// The small map.
    Location,
    /// Notices and title block.
    Credits,
}

impl Piece {
    /// All of them, as readers go through a sheet.
    pub const ALL: [Self; 7] = [
        Self::Map,
        Self::Title,
        Self::North,
        Self::Scale,
        Self::Legend,
        Self::Location,
        Self::Credits,
    ];

    /// Its name in files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Map => "map",
            Self::Title => "title",
            Self::North => "north",
            Self::Scale => "scale",
            Self::Legend => "legend",
            Self::Location => "location",
            Self::Credits => "credits",
        }
    }

    /// Width and height in millimetres below which it cannot be read.
    pub const fn least_mm(self) -> [f32; 2] {
        match self {
            Self::Map => [60.0, 60.0],
            Self::North => [6.0, 10.0],
            Self::Location => [20.0, 26.0],
            Self::Title => [30.0, 8.0],
            Self::Scale | Self::Legend | Self::Credits => [30.0, 14.0],
        }
    }
}

/// What was done to a piece.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Place {
    /// Left, top, right and bottom in millimetres from the upper left corner of the paper; where the
    /// template puts it when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area: Option<[f32; 4]>,
    /// Whether it is left out.
    #[serde(default)]
    pub hidden: bool,
}

/// What was done to the template of one size of paper.
pub type Arrangement = BTreeMap<Piece, Place>;

/// The arrangements of a plan.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Arrangements(BTreeMap<String, Arrangement>);

impl Arrangements {
    /// As they are kept; the template where that is nothing that this program knows.
    pub fn read(kept: &str) -> Self {
        serde_json::from_str(kept).unwrap_or_default()
    }

    /// To be kept; empty where everything is as in the template.
    pub fn kept(&self) -> String {
        if self.0.is_empty() {
            return String::new();
        }
        // Names and numbers: nothing that JSON cannot hold.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// What was done to this paper.
    pub fn of(&self, paper: Paper, orientation: Orientation) -> Arrangement {
        self.0.get(&name(paper, orientation)).cloned().unwrap_or_default()
    }

    /// Does that to this paper; what is left as in the template is forgotten.
    pub fn set(&mut self, paper: Paper, orientation: Orientation, mut arrangement: Arrangement) {
        arrangement.retain(|_, place| *place != Place::default());
        let name = name(paper, orientation);
        if arrangement.is_empty() {
            self.0.remove(&name);
        } else {
            self.0.insert(name, arrangement);
        }
    }
}

fn name(paper: Paper, orientation: Orientation) -> String {
    let side = match orientation {
        Orientation::Landscape => "landscape",
        Orientation::Portrait => "portrait",
    };
    format!("{} {side}", paper.name())
}

/// Where a piece was put, in points, on paper of this size (millimetres): whatever a file says, all of
/// it lies on the paper and can be read.
pub(crate) fn put(arrangement: &Arrangement, piece: Piece, paper_mm: [f32; 2]) -> Option<Area> {
    let area = arrangement.get(&piece)?.area?;
    if !area.iter().all(|side| side.is_finite()) {
        return None;
    }
    let least = piece.least_mm();
    let along = |axis: usize| {
        let low = area[axis].clamp(0.0, paper_mm[axis] - least[axis]);
        [low, area[axis + 2].clamp(low + least[axis], paper_mm[axis])]
    };
    let ([left, right], [top, bottom]) = (along(0), along(1));
    Some([left, top, right, bottom].map(|side| side * POINTS_PER_MM))
}

/// Whether a piece is left out.
pub(crate) fn is_hidden(arrangement: &Arrangement, piece: Piece) -> bool {
    arrangement.get(&piece).is_some_and(|place| place.hidden)
}
