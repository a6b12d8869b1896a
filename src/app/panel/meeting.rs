//! What stands over the map in a meeting, in letters that are read from the last row.

use std::sync::Arc;

use allpa_files::atlas::Precision;
use allpa_map::furniture::{LegendItem, legend_items, scale_bar};
use allpa_page::Tabular;
use allpa_text::Language;
use egui::{
    Align2, Area, Color32, FontId, Frame, Grid, Id, Key, Modifiers, Rect, RichText, Sense, Ui, vec2,
};

use super::layers::symbol_in;
use crate::action::{Action, ViewAction};
use crate::asking::Answered;
use crate::canvas::{INKS, STEP};
use crate::layers::MapLayer;
use crate::meeting::{MeetingAction, Part};
use crate::minutes::{Form, MinutesAction};
use crate::report::tabular;
use crate::state::State;
use crate::theme;

/// Letters, in points: 28 pixels on a screen of 1280×800.
const SIZE: f32 = 28.0;
const TITLE: f32 = 38.0;
/// Lines of the legend, and rows and columns of the figures, at most.
const MOST_SIGNS: usize = 8;
/// Lines of the legend that one layer takes at most, and warnings below it.
const MOST_OF_LAYER: usize = 3;
const MOST_NOTICES: usize = 2;
const MOST_ROWS: usize = 6;
const MOST_COLUMNS: usize = 3;
/// Letters of one cell at most.
const MOST_LETTERS: usize = 26;
const MARGIN: f32 = 20.0;

/// Keys of a meeting, and the words of what each does.
const KEYS: [(&str, &str); 14] = [
    ("meeting-key-next", "meeting-does-next"),
    ("meeting-key-before", "meeting-does-before"),
    ("A", "meeting-does-agreement"),
    ("M", "meeting-does-marker"),
    ("1–4", "meeting-does-color"),
    ("Z", "meeting-does-undo"),
    ("E", "meeting-does-clear"),
    ("S", "meeting-does-spotlight"),
    ("B  ·  .", "meeting-does-blank"),
    ("F", "meeting-does-freeze"),
    ("T", "meeting-does-clock"),
    ("C", "meeting-does-figures"),
    ("L", "meeting-does-legend"),
    ("Esc  ·  F11", "meeting-does-leave"),
];

/// Reads the keys of a meeting.
pub fn meeting_keys(ui: &Ui, state: &State, actions: &mut Vec<Action>) {
    let [width, height] = state.camera.size_px.map(f64::from);
    let middle = [width / 2.0, height / 2.0];
    let is_frozen = state.meeting.shows(Part::Frozen);
    if state.minutes.form.is_some() {
        // The keys write.
        if ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape)) {
            actions.push(Action::Meeting(MeetingAction::Back));
        }
        return;
    }
    ui.input_mut(|input| {
        let now = input.time;
        let is_asked = input
            .events
            .iter()
            .any(|event| matches!(event, egui::Event::Text(text) if text == "?" || text == "¿"));
        if is_asked {
            actions.push(Action::Meeting(MeetingAction::Toggle(Part::Help)));
        }
        let mut on = |key, action: MeetingAction| {
            if input.consume_key(Modifiers::NONE, key) {
                actions.push(Action::Meeting(action));
            }
        };
        on(Key::Escape, MeetingAction::Back);
        on(Key::F11, MeetingAction::Leave);
        on(Key::F1, MeetingAction::Toggle(Part::Help));
        on(Key::M, MeetingAction::Toggle(Part::Marker));
        on(Key::S, MeetingAction::Toggle(Part::Spotlight));
        on(Key::B, MeetingAction::Toggle(Part::Blank));
        on(Key::Period, MeetingAction::Toggle(Part::Blank));
        on(Key::F, MeetingAction::Toggle(Part::Frozen));
        on(Key::C, MeetingAction::Toggle(Part::Figures));
        on(Key::L, MeetingAction::Toggle(Part::Legend));
        on(Key::E, MeetingAction::Clear);
        on(Key::Z, MeetingAction::Undo);
        on(Key::Backspace, MeetingAction::Undo);
        for (number, key) in [Key::Num1, Key::Num2, Key::Num3, Key::Num4].into_iter().enumerate() {
            on(key, MeetingAction::Color(number));
        }
        if input.consume_key(Modifiers::NONE, Key::A) {
            actions.push(Action::Minutes(MinutesAction::Begin(None)));
        }
        if input.consume_key(Modifiers::COMMAND, Key::Z) {
            actions.push(Action::Meeting(MeetingAction::Undo));
        }
        if input.consume_key(Modifiers::NONE, Key::T) {
            actions.push(Action::Meeting(MeetingAction::Clock(now)));
            actions.push(Action::Meeting(MeetingAction::Toggle(Part::Clock)));
        }
        if is_frozen {
            return;
        }
        let onward =
            [Key::PageDown, Key::ArrowRight, Key::ArrowDown, Key::Space].map(|key| (key, 1));
        let back = [Key::PageUp, Key::ArrowLeft, Key::ArrowUp].map(|key| (key, -1));
        for (key, by) in onward.into_iter().chain(back) {
            if input.consume_key(Modifiers::NONE, key) {
                actions.push(Action::Meeting(MeetingAction::Step(by)));
            }
        }
        for (key, factor) in [(Key::Plus, STEP), (Key::Minus, 1.0 / STEP)] {
            if input.consume_key(Modifiers::NONE, key) {
                actions.push(Action::View(ViewAction::Zoom { at: middle, factor }));
            }
        }
    });
}

