//! The card of a layer's health: what was found, each finding a way to its place.

use allpa_geom::ShapeKind;
use allpa_model::health::{Finding, Severity};
use allpa_text::grouped;
use egui::{ComboBox, Grid, RichText, ScrollArea, Ui};

use super::quiet;
use crate::action::{Action, HealthAction, ViewAction};
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
    expectation(ui, state, check, actions);
    if check.report.is_some() {
        super::repair::show(ui, state, check, actions);
    }
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

/// Scales that zonings and plans are drawn at in Peru.
const SCALES: [u32; 5] = [25_000, 50_000, 100_000, 250_000, 500_000];

/// What the layer is held against: an outline to fill, a scale.
fn expectation(ui: &mut Ui, state: &State, check: &HealthCheck, actions: &mut Vec<Action>) {
    let texts = &state.texts;
    let mut expected = check.expected;
    let none = || texts.get("health-none-chosen");
    Grid::new("health-expectation").num_columns(2).show(ui, |ui| {
        let label = ui.label(texts.get("health-outline"));
        let title = expected.outline.map_or_else(none, |id| state.title(id));
        let combo = ComboBox::from_id_salt("health-outline").selected_text(title).width(190.0);
        let shown = combo.show_ui(ui, |ui| {
            ui.selectable_value(&mut expected.outline, None, none());
            let others = state.layers.iter().rev().filter(|layer| {
                layer.id != check.layer && layer.layer().kind() == ShapeKind::Polygon
            });
            for layer in others {
                ui.selectable_value(&mut expected.outline, Some(layer.id), state.title(layer.id));
            }
        });
        shown.response.labelled_by(label.id).on_hover_text(texts.get("health-outline-tip"));
        ui.end_row();
        let label = ui.label(texts.get("health-scale"));
        let scale = |scale: u32| format!("1:{}", grouped(f64::from(scale), 0));
        let combo = ComboBox::from_id_salt("health-scale").width(190.0);
        let shown =
            combo.selected_text(expected.scale.map_or_else(none, scale)).show_ui(ui, |ui| {
                ui.selectable_value(&mut expected.scale, None, none());
                for denominator in SCALES {
                    ui.selectable_value(&mut expected.scale, Some(denominator), scale(denominator));
                }
            });
        shown.response.labelled_by(label.id).on_hover_text(texts.get("health-scale-tip"));
        ui.end_row();
    });
    if expected != check.expected {
        actions.push(Action::Health(HealthAction::Check(check.layer, expected)));
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
