//! How meetings and agreements change, and what lists make of them.

use std::cell::RefCell;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{
    Agreement, AgreementKey, Decision, EditError, Meeting, MeetingKey, Plan, Since, Terms,
};
use crate::question::asked::LayerRef;
use crate::table::{Cell, Table};

/// One reversible change of meetings and agreements.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MinutesEdit {
    /// Adds a meeting.
    AddMeeting {
        /// The meeting.
        meeting: Box<Meeting>,
    },
    /// Takes a meeting away; one with agreements stays.
    RemoveMeeting {
        /// Which.
        meeting: MeetingKey,
    },
    /// Says other things of a meeting.
    ChangeMeeting {
        /// How it is from now on.
        meeting: Box<Meeting>,
    },
    /// Adds an agreement.
    AddAgreement {
        /// The agreement.
        agreement: Box<Agreement>,
    },
    /// Takes an agreement away.
    RemoveAgreement {
        /// Which.
        agreement: AgreementKey,
    },
    /// Says other things of an agreement; what was pinned stays.
    ChangeAgreement {
        /// Which.
        agreement: AgreementKey,
        /// How it is from now on.
        terms: Box<Terms>,
    },
}

impl Plan {
    /// Applies `edit` and returns the edit that takes it back.
    pub(super) fn apply_minutes(&mut self, edit: MinutesEdit) -> Result<MinutesEdit, EditError> {
        let unknown = |what, number| EditError::Unknown { what, number };
        match edit {
            MinutesEdit::AddMeeting { meeting } => {
                let key = meeting.key;
                if self.meetings.contains_key(&key) {
                    return Err(EditError::Duplicate { what: "meeting", number: key.0 });
                }
                self.meetings.insert(key, *meeting);
                Ok(MinutesEdit::RemoveMeeting { meeting: key })
            }
            MinutesEdit::RemoveMeeting { meeting } => {
                if self.agreements.values().any(|agreement| agreement.meeting == meeting) {
                    return Err(EditError::InUse { what: "meeting", number: meeting.0 });
                }
                let removed = self.meetings.remove(&meeting);
                let removed = removed.ok_or_else(|| unknown("meeting", meeting.0))?;
                Ok(MinutesEdit::AddMeeting { meeting: Box::new(removed) })
            }
            MinutesEdit::ChangeMeeting { meeting } => {
                let known = self.meetings.get_mut(&meeting.key);
                let known = known.ok_or_else(|| unknown("meeting", meeting.key.0))?;
                let before = std::mem::replace(known, *meeting);
                Ok(MinutesEdit::ChangeMeeting { meeting: Box::new(before) })
            }
            MinutesEdit::AddAgreement { agreement } => {
                let key = agreement.key;
                if self.agreements.contains_key(&key) {
                    return Err(EditError::Duplicate { what: "agreement", number: key.0 });
                }
                if !self.meetings.contains_key(&agreement.meeting) {
                    return Err(unknown("meeting", agreement.meeting.0));
                }
                self.agreements.insert(key, *agreement);
                Ok(MinutesEdit::RemoveAgreement { agreement: key })
            }
            MinutesEdit::RemoveAgreement { agreement } => {
                let removed = self.agreements.remove(&agreement);
                let removed = removed.ok_or_else(|| unknown("agreement", agreement.0))?;
                Ok(MinutesEdit::AddAgreement { agreement: Box::new(removed) })
            }
            MinutesEdit::ChangeAgreement { agreement, terms } => {
                let known = self.agreements.get_mut(&agreement);
                let known = known.ok_or_else(|| unknown("agreement", agreement.0))?;
                let before = std::mem::replace(&mut known.terms, *terms);
                Ok(MinutesEdit::ChangeAgreement { agreement, terms: Box::new(before) })
            }
        }
    }

    /// The meetings, oldest first.
    pub fn meetings_by_day(&self) -> Vec<&Meeting> {
        let mut meetings: Vec<&Meeting> = self.meetings.values().collect();
        meetings.sort_by(|a, b| (&a.day, a.key).cmp(&(&b.day, b.key)));
        meetings
    }

