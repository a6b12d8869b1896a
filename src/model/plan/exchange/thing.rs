//! What of a plan can change on its own, by names that every office knows it by.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};

use super::super::{
    Edit, History, KeptQuestion, LayerKey, LayerSource, Plan, PlanLayer, Proposal, ProposalKey,
    QuestionKey, SavedView, Signature, ViewKey,
};
use crate::question::asked::LayerRef;
use crate::question::rules::Rule;

/// Numbers from here on belong to what came from another office: they are made of its origin, so
/// that every office gives the same, and [`History::fresh_number`] never reaches them.
pub const BROUGHT: u32 = 1 << 31;
/// Tells origins that are known in full from those of which only a number is left.
const FULL: u64 = 1 << 63;

/// Where a thing comes from: the step that first added it, hashed. Of what was brought from another
/// office only the number is left, which holds 31 bits of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Origin(u64);

impl Origin {
    pub(super) fn hashed(parts: &[&str]) -> Self {
        let mut hash = Sha256::new();
        for part in parts {
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part);
        }
        let mut bytes = [0; 8];
        bytes.copy_from_slice(&hash.finalize()[..8]);
        Self(u64::from_le_bytes(bytes) | FULL)
    }

    fn of(kind: Kind, number: u32, births: &Births) -> Self {
        if number >= BROUGHT {
            return Self(u64::from(number));
        }
        let nobody = Signature::default();
        let birth = births.get(&(kind, number)).unwrap_or(&nobody);
        Self::hashed(&[kind.word(), &number.to_string(), &birth.time, &birth.author])
    }

    /// The number of the thing where it did not originate.
    pub fn number(self) -> u32 {
        (self.0 as u32) | BROUGHT
    }
}

/// Kinds of things that have numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Layer,
    Proposal,
    View,
    Question,
}

impl Kind {
    fn word(self) -> &'static str {
        match self {
            Self::Layer => "layer",
            Self::Proposal => "proposal",
            Self::View => "view",
            Self::Question => "question",
        }
    }
}

/// What an edit adds, by its number.
fn added(edit: &Edit) -> Option<(Kind, u32)> {
    match edit {
        Edit::AddLayer { layer, .. } => Some((Kind::Layer, layer.key.0)),
        Edit::AddProposal { proposal } => Some((Kind::Proposal, proposal.key.0)),
        Edit::AddView { view, .. } => Some((Kind::View, view.key.0)),
        Edit::AddQuestion { question, .. } => Some((Kind::Question, question.key.0)),
        Edit::SetTitle { .. }
        | Edit::RemoveLayer { .. }
        | Edit::MoveLayer { .. }
        | Edit::RenameLayer { .. }
        | Edit::ShowLayer { .. }
        | Edit::FadeLayer { .. }
        | Edit::StyleLayer { .. }
        | Edit::ReplaceLayer { .. }
        | Edit::RemoveProposal { .. }
        | Edit::ChangeProposal { .. }
        | Edit::RemoveView { .. }
        | Edit::SetRulesOff { .. }
        | Edit::RemoveQuestion { .. } => None,
    }
}

/// Who first added what, by its number.
type Births = BTreeMap<(Kind, u32), Signature>;

/// The name of a thing in every office.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Name {
    /// The plan's title.
    Title,
    /// The rules that give no warnings.
    RulesOff,
    /// A layer.
    Layer(Origin),
    /// A proposal.
    Proposal(Origin),
    /// A saved view.
    View(Origin),
    /// A kept question.
    Question(Origin),
}

impl Name {
    /// The origin of what has a number.
    pub(super) fn origin(self) -> Option<Origin> {
        match self {
            Self::Title | Self::RulesOff => None,
            Self::Layer(origin)
            | Self::Proposal(origin)
            | Self::View(origin)
            | Self::Question(origin) => Some(origin),
        }
    }

    /// The name of what has this number, as far as it is left where it was brought to.
    pub(super) fn numbered(self, number: u32) -> Self {
        let origin = Origin(u64::from(number));
        match self {
            Self::Title | Self::RulesOff => self,
            Self::Layer(_) => Self::Layer(origin),
            Self::Proposal(_) => Self::Proposal(origin),
            Self::View(_) => Self::View(origin),
            Self::Question(_) => Self::Question(origin),
        }
    }
}

/// A thing that can change on its own. Its number is left to its [`Name`], its table goes by the
/// fingerprint of its features, and layers it names go by the numbers of their origins.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Thing {
    /// The plan's title.
    Title(String),
    /// The rules that give no warnings.
    RulesOff(BTreeSet<Rule>),
    /// A layer.
    Layer(Box<PlanLayer>),
    /// A proposal.
    Proposal(Box<Proposal>),
    /// A saved view.
    View(Box<SavedView>),
    /// A kept question.
    Question(Box<KeptQuestion>),
}

