//! A small map in the corner that shows where the large one is.

use allpa_map::style::MapTheme;
use allpa_map::{Camera, Scene};
use allpa_model::role::Group;
use egui::{Pos2, Rect, Sense, Stroke, StrokeKind, Ui, pos2, vec2};

use super::{MapPicture, View};
use crate::action::Action;
use crate::state::State;
use crate::theme;
use crate::views::TravelAction;

/// Width and height in points.
const SIZE: egui::Vec2 = vec2(190.0, 150.0);

/// Draws the overview at the lower right of the map, above the scale bar; a click or a drag in it
/// brings the large map there.
pub(super) fn show(
    picture: &mut MapPicture,
    ui: &mut Ui,
    map: &View,
    state: &State,
    actions: &mut Vec<Action>,
) {
    let place = Rect::from_min_size(map.area.max - SIZE - vec2(12.0, 56.0), SIZE);
    let Some(bounds) = whole(state).bounds() else { return };
    let size_px = [SIZE.x, SIZE.y].map(|side| ((side * map.ratio).round() as u32).max(1));
    let plane = map.camera.plane;
    let camera = Camera::fit(plane, bounds, size_px, 6.0);
    let revision = super::look(state, state.layers.revision());
    picture.ask(ui.ctx(), camera, revision, || Scene { pixel_ratio: map.ratio, ..whole(state) });
    let painter = ui.painter().with_clip_rect(place);
    let colors = theme::tokens(state.theme);
    painter.rect_filled(place, 6.0, colors.canvas);
    picture.show(&painter, place, &camera);
    let view = View { area: place, ratio: map.ratio, camera };
    let seen = map.camera.visible_world(0.0);
    let corner = |at: [f64; 2]| view.point(plane.from_world(at));
    let seen = Rect::from_two_pos(corner(seen.min), corner(seen.max));
    // However close the large map is, its place can be seen here.
    let seen = Rect::from_center_size(seen.center(), seen.size().max(vec2(8.0, 8.0)));
    painter.rect_filled(seen, 0.0, colors.proposal.gamma_multiply(0.2));
    painter.rect_stroke(seen, 0.0, Stroke::new(2.0, colors.proposal), StrokeKind::Inside);
    painter.rect_stroke(place, 6.0, Stroke::new(1.0, colors.quiet), StrokeKind::Inside);
    let response = ui.interact(place, ui.scope_id().with("overview"), Sense::click_and_drag());
    let label = state.texts.get("overview-label");
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Image, true, &label));
    if let Some(at) = response.interact_pointer_pos().filter(|at| is_held(&response, *at, place)) {
        actions.push(Action::Travel(TravelAction::Center(view.position(at))));
    }
}

fn is_held(response: &egui::Response, at: Pos2, place: Rect) -> bool {
    let inside = pos2(at.x.clamp(place.min.x, place.max.x), at.y.clamp(place.min.y, place.max.y));
    (response.dragged() || response.clicked()) && inside == at
}

/// The ground and the limits without names; everything where there are none.
fn whole(state: &State) -> Scene {
    let is_ground = |group: Group| matches!(group, Group::Base | Group::Limits);
    let all: Vec<_> = state.layers.iter().filter(|layer| layer.visible).collect();
    let ground = all.iter().filter(|layer| is_ground(layer.loaded.group));
    let ground: Vec<_> = ground.map(|layer| layer.loaded.scene.clone()).collect();
    let layers = if ground.is_empty() {
        all.iter().map(|layer| layer.loaded.scene.clone()).collect()
    } else {
        ground
    };
    Scene::new(layers, MapTheme::of(state.theme))
}
