//! The health of one layer, found in a job, and its repair.

use std::sync::Arc;

use allpa_geom::TransformError;
use allpa_model::Layer;
use allpa_model::health::{self, Expected, Finding};

use crate::job::{Crashed, Job};
use crate::layers::{LayerId, Layers};
use crate::repair::{RepairChoice, Repairing};

/// What is wrong with a layer, and its repair.
#[derive(Debug, Clone, PartialEq)]
pub enum HealthAction {
    /// Looks for what is wrong with a layer.
    Check(LayerId, Expectation),
    /// Which remedies are to be applied.
    ChooseRepairs(RepairChoice),
    /// Applies them to a copy and shows it.
    Preview,
    /// Keeps what is shown.
    Keep,
    /// Puts the layer back as it was.
    TakeBack,
}

/// What came of looking at a layer.
pub type Report = Result<Vec<Finding>, TransformError>;

/// What the user expects of a layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Expectation {
    /// Layer whose land it must fill.
    pub outline: Option<LayerId>,
    /// Denominator of the scale it is drawn for.
    pub scale: Option<u32>,
}

/// The check of one layer: running, or done.
#[derive(Debug)]
pub struct HealthCheck {
    /// The layer.
    pub layer: LayerId,
    /// What it is held against.
    pub expected: Expectation,
    /// What was found, the worst first; `None` while the job runs.
    pub report: Option<Report>,
    /// What is done about it.
    pub repairing: Repairing,
    job: Option<Job<Report>>,
}

impl HealthCheck {
    /// Starts looking at layer `id`; the limits on the map tell whether its datum is the one
    /// declared.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(
        id: LayerId,
        expected: Expectation,
        layers: &Layers,
        ctx: &egui::Context,
    ) -> std::io::Result<Self> {
        let data = |id: LayerId| layers.get(id).map(|layer| Arc::clone(layer.layer()));
        let (layer, outline) = (data(id), expected.outline.and_then(data));
        let references = layers.limits();
        let wake = ctx.clone();
        let look = move |_: &crate::job::Control| {
            let Some(layer) = layer else { return Ok(Vec::new()) };
            let scale = expected.scale.map(f64::from);
            look(&layer, Expected { outline: outline.as_deref(), scale }, &references)
        };
        let job = Some(Job::spawn("", move || wake.request_repaint(), look)?);
        Ok(Self { layer: id, expected, report: None, repairing: Repairing::default(), job })
    }

    /// Takes the report in once it is there.
    ///
    /// # Errors
    /// [`Crashed`] when the work panicked; the report is then empty.
    pub fn poll(&mut self) -> Result<(), Crashed> {
        let Some(outcome) = self.job.as_ref().and_then(Job::poll) else { return Ok(()) };
        self.job = None;
        let crashed = outcome.as_ref().err().copied();
        self.report = Some(outcome.unwrap_or_else(|Crashed| Ok(Vec::new())));
        crashed.map_or(Ok(()), Err)
    }

    /// Whether a job still runs.
    pub fn is_pending(&self) -> bool {
        self.job.is_some() || self.repairing.is_pending()
    }
}

fn look(layer: &Arc<Layer>, expected: Expected, references: &[Arc<Layer>]) -> Report {
    let others = references.iter().filter(|other| !Arc::ptr_eq(other, layer));
    let mut findings = health::examine(layer, expected, others.map(AsRef::as_ref))?;
    let size = |finding: &Finding| finding.area.map_or(0.0, |area| area.value().abs());
    findings.sort_by(|a, b| {
        let by_severity = a.kind.severity().cmp(&b.kind.severity());
        by_severity.then(size(b).total_cmp(&size(a)))
    });
    Ok(findings)
}
