//! Drawing proposals on the map: what is being drawn, and which proposal is being edited.

mod dictation;
mod follow;
mod offset;
mod outline;
mod snap;

use std::collections::BTreeMap;

use allpa_geom::{Coord, ShapeKind};
use allpa_model::plan::{Drawn, Facts, Plan, ProposalKey, ProposalKind};
use egui::Context;

use crate::job::Crashed;

pub use dictation::{Dictation, DictationAction, Typed, corner_table};
pub use follow::Follower;
pub use offset::{OffsetAction, Offsetting, Outcome};
pub use outline::{Outline, OutlineAction};
pub use snap::{Catch, Snap, SnapKind, snap};

/// What is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tool {
    /// One position.
    Point,
    /// A line.
    Line,
    /// A polygon.
    Polygon,
}

/// What the user may do while drawing.
#[derive(Debug, Clone, PartialEq)]
pub enum DraftAction {
    /// Takes a tool in hand.
    Start(Tool),
    /// Adds a position (longitude, latitude).
    Add(Coord),
    /// Adds the positions of a way along lines.
    AddWay(Vec<Coord>),
    /// Whether the way between two vertices on lines follows them.
    Follow(bool),
    /// Takes away what was added last.
    RemoveLast,
    /// Ends what is drawn: it becomes a proposal.
    Finish,
    /// Drops what is drawn, and the tool.
    Cancel,
    /// Puts a proposal on the card.
    Select(Option<ProposalKey>),
    /// Moves a vertex of that proposal while it is dragged.
    Drag {
        /// Its ring, counted over all parts.
        ring: usize,
        /// Its number in the ring.
        vertex: usize,
        /// Where to.
        to: Coord,
    },
    /// The hand lets go of the vertex.
    Drop,
    /// Names the proposal.
    SetName(String),
    /// Says what it is.
    SetKind(ProposalKind),
    /// Writes a remark.
    SetNote(String),
    /// Says to which alternative it belongs.
    SetAlternative(String),
    /// Says its class, stage, cost, years, financing.
    SetFacts(Box<Facts>),
    /// Draws what cuts the proposal on the card.
    StartCut(Cut),
    /// Fills the holes of that proposal.
    FillHoles,
    /// Makes that proposal and another one of its kind one.
    Merge(ProposalKey),
    /// Takes away from that proposal what another one covers.
    Subtract(ProposalKey),
    /// Takes away from that proposal what the selected features cover.
    SubtractSelection,
    /// Takes a vertex of that proposal in hand: its ring, counted over all parts, and its number.
    SelectVertex(Option<(usize, usize)>),
    /// Adds a vertex after another one; in the middle of the edge where no place is given.
    InsertVertex {
        /// Its ring.
        ring: usize,
        /// Number of the vertex before it.
        after: usize,
        /// Where.
        at: Option<Coord>,
    },
    /// Takes the vertex in hand away.
    RemoveVertex,
    /// Whether a vertex that several proposals share changes in all of them.
    SetTogether(bool),
    /// Takes the vertex in hand there.
    MoveVertex(Coord),
    /// Types the next vertex, or where that in hand goes: a bearing and a length, or a position.
    Type(String),
    /// Adds the vertex that is typed, or takes that in hand there.
    AddTyped,
    /// A table of corners.
    Dictate(DictationAction),
    /// A parallel, or a polygon widened or narrowed.
    Offset(OffsetAction),
    /// The outline that drawings are kept inside of.
    Outline(OutlineAction),
}

/// What is done with what is drawn, instead of a proposal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cut {
    /// A line splits the proposal on the card.
    Split,
    /// A polygon becomes a hole in it.
    Hole,
}

/// What is being drawn, and edited.
#[derive(Debug, Default)]
pub struct Drafting {
    /// The tool in hand.
    pub tool: Option<Tool>,
    /// Positions so far.
    pub coords: Vec<Coord>,
    /// How many there were before each gesture.
    pub gestures: Vec<usize>,
    /// Whether the way between two vertices on lines follows them.
    pub follows: bool,
    /// The proposal on the card.
    pub selected: Option<ProposalKey>,
    /// Its shape while a vertex is dragged, and those of the proposals that share the vertex.
    pub dragged: BTreeMap<ProposalKey, Drawn>,
    /// Whether a vertex changes in that proposal alone, though others share it.
    pub is_alone: bool,
    /// What the drawing cuts; `None` where it becomes a proposal.
    pub cut: Option<Cut>,
    /// The vertex in hand of the proposal on the card.
    pub vertex: Option<(usize, usize)>,
    /// What is typed for the next vertex, or for that in hand.
    pub typed: String,
    /// A table of corners that is being written.
    pub dictation: Option<Dictation>,
    /// An offset of the proposal on the card that is being looked for.
    pub offset: Option<Offsetting>,
    /// What is drawn is kept inside of it.
    pub outline: Option<Outline>,
}

