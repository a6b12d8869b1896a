//! What a merge comes to, as edits of one step.

use std::collections::{BTreeMap, BTreeSet};

use super::super::{
    Agreement, AgreementKey, Edit, History, KeptQuestion, LayerKey, LayerSource, Meeting,
    MeetingKey, MinutesEdit, Plan, PlanLayer, Proposal, ProposalKey, QuestionKey, SavedView,
    ViewKey,
};
use super::name::{BROUGHT, Kind};
use super::{Answer, Merge, Name, Origin, Side, Thing};

/// A merge as one step.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Arrived {
    /// The edits.
    pub edits: Vec<Edit>,
    /// Features that they need.
    pub wanted: Vec<Wanted>,
}

/// A table that a step brings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// Its name here.
    pub table: String,
    /// Fingerprint of its features.
    pub print: String,
}

impl Arrived {
    /// The layer that is added with the features of that table.
    pub fn layer(&self, table: &str) -> Option<&PlanLayer> {
        self.edits.iter().find_map(|edit| match edit {
            Edit::AddLayer { layer, .. } => {
                layer.table().is_some_and(|own| own.table == table).then_some(&**layer)
            }
            _ => None,
        })
    }
}

impl Merge {
    /// The edits that take in what comes, with one answer per item (`None`: comes in, where it is no
    /// conflict), and `order` where both have moved layers. `None` while a conflict has no answer.
    pub fn edits(
        &self,
        ours: &Side,
        history: &mut History,
        answers: &[Option<Answer>],
        order: Option<Answer>,
    ) -> Option<Arrived> {
        if self.moves_conflict && order.is_none() {
            return None;
        }
        let things = self.outcome(answers)?;
        let numbers = Numbers::of(ours, things.keys());
        let there_will_be = |name: Name| {
            let mut thing = things.get(&name)?.clone();
            thing.renumber(&|kind, origin| numbers.named(kind, origin));
            Some((numbers.number(name), thing))
        };
        let is_changed = |name: &Name| self.things.get(name) != things.get(name);
        let mut names: BTreeSet<Name> = things.keys().copied().collect();
        names.extend(self.things.keys());
        let changed: Vec<Name> = names.into_iter().filter(is_changed).collect();
        let mut edits = self.marked(ours.plan);
        edits.extend(minutes(ours.plan, &changed, &numbers, there_will_be));
        let (mut views, mut questions) = (false, false);
        for name in changed {
            match name {
                Name::Title | Name::RulesOff | Name::Sheets => match there_will_be(name) {
                    Some((_, Thing::Title(title))) => edits.push(Edit::SetTitle { title }),
                    Some((_, Thing::RulesOff(off))) => edits.push(Edit::SetRulesOff { off }),
                    Some((_, Thing::Sheets(sheets))) => edits.push(Edit::SetSheets { sheets }),
                    _ => {} // they are always there
                },
                Name::Proposal(_) => {
                    let thing = there_will_be(name);
                    edits.extend(of_proposal(ours.plan, numbers.number(name), thing));
                }
                // Lists are put in order as a whole, below.
                Name::View(_) => views = true,
                Name::Question(_) => questions = true,
                // Layers come last, minutes came first.
                Name::Layer(_) | Name::Meeting(_) | Name::Agreement(_) => {}
            }
        }
        let in_order = |known: Vec<Name>| {
            let new = things.keys().filter(|name| !self.things.contains_key(name)).copied();
            known.into_iter().chain(new).collect::<Vec<_>>().into_iter().filter_map(there_will_be)
        };
        if views {
            let wanted = in_order(ours.view_names()).filter_map(|(number, thing)| match thing {
                Thing::View(bare) => Some(SavedView { key: ViewKey(number), ..*bare }),
                _ => None,
            });
            let remove = |view: &SavedView| Edit::RemoveView { view: view.key };
            let add = |at, view| Edit::AddView { at, view };
            edits.extend(of_list(&ours.plan.views, wanted.collect(), remove, add));
        }
        if questions {
            let wanted =
                in_order(ours.question_names()).filter_map(|(number, thing)| match thing {
                    Thing::Question(bare) => {
                        Some(KeptQuestion { key: QuestionKey(number), ..*bare })
                    }
                    _ => None,
                });
            let remove = |one: &KeptQuestion| Edit::RemoveQuestion { question: one.key };
            let add = |at, one| Edit::AddQuestion { at, question: Box::new(one) };
            edits.extend(of_list(&ours.plan.questions, wanted.collect(), remove, add));
        }
        let order = self.ordered(&things, order.unwrap_or(Answer::Ours));
        let (layers, wanted) = layers(ours, history, &things, &order, &numbers);
        edits.extend(of_layers(&ours.plan.layers, &layers));
        Some(Arrived { edits, wanted })
    }

