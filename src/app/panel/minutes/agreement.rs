//! One agreement on the card: its terms, its follow-up, and map and figures as they were.

use std::sync::Arc;

use allpa_files::plan_file::local_moment;
use allpa_files::{local_today, spoken_day};
use allpa_model::plan::{Agreement, AgreementKey, AgreementState, PinnedTable};
use egui::{ColorImage, Grid, Id, RichText, ScrollArea, TextureHandle, TextureOptions, Ui, vec2};

use super::super::{icon_button, quiet};
use crate::action::{Action, MinutesAction};
use crate::report::as_read;
use crate::state::State;
use crate::theme::{self, icon};

/// Rows of a pinned table that the card shows; the minutes have more.
const MOST_ROWS: usize = 12;

/// Draws it.
pub fn show(ui: &mut Ui, state: &State, agreement: &Agreement, actions: &mut Vec<Action>) {
    let texts = &state.texts;
    let mut push = |action| actions.push(Action::Minutes(action));
    let key = agreement.key;
    let number = agreement.number.to_string();
    let values = [("number", number.as_str())];
    ui.horizontal(|ui| {
        if ui.button(texts.get("agreement-back")).clicked() {
            push(MinutesAction::Close);
        }
        if ui.button(texts.get("agreement-edit")).clicked() {
            push(MinutesAction::Correct(key));
        }
        if icon_button(ui, icon::TRASH, &texts.with("agreement-remove", &values)).clicked() {
            push(MinutesAction::Remove(key));
        }
    });
    ui.heading(texts.with("agreement-title", &values));
    if let Some(meeting) = state.planning.plan.meetings.get(&agreement.meeting) {
        quiet(ui, format!("{} · {}", meeting.title, spoken_day(&meeting.day)));
    }
    let terms = &agreement.terms;
    ui.add(egui::Label::new(&terms.text).wrap());
    ui.label(texts.decision(terms.decision));
    if !terms.responsible.is_empty() {
        let label = texts.get("agreement-responsible");
        ui.label(format!("{label}: {}", terms.responsible));
    }
    due(ui, state, agreement);
    ui.add_space(6.0);
    follow_up(ui, state, agreement, &mut push);
    ui.add_space(6.0);
    pinned(ui, state, agreement, &mut push);
}

fn due(ui: &mut Ui, state: &State, agreement: &Agreement) {
    let terms = &agreement.terms;
    if terms.due.is_empty() {
        return;
    }
    let (key, color) = if terms.is_overdue(&local_today()) {
        ("agreement-overdue", theme::tokens(state.theme).danger)
    } else {
        ("agreement-due-on", ui.visuals().text_color())
    };
    let words = state.texts.with(key, &[("day", &spoken_day(&terms.due))]);
    ui.label(RichText::new(words).color(color));
}

/// How far it is, and what was said of it.
fn follow_up(
    ui: &mut Ui,
    state: &State,
    agreement: &Agreement,
    push: &mut dyn FnMut(MinutesAction),
) {
    let (texts, terms) = (&state.texts, &agreement.terms);
    ui.label(RichText::new(texts.get("agreement-follow-up")).family(theme::strong()));
    ui.horizontal_wrapped(|ui| {
        quiet(ui, texts.get("agreement-state"));
        for one in AgreementState::ALL {
            let is_so = terms.state == one;
            if ui.radio(is_so, texts.agreement_state(one)).clicked() && !is_so {
                push(MinutesAction::SetState(agreement.key, one));
            }
        }
    });
    for said in &terms.follow_up {
        let state_words = texts.agreement_state(said.state);
        let words = format!("{} · {state_words}", spoken_day(&said.day));
        let meeting = said.meeting.and_then(|key| state.planning.plan.meetings.get(&key));
        let parts = [Some(words), meeting.map(|one| one.title.clone()), Some(said.note.clone())];
        let parts: Vec<String> = parts.into_iter().flatten().filter(|p| !p.is_empty()).collect();
        quiet(ui, parts.join(" · "));
    }
    let name = format!("agreement-note-{}", agreement.key.0);
    let hint = texts.get("agreement-note");
    if let Some(note) = super::super::plan::field(ui, &name, "", &hint) {
        push(MinutesAction::Note(agreement.key, note));
    }
}