/// Draws what stands over the map `area` (points).
pub fn meeting_over(ui: &mut Ui, area: Rect, state: &State, actions: &mut Vec<Action>) {
    let meeting = &state.meeting;
    if meeting.shows(Part::Blank) {
        blank(ui, area, state);
        return;
    }
    title(ui, area, state);
    if meeting.shows(Part::Legend) {
        legend(ui, area, state);
    }
    scale(ui, area, state);
    badges(ui, area, state);
    if meeting.shows(Part::Figures) {
        figures(ui, area, state);
    }
    if meeting.shows(Part::Help) {
        help(ui, area, state);
    }
    if let Some(form) = &state.minutes.form {
        agreement(ui, area, state, form, actions);
    }
    if meeting.shows(Part::Clock) {
        ui.ctx().request_repaint_after(std::time::Duration::from_secs(1));
    }
}

fn large(words: impl Into<String>) -> RichText {
    RichText::new(words).size(SIZE)
}

/// A box over the map at one of its corners.
fn over(ui: &Ui, name: &str, area: Rect, corner: Align2, add: impl FnOnce(&mut Ui)) {
    let inside = area.shrink(MARGIN);
    Area::new(Id::unique(name))
        .pivot(corner)
        .fixed_pos(corner.pos_in_rect(&inside))
        .interactable(false)
        .show(ui.ctx(), |ui| {
            Frame::popup(ui.style()).inner_margin(12.0).show(ui, |ui| {
                ui.style_mut().wrap_mode = Some(egui::TextWrapMode::Extend);
                add(ui);
            });
        });
}

/// The agreement that is written down, in large letters.
fn agreement(ui: &Ui, area: Rect, state: &State, form: &Form, actions: &mut Vec<Action>) {
    let width = (area.width() * 0.62).min(area.width() - 2.0 * MARGIN);
    Area::new(Id::unique("meeting-agreement"))
        .pivot(Align2::CENTER_BOTTOM)
        .fixed_pos(area.center_bottom() - vec2(0.0, MARGIN))
        .show(ui.ctx(), |ui| {
            Frame::popup(ui.style()).inner_margin(16.0).show(ui, |ui| {
                for font in ui.style_mut().text_styles.values_mut() {
                    font.size = SIZE;
                }
                let spacing = ui.spacing_mut();
                spacing.interact_size.y = SIZE * 1.5;
                [spacing.icon_width, spacing.icon_width_inner] = [SIZE * 0.9, SIZE * 0.5];
                ui.set_width(width);
                super::minutes::form(ui, state, form, actions);
            });
        });
}

/// Nothing but darkness; whoever listens is told so.
fn blank(ui: &Ui, area: Rect, state: &State) {
    Area::new(Id::unique("meeting-blank")).fixed_pos(area.min).interactable(false).show(
        ui.ctx(),
        |ui| {
            let (rect, response) = ui.allocate_exact_size(area.size(), Sense::hover());
            ui.painter().rect_filled(rect, 0.0, Color32::BLACK);
            let label = state.texts.get("meeting-blank");
            response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Image, true, &label));
        },
    );
}

/// The name of the view and its place among all.
fn title(ui: &Ui, area: Rect, state: &State) {
    let views = &state.planning.plan.views;
    let at = views.iter().position(|view| Some(view.key) == state.views.current);
    let Some(at) = at else { return };
    over(ui, "meeting-title", area, Align2::CENTER_TOP, |ui| {
        ui.horizontal(|ui| {
            let name = RichText::new(&views[at].name).size(TITLE).family(theme::strong());
            ui.label(name);
            ui.label(large(format!("{}/{}", at + 1, views.len())).weak());
        });
    });
}