    /// The newest meeting of a day, `2026-01-31`.
    pub fn meeting_on(&self, day: &str) -> Option<&Meeting> {
        self.meetings.values().rev().find(|meeting| meeting.day == day)
    }

    /// What was agreed in a meeting, in order.
    pub fn agreements_of(&self, meeting: MeetingKey) -> Vec<&Agreement> {
        let mut own: Vec<&Agreement> =
            self.agreements.values().filter(|agreement| agreement.meeting == meeting).collect();
        own.sort_by_key(|agreement| (agreement.number, agreement.key));
        own
    }

    /// The number of the next agreement of a meeting.
    pub fn next_agreement(&self, meeting: MeetingKey) -> u32 {
        self.agreements_of(meeting).last().map_or(1, |last| last.number.saturating_add(1))
    }

    /// What earlier meetings agreed and is still to be done, or was spoken of in this one.
    pub fn earlier_agreements(&self, meeting: &Meeting) -> Vec<&Agreement> {
        let is_before = |one: &&&Meeting| (&one.day, one.key) < (&meeting.day, meeting.key);
        let is_spoken_of = |agreement: &&Agreement| {
            let mut said = agreement.terms.follow_up.iter();
            !agreement.terms.state.is_settled() || said.any(|one| one.meeting == Some(meeting.key))
        };
        let meetings = self.meetings_by_day();
        let earlier = meetings.iter().filter(is_before);
        earlier.flat_map(|one| self.agreements_of(one.key)).filter(is_spoken_of).collect()
    }

    /// For every agreement the layers that are others now; see [`Pinned::changed`](super::agreement::Pinned::changed). Each layer is
    /// asked for once.
    pub fn changed_since(
        &self,
        print: &dyn Fn(&LayerRef) -> Option<String>,
    ) -> BTreeMap<AgreementKey, Vec<(String, Since)>> {
        let known: RefCell<BTreeMap<LayerRef, Option<String>>> = RefCell::default();
        let once = |name: &LayerRef| {
            let found = known.borrow().get(name).cloned();
            found.unwrap_or_else(|| {
                let found = print(name);
                known.borrow_mut().insert(name.clone(), found.clone());
                found
            })
        };
        let changed =
            |(key, one): (&AgreementKey, &Agreement)| (*key, one.pinned.changed(self, &once));
        self.agreements.iter().map(changed).collect()
    }

    /// One row for each agreement, of one meeting or of all, with the titles of the layers that have
    /// changed since.
    pub fn minutes_table(
        &self,
        meeting: Option<MeetingKey>,
        changed: &BTreeMap<AgreementKey, Vec<(String, Since)>>,
    ) -> Table {
        let mut table = Table::new([
            "meeting",
            "title",
            "place",
            "day",
            "agreement",
            "text",
            "decision",
            "in_favour",
            "against",
            "abstentions",
            "responsible",
            "due",
            "state",
            "pinned",
            "changed",
        ]);
        let meetings = self.meetings_by_day();
        for of in meetings.into_iter().filter(|of| meeting.is_none_or(|key| key == of.key)) {
            for agreement in self.agreements_of(of.key) {
                let terms = &agreement.terms;
                let votes = match terms.decision {
                    Decision::Vote { in_favour, against, abstentions } => {
                        [in_favour, against, abstentions].map(|n| Cell::Integer(n.into()))
                    }
                    _ => [const { Cell::Empty }; 3],
                };
                let changed = changed.get(&agreement.key).into_iter().flatten();
                let changed: Vec<&str> = changed.map(|(title, _)| title.as_str()).collect();
                let [in_favour, against, abstentions] = votes;
                table.push(vec![
                    Cell::Integer(of.key.0.into()),
                    of.title.as_str().into(),
                    of.place.as_str().into(),
                    of.day.as_str().into(),
                    Cell::Integer(agreement.number.into()),
                    terms.text.as_str().into(),
                    terms.decision.word().into(),
                    in_favour,
                    against,
                    abstentions,
                    terms.responsible.as_str().into(),
                    terms.due.as_str().into(),
                    terms.state.word().into(),
                    agreement.pinned.time.as_str().into(),
                    changed.join("; ").into(),
                ]);
            }
        }
        table
    }
}
