//! The inputs of any question as a form: what it takes decides what is drawn.

use std::collections::{BTreeMap, BTreeSet};

use allpa_files::atlas::facts;
use allpa_geom::{Epsg, Meters};
use allpa_model::question::accuracy::MapScale;
use allpa_model::question::asked::{
    Fits, Input, Known, LayerRef, Options, Question, Slot, TableRef,
};
use allpa_model::question::by_year::year;
use allpa_model::{Layer, role};
use egui::{CollapsingHeader, DragValue, Grid, Id, Slider, TextEdit, Ui};

use super::super::{Choice, icon_button, quiet};
use crate::action::{Action, QuestionAction};
use crate::asking::{known, layer_named, shipped};
use crate::state::State;
use crate::theme::icon;

/// Width of lists and sliders.
const WIDTH: f32 = 190.0;
/// Systems offered, besides none.
const SYSTEMS: [u32; 6] = [32_717, 32_718, 32_719, 24_877, 24_878, 24_879];

/// Draws the form; what the user changes comes back as one action.
pub(super) fn show(ui: &mut Ui, state: &State, question: &Question, actions: &mut Vec<Action>) {
    let mut changed = question.clone();
    let context = Context::new(state, question);
    let (details, main): (Vec<Input>, Vec<Input>) =
        changed.inputs().into_iter().partition(is_detail);
    let mut rows = |ui: &mut Ui, salt: &str, inputs: Vec<Input>| {
        Grid::new(salt).num_columns(2).min_col_width(96.0).max_col_width(WIDTH + 60.0).show(
            ui,
            |ui| {
                for input in inputs {
                    row(ui, &context, input, actions);
                    ui.end_row();
                }
            },
        );
    };
    rows(ui, "inputs", main);
    if !details.is_empty() {
        let title = state.texts.get("question-details");
        CollapsingHeader::new(title).id_salt("details").show(ui, |ui| rows(ui, "details", details));
    }
    if changed != *question {
        actions.push(Action::Question(QuestionAction::Change(Box::new(changed))));
    }
}

/// Inputs that most people leave as they are.
fn is_detail(input: &Input) -> bool {
    let rarely = matches!(
        input.slot,
        Slot::Field { .. }
            | Slot::Condition { .. }
            | Slot::System { .. }
            | Slot::Scale { .. }
            | Slot::Table { .. }
            | Slot::Layers { .. }
            | Slot::Text { .. }
            | Slot::Flag { .. }
            | Slot::Count { .. }
            | Slot::Limit { .. }
    );
    rarely && input.is_optional
}

/// What the inputs are chosen from.
struct Context<'a> {
    state: &'a State,
    /// Layers by name, topmost first, with their titles.
    layers: Vec<(Known, String)>,
    /// The layers and tables already chosen, by the key of their input.
    chosen: BTreeMap<&'static str, LayerRef>,
    tables: BTreeMap<&'static str, TableRef>,
    choices: BTreeMap<&'static str, String>,
    fields: BTreeMap<&'static str, String>,
}

impl<'a> Context<'a> {
    fn new(state: &'a State, question: &Question) -> Self {
        let title = |name: &LayerRef| {
            layer_named(&state.layers, name).map(|layer| state.title(layer.id)).unwrap_or_default()
        };
        let layers = known(&state.layers).into_iter().map(|known| {
            let title = title(&known.name);
            (known, title)
        });
        let (mut chosen, mut tables) = (BTreeMap::new(), BTreeMap::new());
        let (mut choices, mut fields) = (BTreeMap::new(), BTreeMap::new());
        for input in question.clone().inputs() {
            match input.slot {
                Slot::Layer { value: Some(name), .. } => {
                    drop(chosen.insert(input.key, name.clone()));
                }
                Slot::Table { value: Some(name) } => drop(tables.insert(input.key, name.clone())),
                Slot::Choice { value: Some(name), .. } => {
                    drop(choices.insert(input.key, name.clone()));
                }
                Slot::Field { value: Some(name), .. } => {
                    drop(fields.insert(input.key, name.clone()));
                }
                _ => {}
            }
        }
        Self { state, layers: layers.collect(), chosen, tables, choices, fields }
    }

