//! Two offices change copies of one plan: whoever takes the other's changes in, nothing is lost.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::super::tests::{Wish, blank, edit, proposal, wish};
use super::super::*;
use super::*;

/// One office with its copy of the plan.
#[derive(Debug, Clone, Default)]
struct Office {
    author: &'static str,
    plan: Plan,
    history: History,
    prints: BTreeMap<String, String>,
    clock: u32,
}

impl Office {
    fn side(&self) -> Side<'_> {
        Side::new(&self.plan, &self.history, &self.prints)
    }

    /// A copy of the file in another office.
    fn copy(&self, author: &'static str) -> Self {
        Self { author, ..self.clone() }
    }

    fn record(&mut self, edits: Vec<Edit>) -> bool {
        self.clock += 1;
        let time = format!("2026-01-01T00:00:{:02}.{:03}Z", self.clock / 1000, self.clock % 1000);
        let signature = Signature { time, author: self.author.to_owned() };
        let done = self.history.record(&mut self.plan, edits, "paso".to_owned(), signature).is_ok();
        for layer in &self.plan.layers {
            if let Some(source) = layer.table() {
                let print = || format!("{} {} {}", source.table, self.author, self.clock);
                self.prints.entry(source.table.clone()).or_insert_with(print);
            }
        }
        done
    }

    fn work(&mut self, wishes: &[Wish]) {
        for wish in wishes {
            // Now and then a layer of the atlas, which both offices may touch.
            if let Wish::AddLayer(number) = wish
                && number % 3 == 0
            {
                let key = LayerKey(self.history.fresh_number());
                let source = LayerSource::Atlas(format!("capa {}", number % 5));
                let layer = Box::new(PlanLayer { key, source, ..blank() });
                self.record(vec![Edit::AddLayer { at: 0, layer }]);
                continue;
            }
            match edit(wish, &self.plan, &mut self.history) {
                // Layers of the atlas stay what they are.
                Some(Edit::ReplaceLayer { layer, .. })
                    if self.plan.layer(layer).is_some_and(|known| known.table().is_none()) => {}
                Some(edit) => drop(self.record(vec![edit])),
                None if matches!(wish, Wish::Undo) => {
                    self.history.undo(&mut self.plan).expect("can be undone");
                }
                None => drop(self.history.redo(&mut self.plan).expect("can be done again")),
            }
        }
    }

    fn changes(&self, base: &Self) -> Changes {
        let [known, done] = [base, self].map(|one| &one.history.steps()[..one.history.cursor()]);
        let common = known.iter().zip(done).take_while(|(a, b)| a == b).count();
        let changes = Changes::between("plan", &base.side(), &self.side(), &done[common..]);
        // As it travels.
        let text = serde_json::to_string(&changes).expect("JSON");
        serde_json::from_str(&text).expect("what was written")
    }

    /// Takes changes in, with one answer for all conflicts; the merge as it was.
    fn take(&mut self, changes: &Changes, answer: Answer) -> Merge {
        let merge = Merge::between(&self.side(), changes);
        let answers: Vec<_> =
            merge.items.iter().map(|item| item.is_conflict().then_some(answer)).collect();
        let side = Side::new(&self.plan, &self.history, &self.prints);
        let mut history = self.history.clone();
        let order = merge.moves_conflict.then_some(answer);
        let arrived = merge.edits(&side, &mut history, &answers, order).expect("all is answered");
        self.history = history;
        let brought = arrived.wanted.into_iter().map(|wanted| (wanted.table, wanted.print));
        self.prints.extend(brought);
        if !arrived.edits.is_empty() {
            assert!(self.record(arrived.edits), "the merge can be done");
        }
        merge
    }

    /// The plan without numbers: things by what every office knows of their names.
    fn content(&self) -> (BTreeMap<Name, Thing>, Vec<u32>) {
        let side = self.side();
        let short = |name: Name| name.origin().map_or(name, |own| name.numbered(own.number()));
        let things = side.things().into_iter().map(|(name, thing)| (short(name), thing));
        let order = side.order().into_iter().map(Origin::number).collect();
        (things.collect(), order)
    }
}

fn offices(base: &[Wish], a: &[Wish], b: &[Wish]) -> [Office; 3] {
    let mut start = Office { author: "Sede", ..Office::default() };
    start.work(base);
    let (mut ana, mut beto) = (start.copy("Ana"), start.copy("Beto"));
    ana.work(a);
    beto.work(b);
    [start, ana, beto]
}

fn wishes(most: usize) -> impl Strategy<Value = Vec<Wish>> {
    prop::collection::vec(wish(), 0..most)
}