/// Map and figures as they were, and what has changed since.
fn pinned(ui: &mut Ui, state: &State, agreement: &Agreement, push: &mut dyn FnMut(MinutesAction)) {
    let (texts, pinned) = (&state.texts, &agreement.pinned);
    let time = local_moment(&pinned.time);
    quiet(ui, texts.with("agreement-pinned", &[("time", &time)]));
    // Above the picture, which comes a moment later: it does not move away from under a click.
    let view = ui.button(texts.get("agreement-view"));
    if view.on_hover_text(texts.get("agreement-view-tip")).clicked() {
        push(MinutesAction::ShowView(agreement.key));
    }
    if let Some(seen) = state.minutes.seen(agreement.key) {
        match &seen.picture {
            Some(picture) => {
                let texture = texture(ui, agreement.key, picture);
                let [width, height] = picture.size.map(|side| side as f32);
                let shown = ui.available_width().min(width);
                let image = egui::Image::new(&texture)
                    .fit_to_exact_size(vec2(shown, shown * height / width.max(1.0)));
                let number = agreement.number.to_string();
                let label = texts.with("agreement-picture", &[("number", &number)]);
                let response = ui.add(image.alt_text(&label));
                let info = || egui::WidgetInfo::labeled(egui::Role::Image, true, &label);
                response.widget_info(info);
            }
            None => drop(quiet(ui, texts.get("agreement-no-picture"))),
        }
        let told = texts.changed_since(&seen.changed);
        if told.is_empty() {
            quiet(ui, texts.get("agreement-same"));
        }
        for words in told {
            let color = theme::tokens(state.theme).warning;
            let words = RichText::new(format!("{} {words}", icon::WARNING)).color(color);
            ui.add(egui::Label::new(words).wrap());
        }
    }
    let Some(answer) = &pinned.answer else { return };
    ui.add_space(6.0);
    ui.label(RichText::new(texts.get("agreement-figures")).family(theme::strong()));
    ui.add(egui::Label::new(texts.question(&answer.provenance.asked.question)).wrap());
    if let Some(table) = answer.tables.first() {
        figures(ui, state, table);
    }
    answer.notes.iter().for_each(|note| drop(quiet(ui, note)));
}

/// The first rows of a table.
fn figures(ui: &mut Ui, state: &State, pinned: &PinnedTable) {
    let mut first = pinned.table.clone();
    first.rows.truncate(MOST_ROWS);
    let read = as_read(&state.texts, &first, None);
    ScrollArea::horizontal().id_salt("agreement-figures").show(ui, |ui| {
        Grid::new("agreement-figures-grid").striped(true).show(ui, |ui| {
            for column in &read.columns {
                ui.label(RichText::new(&column.title).small().weak());
            }
            ui.end_row();
            for row in &read.rows {
                for cell in &row.cells {
                    ui.label(RichText::new(cell).small());
                }
                ui.end_row();
            }
        });
    });
    if pinned.rows > read.rows.len() {
        let more = pinned.rows - read.rows.len();
        quiet(ui, state.texts.count("meeting-more-rows", more));
    }
}

/// The picture as the graphics card has it, sent there once.
fn texture(ui: &Ui, key: AgreementKey, picture: &Arc<ColorImage>) -> TextureHandle {
    type Sent = (AgreementKey, Arc<ColorImage>, TextureHandle);
    let id = Id::unique("agreement-texture");
    let known: Option<Sent> = ui.data(|data| data.get_temp(id));
    if let Some((_, _, texture)) =
        known.filter(|(of, sent, _)| *of == key && Arc::ptr_eq(sent, picture))
    {
        return texture;
    }
    let image = Arc::clone(picture);
    let texture = ui.ctx().load_texture("agreement", image, TextureOptions::LINEAR);
    let sent: Sent = (key, Arc::clone(picture), texture.clone());
    ui.data_mut(|data| data.insert_temp(id, sent));
    texture
}
