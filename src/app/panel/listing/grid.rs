//! The lines of the attribute table. Only those in view are looked at, however many there are: the
//! place in the list is a number of lines, not of pixels, which a float could not count.

use std::collections::BTreeMap;

use egui::{
    Align, Event, EventFilter, Id, Key, Label, Layout, Rect, Response, RichText, Sense, Ui,
    UiBuilder, Vec2, pos2, vec2,
};

use crate::action::Action;
use crate::layers::MapLayer;
use crate::listing::{Extend, Listed, Settings, TableAction};
use crate::state::State;

const LINE: f32 = 20.0;
pub(super) const HEADER: f32 = 24.0;
const BAR: f32 = 10.0;
const WIDTH: f32 = 130.0;

/// Where the table is scrolled to, and how wide its columns are.
#[derive(Debug, Clone, Default)]
pub(super) struct Place {
    /// Lines above the first in view.
    top: f64,
    /// Points left of the first in view.
    left: f32,
    pub(super) widths: BTreeMap<usize, f32>,
    revealed: u64,
}

/// What a frame of the table works with.
pub(super) struct Frame<'a> {
    pub(super) state: &'a State,
    pub(super) layer: &'a MapLayer,
    pub(super) settings: &'a Settings,
    columns: &'a [usize],
    pub(super) listed: &'a Listed,
    /// Room of the lines, headers and bars apart.
    pub(super) body: Rect,
    /// Width of the column of numbers at the left.
    pub(super) numbers: f32,
    pub(super) id: Id,
}

/// Draws the columns of that number.
pub(super) fn show(
    ui: &mut Ui,
    state: &State,
    layer: &MapLayer,
    settings: &Settings,
    columns: &[usize],
    actions: &mut Vec<Action>,
) {
    let room = ui.available_rect_before_wrap();
    let Some(listed) = state.listing.of(layer.id) else {
        super::empty(ui, state, room, "table-looking");
        return;
    };
    let id = Id::unique(("attribute table", layer.id));
    let mut place: Place = ui.data(|data| data.get_temp(id)).unwrap_or_default();
    let digits = layer.layer().len().max(10).ilog10() as f32 + 1.0;
    let numbers = digits * 7.5 + 20.0;
    let wide: f32 = columns.iter().map(|column| place.width(*column)).sum::<f32>() + numbers;
    let low = if wide > room.width() - BAR { BAR } else { 0.0 };
    let body = Rect::from_min_max(
        room.min + vec2(0.0, HEADER),
        (room.max - vec2(BAR, low)).max(room.min + vec2(0.0, HEADER)),
    );
    let frame = Frame { state, layer, settings, columns, listed, body, numbers, id };
    // Without it the body would take what falls on its lines.
    let response = ui.interact(body, id.with("body"), Sense::click_and_drag());
    let name = state.texts.get("table-rows");
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::ListBox, true, &name));
    frame.scroll(ui, room, wide, &mut place);
    frame.lines(ui, &response, &place);
    frame.headers(ui, &mut place, actions);
    frame.bars(ui, room, wide, &mut place);
    frame.mouse(ui, &response, &place, actions);
    frame.keys(ui, &response, actions);
    if listed.order.is_empty() && listed.error.is_none() {
        let key = if settings.only_selected { "table-none-selected" } else { "table-none" };
        super::empty(ui, state, body, key);
    }
    ui.data_mut(|data| data.insert_temp(id, place));
}

impl Place {
    pub(super) fn width(&self, column: usize) -> f32 {
        self.widths.get(&column).copied().unwrap_or(WIDTH)
    }
}

