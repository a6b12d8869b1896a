//! The plan: what a planner keeps, as plain data. It changes only through [`Plan::apply`].
//!
//! A plan says what its layers are called, in which order they lie and how they are shown; the
//! features themselves lie in the tables of the plan file, or in the atlas.

mod agreement;
mod corners;
mod difference;
mod document;
mod edit;
mod exchange;
mod facts;
mod funding;
mod history;
mod label;
mod minutes;
mod proposal;
mod reshape;
#[cfg(test)]
mod tests;
mod together;

use std::collections::{BTreeMap, BTreeSet};

use allpa_geom::{Coord, PsadOperation};
use serde::{Deserialize, Serialize};

use crate::question::asked::{Asked, LayerRef};
use crate::question::rules::Rule;
use crate::role::{Group, Recognised, recognise};
use crate::{Layer, Precision, Provenance};

pub use agreement::{
    Agreement, AgreementState, Attendee, Decision, FollowUp, Meeting, Pinned, PinnedAnswer,
    PinnedLayer, PinnedTable, Since, Terms,
};
pub use corners::CornerRun;
pub use difference::{Change, Difference, Size, Subject, Version};
pub use document::{Document, documents_of, media_type};
pub use edit::{Edit, EditError};
pub use exchange::{
    Answer, Arrived, BROUGHT, Changes, Doing, Item, Merge, Merged, Name, Origin, Side, Thing,
    Wanted,
};
pub use facts::{Doubt, Facts, STAGES, word_of};
pub use funding::{Amount, Funding, SOURCES, TRUST, TRUST_SPLIT, soles};
pub use history::{History, Signature, Step};
pub use label::{Deed, Label};
pub use minutes::MinutesEdit;
pub use proposal::{Drawn, Proposal, ProposalKind, as_layer};
pub use reshape::{Offset, ReshapeError};
pub use together::VertexChange;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {
        $($(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub u32);)*
    };
}

ids! {
    /// A layer of a plan; the number is given by [`History::fresh_number`] and never used again.
    LayerKey;
    /// A proposal of a plan.
    ProposalKey;
    /// A saved view of a plan.
    ViewKey;
    /// A question kept in a plan.
    QuestionKey;
    /// A meeting of a plan.
    MeetingKey;
    /// An agreement of a plan.
    AgreementKey;
}

/// Everything a planner keeps.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Plan {
    /// Name of the plan.
    pub title: String,
    /// Layers from the bottom of the map up.
    pub layers: Vec<PlanLayer>,
    /// What the planner draws.
    pub proposals: BTreeMap<ProposalKey, Proposal>,
    /// Places to come back to, in the order of the list.
    pub views: Vec<SavedView>,
    /// Questions kept with what they were answered from, in the order of the list.
    pub questions: Vec<KeptQuestion>,
    /// Rules that give no warnings.
    #[serde(default)]
    pub rules_off: BTreeSet<Rule>,
    /// How its sheets on paper are laid out by hand, as JSON of the pages' arrangements; empty for the
    /// template.
    #[serde(default)]
    pub sheets: String,
    /// Meetings.
    #[serde(default)]
    pub meetings: BTreeMap<MeetingKey, Meeting>,
    /// What was agreed in them.
    #[serde(default)]
    pub agreements: BTreeMap<AgreementKey, Agreement>,
    /// Marks of how things last came from other offices, by marks of their names: that was decided on
    /// and does not come again.
    #[serde(default)]
    pub decided: BTreeMap<u64, u64>,
}

/// A layer as the plan knows it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PlanLayer {
    /// Its number.
    pub key: LayerKey,
    /// Where its features are.
    pub source: LayerSource,
    /// Name on the map; empty for the atlas' own title.
    pub title: String,
    /// Group of the layer tree.
    pub group: Group,
    /// Whether the eye is open.
    pub visible: bool,
    /// 0 invisible to 1 opaque.
    pub opacity: f32,
    /// How far it can be trusted.
    pub precision: Precision,
    /// What legends and answers must say of it; empty for nothing.
    pub notice: String,
    /// Its place among the layers it came with; colours follow it.
    pub number: u32,
    /// How it is drawn; as its features are usually drawn when absent.
    #[serde(default)]
    pub look: Option<Box<KeptLook>>,
}

