//! Messages at the upper right of the map: what happened, why, what to do.

use egui::{Align2, Area, Frame, Id, Rect, RichText, Stroke, Ui, vec2};

use super::{icon_button, quiet};
use crate::action::{Action, ViewAction};
use crate::state::{Severity, State};
use crate::theme::{self, icon};

/// At most so many are shown at once, the newest first; on a low map only that one.
const SHOWN: usize = 3;

/// Draws the newest messages over `map` (points).
pub fn messages_area(ui: &mut Ui, map: Rect, state: &State, actions: &mut Vec<Action>) {
    let colors = theme::tokens(state.theme);
    // Below the bar of the selection.
    let top = if state.selection.is_some() { 60.0 } else { 12.0 };
    let shown = if super::tools::is_low(map) { 1 } else { SHOWN };
    let width = (map.width() - 48.0).clamp(160.0, 340.0);
    let corner = map.right_top() + vec2(-12.0, top);
    Area::new(Id::unique("messages")).pivot(Align2::RIGHT_TOP).fixed_pos(corner).show(
        ui.ctx(),
        |ui| {
            for (index, message) in state.messages.iter().enumerate().rev().take(shown) {
                let (color, sign) = match message.severity {
                    Severity::Warning => (colors.warning, icon::WARNING),
                    Severity::Error => (colors.danger, icon::WARNING),
                    Severity::Done => (colors.good, icon::CHECK),
                };
                let frame = Frame::popup(ui.style()).stroke(Stroke::new(1.5, color));
                frame.show(ui, |ui| {
                    ui.set_width(width);
                    ui.horizontal(|ui| {
                        ui.label(RichText::new(sign).color(color));
                        let what = RichText::new(&message.what).strong();
                        ui.scope(|ui| {
                            ui.set_max_width(width - 60.0);
                            ui.add(egui::Label::new(what).wrap());
                        });
                        if icon_button(ui, icon::CLOSE, &state.texts.get("message-dismiss"))
                            .clicked()
                        {
                            actions.push(Action::View(ViewAction::Dismiss(index)));
                        }
                    });
                    for line in [&message.cause, &message.remedy] {
                        if !line.is_empty() {
                            quiet(ui, line);
                        }
                    }
                });
                ui.add_space(6.0);
            }
        },
    );
}

/// Says what happens with the files that hover over the window.
pub fn drop_hint(ui: &mut Ui, map: Rect, state: &State) {
    let colors = theme::tokens(state.theme);
    let painter =
        ui.ctx().layer_painter(egui::LayerId::new(egui::Order::Foreground, Id::unique("drop")));
    painter.rect_filled(map, 0.0, colors.accent.gamma_multiply(0.25));
    let font = egui::FontId::new(22.0, theme::strong());
    painter.text(
        map.center(),
        Align2::CENTER_CENTER,
        state.texts.get("drop-hint"),
        font,
        colors.ink,
    );
}
