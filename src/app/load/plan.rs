//! Plans and the features of their layers.

use std::path::Path;
use std::sync::Arc;

use allpa_files::plan_file::{Access, Package, PlanError, PlanFile, Since, write_changes};
use allpa_map::PreparedLayer;
use allpa_map::style::MapTheme;
use allpa_model::Layer;
use allpa_model::plan::{Arrived, PlanLayer};
use allpa_text::UserMessage;

use super::Incoming;
use super::work::Work;
use crate::layers::LoadedLayer;
use crate::planning::OpenedPlan;
use crate::state::Severity;

impl Work<'_> {
    /// Sends a plan that was opened, and says where it cannot be changed.
    pub(super) fn opened_plan(&self, path: &Path, file: Result<PlanFile, PlanError>) {
        let name = path.to_string_lossy();
        let opened = file.and_then(|file| {
            let loaded = file.load()?;
            Ok(OpenedPlan { file, loaded })
        });
        let opened = match opened {
            Ok(opened) => opened,
            Err(error) => {
                return self.tell(Severity::Error, self.texts.plan_error(&name, &error));
            }
        };
        let texts = &self.texts;
        let cause = match opened.file.access() {
            Access::Write => None,
            Access::Held(holder) if holder.is_empty() => Some(texts.get("plan-held")),
            Access::Held(holder) => Some(texts.with("plan-held-by", &[("name", holder)])),
            Access::Protected => Some(texts.get("cause-read-only")),
        };
        if let Some(cause) = cause {
            let what = texts.with("plan-read-only", &[("file", &name)]);
            let remedy = texts.get("plan-read-only-remedy");
            self.tell(Severity::Warning, UserMessage { what, cause, remedy });
        }
        if opened.loaded.left_out > 0 {
            let message = UserMessage {
                what: texts.count("plan-left-out", opened.loaded.left_out),
                cause: texts.get("plan-left-out-cause"),
                remedy: String::new(),
            };
            self.tell(Severity::Warning, message);
        }
        if !opened.loaded.missing.is_empty() {
            let message = texts.missing_proposals(&opened.loaded.missing);
            self.tell(Severity::Warning, message);
        }
        self.send(Incoming::Plan(Box::new(opened)));
    }

    /// Sends the features of layers of a plan, one by one.
    pub(super) fn plan_layers(&self, path: &Path, layers: &[PlanLayer]) {
        let file = PlanFile::open_beside(path);
        let name = path.to_string_lossy();
        for layer in layers {
            let Some(source) = layer.table() else { continue };
            let read = match &file {
                Ok(file) => self.plan_layer(file, layer),
                Err(_) => None,
            };
            self.send(Incoming::PlanLayer(source.table.clone(), read.map(Box::new)));
        }
        if let Err(error) = &file {
            self.tell(Severity::Error, self.texts.plan_error(&name, error));
        }
    }

    /// Reads and prepares the features of one layer; what goes wrong is told.
    fn plan_layer(&self, file: &PlanFile, of_plan: &PlanLayer) -> Option<LoadedLayer> {
        match file.features(of_plan, self.control) {
            Ok(layer) => self.prepared(file.path(), of_plan, Arc::new(layer?)),
            Err(error) => {
                let name = file.path().to_string_lossy();
                self.tell(Severity::Error, self.texts.plan_error(&name, &error));
                None
            }
        }
    }

    /// A layer of the plan at `path`, ready to be shown; what goes wrong is told.
    fn prepared(&self, path: &Path, of_plan: &PlanLayer, layer: Arc<Layer>) -> Option<LoadedLayer> {
        let name = path.to_string_lossy();
        let prepared = match PreparedLayer::new(Arc::clone(&layer), self.plane) {
            Ok(prepared) => Arc::new(prepared),
            Err(error) => {
                let (layer, reason) = (layer.name().to_owned(), error.to_string());
                let error = PlanError::Layer { layer, reason };
                self.tell(Severity::Error, self.texts.plan_error(&name, &error));
                return None;
            }
        };
        let source = of_plan.table()?;
        let recognised = source.recognise(&layer);
        let (number, theme) = (of_plan.number as usize, MapTheme::of(self.mode));
        let title = [of_plan.title.clone(), of_plan.title.clone()];
        Some(LoadedLayer {
            group: of_plan.group,
            precision: of_plan.precision,
            notice: [of_plan.notice.clone(), of_plan.notice.clone()],
            kept: Some(source.clone()),
            ..LoadedLayer::new(prepared, recognised, number, &theme, title, false)
        })
    }

    /// Writes what changed in the plan for another office, and says so.
    pub(super) fn save_changes(&self, plan: &Path, since: &Since, out: &Path) {
        match write_changes(plan, since, out) {
            Ok(changes) => {
                let what = self.texts.with("export-done", &[("file", &out.to_string_lossy())]);
                let cause = self.texts.count("exchange-items", changes.items.len());
                self.tell(Severity::Done, UserMessage { what, cause, remedy: String::new() });
            }
            Err(error) => {
                let message = self.texts.plan_error(&plan.to_string_lossy(), &error);
                self.tell(Severity::Error, message);
            }
        }
    }

    /// Sends changes that came from another office, if they are of the plan that is open.
    pub(super) fn read_changes(&self, path: &Path, name: &str) {
        let read = Package::read(path).and_then(|package| {
            let plan = self.plan.as_ref().ok_or(PlanError::OtherPlan)?;
            let plan = PlanFile::open_beside(plan)?;
            package.belongs_to(&plan)?;
            Ok((package, plan.prints()?))
        });
        match read {
            Ok((package, prints)) => {
                self.send(Incoming::Changes(name.to_owned(), Box::new(package), prints));
            }
            Err(error) => self.tell(Severity::Error, self.texts.plan_error(name, &error)),
        }
    }

    /// Sends changes that were decided on, with the features that they bring.
    pub(super) fn bring(&self, plan: &Path, package: &Package, arrived: Arrived, authors: String) {
        let read = PlanFile::open_beside(plan).and_then(|own| package.data(&own, &arrived));
        let brought = match read {
            Ok(brought) => brought,
            Err(error) => {
                let name = plan.to_string_lossy();
                return self.tell(Severity::Error, self.texts.plan_error(&name, &error));
            }
        };
        let mut ready = Vec::new();
        for (table, features) in brought.layers {
            let added = arrived.layer(&table);
            let loaded = added.and_then(|layer| self.prepared(plan, layer, features));
            let Some(loaded) = loaded else { return }; // it has been told why
            ready.push((table, loaded));
        }
        self.send(Incoming::Brought(arrived, authors, ready, brought.documents));
    }
}
