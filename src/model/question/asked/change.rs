//! *What changed?*

use std::sync::Arc;

use allpa_geom::Meters;
use serde::{Deserialize, Serialize};

use super::{Ask, Fits, Found, Given, Input, LayerRef, Shown, Slot};
use crate::question::QuestionError;
use crate::question::change::{change, features, features_table};

/// Inputs of the question.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Change {
    /// The older version.
    pub before: Option<LayerRef>,
    /// The newer version.
    pub after: Option<LayerRef>,
    /// Field with the category.
    pub by: Option<String>,
    /// Its name in the newer version, where it is another.
    pub by_after: Option<String>,
    /// Field of both that names each feature, to tell features apart as well.
    pub key: Option<String>,
    /// Borders drawn again within this distance are no change.
    pub tolerance: Meters,
    /// Whether the list of changes stands before the matrix.
    pub summary: bool,
}

impl Default for Change {
    fn default() -> Self {
        Self {
            before: None,
            after: None,
            by: None,
            by_after: None,
            key: None,
            tolerance: Meters::new(10.0),
            summary: false,
        }
    }
}

impl Ask for Change {
    fn inputs(&mut self) -> Vec<Input<'_>> {
        let Self { before, after, by, by_after, key, tolerance, summary } = self;
        let names = &[];
        vec![
            Input::needed("before", Slot::Layer { value: before, fits: Fits::POLYGONS }),
            Input::needed("after", Slot::Layer { value: after, fits: Fits::POLYGONS }),
            Input::needed("by", Slot::Field { value: by, of: "before", names }),
            Input::optional("by_after", Slot::Field { value: by_after, of: "after", names }),
            Input::optional("key", Slot::Field { value: key, of: "before", names }),
            Input::needed("tolerance", Slot::Distance { value: tolerance, range: [0.0, 1_000.0] }),
            Input::optional("summary", Slot::Flag { value: summary }),
        ]
    }

    fn answer(&self, given: &Given) -> Result<Found, QuestionError> {
        let before = given.layer("before", self.before.as_ref())?;
        let after = given.layer("after", self.after.as_ref())?;
        let missing = QuestionError::MissingInput { input: "by" };
        let by = self.by.as_deref().ok_or(missing)?;
        let sides = ((before, by), (after, self.by_after.as_deref().unwrap_or(by)));
        let answer = change(sides.0, sides.1, self.tolerance)?;
        let (matrix, list) = (answer.value.to_table(), answer.value.to_list());
        let mut found = if self.summary {
            Found::table("changes", list).and("matrix", matrix)
        } else {
            Found::table("matrix", matrix).and("changes", list)
        };
        if let Some(key) = &self.key {
            given.step(1, 2)?;
            let features = features(sides.0, sides.1, key, SAME_PERCENT)?;
            found = found.and("features", features_table(&features));
        }
        found.shown.push(Shown::Made(Arc::new(answer.value.to_layer())));
        Ok(found.with_notes(answer.notes))
    }
}

/// A feature of which both versions cover less than this share counts as moved.
const SAME_PERCENT: f64 = 95.0;
