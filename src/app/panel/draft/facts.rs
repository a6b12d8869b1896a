//! What is said of the proposal on the card, by its kind: its class, and of a project its stage,
//! cost, years and financing.

use allpa_model::plan::{
    Amount, Facts, Funding, Proposal, ProposalKind, SOURCES, STAGES, TRUST, TRUST_SPLIT, soles,
    word_of,
};
use allpa_text::grouped;
use egui::{Id, RichText, TextEdit, Ui};

use super::super::plan::field;
use super::super::{Choice, icon_button, name_box, quiet};
use crate::action::{Action, DraftAction};
use crate::state::State;
use crate::theme::{self, icon};

/// Draws the part of the card.
pub(super) fn show(ui: &mut Ui, state: &State, proposal: &Proposal, actions: &mut Vec<Action>) {
    let mut facts = proposal.facts.clone();
    kind_and_class(ui, state, proposal, &mut facts, actions);
    let said = Facts { class: String::new(), ..proposal.facts.clone() };
    // What was said of a project stays in sight where its kind has changed.
    if proposal.kind == ProposalKind::Project || !said.is_empty() {
        let number = proposal.key.0;
        stage(ui, state, &mut facts);
        cost_and_years(ui, state, number, &mut facts);
        financing(ui, state, number, &mut facts);
        for doubt in proposal.facts.doubts() {
            let text = format!("{} {}", icon::WARNING, state.texts.doubt(&doubt));
            let color = theme::tokens(state.theme).warning;
            ui.add(egui::Label::new(RichText::new(text).small().color(color)).wrap());
        }
        let label = state.texts.get("facts-responsible");
        quiet(ui, &label);
        let known = &proposal.facts.responsible;
        if let Some(text) = field(ui, &format!("responsible {number}"), known, &label) {
            facts.responsible = text;
        }
    }
    if facts != proposal.facts {
        actions.push(Action::Draft(DraftAction::SetFacts(Box::new(facts))));
    }
}

/// A list of the words of a domain; a word outside it is kept, and told.
fn words(
    ui: &mut Ui,
    state: &State,
    (salt, title): (&str, &str),
    items: Vec<(String, String)>,
    chosen: &mut String,
) {
    let label = quiet(ui, title);
    let list = Choice { salt, width: ui.available_width(), label: label.id };
    let mut now = Some(chosen.clone()).filter(|text| !text.is_empty());
    let none = state.texts.get("facts-none");
    if list.show(ui, &none, &items, &mut now, true) {
        *chosen = now.unwrap_or_default();
    }
}