/// How a layer is drawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptLook {
    /// The look that the user chose, as JSON of the map's styles; `None` for the usual one.
    pub style: Option<String>,
    /// The look as a style of QGIS (`.qml`), for other programs.
    pub qml: String,
}

/// Where the features of a layer are.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LayerSource {
    /// In a table of the plan file.
    Table(Box<TableSource>),
    /// In the atlas, under this name: only how it is shown is kept.
    Atlas(String),
}

/// A table of features, written once and never changed: other features of the same layer get a
/// table of their own, so that every step can be taken back.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct TableSource {
    /// Name of the table.
    pub table: String,
    /// Operation that takes it to WGS 84 if it is in PSAD56.
    pub psad: PsadOperation,
    /// Field with the codes of the features, where the user has named one.
    pub code: Option<String>,
    /// Field with their names, likewise.
    pub name: Option<String>,
    /// Where the features come from.
    pub provenance: Provenance,
}

impl TableSource {
    /// What is recognised in its features, with the columns that the user has named.
    pub fn recognise(&self, layer: &Layer) -> Recognised {
        let column = |name: &Option<String>| {
            let name = name.as_ref()?;
            layer.columns().iter().position(|column| column.name == *name)
        };
        let mut recognised = recognise(layer);
        recognised.code = column(&self.code).or(recognised.code);
        recognised.name = column(&self.name).or(recognised.name);
        recognised
    }
}

impl PlanLayer {
    /// The table in the plan file; `None` for a layer of the atlas.
    pub fn table(&self) -> Option<&TableSource> {
        match &self.source {
            LayerSource::Table(table) => Some(table),
            LayerSource::Atlas(_) => None,
        }
    }

    /// The name by which views and questions of the plan know it: `plan:NUMBER` or `atlas:NAME`.
    pub fn reference(&self) -> LayerRef {
        LayerRef(match &self.source {
            LayerSource::Table(_) => format!("plan:{}", self.key.0),
            LayerSource::Atlas(name) => format!("atlas:{name}"),
        })
    }
}

/// A place to come back to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SavedView {
    /// Its number.
    pub key: ViewKey,
    /// Its name.
    pub name: String,
    /// Middle of the map, longitude and latitude in degrees.
    pub center: Coord,
    /// *n* of the scale 1:*n*.
    pub scale: f64,
    /// Layers with the eye open.
    pub visible: Vec<LayerRef>,
}

/// A question kept with what it was answered from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KeptQuestion {
    /// Its number.
    pub key: QuestionKey,
    /// Its name in the list.
    pub title: String,
    /// The question; its layers by [`PlanLayer::reference`].
    pub asked: Asked,
    /// Name and version of the program that answered.
    pub program: String,
    /// When it was answered, ISO 8601 in UTC.
    pub answered: String,
    /// Fingerprints of the layers and tables it was answered from, by their references.
    pub used: BTreeMap<String, String>,
}

impl Plan {
    /// The layer of that number.
    pub fn layer(&self, key: LayerKey) -> Option<&PlanLayer> {
        self.layers.iter().find(|layer| layer.key == key)
    }

    /// Number of the layer in the drawing order, from the bottom up.
    pub fn place(&self, key: LayerKey) -> Option<usize> {
        self.layers.iter().position(|layer| layer.key == key)
    }

    /// How the plan shows the layer of the atlas of that name, where it says so.
    pub fn atlas_layer(&self, name: &str) -> Option<&PlanLayer> {
        let is_meant = |layer: &&PlanLayer| matches!(&layer.source, LayerSource::Atlas(known) if known == name);
        self.layers.iter().find(is_meant)
    }
}