impl Frame<'_> {
    /// Lines that fit.
    fn visible(&self) -> f64 {
        f64::from(self.body.height() / LINE)
    }

    fn last_top(&self) -> f64 {
        (self.listed.order.len() as f64 - self.visible()).max(0.0)
    }

    /// The wheel, and what must come into view.
    fn scroll(&self, ui: &Ui, room: Rect, wide: f32, place: &mut Place) {
        if ui.rect_contains_pointer(room) {
            let delta: Vec2 = ui.input(egui::InputState::smooth_scroll_delta);
            place.top -= f64::from(delta.y / LINE);
            place.left -= delta.x;
        }
        let (wish, line) = self.state.listing.reveal;
        if place.revealed != wish {
            place.revealed = wish;
            let line = line as f64;
            if line < place.top || line + 1.0 > place.top + self.visible() {
                place.top = line - (self.visible() / 2.0).floor();
            }
        }
        place.top = place.top.clamp(0.0, self.last_top());
        place.left = place.left.clamp(0.0, (wide - self.body.width()).max(0.0));
    }

    /// Number of the line at a height.
    fn line_at(&self, y: f32, place: &Place) -> Option<usize> {
        let line = place.top + f64::from((y - self.body.min.y) / LINE);
        let line = line.floor();
        (line >= 0.0 && line < self.listed.order.len() as f64).then_some(line as usize)
    }

    /// Left edge of every column, and its number, as scrolled.
    pub(super) fn edges<'a>(&'a self, place: &'a Place) -> impl Iterator<Item = (f32, usize)> + 'a {
        let mut x = self.body.min.x + self.numbers - place.left;
        self.columns.iter().map(move |&column| {
            let left = x;
            x += place.width(column);
            (left, column)
        })
    }

    fn lines(&self, ui: &mut Ui, response: &Response, place: &Place) {
        let visuals = ui.visuals().clone();
        let selected = &self.layer.loaded.scene.highlighted;
        let first = place.top.floor() as usize;
        let count = self.visible().ceil() as usize + 1;
        let hovered = response.hover_pos().and_then(|at| self.line_at(at.y, place));
        let cursor = self.state.listing.cursor;
        let mut inner = ui.new_child(UiBuilder::new().max_rect(self.body).id_salt("lines"));
        inner.set_clip_rect(self.body.intersect(ui.clip_rect()));
        for line in first..(first + count).min(self.listed.order.len()) {
            let row = self.listed.order[line] as usize;
            let y = self.body.min.y + ((line as f64 - place.top) * f64::from(LINE)) as f32;
            let strip =
                Rect::from_min_size(pos2(self.body.min.x, y), vec2(self.body.width(), LINE));
            let fill = if selected.binary_search(&row).is_ok() {
                Some(visuals.selection.bg_fill)
            } else if hovered == Some(line) {
                Some(visuals.widgets.hovered.weak_bg_fill)
            } else {
                (line % 2 == 1).then_some(visuals.faint_bg_color)
            };
            if let Some(fill) = fill {
                inner.painter().rect_filled(strip, 0.0, fill);
            }
            if response.has_focus() && cursor == Some(row as u32) {
                let stroke = visuals.widgets.active.bg_stroke;
                inner.painter().rect_stroke(strip, 0.0, stroke, egui::StrokeKind::Inside);
            }
            self.cells(&mut inner, row, y, place);
            let number = Rect::from_min_size(strip.min, vec2(self.numbers, LINE));
            let text = RichText::new(row.to_string()).small().weak();
            right(&mut inner, number, text);
        }
    }

    fn cells(&self, ui: &mut Ui, row: usize, y: f32, place: &Place) {
        let clip = ui.clip_rect();
        let room = Rect::from_min_max(pos2(self.body.min.x + self.numbers, clip.min.y), clip.max);
        ui.set_clip_rect(room.intersect(clip));
        for (left, column) in self.edges(place) {
            let width = place.width(column);
            if left + width < room.min.x || left > room.max.x {
                continue;
            }
            let cell = Rect::from_min_size(pos2(left, y), vec2(width, LINE));
            let value = self.layer.layer().columns()[column].value(row);
            if value.is_null() {
                continue;
            }
            let is_number = value.as_number().is_some();
            let text = RichText::new(value.to_string()).small();
            if is_number {
                right(ui, cell, text);
            } else {
                left_aligned(ui, cell, text);
            }
        }
        ui.set_clip_rect(clip);
    }

    /// Bars that show where the view is and move it.
    fn bars(&self, ui: &mut Ui, room: Rect, wide: f32, place: &mut Place) {
        let track = Rect::from_min_max(
            pos2(room.max.x - BAR, self.body.min.y),
            pos2(room.max.x, self.body.max.y),
        );
        let last = self.last_top();
        if last > 0.0 {
            let share = self.visible() / self.listed.order.len() as f64;
            let size = (f64::from(track.height()) * share).max(24.0) as f32;
            let at = (place.top / last) as f32;
            if let Some(at) = bar(ui, self.id.with("down"), track, size, at, 1) {
                place.top = f64::from(at) * last;
            }
        }
        let rest = wide - self.body.width();
        if rest > 0.0 {
            let track = Rect::from_min_max(
                pos2(self.body.min.x, room.max.y - BAR),
                pos2(self.body.max.x, room.max.y),
            );
            let size = (track.width() * self.body.width() / wide).max(24.0);
            if let Some(at) = bar(ui, self.id.with("right"), track, size, place.left / rest, 0) {
                place.left = at * rest;
            }
        }
    }

    fn mouse(&self, ui: &Ui, response: &Response, place: &Place, actions: &mut Vec<Action>) {
        let Some(at) = response.interact_pointer_pos() else { return };
        let Some(line) = self.line_at(at.y, place) else { return };
        if response.double_clicked() {
            actions.push(Action::Table(TableAction::Show(line)));
        } else if response.clicked() {
            response.request_focus();
            let extend = extend(ui);
            actions.push(Action::Table(TableAction::Click(line, extend)));
        }
    }

    fn keys(&self, ui: &Ui, response: &Response, actions: &mut Vec<Action>) {
        let is_free = !ui.ctx().egui_wants_keyboard_input();
        if response.has_focus() {
            let filter =
                EventFilter { vertical_arrows: true, escape: false, ..EventFilter::default() };
            ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
        } else if !(is_free && response.hover_pos().is_some()) {
            return;
        }
        let page = (self.visible().floor() as i64 - 1).max(1);
        let all = self.listed.order.len() as i64;
        let (copies, moves, selects) = ui.input_mut(|input| {
            let copies = input.events.iter().any(|event| matches!(event, Event::Copy));
            let selects = input.consume_key(egui::Modifiers::COMMAND, Key::A);
            let shift = input.modifiers.shift;
            let keys = [
                (Key::ArrowDown, 1),
                (Key::ArrowUp, -1),
                (Key::PageDown, page),
                (Key::PageUp, -page),
                (Key::Home, -all),
                (Key::End, all),
            ];
            let pressed = keys.into_iter().find(|(key, _)| input.key_pressed(*key));
            (copies, pressed.map(|(_, by)| (by, shift)), selects)
        });
        if copies {
            actions.push(Action::Table(TableAction::Copy));
        }
        if selects {
            actions.push(Action::Table(TableAction::SelectListed));
        }
        if let Some((by, shift)) = moves.filter(|_| response.has_focus()) {
            let extend = if shift { Extend::To } else { Extend::Only };
            actions.push(Action::Table(TableAction::Move(by, extend)));
        }
    }
}

