//! The proposal on the card beside, around or inside itself, while the distance is typed or dragged.

use allpa_geom::{Coord, Meters, ShapeKind};
use allpa_model::plan::{Drawn, Offset, Plan, ProposalKey, ReshapeError};
use egui::Context;

use crate::job::{Crashed, LatestWorker};

/// What the user may do with an offset.
#[derive(Debug, Clone, PartialEq)]
pub enum OffsetAction {
    /// Begins with the proposal on the card.
    Open,
    /// Says to which side, or inwards or outwards.
    SetWay(Offset),
    /// Says how far, in metres.
    SetMeters(f64),
    /// Side and distance so that it comes to lie there.
    DragTo(Coord),
    /// Says what becomes of it.
    SetOutcome(Outcome),
    /// Keeps it.
    Finish,
    /// Puts it away.
    Cancel,
}

/// What becomes of a shape that is offset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It is the shape of the proposal from then on.
    Replaces,
    /// It is a proposal of its own.
    IsNew,
}

/// An offset while it is looked for, and what it would be.
#[derive(Debug)]
pub struct Offsetting {
    /// The proposal.
    pub of: ProposalKey,
    /// Which way.
    pub way: Offset,
    /// How far.
    pub meters: f64,
    /// What becomes of it.
    pub outcome: Outcome,
    /// The shape, or why there is none; that of the last request until the next one is answered.
    pub preview: Option<Result<Drawn, ReshapeError>>,
    asked: Option<Key>,
    is_pending: bool,
    worker: Option<LatestWorker<Request, Result<Drawn, ReshapeError>>>,
}

/// What a preview depends on: the last step of the plan, the way, the distance.
type Key = (u64, Offset, f64);

#[derive(Debug)]
struct Request {
    shape: Drawn,
    way: Offset,
    meters: f64,
}

/// The distance that is offered first, in metres.
const USUAL: f64 = 100.0;

impl Offsetting {
    /// Begins with that proposal, a parallel as a new one or a polygon that is widened; `None` for
    /// points.
    pub fn new(of: ProposalKey, shape: &Drawn) -> Option<Self> {
        let (way, outcome) = match shape.kind() {
            ShapeKind::Line => (Offset::Left, Outcome::IsNew),
            ShapeKind::Polygon => (Offset::Wider, Outcome::Replaces),
            ShapeKind::Point | ShapeKind::None => return None,
        };
        let (meters, preview, asked, worker) = (USUAL, None, None, None);
        Some(Self { of, way, meters, outcome, preview, asked, is_pending: false, worker })
    }

    /// Takes the preview in, and asks for another one where something it depends on is new; `done`
    /// is the number of the last step. Whether the proposal is still there.
    ///
    /// # Errors
    /// [`Crashed`].
    pub fn update(&mut self, plan: &Plan, done: u64, ctx: &Context) -> Result<bool, Crashed> {
        if let Some(outcome) = self.worker.as_ref().and_then(LatestWorker::poll) {
            self.is_pending = false;
            self.preview = Some(outcome?);
        }
        let Some(proposal) = plan.proposals.get(&self.of) else { return Ok(false) };
        let now = Some((done, self.way, self.meters));
        if self.asked != now {
            self.asked = now;
            let (way, meters) = (self.way, self.meters);
            let request = Request { shape: proposal.shape.clone(), way, meters };
            let answer = |asked: Request| asked.shape.offset(asked.way, Meters::new(asked.meters));
            self.is_pending =
                LatestWorker::ask_in(&mut self.worker, "offset", ctx, answer, request);
        }
        Ok(true)
    }

    /// The shape as it is now; `done` is the number of the last step. The preview, unless that is older.
    ///
    /// # Errors
    /// As [`Drawn::offset`].
    pub fn shape(&self, of: &Drawn, done: u64) -> Result<Drawn, ReshapeError> {
        let is_current = !self.is_pending && self.asked == Some((done, self.way, self.meters));
        let preview = self.preview.as_ref().filter(|_| is_current);
        preview.map_or_else(|| of.offset(self.way, Meters::new(self.meters)), Clone::clone)
    }

    /// Whether a preview is on its way.
    pub fn is_pending(&self) -> bool {
        self.is_pending
    }
}
