//! One reversible change of the plan.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{
    KeptLook, KeptQuestion, LayerKey, LayerSource, MinutesEdit, Plan, PlanLayer, Proposal,
    ProposalKey, QuestionKey, SavedView, ViewKey,
};
use crate::question::rules::Rule;
use crate::role::Group;

/// One reversible change of the plan. Places in lists count from 0; those of layers from the bottom
/// of the map up.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Edit {
    /// Names the plan.
    SetTitle {
        /// The name.
        title: String,
    },
    /// Adds a layer.
    AddLayer {
        /// Its place.
        at: usize,
        /// The layer.
        layer: Box<PlanLayer>,
    },
    /// Takes a layer off; its table stays in the file while this can be taken back.
    RemoveLayer {
        /// Which.
        layer: LayerKey,
    },
    /// Moves a layer in the drawing order and in the layer tree.
    MoveLayer {
        /// Which.
        layer: LayerKey,
        /// Its place among the others.
        at: usize,
        /// Its group.
        group: Group,
    },
    /// Renames a layer.
    RenameLayer {
        /// Which.
        layer: LayerKey,
        /// Its name.
        title: String,
    },
    /// Opens or closes the eye of a layer.
    ShowLayer {
        /// Which.
        layer: LayerKey,
        /// Whether it is open.
        visible: bool,
    },
    /// Sets the opacity of a layer, 0 to 1.
    FadeLayer {
        /// Which.
        layer: LayerKey,
        /// The opacity.
        opacity: f32,
    },
    /// Gives a layer another look.
    StyleLayer {
        /// Which.
        layer: LayerKey,
        /// The look.
        look: Option<Box<KeptLook>>,
    },
    /// Puts other features in the place of those of a layer.
    ReplaceLayer {
        /// Which.
        layer: LayerKey,
        /// Where they are.
        source: LayerSource,
    },
    /// Adds a proposal.
    AddProposal {
        /// The proposal.
        proposal: Box<Proposal>,
    },
    /// Takes a proposal away.
    RemoveProposal {
        /// Which.
        proposal: ProposalKey,
    },
    /// Gives a proposal another shape or other attributes.
    ChangeProposal {
        /// How it is from now on.
        proposal: Box<Proposal>,
    },
    /// Adds a saved view.
    AddView {
        /// Its place in the list.
        at: usize,
        /// The view.
        view: SavedView,
    },
    /// Takes a saved view away.
    RemoveView {
        /// Which.
        view: ViewKey,
    },
    /// Keeps a question.
    AddQuestion {
        /// Its place in the list.
        at: usize,
        /// The question.
        question: Box<KeptQuestion>,
    },
    /// Says which rules give no warnings.
    SetRulesOff {
        /// Those.
        off: BTreeSet<Rule>,
    },
    /// Lays the sheets on paper out.
    SetSheets {
        /// How, as [`Plan::sheets`] says it.
        sheets: String,
    },
    /// Lets go of a kept question.
    RemoveQuestion {
        /// Which.
        question: QuestionKey,
    },
    /// Marks what came from other offices as decided on.
    Decide {
        /// Marks of how things came, by marks of their names; `None` for what never came.
        marks: BTreeMap<u64, Option<u64>>,
    },
    /// Meetings and agreements.
    Minutes(MinutesEdit),
}

/// Why the plan stays as it is.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum EditError {
    /// The plan has nothing of that number.
    #[error("the plan has no {what} {number}")]
    Unknown {
        /// Kind of thing.
        what: &'static str,
        /// Its number.
        number: u32,
    },
    /// The plan has something of that number already.
    #[error("the plan has {what} {number} already")]
    Duplicate {
        /// Kind of thing.
        what: &'static str,
        /// Its number.
        number: u32,
    },
    /// Something else of the plan needs it.
    #[error("{what} {number} is needed")]
    InUse {
        /// Kind of thing.
        what: &'static str,
        /// Its number.
        number: u32,
    },
    /// The plan shows that layer of the atlas, or that table, already.
    #[error("the plan has {name} already")]
    DuplicateSource {
        /// Its name.
        name: String,
    },
    /// The list is shorter.
    #[error("no place {at} among {length}")]
    NoPlace {
        /// The place asked for.
        at: usize,
        /// Length of the list.
        length: usize,
    },
    /// An opacity is no number from 0 to 1.
    #[error("opacity {opacity} is not between 0 and 1")]
    Opacity {
        /// What was given.
        opacity: String,
    },
    /// A shape has too few positions, or one that is not on Earth.
    #[error("the shape cannot be kept")]
    Shape,
    /// A cost or an amount is no number, a source of financing cannot be told from another, or a
    /// document has no clean name, no sum or too many bytes.
    #[error("the cost, the financing or a document cannot be kept")]
    Facts,
}