fn legend(ui: &Ui, area: Rect, state: &State) {
    let scale = super::map_scale(ui, state);
    let mut lines: Vec<LegendItem> = Vec::new();
    let (mut notices, mut left_out): (Vec<(bool, &str)>, usize) = (Vec::new(), 0);
    let other = state.texts.get("legend-other");
    for made in state.asking.answer.iter().flat_map(|answer| &answer.made) {
        let title = state.texts.made(&made.title);
        lines.extend(legend_items(made, &title, scale, &other));
    }
    let is_drawn = |layer: &&MapLayer| {
        layer.visible && layer.is_drawn_at(scale) && !state.layers.is_ground(layer.id)
    };
    let drawn: Vec<&MapLayer> = state.layers.iter().rev().filter(is_drawn).collect();
    for (layer, title) in drawn.iter().zip(state.legend_titles(&drawn)) {
        let mut own = legend_items(&layer.loaded.scene, &title, scale, &other);
        left_out += own.len().saturating_sub(MOST_OF_LAYER);
        own.truncate(MOST_OF_LAYER);
        lines.extend(own);
        let is_real = layer.loaded.precision != Precision::Demonstration;
        let notice = (is_real, layer.loaded.notice[state.language_index()].as_str());
        if !notice.1.is_empty() && !notices.contains(&notice) {
            notices.push(notice);
        }
    }
    if lines.is_empty() {
        return;
    }
    left_out += lines.len().saturating_sub(MOST_SIGNS);
    // What is a demonstration is said first.
    notices.sort_by_key(|(is_real, _)| *is_real);
    over(ui, "meeting-legend", area, Align2::LEFT_BOTTOM, |ui| {
        ui.set_max_width(area.width() * 0.42);
        ui.spacing_mut().item_spacing.y = 4.0;
        for LegendItem { symbol, label, .. } in lines.into_iter().take(MOST_SIGNS) {
            ui.horizontal(|ui| {
                let (rect, _) = ui.allocate_exact_size(vec2(40.0, 26.0), Sense::hover());
                symbol_in(ui, rect, &symbol);
                ui.add(egui::Label::new(large(label)).truncate());
            });
        }
        if left_out > 0 {
            ui.label(large(format!("+ {left_out} …")).weak());
        }
        let color = theme::tokens(state.theme).warning;
        for (_, notice) in notices.into_iter().take(MOST_NOTICES) {
            ui.add(egui::Label::new(large(notice).color(color)).wrap());
        }
    });
}

/// The scale as a bar: on a wall nobody knows what 1:n means.
fn scale(ui: &Ui, area: Rect, state: &State) {
    let ratio = ui.ctx().pixels_per_point();
    let bar = scale_bar(&state.camera, f64::from(260.0 * ratio));
    let width = bar.px as f32 / ratio;
    over(ui, "meeting-scale", area, Align2::RIGHT_BOTTOM, |ui| {
        ui.vertical_centered(|ui| {
            ui.set_max_width(width.max(60.0));
            ui.label(large(bar.label).family(theme::strong()));
            let (rect, _) = ui.allocate_exact_size(vec2(width, 12.0), Sense::hover());
            let ink = ui.visuals().strong_text_color();
            ui.painter().rect_filled(rect, 0.0, ink);
            let half =
                Rect::from_min_max(rect.center_top() + vec2(0.0, 3.0), rect.max - vec2(3.0, 3.0));
            ui.painter().rect_filled(half, 0.0, ui.visuals().window_fill);
        });
    });
}