fn extend(ui: &Ui) -> Extend {
    let modifiers = ui.input(|input| input.modifiers);
    if modifiers.shift {
        Extend::To
    } else if modifiers.command {
        Extend::Toggle
    } else {
        Extend::Only
    }
}

fn left_aligned(ui: &mut Ui, cell: Rect, text: RichText) {
    let inside = cell.shrink2(vec2(6.0, 0.0));
    let layout = Layout::left_to_right(Align::Center);
    let mut place = ui.new_child(UiBuilder::new().max_rect(inside).layout(layout));
    place.add(Label::new(text).truncate());
}

fn right(ui: &mut Ui, cell: Rect, text: RichText) {
    let inside = cell.shrink2(vec2(6.0, 0.0));
    let layout = Layout::right_to_left(Align::Center);
    let mut place = ui.new_child(UiBuilder::new().max_rect(inside).layout(layout));
    place.add(Label::new(text).truncate());
}

/// A bar in its track (`axis` 0 across, 1 down) with its handle at the share `at`; the share that
/// it is dragged to.
fn bar(ui: &Ui, id: Id, track: Rect, size: f32, at: f32, axis: usize) -> Option<f32> {
    let length = track.size()[axis];
    let free = (length - size).max(1.0);
    let start = track.min[axis] + free * at.clamp(0.0, 1.0);
    let mut handle = track.shrink(2.0);
    handle.min[axis] = start;
    handle.max[axis] = start + size;
    // The keys of the list move it already.
    let response = ui.interact(track, id, Sense::click_and_drag() - Sense::FOCUSABLE);
    let visuals = ui.visuals();
    let is_held = response.hovered() || response.dragged();
    let color = if is_held { visuals.weak_text_color() } else { visuals.widgets.inactive.bg_fill };
    ui.painter().rect_filled(handle, 4.0, color);
    let pointer = response
        .interact_pointer_pos()
        .filter(|_| response.dragged() || response.is_pointer_button_down_on())?;
    Some(((pointer[axis] - track.min[axis] - size / 2.0) / free).clamp(0.0, 1.0))
}