    /// What is decided on by this merge and was not before.
    fn marked(&self, plan: &Plan) -> Vec<Edit> {
        let is_new = |(name, mark): &(&u64, &u64)| plan.decided.get(name) != Some(mark);
        let new = self.marks.iter().filter(is_new);
        let marks: BTreeMap<u64, Option<u64>> =
            new.map(|(name, mark)| (*name, Some(*mark))).collect();
        if marks.is_empty() || self.is_empty() { Vec::new() } else { vec![Edit::Decide { marks }] }
    }

    /// All layers there will be, from the bottom up.
    fn ordered(&self, things: &BTreeMap<Name, Thing>, preferred: Answer) -> Vec<Origin> {
        let mut order = self.order(preferred);
        order.retain(|origin| things.contains_key(&Name::Layer(*origin)));
        // What was put beside something lies on top.
        for name in things.keys() {
            if let Name::Layer(origin) = name
                && !order.contains(origin)
            {
                order.push(*origin);
            }
        }
        order
    }
}

/// The numbers of things here: those they have, and for what comes those of their origins.
struct Numbers {
    all: BTreeMap<Name, u32>,
    /// Of layers and meetings, by the numbers of their origins.
    named: BTreeMap<(Kind, u32), u32>,
}

impl Numbers {
    fn of<'a>(ours: &Side, names: impl Iterator<Item = &'a Name>) -> Self {
        let mut known = ours.numbers();
        let mut taken: BTreeSet<Name> =
            known.iter().map(|(name, number)| name.numbered(*number)).collect();
        for name in names {
            let Some(origin) = name.origin().filter(|_| !known.contains_key(name)) else {
                continue;
            };
            let mut number = origin.number();
            while !taken.insert(name.numbered(number)) {
                number = number.wrapping_add(1) | BROUGHT;
            }
            known.insert(*name, number);
        }
        let named = |(name, number): (&Name, &u32)| match name {
            Name::Layer(origin) => Some(((Kind::Layer, origin.number()), *number)),
            Name::Meeting(origin) => Some(((Kind::Meeting, origin.number()), *number)),
            _ => None,
        };
        let named = known.iter().filter_map(named).collect();
        Self { all: known, named }
    }

    fn number(&self, name: Name) -> u32 {
        self.all.get(&name).copied().unwrap_or_default()
    }

    /// The number of the layer or meeting whose origin has this number.
    fn named(&self, kind: Kind, origin: u32) -> Option<u32> {
        self.named.get(&(kind, origin)).copied()
    }
}

/// Meetings and agreements as they are to be: no agreement is ever without its meeting.
fn minutes(
    plan: &Plan,
    changed: &[Name],
    numbers: &Numbers,
    there_will_be: impl Fn(Name) -> Option<(u32, Thing)>,
) -> Vec<Edit> {
    let [mut first, mut meetings, mut last] = [const { Vec::new() }; 3];
    let is_of_minutes = |name: &&Name| matches!(name, Name::Meeting(_) | Name::Agreement(_));
    for name in changed.iter().filter(is_of_minutes) {
        let number = numbers.number(*name);
        match (name, there_will_be(*name)) {
            (_, Some((_, Thing::Meeting(bare)))) => {
                let meeting = Box::new(Meeting { key: MeetingKey(number), ..*bare });
                meetings.push(if plan.meetings.contains_key(&meeting.key) {
                    MinutesEdit::ChangeMeeting { meeting }
                } else {
                    MinutesEdit::AddMeeting { meeting }
                });
            }
            (_, Some((_, Thing::Agreement(bare)))) => {
                let agreement = AgreementKey(number);
                last.push(if plan.agreements.contains_key(&agreement) {
                    MinutesEdit::ChangeAgreement { agreement, terms: Box::new(bare.terms) }
                } else {
                    let agreement = Box::new(Agreement { key: agreement, ..*bare });
                    MinutesEdit::AddAgreement { agreement }
                });
            }
            (Name::Meeting(_), None) => {
                meetings.push(MinutesEdit::RemoveMeeting { meeting: MeetingKey(number) });
            }
            (Name::Agreement(_), None) => {
                first.push(MinutesEdit::RemoveAgreement { agreement: AgreementKey(number) });
            }
            _ => {}
        }
    }
    first.into_iter().chain(meetings).chain(last).map(Edit::Minutes).collect()
}