/// The clock, and what is turned on.
fn badges(ui: &Ui, area: Rect, state: &State) {
    let (meeting, texts) = (&state.meeting, &state.texts);
    let on: Vec<&str> = [
        (Part::Frozen, "meeting-frozen"),
        (Part::Marker, "meeting-marker"),
        (Part::Spotlight, "meeting-spotlight"),
    ]
    .into_iter()
    .filter_map(|(part, key)| meeting.shows(part).then_some(key))
    .collect();
    let now = ui.input(|input| input.time);
    over(ui, "meeting-badges", area, Align2::RIGHT_TOP, |ui| {
        if meeting.shows(Part::Clock) {
            let seconds = (now - meeting.started).max(0.0) as u64;
            let clock = format!("{:02}:{:02}", seconds / 60, seconds % 60);
            ui.label(RichText::new(clock).font(FontId::proportional(TITLE)));
        }
        for key in on {
            ui.horizontal(|ui| {
                if key == "meeting-marker" {
                    let (rect, _) = ui.allocate_exact_size(vec2(26.0, 26.0), Sense::hover());
                    let color = INKS[meeting.color % INKS.len()];
                    ui.painter().circle_filled(rect.center(), 12.0, color);
                }
                ui.label(large(texts.get(key)));
            });
        }
        if meeting.shows(Part::Marker) || !meeting.ink.is_empty() {
            ui.label(large(texts.count("meeting-strokes", meeting.ink.len())));
        }
        let today = state.planning.plan.meeting_on(&allpa_files::local_today());
        if let Some(meeting) = today {
            let count = state.planning.plan.agreements_of(meeting.key).len();
            ui.label(large(texts.count("meeting-agreements", count)));
        }
        ui.label(large(texts.get("meeting-hint")).weak());
    });
}

/// The figures of the present answer: its first columns and rows.
fn figures(ui: &Ui, area: Rect, state: &State) {
    let Some(answer) = &state.asking.answer else { return };
    let question = &answer.sheet.provenance.asked.question;
    let Some(table) = read_table(ui, state, answer) else { return };
    let number = |at: &usize| table.columns[*at].is_number;
    let all = 0..table.columns.len();
    // A name, and what there is of figures.
    let names = all.clone().filter(|at| !number(at)).take(1);
    let shown: Vec<usize> = names.chain(all.rev().filter(number)).take(MOST_COLUMNS).collect();
    let cut = |words: &str| {
        let short: String = words.chars().take(MOST_LETTERS).collect();
        if short.len() < words.len() { format!("{short}…") } else { short }
    };
    over(ui, "meeting-figures", area, Align2::LEFT_TOP, |ui| {
        ui.label(large(state.texts.question(question)).family(theme::strong()));
        Grid::new("meeting-figures-grid").striped(true).spacing(vec2(24.0, 6.0)).show(ui, |ui| {
            for at in &shown {
                ui.label(large(&table.columns[*at].title).weak());
            }
            ui.end_row();
            for row in table.rows.iter().take(MOST_ROWS) {
                for at in &shown {
                    let words = large(cut(&row.cells[*at]));
                    ui.label(if row.is_sum { words.family(theme::strong()) } else { words });
                }
                ui.end_row();
            }
        });
        if table.rows.len() > MOST_ROWS {
            let more = table.rows.len() - MOST_ROWS;
            ui.label(large(state.texts.count("meeting-more-rows", more)).weak());
        }
    });
}

/// A table of an answer as it is read, and what it was made from.
#[derive(Clone)]
struct Read {
    of: (Arc<Answered>, usize, Language),
    table: Arc<Tabular>,
}

/// The table that is shown, made once for each answer: a long one takes longer than a frame.
fn read_table(ui: &Ui, state: &State, answer: &Arc<Answered>) -> Option<Arc<Tabular>> {
    let (at, language) = (state.asking.table, state.texts.language());
    let id = Id::unique("meeting-table");
    let known: Option<Read> = ui.data(|data| data.get_temp(id));
    let is_same = |known: &Read| {
        let (of, table, in_language) = &known.of;
        Arc::ptr_eq(of, answer) && *table == at && *in_language == language
    };
    if let Some(known) = known.filter(is_same) {
        return Some(known.table);
    }
    let named = answer.sheet.found.tables.get(at)?;
    let question = &answer.sheet.provenance.asked.question;
    let table = Arc::new(tabular(&state.texts, question, &named.table));
    let read = Read { of: (Arc::clone(answer), at, language), table: Arc::clone(&table) };
    ui.data_mut(|data| data.insert_temp(id, read));
    Some(table)
}

fn help(ui: &Ui, area: Rect, state: &State) {
    let texts = &state.texts;
    over(ui, "meeting-help", area, Align2::CENTER_CENTER, |ui| {
        ui.label(RichText::new(texts.get("meeting-keys")).size(TITLE).family(theme::strong()));
        Grid::new("meeting-keys").spacing(vec2(28.0, 4.0)).show(ui, |ui| {
            for (key, does) in KEYS {
                let key = if key.starts_with("meeting-") { texts.get(key) } else { key.to_owned() };
                ui.label(large(key).family(theme::strong()));
                ui.label(large(texts.get(does)));
                ui.end_row();
            }
        });
    });
}
