//! Versions of a plan between offices: what one has changed travels as a small package, and the
//! other takes it in, thing by thing.
//!
//! A package says of every thing how it was and how it is now. So the office that takes it in needs
//! no common step: what is there as it was takes the change, what is there as it now is needs none,
//! and anything else is a conflict for people to decide.

mod edits;
mod merge;
#[cfg(test)]
mod tests;
mod thing;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{Signature, Step};

pub use edits::{Arrived, Wanted};
pub use merge::{Answer, Merge, Merged};
pub use thing::{BROUGHT, Name, Origin, Side, Thing};

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
    /// Fingerprints of the tables that travel with the changes.
    pub tables: BTreeSet<String>,
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
}

impl Changes {
    /// What differs between `base` and `now`, versions of the plan of that name; `steps` lead from
    /// one to the other.
    pub fn between(plan: &str, base: &Side, now: &Side, steps: &[Step]) -> Self {
        let (after, known) = (now.things(), now.names());
        let before = base.things_named(&known);
        let names: BTreeSet<Name> = before.keys().chain(after.keys()).copied().collect();
        let item = |name: Name| {
            let (before, after) = (before.get(&name), after.get(&name));
            (before != after).then(|| Item { name, before: before.cloned(), after: after.cloned() })
        };
        let items: Vec<Item> = names.into_iter().filter_map(item).collect();
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
            tables: tables(&after).difference(&tables(&before)).cloned().collect(),
        }
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
