//! What is noticed about the proposals, kept current off the window's thread.

use std::sync::Arc;

use allpa_model::Layer;
use allpa_model::plan::Plan;
use allpa_model::question::QuestionError;
use allpa_model::question::conflicts::{Theme, UseMatrix};
use allpa_model::question::rules::{Ground, Warning, warnings};
use allpa_model::role::Role;
use egui::Context;

use crate::job::{Crashed, Job};
use crate::layers::{LayerId, Layers, MapLayer};

/// Layers whose areas a proposal may enter.
const PROTECTED: [Role; 5] = [
    Role::ProtectedArea,
    Role::RegionalConservationArea,
    Role::PrivateConservationArea,
    Role::ReservedZone,
    Role::BufferZone,
];

/// What was noticed about the proposals.
#[derive(Debug, Default)]
pub struct Warnings {
    /// All of it, proposal by proposal; an error where a layer cannot be placed.
    pub found: Option<Result<Vec<Warning>, QuestionError>>,
    looked_at: Option<(u64, Vec<LayerId>)>,
    job: Option<Job<Result<Vec<Warning>, QuestionError>>>,
}

impl Warnings {
    /// Takes in what was noticed, and looks again when steps or layers are others. `done` is the
    /// number of the last step.
    ///
    /// # Errors
    /// [`Crashed`].
    pub fn update(
        &mut self,
        plan: &Plan,
        done: u64,
        layers: &Layers,
        matrix: &Arc<UseMatrix>,
        ctx: &Context,
    ) -> Result<(), Crashed> {
        if let Some(outcome) = self.job.as_ref().and_then(Job::poll) {
            self.job = None;
            self.found = Some(outcome?);
        }
        let areas: Vec<&MapLayer> =
            PROTECTED.iter().filter_map(|role| layers.measurable(*role)).collect();
        let [zones, region] = [Role::Zoning, Role::District].map(|role| layers.measurable(role));
        let used = areas.iter().copied().chain(zones).chain(region).map(|layer| layer.id).collect();
        let now = Some((done, used));
        if self.looked_at == now {
            return Ok(());
        }
        self.looked_at = now;
        if plan.proposals.is_empty() {
            (self.found, self.job) = (None, None);
            return Ok(());
        }
        let data = |layer: &MapLayer| Arc::clone(layer.layer());
        let areas: Vec<Arc<Layer>> = areas.into_iter().map(data).collect();
        let (zones, region) = (zones.map(data), region.map(data));
        let (plan, matrix, wake) = (plan.clone(), Arc::clone(matrix), ctx.clone());
        let look = move || {
            let ground = Ground {
                areas: areas.iter().map(|layer| Theme::of(layer)).collect(),
                zones: zones.as_deref().map(|zones| (Theme::of(zones), &*matrix)),
                region: region.as_deref().map(Theme::of),
            };
            warnings(&plan, &ground, &plan.rules_off)
        };
        // Without a thread nothing is noticed; the next step tries again.
        self.job = Job::spawn("", move || wake.request_repaint(), move |_| look()).ok();
        Ok(())
    }

    /// Whether something is being looked at.
    pub fn is_pending(&self) -> bool {
        self.job.is_some()
    }
}
