//! The card of changes between offices: from which step on they are sent, and what comes.

use allpa_files::plan_file::local_moment;
use allpa_model::plan::{Answer, Merged, Signature, Step};
use egui::{Align, Button, CollapsingHeader, Layout, RichText, ScrollArea, Ui, vec2};

use super::{primary_button, quiet};
use crate::action::{Action, ExchangeAction, FileAction};
use crate::exchange::Coming;
use crate::state::State;
use crate::theme;

/// Height of a step in the list.
const LINE: f32 = 24.0;

/// Draws the card.
pub(super) fn show(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    match &state.exchange.coming {
        Some(coming) => incoming(ui, state, coming, actions),
        None => outgoing(ui, state, actions),
    }
}

/// From which step on changes are sent.
fn outgoing(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let texts = &state.texts;
    ui.heading(texts.get("exchange-send"));
    quiet(ui, texts.get("exchange-send-explained"));
    let since = state.exchange.since;
    let steps = &state.planning.history.steps()[..state.planning.history.cursor()];
    ui.horizontal_wrapped(|ui| {
        let save = ui
            .add_enabled_ui(since.is_some(), |ui| {
                primary_button(ui, texts.get("exchange-save"), state.theme)
            })
            .inner;
        if save.on_disabled_hover_text(texts.get("exchange-choose")).clicked() {
            actions.push(Action::File(FileAction::AskSaveChanges));
        }
        let bring = ui.button(texts.get("exchange-bring"));
        if bring.on_hover_text(texts.get("exchange-bring-tip")).clicked() {
            actions.push(Action::File(FileAction::AskOpenChanges));
        }
    });
    if let Some(number) = since {
        let count = steps.iter().filter(|step| step.number > number).count();
        ui.label(texts.count("exchange-count", count));
    }
    ui.add_space(4.0);
    ui.label(RichText::new(texts.get("exchange-choose")).family(theme::strong()));
    let rows = steps.len() + 1;
    ScrollArea::vertical().auto_shrink(false).show_rows(ui, LINE, rows, |ui, shown| {
        for row in shown {
            let step = steps.len().checked_sub(row + 1).map(|at| &steps[at]);
            let number = step.map_or(0, |step| step.number);
            let (label, more) = told(state, step);
            let button = Button::selectable(since == Some(number), label)
                .right_text(RichText::new(more).small().weak())
                .truncate();
            if ui.add_sized(vec2(ui.available_width(), LINE - 2.0), button).clicked() {
                actions.push(Action::Exchange(ExchangeAction::Since(number)));
            }
        }
    });
}

/// A step in words, and who did it when.
fn told(state: &State, step: Option<&Step>) -> (String, String) {
    let Some(step) = step else { return (state.texts.get("exchange-beginning"), String::new()) };
    let signature = &step.signature;
    (step.label.clone(), signed(signature))
}

/// Who, and when.
fn signed(signature: &Signature) -> String {
    format!("{} · {}", signature.author, local_moment(&signature.time))
}

/// What comes, and what is to be done with it.
fn incoming(ui: &mut Ui, state: &State, coming: &Coming, actions: &mut Vec<Action>) {
    let texts = &state.texts;
    ui.heading(texts.get("exchange-coming"));
    let authors = coming.package.changes.authors();
    let heading: Vec<&str> = std::iter::once(coming.name.as_str()).chain(authors).collect();
    ui.label(RichText::new(heading.join(" · ")).family(theme::strong()));
    done(ui, state, coming);
    let undecided = coming.undecided();
    let colors = theme::tokens(state.theme);
    if coming.merge.is_empty() {
        ui.label(texts.get("exchange-nothing"));
    } else {
        ui.label(texts.count("exchange-items", coming.merge.items.len()));
    }
    if undecided > 0 {
        let text = texts.count("exchange-conflicts", undecided);
        ui.label(RichText::new(text).color(colors.warning));
    }
    let mut push = |action| actions.push(Action::Exchange(action));
    ui.horizontal_wrapped(|ui| {
        if !coming.merge.is_empty() {
            let take = ui
                .add_enabled_ui(undecided == 0, |ui| {
                    primary_button(ui, texts.get("exchange-take"), state.theme)
                })
                .inner
                .on_hover_text(texts.get("exchange-take-tip"));
            if take.on_disabled_hover_text(texts.get("exchange-decide")).clicked() {
                push(ExchangeAction::Take);
            }
        }
        if ui.button(texts.get("exchange-discard")).clicked() {
            push(ExchangeAction::Discard);
        }
    });
    if coming.merge.conflicts() > 0 {
        quiet(ui, texts.get("exchange-all"));
        ui.horizontal_wrapped(|ui| {
            for (answer, key) in
                [(Answer::Ours, "exchange-all-ours"), (Answer::Theirs, "exchange-all-theirs")]
            {
                if ui.button(texts.get(key)).clicked() {
                    push(ExchangeAction::AnswerAll(answer));
                }
            }
        });
    }
    ui.horizontal(|ui| {
        ui.label(RichText::new(format!("— {}", texts.get("exchange-here"))).color(colors.accent));
        let there = format!("— {}", texts.get("exchange-there"));
        ui.label(RichText::new(there).color(colors.proposal));
    });
    ui.separator();
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        if coming.merge.moves_conflict {
            ui.label(texts.get("exchange-order"));
            answers(ui, state, coming.order, false, |answer| push(ExchangeAction::Order(answer)));
            ui.add_space(6.0);
        }
        for (at, item) in coming.merge.items.iter().enumerate() {
            ui.push_id(at, |ui| one(ui, state, coming, (at, item), &mut push));
        }
    });
}