impl Thing {
    /// What people call it.
    pub fn title(&self) -> &str {
        match self {
            Self::Title(title) => title,
            Self::RulesOff(_) => "",
            Self::Layer(layer) => match &layer.source {
                LayerSource::Atlas(name) if layer.title.is_empty() => name,
                _ => &layer.title,
            },
            Self::Proposal(proposal) => &proposal.name,
            Self::View(view) => &view.name,
            Self::Question(question) => &question.title,
        }
    }

    /// Fingerprint of the features of a layer that has a table.
    pub fn table(&self) -> Option<&str> {
        let Self::Layer(layer) = self else { return None };
        layer.table().map(|table| table.table.as_str())
    }

    /// Its parts, each of which can change on its own.
    pub(super) fn parts(&self) -> Map<String, Value> {
        let whole = serde_json::to_value(self).unwrap_or_default();
        let Value::Object(outer) = whole else { return Map::new() };
        match outer.into_iter().next() {
            Some((_, Value::Object(parts))) => parts,
            Some((kind, whole)) => Map::from_iter([(kind, whole)]),
            None => Map::new(),
        }
    }

    /// A thing like this one of those parts.
    pub(super) fn of_parts(&self, mut parts: Map<String, Value>) -> Option<Self> {
        let outer = serde_json::to_value(self).ok()?;
        let (kind, inner) = outer.as_object()?.iter().next()?;
        let inner = if inner.is_object() { Value::Object(parts) } else { parts.remove(kind)? };
        serde_json::from_value(Value::Object(Map::from_iter([(kind.clone(), inner)]))).ok()
    }

    /// Gives the layers that it names other names.
    pub(super) fn rename_layers(&mut self, to: &dyn Fn(&str) -> Option<String>) {
        let rename = |name: &LayerRef| {
            let number = name.0.strip_prefix("plan:")?;
            Some(LayerRef(format!("plan:{}", to(number)?)))
        };
        match self {
            Self::Title(_) | Self::RulesOff(_) | Self::Layer(_) | Self::Proposal(_) => {}
            Self::View(view) => {
                for name in &mut view.visible {
                    *name = rename(name).unwrap_or_else(|| name.clone());
                }
            }
            Self::Question(question) => {
                question.asked.question.rename_layers(rename);
                let used = std::mem::take(&mut question.used);
                let renamed = |(name, print)| {
                    let name = LayerRef(name);
                    (rename(&name).unwrap_or(name).0, print)
                };
                question.used = used.into_iter().map(renamed).collect();
            }
        }
    }
}

/// One version of a plan, to be compared with others.
#[derive(Debug)]
pub struct Side<'a> {
    /// The plan.
    pub plan: &'a Plan,
    /// Fingerprints of the tables of its file.
    pub prints: &'a BTreeMap<String, String>,
    births: Births,
}

impl<'a> Side<'a> {
    /// A version with the steps that led to it, and the fingerprints of its tables.
    pub fn new(plan: &'a Plan, history: &History, prints: &'a BTreeMap<String, String>) -> Self {
        let mut births = Births::new();
        for step in history.steps() {
            for (kind, number) in step.forward.iter().filter_map(added) {
                births.entry((kind, number)).or_insert_with(|| step.signature.clone());
            }
        }
        Self { plan, prints, births }
    }

    fn origin(&self, kind: Kind, number: u32) -> Origin {
        Origin::of(kind, number, &self.births)
    }

    /// Layers of the atlas are the same everywhere.
    pub(super) fn layer_origin(&self, layer: &PlanLayer) -> Origin {
        match &layer.source {
            LayerSource::Atlas(name) => Origin::hashed(&["atlas", name]),
            LayerSource::Table(_) => self.origin(Kind::Layer, layer.key.0),
        }
    }

    /// Layers from the bottom up.
    pub(super) fn order(&self) -> Vec<Origin> {
        self.plan.layers.iter().map(|layer| self.layer_origin(layer)).collect()
    }

