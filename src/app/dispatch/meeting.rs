//! The meeting: what is shown in it never reaches the plan.

use allpa_map::Camera;
use egui::{Context, ViewportCommand};

use super::travel;
use crate::meeting::{Before, MeetingAction};
use crate::state::State;

pub(super) fn carry_out(state: &mut State, ctx: &Context, action: MeetingAction) {
    match action {
        MeetingAction::Enter(now) => enter(state, ctx, now),
        MeetingAction::Leave => leave(state, ctx),
        MeetingAction::Back => {
            let is_pinning = state.minutes.is_pinning();
            if !is_pinning && state.minutes.form.take().is_none() && !state.meeting.uncover() {
                leave(state, ctx);
            }
        }
        MeetingAction::Step(by) => step(state, ctx, by),
        MeetingAction::Touch(at) => state.meeting.touch(at),
        MeetingAction::Draw(at) => state.meeting.draw(at),
        MeetingAction::Undo => drop(state.meeting.ink.pop()),
        MeetingAction::Clear => state.meeting.ink.clear(),
        MeetingAction::Color(number) => state.meeting.color = number,
        MeetingAction::Toggle(part) => state.meeting.toggle(part),
        MeetingAction::Clock(now) => state.meeting.started = now,
    }
}

fn enter(state: &mut State, ctx: &Context, now: f64) {
    if state.meeting.is_on() {
        return;
    }
    let eyes = state.layers.iter().map(|layer| (layer.id, layer.visible)).collect();
    let (view, is_full_screen) = (state.views.current, state.is_full_screen);
    state.meeting.begin(Before { camera: state.camera, eyes, view, is_full_screen }, now);
    ctx.send_viewport_cmd(ViewportCommand::Fullscreen(true));
}

fn leave(state: &mut State, ctx: &Context) {
    let Some(before) = state.meeting.before.take() else { return };
    for (id, visible) in before.eyes {
        if state.layers.get(id).is_some_and(|layer| layer.visible != visible) {
            state.layers.set_visible(id, visible);
        }
    }
    let plane = state.camera.plane;
    let camera = before.camera;
    let camera = if camera.plane == plane { camera } else { camera.in_plane(plane) };
    state.camera = Camera { size_px: state.camera.size_px, ..camera };
    state.views.current = before.view;
    ctx.send_viewport_cmd(ViewportCommand::Fullscreen(before.is_full_screen));
}

/// Shows the view so many places on, without a step in the plan; before the first comes the last.
fn step(state: &mut State, ctx: &Context, by: i64) {
    let place = travel::place_on(state, by);
    let view = place.and_then(|place| state.planning.plan.views.get(place)).cloned();
    let Some(view) = view else { return };
    for (id, visible) in state.changed_by(&view) {
        state.layers.set_visible(id, visible);
    }
    travel::look_at(state, ctx, &view);
}
