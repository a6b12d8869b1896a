//! What comes from another office, beside what is here.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::super::{MeetingKey, Signature};
use super::name::Names;
use super::{Changes, Item, Name, Origin, Side, Thing, name_mark, order_mark};

/// What to do with something that comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// Here it stays as it is.
    Ours,
    /// It becomes as it comes.
    Theirs,
    /// It stays as it is, and what comes is put beside it as another thing.
    Both,
}

/// Something that comes and is not here yet.
#[derive(Debug, Clone, PartialEq)]
pub struct Merged {
    /// Its name.
    pub name: Name,
    /// How it was before both changed it; `None` where there was none.
    pub before: Option<Thing>,
    /// How it is here; `None` where there is none.
    pub ours: Option<Thing>,
    /// How it comes; `None` where it was taken away.
    pub theirs: Option<Thing>,
    /// The parts that both have changed, not alike; `whole` where one of them took it away. None
    /// where only they have changed it.
    pub conflicts: Vec<String>,
    /// Who last changed it there, and when; `None` where no step tells.
    pub last: Option<Signature>,
}

impl Merged {
    /// Whether somebody has to decide.
    pub fn is_conflict(&self) -> bool {
        !self.conflicts.is_empty()
    }

    /// Whether it may be kept both ways: not what a plan has once, among it layers of the atlas.
    pub fn can_be_both(&self) -> bool {
        let is_many = match &self.theirs {
            Some(Thing::Layer(layer)) => layer.table().is_some(),
            Some(Thing::Proposal(_) | Thing::View(_) | Thing::Question(_)) => true,
            // A meeting was held once, and what it agreed was agreed once.
            Some(
                Thing::Title(_)
                | Thing::RulesOff(_)
                | Thing::Sheets(_)
                | Thing::Meeting(_)
                | Thing::Agreement(_),
            )
            | None => false,
        };
        is_many && self.is_conflict() && self.ours.is_some()
    }

    /// What it becomes, and what is put beside it.
    fn answered(&self, answer: Answer) -> (Option<Thing>, Option<(Name, Thing)>) {
        match answer {
            Answer::Ours if !self.is_conflict() => (self.ours.clone(), None),
            Answer::Theirs => (self.joined(Answer::Theirs), None),
            Answer::Both if self.can_be_both() => {
                let beside = self.name.origin().zip(self.theirs.clone());
                let beside =
                    beside.map(|(origin, theirs)| (copied(self.name, origin, &theirs), theirs));
                (self.ours.clone(), beside)
            }
            Answer::Ours | Answer::Both => (self.joined(Answer::Ours), None),
        }
    }

    /// Each part from the side that changed it, and from the preferred one where both have.
    fn joined(&self, preferred: Answer) -> Option<Thing> {
        let (Some(ours), Some(theirs)) = (&self.ours, &self.theirs) else {
            return if preferred == Answer::Ours { self.ours.clone() } else { self.theirs.clone() };
        };
        let before = self.before.as_ref().map(Thing::parts).unwrap_or_default();
        let (own, their) = (ours.parts(), theirs.parts());
        let parts: BTreeSet<&String> = own.keys().chain(their.keys()).collect();
        let mut joined = Map::new();
        for part in parts {
            let [b, o, t] = [&before, &own, &their].map(|side| side.get(part));
            let takes = match (o == b, t == b) {
                _ if o == t => o,
                (true, _) => t,
                (_, true) => o,
                _ if preferred == Answer::Ours => o,
                _ => t,
            };
            joined.extend(takes.map(|value: &Value| (part.clone(), value.clone())));
        }
        theirs.of_parts(joined)
    }
}

/// The name of a thing put beside another: the same in every office, and when it comes again.
fn copied(name: Name, origin: Origin, thing: &Thing) -> Name {
    let text = serde_json::to_string(thing).unwrap_or_default();
    let number = origin.number().to_string();
    let copy = Origin::hashed(&["beside", &number, &text]);
    name.numbered(copy.number())
}

