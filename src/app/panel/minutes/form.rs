//! The box in which an agreement is written: on the card, and in large letters in a meeting.

use allpa_files::local_today;
use allpa_model::plan::Decision;
use egui::{DragValue, Key, Modifiers, RichText, TextEdit, Ui};

use super::super::{name_box, primary_button, quiet};
use crate::action::{Action, MinutesAction};
use crate::minutes::{Fault, Form};
use crate::state::State;
use crate::theme;

/// Draws the box.
pub fn form(ui: &mut Ui, state: &State, form: &Form, actions: &mut Vec<Action>) {
    let texts = &state.texts;
    let mut push = |action| actions.push(Action::Minutes(action));
    // Read before the box for text takes the key for a new line.
    let accepts = ui.input_mut(|input| input.consume_key(Modifiers::COMMAND, Key::Enter));
    let mut now = form.clone();
    ui.label(RichText::new(heading(state, form)).family(theme::strong()));
    let text = texts.get("agreement-text");
    quiet(ui, &text);
    let edit = TextEdit::multiline(&mut now.text).desired_rows(2).desired_width(f32::INFINITY);
    let response = ui.add(edit);
    name_box(&response, &now.text, &text);
    // Whoever opened it by a key goes on writing.
    if ui.memory(|memory| memory.focused().is_none()) {
        response.request_focus();
    }
    decision(ui, state, &mut now.decision);
    line(ui, &mut now.responsible, &texts.get("agreement-responsible"), "");
    let hint = texts.get("agreement-due-hint");
    line(ui, &mut now.due, &texts.get("agreement-due"), &hint);
    if let Some(fault) = form.fault {
        let words = match fault {
            Fault::NoText => texts.get("agreement-no-text"),
            Fault::NoDay => texts.with("agreement-due-wrong", &[("text", form.due.trim())]),
        };
        ui.label(RichText::new(words).color(theme::tokens(state.theme).danger));
    }
    if state.minutes.is_pinning() {
        ui.label(texts.get("agreement-pinning"));
        return;
    }
    if form.of.is_none() {
        quiet(ui, pinned(state));
    }
    if now != *form {
        now.fault = None;
        push(MinutesAction::Write(Box::new(now)));
    }
    ui.horizontal(|ui| {
        let key = if form.of.is_some() { "agreement-keep" } else { "agreement-accept" };
        if primary_button(ui, texts.get(key), state.theme).clicked() || accepts {
            push(MinutesAction::Accept);
        }
        let close = ui.button(texts.get("agreement-close"));
        if close.on_hover_text(texts.get("agreement-close-tip")).clicked() {
            push(MinutesAction::PutBy);
        }
    });
}

/// Number of the agreement and name of its meeting.
fn heading(state: &State, form: &Form) -> String {
    let plan = &state.planning.plan;
    let known = form.of.and_then(|key| plan.agreements.get(&key));
    let chosen = known.map(|known| known.meeting).or(form.meeting);
    let meeting = match chosen {
        Some(key) => plan.meetings.get(&key),
        None => plan.meeting_on(&local_today()),
    };
    let next = meeting.map_or(1, |meeting| plan.next_agreement(meeting.key));
    let number = known.map_or(next, |known| known.number).to_string();
    match meeting {
        Some(meeting) => {
            let values = [("number", number.as_str()), ("meeting", &meeting.title)];
            state.texts.with("agreement-of", &values)
        }
        None => state.texts.with("agreement-title", &[("number", &number)]),
    }
}

/// What will be pinned.
fn pinned(state: &State) -> String {
    let texts = &state.texts;
    let corridor = || state.corridor.answer.as_ref().map(|_| texts.get("card-corridor"));
    let question = match &state.asking.answer {
        Some(answer) => Some(texts.question(&answer.sheet.provenance.asked.question)),
        None => corridor(),
    };
    match question {
        Some(question) => texts.with("agreement-pins-answer", &[("question", &question)]),
        None => texts.get("agreement-pins-map"),
    }
}

fn decision(ui: &mut Ui, state: &State, decision: &mut Decision) {
    let texts = &state.texts;
    let vote = match *decision {
        vote @ Decision::Vote { .. } => vote,
        _ => Decision::Vote { in_favour: 0, against: 0, abstentions: 0 },
    };
    ui.horizontal_wrapped(|ui| {
        for (choice, key) in [
            (Decision::Consensus, "decision-consensus"),
            (vote, "decision-vote"),
            (Decision::Pending, "decision-pending"),
        ] {
            if ui.radio(*decision == choice, texts.get(key)).clicked() {
                *decision = choice;
            }
        }
    });
    if let Decision::Vote { in_favour, against, abstentions } = decision {
        ui.horizontal_wrapped(|ui| {
            for (votes, key) in [
                (in_favour, "votes-for"),
                (against, "votes-against"),
                (abstentions, "votes-abstentions"),
            ] {
                let label = ui.label(texts.get(key));
                ui.add(DragValue::new(votes).range(0..=99_999)).labelled_by(label.id);
            }
        });
    }
}

/// A line to write in, with its name before it.
fn line(ui: &mut Ui, text: &mut String, label: &str, hint: &str) {
    ui.horizontal(|ui| {
        quiet_before(ui, label);
        let edit = TextEdit::singleline(text).hint_text(hint).desired_width(f32::INFINITY);
        let response = ui.add(edit);
        name_box(&response, text, label);
    });
}

fn quiet_before(ui: &mut Ui, label: &str) {
    ui.label(RichText::new(label).small().weak());
}