    fn layer(&self, key: &str) -> Option<&Layer> {
        let name = self.chosen.get(key)?;
        self.layers.iter().find(|(known, _)| known.name == *name).map(|(known, _)| &*known.layer)
    }

    fn options(&self, options: Options) -> Vec<(String, String)> {
        let texts = &self.state.texts;
        match options {
            Options::Fixed(values) => {
                values.iter().map(|value| ((*value).to_owned(), texts.option(value))).collect()
            }
            Options::YearsOf { layer, field } => {
                let layer = self.layer(layer);
                let dates = layer.zip(self.fields.get(field)).and_then(|(l, name)| l.column(name));
                let (Some(layer), Some(dates)) = (layer, dates) else { return Vec::new() };
                let years = (0..layer.len()).filter_map(|row| year(dates.value(row)));
                let years: BTreeSet<i32> = years.collect();
                years.into_iter().map(|year| (year.to_string(), year.to_string())).collect()
            }
            Options::UsesOf(_) => {
                let matrix = &self.state.matrix;
                let name = |code: &str| matrix.use_name(code).unwrap_or(code).to_owned();
                matrix.uses().into_iter().map(|code| (code.to_owned(), name(code))).collect()
            }
            Options::ValuesOf { table, column, among } => {
                let Some(table) = self.tables.get(table).and_then(shipped) else {
                    return Vec::new();
                };
                let find = |names: &[&str]| {
                    names.iter().find_map(|name| table.columns.iter().position(|c| c == name))
                };
                let Some(at) = find(column) else { return Vec::new() };
                let among =
                    among.and_then(|(key, names)| Some((find(names)?, self.choices.get(key)?)));
                let rows = table.rows.iter().filter(|row| {
                    among.is_none_or(|(column, chosen)| row[column].to_string() == **chosen)
                });
                let mut values: Vec<String> = rows.map(|row| row[at].to_string()).collect();
                values.sort_by_key(|value| role::plain(value));
                values.dedup();
                values.into_iter().map(|value| (value.clone(), value)).collect()
            }
        }
    }
}

/// A slider through items in their order; none of them is chosen at its start.
fn steps(ui: &mut Ui, label: Id, items: &[(String, String)], value: &mut Option<String>) {
    if items.len() < 2 {
        return;
    }
    let chosen = items.iter().position(|(item, _)| Some(item) == value.as_ref());
    let mut at = chosen.map_or(0, |chosen| chosen + 1);
    ui.spacing_mut().slider_width = WIDTH;
    let slider = Slider::new(&mut at, 0..=items.len()).show_value(false);
    if ui.add(slider).labelled_by(label).changed() {
        *value = at.checked_sub(1).map(|chosen| items[chosen].0.clone());
    }
}

