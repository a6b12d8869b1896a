//! Layers made ready for another plane, off the window's thread.

use std::sync::Arc;

use allpa_map::{Plane, PreparedLayer};
use allpa_model::Layer;

use crate::job::{Crashed, Job};
use crate::layers::{LayerId, Layers};

/// A layer and what it is prepared as.
type Arrived = (LayerId, Arc<PreparedLayer>);

/// Layers on their way to another plane.
#[derive(Default)]
pub struct Moving {
    job: Option<Job<Vec<Arrived>>>,
}

impl Moving {
    /// Whether layers are on their way.
    pub fn is_pending(&self) -> bool {
        self.job.is_some()
    }

    /// Sends the layers that lie in another plane than `plane` on their way, unless some are.
    /// `false` when there is nothing to do.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(
        &mut self,
        layers: &Layers,
        plane: Plane,
        ctx: &egui::Context,
    ) -> std::io::Result<bool> {
        if self.is_pending() {
            return Ok(true);
        }
        let lies_elsewhere =
            |layer: &&crate::layers::MapLayer| layer.loaded.scene.prepared.plane() != plane;
        let wanted: Vec<(LayerId, Arc<Layer>)> = layers
            .iter()
            .filter(lies_elsewhere)
            .map(|layer| (layer.id, Arc::clone(layer.layer())))
            .collect();
        if wanted.is_empty() {
            return Ok(false);
        }
        let wake = ctx.clone();
        let work = move |_: &crate::job::Control| {
            // The layers are on the map: they have their way to WGS 84.
            let prepared =
                |(id, layer)| Some((id, Arc::new(PreparedLayer::new(layer, plane).ok()?)));
            wanted.into_iter().filter_map(prepared).collect()
        };
        self.job = Some(Job::spawn("", move || wake.request_repaint(), work)?);
        Ok(true)
    }

    /// The layers that have arrived.
    ///
    /// # Errors
    /// [`Crashed`] when the work panicked.
    pub fn poll(&mut self) -> Result<Vec<Arrived>, Crashed> {
        let Some(outcome) = self.job.as_ref().and_then(Job::poll) else { return Ok(Vec::new()) };
        self.job = None;
        outcome
    }
}
