//! How a layer is drawn: one card for every way of giving features their symbols.

mod classes;
mod symbol;

use allpa_geom::ShapeKind;
use allpa_map::style::{Cut, LabelStyle, LayerStyle, Ramp, ScaleRange, Symbology};
use allpa_model::{ColumnData, Layer};
use egui::{CollapsingHeader, ComboBox, DragValue, Grid, RichText, ScrollArea, Slider, Ui};

use super::{icon_button, quiet};
use crate::action::{Action, FileAction, StyleAction};
use crate::layers::MapLayer;
use crate::state::State;
use crate::styling::{Making, Styling};
use crate::theme::{self, icon};

/// Width of lists.
const WIDTH: f32 = 190.0;

/// Draws the card.
pub(super) fn show(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let texts = &state.texts;
    let Some(styling) = &state.styling else { return };
    let Some(layer) = state.layers.get(styling.layer) else { return };
    let mut asked: Vec<Action> = Vec::new();
    let mut act = |action| asked.push(Action::Style(action));
    ui.horizontal(|ui| {
        ui.label(RichText::new(state.title(layer.id)).family(theme::strong()));
        if icon_button(ui, icon::CLOSE, &texts.get("style-close")).clicked() {
            act(StyleAction::Close);
        }
        if styling.is_pending() {
            ui.spinner();
        }
    });
    let mut file = None;
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        if let Some(making) = way(ui, state, styling, layer) {
            act(StyleAction::Make(making));
        }
        if let Some(field) = &styling.unfit {
            let text = texts.with("style-unfit", &[("field", field)]);
            ui.label(RichText::new(text).color(theme::tokens(state.theme).danger));
        }
        let mut style = styling.style.clone();
        classes::show(ui, state, layer, &mut style.symbol);
        ui.add_space(6.0);
        ui.label(RichText::new(texts.get("style-sign")).family(theme::strong()));
        symbol::show(ui, state, layer.layer().kind(), &mut style.symbol);
        ui.add_space(6.0);
        names(ui, state, layer.layer(), &mut style, layer);
        scales(ui, state, &mut style);
        if style != styling.style {
            act(StyleAction::Change(Box::new(style)));
        }
        ui.add_space(10.0);
        ui.horizontal_wrapped(|ui| {
            let save = format!("{} {}", icon::DOWNLOAD, texts.get("style-save"));
            if ui.button(save).on_hover_text(texts.get("style-save-tip")).clicked() {
                file = Some(FileAction::AskSaveStyle);
            }
            let load = format!("{} {}", icon::FOLDER_OPEN, texts.get("style-load"));
            if ui.button(load).on_hover_text(texts.get("style-load-tip")).clicked() {
                file = Some(FileAction::AskLoadStyle);
            }
        });
        let reset = ui.button(format!("{} {}", icon::REREAD, texts.get("style-reset")));
        if reset.on_hover_text(texts.get("style-reset-tip")).clicked() {
            act(StyleAction::Reset);
        }
    });
    actions.extend(asked);
    actions.extend(file.map(Action::File));
}

/// Ways to give features their symbols, as the card offers them.
#[derive(Clone, Copy, PartialEq)]
enum Way {
    Single,
    Categorised,
    Graduated,
    Proportional,
    Rules,
}

impl Way {
    fn of(symbology: &Symbology) -> Self {
        match symbology {
            Symbology::Single(_) => Self::Single,
            Symbology::Categorised { .. } => Self::Categorised,
            Symbology::Graduated { .. } => Self::Graduated,
            Symbology::Proportional { .. } => Self::Proportional,
            Symbology::Rules { .. } => Self::Rules,
        }
    }

    const fn key(self) -> &'static str {
        match self {
            Self::Single => "style-single",
            Self::Categorised => "style-categorised",
            Self::Graduated => "style-graduated",
            Self::Proportional => "style-proportional",
            Self::Rules => "style-rules",
        }
    }
}