impl Plan {
    /// Applies `edit` and returns the edit that takes it back. On error the plan is exactly as it
    /// was.
    ///
    /// # Errors
    /// [`EditError`].
    pub fn apply(&mut self, edit: Edit) -> Result<Edit, EditError> {
        match edit {
            Edit::SetTitle { title } => {
                Ok(Edit::SetTitle { title: std::mem::replace(&mut self.title, title) })
            }
            Edit::AddLayer { at, layer } => {
                let key = layer.key;
                absent(self.layer(key), "layer", key.0)?;
                self.is_free(&layer.source, None)?;
                opaque(layer.opacity)?;
                insert(&mut self.layers, at, *layer)?;
                Ok(Edit::RemoveLayer { layer: key })
            }
            Edit::RemoveLayer { layer } => {
                let at = present(self.place(layer), "layer", layer.0)?;
                Ok(Edit::AddLayer { at, layer: Box::new(self.layers.remove(at)) })
            }
            Edit::MoveLayer { layer, at, group } => {
                let from = present(self.place(layer), "layer", layer.0)?;
                if at >= self.layers.len() {
                    return Err(EditError::NoPlace { at, length: self.layers.len() });
                }
                let mut moved = self.layers.remove(from);
                let before = std::mem::replace(&mut moved.group, group);
                self.layers.insert(at, moved);
                Ok(Edit::MoveLayer { layer, at: from, group: before })
            }
            Edit::RenameLayer { layer, title } => {
                let before = std::mem::replace(&mut self.layer_mut(layer)?.title, title);
                Ok(Edit::RenameLayer { layer, title: before })
            }
            Edit::ShowLayer { layer, visible } => {
                let before = std::mem::replace(&mut self.layer_mut(layer)?.visible, visible);
                Ok(Edit::ShowLayer { layer, visible: before })
            }
            Edit::FadeLayer { layer, opacity } => {
                opaque(opacity)?;
                let before = std::mem::replace(&mut self.layer_mut(layer)?.opacity, opacity);
                Ok(Edit::FadeLayer { layer, opacity: before })
            }
            Edit::StyleLayer { layer, look } => {
                let before = std::mem::replace(&mut self.layer_mut(layer)?.look, look);
                Ok(Edit::StyleLayer { layer, look: before })
            }
            Edit::ReplaceLayer { layer, source } => {
                self.is_free(&source, Some(layer))?;
                let before = std::mem::replace(&mut self.layer_mut(layer)?.source, source);
                Ok(Edit::ReplaceLayer { layer, source: before })
            }
            Edit::AddProposal { proposal } => {
                let key = proposal.key;
                absent(self.proposals.get(&key), "proposal", key.0)?;
                sound(&proposal)?;
                self.proposals.insert(key, *proposal);
                Ok(Edit::RemoveProposal { proposal: key })
            }
            Edit::RemoveProposal { proposal } => {
                let removed = self.proposals.remove(&proposal);
                let removed = present(removed, "proposal", proposal.0)?;
                Ok(Edit::AddProposal { proposal: Box::new(removed) })
            }
            Edit::ChangeProposal { proposal } => {
                sound(&proposal)?;
                let key = proposal.key;
                let place = present(self.proposals.get_mut(&key), "proposal", key.0)?;
                let before = std::mem::replace(place, *proposal);
                Ok(Edit::ChangeProposal { proposal: Box::new(before) })
            }
            Edit::AddView { at, view } => {
                let key = view.key;
                absent(self.views.iter().find(|view| view.key == key), "view", key.0)?;
                insert(&mut self.views, at, view)?;
                Ok(Edit::RemoveView { view: key })
            }
            Edit::RemoveView { view } => {
                let at = self.views.iter().position(|known| known.key == view);
                let at = present(at, "view", view.0)?;
                Ok(Edit::AddView { at, view: self.views.remove(at) })
            }
            Edit::AddQuestion { at, question } => {
                let key = question.key;
                let known = self.questions.iter().find(|known| known.key == key);
                absent(known, "question", key.0)?;
                insert(&mut self.questions, at, *question)?;
                Ok(Edit::RemoveQuestion { question: key })
            }
            Edit::SetRulesOff { off } => {
                Ok(Edit::SetRulesOff { off: std::mem::replace(&mut self.rules_off, off) })
            }
            Edit::SetSheets { sheets } => {
                Ok(Edit::SetSheets { sheets: std::mem::replace(&mut self.sheets, sheets) })
            }
            Edit::RemoveQuestion { question } => {
                let at = self.questions.iter().position(|known| known.key == question);
                let at = present(at, "question", question.0)?;
                Ok(Edit::AddQuestion { at, question: Box::new(self.questions.remove(at)) })
            }
            Edit::Decide { marks } => Ok(Edit::Decide { marks: self.decide(marks) }),
            Edit::Minutes(edit) => self.apply_minutes(edit).map(Edit::Minutes),
        }
    }

