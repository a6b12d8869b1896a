//! Meetings and what was agreed in them, with the map and the figures as they were.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use allpa_geom::{Coord, ShapeKind};
use serde::{Deserialize, Serialize};

use super::{AgreementKey, EditError, MeetingKey, Plan, PlanLayer, as_layer};
use crate::question::asked::{LayerRef, Provenance, Sheet};
use crate::table::{Cell, Table};

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

/// One reversible change of meetings and agreements.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MinutesEdit {
    /// Adds a meeting.
    AddMeeting {
        /// The meeting.
        meeting: Box<Meeting>,
    },
    /// Takes a meeting away; one with agreements stays.
    RemoveMeeting {
        /// Which.
        meeting: MeetingKey,
    },
    /// Says other things of a meeting.
    ChangeMeeting {
        /// How it is from now on.
        meeting: Box<Meeting>,
    },
    /// Adds an agreement.
    AddAgreement {
        /// The agreement.
        agreement: Box<Agreement>,
    },
    /// Takes an agreement away.
    RemoveAgreement {
        /// Which.
        agreement: AgreementKey,
    },
    /// Says other things of an agreement; what was pinned stays.
    ChangeAgreement {
        /// Which.
        agreement: AgreementKey,
        /// How it is from now on.
        terms: Box<Terms>,
    },
}

impl Plan {
    /// Applies `edit` and returns the edit that takes it back.
    pub(super) fn apply_minutes(&mut self, edit: MinutesEdit) -> Result<MinutesEdit, EditError> {
        let unknown = |what, number| EditError::Unknown { what, number };
        match edit {
            MinutesEdit::AddMeeting { meeting } => {
                let key = meeting.key;
                if self.meetings.contains_key(&key) {
                    return Err(EditError::Duplicate { what: "meeting", number: key.0 });
                }
                self.meetings.insert(key, *meeting);
                Ok(MinutesEdit::RemoveMeeting { meeting: key })
            }
            MinutesEdit::RemoveMeeting { meeting } => {
                if self.agreements.values().any(|agreement| agreement.meeting == meeting) {
                    return Err(EditError::InUse { what: "meeting", number: meeting.0 });
                }
                let removed = self.meetings.remove(&meeting);
                let removed = removed.ok_or_else(|| unknown("meeting", meeting.0))?;
                Ok(MinutesEdit::AddMeeting { meeting: Box::new(removed) })
            }
            MinutesEdit::ChangeMeeting { meeting } => {
                let known = self.meetings.get_mut(&meeting.key);
                let known = known.ok_or_else(|| unknown("meeting", meeting.key.0))?;
                let before = std::mem::replace(known, *meeting);
                Ok(MinutesEdit::ChangeMeeting { meeting: Box::new(before) })
            }
            MinutesEdit::AddAgreement { agreement } => {
                let key = agreement.key;
                if self.agreements.contains_key(&key) {
                    return Err(EditError::Duplicate { what: "agreement", number: key.0 });
                }
                if !self.meetings.contains_key(&agreement.meeting) {
                    return Err(unknown("meeting", agreement.meeting.0));
                }
                self.agreements.insert(key, *agreement);
                Ok(MinutesEdit::RemoveAgreement { agreement: key })
            }
            MinutesEdit::RemoveAgreement { agreement } => {
                let removed = self.agreements.remove(&agreement);
                let removed = removed.ok_or_else(|| unknown("agreement", agreement.0))?;
                Ok(MinutesEdit::AddAgreement { agreement: Box::new(removed) })
            }
            MinutesEdit::ChangeAgreement { agreement, terms } => {
                let known = self.agreements.get_mut(&agreement);
                let known = known.ok_or_else(|| unknown("agreement", agreement.0))?;
                let before = std::mem::replace(&mut known.terms, *terms);
                Ok(MinutesEdit::ChangeAgreement { agreement, terms: Box::new(before) })
            }
        }
    }

    /// The meetings, oldest first.
    pub fn meetings_by_day(&self) -> Vec<&Meeting> {
        let mut meetings: Vec<&Meeting> = self.meetings.values().collect();
        meetings.sort_by(|a, b| (&a.day, a.key).cmp(&(&b.day, b.key)));
        meetings
    }

