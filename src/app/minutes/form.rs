//! An agreement while it is written.

use allpa_files::{read_day, spoken_day};
use allpa_model::plan::{AgreementKey, Decision, MeetingKey, Terms};

/// An agreement while it is written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Form {
    /// The agreement that is corrected; a new one without.
    pub of: Option<AgreementKey>,
    /// The meeting of a new one; today's without.
    pub meeting: Option<MeetingKey>,
    /// The words.
    pub text: String,
    /// How it was decided.
    pub decision: Decision,
    /// Who is to do it.
    pub responsible: String,
    /// Until which day, as typed.
    pub due: String,
    /// Why it was not taken.
    pub fault: Option<Fault>,
}

/// Why an agreement cannot be taken as it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// It has no words.
    NoText,
    /// What was typed is no day.
    NoDay,
}

impl Form {
    /// Whether anything is written.
    pub fn is_begun(&self) -> bool {
        [&self.text, &self.responsible, &self.due].iter().any(|typed| !typed.trim().is_empty())
    }

    /// An agreement to be corrected.
    pub fn of(agreement: AgreementKey, terms: &Terms) -> Self {
        Self {
            of: Some(agreement),
            text: terms.text.clone(),
            decision: terms.decision,
            responsible: terms.responsible.clone(),
            due: spoken_day(&terms.due),
            ..Self::default()
        }
    }

    /// What it comes to, with what is known `before`.
    ///
    /// # Errors
    /// [`Fault`].
    pub fn terms(&self, before: Terms) -> Result<Terms, Fault> {
        let [text, responsible, due] =
            [&self.text, &self.responsible, &self.due].map(|typed| typed.trim());
        if text.is_empty() {
            return Err(Fault::NoText);
        }
        let due = match due {
            "" => String::new(),
            typed => read_day(typed).ok_or(Fault::NoDay)?,
        };
        let (text, responsible) = (text.to_owned(), responsible.to_owned());
        Ok(Terms { text, decision: self.decision, responsible, due, ..before })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_taken_is_told_and_what_was_known_stays() {
        let form = |text: &str, due: &str| {
            let (text, due) = (text.to_owned(), due.to_owned());
            Form { text, due, ..Form::default() }
        };
        assert_eq!(form(" ", "").terms(Terms::default()), Err(Fault::NoText));
        assert_eq!(form("Se acuerda", "pronto").terms(Terms::default()), Err(Fault::NoDay));
        let before = Terms { state: allpa_model::plan::AgreementState::Done, ..Terms::default() };
        let terms = form("Se acuerda ", "31/12/2026").terms(before.clone()).expect("taken");
        assert_eq!((terms.text.as_str(), terms.due.as_str()), ("Se acuerda", "2026-12-31"));
        assert_eq!(terms.state, before.state);
        let again = Form::of(AgreementKey(1), &terms).terms(before).expect("taken");
        assert_eq!(again, terms);
    }
}
