//! Versions of a plan between offices: what one has changed travels as a small package, and the
//! other takes it in, thing by thing.
//!
//! A package says of every thing how it was and how it is now. So the office that takes it in needs
//! no common step: what is there as it was takes the change, what is there as it now is needs none,
//! and anything else is a conflict for people to decide.

mod edits;
mod merge;
mod name;
mod side;
#[cfg(test)]
mod tests;
mod thing;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{Signature, Step};
use name::Names;

pub use edits::{Arrived, Wanted};
pub use merge::{Answer, Merge, Merged};
pub use name::{BROUGHT, Name, Origin};
pub use side::Side;
pub use thing::Thing;

/// Changes of a plan on their way to another office. Things go by the names that every office knows
/// them by, tables of features by their fingerprints.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Changes {
    /// Name of the plan that no other plan has.
    pub plan: String,
    /// Its title, for people.
    pub title: String,
    /// What was done, oldest first.
    pub steps: Vec<Doing>,
    /// What differs, by name.
    pub items: Vec<Item>,
    /// Layers from the bottom up: before and now.
    pub order: [Vec<Origin>; 2],
    /// Who last moved layers, and when.
    pub ordered: Option<Signature>,
    /// Fingerprints of the tables that travel with the changes.
    pub tables: BTreeSet<String>,
    /// Sums of the documents that do: those of everything that differs, so that whoever takes it in
    /// needs no other file.
    #[serde(default)]
    pub documents: BTreeSet<String>,
}

/// A step as another office reads it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Doing {
    /// What was done, in words.
    pub label: String,
    /// Who did it, and when.
    pub signature: Signature,
}

/// One thing that differs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Item {
    /// Its name.
    pub name: Name,
    /// How it was; `None` where there was none.
    pub before: Option<Thing>,
    /// How it is now; `None` where there is none any more.
    pub after: Option<Thing>,
    /// Who last changed it, and when; `None` where no step tells.
    pub last: Option<Signature>,
}

impl Changes {
    /// What differs between `base` and `now`, versions of the plan of that name; `steps` lead from
    /// one to the other.
    pub fn between(plan: &str, base: &Side, now: &Side, steps: &[Step]) -> Self {
        let (after, known) = (now.things(), now.names());
        let before = base.things_named(&known);
        let names: BTreeSet<Name> = before.keys().chain(after.keys()).copied().collect();
        let (last, ordered) = now.last_changes(steps);
        let item = |name: Name| {
            let (before, after) = (before.get(&name), after.get(&name));
            let last = last.get(&name).cloned();
            (before != after).then(|| Item {
                name,
                before: before.cloned(),
                after: after.cloned(),
                last,
            })
        };
        let mut items: Vec<Item> = names.into_iter().filter_map(item).collect();
        items.extend(meetings_as_they_were(&items, &before, &after));
        let proposals = items.iter().filter_map(|item| match &item.after {
            Some(Thing::Proposal(proposal)) => Some(proposal),
            _ => None,
        });
        let documents = proposals.flat_map(|proposal| &proposal.facts.documents);
        let documents = documents.map(|document| document.sum.clone()).collect();
        let tables = |things: &BTreeMap<Name, Thing>| -> BTreeSet<String> {
            things.values().filter_map(Thing::table).map(str::to_owned).collect()
        };
        let doing =
            |step: &Step| Doing { label: step.label.clone(), signature: step.signature.clone() };
        Self {
            plan: plan.to_owned(),
            title: now.plan.title.clone(),
            steps: steps.iter().map(doing).collect(),
            items,
            order: [base.order_named(&known), now.order()],
            ordered,
            documents,
            tables: tables(&after).difference(&tables(&before)).cloned().collect(),
        }
    }

    /// Marks of how all things come, by marks of their names.
    fn marks(&self, names: &Names) -> BTreeMap<u64, u64> {
        let items = self.items.iter();
        let items =
            items.map(|item| (name_mark(names.here(item.name)), mark(&(&item.after, &item.last))));
        let order: Vec<u32> = names.order(&self.order[1]).into_iter().map(Origin::number).collect();
        items.chain([(order_mark(), mark(&(order, &self.ordered)))]).collect()
    }

    /// Who made them, in one line; the name of their `file` where no step tells.
    pub fn makers(&self, file: &str) -> String {
        let authors = self.authors();
        if authors.is_empty() { file.to_owned() } else { authors.join(", ") }
    }

    /// Who made them, each once, in the order in which they began.
    pub fn authors(&self) -> Vec<&str> {
        let mut authors = Vec::new();
        for step in &self.steps {
            let author = step.signature.author.as_str();
            if !author.is_empty() && !authors.contains(&author) {
                authors.push(author);
            }
        }
        authors
    }
}

/// The mark of a name, which is known here as this one.
fn name_mark(name: Name) -> u64 {
    mark(&name.shortened())
}

/// The same for the order of layers.
fn order_mark() -> u64 {
    mark(&"order")
}

fn mark(what: &impl Serialize) -> u64 {
    Origin::hashed(&[&serde_json::to_string(what).unwrap_or_default()]).whole()
}

/// The meetings of new agreements travel with them, also where they are as they were: the other
/// office may have taken them away.
fn meetings_as_they_were(
    items: &[Item],
    before: &BTreeMap<Name, Thing>,
    after: &BTreeMap<Name, Thing>,
) -> Vec<Item> {
    let needed = merge::meetings_of(items.iter().filter_map(|item| item.after.as_ref()));
    let is_needed = |name: &Name| merge::is_one_of(&needed, *name);
    let same = after.iter().filter(|(name, now)| is_needed(name) && before.get(name) == Some(now));
    let item = |(name, now): (&Name, &Thing)| {
        let now = Some(now.clone());
        Item { name: *name, before: now.clone(), after: now, last: None }
    };
    same.map(item).collect()
}
