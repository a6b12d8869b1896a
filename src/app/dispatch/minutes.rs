//! Meetings and agreements: each change is a step of the plan.

use std::sync::Arc;

use allpa_files::{local_today, read_day, spoken_day};
use allpa_model::plan::{
    Agreement, AgreementKey, Attendee, Deed, Edit, FollowUp, Meeting, MeetingKey, MinutesEdit,
    Pinned, Terms,
};
use allpa_text::UserMessage;
use egui::Context;

use super::travel;
use crate::action::Card;
use crate::job::Crashed;
use crate::minutes::{self, Form, MinutesAction};
use crate::planning::{follow, steps};
use crate::state::{Message, Severity, State};
use crate::window::Window;

pub(super) fn carry_out(window: &mut Window, ctx: &Context, action: MinutesAction) {
    let state = &mut window.state;
    match action {
        MinutesAction::Begin(meeting) => {
            state.minutes.open_box(Form { meeting, ..Form::default() });
            if !state.meeting.is_on() {
                show_card(state);
            }
        }
        MinutesAction::Correct(key) => {
            let Some(known) = state.planning.plan.agreements.get(&key) else { return };
            state.minutes.open_box(Form::of(key, &known.terms));
        }
        MinutesAction::Write(form) if !state.minutes.is_pinning() => {
            state.minutes.form = Some(*form);
        }
        MinutesAction::Accept if !state.minutes.is_pinning() => {
            if let Err(error) = accept(state, ctx) {
                window.tell_no_thread(error);
            }
        }
        MinutesAction::PutBy if !state.minutes.is_pinning() => {
            state.minutes.put_by();
        }
        // What is being pinned is as it was accepted.
        MinutesAction::Write(_) | MinutesAction::Accept | MinutesAction::PutBy => {}
        MinutesAction::AddMeeting => {
            let (meeting, edit) = meeting_today(state);
            record(state, ctx, (Deed::AddMeeting, meeting.title), vec![edit]);
        }
        MinutesAction::ChangeMeeting(meeting) => change(state, ctx, *meeting),
        MinutesAction::SetDay(key, typed) => set_day(state, ctx, key, &typed),
        MinutesAction::RemoveMeeting(key) => remove_meeting(state, ctx, key),
        MinutesAction::WriteAttendee(key, attendee) => {
            state.minutes.attendee = Some((key, attendee));
        }
        MinutesAction::AddAttendee(key) => add_attendee(state, ctx, key),
        MinutesAction::Open(key) => {
            state.minutes.open = Some(key);
            show_card(state);
        }
        MinutesAction::Close => state.minutes.open = None,
        MinutesAction::SetState(key, to) => follow_up(state, ctx, key, |terms| terms.state = to),
        MinutesAction::Note(key, note) => follow_up(state, ctx, key, |terms| {
            if let Some(said) = terms.follow_up.last_mut() {
                said.note = note;
            }
        }),
        MinutesAction::Remove(key) => {
            let known = state.planning.plan.agreements.get(&key);
            let name = known.map(|known| known.terms.text.clone()).unwrap_or_default();
            let edit = MinutesEdit::RemoveAgreement { agreement: key };
            record(state, ctx, (Deed::RemoveAgreement, name), vec![edit]);
        }
        MinutesAction::ShowView(key) => show_view(state, ctx, key),
    }
}

fn show_card(state: &mut State) {
    state.card = Card::Minutes;
    state.shows.cards = true;
}

fn record(state: &mut State, ctx: &Context, label: (Deed, String), edits: Vec<MinutesEdit>) {
    let edits = edits.into_iter().map(Edit::Minutes).collect();
    steps::record_aside(state, ctx, label, edits);
}

/// A new meeting of today, and the edit that adds it.
fn meeting_today(state: &mut State) -> (Meeting, MinutesEdit) {
    let day = local_today();
    let meeting = Meeting {
        key: MeetingKey(state.planning.history.fresh_number()),
        title: state.texts.with("minutes-meeting-name", &[("day", &spoken_day(&day))]),
        place: String::new(),
        day,
        attendance: Vec::new(),
    };
    let edit = MinutesEdit::AddMeeting { meeting: Box::new(meeting.clone()) };
    (meeting, edit)
}

/// Takes what is written: a correction at once, a new agreement once map and figures are pinned.
fn accept(state: &mut State, ctx: &Context) -> std::io::Result<()> {
    let Some(form) = &mut state.minutes.form else { return Ok(()) };
    let plan = &state.planning.plan;
    let before = form.of.and_then(|key| plan.agreements.get(&key));
    let terms = form.terms(before.map(|known| known.terms.clone()).unwrap_or_default());
    form.fault = terms.as_ref().err().copied();
    let Ok(terms) = terms else { return Ok(()) };
    let Some(key) = form.of else { return minutes::pin(state, ctx) };
    state.minutes.form = None;
    change_terms(state, ctx, key, terms);
    Ok(())
}

/// Takes in what was pinned: the agreement is a step of the plan now.
pub fn receive(window: &mut Window, ctx: &Context) -> Result<(), Crashed> {
    let state = &mut window.state;
    if let Some(pinned) = minutes::take_pinned(state)? {
        add(state, ctx, pinned);
    }
    minutes::look(state, ctx)
}