/// The way, its field and how numbers become classes; what was chosen anew.
fn way(ui: &mut Ui, state: &State, styling: &Styling, layer: &MapLayer) -> Option<Making> {
    let texts = &state.texts;
    let layer = layer.layer();
    let now = Way::of(&styling.style.symbol);
    let mut way = now;
    let mut field = styling.style.symbol.field().map(str::to_owned);
    let mut classing = styling.classing;
    Grid::new("style-way").num_columns(2).min_col_width(88.0).show(ui, |ui| {
        let label = ui.label(texts.get("style-way"));
        ComboBox::from_id_salt("way")
            .width(WIDTH)
            .selected_text(texts.get(way.key()))
            .show_ui(ui, |ui| {
                let mut ways = vec![Way::Single, Way::Categorised, Way::Graduated, Way::Rules];
                if layer.kind() == ShapeKind::Point {
                    ways.insert(3, Way::Proportional);
                }
                for offered in ways {
                    ui.selectable_value(&mut way, offered, texts.get(offered.key()));
                }
            })
            .response
            .labelled_by(label.id);
        ui.end_row();
        let fields = match way {
            Way::Single | Way::Rules => Vec::new(),
            Way::Categorised => fields(layer, |_| true),
            Way::Graduated | Way::Proportional => fields(layer, is_numeric),
        };
        if matches!(way, Way::Categorised | Way::Graduated | Way::Proportional) {
            if !field.as_ref().is_some_and(|field| fields.contains(field)) {
                field = fields.first().cloned();
            }
            let label = ui.label(texts.get("style-field"));
            let text = field.clone().unwrap_or_else(|| texts.get("style-no-field"));
            ComboBox::from_id_salt("field")
                .width(WIDTH)
                .truncate()
                .selected_text(text)
                .show_ui(ui, |ui| {
                    for name in fields {
                        ui.selectable_value(&mut field, Some(name.clone()), name);
                    }
                })
                .response
                .labelled_by(label.id);
            ui.end_row();
        }
        if way == Way::Graduated {
            self::classing(ui, state, &mut classing);
        }
    });
    let changed = way != now
        || field.as_deref() != styling.style.symbol.field()
        || (way == Way::Graduated && classing != styling.classing);
    if !changed {
        return None;
    }
    match way {
        Way::Single => Some(Making::Single),
        Way::Rules => Some(Making::Rules),
        Way::Categorised => Some(Making::Categorised(field?)),
        Way::Graduated => Some(Making::Graduated(field?, classing)),
        Way::Proportional => Some(Making::Proportional(field?)),
    }
}

fn fields(layer: &Layer, fits: impl Fn(&ColumnData) -> bool) -> Vec<String> {
    let fitting = layer.columns().iter().filter(|column| fits(&column.data));
    fitting.map(|column| column.name.clone()).collect()
}

fn is_numeric(data: &ColumnData) -> bool {
    matches!(data, ColumnData::Integer(_) | ColumnData::Real(_))
}

fn classing(ui: &mut Ui, state: &State, classing: &mut allpa_map::style::make::Classing) {
    let texts = &state.texts;
    let label = ui.label(texts.get("style-classes"));
    ui.add(Slider::new(&mut classing.classes, 2..=9)).labelled_by(label.id);
    ui.end_row();
    let key = |cut| match cut {
        Cut::Natural => "style-cut-natural",
        Cut::Quantile => "style-cut-quantile",
        Cut::Equal => "style-cut-equal",
    };
    let label = ui.label(texts.get("style-cut"));
    ComboBox::from_id_salt("cut")
        .width(WIDTH)
        .selected_text(texts.get(key(classing.cut)))
        .show_ui(ui, |ui| {
            for cut in [Cut::Natural, Cut::Quantile, Cut::Equal] {
                ui.selectable_value(&mut classing.cut, cut, texts.get(key(cut)));
            }
        })
        .response
        .labelled_by(label.id);
    ui.end_row();
    let label = ui.label(texts.get("style-ramp"));
    ui.horizontal(|ui| {
        let name = |ramp: Ramp| texts.get(ramp_key(ramp));
        ComboBox::from_id_salt("ramp")
            .width(WIDTH - 60.0)
            .truncate()
            .selected_text(name(classing.ramp))
            .show_ui(ui, |ui| {
                for ramp in Ramp::ALL {
                    ui.horizontal(|ui| {
                        symbol::strip(ui, &ramp.colors(5));
                        ui.selectable_value(&mut classing.ramp, ramp, name(ramp));
                    });
                }
            })
            .response
            .labelled_by(label.id);
        symbol::strip(ui, &classing.ramp.colors(5));
    });
    ui.end_row();
    ui.label("");
    ui.checkbox(&mut classing.is_reversed, texts.get("style-reversed"));
    ui.end_row();
}