/// Everything that comes, beside what is here.
#[derive(Debug, Clone, Default)]
pub struct Merge {
    /// What is not here yet, by name.
    pub items: Vec<Merged>,
    /// Whether both have moved layers, not alike.
    pub moves_conflict: bool,
    /// Marks of how all things come, by marks of their names, to tell them when they come again.
    pub(super) marks: BTreeMap<u64, u64>,
    /// What is as it was there, and is needed where something else comes.
    context: BTreeMap<Name, Thing>,
    pub(super) things: BTreeMap<Name, Thing>,
    /// Layers from the bottom up: before, here and there.
    pub(super) orders: [Vec<Origin>; 3],
}

impl Merge {
    /// Compares what comes with what is here.
    pub fn between(ours: &Side, changes: &Changes) -> Self {
        let (things, names) = (ours.things(), ours.names());
        let marks = changes.marks(&names);
        let is_decided = |name| ours.plan.decided.get(&name) == marks.get(&name);
        let (context, news): (Vec<&Item>, Vec<&Item>) =
            changes.items.iter().partition(|item| item.before == item.after);
        let items = news.into_iter().filter_map(|item| {
            let name = names.here(item.name);
            if is_decided(name_mark(name)) {
                return None;
            }
            let (before, theirs) = (item.before.clone(), item.after.clone());
            let here = things.get(&name).cloned();
            if here == theirs {
                return None;
            }
            let conflicts = conflicts(before.as_ref(), here.as_ref(), theirs.as_ref());
            let last = item.last.clone();
            let merged = Merged { name, before, ours: here, theirs, conflicts, last };
            // Where each part of it is here already, nothing comes.
            let is_news = merged.is_conflict() || merged.joined(Answer::Theirs) != merged.ours;
            is_news.then_some(merged)
        });
        let items = items.collect();
        let mut orders = orders(ours, changes, &names);
        if is_decided(order_mark()) {
            let [before, _, theirs] = &mut orders;
            theirs.clone_from(before);
        }
        let moves_conflict = ours_or_theirs(&orders).is_none();
        let context = context.into_iter();
        let context =
            context.filter_map(|item| Some((names.here(item.name), item.after.clone()?))).collect();
        let mut merge = Self { items, moves_conflict, marks, context, things, orders };
        merge.keep_meetings();
        merge
    }

    /// A meeting that was taken away there stays while agreements here are made in it.
    fn keep_meetings(&mut self) {
        let gone = self.items.iter().filter(|item| item.theirs.is_none());
        let gone: BTreeSet<Name> = gone.map(|item| item.name).collect();
        let stays = self.things.iter().filter(|(name, _)| !gone.contains(name));
        let stays = stays.map(|(_, thing)| thing);
        let needed = meetings_of(stays);
        self.items.retain(|item| item.theirs.is_some() || !is_one_of(&needed, item.name));
    }

    /// How many conflicts somebody has to decide, the order of layers among them.
    pub fn conflicts(&self) -> usize {
        let items = self.items.iter().filter(|item| item.is_conflict());
        items.count() + usize::from(self.moves_conflict)
    }

    /// Whether nothing comes that is not here.
    pub fn is_empty(&self) -> bool {
        let ours = &self.orders[1];
        let order = self.order(Answer::Theirs);
        let is_order_ours = order.iter().filter(|one| ours.contains(one)).eq(ours);
        self.items.is_empty() && !self.moves_conflict && is_order_ours
    }

    /// Every thing as it is to be; `None` while a conflict has no answer. What is no conflict comes
    /// in unless it was answered otherwise.
    pub(super) fn outcome(&self, answers: &[Option<Answer>]) -> Option<BTreeMap<Name, Thing>> {
        let mut things = self.things.clone();
        for (at, item) in self.items.iter().enumerate() {
            let given = answers.get(at).copied().flatten();
            let answer = given.or((!item.is_conflict()).then_some(Answer::Theirs))?;
            let (thing, beside) = item.answered(answer);
            match thing {
                Some(thing) => drop(things.insert(item.name, thing)),
                None => drop(things.remove(&item.name)),
            }
            things.extend(beside);
        }
        // Whatever was answered: no agreement is without its meeting.
        let needed = meetings_of(things.values());
        let come = self.items.iter().filter_map(|item| Some((&item.name, item.theirs.as_ref()?)));
        let known = self.things.iter().chain(&self.context).chain(come);
        for (name, thing) in known.filter(|(name, _)| is_one_of(&needed, **name)) {
            things.entry(*name).or_insert_with(|| thing.clone());
        }
        Some(things)
    }

