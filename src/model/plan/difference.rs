//! What differs between two versions of a plan.

use std::collections::BTreeMap;

use allpa_geom::{Hectares, Kilometers};

use super::{Agreement, KeptQuestion, Meeting, Plan, PlanLayer, SavedView, Step};

/// Area and length of something, where it has them.
pub type Size = (Option<Hectares>, Option<Kilometers>);

/// Something that differs.
#[derive(Debug, Clone, PartialEq)]
pub struct Difference {
    /// What it is.
    pub subject: Subject,
    /// How it differs.
    pub change: Change,
    /// Its number.
    pub number: u64,
    /// Its name, the newer where they differ.
    pub name: String,
    /// The parts that differ, by their stable English names.
    pub parts: Vec<&'static str>,
    /// Its size in the first plan.
    pub before: Size,
    /// Its size in the second plan.
    pub after: Size,
}

/// What differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// The plan's name.
    Title,
    /// A step of the history.
    Step,
    /// A layer.
    Layer,
    /// A proposal.
    Proposal,
    /// A saved view.
    View,
    /// A kept question.
    Question,
    /// A meeting.
    Meeting,
    /// An agreement.
    Agreement,
}

/// How something differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// Only the second plan has it.
    Added,
    /// Only the first plan has it.
    Removed,
    /// Both have it, not alike.
    Changed,
}

/// A plan with what comparing must know of it.
#[derive(Debug, Clone, Copy)]
pub struct Version<'a> {
    /// The plan.
    pub plan: &'a Plan,
    /// The steps that are done.
    pub steps: &'a [Step],
    /// Fingerprint and size of each table of features.
    pub tables: &'a BTreeMap<String, (String, Size)>,
}

impl Difference {
    /// Everything that differs between two versions: steps, then what they lead to.
    pub fn between(a: Version, b: Version) -> Vec<Self> {
        let mut found = steps(a.steps, b.steps);
        if a.plan.title != b.plan.title {
            let bare = Self::bare(Subject::Title, Change::Changed, 0, &b.plan.title);
            found.push(Self { parts: vec!["title"], ..bare });
        }
        found.extend(layers(a, b));
        found.extend(proposals(a.plan, b.plan));
        let view = |view: &SavedView| (view.key.0, view.name.clone());
        let [old, new] = [a, b].map(|version| listed(&version.plan.views, view));
        found.extend(simple(Subject::View, &old, &new));
        let question = |question: &KeptQuestion| (question.key.0, question.title.clone());
        let [old, new] = [a, b].map(|version| listed(&version.plan.questions, question));
        found.extend(simple(Subject::Question, &old, &new));
        let meeting = |meeting: &&Meeting| (meeting.key.0, meeting.title.clone());
        let all = [a, b].map(|version| version.plan.meetings.values().collect::<Vec<_>>());
        let [old, new] = all.each_ref().map(|meetings| listed(meetings, meeting));
        found.extend(simple(Subject::Meeting, &old, &new));
        let agreement = |agreement: &&Agreement| (agreement.key.0, agreement.terms.text.clone());
        let all = [a, b].map(|version| version.plan.agreements.values().collect::<Vec<_>>());
        let [old, new] = all.each_ref().map(|agreements| listed(agreements, agreement));
        found.extend(simple(Subject::Agreement, &old, &new));
        found
    }

    fn bare(subject: Subject, change: Change, number: u64, name: &str) -> Self {
        let (before, after) = Default::default();
        Self { subject, change, number, name: name.to_owned(), parts: Vec::new(), before, after }
    }
}

/// Steps after the last one that both have.
fn steps(a: &[Step], b: &[Step]) -> Vec<Difference> {
    let common = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let of = |steps: &[Step], change| {
        let step = |step: &Step| Difference::bare(Subject::Step, change, step.number, &step.label);
        steps[common..].iter().map(step).collect::<Vec<_>>()
    };
    let mut found = of(a, Change::Removed);
    found.extend(of(b, Change::Added));
    found
}

