//! The register of projects on its card, made anew while proposals, provinces and reach change.

use std::sync::Arc;

use allpa_geom::{Meters, ShapeKind};
use allpa_model::plan::{Plan, ProposalKey, as_layer};
use allpa_model::question::QuestionError;
use allpa_model::question::asked::{self, Question};
use allpa_model::question::conflicts::Theme;
use allpa_model::question::projects::{By, Projects, Register, register};
use allpa_model::role::Role;
use egui::Context;

use crate::asking::reference;
use crate::job::{Crashed, Job};
use crate::layers::{LayerId, Layers, MapLayer};
use crate::scenarios::Scenarios;

/// What the user may do with the register.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ProjectsAction {
    /// Counts a project with a corridor up to this distance.
    SetReach(Meters),
    /// Shows these totals.
    SetTotals(Totals),
    /// Whether the map colours proposals by their stages.
    ColorStages(bool),
    /// Marks a project and shows it on the map.
    Show(ProposalKey),
    /// Asks the same as a question, to be exported or kept.
    Ask,
}

/// What the totals are by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Totals {
    /// Groups of projects.
    By(By),
    /// Sources of financing.
    Source,
}

impl Totals {
    /// All of them, in the order of the list.
    pub const ALL: [Self; 4] =
        [Self::By(By::Unit), Self::By(By::Stage), Self::By(By::Corridor), Self::Source];
}

/// The register of projects on its card.
#[derive(Debug)]
pub struct ProjectsCard {
    /// How far a project may lie from the corridor it is counted with.
    pub reach: Meters,
    /// Which totals are shown.
    pub totals: Totals,
    /// Whether the map colours proposals by their stages.
    pub colors_stages: bool,
    /// The project that was clicked last.
    pub marked: Option<ProposalKey>,
    /// What was found.
    pub found: Option<Result<Registered, QuestionError>>,
    looked_at: Option<Seen>,
    job: Option<Job<Result<Registered, QuestionError>>>,
}

/// The register with the proposals of its rows.
#[derive(Debug)]
pub struct Registered {
    /// The register.
    pub register: Register,
    /// The proposal of each of its projects.
    pub keys: Vec<ProposalKey>,
    /// Name of the layer of units, in Spanish and English; `None` where the map has none.
    pub units: Option<[String; 2]>,
}

/// What the register was made from: the last step, the units, the reach in metres, the alternative.
type Seen = (u64, Option<LayerId>, f64, Option<String>);

impl Default for ProjectsCard {
    fn default() -> Self {
        Self {
            reach: asked::Projects::default().reach,
            totals: Totals::By(By::Unit),
            colors_stages: false,
            marked: None,
            found: None,
            looked_at: None,
            job: None,
        }
    }
}

const KINDS: [ShapeKind; 3] = [ShapeKind::Polygon, ShapeKind::Line, ShapeKind::Point];

impl ProjectsCard {
    /// Takes in the register, and makes it anew when what it is made from is other. `done` is the
    /// number of the last step.
    ///
    /// # Errors
    /// [`Crashed`].
    pub fn update(
        &mut self,
        plan: &Plan,
        done: u64,
        layers: &Layers,
        scenarios: &Scenarios,
        ctx: &Context,
    ) -> Result<(), Crashed> {
        if let Some(outcome) = self.job.as_ref().and_then(Job::poll) {
            self.job = None;
            self.found = Some(outcome?);
        }
        let units = units(layers);
        let seen = Some((
            done,
            units.map(|layer| layer.id),
            self.reach.value(),
            scenarios.working.clone(),
        ));
        if self.looked_at == seen {
            return Ok(());
        }
        self.looked_at = seen;
        let own = plan.proposals.values().filter(|one| scenarios.is_at_work(one));
        let own: Vec<_> = own.cloned().collect();
        let title = units.map(|layer| layer.loaded.title.clone());
        let units = units.map(|layer| Arc::clone(layer.layer()));
        let (reach, wake) = (self.reach, ctx.clone());
        let work = move || {
            let layers: Vec<_> =
                KINDS.map(|kind| as_layer(&own, kind)).into_iter().flatten().collect();
            let asked = Projects {
                proposals: layers.iter().collect(),
                units: units.as_deref().map(Theme::of),
                reach,
                alternative: None,
            };
            let register = register(&asked)?.value;
            let key = |layer: usize, row: usize| {
                let kind = layers[layer].kind();
                own.iter().filter(|one| one.shape.kind() == kind).nth(row).map(|one| one.key)
            };
            let keys = register.projects.iter().filter_map(|one| key(one.layer, one.row)).collect();
            Ok(Registered { register, keys, units: title })
        };
        // Without a thread there is no register; the next step tries again.
        self.job = Job::spawn("", move || wake.request_repaint(), move |_| work()).ok();
        Ok(())
    }

    /// Whether the register is being made.
    pub fn is_pending(&self) -> bool {
        self.job.is_some()
    }

    /// The same as a question over the layers of proposals on the map.
    pub fn question(&self, layers: &Layers) -> Question {
        let proposals = layers.iter().filter(|layer| layer.loaded.is_proposals).map(reference);
        Question::Projects(asked::Projects {
            proposals: proposals.collect(),
            units: units(layers).map(reference),
            reach: self.reach,
            ..asked::Projects::default()
        })
    }
}

/// The layer in whose features projects are counted.
fn units(layers: &Layers) -> Option<&MapLayer> {
    layers.measurable(Role::Province).or_else(|| layers.measurable(Role::District))
}
