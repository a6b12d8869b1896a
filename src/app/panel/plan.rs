//! The plan: its name and whether it is saved in the bar on top, and a card with what it keeps.

use allpa_files::plan_file::{Access, local_moment};
use allpa_model::plan::{Drawn, ProposalKey};
use egui::{
    Align, Button, CollapsingHeader, Color32, Id, Layout, RichText, ScrollArea, TextEdit, Ui, vec2,
};

use super::{icon_button, primary_button, quiet};
use crate::action::{Action, Card, FileAction, PlanAction, ViewAction};
use crate::planning::{Saving, is_stale};
use crate::state::State;
use crate::theme::{self, icon};

/// Most letters of a name in the bar on top.
const LONGEST: usize = 28;
/// Steps shown at once on the card.
const ROWS: usize = 14;

/// Draws the name of the plan and how far the disk is; a click opens what can be done with it.
pub fn menu(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let texts = &state.texts;
    let (sign, words, color) = saving(state);
    let name = title(state);
    let short: String = name.chars().take(LONGEST).collect();
    let dots = if name.chars().count() > LONGEST { "…" } else { "" };
    let title = RichText::new(format!("{short}{dots}")).family(theme::strong());
    let menu = ui.menu_button(title, |ui| super::scrolled(ui, |ui| entries(ui, state, actions)));
    menu.response.on_hover_text(place(state));
    let is_narrow = super::is_narrow(ui.ctx());
    if is_narrow && sign.is_empty() {
        return;
    }
    // In a narrow window the sign alone says it; the words are its name.
    let told = if is_narrow { sign.to_owned() } else { format!("{words} {sign}") };
    let told = Button::new(RichText::new(told).small().color(color)).frame(false);
    let button = ui.add(told);
    button.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &words));
    if button.on_hover_text(format!("{words}. {}", texts.get("plan-more"))).clicked() {
        actions.push(Action::View(ViewAction::OpenCard(Card::Plan)));
    }
}

/// What the menu of the plan offers.
fn entries(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let texts = &state.texts;
    ui.set_min_width(280.0);
    let mut item = |key: &str, keys: &str, enabled: bool, action: Action| {
        let button = Button::new(texts.get(key)).shortcut_text(keys);
        if ui.add_enabled(enabled, button).clicked() {
            actions.push(action);
            ui.close();
        }
    };
    item("plan-new", "Ctrl+N", true, Action::File(FileAction::AskNewPlan));
    item("plan-open", "Ctrl+O", true, Action::File(FileAction::AskOpen));
    let key = if state.planning.named.is_some() { "plan-save-copy" } else { "plan-save" };
    item(key, "Ctrl+Shift+S", true, Action::File(FileAction::AskSavePlan));
    ui.separator();
    let history = &state.planning.history;
    let mut step = |key: &str, keys: &str, step: Option<&allpa_model::plan::Step>, action| {
        let label = step.map(|step| format!(": {}", step.label)).unwrap_or_default();
        let text = format!("{}{label}", texts.get(key));
        let button = Button::new(text).shortcut_text(keys).truncate();
        if ui.add_enabled(step.is_some(), button).clicked() {
            actions.push(Action::Plan(action));
            ui.close();
        }
    };
    step("plan-undo", "Ctrl+Z", history.undoable(), PlanAction::Undo);
    step("plan-redo", "Ctrl+Y", history.redoable(), PlanAction::Redo);
    ui.separator();
    let minutes = Button::new(texts.get("minutes-open")).shortcut_text("Ctrl+Shift+A");
    if ui.add(minutes).clicked() {
        actions.push(Action::View(ViewAction::OpenCard(Card::Minutes)));
        ui.close();
    }
    if ui.button(texts.get("projects-open")).clicked() {
        actions.push(Action::View(ViewAction::OpenCard(Card::Projects)));
        ui.close();
    }
    if ui.button(texts.get("plan-more")).clicked() {
        actions.push(Action::View(ViewAction::OpenCard(Card::Plan)));
        ui.close();
    }
}

/// The plan's name, or that it has none.
fn title(state: &State) -> String {
    state.planning.name().unwrap_or_else(|| state.texts.get("plan-unnamed"))
}

/// A sign, words and their colour for how far the disk is.
fn saving(state: &State) -> (&'static str, String, Color32) {
    let colors = theme::tokens(state.theme);
    let texts = &state.texts;
    match (&state.planning.saving, &state.planning.access) {
        (Saving::Failed(_), _) => (icon::WARNING, texts.get("plan-not-saved"), colors.danger),
        (_, Access::Held(_) | Access::Protected) => {
            (icon::WARNING, texts.get("plan-protected"), colors.warning)
        }
        (Saving::Nothing, _) => ("", texts.get("plan-nothing"), colors.quiet),
        (Saving::Underway, _) => ("", texts.get("plan-saving"), colors.quiet),
        (Saving::Saved, _) => (icon::CHECK, texts.get("plan-saved"), colors.good),
    }
}

