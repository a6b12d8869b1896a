//! Meetings and what was agreed in them, with the map and the figures as they were.

use std::sync::Arc;

use allpa_geom::{Coord, ShapeKind};
use serde::{Deserialize, Serialize};

use super::{AgreementKey, MeetingKey, Plan, PlanLayer, as_layer};
use crate::Precision;
use crate::question::asked::{LayerRef, Provenance, Sheet};
use crate::table::Table;

/// A meeting whose agreements the plan keeps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meeting {
    /// Its number.
    pub key: MeetingKey,
    /// What it is called.
    pub title: String,
    /// Where it was held.
    pub place: String,
    /// Its day, `2026-01-31`.
    pub day: String,
    /// Who was called, in the order of the list.
    pub attendance: Vec<Attendee>,
}

/// Somebody who was called to a meeting.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Attendee {
    /// Name.
    pub name: String,
    /// Office and body.
    pub office: String,
    /// Whether they came.
    pub is_present: bool,
}

/// Something agreed in a meeting.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Agreement {
    /// Its number in the plan.
    pub key: AgreementKey,
    /// The meeting.
    pub meeting: MeetingKey,
    /// Its number in the meeting, from 1.
    pub number: u32,
    /// What was agreed, and what has become of it.
    pub terms: Terms,
    /// What everybody had before their eyes; it never changes.
    #[serde(with = "shared")]
    pub pinned: Arc<Pinned>,
}

/// What was agreed, and what has become of it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Terms {
    /// The words.
    pub text: String,
    /// How it was decided.
    pub decision: Decision,
    /// Who is to do it.
    pub responsible: String,
    /// Until which day, `2026-01-31`; empty for none.
    pub due: String,
    /// How far it is.
    pub state: AgreementState,
    /// What was said of it since, oldest first.
    pub follow_up: Vec<FollowUp>,
}

/// How something was decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// Proposed; not yet decided.
    Pending,
    /// Nobody was against it.
    #[default]
    Consensus,
    /// By votes.
    Vote {
        /// Votes for it.
        in_favour: u32,
        /// Votes against it.
        against: u32,
        /// Those who did not vote.
        abstentions: u32,
    },
}

/// How far an agreement is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AgreementState {
    /// Nothing was done yet.
    #[default]
    Open,
    /// Something was done.
    InProgress,
    /// All was done.
    Done,
    /// It will not be done.
    Dropped,
}

/// What was said of an agreement later on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FollowUp {
    /// The day, `2026-01-31`.
    pub day: String,
    /// The meeting in which it was said, if any.
    pub meeting: Option<MeetingKey>,
    /// How far it was then.
    pub state: AgreementState,
    /// What was said.
    pub note: String,
}

/// Map and figures as they were when something was agreed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Pinned {
    /// When, ISO 8601 in UTC.
    pub time: String,
    /// Middle of the map, longitude and latitude in degrees.
    pub center: Coord,
    /// *n* of the scale 1:*n*.
    pub scale: f64,
    /// Layers with the eye open.
    pub visible: Vec<LayerRef>,
    /// The alternative that was worked on; `None` for all.
    pub alternative: Option<String>,
    /// The map as a PNG file; empty where it could not be drawn.
    #[serde(with = "base64_text")]
    pub picture: Vec<u8>,
    /// The layers shown, and those that the figures were found from.
    pub layers: Vec<PinnedLayer>,
    /// The answer that was on the card.
    pub answer: Option<PinnedAnswer>,
}

/// A layer as it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PinnedLayer {
    /// The name by which the plan knows it.
    pub reference: LayerRef,
    /// What people called it.
    pub title: String,
    /// SHA-256 of its features as a plan file holds them.
    pub fingerprint: String,
    /// How far it could be trusted; measured where the file does not say.
    #[serde(default)]
    pub precision: Precision,
}

/// An answer as it was.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PinnedAnswer {
    /// Question, program and layers.
    pub provenance: Provenance,
    /// The figures.
    pub tables: Vec<PinnedTable>,
    /// What was said beside them, in words.
    pub notes: Vec<String>,
}