/// What the other office did.
fn done(ui: &mut Ui, state: &State, coming: &Coming) {
    let texts = &state.texts;
    let steps = &coming.package.changes.steps;
    if steps.is_empty() {
        return; // other programs leave none
    }
    let title = texts.count("exchange-steps", steps.len());
    CollapsingHeader::new(title).id_salt("exchange-steps").show(ui, |ui| {
        ScrollArea::vertical().max_height(120.0).id_salt("exchange-done").show_rows(
            ui,
            LINE,
            steps.len(),
            |ui, rows| {
                for step in rows.rev().filter_map(|at| steps.get(at)) {
                    quiet(ui, format!("{} · {}", step.label, signed(&step.signature)));
                }
            },
        );
    });
}

/// One thing that comes: a click shows it on the map.
fn one(
    ui: &mut Ui,
    state: &State,
    coming: &Coming,
    (at, item): (usize, &Merged),
    push: &mut impl FnMut(ExchangeAction),
) {
    let texts = &state.texts;
    let thing = item.theirs.as_ref().or(item.ours.as_ref()).or(item.before.as_ref());
    let title = thing.map(|thing| thing.title().to_owned()).unwrap_or_default();
    let words = texts.thing(item.name);
    let name = if title.is_empty() { words.clone() } else { title };
    let button = Button::selectable(coming.shown == Some(at), RichText::new(name))
        .right_text(RichText::new(words).small().weak())
        .truncate();
    let shown = ui.add_sized(vec2(ui.available_width(), LINE), button);
    if shown.on_hover_text(texts.get("exchange-show")).clicked() {
        push(ExchangeAction::Show(at));
    }
    if item.is_conflict() {
        let parts: Vec<String> = item.conflicts.iter().map(|part| texts.part(part)).collect();
        let text = texts.with("exchange-conflict", &[("parts", &parts.join(", "))]);
        let color = theme::tokens(state.theme).warning;
        ui.add(egui::Label::new(RichText::new(text).small().color(color)).wrap());
    } else {
        let key = match (&item.before, &item.theirs) {
            (None, _) => "exchange-added",
            (_, None) => "exchange-removed",
            _ => "exchange-changed",
        };
        quiet(ui, texts.get(key));
    }
    if let Some(signature) = &item.last {
        quiet(ui, signed(signature));
    }
    let chosen = coming.answers.get(at).copied().flatten();
    if item.is_conflict() {
        let both = item.can_be_both();
        answers(ui, state, chosen, both, |answer| push(ExchangeAction::Answer(at, answer)));
    } else {
        let mut comes = chosen != Some(Answer::Ours);
        if ui.checkbox(&mut comes, texts.get("exchange-comes")).clicked() {
            let answer = if comes { Answer::Theirs } else { Answer::Ours };
            push(ExchangeAction::Answer(at, answer));
        }
    }
    ui.add_space(6.0);
}

/// What to do with a conflict.
fn answers(
    ui: &mut Ui,
    state: &State,
    chosen: Option<Answer>,
    both: bool,
    mut push: impl FnMut(Answer),
) {
    ui.with_layout(Layout::left_to_right(Align::Min), |ui| {
        for (answer, key) in [
            (Answer::Ours, "exchange-ours"),
            (Answer::Theirs, "exchange-theirs"),
            (Answer::Both, "exchange-both"),
        ] {
            let is_offered = answer != Answer::Both || both;
            let text = state.texts.get(key);
            if is_offered && ui.radio(chosen == Some(answer), text).clicked() {
                push(answer);
            }
        }
    });
}
