//! What of a plan can change on its own.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::super::{
    Agreement, KeptQuestion, LayerSource, Meeting, MeetingKey, PlanLayer, Proposal, SavedView,
};
use super::name::Kind;
use crate::question::asked::LayerRef;
use crate::question::rules::Rule;

/// The part of an agreement that is made of parts itself.
const TERMS: &str = "terms";

/// A thing that can change on its own. Its number is left to its [`Name`](super::Name), its table goes by the
/// fingerprint of its features, and layers and meetings it names go by the
/// numbers of their origins.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Thing {
    /// The plan's title.
    Title(String),
    /// The rules that give no warnings.
    RulesOff(BTreeSet<Rule>),
    /// How sheets on paper are laid out.
    Sheets(String),
    /// A layer.
    Layer(Box<PlanLayer>),
    /// A proposal.
    Proposal(Box<Proposal>),
    /// A saved view.
    View(Box<SavedView>),
    /// A kept question.
    Question(Box<KeptQuestion>),
    /// A meeting.
    Meeting(Box<Meeting>),
    /// An agreement.
    Agreement(Box<Agreement>),
}

impl Thing {
    /// What people call it.
    pub fn title(&self) -> &str {
        match self {
            Self::Title(title) => title,
            Self::RulesOff(_) | Self::Sheets(_) => "",
            Self::Layer(layer) => match &layer.source {
                LayerSource::Atlas(name) if layer.title.is_empty() => name,
                _ => &layer.title,
            },
            Self::Proposal(proposal) => &proposal.name,
            Self::View(view) => &view.name,
            Self::Question(question) => &question.title,
            Self::Meeting(meeting) => &meeting.title,
            Self::Agreement(agreement) => &agreement.terms.text,
        }
    }

    /// Fingerprint of the features of a layer that has a table.
    pub fn table(&self) -> Option<&str> {
        let Self::Layer(layer) = self else { return None };
        layer.table().map(|table| table.table.as_str())
    }

    /// Its parts, each of which can change on its own; the terms of an agreement are parts of it.
    pub(super) fn parts(&self) -> Map<String, Value> {
        let whole = serde_json::to_value(self).unwrap_or_default();
        let Value::Object(outer) = whole else { return Map::new() };
        match outer.into_iter().next() {
            Some((_, Value::Object(mut parts))) => {
                if let Some(Value::Object(terms)) = parts.remove(TERMS) {
                    parts.extend(terms);
                }
                parts
            }
            Some((kind, whole)) => Map::from_iter([(kind, whole)]),
            None => Map::new(),
        }
    }

    /// A thing like this one of those parts.
    pub(super) fn of_parts(&self, mut parts: Map<String, Value>) -> Option<Self> {
        let outer = serde_json::to_value(self).ok()?;
        let (kind, inner) = outer.as_object()?.iter().next()?;
        if let Some(Value::Object(terms)) = inner.get(TERMS) {
            let terms = terms.keys().filter_map(|part| parts.remove_entry(part)).collect();
            parts.insert(TERMS.to_owned(), Value::Object(terms));
        }
        let inner = if inner.is_object() { Value::Object(parts) } else { parts.remove(kind)? };
        serde_json::from_value(Value::Object(Map::from_iter([(kind.clone(), inner)]))).ok()
    }

    /// Gives the layers and meetings that it names other numbers; those without one keep theirs.
    pub(super) fn renumber(&mut self, to: &dyn Fn(Kind, u32) -> Option<u32>) {
        let layer = |name: &LayerRef| {
            let number = name.0.strip_prefix("plan:")?.parse().ok()?;
            Some(LayerRef(format!("plan:{}", to(Kind::Layer, number)?)))
        };
        let meeting = |key: MeetingKey| to(Kind::Meeting, key.0).map_or(key, MeetingKey);
        let rename = |name: &mut LayerRef| *name = layer(name).unwrap_or_else(|| name.clone());
        match self {
            Self::Title(_)
            | Self::RulesOff(_)
            | Self::Sheets(_)
            | Self::Layer(_)
            | Self::Proposal(_)
            | Self::Meeting(_) => {}
            Self::View(view) => view.visible.iter_mut().for_each(rename),
            Self::Question(question) => {
                question.asked.question.rename_layers(layer);
                let used = std::mem::take(&mut question.used);
                let renamed = |(name, print)| {
                    let name = LayerRef(name);
                    (layer(&name).unwrap_or(name).0, print)
                };
                question.used = used.into_iter().map(renamed).collect();
            }
            Self::Agreement(agreement) => {
                agreement.meeting = meeting(agreement.meeting);
                for said in &mut agreement.terms.follow_up {
                    said.meeting = said.meeting.map(meeting);
                }
                let pinned = Arc::make_mut(&mut agreement.pinned);
                pinned.visible.iter_mut().for_each(rename);
                pinned.layers.iter_mut().for_each(|layer| rename(&mut layer.reference));
            }
        }
    }
}