    /// Every thing by its name.
    pub fn things(&self) -> BTreeMap<Name, Thing> {
        // A new part of the plan does not compile until it is a thing that travels.
        let Plan { title, layers, proposals, views, questions, rules_off } = self.plan;
        let mut things = BTreeMap::from([
            (Name::Title, Thing::Title(title.clone())),
            (Name::RulesOff, Thing::RulesOff(rules_off.clone())),
        ]);
        for layer in layers {
            let mut bare = PlanLayer { key: LayerKey(0), ..layer.clone() };
            if let LayerSource::Table(table) = &mut bare.source
                && let Some(print) = self.prints.get(&table.table)
            {
                table.table.clone_from(print);
            }
            things.insert(Name::Layer(self.layer_origin(layer)), Thing::Layer(Box::new(bare)));
        }
        for proposal in proposals.values() {
            let name = self.proposal_name(proposal.key);
            let bare = Proposal { key: ProposalKey(0), ..proposal.clone() };
            things.insert(name, Thing::Proposal(Box::new(bare)));
        }
        let origin_of_layer = |number: &str| {
            let key = LayerKey(number.parse().ok()?);
            let origin = match self.plan.layer(key) {
                Some(layer) => self.layer_origin(layer),
                None => self.origin(Kind::Layer, key.0),
            };
            Some(origin.number().to_string())
        };
        for view in views {
            let name = self.view_name(view.key);
            let mut bare = Thing::View(Box::new(SavedView { key: ViewKey(0), ..view.clone() }));
            bare.rename_layers(&origin_of_layer);
            things.insert(name, bare);
        }
        for question in questions {
            let name = self.question_name(question.key);
            let bare = KeptQuestion { key: QuestionKey(0), ..question.clone() };
            let mut bare = Thing::Question(Box::new(bare));
            bare.rename_layers(&origin_of_layer);
            things.insert(name, bare);
        }
        things
    }

    fn proposal_name(&self, key: ProposalKey) -> Name {
        Name::Proposal(self.origin(Kind::Proposal, key.0))
    }

    fn view_name(&self, key: ViewKey) -> Name {
        Name::View(self.origin(Kind::View, key.0))
    }

    fn question_name(&self, key: QuestionKey) -> Name {
        Name::Question(self.origin(Kind::Question, key.0))
    }

    /// The views in the order of the list.
    pub(super) fn view_names(&self) -> Vec<Name> {
        self.plan.views.iter().map(|view| self.view_name(view.key)).collect()
    }

    /// The kept questions in the order of the list.
    pub(super) fn question_names(&self) -> Vec<Name> {
        self.plan.questions.iter().map(|question| self.question_name(question.key)).collect()
    }

    /// The number of every thing here by its name.
    pub fn numbers(&self) -> BTreeMap<Name, u32> {
        let Plan { title: _, layers, proposals, views, questions, rules_off: _ } = self.plan;
        let layers = layers.iter().map(|one| (Name::Layer(self.layer_origin(one)), one.key.0));
        let proposals = proposals.keys().map(|key| (self.proposal_name(*key), key.0));
        let views = views.iter().map(|one| (self.view_name(one.key), one.key.0));
        let questions = questions.iter().map(|one| (self.question_name(one.key), one.key.0));
        layers.chain(proposals).chain(views).chain(questions).collect()
    }

    /// The names that this version knows things by.
    pub(super) fn names(&self) -> Names {
        Names::of(self.numbers().into_keys())
    }

    /// Every thing by the names that another version knows it by.
    pub(super) fn things_named(&self, names: &Names) -> BTreeMap<Name, Thing> {
        self.things().into_iter().map(|(name, thing)| (names.here(name), thing)).collect()
    }

    /// Layers from the bottom up, likewise.
    pub(super) fn order_named(&self, names: &Names) -> Vec<Origin> {
        names.order(&self.order())
    }
}

/// Names that one version knows things by, to translate those of another into.
#[derive(Debug, Default)]
pub(super) struct Names {
    known: BTreeSet<Name>,
    /// By what is left of a name where the thing was brought to.
    short: BTreeMap<Name, Name>,
}

impl Names {
    fn of(names: impl IntoIterator<Item = Name>) -> Self {
        let mut all = Self::default();
        for name in names {
            all.known.insert(name);
            all.short.entry(shortened(name)).or_insert(name);
        }
        all
    }

    /// The name here of what another version calls so; the same where it is not known here.
    pub(super) fn here(&self, name: Name) -> Name {
        if self.known.contains(&name) {
            return name;
        }
        self.short.get(&shortened(name)).copied().unwrap_or(name)
    }

    fn layer(&self, origin: Origin) -> Origin {
        self.here(Name::Layer(origin)).origin().unwrap_or(origin)
    }

    pub(super) fn order(&self, order: &[Origin]) -> Vec<Origin> {
        order.iter().map(|origin| self.layer(*origin)).collect()
    }
}

fn shortened(name: Name) -> Name {
    name.origin().map_or(name, |origin| name.numbered(origin.number()))
}
