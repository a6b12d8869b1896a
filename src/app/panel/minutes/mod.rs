//! The card of meetings and agreements: what is to be done, each meeting with its agreements, and
//! one of them looked at.

mod agreement;
mod form;

use allpa_files::{local_today, spoken_day};
use allpa_model::plan::{Agreement, Attendee, Meeting};
use egui::{Button, CollapsingHeader, RichText, ScrollArea, TextEdit, Ui, vec2};

use super::plan::field;
use super::{icon_button, name_box, quiet};
use crate::action::{Action, FileAction, MinutesAction};
use crate::meeting::MeetingAction;
use crate::state::State;
use crate::theme::{self, icon};

pub use form::form;

/// Draws the card.
pub(super) fn show(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        let plan = &state.planning.plan;
        if let Some(written) = &state.minutes.form {
            form(ui, state, written, actions);
        } else if let Some(open) = state.minutes.open.and_then(|key| plan.agreements.get(&key)) {
            agreement::show(ui, state, open, actions);
        } else {
            all(ui, state, actions);
        }
    });
}

fn all(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let texts = &state.texts;
    let plan = &state.planning.plan;
    ui.heading(texts.get("minutes-title"));
    quiet(ui, texts.get("minutes-explained"));
    ui.horizontal_wrapped(|ui| {
        let record = super::primary_button(ui, texts.get("minutes-record"), state.theme);
        if record.on_hover_text(texts.get("minutes-record-tip")).clicked() {
            actions.push(Action::Minutes(MinutesAction::Begin(None)));
        }
        if ui.button(texts.get("minutes-new-meeting")).clicked() {
            actions.push(Action::Minutes(MinutesAction::AddMeeting));
        }
        if !state.meeting.ink.is_empty() {
            let keep = ui.button(texts.get("meeting-ink-keep"));
            if keep.on_hover_text(texts.get("meeting-ink-keep-tip")).clicked() {
                actions.push(Action::Meeting(MeetingAction::KeepInk));
            }
        }
    });
    let mut pending: Vec<&Agreement> =
        plan.agreements.values().filter(|one| !one.terms.state.is_settled()).collect();
    // Those without a day come last.
    pending.sort_by_key(|one| (one.terms.due.is_empty(), &one.terms.due, one.key));
    if !pending.is_empty() {
        let title = format!("{} ({})", texts.get("minutes-pending"), pending.len());
        part(ui, "minutes-pending", &title, |ui| {
            pending.iter().for_each(|one| line(ui, state, one, actions));
        });
    }
    for one in plan.meetings_by_day().into_iter().rev() {
        meeting(ui, state, one, actions);
    }
}

/// A part of the card that can be folded.
fn part(ui: &mut Ui, salt: &str, title: &str, content: impl FnOnce(&mut Ui)) {
    let title = RichText::new(title).family(theme::strong());
    CollapsingHeader::new(title).id_salt(salt).default_open(true).show(ui, content);
}

/// One agreement: a click shows it.
fn line(ui: &mut Ui, state: &State, agreement: &Agreement, actions: &mut Vec<Action>) {
    let (texts, terms) = (&state.texts, &agreement.terms);
    let is_overdue = terms.is_overdue(&local_today());
    let due = spoken_day(&terms.due);
    let more = match due.as_str() {
        _ if is_overdue => texts.with("agreement-overdue", &[("day", &due)]),
        "" => texts.agreement_state(terms.state),
        due => format!("{} · {due}", texts.agreement_state(terms.state)),
    };
    let colors = theme::tokens(state.theme);
    let color = if is_overdue { colors.danger } else { colors.quiet };
    let words = format!("{}. {}", agreement.number, terms.text.replace('\n', " "));
    let width = ui.available_width();
    let button =
        Button::new(words.as_str()).right_text(RichText::new(more).small().color(color)).truncate();
    if ui.add_sized(vec2(width, 26.0), button).on_hover_text(&words).clicked() {
        actions.push(Action::Minutes(MinutesAction::Open(agreement.key)));
    }
}