/// Where the plan is kept.
fn place(state: &State) -> String {
    match &state.planning.named {
        Some(path) => path.to_string_lossy().into_owned(),
        None if state.settings.is_some() => state.texts.get("plan-unnamed-place"),
        None => state.texts.get("plan-nowhere"),
    }
}

/// Draws the card.
pub fn show(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        recovered(ui, state, actions);
        head(ui, state, actions);
        ui.add_space(8.0);
        super::warnings::of_plan(ui, state, actions);
        views(ui, state, actions);
        questions(ui, state, actions);
        minutes(ui, state, actions);
        history(ui, state, actions);
    });
}

/// Work of earlier windows that was never named.
fn recovered(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let texts = &state.texts;
    if state.planning.recovered.is_empty() {
        return;
    }
    ui.heading(texts.get("recovered-title"));
    quiet(ui, texts.get("recovered-explained"));
    for one in &state.planning.recovered {
        ui.add_space(4.0);
        let count = texts.count("recovered-steps", one.steps);
        ui.label(format!("{} · {count}", local_moment(&one.time)));
        quiet(ui, texts.with("recovered-last", &[("name", &one.label)]));
        ui.horizontal(|ui| {
            if primary_button(ui, texts.get("recovered-open"), state.theme).clicked() {
                actions.push(Action::Plan(PlanAction::Recover(one.path.clone())));
            }
            if ui.button(texts.get("recovered-discard")).clicked() {
                actions.push(Action::Plan(PlanAction::Discard(one.path.clone())));
            }
        });
    }
    ui.add_space(4.0);
    ui.separator();
}

fn head(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let texts = &state.texts;
    ui.heading(texts.get("plan-title"));
    let known = &state.planning.plan.title;
    if let Some(text) = field(ui, "plan-title-field", known, &texts.get("plan-name-hint")) {
        actions.push(Action::Plan(PlanAction::Rename(text)));
    }
    let (sign, words, color) = saving(state);
    ui.label(RichText::new(format!("{words} {sign}")).color(color));
    quiet(ui, place(state));
    if let Saving::Failed(error) = &state.planning.saving {
        let message = texts.plan_error("", error);
        quiet(ui, format!("{} {}", message.cause, message.remedy));
    }
    ui.horizontal_wrapped(|ui| {
        if matches!(state.planning.saving, Saving::Failed(_))
            && primary_button(ui, texts.get("plan-retry"), state.theme).clicked()
        {
            actions.push(Action::Plan(PlanAction::Retry));
        }
        let key = if state.planning.named.is_some() { "plan-save-copy" } else { "plan-save" };
        if ui.button(texts.get(key)).clicked() {
            actions.push(Action::File(FileAction::AskSavePlan));
        }
        if ui.button(texts.get("plan-new")).clicked() {
            actions.push(Action::File(FileAction::AskNewPlan));
        }
        let send = ui.button(texts.get("exchange-save"));
        if send.on_hover_text(texts.get("exchange-send-explained")).clicked() {
            actions.push(Action::View(ViewAction::OpenCard(Card::Exchange)));
        }
        let bring = ui.button(texts.get("exchange-bring"));
        if bring.on_hover_text(texts.get("exchange-bring-tip")).clicked() {
            actions.push(Action::File(FileAction::AskOpenChanges));
        }
    });
}

/// A field that gives its text when the user is done with it; what is typed lives in the window's
/// memory until then.
pub(super) fn field(ui: &mut Ui, name: &str, known: &str, hint: &str) -> Option<String> {
    let id = Id::unique(name);
    let kept: Option<String> = ui.data(|data| data.get_temp(id));
    let mut text = kept.unwrap_or_else(|| known.to_owned());
    let edit = TextEdit::singleline(&mut text).id(id.with("edit")).hint_text(hint);
    let response = ui.add(edit.desired_width(f32::INFINITY));
    super::name_box(&response, &text, hint);
    if response.changed() {
        ui.data_mut(|data| data.insert_temp(id, text.clone()));
    }
    if response.lost_focus() {
        ui.data_mut(|data| data.remove_temp::<String>(id));
        return (text != known).then_some(text);
    }
    None
}

/// A part of the card that can be folded, with the number of things in it.
fn part(ui: &mut Ui, title: String, count: usize, content: impl FnOnce(&mut Ui)) {
    let text = RichText::new(format!("{title} ({count})")).family(theme::strong());
    CollapsingHeader::new(text).id_salt(title).default_open(true).show(ui, content);
}

/// One line with a name that can be clicked and a way to delete it.
fn line(ui: &mut Ui, name: &str, more: &str, delete: &str) -> (bool, bool) {
    ui.horizontal(|ui| {
        let width = (ui.available_width() - 40.0).max(60.0);
        let button = Button::new(name).right_text(RichText::new(more).weak()).truncate();
        let shown = ui.add_sized(vec2(width, 26.0), button);
        (shown.clicked(), icon_button(ui, icon::TRASH, delete).clicked())
    })
    .inner
}