    /// The newest meeting of a day, `2026-01-31`.
    pub fn meeting_on(&self, day: &str) -> Option<&Meeting> {
        self.meetings.values().rev().find(|meeting| meeting.day == day)
    }

    /// What was agreed in a meeting, in order.
    pub fn agreements_of(&self, meeting: MeetingKey) -> Vec<&Agreement> {
        let mut own: Vec<&Agreement> =
            self.agreements.values().filter(|agreement| agreement.meeting == meeting).collect();
        own.sort_by_key(|agreement| (agreement.number, agreement.key));
        own
    }

    /// The number of the next agreement of a meeting.
    pub fn next_agreement(&self, meeting: MeetingKey) -> u32 {
        self.agreements_of(meeting).last().map_or(1, |last| last.number.saturating_add(1))
    }

    /// What earlier meetings agreed and is still to be done, or was spoken of in this one.
    pub fn earlier_agreements(&self, meeting: &Meeting) -> Vec<&Agreement> {
        let is_before = |one: &&&Meeting| (&one.day, one.key) < (&meeting.day, meeting.key);
        let is_spoken_of = |agreement: &&Agreement| {
            let mut said = agreement.terms.follow_up.iter();
            !agreement.terms.state.is_settled() || said.any(|one| one.meeting == Some(meeting.key))
        };
        let meetings = self.meetings_by_day();
        let earlier = meetings.iter().filter(is_before);
        earlier.flat_map(|one| self.agreements_of(one.key)).filter(is_spoken_of).collect()
    }

    /// For every agreement the layers that are others now; see [`Pinned::changed`]. Each layer is
    /// asked for once.
    pub fn changed_since(
        &self,
        print: &dyn Fn(&LayerRef) -> Option<String>,
    ) -> BTreeMap<AgreementKey, Vec<(String, Since)>> {
        let known: RefCell<BTreeMap<LayerRef, Option<String>>> = RefCell::default();
        let once = |name: &LayerRef| {
            let found = known.borrow().get(name).cloned();
            found.unwrap_or_else(|| {
                let found = print(name);
                known.borrow_mut().insert(name.clone(), found.clone());
                found
            })
        };
        let changed =
            |(key, one): (&AgreementKey, &Agreement)| (*key, one.pinned.changed(self, &once));
        self.agreements.iter().map(changed).collect()
    }

    /// One row for each agreement, of one meeting or of all, with the titles of the layers that have
    /// changed since.
    pub fn minutes_table(
        &self,
        meeting: Option<MeetingKey>,
        changed: &BTreeMap<AgreementKey, Vec<(String, Since)>>,
    ) -> Table {
        let mut table = Table::new([
            "meeting",
            "title",
            "place",
            "day",
            "agreement",
            "text",
            "decision",
            "in_favour",
            "against",
            "abstentions",
            "responsible",
            "due",
            "state",
            "pinned",
            "changed",
        ]);
        let meetings = self.meetings_by_day();
        for of in meetings.into_iter().filter(|of| meeting.is_none_or(|key| key == of.key)) {
            for agreement in self.agreements_of(of.key) {
                let terms = &agreement.terms;
                let votes = match terms.decision {
                    Decision::Vote { in_favour, against, abstentions } => {
                        [in_favour, against, abstentions].map(|n| Cell::Integer(n.into()))
                    }
                    _ => [const { Cell::Empty }; 3],
                };
                let changed = changed.get(&agreement.key).into_iter().flatten();
                let changed: Vec<&str> = changed.map(|(title, _)| title.as_str()).collect();
                let [in_favour, against, abstentions] = votes;
                table.push(vec![
                    Cell::Integer(of.key.0.into()),
                    of.title.as_str().into(),
                    of.place.as_str().into(),
                    of.day.as_str().into(),
                    Cell::Integer(agreement.number.into()),
                    terms.text.as_str().into(),
                    terms.decision.word().into(),
                    in_favour,
                    against,
                    abstentions,
                    terms.responsible.as_str().into(),
                    terms.due.as_str().into(),
                    terms.state.word().into(),
                    agreement.pinned.time.as_str().into(),
                    changed.join("; ").into(),
                ]);
            }
        }
        table
    }
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
