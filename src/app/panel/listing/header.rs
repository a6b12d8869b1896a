//! The titles of the attribute table: they sort, and their edges set widths.

use allpa_model::ColumnData;
use allpa_model::listing::SortBy;
use egui::{Align, CursorIcon, Layout, Rect, RichText, Sense, Ui, UiBuilder, Vec2, pos2, vec2};

use super::grid::{Frame, HEADER, Place};
use crate::action::Action;
use crate::listing::{Settings, TableAction};
use crate::theme::{self, icon};

const NARROWEST: f32 = 44.0;
/// Points at the edge of a title by which the width is changed.
const EDGE: f32 = 7.0;
/// Lines from which the width that fits a column is taken.
const SAMPLED: usize = 200;

impl Frame<'_> {
    /// Draws them above the lines.
    pub(super) fn headers(&self, ui: &mut Ui, place: &mut Place, actions: &mut Vec<Action>) {
        let strip = Rect::from_min_max(
            self.body.min - vec2(0.0, HEADER),
            pos2(self.body.max.x, self.body.min.y),
        );
        let line = ui.visuals().widgets.noninteractive.bg_stroke;
        ui.painter().rect_filled(strip, 0.0, ui.visuals().panel_fill);
        ui.painter().line_segment([strip.left_bottom(), strip.right_bottom()], line);
        let cells = Rect::from_min_max(strip.min + vec2(self.numbers, 0.0), strip.max);
        let mut inner = ui.new_child(UiBuilder::new().max_rect(strip).id_salt("headers"));
        inner.set_clip_rect(cells.intersect(ui.clip_rect()));
        let edges: Vec<(f32, usize)> = self.edges(place).collect();
        for (left, column) in edges {
            let width = place.width(column);
            if left + width < cells.min.x || left > cells.max.x {
                continue;
            }
            let at = Rect::from_min_size(pos2(left, strip.min.y), vec2(width, HEADER));
            self.header(&mut inner, at, column, actions);
            inner.painter().line_segment([at.right_top(), at.right_bottom()], line);
            self.edge(&mut inner, at, column, place);
        }
        let corner = Rect::from_min_size(strip.min, vec2(self.numbers, HEADER));
        inner.set_clip_rect(ui.clip_rect());
        let sort = sign_of(self.settings, SortBy::Row);
        let text = RichText::new(format!("fid {sort}").trim_end()).small().weak();
        if inner.put(corner, egui::Button::new(text).frame(false)).clicked() {
            actions.push(Action::Table(TableAction::Sort(SortBy::Row)));
        }
    }

    fn header(&self, ui: &mut Ui, at: Rect, column: usize, actions: &mut Vec<Action>) {
        let texts = &self.state.texts;
        let name = &self.layer.layer().columns()[column].name;
        let sort = sign_of(self.settings, SortBy::Column(column));
        let text = RichText::new(format!("{name} {sort}").trim_end());
        let text = text.small().family(theme::strong());
        let button = egui::Button::new(text).frame(false).truncate();
        let inside = at.shrink2(vec2(6.0, 0.0));
        // A title stands where its values do.
        let layout = match self.layer.layer().columns()[column].data {
            ColumnData::Integer(_) | ColumnData::Real(_) => Layout::right_to_left(Align::Center),
            ColumnData::Text(_) | ColumnData::Boolean(_) => Layout::left_to_right(Align::Center),
        };
        let mut place = ui.new_child(UiBuilder::new().max_rect(inside).layout(layout));
        place.spacing_mut().button_padding = Vec2::ZERO;
        let response = place.add(button);
        let tip = texts.with("table-sort", &[("name", name)]);
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &tip));
        let response = response.on_hover_text(tip);
        if response.clicked() {
            actions.push(Action::Table(TableAction::Sort(SortBy::Column(column))));
        }
        response.context_menu(|ui| {
            if ui.button(format!("{} {}", icon::CHART, texts.get("table-statistics"))).clicked() {
                actions.push(Action::Table(TableAction::Statistics(Some(column))));
                ui.close();
            }
            if ui.button(format!("{} {}", icon::EYE_CLOSED, texts.get("table-hide"))).clicked() {
                actions.push(Action::Table(TableAction::SetColumn(column, false)));
                ui.close();
            }
        });
    }

    /// The right edge of a header: dragged it sets the width, clicked twice it fits.
    fn edge(&self, ui: &mut Ui, at: Rect, column: usize, place: &mut Place) {
        let grip = Rect::from_center_size(at.right_center(), vec2(EDGE, HEADER));
        let response = ui.interact(
            grip,
            self.id.with(("edge", column)),
            Sense::click_and_drag() - Sense::FOCUSABLE,
        );
        if response.hovered() || response.dragged() {
            ui.ctx().set_cursor_icon(CursorIcon::ResizeHorizontal);
        }
        if response.double_clicked() {
            place.widths.insert(column, self.fitting(ui, column));
        } else if response.dragged() {
            let width = (place.width(column) + response.drag_delta().x).max(NARROWEST);
            place.widths.insert(column, width);
        }
    }

    /// The width that the header and the first lines of a column need.
    fn fitting(&self, ui: &Ui, column: usize) -> f32 {
        let data = &self.layer.layer().columns()[column];
        let font = egui::TextStyle::Small.resolve(ui.style());
        let lines = self.listed.order.iter().take(SAMPLED);
        let texts = lines.map(|row| data.value(*row as usize).to_string());
        let texts = texts.chain([format!("{} {}", data.name, icon::SORTED_UP)]);
        let width = |text: String| {
            ui.painter().layout_no_wrap(text, font.clone(), egui::Color32::PLACEHOLDER).size().x
        };
        (texts.map(width).fold(0.0, f32::max) + 20.0).clamp(NARROWEST, 480.0)
    }
}

fn sign_of(settings: &Settings, by: SortBy) -> &'static str {
    match settings.sort.filter(|sort| sort.by == by) {
        Some(sort) if sort.descending => icon::SORTED_DOWN,
        Some(_) => icon::SORTED_UP,
        None => "",
    }
}