fn row(ui: &mut Ui, context: &Context, input: Input, actions: &mut Vec<Action>) {
    let texts = &context.state.texts;
    let Input { key, is_optional, slot } = input;
    let name = texts.input(key);
    let label = ui.add(egui::Label::new(&name).wrap());
    let list = Choice { salt: key, width: WIDTH, label: label.id };
    let none = texts.get(if is_optional { "question-none" } else { "question-choose" });
    match slot {
        Slot::Layer { value, fits } => {
            let items = context.layers.iter().filter(|(known, _)| fits.admits(known));
            let items: Vec<(LayerRef, String)> =
                items.map(|(known, title)| (known.name.clone(), title.clone())).collect();
            list.show(ui, &none, &items, value, is_optional);
        }
        Slot::Layers { value, fits } => several(ui, context, value, fits),
        Slot::Table { value } => {
            let named = |name| (TableRef(format!("atlas:{name}")), texts.option(name));
            let items: Vec<(TableRef, String)> = facts::names().map(named).collect();
            let none = texts.get("question-none");
            list.show(ui, &none, &items, value, is_optional);
        }
        Slot::Field { value, of, .. } => {
            let columns = context.layer(of).map(Layer::columns).unwrap_or_default();
            let items: Vec<(String, String)> =
                columns.iter().map(|column| (column.name.clone(), column.name.clone())).collect();
            list.show(ui, &none, &items, value, is_optional);
        }
        Slot::Choice { value, options } => {
            let items = context.options(options);
            list.show(ui, &none, &items, value, is_optional);
        }
        Slot::Step { value, options } => {
            let items = context.options(options);
            ui.vertical(|ui| {
                list.show(ui, &none, &items, value, is_optional);
                steps(ui, label.id, &items, value);
            });
        }
        Slot::Condition { value, .. } | Slot::Text { value } => {
            ui.add(TextEdit::singleline(value).desired_width(WIDTH)).labelled_by(label.id);
        }
        Slot::Distance { value, range } => {
            let mut meters = value.value();
            ui.spacing_mut().slider_width = WIDTH - 80.0;
            let slider = Slider::new(&mut meters, range[0]..=range[1]).logarithmic(true);
            let slider = slider.suffix(" m").max_decimals(0);
            if ui.add(slider).labelled_by(label.id).changed() {
                *value = Meters::new(meters);
            }
        }
        Slot::Limit { value, range } => limit(ui, label.id, value, range),
        Slot::Distances { value, range } => {
            let mut meters: Vec<f64> = value.iter().map(|meters| meters.value()).collect();
            numbers(ui, key, &mut meters, range, "m");
            *value = meters.into_iter().map(Meters::new).collect();
        }
        Slot::Numbers { value, range } => numbers(ui, key, value, range, ""),
        Slot::Number { value, range } => {
            ui.add(DragValue::new(value).range(range[0]..=range[1])).labelled_by(label.id);
        }
        Slot::Count { value, range } => {
            ui.add(DragValue::new(value).range(range[0]..=range[1])).labelled_by(label.id);
        }
        Slot::Flag { value } => {
            ui.checkbox(value, "").labelled_by(label.id);
        }
        Slot::Scale { value } => {
            let own = value.filter(|own| !MapScale::OF_ZONING.contains(own));
            let named = |scale: MapScale| (scale, texts.scale(scale.denominator()));
            let items = MapScale::OF_ZONING.into_iter().chain(own).map(named);
            let items: Vec<(MapScale, String)> = items.collect();
            list.show(ui, &none, &items, value, is_optional);
        }
        Slot::System { value } => {
            let named = |code| (Epsg::new(code), Epsg::new(code).name());
            let items: Vec<(Epsg, String)> = SYSTEMS.into_iter().map(named).collect();
            list.show(ui, &none, &items, value, is_optional);
        }
        Slot::Members { value, of } => members(ui, context, key, value, of, actions),
        Slot::Place { value } => {
            let shown = value.map(super::super::status::degrees);
            drawn(ui, context, key, shown, "question-mark-place", actions);
        }
        Slot::Axis { value } => {
            let vertices: usize = value.iter().map(Vec::len).sum();
            let shown = (vertices > 1).then(|| texts.count("question-vertices", vertices));
            drawn(ui, context, key, shown, "question-draw-line", actions);
        }
        Slot::Area { value } => {
            let shown = (value.len() > 2).then(|| texts.count("question-vertices", value.len()));
            drawn(ui, context, key, shown, "question-draw-area", actions);
        }
    }
}

/// Layers to be ticked.
fn several(ui: &mut Ui, context: &Context, value: &mut Vec<LayerRef>, fits: Fits) {
    ui.vertical(|ui| {
        for (known, title) in &context.layers {
            let name = &known.name;
            let mut is_in = value.contains(name);
            if !fits.admits(known) || !ui.checkbox(&mut is_in, title).changed() {
                continue;
            }
            value.retain(|known| known != name);
            if is_in {
                value.push(name.clone());
            }
        }
    });
}

/// A distance that may be left open.
fn limit(ui: &mut Ui, label: egui::Id, value: &mut Option<Meters>, range: [f64; 2]) {
    ui.horizontal(|ui| {
        let mut is_set = value.is_some();
        if ui.checkbox(&mut is_set, "").labelled_by(label).changed() {
            *value = is_set.then(|| Meters::new((range[0] * range[1]).sqrt().round()));
        }
        if let Some(limit) = value {
            let mut meters = limit.value();
            let drag = DragValue::new(&mut meters).range(range[0]..=range[1]);
            if ui.add(drag.suffix(" m").max_decimals(0)).labelled_by(label).changed() {
                *limit = Meters::new(meters);
            }
        }
    });
}