const fn ramp_key(ramp: Ramp) -> &'static str {
    match ramp {
        Ramp::YellowGreenBlue => "ramp-yellow-green-blue",
        Ramp::YellowOrangeRed => "ramp-yellow-orange-red",
        Ramp::Greens => "ramp-greens",
        Ramp::Purples => "ramp-purples",
        Ramp::Cividis => "ramp-cividis",
        Ramp::Viridis => "ramp-viridis",
        Ramp::BrownGreen => "ramp-brown-green",
        Ramp::PurpleOrange => "ramp-purple-orange",
    }
}

/// Names on the map.
fn names(ui: &mut Ui, state: &State, layer: &Layer, style: &mut LayerStyle, of: &MapLayer) {
    let texts = &state.texts;
    let mut is_on = style.label.is_some();
    if ui.checkbox(&mut is_on, texts.get("style-names")).changed() {
        style.label = is_on.then(|| usual_names(state, layer, of)).flatten();
    }
    let Some(label) = &mut style.label else { return };
    Grid::new("style-names").num_columns(2).min_col_width(88.0).show(ui, |ui| {
        let caption = ui.label(texts.get("style-field"));
        ComboBox::from_id_salt("names")
            .width(WIDTH)
            .truncate()
            .selected_text(&label.field)
            .show_ui(ui, |ui| {
                for name in fields(layer, |_| true) {
                    ui.selectable_value(&mut label.field, name.clone(), name);
                }
            })
            .response
            .labelled_by(caption.id);
        ui.end_row();
        let caption = ui.label(texts.get("style-size"));
        ui.add(Slider::new(&mut label.size_px, 10.0..=32.0).suffix(" px").max_decimals(0))
            .labelled_by(caption.id);
        ui.end_row();
    });
}

/// Names as the layer usually has them, or from its first text.
fn usual_names(state: &State, layer: &Layer, of: &MapLayer) -> Option<LabelStyle> {
    let theme = allpa_map::style::MapTheme::of(state.theme);
    let usual = of.loaded.usual_look(&theme).label.clone();
    usual.or_else(|| {
        let is_text = |data: &ColumnData| matches!(data, ColumnData::Text(_));
        let field = fields(layer, is_text).into_iter().next()?;
        let role = allpa_map::style::defaults::Role::Generic(0);
        Some(allpa_map::style::defaults::label(role, &field, &theme))
    })
}

/// Scales at which the layer is drawn.
fn scales(ui: &mut Ui, state: &State, style: &mut LayerStyle) {
    let title = state.texts.get("style-scales");
    CollapsingHeader::new(title).id_salt("scales").show(ui, |ui| {
        scale_range(ui, state, &mut style.scales);
        if style.scales.is_none() {
            quiet(ui, state.texts.get("style-scales-all"));
        }
    });
}

/// Two scales between which something is drawn, or none.
fn scale_range(ui: &mut Ui, state: &State, scales: &mut Option<ScaleRange>) {
    let texts = &state.texts;
    let mut is_limited = scales.is_some();
    if ui.checkbox(&mut is_limited, texts.get("style-scales-limited")).changed() {
        *scales = is_limited.then(|| ScaleRange::up_to(1_000_000.0));
    }
    let Some(range) = scales else { return };
    Grid::new("style-scales").num_columns(2).min_col_width(88.0).show(ui, |ui| {
        for (key, denominator) in
            [("style-widest", &mut range.widest), ("style-closest", &mut range.closest)]
        {
            let label = ui.label(texts.get(key));
            let drag = DragValue::new(denominator).range(0.0..=100_000_000.0).speed(1_000.0);
            ui.add(drag.prefix("1:").max_decimals(0)).labelled_by(label.id);
            ui.end_row();
        }
    });
}