/// A meeting: what is known of it, who came, what was agreed.
fn meeting(ui: &mut Ui, state: &State, meeting: &Meeting, actions: &mut Vec<Action>) {
    let texts = &state.texts;
    let agreements = state.planning.plan.agreements_of(meeting.key);
    let title = format!("{} ({})", meeting.title, agreements.len());
    let salt = format!("minutes-meeting-{}", meeting.key.0);
    part(ui, &salt, &title, |ui| {
        agreements.iter().for_each(|one| line(ui, state, one, actions));
        // Of those past, agreements are what is looked for.
        let title = texts.get("minutes-facts");
        let salt = format!("minutes-facts-{}", meeting.key.0);
        let is_today = meeting.day == local_today();
        CollapsingHeader::new(title).id_salt(salt).default_open(is_today).show(ui, |ui| {
            facts(ui, state, meeting, actions);
            attendance(ui, state, meeting, actions);
        });
        ui.horizontal_wrapped(|ui| {
            let save = ui.button(texts.get("minutes-save"));
            if save.on_hover_text(texts.get("minutes-save-tip")).clicked() {
                actions.push(Action::File(FileAction::AskMinutes(meeting.key)));
            }
            let record = ui.button(texts.get("minutes-record"));
            if record.on_hover_text(texts.get("minutes-record-tip")).clicked() {
                actions.push(Action::Minutes(MinutesAction::Begin(Some(meeting.key))));
            }
            let remove = texts.with("minutes-meeting-remove", &[("name", &meeting.title)]);
            if icon_button(ui, icon::TRASH, &remove).clicked() {
                actions.push(Action::Minutes(MinutesAction::RemoveMeeting(meeting.key)));
            }
        });
    });
}

/// Name, day and place, to be changed.
fn facts(ui: &mut Ui, state: &State, meeting: &Meeting, actions: &mut Vec<Action>) {
    let texts = &state.texts;
    let key = meeting.key.0;
    let one = |ui: &mut Ui, label: &str, known: &str| {
        let label = texts.get(label);
        quiet(ui, &label);
        field(ui, &format!("{label}-{key}"), known, &label)
    };
    let title = one(ui, "minutes-meeting-title", &meeting.title);
    let day = one(ui, "minutes-meeting-day", &spoken_day(&meeting.day));
    let place = one(ui, "minutes-meeting-place", &meeting.place);
    let changed = Meeting {
        title: title.unwrap_or_else(|| meeting.title.clone()),
        place: place.unwrap_or_else(|| meeting.place.clone()),
        ..meeting.clone()
    };
    if changed != *meeting {
        actions.push(Action::Minutes(MinutesAction::ChangeMeeting(Box::new(changed))));
    }
    if let Some(typed) = day {
        actions.push(Action::Minutes(MinutesAction::SetDay(meeting.key, typed)));
    }
}

/// Who was called, and whether they came.
fn attendance(ui: &mut Ui, state: &State, meeting: &Meeting, actions: &mut Vec<Action>) {
    let texts = &state.texts;
    let mut push = |action| actions.push(Action::Minutes(action));
    ui.label(RichText::new(texts.get("minutes-attendance")).family(theme::strong()));
    let mut changed = meeting.clone();
    let mut removed = None;
    for (place, one) in changed.attendance.iter_mut().enumerate() {
        ui.horizontal(|ui| {
            let name = match one.office.as_str() {
                "" => one.name.clone(),
                office => format!("{} · {office}", one.name),
            };
            let came = texts.with("minutes-attendee-came", &[("name", &one.name)]);
            ui.checkbox(&mut one.is_present, name).on_hover_text(came);
            let delete = texts.with("plan-delete", &[("name", &one.name)]);
            if icon_button(ui, icon::TRASH, &delete).clicked() {
                removed = Some(place);
            }
        });
    }
    if let Some(place) = removed {
        changed.attendance.remove(place);
    }
    if changed != *meeting {
        push(MinutesAction::ChangeMeeting(Box::new(changed)));
    }
    let known = state.minutes.attendee.as_ref().filter(|(of, _)| *of == meeting.key);
    let known: Attendee = known.map(|(_, known)| known.clone()).unwrap_or_default();
    let mut new = known.clone();
    let mut is_entered = false;
    for (text, key) in
        [(&mut new.name, "minutes-attendee-name"), (&mut new.office, "minutes-attendee-office")]
    {
        let label = texts.get(key);
        let edit = TextEdit::singleline(text).hint_text(&label).desired_width(f32::INFINITY);
        let response = ui.add(edit);
        name_box(&response, text, &label);
        is_entered |=
            response.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
    }
    if new != known {
        push(MinutesAction::WriteAttendee(meeting.key, new));
    }
    let add = ui.button(texts.get("minutes-attendee-add"));
    if add.on_hover_text(texts.get("minutes-attendee-add-tip")).clicked() || is_entered {
        push(MinutesAction::AddAttendee(meeting.key));
    }
}