fn add(state: &mut State, ctx: &Context, pinned: Pinned) {
    let Some(form) = state.minutes.form.take() else { return };
    let Ok(terms) = form.terms(Terms::default()) else { return };
    let mut edits = Vec::new();
    let plan = &state.planning.plan;
    let chosen = form.meeting.and_then(|key| plan.meetings.get(&key));
    let known = chosen.or_else(|| plan.meeting_on(&local_today())).map(|meeting| meeting.key);
    let meeting = known.unwrap_or_else(|| {
        let (meeting, edit) = meeting_today(state);
        edits.push(edit);
        meeting.key
    });
    let label = (Deed::AddAgreement, terms.text.clone());
    let agreement = Agreement {
        key: AgreementKey(state.planning.history.fresh_number()),
        meeting,
        number: state.planning.plan.next_agreement(meeting),
        terms,
        pinned: Arc::new(pinned),
    };
    edits.push(MinutesEdit::AddAgreement { agreement: Box::new(agreement) });
    record(state, ctx, label, edits);
    // After the meeting it is what comes next.
    show_card(state);
}

fn change(state: &mut State, ctx: &Context, meeting: Meeting) {
    if state.planning.plan.meetings.get(&meeting.key) == Some(&meeting) {
        return;
    }
    let label = (Deed::ChangeMeeting, meeting.title.clone());
    let edit = MinutesEdit::ChangeMeeting { meeting: Box::new(meeting) };
    record(state, ctx, label, vec![edit]);
}

fn set_day(state: &mut State, ctx: &Context, key: MeetingKey, typed: &str) {
    let Some(known) = state.planning.plan.meetings.get(&key) else { return };
    if let Some(day) = read_day(typed) {
        change(state, ctx, Meeting { day, ..known.clone() });
        return;
    }
    let message = UserMessage {
        what: state.texts.with("agreement-due-wrong", &[("text", typed)]),
        cause: String::new(),
        remedy: String::new(),
    };
    state.messages.push(Message::new(Severity::Error, message));
}

/// Takes a meeting away with what was agreed in it, in one step.
fn remove_meeting(state: &mut State, ctx: &Context, key: MeetingKey) {
    let plan = &state.planning.plan;
    let Some(meeting) = plan.meetings.get(&key) else { return };
    let label = (Deed::RemoveMeeting, meeting.title.clone());
    let own = plan.agreements_of(key).into_iter();
    let mut edits: Vec<MinutesEdit> =
        own.map(|one| MinutesEdit::RemoveAgreement { agreement: one.key }).collect();
    edits.push(MinutesEdit::RemoveMeeting { meeting: key });
    record(state, ctx, label, edits);
}

fn add_attendee(state: &mut State, ctx: &Context, key: MeetingKey) {
    let Some(known) = state.planning.plan.meetings.get(&key) else { return };
    let Some((_, typed)) = state.minutes.attendee.take_if(|(of, _)| *of == key) else { return };
    let [name, office] = [&typed.name, &typed.office].map(|text| text.trim().to_owned());
    if name.is_empty() {
        return;
    }
    let mut meeting = known.clone();
    meeting.attendance.push(Attendee { name, office, is_present: true });
    change(state, ctx, meeting);
}

/// Says something of an agreement, and keeps when and in which meeting it was said.
fn follow_up(state: &mut State, ctx: &Context, key: AgreementKey, say: impl FnOnce(&mut Terms)) {
    let plan = &state.planning.plan;
    let Some(known) = plan.agreements.get(&key) else { return };
    let day = local_today();
    let meeting = plan.meeting_on(&day).map(|meeting| meeting.key);
    let mut terms = known.terms.clone();
    let (state_before, note) = (terms.state, String::new());
    terms.follow_up.push(FollowUp { day, meeting, state: state_before, note });
    say(&mut terms);
    let said_state = terms.state;
    if let Some(said) = terms.follow_up.last_mut() {
        said.state = said_state;
    }
    change_terms(state, ctx, key, terms);
}

fn change_terms(state: &mut State, ctx: &Context, agreement: AgreementKey, terms: Terms) {
    let known = state.planning.plan.agreements.get(&agreement);
    if known.is_none_or(|known| known.terms == terms) {
        return;
    }
    let label = (Deed::ChangeAgreement, terms.text.clone());
    let edit = MinutesEdit::ChangeAgreement { agreement, terms: Box::new(terms) };
    record(state, ctx, label, vec![edit]);
}

/// Takes the map to where it was, with the same layers and the same alternative.
fn show_view(state: &mut State, ctx: &Context, key: AgreementKey) {
    let Some(agreement) = state.planning.plan.agreements.get(&key) else { return };
    let (pinned, number) = (Arc::clone(&agreement.pinned), agreement.number.to_string());
    state.scenarios.working.clone_from(&pinned.alternative);
    let wishes = state.eyes_changed_by(&pinned.visible);
    let name = state.texts.with("agreement-title", &[("number", &number)]);
    steps::show_view(state, ctx, name, &wishes);
    follow::follow(state, ctx);
    travel::look_there(state, ctx, pinned.center, pinned.scale);
}
