//! Tables without positions, which wait to be joined to a layer.

use std::sync::Arc;

use allpa_files::import::Imported;
use allpa_model::question::{Meeting, QuestionError, meet};
use allpa_model::{Column, Layer};

use crate::import::Sample;
use crate::job::{Crashed, Job};
use crate::layers::LayerId;

/// What the user says of a table that waits.
#[derive(Debug, Clone, PartialEq)]
pub enum JoinAction {
    /// It belongs to this layer.
    SetLayer(LayerId),
    /// These fields of the layer and of the table say the same.
    SetKeys([String; 2]),
    /// Puts the joined layer on the map.
    Accept,
    /// Leaves the table out.
    Discard,
}

/// A table, and the layer it could be joined to.
#[derive(Debug)]
pub struct Joining {
    /// Name of the table.
    pub name: String,
    /// Its columns.
    pub table: Arc<[Column]>,
    /// Names and values of its first rows.
    pub sample: Sample,
    /// The layer it meets, and how; `None` until that is known.
    pub tried: Option<Tried>,
    job: Option<Job<Option<Tried>>>,
}

/// A layer that was held against the table.
#[derive(Debug)]
pub struct Tried {
    /// The layer.
    pub layer: LayerId,
    /// How its features and the rows meet.
    pub meeting: Result<Meeting, QuestionError>,
}

impl Joining {
    /// A table as it was read.
    pub fn new(imported: Imported) -> Self {
        let parts = imported.parts;
        let sample = Sample::of(&parts.columns);
        Self { name: parts.name, table: parts.columns.into(), sample, tried: None, job: None }
    }

    /// Starts looking which of the `layers` the table meets best, by the fields `keys` or those
    /// that agree most.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(
        &mut self,
        layers: Vec<(LayerId, Arc<Layer>)>,
        keys: Option<[String; 2]>,
        ctx: &egui::Context,
    ) -> std::io::Result<()> {
        let (wake, table) = (ctx.clone(), Arc::clone(&self.table));
        let work = move |_: &crate::job::Control| best(&layers, &table, keys.as_ref());
        self.job = Some(Job::spawn("", move || wake.request_repaint(), work)?);
        Ok(())
    }

    /// Takes in what was found.
    ///
    /// # Errors
    /// [`Crashed`] when the work panicked.
    pub fn poll(&mut self) -> Result<(), Crashed> {
        let Some(outcome) = self.job.as_ref().and_then(Job::poll) else { return Ok(()) };
        self.job = None;
        self.tried = outcome?;
        Ok(())
    }

    /// Whether the layers are being looked at.
    pub fn is_pending(&self) -> bool {
        self.job.is_some()
    }
}

/// The layer that the table meets best: where the agreement means most, and of two such layers the
/// one with fewer features, so that a table of departments does not go to the districts.
fn best(
    layers: &[(LayerId, Arc<Layer>)],
    table: &[Column],
    keys: Option<&[String; 2]>,
) -> Option<Tried> {
    let keys = keys.map(|keys| keys.each_ref().map(String::as_str));
    let tried = layers.iter().map(|(id, layer)| {
        let meeting = meet(layer, table, keys);
        let strength = meeting.as_ref().map_or(0.0, |meeting| meeting.strength);
        ((strength, layer.len()), Tried { layer: *id, meeting })
    });
    let compare = |a: &(f64, usize), b: &(f64, usize)| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1));
    tried.max_by(|(a, _), (b, _)| compare(a, b)).map(|(_, tried)| tried)
}