/// The words of a domain as a list, with what is known in the writing it has; the word known, where
/// it is outside.
fn domain(
    words: &[&'static str],
    known: &str,
    told: &dyn Fn(&str) -> String,
) -> (Vec<(String, String)>, bool) {
    let mut items: Vec<(String, String)> = words
        .iter()
        .map(|word| {
            let is_known = word_of(words, known) == Some(*word);
            (if is_known { known.to_owned() } else { (*word).to_owned() }, told(word))
        })
        .collect();
    let is_foreign = !known.is_empty() && word_of(words, known).is_none();
    if is_foreign {
        items.push((known.to_owned(), known.to_owned()));
    }
    (items, is_foreign)
}

/// What it is, and beside that its class where its kind has some.
fn kind_and_class(
    ui: &mut Ui,
    state: &State,
    proposal: &Proposal,
    facts: &mut Facts,
    actions: &mut Vec<Action>,
) {
    let (texts, kind) = (&state.texts, proposal.kind);
    let known = proposal.facts.class.as_str();
    let (items, is_foreign) = domain(kind.classes(), known, &|word| texts.class(kind, word));
    let columns = if items.is_empty() { 1 } else { 2 };
    ui.columns(columns, |columns| {
        let ui = &mut columns[0];
        let label = quiet(ui, texts.get("draft-kind"));
        let list = Choice { salt: "draft-kind", width: ui.available_width(), label: label.id };
        let kinds = ProposalKind::ALL.map(|kind| (kind, texts.proposal_kind(kind)));
        let mut chosen = Some(kind);
        if list.show(ui, "", &kinds, &mut chosen, false)
            && let Some(kind) = chosen
        {
            actions.push(Action::Draft(DraftAction::SetKind(kind)));
        }
        if let Some(ui) = columns.get_mut(1) {
            let title = texts.class_title(kind);
            words(ui, state, ("facts-class", &title), items, &mut facts.class);
        }
    });
    if is_foreign {
        quiet(ui, texts.with("facts-foreign-class", &[("class", known)]));
    }
}

fn stage(ui: &mut Ui, state: &State, facts: &mut Facts) {
    let texts = &state.texts;
    let known = facts.stage.clone();
    let (items, is_foreign) = domain(&STAGES, &known, &|word| texts.stage(word));
    words(ui, state, ("facts-stage", &texts.get("facts-stage")), items, &mut facts.stage);
    if is_foreign {
        quiet(ui, texts.with("facts-foreign-stage", &[("stage", &known)]));
    }
}

/// A box for a value that is written in its own way: sets it when the user is done and it is
/// understood, to none where the box was emptied. What is not understood stays, and is told.
fn written<T>(
    ui: &mut Ui,
    state: &State,
    (id, known, label): (&str, &str, &str),
    (read, wrong): (impl Fn(&str) -> Option<T>, &str),
    width: f32,
    value: &mut Option<T>,
) {
    let id = Id::unique(id);
    let kept: Option<String> = ui.data(|data| data.get_temp(id));
    let mut text = kept.clone().unwrap_or_else(|| known.to_owned());
    let edit = TextEdit::singleline(&mut text).id(id.with("edit")).desired_width(width);
    let response = ui.add(edit);
    name_box(&response, &text, label);
    if response.changed() {
        ui.data_mut(|data| data.insert_temp(id, text.clone()));
    }
    let found = read(&text);
    let is_understood = found.is_some() || text.trim().is_empty();
    if !is_understood && !response.has_focus() && kept.is_some() {
        let said = state.texts.with(wrong, &[("text", text.trim())]);
        let color = theme::tokens(state.theme).danger;
        ui.add(egui::Label::new(RichText::new(said).small().color(color)).wrap());
    }
    if response.lost_focus() && kept.is_some() && is_understood {
        ui.data_mut(|data| data.remove_temp::<String>(id));
        if text != known {
            *value = found;
        }
    }
}

/// An amount as it is read and typed: thousands apart, céntimos where there are any.
fn plain(soles: f64) -> String {
    grouped(soles, if soles.fract() == 0.0 { 0 } else { 2 })
}

fn cost_and_years(ui: &mut Ui, state: &State, number: u32, facts: &mut Facts) {
    let texts = &state.texts;
    let label = texts.get("facts-cost");
    quiet(ui, &label);
    let known = facts.cost.map(plain).unwrap_or_default();
    let id = format!("cost {number}");
    let read = (soles, "facts-not-cost");
    written(ui, state, (&id, &known, &label), read, f32::INFINITY, &mut facts.cost);
    let half = (ui.available_width() - ui.spacing().item_spacing.x) / 2.0 - 8.0;
    ui.horizontal_top(|ui| {
        let years = [("facts-begins", &mut facts.begins), ("facts-ends", &mut facts.ends)];
        for (key, year) in years {
            ui.vertical(|ui| {
                ui.set_max_width(half);
                let label = texts.get(key);
                quiet(ui, &label);
                let text = year.map(|year| year.to_string()).unwrap_or_default();
                let id = format!("{key} {number}");
                let read = (|text: &str| text.trim().parse::<i32>().ok(), "facts-not-year");
                written(ui, state, (&id, &text, &label), read, half - 8.0, year);
            });
        }
    });
}

fn financing(ui: &mut Ui, state: &State, number: u32, facts: &mut Facts) {
    let texts = &state.texts;
    ui.add_space(4.0);
    ui.label(RichText::new(texts.get("facts-financing")).family(theme::strong()));
    let mut removed = None;
    for at in 0..facts.financing.len() {
        if source(ui, state, (number, at), facts) {
            removed = Some(at);
        }
    }
    if let Some(at) = removed {
        facts.financing.remove(at);
    }
    let add = format!("{} {}", icon::PLUS, texts.get("facts-add-source"));
    if ui.button(add).clicked() {
        let is_free = |source: &&str| {
            facts.financing.iter().all(|one| word_of(&SOURCES, &one.source) != Some(*source))
        };
        let source = SOURCES.into_iter().find(is_free).unwrap_or(SOURCES[0]).to_owned();
        facts.financing.push(Funding { source, amount: None });
    }
    if let Some(cost) = facts.cost.filter(|_| !facts.financing.is_empty()) {
        let funded = facts.funded();
        let values = [funded, (cost - funded).max(0.0)].map(|soles| texts.soles(soles));
        let values = [("funded", values[0].as_str()), ("missing", &values[1])];
        quiet(ui, texts.with("facts-funded", &values));
    }
    let is_trust = |one: &&Funding| word_of(&SOURCES, &one.source) == Some(TRUST);
    let trust: f64 =
        facts.financing.iter().filter(is_trust).filter_map(|one| facts.soles_of(one)).sum();
    if trust > 0.0 {
        let part = |(part, percent): (&str, f64)| {
            let soles = texts.soles(trust * percent / 100.0);
            format!("{} {percent} %, {soles}", texts.trust_part(part))
        };
        let parts = TRUST_SPLIT.map(part).join(" · ");
        quiet(ui, texts.with("facts-trust", &[("parts", &parts)]));
    }
}

/// One source and what it pays; whether it is to be taken away.
fn source(ui: &mut Ui, state: &State, (number, at): (u32, usize), facts: &mut Facts) -> bool {
    let texts = &state.texts;
    let shown = (at + 1).to_string();
    let title = texts.with("facts-source", &[("number", &shown)]);
    let funding = &mut facts.financing[at];
    let known = funding.source.clone();
    let (items, _) = domain(&SOURCES, &known, &|word| texts.funding_source(word));
    let label = quiet(ui, &title);
    ui.horizontal_top(|ui| {
        let width = (ui.available_width() - 164.0).max(90.0);
        let salt = format!("source {number} {at}");
        let mut chosen = Some(known.clone());
        if (Choice { salt: &salt, width, label: label.id }).show(ui, "", &items, &mut chosen, false)
        {
            funding.source = chosen.unwrap_or_default();
        }
        let label = texts.with("facts-amount", &[("number", &shown)]);
        let amount = match funding.amount {
            None => String::new(),
            Some(Amount::Soles(soles)) => plain(soles),
            Some(Amount::Percent(percent)) => format!("{percent} %"),
        };
        // Another source at this place is another box.
        let id = format!("amount {number} {at} {known}");
        ui.vertical(|ui| {
            ui.set_max_width(112.0);
            let read = (Amount::parse, "facts-not-amount");
            let box_of = (id.as_str(), amount.as_str(), label.as_str());
            written(ui, state, box_of, read, 104.0, &mut funding.amount);
        })
        .response
        .on_hover_text(texts.get("facts-amount-hint"));
        let name = texts.funding_source(&known);
        let remove = texts.with("facts-remove-source", &[("name", &name)]);
        icon_button(ui, icon::TRASH, &remove).clicked()
    })
    .inner
}
