//! The card of a layer's health: what was found, each finding a way to its place.

use allpa_model::health::{Finding, Severity};
use egui::{RichText, ScrollArea, Ui};

use super::quiet;
use crate::action::{Action, ViewAction};
use crate::health::HealthCheck;
use crate::state::State;
use crate::theme::{self, icon};

pub(super) fn show(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let texts = &state.texts;
    ui.heading(texts.get("health-title"));
    let Some(check) = &state.health else {
        quiet(ui, texts.get("health-none"));
        return;
    };
    ui.label(RichText::new(state.title(check.layer)).family(theme::strong()));
    match &check.report {
        None => {
            ui.horizontal(|ui| {
                ui.spinner();
                ui.label(texts.get("health-looking"));
            });
        }
        Some(Err(source)) => {
            let layer = state.title(check.layer);
            let source = source.clone();
            let error = allpa_model::question::QuestionError::Transform { layer, source };
            let message = texts.question_error(&error);
            ui.label(RichText::new(message.what).color(theme::tokens(state.theme).danger));
            quiet(ui, format!("{} {}", message.cause, message.remedy));
        }
        Some(Ok(findings)) if findings.is_empty() => {
            let color = theme::tokens(state.theme).good;
            let text = format!("{} {}", icon::CHECK, texts.get("health-clean"));
            ui.label(RichText::new(text).color(color));
            quiet(ui, texts.get("health-looked-at"));
        }
        Some(Ok(findings)) => list(ui, state, check, findings, actions),
    }
}

/// Height of a finding: two lines of text at most.
const ROW_HEIGHT: f32 = 44.0;

fn list(
    ui: &mut Ui,
    state: &State,
    check: &HealthCheck,
    findings: &[Finding],
    actions: &mut Vec<Action>,
) {
    let texts = &state.texts;
    let colors = theme::tokens(state.theme);
    ui.label(texts.count("health-findings", findings.len()));
    quiet(ui, texts.get("health-nothing-changed"));
    ui.separator();
    let rows = ScrollArea::vertical().auto_shrink(false);
    rows.show_rows(ui, ROW_HEIGHT, findings.len(), |ui, range| {
        for finding in &findings[range] {
            let color = match finding.kind.severity() {
                Severity::Error => colors.danger,
                Severity::Warning => colors.warning,
                Severity::Information => colors.quiet,
            };
            let response = ui.scope(|ui| {
                ui.set_min_height(ROW_HEIGHT);
                ui.set_max_height(ROW_HEIGHT);
                ui.horizontal(|ui| {
                    ui.label(RichText::new(icon::WARNING).color(color));
                    ui.vertical(|ui| {
                        let text = texts.finding(finding);
                        let place = egui::Button::new(RichText::new(text).small()).frame(false);
                        let clicked = ui.add(place.wrap().truncate()).clicked();
                        quiet(ui, names(state, check, finding));
                        clicked
                    })
                    .inner
                })
                .inner
            });
            if response.inner
                && let Some(at) = finding.place
            {
                let layer = check.layer;
                let rows = [finding.row, finding.other].into_iter().flatten().collect();
                actions.push(Action::View(ViewAction::ShowPlace { at, layer, rows }));
            }
        }
    });
}

/// The features a finding is about, by name.
fn names(state: &State, check: &HealthCheck, finding: &Finding) -> String {
    let Some(layer) = state.layers.get(check.layer) else { return String::new() };
    let rows = [finding.row, finding.other].into_iter().flatten();
    rows.map(|row| layer.feature_name(row)).collect::<Vec<_>>().join(" · ")
}
