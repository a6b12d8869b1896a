//! The step of a lesson, between the bar on top and the map: it covers nothing.

use egui::{Align, Color32, Frame, Layout, Margin, Panel, RichText, Ui};

use crate::action::{Action, HelpAction};
use crate::help::LESSONS;
use crate::panel::icon_button;
use crate::state::State;
use crate::theme::{self, icon};

/// Draws the bar while a lesson is under way.
pub fn lesson_bar(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let Some(running) = &state.help.running else { return };
    let (texts, colors) = (&state.texts, theme::tokens(state.theme));
    let lesson = running.lesson();
    let frame = Frame::new().fill(colors.accent).inner_margin(Margin::symmetric(12, 8));
    Panel::top("lesson").frame(frame).show(ui, |ui| {
        let ink = colors.on_accent;
        let number = (running.lesson + 1).to_string();
        let title = texts
            .with("lesson-heading", &[("number", &number), ("title", &texts.get(lesson.title))]);
        ui.horizontal(|ui| {
            ui.label(RichText::new(title).color(ink).small());
            dots(ui, running.step, lesson.steps.len(), ink);
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                ui.visuals_mut().override_text_color = Some(ink);
                if icon_button(ui, icon::CLOSE, &texts.get("lesson-leave")).clicked() {
                    actions.push(Action::Help(HelpAction::Leave));
                }
                ui.visuals_mut().override_text_color = None;
                if running.is_over() {
                    let next = running.lesson + 1;
                    if next < LESSONS.len() && ui.button(texts.get("lesson-next")).clicked() {
                        actions.push(Action::Help(HelpAction::Start(next)));
                    }
                } else if ui
                    .button(texts.get("lesson-skip"))
                    .on_hover_text(texts.get("lesson-skip-tip"))
                    .clicked()
                {
                    actions.push(Action::Help(HelpAction::Skip));
                }
            });
        });
        let text = lesson.steps.get(running.step).map_or("lesson-over", |step| step.text);
        ui.add(egui::Label::new(RichText::new(texts.get(text)).color(ink).size(16.0)).wrap());
    });
}

/// One dot a step, filled as far as it is done.
fn dots(ui: &mut Ui, done: usize, all: usize, ink: Color32) {
    let (rect, _) =
        ui.allocate_exact_size(egui::vec2(14.0 * all as f32, 12.0), egui::Sense::hover());
    for step in 0..all {
        let at = rect.left_center() + egui::vec2(14.0 * step as f32 + 7.0, 0.0);
        if step < done {
            ui.painter().circle_filled(at, 4.5, ink);
        } else {
            ui.painter().circle_stroke(at, 4.0, egui::Stroke::new(1.5, ink));
        }
    }
}
