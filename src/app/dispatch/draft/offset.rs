//! Parallels of lines, polygons widened and narrowed.

use allpa_model::plan::{Deed, Drawn, Edit, Offset, Proposal, ProposalKey};
use egui::Context;

use super::outline::confined;
use super::{reshape, selected, take_over};
use crate::drafting::{OffsetAction, Offsetting, Outcome};
use crate::planning::steps;
use crate::state::State;

pub(super) fn carry_out(state: &mut State, ctx: &Context, action: OffsetAction) {
    match action {
        OffsetAction::Open => open(state),
        OffsetAction::Finish => finish(state, ctx),
        OffsetAction::Cancel => state.drafting.offset = None,
        OffsetAction::DragTo(at) => {
            let shape = selected(state).map(|known| &known.shape);
            let Some((way, distance)) = shape.and_then(|shape| shape.offset_to(at)) else { return };
            if let Some(offset) = &mut state.drafting.offset {
                let meters = distance.value().clamp(0.0, Offset::MOST);
                (offset.way, offset.meters) = (way, rounded(meters));
            }
        }
        OffsetAction::SetWay(way) => edit(state, |offset| offset.way = way),
        OffsetAction::SetMeters(meters) => edit(state, |offset| offset.meters = meters),
        OffsetAction::SetOutcome(outcome) => edit(state, |offset| offset.outcome = outcome),
    }
}

fn edit(state: &mut State, change: impl FnOnce(&mut Offsetting)) {
    if let Some(offset) = &mut state.drafting.offset {
        change(offset);
    }
}

/// A distance as a hand means it: three digits, whole metres from a hundred on.
fn rounded(meters: f64) -> f64 {
    let step = 10_f64.powf(meters.max(1.0).log10().floor() - 2.0);
    (meters / step).round() * step
}

fn open(state: &mut State) {
    let Some(known) = selected(state) else { return };
    let offset = Offsetting::new(known.key, &known.shape);
    state.drafting.cancel();
    take_over(state);
    state.drafting.vertex = None;
    state.drafting.offset = offset;
}

/// Keeps what the distance gives now.
fn finish(state: &mut State, ctx: &Context) {
    let Some(offset) = &state.drafting.offset else { return };
    let outcome = offset.outcome;
    let Some(known) = state.planning.plan.proposals.get(&offset.of).cloned() else { return };
    let shape = match offset.shape(&known.shape, state.planning.history.done()) {
        Ok(shape) => shape,
        Err(error) => return reshape::tell(state, error),
    };
    let Some(shape) = confined(state, shape) else { return };
    state.drafting.offset = None;
    keep(state, ctx, known, shape, outcome);
}

fn keep(state: &mut State, ctx: &Context, known: Proposal, shape: Drawn, outcome: Outcome) {
    let name = known.name.clone();
    let edit = match outcome {
        Outcome::Replaces => {
            Edit::ChangeProposal { proposal: Box::new(Proposal { shape, ..known }) }
        }
        Outcome::IsNew => {
            let key = ProposalKey(state.planning.history.fresh_number());
            let name = state.texts.with("offset-name", &[("name", &name)]);
            let facts = known.facts.of_piece();
            state.drafting.selected = Some(key);
            let proposal = Box::new(Proposal { key, name, facts, shape, ..known });
            Edit::AddProposal { proposal }
        }
    };
    steps::record(state, ctx, (Deed::OffsetProposal, name), vec![edit], Vec::new());
}

#[cfg(test)]
mod tests {
    use super::rounded;

    #[test]
    fn a_dragged_distance_has_three_digits() {
        for (meters, expected) in
            [(1_234.56, 1_230.0), (98_765.0, 98_800.0), (345.67, 346.0), (12.345, 12.3), (0.4, 0.4)]
        {
            assert!((rounded(meters) - expected).abs() < 1e-9, "{meters}: {}", rounded(meters));
        }
    }
}