/// The proposals of the plan, one per line.
pub(super) fn proposals(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let texts = &state.texts;
    let all: Vec<_> = state.planning.plan.proposals.values().collect();
    if all.is_empty() {
        return;
    }
    part(ui, texts.get("plan-proposals"), all.len(), |ui| {
        ScrollArea::vertical().max_height(180.0).id_salt("proposals").show_rows(
            ui,
            26.0,
            all.len(),
            |ui, rows| {
                for proposal in &all[rows] {
                    let more = measured(state, &proposal.shape);
                    let delete = texts.with("plan-delete", &[("name", &proposal.name)]);
                    let (shown, deleted) = line(ui, &proposal.name, &more, &delete);
                    let key: ProposalKey = proposal.key;
                    if shown {
                        actions.push(Action::Plan(PlanAction::ShowProposal(key)));
                    }
                    if deleted {
                        actions.push(Action::Plan(PlanAction::RemoveProposal(key)));
                    }
                }
            },
        );
    });
}

/// Area or length of what is drawn.
pub(super) fn measured(state: &State, shape: &Drawn) -> String {
    let area = shape.area().map(|area| state.texts.hectares(area));
    let length = shape.length().map(|length| state.texts.kilometers(length));
    area.or(length).unwrap_or_default()
}

fn views(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let texts = &state.texts;
    let views = &state.planning.plan.views;
    part(ui, texts.get("plan-views"), views.len(), |ui| {
        let name = texts.with("plan-view-name", &[("number", &(views.len() + 1).to_string())]);
        if let Some(text) = field(ui, "plan-view-field", "", &texts.get("plan-view-hint")) {
            actions.push(Action::Plan(PlanAction::AddView(text)));
        }
        if ui.button(texts.get("plan-add-view")).clicked() {
            actions.push(Action::Plan(PlanAction::AddView(name)));
        }
        for view in views {
            let more = format!("1:{}", allpa_text::grouped(view.scale, 0));
            let delete = texts.with("plan-delete", &[("name", &view.name)]);
            let (shown, deleted) = line(ui, &view.name, &more, &delete);
            if shown {
                actions.push(Action::Plan(PlanAction::ShowView(view.key)));
            }
            if deleted {
                actions.push(Action::Plan(PlanAction::RemoveView(view.key)));
            }
        }
    });
}

fn questions(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let texts = &state.texts;
    let questions = &state.planning.plan.questions;
    part(ui, texts.get("plan-questions"), questions.len(), |ui| {
        if questions.is_empty() {
            quiet(ui, texts.get("plan-no-questions"));
        }
        for kept in questions {
            let delete = texts.with("plan-delete", &[("name", &kept.title)]);
            let (shown, deleted) = line(ui, &kept.title, &local_moment(&kept.answered), &delete);
            if is_stale(state, kept) {
                let warning = theme::tokens(state.theme).warning;
                ui.label(RichText::new(texts.get("plan-stale")).small().color(warning));
            }
            if shown {
                actions.push(Action::Plan(PlanAction::OpenQuestion(kept.key)));
            }
            if deleted {
                actions.push(Action::Plan(PlanAction::RemoveQuestion(kept.key)));
            }
        }
    });
}

/// How many agreements there are, and the way to them.
fn minutes(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let texts = &state.texts;
    part(ui, texts.get("minutes-title"), state.planning.plan.agreements.len(), |ui| {
        if ui.button(texts.get("minutes-open")).clicked() {
            actions.push(Action::View(ViewAction::OpenCard(Card::Minutes)));
        }
    });
}

/// The steps, the newest on top; those taken back are pale, and a click goes there.
fn history(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let texts = &state.texts;
    let history = &state.planning.history;
    let steps = history.steps();
    part(ui, texts.get("plan-history"), history.cursor(), |ui| {
        ui.horizontal(|ui| {
            for (key, step, action) in [
                ("plan-undo", history.undoable(), PlanAction::Undo),
                ("plan-redo", history.redoable(), PlanAction::Redo),
            ] {
                if ui.add_enabled(step.is_some(), Button::new(texts.get(key))).clicked() {
                    actions.push(Action::Plan(action));
                }
            }
        });
        if steps.is_empty() {
            quiet(ui, texts.get("plan-no-steps"));
        }
        let height = 22.0;
        ScrollArea::vertical().max_height(height * ROWS as f32).id_salt("history").show_rows(
            ui,
            height,
            steps.len(),
            |ui, rows| {
                for row in rows {
                    let at = steps.len() - 1 - row;
                    let step = &steps[at];
                    let mut text = RichText::new(&step.label).small();
                    if at >= history.cursor() {
                        text = text.weak().strikethrough();
                    }
                    ui.horizontal(|ui| {
                        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                            let time = local_moment(&step.signature.time);
                            ui.label(RichText::new(&time).small().weak());
                            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                                let button = Button::new(text).frame(false).truncate();
                                let tip = texts.with(
                                    "plan-go-to",
                                    &[("author", &step.signature.author), ("time", &time)],
                                );
                                if ui.add(button).on_hover_text(tip).clicked() {
                                    actions.push(Action::Plan(PlanAction::GoTo(at + 1)));
                                }
                            });
                        });
                    });
                }
            },
        );
    });
}
