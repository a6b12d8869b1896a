//! Changes of a proposal's shape: split, merged, cut, vertices added and taken away.

use allpa_model::plan::{Deed, Drawn, Edit, Proposal, ProposalKey, ReshapeError, VertexChange};
use allpa_text::UserMessage;
use egui::Context;
use geo::MultiPolygon;

use super::{change, changed, keep, selected, take};
use crate::drafting::{Cut, Tool};
use crate::planning::steps;
use crate::state::{Message, Severity, State};

/// Takes the tool in hand that draws what cuts the proposal on the card.
pub(super) fn start(state: &mut State, cut: Cut) {
    if selected(state).is_none() {
        return;
    }
    take(state, if cut == Cut::Split { Tool::Line } else { Tool::Polygon });
    state.drafting.cut = Some(cut);
}

/// Cuts the proposal on the card by what was drawn.
pub(super) fn finish(state: &mut State, ctx: &Context, cut: Cut, drawn: &Drawn) {
    match cut {
        Cut::Split => split(state, ctx, drawn),
        Cut::Hole => subtract(state, ctx, &drawn.region()),
    }
}

fn split(state: &mut State, ctx: &Context, line: &Drawn) {
    let Some(known) = selected(state).cloned() else { return };
    let pieces = match known.shape.split(&line.rings().concat()) {
        Ok(pieces) => pieces,
        Err(error) => return tell(state, error),
    };
    let mut edits = Vec::new();
    for (number, shape) in pieces.into_iter().enumerate() {
        let proposal = Proposal { shape, ..known.clone() };
        edits.push(if number == 0 {
            Edit::ChangeProposal { proposal: Box::new(proposal) }
        } else {
            let key = ProposalKey(state.planning.history.fresh_number());
            let name = format!("{} ({})", known.name, number + 1);
            let facts = proposal.facts.of_piece();
            Edit::AddProposal { proposal: Box::new(Proposal { key, name, facts, ..proposal }) }
        });
    }
    steps::record(state, ctx, (Deed::SplitProposal, known.name), edits, Vec::new());
}

/// Makes the proposal on the card and another one into one, in one step.
pub(super) fn merge(state: &mut State, ctx: &Context, other: ProposalKey) {
    let proposals = &state.planning.plan.proposals;
    let (Some(known), Some(other)) = (selected(state), proposals.get(&other)) else { return };
    match known.shape.merged(&other.shape) {
        Ok(shape) => {
            let name = known.name.clone();
            let facts = known.facts.merged(&other.facts);
            let proposal = Box::new(Proposal { shape, facts, ..known.clone() });
            let edits = vec![
                Edit::ChangeProposal { proposal },
                Edit::RemoveProposal { proposal: other.key },
            ];
            steps::record(state, ctx, (Deed::MergeProposals, name), edits, Vec::new());
        }
        Err(error) => tell(state, error),
    }
}

/// Takes land away from the proposal on the card.
pub(super) fn subtract(state: &mut State, ctx: &Context, region: &MultiPolygon) {
    let Some(known) = selected(state) else { return };
    match known.shape.without(region) {
        Ok(shape) => change(state, ctx, |proposal| proposal.shape = shape),
        Err(error) => tell(state, error),
    }
}

/// Land of the selected features.
pub(super) fn selected_region(state: &State) -> Option<MultiPolygon> {
    let (id, rows) = state.selection.as_ref()?;
    let shapes = state.layers.get(*id)?.layer().geographic().ok()?;
    let regions = rows.iter().filter_map(|row| Drawn::of(shapes, *row));
    let regions: Vec<MultiPolygon> = regions.map(|shape| shape.region()).collect();
    match regions.as_slice() {
        // A single one keeps its corners bit for bit.
        [one] => Some(one.clone()),
        several => Some(allpa_geom::overlay::union_all(several)),
    }
}

/// Adds a vertex, in the middle of its edge where no place is given, and takes it in hand.
pub(super) fn insert_vertex(
    state: &mut State,
    ctx: &Context,
    (ring, after): (usize, usize),
    at: Option<allpa_geom::Coord>,
) {
    let Some(known) = selected(state) else { return };
    let run = known.shape.rings().get(ring).map(|run| run.to_vec()).unwrap_or_default();
    let Some([a, b]) = run.get(after..after + 2).and_then(|pair| <[_; 2]>::try_from(pair).ok())
    else {
        return;
    };
    let at = at.unwrap_or_else(|| [0, 1].map(|axis: usize| f64::midpoint(a[axis], b[axis])));
    let change = VertexChange::Insert { edge: [a, b], at };
    let shapes = changed(state, change, |shape| shape.insert_vertex(ring, after, at));
    keep(state, ctx, shapes);
    state.drafting.vertex = Some((ring, after + 1));
}

/// Takes the vertex in hand away; one that a shape cannot spare stays, and so does one where the
/// borders of several proposals meet.
pub(super) fn remove_vertex(state: &mut State, ctx: &Context) {
    let Some((ring, vertex)) = state.drafting.vertex else { return };
    let at = selected(state).and_then(|known| known.shape.rings().get(ring)?.get(vertex).copied());
    let Some(at) = at else { return };
    let shapes = changed(state, VertexChange::Remove { at }, |shape| {
        shape.remove_vertex(ring, vertex);
    });
    if shapes.is_empty() {
        let texts = &state.texts;
        let message = UserMessage {
            what: texts.get("vertex-stays"),
            cause: texts.get("vertex-stays-cause"),
            remedy: texts.get("vertex-stays-remedy"),
        };
        state.messages.push(Message::new(Severity::Warning, message));
        return;
    }
    keep(state, ctx, shapes);
    state.drafting.vertex = None;
}

/// Says why the shape stays as it is.
pub(super) fn tell(state: &mut State, error: ReshapeError) {
    let texts = &state.texts;
    let (cause, remedy) = match error {
        ReshapeError::NotCut => ("reshape-not-cut", "reshape-not-cut-remedy"),
        ReshapeError::Apart => ("reshape-apart", "reshape-other-remedy"),
        ReshapeError::NothingLeft => ("reshape-nothing-left", "reshape-nothing-left-remedy"),
        ReshapeError::Kind => ("reshape-kind", "reshape-other-remedy"),
        ReshapeError::Distance => ("reshape-distance", "reshape-distance-remedy"),
        ReshapeError::Outside => ("reshape-apart", "outline-outside-remedy"),
    };
    let message = UserMessage {
        what: texts.get("reshape-impossible"),
        cause: texts.get(cause),
        remedy: texts.get(remedy),
    };
    state.messages.push(Message::new(Severity::Warning, message));
}
