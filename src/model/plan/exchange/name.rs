//! Names that every office knows the things of a plan by.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::super::{Edit, MinutesEdit, Signature};

/// Numbers from here on belong to what came from another office: they are made of its origin, so
/// that every office gives the same, and
/// [`History::fresh_number`](super::super::History::fresh_number) never reaches them.
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

    /// Layers of the atlas are the same everywhere.
    pub(super) fn of_atlas(name: &str) -> Self {
        Self::hashed(&["atlas", name])
    }

    /// The origin of what has this number here.
    pub(super) fn of(kind: Kind, number: u32, births: &Births) -> Self {
        if number >= BROUGHT {
            return Self(u64::from(number));
        }
        let nobody = Signature::default();
        let birth = births.get(&(kind, number)).unwrap_or(&nobody);
        Self::hashed(&[kind.word(), &number.to_string(), &birth.time, &birth.author])
    }

    /// All its bits.
    pub(super) fn whole(self) -> u64 {
        self.0
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
    Meeting,
    Agreement,
}

impl Kind {
    fn word(self) -> &'static str {
        match self {
            Self::Layer => "layer",
            Self::Proposal => "proposal",
            Self::View => "view",
            Self::Question => "question",
            Self::Meeting => "meeting",
            Self::Agreement => "agreement",
        }
    }
}

/// What an edit adds, by its number.
pub(super) fn added(edit: &Edit) -> Option<(Kind, u32)> {
    match edit {
        Edit::AddLayer { layer, .. } => Some((Kind::Layer, layer.key.0)),
        Edit::AddProposal { proposal } => Some((Kind::Proposal, proposal.key.0)),
        Edit::AddView { view, .. } => Some((Kind::View, view.key.0)),
        Edit::AddQuestion { question, .. } => Some((Kind::Question, question.key.0)),
        Edit::Minutes(MinutesEdit::AddMeeting { meeting }) => Some((Kind::Meeting, meeting.key.0)),
        Edit::Minutes(MinutesEdit::AddAgreement { agreement }) => {
            Some((Kind::Agreement, agreement.key.0))
        }
        Edit::Minutes(
            MinutesEdit::RemoveMeeting { .. }
            | MinutesEdit::ChangeMeeting { .. }
            | MinutesEdit::RemoveAgreement { .. }
            | MinutesEdit::ChangeAgreement { .. },
        )
        | Edit::Decide { .. }
        | Edit::SetTitle { .. }
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
        | Edit::SetSheets { .. }
        | Edit::RemoveQuestion { .. } => None,
    }
}

/// Who first added what, by its number.
pub(super) type Births = BTreeMap<(Kind, u32), Signature>;

/// The name of a thing in every office.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Name {
    /// The plan's title.
    Title,
    /// The rules that give no warnings.
    RulesOff,
    /// How sheets on paper are laid out.
    Sheets,
    /// A layer.
    Layer(Origin),
    /// A proposal.
    Proposal(Origin),
    /// A saved view.
    View(Origin),
    /// A kept question.
    Question(Origin),
    /// A meeting.
    Meeting(Origin),
    /// An agreement.
    Agreement(Origin),
}

impl Name {
    /// The stable word of what it names, as differences between plans have it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::RulesOff => "rules",
            Self::Sheets => "sheets",
            Self::Layer(_) => Kind::Layer.word(),
            Self::Proposal(_) => Kind::Proposal.word(),
            Self::View(_) => Kind::View.word(),
            Self::Question(_) => Kind::Question.word(),
            Self::Meeting(_) => Kind::Meeting.word(),
            Self::Agreement(_) => Kind::Agreement.word(),
        }
    }

    /// The origin of what has a number.
    pub(super) fn origin(self) -> Option<Origin> {
        match self {
            Self::Title | Self::RulesOff | Self::Sheets => None,
            Self::Layer(origin)
            | Self::Proposal(origin)
            | Self::View(origin)
            | Self::Question(origin)
            | Self::Meeting(origin)
            | Self::Agreement(origin) => Some(origin),
        }
    }

    /// What is left of it where the thing was brought to.
    pub(super) fn shortened(self) -> Self {
        self.origin().map_or(self, |origin| self.numbered(origin.number()))
    }

    /// The name of what has this number, as far as it is left where it was brought to.
    pub(super) fn numbered(self, number: u32) -> Self {
        let origin = Origin(u64::from(number));
        match self {
            Self::Title | Self::RulesOff | Self::Sheets => self,
            Self::Layer(_) => Self::Layer(origin),
            Self::Proposal(_) => Self::Proposal(origin),
            Self::View(_) => Self::View(origin),
            Self::Question(_) => Self::Question(origin),
            Self::Meeting(_) => Self::Meeting(origin),
            Self::Agreement(_) => Self::Agreement(origin),
        }
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
    /// From all of them.
    pub(super) fn of(names: impl IntoIterator<Item = Name>) -> Self {
        let mut all = Self::default();
        for name in names {
            all.known.insert(name);
            all.short.entry(name.shortened()).or_insert(name);
        }
        all
    }

    /// The name here of what another version calls so; the same where it is not known here.
    pub(super) fn here(&self, name: Name) -> Name {
        if self.known.contains(&name) {
            return name;
        }
        self.short.get(&name.shortened()).copied().unwrap_or(name)
    }

    fn layer(&self, origin: Origin) -> Origin {
        self.here(Name::Layer(origin)).origin().unwrap_or(origin)
    }

    pub(super) fn order(&self, order: &[Origin]) -> Vec<Origin> {
        order.iter().map(|origin| self.layer(*origin)).collect()
    }
}
