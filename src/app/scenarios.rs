//! The alternatives of the plan: the one that is worked on, and several side by side.

use std::sync::Arc;

use allpa_geom::ShapeKind;
use allpa_model::plan::{Plan, Proposal};
use allpa_model::question::QuestionError;
use allpa_model::question::conflicts::Theme;
use allpa_model::question::scenarios::{Against, compare_scenarios};
use allpa_model::role::Role;
use allpa_model::table::Table;
use egui::Context;

use crate::job::{Crashed, Job};
use crate::layers::Layers;

/// What the user may do with alternatives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ScenarioAction {
    /// Works on this alternative, or on all.
    Work(Option<String>),
    /// Begins a new one.
    New,
    /// Names an alternative.
    Rename(String, String),
    /// Copies all proposals of an alternative into a new one, and works on that.
    Fork(String),
    /// Takes away an alternative with its proposals.
    Delete(String),
    /// Shows the other alternatives pale, or not at all.
    SetPale(bool),
    /// Compares all alternatives.
    Compare,
}

/// The alternative that is worked on, and what was compared.
#[derive(Debug, Default)]
pub struct Scenarios {
    /// The one that is worked on; `None` for all.
    pub working: Option<String>,
    /// Whether the others are not shown at all.
    pub hides_others: bool,
    /// What was compared last.
    pub compared: Option<Result<Table, QuestionError>>,
    job: Option<Job<Result<Table, QuestionError>>>,
}

impl Scenarios {
    /// Whether a proposal belongs to what is worked on; one of no alternative belongs to all.
    pub fn is_at_work(&self, proposal: &Proposal) -> bool {
        proposal.is_of(self.working.as_deref())
    }

    /// What is worked on of one kind of shape, in the order of the rows of its layer on the map.
    pub fn rows<'a>(
        &'a self,
        plan: &'a Plan,
        kind: ShapeKind,
    ) -> impl Iterator<Item = &'a Proposal> {
        let shown = plan.proposals.values().filter(|one| self.is_at_work(one));
        shown.filter(move |one| one.shape.kind() == kind)
    }

    /// Names of alternatives, with the one that has no proposals yet.
    pub fn names(&self, plan: &Plan) -> Vec<String> {
        let mut names: Vec<String> = plan.alternatives().into_iter().map(str::to_owned).collect();
        if let Some(own) = self.working.as_ref().filter(|own| !names.contains(own)) {
            names.push(own.clone());
        }
        names
    }

    /// Compares all alternatives of a plan, with what is on the map of protected areas, zoning and
    /// districts.
    pub fn compare(&mut self, plan: &Plan, layers: &Layers, ctx: &Context) {
        let plan = plan.clone();
        let layer = |role| layers.measurable(role).map(|layer| Arc::clone(layer.layer()));
        let [areas, zones, units] = [Role::ProtectedArea, Role::Zoning, Role::District].map(layer);
        let wake = ctx.clone();
        let work = move || {
            let against = Against {
                areas: areas.as_deref().map(Theme::of),
                zones: zones.as_deref().map(Theme::of),
                units: units.as_deref().map(Theme::of),
            };
            compare_scenarios(&plan, &plan.alternatives(), &against)
        };
        self.compared = None;
        // Without a thread there is no answer; the button stays.
        self.job = Job::spawn("", move || wake.request_repaint(), move |_| work()).ok();
    }

    /// Takes in what was compared.
    ///
    /// # Errors
    /// [`Crashed`].
    pub fn poll(&mut self) -> Result<(), Crashed> {
        if let Some(outcome) = self.job.as_ref().and_then(Job::poll) {
            self.job = None;
            self.compared = Some(outcome?);
        }
        Ok(())
    }

    /// Whether alternatives are being compared.
    pub fn is_pending(&self) -> bool {
        self.job.is_some()
    }
}
