//! The classes of a style: colour, text and number of features of each.

use allpa_map::style::make::{color_of, colored};
use allpa_map::style::{Symbol, Symbology};
use allpa_model::expression::Condition;
use allpa_text::grouped;
use egui::{Color32, Grid, RichText, TextEdit, Ui};

use super::super::{icon_button, quiet};
use super::scale_range;
use super::symbol::color_button;
use crate::layers::MapLayer;
use crate::state::State;
use crate::styling::rule;
use crate::theme::{self, icon};

/// Draws the classes that `symbology` has.
pub(super) fn show(ui: &mut Ui, state: &State, layer: &MapLayer, symbology: &mut Symbology) {
    if let Symbology::Rules { .. } = symbology {
        rules(ui, state, layer, symbology);
        return;
    }
    let texts = &state.texts;
    let kind = layer.layer().kind();
    let mut lines: Vec<(&mut Symbol, Option<&mut String>)> = match symbology {
        Symbology::Single(_) | Symbology::Proportional { .. } | Symbology::Rules { .. } => return,
        Symbology::Categorised { classes, other, .. } => {
            let of_classes = classes.iter_mut().map(|c| (&mut c.symbol, Some(&mut c.label)));
            of_classes.chain(other.iter_mut().map(|symbol| (symbol, None))).collect()
        }
        Symbology::Graduated { breaks, other, .. } => {
            let of_ranges = breaks.iter_mut().map(|r| (&mut r.symbol, Some(&mut r.label)));
            of_ranges.chain(other.iter_mut().map(|symbol| (symbol, None))).collect()
        }
    };
    let counts = &layer.loaded.scene.classes;
    let has_counts = counts.symbols().len() == lines.len();
    Grid::new("style-classes").num_columns(3).striped(true).show(ui, |ui| {
        for (number, (symbol, label)) in lines.iter_mut().enumerate() {
            let other = texts.get("legend-other");
            let name = label.as_ref().map_or(other.as_str(), |label| label.as_str()).to_owned();
            let mut color = color_of(symbol, kind);
            if color_button(ui, &mut color, &texts.with("style-color-of", &[("name", &name)])) {
                **symbol = colored(symbol, kind, color);
            }
            match label {
                Some(label) => {
                    ui.add(TextEdit::singleline(*label).desired_width(170.0));
                }
                None => {
                    ui.label(RichText::new(other).weak());
                }
            }
            let count = if has_counts { counts.count(number) } else { 0 };
            quiet(ui, grouped(count as f64, 0));
            ui.end_row();
        }
    });
}

/// Rules in the order in which they are tried.
fn rules(ui: &mut Ui, state: &State, layer: &MapLayer, symbology: &mut Symbology) {
    let texts = &state.texts;
    let kind = layer.layer().kind();
    let Symbology::Rules { rules, other } = symbology else { return };
    quiet(ui, texts.get("style-rules-tip"));
    let mut removed = None;
    let base = rules.last().map(|last| last.symbol.clone()).or(other.clone()).unwrap_or_default();
    for (number, rule) in rules.iter_mut().enumerate() {
        ui.push_id(number, |ui| {
            ui.horizontal(|ui| {
                let mut color = color_of(&rule.symbol, kind);
                let name = if rule.label.is_empty() { &rule.condition } else { &rule.label };
                if color_button(ui, &mut color, &texts.with("style-color-of", &[("name", name)])) {
                    rule.symbol = colored(&rule.symbol, kind, color);
                }
                let hint = texts.get("style-rule-label");
                ui.add(TextEdit::singleline(&mut rule.label).hint_text(hint).desired_width(200.0));
                if icon_button(ui, icon::TRASH, &texts.get("style-rule-remove")).clicked() {
                    removed = Some(number);
                }
            });
            let hint = texts.get("style-rule-condition");
            ui.add(TextEdit::singleline(&mut rule.condition).hint_text(hint).desired_width(260.0));
            if let Some(problem) = problem(state, layer, &rule.condition) {
                ui.label(RichText::new(problem).small().color(danger(state)));
            }
            scale_range(ui, state, &mut rule.scales);
        });
    }
    if let Some(number) = removed {
        rules.remove(number);
    }
    ui.horizontal(|ui| {
        if ui.button(format!("{} {}", icon::PLUS, texts.get("style-rule-add"))).clicked() {
            rules.push(rule(base.clone()));
        }
        let mut has_other = other.is_some();
        if ui.checkbox(&mut has_other, texts.get("style-rule-other")).changed() {
            *other = has_other.then_some(base);
        }
    });
}

fn danger(state: &State) -> Color32 {
    theme::tokens(state.theme).danger
}

/// Why a condition holds for no feature: it cannot be read, or names a field that is not there.
fn problem(state: &State, layer: &MapLayer, condition: &str) -> Option<String> {
    if condition.trim().is_empty() {
        return None;
    }
    let texts = &state.texts;
    match Condition::parse(condition) {
        Err(error) => {
            Some(texts.with("style-rule-unreadable", &[("position", &error.position.to_string())]))
        }
        Ok(parsed) => {
            let is_unknown = |field: &&&str| layer.layer().column(field).is_none();
            let fields = parsed.fields();
            let unknown = fields.iter().find(is_unknown)?;
            Some(texts.with("style-rule-no-field", &[("field", unknown)]))
        }
    }
}