/// Numbers as the user writes them, with commas between.
fn numbers(ui: &mut Ui, key: &str, value: &mut Vec<f64>, range: [f64; 2], unit: &str) {
    let written = |value: &Vec<f64>| {
        let numbers: Vec<String> = value.iter().map(f64::to_string).collect();
        numbers.join(", ")
    };
    let read = |text: &str| -> Option<Vec<f64>> {
        let number = |part: &str| part.trim().trim_end_matches(unit).trim().parse::<f64>().ok();
        let numbers = text.split([',', ';']).map(number).collect::<Option<Vec<f64>>>()?;
        numbers.iter().all(|number| (range[0]..=range[1]).contains(number)).then_some(numbers)
    };
    ui.horizontal(|ui| {
        edited(ui, key, value, written, read);
        ui.label(unit);
    });
}

/// A value edited as text: what does not read as one yet stays on the screen only.
fn edited<T: PartialEq>(
    ui: &mut Ui,
    key: &str,
    value: &mut T,
    written: impl Fn(&T) -> String,
    read: impl Fn(&str) -> Option<T>,
) {
    let id = ui.scope_id().with(("edited", key));
    let kept = ui.data(|data| data.get_temp::<String>(id));
    let is_current = |text: &String| read(text).is_none_or(|read| read == *value);
    let mut text = kept.filter(is_current).unwrap_or_else(|| written(value));
    let response = ui.add(TextEdit::singleline(&mut text).desired_width(WIDTH - 20.0));
    if response.changed() {
        if let Some(read) = read(&text) {
            *value = read;
        }
        ui.data_mut(|data| data.insert_temp(id, text));
    } else if !response.has_focus() {
        ui.data_mut(|data| data.remove::<String>(id));
    }
}

/// Codes or names, typed or picked on the map.
fn members(
    ui: &mut Ui,
    context: &Context,
    key: &'static str,
    value: &mut Vec<String>,
    of: &str,
    actions: &mut Vec<Action>,
) {
    let texts = &context.state.texts;
    ui.vertical(|ui| {
        let read = |text: &str| {
            let parts = text.split([',', ';']).map(|part| part.trim().to_owned());
            Some(parts.filter(|part| !part.is_empty()).collect::<Vec<String>>())
        };
        edited(ui, key, value, |value| value.join(", "), read);
        if !of.is_empty() {
            let is_picking = context.state.asking.drawing == Some(key);
            let text = texts.get(if is_picking { "question-picked" } else { "question-pick" });
            if ui.selectable_label(is_picking, format!("{} {text}", icon::CROSSHAIR)).clicked() {
                actions.push(Action::Question(QuestionAction::Draw(key)));
            }
        }
    });
}

/// An input that is drawn on the map: what there is, and the ways to another.
fn drawn(
    ui: &mut Ui,
    context: &Context,
    key: &'static str,
    shown: Option<String>,
    draw: &'static str,
    actions: &mut Vec<Action>,
) {
    let texts = &context.state.texts;
    let mut ask = |action| actions.push(Action::Question(action));
    ui.vertical(|ui| {
        let is_drawing = context.state.asking.drawing == Some(key);
        if is_drawing {
            quiet(ui, texts.get("question-drawing"));
        }
        ui.horizontal(|ui| match &shown {
            Some(text) => {
                ui.label(text);
                if icon_button(ui, icon::PENCIL, &texts.get("question-draw-again")).clicked() {
                    ask(QuestionAction::Draw(key));
                }
                if icon_button(ui, icon::CLOSE, &texts.get("question-clear")).clicked() {
                    ask(QuestionAction::Clear(key));
                }
            }
            None if !is_drawing => {
                let text = format!("{} {}", icon::PENCIL, texts.get(draw));
                if ui.button(text).clicked() {
                    ask(QuestionAction::Draw(key));
                }
            }
            None => {}
        });
        if draw != "question-mark-place" && context.state.selection.is_some() {
            let text = texts.get("question-use-selection");
            if ui.button(text).on_hover_text(texts.get("question-use-selection-tip")).clicked() {
                ask(QuestionAction::UseSelection(key));
            }
        }
    });
}