    /// All layers that either side has, in their new order. Where both have moved layers the answer
    /// tells.
    pub(super) fn order(&self, preferred: Answer) -> Vec<Origin> {
        let takes_theirs = ours_or_theirs(&self.orders).unwrap_or(preferred) == Answer::Theirs;
        let [_, ours, theirs] = &self.orders;
        let sequence = |from: &[Origin], other: &[Origin]| -> Vec<Origin> {
            from.iter().filter(|one| other.contains(one)).copied().collect()
        };
        let common = if takes_theirs { sequence(theirs, ours) } else { sequence(ours, theirs) };
        woven(&common, [ours, theirs])
    }
}

/// The meetings that agreements among `things` are made in.
pub(super) fn meetings_of<'a>(things: impl Iterator<Item = &'a Thing>) -> BTreeSet<MeetingKey> {
    let meeting = |thing: &Thing| match thing {
        Thing::Agreement(agreement) => Some(agreement.meeting),
        _ => None,
    };
    things.filter_map(meeting).collect()
}

pub(super) fn is_one_of(meetings: &BTreeSet<MeetingKey>, name: Name) -> bool {
    matches!(name, Name::Meeting(origin) if meetings.contains(&MeetingKey(origin.number())))
}

/// The parts that both have changed, not alike.
fn conflicts(before: Option<&Thing>, ours: Option<&Thing>, theirs: Option<&Thing>) -> Vec<String> {
    if ours == before || ours == theirs || theirs == before {
        return Vec::new();
    }
    let (Some(ours), Some(theirs)) = (ours, theirs) else { return vec!["whole".to_owned()] };
    let before = before.map(Thing::parts).unwrap_or_default();
    let (own, their) = (ours.parts(), theirs.parts());
    let parts: BTreeSet<&String> = own.keys().chain(their.keys()).collect();
    let differ = |part: &&String| {
        let [b, o, t] = [&before, &own, &their].map(|side| side.get(*part));
        o != b && t != b && o != t
    };
    parts.into_iter().filter(differ).cloned().collect()
}

fn orders(ours: &Side, changes: &Changes, names: &Names) -> [Vec<Origin>; 3] {
    let [before, after] = &changes.order;
    [names.order(before), ours.order(), names.order(after)]
}

/// Whose order of layers counts; `None` where both have moved layers, not alike.
fn ours_or_theirs(orders: &[Vec<Origin>; 3]) -> Option<Answer> {
    let is_common = |one: &&Origin| orders.iter().all(|order| order.contains(one));
    let [before, ours, theirs] =
        orders.each_ref().map(|order| order.iter().filter(is_common).collect::<Vec<_>>());
    let of_both = |from: usize, other: usize| {
        let both = orders[from].iter().filter(|one| orders[other].contains(one));
        both.map(|one| one.number()).collect::<Vec<_>>()
    };
    if ours == theirs {
        // Layers that both have added: the same choice in both offices.
        let is_ours = of_both(1, 2) <= of_both(2, 1);
        return Some(if is_ours { Answer::Ours } else { Answer::Theirs });
    }
    if theirs == before {
        return Some(Answer::Ours);
    }
    (ours == before).then_some(Answer::Theirs)
}

/// Puts into `common` what only one side has, above what it lies above there; between two runs in
/// the same place numbers decide, so that both offices come to the same order.
fn woven(common: &[Origin], sides: [&[Origin]; 2]) -> Vec<Origin> {
    let mut gaps: BTreeMap<Option<Origin>, Vec<Vec<Origin>>> = BTreeMap::new();
    for side in sides {
        let (mut below, mut runs) = (None, BTreeMap::<Option<Origin>, Vec<Origin>>::new());
        for one in side {
            if common.contains(one) {
                below = Some(*one);
            } else {
                runs.entry(below).or_default().push(*one);
            }
        }
        runs.into_iter().for_each(|(below, run)| gaps.entry(below).or_default().push(run));
    }
    let mut all = Vec::new();
    for below in std::iter::once(None).chain(common.iter().copied().map(Some)) {
        all.extend(below);
        let mut runs = gaps.remove(&below).unwrap_or_default();
        runs.sort_by_key(|run| run.iter().map(|one| one.number()).min());
        all.extend(runs.into_iter().flatten());
    }
    all
}
