//! The repair of a layer: made on a copy in a job, shown on the map, kept or taken back.

use std::sync::Arc;

use allpa_geom::{Hectares, Meters};
use allpa_map::{Plane, PreparedLayer};
use allpa_model::Layer;
use allpa_model::health::{Change, Repair, SLIVER_WIDTH, repair};
use allpa_model::question::QuestionError;

use crate::job::{Crashed, Job};
use crate::layers::LoadedLayer;

/// Which remedies the user wants.
#[derive(Debug, Clone, PartialEq)]
pub struct RepairChoice {
    /// Rebuild polygons that break the rules.
    pub valid: bool,
    /// Keep features drawn twice once.
    pub duplicates: bool,
    /// Close slivers.
    pub coverage: bool,
    /// Mean width below which a piece of land is a sliver, in metres.
    pub width: f64,
    /// Merge the features that share the value of this field.
    pub dissolve: Option<String>,
}

impl Default for RepairChoice {
    fn default() -> Self {
        let width = SLIVER_WIDTH;
        Self { valid: true, duplicates: true, coverage: false, width, dissolve: None }
    }
}

impl RepairChoice {
    /// The remedies in the order in which they are applied.
    pub fn repairs(&self) -> Vec<Repair> {
        let width = Meters::new(self.width);
        let by = self.dissolve.clone();
        [
            self.valid.then_some(Repair::MakeValid),
            self.duplicates.then_some(Repair::DropDuplicates),
            by.map(|by| Repair::Dissolve { by }),
            self.coverage.then_some(Repair::CloseCoverage { width }),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

/// A mended copy, ready to be shown.
#[derive(Debug)]
pub struct Mended {
    /// The copy.
    pub prepared: Arc<PreparedLayer>,
    /// What the remedies did.
    pub told: Told,
}

/// What the remedies did.
#[derive(Debug, Clone, PartialEq)]
pub struct Told {
    /// Every change.
    pub changes: Vec<Change>,
    /// Hectares before.
    pub before: Hectares,
    /// Hectares after.
    pub after: Hectares,
}

/// A repair that the map shows.
#[derive(Debug)]
pub struct Shown {
    /// What it did.
    pub told: Told,
    /// The layer as it was.
    pub original: LoadedLayer,
    /// Whether the user keeps it; until then it is a preview.
    pub is_kept: bool,
}

/// Where a repair stands.
#[derive(Debug, Default)]
pub struct Repairing {
    /// What is to be done.
    pub choice: RepairChoice,
    /// What was done, once the map shows it.
    pub shown: Option<Shown>,
    job: Option<Job<Result<Mended, QuestionError>>>,
}

impl Repairing {
    /// Starts mending a copy of `layer`, prepared for maps in `plane`.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(
        &mut self,
        layer: Arc<Layer>,
        plane: Plane,
        ctx: &egui::Context,
    ) -> std::io::Result<()> {
        let (wake, repairs) = (ctx.clone(), self.choice.repairs());
        let work = move |_: &crate::job::Control| mend(&layer, plane, &repairs);
        self.job = Some(Job::spawn("", move || wake.request_repaint(), work)?);
        Ok(())
    }

    /// The mended copy, once it is there.
    ///
    /// # Errors
    /// [`Crashed`] when the work panicked.
    pub fn poll(&mut self) -> Result<Option<Result<Mended, QuestionError>>, Crashed> {
        let Some(outcome) = self.job.as_ref().and_then(Job::poll) else { return Ok(None) };
        self.job = None;
        outcome.map(Some)
    }

    /// Whether the copy is being made.
    pub fn is_pending(&self) -> bool {
        self.job.is_some()
    }
}

fn mend(layer: &Layer, plane: Plane, repairs: &[Repair]) -> Result<Mended, QuestionError> {
    let repaired = repair(layer, repairs)?;
    let told = Told { changes: repaired.changes, before: repaired.before, after: repaired.after };
    let name = repaired.layer.name().to_owned();
    let prepared = PreparedLayer::new(Arc::new(repaired.layer), plane)
        .map_err(|source| QuestionError::Transform { layer: name, source })?;
    Ok(Mended { prepared: Arc::new(prepared), told })
}
