//! Changes between offices: what is sent, and what comes, until the user has decided on it.

use std::collections::BTreeMap;

use allpa_files::plan_file::Package;
use allpa_geom::Bounds;
use allpa_model::plan::{Answer, Arrived, LayerKey, Merge, Merged, Name, Side, Thing};

use crate::planning::Planning;

/// What the user may do with changes between offices.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExchangeAction {
    /// What comes after this step is to be sent; 0 for everything.
    Since(u64),
    /// Shows something that comes on the map.
    Show(usize),
    /// Says what to do with something that comes.
    Answer(usize, Answer),
    /// Says what to do with every conflict.
    AnswerAll(Answer),
    /// Says whose order of layers counts.
    Order(Answer),
    /// Takes in what comes, as answered.
    Take,
    /// Puts it away.
    Discard,
}

/// Changes between offices.
#[derive(Debug, Default)]
pub struct Exchange {
    /// The last step that the other office has; `None` until the user has chosen it.
    pub since: Option<u64>,
    /// What comes.
    pub coming: Option<Coming>,
}

/// Changes that wait for the user's word.
#[derive(Debug)]
pub struct Coming {
    /// Name of their file.
    pub name: String,
    /// The package.
    pub package: Package,
    /// What comes, beside what is here.
    pub merge: Merge,
    /// What to do with each of it, where the user has said so.
    pub answers: Vec<Option<Answer>>,
    /// Whose order of layers counts, likewise.
    pub order: Option<Answer>,
    /// What is shown on the map.
    pub shown: Option<usize>,
    /// Fingerprints of the tables here.
    prints: BTreeMap<String, String>,
    /// Where the history stood when things were compared.
    compared: (u64, u64),
}

impl Coming {
    /// A package that came, beside the plan.
    pub fn new(
        name: String,
        package: Package,
        prints: BTreeMap<String, String>,
        planning: &Planning,
    ) -> Self {
        let (answers, order, shown) = (Vec::new(), None, None);
        let (merge, compared) = (Merge::default(), (0, 0));
        let mut coming = Self { name, package, merge, answers, order, shown, prints, compared };
        coming.compare(planning);
        coming
    }

    /// Compares anew where the plan is another one now. Answers go by the name of what they are for.
    pub fn follow(&mut self, planning: &Planning) {
        if self.compared != moment(planning) {
            self.compare(planning);
        }
    }

    fn compare(&mut self, planning: &Planning) {
        let side = Side::new(&planning.plan, &planning.history, &self.prints);
        let merge = Merge::between(&side, &self.package.changes);
        let known = self.merge.items.iter().zip(&self.answers);
        let known: BTreeMap<_, _> = known.map(|(item, answer)| (item.name, *answer)).collect();
        let answer = |item: &Merged| known.get(&item.name).copied().flatten();
        self.answers = merge.items.iter().map(answer).collect();
        self.shown = self.shown.filter(|at| *at < merge.items.len());
        self.merge = merge;
        self.compared = moment(planning);
    }

    /// The number here of the layer of that name.
    pub fn layer_here(&self, planning: &Planning, name: Name) -> Option<LayerKey> {
        let side = Side::new(&planning.plan, &planning.history, &self.prints);
        let Name::Layer(_) = name else { return None };
        side.numbers().get(&name).copied().map(LayerKey)
    }

    /// Conflicts that nobody has decided yet.
    pub fn undecided(&self) -> usize {
        let items = self.merge.items.iter().zip(&self.answers);
        let open = items.filter(|(item, answer)| item.is_conflict() && answer.is_none());
        open.count() + usize::from(self.merge.moves_conflict && self.order.is_none())
    }

    /// Says what to do with every conflict.
    pub fn answer_all(&mut self, answer: Answer) {
        for (item, own) in self.merge.items.iter().zip(&mut self.answers) {
            if item.is_conflict() {
                *own = Some(answer);
            }
        }
        self.order = Some(answer);
    }

    /// What it comes to; `None` while something is undecided.
    pub fn arrived(&self, planning: &mut Planning) -> Option<Arrived> {
        let side = Side::new(&planning.plan, &planning.history, &self.prints);
        let mut history = planning.history.clone();
        let arrived = self.merge.edits(&side, &mut history, &self.answers, self.order)?;
        planning.history = history;
        Some(arrived)
    }
}

fn moment(planning: &Planning) -> (u64, u64) {
    (planning.history.done(), planning.history.last_numbers().0)
}

/// The box around something that comes, here and there; `None` for what has no place.
pub fn bounds(item: &Merged) -> Option<Bounds> {
    let sides = [&item.before, &item.ours, &item.theirs].into_iter().flatten();
    let boxes = sides.filter_map(|thing| match thing {
        Thing::Proposal(proposal) => proposal.shape.bounds(),
        _ => None,
    });
    boxes.reduce(Bounds::union)
}
