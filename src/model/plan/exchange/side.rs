//! One version of a plan as things with names.

use std::collections::BTreeMap;

use super::super::{
    Agreement, AgreementKey, Edit, History, KeptQuestion, LayerKey, LayerSource, Meeting,
    MeetingKey, MinutesEdit, Plan, PlanLayer, Proposal, ProposalKey, QuestionKey, SavedView,
    Signature, Step, ViewKey,
};
use super::Thing;
use super::name::{Births, Kind, Name, Names, Origin, added};

/// One version of a plan, to be compared with others.
#[derive(Debug)]
pub struct Side<'a> {
    /// The plan.
    pub plan: &'a Plan,
    /// Fingerprints of the tables of its file.
    pub prints: &'a BTreeMap<String, String>,
    births: Births,
    /// Layers of the atlas that the plan has or had.
    atlas: BTreeMap<LayerKey, Origin>,
}

impl<'a> Side<'a> {
    /// A version with the steps that led to it, and the fingerprints of its tables.
    pub fn new(plan: &'a Plan, history: &History, prints: &'a BTreeMap<String, String>) -> Self {
        let (mut births, mut atlas) = (Births::new(), BTreeMap::new());
        for step in history.steps() {
            for edit in &step.forward {
                if let Edit::AddLayer { layer, .. } = edit
                    && let LayerSource::Atlas(name) = &layer.source
                {
                    atlas.insert(layer.key, Origin::of_atlas(name));
                }
            }
            for (kind, number) in step.forward.iter().filter_map(added) {
                births.entry((kind, number)).or_insert_with(|| step.signature.clone());
            }
        }
        Self { plan, prints, births, atlas }
    }

    fn origin(&self, kind: Kind, number: u32) -> Origin {
        Origin::of(kind, number, &self.births)
    }

    /// Layers of the atlas are the same everywhere.
    pub(super) fn layer_origin(&self, layer: &PlanLayer) -> Origin {
        match &layer.source {
            LayerSource::Atlas(name) => Origin::of_atlas(name),
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
        let Plan { title, layers, proposals, views, questions, rules_off, sheets, .. } = self.plan;
        let Plan { meetings, agreements, decided: _, .. } = self.plan;
        let mut things = BTreeMap::from([
            (Name::Title, Thing::Title(title.clone())),
            (Name::RulesOff, Thing::RulesOff(rules_off.clone())),
            (Name::Sheets, Thing::Sheets(sheets.clone())),
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
        let number = |kind: Kind, number: u32| {
            let layer = (kind == Kind::Layer).then(|| self.plan.layer(LayerKey(number))).flatten();
            let origin = layer.map(|layer| self.layer_origin(layer));
            Some(origin.unwrap_or_else(|| self.origin(kind, number)).number())
        };
        for view in views {
            let name = self.view_name(view.key);
            let mut bare = Thing::View(Box::new(SavedView { key: ViewKey(0), ..view.clone() }));
            bare.renumber(&number);
            things.insert(name, bare);
        }
        for question in questions {
            let name = self.question_name(question.key);
            let bare = KeptQuestion { key: QuestionKey(0), ..question.clone() };
            let mut bare = Thing::Question(Box::new(bare));
            bare.renumber(&number);
            things.insert(name, bare);
        }
        for meeting in meetings.values() {
            let bare = Meeting { key: MeetingKey(0), ..meeting.clone() };
            things.insert(self.meeting_name(meeting.key), Thing::Meeting(Box::new(bare)));
        }
        for agreement in agreements.values() {
            let name = self.agreement_name(agreement.key);
            let bare = Agreement { key: AgreementKey(0), ..agreement.clone() };
            let mut bare = Thing::Agreement(Box::new(bare));
            bare.renumber(&number);
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

    fn meeting_name(&self, key: MeetingKey) -> Name {
        Name::Meeting(self.origin(Kind::Meeting, key.0))
    }

    fn agreement_name(&self, key: AgreementKey) -> Name {
        Name::Agreement(self.origin(Kind::Agreement, key.0))
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
        let Plan { layers, proposals, views, questions, meetings, agreements, .. } = self.plan;
        let layers = layers.iter().map(|one| (Name::Layer(self.layer_origin(one)), one.key.0));
        let proposals = proposals.keys().map(|key| (self.proposal_name(*key), key.0));
        let views = views.iter().map(|one| (self.view_name(one.key), one.key.0));
        let questions = questions.iter().map(|one| (self.question_name(one.key), one.key.0));
        let meetings = meetings.keys().map(|key| (self.meeting_name(*key), key.0));
        let agreements = agreements.keys().map(|key| (self.agreement_name(*key), key.0));
        let all = layers.chain(proposals).chain(views).chain(questions);
        all.chain(meetings).chain(agreements).collect()
    }

    /// Who last changed what in `steps`, and who last moved layers.
    pub(super) fn last_changes(
        &self,
        steps: &[Step],
    ) -> (BTreeMap<Name, Signature>, Option<Signature>) {
        let (mut last, mut ordered) = (BTreeMap::new(), None);
        for step in steps {
            for edit in &step.forward {
                let (name, moves) = self.changed_by(edit);
                if moves {
                    ordered = Some(step.signature.clone());
                }
                last.extend(name.map(|name| (name, step.signature.clone())));
            }
        }
        (last, ordered)
    }

    /// What an edit changes, and whether it moves layers.
    fn changed_by(&self, edit: &Edit) -> (Option<Name>, bool) {
        let layer = |key: &LayerKey| {
            let of_atlas = self.atlas.get(key).copied();
            Name::Layer(of_atlas.unwrap_or_else(|| self.origin(Kind::Layer, key.0)))
        };
        let name = match edit {
            Edit::SetTitle { .. } => Name::Title,
            Edit::SetRulesOff { .. } => Name::RulesOff,
            Edit::SetSheets { .. } => Name::Sheets,
            Edit::AddLayer { layer: added, .. } => Name::Layer(self.layer_origin(added)),
            Edit::RemoveLayer { layer: key }
            | Edit::MoveLayer { layer: key, .. }
            | Edit::RenameLayer { layer: key, .. }
            | Edit::ShowLayer { layer: key, .. }
            | Edit::FadeLayer { layer: key, .. }
            | Edit::StyleLayer { layer: key, .. }
            | Edit::ReplaceLayer { layer: key, .. } => layer(key),
            Edit::AddProposal { proposal } | Edit::ChangeProposal { proposal } => {
                self.proposal_name(proposal.key)
            }
            Edit::RemoveProposal { proposal } => self.proposal_name(*proposal),
            Edit::AddView { view, .. } => self.view_name(view.key),
            Edit::RemoveView { view } => self.view_name(*view),
            Edit::AddQuestion { question, .. } => self.question_name(question.key),
            Edit::RemoveQuestion { question } => self.question_name(*question),
            Edit::Decide { .. } => return (None, false),
            Edit::Minutes(edit) => match edit {
                MinutesEdit::AddMeeting { meeting } | MinutesEdit::ChangeMeeting { meeting } => {
                    self.meeting_name(meeting.key)
                }
                MinutesEdit::RemoveMeeting { meeting } => self.meeting_name(*meeting),
                MinutesEdit::AddAgreement { agreement } => self.agreement_name(agreement.key),
                MinutesEdit::RemoveAgreement { agreement }
                | MinutesEdit::ChangeAgreement { agreement, .. } => self.agreement_name(*agreement),
            },
        };
        let moves = matches!(
            edit,
            Edit::AddLayer { .. } | Edit::RemoveLayer { .. } | Edit::MoveLayer { .. }
        );
        (Some(name), moves)
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