impl Drafting {
    /// The shape of what is drawn so far and of the positions that come next; `None` while that is
    /// not enough.
    pub fn shape(&self, next: &[Coord]) -> Option<Drawn> {
        let mut coords = self.coords.clone();
        let is_there = next.first().is_some_and(|next| self.coords.last() == Some(next));
        coords.extend(&next[usize::from(is_there)..]);
        let shape = match self.tool? {
            Tool::Point => Drawn::Point(*coords.last()?),
            Tool::Line => Drawn::Line(vec![coords]),
            Tool::Polygon => {
                coords.push(*coords.first()?);
                Drawn::Polygon(vec![vec![coords]])
            }
        };
        shape.is_sound().then_some(shape)
    }

    /// Whether what the hand does on the map draws: then nothing is named or traced below it.
    pub fn is_drawing(&self) -> bool {
        self.tool.is_some() || self.offset.is_some()
    }

    /// Whether the hand is free for the vertices of the proposal on the card.
    pub fn edits_vertices(&self) -> bool {
        self.tool.is_none() && self.dictation.is_none() && self.offset.is_none()
    }

    /// Adds the positions of one gesture; a double click gives the same one twice.
    pub fn add(&mut self, way: &[Coord]) {
        let before = self.coords.len();
        for at in way {
            if self.coords.last() != Some(at) {
                self.coords.push(*at);
            }
        }
        if self.coords.len() > before {
            self.gestures.push(before);
        }
    }

    /// Takes away what the last gesture added.
    pub fn step_back(&mut self) {
        self.coords.truncate(self.gestures.pop().unwrap_or_default());
    }

    /// Puts tool and drawing away.
    pub fn cancel(&mut self) {
        self.tool = None;
        self.coords.clear();
        self.gestures.clear();
        self.cut = None;
        self.typed.clear();
    }

    /// Takes the preview of an offset in, and asks for the next one; an offset of what is no longer
    /// on the card is put away.
    ///
    /// # Errors
    /// [`Crashed`].
    pub fn update(&mut self, plan: &Plan, done: u64, ctx: &Context) -> Result<(), Crashed> {
        let Some(offset) = self.offset.as_mut() else { return Ok(()) };
        let is_there = self.selected == Some(offset.of) && offset.update(plan, done, ctx)?;
        if !is_there {
            self.offset = None;
        }
        Ok(())
    }

    /// Whether a preview is on its way.
    pub fn is_pending(&self) -> bool {
        self.offset.as_ref().is_some_and(Offsetting::is_pending)
    }

    /// Where a bearing that is typed begins: at the last vertex, or at that in hand.
    pub fn last(&self, plan: &Plan) -> Option<Coord> {
        if self.tool.is_some() {
            return self.coords.last().copied();
        }
        let (ring, vertex) = self.vertex?;
        plan.proposals.get(&self.selected?)?.shape.rings().get(ring)?.get(vertex).copied()
    }

    /// What is typed for the next vertex, where it leads anywhere.
    pub fn typed(&self, plan: &Plan) -> Option<Typed> {
        Typed::read(&self.typed, self.last(plan))
    }
}

impl Tool {
    /// The tool that draws such shapes.
    pub fn of(kind: ShapeKind) -> Self {
        match kind {
            ShapeKind::Point | ShapeKind::None => Self::Point,
            ShapeKind::Line => Self::Line,
            ShapeKind::Polygon => Self::Polygon,
        }
    }

    /// What it draws.
    pub fn shape_kind(self) -> ShapeKind {
        match self {
            Self::Point => ShapeKind::Point,
            Self::Line => ShapeKind::Line,
            Self::Polygon => ShapeKind::Polygon,
        }
    }

    /// What a shape drawn with it most likely is.
    pub fn usual_kind(self) -> ProposalKind {
        match self {
            Self::Point => ProposalKind::Project,
            Self::Line => ProposalKind::Corridor,
            Self::Polygon => ProposalKind::ConservationArea,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drawing_is_a_shape_as_soon_as_it_can_be_one() {
        let mut drafting = Drafting { tool: Some(Tool::Polygon), ..Drafting::default() };
        for at in [[-76.0, -6.0], [-75.9, -6.0], [-75.9, -6.0]] {
            drafting.add(&[at]);
        }
        assert_eq!(drafting.coords.len(), 2, "a double click counts once");
        assert_eq!(drafting.shape(&[]), None);
        let shape = drafting.shape(&[[-75.9, -5.9]]).expect("three corners");
        // 0.1 by 0.1 degrees at 6° S, half of it.
        let area = shape.area().expect("an area").value();
        assert!((area - 6_120.0).abs() < 10.0, "{area}");
        drafting.tool = Some(Tool::Line);
        drafting.add(&[[-75.8, -5.9], [-75.7, -5.9]]);
        assert_eq!(drafting.coords.len(), 4);
        drafting.step_back();
        assert_eq!(drafting.coords.len(), 2, "a way goes as it came");
        assert!(drafting.shape(&[]).expect("two ends").length().is_some());
    }
}
