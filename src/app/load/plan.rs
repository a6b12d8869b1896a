//! Plans and the features of their layers.

use std::path::Path;
use std::sync::Arc;

use allpa_files::plan_file::{Access, PlanError, PlanFile};
use allpa_map::PreparedLayer;
use allpa_map::style::MapTheme;
use allpa_model::plan::PlanLayer;
use allpa_model::role::recognise;
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
        let name = file.path().to_string_lossy();
        let layer = match file.features(of_plan, self.control) {
            Ok(layer) => Arc::new(layer?),
            Err(error) => {
                self.tell(Severity::Error, self.texts.plan_error(&name, &error));
                return None;
            }
        };
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
        let column = |name: &Option<String>| {
            let name = name.as_ref()?;
            layer.columns().iter().position(|column| column.name == *name)
        };
        let mut recognised = recognise(&layer);
        recognised.code = column(&source.code).or(recognised.code);
        recognised.name = column(&source.name).or(recognised.name);
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
}