fn of_proposal(plan: &Plan, number: u32, thing: Option<(u32, Thing)>) -> Option<Edit> {
    let key = ProposalKey(number);
    let is_known = plan.proposals.contains_key(&key);
    match thing {
        Some((_, Thing::Proposal(bare))) => {
            let proposal = Box::new(Proposal { key, ..*bare });
            Some(if is_known {
                Edit::ChangeProposal { proposal }
            } else {
                Edit::AddProposal { proposal }
            })
        }
        _ => is_known.then_some(Edit::RemoveProposal { proposal: key }),
    }
}

/// Makes a list that of `wanted`, which has what stays in its order.
fn of_list<T: PartialEq>(
    known: &[T],
    wanted: Vec<T>,
    remove: impl Fn(&T) -> Edit,
    add: impl Fn(usize, T) -> Edit,
) -> Vec<Edit> {
    let mut edits: Vec<Edit> =
        known.iter().filter(|one| !wanted.contains(one)).map(remove).collect();
    let new = wanted.into_iter().enumerate().filter(|(_, one)| !known.contains(one));
    edits.extend(new.map(|(at, one)| add(at, one)));
    edits
}

/// The layers as they are to be, from the bottom up, with the tables that must be brought.
fn layers(
    ours: &Side,
    history: &mut History,
    things: &BTreeMap<Name, Thing>,
    order: &[Origin],
    numbers: &Numbers,
) -> (Vec<PlanLayer>, Vec<Wanted>) {
    let has_print =
        |table: &str, print: &str| ours.prints.get(table).map_or(table, String::as_str) == print;
    let mut free: BTreeMap<&str, &str> = BTreeMap::new(); // tables of the file by their prints
    let mut is_used = BTreeSet::new();
    let mut layers = Vec::new();
    for origin in order {
        let name = Name::Layer(*origin);
        let Some(Thing::Layer(bare)) = things.get(&name) else { continue };
        let key = LayerKey(numbers.number(name));
        let mut layer = PlanLayer { key, ..(**bare).clone() };
        if let (LayerSource::Table(source), Some(own)) =
            (&mut layer.source, ours.plan.layer(key).and_then(PlanLayer::table))
            && has_print(&own.table, &source.table)
        {
            source.table.clone_from(&own.table);
            is_used.insert(own.table.as_str());
        }
        layers.push(layer);
    }
    for (table, print) in ours.prints {
        if !is_used.contains(table.as_str()) {
            free.insert(print, table);
        }
    }
    let mut wanted = Vec::new();
    for layer in &mut layers {
        let title = layer.title.clone();
        let LayerSource::Table(source) = &mut layer.source else { continue };
        if is_used.contains(source.table.as_str()) {
            continue;
        }
        if let Some(table) = free.remove(source.table.as_str()) {
            table.clone_into(&mut source.table);
            continue;
        }
        let table = history.fresh_table(&title);
        let print = std::mem::replace(&mut source.table, table.clone());
        wanted.push(Wanted { table, print });
    }
    (layers, wanted)
}

/// Makes layers those of `wanted`.
fn of_layers(known: &[PlanLayer], wanted: &[PlanLayer]) -> Vec<Edit> {
    let (kept, gone): (Vec<&PlanLayer>, Vec<&PlanLayer>) =
        known.iter().partition(|layer| wanted.contains(layer));
    let mut edits: Vec<Edit> =
        gone.iter().map(|layer| Edit::RemoveLayer { layer: layer.key }).collect();
    let mut now: Vec<LayerKey> = kept.iter().map(|layer| layer.key).collect();
    for (at, layer) in wanted.iter().enumerate() {
        if now.get(at) == Some(&layer.key) {
            continue;
        }
        if let Some(from) = now.iter().position(|key| *key == layer.key) {
            now.remove(from);
            edits.push(Edit::MoveLayer { layer: layer.key, at, group: layer.group });
        } else {
            edits.push(Edit::AddLayer { at, layer: Box::new(layer.clone()) });
        }
        now.insert(at, layer.key);
    }
    edits
}