/// Of each thing what either has changed is there; of what both have changed, what the answer says.
fn nothing_is_lost(start: &Office, ours: &Office, theirs: &Office, merged: &Office) {
    let [base, a, b, both] = [start, ours, theirs, merged].map(|office| office.content().0);
    // A meeting that one took away stays where the other has agreed something in it.
    let held = merge::meetings_of(both.values());
    let names = base.keys().chain(a.keys()).chain(b.keys()).chain(both.keys());
    for name in names.filter(|name| !merge::is_one_of(&held, **name)) {
        let [base, a, b, both] = [&base, &a, &b, &both].map(|things| things.get(name));
        if a == base {
            assert_eq!(both, b, "{name:?}: only they have changed it");
        } else if b == base || a == b {
            assert_eq!(both, a, "{name:?}: only we have changed it");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    #[test]
    fn both_ways_lead_to_the_same_plan_and_nothing_is_lost(
        base in wishes(20), a in wishes(25), b in wishes(25),
    ) {
        let [start, ana, beto] = offices(&base, &a, &b);
        let (from_ana, from_beto) = (ana.changes(&start), beto.changes(&start));
        for answer in [Answer::Ours, Answer::Theirs] {
            let other = if answer == Answer::Ours { Answer::Theirs } else { Answer::Ours };
            let (mut at_ana, mut at_beto) = (ana.clone(), beto.clone());
            at_ana.take(&from_beto, answer);
            at_beto.take(&from_ana, other);
            prop_assert_eq!(at_ana.content(), at_beto.content(), "A + B = B + A");
            nothing_is_lost(&start, &ana, &beto, &at_ana);
            nothing_is_lost(&start, &beto, &ana, &at_beto);
            // One step takes it back.
            let mut back = at_ana.clone();
            if back.history.cursor() > ana.history.cursor() {
                back.history.undo(&mut back.plan).expect("one step");
                prop_assert_eq!(&back.plan, &ana.plan);
            }
            // What was taken in does not come again.
            let again = Merge::between(&at_ana.side(), &from_beto);
            prop_assert!(again.is_empty() && again.conflicts() == 0, "{again:?}");
        }
    }
}

proptest! {
    #[test]
    fn what_is_kept_both_ways_is_there_twice(a in wishes(25), b in wishes(25)) {
        let [start, ana, beto] = offices(&[Wish::AddProposal(-76.0, -6.0)], &a, &b);
        let mut both = ana.clone();
        let merge = both.take(&beto.changes(&start), Answer::Both);
        let things = both.content().0;
        for item in merge.items.iter().filter(|item| item.can_be_both()) {
            let is_there = |wanted: &Option<Thing>| things.values().any(|one| Some(one) == wanted.as_ref());
            let names_layers = matches!(item.name, Name::View(_) | Name::Question(_));
            prop_assert!(names_layers || is_there(&item.ours) && is_there(&item.theirs));
        }
    }

    #[test]
    fn offices_that_go_on_exchanging_stay_together(
        base in wishes(15), a in wishes(12), b in wishes(12), later in wishes(12), last in wishes(12),
    ) {
        let [start, mut ana, mut beto] = offices(&base, &a, &b);
        // Beto sends; Ana takes that in, and sends back what has become of it.
        ana.take(&beto.changes(&start), Answer::Theirs);
        beto.take(&ana.changes(&start), Answer::Theirs);
        prop_assert_eq!(ana.content(), beto.content());
        // Both go on from there, each with numbers of its own; what Ana sends again stays decided.
        let from_ana = ana.clone();
        ana.work(&later);
        let to_beto = ana.changes(&from_ana);
        let merge = beto.take(&to_beto, Answer::Theirs);
        prop_assert!(merge.items.iter().all(|item| !item.is_conflict()), "{:?}", merge.items);
        prop_assert_eq!(ana.content(), beto.content());
        let from_beto = beto.clone();
        // Without taking back the merge itself.
        let last: Vec<_> = last.into_iter().filter(|wish| !matches!(wish, Wish::Undo)).collect();
        beto.work(&last);
        ana.take(&beto.changes(&from_beto), Answer::Theirs);
        beto.take(&to_beto, Answer::Ours);
        prop_assert_eq!(ana.content(), beto.content());
    }
}

/// Ana and Beto with one proposal that both have.
fn with_proposal() -> [Office; 3] {
    offices(&[Wish::AddProposal(-76.0, -6.0)], &[], &[])
}

fn change(office: &mut Office, change: impl Fn(&mut Proposal)) {
    let mut proposal = office.plan.proposals.values().next().expect("a proposal").clone();
    change(&mut proposal);
    assert!(office.record(vec![Edit::ChangeProposal { proposal: Box::new(proposal) }]));
}

#[test]
fn a_name_from_one_and_a_shape_from_the_other_go_together() {
    let [start, mut ana, mut beto] = with_proposal();
    change(&mut ana, |one| one.name = "Vía evitamiento".into());
    change(&mut beto, |one| one.shape = proposal(one.key, -75.5, -6.0).shape);
    let merge = ana.take(&beto.changes(&start), Answer::Ours);
    assert_eq!(merge.items.len(), 1);
    assert!(!merge.items[0].is_conflict());
    let merged = ana.plan.proposals.values().next().expect("a proposal");
    assert_eq!(merged.name, "Vía evitamiento");
    assert_eq!(merged.shape, beto.plan.proposals.values().next().expect("a proposal").shape);
}

#[test]
fn a_cost_from_one_and_a_stage_from_the_other_go_together() {
    let [start, mut ana, mut beto] = with_proposal();
    let canon = || Funding { source: "canon".into(), amount: Some(Amount::Percent(100.0)) };
    for office in [&mut ana, &mut beto] {
        change(office, |one| one.facts.responsible = "GRI".into());
    }
    change(&mut ana, |one| {
        one.facts.cost = Some(2e6);
        one.facts.class = "vecinal".into();
    });
    change(&mut beto, |one| {
        one.facts.stage = "perfil".into();
        one.facts.financing = vec![canon()];
        one.facts.class = "nacional".into();
    });
    let merge = Merge::between(&ana.side(), &beto.changes(&start));
    assert_eq!(merge.items[0].conflicts, ["class"]);
    ana.take(&beto.changes(&start), Answer::Theirs);
    let facts = &ana.plan.proposals.values().next().expect("a proposal").facts;
    let expected = Facts {
        class: "nacional".into(),
        stage: "perfil".into(),
        cost: Some(2e6),
        financing: vec![canon()],
        responsible: "GRI".into(),
        ..Facts::default()
    };
    assert_eq!(*facts, expected);
    // What one has emptied is empty.
    let start = ana.clone();
    let mut beto = ana.clone();
    change(&mut ana, |one| one.facts.cost = None);
    change(&mut beto, |one| one.facts.stage = String::new());
    beto.take(&ana.changes(&start), Answer::Ours);
    let facts = &beto.plan.proposals.values().next().expect("a proposal").facts;
    assert_eq!(*facts, Facts { cost: None, stage: String::new(), ..expected });
}

#[test]
fn two_names_are_a_conflict_that_stays_until_it_is_answered() {
    let [start, mut ana, mut beto] = with_proposal();
    change(&mut ana, |one| one.name = "Norte".into());
    change(&mut beto, |one| {
        one.name = "Sur".into();
        one.note = "visto en campo".into();
    });
    let changes = beto.changes(&start);
    let merge = Merge::between(&ana.side(), &changes);
    assert_eq!(merge.items[0].conflicts, ["name"]);
    assert!(merge.items[0].can_be_both());
    let mut history = ana.history.clone();
    assert_eq!(merge.edits(&ana.side(), &mut history, &[], None), None, "nobody has decided");
    let mut ours = ana.clone();
    ours.take(&changes, Answer::Ours);
    let kept = ours.plan.proposals.values().next().expect("a proposal");
    assert_eq!((kept.name.as_str(), kept.note.as_str()), ("Norte", "visto en campo"));
    let mut both = ana.clone();
    both.take(&changes, Answer::Both);
    let names: Vec<&str> = both.plan.proposals.values().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["Norte", "Sur"]);
    both.take(&changes, Answer::Both);
    assert_eq!(both.plan.proposals.len(), 2, "the same package again puts nothing more beside");
}

#[test]
fn what_one_takes_away_and_the_other_changes_is_a_conflict() {
    let [start, mut ana, mut beto] = with_proposal();
    let key = *ana.plan.proposals.keys().next().expect("a proposal");
    ana.record(vec![Edit::RemoveProposal { proposal: key }]);
    change(&mut beto, |one| one.name = "Sur".into());
    let changes = beto.changes(&start);
    let merge = Merge::between(&ana.side(), &changes);
    assert_eq!(merge.items[0].conflicts, ["whole"]);
    assert!(!merge.items[0].can_be_both());
    ana.take(&changes, Answer::Theirs);
    assert_eq!(ana.plan.proposals.len(), 1);
}

#[test]
fn numbers_that_both_have_given_do_not_clash() {
    let [start, mut ana, mut beto] = with_proposal();
    for office in [&mut ana, &mut beto] {
        office.work(&[Wish::AddProposal(-76.0, -7.0)]);
    }
    let own = ana.plan.proposals.clone();
    ana.take(&beto.changes(&start), Answer::Ours);
    assert_eq!(ana.plan.proposals.len(), 3);
    assert!(own.iter().all(|(key, one)| ana.plan.proposals.get(key) == Some(one)));
    let fresh = ana.history.fresh_number();
    assert!(fresh < BROUGHT, "numbers go on where they were: {fresh}");
}
