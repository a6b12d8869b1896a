//! The health of one layer, found in a job.

use std::sync::Arc;

use allpa_geom::TransformError;
use allpa_model::Layer;
use allpa_model::health::{self, Finding};

use crate::job::{Crashed, Job};
use crate::layers::LayerId;

/// What came of looking at a layer.
pub type Report = Result<Vec<Finding>, TransformError>;

/// The check of one layer: running, or done.
#[derive(Debug)]
pub struct HealthCheck {
    /// The layer.
    pub layer: LayerId,
    /// What was found, the worst first; `None` while the job runs.
    pub report: Option<Report>,
    job: Option<Job<Report>>,
}

impl HealthCheck {
    /// Starts looking at `data`; `references` tell whether its datum is the one declared.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(
        layer: LayerId,
        data: Arc<Layer>,
        references: Vec<Arc<Layer>>,
        ctx: &egui::Context,
    ) -> std::io::Result<Self> {
        let ctx = ctx.clone();
        let job = Job::spawn("", move || ctx.request_repaint(), move |_| look(&data, &references))?;
        Ok(Self { layer, report: None, job: Some(job) })
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

    /// Whether the job still runs.
    pub fn is_pending(&self) -> bool {
        self.job.is_some()
    }
}

fn look(layer: &Arc<Layer>, references: &[Arc<Layer>]) -> Report {
    let others = references.iter().filter(|other| !Arc::ptr_eq(other, layer));
    let mut findings = health::examine(layer, None, others.map(AsRef::as_ref))?;
    let size = |finding: &Finding| finding.area.map_or(0.0, |area| area.value().abs());
    findings.sort_by(|a, b| {
        let by_severity = a.kind.severity().cmp(&b.kind.severity());
        by_severity.then(size(b).total_cmp(&size(a)))
    });
    Ok(findings)
}
