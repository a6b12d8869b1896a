//! Meetings and agreements in words.

use allpa_model::plan::{AgreementState, Decision, Since};

use crate::Texts;

impl Texts {
    /// How something was decided, with the votes.
    pub fn decision(&self, decision: Decision) -> String {
        match decision {
            Decision::Pending => self.get("decision-pending"),
            Decision::Consensus => self.get("decision-consensus"),
            Decision::Vote { in_favour, against, abstentions } => {
                let [a, b, c] = [in_favour, against, abstentions].map(|votes| votes.to_string());
                let votes = [("for", a.as_str()), ("against", &b), ("abstentions", &c)];
                self.with("decision-votes", &votes)
            }
        }
    }

    /// How far an agreement is.
    pub fn agreement_state(&self, state: AgreementState) -> String {
        self.get(match state {
            AgreementState::Open => "state-open",
            AgreementState::InProgress => "state-in-progress",
            AgreementState::Done => "state-done",
            AgreementState::Dropped => "state-dropped",
        })
    }

    /// Which layers are others than when something was agreed: one sentence for those that have
    /// changed and one for those that are gone.
    pub fn changed_since(&self, changed: &[(String, Since)]) -> Vec<String> {
        let told = |key, since| {
            let names = changed.iter().filter(|(_, what)| *what == since);
            let names: Vec<&str> = names.map(|(name, _)| name.as_str()).collect();
            (!names.is_empty()).then(|| self.with(key, &[("layers", &names.join(", "))]))
        };
        let changed = told("agreement-changed", Since::Changed);
        changed.into_iter().chain(told("agreement-gone", Since::Gone)).collect()
    }
}
