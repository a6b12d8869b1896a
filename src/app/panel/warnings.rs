//! What is noticed about proposals, in words: on their card and in the list of the plan.

use allpa_model::plan::ProposalKey;
use allpa_model::question::conflicts::Level;
use allpa_model::question::rules::{Rule, Warning};
use egui::{CollapsingHeader, Label, RichText, Ui};

use super::quiet;
use crate::action::{Action, PlanAction};
use crate::state::State;
use crate::theme::{self, icon};

/// Warnings listed at most.
const MOST: usize = 200;

/// What was noticed about one proposal.
pub(super) fn of_proposal(ui: &mut Ui, state: &State, key: ProposalKey) {
    match &state.warnings.found {
        Some(Ok(found)) => {
            for warning in found.iter().filter(|one| one.proposal == key).take(MOST) {
                tell(ui, state, warning, None);
            }
        }
        Some(Err(error)) => {
            let message = state.texts.question_error(error);
            quiet(ui, format!("{} {}", message.what, message.cause));
        }
        None => {}
    }
}

/// Everything that was noticed, with a switch for each rule.
pub(super) fn of_plan(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let texts = &state.texts;
    let plan = &state.planning.plan;
    if plan.proposals.is_empty() && plan.rules_off.is_empty() {
        return; // there is nothing to warn of
    }
    let found = match &state.warnings.found {
        Some(Ok(found)) => found.as_slice(),
        _ => &[],
    };
    let title = format!("{} ({})", texts.get("rules-title"), found.len());
    let title = RichText::new(title).family(theme::strong());
    CollapsingHeader::new(title).id_salt("rules").default_open(true).show(ui, |ui| {
        quiet(ui, texts.get("rules-explained"));
        for rule in Rule::ALL {
            let label = texts.get(match rule {
                Rule::EntersProtected => "rule-protected",
                Rule::OverlapsProposal => "rule-overlaps",
                Rule::ZoneAdvises => "rule-zone",
                Rule::OutsideRegion => "rule-outside",
            });
            let mut is_on = !plan.rules_off.contains(&rule);
            if ui.checkbox(&mut is_on, label).clicked() {
                actions.push(Action::Plan(PlanAction::SetRule(rule, is_on)));
            }
        }
        for warning in found.iter().take(MOST) {
            let name = plan.proposals.get(&warning.proposal).map(|one| one.name.as_str());
            if tell(ui, state, warning, name) {
                actions.push(Action::Plan(PlanAction::ShowProposal(warning.proposal)));
            }
        }
    });
}

/// One warning; whether its proposal was clicked.
fn tell(ui: &mut Ui, state: &State, warning: &Warning, name: Option<&str>) -> bool {
    let texts = &state.texts;
    let size = if warning.area.value() > 0.0 {
        texts.hectares(warning.area)
    } else if warning.length.value() > 0.0 {
        texts.kilometers(warning.length)
    } else {
        texts.get("warning-point")
    };
    let key = match (warning.rule, warning.level) {
        (Rule::EntersProtected, _) => "warning-protected",
        (Rule::OverlapsProposal, _) => "warning-overlaps",
        (Rule::ZoneAdvises, Some(Level::NotRecommended)) => "warning-not-recommended",
        (Rule::ZoneAdvises, _) => "warning-restricted",
        (Rule::OutsideRegion, _) => "warning-outside",
    };
    let mut text = texts.with(key, &[("name", &warning.other), ("size", &size)]);
    if !warning.norm.is_empty() {
        text += ". ";
        text += &texts.with("warning-norm", &[("norm", &warning.norm)]);
    }
    let clicked = name.is_some_and(|name| ui.link(name).clicked());
    let color = theme::tokens(state.theme).warning;
    let text = RichText::new(format!("{} {text}", icon::WARNING)).small().color(color);
    let told = ui.add(Label::new(text).wrap());
    if let Some(force) = warning.force {
        told.on_hover_text(force.statement());
    }
    clicked
}