/// A table of an answer as it was.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PinnedTable {
    /// Its stable name.
    pub name: String,
    /// Its first rows.
    pub table: Table,
    /// How many rows it had.
    pub rows: usize,
    /// SHA-256 of the whole table.
    pub fingerprint: String,
}

/// Rows of a table that are kept at most: minutes are read, not computed with.
const MOST_ROWS: usize = 500;

impl PinnedAnswer {
    /// An answer with what was said beside it.
    pub fn of(sheet: &Sheet, notes: Vec<String>) -> Self {
        let pinned = |named: &crate::question::asked::NamedTable| {
            let table = &named.table;
            PinnedTable {
                name: named.name.to_owned(),
                table: Table {
                    columns: table.columns.clone(),
                    rows: table.rows.iter().take(MOST_ROWS).cloned().collect(),
                },
                rows: table.rows.len(),
                fingerprint: table.fingerprint(),
            }
        };
        let tables = sheet.found.tables.iter().map(pinned).collect();
        Self { provenance: sheet.provenance.clone(), tables, notes }
    }
}

/// What has become of a layer since.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Since {
    /// It is no longer there.
    Gone,
    /// It has other features.
    Changed,
}

impl Pinned {
    /// The layers that are others now, by their titles. `print` gives the present fingerprint of a
    /// layer as a plan file holds it, where it is at hand.
    pub fn changed(
        &self,
        plan: &Plan,
        print: &dyn Fn(&LayerRef) -> Option<String>,
    ) -> Vec<(String, Since)> {
        let since = |layer: &PinnedLayer| {
            let name = &layer.reference;
            let is_own = |known: &PlanLayer| known.table().is_some() && known.reference() == *name;
            let now = match proposals_named(name) {
                Some(kind) => self.proposals(plan, kind),
                None => print(name),
            };
            match now {
                Some(now) => (now != layer.fingerprint).then_some(Since::Changed),
                // One that the plan has and that is not at hand is not judged.
                None if plan.layers.iter().any(is_own) => None,
                None => Some(Since::Gone),
            }
        };
        let changed = |layer: &PinnedLayer| Some((layer.title.clone(), since(layer)?));
        self.layers.iter().filter_map(changed).collect()
    }

    /// Fingerprint of the proposals of one kind, of the alternative that was shown.
    fn proposals(&self, plan: &Plan, kind: ShapeKind) -> Option<String> {
        let shown = plan.proposals.values().filter(|one| one.is_of(self.alternative.as_deref()));
        as_layer(shown, kind).map(|layer| layer.fingerprint().to_owned())
    }
}

/// The kind of the proposals that make up the layer of this name.
fn proposals_named(name: &LayerRef) -> Option<ShapeKind> {
    Some(match name.0.strip_prefix("plan:")? {
        "propuestas_puntos" => ShapeKind::Point,
        "propuestas_lineas" => ShapeKind::Line,
        "propuestas_poligonos" => ShapeKind::Polygon,
        _ => return None,
    })
}

impl Decision {
    /// Its stable word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Consensus => "consensus",
            Self::Vote { .. } => "vote",
        }
    }
}

impl AgreementState {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Open, Self::InProgress, Self::Done, Self::Dropped];

    /// Its stable word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::InProgress => "in_progress",
            Self::Done => "done",
            Self::Dropped => "dropped",
        }
    }

    /// Whether nothing is left to be done.
    pub fn is_settled(self) -> bool {
        matches!(self, Self::Done | Self::Dropped)
    }
}

impl Terms {
    /// Whether it should have been done before `today`, `2026-01-31`.
    pub fn is_overdue(&self, today: &str) -> bool {
        !self.state.is_settled() && !self.due.is_empty() && self.due.as_str() < today
    }
}

/// What several hold together, written once for each.
mod shared {
    use std::sync::Arc;

    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub fn serialize<T: Serialize, S: Serializer>(
        value: &Arc<T>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        T::serialize(value, serializer)
    }

    pub fn deserialize<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Arc<T>, D::Error> {
        T::deserialize(deserializer).map(Arc::new)
    }
}

/// Bytes as text.
mod base64_text {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    use serde::de::Error as _;
    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&STANDARD.encode(bytes))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        let text = String::deserialize(deserializer)?;
        STANDARD.decode(text).map_err(D::Error::custom)
    }
}