    /// Applies edits one after the other, or none of them; gives the edits that take them back, in
    /// the order in which they do.
    ///
    /// # Errors
    /// [`EditError`] of the first that cannot be applied.
    ///
    /// # Panics
    /// If an inverse given by [`Plan::apply`] cannot be applied, which tests rule out.
    pub fn apply_all(&mut self, edits: &[Edit]) -> Result<Vec<Edit>, EditError> {
        let mut inverse = Vec::with_capacity(edits.len());
        for edit in edits {
            match self.apply(edit.clone()) {
                Ok(back) => inverse.push(back),
                Err(error) => {
                    for back in inverse.into_iter().rev() {
                        self.apply(back).expect("what was just done can be taken back");
                    }
                    return Err(error);
                }
            }
        }
        inverse.reverse();
        Ok(inverse)
    }

    fn decide(&mut self, mut marks: BTreeMap<u64, Option<u64>>) -> BTreeMap<u64, Option<u64>> {
        for (name, mark) in &mut marks {
            *mark = match *mark {
                Some(new) => self.decided.insert(*name, new),
                None => self.decided.remove(name),
            };
        }
        marks
    }

    fn layer_mut(&mut self, key: LayerKey) -> Result<&mut PlanLayer, EditError> {
        present(self.layers.iter_mut().find(|layer| layer.key == key), "layer", key.0)
    }

    /// No two layers show the same table or the same layer of the atlas.
    fn is_free(&self, source: &LayerSource, of: Option<LayerKey>) -> Result<(), EditError> {
        let name = |source: &LayerSource| match source {
            LayerSource::Table(table) => (true, table.table.to_lowercase()),
            LayerSource::Atlas(name) => (false, name.clone()),
        };
        let wanted = name(source);
        let is_taken = |other: &PlanLayer| Some(other.key) != of && name(&other.source) == wanted;
        if self.layers.iter().any(is_taken) {
            return Err(EditError::DuplicateSource { name: wanted.1 });
        }
        Ok(())
    }
}

fn present<T>(found: Option<T>, what: &'static str, number: u32) -> Result<T, EditError> {
    found.ok_or(EditError::Unknown { what, number })
}

fn absent<T>(found: Option<T>, what: &'static str, number: u32) -> Result<(), EditError> {
    found.map_or(Ok(()), |_| Err(EditError::Duplicate { what, number }))
}

fn insert<T>(list: &mut Vec<T>, at: usize, item: T) -> Result<(), EditError> {
    if at > list.len() {
        return Err(EditError::NoPlace { at, length: list.len() });
    }
    list.insert(at, item);
    Ok(())
}

fn opaque(opacity: f32) -> Result<(), EditError> {
    if (0.0..=1.0).contains(&opacity) {
        return Ok(());
    }
    Err(EditError::Opacity { opacity: opacity.to_string() })
}

fn sound(proposal: &Proposal) -> Result<(), EditError> {
    if !proposal.shape.is_sound() {
        return Err(EditError::Shape);
    }
    if proposal.facts.is_sound() { Ok(()) } else { Err(EditError::Facts) }
}
