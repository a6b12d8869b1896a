//! The register of projects: nothing of it is a step.

use allpa_model::plan::ProposalKey;
use egui::Context;

use super::{asking, view};
use crate::action::QuestionAction;
use crate::layers::{LayerId, MapLayer};
use crate::planning::follow;
use crate::projects::ProjectsAction;
use crate::state::State;

pub(super) fn carry_out(state: &mut State, ctx: &Context, action: ProjectsAction) {
    match action {
        ProjectsAction::SetReach(reach) => state.projects.reach = reach,
        ProjectsAction::SetTotals(totals) => state.projects.totals = totals,
        ProjectsAction::ColorStages(is_on) => {
            state.projects.colors_stages = is_on;
            follow::color_proposals(state);
        }
        ProjectsAction::Show(key) => {
            state.projects.marked = Some(key);
            if let Some((layer, row)) = place_of(state, key) {
                view::show_rows(state, ctx, layer, vec![row]);
            }
        }
        ProjectsAction::Ask => {
            let question = state.projects.question(&state.layers);
            asking::carry_out(state, ctx, QuestionAction::Open(Box::new(question)));
        }
    }
}

/// The feature on the map that is this proposal.
fn place_of(state: &State, key: ProposalKey) -> Option<(LayerId, usize)> {
    let kind = state.planning.plan.proposals.get(&key)?.shape.kind();
    let is_it = |layer: &&MapLayer| layer.loaded.is_proposals && layer.layer().kind() == kind;
    let layer = state.layers.iter().find(is_it)?.id;
    let mut shown = state.scenarios.rows(&state.planning.plan, kind);
    let row = shown.position(|one| one.key == key)?;
    Some((layer, row))
}
