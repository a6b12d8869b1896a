//! What a step does, for words.

use super::{Edit, LayerKey, MinutesEdit, Plan};

/// What a step does, for words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// Names the plan.
    Title,
    /// Adds a layer.
    AddLayer,
    /// Takes a layer off.
    RemoveLayer,
    /// Moves a layer.
    MoveLayer,
    /// Renames a layer.
    RenameLayer,
    /// Opens the eye of a layer.
    ShowLayer,
    /// Closes the eye of a layer.
    HideLayer,
    /// Sets the opacity of a layer.
    FadeLayer,
    /// Gives a layer another look.
    StyleLayer,
    /// Puts other features in a layer.
    ReplaceLayer,
    /// Adds a proposal.
    AddProposal,
    /// Takes a proposal away.
    RemoveProposal,
    /// Changes a proposal.
    ChangeProposal,
    /// Attaches documents to a proposal.
    AttachDocument,
    /// Takes a document off a proposal.
    DetachDocument,
    /// Cuts a proposal in pieces.
    SplitProposal,
    /// Makes two proposals one.
    MergeProposals,
    /// Makes a parallel of a proposal, or widens or narrows it.
    OffsetProposal,
    /// Names an alternative.
    RenameAlternative,
    /// Copies an alternative.
    ForkAlternative,
    /// Takes an alternative away.
    RemoveAlternative,
    /// Switches rules on or off.
    Rules,
    /// Lays the sheets on paper out.
    Sheets,
    /// Adds a saved view.
    AddView,
    /// Opens and closes eyes as a saved view has them.
    ShowView,
    /// Takes a saved view away.
    RemoveView,
    /// Keeps a question.
    AddQuestion,
    /// Lets go of a question.
    RemoveQuestion,
    /// Adds a meeting.
    AddMeeting,
    /// Takes a meeting away.
    RemoveMeeting,
    /// Says other things of a meeting.
    ChangeMeeting,
    /// Adds an agreement.
    AddAgreement,
    /// Takes an agreement away.
    RemoveAgreement,
    /// Says other things of an agreement.
    ChangeAgreement,
    /// Takes in what other offices have changed.
    Merge,
}

/// A deed and the name of what it is done to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// What is done.
    pub deed: Deed,
    /// To what: its name.
    pub name: String,
}

impl Label {
    /// What `edit` does to `plan`, before it is applied. `atlas` gives the title of a layer of the
    /// atlas by its name.
    pub fn of(edit: &Edit, plan: &Plan, atlas: &dyn Fn(&str) -> String) -> Self {
        let title = |layer: &super::PlanLayer| match &layer.source {
            super::LayerSource::Atlas(name) if layer.title.is_empty() => atlas(name),
            _ => layer.title.clone(),
        };
        let layer = |key: &LayerKey| plan.layer(*key).map(title).unwrap_or_default();
        let (deed, name) = match edit {
            Edit::SetTitle { title } => (Deed::Title, title.clone()),
            Edit::AddLayer { layer, .. } => (Deed::AddLayer, title(layer)),
            Edit::RemoveLayer { layer: key } => (Deed::RemoveLayer, layer(key)),
            Edit::MoveLayer { layer: key, .. } => (Deed::MoveLayer, layer(key)),
            Edit::RenameLayer { title, .. } => (Deed::RenameLayer, title.clone()),
            Edit::ShowLayer { layer: key, visible: true } => (Deed::ShowLayer, layer(key)),
            Edit::ShowLayer { layer: key, visible: false } => (Deed::HideLayer, layer(key)),
            Edit::FadeLayer { layer: key, .. } => (Deed::FadeLayer, layer(key)),
            Edit::StyleLayer { layer: key, .. } => (Deed::StyleLayer, layer(key)),
            Edit::ReplaceLayer { layer: key, .. } => (Deed::ReplaceLayer, layer(key)),
            Edit::AddProposal { proposal } => (Deed::AddProposal, proposal.name.clone()),
            Edit::ChangeProposal { proposal } => (Deed::ChangeProposal, proposal.name.clone()),
            Edit::RemoveProposal { proposal } => {
                let known = plan.proposals.get(proposal);
                (Deed::RemoveProposal, known.map(|p| p.name.clone()).unwrap_or_default())
            }
            Edit::AddView { view, .. } => (Deed::AddView, view.name.clone()),
            Edit::RemoveView { view } => {
                let known = plan.views.iter().find(|known| known.key == *view);
                (Deed::RemoveView, known.map(|view| view.name.clone()).unwrap_or_default())
            }
            Edit::AddQuestion { question, .. } => (Deed::AddQuestion, question.title.clone()),
            Edit::SetRulesOff { .. } => (Deed::Rules, String::new()),
            Edit::SetSheets { .. } => (Deed::Sheets, String::new()),
            Edit::Decide { .. } => (Deed::Merge, String::new()),
            Edit::RemoveQuestion { question } => {
                let known = plan.questions.iter().find(|known| known.key == *question);
                (Deed::RemoveQuestion, known.map(|q| q.title.clone()).unwrap_or_default())
            }
            Edit::Minutes(edit) => of_minutes(edit, plan),
        };
        Self { deed, name }
    }
}

/// What an edit of meetings and agreements does, and the words of what it is done to.
fn of_minutes(edit: &MinutesEdit, plan: &Plan) -> (Deed, String) {
    match edit {
        MinutesEdit::AddMeeting { meeting } => (Deed::AddMeeting, meeting.title.clone()),
        MinutesEdit::ChangeMeeting { meeting } => (Deed::ChangeMeeting, meeting.title.clone()),
        MinutesEdit::RemoveMeeting { meeting } => {
            let known = plan.meetings.get(meeting);
            (Deed::RemoveMeeting, known.map(|m| m.title.clone()).unwrap_or_default())
        }
        MinutesEdit::AddAgreement { agreement } => {
            (Deed::AddAgreement, agreement.terms.text.clone())
        }
        MinutesEdit::ChangeAgreement { terms, .. } => (Deed::ChangeAgreement, terms.text.clone()),
        MinutesEdit::RemoveAgreement { agreement } => {
            let known = plan.agreements.get(agreement);
            (Deed::RemoveAgreement, known.map(|a| a.terms.text.clone()).unwrap_or_default())
        }
    }
}