fn layers(a: Version, b: Version) -> Vec<Difference> {
    let size = |version: Version, layer: &PlanLayer| {
        let known = layer.table().and_then(|table| version.tables.get(&table.table));
        known.map(|(_, size)| *size).unwrap_or_default()
    };
    let print = |version: Version, layer: &PlanLayer| {
        let known = layer.table().and_then(|table| version.tables.get(&table.table));
        known.map(|(print, _)| print.clone())
    };
    let mut found = Vec::new();
    for old in &a.plan.layers {
        let number = u64::from(old.key.0);
        let before = size(a, old);
        let Some(new) = b.plan.layer(old.key) else {
            let bare = Difference::bare(Subject::Layer, Change::Removed, number, name(old));
            found.push(Difference { before, ..bare });
            continue;
        };
        let same_place = a.plan.place(old.key) == b.plan.place(new.key);
        let parts = parts(&[
            ("features", print(a, old) != print(b, new)),
            ("title", old.title != new.title),
            ("group", old.group != new.group),
            ("visible", old.visible != new.visible),
            ("opacity", old.opacity != new.opacity),
            ("look", old.look != new.look),
            ("place", !same_place),
        ]);
        if !parts.is_empty() {
            let bare = Difference::bare(Subject::Layer, Change::Changed, number, name(new));
            found.push(Difference { parts, before, after: size(b, new), ..bare });
        }
    }
    for new in b.plan.layers.iter().filter(|new| a.plan.layer(new.key).is_none()) {
        let number = u64::from(new.key.0);
        let bare = Difference::bare(Subject::Layer, Change::Added, number, name(new));
        found.push(Difference { after: size(b, new), ..bare });
    }
    found
}

/// Its title, or its name in the atlas.
fn name(layer: &PlanLayer) -> &str {
    match &layer.source {
        super::LayerSource::Atlas(name) if layer.title.is_empty() => name,
        _ => &layer.title,
    }
}

fn proposals(a: &Plan, b: &Plan) -> Vec<Difference> {
    let mut found = Vec::new();
    let size = |proposal: &super::Proposal| (proposal.shape.area(), proposal.shape.length());
    for (key, old) in &a.proposals {
        let (number, before) = (u64::from(key.0), size(old));
        let Some(new) = b.proposals.get(key) else {
            let bare = Difference::bare(Subject::Proposal, Change::Removed, number, &old.name);
            found.push(Difference { before, ..bare });
            continue;
        };
        let parts = parts(&[
            ("shape", old.shape != new.shape),
            ("name", old.name != new.name),
            ("kind", old.kind != new.kind),
            ("note", old.note != new.note),
            ("alternative", old.alternative != new.alternative),
            ("class", old.facts.class != new.facts.class),
            ("stage", old.facts.stage != new.facts.stage),
            ("cost", old.facts.cost != new.facts.cost),
            ("begins", old.facts.begins != new.facts.begins),
            ("ends", old.facts.ends != new.facts.ends),
            ("financing", old.facts.financing != new.facts.financing),
            ("responsible", old.facts.responsible != new.facts.responsible),
            ("documents", old.facts.documents != new.facts.documents),
        ]);
        if !parts.is_empty() {
            let bare = Difference::bare(Subject::Proposal, Change::Changed, number, &new.name);
            found.push(Difference { parts, before, after: size(new), ..bare });
        }
    }
    for (key, new) in b.proposals.iter().filter(|(key, _)| !a.proposals.contains_key(key)) {
        let number = u64::from(key.0);
        let bare = Difference::bare(Subject::Proposal, Change::Added, number, &new.name);
        found.push(Difference { after: size(new), ..bare });
    }
    found
}

fn parts(differ: &[(&'static str, bool)]) -> Vec<&'static str> {
    differ.iter().filter(|(_, differs)| *differs).map(|(part, _)| *part).collect()
}

type Listed<'a, T> = BTreeMap<u32, (String, &'a T)>;

fn listed<T>(items: &[T], of: impl Fn(&T) -> (u32, String)) -> Listed<'_, T> {
    let entry = |item| {
        let (number, name) = of(item);
        (number, (name, item))
    };
    items.iter().map(entry).collect()
}

/// Differences of things without size.
fn simple<T: PartialEq>(subject: Subject, a: &Listed<T>, b: &Listed<T>) -> Vec<Difference> {
    let mut found = Vec::new();
    for (number, (name, old)) in a {
        let change = match b.get(number) {
            None => Change::Removed,
            Some((_, new)) if new != old => Change::Changed,
            Some(_) => continue,
        };
        let name = b.get(number).map_or(name, |(name, _)| name);
        found.push(Difference::bare(subject, change, u64::from(*number), name));
    }
    for (number, (name, _)) in b.iter().filter(|(number, _)| !a.contains_key(number)) {
        found.push(Difference::bare(subject, Change::Added, u64::from(*number), name));
    }
    found
}
