//! The map in a meeting: it fills the screen, and the hand moves it or draws on it.

use egui::epaint::{Mesh, Vertex};
use egui::{Color32, Painter, PointerButton, Pos2, Rect, Sense, Stroke, Ui, WidgetInfo, vec2};

use super::{Canvas, View, look};
use crate::action::Action;
use crate::meeting::{LARGER, MeetingAction, Part, in_large_letters};
use crate::state::State;
use crate::theme;

/// Colours of the marker: they stand out from maps and from each other.
pub const INKS: [Color32; 4] = [
    Color32::from_rgb(0xD0, 0x10, 0x30),
    Color32::from_rgb(0x10, 0x50, 0xD0),
    Color32::from_rgb(0x10, 0x10, 0x10),
    Color32::from_rgb(0xE0, 0x8A, 0x00),
];
/// Width of the marker, in points.
const INK_WIDTH: f32 = 5.0;
/// Light around the pointer, as a share of the height of the screen.
const LIGHT: f32 = 0.2;
const CORNERS: u32 = 72;

impl Canvas {
    /// Draws the map of a meeting in all the space there is.
    pub fn present(&mut self, ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
        let (response, painter) = ui.allocate_painter(ui.available_size(), Sense::click_and_drag());
        let map = View::of(ui, response.rect, state);
        let View { area, ratio, camera } = map;
        // The last bit but one tells the large letters from the usual ones.
        let revision = look(state, state.revision()) | (1 << 62);
        self.picture
            .ask(ui.ctx(), camera, revision, || in_large_letters(state.scene(ratio * LARGER)));
        painter.rect_filled(area, 0.0, theme::tokens(state.theme).canvas);
        self.picture.show(&painter, area, &camera);
        self.pointer = response.hover_pos().map(|at| map.position(at));
        self.shows = [false; 2];

        let meeting = &state.meeting;
        if let Some(at) = response.interact_pointer_pos() {
            let position = map.position(at);
            if meeting.shows(Part::Marker) {
                if response.drag_started_by(PointerButton::Primary) {
                    let start = ui.input(|input| input.pointer.press_origin()).unwrap_or(at);
                    actions.push(Action::Meeting(MeetingAction::Touch(map.position(start))));
                }
                if response.dragged_by(PointerButton::Primary) {
                    actions.push(Action::Meeting(MeetingAction::Draw(position)));
                }
            } else if !meeting.shows(Part::Frozen) {
                actions.extend(map.panned(&response));
            }
        }
        if !meeting.shows(Part::Frozen) {
            actions.extend(map.zoomed(ui, &response));
        }
        for stroke in &meeting.ink {
            let line = stroke.points.iter().map(|at| map.point(*at)).collect();
            let color = INKS[stroke.color % INKS.len()];
            painter.line(line, Stroke::new(INK_WIDTH, color));
        }
        if meeting.shows(Part::Spotlight)
            && let Some(at) = response.hover_pos()
        {
            spotlight(&painter, area, at);
        }
        let label = state.texts.get("map-label");
        response.widget_info(|| WidgetInfo::labeled(egui::Role::Image, true, &label));
        if !self.is_current() {
            ui.ctx().request_repaint_after(std::time::Duration::from_millis(50));
        }
    }
}

/// Darkness around a circle of light.
fn spotlight(painter: &Painter, area: Rect, at: Pos2) {
    let (radius, reach) = (area.height() * LIGHT, area.width() + area.height());
    let color = Color32::from_black_alpha(190);
    let mut mesh = Mesh::default();
    let vertex = |pos| Vertex { pos, uv: egui::epaint::WHITE_UV, color };
    for corner in 0..CORNERS {
        let angle = std::f32::consts::TAU * corner as f32 / CORNERS as f32;
        let way = vec2(angle.cos(), angle.sin());
        mesh.vertices.push(vertex(at + way * radius));
        mesh.vertices.push(vertex(at + way * reach));
        let (near, far) = (corner * 2, corner * 2 + 1);
        let (next_near, next_far) = ((near + 2) % (CORNERS * 2), (far + 2) % (CORNERS * 2));
        mesh.indices.extend([near, far, next_near, next_near, far, next_far]);
    }
    painter.add(mesh);
}
