//! The meeting: what is shown in it never reaches the plan, what is drawn only where it is kept.

use std::sync::Arc;

use allpa_files::{local_today, spoken_day};
use allpa_map::style::MapTheme;
use allpa_map::{Camera, Classes, PreparedLayer};
use allpa_model::role::{Group, recognise};
use allpa_text::UserMessage;
use egui::{Context, ViewportCommand};

use super::travel;
use crate::action::Card;
use crate::ink::ink_layer;
use crate::layers::LoadedLayer;
use crate::meeting::{Before, MeetingAction};
use crate::planning::steps;
use crate::state::{Message, Severity, State};

/// Width of strokes that are kept, in logical pixels.
const KEPT_WIDTH: f32 = 3.0;

pub(super) fn carry_out(state: &mut State, ctx: &Context, action: MeetingAction) {
    match action {
        MeetingAction::Enter(now) => enter(state, ctx, now),
        MeetingAction::Leave => leave(state, ctx),
        MeetingAction::Back => {
            let is_pinning = state.minutes.is_pinning();
            if !is_pinning && !state.minutes.put_by() && !state.meeting.uncover() {
                leave(state, ctx);
            }
        }
        MeetingAction::Step(by) => step(state, ctx, by),
        MeetingAction::Touch(at) => state.meeting.touch(at),
        MeetingAction::Draw(at) => state.meeting.draw(at),
        MeetingAction::Undo => drop(state.meeting.ink.pop()),
        MeetingAction::Clear => state.meeting.ink.clear(),
        MeetingAction::KeepInk => keep_ink(state, ctx),
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
    let text_scale = ctx.zoom_factor();
    let before = Before { camera: state.camera, eyes, view, is_full_screen, text_scale };
    state.meeting.begin(before, now);
    ctx.set_zoom_factor(text_scale.max(1.0));
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
    ctx.set_zoom_factor(before.text_scale);
    ctx.send_viewport_cmd(ViewportCommand::Fullscreen(before.is_full_screen));
    // What was drawn is told before it can be forgotten.
    if !state.meeting.ink.is_empty() {
        let message = UserMessage {
            what: ink_left(state),
            cause: String::new(),
            remedy: state.texts.get("meeting-ink-remedy"),
        };
        state.messages.push(Message::new(Severity::Done, message));
        state.card = Card::Minutes;
        state.shows.cards = true;
    }
}

/// How many strokes there are, as it is told after the meeting.
fn ink_left(state: &State) -> String {
    state.texts.count("meeting-ink-left", state.meeting.ink.len())
}

/// Makes what the marker drew a layer of the plan, in one step.
fn keep_ink(state: &mut State, ctx: &Context) {
    let drawn = ink_layer(&state.texts, &state.meeting.ink, KEPT_WIDTH);
    let Some((layer, style)) = drawn else { return };
    let prepared = PreparedLayer::new(layer, state.plane);
    let Ok(prepared) = prepared.map(Arc::new) else { return };
    let day = spoken_day(&local_today());
    let title = state.texts.with("meeting-ink-layer", &[("day", &day)]);
    let (number, theme) = (state.layers.len(), MapTheme::of(state.theme));
    let recognised = recognise(prepared.layer());
    let titles = [title.clone(), title];
    let classes = Arc::new(Classes::resolve(prepared.layer(), &style));
    let mut loaded = LoadedLayer::new(prepared, recognised, number, &theme, titles, false);
    loaded.group = Group::Proposals;
    loaded.scene = loaded.scene.with_style(Arc::clone(&style), classes);
    loaded.chosen = Some(style);
    let id = state.layers.add(loaded);
    steps::add(state, ctx, id, &[]);
    let told = ink_left(state);
    state.messages.retain(|message| message.what != told);
    state.meeting.ink.clear();
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
